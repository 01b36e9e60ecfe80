//! What the order is judged by, as rows, and all of it at once for a ranking.

use super::error::StoreError;
use super::{Store, list, row};
use crate::domain::import::DuelRecord;
use crate::domain::score::{Amount, Duel, Framework, Inputs, MOSCOW, Ranking, Scoring, Shares, Standing};
use crate::domain::{ItemId, List, Points, ProductId, Row, SprintId};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::borrow::BorrowMut;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::iter::Peekable;

/// How many rows are asked of at once: what is found of them stands in memory twice meanwhile.
const AT_ONCE: usize = 1_000;

/// How a product is scored.
pub(super) fn scoring(conn: &Connection, product: ProductId) -> Result<Scoring, StoreError> {
    let sql = "SELECT setup FROM scoring WHERE product = ?1";
    let setup: Option<String> = conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
    // Of another upnext, with a framework that is not known here: the usual way counts.
    Ok(setup.and_then(|setup| serde_json::from_str(&setup).ok()).unwrap_or_default())
}

/// What frameworks were told of an item.
pub(super) fn inputs(conn: &Connection, item: ItemId) -> Result<Inputs, StoreError> {
    let mut inputs = Inputs::default();
    let mut statement = conn.prepare_cached("SELECT input, value FROM score_input WHERE item = ?1")?;
    let mut rows = statement.query([item.0])?;
    while let Some(row) = rows.next()? {
        inputs.set(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?, Some(Amount(row.get(1)?)));
    }
    Ok(inputs)
}

/// Puts what frameworks were told of them into rows.
pub(super) fn fill(conn: &Connection, rows: &mut [impl BorrowMut<Row>]) -> Result<(), StoreError> {
    let ids: Vec<ItemId> = rows.iter().map(|row| row.borrow().id).collect();
    let sql = "SELECT item, input, score_input.value FROM json_each(?1) j CROSS JOIN score_input ON score_input.item = j.value";
    let mut found: HashMap<ItemId, Inputs> = HashMap::new();
    let mut statement = conn.prepare_cached(sql)?;
    let mut all = statement.query([list::json(&ids)])?;
    while let Some(row) = all.next()? {
        let inputs = found.entry(ItemId(row.get(0)?)).or_default();
        inputs.set(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?, Some(Amount(row.get(2)?)));
    }
    for row in rows.iter_mut().map(BorrowMut::borrow_mut) {
        row.inputs = Some(found.remove(&row.id).unwrap_or_default());
    }
    Ok(())
}

impl Store {
    /// All items of a product's order by the framework that is chosen.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn ranking(&self, product: ProductId, scoring: &Scoring) -> Result<Ranking, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            read(&tx, product, scoring)
        })
    }

    /// True where somebody has judged an item of a product.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn is_scored(&self, product: ProductId) -> Result<bool, StoreError> {
        self.reading(|conn| {
            // From what was judged to the items: where nothing was, no item is looked at.
            let sql =
                "SELECT EXISTS (SELECT 1 FROM score_input CROSS JOIN item ON item.id = score_input.item WHERE product = ?1)
                OR EXISTS (SELECT 1 FROM duel CROSS JOIN item ON item.id = duel.item WHERE product = ?1)";
            Ok(conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0))?)
        })
    }

    /// Puts what frameworks were told of them into the rows of a listing.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn fill_inputs<'a>(&self, rows: impl IntoIterator<Item = &'a mut Row>) -> Result<(), StoreError> {
        let mut rows: Vec<&mut Row> = rows.into_iter().collect();
        self.reading(|conn| rows.chunks_mut(AT_ONCE).try_for_each(|rows| fill(conn, rows)))
    }

    /// What was said of pairs of a product's items, the oldest first.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn duels(&self, product: ProductId) -> Result<Vec<Duel>, StoreError> {
        self.reading(|conn| duels(conn, product))
    }
}

fn read(conn: &Connection, product: ProductId, scoring: &Scoring) -> Result<Ranking, StoreError> {
    let inputs = scoring.framework.rules().inputs(scoring);
    let duels = if inputs.is_empty() { duels(conn, product)? } else { Vec::new() };
    let total = list::count(conn, product, List::Backlog)?;
    let mut statements = inputs.iter().map(|_| conn.prepare_cached(COLUMN)).collect::<Result<Vec<_>, _>>()?;
    let columns = statements.iter_mut().zip(&inputs);
    let columns = columns.map(|(statement, input)| Ok(statement.query_map([&*input.id], value)?.peekable()));
    let mut values = Merged(columns.collect::<rusqlite::Result<_>>()?);
    if values.is_empty() && duels.is_empty() {
        return Ok(Ranking::of(scoring, total, [], [], &duels));
    }
    let held = Held::read(conn, product)?;
    let mut order = conn.prepare_cached(&list::ids_sql(List::Backlog))?;
    let order = order.query_map([product.0], |r| r.get(0).map(ItemId))?;
    // One after the other they go into the ranking: no other copy of what 100,000 items are told is made.
    let failed = Cell::new(None);
    let standings = sound(order, &failed).map(|item| held.standing(item));
    let mut ranking = Ranking::of(scoring, total, standings, sound(values, &failed), &duels);
    failed.into_inner().map_or(Ok(()), Err)?;
    if scoring.framework == Framework::Moscow && !ranking.is_empty() {
        ranking.shares = Some(shares(conn, product, &ranking)?);
    }
    Ok(ranking)
}

/// What is found up to the first failure, which is kept.
fn sound<T>(
    found: impl Iterator<Item = rusqlite::Result<T>>,
    failed: &Cell<Option<rusqlite::Error>>,
) -> impl Iterator<Item = T> {
    found.map_while(|one| one.map_err(|error| failed.set(Some(error))).ok())
}

/// How the effort of the order is shared among the classes.
fn shares(conn: &Connection, product: ProductId, ranking: &Ranking) -> Result<Shares, StoreError> {
    let sql = "SELECT item.id, item.points FROM score_input JOIN item ON item.id = score_input.item
        WHERE score_input.input = ?2 AND item.product = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |r: &rusqlite::Row| Ok((ItemId(r.get(0)?), r.get::<_, Option<i64>>(1)?.map(Points)));
    let mut shares = Shares::default();
    for found in statement.query_map(rusqlite::params![product.0, MOSCOW.id], read)? {
        let (item, points) = found?;
        if let Some(standing) = ranking.standing(item) {
            shares.add(standing.class, points);
        }
    }
    let classed: usize = shares.items.iter().sum();
    shares.unclassed = ranking.standings().len() - classed;
    Ok(shares)
}

/// The values of one input, by item: read from an index that has all of it.
const COLUMN: &str = "SELECT item, value FROM score_input WHERE input = ?1 ORDER BY item";

fn value(r: &rusqlite::Row) -> rusqlite::Result<(ItemId, Amount)> {
    Ok((ItemId(r.get(0)?), Amount(r.get(1)?)))
}

/// The values of several inputs, each of them by item, as one: by item, those of an item one after the other.
struct Merged<I: Iterator>(Vec<Peekable<I>>);

impl<I: Iterator> Merged<I> {
    /// True where there is none.
    fn is_empty(&mut self) -> bool {
        self.0.iter_mut().all(|column| column.peek().is_none())
    }
}

impl<I: Iterator<Item = rusqlite::Result<(ItemId, Amount)>>> Iterator for Merged<I> {
    type Item = rusqlite::Result<(ItemId, usize, Amount)>;

    fn next(&mut self) -> Option<Self::Item> {
        // A failure has no item: it comes before all that have one.
        let item = |column: &mut Peekable<I>| Some(column.peek()?.as_ref().ok().map(|value| value.0));
        let heads = self.0.iter_mut().enumerate().filter_map(|(at, column)| Some((item(column)?, at)));
        let (_, at) = heads.min()?;
        Some(self.0.get_mut(at)?.next()?.map(|(item, amount)| (item, at, amount)))
    }
}

/// What holds items of a product, and what else a ranking asks of them besides their values.
struct Held {
    pinned: HashSet<ItemId>,
    /// The Sprint, and whether it runs.
    sprints: HashMap<ItemId, (SprintId, bool)>,
    /// The classes, by item.
    classes: Vec<(ItemId, Amount)>,
}

impl Held {
    fn read(conn: &Connection, product: ProductId) -> rusqlite::Result<Self> {
        let mut pinned = conn.prepare_cached("SELECT id FROM item WHERE product = ?1 AND pinned IS NOT NULL")?;
        let pinned = pinned.query_map([product.0], |r| r.get(0).map(ItemId))?.collect::<Result<_, _>>()?;
        let sql =
            "SELECT item.id, item.sprint, sprint.phase = 'active' FROM sprint JOIN item ON item.sprint = sprint.id
            WHERE sprint.product = ?1 AND sprint.phase <> 'closed'";
        let mut sprints = conn.prepare_cached(sql)?;
        let sprint = |r: &rusqlite::Row| Ok((ItemId(r.get(0)?), (SprintId(r.get(1)?), r.get(2)?)));
        let sprints = sprints.query_map([product.0], sprint)?.collect::<Result<_, _>>()?;
        let classes = conn.prepare_cached(COLUMN)?.query_map([&*MOSCOW.id], value)?.collect::<Result<_, _>>()?;
        Ok(Self { pinned, sprints, classes })
    }

    fn standing(&self, item: ItemId) -> Standing {
        let sprint = self.sprints.get(&item);
        let class = self.classes.binary_search_by_key(&item, |class| class.0).ok();
        Standing {
            item,
            sprint: sprint.map(|sprint| sprint.0),
            is_running: sprint.is_some_and(|sprint| sprint.1),
            is_pinned: self.pinned.contains(&item),
            class: class.and_then(|at| self.classes.get(at)).map(|class| class.1),
        }
    }
}

/// What was said of pairs, by the identities of the items. One of them in the trash is still one of them.
pub(super) fn duel_records(conn: &Connection, product: ProductId) -> Result<Vec<DuelRecord>, StoreError> {
    let sql = "SELECT item.uid, other.uid, is_won FROM duel JOIN item ON item.id = duel.item
        JOIN item other ON other.id = duel.other WHERE item.product = ?1 ORDER BY duel.id";
    let record =
        |r: &rusqlite::Row| Ok(DuelRecord { item: row::uid(r, 0)?, other: row::uid(r, 1)?, is_won: r.get(2)? });
    Ok(conn.prepare_cached(sql)?.query_map([product.0], record)?.collect::<Result<_, _>>()?)
}

/// What was said of pairs, the oldest first.
pub(super) fn duels(conn: &Connection, product: ProductId) -> Result<Vec<Duel>, StoreError> {
    let sql = "SELECT duel.item, other, is_won FROM duel JOIN item ON item.id = duel.item
        WHERE item.product = ?1 ORDER BY duel.id";
    let duel = |r: &rusqlite::Row| Ok(Duel { item: ItemId(r.get(0)?), other: ItemId(r.get(1)?), is_won: r.get(2)? });
    Ok(conn.prepare_cached(sql)?.query_map([product.0], duel)?.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::journal::Gate;
    use crate::store::schema;

    #[test]
    fn values_are_read_by_item_from_an_index_alone() {
        let conn = Connection::open_in_memory().unwrap();
        Gate::default().register(&conn).unwrap();
        schema::create(&conn).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {COLUMN}");
        let plan: String = conn.query_row(&sql, ["rice.reach"], |r| r.get(3)).unwrap();
        assert!(plan.contains("COVERING INDEX score_input_of") && !plan.contains("TEMP B-TREE"), "{plan}");
    }

    #[test]
    fn columns_become_one_by_item_and_a_failure_ends_them() {
        let value = |item, amount| Ok((ItemId(item), Amount(amount)));
        let merged = |columns: Vec<Vec<rusqlite::Result<(ItemId, Amount)>>>| {
            Merged(columns.into_iter().map(|column| column.into_iter().peekable()).collect())
        };
        let whole =
            merged(vec![vec![value(1, 10), value(5, 50)], vec![], vec![value(-2, 0), value(1, 11), value(4, 40)]]);
        let found: Vec<_> = whole.map(|one| one.map(|(item, at, amount)| (item.0, at, amount.0)).unwrap()).collect();
        assert_eq!(found, [(-2, 2, 0), (1, 0, 10), (1, 2, 11), (4, 2, 40), (5, 0, 50)]);
        let mut torn = merged(vec![vec![value(1, 10)], vec![value(0, 1), Err(rusqlite::Error::InvalidQuery)]]);
        assert!(torn.next().unwrap().is_ok() && torn.next().unwrap().is_err());
        let failed = Cell::new(None);
        let mut column = [value(1, 10), Err(rusqlite::Error::InvalidQuery), value(2, 20)];
        let all = column.iter_mut().map(|one| std::mem::replace(one, value(0, 0)));
        assert_eq!(sound(all, &failed).count(), 1, "nothing behind a failure");
        assert!(failed.into_inner().is_some());
    }
}
