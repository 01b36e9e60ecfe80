//! The review: what was met, what is done and what is not.

use super::super::super::model::Model;
use crate::domain::ItemId;
use crate::ui::action::sprint::Review as Action;
use crate::ui::effect::Effect;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What the part remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {}

/// Does an action.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(_model: &mut Model, action: &Action, _count: Option<usize>) -> Result<Vec<Effect>, String> {
    match *action {}
}

/// The items shown, in the sequence in which the cursor goes through them.
pub(super) fn sequence(state: &super::State) -> Vec<ItemId> {
    state.course.as_ref().map_or_else(Vec::new, |course| course.present().map(|card| card.row.id).collect())
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let Some(course) = &model.sprint.course else { return };
    for (card, y) in course.present().zip(area.y..area.bottom()) {
        let is_here = model.backlog.cursor == Some(card.row.id);
        let style = if is_here { model.theme.selection } else { model.theme.text };
        let text = format!("{} {}", card.row.key, card.row.title);
        target.render_widget(Line::styled(text, style), Rect { y, height: 1, ..area });
    }
}
