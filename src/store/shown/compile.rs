//! A test as SQL with bound parameters only; each part is 0 or 1, never unknown.

use super::super::list;
use super::super::{compared, incoming};
use crate::domain::filter::{Happening, Has, KeyRef, SprintRef, Test};
use crate::domain::word::Needle;
use crate::domain::{ItemId, List};
use rusqlite::types::Value;
use std::fmt::Write;

/// Says that an item depends on one that is still to do.
const WAITING: &str = "item.id IN (SELECT dependency.item FROM dependency
      CROSS JOIN item other ON other.id = dependency.needs WHERE other.state NOT IN ('done', 'declined'))";

/// Depends on an open item that stands below it or in the inbox.
const AHEAD: &str = "item.id IN (SELECT dependency.item FROM dependency
     CROSS JOIN item mine ON mine.id = dependency.item CROSS JOIN item other ON other.id = dependency.needs
   WHERE other.state NOT IN ('done', 'declined') AND (other.state = 'inbox' OR other.rank > mine.rank))";

/// A question about it has no answer.
const QUESTIONED: &str = "item.id IN (SELECT item FROM question WHERE answer IS NULL)";

/// Has this class.
const CLASS: &str = "item.id IN (SELECT item FROM score_input WHERE input = 'moscow' AND value = {})";

/// Serves the Sprint Goal.
const SERVES: &str = "item.serves_goal";

/// Was carried over into another Sprint.
const CARRIED: &str = "item.id IN (SELECT card FROM frozen WHERE moment = 'end' AND went = 'next')";

/// The Sprint that is meant, as a query.
pub(super) fn sprint(which: SprintRef) -> String {
    let of = |what: &str| format!("SELECT s.id FROM sprint s WHERE s.product = ?1 AND {what}");
    match which {
        SprintRef::Number(number) => of(&format!("s.number = {number}")),
        SprintRef::Current => of("s.phase = 'active'"),
        SprintRef::Next => of("s.phase = 'planned' ORDER BY s.number LIMIT 1"),
    }
}

/// How words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// In the index, for many items.
    Indexed,
    /// In the items themselves, for few.
    Read,
}

/// A condition on `item`, and what it is compared with.
pub(super) struct Compiled {
    words: Words,
    sql: String,
    values: Vec<Value>,
}

impl Compiled {
    pub(super) fn new(words: Words) -> Self {
        Self { words, sql: String::new(), values: Vec::new() }
    }

    /// Takes a value; answers the name of its parameter.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    fn push(&mut self, args: std::fmt::Arguments) {
        // Writing to a String cannot fail.
        let _ = self.sql.write_fmt(args);
    }

    /// Appends a test.
    pub(super) fn write(&mut self, test: &Test, prefix: &str, places: &[ItemId]) {
        match test {
            Test::All(parts) => self.joined(parts, true, prefix, places),
            Test::Any(parts) => self.joined(parts, false, prefix, places),
            Test::Not(inner) => {
                self.push(format_args!("NOT "));
                self.write(inner, prefix, places);
            }
            Test::Key(key) => self.key("item.number", key, prefix),
            Test::EpicKey(key) => {
                self.push(format_args!(
                    "coalesce(item.parent IN (SELECT epic.id FROM item epic WHERE epic.product = ?1 AND "
                ));
                self.key("epic.number", key, prefix);
                self.push(format_args!("), 0)"));
            }
            Test::Place(from, to) => self.place(*from, *to, places),
            leaf => self.leaf(leaf),
        }
    }

    fn joined(&mut self, parts: &[Test], is_all: bool, prefix: &str, places: &[ItemId]) {
        if parts.is_empty() {
            return self.constant(is_all);
        }
        let join = if is_all { " AND " } else { " OR " };
        for (i, part) in parts.iter().enumerate() {
            self.push(format_args!("{}", if i == 0 { "(" } else { join }));
            self.write(part, prefix, places);
        }
        self.push(format_args!(")"));
    }

    fn key(&mut self, column: &str, key: &KeyRef, prefix: &str) {
        if key.prefix.as_deref().is_none_or(|p| p == prefix) {
            let number = self.bind(key.number);
            self.push(format_args!("{column} = {number}"));
        } else {
            self.constant(false);
        }
    }

    /// Yes or no for all. As a value: what the planner sees through would turn the list's index away.
    fn constant(&mut self, is_true: bool) {
        let name = self.bind(i64::from(is_true));
        self.push(format_args!("{name}"));
    }

    /// From and to a place: the items that stand there now.
    fn place(&mut self, from: i64, to: i64, places: &[ItemId]) {
        let index = |place: i64| usize::try_from(place).unwrap_or(0).min(places.len());
        let (first, end) = (index(from.saturating_sub(1)), index(to));
        let there = places.get(first..end).unwrap_or_default();
        self.with(list::json(there), "item.id IN (SELECT value FROM json_each({}))");
    }

    fn leaf(&mut self, test: &Test) {
        match test {
            Test::Words(needle) => self.words(needle),
            Test::State(states) => self.one_of("item.state", states.iter().map(|s| s.name())),
            Test::Kind(kinds) => self.one_of("item.kind", kinds.iter().map(|k| k.name())),
            Test::Tag(tag) => self.with(tag.clone(), "item.id IN (SELECT item FROM item_tag WHERE folded = {})"),
            Test::EpicTitle(needle)
            | Test::Asked(needle)
            | Test::Assignee(needle)
            | Test::Extra(needle)
            | Test::Comment(needle)
            | Test::Reason(needle) => self.with(needle.pattern().to_owned(), said(test)),
            Test::Source(name) => self.with(name.clone(), "upnext_is({}, item.source, item.foreign_key)"),
            Test::Estimate(estimate) => self.with(estimate.as_str().to_owned(), "coalesce(item.estimate = {}, 0)"),
            Test::Points(from, to) => self.between("item.points", *from, to.saturating_add(1)),
            Test::Due(from, until) => self.between("item.due", from.to_string(), until.to_string()),
            Test::Moment(what, from, until) => {
                let column = match what {
                    Happening::Updated => "item.updated_at",
                    Happening::Created => "item.created_at",
                    Happening::Done => "item.done_at",
                };
                self.between(column, from.0, until.0);
            }
            Test::Has(has) => self.push(format_args!("{}", presence(*has))),
            Test::Similar => self.push(format_args!("item.id IN ({})", compared::items_sql())),
            Test::Snoozed(day) => self.with(
                day.to_string(),
                "item.id IN (SELECT later.id FROM item later INDEXED BY item_snoozed
                   WHERE later.product = ?1 AND later.snoozed_until > {})",
            ),
            Test::Again(day) => self.with(day.to_string(), "coalesce(item.decline_again <= {}, 0)"),
            Test::Kept(day) => self.with(
                day.to_string(),
                "item.id IN (SELECT kept.id FROM item kept INDEXED BY item_kept
                   WHERE kept.product = ?1 AND kept.kept_on > {})",
            ),
            Test::Sprint(which) => self.push(format_args!("coalesce(item.sprint IN ({}), 0)", sprint(*which))),
            Test::Class(class) => self.with(class.0, CLASS),
            Test::Incoming => self.push(format_args!("item.id IN ({})", incoming::items_sql())),
            Test::Blocked
            | Test::Pinned
            | Test::Questioned
            | Test::Waiting
            | Test::Ahead
            | Test::Faulty
            | Test::Serves
            | Test::Carried
            | Test::Changed => self.sql.push_str(plain(test)),
            Test::All(_) | Test::Any(_) | Test::Not(_) | Test::Key(_) | Test::EpicKey(_) | Test::Place(..) => {}
        }
    }

    fn words(&mut self, needle: &Needle) {
        match self.words {
            Words::Indexed => {
                self.with(phrase(needle), "(item.id IN (SELECT rowid FROM item_words WHERE item_words MATCH {})");
                self.with(needle.pattern().to_owned(), &format!(" OR item.id IN ({}))", refused("{}")));
            }
            Words::Read => self.with(
                needle.pattern().to_owned(),
                "(upnext_has({}, item.title) OR upnext_has({}, item.persona, item.want, item.benefit)
                   OR upnext_has({}, item.description) OR (item.decline_reason IS NOT NULL
                     AND (upnext_has({}, item.decline_reason) OR upnext_has({}, item.decline_alternative))))",
            ),
        }
    }

    /// A condition with one value, wherever it has `{}`.
    fn with(&mut self, value: impl Into<Value>, sql: &str) {
        let name = self.bind(value);
        self.sql.push_str(&sql.replace("{}", &name));
    }

    fn between(&mut self, column: &str, from: impl Into<Value>, until: impl Into<Value>) {
        let (from, until) = (self.bind(from), self.bind(until));
        self.push(format_args!("coalesce({column} >= {from} AND {column} < {until}, 0)"));
    }

    fn one_of<'a>(&mut self, column: &str, words: impl Iterator<Item = &'a str>) {
        let names: Vec<String> = words.map(|word| self.bind(word.to_owned())).collect();
        self.push(format_args!("{column} IN ({})", names.join(", ")));
    }
}

/// Where words are looked for that are no words of the item's own story.
fn said(test: &Test) -> &'static str {
    match test {
        Test::EpicTitle(_) => {
            "coalesce(item.parent IN (SELECT epic.id FROM item epic
               WHERE epic.product = ?1 AND epic.kind = 'epic' AND upnext_has({}, epic.title)), 0)"
        }
        Test::Asked(_) => "upnext_has({}, item.asked)",
        Test::Assignee(_) => "upnext_has({}, item.assignee)",
        Test::Extra(_) => "item.id IN (SELECT item FROM item_extra WHERE upnext_has_either({}, column, value))",
        Test::Comment(_) => "item.id IN (SELECT item FROM comment WHERE upnext_has_either({}, author, text))",
        Test::Reason(_) => "(item.decline_reason IS NOT NULL AND upnext_has({}, item.decline_reason))",
        // No other test is asked this way.
        _ => "({} IS NULL)",
    }
}

/// A test that is compared with nothing.
fn plain(test: &Test) -> &'static str {
    match test {
        Test::Blocked => "item.blocked IS NOT NULL",
        Test::Pinned => "item.pinned IS NOT NULL",
        Test::Questioned => QUESTIONED,
        Test::Waiting => WAITING,
        Test::Ahead => AHEAD,
        Test::Faulty => "upnext_faulty(item.kind, item.title, item.persona, item.want, item.benefit)",
        Test::Serves => SERVES,
        Test::Carried => CARRIED,
        Test::Changed => incoming::CHANGED,
        // No other test is asked this way.
        _ => "0",
    }
}

/// What tells that something is filled in.
pub(super) fn presence(has: Has) -> &'static str {
    match has {
        Has::Criteria => "item.id IN (SELECT item FROM criterion)",
        Has::Estimate => "item.estimate IS NOT NULL",
        Has::Points => "item.points IS NOT NULL",
        Has::Description => "(item.description <> '')",
        Has::Story => "(item.persona <> '' OR item.want <> '' OR item.benefit <> '')",
        Has::Benefit => "(item.benefit <> '')",
        Has::Epic => "item.parent IS NOT NULL",
        Has::Tags => "item.id IN (SELECT item FROM item_tag)",
        Has::Due => "item.due IS NOT NULL",
        Has::Note => "(item.note <> '')",
        Has::Asked => "item.asked <> ''",
        Has::Assignee => "item.assignee <> ''",
        Has::Subtasks => "item.id IN (SELECT item FROM subtask)",
        Has::Fields => "item.id IN (SELECT item FROM item_extra)",
        Has::Comments => "item.id IN (SELECT item FROM comment)",
        Has::Place => list::condition(List::Backlog),
        Has::Done => "item.done_at IS NOT NULL",
        Has::Source => "item.source IS NOT NULL",
        Has::Links => "(item.links <> '')",
        Has::Questions => "item.id IN (SELECT item FROM question)",
        Has::Sprint => "item.sprint IS NOT NULL",
        Has::Class => "item.id IN (SELECT item FROM score_input WHERE input = 'moscow')",
        Has::Score => "item.id IN (SELECT item FROM score_input)",
        Has::Dependencies => "item.id IN (SELECT item FROM dependency)",
    }
}

/// The declined items that say these words in their reason, or in what is offered instead; of the index alone.
pub(super) fn refused(pattern: &str) -> String {
    format!(
        "SELECT no.id FROM item no INDEXED BY item_refused WHERE no.product = ?1 AND no.decline_reason IS NOT NULL
           AND (upnext_has({pattern}, no.decline_reason) OR upnext_has({pattern}, no.decline_alternative))"
    )
}

/// Words in a row as the index's own language has them.
pub(in super::super) fn phrase(needle: &Needle) -> String {
    let end = if needle.is_whole() { "" } else { " *" };
    format!("\"{}\"{end}", needle.pattern().trim())
}

/// A test that the index alone can answer, in its language; among items of which none is declined.
pub(super) fn indexed(test: &Test) -> Option<String> {
    let joined = |parts: &[Test], join: &str| {
        let parts: Option<Vec<String>> = parts.iter().map(indexed).collect();
        parts.filter(|parts| !parts.is_empty()).map(|parts| format!("({})", parts.join(join)))
    };
    match test {
        Test::Words(needle) => Some(phrase(needle)),
        Test::All(parts) => joined(parts, " AND "),
        Test::Any(parts) => joined(parts, " OR "),
        _ => None,
    }
}

/// True where a place in the order is asked for.
pub(super) fn asks_place(test: &Test) -> bool {
    match test {
        Test::All(parts) | Test::Any(parts) => parts.iter().any(asks_place),
        Test::Not(inner) => asks_place(inner),
        Test::Place(..) => true,
        _ => false,
    }
}
