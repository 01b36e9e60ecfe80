//! The index of the words of items: filled by triggers, and after a big write from the items that it touched.
//!
//! What a word is, [`crate::domain::word`] says; the index stores just these words, so that it finds what a filter
//! finds in an item. It can be made anew from the items at any time, so nothing is lost with it.

use super::error::StoreError;
use super::journal::Gate;
use super::write::Watch;
use crate::domain::text::fold;
use crate::domain::word;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{CachedStatement, Connection, Row, params};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// A write of more journal rows than these fills the index once, at its end.
pub(super) const LARGE: usize = 1000;
/// How often a watch is told, in items.
const EVERY: usize = 256;

/// The texts of an item that are indexed.
const TEXTS: &str = "title, persona, want, benefit, description";
/// The columns of which a change changes the words.
const COLUMNS: [&str; 5] = ["title", "persona", "want", "benefit", "description"];

/// The table, as the migration makes it.
const TABLE: &str = "CREATE VIRTUAL TABLE item_words USING fts5(
  title, story, description,
  content = '', contentless_delete = 1, tokenize = 'ascii'
);";

const INSERT: &str = "INSERT INTO item_words (rowid, title, story, description) VALUES (?1, ?2, ?3, ?4)";

/// Makes the functions known that the triggers and the queries use.
pub(super) fn register(conn: &Connection, gate: &Gate) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    let gate = gate.clone();
    conn.create_scalar_function("upnext_indexes", 0, flags, move |_| Ok(!gate.is_bulk()))?;
    let flags = flags | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("upnext_words", -1, flags, |context| {
        let mut words = String::new();
        each_text(context, 0, |text| word::push_words(text, &mut words))?;
        Ok(words)
    })?;
    let memo = RefCell::new(Memo::default());
    conn.create_scalar_function("upnext_has", -1, flags, move |context| {
        if context.len() == 2 {
            let text = context.get_raw(1).as_str_or_null()?.unwrap_or_default();
            return Ok(memo.borrow_mut().has(context.get_raw(0).as_str()?, text));
        }
        let mut texts: [&str; 4] = [""; 4];
        let mut count = 0;
        let pattern = context.get_raw(0).as_str()?;
        for (at, slot) in (1..context.len()).zip(&mut texts) {
            *slot = context.get_raw(at).as_str_or_null()?.unwrap_or_default();
            count = at;
        }
        Ok(word::is_in(pattern, &texts[..count]))
    })?;
    let columns = RefCell::new(Memo::default());
    conn.create_scalar_function("upnext_has_either", 3, flags, move |context| {
        let pattern = context.get_raw(0).as_str()?;
        let (column, value) = (context.get_raw(1).as_str()?, context.get_raw(2).as_str()?);
        let mut memo = columns.borrow_mut();
        Ok(memo.has(pattern, column) || memo.has(pattern, value))
    })?;
    conn.create_scalar_function("upnext_is", 3, flags, |context| {
        let folded = context.get_raw(0).as_str()?;
        let mut is_any = false;
        for at in 1..3 {
            is_any |= context.get_raw(at).as_str_or_null()?.is_some_and(|text| is_folded_to(text, folded));
        }
        Ok(is_any)
    })
}

/// True where a text without regard to case is this one.
fn is_folded_to(text: &str, folded: &str) -> bool {
    if text.is_ascii() { text.trim().eq_ignore_ascii_case(folded) } else { fold(text) == folded }
}

/// What was found in names and short values: many items have the same few. A text has one slot, which the next with
/// the same slot takes over.
struct Memo {
    pattern: String,
    slots: Vec<Option<(String, bool)>>,
}

impl Default for Memo {
    fn default() -> Self {
        Self { pattern: String::new(), slots: vec![None; Self::SLOTS] }
    }
}

impl Memo {
    const SLOTS: usize = 256;
    /// No longer text is kept.
    const LONGEST: usize = 48;

    fn has(&mut self, pattern: &str, text: &str) -> bool {
        if text.len() > Self::LONGEST {
            return word::is_in(pattern, &[text]);
        }
        if self.pattern != pattern {
            self.slots.fill(None);
            pattern.clone_into(&mut self.pattern);
        }
        let hash = text.bytes().fold(text.len(), |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
        match &mut self.slots[hash % Self::SLOTS] {
            Some((known, has)) if known == text => *has,
            slot => {
                let has = word::is_in(pattern, &[text]);
                *slot = Some((text.to_owned(), has));
                has
            }
        }
    }
}

fn each_text(context: &Context, from: usize, mut each: impl FnMut(&str)) -> rusqlite::Result<()> {
    for at in from..context.len() {
        each(context.get_raw(at).as_str_or_null()?.unwrap_or_default());
    }
    Ok(())
}

/// Makes the triggers that keep the index up to date, where the file's format has one.
pub(super) fn make_triggers(conn: &Connection) -> rusqlite::Result<()> {
    if !exists(conn)? {
        return Ok(());
    }
    let differs = COLUMNS.map(|c| format!("OLD.{c} IS NOT NEW.{c}")).join(" OR ");
    let of = "upnext_words(NEW.title), upnext_words(NEW.persona, NEW.want, NEW.benefit), upnext_words(NEW.description)";
    conn.execute_batch(&format!(
        "CREATE TRIGGER words_item_insert AFTER INSERT ON item WHEN upnext_indexes() BEGIN
           INSERT INTO item_words (rowid, title, story, description) VALUES (NEW.id, {of});
         END;
         CREATE TRIGGER words_item_update AFTER UPDATE OF {TEXTS} ON item WHEN ({differs}) AND upnext_indexes() BEGIN
           UPDATE item_words SET (title, story, description) = ({of}) WHERE rowid = NEW.id;
         END;
         CREATE TRIGGER words_item_delete AFTER DELETE ON item WHEN upnext_indexes() BEGIN
           DELETE FROM item_words WHERE rowid = OLD.id;
         END;"
    ))
}

/// Removes them, before tables are rebuilt.
pub(super) fn drop_triggers(conn: &Connection) -> rusqlite::Result<()> {
    ["insert", "update", "delete"]
        .into_iter()
        .try_for_each(|op| conn.execute_batch(&format!("DROP TRIGGER IF EXISTS words_item_{op}")))
}

fn exists(conn: &Connection) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = 'item_words'")?.exists([])
}

/// Makes the index anew from all items.
pub(super) fn rebuild(conn: &Connection) -> Result<(), StoreError> {
    if !exists(conn)? {
        return Ok(());
    }
    fill(conn, &mut || ControlFlow::Continue(()))
}

/// Makes the table, the triggers and the words anew, whatever is left of them.
pub(super) fn make_anew(conn: &Connection) -> Result<(), StoreError> {
    drop_triggers(conn)?;
    conn.execute_batch("DROP TABLE IF EXISTS item_words")?;
    conn.execute_batch(TABLE)?;
    rebuild(conn)?;
    Ok(make_triggers(conn)?)
}

/// Brings the index to what was written since a journal row, in which the triggers were silent.
pub(super) fn follow(conn: &Connection, since: i64, watch: Watch) -> Result<(), StoreError> {
    let ids = touched(conn, since, watch)?;
    let known: i64 = conn.prepare_cached("SELECT count(*) FROM item_words_docsize")?.query_row([], |r| r.get(0))?;
    let total = ids.len();
    // Everything is written by now, and progress never goes back.
    let mut tell = || watch(total, total);
    if known == 0 || total > usize::try_from(known).unwrap_or(0) / 2 {
        return fill(conn, &mut tell);
    }
    let mut remove = conn.prepare_cached("DELETE FROM item_words WHERE rowid = ?1")?;
    let mut insert = conn.prepare_cached(INSERT)?;
    let mut find = conn.prepare_cached(&format!("SELECT id, {TEXTS} FROM item WHERE id = ?1"))?;
    for (n, id) in ids.iter().enumerate() {
        if n.is_multiple_of(EVERY) && tell().is_break() {
            return Err(StoreError::Cancelled);
        }
        remove.execute([id])?;
        let mut rows = find.query([id])?;
        if let Some(row) = rows.next()? {
            add(&mut insert, row)?;
        }
    }
    Ok(())
}

/// The items whose words may have changed since a journal row.
fn touched(conn: &Connection, since: i64, watch: Watch) -> Result<BTreeSet<i64>, StoreError> {
    let sql = "SELECT row, tab = 'item', op, delta FROM journal WHERE seq > ?1 ORDER BY seq";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([since])?;
    let (mut ids, mut seen) = (BTreeSet::new(), 0_usize);
    while let Some(row) = rows.next()? {
        seen += 1;
        if seen.is_multiple_of(EVERY * 16) && watch(seen, seen).is_break() {
            return Err(StoreError::Cancelled);
        }
        if !row.get::<_, bool>(1)? {
            continue;
        }
        let has_changed = match row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)? {
            "insert" | "delete" => true,
            "update" => {
                let delta = row.get_ref(3)?.as_str_or_null().map_err(rusqlite::Error::from)?.unwrap_or_default();
                COLUMNS.iter().any(|column| delta.contains(&format!("[\"{column}\",")))
            }
            _ => false,
        };
        if has_changed {
            ids.insert(row.get(0)?);
        }
    }
    Ok(ids)
}

/// Empties the index and fills it with all items.
fn fill(conn: &Connection, watch: &mut dyn FnMut() -> ControlFlow<()>) -> Result<(), StoreError> {
    conn.execute_batch("INSERT INTO item_words (item_words) VALUES ('delete-all')")?;
    let mut insert = conn.prepare_cached(INSERT)?;
    let mut statement = conn.prepare_cached(&format!("SELECT id, {TEXTS} FROM item NOT INDEXED ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut done = 0_usize;
    while let Some(row) = rows.next()? {
        add(&mut insert, row)?;
        done += 1;
        if done.is_multiple_of(EVERY) && watch().is_break() {
            return Err(StoreError::Cancelled);
        }
    }
    Ok(())
}

/// Adds the item of a row of its id and [`TEXTS`].
fn add(insert: &mut CachedStatement, row: &Row) -> Result<(), StoreError> {
    let [title, story, description] = words_of(row)?;
    insert.execute(params![row.get::<_, i64>(0)?, title, story, description])?;
    Ok(())
}

fn words_of(row: &Row) -> rusqlite::Result<[String; 3]> {
    let mut words = [String::new(), String::new(), String::new()];
    for (at, slot) in [(1, 0), (2, 1), (3, 1), (4, 1), (5, 2)] {
        word::push_words(row.get_ref(at)?.as_str()?, &mut words[slot]);
    }
    Ok(words)
}

/// Items of which the index does not have just the words they have, as far as their number tells; at most `most`.
pub(super) fn wrong(conn: &Connection, most: usize) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT id FROM item_words_docsize WHERE id NOT IN (SELECT id FROM item NOT INDEXED) LIMIT ?1";
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut wrong: Vec<i64> = conn.prepare(sql)?.query_map([limit], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT item.id, {TEXTS}, sz FROM item NOT INDEXED LEFT JOIN item_words_docsize known ON known.id = item.id
         ORDER BY item.id"
    );
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if wrong.len() >= most {
            break;
        }
        let counts = words_of(row)?.map(|words| words.matches(' ').count());
        let known = row.get_ref(6)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
        if known.and_then(sizes) != Some(counts) {
            wrong.push(row.get(0)?);
        }
    }
    Ok(wrong)
}

/// The number of words in each column, from SQLite's own notes: three numbers of seven bits a byte.
fn sizes(blob: &[u8]) -> Option<[usize; 3]> {
    let mut bytes = blob.iter();
    let mut number = || {
        let mut n = 0_usize;
        loop {
            let byte = *bytes.next()?;
            n = n << 7 | usize::from(byte & 0x7f);
            if byte < 0x80 {
                return Some(n);
            }
        }
    };
    Some([number()?, number()?, number()?])
}

#[cfg(test)]
mod tests {
    use super::super::schema::MIGRATIONS;

    #[test]
    fn the_table_is_that_of_the_migration() {
        assert!(MIGRATIONS.iter().any(|migration| migration.contains(super::TABLE)));
    }
}
