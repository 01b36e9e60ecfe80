//! The refinement queue: which items are walked through, how far the walk is, and its summary.

use super::super::text::counted;
use super::super::{ItemId, StepId};
use super::deed::Deeds;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// A walk through items that need attention. It is kept beside the data, so that it goes on where it was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// When somebody sat at it: what was done then belongs to it.
    #[serde(default)]
    pub sittings: Vec<Sitting>,
    /// The writer's local day it began on.
    pub day: NaiveDate,
    /// The score when it began; `None` where it was not known.
    pub score: Option<u8>,
    /// The items in the order of the walk.
    pub items: Vec<ItemId>,
    /// Those that were on the screen, in that order.
    pub seen: Vec<ItemId>,
    /// Those that nothing was left to decide about.
    #[serde(default)]
    pub settled: Vec<ItemId>,
    /// Where the walk is.
    pub cursor: Option<ItemId>,
}

/// A time at a walk: the steps of one window from one step to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// The window that the walk was in.
    pub window: String,
    /// The newest step before it.
    pub after: StepId,
    /// The newest step when it ended; `None` where it goes on, or ended with the window.
    pub until: Option<StepId>,
}

/// What is asked of a walk: its items, and when somebody sat at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    /// The items.
    pub items: Vec<ItemId>,
    /// When somebody sat at it.
    pub sittings: Vec<Sitting>,
}

impl Trail {
    /// The newest step before the walk.
    pub fn since(&self) -> StepId {
        self.sittings.iter().map(|sitting| sitting.after).min().unwrap_or(StepId(i64::MAX))
    }

    /// True where a step of a window belongs to the walk.
    pub fn has(&self, step: StepId, window: &str) -> bool {
        self.sittings.iter().any(|sitting| {
            sitting.window == window && step > sitting.after && sitting.until.is_none_or(|until| step <= until)
        })
    }
}

impl Queue {
    /// A walk from its beginning; nobody sits at it yet.
    pub fn new(items: Vec<ItemId>, day: NaiveDate, score: Option<u8>) -> Self {
        let cursor = items.first().copied();
        Self { sittings: Vec::new(), day, score, cursor, items, seen: Vec::new(), settled: Vec::new() }
    }

    /// What is asked of it.
    pub fn trail(&self) -> Trail {
        Trail { items: self.items.clone(), sittings: self.sittings.clone() }
    }

    /// The walk taken up again among what needs attention now: what was seen stays, what is left and still needs it
    /// follows as before, what came since stands at the end as far as there is room for `most`. What was settled and
    /// is not any more (by `deeds`) is left again. `None` where nothing of the old walk is left.
    #[must_use]
    pub fn resumed(&self, needing: &[ItemId], deeds: &Deeds, most: usize) -> Option<Self> {
        let is_back = |id: &ItemId| self.cursor == Some(*id) || self.settled.contains(id);
        let is_left = |id: &&ItemId| !self.seen.contains(id) || is_back(id);
        let needs = |id: &&ItemId| needing.contains(id) && !deeds.is_finished(**id);
        let left: Vec<ItemId> = self.items.iter().filter(is_left).filter(needs).copied().collect();
        let first = self.cursor.filter(|id| left.contains(id)).or(left.first().copied())?;
        let seen = self.seen.iter().filter(|id| !left.contains(id)).copied();
        let new = needing.iter().filter(|id| !self.items.contains(id)).copied();
        let seen: Vec<ItemId> = seen.collect();
        let settled = self.settled.iter().filter(|id| seen.contains(id)).copied().collect();
        let (room, old) = (most.saturating_sub(left.len()), seen.iter().chain(&left).copied());
        let items = old.chain(new.take(room)).collect();
        Some(Self { items, seen, settled, cursor: Some(first), ..self.clone() })
    }

    /// Somebody sits at it from here on, in a window.
    pub fn sit(&mut self, window: &str, after: StepId) {
        self.sittings.push(Sitting { window: window.to_owned(), after, until: None });
    }

    /// Nobody sits at it any more.
    pub fn leave(&mut self, until: StepId) {
        if let Some(sitting) = self.sittings.last_mut() {
            sitting.until.get_or_insert(until);
        }
    }

    /// Puts the walk on an item.
    pub fn see(&mut self, item: ItemId) {
        self.cursor = Some(item);
        if !self.seen.contains(&item) {
            self.seen.push(item);
        }
    }

    /// Notes what is finished; what was so before stays noted until it is on the screen again.
    pub fn settle(&mut self, deeds: &Deeds) {
        let (items, settled, cursor) = (&self.items, &mut self.settled, self.cursor);
        settled.retain(|id| cursor != Some(*id) || deeds.is_finished(*id));
        let new: Vec<ItemId> =
            items.iter().filter(|id| deeds.is_finished(**id) && !settled.contains(id)).copied().collect();
        settled.extend(new);
    }

    /// True where an item is yet to be shown: it never was, or it was settled and is not any more.
    pub fn is_due(&self, item: ItemId, deeds: &Deeds) -> bool {
        !deeds.is_finished(item) && (!self.seen.contains(&item) || self.settled.contains(&item))
    }

    /// "7 of 9"; and how many of those that nobody saw are settled all the same.
    pub fn progress(&self, deeds: &Deeds) -> String {
        let unseen = self.items.iter().filter(|id| !self.seen.contains(id));
        let elsewhere = unseen.filter(|id| deeds.is_finished(**id)).count();
        let more = if elsewhere == 0 { String::new() } else { format!(", {elsewhere} settled unseen") };
        format!("{} of {}{more}", counted(self.seen.len(), "item"), self.items.len())
    }

    /// How many items are yet to be shown.
    pub fn due(&self, deeds: &Deeds) -> usize {
        self.items.iter().filter(|id| self.is_due(**id, deeds)).count()
    }
}

/// The summary as Markdown. `now` is the score at the end.
pub fn markdown(queue: &Queue, deeds: &Deeds, product: &str, now: Option<u8>) -> String {
    let mut out = format!("# Refinement of {product}, {}\n\n", queue.day);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "- seen: {}", queue.progress(deeds));
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

    #[test]
    fn a_walk_goes_on_where_it_was_left() {
        let mut queue = Queue::new(ids(&[1, 2, 3, 4, 5]), NaiveDate::default(), Some(61));
        queue.see(ItemId(1));
        queue.see(ItemId(2));
        queue.see(ItemId(3));
        let deeds = Deeds::default();
        // 3 was on the screen when it stopped; 4 was mended meanwhile, 6 came.
        let resumed = queue.resumed(&ids(&[2, 3, 5, 6, 7]), &deeds, 3).unwrap();
        assert_eq!(resumed.items, ids(&[1, 2, 3, 5, 6]));
        assert_eq!((resumed.cursor, resumed.seen.len()), (Some(ItemId(3)), 2));
        assert_eq!(queue.resumed(&ids(&[1, 2, 6]), &deeds, 9), None);
    }

    #[test]
    fn what_was_settled_and_is_not_any_more_is_shown_again() {
        let mut queue = Queue::new(ids(&[1, 2, 3]), NaiveDate::default(), None);
        let mut deeds = Deeds::default();
        queue.see(ItemId(1));
        deeds.finish(ItemId(1));
        queue.settle(&deeds);
        queue.see(ItemId(2));
        queue.see(ItemId(3));
        assert_eq!(queue.resumed(&ids(&[1, 3]), &deeds, 9).unwrap().items, ids(&[1, 2, 3]));
        // It was put off, and that is over. The one that was skipped stays so.
        let over = Deeds::default();
        let resumed = queue.resumed(&ids(&[1, 2, 3]), &over, 9).unwrap();
        assert_eq!((resumed.items.clone(), resumed.seen.clone()), (ids(&[2, 1, 3]), ids(&[2])));
        assert!(resumed.is_due(ItemId(1), &over) && !resumed.is_due(ItemId(2), &over));
        assert_eq!((queue.due(&deeds), queue.due(&over)), (0, 1));
    }

    #[test]
    fn a_step_belongs_to_the_sitting_that_it_was_made_in() {
        let mut queue = Queue::new(ids(&[1]), NaiveDate::default(), None);
        queue.sit("a", StepId(3));
        queue.leave(StepId(5));
        queue.leave(StepId(9));
        queue.sit("b", StepId(8));
        let trail = queue.trail();
        let has = |step, window| trail.has(StepId(step), window);
        assert_eq!(trail.since(), StepId(3));
        assert!(has(4, "a") && has(5, "a") && has(9, "b"));
        assert!(!has(3, "a") && !has(6, "a") && !has(9, "a") && !has(4, "b"));
    }
}
