//! The presentation: one page at a time on a shared screen, large and calm, and nothing else.
//!
//! It lies over the Sprint view: the item of the page is the selected one, so every verb acts on it as everywhere. Only a
//! few act while it is locked ([`OPEN`]).

mod page;

use super::super::action::present::Present;
use super::super::keymap::Scope;
use super::super::model::Model;
use super::View;
use super::backlog::Marks;
use super::sprint::Part;
use crate::domain::present::{Page, Presentation};
use crate::domain::query::{Panel, PanelRows};
use crate::domain::{ItemId, SprintId};
use crate::ui::action::Action as Any;
use crate::ui::layout;
use crate::ui::toast::Tone;
use crate::ui::verb::Command;
use crate::ui::widget::glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Verbs that act while the presentation is locked: what a Sprint Review decides about the story shown.
pub const OPEN: &[&str] = &[
    "accept", "return", "tick", "pull", "pull-out", "feedback", "value", "undo", "redo", "leave", "quit", "suspend",
    "help", "command",
];

/// The sections of the keymap that count, the first first.
pub const SCOPES: &[Scope] = &[Scope::Present, Scope::Review, Scope::Sprint, Scope::Backlog, Scope::App];

/// What is presented.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The page and its list, as last answered.
    pub shown: Option<Box<Presentation>>,
    /// True where every verb acts.
    pub is_unlocked: bool,
    /// True after the key that leaves was pressed once.
    pub is_leaving: bool,
    /// How it came here.
    pub way: Way,
    /// Lines that a long page is scrolled.
    pub top: usize,
    /// What this window wrote since it began.
    pub wrote: Wrote,
    /// What it was begun from.
    pub back: Option<Box<Back>>,
}

/// The steps that this window wrote since its presentation began. Only these are taken back while it is locked: what
/// was done before nobody sees go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wrote {
    /// Those that stand.
    pub steps: usize,
    /// Those that were taken back and can be brought back.
    pub undone: usize,
    /// True for an undo that is on its way, with how many steps.
    pub turning: Option<(bool, usize)>,
}

impl Wrote {
    /// After a step was written, or steps were taken back or brought back.
    pub fn committed(&mut self, is_replay: bool) {
        match self.turning.take().filter(|_| is_replay) {
            Some((true, times)) => {
                (self.steps, self.undone) = (self.steps.saturating_sub(times), self.undone + times);
            }
            Some((false, times)) => {
                (self.steps, self.undone) = (self.steps + times, self.undone.saturating_sub(times));
            }
            None if is_replay => {}
            None => (self.steps, self.undone) = (self.steps + 1, 0),
        }
    }
}

/// What was shown before.
#[derive(Debug, Clone)]
pub struct Back {
    /// The view.
    pub view: View,
    /// The part of the Sprint view.
    pub part: Part,
    /// The Sprint that was chosen there.
    pub chosen: Option<SprintId>,
    /// True where the story was open.
    pub is_open: bool,
    /// The selected item.
    pub cursor: Option<ItemId>,
    /// The marks.
    pub marks: Marks,
}

/// How a window came to present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// By a verb; it goes back to what it showed before.
    #[default]
    Here,
    /// It was started for it, and has not begun.
    Waiting,
    /// It was started for it, and ends with it.
    Alone,
}

impl State {
    /// True where the program was started for it, and ends with it.
    pub fn is_alone(&self) -> bool {
        self.way != Way::Here
    }

    /// The page shown.
    pub fn page(&self) -> Option<Page> {
        self.shown.as_ref().map(|shown| shown.shown.page)
    }

    /// Takes over what the store answered.
    pub fn take(&mut self, rows: &PanelRows) {
        let PanelRows::Presentation(found) = rows else { return };
        let page = self.page();
        self.shown.clone_from(found);
        if self.page() != page {
            self.top = 0;
        }
    }
}

/// What is done in it.
pub type Action = Present;

/// What it needs from the store.
pub fn wanted(_: &State) -> Panel {
    Panel::Presentation
}

/// The items that the cursor goes through: that of the page alone.
pub fn sequence(state: &State) -> Vec<ItemId> {
    state.page().and_then(Page::item).into_iter().collect()
}

/// True for what acts on a locked presentation.
pub fn is_open_to(command: &Command) -> bool {
    matches!(command.action, Any::Present(_)) || OPEN.contains(&command.verb.name)
}

/// Draws it over the whole frame.
pub fn view(state: &State, model: &Model, target: &mut Frame) {
    let area = target.area();
    let Some(shown) = state.shown.as_ref().filter(|shown| !shown.shown.is_blank) else { return };
    let columns = usize::from(area.width.saturating_sub(8)).clamp(1, 64);
    let lines = page::lines(shown, model, columns);
    let room = area.height.saturating_sub(2);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let last = lines.len().saturating_sub(usize::from(room));
    let top = state.top.min(last);
    // A little above the middle, as on a page of a book.
    let from = area.y + 1 + room.saturating_sub(height) * 2 / 5;
    let wide = u16::try_from(columns).unwrap_or(area.width);
    let block = Rect { x: area.x + (area.width.saturating_sub(wide)) / 2, width: wide.min(area.width), ..area };
    for (line, y) in lines.into_iter().skip(top).zip(from..area.bottom().saturating_sub(1)) {
        target.render_widget(line, Rect { y, height: 1, ..block }.intersection(area));
    }
    if top < last {
        let at = Rect { y: area.bottom().saturating_sub(1), height: 1, ..block };
        target.render_widget(Line::styled("▾", model.theme.dim), at.intersection(area));
    }
}

/// A word in the last line, where something was done or could not be done; until the next key.
pub fn view_word(state: &State, model: &Model, target: &mut Frame) {
    let area = target.area();
    let theme = &model.theme;
    let (text, style) = match &model.toast {
        _ if state.shown.as_ref().is_some_and(|shown| shown.shown.is_blank) => return,
        Some(toast) => (toast.text.clone(), if toast.tone == Tone::Failed { theme.error } else { theme.dim }),
        None if state.is_unlocked => ("unlocked: every key acts".to_owned(), theme.warning),
        None => return,
    };
    let columns = usize::from(area.width.saturating_sub(4)).max(1);
    let lines = glyph::wrap(&text, columns, 3);
    let height = u16::try_from(lines.len()).unwrap_or(1);
    let below = layout::centered(area, area.width.saturating_sub(4), area.height);
    for (line, y) in lines.into_iter().zip(area.bottom().saturating_sub(height)..area.bottom()) {
        let at = Rect { y, height: 1, ..below }.intersection(area);
        target.render_widget(Line::styled(line, style).centered(), at);
    }
}
