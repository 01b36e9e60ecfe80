//! What the proofs of the store share: is a file whole, and does its journal tell exactly how it came to be so.

use rusqlite::Connection;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use upnext::store::{Patience, Store, Undone};

use crate::store::{dump, now, writer};

/// A folder in memory where there is such a place: thousands of commits wait for no disk.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// Numbers that are the same each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// The next number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// The file is whole: SQLite's full check, the store's own, and its journal.
pub(crate) fn assert_whole(path: &Path) {
    let conn = Connection::open(path).unwrap();
    let said: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(said, "ok");
    let store = Store::open(path, writer("Inspector"), Patience::None).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    assert_eq!(broken_links(&conn), Vec::<String>::new());
    // The program holds this, but a file that came to break it once is no damaged file.
    let sql = "SELECT count(*) FROM item WHERE kind = 'epic' AND sprint IS NOT NULL";
    assert_eq!(conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap(), 0, "an epic is in a Sprint");
}

/// A place in a journaled table.
type Cell = (String, i64, String);

/// Every old value in the journal must be the new value that came before it in the same cell, and the last new value
/// must be what stands there now: so nothing was overwritten unseen, and no step is there by half.
pub(crate) fn broken_links(conn: &Connection) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut cells: HashMap<Cell, Value> = HashMap::new();
    let mut gone: HashMap<(String, i64), bool> = HashMap::new();
    let mut statement = conn.prepare("SELECT seq, tab, row, op, delta FROM journal ORDER BY seq").unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (seq, table, id): (i64, String, i64) = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        let (op, delta): (String, Option<String>) = (row.get(3).unwrap(), row.get(4).unwrap());
        let delta: Value = delta.map_or(Value::Null, |d| serde_json::from_str(&d).unwrap());
        gone.insert((table.clone(), id), op == "delete");
        match &delta {
            // A new row: whatever was known of an earlier one of its kind is over.
            Value::Null => cells.retain(|cell, _| (cell.0.as_str(), cell.1) != (table.as_str(), id)),
            Value::Object(image) => {
                for (column, value) in image {
                    let known = cells.remove(&(table.clone(), id, column.clone()));
                    if known.as_ref().is_some_and(|k| k != value) {
                        wrong.push(format!("journal {seq}: {table} {id} went with {column} {value}, not {known:?}"));
                    }
                }
            }
            Value::Array(changes) => {
                for change in changes {
                    let column = change[0].as_str().unwrap().to_owned();
                    let known = cells.insert((table.clone(), id, column.clone()), change[2].clone());
                    if known.as_ref().is_some_and(|k| *k != change[1]) {
                        wrong.push(format!("journal {seq}: {table} {id} {column} was {}, not {known:?}", change[1]));
                    }
                }
            }
            other => wrong.push(format!("journal {seq}: {other}")),
        }
    }
    for ((table, id, column), value) in cells {
        let sql = format!("SELECT json_array({column}) FROM {table} WHERE id = ?1");
        let now = conn.query_row(&sql, [id], |r| r.get::<_, String>(0));
        let is = now.map(|n| serde_json::from_str::<Value>(&n).unwrap()[0].clone());
        if is.as_ref().ok() != Some(&value) {
            wrong.push(format!("{table} {id} {column} is {is:?}, the journal says {value}"));
        }
    }
    for ((table, id), is_gone) in gone {
        let sql = format!("SELECT 1 FROM {table} WHERE id = ?1");
        if conn.prepare(&sql).unwrap().exists([id]).unwrap() == is_gone {
            wrong.push(format!("{table} {id} should be gone: {is_gone}"));
        }
    }
    wrong
}

/// Takes back whatever is newest, whoever made it; answers the label of the step that did.
pub(crate) fn undo(store: &mut Store) -> Option<String> {
    let mut agreed = None;
    loop {
        match store.undo(None, now(), agreed).unwrap() {
            Undone::Nothing => return None,
            Undone::Foreign(step) => agreed = Some(step.id),
            Undone::Done(done) => return Some(done.label),
        }
    }
}

/// All undone, on a copy: answers its dump.
pub(crate) fn undo_all(path: &Path) -> String {
    let dir = folder();
    let copy = dir.path().join("copy.db");
    Store::open(path, writer("Copyist"), Patience::None).unwrap().copy_to(&copy).unwrap();
    let mut store = Store::open(&copy, writer("Ada"), Patience::None).unwrap();
    while undo(&mut store).is_some() {}
    dump(&copy)
}

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> String {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let mut out = String::new();
    for name in names {
        writeln!(out, "{name}").unwrap();
    }
    out
}

/// The one backup that must be there.
pub(crate) fn only_backup(store: &Store) -> PathBuf {
    let mut found = store.backups(None).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0).path
}

/// Every row of the journaled tables, by table and id.
pub(crate) type Rows = BTreeMap<(String, i64), Map<String, Value>>;

/// What stands in the journaled tables, and how far the journal has come.
pub(crate) fn standing(conn: &Connection) -> (Rows, i64) {
    let tx = conn.unchecked_transaction().unwrap();
    let mut rows = Rows::new();
    let sql = "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'journal_*'";
    let mut tables = tx.prepare(sql).unwrap();
    for table in tables.query_map([], |r| r.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        let columns = "SELECT group_concat('''' || name || ''', ' || name) FROM pragma_table_info(?1)";
        let columns: String = tx.query_row(columns, [&table], |r| r.get(0)).unwrap();
        let mut all = tx.prepare(&format!("SELECT id, json_object({columns}) FROM {table}")).unwrap();
        let all = all.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?))).unwrap();
        for (id, image) in all.map(Result::unwrap) {
            rows.insert((table.clone(), id), serde_json::from_str(&image).unwrap());
        }
    }
    let seq = tx.query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |r| r.get(0)).unwrap();
    (rows, seq)
}

/// A row of the journal: its number, the row it is about, what was done, and the delta.
type Told = (i64, (String, i64), String, Option<String>);

/// Tells the history of a file at rest since `start` backwards and again forwards, by the journal alone: backwards it must end
/// at what stood there then, forwards at what stands there now. Answers what does not fit.
pub(crate) fn retold(conn: &Connection, start: &(Rows, i64)) -> Vec<String> {
    let mut wrong = Vec::new();
    let (now, _) = standing(conn);
    let sql = "SELECT seq, tab, row, op, delta FROM journal WHERE seq > ?1 ORDER BY seq";
    let mut statement = conn.prepare(sql).unwrap();
    let told = statement.query_map([start.1], |r| {
        let delta: Option<String> = r.get(4)?;
        Ok((r.get(0)?, (r.get(1)?, r.get(2)?), r.get(3)?, delta))
    });
    let told: Vec<Told> = told.unwrap().map(Result::unwrap).collect();
    let mut rows = now.clone();
    let mut images: HashMap<i64, Map<String, Value>> = HashMap::new();
    for (seq, key, op, delta) in told.iter().rev() {
        let delta: Value = delta.as_deref().map_or(Value::Null, |d| serde_json::from_str(d).unwrap());
        let fits = match op.as_str() {
            "insert" => rows.remove(key).map(|image| images.insert(*seq, image)).is_some(),
            "delete" => rows.insert(key.clone(), delta.as_object().unwrap().clone()).is_none(),
            _ => rows.get_mut(key).is_some_and(|row| turn(row, &delta, 2, 1)),
        };
        if !fits {
            wrong.push(format!("journal {seq}, backwards: {op} of {key:?} by {delta} finds something else"));
        }
    }
    wrong.extend(differences("at the beginning", &start.0, &rows));
    let mut rows = start.0.clone();
    for (seq, key, op, delta) in &told {
        let delta: Value = delta.as_deref().map_or(Value::Null, |d| serde_json::from_str(d).unwrap());
        let fits = match op.as_str() {
            "insert" => images.get(seq).is_some_and(|image| rows.insert(key.clone(), image.clone()).is_none()),
            "delete" => rows.remove(key).is_some_and(|row| Some(&row) == delta.as_object()),
            _ => rows.get_mut(key).is_some_and(|row| turn(row, &delta, 1, 2)),
        };
        if !fits {
            wrong.push(format!("journal {seq}, forwards: {op} of {key:?} by {delta} finds something else"));
        }
    }
    wrong.extend(differences("in the end", &now, &rows));
    wrong
}

/// Sets changed columns from the value at `from` to that at `to`; false where one was not as it should have been.
fn turn(row: &mut Map<String, Value>, delta: &Value, from: usize, to: usize) -> bool {
    let mut fits = true;
    for change in delta.as_array().unwrap() {
        let was = row.insert(change[0].as_str().unwrap().to_owned(), change[to].clone());
        fits &= was.as_ref() == Some(&change[from]);
    }
    fits
}

fn differences(when: &str, expected: &Rows, found: &Rows) -> Vec<String> {
    let keys = expected.keys().chain(found.keys().filter(|key| !expected.contains_key(*key)));
    let differs = keys.filter(|key| expected.get(*key) != found.get(*key));
    differs.map(|key| format!("{key:?} {when}: {:?} instead of {:?}", found.get(key), expected.get(key))).collect()
}
