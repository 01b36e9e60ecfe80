//! A score for each item that stands against no answer: strengths, lifted where an answer asks for it.

use super::strength::{Won, strengths};
use super::{Duel, indexed};
use crate::domain::ItemId;
use std::collections::VecDeque;

/// By how much of what is left to 100 an item is lifted above those that it is better than.
const LIFT: f64 = 0.01;

/// Items that are as good as each other, and what is better than what.
pub(super) struct Groups {
    /// The group of each item.
    pub(super) of_item: Vec<usize>,
    /// What each group is better than.
    below: Vec<Vec<usize>>,
}

impl Groups {
    /// From answers about so many items, by their index. Where answers within a group contradict each other, its items
    /// stay in it.
    pub(super) fn of(count: usize, answers: &[(usize, usize, bool)]) -> Self {
        let mut parent: Vec<usize> = (0..count).collect();
        for (a, b, is_won) in answers {
            if !is_won {
                let (a, b) = (root(&mut parent, *a), root(&mut parent, *b));
                parent[a.max(b)] = a.min(b);
            }
        }
        let of_item: Vec<usize> = (0..count).map(|at| root(&mut parent, at)).collect();
        let mut below = vec![Vec::new(); count];
        for (a, b, _) in answers.iter().filter(|answer| answer.2) {
            below[of_item[*a]].push(of_item[*b]);
        }
        Self { of_item, below }
    }

    /// True for each group that stands in a circle, or between two of them.
    pub(super) fn left(&self) -> Vec<bool> {
        let down = peeled(&self.below);
        let mut above = vec![Vec::new(); self.below.len()];
        for (group, below) in self.below.iter().enumerate() {
            for other in below {
                above[*other].push(group);
            }
        }
        let up = peeled(&above);
        down.iter().zip(&up).map(|(down, up)| *down && *up).collect()
    }
}

/// True for what is left when, again and again, what no arrow leads to is taken away.
fn peeled(arrows: &[Vec<usize>]) -> Vec<bool> {
    let mut into = vec![0_usize; arrows.len()];
    arrows.iter().flatten().for_each(|to| into[*to] += 1);
    let mut is_left = vec![true; arrows.len()];
    let mut free: VecDeque<usize> = (0..arrows.len()).filter(|at| into[*at] == 0).collect();
    while let Some(at) = free.pop_front() {
        is_left[at] = false;
        for to in &arrows[at] {
            into[*to] -= 1;
            if into[*to] == 0 {
                free.push_back(*to);
            }
        }
    }
    is_left
}

fn root(parent: &mut [usize], at: usize) -> usize {
    let mut at = at;
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// The score of each item, from 0 to 100; `None` for one that nobody compared.
///
/// Where no answers contradict each other, what is better has the higher score, and what is as good the same one.
/// Inside a circle the strengths alone count.
pub(super) fn grades(items: &[ItemId], duels: &[Duel]) -> Vec<Option<f64>> {
    let answers = indexed(items, duels);
    let mut is_known = vec![false; items.len()];
    for (a, b, _) in &answers {
        (is_known[*a], is_known[*b]) = (true, true);
    }
    let mut groups = Groups::of(items.len(), &answers);
    let is_torn = |at: usize| groups.below[at].contains(&at);
    let torn: Vec<bool> = (0..items.len()).map(|at| is_torn(groups.of_item[at])).collect();
    if torn.contains(&true) {
        // Within such a group "as good" says less than the strengths do; its items hold together as in a circle.
        let kept: Vec<(usize, usize, bool)> =
            answers.iter().copied().filter(|(a, _, is_won)| *is_won || !torn[*a]).collect();
        let ties = answers.iter().filter(|(a, _, is_won)| !*is_won && torn[*a]);
        groups = Groups::of(items.len(), &kept);
        for (a, b, _) in ties {
            groups.below[*a].push(*b);
            groups.below[*b].push(*a);
        }
    }
    let scores = lifted(&groups, &merits(&groups, &answers));
    groups.of_item.iter().zip(is_known).map(|(group, is_known)| is_known.then_some(scores[*group])).collect()
}

/// The chance of each group to be chosen over a middling item, in percent.
fn merits(groups: &Groups, answers: &[(usize, usize, bool)]) -> Vec<f64> {
    let of = &groups.of_item;
    let mut won = Vec::with_capacity(answers.len());
    for (a, b, is_won) in answers.iter().filter(|(a, b, _)| of[*a] != of[*b]) {
        let (item, over) = (of[*a], of[*b]);
        if *is_won {
            won.push(Won { item, over, times: 1.0 });
        } else {
            won.extend([Won { item, over, times: 0.5 }, Won { item: over, over: item, times: 0.5 }]);
        }
    }
    strengths(of.len(), &won, true).into_iter().map(|p| 100.0 * p / (p + 1.0)).collect()
}

/// The merits, each lifted where it is not above all that it is better than.
fn lifted(groups: &Groups, merits: &[f64]) -> Vec<f64> {
    let mut scores = merits.to_vec();
    // From the bottom up, so that what is below has its score already.
    for circle in circles(&groups.below) {
        let is_own = |group: &usize| circle.contains(group);
        let below = circle.iter().flat_map(|group| &groups.below[*group]).filter(|group| !is_own(group));
        let floor = below.map(|group| scores[*group]).fold(f64::NEG_INFINITY, f64::max);
        if circle.iter().any(|group| merits[*group] <= floor) {
            for group in &circle {
                scores[*group] = floor + (100.0 - floor) * LIFT * merits[*group] / 100.0;
            }
        }
    }
    scores
}

/// Groups that stand in circles with each other, each group that stands in none by itself; what is below comes first.
/// (Tarjan 1972, without recursion: a chain may be as long as the backlog.)
fn circles(below: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let (mut number, mut low) = (vec![NEW; below.len()], vec![0_usize; below.len()]);
    let (mut stack, mut is_open, mut out) = (Vec::new(), vec![false; below.len()], Vec::new());
    let mut next = 0;
    for start in 0..below.len() {
        let mut way = vec![(start, 0_usize)];
        while let Some((at, taken)) = way.pop() {
            if taken == 0 {
                if number[at] != NEW {
                    continue;
                }
                (number[at], low[at], is_open[at]) = (next, next, true);
                next += 1;
                stack.push(at);
            } else {
                // One arrow back: what was found beyond it.
                let to = below[at][taken - 1];
                if is_open[to] {
                    low[at] = low[at].min(low[to]);
                }
            }
            if let Some(to) = below[at].get(taken) {
                way.push((at, taken + 1));
                if number[*to] == NEW {
                    way.push((*to, 0));
                }
            } else if low[at] == number[at] {
                let from = stack.iter().rposition(|one| *one == at).unwrap_or(0);
                let circle = stack.split_off(from);
                for one in &circle {
                    is_open[*one] = false;
                }
                out.push(circle);
            }
        }
    }
    out
}
