//! From score to order: what would move, before anything does.

use super::{Amount, CLASSES, Framework, Ranking, Standing};
use crate::domain::{ItemId, SprintId};
use std::collections::HashSet;
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
    let mut order: Vec<ItemId> = ranking.standing.iter().map(|one| one.item).collect();
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
pub fn arrange(ranking: &Ranking, chosen: Option<&[ItemId]>, within: Within) -> Proposal {
    let chosen: Option<HashSet<ItemId>> = chosen.map(|items| items.iter().copied().collect());
    let wanted = by_places(&ranking.by_score, ranking);
    rearrange(&ranking.standing, &wanted, chosen.as_ref(), within, |item| ranking.score(item).is_none())
}

/// What would move if these items stood among themselves as in `order`. Places are told among them alone, from 1.
pub fn arrange_as(standing: &[Standing], order: &[ItemId]) -> Proposal {
    let wanted: Vec<&Standing> =
        order.iter().filter_map(|item| standing.iter().find(|one| one.item == *item)).collect();
    rearrange(standing, &wanted, None, Within::All, |_| false)
}

/// The standings of items in another sequence.
fn by_places<'a>(items: &[ItemId], ranking: &'a Ranking) -> Vec<&'a Standing> {
    items.iter().filter_map(|item| ranking.standing(*item)).collect()
}

fn rearrange(
    standing: &[Standing],
    wanted: &[&Standing],
    chosen: Option<&HashSet<ItemId>>,
    within: Within,
    is_unscored: impl Fn(ItemId) -> bool,
) -> Proposal {
    let is_chosen = |standing: &Standing| chosen.is_none_or(|chosen| chosen.contains(&standing.item));
    let looked: Vec<(usize, &Standing)> = standing.iter().enumerate().filter(|(_, one)| is_chosen(one)).collect();
    let count = |is: &dyn Fn(&Standing) -> bool| looked.iter().filter(|(_, one)| is(one)).count();
    let mut proposal = Proposal {
        among: looked.len(),
        unscored: count(&|one| !one.is_held() && is_unscored(one.item)),
        pinned: count(&|one| one.is_pinned && !one.is_running),
        running: count(&|one| one.is_running),
        ..Proposal::default()
    };
    let free: Vec<(usize, &Standing)> = looked.into_iter().filter(|(_, one)| !one.is_held()).collect();
    let next: Vec<&Standing> = wanted.iter().copied().filter(|one| is_chosen(one) && !one.is_held()).collect();
    let pairs: Vec<(usize, &Standing)> = match within {
        Within::All => free.iter().map(|(at, _)| *at).zip(next).collect(),
        Within::Class => grouped(&free, &next, |one| one.class),
        Within::Sprint => grouped(&free, &next, |one| one.sprint),
    };
    let place: std::collections::HashMap<ItemId, usize> = free.iter().map(|(at, one)| (one.item, *at)).collect();
    for (to, one) in pairs {
        let from = place[&one.item];
        if from != to {
            let there = standing[to].sprint;
            let crosses = (one.sprint != there).then_some((one.sprint, there));
            proposal.shifts.push(Shift { item: one.item, from: from + 1, to: to + 1, crosses });
        }
    }
    proposal.shifts.sort_unstable_by_key(|shift| shift.from);
    proposal
}

/// The free places, each with the item that takes it, where every item keeps to its own group.
fn grouped<'a, K: Hash + Eq>(
    free: &[(usize, &'a Standing)],
    next: &[&'a Standing],
    group: impl Fn(&Standing) -> K,
) -> Vec<(usize, &'a Standing)> {
    let mut queues: std::collections::HashMap<K, std::collections::VecDeque<&'a Standing>> =
        std::collections::HashMap::new();
    for one in next {
        queues.entry(group(one)).or_default().push_back(one);
    }
    free.iter().filter_map(|(at, one)| Some((*at, queues.get_mut(&group(one))?.pop_front()?))).collect()
}
