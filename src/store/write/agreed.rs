//! Whether an item goes on agreeing with its source where it is written here.

use super::super::error::StoreError;
use super::Pen;
use crate::domain::ItemId;
use crate::domain::import::{Feed, Field, Spoken};
use rusqlite::{OptionalExtension, params};

/// True where an item agrees with its source, and would still with another value of a field: the source says the same
/// of both. An import says at its end what agrees.
pub(super) fn goes_on(pen: &Pen, item: ItemId, field: Field, to: &str) -> Result<bool, StoreError> {
    if pen.gate.is_bulk() {
        return Ok(false);
    }
    let name: &'static str = field.into();
    let sql = "SELECT item.source, json_extract(item.imported, '$.' || ?2), feed.setup FROM item
        LEFT JOIN feed ON feed.product = item.product AND feed.source = item.source
        WHERE item.id = ?1 AND item.source IS NOT NULL AND item.agreed_at IS item.updated_at";
    let found = pen.conn.prepare_cached(sql)?.query_row(params![item.0, name], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?, r.get::<_, Option<String>>(2)?))
    });
    let Some((source, last, setup)) = found.optional()? else { return Ok(false) };
    let feed = setup.and_then(|setup| serde_json::from_str(&setup).ok());
    let feed = feed.unwrap_or_else(|| Feed { source, ..Feed::default() });
    Ok(Spoken::by(&feed).agrees(field, last.as_deref(), Some(to)))
}
