//! What an item depends on, the questions about it, and what refinement notes of it.

use super::super::error::StoreError;
use super::super::row::{self, Seen, key_words};
use super::{Pen, fact, item};
use crate::domain::item::{Asked, Ties};
use crate::domain::{CriterionId, ItemId, Kind, QuestionId, text};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::{HashMap, HashSet, VecDeque};

/// Makes an item's state and what it is tied to exactly this.
pub(in super::super) fn put(pen: &Pen, seen: &Seen, ties: &Ties) -> Result<(), StoreError> {
    if seen.state != ties.state {
        fact::set_state(pen, seen, ties.state, None, pen.now)?;
    }
    let epic = ties.epic.map(|epic| item::epic(pen, seen.product, epic)).transpose()?;
    let now = row::see(pen.conn, seen.id)?;
    if now.kind != Kind::Epic || epic.is_some() {
        item::set_epic(pen, &now, epic)?;
    }
    let (has, asked) = (needs(pen, seen.id)?, &ties.needs);
    let gone: Vec<ItemId> = has.iter().filter(|id| !asked.contains(id)).copied().collect();
    set_needs(pen, seen, asked, &gone)?;
    let waiting = needed_by(pen, seen.id)?;
    for id in waiting.iter().filter(|id| !ties.needed_by.contains(id)) {
        set_needs(pen, &row::see(pen.conn, *id)?, &[], &[seen.id])?;
    }
    for id in ties.needed_by.iter().filter(|id| !waiting.contains(id)) {
        set_needs(pen, &row::see(pen.conn, *id)?, &[seen.id], &[])?;
    }
    Ok(())
}

/// What an item needs from now on, and what it needs no more.
pub(in super::super) fn set_needs(pen: &Pen, seen: &Seen, add: &[ItemId], remove: &[ItemId]) -> Result<(), StoreError> {
    let mut is_changed = false;
    for needed in remove {
        let sql = "DELETE FROM dependency WHERE item = ?1 AND needs = ?2";
        is_changed |= pen.conn.prepare_cached(sql)?.execute([seen.id.0, needed.0])? > 0;
    }
    let mut present = needs(pen, seen.id)?;
    for needed in add {
        // Named twice is needed once.
        if present.contains(needed) {
            continue;
        }
        present.push(*needed);
        check_need(pen, seen, *needed)?;
        let sql = "INSERT INTO dependency (item, needs) VALUES (?1, ?2)";
        pen.conn.prepare_cached(sql)?.execute([seen.id.0, needed.0])?;
        is_changed = true;
    }
    if is_changed {
        item::touch(pen, seen.id)?;
    }
    Ok(())
}

/// Refuses what can't be waited for: itself, an item of another product, one that waits for this one already.
fn check_need(pen: &Pen, seen: &Seen, needed: ItemId) -> Result<(), StoreError> {
    let other = row::see(pen.conn, needed)?;
    match () {
        () if needed == seen.id => Err(StoreError::NeedsItself(seen.key.to_string())),
        () if other.is_trashed => Err(StoreError::Trashed(other.key.to_string())),
        () if other.product != seen.product => Err(StoreError::OtherProduct(other.key.to_string())),
        () => match path(pen, needed, seen.id)? {
            None => Ok(()),
            Some(mut path) => {
                path.insert(0, seen.id);
                let keys: Vec<String> = path.iter().map(|id| key_words(pen.conn, *id)).collect();
                Err(StoreError::Cycle(keys.join(" → ")))
            }
        },
    }
}

/// The shortest way from one item to another along what is needed, both ends in it.
fn path(pen: &Pen, from: ItemId, to: ItemId) -> Result<Option<Vec<ItemId>>, StoreError> {
    let mut came_from: HashMap<ItemId, ItemId> = HashMap::new();
    let (mut seen, mut next) = (HashSet::from([from]), VecDeque::from([from]));
    while let Some(id) = next.pop_front() {
        if id == to {
            let mut path = vec![id];
            while let Some(before) = path.last().and_then(|id| came_from.get(id)) {
                path.push(*before);
            }
            path.reverse();
            return Ok(Some(path));
        }
        for needed in needs(pen, id)? {
            if seen.insert(needed) {
                came_from.insert(needed, id);
                next.push_back(needed);
            }
        }
    }
    Ok(None)
}

/// What an item needs.
pub(in super::super) fn needs(pen: &Pen, id: ItemId) -> Result<Vec<ItemId>, StoreError> {
    ids(pen, "SELECT needs FROM dependency WHERE item = ?1 ORDER BY id", id)
}

/// What waits for an item.
pub(in super::super) fn needed_by(pen: &Pen, id: ItemId) -> Result<Vec<ItemId>, StoreError> {
    ids(pen, "SELECT item FROM dependency WHERE needs = ?1 ORDER BY id", id)
}

fn ids(pen: &Pen, sql: &str, id: ItemId) -> Result<Vec<ItemId>, StoreError> {
    let mut statement = pen.conn.prepare_cached(sql)?;
    Ok(statement.query_map([id.0], |r| r.get(0).map(ItemId))?.collect::<Result<_, _>>()?)
}

/// Ties an item to all that another one is tied to.
pub(in super::super) fn copy(pen: &Pen, from: ItemId, to: ItemId) -> Result<(), StoreError> {
    set_needs(pen, &row::see(pen.conn, to)?, &needs(pen, from)?, &[])?;
    for waiting in needed_by(pen, from)? {
        set_needs(pen, &row::see(pen.conn, waiting)?, &[to], &[])?;
    }
    Ok(())
}

/// Gives all ties of an item to another one.
pub(in super::super) fn hand_over(pen: &Pen, from: ItemId, to: ItemId) -> Result<(), StoreError> {
    let (needed, waiting) = (needs(pen, from)?, needed_by(pen, from)?);
    set_needs(pen, &row::see(pen.conn, from)?, &[], &needed)?;
    for id in &waiting {
        set_needs(pen, &row::see(pen.conn, *id)?, &[], &[from])?;
    }
    let needed: Vec<ItemId> = needed.into_iter().filter(|id| *id != to).collect();
    set_needs(pen, &row::see(pen.conn, to)?, &needed, &[])?;
    for id in waiting.into_iter().filter(|id| *id != to) {
        set_needs(pen, &row::see(pen.conn, id)?, &[to], &[])?;
    }
    Ok(())
}

/// Notes a question; an answer, where it has one, comes with it.
pub(in super::super) fn ask(pen: &Pen, id: ItemId, asked: &Asked) -> Result<(), StoreError> {
    let text = text::block("question", &asked.text)?;
    if text.trim().is_empty() {
        return Err(StoreError::EmptyQuestion);
    }
    let answer = asked.answer.as_ref();
    let sql = "INSERT INTO question (item, text, asked_on, answer, answered_on) VALUES (?1, ?2, ?3, ?4, ?5)";
    pen.conn.prepare_cached(sql)?.execute(params![
        id.0,
        text,
        asked.asked_on.to_string(),
        answer.map(|a| &a.text),
        answer.map(|a| a.on.to_string()),
    ])?;
    Ok(())
}

/// Answers a question, or opens it again.
pub(in super::super) fn answer(
    pen: &Pen,
    id: ItemId,
    question: QuestionId,
    answer: Option<&str>,
) -> Result<(), StoreError> {
    let answer = answer.map(|answer| text::block("answer", answer)).transpose()?;
    if answer.as_ref().is_some_and(|answer| answer.trim().is_empty()) {
        return Err(StoreError::EmptyAnswer);
    }
    let sql = "SELECT answer FROM question WHERE id = ?1 AND item = ?2";
    let said: Option<Option<String>> =
        pen.conn.prepare_cached(sql)?.query_row([question.0, id.0], |r| r.get(0)).optional()?;
    if said.is_some_and(|said| said == answer) {
        // It is so already: no step.
        return Ok(());
    }
    let day = answer.as_ref().map(|_| pen.now.day.to_string());
    let sql = "UPDATE question SET answer = ?3, answered_on = ?4 WHERE id = ?1 AND item = ?2";
    touched(pen, id, pen.conn.prepare_cached(sql)?.execute(params![question.0, id.0, answer, day])?)
}

/// Takes a question off.
pub(in super::super) fn drop_question(pen: &Pen, id: ItemId, question: QuestionId) -> Result<(), StoreError> {
    let sql = "DELETE FROM question WHERE id = ?1 AND item = ?2";
    touched(pen, id, pen.conn.prepare_cached(sql)?.execute([question.0, id.0])?)
}

/// Ticks a criterion, or not any more.
pub(in super::super) fn tick(pen: &Pen, id: ItemId, criterion: CriterionId, is_met: bool) -> Result<(), StoreError> {
    let sql = "UPDATE criterion SET is_met = ?3 WHERE id = ?1 AND item = ?2";
    touched(pen, id, pen.conn.prepare_cached(sql)?.execute(params![criterion.0, id.0, is_met])?)
}

fn touched(pen: &Pen, id: ItemId, rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::Gone) } else { item::touch_aside(pen, id) }
}

/// Refinement passes it over before a day. That is no change of what it says.
pub(in super::super) fn snooze(pen: &Pen, id: ItemId, until: Option<NaiveDate>) -> Result<(), StoreError> {
    let sql = "UPDATE item SET snoozed_until = ?2 WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![id.0, until.map(|day| day.to_string())])?;
    Ok(())
}

/// Somebody looked at it and kept it. That is no change of what it says.
pub(in super::super) fn keep(pen: &Pen, id: ItemId, why: &str) -> Result<(), StoreError> {
    let sql = "UPDATE item SET kept_on = ?2, kept_why = ?3 WHERE id = ?1";
    let why = text::line("the reason", why)?;
    pen.conn.prepare_cached(sql)?.execute(params![id.0, pen.now.day.to_string(), why])?;
    Ok(())
}
