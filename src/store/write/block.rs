//! Sprints as blocks of the order: what is in a planned or running Sprint stands at the top of the Product Backlog, by
//! rank, the running Sprint's block first, then those of the planned ones by number, then the rest.
//!
//! [`settle`] holds this after every write. A move takes over the Sprint of its new neighbour ([`cross`]); whatever
//! else would break the blocks, puts the item to the end of its own.

use super::super::error::StoreError;
use super::super::list;
use super::super::row::{Known, Seen, known};
use super::order::{self, Movers};
use super::{Pen, fact};
use crate::domain::item::NewItem;
use crate::domain::sprint::{Cause, End, Phase};
use crate::domain::{ItemId, Kind, List, ProductId, Spot, SprintId};
use std::collections::HashSet;
use std::ops::{ControlFlow, RangeInclusive};

/// An item at the top of the order, and the Sprint it is in.
#[derive(Debug, Clone, Copy)]
struct Standing {
    item: ItemId,
    sprint: Option<SprintId>,
}

/// The Sprints of a product that are not over, as their blocks stand.
fn blocks(pen: &Pen, product: ProductId) -> Result<Vec<SprintId>, StoreError> {
    let sql = "SELECT id FROM sprint WHERE product = ?1 AND phase <> 'closed' ORDER BY phase <> 'active', number";
    Ok(pen.conn.prepare_cached(sql)?.query_map([product.0], |r| r.get(0).map(SprintId))?.collect::<Result<_, _>>()?)
}

/// Where the items of a Sprint stand in the order.
struct Span {
    count: usize,
    /// The ranks of its first and its last one.
    ranks: RangeInclusive<i64>,
}

/// Where the Sprints stand that have items in the order. Nothing of the items is read but an index.
fn spans(pen: &Pen, blocks: &[SprintId]) -> Result<Vec<Span>, StoreError> {
    let mut statement = pen.conn.prepare_cached(&span_sql())?;
    let span = |r: &rusqlite::Row| {
        let count = super::super::row::count(r, 0)?;
        Ok(if count == 0 { None } else { Some(Span { count, ranks: r.get(1)?..=r.get(2)? }) })
    };
    let spans = blocks.iter().map(|id| statement.query_row([id.0], span)).filter_map(Result::transpose);
    Ok(spans.collect::<Result<_, _>>()?)
}

pub(in super::super) fn span_sql() -> String {
    let condition = list::condition(List::Backlog);
    format!("SELECT count(*), min(rank), max(rank) FROM item INDEXED BY item_sprint WHERE sprint = ?1 AND {condition}")
}

/// How many items of the order stand at a rank or above it.
fn count_to(pen: &Pen, product: ProductId, rank: i64) -> Result<usize, StoreError> {
    let (table, condition) = (list::table(List::Backlog), list::condition(List::Backlog));
    let sql = format!("SELECT count(*) FROM {table} WHERE product = ?1 AND {condition} AND rank <= ?2");
    Ok(pen.conn.prepare_cached(&sql)?.query_row([product.0, rank], |r| super::super::row::count(r, 0))?)
}

/// How many items of the order are in a Sprint that is not over: they stand above the rest.
pub(super) fn above(pen: &Pen, product: ProductId) -> Result<usize, StoreError> {
    Ok(spans(pen, &blocks(pen, product)?)?.iter().map(|span| span.count).sum())
}

/// True where the blocks stand one below the other, and nothing else above or between them.
pub(in super::super) fn is_settled(pen: &Pen, product: ProductId) -> Result<bool, StoreError> {
    let spans = spans(pen, &blocks(pen, product)?)?;
    let Some(last) = spans.last() else { return Ok(true) };
    let are_apart = spans.windows(2).all(|two| two[0].ranks.end() < two[1].ranks.start());
    let count: usize = spans.iter().map(|span| span.count).sum();
    Ok(are_apart && count_to(pen, product, *last.ranks.end())? == count)
}

/// The order.
fn order(pen: &Pen, product: ProductId) -> Result<Vec<Standing>, StoreError> {
    let sql = format!(
        "SELECT id, sprint FROM {} WHERE product = ?1 AND {} ORDER BY rank",
        list::table(List::Backlog),
        list::condition(List::Backlog)
    );
    let mut statement = pen.conn.prepare_cached(&sql)?;
    let rows = statement.query_map([product.0], |r| {
        Ok(Standing { item: ItemId(r.get(0)?), sprint: r.get::<_, Option<i64>>(1)?.map(SprintId) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Brings the blocks back into their order, with as few moves as can be.
pub(in super::super) fn settle(pen: &Pen, product: ProductId) -> Result<(), StoreError> {
    if is_settled(pen, product)? {
        return Ok(());
    }
    let blocks = blocks(pen, product)?;
    let level = |at: &Standing| blocks.iter().position(|id| Some(*id) == at.sprint).unwrap_or(blocks.len());
    let mut standing = order(pen, product)?;
    let last = standing.iter().rposition(|at| level(at) < blocks.len()).unwrap_or(0);
    standing.truncate(last + 1);
    let levels: Vec<usize> = standing.iter().map(level).collect();
    let rising = longest_rising(&levels);
    let out: Vec<(Standing, usize)> =
        (0..standing.len()).filter(|at| !rising[*at]).map(|at| (standing[at], levels[at])).collect();
    let mut kept: Vec<(Standing, usize)> =
        (0..standing.len()).filter(|at| rising[*at]).map(|at| (standing[at], levels[at])).collect();
    // What is in no Sprint goes below all blocks, the last first, so that it keeps its order.
    for (stray, level) in out.iter().rev().filter(|stray| stray.1 == blocks.len()) {
        put(pen, product, *stray, below(&kept, *level, End::Head))?;
    }
    for (stray, level) in out.iter().filter(|stray| stray.1 < blocks.len()) {
        put(pen, product, *stray, below(&kept, *level, End::Tail))?;
        let at = kept.partition_point(|other| other.1 <= *level);
        kept.insert(at, (*stray, *level));
    }
    Ok(())
}

/// The spot at an end of a level, among what stands already.
fn below(kept: &[(Standing, usize)], level: usize, end: End) -> Spot {
    let above = match end {
        End::Head => kept.iter().rev().find(|other| other.1 < level),
        End::Tail => kept.iter().rev().find(|other| other.1 <= level),
    };
    above.map_or(Spot::Top, |other| Spot::Below(other.0.item))
}

fn put(pen: &Pen, product: ProductId, stray: Standing, spot: Spot) -> Result<(), StoreError> {
    // Others may have been renumbered to make room.
    let rank = super::super::row::see(pen.conn, stray.item)?.rank;
    let items = [(stray.item, rank)];
    let movers = Movers { product, list: List::Backlog, items: &items, count: 1 };
    order::place(pen, &movers, spot, &mut |_, _| ControlFlow::Continue(()))
}

/// Which of these belong to the longest part of them that never falls; of two equal ones, that of the earlier items.
fn longest_rising(levels: &[usize]) -> Vec<bool> {
    // `ends[n]`: the index of the lowest last value of a rising part of length n + 1.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::with_capacity(levels.len()));
    for (at, level) in levels.iter().enumerate() {
        let length = ends.partition_point(|end| levels[*end] <= *level);
        before.push(length.checked_sub(1).map(|n| ends[n]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut stays = vec![false; levels.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        stays[index] = true;
        at = before[index];
    }
    stays
}

/// Where items of a Sprint, or of none, begin or end in the order; `moved` are taken out first.
pub(super) fn edge(
    pen: &Pen,
    product: ProductId,
    sprint: Option<SprintId>,
    end: End,
    moved: &[ItemId],
) -> Result<Spot, StoreError> {
    let blocks = blocks(pen, product)?;
    if sprint.is_none() && end == End::Tail {
        return Ok(Spot::Bottom);
    }
    let level = blocks.iter().position(|id| Some(*id) == sprint).unwrap_or(blocks.len());
    let above = if end == End::Tail { level + 1 } else { level };
    for block in blocks.iter().take(above).rev() {
        if let Some(last) = last_of(pen, *block, moved)? {
            return Ok(Spot::Below(last));
        }
    }
    Ok(Spot::Top)
}

/// The last item of a Sprint in the order, but for those that are `moved`.
fn last_of(pen: &Pen, sprint: SprintId, moved: &[ItemId]) -> Result<Option<ItemId>, StoreError> {
    let condition = list::condition(List::Backlog);
    let sql =
        format!("SELECT id FROM item INDEXED BY item_sprint WHERE sprint = ?1 AND {condition} ORDER BY rank DESC");
    let mut statement = pen.conn.prepare_cached(&sql)?;
    let mut rows = statement.query([sprint.0])?;
    let moved: HashSet<ItemId> = moved.iter().copied().collect();
    while let Some(row) = rows.next()? {
        let id = ItemId(row.get(0)?);
        if !moved.contains(&id) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Lets items that move to a spot take over the Sprint of their new neighbour; answers the spot.
///
/// # Errors
/// [`StoreError::SprintRuns`] where one would cross the line of the running Sprint: that changes its scope.
pub(super) fn cross(pen: &Pen, product: ProductId, items: &[Seen], to: Spot) -> Result<Spot, StoreError> {
    let blocks = blocks(pen, product)?;
    // An epic that moves along is in no Sprint.
    let items: Vec<&Seen> = items.iter().filter(|item| item.kind != Kind::Epic).collect();
    let (Some(first), false) = (items.first().copied(), blocks.is_empty()) else { return Ok(to) };
    let moved: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let own = |item: &Seen| item.sprint.as_ref().map(|sprint| sprint.id).filter(|id| blocks.contains(id));
    let is_inside = items.iter().all(|item| item.sprint.as_ref().is_some_and(Known::is_running));
    let running = blocks.iter().map(|id| known(pen.conn, *id)).find(|k| k.as_ref().is_ok_and(Known::is_running));
    let running = running.transpose()?;
    let (sprint, spot) = match to {
        Spot::Top => {
            // The top of what may be moved: below the line of the running Sprint, unless all are above it.
            let sprint = if is_inside { own(first) } else { first_open(pen, &blocks, running.as_ref())? };
            (sprint, edge(pen, product, sprint, End::Head, &moved)?)
        }
        Spot::Bottom if is_inside => (own(first), edge(pen, product, own(first), End::Tail, &moved)?),
        Spot::Bottom => (None, to),
        Spot::Above(anchor) | Spot::Below(anchor) => (sprint_of(pen, anchor)?.filter(|id| blocks.contains(id)), to),
        Spot::Place(n) => match list::at_place(pen.conn, product, List::Backlog, n.saturating_sub(1))? {
            Some((_, there)) => (sprint_of(pen, there)?.filter(|id| blocks.contains(id)), to),
            None if is_inside => (own(first), edge(pen, product, own(first), End::Tail, &moved)?),
            None => (None, to),
        },
    };
    let target = sprint.map(|id| known(pen.conn, id)).transpose()?;
    for item in items.into_iter().filter(|item| own(item) != sprint) {
        let ends = item.sprint.iter().chain(&target);
        if let Some(line) = ends.into_iter().find(|sprint| sprint.is_running()) {
            return Err(StoreError::SprintRuns { key: item.key.to_string(), title: line.title() });
        }
        fact::set_sprint(pen, item, target.as_ref(), &Cause::default())?;
    }
    Ok(spot)
}

/// The first block that may be moved into: the first planned one that has items.
fn first_open(pen: &Pen, blocks: &[SprintId], running: Option<&Known>) -> Result<Option<SprintId>, StoreError> {
    let running = running.map(|sprint| sprint.id);
    for block in blocks.iter().filter(|id| Some(**id) != running) {
        if last_of(pen, *block, &[])?.is_some() {
            return Ok(Some(*block));
        }
    }
    Ok(None)
}

fn sprint_of(pen: &Pen, item: ItemId) -> Result<Option<SprintId>, StoreError> {
    Ok(super::super::row::see(pen.conn, item)?.sprint.map(|sprint| sprint.id))
}

/// A new item that is put beside one of a planned Sprint joins that Sprint; nothing joins the running one so.
pub(super) fn joined(pen: &Pen, item: &NewItem, spot: Spot) -> Result<Option<NewItem>, StoreError> {
    let (Spot::Above(anchor) | Spot::Below(anchor)) = spot else { return Ok(None) };
    let is_in_order = List::of(item.text.kind, item.state, item.is_trashed) == List::Backlog;
    let beside = super::super::row::see(pen.conn, anchor)?;
    let planned = beside.sprint.as_ref().filter(|sprint| sprint.phase == Phase::Planned);
    match planned {
        Some(sprint) if is_in_order && item.sprint.is_none() && beside.list() == List::Backlog => {
            Ok(Some(NewItem { sprint: Some(sprint.number), ..item.clone() }))
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::longest_rising;

    #[test]
    fn the_fewest_items_move() {
        assert_eq!(longest_rising(&[0, 0, 1, 2, 2]), [true; 5]);
        // One that came back from the depth moves, not all above it.
        assert_eq!(longest_rising(&[2, 2, 2, 0]), [true, true, true, false]);
        // One put on top of a Sprint moves, not the Sprint.
        assert_eq!(longest_rising(&[2, 0, 0, 1]), [false, true, true, true]);
        assert_eq!(longest_rising(&[]), [false; 0]);
    }
}
