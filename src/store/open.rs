//! The file: made, opened, recognised. Nothing is written before it is known to be ours and of a known format.

use super::error::StoreError;
use super::journal::Gate;
use super::trouble::Trouble;
use super::{Patience, Store, Writer, place, present, read, schema, step, upgrade};
use crate::domain::Seq;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, ffi};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The oldest SQLite without the bug that could damage a file when its log began anew: 3.51.3.
const OLDEST_SQLITE: i32 = 3_051_003;
/// As many statements as are ever used, so that none is compiled twice.
const STATEMENTS: usize = 256;
/// How much of the file the program's own connection keeps in memory: kibibytes, as SQLite wants them.
const OWN_CACHE: i64 = -800;
/// The memory of a job that reads everything once, in KiB below 0.
const LEAN_CACHE: i64 = -256;
/// How much what writes many rows may keep: it comes back to every page of every index.
const WIDE_CACHE: i64 = -64 * 1024;
/// So many rows are many.
const MANY: usize = 1000;

/// Why nothing can be written to a file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    /// No permission, or a medium that can't be written.
    Denied,
    /// No room for SQLite's log.
    Full,
}

impl std::fmt::Display for Bar {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Self::Denied => "no permission, or a read-only disk",
            Self::Full => "the disk is full",
        })
    }
}

impl Bar {
    /// The refusal of a write.
    pub(super) fn refusal(self, path: &Path) -> StoreError {
        match self {
            Self::Denied => StoreError::ReadOnly(path.to_owned()),
            Self::Full => StoreError::Full(path.to_owned().into()),
        }
    }
}

/// Hears of a file that is brought to a newer format, before it begins.
pub type Tell<'a> = &'a mut dyn FnMut(&Path, i64);

impl Store {
    /// Makes a new backlog's file. A kill at any moment leaves either nothing under this name or a whole file.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where something stands there.
    pub fn create(path: &Path, writer: Writer) -> Result<Self, StoreError> {
        let path = place::new(path)?;
        let unborn = place::Rest::beside(&path);
        let made = place::make_private(&unborn.0)
            .and_then(|()| fill(&unborn.0))
            .and_then(|()| place::give_name(&unborn.0, &path));
        made.map_err(|e| e.at(&path, String::new).renamed(&unborn.0, &path))?;
        drop(unborn);
        Self::open(&path, writer, Patience::None)
    }

    /// Opens a backlog's file, and brings it to this upnext's format where it is older.
    pub fn open(path: &Path, writer: Writer, patience: Patience) -> Result<Self, StoreError> {
        Self::open_telling(path, writer, patience, &mut |_, _| {})
    }

    /// As [`open`](Self::open); before an older file is brought to this format, which takes seconds where it is big,
    /// `tell` hears which file it is and the format it gets.
    pub fn open_telling(path: &Path, writer: Writer, patience: Patience, tell: Tell) -> Result<Self, StoreError> {
        let path = place::existing(path)?;
        Self::open_at(&path, writer, patience, tell).map_err(|e| e.at(&path, || "another upnext".into()))
    }

    /// Opens a backlog's file, as [`open_telling`](Self::open_telling), or makes it, with its folder, where there is
    /// none.
    pub fn open_or_create(path: &Path, writer: Writer, patience: Patience, tell: Tell) -> Result<Self, StoreError> {
        match Self::open_telling(path, writer.clone(), patience, tell) {
            Err(StoreError::Missing(_)) => {}
            other => return other,
        }
        place::make_folder(path)?;
        match Self::create(path, writer.clone()) {
            // Another window was faster.
            Err(StoreError::Exists(_)) => Self::open(path, writer, patience),
            other => other,
        }
    }

    fn open_at(path: &Path, writer: Writer, patience: Patience, tell: Tell) -> Result<Self, StoreError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(StoreError::OldSqlite(rusqlite::version()));
        }
        let is_unclean = place::has_log(path);
        let network = place::network(path);
        Trouble::forget();
        let (conn, bar) = connect(path, patience)?;
        let version = recognise(&conn, path)?;
        if bar.is_none() && conn.is_readonly("main")? {
            // The system lets it be written: SQLite does not know the way of writing that the file names.
            let detail = "its header names an unknown way of writing".into();
            return Err(StoreError::Damaged { path: path.to_owned(), detail });
        }
        if bar.is_none() {
            set_up(&conn, network.is_some(), patience)?;
            // Where the index of the log can't be opened for once, SQLite reads it, and writes never more.
            check_disk()?;
        }
        let gate = Gate::default();
        gate.register(&conn)?;
        if bar == Some(Bar::Full) && version < schema::LATEST {
            return Err(Bar::Full.refusal(path));
        }
        upgrade::upgrade(&conn, path, version, schema::MIGRATIONS, bar.is_some(), tell)?;
        let head = step::head(&conn)?;
        let data_version = data_version(&conn)?;
        let warning = network.map(|kind| far_away(path, &kind));
        let store = Self {
            conn,
            path: path.to_owned(),
            writer,
            gate,
            bar,
            stopped: std::cell::RefCell::default(),
            seen: std::cell::Cell::default(),
            is_unclean,
            warning,
            memory: read::Memory::default(),
            until: super::until::Until::default(),
            orders: std::cell::RefCell::default(),
            past: std::cell::RefCell::default(),
            sets: std::cell::RefCell::default(),
            data_version,
            known: Seq(head.seq),
            begun: Seq(head.seq),
            sealed: Seq(0),
            known_at: head.at,
            has_missed: false,
            presented: present::Watch::default(),
            given: Vec::new(),
        };
        store.check_length()?;
        if !is_unclean {
            store.trust();
        }
        Ok(store)
    }
}

/// What is said of a file on a network file system.
fn far_away(path: &Path, kind: &str) -> String {
    let path = path.display();
    format!(
        "{path} lies on a network file system ({kind}): keep it on a local disk, two machines writing to it can damage it"
    )
}

/// Fills a new file with the schema.
fn fill(path: &Path) -> Result<(), StoreError> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    Gate::default().register(&conn)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    schema::create(&conn)?;
    // Already here: later it would need the file alone, and two windows may open it at once.
    set_log(&conn, place::network(path).is_some())?;
    conn.close().map_err(|(_, e)| e)?;
    Ok(())
}

/// Connects for writing, else for reading, as in a folder where SQLite can't make its log; touches nothing.
fn connect(path: &Path, patience: Patience) -> Result<(Connection, Option<Bar>), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.busy_timeout(patience.time())?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    let is_denied = conn.is_readonly("main")?;
    if is_denied {
        // SQLite also reads where opening for writing failed for once. Asked at once: each call says something new.
        check_disk()?;
    }
    // On a medium that can't be written SQLite can't make the log's index; without a log it needs none.
    let has_log = place::has_log(path);
    if !is_denied && place::has_open_folder(path) {
        // A command is over before there is room again; a window goes on, and must be able to write then.
        let is_short = patience != Patience::None && !has_log;
        let is_full = is_short && schema::version(&conn).is_err_and(|error| is_for_room(error, path));
        return if is_full { Ok((read_alone(path)?, Some(Bar::Full))) } else { Ok((conn, None)) };
    }
    if has_log {
        return Ok((conn, is_denied.then_some(Bar::Denied)));
    }
    // Where no log can be made nothing can be written, whoever may write the file.
    if schema::version(&conn).is_ok() {
        return Ok((conn, Some(Bar::Denied)));
    }
    Ok((read_alone(path)?, Some(Bar::Denied)))
}

/// True where SQLite found no room.
fn is_for_room(error: rusqlite::Error, path: &Path) -> bool {
    matches!(StoreError::from(error).at(path, String::new), StoreError::Full(_))
}

/// Connects for reading without a log.
pub(super) fn read_alone(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(immutable(path), flags)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    Ok(conn)
}

/// Refuses a connection that SQLite made as well as it could on a disk that is full or fails.
fn check_disk() -> Result<(), StoreError> {
    match Trouble::last_of_disk() {
        Some(_) => Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CANTOPEN), None).into()),
        None => Ok(()),
    }
}

/// The path as a URI that promises that nobody writes.
fn immutable(path: &Path) -> PathBuf {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
            other => {
                // Writing to a String cannot fail.
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    PathBuf::from(uri + "?immutable=1")
}

/// The file's format, where it is one of ours that this upnext knows.
pub(super) fn recognise(conn: &Connection, path: &Path) -> Result<i64, StoreError> {
    let id: i64 = conn.query_row("PRAGMA application_id", [], |r| r.get(0))?;
    if id != schema::APPLICATION_ID {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    let theirs = schema::version(conn)?;
    if theirs > schema::LATEST {
        return Err(StoreError::Newer { path: path.to_owned(), theirs, ours: schema::LATEST });
    }
    if theirs < 1 {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    Ok(theirs)
}

/// How a connection that writes behaves.
fn set_up(conn: &Connection, is_remote: bool, patience: Patience) -> rusqlite::Result<()> {
    set_log(conn, is_remote)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(())).or_else(no_rows)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // The program's own connection never stops to tidy the log; it does so when idle.
    let is_own = patience == Patience::None;
    let pages = if is_own { 0 } else { 1000 };
    conn.pragma_update_and_check(None, "wal_autocheckpoint", pages, |_| Ok(()))?;
    if is_own {
        // It reads pages of a screen; what it reads whole it does not read twice.
        conn.pragma_update(None, "cache_size", OWN_CACHE)?;
    }
    // A statement is compiled once. Without this SQLite compiles one anew for each value that it is given, where the
    // value might decide for a partial index: a quarter of the time of an import.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

impl Store {
    /// For a job that reads much, and all of it once: nothing of that stays in memory meanwhile. What a job gives back
    /// the system does not get back where anything that stays lies behind it.
    ///
    /// # Errors
    /// Where the connection is broken.
    pub fn lean(self) -> Result<Self, StoreError> {
        self.conn.pragma_update(None, "cache_size", LEAN_CACHE)?;
        Ok(self)
    }
}

/// Gives a connection that is about to write so many rows the memory for it. Many rows are a job's, whose connection is
/// closed after it.
pub(super) fn widen(conn: &Connection, rows: usize) -> rusqlite::Result<()> {
    if rows > MANY { conn.pragma_update(None, "cache_size", WIDE_CACHE) } else { Ok(()) }
}

/// A log beside the file lets readers read while one writes; a network file system can't do that.
fn set_log(conn: &Connection, is_remote: bool) -> rusqlite::Result<()> {
    let mode = if is_remote { "TRUNCATE" } else { "WAL" };
    conn.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()))
}

/// Some pragmas answer nothing; that is fine.
fn no_rows(error: rusqlite::Error) -> rusqlite::Result<()> {
    if matches!(error, rusqlite::Error::QueryReturnedNoRows) { Ok(()) } else { Err(error) }
}

/// Changes whenever another connection writes to the file.
pub(super) fn data_version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))
}

/// How writes begin.
pub(super) const WRITE: TransactionBehavior = TransactionBehavior::Immediate;
