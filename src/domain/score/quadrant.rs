//! Value against effort, or against complexity: the ratio, and the four fields of the matrix (`domain.md` §1.2).

use super::{Amount, Input, Range, Rules, Scoring, joined, over};
use serde::{Deserialize, Serialize};

/// From 1 to 10.
const SCALE: Range = Range::Between(Amount::whole(1), Amount::whole(10));

/// What it is worth.
pub const VALUE: Input = Input::new("value", "value", "What it is worth, from 1 to 10", SCALE);
/// What it costs.
pub const EFFORT: Input = Input::new("effort", "effort", "What it costs, from 1 to 10", SCALE);
/// How hard it is.
const COMPLEXITY: Input = Input::new("complexity", "complexity", "How hard it is, from 1 to 10", SCALE);

/// From where on something is high, on both axes; ties are high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cut {
    /// A value of this much or more is high.
    pub value: Amount,
    /// A cost of this much or more is high.
    pub cost: Amount,
}

impl Default for Cut {
    /// The midpoint of the scale: it stays where it is when the items change.
    fn default() -> Self {
        Self { value: Amount(5500), cost: Amount(5500) }
    }
}

/// A field of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Quadrant {
    /// High value, low cost: do first.
    QuickWins,
    /// High value, high cost: plan.
    BigBets,
    /// Low value, low cost: when idle.
    FillIns,
    /// Low value, high cost: avoid.
    MoneyPits,
}

impl Quadrant {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::QuickWins => "Quick Wins",
            Self::BigBets => "Big Bets",
            Self::FillIns => "Fill-Ins",
            Self::MoneyPits => "Money Pits",
        }
    }

    /// Where something of this value and this cost lies.
    pub fn of(value: Amount, cost: Amount, cut: Cut) -> Self {
        match (value >= cut.value, cost >= cut.cost) {
            (true, false) => Self::QuickWins,
            (true, true) => Self::BigBets,
            (false, false) => Self::FillIns,
            (false, true) => Self::MoneyPits,
        }
    }
}

/// A matrix of value against a cost.
pub(super) struct Matrix {
    title: &'static str,
    doc: &'static str,
    cost: Input,
}

/// Value against effort.
pub(super) static BY_EFFORT: Matrix =
    Matrix { title: "Value/Effort", doc: "Quick Wins first: what is worth much and costs little", cost: EFFORT };

/// Value against complexity.
pub(super) static BY_COMPLEXITY: Matrix =
    Matrix { title: "Value/Complexity", doc: "What is worth much and is not hard comes first", cost: COMPLEXITY };

impl Rules for Matrix {
    fn title(&self) -> &'static str {
        self.title
    }

    fn doc(&self) -> &'static str {
        self.doc
    }

    fn inputs(&self, _: &Scoring) -> Vec<Input> {
        vec![VALUE, self.cost.clone()]
    }

    fn formula(&self, _: &Scoring) -> String {
        format!("value ÷ {}", self.cost.name)
    }

    fn score(&self, amounts: &[Amount], _: &Scoring) -> Option<f64> {
        let [value, cost] = amounts else { return None };
        over(value.get(), cost.get())
    }

    fn worked(&self, amounts: &[Option<Amount>], scoring: &Scoring) -> String {
        joined(&self.inputs(scoring), amounts, " ÷ ")
    }

    fn most(&self, _: &Scoring) -> Option<f64> {
        Some(10.0)
    }
}
