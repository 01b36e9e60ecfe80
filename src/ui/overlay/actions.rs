//! What the Sprint Retrospectives agreed on: noted, changed, done, taken off in place.

use super::Reply;
use super::rows::Cursor;
use crate::domain::query::Panel;
use crate::domain::sprint::Agreed;
use crate::domain::text::counted;
use crate::ui::action::{Action as Deed, Go, sprint::Life, sprint::Sprint};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb::{self, Command};
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The actions and the cursor.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The actions: what is open by its day, then what is done, the newest first.
    pub agreed: Vec<Agreed>,
    /// The cursor.
    pub cursor: Cursor,
    /// One is being noted here: the cursor goes to it.
    pub awaits: bool,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another action.
    Go(Go, Option<usize>),
    /// Change it.
    Take,
}

impl State {
    /// Takes over what the store says by now; the cursor stays on its action.
    pub fn take(&mut self, agreed: &[Agreed]) {
        let at = self.at().map(|agreed| agreed.id);
        let mut all = agreed.to_vec();
        all.sort_by_key(|a| (a.said.done_on.is_some(), a.said.due.is_none(), a.said.due, std::cmp::Reverse(a.number)));
        let is_new = |agreed: &&Agreed| !self.agreed.iter().any(|known| known.id == agreed.id);
        let new = all.iter().find(is_new).map(|agreed| agreed.id).filter(|_| self.awaits);
        self.awaits &= new.is_none();
        let at = new.or(at);
        self.agreed = all;
        let found = at.and_then(|id| self.agreed.iter().position(|agreed| agreed.id == id));
        self.cursor.at = found.unwrap_or(self.cursor.at).min(self.agreed.len().saturating_sub(1));
    }

    /// The action under the cursor.
    pub fn at(&self) -> Option<&Agreed> {
        self.agreed.get(self.cursor.at)
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.agreed.len(), count);
            Reply::Stay
        }
        Action::Take => {
            let (name, life) =
                if state.agreed.is_empty() { ("agree", Life::Agree) } else { ("reword-action", Life::Reword) };
            let Some(verb) = verb::find(name) else { return Reply::Stay };
            Reply::Over(Box::new(Command { verb, action: Deed::Sprint(Sprint::Life(life)), count: None }))
        }
    }
}

/// It is known: the Sprint view has asked for it.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let height = u16::try_from(state.agreed.len() + 2).unwrap_or(u16::MAX).max(5);
    layout::centered(body, 100, height.min(body.height.saturating_sub(2)).max(3))
}

/// Draws it.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let open = state.agreed.iter().filter(|agreed| agreed.said.done_on.is_none()).count();
    let title = format!("{} open", counted(open, "retrospective action"));
    let inner = frame::popup(target, area(state, body), &title, theme);
    let columns = usize::from(inner.width);
    if state.agreed.is_empty() {
        let text = "Nothing was agreed on yet. <agree> notes what the Scrum Team wants to improve; it is shown at each \
                    planning until it is done.";
        let said = keyed(&model.keymap, text);
        for (line, y) in glyph::wrap(&said, columns, usize::from(inner.height)).into_iter().zip(inner.y..inner.bottom())
        {
            target.render_widget(Line::styled(line, theme.dim), Rect { y, height: 1, ..inner });
        }
        return;
    }
    let rows = usize::from(inner.height);
    let top = state.cursor.top(state.agreed.len(), rows);
    for ((n, agreed), y) in state.agreed.iter().enumerate().skip(top).zip(inner.y..inner.bottom()) {
        let line = row(agreed, n == state.cursor.at, model, columns);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}

fn row(agreed: &Agreed, is_at: bool, model: &Model, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_at { theme.selection } else { style };
    let said = &agreed.said;
    let is_late = said.done_on.is_none() && said.due.is_some_and(|due| due < model.now.day);
    let (sign, text) = match said.done_on {
        Some(_) => ("✓", theme.dim),
        None => ("□", theme.text),
    };
    let when = match (said.done_on, said.due) {
        (Some(day), _) => format!(" done {day}"),
        (None, Some(day)) if is_late => format!("! due {day}"),
        (None, Some(day)) => format!("  due {day}"),
        (None, None) => String::new(),
    };
    let owner = (columns / 6).clamp(6, 16);
    let title = columns.saturating_sub(4 + 11 + owner + 2 + 17);
    Line::from(vec![
        Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{sign} "), ink(if said.done_on.is_some() { theme.good } else { text })),
        Span::styled(glyph::fit(&said.text, title), ink(text)),
        Span::styled(format!("  {}", glyph::fit(&said.owner, owner)), ink(theme.accent)),
        Span::styled(format!("{} ", glyph::fit(&when, 16)), ink(if is_late { theme.warning } else { theme.dim })),
        Span::styled(glyph::fit(&agreed.title, 11), ink(theme.dim)),
    ])
}
