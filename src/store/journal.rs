//! The journal: every row that any write touches, noted by triggers made from the tables themselves.
//!
//! So no write can escape it and nobody writes an inverse by hand. A trigger asks the [`Gate`] for the open step; when
//! none is open the write fails.

use super::{shown, words};
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Every table whose rows are data. Each has an integer `id`.
pub(super) const TABLES: &[&str] = &[
    "product",
    "template",
    "item",
    "criterion",
    "subtask",
    "item_tag",
    "item_extra",
    "event",
    "dependency",
    "question",
    "sprint",
    "frozen",
    "improvement",
    "score_input",
    "duel",
    "scoring",
    "remark",
    "comment",
    "feed",
];

/// No call in the schema has more arguments: a file can be read with any SQLite, and older ones take no more.
const ARGUMENTS: usize = 100;

/// What the triggers ask: which step is open, and whether a renumbering runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate {
    /// The open step; 0 where none is.
    step: Arc<AtomicI64>,
    is_renumbering: Arc<AtomicBool>,
    /// True while the index of words is left behind, to be brought up at the end.
    is_bulk: Arc<AtomicBool>,
}

impl Gate {
    /// Makes `upnext_step()`, `upnext_op()` and `upnext_delta()` known to a connection, and what the index of words asks.
    pub(super) fn register(&self, conn: &Connection) -> rusqlite::Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
        let step = Arc::clone(&self.step);
        conn.create_scalar_function("upnext_step", 0, flags, move |_| match step.load(Ordering::Relaxed) {
            0 => Err(rusqlite::Error::UserFunctionError("a write outside of a step".into())),
            open => Ok(open),
        })?;
        let is_renumbering = Arc::clone(&self.is_renumbering);
        conn.create_scalar_function("upnext_op", 0, flags, move |_| {
            Ok(if is_renumbering.load(Ordering::Relaxed) { "renumber" } else { "update" })
        })?;
        conn.create_scalar_function("upnext_delta", -1, flags | FunctionFlags::SQLITE_DETERMINISTIC, delta)?;
        shown::health::register(conn)?;
        words::register(conn, self)
    }

    /// Lets writes through as part of `step`, until the guard falls.
    pub(super) fn open(&self, step: i64) -> Opened<'_> {
        self.step.store(step, Ordering::Relaxed);
        Opened(self)
    }

    /// Says whether the updates to come only make room between ranks.
    pub(super) fn renumber(&self, on: bool) {
        self.is_renumbering.store(on, Ordering::Relaxed);
    }

    /// Silences the index of words until the guard falls: the writer brings it up at the end.
    pub(super) fn bulk(&self) {
        self.is_bulk.store(true, Ordering::Relaxed);
    }

    /// True while the index of words is silent.
    pub(super) fn is_bulk(&self) -> bool {
        self.is_bulk.load(Ordering::Relaxed)
    }
}

/// An open gate; closes when dropped.
#[derive(Debug)]
pub(super) struct Opened<'a>(&'a Gate);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.step.store(0, Ordering::Relaxed);
        self.0.renumber(false);
        self.0.is_bulk.store(false, Ordering::Relaxed);
    }
}

/// The journaled tables whose rows belong to an item.
pub(super) fn of_items(conn: &Connection) -> rusqlite::Result<Vec<&'static str>> {
    let mut statement = conn.prepare("SELECT 1 FROM pragma_table_info(?1) WHERE name = 'item'")?;
    let mut found = Vec::new();
    for table in TABLES {
        if statement.exists([table])? {
            found.push(*table);
        }
    }
    Ok(found)
}

/// Makes the three triggers of every journaled table.
pub(super) fn make_triggers(conn: &Connection) -> rusqlite::Result<()> {
    for table in TABLES {
        let sql = "SELECT name FROM pragma_table_info(?1) ORDER BY cid";
        let columns: Vec<String> = conn.prepare(sql)?.query_map([table], |r| r.get(0))?.collect::<Result<_, _>>()?;
        conn.execute_batch(&triggers(table, &columns))?;
    }
    Ok(())
}

/// Removes them, before tables are rebuilt.
pub(super) fn drop_triggers(conn: &Connection) -> rusqlite::Result<()> {
    for table in TABLES {
        for op in ["insert", "update", "delete"] {
            conn.execute_batch(&format!("DROP TRIGGER IF EXISTS journal_{table}_{op}"))?;
        }
    }
    Ok(())
}

fn triggers(table: &str, columns: &[String]) -> String {
    let item = |side: &str| match table {
        "item" => format!("{side}.id"),
        _ if columns.iter().any(|c| c == "item") => format!("{side}.item"),
        _ => "NULL".to_owned(),
    };
    let head = "INSERT INTO journal (step, tab, row, item, op, delta) VALUES (upnext_step(), ";
    let (new, old) = (item("NEW"), item("OLD"));
    let (differs, delta) = update_delta(columns);
    let image = columns.iter().map(|c| format!("'{c}', OLD.{c}")).collect::<Vec<_>>().join(", ");
    format!(
        "CREATE TRIGGER journal_{table}_insert AFTER INSERT ON {table} BEGIN
           {head}'{table}', NEW.id, {new}, 'insert', NULL);
         END;
         CREATE TRIGGER journal_{table}_update AFTER UPDATE ON {table} WHEN {differs} BEGIN
           {head}'{table}', OLD.id, {old}, upnext_op(), {delta});
         END;
         CREATE TRIGGER journal_{table}_delete AFTER DELETE ON {table} BEGIN
           {head}'{table}', OLD.id, {old}, 'delete', json_object({image}));
         END;"
    )
}

/// The condition that a row changed, and the list of its changed columns as `[[column, old, new], …]`.
fn update_delta(columns: &[String]) -> (String, String) {
    let differs: Vec<String> = columns.iter().map(|c| format!("OLD.{c} IS NOT NEW.{c}")).collect();
    // Calls are short: every start reads the words of all triggers.
    let calls = columns.chunks(ARGUMENTS / 3).map(|columns| {
        let triples: Vec<String> = columns.iter().map(|c| format!("'{c}', OLD.{c}, NEW.{c}")).collect();
        format!("upnext_delta({})", triples.join(", "))
    });
    let calls: Vec<String> = calls.collect();
    (differs.join(" OR "), format!("'[' || substr({}, 2) || ']'", calls.join(" || ")))
}

/// `upnext_delta(column, old, new, …)`: those of which the two differ, as JSON with a comma before each.
fn delta(ctx: &Context) -> rusqlite::Result<String> {
    let json = |value: ValueRef| match value {
        ValueRef::Null => Ok(serde_json::Value::Null),
        ValueRef::Integer(number) => Ok(number.into()),
        ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into()),
        ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(rusqlite::Error::UserFunctionError("a journaled table holds whole numbers and texts alone".into()))
        }
    };
    let mut changed = String::new();
    for at in (0..ctx.len()).step_by(3) {
        let [column, old, new] = [at, at + 1, at + 2].map(|at| ctx.get_raw(at));
        if old != new {
            // Writing to a String cannot fail.
            let _ = write!(changed, ",{}", serde_json::Value::from(vec![json(column)?, json(old)?, json(new)?]));
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    fn fresh() -> (Gate, Connection) {
        let conn = Connection::open_in_memory().unwrap();
        let gate = Gate::default();
        gate.register(&conn).unwrap();
        schema::create(&conn).unwrap();
        (gate, conn)
    }

    const NEW: &str = "INSERT INTO product (uid, name, prefix, scale, created_at)
        VALUES ('01234567-0123-0123-0123-012345678901', 'Shop', 'WEB', 'free', 1)";

    #[test]
    fn a_write_outside_of_a_step_is_refused() {
        let (gate, conn) = fresh();
        assert!(conn.execute(NEW, []).unwrap_err().to_string().contains("outside of a step"));
        let open = gate.open(1);
        conn.execute_batch("BEGIN; PRAGMA defer_foreign_keys = ON").unwrap();
        conn.execute(NEW, []).unwrap();
        drop(open);
        assert!(conn.execute("DELETE FROM product", []).is_err());
        assert!(conn.execute("UPDATE product SET name = 'x'", []).is_err());
    }

    #[test]
    fn a_delta_holds_the_changed_columns_only() {
        let (gate, conn) = fresh();
        let _open = gate.open(1);
        conn.execute_batch("BEGIN").unwrap();
        conn.execute(NEW, []).unwrap();
        conn.execute("UPDATE product SET name = 'a\"b', created_at = 2, prefix = 'WEB'", []).unwrap();
        conn.execute("UPDATE product SET name = name", []).unwrap();
        conn.execute("DELETE FROM product", []).unwrap();
        let rows: Vec<(String, Option<String>)> = conn
            .prepare("SELECT op, delta FROM journal ORDER BY seq")
            .unwrap()
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert_eq!(rows[0], ("insert".into(), None));
        assert_eq!(rows[1], ("update".into(), Some(r#"[["name","Shop","a\"b"],["created_at",1,2]]"#.into())));
        assert!(rows[2].1.as_ref().unwrap().contains(r#""prefix":"WEB""#));
    }

    #[test]
    fn no_call_has_more_arguments_than_an_old_sqlite_takes() {
        let (_, conn) = fresh();
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger'";
        let all: Vec<String> =
            conn.prepare(sql).unwrap().query_map([], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let calls = all.iter().flat_map(|sql| sql.split('(').skip(1).filter_map(|rest| rest.split(')').next()));
        let most = calls.map(|arguments| arguments.split(',').count()).max().unwrap();
        assert!((50..=ARGUMENTS).contains(&most), "{most}");
    }

    #[test]
    fn journaled_tables_hold_neither_blobs_nor_reals_nor_generated_columns() {
        let (_, conn) = fresh();
        for table in TABLES {
            let odd: i64 = conn
                .query_row(
                    "SELECT count(*) FROM pragma_table_xinfo(?1) WHERE type NOT IN ('INTEGER', 'TEXT') OR hidden <> 0",
                    [table],
                    |r| r.get(0),
                )
                .unwrap();
            assert_eq!(odd, 0, "{table}");
        }
    }
}
