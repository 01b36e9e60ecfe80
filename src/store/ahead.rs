//! What tells where the next Sprints would end: the usual velocity, and the top of what is in no Sprint.

use super::error::StoreError;
use super::{Store, list, row, sprint};
use crate::domain::query::Rest;
use crate::domain::sprint::ahead::Pace;
use crate::domain::sprint::{Measure, Velocity};
use crate::domain::{ItemId, Key, List, Points, ProductId, SprintId};
use rusqlite::{Connection, params};

/// No more items are looked at: six Sprints of sixty each.
const MOST: usize = 400;
/// So many Sprints that are over tell the usual velocity.
const SPRINTS: usize = 3;

/// The pace, while no Sprint more is over.
#[derive(Debug, Default)]
pub(super) struct Usual {
    over: Vec<(SprintId, Option<i64>, Option<i64>)>,
    pace: Option<Pace>,
}

impl Usual {
    /// That of the last three.
    fn of(&mut self, conn: &Connection, product: ProductId) -> Result<Option<Pace>, StoreError> {
        let sql = "SELECT id, closed_at, past_completed FROM sprint
            WHERE product = ?1 AND phase = 'closed' AND (is_past = 0 OR past_completed IS NOT NULL)
            ORDER BY coalesce(closed_on, ends) DESC, number DESC LIMIT ?2";
        let mut statement = conn.prepare_cached(sql)?;
        let limit = i64::try_from(SPRINTS).unwrap_or(i64::MAX);
        let over = statement
            .query_map(params![product.0, limit], |r| Ok((SprintId(r.get(0)?), r.get(1)?, r.get(2)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        if over != self.over {
            let ids: Vec<SprintId> = over.iter().map(|over| over.0).collect();
            let sprints = sprint::all(conn, product)?.into_iter().filter(|sprint| ids.contains(&sprint.id));
            let figures = sprint::figures(conn, sprints.collect())?;
            self.pace = Velocity::of(&figures, Measure::Points).pace();
            self.over = over;
        }
        Ok(self.pace)
    }
}

impl Store {
    /// The number that the next new Sprint of a product gets.
    pub fn next_sprint(&self, product: ProductId) -> Result<i64, StoreError> {
        self.reading(|conn| next(conn, product))
    }
}

/// Reads no more of the order than so many Sprints hold.
pub(super) fn read(
    conn: &Connection,
    usual: &mut Usual,
    product: ProductId,
    sprints: usize,
) -> Result<Rest, StoreError> {
    let pace = usual.of(conn, product)?.filter(|pace| pace.points.0 > 0);
    let mut rest = Rest { next: next(conn, product)?, pace, items: Vec::new() };
    let Some(pace) = pace else { return Ok(rest) };
    let sql = format!(
        "SELECT item.id, (SELECT prefix FROM product WHERE product.id = ?1), item.number, item.estimate
         FROM {} WHERE product = ?1 AND {} ORDER BY rank LIMIT ?2 OFFSET ?3",
        list::table(List::Backlog),
        list::condition(List::Backlog)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let (limit, inside) = (i64::try_from(MOST).unwrap_or(i64::MAX), inside(conn, product)?);
    let mut rows = statement.query(params![product.0, limit, inside])?;
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

/// The number that the next new Sprint gets.
pub(super) fn next(conn: &Connection, product: ProductId) -> Result<i64, StoreError> {
    let sql = "SELECT 1 + max(coalesce((SELECT sprint FROM counter WHERE product = ?1), 0),
        coalesce((SELECT max(number) FROM sprint WHERE product = ?1), 0))";
    Ok(conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0))?)
}

/// How many items of the order are in a Sprint: they stand on top of it.
fn inside(conn: &Connection, product: ProductId) -> Result<i64, StoreError> {
    let sql = format!(
        "SELECT count(*) FROM sprint CROSS JOIN item ON item.sprint = sprint.id
         WHERE sprint.product = ?1 AND phase <> 'closed' AND {}",
        list::condition(List::Backlog)
    );
    Ok(conn.prepare_cached(&sql)?.query_row([product.0], |r| r.get(0))?)
}
