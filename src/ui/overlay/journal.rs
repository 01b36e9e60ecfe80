//! Every step of the product, newest first; undo back to one, or take one back alone.

use super::Reply;
use super::rows::Cursor;
use crate::domain::Step;
use crate::domain::query::Panel;
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How many steps are read at once; the list grows as the cursor nears its end.
const PAGE: usize = 200;

/// The steps and the cursor.
#[derive(Debug, Clone)]
pub struct State {
    /// The steps, newest first.
    pub steps: Vec<Step>,
    /// The cursor.
    pub cursor: Cursor,
    limit: usize,
}

impl Default for State {
    fn default() -> Self {
        Self { steps: Vec::new(), cursor: Cursor::default(), limit: PAGE }
    }
}

impl State {
    /// The step under the cursor.
    pub fn at(&self) -> Option<&Step> {
        self.steps.get(self.cursor.at)
    }
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another step.
    Go(Go, Option<usize>),
    /// Take back everything after this step.
    UndoToHere,
    /// Take back this step alone.
    UndoThis,
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.steps.len(), count);
            if state.cursor.at + 20 >= state.limit {
                state.limit += PAGE;
            }
            Reply::Stay
        }
        Action::UndoToHere if state.cursor.at == 0 => Reply::Refuse("nothing came after this step".into()),
        Action::UndoToHere => on_step(state, |step| Effect::UndoBackTo(step.id)),
        Action::UndoThis => match state.steps.get(state.cursor.at) {
            Some(step) if !step.is_live => Reply::Refuse("this step is taken back already".into()),
            _ => on_step(state, |step| Effect::UndoStep(step.id)),
        },
    }
}

fn on_step(state: &State, effect: impl Fn(&Step) -> Effect) -> Reply {
    match state.steps.get(state.cursor.at) {
        Some(step) => Reply::Do(vec![effect(step)]),
        None => Reply::Refuse("there is no step yet".into()),
    }
}

/// The newest steps.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Journal { limit: state.limit })
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 100, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = keyed(&model.keymap, "Journal · <undo-to-here> undoes back to here · <undo-this> takes this one back");
    let inner = frame::popup(target, area(body), &title, theme);
    if state.steps.is_empty() {
        target.render_widget(Line::styled("Nothing has been changed yet.", theme.dim), inner);
        return;
    }
    let (rows, columns) = (usize::from(inner.height), usize::from(inner.width));
    let top = state.cursor.top(state.steps.len(), rows);
    for (i, step) in state.steps.iter().enumerate().skip(top).take(rows) {
        let is_at = i == state.cursor.at;
        let ink = |style| if is_at { theme.selection } else { style };
        let sign = if step.undoes.is_some() {
            "↶"
        } else if step.is_live {
            " "
        } else {
            "×"
        };
        let who = if step.is_own { "this window".to_owned() } else { step.author.clone() };
        let wide = if columns >= 70 { 14 } else { 0 };
        let rest = columns.saturating_sub(2 + 2 + 17 + wide + usize::from(wide > 0));
        let text = if step.is_live { theme.text } else { theme.dim };
        let mut spans = vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(format!("{sign} "), ink(theme.dim)),
            Span::styled(format!("{} ", model.now.shown(step.at)), ink(theme.dim)),
        ];
        if wide > 0 {
            spans.push(Span::styled(format!("{} ", glyph::fit(&who, wide)), ink(theme.dim)));
        }
        spans.push(Span::styled(glyph::fit(&step.label, rest), ink(text)));
        let y = inner.y + u16::try_from(i - top).unwrap_or(0);
        target.render_widget(Line::from(spans), Rect { y, height: 1, ..inner });
    }
}
