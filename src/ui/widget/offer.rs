//! Rows that complete a line: what is put in, its key, and what is worth knowing of it.

use super::glyph;
use crate::ui::completion::Row;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// At most so many rows are shown at once.
pub const ROWS: u16 = 10;
/// Where what lies below must be seen, so many.
pub const FEW: u16 = 4;

/// The first row shown where `height` of `len` are, the one at `at` among them.
pub fn top(len: usize, at: Option<usize>, height: usize) -> usize {
    at.unwrap_or(0).saturating_sub(height / 2).min(len.saturating_sub(height))
}

/// Draws as many rows as have room, the one at `at` among them.
pub fn view(rows: &[Row], at: Option<usize>, frame: &mut Frame, area: Rect, theme: &Theme) {
    let height = usize::from(area.height);
    let top = top(rows.len(), at, height);
    let shown = &rows[top.min(rows.len())..rows.len().min(top + height)];
    let columns = usize::from(area.width);
    let widest =
        |part: fn(&Row) -> &str, most: usize| shown.iter().map(|r| glyph::width(part(r))).max().unwrap_or(0).min(most);
    let label = widest(|r| &r.label, (columns / 2).max(8));
    let key = widest(|r| &r.key, 9);
    let doc = columns.saturating_sub(2 + label + 2 + key + if key > 0 { 2 } else { 0 });
    for (row, (line, y)) in
        shown.iter().enumerate().map(|(n, r)| (r, (top + n, area.y + u16::try_from(n).unwrap_or(0))))
    {
        let is_at = at == Some(line);
        let ink = |style| if is_at { theme.selection } else { style };
        let name = if row.reason.is_some() { theme.dim } else { theme.text };
        let mut spans = vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(glyph::fit(&row.label, label), ink(name)),
            Span::styled("  ", ink(theme.text)),
        ];
        if key > 0 {
            let style = if row.reason.is_some() { theme.dim } else { theme.key };
            spans.push(Span::styled(glyph::fit(&row.key, key), ink(style)));
            spans.push(Span::styled("  ", ink(theme.text)));
        }
        let said = row.reason.as_ref().map_or_else(|| row.doc.clone(), |reason| format!("— {reason}"));
        spans.push(Span::styled(glyph::fit(&said, doc), ink(theme.dim)));
        frame.render_widget(Line::from(spans), Rect { y, height: 1, ..area });
    }
}
