//! All items of an order by their score: who stands where, and who would.

mod columns;

use super::{Amount, Column, Duel, Framework, Input, Scoring, Shares};
use crate::domain::{ItemId, ProductId, Seq, SprintId};
use columns::Columns;
use std::cmp::{Ordering, Reverse};

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
    pub fn is_held(self) -> bool {
        self.is_running || self.is_pinned
    }
}

/// All items of a ranking by their index in the order.
pub(super) struct InOrder<'a> {
    columns: &'a Columns,
    indices: Vec<u32>,
}

impl InOrder<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.indices.len()
    }

    /// How one stands.
    pub(super) fn standing(&self, at: usize) -> Standing {
        self.columns.standing(self.indices[at] as usize)
    }

    /// True where it has a score.
    pub(super) fn is_scored(&self, at: usize) -> bool {
        self.columns.score(self.indices[at] as usize).is_some()
    }
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
    /// How many somebody has judged, wholly or in part.
    pub judged: usize,
    /// How many have a score.
    pub scored: usize,
    /// The highest score that is given; 0 where none is.
    pub best: f64,
    /// What is odd about the values, in words.
    pub remarks: Vec<String>,
    /// How many items there are whose place and score differ by more than is set: see [`Ranking::disagreements`].
    pub apart: usize,
    /// How the effort is shared among the `MoSCoW` classes, where they are what it is scored by.
    pub shares: Option<Shares>,
    /// All items; empty where nobody has judged any.
    columns: Columns,
}

impl Ranking {
    /// Works it out. `standing` is the order, of `total` items; `values` are an item, the index of an input and its
    /// value, those of an item one after the other.
    pub fn of(
        scoring: &Scoring,
        total: usize,
        standing: impl IntoIterator<Item = Standing>,
        values: impl IntoIterator<Item = (ItemId, usize, Amount)>,
        duels: &[Duel],
    ) -> Self {
        let framework = scoring.framework;
        let inputs = framework.rules().inputs(scoring);
        let mut columns = Columns::new(total, standing);
        if framework.is_matrix() {
            columns.reserve_plot();
        }
        let mut ranking = Self { framework, inputs, total, columns, ..Self::default() };
        ranking.judge(scoring, values);
        ranking.compare(duels);
        if ranking.judged == 0 {
            ranking.columns = Columns::default();
        }
        ranking.columns.rank();
        ranking.apart = ranking.differing(scoring.gap).count();
        ranking
    }

    /// Takes the values in, an item at a time: nothing is kept of them but the score, and the axes of a matrix.
    fn judge(&mut self, scoring: &Scoring, values: impl IntoIterator<Item = (ItemId, usize, Amount)>) {
        let rules = self.framework.rules();
        let mut known = vec![Column::default(); self.inputs.len()];
        let mut cells: Vec<Option<Amount>> = vec![None; self.inputs.len()];
        let mut amounts = Vec::with_capacity(cells.len());
        let mut values = values.into_iter().peekable();
        while let Some(item) = values.peek().map(|value| value.0) {
            cells.fill(None);
            while let Some((_, at, amount)) = values.next_if(|value| value.0 == item) {
                if let Some(cell) = cells.get_mut(at) {
                    *cell = Some(amount);
                }
            }
            // What stands in no order is not looked at.
            let Some(at) = self.columns.index(item) else { continue };
            self.judged += 1;
            known.iter_mut().zip(&cells).for_each(|(column, cell)| column.add(*cell));
            amounts.clear();
            amounts.extend(cells.iter().flatten());
            if amounts.len() < cells.len() {
                continue;
            }
            self.score_at(at, rules.score(&amounts, scoring));
            if let ([value, cost], true) = (&*amounts, self.framework.is_matrix()) {
                self.columns.plot(at, [*value, *cost]);
            }
        }
        self.remarks = rules.remarks(&known, scoring);
    }

    /// Takes in what was said of two items at a time, where that is what is asked.
    fn compare(&mut self, duels: &[Duel]) {
        if !self.inputs.is_empty() {
            return;
        }
        let all = duels.iter().flat_map(|duel| [duel.item, duel.other]);
        let mut indices: Vec<usize> = all.filter_map(|item| self.columns.index(item)).collect();
        indices.sort_unstable();
        indices.dedup();
        let items: Vec<ItemId> = indices.iter().map(|at| self.columns.item(*at)).collect();
        self.judged = items.len();
        for (at, score) in indices.into_iter().zip(self.framework.rules().compared(&items, duels)) {
            self.score_at(at, score);
        }
    }

    /// Gives an item its score, where it has one.
    fn score_at(&mut self, at: usize, score: Option<f64>) {
        if let Some(score) = score.filter(|score| score.is_finite()) {
            self.columns.set_score(at, score);
            self.scored += 1;
            self.best = self.best.max(score);
        }
    }

    /// True where nobody has judged any item: then it knows none.
    pub fn is_empty(&self) -> bool {
        self.judged == 0
    }

    /// The score of an item.
    pub fn score(&self, item: ItemId) -> Option<f64> {
        self.columns.score(self.columns.index(item)?)
    }

    /// The place of an item as it stands, and the one its score gives, both from 1; `None` where nobody has judged any.
    /// Of what is held, the second is where its score alone would put it: it stays where it stands.
    pub fn places(&self, item: ItemId) -> Option<(usize, usize)> {
        let (now, then) = self.columns.places(self.columns.index(item)?);
        Some((now + 1, then + 1))
    }

    /// Which of two comes first in a list by score: by the places their scores give. Where what is held and what is free
    /// would have the same place, the higher score.
    pub fn by_place(&self, a: ItemId, b: ItemId) -> Ordering {
        let place = |item| self.places(item).map_or(usize::MAX, |places| places.1);
        let score = |item| self.score(item).unwrap_or(f64::NEG_INFINITY);
        place(a).cmp(&place(b)).then_with(|| score(b).total_cmp(&score(a)))
    }

    /// How all items stand, in their order; empty where nobody has judged any.
    pub fn standings(&self) -> impl ExactSizeIterator<Item = Standing> {
        self.columns.in_order().into_iter().map(|at| self.columns.standing(at as usize))
    }

    /// All items by their index in the order.
    pub(super) fn in_order(&self) -> InOrder<'_> {
        InOrder { columns: &self.columns, indices: self.columns.in_order() }
    }

    /// All items by score; empty where nobody has judged any.
    pub fn by_score(&self) -> Vec<ItemId> {
        self.columns.by_score().into_iter().map(|at| self.columns.item(at as usize)).collect()
    }

    /// The indices in the order of all items by score.
    pub(super) fn indices_by_score(&self) -> Vec<usize> {
        self.columns.by_score().into_iter().map(|at| self.columns.places(at as usize).0).collect()
    }

    /// How an item stands.
    pub fn standing(&self, item: ItemId) -> Option<Standing> {
        Some(self.columns.standing(self.columns.index(item)?))
    }

    /// In a matrix, the items that have both: value, and what it is set against.
    pub fn plotted(&self) -> impl Iterator<Item = (ItemId, [Amount; 2])> {
        self.columns.plotted()
    }

    /// By how many places an item with a score stands too low (above 0) or too high (below 0); `None` where it has no
    /// score.
    pub fn gap(&self, item: ItemId) -> Option<isize> {
        self.columns.gap(self.columns.index(item)?)
    }

    /// The items whose place and score differ by more than `gap` places, the worst first; ties in their present order.
    /// What is held is left out: somebody decided it.
    pub fn disagreements(&self, gap: usize) -> Vec<(ItemId, isize)> {
        let place = |at: usize| self.columns.places(at).0;
        let mut found: Vec<(isize, usize, usize)> = self.differing(gap).map(|(at, by)| (by, place(at), at)).collect();
        found.sort_unstable_by_key(|(by, place, _)| (Reverse(by.unsigned_abs()), *place));
        found.into_iter().map(|(by, _, at)| (self.columns.item(at), by)).collect()
    }

    /// The same items in no sequence that means anything: at once, however many there are.
    pub fn disagreeing(&self, gap: usize) -> impl Iterator<Item = ItemId> {
        self.differing(gap).map(|(at, _)| self.columns.item(at))
    }

    /// The same by their indices.
    fn differing(&self, gap: usize) -> impl Iterator<Item = (usize, isize)> {
        (0..self.columns.len()).filter_map(move |at| {
            let by = self.columns.gap(at).filter(|by| by.unsigned_abs() > gap)?;
            (!self.columns.is_held(at)).then_some((at, by))
        })
    }
}

#[cfg(test)]
mod tests;
