//! The matrix as a table: the list's rows, each with its value, its cost, what one gives for the other, and its field.

use super::super::super::super::model::Model;
use super::super::row;
use super::{axes, both, quadrant, scoring};
use crate::domain::score::{Amount, Input, Scoring};
use crate::domain::{ItemId, Row};
use crate::ui::widget::glyph::{fit, fit_right, width};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Lines above the rows: the names of the columns.
const HEAD: u16 = 1;
/// Columns of the name of a field.
const FIELD: usize = 10;
/// Columns of a ratio.
const RATIO: usize = 5;

/// The area of the rows.
fn body(area: Rect) -> Rect {
    let head = HEAD.min(area.height);
    Rect { y: area.y + head, height: area.height - head, ..area }
}

/// Rows on the screen.
pub(super) fn rows(area: Rect) -> usize {
    usize::from(body(area).height).max(1)
}

/// The item at a place of the screen.
pub(super) fn item_at(model: &Model, area: Rect, at: Position) -> Option<ItemId> {
    row::item_at(model, body(area), at)
}

/// Columns behind the title.
fn aside(axes: &[Input; 2]) -> usize {
    axes.iter().map(|axis| wide(axis) + 2).sum::<usize>() + RATIO + 2 + FIELD + 2
}

fn wide(axis: &Input) -> usize {
    width(&axis.name).max(4)
}

/// Draws it.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let Some(scoring) = scoring(model) else { return };
    let axes = axes(&scoring);
    let columns = row::Lead::new(model);
    let wide_area = row::widened(area);
    let room = usize::from(wide_area.width).saturating_sub(columns.width() + aside(&axes));
    let [value, cost] = axes.each_ref().map(|axis| fit_right(&axis.name, wide(axis)));
    let (title, ratio) = (fit("title", room), fit_right("ratio", RATIO));
    let head = format!("{}{title}  {value}  {cost}  {ratio}  field", columns.head());
    let top = Rect { height: HEAD.min(area.height), ..wide_area };
    target.render_widget(Line::styled(head, model.theme.dim), top);
    let body = row::widened(body(area));
    for (line, row) in row::seen(model, usize::from(body.height)) {
        let mut spans = row::lead(model, row, &columns);
        spans.push(row::title(model, row, room));
        spans.extend(cells(model, row, &axes, &scoring));
        let is_selected = model.backlog.cursor == Some(row.id);
        let style = if is_selected { model.theme.selection } else { model.theme.text };
        let y = body.y + u16::try_from(line).unwrap_or(u16::MAX - body.y);
        target.render_widget(Line::from(spans).style(style), Rect { y, height: 1, ..body });
    }
}

/// What stands behind the title of a row.
fn cells(model: &Model, row: &Row, axes: &[Input; 2], scoring: &Scoring) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let amounts = axes.each_ref().map(|axis| row.inputs.as_ref().and_then(|inputs| inputs.get(&axis.id)));
    let ink = |style| row::ink(model, row, style);
    let shown = |axis: &Input, amount: Option<Amount>| {
        let style = if amount.is_some() { theme.text } else { theme.dim };
        Span::styled(format!("  {}", fit_right(&axis.shown(amount), wide(axis))), ink(style))
    };
    let rules = scoring.framework.rules();
    let ratio = both(amounts).and_then(|amounts| rules.score(&amounts, scoring));
    let ratio = ratio.map_or("—".into(), |ratio| rules.show(ratio));
    let field = quadrant(amounts, scoring);
    let mut spans: Vec<Span> = axes.iter().zip(amounts).map(|(axis, amount)| shown(axis, amount)).collect();
    spans.push(Span::styled(format!("  {}", fit_right(&ratio, RATIO)), ink(theme.text)));
    let style = field.map_or(theme.dim, |field| super::draw::ink(field, theme));
    spans.push(Span::styled(format!("  {}", fit(field.map_or("—", |field| field.name()), FIELD)), ink(style)));
    spans
}
