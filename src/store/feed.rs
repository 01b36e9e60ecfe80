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

/// Takes over what files told of their sources. Those of another file of upnext (`is_own`) add what is not known here:
/// nothing was read from these sources now.
pub(super) fn learn(pen: &Pen, product: ProductId, told: &[Feed], is_own: bool) -> Result<(), StoreError> {
    let known = if told.is_empty() { Vec::new() } else { all(pen.conn, product)? };
    // The one told first was read last.
    for feed in told.iter().rev().filter(|feed| !feed.source.is_empty()) {
        let here = known.iter().find(|known| known.source == feed.source);
        let mut next = if is_own { feed.clone() } else { here.cloned().unwrap_or_default() };
        if let (true, Some(here)) = (is_own, here) {
            next.learn(here);
        } else {
            next.learn(feed);
        }
        let setup = serde_json::to_string(&next).unwrap_or_default();
        // A file that says what it said before makes no step; that another one was read last must be told.
        let sql = match here {
            Some(_) if is_own => "UPDATE feed SET setup = ?3 WHERE product = ?1 AND source = ?2 AND setup <> ?3",
            Some(_) => {
                "UPDATE feed SET setup = ?3, read_at = ?4 WHERE product = ?1 AND source = ?2 AND (setup <> ?3
                  OR EXISTS (SELECT 1 FROM feed other WHERE other.product = ?1 AND other.source <> ?2
                    AND other.read_at >= feed.read_at))"
            }
            None => "INSERT INTO feed (product, source, setup, read_at) VALUES (?1, ?2, ?3, ?4)",
        };
        let mut statement = pen.conn.prepare_cached(sql)?;
        if here.is_some() && is_own {
            statement.execute(params![product.0, feed.source, setup])?;
        } else {
            statement.execute(params![product.0, feed.source, setup, pen.now.at.0])?;
        }
    }
    Ok(())
}
