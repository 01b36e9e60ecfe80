//! What the mouse does in the list and the story: the wheel rolls them, dragged rows land beside the one under the
//! pointer. Where that is is computed from the geometry each time, so that what is shown is what is done.

use super::super::super::action::Move;
use super::cross::{self, Goal};
use super::line::Stands;
use super::state::margin;
use super::{State, shift, story};
use crate::domain::{Product, Spot};
use crate::ui::effect::Effect;
use crate::ui::keymap::Keymap;
use crate::ui::layout;
use crate::ui::mouse::Drag;
use crate::ui::theme::Theme;
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Where dragged items would land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Landing {
    /// As a change names it.
    pub goal: Goal,
    /// The place of the screen below whose lower edge they land; `None` above the first one shown.
    pub below: Option<usize>,
}

/// Why nothing can move past its neighbours in this list.
pub fn check_nudge(state: &State, keymap: &Keymap) -> Result<(), String> {
    shift::check_list(state.list, &Move::Up).map_err(|reason| keyed(keymap, reason))?;
    shift::check_sort(state, &Move::Up, keymap)
}

/// Why the rows of this list can't be dragged.
pub fn check_drag(state: &State, keymap: &Keymap) -> Result<(), String> {
    check_nudge(state, keymap)?;
    state.visible().map(|_| ()).ok_or_else(|| "the list is still being read: try again".to_owned())
}

/// Rolls the list so many rows up or down. The cursor follows, unless it `stays` with what is dragged.
pub fn roll(state: &mut State, by: usize, is_up: bool, rows: usize, stays: bool) {
    let last = state.last_top(rows);
    let top = if is_up { state.top.saturating_sub(by) } else { state.top.saturating_add(by).min(last) };
    if state.visible().is_none() || top == state.top {
        return;
    }
    state.top = top;
    if stays {
        return;
    }
    let margin = margin(rows);
    // The first and the last row hold their lines beside them in sight.
    let first = if top == 0 { 0 } else { state.lines.rows_above(top + margin).max(1) };
    let end = state.lines.rows_above((top + rows).saturating_sub(margin)).min(state.len().saturating_sub(1));
    let end = if top == last { state.len() } else { end };
    state.select(state.index.clamp(first, end.saturating_sub(1).max(first)));
}

/// How far the story in a pane can be scrolled, at most to `scroll`.
pub fn reach(
    state: &State,
    scroll: usize,
    pane: Rect,
    product: Option<&Product>,
    keymap: &Keymap,
    theme: &Theme,
) -> usize {
    let inside = layout::inside(pane);
    // The pane leaves a column free at each side.
    let inside = Rect { width: inside.width.saturating_sub(2), ..inside };
    state.item.as_ref().map_or(0, |item| story::reach(item, state, scroll, inside, product, keymap, theme))
}

/// Where the story must be scrolled to, for what of the source was just unfolded to be seen.
pub fn unfolded(state: &State, pane: Rect, product: Option<&Product>, keymap: &Keymap, theme: &Theme) -> usize {
    let inside = layout::inside(pane);
    let inside = Rect { width: inside.width.saturating_sub(2), ..inside };
    let at = state.item.as_ref().and_then(|item| story::source_at(item, state, inside, product, keymap, theme));
    let Some((at, end)) = at else { return state.scroll };
    // As much of it as there is room for, and no further than that takes.
    let most = at.min(end.saturating_sub(usize::from(inside.height)));
    state.scroll.clamp(most, at)
}

/// Where a drag is beyond the rows shown and there are more: `Some(true)` above, `Some(false)` below.
pub fn is_at_edge(state: &State, drag: &Drag, pane: Rect) -> Option<bool> {
    let inside = layout::inside(pane);
    let rows = usize::from(inside.height);
    if !is_over(drag, pane) {
        None
    } else if drag.at.row < inside.y {
        (state.top > 0).then_some(true)
    } else {
        (drag.at.row >= inside.bottom() && state.top + rows < state.places()).then_some(false)
    }
}

/// Where dragged items would land; `None` where they would stay, as beside the list.
pub fn landing(state: &State, drag: &Drag, pane: Rect) -> Option<Landing> {
    let inside = layout::inside(pane);
    if !is_over(drag, pane) || inside.height == 0 {
        return None;
    }
    let row = drag.at.row.clamp(inside.y, inside.bottom() - 1) - inside.y;
    let place = (state.top + usize::from(row)).min(state.places().checked_sub(1)?);
    let from = state.index_of(drag.from)?;
    let is_down = place > state.lines.place(from);
    let goal = match state.lines.stands(place) {
        Stands::Row(row) => {
            let anchor = state.at(row).filter(|anchor| !drag.items.contains(anchor))?;
            Goal::Spot(if is_down { Spot::Below(anchor) } else { Spot::Above(anchor) })
        }
        Stands::Line(line) => beside_line(state, line, is_down, drag)?,
    };
    let below = if is_down { Some(place) } else { place.checked_sub(1).filter(|above| *above >= state.top) };
    Some(Landing { goal, below })
}

/// Over a Sprint's line, directly beside it; what is no Sprint's line is landed at as at the row before or behind it.
fn beside_line(state: &State, line: usize, is_down: bool, drag: &Drag) -> Option<Goal> {
    let mut rows: Vec<usize> = drag.items.iter().filter_map(|id| state.index_of(*id)).collect();
    rows.sort_unstable();
    if let Some(goal) = cross::beside(state, line, !is_down, &rows) {
        return Some(goal);
    }
    let at = state.lines.drawn().get(line)?.at;
    let anchor = state.at(if is_down { at.checked_sub(1)? } else { at })?;
    let spot = if is_down { Spot::Below(anchor) } else { Spot::Above(anchor) };
    (!drag.items.contains(&anchor)).then_some(Goal::Spot(spot))
}

/// The move that letting go would be, and how many items that the filter hides it passes.
///
/// # Errors
/// Says why nothing can be moved there.
pub fn drop(state: &State, drag: Drag, landing: &Landing, keymap: &Keymap) -> Result<(Vec<Effect>, usize), String> {
    let moved = cross::moved(state, drag.items, landing.goal, false, keymap)?;
    let hidden = shift::hidden(state, &moved);
    Ok((moved, hidden))
}

/// Above and below the list still counts, beside it does not.
fn is_over(drag: &Drag, pane: Rect) -> bool {
    (pane.x..pane.right()).contains(&drag.at.column)
}

/// Draws the line between the rows where dragged items would land, over the list that is drawn already.
pub fn view_landing(state: &State, drag: &Drag, target: &mut Frame, pane: Rect, theme: &Theme) {
    let Some(landing) = landing(state, drag, pane) else { return };
    let inside = layout::inside(pane);
    let line = landing.below.and_then(|below| u16::try_from(below.checked_sub(state.top)?).ok());
    let buffer = target.buffer_mut();
    match line {
        Some(line) if line < inside.height => {
            let row = Rect { y: inside.y + line, height: 1, ..inside };
            buffer.set_style(row, theme.accent.underlined());
        }
        _ => {
            // Above the first row shown the border is the line.
            for x in inside.x..inside.right() {
                buffer[(x, pane.y)].set_symbol("━").set_style(theme.accent);
            }
        }
    }
}
