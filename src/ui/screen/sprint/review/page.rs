//! The lines of a review by what they tell, in their sequence.

use crate::domain::item::{Event, Fact};
use crate::domain::sprint::{Card, Course, Frozen, Heard, Phase, Went};
use crate::domain::{Criterion, ItemId, Row, State};
use crate::ui::model::Model;

/// Lines of notes that are shown; the rest is there where they are written.
const NOTES: usize = 40;
/// Lines of the Sprint Goal.
const GOAL: usize = 4;

/// A heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Accepted,
    Open,
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
    Done(&'a Card, &'a Course),
    /// What it is worth to users.
    Value(ItemId, &'a str),
    /// What was open when it was accepted.
    Point(ItemId, &'a str),
    /// A criterion of it.
    Criterion(ItemId, &'a Criterion),
    /// What is not done.
    Undone(&'a Card, State, Option<Went>),
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
            Self::Done(card, _) | Self::Undone(card, ..) => Some(card.row.id),
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
        match self {
            Self::Done(..) | Self::Undone(..) | Self::Said(_) | Self::Coming(..) => self.item(),
            Self::Value(..)
            | Self::Point(..)
            | Self::Criterion(..)
            | Self::Why(..)
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
    accepted(course, model, &mut page, &mut shown);
    undone(course, model, &mut page, &mut shown);
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

/// A card with the state by which it counts, and where it went.
type Ended<'a> = (&'a Card, State, Option<Went>);

/// What the Sprint has now, or ended with.
fn ended(course: &Course) -> Vec<Ended<'_>> {
    if course.sprint.phase == Phase::Closed {
        let end = |end: &Frozen| Some((course.card(end.item)?, end.state, end.went));
        return course.end.iter().filter_map(end).collect();
    }
    course.present().map(|card| (card, card.row.state, None)).collect()
}

fn accepted<'a>(course: &'a Course, model: &'a Model, page: &mut Vec<Entry<'a>>, shown: &mut Vec<ItemId>) {
    let done: Vec<_> = ended(course).into_iter().filter(|(_, state, _)| *state == State::Done).collect();
    head(page, Head::Accepted, done.len());
    for (card, ..) in done {
        let id = card.row.id;
        shown.push(id);
        page.push(Entry::Done(card, course));
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

fn undone<'a>(course: &'a Course, model: &'a Model, page: &mut Vec<Entry<'a>>, shown: &mut Vec<ItemId>) {
    let open: Vec<_> = ended(course).into_iter().filter(|(_, state, _)| *state != State::Done).collect();
    head(page, Head::Open, open.len());
    for (card, state, went) in open {
        let id = card.row.id;
        shown.push(id);
        page.push(Entry::Undone(card, state, went));
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
