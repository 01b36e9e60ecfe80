//! Saying no: the reason, chosen by its digit or typed, and where somebody wants them, an alternative, who asked and
//! the day to look again. A digit and Enter are enough.

use super::Reply;
use super::rows::Cursor;
use crate::domain::ItemId;
use crate::domain::note::{About, Draft};
use crate::domain::query::Panel;
use crate::domain::{ProductId, text};
use crate::ui::action::{Action as Deed, Go, No, Write};
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
pub const ASKED: &str = "decline";
/// What the fields are called, in their order.
const LABELS: [&str; 4] = ["reason", "instead", "asked by", "look again"];
/// What can be done in each.
const HINTS: [&str; 4] = [
    "A digit chooses, letters type another · Enter declines · Tab: more",
    "What is offered instead, for whoever asked · Enter declines",
    "Who is to be told · Enter declines",
    "2026-12-24, 2w, 3m or friday; empty for never · Enter declines",
];
/// The columns of the labels.
const LABEL: usize = 12;

/// What has been chosen and typed.
#[derive(Debug, Clone)]
pub struct State {
    /// The items it was opened for.
    pub targets: Vec<ItemId>,
    /// What the border says.
    pub title: String,
    /// Reasons to choose from.
    pub reasons: Vec<String>,
    /// The reason chosen; what is typed counts before it.
    pub chosen: Option<usize>,
    /// Reason, alternative, who asked, the day to look again.
    pub fields: [Field; 4],
    /// The field that keys go to.
    pub at: usize,
    /// Why it was not taken, and the field that is about.
    pub error: Option<(usize, String)>,
    /// True where who asked is taken from each item, as nobody has typed another one: so it can be repeated.
    pub asks_each: bool,
}

/// A key or pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A key.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// Choose this reason.
    Choose(usize),
}

impl State {
    /// With these values; `draft` is what [`text`](Self::text) wrote, or a reason alone.
    pub fn new(targets: Vec<ItemId>, title: String, reasons: Vec<String>, draft: &str) -> Self {
        let mut parts = draft.split('\n').map(Field::new);
        let fields = std::array::from_fn(|_| parts.next().unwrap_or_else(|| Field::new("")));
        let mut state = Self { targets, title, reasons, chosen: None, fields, at: 0, error: None, asks_each: false };
        // A reason from the list is chosen there.
        if let Some(at) = state.reasons.iter().position(|reason| reason == state.fields[0].text()) {
            (state.chosen, state.fields[0]) = (Some(at), Field::new(""));
        }
        state
    }

    /// Everything as one text, a field a line.
    pub fn text(&self) -> String {
        let mut lines: Vec<&str> = self.fields.iter().map(Field::text).collect();
        lines[0] = self.reason();
        lines.join("\n").trim_end().to_owned()
    }

    /// The text as a change is given it.
    pub fn typed(&self) -> Typed {
        Typed { asked: ASKED, text: self.text() }
    }

    /// The text as a draft; `None` while the reason is empty.
    pub fn draft(&self, product: Option<ProductId>) -> Option<Draft> {
        let has_text = [0, 1, 3].iter().any(|at| !self.fields[*at].text().trim().is_empty());
        has_text.then(|| Draft { product, about: About::Line(ASKED.to_owned()), text: self.text() })
    }

    fn reason(&self) -> &str {
        let typed = self.fields[0].text().trim();
        let chosen = self.chosen.and_then(|at| self.reasons.get(at));
        chosen.filter(|_| typed.is_empty()).map_or(typed, String::as_str)
    }

    /// True while the keys choose from the list.
    fn is_choosing(&self) -> bool {
        self.at == 0 && self.fields[0].text().is_empty()
    }

    fn refuse(&mut self, at: usize, reason: String) -> Reply {
        (self.at, self.error) = (at, Some((at, reason)));
        Reply::Stay
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action, keymap: &Keymap) -> Reply {
    match action {
        Action::Paste(text) => {
            state.fields[state.at].paste(&text);
            state.asks_each &= state.at != 2;
        }
        Action::Choose(at) => choose(state, at),
        Action::Press(press) => match press {
            Press { code: Code::Esc, .. } => return Reply::Close,
            press if press == Press::ctrl('c') => return Reply::Close,
            Press { code: Code::Enter, .. } => return take(state),
            Press { code: Code::Tab, .. } => state.at = (state.at + 1) % LABELS.len(),
            Press { code: Code::BackTab, .. } => state.at = (state.at + LABELS.len() - 1) % LABELS.len(),
            press => edit(state, press, keymap),
        },
    }
    state.error = None;
    Reply::Stay
}

/// Goes through the reasons while there is no text; else the keys are the field's.
fn edit(state: &mut State, press: Press, keymap: &Keymap) {
    let is_choosing = state.is_choosing();
    match press {
        Press { code: Code::Char(c @ '1'..='9'), ctrl: false } if is_choosing => {
            choose(state, usize::from(c as u8 - b'1'));
        }
        Press { code: Code::Down, .. } if state.at > 0 => state.at = (state.at + 1).min(LABELS.len() - 1),
        Press { code: Code::Up, .. } if state.at > 0 => state.at -= 1,
        press => {
            if let Some(go) = way(press, keymap).filter(|_| is_choosing) {
                return step(state, &go);
            }
            // A space before it begins a reason with a letter that would go through the list.
            state.fields[state.at].press(press);
            state.asks_each &= state.at != 2;
        }
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

fn choose(state: &mut State, at: usize) {
    if at < state.reasons.len() {
        (state.chosen, state.at) = (Some(at), 0);
        state.fields[0] = Field::new("");
    }
}

fn step(state: &mut State, go: &Go) {
    let mut cursor = Cursor { at: state.chosen.unwrap_or(0), page: 1 };
    if state.chosen.is_some() {
        cursor.go(go, state.reasons.len(), None);
    }
    choose(state, cursor.at);
}

/// Declines, or says what is missing at its field.
fn take(state: &mut State) -> Reply {
    let field = |at: usize| state.fields[at].text().trim().to_owned();
    let reason = state.reason().to_owned();
    if reason.is_empty() {
        let choose = if state.reasons.is_empty() { "type why" } else { "choose one by its digit, or type another" };
        return state.refuse(0, format!("declining needs a reason, so that whoever asked can be told: {choose}"));
    }
    for (at, text) in [reason.clone(), field(1), field(2)].iter().enumerate() {
        if let Err(error) = text::line(LABELS[at], text) {
            return state.refuse(at, error.to_string());
        }
    }
    let again = match verb::day(&field(3)) {
        Ok(again) => again,
        Err(error) => return state.refuse(3, error.to_string()),
    };
    let requester = (!state.asks_each).then(|| field(2));
    let no = Box::new(No { reason, alternative: field(1), requester, again });
    match verb::find(ASKED) {
        Some(verb) => Reply::Run(Box::new(Command { verb, action: Deed::Write(Write::Decline(no)), count: None })),
        None => Reply::Stay,
    }
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let below = u16::try_from(said(state, body).len()).unwrap_or(2);
    layout::bottom(body, 2 + rows(state, body, below) + 4 + below)
}

/// How many reasons have room.
fn rows(state: &State, body: Rect, below: u16) -> u16 {
    let room = body.height.saturating_sub(2 + 4 + below + 1);
    u16::try_from(state.reasons.len()).unwrap_or(u16::MAX).min(room)
}

/// The reason that stands in this row of the pop-up, counted from 0 below the border.
pub fn reason_at(state: &State, body: Rect, row: usize) -> Option<usize> {
    let below = u16::try_from(said(state, body).len()).unwrap_or(2);
    let shown = usize::from(rows(state, body, below));
    (row < shown).then(|| top(state, shown) + row)
}

fn top(state: &State, shown: usize) -> usize {
    Cursor { at: state.chosen.unwrap_or(0), page: 1 }.top(state.reasons.len(), shown)
}

/// The error, else the hint.
fn said(state: &State, body: Rect) -> Vec<String> {
    let text = state.error.as_ref().map_or(HINTS[state.at], |(_, reason)| reason.as_str());
    let columns = usize::from(layout::bottom(body, 4).width.saturating_sub(4)).max(1);
    glyph::wrap(text, columns, 3)
}

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), &state.title, theme);
    let said = said(state, body);
    let below = u16::try_from(said.len()).unwrap_or(2);
    let shown = rows(state, body, below).min(inner.height);
    let top = top(state, usize::from(shown));
    let columns = usize::from(inner.width).saturating_sub(4);
    let is_typed = !state.fields[0].text().trim().is_empty();
    for (line, y) in (0..usize::from(shown)).zip(inner.y..) {
        let at = top + line;
        let is_at = state.chosen == Some(at) && !is_typed;
        let ink = |style| if is_at { theme.selection } else { style };
        let digit = if at < 9 { format!("{} ", at + 1) } else { "  ".into() };
        let text = if is_typed { theme.dim } else { theme.text };
        let line = Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(digit, ink(theme.key)),
            Span::styled(glyph::fit(&state.reasons[at], columns), ink(text)),
        ]);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
    view_fields(state, model, target, Rect { y: inner.y + shown, height: inner.height.saturating_sub(shown), ..inner });
    let style = if state.error.is_some() { theme.error } else { theme.dim };
    for (line, y) in said.into_iter().zip(inner.y + shown + 4..inner.bottom()) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..inner });
    }
}

fn view_fields(state: &State, model: &Model, target: &mut Frame, inner: Rect) {
    let theme = &model.theme;
    let label = u16::try_from(LABEL).unwrap_or(12).min(inner.width);
    for (at, y) in (0..LABELS.len()).zip(inner.y..inner.bottom()) {
        let is_at = state.at == at;
        let style = if is_at { theme.key } else { theme.dim };
        target.render_widget(Line::styled(glyph::fit(LABELS[at], LABEL), style), Rect { y, height: 1, ..inner });
        let area = Rect { x: inner.x + label, y, width: inner.width.saturating_sub(label), height: 1 };
        let wrong = state.error.as_ref().filter(|(of, _)| *of == at).map(|_| 0..state.fields[at].text().len());
        if is_at {
            state.fields[at].view(target, area, wrong.as_ref(), theme);
            continue;
        }
        let shown = match (at, state.fields[at].text()) {
            (0, "") => state.reason().to_owned(),
            (2, "") if state.asks_each && state.targets.len() > 1 => "as each of them says".to_owned(),
            (_, text) => text.to_owned(),
        };
        let shown = glyph::cut(&shown, usize::from(area.width));
        target.render_widget(Line::styled(shown, theme.text), area);
    }
}
