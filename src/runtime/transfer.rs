//! stub
use crate::domain::ProductId;
use crate::domain::import::{Counts, Parsed, Target};
use crate::exchange::{Export, Options};
use crate::store::Store;
use std::path::{Path, PathBuf};
use std::sync::Arc;
#[derive(Debug, thiserror::Error)]
#[error("stub")]
pub struct TransferError;
#[derive(Debug)]
pub struct Plan {
    pub parsed: Arc<Parsed>,
    pub target: Target,
    pub counts: Counts,
    pub lines: Vec<String>,
}
pub fn paths(_: &str) -> Result<Vec<PathBuf>, TransferError> {
    Err(TransferError)
}
pub fn home_path(p: &str) -> PathBuf {
    p.into()
}
pub fn read(_: &[PathBuf], _: &Options) -> Result<Parsed, TransferError> {
    Err(TransferError)
}
pub fn plan(_: &Store, _: Parsed, _: Option<ProductId>) -> Result<Plan, TransferError> {
    Err(TransferError)
}
pub fn target_file(_: &str) -> Result<(Export, PathBuf), TransferError> {
    Err(TransferError)
}
pub fn export_to(_: &Store, _: ProductId, _: Export, _: &Path) -> Result<String, TransferError> {
    Err(TransferError)
}
