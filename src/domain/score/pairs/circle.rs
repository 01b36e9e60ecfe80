//! Answers that contradict each other: "A > B > C > A".

use super::grade::Groups;
use super::{Duel, indexed};
use crate::domain::ItemId;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// Answers that lead around: each item of it stands against the next one, the last against the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// The items, each with whether it is better than the next one; else it is as good. One of them is better.
    pub steps: Vec<(ItemId, bool)>,
}

impl Circle {
    /// The pairs that were compared, as they follow each other.
    pub fn pairs(&self) -> Vec<(ItemId, ItemId)> {
        let next = self.steps.iter().cycle().skip(1);
        self.steps.iter().zip(next).map(|(a, b)| (a.0, b.0)).collect()
    }

    /// The circle as people read it: "A > B = C > A".
    pub fn words(&self, name: impl Fn(ItemId) -> String) -> String {
        let mut out = String::new();
        for (item, is_better) in &self.steps {
            out += &name(*item);
            out += if *is_better { " > " } else { " = " };
        }
        out + &self.steps.first().map(|(item, _)| name(*item)).unwrap_or_default()
    }
}

/// The shortest circle in all answers, the oldest first; `None` where none contradicts another.
pub fn circle(duels: &[Duel]) -> Option<Circle> {
    let mut next: HashMap<ItemId, Vec<(ItemId, bool)>> = HashMap::new();
    for duel in duels {
        next.entry(duel.item).or_default().push((duel.other, duel.is_won));
        if !duel.is_won {
            next.entry(duel.other).or_default().push((duel.item, false));
        }
    }
    let is_stuck = stuck(duels);
    let mut found: Option<Vec<(ItemId, bool)>> = None;
    for duel in duels.iter().filter(|duel| duel.is_won && is_stuck.contains(&duel.item)) {
        let most = found.as_ref().map_or(usize::MAX, Vec::len);
        // Three is the least: of two items there is one answer.
        if most <= 3 {
            break;
        }
        let back = path(&next, duel.other, duel.item).filter(|back| back.len() + 1 < most);
        found = back.map(|back| std::iter::once((duel.item, true)).chain(back).collect()).or(found);
    }
    found.map(|steps| Circle { steps })
}

/// The shortest way from one item to another along answers, without its end.
fn path(next: &HashMap<ItemId, Vec<(ItemId, bool)>>, from: ItemId, to: ItemId) -> Option<Vec<(ItemId, bool)>> {
    let mut came: HashMap<ItemId, (ItemId, bool)> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(item) = queue.pop_front() {
        if item == to {
            let mut steps = Vec::new();
            let mut at = to;
            while at != from {
                let (before, is_better) = came[&at];
                steps.push((before, is_better));
                at = before;
            }
            steps.reverse();
            return Some(steps);
        }
        for (other, is_better) in next.get(&item).into_iter().flatten() {
            if *other != from && !came.contains_key(other) {
                came.insert(*other, (item, *is_better));
                queue.push_back(*other);
            }
        }
    }
    None
}

/// The items that may stand in a circle. Where no answer contradicts another there is none, and no way is looked for.
fn stuck(duels: &[Duel]) -> HashSet<ItemId> {
    let items: BTreeSet<ItemId> = duels.iter().flat_map(|duel| [duel.item, duel.other]).collect();
    let items: Vec<ItemId> = items.into_iter().collect();
    let answers = indexed(&items, duels);
    let groups = Groups::of(items.len(), &answers);
    let left = groups.left();
    let is_left = |at: &usize| left[groups.of_item[*at]];
    (0..items.len()).filter(is_left).map(|at| items[at]).collect()
}
