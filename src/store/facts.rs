//! What there is to know about the file: for `upnext doctor`.

use super::error::StoreError;
use super::{Store, place, schema, step};
use crate::domain::Step;
use std::path::{Path, PathBuf};

/// The state of a file, as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The version of the SQLite that is built in.
    pub sqlite: &'static str,
    /// The file.
    pub path: PathBuf,
    /// Its format, and the newest one that this upnext knows.
    pub format: (i64, i64),
    /// Its bytes, and those of its log.
    pub bytes: (u64, u64),
    /// Bytes free on its disk for this person; `None` where the system does not tell.
    pub free_bytes: Option<u64>,
    /// Bytes of a page, pages, and pages not in use.
    pub pages: (i64, i64, i64),
    /// How it is written: `wal`, or `truncate` on a network file system.
    pub mode: String,
    /// Rows of each table.
    pub tables: Vec<(String, i64)>,
    /// The newest step.
    pub newest: Option<Step>,
    /// Whoever had it last did not close it.
    pub is_unclean: bool,
    /// It can't or must not be written, and why.
    pub read_only: Option<String>,
    /// What is to be known of where it lies.
    pub warning: Option<String>,
    /// The permission bits of the file and of its folder, such as 0o600 and 0o700; `None` where there are none.
    pub permissions: Option<(u32, u32)>,
    /// Before which day (`2026-03-01`) the history was erased.
    pub purged_before: Option<String>,
}

impl Store {
    /// Looks at the file from all sides.
    pub fn facts(&self) -> Result<Facts, StoreError> {
        let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len());
        self.reading(|conn| {
            let number = |name: &str| conn.query_row(&format!("PRAGMA {name}"), [], |r| r.get::<_, i64>(0));
            Ok(Facts {
                sqlite: rusqlite::version(),
                path: self.path.clone(),
                format: (schema::version(conn)?, schema::LATEST),
                bytes: (bytes(&self.path), bytes(&place::log_of(&self.path))),
                free_bytes: place::free_bytes(&self.path),
                pages: (number("page_size")?, number("page_count")?, number("freelist_count")?),
                mode: conn.query_row("PRAGMA journal_mode", [], |r| r.get(0))?,
                tables: schema::row_counts(conn)?,
                newest: step::newest(conn, &self.writer, None, 1)?.into_iter().next(),
                is_unclean: self.is_unclean,
                read_only: self.stopped.borrow().clone().or(self.bar.map(|bar| bar.to_string())),
                warning: self.warning.clone(),
                permissions: permissions(&self.path),
                purged_before: super::purge::floor(conn)?,
            })
        })
    }
}

#[cfg(unix)]
fn permissions(path: &Path) -> Option<(u32, u32)> {
    use std::os::unix::fs::PermissionsExt;
    let bits = |path: &Path| std::fs::metadata(path).ok().map(|m| m.permissions().mode() & 0o7777);
    bits(path).zip(bits(path.parent()?))
}

#[cfg(not(unix))]
fn permissions(_: &Path) -> Option<(u32, u32)> {
    None
}
