//! What the checks found, and the score made of it.

use super::super::ItemId;
use super::super::similar::AsOf;
use super::{Check, Sign, Thresholds};
use chrono::NaiveDate;
use strum::IntoEnumIterator;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// How many items; `None` where that is not known.
    pub count: Option<usize>,
    /// Among how many it looked.
    pub of: usize,
    /// The filter that shows them; `None` where none can.
    pub filter: Option<String>,
}

impl Finding {
    /// How much of the sample it finds, from 0 to 1; `None` where that is not known or there is no sample. Of a check
    /// that allows some, what is above the allowed part counts, scaled so that all of the sample is 1.
    pub fn share(&self, thresholds: &Thresholds) -> Option<f64> {
        let count = self.count.filter(|_| self.of > 0)?;
        let allowed = f64::from(match self.check {
            Check::Unordered => thresholds.one_class_percent.min(99),
            Check::Churn => thresholds.churn_percent.min(99),
            _ => 0,
        }) / 100.0;
        #[expect(clippy::cast_precision_loss, reason = "no backlog has 2^52 items")]
        let share = count.min(self.of) as f64 / self.of as f64;
        Some(((share - allowed) / (1.0 - allowed)).max(0.0))
    }

    /// Its share as it counts in the score; `None` where it does not.
    fn scored(&self, thresholds: &Thresholds) -> Option<f64> {
        self.share(thresholds).filter(|_| self.check.is_scored())
    }
}

/// A day of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The writer's local day.
    pub day: NaiveDate,
    /// The score of its last look, from 0 to 100.
    pub score: u8,
    /// The very top of the order, the first first.
    pub top: Vec<ItemId>,
}

/// The days of the past, the oldest first.
pub type History = Vec<Day>;

/// The health of a backlog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What each check found, in the order of the checks.
    pub findings: Vec<Finding>,
    /// How many items stand in the order.
    pub in_order: usize,
    /// How many ideas wait in the inbox.
    pub in_inbox: usize,
    /// The very top of the order, the first first.
    pub top: Vec<ItemId>,
    /// Earlier days, the oldest first.
    pub history: History,
    /// As of when it is known what is similar; `None` while nothing was ever compared.
    pub compared: Option<AsOf>,
}

impl Report {
    /// The finding of a check.
    pub fn finding(&self, check: Check) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.check == check)
    }

    /// How much of a sign is there, from 0 to 1; `None` where none of its checks is known.
    pub fn share(&self, sign: Sign, thresholds: &Thresholds) -> Option<f64> {
        let findings = self.findings.iter().filter(|finding| finding.check.sign() == sign);
        mean(findings.filter_map(|finding| finding.scored(thresholds)))
    }

    /// The score from 0 to 100, higher is better; `None` for an empty backlog.
    pub fn score(&self, thresholds: &Thresholds) -> Option<u8> {
        let share = mean(Sign::iter().filter_map(|sign| self.share(sign, thresholds)))?;
        // 1e-9: what only rounding made smaller than a whole number is that number.
        let score = (100.0 * (1.0 - share) + 1e-9).floor().clamp(0.0, 100.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        Some(score as u8)
    }
}

fn mean(shares: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = shares.fold((0.0, 0_u32), |(sum, count), share| (sum + share, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// How many of the very top are new there, those not counted that took the place of a finished one.
pub fn churn(then: &[ItemId], now: &[ItemId], finished: &[ItemId]) -> usize {
    let new = now.iter().filter(|id| !then.contains(id)).count();
    let gone = then.iter().filter(|id| !now.contains(id) && finished.contains(id)).count();
    new.saturating_sub(gone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finding(check: Check, count: usize, of: usize) -> Finding {
        Finding { check, count: Some(count), of, filter: None }
    }

    fn report(findings: Vec<Finding>) -> Report {
        Report { findings, ..Report::default() }
    }

    #[test]
    fn the_score_is_the_mean_of_the_signs() {
        let usual = Thresholds::default();
        let found = report(vec![
            finding(Check::Stale, 30, 100),
            finding(Check::Old, 50, 100),
            finding(Check::Unestimated, 10, 20),
            finding(Check::Big, 0, 20),
            finding(Check::Stuck, 0, 20),
        ]);
        // Old ideas 0.4, unclear 0.25, order 0: 1 − 0.65 ÷ 3 = 0.783.
        assert_eq!(found.score(&usual), Some(78));
        assert_eq!(report(vec![finding(Check::Stale, 0, 5)]).score(&usual), Some(100));
        assert_eq!(report(vec![finding(Check::Stale, 1, 100_000)]).score(&usual), Some(99));
    }

    #[test]
    fn what_is_not_known_is_no_part_of_it() {
        let usual = Thresholds::default();
        assert_eq!(report(vec![]).score(&usual), None);
        let unknown = Finding { check: Check::Churn, count: None, of: 10, filter: None };
        let empty = finding(Check::Stale, 0, 0);
        assert_eq!(report(vec![unknown.clone(), empty]).score(&usual), None);
        assert_eq!(report(vec![unknown, finding(Check::Stuck, 5, 20)]).score(&usual), Some(75));
        let orphans = report(vec![finding(Check::Orphan, 9, 10), finding(Check::Stuck, 0, 10)]);
        assert_eq!(orphans.score(&usual), Some(100));
    }

    #[test]
    fn what_is_allowed_costs_nothing() {
        let usual = Thresholds::default();
        let share = |check, count| finding(check, count, 10).share(&usual).unwrap();
        assert!(share(Check::Unordered, 3) < 1e-9 && share(Check::Unordered, 4) > 0.1);
        assert!(share(Check::Churn, 5) < 1e-9 && (share(Check::Churn, 10) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_takes_the_place_of_a_finished_item_is_no_churn() {
        let ids = |ids: &[i64]| ids.iter().copied().map(ItemId).collect::<Vec<_>>();
        let done = [ItemId(1), ItemId(2)];
        assert_eq!(churn(&ids(&[1, 2, 3]), &ids(&[3, 4, 5]), &done), 0);
        assert_eq!(churn(&ids(&[1, 2, 3]), &ids(&[4, 5, 6]), &done), 1);
        assert_eq!(churn(&ids(&[1, 2, 3]), &ids(&[3, 2, 1]), &done), 0);
    }

    proptest! {
        #[test]
        fn mending_never_lowers_the_score(
            counts in proptest::collection::vec((0_usize..50, 0_usize..50), 12), at in 0_usize..12
        ) {
            let usual = Thresholds::default();
            let of = |counts: &[(usize, usize)]| {
                let pairs = Check::iter().zip(counts);
                report(pairs.map(|(check, (count, more))| finding(check, *count, count + more)).collect())
            };
            let before = of(&counts);
            let mut after = before.clone();
            after.findings[at].count = after.findings[at].count.map(|count| count.saturating_sub(1));
            prop_assert!(after.score(&usual) >= before.score(&usual));
            prop_assert!(before.score(&usual).is_none_or(|score| score <= 100));
        }
    }
}
