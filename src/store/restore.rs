//! A backup comes back: checked, brought to this format aside, then copied *into* the open file in one go.
//!
//! The file keeps its name and its identity on the disk, so other windows see the older state come, and a kill leaves
//! either the state before or the state after.

use super::backup::{self, BackupKind};
use super::error::StoreError;
use super::journal::Gate;
use super::place::Rest;
use super::trouble;
use super::until::Until;
use super::{Patience, Store, Writer, open, place, read, schema, step};
use crate::domain::{Now, Seq};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs;
use std::path::{Path, PathBuf};

/// How often is begun anew when others write between the backup and the copy.
const TRIES: usize = 5;

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where what was there before lies now: the way back.
    pub kept: PathBuf,
    /// False where it could only be copied as it was, because it was damaged.
    pub is_kept_whole: bool,
    /// The newest step of what is there now.
    pub seq: Seq,
    /// The format of the backup, where it was an older one.
    pub from_format: Option<i64>,
}

impl Store {
    /// Puts a backup in the place of what is there, after a backup of that. Lists in memory must be read anew.
    ///
    /// # Errors
    /// [`StoreError::BadBackup`] where it can't be used; the file is as before then.
    pub fn restore(&mut self, from: &Path, folder: Option<&Path>, now: Now) -> Result<Restored, StoreError> {
        match self.check_writable() {
            // A damaged file is what restoring is for.
            Ok(()) | Err(StoreError::Damaged { .. }) => {}
            Err(other) => return Err(other),
        }
        let source = verified(from, &self.path)?;
        let scratch = Rest::beside(&self.path);
        let page_size = self.reading(|conn| Ok(conn.query_row("PRAGMA page_size", [], |r| r.get(0))?))?;
        let format = prepare(&source, from, (&scratch.0, &self.path), page_size)?;
        let kept = self.replace(&scratch.0, folder, now).map_err(|e| self.told(e));
        let (kept, is_kept_whole) = kept?;
        let seq = self.start_anew()?;
        let from_format = (format < schema::LATEST).then_some(format);
        Ok(Restored { kept, is_kept_whole, seq, from_format })
    }

    /// Puts a backup in the place of whatever stands at a path: a backlog, a damaged one, nothing. Answers where what
    /// stood there is kept.
    ///
    /// # Errors
    /// [`StoreError::BadBackup`] where it can't be used; the file is as before then. A newer, a busy or an unwritable
    /// file is left alone.
    pub fn restore_over(
        path: &Path,
        from: &Path,
        folder: Option<&Path>,
        writer: Writer,
        patience: Patience,
        now: Now,
    ) -> Result<Option<PathBuf>, StoreError> {
        use StoreError::{BadSearch, Damaged, Empty, Foreign, LostLink, Missing};
        let restored = Self::open(path, writer, patience).and_then(|mut store| store.restore(from, folder, now));
        match restored {
            Ok(done) => Ok(Some(done.kept)),
            // The file itself is what keeps it from being opened, or from being written.
            Err(Missing(_) | LostLink { .. } | Empty(_) | Damaged { .. } | BadSearch { .. } | Foreign(_)) => {
                Self::restore_unopenable(path, from, now)
            }
            Err(other) => Err(other),
        }
    }

    /// Puts a backup in the place of a file that can't be opened at all, or is gone. What stands there is moved aside,
    /// with its log; answers where.
    ///
    /// # Errors
    /// [`StoreError::BadBackup`] where it can't be used; nothing is moved then.
    pub fn restore_unopenable(path: &Path, from: &Path, now: Now) -> Result<Option<PathBuf>, StoreError> {
        let path = path.canonicalize().or_else(|_| std::path::absolute(path));
        let path = path.map_err(|source| StoreError::Io { path: from.to_owned(), source })?;
        if path.is_dir() {
            return Err(StoreError::NotAFile(path));
        }
        place::make_folder(&path)?;
        let source = verified(from, &path)?;
        let scratch = Rest::beside(&path);
        prepare(&source, from, (&scratch.0, &path), 4096)?;
        if fs::symlink_metadata(&path).is_err() {
            place::give_name(&scratch.0, &path).map_err(|e| e.renamed(&scratch.0, &path))?;
            return Ok(None);
        }
        take_place(&scratch.0, &path, now).map(Some)
    }

    /// Backs up what is there, then copies `scratch` over it. Begins anew where somebody wrote between the two.
    fn replace(&mut self, scratch: &Path, folder: Option<&Path>, now: Now) -> Result<(PathBuf, bool), StoreError> {
        let source = backup::look_at(scratch)?;
        let watch = backup::look_at(&self.path)?;
        for _ in 0..TRIES {
            let before = open::data_version(&watch)?;
            let kept = match self.backup_as(BackupKind::Restore, folder, now) {
                Err(StoreError::Damaged { .. } | StoreError::BadSearch { .. }) => {
                    (copy_aside(&self.path, folder, now)?, false)
                }
                other => (other?, true),
            };
            if self.has_moved()? {
                return Err(StoreError::Moved(self.path.clone()));
            }
            let copying = Backup::new(&source, &mut self.conn)?;
            // The first page takes the write lock; from then on nobody else can write.
            done(copying.step(1)?)?;
            if open::data_version(&watch)? == before {
                done(copying.step(-1)?)?;
                return Ok(kept);
            }
            // A backup that lacks what was written since is not the way back. Best effort: it does no harm.
            let _ = fs::remove_file(&kept.0);
        }
        Err(busy())
    }

    /// Forgets all that was known of the file before.
    fn start_anew(&mut self) -> Result<Seq, StoreError> {
        let head = self.reading(|conn| Ok(step::head(conn)?))?;
        self.data_version = self.reading(|conn| Ok(open::data_version(conn)?))?;
        (self.known, self.known_at, self.has_missed) = (Seq(head.seq), head.at, false);
        self.memory = read::Memory::default();
        self.orders.borrow_mut().forget();
        *self.stopped.borrow_mut() = None;
        self.trust();
        Ok(self.known)
    }
}

fn done(step: StepResult) -> Result<(), StoreError> {
    match step {
        StepResult::Done | StepResult::More => Ok(()),
        _ => Err(busy()),
    }
}

fn busy() -> StoreError {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None).into()
}

/// Opens a backup to read it, if it is whole and ours.
fn verified(from: &Path, live: &Path) -> Result<Connection, StoreError> {
    let real = match place::existing(from) {
        // It is only read: other names, such as those of a snapshot, do no harm.
        Err(StoreError::Linked { path, .. }) => path,
        other => other?,
    };
    if real == live {
        return Err(StoreError::SameFile(real));
    }
    let conn = (|| {
        let conn = backup::look_at(&real)?;
        open::recognise(&conn, &real)?;
        let broken = conn.prepare("PRAGMA foreign_key_check")?.exists([])?;
        match backup::faults(&conn)? {
            None if broken => Err(bad(&real, "a reference in it leads nowhere")),
            None => Ok(conn),
            Some(detail) => Err(bad(&real, &detail)),
        }
    })();
    conn.map_err(|e| match e.at(&real, String::new) {
        StoreError::Damaged { path, detail } => StoreError::BadBackup { path, detail },
        other => other,
    })
}

fn bad(path: &Path, detail: &str) -> StoreError {
    StoreError::BadBackup { path: path.to_owned(), detail: detail.into() }
}

/// Copies a backup to `scratch`, with pages of the given size and in the newest format; answers the format it had.
fn prepare(
    source: &Connection,
    from: &Path,
    (scratch, live): (&Path, &Path),
    page_size: i64,
) -> Result<i64, StoreError> {
    let prepared = (|| {
        backup::copy_nameless(source, from, scratch, &Until::default())?;
        let conn = Connection::open(scratch)?;
        if conn.query_row("PRAGMA page_size", [], |r| r.get::<_, i64>(0))? != page_size {
            conn.pragma_update(None, "page_size", page_size)?;
            conn.execute_batch("VACUUM")?;
        }
        let format = schema::version(&conn)?;
        if format < schema::LATEST {
            Gate::default().register(&conn)?;
            schema::migrate(&conn, scratch, schema::MIGRATIONS)?;
        }
        conn.close().map_err(|(_, e)| e)?;
        Ok(format)
    })();
    let uncopied = |why| StoreError::Uncopied { from: from.to_owned(), path: live.to_owned(), why };
    prepared.map_err(|e: StoreError| match e.at(live, String::new) {
        StoreError::NoBackup { path, why } if path == scratch => uncopied(why),
        StoreError::Io { path, source } if path == scratch => uncopied(trouble::why(&source)),
        other => other,
    })
}

/// Copies a damaged file, and its log, as they are.
fn copy_aside(path: &Path, folder: Option<&Path>, now: Now) -> Result<PathBuf, StoreError> {
    let folder = backup::folder_of(path, folder);
    let target = place::aside(&folder, path, now);
    place::make_folder(&target)?;
    for (from, to) in place::whole(path).into_iter().zip(place::whole(&target)) {
        if from.exists() {
            place::make_private(&to)?;
            fs::copy(&from, &to).map_err(|source| StoreError::Io { path: to.clone(), source })?;
        }
    }
    place::sync_folder(&target)?;
    Ok(target)
}

/// Puts `scratch` in the place of a file that nobody can open, which gets another name, with its log. At no moment is
/// there nothing under the name: the next start would begin anew.
fn take_place(scratch: &Path, path: &Path, now: Now) -> Result<PathBuf, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    fs::File::open(scratch).and_then(|f| f.sync_all()).map_err(io)?;
    let target = place::aside(path.parent().unwrap_or(Path::new("/")), path, now);
    // Some file systems know no links: there the new file comes as soon as the old one has gone.
    let is_linked = fs::hard_link(path, &target).is_ok();
    let moved = (|| {
        // A new file never stands beside an old log.
        for (from, to) in place::whole(path).into_iter().zip(place::whole(&target)).skip(1) {
            if fs::symlink_metadata(&from).is_ok() {
                fs::rename(&from, &to)?;
            }
        }
        if !is_linked {
            fs::rename(path, &target)?;
        }
        fs::rename(scratch, path)
    })();
    if let Err(source) = moved {
        put_back(path, &target);
        return Err(io(source));
    }
    place::sync_folder(path)?;
    Ok(target)
}

/// As it was before, as far as the disk lets it: the error to tell is the first one.
fn put_back(path: &Path, target: &Path) {
    for (to, from) in place::whole(path).into_iter().zip(place::whole(target)) {
        if fs::symlink_metadata(&to).is_err() {
            let _ = fs::rename(&from, &to);
        } else {
            let _ = fs::remove_file(&from);
        }
    }
}
