//! A step: one act of a person with everything it wrote. The journal tells the backlog's history in steps.

use super::{Audience, Instant, ItemId, Seq, StepId};
use chrono::NaiveDate;

/// A step, as the journal shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its row.
    pub id: StepId,
    /// The file's version it made.
    pub seq: Seq,
    /// When.
    pub at: Instant,
    /// The writer's local day.
    pub day: NaiveDate,
    /// Who: a name from the config, else the system user. Never shown in public view.
    pub author: String,
    /// True where this window made it.
    pub is_own: bool,
    /// What, in one line: "move WEB-12 to place 2".
    pub label: String,
    /// Why, where somebody said.
    pub reason: Option<String>,
    /// The step it takes back or brings back.
    pub undoes: Option<StepId>,
    /// True while nothing has taken it back.
    pub is_live: bool,
    /// Who may read its label and its reason.
    pub audience: Audience,
    /// Who may read its reason, also where the label repeats it: it may name somebody.
    pub named: Audience,
}

/// One sentence of an item's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The step it happened in.
    pub step: StepId,
    /// When.
    pub at: Instant,
    /// The writer's local day.
    pub day: NaiveDate,
    /// Who.
    pub author: String,
    /// What happened to the item; not empty.
    pub what: Vec<Said>,
    /// Why, where somebody said.
    pub reason: Option<String>,
    /// Who may read the reason.
    pub audience: Audience,
}

impl Told {
    /// What happened, in one line: "state: open → ready".
    pub fn sentence(&self) -> String {
        self.what.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// A part of what happened to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In words.
    pub text: String,
    /// Who may read it.
    pub audience: Audience,
}

/// What a commit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The step that holds it.
    pub step: StepId,
    /// The file's version after it.
    pub seq: Seq,
    /// What, in one line.
    pub label: String,
    /// The items it touched, each once; empty together with `is_large` where there are too many to name.
    pub touched: Vec<ItemId>,
    /// The items it added, in order; named under the same condition.
    pub added: Vec<ItemId>,
    /// True where `touched` is not told and lists must be loaded anew.
    pub is_large: bool,
    /// True where an item may have changed its list, so that counts must be taken anew.
    pub has_moved_lists: bool,
    /// True where what is in the Sprints is as it was, but for its place in the order.
    pub are_sprints_kept: bool,
    /// Who may read its label.
    pub audience: Audience,
    /// Who may read the reason that its label repeats: it may name somebody.
    pub named: Audience,
}
