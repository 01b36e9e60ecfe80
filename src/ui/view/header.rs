//! The first line: where one is, and how many items there are, so that an empty list never looks like lost data.

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
    let counts = counts(model, columns);
    let room = columns.saturating_sub(glyph::width(&counts) + 3);
    let mut left = vec![Span::styled(" upnext", theme.title)];
    if model.file.is_demo {
        left.push(Span::styled(" DEMO", theme.mark));
    }
    if let Some(product) = &model.product {
        let used: usize = left.iter().map(|s| glyph::width(&s.content)).sum();
        let name = format!(" · {}", glyph::steady(&product.name));
        left.push(Span::styled(glyph::cut(&name, room.saturating_sub(used)), theme.text));
    }
    let gap = columns
        .saturating_sub(left.iter().map(|s| glyph::width(&s.content)).sum::<usize>() + glyph::width(&counts) + 1);
    left.push(Span::styled(" ".repeat(gap), theme.text));
    left.push(Span::styled(counts, theme.dim));
    frame.render_widget(Line::from(left).style(theme.text), area);
}

/// "42 of 1,310 · inbox 7 · done 154": as much as has room.
fn counts(model: &Model, columns: usize) -> String {
    let state = &model.backlog;
    if model.product.is_none() {
        return String::new();
    }
    let Some(counts) = model.counts else { return String::new() };
    let here = if state.is_empty() {
        "0".into()
    } else {
        format!("{} of {}", thousands(state.index + 1), thousands(state.len()))
    };
    let mut text = here;
    for list in List::iter().filter(|l| *l != state.list && *l != List::Trash) {
        let part = format!(" · {} {}", list.name(), thousands(counts.of(list)));
        if glyph::width(&text) + glyph::width(&part) < columns * 2 / 3 {
            text.push_str(&part);
        }
    }
    text
}
