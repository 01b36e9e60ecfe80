//! The values that a product's items have, to complete what is typed: equal ones once, the most used first.
//!
//! They are asked for while somebody types, so each is read from an index, however many items there are.

use super::error::StoreError;
use super::list;
use super::row::count;
use crate::domain::query::{Value, Values};
use crate::domain::text::{counted, fold};
use crate::domain::{ItemId, List, ProductId};
use rusqlite::{Connection, OptionalExtension};
use std::cmp::Reverse;
use std::collections::HashMap;

/// So many are offered.
const MOST: usize = 200;
/// So many imported values are looked at for the names of their columns.
const SEEN: usize = 20_000;

/// The values in use.
pub(super) fn read(conn: &Connection, product: ProductId, values: Values) -> Result<Vec<Value>, StoreError> {
    match values {
        Values::Epics => epics(conn, product),
        Values::Tags => tags(conn, product),
        Values::Asked => names(conn, product, &of_item("asked", "item_facts", "trashed_at IS NULL AND asked <> ''")),
        Values::Assignees => {
            names(conn, product, &of_item("assignee", "item_facts", "trashed_at IS NULL AND assignee <> ''"))
        }
        Values::Personas => personas(conn, product),
        Values::Sources => names(conn, product, &of_item("source", "item_foreign", "source IS NOT NULL")),
        Values::Reasons => names(
            conn,
            product,
            &format!(
                "SELECT decline_reason, count(*) FROM {} WHERE product = ?1 AND {} AND decline_reason IS NOT NULL
                 GROUP BY decline_reason",
                list::table(List::Declined),
                list::condition(List::Declined)
            ),
        ),
        Values::Columns => columns(conn, product),
    }
}

fn of_item(column: &str, index: &str, is_there: &str) -> String {
    format!(
        "SELECT {column}, count(*) FROM item INDEXED BY {index} WHERE product = ?1 AND {is_there} GROUP BY {column}"
    )
}

/// The most used first; equal ones by their text.
fn most_used(all: impl IntoIterator<Item = (String, usize)>) -> impl Iterator<Item = (String, usize)> {
    let mut all: Vec<(String, usize)> = all.into_iter().filter(|v| v.1 > 0).collect();
    all.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    all.into_iter().take(MOST)
}

fn offered((text, n): (String, usize)) -> Value {
    Value { text, doc: counted(n, "item") }
}

/// Texts and how often they are used; those that fold to one are one, spelled as most spell it.
fn names(conn: &Connection, product: ProductId, sql: &str) -> Result<Vec<Value>, StoreError> {
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
    Ok(most_used(known.into_values().map(|(text, n, _)| (text, n))).map(offered).collect())
}

/// The product's own personas first, then those of the newest stories.
fn personas(conn: &Connection, product: ProductId) -> Result<Vec<Value>, StoreError> {
    let sql = "SELECT persona, count(*) FROM (SELECT persona FROM item
          WHERE product = ?1 AND trashed_at IS NULL AND persona <> '' ORDER BY id DESC LIMIT 5000)
        GROUP BY persona";
    let used = names(conn, product, sql)?;
    let own = super::sheet::product(conn, product)?.map(|p| p.sheet.personas).unwrap_or_default();
    let folded: Vec<String> = own.iter().map(|name| fold(name)).collect();
    let of_product = own.into_iter().map(|text| Value { text, doc: "of this product".into() });
    Ok(of_product.chain(used.into_iter().filter(|v| !folded.contains(&fold(&v.text)))).take(MOST).collect())
}

/// Folded tags from their index; those of the trash taken off, where the file has one product.
fn tags(conn: &Connection, product: ProductId) -> Result<Vec<Value>, StoreError> {
    let is_alone = !conn.prepare_cached("SELECT 1 FROM product WHERE id <> ?1")?.exists([product.0])?;
    let counts = |sql: &str| -> Result<Vec<(String, usize)>, StoreError> {
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map([product.0], |r| Ok((r.get(0)?, count(r, 1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let all = if is_alone {
        let sql = "SELECT folded, count(*) FROM item_tag INDEXED BY item_tag_folded
            WHERE ?1 IS NOT NULL GROUP BY folded";
        let mut all: HashMap<String, usize> = counts(sql)?.into_iter().collect();
        let sql = format!(
            "SELECT folded, count(*) FROM {} CROSS JOIN item_tag ON item_tag.item = item.id
             WHERE product = ?1 AND {} GROUP BY folded",
            list::table(List::Trash),
            list::condition(List::Trash)
        );
        for (tag, n) in counts(&sql)? {
            if let Some(count) = all.get_mut(&tag) {
                *count = count.saturating_sub(n);
            }
        }
        all.into_iter().collect()
    } else {
        counts(
            "SELECT folded, count(*) FROM item INDEXED BY item_facts CROSS JOIN item_tag ON item_tag.item = item.id
             WHERE product = ?1 AND trashed_at IS NULL GROUP BY folded",
        )?
    };
    let mut spelled = conn.prepare_cached("SELECT tag FROM item_tag WHERE folded = ?1 ORDER BY item DESC LIMIT 1")?;
    let value = |(folded, n): (String, usize)| {
        let text = spelled.query_row([&folded], |r| r.get(0)).optional()?.unwrap_or(folded);
        Ok(offered((text, n)))
    };
    most_used(all).map(value).collect()
}

/// Names of columns without a home, as far as the newest imported values tell, each with one of them.
fn columns(conn: &Connection, product: ProductId) -> Result<Vec<Value>, StoreError> {
    let sql = "SELECT column, min(value), count(*) FROM
          (SELECT column, value, item FROM item_extra ORDER BY id DESC LIMIT ?2) some
        CROSS JOIN item ON item.id = some.item WHERE item.product = ?1 GROUP BY column ORDER BY count(*) DESC, column";
    let limit = i64::try_from(SEEN).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([product.0, limit], |r| {
        let example: String = r.get(1)?;
        Ok(Value { text: r.get(0)?, doc: format!("such as {}", example.chars().take(30).collect::<String>()) })
    })?;
    Ok(rows.take(MOST).collect::<Result<_, _>>()?)
}

/// Keys of epics with their titles: those not over first, those with the most items before the others.
fn epics(conn: &Connection, product: ProductId) -> Result<Vec<Value>, StoreError> {
    let sql = "SELECT item.id, (SELECT prefix FROM product WHERE product.id = ?1) || '-' || number, title,
          state IN ('done', 'declined')
        FROM item WHERE item.id IN (SELECT id FROM item INDEXED BY item_facts
          WHERE product = ?1 AND kind = 'epic' AND trashed_at IS NULL)";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([product.0], |r| {
        Ok((ItemId(r.get(0)?), r.get::<_, bool>(3)?, Value { text: r.get(1)?, doc: r.get(2)? }))
    })?;
    let all: Vec<(ItemId, bool, Value)> = rows.collect::<Result<_, _>>()?;
    let ids: Vec<ItemId> = all.iter().map(|e| e.0).collect();
    let children = super::children::of(conn, &ids)?;
    let items = |id: ItemId| Reverse(children.get(&id).map_or(0, |c| c.count));
    let mut all: Vec<_> = all.into_iter().map(|(id, is_over, value)| ((is_over, items(id), id), value)).collect();
    all.sort_by_key(|e| e.0);
    Ok(all.into_iter().take(MOST).map(|e| e.1).collect())
}
