//! The order of the files and the order here: how far they differ, and what taking that of the files moves.

use super::Values;
use crate::domain::ItemId;
use crate::domain::import::Field;
use std::collections::HashMap;

/// An item that takes the place of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The item.
    pub item: ItemId,
    /// The rank it has.
    pub from: i64,
    /// The rank it gets.
    pub to: i64,
}

/// Known items in the order of the files, with their ranks, those of each Sprint and those in none by themselves: an
/// order says nothing of which Sprint an item is in.
#[derive(Debug, Default)]
pub(super) struct Standing<'k>(HashMap<Option<&'k str>, Vec<(ItemId, i64)>>);

impl<'k> Standing<'k> {
    /// The next item of the files.
    pub(super) fn add(&mut self, item: ItemId, rank: i64, here: &'k Values) {
        self.0.entry(here.get(&Field::Sprint).map(String::as_str)).or_default().push((item, rank));
    }

    /// How many items must move at least, to stand as in the files.
    pub(super) fn displaced(&self) -> usize {
        self.0.values().map(|all| all.len() - longest_rising(all)).sum()
    }

    /// Who takes whose place: the items stand as in the files in the places that they hold together.
    pub(super) fn moves(&self) -> Vec<Placed> {
        let mut moves = Vec::new();
        for all in self.0.values() {
            let mut ranks: Vec<i64> = all.iter().map(|one| one.1).collect();
            ranks.sort_unstable();
            let placed = all.iter().zip(ranks).map(|(one, to)| Placed { item: one.0, from: one.1, to });
            moves.extend(placed.filter(|placed| placed.from != placed.to));
        }
        // Groups come in no order of their own.
        moves.sort_unstable_by_key(|placed| placed.to);
        moves
    }
}

/// How many of them stand in rising order at most.
fn longest_rising(all: &[(ItemId, i64)]) -> usize {
    // `ends[n]`: the lowest last rank of a rising part of length n + 1.
    let mut ends: Vec<i64> = Vec::new();
    for (_, rank) in all {
        let length = ends.partition_point(|end| end < rank);
        match ends.get_mut(length) {
            Some(end) => *end = *rank,
            None => ends.push(*rank),
        }
    }
    ends.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_that_moved_far_is_one() {
        let here = Values::new();
        let mut standing = Standing::default();
        for (id, rank) in [(4, 40), (1, 10), (2, 20), (3, 30)] {
            standing.add(ItemId(id), rank, &here);
        }
        assert_eq!(standing.displaced(), 1);
        let to = |id, from, to| Placed { item: ItemId(id), from, to };
        assert_eq!(standing.moves(), [to(4, 40, 10), to(1, 10, 20), to(2, 20, 30), to(3, 30, 40)]);
    }

    #[test]
    fn an_item_stays_among_those_of_its_sprint() {
        let (none, sprint) = (Values::new(), Values::from([(Field::Sprint, "7".to_owned())]));
        let mut standing = Standing::default();
        standing.add(ItemId(1), 30, &none);
        standing.add(ItemId(2), 10, &sprint);
        standing.add(ItemId(3), 40, &none);
        standing.add(ItemId(4), 20, &sprint);
        assert_eq!((standing.displaced(), standing.moves().len()), (0, 0));
    }
}
