//! Inside a field: every key is text, but those that lead out of it and to the next.

use super::slot::{Nature, Slot};
use super::value::Value;
use super::{Spot, State, check, list};
use crate::domain::criterion::Line;
use crate::domain::{Kind, Scale, State as ItemState, story, text};
use crate::ui::action::{Action as Command, Go};
use crate::ui::completion::Offer;
use crate::ui::keymap::{Keymap, Meaning, Scope};
use crate::ui::overlay::Reply;
use crate::ui::overlay::assist::{Assist, Took};
use crate::ui::press::{Code, Press};
use crate::ui::widget::area::{self, Area};
use crate::ui::widget::field::Field;
use crate::ui::wording::{keyed, letters};
use strum::IntoEnumIterator;

/// What is being typed, and what stood there before.
#[derive(Debug, Clone)]
pub struct Inside {
    /// The text with its cursor, or a choice.
    pub typing: Typing,
    /// What it said when the field was gone into.
    was: String,
}

/// A text with its cursor, or a choice.
#[derive(Debug, Clone)]
pub enum Typing {
    /// One line, with what completes it.
    Line {
        /// The text.
        field: Field,
        /// What helps to type it.
        assist: Box<Assist>,
    },
    /// Wrapped text.
    Area(Area),
    /// One of these words.
    Pick {
        /// The words.
        options: Vec<&'static str>,
        /// Which of them.
        at: usize,
    },
}

impl Inside {
    fn new(typing: Typing) -> Self {
        let mut inside = Self { typing, was: String::new() };
        inside.was = inside.text();
        inside
    }

    /// What it says now.
    pub fn text(&self) -> String {
        match &self.typing {
            Typing::Line { field, .. } => field.text().to_owned(),
            Typing::Area(area) => area.text(),
            Typing::Pick { options, at } => options.get(*at).map_or(String::new(), |word| (*word).to_owned()),
        }
    }

    /// True where that is something else than before.
    pub fn is_changed(&self) -> bool {
        self.text() != self.was
    }

    /// What completes it, where something does.
    pub fn assist(&mut self) -> Option<(&mut Field, &mut Assist)> {
        match &mut self.typing {
            Typing::Line { field, assist } => Some((field, assist)),
            Typing::Area(_) | Typing::Pick { .. } => None,
        }
    }

    /// The rows that complete it.
    pub fn offer(&self) -> Option<(&Offer, Option<usize>)> {
        match &self.typing {
            Typing::Line { assist, .. } => Some((&assist.offer, assist.at)),
            Typing::Area(_) | Typing::Pick { .. } => None,
        }
    }
}

impl State {
    /// Goes into the field or the line under the cursor; on a list without lines it adds the first.
    pub(super) fn enter(&mut self) -> Result<(), &'static str> {
        const TOO_LONG: &str = "this text is too long for a field: <field-editor> opens it in your editor";
        let Some(entry) = self.entries.get(self.at.entry) else { return Ok(()) };
        let typing = match (&entry.value, self.at.row) {
            (Value::Text(text), _) if area::is_too_long(text) => return Err(TOO_LONG),
            (Value::Text(text), _) => typing(entry.slot, text),
            (Value::List(lines), Some(row)) => {
                let text = lines.get(row).map_or("", |line| &line.text);
                if area::is_too_long(text) {
                    return Err(TOO_LONG);
                }
                Typing::Area(Area::new(text, true))
            }
            (Value::List(lines), None) => {
                if lines.is_empty() {
                    self.insert_line(0, String::new());
                } else {
                    self.at.row = Some(0);
                }
                return self.enter();
            }
            // A form of its own opens over this one.
            (Value::Parts(_), _) => return Ok(()),
        };
        if let Some(entry) = self.entries.get_mut(self.at.entry) {
            entry.remark = None;
        }
        self.inside = Some(Inside::new(typing));
        Ok(())
    }

    /// The value of the field under the cursor with the text being typed in it.
    pub(super) fn with(&self, text: &str) -> Value {
        let Some(entry) = self.entry() else { return Value::text(text) };
        let is_same = self.inside.as_ref().is_some_and(|inside| inside.was == text);
        match (&entry.value, self.at.row) {
            // What was there is not written anew in the field's own spelling.
            (value, _) if is_same => value.clone(),
            (Value::List(lines), Some(row)) => {
                let mut lines = lines.clone();
                if let Some(line) = lines.get_mut(row) {
                    text.clone_into(&mut line.text);
                }
                Value::List(lines)
            }
            (Value::Parts(_) | Value::List(_), _) => entry.value.clone(),
            (Value::Text(_), _) => Value::text(text),
        }
    }

    /// Out of the field, keeping what was typed. A line that stayed empty goes.
    pub fn leave_field(&mut self) {
        let Some(inside) = &self.inside else { return };
        let (text, is_changed) = (inside.text(), inside.is_changed());
        let value = self.with(&text);
        if is_changed {
            self.note();
        }
        self.inside = None;
        let rules = &self.rules;
        let Some(entry) = self.entries.get_mut(self.at.entry) else { return };
        entry.value = value;
        if let Value::List(lines) = &mut entry.value {
            lines.retain(|line| !line.text.trim().is_empty());
        }
        entry.error = check::check(entry.slot, &entry.value, &entry.base, rules).err();
        entry.remark = check::remark(entry.slot, &entry.value).or(entry.remark.take());
        let is_title = entry.slot == Slot::Title;
        let is_whole = is_title && is_changed && entry.error.is_none();
        let sentence = is_whole.then(|| story::parse(entry.value.as_text())).flatten();
        let is_free = [Slot::Persona, Slot::Want, Slot::Benefit].iter().all(|slot| self.of(*slot).is_empty());
        self.offer = sentence.filter(|_| is_free && self.entries.iter().any(|entry| entry.slot == Slot::Want));
        self.stay_in_rows();
    }

    /// Takes a key while something is typed.
    pub(super) fn press(&mut self, press: Press, keymap: &Keymap) -> Reply {
        match press {
            Press { code: Code::Esc, .. } => self.leave_field(),
            press if press == Press::ctrl('c') => self.leave_field(),
            Press { code: Code::Tab, ctrl: false } => self.leave_for(true),
            Press { code: Code::BackTab, ctrl: false } => self.leave_for(false),
            press => return self.write(press, keymap),
        }
        Reply::Stay
    }

    fn write(&mut self, press: Press, keymap: &Keymap) -> Reply {
        let is_line = self.at.row.is_some();
        let Some(inside) = &mut self.inside else { return Reply::Stay };
        match &mut inside.typing {
            Typing::Line { .. } if press.code == Code::Enter => self.leave_for(true),
            Typing::Line { field, assist } => _ = assist.press(field, press) == Took::Changed,
            Typing::Area(_) if is_line && press.code == Code::Enter => self.break_line(),
            Typing::Area(area) if is_line && press.code == Code::Backspace && area.is_at_start() => self.join_line(),
            Typing::Area(area) => {
                let is_taken = area.press(press);
                if !is_taken && press.code == Code::Enter {
                    self.leave_for(true);
                }
            }
            Typing::Pick { options, at } => {
                if press.code == Code::Enter {
                    self.leave_for(true);
                } else if let Some(taken) = picked(options, *at, press, keymap) {
                    *at = taken.0;
                    if taken.1 {
                        self.leave_field();
                        self.flows = true;
                    }
                }
            }
        }
        Reply::Stay
    }

    /// On to the next field or line, or back, and into it. Where the form has something to offer, it stays.
    fn leave_for(&mut self, is_next: bool) {
        let (entry, row) = (self.at.entry, self.at.row);
        self.leave_field();
        if self.offer.is_some() {
            self.flows = true;
            return;
        }
        self.walk_on((entry, row), is_next);
    }

    /// Into the next field or line behind a spot, or the one before.
    pub(super) fn walk_on(&mut self, (entry, row): (usize, Option<usize>), is_next: bool) {
        let rows = self.entries[entry].value.rows();
        let to = match row {
            // The line may have gone because it stayed empty.
            Some(row) if is_next && row + 1 < rows => Some(row + 1),
            Some(row) if !is_next && row > 0 => Some((row - 1).min(rows.saturating_sub(1))).filter(|_| rows > 0),
            Some(_) | None => None,
        };
        if let Some(row) = to {
            self.at = Spot { entry, row: Some(row) };
        } else {
            self.at = Spot { entry, row: None };
            if !self.next_entry(is_next) {
                return;
            }
            if !is_next && let rows @ 1.. = self.entries[self.at.entry].value.rows() {
                self.at.row = Some(rows - 1);
            }
        }
        // What can't be typed in a field is passed by, and stays under the cursor.
        let _ = self.enter();
    }

    /// The line ends at the cursor, and the next begins with what stood behind it; after an empty one the list ends.
    fn break_line(&mut self) {
        let (Some(row), Some(Inside { typing: Typing::Area(area), .. })) = (self.at.row, &self.inside) else { return };
        let (before, behind) = area.split();
        if before.trim().is_empty() && behind.trim().is_empty() {
            self.leave_for(true);
            return;
        }
        self.note();
        if let Some(line) = self.lines_mut().and_then(|lines| lines.get_mut(row)) {
            before.trim_end().clone_into(&mut line.text);
        }
        self.insert_line(row + 1, behind.trim_start().to_owned());
        let mut next = Area::new(behind.trim_start(), true);
        next.to_start();
        self.inside = Some(Inside::new(Typing::Area(next)));
    }

    /// The line goes on at the end of the one before it.
    fn join_line(&mut self) {
        let (Some(row @ 1..), Some(Inside { typing: Typing::Area(area), .. })) = (self.at.row, &self.inside) else {
            return;
        };
        let text = area.text();
        self.note();
        let Some(lines) = self.lines_mut() else { return };
        lines.remove(row);
        let before = std::mem::take(&mut lines[row - 1].text);
        let gap = if before.is_empty() || text.is_empty() { "" } else { " " };
        lines[row - 1].text = format!("{before}{gap}{text}");
        self.at.row = Some(row - 1);
        let mut joined = Area::new(&format!("{before}{gap}{text}"), true);
        (0..text.chars().count()).for_each(|_| _ = joined.press(Press::plain(Code::Left)));
        self.inside = Some(Inside::new(Typing::Area(joined)));
    }

    /// Pasted text goes where the cursor is; of a list it becomes lines.
    pub(super) fn paste(&mut self, text: &str, keymap: &Keymap) -> Reply {
        let is_list = self.entry().is_some_and(|entry| matches!(entry.value, Value::List(_)));
        if is_list && (self.at.row.is_none() || text.trim().contains('\n')) {
            return self.paste_lines(text);
        }
        if self.inside.is_none() {
            let text = "a pasted text is put into a field: go into one with <field> first";
            return Reply::Refuse(keyed(keymap, text));
        }
        let (text, left) = text::printable(text);
        let (text, room) = (text.as_str(), area::BYTES);
        let Some(inside) = &mut self.inside else { return Reply::Stay };
        match &mut inside.typing {
            Typing::Area(area) if area.text().len() + text.len() > room => {
                return Reply::Refuse(keyed(
                    keymap,
                    "this is too much for a field, nothing was pasted: <leave> leaves it, then <field-editor> opens it in your \
                     editor",
                ));
            }
            Typing::Area(area) => _ = area.paste(text),
            Typing::Line { field, assist } => {
                field.paste(text);
                assist.edited();
            }
            Typing::Pick { .. } => {}
        }
        self.told(left)
    }

    /// What was left out of a pasted text stands at its field.
    fn told(&mut self, left: Option<String>) -> Reply {
        let (Some(left), Some(entry)) = (left, self.entries.get_mut(self.at.entry)) else { return Reply::Stay };
        entry.remark = Some(left.clone());
        Reply::Refuse(left)
    }

    /// A pasted list: the first of its lines goes on where the cursor is, the others follow.
    fn paste_lines(&mut self, text: &str) -> Reply {
        let Some(slot) = self.entry().map(|entry| entry.slot) else { return Reply::Stay };
        let (text, left) = text::printable(text);
        let mut pasted = list::read(&text, slot);
        if pasted.is_empty() {
            return Reply::Refuse("nothing in the pasted text could be a line of this list".into());
        }
        self.note();
        let Some(Inside { typing: Typing::Area(area), .. }) = &self.inside else {
            let at = self.at.row.map_or(usize::MAX, |row| row + 1);
            let end = self.lines_mut().map_or(0, |lines| lines.len());
            self.insert_line(at, String::new());
            self.replace_line(at.min(end), pasted);
            return self.told(left);
        };
        let (before, behind) = area.split();
        if let Some(first) = pasted.first_mut() {
            first.text = format!("{before}{}", first.text);
        }
        let row = self.at.row.unwrap_or(0);
        let mut last = pasted.pop().unwrap_or(Line { text: String::new(), is_done: false });
        let typed = last.text.chars().count();
        last.text.push_str(&behind);
        let text = last.text.clone();
        pasted.push(last);
        self.replace_line(row, pasted);
        let mut area = Area::new(&text, true);
        (0..text.chars().count().saturating_sub(typed)).for_each(|_| _ = area.press(Press::plain(Code::Left)));
        self.inside = Some(Inside::new(Typing::Area(area)));
        self.told(left)
    }
}

/// How a field of this kind is typed.
fn typing(slot: Slot, text: &str) -> Typing {
    match slot.nature() {
        Nature::Line(source) => Typing::Line { field: Field::new(text), assist: Box::new(Assist::new(source, None)) },
        Nature::Prose => Typing::Area(Area::new(text, text.contains('\n'))),
        Nature::Long | Nature::List { .. } | Nature::Parts => Typing::Area(Area::new(text, true)),
        Nature::Choice => {
            let words = words(slot, text);
            let at = words.iter().position(|word| *word == text).unwrap_or(0);
            Typing::Pick { options: words, at }
        }
    }
}

/// The words of a choice. Declined is none of them: that needs a reason.
pub(super) fn words(slot: Slot, present: &str) -> Vec<&'static str> {
    match slot {
        Slot::Kind => Kind::iter().map(Kind::name).collect(),
        Slot::Scale => Scale::iter().map(Scale::name).collect(),
        Slot::State => {
            let is_offered = |state: &ItemState| *state != ItemState::Declined || present == state.name();
            ItemState::iter().filter(is_offered).map(ItemState::name).collect()
        }
        _ => Vec::new(),
    }
}

/// What a key chooses, and whether it takes it at once.
fn picked(options: &[&'static str], at: usize, press: Press, keymap: &Keymap) -> Option<(usize, bool)> {
    let last = options.len().saturating_sub(1);
    let is_letter = |letter: &Option<char>| letter.is_some_and(|c| press == Press::char(c));
    if let Some(at) = letters(keymap, options).iter().position(is_letter) {
        return Some((at, true));
    }
    let Meaning::Bound(binding) = keymap.meaning(&[Scope::Panel], &[press]) else { return None };
    match binding.command.action {
        Command::Go(Go::Down) => Some(((at + 1).min(last), false)),
        Command::Go(Go::Up) => Some((at.saturating_sub(1), false)),
        Command::Go(Go::Last) => Some((last, false)),
        Command::Go(_)
        | Command::Look(_)
        | Command::Move(_)
        | Command::Mark(_)
        | Command::Write(_)
        | Command::Form(_)
        | Command::Sprint(_)
        | Command::Prioritize(_)
        | Command::Present(_)
        | Command::App(_)
        | Command::Ask(_) => None,
    }
}
