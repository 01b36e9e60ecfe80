//! What can be asked for in Prioritize.

use crate::ui::screen::prioritize::Part;

/// In Prioritize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prioritize {
    /// Go to the view, to this part of it, or to the one that was shown last.
    Show(Option<Part>),
    /// In the table.
    Table(Table),
    /// In the matrix.
    Matrix(Matrix),
    /// In the comparison of pairs.
    Pairs(Pairs),
}

/// In the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Table {}

/// In the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matrix {}

/// In the comparison of pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairs {}

/// The preview of an order by score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Order {
    Preview,
    All,
    Marked,
    Class,
    Sprints,
}
