//! What was heard in a Sprint Review, and became an item.

use super::super::{ItemId, Key, State};

/// Feedback of a Sprint Review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The item it became.
    pub item: ItemId,
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: String,
    /// Where it is now.
    pub state: State,
    /// The item it is about, where it is about one: key and title.
    pub about: Option<(Key, String)>,
    /// Who said it; left out of everything made for others.
    pub asked: String,
}
