//! The log: in the state folder, 0600, two files of 1 MB. It never holds an item's text.

use crate::domain::text::Safe;
use chrono::Utc;
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Size at which a file becomes the old one.
pub const LIMIT: u64 = 1_000_000;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Something failed.
    Error,
    /// Something is odd but goes on.
    Warn,
    /// Something worth knowing afterwards.
    Info,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "ERROR",
            Self::Warn => "WARN",
            Self::Info => "INFO",
        })
    }
}

static LOG: Mutex<Option<Log>> = Mutex::new(None);

/// Opens the log in the user's state folder and returns its path, for the panic's message and `doctor`.
///
/// A program that cannot log works all the same: without a home or on a full disk [`log`] does nothing.
pub fn open() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "upnext")?;
    let dir = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned();
    let log = Log::open(&dir).ok()?;
    let path = log.path.clone();
    *LOG.lock().unwrap_or_else(PoisonError::into_inner) = Some(log);
    Some(path)
}

/// Adds a line. `text` says what happened in words of ours, with keys and numbers, never with an item's text.
pub fn log(level: Level, text: &str) {
    if let Ok(mut log) = LOG.lock()
        && let Some(log) = log.as_mut()
    {
        // There is nowhere left to say that logging failed.
        let _ = log.add(level, text);
    }
}

/// One open log file and its predecessor.
#[derive(Debug)]
struct Log {
    path: PathBuf,
    file: File,
    size: u64,
}

impl Log {
    fn open(dir: &Path) -> io::Result<Self> {
        if !dir.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        }
        let path = dir.join("upnext.log");
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size })
    }

    fn add(&mut self, level: Level, text: &str) -> io::Result<()> {
        let at = Utc::now().format("%Y-%m-%dT%H:%M:%S%.3fZ");
        let text = Safe(text).to_string().trim_end().replace('\n', "\n    ");
        let line = format!("{at} {level:<5} {} {text}\n", std::process::id());
        if self.size + line.len() as u64 > LIMIT {
            self.turn()?;
        }
        self.file.write_all(line.as_bytes())?;
        self.size += line.len() as u64;
        Ok(())
    }

    /// The file becomes the old one; the old one before it goes.
    fn turn(&mut self) -> io::Result<()> {
        fs::rename(&self.path, self.path.with_extension("log.old"))?;
        if let Some(dir) = self.path.parent().map(Path::to_owned) {
            *self = Self::open(&dir)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn two_files_of_a_megabyte_are_kept_private() {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("upnext");
        let mut log = Log::open(&own).unwrap();
        for _ in 0..50 {
            log.add(Level::Info, &"x".repeat(100_000)).unwrap();
        }
        let mut names: Vec<_> = fs::read_dir(&own).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["upnext.log", "upnext.log.old"]);
        for name in names {
            let data = fs::metadata(own.join(name)).unwrap();
            assert!(data.len() <= LIMIT);
            assert_eq!(data.permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_line_tells_when_who_and_what_and_runs_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = Log::open(dir.path()).unwrap();
        log.add(Level::Warn, "odd\u{1b}[31m\nmore").unwrap();
        let text = fs::read_to_string(dir.path().join("upnext.log")).unwrap();
        assert!(text.contains(" WARN  ") && text.ends_with("odd[31m\n    more\n"), "{text:?}");
    }
}
