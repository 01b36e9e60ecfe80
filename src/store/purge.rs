//! Erasing for good: the one act that can't be taken back. A backup comes first; it still holds what was erased.
//!
//! What goes: items thrown into the trash before a day, with all that belongs to them, and the history before that day.
//! A step goes only together with all that took it back or brought it back; an epic only if nothing belongs to it any
//! more; what something was merged into only with that. What stays is a step that says so, and a note by which undo
//! knows where the history begins.

use super::backup::BackupKind;
use super::error::StoreError;
use super::replay::Target;
use super::{Store, journal, row, schema, step, words};
use crate::domain::{Instant, Now, ProductId, Seq};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What was erased, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purged {
    /// Items, with their criteria, lines, tags and facts.
    pub items: usize,
    /// Steps of the history.
    pub steps: usize,
    /// Epics in the trash that stay, because something belongs to them.
    pub kept_epics: usize,
    /// The backup made before; it still holds what was erased. `None` in a preview.
    pub backup: Option<PathBuf>,
    /// False where another window was in the way of giving the room back to the disk. What was erased is overwritten
    /// even so.
    pub is_compact: bool,
}

/// The name of the note that says before which day the history was erased.
const NOTE: &str = "purged";

impl Store {
    /// What [`purge`](Self::purge) would erase.
    pub fn purge_preview(&self, before: NaiveDate) -> Result<Purged, StoreError> {
        self.reading(|conn| {
            let doomed = doom(conn, before).and_then(|()| count(conn));
            lift(conn)?;
            Ok(doomed?)
        })
    }

    /// Erases for good what was thrown into the trash before a day (in UTC), and the history before it.
    ///
    /// # Errors
    /// [`StoreError::Unchanged`] where there is nothing to erase; [`StoreError::NoBackup`] where no backup could be made.
    pub fn purge(&mut self, before: NaiveDate, folder: Option<&Path>, now: Now) -> Result<Purged, StoreError> {
        self.check_writable()?;
        let preview = self.purge_preview(before)?;
        if (preview.items, preview.steps) == (0, 0) {
            return Err(StoreError::Unchanged);
        }
        let backup = self.backup_as(BackupKind::Purge, folder, now)?;
        self.loosen(true)?;
        let erased = self.erase_all(before, now);
        self.loosen(false)?;
        let (mut purged, heads) = erased?;
        self.wrote_up_to(heads.0, Seq(heads.1));
        self.forget_answers();
        purged.backup = Some(backup);
        purged.is_compact = self.compact();
        Ok(purged)
    }

    fn erase_all(&mut self, before: NaiveDate, now: Now) -> Result<(Purged, (i64, i64)), StoreError> {
        self.transact(|store| {
            let conn = &store.conn;
            let head = step::head(conn)?.seq;
            let done = doom(conn, before).map_err(StoreError::from).and_then(|()| {
                let purged = count(conn)?;
                erase(conn)?;
                if conn.prepare("PRAGMA foreign_key_check")?.exists([])? {
                    let detail = "what was to be erased is still needed".into();
                    return Err(StoreError::Damaged { path: store.path.clone(), detail });
                }
                let seq = record(store, before, &purged, now)?;
                Ok((purged, (head, seq)))
            });
            lift(conn)?;
            done
        })
    }

    /// While much is erased: references are looked at once in the end instead of with each row, and what is freed is
    /// overwritten at once, also where the file can't be made smaller.
    fn loosen(&self, on: bool) -> Result<(), StoreError> {
        self.reading(|conn| {
            conn.pragma_update(None, "foreign_keys", !on)?;
            Ok(conn.pragma_update_and_check(None, "secure_delete", on, |_| Ok(()))?)
        })
    }

    /// Gives free room back to the disk, and empties the log; false where somebody is in the way.
    fn compact(&self) -> bool {
        let emptied = || {
            self.conn.execute_batch("VACUUM")?;
            self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0))
        };
        emptied().is_ok_and(|busy| busy == 0)
    }
}

/// Writes down, in tables of this connection alone, what is to go.
fn doom(conn: &Connection, before: NaiveDate) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TEMP TABLE doomed_item (id INTEGER PRIMARY KEY);
         CREATE TEMP TABLE doomed_tie (id INTEGER PRIMARY KEY);
         CREATE TEMP TABLE doomed_duel (id INTEGER PRIMARY KEY);
         CREATE TEMP TABLE doomed_step (id INTEGER PRIMARY KEY);",
    )?;
    let sql = "INSERT INTO temp.doomed_item SELECT id FROM item WHERE trashed_at < ?1
        AND NOT EXISTS (SELECT 1 FROM item child
          WHERE child.parent = item.id AND (child.trashed_at IS NULL OR child.trashed_at >= ?1))
        AND NOT EXISTS (SELECT 1 FROM item other
          WHERE other.merged_into = item.id AND (other.trashed_at IS NULL OR other.trashed_at >= ?1))
        AND NOT EXISTS (SELECT 1 FROM item other
          WHERE other.about = item.id AND (other.trashed_at IS NULL OR other.trashed_at >= ?1))";
    conn.execute(sql, [Instant::from_day(before).0])?;
    conn.execute_batch(
        "INSERT INTO temp.doomed_tie SELECT id FROM dependency WHERE needs IN (SELECT id FROM temp.doomed_item);
         INSERT INTO temp.doomed_duel SELECT id FROM duel WHERE other IN (SELECT id FROM temp.doomed_item)",
    )?;
    // Whole chains: what took a step back goes with it or not at all. Then those that only touched what is to go.
    let sql = "INSERT INTO temp.doomed_step SELECT id FROM step WHERE verb <> 'purge'
        AND root IN (SELECT root FROM step GROUP BY root HAVING max(day) < ?1)";
    conn.execute(sql, [before.to_string()])?;
    let is_doomed = "(coalesce(journal.item IN (SELECT id FROM temp.doomed_item), 0)
          OR (tab = 'dependency' AND row IN (SELECT id FROM temp.doomed_tie))
          OR (tab = 'duel' AND row IN (SELECT id FROM temp.doomed_duel)))";
    conn.execute_batch(&format!(
        "INSERT OR IGNORE INTO temp.doomed_step SELECT id FROM step WHERE root IN (
           SELECT root FROM step JOIN journal ON journal.step = step.id WHERE {is_doomed}
           EXCEPT SELECT root FROM step JOIN journal ON journal.step = step.id WHERE NOT {is_doomed})"
    ))
}

fn lift(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "DROP TABLE IF EXISTS temp.doomed_item;
         DROP TABLE IF EXISTS temp.doomed_tie;
         DROP TABLE IF EXISTS temp.doomed_duel;
         DROP TABLE IF EXISTS temp.doomed_step",
    )
}

fn count(conn: &Connection) -> rusqlite::Result<Purged> {
    let sql = "SELECT (SELECT count(*) FROM temp.doomed_item), (SELECT count(*) FROM temp.doomed_step),
        (SELECT count(*) FROM item WHERE id NOT IN (SELECT id FROM temp.doomed_item)
          AND trashed_at IS NOT NULL AND kind = 'epic' AND EXISTS (SELECT 1 FROM item child WHERE child.parent = item.id))";
    conn.query_row(sql, [], |r| {
        let (items, steps, kept_epics) = (row::count(r, 0)?, row::count(r, 1)?, row::count(r, 2)?);
        Ok(Purged { items, steps, kept_epics, ..Purged::default() })
    })
}

/// Erases what is written down. The journal's triggers are away meanwhile: they would keep what is to go.
fn erase(conn: &Connection) -> Result<(), StoreError> {
    schema::drop_triggers(conn)?;
    conn.execute_batch(
        "DELETE FROM journal WHERE step IN (SELECT id FROM temp.doomed_step)
           OR item IN (SELECT id FROM temp.doomed_item)
           OR (tab = 'dependency' AND row IN (SELECT id FROM temp.doomed_tie))
           OR (tab = 'duel' AND row IN (SELECT id FROM temp.doomed_duel));
         DELETE FROM remark WHERE step IN (SELECT id FROM temp.doomed_step);
         DELETE FROM step WHERE id IN (SELECT id FROM temp.doomed_step);",
    )?;
    for table in journal::of_items(conn)? {
        conn.execute(&format!("DELETE FROM {table} WHERE item IN (SELECT id FROM temp.doomed_item)"), [])?;
    }
    conn.execute_batch(
        "DELETE FROM dependency WHERE id IN (SELECT id FROM temp.doomed_tie);
         DELETE FROM duel WHERE id IN (SELECT id FROM temp.doomed_duel);
         DELETE FROM item WHERE id IN (SELECT id FROM temp.doomed_item);
         DELETE FROM alike WHERE a IN (SELECT id FROM temp.doomed_item) OR b IN (SELECT id FROM temp.doomed_item);
         DELETE FROM draft WHERE coalesce(
             CASE WHEN json_valid(about) THEN coalesce(about ->> '$.title', about ->> '$.story') END, 0)
           IN (SELECT id FROM temp.doomed_item);
         -- Lines typed before have no date and may quote what is to go.
         DELETE FROM note WHERE substr(name, 1, 6) = 'typed ';",
    )?;
    // Made anew: what the index forgets stays in it until it is merged.
    words::rebuild(conn)?;
    Ok(schema::make_triggers(conn)?)
}

/// Leaves a step that says what was done, which nothing takes back; answers its sequence.
fn record(store: &Store, before: NaiveDate, purged: &Purged, now: Now) -> Result<i64, StoreError> {
    let head = step::head(&store.conn)?;
    let new = step::NewStep {
        id: head.step.saturating_add(1),
        seq: head.seq.saturating_add(1),
        product: ProductId(0),
        verb: "purge",
        label: &format!("erase for good what is older than {before}: {} items, {} steps", purged.items, purged.steps),
        record: json!({ "verb": "purge", "before": before }),
        reason: None,
        undoes: None,
        root: head.step.saturating_add(1),
    };
    step::record(&store.conn, &store.writer, now, &new)?;
    store.conn.execute("UPDATE step SET live = 0 WHERE id = ?1", [new.id])?;
    let sql = "INSERT INTO note (name, value) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)";
    store.conn.execute(sql, params![NOTE, before.to_string()])?;
    Ok(new.seq)
}

/// Before which day the history was erased.
pub(super) fn floor(conn: &Connection) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT value FROM note WHERE name = ?1")?.query_row([NOTE], |r| r.get(0)).optional()
}

/// Why a step is not there: erased, or never made.
pub(super) fn why_gone(conn: &Connection, otherwise: StoreError, step: i64) -> StoreError {
    let is_there = conn.prepare_cached("SELECT 1 FROM step WHERE id = ?1").and_then(|mut s| s.exists([step]));
    match floor(conn) {
        Ok(Some(day)) if matches!(is_there, Ok(false)) => StoreError::Erased(day),
        _ => otherwise,
    }
}

/// After a step was taken back: nothing may be tied to what was erased.
pub(super) fn check_erased(conn: &Connection, target: &Target) -> Result<(), StoreError> {
    if floor(conn)?.is_none() {
        return Ok(());
    }
    let strays = [
        (
            "SELECT prefix || '-' || item.number FROM journal JOIN item ON item.id = journal.row
             JOIN product ON product.id = item.product
             WHERE step = ?1 AND tab = 'item' AND parent IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM item epic WHERE epic.id = item.parent) LIMIT 1",
            "belonged to an epic",
        ),
        (
            "SELECT prefix || '-' || item.number FROM journal JOIN item ON item.id = journal.row
             JOIN product ON product.id = item.product
             WHERE step = ?1 AND tab = 'item' AND merged_into IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM item other WHERE other.id = item.merged_into) LIMIT 1",
            "was merged into an item",
        ),
        (
            "SELECT prefix || '-' || item.number FROM journal JOIN item ON item.id = journal.row
             JOIN product ON product.id = item.product
             WHERE step = ?1 AND tab = 'item' AND about IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM item other WHERE other.id = item.about) LIMIT 1",
            "was feedback on an item",
        ),
        (
            "SELECT prefix || '-' || item.number FROM journal JOIN dependency ON dependency.id = journal.row
             JOIN item ON item.id = dependency.item JOIN product ON product.id = item.product
             WHERE step = ?1 AND tab = 'dependency'
               AND NOT EXISTS (SELECT 1 FROM item other WHERE other.id = dependency.needs) LIMIT 1",
            "depended on an item",
        ),
        (
            "SELECT prefix || '-' || item.number FROM journal JOIN duel ON duel.id = journal.row
             JOIN item ON item.id = duel.item JOIN product ON product.id = item.product
             WHERE step = ?1 AND tab = 'duel'
               AND NOT EXISTS (SELECT 1 FROM item other WHERE other.id = duel.other) LIMIT 1",
            "was compared with an item",
        ),
        (
            "SELECT 'the reason' FROM journal JOIN remark ON remark.id = journal.row WHERE journal.step = ?1
               AND tab = 'remark' AND NOT EXISTS (SELECT 1 FROM step told WHERE told.id = remark.step) LIMIT 1",
            "was told of a step",
        ),
    ];
    for (sql, how) in strays {
        let stray: Option<String> = conn.prepare_cached(sql)?.query_row([target.id], |r| r.get(0)).optional()?;
        if let Some(key) = stray {
            let why = format!("{key} {how} that was erased for good");
            return Err(StoreError::Conflict { label: target.label.clone(), why });
        }
    }
    Ok(())
}
