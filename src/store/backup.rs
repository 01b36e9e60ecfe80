//! Backups: whole copies of the file that were opened, checked and counted before they got their name.
//!
//! So whatever carries a backup's name can be restored. A kill at any moment leaves a nameless rest, which the next
//! backup sweeps away; the file itself is only read.

mod name;
mod thin;

use super::error::{StoreError, is_about_search};
use super::trouble::{self, Trouble};
use super::until::Until;
use super::{Store, place, schema};
use crate::domain::{Instant, Now};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ffi};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A backup is due when the newest one is older than this.
const DUE: i64 = 30 * 60 * 1000;
/// What a killed backup left behind is swept away after this; before, somebody may still be writing it.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// How often a copy is tried while others write the file.
const TRIES: usize = 5;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum BackupKind {
    /// Asked for.
    Manual,
    /// At a change, every half hour.
    Routine,
    /// Before the file was brought to a newer format.
    Migration,
    /// Before another backup was restored over the file.
    Restore,
    /// Before something was erased for good.
    Purge,
}

impl BackupKind {
    /// The word in the file's name.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A verified backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// Where it is.
    pub path: PathBuf,
    /// When it was made.
    pub at: Instant,
    /// Why.
    pub kind: BackupKind,
    /// Its bytes.
    pub size: u64,
}

impl Store {
    /// Makes a verified backup, in `folder` or in the folder `<name>-backups` beside the file; answers its path.
    /// Older ones that are no longer needed are removed.
    ///
    /// # Errors
    /// [`StoreError::NoBackup`] where it can't be written, [`StoreError::Damaged`] where the file can't be read whole.
    pub fn backup(&self, folder: Option<&Path>, now: Now) -> Result<PathBuf, StoreError> {
        self.backup_as(BackupKind::Manual, folder, now)
    }

    /// Makes a backup where the newest one is older than half an hour and something was changed since.
    pub fn backup_if_due(&self, folder: Option<&Path>, now: Now) -> Result<Option<PathBuf>, StoreError> {
        let mark = self.reading(|conn| Ok(mark(conn)?))?;
        match self.backups(folder)?.first() {
            Some(newest) if (0..DUE).contains(&(now.at.0 - newest.at.0)) => Ok(None),
            // One that can't be read any more is no backup.
            Some(newest) if mark_of(&newest.path).is_ok_and(|m| m == mark) => Ok(None),
            None if mark.0 == 0 => Ok(None),
            _ => self.backup_as(BackupKind::Routine, folder, now).map(Some),
        }
    }

    /// The verified backups of this file, newest first.
    pub fn backups(&self, folder: Option<&Path>) -> Result<Vec<BackupFile>, StoreError> {
        list(&self.path, folder)
    }

    /// The folder where the backups of the file at `path` lie: `folder`, else `<name>-backups` beside the file.
    pub fn backup_folder(path: &Path, folder: Option<&Path>) -> PathBuf {
        folder_of(path, folder)
    }

    /// As [`backups`](Self::backups), for a file that can't be opened or is gone.
    pub fn backups_of(path: &Path, folder: Option<&Path>) -> Result<Vec<BackupFile>, StoreError> {
        let real = path.canonicalize().or_else(|_| std::path::absolute(path));
        let real = real.map_err(|source| StoreError::Io { path: path.to_owned(), source })?;
        list(&real, folder)
    }

    /// Writes a complete, verified copy to a new name: a backlog of its own from then on.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where something stands there.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        place::make_folder(path)?;
        copy(&self.conn, &self.path, &place::new(path)?, &self.until).map_err(|e| self.told(e))
    }

    pub(super) fn backup_as(&self, kind: BackupKind, folder: Option<&Path>, now: Now) -> Result<PathBuf, StoreError> {
        make(&self.conn, &self.path, folder, (now.at, kind), &self.until).map_err(|e| self.told(e))
    }
}

/// Makes a verified backup of an open file.
pub(super) fn make(
    conn: &Connection,
    path: &Path,
    folder: Option<&Path>,
    (at, kind): (Instant, BackupKind),
    until: &Until,
) -> Result<PathBuf, StoreError> {
    let folder = folder_of(path, folder);
    let stem = stem(path);
    let mut twin = 1;
    loop {
        let target = folder.join(name::write(&stem, at, kind, twin));
        let made = place::make_folder(&target).and_then(|()| copy(conn, path, &target, until));
        match made {
            Err(StoreError::Exists(_)) => twin += 1,
            Err(StoreError::Io { path, source }) => {
                return Err(StoreError::NoBackup { path, why: trouble::why(&source) });
            }
            Err(other) => return Err(other),
            Ok(()) => {
                // Best effort: what can't be removed now is removed after the next backup.
                let _ = tidy(path, &folder, &stem, &target);
                return Ok(target);
            }
        }
    }
}

/// Writes a verified copy under a new name.
pub(super) fn copy(conn: &Connection, path: &Path, target: &Path, until: &Until) -> Result<(), StoreError> {
    let unborn = place::Rest::beside(target);
    let made = copy_nameless(conn, path, &unborn.0, until).and_then(|()| place::give_name(&unborn.0, target));
    made.map_err(|e| e.renamed(&unborn.0, target))
}

/// Writes a verified copy to a path of which nobody knows.
pub(super) fn copy_nameless(conn: &Connection, path: &Path, to: &Path, until: &Until) -> Result<(), StoreError> {
    for attempt in 1.. {
        Trouble::forget();
        place::make_private(to)?;
        let before = (version(conn)?, schema::row_counts(conn)?);
        vacuum_into(conn, to).map_err(|e| unwritten(e, path, to))?;
        let after = (version(conn)?, schema::row_counts(conn)?);
        match verify(to, (&before.1, &after.1), until) {
            Ok(None) => break,
            // Others wrote meanwhile; what was counted is not what was copied.
            Ok(Some(_)) if before.0 != after.0 && attempt < TRIES => {}
            // A faithful copy of something faulty.
            Ok(Some(detail)) if is_about_search(&detail) => {
                return Err(StoreError::BadSearch { path: path.to_owned(), detail });
            }
            Ok(Some(detail)) => return Err(StoreError::Damaged { path: path.to_owned(), detail }),
            Err(e) => return Err(unverified(e, path, to)),
        }
        fs::remove_file(to).map_err(|source| StoreError::Io { path: to.to_owned(), source })?;
    }
    Ok(())
}

fn vacuum_into(conn: &Connection, to: &Path) -> rusqlite::Result<()> {
    let name = ToSqlOutput::Borrowed(ValueRef::Text(to.as_os_str().as_encoded_bytes()));
    conn.execute("VACUUM INTO ?1", [name]).map(drop)
}

/// The file is damaged or busy, or the place for the copy is no good.
fn unwritten(error: rusqlite::Error, path: &Path, to: &Path) -> StoreError {
    use rusqlite::ErrorCode as Code;
    let trouble = Trouble::last();
    let has_failed = matches!(trouble, Some(Trouble::Failed(_)));
    let no_backup = |why| StoreError::NoBackup { path: to.to_owned(), why };
    match error.sqlite_error_code() {
        Some(Code::DatabaseCorrupt | Code::NotADatabase) if !has_failed => {
            StoreError::Damaged { path: path.to_owned(), detail: error.to_string() }
        }
        Some(Code::DiskFull) => no_backup(Trouble::Full.to_string()),
        Some(
            Code::SystemIoFailure
            | Code::CannotOpen
            | Code::ReadOnly
            | Code::PermissionDenied
            | Code::DatabaseCorrupt
            | Code::NotADatabase,
        ) => no_backup(trouble.map_or_else(|| error.to_string(), |trouble| trouble.to_string())),
        _ => error.into(),
    }
}

/// A copy that can't be read again is none; where its pages make no sense, those of the file made none.
fn unverified(error: StoreError, path: &Path, to: &Path) -> StoreError {
    let no_backup = |why| StoreError::NoBackup { path: to.to_owned(), why };
    match error.at(to, String::new) {
        StoreError::Full(room) => no_backup(room.to_string()),
        StoreError::Disk { detail, .. } => no_backup(Trouble::Failed(detail).to_string()),
        StoreError::Damaged { detail, .. } => StoreError::Damaged { path: path.to_owned(), detail },
        other => other,
    }
}

/// A table, and how many rows it has.
type Rows = (String, i64);

/// Opens a copy, checks it whole and counts its rows; answers what is wrong with it.
fn verify(copy: &Path, (before, after): (&[Rows], &[Rows]), until: &Until) -> Result<Option<String>, StoreError> {
    let mut conn = look_at(copy)?;
    until.watch(&mut conn)?;
    if let Some(wrong) = faults(&conn)? {
        return Ok(Some(wrong));
    }
    let counts = schema::row_counts(&conn)?;
    let count = |of: &[Rows], table: &str| of.iter().find(|t| t.0 == table).map_or(0, |t| t.1);
    for (table, n) in before {
        let (a, b) = (*n, count(after, table));
        let is = count(&counts, table);
        if !(a.min(b)..=a.max(b)).contains(&is) {
            return Ok(Some(format!("{is} of {b} rows of {table} arrived")));
        }
    }
    Ok(None)
}

/// What `integrity_check` says, where it is not "ok".
pub(super) fn faults(conn: &Connection) -> Result<Option<String>, StoreError> {
    let said: Vec<String> =
        conn.prepare("PRAGMA integrity_check(3)")?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    if said == ["ok"] {
        return Ok(None);
    }
    unread(&said)?;
    // SQLite begins with a line of its own.
    Ok(Some(said.join("; ").replace('\n', " ")))
}

/// A page that the disk did not give for once is no fault of the file.
pub(super) fn unread(said: &[String]) -> Result<(), StoreError> {
    let is_of_pages = said.iter().any(|line| line.contains("get the page") || line.contains("failed to get page"));
    match Trouble::last() {
        Some(Trouble::Failed(_)) if is_of_pages => {
            Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_READ), None).into())
        }
        _ => Ok(()),
    }
}

/// Opens a file to read it only.
pub(super) fn look_at(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    Ok(conn)
}

/// Changes with every write of another connection, and with every own one.
fn version(conn: &Connection) -> rusqlite::Result<(i64, i64)> {
    Ok((super::open::data_version(conn)?, mark(conn)?.0))
}

/// The newest step: its sequence, its moment, its window.
type Mark = (i64, i64, String);

fn mark(conn: &Connection) -> rusqlite::Result<Mark> {
    let sql = "SELECT seq, at, window FROM step ORDER BY seq DESC LIMIT 1";
    match conn.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))) {
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok((0, 0, String::new())),
        other => other,
    }
}

fn mark_of(backup: &Path) -> rusqlite::Result<Mark> {
    mark(&look_at(backup)?)
}

/// The folder of a file's backups.
pub(super) fn folder_of(path: &Path, folder: Option<&Path>) -> PathBuf {
    folder.map_or_else(
        || {
            let mut name = path.file_stem().unwrap_or_default().to_owned();
            name.push("-backups");
            path.with_file_name(name)
        },
        Path::to_owned,
    )
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn list(path: &Path, folder: Option<&Path>) -> Result<Vec<BackupFile>, StoreError> {
    let folder = folder_of(path, folder);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::Io { path: folder, source }),
    };
    let stem = stem(path);
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let Some((at, kind, twin)) = name::read(&stem, &entry.file_name().to_string_lossy()) else { continue };
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_file() {
            found.push((at, twin, BackupFile { path: entry.path(), at, kind, size: meta.len() }));
        }
    }
    found.sort_by_key(|(at, twin, _)| std::cmp::Reverse((*at, *twin)));
    Ok(found.into_iter().map(|f| f.2).collect())
}

/// Removes backups that are no longer needed, and what killed ones left behind.
///
/// What was `made` just now stays, also where the clock was set back and it looks older than all others.
fn tidy(path: &Path, folder: &Path, stem: &str, made: &Path) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { path: folder.to_owned(), source };
    let size = fs::metadata(path).map_err(io)?.len();
    for file in thin::surplus(&list(path, Some(folder))?, thin::room(size)).into_iter().filter(|file| *file != made) {
        fs::remove_file(file).map_err(io)?;
    }
    let entries = fs::read_dir(folder).map_err(io)?.flatten();
    let rests = entries.filter(|e| name::is_rest(stem, &e.file_name().to_string_lossy())).map(|e| e.path());
    for rest in rests.chain(place::rests(path)) {
        let changed = fs::metadata(&rest).and_then(|m| m.modified());
        if changed.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > STALE)) {
            fs::remove_file(rest).map_err(io)?;
        }
    }
    Ok(())
}
