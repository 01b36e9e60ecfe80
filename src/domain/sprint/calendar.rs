//! Working days: when a Sprint ends that begins on a day, and when the next one begins.

use super::super::text;
use super::Sprint;
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeSet;

/// The days of a week, Monday first.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// How many days in a row are searched for a working one: beyond any list of holidays that makes sense.
const REACH: u64 = 366;

/// When people work, and how long a Sprint is. All days are plain local dates: no clock's change of hour touches them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// How many days a Sprint has, weekends counted.
    pub length: u16,
    /// The working days of a week, Monday first.
    pub week: [bool; 7],
    /// Days on which nobody works.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Default for Calendar {
    /// Two weeks, Monday to Friday, no holidays.
    fn default() -> Self {
        Self { length: 14, week: [true, true, true, true, true, false, false], holidays: BTreeSet::new() }
    }
}

impl Calendar {
    /// True where people work on the day.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        self.is_of_week(day) && !self.holidays.contains(&day)
    }

    fn is_of_week(&self, day: NaiveDate) -> bool {
        self.week[day.weekday().num_days_from_monday() as usize]
    }

    /// How many working days there are from a day to another, both counted.
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> usize {
        from.iter_days().take_while(|day| *day <= to).filter(|day| self.is_working(*day)).count()
    }

    /// The first working day from a day on; the day itself where none comes within a year.
    pub fn working_from(&self, day: NaiveDate) -> NaiveDate {
        (0..REACH).filter_map(|n| day.checked_add_days(Days::new(n))).find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The last working day before a day: what a stand-up looks back to; the day before where none comes within a year.
    pub fn working_before(&self, day: NaiveDate) -> NaiveDate {
        let before = || (1..REACH).filter_map(|n| day.checked_sub_days(Days::new(n)));
        before().find(|day| self.is_working(*day)).or_else(|| before().next()).unwrap_or(day)
    }

    /// The last day of a Sprint that begins on a day: as many days later as a Sprint is long, or the last working day
    /// of the week before. A holiday doesn't move it: so the rhythm stays.
    pub fn end_of(&self, starts: NaiveDate) -> NaiveDate {
        let last = starts.checked_add_days(Days::new(u64::from(self.length.max(1) - 1))).unwrap_or(starts);
        let back = (0..7).filter_map(|n| last.checked_sub_days(Days::new(n)));
        back.take_while(|day| *day >= starts).find(|day| self.is_of_week(*day)).unwrap_or(last)
    }

    /// First and last day of a Sprint that comes after another: it begins on the first working day after the other's
    /// last. What a weekend or a holiday takes of its beginning doesn't move its end.
    pub fn after(&self, ended: NaiveDate) -> (NaiveDate, NaiveDate) {
        let due = ended.succ_opt().unwrap_or(ended);
        let starts = self.working_from(due);
        (starts, self.end_of(due).max(starts))
    }

    /// First and last day of the next Sprint to plan: after the one that ends last, and not before today.
    pub fn next(&self, sprints: &[Sprint], today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let last = sprints.iter().filter_map(|sprint| sprint.plan.ends).max();
        match last {
            Some(last) if last >= today => self.after(last),
            // The first one, and one after a pause.
            _ if last.and_then(|last| last.succ_opt()).is_none_or(|due| self.working_from(due) < today) => {
                let starts = self.working_from(today);
                (starts, self.end_of(starts))
            }
            last => self.after(last.unwrap_or(today)),
        }
    }
}

/// Reads the working days of a week: `mon tue wed thu fri`, or `mon-fri`, with or without commas.
pub fn week(typed: &str) -> Result<[bool; 7], String> {
    let mut week = [false; 7];
    let place = |word: &str| {
        let folded = text::fold(word);
        let found = DAYS.iter().position(|day| folded.len() >= 3 && day.starts_with(&folded));
        let wrong =
            || format!("\"{}\" is no day of the week: write mon, tue, wed, thu, fri, sat, sun", text::visible(word));
        found.ok_or_else(wrong)
    };
    for word in typed.split([' ', ',', ';']).filter(|word| !word.is_empty()) {
        match word.split_once(['-', '–']) {
            None => week[place(word)?] = true,
            Some((from, to)) => {
                let (from, to) = (place(from)?, place(to)?);
                let count = (to + 7 - from) % 7;
                (0..=count).for_each(|n| week[(from + n) % 7] = true);
            }
        }
    }
    if week.contains(&true) {
        Ok(week)
    } else {
        Err("there is no working day: write mon tue wed thu fri, or those on which you work".into())
    }
}

/// Reads one holiday: `2026-12-25`, or several in a row: `2026-12-24..2027-01-01`.
pub fn holidays(typed: &str) -> Result<Vec<NaiveDate>, String> {
    let said = || text::visible(typed.trim()).chars().take(40).collect::<String>();
    let read = |word: &str| {
        NaiveDate::parse_from_str(word.trim(), "%Y-%m-%d")
            .map_err(|_| format!("\"{}\" is no day: write YEAR-MONTH-DAY, as in 2026-12-25", said()))
    };
    let Some((from, to)) = typed.split_once("..") else { return Ok(vec![read(typed)?]) };
    let (from, to) = (read(from)?, read(to)?);
    match (to - from).num_days() {
        days if days < 0 => Err(format!("\"{}\" ends before it starts: write the earlier day first", said())),
        0..=366 => Ok(from.iter_days().take_while(|day| *day <= to).collect()),
        _ => Err(format!("\"{}\" is longer than a year: correct one of the days", said())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::planned;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span((from, to): (NaiveDate, NaiveDate)) -> String {
        format!("{} – {}", from.format("%a %d.%m."), to.format("%a %d.%m."))
    }

    #[test]
    fn a_sprint_keeps_its_rhythm_over_weekends_and_holidays() {
        let mut calendar = Calendar::default();
        assert_eq!(calendar.end_of(day("2026-03-02")), day("2026-03-13"));
        assert_eq!(calendar.end_of(day("2026-03-04")), day("2026-03-17"));
        let mut last = day("2026-03-13");
        calendar.holidays = holidays("2026-03-16..2026-03-17").unwrap().into_iter().collect();
        calendar.holidays.insert(day("2026-04-10"));
        let next = |last: &mut NaiveDate| {
            let found = calendar.after(*last);
            *last = found.1;
            span(found)
        };
        assert_eq!(next(&mut last), "Wed 18.03. – Fri 27.03.");
        assert_eq!(next(&mut last), "Mon 30.03. – Fri 10.04.");
        assert_eq!(next(&mut last), "Mon 13.04. – Fri 24.04.");
        // A one-day Sprint, and a week without a working day.
        let short = Calendar { length: 1, ..Calendar::default() };
        assert_eq!(short.end_of(day("2026-03-07")), day("2026-03-07"));
        let never = Calendar { week: [false; 7], ..Calendar::default() };
        assert_eq!(never.after(day("2026-03-13")), (day("2026-03-14"), day("2026-03-27")));
        assert_eq!(Calendar::default().after(NaiveDate::MAX).0, NaiveDate::MAX);
    }

    #[test]
    fn the_next_sprint_begins_after_the_last_and_not_in_the_past() {
        let calendar = Calendar::default();
        let planned = |ends: &str| planned(1, None, Some(day(ends)));
        assert_eq!(span(calendar.next(&[], day("2026-03-07"))), "Mon 09.03. – Fri 20.03.");
        assert_eq!(span(calendar.next(&[planned("2026-03-13")], day("2026-03-04"))), "Mon 16.03. – Fri 27.03.");
        // Planned on the Sunday before, and on the Monday itself.
        assert_eq!(span(calendar.next(&[planned("2026-03-13")], day("2026-03-15"))), "Mon 16.03. – Fri 27.03.");
        assert_eq!(span(calendar.next(&[planned("2026-03-13")], day("2026-03-16"))), "Mon 16.03. – Fri 27.03.");
        // After a pause.
        assert_eq!(span(calendar.next(&[planned("2026-01-02")], day("2026-03-04"))), "Wed 04.03. – Tue 17.03.");
    }

    #[test]
    fn working_days_are_counted_over_the_change_of_summer_time() {
        let calendar = Calendar::default();
        assert_eq!(calendar.working_days(day("2026-03-23"), day("2026-04-05")), 10);
        assert_eq!(calendar.working_days(day("2026-03-24"), day("2026-03-23")), 0);
    }

    #[test]
    fn a_week_is_read_as_people_write_it() {
        let work = Calendar::default().week;
        for text in ["mon tue wed thu fri", "mon-fri", "Mon, Tuesday,wed thu  FRI"] {
            assert_eq!(week(text), Ok(work), "{text}");
        }
        assert_eq!(week("sat-mon").unwrap(), [true, false, false, false, false, true, true]);
        assert!(week("mon fryday").unwrap_err().contains("\"fryday\" is no day of the week"));
        assert!(week(" ").unwrap_err().contains("there is no working day"));
    }

    #[test]
    fn nonsense_in_the_holidays_is_named() {
        assert_eq!(holidays("2026-12-24..2026-12-26").unwrap().len(), 3);
        for (text, said) in [
            ("2026-02-30", "\"2026-02-30\" is no day"),
            ("christmas", "\"christmas\" is no day"),
            ("2026-12-26..2026-12-24", "ends before it starts"),
            ("2026-12-24..3026-12-24", "longer than a year"),
        ] {
            assert!(holidays(text).unwrap_err().contains(said), "{text}");
        }
    }
}
