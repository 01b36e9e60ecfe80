//! Items of a source that its files do not name any more.

use super::super::error::StoreError;
use super::super::row;
use super::array;
use crate::domain::import::{Gone, Known, Parsed, UPNEXT, project};
use crate::domain::{ItemId, Key, ProductId};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, HashSet};

/// What the files tell of one source.
#[derive(Default)]
struct Told<'p> {
    keys: HashSet<&'p str>,
    projects: HashSet<&'p str>,
    /// Keys that items had before they were moved.
    before: HashSet<&'p str>,
    is_known: bool,
}

impl Told<'_> {
    /// True where the files would name the item if it were still there: another project's export says nothing of it,
    /// nor does a table of which nothing is known here.
    fn misses(&self, key: &str) -> bool {
        if self.keys.contains(key) || self.before.contains(key) {
            return false;
        }
        project(key).map_or(self.is_known, |project| self.projects.contains(project))
    }
}

/// The items of the files' sources that the files do not name: those in the order first, then the others; none from
/// the trash.
pub(super) fn all(
    conn: &Connection,
    (product, prefix): (ProductId, &str),
    parsed: &Parsed,
    known: &Known,
) -> Result<Vec<Gone>, StoreError> {
    let mut all = Vec::new();
    for (source, told) in told(parsed, known) {
        // The index has both columns.
        let sql = "SELECT foreign_key, id FROM item INDEXED BY item_foreign
            WHERE product = ?1 AND source = ?2 AND source IS NOT NULL";
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![product.0, source])?;
        let mut missing = Vec::new();
        while let Some(row) = rows.next()? {
            let key = row.get_ref(0)?.as_str_or_null().ok().flatten().unwrap_or_default();
            if told.misses(key) {
                missing.push(row.get::<_, i64>(1)?);
            }
        }
        let ids: Vec<String> = missing.iter().map(i64::to_string).collect();
        let sql = "SELECT item.id, number, foreign_key, title, state FROM json_each(?1) j
            CROSS JOIN item ON item.id = CAST(j.value AS INTEGER) WHERE trashed_at IS NULL
            ORDER BY state IN ('done', 'declined'), rank";
        let mut statement = conn.prepare_cached(sql)?;
        let gone = statement.query_map([array(ids.iter().map(String::as_str))], |r| {
            Ok(Gone {
                item: ItemId(r.get(0)?),
                key: Key { prefix: prefix.to_owned(), number: r.get(1)? },
                source: source.to_owned(),
                foreign: r.get(2)?,
                title: r.get(3)?,
                state: row::state(r, 4)?,
            })
        })?;
        for one in gone {
            all.push(one?);
        }
    }
    Ok(all)
}

fn told<'p>(parsed: &'p Parsed, known: &'p Known) -> BTreeMap<&'p str, Told<'p>> {
    let mut all: BTreeMap<&str, Told> = BTreeMap::new();
    for record in parsed.records.iter().filter(|record| record.source != UPNEXT) {
        let told = all.entry(&record.source).or_default();
        told.keys.insert(&record.key);
        told.keys.extend(record.lines.iter().map(String::as_str));
        told.projects.extend(project(&record.key));
        let before = known.before(record).map(|before| before.0);
        told.is_known |= before.is_some() || known.get(&record.source, &record.key).is_some();
        told.before.extend(before);
    }
    all
}
