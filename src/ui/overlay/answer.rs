//! What the store answered to a pop-up goes to the one that asked.

use super::{Overlay, form};
use crate::domain::query::PanelRows;

impl Overlay {
    /// Takes over what the store answered to [`wanted`](Self::wanted).
    pub fn answer(&mut self, rows: &PanelRows) {
        match (self, rows) {
            (Self::Prompt(state), rows) => state.assist.answer(rows),
            (Self::Choice(state), rows) => state.take(rows),
            (Self::Form(state), rows) => {
                if let Some((_, assist)) = state.inside.as_mut().and_then(form::Inside::assist) {
                    assist.answer(rows);
                }
            }
            (Self::Journal(state), PanelRows::Journal(steps)) => {
                state.steps.clone_from(steps);
                state.cursor.at = state.cursor.at.min(steps.len().saturating_sub(1));
            }
            (Self::History(state), PanelRows::History(told)) => state.told.clone_from(told),
            (Self::Arrange(state), PanelRows::Items(rows)) => state.take(rows),
            (Self::Why(state), PanelRows::Why(grounds)) => state.take(grounds),
            (Self::Marks(state), PanelRows::Items(rows)) => state.rows.clone_from(rows),
            (Self::Confirm(state), PanelRows::Items(rows)) => state.rows.clone_from(rows),
            (Self::Questions(state), PanelRows::Questions(posed)) => state.take(posed),
            (Self::Merge(state), rows) => state.take(rows),
            (Self::Split(state), rows) => state.take(rows),
            (Self::Alike(state), rows) => state.take(rows),
            // While everything is looked at again, the last figures stay.
            (Self::Health(state), PanelRows::Health(Some(report))) => state.report = Some(report.clone()),
            (Self::Summary(state), PanelRows::Refined(refined)) => state.take(refined),
            (Self::Accepting(state), PanelRows::Whole(items)) => state.take(items),
            (Self::Standup(state), PanelRows::Questions(posed)) => state.take(posed),
            (
                Self::Journal(_)
                | Self::History(_)
                | Self::Arrange(_)
                | Self::Why(_)
                | Self::Marks(_)
                | Self::Lines(_)
                | Self::Confirm(_)
                | Self::Help(_)
                | Self::Refusal(_)
                | Self::Cause(_)
                | Self::Cell(_)
                | Self::Scoring(_)
                | Self::Questions(_)
                | Self::Plan(_)
                | Self::Checks(_)
                | Self::Health(_)
                | Self::Accepting(_)
                | Self::Returning(_)
                | Self::Scope(_)
                | Self::Standup(_)
                | Self::Notes(_)
                | Self::Start(_)
                | Self::Close(_)
                | Self::Actions(_)
                | Self::Summary(_),
                _,
            ) => {}
        }
    }
}
