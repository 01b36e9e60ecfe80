//! All pairs of a backlog: a set-similarity join.
//!
//! Equal phrases are found by a table. The others are sets of trigrams, the rarest first. Two sets that are similar
//! enough share one of their rarest few, so each set is looked up by those alone, among smaller sets of which only the
//! rarest few are indexed; what is left is counted. (Chaudhuri, Ganti, Kaushik 2006: prefix filter; Xiao et al. 2008:
//! sizes, and how much of a set must be indexed.)
//!
//! Of more pairs than are wanted the best stay: from then on only better ones count, so that memory is bounded and
//! a backlog of nothing but twins ends too.

use super::{Score, each_trigram, of_counts, phrases};
use crate::domain::ItemId;
use std::collections::HashMap;
use std::ops::ControlFlow;

/// How often a watch is told, in sets.
const EVERY: usize = 256;

/// Two items that are similar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The one that was added first.
    pub a: ItemId,
    /// The other.
    pub b: ItemId,
    /// How similar they are.
    pub score: Score,
}

/// Items to be compared with each other.
#[derive(Debug, Default)]
pub struct Pool {
    /// The set of each phrase.
    known: HashMap<Box<str>, u32>,
    /// Whose phrase it is: the place of the item it was met at first.
    owners: Vec<u32>,
    /// Where the set of a phrase begins among all tokens; one more for the end.
    starts: Vec<usize>,
    tokens: Vec<u32>,
    /// The token of each trigram.
    names: HashMap<u64, u32>,
    /// In how many sets a token is.
    counts: Vec<u32>,
    items: Vec<ItemId>,
    /// Pairs of items with an equal phrase, by place.
    equal: Vec<(u32, u32)>,
}

impl Pool {
    /// Adds an item.
    pub fn add(&mut self, item: ItemId, title: &str, want: &str) {
        let place = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        self.items.push(item);
        let (first, second) = phrases(title, want);
        for phrase in std::iter::once(first).chain(second) {
            self.add_phrase(place, phrase);
        }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn add_phrase(&mut self, place: u32, phrase: String) {
        if phrase.is_empty() {
            return;
        }
        if let Some(set) = self.known.get(phrase.as_str()) {
            let first = self.owners[*set as usize];
            if first != place {
                self.equal.push((first, place));
            }
            return;
        }
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let from = self.tokens.len();
        let Self { names, counts, tokens, .. } = self;
        each_trigram(&phrase, |trigram| {
            let next = u32::try_from(counts.len()).unwrap_or(u32::MAX);
            let token = *names.entry(trigram).or_insert(next);
            if token == next {
                counts.push(0);
            }
            tokens.push(token);
        });
        tokens[from..].sort_unstable();
        dedup_from(tokens, from);
        for token in &tokens[from..] {
            counts[*token as usize] += 1;
        }
        self.starts.push(self.tokens.len());
        self.known.insert(phrase.into_boxed_str(), u32::try_from(self.owners.len()).unwrap_or(u32::MAX));
        self.owners.push(place);
    }

    /// The most similar pairs from so many hundredths on, the best first, at most `most` of them; equal items are
    /// paired with the first of them alone. `watch` is told how many sets of all are done, and may break off: then
    /// there is no answer.
    pub fn pairs(
        mut self,
        hundredths: u32,
        most: usize,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Option<Vec<Pair>> {
        self.known = HashMap::new();
        self.names = HashMap::new();
        let mut best = Best::new(hundredths, most);
        for (a, b) in std::mem::take(&mut self.equal) {
            best.take(a, b, Score { common: 1, all: 1, is_equal: true });
        }
        self.order_by_rarity();
        self.join(&mut best, watch)?;
        let items = &self.items;
        let pair = |(a, b, score): (u32, u32, Score)| Pair { a: items[a as usize], b: items[b as usize], score };
        Some(best.done().into_iter().map(pair).collect())
    }

    /// Names the tokens anew, the rarest lowest, and sorts each set so.
    fn order_by_rarity(&mut self) {
        let mut by_count: Vec<u32> = (0..u32::try_from(self.counts.len()).unwrap_or(u32::MAX)).collect();
        by_count.sort_unstable_by_key(|token| (self.counts[*token as usize], *token));
        let mut place = vec![0_u32; by_count.len()];
        for (at, token) in (0_u32..).zip(&by_count) {
            place[*token as usize] = at;
        }
        for token in &mut self.tokens {
            *token = place[*token as usize];
        }
        for range in self.starts.windows(2) {
            self.tokens[range[0]..range[1]].sort_unstable();
        }
    }

    fn set(&self, set: u32) -> &[u32] {
        &self.tokens[self.starts[set as usize]..self.starts[set as usize + 1]]
    }

    fn join(&self, best: &mut Best, watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>) -> Option<()> {
        let total = self.owners.len();
        let mut by_size: Vec<u32> = (0..u32::try_from(total).unwrap_or(u32::MAX)).collect();
        by_size.sort_by_key(|set| self.set(*set).len());
        let signs: Vec<u128> = (0..by_size.len()).map(|n| sign(self.set(u32::try_from(n).unwrap_or(0)))).collect();
        let mut index: Vec<Posted> = Vec::new();
        index.resize_with(self.counts.len(), Posted::default);
        // The set that a set was looked at for last.
        let mut seen = vec![u32::MAX; total];
        for (done, &probe) in by_size.iter().enumerate() {
            if done.is_multiple_of(EVERY) && watch(done, total).is_break() {
                return None;
            }
            let set = self.set(probe);
            let least = best.least_size(set.len());
            for (at, token) in set[..=set.len() - least].iter().enumerate() {
                let posted = &mut index[*token as usize];
                while posted.sets.get(posted.from).is_some_and(|other| self.set(*other).len() < least) {
                    posted.from += 1;
                }
                for other in &posted.sets[posted.from..] {
                    if std::mem::replace(&mut seen[*other as usize], probe) == probe {
                        continue;
                    }
                    let common = best.least_common(set.len(), self.set(*other).len());
                    let apart = (signs[probe as usize] ^ signs[*other as usize]).count_ones() as usize;
                    if set.len() + self.set(*other).len() < 2 * common + apart || set.len() - at < common {
                        continue;
                    }
                    if let Some(score) = self.count(probe, *other, common) {
                        best.take(self.owners[*other as usize], self.owners[probe as usize], score);
                    }
                }
            }
            for token in &set[..=set.len() - best.least_common(set.len(), set.len())] {
                index[*token as usize].sets.push(probe);
            }
        }
        Some(())
    }

    /// The score of two sets, where they have at least so many in common.
    fn count(&self, a: u32, b: u32, needed: usize) -> Option<Score> {
        let (left, right) = (self.set(a), self.set(b));
        let (mut i, mut j, mut common) = (0, 0, 0);
        while i < left.len() && j < right.len() {
            if common + (left.len() - i).min(right.len() - j) < needed {
                return None;
            }
            match left[i].cmp(&right[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
            }
        }
        (common >= needed).then(|| of_counts(common, left.len() + right.len() - common, false))
    }
}

/// The sets that have a token among their rarest, by size.
#[derive(Debug, Default)]
struct Posted {
    sets: Vec<u32>,
    /// Those before are too small for all that is still to come.
    from: usize,
}

/// A bit for each token, switched with every one that has it: bits in which two sets differ are tokens that differ.
fn sign(set: &[u32]) -> u128 {
    set.iter().fold(0, |sign, token| sign ^ 1 << (token.wrapping_mul(0x9e37_79b1) >> 25))
}

fn dedup_from(tokens: &mut Vec<u32>, from: usize) {
    let mut kept = from;
    for at in from..tokens.len() {
        if at == from || tokens[at] != tokens[kept - 1] {
            tokens[kept] = tokens[at];
            kept += 1;
        }
    }
    tokens.truncate(kept);
}

/// The best pairs so far.
#[derive(Debug)]
struct Best {
    pairs: Vec<(u32, u32, Score)>,
    most: usize,
    /// The least fraction that still counts.
    least: (usize, usize),
}

impl Best {
    fn new(hundredths: u32, most: usize) -> Self {
        Self {
            pairs: Vec::new(),
            most: most.max(1),
            least: (usize::try_from(hundredths).unwrap_or(100).clamp(1, 100), 100),
        }
    }

    /// The least size of a set that is similar enough to one of this size: that many it must have in common, too.
    fn least_size(&self, size: usize) -> usize {
        (size * self.least.0).div_ceil(self.least.1).clamp(1, size)
    }

    /// The least that two sets of these sizes must have in common.
    fn least_common(&self, one: usize, other: usize) -> usize {
        let (part, whole) = self.least;
        ((one + other) * part).div_ceil(part + whole).max(1)
    }

    fn take(&mut self, a: u32, b: u32, score: Score) {
        if a == b {
            return;
        }
        self.pairs.push((a.min(b), a.max(b), score));
        if self.pairs.len() >= self.most.saturating_mul(2).max(64) {
            self.settle();
        }
    }

    /// Keeps the best, each pair once; where there are enough, worse ones don't count any more.
    fn settle(&mut self) {
        self.pairs.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(y.2.cmp(&x.2)));
        self.pairs.dedup_by_key(|pair| (pair.0, pair.1));
        self.pairs.sort_by(|x, y| y.2.cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
        self.pairs.truncate(self.most);
        if let Some((_, _, worst)) = self.pairs.last().filter(|_| self.pairs.len() == self.most) {
            let whole = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
            let least = (whole(worst.common), whole(worst.all));
            if least.0 * self.least.1 > self.least.0 * least.1 {
                self.least = least;
            }
        }
    }

    fn done(mut self) -> Vec<(u32, u32, Score)> {
        self.settle();
        self.pairs
    }
}
