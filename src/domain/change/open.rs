//! What was still open when something was accepted.

use super::super::ItemId;

/// A point that was still open when something was accepted: of the Definition of Done, or a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPoint {
    /// The item it is about, where several are accepted and it is not about all of them.
    pub item: Option<ItemId>,
    /// The point in one line.
    pub text: String,
}

impl OpenPoint {
    /// True where it is noted with this item.
    pub fn is_of(&self, item: ItemId) -> bool {
        self.item.is_none_or(|of| of == item)
    }
}

impl<T: Into<String>> From<T> for OpenPoint {
    fn from(text: T) -> Self {
        Self { item: None, text: text.into() }
    }
}
