//! Returning: the reason, and where there is one the acceptance criterion that is not met.

use super::Reply;
use super::rows::Cursor;
use crate::domain::note::{About, Draft};
use crate::domain::query::Panel;
use crate::domain::{Criterion, ItemId, ProductId, text};
use crate::ui::action::{Action as Deed, Back, Go, Write};
use crate::ui::effect::Typed;
use crate::ui::keymap::{Keymap, Meaning, Scope};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::verb::{self, Command};
use crate::ui::widget::{field::Field, frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The name under which it is asked for, rejected and kept.
pub const ASKED: &str = "return";
/// The label of the field.
const LABEL: &str = "reason  ";

/// What has been chosen and typed.
#[derive(Debug, Clone)]
pub struct State {
    /// The items it was opened for.
    pub targets: Vec<ItemId>,
    /// What the border says.
    pub title: String,
    /// The criteria to choose from; none where several items are returned.
    pub criteria: Vec<Criterion>,
    /// The one that is not met.
    pub chosen: Option<usize>,
    /// True once one was pointed out: from then on all letters are text.
    is_pointed: bool,
    /// The reason.
    pub reason: Field,
    /// Why it was not taken.
    pub error: Option<String>,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A key.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// Choose this criterion.
    Choose(usize),
}

impl State {
    /// For these items; `reason` is what is typed already.
    pub fn new(targets: Vec<ItemId>, title: String, criteria: Vec<Criterion>, reason: &str) -> Self {
        Self { targets, title, criteria, chosen: None, is_pointed: false, reason: Field::new(reason), error: None }
    }

    /// The text as a change is given it.
    pub fn typed(&self) -> Typed {
        Typed { asked: ASKED, text: self.reason.text().to_owned() }
    }

    /// The text that was left unfinished, where nothing was typed since.
    pub fn take_up(&mut self, text: &str) {
        if self.reason.text().is_empty() {
            (self.reason, self.is_pointed) = (Field::new(text), true);
        }
    }

    /// What its text is a draft of: each item has its own.
    pub fn about(&self) -> About {
        About::line(ASKED, if let [item] = *self.targets { Some(item) } else { None })
    }

    /// The text as a draft; `None` where nothing was typed.
    pub fn draft(&self, product: Option<ProductId>) -> Option<Draft> {
        let text = self.reason.text().trim();
        (!text.is_empty()).then(|| Draft { product, about: self.about(), text: text.to_owned() })
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action, keymap: &Keymap) -> Reply {
    match action {
        Action::Paste(text) => state.reason.paste(&text),
        Action::Choose(at) => choose(state, at),
        Action::Press(press) => match press {
            Press { code: Code::Esc, .. } => return Reply::Close,
            press if press == Press::ctrl('c') => return Reply::Close,
            Press { code: Code::Enter, .. } => return take(state),
            press => edit(state, press, keymap),
        },
    }
    state.error = None;
    Reply::Stay
}

/// Goes through the criteria with the arrows, and with the keys of a pop-up while there is no text; else it is typed.
fn edit(state: &mut State, press: Press, keymap: &Keymap) {
    let is_choosing = state.reason.text().is_empty() && !state.criteria.is_empty() && !state.is_pointed;
    match press {
        Press { code: Code::Char(c @ '1'..='9'), ctrl: false } if is_choosing => {
            choose(state, usize::from(c as u8 - b'1'));
        }
        Press { code: Code::Down | Code::Tab, .. } => step(state, &Go::Down),
        Press { code: Code::Up | Code::BackTab, .. } => step(state, &Go::Up),
        press => match way(press, keymap).filter(|_| is_choosing) {
            Some(go) => step(state, &go),
            None => {
                state.reason.press(press);
            }
        },
    }
}

/// Where a key goes in a pop-up with rows, one row up or down.
fn way(press: Press, keymap: &Keymap) -> Option<Go> {
    match keymap.meaning(&[Scope::Panel], &[press]) {
        Meaning::Bound(binding) => match &binding.command.action {
            Deed::Go(go @ (Go::Down | Go::Up)) => Some(go.clone()),
            Deed::Go(_)
            | Deed::Look(_)
            | Deed::Move(_)
            | Deed::Mark(_)
            | Deed::Write(_)
            | Deed::App(_)
            | Deed::Form(_)
            | Deed::Sprint(_)
            | Deed::Prioritize(_)
            | Deed::Present(_)
            | Deed::Ask(_) => None,
        },
        Meaning::Begun | Meaning::Unbound => None,
    }
}

/// Chooses a criterion, or none of them where it was chosen already.
fn choose(state: &mut State, at: usize) {
    if at < state.criteria.len() {
        state.chosen = Some(at).filter(|at| state.chosen != Some(*at));
        state.is_pointed = state.chosen.is_some();
    }
}

/// Above the first there is none.
fn step(state: &mut State, go: &Go) {
    let rows = state.criteria.len() + 1;
    let mut cursor = Cursor { at: state.chosen.map_or(0, |at| at + 1), page: 1 };
    cursor.go(go, rows, None);
    state.chosen = cursor.at.checked_sub(1);
}

/// Returns, or says what is missing.
fn take(state: &mut State) -> Reply {
    let reason = match text::title("the reason", state.reason.text()) {
        Ok(reason) => reason,
        Err(text::TextError::Empty(_)) => {
            state.error =
                Some("returning needs a reason, so that the Developers know what is missing: type why".into());
            return Reply::Stay;
        }
        Err(error) => {
            state.error = Some(error.to_string());
            return Reply::Stay;
        }
    };
    let criterion = state.chosen.and_then(|at| state.criteria.get(at)).map(|criterion| criterion.id);
    match verb::find(ASKED) {
        Some(verb) => {
            let back = Box::new(Back { reason, criterion });
            Reply::Run(Box::new(Command { verb, action: Deed::Write(Write::Return(back)), count: None }))
        }
        None => Reply::Stay,
    }
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// The error, else the hint.
fn said(state: &State, body: Rect) -> Vec<String> {
    let hint = match (state.criteria.len(), state.chosen) {
        (0, _) => "What is missing · Enter returns it to the Developers",
        (_, None) => "A digit or the arrows choose the criterion that is not met, letters type why · Enter returns",
        (_, Some(_)) => "This criterion will not be met any more · letters type why · Enter returns",
    };
    let text = state.error.as_deref().unwrap_or(hint);
    let columns = usize::from(layout::bottom(body, 4).width.saturating_sub(4)).max(1);
    glyph::wrap(text, columns, 3)
}

/// How many criteria have room.
fn rows(state: &State, body: Rect) -> usize {
    let below = said(state, body).len() + 2;
    state.criteria.len().min(usize::from(body.height).saturating_sub(3 + below))
}

fn top(state: &State, shown: usize) -> usize {
    Cursor { at: state.chosen.unwrap_or(0), page: 1 }.top(state.criteria.len(), shown)
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let lines = rows(state, body) + said(state, body).len() + 1;
    layout::bottom(body, u16::try_from(lines + 2).unwrap_or(u16::MAX))
}

/// The criterion that stands in this row of the pop-up, counted from 0 below the border.
pub fn criterion_at(state: &State, body: Rect, row: usize) -> Option<usize> {
    let shown = rows(state, body);
    (row < shown).then(|| top(state, shown) + row)
}

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), &state.title, theme);
    let shown = rows(state, body).min(usize::from(inner.height));
    let top = top(state, shown);
    let columns = usize::from(inner.width).saturating_sub(6);
    for (n, y) in (0..shown).zip(inner.y..inner.bottom()) {
        let at = top + n;
        let criterion = &state.criteria[at];
        let is_at = state.chosen == Some(at);
        let ink = |style| if is_at { theme.selection } else { style };
        let sign = match (is_at, criterion.is_met) {
            (true, _) => "✗ ",
            (false, true) => "✓ ",
            (false, false) => "□ ",
        };
        let digit = if at < 9 { format!("{} ", at + 1) } else { "  ".into() };
        let line = Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(digit, ink(theme.key)),
            Span::styled(sign, ink(if criterion.is_met { theme.good } else { theme.text })),
            Span::styled(glyph::fit(&criterion.text.replace('\n', " "), columns), ink(theme.text)),
        ]);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
    let y = inner.y + u16::try_from(shown).unwrap_or(0);
    let label = u16::try_from(glyph::width(LABEL)).unwrap_or(0).min(inner.width);
    let row = Rect { y, height: 1, ..inner }.intersection(inner);
    target.render_widget(Line::styled(LABEL, theme.key), row);
    state.reason.view(target, Rect { x: row.x + label, width: row.width.saturating_sub(label), ..row }, None, theme);
    let style = if state.error.is_some() { theme.error } else { theme.dim };
    for (line, y) in said(state, body).into_iter().zip(y + 1..inner.bottom()) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..inner });
    }
}
