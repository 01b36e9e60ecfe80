//! One pass over what happened in a Sprint: each item with the way it took through it.

use super::super::item::{Event, Fact};
use super::super::{Estimate, ItemId, Points, State};
use super::{Course, Frozen, Happened, Went};
use std::collections::HashMap;

/// How an item came into a Sprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was in it when it started.
    Planned,
    /// It was in it when it started, and done already.
    DoneBefore,
    /// It came in later.
    Added,
}

/// An item's way through a Sprint, as far as it was followed.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) item: ItemId,
    /// How it came in.
    pub(super) origin: Origin,
    /// Its estimate when the Sprint started, else when it first came in.
    pub(super) before: Option<Estimate>,
    /// Its estimate as of now; once it is out, as of when it left.
    pub(super) after: Option<Estimate>,
    /// The points of `after`; 0 where it has none.
    pub(super) points: Points,
    pub(super) is_inside: bool,
    pub(super) is_done: bool,
    /// For what was open when the Sprint closed: where it went.
    pub(super) went: Option<Went>,
}

impl Track {
    fn new(item: ItemId, estimate: Option<Estimate>) -> Self {
        let points = size(estimate.as_ref());
        Self {
            item,
            origin: Origin::Added,
            before: estimate.clone(),
            after: estimate,
            points,
            is_inside: true,
            is_done: false,
            went: None,
        }
    }

    fn started(frozen: &Frozen) -> Self {
        let is_done = frozen.state == State::Done;
        let origin = if is_done { Origin::DoneBefore } else { Origin::Planned };
        Self { origin, is_done, ..Self::new(frozen.item, frozen.estimate.clone()) }
    }

    /// What it adds to scope and to what is done.
    fn weight(&self) -> Stand {
        let one = Level { points: self.points, count: 1 };
        match (self.is_inside, self.is_done) {
            (false, _) => Stand::default(),
            (true, false) => Stand { scope: one, done: Level::default() },
            (true, true) => Stand { scope: one, done: one },
        }
    }

    fn re_estimate(&mut self, estimate: Option<Estimate>) {
        self.points = size(estimate.as_ref());
        self.after = estimate;
    }
}

fn size(estimate: Option<&Estimate>) -> Points {
    estimate.and_then(Estimate::points).unwrap_or_default()
}

/// An amount of work: in points, and as a count of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Level {
    /// The points of all that have some.
    pub points: Points,
    /// How many items.
    pub count: i64,
}

impl Level {
    fn plus(self, other: Self) -> Self {
        Self { points: Points(self.points.0.saturating_add(other.points.0)), count: self.count + other.count }
    }

    /// What is left of it without the other.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self { points: Points(self.points.0.saturating_sub(other.points.0)), count: self.count - other.count }
    }
}

/// How a Sprint stands at a moment: all that is in it, and how much of that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stand {
    /// All that is in it.
    pub scope: Level,
    /// What of it is done.
    pub done: Level,
}

impl Stand {
    /// What is still to do.
    pub fn remaining(&self) -> Level {
        self.scope.minus(self.done)
    }

    fn shift(&mut self, before: Self, after: Self) {
        self.scope = self.scope.plus(after.scope).minus(before.scope);
        self.done = self.done.plus(after.done).minus(before.done);
    }
}

/// All items of a Sprint on their way: those of the start in their order, then those added, as they came.
#[derive(Debug)]
pub(super) struct Tracks {
    pub(super) all: Vec<Track>,
    places: HashMap<ItemId, usize>,
    /// How the Sprint stands.
    pub(super) stand: Stand,
}

impl Tracks {
    /// As the Sprint started.
    pub(super) fn start(course: &Course) -> Self {
        let mut tracks =
            Self { all: Vec::new(), places: HashMap::with_capacity(course.start.len() * 2), stand: Stand::default() };
        for frozen in &course.start {
            tracks.put(Track::started(frozen));
        }
        tracks
    }

    /// As the Sprint stands in the end, or now.
    pub(super) fn walked(course: &Course) -> Self {
        let mut tracks = Self::start(course);
        for fact in &course.facts {
            tracks.take(fact, course.sprint.number);
        }
        tracks.settle(course);
        tracks
    }

    fn put(&mut self, track: Track) {
        self.stand.shift(Stand::default(), track.weight());
        self.places.insert(track.item, self.all.len());
        self.all.push(track);
    }

    /// One fact more.
    pub(super) fn take(&mut self, happened: &Happened, number: i64) {
        let Happened { item, event, estimate } = happened;
        let is_here = |value: &Option<String>| value.as_ref().and_then(|v| v.parse().ok()) == Some(number);
        let Some(&place) = self.places.get(item) else {
            if event.fact == Fact::Sprint && is_here(&event.to) {
                self.put(Track::new(*item, estimate.clone()));
            }
            return;
        };
        let track = &mut self.all[place];
        let before = track.weight();
        match event.fact {
            Fact::Sprint if is_here(&event.to) => {
                track.is_inside = true;
                track.re_estimate(estimate.clone());
            }
            Fact::Sprint => track.is_inside = false,
            Fact::Estimate => track.re_estimate(read(event)),
            Fact::State => track.is_done = event.to.as_deref() == Some(State::Done.name()),
            Fact::Accepted | Fact::Returned => {}
        }
        self.stand.shift(before, track.weight());
    }

    /// The last word: what was frozen at the end; while the Sprint runs, how its items are now.
    ///
    /// It differs from what the facts say only where these are gone, with items that were purged.
    pub(super) fn settle(&mut self, course: &Course) {
        let frozen = |f: &Frozen| (f.item, f.state == State::Done, f.estimate.clone(), f.went);
        let last: Vec<_> = if course.sprint.closed.is_some() {
            course.end.iter().map(frozen).collect()
        } else {
            let card = |c: &super::Card| (c.row.id, c.row.state == State::Done, c.row.estimate.clone(), None);
            course.present().map(card).collect()
        };
        let mut is_left = vec![true; self.all.len()];
        for (item, is_done, estimate, went) in last {
            let place = if let Some(&place) = self.places.get(&item) {
                place
            } else {
                self.put(Track::new(item, estimate.clone()));
                self.all.len() - 1
            };
            if let Some(is_left) = is_left.get_mut(place) {
                *is_left = false;
            }
            let track = &mut self.all[place];
            let before = track.weight();
            (track.is_inside, track.is_done, track.went) = (true, is_done, went);
            if track.after != estimate {
                track.re_estimate(estimate);
            }
            self.stand.shift(before, track.weight());
        }
        for place in (0..is_left.len()).filter(|place| is_left[*place]) {
            let track = &mut self.all[place];
            let before = track.weight();
            track.is_inside = false;
            self.stand.shift(before, track.weight());
        }
    }
}

fn read(event: &Event) -> Option<Estimate> {
    Estimate::parse(event.to.as_deref()?).ok().flatten()
}
