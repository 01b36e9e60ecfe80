//! What happened to an item, in sentences, newest first.

use super::Reply;
use super::rows::scroll;
use crate::domain::ItemId;
use crate::domain::query::Panel;
use crate::domain::step::Told;
use crate::ui::action::Go;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::fmt::Write;

/// The sentences and how far they are scrolled.
#[derive(Debug, Clone)]
pub struct State {
    /// Whose history.
    pub item: ItemId,
    /// What the border says.
    pub title: String,
    /// The sentences, newest first.
    pub told: Vec<Told>,
    /// The first sentence shown.
    pub top: usize,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Scroll.
    Go(Go, Option<usize>),
}

/// Scrolls.
pub fn update(state: &mut State, action: Action) -> Reply {
    let Action::Go(go, count) = action;
    scroll(&mut state.top, &go, state.told.len(), count);
    Reply::Stay
}

/// The item's history.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::History(state.item))
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 96, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(body), &state.title, theme);
    let columns = usize::from(inner.width).max(1);
    if state.told.is_empty() {
        target.render_widget(Line::styled("Nothing has been told about this item.", theme.dim), inner);
        return;
    }
    let most = usize::from(inner.height);
    let lines = state
        .told
        .iter()
        .skip(state.top)
        .flat_map(|told| sentence(told, &model.now.shown(told.at), columns, theme))
        .take(most);
    for (line, y) in lines.zip(inner.y..inner.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}

fn sentence<'a>(told: &Told, when: &str, columns: usize, theme: &Theme) -> Vec<Line<'a>> {
    const LEAD: usize = 18;
    let mut text = told.sentence();
    if !told.author.is_empty() {
        _ = write!(text, " ({})", told.author);
    }
    if let Some(reason) = &told.reason {
        text.push_str("\nwhy: ");
        text.push_str(reason);
    }
    let lines = glyph::wrap(&text, columns.saturating_sub(LEAD).max(10), 8);
    let lead = |i: usize| if i == 0 { glyph::fit(when, LEAD) } else { " ".repeat(LEAD) };
    lines
        .into_iter()
        .enumerate()
        .map(|(i, l)| Line::from(vec![Span::styled(lead(i), theme.dim), Span::styled(l, theme.text)]))
        .collect()
}
