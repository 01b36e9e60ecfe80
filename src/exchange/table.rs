//! Text → rows: the separator told from the text, quoted line breaks, rows shorter or wider than the header.

use super::{ExchangeError, Source};
use crate::domain::import::{Alarm, Report, project};
use crate::domain::text;
use ::csv::{Reader, ReaderBuilder, StringRecord};

/// How much text is looked at to find the separator, in bytes.
const SAMPLE: usize = 256 * 1024;
/// How many rows are looked at.
const SAMPLE_ROWS: usize = 50;
/// The separators tried.
const SEPARATORS: &[u8] = b",;\t|";

/// A text with a header and rows. Rows are read anew at each pass, so that only one is held at a time.
#[derive(Debug)]
pub(super) struct Table<'a> {
    text: &'a str,
    separator: u8,
    /// The columns' names, cleaned; unnamed ones are "column 7".
    pub(super) header: Vec<String>,
    /// The header as it stands, to know it when it comes again.
    raw: StringRecord,
    /// Lines in front of the text.
    skipped: usize,
    /// How wide rows usually are: wider than the header where every line ends in a separator.
    width: usize,
}

/// What one pass met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pass {
    /// Rows handed out.
    pub(super) rows: usize,
    short: usize,
    empty: usize,
    headers: usize,
    /// The file ends in the middle of a row, which is left out.
    cut: Option<Cut>,
}

/// A row that the file's end cuts off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    /// The line in which it begins, counted from 1.
    line: usize,
    /// The lines that an opened quotation mark takes into it.
    swallowed: usize,
}

impl<'a> Table<'a> {
    /// Reads the header. A first line `sep=;`, as Excel has it, names the separator.
    pub(super) fn new(text: &'a str) -> Self {
        let (text, separator, skipped) = match excel_hint(text) {
            Some((separator, rest)) => (rest, separator, 1),
            None => (text, separator(text), 0),
        };
        let mut raw = StringRecord::new();
        let mut reader = reader(text, separator);
        while reader.read_record(&mut raw).unwrap_or(false) && is_empty(&raw) {}
        let header: Vec<String> = raw.iter().enumerate().map(|(n, name)| named(n, name)).collect();
        let width = width(text, separator, header.len());
        Self { text, separator, header, raw, skipped, width }
    }

    /// True where `;` stands between the cells: where commas are decimal signs.
    pub(super) fn is_semicolon(&self) -> bool {
        self.separator == b';'
    }

    /// How wide a row may be.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// All columns' names for a message.
    pub(super) fn columns(&self) -> String {
        const MOST: usize = 40;
        let mut shown: Vec<&str> = self.header.iter().take(MOST).map(String::as_str).collect();
        if self.header.len() > MOST {
            shown.push("…");
        }
        shown.join(", ")
    }

    /// Hands out every row below the header; rows without any value and the header met again are skipped.
    pub(super) fn each(&self, mut take: impl FnMut(&StringRecord)) -> Pass {
        self.each_while(|row, _| {
            take(row);
            true
        })
    }

    /// As [`each`](Self::each), with the byte at which the row ends, until `take` says false.
    pub(super) fn each_while(&self, mut take: impl FnMut(&StringRecord, usize) -> bool) -> Pass {
        let mut pass = Pass::default();
        let mut is_below = false;
        let mut row = StringRecord::new();
        let mut reader = reader(self.text, self.separator);
        let mut from = 0;
        while reader.read_record(&mut row).unwrap_or(false) {
            let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            let start = std::mem::replace(&mut from, at);
            if is_below && at >= self.text.len() && self.is_cut(start, &row, pass) {
                pass.cut = Some(self.cut(start));
            } else if row == self.raw {
                pass.headers += usize::from(is_below);
                is_below = true;
            } else if is_below && is_empty(&row) {
                pass.empty += 1;
            } else if is_below {
                pass.rows += 1;
                pass.short += usize::from(row.len() < self.header.len());
                if !take(&row, at) {
                    break;
                }
            }
        }
        pass
    }

    /// True where the last row is not whole: a quotation mark is open at the end, or the line ends before its row does
    /// though all others are whole.
    fn is_cut(&self, start: usize, row: &StringRecord, pass: Pass) -> bool {
        let Some(tail) = self.text.get(start..) else { return false };
        if tail.contains('"') {
            // Whatever stands behind an open mark belongs to its cell.
            let longer = format!("{tail}\nx");
            if reader(&longer, self.separator).into_records().count() < 2 {
                return true;
            }
        }
        // People who write a table by hand leave out cells at its end, in more than one row.
        let is_wide = self.header.len() >= 8;
        let is_whole = pass.short * 10 <= pass.rows || (is_wide && pass.short < 2 && pass.rows > 2);
        let is_ended = self.text.ends_with(['\n', '\r']);
        !is_ended && row.len() < self.header.len() && is_whole && (is_wide || pass.rows >= 3)
    }

    fn cut(&self, start: usize) -> Cut {
        let tail = self.text.get(start..).unwrap_or_default().trim_start_matches(['\n', '\r']);
        let head = &self.text[..self.text.len() - tail.len()];
        Cut { line: 1 + self.skipped + lines(head), swallowed: lines(tail.trim_end()) }
    }

    /// True where the first row is no header: it has the key of an item where the second one has another of the same
    /// project.
    pub(super) fn is_headless(&self) -> bool {
        let mut rows = reader(self.text, self.separator).into_records().map_while(Result::ok);
        let mut filled = rows.by_ref().filter(|row| !is_empty(row));
        let (Some(first), Some(second)) = (filled.next(), filled.next()) else { return false };
        first.iter().zip(&second).any(|(one, other)| {
            let (one, other) = (one.trim(), other.trim());
            one != other && project(one).is_some() && project(one) == project(other)
        })
    }

    /// How many of the first rows are as wide as the header, of how many.
    pub(super) fn fit(&self) -> (usize, usize) {
        fit(self.text, self.separator).map_or((0, 0), |(_, same, rows)| (same, rows))
    }

    /// Says what a pass met, at the end of a file. Without any row there is nothing to import.
    pub(super) fn end(&self, file: &Source, pass: Pass, report: &mut Report) -> Result<(), ExchangeError> {
        let name = file.name.clone();
        match pass.cut {
            Some(Cut { line, .. }) if pass.rows == 0 => return Err(ExchangeError::CutOff { name, line }),
            Some(Cut { line, .. }) => report.alarms.push(Alarm::CutOff { name, line }),
            None if pass.rows == 0 => return Err(ExchangeError::NoRows { name }),
            None => {}
        }
        self.tell(pass, report);
        Ok(())
    }

    fn tell(&self, pass: Pass, report: &mut Report) {
        report.count("rows without any value, left out", pass.empty);
        report.count("header again in the middle of the file, left out", pass.headers);
        if let Some(Cut { line, swallowed }) = pass.cut {
            let told = match swallowed {
                0 => String::new(),
                lines => {
                    format!(" with the {} after it, as a quotation mark is never closed", text::counted(lines, "line"))
                }
            };
            report.note(&format!("the row in line {line} is not whole and left out{told}"));
        } else if self.text.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
            report.note("an odd number of quotation marks: a cell may not be closed and hold the rows after it");
        }
    }
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// How many lines end in a text.
fn lines(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(|at| ends(*at)).count()
}

fn is_empty(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

fn named(index: usize, name: &str) -> String {
    let bare: String = name.chars().filter(|c| *c != '\0').collect();
    match text::line("column", &bare) {
        Ok(name) if !name.is_empty() => name,
        _ => format!("column {}", index + 1),
    }
}

fn excel_hint(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let separator = line.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=")?;
    match separator.as_bytes() {
        [one] if SEPARATORS.contains(one) => Some((*one, rest)),
        _ => None,
    }
}

/// Separates nothing: for a table of one column, in which commas are text.
const ONE_COLUMN: u8 = 0x1f;

/// The separator under which most of the first rows are as wide as the header.
fn separator(text: &str) -> u8 {
    let score = |separator: &u8| {
        let (width, same, rows) = fit(text, *separator).unwrap_or((0, 0, 0));
        if width < 2 { (0, 0) } else { (same * 1000 / rows.max(1), width) }
    };
    let best = SEPARATORS.iter().rev().max_by_key(|s| score(s)).copied();
    best.filter(|s| score(s).1 > 0).unwrap_or(ONE_COLUMN)
}

/// The header's width, how many rows below it are as wide, and how many there are, of the first ones.
fn fit(text: &str, separator: u8) -> Option<(usize, usize, usize)> {
    let cut = (0..=text.len().min(SAMPLE)).rev().find(|at| text.is_char_boundary(*at))?;
    let mut reader = reader(&text[..cut], separator);
    let mut row = StringRecord::new();
    let mut widths = Vec::new();
    while widths.len() <= SAMPLE_ROWS && reader.read_record(&mut row).unwrap_or(false) {
        if !is_empty(&row) {
            widths.push(row.len());
        }
    }
    if cut < text.len() && widths.len() > 2 {
        widths.pop();
    }
    let (width, rest) = widths.split_first()?;
    Some((*width, rest.iter().filter(|w| *w == width).count(), rest.len()))
}

/// How wide rows may be: as the header, and wider where all the first rows are, with nothing beyond it.
fn width(text: &str, separator: u8, columns: usize) -> usize {
    let rows = reader(text, separator).into_records().map_while(Result::ok).filter(|row| !is_empty(row));
    let mut widths = rows.skip(1).take(SAMPLE_ROWS).map(|row| {
        let is_blank = row.iter().skip(columns).all(|cell| cell.trim().is_empty());
        if is_blank { row.len() } else { columns }
    });
    let first = widths.next().unwrap_or(columns);
    if first > columns && widths.all(|width| width == first) { first } else { columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> (Vec<String>, Vec<Vec<String>>, Report) {
        let table = Table::new(text);
        let mut rows = Vec::new();
        let pass = table.each(|row| rows.push(row.iter().map(str::to_owned).collect()));
        let mut report = Report::default();
        table.tell(pass, &mut report);
        (table.header, rows, report)
    }

    #[test]
    fn the_separator_is_told_from_the_text() {
        for text in ["a,b\n1,2", "a;b\r\n1;2", "a\tb\r1\t2", "sep=;\na;b\n1;2", "\n\na;b\n\"1\";2\n"] {
            assert_eq!(cells(text).1, [["1", "2"]], "{text:?}");
        }
        assert_eq!(cells("a;b\n1,5;2\n2,5;3").0, ["a", "b"]);
    }

    #[test]
    fn rows_of_another_width_are_counted_and_kept() {
        let (_, rows, report) = cells("a,b\n1\n1,2,3\n\"x\ny\",2\n,\na,b\n");
        assert_eq!(rows, [vec!["1"], vec!["1", "2", "3"], vec!["x\ny", "2"]]);
        assert_eq!(report.lines.len(), 2);
    }

    #[test]
    fn a_row_that_is_cut_off_is_left_out_and_told() {
        let cut = |text: &str| {
            let (_, rows, report) = cells(text);
            (rows.len(), report.lines.first().map(|line| line.0.clone()).unwrap_or_default())
        };
        let (rows, told) = cut("a,b\n1,2\n1,\"open\n2,3\n4,5\n");
        assert_eq!((rows, told.contains("line 3")), (1, true), "{told}");
        assert!(told.contains("2 lines after it"), "{told}");
        let whole = "a,b,c\n1,2,3\n4,5,6\n7,\"8\n8\",9\n";
        assert_eq!(cut(whole), (3, String::new()));
        assert_eq!(cut(whole.trim_end()), (3, String::new()));
        let (rows, told) = cut(&format!("sep=,\n{whole}10,1"));
        assert_eq!((rows, told.contains("line 7")), (3, true), "{told}");
        assert_eq!(cut("a,b,c\n1,2,3\n4,5").0, 2, "a short table written by hand");
        assert_eq!(cut("a,b\n1,say \"x\n").0, 1, "a mark inside a cell opens nothing");
        let (rows, told) = cut("a,b,c,d,e,f,g,h\n1,2,3,4,5,6,7,8\r\n1,2,3");
        assert_eq!((rows, told.contains("line 3")), (1, true), "{told}");
    }

    #[test]
    fn a_cut_is_seen_in_the_first_row_and_behind_a_short_one() {
        let is_cut = |text: &str| {
            let table = Table::new(text);
            table.each(|_| {}).cut.is_some()
        };
        let header = "a,b,c,d,e,f,g,h\n";
        assert!(is_cut(&format!("{header}1,2,3")), "the first row");
        assert!(is_cut(&format!("{header}1,2,3,4,5,6,7,8\n1,2\n1,2,3,4,5,6,7,8\n1,2,3")), "one short row");
        assert!(!is_cut(&format!("{header}1,2\n1,2\n1,2,3,4,5,6,7,8\n1,2,3")), "written by hand");
        assert!(!is_cut(&format!("{header}1,2,3\n")), "a line that ends");
        let rows = "1,2,3\n".repeat(20);
        assert!(is_cut(&format!("a,b,c\n{rows}1,2\n1,2")), "one in twenty");
        assert!(!is_cut("a,b,c\n1,2"), "a short table written by hand");
    }

    #[test]
    fn a_separator_at_the_end_of_every_line_makes_no_row_wider() {
        assert_eq!(Table::new("a,b\n1,2,\n3,4,\n").width(), 3);
        assert_eq!(Table::new("a,b\n1,2,\n3,4\n").width(), 2);
        assert_eq!(Table::new("a,b\n1,2,3\n3,4,5\n").width(), 2);
        assert_eq!(Table::new("a,b\n").width(), 2);
    }

    #[test]
    fn a_table_of_one_column_keeps_its_commas() {
        assert_eq!(cells("title\nPay, later\n\"Ship\"\n").1, [["Pay, later"], ["Ship"]]);
    }

    #[test]
    fn unnamed_columns_get_a_number() {
        assert_eq!(cells("a,,\u{1b}\n1,2,3").0, ["a", "column 2", "column 3"]);
    }
}
