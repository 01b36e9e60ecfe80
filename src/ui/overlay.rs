//! Pop-ups over a view, as a stack. Each has five public items: `State`, `Action`, `update`, `wanted`, `view`;
//! `area` beside them says where it stands, for the view and the mouse.

pub mod choice;
pub mod confirm;
pub mod help;
pub mod history;
pub mod journal;
pub mod lines;
pub mod marks;
pub mod plan;
pub mod prompt;
pub mod rows;

use super::effect::Effect;
use super::model::Model;
use super::verb::Command;
use crate::domain::query::Panel;
use ratatui::Frame;
use ratatui::layout::Rect;

/// A pop-up.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A line of text for a verb.
    Prompt(Box<prompt::State>),
    /// One of several values for a verb.
    Choice(choice::State),
    /// What a verb will change, before it does.
    Confirm(confirm::State),
    /// All keys and verbs.
    Help(help::State),
    /// Every step.
    Journal(journal::State),
    /// What happened to an item.
    History(history::State),
    /// What an import would do.
    Plan(plan::State),
    /// The marked items.
    Marks(marks::State),
    /// New items from pasted lines.
    Lines(lines::State),
}

/// What a pop-up answers to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nothing more.
    Stay,
    /// It is done with.
    Close,
    /// It is done with, and this is to be done.
    CloseWith(Vec<Effect>),
    /// This is to be done; the pop-up stays.
    Do(Vec<Effect>),
    /// It is done with, and this verb runs.
    Run(Box<Command>),
    /// The line typed so far, to be read and run; the pop-up closes if that succeeds.
    Submit(String),
    /// It can't, because.
    Refuse(String),
}

impl Overlay {
    /// What it needs from the store.
    pub fn wanted(&self) -> Option<Panel> {
        match self {
            Self::Prompt(state) => prompt::wanted(state),
            Self::Choice(state) => choice::wanted(state),
            Self::Confirm(state) => confirm::wanted(state),
            Self::Help(state) => help::wanted(state),
            Self::Journal(state) => journal::wanted(state),
            Self::History(state) => history::wanted(state),
            Self::Plan(state) => plan::wanted(state),
            Self::Marks(state) => marks::wanted(state),
            Self::Lines(state) => lines::wanted(state),
        }
    }

    /// Where it stands over the view.
    pub fn area(&self, body: Rect) -> Rect {
        match self {
            Self::Prompt(state) => prompt::area(state, body),
            Self::Choice(state) => choice::area(state, body),
            Self::Confirm(state) => confirm::area(state, body),
            Self::Help(_) => help::area(body),
            Self::Journal(_) => journal::area(body),
            Self::History(_) => history::area(body),
            Self::Plan(_) => plan::area(body),
            Self::Lines(state) => lines::area(state, body),
            Self::Marks(state) => marks::area(state, body),
        }
    }

    /// Draws it over the view.
    pub fn view(&self, model: &Model, frame: &mut Frame, body: Rect) {
        match self {
            Self::Prompt(state) => prompt::view(state, model, frame, body),
            Self::Choice(state) => choice::view(state, model, frame, body),
            Self::Confirm(state) => confirm::view(state, model, frame, body),
            Self::Help(state) => help::view(state, model, frame, body),
            Self::Journal(state) => journal::view(state, model, frame, body),
            Self::History(state) => history::view(state, model, frame, body),
            Self::Plan(state) => plan::view(state, model, frame, body),
            Self::Marks(state) => marks::view(state, model, frame, body),
            Self::Lines(state) => lines::view(state, model, frame, body),
        }
    }
}
