//! Putting items in order with few questions: merge insertion, as a pure function that is played again from the start
//! with every answer that is known.

use std::cmp::Ordering;

/// The items by index, the best first, or the two that must be compared before it goes on.
pub(super) type Sorted = Result<Vec<usize>, (usize, usize)>;

/// What is known of items by their index. All of it is kept as bits: an item has at most [`super::MOST`] others.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// What each item is at least as good as, itself with them.
    least: Vec<u128>,
    /// What each item is better than.
    above: Vec<u128>,
    /// What was said of two items themselves; it counts before all that follows from others.
    said: Vec<Option<Ordering>>,
}

impl Known {
    /// Nothing is known of so many items.
    pub(super) fn new(count: usize) -> Self {
        let least = (0..count).map(|at| 1 << at).collect();
        Self { least, above: vec![0; count], said: vec![None; count * count] }
    }

    /// Notes that `a` is better than `b` (greater), worse or as good, and all that follows from it.
    pub(super) fn note(&mut self, a: usize, b: usize, order: Ordering) {
        let count = self.least.len();
        self.said[a * count + b] = Some(order);
        self.said[b * count + a] = Some(order.reverse());
        match order {
            Ordering::Greater => self.follow(a, b, true),
            Ordering::Less => self.follow(b, a, true),
            Ordering::Equal => {
                self.follow(a, b, false);
                self.follow(b, a, false);
            }
        }
    }

    fn follow(&mut self, a: usize, b: usize, is_better: bool) {
        let (least, above) = (self.least[b], self.above[b]);
        for at in 0..self.least.len() {
            if self.least[at] >> a & 1 == 0 {
                continue;
            }
            let is_above = is_better || self.above[at] >> a & 1 == 1;
            self.least[at] |= least;
            self.above[at] |= if is_above { least } else { above };
        }
    }

    /// How `a` compares with `b`, as far as that was said or follows; `None` too where answers contradict each other.
    pub(super) fn of(&self, a: usize, b: usize) -> Option<Ordering> {
        if let Some(order) = self.said[a * self.least.len() + b] {
            return Some(order);
        }
        let (down, up) = (self.least[a] >> b & 1 == 1, self.least[b] >> a & 1 == 1);
        let (better, worse) = (self.above[a] >> b & 1 == 1, self.above[b] >> a & 1 == 1);
        match (down, up) {
            (true, true) if !better && !worse => Some(Ordering::Equal),
            (true, false) if better => Some(Ordering::Greater),
            (false, true) if worse => Some(Ordering::Less),
            _ => None,
        }
    }
}

/// All items by index, the best first. Where neither is better, the lower index stands first.
///
/// Merge insertion (Ford and Johnson 1959): items are compared two by two, the better ones put in order in the same
/// way, and the others inserted by halves, in that sequence in which each insertion costs a whole number of halves.
pub(super) fn sort(count: usize, ask: &mut dyn FnMut(usize, usize) -> Option<Ordering>, known: &Known) -> Sorted {
    let mut order = rising((0..count).collect(), ask, known)?;
    order.reverse();
    Ok(order)
}

/// Puts items in order, the best last.
fn rising(items: Vec<usize>, ask: &mut dyn FnMut(usize, usize) -> Option<Ordering>, known: &Known) -> Sorted {
    if items.len() < 2 {
        return Ok(items);
    }
    let mut below: Vec<(usize, usize)> = Vec::with_capacity(items.len() / 2);
    for two in items.chunks_exact(2) {
        let (a, b) = (two[0], two[1]);
        match ask(a, b).ok_or((a, b))? {
            Ordering::Less => below.push((b, a)),
            Ordering::Greater => below.push((a, b)),
            Ordering::Equal => below.push((a.min(b), a.max(b))),
        }
    }
    let last = if items.len() % 2 == 1 { items.last().copied() } else { None };
    let better = rising(below.iter().map(|two| two.0).collect(), ask, known)?;
    let of = |item: usize| below.iter().find(|two| two.0 == item).map(|two| two.1);
    // Each with the better one of its pair, which it need not be compared with again.
    let mut worse: Vec<(usize, Option<usize>)> =
        better.iter().filter_map(|item| Some((of(*item)?, Some(*item)))).collect();
    worse.extend(last.map(|item| (item, None)));
    let mut chain = better;
    if let Some((first, Some(_))) = worse.first() {
        chain.insert(0, *first);
    }
    for at in sequence(worse.len()) {
        let (item, bound) = worse[at];
        let end = bound.and_then(|bound| chain.iter().position(|one| *one == bound)).unwrap_or(chain.len());
        let place = insertion(item, &chain[..end], ask, known)?;
        chain.insert(place, item);
    }
    Ok(chain)
}

/// The sequence in which those after the first are inserted: 3 2, 5 4, 11 10 … 6, by the numbers of Jacobsthal.
fn sequence(count: usize) -> Vec<usize> {
    let (mut out, mut before, mut now) = (Vec::new(), 1, 3);
    while before < count {
        out.extend((before..now.min(count)).rev());
        (before, now) = (now, now + 2 * before);
    }
    out
}

/// Where an item goes among those in order, the best last. What is known already narrows it down before anything is
/// asked.
fn insertion(
    item: usize,
    chain: &[usize],
    ask: &mut dyn FnMut(usize, usize) -> Option<Ordering>,
    known: &Known,
) -> Result<usize, (usize, usize)> {
    let is = |at: usize, order: Ordering| known.of(item, chain[at]) == Some(order);
    let above = (0..chain.len()).rev().find(|at| is(*at, Ordering::Greater)).map_or(0, |at| at + 1);
    let below = (0..chain.len()).find(|at| is(*at, Ordering::Less)).unwrap_or(chain.len());
    // Answers that contradict each other narrow nothing down.
    let (mut low, mut high) = if above <= below { (above, below) } else { (0, chain.len()) };
    let beside = |at: usize| if item < chain[at] { at + 1 } else { at };
    if let Some(at) = (low..high).find(|at| is(*at, Ordering::Equal)) {
        return Ok(beside(at));
    }
    while low < high {
        let middle = usize::midpoint(low, high);
        match ask(item, chain[middle]).ok_or((item, chain[middle]))? {
            Ordering::Greater => low = middle + 1,
            Ordering::Less => high = middle,
            Ordering::Equal => return Ok(beside(middle)),
        }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_numbers_of_jacobsthal() {
        assert_eq!(sequence(12), [2, 1, 4, 3, 10, 9, 8, 7, 6, 5, 11]);
        assert!(sequence(1).is_empty() && sequence(0).is_empty());
    }

    #[test]
    fn what_follows_is_known_and_what_was_said_counts_first() {
        let mut known = Known::new(5);
        known.note(0, 1, Ordering::Greater);
        known.note(1, 2, Ordering::Equal);
        known.note(3, 2, Ordering::Less);
        assert_eq!(known.of(0, 3), Some(Ordering::Greater));
        assert_eq!(known.of(2, 0), Some(Ordering::Less));
        assert_eq!(known.of(0, 4), None);
        known.note(3, 0, Ordering::Greater);
        assert_eq!(known.of(3, 0), Some(Ordering::Greater));
        assert_eq!(known.of(1, 3), None, "they stand in a circle, and nobody compared these two");
    }
}
