//! The lists as SQL: one partial index each, so that a page, the whole order and a count never look at other rows.

use super::error::StoreError;
use super::row::{self, LIST_COLUMNS};
use crate::domain::query::{ListCounts, Window};
use crate::domain::{ItemId, List, Order, ProductId, Row};
use rusqlite::{Connection, OptionalExtension, params};
use strum::IntoEnumIterator;

/// The words of the partial index: SQLite uses it where a query says the same.
pub(super) fn condition(list: List) -> &'static str {
    match list {
        List::Backlog => {
            "(trashed_at IS NULL AND kind <> 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')) = 1"
        }
        List::Inbox => "(trashed_at IS NULL AND state = 'inbox') = 1",
        List::Epics => {
            "(trashed_at IS NULL AND kind = 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')) = 1"
        }
        List::Done => "(trashed_at IS NULL AND state = 'done') = 1",
        List::Declined => "(trashed_at IS NULL AND state = 'declined') = 1",
        List::Trash => "(trashed_at IS NOT NULL) = 1",
    }
}

/// The table, to be read through the list's index: the planner knows nothing of how few rows it leaves.
pub(super) fn table(list: List) -> String {
    format!("item INDEXED BY item_{}", list.name())
}

/// The column of the list's index after the product.
fn column(list: List) -> &'static str {
    match list {
        List::Backlog | List::Inbox | List::Epics => "rank",
        List::Done => "done_at",
        List::Declined => "declined_at",
        List::Trash => "trashed_at",
    }
}

/// The sort key: ascending is the list's order, ties by id.
pub(super) fn sort_key(list: List) -> String {
    if list.is_by_rank() { "rank".into() } else { format!("-{}", column(list)) }
}

/// The whole order of a list.
pub(super) fn order(conn: &Connection, product: ProductId, list: List) -> rusqlite::Result<Order> {
    let mut statement = conn.prepare_cached(&order_sql(list))?;
    let entries = statement.query_map([product.0], |r| Ok((r.get(0)?, ItemId(r.get(1)?))))?;
    Ok(Order::new(product, list, entries.collect::<Result<_, _>>()?))
}

fn order_sql(list: List) -> String {
    format!(
        "SELECT {}, id FROM {} WHERE product = ?1 AND {} {}",
        sort_key(list),
        table(list),
        condition(list),
        ordered(list)
    )
}

/// The ids of a list in its order.
pub(super) fn ids_sql(list: List) -> String {
    format!("SELECT id FROM {} WHERE product = ?1 AND {} {}", table(list), condition(list), ordered(list))
}

/// The clause that puts a list into its order.
pub(super) fn ordered(list: List) -> String {
    if list.is_by_rank() { "ORDER BY rank".into() } else { format!("ORDER BY {} DESC, id", column(list)) }
}

/// The sort keys of some items: `None` for those that don't stand in the list.
pub(super) fn sort_keys(
    conn: &Connection,
    product: ProductId,
    list: List,
    items: &[ItemId],
) -> rusqlite::Result<Vec<(ItemId, Option<i64>)>> {
    let sql = format!(
        "SELECT j.value, CASE WHEN item.product = ?1 AND {} THEN {} END
         FROM json_each(?2) j LEFT JOIN item ON item.id = j.value",
        condition(list),
        sort_key(list)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    statement.query_map(params![product.0, json(items)], |r| Ok((ItemId(r.get(0)?), r.get(1)?)))?.collect()
}

/// The rows of exactly these items, in this order; those that are gone are left out.
pub(super) fn these(conn: &Connection, items: &[ItemId]) -> rusqlite::Result<Vec<Row>> {
    let sql = format!("SELECT {LIST_COLUMNS} FROM json_each(?1) j CROSS JOIN item ON item.id = j.value ORDER BY j.key");
    conn.prepare_cached(&sql)?.query_map([json(items)], row::list_row)?.collect()
}

/// All rows of a list.
pub(super) fn all(conn: &Connection, product: ProductId, list: List) -> Result<Vec<Row>, StoreError> {
    Ok(page(conn, product, list, (top(list), ItemId(i64::MIN)), usize::MAX, true)?)
}

/// A sort key before all others.
fn top(list: List) -> i64 {
    if list.is_by_rank() { i64::MIN } else { -i64::MAX }
}

/// A page of a list around an item; from the top where it doesn't stand in the list.
pub(super) fn around(
    conn: &Connection,
    product: ProductId,
    list: List,
    cursor: Option<ItemId>,
    height: usize,
) -> rusqlite::Result<Window> {
    let key = match cursor {
        Some(id) => sort_keys(conn, product, list, &[id])?.first().and_then(|k| k.1).map(|key| (key, id)),
        None => None,
    };
    let Some((key, id)) = key else {
        let rows = page(conn, product, list, (top(list), ItemId(i64::MIN)), height, true)?;
        return Ok(Window { from: 0, rows });
    };
    let mut rows = page(conn, product, list, (key, id), height, false)?;
    let below = page(conn, product, list, (key, id), height, true)?;
    // The cursor in the middle, unless the list ends before the page does.
    let above = rows.len().min((height / 2).max(height.saturating_sub(below.len())));
    rows.truncate(above);
    rows.reverse();
    rows.extend(below.into_iter().take(height - above));
    let index = count_before(conn, product, list, (key, id))?;
    Ok(Window { from: index.saturating_sub(above), rows })
}

/// Up to `height` rows: from the position on, or before it, nearest first.
fn page(
    conn: &Connection,
    product: ProductId,
    list: List,
    at: (i64, ItemId),
    height: usize,
    is_forward: bool,
) -> rusqlite::Result<Vec<Row>> {
    let limit = i64::try_from(height).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(&page_sql(list, is_forward))?;
    let rows = statement.query_map(params![product.0, stored(list, at.0), at.1.0, limit], row::list_row)?;
    rows.collect()
}

fn page_sql(list: List, is_forward: bool) -> String {
    let (condition, column) = (condition(list), column(list));
    let head = format!("SELECT {LIST_COLUMNS} FROM {} WHERE product = ?1 AND {condition} AND", table(list));
    match (list.is_by_rank(), is_forward) {
        // `?3` is unused where the rank alone decides; naming it keeps one set of parameters.
        (true, true) => format!("{head} rank >= ?2 AND ?3 IS NOT NULL ORDER BY rank LIMIT ?4"),
        (true, false) => format!("{head} rank < ?2 AND ?3 IS NOT NULL ORDER BY rank DESC LIMIT ?4"),
        (false, true) => {
            format!("{head} {column} <= ?2 AND ({column} < ?2 OR id >= ?3) ORDER BY {column} DESC, id LIMIT ?4")
        }
        (false, false) => {
            format!("{head} {column} >= ?2 AND ({column} > ?2 OR id < ?3) ORDER BY {column}, id DESC LIMIT ?4")
        }
    }
}

/// The value of the list's column for a sort key.
fn stored(list: List, key: i64) -> i64 {
    if list.is_by_rank() { key } else { key.checked_neg().unwrap_or(i64::MAX) }
}

/// How many items stand before a position.
pub(super) fn count_before(
    conn: &Connection,
    product: ProductId,
    list: List,
    at: (i64, ItemId),
) -> rusqlite::Result<usize> {
    let (condition, column) = (condition(list), column(list));
    let before = if list.is_by_rank() {
        "rank < ?2 AND ?3 IS NOT NULL".to_owned()
    } else {
        format!("{column} >= ?2 AND ({column} > ?2 OR id < ?3)")
    };
    let sql = format!("SELECT count(*) FROM {} WHERE product = ?1 AND {condition} AND {before}", table(list));
    conn.prepare_cached(&sql)?.query_row(params![product.0, stored(list, at.0), at.1.0], |r| row::count(r, 0))
}

/// How many items each list has but the one that is shown: that one is in memory, and at 100,000 items counting it
/// would be most of the work.
pub(super) fn counts(conn: &Connection, product: ProductId, shown: List) -> rusqlite::Result<ListCounts> {
    let mut counts = ListCounts::default();
    for list in List::iter().filter(|list| *list != shown) {
        counts.set(list, count(conn, product, list)?);
    }
    Ok(counts)
}

/// How many items a list has.
pub(super) fn count(conn: &Connection, product: ProductId, list: List) -> rusqlite::Result<usize> {
    conn.prepare_cached(&count_sql(list))?.query_row([product.0], |r| row::count(r, 0))
}

fn count_sql(list: List) -> String {
    format!("SELECT count(*) FROM {} WHERE product = ?1 AND {}", table(list), condition(list))
}

/// The item and rank at a place of a list by rank, counted from 0.
pub(super) fn at_place(
    conn: &Connection,
    product: ProductId,
    list: List,
    index: usize,
) -> Result<Option<(i64, ItemId)>, StoreError> {
    let sql =
        format!("SELECT rank, id FROM item WHERE product = ?1 AND {} ORDER BY rank LIMIT 1 OFFSET ?2", condition(list));
    let index = i64::try_from(index).unwrap_or(i64::MAX);
    let found = conn.prepare_cached(&sql)?.query_row([product.0, index], |r| Ok((r.get(0)?, ItemId(r.get(1)?))));
    Ok(found.optional()?)
}

/// Ids as a JSON array, the one parameter of a query over many.
pub(super) fn json(items: &[ItemId]) -> String {
    let ids: Vec<String> = items.iter().map(|i| i.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::journal::Gate;
    use crate::store::write::block;
    use crate::store::{ahead, schema, sprint};

    fn plan(conn: &Connection, sql: &str) -> String {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let count = statement.parameter_count();
        let lines = statement.query_map(rusqlite::params_from_iter(vec![1; count]), |r| r.get::<_, String>(3)).unwrap();
        lines.collect::<Result<Vec<_>, _>>().unwrap().join("\n")
    }

    fn empty() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        Gate::default().register(&conn).unwrap();
        schema::create(&conn).unwrap();
        conn
    }

    #[test]
    fn the_lines_of_sprints_need_no_row_of_an_item() {
        let conn = empty();
        for sql in [sprint::block_sql(), block::span_sql()] {
            let plan = plan(&conn, &sql);
            assert!(plan.contains("COVERING INDEX item_sprint"), "{plan}");
        }
        let plan = plan(&conn, &ahead::rest_sql());
        assert!(plan.contains("COVERING INDEX item_backlog") && !plan.contains("TEMP B-TREE"), "{plan}");
    }

    #[test]
    fn every_list_reads_from_its_own_index() {
        let conn = empty();
        for list in List::iter() {
            let index = format!("INDEX item_{}", list.name());
            let whole = plan(&conn, &order_sql(list)) + &plan(&conn, &ids_sql(list));
            assert!(whole.contains(&format!("COVERING {index}")), "{list:?}: {whole}");
            assert!(plan(&conn, &count_sql(list)).contains(&format!("COVERING {index}")), "{list:?}");
            for is_forward in [true, false] {
                let page = plan(&conn, &page_sql(list, is_forward));
                assert!(page.contains(&index), "{list:?}: {page}");
                assert!(!page.contains("TEMP B-TREE"), "{list:?}: {page}");
            }
            assert!(!whole.contains("TEMP B-TREE"), "{list:?}: {whole}");
        }
    }
}
