//! An older file becomes one of this format: after a verified backup, in one transaction, or not at all.

use super::backup::{self, BackupKind};
use super::error::StoreError;
use super::open::Tell;
use super::schema;
use super::until::Until;
use crate::domain::Instant;
use rusqlite::Connection;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Brings a file that stands at format `from` to the newest of `migrations`; `tell` hears of it before it begins.
///
/// # Errors
/// [`StoreError::NeedsUpgrade`] where it can't be written; [`StoreError::NoBackup`] where no backup could be made.
pub(super) fn upgrade(
    conn: &Connection,
    path: &Path,
    from: i64,
    migrations: &[&str],
    is_read_only: bool,
    tell: Tell,
) -> Result<(), StoreError> {
    if usize::try_from(from).is_ok_and(|from| from >= migrations.len()) {
        return Ok(());
    }
    if is_read_only {
        return Err(StoreError::NeedsUpgrade(path.to_owned()));
    }
    tell(path, i64::try_from(migrations.len()).unwrap_or(schema::LATEST));
    backup::make(conn, path, None, (clock(), BackupKind::Migration), &Until::default())?;
    schema::migrate(conn, path, migrations)
}

/// The moment; opening a file has no other way to know it.
fn clock() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_millis()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::product::NewProduct;
    use crate::domain::{Change, Now, Scale};
    use crate::store::journal::Gate;
    use crate::store::{Patience, Store, StoreError, Writer};
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    /// A migration as one may come: a new column, a rebuilt table that others refer to, and its rows again.
    const NEXT: &str = "ALTER TABLE item ADD COLUMN colour TEXT;
        CREATE TABLE product_new (
          id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
          prefix TEXT NOT NULL UNIQUE, scale TEXT NOT NULL, created_at INTEGER NOT NULL,
          vision TEXT NOT NULL DEFAULT '', vision_by TEXT NOT NULL DEFAULT '', goal TEXT NOT NULL DEFAULT '',
          personas TEXT NOT NULL DEFAULT '', jargon TEXT NOT NULL DEFAULT '', reasons TEXT NOT NULL DEFAULT '',
          ready_rules TEXT NOT NULL DEFAULT '', done_list TEXT NOT NULL DEFAULT '', motto TEXT NOT NULL DEFAULT ''
        ) STRICT;
        INSERT INTO product_new SELECT *, '' FROM product;
        DROP TABLE product;
        ALTER TABLE product_new RENAME TO product;";
    /// Stops in the middle of the work, where the program below waits to be killed.
    const HALT: &str = "SELECT halt();";
    const PATH: &str = "UPNEXT_TEST_UPGRADE";

    /// The migrations of today and one more.
    fn with(next: &str) -> Vec<&str> {
        schema::MIGRATIONS.iter().copied().chain([next]).collect()
    }

    fn now() -> Now {
        Now::noon("2026-03-02".parse().unwrap())
    }

    fn open(path: &Path) -> Result<Store, StoreError> {
        let writer = Writer { author: "Ada".into(), window: "w".into() };
        Store::open(path, writer, Patience::None)
    }

    /// A file of today's format with a product and 50 items.
    fn file(dir: &Path) -> std::path::PathBuf {
        let path = dir.join("backlog.db");
        let writer = Writer { author: "Ada".into(), window: "w".into() };
        let mut store = Store::create(&path, writer).unwrap();
        let new = NewProduct { scale: Scale::Free, ..NewProduct::named("Shop", "WEB") };
        store.commit(&Change::AddProduct(new), now()).unwrap();
        let product = store.products().unwrap()[0].id;
        for n in 0..50 {
            let mut item = crate::domain::item::NewItem::default();
            item.text.title = format!("item {n}");
            let spot = crate::domain::Spot::Bottom;
            store.commit(&Change::AddItem { product, item: Box::new(item), spot }, now()).unwrap();
        }
        path
    }

    fn connect(path: &Path) -> Connection {
        let conn = Connection::open(path).unwrap();
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        Gate::default().register(&conn).unwrap();
        conn
    }

    /// Everything in the tables and the schema, but the log.
    fn dump(path: &Path) -> String {
        let conn = connect(path);
        let mut out = String::new();
        for table in schema::tables(&conn).unwrap().into_iter().chain(["sqlite_schema".into()]) {
            let names: Vec<String> = conn
                .prepare("SELECT name FROM pragma_table_info(?1)")
                .unwrap()
                .query_map([&table], |r| r.get(0))
                .unwrap()
                .map(Result::unwrap)
                .filter(|name| name != "rootpage")
                .collect();
            let names = names.join(", ");
            let sql = format!("SELECT json_group_array(json_array({names}) ORDER BY {names}) FROM {table}");
            out += &conn.query_row(&sql, [], |r| r.get::<_, String>(0)).unwrap();
        }
        out
    }

    fn backups(path: &Path) -> Vec<std::path::PathBuf> {
        let found = Store::backups_of(path, None).unwrap();
        assert!(found.iter().all(|f| f.kind == BackupKind::Migration));
        found.into_iter().map(|f| f.path).collect()
    }

    #[test]
    fn a_migration_comes_after_a_verified_backup_and_keeps_every_row() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path());
        let before = dump(&path);
        let conn = connect(&path);
        upgrade(&conn, &path, schema::LATEST, &with(NEXT), false, &mut |_, _| {}).unwrap();
        assert_eq!(schema::version(&conn).unwrap(), schema::LATEST + 1);
        let counts: (i64, i64, i64) = conn
            .query_row(
                "SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM event),
                   (SELECT foreign_keys FROM pragma_foreign_keys)",
                [],
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
            )
            .unwrap();
        assert_eq!((counts.0, counts.2), (50, 1), "a rebuilt table takes no child with it");
        assert_eq!(backups(&path).len(), 1);
        assert!(dump(&backups(&path)[0]) == before);
        // This upnext does not know that format, and its backup does not need to.
        assert!(matches!(open(&path), Err(StoreError::Newer { .. })));
        assert!(open(&backups(&path)[0]).is_ok());
        // A second window that wanted the same comes too late and changes nothing.
        let after = dump(&path);
        schema::migrate(&conn, &path, &with(NEXT)).unwrap();
        assert!(dump(&path) == after);
    }

    #[test]
    fn no_backup_no_migration() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path());
        let before = dump(&path);
        std::fs::write(dir.path().join("backlog-backups"), "in the way").unwrap();
        let conn = connect(&path);
        let error = upgrade(&conn, &path, schema::LATEST, &with(NEXT), false, &mut |_, _| {}).unwrap_err();
        assert!(matches!(error, StoreError::NoBackup { .. }), "{error:?}");
        let error = upgrade(&conn, &path, schema::LATEST, &with(NEXT), true, &mut |_, _| {}).unwrap_err();
        assert!(matches!(error, StoreError::NeedsUpgrade(_)), "{error:?}");
        assert!(dump(&path) == before);
        assert_eq!(schema::version(&conn).unwrap(), schema::LATEST);
    }

    #[test]
    fn a_migration_on_a_full_disk_changes_nothing_and_can_be_tried_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path());
        let before = dump(&path);
        let conn = connect(&path);
        let room = |pages: i64| conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
        let pages: i64 = conn.query_row("PRAGMA page_count", [], |r| r.get(0)).unwrap();
        room(pages);
        let heavy = format!("{NEXT} CREATE TABLE heavy (x BLOB) STRICT; INSERT INTO heavy VALUES (zeroblob(900000));");
        let both = with(&heavy);
        let error = upgrade(&conn, &path, schema::LATEST, &both, false, &mut |_, _| {}).unwrap_err();
        let error = error.at(&path, String::new);
        assert!(matches!(error, StoreError::Full(_)), "{error:?}");
        assert!(dump(&path) == before);
        assert_eq!(schema::version(&conn).unwrap(), schema::LATEST);
        room(1_000_000);
        upgrade(&conn, &path, schema::LATEST, &both, false, &mut |_, _| {}).unwrap();
        assert_eq!(schema::version(&conn).unwrap(), schema::LATEST + 1);
    }

    #[test]
    fn a_migration_killed_in_the_middle_never_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path());
        let before = dump(&path);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::upgrade::tests::program", "--ignored", "--nocapture", "--test-threads=1"])
            .env(PATH, &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(said.any(|line| line.unwrap() == "halfway"));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut store = open(&path).unwrap();
        assert!(store.is_unclean());
        assert!(dump(&path) == before);
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        assert!(matches!(store.undo(None, now(), None), Ok(crate::store::Undone::Done(_))));
        assert!(dump(&backups(&path)[0]) == before, "the backup was there before");
    }

    #[test]
    #[ignore = "a program that the test above starts and kills"]
    fn program() {
        let Some(path) = std::env::var_os(PATH).map(std::path::PathBuf::from) else { return };
        let conn = connect(&path);
        // So little memory that half of the work is on the disk already.
        conn.pragma_update(None, "cache_size", 2).unwrap();
        let halt = |_: &rusqlite::functions::Context| -> rusqlite::Result<i64> {
            println!("\nhalfway");
            loop {
                std::thread::park();
            }
        };
        conn.create_scalar_function("halt", 0, rusqlite::functions::FunctionFlags::empty(), halt).unwrap();
        let _ = upgrade(&conn, &path, schema::LATEST, &with(&format!("{NEXT}{HALT}")), false, &mut |_, _| {});
    }
}
