//! What a comparison of all items found, as it is kept.

use crate::domain::{ItemId, ProductId, Seq};
use chrono::NaiveDate;

/// The most pairs that are kept of a product: the most similar ones.
pub const KEPT: usize = 10_000;

/// Which items of a product say nearly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Whose items.
    pub product: ProductId,
    /// The version of the file that was compared.
    pub seq: Seq,
    /// The writer's local day.
    pub day: NaiveDate,
    /// The pairs, the older item of each first.
    pub pairs: Vec<(ItemId, ItemId)>,
}

/// As of when it is known what says nearly the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The writer's local day.
    pub day: NaiveDate,
    /// True where anything was written since.
    pub is_older: bool,
}
