//! What one value would have to be so that an item scores higher than another.

use super::super::score::{Amount, Input, Range, Scoring};

/// One value that would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sway {
    /// The index of its input.
    pub input: usize,
    /// The value: the nearest one that does.
    pub amount: Amount,
    /// True where any value further that way does too; false where it is the scale's last one.
    pub goes_on: bool,
    /// True where more of it helps.
    pub is_more: bool,
    /// How many steps of its scale it is away, or how many times more or less in hundredths: the smallest first.
    far: i64,
}

/// For each input alone, the nearest value with which an item's score does what is asked; the smallest change first.
///
/// The whole scale is searched. A scale without end is searched up to a million times the present value: scores go
/// one way with each input, so halving finds the turn.
pub fn sways(scoring: &Scoring, inputs: &[Input], amounts: &[Option<Amount>], does: &dyn Fn(f64) -> bool) -> Vec<Sway> {
    let rules = scoring.framework.rules();
    let mut found: Vec<Sway> = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        let is_alone = amounts.iter().enumerate().all(|(other, amount)| other == at || amount.is_some());
        let holds = |amount: Amount| {
            let with = amounts.iter().enumerate().map(|(n, known)| if n == at { Some(amount) } else { *known });
            let all: Option<Vec<Amount>> = with.collect();
            all.and_then(|all| rules.score(&all, scoring)).is_some_and(does)
        };
        if is_alone {
            found.extend(
                nearest(input, amounts.get(at).copied().flatten(), &holds).map(|sway| Sway { input: at, ..sway }),
            );
        }
    }
    found.sort_by_key(|sway| sway.far);
    found
}

/// The value nearest to the present one that does it; `None` where none does, or where the present one does already.
fn nearest(input: &Input, now: Option<Amount>, holds: &dyn Fn(Amount) -> bool) -> Option<Sway> {
    let (steps, is_listed): (Vec<Amount>, bool) = match input.range {
        Range::Classes(all) | Range::Levels(all) => (all.iter().rev().map(|(amount, _)| *amount).collect(), true),
        Range::Steps(all) => (all.iter().copied().map(Amount::whole).collect(), true),
        Range::Between(..) | Range::AtLeast(_) | Range::Above(_) => (Vec::new(), false),
    };
    if is_listed { on_steps(&steps, now, holds) } else { on_line(input, now, holds) }
}

/// On a scale of some values, the lowest first.
fn on_steps(steps: &[Amount], now: Option<Amount>, holds: &dyn Fn(Amount) -> bool) -> Option<Sway> {
    let good: Vec<usize> = (0..steps.len()).filter(|at| holds(steps[*at])).collect();
    let (first, last) = (*good.first()?, *good.last()?);
    // Above the others, else below them: scores go one way.
    let is_more = last + 1 == steps.len() && (first > 0 || now.is_none());
    let at = if is_more { first } else { last };
    let here = now.map_or(if is_more { 0 } else { steps.len() }, |now| steps.partition_point(|step| *step < now));
    if now.is_some_and(|now| steps.get(here) == Some(&now) && good.contains(&here)) {
        return None;
    }
    let far = i64::try_from(at.abs_diff(here)).unwrap_or(i64::MAX).saturating_mul(100);
    let goes_on = if is_more { at + 1 < steps.len() } else { at > 0 };
    Some(Sway { input: 0, amount: steps[at], goes_on, is_more, far })
}

/// On a scale of numbers: as near as it can be said in two digits, or as a whole number.
fn on_line(input: &Input, now: Option<Amount>, holds: &dyn Fn(Amount) -> bool) -> Option<Sway> {
    let here = now.unwrap_or(Amount::whole(1)).0;
    let far_up = here.max(1000).saturating_mul(1_000_000).min(1_000_000_000_000);
    let (least, most) = match input.range {
        Range::Between(least, most) => (least.0, most.0),
        Range::AtLeast(least) => (least.0, far_up),
        Range::Above(least) => (least.0 + 1, far_up),
        Range::Classes(_) | Range::Levels(_) | Range::Steps(_) => return None,
    };
    let (is_more, is_less) = (holds(Amount(most)), holds(Amount(least)));
    let from = match (now, is_more, is_less) {
        (Some(now), ..) if holds(now) => return None,
        (_, false, false) => return None,
        (Some(now), ..) => now.0,
        // Any value does.
        (None, true, true) => {
            return Some(Sway { input: 0, amount: Amount(least), goes_on: true, is_more, far: 0 });
        }
        (None, is_more, _) => {
            if is_more {
                least
            } else {
                most
            }
        }
    };
    let exact = turn(from, if is_more { most } else { least }, holds);
    let amount = said(exact, now.map_or(0, |now| now.0), is_more);
    let amount = if (least..=most).contains(&amount) && holds(Amount(amount)) { amount } else { exact };
    let wide = |amount: i64| i128::from(amount.max(1));
    let times = (wide(amount) * 100 / wide(from)).max(wide(from) * 100 / wide(amount));
    let goes_on = if is_more { amount < most } else { amount > least };
    let far = i64::try_from(times).unwrap_or(i64::MAX);
    Some(Sway { input: 0, amount: Amount(amount), goes_on, is_more, far })
}

/// The value nearest to `from`, where it does not hold, on the way to `to`, where it does.
fn turn(from: i64, to: i64, holds: &dyn Fn(Amount) -> bool) -> i64 {
    let (mut no, mut yes) = (from, to);
    while no.abs_diff(yes) > 1 {
        let middle = no + (yes - no) / 2;
        if holds(Amount(middle)) { yes = middle } else { no = middle }
    }
    yes
}

/// A value as a person would say it, further on than the exact one: with two digits or as a whole number, and as fine as
/// the present value is.
fn said(exact: i64, now: i64, is_more: bool) -> i64 {
    let mut grain = match exact.abs() {
        10_000.. => 1000,
        1000.. => 100,
        100.. => 10,
        _ => 1,
    };
    while grain > 1 && now % grain != 0 {
        grain /= 10;
    }
    let down = exact.div_euclid(grain) * grain;
    if is_more && down < exact { down + grain } else { down }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::score::Framework;

    fn found(framework: Framework, values: &[&str], above: f64) -> String {
        let scoring = Scoring { framework, ..Scoring::default() };
        let inputs = framework.rules().inputs(&scoring);
        let amounts: Vec<Option<Amount>> =
            inputs.iter().zip(values).map(|(input, typed)| input.read(typed).unwrap()).collect();
        let found = sways(&scoring, &inputs, &amounts, &|score| score > above);
        let words = found
            .iter()
            .map(|sway| format!("{} {}", inputs[sway.input].name, inputs[sway.input].shown(Some(sway.amount))));
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_smallest_change_of_each_input_is_found() {
        // 2,000 × 2 × 0.8 ÷ 4 = 800: what puts 500 × 2 × 50 % ÷ 1 = 500 above it.
        let said = "reach 801, effort 0.62, confidence 81 %";
        assert_eq!(found(Framework::Rice, &["500", "2", "50", "1"], 800.0), said);
        assert_eq!(found(Framework::Wsjf, &["3", "1", "2", "3"], 2.5), "value 5, size 2, time 3, risk 5");
    }

    #[test]
    fn a_scale_ends() {
        assert_eq!(found(Framework::Ice, &["10", "10", "9"], 1000.0), "");
        assert_eq!(found(Framework::Moscow, &["Could"], 3.0), "class Must");
    }

    #[test]
    fn a_value_that_is_missing_is_looked_for_too() {
        assert_eq!(found(Framework::Rice, &["2000", "2", "", "4"], 500.0), "confidence 51 %");
        assert_eq!(found(Framework::Rice, &["2000", "", "", "4"], 500.0), "", "one value alone can't");
    }
}
