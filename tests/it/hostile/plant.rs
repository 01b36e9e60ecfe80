//! The sample with hostile text in every place of the file that holds a person's words: written round the program, as
//! in a file that somebody else has made.

use super::corpus;
use crate::replay::Dice;
use crate::stage::today;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::Path;
use upnext::cli::demo;
use upnext::store::Writer;

/// Words of people; all text columns that are not in [`FORMED`].
const WORDS: &[(&str, &[&str])] = &[
    ("product", &["name", "vision", "vision_by", "goal", "personas", "jargon", "reasons", "done_list"]),
    (
        "item",
        &[
            "title",
            "persona",
            "want",
            "benefit",
            "description",
            "asked",
            "assignee",
            "note",
            "blocked",
            "decline_reason",
            "decline_alternative",
            "decline_requester",
            "foreign_key",
            "foreign_id",
            "links",
            "kept_why",
            "worth",
            "pinned",
        ],
    ),
    ("criterion", &["text"]),
    ("subtask", &["text"]),
    ("item_tag", &["tag"]),
    ("item_extra", &["column", "value"]),
    ("event", &["reason", "asked"]),
    ("step", &["author", "window", "label", "reason"]),
    ("draft", &["text"]),
    ("template", &["title", "persona", "want", "benefit", "description", "criteria"]),
    ("question", &["text", "answer"]),
    ("sprint", &["name", "goal", "notes", "foreign_key"]),
    ("improvement", &["text", "owner"]),
    ("remark", &["text"]),
    ("comment", &["author", "text"]),
];

/// Text columns in which a program's own words stand: identities, days, names of its own, JSON.
const FORMED: &[(&str, &[&str])] = &[
    ("product", &["uid", "prefix", "scale", "ready_rules"]),
    (
        "item",
        &["uid", "kind", "state", "estimate", "due", "source", "imported", "snoozed_until", "kept_on", "decline_again"],
    ),
    ("criterion", &["uid"]),
    ("item_tag", &["folded"]),
    ("item_extra", &["source"]),
    ("event", &["fact", "was", "became", "day"]),
    ("step", &["day", "verb", "change"]),
    ("journal", &["tab", "op", "delta"]),
    ("draft", &["window", "about"]),
    ("note", &["name", "value"]),
    ("template", &["kind"]),
    ("question", &["asked_on", "answered_on"]),
    ("compared", &["day"]),
    ("health", &["day", "parts", "top"]),
    ("sprint", &["uid", "starts", "ends", "phase", "started_on", "closed_on", "source"]),
    ("frozen", &["moment", "state", "estimate", "went"]),
    ("improvement", &["due", "done_on"]),
    ("score_input", &["input"]),
    ("scoring", &["setup"]),
    ("feed", &["source", "setup"]),
];

/// A few rows of what the sample has none of.
const MORE: &str = "
    INSERT INTO subtask (item, n, text) SELECT id, 1, 'x' FROM item LIMIT 12;
    INSERT INTO item_extra (item, source, column, n, value) SELECT id, 'csv', 'x', 1, 'x' FROM item LIMIT 12;
    INSERT INTO question (item, text, asked_on) SELECT id, 'x', '2026-02-27' FROM item LIMIT 12;
    INSERT INTO question (item, text, asked_on, answer, answered_on)
      SELECT id, 'x', '2026-02-27', 'x', '2026-02-28' FROM item LIMIT 12;
    INSERT INTO template (product, kind, title) SELECT id, 'bug', 'x' FROM product;
    INSERT INTO comment (item, n, author, text) SELECT id, 1, 'x', 'x' FROM item LIMIT 12;
    INSERT INTO remark (step, text) SELECT id, 'x' FROM step;
    INSERT INTO improvement (sprint, text, owner) SELECT id, 'x', 'x' FROM sprint;
    INSERT INTO item_tag (item, tag, folded) SELECT id, 'x', 'x' || id FROM item;
    UPDATE item SET blocked = 'x' WHERE id % 3 = 0;
    UPDATE item SET pinned = 'x' WHERE id % 4 = 0;
    UPDATE item SET source = 'jira', foreign_key = 'x' || id, foreign_id = 'x' WHERE id % 5 = 0;
    UPDATE item SET kept_on = '2026-02-28', kept_why = 'x' WHERE id % 6 = 0;
    UPDATE sprint SET source = 'jira', foreign_key = 'x' || id;
    UPDATE step SET reason = 'x';
";

/// Makes the file; the same seed makes the same one.
pub(crate) fn plant(path: &Path, seed: u64) {
    let writer = Writer { author: "ada".into(), window: "demo".into() };
    drop(demo::create(path, writer, today()).unwrap());
    let conn = Connection::open(path).unwrap();
    for (setting, is_on) in
        [(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false), (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)]
    {
        conn.set_db_config(setting, is_on).unwrap();
    }
    conn.execute_batch("BEGIN").unwrap();
    conn.execute_batch(MORE).unwrap();
    let mut dice = Dice(seed);
    for (table, columns) in WORDS {
        for column in *columns {
            fill(&conn, table, column, &mut dice);
        }
    }
    conn.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// Another text in each row, also where there was none, but not where nothing (NULL) means something.
fn fill(conn: &Connection, table: &str, column: &str, dice: &mut Dice) {
    let mut rows = conn.prepare(&format!("SELECT rowid FROM {table} WHERE {column} IS NOT NULL")).unwrap();
    let rows: Vec<i64> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut update = conn.prepare(&format!("UPDATE {table} SET {column} = ?1 WHERE rowid = ?2")).unwrap();
    for row in rows {
        let most = if dice.once_in(20) { 60 } else { 5 };
        // A name may be there only once.
        let is_taken = |error: &rusqlite::Error| {
            error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
        };
        while let Err(error) = update.execute((corpus::text(dice, most), row)) {
            assert!(is_taken(&error), "{table}.{column}: {error}");
        }
    }
}

/// Each text column of the file as it is now.
fn columns(conn: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
      WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND c.type = 'TEXT'";
    let mut found = conn.prepare(sql).unwrap();
    found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// The text columns in which control characters stand that no text may keep.
pub(crate) fn unclean(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let mut wrong = Vec::new();
    for (table, column) in columns(&conn) {
        let sql = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL");
        let mut rows = conn.prepare(&sql).unwrap();
        let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
        for text in rows.filter(|text| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'))) {
            wrong.push(format!("{table}.{column}: {text:?}"));
        }
    }
    wrong
}

#[test]
fn each_text_of_the_file_is_either_words_or_formed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("backlog.db");
    plant(&path, 1);
    let known = |name: &(String, String)| {
        WORDS.iter().chain(FORMED).any(|(table, columns)| *table == name.0 && columns.contains(&name.1.as_str()))
    };
    let unknown: Vec<_> = columns(&Connection::open(&path).unwrap()).into_iter().filter(|name| !known(name)).collect();
    assert!(unknown.is_empty(), "name them in WORDS or in FORMED: {unknown:?}");
    assert!(!unclean(&path).is_empty(), "what is planted is hostile");
}
