//! Is the file whole? SQLite's own checks, and what must hold beyond them.
//!
//! Nothing here repairs data: a damaged file is not written to. The ways out are the newest backup and
//! [`Store::salvage`]. Only the search, which is made from the items, is made anew from them.

use super::error::StoreError;
use super::{Store, backup, journal, list, open, place, schema, sense, words};
use crate::domain::List;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::fs;
use std::path::Path;
use std::time::Duration;
use strum::IntoEnumIterator;

/// What makes a wrong search whole, at the end of what is told of it.
const MENDED_BY: &str = "`upnext doctor --mend-search` makes it anew";

/// How often, and how long in between, another window's writing back of the log is waited for.
const TRIES: usize = 200;
const WAIT: Duration = Duration::from_millis(25);

/// So many faults of one kind are told.
const TOLD: usize = 5;

/// What must hold: a sentence, and the query that finds where it does not. Tables are read without their indexes, so
/// that a damaged index is noticed.
const RULES: &[(&str, &str)] = &[
    (
        "two items have the same place",
        "SELECT group_concat(id, ' and ') FROM item NOT INDEXED GROUP BY product, rank HAVING count(*) > 1",
    ),
    (
        "two items have the same key",
        "SELECT group_concat(id, ' and ') FROM item NOT INDEXED GROUP BY product, number HAVING count(*) > 1",
    ),
    (
        "a key could be given twice",
        "SELECT product.prefix FROM product LEFT JOIN counter ON counter.product = product.id
         WHERE coalesce(counter.number, 0)
           < (SELECT coalesce(max(number), 0) FROM item NOT INDEXED WHERE item.product = product.id)",
    ),
    (
        "an item belongs to something that is no epic of its product",
        "SELECT item.id FROM item NOT INDEXED JOIN item epic ON epic.id = item.parent
         WHERE epic.kind <> 'epic' OR epic.product <> item.product",
    ),
    (
        "a step wrote nothing",
        "SELECT id FROM step NOT INDEXED
         WHERE verb <> 'purge' AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.step = step.id)",
    ),
    (
        "a step was taken back twice, or by nothing",
        "SELECT root FROM step NOT INDEXED WHERE verb <> 'purge' GROUP BY root HAVING sum(live) <> 1",
    ),
    (
        "a step takes back one that is not its own",
        "SELECT step.id FROM step NOT INDEXED LEFT JOIN step was ON was.id = step.undoes
         WHERE step.undoes IS NOT NULL AND (was.root IS NOT step.root OR was.id >= step.id OR was.live = 1)",
    ),
];

impl Store {
    /// Looks whether the file is whole; answers what is not, in sentences. May take a while: a job.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let found = self.reading(|conn| {
            let mut found = quick_check(conn)?;
            if found.is_empty() {
                found.extend(references(conn)?);
                found.extend(schema::strange(conn)?);
                found.extend(triggers(conn)?);
                found.extend(lists(conn)?);
                for (sentence, sql) in RULES {
                    found.extend(broken(conn, sentence, sql)?);
                }
                found.extend(sense::faults(conn)?);
                found.extend(index(conn)?);
            }
            Ok(found)
        });
        match found {
            // Too damaged to be asked.
            Err(StoreError::Damaged { detail, .. }) => Ok(vec![detail]),
            Err(StoreError::BadSearch { detail, .. }) => Ok(unsearchable(&detail)),
            Ok(found) => {
                if found.is_empty() {
                    self.trust();
                }
                Ok(found)
            }
            other => other,
        }
    }

    /// As [`check`](Self::check); where nothing but the search is wrong, it is made anew. True where it was.
    pub fn check_mending(&mut self) -> Result<(Vec<String>, bool), StoreError> {
        let found = self.check()?;
        if found.is_empty() || self.is_read_only() || !found.iter().all(|fault| fault.ends_with(MENDED_BY)) {
            return Ok((found, false));
        }
        self.mend_search()?;
        Ok((self.check()?, true))
    }

    /// Makes the search anew from the items. Nothing is lost: it has no text of its own.
    pub fn mend_search(&mut self) -> Result<(), StoreError> {
        self.transact(|store| words::make_anew(&store.conn))
    }

    /// Writes nothing from now on, because of what a check found. A restore lifts it.
    pub fn turn_read_only(&mut self, why: &str) {
        self.stop(why);
    }

    /// Ends all writing where somebody cut the file off: what was left must not be written to, and SQLite would not
    /// notice before it needs what is missing. What was seen to be right, of so many pages, is not looked at twice.
    pub(super) fn check_length(&self) -> Result<(), StoreError> {
        let length = length(&self.path);
        let seen = (length, self.pages(length)?);
        if seen == self.seen.get() || self.has_moved()? {
            return Ok(());
        }
        if self.lacks_pages(seen)?
            && let Some(told) = self.missing(length)?
        {
            let detail = format!("its end is missing, {length} bytes are left: {told}");
            self.stop(&detail);
            return Err(StoreError::Damaged { path: self.path.clone(), detail });
        }
        let length = self::length(&self.path);
        self.seen.set((length, self.pages(length)?));
        Ok(())
    }

    /// How many pages there are in a file of this length and in its log.
    fn pages(&self, length: u64) -> Result<i64, StoreError> {
        if length < place::LEAST {
            return Ok(0);
        }
        self.reading(|conn| Ok(conn.prepare_cached("PRAGMA page_count")?.query_row([], |r| r.get(0))?))
    }

    /// What is missing in a file that is too short, where it is not in the log either and goes back from there.
    fn missing(&self, length: u64) -> Result<Option<String>, StoreError> {
        let found = self.looked_at(length).or_else(|error| match error.at(&self.path, String::new) {
            StoreError::Damaged { detail, .. } => Ok(vec![detail]),
            other => Err(other),
        })?;
        if !found.is_empty() || self.bar.is_some() {
            return Ok(found.into_iter().next());
        }
        // Another window may be at it.
        let is_busy = || self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |r| r.get::<_, bool>(0));
        let mut tries = 0;
        while is_busy()? && tries < TRIES {
            std::thread::sleep(WAIT);
            tries += 1;
        }
        let length = self::length(&self.path);
        let is_missing = self.lacks_pages((length, self.pages(length)?))?;
        Ok(is_missing.then(|| "the log was written back into it before that, and has the rest".into()))
    }

    /// What a connection of its own finds: this one may remember what is gone. Pages that are missing in the file may
    /// stand in the log.
    fn looked_at(&self, length: u64) -> Result<Vec<String>, StoreError> {
        if length < place::LEAST {
            return Ok(vec!["it is empty".into()]);
        }
        quick_check(&backup::look_at(&self.path)?)
    }

    /// True where the file is shorter than all pages are, and than what is written back of the log.
    fn lacks_pages(&self, (length, pages): (u64, i64)) -> Result<bool, StoreError> {
        if length < place::LEAST {
            return Ok(true);
        }
        let size: i64 = self.conn.pragma_query_value(None, "page_size", |r| r.get(0))?;
        let whole = u64::try_from(pages.saturating_mul(size)).unwrap_or(0);
        let is_even = u64::try_from(size).is_ok_and(|size| length.is_multiple_of(size));
        // Read without its log, SQLite compares the file with its own beginning.
        let is_short = || open::read_alone(&self.path).and_then(|conn| Ok(schema::version(&conn)?)).is_err();
        Ok(!is_even || (length < whole && (!place::has_log(&self.path) || is_short())))
    }

    /// Ends all writing; the log stays beside the file as it is, too: it may be what is wrong.
    pub(super) fn stop(&self, why: &str) {
        self.stopped.borrow_mut().get_or_insert_with(|| why.to_owned());
        self.write_back_at_the_end(false);
    }

    /// The file is whole, or was closed properly: the log may go into it when it is closed. A log that somebody else
    /// left behind must not before it was looked at: it may belong to another file.
    pub fn trust(&self) {
        self.write_back_at_the_end(!self.is_read_only());
    }

    /// True where the log may go into the file: it was closed properly, or a check found nothing.
    pub fn is_trusted(&self) -> bool {
        matches!(self.conn.db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE), Ok(false))
    }

    fn write_back_at_the_end(&self, is_wanted: bool) {
        // Only a closed connection refuses this.
        let _ = self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !is_wanted);
    }
}

/// The bytes of a file; none where it is not there.
fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |meta| meta.len())
}

fn quick_check(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let said: Vec<String> =
        conn.prepare("PRAGMA quick_check(5)")?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    if said == ["ok"] {
        return Ok(Vec::new());
    }
    backup::unread(&said)?;
    Ok(said)
}

fn references(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let told = |r: &rusqlite::Row| {
        let (table, row, to): (String, Option<i64>, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        Ok(format!("row {} of {table} belongs to a {to} that is not there", row.unwrap_or_default()))
    };
    Ok(statement.query_map([], told)?.take(TOLD).collect::<Result<_, _>>()?)
}

fn triggers(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'journal_*' AND tbl_name = ?1";
    let mut statement = conn.prepare(sql)?;
    let mut found = Vec::new();
    for table in journal::TABLES {
        let n: i64 = statement.query_row([table], |r| r.get(0))?;
        if n != 3 {
            found.push(format!("{n} of 3 triggers of {table} are there: its changes can't all be taken back"));
        }
    }
    Ok(found)
}

/// The index of words knows just the words of the items.
fn index(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let told = |fault: String| vec![format!("{fault}: {MENDED_BY}")];
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'words_*' AND tbl_name = 'item'";
    let n: i64 = conn.query_row(sql, [], |r| r.get(0))?;
    if n != 3 {
        return Ok(told(format!(
            "{n} of 3 triggers of the search are there, it can't find what is written from now on"
        )));
    }
    match words::wrong(conn, TOLD) {
        Ok(wrong) => Ok(wrong
            .into_iter()
            .flat_map(|i| told(format!("the search does not know the words of item {i}")))
            .collect()),
        // The table is not there, or not as it should be.
        Err(StoreError::Sql { source, .. }) => Ok(unsearchable(&source.to_string())),
        Err(other) => Err(other),
    }
}

fn unsearchable(detail: &str) -> Vec<String> {
    vec![format!("the search can't be read ({detail}): {MENDED_BY}")]
}

/// Every item stands in exactly one list, and the lists know it.
fn lists(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut listed = 0;
    for list in List::iter() {
        let sql = format!("SELECT count(*) FROM item INDEXED BY item_{} WHERE {}", list.name(), list::condition(list));
        listed += conn.query_row(&sql, [], |r| r.get::<_, i64>(0))?;
    }
    let all: i64 = conn.query_row("SELECT count(*) FROM item NOT INDEXED", [], |r| r.get(0))?;
    Ok(if listed == all { Vec::new() } else { vec![format!("the lists show {listed} items, but there are {all}")] })
}

fn broken(conn: &Connection, sentence: &str, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |r| {
        Ok(match r.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(n) => n.to_string(),
            other => other.as_str_or_null()?.unwrap_or_default().to_owned(),
        })
    })?;
    let rows: Vec<String> = rows.take(TOLD).collect::<Result<_, _>>()?;
    Ok(rows.into_iter().map(|row| format!("{sentence} ({row})")).collect())
}

#[cfg(test)]
mod tests {
    use crate::domain::product::NewProduct;
    use crate::domain::{Change, Now, Scale};
    use crate::store::{Store, StoreError, Writer};

    #[test]
    fn a_full_disk_refuses_a_change_and_takes_it_later() {
        let dir = tempfile::tempdir().unwrap();
        let writer = Writer { author: "Ada".into(), window: "w".into() };
        let mut store = Store::create(&dir.path().join("b.db"), writer).unwrap();
        let now = Now::noon("2026-03-02".parse().unwrap());
        let limit = |store: &Store, pages: i64| {
            store.conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
        };
        limit(&store, 1);
        let name = "n".repeat(4000);
        let new =
            |n: i64| NewProduct { scale: Scale::Free, ..NewProduct::named(format!("{n}{name}"), format!("P{n}")) };
        let mut fits = 0;
        let error = loop {
            match store.commit(&Change::AddProduct(new(fits)), now) {
                Ok(_) => fits += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, StoreError::Full(_)), "{error:?}");
        assert_eq!(i64::try_from(store.products().unwrap().len()).unwrap(), fits);
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        limit(&store, 1_000_000);
        store.commit(&Change::AddProduct(new(fits)), now).unwrap();
        assert!(matches!(store.undo(None, now, None), Ok(crate::store::Undone::Done(_))));
    }
}
