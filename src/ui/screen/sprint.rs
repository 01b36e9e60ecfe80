//! The Sprint view: one Sprint's life in four parts: its plan, its board, its charts, its review.
//!
//! The selection is that of the lists: a part says which items it shows and in which sequence, and the lists' cursor,
//! marks and verbs go through them ([`sequence`]). So every verb acts here as it does there.

pub mod board;
pub mod chart;
pub mod plan;
pub mod review;

use super::super::keymap::Scope;
use super::super::layout;
use super::super::model::Model;
use crate::domain::query::Past;
use crate::domain::sprint::{Course, Phase};
use crate::domain::{ItemId, Row, Sprint, SprintId};
use crate::ui::screen::Turns;
use crate::ui::widget::{frame, glyph, parts};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use strum::{EnumCount, EnumIter, IntoEnumIterator, IntoStaticStr};

/// A part of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumCount, EnumIter, IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The Product Backlog on one side, the Sprint on the other.
    #[default]
    Plan,
    /// Cards in columns by state.
    Board,
    /// Burndown, burnup, velocity.
    Burndown,
    /// What the Sprint Review looks at.
    Review,
}

impl Turns for Part {}

impl Part {
    /// The sections of the keymap that count in it, the first first.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Plan => &[Scope::Plan, Scope::Inside, Scope::Sprint, Scope::Backlog, Scope::App],
            Self::Board => &[Scope::Board, Scope::Inside, Scope::Sprint, Scope::Backlog, Scope::App],
            Self::Burndown => &[Scope::Burndown, Scope::Inside, Scope::Sprint, Scope::Backlog, Scope::App],
            Self::Review => &[Scope::Review, Scope::Inside, Scope::Sprint, Scope::Backlog, Scope::App],
        }
    }
}

/// The state of the view.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The part shown.
    pub part: Part,
    /// The Sprint shown; `None` for the one that runs, else the next planned one, else the last.
    pub chosen: Option<SprintId>,
    /// While a new Sprint is made: those that were there before. The one that comes is shown.
    pub awaited: Option<Vec<SprintId>>,
    /// The course of the Sprint shown, as last answered.
    pub course: Option<Box<Course>>,
    /// The Sprints that are over, as last answered.
    pub past: Rc<Past>,
    /// The rows of the list beside what the cursor goes through, as last answered.
    pub beside: Vec<Row>,
    /// What the plan remembers.
    pub plan: plan::State,
    /// What the board remembers.
    pub board: board::State,
    /// What the charts remember.
    pub chart: chart::State,
    /// What the review remembers.
    pub review: review::State,
}

/// The Sprint shown: the one chosen, else the one that runs, else the next planned one, else the last.
pub fn shown(model: &Model) -> Option<SprintId> {
    let state = &model.sprint;
    let first = || model.blocks.first().map(|block| block.sprint.id);
    let last = || state.past.figures.last().map(|figures| figures.sprint.id);
    state.chosen.or_else(first).or_else(last)
}

/// The Sprints that can be gone through: those that are over, the one that runs, those planned.
pub fn all(model: &Model) -> Vec<SprintId> {
    let over = model.sprint.past.figures.iter().map(|figures| figures.sprint.id);
    over.chain(model.blocks.iter().map(|block| block.sprint.id)).collect()
}

/// The items that the part shows, in the sequence in which the cursor goes through them; `None` where it goes through
/// the list of the Product Backlog.
pub fn sequence(model: &Model) -> Option<Vec<ItemId>> {
    let state = &model.sprint;
    match state.part {
        Part::Plan => plan::sequence(model),
        Part::Board => Some(board::sequence(model)),
        Part::Burndown => Some(chart::sequence(state)),
        Part::Review => Some(review::sequence(model)),
    }
}

/// Where the cursor goes when its item has left the part shown; `None` where the one that followed it is right.
pub fn neighbour(model: &Model) -> Option<ItemId> {
    match model.sprint.part {
        Part::Board => board::neighbour(model),
        Part::Plan | Part::Burndown | Part::Review => None,
    }
}

/// The item that is drawn at this place of the screen.
pub fn item_at(model: &Model, at: Position) -> Option<ItemId> {
    match model.sprint.part {
        Part::Board => board::card_at(model, at),
        Part::Review => review::item_at(model, at),
        Part::Plan | Part::Burndown => None,
    }
}

/// The area of the part shown, as [`view`] gives it; `None` where the story has the screen.
pub fn rest(model: &Model) -> Option<Rect> {
    let pane = model.areas(Rect::new(0, 0, model.width, model.height)).list?;
    let inside = layout::inside(pane);
    // The pane leaves a column free at each side.
    let inner = Rect { x: (inside.x + 1).min(inside.right()), width: inside.width.saturating_sub(2), ..inside };
    Some(below(inner, 1))
}

/// First and last day of the next Sprint to plan: after the one that ends last.
pub fn next_days(model: &Model) -> (chrono::NaiveDate, chrono::NaiveDate) {
    let open = model.blocks.iter().map(|block| block.sprint.clone());
    let past = model.sprint.past.figures.iter().map(|figures| figures.sprint.clone());
    let all: Vec<Sprint> = open.chain(past).collect();
    plan::calendar(model).next(&all, model.now.day)
}

/// How many rows at the top of the list the cursor passes over, because they stand elsewhere; `None` where the view
/// does not show the list.
pub fn floor(model: &Model) -> Option<usize> {
    match model.sprint.part {
        Part::Plan => plan::floor(model),
        Part::Board | Part::Burndown | Part::Review => None,
    }
}

/// The items of the list that stand beside what the cursor goes through.
pub fn beside(model: &Model) -> Vec<ItemId> {
    match model.sprint.part {
        Part::Plan => plan::beside(model),
        Part::Board | Part::Burndown | Part::Review => Vec::new(),
    }
}

/// Rows of what the cursor goes through, in a pane of this size.
pub fn rows(model: &Model, pane: Rect) -> usize {
    match model.sprint.part {
        Part::Plan => plan::rows(model, inside(pane)),
        Part::Board | Part::Burndown | Part::Review => layout::list_rows(model.height),
    }
}

/// The item at a place of the pane, and what a click there does before it selects it.
pub fn spot_at(model: &Model, pane: Rect, at: Position) -> Option<(ItemId, bool)> {
    match model.sprint.part {
        Part::Plan => plan::item_at(model, inside(pane), at),
        Part::Board | Part::Burndown | Part::Review => None,
    }
}

/// The sections of the keymap that count, the first first.
pub fn scopes(model: &Model) -> &'static [Scope] {
    match model.sprint.part {
        Part::Plan if plan::is_list(model) => &[Scope::Plan, Scope::Sprint, Scope::Backlog, Scope::App],
        part => part.scopes(),
    }
}

/// What a pane has for the part shown: its border and the line with the parts taken off.
fn inside(pane: Rect) -> Rect {
    let inner = layout::inside(pane);
    below(Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }, 1)
}

/// Draws the view into `area`.
pub fn view(model: &Model, target: &mut Frame, area: Rect) {
    let inner = frame::pane(target, area, &title(model), true, &model.theme);
    let (top, rest) = (Rect { height: inner.height.min(1), ..inner }, below(inner, 1));
    target.render_widget(parts::line(Part::iter().map(Part::name), model.sprint.part.name(), &model.theme), top);
    match model.sprint.part {
        Part::Plan => plan::view(model, target, rest),
        Part::Board => board::view(model, target, rest),
        Part::Burndown => chart::view(model, target, rest),
        Part::Review => review::view(model, target, rest),
    }
}

/// The area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// "Sprint 14 · running · 4 Mar – 17 Mar".
fn title(model: &Model) -> String {
    let Some(sprint) = model.sprint.course.as_ref().map(|course| &course.sprint) else { return "Sprint".into() };
    let phase = match sprint.phase {
        Phase::Active => "running",
        Phase::Planned => "planned",
        Phase::Closed => "closed",
    };
    let days = match (sprint.plan.starts, sprint.plan.ends) {
        (Some(starts), Some(ends)) => format!(" · {starts} – {ends}"),
        (Some(starts), None) => format!(" · from {starts}"),
        (None, Some(ends)) => format!(" · until {ends}"),
        (None, None) => String::new(),
    };
    format!("{} · {phase}{days}", glyph::steady(&sprint.title()))
}
