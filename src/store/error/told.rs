//! What SQLite and the system say, turned into errors that name the file and what to do.

use super::super::place;
use super::super::trouble::{self, Trouble};
use super::StoreError;
use super::words::{is_about_search, unreadable};
use rusqlite::ffi;
use std::path::{Path, PathBuf};

/// An error of SQLite on its way out, before the file's path is known.
impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> Self {
        Self::Sql { path: PathBuf::new(), source, trouble: Trouble::last() }
    }
}

impl StoreError {
    /// Says which file it was, and turns SQLite's codes into words.
    pub(in super::super) fn at(self, path: &Path, holder: impl FnOnce() -> String) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        let (source, trouble) = match self {
            Self::Sql { source, trouble, .. } => match unreadable(&source) {
                Some(detail) if !is_about_search(&detail) || detail.starts_with("malformed") => {
                    return Self::Damaged { path, detail };
                }
                _ => (source, trouble),
            },
            Self::Damaged { path: unknown, detail } if unknown.as_os_str().is_empty() => {
                return Self::Damaged { path, detail };
            }
            told => return told,
        };
        let detail = || source.to_string();
        let is_unopened = source.sqlite_error_code() == Some(Code::CannotOpen);
        let trouble = trouble.or_else(|| is_unopened.then(|| Trouble::probe(&path)).flatten());
        if let Some(told) = trouble::of_disk(&path, source.sqlite_error_code(), trouble.as_ref()) {
            return told;
        }
        let is_search = source.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_CORRUPT_VTAB);
        if is_search || is_about_search(&detail()) {
            return Self::BadSearch { detail: detail(), path };
        }
        match source.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy { path, holder: holder() },
            Some(Code::DiskFull) => Self::Full(path.into()),
            Some(Code::SystemIoFailure) => Self::Disk { detail: detail(), path },
            Some(Code::DatabaseCorrupt) => Self::Damaged { detail: detail(), path },
            Some(Code::CannotOpen) if place::is_readable(&path) => Self::BadLog { detail: detail(), path },
            // What is not there could not be made, and by now the disk takes it: who may read it is not the matter.
            Some(Code::CannotOpen) if !path.exists() => Self::Disk { detail: detail(), path },
            Some(Code::CannotOpen) => Self::NoAccess(path),
            Some(Code::NotADatabase) => Self::Foreign(path),
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly(path),
            Some(Code::OperationInterrupted) => Self::Cancelled,
            _ => Self::Sql { path, source, trouble },
        }
    }

    /// Speaks of the file that a person knows instead of the one of which nobody does.
    pub(in super::super) fn renamed(self, unborn: &Path, known: &Path) -> Self {
        match self {
            Self::Io { path, source } if path == unborn => Self::Io { path: known.to_owned(), source },
            Self::NoBackup { path, why } if path == unborn => Self::NoBackup { path: known.to_owned(), why },
            other => other,
        }
    }

    /// True where trying again in a moment may help.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy { .. })
    }
}
