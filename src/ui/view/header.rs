//! The first line: where one is, what is shown of how many, and how many items there are elsewhere, so that an empty
//! list never looks like lost data.

use crate::domain::List;
use crate::domain::text::thousands;
use crate::ui::model::Model;
use crate::ui::widget::glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;

pub(super) fn view(model: &Model, frame: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let mut left = vec![Span::styled(" upnext", theme.title)];
    if model.file.is_demo {
        left.push(Span::styled(" DEMO", theme.mark));
    }
    let used: usize = left.iter().map(|s| glyph::width(&s.content)).sum();
    let right = right(model, columns.saturating_sub(used + 14));
    let wide: usize = right.iter().map(|s| glyph::width(&s.content)).sum();
    if let Some(product) = &model.product {
        let name = format!(" · {}", glyph::steady(&product.name));
        left.push(Span::styled(glyph::cut(&name, columns.saturating_sub(used + wide + 3)), theme.text));
    }
    let used: usize = left.iter().map(|s| glyph::width(&s.content)).sum();
    left.push(Span::styled(" ".repeat(columns.saturating_sub(used + wide + 1)), theme.text));
    left.extend(right);
    frame.render_widget(Line::from(left).style(theme.text), area);
}

/// "42 of 1,310 · state:ready · inbox 7 · done 154": as much as has room, what is shown first.
fn right(model: &Model, room: usize) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let state = &model.backlog;
    let (Some(_), Some(counts)) = (&model.product, model.counts) else { return Vec::new() };
    let filter = state.narrow.filter();
    let total = thousands(state.total().unwrap_or(counts.of(state.list)));
    let mut spans = if filter.is_all() {
        vec![Span::styled(format!("{} {total}", state.list.name()), theme.accent)]
    } else {
        let shown = state.visible().map_or("…".into(), |v| thousands(v.len()));
        let text = filter.to_string();
        let count = format!("{shown} of {total}");
        let text = glyph::cut(&crate::domain::text::visible(&text), room.saturating_sub(glyph::width(&count) + 3));
        vec![Span::styled(count, theme.accent), Span::styled(" · ", theme.dim), Span::styled(text, theme.mark)]
    };
    let mut used: usize = spans.iter().map(|s| glyph::width(&s.content)).sum();
    for list in List::iter().filter(|l| *l != state.list && *l != List::Trash) {
        let part = format!(" · {} {}", list.name(), thousands(counts.of(list)));
        used += glyph::width(&part);
        if used > room {
            break;
        }
        spans.push(Span::styled(part, theme.dim));
    }
    spans
}
