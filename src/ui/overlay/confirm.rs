//! What a verb will change, shown before it does: only where the cursor is not on one of the marked items.

use super::Reply;
use crate::domain::query::Panel;
use crate::ui::effect::Typed;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb::Command;
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The question.
#[derive(Debug, Clone)]
pub struct State {
    /// What will change, and what the keys do.
    pub text: String,
    /// What runs on Enter.
    pub command: Command,
    /// The digits typed before it.
    pub count: Option<usize>,
    /// The text it was made from.
    pub typed: Option<Typed>,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Do it.
    Agree,
}

/// Takes the answer.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Agree => Reply::Run(Box::new(state.command.clone())),
    }
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let height = u16::try_from(lines(state, body).len() + 2).unwrap_or(10);
    layout::bottom(body, height)
}

fn lines(state: &State, body: Rect) -> Vec<String> {
    let columns = usize::from(layout::bottom(body, 5).width.saturating_sub(4)).max(1);
    glyph::wrap(&state.text, columns, 8)
}

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), "This changes the marked items", theme);
    for (line, y) in lines(state, body).into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(Line::styled(line, theme.text), Rect { y, height: 1, ..inner });
    }
}
