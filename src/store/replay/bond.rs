//! Rows that belong to other rows: an item to its epic and its Sprint, an action to a Sprint.

use super::super::error::StoreError;
use super::super::journal::TABLES;
use super::{Entry, Target, entry, told};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// A column, and the table whose rows it names.
struct Bond {
    table: &'static str,
    column: String,
    of: String,
}

/// All columns of the journaled tables that name a row.
fn bonds(conn: &Connection) -> Result<Vec<Bond>, StoreError> {
    let mut statement = conn.prepare_cached(r#"SELECT "from", "table" FROM pragma_foreign_key_list(?1)"#)?;
    let mut found = Vec::new();
    for table in TABLES {
        let mut rows = statement.query([table])?;
        while let Some(row) = rows.next()? {
            found.push(Bond { table, column: row.get(0)?, of: row.get(1)? });
        }
    }
    Ok(found)
}

/// What a step made must not be what a later step in force took something away from: that step would bring it back
/// to nothing. What belongs to it now is looked at in the end.
pub(super) fn check(conn: &Connection, target: &Target) -> Result<(), StoreError> {
    let bonds = bonds(conn)?;
    let made = made(conn, target, &bonds)?;
    if made.is_empty() {
        return Ok(());
    }
    let mut statement = conn.prepare_cached(
        "SELECT journal.seq, tab, row, item, op, delta, label, author FROM journal JOIN step ON step.id = journal.step
         WHERE journal.step > ?1 AND root > ?2 AND live = 1 AND turn <> 1 AND op <> 'insert' ORDER BY journal.seq DESC",
    )?;
    let mut rows = statement.query([target.id, target.root])?;
    while let Some(row) = rows.next()? {
        let later = entry(row)?;
        if bonds.iter().any(|bond| is_bound(&later, bond, &made)) {
            return Err(told(conn, target, later.item, &(row.get(6)?, row.get(7)?)));
        }
    }
    Ok(())
}

/// The rows that a step made, by table, where others may name them.
fn made(conn: &Connection, target: &Target, bonds: &[Bond]) -> Result<HashMap<String, HashSet<i64>>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT tab, row FROM journal WHERE step = ?1 AND op = 'insert'")?;
    let mut rows = statement.query([target.id])?;
    let mut made: HashMap<String, HashSet<i64>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let table = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        if let Some(rows) = made.get_mut(table) {
            rows.insert(row.get(1)?);
        } else if bonds.iter().any(|bond| bond.of == table) {
            made.insert(table.to_owned(), HashSet::from([row.get(1)?]));
        }
    }
    Ok(made)
}

fn is_bound(later: &Entry, bond: &Bond, made: &HashMap<String, HashSet<i64>>) -> bool {
    let named = (later.table == bond.table).then(|| later.before(&bond.column)).flatten();
    let named = named.and_then(serde_json::Value::as_i64).zip(made.get(&bond.of));
    named.is_some_and(|(id, rows)| rows.contains(&id))
}
