//! Undo and redo are steps themselves: nothing in the journal is ever changed or removed.
//!
//! A chain begins with an ordinary step; a step that takes it back and one that brings it back follow each other. Its
//! last member is live. `u` takes back the newest live step that is done or brought back; redo brings back the
//! newest one taken back, unless something new was done since.

use super::Store;
use super::error::StoreError;
use super::purge;
use super::replay::{self, Target};
use super::step::{self, Head, NewStep, Turn};
use super::words;
use super::write::{Pen, Watch, block};
use crate::domain::step::Committed;
use crate::domain::{Now, ProductId, Seq, Step, StepId};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::json;
use std::ops::ControlFlow;

/// What an undo or redo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// There is nothing to take back or bring back.
    Nothing,
    /// Another window made the step since this one opened: asked again with its id agreed to, it goes.
    Foreign(Step),
    /// Done, as this step.
    Done(Committed),
}

/// Which end of the history is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A foreign step only where it was agreed to.
    Back {
        agreed: Option<StepId>,
    },
    Forth,
}

impl Store {
    /// Takes back the newest step of a product, or of the file; a step of another window only where it was agreed to.
    pub fn undo(&mut self, product: Option<ProductId>, now: Now, agreed: Option<StepId>) -> Result<Undone, StoreError> {
        self.undo_watched(product, now, agreed, &mut |_, _| ControlFlow::Continue(()))
    }

    /// As [`undo`](Self::undo), telling how many of the step's rows are done; `Break` keeps everything as it was.
    pub fn undo_watched(
        &mut self,
        product: Option<ProductId>,
        now: Now,
        agreed: Option<StepId>,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Undone, StoreError> {
        self.turn_newest(Way::Back { agreed }, product, now, watch)
    }

    /// Brings back what was taken back last, unless something new was done since.
    pub fn redo(&mut self, product: Option<ProductId>, now: Now) -> Result<Undone, StoreError> {
        self.redo_watched(product, now, &mut |_, _| ControlFlow::Continue(()))
    }

    /// As [`redo`](Self::redo), telling how many rows are done; `Break` keeps everything as it was.
    pub fn redo_watched(
        &mut self,
        product: Option<ProductId>,
        now: Now,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Undone, StoreError> {
        self.turn_newest(Way::Forth, product, now, watch)
    }

    fn turn_newest(
        &mut self,
        way: Way,
        product: Option<ProductId>,
        now: Now,
        watch: Watch,
    ) -> Result<Undone, StoreError> {
        let (mut before, mut named) = (None, None);
        let done = self.transact(|store| {
            let head = *before.insert(step::head(&store.conn)?);
            let Some(id) = newest(&store.conn, way, product)? else {
                return match purge::floor(&store.conn)? {
                    Some(day) if matches!(way, Way::Back { .. }) => Err(StoreError::Erased(day)),
                    _ => Ok(Undone::Nothing),
                };
            };
            let found = step::find(&store.conn, &store.writer, id)?.ok_or(StoreError::NotLive(id))?;
            // What was there when this window opened is nobody's surprise: yesterday's work, or the shell's before it.
            let is_news = !found.is_own && found.seq > store.begun;
            if matches!(way, Way::Back { .. }) && found.seq <= store.sealed {
                return Ok(Undone::Nothing);
            }
            if matches!(way, Way::Back { agreed } if is_news && agreed != Some(id)) {
                return Ok(Undone::Foreign(found));
            }
            named = Some(id);
            turn(store, head, id, now, watch).map(Undone::Done)
        });
        let done = done.map_err(|error| self.unbound(named, error))?;
        if let (Undone::Done(done), Some(head)) = (&done, before) {
            self.wrote(head.seq, done);
        }
        Ok(done)
    }

    /// Takes back exactly this step, where nothing later stands on it.
    pub fn undo_step(&mut self, step: StepId, now: Now) -> Result<Committed, StoreError> {
        self.undo_step_watched(step, now, &mut |_, _| ControlFlow::Continue(()))
    }

    /// As [`undo_step`](Self::undo_step), telling how many of the step's rows are done; `Break` keeps everything.
    pub fn undo_step_watched(
        &mut self,
        step: StepId,
        now: Now,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Committed, StoreError> {
        let mut before = 0;
        let done = self.transact(|store| {
            let head = step::head(&store.conn)?;
            before = head.seq;
            turn(store, head, step, now, watch)
        });
        let done = done.map_err(|error| self.unbound(Some(step), error))?;
        self.wrote(before, &done);
        Ok(done)
    }

    /// Brings a product back to how it was directly after a step: everything newer is taken back, newest first, as
    /// one transaction.
    pub fn undo_back_to(&mut self, step: StepId, now: Now) -> Result<Vec<Committed>, StoreError> {
        self.undo_back_to_watched(step, now, &mut |_, _| ControlFlow::Continue(()))
    }

    /// As [`undo_back_to`](Self::undo_back_to), telling how many rows are done; `Break` keeps everything as it was.
    pub fn undo_back_to_watched(
        &mut self,
        step: StepId,
        now: Now,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Vec<Committed>, StoreError> {
        let (mut before, mut named) = (0, None);
        let done = self.transact(|store| {
            before = step::head(&store.conn)?.seq;
            if let error @ StoreError::Erased(_) = purge::why_gone(&store.conn, StoreError::Unchanged, step.0) {
                return Err(error);
            }
            let newer = newer_than(&store.conn, step)?;
            let sizes = newer.iter().map(|id| replay::size(&store.conn, *id)).collect::<Result<Vec<_>, _>>()?;
            let all = sizes.iter().sum();
            let mut done = Vec::with_capacity(newer.len());
            let mut before = 0;
            for (id, size) in newer.iter().zip(sizes) {
                let head = step::head(&store.conn)?;
                named = Some(*id);
                done.push(turn(store, head, *id, now, &mut |n, _| watch(before + n, all))?);
                before += size;
            }
            if done.is_empty() { Err(StoreError::Unchanged) } else { Ok(done) }
        });
        let done = done.map_err(|error| self.unbound(named, error))?;
        if let Some(last) = done.last() {
            self.wrote_up_to(before, last.seq);
        }
        Ok(done)
    }

    /// What came back without what it belongs to is a conflict: SQLite tells that at the very end alone.
    fn unbound(&self, step: Option<StepId>, error: StoreError) -> StoreError {
        let is_unbound = matches!(&error, StoreError::Sql { source: rusqlite::Error::SqliteFailure(failure, _), .. }
            if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY);
        let step = step.filter(|_| is_unbound).and_then(|id| step::find(&self.conn, &self.writer, id).ok().flatten());
        let Some(Step { label, .. }) = step else { return error };
        let why = "something that it belongs to is not there any more; bring that back first".into();
        StoreError::Conflict { label, why }
    }
}

/// Writes the step that turns a live step round.
fn turn(store: &Store, head: Head, id: StepId, now: Now, watch: Watch) -> Result<Committed, StoreError> {
    let conn = &store.conn;
    let sql = "SELECT product, label, root, turn, (SELECT first.verb FROM step first WHERE first.id = step.root)
        FROM step WHERE id = ?1 AND live = 1";
    let found = conn.prepare_cached(sql)?.query_row([id.0], |r| {
        let target = Target { id: id.0, product: r.get(0)?, label: r.get(1)?, root: r.get(2)? };
        Ok((target, Turn::read(r.get(3)?), step::audience(r, 4)?))
    });
    let (target, was, audience) =
        found.optional()?.ok_or_else(|| purge::why_gone(conn, StoreError::NotLive(id), id.0))?;
    let opened = store.gate.open(head.step.saturating_add(1));
    let is_large = replay::size(conn, id)? > words::LARGE;
    if is_large {
        store.gate.bulk();
    }
    let is_newest = replay::reverse(conn, &store.gate, &target, watch)?;
    let (pen, product) = (Pen { conn, gate: &store.gate, now }, ProductId(target.product));
    if is_newest {
        block::settle(&pen, product)?;
    } else if !block::is_settled(&pen, product)? {
        // What a step taken back out of its turn would move besides, could not be taken back in its own.
        return Err(replay::displaced(conn, &target));
    }
    if is_large {
        words::follow(conn, head.row, watch)?;
    }
    purge::check_erased(conn, &target)?;
    drop(opened);
    let is = was.reverse();
    let (verb, word) = if is == Turn::TakenBack { ("undo", "undo: ") } else { ("redo", "redo: ") };
    let plain = if was == Turn::Done { target.label.as_str() } else { target.label.get(6..).unwrap_or_default() };
    let label = format!("{word}{plain}");
    conn.prepare_cached("UPDATE step SET live = 0 WHERE id = ?1")?.execute([id.0])?;
    let new = NewStep {
        id: head.step.saturating_add(1),
        seq: head.seq.saturating_add(1),
        product: ProductId(target.product),
        verb,
        label: &label,
        record: json!({ "verb": verb, "step": id }),
        reason: None,
        undoes: Some((id.0, is)),
        root: target.root,
    };
    step::record(conn, &store.writer, now, &new)?;
    let mut done = step::summary(conn, head.row, StepId(new.id), Seq(new.seq), (label.clone(), audience))?;
    done.named = step::judged(conn, &store.writer, new.id)?;
    Ok(done)
}

/// The step that undo or redo would turn round.
fn newest(conn: &Connection, way: Way, product: Option<ProductId>) -> rusqlite::Result<Option<StepId>> {
    let own = if product.is_some() { "product = ?1 AND " } else { "" };
    let sql = match way {
        Way::Back { .. } => format!("SELECT max(id) FROM step WHERE {own}live = 1 AND turn <> 1"),
        Way::Forth => format!(
            "SELECT max(id) FROM step WHERE {own}live = 1 AND turn = 1
               AND id > coalesce((SELECT max(id) FROM step WHERE {own}turn = 0), 0)"
        ),
    };
    let id = conn.prepare_cached(&sql)?.query_row(params_from_iter(product.map(|p| p.0)), |r| r.get(0));
    Ok(id.optional()?.flatten().map(StepId))
}

/// The live steps after a step that must be turned round to come back to it, newest first.
fn newer_than(conn: &Connection, named: StepId) -> Result<Vec<StepId>, StoreError> {
    let sql = "SELECT id, turn FROM step WHERE live = 1 AND id > ?1
        AND product = (SELECT product FROM step WHERE id = ?1) ORDER BY id DESC";
    let live: Vec<(i64, i64)> =
        conn.prepare_cached(sql)?.query_map([named.0], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut newer = Vec::new();
    for (id, turn) in live {
        let is_off = Turn::read(turn) == Turn::TakenBack;
        if is_off != was_off(conn, id, named)? {
            newer.push(StepId(id));
        }
    }
    Ok(newer)
}

/// Whether the first act of a chain was out of force when `named` was the newest step: not done yet, or taken back.
fn was_off(conn: &Connection, member: i64, named: StepId) -> Result<bool, StoreError> {
    let mut at = member;
    loop {
        let sql = "SELECT undoes, turn FROM step WHERE id = ?1";
        let (before, turn): (Option<i64>, i64) =
            conn.prepare_cached(sql)?.query_row([at], |r| Ok((r.get(0)?, r.get(1)?)))?;
        if at <= named.0 {
            return Ok(Turn::read(turn) == Turn::TakenBack);
        }
        match before {
            Some(before) => at = before,
            None => return Ok(true),
        }
    }
}
