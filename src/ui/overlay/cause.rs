//! A change of the running Sprint's scope: why, and who asked. Both may stay empty: Enter twice is enough.

use super::Reply;
use super::words::{Asked, Keys, wrapped};
use crate::domain::note::About;
use crate::domain::query::Panel;
use crate::domain::sprint::Cause;
use crate::domain::{Audience, ItemId, text};
use crate::ui::action::{Action as Deed, Aim, Write};
use crate::ui::effect::Typed;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::verb::{self, Command};
use crate::ui::widget::{field::Field, frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The name under which it is asked for, rejected and kept.
pub const ASKED: &str = "scope";
/// What the fields are called, in their order.
const LABELS: [&str; 2] = ["reason", "who asked"];
/// What can be done in each.
const HINTS: [&str; 2] = [
    "Why the scope changes; may stay empty · Enter goes on",
    "Never told in public; may stay empty · Enter changes the scope",
];
/// What can be done where it is the only one.
const ALONE: &str = "Why the scope changes; may stay empty · Enter changes the scope";
/// The columns of the labels.
const LABEL: usize = 11;

/// What is asked, and what has been typed.
#[derive(Debug, Clone)]
pub struct State {
    /// The items it was opened for.
    pub targets: Vec<ItemId>,
    /// What the border says: "WEB-9 into Sprint 14".
    pub title: String,
    /// That it is a change of scope, and of what.
    pub said: String,
    /// Where the items go.
    pub to: Aim,
    /// Why, and who asked.
    pub fields: [Field; 2],
    /// The field that keys go to.
    pub at: usize,
    /// Who looks: everyone is not asked who asked.
    pub audience: Audience,
    /// Why it was not taken, and the field that is about.
    pub error: Option<(usize, String)>,
}

/// A key, a click or pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A key.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// Go into this field.
    Field(usize),
}

impl State {
    /// With these values; `draft` is what [`text`](Self::text) wrote, without its first line.
    pub fn new(targets: Vec<ItemId>, title: String, said: String, to: Aim, draft: &str) -> Self {
        let mut parts = draft.split('\n').map(Field::new);
        let fields = std::array::from_fn(|_| parts.next().unwrap_or_else(|| Field::new("")));
        Self { targets, title, said, to, fields, at: 0, audience: Audience::Owner, error: None }
    }

    /// How many fields there are.
    fn count(&self) -> usize {
        if self.audience.is_owner() { LABELS.len() } else { 1 }
    }

    /// Everything as one text: where to, then a field a line.
    pub fn text(&self) -> String {
        let fields: Vec<&str> = self.fields.iter().map(Field::text).collect();
        format!("{}\n{}", self.to.word(), fields.join("\n").trim_end())
    }
}

impl Asked for State {
    fn targets(&self) -> Option<&[ItemId]> {
        Some(&self.targets)
    }

    fn typed(&self) -> Typed {
        Typed { asked: ASKED, text: self.text() }
    }

    fn about(&self) -> About {
        About::Line(ASKED.to_owned())
    }

    fn own(&self) -> Option<String> {
        let has_text = self.fields.iter().any(|field| !field.text().trim().is_empty());
        has_text.then(|| self.text())
    }

    fn blame(&mut self, reason: String) {
        self.error = Some((self.at, reason));
    }

    fn keys(&self) -> Keys {
        &[("Enter", "goes on"), ("Esc", "changes nothing"), ("Tab", "next")]
    }

    fn does(&self) -> Option<&'static str> {
        Some("changes the scope")
    }

    fn left(&self) -> &'static str {
        "the Sprint stays as it is"
    }

    fn is_agreed(&self) -> bool {
        true
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Paste(text) => state.fields[state.at].paste(&text),
        Action::Field(at) => state.at = at.min(state.count() - 1),
        Action::Press(press) => match press {
            Press { code: Code::Esc, .. } => return Reply::Close,
            press if press == Press::ctrl('c') => return Reply::Close,
            Press { code: Code::Enter, .. } if state.at + 1 == state.count() => return take(state),
            Press { code: Code::Enter | Code::Down, .. } => state.at = (state.at + 1).min(state.count() - 1),
            Press { code: Code::Up, .. } => state.at = state.at.saturating_sub(1),
            Press { code: Code::Tab | Code::BackTab, .. } => state.at = state.count() - 1 - state.at,
            press => {
                state.fields[state.at].press(press);
            }
        },
    }
    state.error = None;
    Reply::Stay
}

/// Changes the scope, or says what is wrong at its field.
fn take(state: &mut State) -> Reply {
    for (at, label) in LABELS.into_iter().enumerate() {
        if let Err(error) = text::line(label, state.fields[at].text()) {
            (state.at, state.error) = (at, Some((at, error.to_string())));
            return Reply::Stay;
        }
    }
    let field = |at: usize| state.fields[at].text().trim().to_owned();
    let cause = Some(Cause { reason: field(0), asked: field(1) });
    match verb::find("sprint") {
        Some(verb) => {
            let action = Deed::Write(Write::Sprint { to: state.to, cause });
            Reply::Run(Box::new(Command { verb, action, count: None }))
        }
        None => Reply::Stay,
    }
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let lines = above(state, body).len() + state.count() + below(state, body).len();
    layout::bottom(body, u16::try_from(lines + 2).unwrap_or(8))
}

/// The field that stands in this row of the pop-up, counted from 0 below the border.
pub fn field_at(state: &State, body: Rect, row: usize) -> Option<usize> {
    row.checked_sub(above(state, body).len()).filter(|at| *at < state.count())
}

/// What it is about.
fn above(state: &State, body: Rect) -> Vec<String> {
    wrapped(&state.said, body, 3)
}

/// The error, else the hint.
fn below(state: &State, body: Rect) -> Vec<String> {
    let hint = if state.count() == 1 { ALONE } else { HINTS[state.at] };
    wrapped(state.error.as_ref().map_or(hint, |(_, reason)| reason.as_str()), body, 3)
}

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), &state.title, theme);
    let (above, below) = (above(state, body), below(state, body));
    let mut y = inner.y;
    let mut next = || {
        y += 1;
        Rect { y: y - 1, height: u16::from(y <= inner.bottom()), ..inner }
    };
    for line in above {
        target.render_widget(Line::styled(line, theme.warning), next());
    }
    let label = u16::try_from(LABEL).unwrap_or(11).min(inner.width);
    for (at, name) in LABELS.into_iter().take(state.count()).enumerate() {
        let row = next();
        let style = if state.at == at { theme.key } else { theme.dim };
        target.render_widget(Line::styled(glyph::fit(name, LABEL), style), row);
        let area = Rect { x: row.x + label, width: row.width.saturating_sub(label), ..row };
        let wrong = state.error.as_ref().filter(|(of, _)| *of == at).map(|_| 0..state.fields[at].text().len());
        if state.at == at && row.height > 0 {
            state.fields[at].view(target, area, wrong.as_ref(), theme);
        } else {
            let shown = glyph::cut(state.fields[at].text(), usize::from(area.width));
            target.render_widget(Line::styled(shown, theme.text), area);
        }
    }
    let style = if state.error.is_some() { theme.error } else { theme.dim };
    for line in below {
        target.render_widget(Line::styled(line, style), next());
    }
}
