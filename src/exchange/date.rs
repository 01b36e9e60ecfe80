//! Dates as programs write them. Day or month first is decided once for all date columns of a file.

use crate::domain::Instant;
use crate::domain::import::DateShape;
use chrono::{NaiveDate, NaiveTime};

/// Whether `03/04/2026` is the third of April or March the fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Turn {
    #[default]
    DayFirst,
    MonthFirst,
}

/// How a table writes its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Style {
    pub(super) turn: Turn,
    /// How it writes days, for the way back.
    pub(super) shape: DateShape,
}

/// What the cells of the date columns say about the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Clues {
    day_first: usize,
    month_first: usize,
    open: usize,
    /// Of the open ones: with `/` and a part without a leading zero, as in `6/1/2025`.
    bare: usize,
    dotted: usize,
    /// Three numbers of which the first is no year.
    short: usize,
    /// As `21/Dec/22`.
    worded: usize,
    /// Of those: with a month that is not English, as `21/Dez/22`.
    foreign: usize,
    /// Anything else that begins with a digit.
    other: usize,
}

impl Clues {
    /// Looks at one cell.
    pub(super) fn see(&mut self, cell: &str) {
        let Some((mark, a, b, _)) = numbers(cell) else {
            let is_worded = is_jiras(cell.trim());
            self.worded += usize::from(is_worded);
            self.foreign += usize::from(is_worded && !is_english(cell.trim()));
            self.other += usize::from(!is_worded && cell.trim_start().starts_with(|c: char| c.is_ascii_digit()));
            return;
        };
        if a.len() == 4 {
            self.other += 1;
            return;
        }
        self.short += 1;
        let value = |part: &str| part.parse::<u32>().unwrap_or(0);
        match (value(a) > 12, value(b) > 12) {
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            _ if value(a) == value(b) => {}
            _ => {
                self.open += 1;
                self.bare += usize::from(mark == '/' && (a.len() == 1 || b.len() == 1));
                self.dotted += usize::from(mark == '.');
            }
        }
    }

    /// How most cells are written; `None` where there is none.
    pub(super) fn shape(self, turn: Turn) -> Option<DateShape> {
        let numbers = if turn == Turn::DayFirst { DateShape::DayFirst } else { DateShape::MonthFirst };
        // Only English months are written; numbers are understood everywhere.
        let worded = if self.foreign > 0 { DateShape::Iso } else { DateShape::Jira };
        let shapes = [(self.other, DateShape::Iso), (self.short, numbers), (self.worded, worded)];
        shapes.into_iter().filter(|shape| shape.0 > 0).max_by_key(|shape| shape.0).map(|shape| shape.1)
    }

    /// The decision, and what to tell about it.
    pub(super) fn decide(self) -> (Turn, Option<String>) {
        let words = |turn| if turn == Turn::DayFirst { "day/month" } else { "month/day" };
        match (self.day_first, self.month_first, self.open) {
            (0, 0, 0) => (Turn::DayFirst, None),
            (0, 0, _) => {
                let turn =
                    if self.bare * 2 > self.open && self.dotted == 0 { Turn::MonthFirst } else { Turn::DayFirst };
                (turn, Some(format!("dates read as {}: a guess, no date in the file decides it", words(turn))))
            }
            (days, months, _) => {
                let turn = if months > days { Turn::MonthFirst } else { Turn::DayFirst };
                let odd = if days.min(months) > 0 { ", though some dates fit the other way only" } else { "" };
                (turn, Some(format!("dates read as {}{odd}", words(turn))))
            }
        }
    }
}

/// A moment; times without a zone count as UTC.
pub(super) fn instant(cell: &str, turn: Turn) -> Option<Instant> {
    let cell = cell.trim();
    if let Some(moment) = Instant::parse_rfc3339(cell) {
        return Some(moment);
    }
    if cell.bytes().all(|b| b.is_ascii_digit()) {
        return match (cell.len(), cell.parse::<i64>()) {
            (13, Ok(ms)) => Some(Instant(ms)),
            (10, Ok(s)) => Some(Instant(s * 1000)),
            _ => None,
        };
    }
    let (day, rest) = date(cell, turn)?;
    let (time, zone) = clock(rest)?;
    Some(Instant(day.and_time(time).and_utc().timestamp_millis() - zone))
}

/// A calendar day; a time beside it is left out.
pub(super) fn day(cell: &str, turn: Turn) -> Option<NaiveDate> {
    let cell = cell.trim();
    match date(cell, turn) {
        Some((day, rest)) => clock(rest).map(|_| day),
        None => instant(cell, turn).map(|moment| moment.utc().date_naive()),
    }
}

/// Three numbers with one mark between them at the cell's start.
fn numbers(cell: &str) -> Option<(char, &str, &str, &str)> {
    let cell = cell.trim();
    let mark = cell.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = cell.splitn(3, mark);
    let (a, b, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let is_number = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let year = &rest[..digits];
    (is_number(a) && is_number(b) && is_number(year)).then_some((mark, a, b, year))
}

/// True for `21/Dec/22`, with or without a time: the day, a month's name, and the year between slashes.
fn is_jiras(cell: &str) -> bool {
    let mut parts = cell.splitn(3, '/');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    let is_number = |part: Option<&str>| part.is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    is_number(day) && is_number(year) && month.is_some_and(|month| month.starts_with(char::is_alphabetic))
}

/// True for such a day with a month of English: three letters of it.
fn is_english(cell: &str) -> bool {
    const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
    let month = cell.split('/').nth(1).unwrap_or_default().to_lowercase();
    MONTHS.split(' ').any(|known| known == month)
}

/// The day at the cell's start, and what follows it.
fn date(cell: &str, turn: Turn) -> Option<(NaiveDate, &str)> {
    if let Some((mark, a, b, c)) = numbers(cell) {
        let rest = &cell[a.len() + b.len() + c.len() + 2 * mark.len_utf8()..];
        let number = |part: &str| part.parse::<u32>().ok();
        let (x, y) = (number(a)?, number(b)?);
        if a.len() == 4 {
            return Some((NaiveDate::from_ymd_opt(i32::try_from(x).ok()?, y, number(c)?)?, rest));
        }
        let year = full_year(c)?;
        let straight = if turn == Turn::DayFirst { (x, y) } else { (y, x) };
        let day = NaiveDate::from_ymd_opt(year, straight.1, straight.0);
        return Some((day.or_else(|| NaiveDate::from_ymd_opt(year, straight.0, straight.1))?, rest));
    }
    worded(cell)
}

/// `21/Dec/22`, `21. Dez. 2022`, `Dec 21, 2022`, `Mon Feb 06 2023`.
fn worded(cell: &str) -> Option<(NaiveDate, &str)> {
    let (mut day, mut month, mut at) = (None, None, 0);
    for _ in 0..5 {
        let rest = &cell[at..];
        let gap = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let word = &rest[gap..];
        let is_digit = word.starts_with(|c: char| c.is_ascii_digit());
        let len =
            word.find(|c: char| if is_digit { !c.is_ascii_digit() } else { !c.is_alphabetic() }).unwrap_or(word.len());
        let part = &word[..len];
        at += gap + len;
        match (is_digit, day, month) {
            (true, Some(day), Some(month)) => {
                return Some((NaiveDate::from_ymd_opt(full_year(part)?, month, day)?, &cell[at..]));
            }
            (true, None, _) => day = Some(part.parse::<u32>().ok()?),
            (false, _, None) => month = month_named(part),
            (false, _, Some(_)) if part == "de" => {}
            _ => return None,
        }
    }
    None
}

fn full_year(part: &str) -> Option<i32> {
    let year: i32 = part.parse().ok()?;
    match part.len() {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// A month by its first three letters in seven languages.
fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "ene", "jän", "gen"],
        &["feb", "fév", "fev"],
        &["mar", "mär", "mrz", "maa", "mrt"],
        &["apr", "avr", "abr"],
        &["may", "mai", "mei", "mag"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aoû", "aou", "ago"],
        &["sep", "set"],
        &["oct", "okt", "out", "ott"],
        &["nov"],
        &["dec", "dez", "déc", "dic"],
    ];
    let word = word.to_lowercase();
    let find = |exact: bool| {
        let begins =
            |name: &&str| if exact { word.starts_with(*name) && name.len() > 3 } else { word.starts_with(*name) };
        MONTHS.iter().position(|names| names.iter().any(begins))
    };
    find(true).or_else(|| find(false)).and_then(|n| u32::try_from(n + 1).ok())
}

/// What follows the day: nothing, or a time with AM or PM and a zone. Answers the zone in milliseconds.
fn clock(rest: &str) -> Option<(NaiveTime, i64)> {
    let rest = rest.trim_start_matches(['T', ' ', ',', '\u{a0}', '\u{202f}']);
    if rest.is_empty() {
        return Some((NaiveTime::MIN, 0));
    }
    let digits = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(rest.len());
    let mut parts = rest[..digits].split([':', '.']);
    let mut hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next()?.parse().ok()?;
    let second: u32 = parts.next().map_or(Some(0), |s| s.parse().ok())?;
    let millis: u32 = parts.next().map_or(Some(0), |f| format!("{f:0<3}").get(..3)?.parse().ok())?;
    let mut tail = rest[digits..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if let Some(rest) = half(tail, 'p') {
        (hour, tail) = (hour % 12 + 12, rest);
    } else if let Some(rest) = half(tail, 'a') {
        (hour, tail) = (hour % 12, rest);
    }
    Some((NaiveTime::from_hms_milli_opt(hour, minute, second, millis)?, zone(tail.trim())?))
}

/// What follows `PM` or `AM`, also as Spanish has it: `p. m.`
fn half(tail: &str, letter: char) -> Option<&str> {
    let is_letter = |c: char, wanted: char| c.to_ascii_lowercase() == wanted;
    let rest = tail.strip_prefix(|c| is_letter(c, letter))?;
    let rest = rest.trim_start_matches(['.', ' ', '\u{a0}', '\u{202f}']);
    Some(rest.strip_prefix(|c| is_letter(c, 'm'))?.trim_start_matches('.'))
}

/// `Z`, `UTC`, `+01:00`, `GMT-0500 (EST)`; nothing is UTC, other words are not understood.
fn zone(text: &str) -> Option<i64> {
    let text = text.split('(').next().unwrap_or_default().trim();
    let bare = ["GMT", "UTC", "Z"].into_iter().find_map(|name| text.strip_prefix(name)).unwrap_or(text).trim();
    if bare.is_empty() {
        return Some(0);
    }
    let sign = if bare.starts_with('-') { -1 } else { 1 };
    let digits: String = bare.strip_prefix(['+', '-'])?.chars().filter(|c| *c != ':').collect();
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = digits.get(2..4).map_or(Some(0), |m| m.parse().ok())?;
    Some(sign * (hours * 60 + minutes) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(cell: &str, turn: Turn) -> String {
        instant(cell, turn).map_or("none".into(), Instant::rfc3339)
    }

    #[test]
    fn dates_of_many_programs_are_read() {
        for (cell, read_as) in [
            ("21/Dec/22 3:31 PM", "2022-12-21T15:31:00.000Z"),
            ("25/Feb/26 12:05 AM", "2026-02-25T00:05:00.000Z"),
            ("21.12.2022 15:31", "2022-12-21T15:31:00.000Z"),
            ("21/12/22", "2022-12-21T00:00:00.000Z"),
            ("2025-11-01", "2025-11-01T00:00:00.000Z"),
            ("2025-11-01 10:20:30", "2025-11-01T10:20:30.000Z"),
            ("2025-11-01T10:20:30.5+01:00", "2025-11-01T09:20:30.500Z"),
            ("2025-11-01T10:20:30.000+0100", "2025-11-01T09:20:30.000Z"),
            ("2022/12/21", "2022-12-21T00:00:00.000Z"),
            ("Mon Feb 06 2023 05:00:00 GMT+0000 (GMT)", "2023-02-06T05:00:00.000Z"),
            ("Dec 21, 2022, 3:31 PM", "2022-12-21T15:31:00.000Z"),
            ("21. Dez. 2022", "2022-12-21T00:00:00.000Z"),
            ("5 de março de 2024", "2024-03-05T00:00:00.000Z"),
            ("1 juil. 2024 08:00", "2024-07-01T08:00:00.000Z"),
            ("1671636660000", "2022-12-21T15:31:00.000Z"),
            ("21/dez/22 3:31 PM", "2022-12-21T15:31:00.000Z"),
            ("21/déc./22 3:31 PM", "2022-12-21T15:31:00.000Z"),
            ("21/dic./22 3:31 p.\u{a0}m.", "2022-12-21T15:31:00.000Z"),
            ("5/mrt/26 12:01 a.m.", "2026-03-05T00:01:00.000Z"),
            ("1/août/25 10:33 AM", "2025-08-01T10:33:00.000Z"),
            ("1/mag/25 10:33", "2025-05-01T10:33:00.000Z"),
            ("01/März/25 10:33", "2025-03-01T10:33:00.000Z"),
        ] {
            assert_eq!(read(cell, Turn::DayFirst), read_as, "{cell}");
        }
        assert_eq!(read("6/5/2025 16:14", Turn::MonthFirst), "2025-06-05T16:14:00.000Z");
        assert_eq!(read("6/21/2025 16:14", Turn::DayFirst), "2025-06-21T16:14:00.000Z", "only one way fits");
        for no in ["", "soon", "32/13/2025", "12", "2025-11-01 99:99", "2025-11-01 10:00 soon"] {
            assert_eq!(read(no, Turn::DayFirst), "none", "{no}");
        }
        assert_eq!(day("2025-11-01T23:00:00Z", Turn::DayFirst).map(|d| d.to_string()).as_deref(), Some("2025-11-01"));
    }

    #[test]
    fn the_turn_is_decided_from_the_whole_column() {
        let turn = |cells: &[&str]| {
            let mut clues = Clues::default();
            for cell in cells {
                clues.see(cell);
            }
            clues.decide()
        };
        assert_eq!(turn(&["01/02/2025", "13/02/2025"]).0, Turn::DayFirst);
        assert_eq!(turn(&["1/2/2025", "2/13/2025 4:00"]).0, Turn::MonthFirst);
        assert_eq!(turn(&["6/1/2025"]).0, Turn::MonthFirst);
        assert_eq!(turn(&["06/01/2025"]).0, Turn::DayFirst);
        assert!(turn(&["06/01/2025"]).1.is_some_and(|l| l.contains("guess")));
        assert_eq!(turn(&["2025-11-01", "21/Dec/22"]).1, None);
    }

    #[test]
    fn the_shape_of_days_is_that_of_most_cells() {
        let shape = |cells: &[&str]| {
            let mut clues = Clues::default();
            for cell in cells {
                clues.see(cell);
            }
            clues.shape(clues.decide().0)
        };
        assert_eq!(shape(&["21/Dec/22 3:31 PM", "21/Dec/22 3:31 PM", "2025-11-01"]), Some(DateShape::Jira));
        assert_eq!(shape(&["21/Jan/22 3:31 PM", "21/Dez/22 3:31 PM"]), Some(DateShape::Iso), "no English months");
        assert_eq!(shape(&["6/21/2025 16:14"]), Some(DateShape::MonthFirst));
        assert_eq!(shape(&["21.6.2025"]), Some(DateShape::DayFirst));
        assert_eq!(shape(&["2025-11-01T10:20:30Z"]), Some(DateShape::Iso));
        assert_eq!(shape(&["", "soon"]), None);
    }

    proptest! {
        #[test]
        fn any_cell_is_read_without_panic(cell in "\\PC{0,24}", digits in "[0-9/.:, APM-]{0,24}") {
            for cell in [cell, digits] {
                let mut clues = Clues::default();
                clues.see(&cell);
                let _ = (instant(&cell, Turn::DayFirst), day(&cell, Turn::MonthFirst), clues.decide());
            }
        }
    }
}
