//! Figures of Sprints that are over, where there are many: worked out in a job, once each.

use super::{Answered, World};
use crate::domain::{Answer, SprintId};
use crate::runtime::log::{self, Level};
use crate::store::{StoreError, WorkedOut};
use crate::ui::Event;
use std::ops::ControlFlow;

/// The slot of the figures that a frame waits for.
pub(super) const PAST: &str = "past";

impl World {
    /// Works out what a frame could not tell yet.
    pub(super) fn work_out_for(&mut self, answer: &Answer) {
        let Some(past) = &answer.past else { return };
        let missing: Vec<SprintId> = past.figures.iter().filter(|f| f.is_pending).map(|f| f.sprint.id).collect();
        let Some(product) = past.figures.first().map(|figures| figures.sprint.product) else { return };
        // What runs goes on: its answer is read, and what is missing then is asked for again.
        let is_running = self.jobs.progress(PAST).is_some() && self.working_out == Some(product);
        if missing.is_empty() || is_running {
            return;
        }
        self.working_out = Some(product);
        let open = self.opener();
        self.jobs.start(PAST, move |progress| {
            let mut go_on = || if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            let found = open(progress).and_then(|store| store.work_out(product, Some(&missing), &mut go_on));
            Answered::WorkedOut(found)
        });
    }

    /// Takes over what was worked out: the next frame shows it.
    pub(super) fn take_worked_out(&mut self, found: Result<WorkedOut, StoreError>) -> Vec<Event> {
        match found {
            Ok(found) => {
                self.store.keep_worked_out(found);
                vec![Event::Measured]
            }
            Err(StoreError::Cancelled) => Vec::new(),
            Err(error) => {
                log::log(Level::Warn, &format!("the figures of Sprints were not worked out: {error}"));
                Vec::new()
            }
        }
    }
}
