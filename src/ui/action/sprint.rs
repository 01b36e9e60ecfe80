//! What can be asked for in the Sprint view.

/// In the Sprint view.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Sprint {
    /// Go to the view.
    Show,
    /// The next part of it, or the one before.
    NextPart,
    PreviousPart,
    /// The Sprint after this one, or before.
    Later,
    Earlier,
    /// The side or column to the left, or to the right.
    Left,
    Right,
    /// A Sprint's life: made, edited, started, closed.
    Life(Life),
    /// In the plan.
    Plan(Plan),
    /// On the board.
    Board(Board),
    /// In the charts.
    Chart(Chart),
    /// In the review.
    Review(Review),
}

/// A Sprint's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Life {}

/// In the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {}

/// On the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Board {}

/// In the charts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chart {}

/// In the review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Review {}
