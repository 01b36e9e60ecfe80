//! What the board says above its cards: how far the Sprint is, what its scope became, and how full each column is.

use super::lane::{Lane, placed};
use crate::domain::State;
use crate::domain::sprint::{Course, Figures, Left, Phase, Sum};
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::{cut, fit, steady, width};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// "21", "21+" where some items have no points, "—" where none has any.
fn points(sum: &Sum) -> String {
    match sum.unestimated {
        0 => sum.points.to_string(),
        n if n == sum.count => "—".into(),
        _ => format!("{}+", sum.points),
    }
}

/// The numbers, and the Sprint Goal below them where there is room.
pub(super) fn view(model: &Model, course: &Course, target: &mut Frame, area: Rect) {
    let columns = usize::from(area.width);
    let mut line = Vec::new();
    let mut used = 0;
    for (text, style) in numbers(model, course) {
        let text = if used == 0 { text } else { format!(" · {text}") };
        // What is too long leaves its room to what is shorter.
        if used + width(&text) <= columns {
            used += width(&text);
            line.push(Span::styled(text, style));
        }
    }
    target.render_widget(Line::from(line), Rect { height: area.height.min(1), ..area });
    if area.height > 1 {
        let goal = &course.sprint.plan.goal;
        let text =
            if goal.is_empty() { "no Sprint Goal is written".into() } else { format!("Sprint Goal: {}", steady(goal)) };
        let style = if goal.is_empty() { model.theme.dim } else { model.theme.text };
        let text = cut(&text.replace('\n', " "), columns);
        target.render_widget(Line::styled(text, style), Rect { y: area.y + 1, height: 1, ..area });
    }
}

/// What is known in numbers, the most important first.
fn numbers(model: &Model, course: &Course) -> Vec<(String, Style)> {
    let theme = &model.theme;
    let (mut all, mut done, mut blocked) = (Sum::default(), Sum::default(), 0);
    for card in placed(course) {
        all.add(card.estimate);
        if card.state == State::Done {
            done.add(card.estimate);
        }
        blocked += usize::from(card.is_blocked());
    }
    let mut said = vec![(format!("{} of {} points done", points(&done), points(&all)), theme.text)];
    match course.sprint.phase {
        Phase::Closed => said.push(("as it ended: the Sprint is over".into(), theme.warning)),
        Phase::Planned => said.push(("not started yet".into(), theme.warning)),
        Phase::Active => {
            if let Some(left) = course.sprint.left(model.now.day, &model.calendar) {
                let style = if matches!(left, Left::Last | Left::Over(_)) { theme.warning } else { theme.text };
                said.push((left.words(), style));
            }
            said.push((scope(model, course), theme.text));
            if blocked > 0 {
                said.push((format!("{blocked} blocked"), theme.warning));
            }
        }
    }
    if all.unestimated > 0 {
        said.push((format!("{} without points", all.unestimated), theme.dim));
    }
    said
}

/// "scope +8 −3 (g S)".
fn scope(model: &Model, course: &Course) -> String {
    let detail = Figures::of(course).detail.unwrap_or_default();
    let (up, down) = (detail.scope.up(), detail.scope.down());
    if detail.scope.is_none() {
        return "scope as planned".into();
    }
    format!("scope +{up} −{down} ({})", keyed(&model.keymap, "<scope>"))
}

/// The heading of a column.
pub(super) fn view_name(lane: &Lane, has_cursor: bool, target: &mut Frame, area: Rect, theme: &Theme) {
    let sign = lane.states.last().map_or("", |state| state.sign());
    let count =
        if lane.cards.is_empty() { "0".into() } else { format!("{} · {}", lane.cards.len(), points(&lane.sum)) };
    let room = usize::from(area.width).saturating_sub(width(&count) + 1);
    let style = if has_cursor { theme.accent.add_modifier(Modifier::BOLD) } else { theme.dim };
    let text = Line::from(vec![
        Span::styled(fit(&format!("{sign} {}", lane.name), room), style.add_modifier(Modifier::UNDERLINED)),
        Span::styled(format!(" {count}"), style.add_modifier(Modifier::UNDERLINED)),
    ]);
    target.render_widget(text, area);
}

/// All columns by name in one row, the one shown marked.
pub(super) fn view_row(lanes: &[Lane], at: usize, target: &mut Frame, area: Rect, theme: &Theme) {
    let name = |(n, lane): (usize, &Lane)| {
        let text = match (n == at, lane.cards.len()) {
            (true, 0) => format!("[{} 0]", lane.name),
            (true, count) => format!("[{} {count} · {}]", lane.name, points(&lane.sum)),
            (false, count) => format!(" {} {count} ", lane.name),
        };
        Span::styled(text, if n == at { theme.accent } else { theme.dim })
    };
    target.render_widget(Line::from(lanes.iter().enumerate().map(name).collect::<Vec<_>>()), area);
}
