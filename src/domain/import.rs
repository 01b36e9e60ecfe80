//! From what a file says to what will change here: the plan of an import.
//!
//! `exchange` makes a [`Parsed`] and knows no store; the store tells what it [`Known`]s by (source, foreign key);
//! [`plan`] compares the two and is the only judge. It runs twice: once to show, once more inside the transaction.

mod alarm;
mod carried;
mod feed;
mod known;
mod line;
mod merge;
mod order;
mod outline;
mod same;
mod score;
mod spoken;
mod sprint;
mod summary;
mod threeway;
mod told;
mod value;

#[cfg(test)]
pub(crate) use carried::tests as carried_samples;
pub use carried::{Abroad, Carried, Changed, Moved, Outgoing, Said, Standing, Untold, Wording, changes, moved, texts};
pub use feed::{DateShape, Feed, Part, project};
pub use known::{Elsewhere, Gone, Known, KnownItem, KnownSprint};
pub use merge::{plan, plan_watched};
pub use order::Placed;
pub use outline::{Alarm, Chosen, ChosenField, Conflict, Counts, ImportPlan, Kept, Merged, Proposal, Twice, Update};
pub use score::{Beside, DuelRecord, Judged, Setting, align};
pub use spoken::Spoken;
pub use sprint::{FrozenItem, FrozenRecord, SprintRecord};
pub use summary::{met, summary};
pub use told::{ToldSprint, told_lines};
pub use value::{needs_of, values_of};

use super::item::{Extra, NewItem};
use super::product::NewProduct;
use super::score::Scoring;
use super::{ItemId, ProductId};
use std::collections::BTreeMap;
use std::sync::Arc;
use strum::IntoEnumIterator;

/// The source of items that come from another file of upnext: matched by identity, merged by the newer change.
pub const UPNEXT: &str = "upnext";

/// Everything one or several files say, in the order in which it shall stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// What was read, for messages: the file's name, or "3 files".
    pub name: String,
    /// The product the files speak of, where they do.
    pub product: Option<NewProduct>,
    /// The items, in the order in which they shall stand.
    pub records: Vec<Record>,
    /// The Sprints, where the file is one of upnext's own.
    pub sprints: Vec<SprintRecord>,
    /// What was said of pairs, likewise.
    pub duels: Vec<DuelRecord>,
    /// How the product is scored, where the files tell it. Taken where nothing was said of that here.
    pub scoring: Option<Box<Scoring>>,
    /// The Sprints that cells of another program name, as they are proposed or as a person corrected them;
    /// [`Parsed::apply_told`] makes [`sprints`](Self::sprints) of them.
    pub told: Vec<ToldSprint>,
    /// How the source calls things, where it is another program's; of one of upnext's own files, how its product's
    /// sources do.
    pub feeds: Vec<Feed>,
    /// What happened on the way.
    pub report: Report,
}

/// One item as its source tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The source: `jira`, `stories`, `csv`, `upnext`.
    pub source: String,
    /// Its key there; unique in (source, product).
    pub key: String,
    /// The foreign key of its epic.
    pub parent: Option<String>,
    /// What it says.
    pub item: NewItem,
    /// The foreign keys of what it depends on.
    pub needs: Vec<String>,
    /// The foreign key of the item it was merged into.
    pub merged_into: Option<String>,
    /// The foreign key of the item it is feedback on.
    pub about: Option<String>,
    /// Columns without a home.
    pub extra: Vec<Extra>,
    /// For an item from another file of upnext: what that file had imported it from.
    pub origin: Option<Origin>,
    /// The fields that its source tells, whether they have a value or not. Any other field is never taken over from
    /// it and never cleared by it.
    pub tells: Fields,
    /// All columns of its source, filled or not; empty where the source has none. Where fewer columns are told than
    /// an item has here (a shorter export), its columns without a home stay as they are.
    pub columns: Arc<[String]>,
    /// The inputs of frameworks that its source tells, by name in the file; those of another file of upnext are told
    /// whole. An input that has a value is told anyway, wherever it comes from: a label can give a class.
    pub judges: Arc<[String]>,
    /// Inputs whose value there is no answer on their scale: nothing is said of them.
    pub unread: Vec<String>,
    /// Its number at its source: it stays where a move between projects gives it another key.
    pub id: Option<String>,
    /// The keys of the [`ToldSprint`]s it was in, the oldest first; in the last one it is now, or was done.
    pub sprints: Vec<String>,
    /// True where its row is wider than the header: its cells stand under the wrong names, and of an item that is known
    /// it tells nothing but the key.
    pub is_shifted: bool,
    /// Its parent's key, where it is a sub-task whose parent is not in the files.
    pub under: Option<String>,
    /// The keys of its sub-tasks, which are lines of it here.
    pub lines: Vec<String>,
}

impl Record {
    /// What it says, in canonical spelling, of the fields it tells. `is_known` is false for foreign keys that are known
    /// neither to the import nor here: an epic and dependencies of that kind count as not told yet, so that they are
    /// taken once they are known.
    pub fn values(&self, is_known: &dyn Fn(&str) -> bool) -> Values {
        let mut values = values_of(&self.item, self.parent.as_deref().filter(|key| is_known(key)), &self.extra);
        let needs = self.needs.iter().map(String::as_str).filter(|key| is_known(key));
        values.extend(needs_of(needs).map(|needs| (Field::Needs, needs)));
        values.extend(self.sprint_key().map(|key| (Field::Sprint, key.to_owned())));
        values.retain(|field, _| self.tells.has(*field));
        values
    }
}

/// A set of [`Field`]s. By default it has all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields(u32);

impl Fields {
    /// No field.
    pub const NONE: Self = Self(0);
    /// Every field.
    pub const ALL: Self = Self(u32::MAX);

    /// Exactly these.
    pub fn of(fields: &[Field]) -> Self {
        fields.iter().fold(Self::NONE, |all, field| all.with(*field))
    }

    /// These and one more.
    #[must_use]
    pub fn with(self, field: Field) -> Self {
        Self(self.0 | 1 << field as u32)
    }

    /// True where it has the field.
    pub fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u32) != 0
    }

    /// These without one.
    #[must_use]
    pub fn without(self, field: Field) -> Self {
        Self(self.0 & !(1 << field as u32))
    }

    /// Its fields in their usual order.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::iter().filter(move |field| self.has(*field))
    }
}

impl Default for Fields {
    fn default() -> Self {
        Self::ALL
    }
}

/// Where an item was imported from, and what its source said then.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// The source: `jira`, `stories`, `csv`.
    pub source: String,
    /// The item's key there.
    pub key: String,
    /// What the source said when it was last imported.
    pub imported: Values,
    /// Its number there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// True where it was not changed here since both said the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_agreed: bool,
}

/// An item whole, as it leaves the store for an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its row.
    pub id: ItemId,
    /// Its key.
    pub key: super::Key,
    /// Its place in the order, counted from 1, where it stands in it.
    pub place: Option<usize>,
    /// Everything it says, with identity, number, dates and events set.
    pub item: NewItem,
    /// Its epic: identity and key.
    pub epic: Option<(uuid::Uuid, super::Key)>,
    /// What it depends on, in the same way.
    pub needs: Vec<(uuid::Uuid, super::Key)>,
    /// The item it was merged into, in the same way.
    pub merged_into: Option<(uuid::Uuid, super::Key)>,
    /// The item it is feedback on, in the same way.
    pub about: Option<(uuid::Uuid, super::Key)>,
    /// Those of all these that are declined.
    pub refused: Vec<uuid::Uuid>,
    /// Where it was imported from.
    pub origin: Option<Origin>,
    /// Columns of its source without a home.
    pub extra: Vec<Extra>,
}

/// What reading the files met, counted rather than repeated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What was decided and what was odd, in the order it should be read: text and how often.
    pub lines: Vec<(String, usize)>,
    /// Status of the source → state here → how many rows.
    pub states: Vec<(String, super::State, usize)>,
    /// What a person must know before anything is written.
    pub alarms: Vec<Alarm>,
}

/// Before the value and the place that a line of the report names.
const FIRST: &str = " (first ";

impl Report {
    /// Counts a line once more; new lines go to the end.
    pub fn note(&mut self, text: &str) {
        self.count(text, 1);
    }

    /// Counts a line `times` more; nothing where that is 0.
    pub fn count(&mut self, text: &str, times: usize) {
        if times == 0 {
            return;
        }
        match self.lines.iter_mut().find(|line| line.0 == text) {
            Some(line) => line.1 += times,
            None => self.lines.push((text.to_owned(), times)),
        }
    }

    /// Counts a line about a word of the file once more: before the word, the word, behind it. Of many words the first
    /// ones are told, and that there are others.
    pub fn note_word(&mut self, what: &str, word: &str, is: &str) {
        const MOST: usize = 50;
        let text = format!("{what} \"{word}\" {is}");
        if let Some(line) = self.lines.iter_mut().find(|line| line.0 == text) {
            line.1 += 1;
            return;
        }
        let is_such = |line: &&(String, usize)| line.0.strip_prefix(what).is_some_and(|rest| rest.starts_with(" \""));
        if self.lines.iter().filter(is_such).count() < MOST {
            self.lines.push((text, 1));
        } else {
            self.note(&format!("another {what} {is}"));
        }
    }

    /// Counts a line of what is wrong once more; the first time it says with what, and where.
    pub fn note_first(&mut self, text: &str, value: &str, at: &str) {
        const MOST: usize = 30;
        let is_line =
            |line: &&mut (String, usize)| line.0.strip_prefix(text).is_some_and(|rest| rest.starts_with(FIRST));
        if let Some(line) = self.lines.iter_mut().find(is_line) {
            line.1 += 1;
            return;
        }
        let short = |text: &str| -> String {
            let tail = if text.chars().count() > MOST { "…" } else { "" };
            text.chars().take(MOST).collect::<String>() + tail
        };
        self.lines.push((format!("{text}{FIRST}{} at {})", short(value), short(at)), 1));
    }

    /// Counts a status of the source and the state it became. Of many the first ones are told by name.
    pub fn status(&mut self, status: &str, state: super::State) {
        const MOST: usize = 200;
        const OTHERS: &str = "other statuses";
        let is_full = self.states.len() >= MOST;
        let find = |all: &mut Vec<(String, super::State, usize)>, name: &str| {
            all.iter_mut().find(|row| row.0 == name && row.1 == state).map(|row| row.2 += 1).is_some()
        };
        if find(&mut self.states, status) || is_full && find(&mut self.states, OTHERS) {
            return;
        }
        let name = if is_full { OTHERS } else { status };
        self.states.push((name.to_owned(), state, 1));
    }
}

/// The product an import goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One of the file's products.
    Existing(ProductId),
    /// A new one.
    New(NewProduct),
}

/// A field that a source can tell and an import can take over.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumIter,
    strum::IntoStaticStr,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the item's field of that name")]
pub enum Field {
    Title,
    Kind,
    State,
    Estimate,
    Persona,
    Want,
    Benefit,
    Description,
    Criteria,
    Subtasks,
    Tags,
    Epic,
    Asked,
    Assignee,
    Due,
    Blocked,
    Decline,
    Note,
    Extra,
    Links,
    Questions,
    Needs,
    Value,
    Serves,
    Scores,
    Pinned,
    Comments,
    Sprint,
}

impl Field {
    /// The word shown.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Field values in one canonical spelling each, for comparing; a missing value is not in the map.
pub type Values = BTreeMap<Field, String>;
