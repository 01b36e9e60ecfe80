//! Rows whose number was hurt and nothing else: they stand where they should, under the number of another. A salvage
//! brings them along under their own.

use crate::replay::folder;
use crate::store::{now, writer};
use std::collections::BTreeMap;
use std::path::Path;
use upnext::store::Store;

/// The size of a page of the sample.
const PAGE: usize = 4096;
/// A leaf of a table begins with it.
const LEAF: u8 = 13;

/// Identity and title by number.
fn items(path: &Path) -> BTreeMap<i64, (String, String)> {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut statement = conn.prepare("SELECT id, uid, title FROM item NOT INDEXED").unwrap();
    let rows = statement.query_map([], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?)))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// A number of SQLite's own making and how many bytes it takes.
fn number(bytes: &[u8]) -> (usize, usize) {
    let length = bytes.iter().position(|byte| *byte < 128).unwrap() + 1;
    (bytes[..length].iter().fold(0, |sum, byte| sum << 7 | usize::from(byte & 127)), length)
}

/// Where the number of the item of this identity stands.
fn place_of(file: &[u8], id: i64, uid: &str) -> Option<usize> {
    let leaves = (1..file.len() / PAGE).map(|n| n * PAGE).filter(|at| file[*at] == LEAF);
    let two = |at: usize| usize::from(file[at]) << 8 | usize::from(file[at + 1]);
    let mut cells = leaves.flat_map(|leaf| (0..two(leaf + 3)).map(move |n| leaf + two(leaf + 8 + 2 * n)));
    cells.find_map(|cell| {
        let (length, wide) = number(&file[cell..]);
        let (rowid, _) = number(&file[cell + wide..]);
        let payload = &file[cell..(cell + length.min(PAGE)).min(file.len())];
        let is_it = i64::try_from(rowid).unwrap() == id && payload.windows(uid.len()).any(|w| w == uid.as_bytes());
        is_it.then_some(cell + wide)
    })
}

#[test]
fn a_row_under_the_number_of_another_arrives_under_its_own() {
    let dir = folder();
    let (whole, path, into) = (dir.path().join("whole.db"), dir.path().join("b.db"), dir.path().join("saved.db"));
    drop(upnext::cli::demo::create(&whole, writer("Ada"), now()).unwrap());
    let conn = rusqlite::Connection::open(&whole).unwrap();
    conn.execute_batch(&format!("PRAGMA journal_mode = DELETE; PRAGMA page_size = {PAGE}; VACUUM")).unwrap();
    drop(conn);
    let (good, all) = (std::fs::read(&whole).unwrap(), items(&whole));
    let last = *all.keys().max().unwrap();
    assert!(last < 128, "one byte holds each number");
    let mut hurt = 0;
    for (id, (uid, _)) in &all {
        // The last has nothing behind it that tells.
        let Some(at) = place_of(&good, *id, uid).filter(|_| *id < last - 12) else { continue };
        let mut bytes = good.clone();
        bytes[at] = u8::try_from(id + 9).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let found = Store::salvage(&path, &into).unwrap();
        assert_eq!(items(&into), all, "item {id}: {found:?}");
        std::fs::remove_file(&into).unwrap();
        hurt += 1;
    }
    assert!(hurt > 20, "{hurt} items were hurt");
}
