//! Cells of a column that tells what a framework asks. Whether commas set decimals apart, and whether percent are told
//! as parts of 1, is decided once for the column.

use crate::domain::score::{Amount, CLASSES, Input, MOSCOW, Mark, Range, Told};
use crate::domain::text::fold;
use crate::exchange::table::Table;

/// An input that a column tells, and how its cells are read.
#[derive(Debug, Clone)]
pub(in crate::exchange) struct Judge {
    pub(in crate::exchange) input: Input,
    /// The decimal sign where a number doesn't tell it.
    mark: Mark,
    /// True where numbers up to 1 are parts of 1: 0.8 is 80 %.
    is_parts: bool,
    /// What was decided and is worth saying.
    pub(in crate::exchange) remark: Option<String>,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) struct Answer {
    pub(in crate::exchange) amount: Amount,
    /// What was done to it that is worth saying.
    pub(in crate::exchange) done: Option<Done>,
}

/// What was done to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Done {
    /// It had more than three decimals.
    Rounded,
    /// A part of 1 became percent.
    Part,
    /// A 1 in a column without parts of 1 is one percent.
    One,
}

impl Done {
    pub(in crate::exchange) fn line(self, input: &Input) -> String {
        match self {
            Self::Rounded => format!("{}: more than 3 decimals, rounded", input.id),
            Self::Part => format!("{}: numbers up to 1 read as parts of 1: 0.8 is 80 %", input.id),
            Self::One => format!("{}: 1 read as 1 %, as no number of the column is below 1", input.id),
        }
    }
}

/// What the cells of a column say of how its numbers are written.
#[derive(Debug, Clone, Default)]
struct Clues {
    points: usize,
    commas: usize,
    /// The first number that can be read in two ways.
    open: Option<String>,
    has_open_point: bool,
    /// A whole number of four or more digits with nothing between them.
    has_long: bool,
    has_parts: bool,
}

impl Clues {
    fn see(&mut self, cell: &str) {
        let cell = cell.trim();
        let number = number(cell).0;
        match Amount::told(number) {
            Told::Nothing => self.has_long |= number.len() > 3 && number.bytes().all(|b| b.is_ascii_digit()),
            Told::Sure(Mark::Point) => self.points += 1,
            Told::Sure(Mark::Comma) => self.commas += 1,
            Told::Open(mark) => {
                self.has_open_point |= mark == Mark::Point;
                self.open.get_or_insert_with(|| number.to_owned());
            }
        }
        let is_part = |(amount, _): (Amount, bool)| amount > Amount(0) && amount < Amount::whole(1);
        self.has_parts |= !cell.ends_with('%') && Amount::rounded(number, Mark::Point).is_some_and(is_part);
    }

    /// The decimal sign that most of the numbers have, where any tells it.
    fn mark(&self) -> Option<Mark> {
        match self.points.cmp(&self.commas) {
            _ if self.points + self.commas == 0 => None,
            std::cmp::Ordering::Less => Some(Mark::Comma),
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => Some(Mark::Point),
        }
    }

    /// The decimal sign of a column, and what to say of it: its own numbers tell it, else those of the columns beside
    /// it, else the sign between the file's cells. People who are reached are thousands rather than thousandths.
    fn decide(&self, beside: &Self, table: &Table, input: &Input) -> (Mark, Option<String>) {
        let Some(open) = &self.open else { return (Mark::Point, None) };
        let told = self.mark().or(beside.mark());
        let between = table.is_semicolon().then_some(Mark::Comma);
        let guess = if self.has_open_point && !self.has_long && matches!(input.range, Range::AtLeast(_)) {
            Mark::Comma
        } else {
            Mark::Point
        };
        let mark = told.or(between).unwrap_or(guess);
        let why = match (told, between) {
            (Some(Mark::Point), _) if self.points > 0 || !self.has_open_point => return (mark, None),
            (Some(Mark::Point), _) => "the point is the decimal sign in the columns beside",
            (Some(Mark::Comma), _) => "the comma is the decimal sign",
            (None, Some(_)) => "the comma is the decimal sign where ; stands between cells",
            (None, None) if !self.has_open_point => return (mark, None),
            (None, None) => "a guess, as no number of the column decides it",
        };
        let read =
            Amount::rounded(open, mark).map(|(amount, _)| format!("{}: {open} read as {amount}: {why}", input.id));
        (mark, read)
    }
}

/// Looks at all columns of inputs.
pub(super) fn judges(table: &Table, inputs: Vec<Option<Input>>) -> Vec<Option<Judge>> {
    let mut clues = vec![Clues::default(); inputs.len()];
    if inputs.iter().flatten().any(|input| input.id != MOSCOW.id) {
        table.each(|row| {
            let cells = clues.iter_mut().zip(&inputs).zip(row);
            cells.filter(|((_, input), _)| input.is_some()).for_each(|((clues, _), cell)| clues.see(cell));
        });
    }
    let mut all = Clues::default();
    for clues in &clues {
        (all.points, all.commas) = (all.points + clues.points, all.commas + clues.commas);
    }
    let judge = |(input, clues): (Option<Input>, &Clues)| {
        let input = input?;
        let (mark, remark) = clues.decide(&all, table, &input);
        Some(Judge { is_parts: input.is_percent && clues.has_parts, mark, remark, input })
    };
    inputs.into_iter().zip(&clues).map(judge).collect()
}

impl Judge {
    /// Reads a cell; `None` where it is no answer on the input's scale.
    pub(in crate::exchange) fn read(&self, cell: &str) -> Option<Answer> {
        if matches!(self.input.range, Range::Classes(_)) {
            let amount = class(cell).or_else(|| self.word(cell))?;
            return Some(Answer { amount, done: None });
        }
        let (written, word) = number(cell);
        if written.is_empty() {
            return Some(Answer { amount: self.word(word)?, done: None });
        }
        let is_percent = written.ends_with('%');
        if self.input.is_unit(written) || (is_percent && !self.input.is_percent) {
            return None;
        }
        let (amount, is_rounded) = Amount::rounded(written, self.mark)?;
        // "3 - Massive": number and word say the same.
        if matches!(self.input.range, Range::Levels(_)) && self.word(word).is_some_and(|other| other != amount) {
            return None;
        }
        let is_bare = self.input.is_percent && !is_percent;
        let (amount, done) = match amount {
            part if is_bare && self.is_parts && part <= Amount::whole(1) => {
                (Amount::rounded(&format!("{}", part.get() * 100.0), Mark::Point)?.0, Some(Done::Part))
            }
            one if is_bare && one == Amount::whole(1) => (one, Some(Done::One)),
            other => (other, is_rounded.then_some(Done::Rounded)),
        };
        self.input.has(amount).then_some(Answer { amount, done })
    }

    /// A word of the scale; how sure people are is told in words, too.
    fn word(&self, word: &str) -> Option<Amount> {
        const SURE: [(&str, i64); 3] = [("high", 100), ("medium", 80), ("low", 50)];
        if self.input.is_percent {
            let word = fold(word);
            return SURE.iter().find(|(known, _)| *known == word).map(|(_, percent)| Amount::whole(*percent));
        }
        self.input.read(word).ok().flatten()
    }
}

/// The number of a cell and the word beside it, where it has any: "3", "3 - Massive", "Massive (3)", "0.5x".
fn number(cell: &str) -> (&str, &str) {
    const MARKS: &[char] = &[' ', '\u{a0}', '-', '–', '—', ':', '=', '(', ')'];
    let cell = cell.trim();
    let is_word = |c: char| c.is_alphabetic() && !matches!(c, 'k' | 'K' | 'm' | 'M');
    let is_number = |text: &str| text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_alphabetic);
    let bare = |text: &str| -> usize { text.trim_end_matches(MARKS).len() };
    if let Some(times) = cell.strip_suffix(['x', '×']).filter(|times| is_number(times)) {
        return (times.trim_end(), "");
    }
    if !cell.contains(|c: char| c.is_ascii_digit()) {
        return ("", cell);
    }
    if cell.starts_with(char::is_alphabetic) {
        let Some((word, rest)) = cell.split_once(['(', ':', '=']) else { return (cell, "") };
        let rest = rest.trim_matches(MARKS);
        return if is_number(rest) { (rest, word.trim_end_matches(MARKS)) } else { (cell, "") };
    }
    let at = cell.find(char::is_alphabetic).unwrap_or(cell.len());
    let (head, word) = cell.split_at(at);
    let end = bare(head);
    // "2 weeks" is no 2: only a sign between them makes the word a name of the number.
    let is_named = head[end..].contains(|c| MARKS.contains(&c) && !matches!(c, ' ' | '\u{a0}'));
    let has_name = is_named && is_number(&head[..end]) && word.contains(is_word);
    if has_name { (&head[..end], word.trim_end_matches(MARKS)) } else { (cell, "") }
}

/// The class that a label, a priority or the name of an epic says: "Must", "must-have", "moscow:should", "1 - Must".
pub(in crate::exchange) fn class(name: &str) -> Option<Amount> {
    let word = fold(name).replace(['\'', '\u{2019}'], "");
    let word = word.replace(['-', '_', ':', '/', '.', '(', ')', '–'], " ");
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
    let numbered = word.split_once(' ').filter(|(number, _)| matches!(number.as_bytes(), [b'0'..=b'9']));
    let word = numbered.map_or(word.as_str(), |(_, word)| word);
    let word = word.strip_prefix("moscow ").unwrap_or(word);
    let ends = [" have this time", " haves", " have"];
    let word = ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let word = word.strip_suffix("have").filter(|word| !word.is_empty()).unwrap_or(word);
    let class = |(_, known): &&(Amount, &str)| fold(known).replace('\'', "") == word;
    CLASSES.iter().find(class).map(|(amount, _)| *amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_known_in_the_ways_it_is_written() {
        let shown = |name: &str| class(name).map(|class| MOSCOW.shown(Some(class)));
        for name in ["Must", "MUST-HAVE", "must_have", "MustHave", "moscow:must", "MoSCoW / Must have", "1 - Must"] {
            assert_eq!(shown(name).as_deref(), Some("Must"), "{name}");
        }
        for name in
            ["Won't", "wont", "won’t have", "Won't have this time", "moscow-wont", "Won't have (this time)", "4. Won't"]
        {
            assert_eq!(shown(name).as_deref(), Some("Won't"), "{name}");
        }
        assert_eq!(shown("2 - Should Have").as_deref(), Some("Should"));
        for name in ["", "m", "mustard", "must see", "have", "moscow", "shoulder", "1", "12 must"] {
            assert_eq!(shown(name), None, "{name}");
        }
    }

    #[test]
    fn a_number_stands_beside_its_name() {
        for (cell, parts) in [
            ("3", ("3", "")),
            ("3 - Massive", ("3", "Massive")),
            ("0.5: low", ("0.5", "low")),
            ("Massive (3)", ("3", "Massive")),
            ("3 (massive)", ("3", "massive")),
            ("0.25x", ("0.25", "")),
            ("high", ("", "high")),
            ("-1", ("-1", "")),
            ("80 %", ("80 %", "")),
            ("2m", ("2m", "")),
            ("2 weeks", ("2 weeks", "")),
            ("5-8", ("5-8", "")),
            ("", ("", "")),
        ] {
            assert_eq!(number(cell), parts, "{cell}");
        }
    }
}
