//! Performs effects: the model says what, this room does it and tells what came of it.
//!
//! While another window writes, writes wait in a queue and are tried again; nothing typed after them overtakes them.

mod copy;
mod form;
mod health;
mod import;
mod job;
mod keep;
mod like;
mod past;
mod rescue;
mod score;
mod story;
mod why;
mod write;

use super::job::Jobs;
use super::seek::Seeker;
use super::settings::{self, Places};
use super::transfer::Plan;
use super::wake::Waker;
use crate::config::Config;
use crate::domain::quality::Report;
use crate::domain::score::Ranked;
use crate::domain::similar::{Alike, Compared, Like, Wish};
use crate::domain::{Answer, Change, Item, ItemId, Key, List, Note, ProductId, Wanted};
use crate::report::standup;
use crate::store::{Patience, Store, StoreError, WorkedOut, Writer};
use crate::ui::completion::Entry;
use crate::ui::effect::{Then, Typed};
use crate::ui::theme::color::Rgb;
use crate::ui::update::{Found, Settled};
use crate::ui::{Effect, Event, Model};
use copy::Copied;
use health::Measured;
use keep::Owed;
use like::Shared;
use rescue::Rescued;
use score::Ranks;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};
use write::{About, Written};

/// After this a waiting write is named to the person.
const SAY_BUSY: Duration = Duration::from_millis(300);

/// How long the end of the program waits for another window.
const LAST_PATIENCE: Duration = Duration::from_secs(3);

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
    Written(Result<Written, StoreError>, About),
    /// Files were read and planned.
    Planned(Result<Box<Plan>, String>),
    /// The plan that is shown was compared again.
    Replanned(Result<Box<Plan>, String>),
    /// Files are asked for: these as typed, with what is wrong with them.
    NoFiles(String, Option<String>),
    /// The file was checked; these are its damages.
    Checked(Vec<String>),
    /// Something is done that needs no more than a word.
    Told(Result<String, String>),
    /// A folder was read, to complete a path in it.
    Listed(String, Vec<Entry>),
    /// What is like a text that is being typed.
    Liked(Wish, Option<Like>),
    /// What is similar to an item, or all pairs.
    Alike(Option<ItemId>, Vec<Alike>, Option<Box<Compared>>),
    /// All items were compared, for the filter and the health.
    Compared(Result<Box<Compared>, StoreError>),
    /// What the checks find in all items.
    CheckedAll(Box<Report>),
    /// A text for the terminal's clipboard.
    Copied(Copied),
    /// All items were looked at.
    Measured(Box<Measured>),
    /// All items by their score.
    Ranked(Box<Ranked>),
    /// Figures of Sprints that are over were worked out.
    WorkedOut(Result<WorkedOut, StoreError>),
    /// Nothing to tell.
    Quiet,
}

/// Everything outside the model.
#[derive(Debug)]
pub struct World {
    writer: Writer,
    /// The settings.
    pub config: Config,
    /// Where the person's own files lie; nowhere in tests.
    pub places: Places,
    /// The background that the terminal answered, where it did.
    pub background: Option<Rgb>,
    jobs: Jobs<Answered>,
    seeker: Seeker,
    /// What the items are known by, while they are compared.
    texts: Shared,
    queue: VecDeque<Effect>,
    waits_since: Option<Instant>,
    plan: Option<Plan>,
    /// What the running jobs are called, by slot.
    labels: HashMap<&'static str, String>,
    /// The last failure of a look for other windows' changes, so that it is told once.
    poll_error: Option<String>,
    last_backup: Option<Instant>,
    /// The product and the day whose health was looked at, or tried to.
    measured: Option<(ProductId, chrono::NaiveDate)>,
    /// The product whose Sprints that are over were worked out last.
    working_out: Option<ProductId>,
    /// True once a comparison of all items failed, or nothing of it can be kept: it is not tried again.
    compared_in_vain: Option<Instant>,
    ranks: Ranks,
    /// Unfinished text that the disk did not take.
    owed: Owed,
    rescued: Rescued,
    is_demo: bool,
    has_written: bool,
    /// The last field, so that it is dropped last: who closes last folds SQLite's log into the file, and a connection
    /// that was stopped, as the seeker's is, can't.
    store: Store,
}

impl World {
    /// A world around an open store.
    pub fn new(store: Store, writer: Writer, config: Config, is_demo: bool) -> Self {
        let seeker = Seeker::new(store.path().to_owned(), writer.clone());
        Self {
            store,
            writer,
            config,
            places: Places::default(),
            background: None,
            jobs: Jobs::new(),
            seeker,
            texts: Shared::default(),
            queue: VecDeque::new(),
            waits_since: None,
            plan: None,
            labels: HashMap::new(),
            poll_error: None,
            is_demo,
            has_written: false,
            last_backup: None,
            measured: None,
            working_out: None,
            compared_in_vain: None,
            ranks: Ranks::default(),
            owed: Owed::default(),
            rescued: None,
        }
    }

    /// From here on what jobs answer wakes the main thread.
    pub fn wake_with(&mut self, waker: Waker) {
        self.seeker.wake_with(waker.clone());
        self.jobs.wake_with(waker);
    }

    /// Where the file was left: the first event.
    pub fn opened(&self) -> Event {
        let view = self.store.view_state().ok().flatten().unwrap_or_default();
        let has_draft = self.store.drafts().is_ok_and(|drafts| !drafts.is_empty());
        Event::Opened { view: Box::new(view), has_draft, warning: self.store.warning().map(str::to_owned) }
    }

    /// Behind the first frame: where whoever had the file last did not close it, all of it is checked.
    pub fn check(&mut self) {
        if self.store.is_unclean() {
            self.check_in_a_job();
        }
    }

    /// Does what an effect says. The effects of the terminal itself are the loop's.
    pub fn perform(&mut self, effect: Effect, model: &Model) -> Outcome {
        if let Effect::Keep(note @ Note::Typed { .. }) = &effect {
            // A line of a history is nothing that anybody should wait for.
            self.keep_quietly(note);
            return Outcome::Events(Vec::new());
        }
        if is_write(&effect) && (!self.queue.is_empty() || self.is_writing()) {
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
    fn told(&mut self, effect: &Effect, error: &StoreError) -> Event {
        if matches!(error, StoreError::Unchanged) {
            return Event::Unchanged;
        }
        let (Effect::Commit { typed, .. } | Effect::Depend { typed, .. }) = effect else {
            return Event::Refused(error.to_string());
        };
        let rescue = if let StoreError::Moved(path) = error { self.rescue(path) } else { String::new() };
        Event::Rejected { reason: format!("{error}{rescue}"), typed: typed.clone() }
    }

    /// Tries again what waits for another window.
    pub fn retry(&mut self, model: &Model) -> Outcome {
        let mut events = Vec::new();
        while let Some(effect) = self.queue.front().cloned() {
            if self.is_writing() {
                break;
            }
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

    /// The program ends: what still waits for another window is written now, for as long as a person may wait.
    /// Answers what could not be.
    pub fn drain(&mut self, model: &Model) -> Option<String> {
        self.stop_jobs();
        let lost = self.drain_queue(model);
        // The copy takes along what is owed.
        let rescued = self.rescue_at_last();
        let told: Vec<String> = lost.or_else(|| self.pay_at_last()).into_iter().chain(rescued).collect();
        (!told.is_empty()).then(|| told.join("\n"))
    }

    fn drain_queue(&mut self, model: &Model) -> Option<String> {
        if self.queue.is_empty() {
            return None;
        }
        self.store.be_patient(Patience::Wait(LAST_PATIENCE));
        let failed = |effect: &Effect, error: &StoreError| is_write(effect) && !matches!(error, StoreError::Unchanged);
        let mut lost = None;
        while let Some(effect) = self.queue.pop_front() {
            match self.attempt(&effect, model) {
                Err(error) if failed(&effect, &error) => lost = Some(format!("the last change was not saved: {error}")),
                _ => {}
            }
        }
        lost
    }

    /// True while something waits for another window.
    pub fn is_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    fn attempt(&mut self, effect: &Effect, model: &Model) -> Result<Vec<Event>, StoreError> {
        let product = model.product.as_ref().map(|p| p.id);
        match effect {
            Effect::Commit { change, typed } => self.commit(change, typed.as_ref(), model),
            Effect::Undo { agreed, times } => self.undo(product, *agreed, *times, model),
            Effect::Redo(times) => self.redo(product, *times, model),
            Effect::UndoStep(step) => self.undo_step(*step, model),
            Effect::UndoBackTo(step) => self.undo_back_to(*step, model),
            Effect::Keep(note) => self.keep(note),
            Effect::Recall(prompt) => Ok(vec![Event::Recalled { prompt, lines: self.store.typed(prompt)? }]),
            Effect::ListFolder(folder) => Ok(self.list_folder(folder.clone())),
            Effect::Find(key, then) => self.find(key, *then),
            Effect::LastChange(reason) => self.last_change(product, reason.as_deref()),
            Effect::Depend { items, add, remove, typed } => self.depend(items, (add, remove), typed.as_ref(), model),
            Effect::Seek(aim, question) => {
                if question.filter.test(model.now).asks_similar() {
                    self.compare_again(question.product, model.now.day);
                }
                self.seeker.ask(*aim, question.clone());
                Ok(Vec::new())
            }
            Effect::SeekLike(wish) => {
                self.seek_like(wish.clone());
                Ok(Vec::new())
            }
            Effect::CheckAll => Ok(self.check_all(product)),
            Effect::ListAlike(of) => Ok(self.list_alike(*of, product, model.now.day)),
            Effect::Meet(subject, keys) => self.meet(subject, keys),
            Effect::Product(name) => self.product(name),
            Effect::OfferDraft => self.offer_draft(),
            Effect::SeekDraft(about) => self.seek_draft(about),
            Effect::PlanImport(files) => Ok(self.plan_import(files, product)),
            Effect::PlanApart(told) => Ok(self.plan_apart(told.clone())),
            Effect::PlanAgain(told) => Ok(self.plan_again(told.clone())),
            Effect::Import(agreed) => Ok(self.import((**agreed).clone())),
            Effect::DropImport => Ok(self.drop_plan()),
            Effect::CancelJob => {
                self.stop_job();
                Ok(Vec::new())
            }
            Effect::Export(what, part) => Ok(self.export(what, part.clone(), product)),
            Effect::ReviewPage(what, sprint) => Ok(self.review_page(what, *sprint, product)),
            Effect::Backup => Ok(self.backup()),
            Effect::Copy(what, items) => Ok(self.copy(*what, items)),
            Effect::CopyText { name, text } => Ok(self.copy_text(name, text)),
            Effect::CopyStandup(sheet) => Ok(self.copy_text("the stand-up sheet", &standup::markdown(sheet))),
            Effect::Walk(look) => Ok(self.refine(product, look)),
            Effect::Reload => Ok(vec![self.reload()]),
            Effect::Reread => Ok(self.reread()),
            Effect::Turn(turn) => self.turn(product, *turn, model),
            Effect::Edit(..)
            | Effect::EditText(..)
            | Effect::KeepDemo(_)
            | Effect::Mouse(_)
            | Effect::Suspend
            | Effect::Quit => Ok(Vec::new()),
        }
    }

    /// The next answer is whole.
    fn reread(&mut self) -> Vec<Event> {
        self.store.forget_answers();
        Vec::new()
    }

    /// Reads options, keys and colours again.
    fn reload(&mut self) -> Event {
        let (config, settled) = settings::reload(&self.places, &self.config, self.background);
        self.config = config;
        Event::Settled(Box::new(settled))
    }

    /// The terminal has told its background: where nobody chose a theme, the colours follow it. `None` where they
    /// stay what they are.
    pub fn take_background(&mut self, background: Rgb, model: &Model) -> Option<Event> {
        self.background = Some(background);
        let theme = settings::theme(&self.places, &self.config, self.background)?;
        let settled = Settled { theme: Some(Rc::new(theme)), ..Settled::default() };
        (settled.theme.as_ref() != Some(&model.theme)).then(|| Event::Settled(Box::new(settled)))
    }

    fn find(&self, key: &Key, then: Then) -> Result<Vec<Event>, StoreError> {
        let item = match self.store.find(key)? {
            Some(id) => self.store.item(id)?,
            None => None,
        };
        Ok(vec![Event::Found(then, item.as_ref().map(found))])
    }

    /// Makes items depend on what keys mean, or not any more.
    fn depend(
        &mut self,
        items: &[ItemId],
        (add, remove): (&[Key], &[Key]),
        typed: Option<&Typed>,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        let mut found = [Vec::new(), Vec::new()];
        for (keys, found) in [add, remove].into_iter().zip(&mut found) {
            for key in keys {
                let Some(id) = self.store.find(key)? else {
                    let reason = format!("there is no item {key}: type a key of this product, or letters of its title");
                    return Ok(vec![Event::Rejected { reason, typed: typed.cloned() }]);
                };
                found.push(id);
            }
        }
        let [add, remove] = found;
        self.commit(&Change::SetNeeds { items: items.to_vec(), add, remove }, typed, model)
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

    /// What another window wrote since the last look.
    pub fn poll(&mut self) -> Option<Event> {
        self.pay();
        match self.store.poll() {
            Ok(seq) => {
                self.poll_error = None;
                let has_turned = self.store.take_turned();
                seq.map(|_| Event::Changed).or(has_turned.then_some(Event::Turned))
            }
            Err(StoreError::Busy { .. }) => None,
            Err(error) => {
                let text = error.to_string();
                let is_news = self.poll_error.as_ref() != Some(&text);
                self.poll_error = Some(text.clone());
                is_news.then_some(Event::Refused(text))
            }
        }
    }

    /// Answers what a frame needs; `None` where nothing of it has changed.
    pub fn read(&mut self, wanted: &Wanted) -> Result<Option<Answer>, Event> {
        let answer = self.store.read(wanted).map_err(|e| match e {
            StoreError::Damaged { .. } => Event::Damaged(e.to_string()),
            e => Event::Refused(e.to_string()),
        })?;
        self.measure_for(wanted, &answer);
        self.rank_for(wanted, &answer);
        self.work_out_for(&answer);
        Ok((answer != Answer { seq: answer.seq, ..Answer::default() }).then_some(answer))
    }

    /// What was asked of the lists, after at most `patience` for what is to come.
    pub fn sought(&mut self, patience: Duration) -> Vec<Event> {
        self.seeker.take(patience)
    }

    /// A list, whole.
    pub fn order(&self, product: ProductId, list: List) -> Event {
        self.store.order(product, list).map_or_else(|e| Event::Refused(e.to_string()), Event::Ordered)
    }
}

fn found(item: &Item) -> Found {
    Found { item: item.id, product: item.product, list: item.list() }
}

/// True for what must not overtake a write that waits.
fn is_write(effect: &Effect) -> bool {
    match effect {
        Effect::Commit { .. }
        | Effect::Depend { .. }
        | Effect::Undo { .. }
        | Effect::Redo(_)
        | Effect::UndoStep(_)
        | Effect::UndoBackTo(_)
        | Effect::Keep(_)
        | Effect::Turn(_)
        // Writes that wait are seen by the form and by the reason that follow them.
        | Effect::LastChange(_)
        | Effect::Meet(..)
        | Effect::Import(..) => true,
        Effect::Find(..)
        | Effect::Seek(..)
        | Effect::SeekLike(_)
        | Effect::ListAlike(_)
        | Effect::CheckAll
        | Effect::Product(_)
        | Effect::Edit(..)
        | Effect::EditText(..)
        | Effect::PlanImport(_)
        | Effect::PlanApart(_)
        | Effect::PlanAgain(_)
        | Effect::Recall(_)
        | Effect::ListFolder(_)
        | Effect::DropImport
        | Effect::CancelJob
        | Effect::Export(..)
        | Effect::ReviewPage(..)
        | Effect::KeepDemo(_)
        | Effect::Backup
        | Effect::Copy(..)
        | Effect::CopyText { .. }
        | Effect::CopyStandup(_)
        | Effect::Walk(_)
        | Effect::Mouse(_)
        | Effect::Reload
        | Effect::Reread
        | Effect::OfferDraft
        | Effect::SeekDraft(_)
        | Effect::Suspend
        | Effect::Quit => false,
    }
}
