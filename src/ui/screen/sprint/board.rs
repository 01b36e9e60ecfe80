//! The board: cards in columns by state.
//!
//! The cards are the items of the Sprint, and the cursor is that of the lists: it goes through the columns one after the
//! other. What the board adds is where in which column it is.

mod card;
mod head;
mod lane;

use super::super::super::action::{Go, Move};
use super::super::super::model::Model;
use super::super::super::overlay::rows::Cursor;
use crate::domain::sprint::{Course, Phase};
use crate::domain::{Change, ItemId, List, Order, Spot, State as Domain};
use crate::ui::action::sprint::Board as Action;
use crate::ui::effect::Effect;
use crate::ui::overlay::{Overlay, scope};
use crate::ui::widget::glyph;
use crate::ui::wording::keyed;
use lane::{Fit, Lane, MOST, Placed, Plan};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// What the part remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Where the cursor was seen last: the column, and the row in it.
    at: (usize, usize),
    /// In each column the card on which the cursor was last, and its row.
    left: [Option<(ItemId, usize)>; MOST],
    /// In each column the first card shown.
    tops: [usize; MOST],
}

/// Does an action.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(model: &mut Model, action: &Action, _count: Option<usize>) -> Result<Vec<Effect>, String> {
    match action {
        Action::Scope => {
            let course = model.sprint.course.as_ref().ok_or("there is no Sprint yet")?;
            if course.sprint.phase == Phase::Planned {
                return Err(format!("{} has not started: its scope is not fixed yet", course.sprint.title()));
            }
            model.overlays.push(Overlay::Scope(Box::new(scope::State::of(course))));
            Ok(Vec::new())
        }
    }
}

/// The part's area on the screen.
fn area(model: &Model) -> Rect {
    super::rest(model).unwrap_or_default()
}

/// The columns as they are shown, and the one with the cursor.
fn lanes<'a>(model: &'a Model, course: &'a Course) -> (Vec<Lane<'a>>, usize) {
    let lanes = lane::lanes(course, area(model).width);
    let with_cursor = model.backlog.cursor.and_then(|id| lanes.iter().position(|lane| lane.row_of(id).is_some()));
    let at = with_cursor.unwrap_or(model.sprint.board.at.0).min(lanes.len() - 1);
    (lanes, at)
}

/// The items shown, in the sequence in which the cursor goes through them.
pub(super) fn sequence(model: &Model) -> Vec<ItemId> {
    let Some(course) = &model.sprint.course else { return Vec::new() };
    lane::lanes(course, area(model).width).iter().flat_map(Lane::ids).collect()
}

/// Where the cursor goes when its card has left: to the one that followed it in its column, else to the last of it.
pub(super) fn neighbour(model: &Model) -> Option<ItemId> {
    let course = model.sprint.course.as_ref()?;
    let lanes = lane::lanes(course, area(model).width);
    let (at, row) = model.sprint.board.at;
    let full = |at: &usize| lanes.get(*at).is_some_and(|lane| !lane.cards.is_empty());
    // The nearest column that has a card, to the right first.
    let near = (0..lanes.len()).flat_map(|by| [at + by, at.wrapping_sub(by)]).find(full)?;
    let cards = &lanes[near].cards;
    cards.get(row.min(cards.len() - 1)).map(Placed::id)
}

/// Keeps the cursor in sight and remembers where it is.
pub fn settle(model: &mut Model) {
    let Some(course) = model.sprint.course.take() else { return };
    let mut state = std::mem::take(&mut model.sprint.board);
    {
        let lanes = lane::lanes(&course, area(model).width);
        let found = model
            .backlog
            .cursor
            .and_then(|id| lanes.iter().enumerate().find_map(|(at, lane)| lane.row_of(id).map(|row| (at, row, id))));
        if let Some((at, row, id)) = found {
            state.at = (at, row);
            state.left[at] = Some((id, row));
        }
        let plan = Plan::new(area(model), lanes.len(), state.at.0);
        for (at, lane) in lanes.iter().enumerate() {
            let fit = Fit::of(lane, plan.lanes[at]);
            let row = (at == state.at.0 && found.is_some()).then_some(state.at.1);
            state.tops[at] = fit.top(lane.cards.len(), state.tops[at], row);
        }
    }
    (model.sprint.board, model.sprint.course) = (state, Some(course));
}

/// Puts the cursor on a card.
fn select(model: &mut Model, id: ItemId) {
    if let Some(index) = model.backlog.index_of(id) {
        model.backlog.select(index);
    }
}

/// Goes through the column of the cursor; false for what goes elsewhere.
pub fn go(model: &mut Model, go: &Go, count: Option<usize>) -> bool {
    let Some(course) = &model.sprint.course else { return false };
    let (lanes, at) = lanes(model, course);
    let plan = Plan::new(area(model), lanes.len(), at);
    let lane = &lanes[at];
    let fit = Fit::of(lane, plan.lanes[at]);
    let row = model.backlog.cursor.and_then(|id| lane.row_of(id)).unwrap_or(0);
    let mut cursor = Cursor { at: row, page: fit.seen };
    if !cursor.go(go, lane.cards.len(), count) {
        return false;
    }
    let to = lane.cards.get(cursor.at).map(Placed::id);
    if matches!(go, Go::First | Go::Last) {
        model.backlog.remember();
    }
    if let Some(id) = to {
        select(model, id);
    }
    true
}

/// To the column so many to the left or to the right; those without a card are passed over.
///
/// # Errors
/// There is none.
pub fn aside(model: &mut Model, is_right: bool, times: usize) -> Result<(), String> {
    let Some(course) = &model.sprint.course else { return Ok(()) };
    let (lanes, at) = lanes(model, course);
    let full = |at: &usize| !lanes[*at].cards.is_empty();
    let way: Vec<usize> =
        if is_right { (at + 1..lanes.len()).filter(full).collect() } else { (0..at).rev().filter(full).collect() };
    let Some(to) = way.get(times.saturating_sub(1)).or(way.last()).copied() else {
        return Err(format!("no card stands further {}", if is_right { "right" } else { "left" }));
    };
    let cards = &lanes[to].cards;
    let row = match model.sprint.board.left[to] {
        Some((id, row)) => lanes[to].row_of(id).unwrap_or(row),
        None => model.sprint.board.at.1,
    };
    let id = cards[row.min(cards.len() - 1)].id();
    select(model, id);
    Ok(())
}

/// Moves cards past their neighbours in the column: the order of the board is that of the backlog. `None` for moves
/// that do the same everywhere.
pub fn shift(model: &Model, to: &Move, count: Option<usize>, run: &[ItemId]) -> Option<Result<Vec<Effect>, String>> {
    let course = model.sprint.course.as_ref()?;
    let (lanes, at) = lanes(model, course);
    let items = model.backlog.targets();
    if let Some(done) = placed(course, &items).find(|card| card.state == Domain::Done) {
        return Some(Err(format!("{} is done: only what is still to do has a place in the order", done.card.row.key)));
    }
    let is_up = match to {
        Move::Up => true,
        Move::Down => false,
        Move::Top | Move::Bottom | Move::Place(_) | Move::Above(_) | Move::Below(_) | Move::Here => return None,
    };
    let lane = &lanes[at];
    if items.iter().any(|id| lane.row_of(*id).is_none()) {
        return Some(Err(
            "the marked cards stand in several columns: mark those of one, to move them past others".into()
        ));
    }
    let product = course.sprint.product;
    let order = Order::in_sequence(product, List::Backlog, &lane.ids());
    let Some(spot) = order.nudge(&items, is_up, count.unwrap_or(1)) else {
        let what = if items.len() == 1 { "this card is" } else { "these cards are" };
        return Some(Err(format!("{what} already at the {} of the column", if is_up { "top" } else { "bottom" })));
    };
    debug_assert!(matches!(spot, Spot::Above(_) | Spot::Below(_)));
    let is_run = run == items;
    Some(Ok(vec![Effect::commit(Change::Move { items, to: spot, is_run })]))
}

/// Those of the cards that are among these items.
fn placed<'a>(course: &'a Course, items: &'a [ItemId]) -> impl Iterator<Item = Placed<'a>> {
    lane::placed(course).into_iter().filter(|card| items.contains(&card.id()))
}

/// The card that is drawn at this place of the screen.
pub fn card_at(model: &Model, at: Position) -> Option<ItemId> {
    let course = model.sprint.course.as_ref()?;
    let (lanes, focus) = lanes(model, course);
    let plan = Plan::new(area(model), lanes.len(), focus);
    let n = plan.lanes.iter().position(|lane| lane.contains(at))?;
    let (lane, area) = (&lanes[n], plan.lanes[n]);
    let fit = Fit::of(lane, area);
    let row = usize::from(at.y - area.y) / fit.each;
    (row < fit.seen).then(|| lane.cards.get(model.sprint.board.tops[n] + row).map(Placed::id))?
}

/// Rolls the column at this place of the screen; the cursor stays in sight.
pub fn roll(model: &mut Model, at: Position, by: usize, is_up: bool) {
    let Some(course) = &model.sprint.course else { return };
    let (lanes, focus) = lanes(model, course);
    let plan = Plan::new(area(model), lanes.len(), focus);
    let Some(n) = plan.lanes.iter().position(|lane| lane.contains(at)) else { return };
    let fit = Fit::of(&lanes[n], plan.lanes[n]);
    let last = lanes[n].cards.len().saturating_sub(fit.seen);
    let top = model.sprint.board.tops[n];
    let top = if is_up { top.saturating_sub(by) } else { (top + by).min(last) };
    let row = model.backlog.cursor.and_then(|id| lanes[n].row_of(id));
    let to = row.filter(|_| fit.seen > 0).and_then(|row| lanes[n].cards.get(row.clamp(top, top + fit.seen - 1)));
    let to = to.map(Placed::id);
    model.sprint.board.tops[n] = top;
    if let Some(id) = to {
        select(model, id);
    }
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let Some(course) = &model.sprint.course else {
        view_nothing(model, target, area, NO_SPRINT);
        return;
    };
    let (lanes, focus) = lanes(model, course);
    let plan = Plan::new(area, lanes.len(), focus);
    head::view(model, course, target, plan.head);
    if lanes.iter().all(|lane| lane.cards.is_empty()) {
        let empty = match course.sprint.phase {
            Phase::Planned => EMPTY,
            Phase::Active => ALL_OUT,
            Phase::Closed => NONE_KNOWN,
        };
        let below = Rect { y: plan.names.y, height: area.bottom().saturating_sub(plan.names.y), ..area };
        view_nothing(model, target, below, empty);
        return;
    }
    if plan.is_single {
        head::view_row(&lanes, focus, target, plan.names, theme);
    }
    for (at, lane) in lanes.iter().enumerate().filter(|(at, _)| plan.lanes[*at].width > 0) {
        if !plan.is_single {
            head::view_name(lane, at == focus, target, plan.name(at), theme);
        }
        card::view_lane(lane, model.sprint.board.tops[at], model, target, plan.lanes[at]);
    }
    let here = model.backlog.cursor.and_then(|id| lanes[focus].cards.iter().find(|card| card.id() == id));
    if let Some(card) = here {
        card::view_detail(card, course, model, target, plan.detail);
    }
}

const NO_SPRINT: &str = "There is no Sprint yet.\n\n<previous-part>  goes to the plan, where one is made";
const EMPTY: &str = "This Sprint has no item yet.\n\n<previous-part>  goes to the plan, where items are pulled in";
const ALL_OUT: &str = "No item is in this Sprint any more.\n\n<scope>  tells what was taken out, and why";
const NONE_KNOWN: &str =
    "Nothing is known of the items of this Sprint: it was held elsewhere.\n\n<later-sprint>  goes to the next Sprint";

/// What an empty board says, and what to do next.
fn view_nothing(model: &Model, target: &mut Frame, area: Rect, text: &'static str) {
    let text = keyed(&model.keymap, text);
    let columns = usize::from(area.width.saturating_sub(2)).max(1);
    for (line, y) in glyph::wrap(&text, columns, usize::from(area.height)).into_iter().zip(area.y + 1..area.bottom()) {
        let at = Rect { x: area.x + 1, y, width: area.width.saturating_sub(1), height: 1 };
        target.render_widget(Line::styled(line, model.theme.dim), at);
    }
}
