//! Moves and the lines of Sprints: the line of a planned one is crossed as a row is passed, that of the running one
//! stops them.

use super::line::{Fence, Stands};
use super::{Reply, State};
use crate::domain::sprint::{Cause, End};
use crate::domain::{Change, ItemId, List, Spot, SprintId};
use crate::ui::effect::Effect;
use crate::ui::keymap::Keymap;
use crate::ui::wording::keyed;

/// Where a move ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// At a spot of the order.
    Spot(Spot),
    /// Over a line, directly beside it: at an end of the block of this Sprint, or of what is in none.
    Block(Option<SprintId>, End),
}

impl Goal {
    /// The change that brings items there; `is_run` while the same key runs on them.
    pub fn change(self, items: Vec<ItemId>, is_run: bool) -> Change {
        match self {
            Self::Spot(to) => Change::Move { items, to, is_run },
            Self::Block(sprint, end) => Change::SetSprint { items, sprint, end, cause: Cause::default() },
        }
    }
}

/// Where items go that move past `times` neighbours, rows and lines alike.
///
/// # Errors
/// Says why they stay: the end of what is shown, or the line of the running Sprint.
pub(super) fn nudge(
    state: &State,
    items: &[ItemId],
    is_up: bool,
    times: usize,
    keymap: &Keymap,
) -> Result<Goal, String> {
    if state.visible().is_none() {
        return Err("the list is still being read: try again".into());
    }
    stay_together(state, items, keymap)?;
    let mut rows: Vec<usize> = items.iter().filter_map(|id| state.index_of(*id)).collect();
    rows.sort_unstable();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Err("no item is selected".into()) };
    let (first, last) = (state.lines.place(*first), state.lines.place(*last));
    let way = Way { state, rows: &rows, is_up };
    // Where not all rows are gone through, those above the first one are not passed.
    let top = Some(state.span().0).filter(|row| *row > 0).map_or(0, |row| state.lines.place(row));
    let (ahead, gaps): (Vec<usize>, Vec<usize>) = if is_up {
        ((top..first).rev().take(way.enough(times)).collect(), (first..last).collect())
    } else {
        ((last + 1..state.places()).take(way.enough(times)).collect(), (first + 1..=last).rev().collect())
    };
    let passed = way.passable(&ahead).take(times.max(1)).last();
    // Where there is no neighbour ahead, the first gap between them is closed.
    if let Some(goal) = passed.or_else(|| way.passable(&gaps).next()).and_then(|place| way.goal(place)) {
        return Ok(goal);
    }
    if let Some(fence) = ahead.first().and_then(|place| way.running(*place)) {
        return Err(runs(state, fence, items, keymap));
    }
    let what = if items.len() == 1 { "this item is" } else { "these items are" };
    let shown = if state.narrow.is_on() { " of what is shown" } else { "" };
    Err(format!("{what} already at the {}{shown}", if is_up { "top" } else { "bottom" }))
}

/// A way through the places of the screen.
struct Way<'a> {
    state: &'a State,
    /// The rows that move, ascending.
    rows: &'a [usize],
    is_up: bool,
}

impl Way<'_> {
    /// So many places hold so many that can be passed, as far as there are any.
    fn enough(&self, times: usize) -> usize {
        times.max(1).saturating_add(self.state.lines.drawn().len()).saturating_add(self.rows.len())
    }

    /// Those of the places that can be passed, up to the line of the running Sprint.
    fn passable<'p>(&'p self, places: &'p [usize]) -> impl Iterator<Item = usize> + 'p {
        let open = places.iter().copied().take_while(|place| self.running(*place).is_none());
        open.filter(|place| match self.state.lines.stands(*place) {
            Stands::Row(row) => self.rows.binary_search(&row).is_err(),
            Stands::Line(n) => self.state.lines.drawn()[n].fence.is_some(),
        })
    }

    /// The running Sprint, where its line stands here.
    fn running(&self, place: usize) -> Option<&Fence> {
        let Stands::Line(n) = self.state.lines.stands(place) else { return None };
        let fence = self.state.lines.fences.get(self.state.lines.drawn()[n].fence?)?;
        fence.is_running.then_some(fence)
    }

    /// Where those end that pass this place last.
    fn goal(&self, place: usize) -> Option<Goal> {
        match self.state.lines.stands(place) {
            Stands::Row(row) => {
                let anchor = self.state.at(row)?;
                Some(Goal::Spot(if self.is_up { Spot::Above(anchor) } else { Spot::Below(anchor) }))
            }
            Stands::Line(n) => beside(self.state, n, self.is_up, self.rows),
        }
    }
}

/// Directly above or below a Sprint's line; `rows` are taken out first.
pub(super) fn beside(state: &State, line: usize, is_above: bool, rows: &[usize]) -> Option<Goal> {
    let fence = state.lines.drawn().get(line)?.fence?;
    if is_above {
        return Some(Goal::Block(state.lines.fences.get(fence).map(|fence| fence.sprint), End::Tail));
    }
    let head = |fence: Option<&Fence>| Goal::Block(fence.map(|fence| fence.sprint), End::Head);
    let follows = |place: usize| match state.lines.stands(place) {
        Stands::Row(row) if rows.binary_search(&row).is_ok() => None,
        Stands::Row(row) => Some(head(state.fence_of(state.at(row)?))),
        Stands::Line(n) => Some(head(state.lines.fences.get(state.lines.drawn()[n].fence?))),
    };
    let next = (state.lines.place_of_line(line) + 1..state.places()).find_map(follows);
    // Of a part of the order nothing may follow.
    next.or_else(|| Some(head(state.lines.fences.get(fence + 1))))
}

/// What is in the running Sprint and what is not can't move together.
fn stay_together(state: &State, items: &[ItemId], keymap: &Keymap) -> Result<(), String> {
    let running: Vec<Option<&Fence>> = items.iter().map(|id| running(state, *id)).collect();
    match running.iter().flatten().next() {
        Some(fence) if running.iter().any(Option::is_none) => {
            let how = keyed(keymap, "move the others apart from them, or <pull-out> takes them out first");
            Err(format!("some of these are in {}, which is running: {how}", fence.title))
        }
        _ => Ok(()),
    }
}

/// The running Sprint, where the item is in it.
fn running(state: &State, item: ItemId) -> Option<&Fence> {
    state.fence_of(item).filter(|fence| fence.is_running)
}

/// Whether a move changes what is in the running Sprint.
///
/// # Errors
/// Says that no move does, and what does.
pub(super) fn check(state: &State, items: &[ItemId], to: Goal, keymap: &Keymap) -> Result<(), String> {
    if state.list != List::Backlog {
        return Ok(());
    }
    let target = match to {
        Goal::Block(sprint, _) => sprint.and_then(|id| state.lines.fence(id)),
        Goal::Spot(Spot::Above(anchor) | Spot::Below(anchor)) => state.fence_of(anchor),
        Goal::Spot(Spot::Place(place)) => match &state.order {
            Some(order) if place <= order.len() => state.lines.fence_at(place.saturating_sub(1)),
            // Behind the last place it is the bottom.
            _ => return stay_together(state, items, keymap),
        },
        Goal::Spot(Spot::Top | Spot::Bottom) => return stay_together(state, items, keymap),
    };
    let target = target.filter(|fence| fence.is_running);
    let crosses = |id: &&ItemId| running(state, **id).map(|fence| fence.sprint) != target.map(|fence| fence.sprint);
    let Some(crossing) = items.iter().find(crosses) else { return Ok(()) };
    let line = running(state, *crossing).or(target);
    line.map_or(Ok(()), |fence| Err(runs(state, fence, items, keymap)))
}

/// Why a move stops at the line of the running Sprint, and what crosses it.
fn runs(state: &State, fence: &Fence, items: &[ItemId], keymap: &Keymap) -> String {
    let is_inside = items.iter().any(|id| running(state, *id).is_some());
    let how = match (is_inside, state.lines.has_planned()) {
        (true, _) => keyed(keymap, "<pull-out> takes it out"),
        (false, false) => keyed(keymap, "<pull> takes it in"),
        (false, true) => keyed(keymap, "<sprint> takes it in"),
    };
    format!("{} is running, so a move does not change what is in it: {how}, as a change of scope", fence.title)
}

/// The move as an effect, where nothing stands against it.
pub(super) fn moved(state: &State, items: Vec<ItemId>, to: Goal, is_run: bool, keymap: &Keymap) -> Reply {
    check(state, &items, to, keymap)?;
    Ok(vec![Effect::commit(to.change(items, is_run))])
}
