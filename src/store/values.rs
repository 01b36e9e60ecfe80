//! The values that a product's items have, to complete what is typed: equal ones once, the most used first.

use super::error::StoreError;
use super::row::count;
use crate::domain::query::{Value, Values};
use crate::domain::text::{counted, fold};
use crate::domain::{ItemId, ProductId};
use rusqlite::Connection;
use std::cmp::Reverse;
use std::collections::HashMap;

/// So many are offered.
const MOST: usize = 200;

/// The values in use.
pub(super) fn read(conn: &Connection, product: ProductId, values: Values) -> Result<Vec<Value>, StoreError> {
    match values {
        Values::Epics => epics(conn, product),
        Values::Tags => tags(conn, product),
        Values::Asked => texts(conn, product, &of_item("asked", "asked <> ''")),
        Values::Assignees => texts(conn, product, &of_item("assignee", "assignee <> ''")),
        Values::Sources => texts(conn, product, &of_item("source", "source IS NOT NULL")),
        Values::Columns => texts(
            conn,
            product,
            "SELECT column, count(DISTINCT item) FROM item_extra
             WHERE item IN (SELECT id FROM item WHERE product = ?1 AND trashed_at IS NULL) GROUP BY column",
        ),
    }
}

fn of_item(column: &str, is_there: &str) -> String {
    format!(
        "SELECT {column}, count(*) FROM item NOT INDEXED WHERE product = ?1 AND trashed_at IS NULL AND {is_there}
         GROUP BY {column}"
    )
}

/// Texts and how often they are used; those that fold to one are one, spelled as most spell it.
fn texts(conn: &Connection, product: ProductId, sql: &str) -> Result<Vec<Value>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([product.0], |r| Ok((r.get::<_, String>(0)?, count(r, 1)?)))?;
    let mut known: HashMap<String, (String, usize, usize)> = HashMap::new();
    for row in rows {
        let (text, n) = row?;
        let entry = known.entry(fold(&text)).or_default();
        if n > entry.2 {
            (entry.0, entry.2) = (text, n);
        }
        entry.1 += n;
    }
    let mut all: Vec<(String, usize)> = known.into_values().map(|(text, n, _)| (text, n)).collect();
    all.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    Ok(all.into_iter().take(MOST).map(|(text, n)| Value { text, doc: counted(n, "item") }).collect())
}

/// Tags are folded already; a look at each row of them is enough where the file has one product and no trash.
fn tags(conn: &Connection, product: ProductId) -> Result<Vec<Value>, StoreError> {
    let others = "SELECT 1 FROM item WHERE product <> ?1 OR trashed_at IS NOT NULL LIMIT 1";
    let only = if conn.prepare_cached(others)?.exists([product.0])? {
        "WHERE item IN (SELECT id FROM item WHERE product = ?1 AND trashed_at IS NULL)"
    } else {
        "WHERE ?1 IS NOT NULL"
    };
    texts(conn, product, &format!("SELECT tag, count(*) FROM item_tag {only} GROUP BY tag"))
}

/// Keys of epics with their titles, those with the most items first.
fn epics(conn: &Connection, product: ProductId) -> Result<Vec<Value>, StoreError> {
    let sql = "SELECT item.id, prefix || '-' || number, title, state IN ('done', 'declined') FROM item
        JOIN product ON product.id = item.product
        WHERE item.product = ?1 AND item.kind = 'epic' AND item.trashed_at IS NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([product.0], |r| {
        Ok((ItemId(r.get(0)?), r.get::<_, bool>(3)?, Value { text: r.get(1)?, doc: r.get(2)? }))
    })?;
    let all: Vec<(ItemId, bool, Value)> = rows.collect::<Result<_, _>>()?;
    let ids: Vec<ItemId> = all.iter().map(|e| e.0).collect();
    let children = super::children::of(conn, &ids)?;
    let mut all: Vec<_> = all
        .into_iter()
        .map(|(id, is_over, v)| (is_over, Reverse(children.get(&id).map_or(0, |c| c.count)), id, v))
        .collect();
    all.sort_by_key(|e| (e.0, e.1, e.2));
    Ok(all.into_iter().take(MOST).map(|e| e.3).collect())
}
