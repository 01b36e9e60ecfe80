//! The plan: the Product Backlog on one side, the Sprint on the other.
//!
//! On the side of the Product Backlog the cursor goes through the list itself, below the blocks of the Sprints, so that
//! its filter and its verbs act as they do there. On the other side it goes through what is in the Sprint.

mod desk;
mod over;
mod side;
mod words;

use super::super::super::model::Model;
use crate::domain::sprint::{Phase, warning};
use crate::domain::{ItemId, Order};
use crate::ui::layout;
pub use desk::{Desk, calendar, velocity};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// From this width on both sides are shown.
const BOTH: u16 = 96;

/// What the part remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// True where the cursor is on the Sprint's side.
    pub is_inside: bool,
    /// Where the cursor was on the other side, and the first row there.
    other: (Option<ItemId>, usize),
}

/// Where everything stands.
struct Areas {
    /// Goals.
    top: Rect,
    /// The Product Backlog, where it is shown.
    list: Option<Rect>,
    /// The Sprint, where it is shown.
    sprint: Option<Rect>,
}

/// True where the cursor goes through the Product Backlog, and there is a Sprint beside it.
pub fn is_list(model: &Model) -> bool {
    !is_over(model) && !model.sprint.plan.is_inside && model.sprint.course.is_some()
}

/// True for a Sprint that is over: its plan is looked at, not made.
pub fn is_over(model: &Model) -> bool {
    model.sprint.course.as_ref().is_some_and(|course| course.sprint.phase == Phase::Closed)
}

/// What is pulled in stands at the end of the Sprint's side: that comes in sight.
pub fn show_end(model: &mut Model, items: &[ItemId]) {
    if is_list(model) {
        model.sprint.plan.other = (items.last().copied(), usize::MAX);
    }
}

/// To the side to the left or to the right.
pub fn aside(model: &mut Model, is_right: bool) {
    let (state, backlog) = (&mut model.sprint.plan, &mut model.backlog);
    if state.is_inside == is_right {
        return;
    }
    let here = (backlog.cursor, backlog.top);
    let there = std::mem::replace(&mut state.other, here);
    state.is_inside = is_right;
    (backlog.cursor, backlog.top) = there;
    (backlog.index, backlog.marks.range) = (backlog.top, None);
}

/// The items shown, in the sequence in which the cursor goes through them; `None` for the list of the Product Backlog.
pub(super) fn sequence(model: &Model) -> Option<Vec<ItemId>> {
    let course = model.sprint.course.as_ref()?;
    if is_over(model) {
        return Some(over::items(course).map(|frozen| frozen.item).collect());
    }
    model.sprint.plan.is_inside.then(|| desk::cards(course).map(|card| card.row.id).collect())
}

/// How many items at the top of the list are in Sprints.
pub(super) fn floor(model: &Model) -> Option<usize> {
    if sequence(model).is_some() {
        return None;
    }
    if model.backlog.narrow.sort().is_some() {
        return Some(0);
    }
    let backlog = &model.backlog;
    let shown = backlog.narrow.of(backlog.order.as_ref());
    match (shown, &backlog.order) {
        (Some(shown), Some(all)) => Some(below_blocks(model, shown, all)),
        _ => Some(0),
    }
}

/// The index of the first item of what is shown that is in no Sprint.
fn below_blocks(model: &Model, shown: &Order, all: &Order) -> usize {
    let inside: usize = model.blocks.iter().map(|block| block.open.count).sum();
    // What is shown is a part of the order in the order's own sequence.
    let (mut low, mut high) = (0, shown.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let is_above = shown.at(middle).and_then(|id| all.index_of(id)).is_some_and(|at| at < inside);
        (low, high) = if is_above { (middle + 1, high) } else { (low, middle) };
    }
    low
}

/// The rows of the Product Backlog that stand beside the Sprint while the cursor is there.
pub(super) fn beside(model: &Model) -> Vec<ItemId> {
    let backlog = &model.backlog;
    if !model.sprint.plan.is_inside || is_over(model) || model.width < BOTH {
        return Vec::new();
    }
    let shown = backlog.narrow.of(backlog.order.as_ref());
    let (Some(shown), Some(all)) = (shown, &backlog.order) else { return Vec::new() };
    let first = if backlog.narrow.sort().is_some() { 0 } else { below_blocks(model, shown, all) };
    let top = model.sprint.plan.other.1.clamp(first, first.max(shown.len().saturating_sub(1)));
    shown.window(top, layout::list_rows(model.height)).collect()
}

/// Rows of the side that the cursor is on.
pub(super) fn rows(model: &Model, area: Rect) -> usize {
    let areas = areas(model, area);
    let rows = if is_list(model) || model.sprint.course.is_none() {
        areas.list.map(|list| side::list_rows(model, list))
    } else {
        areas.sprint.map(|sprint| side::sprint_rows(model, sprint))
    };
    rows.unwrap_or(0).max(1)
}

/// The item at a place, and whether it stands on the Sprint's side.
pub(super) fn item_at(model: &Model, area: Rect, at: Position) -> Option<(ItemId, bool)> {
    let areas = areas(model, area);
    let is_in = |area: Option<Rect>| area.filter(|area| area.contains(at));
    if let Some(list) = is_in(areas.list) {
        return side::item_in_list(model, list, at).map(|id| (id, false));
    }
    let sprint = is_in(areas.sprint)?;
    side::item_in_sprint(model, sprint, at).map(|id| (id, true))
}

/// Divides the part.
fn areas(model: &Model, area: Rect) -> Areas {
    let goals = u16::try_from(words::goals(model, area).len()).unwrap_or(0).min(area.height / 3);
    let top = Rect { height: goals, ..area };
    let rest = super::below(area, goals);
    let is_alone = is_over(model);
    if area.width < BOTH || is_alone {
        let is_left = !is_alone && (is_list(model) || model.sprint.course.is_none());
        let (list, sprint) = if is_left { (Some(rest), None) } else { (None, Some(rest)) };
        return Areas { top, list, sprint };
    }
    let half = rest.width / 2;
    let list = Rect { width: half.saturating_sub(1), ..rest };
    let sprint = Rect { x: rest.x + half + 1, width: rest.width - half - 1, ..rest };
    Areas { top, list: Some(list), sprint: Some(sprint) }
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let areas = areas(model, area);
    for (line, y) in words::goals(model, area).into_iter().zip(areas.top.y..areas.top.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..areas.top });
    }
    if is_over(model) {
        if let (Some(course), Some(area)) = (&model.sprint.course, areas.sprint) {
            over::view(model, course, target, area);
        }
        return;
    }
    let desk = model.sprint.course.as_ref().map(|course| Desk::new(model, course));
    if let Some(list) = areas.list {
        side::view_list(model, desk.as_ref(), target, list);
    }
    if let (Some(list), Some(_)) = (areas.list, areas.sprint) {
        side::view_border(model, target, Rect { x: list.right(), width: 1, ..list });
    }
    if let Some(sprint) = areas.sprint {
        side::view_sprint(model, desk.as_ref(), target, sprint);
    }
}

/// All that is odd about the Sprint shown, a line each: the words, and the line that leads there.
pub fn warnings(model: &Model) -> Vec<(String, String)> {
    let Some(course) = &model.sprint.course else { return Vec::new() };
    let desk = Desk::new(model, course);
    let lacks = desk.lacks.iter().map(|lack| (format!("{}: {}", desk.title, lack.words()), "edit-sprint".to_owned()));
    let items = desk.cards.iter().zip(&desk.warnings).filter(|(_, found)| !found.is_empty());
    let items = items.map(|(card, found)| {
        let words: Vec<String> = found.iter().map(warning::Warning::words).collect();
        let line = format!("{} {} · {}", card.row.key, card.row.title, words.join(" · "));
        (line, format!("go {}", card.row.key))
    });
    lacks.chain(items).collect()
}
