//! What is known of the sources that a product is imported from.

use super::Store;
use super::error::StoreError;
use super::write::Pen;
use crate::domain::ProductId;
use crate::domain::import::Feed;
use rusqlite::{Connection, params};

impl Store {
    /// The sources that a product was imported from, the last one first.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn feeds(&self, product: ProductId) -> Result<Vec<Feed>, StoreError> {
        self.reading(|conn| all(conn, product))
    }
}

/// The sources of a product, the one that was read last first; those that a newer upnext wrote in another way are
/// left out.
pub(super) fn all(conn: &Connection, product: ProductId) -> Result<Vec<Feed>, StoreError> {
    let sql = "SELECT setup FROM feed WHERE product = ?1 ORDER BY read_at DESC, id DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let setups = statement.query_map([product.0], |r| r.get::<_, String>(0))?;
    let setups: Vec<String> = setups.collect::<Result<_, _>>()?;
    Ok(setups.iter().filter_map(|setup| serde_json::from_str(setup).ok()).collect())
}

/// Takes over what files told of their sources. What the last import told, too, is not written again: it is no step.
pub(super) fn learn(pen: &Pen, product: ProductId, told: &[Feed]) -> Result<(), StoreError> {
    let known = if told.is_empty() { Vec::new() } else { all(pen.conn, product)? };
    for feed in told.iter().filter(|feed| !feed.source.is_empty()) {
        let mut next = known.iter().find(|known| known.source == feed.source).cloned().unwrap_or_default();
        next.learn(feed);
        if known.first() == Some(&next) {
            continue;
        }
        let setup = serde_json::to_string(&next).unwrap_or_default();
        let is_known = known.iter().any(|known| known.source == feed.source);
        let sql = if is_known {
            "UPDATE feed SET setup = ?3, read_at = ?4 WHERE product = ?1 AND source = ?2"
        } else {
            "INSERT INTO feed (product, source, setup, read_at) VALUES (?1, ?2, ?3, ?4)"
        };
        pen.conn.prepare_cached(sql)?.execute(params![product.0, feed.source, setup, pen.now.at.0])?;
    }
    Ok(())
}
