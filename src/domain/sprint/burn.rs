//! Burndown and burnup: how a Sprint stood at the end of each of its days (`domain.md` §4.4).

use super::super::Points;
use super::track::{Level, Stand, Tracks};
use super::{Calendar, Course, Sum};
use chrono::{Days, NaiveDate};
use strum::{EnumIter, IntoStaticStr};

/// The most days that are drawn of a Sprint: one whose last year was mistyped has no end.
const MOST_DAYS: u64 = 3660;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Measure {
    /// Points; what has none counts 0.
    #[default]
    Points,
    /// Items.
    Items,
}

impl Measure {
    /// The word shown.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// A sum so counted, in thousandths.
    pub fn sum(self, sum: &Sum) -> Points {
        match self {
            Self::Points => sum.points,
            Self::Items => Points(i64::try_from(sum.count).unwrap_or(i64::MAX).saturating_mul(1000)),
        }
    }

    /// A level so counted, in thousandths.
    pub fn level(self, level: Level) -> Points {
        match self {
            Self::Points => level.points,
            Self::Items => Points(level.count.saturating_mul(1000)),
        }
    }
}

/// A Sprint day by day. The same numbers make burndown (what remains) and burnup (what is done, and the scope).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burn {
    /// At the moment it started; what was done before has burnt already.
    pub start: Stand,
    /// Its days, the first to the last.
    pub days: Vec<BurnDay>,
    /// Which of the days is today; `None` where today is none of them.
    pub today: Option<usize>,
}

/// One day of a Sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BurnDay {
    /// The day.
    pub day: NaiveDate,
    /// True where people work on it.
    pub is_working: bool,
    /// What should remain at its end by the ideal line: from what was open at the start to 0, falling on working days
    /// alone.
    pub ideal: Level,
    /// The same with thousandths of items: what a chart draws.
    pub ideal_items: Points,
    /// How the Sprint stood at its end, for today now; `None` for days to come, and after the Sprint closed.
    pub stand: Option<Stand>,
    /// Which of the Sprint's facts are drawn on it: on its first day also earlier ones, on its last also later ones.
    pub facts: Vec<usize>,
}

impl Burn {
    /// A Sprint day by day. `None` for one that didn't start, or was held elsewhere.
    ///
    /// One without dates goes from the day it started to the day it closed, else to today.
    pub fn of(course: &Course, calendar: &Calendar, today: NaiveDate) -> Option<Self> {
        let sprint = &course.sprint;
        let started = sprint.started?.day;
        let last_known = sprint.closed.map_or(today, |closed| closed.day);
        let first = sprint.plan.starts.unwrap_or(started);
        let newest = course.facts.iter().map(|fact| fact.event.day).max().unwrap_or(started);
        let last = sprint.plan.ends.unwrap_or(last_known.max(started).max(newest)).max(first);
        let last = last.min(first.checked_add_days(Days::new(MOST_DAYS)).unwrap_or(last));
        let mut tracks = Tracks::start(course);
        let start = tracks.stand;
        let mut days = blank(calendar, first, last, start.remaining());
        let place = |day: NaiveDate| usize::try_from((day.clamp(first, last) - first).num_days()).unwrap_or(0);
        // Facts come in the order they happened: a clock that jumped back doesn't reorder them.
        let mut at = 0;
        for (n, fact) in course.facts.iter().enumerate() {
            let to = place(fact.event.day).max(at);
            fill(&mut days, &mut at, to, tracks.stand);
            days[at].facts.push(n);
            tracks.take(fact, sprint.number);
        }
        let to = place(last_known).max(at);
        fill(&mut days, &mut at, to, tracks.stand);
        tracks.settle(course);
        days[at].stand = Some(tracks.stand);
        let runs = sprint.closed.is_none() && (first..=last).contains(&today);
        Some(Self { start, days, today: runs.then(|| place(today)) })
    }

    /// The highest value of all lines, in thousandths: what a chart must hold.
    pub fn most(&self, measure: Measure) -> Points {
        let known = self.days.iter().filter_map(|day| day.stand);
        known.chain([self.start]).map(|stand| measure.level(stand.scope)).max().unwrap_or_default()
    }
}

/// Days end as the Sprint stood when the next one began.
fn fill(days: &mut [BurnDay], at: &mut usize, to: usize, stand: Stand) {
    while *at < to {
        days[*at].stand = Some(stand);
        *at += 1;
    }
}

/// The days with their ideal line alone. Where nobody ever works, it falls every day.
fn blank(calendar: &Calendar, first: NaiveDate, last: NaiveDate, open: Level) -> Vec<BurnDay> {
    let count = u64::try_from((last - first).num_days()).unwrap_or(0);
    let days: Vec<NaiveDate> = (0..=count).filter_map(|n| first.checked_add_days(Days::new(n))).collect();
    let working: Vec<bool> = days.iter().map(|day| calendar.is_working(*day)).collect();
    let all = working.iter().filter(|is| **is).count();
    let steps = i64::try_from(if all == 0 { days.len() } else { all }).unwrap_or(i64::MAX).max(1);
    let mut gone = 0;
    let mut burn = |day: NaiveDate, is_working: bool| {
        gone += i64::from(is_working || all == 0);
        let left = |of: i64| Points(round(i128::from(of) * i128::from(steps - gone), i128::from(steps)));
        let ideal_items = left(open.count.saturating_mul(1000));
        let ideal = Level { points: left(open.points.0), count: (ideal_items.0 + 500).div_euclid(1000) };
        BurnDay { day, is_working, ideal, ideal_items, stand: None, facts: Vec::new() }
    };
    days.iter().zip(&working).map(|(day, is)| burn(*day, *is)).collect()
}

/// A division rounded half up.
pub(super) fn round(part: i128, by: i128) -> i64 {
    i64::try_from((2 * part + by).div_euclid(2 * by)).unwrap_or(i64::MAX)
}
