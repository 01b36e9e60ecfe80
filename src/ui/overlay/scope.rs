//! What became of a Sprint's scope after its start: what came in, what was taken out, what was estimated anew; when, why,
//! and who asked.

use super::Reply;
use super::rows::Cursor;
use crate::domain::item::{Event, Fact};
use crate::domain::query::Panel;
use crate::domain::sprint::{Course, Happened};
use crate::domain::{Estimate, ItemId, Points};
use crate::ui::action::Go;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What is shown, and the cursor.
#[derive(Debug, Clone)]
pub struct State {
    /// The Sprint, as people name it.
    title: String,
    /// The changes, the oldest first.
    changes: Vec<Changed>,
    /// The cursor.
    pub cursor: Cursor,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Changed {
    day: NaiveDate,
    how: How,
    key: String,
    title: String,
    /// What it does to the scope.
    points: Points,
    /// "5", or "3 → 5".
    size: String,
    reason: String,
    asked: String,
}

/// How the scope changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Added,
    Removed,
    Sized,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another change.
    Go(Go, Option<usize>),
    /// Go to its item.
    Take,
}

impl State {
    /// Of a Sprint that was started.
    pub fn of(course: &Course) -> Self {
        let changes = changes(course);
        Self { title: course.sprint.title(), cursor: Cursor::default(), changes }
    }
}

fn changes(course: &Course) -> Vec<Changed> {
    let number = course.sprint.number.to_string();
    let told = course.facts.iter().filter_map(|Happened { item, event, estimate }| {
        let (how, was, is) = match event.fact {
            Fact::Sprint if event.to.as_ref() == Some(&number) => (How::Added, None, estimate.clone()),
            Fact::Sprint => (How::Removed, estimate.clone(), None),
            Fact::Estimate => (How::Sized, event.from.as_deref().and_then(read), event.to.as_deref().and_then(read)),
            Fact::State | Fact::Accepted | Fact::Returned => return None,
        };
        Some(changed(course, *item, event, how, (was.as_ref(), is.as_ref())))
    });
    told.collect()
}

fn read(word: &str) -> Option<Estimate> {
    Estimate::parse(word).ok().flatten()
}

fn changed(
    course: &Course,
    item: ItemId,
    event: &Event,
    how: How,
    (was, is): (Option<&Estimate>, Option<&Estimate>),
) -> Changed {
    let word = |size: Option<&Estimate>| size.map_or_else(|| "—".to_owned(), ToString::to_string);
    let points = |size: Option<&Estimate>| size.and_then(Estimate::points).unwrap_or_default().0;
    let size = match how {
        How::Added => word(is),
        How::Removed => word(was),
        How::Sized => format!("{} → {}", word(was), word(is)),
    };
    let row = course.card(item).map(|card| &card.row);
    Changed {
        day: event.day,
        how,
        key: row.map_or(String::new(), |row| row.key.to_string()),
        title: row.map_or(String::new(), |row| row.title.clone()),
        points: Points(points(is) - points(was)),
        size,
        reason: event.reason.clone().unwrap_or_default(),
        asked: event.asked.clone().unwrap_or_default(),
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.changes.len(), count);
            Reply::Stay
        }
        Action::Take => match state.changes.get(state.cursor.at).filter(|change| !change.key.is_empty()) {
            None => Reply::Close,
            Some(change) => match verb::parse_line(&format!("go {}", change.key)) {
                Ok(command) => Reply::Run(Box::new(command)),
                Err(error) => Reply::Refuse(error.to_string()),
            },
        },
    }
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let lines: usize = state.changes.iter().map(|change| 1 + usize::from(!why(change).is_empty())).sum();
    let height = u16::try_from(lines.max(1) + 3).unwrap_or(u16::MAX);
    layout::centered(body, 96, height.min(body.height.saturating_sub(2)).max(3))
}

/// "shop opens earlier · Ada asked".
fn why(change: &Changed) -> String {
    let asked = if change.asked.is_empty() { String::new() } else { format!("{} asked", change.asked) };
    [change.reason.as_str(), &asked].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn signed(points: Points) -> String {
    if points.0 < 0 { format!("−{}", Points(-points.0)) } else { format!("+{points}") }
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = format!("Scope of {} after its start · {}", state.title, keyed(&model.keymap, "<take> goes there"));
    let inner = frame::popup(target, area(state, body), &title, theme);
    let columns = usize::from(inner.width);
    let (up, down): (Vec<i64>, Vec<i64>) = state.changes.iter().map(|change| change.points.0).partition(|n| *n > 0);
    let sum = if state.changes.is_empty() {
        "Nothing was added, removed or estimated anew.".to_owned()
    } else {
        let (up, down): (i64, i64) = (up.iter().sum(), down.iter().sum());
        format!(
            "{} and {} points in {}",
            signed(Points(up)),
            signed(Points(down)).replace("+0", "−0"),
            changes_text(state)
        )
    };
    target.render_widget(Line::styled(glyph::cut(&sum, columns), theme.dim), Rect { height: 1, ..inner });
    let rows = usize::from(inner.height).saturating_sub(1);
    let mut y = inner.y + 1;
    for (at, change) in state.changes.iter().enumerate().skip(first(state, rows)) {
        let is_at = at == state.cursor.at;
        for line in lines(change, is_at, columns, model) {
            if y >= inner.bottom() {
                return;
            }
            target.render_widget(line, Rect { y, height: 1, ..inner });
            y += 1;
        }
    }
}

fn changes_text(state: &State) -> String {
    crate::domain::text::counted(state.changes.len(), "change")
}

/// The first change shown, so that the one under the cursor is whole.
fn first(state: &State, rows: usize) -> usize {
    let high = |at: usize| state.changes.get(at).map_or(0, |change| 1 + usize::from(!why(change).is_empty()));
    let (mut at, mut used) = (state.cursor.at, high(state.cursor.at));
    while at > 0 && used + high(at - 1) <= rows {
        at -= 1;
        used += high(at);
    }
    at
}

fn lines(change: &Changed, is_at: bool, columns: usize, model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let ink = |style: Style| if is_at { theme.selection } else { style };
    let (word, style) = match change.how {
        How::Added => ("added", theme.warning),
        How::Removed => ("removed", theme.accent),
        How::Sized => ("estimate", theme.mark),
    };
    let bar = |is_first: bool| Span::styled(if is_at && is_first { "▌ " } else { "  " }, ink(theme.accent));
    let day = change.day.format("%Y-%m-%d").to_string();
    let tail = format!("  {} {}", change.size, format_args!("({})", signed(change.points)));
    let room = columns.saturating_sub(2 + 11 + 9 + glyph::width(&tail));
    let mut lines = vec![Line::from(vec![
        bar(true),
        Span::styled(format!("{day} "), ink(theme.dim)),
        Span::styled(glyph::fit(word, 9), ink(style)),
        Span::styled(glyph::fit(&format!("{} {}", change.key, change.title), room), ink(theme.text)),
        Span::styled(tail, ink(theme.text)),
    ])];
    let why = why(change);
    if !why.is_empty() {
        let text = glyph::fit(&format!("           {why}"), columns.saturating_sub(2));
        lines.push(Line::from(vec![bar(false), Span::styled(text, ink(theme.dim))]));
    }
    lines
}
