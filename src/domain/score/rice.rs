//! RICE, by Intercom (`domain.md` §1.3).

use super::{Amount, Input, Range, Rules, Scoring, joined, over};

/// How much it does for each of those it reaches.
const IMPACT: &[(Amount, &str)] = &[
    (Amount::whole(3), "massive"),
    (Amount::whole(2), "high"),
    (Amount::whole(1), "medium"),
    (Amount(500), "low"),
    (Amount(250), "minimal"),
];

/// Reach × impact × confidence ÷ effort.
pub(super) struct Rice;

impl Rules for Rice {
    fn title(&self) -> &'static str {
        "RICE"
    }

    fn doc(&self) -> &'static str {
        "How many people it helps, how much, how sure that is, and what it costs"
    }

    fn inputs(&self, scoring: &Scoring) -> Vec<Input> {
        let reach = format!("How many people or events it reaches in a {}", scoring.period());
        let percent = Range::Between(Amount::whole(1), Amount::whole(100));
        vec![
            Input { doc: reach.into(), ..Input::new("rice.reach", "reach", "", Range::AtLeast(Amount(0))) },
            Input::new("rice.impact", "impact", "How much it does for each of them", Range::Levels(IMPACT)),
            Input {
                is_percent: true,
                ..Input::new(
                    "rice.confidence",
                    "confidence",
                    "How sure that is: 100 % high, 80 % medium, 50 % low",
                    percent,
                )
            },
            Input::new("rice.effort", "effort", "What it takes, in person-months", Range::Above(Amount(0))),
        ]
    }

    fn formula(&self, _: &Scoring) -> String {
        "reach × impact × confidence ÷ effort".into()
    }

    fn score(&self, amounts: &[Amount], _: &Scoring) -> Option<f64> {
        let [reach, impact, confidence, effort] = amounts else { return None };
        over(reach.get() * impact.get() * (confidence.get() / 100.0), effort.get())
    }

    fn worked(&self, amounts: &[Option<Amount>], scoring: &Scoring) -> String {
        let (inputs, last) = (self.inputs(scoring), amounts.len().saturating_sub(1));
        let above = joined(&inputs[..last.min(inputs.len())], &amounts[..last], " × ");
        format!("{above} ÷ {}", joined(&inputs[last.min(inputs.len())..], &amounts[last..], ""))
    }
}
