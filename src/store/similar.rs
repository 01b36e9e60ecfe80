//! What says nearly the same: read in one walk over the titles, compared by [`crate::domain::similar`].

use super::error::StoreError;
use super::write::Watch;
use super::{Store, list, note};
use crate::domain::similar::{Alike, HINT, LIKE, Like, Pair, Pool, Probe, Score, Wish};
use crate::domain::{Instant, ItemId, ProductId, Row, State};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::collections::{HashMap, HashSet};

/// How often a watch is told, in items.
const EVERY: usize = 512;
/// Of so many items that come near a typed text the best one that counts is named.
const NEAR: usize = 32;

/// The titles and wants of a product by row; what lies behind the description in a row is not looked at.
const TEXTS: &str = "SELECT id, title, want FROM item NOT INDEXED WHERE product = ?1 ORDER BY id";

impl Store {
    /// The item that says most nearly what was typed, from [`HINT`] on: also one that is done or declined. Of those that
    /// are as near, one that is still to do comes first.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn like(&self, wish: &Wish, watch: Watch) -> Result<Option<Like>, StoreError> {
        let Some(probe) = Probe::new(&wish.text, HINT) else { return Ok(None) };
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let near = near(&tx, wish.product, probe, wish.except, watch)?;
            let mut known = rows(&tx, near.iter().map(|(id, _)| *id))?;
            let counts = |(id, score): &(ItemId, Score)| {
                let row = known.get(id).filter(|(_, is_away)| !is_away).map(|(row, _)| row)?;
                Some((*id, *score, !matches!(row.state, State::Done | State::Declined)))
            };
            let best = near.iter().filter_map(counts).max_by_key(|(id, score, is_alive)| (*score, *is_alive, -id.0));
            let Some((id, score, _)) = best else { return Ok(None) };
            let Some((row, _)) = known.remove(&id) else { return Ok(None) };
            Ok(Some(Like { row, score, declined: refusal(&tx, id)? }))
        })
    }

    /// What is similar to one item, the most similar first, at most `most`: also what is done or declined.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn alike_to(&self, item: ItemId, most: usize, watch: Watch) -> Result<Vec<Alike>, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let Some((product, title, want)) = texts(&tx, item)? else { return Ok(Vec::new()) };
            let mut found: HashMap<ItemId, Score> = HashMap::new();
            for text in [&title, &want] {
                let Some(probe) = Probe::new(text, HINT) else { continue };
                for (id, score) in near(&tx, product, probe, Some(item), watch)? {
                    let best = found.entry(id).or_insert(score);
                    *best = score.max(*best);
                }
            }
            let mut pairs: Vec<Pair> = found.into_iter().map(|(b, score)| Pair { a: item, b, score }).collect();
            pairs.sort_by(|x, y| y.score.cmp(&x.score).then(x.b.cmp(&y.b)));
            let mut alike = shown(&tx, product, &pairs)?;
            alike.truncate(most);
            Ok(alike)
        })
    }

    /// The pairs of a product that are similar from [`LIKE`] on, the most similar first, at most `most`; those that are
    /// no pair, as somebody has said, last. Only what is still to do is compared, and epics with epics alone.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn alike(&self, product: ProductId, most: usize, watch: Watch) -> Result<Vec<Alike>, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let pools = pools(&tx, product, watch)?;
            let (total, mut before) = (pools.iter().map(Pool::len).sum::<usize>(), 0);
            let mut pairs = Vec::new();
            for pool in pools {
                let items = pool.len();
                let mut told = |done: usize, all: usize| watch(total + before + done * items / all.max(1), total * 2);
                pairs.extend(pool.pairs(LIKE, most, &mut told).ok_or(StoreError::Cancelled)?);
                before += items;
            }
            pairs.sort_by(|x, y| y.score.cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
            pairs.truncate(most);
            shown(&tx, product, &pairs)
        })
    }
}

/// The items that come nearest to a text; at most [`NEAR`], the best first.
fn near(
    conn: &Connection,
    product: ProductId,
    mut probe: Probe,
    except: Option<ItemId>,
    watch: Watch,
) -> Result<Vec<(ItemId, Score)>, StoreError> {
    let mut statement = conn.prepare_cached(TEXTS)?;
    let mut rows = statement.query([product.0])?;
    let (mut near, mut seen) = (Vec::new(), 0_usize);
    while let Some(row) = rows.next()? {
        seen += 1;
        if seen.is_multiple_of(EVERY) && watch(seen, 0).is_break() {
            return Err(StoreError::Cancelled);
        }
        let text = |at| row.get_ref(at).map(|value| value.as_str().unwrap_or_default());
        let Some(score) = probe.score(text(1)?, text(2)?) else { continue };
        let id = ItemId(row.get(0)?);
        if Some(id) != except {
            near.push((id, score));
        }
    }
    near.sort_by(|x, y| y.1.cmp(&x.1).then(y.0.cmp(&x.0)));
    near.truncate(NEAR);
    Ok(near)
}

/// What is still to do, ready to be compared: items, and epics.
fn pools(conn: &Connection, product: ProductId, watch: Watch) -> Result<[Pool; 2], StoreError> {
    let sql = "SELECT id, kind = 'epic' FROM item INDEXED BY item_facts
        WHERE product = ?1 AND trashed_at IS NULL AND state NOT IN ('done', 'declined')";
    let mut statement = conn.prepare_cached(sql)?;
    let alive = statement.query_map([product.0], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, bool>(1)?)))?;
    let alive: HashMap<i64, bool> = alive.collect::<Result<_, _>>()?;
    let mut pools = [Pool::default(), Pool::default()];
    let mut statement = conn.prepare_cached(TEXTS)?;
    let mut rows = statement.query([product.0])?;
    let mut read = 0_usize;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let Some(is_epic) = alive.get(&id) else { continue };
        read += 1;
        if read.is_multiple_of(EVERY) && watch(read, alive.len() * 2).is_break() {
            return Err(StoreError::Cancelled);
        }
        let text = |at| row.get_ref(at).map(|value| value.as_str().unwrap_or_default());
        pools[usize::from(*is_epic)].add(ItemId(id), text(1)?, text(2)?);
    }
    Ok(pools)
}

/// The rows of items, and whether they are out of the way: in the trash.
fn rows(conn: &Connection, items: impl Iterator<Item = ItemId>) -> Result<HashMap<ItemId, (Row, bool)>, StoreError> {
    let items: Vec<ItemId> = items.collect();
    let away = away(conn, &items)?;
    let rows = list::these(conn, &items)?;
    Ok(rows.into_iter().map(|row| (row.id, (row.clone(), away.contains(&row.id)))).collect())
}

/// Those that lie in the trash.
fn away(conn: &Connection, items: &[ItemId]) -> Result<HashSet<ItemId>, StoreError> {
    let sql =
        "SELECT item.id FROM json_each(?1) j CROSS JOIN item ON item.id = j.value WHERE item.trashed_at IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let away = statement.query_map([list::json(items)], |r| Ok(ItemId(r.get(0)?)))?;
    Ok(away.collect::<Result<_, _>>()?)
}

/// Pairs as they are shown: those that somebody has told apart last.
fn shown(conn: &Connection, product: ProductId, pairs: &[Pair]) -> Result<Vec<Alike>, StoreError> {
    let mut items: Vec<ItemId> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    items.sort_unstable();
    items.dedup();
    let rows = rows(conn, items.into_iter())?;
    let apart = note::apart(conn, product)?;
    let row = |id: &ItemId| rows.get(id).filter(|(_, is_away)| !is_away).map(|(row, _)| row.clone());
    let alike = |pair: &Pair| {
        let is_apart = apart.contains(&(pair.a.min(pair.b), pair.a.max(pair.b)));
        Some(Alike { a: row(&pair.a)?, b: row(&pair.b)?, score: pair.score, is_apart })
    };
    let mut shown: Vec<Alike> = pairs.iter().filter_map(alike).collect();
    shown.sort_by_key(|alike| alike.is_apart);
    Ok(shown)
}

/// Since when an item is declined, and why.
fn refusal(conn: &Connection, item: ItemId) -> Result<Option<(Instant, String)>, StoreError> {
    let sql = "SELECT declined_at, decline_reason FROM item WHERE id = ?1 AND declined_at IS NOT NULL";
    let refusal = |r: &rusqlite::Row| Ok((Instant(r.get(0)?), r.get(1)?));
    Ok(conn.prepare_cached(sql)?.query_row([item.0], refusal).optional()?)
}

/// The product, title and want of an item.
fn texts(conn: &Connection, item: ItemId) -> Result<Option<(ProductId, String, String)>, StoreError> {
    let sql = "SELECT product, title, want FROM item WHERE id = ?1";
    let texts = |r: &rusqlite::Row| Ok((ProductId(r.get(0)?), r.get(1)?, r.get(2)?));
    Ok(conn.prepare_cached(sql)?.query_row([item.0], texts).optional()?)
}
