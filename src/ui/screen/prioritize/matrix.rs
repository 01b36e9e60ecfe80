//! The matrix: value against effort, or against complexity where the product is scored so.
//!
//! The cursor is that of the lists, and goes from item to item in space: through the fields of the matrix, and below
//! them through what has no place yet. Nothing is worked out at a key but where the cursor's own item lies: all others
//! are put into the fields once they, the filter or the screen change.

mod draw;
mod grid;
mod held;
mod table;

use super::super::super::model::Model;
use super::super::{Hints, backlog};
use super::Done;
use crate::domain::query::Panel;
use crate::domain::score::{Amount, Framework, Input, Quadrant, Ranked, Ranking, Scoring};
use crate::domain::{ItemId, ProductId, Seq};
use crate::ui::action::Go;
use crate::ui::action::prioritize::Matrix as Action;
use crate::ui::screen::View;
use crate::ui::wording::keyed;
use grid::{Grid, Place, Plan, Spot, Way};
use held::Held;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::rc::Rc;

/// Verbs with a short word for the hint bar, the most needed first.
const HINTS: Hints = &[
    (&["help"], "help"),
    (&["left", "down", "up", "right"], "go"),
    (&["pick-up"], "pick up"),
    (&["field-next"], "in the field"),
    (&["matrix-table"], "table"),
    (&["filter"], "filter"),
    (&["open"], "story"),
    (&["undo"], "undo"),
    (&["previous-part", "next-part"], "part"),
    (&["command"], "all verbs"),
];

/// The same while an item is picked up.
const HELD: Hints =
    &[(&["help"], "help"), (&["left", "down", "up", "right"], "shift"), (&["open"], "keep"), (&["leave"], "put back")];

/// The same for the table.
const TABLE: Hints = &[
    (&["help"], "help"),
    (&["matrix-table"], "matrix"),
    (&["score-table"], "type values"),
    (&["filter"], "filter"),
    (&["sort"], "sort"),
    (&["mark"], "mark"),
    (&["open"], "story"),
    (&["previous-part", "next-part"], "part"),
    (&["command"], "all verbs"),
];

/// What the part remembers.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// True where the same is shown as a table.
    is_table: bool,
    /// The item that is picked up.
    held: Option<Held>,
    /// The field where the cursor was last.
    at: Option<Spot>,
    /// All items in their fields, and what that was made of.
    grid: Option<(Basis, Grid)>,
    /// All items by value and cost, where the product is scored another way.
    ranked: Option<Rc<Ranked>>,
}

/// What the fields are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Basis {
    plan: Plan,
    /// The ranking, by its product, the file's version and its framework.
    ranked: Option<(ProductId, Seq, Framework)>,
    /// How many items are shown, and a sum of which they are.
    shown: (usize, u64),
}

/// How items are put into the matrix: as the product says where it says value and a cost, else by value and effort.
pub fn scoring(model: &Model) -> Option<Scoring> {
    let own = model.scoring()?;
    let framework = match own.framework {
        Framework::ValueComplexity => Framework::ValueComplexity,
        Framework::ValueEffort
        | Framework::Moscow
        | Framework::Rice
        | Framework::Ice
        | Framework::Wsjf
        | Framework::Weighted
        | Framework::Pairs => Framework::ValueEffort,
    };
    Some(Scoring { framework, ..own.clone() })
}

/// The ranking that must be worked out for what is shown; `None` where the product's own is all it needs. Weights and
/// cuts change nothing of it.
pub fn wanted_scoring(model: &Model) -> Option<Box<Scoring>> {
    let is_shown = model.shows(View::Prioritize) && model.prioritize.part == super::Part::Matrix;
    let framework = scoring(model)?.framework;
    let is_own = model.scoring()?.framework == framework;
    (is_shown && !is_own).then(|| Box::new(Scoring { framework, ..Scoring::default() }))
}

/// Takes a ranking: the product's own, or the one of the matrix. What was worked out for neither, or for what counts no
/// more, is dropped.
pub fn take(model: &mut Model, ranked: Ranked) {
    if model.scoring() == Some(&*ranked.scoring) {
        model.ranked = Some(Rc::new(ranked));
    } else if scoring(model).is_some_and(|scoring| scoring.framework == ranked.scoring.framework) {
        model.prioritize.matrix.ranked = Some(Rc::new(ranked));
    }
}

/// What is known of all items, in the way of the matrix: the newest of the product's own and its own.
fn ranked(model: &Model) -> Option<&Rc<Ranked>> {
    let framework = scoring(model)?.framework;
    let product = model.product.as_ref()?.id;
    let all = [model.prioritize.matrix.ranked.as_ref(), model.ranked.as_ref()];
    let serves = |ranked: &&Rc<Ranked>| ranked.product == product && ranked.scoring.framework == framework;
    all.into_iter().flatten().filter(serves).max_by_key(|ranked| ranked.seq)
}

/// Value and cost: what they are called, and what can be answered.
fn axes(scoring: &Scoring) -> [Input; 2] {
    let inputs = scoring.framework.rules().inputs(scoring);
    <[Input; 2]>::try_from(inputs).unwrap_or([crate::domain::score::VALUE, crate::domain::score::EFFORT])
}

/// The value and the cost of the item under the cursor, as it stands in the file or in the hand.
fn here(model: &Model, item: ItemId) -> Option<[Option<Amount>; 2]> {
    if let Some(held) = model.prioritize.matrix.held.as_ref().filter(|held| held.item == item) {
        return Some(held.at.map(Some));
    }
    let inputs = &model.backlog.item.as_ref().filter(|known| known.id == item)?.inputs;
    Some(axes(&scoring(model)?).map(|axis| inputs.get(&axis.id)))
}

/// Does an action.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(model: &mut Model, action: &Action, count: Option<usize>) -> Done {
    if model.prioritize.part != super::Part::Matrix {
        return Err(keyed(&model.keymap, "this acts in the matrix: go there first (<matrix>)"));
    }
    if model.prioritize.matrix.is_table && *action != Action::Table {
        return Err(keyed(&model.keymap, "this acts where the matrix is drawn: <matrix-table> draws it"));
    }
    let times = count.unwrap_or(1);
    match action {
        Action::Table => {
            held::put_back(model);
            model.prioritize.matrix.is_table = !model.prioritize.matrix.is_table;
            Ok(Vec::new())
        }
        Action::PickUp => held::pick_up(model),
        Action::Next => in_field(model, times, false),
        Action::Back => in_field(model, times, true),
    }
}

/// To the next item of the same field, or to the one before, around its end.
fn in_field(model: &mut Model, times: usize, is_back: bool) -> Done {
    let Some((_, grid)) = &model.prioritize.matrix.grid else { return Ok(Vec::new()) };
    let Some(place) = model.backlog.cursor.and_then(|item| grid.find(item)) else { return Ok(Vec::new()) };
    let (items, at) = match place {
        Place::Field(spot, at) => (grid.field(spot), at),
        Place::Tray(at) => (grid.tray.as_slice(), at),
    };
    let (of, times) = (items.len(), times % items.len());
    let to = items[(at + if is_back { of - times } else { times }) % of];
    if of == 1 {
        return Err("no other item lies here".into());
    }
    select(model, to);
    Ok(Vec::new())
}

/// The items shown, in the sequence of the cursor: those of the list.
pub(super) fn sequence(_model: &Model) -> Option<Vec<ItemId>> {
    None
}

/// Where the cursor goes when its item has left; `None` where the one that followed it is right.
pub(super) fn neighbour(_model: &Model) -> Option<ItemId> {
    None
}

/// The rows that the keys in the fields are taken from.
pub(super) fn beside(model: &Model) -> Vec<ItemId> {
    let Some((basis, grid)) = model.prioritize.matrix.grid.as_ref().filter(|_| !model.prioritize.matrix.is_table)
    else {
        return Vec::new();
    };
    draw::named(&basis.plan, grid, model.backlog.cursor)
}

/// A step as the part means it; `None` where it means the same as in the lists.
pub(super) fn go(model: &mut Model, go: &Go, count: Option<usize>) -> Option<Done> {
    if model.prioritize.matrix.is_table {
        return None;
    }
    let is_held = model.prioritize.matrix.held.is_some();
    let way = match go {
        Go::Open if is_held => return Some(Ok(held::put_down(model))),
        Go::Left => Way::Left,
        Go::Down => Way::Down,
        Go::Up => Way::Up,
        Go::Right => Way::Right,
        Go::First
        | Go::Last
        | Go::PageDown
        | Go::PageUp
        | Go::HalfDown
        | Go::HalfUp
        | Go::List(_)
        | Go::Place(_)
        | Go::Item(_)
        | Go::NextView
        | Go::PreviousView
        | Go::NextPart
        | Go::PreviousPart
        | Go::Back
        | Go::Open
        | Go::ScrollDown
        | Go::ScrollUp => return None,
    };
    let times = count.unwrap_or(1);
    Some(if is_held { held::shift(model, way, times) } else { walk(model, way, times) })
}

/// So many items on, in a way; where there are fewer, as far as there are.
fn walk(model: &mut Model, way: Way, times: usize) -> Done {
    for time in 0..times {
        note(model);
        let Some(to) = next(model, way) else {
            let word = match way {
                Way::Left => "further left",
                Way::Down => "further down",
                Way::Up => "further up",
                Way::Right => "further right",
            };
            return if time == 0 { Err(format!("no item lies {word}")) } else { Ok(Vec::new()) };
        };
        select(model, to);
    }
    Ok(Vec::new())
}

/// The next item in a way: of the nearest field, below all fields of what has no place.
fn next(model: &Model, way: Way) -> Option<ItemId> {
    let state = &model.prioritize.matrix;
    let (_, grid) = state.grid.as_ref()?;
    let first = |spot: Spot| grid.field(spot).first().copied();
    match (grid.find(model.backlog.cursor?)?, way) {
        (Place::Field(spot, _), Way::Down) => match grid.nearest(spot, way) {
            Some(to) => first(to),
            None => grid.tray.first().copied(),
        },
        (Place::Field(spot, _), _) => first(grid.nearest(spot, way)?),
        (Place::Tray(at), Way::Left) => grid.tray.get(at.checked_sub(1)?).copied(),
        (Place::Tray(at), Way::Right) => grid.tray.get(at + 1).copied(),
        (Place::Tray(_), Way::Up) => {
            let from = state.at.unwrap_or_default();
            let near = first(from).map(|_| from);
            first(near.or_else(|| grid.nearest(from, Way::Up)).or_else(|| grid.nearest(from, Way::Right))?)
        }
        (Place::Tray(_), Way::Down) => None,
    }
}

/// Puts the cursor on an item.
fn select(model: &mut Model, item: ItemId) {
    if let Some(index) = model.backlog.index_of(item) {
        model.backlog.select(index);
    }
}

/// Marks the item under the cursor, or unmarks it, and goes on to those of the same field.
pub(super) fn mark(model: &mut Model, times: usize) -> bool {
    if model.prioritize.matrix.is_table || model.backlog.is_open {
        return false;
    }
    for time in 0..times {
        let Some(item) = model.backlog.cursor else { break };
        model.backlog.marks.toggle(item);
        if in_field(model, 1, false).is_err() || time + 1 == model.backlog.len() {
            break;
        }
    }
    true
}

/// True where something in the part was left, one level up.
pub(super) fn leave(model: &mut Model) -> bool {
    held::put_back(model)
}

/// True while an item is picked up.
pub(super) fn is_holding(model: &Model) -> bool {
    model.prioritize.matrix.held.is_some()
}

/// Puts back what is picked up where the matrix is not shown any more.
pub fn settle_left(model: &mut Model) {
    let is_shown = model.shows(View::Prioritize) && model.prioritize.part == super::Part::Matrix;
    if !is_shown {
        held::put_back(model);
    }
}

/// What the keys mean now, in a word; `None` for the name of the part.
pub(super) fn mode(model: &Model) -> Option<String> {
    let held = model.prioritize.matrix.held.as_ref()?;
    Some(format!("MOVING {}", held.key))
}

/// The hints for what is shown.
pub(super) fn hints(model: &Model) -> Hints {
    match &model.prioritize.matrix {
        State { is_table: true, .. } => TABLE,
        State { held: Some(_), .. } => HELD,
        State { .. } => HINTS,
    }
}

/// What it needs of the store besides the rows of the list.
pub(super) fn wanted(_model: &Model) -> Option<Panel> {
    None
}

/// Puts the items into their fields, where anything of it has changed, and lets go of what is not under the cursor.
pub(super) fn settle(model: &mut Model) {
    if model.prioritize.matrix.is_table {
        return;
    }
    held::settle(model);
    let (Some(area), Some(scoring)) = (super::area(model), scoring(model)) else { return };
    let Some(shown) = super::passing(model) else { return };
    let basis = basis(model, Plan::new(area, scoring.cut, label(model)));
    let is_known = model.prioritize.matrix.grid.as_ref().is_some_and(|(known, _)| *known == basis);
    let made = (!is_known).then(|| {
        let known = ranked(model).map(|ranked| &ranked.ranking);
        Grid::new(&basis.plan, shown, known.into_iter().flat_map(known_of))
    });
    let cursor = model.backlog.cursor;
    let lies = cursor.and_then(|item| Some((item, here(model, item)?)));
    let state = &mut model.prioritize.matrix;
    if let Some(grid) = made {
        state.grid = Some((basis, grid));
    }
    let Some((basis, grid)) = &mut state.grid else { return };
    if let Some((item, amounts)) = lies {
        let spot = |[value, cost]: [Amount; 2]| (basis.plan.x.of(cost), basis.plan.y.of(value));
        grid.put(item, both(amounts).map(spot));
    }
    note(model);
}

/// Remembers the field of the cursor: from below the fields the way back leads there.
fn note(model: &mut Model) {
    let state = &mut model.prioritize.matrix;
    let Some((_, grid)) = &state.grid else { return };
    if let Some(Place::Field(spot, _)) = model.backlog.cursor.and_then(|item| grid.find(item)) {
        state.at = Some(spot);
    }
}

/// Value and cost, where both are known.
fn both(amounts: [Option<Amount>; 2]) -> Option<[Amount; 2]> {
    let [Some(value), Some(cost)] = amounts else { return None };
    Some([value, cost])
}

/// The items of a ranking that have value and cost.
fn known_of(ranking: &Ranking) -> impl Iterator<Item = (ItemId, Amount, Amount)> {
    ranking.plotted().map(|(item, [value, cost])| (item, value, cost))
}

fn basis(model: &Model, plan: Plan) -> Basis {
    let ranked = ranked(model).map(|ranked| (ranked.product, ranked.seq, ranked.scoring.framework));
    // The sequence does not matter: a move changes no field.
    let sum = |sum: u64, id: ItemId| {
        sum.wrapping_add(id.0.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
    };
    let shown = super::passing(model).map_or((0, 0), |shown| (shown.len(), shown.ids().fold(0, sum)));
    Basis { plan, ranked, shown }
}

/// Columns that a key takes here.
fn label(model: &Model) -> usize {
    let prefix = model.product.as_ref().map_or(3, |product| product.prefix.len());
    let most = model.backlog.total().unwrap_or(0).max(10);
    prefix + 1 + most.to_string().len()
}

/// Rows on the screen.
pub(super) fn rows(model: &Model, area: Rect) -> usize {
    if model.prioritize.matrix.is_table { table::rows(area) } else { usize::from(area.height).max(1) }
}

/// The item at a place of the screen.
pub(super) fn item_at(model: &Model, area: Rect, at: Position) -> Option<ItemId> {
    let state = &model.prioritize.matrix;
    if state.is_table {
        return table::item_at(model, area, at);
    }
    let (basis, grid) = state.grid.as_ref()?;
    draw::item_at(model, &basis.plan, grid, at)
}

/// Rolls what is shown: the table, else the items of the cursor's field.
pub(super) fn roll(model: &mut Model, _at: Position, by: usize, is_up: bool) {
    if model.prioritize.matrix.is_table {
        let rows = model.list_rows();
        backlog::roll(&mut model.backlog, by, is_up, rows, false);
    } else if model.prioritize.matrix.held.is_none() {
        // Where one item lies alone there is nothing to roll.
        let _ = in_field(model, 1, is_up);
    }
}

/// Where an item of this value and cost lies; `None` where one of them is not known.
fn quadrant(amounts: [Option<Amount>; 2], scoring: &Scoring) -> Option<Quadrant> {
    both(amounts).map(|[value, cost]| Quadrant::of(value, cost, scoring.cut))
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    if model.prioritize.matrix.is_table {
        table::view(model, target, area);
    } else if let (Some((basis, grid)), Some(scoring)) = (&model.prioritize.matrix.grid, scoring(model)) {
        draw::view(model, &draw::Sheet { plan: &basis.plan, grid, scoring: &scoring }, target);
    }
}
