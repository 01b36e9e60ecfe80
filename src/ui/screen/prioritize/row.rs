//! Rows of the list as the parts draw them: place, key, title.

use super::super::super::model::Model;
use super::super::backlog::Stands;
use crate::domain::Row;
use crate::domain::score::Standing;
use crate::domain::text::thousands;
use crate::ui::widget::glyph::{fit, fit_right, width};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Why no score moves an item: its Sprint runs, or somebody decided so; `None` where one does.
pub(super) fn held(standing: Standing) -> Option<&'static str> {
    match (standing.is_running, standing.is_pinned) {
        (true, _) => Some("its Sprint runs, no score moves it"),
        (false, true) => Some("fixed by decision, no score moves it"),
        (false, false) => None,
    }
}

/// Columns of cursor and mark before each row.
pub(super) const GUTTER: usize = 2;

/// The columns at the left of each row.
pub(super) struct Lead {
    place: usize,
    key: usize,
}

impl Lead {
    /// As wide as the rows on the screen need them.
    pub(super) fn new(model: &Model) -> Self {
        let backlog = &model.backlog;
        let rows = &backlog.window.rows;
        let last = backlog.total().unwrap_or(backlog.window.from + rows.len());
        let key = rows.iter().map(|row| width(&row.key.to_string())).max().unwrap_or(0).clamp(5, 12);
        Self { place: thousands(last).len().max(3), key }
    }

    /// How many columns they take, cursor and mark and the gaps with them.
    pub(super) fn width(&self) -> usize {
        GUTTER + self.place + 2 + self.key + 1
    }

    /// What they are called.
    pub(super) fn head(&self) -> String {
        format!("{}{}  {} ", " ".repeat(GUTTER), fit_right("#", self.place), fit("key", self.key))
    }
}

/// The area with the free column at its left, where the cursor's bar stands at the border.
pub(super) fn widened(area: Rect) -> Rect {
    Rect { x: area.x.saturating_sub(1), width: area.width + u16::from(area.x > 0), ..area }
}

/// The rows of the list on the screen, each with the line it stands on, counted from 0.
pub(super) fn seen(model: &Model, lines: usize) -> impl Iterator<Item = (usize, &Row)> {
    let backlog = &model.backlog;
    let first = match backlog.visible() {
        // The window begins with the first row on the screen: that is what was asked for.
        Some(_) => backlog.lines.rows_above(backlog.top),
        None => backlog.window.from,
    };
    (0..lines).filter_map(move |line| match backlog.lines.stands(backlog.top + line) {
        Stands::Row(index) => Some((line, backlog.window.rows.get(index.checked_sub(first)?)?)),
        Stands::Line(_) => None,
    })
}

/// The style of a text in a row: on the selected row the selection's, so that it can be read there; what does not pass
/// the filter any more steps back.
pub(super) fn ink(model: &Model, row: &Row, style: Style) -> Style {
    let backlog = &model.backlog;
    match (backlog.cursor == Some(row.id), backlog.narrow.is_kept(row.id)) {
        (true, _) => model.theme.selection,
        (false, true) => model.theme.dimmed,
        (false, false) => style,
    }
}

/// Cursor, mark, place and key.
pub(super) fn lead(model: &Model, row: &Row, lead: &Lead) -> Vec<Span<'static>> {
    let (backlog, theme) = (&model.backlog, &model.theme);
    let ink = |style| ink(model, row, style);
    let mark = match (backlog.marks.has(row.id), backlog.marks.range == Some(row.id)) {
        (true, _) => "•",
        (false, true) => "┄",
        (false, false) => " ",
    };
    let place = backlog.place_of(row.id).map_or(String::new(), thousands);
    vec![
        Span::styled(if backlog.cursor == Some(row.id) { "▌" } else { " " }, ink(theme.accent)),
        Span::styled(mark, ink(theme.mark)),
        Span::styled(fit_right(&place, lead.place), ink(theme.dim)),
        Span::raw("  "),
        Span::styled(fit(&row.key.to_string(), lead.key), ink(theme.dim)),
        Span::raw(" "),
    ]
}

/// The title in so many columns.
pub(super) fn title(model: &Model, row: &Row, columns: usize) -> Span<'static> {
    let theme = &model.theme;
    let style = if model.backlog.marks.has(row.id) { theme.mark } else { theme.text };
    Span::styled(fit(&row.title, columns), ink(model, row, style))
}

/// Draws the rows of the list.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let area = widened(area);
    let columns = Lead::new(model);
    let room = usize::from(area.width).saturating_sub(columns.width());
    for (line, row) in seen(model, usize::from(area.height)) {
        let mut spans = lead(model, row, &columns);
        spans.push(title(model, row, room));
        let is_selected = model.backlog.cursor == Some(row.id);
        let style = if is_selected { model.theme.selection } else { model.theme.text };
        let y = area.y + u16::try_from(line).unwrap_or(u16::MAX - area.y);
        target.render_widget(Line::from(spans).style(style), Rect { y, height: 1, ..area });
    }
}

/// The item whose row is drawn at a place of the screen.
pub(super) fn item_at(model: &Model, area: Rect, at: Position) -> Option<crate::domain::ItemId> {
    widened(area).contains(at).then(|| model.backlog.item_on(usize::from(at.y - area.y)))?
}
