//! One of several values for a verb, taken with its letter, or with j, k and Enter.

use super::Reply;
use super::rows::Cursor;
use crate::domain::ItemId;
use crate::domain::query::{Panel, PanelRows};
use crate::ui::action::Go;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::verb;
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The values and the cursor.
#[derive(Debug, Clone)]
pub struct State {
    /// The items it was opened for, where it acts on items.
    pub targets: Option<Vec<ItemId>>,
    /// What the border says.
    pub title: String,
    /// The values.
    pub options: Vec<Choice>,
    /// The cursor.
    pub cursor: Cursor,
    /// What the values come from, where the store has them.
    pub source: Option<Panel>,
    /// What is said while there is none.
    pub empty: String,
    /// The digits typed so far of the number of a Sprint.
    pub typed: String,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The key that takes it at once; none for values of which there may be many.
    pub letter: Option<char>,
    /// What it is called.
    pub label: String,
    /// The verb with it, as typed after `:`.
    pub line: String,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another value.
    Go(Go, Option<usize>),
    /// This character was typed.
    Letter(char),
    /// Take the value under the cursor.
    Take,
}

impl State {
    /// The letter of a value that this key is.
    pub fn letter(&self, press: Press) -> Option<char> {
        match press {
            Press { code: Code::Char(c), ctrl: false } if self.options.iter().any(|o| o.letter == Some(c)) => Some(c),
            Press { code: Code::Char(c), ctrl: false } if self.numbered(c).is_some() => Some(c),
            _ => None,
        }
    }

    /// The first Sprint whose number goes on like this, and whether it is the only one.
    fn numbered(&self, digit: char) -> Option<(usize, bool)> {
        let typed = format!("{}{digit}", self.typed);
        let number = |option: &Choice| option.line.strip_prefix("sprint ").map(str::to_owned);
        let is_meant = |option: &Choice| number(option).is_some_and(|number| number.starts_with(&typed));
        let mut meant = self.options.iter().enumerate().filter(|(_, option)| is_meant(option));
        let whole = self.options.iter().position(|option| number(option).as_ref() == Some(&typed));
        let (first, more) = (meant.next().filter(|_| digit.is_ascii_digit())?.0, meant.next());
        Some((whole.unwrap_or(first), more.is_none() && whole.is_some()))
    }

    /// Takes over the values that the store answered.
    pub fn take(&mut self, rows: &PanelRows) {
        match (&self.source, rows) {
            (Some(Panel::Epics), PanelRows::Epics(rows)) => {
                let none = Choice { letter: None, label: "no epic".into(), line: "epic none".into() };
                let epic = |row: &crate::domain::Row| Choice {
                    letter: None,
                    label: format!("{} {}", row.key, row.title),
                    line: format!("epic {}", row.key),
                };
                self.options = rows.iter().map(epic).chain([none]).collect();
            }
            (Some(Panel::Filters), PanelRows::Filters(filters)) => {
                let filter = |f: &crate::domain::note::SavedFilter| Choice {
                    letter: None,
                    label: format!("{} · {}", f.name, f.text),
                    line: format!("filter {}", f.text),
                };
                self.options = filters.iter().map(filter).collect();
            }
            (Some(Panel::Products), PanelRows::Products(products)) => {
                let product = |p: &crate::domain::Product| Choice {
                    letter: None,
                    label: format!("{} ({})", p.name, p.prefix),
                    line: format!("product {}", p.prefix),
                };
                let new = Choice { letter: None, label: "another product …".into(), line: "new-product".into() };
                self.options = products.iter().map(product).chain([new]).collect();
            }
            _ => {}
        }
        self.cursor.at = self.cursor.at.min(self.options.len().saturating_sub(1));
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.typed.clear();
            state.cursor.go(&go, state.options.len(), count);
            Reply::Stay
        }
        Action::Letter(letter) => {
            match (state.options.iter().find(|o| o.letter == Some(letter)), state.numbered(letter)) {
                (Some(option), _) => run(&option.line),
                (None, Some((at, true))) => state.options.get(at).map_or(Reply::Stay, |option| run(&option.line)),
                (None, Some((at, false))) => {
                    state.cursor.at = at;
                    state.typed.push(letter);
                    Reply::Stay
                }
                (None, None) => Reply::Stay,
            }
        }
        Action::Take => state.options.get(state.cursor.at).map_or(Reply::Stay, |option| run(&option.line)),
    }
}

fn run(line: &str) -> Reply {
    match verb::parse_line(line) {
        Ok(command) => Reply::Run(Box::new(command)),
        Err(error) => Reply::Refuse(error.to_string()),
    }
}

/// The rows of epics or products, where it chooses from these.
pub fn wanted(state: &State) -> Option<Panel> {
    state.source.clone()
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let columns = usize::from(layout::bottom(body, 3).width.saturating_sub(4)).max(1);
    let said = if state.options.is_empty() { glyph::wrap(&state.empty, columns.min(60), 6) } else { Vec::new() };
    let len = state.options.len().max(said.len()).max(1);
    let height = u16::try_from(len + 2).unwrap_or(u16::MAX).min(body.height.saturating_sub(2)).max(3);
    let widest = state.options.iter().map(|o| glyph::width(&o.label)).max().unwrap_or(0).max(state.title.len());
    let widest = said.iter().map(|line| glyph::width(line)).max().unwrap_or(0).max(widest);
    let width = u16::try_from(widest + 10).unwrap_or(u16::MAX).max(36);
    let area = layout::bottom(body, height);
    Rect { width: width.min(area.width), ..area }
}

/// Draws it over the lower edge.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), &state.title, theme);
    if state.options.is_empty() {
        let lines = glyph::wrap(&state.empty, usize::from(inner.width).max(1), usize::from(inner.height));
        for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
            target.render_widget(Line::styled(line, theme.dim), Rect { y, height: 1, ..inner });
        }
        return;
    }
    let rows = usize::from(inner.height);
    let top = state.cursor.top(state.options.len(), rows);
    for (i, option) in state.options.iter().enumerate().skip(top).take(rows) {
        let is_at = i == state.cursor.at;
        let ink = |style| if is_at { theme.selection } else { style };
        let letter = option.letter.map_or("  ".into(), |l| format!("{l} "));
        let columns = usize::from(inner.width).saturating_sub(4);
        let line = Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(letter, ink(theme.key)),
            Span::styled(glyph::fit(&option.label, columns), ink(theme.text)),
        ]);
        let y = inner.y + u16::try_from(i - top).unwrap_or(0);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}
