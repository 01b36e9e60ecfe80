//! What a verb will change, shown before it does: only where the cursor is not on one of the marked items. Each of them
//! is named, also where it is out of sight.

use super::Reply;
use crate::domain::query::Panel;
use crate::domain::text::{counted, thousands};
use crate::domain::{Change, Estimate, ItemId, Row, State as Domain};
use crate::ui::effect::Typed;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb::Command;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The most that are named; no screen has room for more.
const MOST: usize = 256;
/// Lines that stand below the items: an empty one and that of the keys.
const BELOW: usize = 2;

/// The question.
#[derive(Debug, Clone)]
pub struct State {
    /// What will be done, as the journal will say it.
    pub head: String,
    /// The items that change.
    pub targets: Vec<ItemId>,
    /// How many marked items are not shown and left as they are.
    pub hidden: usize,
    /// What is written, where that is known before it is looked up.
    pub change: Option<Change>,
    /// Their rows, once read.
    pub rows: Vec<Row>,
    /// What runs on Enter.
    pub command: Command,
    /// The digits typed before it.
    pub count: Option<usize>,
    /// The text it was made from.
    pub typed: Option<Typed>,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Do it.
    Agree,
}

/// Takes the answer.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Agree => Reply::Run(Box::new(state.command.clone())),
    }
}

/// The rows of what changes.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Items(state.targets.iter().take(MOST).copied().collect()))
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let (lines, rows) = parts(state, body);
    let height = u16::try_from(2 + lines.len() + rows + usize::from(rows < state.targets.len()) + BELOW);
    layout::bottom(body, height.unwrap_or(u16::MAX))
}

/// The lines above the items, and how many of these have room.
fn parts(state: &State, body: Rect) -> (Vec<String>, usize) {
    let columns = usize::from(layout::bottom(body, 5).width.saturating_sub(2)).max(1);
    let mut lines = glyph::wrap(&state.head, columns, 3);
    if state.hidden > 0 {
        let out = format!("{} out of sight and left as before.", counted(state.hidden, "marked item"));
        lines.extend(glyph::wrap(&out, columns, 2));
    }
    let room = usize::from(body.height).saturating_sub(3 + lines.len() + BELOW);
    let all = state.targets.len();
    let rows = if all <= room { all } else { room.saturating_sub(1) };
    (lines, rows.min(MOST))
}

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = format!("This changes {}, not the one under the cursor", counted(state.targets.len(), "marked item"));
    let inner = frame::popup(target, area(state, body), &title, theme);
    let (head, shown) = parts(state, body);
    let columns = usize::from(inner.width);
    let mut lines: Vec<Line> = head.into_iter().map(|line| Line::styled(line, theme.text)).collect();
    lines.extend(named(state, model, shown, columns));
    // While they are not read yet, their lines are kept free.
    lines.resize(lines.len() + shown.saturating_sub(state.rows.len()), Line::default());
    if shown < state.targets.len() {
        lines.push(Line::styled(format!("  and {} more", thousands(state.targets.len() - shown)), theme.dim));
    }
    lines.push(Line::default());
    let keys = keyed(&model.keymap, "<take> does it · <leave> leaves everything as it is");
    lines.push(Line::styled(glyph::cut(&keys, columns), theme.dim));
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}

/// A line an item: its key, its title, and what changes.
fn named(state: &State, model: &Model, most: usize, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let rows: Vec<(&Row, String)> = state
        .rows
        .iter()
        .take(most)
        .map(|row| (row, state.change.as_ref().map_or(String::new(), |c| step(row, c))))
        .collect();
    let key = rows.iter().map(|(row, _)| glyph::width(&row.key.to_string())).max().unwrap_or(0).clamp(5, 12);
    let step = rows.iter().map(|(_, step)| glyph::width(step)).max().unwrap_or(0).min(columns / 2);
    let title = columns.saturating_sub(2 + key + 2 + if step > 0 { step + 2 } else { 0 });
    let line = |(row, what): (&Row, String)| {
        Line::from(vec![
            Span::styled(format!("  {}  ", glyph::fit(&row.key.to_string(), key)), theme.dim),
            Span::styled(glyph::fit(&row.title, title), theme.text),
            Span::styled(format!("  {}", glyph::fit(&what, step)), theme.accent),
        ])
    };
    rows.into_iter().map(line).collect()
}

/// "open → ready"; empty where the row does not tell.
fn step(row: &Row, change: &Change) -> String {
    let size = |estimate: Option<&Estimate>| estimate.map_or_else(|| "—".to_owned(), ToString::to_string);
    let held = |is: bool| if is { "blocked" } else { "free" };
    match change {
        Change::SetState { state, .. } => from_to(row.state.name(), state.name()),
        Change::SetEstimate { estimate, .. } => from_to(&size(row.estimate.as_ref()), &size(estimate.as_ref())),
        Change::SetKind { kind, .. } => from_to(row.kind.name(), kind.name()),
        Change::SetBlocked { reason: Some(_), .. } if row.is_blocked => "another reason".to_owned(),
        Change::SetBlocked { reason, .. } => from_to(held(row.is_blocked), held(reason.is_some())),
        Change::Decline { .. } if row.state == Domain::Declined => "another reason".to_owned(),
        Change::Decline { .. } => from_to(row.state.name(), Domain::Declined.name()),
        Change::Snooze { until, .. } => {
            let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
            from_to(&day(row.snoozed_until), &day(*until))
        }
        _ => String::new(),
    }
}

fn from_to(from: &str, to: &str) -> String {
    if from == to { format!("stays {to}") } else { format!("{from} → {to}") }
}
