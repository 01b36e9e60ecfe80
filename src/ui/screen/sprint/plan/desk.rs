//! What a plan is made by: what is in the Sprint, its running sum against what fits, and what is worth a word.

use crate::domain::sprint::warning::{self, Lack, Limits, Warning};
use crate::domain::sprint::{Calendar, Card, Course, Measure, Suggested, Sum, Velocity, tenths};
use crate::domain::{ItemId, Points, State};
use crate::ui::model::Model;

/// The Sprint that is planned, with all that is worked out of it.
pub struct Desk<'a> {
    /// What people call it.
    pub title: String,
    /// What is in it, the open items in the order of the backlog, then what is done.
    pub cards: Vec<&'a Card>,
    /// What is odd about each.
    pub warnings: Vec<Vec<Warning>>,
    /// What is odd about the whole.
    pub lacks: Vec<Lack>,
    /// The running sum at each.
    pub sums: Vec<Points>,
    /// The first that does not fit any more.
    pub first_over: Option<ItemId>,
    /// All of it together.
    pub sum: Sum,
    /// What fits: its capacity, else the usual velocity.
    pub room: Option<Points>,
    /// True where its capacity is written down.
    pub has_capacity: bool,
    /// The mean velocity and its range, where there is any.
    pub usual: Option<Suggested>,
}

impl<'a> Desk<'a> {
    /// What a Sprint's plan is made by.
    pub fn new(model: &Model, course: &'a Course) -> Self {
        let cards: Vec<&Card> = cards(course).collect();
        let usual = velocity(model).suggested();
        let capacity = course.sprint.plan.capacity;
        let room = capacity.or(usual.map(|usual| usual.mean).filter(|mean| mean.0 > 0));
        let most = Points(i64::from(model.thresholds.big_points) * 1000);
        let limits = Limits { most, velocity: usual.map(|usual| usual.mean) };
        let (sums, first_over) = warning::fill(&cards, room);
        Self {
            title: course.sprint.title(),
            warnings: cards.iter().map(|card| warning::of(card, limits)).collect(),
            lacks: warning::of_sprint(&course.sprint, &cards, capacity),
            sum: warning::sum(cards.iter().copied()),
            has_capacity: capacity.is_some(),
            cards,
            sums,
            first_over,
            room,
            usual,
        }
    }

    /// How many things are worth a word: each item once, and what the whole lacks.
    pub fn count(&self) -> usize {
        self.lacks.len() + self.warnings.iter().filter(|found| !found.is_empty()).count()
    }

    /// "21 of 24 points · 8 items · 1 without points".
    pub fn told(&self) -> String {
        let sum = self.sum;
        let of = match (self.room, self.has_capacity) {
            (Some(room), true) => format!("{} of {room} points", sum.points),
            (Some(room), false) => format!("{} points, usually {}", sum.points, tenths(room)),
            (None, _) => format!("{} points", sum.points),
        };
        let items = crate::domain::text::counted(sum.count, "item");
        match sum.unestimated {
            0 => format!("{of} · {items}"),
            n => format!("{of} · {items} · {n} without points"),
        }
    }
}

/// What is in a Sprint: what is open in the order of the backlog, then what is done.
pub(super) fn cards(course: &Course) -> impl Iterator<Item = &Card> {
    let is_done = |card: &&Card| card.row.state == State::Done;
    let open = course.present().filter(move |card| !is_done(card));
    open.chain(course.present().filter(is_done))
}

/// What the Sprints that are over completed.
pub fn velocity(model: &Model) -> Velocity {
    Velocity::of(&model.sprint.past.figures, Measure::Points)
}

/// When people work.
pub fn calendar(model: &Model) -> &Calendar {
    &model.calendar
}
