//! The palette: verbs by their names, synonyms and sentences; behind a verb's name the values of its argument.

use super::{Known, Offer, Row, argument};
use crate::ui::model::Model;
use crate::ui::overlay::help;
use crate::ui::verb::{self, Arg, Search, VERBS, Verb};
use std::cmp::Reverse;

pub(super) fn offer(text: &str, cursor: usize, model: &Model, known: &Known) -> Offer {
    match with_argument(text) {
        Some((verb, at)) if cursor >= at => of_argument(verb, text, at, cursor, model, known),
        _ => of_verbs(text, model),
    }
}

/// The verb of a line behind whose name something may be typed, and where that begins.
fn with_argument(text: &str) -> Option<(&'static Verb, usize)> {
    let start = text.len() - text.trim_start().len();
    let end = start + text[start..].find(char::is_whitespace)?;
    let verb = verb::by_name(&text[start..end]).ok().filter(|v| v.arg != Arg::None)?;
    let behind = &text[end..];
    Some((verb, end + behind.len() - behind.trim_start().len()))
}

fn of_argument(verb: &Verb, text: &str, at: usize, cursor: usize, model: &Model, known: &Known) -> Offer {
    let inner = argument::offer(verb.arg, &text[at..], cursor - at, model, known);
    let usage = format!("{} {}", verb.name, verb.arg.word());
    let hint = match inner.hint {
        Some(values) => format!("{usage} · {values}"),
        None => format!("{usage} · {}", verb.doc),
    };
    Offer { from: inner.from + at, to: inner.to + at, hint: Some(hint), ..inner }
}

/// Rows of verbs, the best first; among equals those that can act now.
fn of_verbs(text: &str, model: &Model) -> Offer {
    let mut search = Search::new(text);
    let program = VERBS.iter().filter(|v| v.door.is_program());
    let mut found: Vec<_> = program.filter_map(|v| Some((search.score(v)?, model.disabled(v), v))).collect();
    found.sort_by_key(|(score, reason, _)| (Reverse(*score), reason.is_some()));
    let rows = found.into_iter().map(|(_, reason, verb)| row(verb, reason, model)).collect();
    Offer { from: 0, to: text.len(), rows, wants: None, hint: None, is_choice: !text.trim().is_empty() }
}

fn row(verb: &'static Verb, reason: Option<String>, model: &Model) -> Row {
    let label = format!("{} {}", verb.name, verb.arg.word()).trim_end().to_owned();
    let gap = if verb.arg == Arg::None { "" } else { " " };
    Row { text: format!("{}{gap}", verb.name), label, key: key(verb, model), doc: verb.doc.to_owned(), reason }
}

/// The key for the verb as it is, else the first that gives it an argument.
fn key(verb: &'static Verb, model: &Model) -> String {
    let rows = help::rows_of(&model.keymap, verb);
    let row = rows.iter().find(|row| row.argument.is_empty()).or(rows.first());
    let Some((row, key)) = row.and_then(|row| Some((row, row.keys.first()?))) else { return String::new() };
    if row.argument.is_empty() { key.spelling.clone() } else { format!("{} …", key.spelling) }
}
