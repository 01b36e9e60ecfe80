//! The table of Sprints: their phases and days, to be corrected before they are made.

use super::super::Reply;
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

/// The next phase: over, running, planned. Only one Sprint runs at a time.
pub(super) fn turn(all: &mut [ToldSprint], at: usize) -> Reply {
    let running = all.iter().enumerate();
    let running = running.filter(|(n, told)| *n != at && told.phase == Phase::Active && !told.is_left_out);
    let running = running.map(|(_, told)| told.name.clone()).next();
    let Some(told) = all.get_mut(at) else { return Reply::Stay };
    told.phase = match (told.phase, &running) {
        (Phase::Closed, None) => Phase::Active,
        (Phase::Active | Phase::Closed, _) => Phase::Planned,
        (Phase::Planned, _) => Phase::Closed,
    };
    told.is_phase_told = true;
    match running.filter(|_| told.phase == Phase::Planned) {
        Some(name) => Reply::Refuse(format!("{name} runs already: only one Sprint runs at a time")),
        None => Reply::Stay,
    }
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
        let reply = turn(&mut all, 0);
        assert!(matches!(reply, Reply::Refuse(reason) if reason.contains("B runs already")));
        assert_eq!(all[0].phase, Phase::Planned);
        turn(&mut all, 1);
        turn(&mut all, 0);
        assert_eq!(turn(&mut all, 0), Reply::Stay);
        assert_eq!(all[0].phase, Phase::Active);
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
