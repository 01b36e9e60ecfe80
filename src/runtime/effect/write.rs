//! Writing: at once where it is quick, in a job where it would hold up the next key.

use super::{World, together};
use crate::domain::step::Committed;
use crate::domain::{Change, ProductId, StepId};
use crate::runtime::clock;
use crate::store::{StoreError, Undone};
use crate::ui::update::Done;
use crate::ui::{Event, Model};
use std::ops::ControlFlow;

/// The change is small enough for the program's own connection.
const SMALL: usize = 1000;

impl World {
    pub(super) fn commit(&mut self, change: &Change, model: &Model) -> Result<Vec<Event>, StoreError> {
        let committed = match self.store.commit_watched(change, clock::now(), &mut only_small) {
            Err(StoreError::Cancelled) => {
                let change = change.clone();
                return Ok(self.write_job("changing many items", move |store, watch| {
                    store.commit_watched(&change, clock::now(), watch).map(|c| vec![c])
                }));
            }
            committed => committed?,
        };
        self.has_written = true;
        self.back_up_sometimes();
        let mut events = vec![self.done(committed, false, model)?];
        if let Change::AddProduct(_) = change {
            let newest = self.store.products()?.into_iter().map(|p| p.id).max();
            events.extend(newest.map(Event::Product));
        }
        Ok(events)
    }

    /// The event of a committed change, with the places that the model splices in.
    pub(super) fn done(&self, committed: Committed, is_replay: bool, model: &Model) -> Result<Event, StoreError> {
        let places = match &model.product {
            Some(product) if !committed.is_large => {
                self.store.sort_keys(product.id, model.backlog.list, &committed.touched)?
            }
            _ => Vec::new(),
        };
        let go_to = if is_replay { None } else { committed.added.first().copied() };
        Ok(Event::Committed(Box::new(Done { committed, places, go_to, is_replay })))
    }

    pub(super) fn undo(
        &mut self,
        product: Option<ProductId>,
        agreed: Option<StepId>,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        match self.store.undo_watched(product, clock::now(), agreed, &mut only_small) {
            Err(StoreError::Cancelled) => Ok(self.write_job("undoing", move |store, watch| {
                store.undo_watched(product, clock::now(), agreed, watch).map(committed_of)
            })),
            undone => self.undone(undone?, "undo", model),
        }
    }

    pub(super) fn redo(&mut self, product: Option<ProductId>, model: &Model) -> Result<Vec<Event>, StoreError> {
        match self.store.redo_watched(product, clock::now(), &mut only_small) {
            Err(StoreError::Cancelled) => Ok(self.write_job("redoing", move |store, watch| {
                store.redo_watched(product, clock::now(), watch).map(committed_of)
            })),
            undone => self.undone(undone?, "redo", model),
        }
    }

    pub(super) fn undone(
        &mut self,
        undone: Undone,
        what: &'static str,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        Ok(match undone {
            Undone::Nothing => vec![Event::Exhausted(what)],
            Undone::Foreign(step) => vec![Event::Foreign(Box::new(step))],
            Undone::Done(committed) => {
                self.has_written = true;
                vec![self.done(committed, true, model)?]
            }
        })
    }

    pub(super) fn undo_step(&mut self, step: StepId, model: &Model) -> Result<Vec<Event>, StoreError> {
        match self.store.undo_step_watched(step, clock::now(), &mut only_small) {
            Err(StoreError::Cancelled) => Ok(self.write_job("undoing", move |store, watch| {
                store.undo_step_watched(step, clock::now(), watch).map(|c| vec![c])
            })),
            committed => Ok(vec![self.done(committed?, true, model)?]),
        }
    }

    pub(super) fn undo_back_to(&mut self, step: StepId, model: &Model) -> Result<Vec<Event>, StoreError> {
        match self.store.undo_back_to_watched(step, clock::now(), &mut only_small) {
            Err(StoreError::Cancelled) => {
                Ok(self.write_job("undoing", move |store, watch| store.undo_back_to_watched(step, clock::now(), watch)))
            }
            steps => match together(steps?) {
                Some(committed) => Ok(vec![self.done(committed, true, model)?]),
                None => Ok(vec![Event::Exhausted("undo")]),
            },
        }
    }
}

/// Breaks off what would hold up the next key; it is done in a job instead.
fn only_small(_: usize, total: usize) -> ControlFlow<()> {
    if total > SMALL { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

fn committed_of(undone: Undone) -> Vec<Committed> {
    match undone {
        Undone::Done(committed) => vec![committed],
        Undone::Nothing | Undone::Foreign(_) => Vec::new(),
    }
}
