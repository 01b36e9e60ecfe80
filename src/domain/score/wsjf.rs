//! WSJF as `SAFe` has it: Cost of Delay ÷ job size, all relative (`domain.md` §1.5).

use super::{Amount, Column, Input, Range, Rules, Scoring, joined, over};

/// The relative scale. The smallest of each column is a 1.
const STEPS: Range = Range::Steps(&[1, 2, 3, 5, 8, 13, 20]);

/// (value + time criticality + risk reduction) ÷ job size.
pub(super) struct Wsjf;

impl Rules for Wsjf {
    fn title(&self) -> &'static str {
        "WSJF"
    }

    fn doc(&self) -> &'static str {
        "What waiting costs, over the size of the job: one column at a time, the smallest first as a 1"
    }

    fn inputs(&self, _: &Scoring) -> Vec<Input> {
        vec![
            Input::new("wsjf.value", "value", "What it is worth to users and the business, beside the others", STEPS),
            Input::new("wsjf.time", "time", "How much its value fades with time, beside the others", STEPS),
            Input::new("wsjf.risk", "risk", "What risk it takes away or what it opens up, beside the others", STEPS),
            Input::new("wsjf.size", "size", "How big the job is, beside the others", STEPS),
        ]
    }

    fn formula(&self, _: &Scoring) -> String {
        "(value + time + risk) ÷ size".into()
    }

    fn score(&self, amounts: &[Amount], _: &Scoring) -> Option<f64> {
        let [value, time, risk, size] = amounts else { return None };
        over(value.get() + time.get() + risk.get(), size.get())
    }

    fn worked(&self, amounts: &[Option<Amount>], scoring: &Scoring) -> String {
        let (inputs, last) = (self.inputs(scoring), amounts.len().saturating_sub(1));
        let above = joined(&inputs[..last.min(inputs.len())], &amounts[..last], " + ");
        format!("({above}) ÷ {}", joined(&inputs[last.min(inputs.len())..], &amounts[last..], ""))
    }

    /// Each column that has values wants a 1: without it the numbers are relative to nothing.
    fn remarks(&self, columns: &[Column], scoring: &Scoring) -> Vec<String> {
        let inputs = self.inputs(scoring);
        let lacks_one = |(_, column): &(&Input, &Column)| column.has_any && !column.has_one;
        let lacking: Vec<&str> = inputs.iter().zip(columns).filter(lacks_one).map(|(input, _)| &*input.name).collect();
        if lacking.is_empty() {
            return Vec::new();
        }
        vec![format!("no 1 in {}: the smallest of each column is a 1", lacking.join(", "))]
    }
}
