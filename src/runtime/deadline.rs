//! The one list of deadlines: what the main thread waits for when no key comes.
//!
//! Pure over [`Instant`]s that are handed in. A deadline that is not pending costs no wake-up; an idle program wakes
//! five times a second for the change poll and for nothing else.

use std::time::{Duration, Instant};

/// How often another window's change is looked for.
pub const POLL: Duration = Duration::from_millis(200);
/// How often a running job's progress is looked for; its answer rings the bell.
pub const JOB: Duration = Duration::from_millis(15);

/// Something that is due at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// Look for changes by another window; always pending, every [`POLL`].
    Poll,
    /// Look at the running jobs; every [`JOB`] while one runs.
    Job,
    /// Keep the draft.
    Draft,
    /// Take the toast away.
    Toast,
    /// Read the whole list and the counts behind the first frame.
    Whole,
    /// Try again a write that found the file busy.
    Retry,
    /// Show how an unfinished sequence of keys can go on.
    WhichKey,
    /// Roll the list on under what is dragged beyond its edge.
    Drag,
}

/// How many kinds there are.
const KINDS: usize = 8;

/// When each kind is due.
#[derive(Debug, Clone)]
pub struct Deadlines {
    at: [Option<Instant>; KINDS],
}

impl Deadlines {
    /// Only the change poll is pending.
    pub fn new(now: Instant) -> Self {
        let mut deadlines = Self { at: [None; KINDS] };
        deadlines.set(Deadline::Poll, now + POLL);
        deadlines
    }

    /// Makes `kind` due at `at`, replacing an earlier or later moment.
    pub fn set(&mut self, kind: Deadline, at: Instant) {
        self.at[kind as usize] = Some(at);
    }

    /// Makes `kind` due at `at` unless it is pending already: a draft is kept a second after the first key, not
    /// after the last.
    pub fn set_if_idle(&mut self, kind: Deadline, at: Instant) {
        self.at[kind as usize].get_or_insert(at);
    }

    /// Nothing is due for `kind` any more. The change poll cannot be cleared.
    pub fn clear(&mut self, kind: Deadline) {
        if kind != Deadline::Poll {
            self.at[kind as usize] = None;
        }
    }

    /// Switches the job's quick deadline on or off; call it with [`Jobs::is_running`](super::Jobs::is_running).
    pub fn job_running(&mut self, running: bool, now: Instant) {
        if running {
            self.set_if_idle(Deadline::Job, now + JOB);
        } else {
            self.clear(Deadline::Job);
        }
    }

    /// True while `kind` waits for its moment.
    pub fn is_pending(&self, kind: Deadline) -> bool {
        self.at[kind as usize].is_some()
    }

    /// How long to wait for input: until the earliest deadline, zero when one has passed.
    pub fn next_wait(&self, now: Instant) -> Duration {
        let earliest = self.at.iter().flatten().min();
        earliest.map_or(POLL, |at| at.saturating_duration_since(now)).min(POLL)
    }

    /// True once when `kind`'s moment has come. Poll and Job are armed again, counted from `now`; the others are
    /// cleared.
    pub fn due(&mut self, kind: Deadline, now: Instant) -> bool {
        if self.at[kind as usize].is_none_or(|at| now < at) {
            return false;
        }
        self.at[kind as usize] = match kind {
            Deadline::Poll => Some(now + POLL),
            Deadline::Job => Some(now + JOB),
            Deadline::Draft
            | Deadline::Toast
            | Deadline::Whole
            | Deadline::Retry
            | Deadline::WhichKey
            | Deadline::Drag => None,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn an_idle_second_wakes_at_most_seven_times() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start);
        let (mut now, mut wakes) = (start, 0);
        while now < start + ms(1000) {
            now += deadlines.next_wait(now) + Duration::from_micros(300);
            wakes += 1;
            assert!(deadlines.due(Deadline::Poll, now));
        }
        assert!(wakes <= 7, "{wakes}");
    }

    #[test]
    fn the_earliest_deadline_is_waited_for_and_fires_once() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start);
        deadlines.set(Deadline::Toast, start + ms(50));
        assert_eq!(deadlines.next_wait(start), ms(50));
        assert!(!deadlines.due(Deadline::Toast, start + ms(49)));
        assert!(deadlines.due(Deadline::Toast, start + ms(50)));
        assert!(!deadlines.due(Deadline::Toast, start + ms(51)));
        assert_eq!(deadlines.next_wait(start + ms(51)), ms(149));
    }

    #[test]
    fn a_missed_deadline_means_no_wait_and_no_burst() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start);
        let late = start + ms(5000);
        assert_eq!(deadlines.next_wait(late), Duration::ZERO);
        assert!(deadlines.due(Deadline::Poll, late));
        assert!(!deadlines.due(Deadline::Poll, late), "a long sleep is not made up for");
        assert_eq!(deadlines.next_wait(late), POLL);
    }

    #[test]
    fn a_job_wakes_every_15_ms_only_while_it_runs() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start);
        deadlines.job_running(true, start);
        deadlines.job_running(true, start + ms(10));
        assert_eq!(deadlines.next_wait(start + ms(10)), ms(5));
        assert!(deadlines.due(Deadline::Job, start + ms(15)));
        assert_eq!(deadlines.next_wait(start + ms(15)), JOB);
        deadlines.job_running(false, start + ms(16));
        assert_eq!(deadlines.next_wait(start + ms(16)), ms(184));
    }

    #[test]
    fn a_draft_is_not_put_off_by_typing_on() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start);
        deadlines.set_if_idle(Deadline::Draft, start + ms(100));
        deadlines.set_if_idle(Deadline::Draft, start + ms(190));
        assert!(deadlines.due(Deadline::Draft, start + ms(100)));
        deadlines.clear(Deadline::Poll);
        assert!(deadlines.is_pending(Deadline::Poll));
    }
}
