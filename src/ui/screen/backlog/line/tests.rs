//! Every row and every line has one place, and the cursor is in sight at each size.

use super::{Line, Lines, Stands};
use crate::domain::{ItemId, Order, ProductId};
use crate::ui::screen::backlog::{State, roll};
use proptest::prelude::*;

fn ruled(at: &[usize]) -> Lines {
    let mut at = at.to_vec();
    at.sort_unstable();
    let line = |at| Line { at, fence: None, words: Vec::new(), is_over: false };
    Lines::new(Vec::new(), at.into_iter().map(line).collect())
}

fn state(count: usize, at: &[usize]) -> State {
    let ids: Vec<ItemId> = (1..).map(ItemId).take(count).collect();
    let order = Order::in_sequence(ProductId(1), crate::domain::List::Backlog, &ids);
    let at: Vec<usize> = at.iter().map(|at| at % (count + 1)).collect();
    State { order: Some(order), lines: ruled(&at), ..State::default() }
}

/// What stands on the screen, a row as its index, a line as -1.
fn shown(state: &State, height: usize) -> Vec<i64> {
    let places = state.top..(state.top + height).min(state.places());
    let stands = places.map(|place| match state.lines.stands(place) {
        Stands::Row(row) => i64::try_from(row).unwrap(),
        Stands::Line(_) => -1,
    });
    stands.collect()
}

#[test]
fn lines_stand_above_their_row() {
    let state = state(3, &[0, 2, 2, 3]);
    assert_eq!(shown(&state, 20), [-1, 0, 1, -1, -1, 2, -1]);
    assert_eq!(state.lines.place(2), 5);
    assert_eq!(state.lines.rows_above(4), 2);
    assert_eq!((state.item_on(1), state.item_on(3)), (Some(ItemId(1)), None));
}

#[test]
fn a_page_is_what_stands_on_the_screen() {
    let mut state = state(40, &[2, 5, 5, 9]);
    state.select(0);
    state.settle(10);
    // Ten places on there are six rows more and four lines.
    assert_eq!(state.further(10, false), 7);
    state.select(7);
    assert_eq!(state.further(10, true), 0);
    // What is passed at once was seen: no row between two pages stays unseen.
    assert!(shown(&state, 10).contains(&6));
}

proptest! {
    #[test]
    fn every_row_and_line_stands_once(count in 0_usize..40, at in prop::collection::vec(0_usize..60, 0..12)) {
        let state = state(count, &at);
        let all = shown(&state, usize::MAX / 2);
        let rows: Vec<i64> = all.iter().copied().filter(|row| *row >= 0).collect();
        prop_assert_eq!(rows, (0..i64::try_from(count).unwrap()).collect::<Vec<_>>());
        prop_assert_eq!(all.len(), count + at.len());
        for row in 0..count {
            prop_assert_eq!(state.lines.stands(state.lines.place(row)), Stands::Row(row));
            prop_assert_eq!(state.lines.rows_above(state.lines.place(row)), row);
        }
        for line in 0..at.len() {
            prop_assert_eq!(state.lines.stands(state.lines.place_of_line(line)), Stands::Line(line));
        }
    }

    #[test]
    fn the_cursor_is_always_in_sight(
        count in 1_usize..60, at in prop::collection::vec(0_usize..80, 0..12), rows in 1_usize..20,
        steps in prop::collection::vec((0_usize..5, 0_usize..80), 1..20),
    ) {
        let mut state = state(count, &at);
        state.settle(rows);
        for (what, n) in steps {
            match what {
                0 => state.select(n),
                1 => state.select(state.further(rows, n % 2 == 0)),
                2 => state.lines = ruled(&at.iter().map(|at| (at + n) % (count + 1)).collect::<Vec<_>>()),
                _ => roll(&mut state, n % 4, what == 3, rows, false),
            }
            state.settle(rows);
            let shown = shown(&state, rows);
            let cursor = i64::try_from(state.index).unwrap();
            prop_assert!(shown.contains(&cursor), "{cursor} of {shown:?}, top {}", state.top);
            prop_assert!(state.places() < rows || shown.len() == rows, "the last page is full");
            // A click meets what is drawn.
            for (line, row) in shown.iter().enumerate() {
                let item = usize::try_from(*row).ok().and_then(|row| state.at(row));
                prop_assert_eq!(state.item_on(line), item);
            }
        }
    }

    #[test]
    fn the_whole_list_can_be_rolled_through(
        count in 10_usize..40, at in prop::collection::vec(0_usize..80, 0..6), rows in 8_usize..15,
    ) {
        let mut state = state(count, &at);
        state.settle(rows);
        for is_up in [false, true] {
            for _ in 0..100 {
                roll(&mut state, 1, is_up, rows, false);
                state.settle(rows);
            }
            prop_assert_eq!(state.top, if is_up { 0 } else { state.last_top(rows) });
        }
    }
}
