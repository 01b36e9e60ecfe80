//! Sprints that cells of another program name. One that is over there before it was known here is noted as held
//! elsewhere; one that ran here is closed here, with all its figures; one that runs there is started here.
//!
//! What is known stays as a person made it: name, goal, days. Figures of one that is over never change, but those of one
//! held elsewhere, while all it was made of is in the files.

use super::super::super::super::error::StoreError;
use super::super::super::super::row::{self, Seen};
use super::super::super::{Pen, fact};
use super::super::Work;
use super::{Here, freeze_one, insert, may_stand};
use crate::domain::import::{Field, FrozenItem, FrozenRecord, Parsed, SprintRecord, ToldSprint, UPNEXT};
use crate::domain::item::{Event, Fact};
use crate::domain::sprint::{Cause, Moment, Phase, Sum, Went};
use crate::domain::{Estimate, Instant, ItemId, ProductId, SprintId, State};
use rusqlite::{OptionalExtension, params};
use std::collections::{HashMap, HashSet};

/// Finds told Sprints, and makes those that are new. One that is to run is planned until all items are there: the one
/// that runs now may have to be closed first.
pub(super) fn make(
    pen: &Pen,
    product: ProductId,
    parsed: &Parsed,
    all: &mut HashMap<i64, Here>,
) -> Result<(), StoreError> {
    let mut told = Vec::new();
    for record in parsed.sprints.iter().filter(|record| record.uid.is_nil()) {
        told.push((record, known(pen, product, record)?));
    }
    // Those whose number is free get it before others get the next ones.
    let mut statement = pen.conn.prepare_cached("SELECT number FROM sprint WHERE product = ?1")?;
    let taken: HashSet<i64> = statement.query_map([product.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
    told.sort_by_key(|(record, _)| taken.contains(&record.number));
    let sql = "SELECT id FROM sprint WHERE product = ?1 AND phase = 'active'";
    let running: Option<i64> = pen.conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
    let is_closing = told
        .iter()
        .any(|(record, here)| record.phase == Phase::Closed && here.is_some_and(|here| Some(here.id.0) == running));
    let may_start = running.is_none() || is_closing;
    for (record, known) in told {
        let here = match known {
            None if record.phase == Phase::Closed => {
                Here { before: Some(Phase::Closed), ..insert(pen, product, record)? }
            }
            None => {
                let planned = SprintRecord { phase: Phase::Planned, started: None, ..record.clone() };
                Here { before: Some(Phase::Planned), ..insert(pen, product, &planned)? }
            }
            Some(here) => here,
        };
        let phase = match (here.phase, record.phase) {
            (Phase::Active, Phase::Closed) => Phase::Closed,
            (Phase::Planned, Phase::Active) if may_start => Phase::Active,
            (before, _) => before,
        };
        // One that was planned here and is over there was never held here.
        let phase = if (here.phase, record.phase) == (Phase::Planned, Phase::Closed) { Phase::Closed } else { phase };
        all.insert(record.number, Here { phase, ..here });
    }
    Ok(())
}

/// A told Sprint that is here already.
fn known(pen: &Pen, product: ProductId, record: &SprintRecord) -> Result<Option<Here>, StoreError> {
    let Some((source, key)) = &record.origin else { return Ok(None) };
    let sql = "SELECT id, number, phase FROM sprint WHERE product = ?1 AND source = ?2 AND foreign_key = ?3";
    let found = pen.conn.prepare_cached(sql)?.query_row(params![product.0, source, key], |r| {
        let phase = row::word(r, 2, Phase::parse)?;
        Ok(Here { id: SprintId(r.get(0)?), number: r.get(1)?, phase, is_new: false, before: Some(phase) })
    });
    Ok(found.optional()?)
}

/// Brings told Sprints and the items in them up to date. All items are there now, in their new states: what is over is
/// closed first, then items go where they are now, then the next one starts.
pub(super) fn fill(work: &Work, all: &HashMap<i64, Here>) -> Result<(), StoreError> {
    let told = || {
        let all_told = work.parsed.sprints.iter().filter(|record| record.uid.is_nil());
        all_told.filter_map(|record| Some((record, all.get(&record.number)?)))
    };
    if told().next().is_none() {
        return Ok(());
    }
    for (record, here) in told().filter(|(_, here)| here.phase == Phase::Closed) {
        match here.before {
            Some(Phase::Active) => close(work, here, record)?,
            Some(Phase::Planned) if !here.is_new => become_past(work.pen, here, record)?,
            _ => {}
        }
    }
    go(work, all)?;
    let named: HashSet<i64> = work.known.items.values().map(|known| known.item.0).collect();
    for (record, here) in told() {
        days(work, here, record)?;
        match (here.before, here.phase) {
            (Some(Phase::Planned), Phase::Active) => begin(work, here, record)?,
            (_, Phase::Closed) => past(work, here, record, &named)?,
            _ => {}
        }
    }
    Ok(())
}

/// Items that are in another Sprint there go to it here; into or out of one that runs it changes the scope of that.
fn go(work: &Work, all: &HashMap<i64, Here>) -> Result<(), StoreError> {
    for update in work.plan.updates.iter().filter(|update| update.take.contains(&Field::Sprint)) {
        let record = &work.parsed.records[update.record];
        let to = record.item.sprint.and_then(|number| all.get(&number));
        let seen = row::see(work.pen.conn, update.item)?;
        let fits = |here: &&Here| may_stand(&seen) && (here.phase != Phase::Closed || seen.state == State::Done);
        match to.filter(fits) {
            Some(here) if here.phase == Phase::Closed => fact::join(work.pen, &seen, here.number)?,
            to => move_to(work.pen, &seen, to)?,
        }
    }
    // New ones are there already; in one that runs it is told that they came.
    let running = all.values().find(|here| here.before == Some(Phase::Active) && here.phase == Phase::Active);
    let Some(running) = running else { return Ok(()) };
    for record in work.plan.creates.iter().map(|at| &work.parsed.records[*at]) {
        let is_in =
            record.source != UPNEXT && record.item.sprint.and_then(|n| all.get(&n)).is_some_and(|h| h.id == running.id);
        if let Some(item) = work.find(record, &record.key).filter(|_| is_in) {
            let (number, now) = (running.number.to_string(), work.pen.now);
            let came = Event::plain(Fact::Sprint, None, Some(number), now.at, now.day);
            fact::told(work.pen, item, &Event { sprint: Some(running.number), ..came }, false)?;
        }
    }
    Ok(())
}

fn move_to(pen: &Pen, seen: &Seen, to: Option<&Here>) -> Result<(), StoreError> {
    let to = to.map(|here| row::known(pen.conn, here.id)).transpose()?;
    fact::set_sprint(pen, seen, to.as_ref(), &Cause::default())
}

/// Every item of a Sprint that is not in the trash, in the order.
fn items(pen: &Pen, sprint: SprintId) -> Result<Vec<Seen>, StoreError> {
    let sql = "SELECT id FROM item WHERE sprint = ?1 AND trashed_at IS NULL ORDER BY rank";
    let mut statement = pen.conn.prepare_cached(sql)?;
    let ids: Vec<i64> = statement.query_map([sprint.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
    ids.into_iter().map(|id| row::see(pen.conn, ItemId(id))).collect()
}

/// Closes the Sprint that runs here: what is in it is what it ends with, and its figures are those of here. Of one that
/// was running when it came in, nobody knows what was planned: it becomes one held elsewhere.
fn close(work: &Work, here: &Here, record: &SprintRecord) -> Result<(), StoreError> {
    let pen = work.pen;
    let carried: HashSet<i64> = record
        .end
        .iter()
        .filter(|frozen| frozen.went == Some(Went::Next))
        .filter_map(|frozen| row_of(work, frozen))
        .collect();
    let inside = items(pen, here.id)?;
    let sql = "INSERT INTO frozen (sprint, card, moment, state, estimate, serves_goal, went)
        SELECT ?1, id, 'end', ?3, ?4, serves_goal, ?5 FROM item WHERE id = ?2";
    for item in &inside {
        let went = match item.state {
            State::Done => None,
            _ if carried.contains(&item.id.0) => Some(Went::Next),
            _ => Some(Went::Stayed),
        };
        let estimate = item.estimate.as_ref().map(Estimate::as_str);
        let went = went.map(Went::name);
        pen.conn.prepare_cached(sql)?.execute(params![here.id.0, item.id.0, item.state.name(), estimate, went])?;
    }
    let now = Moment { at: pen.now.at, day: pen.now.day };
    let closed = record.plan.ends.map_or(now, |day| earlier(ended(day), now));
    let sql = "UPDATE sprint SET phase = 'closed', closed_at = max(?2, started_at), closed_on = max(?3, started_on)
        WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![here.id.0, closed.at.0, closed.day.to_string()])?;
    let (mut all, mut done) = (Sum::default(), Sum::default());
    for item in &inside {
        all.add(item.estimate.as_ref());
        if item.state == State::Done {
            done.add(item.estimate.as_ref());
        }
    }
    let completed = done.known().filter(|_| all.known().is_some()).map(|points| points.0);
    // A start that was told is the beginning of a day; one that was made here is the moment of a key.
    let sql = "UPDATE sprint SET is_past = 1, past_completed = ?2 WHERE id = ?1 AND started_at % ?3 = 0";
    pen.conn.prepare_cached(sql)?.execute(params![here.id.0, completed, DAY])?;
    // Read again: what happens from here on is no fact of the Sprint any more.
    for item in items(pen, here.id)?.iter().filter(|item| item.state != State::Done) {
        fact::set_sprint(pen, item, None, &Cause::default())?;
    }
    Ok(())
}

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// The end of a day.
fn ended(day: chrono::NaiveDate) -> Moment {
    let next = day.succ_opt().unwrap_or(day);
    Moment { at: Instant(next.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - 1), day }
}

/// The earlier one of two moments.
fn earlier(one: Moment, other: Moment) -> Moment {
    if other.at < one.at { other } else { one }
}

/// One that was planned here was held there meanwhile.
fn become_past(pen: &Pen, here: &Here, record: &SprintRecord) -> Result<(), StoreError> {
    let sql = "UPDATE sprint SET phase = 'closed', is_past = 1, past_completed = ?2 WHERE id = ?1";
    let completed = record.past.and_then(|past| past.completed).map(|points| points.0);
    pen.conn.prepare_cached(sql)?.execute(params![here.id.0, completed])?;
    for item in items(pen, here.id)?.iter().filter(|item| item.state != State::Done) {
        fact::set_sprint(pen, item, None, &Cause::default())?;
    }
    Ok(())
}

/// Days that nobody knew here, and those that a person corrected.
fn days(work: &Work, here: &Here, record: &SprintRecord) -> Result<(), StoreError> {
    if here.is_new {
        return Ok(());
    }
    let is = |told: &&ToldSprint| record.origin.as_ref().is_some_and(|o| *o.0 == told.source && *o.1 == told.key);
    let is_corrected = work.parsed.told.iter().find(is).is_some_and(|told| told.are_days_corrected);
    let sql = "UPDATE sprint SET starts = ?2, ends = ?3 WHERE id = ?1 AND (starts IS NOT ?2 OR ends IS NOT ?3)
        AND (?4 OR (starts IS NULL AND ends IS NULL))";
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let (starts, ends) = (day(record.plan.starts), day(record.plan.ends));
    work.pen.conn.prepare_cached(sql)?.execute(params![here.id.0, starts, ends, is_corrected])?;
    Ok(())
}

/// Starts a Sprint that runs there: what is in it is its plan, but what was written down after its first day; that came
/// in later. What was done in it since then was not done when it started.
fn begin(work: &Work, here: &Here, record: &SprintRecord) -> Result<(), StoreError> {
    let pen = work.pen;
    let today = Moment { at: Instant(pen.now.at.0 - pen.now.at.0.rem_euclid(DAY)), day: pen.now.day };
    let started = record.started.map_or(today, |told| earlier(told, today));
    let sql = "UPDATE sprint SET phase = 'active', started_at = ?2, started_on = ?3,
          starts = coalesce(starts, min(?3, coalesce(ends, ?3))) WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![here.id.0, started.at.0, started.day.to_string()])?;
    let inside = items(pen, here.id)?;
    // Where nothing was there on its first day, that day is a wrong guess: then all of it is its plan.
    let sql = "SELECT 1 FROM item WHERE sprint = ?1 AND trashed_at IS NULL AND created_at < ?2";
    let next = ended(started.day).at.0;
    let is_believed = pen.conn.prepare_cached(sql)?.exists([here.id.0, next])?;
    for item in inside {
        let sql = "SELECT created_at, done_at FROM item WHERE id = ?1";
        let (created, done): (i64, Option<i64>) =
            pen.conn.prepare_cached(sql)?.query_row([item.id.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let created = Instant(created);
        let came = created.utc().date_naive();
        if is_believed && came > started.day {
            let fact = Event::plain(Fact::Sprint, None, Some(here.number.to_string()), created, came);
            fact::told(pen, item.id, &Event { sprint: Some(here.number), ..fact }, false)?;
        } else {
            let is_since = done.is_some_and(|done| done >= started.at.0);
            freeze_start(pen, here.id, &item, if is_since { State::Open } else { item.state })?;
        }
        done_since(pen, here, &item, started)?;
    }
    Ok(())
}

fn freeze_start(pen: &Pen, sprint: SprintId, item: &Seen, state: State) -> Result<(), StoreError> {
    let sql = "INSERT INTO frozen (sprint, card, moment, state, estimate, serves_goal)
        SELECT ?1, id, 'start', ?3, ?4, serves_goal FROM item WHERE id = ?2";
    let estimate = item.estimate.as_ref().map(Estimate::as_str);
    pen.conn.prepare_cached(sql)?.execute(params![sprint.0, item.id.0, state.name(), estimate])?;
    Ok(())
}

/// That an item was done after the start is a fact of the Sprint.
fn done_since(pen: &Pen, here: &Here, item: &Seen, started: Moment) -> Result<(), StoreError> {
    if item.state != State::Done {
        return Ok(());
    }
    let sql = "SELECT was, at, day FROM event WHERE item = ?1 AND fact = 'state' AND became = 'done' AND at >= ?2
          AND sprint IS NULL ORDER BY id DESC LIMIT 1";
    let found = pen.conn.prepare_cached(sql)?.query_row([item.id.0, started.at.0], |r| {
        Ok((r.get::<_, Option<String>>(0)?, Instant(r.get(1)?), row::word(r, 2, |word| word.parse().ok())?))
    });
    let Some((was, at, day)) = found.optional()? else { return Ok(()) };
    let done = Event::plain(Fact::State, was, Some(State::Done.name().to_owned()), at, day);
    fact::told(pen, item.id, &Event { sprint: Some(here.number), ..done }, true)
}

/// What was frozen is told anew.
const TOLD_ANEW: &str = "(sprint, moment, card) DO UPDATE
    SET state = excluded.state, estimate = excluded.estimate, went = excluded.went
    WHERE state <> excluded.state OR estimate IS NOT excluded.estimate OR went IS NOT excluded.went";

/// Notes what one held elsewhere ended with. One that is known is told anew only where all that was done in it is in the
/// files: a part of an export says nothing of the whole.
fn past(work: &Work, here: &Here, record: &SprintRecord, named: &HashSet<i64>) -> Result<(), StoreError> {
    let pen = work.pen;
    let sql = "SELECT is_past FROM sprint WHERE id = ?1";
    if !pen.conn.prepare_cached(sql)?.query_row([here.id.0], |r| r.get::<_, bool>(0))? {
        return Ok(());
    }
    if here.before == Some(Phase::Closed) && !here.is_new {
        let sql = "SELECT card FROM frozen WHERE sprint = ?1 AND moment = 'end' AND went IS NULL";
        let mut statement = pen.conn.prepare_cached(sql)?;
        let done: Vec<i64> = statement.query_map([here.id.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
        if !done.iter().all(|card| named.contains(card)) {
            return Ok(());
        }
        let sql = "UPDATE sprint SET past_completed = ?2 WHERE id = ?1 AND ?2 IS NOT NULL AND past_completed IS NOT ?2";
        let completed = record.past.and_then(|past| past.completed).map(|points| points.0);
        pen.conn.prepare_cached(sql)?.execute(params![here.id.0, completed])?;
    }
    for frozen in &record.end {
        let Some(card) = row_of(work, frozen) else { continue };
        freeze_one(pen, here.id, "end", card, frozen, TOLD_ANEW)?;
    }
    Ok(())
}

/// The row of an item of the files.
fn row_of(work: &Work, frozen: &FrozenRecord) -> Option<i64> {
    let FrozenItem::Record(at) = frozen.item else { return None };
    let record = work.parsed.records.get(at)?;
    work.find(record, &record.key).map(|item| item.0)
}
