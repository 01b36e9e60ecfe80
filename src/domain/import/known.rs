//! What the store has of the items that files tell.

use super::{Feed, Judged, Values};
use crate::domain::sprint::Phase;
use crate::domain::{Instant, ItemId, Key, State};
use chrono::NaiveDate;
use std::collections::HashMap;

/// What the store has, by (source, foreign key).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The items that the files name.
    pub items: HashMap<(String, String), KnownItem>,
    /// Foreign keys, by (source, number at the source): an item that was moved has another key there now.
    pub numbers: HashMap<(String, String), String>,
    /// How the product is scored.
    pub judged: Judged,
    /// How the sources of the files call things, as far as they gave files before.
    pub feeds: Vec<Feed>,
    /// The Sprints here that came from these sources, and the one that runs.
    pub sprints: Vec<KnownSprint>,
    /// Items of these sources that the files do not name.
    pub gone: Vec<Gone>,
    /// Keys of the files that are known here from another source.
    pub elsewhere: Vec<Elsewhere>,
}

/// Keys of the files that are known here from another source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The source that the files are read as.
    pub there: String,
    /// The source that the items here came from.
    pub here: String,
    /// The keys.
    pub keys: Vec<String>,
}

/// What the store has of one imported item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownItem {
    /// Its row.
    pub item: ItemId,
    /// Its key here.
    pub key: Key,
    /// What it says now.
    pub here: Values,
    /// What its source said when it was last imported; empty for the source [`UPNEXT`](super::UPNEXT), which has no
    /// such memory.
    pub imported: Values,
    /// When it was made.
    pub created_at: Option<Instant>,
    /// Its last change here.
    pub updated_at: Option<Instant>,
    /// True where it is noted that it was not changed here since both said the same.
    pub is_agreed: bool,
    /// True where it lies in the trash.
    pub is_trashed: bool,
    /// Where it stands, where it is in the order: a higher number is further down.
    pub rank: Option<i64>,
}

/// A Sprint here that came from a source, or runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSprint {
    /// The source; empty for one that came from nowhere.
    pub source: String,
    /// Its key there; then "#12".
    pub key: String,
    /// What it is called here.
    pub title: String,
    /// Where it is in its life.
    pub phase: Phase,
    /// Its first day.
    pub starts: Option<NaiveDate>,
    /// Its last day.
    pub ends: Option<NaiveDate>,
}

/// An item of a source that the files do not name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Its row.
    pub item: ItemId,
    /// Its key here.
    pub key: Key,
    /// Its source.
    pub source: String,
    /// Its key there.
    pub foreign: String,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: State,
}

impl Known {
    /// What is known under a foreign key.
    pub fn get(&self, source: &str, key: &str) -> Option<&KnownItem> {
        if self.items.is_empty() { None } else { self.items.get(&(source.to_owned(), key.to_owned())) }
    }

    /// How a source calls things, as far as it gave files before.
    pub fn feed(&self, source: &str) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.source == source)
    }
}
