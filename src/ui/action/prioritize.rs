//! What can be asked for in Prioritize.

use crate::domain::score::{Framework, Scoring};
use crate::ui::screen::prioritize::Part;
use crate::ui::screen::prioritize::table::By;

/// In Prioritize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prioritize {
    /// Go to the view, to this part of it, or to the one that was shown last.
    Show(Option<Part>),
    /// Score by this framework.
    Framework(Framework),
    /// How is scored, in a form: weights, cuts, gap, period.
    Scoring,
    /// Score in this way.
    Score(Box<Scoring>),
    /// Try another way of scoring out, or end that.
    WhatIf,
    /// Keep what was tried out, or drop it.
    Settle(bool),
    /// Where rank and score disagree most, or all items again.
    Worst,
    /// In the table.
    Table(Table),
    /// In the matrix.
    Matrix(Matrix),
    /// In the comparison of pairs.
    Pairs(Pairs),
}

/// In the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// To the next cell: behind the last one of a row comes the first of the row below.
    Next,
    /// To the cell before.
    Back,
    /// Change the value of the cell.
    Edit,
    /// Take the value of the cell off.
    Clear,
    /// Let the rows stand by something.
    By(By),
}

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairs {
    /// Begin, go on, or take the order over.
    Go,
    /// What is said of the two that are shown.
    Judge(Verdict),
    /// Pass over the two that are shown.
    Skip,
    /// Take back what was done last.
    Back,
    /// Compare again what contradicts itself.
    Again,
}

/// What is said of two items side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The left one is better.
    Left,
    /// The right one is better.
    Right,
    /// One is as good as the other.
    Equal,
}

/// The preview of an order by score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Order {
    Preview,
    All,
    Marked,
    Shown,
    Class,
    Sprints,
}
