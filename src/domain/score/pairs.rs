//! Pairs: what people said of two items at a time (`domain.md` §1.9).
//!
//! The questions come from [`Contest`], which puts items in order with few of them. The score of an item is its chance
//! to be chosen over a middling one, by [`strengths`]; no score ever stands against an answer that no other answer
//! contradicts.

mod circle;
mod contest;
mod grade;
mod insertion;
mod strength;

pub use circle::{Circle, circle};
pub use contest::{Contest, Last, MANY, MOST, Next, Progress, Skip, about};
pub use strength::{Won, strengths};

use super::amount::rounded;
use super::{Amount, Input, Rules, Scoring};
use crate::domain::ItemId;

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

impl Duel {
    /// True for what was said of these two, in whichever sequence.
    pub fn is_of(&self, a: ItemId, b: ItemId) -> bool {
        (self.item, self.other) == (a, b) || (self.item, self.other) == (b, a)
    }
}

/// The chance to be chosen over a middling item, in percent.
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
        "100 × p ÷ (p + 1), p the strength in all answers (Bradley–Terry), and never against an answer".into()
    }

    fn score(&self, _: &[Amount], _: &Scoring) -> Option<f64> {
        None
    }

    fn worked(&self, _: &[Option<Amount>], _: &Scoring) -> String {
        String::new()
    }

    fn show(&self, score: f64) -> String {
        rounded(score, 1)
    }

    fn most(&self, _: &Scoring) -> Option<f64> {
        Some(100.0)
    }

    fn compared(&self, items: &[ItemId], duels: &[Duel]) -> Vec<Option<f64>> {
        grade::grades(items, duels)
    }
}

/// What each duel is about by the index of its items in `items`; what is about others is left out.
fn indexed(items: &[ItemId], duels: &[Duel]) -> Vec<(usize, usize, bool)> {
    let places: std::collections::HashMap<ItemId, usize> = items.iter().copied().zip(0..).collect();
    let known = |duel: &Duel| Some((*places.get(&duel.item)?, *places.get(&duel.other)?, duel.is_won));
    duels.iter().filter_map(known).filter(|(a, b, _)| a != b).collect()
}

#[cfg(test)]
mod tests;
