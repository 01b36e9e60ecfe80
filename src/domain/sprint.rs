//! A Sprint: what was planned, what happened, what was left at its end.
//!
//! The plan and the end are snapshots, taken at the moment the Sprint starts and closes; all other figures come from
//! the facts written in between ([`Happened`]). Nothing is worked out from how items are now (`domain.md` §4.1).

pub mod ahead;
mod burn;
pub mod calendar;
mod figures;
mod heard;
mod left;
mod set;
mod share;
mod track;
mod velocity;
pub mod warning;

pub use burn::{Burn, BurnDay, Measure};
pub use calendar::Calendar;
pub use figures::{Defects, Detail, Figures, ScopeChange};
pub use heard::Heard;
pub use left::Left;
pub use set::{Part, Set, sets};
pub use share::{Kinds, Share, tenths};
pub use track::{Level, Stand};
pub use velocity::{Behind, Suggested, Velocity};

use super::item::Event;
use super::{Estimate, ImprovementId, Instant, ItemId, Key, Points, ProductId, Row, Spot, SprintId, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};
use uuid::Uuid;

/// Where a Sprint is in its life.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, EnumIter, IntoStaticStr, Serialize, Deserialize,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Runs. A product has one such Sprint at most: one Scrum Team works at one Sprint Goal.
    Active,
    /// Is still to be started.
    #[default]
    Planned,
    /// Is over.
    Closed,
}

impl Phase {
    /// The word stored, in files and in JSON.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The word shown to people.
    pub fn said(self) -> &'static str {
        match self {
            Self::Active => "running",
            Self::Planned => "planned",
            Self::Closed => "over",
        }
    }

    /// Reads a phase by its stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::iter().find(|phase| phase.name() == word)
    }
}

/// What is written down of a Sprint by hand. Cleaned text; empty means missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Its name, where it has another than "Sprint 14".
    pub name: String,
    /// The Sprint Goal: why.
    pub goal: String,
    /// Its first day, a plain local date.
    pub starts: Option<NaiveDate>,
    /// Its last day, not before the first.
    pub ends: Option<NaiveDate>,
    /// How much fits into it; never 0.
    pub capacity: Option<Points>,
}

/// A Sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sprint {
    /// Its row.
    pub id: SprintId,
    /// Its identity beyond this file.
    pub uid: Uuid,
    /// The product it belongs to.
    pub product: ProductId,
    /// Its number in the product: from 1, never given twice, never changed.
    pub number: i64,
    /// What is written down of it.
    pub plan: Plan,
    /// Where it is in its life.
    pub phase: Phase,
    /// When it was started, and the writer's local day.
    pub started: Option<Moment>,
    /// When it was closed, and the writer's local day.
    pub closed: Option<Moment>,
    /// Whether the Sprint Goal was met; `None` where nobody said.
    pub is_goal_met: Option<bool>,
    /// What was said in the Sprint Review.
    pub notes: String,
    /// For one that was held elsewhere: what is known of it.
    pub past: Option<Past>,
}

impl Sprint {
    /// As people name it: its name, else "Sprint 14".
    pub fn title(&self) -> String {
        title(self.number, &self.plan.name)
    }

    /// As short as people know it: the number that its title ends with, else the whole title.
    pub fn short(&self) -> String {
        let title = self.title();
        let digits = title.chars().rev().take_while(char::is_ascii_digit).count();
        // Digits are one byte each.
        if digits == 0 { title } else { title[title.len() - digits..].to_owned() }
    }

    /// Its place among all Sprints, the one order in which they are told: those that are over by the day they ended,
    /// also those taken in later; then the one that runs; then those planned, by number.
    pub fn place(&self) -> (u8, Option<NaiveDate>, i64) {
        match self.phase {
            Phase::Closed => (0, self.ended(), self.number),
            Phase::Active => (1, None, self.number),
            Phase::Planned => (2, None, self.number),
        }
    }

    /// True where its days and those of another have one in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let days = |sprint: &Self| sprint.plan.starts.zip(sprint.plan.ends);
        days(self).zip(days(other)).is_some_and(|(own, other)| own.0 <= other.1 && other.0 <= own.1)
    }

    /// The day it ended, for one that was held elsewhere as it was told; for one that is not over as it is planned.
    pub fn ended(&self) -> Option<NaiveDate> {
        self.closed.map(|closed| closed.day).or(self.plan.ends)
    }
}

/// As people name a Sprint: its name, else "Sprint 14".
pub fn title(number: i64, name: &str) -> String {
    if name.is_empty() { format!("Sprint {number}") } else { name.to_owned() }
}

/// When something was done, and the writer's local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The moment.
    pub at: Instant,
    /// The day.
    pub day: NaiveDate,
}

/// What is known of a Sprint that was held elsewhere. What is not known is shown as "—", never as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Past {
    /// The points planned at its start.
    pub planned: Option<Points>,
    /// The points completed.
    pub completed: Option<Points>,
}

/// A Sprint held elsewhere, as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastSprint {
    /// Its name; never empty.
    pub name: String,
    /// Its first day.
    pub starts: NaiveDate,
    /// Its last day.
    pub ends: NaiveDate,
    /// What is known of it.
    pub past: Past,
}

/// An item as it was when the Sprint started or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The item.
    pub item: ItemId,
    /// Its state.
    pub state: State,
    /// Its estimate.
    pub estimate: Option<Estimate>,
    /// True where it served the Sprint Goal.
    pub serves_goal: bool,
    /// At the end: where it went. `None` at the start, and for what was done.
    pub went: Option<Went>,
}

impl Frozen {
    /// Its points; 0 where it has none, as in Jira's commitment.
    pub fn points(&self) -> Points {
        self.estimate.as_ref().and_then(Estimate::points).unwrap_or_default()
    }
}

/// Where an open item went when its Sprint closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Went {
    /// Into the next Sprint: carried over.
    Next,
    /// Back to the Product Backlog, to a place chosen.
    Backlog,
    /// Out of the Sprint, at the place it had: the top of what is in no Sprint.
    Stayed,
}

impl Went {
    /// The word stored.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads it by its stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::iter().find(|went| went.name() == word)
    }
}

/// Where an open item goes when its Sprint closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Into the next Sprint, at its head, in the order it has: carried over.
    Next,
    /// Back to the Product Backlog, to this place among what is in no Sprint.
    Backlog(Spot),
    /// Out of the Sprint, at the place it has: the top of what is in no Sprint.
    Stay,
}

/// The Sprint that takes what is carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// None: nothing is carried over.
    Nothing,
    /// One that is planned.
    Planned(SprintId),
    /// One that is made for it.
    New(Box<Plan>),
}

/// Which end of a Sprint's block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Above all others of it.
    Head,
    /// Below all others of it.
    Tail,
}

/// Who asked for a change of a running Sprint's scope, and why. Both may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cause {
    /// Why.
    pub reason: String,
    /// Who asked; left out of everything made for others.
    pub asked: String,
}

/// A fact about an item, written while the Sprint ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// The item.
    pub item: ItemId,
    /// The fact. For a [`Fact::Sprint`](super::item::Fact::Sprint) the values are numbers of Sprints.
    pub event: Event,
    /// For a [`Fact::Sprint`](super::item::Fact::Sprint): the estimate that the item had then.
    pub estimate: Option<Estimate>,
}

/// The whole course of a Sprint: what its figures, its board and its review are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The Sprint.
    pub sprint: Sprint,
    /// As it was started; empty while it is planned.
    pub start: Vec<Frozen>,
    /// As it was closed; empty before.
    pub end: Vec<Frozen>,
    /// What happened in between, the oldest first.
    pub facts: Vec<Happened>,
    /// Every item that `start`, `end`, `facts` or `cards` name, once, by id: as it is now.
    pub cards: Vec<Card>,
}

impl Course {
    /// An item by its row.
    pub fn card(&self, item: ItemId) -> Option<&Card> {
        self.cards.binary_search_by_key(&item, |card| card.row.id).ok().map(|at| &self.cards[at])
    }

    /// What is in the Sprint now, in the order of the backlog.
    pub fn present(&self) -> impl Iterator<Item = &Card> {
        let mut inside: Vec<&Card> = self.cards.iter().filter(|card| card.is_inside).collect();
        inside.sort_by_key(|card| (card.rank, card.row.id));
        inside.into_iter()
    }
}

/// An item of a Sprint, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What a list shows of it.
    pub row: Row,
    /// Its rank: the order of the cards is that of the backlog.
    pub rank: i64,
    /// True where it is in the Sprint now and not in the trash.
    pub is_inside: bool,
    /// Why it is blocked.
    pub blocked: Option<String>,
    /// Since when it is blocked, as far as known.
    pub blocked_on: Option<NaiveDate>,
    /// Why it was declined.
    pub declined: Option<String>,
    /// How many acceptance criteria are met, and how many it has.
    pub criteria: (usize, usize),
    /// How many questions are open.
    pub questions: usize,
    /// What it depends on that is neither done nor in the Sprint: keys.
    pub waits: Vec<Key>,
    /// The one line that tells users what it is worth.
    pub value: String,
    /// Who works on it, as text.
    pub assignee: String,
    /// How many closed Sprints it was carried out of.
    pub hops: usize,
}

/// A sum of points, with what is missing in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// The points of all that have some.
    pub points: Points,
    /// How many items.
    pub count: usize,
    /// How many of them have no points.
    pub unestimated: usize,
}

impl Sum {
    /// With one more item.
    pub fn add(&mut self, estimate: Option<&Estimate>) {
        self.add_all(estimate, 1);
    }

    /// With so many more items of one estimate.
    pub fn add_all(&mut self, estimate: Option<&Estimate>, count: usize) {
        self.count += count;
        let times = i64::try_from(count).unwrap_or(i64::MAX);
        match estimate.and_then(Estimate::points) {
            Some(points) => self.points = Points(self.points.0.saturating_add(points.0.saturating_mul(times))),
            None => self.unestimated += count,
        }
    }

    /// Its points; `None` where it holds items and none of them has points: that is not known, which is not 0.
    pub fn known(&self) -> Option<Points> {
        (self.count == 0 || self.unestimated < self.count).then_some(self.points)
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            points: Points(self.points.0.saturating_add(other.points.0)),
            count: self.count + other.count,
            unestimated: self.unestimated + other.unestimated,
        }
    }
}

/// A Sprint with what is in it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The Sprint.
    pub sprint: Sprint,
    /// What is in it and stands in the order.
    pub open: Sum,
    /// All that is in it: also what is done.
    pub all: Sum,
}

/// What the Scrum Team agreed to improve, in a Sprint Retrospective.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Improvement {
    /// What; never empty.
    pub text: String,
    /// Who takes care of it, as text.
    #[serde(default)]
    pub owner: String,
    /// Until when.
    #[serde(default)]
    pub due: Option<NaiveDate>,
    /// The day it was done.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
}

/// An [`Improvement`] with its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Its row.
    pub id: ImprovementId,
    /// The Sprint whose Retrospective it comes from.
    pub sprint: SprintId,
    /// That Sprint's number.
    pub number: i64,
    /// That Sprint, as people name it.
    pub title: String,
    /// What was agreed.
    pub said: Improvement,
}

#[cfg(test)]
mod tests;
