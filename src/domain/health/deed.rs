//! What was done to the items of a refinement.

use super::super::{ItemId, State};
use std::collections::{BTreeMap, BTreeSet};

/// Something done to an item, as the journal has it.
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

/// What was done to one item, in that order, and whether that was in the walk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acts(Vec<(Deed, bool)>);

impl Acts {
    fn count(&self, deed: Deed) -> usize {
        self.0.iter().filter(|act| **act == (deed, true)).count()
    }

    fn has(&self, deed: Deed) -> bool {
        self.0.contains(&(deed, true))
    }

    /// The state that it was brought to last, where the walk brought it there.
    fn state(&self) -> Option<State> {
        let state = |act: &(Deed, bool)| if let Deed::State(state) = act.0 { Some((state, act.1)) } else { None };
        self.0.iter().rev().find_map(state).filter(|last| last.1).map(|last| last.0)
    }

    fn is_last(&self, on: Deed, off: Deed) -> bool {
        self.0.iter().rev().find(|act| act.0 == on || act.0 == off) == Some(&(on, true))
    }

    /// How often of each kind, in the order of the summary.
    fn sums(&self) -> [(&'static str, usize); 9] {
        let once = |is| usize::from(is);
        let state = self.state();
        [
            ("readied", once(state == Some(State::Ready))),
            ("split", self.count(Deed::Split)),
            ("merged", self.count(Deed::Merged)),
            ("estimated", once(self.has(Deed::Estimated))),
            ("declined", once(state == Some(State::Declined))),
            ("kept", once(self.has(Deed::Kept))),
            ("snoozed", once(self.is_last(Deed::Snoozed(true), Deed::Snoozed(false)))),
            ("trashed", once(self.is_last(Deed::Trashed(true), Deed::Trashed(false)))),
            ("questions", self.count(Deed::Asked)),
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

/// What was done to the items of a walk: live steps alone, so that what was taken back is not among it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deeds {
    acts: BTreeMap<ItemId, Acts>,
    finished: BTreeSet<ItemId>,
    splits: usize,
    merges: usize,
}

impl Deeds {
    /// Adds something done to an item, after everything before. Only what was done in the walk is told; what was done
    /// elsewhere tells whether that is still so.
    pub fn add(&mut self, item: ItemId, deed: Deed, is_of_walk: bool) {
        self.acts.entry(item).or_default().0.push((deed, is_of_walk));
    }

    /// Adds a split of the walk, whatever of it is one of its items.
    pub fn add_split(&mut self) {
        self.splits += 1;
    }

    /// Adds a merge of the walk: one, of however many of its items.
    pub fn add_merge(&mut self) {
        self.merges += 1;
    }

    /// Tells of no refusal: they count as done elsewhere.
    pub fn forget_refusals(&mut self) {
        let all = self.acts.values_mut().flat_map(|acts| &mut acts.0);
        all.filter(|act| act.0 == Deed::State(State::Declined)).for_each(|act| act.1 = false);
    }

    /// Nothing is left to decide about an item.
    pub fn finish(&mut self, item: ItemId) {
        self.finished.insert(item);
    }

    /// What was done to an item.
    pub fn of(&self, item: ItemId) -> Acts {
        self.acts.get(&item).cloned().unwrap_or_default()
    }

    /// True where an item's state was set, in the walk or elsewhere.
    pub fn is_stated(&self, item: ItemId) -> bool {
        let is_state = |act: &(Deed, bool)| matches!(act.0, Deed::State(_));
        self.acts.get(&item).is_some_and(|acts| acts.0.iter().any(is_state))
    }

    /// True where the walk goes on after this item: it is kept, put off, refused, made one with another, thrown away
    /// or ready now, and nothing has called for it since.
    pub fn is_finished(&self, item: ItemId) -> bool {
        self.finished.contains(&item)
    }

    /// The sums over all items, in the order of the summary; those of 0 are left out. A split and a merge are one
    /// each, of however many items.
    pub fn sums(&self) -> Vec<(&'static str, usize)> {
        let mut sums = Acts::default().sums().to_vec();
        for acts in self.acts.values() {
            sums.iter_mut().zip(acts.sums()).for_each(|(sum, more)| sum.1 += more.1);
        }
        for (word, sum) in &mut sums {
            match *word {
                "split" => *sum = self.splits,
                "merged" => *sum = self.merges,
                _ => {}
            }
        }
        let edited = self.acts.values().filter(|acts| acts.has(Deed::Edited)).count();
        sums.push(("edited", edited));
        sums.retain(|sum| sum.1 > 0);
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_tell_what_is_so_now_and_was_done_in_the_walk() {
        let mut deeds = Deeds::default();
        deeds.add(ItemId(1), Deed::State(State::Ready), true);
        deeds.add(ItemId(1), Deed::State(State::Open), false);
        deeds.add(ItemId(2), Deed::Asked, true);
        deeds.add(ItemId(2), Deed::Asked, true);
        deeds.add(ItemId(2), Deed::Estimated, false);
        deeds.add(ItemId(3), Deed::Merged, true);
        deeds.add(ItemId(4), Deed::Merged, true);
        deeds.add(ItemId(4), Deed::State(State::Ready), true);
        deeds.add_merge();
        assert_eq!(deeds.sums(), [("readied", 1), ("merged", 1), ("questions", 2)]);
        assert_eq!(deeds.of(ItemId(2)).words(), "questions");
        assert_eq!(deeds.of(ItemId(1)).words(), "");
    }
}
