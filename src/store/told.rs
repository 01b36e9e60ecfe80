//! Sprints by what their source calls them: for an import that tells of them again, and for the way out.

use super::error::StoreError;
use super::row;
use super::whole::Whole;
use crate::domain::import::{Field, KnownSprint, UPNEXT};
use crate::domain::sprint::{Phase, title};
use crate::domain::{ProductId, SprintId};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// A source and a key there.
type Origin = (String, String);

/// What the Sprints of a product are called at their sources, by number.
#[derive(Debug, Default)]
pub(super) struct Held(HashMap<i64, Option<Origin>>);

impl Held {
    /// The Sprint of an item as a source has it: its key there, "#12" for one that did not come from it. Files of upnext
    /// tell their Sprints otherwise.
    pub(super) fn value(&self, whole: &Whole, source: &str) -> Option<(Field, String)> {
        let number = whole.item.sprint.filter(|_| source != UPNEXT)?;
        let key = self.0.get(&number).and_then(Option::as_ref).filter(|origin| origin.0 == source);
        Some((Field::Sprint, key.map_or_else(|| format!("#{number}"), |origin| origin.1.clone())))
    }
}

/// The Sprints here that came from these sources and the one that runs; and what all are called there.
pub(super) fn sprints(
    conn: &Connection,
    product: ProductId,
    sources: &HashSet<&str>,
) -> Result<(Vec<KnownSprint>, Held), StoreError> {
    let sql = "SELECT number, name, phase, starts, ends, source, foreign_key FROM sprint WHERE product = ?1
        ORDER BY number";
    let (mut known, mut held) = (Vec::new(), Held::default());
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([product.0])?;
    while let Some(r) = rows.next()? {
        let (number, name): (i64, String) = (r.get(0)?, r.get(1)?);
        let phase = row::word(r, 2, Phase::parse)?;
        let origin = r.get::<_, Option<String>>(5)?.zip(r.get::<_, Option<String>>(6)?);
        let is_told = origin.as_ref().is_some_and(|origin| sources.contains(origin.0.as_str()));
        if is_told || phase == Phase::Active {
            let (source, key) = origin.clone().unwrap_or_else(|| (String::new(), format!("#{number}")));
            let (starts, ends) = (row::day(r, 3)?, row::day(r, 4)?);
            known.push(KnownSprint { source, key, title: title(number, &name), phase, starts, ends });
        }
        held.0.insert(number, origin);
    }
    Ok((known, held))
}

/// The sources of a product's Sprints and their keys there.
pub(super) fn origins(conn: &Connection, product: ProductId) -> Result<HashMap<SprintId, Origin>, StoreError> {
    let sql = "SELECT id, source, foreign_key FROM sprint WHERE product = ?1 AND source IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([product.0], |r| Ok((SprintId(r.get(0)?), (r.get(1)?, r.get(2)?))))?;
    Ok(found.collect::<Result<_, _>>()?)
}
