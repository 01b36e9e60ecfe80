//! Sprints that follow each other: one team's. Their days, where only some are known.

use chrono::{Days, NaiveDate};

/// The usual length where nothing tells it, in days.
const USUAL: i64 = 14;
/// The longest usual length, in days.
const LONGEST: i64 = 42;

/// What is known of the days of one Sprint of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known {
    /// Its first day, as told.
    pub(super) starts: Option<NaiveDate>,
    /// Its last day, as told.
    pub(super) ends: Option<NaiveDate>,
    /// The day by which nearly all of it was done.
    pub(super) done: Option<NaiveDate>,
}

impl Known {
    /// The last day known, told or not.
    pub(super) fn anchor(&self) -> Option<NaiveDate> {
        self.ends.or(self.starts).or(self.done)
    }
}

/// The days of all of a lane, in their order; none where nothing is known of any. What is told stays; a Sprint ends with
/// what was done in it, begins after the one before it, and is as long as usual where nothing says more.
pub(super) fn days(lane: &[Known]) -> Vec<(Option<NaiveDate>, Option<NaiveDate>)> {
    let rising = believable(lane);
    let usual = usual(lane, &rising);
    let told = |known: &Known| known.ends.or_else(|| later(known.starts?, usual - 1));
    let ends: Vec<Option<NaiveDate>> = lane.iter().zip(&rising).map(|(known, done)| told(known).or(*done)).collect();
    let ends = filled(&ends, usual);
    let mut before: Option<NaiveDate> = None;
    let mut all = Vec::with_capacity(lane.len());
    for (known, ends) in lane.iter().zip(ends) {
        let starts = known.starts.or_else(|| starts(ends?, before, usual));
        before = ends.or(before);
        all.push((starts, ends));
    }
    all
}

/// The day after the one before it ended; after a long pause as long before its end as usual.
fn starts(ends: NaiveDate, before: Option<NaiveDate>, usual: i64) -> Option<NaiveDate> {
    let own = later(ends, 1 - usual)?;
    let Some(before) = before else { return Some(own) };
    let follows = later(before, 1)?;
    let is_near = (ends - before).num_days() * 2 <= usual * 3;
    Some(if is_near || follows > own { follows } else { own }.min(ends))
}

/// The days by which things were done that fit between told days and rise; others are those of stragglers.
fn believable(lane: &[Known]) -> Vec<Option<NaiveDate>> {
    let told = |known: &Known| known.ends.or(known.starts);
    let mut floor = None;
    let mut fits: Vec<Option<NaiveDate>> = Vec::with_capacity(lane.len());
    for known in lane {
        floor = told(known).max(floor);
        fits.push(known.done.filter(|done| told(known).is_none() && floor.is_none_or(|floor| *done > floor)));
    }
    let mut ceiling: Option<NaiveDate> = None;
    for (fit, known) in fits.iter_mut().zip(lane).rev() {
        *fit = fit.filter(|done| ceiling.is_none_or(|ceiling| *done < ceiling));
        if let Some(begins) = known.starts.or(known.ends) {
            ceiling = Some(ceiling.map_or(begins, |ceiling| ceiling.min(begins)));
        }
    }
    rising(&fits)
}

/// As many of the days as can rise from first to last; the others are left out.
fn rising(days: &[Option<NaiveDate>]) -> Vec<Option<NaiveDate>> {
    // The ends of the best runs of each length, and what came before each day in its best run.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; days.len()];
    for (at, day) in days.iter().enumerate().filter(|(_, day)| day.is_some()) {
        let place = tails.partition_point(|tail| days[*tail] < *day);
        before[at] = place.checked_sub(1).map(|last| tails[last]);
        if place == tails.len() { tails.push(at) } else { tails[place] = at }
    }
    let mut kept = vec![None; days.len()];
    let mut at = tails.last().copied();
    while let Some(this) = at {
        kept[this] = days[this];
        at = before[this];
    }
    kept
}

/// The usual length: the median of the told ones, else of the times between the ends, in whole weeks; in days.
fn usual(lane: &[Known], ends: &[Option<NaiveDate>]) -> i64 {
    let length = |known: &Known| Some((known.ends? - known.starts?).num_days() + 1).filter(|days| *days > 0);
    if let Some(told) = median(lane.iter().filter_map(length).collect()) {
        return told.min(LONGEST);
    }
    let known: Vec<(i64, NaiveDate)> = (0..)
        .zip(lane.iter().zip(ends))
        .filter_map(|(at, (known, done))| Some((at, known.anchor_of(*done)?)))
        .collect();
    let between = known.windows(2).map(|two| (two[1].1 - two[0].1).num_days() / (two[1].0 - two[0].0));
    let Some(between) = median(between.filter(|days| *days > 0).collect()) else { return USUAL };
    ((between + 3) / 7 * 7).clamp(7, LONGEST)
}

impl Known {
    fn anchor_of(&self, done: Option<NaiveDate>) -> Option<NaiveDate> {
        self.ends.or(self.starts).or(done)
    }
}

/// The middle of several numbers; of two the lower one.
fn median(mut all: Vec<i64>) -> Option<i64> {
    all.sort_unstable();
    all.get(all.len().checked_sub(1)? / 2).copied()
}

/// Ends between known ones stand at equal distances, no further apart than usual; those before and after as usual.
fn filled(ends: &[Option<NaiveDate>], usual: i64) -> Vec<Option<NaiveDate>> {
    let known: Vec<(usize, NaiveDate)> = ends.iter().enumerate().filter_map(|(at, day)| Some((at, (*day)?))).collect();
    let steps = |from: usize, to: usize| i64::try_from(from.abs_diff(to)).unwrap_or(i64::MAX);
    let end = |at: usize| {
        let next = known.partition_point(|(place, _)| *place < at);
        let (before, after) = (next.checked_sub(1).map(|last| known[last]), known.get(next));
        match (before, after) {
            (_, Some((place, day))) if *place == at => Some(*day),
            (Some((from, first)), Some((to, last))) => {
                let step = ((*last - first).num_days() / steps(from, *to)).clamp(0, usual);
                later(first, steps(from, at).saturating_mul(step))
            }
            (Some((from, first)), None) => later(first, steps(from, at).saturating_mul(usual)),
            (None, Some((to, last))) => later(*last, steps(at, *to).saturating_mul(-usual)),
            (None, None) => None,
        }
    };
    (0..ends.len()).map(end).collect()
}

/// A day so many days later; earlier, where that is below 0.
pub(super) fn later(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    fn done(days: &[&str]) -> Vec<Known> {
        days.iter().map(|text| Known { done: day(text), ..Known::default() }).collect()
    }

    fn shown(lane: &[Known]) -> Vec<String> {
        let word = |day: Option<NaiveDate>| day.map_or_else(|| "—".into(), |day| day.format("%m-%d").to_string());
        days(lane).into_iter().map(|(starts, ends)| format!("{} {}", word(starts), word(ends))).collect()
    }

    #[test]
    fn gaps_are_filled_and_what_comes_after_is_as_long_as_usual() {
        assert_eq!(
            shown(&done(&["2026-01-14", "2026-01-28", "", "2026-02-25", ""])),
            ["01-01 01-14", "01-15 01-28", "01-29 02-11", "02-12 02-25", "02-26 03-11"]
        );
        assert_eq!(shown(&done(&["", "2026-01-28"])), ["01-01 01-14", "01-15 01-28"]);
        assert_eq!(shown(&done(&["", ""])), ["— —", "— —"]);
    }

    #[test]
    fn after_a_pause_a_sprint_is_as_long_as_usual() {
        let lane = done(&["2026-01-14", "2026-01-28", "2026-02-11", "2026-06-14"]);
        assert_eq!(shown(&lane)[3], "06-01 06-14");
    }

    #[test]
    fn a_straggler_moves_no_other_sprint() {
        let lane = done(&["2026-01-14", "2026-05-30", "2026-02-11", "2026-02-25"]);
        assert_eq!(shown(&lane), ["01-01 01-14", "01-15 01-28", "01-29 02-11", "02-12 02-25"]);
    }

    #[test]
    fn told_days_stay_and_guesses_fit_between_them() {
        let mut lane = done(&["2026-01-30", "", "2026-01-20"]);
        lane[1] = Known { starts: day("2026-01-10"), ends: day("2026-01-16"), done: None };
        assert_eq!(shown(&lane), ["01-03 01-09", "01-10 01-16", "01-17 01-20"]);
    }

    proptest! {
        #[test]
        fn days_never_run_backwards(all in prop::collection::vec((0..4_u8, 0..400_i64, 0..30_i64), 0..30)) {
            let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
            let lane: Vec<Known> = all.iter().map(|(kind, at, length)| {
                let (begin, end) = (later(first, *at), later(first, at + length));
                match kind {
                    0 => Known::default(),
                    1 => Known { starts: begin, ends: end, done: None },
                    _ => Known { done: end, ..Known::default() },
                }
            }).collect();
            for ((starts, ends), known) in days(&lane).into_iter().zip(&lane) {
                prop_assert!(starts.zip(ends).is_none_or(|(starts, ends)| starts <= ends));
                prop_assert!(known.ends.is_none() || (starts, ends) == (known.starts, known.ends));
            }
        }
    }
}
