//! What was said in a Sprint Review, typed in place. Leaving it saves it, as in a form.

use super::Reply;
use super::words::{Asked, Keys};
use crate::domain::note::About;
use crate::domain::query::Panel;
use crate::domain::{Change, ItemId, SprintId, text};
use crate::ui::effect::{Effect, Typed};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::widget::{area::Area, frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The name under which it is asked for, rejected and kept.
pub const ASKED: &str = "review-notes";

/// The text being typed.
#[derive(Debug, Clone)]
pub struct State {
    /// The Sprint.
    pub sprint: SprintId,
    /// As people name it.
    title: String,
    /// Whether the Sprint Goal was met, which stays as it is.
    is_goal_met: Option<bool>,
    /// The text.
    area: Area,
    /// The text before.
    before: String,
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
    /// Another text in its place, from the editor.
    Put(String),
}

impl State {
    /// Of a Sprint, with `before` as it is kept and `text` as it is typed so far.
    pub fn new(sprint: SprintId, title: String, is_goal_met: Option<bool>, before: &str, text: &str) -> Self {
        let area = Area::new(text, true);
        Self { sprint, title, is_goal_met, area, before: before.to_owned(), error: None }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.text()
    }
}

impl Asked for State {
    fn targets(&self) -> Option<&[ItemId]> {
        None
    }

    fn typed(&self) -> Typed {
        Typed { asked: ASKED, text: self.area.text() }
    }

    fn about(&self) -> About {
        About::Line(ASKED.to_owned())
    }

    /// Notes that were all taken out are a text too.
    fn own(&self) -> Option<String> {
        Some(self.area.text()).filter(|text| *text != self.before)
    }

    fn blame(&mut self, reason: String) {
        self.error = Some(reason);
    }

    fn keys(&self) -> Keys {
        &[("Esc", "saves")]
    }

    fn left(&self) -> &'static str {
        "not saved"
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Press(Press { code: Code::Esc, .. }) => return leave(state),
        Action::Press(press) if press == Press::ctrl('c') => return Reply::Close,
        Action::Press(press) => {
            state.area.press(press);
        }
        Action::Paste(text) => {
            state.area.paste(&text);
        }
        Action::Put(text) => state.area = Area::new(text.trim_end_matches('\n'), true),
    }
    state.error = None;
    Reply::Stay
}

/// Saves what was changed.
fn leave(state: &mut State) -> Reply {
    let notes = match text::block("the notes of the review", &state.area.text()) {
        Ok(notes) => notes,
        Err(error) => {
            state.error = Some(error.to_string());
            return Reply::Stay;
        }
    };
    if notes == state.before {
        return Reply::CloseWith(Vec::new());
    }
    let change = Change::ReviewSprint { sprint: state.sprint, is_goal_met: state.is_goal_met, notes };
    Reply::CloseWith(vec![Effect::Commit { change, typed: Some(state.typed()) }])
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(_: &State, body: Rect) -> Rect {
    layout::centered(body, 96, body.height.saturating_sub(2).max(5))
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), &format!("Notes of the review of {}", state.title), theme);
    let (text, style) = match &state.error {
        Some(error) => (error.clone(), theme.error),
        None => ("What was said, decided and learned · Esc saves and leaves".to_owned(), theme.dim),
    };
    let field = Rect { height: inner.height.saturating_sub(2), ..inner };
    state.area.view(target, field, theme);
    let said = glyph::cut(&text, usize::from(inner.width));
    let row = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
    target.render_widget(Line::styled(said, style), row);
}
