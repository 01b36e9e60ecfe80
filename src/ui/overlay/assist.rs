//! What helps while a line is typed: rows that complete it, and the lines typed before.
//!
//! One rule for the keys. Tab and Shift-Tab go through the rows and put them into the line. Up on a line that is
//! empty, or that nobody has changed by hand, goes back through the lines typed before and Down forward again; on a
//! line that was typed by hand both go through the rows. Ctrl-p and Ctrl-n always go through the lines that begin as typed.

use crate::domain::query::{Panel, PanelRows};
use crate::ui::completion::{Entry, Known, Offer, Row, Source, Wants};
use crate::ui::press::{Code, Press};
use crate::ui::widget::field::Field;

/// The rows and the lines of one prompt.
#[derive(Debug, Clone, Default)]
pub struct Assist {
    /// What the line consists of.
    pub source: Source,
    /// What can stand at the cursor.
    pub offer: Offer,
    /// The row that stands in the line, or that Enter would take.
    pub at: Option<usize>,
    /// What has been read for the rows.
    pub known: Known,
    /// The text and the cursor as typed by hand, while a row stands in the line.
    stem: Option<(String, usize)>,
    /// True once the line was changed by hand.
    is_touched: bool,
    /// True where the rows may be others by now.
    is_stale: bool,
    /// The folder that is being read.
    reading: Option<String>,
    earlier: Earlier,
}

/// The lines typed before.
#[derive(Debug, Clone, Default)]
struct Earlier {
    /// Of which prompt; `None` where none are kept.
    prompt: Option<&'static str>,
    /// The oldest first; `None` until they are asked for.
    lines: Option<Vec<String>>,
    /// The line as it was typed, and which one stands in its place.
    walk: Option<(String, usize)>,
    /// True while they are being read, to go back then.
    is_awaited: bool,
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// The text or the cursor is another one.
    Changed,
    /// It was understood, and nothing changed.
    Nothing,
    /// It means nothing here.
    Unknown,
}

/// What is to be read for a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needs {
    /// The names in this folder.
    Folder(String),
    /// The lines typed before in this prompt.
    Lines(&'static str),
}

impl Assist {
    /// For a line of this kind; `prompt` names the lines typed before, where they are kept.
    pub fn new(source: Source, prompt: Option<&'static str>) -> Self {
        Self { source, is_stale: true, earlier: Earlier { prompt, ..Earlier::default() }, ..Self::default() }
    }

    /// Takes a key that goes through rows or lines, else gives it to the field.
    pub fn press(&mut self, field: &mut Field, press: Press) -> Took {
        let is_walk = self.earlier.walk.is_some();
        let is_own = self.is_touched && !field.text().is_empty();
        let goes_back = is_walk || (!is_own && self.earlier.prompt.is_some());
        match (press.ctrl, press.code) {
            (false, Code::Tab) => self.choose(field, true),
            (false, Code::BackTab) => self.choose(field, false),
            (false, Code::Down) if !is_walk => self.choose(field, true),
            (false, Code::Up) if !goes_back => self.choose(field, false),
            (false, Code::Up) | (true, Code::Char('p')) => self.older(field),
            (false, Code::Down) | (true, Code::Char('n')) => self.newer(field),
            _ if field.press(press) => {
                self.edited();
                Took::Changed
            }
            _ => Took::Unknown,
        }
    }

    /// The text was changed by hand: what was chosen is text now.
    pub fn edited(&mut self) {
        self.is_touched = true;
        self.changed();
    }

    fn changed(&mut self) {
        (self.stem, self.earlier.walk, self.is_stale) = (None, None, true);
    }

    /// The line that Enter runs in place of one that is no verb: the row that is highlighted.
    pub fn choice(&self) -> Option<&str> {
        let row = self.offer.rows.get(self.at?)?;
        self.offer.is_choice.then(|| row.text.trim_end())
    }

    /// True where the rows must be made anew.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Takes over new rows.
    pub fn take(&mut self, offer: Offer) {
        let first = (offer.is_choice && !offer.rows.is_empty() && self.earlier.walk.is_none()).then_some(0);
        (self.offer, self.at, self.is_stale) = (offer, first, false);
    }

    /// What the rows need from the store.
    pub fn wanted(&self) -> Option<Panel> {
        match &self.offer.wants {
            Some(Wants::Panel(panel)) => Some(panel.clone()),
            Some(Wants::Folder(_)) | None => None,
        }
    }

    /// Takes over what the store answered.
    pub fn answer(&mut self, rows: &PanelRows) {
        if let Some(panel) = self.wanted() {
            self.known.answer(panel, rows);
            // A row that was chosen stays in the line.
            self.is_stale |= self.stem.is_none();
        }
    }

    /// Takes over what is similar to the item that the line is about.
    pub fn liken(&mut self, alike: Vec<Row>) {
        self.known.liken(alike);
        self.is_stale |= self.stem.is_none();
    }

    /// Takes over the names in a folder.
    pub fn list(&mut self, folder: String, entries: Vec<Entry>) {
        self.known.list(folder, entries);
        (self.reading, self.is_stale) = (None, self.stem.is_none());
    }

    /// Takes over the lines typed before, and goes back to the last.
    pub fn recall(&mut self, field: &mut Field, lines: Vec<String>) {
        self.earlier.lines = Some(lines);
        if std::mem::take(&mut self.earlier.is_awaited) {
            self.older(field);
        }
    }

    /// What is to be read now; each is told once.
    pub fn needs(&mut self) -> Option<Needs> {
        if self.earlier.is_awaited && self.earlier.lines.is_none() {
            return self.earlier.prompt.map(Needs::Lines);
        }
        match &self.offer.wants {
            Some(wants @ Wants::Folder(folder)) if !self.known.has(wants) && self.reading.as_ref() != Some(folder) => {
                self.reading = Some(folder.clone());
                Some(Needs::Folder(folder.clone()))
            }
            Some(Wants::Folder(_) | Wants::Panel(_)) | None => None,
        }
    }

    /// Puts the next row into the line, or the one before; behind the last stands what was typed.
    fn choose(&mut self, field: &mut Field, is_next: bool) -> Took {
        let len = self.offer.rows.len();
        // Rows of another text would be put in at the wrong place.
        if len == 0 || self.is_stale {
            return Took::Nothing;
        }
        let at = match (self.stem.is_some(), self.at) {
            (false, _) if is_next => Some(0),
            (false, _) => Some(len - 1),
            (true, Some(at)) if is_next => Some(at + 1).filter(|at| *at < len),
            (true, Some(at)) => at.checked_sub(1),
            (true, None) => Some(if is_next { 0 } else { len - 1 }),
        };
        self.place(field, at);
        if len == 1 {
            // There is nothing else to choose: what is in the line now goes on.
            self.edited();
        }
        Took::Changed
    }

    /// Puts this row into the line, as if it had been typed.
    pub fn put(&mut self, field: &mut Field, at: usize) -> Took {
        if self.is_stale || at >= self.offer.rows.len() {
            return Took::Nothing;
        }
        self.place(field, Some(at));
        self.edited();
        Took::Changed
    }

    /// Puts a row into the line in place of what was typed, or that again.
    fn place(&mut self, field: &mut Field, at: Option<usize>) {
        let (text, cursor) = self.stem.get_or_insert_with(|| (field.text().to_owned(), field.cursor())).clone();
        self.at = at;
        match at.and_then(|at| self.offer.rows.get(at)) {
            Some(Row { text: value, .. }) => {
                let (before, after) = (&text[..self.offer.from], &text[self.offer.to..]);
                field.set(&format!("{before}{value}{after}"), before.len() + value.len());
            }
            None => field.set(&text, cursor),
        }
        (self.is_touched, self.earlier.walk) = (true, None);
    }

    fn older(&mut self, field: &mut Field) -> Took {
        if self.earlier.prompt.is_none() {
            return Took::Unknown;
        }
        let Some(lines) = &self.earlier.lines else {
            self.earlier.is_awaited = true;
            return Took::Nothing;
        };
        let (typed, at) = self.earlier.walk.clone().unwrap_or_else(|| (field.text().to_owned(), lines.len()));
        let begun = if self.is_touched { typed.as_str() } else { "" };
        let found = lines[..at].iter().rposition(|line| line.starts_with(begun) && line != field.text());
        self.walk(field, typed, found)
    }

    fn newer(&mut self, field: &mut Field) -> Took {
        let (Some(lines), Some((typed, at))) = (&self.earlier.lines, self.earlier.walk.clone()) else {
            return Took::Nothing;
        };
        let begun = if self.is_touched { typed.as_str() } else { "" };
        let later = lines[at + 1..].iter().position(|line| line.starts_with(begun) && line != field.text());
        if let Some(later) = later {
            return self.walk(field, typed, Some(at + 1 + later));
        }
        field.set(&typed, typed.len());
        self.changed();
        Took::Changed
    }

    fn walk(&mut self, field: &mut Field, typed: String, found: Option<usize>) -> Took {
        let Some(line) = found.and_then(|at| self.earlier.lines.as_ref()?.get(at)) else { return Took::Nothing };
        field.set(line, line.len());
        self.changed();
        self.earlier.walk = found.map(|at| (typed, at));
        Took::Changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assist(rows: &[&str]) -> (Assist, Field) {
        let mut assist = Assist::new(Source::Line, Some("command"));
        let rows = rows.iter().map(|r| Row::value(*r, "")).collect();
        assist.take(Offer { rows, is_choice: true, ..Offer::default() });
        (assist, Field::new(""))
    }

    fn press(assist: &mut Assist, field: &mut Field, keys: &str) -> String {
        for press in Press::parse_sequence(keys).unwrap() {
            assist.press(field, press);
        }
        field.text().to_owned()
    }

    #[test]
    fn tab_goes_through_the_rows_and_round_to_what_was_typed() {
        let (mut assist, mut field) = assist(&["add", "asked"]);
        assert_eq!(press(&mut assist, &mut field, "Tab"), "add");
        assert_eq!(press(&mut assist, &mut field, "Tab"), "asked");
        assert_eq!(press(&mut assist, &mut field, "Tab"), "");
        assert_eq!(press(&mut assist, &mut field, "Shift-Tab Shift-Tab"), "add");
        assert_eq!(press(&mut assist, &mut field, "Down"), "asked");
    }

    #[test]
    fn up_on_an_empty_line_goes_through_the_lines_typed_before() {
        let (mut assist, mut field) = assist(&["add", "asked"]);
        assert_eq!(press(&mut assist, &mut field, "Up"), "");
        assert_eq!(assist.needs(), Some(Needs::Lines("command")));
        assist.recall(&mut field, vec!["undo".into(), "go inbox".into(), "go done".into()]);
        assert_eq!(field.text(), "go done");
        assert_eq!(press(&mut assist, &mut field, "Up Up"), "undo");
        assert_eq!(press(&mut assist, &mut field, "Up"), "undo", "there is no earlier one");
        assert_eq!(press(&mut assist, &mut field, "Down"), "go inbox");
        assert_eq!(press(&mut assist, &mut field, "Down Down"), "");
        field.set("kind:bug", 8);
        assert_eq!(press(&mut assist, &mut field, "Up"), "go done", "what stood there was not typed by hand");
        assert_eq!(press(&mut assist, &mut field, "Down Ctrl-u"), "");
        assert_eq!(press(&mut assist, &mut field, "g o Ctrl-p"), "go done");
        assert_eq!(press(&mut assist, &mut field, "Ctrl-p Ctrl-p"), "go inbox", "undo does not begin so");
        assert_eq!(press(&mut assist, &mut field, "Ctrl-n Ctrl-n"), "go");
        let rows = vec![Row::value("go inbox", ""), Row::value("go done", "")];
        assist.take(Offer { to: 2, rows, ..Offer::default() });
        assert_eq!(press(&mut assist, &mut field, "Up"), "go done", "typed by hand: the rows");
    }
}
