//! The rows of a plan in their groups: which are folded, which pass what is typed, and which line is which.
//!
//! A row is a number and no text: what it says is made when it is drawn, or when something is looked for.

use super::row::said;
use crate::domain::import::{Field, Proposal, ToldSprint, Update};
use crate::domain::{State, text};
use strum::IntoEnumIterator;

/// Groups with more rows than this are folded at first, where nothing in them is to be decided.
const FOLDED: usize = 12;

/// What rows of a plan have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub(super) enum Part {
    /// Items that are new here.
    New,
    /// Items that were declined here, and are open again there.
    Reopened,
    /// Fields changed there only.
    There,
    /// Fields changed on both sides.
    Both,
    /// Fields changed here only.
    Here,
    /// Items that have another key there now.
    Renamed,
    /// Items that the files do not name.
    Gone,
    /// Rows whose key came before with other values.
    Twice,
    /// The Sprints.
    Sprints,
    /// What reading the files met.
    Report,
}

impl Part {
    /// What it is called.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::New => "New here",
            Self::Reopened => "Declined here, open again there: taken",
            Self::There => "Changed there: taken",
            Self::Both => "Changed on both sides",
            Self::Here => "Changed here: kept",
            Self::Renamed => "Another key there now",
            Self::Gone => "Not in the files any more: left as they are",
            Self::Twice => "The same key twice: the first row is taken",
            Self::Sprints => "Sprints",
            Self::Report => "What was read",
        }
    }

    /// True where a person may decide something in it.
    fn is_to_decide(self) -> bool {
        matches!(self, Self::Reopened | Self::Both | Self::Sprints | Self::Twice)
    }

    /// What its rows are, where they are no items.
    pub(super) fn unit(self) -> Option<&'static str> {
        match self {
            Self::Reopened | Self::There | Self::Both | Self::Here => Some("field"),
            Self::New | Self::Renamed | Self::Gone | Self::Twice | Self::Sprints | Self::Report => None,
        }
    }
}

/// A row: where what it is about stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// A record.
    New(usize),
    /// A field of an update.
    Taken(usize, Field),
    /// A conflict.
    Conflict(usize),
    /// What is kept.
    Kept(usize),
    /// A rename.
    Renamed(usize),
    /// What is gone.
    Gone(usize),
    /// A row that is left out.
    Twice(usize),
    /// A Sprint.
    Sprint(usize),
    /// A line of the report.
    Line(usize),
}

/// A line on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The head of a group.
    Head(usize),
    /// A row of a group.
    Row(Row),
}

/// Rows that have something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// What they have in common.
    pub(super) part: Part,
    /// All of them.
    pub(super) rows: Vec<Row>,
    /// Those that pass what is typed; `None` where nothing is.
    shown: Option<Vec<Row>>,
    /// True where only its head is shown.
    pub(super) is_folded: bool,
    /// Whether it was folded before words were typed.
    was_folded: Option<bool>,
}

impl Group {
    /// Those that pass what is typed.
    pub(super) fn shown(&self) -> &[Row] {
        self.shown.as_deref().unwrap_or(&self.rows)
    }

    /// How many lines it takes.
    fn lines(&self) -> usize {
        match self.shown().len() {
            0 => 0,
            _ if self.is_folded => 1,
            rows => rows + 1,
        }
    }
}

/// All groups that have rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Groups {
    /// In the order in which they stand.
    pub(super) all: Vec<Group>,
    /// The words that rows must have, folded.
    words: Vec<String>,
}

impl Groups {
    /// The groups of a plan, those that are long folded.
    pub(super) fn of(proposal: &Proposal) -> Self {
        let of = |part| Group { part, rows: rows(proposal, part), shown: None, is_folded: false, was_folded: None };
        let mut groups =
            Self { all: Part::iter().map(of).filter(|group| !group.rows.is_empty()).collect(), words: Vec::new() };
        groups.fold_long();
        groups
    }

    /// Folds what was folded, and unfolds what was not.
    pub(super) fn take_folds(&mut self, before: &Self) {
        for group in &mut self.all {
            if let Some(old) = before.all.iter().find(|old| old.part == group.part) {
                group.is_folded = old.was_folded.unwrap_or(old.is_folded);
            }
        }
    }

    /// The line of a row that is shown.
    pub(super) fn line_of_row(&self, row: Row) -> Option<usize> {
        self.all.iter().enumerate().filter(|(_, group)| !group.is_folded).find_map(|(n, group)| {
            let at = group.shown().iter().position(|shown| *shown == row)?;
            Some(self.line_of(n) + 1 + at)
        })
    }

    fn fold_long(&mut self) {
        for group in &mut self.all {
            let is_open = group.part.is_to_decide() || group.part == Part::Report;
            group.is_folded = !is_open && group.rows.len() > FOLDED;
        }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.all.iter().map(Group::lines).sum()
    }

    /// What stands in a line, counted from 0.
    pub(super) fn at(&self, mut line: usize) -> Option<Line> {
        for (n, group) in self.all.iter().enumerate() {
            match line.checked_sub(group.lines()) {
                Some(rest) => line = rest,
                None if line == 0 => return Some(Line::Head(n)),
                None => return group.shown().get(line - 1).map(|row| Line::Row(*row)),
            }
        }
        None
    }

    /// The line of the head of a group that has lines.
    pub(super) fn line_of(&self, group: usize) -> usize {
        self.all.iter().take(group).map(Group::lines).sum()
    }

    /// The group that a line belongs to.
    pub(super) fn group_at(&self, line: usize) -> Option<usize> {
        let mut first = 0;
        self.all.iter().position(|group| {
            first += group.lines();
            line < first
        })
    }

    /// The first line of a part; `None` where it has none.
    pub(super) fn first_of(&self, part: Part) -> Option<usize> {
        let n = self.all.iter().position(|group| group.part == part)?;
        (self.all[n].lines() > 0).then(|| self.line_of(n))
    }

    /// Leaves what has all these words, and groups whose titles have them; no words show everything, as it was before.
    pub(super) fn narrow(&mut self, typed: &str, proposal: &Proposal, told: &[ToldSprint]) {
        let words: Vec<String> = text::fold(typed).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            self.words.clear();
            for group in &mut self.all {
                group.shown = None;
                group.is_folded = group.was_folded.take().unwrap_or(group.is_folded);
            }
            return;
        }
        // Longer words leave no more than shorter ones did.
        let is_on = !self.words.is_empty() && self.words.len() <= words.len();
        let goes_on = is_on && self.words.iter().zip(&words).all(|(old, new)| new.starts_with(old.as_str()));
        for group in &mut self.all {
            let from = group.shown.take().filter(|_| goes_on);
            let rows = from.as_ref().unwrap_or(&group.rows).iter().copied();
            let title = text::fold(group.part.title());
            let has_all = |said: &str| words.iter().all(|word| said.contains(word.as_str()));
            let is_whole = has_all(&title);
            let passes = |row: &Row| is_whole || has_all(&text::fold(&said(proposal, told, *row)));
            group.shown = Some(rows.filter(passes).collect());
            group.was_folded.get_or_insert(group.is_folded);
            group.is_folded = false;
        }
        self.words = words;
    }

    /// True where words are typed.
    pub(super) fn is_narrow(&self) -> bool {
        !self.words.is_empty()
    }
}

/// True where an item that was declined here is open again.
pub(super) fn reopens(proposal: &Proposal, update: &Update) -> bool {
    if !update.take.contains(&Field::State) {
        return false;
    }
    let Some(record) = proposal.parsed.records.get(update.record) else { return false };
    let key = update.renamed.as_deref().unwrap_or(&record.key);
    let here = proposal.known.get(&record.source, key).and_then(|known| known.here.get(&Field::State));
    here.is_some_and(|here| here == State::Declined.name()) && record.item.state != State::Declined
}

fn rows(proposal: &Proposal, part: Part) -> Vec<Row> {
    let plan = &proposal.plan;
    match part {
        Part::New => plan.creates.iter().map(|record| Row::New(*record)).collect(),
        Part::Reopened | Part::There => {
            let is_reopened = part == Part::Reopened;
            let updates = plan.updates.iter().enumerate();
            let updates = updates.filter(|(_, update)| reopens(proposal, update) == is_reopened);
            updates.flat_map(|(n, update)| update.take.iter().map(move |field| Row::Taken(n, *field))).collect()
        }
        Part::Both => (0..plan.conflicts.len()).map(Row::Conflict).collect(),
        Part::Here => (0..plan.kept.len()).map(Row::Kept).collect(),
        Part::Renamed => (0..plan.renamed.len()).map(Row::Renamed).collect(),
        Part::Gone => (0..proposal.known.gone.len()).map(Row::Gone).collect(),
        Part::Twice => (0..plan.twice.len()).map(Row::Twice).collect(),
        Part::Sprints => (0..proposal.parsed.told.len()).map(Row::Sprint).collect(),
        Part::Report => (0..proposal.report.len()).map(Row::Line).collect(),
    }
}
