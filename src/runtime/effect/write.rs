//! Writing: at once where it is quick, in a job where it would hold up the next key.

use super::World;
use crate::domain::step::Committed;
use crate::domain::text::counted;
use crate::domain::{Change, ProductId, Step, StepId};
use crate::runtime::clock;
use crate::store::{Store, StoreError, Undone};
use crate::ui::effect::Typed;
use crate::ui::update::Done;
use crate::ui::{Event, Model};
use std::ops::ControlFlow;

/// A change of so many rows is small enough for the program's own connection.
const SMALL: usize = 1000;

/// How a write is told how far it is, and asked whether to stop.
pub(super) type Watch<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// What came of a write, here or in a job.
#[derive(Debug)]
pub enum Written {
    /// These steps.
    Steps(Vec<Committed>),
    /// There was nothing to undo or redo.
    Nothing(&'static str),
    /// The newest step was made elsewhere.
    Foreign(Box<Step>),
}

/// What a write is about, kept until it has ended.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// What a job for it is called.
    pub label: String,
    /// It takes back or brings back.
    pub is_replay: bool,
    /// It makes a product, which is shown afterwards.
    pub makes_product: bool,
    /// The text it was made from.
    pub typed: Option<Typed>,
}

impl World {
    pub(super) fn commit(
        &mut self,
        change: &Change,
        typed: Option<&Typed>,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        let about = About {
            label: "changing many items".into(),
            makes_product: matches!(change, Change::AddProduct(_)),
            typed: typed.cloned(),
            ..About::default()
        };
        let change = change.clone();
        self.write(about, model, move |store, watch| {
            store.commit_watched(&change, clock::now(), watch).map(|done| Written::Steps(vec![done]))
        })
    }

    pub(super) fn undo(
        &mut self,
        product: Option<ProductId>,
        agreed: Option<StepId>,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        self.write(replay("undoing"), model, move |store, watch| {
            store.undo_watched(product, clock::now(), agreed, watch).map(|undone| written(undone, "undo"))
        })
    }

    pub(super) fn redo(&mut self, product: Option<ProductId>, model: &Model) -> Result<Vec<Event>, StoreError> {
        self.write(replay("redoing"), model, move |store, watch| {
            store.redo_watched(product, clock::now(), watch).map(|undone| written(undone, "redo"))
        })
    }

    pub(super) fn undo_step(&mut self, step: StepId, model: &Model) -> Result<Vec<Event>, StoreError> {
        self.write(replay("undoing"), model, move |store, watch| {
            store.undo_step_watched(step, clock::now(), watch).map(|done| Written::Steps(vec![done]))
        })
    }

    pub(super) fn undo_back_to(&mut self, step: StepId, model: &Model) -> Result<Vec<Event>, StoreError> {
        self.write(replay("undoing"), model, move |store, watch| {
            store.undo_back_to_watched(step, clock::now(), watch).map(Written::Steps)
        })
    }

    /// Writes on the program's own connection; what turns out too big for that is begun anew as a job.
    pub(super) fn write<F>(&mut self, about: About, model: &Model, act: F) -> Result<Vec<Event>, StoreError>
    where
        F: Fn(&mut Store, Watch<'_>) -> Result<Written, StoreError> + Send + 'static,
    {
        match act(&mut self.store, &mut only_small) {
            Err(StoreError::Cancelled) => Ok(self.write_job(about, act)),
            written => self.wrote(written?, about, model),
        }
    }

    /// What a write is told as.
    pub(super) fn wrote(&mut self, written: Written, about: About, model: &Model) -> Result<Vec<Event>, StoreError> {
        let committed = match written {
            Written::Nothing(what) => return Ok(vec![Event::Exhausted(what)]),
            Written::Foreign(step) => return Ok(vec![Event::Foreign(step)]),
            Written::Steps(steps) => match together(steps) {
                Some(committed) => committed,
                None => return Ok(vec![Event::Exhausted("undo")]),
            },
        };
        self.has_written = true;
        self.back_up_sometimes();
        let places = match &model.product {
            Some(product) if !committed.is_large => {
                self.store.sort_keys(product.id, model.backlog.list, &committed.touched)?
            }
            _ => Vec::new(),
        };
        let narrow = &model.backlog.narrow;
        let passing = match &model.product {
            Some(product) if narrow.is_on() && !committed.is_large => {
                self.store.passing(product.id, narrow.filter(), clock::now(), &committed.touched)?
            }
            _ => Vec::new(),
        };
        let go_to = if about.is_replay { None } else { committed.added.first().copied() };
        let done = Done { committed, places, passing, go_to, is_replay: about.is_replay, typed: about.typed };
        let mut events = vec![Event::Committed(Box::new(done))];
        if about.makes_product {
            let newest = self.store.products()?.into_iter().map(|p| p.id).max();
            events.extend(newest.map(Event::Product));
        }
        Ok(events)
    }
}

fn replay(label: &str) -> About {
    About { label: label.to_owned(), is_replay: true, ..About::default() }
}

/// Breaks off what would hold up the next key.
fn only_small(_: usize, total: usize) -> ControlFlow<()> {
    if total > SMALL { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

fn written(undone: Undone, what: &'static str) -> Written {
    match undone {
        Undone::Done(committed) => Written::Steps(vec![committed]),
        Undone::Nothing => Written::Nothing(what),
        Undone::Foreign(step) => Written::Foreign(Box::new(step)),
    }
}

/// Several steps told as one.
fn together(steps: Vec<Committed>) -> Option<Committed> {
    let many = steps.len();
    let mut steps = steps.into_iter();
    let mut all = steps.next()?;
    for step in steps {
        all.touched.extend(step.touched);
        all.is_large |= step.is_large;
        all.has_moved_lists |= step.has_moved_lists;
        all.seq = all.seq.max(step.seq);
    }
    all.touched.sort_unstable();
    all.touched.dedup();
    if many > 1 {
        all.label = format!("{} taken back", counted(many, "step"));
    }
    Some(all)
}
