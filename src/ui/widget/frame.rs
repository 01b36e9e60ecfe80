//! The border of a pane or pop-up with its title, and the shadow-free ground below a pop-up.

use crate::ui::theme::Theme;
use crate::ui::widget::glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear};

/// Draws a pane's border and answers the area inside, with one column left free at each side.
pub fn pane(frame: &mut Frame, area: Rect, title: &str, has_focus: bool, theme: &Theme) -> Rect {
    let style = if has_focus { theme.focus } else { theme.border };
    let title = glyph::cut(title, usize::from(area.width).saturating_sub(6));
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(style)
        .style(theme.text)
        .title(Line::from(Span::styled(format!(" {title} "), theme.title)));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    Rect { x: inner.x.saturating_add(1).min(inner.right()), width: inner.width.saturating_sub(2), ..inner }
}

/// Signs in the border where there is more above or below.
pub fn more(frame: &mut Frame, area: Rect, (is_above, is_below): (bool, bool), theme: &Theme) {
    let ends = [("▲", area.y, is_above), ("▼", area.bottom().saturating_sub(1), is_below)];
    for (sign, y, _) in ends.into_iter().filter(|(_, _, is_there)| *is_there && area.width > 4) {
        frame.render_widget(Span::styled(sign, theme.key), Rect::new(area.right() - 3, y, 1, 1));
    }
}

/// As [`pane`], over what is there already.
pub fn popup(frame: &mut Frame, area: Rect, title: &str, theme: &Theme) -> Rect {
    frame.render_widget(Clear, area);
    pane(frame, area, title, true, theme)
}
