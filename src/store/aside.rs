//! The value of the column that a list is shown by, where its rows don't show it anyway: one query a window.

use super::{list, row};
use crate::domain::item::Aside;
use crate::domain::{Column, Instant, ItemId, Key, Row};
use rusqlite::Connection;
use std::collections::HashMap;

/// Puts the values into the rows.
pub(super) fn fill(conn: &Connection, rows: &mut [Row], by: Column) -> rusqlite::Result<()> {
    let Some(column) = expression(by) else { return Ok(()) };
    let items: Vec<ItemId> = rows.iter().map(|row| row.id).collect();
    let sql = format!("SELECT item.id, {column} FROM json_each(?1) j CROSS JOIN item ON item.id = j.value");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([list::json(&items)])?;
    let prefix = rows.first().map_or(String::new(), |row| row.key.prefix.clone());
    let mut known = HashMap::new();
    while let Some(read) = found.next()? {
        known.insert(ItemId(read.get(0)?), value(read, by, &prefix)?);
    }
    for row in rows {
        row.aside = known.remove(&row.id).flatten();
    }
    Ok(())
}

/// What is read of an item; nothing where the row shows it anyway.
fn expression(by: Column) -> Option<&'static str> {
    match by {
        Column::Epic => Some("(SELECT epic.number FROM item epic WHERE epic.id = item.parent)"),
        Column::Created => Some("item.created_at"),
        Column::Changed => Some("item.updated_at"),
        Column::Due => Some("item.due"),
        Column::Key | Column::Title | Column::Kind | Column::State | Column::Estimate => None,
    }
}

fn value(read: &rusqlite::Row, by: Column, prefix: &str) -> rusqlite::Result<Option<Aside>> {
    if by == Column::Due {
        return Ok(row::day(read, 1)?.map(Aside::Day));
    }
    let number: Option<i64> = read.get(1)?;
    Ok(number.map(|number| match by {
        Column::Epic => Aside::Key(Key { prefix: prefix.to_owned(), number }),
        _ => Aside::Day(Instant(number).utc().date_naive()),
    }))
}
