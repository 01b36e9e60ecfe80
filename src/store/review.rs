//! What a Sprint Review looks at beside the course of its Sprint: criteria, open questions, feedback, what comes next.

use super::error::StoreError;
use super::row::{self, LIST_COLUMNS};
use super::{document, list};
use crate::domain::query::Reviewed;
use crate::domain::sprint::Phase;
use crate::domain::{Criterion, CriterionId, ItemId, List, Row, SprintId};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// How many of what comes next are named.
const NEXT: i64 = 12;

/// The items of a Sprint, and those it ended with.
const ITEMS: &str = "SELECT id FROM item WHERE sprint = ?1 UNION SELECT card FROM frozen WHERE sprint = ?1";

/// What is known of a Sprint's review; nothing where the Sprint is gone.
pub(super) fn reviewed(conn: &Connection, sprint: SprintId) -> Result<Reviewed, StoreError> {
    let (next, rows) = next(conn, sprint)?;
    Ok(Reviewed {
        sprint: Some(sprint),
        criteria: criteria(conn, sprint)?,
        questions: questions(conn, sprint)?,
        heard: document::heard(conn, sprint)?,
        next,
        rows,
    })
}

fn criteria(conn: &Connection, sprint: SprintId) -> Result<HashMap<ItemId, Vec<Criterion>>, StoreError> {
    let sql = format!("SELECT item, id, text, is_met FROM criterion WHERE item IN ({ITEMS}) ORDER BY item, n, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([sprint.0])?;
    let mut found: HashMap<ItemId, Vec<Criterion>> = HashMap::new();
    while let Some(r) = rows.next()? {
        let criterion = Criterion { id: CriterionId(r.get(1)?), text: r.get(2)?, is_met: r.get(3)? };
        found.entry(ItemId(r.get(0)?)).or_default().push(criterion);
    }
    Ok(found)
}

fn questions(conn: &Connection, sprint: SprintId) -> Result<HashMap<ItemId, Vec<String>>, StoreError> {
    let sql = format!("SELECT item, text FROM question WHERE answer IS NULL AND item IN ({ITEMS}) ORDER BY item, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([sprint.0])?;
    let mut found: HashMap<ItemId, Vec<String>> = HashMap::new();
    while let Some(r) = rows.next()? {
        found.entry(ItemId(r.get(0)?)).or_default().push(r.get(1)?);
    }
    Ok(found)
}

/// The Sprint that comes next and the first items of it; where none is planned, those on top of the rest.
fn next(conn: &Connection, sprint: SprintId) -> Result<(Option<SprintId>, Vec<Row>), StoreError> {
    let sql = "SELECT next.id FROM sprint JOIN sprint next ON next.product = sprint.product
        WHERE sprint.id = ?1 AND next.id <> sprint.id AND next.phase <> ?2 AND next.number > sprint.number
        ORDER BY next.phase <> 'active', next.number LIMIT 1";
    let next: Option<i64> =
        conn.prepare_cached(sql)?.query_row(params![sprint.0, Phase::Closed.name()], |r| r.get(0)).optional()?;
    let inside = if next.is_some() { "sprint = ?2" } else { "?2 IS NULL AND sprint IS NULL" };
    let sql = format!(
        "SELECT {LIST_COLUMNS} FROM {} WHERE product = (SELECT product FROM sprint WHERE id = ?1) AND {inside}
           AND {} ORDER BY rank LIMIT {NEXT}",
        list::table(List::Backlog),
        list::condition(List::Backlog),
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![sprint.0, next], row::list_row)?.collect::<Result<_, _>>()?;
    Ok((next.map(SprintId), rows))
}
