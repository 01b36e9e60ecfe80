//! What a row shows beside its title: its oldest open question, snoozing, a refusal. One query a window.

use super::{list, row};
use crate::domain::item::Refused;
use crate::domain::{Instant, ItemId, Row};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::HashMap;

/// What one row shows.
type Remark = (Option<NaiveDate>, Option<NaiveDate>, Option<Box<Refused>>);

/// Fills it in.
pub(super) fn fill(conn: &Connection, rows: &mut [Row]) -> rusqlite::Result<()> {
    let sql = "SELECT item.id,
          (SELECT min(asked_on) FROM question INDEXED BY question_open
           WHERE question.item = item.id AND answer IS NULL),
          snoozed_until, decline_reason, coalesce(declined_at, updated_at), decline_again
        FROM json_each(?1) j CROSS JOIN item ON item.id = j.value";
    let ids: Vec<ItemId> = rows.iter().map(|row| row.id).collect();
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([list::json(&ids)], |r| Ok((ItemId(r.get(0)?), remark(r)?)))?;
    let mut found: HashMap<ItemId, Remark> = found.collect::<Result<_, _>>()?;
    for row in rows {
        if let Some(remark) = found.remove(&row.id) {
            (row.asked_on, row.snoozed_until, row.refused) = remark;
        }
    }
    Ok(())
}

fn remark(r: &rusqlite::Row) -> rusqlite::Result<Remark> {
    let refused = match r.get::<_, Option<String>>(3)? {
        Some(reason) => Some(Box::new(Refused { reason, at: Instant(r.get(4)?), again: row::day(r, 5)? })),
        None => None,
    };
    Ok((row::day(r, 1)?, row::day(r, 2)?, refused))
}
