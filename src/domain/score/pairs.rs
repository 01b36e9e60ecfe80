//! Pairs: what people said of two items at a time (`domain.md` §1.9).

use super::{Amount, Input, Judged, Rules, Scoring};
use crate::domain::ItemId;
use std::collections::HashMap;

/// What was said of two items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duel {
    /// One of them.
    pub item: ItemId,
    /// The other.
    pub other: ItemId,
    /// True where the first one is the better; false where neither is.
    pub is_won: bool,
}

/// By how many it is better than, less how many are better.
pub(super) struct Pairs;

impl Rules for Pairs {
    fn title(&self) -> &'static str {
        "Pairs"
    }

    fn doc(&self) -> &'static str {
        "Two items at a time: which one is better"
    }

    fn inputs(&self, _: &Scoring) -> Vec<Input> {
        Vec::new()
    }

    fn formula(&self, _: &Scoring) -> String {
        "better than so many, less so many that are better".into()
    }

    fn score(&self, _: &[Amount], _: &Scoring) -> Option<f64> {
        None
    }

    fn worked(&self, _: &[Option<Amount>], _: &Scoring) -> String {
        String::new()
    }

    fn scores(&self, all: &[Judged], duels: &[Duel], _: &Scoring) -> Vec<Option<f64>> {
        let mut net: HashMap<ItemId, f64> = HashMap::new();
        for duel in duels {
            let by = if duel.is_won { 1.0 } else { 0.0 };
            *net.entry(duel.item).or_default() += by;
            *net.entry(duel.other).or_default() -= by;
        }
        all.iter().map(|judged| net.get(&judged.item).copied()).collect()
    }
}
