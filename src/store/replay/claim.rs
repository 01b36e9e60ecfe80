//! Values of which there can be one only: a rank, a tag, a prefix.

use super::super::error::StoreError;
use super::{Entry, Target, entry, told};
use rusqlite::Connection;
use std::collections::HashMap;

/// The rows that may claim a value, with the step they belong to.
const CLAIMING: &str = "SELECT journal.seq, tab, row, item, op, delta, label, author, step.product
    FROM journal JOIN step ON step.id = journal.step
    WHERE (tab = 'item' AND (op = 'delete' OR instr(delta, '[\"rank\",') > 0)
        OR tab = 'item_tag' AND op = 'delete' OR tab = 'product' AND op <> 'insert')";

/// What a step gives back must not be what a later step in force would give back to somebody else: a rank, a tag, a
/// prefix. Else that step could never be taken back.
pub(super) fn check(conn: &Connection, target: &Target) -> Result<(), StoreError> {
    let mut claims = HashMap::new();
    let mut statement = conn.prepare_cached(&format!("{CLAIMING} AND step = ?1"))?;
    let mut rows = statement.query([target.id])?;
    while let Some(row) = rows.next()? {
        let entry = entry(row)?;
        claims.extend(claim(&entry, target.product).map(|c| (c, (entry.row, entry.item))));
    }
    if claims.is_empty() {
        return Ok(());
    }
    let sql = format!("{CLAIMING} AND journal.step > ?1 AND root > ?2 AND live = 1 AND turn <> 1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([target.id, target.root])?;
    while let Some(row) = rows.next()? {
        let later = entry(row)?;
        let ours = claim(&later, row.get(8)?).and_then(|c| claims.get(&c));
        if let Some((_, item)) = ours.filter(|o| o.0 != later.row) {
            return Err(told(conn, target, later.item.or(*item), &(row.get(6)?, row.get(7)?)));
        }
    }
    Ok(())
}

/// The value of which there can be one only, and that taking the row back would take up.
fn claim(entry: &Entry, product: i64) -> Option<String> {
    match entry.table.as_str() {
        "item" => Some(format!("rank {product} {}", entry.before("rank")?)),
        "item_tag" => Some(format!("tag {} {}", entry.item?, entry.before("folded")?)),
        "product" => Some(format!("prefix {}", entry.before("prefix")?)),
        _ => None,
    }
}
