//! Which items are shown: words and terms, typed by a person.

use std::fmt;
use std::ops::Range;

/// A question that each item answers with yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    text: String,
}

/// Why a text is no filter, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FilterError {
    /// The bytes of the text that are meant.
    pub at: Range<usize>,
    /// What is wrong and what to type instead.
    pub message: String,
}

impl Filter {
    /// Reads a filter; an empty text lets everything pass.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Ok(Self { text: text.trim().to_owned() })
    }

    /// True where it lets everything pass.
    pub fn is_all(&self) -> bool {
        self.text.is_empty()
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
