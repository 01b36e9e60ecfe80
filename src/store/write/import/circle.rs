//! Dependencies as files tell them, without those that would close a circle: found for all of them at once, so that a
//! chain of a hundred thousand items is not walked once for each.

use super::super::super::error::StoreError;
use crate::domain::ItemId;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Steps along dependencies until whatever is left of a knot is left out.
const STEPS: usize = 20_000_000;

/// What needs what, as a graph of rows.
type Web = HashMap<ItemId, Vec<ItemId>>;

/// Where circles are, among what stands in the file and what is asked for.
///
/// Only items that can be reached from each other can be part of a circle: a knot. Whatever leads out of a knot is
/// free; inside of one each new dependency is looked at alone, as it comes.
#[derive(Debug)]
pub(super) struct Circles {
    /// The knot of each item that is in one.
    knots: HashMap<ItemId, usize>,
    /// What stands inside of knots.
    inside: Web,
    steps: usize,
}

impl Circles {
    /// Finds the knots in what stands and what is asked for: who needs what.
    pub(super) fn of(conn: &Connection, asked: impl Iterator<Item = (ItemId, ItemId)>) -> Result<Self, StoreError> {
        let mut statement = conn.prepare_cached("SELECT item, needs FROM dependency ORDER BY id")?;
        let stand = statement.query_map([], |r| Ok((ItemId(r.get(0)?), ItemId(r.get(1)?))))?;
        let stand: Vec<(ItemId, ItemId)> = stand.collect::<Result<_, _>>()?;
        Ok(Self::among(&stand, asked))
    }

    fn among(stand: &[(ItemId, ItemId)], asked: impl Iterator<Item = (ItemId, ItemId)>) -> Self {
        let mut web = Web::new();
        for (item, needed) in stand.iter().copied().chain(asked) {
            web.entry(item).or_default().push(needed);
        }
        let mut circles = Self { knots: knots(&web), inside: Web::new(), steps: STEPS };
        for (item, needed) in stand {
            if circles.is_inside(*item, *needed) {
                circles.inside.entry(*item).or_default().push(*needed);
            }
        }
        circles
    }

    fn is_inside(&self, item: ItemId, needed: ItemId) -> bool {
        self.knots.get(&item).is_some_and(|knot| self.knots.get(&needed) == Some(knot))
    }

    /// True where an item may need another one; then it does from now on.
    pub(super) fn take(&mut self, item: ItemId, needed: ItemId) -> bool {
        if item == needed {
            return false;
        }
        if !self.is_inside(item, needed) {
            return true;
        }
        let is_free = !self.leads(needed, item);
        if is_free {
            self.inside.entry(item).or_default().push(needed);
        }
        is_free
    }

    /// An item does not need another one any more.
    pub(super) fn drop(&mut self, item: ItemId, needed: ItemId) {
        if let Some(all) = self.inside.get_mut(&item) {
            all.retain(|one| *one != needed);
        }
    }

    /// True where a way leads from one item to another, or where too many ways were walked to say.
    fn leads(&mut self, from: ItemId, to: ItemId) -> bool {
        let (mut met, mut next) = (HashSet::from([from]), vec![from]);
        while let Some(item) = next.pop() {
            if item == to || self.steps == 0 {
                return true;
            }
            let needed = self.inside.get(&item).into_iter().flatten();
            next.extend(needed.copied().filter(|needed| met.insert(*needed)));
            self.steps -= 1;
        }
        false
    }
}

/// An item on the way through the web.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// When it was met, counted from 0.
    at: usize,
    /// The earliest that can be reached from it among those that no knot has yet.
    low: usize,
}

/// The knots of a web, by Tarjan's walk without recursion: items that can be reached from each other.
fn knots(web: &Web) -> HashMap<ItemId, usize> {
    let mut found = HashMap::new();
    let mut walk = Walk { web, seen: HashMap::new(), open: Vec::new(), is_open: HashSet::new() };
    // In a fixed order: the same file gives the same.
    let mut starts: Vec<ItemId> = web.keys().copied().collect();
    starts.sort_unstable();
    let mut count = 0;
    for start in starts {
        walk.from(start, &mut |knot| {
            // One item alone is no knot.
            if knot.len() > 1 {
                found.extend(knot.iter().map(|item| (*item, count)));
                count += 1;
            }
        });
    }
    found
}

struct Walk<'a> {
    web: &'a Web,
    seen: HashMap<ItemId, Seen>,
    /// Met, and of no knot yet.
    open: Vec<ItemId>,
    is_open: HashSet<ItemId>,
}

impl Walk<'_> {
    fn from(&mut self, start: ItemId, tell: &mut dyn FnMut(&[ItemId])) {
        if self.seen.contains_key(&start) {
            return;
        }
        // The way to where it is, each with how many of its dependencies were followed.
        let mut way = vec![(start, 0)];
        self.meet(start);
        while let Some((item, followed)) = way.last_mut() {
            let item = *item;
            if let Some(next) = self.web.get(&item).and_then(|all| all.get(*followed)).copied() {
                *followed += 1;
                match self.seen.get(&next).copied() {
                    None => {
                        self.meet(next);
                        way.push((next, 0));
                    }
                    Some(seen) if self.is_open.contains(&next) => self.reach(item, seen.at),
                    Some(_) => {}
                }
                continue;
            }
            way.pop();
            let Some(seen) = self.seen.get(&item).copied() else { continue };
            if let Some((before, _)) = way.last() {
                self.reach(*before, seen.low);
            }
            if seen.low == seen.at {
                let from = self.open.iter().rposition(|one| *one == item).unwrap_or_default();
                let knot = self.open.split_off(from);
                for one in &knot {
                    self.is_open.remove(one);
                }
                tell(&knot);
            }
        }
    }

    fn meet(&mut self, item: ItemId) {
        let at = self.seen.len();
        self.seen.insert(item, Seen { at, low: at });
        self.open.push(item);
        self.is_open.insert(item);
    }

    fn reach(&mut self, item: ItemId, at: usize) {
        if let Some(seen) = self.seen.get_mut(&item) {
            seen.low = seen.low.min(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ties(all: &[(i64, i64)]) -> Vec<(ItemId, ItemId)> {
        all.iter().map(|(item, needed)| (ItemId(*item), ItemId(*needed))).collect()
    }

    fn taken(stand: &[(i64, i64)], asked: &[(i64, i64)]) -> Vec<(i64, i64)> {
        let asked = ties(asked);
        let mut circles = Circles::among(&ties(stand), asked.iter().copied());
        let taken = asked.into_iter().filter(|(item, needed)| circles.take(*item, *needed));
        taken.map(|(item, needed)| (item.0, needed.0)).collect()
    }

    #[test]
    fn the_one_that_closes_a_circle_is_left_out() {
        assert_eq!(taken(&[], &[(1, 2), (2, 3), (3, 1), (3, 4), (4, 4)]), [(1, 2), (2, 3), (3, 4)]);
        assert_eq!(taken(&[(1, 2)], &[(2, 1), (2, 3)]), [(2, 3)]);
    }

    #[test]
    fn a_chain_is_walked_once() {
        let chain: Vec<(i64, i64)> = (1..200_000).map(|n| (n, n - 1)).collect();
        assert_eq!(taken(&[], &chain).len(), chain.len());
        // A ring of them ends; what it costs has a bound.
        let ring: Vec<(i64, i64)> = (0..3_000).map(|n| (n, (n + 2_999) % 3_000)).collect();
        assert_eq!(taken(&[], &ring).len(), ring.len() - 1);
    }

    proptest! {
        #[test]
        fn it_is_as_if_each_was_looked_at_alone(
            stand in prop::collection::vec((0_i64..9, 0_i64..9), 0..9),
            asked in prop::collection::vec((0_i64..9, 0_i64..9), 0..30),
        ) {
            // What stands has no circle.
            let stand: Vec<_> = stand.into_iter().filter(|(item, needed)| item < needed).collect();
            let mut web: Vec<(i64, i64)> = stand.clone();
            let mut expected = Vec::new();
            for (item, needed) in &asked {
                let mut reached = vec![*needed];
                let mut at = 0;
                while let Some(one) = reached.get(at).copied() {
                    let next: Vec<i64> = web.iter().filter(|tie| tie.0 == one).map(|tie| tie.1).collect();
                    reached.extend(next.into_iter().filter(|n| !reached.contains(n)).collect::<Vec<_>>());
                    at += 1;
                }
                if !reached.contains(item) {
                    web.push((*item, *needed));
                    expected.push((*item, *needed));
                }
            }
            prop_assert_eq!(taken(&stand, &asked), expected);
        }
    }
}
