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
    let counts: String = counts(model, columns).into_iter().map(|part| part.1).collect();
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

/// The list whose count stands in this column; a click there goes to it.
pub(in crate::ui) fn list_at(model: &Model, area: Rect, column: u16) -> Option<List> {
    let columns = usize::from(area.width);
    let counts = counts(model, columns);
    let wide: usize = counts.iter().map(|part| glyph::width(&part.1)).sum();
    // One column is left free behind them.
    let mut from = columns.checked_sub(wide + 1)?;
    let column = usize::from(column.checked_sub(area.x)?);
    for (list, text) in counts {
        let end = from + glyph::width(&text);
        if (from..end).contains(&column) {
            return Some(list);
        }
        from = end;
    }
    None
}

/// "42 of 1,310 · inbox 7 · done 154": as much as has room, each part with the list it is about.
fn counts(model: &Model, columns: usize) -> Vec<(List, String)> {
    let state = &model.backlog;
    let Some(counts) = model.counts.filter(|_| model.product.is_some()) else { return Vec::new() };
    let here = if state.is_empty() {
        "0".into()
    } else {
        format!("{} of {}", thousands(state.index + 1), thousands(state.len()))
    };
    let mut used = glyph::width(&here);
    let mut parts = vec![(state.list, here)];
    for list in List::iter().filter(|l| *l != state.list && *l != List::Trash) {
        let part = format!(" · {} {}", list.name(), thousands(counts.of(list)));
        if used + glyph::width(&part) < columns * 2 / 3 {
            used += glyph::width(&part);
            parts.push((list, part));
        }
    }
    parts
}
