//! How a product is scored: by which framework, with which weights and cuts.

use super::{Amount, Cut, Direction, Framework, Weighed};
use crate::domain::text;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What a product has chosen. Kept whole: a framework may add what it needs, with a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scoring {
    /// The framework by which the order is judged.
    pub framework: Framework,
    /// The product's own criteria; empty where it has said nothing: then the usual ones count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Weighed>,
    /// The highest number that a criterion was given, so that none is given twice.
    #[serde(skip_serializing_if = "is_zero")]
    pub given: u32,
    /// From where on value and cost are high.
    pub cut: Cut,
    /// Rank and score disagree where they differ by more places than this.
    pub gap: usize,
    /// The time in which reach is counted; empty for a quarter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub period: String,
}

impl Default for Scoring {
    fn default() -> Self {
        Self {
            framework: Framework::default(),
            criteria: Vec::new(),
            given: 0,
            cut: Cut::default(),
            gap: 10,
            period: String::new(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A way of scoring that can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoringError {
    /// No weight is above 0.
    #[error("no criterion has a weight: give at least one of them more than 0")]
    NoWeight,
    /// A weight below 0.
    #[error("the weight of {0} is below 0: what is bad counts as \"less is better\"")]
    Negative(String),
    /// A criterion without a name.
    #[error("a criterion has no name")]
    NoName,
    /// Two criteria of one name.
    #[error("two criteria are called {0}")]
    Twice(String),
    /// More criteria than anybody can judge.
    #[error("at most {0} criteria: more than that nobody can judge")]
    TooMany(usize),
}

/// What a product that has said nothing weighs.
static USUAL: LazyLock<Vec<Weighed>> = LazyLock::new(|| {
    let usual =
        [("user value", 40, Direction::More), ("goal fit", 30, Direction::More), ("effort", 30, Direction::Less)];
    let weighed = |(number, (name, weight, direction)): (u32, (&str, i64, Direction))| Weighed {
        number,
        name: name.into(),
        weight: Amount::whole(weight),
        direction,
    };
    (1..).zip(usual).map(weighed).collect()
});

/// More criteria than this have no room in a table.
const MOST: usize = 12;

impl Scoring {
    /// The criteria of weighted scoring: the product's own, else the usual ones.
    pub fn criteria(&self) -> &[Weighed] {
        if self.criteria.is_empty() { &USUAL } else { &self.criteria }
    }

    /// What each criterion counts, from 0 to 1: weights that don't sum to 100 are taken as parts of their sum.
    pub fn shares(&self) -> Vec<f64> {
        let criteria = self.criteria();
        let whole: f64 = criteria.iter().map(|weighed| weighed.weight.get()).sum();
        criteria.iter().map(|weighed| if whole > 0.0 { weighed.weight.get() / whole } else { 0.0 }).collect()
    }

    /// The sum of the weights, where it is not 100: what is worth saying.
    pub fn odd_sum(&self) -> Option<Amount> {
        let sum = Amount(self.criteria().iter().map(|weighed| weighed.weight.0).sum());
        (sum != Amount::whole(100)).then_some(sum)
    }

    /// The number for a new criterion: none that was ever given here.
    pub fn next_number(&self) -> u32 {
        self.criteria().iter().map(|weighed| weighed.number).max().unwrap_or(0).max(self.given) + 1
    }

    /// The time in which reach is counted.
    pub fn period(&self) -> &str {
        if self.period.is_empty() { "quarter" } else { &self.period }
    }

    /// Checks what a person or a file says.
    ///
    /// # Errors
    /// Where weights or names can't be.
    pub fn check(&self) -> Result<(), ScoringError> {
        if self.criteria.len() > MOST {
            return Err(ScoringError::TooMany(MOST));
        }
        for (at, weighed) in self.criteria.iter().enumerate() {
            let name = weighed.name.trim();
            if name.is_empty() {
                return Err(ScoringError::NoName);
            }
            if weighed.weight < Amount(0) {
                return Err(ScoringError::Negative(text::visible(name).into_owned()));
            }
            if self.criteria[..at].iter().any(|other| text::fold(&other.name) == text::fold(name)) {
                return Err(ScoringError::Twice(text::visible(name).into_owned()));
            }
        }
        let is_weightless = |weighed: &Weighed| weighed.weight == Amount(0);
        if !self.criteria.is_empty() && self.criteria.iter().all(is_weightless) {
            return Err(ScoringError::NoWeight);
        }
        Ok(())
    }
}
