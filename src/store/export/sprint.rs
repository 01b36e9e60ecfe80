//! Sprints on their way out, with what was frozen of their items.

use super::super::error::StoreError;
use super::super::{sprint, told};
use crate::domain::import::{FrozenItem, FrozenRecord, SprintRecord};
use crate::domain::sprint::Frozen;
use crate::domain::{ItemId, ProductId, SprintId};
use rusqlite::Connection;
use std::collections::HashMap;
use uuid::Uuid;

/// All Sprints of a product, by number.
pub(super) fn records(conn: &Connection, product: ProductId) -> Result<Vec<SprintRecord>, StoreError> {
    let sprints = sprint::all(conn, product)?;
    if sprints.is_empty() {
        return Ok(Vec::new());
    }
    let uids = uids(conn, product)?;
    let mut origins = told::origins(conn, product)?;
    let ids: Vec<SprintId> = sprints.iter().map(|sprint| sprint.id).collect();
    let mut starts = sprint::frozen_of(conn, &ids, "start")?;
    let mut ends = sprint::frozen_of(conn, &ids, "end")?;
    let mut improvements: HashMap<SprintId, Vec<_>> = HashMap::new();
    for agreed in sprint::improvements(conn, product)? {
        improvements.entry(agreed.sprint).or_default().push(agreed.said);
    }
    let frozen = |all: Option<Vec<Frozen>>| all.unwrap_or_default().iter().map(|f| frozen(f, &uids)).collect();
    let record = |sprint: crate::domain::Sprint| SprintRecord {
        uid: sprint.uid,
        origin: origins.remove(&sprint.id),
        number: sprint.number,
        plan: sprint.plan,
        phase: sprint.phase,
        started: sprint.started,
        closed: sprint.closed,
        is_goal_met: sprint.is_goal_met,
        notes: sprint.notes,
        past: sprint.past,
        start: frozen(starts.remove(&sprint.id)),
        end: frozen(ends.remove(&sprint.id)),
        improvements: improvements.remove(&sprint.id).unwrap_or_default(),
    };
    Ok(sprints.into_iter().map(record).collect())
}

fn frozen(frozen: &Frozen, uids: &HashMap<ItemId, Uuid>) -> FrozenRecord {
    let item = match uids.get(&frozen.item) {
        Some(uid) => FrozenItem::Known(*uid),
        None => FrozenItem::Gone(frozen.item.0.unsigned_abs()),
    };
    FrozenRecord::of(frozen, item)
}

/// The identities of the items that were frozen and are still there.
fn uids(conn: &Connection, product: ProductId) -> Result<HashMap<ItemId, Uuid>, StoreError> {
    let sql = "SELECT DISTINCT item.id, item.uid FROM sprint JOIN frozen ON frozen.sprint = sprint.id
        JOIN item ON item.id = frozen.card WHERE sprint.product = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([product.0], |r| Ok((ItemId(r.get(0)?), super::super::row::uid(r, 1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}
