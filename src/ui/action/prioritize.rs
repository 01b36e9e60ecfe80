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
pub enum Matrix {
    /// Pick the item up, to shift it.
    PickUp,
    /// The next item of the same field.
    Next,
    /// The one before.
    Back,
    /// Show the same as a table, or draw it again.
    Table,
}

/// In the comparison of pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairs {}
