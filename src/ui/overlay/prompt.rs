//! A line of text for a verb. What is typed is a draft until the store has it.

use super::Reply;
use super::assist::{Assist, Took};
use super::hint::Hint;
use super::words::wrapped;
use crate::domain::note::About;
use crate::domain::query::Panel;
use crate::domain::{ItemId, Scale, key};
use crate::ui::completion::Source;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::verb::{self, Arg};
use crate::ui::widget::{field::Field, frame, offer};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::ops::Range;

/// What is asked, and what has been typed.
#[derive(Debug, Clone)]
pub struct State {
    /// What is asked for, as an action names it: a verb, or `move below`.
    pub asked: &'static str,
    /// The items it was opened for, where it acts on items.
    pub targets: Option<Vec<ItemId>>,
    /// What the border says.
    pub title: String,
    /// What the lower line says where there is no error.
    pub hint: String,
    /// The text.
    pub field: Field,
    /// What helps to type it.
    pub assist: Assist,
    /// What is like the title that is typed.
    pub like: Hint,
    /// Why the text was not taken.
    pub error: Option<String>,
    /// The bytes of the text that the error is about, where it is about a part.
    pub at: Option<Range<usize>>,
    /// The scale on which a typed value may be settled without Enter.
    pub settles: Option<Scale>,
}

/// A key or pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A key.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// Put this row into the line.
    Choose(usize),
}

impl State {
    /// A prompt with text already in it.
    pub fn new(asked: &'static str, title: impl Into<String>, hint: impl Into<String>, text: &str) -> Self {
        Self {
            asked,
            targets: None,
            title: title.into(),
            hint: hint.into(),
            field: Field::new(text),
            assist: Assist::default(),
            like: Hint::default(),
            error: None,
            at: None,
            settles: None,
        }
    }

    /// True where the list below follows each letter, and so must be seen.
    fn is_live(&self) -> bool {
        matches!(self.assist.source, Source::Argument(Arg::Filter))
    }

    /// True where its lines are kept, to come back to.
    pub fn remembers(&self) -> bool {
        remembers(self.asked)
    }

    /// What its text is a draft of; `None` for short answers that are quickly typed again.
    pub fn about(&self, item: Option<ItemId>) -> Option<About> {
        match (self.asked, item) {
            ("add", _) => Some(About::NewItem),
            ("idea", _) => Some(About::NewIdea),
            ("title", Some(item)) => Some(About::Title(item)),
            ("feedback", item) => Some(About::line(self.asked, item)),
            ("block" | "fix" | "ask" | "answer" | "criterion", _) => Some(About::Line(self.asked.to_owned())),
            _ => None,
        }
    }
}

/// True for the prompts whose lines are kept.
pub fn remembers(asked: &str) -> bool {
    matches!(asked, "command" | "filter" | "find")
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Paste(text) => {
            state.field.paste(&text);
            state.assist.edited();
        }
        Action::Choose(at) => {
            if state.assist.put(&mut state.field, at) != Took::Changed {
                return Reply::Stay;
            }
        }
        Action::Press(press) => match press {
            Press { code: Code::Esc, .. } => return Reply::Close,
            press if press == Press::ctrl('c') => return Reply::Close,
            Press { code: Code::Enter, .. } => return Reply::Submit(line(state)),
            press if press == Press::ctrl('g') => return go_there(state),
            press if state.assist.press(&mut state.field, press) != Took::Changed => return Reply::Stay,
            _ => {}
        },
    }
    (state.error, state.at) = (None, None);
    match state.settles {
        Some(scale) if scale.is_settled(state.field.text()) => Reply::Submit(state.field.text().to_owned()),
        _ => Reply::Stay,
    }
}

/// What Enter takes: the line, or the highlighted row where the line is no verb.
fn line(state: &State) -> String {
    let typed = state.field.text();
    let choice = state.assist.choice().filter(|_| !typed.trim().is_empty() && verb::parse_line(typed).is_err());
    choice.unwrap_or(typed).to_owned()
}

/// To the item that is like the title; the text stays a draft.
fn go_there(state: &State) -> Reply {
    let command = state.like.key().map(|key| verb::parse_line(&format!("go {key}")));
    match command {
        Some(Ok(command)) => Reply::Run(Box::new(command)),
        Some(Err(_)) | None => Reply::Stay,
    }
}

/// What completes the line.
pub fn wanted(state: &State) -> Option<Panel> {
    state.assist.wanted()
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let below = lines(state, body).len() + like(state, body).len();
    layout::bottom(body, 3 + rows(state, below, body) + u16::try_from(below).unwrap_or(4))
}

/// How many rows that complete the line have room above it.
fn rows(state: &State, below: usize, body: Rect) -> u16 {
    let most = if state.is_live() { offer::FEW } else { offer::ROWS };
    let room = body.height.saturating_sub(5 + u16::try_from(below).unwrap_or(4));
    u16::try_from(state.assist.offer.rows.len()).unwrap_or(u16::MAX).min(most).min(room)
}

/// The row that completes the line and stands in this row of the pop-up, counted from 0 below the border.
pub fn offer_at(state: &State, body: Rect, row: usize) -> Option<usize> {
    let height = layout::inside(area(state, body)).height.checked_sub(1)?;
    let below = lines(state, body).len() + like(state, body).len();
    let shown = usize::from(rows(state, below, body).min(height));
    let rows = state.assist.offer.rows.len();
    Some(offer::top(rows, state.assist.at, shown) + row).filter(|at| row < shown && *at < rows)
}

/// The error, else the hint, below the text.
fn lines(state: &State, body: Rect) -> Vec<String> {
    let text = state.error.clone().unwrap_or_else(|| hint(state));
    wrapped(&text, body, 4)
}

/// What is like the title, below the hint.
fn like(state: &State, body: Rect) -> Vec<String> {
    let said = state.like.said().map(|said| format!("{said} · Ctrl-g goes there"));
    said.map_or_else(Vec::new, |said| wrapped(&said, body, 3))
}

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let style = if state.error.is_some() { theme.error } else { theme.dim };
    let inner = frame::popup(target, area(state, body), &state.title, theme);
    if inner.height == 0 {
        return;
    }
    let lines: Vec<_> = lines(state, body).into_iter().map(|line| (line, style)).collect();
    let like: Vec<_> = like(state, body).into_iter().map(|line| (line, theme.warning)).collect();
    let rows = rows(state, lines.len() + like.len(), body).min(inner.height - 1);
    offer::view(&state.assist.offer.rows, state.assist.at, target, Rect { height: rows, ..inner }, theme);
    let at = inner.y + rows;
    for ((line, style), y) in lines.into_iter().chain(like).zip(at + 1..inner.bottom()) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..inner });
    }
    state.field.view(target, Rect { y: at, height: 1, ..inner }, state.at.as_ref(), theme);
}

/// The hint; for a new product it shows the keys its items will get.
fn hint(state: &State) -> String {
    let name = state.field.text().trim();
    let Assist { source, offer, .. } = &state.assist;
    match (&offer.hint, source) {
        (Some(values), Source::Line) if offer.rows.is_empty() => return values.clone(),
        (Some(values), Source::Line) => return format!("{values} · Tab chooses"),
        (Some(values), Source::Argument(_)) => return format!("{values} · {}", state.hint),
        (None, Source::Line) if name.is_empty() => return state.hint.clone(),
        (None, Source::Line) if offer.rows.is_empty() => return "Nothing is called so: try another word".into(),
        (None, Source::Line) => return "Enter runs it · Tab chooses another".into(),
        (None, Source::Argument(_)) | (_, Source::Nothing | Source::Value(_) | Source::Values(_) | Source::Keys) => {}
    }
    if state.asked != "new-product" || name.is_empty() {
        return state.hint.clone();
    }
    if name.starts_with(':') {
        return "This is going to be the name of a product: Esc first, then : runs a verb".into();
    }
    let prefix = key::propose_prefix(name);
    format!("Its items will be {prefix}-1, {prefix}-2 … · :prefix changes that later · Enter creates it")
}
