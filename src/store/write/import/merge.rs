//! Fields taken over by items that are known: each through the function that every other write of it uses.
//!
//! An import is no change made here and now: an item's last change becomes the source's, where that is later.

use super::super::super::error::StoreError;
use super::super::super::row::{self, Seen};
use super::super::super::sheet;
use super::super::{Pen, Watch, fact, item, score, story, tell, tie};
use super::{Column, Work, add_comments, add_extra};
use crate::domain::criterion::Line;
use crate::domain::import::{Field, Origin, Record, UPNEXT, Update};
use crate::domain::item::{Asked, Comment, Fact, Refusal};
use crate::domain::{Instant, ItemId, Kind, Now, State};
use rusqlite::params;
use std::collections::HashSet;

/// What a declined item says where its source gives no reason.
const NO_REASON: &str = "declined at the source";

/// Writes all updates of a plan.
pub(super) fn write(work: &Work, watch: Watch, total: usize) -> Result<(), StoreError> {
    let done = work.plan.creates.len();
    for (n, update) in work.plan.updates.iter().enumerate() {
        tell(watch, done + n, total)?;
        let merge = Merge::new(work, update);
        if !update.take.is_empty() {
            merge.fields()?;
        }
        merge.note_imported()?;
    }
    relations(work)
}

/// Kinds and epics, at the end: only now every epic is there, and what leaves an epic has left it.
fn relations(work: &Work) -> Result<(), StoreError> {
    let taking = |field: Field| work.plan.updates.iter().filter(move |u| u.take.contains(&field));
    if !work.turned.is_empty() {
        for update in taking(Field::Epic) {
            Merge::new(work, update).set_epic(None)?;
        }
    }
    for update in taking(Field::Needs) {
        Merge::new(work, update).set_needs(work)?;
    }
    for update in taking(Field::State).chain(taking(Field::Decline)) {
        work.set_merged(&work.parsed.records[update.record], update.item)?;
    }
    for update in taking(Field::Kind) {
        let merge = Merge::new(work, update);
        let seen = row::see(work.pen.conn, update.item)?;
        item::set_kind(&merge.pen, &seen, merge.record.item.text.kind)?;
    }
    for update in taking(Field::Epic) {
        let merge = Merge::new(work, update);
        merge.set_epic(work.epic(merge.record))?;
    }
    Ok(())
}

/// One item and what its source says of it.
struct Merge<'a> {
    /// Writes as of the item's last change, here or at its source.
    pen: Pen<'a>,
    today: Now,
    record: &'a Record,
    update: &'a Update,
}

impl<'a> Merge<'a> {
    fn new(work: &'a Work<'a>, update: &'a Update) -> Self {
        let record = &work.parsed.records[update.record];
        let before = work.known_of(record, &record.key).and_then(|known| known.updated_at);
        let today = work.pen.now;
        let at = before.max(record.item.updated_at).unwrap_or(today.at);
        let pen = Pen { conn: work.pen.conn, gate: work.pen.gate, now: Now { at, ..today } };
        Self { pen, today, record, update }
    }

    /// Writes the fields taken, but for kind and epic.
    fn fields(&self) -> Result<(), StoreError> {
        let id = self.update.item;
        let seen = row::see(self.pen.conn, id)?;
        for field in &self.update.take {
            self.field(&seen, *field)?;
        }
        item::touch(&self.pen, id)
    }

    fn field(&self, seen: &Seen, field: Field) -> Result<(), StoreError> {
        let (pen, id, item) = (&self.pen, self.update.item, &self.record.item);
        let text = &item.text;
        let set = |column, value: &str| item::set(pen, id, column, Some(value));
        match field {
            Field::Title => item::set_title(pen, seen, &text.title),
            Field::State => self.state(seen),
            Field::Estimate => {
                let word = text.estimate.as_ref().map(ToString::to_string);
                fact::set_estimate(pen, seen, text.estimate.as_ref(), self.when(Fact::Estimate, word.as_deref(), None))
            }
            Field::Persona => set(Column::Persona, &text.persona),
            Field::Want => set(Column::Want, &text.want),
            Field::Benefit => set(Column::Benefit, &text.benefit),
            Field::Description => set(Column::Description, &text.description),
            Field::Asked => set(Column::Asked, &text.asked),
            Field::Assignee => set(Column::Assignee, &text.assignee),
            Field::Note => set(Column::Note, &text.note),
            Field::Due => item::set(pen, id, Column::Due, text.due.map(|d| d.to_string()).as_deref()),
            Field::Blocked => item::set(pen, id, Column::Blocked, item.blocked.as_deref().filter(|b| !b.is_empty())),
            Field::Criteria => {
                let lines = self.update.merged.criteria.as_ref().unwrap_or(&item.criteria);
                story::put_criteria(pen, id, lines).map(drop)
            }
            Field::Subtasks => put_subtasks(pen, id, self.update.merged.subtasks.as_ref().unwrap_or(&item.subtasks)),
            Field::Tags => story::put_tags(pen, id, &text.tags).map(drop),
            Field::Extra => put_extra(pen, id, self.record),
            Field::Decline if self.update.take.contains(&Field::State) || seen.state != State::Declined => Ok(()),
            Field::Decline => {
                let refusal = item.decline.clone().unwrap_or_else(no_reason);
                fact::set_state(pen, seen, State::Declined, Some(&refusal), pen.now)
            }
            Field::Links => set(Column::Links, &sheet::joined("link", &text.links)?),
            Field::Questions => put_questions(pen, id, &item.questions),
            Field::Value => item::set_value(pen, id, &item.value),
            Field::Serves => item::set_serves(pen, id, item.serves_goal),
            Field::Scores => score::set_inputs(pen, id, &self.update.inputs),
            Field::Pinned => score::pin(pen, seen, item.pinned.as_deref()),
            Field::Comments => put_comments(pen, id, &item.comments),
            Field::Sprint | Field::Kind | Field::Epic | Field::Needs => Ok(()),
        }
    }

    /// The state, as of when it changed at the source.
    fn state(&self, seen: &Seen) -> Result<(), StoreError> {
        let item = &self.record.item;
        let told = match item.state {
            State::Done => item.done_at,
            State::Declined => item.declined_at,
            _ => None,
        };
        let when = self.when(Fact::State, Some(item.state.name()), told);
        let refusal = (item.state == State::Declined).then(|| item.decline.clone().unwrap_or_else(no_reason));
        fact::set_state(&self.pen, seen, item.state, refusal.as_ref(), when)
    }

    /// When a fact came about at the source: as told, else with its last change; now, where nothing says.
    fn when(&self, fact: Fact, to: Option<&str>, told: Option<Instant>) -> Now {
        let event = self.record.item.events.iter().rev().find(|e| e.fact == fact).filter(|e| e.to.as_deref() == to);
        match (event, told.or(self.record.item.updated_at)) {
            (Some(event), _) => Now { at: event.at, day: event.day, ahead: 0 },
            (None, Some(at)) => Now { at, day: at.utc().date_naive(), ahead: 0 },
            (None, None) => self.today,
        }
    }

    /// Makes what it depends on exactly what the record says, as far as that is known.
    fn set_needs(&self, work: &Work) -> Result<(), StoreError> {
        let id = self.update.item;
        let told: Vec<ItemId> = self.record.needs.iter().filter_map(|key| work.find(self.record, key)).collect();
        let stays: HashSet<ItemId> = told.iter().copied().collect();
        for gone in tie::needs(&self.pen, id)?.into_iter().filter(|needed| !stays.contains(needed)) {
            work.need_not(id, gone)?;
        }
        told.into_iter().try_for_each(|needed| work.need(id, needed))
    }

    fn set_epic(&self, epic: Option<ItemId>) -> Result<(), StoreError> {
        let seen = row::see(self.pen.conn, self.update.item)?;
        item::set_epic(&self.pen, &seen, epic.filter(|e| *e != seen.id && seen.kind != Kind::Epic))
    }

    /// Notes what the source says now, and what it calls the item; of another file of upnext, what that was told by the
    /// item's own source.
    fn note_imported(&self) -> Result<(), StoreError> {
        let (source, imported, id) = match (self.record.source.as_str(), &self.record.origin) {
            (UPNEXT, None) => return Ok(()),
            (UPNEXT, Some(origin)) => (&origin.source, &origin.imported, &origin.id),
            _ => (&self.record.source, &self.update.imported, &self.record.id),
        };
        let now = match &self.record.origin {
            Some(Origin { key, .. }) if self.record.source == UPNEXT => key,
            _ => &self.record.key,
        };
        let before = self.update.renamed.as_ref().unwrap_or(now);
        let imported = serde_json::to_string(imported).unwrap_or_default();
        let sql = "UPDATE item SET imported = ?4, foreign_key = ?5, foreign_id = coalesce(?6, foreign_id)
            WHERE id = ?1 AND source = ?2 AND foreign_key = ?3
              AND (imported IS NOT ?4 OR foreign_key <> ?5 OR foreign_id IS NOT coalesce(?6, foreign_id))";
        let id = id.as_ref().filter(|id| !id.is_empty());
        let item = self.update.item.0;
        execute(&self.pen, sql, params![item, source, before, imported, now, id])
    }
}

/// Notes which items say the same as their sources now, at the very end: what comes before may have touched them.
pub(super) fn agree(work: &Work) -> Result<(), StoreError> {
    let sql = "UPDATE item SET agreed_at = CASE WHEN ?2 THEN updated_at END
        WHERE id = ?1 AND source IS NOT NULL AND agreed_at IS NOT CASE WHEN ?2 THEN updated_at END";
    for update in &work.plan.updates {
        execute(work.pen, sql, params![update.item.0, update.is_agreed])?;
    }
    Ok(())
}

fn execute(pen: &Pen, sql: &str, with: impl rusqlite::Params) -> Result<(), StoreError> {
    pen.conn.prepare_cached(sql)?.execute(with)?;
    Ok(())
}

fn no_reason() -> Refusal {
    Refusal { reason: NO_REASON.into(), ..Refusal::default() }
}

/// Makes the questions exactly these.
fn put_questions(pen: &Pen, id: ItemId, questions: &[Asked]) -> Result<(), StoreError> {
    pen.conn.prepare_cached("DELETE FROM question WHERE item = ?1")?.execute([id.0])?;
    questions.iter().try_for_each(|asked| tie::ask(pen, id, asked))
}

/// Makes what people said exactly this.
fn put_comments(pen: &Pen, id: ItemId, comments: &[Comment]) -> Result<(), StoreError> {
    pen.conn.prepare_cached("DELETE FROM comment WHERE item = ?1")?.execute([id.0])?;
    add_comments(pen, id, comments)
}

/// Makes the sub-tasks exactly these.
fn put_subtasks(pen: &Pen, id: ItemId, lines: &[Line]) -> Result<(), StoreError> {
    pen.conn.prepare_cached("DELETE FROM subtask WHERE item = ?1")?.execute([id.0])?;
    story::add_subtasks(pen, id, lines)
}

/// Makes the columns without a home exactly those of the record.
fn put_extra(pen: &Pen, id: ItemId, record: &Record) -> Result<(), StoreError> {
    pen.conn.prepare_cached("DELETE FROM item_extra WHERE item = ?1")?.execute([id.0])?;
    let origin = record.origin.as_ref().filter(|_| record.source == UPNEXT);
    add_extra(pen, id, origin.map_or(&record.source, |o| &o.source), &record.extra)
}
