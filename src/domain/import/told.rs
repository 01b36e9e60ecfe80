//! Sprints as the cells of another program name them: a name in every item that was in it, and little more.
//!
//! What is missing is guessed once ([`Parsed::propose_told`]), brought in line with what is known here
//! ([`Parsed::recall_told`]), and made into Sprints as often as a person corrects it ([`Parsed::apply_told`]).

mod correct;
mod guess;
mod lane;
mod lines;
mod recall;

pub use lines::told_lines;

use super::{Field, FrozenItem, FrozenRecord, Parsed, Record, SprintRecord, UPNEXT};
use crate::domain::sprint::{Moment, Past, Phase, Plan, Sum, Went};
use crate::domain::{Instant, Kind, Points, State};
use chrono::{NaiveDate, NaiveTime};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A Sprint that cells name, with what is proposed for it. A person may correct the phase and the days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says where one part of it comes from")]
pub struct ToldSprint {
    /// The source: `jira`.
    pub source: String,
    /// Its number at the source where the cells tell it, else its name.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its goal, where the cells tell it.
    pub goal: String,
    /// Where it is in its life.
    pub phase: Phase,
    /// True where the cells tell the phase, false where it is a guess.
    pub is_phase_told: bool,
    /// Its first day.
    pub starts: Option<NaiveDate>,
    /// Its last day.
    pub ends: Option<NaiveDate>,
    /// True where the cells tell the days, false where they are a guess.
    pub are_days_told: bool,
    /// How many items name it.
    pub items: usize,
    /// How many of them were done in it: it is the newest Sprint they name.
    pub done: usize,
    /// The sum of their estimates; of those without one nothing.
    pub completed: Points,
    /// True where a person wants nothing of it.
    pub is_left_out: bool,
    /// What is guessed of its phase, where no cell tells it.
    pub guess: Option<Phase>,
    /// Where it is in its life here, where it is known here.
    pub here: Option<Phase>,
    /// True where a person said what phase it is in, or whether it is wanted: that wins, and is remembered.
    pub is_corrected: bool,
    /// True where a person said its days: they are written whatever stood here.
    pub are_days_corrected: bool,
}

impl ToldSprint {
    /// Its days, the first one first, also where they were told the other way round.
    fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match (self.starts, self.ends) {
            (Some(starts), Some(ends)) if ends < starts => (Some(ends), Some(starts)),
            days => days,
        }
    }
}

/// The last run of digits in a name, and what stands around it, folded: `Team A Sprint 14` is 14 of `team a sprint`.
fn numbered(name: &str) -> (String, Option<i64>) {
    let Some(last) = name.rfind(|c: char| c.is_ascii_digit()) else {
        return (crate::domain::text::fold(name), None);
    };
    let first = name[..last].rfind(|c: char| !c.is_ascii_digit());
    let first = first.map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    let stem = format!("{}\u{0}{}", &name[..first], &name[last + 1..]);
    (crate::domain::text::fold(&stem), name[first..=last].parse().ok())
}

/// Where the items of an import stand in its told Sprints.
struct Members<'a> {
    /// Indexes of told Sprints, by source and key.
    places: HashMap<(&'a str, &'a str), usize>,
    /// Of each record that names one and counts: its index, and the indexes of its Sprints, the oldest first.
    all: Vec<(usize, Vec<usize>)>,
}

impl<'a> Members<'a> {
    /// Of rows with the same key the first one counts; an epic is in no Sprint.
    fn of(told: &'a [ToldSprint], records: &'a [Record]) -> Self {
        let name = |(at, sprint): (usize, &'a ToldSprint)| ((sprint.source.as_str(), sprint.key.as_str()), at);
        let places: HashMap<_, usize> = told.iter().enumerate().map(name).collect();
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        let mut all = Vec::new();
        for (at, record) in records.iter().enumerate().filter(|(_, record)| !record.sprints.is_empty()) {
            if !seen.insert((&record.source, &record.key)) || record.item.text.kind == Kind::Epic {
                continue;
            }
            let known = |key: &'a String| places.get(&(record.source.as_str(), key.as_str())).copied();
            let mut named: Vec<usize> = Vec::with_capacity(record.sprints.len());
            for place in record.sprints.iter().filter_map(known) {
                // One that comes twice was left and entered again: the later time counts.
                named.retain(|other| *other != place);
                named.push(place);
            }
            if !named.is_empty() {
                all.push((at, named));
            }
        }
        Self { places, all }
    }
}

impl Parsed {
    /// Counts what the told Sprints hold, puts them into the order of time, and guesses the phases and the days that no
    /// cell tells.
    pub fn propose_told(&mut self) {
        if self.told.is_empty() {
            return;
        }
        let Members { all, .. } = Members::of(&self.told, &self.records);
        let mut told = std::mem::take(&mut self.told);
        for (at, named) in &all {
            for place in named {
                told[*place].items += 1;
            }
            let item = &self.records[*at].item;
            if let Some(newest) = named.last().filter(|_| item.state == State::Done) {
                let sprint = &mut told[*newest];
                sprint.done += 1;
                let points = item.text.estimate.as_ref().and_then(super::super::Estimate::points).unwrap_or_default();
                sprint.completed = Points(sprint.completed.0.saturating_add(points.0));
            }
        }
        let order = guess::guess(&mut told, &self.records, &all);
        let mut told: Vec<Option<ToldSprint>> = told.into_iter().map(Some).collect();
        self.told = order.into_iter().filter_map(|at| told[at].take()).collect();
        for sprint in self.told.iter_mut().filter(|sprint| !sprint.is_phase_told) {
            sprint.guess = Some(sprint.phase);
        }
    }

    /// Makes [`sprints`](Self::sprints) and the items' parts in them of what is [`told`](Self::told), anew where that
    /// was done before.
    ///
    /// One that is left out is not there, and items that name it last say nothing of their Sprint. Of several that run
    /// one does, the others are planned: a product has one Sprint at a time. An item that is not done is in no Sprint
    /// that is over.
    pub fn apply_told(&mut self) {
        self.sprints.retain(|sprint| !sprint.uid.is_nil());
        if self.records.iter().all(|record| record.sprints.is_empty()) {
            return;
        }
        let phases = phases(&self.told);
        let numbers = numbers(&self.told);
        let members = Members::of(&self.told, &self.records);
        let mut made: Vec<Option<SprintRecord>> = Vec::with_capacity(self.told.len());
        for (at, sprint) in self.told.iter().enumerate() {
            made.push((!sprint.is_left_out).then(|| record(sprint, phases[at], numbers[at])));
        }
        fill(&mut made, &members.all, &self.records);
        let newest: Vec<Option<usize>> = self
            .records
            .iter()
            .map(|r| members.places.get(&(r.source.as_str(), r.sprints.last()?.as_str())).copied())
            .collect();
        let is_quiet = self.told.iter().all(|sprint| sprint.is_left_out);
        let tables: HashSet<*const String> =
            self.records.iter().filter(|r| !r.sprints.is_empty()).map(|r| r.columns.as_ptr()).collect();
        for (record, newest) in self.records.iter_mut().zip(newest) {
            if record.sprints.is_empty() && !tables.contains(&record.columns.as_ptr()) {
                continue;
            }
            let held = newest.and_then(|at| made[at].as_ref());
            let is_told = if record.sprints.is_empty() { !is_quiet } else { held.is_some() };
            let tells = record.tells;
            record.tells = if is_told { tells.with(Field::Sprint) } else { tells.without(Field::Sprint) };
            record.item.sprint = held.filter(|sprint| may_be_in(record, sprint.phase)).map(|sprint| sprint.number);
        }
        self.sprints.extend(made.into_iter().flatten());
        self.remember_left_out();
    }
}

impl Record {
    /// The key of the Sprint that it is in, or was done in, at a source that is another program.
    pub(super) fn sprint_key(&self) -> Option<&str> {
        self.item.sprint.filter(|_| self.source != UPNEXT)?;
        self.sprints.last().map(String::as_str)
    }
}

/// True where an item can be in a Sprint: done, or in the order while the Sprint is not over.
fn may_be_in(record: &Record, phase: Phase) -> bool {
    let item = &record.item;
    let stands = item.state == State::Done || (item.state.is_in_order() && phase != Phase::Closed);
    stands && item.text.kind != Kind::Epic && !item.is_trashed
}

/// The phases with one Sprint that runs at most: of several one that a person or a cell tells to
/// run, else the one with most items.
fn phases(told: &[ToldSprint]) -> Vec<Phase> {
    let running = told.iter().enumerate().filter(|(_, sprint)| sprint.phase == Phase::Active && !sprint.is_left_out);
    let running = running
        .rev()
        .max_by_key(|(_, sprint)| (sprint.is_corrected, sprint.is_phase_told, sprint.items))
        .map(|(at, _)| at);
    let phase = |(at, sprint): (usize, &ToldSprint)| match sprint.phase {
        Phase::Active if Some(at) != running => Phase::Planned,
        phase => phase,
    };
    told.iter().enumerate().map(phase).collect()
}

/// A number for each: the one in its name, where no other has it, else one above them all.
fn numbers(told: &[ToldSprint]) -> Vec<i64> {
    /// Greater ones are years and dates rather than numbers.
    const MOST: i64 = 100_000;
    let mut taken: HashSet<i64> = HashSet::new();
    let wishes: Vec<Option<i64>> = told
        .iter()
        .map(|sprint| numbered(&sprint.name).1.filter(|n| (1..MOST).contains(n)).filter(|n| taken.insert(*n)))
        .collect();
    let mut last = taken.iter().copied().max().unwrap_or(0);
    let next = |wish: Option<i64>| {
        wish.unwrap_or_else(|| {
            last += 1;
            last
        })
    };
    wishes.into_iter().map(next).collect()
}

/// A Sprint without its items.
fn record(told: &ToldSprint, phase: Phase, number: i64) -> SprintRecord {
    let (starts, ends) = told.days();
    let started = starts.filter(|_| phase == Phase::Active).map(|day| Moment { at: midnight(day), day });
    SprintRecord {
        uid: Uuid::nil(),
        origin: Some((told.source.clone(), told.key.clone())),
        number,
        plan: Plan { name: told.name.clone(), goal: told.goal.clone(), starts, ends, capacity: None },
        phase,
        started,
        closed: None,
        is_goal_met: None,
        notes: String::new(),
        past: (phase == Phase::Closed).then(Past::default),
        start: Vec::new(),
        end: Vec::new(),
        improvements: Vec::new(),
    }
}

/// The moment at which a day begins, in universal time.
fn midnight(day: NaiveDate) -> Instant {
    Instant(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
}

/// Writes down what those that are over ended with, and what was completed in them: not known where nothing that was
/// done, or nothing at all, has an estimate in points.
fn fill(made: &mut [Option<SprintRecord>], members: &[(usize, Vec<usize>)], records: &[Record]) {
    let mut sums = vec![(Sum::default(), Sum::default()); made.len()];
    for (at, named) in members {
        let item = &records[*at].item;
        for (n, place) in named.iter().enumerate() {
            let Some(sprint) = made[*place].as_mut().filter(|sprint| sprint.phase == Phase::Closed) else { continue };
            let is_newest = n + 1 == named.len();
            let (state, went) = match item.state {
                State::Done if is_newest => (State::Done, None),
                state if is_newest && state.is_in_order() => (state, Some(Went::Backlog)),
                _ if is_newest => continue,
                _ => (State::Open, Some(Went::Next)),
            };
            let (all, done) = &mut sums[*place];
            all.add(item.text.estimate.as_ref());
            if went.is_none() {
                done.add(item.text.estimate.as_ref());
            }
            let estimate = item.text.estimate.clone();
            sprint.end.push(FrozenRecord { item: FrozenItem::Record(*at), state, estimate, serves_goal: false, went });
        }
    }
    for (sprint, (all, done)) in made.iter_mut().zip(sums) {
        if let Some(past) = sprint.as_mut().and_then(|sprint| sprint.past.as_mut()) {
            past.completed = done.known().filter(|_| all.known().is_some());
        }
    }
}

#[cfg(test)]
mod tests;
