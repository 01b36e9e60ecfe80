//! Items: made, and changed column by column. State and estimate are in [`super::fact`].

use super::super::error::StoreError;
use super::super::row::{self, Seen};
use super::order::{self, Movers};
use super::{Pen, Watch, agreed, block, fact, story, tell, tie};
use crate::domain::import::{Field, Origin};
use crate::domain::item::NewItem;
use crate::domain::sprint::Cause;
use crate::domain::{ItemId, Kind, List, ProductId, Spot, text};
use rusqlite::{OptionalExtension, params};

/// The columns that are written freely.
#[derive(Debug, Clone, Copy, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(in super::super) enum Column {
    Title,
    Persona,
    Want,
    Benefit,
    Description,
    Asked,
    Assignee,
    Due,
    Links,
    Note,
    Blocked,
}

/// Makes an item at a spot.
pub(in super::super) fn add_at(
    pen: &Pen,
    product: ProductId,
    item: &NewItem,
    parent: Option<ItemId>,
    spot: Spot,
) -> Result<ItemId, StoreError> {
    super::product::must_exist(pen, product)?;
    let own = List::of(item.text.kind, item.state, item.is_trashed);
    let list = if own.is_by_rank() { own } else { List::Backlog };
    let ranks = order::new_ranks(pen, &Movers { product, list, items: &[], count: 1 }, spot)?;
    let rank = ranks.first().copied().ok_or(StoreError::NoRoom)?;
    let joined = block::joined(pen, item, spot)?;
    let item = joined.as_ref().unwrap_or(item);
    add(pen, product, item, &Standing { rank, parent, origin: None })
}

/// Makes several items at a spot, where they stand together in their order.
pub(in super::super) fn add_all_at(
    pen: &Pen,
    product: ProductId,
    items: &[NewItem],
    spot: Spot,
    watch: Watch,
) -> Result<ProductId, StoreError> {
    super::product::must_exist(pen, product)?;
    let first = items.first().ok_or(StoreError::NoItem)?;
    tell(watch, 0, items.len())?;
    let own = List::of(first.text.kind, first.state, first.is_trashed);
    let list = if own.is_by_rank() { own } else { List::Backlog };
    let ranks = order::new_ranks(pen, &Movers { product, list, items: &[], count: items.len() }, spot)?;
    for (done, (item, rank)) in items.iter().zip(ranks).enumerate() {
        tell(watch, done, items.len())?;
        let joined = block::joined(pen, item, spot)?;
        add(pen, product, joined.as_ref().unwrap_or(item), &Standing { rank, parent: None, origin: None })?;
    }
    Ok(product)
}

/// Where a new item stands.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Standing<'a> {
    pub(in super::super) rank: i64,
    pub(in super::super) parent: Option<ItemId>,
    pub(in super::super) origin: Option<&'a Origin>,
}

/// Makes an item with everything under it.
pub(in super::super) fn add(
    pen: &Pen,
    product: ProductId,
    item: &NewItem,
    standing: &Standing,
) -> Result<ItemId, StoreError> {
    if text::title("title", &item.text.title)? != item.text.title {
        let mut clean = item.clone();
        clean.text.title = text::title("title", &item.text.title)?;
        return add(pen, product, &clean, standing);
    }
    if let Some(uid) = item.uid {
        let sql = "SELECT 1 FROM item WHERE uid = ?1";
        if pen.conn.prepare_cached(sql)?.exists([uid.hyphenated().to_string()])? {
            return Err(StoreError::SameIdentity(item.text.title.clone()));
        }
    }
    let number = number(pen, product, item.number)?;
    let Standing { rank, parent, origin } = *standing;
    let id = fact::born(pen, item, fact::Birth { product, number, rank, parent, origin })?;
    story::add_tags(pen, id, &item.text.tags)?;
    story::add_criteria(pen, id, &item.criteria)?;
    story::add_subtasks(pen, id, &item.subtasks)?;
    item.questions.iter().try_for_each(|asked| tie::ask(pen, id, asked))?;
    Ok(id)
}

/// The number of a new key: the wished one where it is free, else the next.
fn number(pen: &Pen, product: ProductId, wish: Option<i64>) -> Result<i64, StoreError> {
    if let Some(wish) = wish.filter(|n| *n > 0 && *n < i64::MAX / 2) {
        let sql = "SELECT 1 FROM item WHERE product = ?1 AND number = ?2";
        if !pen.conn.prepare_cached(sql)?.exists([product.0, wish])? {
            let sql = "INSERT INTO counter (product, number) VALUES (?1, ?2)
                ON CONFLICT (product) DO UPDATE SET number = max(number, ?2)";
            pen.conn.prepare_cached(sql)?.execute([product.0, wish])?;
            return Ok(wish);
        }
    }
    let sql = "INSERT INTO counter (product, number) VALUES (?1, 1)
        ON CONFLICT (product) DO UPDATE SET number = number + 1 RETURNING number";
    Ok(pen.conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0))?)
}

/// Beside a new `updated_at`, ?3, of a write that is a change of what the item's source tells, too: it is changed here
/// from then on, even where it was agreed in the same millisecond.
const CHANGED: &str = "agreed_at = nullif(agreed_at, ?3)";
/// Beside one of a write of what no source tells: an item that agrees goes on agreeing.
const ASIDE: &str = "agreed_at = CASE WHEN agreed_at = updated_at THEN ?3 ELSE agreed_at END";

/// Writes a column where it differs, and that the item changed.
pub(in super::super) fn set(pen: &Pen, id: ItemId, column: Column, value: Option<&str>) -> Result<(), StoreError> {
    let name: &'static str = column.into();
    let agreed = if matches!(column, Column::Note | Column::Links) { ASIDE } else { CHANGED };
    let sql = format!("UPDATE item SET {name} = ?2, updated_at = ?3, {agreed} WHERE id = ?1 AND {name} IS NOT ?2");
    pen.conn.prepare_cached(&sql)?.execute(params![id.0, value, pen.now.at.0])?;
    Ok(())
}

/// Notes that what is said under an item changed.
pub(in super::super) fn touch(pen: &Pen, id: ItemId) -> Result<(), StoreError> {
    let sql = "UPDATE item SET updated_at = ?2, agreed_at = nullif(agreed_at, ?2) WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute([id.0, pen.now.at.0])?;
    Ok(())
}

/// Notes that something under an item changed that no source tells: questions, ticks.
pub(in super::super) fn touch_aside(pen: &Pen, id: ItemId) -> Result<(), StoreError> {
    let sql = "UPDATE item SET updated_at = ?2,
        agreed_at = CASE WHEN agreed_at = updated_at THEN ?2 ELSE agreed_at END WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute([id.0, pen.now.at.0])?;
    Ok(())
}

/// Notes that an item says another thing than its source, where nothing else tells.
pub(in super::super) fn differ(pen: &Pen, id: ItemId) -> Result<(), StoreError> {
    let sql = "UPDATE item SET agreed_at = NULL WHERE id = ?1 AND agreed_at IS NOT NULL";
    pen.conn.prepare_cached(sql)?.execute([id.0])?;
    Ok(())
}

/// Another title, never an empty one.
pub(in super::super) fn set_title(pen: &Pen, item: &Seen, title: &str) -> Result<(), StoreError> {
    set(pen, item.id, Column::Title, Some(&text::title("title", title)?))
}

/// Checks that nothing belongs to an item.
pub(super) fn check_childless(pen: &Pen, item: &Seen) -> Result<(), StoreError> {
    let sql = "SELECT count(*) FROM item WHERE parent = ?1";
    match pen.conn.prepare_cached(sql)?.query_row([item.id.0], |r| row::count(r, 0))? {
        0 => Ok(()),
        n => Err(StoreError::HasChildren { key: item.key.to_string(), count: text::counted(n, "item") }),
    }
}

/// Another kind. What becomes an epic leaves its epic; an epic with items stays one.
pub(in super::super) fn set_kind(pen: &Pen, item: &Seen, kind: Kind) -> Result<(), StoreError> {
    if item.kind == kind {
        return Ok(());
    }
    check_childless(pen, item)?;
    if kind == Kind::Epic {
        fact::set_sprint(pen, item, None, &Cause::default())?;
    }
    let sql = "UPDATE item SET kind = ?2, updated_at = ?3,
          agreed_at = CASE WHEN ?4 AND parent IS CASE WHEN ?2 = 'epic' THEN NULL ELSE parent END THEN ?3
            ELSE nullif(agreed_at, ?3) END,
          parent = CASE WHEN ?2 = 'epic' THEN NULL ELSE parent END
        WHERE id = ?1";
    let is_same = agreed::goes_on(pen, item.id, Field::Kind, kind.name())?;
    pen.conn.prepare_cached(sql)?.execute(params![item.id.0, kind.name(), pen.now.at.0, is_same])?;
    Ok(())
}

/// Checks that an item can have others under it.
pub(in super::super) fn epic(pen: &Pen, product: ProductId, id: ItemId) -> Result<ItemId, StoreError> {
    let seen = row::see(pen.conn, id)?;
    let key = || seen.key.to_string();
    match () {
        () if seen.is_trashed => Err(StoreError::Trashed(key())),
        () if seen.product != product => Err(StoreError::OtherProduct(key())),
        () if seen.kind != Kind::Epic => Err(StoreError::NotAnEpic(key())),
        () => Ok(id),
    }
}

/// Puts an item under a checked epic, or under none.
pub(in super::super) fn set_epic(pen: &Pen, item: &Seen, epic: Option<ItemId>) -> Result<(), StoreError> {
    if item.kind == Kind::Epic && epic.is_some() {
        return Err(StoreError::EpicInEpic(item.key.to_string()));
    }
    let sql = "UPDATE item SET parent = ?2, updated_at = ?3, agreed_at = nullif(agreed_at, ?3)
        WHERE id = ?1 AND parent IS NOT ?2";
    pen.conn.prepare_cached(sql)?.execute(params![item.id.0, epic.map(|e| e.0), pen.now.at.0])?;
    Ok(())
}

/// Throws an item away or takes it back; it keeps its state and its rank.
pub(in super::super) fn set_trashed(pen: &Pen, id: ItemId, is_in: bool) -> Result<(), StoreError> {
    let sql = "UPDATE item SET trashed_at = ?2 WHERE id = ?1 AND (trashed_at IS NULL) = (?2 IS NOT NULL)";
    pen.conn.prepare_cached(sql)?.execute(params![id.0, is_in.then_some(pen.now.at.0)])?;
    Ok(())
}

/// Whether an item serves the Sprint Goal.
pub(in super::super) fn set_serves(pen: &Pen, id: ItemId, serves: bool) -> Result<(), StoreError> {
    let sql = "UPDATE item SET serves_goal = ?2 WHERE id = ?1 AND serves_goal <> ?2";
    pen.conn.prepare_cached(sql)?.execute(params![id.0, serves])?;
    Ok(())
}

/// The one line that tells users what it is worth; empty for none.
pub(in super::super) fn set_value(pen: &Pen, id: ItemId, value: &str) -> Result<(), StoreError> {
    let sql = format!("UPDATE item SET worth = ?2, updated_at = ?3, {ASIDE} WHERE id = ?1 AND worth <> ?2");
    pen.conn.prepare_cached(&sql)?.execute(params![id.0, text::line("value", value)?, pen.now.at.0])?;
    Ok(())
}

/// The epic of an item.
pub(in super::super) fn parent(pen: &Pen, id: ItemId) -> Result<Option<ItemId>, StoreError> {
    let sql = "SELECT parent FROM item WHERE id = ?1";
    let parent: Option<Option<i64>> = pen.conn.prepare_cached(sql)?.query_row([id.0], |r| r.get(0)).optional()?;
    Ok(parent.flatten().map(ItemId))
}
