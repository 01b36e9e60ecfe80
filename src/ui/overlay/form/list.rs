//! Lines of a form: added, moved, ticked, thrown away; one text and back.

use super::slot::{Nature, Slot};
use super::value::Value;
use super::{Spot, State};
use crate::domain::criterion::{self, Line};
use crate::domain::lines;

/// What a verb of lines says where there is none.
const NO_LINE: &str = "there is no line here: <line-add> adds one to a list such as the criteria";

impl State {
    /// The lines of the field under the cursor.
    pub(super) fn lines_mut(&mut self) -> Option<&mut Vec<Line>> {
        match &mut self.entries.get_mut(self.at.entry)?.value {
            Value::List(lines) => Some(lines),
            Value::Text(_) | Value::Parts(_) => None,
        }
    }

    /// An empty line below the cursor, being typed.
    pub(super) fn add_line(&mut self) -> Result<(), &'static str> {
        let at = self.at.row.map_or(usize::MAX, |row| row + 1);
        self.insert_line(at, String::new()).ok_or(NO_LINE)?;
        self.enter()
    }

    /// A line before the one at `at`, or at the end; the cursor on it.
    pub(super) fn insert_line(&mut self, at: usize, text: String) -> Option<()> {
        let lines = self.lines_mut()?;
        let at = at.min(lines.len());
        lines.insert(at, Line { text, is_done: false });
        self.at.row = Some(at);
        Some(())
    }

    pub(super) fn shift_line(&mut self, is_up: bool, times: usize) -> Result<(), &'static str> {
        let row = self.at.row.ok_or(NO_LINE)?;
        let len = self.lines_mut().ok_or(NO_LINE)?.len();
        let to = if is_up { row.saturating_sub(times) } else { row.saturating_add(times).min(len - 1) };
        if to == row {
            return Err(if is_up { "this line is the first already" } else { "this line is the last already" });
        }
        self.note();
        if let Some(lines) = self.lines_mut() {
            let line = lines.remove(row);
            lines.insert(to, line);
        }
        self.at.row = Some(to);
        Ok(())
    }

    pub(super) fn tick_line(&mut self) -> Result<(), &'static str> {
        const NO_TICK: &str = "only an acceptance criterion is ticked: go to one first";
        let has_ticks = self.entry().is_some_and(|e| e.slot.nature() == Nature::List { has_ticks: true });
        let row = self.at.row.filter(|_| has_ticks).ok_or(NO_TICK)?;
        self.note();
        let line = self.lines_mut().and_then(|lines| lines.get_mut(row)).ok_or(NO_TICK)?;
        line.is_done = !line.is_done;
        Ok(())
    }

    pub(super) fn drop_lines(&mut self, times: usize) -> Result<(), &'static str> {
        let row = self.at.row.ok_or(NO_LINE)?;
        if self.lines_mut().is_none() {
            return Err(NO_LINE);
        }
        self.note();
        if let Some(lines) = self.lines_mut() {
            let end = row.saturating_add(times).min(lines.len());
            lines.drain(row..end);
        }
        self.stay_in_rows();
        Ok(())
    }

    /// Several lines in place of the one at `row`, the cursor on the last.
    pub(super) fn replace_line(&mut self, row: usize, with: Vec<Line>) {
        let entry = self.at.entry;
        let Some(lines) = self.lines_mut() else { return };
        let count = with.len();
        lines.splice(row..(row + 1).min(lines.len()), with);
        self.at = Spot { entry, row: (count + row).checked_sub(1) };
        self.stay_in_rows();
    }
}

/// What a pasted or edited text is as lines of this field.
pub(super) fn read(text: &str, slot: Slot) -> Vec<Line> {
    if slot == Slot::Criteria {
        return lines::criteria(text);
    }
    if slot == Slot::Ready {
        // A rule may begin with any sign.
        let whole = text.lines().map(str::trim).filter(|line| !line.is_empty());
        return whole.map(|line| Line { text: line.to_owned(), is_done: false }).collect();
    }
    lines::titles(text).into_iter().map(|text| Line { text, is_done: false }).collect()
}

/// The lines as one text, for an editor. Further lines of a criterion stand six spaces deep.
pub(super) fn written(all: &[Line], slot: Slot) -> String {
    let line = |line: &Line| match slot.nature() {
        Nature::List { has_ticks: true } => {
            format!("- [{}] {}\n", if line.is_done { 'x' } else { ' ' }, line.text.replace('\n', "\n      "))
        }
        _ => format!("{}\n", line.text),
    };
    all.iter().map(line).collect()
}

/// The inverse of [`written`], as far as a person wrote it so.
pub(super) fn edited(text: &str, slot: Slot) -> Vec<Line> {
    if slot != Slot::Criteria {
        return read(text, slot);
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut begun = String::new();
    for raw in text.lines() {
        match raw.strip_prefix("      ") {
            Some(more) if !begun.is_empty() => begun = format!("{begun}\n{more}"),
            Some(_) | None => {
                close(&mut lines, &std::mem::replace(&mut begun, raw.to_owned()));
            }
        }
    }
    close(&mut lines, &begun);
    lines
}

/// A criterion with its further lines; lines that only follow each other are joined where they are one scenario.
fn close(lines: &mut Vec<Line>, text: &str) {
    let (first, more) = text.split_once('\n').unwrap_or((text, ""));
    let mut read = lines::criteria(first);
    if let Some(last) = read.last_mut().filter(|_| !more.is_empty()) {
        last.text = format!("{}\n{more}", last.text);
    }
    match (lines.last_mut(), read.as_slice()) {
        (Some(last), [line]) if criterion::goes_on(&line.text) && criterion::is_scenario(&last.text) => {
            last.text = format!("{}\n{}", last.text, line.text);
        }
        _ => lines.append(&mut read),
    }
}
