//! What an import would do: nothing is written before Enter.

use super::Reply;
use super::rows::scroll;
use crate::domain::import::{Chosen, Proposal};
use crate::domain::query::Panel;
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::sync::Arc;

/// The plan and how far it is scrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What is proposed.
    pub proposal: Arc<Proposal>,
    /// The first line shown.
    pub top: usize,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Scroll.
    Go(Go, Option<usize>),
    /// Do it.
    Agree,
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            scroll(&mut state.top, &go, state.proposal.lines.len(), count);
            Reply::Stay
        }
        Action::Agree => {
            let counts = state.proposal.plan.counts();
            let is_nothing = counts.created + counts.updated == 0;
            let act = if is_nothing { Effect::DropImport } else { Effect::Import(counts, Chosen::default()) };
            Reply::CloseWith(vec![act])
        }
    }
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 100, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(body), &format!("Import {}", state.proposal.parsed.name), theme);
    let counts = state.proposal.plan.counts();
    let nothing = counts.created + counts.updated == 0;
    let ask = if nothing {
        "Nothing to do: <leave> closes this"
    } else {
        "<take> does it, as one step · <leave> leaves everything as it is"
    };
    let columns = usize::from(inner.width).max(1);
    target.render_widget(Line::styled(glyph::cut(&keyed(&model.keymap, ask), columns), theme.key), inner);
    let most = usize::from(inner.height.saturating_sub(2));
    let lines = state.proposal.lines.iter().skip(state.top).flat_map(|l| glyph::wrap(l, columns, most)).take(most);
    for (line, y) in lines.zip(inner.y + 2..inner.bottom()) {
        target.render_widget(Line::styled(line, theme.text), Rect { y, height: 1, ..inner });
    }
}
