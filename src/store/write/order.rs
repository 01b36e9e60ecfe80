//! Places in the order: ranks between neighbours, and room where there is none.
//!
//! Neighbours are looked for among *all* items of the product, whatever list they stand in: so an item put above
//! another stands directly above it, and what is hidden between stays where it was.

use super::super::error::StoreError;
use super::super::{list, row};
use super::{Pen, Watch, tell};
use crate::domain::rank::{self, Rank, SPACING};
use crate::domain::{ItemId, List, ProductId, Spot};
use rusqlite::{OptionalExtension, params};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// An item and the rank it has now.
pub(in super::super) type Ranked = (ItemId, i64);

/// What is about to take a place: items that have one already, or `count` new ones.
pub(in super::super) struct Movers<'a> {
    pub(in super::super) product: ProductId,
    /// The list in which places are counted.
    pub(in super::super) list: List,
    /// In their present order; empty for new items.
    pub(in super::super) items: &'a [Ranked],
    pub(in super::super) count: usize,
}

/// The ranks directly around a spot, movers left out.
type Gap = (Option<i64>, Option<i64>);

/// Moves items to a spot, where they stand together in their present order.
pub(in super::super) fn place(pen: &Pen, movers: &Movers, to: Spot, watch: Watch) -> Result<(), StoreError> {
    let gap = gap(pen, movers, to)?;
    let is_there = movers.items.iter().all(|m| gap.0.is_none_or(|a| a < m.1) && gap.1.is_none_or(|b| m.1 < b));
    if is_there {
        return Ok(());
    }
    let (ranks, is_renumbered) = ranks(pen, movers, gap)?;
    let mut shifts: Vec<(Ranked, i64)> = movers.items.iter().copied().zip(ranks).collect();
    if is_renumbered {
        // Parked or out of the way: read where they are now.
        for ((id, at), _) in &mut shifts {
            *at = row::see(pen.conn, *id)?.rank;
        }
    }
    write(pen, &shifts, watch)
}

/// Ranks for new items at a spot.
pub(in super::super) fn new_ranks(pen: &Pen, movers: &Movers, to: Spot) -> Result<Vec<i64>, StoreError> {
    let gap = gap(pen, movers, to)?;
    Ok(ranks(pen, movers, gap)?.0)
}

/// Between which ranks a spot lies.
fn gap(pen: &Pen, movers: &Movers, to: Spot) -> Result<Gap, StoreError> {
    let moved: HashSet<ItemId> = movers.items.iter().map(|m| m.0).collect();
    let beyond = |from: Option<i64>, up: bool| neighbour(pen, movers.product, &moved, from, up);
    Ok(match to {
        Spot::Top => (None, beyond(None, false)?),
        Spot::Bottom => (beyond(None, true)?, None),
        Spot::Above(anchor) => {
            let at = anchor_rank(pen, movers, &moved, anchor)?;
            (beyond(Some(at), true)?, Some(at))
        }
        Spot::Below(anchor) => {
            let at = anchor_rank(pen, movers, &moved, anchor)?;
            (Some(at), beyond(Some(at), false)?)
        }
        Spot::Place(n) => match nth(pen, movers, n.saturating_sub(1))? {
            Some(at) => (beyond(Some(at), true)?, Some(at)),
            None => (beyond(None, true)?, None),
        },
    })
}

fn anchor_rank(pen: &Pen, movers: &Movers, moved: &HashSet<ItemId>, anchor: ItemId) -> Result<i64, StoreError> {
    let seen = row::see(pen.conn, anchor)?;
    if moved.contains(&anchor) {
        return Err(StoreError::NextToItself(seen.key.to_string()));
    }
    if seen.product != movers.product {
        return Err(StoreError::OtherProduct(seen.key.to_string()));
    }
    if seen.is_trashed {
        return Err(StoreError::Trashed(seen.key.to_string()));
    }
    Ok(seen.rank)
}

/// The nearest rank above (`up`) or below a rank that is no mover's; from the end where there is none to start from.
fn neighbour(
    pen: &Pen,
    product: ProductId,
    moved: &HashSet<ItemId>,
    from: Option<i64>,
    up: bool,
) -> Result<Option<i64>, StoreError> {
    let sql = if up {
        "SELECT id, rank FROM item WHERE product = ?1 AND (?2 IS NULL OR rank < ?2) AND rank <= ?3 ORDER BY rank DESC"
    } else {
        "SELECT id, rank FROM item WHERE product = ?1 AND (?2 IS NULL OR rank > ?2) AND rank >= ?3 ORDER BY rank"
    };
    let bound = from.unwrap_or(if up { i64::MAX } else { i64::MIN });
    let mut statement = pen.conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![product.0, from, bound])?;
    while let Some(row) = rows.next()? {
        if !moved.contains(&ItemId(row.get(0)?)) {
            return Ok(Some(row.get(1)?));
        }
    }
    Ok(None)
}

/// The rank at an index of the list once the movers are taken out; `None` beyond its end.
fn nth(pen: &Pen, movers: &Movers, index: usize) -> Result<Option<i64>, StoreError> {
    let moved: HashSet<ItemId> = movers.items.iter().map(|m| m.0).collect();
    let ids: Vec<ItemId> = moved.iter().copied().collect();
    let mut ranks: Vec<i64> =
        list::sort_keys(pen.conn, movers.product, movers.list, &ids)?.into_iter().filter_map(|k| k.1).collect();
    ranks.sort_unstable();
    let mut skipped = 0;
    loop {
        let Some((rank, id)) = list::at_place(pen.conn, movers.product, movers.list, index + skipped)? else {
            return Ok(None);
        };
        let before = ranks.partition_point(|r| *r <= rank);
        if before == skipped && !moved.contains(&id) {
            return Ok(Some(rank));
        }
        skipped = before;
    }
}

/// Ranks in a gap, after making room where it is full; and whether others were renumbered for it.
fn ranks(pen: &Pen, movers: &Movers, gap: Gap) -> Result<(Vec<i64>, bool), StoreError> {
    match rank::between(gap.0.map(Rank), gap.1.map(Rank), movers.count) {
        Some(ranks) => Ok((ranks.into_iter().map(|r| r.0).collect(), false)),
        None => Ok((make_room(pen, movers, gap)?, true)),
    }
}

/// Renumbers the smallest window around a full gap that gives everything in it a distance of 2^10.
fn make_room(pen: &Pen, movers: &Movers, gap: Gap) -> Result<Vec<i64>, StoreError> {
    let window = Window::around(pen, movers, gap)?;
    let (first, last) = (window.ends.0.unwrap_or(i64::MIN), window.ends.1.unwrap_or(i64::MAX));
    pen.gate.renumber(true);
    let lowest = lowest(pen, movers.product)?.min(window.ranks.first().copied().unwrap_or(i64::MAX));
    let inside = movers.items.iter().filter(|m| first < m.1 && m.1 < last);
    for (n, (id, _)) in (1..).zip(inside) {
        set_rank(pen, *id, lowest.checked_sub(n).ok_or(StoreError::NoRoom)?)?;
    }
    let mut ranks = window.ranks;
    let rest = ranks.split_off(window.above.len());
    let (ours, below) = rest.split_at(movers.count);
    let shifts: Vec<(Ranked, i64)> =
        window.above.into_iter().zip(ranks).chain(window.below.into_iter().zip(below.iter().copied())).collect();
    write(pen, &shifts, &mut |_, _| ControlFlow::Continue(()))?;
    pen.gate.renumber(false);
    Ok(ours.to_vec())
}

/// Rows around a gap that get new ranks.
struct Window {
    /// In ascending order.
    above: Vec<Ranked>,
    below: Vec<Ranked>,
    /// The ranks that stay, directly outside.
    ends: Gap,
    /// For the rows above, the movers and the rows below.
    ranks: Vec<i64>,
}

impl Window {
    fn around(pen: &Pen, movers: &Movers, gap: Gap) -> Result<Self, StoreError> {
        const UP: &str = "SELECT id, rank FROM item WHERE product = ?1 AND rank <= ?2 ORDER BY rank DESC";
        const DOWN: &str = "SELECT id, rank FROM item WHERE product = ?1 AND rank >= ?2 ORDER BY rank";
        let moved: HashSet<ItemId> = movers.items.iter().map(|m| m.0).collect();
        let (mut up, mut down) = (pen.conn.prepare_cached(UP)?, pen.conn.prepare_cached(DOWN)?);
        let mut up = up.query([movers.product.0, gap.0.unwrap_or(i64::MIN)])?;
        let mut down = down.query([movers.product.0, gap.1.unwrap_or(i64::MAX)])?;
        let next = |rows: &mut rusqlite::Rows| -> rusqlite::Result<Option<Ranked>> {
            while let Some(row) = rows.next()? {
                let ranked = (ItemId(row.get(0)?), row.get(1)?);
                if !moved.contains(&ranked.0) {
                    return Ok(Some(ranked));
                }
            }
            Ok(None)
        };
        let (mut above, mut below) = (Vec::new(), Vec::new());
        loop {
            let (high, low) = (next(&mut up)?, next(&mut down)?);
            let ends = (high.map(|r| r.1), low.map(|r| r.1));
            if let Some(ranks) = roomy(ends, above.len() + movers.count + below.len()) {
                above.reverse();
                return Ok(Self { above, below, ends, ranks });
            }
            if high.is_none() && low.is_none() {
                return Err(StoreError::NoRoom);
            }
            above.extend(high);
            below.extend(low);
        }
    }
}

/// `count` ranks between two ends, where they can stand 2^10 apart.
fn roomy(ends: Gap, count: usize) -> Option<Vec<i64>> {
    if let (Some(a), Some(b)) = ends {
        let need = i128::from(SPACING) * (i128::try_from(count).ok()? + 1);
        if i128::from(b) - i128::from(a) < need {
            return None;
        }
    }
    let ranks = rank::between(ends.0.map(Rank), ends.1.map(Rank), count)?;
    Some(ranks.into_iter().map(|r| r.0).collect())
}

/// Writes new ranks so that no two items ever share one: those that go up from the top, then those that go down from
/// the bottom. Both lists are ascending, so each finds its new rank free.
fn write(pen: &Pen, shifts: &[(Ranked, i64)], watch: Watch) -> Result<(), StoreError> {
    let up = shifts.iter().filter(|((_, from), to)| to < from);
    let down = shifts.iter().rev().filter(|((_, from), to)| to > from);
    for (done, ((id, _), to)) in up.chain(down).enumerate() {
        tell(watch, done, shifts.len())?;
        set_rank(pen, *id, *to)?;
    }
    Ok(())
}

/// Gives items each other's ranks, round by round: one steps aside, and each takes the place that has become free.
pub(in super::super) fn exchange(
    pen: &Pen,
    product: ProductId,
    shifts: &[(Ranked, i64)],
    watch: Watch,
) -> Result<(), StoreError> {
    let aside = lowest(pen, product)?.checked_sub(1).ok_or(StoreError::NoRoom)?;
    let mut waiting: HashMap<i64, Ranked> =
        shifts.iter().filter(|((_, from), to)| from != to).map(|(ranked, to)| (*to, *ranked)).collect();
    let mut done = shifts.len() - waiting.len();
    for ((first, from), to) in shifts {
        if !waiting.contains_key(to) {
            continue;
        }
        set_rank(pen, *first, aside)?;
        let mut free = *from;
        while let Some((id, from)) = waiting.remove(&free) {
            set_rank(pen, id, free)?;
            free = from;
            done += 1;
            tell(watch, done, shifts.len())?;
        }
    }
    Ok(())
}

fn set_rank(pen: &Pen, id: ItemId, rank: i64) -> Result<(), StoreError> {
    pen.conn.prepare_cached("UPDATE item SET rank = ?2 WHERE id = ?1")?.execute([id.0, rank])?;
    Ok(())
}

fn lowest(pen: &Pen, product: ProductId) -> Result<i64, StoreError> {
    let sql = "SELECT min(rank) FROM item WHERE product = ?1";
    let lowest: Option<Option<i64>> = pen.conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
    Ok(lowest.flatten().unwrap_or(0))
}
