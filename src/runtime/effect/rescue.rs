//! A file that was moved away while it is open. What was saved last stands in the log beside its old place, and is lost
//! to whoever opens the file elsewhere: so all of it is copied beside the old place, at the latest when the program ends.

use super::World;
use crate::domain::Seq;
use crate::store::{Patience, Store, StoreError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// So many copies are looked for a free name.
const NAMES: usize = 100;

/// How long a copy of its own is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// The copy that was made last, and up to where it goes.
pub(super) type Rescued = Option<(Seq, PathBuf)>;

impl World {
    /// Copies everything there is to a sibling of the file that is not in its place any more; says where, and what to
    /// do then.
    pub(super) fn rescue(&mut self, path: &Path) -> String {
        match self.copied(path) {
            Ok(copy) => format!(" · all of it is in {}: quit and open that", copy.display()),
            Err(error) => format!(" · it could not be copied: {error}"),
        }
    }

    fn copied(&mut self, path: &Path) -> Result<PathBuf, StoreError> {
        let seq = self.store.seq();
        if let Some((_, copy)) = self.rescued.as_ref().filter(|(at, copy)| *at == seq && copy.exists()) {
            return Ok(copy.clone());
        }
        let copy = self.copy_beside(path)?;
        self.rescued = Some((seq, copy.clone()));
        Ok(copy)
    }

    fn copy_beside(&self, path: &Path) -> Result<PathBuf, StoreError> {
        let mut last = StoreError::Exists(path.to_owned());
        for n in 1..NAMES {
            let copy = path.with_extension(if n == 1 { "rescued.db".into() } else { format!("rescued-{n}.db") });
            match self.store.copy_to(&copy) {
                Ok(()) => return Ok(copy),
                Err(error @ StoreError::Exists(_)) => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    /// The program ends: where its file is gone and its log is not, or where unfinished text waits for the file, all of
    /// it is copied; says where.
    pub(super) fn rescue_at_last(&mut self) -> Option<String> {
        let error = self.store.refusal()?;
        let StoreError::Moved(path) = &error else { return None };
        if !self.store.has_log() && !self.owed.is_any() {
            return None;
        }
        Some(match self.copied(path) {
            Ok(copy) => format!("{error} · all of it{} is in {}: open that", self.take_along(&copy), copy.display()),
            Err(cause) => format!("{error} · it could not be copied: {cause}"),
        })
    }

    /// Keeps in the copy what the file did not take; what can't be kept there either stays owed.
    fn take_along(&mut self, copy: &Path) -> &'static str {
        if !self.owed.is_any() {
            return "";
        }
        let copy = Store::open(copy, self.writer.clone(), Patience::Wait(PATIENCE));
        let kept = copy.and_then(|mut copy| self.owed.pay(&mut copy));
        if kept.is_ok() { ", with the text that was not saved," } else { "" }
    }
}
