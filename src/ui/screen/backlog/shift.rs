//! Moving items to another place in the order.

use super::super::super::action::Move;
use super::super::super::effect::{Effect, Then};
use super::super::super::keymap::Keymap;
use super::super::super::wording::keyed;
use super::{MARKED_ELSEWHERE, Reply, Scene, State, whole};
use crate::domain::{Change, ItemId, List, Order, Spot};

pub(super) fn update(state: &mut State, to: &Move, scene: &Scene<'_>) -> Reply {
    state.passed = 0;
    let items = state.targets();
    if items.is_empty() {
        return Err(keyed(scene.keymap, MARKED_ELSEWHERE));
    }
    check_list(state.list, to).map_err(|reason| keyed(scene.keymap, reason))?;
    check_sort(state, to, scene.keymap)?;
    let times = scene.count.unwrap_or(1);
    let (to, is_run) = match to {
        Move::Up => (nudge(state, &items, true, times)?, scene.run == items),
        Move::Down => (nudge(state, &items, false, times)?, scene.run == items),
        Move::Top => (end(state, &items, true)?, false),
        Move::Bottom => (end(state, &items, false)?, false),
        // A place behind the last is the last; only the backlog's own items know how many there are.
        Move::Place(place) => {
            let last = state.total().filter(|_| state.list == List::Backlog).unwrap_or(usize::MAX);
            (Spot::Place((*place).min(last)), false)
        }
        Move::Here => (here(state, &items, scene)?, false),
        Move::Above(key) => return Ok(vec![Effect::Find(whole(key.clone(), scene.product)?, Then::MoveAbove)]),
        Move::Below(key) => return Ok(vec![Effect::Find(whole(key.clone(), scene.product)?, Then::MoveBelow)]),
    };
    state.passed = hidden(state, &items, to);
    Ok(vec![Effect::commit(Change::Move { items, to, is_run })])
}

/// By a column there is no neighbour to move past.
pub(super) fn check_sort(state: &State, to: &Move, keymap: &Keymap) -> Result<(), String> {
    if state.walk.is_some() && matches!(to, Move::Up | Move::Down | Move::Here) {
        return Err(keyed(keymap, "in refinement there is no neighbour to move past: <move top> or a place moves it"));
    }
    match (state.narrow.sort(), to) {
        (Some(sort), Move::Up | Move::Down | Move::Here) => {
            let again = keyed(keymap, "<sort> shows the order again");
            Err(format!("the list is shown by {}, not in its order: {again}", sort.by.name()))
        }
        _ => Ok(()),
    }
}

/// How many items that the filter hides lie on the way.
pub(super) fn hidden(state: &State, items: &[ItemId], to: Spot) -> usize {
    let (Spot::Above(anchor) | Spot::Below(anchor)) = to else { return 0 };
    match (&state.order, state.visible(), items.first()) {
        (Some(all), Some(visible), Some(first)) if state.narrow.is_on() => all.hidden_between(visible, *first, anchor),
        _ => 0,
    }
}

/// What a list can't do: ideas have no order of their own, epics no place in the backlog's.
pub(super) fn check_list(list: List, to: &Move) -> Result<(), &'static str> {
    match (list, to) {
        (List::Inbox, Move::Up | Move::Down | Move::Here) => {
            Err("ideas have no order yet: <move top>, <move bottom> or <move> takes one into the backlog")
        }
        (List::Epics, Move::Place(_)) => {
            Err("epics have no place in the backlog: use <move-down>, <move-up>, <move top> or <move bottom>")
        }
        _ => Ok(()),
    }
}

/// Past `times` visible neighbours. Hidden ones stay directly below the visible neighbour above them.
fn nudge(state: &State, items: &[ItemId], is_up: bool, times: usize) -> Result<Spot, String> {
    let shown = if state.narrow.is_on() { " of what is shown" } else { "" };
    nudge_in(state.visible(), items, is_up, times).map_err(|reason| format!("{reason}{shown}"))
}

fn nudge_in(order: Option<&Order>, items: &[ItemId], is_up: bool, times: usize) -> Result<Spot, String> {
    let order = order.ok_or("the list is still being read: try again")?;
    order.nudge(items, is_up, times).ok_or_else(|| {
        let what = if items.len() == 1 { "this item is" } else { "these items are" };
        format!("{what} already at the {}", if is_up { "top" } else { "bottom" })
    })
}

fn end(state: &State, items: &[ItemId], is_top: bool) -> Result<Spot, String> {
    if state.list != List::Inbox {
        nudge_in(state.order.as_ref(), items, is_top, 1)?;
    }
    Ok(if is_top { Spot::Top } else { Spot::Bottom })
}

fn here(state: &State, items: &[ItemId], scene: &Scene<'_>) -> Result<Spot, String> {
    if state.marks.is_empty() {
        return Err(keyed(scene.keymap, "mark the items to bring here first (<mark>)"));
    }
    match state.selected() {
        Some(cursor) if items.contains(&cursor) => {
            Err("the cursor is on a marked item: put it on the one they shall stand below".into())
        }
        Some(cursor) => Ok(Spot::Below(cursor)),
        None => Err("no item is selected".into()),
    }
}
