//! stub
use super::{Store, StoreError};
use crate::domain::Now;
use std::path::{Path, PathBuf};
impl Store {
    pub fn backup(&self, _: Option<&Path>, _: Now) -> Result<PathBuf, StoreError> {
        Err(StoreError::Unchanged)
    }
    pub fn backup_if_due(&self, _: Option<&Path>, _: Now) -> Result<Option<PathBuf>, StoreError> {
        Ok(None)
    }
    pub fn copy_to(&self, _: &Path) -> Result<(), StoreError> {
        Err(StoreError::Unchanged)
    }
}
