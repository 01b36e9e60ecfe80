//! Prioritization: judgement put into numbers, by a framework that everybody knows.
//!
//! A framework is one file with its [`Rules`]: which inputs it takes, on which scale, by which formula. Inputs are kept,
//! results are computed; what is missing is missing, never 0. A score moves nothing by itself (`domain.md` §1.10).

mod amount;
mod arrange;
mod ice;
mod input;
mod moscow;
mod number;
pub mod pairs;
mod quadrant;
mod ranking;
mod rice;
mod scoring;
mod weighted;
mod wsjf;

pub use amount::Amount;
pub use arrange::{Proposal, Shift, Within, arrange, arrange_as, wont_above};
pub use input::{Input, InputError, Range};
pub use moscow::{CLASSES, MOSCOW, Shares, class_word};
pub use number::{Mark, Told};
pub use pairs::Duel;
pub use quadrant::{Cut, EFFORT, Quadrant, VALUE};
pub use ranking::{Ranked, Ranking, Standing};
pub use scoring::{Scoring, ScoringError};
pub use weighted::{Direction, Weighed};

use super::ItemId;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// A framework by which a product's order can be judged.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, EnumIter, IntoStaticStr, Serialize, Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Framework {
    /// Must, Should, Could, Won't have this time.
    #[default]
    Moscow,
    /// Value against effort.
    ValueEffort,
    /// Value against complexity.
    ValueComplexity,
    /// Reach × impact × confidence ÷ effort.
    Rice,
    /// Impact × confidence × ease.
    Ice,
    /// Cost of Delay ÷ job size.
    Wsjf,
    /// The product's own criteria with their weights.
    Weighted,
    /// What people said of two items at a time.
    Pairs,
}

impl Framework {
    /// The word stored and typed: "rice".
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads a framework by its word.
    pub fn parse(word: &str) -> Option<Self> {
        let word = super::text::fold(word.trim()).replace([' ', '/', '_'], "-");
        Self::iter().find(|framework| framework.name() == word)
    }

    /// All words, for messages and completion.
    pub fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }

    /// True where two inputs span a matrix.
    pub fn is_matrix(self) -> bool {
        matches!(self, Self::ValueEffort | Self::ValueComplexity)
    }

    /// What it is made of.
    pub fn rules(self) -> &'static dyn Rules {
        match self {
            Self::Moscow => &moscow::Moscow,
            Self::ValueEffort => &quadrant::BY_EFFORT,
            Self::ValueComplexity => &quadrant::BY_COMPLEXITY,
            Self::Rice => &rice::Rice,
            Self::Ice => &ice::Ice,
            Self::Wsjf => &wsjf::Wsjf,
            Self::Weighted => &weighted::Weighted,
            Self::Pairs => &pairs::Pairs,
        }
    }
}

/// What a framework is made of. A new one is a file that implements this, and a variant of [`Framework`].
pub trait Rules: Sync {
    /// What people call it: "RICE".
    fn title(&self) -> &'static str;

    /// What it is good for, in one sentence without a full stop.
    fn doc(&self) -> &'static str;

    /// What it asks of an item, in the order in which it is asked.
    fn inputs(&self, scoring: &Scoring) -> Vec<Input>;

    /// How the score is made, in words: "reach × impact × confidence ÷ effort".
    fn formula(&self, scoring: &Scoring) -> String;

    /// The score of an item that has all inputs, in their order; `None` where it is undefined.
    fn score(&self, amounts: &[Amount], scoring: &Scoring) -> Option<f64>;

    /// The formula with an item's numbers in the place of the words, without the result; "—" for what is missing.
    fn worked(&self, amounts: &[Option<Amount>], scoring: &Scoring) -> String;

    /// A score as it is shown: as exact as anybody can judge.
    fn show(&self, score: f64) -> String {
        let decimals = match score.abs() {
            large if large >= 100.0 => 0,
            medium if medium >= 10.0 => 1,
            _ => 2,
        };
        amount::rounded(score, decimals)
    }

    /// The highest score there can be, where there is one: what a full bar means. Else the highest one given is.
    fn most(&self, scoring: &Scoring) -> Option<f64> {
        let _ = scoring;
        None
    }

    /// The scores of these items where they are compared instead of judged; a framework that has inputs adds nothing.
    fn compared(&self, items: &[ItemId], duels: &[Duel]) -> Vec<Option<f64>> {
        let _ = (items, duels);
        Vec::new()
    }

    /// What is odd about all the values together, in words: "no item has a job size of 1". A column is an input.
    fn remarks(&self, columns: &[Column], scoring: &Scoring) -> Vec<String> {
        let _ = (columns, scoring);
        Vec::new()
    }
}

/// What is known of all the values of one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Column {
    /// True where there is any.
    pub has_any: bool,
    /// True where one of them is a 1.
    pub has_one: bool,
}

impl Column {
    /// Looks at the value of one item.
    pub fn add(&mut self, amount: Option<Amount>) {
        self.has_any |= amount.is_some();
        self.has_one |= amount == Some(Amount::whole(1));
    }
}

/// The inputs that an item has, of all frameworks, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Inputs(std::collections::BTreeMap<String, Amount>);

impl Inputs {
    /// The value of an input.
    pub fn get(&self, input: &str) -> Option<Amount> {
        self.0.get(input).copied()
    }

    /// Sets a value, or takes it off.
    pub fn set(&mut self, input: &str, amount: Option<Amount>) {
        match amount {
            Some(amount) => self.0.insert(input.to_owned(), amount),
            None => self.0.remove(input),
        };
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Amount)> {
        self.0.iter().map(|(input, amount)| (input.as_str(), *amount))
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that a framework asks for, in its order.
    pub fn of(&self, inputs: &[Input]) -> Vec<Option<Amount>> {
        inputs.iter().map(|input| self.get(&input.id)).collect()
    }
}

/// An input of a framework, or one of a product's own criteria, by its name in the file.
pub fn named(id: &str, scoring: &Scoring) -> Option<Input> {
    let mut inputs = Framework::iter().flat_map(|framework| framework.rules().inputs(scoring));
    inputs.find(|input| input.id == id)
}

/// The inputs' values with "—" for what is missing, joined by a sign: "2,000 × 2 × 80 %".
fn joined(inputs: &[Input], amounts: &[Option<Amount>], sign: &str) -> String {
    let shown: Vec<String> = inputs.iter().zip(amounts).map(|(input, amount)| input.shown(*amount)).collect();
    shown.join(sign)
}

/// A quotient; `None` where it is undefined.
fn over(above: f64, below: f64) -> Option<f64> {
    (below != 0.0).then(|| above / below)
}

#[cfg(test)]
mod tests;
