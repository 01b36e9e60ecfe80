//! Takes the rows of one step back, in exact reverse order, one statement each.
//!
//! A conflict is checked per row and column, by the statement itself: what is there must be what the step left. So
//! nothing that was changed since is overwritten, and what stands in the way is told.

mod bond;
mod claim;

use super::error::StoreError;
use super::journal::{Gate, TABLES};
use super::open;
use super::row::{count, key_words};
use super::write::{Watch, tell};
use crate::domain::{ItemId, StepId};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde_json::Value;

/// A column that follows the others: given back where it still is as the step left it, else left alone.
const FOLLOWS: &str = "updated_at";

/// The step to take back.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) id: i64,
    pub(super) product: i64,
    pub(super) label: String,
    /// The ordinary step its chain began with: what came after that, came later.
    pub(super) root: i64,
}

/// A row of the journal.
struct Entry {
    seq: i64,
    table: String,
    row: i64,
    item: Option<i64>,
    op: String,
    delta: Value,
}

/// How many rows of the journal a step has.
pub(super) fn size(conn: &Connection, step: StepId) -> rusqlite::Result<usize> {
    conn.prepare_cached("SELECT count(*) FROM journal WHERE step = ?1")?.query_row([step.0], |r| count(r, 0))
}

/// Writes the inverse of every row of a step, as part of the step that is open. True where no later step is in force.
pub(super) fn reverse(conn: &Connection, gate: &Gate, target: &Target, watch: Watch) -> Result<bool, StoreError> {
    conn.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let is_newest = !has_later(conn, target)?;
    if !is_newest {
        claim::check(conn, target)?;
        bond::check(conn, target)?;
    }
    let total = size(conn, StepId(target.id))?;
    open::widen(conn, total)?;
    let sql = "SELECT seq, tab, row, item, op, delta FROM journal WHERE step = ?1 ORDER BY seq DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([target.id])?;
    let mut done = 0;
    while let Some(row) = rows.next()? {
        let entry = entry(row)?;
        gate.renumber(entry.op == "renumber");
        if !is_newest {
            check_untouched(conn, target, &entry)?;
        }
        let is_done = match entry.op.as_str() {
            "insert" => remove(conn, &entry),
            "delete" => bring_back(conn, &entry),
            _ => give_back(conn, &entry),
        };
        match is_done {
            Ok(true) => {}
            Ok(false) => return Err(conflict(conn, target, entry.item)),
            Err(e) if is_constraint(&e) => return Err(conflict(conn, target, entry.item)),
            Err(e) => return Err(e.into()),
        }
        done += 1;
        tell(watch, done, total)?;
    }
    gate.renumber(false);
    if !is_newest {
        check_references(conn, target)?;
    }
    Ok(is_newest)
}

fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
}

/// Reads `seq, tab, row, item, op, delta` of the journal.
fn entry(row: &rusqlite::Row) -> Result<Entry, StoreError> {
    let table: String = row.get(1)?;
    let delta = row.get_ref(5)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    let delta = delta.map_or(Ok(Value::Null), serde_json::from_str);
    match delta {
        Ok(delta) if TABLES.contains(&table.as_str()) => {
            Ok(Entry { seq: row.get(0)?, table, row: row.get(2)?, item: row.get(3)?, op: row.get(4)?, delta })
        }
        _ => Err(StoreError::Damaged {
            path: std::path::PathBuf::new(),
            detail: format!("row {} of the journal can't be read", row.get::<_, i64>(0)?),
        }),
    }
}

impl Entry {
    /// What a column held before.
    fn before(&self, column: &str) -> Option<&Value> {
        if self.op == "delete" {
            return self.delta.get(column);
        }
        let changes = self.delta.as_array()?;
        changes.iter().find(|c| c.get(0).and_then(Value::as_str) == Some(column))?.get(1)
    }
}

fn remove(conn: &Connection, entry: &Entry) -> rusqlite::Result<bool> {
    let sql = format!("DELETE FROM {} WHERE id = ?1", entry.table);
    Ok(conn.prepare_cached(&sql)?.execute([entry.row])? == 1)
}

fn bring_back(conn: &Connection, entry: &Entry) -> rusqlite::Result<bool> {
    let Some(columns) = entry.delta.as_object() else { return Ok(false) };
    if !columns.keys().all(|c| is_name(c)) {
        return Ok(false);
    }
    let names = columns.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {} ({names}) VALUES ({marks})", entry.table);
    Ok(conn.prepare_cached(&sql)?.execute(params_from_iter(columns.values().map(sql_value)))? == 1)
}

fn give_back(conn: &Connection, entry: &Entry) -> rusqlite::Result<bool> {
    let Some(changes) = entry.delta.as_array() else { return Ok(false) };
    let (mut sets, mut tests, mut values) = (Vec::new(), Vec::new(), vec![Sql::Integer(entry.row)]);
    for change in changes {
        let [Value::String(column), old, new] = change.as_array().map_or(&[][..], Vec::as_slice) else {
            return Ok(false);
        };
        if !is_name(column) {
            return Ok(false);
        }
        let (o, n) = (values.len() + 1, values.len() + 2);
        if column == FOLLOWS {
            sets.push(format!("{column} = CASE WHEN {column} IS ?{n} THEN ?{o} ELSE {column} END"));
        } else {
            sets.push(format!("{column} = ?{o}"));
            tests.push(format!(" AND {column} IS ?{n}"));
        }
        values.extend([sql_value(old), sql_value(new)]);
    }
    let sql = format!("UPDATE {} SET {} WHERE id = ?1{}", entry.table, sets.join(", "), tests.concat());
    Ok(conn.prepare_cached(&sql)?.execute(params_from_iter(values))? == 1)
}

fn is_name(column: &str) -> bool {
    !column.is_empty() && column.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn sql_value(value: &Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::String(text) => Sql::Text(text.clone()),
        Value::Number(number) => number.as_i64().map_or(Sql::Null, Sql::Integer),
        other => Sql::Text(other.to_string()),
    }
}

/// True where any later step is in force.
fn has_later(conn: &Connection, target: &Target) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM step WHERE root > ?1 AND live = 1 AND turn <> 1 LIMIT 1")?.exists([target.root])
}

/// Fails where a later step that is in force stands on what this row wrote.
///
/// An inserted row must not have been touched since, an item nowhere. A changed column must not have been changed
/// since: that its value is the same again is not enough, or the steps between could never be taken back.
fn check_untouched(conn: &Connection, target: &Target, entry: &Entry) -> Result<(), StoreError> {
    match entry.op.as_str() {
        "insert" => check_insert(conn, target, entry),
        "delete" => Ok(()),
        _ => check_columns(conn, target, entry),
    }
}

fn check_columns(conn: &Connection, target: &Target, entry: &Entry) -> Result<(), StoreError> {
    let same = if entry.item.is_some() { "journal.item = ?1" } else { "journal.item IS NULL AND ?1 IS NULL" };
    let sql = format!(
        "SELECT delta, label, author FROM journal JOIN step ON step.id = journal.step
         WHERE {same} AND journal.seq > ?2 AND root > ?3 AND live = 1 AND turn <> 1
           AND tab = ?4 AND row = ?5 AND op IN ('update', 'renumber') ORDER BY journal.seq DESC"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![entry.item, entry.seq, target.root, entry.table, entry.row])?;
    let ours: Vec<&str> = columns(&entry.delta).collect();
    while let Some(row) = rows.next()? {
        let later: Value = serde_json::from_str(&row.get::<_, String>(0)?).unwrap_or_default();
        if columns(&later).any(|c| ours.contains(&c)) {
            return Err(told(conn, target, entry.item, &(row.get(1)?, row.get(2)?)));
        }
    }
    Ok(())
}

/// The columns of an update that stand on their own.
fn columns(delta: &Value) -> impl Iterator<Item = &str> {
    let changes = delta.as_array().map_or(&[][..], Vec::as_slice);
    changes.iter().filter_map(|c| c.get(0)?.as_str()).filter(|c| *c != FOLLOWS)
}

fn check_insert(conn: &Connection, target: &Target, entry: &Entry) -> Result<(), StoreError> {
    let later = match (entry.table.as_str(), entry.item) {
        ("product", _) => later_of_product(conn, entry.row, target.root)?,
        ("item", _) => later_of_item(conn, entry.row, target.root)?,
        (_, item) => {
            let same = if item.is_some() { "journal.item = ?1" } else { "journal.item IS NULL AND ?1 = 0" };
            let sql = format!(
                "SELECT label, author FROM journal JOIN step ON step.id = journal.step
                 WHERE {same} AND journal.seq > ?2 AND root > ?3 AND live = 1 AND turn <> 1
                   AND row = ?4 AND tab = (SELECT tab FROM journal WHERE seq = ?2)
                 ORDER BY journal.seq DESC LIMIT 1"
            );
            blocking(conn, &sql, &[item.unwrap_or(0), entry.seq, target.root, entry.row])?
        }
    };
    match later {
        Some(later) => Err(told(conn, target, entry.item, &later)),
        None => Ok(()),
    }
}

/// After all rows: who belongs to an epic must find it there, and an epic.
fn check_references(conn: &Connection, target: &Target) -> Result<(), StoreError> {
    let under = "SELECT child.id FROM journal JOIN item child ON child.parent = journal.row
        WHERE step = ?1 AND tab = 'item' AND op IN ('insert', 'update')
          AND NOT EXISTS (SELECT 1 FROM item epic WHERE epic.id = journal.row AND epic.kind = 'epic') LIMIT 1";
    let over = "SELECT item.id FROM journal JOIN item ON item.id = journal.row
        WHERE step = ?1 AND tab = 'item' AND op IN ('delete', 'update') AND parent IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM item epic WHERE epic.id = item.parent AND epic.kind = 'epic') LIMIT 1";
    for sql in [under, over] {
        let stray: Option<i64> = conn.prepare_cached(sql)?.query_row([target.id], |r| r.get(0)).optional()?;
        if stray.is_some() {
            return Err(conflict(conn, target, stray));
        }
    }
    check_sprints(conn, target)
}

/// After all rows: what names a Sprint, or an item that it is feedback on, must find it there.
fn check_sprints(conn: &Connection, target: &Target) -> Result<(), StoreError> {
    let gone = |table: &str, item: &str, column: &str, of: &str| {
        format!(
            "SELECT {item} FROM {table} WHERE {column} IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM {of} other WHERE other.id = {table}.{column}) LIMIT 1"
        )
    };
    for sql in [
        gone("item", "item.id", "sprint", "sprint"),
        gone("item", "item.id", "heard_in", "sprint"),
        gone("item", "item.id", "about", "item"),
        gone("event", "event.item", "sprint", "sprint"),
        gone("frozen", "frozen.card", "sprint", "sprint"),
        gone("improvement", "NULL", "sprint", "sprint"),
    ] {
        let stray: Option<Option<i64>> = conn.prepare_cached(&sql)?.query_row([], |r| r.get(0)).optional()?;
        if let Some(item) = stray {
            return Err(conflict(conn, target, item));
        }
    }
    Ok(())
}

/// The newest later step in force that touched an item: label and author.
fn later_of_item(conn: &Connection, item: i64, after: i64) -> rusqlite::Result<Option<(String, String)>> {
    let sql = "SELECT label, author FROM journal JOIN step ON step.id = journal.step
        WHERE journal.item = ?1 AND root > ?2 AND live = 1 AND turn <> 1 ORDER BY journal.seq DESC LIMIT 1";
    blocking(conn, sql, &[item, after])
}

fn blocking(conn: &Connection, sql: &str, with: &[i64]) -> rusqlite::Result<Option<(String, String)>> {
    conn.prepare_cached(sql)?.query_row(params_from_iter(with), |r| Ok((r.get(0)?, r.get(1)?))).optional()
}

fn told(conn: &Connection, target: &Target, item: Option<i64>, later: &(String, String)) -> StoreError {
    let what = item.map_or_else(|| "the product".into(), |i| key_words(conn, ItemId(i)));
    let why = format!("{what} was changed since, by \"{}\" ({}); take that back first", later.0, later.1);
    StoreError::Conflict { label: target.label.clone(), why }
}

/// Says what is in the way of a row that is not as the step left it.
fn conflict(conn: &Connection, target: &Target, item: Option<i64>) -> StoreError {
    let later = item.map_or_else(
        || later_of_product(conn, target.product, target.root),
        |item| later_of_item(conn, item, target.root),
    );
    if let Ok(Some(later)) = later {
        return told(conn, target, item, &later);
    }
    let what = item.map_or_else(|| "the product".into(), |i| key_words(conn, ItemId(i)));
    let why = match newest_other(conn, target) {
        Ok(Some((label, author))) => {
            format!("something that {what} needs was changed since, last by \"{label}\" ({author})")
        }
        _ => format!("{what} is not as this step left it"),
    };
    StoreError::Conflict { label: target.label.clone(), why }
}

/// Says why a step can't be taken back that would leave its items outside of the blocks of their Sprints.
pub(super) fn displaced(conn: &Connection, target: &Target) -> StoreError {
    let later = later_of_product(conn, target.product, target.root);
    let since = later
        .ok()
        .flatten()
        .map_or_else(String::new, |(label, author)| format!(", last by \"{label}\" ({author}); take that back first"));
    let why = format!("its items would stand outside of their Sprint: the order was changed since{since}");
    StoreError::Conflict { label: target.label.clone(), why }
}

/// The newest later step in force of a product: label and author.
fn later_of_product(conn: &Connection, product: i64, after: i64) -> rusqlite::Result<Option<(String, String)>> {
    let sql = "SELECT label, author FROM step
        WHERE product = ?1 AND root > ?2 AND live = 1 AND turn <> 1 ORDER BY id DESC LIMIT 1";
    blocking(conn, sql, &[product, after])
}

fn newest_other(conn: &Connection, target: &Target) -> rusqlite::Result<Option<(String, String)>> {
    let sql = "SELECT label, author FROM step WHERE root > ?1 AND live = 1 AND turn <> 1 ORDER BY id DESC LIMIT 1";
    blocking(conn, sql, &[target.root])
}
