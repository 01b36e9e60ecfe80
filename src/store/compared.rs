//! Which items say nearly the same, kept from one comparison of all to the next, for a filter and for the health.
//!
//! A kept pair counts while both items are still to do and nobody has told them apart. What was written since is not
//! in it: [`AsOf`] says so.

use super::error::StoreError;
use super::{Store, row, step};
use crate::domain::similar::{AsOf, Compared};
use crate::domain::{Note, Now, ProductId};
use rusqlite::{Connection, OptionalExtension, params};
use std::ops::ControlFlow;

/// True of a pair that nobody has told apart.
pub(super) const TOGETHER: &str = "NOT EXISTS (SELECT 1 FROM note
      WHERE name = 'apart/' || alike.product || '/' || alike.a || '/' || alike.b)";

/// The query of the items of a product, which is `?1`, that are in a pair that counts.
pub(super) fn items_sql() -> String {
    let of = |side: &str| {
        format!(
            "SELECT alike.{side} FROM alike
               CROSS JOIN item one ON one.id = alike.a CROSS JOIN item two ON two.id = alike.b
             WHERE alike.product = ?1 AND one.trashed_at IS NULL AND two.trashed_at IS NULL
               AND one.state NOT IN ('done', 'declined') AND two.state NOT IN ('done', 'declined') AND {TOGETHER}"
        )
    };
    format!("{} UNION {}", of("a"), of("b"))
}

impl Store {
    /// As of when it is known what says nearly the same; `None` while nothing was ever compared.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn compared(&self, product: ProductId) -> Result<Option<AsOf>, StoreError> {
        self.reading(|conn| Ok(as_of(conn, product)?))
    }

    /// Compares all items where that was not done since the last write, and keeps what is found; does nothing where
    /// nothing can be kept. Takes as long as that takes.
    ///
    /// # Errors
    /// Where the file can't be read or written.
    pub fn compare_again(&mut self, product: ProductId, now: Now) -> Result<(), StoreError> {
        if self.is_read_only() || self.compared(product)?.is_some_and(|found| !found.is_older) {
            return Ok(());
        }
        let watch = &mut |_: usize, _: usize| ControlFlow::Continue(());
        let texts = self.texts(product, None, watch)?;
        let (found, _) = self.compare(&texts, now.day, 0, watch)?;
        self.keep(&Note::Compared(Box::new(found)))
    }
}

/// As of when it is known, in the file as it is now.
pub(super) fn as_of(conn: &Connection, product: ProductId) -> rusqlite::Result<Option<AsOf>> {
    let head = step::head(conn)?.seq;
    let as_of = |r: &rusqlite::Row| {
        Ok(AsOf { day: row::word(r, 1, |w| w.parse().ok())?, is_older: r.get::<_, i64>(0)? != head })
    };
    let sql = "SELECT seq, day FROM compared WHERE product = ?1";
    conn.prepare_cached(sql)?.query_row([product.0], as_of).optional()
}

/// Keeps what a comparison found instead of what was known.
pub(super) fn keep(conn: &Connection, found: &Compared) -> rusqlite::Result<()> {
    let product = found.product.0;
    conn.prepare_cached("DELETE FROM alike WHERE product = ?1")?.execute([product])?;
    let mut insert = conn.prepare_cached("INSERT OR IGNORE INTO alike (a, b, product) VALUES (?1, ?2, ?3)")?;
    for (a, b) in &found.pairs {
        insert.execute(params![a.0, b.0, product])?;
    }
    let sql = "INSERT INTO compared (product, seq, day) VALUES (?1, ?2, ?3)
        ON CONFLICT (product) DO UPDATE SET seq = ?2, day = ?3";
    conn.prepare_cached(sql)?.execute(params![product, found.seq.0, found.day.to_string()])?;
    Ok(())
}
