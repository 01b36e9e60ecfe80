//! What can be done with the plan of an import.

/// In the plan of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Import {
    /// Of what changed on both sides, the field under the cursor, or all that are shown.
    Resolve {
        /// Which side goes on.
        side: Side,
        /// True for all that are shown.
        is_all: bool,
    },
    /// Folds or unfolds the group under the cursor.
    Fold,
    /// Folds or unfolds all groups.
    FoldAll,
    /// Types words that narrow it.
    Narrow,
    /// All that is known of the row under the cursor.
    Whole,
    /// The order of the files, or the one here.
    Order,
    /// Into a product of its own.
    Apart,
    /// Changes the cell of a Sprint.
    Cell,
    /// Leaves a Sprint out, or takes it in again.
    LeaveOut,
}

/// Which side goes on where both changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What the files say.
    Theirs,
    /// What stands here.
    Ours,
}
