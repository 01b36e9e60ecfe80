//! All items of an order by their score: who stands where, and who would.

use super::{Amount, Duel, Framework, Input, Judged, Scoring, Shares};
use crate::domain::{ItemId, ProductId, Seq, SprintId};
use std::cmp::Ordering;

/// An item of the Product Backlog, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The item.
    pub item: ItemId,
    /// The Sprint it is in.
    pub sprint: Option<SprintId>,
    /// True where it is in the running Sprint: it stays there.
    pub is_running: bool,
    /// True where it stands by decision: no score moves it.
    pub is_pinned: bool,
    /// Its `MoSCoW` class.
    pub class: Option<Amount>,
}

impl Standing {
    /// True where no score moves it.
    pub fn is_held(&self) -> bool {
        self.is_running || self.is_pinned
    }
}

/// An item that somebody has judged, wholly or in part.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The item.
    pub item: ItemId,
    /// Its inputs, in the framework's order.
    pub amounts: Box<[Option<Amount>]>,
    /// Its score; `None` where something is missing, or where it is undefined.
    pub score: Option<f64>,
}

/// A ranking, and what it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The product.
    pub product: ProductId,
    /// How it is scored.
    pub scoring: Box<Scoring>,
    /// The file's version it shows.
    pub seq: Seq,
    /// The ranking.
    pub ranking: Ranking,
}

/// All items of a product's order by a framework.
///
/// By score means: those with a score first, the highest first; those without one after them; ties in their present
/// order. What is held stays at its place, and the others go around it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// The framework.
    pub framework: Framework,
    /// Its inputs.
    pub inputs: Vec<Input>,
    /// How many items the order has.
    pub total: usize,
    /// How many have a score.
    pub scored: usize,
    /// The highest score that is given; 0 where none is.
    pub best: f64,
    /// What is odd about the values, in words.
    pub remarks: Vec<String>,
    /// The items whose place and score differ by more than is set, the worst first.
    pub apart: Vec<(ItemId, isize)>,
    /// How the effort is shared among the `MoSCoW` classes, where they are what it is scored by.
    pub shares: Option<Shares>,
    /// All items in their order; empty where nobody has judged any.
    pub standing: Vec<Standing>,
    /// All items by score; empty where nobody has judged any.
    pub by_score: Vec<ItemId>,
    /// By item.
    entries: Vec<Entry>,
    /// The index in `standing` and in `by_score`, by item.
    places: Vec<(ItemId, u32, u32)>,
}

impl Ranking {
    /// Works it out. `standing` is the order; `values` are an item, the index of an input and its value, in any order.
    pub fn of(
        scoring: &Scoring,
        total: usize,
        standing: Vec<Standing>,
        values: impl IntoIterator<Item = (ItemId, usize, Amount)>,
        duels: &[Duel],
    ) -> Self {
        let framework = scoring.framework;
        let rules = framework.rules();
        let inputs = rules.inputs(scoring);
        let all = judged(inputs.len(), &standing, values, duels);
        let results = rules.scores(&all, duels, scoring);
        let finite = |known: Option<f64>| known.filter(|score| score.is_finite());
        let remarks = rules.remarks(&all, scoring);
        let entries: Vec<Entry> = all
            .into_iter()
            .zip(results)
            .map(|(Judged { item, amounts }, score)| Entry { item, amounts, score: finite(score) })
            .collect();
        let scored = entries.iter().filter(|entry| entry.score.is_some()).count();
        let best = entries.iter().filter_map(|entry| entry.score).fold(0.0, f64::max);
        let standing = if entries.is_empty() { Vec::new() } else { standing };
        let mut ranking =
            Self { framework, inputs, total, scored, best, remarks, standing, entries, ..Self::default() };
        ranking.sort();
        ranking.apart = ranking.disagreements(scoring.gap);
        ranking
    }

    /// Puts the items by score, and notes their places.
    fn sort(&mut self) {
        let free: Vec<usize> = (0..self.standing.len()).filter(|at| !self.standing[*at].is_held()).collect();
        let mut sorted: Vec<(f64, usize)> = free.iter().map(|at| (self.key(self.standing[*at].item), *at)).collect();
        // Stable by the place: ties keep the present order.
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.by_score = self.standing.iter().map(|standing| standing.item).collect();
        for (at, (_, from)) in free.iter().zip(&sorted) {
            self.by_score[*at] = self.standing[*from].item;
        }
        let places = |items: &mut dyn Iterator<Item = ItemId>| {
            let mut places: Vec<(ItemId, u32)> = items.zip(0..).collect();
            places.sort_unstable();
            places
        };
        let now = places(&mut self.standing.iter().map(|standing| standing.item));
        let mut then = places(&mut self.by_score.iter().copied());
        for (at, held) in self.standing.iter().enumerate().filter(|(_, standing)| standing.is_held()) {
            let alone = Self::alone((self.key(held.item), at), &free, &sorted);
            if let Ok(place) = then.binary_search_by_key(&held.item, |place| place.0) {
                then[place].1 = u32::try_from(alone).unwrap_or(u32::MAX);
            }
        }
        self.places = now.into_iter().zip(then).map(|((item, now), (_, then))| (item, now, then)).collect();
    }

    /// The index at which what is held would stand by its score alone: were it free, and all else held as it is. `free`
    /// are the indexes of what is free, `sorted` the same by score.
    fn alone((key, at): (f64, usize), free: &[usize], sorted: &[(f64, usize)]) -> usize {
        let above = sorted.partition_point(|other| other.0.total_cmp(&key).then(at.cmp(&other.1)).is_gt());
        let own = free.partition_point(|index| *index < at);
        match above.cmp(&own) {
            Ordering::Less => free[above],
            Ordering::Equal => at,
            Ordering::Greater => free[above - 1],
        }
    }

    fn key(&self, item: ItemId) -> f64 {
        self.entry(item).and_then(|entry| entry.score).unwrap_or(f64::NEG_INFINITY)
    }

    /// What is known of an item; `None` where nobody has judged it.
    pub fn entry(&self, item: ItemId) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&item, |entry| entry.item).ok()?;
        self.entries.get(at)
    }

    /// All items that somebody has judged.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The score of an item.
    pub fn score(&self, item: ItemId) -> Option<f64> {
        self.entry(item)?.score
    }

    /// The place of an item as it stands, and the one its score gives, both from 1; `None` where nobody has judged any.
    /// Of what is held, the second is where its score alone would put it: it stays where it stands.
    pub fn places(&self, item: ItemId) -> Option<(usize, usize)> {
        let at = self.places.binary_search_by_key(&item, |place| place.0).ok()?;
        let (_, now, then) = *self.places.get(at)?;
        Some((now as usize + 1, then as usize + 1))
    }

    /// Which of two comes first in a list by score: by the places their scores give. Where what is held and what is free
    /// would have the same place, the higher score.
    pub fn by_place(&self, a: ItemId, b: ItemId) -> Ordering {
        let place = |item| self.places(item).map_or(usize::MAX, |places| places.1);
        place(a).cmp(&place(b)).then_with(|| self.key(b).total_cmp(&self.key(a)))
    }

    /// The indices in `standing` of all items by score.
    pub(super) fn indices_by_score(&self) -> Vec<usize> {
        let index = |item: &ItemId| {
            let at = self.places.binary_search_by_key(item, |place| place.0).ok()?;
            self.places.get(at).map(|place| place.1 as usize)
        };
        self.by_score.iter().filter_map(index).collect()
    }

    /// By the index in `standing`: true where the item has a score.
    pub(super) fn scored_by_index(&self) -> Vec<bool> {
        let mut is_scored = vec![false; self.standing.len()];
        // Both go by item: one walk.
        let mut entries = self.entries.iter().peekable();
        for (item, now, _) in &self.places {
            while entries.next_if(|entry| entry.item < *item).is_some() {}
            let entry = entries.next_if(|entry| entry.item == *item);
            is_scored[*now as usize] = entry.is_some_and(|entry| entry.score.is_some());
        }
        is_scored
    }

    /// How an item stands.
    pub fn standing(&self, item: ItemId) -> Option<&Standing> {
        self.standing.get(self.places(item)?.0 - 1)
    }

    /// By how many places an item with a score stands too low (above 0) or too high (below 0); `None` where it has no
    /// score.
    pub fn gap(&self, item: ItemId) -> Option<isize> {
        self.score(item)?;
        let (now, then) = self.places(item)?;
        Some(isize::try_from(now).ok()? - isize::try_from(then).ok()?)
    }

    /// The items whose place and score differ by more than `gap` places, the worst first; ties in their present order.
    /// What is held is left out: somebody decided it.
    pub fn disagreements(&self, gap: usize) -> Vec<(ItemId, isize)> {
        let places = self.entries.iter().filter(|entry| entry.score.is_some()).filter_map(|entry| {
            let (now, then) = self.places(entry.item)?;
            let by = isize::try_from(now).ok()? - isize::try_from(then).ok()?;
            Some((now, entry.item, by))
        });
        let is_held = |now: usize| self.standing.get(now - 1).is_some_and(Standing::is_held);
        let mut found: Vec<(usize, ItemId, isize)> =
            places.filter(|(now, _, by)| by.unsigned_abs() > gap && !is_held(*now)).collect();
        found.sort_unstable_by_key(|(now, _, by)| (std::cmp::Reverse(by.unsigned_abs()), *now));
        found.into_iter().map(|(_, item, by)| (item, by)).collect()
    }
}

/// The items that have values or were compared, by item.
fn judged(
    width: usize,
    standing: &[Standing],
    values: impl IntoIterator<Item = (ItemId, usize, Amount)>,
    duels: &[Duel],
) -> Vec<Judged> {
    // Ids are small whole numbers, so a plain table is the fastest map.
    let slot = |item: ItemId| usize::try_from(item.0).ok();
    let last = standing.iter().filter_map(|standing| slot(standing.item)).max().unwrap_or(0);
    let mut found: Vec<Option<Box<[Option<Amount>]>>> = vec![None; last + 1];
    let blank = || vec![None; width].into_boxed_slice();
    for (item, at, amount) in values {
        // What stands in no order is not looked at.
        let Some(cells) = slot(item).and_then(|slot| found.get_mut(slot)) else { continue };
        if let Some(cell) = cells.get_or_insert_with(blank).get_mut(at) {
            *cell = Some(amount);
        }
    }
    if width == 0 {
        for item in duels.iter().flat_map(|duel| [duel.item, duel.other]) {
            if let Some(cells) = slot(item).and_then(|slot| found.get_mut(slot)) {
                cells.get_or_insert_with(blank);
            }
        }
    }
    let mut all: Vec<Judged> = standing
        .iter()
        .filter_map(|standing| {
            let amounts = found.get_mut(slot(standing.item)?)?.take()?;
            Some(Judged { item: standing.item, amounts })
        })
        .collect();
    all.sort_unstable_by_key(|judged| judged.item);
    all
}
