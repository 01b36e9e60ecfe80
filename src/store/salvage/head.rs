//! The beginning of a damaged file: what says how to read all the rest. It is mended in the copy, as far as it says
//! nothing that is not known anyway.

use super::super::error::{StoreError, is_plausible};
use super::super::{open, place, schema};
use rusqlite::{Connection, params};
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// How long the header of a file is.
const LENGTH: usize = 100;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The sizes that a page can have, the likely ones first.
const SIZES: [u32; 8] = [4096, 1024, 2048, 8192, 512, 16_384, 32_768, 65_536];

/// Opens the copy of a damaged file, its beginning and its table of contents mended where that is needed; answers its
/// format, too.
pub(super) fn open_hurt(copy: &Path) -> Result<(Connection, i64), StoreError> {
    // Where the log has the first page, it counts.
    if !place::log_of(copy).exists() {
        forget_size(copy);
    }
    match connect(copy) {
        Err(error @ StoreError::Newer { theirs, .. }) if is_plausible(theirs, schema::LATEST) => Err(error),
        // Its number is damaged where the tables are ours, every one.
        Err(error @ StoreError::Newer { .. }) => {
            with_new_head(copy).filter(|(conn, format)| has_tables(conn, *format)).ok_or(error)
        }
        Ok(opened) if has_tables(&opened.0, opened.1) => Ok(opened),
        Ok((conn, format)) => {
            // Whatever can't be mended is a gap later on.
            let _ = mend_contents(&conn, format);
            drop(conn);
            connect(copy)
        }
        Err(error) => with_new_head(copy).ok_or(error),
    }
}

/// Opens it so that a part of the table of contents that makes no sense does not keep the rest from being read.
fn connect(copy: &Path) -> Result<(Connection, i64), StoreError> {
    let conn = Connection::open(copy)?;
    conn.execute_batch("PRAGMA writable_schema = ON")?;
    let format = open::recognise(&conn, copy)?;
    Ok((conn, format))
}

/// True where every table of the format can be asked.
fn has_tables(conn: &Connection, format: i64) -> bool {
    contents(format).is_ok_and(|all| {
        let mut tables = all.iter().filter(|(kind, ..)| kind == "table");
        tables.all(|(_, name, _)| conn.prepare(&format!("SELECT * FROM {name}")).is_ok())
    })
}

/// The kind, the name and the words of everything that a format has.
fn contents(format: i64) -> rusqlite::Result<Vec<(String, String, String)>> {
    schema::parts(|fresh| schema::make_tables(fresh, format))
}

/// Puts the words that are known into the table of contents; what only serves writing goes.
fn mend_contents(conn: &Connection, format: i64) -> Result<(), StoreError> {
    for (kind, name, sql) in contents(format)? {
        let set = "UPDATE sqlite_schema SET sql = ?3 WHERE type = ?1 AND name = ?2 AND sql IS NOT ?3";
        conn.execute(set, params![kind, name, sql])?;
        // Its other name may be what was hurt.
        let set = "UPDATE sqlite_schema SET type = ?1, name = ?2, tbl_name = ?2
            WHERE ?1 = 'table' AND sql = ?3 AND (type, name, tbl_name) IS NOT (?1, ?2, ?2)";
        conn.execute(set, params![kind, name, sql])?;
    }
    conn.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'", [])?;
    Ok(())
}

/// Writes a header as it must be, with each size of pages in turn, until the items can be found.
fn with_new_head(copy: &Path) -> Option<(Connection, i64)> {
    let old = head(copy)?;
    let number = |at: usize| old.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes);
    let told = if old[16..18] == [0, 1] { 65_536 } else { u32::from(old[16]) * 256 + u32::from(old[17]) };
    let format = Some(i64::from(number(60))).filter(|f| (1..=schema::LATEST).contains(f)).unwrap_or(schema::LATEST);
    let way = if place::log_of(copy).exists() { 2 } else { 1 };
    for size in std::iter::once(told).filter(|told| SIZES.contains(told)).chain(SIZES) {
        let mut new = [0_u8; LENGTH];
        new[..16].copy_from_slice(MAGIC);
        // The largest size is written as 1.
        new[16..18].copy_from_slice(&u16::try_from(size).unwrap_or(1).to_be_bytes());
        new[18..24].copy_from_slice(&[way, way, 0, 64, 32, 32]);
        new[24..28].copy_from_slice(&1_u32.to_be_bytes());
        new[40..44].copy_from_slice(&number(40).to_be_bytes());
        new[44..48].copy_from_slice(&4_u32.to_be_bytes());
        new[56..60].copy_from_slice(&1_u32.to_be_bytes());
        new[60..64].copy_from_slice(&u32::try_from(format).ok()?.to_be_bytes());
        new[68..72].copy_from_slice(&u32::try_from(schema::APPLICATION_ID).ok()?.to_be_bytes());
        write_head(copy, 0, &new)?;
        if let Ok(opened) = connect(copy)
            && opened.0.prepare("SELECT number, title, state FROM item").is_ok()
        {
            return Some(opened);
        }
    }
    None
}

/// How many pages there are is seen from the file's length then.
fn forget_size(copy: &Path) {
    if let Some(old) = head(copy) {
        let changes: [u8; 4] = [old[24], old[25], old[26], old[27]];
        let other = u32::from_be_bytes(changes).wrapping_add(1);
        // What can't be written is read as it is.
        let _ = write_head(copy, 92, &other.to_be_bytes());
    }
}

fn head(copy: &Path) -> Option<[u8; LENGTH]> {
    let mut head = [0; LENGTH];
    fs::File::open(copy).ok()?.read_exact(&mut head).ok()?;
    Some(head)
}

fn write_head(copy: &Path, at: u64, bytes: &[u8]) -> Option<()> {
    let mut file = fs::File::options().write(true).open(copy).ok()?;
    file.seek(SeekFrom::Start(at)).ok()?;
    file.write_all(bytes).ok()
}
