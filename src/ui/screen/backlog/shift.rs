//! Moving items to another place in the order.

use super::super::super::action::Move;
use super::super::super::effect::{Effect, Then};
use super::super::super::keymap::Keymap;
use super::super::super::wording::keyed;
use super::cross::{self, Goal};
use super::{MARKED_ELSEWHERE, Reply, Scene, State, whole};
use crate::domain::{Change, ItemId, List, Spot};

pub(super) fn update(state: &mut State, to: &Move, scene: &Scene<'_>) -> Reply {
    state.passed = 0;
    let items = state.targets();
    if items.is_empty() {
        return Err(keyed(scene.keymap, MARKED_ELSEWHERE));
    }
    check_list(state.list, to).map_err(|reason| keyed(scene.keymap, reason))?;
    check_sort(state, to, scene.keymap)?;
    let times = scene.count.unwrap_or(1);
    let is_same = scene.run == items;
    let (to, is_run) = match to {
        Move::Up => (cross::nudge(state, &items, true, times, scene.keymap)?, is_same),
        Move::Down => (cross::nudge(state, &items, false, times, scene.keymap)?, is_same),
        Move::Top => (Goal::Spot(end(state, &items, true)?), false),
        Move::Bottom => (Goal::Spot(end(state, &items, false)?), false),
        // A place behind the last is the last; only the backlog's own items know how many there are.
        Move::Place(place) => {
            let last = state.total().filter(|_| state.list == List::Backlog).unwrap_or(usize::MAX);
            (Goal::Spot(Spot::Place((*place).min(last))), false)
        }
        Move::Here => (Goal::Spot(here(state, &items, scene)?), false),
        Move::Above(key) => return Ok(vec![Effect::Find(whole(key.clone(), scene.product)?, Then::MoveAbove)]),
        Move::Below(key) => return Ok(vec![Effect::Find(whole(key.clone(), scene.product)?, Then::MoveBelow)]),
    };
    let moved = cross::moved(state, items, to, is_run, scene.keymap)?;
    state.passed = hidden(state, &moved);
    Ok(moved)
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
pub(super) fn hidden(state: &State, moved: &[Effect]) -> usize {
    let [Effect::Commit { change: Change::Move { items, to, .. }, .. }] = moved else { return 0 };
    let (Spot::Above(anchor) | Spot::Below(anchor)) = to else { return 0 };
    match (&state.order, state.visible(), items.first()) {
        (Some(all), Some(visible), Some(first)) if state.narrow.is_on() => all.hidden_between(visible, *first, *anchor),
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

fn end(state: &State, items: &[ItemId], is_top: bool) -> Result<Spot, String> {
    if state.list != List::Inbox {
        let order = state.order.as_ref().ok_or("the list is still being read: try again")?;
        if order.nudge(items, is_top, 1).is_none() {
            let what = if items.len() == 1 { "this item is" } else { "these items are" };
            return Err(format!("{what} already at the {}", if is_top { "top" } else { "bottom" }));
        }
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
