//! An item's history, told in sentences from the journal. Renumberings are never told.

use super::error::StoreError;
use super::row::{self, key_words};
use super::step;
use crate::domain::audience::of_reason;
use crate::domain::step::{Said, Told};
use crate::domain::{Audience, ItemId, SprintId, StepId};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

/// The history of an item, newest first, one entry a step.
pub(super) fn tell(conn: &Connection, item: ItemId) -> Result<Vec<Told>, StoreError> {
    let sql = "SELECT step.id, at, day, author,
          coalesce((SELECT text FROM remark WHERE remark.step = step.id), reason), label, turn, tab, op, delta,
          (SELECT first.verb FROM step first WHERE first.id = step.root)
        FROM journal JOIN step ON step.id = journal.step
        WHERE journal.item = ?1 AND op <> 'renumber' AND tab <> 'event' ORDER BY journal.seq";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([item.0])?;
    let mut told: Vec<(Told, Vec<Said>)> = Vec::new();
    let people = people(conn, item)?;
    while let Some(row) = rows.next()? {
        let step = StepId(row.get(0)?);
        if told.last().is_none_or(|t| t.0.step != step) {
            // Its label, until there are better words.
            let audience = step::audience(row, 10)?;
            told.push((opening(row, (step, row.get(5)?), audience, &people)?, Vec::new()));
        }
        let Some((head, sentences)) = told.last_mut() else { continue };
        let (table, op): (String, String) = (row.get(7)?, row.get(8)?);
        let delta = row.get::<_, Option<String>>(9)?.and_then(|d| serde_json::from_str(&d).ok());
        if row.get::<_, i64>(6)? == 0 {
            sentences.extend(sentence(conn, (&table, &op), delta.as_ref(), head, &people));
        }
    }
    Ok(told.into_iter().rev().map(closing).collect())
}

/// The entry of a step with one sentence: a row of its moment, day, author and reason behind the step itself. A reason
/// that names one of these people is the owner's.
pub(super) fn opening(
    row: &rusqlite::Row,
    (step, text): (StepId, String),
    audience: Audience,
    people: &[String],
) -> rusqlite::Result<Told> {
    let reason: Option<String> = row.get(4)?;
    let names = reason.as_ref().is_some_and(|reason| of_reason(reason, people).is_owner());
    Ok(Told {
        step,
        at: row::instant(row, 1)?,
        day: row::word(row, 2, |w| w.parse().ok())?,
        author: row.get(3)?,
        reason,
        what: vec![Said { text, audience }],
        audience: if names { Audience::Owner } else { audience },
    })
}

/// Those who asked for an item and work on it; nobody, where it is gone.
pub(super) fn people(conn: &Connection, item: ItemId) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT asked, assignee FROM item WHERE id = ?1";
    let found = conn.prepare_cached(sql)?.query_row([item.0], |r| Ok(vec![r.get(0)?, r.get(1)?]));
    Ok(found.optional()?.unwrap_or_default())
}

/// What a step did to an item's place, its Sprint and what fixes it, by the first part of `told`, its label.
pub(super) fn placed(conn: &Connection, delta: Option<&Value>, told: &Told, people: &[String]) -> Vec<Said> {
    let is_place = |(column, _, _): &(&str, &Value, &Value)| matches!(*column, "rank" | "sprint" | "pinned");
    changes(delta).filter(is_place).filter_map(|change| said(conn, change, told, people)).collect()
}

/// What became of a column, and who may read it.
fn said(conn: &Connection, (name, old, new): (&str, &Value, &Value), told: &Told, people: &[String]) -> Option<Said> {
    let label = told.what.first()?;
    if let ("pinned", Some(why)) = (name, new.as_str()) {
        // The reason is told with the step, where it is the same.
        return Some(if told.reason.as_deref() == Some(why) {
            Said { text: "fixed at its place".into(), audience: Audience::Everyone }
        } else {
            Said { text: column(conn, name, old, new, &label.text)?, audience: of_reason(why, people) }
        });
    }
    let audience = if name == "rank" { label.audience } else { audience_of(name) };
    Some(Said { text: column(conn, name, old, new, &label.text)?, audience })
}

fn closing((mut told, mut sentences): (Told, Vec<Said>)) -> Told {
    sentences.dedup();
    if !sentences.is_empty() {
        told.what = sentences;
    }
    told
}

fn sentence(
    conn: &Connection,
    (table, op): (&str, &str),
    delta: Option<&Value>,
    told: &Told,
    people: &[String],
) -> Vec<Said> {
    let open = |text: String| Said { text, audience: Audience::Everyone };
    let text = |name: &str| delta.and_then(|d| d.get(name)).and_then(Value::as_str).map(quoted);
    match (table, op) {
        // Which input it was, its row does not say; the step does.
        ("item" | "question" | "dependency", "insert") | ("score_input" | "duel", _) => {
            told.what.first().cloned().into_iter().collect()
        }
        ("item", "update") => changes(delta).filter_map(|change| said(conn, change, told, people)).collect(),
        ("item_tag", "delete") => text("tag").map(|t| open(format!("tag {t} taken off"))).into_iter().collect(),
        ("item_tag", _) => vec![open("tags changed".into())],
        ("criterion", "update") => changes(delta).filter_map(|(c, _, n)| criterion(c, n)).map(open).collect(),
        ("criterion", "delete") => text("text").map(|t| open(format!("criterion removed: {t}"))).into_iter().collect(),
        ("criterion", _) => vec![open("criterion added".into())],
        ("question", "update") => changes(delta).filter_map(|(c, _, n)| question(c, n)).map(open).collect(),
        ("question", "delete") => text("text").map(|t| open(format!("question taken off: {t}"))).into_iter().collect(),
        ("dependency", "delete") => {
            needed(conn, delta).map(|k| open(format!("does not depend on {k} any more"))).into_iter().collect()
        }
        ("subtask", _) => vec![open("sub-tasks changed".into())],
        _ => Vec::new(),
    }
}

/// Who may read what became of a column.
fn audience_of(column: &str) -> Audience {
    let is_private = matches!(column, "asked" | "assignee" | "note") || column.starts_with("decline");
    if is_private { Audience::Owner } else { Audience::Everyone }
}

/// Column, old and new value of each change.
fn changes(delta: Option<&Value>) -> impl Iterator<Item = (&str, &Value, &Value)> {
    let all = delta.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(|change| match change.as_array()?.as_slice() {
        [Value::String(column), old, new] => Some((column.as_str(), old, new)),
        _ => None,
    })
}

fn column(conn: &Connection, column: &str, old: &Value, new: &Value, label: &str) -> Option<String> {
    Some(match column {
        "rank" => label.to_owned(),
        "state" => format!("state: {} → {}", plain(old), plain(new)),
        "estimate" => format!("estimate: {} → {}", plain(old), plain(new)),
        "kind" => format!("kind: {} → {}", plain(old), plain(new)),
        "title" | "persona" | "want" | "benefit" => {
            format!("{column}: {} → {}", words(old), words(new))
        }
        "asked" => format!("asked by: {} → {}", plain(old), plain(new)),
        "assignee" | "due" => format!("{column}: {} → {}", plain(old), plain(new)),
        "parent" => format!("epic: {} → {}", key(conn, old), key(conn, new)),
        "sprint" if new.is_null() => format!("out of {}", sprint(conn, old)),
        "sprint" => format!("into {}", sprint(conn, new)),
        "serves_goal" if new.as_i64() == Some(0) => "does not serve the Sprint Goal any more".into(),
        "serves_goal" => "serves the Sprint Goal".into(),
        "worth" => format!("value for users: {} → {}", words(old), words(new)),
        "about" if !new.is_null() => format!("feedback on {}", key(conn, new)),
        "pinned" if new.is_null() => "not fixed any more".into(),
        "pinned" => format!("fixed at its place: {}", words(new)),
        "blocked" if new.is_null() => "not blocked any more".into(),
        "blocked" => format!("blocked: {}", words(new)),
        "trashed_at" if new.is_null() => "restored from the trash".into(),
        "trashed_at" => "put into the trash".into(),
        "description" | "note" => format!("{column} changed"),
        "links" => links(old, new),
        "snoozed_until" if new.is_null() => "not snoozed any more".into(),
        "snoozed_until" => format!("snoozed until {}", plain(new)),
        "kept_on" if new.is_null() => return None,
        "kept_on" => "kept as it is".into(),
        "kept_why" => format!("why it was kept: {}", words(new)),
        "merged_into" if new.is_null() => "lives on by itself again".into(),
        "merged_into" => format!("lives on in {}", key(conn, new)),
        "decline_reason" if new.is_null() => format!("it had been declined: {}", words(old)),
        "decline_reason" => format!("declined: {}", words(new)),
        "decline_alternative" if !new.is_null() => format!("instead: {}", words(new)),
        "decline_again" if !new.is_null() => format!("to be looked at again on {}", plain(new)),
        _ => return None,
    })
}

fn question(column: &str, new: &Value) -> Option<String> {
    match column {
        "answer" if new.is_null() => Some("a question is open again".into()),
        "answer" => Some(format!("answered: {}", words(new))),
        "item" => Some("a question came here with a merge".into()),
        _ => None,
    }
}

/// The key of what is not needed any more.
fn needed(conn: &Connection, delta: Option<&Value>) -> Option<String> {
    delta.and_then(|d| d.get("needs")).map(|needed| key(conn, needed))
}

/// Which addresses came and went.
fn links(old: &Value, new: &Value) -> String {
    let lines =
        |value: &Value| -> Vec<String> { value.as_str().unwrap_or_default().lines().map(str::to_owned).collect() };
    let (old, new) = (lines(old), lines(new));
    let gone = old.iter().filter(|link| !new.contains(link)).map(|link| format!("link taken off: {}", quoted(link)));
    let come = new.iter().filter(|link| !old.contains(link)).map(|link| format!("link: {}", quoted(link)));
    let all: Vec<String> = gone.chain(come).collect();
    if all.is_empty() { "links changed".into() } else { all.join("; ") }
}

fn criterion(column: &str, new: &Value) -> Option<String> {
    match (column, new.as_i64()) {
        ("is_met", Some(0)) => Some("criterion not met any more".into()),
        ("is_met", _) => Some("criterion met".into()),
        ("text", _) => Some("criterion changed".into()),
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => "none".into(),
    }
}

fn words(value: &Value) -> String {
    match value.as_str() {
        Some(text) if !text.is_empty() => quoted(text),
        _ => "none".into(),
    }
}

fn quoted(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST {
        return format!("\"{text}\"");
    }
    format!("\"{}…\"", text.chars().take(MOST - 1).collect::<String>())
}

/// What people call a Sprint.
fn sprint(conn: &Connection, value: &Value) -> String {
    let id = value.as_i64().map(SprintId);
    let known = id.and_then(|id| row::known(conn, id).ok());
    known.map_or_else(|| "a Sprint that is gone".into(), |sprint| sprint.title())
}

fn key(conn: &Connection, value: &Value) -> String {
    value.as_i64().map_or_else(|| "none".into(), |id| key_words(conn, ItemId(id)))
}
