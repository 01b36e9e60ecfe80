//! The table of Sprints: their phases and days, to be corrected before they are made.

use crate::domain::import::ToldSprint;
use crate::domain::sprint::Phase;
use crate::ui::action::Due;
use crate::ui::verb;
use crate::ui::widget::field::Field;
use chrono::{Days, NaiveDate};

/// A cell that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Column {
    /// Where it is in its life.
    #[default]
    Phase,
    /// Its first day.
    From,
    /// Its last day.
    To,
}

impl Column {
    /// The one beside it; at the edge itself.
    pub(super) fn beside(self, is_right: bool) -> Self {
        match (self, is_right) {
            (Self::Phase, true) | (Self::To, false) => Self::From,
            (Self::From | Self::To, true) => Self::To,
            (Self::Phase | Self::From, false) => Self::Phase,
        }
    }
}

/// A day that is being typed.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Of which Sprint.
    pub sprint: usize,
    /// The text.
    pub field: Field,
    /// Why it was not taken.
    pub error: Option<String>,
}

impl Entry {
    /// For a cell with what stands in it.
    pub(super) fn new(sprint: usize, day: Option<NaiveDate>) -> Self {
        Self { sprint, field: Field::new(&day.map_or_else(String::new, |day| day.to_string())), error: None }
    }
}

/// The day of a cell.
pub(super) fn day_of(told: &ToldSprint, column: Column) -> Option<NaiveDate> {
    match column {
        Column::Phase => None,
        Column::From => told.starts,
        Column::To => told.ends,
    }
}

/// The next phase: over, running, planned. Only one Sprint runs at a time: another that is to run gives way. What is here
/// already goes forwards only: one that is over stays so, one that runs can only be over. `here` are the phases here.
///
/// Says what else that changed, or why it can't be.
pub(super) fn turn(all: &mut [ToldSprint], here: &[Option<Phase>], at: usize) -> Result<Option<String>, String> {
    let of = |n: usize| here.get(n).copied().flatten();
    let other = (0..all.len()).find(|n| *n != at && all[*n].phase == Phase::Active && !all[*n].is_left_out);
    let Some(told) = all.get_mut(at) else { return Ok(None) };
    let next = match (of(at), told.phase) {
        (Some(Phase::Closed), _) => {
            return Err(format!("{} is over here, and stays so: its days can be corrected", told.name));
        }
        (_, Phase::Closed) => Phase::Active,
        (Some(Phase::Active), _) | (_, Phase::Planned) => Phase::Closed,
        (_, Phase::Active) => Phase::Planned,
    };
    (told.phase, told.is_phase_told, told.is_corrected) = (next, true, true);
    let Some(other) = other.filter(|_| next == Phase::Active) else { return Ok(None) };
    if of(other) == Some(Phase::Active) {
        all[at].phase = Phase::Planned;
        let (name, runs) = (&all[at].name, &all[other].name);
        return Ok(Some(format!("{name} is planned now, as {runs} runs here: it can run once that is over")));
    }
    // What comes before the one that runs is over.
    let given = &mut all[other];
    given.phase = if other < at { Phase::Closed } else { Phase::Planned };
    (given.is_phase_told, given.is_corrected) = (true, true);
    Ok(Some(format!("{} is {} now: one Sprint runs at a time", given.name, given.phase.said())))
}

/// A word about a Sprint that is said to be over before its last day.
pub(super) fn early(told: &ToldSprint, today: NaiveDate) -> Option<String> {
    let ends = told.ends.filter(|ends| told.phase == Phase::Closed && !told.is_left_out && *ends > today)?;
    Some(format!("{} is over, yet its last day is {ends}: correct one of them", told.name))
}

/// Takes what was typed for a day. Of the last one also how long the Sprint is: `2w`, `10d`.
pub(super) fn set(told: &mut ToldSprint, column: Column, typed: &str) -> Result<(), String> {
    let day = match verb::day(typed).map_err(|_| wrong(typed, column))? {
        None => None,
        Some(Due::Day(day)) => Some(day),
        Some(length @ (Due::In(1..) | Due::Months(1..))) if column == Column::To => {
            let before = told.starts.and_then(|starts| starts.checked_sub_days(Days::new(1)));
            let before = before.ok_or("its first day is not known yet: type that one before, or the day itself")?;
            Some(length.on(before))
        }
        Some(Due::In(_) | Due::Months(_) | Due::Next(_)) => return Err(wrong(typed, column)),
    };
    let (starts, ends) = if column == Column::To { (told.starts, day) } else { (day, moved(told, day)) };
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends < starts
    {
        return Err(format!("it would end ({ends}) before it starts ({starts}): correct one of them"));
    }
    (told.starts, told.ends, told.are_days_told) = (starts, ends, true);
    told.are_days_corrected = true;
    Ok(())
}

/// The last day of a Sprint that begins on another one: it stays as long as it is.
fn moved(told: &ToldSprint, day: Option<NaiveDate>) -> Option<NaiveDate> {
    match (told.starts, told.ends, day) {
        (Some(from), Some(to), Some(day)) => day.checked_add_signed(to - from),
        (None, Some(to), Some(day)) => Some(to).filter(|to| *to >= day),
        (_, to, None) | (_, to @ None, _) => to,
    }
}

fn wrong(typed: &str, column: Column) -> String {
    let typed = crate::domain::text::visible(typed);
    match column {
        Column::To => format!("\"{typed}\" is no day: type 2025-11-14, or 2w for a Sprint of two weeks, or none"),
        Column::Phase | Column::From => format!("\"{typed}\" is no day: type one such as 2025-11-03, or none"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, phase: Phase) -> ToldSprint {
        ToldSprint {
            source: "jira".into(),
            key: name.into(),
            name: name.into(),
            phase,
            items: 3,
            done: 2,
            ..ToldSprint::default()
        }
    }

    #[test]
    fn one_sprint_runs_at_a_time() {
        let mut all = vec![told("A", Phase::Closed), told("B", Phase::Active)];
        let said = turn(&mut all, &[], 0).unwrap().unwrap();
        assert!(said.contains("B is planned now"), "{said}");
        assert_eq!((all[0].phase, all[1].phase), (Phase::Active, Phase::Planned));
        turn(&mut all, &[], 1).unwrap();
        let said = turn(&mut all, &[], 1).unwrap().unwrap();
        assert!(said.contains("A is over now"), "what comes before the one that runs: {said}");
        assert!(all.iter().all(|told| told.is_corrected && told.is_phase_told));
    }

    #[test]
    fn what_is_here_goes_forwards_only() {
        let mut all = vec![told("A", Phase::Closed), told("B", Phase::Active), told("C", Phase::Closed)];
        let here = [Some(Phase::Closed), Some(Phase::Active), Some(Phase::Planned)];
        assert!(turn(&mut all, &here, 0).unwrap_err().contains("A is over here"));
        let said = turn(&mut all, &here, 2).unwrap().unwrap();
        assert!(said.contains("C is planned now, as B runs here"), "{said}");
        turn(&mut all, &here, 1).unwrap();
        assert_eq!(all[1].phase, Phase::Closed);
        turn(&mut all, &here, 1).unwrap();
        assert_eq!(all[1].phase, Phase::Active, "back again, and never planned");
    }

    #[test]
    fn one_that_is_over_before_its_last_day_is_told() {
        let mut one = told("A", Phase::Closed);
        one.ends = NaiveDate::from_ymd_opt(2026, 3, 20);
        let on = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        assert!(early(&one, on(19)).is_some_and(|said| said.contains("2026-03-20")));
        assert!(early(&one, on(20)).is_none());
    }

    #[test]
    fn a_last_day_may_be_told_by_the_length() {
        let mut one = told("A", Phase::Closed);
        assert!(set(&mut one, Column::To, "2w").unwrap_err().contains("first day"));
        set(&mut one, Column::From, "2025-11-03").unwrap();
        set(&mut one, Column::To, "2w").unwrap();
        assert_eq!(one.ends, NaiveDate::from_ymd_opt(2025, 11, 16));
        assert!(set(&mut one, Column::To, "2025-11-01").unwrap_err().contains("before it starts"));
        set(&mut one, Column::From, "2025-11-10").unwrap();
        assert_eq!(one.ends, NaiveDate::from_ymd_opt(2025, 11, 23), "as long as before");
        assert!(set(&mut one, Column::From, "2w").unwrap_err().contains("is no day"));
        set(&mut one, Column::To, "").unwrap();
        assert!(one.ends.is_none() && one.are_days_told);
    }
}
