//! One table of a damaged file: row after row, and past what can't be read.

use super::super::error::StoreError;
use super::super::sense;
use super::Salvaged;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};
use std::collections::HashSet;
use std::ops::Range;

/// So many rows are looked for one by one.
const MOST: i64 = 2_000_000;
/// Beyond this id nothing is looked for after a gap.
const FAR: i64 = 1 << 48;

/// Copies what can be read of a table.
pub(super) fn copy(source: &Connection, target: &Connection, table: &str) -> Result<Salvaged, StoreError> {
    let mut found = Salvaged { table: table.to_owned(), rows: 0, gaps: 0, mended: 0, refused: 0 };
    let columns: Vec<String> = target
        .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?
        .query_map([table], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let (count, names) = (columns.len(), columns.join(", "));
    let marks = vec!["?"; count].join(", ");
    let mut insert = target.prepare(&format!("INSERT INTO {table} ({names}) VALUES ({marks})"))?;
    let mut keep = |row: &Row, found: &mut Salvaged| {
        let mut is_mended = false;
        let values: Result<Vec<Value>, _> = columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let (value, is_other) = sense::mended(column, row.get_ref(at)?);
                is_mended |= is_other;
                Ok(value)
            })
            .collect();
        match values.and_then(|values| insert.execute(params_from_iter(values))) {
            Ok(_) if is_mended => found.mended += 1,
            Ok(_) => found.rows += 1,
            Err(e) if is_full(&e) => return Err(StoreError::from(e)),
            Err(_) if table == "item" && in_part(target, &columns, row) => found.mended += 1,
            Err(_) => found.refused += 1,
        }
        Ok(())
    };
    if source.prepare(&format!("SELECT rowid FROM {table}")).is_ok() {
        from_gap_to_gap((source, target), &names, count, &mut found, &mut keep)?;
    } else {
        from_both_ends(source, &columns, &mut found, &mut keep)?;
    }
    Ok(found)
}

/// What an item can't be without.
const NEEDED: [&str; 13] = [
    "id",
    "uid",
    "product",
    "number",
    "rank",
    "kind",
    "state",
    "title",
    "created_at",
    "updated_at",
    "done_at",
    "declined_at",
    "decline_reason",
];

/// Keeps an item without those of its values that can't be true; false where it is nothing without them.
fn in_part(target: &Connection, columns: &[String], row: &Row) -> bool {
    let value = |name: &str| {
        let at = columns.iter().position(|c| c == name)?;
        row.get_ref(at).ok().map(|value| sense::mended(name, value).0)
    };
    let needed: Option<Vec<(&str, Value)>> = NEEDED.iter().map(|name| Some((*name, value(name)?))).collect();
    let Some(mut kept) = needed else { return false };
    if !is_taken(target, &kept, true) {
        return false;
    }
    for name in columns.iter().filter(|name| !NEEDED.contains(&name.as_str())) {
        // One that is refused keeps what a new item has.
        let Some(value) = value(name) else { continue };
        kept.push((name, value));
        if !is_taken(target, &kept, true) {
            kept.pop();
        }
    }
    is_taken(target, &kept, false)
}

/// True where the file takes an item of these values; on trial it is not there afterwards.
fn is_taken(target: &Connection, values: &[(&str, Value)], is_trial: bool) -> bool {
    let names: Vec<&str> = values.iter().map(|value| value.0).collect();
    let (table, marks) = ("item", vec!["?"; names.len()].join(", "));
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
    let end = if is_trial { "ROLLBACK TO trial; RELEASE trial" } else { "RELEASE trial" };
    let is_begun = target.execute_batch("SAVEPOINT trial").is_ok();
    let is_taken = is_begun && target.execute(&sql, params_from_iter(values.iter().map(|value| &value.1))).is_ok();
    target.execute_batch(end).is_ok() && is_taken
}

/// A table with row numbers: from its beginning, and again behind each gap.
fn from_gap_to_gap(
    (source, target): (&Connection, &Connection),
    names: &str,
    count: usize,
    found: &mut Salvaged,
    keep: Keep,
) -> Result<(), StoreError> {
    let table = found.table.clone();
    let sql = format!("SELECT {names}, rowid FROM {table} NOT INDEXED WHERE rowid > ?1 ORDER BY rowid");
    let Ok(mut statement) = source.prepare(&sql) else {
        found.gaps = 1;
        return Ok(());
    };
    let (mut after, mut seen) = (i64::MIN, HashSet::new());
    'gaps: loop {
        let (mut before, mut rows) = (after, statement.query([after])?);
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break 'gaps,
                Err(_) => break,
            };
            let id: i64 = row.get(count)?;
            if id <= before {
                // A row out of its place would lead in circles.
                break;
            }
            if id <= after {
                // The number of the one before this is what was hurt.
                seen.remove(&after);
                if let Some(right) = rehouse((source, target), &table, after, before + 1..id)? {
                    seen.insert(right);
                    (found.rows, found.mended) = (found.rows.saturating_sub(1), found.mended + 1);
                }
            } else {
                before = after;
            }
            after = id;
            seen.insert(after);
            keep(row, found)?;
        }
        found.gaps += 1;
        match beyond(source, &table, after) {
            Some(next) => after = next,
            None => break,
        }
    }
    if found.gaps > 0 { one_by_one(source, names, &seen, found, keep) } else { Ok(()) }
}

/// Gives a row that stands between others under a number of somewhere else a number from between them: the one that
/// the index of identities knows, else the first. Answers it, or `None` where no such row arrived.
fn rehouse(
    (source, target): (&Connection, &Connection),
    table: &str,
    wrong: i64,
    between: Range<i64>,
) -> Result<Option<i64>, StoreError> {
    let identity = target.query_row(&format!("SELECT uid FROM {table} WHERE rowid = ?1"), [wrong], |r| r.get(0));
    let known = identity.ok().and_then(|uid: String| {
        // All that is asked for stands in the index.
        source.query_row(&format!("SELECT rowid FROM {table} WHERE uid = ?1"), [uid], |r| r.get(0)).ok()
    });
    let right = known.filter(|id| between.contains(id)).or_else(|| between.clone().next());
    let Some(right) = right else { return Ok(None) };
    let moved = target.execute(&format!("UPDATE {table} SET rowid = ?2 WHERE rowid = ?1"), [wrong, right])?;
    Ok((moved > 0).then_some(right))
}

/// After a gap: rows that can be found by their number alone, where those beside them can't be read.
fn one_by_one(
    source: &Connection,
    names: &str,
    seen: &HashSet<i64>,
    found: &mut Salvaged,
    keep: Keep,
) -> Result<(), StoreError> {
    let sql = format!("SELECT {names} FROM {} NOT INDEXED WHERE rowid = ?1", found.table);
    let given = source.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [&found.table], |r| r.get(0));
    let last = given.unwrap_or(0).max(seen.iter().max().copied().unwrap_or(0)).min(MOST);
    let Ok(mut statement) = source.prepare(&sql) else { return Ok(()) };
    for id in (1..=last).filter(|id| !seen.contains(id)) {
        match statement.query([id]).and_then(|mut rows| rows.next().map(|row| row.map(|row| keep(row, found)))) {
            Ok(kept) => kept.transpose().map(drop)?,
            Err(_) => in_pieces(source, names, id, found, keep)?,
        }
    }
    Ok(())
}

/// A row of which only some columns can be read: what is left of it.
fn in_pieces(source: &Connection, names: &str, id: i64, found: &mut Salvaged, keep: Keep) -> Result<(), StoreError> {
    let from = format!("FROM {} NOT INDEXED WHERE rowid = ?1", found.table);
    let can_be_read = |column: &str| source.query_row(&format!("SELECT {column} {from}"), [id], |_| Ok(())).is_ok();
    if !can_be_read("rowid") {
        return Ok(());
    }
    let columns = names.split(", ").map(|column| if can_be_read(column) { column } else { "NULL" });
    let sql = format!("SELECT {} {from}", columns.collect::<Vec<_>>().join(", "));
    let Ok(mut statement) = source.prepare(&sql) else { return Ok(()) };
    let Ok(mut rows) = statement.query([id]) else { return Ok(()) };
    let Ok(Some(row)) = rows.next() else { return Ok(()) };
    let whole = found.rows;
    keep(row, found)?;
    found.mended += found.rows - whole;
    found.rows = whole;
    Ok(())
}

/// What takes a row from the one file into the other.
type Keep<'a> = &'a mut dyn FnMut(&Row, &mut Salvaged) -> Result<(), StoreError>;

/// A table without row numbers: from its beginning to the gap, and from its end back to it.
fn from_both_ends(source: &Connection, columns: &[String], found: &mut Salvaged, keep: Keep) -> Result<(), StoreError> {
    let (names, key) = (columns.join(", "), columns.first().map_or("1", String::as_str));
    for way in ["ASC", "DESC"] {
        let sql = format!("SELECT {names} FROM {} ORDER BY {key} {way}", found.table);
        let Ok(mut statement) = source.prepare(&sql) else {
            found.gaps = 1;
            return Ok(());
        };
        let mut rows = statement.query([])?;
        loop {
            match rows.next() {
                Ok(Some(row)) => keep(row, found)?,
                Ok(None) => return Ok(()),
                Err(_) => break,
            }
        }
        found.gaps = 1;
    }
    Ok(())
}

/// The id after which reading goes on behind a gap; `None` where there is nothing more.
fn beyond(source: &Connection, table: &str, after: i64) -> Option<i64> {
    let sql = format!("SELECT rowid FROM {table} NOT INDEXED WHERE rowid > ?1 ORDER BY rowid LIMIT 1");
    let reads = |from: i64| -> Option<Option<i64>> {
        let mut statement = source.prepare_cached(&sql).ok()?;
        match statement.query_row([from], |r| r.get(0)) {
            Ok(id) => Some(Some(id)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Some(None),
            Err(_) => None,
        }
    };
    let start = after.max(0);
    let (mut bad, mut leap) = (start, 1_i64);
    let mut good = loop {
        let at = start + leap;
        if at > FAR {
            return None;
        }
        if reads(at).is_some() {
            break at;
        }
        (bad, leap) = (at, leap * 2);
    };
    // The earliest id from which reading works again.
    while good - bad > 1 {
        let middle = bad + (good - bad) / 2;
        if reads(middle).is_some() { good = middle } else { bad = middle }
    }
    Some(good)
}

fn is_full(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;
    matches!(error.sqlite_error_code(), Some(Code::DiskFull | Code::SystemIoFailure))
}

/// The keys that an index of the damaged file still knows and that did not arrive.
pub(super) fn lost_items(source: &Connection, target: &Connection) -> Vec<String> {
    let sql = "SELECT product, number FROM item INDEXED BY item_number ORDER BY product, number";
    let all = |conn: &Connection| -> Vec<(i64, i64)> {
        let Ok(mut statement) = conn.prepare(sql) else { return Vec::new() };
        let Ok(rows) = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))) else { return Vec::new() };
        rows.map_while(Result::ok).collect()
    };
    let here: HashSet<(i64, i64)> = all(target).into_iter().collect();
    let prefix = |product: i64| {
        let sql = "SELECT prefix FROM product WHERE id = ?1";
        target.query_row(sql, [product], |r| r.get(0)).unwrap_or_else(|_| "?".to_owned())
    };
    let lost = all(source).into_iter().filter(|k| !here.contains(k));
    lost.map(|(product, number)| format!("{}-{number}", prefix(product))).collect()
}

/// Ids go on where they were, so that none is given twice.
pub(super) fn continue_numbers(source: &Connection, target: &Connection) -> Result<(), StoreError> {
    let Ok(mut statement) = source.prepare("SELECT name, seq FROM sqlite_sequence") else { return Ok(()) };
    let known: Vec<(String, i64)> =
        statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.map_while(Result::ok).collect();
    for (name, seq) in known {
        let sql = "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1";
        if target.execute(sql, params![name, seq])? == 0 {
            let sql = "INSERT INTO sqlite_sequence (name, seq)
                SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1)";
            target.execute(sql, params![name, seq])?;
        }
    }
    Ok(())
}
