//! A form over any view: an item, the product sheet, or a template in it.
//!
//! Two levels. Inside a field every key is text; Esc leaves the field and keeps it. On the form keys are verbs: walk,
//! go in, save and leave as one step, discard. What is typed is a draft until the store has it.
//!
//! The form knows fields and their texts alone. `update/form.rs` opens it, looks at what another window wrote
//! meanwhile, and makes the change.

pub mod check;
pub mod checks;
pub mod draft;
mod inside;
pub mod item;
mod list;
pub mod merge;
mod page;
mod past;
mod place;
pub mod sheet;
pub mod slot;
pub mod sprint;
pub mod value;

use super::Reply;
use crate::domain::query::Panel;
use crate::domain::story::Sentence;
use crate::domain::{ImprovementId, ItemId, Key, Kind, ProductId, SprintId};
use crate::ui::action::{Form, Go};
use crate::ui::keymap::Keymap;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::wording::keyed;
use check::Rules;
pub use inside::{Inside, Typing};
use past::Past;
pub use place::Spot;
use ratatui::Frame;
use ratatui::layout::Rect;
use slot::{Nature, Slot};
use value::{Value, Values};

/// The name under which its text is asked for, rejected and kept.
pub const ASKED: &str = "form";

/// What is said where unfinished text waits.
pub const KEPT: &str = "unfinished text of yours is kept of this: <redo> brings it back";

/// What a form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An item.
    Item(ItemId),
    /// The product's own texts.
    Sheet(ProductId),
    /// A part of the form below: the template of a kind.
    Part(Kind),
    /// A Sprint of a product.
    Sprint(ProductId, SprintId),
    /// A Sprint that is not made yet.
    NewSprint(ProductId),
    /// A retrospective action of a product.
    Action(ProductId, ImprovementId),
    /// A retrospective action of a Sprint that is not noted yet.
    NewAction(SprintId),
}

impl Subject {
    /// True for a Sprint, and for what one of them agreed on.
    pub fn is_of_sprint(&self) -> bool {
        match self {
            Self::Sprint(..) | Self::NewSprint(_) | Self::Action(..) | Self::NewAction(_) => true,
            Self::Item(_) | Self::Sheet(_) | Self::Part(_) => false,
        }
    }
}

/// A form.
#[derive(Debug, Clone)]
pub struct State {
    /// What it is about.
    pub subject: Subject,
    /// What the border says: `WEB-12`.
    pub name: String,
    /// Its fields, in order.
    pub entries: Vec<Entry>,
    /// Where the cursor is.
    pub at: Spot,
    /// What is being typed; `None` on the form.
    pub inside: Option<Inside>,
    /// What a text is read by.
    pub rules: Rules,
    /// The titles of items that are named by their keys.
    pub titles: Vec<(Key, String)>,
    /// A whole story that was typed as the title, until another key.
    pub offer: Option<Sentence>,
    /// True where a draft of it is kept.
    pub has_draft: bool,
    /// Unfinished texts of the same thing that were not looked at yet, the newest first.
    pub kept: Vec<draft::Kept>,
    /// True where typing went out of a field of itself: the key to the next one goes into it.
    pub flows: bool,
    /// What is wrong with the whole.
    pub trouble: Option<String>,
    /// What the store is being asked to write.
    pub saving: Option<Values>,
    /// How many fields another window changed, taken over when it is saved.
    pub taken: usize,
    past: Past,
}

/// A field with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub slot: Slot,
    /// What it says now.
    pub value: Value,
    /// What it said when the form began, or as it was last seen in the store.
    pub base: Value,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What is worth knowing of it: what was left out, what may be no address.
    pub remark: Option<String>,
    /// What another window wrote, where a person must choose.
    pub theirs: Option<Value>,
}

/// What a key means on the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another row.
    Go(Go, Option<usize>),
    /// A key inside a field.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// A verb of the form, so many times.
    Do(Form, usize),
    /// Take back the last change.
    Undo,
    /// Bring it back.
    Redo,
    /// A click on a row of the page, counted from its top.
    Click(Spot),
}

impl State {
    /// A form with these values, the cursor on the first field.
    pub fn new(subject: Subject, name: String, values: Values, rules: Rules) -> Self {
        let entry = |(slot, value): (Slot, Value)| {
            let base = value.clone();
            Entry { slot, base, value, error: None, remark: None, theirs: None }
        };
        Self {
            subject,
            name,
            entries: values.into_iter().map(entry).collect(),
            at: Spot::default(),
            inside: None,
            rules,
            titles: Vec::new(),
            offer: None,
            has_draft: false,
            kept: Vec::new(),
            flows: false,
            trouble: None,
            saving: None,
            taken: 0,
            past: Past::default(),
        }
    }

    /// What it says now, with what is being typed.
    pub fn values(&self) -> Values {
        let typed = self.inside.as_ref().map(Inside::text);
        let value = |(n, entry): (usize, &Entry)| match &typed {
            Some(typed) if n == self.at.entry => (entry.slot, self.with(typed)),
            Some(_) | None => (entry.slot, entry.value.clone()),
        };
        self.entries.iter().enumerate().map(value).collect()
    }

    /// What it began from.
    pub fn base(&self) -> Values {
        self.entries.iter().map(|entry| (entry.slot, entry.base.clone())).collect()
    }

    /// True where it says something else than it began from.
    pub fn is_changed(&self) -> bool {
        self.inside.as_ref().is_some_and(Inside::is_changed) || self.entries.iter().any(|e| e.value != e.base)
    }

    /// The field under the cursor.
    pub fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.at.entry)
    }

    /// The field with this name.
    pub fn of(&self, slot: Slot) -> &Value {
        static NOTHING: Value = Value::Text(String::new());
        self.entries.iter().find(|entry| entry.slot == slot).map_or(&NOTHING, |entry| &entry.value)
    }

    /// True while keys are text.
    pub fn is_inside(&self) -> bool {
        self.inside.is_some()
    }

    /// These values are in the store: what is another now is a change of them.
    pub fn begin_from(&mut self, values: Values) {
        for (slot, value) in values {
            if let Some(entry) = self.entries.iter_mut().find(|entry| entry.slot == slot) {
                entry.base = value;
            }
        }
    }

    /// Goes to a field that has something to say, from outside of it.
    pub fn blame(&mut self, slot: Slot, error: String) {
        self.inside = None;
        if let Some(at) = self.entries.iter().position(|entry| entry.slot == slot) {
            self.entries[at].error = Some(error);
            self.at = Spot { entry: at, row: None };
        }
    }

    /// Leaves the field and looks at all of them; the first fault is where the cursor goes.
    ///
    /// # Errors
    /// Which field it is. What is wrong there, and what to do, stands at the field.
    pub fn settle(&mut self) -> Result<(), String> {
        self.leave_field();
        self.offer = None;
        if let Some(at) = self.entries.iter().position(|entry| entry.theirs.is_some()) {
            self.at = Spot { entry: at, row: None };
            return Err(format!(
                "not saved · {} was changed in another window too: choose first",
                self.entries[at].slot.label()
            ));
        }
        // A kind may have no template at all.
        let is_nothing =
            matches!(self.subject, Subject::Part(_)) && self.entries.iter().all(|entry| entry.value.is_empty());
        for entry in &mut self.entries {
            let fault = check::check(entry.slot, &entry.value, &entry.base, &self.rules).err();
            entry.error = fault.filter(|_| !is_nothing);
        }
        if let Some((slot, fault)) = sprint::fault(&self.values(), &self.rules)
            && let Some(entry) = self.entries.iter_mut().find(|entry| entry.slot == slot && entry.error.is_none())
        {
            entry.error = Some(fault);
        }
        match self.entries.iter().position(|entry| entry.error.is_some()) {
            None => Ok(()),
            Some(at) => {
                self.at = Spot { entry: at, row: None };
                Err(format!("not saved · look at {}", self.entries[at].slot.label()))
            }
        }
    }

    /// Puts a text into a field that is under the cursor or not, as one change.
    pub fn put(&mut self, slot: Slot, value: Value) {
        if let Some(at) = self.entries.iter().position(|entry| entry.slot == slot)
            && self.entries[at].value != value
        {
            self.note();
            let rules = &self.rules;
            let entry = &mut self.entries[at];
            entry.error = check::check(slot, &value, &entry.base, rules).err();
            entry.value = value;
        }
    }

    /// Puts several fields in, as one change.
    pub fn put_all(&mut self, values: Values) {
        self.note();
        for (slot, value) in values {
            if let Some(entry) = self.entries.iter_mut().find(|entry| entry.slot == slot) {
                (entry.value, entry.error) = (value, None);
            }
        }
    }

    /// The cursor to a field; on a line of it where it stands there already.
    pub fn go_to(&mut self, slot: Slot) {
        let is_there = self.entry().is_some_and(|entry| entry.slot == slot);
        if let Some(entry) = self.entries.iter().position(|entry| entry.slot == slot).filter(|_| !is_there) {
            self.at = Spot { entry, row: None };
        }
        self.stay_in_rows();
    }

    /// Something is wrong with the field under the cursor, that is no fault of its text.
    pub fn fault(&mut self, error: String) {
        if let Some(entry) = self.entries.get_mut(self.at.entry) {
            entry.error = Some(error);
        }
    }

    /// A text that came back from the editor, for what is under the cursor. Answers what was left out of it.
    pub fn take_edited(&mut self, text: &str) -> Option<String> {
        let (text, left) = crate::domain::text::printable(text);
        let text = text.replace("\r\n", "\n");
        let row = self.at.row;
        let entry = self.entries.get(self.at.entry)?;
        let text = text.trim_end();
        let value = match (&entry.value, row) {
            (Value::Text(_), _) if entry.slot.nature() == Nature::Long => Value::text(text),
            // A persona, a want and a benefit may have had several lines at their source.
            (Value::Text(old), _) if old.contains('\n') => Value::text(text),
            (Value::Text(_), _) => Value::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            (Value::List(lines), Some(row)) => {
                let mut lines = lines.clone();
                if let Some(line) = lines.get_mut(row) {
                    text.clone_into(&mut line.text);
                }
                lines.retain(|line| !line.text.trim().is_empty());
                Value::List(lines)
            }
            (Value::List(_), None) => Value::List(list::edited(text, entry.slot)),
            (Value::Parts(parts), _) => Value::Parts(parts.clone()),
        };
        let (at, slot) = (self.at.entry, entry.slot);
        let remark = left.clone().or_else(|| check::remark(slot, &value));
        self.put(slot, value);
        self.entries[at].remark = remark;
        self.stay_in_rows();
        left
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action, keymap: &Keymap) -> Reply {
    if !matches!(action, Action::Do(Form::Fill, _)) {
        state.offer = None;
    }
    state.trouble = None;
    let flows = std::mem::take(&mut state.flows);
    match action {
        Action::Do(form @ (Form::Next | Form::Previous), _) if flows => {
            state.walk_on((state.at.entry, state.at.row), form == Form::Next);
            Reply::Stay
        }
        Action::Go(go, count) if state.is_inside() => {
            // The wheel over what is being typed.
            let code = if go == Go::Up { Code::Up } else { Code::Down };
            (0..count.unwrap_or(1)).for_each(|_| _ = state.press(Press::plain(code), keymap));
            Reply::Stay
        }
        Action::Go(go, count) => {
            state.go(&go, count);
            Reply::Stay
        }
        Action::Press(press) => state.press(press, keymap),
        Action::Paste(text) => state.paste(&text, keymap),
        Action::Undo => state.step(true),
        Action::Redo => state.step(false),
        Action::Click(spot) => {
            state.leave_field();
            state.at = spot;
            state.stay_in_rows();
            Reply::Stay
        }
        Action::Do(form, times) => act(state, form, times, keymap),
    }
}

fn act(state: &mut State, form: Form, times: usize, keymap: &Keymap) -> Reply {
    let done = match form {
        Form::Field => state.enter(),
        Form::Next => {
            state.next_entry(true);
            Ok(())
        }
        Form::Previous => {
            state.next_entry(false);
            Ok(())
        }
        Form::Add => state.add_line(),
        Form::Up => state.shift_line(true, times),
        Form::Down => state.shift_line(false, times),
        Form::Tick => state.tick_line(),
        Form::Drop => state.drop_lines(times),
        Form::Fill => state.fill(),
        Form::Mine | Form::Theirs | Form::Both => state.choose(form),
        // What needs the world or other forms is done before it comes here.
        Form::Editor | Form::Template | Form::Mend | Form::Discard => Ok(()),
    };
    match done {
        Ok(()) => Reply::Stay,
        Err(reason) => Reply::Refuse(keyed(keymap, reason)),
    }
}

impl State {
    /// The fields of a whole story that was typed as the title.
    fn fill(&mut self) -> Result<(), &'static str> {
        let Some(sentence) = self.offer.take() else {
            return Err("there is nothing to fill in: a whole \"As a …, I want …\" typed as the title offers it");
        };
        self.note();
        let title = crate::domain::story::title(&sentence.want);
        for (slot, text) in [
            (Slot::Title, title),
            (Slot::Persona, sentence.persona),
            (Slot::Want, sentence.want),
            (Slot::Benefit, sentence.benefit),
        ] {
            if let Some(entry) = self.entries.iter_mut().find(|entry| entry.slot == slot) {
                (entry.value, entry.error) = (Value::Text(text), None);
            }
        }
        self.next_entry(true);
        Ok(())
    }

    /// The template under the cursor, in the product sheet.
    pub fn part(&self) -> Option<&value::Part> {
        match &self.entry()?.value {
            Value::Parts(parts) => parts.get(self.at.row?),
            Value::Text(_) | Value::List(_) => None,
        }
    }

    /// The text under the cursor, for an editor; `None` for what no editor is for.
    pub fn text_at(&self) -> Option<String> {
        let entry = self.entry()?;
        match (&entry.value, self.at.row) {
            (Value::Text(_), _) if entry.slot.nature() == Nature::Choice => None,
            (Value::Text(text), _) => Some(text.clone()),
            (Value::List(lines), Some(row)) => lines.get(row).map(|line| line.text.clone()),
            (Value::List(lines), None) => Some(list::written(lines, entry.slot)),
            (Value::Parts(_), _) => None,
        }
    }
}

/// What completes what is being typed.
pub fn wanted(state: &State) -> Option<Panel> {
    match &state.inside.as_ref()?.typing {
        Typing::Line { assist, .. } => assist.wanted(),
        Typing::Area(_) | Typing::Pick { .. } => None,
    }
}

/// Where it stands: over the whole view.
pub fn area(body: Rect) -> Rect {
    body
}

/// Draws it over the view.
pub fn view(state: &State, model: &Model, frame: &mut Frame, body: Rect) {
    page::view(state, model, frame, area(body));
}

/// The row of the form at a row of the pop-up, counted from 0 below the border.
pub fn spot_at(state: &State, model: &Model, body: Rect, row: usize) -> Option<Spot> {
    page::spot_at(state, model, area(body), row)
}
