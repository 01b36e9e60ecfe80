//! What can still be read of a damaged file goes, table by table, into a fresh one. The damaged file is only read.
//!
//! It is worked on in a copy, because reading alone can make SQLite write. Rows without what they belong to are left
//! out, except items: those keep to a product made for them. The history comes along only if nothing was lost: half a
//! step taken back would do more harm than none.

mod head;
mod table;

use super::error::StoreError;
use super::journal::{self, Gate};
use super::place::Rest;
use super::{Store, backup, place, schema, words};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use uuid::Uuid;

/// What came of a rescue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Salvage {
    /// What became of each table.
    pub tables: Vec<Salvaged>,
    /// The keys of items that can't be read any more, as far as an index still knows them.
    pub lost_items: Vec<String>,
    /// Rows left out because what they belonged to is lost.
    pub orphans: usize,
    /// Epics and products that items belonged to and that are lost: the items are kept without the one, and below a new
    /// product for the other.
    pub repaired: usize,
    /// True where the history could be kept, so that undo works.
    pub is_history_kept: bool,
    /// Blocks of the disk that gave an error.
    pub unreadable_blocks: usize,
}

/// What became of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Its name.
    pub table: String,
    /// Rows that are in the new file.
    pub rows: usize,
    /// Stretches that can't be read.
    pub gaps: usize,
    /// Rows that are there but for a value that can't be true.
    pub mended: usize,
    /// Rows that could be read but say nothing that can be true.
    pub refused: usize,
}

impl Salvaged {
    fn is_whole(&self) -> bool {
        (self.gaps, self.mended, self.refused) == (0, 0, 0)
    }
}

impl Salvage {
    /// True where everything was still there.
    pub fn is_whole(&self) -> bool {
        self.tables.iter().all(Salvaged::is_whole) && self.is_story_whole()
    }

    /// True where all that the journal tells of is there, and the journal.
    fn is_story_whole(&self) -> bool {
        let is_told =
            |t: &&Salvaged| journal::TABLES.contains(&t.table.as_str()) || ["journal", "step"].contains(&&*t.table);
        self.tables.iter().filter(is_told).all(Salvaged::is_whole)
            && self.lost_items.is_empty()
            && (self.orphans, self.repaired) == (0, 0)
    }
}

impl Store {
    /// Copies the readable rows of a damaged file into a new one; tells what was lost.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where not even the table of contents can be read.
    pub fn salvage(damaged: &Path, into: &Path) -> Result<Salvage, StoreError> {
        let damaged = match place::existing(damaged) {
            Err(StoreError::Linked { path, .. }) => path,
            other => other?,
        };
        place::make_folder(into)?;
        let into = place::new(into)?;
        let (copy, unborn) = (Rest::beside(&into), Rest::beside(&into));
        let mut unreadable_blocks = 0;
        for (from, to) in place::whole(&damaged).into_iter().zip(place::whole(&copy.0)) {
            if from.exists() {
                unreadable_blocks += copy_bytes(&from, &to)?;
            }
        }
        place::make_private(&unborn.0)?;
        // A disk that is full or fails is the one of the new file.
        let mut found = rescue(&copy.0, &unborn.0).map_err(|e| match e.at(&into, String::new) {
            StoreError::Damaged { .. } | StoreError::Foreign(_) => StoreError::Unreadable(damaged.clone()),
            StoreError::Newer { theirs, ours, .. } => StoreError::Newer { path: damaged.clone(), theirs, ours },
            other => other,
        })?;
        found.unreadable_blocks = unreadable_blocks;
        place::give_name(&unborn.0, &into)?;
        Ok(found)
    }
}

/// Copies a file block by block; a block that can't be read becomes zeros. Answers how many could not.
fn copy_bytes(from: &Path, to: &Path) -> Result<usize, StoreError> {
    const BLOCK: usize = 4096;
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::Io { path, source }
    };
    place::make_private(to)?;
    let mut source = fs::File::open(from).map_err(io(from))?;
    let length = source.metadata().map_err(io(from))?.len();
    let target = fs::File::options().write(true).open(to).map_err(io(to))?;
    let mut target = std::io::BufWriter::with_capacity(1 << 20, target);
    let (mut at, mut lost) = (0_u64, 0);
    let mut block = [0_u8; BLOCK];
    while at < length {
        let wanted = usize::try_from(length - at).unwrap_or(BLOCK).min(BLOCK);
        if source.read_exact(&mut block[..wanted]).is_err() {
            block.fill(0);
            lost += 1;
            source.seek(SeekFrom::Start(at + wanted as u64)).map_err(io(from))?;
        }
        target.write_all(&block[..wanted]).map_err(io(to))?;
        at += wanted as u64;
    }
    target.flush().map_err(io(to))?;
    Ok(lost)
}

/// Fills the new file with what can be read of the copy.
fn rescue(copy: &Path, unborn: &Path) -> Result<Salvage, StoreError> {
    let (source, format) = head::open_hurt(copy)?;
    let target = Connection::open(unborn)?;
    Gate::default().register(&target)?;
    target.pragma_update(None, "synchronous", "FULL")?;
    target.pragma_update(None, "foreign_keys", false)?;
    let tx = Transaction::new_unchecked(&target, TransactionBehavior::Immediate)?;
    schema::make_tables(&tx, format)?;
    let mut found = Salvage::default();
    for name in schema::tables(&tx)? {
        found.tables.push(table::copy(&source, &tx, &name)?);
    }
    found.lost_items = table::lost_items(&source, &tx);
    mend(&tx, &mut found)?;
    table::continue_numbers(&source, &tx)?;
    found.is_history_kept = found.is_story_whole();
    if !found.is_history_kept {
        tx.execute_batch("DELETE FROM journal; DELETE FROM step")?;
        // What was said of steps goes with them.
        loosen(&tx, &mut found)?;
    }
    words::rebuild(&tx)?;
    schema::make_triggers(&tx)?;
    tx.commit()?;
    if format < schema::LATEST {
        schema::migrate(&target, unborn, schema::MIGRATIONS)?;
    }
    if let Some(detail) = backup::faults(&target)? {
        return Err(StoreError::BadBackup { path: unborn.to_owned(), detail });
    }
    target.close().map_err(|(_, e)| e)?;
    Ok(found)
}

/// Takes away what leads to a row that is lost: the reference, where it may be missing, else the row that has it.
fn loosen(tx: &Connection, found: &mut Salvage) -> Result<(), StoreError> {
    let columns = "SELECT \"from\", (SELECT \"notnull\" FROM pragma_table_info(?1) WHERE name = \"from\")
        FROM pragma_foreign_key_list(?1) WHERE id = ?2";
    loop {
        let mut check = tx.prepare("PRAGMA foreign_key_check")?;
        let broken = check.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(3)?)))?;
        let broken: Vec<(String, i64, i64)> = broken.collect::<Result<_, _>>()?;
        if broken.iter().all(|(table, ..)| table == "step") {
            return Ok(());
        }
        for (table, row, key) in broken.iter().filter(|(table, ..)| table != "step") {
            let (column, is_needed): (String, bool) =
                tx.query_row(columns, params![table, key], |r| Ok((r.get(0)?, r.get(1)?)))?;
            if is_needed {
                found.orphans += tx.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [row])?;
            } else {
                let sql = format!("UPDATE {table} SET {column} = NULL WHERE rowid = ?1");
                found.repaired += tx.execute(&sql, [row])?;
            }
        }
    }
}

/// Makes rows whole whose surroundings are lost.
fn mend(tx: &Connection, found: &mut Salvage) -> Result<(), StoreError> {
    let lost: Vec<i64> = tx
        .prepare("SELECT DISTINCT product FROM item WHERE product NOT IN (SELECT id FROM product)")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for id in lost {
        let sql = "INSERT INTO product (id, uid, name, prefix, scale, created_at)
            VALUES (?1, ?2, 'Salvaged ' || ?1, 'SALVAGED' || ?1, ?3, 0)";
        let scale = crate::domain::Scale::Fibonacci.name();
        found.repaired += tx.execute(sql, params![id, Uuid::now_v7().to_string(), scale])?;
    }
    let sql = "UPDATE item SET parent = NULL WHERE parent IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM item epic WHERE epic.id = item.parent AND epic.kind = 'epic')";
    found.repaired += tx.execute(sql, [])?;
    for child in journal::of_items(tx)? {
        let sql = format!("DELETE FROM {child} WHERE item NOT IN (SELECT id FROM item)");
        found.orphans += tx.execute(&sql, [])?;
    }
    loosen(tx, found)?;
    let sql = "DELETE FROM journal WHERE step NOT IN (SELECT id FROM step)";
    found.orphans += tx.execute(sql, [])?;
    let sql = "SELECT count(*) FROM step WHERE undoes IS NOT NULL AND undoes NOT IN (SELECT id FROM step)";
    found.orphans += tx.query_row(sql, [], |r| super::row::count(r, 0))?;
    // No key may be given a second time.
    tx.execute_batch(
        "INSERT INTO counter (product, number) SELECT product, max(number) FROM item WHERE true GROUP BY product
           ON CONFLICT (product) DO UPDATE SET number = max(counter.number, excluded.number);
         INSERT OR IGNORE INTO counter (product, number) SELECT id, 0 FROM product",
    )?;
    if schema::tables(tx)?.iter().any(|table| table == "sprint") {
        tx.execute_batch(
            "UPDATE counter SET sprint = max(sprint,
               coalesce((SELECT max(number) FROM sprint WHERE sprint.product = counter.product), 0))",
        )?;
    }
    Ok(())
}
