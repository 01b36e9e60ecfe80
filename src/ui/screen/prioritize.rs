//! Prioritize: the Product Backlog scored and compared, in three parts: a framework's table, the matrix, pairs.
//!
//! The selection, the filter, the marks and the verbs are those of the lists. Where a part has no sequence of its own,
//! the cursor goes through the list as it is narrowed, and the part draws the list's window of rows. A part is a file
//! that answers the questions asked below, one match a question; what it adds to the keys is in its own section of the
//! keymap.

pub mod matrix;
pub mod pairs;
mod row;
pub mod table;

use super::super::keymap::Scope;
use super::super::layout;
use super::super::model::Model;
use super::{Hints, View, backlog};
use crate::domain::query::Panel;
use crate::domain::{ItemId, Order};
use crate::ui::action::Go;
use crate::ui::action::prioritize::Prioritize as Action;
use crate::ui::effect::Effect;
use crate::ui::screen::Turns;
use crate::ui::widget::{frame, parts};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use strum::{EnumCount, EnumIter, IntoEnumIterator, IntoStaticStr};

/// From so many columns on the story stands beside the table.
const WIDE: u16 = 140;

/// What came of it: effects, or the reason why nothing did.
pub type Done = Result<Vec<Effect>, String>;

/// A part of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumCount, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Part {
    /// A framework's inputs in columns.
    #[default]
    Table,
    /// Value against effort.
    Matrix,
    /// Two items at a time.
    Pairs,
}

impl Turns for Part {}

/// The state of the view.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The part shown.
    pub part: Part,
    /// How many jumps were remembered when the view was gone to: those made in it lead back inside it.
    pub jumps: usize,
    /// What the table remembers.
    pub table: table::State,
    /// What the matrix remembers.
    pub matrix: matrix::State,
    /// What the comparison of pairs remembers.
    pub pairs: pairs::State,
}

/// Does an action of a part; going there is the program's own.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(model: &mut Model, action: &Action, count: Option<usize>) -> Done {
    match action {
        Action::Show(part) => {
            model.prioritize.part = part.unwrap_or(model.prioritize.part);
            Ok(Vec::new())
        }
        Action::Framework(framework) => {
            let done = table::choose(model, *framework)?;
            table::to_title(model);
            Ok(done)
        }
        Action::Scoring => table::ask(model),
        Action::Score(scoring) => table::score(model, scoring),
        Action::WhatIf => table::what_if(model),
        Action::Settle(is_kept) => table::end(model, *is_kept),
        Action::Worst => {
            model.prioritize.part = Part::Table;
            table::worst(model)
        }
        Action::Table(to) => table::update(model, *to, count),
        Action::Matrix(to) => matrix::update(model, to, count),
        Action::Pairs(to) => pairs::update(model, to, count),
    }
}

/// What the filter leaves of the Product Backlog, in its order or by the column it is shown by: what a part that has
/// a sequence of its own must choose from. `None` before it is known.
pub fn passing(model: &Model) -> Option<&Order> {
    model.backlog.narrow.of(model.backlog.order.as_ref())
}

/// Keeps what the part has worked out of all items as it should be now; asked before [`sequence`].
pub fn prepare(model: &mut Model) {
    if model.prioritize.part == Part::Table {
        table::prepare(model);
    }
}

/// The items that the part shows, in the sequence in which the cursor goes through them; `None` where it goes through
/// the list of the Product Backlog.
pub fn sequence(model: &Model) -> Option<Vec<ItemId>> {
    match model.prioritize.part {
        Part::Table => table::sequence(model),
        Part::Matrix => matrix::sequence(model),
        Part::Pairs => pairs::sequence(model),
    }
}

/// Where the cursor goes when its item has left the part shown; `None` where the one that followed it is right.
pub fn neighbour(model: &Model) -> Option<ItemId> {
    match model.prioritize.part {
        Part::Table => table::neighbour(model),
        Part::Matrix => matrix::neighbour(model),
        Part::Pairs => pairs::neighbour(model),
    }
}

/// A step as the part shown means it; `None` where it means the same as in the lists.
pub fn go(model: &mut Model, go: &Go, count: Option<usize>) -> Option<Done> {
    if model.backlog.is_open {
        // The story has the keys.
        return None;
    }
    match model.prioritize.part {
        Part::Table => table::go(model, go, count),
        Part::Matrix => matrix::go(model, go, count),
        Part::Pairs => pairs::go(model, go, count),
    }
}

/// True where something in the part was left, one level up; the part itself is not left.
pub fn leave(model: &mut Model) -> bool {
    let has_left = match model.prioritize.part {
        Part::Table => table::leave(model),
        Part::Matrix => matrix::leave(model),
        Part::Pairs => pairs::leave(model),
    };
    has_left || table::leave_trial(model)
}

/// True while an item is picked up in the part shown.
pub fn is_holding(model: &Model) -> bool {
    covers_moves(model) && matrix::is_holding(model)
}

/// Rows of what the cursor goes through, in a pane of this size.
pub fn rows(model: &Model, pane: Rect) -> usize {
    let area = inside(pane);
    match model.prioritize.part {
        Part::Table => table::rows(model, area),
        Part::Matrix => matrix::rows(model, area),
        Part::Pairs => pairs::rows(model, area),
    }
}

/// The item that is drawn at a place of the screen, in a pane of this size.
pub fn item_at(model: &Model, pane: Rect, at: Position) -> Option<ItemId> {
    let area = inside(pane);
    match model.prioritize.part {
        Part::Table => table::item_at(model, area, at),
        Part::Matrix => matrix::item_at(model, area, at),
        Part::Pairs => pairs::item_at(model, area, at),
    }
}

/// A click on an item puts the cursor on what is drawn of it there.
pub fn point(model: &mut Model, at: Position) {
    if model.shows(View::Prioritize) && model.prioritize.part == Part::Table {
        table::point(model, at);
    }
}

/// The wheel rolls the part shown.
pub fn roll(model: &mut Model, at: Position, by: usize, is_up: bool) {
    match model.prioritize.part {
        Part::Table => table::roll(model, at, by, is_up),
        Part::Matrix => matrix::roll(model, at, by, is_up),
        Part::Pairs => pairs::roll(model, at, by, is_up),
    }
}

/// Keeps what is shown around the cursor, once that has its place.
pub fn settle(model: &mut Model) {
    match model.prioritize.part {
        Part::Table => table::settle(model),
        Part::Matrix => matrix::settle(model),
        Part::Pairs => pairs::settle(model),
    }
}

/// True where the part shown needs all of the width, so that no story stands beside it.
pub fn is_whole(model: &Model) -> bool {
    match model.prioritize.part {
        // Titles, bars and places need room more than the story does.
        Part::Table => model.width < WIDE,
        // Keys need room there in ten columns.
        Part::Matrix => true,
        Part::Pairs => pairs::is_whole(model),
    }
}

/// The items of the list that stand beside what the cursor goes through.
pub fn beside(model: &Model) -> Vec<ItemId> {
    match model.prioritize.part {
        Part::Table | Part::Pairs => Vec::new(),
        Part::Matrix => matrix::beside(model),
    }
}

/// True where the part shown marks for itself.
pub fn mark(model: &mut Model, times: usize) -> bool {
    match model.prioritize.part {
        Part::Table | Part::Pairs => false,
        Part::Matrix => matrix::mark(model, times),
    }
}

/// What the part shown needs of the store besides the rows of the list.
pub fn wanted(model: &Model) -> Option<Panel> {
    match model.prioritize.part {
        Part::Table => table::wanted(model),
        Part::Matrix => matrix::wanted(model),
        Part::Pairs => Some(pairs::wanted(model)),
    }
}

/// The sections of the keymap that count, the first first. While the story has the screen, no key is about a cell that
/// is not seen.
pub fn scopes(model: &Model) -> &'static [Scope] {
    match model.prioritize.part {
        _ if model.backlog.is_open => &[Scope::Prioritize, Scope::Backlog, Scope::App],
        Part::Table if table::is_on_cell(model) => {
            &[Scope::Cell, Scope::Table, Scope::Prioritize, Scope::Backlog, Scope::App]
        }
        Part::Table => &[Scope::Table, Scope::Prioritize, Scope::Backlog, Scope::App],
        Part::Matrix => &[Scope::Matrix, Scope::Prioritize, Scope::Backlog, Scope::App],
        Part::Pairs => pairs::scopes(model),
    }
}

/// True where the keys of the lists' moves mean something else in the part shown.
pub fn covers_moves(model: &Model) -> bool {
    model.prioritize.part == Part::Matrix && !model.backlog.is_open
}

/// The hints where nothing is listed.
const EMPTY: Hints = &[
    (&["help"], "help"),
    (&["add"], "add an item"),
    (&["filter"], "filter"),
    (&["previous-part", "next-part"], "part"),
    (&["go backlog"], "Backlog"),
    (&["command"], "all verbs"),
];

/// The hints for the part shown.
pub fn hints(model: &Model) -> Hints {
    if model.backlog.is_empty() {
        return EMPTY;
    }
    match model.prioritize.part {
        Part::Table => table::hints(model),
        Part::Matrix => matrix::hints(model),
        Part::Pairs => pairs::hints(model),
    }
}

/// What the keys mean now in the part shown, in a word; `None` for its name.
pub fn mode(model: &Model) -> Option<String> {
    let mode = match model.prioritize.part {
        Part::Table => table::mode(model),
        Part::Matrix => matrix::mode(model),
        Part::Pairs => pairs::mode(model),
    };
    mode.or_else(|| table::tried(model))
}

/// The area of the part shown, as [`view`] gives it; `None` where the story has the screen.
pub fn area(model: &Model) -> Option<Rect> {
    model.areas(Rect::new(0, 0, model.width, model.height)).list.map(inside)
}

/// What a pane has for the part shown: its border and the line with the parts taken off, a column free at each side.
fn inside(pane: Rect) -> Rect {
    let inner = layout::inside(pane);
    let (x, y) = ((inner.x + 1).min(inner.right()), (inner.y + 1).min(inner.bottom()));
    Rect { x, y, width: inner.width.saturating_sub(2), height: inner.height.saturating_sub(1) }
}

/// Draws the view into `pane`; `empty` is what is said where no item is shown.
pub fn view(model: &Model, target: &mut Frame, pane: Rect, empty: &str) {
    let theme = &model.theme;
    let inner = frame::pane(target, pane, &backlog::title(&model.backlog, "Prioritize"), true, theme);
    let shown = model.prioritize.part;
    let top = Rect { height: inner.height.min(1), ..inner };
    target.render_widget(parts::line(Part::iter().map(Part::name), shown.name(), theme), top);
    let area = inside(pane);
    if model.backlog.is_empty() {
        backlog::view_empty(empty, target, area, theme);
        return;
    }
    match shown {
        Part::Table => table::view(model, target, area),
        Part::Matrix => matrix::view(model, target, area),
        Part::Pairs => pairs::view(model, target, area),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::screen::sprint;
    use proptest::prelude::*;

    #[test]
    fn the_word_of_a_part_names_its_view_too() {
        for part in Part::iter() {
            assert_eq!(Part::parse(part.name()), Some(part));
            assert_eq!(sprint::Part::parse(part.name()), None, "{} is kept without its view", part.name());
        }
        assert_eq!(Part::Pairs.step(1), Part::Table);
    }

    proptest! {
        #[test]
        fn the_inside_lies_in_its_pane(x in 0_u16..50, y in 0_u16..50, width in 0_u16..200, height in 0_u16..60) {
            let pane = Rect { x, y, width, height };
            let inside = inside(pane);
            prop_assert!(inside.is_empty() || inside.intersection(pane) == inside);
        }
    }
}
