//! What says nearly the same: pairs of the whole backlog, or what is similar to one item. The cursor goes over items.

use super::Reply;
use super::rows::Cursor;
use crate::domain::query::{Panel, PanelRows};
use crate::domain::similar::{self, Alike};
use crate::domain::{ItemId, Key, Note, ProductId, Row, State as ItemState, text};
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::verb;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::HashMap;

/// At most so many pairs are listed.
pub const MOST: usize = 1000;

/// The pairs and the cursor.
#[derive(Debug, Clone)]
pub struct State {
    /// The product they are of.
    pub product: ProductId,
    /// The item that all are similar to; `None` for pairs of the whole backlog.
    pub of: Option<Key>,
    /// The pairs, the most similar first.
    pub pairs: Vec<Alike>,
    /// Over the items shown.
    pub cursor: Cursor,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another item.
    Go(Go, Option<usize>),
    /// Go to the item under the cursor.
    Take,
    /// The pair is no pair, or may be one again.
    Apart,
}

impl State {
    /// For what was found.
    pub fn new(product: ProductId, of: Option<Key>, pairs: Vec<Alike>) -> Self {
        Self { product, of, pairs, cursor: Cursor::default() }
    }

    /// The pairs that still are some: what was merged or declined meanwhile is left out of a list of what is to do.
    fn shown(&self) -> Vec<&Alike> {
        let is_alive = |row: &Row| !matches!(row.state, ItemState::Done | ItemState::Declined);
        self.pairs.iter().filter(|pair| self.of.is_some() || (is_alive(&pair.a) && is_alive(&pair.b))).collect()
    }

    /// Items of a pair that the cursor goes over.
    fn each(&self) -> usize {
        if self.of.is_some() { 1 } else { 2 }
    }

    /// The pair under the cursor, and whether the cursor is on its second item.
    fn at(&self) -> Option<(&Alike, bool)> {
        let pair = self.shown().get(self.cursor.at / self.each()).copied()?;
        Some((pair, self.of.is_some() || self.cursor.at % 2 == 1))
    }

    /// The pair under the cursor to be merged: the one that the cursor is on first, where that says anything.
    pub fn pair(&self) -> Option<(ItemId, ItemId, bool)> {
        let (pair, is_second) = self.at()?;
        let is_chosen = self.of.is_none();
        Some(if is_second && is_chosen { (pair.b.id, pair.a.id, true) } else { (pair.a.id, pair.b.id, is_chosen) })
    }

    /// Takes over what the items are by now.
    pub fn take(&mut self, rows: &PanelRows) {
        let PanelRows::Items(rows) = rows else { return };
        let rows: HashMap<ItemId, &Row> = rows.iter().map(|row| (row.id, row)).collect();
        for pair in &mut self.pairs {
            for row in [&mut pair.a, &mut pair.b] {
                if let Some(now) = rows.get(&row.id) {
                    row.clone_from(now);
                }
            }
        }
        self.cursor.at = self.cursor.at.min((self.shown().len() * self.each()).saturating_sub(1));
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.shown().len() * state.each(), count);
            Reply::Stay
        }
        Action::Take => match state.at() {
            Some((pair, is_second)) => {
                let key = if is_second { &pair.b.key } else { &pair.a.key };
                verb::parse_line(&format!("go {key}"))
                    .map_or_else(|e| Reply::Refuse(e.to_string()), |command| Reply::Run(Box::new(command)))
            }
            None => Reply::Close,
        },
        Action::Apart => {
            let Some((a, b)) = state.at().map(|(pair, _)| (pair.a.id, pair.b.id)) else { return Reply::Stay };
            let Some(pair) = state.pairs.iter_mut().find(|p| p.a.id == a && p.b.id == b) else { return Reply::Stay };
            pair.is_apart = !pair.is_apart;
            let is_apart = pair.is_apart;
            state.cursor.go(&Go::Down, state.shown().len() * state.each(), Some(state.each()));
            Reply::Do(vec![Effect::Keep(Note::Apart { product: state.product, a, b, is_apart })])
        }
    }
}

/// The rows of the items, so that the list follows what is done to them.
pub fn wanted(state: &State) -> Option<Panel> {
    let mut items: Vec<ItemId> = state.pairs.iter().flat_map(|pair| [pair.a.id, pair.b.id]).collect();
    items.sort_unstable();
    items.dedup();
    Some(Panel::Items(items))
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let lines = state.shown().len().min(MOST) * (state.each() + 1);
    layout::centered(body, 110, u16::try_from(lines + 5).unwrap_or(u16::MAX))
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let shown = state.shown();
    let inner = frame::popup(target, area(state, body), &title(state, &shown), theme);
    let columns = usize::from(inner.width).max(1);
    if shown.is_empty() {
        let none = match &state.of {
            Some(key) => format!("Nothing says nearly the same as {key}."),
            None => "No two items say nearly the same.".to_owned(),
        };
        target.render_widget(Line::styled(none, theme.dim), inner);
        return;
    }
    let keys = keyed(&model.keymap, "<take> goes there · <merge> merges the two · <apart> they are not the same thing");
    let head = glyph::wrap(&keys, columns, 2);
    for (line, y) in head.iter().zip(inner.y..inner.bottom()) {
        target.render_widget(Line::styled(line.clone(), theme.key), Rect { y, height: 1, ..inner });
    }
    let used = u16::try_from(head.len() + 1).unwrap_or(2).min(inner.height);
    let room = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    let (rows, each) = (usize::from(room.height), state.each());
    let high = each + 1;
    // The pair of the cursor stands in the middle, where there is room.
    let pairs = (rows / high).max(1);
    let top = (state.cursor.at / each).saturating_sub(pairs / 2).min(shown.len().saturating_sub(pairs));
    let key = shown.iter().flat_map(|p| [&p.a, &p.b]).map(|r| r.key.to_string().len()).max().unwrap_or(0).min(12);
    let mut lines = Vec::new();
    for (n, pair) in shown.iter().enumerate().skip(top).take(pairs + 1) {
        lines.push(head_of(pair, columns, theme));
        let [a, b] = &pair.said;
        let items = if each == 2 { vec![(&pair.a, a), (&pair.b, b)] } else { vec![(&pair.b, b)] };
        for (which, row) in items.into_iter().enumerate() {
            lines.push(line((row.0, row.1), pair, n * each + which == state.cursor.at, (key, columns), theme));
        }
    }
    for (line, y) in lines.into_iter().zip(room.y..room.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..room });
    }
}

fn title(state: &State, shown: &[&Alike]) -> String {
    match &state.of {
        Some(key) => format!("Similar to {key}: {}", text::counted(shown.len(), "item")),
        None if state.pairs.len() >= MOST => format!("The {} most similar pairs", text::thousands(shown.len())),
        None => format!("What says nearly the same: {}", text::counted(shown.len(), "pair")),
    }
}

/// "92 % alike · “invoice” | “invoices”".
fn head_of(pair: &Alike, columns: usize, theme: &Theme) -> Line<'static> {
    let (own, other) = similar::differing(&pair.said[0], &pair.said[1]);
    let quoted =
        |words: &[String]| if words.is_empty() { "—".to_owned() } else { format!("“{}”", words.join(" ")) };
    let words = match (own.is_empty(), other.is_empty()) {
        (true, true) => String::new(),
        _ => format!(" · {} or {}", quoted(&own), quoted(&other)),
    };
    let apart = if pair.is_apart { " · not the same thing" } else { "" };
    let style = if pair.is_apart { theme.dim } else { theme.accent };
    Line::styled(glyph::cut(&format!("{}{apart}{words}", pair.score), columns), style)
}

/// An item, and behind its title what was compared, where that is something else.
fn line(
    (row, said): (&Row, &str),
    pair: &Alike,
    is_at: bool,
    (key, columns): (usize, usize),
    theme: &Theme,
) -> Line<'static> {
    let ink = |style| if is_at { theme.selection } else { style };
    let state = format!("{} {}", row.state.sign(), row.state.name());
    let room = columns.saturating_sub(2 + key + 2 + 15);
    let text = if pair.is_apart { theme.dim } else { theme.text };
    let means = if text::fold(said) == text::fold(&row.title) { String::new() } else { format!(" — {said}") };
    let title = match glyph::width(&means) {
        0 => room,
        wide => glyph::width(&row.title).min(room.saturating_sub(wide).max(room / 3)),
    };
    Line::from(vec![
        Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{}  ", glyph::fit(&row.key.to_string(), key)), ink(theme.dim)),
        Span::styled(glyph::fit(&row.title, title), ink(text)),
        Span::styled(glyph::fit(&means, room - title), ink(theme.dim)),
        Span::styled(format!(" {}", glyph::fit(&state, 14)), ink(theme.state(row.state))),
    ])
}
