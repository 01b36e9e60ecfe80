//! Items that a few letters may mean, to complete a key while it is typed.

use super::error::StoreError;
use super::list;
use super::shown;
use crate::domain::word::Needle;
use crate::domain::{ItemId, Key, ProductId, Row};
use rusqlite::{Connection, params};

/// So many are offered.
const MOST: i64 = 12;
/// So many that the words find are looked at; those of other products and in the trash fall away.
const SEEN: i64 = 200;
/// Fewer letters find too much.
const LETTERS: usize = 2;

/// The item of that key first, then those with these words. Nothing in the trash.
pub(super) fn read(conn: &Connection, product: ProductId, typed: &str) -> Result<Vec<Row>, StoreError> {
    let mut ids: Vec<ItemId> = Vec::new();
    if let Some(number) = Key::parse(typed, "").map(|key| key.number) {
        let sql = "SELECT id FROM item WHERE product = ?1 AND number = ?2 AND trashed_at IS NULL";
        let mut statement = conn.prepare_cached(sql)?;
        ids.extend(statement.query_map([product.0, number], |r| r.get(0).map(ItemId))?.collect::<Result<Vec<_>, _>>()?);
    }
    let phrases: Vec<String> = typed
        .split_whitespace()
        .filter_map(|word| Needle::new(word, false))
        .map(|needle| shown::phrase(&needle))
        .collect();
    if typed.trim().chars().count() >= LETTERS && !phrases.is_empty() {
        let sql = "SELECT item.id FROM (SELECT rowid AS id FROM item_words WHERE item_words MATCH ?2 LIMIT ?3) found
            CROSS JOIN item ON item.id = found.id WHERE product = ?1 AND trashed_at IS NULL LIMIT ?4";
        let mut statement = conn.prepare_cached(sql)?;
        let found =
            statement.query_map(params![product.0, phrases.join(" AND "), SEEN, MOST], |r| r.get(0).map(ItemId))?;
        for id in found {
            let id = id?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    Ok(list::these(conn, &ids)?)
}
