//! What could stand where the cursor is.

use super::super::query::Values;
use super::super::score::{CLASSES, class_word};
use super::super::text::fold;
use super::super::{Kind, Scale, State};
use super::field::{Field, RECORDS, Record, Takes};
use super::parse::ends_run;
use super::tree::{Has, Is};
use strum::IntoEnumIterator;

/// Offers for the place of the cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// The first byte that an offer replaces.
    pub from: usize,
    /// The byte behind the last one that it replaces.
    pub to: usize,
    /// What is known here, the most fitting first.
    pub options: Vec<Offer>,
    /// What of the store fits too: those whose text begins with, or has in it, what stands between `from` and the
    /// cursor. They are written as [`quoted`](super::quoted) says.
    pub values: Option<Values>,
}

/// Something that could be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// As it is to be written.
    pub text: String,
    /// What it means, in a few words.
    pub doc: String,
}

/// A whole term that is found by what people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// As it is written.
    pub text: &'static str,
    /// What it means, in a few words.
    pub doc: &'static str,
    /// What people call it.
    pub words: &'static [&'static str],
}

/// Terms that are offered as they are, the most asked for first.
pub const READY: &[Ready] = &[
    ready("is:stale", "in the order, and not changed for long", &["stale", "old", "forgotten", "untouched", "dead"]),
    ready("is:old", "written down long ago and never begun", &["old", "ancient", "forgotten"]),
    ready(
        "is:unclear",
        "no description and no criteria, or a faulty story near the top",
        &["unclear", "vague", "title"],
    ),
    ready("is:big", "near the top and too big", &["big", "large", "huge", "split"]),
    ready("is:nocriteria", "near the top without acceptance criteria", &["criteria", "unready", "acceptance"]),
    ready("is:stuck", "near the top and not to be begun", &["stuck", "wrong order"]),
    ready("is:similar", "another open item says nearly the same", &["similar", "duplicate", "twin", "double", "same"]),
    ready("is:orphan", "in the order and in no epic", &["orphan", "orphans", "noepic"]),
    ready("updated>90d", "not changed for more than 90 days", &["stale", "old", "untouched", "inactive"]),
    ready("updated<7d", "changed in the last 7 days", &["recent", "fresh", "latest", "new"]),
    ready("created<7d", "written down in the last 7 days", &["recent", "fresh", "new"]),
    ready("is:overdue", "due before today", &["overdue", "late", "deadline"]),
    ready("due<30d", "due within 30 days", &["soon", "upcoming", "due", "deadline"]),
    ready("is:blocked", "something holds it", &["blocked", "waiting", "impeded", "impediment"]),
    ready("is:question", "a question of the Developers has no answer yet", &["question", "unanswered", "unclear"]),
    ready("is:waiting", "it depends on an item that is still to be done", &["waiting", "depends", "dependency"]),
    ready("is:snoozed", "refinement passes it over until a day to come", &["snoozed", "later", "postponed"]),
    ready("is:again", "declined, and the day to look at it again has come", &["again", "reconsider", "declined"]),
    ready("is:imported", "it came with an import", &["imported"]),
    ready("is:changed", "changed here since it and its source said the same", &["changed", "differs", "jira"]),
    ready("is:incoming", "came with the last import, and not looked at yet", &["incoming", "new", "unseen", "unread"]),
    ready("points:none", "without an estimate in points", &["unestimated", "unsized", "noestimate"]),
    ready("!has:criteria", "without acceptance criteria", &["criteria", "unready", "acceptance"]),
    ready("epic:none", "in no epic", &["orphan", "orphans", "noepic"]),
    ready("place<20", "the first 19 of the order", &["top", "first", "next"]),
];

/// Shortens the table above.
const fn ready(text: &'static str, doc: &'static str, words: &'static [&'static str]) -> Ready {
    Ready { text, doc, words }
}

/// What could stand at `cursor`, a byte of `text`.
pub fn complete(text: &str, cursor: usize) -> Completion {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let Some(spot) = Spot::find(text, cursor) else {
        return Completion { from: cursor, to: cursor, ..Completion::default() };
    };
    let token = &text[spot.from..cursor];
    match behind_field(token) {
        Some((record, value)) => {
            let from = spot.from + value;
            // Only a value without quotes goes on behind the cursor.
            let rest = &text[cursor..spot.to];
            let to = cursor + if spot.is_quoted { rest.len() } else { rest.find(',').unwrap_or(rest.len()) };
            let typed = text[from..cursor].trim_start_matches('"');
            Completion { from, to, options: values(record, typed), values: record.values }
        }
        None if spot.is_quoted => Completion { from: cursor, to: cursor, ..Completion::default() },
        None => Completion { from: spot.from, to: spot.to, options: fields(token), values: None },
    }
}

/// The run of characters around the cursor.
struct Spot {
    from: usize,
    to: usize,
    /// True where the cursor stands between quotes.
    is_quoted: bool,
}

impl Spot {
    fn find(text: &str, cursor: usize) -> Option<Self> {
        let (mut from, mut is_quoted) = (0, false);
        for (at, c) in text[..cursor].char_indices() {
            match c {
                '"' => is_quoted = !is_quoted,
                c if !is_quoted && ends_run(c) => from = at + c.len_utf8(),
                '!' if !is_quoted && text[from..at].chars().all(|c| c == '!') => from = at + 1,
                _ => {}
            }
        }
        let rest = &text[cursor..];
        let to = if is_quoted {
            rest.find('"').map_or(rest.len(), |at| at + 1)
        } else {
            rest.find(ends_run).unwrap_or(rest.len())
        };
        // Behind a closed quote nothing goes on.
        let is_behind_quote = !is_quoted && text[from..cursor].ends_with('"');
        (!is_behind_quote).then_some(Self { from, to: cursor + to, is_quoted })
    }
}

/// The field before the cursor, and where its last value begins.
fn behind_field(token: &str) -> Option<(&'static Record, usize)> {
    let name = token.find(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '_')))?;
    let field = Field::parse(&token[..name])?;
    let sign = &token[name..];
    let sign = sign.len() - sign.trim_start_matches([':', '=', '<', '>', '!']).len();
    if sign == 0 {
        return None;
    }
    let (mut from, mut is_quoted) = (name + sign, false);
    for (at, c) in token.char_indices().skip_while(|(at, _)| *at < name + sign) {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => from = at + 1,
            _ => {}
        }
    }
    Some((field.record(), from))
}

/// How well a word fits what was typed: its beginning before its middle; `None` where it doesn't.
fn fit(word: &str, typed: &str) -> Option<u8> {
    match word.find(typed)? {
        0 => Some(0),
        _ if typed.chars().count() > 1 => Some(1),
        _ => None,
    }
}

/// Those that fit, the best first; else in the order given.
fn best(all: impl IntoIterator<Item = (Option<u8>, Offer)>) -> Vec<Offer> {
    let mut found: Vec<(u8, Offer)> = all.into_iter().filter_map(|(fit, offer)| Some((fit?, offer))).collect();
    found.sort_by_key(|f| f.0);
    found.into_iter().map(|f| f.1).collect()
}

fn offer(text: impl Into<String>, doc: impl Into<String>) -> Offer {
    Offer { text: text.into(), doc: doc.into() }
}

/// Fields and whole terms by their names and by other words for them.
fn fields(token: &str) -> Vec<Offer> {
    let typed = fold(token);
    let of_field = |record: &Record| {
        let by_name = fit(record.name, &typed);
        let by_other = || record.synonyms.iter().filter_map(|s| fit(s, &typed)).min().map(|fit| fit + 2);
        let text = format!("{}{}", record.name, record.op);
        (by_name.or_else(by_other), offer(text, format!("{}, such as {}", record.doc, record.example)))
    };
    let of_term = |Ready { text, doc, words }: &Ready| {
        let by_word = words.iter().filter_map(|w| fit(w, &typed)).min();
        (by_word.filter(|_| !typed.is_empty()), offer(*text, *doc))
    };
    best(RECORDS.iter().map(of_field).chain(READY.iter().map(of_term)))
}

/// The fixed values of a field.
fn values(record: &Record, typed: &str) -> Vec<Offer> {
    let typed = fold(typed);
    let mut all: Vec<(String, String)> = match record.takes {
        Takes::State => {
            State::iter().map(|s| (s.name().replace(' ', "-"), format!("{} {}", s.sign(), s.name()))).collect()
        }
        Takes::Kind => Kind::iter().map(|k| (k.name().into(), String::new())).collect(),
        Takes::Has => Has::iter().map(|h| (h.name().into(), h.doc().into())).collect(),
        Takes::Is => Is::iter().map(|i| (i.name().into(), i.doc().into())).collect(),
        Takes::Points => pairs(&[("5", "five points"), ("0.5", "half a point")]),
        Takes::Estimate => Scale::TShirt.values().iter().map(|v| ((*v).to_owned(), "a size".to_owned())).collect(),
        Takes::Place => pairs(&[("10", ""), ("20", ""), ("50", "")]),
        Takes::Ahead => pairs(&[("7d", "7 days ahead"), ("30d", "30 days ahead"), ("today", "")]),
        Takes::Ago => pairs(&[
            ("7d", "7 days ago"),
            ("30d", "30 days ago"),
            ("90d", "90 days ago"),
            ("1y", "a year ago"),
            ("today", ""),
        ]),
        Takes::Sprint => pairs(&[("current", "the one that runs"), ("next", "the planned one that is next in turn")]),
        Takes::Class => CLASSES.iter().map(|(class, name)| (class_word(*class), (*name).to_owned())).collect(),
        Takes::Tag | Takes::Epic | Takes::Words | Takes::Origin | Takes::Key => Vec::new(),
    };
    if record.has_none {
        all.push(("none".into(), format!("no {}", none_of(record.field))));
    }
    best(all.into_iter().map(|(text, doc)| (fit(&fold(&text), &typed), Offer { text, doc })))
}

/// What is missing where a field is `none`.
fn none_of(field: Field) -> &'static str {
    match field {
        Field::Extra => "columns without a home",
        Field::Comment => "comments",
        Field::Asked => "name of who asked",
        Field::Due => "day it is due",
        Field::Done => "moment of acceptance",
        Field::Source => "source: it was written here",
        Field::Sprint => "Sprint",
        Field::Moscow => "MoSCoW class",
        other => other.name(),
    }
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(text, doc)| ((*text).to_owned(), (*doc).to_owned())).collect()
}
