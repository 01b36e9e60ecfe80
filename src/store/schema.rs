//! The file's format: numbered migrations, forward only, and the triggers made from the tables they leave.

use super::error::StoreError;
use super::{journal, words};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::path::Path;

/// So many strange parts are told.
const TOLD: usize = 5;

/// `upnx`: says that a file is ours.
pub(super) const APPLICATION_ID: i64 = 0x7570_6e78;

/// The migrations in order; the first makes format 1. A landed one never changes.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_search.sql"),
    include_str!("migrations/0003_refine.sql"),
    include_str!("migrations/0004_sprint.sql"),
    include_str!("migrations/0005_score.sql"),
    include_str!("migrations/0006_import.sql"),
    include_str!("migrations/0007_first_frame.sql"),
    include_str!("migrations/0008_journal.sql"),
];

/// The newest format.
#[expect(clippy::cast_possible_wrap, reason = "a handful of migrations")]
pub(super) const LATEST: i64 = MIGRATIONS.len() as i64;

/// Makes the whole schema in an empty file.
pub(super) fn create(conn: &Connection) -> rusqlite::Result<()> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    make_tables(&tx, LATEST)?;
    make_triggers(&tx)?;
    tx.commit()
}

/// Makes the triggers of the journal and of the index of words.
pub(super) fn make_triggers(conn: &Connection) -> rusqlite::Result<()> {
    journal::make_triggers(conn)?;
    words::make_triggers(conn)
}

/// Removes them, before tables are rebuilt.
pub(super) fn drop_triggers(conn: &Connection) -> rusqlite::Result<()> {
    journal::drop_triggers(conn)?;
    words::drop_triggers(conn)
}

/// Makes the tables as a format had them, without triggers.
pub(super) fn make_tables(conn: &Connection, format: i64) -> rusqlite::Result<()> {
    for migration in MIGRATIONS.iter().take(usize::try_from(format).unwrap_or(0)) {
        conn.execute_batch(migration)?;
    }
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", format)
}

/// Brings an older file to the newest format. The caller has made a verified backup.
pub(super) fn migrate(conn: &Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    // A table rebuild drops the old table; with foreign keys on, that would take every child row with it.
    conn.pragma_update(None, "foreign_keys", false)?;
    let done = migrate_within(conn, path, migrations);
    conn.pragma_update(None, "foreign_keys", true)?;
    done
}

fn migrate_within(conn: &Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    // Read again: another window may have been faster.
    let from = version(&tx)?;
    let before = row_counts(&tx)?;
    drop_triggers(&tx)?;
    for migration in migrations.iter().skip(usize::try_from(from).unwrap_or(0)) {
        tx.execute_batch(migration)?;
    }
    words::rebuild(&tx)?;
    make_triggers(&tx)?;
    check(&tx, path, &before)?;
    tx.pragma_update(None, "user_version", i64::try_from(migrations.len()).unwrap_or(LATEST))?;
    tx.commit()?;
    Ok(())
}

/// No row lost and no reference broken.
fn check(conn: &Connection, path: &Path, before: &[(String, i64)]) -> Result<(), StoreError> {
    let damaged = |detail: String| StoreError::Damaged { path: path.to_owned(), detail };
    let after = row_counts(conn)?;
    for (table, count) in before {
        let now = after.iter().find(|t| t.0 == *table).map(|t| t.1);
        if now != Some(*count) {
            return Err(damaged(format!("the upgrade would have changed how many rows {table} has")));
        }
    }
    let broken = conn.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if broken { Err(damaged("the upgrade found a reference that leads nowhere".into())) } else { Ok(()) }
}

/// The format the file has.
pub(super) fn version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("PRAGMA user_version")?.query_row([], |r| r.get(0))
}

/// The names of all tables of ours. The index of words is none of them: it is made from the others.
pub(super) fn tables(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
        AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name";
    conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect()
}

/// The kind, the name and the words of everything that `make` makes in an empty file. The search is none of it.
pub(super) fn parts(
    make: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<Vec<(String, String, String)>> {
    let fresh = Connection::open_in_memory()?;
    journal::Gate::default().register(&fresh)?;
    make(&fresh)?;
    let sql = "SELECT type, name, sql FROM sqlite_schema
        WHERE sql IS NOT NULL AND name NOT GLOB '*words*' AND name NOT GLOB 'sqlite_*' ORDER BY type DESC, name";
    fresh.prepare(sql)?.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect()
}

/// What of the schema is missing, or is not as this upnext makes it. What somebody added is theirs, and the search has
/// a check of its own.
pub(super) fn strange(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut there = conn.prepare("SELECT coalesce(sql, '') FROM sqlite_schema WHERE type = ?1 AND name = ?2")?;
    let mut found = Vec::new();
    for (kind, name, made) in parts(create)? {
        match there.query_row([&kind, &name], |r| r.get::<_, String>(0)).optional()? {
            None => found.push(format!("the {kind} {name} is not there")),
            Some(is) if is != made => found.push(format!("the {kind} {name} is not as upnext makes it")),
            Some(_) => {}
        }
    }
    found.truncate(TOLD);
    Ok(found)
}

/// How many rows each table has.
pub(super) fn row_counts(conn: &Connection) -> rusqlite::Result<Vec<(String, i64)>> {
    let count = |table: String| {
        let n = conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))?;
        Ok((table, n))
    };
    tables(conn)?.into_iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FNV-1a: enough to notice that a landed migration was touched.
    fn hash(text: &str) -> u64 {
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
    }

    #[test]
    fn landed_migrations_never_change() {
        let hashes: Vec<u64> = MIGRATIONS.iter().map(|m| hash(m)).collect();
        assert_eq!(
            hashes,
            [
                3_495_721_716_499_369_692,
                8_403_192_230_508_681_248,
                5_126_155_022_182_496_644,
                18_145_098_432_695_204_193,
                12_160_851_787_672_279_162,
                14_612_332_902_069_268_448,
                1_642_131_295_115_580_902,
                14_397_648_385_777_578_692,
            ],
            "a landed migration changed; write a new one instead"
        );
    }

    #[test]
    fn an_additive_migration_keeps_every_row_and_journals_its_column() {
        let (dir, conn) = fresh();
        let path = dir.path().join("b.db");
        let more = [MIGRATIONS, &["ALTER TABLE item ADD COLUMN colour TEXT;"]].concat();
        migrate(&conn, &path, &more).unwrap();
        assert_eq!(version(&conn).unwrap(), LATEST + 1);
        let trigger: String = conn
            .query_row("SELECT sql FROM sqlite_schema WHERE name = 'journal_item_update'", [], |r| r.get(0))
            .unwrap();
        assert!(trigger.contains("'colour'"), "{trigger}");
    }

    #[test]
    fn a_migration_that_loses_rows_is_rolled_back() {
        let (dir, conn) = fresh();
        conn.execute_batch("INSERT INTO note VALUES ('a', 'b')").unwrap();
        let bad = [MIGRATIONS, &["DELETE FROM note;"]].concat();
        let error = migrate(&conn, &dir.path().join("b.db"), &bad).unwrap_err();
        assert!(error.to_string().contains("how many rows note has"), "{error}");
        assert_eq!(version(&conn).unwrap(), LATEST);
        assert_eq!(row_counts(&conn).unwrap().iter().find(|t| t.0 == "note").unwrap().1, 1);
    }

    fn fresh() -> (tempfile::TempDir, Connection) {
        let dir = tempfile::tempdir().unwrap();
        let conn = Connection::open(dir.path().join("b.db")).unwrap();
        journal::Gate::default().register(&conn).unwrap();
        create(&conn).unwrap();
        (dir, conn)
    }
}
