//! The sample's Sprints: as they are written, and as records with what happened in them. Days count from the Sprint's
//! first day on, working days alone; the last Sprint that has begun is on its sixth day today.

use super::{DAY, MINUTE};
use crate::domain::import::{FrozenItem, FrozenRecord, SprintRecord};
use crate::domain::item::{Event, Fact};
use crate::domain::sprint::{Calendar, Improvement, Moment, Phase, Plan, Went};
use crate::domain::{Estimate, Instant, Now, State, text};
use anyhow::Context;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::{Builder, Uuid};

/// The day of the running Sprint that today is.
const TODAY: usize = 6;

/// A Sprint as it is written; its items by title.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    number: i64,
    phase: Phase,
    goal: String,
    met: Option<bool>,
    capacity: String,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    agreed: Vec<Agreed>,
    item: Vec<Card>,
}

/// What a Retrospective agreed on; days from today.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agreed {
    text: String,
    owner: String,
    due: Option<i64>,
    done: Option<i64>,
}

/// An item's way through a Sprint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    title: String,
    #[serde(default)]
    serves: bool,
    /// Its estimate at the start, where it is another one now; and the day on which that changed.
    was: Option<String>,
    resized: Option<usize>,
    /// The day it came in or was taken out, why, and who asked.
    added: Option<usize>,
    removed: Option<usize>,
    why: Option<String>,
    asked: Option<String>,
    /// "2 in progress": its states, each with the day.
    #[serde(default)]
    path: Vec<String>,
    /// The day it was returned, and why; what was open when it was accepted.
    returned: Option<(usize, String)>,
    accepted: Option<String>,
    /// Where it went when the Sprint closed.
    went: Option<Went>,
}

/// What the Sprints say of one item.
#[derive(Default)]
pub(super) struct Story {
    /// The Sprint it is in.
    pub(super) sprint: Option<i64>,
    pub(super) serves: bool,
    pub(super) events: Vec<Event>,
    /// When it was accepted.
    pub(super) done_at: Option<Instant>,
    /// When something last happened to it.
    pub(super) updated_at: Option<Instant>,
    /// Its state when all is told.
    pub(super) state: Option<State>,
}

/// What is known of an item before the Sprints are told.
pub(super) struct Known {
    pub(super) uid: Uuid,
    pub(super) estimate: Option<Estimate>,
}

/// All Sprints, and what they say of each item by its title.
pub(super) struct Told {
    pub(super) records: Vec<SprintRecord>,
    pub(super) stories: HashMap<String, Story>,
}

/// Works the Sprints out, as of `now`.
pub(super) fn tell(entries: Vec<Entry>, items: &HashMap<String, Known>, now: Now) -> anyhow::Result<Told> {
    let mut told = Told { records: Vec::new(), stories: HashMap::new() };
    let running = entries.iter().position(|entry| entry.phase == Phase::Active).unwrap_or(entries.len());
    let starts = start_of_running(now.day);
    for (at, entry) in entries.into_iter().enumerate() {
        let weeks = 14 * (i64::try_from(at)? - i64::try_from(running)?);
        let course = Course::new(starts + chrono::Duration::days(weeks), now);
        let number = entry.number;
        let record = course.record(entry, items, &mut told.stories).with_context(|| format!("Sprint {number}"))?;
        told.records.push(record);
    }
    Ok(told)
}

/// The first day of the Sprint that is on its sixth working day; on a weekend that was on Friday.
fn start_of_running(today: NaiveDate) -> NaiveDate {
    let calendar = Calendar::default();
    let back = today.iter_days().rev().filter(|day| calendar.is_working(*day));
    back.into_iter().nth(TODAY - 1).unwrap_or(today)
}

/// The days of one Sprint.
struct Course {
    days: Vec<NaiveDate>,
    ends: NaiveDate,
    now: Now,
}

impl Course {
    fn new(starts: NaiveDate, now: Now) -> Self {
        let calendar = Calendar::default();
        let ends = calendar.end_of(starts);
        let days = starts.iter_days().take_while(|day| *day <= ends).filter(|day| calendar.is_working(*day)).collect();
        Self { days, ends, now }
    }

    /// The day by its number, counted from 1.
    fn day(&self, number: usize) -> anyhow::Result<NaiveDate> {
        self.days.get(number.wrapping_sub(1)).copied().with_context(|| format!("it has no day {number}"))
    }

    /// A moment on a day, so many minutes before now's hour: never one to come.
    fn at(&self, day: NaiveDate, minutes: i64) -> Instant {
        Instant(self.now.at.0 - (self.now.day - day).num_days().max(0) * DAY - minutes * MINUTE)
    }

    fn record(
        &self,
        entry: Entry,
        items: &HashMap<String, Known>,
        stories: &mut HashMap<String, Story>,
    ) -> anyhow::Result<SprintRecord> {
        let first = self.day(1)?;
        let moment = |day, minutes| Moment { at: self.at(day, minutes), day };
        let (mut start, mut end) = (Vec::new(), Vec::new());
        for (at, card) in entry.item.iter().enumerate() {
            let known = items.get(&card.title).with_context(|| format!("there is no item \"{}\"", card.title))?;
            let story = stories.entry(card.title.clone()).or_default();
            let before = story.state.unwrap_or(State::Ready);
            if card.added.is_none() && entry.phase != Phase::Planned {
                start.push(frozen(known, card, before, estimate(card, known)?));
            }
            self.walk(&entry, card, at, known, story).with_context(|| card.title.clone())?;
            if entry.phase == Phase::Closed && card.removed.is_none() {
                let state = story.state.unwrap_or(State::Ready);
                let record = frozen(known, card, state, known.estimate.clone());
                end.push(FrozenRecord { went: card.went, ..record });
            }
        }
        let agreed =
            entry.agreed.into_iter().map(|agreed| agreed.improvement(self.now.day)).collect::<Result<_, _>>()?;
        Ok(SprintRecord {
            uid: identity(entry.number, self.at(first, 0)),
            origin: None,
            number: entry.number,
            plan: Plan {
                name: String::new(),
                goal: text::block("goal", &entry.goal)?,
                starts: Some(first),
                ends: Some(self.ends),
                capacity: Estimate::parse(&entry.capacity)?.and_then(|size| size.points()),
            },
            phase: entry.phase,
            started: (entry.phase != Phase::Planned).then(|| moment(first, 600)),
            closed: (entry.phase == Phase::Closed).then(|| moment(self.ends, 0)),
            is_goal_met: entry.met,
            notes: text::block("notes", &entry.notes)?,
            past: None,
            start,
            end,
            improvements: agreed,
        })
    }

    /// What happened to an item in the Sprint, fact by fact.
    fn walk(&self, entry: &Entry, card: &Card, at: usize, known: &Known, story: &mut Story) -> anyhow::Result<()> {
        let number = entry.number.to_string();
        let first = self.day(1)?;
        let place = i64::try_from(at)?;
        let was = story.sprint.map(|sprint| sprint.to_string());
        let runs = entry.phase != Phase::Planned;
        let mut facts = Vec::new();
        let enter = card.added.map(|day| self.day(day)).transpose()?;
        let into = Event {
            reason: card.why.clone(),
            asked: card.asked.clone(),
            ..self.plain(Fact::Sprint, was, Some(number.clone()), first)
        };
        match enter {
            Some(day) => facts.push((day, Event { day, sprint: Some(entry.number), ..into })),
            // It was planned on the day before, or carried over.
            None => story.events.push(Event { at: self.at(first, 700 - place), reason: None, asked: None, ..into }),
        }
        story.sprint = Some(entry.number);
        let state = self.states(card, story.state.unwrap_or(State::Ready), &mut facts)?;
        if let (Some(day), Some(was)) = (card.resized, &card.was) {
            let now = known.estimate.as_ref().map(ToString::to_string);
            let day = self.day(day)?;
            facts.push((day, self.plain(Fact::Estimate, Some(was.clone()), now, day)));
        }
        if let Some(day) = card.removed {
            let day = self.day(day)?;
            let gone = self.plain(Fact::Sprint, Some(number), None, day);
            facts.push((day, Event { reason: card.why.clone(), asked: card.asked.clone(), ..gone }));
            story.sprint = None;
        }
        facts.sort_by_key(|fact| fact.0);
        for (n, (day, fact)) in (0_i64..).zip(facts) {
            let at = self.at(day, 500 - 11 * place - 3 * n);
            if fact.to.as_deref() == Some(State::Done.name()) {
                story.done_at = Some(at);
            }
            story.updated_at = Some(at);
            story.events.push(Event { at, sprint: runs.then_some(entry.number), ..fact });
        }
        (story.state, story.serves) = (Some(state), card.serves);
        // What stays open of a Sprint that is over is in none, until the next one takes it.
        if entry.phase == Phase::Closed && state != State::Done && card.went != Some(Went::Next) {
            story.sprint = None;
        }
        Ok(())
    }

    /// Its states, day by day; answers the last one.
    fn states(&self, card: &Card, mut state: State, facts: &mut Vec<(NaiveDate, Event)>) -> anyhow::Result<State> {
        for step in &card.path {
            let (day, word) = step.split_once(' ').context("a step of the path has no day")?;
            let to = State::parse(word).with_context(|| format!("\"{word}\" is no state"))?;
            let day = self.day(day.parse()?)?;
            if to == State::Done {
                facts.push((day, self.plain(Fact::Accepted, None, card.accepted.clone(), day)));
            }
            let back = card.returned.as_ref().filter(|_| state == State::ToAccept && to == State::InProgress);
            if let Some((_, reason)) = back {
                facts
                    .push((day, Event { reason: Some(reason.clone()), ..self.plain(Fact::Returned, None, None, day) }));
            }
            facts.push((day, self.plain(Fact::State, Some(state.name().into()), Some(to.name().into()), day)));
            state = to;
        }
        Ok(state)
    }

    fn plain(&self, fact: Fact, from: Option<String>, to: Option<String>, day: NaiveDate) -> Event {
        Event::plain(fact, from, to, self.at(day, 0), day)
    }
}

fn frozen(known: &Known, card: &Card, state: State, estimate: Option<Estimate>) -> FrozenRecord {
    FrozenRecord { item: FrozenItem::Known(known.uid), state, estimate, serves_goal: card.serves, went: None }
}

/// Its estimate when the Sprint started.
fn estimate(card: &Card, known: &Known) -> anyhow::Result<Option<Estimate>> {
    match &card.was {
        Some(was) => Ok(Estimate::parse(was)?),
        None => Ok(known.estimate.clone()),
    }
}

/// An identity made from the number and the beginning, so that the same `now` gives the same one.
fn identity(number: i64, starts: Instant) -> Uuid {
    let mut rest = [0; 10];
    rest[..2].copy_from_slice(&[0x0f, 0x5a]);
    rest[2..].copy_from_slice(&number.to_be_bytes());
    Builder::from_unix_timestamp_millis(u64::try_from(starts.0).unwrap_or_default(), &rest).into_uuid()
}

impl Agreed {
    fn improvement(self, today: NaiveDate) -> anyhow::Result<Improvement> {
        let day = |days: i64| {
            let count = Days::new(days.unsigned_abs());
            let day = if days < 0 { today.checked_sub_days(count) } else { today.checked_add_days(count) };
            day.context("a day of an action is no day of the calendar")
        };
        Ok(Improvement {
            text: text::title("action", &self.text)?,
            owner: text::line("owner", &self.owner)?,
            due: self.due.map(day).transpose()?,
            done_on: self.done.map(|ago| day(-ago)).transpose()?,
        })
    }
}
