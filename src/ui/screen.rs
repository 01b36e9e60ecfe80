//! The views. Each has five public items: `State`, `Action`, `update`, `wanted`, `view`.
//!
//! There is one selection. A view beside the lists says what the lists' cursor goes through and where it stands on the
//! screen; what all views are asked is answered by [`View`], one match a question.

pub mod backlog;
pub mod present;
pub mod prioritize;
pub mod sprint;

use super::keymap::Scope;
use super::layout;
use super::model::Model;
use crate::domain::ItemId;
use ratatui::layout::{Position, Rect};
use strum::IntoEnumIterator;

/// Verbs with a short word for the hint bar, the most needed first.
pub type Hints = &'static [(&'static [&'static str], &'static str)];

/// What takes turns on the screen: the parts of a view, the charts of a part.
pub trait Turns: Copy + PartialEq + IntoEnumIterator + Into<&'static str> {
    /// The word shown and kept.
    fn name(self) -> &'static str {
        self.into()
    }

    /// Reads one by its word.
    fn parse(word: &str) -> Option<Self> {
        Self::iter().find(|one| one.name() == word)
    }

    /// The one so many after this one, around the end.
    #[must_use]
    fn step(self, by: usize) -> Self {
        let all: Vec<Self> = Self::iter().collect();
        let at = all.iter().position(|one| *one == self).unwrap_or(0);
        all[(at + by) % all.len()]
    }
}

/// What is shown left of the story, or instead of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// The lists.
    #[default]
    Lists,
    /// One Sprint.
    Sprint,
    /// The Product Backlog, scored and compared.
    Prioritize,
}

impl View {
    /// The items it shows, in the sequence in which the cursor goes through them; `None` where it goes through the list.
    pub fn sequence(self, model: &Model) -> Option<Vec<ItemId>> {
        match self {
            Self::Lists => None,
            Self::Sprint => sprint::sequence(model),
            Self::Prioritize => prioritize::sequence(model),
        }
    }

    /// Where the cursor goes when its item has left what is shown; `None` where the one that followed it is right.
    pub fn neighbour(self, model: &Model) -> Option<ItemId> {
        match self {
            Self::Lists => None,
            Self::Sprint => sprint::neighbour(model),
            Self::Prioritize => prioritize::neighbour(model),
        }
    }

    /// How many rows at the top of the list the cursor passes over; `None` where the view shows the list whole, or not.
    pub fn floor(self, model: &Model) -> Option<usize> {
        match self {
            Self::Lists | Self::Prioritize => None,
            Self::Sprint => sprint::floor(model),
        }
    }

    /// Rows of what the cursor goes through, in a pane of this size.
    pub fn rows(self, model: &Model, pane: Rect) -> usize {
        match self {
            Self::Lists => layout::list_rows(model.height),
            Self::Sprint => sprint::rows(model, pane),
            Self::Prioritize => prioritize::rows(model, pane),
        }
    }

    /// The sections of the keymap that count, the first first.
    pub fn scopes(self, model: &Model) -> &'static [Scope] {
        match self {
            Self::Lists => &[Scope::Backlog, Scope::App],
            Self::Sprint => sprint::scopes(model),
            Self::Prioritize => prioritize::scopes(model),
        }
    }

    /// The item that is drawn at a place of the screen, in a pane of this size.
    pub fn item_at(self, model: &Model, pane: Rect, at: Position) -> Option<ItemId> {
        match self {
            Self::Lists => model.backlog.item_on(layout::row_at(pane, at.x, at.y)?),
            Self::Sprint => sprint::item_at(model, at),
            Self::Prioritize => prioritize::item_at(model, pane, at),
        }
    }

    /// The items of the list that stand beside what the cursor goes through.
    pub fn beside(self, model: &Model) -> Vec<ItemId> {
        match self {
            Self::Lists => Vec::new(),
            Self::Sprint => sprint::beside(model),
            Self::Prioritize => prioritize::beside(model),
        }
    }

    /// True where it needs all of the width, so that no story stands beside it.
    pub fn is_whole(self, model: &Model) -> bool {
        match self {
            Self::Lists => false,
            Self::Sprint => true,
            Self::Prioritize => prioritize::is_whole(model),
        }
    }

    /// The part of it that is shown, by the word that is kept for the next start; `None` where it has none.
    pub fn part(self, model: &Model) -> Option<&'static str> {
        match self {
            Self::Lists => None,
            Self::Sprint => Some(model.sprint.part.name()),
            Self::Prioritize => Some(model.prioritize.part.name()),
        }
    }
}
