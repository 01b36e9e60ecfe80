//! The table: items in rows.

use super::super::super::model::Model;
use super::super::{Hints, backlog};
use super::{Done, row};
use crate::domain::ItemId;
use crate::domain::query::Panel;
use crate::ui::action::Go;
use crate::ui::action::prioritize::Table as Action;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// Verbs with a short word for the hint bar, the most needed first.
pub const HINTS: Hints = &[
    (&["help"], "help"),
    (&["filter"], "filter"),
    (&["mark"], "mark"),
    (&["move-down", "move-up"], "move"),
    (&["previous-part", "next-part"], "part"),
    (&["open"], "story"),
    (&["undo"], "undo"),
    (&["estimate"], "size"),
    (&["command"], "all verbs"),
];

/// What the part remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {}

/// Does an action.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(_model: &mut Model, action: &Action, _count: Option<usize>) -> Done {
    match *action {}
}

/// The items shown, in the sequence of the cursor; `None` for the list of the Product Backlog.
pub(super) fn sequence(_model: &Model) -> Option<Vec<ItemId>> {
    None
}

/// Where the cursor goes when its item has left; `None` where the one that followed it is right.
pub(super) fn neighbour(_model: &Model) -> Option<ItemId> {
    None
}

/// A step as the part means it; `None` where it means the same as in the lists.
pub(super) fn go(_model: &mut Model, _go: &Go, _count: Option<usize>) -> Option<Done> {
    None
}

/// True where something in the part was left, one level up.
pub(super) fn leave(_model: &mut Model) -> bool {
    false
}

/// What the keys mean now, in a word; `None` for the name of the part.
pub(super) fn mode(_model: &Model) -> Option<String> {
    None
}

/// What it needs of the store besides the rows of the list.
pub(super) fn wanted(_model: &Model) -> Option<Panel> {
    None
}

/// Keeps what is shown around the cursor, once that has its place.
pub(super) fn settle(_model: &mut Model) {}

/// Lines above the rows: the names of the columns.
const HEAD: u16 = 1;

/// The area of the rows.
fn body(area: Rect) -> Rect {
    let head = HEAD.min(area.height);
    Rect { y: area.y + head, height: area.height - head, ..area }
}

/// Rows on the screen.
pub(super) fn rows(_model: &Model, area: Rect) -> usize {
    usize::from(body(area).height).max(1)
}

/// The item at a place of the screen.
pub(super) fn item_at(model: &Model, area: Rect, at: Position) -> Option<ItemId> {
    row::item_at(model, body(area), at)
}

/// Rolls the rows; the cursor stays in sight.
pub(super) fn roll(model: &mut Model, _at: Position, by: usize, is_up: bool) {
    let rows = model.list_rows();
    backlog::roll(&mut model.backlog, by, is_up, rows, false);
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let head = Rect { height: HEAD.min(area.height), ..row::widened(area) };
    let names = format!("{}title", row::Lead::new(model).head());
    target.render_widget(Line::styled(names, model.theme.dim), head);
    row::view(model, target, body(area));
}
