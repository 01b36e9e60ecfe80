//! What the checks find in the whole backlog: how many items each rule finds, and the items of one of them.

use super::Reply;
use super::rows::Cursor;
use crate::domain::quality::{Found, Group, Report, Severity};
use crate::domain::query::Panel;
use crate::domain::text::{counted, thousands};
use crate::ui::action::Go;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::verb;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Of each rule at most so many items are listed.
pub const MOST: usize = 1000;

/// What was found, and the cursor.
#[derive(Debug, Clone)]
pub struct State {
    /// What was found.
    pub report: Box<Report>,
    /// Over the rules, or over the items of one.
    pub cursor: Cursor,
    /// The rule whose items are shown, counted from 0.
    rule: Option<usize>,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another row.
    Go(Go, Option<usize>),
    /// Show the items of the rule, or go to the item.
    Take,
    /// Back to the rules, or done with it.
    Leave,
}

impl State {
    /// For what was found.
    pub fn new(report: Box<Report>) -> Self {
        Self { report, cursor: Cursor::default(), rule: None }
    }

    /// The rule whose items are shown.
    fn group(&self) -> Option<&Group> {
        self.rule.and_then(|at| self.report.groups.get(at))
    }

    fn len(&self) -> usize {
        self.group().map_or(self.report.groups.len(), |group| group.found.len())
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.len(), count);
            Reply::Stay
        }
        Action::Take => match state.group() {
            Some(group) => match group.found.get(state.cursor.at) {
                Some(found) => verb::parse_line(&format!("go {}", found.key))
                    .map_or_else(|e| Reply::Refuse(e.to_string()), |command| Reply::Run(Box::new(command))),
                None => Reply::Close,
            },
            None if state.report.groups.is_empty() => Reply::Close,
            None => {
                state.rule = Some(state.cursor.at);
                state.cursor.at = 0;
                Reply::Stay
            }
        },
        Action::Leave => match state.rule.take() {
            Some(rule) => {
                state.cursor.at = rule;
                Reply::Stay
            }
            None => Reply::Close,
        },
    }
}

/// Nothing: it shows what was found when it was asked for.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let lines = if state.rule.is_some() { state.len() * 2 } else { state.len() };
    layout::centered(body, 110, u16::try_from(lines + 5).unwrap_or(u16::MAX))
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), &title(state), theme);
    let columns = usize::from(inner.width).max(1);
    let keys = match state.group() {
        Some(_) => keyed(&model.keymap, "<take> goes there · <leave> back to the rules"),
        None => keyed(&model.keymap, "<take> shows the items"),
    };
    target.render_widget(Line::styled(glyph::cut(&keys, columns), theme.key), Rect { height: 1, ..inner });
    let used = 2.min(inner.height);
    let room = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    let high = if state.rule.is_some() { 2 } else { 1 };
    let rows = (usize::from(room.height) / high).max(1);
    let (top, at) = (state.cursor.top(state.len(), rows), state.cursor.at);
    let lines: Vec<Line> = if let Some(group) = state.group() {
        let key = group.found.iter().map(|found| found.key.to_string().len()).max().unwrap_or(0).min(12);
        let shown = group.found.iter().enumerate().skip(top).take(rows);
        shown.flat_map(|(n, found)| item(found, n == at, (key, columns), theme)).collect()
    } else {
        let shown = state.report.groups.iter().enumerate().skip(top).take(rows);
        shown.map(|(n, group)| rule(group, n == at, columns, theme)).collect()
    };
    for (line, y) in lines.into_iter().zip(room.y..room.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..room });
    }
}

fn title(state: &State) -> String {
    match state.group() {
        Some(group) if group.count > group.found.len() => {
            format!("{}: the first {} of {}", group.rule.name(), thousands(group.found.len()), thousands(group.count))
        }
        Some(group) => format!("{}: {}", group.rule.name(), counted(group.count, "item")),
        None => format!("What the checks find in {}", counted(state.report.looked, "item")),
    }
}

fn ink(severity: Severity, theme: &Theme) -> Style {
    match severity {
        Severity::Error => theme.error,
        Severity::Warning => theme.warning,
        Severity::Hint => theme.text,
    }
}

/// "! two-whens  12  A scenario does one thing.".
fn rule(group: &Group, is_at: bool, columns: usize, theme: &Theme) -> Line<'static> {
    let on = |style| if is_at { theme.selection } else { style };
    let severity = group.rule.severity();
    let room = columns.saturating_sub(32);
    Line::from(vec![
        Span::styled(if is_at { "▌ " } else { "  " }, on(theme.accent)),
        Span::styled(format!("{} {}", severity.sign(), glyph::fit(group.rule.name(), 17)), on(ink(severity, theme))),
        Span::styled(format!("{:>8}  ", thousands(group.count)), on(theme.text)),
        Span::styled(glyph::fit(group.rule.asks(), room), on(theme.dim)),
    ])
}

/// An item, and below it what is found there.
fn item(found: &Found, is_at: bool, (key, columns): (usize, usize), theme: &Theme) -> [Line<'static>; 2] {
    let on = |style| if is_at { theme.selection } else { style };
    let why = format!("{}: {}", found.place.words(), found.why);
    [
        Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, on(theme.accent)),
            Span::styled(format!("{}  ", glyph::fit(&found.key.to_string(), key)), on(theme.dim)),
            Span::styled(glyph::fit(&found.title, columns.saturating_sub(4 + key)), on(theme.text)),
        ]),
        Line::styled(
            format!("{}{}", " ".repeat(key + 4), glyph::cut(&why, columns.saturating_sub(key + 4))),
            theme.dim,
        ),
    ]
}
