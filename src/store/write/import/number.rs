//! The numbers of new keys, taken for a whole import at once.

use super::super::super::error::StoreError;
use super::super::Pen;
use crate::domain::import::{Record, UPNEXT};
use crate::domain::{Key, ProductId};
use rusqlite::{OptionalExtension, params};
use std::collections::HashSet;

/// A number for each new item. Items of another file of upnext keep theirs, and issues whose key begins with the
/// product's prefix theirs, so that WEB-12 is the same item here and there; where such a number is free. The others
/// get numbers that were never used, in order.
pub(super) fn take(pen: &Pen, product: ProductId, records: &[&Record]) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT prefix FROM product WHERE id = ?1";
    let prefix: String = pen.conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0))?;
    let spoken = |r: &&Record| Key::parse(&r.key, "").filter(|k| k.prefix == prefix).map(|k| k.number);
    let wish = |r: &&Record| {
        let number = if r.source == UPNEXT { r.item.number } else { spoken(r) };
        number.filter(|n| *n > 0 && *n < i64::MAX / 2)
    };
    let mut taken = HashSet::new();
    if records.iter().any(|r| wish(r).is_some()) {
        let mut statement = pen.conn.prepare_cached("SELECT number FROM item WHERE product = ?1")?;
        taken = statement.query_map([product.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
    }
    let kept: Vec<Option<i64>> = records.iter().map(|r| wish(r).filter(|n| taken.insert(*n))).collect();
    let sql = "SELECT number FROM counter WHERE product = ?1";
    let newest: Option<i64> = pen.conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
    let mut newest = kept.iter().flatten().copied().chain(newest).max().unwrap_or(0);
    let mut numbers = Vec::with_capacity(kept.len());
    for kept in kept {
        numbers.push(kept.unwrap_or_else(|| {
            newest += 1;
            newest
        }));
    }
    let sql = "INSERT INTO counter (product, number) VALUES (?1, ?2)
        ON CONFLICT (product) DO UPDATE SET number = max(number, ?2)";
    pen.conn.prepare_cached(sql)?.execute(params![product.0, newest])?;
    Ok(numbers)
}
