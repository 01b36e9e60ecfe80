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
pub enum Matrix {}

/// In the comparison of pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairs {}
