//! What says nearly the same: read in one walk over the titles, compared by [`crate::domain::similar`].

use super::error::StoreError;
use super::write::Watch;
use super::{Store, list, note, step};
use crate::domain::similar::{self, Alike, Compared, HINT, KEPT, LIKE, Like, Pair, Pool, Probe, Score, Texts, Wish};
use crate::domain::{Instant, ItemId, ProductId, Row, Seq, State};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How often a watch is told, in items.
const EVERY: usize = 512;
/// Of so many items that come near a typed text the best one that counts is named.
const NEAR: usize = 32;

/// The titles and wants of a product by row; what lies behind the description in a row is not looked at.
const TEXTS: &str = "SELECT id, title, want FROM item NOT INDEXED WHERE product = ?1 ORDER BY id";

impl Store {
    /// What the items of a product are known by, to be compared; `known` again, where the file is still as it was then.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn texts(&self, product: ProductId, known: Option<Arc<Texts>>, watch: Watch) -> Result<Arc<Texts>, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let seq = Seq(step::head(&tx)?.seq);
            match known.filter(|known| (known.product, known.seq) == (product, seq)) {
                Some(known) => Ok(known),
                None => read(&tx, Texts::new(product, seq), watch).map(Arc::new),
            }
        })
    }

    /// The item that says most nearly what was typed, from [`HINT`] on: also one that is done or declined. Of those that
    /// are as near, one that is still to do comes first.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn like(&self, texts: &Texts, wish: &Wish, watch: Watch) -> Result<Option<Like>, StoreError> {
        let Some(probe) = Probe::new(&wish.text, HINT) else { return Ok(None) };
        let near = texts.near(&probe, wish.except, NEAR, watch).ok_or(StoreError::Cancelled)?;
        self.reading(|conn| {
            let mut known = rows(conn, near.iter().map(|(id, _)| *id), true)?;
            let counts = |(id, score): &(ItemId, Score)| {
                Some((*id, *score, !matches!(known.get(id)?.state, State::Done | State::Declined)))
            };
            let best = near.iter().filter_map(counts).max_by_key(|(id, score, is_alive)| (*score, *is_alive, -id.0));
            let Some((id, score, _)) = best else { return Ok(None) };
            let Some(row) = known.remove(&id) else { return Ok(None) };
            Ok(Some(Like { row, score, declined: refusal(conn, id)? }))
        })
    }

    /// What is similar to one item, the most similar first, at most `most`: also what is done or declined.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn alike_to(&self, texts: &Texts, item: ItemId, most: usize, watch: Watch) -> Result<Vec<Alike>, StoreError> {
        self.reading(|conn| {
            let Some((title, want)) = own(conn, item)? else { return Ok(Vec::new()) };
            let mut found: HashMap<ItemId, Score> = HashMap::new();
            for text in [&title, &want] {
                let Some(probe) = Probe::new(text, HINT) else { continue };
                for (id, score) in texts.near(&probe, Some(item), most, watch).ok_or(StoreError::Cancelled)? {
                    let best = found.entry(id).or_insert(score);
                    *best = score.max(*best);
                }
            }
            let mut pairs: Vec<Pair> = found.into_iter().map(|(b, score)| Pair { a: item, b, score }).collect();
            pairs.sort_by(|x, y| y.score.cmp(&x.score).then(x.b.cmp(&y.b)));
            pairs.truncate(most);
            shown(conn, texts.product, &pairs)
        })
    }

    /// The pairs of a product that are similar from [`LIKE`] on, the most similar first, at most `most`; those that are
    /// no pair, as somebody has said, last. Only what is still to do is compared, and epics with epics alone.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn alike(&self, texts: &Texts, most: usize, watch: Watch) -> Result<Vec<Alike>, StoreError> {
        let pairs = self.pairs(texts, most, watch)?;
        self.reading(|conn| shown(conn, texts.product, &pairs))
    }

    /// As [`alike`](Self::alike), and what of it is to be kept for the filter and the health.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off.
    pub fn compare(
        &self,
        texts: &Texts,
        day: NaiveDate,
        most: usize,
        watch: Watch,
    ) -> Result<(Compared, Vec<Alike>), StoreError> {
        let mut found = self.pairs(texts, KEPT.max(most), watch)?;
        let pairs = found.iter().take(KEPT).map(|pair| (pair.a.min(pair.b), pair.a.max(pair.b))).collect();
        found.truncate(most);
        let alike = self.reading(|conn| shown(conn, texts.product, &found))?;
        Ok((Compared { product: texts.product, seq: texts.seq, day, pairs }, alike))
    }

    fn pairs(&self, texts: &Texts, most: usize, watch: Watch) -> Result<Vec<Pair>, StoreError> {
        let alive = self.reading(|conn| alive(conn, texts.product))?;
        let pools = [false, true].map(|is_epic| Pool::new(texts, |id| alive.get(&id) == Some(&is_epic)));
        let (total, mut before) = (pools.iter().map(Pool::len).sum::<usize>(), 0);
        let mut pairs = Vec::new();
        for pool in pools {
            let mut told = |done: usize, _: usize| watch(before + done, total);
            pairs.extend(pool.pairs(LIKE, most, &mut told).ok_or(StoreError::Cancelled)?);
            before += pool.len();
        }
        pairs.sort_by(|x, y| y.score.cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
        pairs.truncate(most);
        Ok(pairs)
    }
}

fn read(conn: &Connection, mut texts: Texts, watch: Watch) -> Result<Texts, StoreError> {
    let mut statement = conn.prepare_cached(TEXTS)?;
    let mut rows = statement.query([texts.product.0])?;
    let mut read = 0_usize;
    while let Some(row) = rows.next()? {
        read += 1;
        if read.is_multiple_of(EVERY) && watch(read, 0).is_break() {
            return Err(StoreError::Cancelled);
        }
        let text = |at| row.get_ref(at).map(|value| value.as_str().unwrap_or_default());
        texts.add(ItemId(row.get(0)?), text(1)?, text(2)?);
    }
    Ok(texts)
}

/// What is still to do, and whether it is an epic.
fn alive(conn: &Connection, product: ProductId) -> Result<HashMap<ItemId, bool>, StoreError> {
    let sql = "SELECT id, kind = 'epic' FROM item INDEXED BY item_facts
        WHERE product = ?1 AND trashed_at IS NULL AND state NOT IN ('done', 'declined')";
    let mut statement = conn.prepare_cached(sql)?;
    let alive = statement.query_map([product.0], |r| Ok((ItemId(r.get(0)?), r.get(1)?)))?;
    Ok(alive.collect::<Result<_, _>>()?)
}

/// The rows of items that are not in the trash; those merged into another one only where that is asked for.
fn rows(
    conn: &Connection,
    items: impl Iterator<Item = ItemId>,
    with_merged: bool,
) -> Result<HashMap<ItemId, Row>, StoreError> {
    let items: Vec<ItemId> = items.collect();
    let sql = "SELECT item.id FROM json_each(?1) j CROSS JOIN item ON item.id = j.value
        WHERE item.trashed_at IS NOT NULL OR (NOT ?2 AND item.merged_into IS NOT NULL)";
    let mut statement = conn.prepare_cached(sql)?;
    let away = statement.query_map(params![list::json(&items), with_merged], |r| Ok(ItemId(r.get(0)?)))?;
    let away: HashSet<ItemId> = away.collect::<Result<_, _>>()?;
    let rows = list::these(conn, &items)?;
    Ok(rows.into_iter().filter(|row| !away.contains(&row.id)).map(|row| (row.id, row)).collect())
}

/// Pairs as they are shown: those that somebody has told apart last.
fn shown(conn: &Connection, product: ProductId, pairs: &[Pair]) -> Result<Vec<Alike>, StoreError> {
    let mut items: Vec<ItemId> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    items.sort_unstable();
    items.dedup();
    let rows = rows(conn, items.iter().copied(), false)?;
    let apart = note::apart(conn, product)?;
    let row = |id: &ItemId| rows.get(id).cloned();
    let wants = wants(conn, &items)?;
    let want = |id: &ItemId| wants.get(id).map_or("", String::as_str);
    let alike = |pair: &Pair| {
        let is_apart = apart.contains(&(pair.a.min(pair.b), pair.a.max(pair.b)));
        let (a, b) = (row(&pair.a)?, row(&pair.b)?);
        let said = similar::matched((&a.title, want(&pair.a)), (&b.title, want(&pair.b)));
        Some(Alike { a, b, score: pair.score, said, is_apart })
    };
    let mut shown: Vec<Alike> = pairs.iter().filter_map(alike).collect();
    shown.sort_by_key(|alike| alike.is_apart);
    Ok(shown)
}

/// The wants of those items that have one.
fn wants(conn: &Connection, items: &[ItemId]) -> Result<HashMap<ItemId, String>, StoreError> {
    let sql = "SELECT item.id, want FROM json_each(?1) j CROSS JOIN item ON item.id = j.value WHERE want <> ''";
    let mut statement = conn.prepare_cached(sql)?;
    let wants = statement.query_map([list::json(items)], |r| Ok((ItemId(r.get(0)?), r.get(1)?)))?;
    Ok(wants.collect::<Result<_, _>>()?)
}

/// Since when an item is declined, and why.
fn refusal(conn: &Connection, item: ItemId) -> Result<Option<(Instant, String)>, StoreError> {
    let sql = "SELECT declined_at, decline_reason FROM item WHERE id = ?1 AND declined_at IS NOT NULL";
    let refusal = |r: &rusqlite::Row| Ok((Instant(r.get(0)?), r.get(1)?));
    Ok(conn.prepare_cached(sql)?.query_row([item.0], refusal).optional()?)
}

/// The title and the want of an item.
fn own(conn: &Connection, item: ItemId) -> Result<Option<(String, String)>, StoreError> {
    let sql = "SELECT title, want FROM item WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([item.0], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}
