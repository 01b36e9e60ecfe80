//! Which items are shown: words and terms, typed by a person.
//!
//! Terms side by side must all hold; `or` stands between two, brackets group, `!` turns a term or a bracket round. A
//! word is looked for as the beginning of a word in title, story and description, and of what is declined in the reason
//! and in what is offered instead; words in quotes stand in a row and are whole. Everything else is a field with a value (`state:ready,open`, `points>5`, `updated>90d`).
//!
//! A question has two answers: a comparison with something missing is false, and `!` makes it true. The file answers
//! the same [`Test`] that [`Filter::matches`] does; a property test holds that both agree.

mod complete;
mod field;
mod parse;
mod test;
mod tree;
mod value;

pub use complete::{Completion, Offer, READY, Ready, complete};
pub use field::Field;
pub use test::{Happening, Test};
pub use tree::{Has, KeyRef, SprintRef, quoted};

use super::health::Thresholds;
use super::word::Needle;
use super::{Item, Now};
use std::fmt;
use std::ops::Range;

/// A question that each item answers with yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    root: Option<tree::Node>,
    thresholds: Thresholds,
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

/// What an answer depends on beside the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    /// The day it is asked on.
    pub now: Now,
    /// The item's place in the whole order, counted from 1; `None` where it has none.
    pub place: Option<usize>,
}

impl Filter {
    /// Reads a filter; an empty text lets everything pass.
    ///
    /// # Errors
    /// Where the text can't be understood: which bytes of it, and what to type.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Ok(Self { root: parse::parse(text)?, ..Self::default() })
    }

    /// The same question with these thresholds for what is stale, old or near the top.
    #[must_use]
    pub fn with(self, thresholds: Thresholds) -> Self {
        Self { thresholds, ..self }
    }

    /// True where it lets everything pass.
    pub fn is_all(&self) -> bool {
        self.root.is_none()
    }

    /// What passes both filters, with the thresholds of this one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { root: tree::Node::all(self.root.into_iter().chain(other.root).collect()), ..self }
    }

    /// The words that an item has where it passes, or may have, to be shown in its texts.
    pub fn needles(&self) -> Vec<Needle> {
        self.root.as_ref().map_or_else(Vec::new, tree::Node::needles)
    }

    /// The words that are looked for in what people said at the source.
    pub fn comment_needles(&self) -> Vec<Needle> {
        self.root.as_ref().map_or_else(Vec::new, |root| root.needles_of(Field::Comment))
    }

    /// The words that are looked for in columns of the source without a home here.
    pub fn column_needles(&self) -> Vec<Needle> {
        self.root.as_ref().map_or_else(Vec::new, |root| root.needles_of(Field::Extra))
    }

    /// True where it asks for what everyone does not see: who asked, who works on it, private notes, columns of a source
    /// without a home here, what was declined and why.
    pub fn is_private(&self) -> bool {
        self.root.as_ref().is_some_and(tree::Node::is_private)
    }

    /// True where an item passes.
    pub fn matches(&self, item: &Item, scene: &Scene) -> bool {
        self.test(scene.now).passes(item, scene.place)
    }

    /// The question as it is to be asked on a day.
    pub fn test(&self, now: Now) -> Test {
        self.root.as_ref().map_or(Test::All(Vec::new()), |root| Test::of(root, now, &self.thresholds))
    }
}

impl fmt::Display for Filter {
    /// In its one spelling; reading that gives the same filter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| write!(f, "{root}"))
    }
}
