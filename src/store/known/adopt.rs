//! Items that were made here, carried to a source, and come back from there under a key of its own.
//!
//! Nothing but their titles tells them: a record that is not known is the item of that title where exactly one open
//! item that came from nowhere, and exactly one unknown record of its sort, have it. The first import from a source
//! adopts nothing.

use super::super::error::StoreError;
use super::Name;
use crate::domain::import::{Parsed, Record, UPNEXT};
use crate::domain::{ItemId, Kind, ProductId, text};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, HashMap, HashSet};

/// An epic is no other item, whatever both are called.
type Title = (bool, String);

/// Adds the items that come back from a source to those that are known.
pub(super) fn add(
    conn: &Connection,
    product: ProductId,
    parsed: &Parsed,
    names: &mut BTreeMap<ItemId, Vec<Name>>,
) -> Result<(), StoreError> {
    let unknown = unknown(conn, product, parsed, names)?;
    if unknown.is_empty() {
        return Ok(());
    }
    for (title, item) in own(conn, product)? {
        if let (Some(item), Some(Some(record))) = (item, unknown.get(&title)) {
            names.entry(item).or_default().push((record.source.clone(), record.key.clone()));
        }
    }
    Ok(())
}

/// The records of known sources that are not known themselves, by title; nothing for a title that several have.
fn unknown<'p>(
    conn: &Connection,
    product: ProductId,
    parsed: &'p Parsed,
    names: &BTreeMap<ItemId, Vec<Name>>,
) -> Result<HashMap<Title, Option<&'p Record>>, StoreError> {
    let sql = "SELECT DISTINCT source FROM feed WHERE product = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let sources: HashSet<String> = statement.query_map([product.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
    if sources.is_empty() {
        return Ok(HashMap::new());
    }
    let known: HashSet<(&str, &str)> = names.values().flatten().map(|name| (&*name.0, &*name.1)).collect();
    let is_new = |record: &&Record| {
        record.source != UPNEXT
            && sources.contains(&record.source)
            && !known.contains(&(record.source.as_str(), record.key.as_str()))
    };
    let new: Vec<&Record> = parsed.records.iter().filter(is_new).collect();
    let numbers = if new.iter().any(|record| record.id.is_some()) { numbers(conn, product)? } else { HashSet::new() };
    let is_moved =
        |record: &Record| record.id.as_ref().is_some_and(|id| numbers.contains(&(record.source.clone(), id.clone())));
    let mut found: HashMap<Title, Option<&Record>> = HashMap::new();
    for record in new.into_iter().filter(|record| !is_moved(record)) {
        let title = (record.item.text.kind == Kind::Epic, text::fold(&record.item.text.title));
        found.entry(title).and_modify(|several| *several = None).or_insert(Some(record));
    }
    Ok(found)
}

/// The numbers at their sources of the items that are here: one with a new key is no new item.
fn numbers(conn: &Connection, product: ProductId) -> Result<HashSet<(String, String)>, StoreError> {
    let sql =
        "SELECT source, foreign_id FROM item WHERE product = ?1 AND source IS NOT NULL AND foreign_id IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![product.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The open items that came from nowhere, by title; nothing for a title that several have.
fn own(conn: &Connection, product: ProductId) -> Result<HashMap<Title, Option<ItemId>>, StoreError> {
    let sql = "SELECT id, title, kind = 'epic' FROM item WHERE product = ?1 AND source IS NULL AND trashed_at IS NULL
        AND state IN ('open', 'ready', 'in progress', 'to accept')";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([product.0])?;
    let mut found: HashMap<Title, Option<ItemId>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let title = (row.get(2)?, text::fold(&row.get::<_, String>(1)?));
        let item = ItemId(row.get(0)?);
        found.entry(title).and_modify(|several| *several = None).or_insert(Some(item));
    }
    Ok(found)
}
