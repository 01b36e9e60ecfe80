//! Backlog health: checks that each serve one of the five signs of a badly managed backlog, and one score of them.
//!
//! # The score
//!
//! Each check has a share from 0 to 1: how much of its sample it finds. A sign's share is the mean of those of its
//! checks that are known; the score is `100 × (1 − mean of the signs' shares)`, rounded down, so that 100 is reached
//! only where nothing is found. What is not known (too little history, no imported priority) is left out and said to
//! be; it never counts as 0. As every share only grows with what is found, mending something never lowers the score.
//!
//! The formula is this program's own; the checks are those that the field names (DEEP; Scrum Alliance on large
//! backlogs), and every threshold is an option.

mod check;
mod classes;
mod deed;
mod judge;
mod queue;
mod score;

pub use check::{Check, Sign};
pub use classes::class;
pub use deed::{Acts, Deed, Deeds};
pub use judge::{Reason, reasons};
pub use queue::{Queue, Sitting, Trail, change, markdown};
pub use score::{Day, Finding, History, Report, churn};

/// From where on a check finds something. Days are whole days on the writer's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thresholds {
    /// An item is stale after so many days without a change of what it says, its state or its estimate.
    pub stale_days: u16,
    /// An item is old so many days after it was written down.
    pub old_days: u16,
    /// So many items at the top of the order are near the top.
    pub near_top: u16,
    /// An item of more points than these is too big to stand near the top.
    pub big_points: u16,
    /// At most so many of a hundred items may share the highest priority of their source.
    pub one_class_percent: u16,
    /// At most so many of a hundred items at the very top may be new there.
    pub churn_percent: u16,
    /// The days between the two looks at the very top that are compared.
    pub churn_days: u16,
    /// So many days the refinement queue leaves out an item that was kept as it is.
    pub kept_days: u16,
    /// At most so many items stand in one refinement queue.
    pub queue_items: u16,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            stale_days: 90,
            old_days: 180,
            near_top: 20,
            big_points: 13,
            one_class_percent: 30,
            churn_percent: 50,
            churn_days: 14,
            kept_days: 14,
            queue_items: 100,
        }
    }
}

/// An open item within so many times the places near the top is refined next: about three Sprints' worth.
pub(crate) const COMING_UP: u16 = 3;
/// So many items are the very top: what churn looks at.
pub const VERY_TOP: usize = 10;
