//! One item becomes two: which parts go to the new one, under which title. Nothing is written before Enter.

mod draw;

pub use draw::{area, view};

use super::Reply;
use super::rows::Cursor;
use crate::domain::pattern::{self, Pattern};
use crate::domain::query::{Panel, PanelRows};
use crate::domain::split::{self, Half, Part, Titles};
use crate::domain::{Change, Item, ItemId};
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::press::{Code, Press};
use crate::ui::widget::field::Field;

/// The item, and what goes where.
#[derive(Debug, Clone)]
pub struct State {
    id: ItemId,
    item: Option<Box<Item>>,
    parts: Vec<Part>,
    titles: Titles,
    /// True once the new title was typed by hand: then it does not follow the parts any more.
    is_titled: bool,
    /// The line that is being typed.
    typing: Option<Field>,
    /// The cursor over the lines and parts.
    cursor: Cursor,
    /// The ways to split, the likely one first, and which of them is shown.
    patterns: Vec<Pattern>,
    asked: Option<usize>,
    is_gone: bool,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another line or part.
    Go(Go, Option<usize>),
    /// Give the part to the other half.
    Pick,
    /// Give the part to both halves.
    PickBoth,
    /// Type the line, or the new title.
    Reword,
    /// Show the next question that splits stories.
    Ask,
    /// A key while a line is typed.
    Press(Press),
    /// A pasted text while a line is typed.
    Paste(String),
    /// Do it.
    Agree,
}

/// What stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    OldTitle,
    NewTitle,
    OldWant,
    NewWant,
    /// A part by its index.
    Part(usize),
}

impl State {
    /// For an item that is still to be read.
    pub fn new(id: ItemId) -> Self {
        Self {
            id,
            item: None,
            parts: Vec::new(),
            titles: Titles::default(),
            is_titled: false,
            typing: None,
            cursor: Cursor::default(),
            patterns: Vec::new(),
            asked: None,
            is_gone: false,
        }
    }

    /// Takes over the item. After another window has changed it, what was chosen stays where the parts are the same.
    pub fn take(&mut self, rows: &PanelRows) {
        let PanelRows::Whole(found) = rows else { return };
        let Some(item) = found.iter().find(|item| item.id == self.id) else {
            (self.item, self.is_gone) = (None, true);
            return;
        };
        let mut parts = split::parts(item);
        for part in &mut parts {
            let known = self.parts.iter().find(|old| old.text == part.text);
            part.half = known.map_or(Half::Stays, |old| old.half);
        }
        let old = (item.text.title.clone(), item.text.want.clone());
        let was = self.item.as_ref().map(|item| (item.text.title.clone(), item.text.want.clone()));
        if was.as_ref() != Some(&old) {
            self.titles.old.clone_from(&old);
            self.titles.new.1.clone_from(&old.1);
        }
        if was.is_none() {
            self.titles.new = old;
            self.patterns = pattern::for_story(&item.text);
        }
        let is_first = self.item.replace(Box::new(item.clone())).is_none();
        (self.parts, self.is_gone) = (parts, false);
        if is_first {
            let first = self.rows().iter().position(|row| matches!(row, Row::Part(_)));
            self.cursor.at = first.unwrap_or(1);
            // Without parts to give over there is nothing to do but to say what the other half is.
            self.typing = first.is_none().then(|| Field::new(""));
        }
        self.propose();
    }

    /// The lines and parts, as they stand.
    fn rows(&self) -> Vec<Row> {
        let wants = if self.titles.old.1.is_empty() { &[][..] } else { &[Row::OldWant, Row::NewWant] };
        let lines = [Row::OldTitle, Row::NewTitle].into_iter().chain(wants.iter().copied());
        lines.chain((0..self.parts.len()).map(Row::Part)).collect()
    }

    fn row(&self) -> Option<Row> {
        self.rows().get(self.cursor.at).copied()
    }

    fn line(&mut self, row: Row) -> Option<&mut String> {
        match row {
            Row::OldTitle => Some(&mut self.titles.old.0),
            Row::NewTitle => Some(&mut self.titles.new.0),
            Row::OldWant => Some(&mut self.titles.old.1),
            Row::NewWant => Some(&mut self.titles.new.1),
            Row::Part(_) => None,
        }
    }

    /// The new title follows the parts until somebody has typed one.
    fn propose(&mut self) {
        if !self.is_titled {
            self.titles.new.0 = split::title(&self.titles.old.0, &self.parts);
        }
    }

    fn pick(&mut self, is_both: bool) -> Reply {
        let Some(Row::Part(at)) = self.row() else {
            return Reply::Refuse("titles and wants are typed for each half: only the parts below go over".into());
        };
        if let Some(part) = self.parts.get_mut(at) {
            part.half = match (part.half, is_both) {
                (Half::Both, true) | (Half::Goes, false) => Half::Stays,
                (Half::Stays | Half::Goes, true) => Half::Both,
                (Half::Stays | Half::Both, false) => Half::Goes,
            };
        }
        self.propose();
        self.cursor.go(&Go::Down, self.rows().len(), None);
        Reply::Stay
    }

    /// Begins to type; on a part that is the new title.
    fn reword(&mut self) -> Reply {
        if matches!(self.row(), Some(Row::Part(_)) | None) {
            self.cursor.at = 1;
        }
        let Some(row) = self.row() else { return Reply::Stay };
        self.typing = self.line(row).map(|line| Field::new(line));
        Reply::Stay
    }

    /// Enter and Esc both keep what was typed.
    fn press(&mut self, press: Press) -> Reply {
        let Some(field) = &mut self.typing else { return Reply::Stay };
        let is_left = matches!(press.code, Code::Enter | Code::Esc) || press == Press::ctrl('c');
        if !is_left {
            field.press(press);
            return Reply::Stay;
        }
        let typed = field.text().to_owned();
        self.typing = None;
        let Some(row) = self.row().filter(|_| !(self.parts.is_empty() && typed.trim().is_empty())) else {
            return Reply::Stay;
        };
        let is_new = row == Row::NewTitle && typed != self.titles.new.0;
        if let Some(line) = self.line(row) {
            *line = typed;
        }
        self.is_titled |= is_new;
        self.propose();
        Reply::Stay
    }

    fn agree(&self) -> Reply {
        let Some(item) = &self.item else {
            return if self.is_gone { Reply::Refuse(GONE.into()) } else { Reply::Stay };
        };
        match split::halves(item, &self.parts, &self.titles) {
            Ok(halves) => {
                let (text, new) = (Box::new(halves.text), Box::new(halves.new));
                let change = Change::Split { item: self.id, text, criteria: halves.criteria, new };
                Reply::CloseWith(vec![Effect::commit(change)])
            }
            Err(error) => Reply::Refuse(error.to_string()),
        }
    }

    /// True while keys are text.
    pub fn is_typing(&self) -> bool {
        self.typing.is_some()
    }
}

const GONE: &str = "this item is gone: another window erased it";

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.rows().len(), count);
            Reply::Stay
        }
        Action::Pick => state.pick(false),
        Action::PickBoth => state.pick(true),
        Action::Reword => state.reword(),
        Action::Ask => {
            let next = state.asked.map_or(0, |at| at + 1);
            state.asked = (next < state.patterns.len()).then_some(next);
            Reply::Stay
        }
        Action::Press(press) => state.press(press),
        Action::Paste(text) => {
            if let Some(field) = &mut state.typing {
                field.paste(&text);
            }
            Reply::Stay
        }
        Action::Agree => state.agree(),
    }
}

/// The item.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Whole(vec![state.id]))
}
