//! The form as it is drawn: over the lower edge, so that the rows that follow it stay in sight.

use super::State;
use super::field::{Line as Row, Slot};
use crate::domain::score::{Amount, Framework};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The columns of the labels.
const LABEL: u16 = 28;

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let lines = state.lines.len() + 4;
    layout::bottom(body, u16::try_from(lines).unwrap_or(u16::MAX).min(body.height.saturating_sub(1)).max(3))
}

/// Draws it.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let tried = if state.is_tried { "What if" } else { "Scoring" };
    let title = format!("{tried} · {}", state.before.framework.rules().title());
    let inner = frame::popup(target, area(state, body), &title, theme);
    let rows = usize::from(inner.height.saturating_sub(2)).max(1);
    let top = state.at.0.saturating_sub(rows / 2).min(state.lines.len().saturating_sub(rows));
    for (n, (line, y)) in state.lines.iter().enumerate().skip(top).take(rows).zip(inner.y..inner.bottom()).map(spread) {
        draw_line(state, (n, line), model, target, Rect { y, height: 1, ..inner });
    }
    let (text, style) = match &state.error {
        Some(error) => (error.clone(), theme.error),
        None => (said(state), theme.dim),
    };
    let foot = Rect { y: inner.bottom().saturating_sub(2).max(inner.y), height: inner.height.min(2), ..inner };
    let lines = glyph::wrap(&text, usize::from(foot.width).max(1), 2);
    for (line, y) in lines.into_iter().zip(foot.y..foot.bottom()) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..foot });
    }
}

fn spread(((n, line), y): ((usize, &Row), u16)) -> (usize, (&Row, u16)) {
    (n, (line, y))
}

fn draw_line(state: &State, (n, line): (usize, &Row), model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let is_at = state.at.0 == n;
    let mut x = area.x;
    if !line.label.is_empty() {
        let style = if is_at { theme.key } else { theme.dim };
        let width = LABEL.min(area.width);
        target.render_widget(Line::styled(glyph::cut(line.label, usize::from(width)), style), Rect { width, ..area });
        x += width;
    }
    for (at, slot) in line.slots.iter().enumerate() {
        let width = slot.width.min(area.right().saturating_sub(x));
        let place = Rect { x, width, ..area };
        if is_at && state.at.1 == at {
            let wrong = state.error.as_ref().map(|_| 0..slot.field.text().len());
            slot.field.view(target, place, wrong.as_ref(), theme);
            target.buffer_mut().set_style(place, theme.key);
        } else {
            let hint = ["name of another one", "weight", ""].get(at).copied().unwrap_or_default();
            let (text, style) = if line.is_blank() { (hint, theme.dim) } else { (slot.field.text(), theme.text) };
            target.render_widget(Line::styled(glyph::cut(text, usize::from(width)), style), place);
        }
        x = (x + width + 1).min(area.right());
    }
    let tail = if line.is_criterion() { share(state, n) } else { line.unit.to_owned() };
    let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
    target.render_widget(Line::styled(glyph::cut(&tail, usize::from(rest.width)), theme.dim), rest);
}

/// What a weight counts: "44.4 %".
fn share(state: &State, line: usize) -> String {
    let Ok(scoring) = state.scoring() else { return String::new() };
    let before = state.lines[..line].iter().filter(|line| line.is_criterion() && !line.is_blank()).count();
    let share = scoring.shares().get(before).copied().filter(|_| !state.lines[line].is_blank());
    share.map_or_else(String::new, |share| format!("{:.1} %", share * 100.0))
}

/// What the weights sum to, else what can be done.
fn said(state: &State) -> String {
    let (line, slot) = state.at;
    if state.lines.get(line).and_then(|line| line.slots.get(slot)).is_some_and(Slot::is_turned) {
        return "More or less is better: a space turns it".into();
    }
    let is_weighted = state.before.framework == Framework::Weighted;
    let sum = state.scoring().ok().filter(|_| is_weighted).and_then(|scoring| scoring.odd_sum());
    match sum {
        Some(sum) => format!(
            "The weights sum to {sum}, not {}: each counts as its part of that, as shown behind it",
            Amount::whole(100)
        ),
        None if is_weighted => "A criterion with an empty name and weight is taken off".to_owned(),
        None => String::new(),
    }
}
