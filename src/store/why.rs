//! Why items stand where they stand, as the file tells it: what people did to their places, and what comes before them.

use super::error::StoreError;
use super::{Store, history, list, read, row, sprint, step};
use crate::domain::step::Told;
use crate::domain::why::{Comes, Ground};
use crate::domain::{Estimate, Item, ItemId, List, Points, ProductId, Step};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

impl Store {
    /// What the file says of why an item stands where it stands; `None` where it is gone.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn ground(&self, item: ItemId) -> Result<Option<Ground>, StoreError> {
        self.reading(|conn| Ok(grounds(conn, self, &[item])?.pop()))
    }

    /// The last change of a product that nobody took back; a reason for one is none.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn last_change(&self, product: ProductId) -> Result<Option<Step>, StoreError> {
        self.reading(|conn| {
            let sql = "SELECT id FROM step WHERE product = ?1 AND live = 1 AND turn <> 1 AND verb <> 'explain'
                AND (SELECT first.verb FROM step first WHERE first.id = step.root) IS NOT 'explain'
                ORDER BY id DESC LIMIT 1";
            let id: Option<i64> = conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
            Ok(id.map(|id| step::find(conn, &self.writer, crate::domain::StepId(id))).transpose()?.flatten())
        })
    }
}

/// For each item that is there.
pub(super) fn grounds(conn: &Connection, store: &Store, items: &[ItemId]) -> Result<Vec<Ground>, StoreError> {
    let mut found = Vec::new();
    for id in items {
        let Some(item) = read::item(conn, *id)? else { continue };
        let (fixings, moves): (Vec<(bool, Told)>, _) = moves(conn, *id)?.into_iter().partition(|(is_fix, _)| *is_fix);
        let moves = moves.into_iter().map(|(_, told)| told).collect();
        // The newest is what holds it.
        let fixed = fixings.into_iter().map(|(_, told)| told).next().filter(|_| item.pinned.is_some());
        let comes = (item.list() == List::Backlog).then(|| comes(conn, store, &item)).transpose()?;
        found.push(Ground { item, moves, fixed, comes });
    }
    Ok(found)
}

/// What people did to an item's place and nobody took back, the newest first: moves and Sprints, and what fixed or freed
/// it, which is true of each. A renumbering is nobody's act.
fn moves(conn: &Connection, item: ItemId) -> Result<Vec<(bool, Told)>, StoreError> {
    // In a text of a person a quotation mark stands behind a backslash: these are names of columns alone.
    let sql = r#"SELECT step.id, coalesce((SELECT text FROM remark WHERE remark.step = first.id), first.reason),
          max(delta LIKE '%["pinned",%') AND NOT max(delta LIKE '%["rank",%' OR delta LIKE '%["sprint",%')
        FROM journal JOIN step ON step.id = journal.step JOIN step first ON first.id = step.root
        WHERE journal.item = ?1 AND tab = 'item' AND op = 'update' AND step.live = 1 AND step.turn <> 1
          AND (delta LIKE '%["rank",%' OR delta LIKE '%["sprint",%' OR delta LIKE '%["pinned",%')
        GROUP BY step.id"#;
    let mut statement = conn.prepare_cached(sql)?;
    let steps = statement.query_map([item.0], |r| Ok((r.get::<_, i64>(0)?, (r.get(1)?, r.get(2)?))))?;
    let mut steps: HashMap<i64, (Option<String>, bool)> = steps.collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for mut told in history::tell(conn, item)? {
        let Some((reason, is_fix)) = steps.remove(&told.step.0) else { continue };
        // What was brought back has the reason of what was done at first.
        told.reason = told.reason.take().or(reason);
        found.push((is_fix, told));
    }
    Ok(found)
}

/// Where more items stand before one, it is too far away to say when it comes.
const MOST: usize = 5000;

/// When it comes, going by what stands before it and by the last three velocities.
fn comes(conn: &Connection, store: &Store, item: &Item) -> Result<Comes, StoreError> {
    let (table, listed) = (list::table(List::Backlog), list::condition(List::Backlog));
    let mine = "(SELECT mine.rank FROM item mine WHERE mine.id = ?2)";
    // Counted in the index alone.
    let sql = format!("SELECT count(*) FROM {table} WHERE product = ?1 AND {listed} AND rank < {mine}");
    let before = conn.prepare_cached(&sql)?.query_row(params![item.product.0, item.id.0], |r| r.get::<_, i64>(0))?;
    let before = usize::try_from(before).unwrap_or(0);
    if before > MOST {
        return Ok(Comes::beyond(before));
    }
    let sql = format!(
        "SELECT estimate, count(*) FROM {table} WHERE product = ?1 AND {listed} AND rank <= {mine}
           AND (sprint IS NULL OR sprint NOT IN (SELECT id FROM sprint WHERE product = ?1 AND phase <> 'closed'))
         GROUP BY estimate"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![item.product.0, item.id.0])?;
    let (mut points, mut unestimated) = (0_i64, 0);
    while let Some(r) = rows.next()? {
        let count: i64 = r.get(1)?;
        match row::estimate(r, 0)?.as_ref().and_then(Estimate::points) {
            Some(each) => points = points.saturating_add(each.0.saturating_mul(count)),
            None => unestimated += usize::try_from(count).unwrap_or(0),
        }
    }
    let velocity = store.past.borrow_mut().usual(conn, item.product)?;
    let last = velocity.newest().iter().map(|behind| behind.completed).collect();
    let blocks = sprint::blocks(conn, item.product)?;
    Ok(Comes::of((Points(points), unestimated), last, sprint::newest(conn, item.product)? + 1, &blocks))
}
