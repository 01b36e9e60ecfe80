//! The plan: the Product Backlog on one side, the Sprint on the other.

use super::super::super::model::Model;
use crate::domain::ItemId;
use crate::ui::action::sprint::{Life, Plan as Action};
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

/// Changes a Sprint's life.
///
/// # Errors
/// The reason why nothing was done.
pub fn live(_model: &mut Model, action: &Life, _count: Option<usize>) -> Result<Vec<Effect>, String> {
    match *action {}
}

/// To the side to the left or to the right.
pub fn aside(_model: &mut Model, _is_right: bool) {}

/// The items shown, in the sequence in which the cursor goes through them.
pub(super) fn sequence(state: &super::State) -> Option<Vec<ItemId>> {
    let course = state.course.as_ref()?;
    Some(course.present().map(|card| card.row.id).collect())
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
