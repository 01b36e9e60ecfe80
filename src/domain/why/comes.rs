//! When an item comes, if the next Sprints go as the last three did.

use super::super::item::InSprint;
use super::super::sprint::ahead;
use super::super::sprint::{Block, Phase};
use super::super::text::{counted, thousands};
use super::super::{Item, Points};

/// In which Sprints an item may come: as early as at the best of the last three velocities, as late as at the worst.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comes {
    /// The points of all items of the order that are in no Sprint down to it, its own among them.
    pub points: Points,
    /// How many of these have no points: they count 0, so that it may come later.
    pub unestimated: usize,
    /// What was completed in the last three Sprints, the oldest first; fewer, where fewer are over.
    pub velocities: Vec<Points>,
    /// How many items stand before it, where these are too many to look at: then nothing else is known.
    pub beyond: Option<usize>,
    /// The first Sprint that may bring it; `None` where no velocity is known, or all are 0.
    pub earliest: Option<String>,
    /// The last one; `None` also where the worst velocity is 0.
    pub latest: Option<String>,
}

impl Comes {
    /// Works it out: ⌈points ÷ velocity⌉ Sprints from now. `next` is the number that the next new Sprint gets.
    pub fn of((points, unestimated): (Points, usize), velocities: Vec<Points>, next: i64, blocks: &[Block]) -> Self {
        let title = |velocity: Option<&Points>| {
            let sprints = sprints(points, *velocity?)?;
            Some(ahead::title(next, blocks, sprints))
        };
        let (earliest, latest) = (title(velocities.iter().max()), title(velocities.iter().min()));
        Self { points, unestimated, velocities, beyond: None, earliest, latest }
    }

    /// Of an item that so many stand before that nobody can say when it comes.
    pub fn beyond(items: usize) -> Self {
        Self { beyond: Some(items), ..Self::default() }
    }

    /// The first Sprint that may bring an item, and the last one: what is in a Sprint comes with that one.
    pub fn when(&self, item: &Item) -> (Option<String>, Option<String>) {
        match open(item) {
            Some(sprint) => (Some(sprint.title.clone()), Some(sprint.title.clone())),
            None => (self.earliest.clone(), self.latest.clone()),
        }
    }

    /// In words, a line each.
    pub fn words(&self, item: &Item) -> Vec<String> {
        if let Some(sprint) = open(item) {
            let runs = if sprint.phase == Phase::Active { "which runs" } else { "which is planned" };
            return vec![format!("{}, {runs}", sprint.title)];
        }
        if let Some(items) = self.beyond {
            return vec![format!("—: {} items stand before it, too many to say", thousands(items))];
        }
        let (Some(worst), Some(best)) = (self.velocities.iter().min(), self.velocities.iter().max()) else {
            return vec!["—: no Sprint is over yet, so there is no velocity".into()];
        };
        let when = match (&self.earliest, &self.latest) {
            (Some(first), Some(last)) if first == last => first.clone(),
            (Some(first), Some(last)) => format!("{first} to {last}"),
            (Some(first), None) => format!("{first} or later"),
            (None, _) => "—".into(),
        };
        let speed = if worst == best { best.to_string() } else { format!("{best} to {worst}") };
        let last: Vec<String> = self.velocities.iter().map(ToString::to_string).collect();
        let sprints = if last.len() == 1 { "the last Sprint".to_owned() } else { format!("the last {}", last.len()) };
        let mut said = vec![
            when,
            format!("{} points down to it, at {speed} a Sprint ({sprints}: {})", self.points, last.join(", ")),
        ];
        if self.unestimated > 0 {
            said.push(format!("{} down to it without points: counted as 0", counted(self.unestimated, "item")));
        }
        said
    }
}

/// The Sprint that an item is in and that is not over.
fn open(item: &Item) -> Option<&InSprint> {
    item.sprint.as_ref().filter(|sprint| sprint.phase != Phase::Closed)
}

/// How many Sprints so many points take, at least one; `None` where nothing is completed.
fn sprints(points: Points, velocity: Points) -> Option<usize> {
    let velocity = Some(velocity.0).filter(|velocity| *velocity > 0)?;
    let full = points.0.max(0).saturating_add(velocity - 1) / velocity;
    usize::try_from(full.max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comes(points: i64, velocities: &[i64]) -> (Option<String>, Option<String>) {
        let whole = |points: i64| Points(points * 1000);
        let comes = Comes::of((whole(points), 0), velocities.iter().copied().map(whole).collect(), 15, &[]);
        (comes.earliest, comes.latest)
    }

    #[test]
    fn the_best_and_the_worst_of_three_velocities_make_the_range() {
        let said = |first: &str, last: &str| (Some(first.to_owned()), Some(last.to_owned()));
        assert_eq!(comes(50, &[23, 28, 22]), said("≈ Sprint 16", "≈ Sprint 17"));
        assert_eq!(comes(22, &[23, 28, 22]), said("≈ Sprint 15", "≈ Sprint 15"));
        assert_eq!(comes(0, &[23, 28, 22]), said("≈ Sprint 15", "≈ Sprint 15"));
        assert_eq!(comes(5, &[10, 0]), (Some("≈ Sprint 15".into()), None));
        assert_eq!((comes(5, &[]), comes(5, &[0])), ((None, None), (None, None)));
    }
}
