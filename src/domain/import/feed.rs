//! A source that a product is imported from: where its files lie, and how it calls things, for the way back.

use crate::domain::{Instant, Kind, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known of a source from the files it gave so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Feed {
    /// The source: `jira`, `csv`, `stories`.
    pub source: String,
    /// The files of the last import, as paths; empty where they came from elsewhere. Only of use on this machine.
    pub files: Vec<String>,
    /// The format, where a person named it.
    pub from: Option<String>,
    /// The rules for columns and statuses, as a person typed them.
    pub map: Vec<String>,
    /// What the last file calls its columns; several where a column comes more than once or two tell the same.
    pub columns: BTreeMap<Part, Vec<String>>,
    /// Statuses, the state each is here, and how many rows had it last.
    pub states: Vec<(String, State, usize)>,
    /// Types, the kind each is here, and how many rows had it last.
    pub kinds: Vec<(String, Kind, usize)>,
    /// Tags that columns of components told; the others are labels.
    pub components: Vec<String>,
    /// How the last file writes days.
    pub dates: DateShape,
    /// The newest change that a file told so far.
    pub newest: Option<Instant>,
    /// The projects whose keys were met, as in WEB-12.
    pub projects: Vec<String>,
    /// The keys of Sprints of which nothing is wanted.
    pub left_out: Vec<String>,
    /// True where nothing was wanted of any Sprint: nor is it of the next ones.
    pub has_no_sprints: bool,
    /// The keys of the open items in the order of their ranks, as the last file told them; empty where it told no
    /// ranks, or too many for anyone to carry them back by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
}

/// What a column of a source holds, for the way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the item's field of that name, or says more")]
pub enum Part {
    Key,
    /// The number at the source.
    Id,
    Title,
    Kind,
    Status,
    Resolution,
    Priority,
    Estimate,
    Labels,
    Components,
    /// The parent's number at the source.
    ParentId,
    ParentKey,
    /// The epic's key.
    Epic,
    Description,
    Criteria,
    Asked,
    Assignee,
    Due,
    Blocked,
    Sprint,
}

/// How a table writes days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateShape {
    /// 2022-12-21
    #[default]
    Iso,
    /// 21/Dec/22 12:00 AM
    Jira,
    /// 21/12/2022
    DayFirst,
    /// 12/21/2022
    MonthFirst,
}

/// The types that every project of Jira begins with.
const USUAL_KINDS: [(Kind, &str); 4] =
    [(Kind::Epic, "Epic"), (Kind::Story, "Story"), (Kind::Bug, "Bug"), (Kind::Task, "Task")];

/// What Jira calls a kind where nothing else is known; what it has no type for is a task.
pub(super) fn usual_kind(kind: Kind) -> &'static str {
    USUAL_KINDS.iter().find(|usual| usual.0 == kind).map_or("Task", |usual| usual.1)
}

impl Feed {
    /// So many statuses, types, components and projects are remembered, each: what has more is data under a wrong
    /// name.
    pub const MOST: usize = 1000;

    /// Takes over what newer files of the same source tell: their places and columns replace the old ones; statuses,
    /// types, components and projects are added to those known.
    pub fn learn(&mut self, newer: &Self) {
        let mut all = newer.clone();
        for (name, state, _) in &self.states {
            if all.states.len() < Self::MOST && !all.states.iter().any(|known| known.0 == *name) {
                all.states.push((name.clone(), *state, 0));
            }
        }
        for (name, kind, _) in &self.kinds {
            if all.kinds.len() < Self::MOST && !all.kinds.iter().any(|known| known.0 == *name) {
                all.kinds.push((name.clone(), *kind, 0));
            }
        }
        let add = |to: &mut Vec<String>, from: &[String]| {
            for name in from {
                if to.len() < Self::MOST && !to.contains(name) {
                    to.push(name.clone());
                }
            }
        };
        add(&mut all.components, &self.components);
        add(&mut all.projects, &self.projects);
        for (part, names) in &self.columns {
            all.columns.entry(*part).or_insert_with(|| names.clone());
        }
        if all.order.is_empty() {
            all.order.clone_from(&self.order);
        }
        all.newest = all.newest.max(self.newest);
        *self = all;
    }

    /// The status of a state: of several the one that most rows had. Where no row had one, that of Jira's own workflow.
    pub fn status(&self, state: State) -> Option<&str> {
        let named = self.states.iter().filter(|known| known.1 == state && !known.0.is_empty());
        let usual = self.usual_states().iter().find(|usual| usual.0 == state).map(|usual| usual.1);
        named.rev().max_by_key(|known| known.2).map(|known| known.0.as_str()).or(usual)
    }

    /// The statuses that every project of Jira begins with; none where a source says nothing of statuses.
    pub(super) fn usual_states(&self) -> &'static [(State, &'static str)] {
        let has_usual = self.source == "jira" && !self.states.is_empty();
        if has_usual {
            &[(State::Open, "To Do"), (State::InProgress, "In Progress"), (State::Done, "Done")]
        } else {
            &[]
        }
    }

    /// The type of a kind, in the same way.
    pub fn kind(&self, kind: Kind) -> Option<&str> {
        let named = self.kinds.iter().filter(|known| known.1 == kind && !known.0.is_empty());
        let usual = self.usual_kinds().iter().find(|usual| usual.0 == kind).map(|usual| usual.1);
        named.rev().max_by_key(|known| known.2).map(|known| known.0.as_str()).or(usual)
    }

    /// The types that every project of Jira begins with, likewise.
    pub(super) fn usual_kinds(&self) -> &'static [(Kind, &'static str)] {
        let has_usual = self.source == "jira" && !self.kinds.is_empty();
        if has_usual { &USUAL_KINDS } else { &[] }
    }
}

/// The project in a key of Jira's kind: WEB of WEB-12.
pub fn project(key: &str) -> Option<&str> {
    let (head, number) = key.rsplit_once('-')?;
    let is_head = head.starts_with(|c: char| c.is_ascii_alphabetic())
        && head.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_head && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_known_stays_where_newer_files_do_not_tell_it() {
        let mut feed = Feed {
            states: vec![("UAT".into(), State::ToAccept, 3), ("To Do".into(), State::Open, 9)],
            projects: vec!["WEB".into()],
            columns: [(Part::Due, vec!["Due date".into()])].into(),
            ..Feed::default()
        };
        feed.learn(&Feed { states: vec![("To Do".into(), State::Open, 2)], ..Feed::default() });
        assert_eq!(feed.status(State::ToAccept), Some("UAT"));
        assert_eq!(feed.states[0].2, 2);
        assert_eq!((feed.projects.as_slice(), feed.columns.len()), (["WEB".to_owned()].as_slice(), 1));
    }
}
