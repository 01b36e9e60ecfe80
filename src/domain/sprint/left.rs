//! How much of its time a Sprint has left: one count and one wording wherever it is told.

use super::super::text::counted;
use super::{Calendar, Phase, Sprint};
use chrono::NaiveDate;

/// What ends later than in so many days has its date instead of its working days.
const FAR: i64 = 100;

/// How much of its time a Sprint has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// So many working days, today counted.
    Working(usize),
    /// Today is its last day.
    Last,
    /// It ends on that day, a long time ahead.
    Until(NaiveDate),
    /// Its last day was so many days ago, weekends counted.
    Over(usize),
}

impl Left {
    /// "5 working days left".
    pub fn words(self) -> String {
        match self {
            Self::Working(0) => "no working day left".into(),
            Self::Working(days) => format!("{} left", counted(days, "working day")),
            Self::Last => "the last day".into(),
            Self::Until(ends) => format!("running until {ends}"),
            Self::Over(days) => format!("{} over its end", counted(days, "day")),
        }
    }
}

impl Sprint {
    /// How much of its time is left; `None` where it does not run, or nobody said when it ends. One that was started
    /// early has no more days than it was planned with.
    pub fn left(&self, today: NaiveDate, calendar: &Calendar) -> Option<Left> {
        let ends = self.plan.ends.filter(|_| self.phase == Phase::Active)?;
        let days = (ends - today).num_days();
        let from = self.plan.starts.filter(|starts| *starts <= ends).map_or(today, |starts| starts.max(today));
        Some(match usize::try_from(-days) {
            Ok(0) => Left::Last,
            Ok(over) => Left::Over(over),
            Err(_) if days > FAR => Left::Until(ends),
            Err(_) => Left::Working(calendar.working_days(from, ends)),
        })
    }
}
