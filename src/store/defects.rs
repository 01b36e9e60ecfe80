//! Bugs in the periods of Sprints that are over, for the defect rate (`domain.md` §4.4).

use super::error::StoreError;
use super::row;
use crate::domain::sprint::{Defects, Figures};
use crate::domain::{Instant, ItemId, Kind, ProductId};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Fills in what came up and what was done while each Sprint ran, in the whole product. What lies in the trash is left
/// out.
///
/// A period is from the moment a Sprint started to the moment it closed. An item that was done twice counts once.
pub(super) fn fill(conn: &Connection, product: ProductId, figures: &mut [Figures]) -> Result<(), StoreError> {
    let period = |figures: &Figures| Some((figures.sprint.started?.at, figures.sprint.closed?.at));
    let Some(first) = figures.iter().filter_map(|f| period(f).map(|(from, _)| from)).min() else { return Ok(()) };
    let happened = read(conn, product, first)?;
    for figures in figures {
        let Some((from, to)) = period(figures) else { continue };
        let Some(detail) = &mut figures.detail else { continue };
        let mut defects = Defects::default();
        let mut done = BTreeSet::new();
        for fact in happened.iter().filter(|fact| (from..=to).contains(&fact.at)) {
            match fact.is_done {
                false => defects.created += 1,
                true if done.insert(fact.item) => {
                    defects.done += 1;
                    defects.bugs_done += usize::from(fact.kind == Kind::Bug);
                }
                true => {}
            }
        }
        detail.defects = Some(defects);
    }
    Ok(())
}

/// A bug written down, or anything done.
struct Fact {
    item: ItemId,
    kind: Kind,
    at: Instant,
    is_done: bool,
}

fn read(conn: &Connection, product: ProductId, first: Instant) -> Result<Vec<Fact>, StoreError> {
    let mut found = Vec::new();
    // What was imported as done has a fact that tells when that was. The facts come first: the other way round all of
    // them are gone through once an item.
    let sql =
        "SELECT event.item, kind, event.at FROM event INDEXED BY event_done CROSS JOIN item ON item.id = event.item
        WHERE fact = 'state' AND became = 'done' AND event.at >= ?2 AND product = ?1 AND trashed_at IS NULL
          AND kind <> 'epic'";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![product.0, first.0])?;
    while let Some(r) = rows.next()? {
        let (item, kind) = (ItemId(r.get(0)?), row::kind(r, 1)?);
        found.push(Fact { item, kind, at: row::instant(r, 2)?, is_done: true });
    }
    let sql = "SELECT id, created_at FROM item INDEXED BY item_facts
        WHERE product = ?1 AND kind = 'bug' AND trashed_at IS NULL AND created_at >= ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![product.0, first.0])?;
    while let Some(r) = rows.next()? {
        found.push(Fact { item: ItemId(r.get(0)?), kind: Kind::Bug, at: row::instant(r, 1)?, is_done: false });
    }
    Ok(found)
}
