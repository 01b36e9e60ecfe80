//! Sprints of another file of upnext. One that is known here stays as it is: its figures are made of what happened
//! here. One that is new comes with everything its figures are made of, also of items that were known before.
//!
//! Those that cells of another program name are known by their source and key: [`told`] brings them up to date.

mod told;

use super::super::super::error::StoreError;
use super::super::super::row::{self, Seen};
use super::super::{Pen, fact, sprint as life};
use super::Work;
use crate::domain::import::{FrozenItem, FrozenRecord, Parsed, Record, SprintRecord, UPNEXT};
use crate::domain::item::{Event, Fact, NewItem};
use crate::domain::sprint::{Moment, Phase, Went};
use crate::domain::{Estimate, Instant, ItemId, Kind, ProductId, SprintId, State};
use rusqlite::{OptionalExtension, params};
use std::cell::RefCell;
use std::collections::HashMap;

/// What a Sprint of the file is here.
#[derive(Debug, Clone, Copy)]
struct Here {
    id: SprintId,
    number: i64,
    /// Its phase once all is written.
    phase: Phase,
    is_new: bool,
    /// Its phase before, where a source that is another program tells it.
    before: Option<Phase>,
}

impl Here {
    /// True where another program tells it.
    fn is_told(&self) -> bool {
        self.before.is_some()
    }
}

/// The Sprints of a file, by their numbers there.
#[derive(Debug, Default)]
pub(super) struct Sprints {
    here: HashMap<i64, Here>,
    /// Facts that are written at the end: those of a Sprint stand in the order in which they happened.
    later: RefCell<Vec<Later>>,
}

/// A fact that is written at the end.
#[derive(Debug)]
struct Later {
    /// Its moment, never before that of an earlier fact about the same item.
    at: Instant,
    item: ItemId,
    event: Event,
    /// True for an item that was known before.
    is_known: bool,
}

impl Sprints {
    /// Finds the Sprints of a file, and makes those that are new.
    pub(super) fn make(pen: &Pen, product: ProductId, parsed: &Parsed) -> Result<Self, StoreError> {
        let mut sprints = Self::default();
        for record in parsed.sprints.iter().filter(|record| !record.uid.is_nil()) {
            let here = match known(pen, product, record)? {
                Some(here) => here,
                None => make(pen, product, record)?,
            };
            sprints.here.insert(record.number, here);
        }
        told::make(pen, product, parsed, &mut sprints.here)?;
        Ok(sprints)
    }

    /// The item of a record as it is born here, its Sprint and its facts called by the numbers they have here; and
    /// those of its facts that are for [`later`](Self::later).
    pub(super) fn born(&self, item: &NewItem) -> (NewItem, Vec<Event>) {
        let mut item = item.clone();
        item.sprint =
            item.sprint.and_then(|number| self.here.get(&number)).filter(|here| takes(here, &item)).map(|h| h.number);
        item.heard_in = item.heard_in.and_then(|number| self.here.get(&number)).map(|here| here.number);
        item.events = item.events.iter().map(|event| self.event(event)).collect();
        // One is left to be born with: that the item is there.
        let first =
            item.events.iter().position(|event| event.sprint.is_some()).map_or(item.events.len(), |at| at.max(1));
        let later = item.events.split_off(first);
        (item, later)
    }

    /// The places of new items below the others, counted from 1: those of each told Sprint together, as its block will
    /// stand, in the file's order.
    pub(super) fn places(&self, new: &[&Record]) -> Vec<usize> {
        let block = |record: &Record| {
            let here = record.item.sprint.and_then(|number| self.here.get(&number));
            let here = here.filter(|here| here.is_told() && takes(here, &record.item));
            here.map_or((2, 0), |here| match here.phase {
                Phase::Active => (0, here.number),
                Phase::Planned => (1, here.number),
                Phase::Closed => (2, 0),
            })
        };
        let mut order: Vec<usize> = (0..new.len()).collect();
        if self.here.values().any(Here::is_told) {
            order.sort_by_cached_key(|at| (block(new[*at]), *at));
        }
        let mut places = vec![0; new.len()];
        (1..).zip(order).for_each(|(place, at)| places[at] = place);
        places
    }

    /// Keeps facts about an item for the end.
    pub(super) fn later(&self, item: ItemId, events: Vec<Event>, is_known: bool) {
        let mut at = Instant(i64::MIN);
        let mut later = self.later.borrow_mut();
        for event in events {
            at = at.max(event.at);
            later.push(Later { at, item, event, is_known });
        }
    }

    /// True where [`born`](Self::born) has something to do.
    pub(super) fn concern(item: &NewItem) -> bool {
        let tells = |event: &Event| event.sprint.is_some() || event.fact == Fact::Sprint;
        item.sprint.is_some() || item.heard_in.is_some() || item.events.iter().any(tells)
    }

    /// A fact in the numbers of here. It belongs to a Sprint only where that is new: no other file changes the figures
    /// of one that is known.
    fn event(&self, event: &Event) -> Event {
        let number = |value: &Option<String>| {
            let there = value.as_ref()?.parse().ok().filter(|_| event.fact == Fact::Sprint);
            let here = there.and_then(|there: i64| self.here.get(&there)).map(|here| here.number.to_string());
            here.or_else(|| value.clone())
        };
        let sprint = event.sprint.and_then(|number| self.here.get(&number)).filter(|here| here.is_new);
        Event { from: number(&event.from), to: number(&event.to), sprint: sprint.map(|h| h.number), ..event.clone() }
    }

    /// Writes what was frozen, and what new Sprints have of items that were known before. All items are there now.
    pub(super) fn fill(&self, work: &Work) -> Result<(), StoreError> {
        told::fill(work, &self.here)?;
        for record in work.parsed.sprints.iter().filter(|record| !record.uid.is_nil()) {
            let Some(here) = self.here.get(&record.number).filter(|here| here.is_new) else { continue };
            for (moment, frozen) in [("start", &record.start), ("end", &record.end)] {
                freeze(work, here.id, moment, frozen)?;
            }
            record
                .improvements
                .iter()
                .try_for_each(|said| super::super::improvement::improve(work.pen, here.id, said).map(drop))?;
        }
        if self.here.values().any(|here| here.is_new && !here.is_told()) {
            for update in &work.plan.updates {
                self.join(work, &work.parsed.records[update.record], update.item)?;
            }
            for (record, item) in work.unchanged() {
                self.join(work, record, item)?;
            }
        }
        let mut later = self.later.take();
        later.sort_by_key(|later| later.at);
        later.iter().try_for_each(|Later { item, event, is_known, .. }| fact::told(work.pen, *item, event, *is_known))
    }

    /// An item that was known before takes its part in the Sprints that are new.
    fn join(&self, work: &Work, record: &Record, id: ItemId) -> Result<(), StoreError> {
        if record.source != UPNEXT || !Self::concern(&record.item) {
            return Ok(());
        }
        let (born, later) = self.born(&record.item);
        let told = born.events.into_iter().chain(later).filter(|event| event.sprint.is_some());
        self.later(id, told.collect(), true);
        let is_new = |number: &i64| self.here.values().any(|here| here.is_new && here.number == *number);
        if let Some(number) = born.sprint.filter(is_new) {
            let seen = row::see(work.pen.conn, id)?;
            if seen.sprint.is_none() && may_stand(&seen) {
                fact::join(work.pen, &seen, number)?;
            }
        }
        Ok(())
    }
}

fn may_stand(seen: &Seen) -> bool {
    seen.kind != Kind::Epic && (seen.state == State::Done || seen.state.is_in_order()) && !seen.is_trashed
}

/// True where an item may be in this Sprint: in one that is over only what is done, in one that runs or is over only
/// where the whole Sprint is new.
fn takes(here: &Here, item: &NewItem) -> bool {
    let is_done = item.state == State::Done;
    let stands = is_done || (item.state.is_in_order() && !item.is_trashed && here.phase != Phase::Closed);
    stands && item.text.kind != Kind::Epic && (here.is_new || here.is_told() || here.phase == Phase::Planned)
}

/// A Sprint that is here already: by its identity; where that is another product's, by number and beginning; else by
/// where it came from.
fn known(pen: &Pen, product: ProductId, record: &SprintRecord) -> Result<Option<Here>, StoreError> {
    let sql = "SELECT id, number, phase FROM sprint WHERE product = ?1 AND (uid = ?2
          OR (source = ?8 AND foreign_key = ?9) OR (number = ?3 AND name = ?4 AND goal = ?5 AND started_at IS ?6 AND starts IS ?7
            AND EXISTS (SELECT 1 FROM sprint other WHERE other.uid = ?2))) ORDER BY uid <> ?2 LIMIT 1";
    let starts = record.plan.starts.map(|day| day.to_string());
    let started = record.started.map(|moment| moment.at.0);
    let (source, key) = record.origin.clone().unzip();
    let found = pen.conn.prepare_cached(sql)?.query_row(
        params![
            product.0,
            record.uid.hyphenated().to_string(),
            record.number,
            record.plan.name,
            record.plan.goal,
            started,
            starts,
            source,
            key
        ],
        |r| {
            let phase = row::word(r, 2, Phase::parse)?;
            Ok(Here { id: SprintId(r.get(0)?), number: r.get(1)?, phase, is_new: false, before: None })
        },
    );
    Ok(found.optional()?)
}

fn make(pen: &Pen, product: ProductId, record: &SprintRecord) -> Result<Here, StoreError> {
    if record.phase == Phase::Active {
        let sql = "SELECT id FROM sprint WHERE product = ?1 AND phase = 'active'";
        let running: Option<i64> = pen.conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
        if let Some(running) = running {
            return Err(StoreError::OtherRuns(row::known(pen.conn, SprintId(running))?.title()));
        }
    }
    insert(pen, product, record)
}

/// Writes the row of a Sprint with everything but its items.
fn insert(pen: &Pen, product: ProductId, record: &SprintRecord) -> Result<Here, StoreError> {
    let plan = life::checked(&record.plan)?;
    let number = life::number(pen, product, Some(record.number))?;
    let taken = pen
        .conn
        .prepare_cached("SELECT 1 FROM sprint WHERE uid = ?1")?
        .exists([record.uid.hyphenated().to_string()])?;
    let uid = if taken || record.uid.is_nil() { uuid::Uuid::now_v7() } else { record.uid };
    let is_plain = record.uid.is_nil() && plan.name == format!("Sprint {number}");
    let name = if is_plain { String::new() } else { plan.name };
    let (source, key) = record.origin.clone().unzip();
    let at = |moment: Option<Moment>| moment.map(|moment| moment.at.0);
    let day = |moment: Option<Moment>| moment.map(|moment| moment.day.to_string());
    let sql = "INSERT INTO sprint (uid, product, number, name, goal, starts, ends, capacity, phase, started_at,
          started_on, closed_at, closed_on, goal_met, notes, is_past, past_planned, past_completed, source, foreign_key)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
    pen.conn.prepare_cached(sql)?.execute(params![
        uid.hyphenated().to_string(),
        product.0,
        number,
        name,
        plan.goal,
        plan.starts.map(|day| day.to_string()),
        plan.ends.map(|day| day.to_string()),
        plan.capacity.map(|points| points.0),
        record.phase.name(),
        at(record.started),
        day(record.started),
        at(record.closed),
        day(record.closed),
        record.is_goal_met,
        record.notes,
        record.past.is_some(),
        record.past.and_then(|past| past.planned).map(|points| points.0),
        record.past.and_then(|past| past.completed).map(|points| points.0),
        source,
        key,
    ])?;
    let id = SprintId(pen.conn.last_insert_rowid());
    Ok(Here { id, number, phase: record.phase, is_new: true, before: None })
}

/// Writes a snapshot. An item that is gone gets a number that no row has.
fn freeze(work: &Work, sprint: SprintId, moment: &str, all: &[FrozenRecord]) -> Result<(), StoreError> {
    for frozen in all {
        let item = match frozen.item {
            FrozenItem::Known(uid) => work.identity(&uid.to_string()).map_or_else(|| of_nobody(uid), |id| id.0),
            FrozenItem::Record(at) => {
                let found = work.parsed.records.get(at).and_then(|record| work.find(record, &record.key));
                let Some(id) = found else { continue };
                id.0
            }
            FrozenItem::Gone(number) => -i64::try_from(number).unwrap_or(i64::MAX),
        };
        freeze_one(work.pen, sprint, moment, item, frozen, "DO NOTHING")?;
    }
    Ok(())
}

/// Writes an item of a snapshot; `again` says what happens where it is there already.
fn freeze_one(
    pen: &Pen,
    sprint: SprintId,
    moment: &str,
    card: i64,
    frozen: &FrozenRecord,
    again: &str,
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO frozen (sprint, card, moment, state, estimate, serves_goal, went)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT {again}"
    );
    pen.conn.prepare_cached(&sql)?.execute(params![
        sprint.0,
        card,
        moment,
        frozen.state.name(),
        frozen.estimate.as_ref().map(Estimate::as_str),
        frozen.serves_goal,
        frozen.went.map(Went::name),
    ])?;
    Ok(())
}

/// The number for an item that the file does not tell: the same for the same identity.
fn of_nobody(uid: uuid::Uuid) -> i64 {
    -1 - i64::try_from(uid.as_u128() & u128::from(u64::MAX >> 2)).unwrap_or_default()
}

impl Work<'_> {
    /// The item of an identity: new in this import, or known before.
    fn identity(&self, uid: &str) -> Option<ItemId> {
        let new = self.new.get(&(UPNEXT, uid)).map(|new| new.0);
        new.or_else(|| self.known.items.get(&(UPNEXT.to_owned(), uid.to_owned())).map(|known| known.item))
    }

    /// Records of items that are known and stay as they are.
    fn unchanged(&self) -> impl Iterator<Item = (&Record, ItemId)> {
        let touched: std::collections::HashSet<usize> =
            self.plan.creates.iter().copied().chain(self.plan.updates.iter().map(|update| update.record)).collect();
        let rest = self.parsed.records.iter().enumerate().filter(move |(at, _)| !touched.contains(at));
        rest.filter_map(|(_, record)| Some((record, self.identity(&record.key)?)))
    }
}
