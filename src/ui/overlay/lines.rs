//! New items from pasted lines: shown before they are made, then made as one step.

use super::Reply;
use super::rows::scroll;
use crate::domain::item::NewItem;
use crate::domain::note::{About, Draft};
use crate::domain::query::Panel;
use crate::domain::text::counted;
use crate::domain::{Change, ItemId, ProductId, Spot, State as ItemState};
use crate::ui::action::Go;
use crate::ui::effect::{Effect, Typed};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The name under which its text is asked for, rejected and kept.
pub const ASKED: &str = "lines";

/// The items to be.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Their product.
    pub product: ProductId,
    /// The items, in the text's order.
    pub items: Vec<NewItem>,
    /// Where they go.
    pub spot: Spot,
    /// The pasted text, kept as a draft where the items are not made.
    pub text: String,
    /// The first item shown.
    pub top: usize,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Scroll.
    Go(Go, Option<usize>),
    /// Make them.
    Agree,
}

impl State {
    /// The text as a draft.
    pub fn draft(&self) -> Draft {
        Draft { product: Some(self.product), about: About::Line(ASKED.to_owned()), text: self.text.clone() }
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            scroll(&mut state.top, &go, state.items.len(), count);
            Reply::Stay
        }
        Action::Agree => {
            let State { product, items, spot, text, .. } = state.clone();
            let typed = Some(Typed { asked: ASKED, text });
            Reply::CloseWith(vec![Effect::Commit { change: Change::AddItems { product, items, spot }, typed }])
        }
    }
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let height = u16::try_from(state.items.len() + 4).unwrap_or(u16::MAX);
    layout::centered(body, 100, height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = format!("New items from {}", counted(state.items.len(), "pasted line"));
    let inner = frame::popup(target, area(state, body), &title, theme);
    let columns = usize::from(inner.width);
    let (adds, keeps) =
        (keyed(&model.keymap, "<take> adds them"), keyed(&model.keymap, "<leave> keeps the text as a draft"));
    let ask = format!("{adds} {}, as one step · {keeps}", place(state, model));
    for (line, y) in glyph::wrap(&ask, columns.max(1), 2).into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(Line::styled(line, theme.key), Rect { y, height: 1, ..inner });
    }
    let digits = state.items.len().to_string().len();
    let rows = state.items.iter().enumerate().skip(top(state, inner));
    for ((n, item), y) in rows.zip(inner.y.saturating_add(2)..inner.bottom()) {
        let persona = if item.text.persona.is_empty() { String::new() } else { format!("  · {}", item.text.persona) };
        let room = columns.saturating_sub(digits + 2);
        let said = glyph::cut(&item.text.title, room);
        let rest = glyph::cut(&persona, room.saturating_sub(glyph::width(&said)));
        let line = Line::from(vec![
            Span::styled(format!("{:>digits$}  ", n + 1), theme.dim),
            Span::styled(said, theme.text),
            Span::styled(rest, theme.dim),
        ]);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}

/// The last page stays full.
fn top(state: &State, inner: Rect) -> usize {
    let rows = usize::from(inner.height.saturating_sub(2));
    state.top.min(state.items.len().saturating_sub(rows))
}

fn place(state: &State, model: &Model) -> String {
    if state.items.iter().any(|item| item.state == ItemState::Inbox) {
        return "to the inbox".into();
    }
    let key = |id: ItemId| model.backlog.window.rows.iter().find(|row| row.id == id).map(|row| row.key.to_string());
    match state.spot {
        Spot::Below(id) => key(id).map_or("below the cursor".into(), |key| format!("below {key}")),
        Spot::Top | Spot::Bottom | Spot::Above(_) | Spot::Place(_) => "at the bottom of the backlog".into(),
    }
}
