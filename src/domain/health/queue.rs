//! The refinement queue: which items are walked through, how far the walk is, and what was done to them.

use super::super::text::counted;
use super::super::{ItemId, State, StepId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A walk through items that need attention. It is kept beside the data, so that it goes on where it was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The newest step when it began: what was done since belongs to it.
    pub since: StepId,
    /// The writer's local day it began on.
    pub day: NaiveDate,
    /// The score when it began; `None` where it was not known.
    pub score: Option<u8>,
    /// The items in the order of the walk.
    pub items: Vec<ItemId>,
    /// Those that were on the screen, in that order.
    pub seen: Vec<ItemId>,
    /// Where the walk is.
    pub cursor: Option<ItemId>,
}

impl Queue {
    /// A walk from its beginning.
    pub fn new(items: Vec<ItemId>, since: StepId, day: NaiveDate, score: Option<u8>) -> Self {
        Self { since, day, score, cursor: items.first().copied(), items, seen: Vec::new() }
    }

    /// The walk taken up again among what needs attention now: what was seen stays, what is left and still needs it
    /// follows as before, what came since stands at the end as far as there is room for `most`. `None` where nothing of the old walk is left.
    #[must_use]
    pub fn resumed(&self, needing: &[ItemId], most: usize) -> Option<Self> {
        let is_left = |id: &&ItemId| !self.seen.contains(id) || self.cursor == Some(**id);
        let left: Vec<ItemId> = self.items.iter().filter(is_left).filter(|id| needing.contains(id)).copied().collect();
        let first = self.cursor.filter(|id| left.contains(id)).or(left.first().copied())?;
        let seen = self.seen.iter().filter(|id| !left.contains(id)).copied();
        let new = needing.iter().filter(|id| !self.items.contains(id)).copied();
        let seen: Vec<ItemId> = seen.collect();
        let (room, old) = (most.saturating_sub(left.len()), seen.iter().chain(&left).copied());
        let items = old.chain(new.take(room)).collect();
        Some(Self { items, seen, cursor: Some(first), ..self.clone() })
    }

    /// Puts the walk on an item.
    pub fn see(&mut self, item: ItemId) {
        self.cursor = Some(item);
        if !self.seen.contains(&item) {
            self.seen.push(item);
        }
    }
}

/// Something done to an item during the walk, as the journal has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Its state was set.
    State(State),
    /// It was thrown away, or taken back.
    Trashed(bool),
    /// Its estimate was set.
    Estimated,
    /// Its texts or criteria were changed.
    Edited,
    /// A part of it became an item of its own.
    Split,
    /// It was made one with another item.
    Merged,
    /// It was kept as it is.
    Kept,
    /// It was put off, or is not any more.
    Snoozed(bool),
    /// The Developers' question was noted.
    Asked,
}

/// What was done to one item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acts(Vec<Deed>);

impl Acts {
    fn has(&self, deed: Deed) -> bool {
        self.0.contains(&deed)
    }

    /// The state that it was brought to last.
    fn state(&self) -> Option<State> {
        self.0.iter().rev().find_map(|deed| if let Deed::State(state) = deed { Some(*state) } else { None })
    }

    fn is_last(&self, on: Deed, off: Deed) -> bool {
        self.0.iter().rev().find(|deed| **deed == on || **deed == off) == Some(&on)
    }

    /// True where the walk goes on to the next item: it was kept, put off, refused, made one with another, thrown
    /// away, or is ready.
    pub fn is_finished(&self) -> bool {
        let is_settled = self.state().is_some_and(|state| !matches!(state, State::Inbox | State::Open));
        is_settled || self.sums().into_iter().any(|(deed, n)| n > 0 && FINISHING.contains(&deed))
    }

    /// How often of each kind, in the order of the summary.
    fn sums(&self) -> [(&'static str, usize); 9] {
        let once = |is| usize::from(is);
        let is_merged = self.has(Deed::Merged);
        let state = self.state().filter(|_| !is_merged);
        [
            ("readied", once(state == Some(State::Ready))),
            ("split", self.0.iter().filter(|deed| **deed == Deed::Split).count()),
            ("merged", once(is_merged)),
            ("estimated", once(self.has(Deed::Estimated))),
            ("declined", once(state == Some(State::Declined))),
            ("kept", once(self.has(Deed::Kept))),
            ("snoozed", once(self.is_last(Deed::Snoozed(true), Deed::Snoozed(false)))),
            ("trashed", once(self.is_last(Deed::Trashed(true), Deed::Trashed(false)))),
            ("questions", self.0.iter().filter(|deed| **deed == Deed::Asked).count()),
        ]
    }

    /// What was done in a few words; empty where nothing was.
    pub fn words(&self) -> String {
        let mut words: Vec<&str> = self.sums().iter().filter(|sum| sum.1 > 0).map(|sum| sum.0).collect();
        if self.has(Deed::Edited) {
            words.insert(0, "edited");
        }
        words.join(", ")
    }
}

/// The sums of which one finishes an item.
const FINISHING: [&str; 4] = ["merged", "kept", "snoozed", "trashed"];

/// What was done to the items of a walk: live steps alone, so that what was taken back is not among it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deeds(BTreeMap<ItemId, Acts>);

impl Deeds {
    /// Adds something done to an item, after everything before.
    pub fn add(&mut self, item: ItemId, deed: Deed) {
        self.0.entry(item).or_default().0.push(deed);
    }

    /// What was done to an item.
    pub fn of(&self, item: ItemId) -> Acts {
        self.0.get(&item).cloned().unwrap_or_default()
    }

    /// True where the walk goes on after this item.
    pub fn is_finished(&self, item: ItemId) -> bool {
        self.0.get(&item).is_some_and(Acts::is_finished)
    }

    /// The sums over all items, in the order of the summary; those of 0 are left out.
    pub fn sums(&self) -> Vec<(&'static str, usize)> {
        let mut sums = Acts::default().sums().to_vec();
        for acts in self.0.values() {
            sums.iter_mut().zip(acts.sums()).for_each(|(sum, more)| sum.1 += more.1);
        }
        let edited = self.0.values().filter(|acts| acts.has(Deed::Edited)).count();
        sums.push(("edited", edited));
        sums.retain(|sum| sum.1 > 0);
        sums
    }
}

/// The summary as Markdown. `now` is the score at the end.
pub fn markdown(queue: &Queue, deeds: &Deeds, product: &str, now: Option<u8>) -> String {
    let mut out = format!("# Refinement of {product}, {}\n\n", queue.day);
    let seen = counted(queue.seen.len(), "item");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "- seen: {seen} of {}", queue.items.len());
    for (word, count) in deeds.sums() {
        let _ = writeln!(out, "- {word}: {count}");
    }
    let _ = writeln!(out, "- health: {}", change(queue.score, now));
    out
}

/// "61 → 78", with `—` for what is not known.
pub fn change(before: Option<u8>, now: Option<u8>) -> String {
    let shown = |score: Option<u8>| score.map_or_else(|| "—".to_owned(), |score| score.to_string());
    format!("{} → {}", shown(before), shown(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[i64]) -> Vec<ItemId> {
        ids.iter().copied().map(ItemId).collect()
    }

    fn acts(deeds: &[Deed]) -> Acts {
        Acts(deeds.to_vec())
    }

    #[test]
    fn a_walk_goes_on_where_it_was_left() {
        let mut queue = Queue::new(ids(&[1, 2, 3, 4, 5]), StepId(9), NaiveDate::default(), Some(61));
        queue.see(ItemId(1));
        queue.see(ItemId(2));
        queue.see(ItemId(3));
        // 3 was on the screen when it stopped; 4 was mended meanwhile, 6 came.
        let resumed = queue.resumed(&ids(&[2, 3, 5, 6, 7]), 3).unwrap();
        assert_eq!(resumed.items, ids(&[1, 2, 3, 5, 6]));
        assert_eq!((resumed.cursor, resumed.seen.len(), resumed.since), (Some(ItemId(3)), 2, StepId(9)));
        assert_eq!(queue.resumed(&ids(&[1, 2, 6]), 9), None);
    }

    #[test]
    fn what_finishes_an_item() {
        use Deed::{Asked, Edited, Estimated, Kept, Merged, Snoozed, Split};
        for deed in [Kept, Snoozed(true), Merged, Deed::State(State::Ready), Deed::State(State::Declined)] {
            assert!(acts(&[Edited, deed]).is_finished(), "{deed:?}");
        }
        for deed in [Edited, Estimated, Asked, Split, Snoozed(false), Deed::State(State::Open)] {
            assert!(!acts(&[deed]).is_finished(), "{deed:?}");
        }
        assert!(!acts(&[Deed::State(State::Ready), Deed::State(State::Open)]).is_finished());
        assert!(!acts(&[Snoozed(true), Snoozed(false)]).is_finished());
    }

    #[test]
    fn the_sums_tell_what_is_so_now() {
        let mut deeds = Deeds::default();
        deeds.add(ItemId(1), Deed::State(State::Ready));
        deeds.add(ItemId(1), Deed::State(State::Open));
        deeds.add(ItemId(2), Deed::Asked);
        deeds.add(ItemId(2), Deed::Asked);
        deeds.add(ItemId(3), Deed::State(State::Declined));
        deeds.add(ItemId(3), Deed::Merged);
        assert_eq!(deeds.sums(), [("merged", 1), ("questions", 2)]);
        assert_eq!(deeds.of(ItemId(2)).words(), "questions");
    }
}
