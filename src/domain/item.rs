//! A Product Backlog item: as a row of a list, whole, and before it has a row.

use super::criterion::Line;
use super::score::Inputs;
use super::sprint::Phase;
use super::{
    Criterion, Estimate, Instant, ItemId, Key, Kind, List, Points, ProductId, QuestionId, SprintId, State, Subtask,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a list shows of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Row {
    /// Its row in the file.
    pub id: ItemId,
    /// Its key.
    pub key: Key,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: State,
    /// Its size, where it has one.
    pub estimate: Option<Estimate>,
    /// True where something holds it.
    pub is_blocked: bool,
    /// For an epic: what belongs to it.
    pub children: Option<Children>,
    /// The value of the column that the list is shown by, where a row does not show it anyway.
    pub aside: Option<Aside>,
    /// Whether it passes the Definition of Ready; `None` where that was not asked.
    pub passes: Option<bool>,
    /// The day of its oldest question without an answer.
    pub asked_on: Option<NaiveDate>,
    /// Refinement passes it over before this day.
    pub snoozed_until: Option<NaiveDate>,
    /// Why it was declined, and when; there exactly where it is declined.
    pub refused: Option<Box<Refused>>,
    /// The Sprint it is in, also where that is over.
    pub sprint: Option<SprintId>,
    /// True where it serves the Sprint Goal.
    pub serves_goal: bool,
    /// True where it stands by decision: no score moves it.
    pub is_pinned: bool,
    /// What frameworks were told of it; `None` where that was not asked.
    pub inputs: Option<Inputs>,
    /// True where it was changed here since it and its source said the same.
    pub is_changed: bool,
    /// True where it came with the last import and was not looked at since.
    pub is_incoming: bool,
}

/// What a row shows of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
    /// The day to look at it again.
    pub again: Option<NaiveDate>,
}

/// A value that a row shows for once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aside {
    /// A day.
    Day(NaiveDate),
    /// The key of an epic.
    Key(Key),
}

/// What belongs to an epic, in numbers. Items in the trash and declined ones don't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Children {
    /// How many items.
    pub count: usize,
    /// How many of these are done.
    pub done: usize,
    /// The points of all that have some.
    pub points: Points,
    /// The points of those that are done.
    pub done_points: Points,
    /// How many have no points: they are missing in the sums.
    pub unestimated: usize,
}

impl Children {
    /// The points as shown: `21`, `21+` where some items have none, `—` where all have none.
    pub fn points_text(&self) -> String {
        match self.unestimated {
            0 if self.count == 0 => "—".into(),
            0 => self.points.to_string(),
            n if n == self.count => "—".into(),
            _ => format!("{}+", self.points),
        }
    }
}

/// An item, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Item {
    /// Its row in the file.
    pub id: ItemId,
    /// Its identity beyond this file.
    pub uid: Uuid,
    /// The product it belongs to.
    pub product: ProductId,
    /// Its key.
    pub key: Key,
    /// What it says.
    pub text: Story,
    /// Its state.
    pub state: State,
    /// True where it lies in the trash.
    pub is_trashed: bool,
    /// The epic it belongs to: row, key and title.
    pub epic: Option<(ItemId, Key, String)>,
    /// True where that epic was declined.
    pub is_epic_declined: bool,
    /// Acceptance criteria in order.
    pub criteria: Vec<Criterion>,
    /// Sub-tasks in order.
    pub subtasks: Vec<Subtask>,
    /// For an epic: what belongs to it.
    pub children: Option<Children>,
    /// Why it is blocked.
    pub blocked: Option<String>,
    /// Why it was declined, what was offered instead, who had asked.
    pub decline: Option<Refusal>,
    /// The item it lives on in, where it was merged.
    pub merged_into: Option<(ItemId, Key, String)>,
    /// Another story that is still to do and has the same role and the same means, as [`unique`] finds it: row and key.
    /// Known of the item shown alone.
    ///
    /// [`unique`]: super::quality::Rule::Unique
    pub twin: Option<(ItemId, Key)>,
    /// What the Developers asked about it, oldest first.
    pub questions: Vec<Question>,
    /// What must be done before it, by key.
    pub needs: Vec<Tie>,
    /// What waits for it, by key.
    pub needed_by: Vec<Tie>,
    /// What is to do and says nearly the same, as of the last comparison of all; a few of it.
    pub alike: Vec<Tie>,
    /// Refinement passes it over before this day.
    pub snoozed_until: Option<NaiveDate>,
    /// Somebody looked at it and kept it as it is.
    pub kept: Option<Kept>,
    /// The Sprint it is in, also where that is over.
    pub sprint: Option<InSprint>,
    /// True where it serves the Sprint Goal.
    pub serves_goal: bool,
    /// The one line that tells users what it is worth, for release notes; empty where nobody said.
    pub value: String,
    /// What frameworks were told of it.
    pub inputs: Inputs,
    /// Why it stands where it stands by decision; `None` where a score may move it.
    pub pinned: Option<String>,
    /// How many closed Sprints it was carried out of.
    pub hops: usize,
    /// The item it is feedback on.
    pub about: Option<(ItemId, Key, String)>,
    /// Where it was imported from: source and foreign key.
    pub source: Option<(String, String)>,
    /// True where it was changed here since it and its source said the same.
    pub is_changed: bool,
    /// True where it came with the last import and was not looked at since.
    pub is_incoming: bool,
    /// What people said about it at its source, in the order in which that tells it.
    pub comments: Vec<Comment>,
    /// Columns of the source that have no home here, in order.
    pub extra: Vec<Extra>,
    /// When it was written down, here or at its source.
    pub created_at: Instant,
    /// Last change of what it says, of its state or estimate, here or at its source. A move is no such change.
    pub updated_at: Instant,
    /// When it was accepted.
    pub done_at: Option<Instant>,
    /// When it was declined.
    pub declined_at: Option<Instant>,
}

impl Item {
    /// The list it stands in.
    pub fn list(&self) -> List {
        List::of(self.text.kind, self.state, self.is_trashed)
    }
}

/// The Sprint that an item is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InSprint {
    /// Its row.
    pub id: SprintId,
    /// Its number.
    pub number: i64,
    /// True for the planned one that is next in turn.
    pub is_next: bool,
    /// As people name it.
    pub title: String,
    /// Where it is in its life.
    pub phase: Phase,
}

/// Why an item was refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refusal {
    /// Why; never empty.
    pub reason: String,
    /// What was offered instead.
    pub alternative: Option<String>,
    /// Who had asked.
    pub requester: Option<String>,
    /// The day to look at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<NaiveDate>,
}

/// What the Developers asked about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its row.
    pub id: QuestionId,
    /// What was asked, when, and what was answered.
    pub said: Asked,
}

/// A question without a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What was asked; never empty.
    pub text: String,
    /// The writer's local day.
    pub asked_on: NaiveDate,
    /// What was answered, and on which day; `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answered>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What was answered; never empty.
    pub text: String,
    /// The writer's local day.
    pub on: NaiveDate,
}

/// An item that another one depends on, or that depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Its row.
    pub id: ItemId,
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: State,
    /// True where it stands below the item that it is tied to, or waits in the inbox.
    pub is_below: bool,
}

impl Tie {
    /// True while it is still to be done: what depends on it waits.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, State::Done | State::Declined)
    }
}

/// Somebody looked at an item and kept it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The writer's local day.
    pub on: NaiveDate,
    /// Why; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What an item is tied to, and its state: what a form edits beside its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ties {
    /// Its state; never declined unless it is so already.
    pub state: State,
    /// The epic it belongs to.
    pub epic: Option<ItemId>,
    /// What must be done before it, exactly.
    pub needs: Vec<ItemId>,
    /// What waits for it, exactly.
    pub needed_by: Vec<ItemId>,
}

/// A value of a column that has no home: kept, searchable, exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// The column's name in the source.
    pub column: String,
    /// Its value.
    pub value: String,
}

/// What somebody said about an item at its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// When, where that was understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    /// Who, as the source writes it; empty where it doesn't say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// The text; never empty.
    pub text: String,
}

/// What an item says: everything a person writes about it. Cleaned text; empty means missing.
///
/// This is what `$EDITOR` shows and what is written back as one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Story {
    /// What it is.
    pub kind: Kind,
    /// One line; never empty.
    pub title: String,
    /// "As a …".
    pub persona: String,
    /// "I want …".
    pub want: String,
    /// "so that …".
    pub benefit: String,
    /// Anything else, long.
    pub description: String,
    /// Its size.
    pub estimate: Option<Estimate>,
    /// Tags in order; no two equal when folded.
    pub tags: Vec<String>,
    /// Who asked for it.
    pub asked: String,
    /// Who works on it, as text; shown, never summed.
    pub assignee: String,
    /// The day it is due.
    pub due: Option<NaiveDate>,
    /// Addresses of what belongs to it, in order; each one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Private note: left out of everything made for others.
    pub note: String,
}

/// An item that has no row yet: typed, cloned or imported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewItem {
    /// What it says.
    pub text: Story,
    /// Its state.
    pub state: State,
    /// Acceptance criteria in order.
    pub criteria: Vec<Line>,
    /// Sub-tasks in order.
    pub subtasks: Vec<Line>,
    /// Why it is blocked.
    pub blocked: Option<String>,
    /// Why it was declined; present exactly when `state` is declined.
    pub decline: Option<Refusal>,
    /// Its identity, where it comes from another file of upnext; else a fresh one is given.
    pub uid: Option<Uuid>,
    /// The number of its key in its old file; taken where it is free.
    pub number: Option<i64>,
    /// True where it lies in the trash.
    pub is_trashed: bool,
    /// When it was written down; now, where the source doesn't say.
    pub created_at: Option<Instant>,
    /// Its last change; `created_at`, where the source doesn't say.
    pub updated_at: Option<Instant>,
    /// When it was accepted; `updated_at`, where it is done and the source doesn't say.
    pub done_at: Option<Instant>,
    /// When it was refused; `updated_at`, where it is declined and the source doesn't say.
    pub declined_at: Option<Instant>,
    /// When it was thrown away; `updated_at`, where it lies in the trash and the source doesn't say.
    pub trashed_at: Option<Instant>,
    /// Facts of its past, where it comes from another file of upnext.
    pub events: Vec<Event>,
    /// What the Developers asked about it, oldest first.
    pub questions: Vec<Asked>,
    /// Refinement passes it over before this day.
    pub snoozed_until: Option<NaiveDate>,
    /// Somebody looked at it and kept it as it is.
    pub kept: Option<Kept>,
    /// The number of the Sprint it is in; there must be one.
    pub sprint: Option<i64>,
    /// True where it serves the Sprint Goal.
    pub serves_goal: bool,
    /// The one line that tells users what it is worth.
    pub value: String,
    /// The item it is feedback on.
    pub about: Option<ItemId>,
    /// The number of the Sprint whose review it was heard in.
    pub heard_in: Option<i64>,
    /// What frameworks were told of it.
    pub inputs: Inputs,
    /// Why it stands where it stands by decision; `None` where a score may move it.
    pub pinned: Option<String>,
    /// What people said about it at its source, oldest first.
    pub comments: Vec<Comment>,
}

/// A fact for the figures: a state or estimate changed, or the item was accepted or returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What changed.
    pub fact: Fact,
    /// The value before; `None` at the beginning.
    pub from: Option<String>,
    /// The value after.
    pub to: Option<String>,
    /// When.
    pub at: Instant,
    /// The writer's local day. Figures use it and never convert again.
    pub day: NaiveDate,
    /// The number of the running Sprint it belongs to: that the item was in before or after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sprint: Option<i64>,
    /// Why, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who asked for it; left out of everything made for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
}

impl Event {
    /// A fact with nothing said of it.
    pub fn plain(fact: Fact, from: Option<String>, to: Option<String>, at: Instant, day: NaiveDate) -> Self {
        Self { fact, from, to, at, day, sprint: None, reason: None, asked: None }
    }
}

/// What an [`Event`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Fact {
    /// The state changed.
    State,
    /// The estimate changed.
    Estimate,
    /// It came into a Sprint or left it; the values are numbers of Sprints.
    Sprint,
    /// The Product Owner accepted it; the value after tells what was still open.
    Accepted,
    /// The Product Owner returned it; the value after tells the criterion that was not met.
    Returned,
}

impl Fact {
    /// The word stored.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
