//! Two items that are the same thing become one: what it says then, and what does not come along.
//!
//! Nothing of either is lost: criteria, tags, links and requesters are united, texts are joined, and the other item
//! stays as it was, declined, with its own source and foreign key.

use super::criterion::Line;
use super::item::{Item, Story};
use super::text::{BLOCK_LIMIT, LINE_LIMIT, TAG_LIMIT, TextError, fold};
use super::{Key, Kind, State, story};
use std::collections::HashSet;

/// Why two items can't become one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// The same item twice.
    #[error("{0} can't be merged with itself: name another item")]
    Itself(Key),
    /// Keys of two products.
    #[error("{0} and {1} belong to two products: only items of one product can be merged")]
    Products(Key, Key),
    /// In the trash.
    #[error("{0} lies in the trash: take it out first, or leave it there")]
    Trashed(Key),
    /// Accepted work is a fact of the past: it goes on, or both stay.
    #[error("{0} is done: it can't be merged away; let it be the one that goes on, or take it back first")]
    Done(Key),
    /// It was refused for a reason that would be lost.
    #[error("{0} is declined: give it another state first, or decline the other one too")]
    Declined(Key),
    /// An epic holds items, others don't.
    #[error("{0} is an epic and {1} is none: put {1} into the epic, or give one of them another kind first")]
    Kinds(Key, Key),
    /// Together it is too much.
    #[error("together they are too long: {0}")]
    Text(#[from] TextError),
}

/// What stays of two items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What the one that stays says from then on.
    pub text: Story,
    /// Its criteria from then on: its own first.
    pub criteria: Vec<Line>,
    /// How many of these come from the other.
    pub gained: usize,
    /// What of the other does not come along, each in a few words; it stays with the declined item.
    pub left: Vec<String>,
}

/// What `into` says once `from` is merged into it.
///
/// # Errors
/// [`MergeError`], where the two can't become one.
pub fn merged(into: &Item, from: &Item) -> Result<Merged, MergeError> {
    check(into, from)?;
    let (own, other) = (&into.text, &from.text);
    let source = format!("From {} “{}”:", from.key, other.title);
    let is_own_sentence = !own.want.is_empty() || !own.persona.is_empty();
    let takes_sentence = !is_own_sentence && (!other.want.is_empty() || !other.persona.is_empty());
    let says_same = fold(&own.want) == fold(&other.want) && fold(&own.persona) == fold(&other.persona);
    let mut text = own.clone();
    let mut more = String::new();
    if takes_sentence {
        (text.persona, text.want) = (other.persona.clone(), other.want.clone());
    }
    if text.benefit.is_empty() && (takes_sentence || says_same) {
        text.benefit.clone_from(&other.benefit);
    }
    let told_sentence = story::sentence(other);
    if !takes_sentence && !told_sentence.is_empty() && told_sentence != story::sentence(&text) {
        more.push_str(&told_sentence);
    }
    if !other.description.is_empty() && !own.description.contains(&other.description) {
        more = joined(&more, &other.description);
    }
    if !more.is_empty() {
        text.description = joined(&own.description, &format!("{source}\n{more}"));
    }
    if !other.note.is_empty() && !own.note.contains(&other.note) {
        text.note = joined(&own.note, &format!("{source}\n{}", other.note));
    }
    text.tags = united(&own.tags, &other.tags);
    text.links = united(&own.links, &other.links);
    let people =
        |names: &str| names.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect::<Vec<_>>();
    text.asked = united(&people(&own.asked), &people(&other.asked)).join(", ");
    if text.assignee.is_empty() {
        text.assignee.clone_from(&other.assignee);
    }
    text.due = own.due.into_iter().chain(other.due).min();
    text.estimate = own.estimate.clone().or_else(|| other.estimate.clone());
    fits(&text)?;
    let (criteria, gained) = criteria(into, from);
    let left = left(into, from, &text);
    Ok(Merged { text, criteria, gained, left })
}

fn check(into: &Item, from: &Item) -> Result<(), MergeError> {
    let key = |item: &Item| item.key.clone();
    if into.id == from.id {
        return Err(MergeError::Itself(key(into)));
    }
    if into.product != from.product {
        return Err(MergeError::Products(key(into), key(from)));
    }
    for item in [into, from] {
        if item.is_trashed {
            return Err(MergeError::Trashed(key(item)));
        }
        if item.state == State::Declined {
            return Err(MergeError::Declined(key(item)));
        }
    }
    if from.state == State::Done {
        return Err(MergeError::Done(key(from)));
    }
    match (into.text.kind == Kind::Epic, from.text.kind == Kind::Epic) {
        (true, false) => Err(MergeError::Kinds(key(into), key(from))),
        (false, true) => Err(MergeError::Kinds(key(from), key(into))),
        (true, true) | (false, false) => Ok(()),
    }
}

/// Own criteria, then those of the other that are new; a criterion of both is met where either is.
fn criteria(into: &Item, from: &Item) -> (Vec<Line>, usize) {
    let line = |c: &super::Criterion| Line { text: c.text.clone(), is_done: c.is_met };
    let plain = |text: &str| {
        let mut words = String::new();
        super::word::push_words(text, &mut words);
        if words.is_empty() { fold(text) } else { words }
    };
    let mut all: Vec<Line> = into.criteria.iter().map(line).collect();
    let mut known: Vec<String> = all.iter().map(|line| plain(&line.text)).collect();
    for criterion in &from.criteria {
        let words = plain(&criterion.text);
        if let Some(at) = known.iter().position(|k| *k == words) {
            all[at].is_done |= criterion.is_met;
        } else {
            all.push(line(criterion));
            known.push(words);
        }
    }
    let gained = all.len() - into.criteria.len();
    (all, gained)
}

/// What of the other does not come along.
fn left(into: &Item, from: &Item, text: &Story) -> Vec<String> {
    let mut left = Vec::new();
    let other = &from.text;
    if fold(&text.title) != fold(&other.title) {
        left.push(format!("title “{}”", other.title));
    }
    if let Some(estimate) = other.estimate.as_ref().filter(|e| text.estimate.as_ref() != Some(*e)) {
        left.push(format!("estimate {estimate}"));
    }
    if !other.assignee.is_empty() && other.assignee != text.assignee {
        left.push(format!("assignee {}", other.assignee));
    }
    if let Some(due) = other.due.filter(|due| text.due != Some(*due)) {
        left.push(format!("due {due}"));
    }
    if let Some(reason) = from.blocked.as_ref().filter(|reason| into.blocked.as_ref() != Some(*reason)) {
        left.push(format!("blocked: {reason}"));
    }
    if let Some((_, key, title)) = from.epic.as_ref().filter(|epic| into.epic.as_ref() != Some(*epic)) {
        left.push(format!("epic {key} {title}"));
    }
    left
}

fn joined(first: &str, second: &str) -> String {
    if first.is_empty() { second.to_owned() } else { format!("{first}\n\n{second}") }
}

/// All of both, each once, compared folded.
fn united(own: &[String], other: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    own.iter().chain(other).filter(|text| seen.insert(fold(text))).cloned().collect()
}

fn fits(text: &Story) -> Result<(), TextError> {
    for (what, part) in [("the description", &text.description), ("the note", &text.note)] {
        if part.len() > BLOCK_LIMIT {
            return Err(TextError::TooLong { what, size: part.len(), limit: BLOCK_LIMIT });
        }
    }
    if text.asked.len() > LINE_LIMIT {
        return Err(TextError::TooLong { what: "who asked", size: text.asked.len(), limit: LINE_LIMIT });
    }
    if text.tags.len() > TAG_LIMIT { Err(TextError::TooManyTags(text.tags.len())) } else { Ok(()) }
}

/// The one of two that stays where nobody has chosen: the further one on its way, else the first.
pub fn stays_first(first: &Item, second: &Item) -> bool {
    let steps = |item: &Item| item.state as usize;
    steps(first) >= steps(second)
}
