//! ICE, by Sean Ellis (`domain.md` §1.4). Ease is high where something is cheap: the other way round than effort.

use super::{Amount, Input, Range, Rules, Scoring, joined};

/// From 1 to 10.
const SCALE: Range = Range::Between(Amount::whole(1), Amount::whole(10));

/// Impact × confidence × ease.
pub(super) struct Ice;

impl Rules for Ice {
    fn title(&self) -> &'static str {
        "ICE"
    }

    fn doc(&self) -> &'static str {
        "A quick guess: what it does, how sure that is, how easy it is"
    }

    fn inputs(&self, _: &Scoring) -> Vec<Input> {
        vec![
            Input::new("ice.impact", "impact", "What it does, from 1 to 10", SCALE),
            Input::new("ice.confidence", "confidence", "How sure that is, from 1 to 10", SCALE),
            Input::new("ice.ease", "ease", "How easy it is, from 1 to 10: 10 is the cheapest", SCALE),
        ]
    }

    fn formula(&self, _: &Scoring) -> String {
        "impact × confidence × ease".into()
    }

    fn score(&self, amounts: &[Amount], _: &Scoring) -> Option<f64> {
        Some(amounts.iter().map(|amount| amount.get()).product())
    }

    fn worked(&self, amounts: &[Option<Amount>], scoring: &Scoring) -> String {
        joined(&self.inputs(scoring), amounts, " × ")
    }

    fn most(&self, _: &Scoring) -> Option<f64> {
        Some(1000.0)
    }
}
