//! How a product is scored and what was said of pairs, from another file. What was said here stays: only what nobody
//! has said yet is taken.

use super::super::super::error::StoreError;
use super::super::score;
use super::Work;
use crate::domain::ItemId;
use crate::domain::import::UPNEXT;
use rusqlite::params;

/// Brings both in, at the end: all items are there now.
pub(super) fn bring(work: &Work) -> Result<(), StoreError> {
    let conn = work.pen.conn;
    if let Some(scoring) = &work.parsed.scoring {
        let has_own = conn.prepare_cached("SELECT 1 FROM scoring WHERE product = ?1")?.exists([work.product.0])?;
        if !has_own {
            score::set_scoring(work.pen, work.product, scoring)?;
        }
    }
    let sql = "INSERT INTO duel (item, other, is_won) SELECT ?1, ?2, ?3 WHERE NOT EXISTS
        (SELECT 1 FROM duel WHERE (item = ?1 AND other = ?2) OR (item = ?2 AND other = ?1))";
    for duel in &work.parsed.duels {
        let find = |uid: uuid::Uuid| -> Option<ItemId> {
            let key = uid.to_string();
            let new = work.new.get(&(UPNEXT, key.as_str())).map(|new| new.0);
            new.or_else(|| work.known.items.get(&(UPNEXT.to_owned(), key)).map(|known| known.item))
        };
        if let (Some(item), Some(other)) = (find(duel.item), find(duel.other))
            && item != other
        {
            conn.prepare_cached(sql)?.execute(params![item.0, other.0, duel.is_won])?;
        }
    }
    Ok(())
}
