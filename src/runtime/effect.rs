//! Performs effects: the model says what, this room does it and tells what came of it.
//!
//! While another window writes, writes wait in a queue and are tried again; nothing typed after them overtakes them.

mod job;
mod story;
mod write;

use super::job::Jobs;
use super::transfer::Plan;
use crate::config::Config;
use crate::domain::step::Committed;
use crate::domain::text::counted;
use crate::domain::{Answer, Key, List, Note, ProductId, Wanted};
use crate::store::{Store, StoreError, Writer};
use crate::ui::effect::Then;
use crate::ui::update::Found;
use crate::ui::{Effect, Event, Model};
use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};

/// After this a waiting write is named to the person.
const SAY_BUSY: Duration = Duration::from_millis(300);

/// What came of an effect.
#[derive(Debug)]
pub enum Outcome {
    /// It is done, or refused; these tell of it.
    Events(Vec<Event>),
    /// Another window is writing; it is tried again.
    Later,
}

/// What a job answers.
#[derive(Debug)]
pub enum Answered {
    /// A change was written on another connection.
    Written(Result<Vec<Committed>, StoreError>),
    /// Files were read and planned.
    Planned(Result<Box<Plan>, String>),
    /// The file was checked; these are its damages.
    Checked(Vec<String>),
    /// Something is done that needs no more than a word.
    Told(Result<String, String>),
    /// Nothing to tell.
    Quiet,
}

/// Everything outside the model.
#[derive(Debug)]
pub struct World {
    store: Store,
    writer: Writer,
    /// The settings.
    pub config: Config,
    jobs: Jobs<Answered>,
    queue: VecDeque<Effect>,
    waits_since: Option<Instant>,
    plan: Option<Plan>,
    /// What the running job is called.
    label: String,
    last_backup: Option<Instant>,
    is_demo: bool,
    has_written: bool,
}

impl World {
    /// A world around an open store.
    pub fn new(store: Store, writer: Writer, config: Config, is_demo: bool) -> Self {
        Self {
            store,
            writer,
            config,
            jobs: Jobs::new(),
            queue: VecDeque::new(),
            waits_since: None,
            plan: None,
            label: String::new(),
            is_demo,
            has_written: false,
            last_backup: None,
        }
    }

    /// Where the file was left: the first event.
    pub fn opened(&self) -> Event {
        let view = self.store.view_state().ok().flatten().unwrap_or_default();
        let has_draft = self.store.drafts().is_ok_and(|drafts| !drafts.is_empty());
        Event::Opened { view, has_draft, warning: self.store.warning().map(str::to_owned) }
    }

    /// Behind the first frame: where whoever had the file last did not close it, all of it is checked.
    pub fn check(&mut self) {
        if self.store.is_unclean() {
            self.check_in_a_job();
        }
    }

    /// Does what an effect says. The effects of the terminal itself are the loop's.
    pub fn perform(&mut self, effect: Effect, model: &Model) -> Outcome {
        if is_write(&effect) && !self.queue.is_empty() {
            self.queue.push_back(effect);
            return Outcome::Later;
        }
        match self.attempt(&effect, model) {
            Err(StoreError::Busy { .. }) => {
                self.queue.push_back(effect);
                self.waits_since.get_or_insert_with(Instant::now);
                Outcome::Later
            }
            Err(error) => Outcome::Events(vec![self.told(&effect, &error)]),
            Ok(events) => Outcome::Events(events),
        }
    }

    /// What an error says to the person. A file that was moved away is written whole beside its old place first.
    fn told(&self, effect: &Effect, error: &StoreError) -> Event {
        match (effect, error) {
            (_, StoreError::Unchanged) => Event::Unchanged,
            (Effect::Commit(_), StoreError::Moved(path)) => Event::Rejected(format!("{error}{}", self.rescue(path))),
            (Effect::Commit(_), _) => Event::Rejected(error.to_string()),
            _ => Event::Refused(error.to_string()),
        }
    }

    /// Copies everything there is to a sibling of the file that is not in its place any more; says where.
    fn rescue(&self, path: &Path) -> String {
        let rescued = path.with_extension("rescued.db");
        match self.store.copy_to(&rescued) {
            Ok(()) => format!(" · all of it is also in {}", rescued.display()),
            // It was rescued before, or there is no room for it: the moved file still has everything.
            Err(_) => String::new(),
        }
    }

    /// Tries again what waits for another window.
    pub fn retry(&mut self, model: &Model) -> Outcome {
        let mut events = Vec::new();
        while let Some(effect) = self.queue.front().cloned() {
            match self.attempt(&effect, model) {
                Err(error @ StoreError::Busy { .. }) => {
                    if self.waits_since.is_some_and(|since| since.elapsed() > SAY_BUSY) && model.toast.is_none() {
                        events.push(Event::Told(format!("waiting: {error}")));
                    }
                    return if events.is_empty() { Outcome::Later } else { Outcome::Events(events) };
                }
                Err(error) => events.push(self.told(&effect, &error)),
                Ok(done) => events.extend(done),
            }
            self.queue.pop_front();
        }
        self.waits_since = None;
        Outcome::Events(events)
    }

    /// True while something waits for another window.
    pub fn is_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    fn attempt(&mut self, effect: &Effect, model: &Model) -> Result<Vec<Event>, StoreError> {
        let product = model.product.as_ref().map(|p| p.id);
        match effect {
            Effect::Commit(change) => self.commit(change, model),
            Effect::Undo { agreed } => self.undo(product, *agreed, model),
            Effect::Redo { .. } => self.redo(product, model),
            Effect::UndoStep(step) => self.undo_step(*step, model),
            Effect::UndoBackTo(step) => self.undo_back_to(*step, model),
            Effect::Keep(note) => self.keep(note),
            Effect::Find(key, then) => self.find(key, *then),
            Effect::Product(name) => self.product(name),
            Effect::OfferDraft => self.offer_draft(),
            Effect::PlanImport(files) => Ok(self.plan_import(files, product)),
            Effect::Import(counts) => Ok(self.import(*counts)),
            Effect::DropImport => {
                self.plan = None;
                Ok(Vec::new())
            }
            Effect::CancelJob => {
                self.jobs.cancel_all();
                Ok(Vec::new())
            }
            Effect::Export(what) => Ok(self.export(what, product)),
            Effect::Backup => Ok(self.backup()),
            Effect::Edit(..) | Effect::KeepDemo(_) | Effect::Suspend | Effect::Quit => Ok(Vec::new()),
        }
    }

    fn keep(&mut self, note: &Note) -> Result<Vec<Event>, StoreError> {
        self.store.keep(note).map(|()| Vec::new())
    }

    /// Keeps what may be lost without harm.
    pub fn keep_quietly(&mut self, note: &Note) {
        if let Err(error) = self.store.keep(note) {
            super::log::log(super::log::Level::Warn, &format!("not kept: {error}"));
        }
    }

    fn find(&self, key: &Key, then: Then) -> Result<Vec<Event>, StoreError> {
        let item = match self.store.find(key)? {
            Some(id) => self.store.item(id)?,
            None => None,
        };
        let found = item.map(|item| Found { item: item.id, product: item.product, list: item.list() });
        Ok(vec![Event::Found(then, found)])
    }

    fn product(&self, name: &str) -> Result<Vec<Event>, StoreError> {
        use crate::domain::text::fold;
        let products = self.store.products()?;
        let wanted = fold(name);
        let found = products.iter().find(|p| fold(&p.prefix) == wanted || fold(&p.name) == wanted);
        let missing = || {
            let names: Vec<&str> = products.iter().map(|p| p.name.as_str()).collect();
            Event::Refused(format!("there is no product \"{name}\"; there are: {}", names.join(", ")))
        };
        Ok(vec![found.map_or_else(missing, |product| Event::Product(product.id))])
    }

    fn offer_draft(&self) -> Result<Vec<Event>, StoreError> {
        let newest = self.store.drafts()?.into_iter().next();
        Ok(vec![newest.map_or_else(|| Event::Refused("no text was left unfinished".into()), Event::Draft)])
    }

    /// What another window wrote since the last look.
    pub fn poll(&mut self) -> Option<Event> {
        match self.store.poll() {
            Ok(Some(_)) => Some(Event::Changed),
            Ok(None) | Err(StoreError::Busy { .. }) => None,
            Err(error) => Some(Event::Refused(error.to_string())),
        }
    }

    /// Answers what a frame needs; `None` where nothing of it has changed.
    pub fn read(&mut self, wanted: &Wanted) -> Result<Option<Answer>, Event> {
        let answer = self.store.read(wanted).map_err(|e| Event::Refused(e.to_string()))?;
        Ok((answer != Answer { seq: answer.seq, ..Answer::default() }).then_some(answer))
    }

    /// A list, whole.
    pub fn order(&self, product: ProductId, list: List) -> Event {
        self.store.order(product, list).map_or_else(|e| Event::Refused(e.to_string()), Event::Ordered)
    }
}

fn is_write(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Commit(_)
            | Effect::Undo { .. }
            | Effect::Redo { .. }
            | Effect::UndoStep(_)
            | Effect::UndoBackTo(_)
            | Effect::Keep(_)
    )
}

/// Several steps told as one.
fn together(steps: Vec<Committed>) -> Option<Committed> {
    let many = steps.len();
    let mut steps = steps.into_iter();
    let mut all = steps.next()?;
    for step in steps {
        all.touched.extend(step.touched.into_iter().filter(|id| !all.touched.contains(id)).collect::<Vec<_>>());
        all.is_large |= step.is_large;
        all.has_moved_lists |= step.has_moved_lists;
        all.seq = all.seq.max(step.seq);
    }
    if many > 1 {
        all.label = format!("{} taken back", counted(many, "step"));
    }
    Some(all)
}
