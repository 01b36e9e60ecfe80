//! Work that takes longer than 50 ms, on a thread of its own.
//!
//! A job has a slot, such as `import`. The latest request of a slot wins: the one before is told to cancel, and
//! whatever it still answers is dropped. An answer wakes the main thread; only progress waits for a deadline. A cancelled job rolls back its transaction and returns. When the program
//! ends, running jobs are not waited for; what they had not committed has not happened.

use super::panic;
use super::wake::Waker;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::{io, thread};

/// Names of job threads begin with this.
const PREFIX: &str = "job ";

/// True on a job's thread.
pub(super) fn is_job_thread() -> bool {
    thread::current().name().is_some_and(|name| name.starts_with(PREFIX))
}

/// Gives the memory of something big back, on a thread of its own: a job's answer need not wait for that.
pub fn give_back<T: Send + 'static>(what: T) {
    // Without a thread it is given back here.
    let _ = thread::Builder::new().name(format!("{PREFIX}memory")).spawn(move || drop(what));
}

/// How far a job is, and whether it should stop; shared by the job and whoever shows it.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    /// Says how much there is to do, in the job's own unit.
    pub fn set_total(&self, total: u64) {
        self.0.total.store(total, Ordering::Relaxed);
    }

    /// Says how much is done.
    pub fn set_done(&self, done: u64) {
        self.0.done.store(done, Ordering::Relaxed);
    }

    /// One unit more is done.
    pub fn step(&self) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Done and total; total is 0 while it is not known.
    pub fn counts(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// True when the job should roll back and return. To be asked at least every 100 ms of work.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }
}

/// Why a job has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// A fault of ours; the details are in the log.
    #[error(
        "the {slot} stopped because of a fault of upnext's own ({message}); nothing of it was kept, the log says more"
    )]
    Panicked {
        /// The job's slot.
        slot: &'static str,
        /// What the panic said.
        message: String,
    },
    /// The system gave no thread.
    #[error("the {slot} could not start: {message}; close other programs and try again")]
    NoThread {
        /// The job's slot.
        slot: &'static str,
        /// What the system said.
        message: String,
    },
}

/// A job that has ended.
#[derive(Debug)]
pub struct Finished<T> {
    /// Its slot.
    pub slot: &'static str,
    /// Its answer.
    pub result: Result<T, JobError>,
}

#[derive(Debug)]
struct Message<T> {
    number: u64,
    finished: Finished<T>,
}

/// The running jobs, at most one live a slot.
#[derive(Debug)]
pub struct Jobs<T> {
    sender: Sender<Message<T>>,
    receiver: Receiver<Message<T>>,
    running: HashMap<&'static str, (u64, Progress)>,
    last: u64,
    waker: Waker,
}

impl<T: Send + 'static> Jobs<T> {
    /// No job runs.
    pub fn new() -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, running: HashMap::new(), last: 0, waker: Waker::default() }
    }

    /// From here on every answer wakes the main thread.
    pub fn wake_with(&mut self, waker: Waker) {
        self.waker = waker;
    }

    /// Runs `work` in `slot`. A job that still runs there is cancelled and its answer dropped.
    pub fn start(&mut self, slot: &'static str, work: impl FnOnce(&Progress) -> T + Send + 'static) -> Progress {
        self.cancel(slot);
        self.last += 1;
        let (number, progress) = (self.last, Progress::default());
        self.running.insert(slot, (number, progress.clone()));
        let (sender, own, waker) = (self.sender.clone(), progress.clone(), self.waker.clone());
        let spawned = thread::Builder::new().name(format!("{PREFIX}{slot}")).spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| {
                panic::fault("job");
                work(&own)
            }));
            let result =
                result.map_err(|payload| JobError::Panicked { slot, message: panic::message(payload.as_ref()) });
            // The receiver is gone only when the program ends.
            let _ = sender.send(Message { number, finished: Finished { slot, result } });
            waker.wake();
        });
        if let Err(error) = spawned {
            self.refuse(slot, number, &error);
        }
        progress
    }

    fn refuse(&self, slot: &'static str, number: u64, error: &io::Error) {
        let result = Err(JobError::NoThread { slot, message: error.to_string() });
        let _ = self.sender.send(Message { number, finished: Finished { slot, result } });
        self.waker.wake();
    }

    /// The next answer, if one is there. Answers of replaced jobs are skipped.
    pub fn try_next(&mut self) -> Option<Finished<T>> {
        while let Ok(Message { number, finished }) = self.receiver.try_recv() {
            if self.running.get(finished.slot).is_some_and(|(live, _)| *live == number) {
                self.running.remove(finished.slot);
                return Some(finished);
            }
        }
        None
    }

    /// True while an answer is to come; then the job deadline is needed.
    pub fn is_running(&self) -> bool {
        !self.running.is_empty()
    }

    /// As [`is_running`](Self::is_running), of jobs in other slots than this one.
    pub fn is_running_beside(&self, slot: &str) -> bool {
        self.running.keys().any(|other| *other != slot)
    }

    /// How far the job in `slot` is, while it runs.
    pub fn progress(&self, slot: &str) -> Option<&Progress> {
        self.running.get(slot).map(|(_, progress)| progress)
    }

    /// Asks the job in `slot` to stop; its answer still comes.
    pub fn cancel(&self, slot: &str) {
        if let Some(progress) = self.progress(slot) {
            progress.cancel();
        }
    }

    /// Asks the job in `slot` to stop, and drops its answer.
    pub fn forget(&mut self, slot: &str) {
        self.cancel(slot);
        self.running.remove(slot);
    }
}

impl<T: Send + 'static> Default for Jobs<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    fn next<T: Send + 'static>(jobs: &mut Jobs<T>) -> Finished<T> {
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(finished) = jobs.try_next() {
                return finished;
            }
            assert!(Instant::now() < until, "no job ended");
            thread::yield_now();
        }
    }

    #[test]
    fn an_answer_comes_once_and_the_slot_is_free() {
        let mut jobs = Jobs::new();
        let progress = jobs.start("import", |progress| {
            progress.set_total(2);
            progress.step();
            7
        });
        assert!(jobs.is_running());
        assert_eq!(next(&mut jobs).result, Ok(7));
        assert_eq!(progress.counts(), (1, 2));
        assert!(!jobs.is_running() && jobs.try_next().is_none());
    }

    #[test]
    fn a_panic_becomes_an_error() {
        let mut jobs: Jobs<()> = Jobs::new();
        jobs.start("scores", |_| panic!("seven"));
        let finished = next(&mut jobs);
        assert_eq!(finished.result, Err(JobError::Panicked { slot: "scores", message: "seven".into() }));
    }

    #[test]
    fn the_latest_request_of_a_slot_wins() {
        let mut jobs = Jobs::new();
        let (go, wait) = mpsc::channel::<()>();
        jobs.start("similar", move |progress| {
            wait.recv().unwrap();
            if progress.is_cancelled() { "cancelled" } else { "first" }
        });
        jobs.start("similar", move |_| {
            go.send(()).unwrap();
            "second"
        });
        assert_eq!(next(&mut jobs).result, Ok("second"));
        assert!(!jobs.is_running());
    }

    #[test]
    fn a_cancelled_job_answers_that_it_was() {
        let mut jobs = Jobs::new();
        jobs.start("export", |progress| {
            while !progress.is_cancelled() {
                thread::yield_now();
            }
            "rolled back"
        });
        jobs.cancel("export");
        assert_eq!(next(&mut jobs).result, Ok("rolled back"));
    }
}
