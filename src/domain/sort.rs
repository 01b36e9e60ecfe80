//! Looking at a list by another column. Nothing moves: the order stays what it is.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// A column that a list can be shown by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// The number of the key.
    Key,
    /// The title, without regard to case.
    Title,
    /// Epic, story, bug, debt, spike, task.
    Kind,
    /// From inbox to declined.
    State,
    /// Points; what has none comes last.
    Estimate,
    /// The key of the epic; what has none comes last.
    Epic,
    /// When it was written down.
    Created,
    /// When it was last changed.
    Changed,
    /// The day it is due; what has none comes last.
    Due,
}

impl Column {
    /// The word shown and typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads a column by its word.
    pub fn parse(text: &str) -> Option<Self> {
        let word = super::text::fold(text);
        Self::iter().find(|c| c.name() == word)
    }
}

/// A list shown by a column; items that are equal in it stand in the list's own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// The column.
    pub by: Column,
    /// True where the highest, latest or last comes first. What is missing comes last either way.
    pub is_down: bool,
}
