//! What documents ask for beside the course of a Sprint.

use super::error::StoreError;
use super::{Store, row, ties};
use crate::domain::query::Posed;
use crate::domain::sprint::Heard;
use crate::domain::{ItemId, Key, ProductId, SprintId};
use rusqlite::Connection;

impl Store {
    /// The open questions of a product, the oldest first.
    pub fn open_questions(&self, product: ProductId) -> Result<Vec<Posed>, StoreError> {
        self.reading(|conn| Ok(ties::open_questions(conn, product)?))
    }

    /// What was heard in the review of a Sprint, in the order in which it was written down. What was thrown away since
    /// is left out.
    pub fn heard(&self, sprint: SprintId) -> Result<Vec<Heard>, StoreError> {
        self.reading(|conn| heard(conn, sprint))
    }
}

/// As [`Store::heard`].
pub(super) fn heard(conn: &Connection, sprint: SprintId) -> Result<Vec<Heard>, StoreError> {
    let sql = "SELECT item.id, prefix, item.number, item.title, item.state, other.number, other.title, item.asked
        FROM item INDEXED BY item_heard JOIN product ON product.id = item.product
        LEFT JOIN item other ON other.id = item.about
        WHERE item.heard_in = ?1 AND item.trashed_at IS NULL ORDER BY item.number";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([sprint.0], |r| {
        let prefix: String = r.get(1)?;
        let about = match r.get::<_, Option<i64>>(5)? {
            Some(number) => Some((Key { prefix: prefix.clone(), number }, r.get(6)?)),
            None => None,
        };
        Ok(Heard {
            item: ItemId(r.get(0)?),
            key: Key { prefix, number: r.get(2)? },
            title: r.get(3)?,
            state: row::state(r, 4)?,
            about,
            asked: r.get(7)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
