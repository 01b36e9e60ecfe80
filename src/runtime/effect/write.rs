//! Writing: at once where it is quick, in a job where it would hold up the next key.

use super::World;
use crate::domain::step::Committed;
use crate::domain::text::counted;
use crate::domain::{Change, ItemId, ProductId, Step, StepId};
use crate::runtime::clock;
use crate::runtime::log::{self, Level};
use crate::store::{Store, StoreError, Undone};
use crate::ui::effect::Typed;
use crate::ui::update::Done;
use crate::ui::{Event, Model};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A change of so many rows is small enough for the program's own connection.
const SMALL: usize = 1000;
/// A step taken back counts as so many rows, for what is small enough.
const STEP: usize = 20;

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
    /// It brings back.
    pub is_redo: bool,
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
        let is_small = change.items().len() <= SMALL;
        let mut change = change.clone();
        let product = |id| Ok(self.store.products()?.into_iter().find(|p| p.id == id));
        let agreed = |id| {
            let all = model.product.as_ref().map(|p| self.store.improvements(p.id)).transpose()?.unwrap_or_default();
            Ok(all.into_iter().find(|agreed| agreed.id == id).map(|agreed| agreed.said))
        };
        model.audience().put_back(&mut change, |id| self.store.item(id), product, agreed)?;
        let act = move |store: &mut Store, watch: Watch<'_>| {
            store.commit_watched(&change, clock::now(), watch).map(|done| Written::Steps(vec![done]))
        };
        // What names too many items is a job from the start; other changes turn out to be one.
        if is_small { self.write(about, model, act) } else { Ok(self.write_job(about, act)) }
    }

    pub(super) fn undo(
        &mut self,
        product: Option<ProductId>,
        agreed: Option<StepId>,
        times: usize,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        self.replays("undo", times, model, move |store, is_first, watch| {
            store.undo_watched(product, clock::now(), agreed.filter(|_| is_first), watch)
        })
    }

    pub(super) fn redo(
        &mut self,
        product: Option<ProductId>,
        times: usize,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        self.replays("redo", times, model, move |store, _, watch| store.redo_watched(product, clock::now(), watch))
    }

    /// Takes steps back, or brings them back, one after the other; told as one. Each is a transaction of its own: what
    /// was done before one that fails stays, and is told.
    fn replays<F>(&mut self, what: &'static str, times: usize, model: &Model, act: F) -> Result<Vec<Event>, StoreError>
    where
        F: Fn(&mut Store, bool, Watch<'_>) -> Result<Undone, StoreError> + Send + 'static,
    {
        // Kept between a first try here and the job that goes on where that one was too big.
        let (done, tries): (Mutex<Vec<Committed>>, AtomicUsize) = Default::default();
        let about = match what {
            "redo" => About { is_redo: true, ..replay("redoing") },
            _ => replay("undoing"),
        };
        self.write(about, model, move |store, watch| {
            let is_here = tries.fetch_add(1, Ordering::Relaxed) == 0;
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            while done.len() < times {
                // Some dozens of steps are as slow as one with thousands of rows.
                let step = match watch(done.len() * STEP, times * STEP) {
                    ControlFlow::Break(()) => Err(StoreError::Cancelled),
                    ControlFlow::Continue(()) => act(store, done.is_empty(), watch),
                };
                match step {
                    Ok(Undone::Done(step)) => done.push(step),
                    Err(error @ StoreError::Cancelled) if is_here => return Err(error),
                    Err(error) if done.is_empty() => return Err(error),
                    Ok(other) if done.is_empty() => return Ok(written(other, what)),
                    Ok(_) | Err(_) => break,
                }
            }
            Ok(Written::Steps(std::mem::take(&mut *done)))
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
        let mut committed = match written {
            Written::Nothing(what) => return Ok(vec![Event::Exhausted(what)]),
            Written::Foreign(step) => return Ok(vec![Event::Foreign(step)]),
            Written::Steps(steps) => match together(steps, about.is_redo) {
                Some(committed) => committed,
                None => return Ok(vec![Event::Exhausted("undo")]),
            },
        };
        self.has_written = true;
        self.back_up_sometimes();
        let (places, passing) = self.standing(&mut committed, model);
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

impl World {
    /// Where the touched items stand now in the list shown, and which of them pass its filter. What can't be told item
    /// by item is told as a large change, after which the lists are read anew: the write itself is done either way.
    fn standing(&self, committed: &mut Committed, model: &Model) -> (Vec<(ItemId, Option<i64>)>, Vec<ItemId>) {
        let (backlog, touched) = (&model.backlog, &committed.touched);
        let Some(product) = model.product.as_ref().map(|p| p.id).filter(|_| !committed.is_large) else {
            committed.is_large = true;
            return Default::default();
        };
        let places = self.store.sort_keys(product, backlog.list, touched);
        let passing = if backlog.narrow.is_on() {
            self.store.passing(product, backlog.narrow.filter(), clock::now(), touched)
        } else {
            Ok(Vec::new())
        };
        places.and_then(|places| Ok((places, passing?))).unwrap_or_else(|error| {
            log::log(Level::Warn, &format!("the lists are read anew: {error}"));
            committed.is_large = true;
            Default::default()
        })
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
fn together(steps: Vec<Committed>, is_redo: bool) -> Option<Committed> {
    let many = steps.len();
    let mut steps = steps.into_iter();
    let mut all = steps.next()?;
    for step in steps {
        all.touched.extend(step.touched);
        all.is_large |= step.is_large;
        all.has_moved_lists |= step.has_moved_lists;
        all.are_sprints_kept &= step.are_sprints_kept;
        all.seq = all.seq.max(step.seq);
    }
    all.touched.sort_unstable();
    all.touched.dedup();
    if many > 1 {
        all.label = format!("{} {}", counted(many, "step"), if is_redo { "brought back" } else { "taken back" });
    }
    Some(all)
}
