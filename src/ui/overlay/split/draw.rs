//! The parts on the left, the two halves on the right; where there is no room for both, what the halves come to.

use super::{GONE, Row, State};
use crate::domain::criterion;
use crate::domain::item::Story;
use crate::domain::quality;
use crate::domain::split::{self, Half, Halves, Part, What};
use crate::domain::text::counted;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::sheet::{self, Sheet};
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of what stands before a part.
const LEAD: usize = 10;
/// Most lines of a part that the cursor is not on.
const FEW: usize = 2;
/// Most lines of the part under the cursor.
const MANY: usize = 6;

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 170, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = state.item.as_ref().map_or("Split".into(), |item| format!("Split {} in two", item.key));
    let inner = frame::popup(target, area(body), &title, theme);
    if state.item.is_none() {
        target.render_widget(Line::styled(if state.is_gone { GONE } else { "…" }, theme.dim), inner);
        return;
    }
    let columns = usize::from(inner.width).max(1);
    let head = said(state, model, columns);
    let (used, height) = (u16::try_from(head.len() + 1).unwrap_or(4), inner.height);
    for ((line, style), y) in head.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..inner });
    }
    let room = Rect { y: inner.y + used.min(height), height: height.saturating_sub(used), ..inner };
    if model.width >= layout::WIDE {
        let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(3).areas(room);
        view_parts(state, target, left, theme);
        view_halves(state, model, target, right);
        return;
    }
    let sums = sums(state, model);
    let below = u16::try_from(sums.len() + 1).unwrap_or(3).min(room.height / 2);
    let [top, bottom] = Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(room);
    view_parts(state, target, top, theme);
    for (line, y) in sums.into_iter().zip(bottom.y + 1..bottom.bottom()) {
        let line = Line::styled(glyph::cut(&line, columns), theme.dim);
        target.render_widget(line, Rect { y, height: 1, ..bottom });
    }
}

/// What the keys do, and the question that is asked.
fn said(state: &State, model: &Model, columns: usize) -> Vec<(String, Style)> {
    let theme = &model.theme;
    let keys = if state.is_typing() {
        "Type the line; taking or leaving it goes back to the parts".to_owned()
    } else {
        keyed(
            &model.keymap,
            "<pick> to the other half · <pick-both> to both · <reword> types a line · <ask-pattern> helps to split · <take> splits",
        )
    };
    let mut lines: Vec<(String, Style)> =
        glyph::wrap(&keys, columns, 3).into_iter().map(|line| (line, theme.key)).collect();
    if let (Some(at), Some(item)) = (state.asked, &state.item)
        && let Some(pattern) = state.patterns.get(at)
    {
        let place = format!("{} of {}", at + 1, state.patterns.len());
        let question = format!("{place} · {} · {}", pattern.name(), pattern.question(&item.text));
        lines.extend(glyph::wrap(&question, columns, 3).into_iter().map(|line| (line, theme.accent)));
    }
    lines
}

/// The lines and parts around the cursor.
fn view_parts(state: &State, target: &mut Frame, area: Rect, theme: &Theme) {
    let (rows, height, columns) = (state.rows(), usize::from(area.height), usize::from(area.width));
    let from = state.cursor.at.saturating_sub(height);
    let mut lines: Vec<Line> = Vec::new();
    let (mut cursor, mut field) = ((0, 0), None);
    for (at, row) in rows.iter().enumerate().skip(from).take(height * 2) {
        let is_at = at == state.cursor.at;
        let begun = lines.len();
        lines.extend(row_lines(state, *row, is_at, columns, theme));
        if is_at {
            cursor = (begun, lines.len());
            field = state.typing.as_ref().map(|field| (begun, field));
        }
    }
    // The cursor's part is in sight whole, with what stands above it.
    let top = if cursor.1 > height { (cursor.1 + 2).min(lines.len()) - height } else { 0 };
    for (line, y) in lines.into_iter().skip(top).zip(area.y..area.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..area });
    }
    if let Some((at, field)) = field.filter(|(at, _)| *at >= top) {
        let lead = u16::try_from(LEAD + 2).unwrap_or(11).min(area.width);
        let y = area.y + u16::try_from(at - top).unwrap_or(0);
        let place = Rect { x: area.x + lead, y, width: area.width - lead, height: 1 };
        field.view(target, place.intersection(area), None, theme);
    }
}

fn row_lines(state: &State, row: Row, is_at: bool, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let (lead, text, style) = match row {
        Row::OldTitle => ("title", state.titles.old.0.clone(), theme.title),
        Row::NewTitle => ("new title", state.titles.new.0.clone(), theme.title),
        Row::OldWant => ("want", state.titles.old.1.clone(), theme.text),
        Row::NewWant => ("new want", state.titles.new.1.clone(), theme.text),
        Row::Part(at) => match state.parts.get(at) {
            Some(part) => (lead(part), shown(part), half_style(part.half, theme)),
            None => return Vec::new(),
        },
    };
    // What is typed has one line of its own.
    let text = if is_at && state.is_typing() { String::new() } else { text };
    let most = if is_at { MANY } else { FEW };
    let room = columns.saturating_sub(LEAD + 2).max(1);
    let wrapped = glyph::wrap(&text, room, most + 1);
    let is_cut = wrapped.len() > most;
    let mut lines = Vec::new();
    for (n, line) in wrapped.into_iter().take(most).enumerate() {
        let ink = |style| if is_at { theme.selection } else { style };
        let line = if is_cut && n + 1 == most { glyph::cut(&format!("{line} …"), room) } else { line };
        let first = if n == 0 { glyph::fit(lead, LEAD) } else { " ".repeat(LEAD) };
        lines.push(Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(first, ink(theme.dim)),
            Span::styled(glyph::fit(&line, room), ink(style)),
        ]));
    }
    lines
}

fn lead(part: &Part) -> &'static str {
    match part.half {
        Half::Stays => "  stays",
        Half::Goes => "→ new",
        Half::Both => "→ both",
    }
}

fn half_style(half: Half, theme: &Theme) -> Style {
    match half {
        Half::Stays => theme.text,
        Half::Goes | Half::Both => theme.good,
    }
}

fn shown(part: &Part) -> String {
    match part.what {
        What::Criterion { is_met: true } => format!("✓ {}", part.text),
        What::Criterion { is_met: false } => format!("□ {}", part.text),
        What::Paragraph { .. } => part.text.clone(),
    }
}

/// Both halves as they will be, and what is to be said of each.
fn view_halves(state: &State, model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let halves = [Constraint::Fill(1), Constraint::Fill(1)];
    let [top, bottom] = Layout::vertical(halves).spacing(1).areas(area);
    let Some(item) = &state.item else { return };
    let (text, criteria, new) = match split::halves(item, &state.parts, &state.titles) {
        Ok(Halves { text, criteria, new }) => (text, criteria, Some(new)),
        Err(_) => (item.text.clone(), lines(state), None),
    };
    let mut sheet = Sheet::new(usize::from(top.width), usize::from(top.height), theme);
    sheet.heading(&format!("{} then", item.key));
    findings(&mut sheet, &text, &criteria, model);
    sheet.story(&text, &criteria, None);
    sheet::view(sheet.lines, 0, target, top);
    let mut sheet = Sheet::new(usize::from(bottom.width), usize::from(bottom.height), theme);
    sheet.heading("The new item, directly below");
    match new {
        Some(new) => {
            findings(&mut sheet, &new.text, &new.criteria, model);
            sheet.story(&new.text, &new.criteria, None);
            sheet.dim(&size(state));
        }
        None => sheet.dim("Nothing goes to it yet."),
    }
    sheet::view(sheet.lines, 0, target, bottom);
}

/// Who keeps the estimate.
fn size(state: &State) -> String {
    match state.item.as_ref().and_then(|item| Some((&item.key, item.text.estimate.as_ref()?))) {
        Some((key, estimate)) => {
            format!("estimate {estimate} stays with {key}: both need a new one")
        }
        None => String::new(),
    }
}

fn lines(state: &State) -> Vec<criterion::Line> {
    let Some(item) = &state.item else { return Vec::new() };
    item.criteria.iter().map(|c| criterion::Line { text: c.text.clone(), is_done: c.is_met }).collect()
}

/// What the halves come to, where they have no room: a line each.
fn sums(state: &State, model: &Model) -> Vec<String> {
    let Some(item) = &state.item else { return Vec::new() };
    let Ok(halves) = split::halves(item, &state.parts, &state.titles) else {
        return vec![format!("{} stays whole", item.key), "nothing goes to the new item yet".into()];
    };
    let sum = |name: &str, text: &Story, criteria: &[criterion::Line]| {
        let described = if text.description.is_empty() { "no description" } else { "a description" };
        let mut said = vec![counted(criteria.len(), "criterion").replace("criterions", "criteria"), described.into()];
        said.extend(said_of(text, criteria, model).into_iter().take(1));
        format!("{name}: {}", said.join(" · "))
    };
    let mut sums = vec![
        sum(&item.key.to_string(), &halves.text, &halves.criteria),
        sum("new", &halves.new.text, &halves.new.criteria),
    ];
    sums.extend(Some(size(state)).filter(|size| !size.is_empty()));
    sums
}

fn findings(sheet: &mut Sheet, text: &Story, criteria: &[criterion::Line], model: &Model) {
    for finding in said_of(text, criteria, model) {
        sheet.text(&finding, model.theme.warning, "! ");
    }
}

/// What the checks say of a half.
fn said_of(text: &Story, criteria: &[criterion::Line], model: &Model) -> Vec<String> {
    quality::check(text, criteria, model.sheet()).into_iter().map(|finding| finding.why).collect()
}
