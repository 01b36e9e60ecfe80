//! What a value can be true as, beyond what the schema asks of it: a day, an identity, an estimate, a word, a text. By
//! the name of its column, which means the same in every table.
//!
//! A page that was cut in the middle leaves rows whose values are zeros, and SQLite finds nothing wrong with them.

use super::error::StoreError;
use super::whole::{self, Span};
use super::{read, schema, sprint};
use crate::domain::text::visible;
use crate::domain::{Estimate, ItemId, ProductId, Scale, State};
use chrono::NaiveDate;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row};
use std::ops::ControlFlow;
use strum::IntoEnumIterator;
use uuid::Uuid;

/// So many rows that can't be read are told.
const TOLD: usize = 5;
/// So much of a value is told.
const LONG: usize = 24;

/// True where the program's readers take it.
fn is_read(column: &str, text: &str) -> bool {
    match column {
        "uid" => Uuid::parse_str(text).is_ok(),
        "estimate" => Estimate::parse(text).is_ok(),
        "state" => State::iter().any(|state| state.name() == text),
        "scale" => Scale::iter().any(|scale| scale.name() == text),
        "day" | "due" | "starts" | "ends" | "snoozed_until" | "decline_again" | "kept_on" | "asked_on"
        | "answered_on" | "started_on" | "closed_on" | "done_on" => text.parse::<NaiveDate>().is_ok(),
        _ => true,
    }
}

/// A value of a damaged file as it may go into a new one; true where that is not how it was.
pub(super) fn mended(column: &str, value: ValueRef) -> (Value, bool) {
    let text = match value {
        ValueRef::Null => return (Value::Null, false),
        ValueRef::Integer(n) => return (Value::Integer(n), false),
        ValueRef::Real(n) => return (Value::Real(n), false),
        ValueRef::Blob(bytes) => return (Value::Blob(bytes.to_owned()), false),
        ValueRef::Text(bytes) => bytes,
    };
    let is_bad = |c: &char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    let lossy = String::from_utf8_lossy(text);
    let kept: String = lossy.chars().filter(|c| !is_bad(c)).collect();
    if is_read(column, &kept) {
        let is_other = kept.as_bytes() != text;
        return (Value::Text(kept), is_other);
    }
    let instead = match column {
        "uid" => Value::Text(Uuid::now_v7().to_string()),
        "scale" => Value::Text(Scale::Fibonacci.name().into()),
        _ => Value::Null,
    };
    (instead, true)
}

/// The rows that the program's own readers can't take, in sentences.
pub(super) fn faults(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for table in schema::tables(conn)? {
        of_table(conn, &table, &mut found)?;
        if found.len() >= TOLD {
            found.truncate(TOLD);
            return Ok(found);
        }
    }
    if found.is_empty() { unread(conn) } else { Ok(found) }
}

/// The values of a table that can't be true.
fn of_table(conn: &Connection, table: &str, found: &mut Vec<String>) -> Result<(), StoreError> {
    let columns = "SELECT name FROM pragma_table_info(?1) WHERE type = 'TEXT' ORDER BY cid";
    let columns: Vec<String> = conn.prepare(columns)?.query_map([table], |r| r.get(0))?.collect::<Result<_, _>>()?;
    if columns.is_empty() {
        return Ok(());
    }
    let key = match table {
        "item" => "coalesce((SELECT prefix FROM product WHERE product.id = item.product), '?') || '-' || number",
        "note" => "'a note'",
        "health" => "'a day of the health'",
        _ => "'row ' || rowid",
    };
    let sql = format!("SELECT {}, {key} FROM {table} NOT INDEXED", columns.join(", "));
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some((column, value)) = senseless(row, &columns)? {
            let whose: String = row.get(columns.len())?;
            let of = if table == "item" { String::new() } else { format!(" of {table}") };
            let value: String = visible(&value.replace('\0', "\\0")).chars().take(LONG).collect();
            found.push(format!("the {} of {whose}{of} can't be true: \"{value}\"", column.replace('_', " ")));
            if found.len() >= TOLD {
                break;
            }
        }
    }
    Ok(())
}

/// The first value of a row that can't be true. Signs that only old windows let in are no damage; a zero is.
fn senseless(row: &Row, columns: &[String]) -> Result<Option<(String, String)>, StoreError> {
    for (at, column) in columns.iter().enumerate() {
        let ValueRef::Text(bytes) = row.get_ref(at)? else { continue };
        let is_true = std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0') && is_read(column, text));
        if !is_true {
            return Ok(Some((column.clone(), String::from_utf8_lossy(bytes).into_owned())));
        }
    }
    Ok(None)
}

/// Reads every item and every Sprint as the program does; what it can't read is told.
fn unread(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let ids = |sql: &str| -> Result<Vec<i64>, StoreError> {
        Ok(conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
    };
    let mut found = Vec::new();
    for product in ids("SELECT id FROM product")? {
        if let Err(error) = sprint::all(conn, ProductId(product)) {
            found.push(format!("the Sprints of product {product} can't be read: {}", told(error)?));
        }
    }
    // All at once; only where that fails, one by one.
    if let Err(error) = whole::each(conn, &Span::all(), &mut |_| ControlFlow::Continue(())) {
        let all = told(error)?;
        for id in ids("SELECT id FROM item NOT INDEXED")? {
            if let Err(error) = read::item(conn, ItemId(id)) {
                found.push(format!("item {id} can't be read: {}", told(error)?));
            }
        }
        if found.is_empty() {
            found.push(format!("not all items can be read: {all}"));
        }
    }
    found.truncate(TOLD);
    Ok(found)
}

/// What a reader said of a value. What is no matter of a value stays an error.
fn told(error: StoreError) -> Result<String, StoreError> {
    match error {
        StoreError::Sql { source, .. } => Ok(source.to_string()),
        StoreError::Damaged { detail, .. } => Ok(detail),
        other => Err(other),
    }
}
