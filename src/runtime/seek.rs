//! Answers which items of a list are shown, on a thread and a connection of its own, so that a key never waits for a
//! filter. Of several questions for the same purpose the latest counts; one that runs is stopped for it.

use super::clock;
use super::wake::Waker;
use crate::domain::query::{Question, Shown};
use crate::domain::{List, Order};
use crate::store::{Patience, Stopper, Store, StoreError, Writer};
use crate::ui::effect::Aim;
use crate::ui::{Event, update};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use strum::IntoEnumIterator;

/// How long the thread waits for another window where the file knows no readers beside a writer.
const PATIENCE: Patience = Patience::Wait(Duration::from_secs(2));

#[derive(Debug)]
struct Asked {
    number: u64,
    aim: Aim,
    question: Question,
}

#[derive(Debug)]
struct Answered {
    asked: Asked,
    found: Result<Found, String>,
}

#[derive(Debug)]
enum Found {
    Shown(Shown),
    Whole(Order),
}

#[derive(Debug)]
struct Running {
    sender: Sender<Asked>,
    receiver: Receiver<Answered>,
    thread: Option<JoinHandle<()>>,
    /// Stops the question that runs; there once the thread has opened the file.
    stopper: Arc<OnceLock<Stopper>>,
}

/// The thread, once it is needed.
#[derive(Debug)]
pub struct Seeker {
    path: PathBuf,
    writer: Writer,
    running: Option<Running>,
    /// The newest question of each purpose that is not answered yet, by number.
    open: [Option<(u64, Question)>; Aim::COUNT],
    last: u64,
    waker: Waker,
}

impl Seeker {
    /// Nothing was asked yet; no thread runs.
    pub fn new(path: PathBuf, writer: Writer) -> Self {
        Self { path, writer, running: None, open: Default::default(), last: 0, waker: Waker::default() }
    }

    /// From here on an answer wakes the main thread.
    pub fn wake_with(&mut self, waker: Waker) {
        self.waker = waker;
    }

    /// Puts a question; the one before for the same purpose is not answered any more.
    pub fn ask(&mut self, aim: Aim, question: Question) {
        self.last += 1;
        let is_outdated = self.open[aim as usize].is_some();
        self.open[aim as usize] = Some((self.last, question.clone()));
        let asked = Asked { number: self.last, aim, question };
        let running =
            self.running.get_or_insert_with(|| start(self.path.clone(), self.writer.clone(), self.waker.clone()));
        // A thread that could not start or is gone answers nothing; the next `take` says so.
        let _ = running.sender.send(asked);
        if let (true, Some(stopper)) = (is_outdated, running.stopper.get()) {
            stopper.stop();
        }
    }

    /// True while an answer is to come.
    pub fn is_running(&self) -> bool {
        self.open.iter().any(Option::is_some)
    }

    /// The answers that are there, after at most `patience` for all that are to come.
    pub fn take(&mut self, patience: Duration) -> Vec<Event> {
        let until = Instant::now() + patience;
        let mut events = Vec::new();
        while self.is_running() {
            let Some(running) = &self.running else { break };
            match running.receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(answered) => events.extend(self.told(answered)),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => events.extend(self.lost()),
            }
        }
        events
    }

    /// The thread is gone: nothing that is open will be answered, and the next question starts another one.
    fn lost(&mut self) -> Vec<Event> {
        self.running = None;
        let open = Aim::iter().filter_map(|aim| Some((aim, self.open[aim as usize].take()?.1)));
        let reason = "the list could not be looked through; the log says more, and the next key tries again";
        let sought = |(aim, question)| update::Sought { aim, question, found: Err(reason.into()) };
        open.map(|asked| Event::Sought(Box::new(sought(asked)))).collect()
    }

    fn told(&mut self, answered: Answered) -> Option<Event> {
        let Answered { asked: Asked { number, aim, question }, found } = answered;
        if self.open[aim as usize].as_ref().is_none_or(|open| open.0 != number) {
            return None;
        }
        self.open[aim as usize] = None;
        let found = match found {
            Ok(Found::Whole(order)) => return Some(Event::Ordered(order)),
            Ok(Found::Shown(shown)) => Ok(shown),
            Err(reason) => Err(reason),
        };
        Some(Event::Sought(Box::new(update::Sought { aim, question, found })))
    }
}

impl Drop for Seeker {
    /// Waits until its connection is closed: a file whose last connection is not closed is checked at the next start.
    fn drop(&mut self) {
        if let Some(Running { sender, receiver, thread: Some(thread), stopper }) = self.running.take() {
            drop((sender, receiver));
            if let Some(stopper) = stopper.get() {
                stopper.stop();
            }
            // A panic of the thread is in the log already.
            let _ = thread.join();
        }
    }
}

fn start(path: PathBuf, writer: Writer, waker: Waker) -> Running {
    let (sender, questions) = channel();
    let (answers, receiver) = channel();
    let stopper = Arc::new(OnceLock::new());
    let own = Arc::clone(&stopper);
    let work = move || match Store::open(&path, writer, PATIENCE) {
        Ok(store) => {
            // Nobody else sets it.
            let _ = own.set(store.stopper());
            work(&Ok(&store), &questions, &answers, &waker);
        }
        Err(error) => work(&Err(error.to_string()), &questions, &answers, &waker),
    };
    // Where there is no thread, the channels close and `take` says so.
    let thread = thread::Builder::new().name("job seek".into()).spawn(work);
    Running { sender, receiver, thread: thread.ok(), stopper }
}

/// The newest question of each purpose.
#[derive(Default)]
struct Waiting([Option<Asked>; Aim::COUNT]);

impl Waiting {
    fn put(&mut self, asked: Asked) {
        let slot = asked.aim as usize;
        self.0[slot] = Some(asked);
    }

    /// The next question, once there is one; `None` when nobody asks any more.
    fn next(&mut self, questions: &Receiver<Asked>) -> Option<Asked> {
        if self.0.iter().all(Option::is_none) {
            self.put(questions.recv().ok()?);
        }
        loop {
            match questions.try_recv() {
                Ok(asked) => self.put(asked),
                Err(TryRecvError::Empty) => return self.0.iter_mut().find_map(Option::take),
                Err(TryRecvError::Disconnected) => return None,
            }
        }
    }
}

fn work(store: &Result<&Store, String>, questions: &Receiver<Asked>, answers: &Sender<Answered>, waker: &Waker) {
    let mut waiting = Waiting::default();
    while let Some(asked) = waiting.next(questions) {
        let found = match store.as_ref().map(|store| answer(store, &asked)) {
            Ok(Err(StoreError::Cancelled)) => {
                // It was stopped for a newer question; where that one is for another purpose, this one still counts.
                if waiting.0[asked.aim as usize].is_none() {
                    waiting.put(asked);
                }
                continue;
            }
            Ok(found) => found.map_err(|error| error.to_string()),
            Err(reason) => Err(reason.clone()),
        };
        if answers.send(Answered { asked, found }).is_err() {
            return;
        }
        waker.wake();
    }
}

fn answer(store: &Store, Asked { aim, question, .. }: &Asked) -> Result<Found, StoreError> {
    if *aim == Aim::Whole {
        return Ok(Found::Whole(store.order(question.product, question.list)?));
    }
    let now = clock::now();
    let mut shown = Shown { ids: store.shown(question, now)?, ..Shown::default() };
    if shown.ids.is_empty() {
        shown.unknown = store.unknown(question, now)?;
        for list in List::iter().filter(|list| *list != question.list && *list != List::Trash) {
            let there = store.shown(&Question { list, ..question.clone() }, now)?.len();
            shown.elsewhere.extend((there > 0).then_some((list, there)));
        }
    }
    Ok(Found::Shown(shown))
}
