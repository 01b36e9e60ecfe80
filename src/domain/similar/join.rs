//! All pairs of a backlog: a set-similarity join.
//!
//! Equal phrases are found by a table. The others are sets of trigrams. Two sets that are similar enough differ in so
//! few trigrams that, where all trigrams there are go into one class more than that, they have the very same ones in at
//! least one class. So each set is looked up by what it has in each class, among sets no larger than itself; what is
//! found is sieved by a signature of 128 bits, and the rest is counted. (Arasu, Ganti, Kaushik 2006: exact
//! set-similarity joins by partition.)
//!
//! Of more pairs than are wanted the best stay: from then on only better ones count, so that memory is bounded.

use super::{Score, Texts, each_trigram, of_counts};
use crate::domain::ItemId;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::ControlFlow;

/// How often a watch is told, in sets.
const EVERY: usize = 256;
/// How often it is told while one set finds very many others.
const OFTEN: usize = 1 << 20;

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
    /// Whose phrase a set is.
    owners: Vec<ItemId>,
    /// Where the set of a phrase begins among all tokens; one more for the end.
    starts: Vec<usize>,
    tokens: Vec<u32>,
    /// Pairs of items with an equal phrase.
    equal: Vec<(ItemId, ItemId)>,
}

/// The sets while they are compared, by size.
struct Join<'a> {
    pool: &'a Pool,
    /// The sets, the smallest first.
    by_size: Vec<usize>,
    sizes: Vec<usize>,
    signs: Vec<u128>,
    /// By the lowest bits of a key: the entry that was put there last, counted from 1.
    heads: Vec<u32>,
    /// The other bits of the key, whose it is, and the entry before it in the same place.
    entries: Vec<(u32, u32, u32)>,
    /// In hundredths: the least score that counted in the beginning. Classes depend on it.
    hundredths: usize,
}

impl Pool {
    /// The phrases of those items that are asked for.
    pub fn new(texts: &Texts, is_in: impl Fn(ItemId) -> bool) -> Self {
        let mut pool = Self { starts: vec![0], ..Self::default() };
        let mut known: HashMap<&str, ItemId> = HashMap::new();
        let mut names: HashMap<u64, u32> = HashMap::new();
        for (item, phrase) in texts.each().filter(|(item, _)| is_in(*item)) {
            match known.entry(phrase) {
                Entry::Occupied(first) if *first.get() == item => {}
                Entry::Occupied(first) => pool.equal.push((*first.get(), item)),
                Entry::Vacant(free) => {
                    free.insert(item);
                    pool.push(item, phrase, &mut names);
                }
            }
        }
        pool
    }

    /// How many different phrases there are.
    pub fn len(&self) -> usize {
        self.owners.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    fn push(&mut self, item: ItemId, phrase: &str, names: &mut HashMap<u64, u32>) {
        let from = self.tokens.len();
        each_trigram(phrase, |trigram| {
            let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
            self.tokens.push(*names.entry(trigram).or_insert(next));
        });
        self.tokens[from..].sort_unstable();
        dedup_from(&mut self.tokens, from);
        self.starts.push(self.tokens.len());
        self.owners.push(item);
    }

    /// The most similar pairs from so many hundredths on, the best first, at most `most` of them; equal items are
    /// paired with the first of them alone. `watch` is told how many phrases of all are done, and may break off: then
    /// there is no answer.
    pub fn pairs(
        &self,
        hundredths: u32,
        most: usize,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Option<Vec<Pair>> {
        let hundredths = usize::try_from(hundredths).unwrap_or(100).clamp(1, 100);
        let mut best = Best::new(hundredths, most);
        for (a, b) in &self.equal {
            best.take(Pair { a: *a, b: *b, score: Score { common: 1, all: 1, is_equal: true } });
        }
        Join::new(self, hundredths).run(&mut best, watch)?;
        Some(best.done())
    }

    fn set(&self, set: usize) -> &[u32] {
        &self.tokens[self.starts[set]..self.starts[set + 1]]
    }
}

impl<'a> Join<'a> {
    fn new(pool: &'a Pool, hundredths: usize) -> Self {
        let mut by_size: Vec<usize> = (0..pool.len()).collect();
        by_size.sort_by_key(|set| pool.set(*set).len());
        let sizes: Vec<usize> = by_size.iter().map(|set| pool.set(*set).len()).collect();
        let signs = by_size.iter().map(|set| sign(pool.set(*set))).collect();
        let all: usize = sizes.iter().map(|size| classes(*size, hundredths)).sum();
        let heads = vec![0; all.next_power_of_two().max(2)];
        Self { pool, by_size, sizes, signs, heads, entries: Vec::with_capacity(all), hundredths }
    }

    fn run(mut self, best: &mut Best, watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>) -> Option<()> {
        let total = self.sizes.len();
        // The set by which each was looked at last, counted from 1; and what each class of a set has.
        let (mut seen, mut keys, mut looked) = (vec![0; total], Vec::new(), 0_usize);
        for at in 0..total {
            let size = self.sizes[at];
            let smallest = best.least_size(size);
            for many in classes(smallest, self.hundredths)..=classes(size, self.hundredths) {
                self.keys(at, many, &mut keys);
                for key in &keys {
                    self.look(at, *key, smallest, &mut seen, &mut looked, best);
                }
                if looked > OFTEN && watch(at, total).is_break() {
                    return None;
                }
                looked %= OFTEN + 1;
            }
            // The last ones were those of its own size.
            self.enter(at, &keys);
            if at.is_multiple_of(EVERY) && watch(at, total).is_break() {
                return None;
            }
        }
        Some(())
    }

    /// A key for each of so many classes: the same for two sets that have the same tokens in it.
    fn keys(&self, at: usize, many: usize, keys: &mut Vec<u64>) {
        keys.clear();
        keys.extend((0..many as u64).map(|class| mix(class << 32 | many as u64)));
        for token in self.pool.set(self.by_size[at]) {
            let mixed = mix(u64::from(*token) + 1);
            let class = ((mixed >> 32) * many as u64) >> 32;
            let key = &mut keys[usize::try_from(class).unwrap_or(0)];
            *key = key.wrapping_add(mix(mixed));
        }
    }

    /// Looks at all smaller sets that have this key.
    fn look(&self, at: usize, key: u64, smallest: usize, seen: &mut [usize], looked: &mut usize, best: &mut Best) {
        let (place, tag) = self.place(key);
        let mut next = self.heads[place];
        while let Some((other_tag, other, before)) = next.checked_sub(1).map(|n| self.entries[n as usize]) {
            next = before;
            *looked += 1;
            let other = other as usize;
            if other_tag != tag || self.sizes[other] < smallest {
                continue;
            }
            let both = self.sizes[at] + self.sizes[other];
            let needed = best.least_common(both);
            let apart = (self.signs[at] ^ self.signs[other]).count_ones() as usize;
            if both < 2 * needed + apart || std::mem::replace(&mut seen[other], at + 1) == at + 1 {
                continue;
            }
            if let Some(score) = self.count(at, other, needed) {
                let owner = |at: usize| self.pool.owners[self.by_size[at]];
                best.take(Pair { a: owner(at), b: owner(other), score });
            }
        }
    }

    fn enter(&mut self, at: usize, keys: &[u64]) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        for key in keys {
            let (place, tag) = self.place(*key);
            self.entries.push((tag, at, self.heads[place]));
            self.heads[place] = u32::try_from(self.entries.len()).unwrap_or(0);
        }
    }

    fn place(&self, key: u64) -> (usize, u32) {
        let low = usize::try_from(key & 0xffff_ffff).unwrap_or(0) & (self.heads.len() - 1);
        (low, u32::try_from(key >> 32).unwrap_or(0))
    }

    /// The score of two sets, where they have at least so many tokens in common.
    fn count(&self, a: usize, b: usize, needed: usize) -> Option<Score> {
        let (left, right) = (self.pool.set(self.by_size[a]), self.pool.set(self.by_size[b]));
        let (mut i, mut j, mut common) = (0, 0, 0);
        while i < left.len() && j < right.len() {
            if common + (left.len() - i).min(right.len() - j) < needed {
                return None;
            }
            match left[i].cmp(&right[j]) {
                Ordering::Less => i += 1,
                Ordering::Greater => j += 1,
                Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
            }
        }
        (common >= needed).then(|| of_counts(common, left.len() + right.len() - common, false))
    }
}

/// One class more than a set of this size and a larger one can differ in, where they are similar enough: the larger one
/// has at most `size / t` tokens, so both together differ in at most `size · (1 − t) / t`.
fn classes(size: usize, hundredths: usize) -> usize {
    size * (100 - hundredths) / hundredths + 1
}

/// A bit for each token, switched with every one that has it: bits in which two sets differ are tokens that differ.
fn sign(set: &[u32]) -> u128 {
    set.iter().fold(0, |sign, token| sign ^ 1 << (mix(u64::from(*token)) >> 57))
}

/// Spreads a number over all bits (the finalizer of splitmix64).
fn mix(number: u64) -> u64 {
    let a = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ a >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ b >> 31
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
    pairs: Vec<Pair>,
    most: usize,
    /// The least fraction that still counts.
    least: (usize, usize),
}

impl Best {
    fn new(hundredths: usize, most: usize) -> Self {
        Self { pairs: Vec::new(), most: most.max(1), least: (hundredths, 100) }
    }

    /// The least size of a set that is similar enough to a larger one of this size.
    fn least_size(&self, size: usize) -> usize {
        (size * self.least.0).div_ceil(self.least.1).clamp(1, size.max(1))
    }

    /// The least that two sets must have in common that have so many tokens together.
    fn least_common(&self, both: usize) -> usize {
        let (part, whole) = self.least;
        (both * part).div_ceil(part + whole).max(1)
    }

    fn take(&mut self, pair: Pair) {
        if pair.a == pair.b {
            return;
        }
        self.pairs.push(Pair { a: pair.a.min(pair.b), b: pair.a.max(pair.b), ..pair });
        if self.pairs.len() >= self.most.saturating_mul(2).max(64) {
            self.settle();
        }
    }

    /// Keeps the best, each pair once; where there are enough, worse ones don't count any more.
    fn settle(&mut self) {
        self.pairs.sort_unstable_by(|x, y| (x.a, x.b).cmp(&(y.a, y.b)).then(y.score.cmp(&x.score)));
        self.pairs.dedup_by_key(|pair| (pair.a, pair.b));
        self.pairs.sort_by(|x, y| y.score.cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
        self.pairs.truncate(self.most);
        if let Some(worst) = self.pairs.last().filter(|_| self.pairs.len() == self.most) {
            let least = (worst.score.common as usize, worst.score.all as usize);
            if least.0 * self.least.1 > self.least.0 * least.1 {
                self.least = least;
            }
        }
    }

    fn done(mut self) -> Vec<Pair> {
        self.settle();
        self.pairs
    }
}
