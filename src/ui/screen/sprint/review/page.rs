//! The lines of a review by what they tell, in their sequence.

use crate::domain::item::{Event, Fact};
use crate::domain::sprint::{Card, Course, Heard, Phase, Set, Went, sets};
use crate::domain::{Criterion, Estimate, ItemId, Row, State};
use crate::ui::model::Model;
use std::collections::HashMap;

/// Lines of notes that are shown; the rest is there where they are written.
const NOTES: usize = 40;
/// Lines of the Sprint Goal.
const GOAL: usize = 4;

/// A heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Accepted,
    Open,
    Before,
    Heard,
    Next,
    Notes,
}

/// A line of the page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry<'a> {
    /// Nothing.
    Gap,
    /// What to do where there is nothing to review.
    Empty(&'static str),
    /// A line of the Sprint Goal; the first tells whether it was met.
    Goal(&'a str, bool),
    /// Whether the Sprint Goal was met.
    Met,
    /// Planned, completed, added, removed, carried over.
    Figures,
    /// A heading, and how many stand below it.
    Head(Head, usize),
    /// Below a heading: nothing to tell.
    Nothing(Head),
    /// What is done.
    Done(Ended<'a>),
    /// What it is worth to users.
    Value(ItemId, &'a str),
    /// What was open when it was accepted.
    Point(ItemId, &'a str),
    /// A criterion of it.
    Criterion(ItemId, &'a Criterion),
    /// What is not done.
    Undone(Ended<'a>),
    /// What was done before the Sprint started.
    Before(Ended<'a>),
    /// Why.
    Why(ItemId, Why<'a>),
    /// Feedback.
    Said(&'a Heard),
    /// The Sprint that comes next.
    NextGoal,
    /// What comes next; `false` where it stood above already.
    Coming(&'a Row, bool),
    /// A line of the notes.
    Note(&'a str),
}

/// Why an item is not done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Why<'a> {
    Blocked(&'a Card, &'a str),
    Waits(&'a Card),
    Returned(&'a Event),
    Question(&'a str),
    Criteria(usize, usize),
}

impl Entry<'_> {
    /// The item that it is about.
    pub(super) fn item(&self) -> Option<ItemId> {
        match self {
            Self::Done(ended) | Self::Undone(ended) | Self::Before(ended) => Some(ended.card.row.id),
            Self::Value(id, _) | Self::Point(id, _) | Self::Criterion(id, _) | Self::Why(id, _) => Some(*id),
            Self::Said(heard) => Some(heard.item),
            Self::Coming(row, true) => Some(row.id),
            Self::Coming(_, false)
            | Self::Gap
            | Self::Empty(_)
            | Self::Goal(..)
            | Self::Met
            | Self::Figures
            | Self::Head(..)
            | Self::Nothing(_)
            | Self::NextGoal
            | Self::Note(_) => None,
        }
    }

    /// The item to which the cursor goes here: on the first line of what is told of it.
    pub(super) fn stop(&self) -> Option<ItemId> {
        let is_first =
            matches!(self, Self::Done(_) | Self::Undone(_) | Self::Before(_) | Self::Said(_) | Self::Coming(..));
        self.item().filter(|_| is_first)
    }
}

const NONE: &str = "There is no Sprint yet. The plan is where one is made.";
const PLANNED: &str = "This Sprint has not started: there is nothing to review yet.";
const ELSEWHERE: &str = "This Sprint was held elsewhere: only its figures are known.";

/// All lines.
pub(super) fn entries(model: &Model) -> Vec<Entry<'_>> {
    let Some(course) = &model.sprint.course else { return vec![Entry::Empty(NONE)] };
    if course.sprint.phase == Phase::Planned {
        return vec![Entry::Empty(PLANNED)];
    }
    let mut page = Vec::new();
    let goal = course.sprint.plan.goal.lines().take(GOAL);
    page.extend(goal.enumerate().map(|(n, line)| Entry::Goal(line, n == 0)));
    page.extend([Entry::Met, Entry::Figures]);
    if course.sprint.past.is_some() {
        page.push(Entry::Empty(ELSEWHERE));
        return page;
    }
    let known = &model.sprint.review.known;
    let is_known = known.sprint == Some(course.sprint.id);
    let mut shown: Vec<ItemId> = Vec::new();
    let all = ended(course);
    let of = |set: Set| all.iter().copied().filter(move |ended| ended.set == set).collect::<Vec<_>>();
    accepted(course, model, of(Set::Completed), &mut page);
    undone(course, model, of(Set::Open), &mut page);
    let before = of(Set::Outside);
    if !before.is_empty() {
        head(&mut page, Head::Before, before.len());
        page.extend(before.into_iter().map(Entry::Before));
    }
    shown.extend(all.iter().map(|ended| ended.card.row.id));
    if is_known {
        head(&mut page, Head::Heard, known.heard.len());
        for heard in known.heard.iter().filter(|heard| !shown.contains(&heard.item)) {
            page.push(Entry::Said(heard));
        }
        shown.extend(known.heard.iter().map(|heard| heard.item));
        head(&mut page, Head::Next, known.rows.len());
        page.push(Entry::NextGoal);
        page.extend(known.rows.iter().map(|row| Entry::Coming(row, !shown.contains(&row.id))));
    }
    let notes = course.sprint.notes.lines().take(NOTES);
    head(&mut page, Head::Notes, notes.clone().count());
    page.extend(notes.map(Entry::Note));
    page
}

fn head(page: &mut Vec<Entry>, head: Head, count: usize) {
    page.extend([Entry::Gap, Entry::Head(head, count)]);
    if count == 0 {
        page.push(Entry::Nothing(head));
    }
}

/// An item as it counts: as it is now, in a Sprint that is over as it ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended<'a> {
    pub(super) card: &'a Card,
    pub(super) state: State,
    pub(super) size: Option<&'a Estimate>,
    pub(super) went: Option<Went>,
    set: Set,
}

/// What the Sprint has now, or ended with, by the sets that its figures and its report have.
fn ended(course: &Course) -> Vec<Ended<'_>> {
    let parts: HashMap<ItemId, Set> = sets(course).into_iter().map(|part| (part.item, part.set)).collect();
    let of = |card: &'_ Card, state| {
        let known = parts.get(&card.row.id).copied().filter(|set| *set != Set::Removed);
        known.unwrap_or(if state == State::Done { Set::Completed } else { Set::Open })
    };
    if course.sprint.phase == Phase::Closed {
        let known = course.end.iter().filter_map(|end| Some((course.card(end.item)?, end)));
        let end = known.map(|(card, end)| Ended {
            card,
            state: end.state,
            size: end.estimate.as_ref(),
            went: end.went,
            set: of(card, end.state),
        });
        return end.collect();
    }
    let now = course.present().map(|card| Ended {
        card,
        state: card.row.state,
        size: card.row.estimate.as_ref(),
        went: None,
        set: of(card, card.row.state),
    });
    now.collect()
}

fn accepted<'a>(course: &'a Course, model: &'a Model, done: Vec<Ended<'a>>, page: &mut Vec<Entry<'a>>) {
    head(page, Head::Accepted, done.len());
    for ended in done {
        let (card, id) = (ended.card, ended.card.row.id);
        page.push(Entry::Done(ended));
        if !card.value.is_empty() {
            page.push(Entry::Value(id, &card.value));
        }
        let is_here = model.backlog.cursor == Some(id);
        let criteria = model.sprint.review.known.criteria.get(&id).filter(|_| is_here);
        page.extend(criteria.into_iter().flatten().map(|criterion| Entry::Criterion(id, criterion)));
        let open = last(course, id, Fact::Accepted).and_then(|event| event.to.as_deref());
        page.extend(open.into_iter().flat_map(str::lines).map(|point| Entry::Point(id, point)));
    }
}

fn undone<'a>(course: &'a Course, model: &'a Model, open: Vec<Ended<'a>>, page: &mut Vec<Entry<'a>>) {
    head(page, Head::Open, open.len());
    for ended in open {
        let (card, id) = (ended.card, ended.card.row.id);
        page.push(Entry::Undone(ended));
        let mut say = |why| page.push(Entry::Why(id, why));
        if let Some(reason) = &card.blocked {
            say(Why::Blocked(card, reason));
        }
        if !card.waits.is_empty() {
            say(Why::Waits(card));
        }
        if let Some(returned) = last(course, id, Fact::Returned) {
            say(Why::Returned(returned));
        }
        for question in model.sprint.review.known.questions.get(&id).into_iter().flatten() {
            say(Why::Question(question));
        }
        let (met, all) = card.criteria;
        if all > 0 {
            say(Why::Criteria(met, all));
        }
    }
}

/// The newest fact of a kind about an item.
fn last(course: &Course, item: ItemId, fact: Fact) -> Option<&Event> {
    course.facts.iter().rev().find(|h| h.item == item && h.event.fact == fact).map(|happened| &happened.event)
}
