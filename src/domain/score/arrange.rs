//! From score to order: what would move, before anything does.

use super::{Amount, CLASSES, Framework, Ranking, Standing};
use crate::domain::{ItemId, SprintId};
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Inside of what the items change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    /// Anywhere.
    #[default]
    All,
    /// Each among those of its `MoSCoW` class.
    Class,
    /// Each among those of its Sprint, or of none: nothing crosses a Sprint's line.
    Sprint,
    /// Each among those of its class in its Sprint.
    ClassAndSprint,
}

impl Within {
    /// Inside of classes, of Sprints, or of both.
    pub fn new(is_class: bool, is_sprint: bool) -> Self {
        match (is_class, is_sprint) {
            (false, false) => Self::All,
            (true, false) => Self::Class,
            (false, true) => Self::Sprint,
            (true, true) => Self::ClassAndSprint,
        }
    }

    /// True where no item leaves its class.
    pub fn is_class(self) -> bool {
        matches!(self, Self::Class | Self::ClassAndSprint)
    }

    /// True where no item crosses a Sprint's line.
    pub fn is_sprint(self) -> bool {
        matches!(self, Self::Sprint | Self::ClassAndSprint)
    }
}

/// An item that would move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// The item.
    pub item: ItemId,
    /// Its place now, from 1.
    pub from: usize,
    /// Its place afterwards.
    pub to: usize,
    /// The Sprint it is in now, and the one it would be in, where these are not the same.
    pub crosses: Option<(Option<SprintId>, Option<SprintId>)>,
}

/// What an order by score would change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// What moves, by the present place.
    pub shifts: Vec<Shift>,
    /// How many items were looked at.
    pub among: usize,
    /// How many of these have no score: they come after all others.
    pub unscored: usize,
    /// How many stay because somebody fixed them.
    pub pinned: usize,
    /// How many stay because their Sprint runs.
    pub running: usize,
}

impl Proposal {
    /// The items that move, as they stand afterwards: they take each other's places.
    pub fn items(&self) -> Vec<ItemId> {
        let mut shifts: Vec<&Shift> = self.shifts.iter().collect();
        shifts.sort_unstable_by_key(|shift| shift.to);
        shifts.into_iter().map(|shift| shift.item).collect()
    }
}

/// How many Won't items would stand above how many that have no class, where the classes are what is ordered by: what
/// nobody judged comes last, so that these are worth a look.
pub fn wont_above(ranking: &Ranking, proposal: &Proposal) -> Option<(usize, usize)> {
    if ranking.framework != Framework::Moscow {
        return None;
    }
    let mut order: Vec<ItemId> = ranking.standings().map(|one| one.item).collect();
    for shift in &proposal.shifts {
        order[shift.to - 1] = shift.item;
    }
    let class = |item: &ItemId| ranking.standing(*item).and_then(|one| one.class);
    let wont = CLASSES.last().map(|(class, _)| *class);
    let first = order.iter().position(|item| class(item) == wont)?;
    let last = order.iter().rposition(|item| class(item).is_none()).filter(|last| *last > first)?;
    let count = |is: &dyn Fn(Option<Amount>) -> bool| order[first..=last].iter().filter(|item| is(class(item))).count();
    Some((count(&|class| class == wont), count(&|class| class.is_none())))
}

/// What would move if these items (`None`: all) took the places among themselves that their scores give them.
///
/// All is done by index in the order: with 100,000 items a table by id would cost more than all the rest.
pub fn arrange(ranking: &Ranking, chosen: Option<&[ItemId]>, within: Within) -> Proposal {
    let order = ranking.in_order();
    let chosen = chosen.map(|items| {
        let mut is_chosen = vec![false; order.len()];
        for (now, _) in items.iter().filter_map(|item| ranking.places(*item)) {
            is_chosen[now - 1] = true;
        }
        is_chosen
    });
    let is_unscored = |at: usize| !order.is_scored(at);
    let standing = |at: usize| order.standing(at);
    rearrange(order.len(), standing, &ranking.indices_by_score(), chosen.as_deref(), within, is_unscored)
}

/// What would move if these items stood among themselves as in `order`. Places are told among them alone, from 1.
pub fn arrange_as(standing: &[Standing], order: &[ItemId]) -> Proposal {
    let wanted: Vec<usize> =
        order.iter().filter_map(|item| standing.iter().position(|one| one.item == *item)).collect();
    rearrange(standing.len(), |at| standing[at], &wanted, None, Within::All, |_| false)
}

/// `total` items stand as `standing` tells by index; `wanted` are such indices; `chosen` is by such an index.
fn rearrange(
    total: usize,
    standing: impl Fn(usize) -> Standing,
    wanted: &[usize],
    chosen: Option<&[bool]>,
    within: Within,
    is_unscored: impl Fn(usize) -> bool,
) -> Proposal {
    let is_chosen = |at: usize| chosen.is_none_or(|chosen| chosen[at]);
    let mut proposal = Proposal::default();
    let mut is_free = vec![false; total];
    for at in (0..total).filter(|at| is_chosen(*at)) {
        let one = standing(at);
        is_free[at] = !one.is_held();
        proposal.among += 1;
        proposal.unscored += usize::from(is_free[at] && is_unscored(at));
        proposal.pinned += usize::from(one.is_pinned && !one.is_running);
        proposal.running += usize::from(one.is_running);
    }
    let free: Vec<usize> = (0..total).filter(|at| is_free[*at]).collect();
    let next: Vec<usize> = wanted.iter().copied().filter(|at| is_free[*at]).collect();
    let pairs: Vec<(usize, usize)> = match within {
        Within::All => free.into_iter().zip(next).collect(),
        Within::Class => grouped(&free, &next, |at| standing(at).class),
        Within::Sprint => grouped(&free, &next, |at| standing(at).sprint),
        Within::ClassAndSprint => grouped(&free, &next, |at| (standing(at).class, standing(at).sprint)),
    };
    for (to, from) in pairs.into_iter().filter(|(to, from)| to != from) {
        let (one, there) = (standing(from), standing(to).sprint);
        let crosses = (one.sprint != there).then_some((one.sprint, there));
        proposal.shifts.push(Shift { item: one.item, from: from + 1, to: to + 1, crosses });
    }
    proposal.shifts.sort_unstable_by_key(|shift| shift.from);
    proposal
}

/// The free places, each with the item that takes it, where every item keeps to its own group; all by index.
fn grouped<K: Hash + Eq>(free: &[usize], next: &[usize], group: impl Fn(usize) -> K) -> Vec<(usize, usize)> {
    let mut queues: HashMap<K, VecDeque<usize>> = HashMap::new();
    for at in next {
        queues.entry(group(*at)).or_default().push_back(*at);
    }
    free.iter().filter_map(|at| Some((*at, queues.get_mut(&group(*at))?.pop_front()?))).collect()
}
