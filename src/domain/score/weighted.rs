//! Weighted scoring by the product's own criteria (`domain.md` §1.7).

use super::{Amount, Column, Input, Range, Rules, Scoring, amount};
use serde::{Deserialize, Serialize};

/// The scale of each criterion: from 1 to 10.
const LEAST: Amount = Amount::whole(1);
const MOST: Amount = Amount::whole(10);

/// One of the product's own criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// Its number, given once: the values of items stay with it when its name changes.
    pub number: u32,
    /// What people call it.
    pub name: String,
    /// Its weight, beside the others. Shown as it counts: in percent of all.
    pub weight: Amount,
    /// Whether more of it is better.
    #[serde(default)]
    pub direction: Direction,
}

/// Whether more of something is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// It is.
    #[default]
    More,
    /// Less of it is better: effort, risk. It counts turned round, as 11 − x.
    Less,
}

impl Weighed {
    /// The name of its input in the file.
    pub fn input(&self) -> String {
        format!("weighted.{}", self.number)
    }

    /// What a value counts: itself, or turned round.
    fn counts(&self, amount: Amount) -> f64 {
        match self.direction {
            Direction::More => amount.get(),
            Direction::Less => LEAST.get() + MOST.get() - amount.get(),
        }
    }
}

/// The sum of weight × value.
pub(super) struct Weighted;

impl Rules for Weighted {
    fn title(&self) -> &'static str {
        "Weighted scoring"
    }

    fn doc(&self) -> &'static str {
        "Your own criteria, each with its weight"
    }

    fn inputs(&self, scoring: &Scoring) -> Vec<Input> {
        let range = Range::Between(LEAST, MOST);
        let input = |weighed: &Weighed| Input {
            id: weighed.input().into(),
            name: weighed.name.clone().into(),
            doc: match weighed.direction {
                Direction::More => format!("{}, from 1 to 10", weighed.name).into(),
                Direction::Less => format!("{}, from 1 to 10: less is better", weighed.name).into(),
            },
            ..Input::new("", "", "", range)
        };
        scoring.criteria().iter().map(input).collect()
    }

    fn formula(&self, scoring: &Scoring) -> String {
        let shares = scoring.shares();
        let part = |(weighed, share): (&Weighed, f64)| {
            let share = amount::rounded(share * 100.0, 1);
            match weighed.direction {
                Direction::More => format!("{share} % {}", weighed.name),
                Direction::Less => format!("{share} % (11 − {})", weighed.name),
            }
        };
        let parts: Vec<String> = scoring.criteria().iter().zip(shares).map(part).collect();
        parts.join(" + ")
    }

    fn score(&self, amounts: &[Amount], scoring: &Scoring) -> Option<f64> {
        let criteria = scoring.criteria();
        if criteria.is_empty() || amounts.len() != criteria.len() {
            return None;
        }
        let parts = criteria.iter().zip(scoring.shares()).zip(amounts);
        Some(parts.map(|((weighed, share), amount)| share * weighed.counts(*amount)).sum())
    }

    fn worked(&self, amounts: &[Option<Amount>], scoring: &Scoring) -> String {
        let parts = scoring.criteria().iter().zip(scoring.shares()).zip(amounts);
        let part = |((weighed, share), value): ((&Weighed, f64), &Option<Amount>)| {
            let share = amount::rounded(share * 100.0, 1);
            let value = value.map_or_else(|| "—".into(), |value| value.to_string());
            match weighed.direction {
                Direction::More => format!("{share} % × {value}"),
                Direction::Less => format!("{share} % × (11 − {value})"),
            }
        };
        parts.map(part).collect::<Vec<_>>().join(" + ")
    }

    /// Weights that don't sum to 100 are taken as parts of their sum: that is told.
    fn remarks(&self, _: &[Column], scoring: &Scoring) -> Vec<String> {
        let odd = scoring.odd_sum().into_iter();
        odd.map(|sum| format!("the weights sum to {sum}, not 100: each counts as its part of that")).collect()
    }

    fn most(&self, _: &Scoring) -> Option<f64> {
        Some(MOST.get())
    }
}
