//! What the order is judged by, as rows, and all of it at once for a ranking.

use super::error::StoreError;
use super::{Store, list, row};
use crate::domain::import::DuelRecord;
use crate::domain::score::{Amount, Duel, Framework, Inputs, MOSCOW, Ranking, Scoring, Shares, Standing};
use crate::domain::{ItemId, List, Points, ProductId, Row, SprintId};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::collections::{HashMap, HashSet};

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
pub(super) fn fill(conn: &Connection, rows: &mut [Row]) -> Result<(), StoreError> {
    let ids: Vec<ItemId> = rows.iter().map(|row| row.id).collect();
    let sql = "SELECT item, input, score_input.value FROM json_each(?1) j CROSS JOIN score_input ON score_input.item = j.value";
    let mut found: HashMap<ItemId, Inputs> = HashMap::new();
    let mut statement = conn.prepare_cached(sql)?;
    let mut all = statement.query([list::json(&ids)])?;
    while let Some(row) = all.next()? {
        let inputs = found.entry(ItemId(row.get(0)?)).or_default();
        inputs.set(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?, Some(Amount(row.get(2)?)));
    }
    for row in rows {
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
    let mut values = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        values.extend(column(conn, product, &input.id)?.into_iter().map(|(item, amount)| (item, at, amount)));
    }
    let duels = if inputs.is_empty() { duels(conn, product)? } else { Vec::new() };
    if values.is_empty() && duels.is_empty() {
        let total = list::counts(conn, product, List::Trash)?.of(List::Backlog);
        return Ok(Ranking::of(scoring, total, Vec::new(), values, &duels));
    }
    let standing = standing(conn, product)?;
    let mut ranking = Ranking::of(scoring, standing.len(), standing, values, &duels);
    if scoring.framework == Framework::Moscow {
        ranking.shares = Some(shares(conn, product, &ranking)?);
    }
    Ok(ranking)
}

/// How the effort of the order is shared among the classes.
fn shares(conn: &Connection, product: ProductId, ranking: &Ranking) -> Result<Shares, StoreError> {
    let sql = "SELECT item.id, item.points FROM score_input JOIN item ON item.id = score_input.item
        WHERE score_input.input = ?2 AND item.product = ?1 AND item.points IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |r: &rusqlite::Row| Ok((ItemId(r.get(0)?), Points(r.get(1)?)));
    let points: HashMap<ItemId, Points> =
        statement.query_map(rusqlite::params![product.0, MOSCOW.id], read)?.collect::<Result<_, _>>()?;
    let mut shares = Shares::default();
    for standing in &ranking.standing {
        shares.add(standing.class, points.get(&standing.item).copied());
    }
    Ok(shares)
}

/// The values of one input, in the items' rows.
fn column(conn: &Connection, product: ProductId, input: &str) -> Result<Vec<(ItemId, Amount)>, StoreError> {
    // One product has most of a file: its items are looked at afterwards.
    let sql = "SELECT item, value FROM score_input WHERE input = ?1
        AND (SELECT product FROM item WHERE item.id = score_input.item) = ?2";
    let whole = "SELECT item, value FROM score_input WHERE input = ?1";
    let is_alone: bool = conn.prepare_cached("SELECT count(*) < 2 FROM product")?.query_row([], |r| r.get(0))?;
    let read = |r: &rusqlite::Row| Ok((ItemId(r.get(0)?), Amount(r.get(1)?)));
    let found = if is_alone {
        conn.prepare_cached(whole)?.query_map([input], read)?.collect::<Result<_, _>>()
    } else {
        conn.prepare_cached(sql)?.query_map(rusqlite::params![input, product.0], read)?.collect::<Result<_, _>>()
    };
    Ok(found?)
}

/// All items of the order, with what holds them.
fn standing(conn: &Connection, product: ProductId) -> Result<Vec<Standing>, StoreError> {
    let flags = |sql: &str| -> Result<Vec<ItemId>, StoreError> {
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map([product.0], |r| r.get(0).map(ItemId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let pinned: HashSet<ItemId> =
        flags("SELECT id FROM item WHERE product = ?1 AND pinned IS NOT NULL")?.into_iter().collect();
    let sql = "SELECT item.id, item.sprint, sprint.phase = 'active' FROM sprint JOIN item ON item.sprint = sprint.id
        WHERE sprint.product = ?1 AND sprint.phase <> 'closed'";
    let mut statement = conn.prepare_cached(sql)?;
    let sprints =
        statement.query_map([product.0], |r| Ok((ItemId(r.get(0)?), (SprintId(r.get(1)?), r.get::<_, bool>(2)?))))?;
    let sprints: HashMap<ItemId, (SprintId, bool)> = sprints.collect::<Result<_, _>>()?;
    let classes: HashMap<ItemId, Amount> = column(conn, product, &MOSCOW.id)?.into_iter().collect();
    let standing = |item: ItemId| Standing {
        item,
        sprint: sprints.get(&item).map(|sprint| sprint.0),
        is_running: sprints.get(&item).is_some_and(|sprint| sprint.1),
        is_pinned: pinned.contains(&item),
        class: classes.get(&item).copied(),
    };
    Ok(list::order(conn, product, List::Backlog)?.ids().map(standing).collect())
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
