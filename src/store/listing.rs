//! Rows for a listing: streamed, with everything a line shows, no query per row.

use super::error::StoreError;
use super::row::{self, LIST_COLUMNS, LIST_WIDTH};
use super::{Store, children, list, shown};
use crate::domain::query::Part;
use crate::domain::score::{Amount, MOSCOW};
use crate::domain::{Filter, ItemId, Key, Kind, List, Now, ProductId, Row, State};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::ops::ControlFlow;

/// Which rows are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowQuery {
    /// Of which product.
    pub product: ProductId,
    /// Of which list; `None` for all items that are not in the trash, by rank.
    pub list: Option<List>,
    /// In one of these states; empty for any.
    pub states: Vec<State>,
    /// Of one of these kinds; empty for any.
    pub kinds: Vec<Kind>,
    /// Those that pass; all of them, where it lets everything pass.
    pub filter: Filter,
    /// When it is asked.
    pub now: Now,
    /// At most so many.
    pub limit: Option<usize>,
}

/// A row of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What a list shows of the item.
    pub row: Row,
    /// Its place in the unfiltered order, counted from 1, where it stands in it.
    pub place: Option<usize>,
    /// Its tags in order.
    pub tags: Vec<String>,
    /// The key of its epic.
    pub epic: Option<Key>,
    /// The number of the Sprint it is in, also where that is over.
    pub sprint: Option<i64>,
    /// The one line that tells users what it is worth; empty where nobody said.
    pub value: String,
    /// Its `MoSCoW` class.
    pub class: Option<Amount>,
    /// Why it stands at its place by decision, where it does.
    pub pinned: Option<String>,
    /// How many closed Sprints it was carried out of.
    pub hops: usize,
}

impl Store {
    /// Hands out the rows one by one, in order, until `each` breaks off.
    pub fn rows(&self, query: &RowQuery, each: &mut dyn FnMut(Listed) -> ControlFlow<()>) -> Result<(), StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            rows(self, &tx, query, each)
        })
    }
}

fn rows(
    store: &Store,
    conn: &Connection,
    query: &RowQuery,
    each: &mut dyn FnMut(Listed) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let part = Part { list: query.list, filter: query.filter.clone(), now: query.now };
    let chosen = if part.filter.is_all() { None } else { Some(shown::part(store, conn, query.product, &part)?) };
    let mut statement = conn.prepare_cached(&sql(query.list))?;
    let states = words(query.states.iter().map(|s| s.name()));
    let kinds = words(query.kinds.iter().map(|k| k.name()));
    let mut rows = statement.query(params![query.product.0, states, kinds])?;
    let (mut place, mut left, mut unread) = (0, query.limit.unwrap_or(usize::MAX), None);
    while let Some(row) = rows.next()? {
        let is_in_order = row.get::<_, bool>(LIST_WIDTH + 1)?;
        place += usize::from(is_in_order);
        let is_chosen = |id: i64| chosen.as_ref().is_none_or(|chosen| chosen.contains(&ItemId(id)));
        if !row.get::<_, bool>(LIST_WIDTH)? || !is_chosen(row.get(0)?) {
            continue;
        }
        if left == 0 {
            break;
        }
        left -= 1;
        let mut listed = match row::list_row(row) {
            // One that can't be read does not keep the others from being listed; it is told after them.
            Err(error @ rusqlite::Error::FromSqlConversionFailure(..)) => {
                unread.get_or_insert(error);
                continue;
            }
            other => other?,
        };
        listed.children = row.get::<_, Option<String>>(LIST_WIDTH + 4)?.as_deref().and_then(children::from_column);
        let epic = row.get::<_, Option<i64>>(LIST_WIDTH + 3)?;
        let epic = epic.map(|number| Key { prefix: listed.key.prefix.clone(), number });
        let tags: Option<String> = row.get(LIST_WIDTH + 2)?;
        let tags = tags.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
        let (sprint, value) = (row.get(LIST_WIDTH + 5)?, row.get(LIST_WIDTH + 6)?);
        let hops = row::count(row, LIST_WIDTH + 7)?;
        let class = row.get::<_, Option<i64>>(LIST_WIDTH + 8)?.map(Amount);
        let pinned = row.get(LIST_WIDTH + 9)?;
        let place = is_in_order.then_some(place);
        if each(Listed { row: listed, place, tags, epic, sprint, value, class, pinned, hops }).is_break() {
            break;
        }
    }
    unread.map_or(Ok(()), |error| Err(error.into()))
}

/// All rows of the list come by, so that places can be counted; those not asked for cost no more than their columns.
fn sql(list: Option<List>) -> String {
    let wanted =
        "((?2 IS NULL OR instr(?2, '|' || item.state || '|')) AND (?3 IS NULL OR instr(?3, '|' || item.kind || '|')))";
    let (condition, order) = match list {
        Some(list) => (list::condition(list), list::ordered(list)),
        None => ("trashed_at IS NULL", "ORDER BY rank".into()),
    };
    let (in_order, children, class) = (list::condition(List::Backlog), children::column(), &MOSCOW.id);
    format!(
        "SELECT {LIST_COLUMNS}, {wanted}, {in_order},
           CASE WHEN {wanted} THEN
             (SELECT json_group_array(tag ORDER BY item_tag.id) FROM item_tag WHERE item_tag.item = item.id) END,
           CASE WHEN {wanted} THEN (SELECT epic.number FROM item epic WHERE epic.id = item.parent) END,
           CASE WHEN {wanted} THEN {children} END,
           (SELECT sprint.number FROM sprint WHERE sprint.id = item.sprint), item.worth,
           (SELECT count(*) FROM frozen WHERE card = item.id AND moment = 'end' AND went = 'next'),
           (SELECT value FROM score_input WHERE score_input.item = item.id AND input = '{class}'), item.pinned
         FROM item WHERE product = ?1 AND {condition} {order}"
    )
}

/// `|open|ready|`, or nothing where any will do.
fn words<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| format!("|{}|", words.join("|")))
}
