//! The first line: where one is, what is shown of how many, and how many items there are elsewhere, so that an empty
//! list never looks like lost data.

use crate::domain::List;
use crate::domain::query::News;
use crate::domain::text::{thousands, visible};
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph;
use crate::ui::widget::sign::{CHANGED, INCOMING};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;

/// What says that everyone may look.
const PUBLIC: &str = " PUBLIC ";

/// A part of the line's right end.
struct Part {
    /// The list it is about; a click there goes to it.
    list: Option<List>,
    text: String,
    look: fn(&Theme) -> Style,
}

pub(super) fn view(model: &Model, frame: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let mut left = vec![Span::styled(" upnext", theme.title)];
    if model.file.is_demo {
        left.push(Span::styled(" DEMO", theme.mark));
    }
    if model.is_public {
        left.push(Span::styled(" ", theme.text));
        left.push(Span::styled(PUBLIC, theme.warning.add_modifier(Modifier::REVERSED | Modifier::BOLD)));
    }
    let parts = parts(model, columns);
    let wide = wide(&parts);
    let used: usize = left.iter().map(|s| glyph::width(&s.content)).sum();
    if let Some(product) = &model.product {
        let name = format!(" · {}", glyph::steady(&product.name));
        left.push(Span::styled(glyph::cut(&name, columns.saturating_sub(used + wide + 3)), theme.text));
    }
    let used: usize = left.iter().map(|s| glyph::width(&s.content)).sum();
    left.push(Span::styled(" ".repeat(columns.saturating_sub(used + wide + 1)), theme.text));
    left.extend(parts.into_iter().map(|part| Span::styled(part.text, (part.look)(theme))));
    frame.render_widget(Line::from(left).style(theme.text), area);
}

fn wide(parts: &[Part]) -> usize {
    parts.iter().map(|part| glyph::width(&part.text)).sum()
}

/// What came in and what was changed here, while there is any: `« 12 · ± 5`, in words where there is room.
fn news(model: &Model, is_long: bool) -> impl Iterator<Item = Part> {
    let incoming = model.news.incoming.saturating_sub(model.backlog.looked.len());
    let part = move |count: usize, sign: &str, words: &str, look: fn(&Theme) -> Style| {
        let words = if is_long { format!(" {words}") } else { String::new() };
        (count > 0).then(|| Part { list: None, text: format!(" · {sign} {}{words}", News::words(count)), look })
    };
    let incoming = part(incoming, INCOMING, "came in", |theme| theme.accent);
    incoming.into_iter().chain(part(model.news.changed, CHANGED, "changed here", |theme| theme.dim))
}

/// The list whose count stands in this column; a click there goes to it.
pub(in crate::ui) fn list_at(model: &Model, area: Rect, column: u16) -> Option<List> {
    let columns = usize::from(area.width);
    let parts = parts(model, columns);
    // One column is left free behind them.
    let mut from = columns.checked_sub(wide(&parts) + 1)?;
    let column = usize::from(column.checked_sub(area.x)?);
    for part in parts {
        let end = from + glyph::width(&part.text);
        if (from..end).contains(&column) {
            return part.list;
        }
        from = end;
    }
    None
}

/// "42 of 1,310 · state:ready · inbox 7 · done 154": as much as has room, what is shown first.
fn parts(model: &Model, columns: usize) -> Vec<Part> {
    let state = &model.backlog;
    let (Some(_), Some(counts)) = (&model.product, model.counts) else { return Vec::new() };
    // The program's name and the beginning of the product's have their room.
    let signs = if model.file.is_demo { 5 } else { 0 } + if model.is_public { PUBLIC.len() + 1 } else { 0 };
    let room = columns.saturating_sub(21 + signs);
    let filter = state.narrow.filter();
    let total = thousands(state.total().unwrap_or(counts.of(state.list)));
    let mut parts = if filter.is_all() {
        let text = format!("{} {total}", state.list.name());
        vec![Part { list: Some(state.list), text, look: |t| t.accent }]
    } else {
        let kept = state.narrow.kept();
        let shown = state.visible().map_or("…".into(), |v| thousands(v.len().saturating_sub(kept)));
        let kept = if kept == 0 { String::new() } else { format!(" +{}", thousands(kept)) };
        let count = format!("{shown}{kept} of {total}");
        let text = filter.to_string();
        let text = glyph::cut(&visible(&text), room.saturating_sub(glyph::width(&count) + 3));
        vec![
            Part { list: None, text: count, look: |t| t.accent },
            Part { list: None, text: " · ".into(), look: |t| t.dim },
            Part { list: None, text, look: |t| t.mark },
        ]
    };
    parts.extend(news(model, columns >= 110));
    let mut used = wide(&parts);
    let is_counted = |l: &List| *l != state.list && *l != List::Trash && model.audience().has_list(*l);
    for list in List::iter().filter(is_counted) {
        let text = format!(" · {} {}", list.name(), thousands(counts.of(list)));
        used += glyph::width(&text);
        if used > room {
            break;
        }
        parts.push(Part { list: Some(list), text, look: |t| t.dim });
    }
    parts
}
