//! What tells where the next Sprints would end: the usual velocity, and the top of what is in no Sprint.

use super::error::StoreError;
use super::past::Pasts;
use super::{Store, list, row, sprint};
use crate::domain::query::Rest;
use crate::domain::{ItemId, Key, List, Points, ProductId};
use rusqlite::{Connection, params};

/// No more items are looked at: six Sprints of sixty each.
const MOST: i64 = 400;

impl Store {
    /// The number that the next new Sprint of a product gets.
    pub fn next_sprint(&self, product: ProductId) -> Result<i64, StoreError> {
        self.reading(|conn| Ok(sprint::newest(conn, product)?.saturating_add(1)))
    }
}

/// Reads no more of the order than so many Sprints hold. `inside`: how many items of it are in a Sprint; they stand on
/// top.
pub(super) fn read(
    conn: &Connection,
    past: &mut Pasts,
    product: ProductId,
    (sprints, inside): (usize, usize),
) -> Result<Rest, StoreError> {
    let pace = past.usual(conn, product)?.pace().filter(|pace| pace.points.0 > 0);
    let mut rest = Rest { next: sprint::newest(conn, product)?.saturating_add(1), pace, items: Vec::new() };
    let Some(pace) = pace else { return Ok(rest) };
    let mut statement = conn.prepare_cached(&rest_sql())?;
    let inside = i64::try_from(inside).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![product.0, MOST, inside])?;
    let mut sum = 0_i64;
    while let Some(r) = rows.next()? {
        let points = row::estimate(r, 3)?.as_ref().and_then(crate::domain::Estimate::points);
        sum = sum.saturating_add(points.unwrap_or_default().0);
        rest.items.push((ItemId(r.get(0)?), Key { prefix: r.get(1)?, number: r.get(2)? }, points));
        if !pace.holds(Points(sum), sprints) {
            break;
        }
    }
    Ok(rest)
}

pub(super) fn rest_sql() -> String {
    format!(
        "SELECT item.id, (SELECT prefix FROM product WHERE product.id = ?1), item.number, item.estimate
         FROM {} WHERE product = ?1 AND {} ORDER BY rank LIMIT ?2 OFFSET ?3",
        list::table(List::Backlog),
        list::condition(List::Backlog)
    )
}
