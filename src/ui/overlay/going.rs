//! Going through the rows of a pop-up, and taking one.

use super::super::action::Go;
use super::super::keymap::Keymap;
use super::{Overlay, Reply};
use super::{
    accepting, actions, alike, arrange, checks, choice, close, confirm, form, health, help, history, journal, lines,
    marks, merge, plan, questions, scope, split, standup, start, summary, why,
};

impl Overlay {
    /// Goes through its rows; `rows` of them are on the screen.
    pub fn go(&mut self, go: Go, count: Option<usize>, rows: usize, keymap: &Keymap) -> Reply {
        self.know(rows);
        match self {
            Self::Choice(state) => choice::update(state, choice::Action::Go(go, count)),
            Self::Help(state) => help::update(state, help::Action::Go(go, count), keymap),
            Self::Journal(state) => journal::update(state, journal::Action::Go(go, count)),
            Self::History(state) => history::update(state, history::Action::Go(go, count)),
            Self::Plan(state) => plan::update(state, plan::Action::Go(go, count)),
            Self::Lines(state) => lines::update(state, lines::Action::Go(go, count)),
            Self::Form(state) => form::update(state, form::Action::Go(go, count), keymap),
            Self::Marks(state) => marks::update(state, marks::Action::Go(go, count)),
            Self::Questions(state) => questions::update(state, questions::Action::Go(go, count)),
            Self::Merge(state) => merge::update(state, merge::Action::Go(go, count)),
            Self::Split(state) => split::update(state, split::Action::Go(go, count)),
            Self::Alike(state) => alike::update(state, alike::Action::Go(go, count)),
            Self::Checks(state) => checks::update(state, checks::Action::Go(go, count)),
            Self::Health(state) => health::update(state, health::Action::Go(go, count)),
            Self::Summary(state) => summary::update(state, &summary::Action::Go(go, count)),
            Self::Accepting(state) => accepting::update(state, accepting::Action::Go(go, count)),
            Self::Scope(state) => scope::update(state, scope::Action::Go(go, count)),
            Self::Standup(state) => standup::update(state, standup::Action::Go(go, count)),
            Self::Close(state) => close::update(state, close::Action::Go(go, count)),
            Self::Actions(state) => actions::update(state, actions::Action::Go(go, count)),
            Self::Arrange(state) => arrange::update(state, arrange::Action::Go(go, count)),
            Self::Why(state) => why::update(state, why::Action::Go(go, count)),
            Self::Prompt(_)
            | Self::Confirm(_)
            | Self::Refusal(_)
            | Self::Start(_)
            | Self::Cause(_)
            | Self::Cell(_)
            | Self::Scoring(_)
            | Self::Returning(_)
            | Self::Notes(_) => Reply::Stay,
        }
    }

    /// Takes what its cursor is on, or agrees.
    pub fn take(&mut self, keymap: &Keymap) -> Reply {
        match self {
            Self::Choice(state) => choice::update(state, choice::Action::Take),
            Self::Confirm(state) => confirm::update(state, confirm::Action::Agree),
            Self::Plan(state) => plan::update(state, plan::Action::Agree),
            Self::Lines(state) => lines::update(state, lines::Action::Agree),
            Self::Help(state) => help::update(state, help::Action::Take, keymap),
            Self::Merge(state) => merge::update(state, merge::Action::Agree),
            Self::Split(state) => split::update(state, split::Action::Agree),
            Self::Alike(state) => alike::update(state, alike::Action::Take),
            Self::Checks(state) => checks::update(state, checks::Action::Take),
            Self::Health(state) => health::update(state, health::Action::Take),
            Self::Arrange(state) => arrange::update(state, arrange::Action::Agree),
            Self::Why(_) | Self::History(_) | Self::Marks(_) | Self::Summary(_) => Reply::Close,
            Self::Questions(state) => questions::update(state, questions::Action::Take),
            Self::Accepting(state) => accepting::update(state, accepting::Action::Take),
            Self::Scope(state) => scope::update(state, scope::Action::Take),
            Self::Standup(state) => standup::update(state, standup::Action::Take),
            Self::Start(state) => start::update(state, start::Action::Agree),
            Self::Close(state) => close::update(state, close::Action::Agree),
            Self::Actions(state) => actions::update(state, actions::Action::Take),
            Self::Prompt(_)
            | Self::Journal(_)
            | Self::Form(_)
            | Self::Refusal(_)
            | Self::Cause(_)
            | Self::Cell(_)
            | Self::Scoring(_)
            | Self::Returning(_)
            | Self::Notes(_) => Reply::Stay,
        }
    }

    /// Says how many rows are on the screen, where a page is as long as they are.
    fn know(&mut self, rows: usize) {
        match self {
            Self::Help(state) => state.cursor.page = rows.saturating_sub(2),
            Self::Journal(state) => state.cursor.page = rows,
            Self::Marks(state) => state.cursor.page = rows,
            Self::Actions(state) => state.cursor.page = rows,
            Self::Arrange(state) => state.cursor.page = rows.saturating_sub(6),
            Self::Questions(state) => state.cursor.page = rows / 2,
            Self::Alike(state) => state.cursor.page = rows / 2,
            Self::Checks(state) => state.cursor.page = rows / 2,
            Self::Health(state) => state.cursor.page = rows / 2,
            Self::Accepting(state) => state.cursor.page = rows / 2,
            Self::Scope(state) => state.cursor.page = rows / 2,
            Self::Standup(state) => state.cursor.page = rows / 2,
            Self::Close(state) => state.cursor.page = rows / 2,
            Self::Plan(state) => state.cursor.page = rows / 2,
            Self::Prompt(_)
            | Self::Choice(_)
            | Self::Confirm(_)
            | Self::History(_)
            | Self::Why(_)
            | Self::Lines(_)
            | Self::Refusal(_)
            | Self::Cause(_)
            | Self::Cell(_)
            | Self::Scoring(_)
            | Self::Merge(_)
            | Self::Split(_)
            | Self::Form(_)
            | Self::Summary(_)
            | Self::Returning(_)
            | Self::Notes(_)
            | Self::Start(_) => {}
        }
    }
}
