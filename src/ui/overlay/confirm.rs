//! What a verb will change, shown before it does: only where the cursor is not on one of the marked items.

use super::Reply;
use crate::domain::query::Panel;
use crate::ui::effect::Typed;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb::Command;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The question.
#[derive(Debug, Clone)]
pub struct State {
    /// What will change.
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

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let ask = keyed(&model.keymap, "<take> does it · <leave> leaves everything as it is");
    let columns = usize::from(layout::bottom(body, 5).width.saturating_sub(4)).max(1);
    let lines = glyph::wrap(&format!("{}\n\n{ask}", state.text), columns, 8);
    let height = u16::try_from(lines.len() + 2).unwrap_or(10);
    let inner = frame::popup(target, layout::bottom(body, height), "This changes the marked items", theme);
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(Line::styled(line, theme.text), Rect { y, height: 1, ..inner });
    }
}
