//! The items that are compared with each other, and which two are next.

use super::insertion::{self, Known, Sorted};
use super::{Duel, indexed};
use crate::domain::ItemId;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// No more items than these are compared at a time: that many are some 500 questions, and nobody answers more.
pub const MOST: usize = 100;
/// More items than these are a long sitting.
pub const MANY: usize = 20;

/// Items that are being compared. Together with the answers that the file has it tells what is asked next: nothing
/// else is remembered, so it can be stopped and taken up at any time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contest {
    /// The items in the order in which they stood when it began; at most [`MOST`] count.
    pub items: Vec<ItemId>,
    /// The pairs that were passed over: the order in which they stood counts for them. The latest last.
    #[serde(default)]
    pub skipped: Vec<Skip>,
}

/// A pair that was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// One of the two.
    pub item: ItemId,
    /// The other.
    pub other: ItemId,
    /// How many pairs of the contest had an answer by then.
    pub after: usize,
}

/// What was done last: what "back" takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// These two got an answer.
    Answer(ItemId, ItemId),
    /// The latest pair was passed over.
    Skip,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// These two are to be compared.
    Ask(ItemId, ItemId),
    /// All items, the best first.
    Done(Vec<ItemId>),
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// How many pairs of these items have an answer.
    pub answered: usize,
    /// How many questions are left, about: the answers decide.
    pub left: usize,
}

impl Contest {
    /// A contest between these items, in the order in which they stand.
    pub fn new(items: Vec<ItemId>) -> Self {
        Self { items, skipped: Vec::new() }
    }

    /// The same without the items of which this is not true: they are done, declined or in the trash by now.
    #[must_use]
    pub fn without(&self, is_there: impl Fn(ItemId) -> bool) -> Self {
        let items = self.items.iter().copied().filter(|item| is_there(*item)).take(MOST).collect();
        Self { items, skipped: self.skipped.clone() }
    }

    /// The two that are compared next, or the order that all answers make.
    ///
    /// What follows from answers is not asked. Where an answer stands against others, what was said of two items
    /// themselves counts.
    pub fn next(&self, duels: &[Duel]) -> Next {
        let known = self.known(duels);
        let skipped = self.passed_over();
        let sorted = self.sort(&known, &mut |a, b| known.of(a, b).or_else(|| passed(&skipped, a, b)));
        let item = |at: usize| self.items[at];
        match sorted {
            // As they stand, the upper one at the left.
            Err((a, b)) => Next::Ask(item(a.min(b)), item(a.max(b))),
            Ok(order) => Next::Done(order.into_iter().map(item).collect()),
        }
    }

    /// How many questions are answered, and how many are left: the most for people who judge as the items stand, the
    /// other way round, or quite otherwise.
    pub fn progress(&self, duels: &[Duel]) -> Progress {
        let known = self.known(duels);
        let skipped = self.passed_over();
        let left = |guess: fn(usize, usize) -> Ordering| {
            let mut left = 0;
            let mut judge = |a, b| {
                let said = known.of(a, b).or_else(|| passed(&skipped, a, b));
                left += usize::from(said.is_none());
                Some(said.unwrap_or_else(|| guess(a, b)))
            };
            // Every question is judged: it comes to its end.
            let _ = self.sort(&known, &mut judge);
            left
        };
        let guesses: [fn(usize, usize) -> Ordering; 3] =
            [|a, b| b.cmp(&a), |a, b| a.cmp(&b), |a, b| mixed(a).cmp(&mixed(b))];
        let left = guesses.into_iter().map(left).max().unwrap_or(0);
        Progress { answered: self.answered(duels).count(), left }
    }

    /// What was said of two of these items, the oldest first.
    pub fn answered<'a>(&'a self, duels: &'a [Duel]) -> impl Iterator<Item = &'a Duel> {
        let has = |item: ItemId| self.items.contains(&item);
        duels.iter().filter(move |duel| has(duel.item) && has(duel.other))
    }

    /// What was done last, an answer or a pair passed over; `None` where nothing was.
    pub fn last(&self, duels: &[Duel]) -> Option<Last> {
        let answered: Vec<&Duel> = self.answered(duels).collect();
        if self.skipped.last().is_some_and(|skip| skip.after >= answered.len()) {
            return Some(Last::Skip);
        }
        answered.last().map(|duel| Last::Answer(duel.item, duel.other))
    }

    fn sort(&self, known: &Known, ask: &mut dyn FnMut(usize, usize) -> Option<Ordering>) -> Sorted {
        insertion::sort(self.items.len().min(MOST), ask, known)
    }

    fn known(&self, duels: &[Duel]) -> Known {
        let items = &self.items[..self.items.len().min(MOST)];
        let mut known = Known::new(items.len());
        for (a, b, is_won) in indexed(items, duels) {
            known.note(a, b, if is_won { Ordering::Greater } else { Ordering::Equal });
        }
        known
    }

    fn passed_over(&self) -> Vec<(usize, usize)> {
        let at = |item: ItemId| self.items.iter().position(|one| *one == item);
        self.skipped.iter().filter_map(|skip| Some((at(skip.item)?, at(skip.other)?))).collect()
    }
}

/// A place among others that has little to do with the one given; no two of the first 101 have the same.
fn mixed(at: usize) -> usize {
    (at * 37 + 11) % 101
}

/// What counts for a pair that was passed over: the one that stands above is better.
fn passed(skipped: &[(usize, usize)], a: usize, b: usize) -> Option<Ordering> {
    let is_skipped = skipped.iter().any(|pair| *pair == (a, b) || *pair == (b, a));
    is_skipped.then(|| b.cmp(&a))
}

/// How many questions so many items are at most: the sum of ⌈log₂ ¾k⌉ for k up to their number (Knuth, vol. 3, §5.3.1).
pub fn about(items: usize) -> usize {
    // 2^q ≥ ¾k, in whole numbers.
    let halves = |k: usize| (0..usize::BITS).find(|q| 1_usize << q >= (3 * k).div_ceil(4)).unwrap_or(0);
    (1..=items.min(1_000_000)).map(|k| halves(k) as usize).sum()
}
