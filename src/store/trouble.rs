//! What was wrong with the disk below the file. SQLite says "disk I/O error" of most of it; the system tells more, as
//! long as it is asked at once.

use super::error::StoreError;
use super::place;
use crate::domain::text;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

/// Why a disk did not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// No room left.
    Full,
    /// No room left for this person.
    Quota,
    /// This person may not write there.
    Denied,
    /// In the words of the system.
    Failed(String),
}

impl Trouble {
    /// What an error of the system says about the disk; `None` where it is about something else.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::StorageFull => Some(Self::Full),
            ErrorKind::QuotaExceeded => Some(Self::Quota),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Some(Self::Denied),
            _ if is_io(error) => Some(Self::Failed(words(error))),
            _ => None,
        }
    }

    /// What the system said of the last call that failed in this thread.
    pub(super) fn last() -> Option<Self> {
        Self::of(&io::Error::last_os_error())
    }

    /// As [`last`](Self::last), where it is about the disk itself and not about who may write.
    pub(super) fn last_of_disk() -> Option<Self> {
        Self::last().filter(|trouble| *trouble != Self::Denied)
    }

    /// What was said until now is forgotten: it is not about what comes.
    pub(super) fn forget() {
        // A path of no letters is nowhere, and now that is what the system said last.
        let _ = fs::metadata("");
    }

    /// Tries to write a page beside a file: what SQLite could not open may have found no room.
    pub(super) fn probe(path: &Path) -> Option<Self> {
        let probe = place::Rest::beside(path);
        let tried = place::make_private(&probe.0).map_err(|error| match error {
            StoreError::Io { source, .. } => source,
            other => io::Error::other(other.to_string()),
        });
        let tried = tried.and_then(|()| {
            let mut file = fs::File::options().write(true).open(&probe.0)?;
            file.write_all(&[0; 4096])?;
            file.sync_all()
        });
        Self::of(&tried.err()?)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the disk is full"),
            Self::Quota => f.write_str("your quota of disk space is used up"),
            Self::Denied => f.write_str("no permission, or a read-only disk"),
            Self::Failed(detail) => write!(f, "the disk failed: {detail}"),
        }
    }
}

#[cfg(unix)]
fn is_io(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

#[cfg(not(unix))]
fn is_io(_: &io::Error) -> bool {
    false
}

/// An error of the system without its number.
fn words(error: &io::Error) -> String {
    let said = error.to_string();
    said.split_once(" (os error").map_or(said.clone(), |(words, _)| words.to_owned())
}

/// Why something could not be done, in words.
pub fn why(error: &io::Error) -> String {
    Trouble::of(error).map_or_else(|| words(error), |trouble| trouble.to_string())
}

/// What a person reads where a file or a folder could not be made, read or opened.
pub(super) fn told(path: &Path, error: &io::Error) -> String {
    match Trouble::of(error) {
        Some(Trouble::Full) => format!("{}: nothing was changed; make room and try again", NoRoom::at(path, false)),
        Some(Trouble::Quota) => format!("{}: nothing was changed; make room and try again", NoRoom::at(path, true)),
        Some(Trouble::Failed(detail)) => format!(
            "the disk of {} failed ({detail}): nothing was changed; check the disk, then try again",
            path.display()
        ),
        Some(Trouble::Denied) | None => format!("{}: {error}", path.display()),
    }
}

/// What the system knows better than SQLite: of a disk that is full SQLite often says that it failed, and of a page that
/// can't be read for once that the file is damaged.
pub(super) fn of_disk(path: &Path, code: Option<rusqlite::ErrorCode>, trouble: Option<&Trouble>) -> Option<StoreError> {
    use rusqlite::ErrorCode as Code;
    let path = path.to_owned();
    match (code?, trouble?) {
        (Code::SystemIoFailure | Code::CannotOpen, Trouble::Full) => Some(StoreError::Full(path.into())),
        (Code::SystemIoFailure | Code::CannotOpen, Trouble::Quota) => Some(StoreError::Full(NoRoom::at(&path, true))),
        (Code::CannotOpen, Trouble::Denied) if !place::is_readable(&path) => Some(StoreError::NoAccess(path)),
        (Code::CannotOpen, Trouble::Denied) => Some(StoreError::ReadOnly(path)),
        (Code::SystemIoFailure | Code::CannotOpen | Code::DatabaseCorrupt, Trouble::Failed(detail)) => {
            Some(StoreError::Disk { path, detail: detail.clone() })
        }
        _ => None,
    }
}

/// A disk without room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRoom {
    path: PathBuf,
    /// Bytes that are free, where the system tells.
    free: Option<u64>,
    /// True where the disk has room, but not for this person.
    is_quota: bool,
}

impl NoRoom {
    /// No room for the file at `path`.
    pub(super) fn at(path: &Path, is_quota: bool) -> Self {
        // A file that is not there yet lies on the disk of its folder.
        let free = place::free_bytes(path).or_else(|| place::free_bytes(path.parent()?));
        Self { path: path.to_owned(), free, is_quota }
    }
}

impl From<PathBuf> for NoRoom {
    fn from(path: PathBuf) -> Self {
        Self::at(&path, false)
    }
}

impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.is_quota {
            return write!(f, "your quota of disk space for {} is used up", self.path.display());
        }
        write!(f, "the disk of {} is full", self.path.display())?;
        match self.free.map(usize::try_from) {
            Some(Ok(free)) => write!(f, " ({} free)", text::counted(free, "byte")),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_systems_words_are_told_apart() {
        use rustix::io::Errno;
        let of = |errno: Errno| Trouble::of(&io::Error::from(errno));
        assert_eq!(of(Errno::NOSPC), Some(Trouble::Full));
        assert_eq!(of(Errno::DQUOT), Some(Trouble::Quota));
        assert_eq!(of(Errno::ACCESS), Some(Trouble::Denied));
        assert_eq!(of(Errno::IO), Some(Trouble::Failed("Input/output error".into())));
        assert_eq!(of(Errno::NOENT), None);
        assert_eq!(why(&Errno::NOTDIR.into()), "Not a directory");
        let said = told(Path::new("/nowhere/b.db"), &Errno::DQUOT.into());
        assert!(said.contains("quota") && said.contains("make room"), "{said}");
    }
}
