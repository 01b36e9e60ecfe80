//! What differs from its source, and what came in with the last import: marks of an item beside what it says.
//!
//! That something came in is no data: nothing takes it back. It counts while the import that brought it stands, and
//! until the item was looked at or changed.

use super::error::StoreError;
use super::list;
use super::write::Pen;
use super::{Store, row};
use crate::domain::query::News;
use crate::domain::{ItemId, ProductId};
use rusqlite::{Connection, params};

/// Says that an item of a source was changed here since both said the same: in the words of its index.
pub(super) const CHANGED: &str = "(item.source IS NOT NULL AND item.agreed_at IS NOT item.updated_at)";

/// The steps that brought something and stand, whether for the first time or brought back.
const STANDS: &str = "CROSS JOIN step ON step.root = incoming.step AND step.live = 1 AND step.turn <> 1";

/// Says of one item that it came in: a look at its own row.
pub(super) fn is_here() -> String {
    format!("EXISTS (SELECT 1 FROM incoming {STANDS} WHERE incoming.item = item.id)")
}

/// The items of the product `?1` that came in.
pub(super) fn items_sql() -> String {
    format!("SELECT incoming.item FROM incoming {STANDS} WHERE incoming.product = ?1")
}

/// The items of the product `?1` that were changed here; of the index alone.
pub(super) fn changed_sql() -> String {
    let changed = CHANGED.replace("item.", "");
    format!("SELECT id FROM item INDEXED BY item_changed WHERE product = ?1 AND {changed} = 1")
}

impl Store {
    /// How much of a product differs from its sources, and how much came in; what lies in the trash is not counted.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn news(&self, product: ProductId) -> Result<News, StoreError> {
        self.reading(|conn| Ok(news(conn, product)?))
    }
}

/// Both counts, each up to [`News::MOST`].
pub(super) fn news(conn: &Connection, product: ProductId) -> rusqlite::Result<News> {
    let most = i64::try_from(News::MOST).unwrap_or(i64::MAX);
    let count = |items: &str| {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM ({items}) marked CROSS JOIN item ON item.id = marked.id
               WHERE item.trashed_at IS NULL LIMIT ?2)"
        );
        conn.prepare_cached(&sql)?.query_row([product.0, most], |r| row::count(r, 0))
    };
    let incoming = items_sql().replace("SELECT incoming.item", "SELECT incoming.item AS id");
    Ok(News { changed: count(&changed_sql())?, incoming: count(&incoming)? })
}

/// Notes what an import brought: its new items, and those that took something over. What came with an earlier one and
/// was not looked at stays noted.
///
/// Where a product holds nothing else, nothing is noted: a mark on every row marks none.
pub(super) fn note(pen: &Pen, product: ProductId, items: &[ItemId]) -> Result<(), StoreError> {
    let conn = pen.conn;
    let sql = "SELECT count(*) FROM (SELECT 1 FROM item WHERE product = ?1 LIMIT ?2)";
    let more = i64::try_from(items.len()).unwrap_or(i64::MAX).saturating_add(1);
    let known: usize = conn.prepare_cached(sql)?.query_row([product.0, more], |r| row::count(r, 0))?;
    if items.is_empty() || known <= items.len() {
        return Ok(());
    }
    let sql = "INSERT INTO incoming (item, product, step) SELECT value, ?1, upnext_step() FROM json_each(?2)
        WHERE true ON CONFLICT (item) DO UPDATE SET product = excluded.product, step = excluded.step";
    conn.prepare_cached(sql)?.execute(params![product.0, list::json(items)])?;
    Ok(())
}

/// These items, or all of a product, were looked at.
pub(super) fn seen(conn: &Connection, product: ProductId, items: Option<&[ItemId]>) -> Result<(), StoreError> {
    match items {
        None => conn.prepare_cached("DELETE FROM incoming WHERE product = ?1")?.execute([product.0])?,
        Some(items) => {
            let sql = "DELETE FROM incoming WHERE item IN (SELECT value FROM json_each(?1)) AND product = ?2";
            conn.prepare_cached(sql)?.execute(params![list::json(items), product.0])?
        }
    };
    Ok(())
}

/// What was changed since a journal row was looked at; what only made room was not.
pub(super) fn changed(conn: &Connection, since: i64) -> Result<(), StoreError> {
    if conn.prepare_cached("SELECT 1 FROM incoming LIMIT 1")?.exists([])? {
        let sql = "DELETE FROM incoming
            WHERE item IN (SELECT item FROM journal WHERE seq > ?1 AND op <> 'renumber' AND item IS NOT NULL)";
        conn.prepare_cached(sql)?.execute([since])?;
    }
    Ok(())
}
