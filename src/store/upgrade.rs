//! An older file becomes one of this format: after a verified backup, in one transaction, or not at all.

use super::backup::{self, BackupKind};
use super::error::StoreError;
use super::schema;
use crate::domain::Instant;
use rusqlite::Connection;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Brings a file that stands at format `from` to the newest of `migrations`.
///
/// # Errors
/// [`StoreError::NeedsUpgrade`] where it can't be written; [`StoreError::NoBackup`] where no backup could be made.
pub(super) fn upgrade(
    conn: &Connection,
    path: &Path,
    from: i64,
    migrations: &[&str],
    is_read_only: bool,
) -> Result<(), StoreError> {
    if usize::try_from(from).is_ok_and(|from| from >= migrations.len()) {
        return Ok(());
    }
    if is_read_only {
        return Err(StoreError::NeedsUpgrade(path.to_owned()));
    }
    backup::make(conn, path, None, clock(), BackupKind::Migration)?;
    schema::migrate(conn, path, migrations)
}

/// The moment; opening a file has no other way to know it.
fn clock() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_millis()).unwrap_or(0))
}
