//! What belongs to epics, in numbers: one query, however many epics there are.

use super::list;
use super::row::count;
use crate::domain::item::Children;
use crate::domain::{ItemId, Kind, Points, Row};
use rusqlite::Connection;
use std::collections::HashMap;

/// The figures over the items `child`, in the order of [`read`].
const FIGURES: &str = "count(*), coalesce(sum(child.state = 'done'), 0), coalesce(sum(child.points), 0),
    coalesce(sum(iif(child.state = 'done', child.points, 0)), 0), coalesce(sum(child.points IS NULL), 0)";
/// Which items count.
const COUNTED: &str = "child.trashed_at IS NULL AND child.state <> 'declined'";

/// The figures of one epic as a JSON array, where the row of `item` is one.
pub(super) fn column() -> String {
    let figures = format!("json_array({FIGURES})");
    format!(
        "iif(item.kind = 'epic', (SELECT {figures} FROM item child WHERE child.parent = item.id AND {COUNTED}), NULL)"
    )
}

/// Reads [`column`].
pub(super) fn from_column(text: &str) -> Option<Children> {
    let [count, done, points, done_points, unestimated]: [i64; 5] = serde_json::from_str(text).ok()?;
    let size = |n: i64| usize::try_from(n).unwrap_or(0);
    Some(Children {
        count: size(count),
        done: size(done),
        points: Points(points),
        done_points: Points(done_points),
        unestimated: size(unestimated),
    })
}

/// The figures of some epics; those to which nothing belongs are not among them.
pub(super) fn of(conn: &Connection, epics: &[ItemId]) -> rusqlite::Result<HashMap<ItemId, Children>> {
    if epics.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT child.parent, {FIGURES} FROM json_each(?1) j CROSS JOIN item child INDEXED BY item_parent
           ON child.parent = j.value WHERE {COUNTED} GROUP BY child.parent"
    );
    let read = |r: &rusqlite::Row| {
        let (points, done_points) = (Points(r.get(3)?), Points(r.get(4)?));
        let children =
            Children { count: count(r, 1)?, done: count(r, 2)?, points, done_points, unestimated: count(r, 5)? };
        Ok((ItemId(r.get(0)?), children))
    };
    conn.prepare_cached(&sql)?.query_map([list::json(epics)], read)?.collect()
}

/// Puts the figures into the rows of epics.
pub(super) fn fill(conn: &Connection, rows: &mut [Row]) -> rusqlite::Result<()> {
    let epics: Vec<ItemId> = rows.iter().filter(|r| r.kind == Kind::Epic).map(|r| r.id).collect();
    let known = of(conn, &epics)?;
    for row in rows.iter_mut().filter(|r| r.kind == Kind::Epic) {
        row.children = Some(known.get(&row.id).copied().unwrap_or_default());
    }
    Ok(())
}
