//! What came in and was looked at: an item loses its mark once its story was on the screen for a moment and the cursor
//! has left it.
//!
//! No key waits for that: what was looked at is remembered here, and kept in the file when nobody types.

use crate::domain::{Instant, ItemId};
use std::collections::HashSet;

/// So many milliseconds with a story before one's eyes are a look at it; less is scrolling by.
const MOMENT: i64 = 1000;

/// What was looked at since that was kept last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// The item that came in and whose story is on the screen, and since when.
    at: Option<(ItemId, Instant)>,
    seen: HashSet<ItemId>,
}

impl Looked {
    /// Notes which item that came in has its story on the screen; what had it before was looked at, where it had it long
    /// enough.
    pub fn settle(&mut self, shown: Option<ItemId>, now: Instant) {
        if self.at.map(|at| at.0) == shown {
            return;
        }
        if let Some((item, since)) = self.at
            && now.0.saturating_sub(since.0) >= MOMENT
        {
            self.seen.insert(item);
        }
        self.at = shown.filter(|item| !self.seen.contains(item)).map(|item| (item, now));
    }

    /// True while this item's story is before a person's eyes.
    pub fn is_at(&self, item: ItemId) -> bool {
        self.at.is_some_and(|at| at.0 == item)
    }

    /// Nothing that is on the screen counts as looked at.
    pub fn look_away(&mut self) {
        self.at = None;
    }

    /// True where this item was looked at.
    pub fn has(&self, item: ItemId) -> bool {
        self.seen.contains(&item)
    }

    /// How many were.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// True where nothing was.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Hands out what is to be kept.
    pub fn take(&mut self) -> Vec<ItemId> {
        let mut items: Vec<ItemId> = self.seen.drain().collect();
        items.sort_unstable();
        items
    }

    /// Takes back what could not be kept yet.
    pub fn give_back(&mut self, items: Vec<ItemId>) {
        self.seen.extend(items);
    }
}
