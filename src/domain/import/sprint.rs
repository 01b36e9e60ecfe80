//! A Sprint on its way from one file to another, with everything its figures are made of.

use crate::domain::sprint::{Frozen, Improvement, Moment, Past, Phase, Plan, Went};
use crate::domain::{Estimate, State};
use uuid::Uuid;

/// A Sprint as another file of upnext tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SprintRecord {
    /// Its identity; nil where it is to get one here.
    pub uid: Uuid,
    /// The source it came from and its key there.
    pub origin: Option<(String, String)>,
    /// Its number there; items and facts name it by this.
    pub number: i64,
    /// What is written down of it.
    pub plan: Plan,
    /// Where it is in its life.
    pub phase: Phase,
    /// When it was started.
    pub started: Option<Moment>,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// Whether the Sprint Goal was met; `None` where nobody said.
    pub is_goal_met: Option<bool>,
    /// What was said in the Sprint Review.
    pub notes: String,
    /// For one that was held elsewhere: what is known of it.
    pub past: Option<Past>,
    /// As it was started.
    pub start: Vec<FrozenRecord>,
    /// As it was closed.
    pub end: Vec<FrozenRecord>,
    /// What its Sprint Retrospective agreed on.
    pub improvements: Vec<Improvement>,
}

/// An item as it was when a Sprint started or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenRecord {
    /// Which item.
    pub item: FrozenItem,
    /// Its state.
    pub state: State,
    /// Its estimate.
    pub estimate: Option<Estimate>,
    /// True where it served the Sprint Goal.
    pub serves_goal: bool,
    /// At the end: where it went.
    pub went: Option<Went>,
}

/// The item of a [`FrozenRecord`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrozenItem {
    /// One that is there, by its identity.
    Known(Uuid),
    /// One of the same import, by its index in [`Parsed::records`](super::Parsed::records).
    Record(usize),
    /// One that is gone for good; the number tells it apart from others that are gone.
    Gone(u64),
}

impl FrozenRecord {
    /// What was frozen of an item.
    pub fn of(frozen: &Frozen, item: FrozenItem) -> Self {
        let Frozen { item: _, state, estimate, serves_goal, went } = frozen.clone();
        Self { item, state, estimate, serves_goal, went }
    }
}
