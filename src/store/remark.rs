//! What a row shows beside its title: its oldest open question, snoozing, a refusal, whether it is as its source has it.
//! One query a window.

use super::{incoming, list, row};
use crate::domain::item::Refused;
use crate::domain::{Instant, ItemId, Row};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::HashMap;

/// What one row shows.
struct Remark {
    asked_on: Option<NaiveDate>,
    snoozed_until: Option<NaiveDate>,
    refused: Option<Box<Refused>>,
    is_changed: bool,
    is_incoming: bool,
}

/// Fills it in.
pub(super) fn fill(conn: &Connection, rows: &mut [Row]) -> rusqlite::Result<()> {
    let (changed, here) = (incoming::CHANGED, incoming::is_here());
    let sql = format!(
        "SELECT item.id,
          (SELECT min(asked_on) FROM question INDEXED BY question_open
           WHERE question.item = item.id AND answer IS NULL),
          snoozed_until, decline_reason, coalesce(declined_at, updated_at), decline_again,
          {changed}, {here}
        FROM json_each(?1) j CROSS JOIN item ON item.id = j.value"
    );
    let ids: Vec<ItemId> = rows.iter().map(|row| row.id).collect();
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([list::json(&ids)], |r| Ok((ItemId(r.get(0)?), remark(r)?)))?;
    let mut found: HashMap<ItemId, Remark> = found.collect::<Result<_, _>>()?;
    for row in rows {
        if let Some(remark) = found.remove(&row.id) {
            (row.asked_on, row.snoozed_until, row.refused) = (remark.asked_on, remark.snoozed_until, remark.refused);
            (row.is_changed, row.is_incoming) = (remark.is_changed, remark.is_incoming);
        }
    }
    Ok(())
}

fn remark(r: &rusqlite::Row) -> rusqlite::Result<Remark> {
    let refused = match r.get::<_, Option<String>>(3)? {
        Some(reason) => Some(Box::new(Refused { reason, at: Instant(r.get(4)?), again: row::day(r, 5)? })),
        None => None,
    };
    Ok(Remark {
        asked_on: row::day(r, 1)?,
        snoozed_until: row::day(r, 2)?,
        refused,
        is_changed: r.get(6)?,
        is_incoming: r.get(7)?,
    })
}
