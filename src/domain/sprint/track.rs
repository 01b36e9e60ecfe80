//! One pass over what happened in a Sprint: each item with the way it took through it.

use super::super::item::{Event, Fact};
use super::super::{Estimate, ItemId, Points, State};
use super::{Course, Frozen, Happened, Went};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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
pub(super) struct Track<'a> {
    pub(super) item: ItemId,
    /// How it came in.
    pub(super) origin: Origin,
    /// Its estimate when the Sprint started, else when it first came in.
    pub(super) before: Size<'a>,
    /// Its estimate as of now; once it is out, as of when it left.
    pub(super) after: Size<'a>,
    /// The points of `after`; 0 where it has none.
    pub(super) points: Points,
    pub(super) is_inside: bool,
    pub(super) is_done: bool,
    /// For what was open when the Sprint closed: where it went.
    pub(super) went: Option<Went>,
}

impl<'a> Track<'a> {
    fn new(item: ItemId, size: Size<'a>) -> Self {
        Self {
            item,
            origin: Origin::Added,
            before: size,
            after: size,
            points: size.points(),
            is_inside: true,
            is_done: false,
            went: None,
        }
    }

    fn started(frozen: &'a Frozen) -> Self {
        let is_done = frozen.state == State::Done;
        let origin = if is_done { Origin::DoneBefore } else { Origin::Planned };
        Self { origin, is_done, ..Self::new(frozen.item, Size::Is(frozen.estimate.as_ref())) }
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

    fn re_estimate(&mut self, size: Size<'a>) {
        self.points = size.points();
        self.after = size;
    }
}

/// An estimate where it stands, read no further than it must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Size<'a> {
    /// This one.
    Is(Option<&'a Estimate>),
    /// As a fact has it.
    Word(&'a str),
}

impl Size<'_> {
    /// The points; 0 where it has none.
    fn points(self) -> Points {
        let points = match self {
            Self::Is(estimate) => estimate.and_then(Estimate::points),
            // Nearly all are short whole numbers.
            Self::Word(word) => match word.parse::<u16>() {
                Ok(whole) => Some(Points(i64::from(whole) * 1000)),
                Err(_) => self.estimate().as_ref().and_then(Estimate::points),
            },
        };
        points.unwrap_or_default()
    }

    /// The estimate.
    pub(super) fn estimate(self) -> Option<Estimate> {
        match self {
            Self::Is(estimate) => estimate.cloned(),
            Self::Word(word) => Estimate::parse(word).ok().flatten(),
        }
    }
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
pub(super) struct Tracks<'a> {
    pub(super) all: Vec<Track<'a>>,
    places: HashMap<ItemId, usize, BuildHasherDefault<Spread>>,
    /// How the Sprint stands.
    pub(super) stand: Stand,
}

/// Spreads the rows of items over a table: numbers given one after the other, which nobody chooses.
#[derive(Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_i64(i64::from(*byte));
        }
    }

    fn write_i64(&mut self, n: i64) {
        self.0 = (self.0.rotate_left(5) ^ n.cast_unsigned()).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl<'a> Tracks<'a> {
    /// As the Sprint started.
    pub(super) fn start(course: &'a Course) -> Self {
        let room = course.start.len() + 16;
        let places = HashMap::with_capacity_and_hasher(room, BuildHasherDefault::default());
        let mut tracks = Self { all: Vec::with_capacity(room), places, stand: Stand::default() };
        for frozen in &course.start {
            tracks.put(Track::started(frozen));
        }
        tracks
    }

    /// As the Sprint stands in the end, or now.
    pub(super) fn walked(course: &'a Course) -> Self {
        let mut tracks = Self::start(course);
        for fact in &course.facts {
            tracks.take(fact, course.sprint.number);
        }
        tracks.settle(course);
        tracks
    }

    fn put(&mut self, track: Track<'a>) {
        self.stand.shift(Stand::default(), track.weight());
        self.places.insert(track.item, self.all.len());
        self.all.push(track);
    }

    /// One fact more.
    pub(super) fn take(&mut self, happened: &'a Happened, number: i64) {
        let Happened { item, event, estimate } = happened;
        let is_here = |value: &Option<String>| value.as_ref().and_then(|v| v.parse().ok()) == Some(number);
        let Some(&place) = self.places.get(item) else {
            if event.fact == Fact::Sprint && is_here(&event.to) {
                self.put(Track::new(*item, Size::Is(estimate.as_ref())));
            }
            return;
        };
        let track = &mut self.all[place];
        let before = track.weight();
        match event.fact {
            Fact::Sprint if is_here(&event.to) => {
                track.is_inside = true;
                track.re_estimate(Size::Is(estimate.as_ref()));
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
    pub(super) fn settle(&mut self, course: &'a Course) {
        let frozen = |f: &'a Frozen| (f.item, f.state == State::Done, f.estimate.as_ref(), f.went);
        let last: Vec<_> = if course.sprint.closed.is_some() {
            course.end.iter().map(frozen).collect()
        } else {
            let card = |c: &'a super::Card| (c.row.id, c.row.state == State::Done, c.row.estimate.as_ref(), None);
            course.present().map(card).collect()
        };
        let mut is_left = vec![true; self.all.len()];
        for (item, is_done, estimate, went) in last {
            let place = if let Some(&place) = self.places.get(&item) {
                place
            } else {
                self.put(Track::new(item, Size::Is(estimate)));
                self.all.len() - 1
            };
            if let Some(is_left) = is_left.get_mut(place) {
                *is_left = false;
            }
            let track = &mut self.all[place];
            let before = track.weight();
            (track.is_inside, track.is_done, track.went) = (true, is_done, went);
            track.re_estimate(Size::Is(estimate));
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

fn read(event: &Event) -> Size<'_> {
    event.to.as_deref().map_or(Size::Is(None), Size::Word)
}
