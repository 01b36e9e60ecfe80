//! What an item is.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// The kind of a Product Backlog item. All but [`Kind::Epic`] have a place in the order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, EnumIter, IntoStaticStr, Serialize, Deserialize,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A goal of several items; its points are its children's.
    Epic,
    /// A user story.
    #[default]
    Story,
    /// Something that does not work as agreed.
    Bug,
    /// Work that makes later work cheaper.
    Debt,
    /// A question answered in a box of time.
    Spike,
    /// Anything else.
    Task,
}

impl Kind {
    /// The word shown, stored and typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads a kind by its word.
    pub fn parse(text: &str) -> Option<Self> {
        let word = super::text::fold(text);
        Self::iter().find(|k| k.name() == word)
    }

    /// All words, for messages and completion: `epic, story, …`.
    pub fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }
}
