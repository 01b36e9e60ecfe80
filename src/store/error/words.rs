//! The ways out that errors name, as they can be typed, and what tells damage from a fault of upnext.

use rusqlite::ffi;
use std::path::Path;

/// The command that brings a file's newest backup back, as it can be typed.
pub(super) fn restore_of(path: &Path) -> String {
    format!("`upnext restore --db {}`", typed(path))
}

/// The command that takes what can be read out of a damaged file, as it can be typed.
pub fn salvage_of(path: &Path) -> String {
    format!("`upnext doctor --salvage saved.db --db {}`", typed(path))
}

/// A path as a shell takes it.
pub fn typed(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,@".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// What in the file can't be what upnext wrote: a value that no column of ours has, a table or an index that is gone.
pub(super) fn unreadable(error: &rusqlite::Error) -> Option<String> {
    use rusqlite::Error as Sql;
    match error {
        Sql::FromSqlConversionFailure(_, _, cause) => Some(cause.to_string()),
        Sql::InvalidColumnType(_, column, kind) => Some(format!("{column} holds {kind}, which it never does")),
        Sql::IntegralValueOutOfRange(_, number) => Some(format!("{number} is a number that no upnext wrote")),
        Sql::Utf8Error(..) => Some("a text is no text".into()),
        Sql::SqliteFailure(cause, Some(said)) | Sql::SqlInputError { error: cause, msg: said, .. } => {
            let is_gone = [
                "no such ",
                "no query solution",
                "malformed database schema",
                "is malformed",
                "unsupported file",
                "integer overflow",
            ];
            let is_plain = cause.extended_code == ffi::SQLITE_ERROR;
            (is_plain && is_gone.iter().any(|part| said.contains(part))).then(|| said.clone())
        }
        _ => None,
    }
}

/// True where what SQLite says is about the index of words: all of it can be made anew.
pub(in crate::store) fn is_about_search(said: &str) -> bool {
    ["item_words", "fts5"].iter().any(|part| said.contains(part))
}

/// So many formats ahead an upnext may be.
const AHEAD: i64 = 50;

/// True where a newer upnext may have written this format; beyond that a damaged header is more likely.
pub(in crate::store) fn is_plausible(theirs: i64, ours: i64) -> bool {
    theirs <= ours + AHEAD
}

/// The other way out of a format that no newer upnext is likely to have.
pub(super) fn or_damaged(path: &Path, theirs: i64, ours: i64) -> String {
    if is_plausible(theirs, ours) {
        return String::new();
    }
    format!("; or its header is damaged: {} takes out of it what can be read", salvage_of(path))
}
