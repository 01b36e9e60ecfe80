//! Marking items for the next verb.

use super::super::super::action::Mark;
use super::{Reply, State};
use crate::domain::ItemId;

/// `times` is how many items are marked in a row.
pub(super) fn update(state: &mut State, mark: Mark, times: usize) -> Reply {
    match mark {
        Mark::Toggle => toggle(state, times),
        Mark::Range => range(state),
        Mark::All => all(state)?,
        Mark::Again if !state.marks.again() => return Err("there were no marks before".into()),
        Mark::Again => {}
    }
    Ok(Vec::new())
}

fn toggle(state: &mut State, times: usize) {
    for _ in 0..times.min(state.len().saturating_sub(state.index)) {
        if let Some(id) = state.selected() {
            state.marks.toggle(id);
            state.select(state.index + 1);
        }
    }
}

/// The first press sets one end, the second marks everything between.
fn range(state: &mut State) {
    if state.marks.range.is_none() {
        state.marks.range = state.selected();
    } else {
        close_range(state);
    }
}

/// Marks what lies between the ends of an open range.
pub fn close_range(state: &mut State) {
    let between = in_range(state);
    state.marks.range = None;
    state.marks.add(between);
}

/// What lies between the ends of an open range, they with it; nothing where none is open.
pub fn in_range(state: &State) -> Vec<ItemId> {
    let Some(from) = state.marks.range.and_then(|from| state.index_of(from)) else { return Vec::new() };
    let (low, high) = (from.min(state.index), from.max(state.index));
    (low..=high).filter_map(|i| state.at(i)).collect()
}

fn all(state: &mut State) -> Result<(), String> {
    let ids: Vec<_> = (state.floor.unwrap_or(0)..state.len()).filter_map(|i| state.at(i)).collect();
    if ids.is_empty() {
        return Err("there is nothing here to mark".into());
    }
    if !ids.iter().all(|id| state.marks.has(*id)) {
        state.marks.add(ids);
    } else if state.hidden_marks() == 0 {
        state.marks.clear();
    } else {
        // What is hidden keeps its mark.
        for id in ids {
            state.marks.forget(id);
        }
    }
    Ok(())
}
