//! Items by a column: its natural meaning, what is missing last either way, equals as they were.

use super::super::error::StoreError;
use super::super::{list, row};
use crate::domain::text::fold;
use crate::domain::{Column, Estimate, ItemId, ProductId, Scale, Sort};
use rusqlite::{Connection, Row};
use std::cmp::{Ordering, Reverse};

/// What a column says of an item, to be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Number(i64),
    Text(String),
    /// A number of points, then a size of the scale, then any other word.
    Size(u8, i64, String),
}

/// More items than this are read by looking at all of them, not one by one.
const MANY: usize = 500;

/// Sorts; the items come in the list's own order.
pub(super) fn sort(
    conn: &Connection,
    product: ProductId,
    items: Vec<ItemId>,
    sort: Sort,
) -> Result<Vec<ItemId>, StoreError> {
    let mut known: Vec<Option<Value>> = Vec::new();
    let slot = |id: ItemId| usize::try_from(id.0).unwrap_or(0);
    for (id, value) in values(conn, product, &items, sort.by)? {
        if known.len() <= slot(id) {
            known.resize(slot(id) + 1, None);
        }
        known[slot(id)] = value;
    }
    let mut keyed: Vec<(Option<Value>, ItemId)> =
        items.into_iter().map(|id| (known.get_mut(slot(id)).and_then(Option::take), id)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if sort.is_down => Reverse(a).cmp(&Reverse(b)),
        (Some(a), Some(b)) => a.cmp(b),
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
    });
    Ok(keyed.into_iter().map(|k| k.1).collect())
}

fn values(
    conn: &Connection,
    product: ProductId,
    items: &[ItemId],
    by: Column,
) -> Result<Vec<(ItemId, Option<Value>)>, StoreError> {
    let column = match by {
        Column::Key => "item.number",
        Column::Title => "item.title",
        Column::Kind => "item.kind",
        Column::State => "item.state",
        Column::Estimate => "item.estimate",
        Column::Epic => "(SELECT epic.number FROM item epic WHERE epic.id = item.parent)",
        Column::Created => "item.created_at",
        Column::Changed => "item.updated_at",
        Column::Due => "item.due",
    };
    let read = |r: &Row| Ok((ItemId(r.get(0)?), value(r, by)?));
    if items.len() > MANY {
        let sql = match by {
            Column::Title => "SELECT item.id, item.title FROM item NOT INDEXED WHERE item.product = ?1".to_owned(),
            _ => format!("SELECT item.id, {column} FROM item INDEXED BY item_facts WHERE item.product = ?1"),
        };
        return Ok(conn.prepare_cached(&sql)?.query_map([product.0], read)?.collect::<Result<_, _>>()?);
    }
    let sql = format!("SELECT item.id, {column} FROM json_each(?1) j CROSS JOIN item ON item.id = j.value");
    Ok(conn.prepare_cached(&sql)?.query_map([list::json(items)], read)?.collect::<Result<_, _>>()?)
}

fn value(r: &Row, by: Column) -> rusqlite::Result<Option<Value>> {
    Ok(match by {
        Column::Key | Column::Epic | Column::Created | Column::Changed => {
            r.get::<_, Option<i64>>(1)?.map(Value::Number)
        }
        Column::Title => Some(Value::Text(fold(r.get_ref(1)?.as_str()?))),
        Column::Kind => Some(Value::Number(row::kind(r, 1)? as i64)),
        Column::State => Some(Value::Number(row::state(r, 1)? as i64)),
        Column::Estimate => row::estimate(r, 1)?.as_ref().map(size),
        Column::Due => r.get::<_, Option<String>>(1)?.map(Value::Text),
    })
}

fn size(estimate: &Estimate) -> Value {
    if let Some(points) = estimate.points() {
        return Value::Size(0, points.0, String::new());
    }
    let sizes = Scale::TShirt.values();
    match sizes.iter().position(|s| *s == estimate.as_str()) {
        Some(at) => Value::Size(1, i64::try_from(at).unwrap_or(i64::MAX), String::new()),
        None => Value::Size(2, 0, estimate.as_str().to_owned()),
    }
}
