//! Lines under an item: acceptance criteria, and the sub-tasks an import brought.

use super::CriterionId;
use serde::{Deserialize, Serialize};

/// An acceptance criterion of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its row.
    pub id: CriterionId,
    /// Plain text, or Given/When/Then over several lines.
    pub text: String,
    /// Met, as far as anybody has said.
    pub is_met: bool,
}

/// A criterion or sub-task without a row: as written in an editor or read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its text, cleaned, not empty.
    pub text: String,
    /// Ticked.
    pub is_done: bool,
}

/// A sub-task kept as a line under its item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtask {
    /// What is to be done, with its foreign key where it had one.
    pub text: String,
    /// Done at its source.
    pub is_done: bool,
}
