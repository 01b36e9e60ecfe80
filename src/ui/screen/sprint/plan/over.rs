//! The plan of a Sprint that is over, as it was frozen, with what became of each item. Nothing of it can be changed.

use crate::domain::sprint::{Course, Figures, Frozen, Went};
use crate::domain::text::counted;
use crate::domain::{Estimate, ItemId, State};
use crate::ui::model::Model;
use crate::ui::widget::glyph::{cut, fit, fit_right, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What was planned, then what came in later and was there at the end.
pub(super) fn items(course: &Course) -> impl Iterator<Item = &Frozen> {
    let is_planned = |item: ItemId| course.start.iter().any(|frozen| frozen.item == item);
    course.start.iter().chain(course.end.iter().filter(move |frozen| !is_planned(frozen.item)))
}

/// What became of an item: the words, and whether it is a good end.
fn became(course: &Course, item: ItemId) -> (&'static str, bool) {
    match course.end.iter().find(|frozen| frozen.item == item) {
        None => ("removed", false),
        Some(frozen) if frozen.state == State::Done && was_done(course, item) => ("done before it started", false),
        Some(frozen) if frozen.state == State::Done => ("done", true),
        Some(Frozen { went: Some(Went::Next), .. }) => ("carried over", false),
        Some(Frozen { went: Some(Went::Backlog), .. }) => ("to the Product Backlog", false),
        Some(Frozen { .. }) => ("stayed in the Product Backlog", false),
    }
}

/// True where it was done already when the Sprint started: that was not planned.
fn was_done(course: &Course, item: ItemId) -> bool {
    course.start.iter().any(|frozen| frozen.item == item && frozen.state == State::Done)
}

/// Draws it.
pub(super) fn view(model: &Model, course: &Course, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let planned = Figures::of(course).planned.unwrap_or_default();
    let said = |points: Option<crate::domain::Points>| points.map_or("—".to_owned(), |p| p.to_string());
    let head = if let Some(past) = &course.sprint.past {
        let (planned, completed) = (said(past.planned), said(past.completed));
        format!("held elsewhere · planned {planned} points · completed {completed} points")
    } else {
        format!("planned at start: {} points, {}", said(planned.known()), counted(planned.count, "item"))
    };
    target.render_widget(Line::styled(cut(&head, columns), theme.title), Rect { height: area.height.min(1), ..area });
    let rows = super::super::below(area, 1);
    let all: Vec<&Frozen> = items(course).collect();
    if all.is_empty() {
        let text = "What was in it is not known: only its figures were taken in.";
        for (line, y) in wrap(text, columns, 3).into_iter().zip(rows.y..rows.bottom()) {
            target.render_widget(Line::styled(line, theme.dim), Rect { y, height: 1, ..rows });
        }
        return;
    }
    let top = model.backlog.top.min(all.len().saturating_sub(1));
    for (at, y) in (top..all.len()).zip(rows.y..rows.bottom()) {
        let is_here = model.backlog.cursor == Some(all[at].item);
        let is_added = at >= course.start.len();
        let line = row(model, course, all[at], is_added, is_here, columns);
        let style = if is_here { theme.selection } else { theme.text };
        target.render_widget(line.style(style), Rect { y, height: 1, ..rows });
    }
}

fn row(
    model: &Model,
    course: &Course,
    frozen: &Frozen,
    is_added: bool,
    is_here: bool,
    columns: usize,
) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let (word, is_good) = became(course, frozen.item);
    let word = if is_added { format!("added, {word}") } else { word.to_owned() };
    let room = 26.min(columns / 3);
    let (key, title) = match course.card(frozen.item) {
        Some(card) => (card.row.key.to_string(), card.row.title.clone()),
        None => ("—".to_owned(), "erased".to_owned()),
    };
    let size = frozen.estimate.as_ref().map_or("—", Estimate::as_str);
    Line::from(vec![
        Span::styled(if is_here { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{} ", fit(&key, 8)), ink(theme.dim)),
        Span::styled(fit(&title, columns.saturating_sub(11 + 6 + 2 + room)), ink(theme.text)),
        Span::styled(fit_right(size, 6), ink(theme.text)),
        Span::styled(format!("  {}", fit(&word, room)), ink(if is_good { theme.good } else { theme.dim })),
    ])
}
