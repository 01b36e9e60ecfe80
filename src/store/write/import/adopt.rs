//! Items that were made here get the key under which their source gives them back.

use super::super::super::error::StoreError;
use super::Work;
use crate::domain::import::UPNEXT;
use rusqlite::params;

/// Writes the keys of all items that are known but came from nowhere so far.
pub(super) fn write(work: &Work) -> Result<(), StoreError> {
    let sql = "UPDATE item SET source = ?2, foreign_key = ?3, foreign_id = ?4 WHERE id = ?1 AND source IS NULL";
    let mut statement = work.pen.conn.prepare_cached(sql)?;
    for update in &work.plan.updates {
        let record = &work.parsed.records[update.record];
        let name = (record.source.clone(), record.key.clone());
        // An item of the source was told something by it.
        let may_be_new = work.known.items.get(&name).is_some_and(|known| known.imported.is_empty());
        if record.source != UPNEXT && may_be_new {
            let id = record.id.as_ref().filter(|id| !id.is_empty());
            statement.execute(params![update.item.0, record.source, record.key, id])?;
        }
    }
    Ok(())
}
