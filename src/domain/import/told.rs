//! Sprints as the cells of another program name them: a name in every item that was in it, and little more.

use super::Parsed;
use crate::domain::Points;
use crate::domain::sprint::Phase;
use chrono::NaiveDate;

/// A Sprint that cells name, with what is proposed for it. A person may correct the phase and the days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldSprint {
    /// The source: `jira`.
    pub source: String,
    /// Its number at the source where the cells tell it, else its name.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its goal, where the cells tell it.
    pub goal: String,
    /// Where it is in its life.
    pub phase: Phase,
    /// True where the cells tell the phase, false where it is a guess.
    pub is_phase_told: bool,
    /// Its first day.
    pub starts: Option<NaiveDate>,
    /// Its last day.
    pub ends: Option<NaiveDate>,
    /// True where the cells tell the days, false where they are a guess.
    pub are_days_told: bool,
    /// How many items name it.
    pub items: usize,
    /// How many of them were done in it: it is the newest Sprint they name.
    pub done: usize,
    /// The sum of their estimates; of those without one nothing.
    pub completed: Points,
    /// True where a person wants nothing of it.
    pub is_left_out: bool,
}

impl Parsed {
    /// Makes [`sprints`](Self::sprints) and the items' parts in them of what is [`told`](Self::told), anew where that
    /// was done before.
    pub fn apply_told(&mut self) {
        if self.told.is_empty() {}
    }
}
