//! What can be asked for in the Sprint view.

/// In the Sprint view.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Sprint {
    /// Go to the view.
    Show,
    /// The Sprint after this one, or before.
    Later,
    Earlier,
    /// The stand-up sheet of the running Sprint.
    Standup,
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
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Life {
    New,
    Edit,
    Drop,
    Start,
    Close,
    /// What the Sprint Retrospectives agreed on.
    Retrospective,
    /// In the pop-up of a close: where the item under the cursor goes, or all of them.
    Send(Way, bool),
    /// In the pop-up of a close: whether the Sprint Goal was met.
    Met,
    /// In the pop-up of a close: another Sprint takes what is carried over.
    Taker,
    /// In the retrospective actions: one more, another text, done or not, off.
    Agree,
    Reword,
    Check,
    Unagree,
}

/// Where an open item goes when its Sprint closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Way {
    Next,
    Top,
    Bottom,
    /// To this place of the order, counted from 1.
    Place(usize),
    /// Out of the Sprint, at the place it has.
    Stay,
}

/// In the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// All warnings, to choose from.
    Warnings,
}

/// On the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Board {
    /// What the scope became after the start.
    Scope,
}

/// In the charts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Chart {
    Next,
    Table,
    Measure,
    Formula,
}

/// In the review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Review {
    /// Whether the Sprint Goal was met; `None` goes from one answer to the next.
    Met(Option<Answer>),
    /// What was said, in place or in the person's editor.
    Notes(Hand),
    /// Feedback on the item under the cursor, as typed.
    Feedback(String),
}

/// Whether the Sprint Goal was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Answer {
    Met,
    NotMet,
    Unsaid,
}

/// Where a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Hand {
    InPlace,
    Editor,
}
