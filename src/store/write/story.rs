//! What an item says, and the lines under it: tags, acceptance criteria, sub-tasks.

use super::super::error::StoreError;
use super::super::read;
use super::super::row::Seen;
use super::super::sheet;
use super::item::{self, Column};
use super::{Pen, fact};
use crate::domain::criterion::Line;
use crate::domain::item::{NewItem, Story};
use crate::domain::text::{self, TAG_LIMIT, fold};
use crate::domain::{ItemId, ProductId, Spot, TextError};
use rusqlite::params;
use std::collections::HashSet;

/// Writes everything an item says as one.
pub(in super::super) fn rewrite(pen: &Pen, item: &Seen, text: &Story, criteria: &[Line]) -> Result<(), StoreError> {
    item::set_title(pen, item, &text.title)?;
    set_texts(pen, item.id, text)?;
    item::set_kind(pen, item, text.kind)?;
    fact::set_estimate(pen, item, text.estimate.as_ref(), pen.now)?;
    let is_tagged = put_tags(pen, item.id, &text.tags)?;
    match put_criteria(pen, item.id, criteria)? {
        Lines::Changed => item::touch(pen, item.id),
        _ if is_tagged => item::touch(pen, item.id),
        Lines::Ticked => item::touch_aside(pen, item.id),
        Lines::Same => Ok(()),
    }
}

/// What became of a list of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Lines {
    /// Nothing.
    Same,
    /// Only ticks are others.
    Ticked,
    /// Texts are others, or stand elsewhere.
    Changed,
}

/// Writes the texts beside the title, where they differ.
fn set_texts(pen: &Pen, id: ItemId, text: &Story) -> Result<(), StoreError> {
    let (due, links) = (text.due.map(|d| d.to_string()), sheet::joined("link", &text.links)?);
    let texts = [
        (Column::Persona, Some(text.persona.as_str())),
        (Column::Want, Some(&text.want)),
        (Column::Benefit, Some(&text.benefit)),
        (Column::Description, Some(&text.description)),
        (Column::Asked, Some(&text.asked)),
        (Column::Assignee, Some(&text.assignee)),
        (Column::Due, due.as_deref()),
        (Column::Links, Some(&links)),
        (Column::Note, Some(&text.note)),
    ];
    texts.into_iter().try_for_each(|(column, value)| item::set(pen, id, column, value))
}

/// A copy directly below the original: open, nothing ticked, no source.
pub(in super::super) fn clone(pen: &Pen, original: &Seen) -> Result<ProductId, StoreError> {
    let whole = read::item(pen.conn, original.id)?.ok_or(StoreError::Gone)?;
    let unticked = |text: String| Line { text, is_done: false };
    let copy = NewItem {
        text: whole.text,
        criteria: whole.criteria.into_iter().map(|c| unticked(c.text)).collect(),
        subtasks: whole.subtasks.into_iter().map(|s| unticked(s.text)).collect(),
        ..NewItem::default()
    };
    let parent = item::parent(pen, original.id)?;
    item::add_at(pen, original.product, &copy, parent, Spot::Below(original.id))?;
    Ok(original.product)
}

/// Puts tags on and takes tags off.
pub(in super::super) fn set_tags(pen: &Pen, id: ItemId, add: &[String], remove: &[String]) -> Result<(), StoreError> {
    let mut is_changed = false;
    for tag in remove {
        let sql = "DELETE FROM item_tag WHERE item = ?1 AND folded = ?2";
        is_changed |= pen.conn.prepare_cached(sql)?.execute(params![id.0, fold(tag)])? > 0;
    }
    let before = tag_rows(pen, id)?.len();
    add_tags(pen, id, add)?;
    let after = tag_rows(pen, id)?.len();
    if is_changed || before != after {
        item::touch(pen, id)?;
    }
    Ok(())
}

/// Puts tags on where no equal one is.
pub(in super::super) fn add_tags(pen: &Pen, id: ItemId, tags: &[String]) -> Result<(), StoreError> {
    if tags.is_empty() {
        return Ok(());
    }
    let present = tag_rows(pen, id)?.into_iter().map(|t| fold(&t.1)).collect();
    add_tags_to(pen, id, present, tags)
}

/// Puts tags on an item that carries these, folded.
pub(in super::super) fn add_tags_to(
    pen: &Pen,
    id: ItemId,
    mut known: HashSet<String>,
    tags: &[String],
) -> Result<(), StoreError> {
    for tag in tags {
        let tag = text::line("tag", tag)?;
        let folded = fold(&tag);
        if tag.is_empty() || !known.insert(folded.clone()) {
            continue;
        }
        if known.len() > TAG_LIMIT {
            return Err(TextError::TooManyTags(known.len()).into());
        }
        let sql = "INSERT INTO item_tag (item, tag, folded) VALUES (?1, ?2, ?3)";
        pen.conn.prepare_cached(sql)?.execute(params![id.0, tag, folded])?;
    }
    Ok(())
}

/// Makes the tags exactly these; those that can stay keep their row. True where something changed.
pub(in super::super) fn put_tags(pen: &Pen, id: ItemId, tags: &[String]) -> Result<bool, StoreError> {
    let present = tag_rows(pen, id)?;
    if present.iter().map(|t| &t.1).eq(tags) {
        return Ok(false);
    }
    // Rows stand in the order of their ids: a tag can stay while all before it stay too.
    let staying = present
        .iter()
        .filter(|t| tags.contains(&t.1))
        .map(|t| &t.1)
        .eq(tags.iter().take_while(|t| present.iter().any(|p| p.1 == **t)));
    for (row, tag) in &present {
        if !staying || !tags.contains(tag) {
            pen.conn.prepare_cached("DELETE FROM item_tag WHERE id = ?1")?.execute([row])?;
        }
    }
    add_tags(pen, id, tags)?;
    Ok(true)
}

/// Puts links behind those there are, and takes links off.
pub(in super::super) fn set_links(pen: &Pen, id: ItemId, add: &[String], remove: &[String]) -> Result<(), StoreError> {
    let sql = "SELECT links FROM item WHERE id = ?1";
    let present: String = pen.conn.prepare_cached(sql)?.query_row([id.0], |r| r.get(0))?;
    let mut links: Vec<String> =
        present.lines().filter(|link| !remove.iter().any(|r| r == link)).map(Into::into).collect();
    for link in add {
        if !links.contains(link) {
            links.push(link.clone());
        }
    }
    item::set(pen, id, item::Column::Links, Some(&sheet::joined("link", &links)?))
}

fn tag_rows(pen: &Pen, id: ItemId) -> Result<Vec<(i64, String)>, StoreError> {
    let mut statement = pen.conn.prepare_cached("SELECT id, tag FROM item_tag WHERE item = ?1 ORDER BY id")?;
    Ok(statement.query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Acceptance criteria of a new item.
pub(in super::super) fn add_criteria(pen: &Pen, id: ItemId, lines: &[Line]) -> Result<(), StoreError> {
    for (n, line) in (1..).zip(lines.iter().filter(|l| !l.text.is_empty())) {
        add_criterion(pen, id, n, line)?;
    }
    Ok(())
}

fn add_criterion(pen: &Pen, id: ItemId, n: i64, line: &Line) -> Result<(), StoreError> {
    let sql = "INSERT INTO criterion (uid, item, n, text, is_met) VALUES (?1, ?2, ?3, ?4, ?5)";
    let uid = uuid::Uuid::now_v7().hyphenated().to_string();
    pen.conn.prepare_cached(sql)?.execute(params![uid, id.0, n, line.text, line.is_done])?;
    Ok(())
}

/// Makes the criteria exactly these; those with equal text keep their row.
pub(in super::super) fn put_criteria(pen: &Pen, id: ItemId, lines: &[Line]) -> Result<Lines, StoreError> {
    let sql = "SELECT id, text, n, is_met FROM criterion WHERE item = ?1 ORDER BY n, id";
    let mut present: Vec<(i64, String, i64, bool)> = pen
        .conn
        .prepare_cached(sql)?
        .query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
        .collect::<Result<_, _>>()?;
    let mut done = Lines::Same;
    for (n, line) in (1..).zip(lines.iter().filter(|l| !l.text.is_empty())) {
        if let Some(at) = present.iter().position(|p| p.1 == line.text) {
            let (row, _, was_n, was_met) = present.remove(at);
            if (was_n, was_met) != (n, line.is_done) {
                let sql = "UPDATE criterion SET n = ?2, is_met = ?3 WHERE id = ?1";
                pen.conn.prepare_cached(sql)?.execute(params![row, n, line.is_done])?;
                done = done.max(if was_n == n { Lines::Ticked } else { Lines::Changed });
            }
        } else {
            add_criterion(pen, id, n, line)?;
            done = Lines::Changed;
        }
    }
    for (row, ..) in &present {
        pen.conn.prepare_cached("DELETE FROM criterion WHERE id = ?1")?.execute([row])?;
    }
    Ok(if present.is_empty() { done } else { Lines::Changed })
}

/// Sub-tasks of a new item.
pub(in super::super) fn add_subtasks(pen: &Pen, id: ItemId, lines: &[Line]) -> Result<(), StoreError> {
    for (n, line) in (1_i64..).zip(lines.iter().filter(|l| !l.text.is_empty())) {
        let sql = "INSERT INTO subtask (item, n, text, is_done) VALUES (?1, ?2, ?3, ?4)";
        pen.conn.prepare_cached(sql)?.execute(params![id.0, n, line.text, line.is_done])?;
    }
    Ok(())
}
