//! A card: its line in the column, a second one with what holds it up where there is room, and all of it below the
//! board where the cursor is on it.

use super::lane::{Fit, Lane, Placed};
use crate::domain::item::Fact;
use crate::domain::sprint::{Course, Sum, Went};
use crate::domain::text::counted;
use crate::domain::time::age;
use crate::domain::{Points, State};
use crate::ui::model::Model;
use crate::ui::widget::glyph::{cut, fit, fit_right, width, wrap};
use crate::ui::widget::sign::GOAL;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of cursor and mark before each card.
const GUTTER: usize = 2;
/// From this width on what is known of a card stands in its first line.
const ROOMY: usize = 54;

/// Draws the cards of a column, from the first in sight.
pub(super) fn view_lane(lane: &Lane, top: usize, model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let fit = Fit::new(lane.cards.len(), usize::from(area.height));
    let key = lane.cards.iter().map(|card| width(&card.card.row.key.to_string())).max().unwrap_or(0).clamp(5, 12);
    let size = lane.cards.iter().map(|card| width(&size(card))).max().unwrap_or(1).clamp(1, 5);
    let mut y = area.y;
    for card in lane.cards.iter().skip(top).take(fit.seen) {
        let is_here = model.backlog.cursor == Some(card.id());
        let paper = if is_here { theme.selection } else { theme.text };
        let row = |y| Rect { y, height: 1, ..area };
        target.render_widget(first(card, model, (key, size), usize::from(area.width)).style(paper), row(y));
        if fit.each > 1 {
            target.render_widget(second(card, model, key, usize::from(area.width)).style(paper), row(y + 1));
        }
        y += u16::try_from(fit.each).unwrap_or(1);
    }
    if fit.has_more {
        let below = lane.cards.len() - top - fit.seen;
        let said = [(top, "▲", "above"), (below, "▼", "below")];
        let said: Vec<String> = said.iter().filter(|(n, ..)| *n > 0).map(|(n, sign, word)| format!("{sign} {n} {word}")).collect();
        let line = Line::styled(cut(&said.join(" · "), usize::from(area.width)), theme.key);
        target.render_widget(line, Rect { y: area.bottom() - 1, height: 1, ..area });
    }
}

/// Its points; `?` where it has none.
fn size(card: &Placed) -> String {
    card.estimate.map_or_else(|| "?".into(), ToString::to_string)
}

fn first(card: &Placed, model: &Model, (key, size_wide): (usize, usize), columns: usize) -> Line<'static> {
    let (theme, row) = (&model.theme, &card.card.row);
    let is_here = model.backlog.cursor == Some(row.id);
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let is_marked = model.backlog.marks.has(row.id);
    let is_held = card.card.blocked.is_some() && card.state != State::Done;
    let facts = if columns >= ROOMY { known(card) } else { String::new() };
    let state = if columns >= ROOMY { format!("{} ", card.state.sign()) } else { String::new() };
    let fixed = GUTTER + width(&state) + key + 1 + 1 + size_wide + if facts.is_empty() { 0 } else { width(&facts) + 2 };
    let mut lead = String::new();
    if row.serves_goal {
        lead.push_str(GOAL);
        lead.push(' ');
    }
    if is_held {
        lead.push_str("! ");
    }
    let style = match (is_marked, is_held) {
        (true, _) => theme.mark,
        (false, true) => theme.warning,
        (false, false) => theme.text,
    };
    let mut spans = vec![
        Span::styled(if is_here { "▌" } else { " " }, ink(theme.accent)),
        Span::styled(if is_marked { "•" } else { " " }, ink(theme.mark)),
        Span::styled(state, ink(theme.state(card.state))),
        Span::styled(fit(&row.key.to_string(), key), ink(theme.dim)),
        Span::raw(" "),
        Span::styled(fit(&format!("{lead}{}", row.title), columns.saturating_sub(fixed)), ink(style)),
    ];
    if !facts.is_empty() {
        spans.push(Span::styled(format!("  {facts}"), ink(theme.dim)));
    }
    spans.push(Span::raw(" "));
    spans.push(Span::styled(fit_right(&size(card), size_wide), ink(theme.text)));
    Line::from(spans)
}

/// What holds it up, else what is known of it.
fn second(card: &Placed, model: &Model, key: usize, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let is_here = model.backlog.cursor == Some(card.id());
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let lead = if columns >= ROOMY { GUTTER + 2 + key + 1 } else { GUTTER };
    let (text, style) = match (held(card, model), columns >= ROOMY) {
        (Some(held), _) => (held, theme.warning),
        (None, true) => (went(card).unwrap_or_default(), theme.dim),
        (None, false) => (known(card), theme.dim),
    };
    let bar = if is_here { "▌" } else { " " };
    Line::from(vec![
        Span::styled(bar, ink(theme.accent)),
        Span::styled(" ".repeat(lead - 1), ink(theme.text)),
        Span::styled(fit(&text, columns.saturating_sub(lead)), ink(style)),
    ])
}

/// Why it does not go on, and since when.
fn held(card: &Placed, model: &Model) -> Option<String> {
    if card.state == State::Done {
        return None;
    }
    if let Some(reason) = &card.card.blocked {
        let since = card.card.blocked_on.map_or(String::new(), |on| format!(" {}", age(on, model.now.day)));
        return Some(format!("!{since} {reason}"));
    }
    let waits = &card.card.waits;
    (!waits.is_empty()).then(|| {
        let keys: Vec<String> = waits.iter().map(ToString::to_string).collect();
        format!("waits for {}", keys.join(", "))
    })
}

/// Where it went when its Sprint closed.
fn went(card: &Placed) -> Option<String> {
    card.went.map(|went| {
        let to = match went {
            Went::Next => "carried over into the next Sprint",
            Went::Backlog => "back to the Product Backlog",
            Went::Stayed => "left the Sprint at its place",
        };
        to.to_owned()
    })
}

/// Criteria, questions, how often it was carried over, who works on it: in few signs.
fn known(card: &Placed) -> String {
    let mut said = Vec::new();
    let (met, all) = card.card.criteria;
    if all > 0 {
        said.push(format!("{met}/{all}"));
    }
    if card.card.questions > 0 {
        said.push(format!("?{}", card.card.questions));
    }
    if card.card.hops > 0 {
        said.push(format!("carried {}×", card.card.hops));
    }
    if !card.card.assignee.is_empty() {
        said.push(cut(&card.card.assignee, 14));
    }
    said.join(" ")
}

/// All of the card under the cursor.
pub(super) fn view_detail(card: &Placed, course: &Course, model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    if area.height < 2 || columns < 4 {
        return;
    }
    let rule = Line::styled("─".repeat(columns), theme.border);
    target.render_widget(rule, Rect { height: 1, ..area });
    let rows = usize::from(area.height) - 1;
    let title = format!("{} {}", card.card.row.key, card.card.row.title);
    let mut lines: Vec<Line> =
        wrap(&title, columns, if rows > 2 { 2 } else { 1 }).into_iter().map(|line| Line::styled(line, theme.title)).collect();
    if rows == 2 && width(&title) > columns {
        lines = vec![Line::styled(cut(&title, columns), theme.title)];
    }
    let held = told(card, course, model);
    if let Some((text, style)) = held {
        lines.push(Line::styled(cut(&text, columns), style));
    }
    if lines.len() < rows {
        lines.push(Line::styled(cut(&facts(card), columns), theme.dim));
    }
    for (line, y) in lines.into_iter().take(rows).zip(area.y + 1..area.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..area });
    }
}

/// What holds it up in a sentence; else why it was returned, or where it went.
fn told(card: &Placed, course: &Course, model: &Model) -> Option<(String, Style)> {
    let theme = &model.theme;
    if let (Some(reason), false) = (&card.card.blocked, card.state == State::Done) {
        let since = card.card.blocked_on.map_or(String::new(), |on| format!(" since {on}"));
        return Some((format!("! blocked{since}: {reason}"), theme.warning));
    }
    if let Some(held) = held(card, model) {
        return Some((held, theme.warning));
    }
    if let Some(went) = went(card) {
        return Some((went, theme.dim));
    }
    if card.state != State::InProgress {
        return None;
    }
    let is_meant = |fact: Fact| course.facts.iter().rev().find(move |h| h.item == card.id() && h.event.fact == fact);
    let returned = is_meant(Fact::Returned)?;
    let reason = returned.event.reason.clone().unwrap_or_default();
    let criterion = returned.event.to.as_ref().map_or(String::new(), |text| format!(" ({})", text.replace('\n', " ")));
    Some((format!("returned on {}: {reason}{criterion}", returned.event.day), theme.warning))
}

/// "in progress · 5 points · serves the Sprint Goal · 2 of 3 criteria · 1 open question · carried over 2× · Ada".
fn facts(card: &Placed) -> String {
    let mut sum = Sum::default();
    sum.add(card.estimate);
    let mut said = vec![format!("{} {}", card.state.sign(), card.state.name())];
    said.push(match (sum.unestimated, sum.points) {
        (1.., _) => card.estimate.map_or_else(|| "no estimate".into(), ToString::to_string),
        (0, Points(1000)) => "1 point".into(),
        (0, points) => format!("{points} points"),
    });
    if card.card.row.serves_goal {
        said.push(format!("{GOAL} serves the Sprint Goal"));
    }
    match card.card.criteria {
        (_, 0) => said.push("no criteria".into()),
        (met, all) => said.push(format!("{met} of {all} criteria met")),
    }
    if card.card.questions > 0 {
        said.push(counted(card.card.questions, "open question"));
    }
    if card.card.hops > 0 {
        said.push(format!("carried over {}×", card.card.hops));
    }
    if !card.card.assignee.is_empty() {
        said.push(card.card.assignee.clone());
    }
    said.join(" · ")
}
