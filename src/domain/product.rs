//! A product: one Product Backlog, one order.

use super::{ProductId, Scale};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A product of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its row.
    pub id: ProductId,
    /// Its identity beyond this file.
    pub uid: Uuid,
    /// Its name.
    pub name: String,
    /// The prefix of its items' keys: `WEB`.
    pub prefix: String,
    /// The scale on which its items are estimated.
    pub scale: Scale,
}

/// What a product is made from, by hand or by an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProduct {
    /// Its identity where it comes from another file; else a fresh one is given.
    pub uid: Option<Uuid>,
    /// Its name, cleaned.
    pub name: String,
    /// Its prefix, checked.
    pub prefix: String,
    /// Its scale.
    pub scale: Scale,
}
