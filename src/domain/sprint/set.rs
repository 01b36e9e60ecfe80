//! The sets of a Sprint, as Jira's sprint report has them (`domain.md` §4.1).

use super::super::{Estimate, ItemId, Points};
use super::track::{Origin, Track, Tracks};
use super::{Course, Went};
use strum::{EnumIter, IntoStaticStr};

/// What became of an item in a Sprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, IntoStaticStr)]
pub enum Set {
    /// Done when the Sprint closed, and not before it started.
    #[strum(serialize = "completed")]
    Completed,
    /// In it when it closed, and not done.
    #[strum(serialize = "not completed")]
    Open,
    /// Taken out while it ran; Jira says "punted".
    #[strum(serialize = "removed")]
    Removed,
    /// Done already when it started: counted in the burndown, not in planned and completed.
    #[strum(serialize = "completed outside of this Sprint")]
    Outside,
}

impl Set {
    /// The words shown.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// An item of a Sprint, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The item.
    pub item: ItemId,
    /// What became of it.
    pub set: Set,
    /// True where it counts as planned at start: it was in the Sprint then, and not done.
    pub is_planned: bool,
    /// True where it came in after the start, which Jira marks with `*`; or was done at the start and is work again.
    pub is_added: bool,
    /// Its estimate when the Sprint started, else when it came in.
    pub before: Option<Estimate>,
    /// Its estimate when the Sprint closed, else when it was taken out; while the Sprint runs, as of now.
    pub after: Option<Estimate>,
    /// For one that was open when the Sprint closed: where it went.
    pub went: Option<Went>,
}

impl Part {
    fn of(track: &Track) -> Self {
        let set = match (track.is_inside, track.is_done) {
            (_, true) if track.origin == Origin::DoneBefore => Set::Outside,
            (false, _) => Set::Removed,
            (true, true) => Set::Completed,
            (true, false) => Set::Open,
        };
        Self {
            item: track.item,
            set,
            is_planned: track.origin == Origin::Planned,
            is_added: track.origin == Origin::Added || (track.origin == Origin::DoneBefore && set != Set::Outside),
            before: track.before.clone(),
            after: track.after.clone(),
            went: track.went,
        }
    }

    /// By how many points its estimate rose while it was in the Sprint; below 0 where it fell.
    pub fn rise(&self) -> Points {
        let points = |estimate: &Option<Estimate>| estimate.as_ref().and_then(Estimate::points).unwrap_or_default();
        Points(points(&self.after).0 - points(&self.before).0)
    }

    /// True where its estimate changed while it was in the Sprint.
    pub fn is_re_estimated(&self) -> bool {
        self.before != self.after
    }
}

/// What became of every item of a Sprint: those planned in the order they had, then those added, as they came.
///
/// Those of a Sprint that runs are as of now. One that is planned has none, and so has one that was held elsewhere.
pub fn sets(course: &Course) -> Vec<Part> {
    if course.sprint.started.is_none() {
        return Vec::new();
    }
    Tracks::walked(course).all.iter().map(Part::of).collect()
}
