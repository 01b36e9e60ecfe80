//! A file that was moved away while it is open. What was saved last stands in the log beside its old place, and is lost
//! to whoever opens the file elsewhere: so all of it is copied beside the old place, at the latest when the program ends.

use super::World;
use crate::domain::Seq;
use crate::store::StoreError;
use std::fs;
use std::path::{Path, PathBuf};

/// So many copies are looked for a free name.
const NAMES: usize = 100;

/// The copy that was made last, and up to where it goes.
pub(super) type Rescued = Option<(Seq, PathBuf)>;

impl World {
    /// Copies everything there is to a sibling of the file that is not in its place any more; says where.
    pub(super) fn rescue(&mut self, path: &Path) -> String {
        let seq = self.store.seq();
        if !self.rescued.as_ref().is_some_and(|(at, copy)| *at == seq && copy.exists()) {
            match self.copy_beside(path) {
                Ok(copy) => self.rescued = Some((seq, copy)),
                Err(error) => return format!(" · it could not be copied: {error}"),
            }
        }
        let copy = self.rescued.as_ref().map(|rescued| rescued.1.display().to_string());
        format!(" · all of it is in {}: quit and open that", copy.unwrap_or_default())
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

    /// The program ends: where its file is gone and its log is not, all of it is copied; says where.
    pub(super) fn rescue_at_last(&mut self) -> Option<String> {
        let error = self.store.refusal()?;
        let StoreError::Moved(path) = &error else { return None };
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        let has_log = fs::metadata(log).is_ok_and(|meta| meta.len() > 0);
        has_log.then(|| format!("{error}{}", self.rescue(path).replace("quit and open that", "open that")))
    }
}
