//! The rows of the table and the names above them.

use super::super::row;
use super::column::{self, Columns};
use crate::domain::Row;
use crate::domain::score::Standing;
use crate::domain::text::thousands;
use crate::ui::model::Model;
use crate::ui::widget::glyph::{fit, fit_right, width as glyph_width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// The names of the columns; that of the cell under the cursor stands out.
pub(super) fn head(model: &Model, columns: &Columns) -> Line<'static> {
    let theme = &model.theme;
    let at = columns.at.checked_sub(1);
    let (is_cut_left, is_cut_right) = columns.is_cut();
    let is_cut_right = is_cut_right || columns.lacks_places(model);
    let title =
        if is_cut_left { format!("{}‹", fit("title", columns.title.saturating_sub(1))) } else { "title".into() };
    let mut spans =
        vec![Span::styled(columns.lead.head(), theme.dim), Span::styled(fit(&title, columns.title), theme.dim)];
    for (input, width) in &columns.shown {
        let style = if at == Some(*input) { theme.key } else { theme.dim };
        let is_last = columns.shown.last().is_some_and(|(last, _)| last == input);
        let lead = if is_last && is_cut_right && columns.score > 0 { "›" } else { "" };
        spans.push(Span::styled(format!(" {}", fit_right(&columns.inputs[*input].name, *width)), style));
        spans.push(Span::styled(lead, theme.dim));
    }
    let is_rolled = is_cut_right && columns.score > 0;
    let score = model.scoring().map_or("", |scoring| column::name(scoring.framework.rules()));
    let gap = if is_rolled { "" } else { " " };
    for (n, (name, width)) in
        [(score, columns.score), ("", columns.bar), ("place", columns.place), ("diff", columns.gap)]
            .into_iter()
            .enumerate()
    {
        if width > 0 {
            let gap = if n == 0 { gap } else { " " };
            let style = if columns.at > columns.inputs.len() && n > 1 { theme.key } else { theme.dim };
            spans.push(Span::styled(format!("{gap}{}", fit_right(name, width)), style));
        }
    }
    Line::from(spans)
}

/// Draws the rows.
pub(super) fn rows(model: &Model, columns: &Columns, target: &mut Frame, area: Rect) {
    for (line, row) in row::seen(model, usize::from(area.height)) {
        let y = area.y + u16::try_from(line).unwrap_or(u16::MAX - area.y);
        let drawn = Drawn { model, columns, row, is_selected: model.backlog.cursor == Some(row.id) };
        target.render_widget(drawn.line(), Rect { y, height: 1, ..area });
    }
}

/// A row that is drawn.
struct Drawn<'a> {
    model: &'a Model,
    columns: &'a Columns,
    row: &'a Row,
    is_selected: bool,
}

impl Drawn<'_> {
    /// True where the whole row is selected, not a cell of it.
    fn is_whole(&self) -> bool {
        self.is_selected && (self.columns.at == 0 || self.columns.at > self.columns.inputs.len())
    }

    /// A style as it is on this row: where a cell is selected, the rest of its row stays what it is.
    fn ink(&self, style: Style) -> Style {
        let is_kept = self.model.backlog.narrow.is_kept(self.row.id);
        match (self.is_whole(), is_kept) {
            (true, _) => self.model.theme.selection,
            (false, true) => self.model.theme.dimmed,
            (false, false) => style,
        }
    }

    fn line(&self) -> Line<'static> {
        let (theme, columns) = (&self.model.theme, self.columns);
        let mut spans = row::lead(self.model, self.row, &columns.lead);
        spans.push(row::title(self.model, self.row, columns.title));
        if self.is_selected && !self.is_whole() {
            let is_marked = self.model.backlog.marks.has(self.row.id);
            let style = if is_marked { theme.mark } else { theme.text };
            for (n, span) in spans.iter_mut().enumerate() {
                span.style = self.ink(if n == 0 { theme.accent } else { style.add_modifier(Modifier::BOLD) });
            }
        }
        let at = columns.at.checked_sub(1).filter(|_| self.is_selected);
        for (input, width) in &columns.shown {
            let input_of = &columns.inputs[*input];
            let whole = column::shown(self.row, input_of);
            let has_room = glyph_width(&whole) <= *width;
            let text = fit_right(&if has_room { whole } else { column::brief(self.row, input_of) }, *width);
            let is_missing = text.trim() == "—";
            let style = if is_missing { theme.dim } else { theme.text };
            spans.push(Span::styled(" ", self.ink(theme.text)));
            spans.push(Span::styled(text, if at == Some(*input) { theme.selection } else { self.ink(style) }));
        }
        self.result(&mut spans);
        Line::from(spans).style(if self.is_whole() { theme.selection } else { theme.text })
    }

    /// The score, its bar, its place, and how far that is.
    fn result(&self, spans: &mut Vec<Span<'static>>) {
        let (model, theme, columns) = (self.model, &self.model.theme, self.columns);
        let Some(scoring) = model.scoring() else { return };
        let rules = scoring.framework.rules();
        let score = column::score(model, self.row, &columns.inputs, scoring);
        let shown = score.map_or_else(|| "—".to_owned(), |score| rules.show(score));
        let shown = score.filter(|_| glyph_width(&shown) > columns.score).and_then(column::large).unwrap_or(shown);
        let style = if score.is_some() { theme.text } else { theme.dim };
        self.push(spans, &shown, columns.score, style);
        if columns.bar > 0 {
            let most = rules.most(scoring).or_else(|| model.ranking().map(|ranking| ranking.best));
            let bar = bar(score, most.unwrap_or(0.0), columns.bar);
            spans.push(Span::styled(format!(" {}", fit(&bar, columns.bar)), self.ink(theme.accent)));
        }
        let (place, gap, is_far) = self.places(score.is_some());
        let known = if place == "—" { theme.dim } else { theme.text };
        self.push(spans, &place, columns.place, known);
        self.push(spans, &gap, columns.gap, if is_far { theme.warning } else { theme.dim });
    }

    fn push(&self, spans: &mut Vec<Span<'static>>, text: &str, width: usize, style: Style) {
        if width > 0 {
            spans.push(Span::styled(format!(" {}", fit_right(text, width)), self.ink(style)));
        }
    }

    /// The place by score, the difference, and whether that is worth a look. "…" while it is worked out.
    fn places(&self, has_score: bool) -> (String, String, bool) {
        let (model, id) = (self.model, self.row.id);
        if has_score && (model.is_ranking_old() || model.ranking().is_none()) {
            return ("…".into(), String::new(), false);
        }
        let found = model.ranking().and_then(|ranking| Some((ranking.places(id)?.1, ranking.gap(id)?)));
        let Some((place, gap)) = found.filter(|_| has_score) else { return ("—".into(), String::new(), false) };
        if model.ranking().and_then(|ranking| ranking.standing(id)).is_some_and(Standing::is_held) {
            return (thousands(place), "held".into(), false);
        }
        let is_far = model.scoring().is_some_and(|scoring| gap.unsigned_abs() > scoring.gap);
        (thousands(place), far(gap), is_far)
    }
}

/// "↑9": so many places up, where the score gives a better place.
fn far(gap: isize) -> String {
    let by = thousands(gap.unsigned_abs());
    match gap {
        0 => "=".into(),
        1.. => format!("↑{by}"),
        _ => format!("↓{by}"),
    }
}

/// How much of the best score it is.
fn bar(score: Option<f64>, most: f64, width: usize) -> String {
    let Some(score) = score.filter(|score| *score > 0.0 && most > 0.0) else { return String::new() };
    #[expect(clippy::cast_precision_loss, reason = "a width of the screen")]
    let exact = score / most * width as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the width")]
    let cells = (exact.round() as usize).clamp(1, width);
    "▰".repeat(cells)
}
