//! The comparison of pairs: what was begun, what comes next, and where answers contradict each other.

use super::error::StoreError;
use super::{Store, list, note, read, score};
use crate::domain::query::{Begun, Contradiction, Pair, Paired, Pairing};
use crate::domain::score::Duel;
use crate::domain::score::pairs::{Contest, Next, circle};
use crate::domain::{ItemId, List, ProductId};
use rusqlite::{Connection, params};
use std::collections::HashMap;

impl Store {
    /// The items of a product that are being compared, where that was begun.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn contest(&self, product: ProductId) -> Result<Option<Contest>, StoreError> {
        self.reading(|conn| kept(conn, product))
    }
}

fn name(product: ProductId) -> String {
    format!("pairs/{}", product.0)
}

/// Keeps what is being compared, `None` where it came to its end; not where something else than `was` is kept by now.
pub(super) fn keep(
    conn: &Connection,
    product: ProductId,
    was: Option<&Contest>,
    contest: Option<&Contest>,
) -> Result<(), StoreError> {
    if kept(conn, product)?.as_ref() != was {
        return Err(StoreError::ComparedElsewhere);
    }
    if let Some(contest) = contest {
        return note::keep_value(conn, &name(product), &serde_json::to_string(contest).unwrap_or_default());
    }
    conn.prepare_cached("DELETE FROM note WHERE name = ?1")?.execute(params![name(product)])?;
    Ok(())
}

/// What a newer upnext wrote and this one can't read counts as nothing.
fn kept(conn: &Connection, product: ProductId) -> Result<Option<Contest>, StoreError> {
    Ok(note::value(conn, &name(product))?.and_then(|kept| serde_json::from_str(&kept).ok()))
}

/// What the screen shows of it.
pub(super) fn paired(conn: &Connection, product: ProductId, asked: &Pairing) -> Result<Paired, StoreError> {
    let duels = score::duels(conn, product)?;
    let marked = Contest::new(asked.marked.clone());
    let begun = kept(conn, product)?.map(|kept| begun(conn, product, kept, &duels, asked.is_going)).transpose()?;
    let next = begun.as_ref().and_then(|begun| match begun.next {
        Next::Ask(a, b) => Some((a, b)),
        Next::Done(_) => None,
    });
    let two = asked.again.or(next).filter(|_| asked.is_going);
    Ok(Paired {
        product,
        held: held(conn, &asked.marked)?,
        marked: (!asked.marked.is_empty()).then(|| marked.progress(&duels)),
        begun: begun.map(Box::new),
        pair: two.map(|two| pair(conn, two, &duels)).transpose()?.flatten().map(Box::new),
        contradiction: contradiction(conn, product, duels)?,
    })
}

/// How many of these no order moves.
fn held(conn: &Connection, items: &[ItemId]) -> Result<usize, StoreError> {
    let sql = "SELECT count(*) FROM json_each(?1) j CROSS JOIN item ON item.id = j.value
        LEFT JOIN sprint ON sprint.id = item.sprint WHERE item.pinned IS NOT NULL OR sprint.phase = 'active'";
    let count: i64 = conn.prepare_cached(sql)?.query_row([list::json(items)], |r| r.get(0))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

fn begun(
    conn: &Connection,
    product: ProductId,
    kept: Contest,
    duels: &[Duel],
    is_going: bool,
) -> Result<Begun, StoreError> {
    let keys: HashMap<ItemId, Option<i64>> =
        list::sort_keys(conn, product, List::Backlog, &kept.items)?.into_iter().collect();
    let contest = kept.without(|item| keys.get(&item).is_some_and(Option::is_some));
    let next = contest.next(duels);
    let is_shown = is_going && matches!(next, Next::Done(_));
    let rows = if is_shown { list::these(conn, &contest.items)? } else { Vec::new() };
    let (progress, last) = (contest.progress(duels), contest.last(duels));
    let answers = contest.answered(duels).map(|duel| (duel.item, duel.other)).collect();
    Ok(Begun { kept, contest, progress, next, last, answers, rows })
}

fn pair(conn: &Connection, (left, right): (ItemId, ItemId), duels: &[Duel]) -> Result<Option<Pair>, StoreError> {
    let said = duels.iter().find(|duel| duel.is_of(left, right)).copied();
    let whole = read::item(conn, left)?.zip(read::item(conn, right)?);
    Ok(whole.map(|(left, right)| Pair { left, right, said }))
}

/// Among the items of the order: what is done or declined needs no place in it any more.
fn contradiction(
    conn: &Connection,
    product: ProductId,
    mut duels: Vec<Duel>,
) -> Result<Option<Contradiction>, StoreError> {
    if circle(&duels).is_none() {
        return Ok(None);
    }
    let items: Vec<ItemId> = duels.iter().flat_map(|duel| [duel.item, duel.other]).collect();
    let found = list::sort_keys(conn, product, List::Backlog, &items)?;
    let open: HashMap<ItemId, bool> = found.into_iter().map(|(item, key)| (item, key.is_some())).collect();
    duels.retain(|duel| open.get(&duel.item) == Some(&true) && open.get(&duel.other) == Some(&true));
    let Some(circle) = circle(&duels) else { return Ok(None) };
    let items: Vec<ItemId> = circle.steps.iter().map(|step| step.0).collect();
    let rows = list::these(conn, &items)?;
    let key = |item| rows.iter().find(|row| row.id == item).map(|row| row.key.to_string()).unwrap_or_default();
    Ok(Some(Contradiction { words: circle.words(key), pairs: circle.pairs() }))
}
