//! A card: its line in the column, a second one with what holds it up where there is room, and all of it below the
//! board where the cursor is on it.

use super::lane::{Fit, Lane, Placed, ROOMY};
use crate::domain::item::Fact;
use crate::domain::sprint::{Course, Sum, Went};
use crate::domain::text::counted;
use crate::domain::time::age;
use crate::domain::{Points, State};
use crate::ui::model::Model;
use crate::ui::widget::glyph::{cut, fit, fit_right, steady, width, wrap};
use crate::ui::widget::sign::SERVES;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of cursor and mark before each card.
const GUTTER: usize = 2;

/// Draws the cards of a column, from the first in sight.
pub(super) fn view_lane(lane: &Lane, top: usize, model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let fit = Fit::of(lane, area);
    let key = lane.cards.iter().map(|card| width(&card.card.row.key.to_string())).max().unwrap_or(0).clamp(5, 12);
    let size = lane.cards.iter().map(|card| width(&size(card))).max().unwrap_or(1).clamp(1, 5);
    let columns = Columns { key, size, all: usize::from(area.width), is_roomy: area.width >= ROOMY };
    let mut y = area.y;
    for card in lane.cards.iter().skip(top).take(fit.seen) {
        let is_here = model.backlog.cursor == Some(card.id());
        let paper = if is_here { theme.selection } else { theme.text };
        for (line, y) in lines(card, fit.each, &columns, model).into_iter().zip(y..) {
            target.render_widget(line.style(paper), Rect { y, height: 1, ..area });
        }
        y += u16::try_from(fit.each).unwrap_or(1);
    }
    if fit.has_more {
        let below = lane.cards.len() - top - fit.seen;
        let said = [(top, "▲", "above"), (below, "▼", "below")].into_iter().filter(|(n, ..)| *n > 0);
        let said: Vec<String> = said.map(|(n, sign, word)| format!("{sign} {n} {word}")).collect();
        let text = Line::styled(cut(&said.join(" · "), columns.all), theme.key);
        target.render_widget(text, Rect { y: area.bottom() - 1, height: 1, ..area });
    }
}

/// The widths in a lane.
struct Columns {
    key: usize,
    size: usize,
    all: usize,
    /// True where what is known of a card stands in its first line.
    is_roomy: bool,
}

/// A card in at most so many lines.
fn lines(card: &Placed, each: usize, columns: &Columns, model: &Model) -> Vec<Line<'static>> {
    let (first, rest) = first(card, each > 2, columns, model);
    let mut lines = vec![first];
    if !rest.is_empty() {
        lines.push(below(card, &rest, titled(card, model), columns, model));
    }
    if each > lines.len() {
        let (text, style) = match (held(card, model), columns.is_roomy) {
            (Some(held), _) => (held, model.theme.warning),
            (None, true) => (went(card).unwrap_or_default(), model.theme.dim),
            (None, false) => (went(card).unwrap_or_else(|| known(card)), model.theme.dim),
        };
        if !text.is_empty() {
            lines.push(below(card, &text, style, columns, model));
        }
    }
    lines
}

/// How its title looks.
fn titled(card: &Placed, model: &Model) -> Style {
    let theme = &model.theme;
    match (model.backlog.marks.has(card.id()), card.is_blocked()) {
        (true, _) => theme.mark,
        (false, true) => theme.warning,
        (false, false) => theme.text,
    }
}

/// Its points; `?` where it has none.
fn size(card: &Placed) -> String {
    card.estimate.map_or_else(|| "?".into(), ToString::to_string)
}

/// The first line, and what of the title has no room in it where that goes on below.
fn first(card: &Placed, goes_on: bool, columns: &Columns, model: &Model) -> (Line<'static>, String) {
    let (theme, row) = (&model.theme, &card.card.row);
    let is_here = model.backlog.cursor == Some(row.id);
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let is_marked = model.backlog.marks.has(row.id);
    let facts = if columns.is_roomy { known(card) } else { String::new() };
    let state = if columns.is_roomy { format!("{} ", card.state.sign()) } else { String::new() };
    let tail = if facts.is_empty() { 0 } else { width(&facts) + 2 };
    let room = columns.all.saturating_sub(GUTTER + width(&state) + columns.key + 1 + tail + 1 + columns.size);
    let goal = if row.serves_goal { format!("{SERVES} ") } else { String::new() };
    let title = format!("{goal}{}{}", if card.is_blocked() { "! " } else { "" }, row.title);
    let (title, rest) = if goes_on { broken(&title, room) } else { (title, String::new()) };
    let mut spans = vec![
        Span::styled(if is_here { "▌" } else { " " }, ink(theme.accent)),
        Span::styled(if is_marked { "•" } else { " " }, ink(theme.mark)),
        Span::styled(state, ink(theme.state(card.state))),
        Span::styled(fit(&row.key.to_string(), columns.key), ink(theme.dim)),
        Span::raw(" "),
        Span::styled(fit(&title, room), ink(titled(card, model))),
    ];
    if !facts.is_empty() {
        spans.push(Span::styled(format!("  {facts}"), ink(theme.dim)));
    }
    spans.push(Span::raw(" "));
    spans.push(Span::styled(fit_right(&size(card), columns.size), ink(theme.text)));
    (Line::from(spans), rest)
}

/// A title between words where it breaks, and the rest of it.
fn broken(title: &str, room: usize) -> (String, String) {
    let first = wrap(title, room.max(1), 1).into_iter().next().unwrap_or_default();
    let shown = steady(title).into_owned();
    let rest = shown.get(first.len()..).unwrap_or_default().trim_start().to_owned();
    (first, rest)
}

/// A line below the first.
fn below(card: &Placed, text: &str, style: Style, columns: &Columns, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let is_here = model.backlog.cursor == Some(card.id());
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let lead = if columns.is_roomy { GUTTER + 2 + columns.key + 1 } else { GUTTER };
    Line::from(vec![
        Span::styled(if is_here { "▌" } else { " " }, ink(theme.accent)),
        Span::styled(" ".repeat(lead - 1), ink(theme.text)),
        Span::styled(fit(text, columns.all.saturating_sub(lead)), ink(style)),
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
    let mut lines: Vec<Line> = wrap(&title, columns, if rows > 2 { 2 } else { 1 })
        .into_iter()
        .map(|line| Line::styled(line, theme.title))
        .collect();
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
        said.push(format!("{SERVES} serves the Sprint Goal"));
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
