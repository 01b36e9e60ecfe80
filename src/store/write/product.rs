//! Products: made and renamed.

use super::super::error::StoreError;
use super::super::sheet;
use super::Pen;
use crate::domain::product::{NewProduct, Sheet};
use crate::domain::{ProductId, Scale, key, text};
use rusqlite::{OptionalExtension, params};

/// Makes a product.
pub(in super::super) fn add(pen: &Pen, new: &NewProduct) -> Result<ProductId, StoreError> {
    let name = text::title("name", &new.name)?;
    let prefix = free_prefix(pen, None, &new.prefix)?;
    let uid = new.uid.unwrap_or_else(uuid::Uuid::now_v7).hyphenated().to_string();
    if pen.conn.prepare_cached("SELECT 1 FROM product WHERE uid = ?1")?.exists([&uid])? {
        return Err(StoreError::SameIdentity(name));
    }
    let sql = "INSERT INTO product (uid, name, prefix, scale, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    pen.conn.prepare_cached(sql)?.execute(params![uid, name, prefix, new.scale.name(), pen.now.at.0])?;
    let product = ProductId(pen.conn.last_insert_rowid());
    if *new.sheet != Sheet::default() {
        sheet::write(pen, product, &new.sheet)?;
    }
    Ok(product)
}

/// Gives a product another name, prefix or scale.
pub(in super::super) fn edit(
    pen: &Pen,
    product: ProductId,
    name: &str,
    prefix: &str,
    scale: Scale,
) -> Result<ProductId, StoreError> {
    must_exist(pen, product)?;
    let name = text::title("name", name)?;
    let prefix = free_prefix(pen, Some(product), prefix)?;
    let sql = "UPDATE product SET name = ?2, prefix = ?3, scale = ?4 WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![product.0, name, prefix, scale.name()])?;
    Ok(product)
}

/// Fails where the product is gone.
pub(in super::super) fn must_exist(pen: &Pen, product: ProductId) -> Result<(), StoreError> {
    let is_there = pen.conn.prepare_cached("SELECT 1 FROM product WHERE id = ?1")?.exists([product.0])?;
    if is_there { Ok(()) } else { Err(StoreError::NoProduct) }
}

/// A checked prefix that no other product has.
fn free_prefix(pen: &Pen, own: Option<ProductId>, prefix: &str) -> Result<String, StoreError> {
    let prefix = key::parse_prefix(prefix)?;
    let sql = "SELECT name FROM product WHERE prefix = ?1 AND id IS NOT ?2";
    let other = pen.conn.prepare_cached(sql)?.query_row(params![prefix, own.map(|p| p.0)], |r| r.get(0));
    match other.optional()? {
        Some(name) => Err(StoreError::PrefixTaken { prefix, name }),
        None => Ok(prefix),
    }
}
