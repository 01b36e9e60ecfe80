//! Keys of the files that are known here, but from another source: the same items, read in another way.

use super::super::error::StoreError;
use super::array;
use crate::domain::ProductId;
use crate::domain::import::{Elsewhere, Known, Parsed, UPNEXT, project};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};

/// By the files' sources, and by those that the keys are known from. Keys that no program gives are no sign.
pub(super) fn all(
    conn: &Connection,
    product: ProductId,
    parsed: &Parsed,
    known: &Known,
) -> Result<Vec<Elsewhere>, StoreError> {
    if known.feeds.is_empty() {
        return Ok(Vec::new());
    }
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let new = parsed.records.iter().filter(|r| r.source != UPNEXT && known.get(&r.source, &r.key).is_none());
    for record in new.filter(|record| project(&record.key).is_some()) {
        wanted.entry(&record.source).or_default().insert(&record.key);
    }
    let mut found: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let sql = "SELECT item.foreign_key FROM json_each(?3) j CROSS JOIN item INDEXED BY item_foreign
        ON item.product = ?1 AND item.source = ?2 AND item.foreign_key = j.value WHERE item.trashed_at IS NULL";
    let mut statement = conn.prepare_cached(sql)?;
    for (there, keys) in &wanted {
        let keys = array(keys.iter().copied());
        for here in known.feeds.iter().map(|feed| feed.source.as_str()).filter(|here| here != there) {
            let rows = statement.query_map(params![product.0, here, keys], |r| r.get(0))?;
            let rows: Vec<String> = rows.collect::<Result<_, _>>()?;
            found.entry((there, here)).or_default().extend(rows);
        }
    }
    let filled = found.into_iter().filter(|(_, keys)| !keys.is_empty());
    Ok(filled.map(|((there, here), keys)| Elsewhere { there: there.to_owned(), here: here.to_owned(), keys }).collect())
}
