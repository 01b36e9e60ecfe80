//! The marked items by name: also those that the list shown does not have.

use super::Reply;
use super::rows::Cursor;
use crate::domain::query::Panel;
use crate::domain::{ItemId, Row, text};
use crate::ui::action::Go;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The most that are named.
const MOST: usize = 1000;

/// The marks and how far they are scrolled.
#[derive(Debug, Clone)]
pub struct State {
    /// The marked items, those of the list shown first.
    pub items: Vec<ItemId>,
    /// Their rows, once read.
    pub rows: Vec<Row>,
    /// How many there are.
    pub count: usize,
    /// The cursor.
    pub cursor: Cursor,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Scroll.
    Go(Go, Option<usize>),
}

impl State {
    /// The marks of a model: in the list's order, then the hidden ones.
    pub fn new(model: &Model) -> Self {
        let backlog = &model.backlog;
        let mut hidden: Vec<ItemId> = backlog.marks.ids().filter(|id| backlog.index_of(*id).is_none()).collect();
        hidden.sort_unstable();
        let items: Vec<ItemId> = backlog.targets().into_iter().chain(hidden).take(MOST).collect();
        Self { items, rows: Vec::new(), count: backlog.marks.len(), cursor: Cursor::default() }
    }
}

/// Scrolls.
pub fn update(state: &mut State, action: Action) -> Reply {
    let Action::Go(go, count) = action;
    state.cursor.go(&go, state.rows.len(), count);
    Reply::Stay
}

/// The rows of the marked items.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Items(state.items.clone()))
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let height = u16::try_from(state.items.len() + 2).unwrap_or(u16::MAX).min(body.height).max(3);
    layout::centered(body, 96, height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = format!("{} marked", text::counted(state.count, "item"));
    let inner = frame::popup(target, area(state, body), &title, theme);
    let (rows, columns) = (usize::from(inner.height), usize::from(inner.width));
    let top = state.cursor.top(state.rows.len(), rows);
    let key = state.rows.iter().map(|r| glyph::width(&r.key.to_string())).max().unwrap_or(0).clamp(5, 12);
    for (i, row) in state.rows.iter().enumerate().skip(top).take(rows) {
        let is_at = i == state.cursor.at;
        let ink = |style| if is_at { theme.selection } else { style };
        let hidden = if model.backlog.index_of(row.id).is_none() { "hidden" } else { "" };
        let line = Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(format!("{}  ", glyph::fit(&row.key.to_string(), key)), ink(theme.dim)),
            Span::styled(glyph::fit(&row.title, columns.saturating_sub(key + 13)), ink(theme.text)),
            Span::styled(format!("  {}", glyph::fit(hidden, 7)), ink(theme.warning)),
        ]);
        let y = inner.y + u16::try_from(i - top).unwrap_or(0);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}
