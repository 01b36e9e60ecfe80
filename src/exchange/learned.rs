//! What the rows of a table tell of their source: how it calls columns, statuses and types, and how new it is.

use super::column::{Layout, Role};
use super::date::Style;
use super::{Format, MapRule};
use crate::domain::import::{Feed, Part, Record, project};
use crate::domain::{Instant, Kind, State};

/// Gathered row by row.
#[derive(Debug, Default)]
pub(super) struct Learned {
    feed: Feed,
    /// Cells of estimates by their columns: of two such columns the one in use goes first.
    estimates: Vec<(usize, usize)>,
}

impl Learned {
    pub(super) fn new(source: &str, style: Style) -> Self {
        let feed = Feed { source: source.to_owned(), dates: style.shape, ..Feed::default() };
        Self { feed, estimates: Vec::new() }
    }

    pub(super) fn state(&mut self, status: &str, state: State) {
        let is_it = |known: &&mut (String, State, usize)| known.0 == status && known.1 == state;
        let has_room = self.feed.states.len() < Feed::MOST;
        match self.feed.states.iter_mut().find(is_it) {
            Some(known) => known.2 += 1,
            None if has_room => self.feed.states.push((status.to_owned(), state, 1)),
            None => {}
        }
    }

    /// A type. One whose name says nothing is used on the way back only where there is no other.
    pub(super) fn kind(&mut self, name: &str, kind: Kind, is_known: bool) {
        let times = usize::from(is_known);
        let has_room = self.feed.kinds.len() < Feed::MOST;
        match self.feed.kinds.iter_mut().find(|known| known.0 == name) {
            Some(known) => known.2 += times,
            None if has_room => self.feed.kinds.push((name.to_owned(), kind, times)),
            None => {}
        }
    }

    /// Tags of which the first `known` were there before: the others are components.
    pub(super) fn components(&mut self, tags: &[String], known: usize) {
        for tag in &tags[known.min(tags.len())..] {
            if self.feed.components.len() < Feed::MOST && !self.feed.components.contains(tag) {
                self.feed.components.push(tag.clone());
            }
        }
    }

    pub(super) fn estimate(&mut self, column: usize) {
        match self.estimates.iter_mut().find(|known| known.0 == column) {
            Some(known) => known.1 += 1,
            None => self.estimates.push((column, 1)),
        }
    }

    pub(super) fn moment(&mut self, at: Option<Instant>) {
        self.feed.newest = self.feed.newest.max(at);
    }

    pub(super) fn key(&mut self, key: &str) {
        let Some(project) = project(key) else { return };
        if self.feed.projects.last().is_none_or(|last| last != project)
            && self.feed.projects.len() < Feed::MOST
            && !self.feed.projects.iter().any(|known| known == project)
        {
            self.feed.projects.push(project.to_owned());
        }
    }

    /// Everything, at the end of the table.
    pub(super) fn feed(self, layout: &Layout) -> Feed {
        let Self { mut feed, mut estimates } = self;
        for at in 0..layout.names.len() {
            if let Some(part) = part(layout.role(at)) {
                feed.columns.entry(part).or_default().push(layout.name(at));
            }
        }
        estimates.sort_by_key(|(column, times)| (usize::MAX - times, *column));
        if let Some(names) = feed.columns.get_mut(&Part::Estimate) {
            let used: Vec<String> = estimates.iter().map(|(column, _)| layout.name(*column)).collect();
            names.retain(|name| !used.contains(name));
            names.splice(0..0, used);
        }
        feed
    }
}

/// What a column holds for the way back; `None` for what is not carried back.
fn part(role: Role) -> Option<Part> {
    match role {
        Role::Key => Some(Part::Key),
        Role::Id => Some(Part::Id),
        Role::Title => Some(Part::Title),
        Role::Kind => Some(Part::Kind),
        Role::Status => Some(Part::Status),
        Role::Resolution => Some(Part::Resolution),
        Role::Priority => Some(Part::Priority),
        Role::Estimate => Some(Part::Estimate),
        Role::Tags => Some(Part::Labels),
        Role::Components => Some(Part::Components),
        Role::Parent => Some(Part::ParentId),
        Role::ParentKey => Some(Part::ParentKey),
        Role::Epic => Some(Part::Epic),
        Role::Description => Some(Part::Description),
        Role::Criteria => Some(Part::Criteria),
        Role::Asked => Some(Part::Asked),
        Role::Assignee => Some(Part::Assignee),
        Role::Due => Some(Part::Due),
        Role::Blocked => Some(Part::Blocked),
        Role::Sprint => Some(Part::Sprint),
        Role::StatusCategory
        | Role::Persona
        | Role::Want
        | Role::Benefit
        | Role::Story
        | Role::Subtasks
        | Role::Created
        | Role::Updated
        | Role::Done
        | Role::Rank
        | Role::Declined
        | Role::Links
        | Role::Needs
        | Role::Alternative
        | Role::Requester
        | Role::DeclinedOn
        | Role::LookAgain
        | Role::Comment
        | Role::BlockedBy
        | Role::Blocks
        | Role::Duplicates
        | Role::Score
        | Role::Extra => None,
    }
}

/// Notes the order of the open items of each source.
pub(super) fn order(feeds: &mut [Feed], records: &[Record]) {
    /// Nobody carries the order of more by hand.
    const MOST: usize = 10_000;
    for feed in feeds {
        let is_open = |record: &&Record| {
            let item = &record.item;
            record.source == feed.source && item.state.is_in_order() && item.text.kind != Kind::Epic
        };
        let order: Vec<String> = records.iter().filter(is_open).map(|record| record.key.clone()).collect();
        feed.order = if order.len() > MOST { Vec::new() } else { order };
    }
}

/// Adds what one more file tells: of a source that was met before, its rows count together.
pub(super) fn add(feeds: &mut Vec<Feed>, newer: Feed) {
    let Some(feed) = feeds.iter_mut().find(|feed| feed.source == newer.source) else { return feeds.push(newer) };
    let Feed { columns, states, kinds, components, dates, newest, projects, .. } = newer;
    for (part, names) in columns {
        let known = feed.columns.entry(part).or_default();
        // A file that has the column more often has its names.
        if known.len() < names.len() {
            *known = names;
        }
    }
    for (name, state, rows) in states {
        match feed.states.iter_mut().find(|known| known.0 == name && known.1 == state) {
            Some(known) => known.2 += rows,
            None => feed.states.push((name, state, rows)),
        }
    }
    for (name, kind, rows) in kinds {
        match feed.kinds.iter_mut().find(|known| known.0 == name) {
            Some(known) => known.2 += rows,
            None => feed.kinds.push((name, kind, rows)),
        }
    }
    feed.dates = dates;
    feed.newest = feed.newest.max(newest);
    for (all, more) in [(&mut feed.components, components), (&mut feed.projects, projects)] {
        for name in more {
            if !all.contains(&name) {
                all.push(name);
            }
        }
    }
}

/// Notes how the files were read: the format, where a person named it, and the rules as they are typed.
pub(super) fn note(feeds: &mut [Feed], from: Option<Format>, map: &[MapRule]) {
    for feed in feeds {
        feed.from = from.map(|format| format.name().to_owned());
        feed.map = map.iter().map(ToString::to_string).collect();
    }
}
