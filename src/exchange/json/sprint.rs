//! Sprints in upnext's JSON: the plan, both snapshots, what the Retrospective agreed on. Points are texts, as estimates
//! are; items are named by their identity.

use super::clean::Cleaner;
use crate::domain::import::{FrozenItem, FrozenRecord, SprintRecord};
use crate::domain::sprint::{Improvement, Moment, Past, Phase, Plan, Went};
use crate::domain::{Estimate, Points, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A Sprint as it is written and read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SprintLine {
    uid: Uuid,
    number: i64,
    /// Where it came from, and its key there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    foreign_key: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    goal: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    capacity: Option<String>,
    phase: Phase,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goal_met: Option<bool>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    notes: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    past: Option<PastLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    start: Vec<FrozenLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    end: Vec<FrozenLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    improvements: Vec<Improvement>,
}

/// What is known of a Sprint that was held elsewhere.
#[derive(Debug, Serialize, Deserialize)]
struct PastLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    planned: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    completed: Option<String>,
}

/// An item as it was: `item` names one that is there, `gone` one that is not.
#[derive(Debug, Serialize, Deserialize)]
struct FrozenLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gone: Option<u64>,
    state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    estimate: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    serves_goal: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    went: Option<Went>,
}

impl SprintLine {
    pub(super) fn of(record: &SprintRecord) -> Self {
        let words = |points: Option<Points>| points.map(|points| points.to_string());
        let frozen = |all: &[FrozenRecord]| all.iter().map(FrozenLine::of).collect();
        let (source, foreign_key) = record.origin.clone().unzip();
        Self {
            uid: record.uid,
            number: record.number,
            source,
            foreign_key,
            name: record.plan.name.clone(),
            goal: record.plan.goal.clone(),
            starts: record.plan.starts,
            ends: record.plan.ends,
            capacity: words(record.plan.capacity),
            phase: record.phase,
            started: record.started,
            closed: record.closed,
            goal_met: record.is_goal_met,
            notes: record.notes.clone(),
            past: record.past.map(|p| PastLine { planned: words(p.planned), completed: words(p.completed) }),
            start: frozen(&record.start),
            end: frozen(&record.end),
            improvements: record.improvements.clone(),
        }
    }
}

impl FrozenLine {
    fn of(record: &FrozenRecord) -> Self {
        let (item, gone) = match record.item {
            FrozenItem::Known(uid) => (Some(uid), None),
            FrozenItem::Record(at) => (None, Some(at as u64)),
            FrozenItem::Gone(number) => (None, Some(number)),
        };
        Self {
            item,
            gone,
            state: record.state,
            estimate: record.estimate.as_ref().map(ToString::to_string),
            serves_goal: record.serves_goal,
            went: record.went,
        }
    }

    fn record(self, at: usize) -> FrozenRecord {
        let gone = self.gone.unwrap_or(at as u64 + 1);
        FrozenRecord {
            item: self.item.map_or(FrozenItem::Gone(gone), FrozenItem::Known),
            state: self.state,
            estimate: self.estimate.and_then(|size| Estimate::parse(&size).ok().flatten()),
            serves_goal: self.serves_goal,
            went: self.went,
        }
    }
}

fn points(text: &str) -> Option<Points> {
    Estimate::parse(text).ok().flatten()?.points()
}

impl Cleaner<'_> {
    /// The Sprints of a file. What can't be so is mended and counted: an end before the start, a second Sprint that
    /// runs, a phase without its moment.
    pub(super) fn sprints(&mut self, told: Vec<SprintLine>) -> Vec<SprintRecord> {
        let mut sprints: Vec<SprintRecord> = Vec::with_capacity(told.len());
        for line in told {
            if line.number < 1
                || line.uid.is_nil()
                || sprints.iter().any(|known| known.uid == line.uid || known.number == line.number)
            {
                self.report.note("Sprints told twice or without a number, left out");
                continue;
            }
            let mut sprint = self.sprint(line);
            if sprint.phase == Phase::Active && sprints.iter().any(|known| known.phase == Phase::Active) {
                self.report.note("Sprints that run beside another, taken as planned");
                sprint = SprintRecord { phase: Phase::Planned, started: None, start: Vec::new(), ..sprint };
            }
            sprints.push(sprint);
        }
        sprints
    }

    fn sprint(&mut self, line: SprintLine) -> SprintRecord {
        let past = line.past.map(|past| Past {
            planned: past.planned.as_deref().and_then(points),
            completed: past.completed.as_deref().and_then(points),
        });
        let phase = match (past, line.started, line.closed) {
            (Some(_), ..) | (None, Some(_), Some(_)) => Phase::Closed,
            (None, None, _) => Phase::Planned,
            (None, Some(_), None) => Phase::Active,
        };
        if phase != line.phase {
            self.report.note(&format!("Sprints called {} that are {}", line.phase.name(), phase.name()));
        }
        let is_closed = phase == Phase::Closed;
        let ends = line.ends.filter(|ends| line.starts.is_none_or(|starts| starts <= *ends));
        if ends != line.ends {
            self.report.note("Sprints that end before they start: the end left out");
        }
        let improvements = line.improvements.into_iter().map(|said| Improvement {
            text: self.line("retrospective action", &said.text),
            owner: self.line("owner", &said.owner),
            ..said
        });
        let improvements = improvements.filter(|said| !said.text.is_empty()).collect();
        let frozen = |all: Vec<FrozenLine>| all.into_iter().enumerate().map(|(at, line)| line.record(at)).collect();
        let origin = line
            .source
            .zip(line.foreign_key)
            .map(|(source, key)| (self.line("source of the Sprint", &source), self.line("key of the Sprint", &key)));
        SprintRecord {
            uid: line.uid,
            origin: origin.filter(|(source, key)| !source.is_empty() && !key.is_empty()),
            number: line.number,
            plan: Plan {
                name: self.line("name of the Sprint", &line.name),
                goal: self.block("Sprint Goal", &line.goal),
                starts: line.starts,
                ends,
                capacity: line.capacity.as_deref().and_then(points).filter(|points| points.0 > 0),
            },
            phase,
            started: line.started.filter(|_| phase != Phase::Planned),
            closed: line.closed.filter(|_| is_closed),
            is_goal_met: line.goal_met,
            notes: self.block("review notes", &line.notes),
            past,
            start: if phase == Phase::Planned { Vec::new() } else { frozen(line.start) },
            end: if is_closed { frozen(line.end) } else { Vec::new() },
            improvements,
        }
    }
}
