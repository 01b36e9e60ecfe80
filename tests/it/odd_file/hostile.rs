//! Files that SQLite finds whole, with values in them that no upnext wrote: by a script, by another program, by malice.

use crate::dose::dose;
use crate::mutant::{is_told, read_all};
use crate::pty::Home;
use crate::replay::folder;
use crate::shell::run;
use crate::stage::Stage;
use crate::store::{now, writer};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;
use std::sync::OnceLock;
use upnext::domain::{Change, ItemId, Kind, Spot};
use upnext::store::{Patience, Store, StoreError};

/// What is written into the sample.
const VALUES: &[&str] = &[
    "UPDATE item SET state = 'weird' WHERE id = 2",
    "UPDATE item SET kind = 'weird' WHERE id = 2",
    "UPDATE item SET estimate = '9e999', points = -9223372036854775808 WHERE id = 2",
    "UPDATE item SET points = 9223372036854775807 WHERE estimate IS NOT NULL",
    "UPDATE item SET rank = -9223372036854775807 WHERE id = 2; UPDATE item SET rank = 9223372036854775807 WHERE id = 3",
    "UPDATE item SET rank = -rank",
    "UPDATE item SET rank = id",
    "UPDATE item SET created_at = 9223372036854775807, updated_at = -9223372036854775808",
    "UPDATE item SET done_at = 9223372036854775807 WHERE done_at IS NOT NULL",
    "UPDATE item SET declined_at = -9223372036854775808 WHERE declined_at IS NOT NULL",
    "UPDATE item SET due = '+999999-12-31' WHERE id = 2",
    "UPDATE item SET due = '+262142-12-31', snoozed_until = '-262143-01-01'",
    "UPDATE item SET due = '0000-00-00' WHERE id = 2",
    "UPDATE item SET kept_on = '+262142-12-31', kept_why = 'x'",
    "UPDATE item SET kind = 'epic', parent = 3 WHERE id = 2; UPDATE item SET kind = 'epic', parent = 2 WHERE id = 3",
    "UPDATE item SET parent = id WHERE id = 2",
    "UPDATE item SET parent = 99999 WHERE id = 2",
    "UPDATE item SET product = 99999 WHERE id = 2",
    "INSERT INTO dependency (item, needs) VALUES (4, 5), (5, 6), (6, 4)",
    "UPDATE item SET merged_into = 3 WHERE id = 2; UPDATE item SET merged_into = 2 WHERE id = 3",
    "UPDATE item SET about = id",
    "UPDATE item SET title = replace(hex(zeroblob(5000000)), '00', 'ab') WHERE id = 2",
    "UPDATE item SET description = replace(hex(zeroblob(5000000)), '00', 'a' || char(10)) WHERE id = 2",
    "UPDATE item SET title = '' WHERE id = 2",
    "UPDATE item SET title = 'a' || char(0) || 'b' || char(27) || '[2J' || char(10) || char(13) || char(155) || 'x'",
    "UPDATE item SET number = 1 WHERE id IN (2, 3)",
    "UPDATE item SET number = -9223372036854775808 WHERE id = 2",
    "UPDATE item SET number = 9223372036854775807 WHERE id = 2",
    "UPDATE item SET uid = 'no identity at all, but 36 long. yes.' WHERE id = 2",
    "UPDATE item SET uid = 'x' WHERE id = 2",
    "UPDATE item SET imported = '{', source = 'jira', foreign_key = 'J-' || id",
    "UPDATE item SET sprint = 99999 WHERE id = 2",
    "UPDATE event SET day = 'never'",
    "UPDATE event SET day = '+262142-12-31', at = 9223372036854775807",
    "UPDATE event SET day = '-262143-01-01', at = -9223372036854775808",
    "UPDATE event SET was = 'weird', became = 'weird'",
    "UPDATE event SET fact = 'weird'",
    "UPDATE step SET change = '{', label = char(27) || '[2Jlabel', author = char(27)",
    "UPDATE step SET at = 9223372036854775807, day = 'never'",
    "UPDATE step SET at = -9223372036854775808",
    "UPDATE step SET seq = 9223372036854775807 WHERE id = (SELECT max(id) FROM step)",
    "UPDATE step SET undoes = id, turn = 1",
    "UPDATE step SET live = 0",
    "UPDATE journal SET delta = '{' WHERE delta IS NOT NULL",
    "UPDATE journal SET delta = '[[1, 2]]'",
    "UPDATE journal SET tab = 'sqlite_schema'",
    "UPDATE journal SET op = 'weird'",
    "UPDATE journal SET seq = 9223372036854775807 WHERE seq = (SELECT max(seq) FROM journal)",
    "DELETE FROM note; INSERT INTO note SELECT 'view', '{'",
    "DELETE FROM note; INSERT INTO note SELECT 'view', replace(hex(zeroblob(50000)), '00', '[')",
    "INSERT OR REPLACE INTO note VALUES ('filter/1/x', '{'), ('queue/1', '[]'), ('typed find', '7'), ('contest/1', '{')",
    "INSERT INTO note VALUES ('apart/1/a/b', ''), ('apart/1/2', ''), ('apart/1/9223372036854775808/1', '')",
    "INSERT INTO draft (window, about, product, text) VALUES ('w', '{', 99, 'x')",
    "INSERT INTO draft (window, about, product, text) VALUES ('w', '\"NewItem\"', 99, char(27) || '[2J')",
    "UPDATE counter SET number = 9223372036854775807",
    "UPDATE counter SET number = -9223372036854775808",
    "UPDATE counter SET sprint = 9223372036854775807",
    "DELETE FROM counter",
    "UPDATE product SET prefix = char(27) || '[2J'",
    "UPDATE product SET scale = 'weird'",
    "UPDATE product SET name = replace(hex(zeroblob(100000)), '00', 'ab')",
    "DELETE FROM product",
    "UPDATE sprint SET phase = 'weird'",
    "UPDATE sprint SET phase = 'active'",
    "UPDATE sprint SET starts = '0001-01-01', ends = '9999-12-31'",
    "UPDATE sprint SET starts = '-262143-01-01', ends = '+262142-12-31'",
    "UPDATE sprint SET starts = '9999-12-31', ends = '0001-01-01'",
    "UPDATE sprint SET starts = 'never'",
    "UPDATE sprint SET capacity = 9223372036854775807",
    "UPDATE sprint SET capacity = -9223372036854775808",
    "UPDATE sprint SET number = 9223372036854775807 WHERE id = 1",
    "UPDATE sprint SET started_at = 9223372036854775807, started_on = '+262142-12-31'",
    "UPDATE sprint SET closed_at = -9223372036854775808, closed_on = '-262143-01-01'",
    "UPDATE frozen SET estimate = '9e999', state = 'weird'",
    "UPDATE score_input SET value = 9223372036854775807",
    "UPDATE score_input SET value = -9223372036854775808",
    "UPDATE score_input SET input = 'weird'",
    "UPDATE scoring SET setup = '{}'",
    "UPDATE duel SET item = other",
    "UPDATE criterion SET n = 9223372036854775807",
    "UPDATE criterion SET text = char(27) || '[2J' || char(10)",
    "UPDATE item_tag SET tag = char(27) || '[2J', folded = 'x' || id",
    "UPDATE question SET asked_on = 'never', answered_on = 'never'",
    "UPDATE question SET asked_on = '+262142-12-31'",
    "UPDATE comment SET at = 9223372036854775807",
    "UPDATE remark SET step = 99999",
    "DELETE FROM item",
    "DELETE FROM step; DELETE FROM journal",
    "DELETE FROM sqlite_sequence",
    "UPDATE sqlite_sequence SET seq = 9223372036854775807",
];

static SAMPLE: OnceLock<Vec<u8>> = OnceLock::new();

/// Where a person goes, each place drawn.
const WAYS: [&str; 24] = [
    "G", "g g", "j j", "Enter", "Esc", "W", "Esc", "e", "Esc", "g i", "g e", "g d", "g n", "g s", "]", "]", "]", "g p",
    "]", "]", "g u", "g b", "R", "Esc",
];

/// A file with the value in it; false where this schema has no such column.
fn make(folder: &Path, sql: &str) -> Result<(), String> {
    let path = folder.join("backlog.db");
    let sample = SAMPLE.get_or_init(|| {
        let dir = crate::replay::folder();
        let path = dir.path().join("sample.db");
        drop(upnext::cli::demo::create(&path, writer("Ada"), now()).unwrap());
        std::fs::read(path).unwrap()
    });
    std::fs::write(&path, sample).unwrap();
    let conn = rusqlite::Connection::open(&path).unwrap();
    let off = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON";
    conn.execute_batch(off).unwrap();
    let sets_aside =
        "SELECT type, name, sql FROM sqlite_schema WHERE type = 'trigger' OR (type = 'index' AND sql LIKE '%UNIQUE%')";
    let mut parts = conn.prepare(sets_aside).unwrap();
    let parts = parts.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap();
    let parts: Vec<(String, String, String)> = parts.map(Result::unwrap).collect();
    for (kind, name, _) in &parts {
        conn.execute_batch(&format!("DROP {kind} {name}")).unwrap();
    }
    conn.execute_batch(sql).map_err(|e| e.to_string())?;
    for (_, _, made) in parts {
        // Where two rows have what only one may have, that index is gone.
        let _ = conn.execute_batch(&made);
    }
    Ok(())
}

/// A counter that lies lets a write meet a row or a rule of the schema: nothing is written then, which is what counts,
/// though it is not yet told as damage. Anything else of SQLite's would be a fault.
fn is_no_fault(error: Option<&StoreError>) -> bool {
    match error {
        Some(StoreError::Sql { source, .. }) => {
            source.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
        }
        _ => true,
    }
}

/// One value before the store.
fn meet(sql: &str) -> Result<(), String> {
    let folder = folder();
    make(folder.path(), sql)?;
    let path = folder.path().join("backlog.db");
    let mut store = Store::open(&path, writer("Ada"), Patience::None).unwrap_or_else(|e| panic!("opened: {e:?}"));
    for error in read_all(&mut store) {
        assert!(is_told(&error), "read: {error:?}");
    }
    store.check().unwrap_or_else(|e| panic!("checked: {e:?}"));
    let product = upnext::domain::ProductId(1);
    let add = |n: i64| Change::AddItem {
        product,
        item: Box::new(crate::store::titled(&format!("new {n}"), Kind::Story)),
        spot: Spot::Bottom,
    };
    let moved = Change::Move { items: vec![ItemId(9)], to: Spot::Top, is_run: false };
    let rename = Change::SetTitle { item: ItemId(2), title: "x".into() };
    for change in [add(1), moved, rename, add(2)] {
        let done = store.commit(&change, now());
        assert!(is_no_fault(done.as_ref().err()), "commit: {done:?}");
    }
    for _ in 0..6 {
        let undone = store.undo(None, now(), None);
        assert!(is_no_fault(undone.as_ref().err()), "undo: {undone:?}");
        let redone = store.redo(None, now());
        assert!(is_no_fault(redone.as_ref().err()), "redo: {redone:?}");
    }
    Ok(())
}

/// The same value on the screens.
fn screens(sql: &str) -> Result<(), String> {
    let folder = folder();
    make(folder.path(), sql)?;
    let mut stage = Stage::of(&Rc::new(folder), 1, "dark");
    for way in WAYS {
        stage.press(way);
        assert!(!stage.screen().is_empty());
    }
    Ok(())
}

/// The shell on the same value: it says it in a line, or goes on.
fn shell(sql: &str) -> Result<(), String> {
    let home = Home::new();
    make(&home.path("."), sql)?;
    let db = home.db();
    for command in [&["list", "--all", "--json"][..], &["show", "2"], &["doctor"], &["export", "--format", "json"]] {
        let said = run(&home, &[&["--db", &db], command].concat());
        let words = format!("{}{}", said.out, said.err);
        assert!(!words.contains("report this") && !words.contains("panicked"), "{command:?}: {}", said.err);
        assert!([0, 1, 2, 65].contains(&said.code), "{command:?}: {} {}", said.code, said.err);
        assert!(!words.contains("\u{1b}[2J"), "{command:?} lets a title clear the screen");
    }
    Ok(())
}

#[test]
fn a_value_that_no_upnext_wrote_stops_nothing() {
    // Screens and commands take their time: some of the values here, all of them in the long run.
    let every = usize::try_from(dose("HOSTILE_EVERY", 15)).unwrap();
    let (mut failed, mut met) = (Vec::new(), 0);
    for (n, sql) in VALUES.iter().enumerate() {
        let met_one = catch_unwind(AssertUnwindSafe(|| {
            let found = meet(sql);
            if n % every == 0 { found.and_then(|()| screens(sql)).and_then(|()| shell(sql)) } else { found }
        }));
        match met_one {
            Ok(Ok(())) => met += 1,
            Ok(Err(error)) => failed.push(format!("{sql}\n    was not even written: {error}")),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
                let text: String = text.unwrap_or_default().chars().take(600).collect();
                failed.push(format!("{sql}\n    {text}"));
            }
        }
    }
    println!("{met} of {} values were met", VALUES.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
