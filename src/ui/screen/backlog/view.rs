//! List and story as they stand beside each other, or one at a time.

use super::{State, story, table};
use crate::domain::{Item, List, Product, Scale};
use crate::ui::keymap::Keymap;
use crate::ui::layout::Areas;
use crate::ui::theme::Theme;
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the view; `empty` is what an empty list says.
pub fn view(
    state: &State,
    target: &mut Frame,
    areas: &Areas,
    product: Option<&Product>,
    empty: &str,
    keymap: &Keymap,
    theme: &Theme,
) {
    if let Some(area) = areas.list {
        let inner = frame::pane(target, area, &title(state, &list_name(state)), true, theme);
        // The rows use the free columns at the sides too: the cursor's bar stands at the border.
        let inner =
            Rect { x: inner.x.saturating_sub(1).max(area.x), width: (inner.width + 1).min(area.width), ..inner };
        let scale = product.map_or(Scale::default(), |product| product.scale);
        table::view(state, target, inner, scale, theme);
        if state.is_empty() {
            view_empty(empty, target, inner, theme);
        }
    }
    if let Some(area) = areas.story {
        // Where nothing is shown, no story stands beside it as if it were selected.
        let item = state.item.as_ref().filter(|item| state.cursor.is_none_or(|id| id == item.id) && !state.is_empty());
        let title = item.map_or("Story".into(), |i| format!("{} · {}", i.key, i.text.kind.name()));
        let inner = frame::pane(target, area, &title, state.is_open, theme);
        if let Some(item) = item {
            story::view(item, state, target, inner, product, keymap, theme);
        }
    }
}

/// Draws a story that is not in the selected one's pane, from the line on to which it is scrolled; true where it goes on
/// below. The checks are left out: they are known of the selected item alone.
#[expect(clippy::too_many_arguments, reason = "as a pane has them")]
pub fn view_story(
    item: &Item,
    state: &State,
    scroll: usize,
    target: &mut Frame,
    area: Rect,
    product: Option<&Product>,
    keymap: &Keymap,
    theme: &Theme,
) -> bool {
    let shown = State { scroll, today: state.today, is_unfolded: state.is_unfolded, ..State::default() };
    story::view(item, &shown, target, area, product, keymap, theme);
    // A story can be scrolled until its last lines, at most three, stand at the top.
    let (end, last) = (scroll + usize::from(area.height), usize::from(area.height).min(3));
    story::reach(item, &shown, end, area, product, keymap, theme) + last > end
}

/// The list by its name, and in what sequence it stands, where that is by date.
fn list_name(state: &State) -> String {
    let mut letters = state.list.name().chars();
    let name: String = letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
    match state.list {
        List::Done | List::Declined | List::Trash if state.narrow.sort().is_none() => format!("{name}, newest first"),
        List::Done | List::Declined | List::Trash | List::Backlog | List::Inbox | List::Epics => name,
    }
}

/// What stands above the rows: the name given, and by what column they stand, or how far a refinement is.
pub fn title(state: &State, name: &str) -> String {
    if let Some(walk) = &state.walk {
        let (at, of) = walk.progress();
        return format!("Refinement · {at} of {of}");
    }
    if let Some(sort) = state.narrow.sort() {
        return format!("{name} by {} {}", sort.by.name(), if sort.is_down { "↓" } else { "↑" });
    }
    name.to_owned()
}

/// What is said where no item is shown.
pub fn view_empty(text: &str, target: &mut Frame, area: Rect, theme: &Theme) {
    let columns = usize::from(area.width.saturating_sub(4));
    for (i, line) in glyph::wrap(text, columns.max(1), usize::from(area.height)).into_iter().enumerate() {
        let y = area.y + 1 + u16::try_from(i).unwrap_or(0);
        if y < area.bottom() {
            let at = Rect { x: area.x + 2, y, width: area.width.saturating_sub(4), height: 1 };
            target.render_widget(ratatui::text::Line::styled(line, theme.dim), at);
        }
    }
}
