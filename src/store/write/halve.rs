//! One item becomes two, and two become one.

use super::super::error::StoreError;
use super::super::row::Seen;
use super::{Pen, fact, item, story, tie};
use crate::domain::criterion::Line;
use crate::domain::item::{NewItem, Refusal, Story};
use crate::domain::{Kind, ProductId, Spot, State};
use rusqlite::params;

/// The column under which an item names what was merged into it.
const MERGED: &str = "merged from";

/// Splits an item: the new half stands directly below, in the same epic, tied to what the original is tied to.
pub(in super::super) fn split(
    pen: &Pen,
    original: &Seen,
    (text, criteria): (&Story, &[Line]),
    new: &NewItem,
) -> Result<ProductId, StoreError> {
    let parent = item::parent(pen, original.id)?.filter(|_| new.text.kind != Kind::Epic);
    story::rewrite(pen, original, text, criteria)?;
    let half = item::add_at(pen, original.product, new, parent, Spot::Below(original.id))?;
    tie::copy(pen, original.id, half)?;
    Ok(original.product)
}

/// Merges an item into another one, which says `text` and `criteria` from then on.
pub(in super::super) fn merge(
    pen: &Pen,
    into: &Seen,
    from: &Seen,
    (text, criteria): (&Story, &[Line]),
) -> Result<ProductId, StoreError> {
    check(into, from)?;
    if text.kind != Kind::Epic {
        item::check_childless(pen, from)?;
    }
    story::rewrite(pen, into, text, criteria)?;
    tie::hand_over(pen, from.id, into.id)?;
    hand_over_rows(pen, into, from)?;
    name_source(pen, into, from)?;
    let sql = "SELECT asked FROM item WHERE id = ?1";
    let asked: String = pen.conn.prepare_cached(sql)?.query_row([from.id.0], |r| r.get(0))?;
    let refusal = Refusal {
        reason: format!("merged into {}", into.key),
        requester: Some(asked).filter(|asked| !asked.is_empty()),
        ..Refusal::default()
    };
    fact::set_state(pen, from, State::Declined, Some(&refusal), pen.now)?;
    pen.conn.prepare_cached("UPDATE item SET merged_into = ?2 WHERE id = ?1")?.execute([from.id.0, into.id.0])?;
    Ok(into.product)
}

fn check(into: &Seen, from: &Seen) -> Result<(), StoreError> {
    let (key, other) = (into.key.to_string(), from.key.to_string());
    match () {
        () if into.id == from.id => Err(StoreError::MergedWithItself(key)),
        () if into.product != from.product => Err(StoreError::OtherProduct(other)),
        () if (into.kind == Kind::Epic) != (from.kind == Kind::Epic) => Err(StoreError::MergedWithEpic { key, other }),
        () if from.state == State::Done => Err(StoreError::MergedDone(other)),
        () if into.state == State::Declined => Err(StoreError::MergedIntoDeclined(key)),
        () => Ok(()),
    }
}

/// Questions, sub-tasks and, for an epic, its items go along.
fn hand_over_rows(pen: &Pen, into: &Seen, from: &Seen) -> Result<(), StoreError> {
    let ids = [from.id.0, into.id.0];
    pen.conn.prepare_cached("UPDATE question SET item = ?2 WHERE item = ?1")?.execute(ids)?;
    let sql = "UPDATE subtask SET item = ?2, n = n + (SELECT coalesce(max(n), 0) FROM subtask WHERE item = ?2)
        WHERE item = ?1";
    if pen.conn.prepare_cached(sql)?.execute(ids)? > 0 {
        item::differ(pen, into.id)?;
        item::differ(pen, from.id)?;
    }
    let sql = "UPDATE item SET parent = ?2, agreed_at = NULL WHERE parent = ?1";
    pen.conn.prepare_cached(sql)?.execute(ids)?;
    pen.conn.prepare_cached("UPDATE item SET merged_into = ?2 WHERE merged_into = ?1")?.execute(ids)?;
    Ok(())
}

/// The key that the other one had here, and at its source: people go on asking for it.
fn name_source(pen: &Pen, into: &Seen, from: &Seen) -> Result<(), StoreError> {
    let sql = "SELECT source || ' ' || foreign_key FROM item WHERE id = ?1";
    let origin: Option<String> = pen.conn.prepare_cached(sql)?.query_row([from.id.0], |r| r.get(0))?;
    let named = origin.map_or_else(|| from.key.to_string(), |origin| format!("{} ({origin})", from.key));
    let sql = "INSERT INTO item_extra (item, source, column, n, value)
        SELECT ?1, 'upnext', ?2, coalesce(max(n), 0) + 1, ?3 FROM item_extra WHERE item = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![into.id.0, MERGED, named])?;
    Ok(())
}
