//! What says nearly the same: while a title is typed, and as a list.

use super::job::{JOB_PATIENCE, watch};
use super::write::Watch;
use super::{Answered, World};
use crate::domain::similar::{Compared, Texts, Wish};
use crate::domain::{ItemId, Note, ProductId};
use crate::runtime::log::{self, Level};
use crate::store::{Patience, Store, StoreError};
use crate::ui::overlay::alike::MOST;
use crate::ui::{Event, Model};
use chrono::NaiveDate;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The slot of the question what a typed title is like; nobody waits for its answer.
pub(super) const LIKE: &str = "like";
/// The slot of the comparison of all items that nobody asked for by a key.
pub(super) const COMPARE: &str = "compare";
/// How long a hand must rest before it is looked for.
const REST: Duration = Duration::from_millis(60);
/// How long a comparison that failed is not tried again: another window may be in its way.
const AGAIN: Duration = Duration::from_secs(60);

/// What the items are known by, as far as it was read: shared with the jobs that compare.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    texts: Arc<Mutex<Option<Arc<Texts>>>>,
    /// True once the program ends.
    is_over: Arc<AtomicBool>,
}

impl Shared {
    /// Reads what is not known. One job reads for all: those that come meanwhile wait for it.
    fn read(&self, store: &Store, product: ProductId, watch: Watch) -> Result<Arc<Texts>, StoreError> {
        let mut known = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = store.texts(product, known.take(), watch)?;
        *known = Some(Arc::clone(&texts));
        Ok(texts)
    }

    fn go_on(&self) -> ControlFlow<()> {
        if self.is_over.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// What reads ends soon: the program does.
    pub(super) fn give_up(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Gives the memory back.
    pub(super) fn forget(&self) {
        // While a job reads there is nothing to give back yet.
        if let Ok(mut known) = self.texts.try_lock() {
            *known = None;
        }
    }
}

impl World {
    /// Looks for what is like a text: the newest question wins, and letters that follow each other quickly ask once.
    pub(super) fn seek_like(&mut self, wish: Wish) {
        let (path, writer, shared) = (self.store.path().to_owned(), self.writer.clone(), self.texts.clone());
        self.jobs.start(LIKE, move |progress| {
            std::thread::sleep(REST);
            if progress.is_cancelled() {
                return Answered::Quiet;
            }
            let mut go_on =
                |_, _| if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            let like = Store::open(&path, writer, Patience::Wait(JOB_PATIENCE)).and_then(|store| {
                // The next letter needs the same: what has begun is read to its end.
                let texts = shared.read(&store, wish.product, &mut |_, _| shared.go_on())?;
                store.like(&texts, &wish, &mut go_on)
            });
            match like {
                Ok(like) => Answered::Liked(wish, like),
                Err(StoreError::Cancelled) => Answered::Quiet,
                Err(error) => {
                    log::log(Level::Warn, &format!("nothing was compared: {error}"));
                    Answered::Liked(wish, None)
                }
            }
        });
    }

    /// Compares all items beside everything else, where that was not done since the last write.
    pub(super) fn compare_again(&mut self, product: ProductId, day: NaiveDate) {
        let is_known = self.store.compared(product).is_ok_and(|found| found.is_some_and(|found| !found.is_older));
        let has_failed = self.compared_in_vain.is_some_and(|at| at.elapsed() < AGAIN);
        let is_vain = has_failed || self.store.is_read_only();
        if is_known || is_vain || self.jobs.progress(COMPARE).is_some() {
            return;
        }
        let (open, shared) = (self.opener(), self.texts.clone());
        self.jobs.start(COMPARE, move |progress| {
            let mut go_on =
                |_, _| if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            let found = open(progress).and_then(|store| {
                let texts = shared.read(&store, product, &mut go_on)?;
                store.compare(&texts, day, 0, &mut go_on)
            });
            Answered::Compared(found.map(|(found, _)| Box::new(found)))
        });
    }

    /// Keeps what a comparison found. Lists that ask for it are read again.
    pub(super) fn take_compared(&mut self, found: Result<Box<Compared>, StoreError>, model: &Model) -> Vec<Event> {
        let kept = found.and_then(|found| self.store.keep(&Note::Compared(found)));
        if let Err(error) = kept {
            self.compared_in_vain = Some(Instant::now());
            log::log(Level::Warn, &format!("what is similar is not kept: {error}"));
            return Vec::new();
        }
        if model.backlog.narrow.filter().test(model.now).asks_similar() {
            return vec![Event::Changed];
        }
        // Where nobody looks, nothing is drawn.
        if model.overlays.is_empty() { Vec::new() } else { vec![Event::Measured] }
    }

    /// Lists what is similar to an item, else all pairs of a product.
    pub(super) fn list_alike(&mut self, of: Option<ItemId>, product: Option<ProductId>, day: NaiveDate) -> Vec<Event> {
        let Some(product) = product else { return vec![Event::Refused("there is no product yet".into())] };
        let shared = self.texts.clone();
        self.read_job("comparing all items", move |store, progress| {
            let mut tell = |done, total| watch(progress, done, total);
            let found = shared.read(store, product, &mut tell).and_then(|texts| match of {
                Some(item) => Ok((None, store.alike_to(&texts, item, MOST, &mut tell)?)),
                None => {
                    store.compare(&texts, day, MOST, &mut tell).map(|(found, pairs)| (Some(Box::new(found)), pairs))
                }
            });
            match found {
                Ok((found, pairs)) => Answered::Alike(of, pairs, found),
                Err(StoreError::Cancelled) => Answered::Told(Ok("stopped: not everything was compared".into())),
                Err(error) => Answered::Told(Err(error.to_string())),
            }
        })
    }
}
