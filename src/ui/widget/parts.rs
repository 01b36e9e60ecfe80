//! The line that names the parts of a view, the one shown in brackets.

use crate::ui::theme::Theme;
use ratatui::text::{Line, Span};

/// The parts by name.
pub fn line(names: impl IntoIterator<Item = &'static str>, shown: &str, theme: &Theme) -> Line<'static> {
    let mut spans = Vec::new();
    for name in names {
        let is_shown = name == shown;
        let word = if is_shown { format!("[{name}]") } else { format!(" {name} ") };
        spans.push(Span::styled(word, if is_shown { theme.accent } else { theme.dim }));
        spans.push(Span::styled(" ", theme.text));
    }
    Line::from(spans)
}
