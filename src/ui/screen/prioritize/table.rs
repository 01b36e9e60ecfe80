//! The table: items in rows, what the framework asks in columns, then the score and the place it would give.
//!
//! One cell has the cursor. On the title all keys are those of the Backlog; on a cell that takes a value digits, and
//! the letters of its words, begin the value, the pop-up of a cell (`ui/overlay/cell.rs`) takes what follows them, and
//! no other key changes an item.

mod column;
mod draw;
mod foot;
mod key;
mod shown;
mod trial;

pub use key::{Begun, begun};
pub use shown::By;
pub use trial::{Trial, ask, choose, end, follow, is_other, score, what_if};

use super::super::super::model::Model;
use super::super::{Hints, backlog};
use super::{Done, row};
use crate::domain::query::Panel;
use crate::domain::score::{Amount, Input};
use crate::domain::{ItemId, Row};
use crate::ui::action::Go;
use crate::ui::action::prioritize::Table as Action;
use crate::ui::wording::keyed;
use column::Columns;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Verbs with a short word for the hint bar while the cursor is on a title, the most needed first.
const ON_TITLE: Hints = &[
    (&["help"], "help"),
    (&["right"], "to the cells"),
    (&["framework"], "framework"),
    (&["disagreements"], "disagreements"),
    (&["what-if"], "what if"),
    (&["scoring"], "weights"),
    (&["sort"], "sort"),
    (&["undo"], "undo"),
    (&["previous-part", "next-part"], "part"),
    (&["mark"], "mark"),
    (&["move-down", "move-up"], "move"),
    (&["filter"], "filter"),
    (&["command"], "all verbs"),
];

/// As [`ON_TITLE`], where the worst disagreements are listed alone.
const WORST: Hints = &[
    (&["help"], "help"),
    (&["disagreements"], "all items again"),
    (&["why"], "why"),
    (&["right"], "to the cells"),
    (&["scoring"], "how far is too far"),
    (&["undo"], "undo"),
    (&["mark"], "mark"),
    (&["previous-part", "next-part"], "part"),
    (&["command"], "all verbs"),
];

/// As [`ON_TITLE`], on what comes of the values, where that is a column behind them.
const ON_PLACES: Hints = &[
    (&["help"], "help"),
    (&["left"], "to the cells"),
    (&["disagreements"], "disagreements"),
    (&["why"], "why"),
    (&["sort"], "sort"),
    (&["undo"], "undo"),
    (&["previous-part", "next-part"], "part"),
];

/// As [`ON_TITLE`], on a cell that takes a value.
const ON_CELL: Hints = &[
    (&["help"], "help"),
    (&["next-cell"], "next cell"),
    (&["left", "right"], "cell"),
    (&["undo"], "undo"),
    (&["clear-cell"], "clears"),
    (&["mark"], "mark"),
    (&["disagreements"], "disagreements"),
    (&["edit-cell"], "changes"),
    (&["leave"], "to the title"),
    (&["framework"], "framework"),
];

/// What the part remembers.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The column of the cursor: 0 is the title, what the framework asks follows from 1, and behind that is what comes
    /// of it.
    column: usize,
    /// By what the rows stand.
    by: By,
    /// The rows as they stand by that; `None` where they stand in their order.
    shown: Option<shown::Shown>,
    /// Another way of scoring that is tried out.
    pub trial: Option<Trial>,
}

/// Where the cursor goes from a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the row below.
    Down,
    /// To the row above.
    Up,
    /// To the cell at the left.
    Left,
    /// To the cell at the right.
    Right,
    /// To the next cell; behind the last one of a row comes the first of the row below.
    Next,
    /// To the cell before.
    Back,
    /// Nowhere: another place was pointed at.
    Stay,
}

/// Does an action; what writes is done by `ui/update/prioritize.rs`.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(model: &mut Model, action: Action, count: Option<usize>) -> Done {
    let to = match action {
        Action::By(by) => return show_by(model, by),
        Action::Next => Step::Next,
        Action::Back => Step::Back,
        Action::Edit | Action::Clear => return Err(keyed(&model.keymap, ON_TITLE_ALONE)),
    };
    for _ in 0..count.unwrap_or(1).min(model.backlog.len().saturating_mul(20)) {
        step(model, to);
    }
    Ok(Vec::new())
}

/// Why nothing can be changed in place on a title.
const ON_TITLE_ALONE: &str = "this acts on a cell that takes a value: <right> goes to one";

/// What the framework in force asks.
pub fn inputs(model: &Model) -> Vec<Input> {
    model.scoring().map_or_else(Vec::new, |scoring| scoring.framework.rules().inputs(scoring))
}

/// The input under the cursor; `None` on a title.
pub fn cell(model: &Model) -> Option<Input> {
    let column = at(model).checked_sub(1)?;
    inputs(model).into_iter().nth(column)
}

/// True where the rows stand by what a score would make of their places.
fn is_about_places(model: &Model) -> bool {
    let table = &model.prioritize.table;
    table.trial.is_some() || matches!(table.by, By::Difference | By::Worst)
}

/// The column of the cursor: 0 is the title, the one behind all inputs what comes of them.
fn at(model: &Model) -> usize {
    let inputs = inputs(model).len();
    model.prioritize.table.column.min(inputs + usize::from(inputs > 0))
}

/// True where place or difference has no room beside the inputs: a column behind them then leads there.
fn has_places_aside(model: &Model) -> bool {
    let area = super::area(model).map(row::widened);
    area.is_some_and(|area| Columns::new(model, usize::from(area.width)).lacks_places(model))
}

/// True where keys may be about a cell: in the table, while no story lies over it.
pub fn has_keys(model: &Model) -> bool {
    model.prioritize.part == super::Part::Table && !model.backlog.is_open && model.backlog.walk.is_none()
}

/// What the selected item has in the cell under the cursor.
pub fn present(model: &Model) -> Option<Amount> {
    model.backlog.selected_row()?.inputs.as_ref()?.get(&cell(model)?.id)
}

/// Goes from the cell under the cursor to another one.
pub fn step(model: &mut Model, step: Step) {
    let (last, index) = (inputs(model).len(), model.backlog.index);
    let column = at(model);
    let (column, index) = match step {
        Step::Down => (column, index + 1),
        Step::Up => (column, index.saturating_sub(1)),
        Step::Left => (column.saturating_sub(1), index),
        Step::Right => ((column + 1).min(last.max(column)), index),
        Step::Next if column < last => (column + 1, index),
        Step::Next if index + 1 < model.backlog.len() => (1.min(last), index + 1),
        Step::Back if column > 1 || (index == 0 && column > 0) => (column - 1, index),
        Step::Back if index > 0 => (last, index - 1),
        Step::Next | Step::Back | Step::Stay => (column, index),
    };
    model.prioritize.table.column = column;
    model.backlog.select(index);
}

/// Puts the cursor on the title: there all keys are those of the Backlog.
pub fn to_title(model: &mut Model) {
    model.prioritize.table.column = 0;
}

/// Lets the rows stand in their order again.
pub fn in_order(model: &mut Model) {
    (model.prioritize.table.by, model.prioritize.table.shown) = (By::Order, None);
}

/// Lets the rows stand by something.
///
/// # Errors
/// Where nothing is scored, so that they can't.
pub fn show_by(model: &mut Model, by: By) -> Done {
    shown::show(model, by)
}

/// Keeps the rows as they should stand now; must be asked before `sequence`.
pub fn prepare(model: &mut Model) {
    shown::prepare(model);
}

/// Where rank and score disagree most, the worst first, or all items again.
///
/// # Errors
/// Where nothing disagrees.
pub fn worst(model: &mut Model) -> Done {
    shown::worst(model)
}

/// The items shown, in the sequence of the cursor; `None` for the list of the Product Backlog.
pub(super) fn sequence(model: &Model) -> Option<Vec<ItemId>> {
    model.prioritize.table.shown.as_ref().map(|shown| shown.ids.clone())
}

/// Where the cursor goes when its item has left; `None` where the one that followed it is right.
pub(super) fn neighbour(_model: &Model) -> Option<ItemId> {
    None
}

/// A step as the part means it; `None` where it means the same as in the lists.
pub(super) fn go(model: &mut Model, go: &Go, count: Option<usize>) -> Option<Done> {
    let (column, inputs) = (at(model), inputs(model).len());
    let aside = inputs > 0 && *go == Go::Right && (column > inputs || has_places_aside(model));
    let last = inputs + usize::from(aside);
    let times = count.unwrap_or(1);
    if *go == Go::Left && column > 0 {
        model.prioritize.table.column = column.saturating_sub(times);
    } else if *go == Go::Right && column < last {
        model.prioritize.table.column = (column + times).min(last);
    } else if *go == Go::Right && last == 0 {
        return Some(Err(no_cells(model)));
    } else {
        return None;
    }
    Some(Ok(Vec::new()))
}

/// Why there is no cell beside the titles.
fn no_cells(model: &Model) -> String {
    let text = "this framework asks nothing in cells: <pairs> compares items, <framework> chooses another one";
    keyed(&model.keymap, text)
}

/// True where something in the part was left, one level up.
pub(super) fn leave(model: &mut Model) -> bool {
    if is_on_cell(model) && model.backlog.marks.is_empty() {
        to_title(model);
        return true;
    }
    let was_sorted = model.prioritize.table.by != By::Order;
    in_order(model);
    was_sorted
}

/// What the keys mean now, in a word; `None` for the name of the part.
pub(super) fn mode(model: &Model) -> Option<String> {
    let table = &model.prioritize.table;
    let worst = || (table.by == By::Worst).then(|| "DISAGREEMENTS".into());
    let cell = || cell(model).map(|input| input.name.to_uppercase());
    tried(model).or_else(cell).or_else(worst)
}

/// That something is tried out, in a word.
pub(super) fn tried(model: &Model) -> Option<String> {
    model.prioritize.table.trial.is_some().then(|| "WHAT IF".into())
}

/// Drops what is tried out; false where nothing is.
pub(super) fn leave_trial(model: &mut Model) -> bool {
    let is_tried = model.prioritize.table.trial.is_some();
    if is_tried {
        trial::drop(model);
    }
    is_tried
}

/// The hints for the cell under the cursor.
pub(super) fn hints(model: &Model) -> Hints {
    if model.prioritize.table.trial.is_some() {
        trial::HINTS
    } else if is_on_cell(model) {
        ON_CELL
    } else if at(model) > 0 {
        ON_PLACES
    } else if model.prioritize.table.by == By::Worst {
        WORST
    } else {
        ON_TITLE
    }
}

/// True where the cursor is on a cell that takes a value.
pub(super) fn is_on_cell(model: &Model) -> bool {
    (1..=inputs(model).len()).contains(&at(model))
}

/// What it needs of the store besides the rows of the list.
pub(super) fn wanted(_model: &Model) -> Option<Panel> {
    None
}

/// Keeps what is shown around the cursor, once that has its place.
pub(super) fn settle(_model: &mut Model) {}

/// Lines above the rows: the names of the columns.
const HEAD: u16 = 1;
/// Lines below the rows: how much is scored, and what is asked.
const FOOT: u16 = 3;

/// The area of the rows.
fn body(area: Rect) -> Rect {
    let head = HEAD.min(area.height);
    let foot = FOOT.min(area.height.saturating_sub(head + 3));
    Rect { y: area.y + head, height: area.height - head - foot, ..area }
}

/// Rows on the screen.
pub(super) fn rows(_model: &Model, area: Rect) -> usize {
    usize::from(body(area).height).max(1)
}

/// The item at a place of the screen.
pub(super) fn item_at(model: &Model, area: Rect, at: Position) -> Option<ItemId> {
    row::item_at(model, body(area), at)
}

/// Puts the cursor on the column at a place of the screen.
pub(super) fn point(model: &mut Model, at: Position) {
    let Some(area) = super::area(model).map(row::widened) else { return };
    let columns = Columns::new(model, usize::from(area.width));
    let offset = usize::from(at.x.saturating_sub(area.x));
    model.prioritize.table.column = columns.input_at(offset).map_or(0, |input| input + 1);
}

/// Where the cell under the cursor is drawn; `None` where it is not on the screen, and on a title.
pub fn cell_area(model: &Model) -> Option<Rect> {
    let area = row::widened(super::area(model)?);
    let columns = Columns::new(model, usize::from(area.width));
    let (from, width) = columns.place_of(at(model).checked_sub(1)?)?;
    let rows = body(area);
    let selected = |row: &Row| model.backlog.cursor == Some(row.id);
    let (line, _) = row::seen(model, usize::from(rows.height)).find(|(_, row)| selected(row))?;
    let (x, y) = (u16::try_from(from).ok()?, u16::try_from(line).ok()?);
    let cell = Rect { x: rows.x + x, y: rows.y + y, width: u16::try_from(width).ok()?, height: 1 };
    Some(cell.intersection(rows)).filter(|cell| !cell.is_empty())
}

/// Rolls the rows; the cursor stays in sight.
pub(super) fn roll(model: &mut Model, _at: Position, by: usize, is_up: bool) {
    let rows = model.list_rows();
    backlog::roll(&mut model.backlog, by, is_up, rows, false);
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let columns = Columns::new(model, usize::from(row::widened(area).width));
    let head = Rect { height: HEAD.min(area.height), ..row::widened(area) };
    target.render_widget(draw::head(model, &columns), head);
    let rows = body(area);
    draw::rows(model, &columns, target, row::widened(rows));
    let foot = Rect { y: rows.bottom(), height: area.bottom().saturating_sub(rows.bottom()), ..area };
    foot::view(model, target, foot);
}
