//! Sprints by what their source calls them.

use super::super::error::StoreError;
use super::super::row;
use super::super::whole::Whole;
use crate::domain::ProductId;
use crate::domain::import::{Field, KnownSprint, UPNEXT};
use crate::domain::sprint::{Phase, title};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// What the Sprints of a product are called at their sources, by number.
#[derive(Debug, Default)]
pub(super) struct Held(HashMap<i64, (String, String)>);

impl Held {
    /// The Sprint of an item as a source has it: its key there, "#12" for one that did not come from it. Files of upnext
    /// tell their Sprints otherwise.
    pub(super) fn value(&self, whole: &Whole, source: &str) -> Option<(Field, String)> {
        let number = whole.item.sprint.filter(|_| source != UPNEXT)?;
        let key = self.0.get(&number).filter(|origin| origin.0 == source);
        Some((Field::Sprint, key.map_or_else(|| format!("#{number}"), |origin| origin.1.clone())))
    }
}

/// The Sprints here that came from these sources; and what all are called there.
pub(super) fn sprints(
    conn: &Connection,
    product: ProductId,
    sources: &HashSet<&str>,
) -> Result<(Vec<KnownSprint>, Held), StoreError> {
    let sql = "SELECT number, name, phase, source, foreign_key FROM sprint
        WHERE product = ?1 AND source IS NOT NULL AND foreign_key IS NOT NULL ORDER BY number";
    let (mut known, mut held) = (Vec::new(), Held::default());
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([product.0])?;
    while let Some(r) = rows.next()? {
        let (number, name): (i64, String) = (r.get(0)?, r.get(1)?);
        let (source, key): (String, String) = (r.get(3)?, r.get(4)?);
        held.0.insert(number, (source.clone(), key.clone()));
        if sources.contains(source.as_str()) {
            let phase = row::word(r, 2, Phase::parse)?;
            known.push(KnownSprint { source, key, title: title(number, &name), phase });
        }
    }
    Ok((known, held))
}
