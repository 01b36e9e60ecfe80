//! Going through the list, and from list to list.

use super::super::super::action::Go;
use super::super::super::effect::{Effect, Then};
use super::{Reply, Scene, State, whole};
use crate::domain::{Audience, Key, List};
use crate::ui::wording::keyed;
use strum::IntoEnumIterator;

pub(super) fn update(state: &mut State, go: Go, scene: &Scene<'_>) -> Reply {
    let times = scene.count.unwrap_or(1);
    match go {
        Go::Down => step(state, forward(state.index, times)),
        Go::Up => step(state, state.index.saturating_sub(times)),
        Go::PageDown => page(state, scene.rows, times, false),
        Go::PageUp => page(state, scene.rows, times, true),
        Go::HalfDown => page(state, scene.rows / 2, times, false),
        Go::HalfUp => page(state, scene.rows / 2, times, true),
        Go::First => jump(state, scene.count.map_or(0, |n| n.saturating_sub(1))),
        Go::Last => jump(state, scene.count.map_or(usize::MAX, |n| n.saturating_sub(1))),
        Go::Place(place) => jump(state, place.saturating_sub(1)),
        Go::List(list) => show(state, list),
        Go::NextView => show(state, neighbour(state.list, true, times, scene.audience)),
        Go::PreviousView => show(state, neighbour(state.list, false, times, scene.audience)),
        Go::NextPart | Go::PreviousPart | Go::Left | Go::Right => {
            return Err(keyed(
                scene.keymap,
                "this acts in the Sprint and in Prioritize: go there first (<go sprint>, <go prioritize>)",
            ));
        }
        Go::Back => return back(state, times),
        Go::Item(key) => return find(key, scene),
        Go::Open => state.is_open = !state.is_open,
        Go::ScrollDown => state.scroll = state.scroll.saturating_add(times),
        Go::ScrollUp => state.scroll = state.scroll.saturating_sub(times),
    }
    Ok(Vec::new())
}

fn forward(index: usize, by: usize) -> usize {
    index.saturating_add(by)
}

fn step(state: &mut State, index: usize) {
    state.select(index);
}

/// So many pages on: a page is what stands on the screen, its lines among it.
fn page(state: &mut State, rows: usize, times: usize, is_up: bool) {
    step(state, state.further(rows.max(1).saturating_mul(times), is_up));
}

fn jump(state: &mut State, index: usize) {
    state.remember();
    state.select(index);
}

fn show(state: &mut State, list: List) {
    if list != state.list {
        state.remember();
        state.show(list, None);
    }
}

/// The list so many after or before this one; the trash is not among those walked through.
fn neighbour(list: List, is_next: bool, times: usize, audience: Audience) -> List {
    let lists: Vec<List> = List::iter().filter(|l| *l != List::Trash && audience.has_list(*l)).collect();
    let at = lists.iter().position(|l| *l == list).unwrap_or(0);
    let times = times % lists.len();
    let step = if is_next { times } else { lists.len() - times };
    lists[(at + step) % lists.len()]
}

fn back(state: &mut State, times: usize) -> Reply {
    let left = state.back.len().saturating_sub(times.saturating_sub(1)).max(1);
    state.back.truncate(left);
    let Some((list, cursor)) = state.back.pop() else { return Err("there is no jump to go back from".into()) };
    if list != state.list {
        state.show(list, cursor);
    } else if let Some(index) = cursor.and_then(|id| state.index_of(id)) {
        state.select(index);
    }
    Ok(Vec::new())
}

fn find(key: Key, scene: &Scene<'_>) -> Reply {
    Ok(vec![Effect::Find(whole(key, scene.product)?, Then::Go)])
}
