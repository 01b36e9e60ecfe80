//! Rows of which half is zeros, as a page leaves them that was cut in its middle: SQLite finds nothing wrong with them,
//! but no reader takes them. The check tells them, a listing leaves out no other, and a salvage brings none along.

use crate::mutant::read_all;
use crate::pty::Home;
use crate::replay::folder;
use crate::shell::run;
use crate::store::{now, writer};
use std::path::Path;
use upnext::store::{Patience, Store, StoreError};

/// A leaf of a table begins with it.
const LEAF: u8 = 13;

/// The sample, with pages of a known size.
fn sample(path: &Path, page: usize) {
    drop(upnext::cli::demo::create(path, writer("Ada"), now()).unwrap());
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(&format!("PRAGMA journal_mode = DELETE; PRAGMA page_size = {page}; VACUUM")).unwrap();
}

/// Writes what no program of ours writes into the sample.
fn written(path: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(path).unwrap();
    let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('item', 'product')";
    let triggers: Vec<String> =
        conn.prepare(triggers).unwrap().query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let made: Vec<String> = triggers
        .iter()
        .map(|name| conn.query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [name], |r| r.get(0)).unwrap())
        .collect();
    for name in triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    conn.execute_batch(sql).unwrap();
    for sql in made {
        conn.execute_batch(&sql).unwrap();
    }
}

#[test]
fn what_is_salvaged_of_pages_cut_in_the_middle_can_be_read() {
    let dir = folder();
    let (whole, path, into) = (dir.path().join("whole.db"), dir.path().join("b.db"), dir.path().join("saved.db"));
    let page = 4096;
    sample(&whole, page);
    let good = std::fs::read(&whole).unwrap();
    let leaves: Vec<usize> = (1..good.len() / page).map(|n| n * page).filter(|at| good[*at] == LEAF).collect();
    let (mut mended, mut items) = (0, 0);
    for at in &leaves {
        let mut hurt = good.clone();
        hurt[at + page / 2..at + page].fill(0);
        std::fs::write(&path, &hurt).unwrap();
        let found = Store::salvage(&path, &into).unwrap();
        mended += found.tables.iter().map(|t| t.mended).sum::<usize>();
        let mut store = Store::open(&into, writer("Ada"), Patience::None).unwrap();
        let errors = read_all(&mut store);
        assert!(errors.is_empty(), "page {}: {errors:?} {found:?}", at / page);
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "page {}: {found:?}", at / page);
        drop(store);
        let conn = rusqlite::Connection::open(&into).unwrap();
        let sql =
            "SELECT count(*), total(instr(title || description || coalesce(estimate, ''), char(0)) > 0) FROM item";
        let (n, zeros): (i64, f64) = conn.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        assert!(zeros == 0.0, "page {}: {zeros} items with zeros {found:?}", at / page);
        items += n;
        drop(conn);
        std::fs::remove_file(&into).unwrap();
    }
    println!("{} pages cut in the middle: {mended} rows mended, {items} items read", leaves.len());
    assert!(mended > 0 && items > 0, "nothing was hurt");
}

#[test]
fn values_that_no_reader_takes_are_mended_by_a_salvage_and_told_by_the_check() {
    let set = |column: &str, value: &str| format!("UPDATE item SET {column} = {value} WHERE id = 2");
    for (hurt, is_told) in [
        (set("estimate", "char(0)"), r#"the estimate of WEB-3 can't be true: "\0""#),
        (set("due", "'2026-99-01'"), r#"the due of WEB-3 can't be true: "2026-99-01""#),
        (set("title", "'half' || char(0)"), r#"the title of WEB-3 can't be true: "half\0""#),
        (set("uid", "replace(printf('%36s', ''), ' ', 'x')"), "the uid of WEB-3 can't be true"),
        ("UPDATE product SET scale = 'no such'".into(), r#"the scale of row 1 of product can't be true: "no such""#),
    ] {
        let dir = folder();
        let (path, into) = (dir.path().join("b.db"), dir.path().join("saved.db"));
        sample(&path, 4096);
        written(&path, &hurt);
        let store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
        let told = store.check().unwrap();
        assert!(told.iter().any(|fault| fault.contains(is_told)), "{hurt}: {told:?}");
        drop(store);
        let found = Store::salvage(&path, &into).unwrap();
        assert_eq!(
            found.tables.iter().map(|t| (t.mended, t.refused)).filter(|n| n.0 + n.1 > 0).count(),
            1,
            "{found:?}"
        );
        let mut store = Store::open(&into, writer("Ada"), Patience::None).unwrap();
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "{hurt}");
        assert!(read_all(&mut store).is_empty(), "{hurt}");
    }
}

#[test]
fn one_row_that_cannot_be_read_does_not_keep_the_others_from_being_listed() {
    let home = Home::new();
    let path = home.path("half.db");
    sample(&path, 4096);
    let db = path.to_str().unwrap();
    let lines = run(&home, &["--db", db, "list", "--all"]).good().out.lines().count();
    written(&path, "UPDATE item SET estimate = char(0) WHERE id = 2");
    let said = run(&home, &["--db", db, "list", "--all"]);
    assert_ne!(said.code, 0);
    assert_eq!(said.out.lines().count(), lines - 1, "{}", said.err);
    assert!(said.err.contains("damaged"), "{}", said.err);
    let said = run(&home, &["--db", db, "list", "--all", "--json"]);
    assert_ne!(said.code, 0);
    let all: Vec<serde_json::Value> = serde_json::from_str(&said.out).unwrap();
    assert_eq!(all.len(), lines - 1);
    let said = run(&home, &["--db", db, "doctor"]);
    assert_ne!(said.code, 0);
    assert!(said.out.contains("the estimate of WEB-3 can't be true"), "{}", said.out);
}

#[test]
fn a_format_that_no_newer_upnext_has_may_be_damage_and_what_is_there_is_salvaged() {
    let dir = folder();
    let (path, into) = (dir.path().join("b.db"), dir.path().join("saved.db"));
    sample(&path, 4096);
    let format = |n: u32| {
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.pragma_update(None, "user_version", n).unwrap();
        drop(conn);
        let Err(error) = Store::open(&path, writer("Ada"), Patience::None) else { panic!("{n} was opened") };
        error.to_string()
    };
    let conn = rusqlite::Connection::open(&path).unwrap();
    let ours: u32 = conn.query_row("PRAGMA user_version", [], |r| r.get(0)).unwrap();
    drop(conn);
    let near = format(ours + 1);
    assert!(near.ends_with("update upnext"), "{near}");
    assert_eq!(Store::salvage(&path, &into).unwrap_err().to_string(), near, "the file meant is named, no copy of it");
    let far = format(ours + (1 << 16));
    assert!(far.contains("or its header is damaged: `upnext doctor --salvage"), "{far}");
    let found = Store::salvage(&path, &into).unwrap();
    assert!(found.is_whole(), "{found:?}");
    let mut store = Store::open(&into, writer("Ada"), Patience::None).unwrap();
    assert!(read_all(&mut store).is_empty());
    // Tables that are not ours are those of a newer one, whatever its number is.
    std::fs::remove_file(&into).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("DROP TABLE comment").unwrap();
    assert!(matches!(Store::salvage(&path, &into), Err(StoreError::Newer { .. })));
}
