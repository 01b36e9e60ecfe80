//! Jobs: what takes longer than a key may wait, on threads with connections of their own.

use super::like::{COMPARE, LIKE};
use super::past::PAST;
use super::write::{About, Watch, Written};
use super::{Answered, World};
use crate::domain::audience::Audience;
use crate::domain::query::Part;
use crate::domain::score::Framework;
use crate::domain::{List, ProductId, SprintId};
use crate::exchange::Export;
use crate::exchange::export::Edition;
use crate::runtime::job::{Finished, Progress};
use crate::runtime::log::{self, Level};
use crate::runtime::transfer::{Form, Paper, TransferError, Wish};
use crate::runtime::{clock, transfer};
use crate::store::{Patience, Store, StoreError};
use crate::ui::model::Job;
use crate::ui::overlay::checks::MOST;
use crate::ui::{Event, Model};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a job waits for another window's write.
pub(super) const JOB_PATIENCE: Duration = Duration::from_secs(20);
/// How often a backup is written behind the person's back while they work.
const BACKUP_EVERY: Duration = Duration::from_secs(30 * 60);
/// The one slot of jobs that write; the program's own writes wait for it.
const WRITE: &str = "write";
/// The slot of jobs that only read: the newest question wins.
const READ: &str = "read";
/// The slot of jobs that write a file beside the store.
const FILE: &str = "file";
/// The slots that are shown, the one that counts most first.
const SHOWN: [&str; 3] = [WRITE, FILE, READ];
/// The slots of what is done when nobody waits for it.
const BACKUP: &str = "backup";
const CHECK: &str = "check";
const TIDY: &str = "tidy";
const FOLDER: &str = "folder";
/// The slots of what the end of the program stops and waits for.
const ENDED: [&str; 6] = [LIKE, COMPARE, PAST, READ, FILE, BACKUP];
/// How long it waits.
const END: Duration = Duration::from_millis(200);

impl World {
    pub(super) fn export(&mut self, what: &str, part: Option<Part>, product: Option<ProductId>) -> Vec<Event> {
        let Some(product) = product else { return vec![Event::Refused("there is no product to export yet".into())] };
        match transfer::changes_file(what) {
            Ok(None) => {}
            Ok(Some(path)) => return self.changes(path, product),
            Err(error) => return vec![Event::Refused(error.to_string())],
        }
        let Wish { form, is_private, by, path } = match transfer::target_file(what) {
            Ok(target) => target,
            Err(error) => return vec![Event::Refused(error.to_string())],
        };
        self.file_job("exporting", move |store, _| {
            let done = match (form, part) {
                (Form::Data(format), part) if by.is_some() => {
                    scored(store, (product, part.as_ref()), by, format, &path)
                }
                (Form::Data(format), part) => {
                    let edition = Edition::of(format, is_private);
                    transfer::export_to(store, product, part.as_ref(), edition, &path)
                }
                (Form::Page, Some(_)) => Err(TransferError::WholePage),
                (Form::Page, None) => transfer::backlog(store, product)
                    .map_err(TransferError::from)
                    .and_then(|page| transfer::write_document(&page, Paper::Html, &path)),
            };
            Answered::Told(done.map_err(|e| e.to_string()))
        })
    }

    /// Writes what was changed here since the last import: two tables, and a sheet to follow by hand.
    fn changes(&mut self, path: Option<std::path::PathBuf>, product: ProductId) -> Vec<Event> {
        self.file_job("exporting the changes", move |store, _| {
            let changes = transfer::Changes::read(store, product);
            let done = changes.and_then(|changes| changes.write_beside(path.as_deref(), clock::now().day));
            Answered::Told(done.map_err(|error| error.to_string()))
        })
    }

    /// Writes the review of a Sprint, for others; of the one that runs, else the last, where none is named.
    pub(super) fn review_page(
        &mut self,
        what: &str,
        sprint: Option<SprintId>,
        product: Option<ProductId>,
    ) -> Vec<Event> {
        let Some(product) = product else { return vec![Event::Refused("there is no product yet".into())] };
        let (paper, path) = match transfer::paper_file(what) {
            Ok(target) => target,
            Err(error) => return vec![Event::Refused(error.to_string())],
        };
        let calendar = self.config.calendar.clone();
        self.file_job("writing the review", move |store, _| {
            let write = || {
                let sprint = match sprint {
                    Some(sprint) => sprint,
                    None => transfer::reviewed(store, product)?.ok_or(TransferError::NoSprint)?,
                };
                let document = transfer::review(store, sprint, &calendar, clock::now().day, Audience::Everyone)?;
                transfer::write_document(&document, paper, &path)
            };
            Answered::Told(write().map_err(|error: TransferError| error.to_string()))
        })
    }

    pub(super) fn backup(&mut self) -> Vec<Event> {
        let folder = self.config.backup_folder.clone();
        self.file_job("backing up", move |store, _| {
            let done = store.backup(folder.as_deref(), clock::now());
            Answered::Told(done.map(|path| format!("backup written: {}", path.display())).map_err(|e| e.to_string()))
        })
    }

    /// Checks all items that are still to do.
    pub(super) fn check_all(&mut self, product: Option<ProductId>) -> Vec<Event> {
        let Some(product) = product else { return vec![Event::Refused("there is no product yet".into())] };
        self.read_job("checking all items", move |store, progress| {
            match store.check_quality(product, MOST, &mut |done, total| watch(progress, done, total)) {
                Ok(report) => Answered::CheckedAll(Box::new(report)),
                Err(StoreError::Cancelled) => Answered::Told(Ok("stopped: not everything was checked".into())),
                Err(error) => Answered::Told(Err(error.to_string())),
            }
        })
    }

    /// At the first change after half an hour, behind the person's back.
    pub(super) fn back_up_sometimes(&mut self) {
        let is_due = self.last_backup.is_none_or(|at| at.elapsed() > BACKUP_EVERY);
        if self.is_demo || !is_due {
            return;
        }
        self.last_backup = Some(Instant::now());
        let (open, folder) = (self.opener(), self.config.backup_folder.clone());
        self.jobs.start(BACKUP, move |progress| {
            let done = open(progress).and_then(|store| store.backup_if_due(folder.as_deref(), clock::now()));
            match done {
                Ok(_) | Err(StoreError::Cancelled) => {}
                Err(error) => log::log(Level::Warn, &format!("no backup: {error}")),
            }
            Answered::Quiet
        });
    }

    /// True while a backup is written behind the person's back.
    pub fn is_backing_up(&self) -> bool {
        self.jobs.progress(BACKUP).is_some()
    }

    /// The program ends: what reads or writes a file beside the store is told to stop and waited for. A store whose last
    /// connection is not closed is checked at the next start, and half of a file would be left behind.
    pub(super) fn stop_jobs(&mut self) {
        self.texts.give_up();
        for slot in ENDED {
            self.jobs.cancel(slot);
        }
        let until = Instant::now() + END;
        while ENDED.into_iter().any(|slot| self.jobs.progress(slot).is_some()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
            while self.jobs.try_next().is_some() {}
        }
    }

    pub(super) fn check_in_a_job(&mut self) {
        let (path, writer) = (self.store.path().to_owned(), self.writer.clone());
        self.jobs.start(CHECK, move |_| {
            let checked = Store::open(&path, writer, Patience::Wait(JOB_PATIENCE)).and_then(|mut s| s.check_mending());
            if matches!(checked, Ok((_, true))) {
                log::log(Level::Warn, "the search was wrong: it was made anew from the items");
            }
            match checked {
                Ok((found, _)) => Answered::Checked(found),
                Err(StoreError::Damaged { detail, .. }) => Answered::Checked(vec![detail]),
                // What could not be checked is not damaged by that: busy, say. The next start checks again.
                Err(error) => {
                    log::log(Level::Warn, &format!("not checked: {error}"));
                    Answered::Quiet
                }
            }
        });
    }

    /// Reads the names in a folder: behind the person's back, as a disk of the network may take its time.
    pub(super) fn list_folder(&mut self, folder: String) -> Vec<Event> {
        self.jobs.start(FOLDER, move |_| {
            let entries = transfer::names(&folder);
            Answered::Listed(folder, entries)
        });
        Vec::new()
    }

    /// Copies the demo to where it is kept; the sentence says where.
    pub fn keep_demo(&mut self, name: &str) -> Result<String, String> {
        let path = transfer::home_path(name);
        self.store.copy_to(&path).map_err(|e| e.to_string())?;
        Ok(format!("The sample is kept: upnext --db {}", path.display()))
    }

    /// True while the job deadline is needed. Nobody waits for what a typed title is like: its answer wakes the loop.
    pub fn is_busy(&self) -> bool {
        self.jobs.is_running_beside(LIKE) || self.seeker.is_running()
    }

    /// What jobs have answered, and how far the others are.
    pub fn finished(&mut self, model: &Model) -> Vec<Event> {
        let mut events = self.sought(Duration::ZERO);
        while let Some(Finished { result, .. }) = self.jobs.try_next() {
            match result {
                Ok(answered) => self.take(answered, model, &mut events),
                Err(error) => events.push(Event::Refused(error.to_string())),
            }
        }
        let running = self.running();
        // The same number again draws nothing.
        if model.job != running {
            events.insert(0, Event::Job(running));
        }
        events
    }

    fn take(&mut self, answered: Answered, model: &Model, events: &mut Vec<Event>) {
        match answered {
            Answered::Written(written, about) => {
                let typed = about.typed.clone();
                let rejected = |reason: String| vec![Event::Rejected { reason, typed }];
                let done = written.and_then(|written| self.wrote(written, about, model));
                events.extend(done.unwrap_or_else(|error| rejected(error.to_string())));
            }
            Answered::Planned(Ok(plan)) => {
                events.push(Event::Planned(Arc::new(plan.proposal())));
                self.plan = Some(*plan);
            }
            Answered::Replanned(Ok(plan)) => {
                // It may have been left in the meantime.
                if self.plan.is_some() {
                    events.push(Event::Replanned(Arc::new(plan.proposal())));
                    self.plan = Some(*plan);
                }
            }
            Answered::NoFiles(line, reason) => events.push(Event::AskFiles { line, reason }),
            Answered::Planned(Err(reason)) | Answered::Replanned(Err(reason)) | Answered::Told(Err(reason)) => {
                events.push(Event::Refused(reason));
            }
            Answered::Checked(damages) => match damages.into_iter().next() {
                Some(detail) => {
                    self.store.turn_read_only(&detail);
                    let path = self.store.path().to_owned();
                    events.push(Event::Damaged(StoreError::Damaged { path, detail }.to_string()));
                }
                None => self.store.trust(),
            },
            Answered::Told(Ok(text)) => events.push(Event::Told(text)),
            Answered::Listed(folder, entries) => events.push(Event::Listed { folder, entries }),
            Answered::Liked(wish, like) => events.push(Event::Liked(wish, like.map(Box::new))),
            Answered::Alike(of, pairs, found) => {
                events.extend(found.map(|found| self.take_compared(Ok(found), model)).into_iter().flatten());
                events.push(Event::Alike(of, pairs));
            }
            Answered::Compared(found) => events.extend(self.take_compared(found, model)),
            Answered::CheckedAll(report) => events.push(Event::CheckedAll(report)),
            Answered::Copied(copied) => events.push(Self::send(&copied)),
            Answered::Measured(measured) => events.extend(self.take_measured(*measured, model)),
            Answered::Ranked(ranked) => events.push(Event::Ranked(ranked)),
            Answered::WorkedOut(found) => events.extend(self.take_worked_out(found)),
            Answered::Quiet => {}
        }
    }

    /// Writes the log back into the file when nobody is waiting.
    pub fn tidy_up(&mut self) {
        self.texts.forget();
        if !self.store.is_trusted() || !std::mem::take(&mut self.has_written) || self.store.refusal().is_some() {
            return;
        }
        let (path, writer) = (self.store.path().to_owned(), self.writer.clone());
        self.jobs.start(TIDY, move |_| {
            // What is not written back now is written back the next time.
            let _ = Store::open(&path, writer, Patience::Wait(JOB_PATIENCE)).and_then(|store| store.checkpoint());
            Answered::Quiet
        });
    }

    /// Starts a job that writes on a connection of its own.
    pub(super) fn write_job<F>(&mut self, about: About, act: F) -> Vec<Event>
    where
        F: FnOnce(&mut Store, Watch<'_>) -> Result<Written, StoreError> + Send + 'static,
    {
        let (path, writer) = (self.store.path().to_owned(), self.writer.clone());
        if let Some(error) = self.store.refusal() {
            return vec![Event::Rejected { reason: error.to_string(), typed: about.typed }];
        }
        self.labels.insert(WRITE, about.label.clone());
        self.jobs.start(WRITE, move |progress| {
            let done = Store::open(&path, writer, Patience::Wait(JOB_PATIENCE))
                .and_then(|mut store| act(&mut store, &mut |done, total| watch(progress, done, total)));
            Answered::Written(done, about)
        });
        vec![Event::Job(self.running())]
    }

    /// Opens the file on the thread of a job that reads. What it reads ends soon after it is told to stop.
    pub(super) fn opener(&self) -> impl FnOnce(&Progress) -> Result<Store, StoreError> + Send + use<> {
        let (path, writer) = (self.store.path().to_owned(), self.writer.clone());
        move |progress| {
            let progress = progress.clone();
            Store::open(&path, writer, Patience::Wait(JOB_PATIENCE))?.until(move || progress.is_cancelled())
        }
    }

    /// Starts a job that writes nothing here.
    pub(super) fn read_job<F>(&mut self, label: &str, act: F) -> Vec<Event>
    where
        F: FnOnce(&Store, &Progress) -> Answered + Send + 'static,
    {
        self.reader(READ, label, act)
    }

    /// Starts a job that writes a file for others. One that runs is not stopped for it: its file would be missing.
    fn file_job<F>(&mut self, label: &str, act: F) -> Vec<Event>
    where
        F: FnOnce(&Store, &Progress) -> Answered + Send + 'static,
    {
        match self.labels.get(FILE).filter(|_| self.jobs.progress(FILE).is_some()) {
            Some(running) => vec![Event::Refused(format!("{running} is not done yet: ask again when it has ended"))],
            None => self.reader(FILE, label, |store, progress| match act(store, progress) {
                Answered::Told(Err(_)) if progress.is_cancelled() => {
                    Answered::Told(Ok("stopped: no file was written".into()))
                }
                answered => answered,
            }),
        }
    }

    /// Starts a job of a slot that reads the store.
    fn reader<F>(&mut self, slot: &'static str, label: &str, act: F) -> Vec<Event>
    where
        F: FnOnce(&Store, &Progress) -> Answered + Send + 'static,
    {
        let open = self.opener();
        self.labels.insert(slot, label.to_owned());
        self.jobs.start(slot, move |progress| match open(progress) {
            Ok(store) => act(&store, progress),
            Err(error) => Answered::Told(Err(error.to_string())),
        });
        vec![Event::Job(self.running())]
    }

    /// Stops what is shown as running. What runs behind the person's back goes on: the views wait for its answers.
    pub(super) fn stop_job(&self) {
        self.shown().into_iter().for_each(|slot| self.jobs.cancel(slot));
    }

    /// True while a job writes: the program's own writes wait for it.
    pub(super) fn is_writing(&self) -> bool {
        self.jobs.progress(WRITE).is_some()
    }

    /// Stops the job that reads: nobody waits for its answer any more.
    pub(super) fn forget_reading(&mut self) {
        self.jobs.forget(READ);
    }

    /// True while a job of this name reads.
    pub(super) fn is_reading(&self, label: &str) -> bool {
        self.jobs.progress(READ).is_some() && self.labels.get(READ).is_some_and(|running| running == label)
    }

    /// The slot of the job that is shown.
    fn shown(&self) -> Option<&'static str> {
        SHOWN.into_iter().find(|slot| self.jobs.progress(slot).is_some())
    }

    /// The job that is shown.
    pub(super) fn running(&self) -> Option<Job> {
        let slot = self.shown()?;
        let (done, total) = self.jobs.progress(slot)?.counts();
        let part = |n| usize::try_from(n).unwrap_or(usize::MAX);
        let label = self.labels.get(slot).cloned().unwrap_or_default();
        Some(Job { label, done: part(done), total: part(total), writes: slot == WRITE })
    }
}

pub(super) fn watch(progress: &Progress, done: usize, total: usize) -> ControlFlow<()> {
    progress.set_done(done as u64);
    progress.set_total(total as u64);
    if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// Writes the scored table; of a part, where one is shown.
fn scored(
    store: &Store,
    (product, part): (ProductId, Option<&Part>),
    by: Option<Framework>,
    format: Export,
    path: &Path,
) -> Result<String, TransferError> {
    if part.is_some_and(|part| part.list.is_some_and(|list| list != List::Backlog)) {
        return Err(TransferError::OrderOnly);
    }
    let framework = by.unwrap_or_default();
    transfer::Table::read(store, product, framework, part, clock::now())?.write_to(format, path)
}
