//! The two sides of a plan, row by row.

use super::words::{self, Said};
use super::{Desk, is_list};
use crate::domain::item::Row;
use crate::domain::sprint::{Card, tenths};
use crate::domain::text::{counted, thousands};
use crate::domain::{ItemId, Points, State};
use crate::ui::model::Model;
use crate::ui::widget::glyph::{cut, fit, fit_right, width, wrap};
use crate::ui::widget::sign::{GOES_BACK, GOES_ON, SERVES};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// From this height of a side on all that stands below it has room.
const TALL: u16 = 22;

/// A side: its head, its rows, and what stands below them.
struct Side {
    head: Rect,
    rows: Rect,
    foot: Rect,
}

/// The most lines that stand below the Sprint's side, and below the Product Backlog's.
fn feet(area: Rect) -> (usize, usize) {
    match area.height {
        TALL.. => (8, 3),
        13.. => (4, 2),
        8.. => (2, 1),
        _ => (1, 0),
    }
}

/// What is said below a side, in lines of its width: at least one of each text, and no more than have room.
fn foot(said: Vec<Said>, columns: u16, most: usize) -> Vec<Line<'static>> {
    let columns = usize::from(columns).max(1);
    let count = said.len();
    let mut lines = Vec::new();
    for (n, (text, style)) in said.into_iter().enumerate() {
        let room = most.saturating_sub(lines.len() + (count - n - 1)).min(2);
        let wrapped = if room > 1 { wrap(&text, columns, 3) } else { vec![cut(&text, columns)] };
        let wrapped =
            if wrapped.len() > 2 { vec![wrapped[0].clone(), cut(&wrapped[1..].join(" "), columns)] } else { wrapped };
        lines.extend(wrapped.into_iter().map(|line| Line::styled(line, style)));
    }
    lines.truncate(most);
    lines
}

/// Lines of the foot of the Sprint's side.
fn sprint_foot(model: &Model, desk: &Desk, area: Rect) -> Vec<Line<'static>> {
    foot(words::foot(model, desk), area.width, feet(area).0)
}

/// Lines of the foot of the Product Backlog's side.
fn list_foot(model: &Model, desk: Option<&Desk>, area: Rect) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let is_alone = area.width >= model.width.saturating_sub(4);
    let mut said: Vec<Said> = match desk {
        Some(desk) if is_alone => {
            let keys = keyed(&model.keymap, "<right> shows it · <pull> pulls into it");
            vec![(format!("{}: {} · {keys}", desk.title, desk.told()), theme.dim)]
        }
        Some(_) => Vec::new(),
        None => vec![(keyed(&model.keymap, "no Sprint is planned: <new-sprint> makes one"), theme.warning)],
    };
    said.extend(lacking(model).filter(|_| feet(area).1 > said.len()));
    foot(said, area.width, feet(area).1)
}

fn side(area: Rect, foot: &[Line]) -> Side {
    let foot = u16::try_from(foot.len()).unwrap_or(0).min(area.height.saturating_sub(2));
    let rows = area.height.saturating_sub(1 + foot);
    let at = |from: u16, height: u16| Rect { y: area.y + from.min(area.height), height, ..area };
    Side { head: at(0, area.height.min(1)), rows: at(1, rows), foot: at(1 + rows, foot) }
}

/// Rows of the Product Backlog.
pub(super) fn list_rows(model: &Model, area: Rect) -> usize {
    usize::from(list_side(model, area).rows.height)
}

/// The side of the Product Backlog.
fn list_side(model: &Model, area: Rect) -> Side {
    let desk = model.sprint.course.as_ref().map(|course| Desk::new(model, course));
    side(area, &list_foot(model, desk.as_ref(), area))
}

/// Rows of the Sprint: the line where it is full takes one of them.
pub(super) fn sprint_rows(model: &Model, area: Rect) -> usize {
    let Some(course) = &model.sprint.course else { return usize::from(area.height) };
    let desk = Desk::new(model, course);
    let rows = usize::from(side(area, &sprint_foot(model, &desk, area)).rows.height);
    rows.saturating_sub(usize::from(desk.first_over.is_some())).max(1)
}

/// The row under a place.
fn row_at(rows: Rect, at: Position) -> Option<usize> {
    rows.contains(at).then(|| usize::from(at.y - rows.y))
}

pub(super) fn item_in_list(model: &Model, area: Rect, at: Position) -> Option<ItemId> {
    let row = row_at(list_side(model, area).rows, at)?;
    list(model).get(row).map(|row| row.id)
}

pub(super) fn item_in_sprint(model: &Model, area: Rect, at: Position) -> Option<ItemId> {
    let desk = Desk::new(model, model.sprint.course.as_ref()?);
    let rows = side(area, &sprint_foot(model, &desk, area)).rows;
    let row = row_at(rows, at)?;
    let top = top(model, &desk, rows.height);
    let over = desk.cards.iter().position(|card| Some(card.row.id) == desk.first_over);
    let line = over.filter(|over| *over >= top).map(|over| over - top);
    let row = match line {
        Some(line) if row == line => return None,
        Some(line) if row > line => row - 1,
        Some(_) | None => row,
    };
    desk.cards.get(top + row).map(|card| card.row.id)
}

/// The first row of the Sprint's side, of which so many rows are in sight.
fn top(model: &Model, desk: &Desk, rows: u16) -> usize {
    let top = if is_list(model) { model.sprint.plan.other.1 } else { model.backlog.top };
    let rows = usize::from(rows).saturating_sub(usize::from(desk.first_over.is_some()));
    top.min(desk.cards.len().saturating_sub(rows.max(1)))
}

/// The rows of the Product Backlog in sight.
fn list(model: &Model) -> &[Row] {
    if model.sprint.plan.is_inside && model.sprint.course.is_some() {
        return &model.sprint.beside;
    }
    let window = &model.backlog.window.rows;
    // What is in a Sprint stands on the other side; before the next answer it may still be among these.
    let skip = model.backlog.floor.unwrap_or(0).saturating_sub(model.backlog.top);
    window.get(skip..).unwrap_or(&[])
}

/// A head with its name, and a line behind it.
fn view_head(model: &Model, target: &mut Frame, area: Rect, text: &str, has_focus: bool) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let text = cut(text, columns);
    let rest = columns.saturating_sub(width(&text) + 1);
    let (name, line) = if has_focus { (theme.title, theme.focus) } else { (theme.dim, theme.border) };
    let line = vec![Span::styled(text, name), Span::styled(format!(" {}", "─".repeat(rest)), line)];
    target.render_widget(Line::from(line), area);
}

/// The line between the sides.
pub(super) fn view_border(model: &Model, target: &mut Frame, area: Rect) {
    for y in area.y..area.bottom() {
        target.render_widget(Span::styled("│", model.theme.border), Rect { y, height: 1, ..area });
    }
}

/// Draws the side of the Product Backlog.
pub(super) fn view_list(model: &Model, desk: Option<&Desk>, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let has_focus = is_list(model) || desk.is_none();
    let foot = list_foot(model, desk, area);
    let side = side(area, &foot);
    view_head(model, target, side.head, &list_head(model), has_focus);
    let rows = list(model);
    for (row, y) in rows.iter().zip(side.rows.y..side.rows.bottom()) {
        let is_here = has_focus && model.backlog.cursor == Some(row.id);
        let line = list_row(model, row, is_here, usize::from(area.width));
        let style = if is_here { theme.selection } else { theme.text };
        target.render_widget(line.style(style), Rect { y, height: 1, ..side.rows });
    }
    if rows.is_empty() && model.backlog.order.is_some() {
        let text = if model.backlog.narrow.is_on() {
            "Nothing outside the Sprints passes the filter. <filter> changes it, <leave> shows all."
        } else {
            "All that stands in the Product Backlog is in a Sprint. <go backlog> leads there, <idea> notes what is missing."
        };
        say(model, target, side.rows, &keyed(&model.keymap, text));
    }
    view_foot(target, side.foot, foot);
}

fn list_head(model: &Model) -> String {
    let backlog = &model.backlog;
    let shown = backlog.narrow.of(backlog.order.as_ref()).map_or(0, crate::domain::Order::len);
    let outside = if model.sprint.plan.is_inside {
        model.blocks.iter().map(|b| b.open.count).sum()
    } else {
        backlog.floor.unwrap_or(0)
    };
    let count = thousands(shown.saturating_sub(outside));
    if backlog.narrow.filter().is_all() || model.sprint.plan.is_inside {
        return "Product Backlog".to_owned()
            + &if model.sprint.plan.is_inside { String::new() } else { format!(" · {count}") };
    }
    format!("Product Backlog · {count} pass {}", crate::domain::text::visible(&backlog.narrow.filter().to_string()))
}

/// What the item under the cursor lacks by the Definition of Ready.
fn lacking(model: &Model) -> Option<Said> {
    let theme = &model.theme;
    let is_here = is_list(model) && model.backlog.item.as_ref().map(|item| item.id) == model.backlog.cursor;
    if !is_here {
        return None;
    }
    let lacks: Vec<&str> =
        model.backlog.checked.rules.iter().filter(|(_, is_met)| !is_met).map(|(words, _)| words.as_str()).collect();
    match (lacks.is_empty(), model.backlog.checked.rules.is_empty()) {
        (_, true) => None,
        (true, false) => Some(("✓ ready by all rules".into(), theme.good)),
        (false, false) => Some((format!("{GOES_BACK} not so yet: {}", lacks.join(" · ")), theme.warning)),
    }
}

/// The columns of cursor, mark and key.
fn lead(model: &Model, row: &Row, is_here: bool) -> [Span<'static>; 3] {
    let theme = &model.theme;
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let is_marked = model.backlog.marks.has(row.id);
    let key = row.key.to_string();
    let columns = width(&key).clamp(7, 12);
    [
        Span::styled(if is_here { "▌" } else { " " }, ink(theme.accent)),
        Span::styled(if is_marked { "•" } else { " " }, ink(theme.mark)),
        Span::styled(format!("{} ", fit(&key, columns)), ink(theme.dim)),
    ]
}

fn title_style(model: &Model, row: &Row) -> Style {
    let theme = &model.theme;
    match row.state {
        _ if model.backlog.marks.has(row.id) => theme.mark,
        State::Done => theme.dim,
        _ if row.is_blocked => theme.warning,
        _ => theme.text,
    }
}

fn size(row: &Row) -> String {
    row.estimate.as_ref().map_or_else(|| "—".to_owned(), |estimate| cut(estimate.as_str(), 5))
}

fn list_row(model: &Model, row: &Row, is_here: bool, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let lead = lead(model, row, is_here);
    let (sign, style) = match (row.state, row.passes) {
        (State::Open, Some(true)) => (GOES_ON, theme.good),
        (State::Ready, Some(false)) => (GOES_BACK, theme.warning),
        _ => (" ", theme.text),
    };
    let odd = match (row.is_blocked, row.asked_on.is_some()) {
        (true, _) => "!",
        (false, true) => "?",
        (false, false) => " ",
    };
    let used: usize = lead.iter().map(|span| width(&span.content)).sum();
    let title = fit(&row.title, columns.saturating_sub(used + 11));
    let mut spans = lead.to_vec();
    spans.push(Span::styled(title, ink(title_style(model, row))));
    spans.push(Span::styled(format!(" {odd} "), ink(theme.warning)));
    spans.push(Span::styled(row.state.sign(), ink(theme.state(row.state))));
    spans.push(Span::styled(sign, ink(style)));
    spans.push(Span::styled(fit_right(&size(row), 6), ink(theme.text)));
    Line::from(spans)
}

/// Draws the side of the Sprint.
pub(super) fn view_sprint(model: &Model, desk: Option<&Desk>, target: &mut Frame, area: Rect) {
    let Some(desk) = desk else {
        view_head(model, target, Rect { height: area.height.min(1), ..area }, "No Sprint", false);
        let text = "No Sprint is planned yet. <new-sprint> makes one: a goal, two weeks, what fits into it.";
        say(model, target, super::super::below(area, 1), &keyed(&model.keymap, text));
        return;
    };
    let foot = sprint_foot(model, desk, area);
    let side = side(area, &foot);
    view_head(model, target, side.head, &format!("{} · {}", desk.title, desk.told()), !is_list(model));
    view_cards(model, desk, target, side.rows);
    if desk.cards.is_empty() {
        let text = "Nothing is in it yet. <pull> pulls the item under the cursor, or the marked ones, into it.";
        let text = if is_list(model) {
            text
        } else {
            "Nothing is in it yet. <left> leads to the Product Backlog; there <pull> pulls items into it."
        };
        say(model, target, side.rows, &keyed(&model.keymap, text));
    }
    view_foot(target, side.foot, foot);
}

fn view_cards(model: &Model, desk: &Desk, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let top = top(model, desk, area.height);
    let mut y = area.y;
    for (at, card) in desk.cards.iter().enumerate().skip(top) {
        if Some(card.row.id) == desk.first_over && y < area.bottom() {
            target.render_widget(full(model, desk, at, usize::from(area.width)), Rect { y, height: 1, ..area });
            y += 1;
        }
        if y >= area.bottom() {
            return;
        }
        let is_here = !is_list(model) && model.backlog.cursor == Some(card.row.id);
        let line = card_row(model, desk, at, card, is_here, usize::from(area.width));
        let style = if is_here { theme.selection } else { theme.text };
        target.render_widget(line.style(style), Rect { y, height: 1, ..area });
        y += 1;
    }
}

/// "──── full at 24 points · 2 items, 8 points below ────".
fn full(model: &Model, desk: &Desk, at: usize, columns: usize) -> Line<'static> {
    let before = at.checked_sub(1).map_or(Points(0), |before| desk.sums[before]);
    let over = Points(desk.sum.points.0 - before.0);
    let room = desk.room.unwrap_or_default();
    let (what, room) = if desk.has_capacity { ("full at", room) } else { ("usually full at", tenths(room)) };
    let text = format!(" {what} {room} points · {}, {over} points below ", counted(desk.cards.len() - at, "item"));
    let text = cut(&text, columns.saturating_sub(4));
    let rest = columns.saturating_sub(width(&text) + 4);
    Line::styled(format!("────{text}{}", "─".repeat(rest)), model.theme.warning)
}

fn card_row(model: &Model, desk: &Desk, at: usize, card: &Card, is_here: bool, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let row = &card.row;
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let lead = lead(model, row, is_here);
    let used: usize = lead.iter().map(|span| width(&span.content)).sum();
    let warnings = match desk.warnings[at].len() {
        0 => String::new(),
        n => format!("!{n}"),
    };
    let title = fit(&row.title, columns.saturating_sub(used + 19));
    let mut spans = lead.to_vec();
    spans.push(Span::styled(if row.serves_goal { SERVES } else { " " }, ink(theme.accent)));
    spans.push(Span::styled(format!(" {title}"), ink(title_style(model, row))));
    spans.push(Span::styled(fit_right(&warnings, 3), ink(theme.warning)));
    spans.push(Span::styled(" ", ink(theme.text)));
    spans.push(Span::styled(row.state.sign(), ink(theme.state(row.state))));
    spans.push(Span::styled(fit_right(&size(row), 5), ink(theme.text)));
    let is_over = desk.room.is_some_and(|room| desk.sums[at] > room);
    let sum = fit_right(&desk.sums[at].to_string(), 7);
    spans.push(Span::styled(sum, ink(if is_over { theme.warning } else { theme.dim })));
    Line::from(spans)
}

fn say(model: &Model, target: &mut Frame, area: Rect, text: &str) {
    let columns = usize::from(area.width.saturating_sub(4)).max(1);
    for (line, y) in wrap(text, columns, usize::from(area.height)).into_iter().zip(area.y + 1..area.bottom()) {
        let at = Rect { x: area.x + 2, y, width: area.width.saturating_sub(4), height: 1 };
        target.render_widget(Line::styled(line, model.theme.dim), at);
    }
}

fn view_foot(target: &mut Frame, area: Rect, lines: Vec<Line<'static>>) {
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..area });
    }
}
