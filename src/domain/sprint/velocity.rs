//! Velocity: what was completed, Sprint by Sprint. Never one number alone (`domain.md` §4.4).

use super::super::text::counted;
use super::super::{Points, SprintId};
use super::ahead::Pace;
use super::burn::{Measure, round};
use super::{Figures, Phase};

/// How many Sprints the mean of the newest and the suggestion look at.
const NEWEST: usize = 3;
/// How many Sprints the range looks at.
const RANGE: usize = 6;

/// What was completed in the Sprints that are over, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Velocity {
    /// What is counted; a count of items is in thousandths too.
    pub measure: Measure,
    /// The Sprints behind all that follows, as they ended.
    pub behind: Vec<Behind>,
    /// How many that are over are left out, because nothing that was completed in them has points: their velocity is
    /// not known, which is not 0.
    pub unestimated: usize,
    /// True while more Sprints are over, of which it is still worked out what was completed.
    pub is_partial: bool,
}

/// A Sprint that is over, with what was completed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The Sprint.
    pub sprint: SprintId,
    /// Its number.
    pub number: i64,
    /// As people name it.
    pub title: String,
    /// As short as people know it.
    pub short: String,
    /// What was completed, in thousandths.
    pub completed: Points,
}

impl Velocity {
    /// The velocity of Sprints; those that are not over or of which too little is known are left out. In points those
    /// count as not known in which items were completed, none of them with an estimate in points.
    pub fn of(figures: &[Figures], measure: Measure) -> Self {
        let known = |figures: &Figures| {
            let completed = figures.completed_in(measure).filter(|_| figures.sprint.phase == Phase::Closed)?;
            Some(Behind {
                sprint: figures.sprint.id,
                number: figures.sprint.number,
                title: figures.sprint.title(),
                short: figures.sprint.short(),
                completed,
            })
        };
        let is_unestimated = |f: &&Figures| {
            let is_told = f.sprint.phase == Phase::Closed && f.completed.is_some();
            is_told && measure == Measure::Points && f.completed_in(measure).is_none()
        };
        let unestimated = figures.iter().filter(is_unestimated).count();
        let mut over: Vec<&Figures> = figures.iter().collect();
        // History taken in later has later numbers.
        over.sort_by_key(|figures| figures.sprint.place());
        let is_partial = figures.iter().any(|figures| figures.is_pending && figures.completed.is_none());
        Self { measure, behind: over.into_iter().filter_map(known).collect(), unestimated, is_partial }
    }

    /// "; 1 Sprint without points left out"; nothing where none is.
    pub fn left_out(&self) -> String {
        match self.unestimated {
            0 => String::new(),
            n => format!("; {} without points left out", counted(n, "Sprint")),
        }
    }

    /// The newest Sprints of those known: at most three, the oldest first.
    pub fn newest(&self) -> &[Behind] {
        &self.behind[self.behind.len().saturating_sub(NEWEST)..]
    }

    /// The mean of the last three, in thousandths; of fewer, where there are fewer. `None` where there is none.
    pub fn mean_of_three(&self) -> Option<Points> {
        mean(self.newest())
    }

    /// What was completed in the last three, for what must not be rounded. `None` where there is none.
    pub fn pace(&self) -> Option<Pace> {
        let newest = self.newest();
        let points = Points(newest.iter().fold(0, |sum, b| b.completed.0.saturating_add(sum)));
        (!newest.is_empty()).then_some(Pace { points, sprints: newest.len() })
    }

    /// The mean of all, in thousandths. `None` where there is none, and while some are still worked out.
    pub fn mean_of_all(&self) -> Option<Points> {
        if self.is_partial { None } else { mean(&self.behind) }
    }

    /// The least and the most of the last six. `None` where there is none, and while some are still worked out.
    pub fn range(&self) -> Option<(Points, Points)> {
        if self.is_partial && self.behind.len() < RANGE {
            return None;
        }
        range(&self.behind[self.behind.len().saturating_sub(RANGE)..])
    }

    /// What fits into a Sprint, going by the last three: their mean, and their least and most. The Sprints behind it are
    /// [`newest`](Self::newest).
    pub fn suggested(&self) -> Option<Suggested> {
        let (least, most) = range(self.newest())?;
        Some(Suggested { mean: self.mean_of_three()?, least, most })
    }
}

/// What fits into a Sprint, going by the last three; in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggested {
    /// The mean.
    pub mean: Points,
    /// The least.
    pub least: Points,
    /// The most.
    pub most: Points,
}

fn mean(behind: &[Behind]) -> Option<Points> {
    let sum: i128 = behind.iter().map(|b| i128::from(b.completed.0)).sum();
    let count = i128::try_from(behind.len()).ok().filter(|count| *count > 0)?;
    Some(Points(round(sum, count)))
}

fn range(behind: &[Behind]) -> Option<(Points, Points)> {
    let completed = || behind.iter().map(|b| b.completed);
    Some((completed().min()?, completed().max()?))
}
