//! The palette: verbs by their names, synonyms and sentences; behind a verb's name the values of its argument.

use super::{Known, Offer, Row, argument};
use crate::domain::{filter, text};
use crate::ui::model::Model;
use crate::ui::overlay::help;
use crate::ui::verb::{self, Arg, Search, VERBS, Verb};
use std::cmp::Reverse;

/// Of a line, at most so many words are looked for as another word for a verb.
const WORDS: usize = 3;

pub(super) fn offer(line: &str, cursor: usize, model: &Model, known: &Known) -> Offer {
    if let Some(place) = verb::bare_place(line.trim()) {
        let hint = place.map_or_else(|e| e.to_string(), |n| format!("goes to place {}", text::thousands(n)));
        return Offer { hint: Some(hint), ..Offer::default() };
    }
    match verb::behind_name(line) {
        Some((verb, at)) if cursor >= at => of_argument(verb, line, at, cursor, model, known),
        Some(_) | None => of_verbs(line, model),
    }
}

fn of_argument(verb: &Verb, text: &str, at: usize, cursor: usize, model: &Model, known: &Known) -> Offer {
    let inner = argument::offer(verb.arg, &text[at..], cursor - at, model, known);
    let word = if verb.arg == Arg::None { "N" } else { verb.arg.word() };
    let told = inner.hint.unwrap_or_else(|| format!("{}{}", verb.doc, verb.count.suffix()));
    let hint = format!("{} {word} · {told}", verb.name);
    Offer { from: inner.from + at, to: inner.to + at, hint: Some(hint), ..inner }
}

/// Rows of verbs and of ready-made filters, the best first; among equals those that can act now.
fn of_verbs(line: &str, model: &Model) -> Offer {
    let mut search = Search::new(line);
    let verbs = program().filter_map(|v| Some((search.score(v)?, row(v, model))));
    let mut found: Vec<(u32, Row)> = verbs.collect();
    if let Some(verb) = verb::find("filter") {
        let terms = filter::READY.iter().filter_map(|t| Some((search.score_term(t)?, term(verb, t, model))));
        found.extend(terms);
    }
    if found.iter().all(|(score, _)| *score < verb::CERTAIN) {
        found.extend(with_argument(line.trim(), model).into_iter().map(|row| (verb::CERTAIN, row)));
    }
    found.sort_by_key(|(score, row)| (Reverse(*score), row.reason.is_some()));
    let rows = found.into_iter().map(|(_, row)| row).collect();
    Offer { from: 0, to: line.len(), rows, wants: None, hint: None, is_choice: !line.trim().is_empty() }
}

fn program() -> impl Iterator<Item = &'static Verb> {
    VERBS.iter().filter(|v| v.door.is_program())
}

fn row(verb: &'static Verb, model: &Model) -> Row {
    let label = format!("{} {}", verb.name, verb.arg.word()).trim_end().to_owned();
    let gap = if verb.arg == Arg::None { "" } else { " " };
    let reason = model.disabled(verb);
    Row { text: format!("{}{gap}", verb.name), label, key: key(verb, model), doc: verb.doc.to_owned(), reason }
}

/// A filter that Enter puts in force.
fn term(verb: &'static Verb, term: &filter::Ready, model: &Model) -> Row {
    let line = format!("{} {}", verb.name, term.text);
    Row { label: line.clone(), text: line, doc: term.doc.to_owned(), reason: model.disabled(verb), ..Row::default() }
}

/// Verbs under another word for them, with what follows as their argument: `points 5`. Those that take it.
fn with_argument(line: &str, model: &Model) -> Vec<Row> {
    let gaps: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).take(WORDS).collect();
    let of_head = |at: &usize| {
        // Where no letter is searched for, every verb is found.
        line[..*at].contains(char::is_alphanumeric).then_some(())?;
        let search = Search::new(&line[..*at]);
        let found = program().filter(|v| search.named(v).is_some());
        let rows: Vec<Row> = found.filter_map(|v| with(v, line[*at..].trim(), model)).collect();
        (!rows.is_empty()).then_some(rows)
    };
    gaps.iter().rev().find_map(of_head).unwrap_or_default()
}

fn with(verb: &'static Verb, argument: &str, model: &Model) -> Option<Row> {
    let line = format!("{} {argument}", verb.name);
    verb::parse_line(&line).ok()?;
    Some(Row { text: line.clone(), label: line, ..row(verb, model) })
}

/// The key for the verb as it is, else the first that gives it an argument.
fn key(verb: &'static Verb, model: &Model) -> String {
    let rows = help::rows_of(&model.keymap, verb);
    let row = rows.iter().find(|row| row.argument.is_empty()).or(rows.first());
    let Some((row, key)) = row.and_then(|row| Some((row, row.keys.first()?))) else { return String::new() };
    if row.argument.is_empty() { key.spelling.clone() } else { format!("{} …", key.spelling) }
}
