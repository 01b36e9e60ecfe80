//! The terminal's bytes as [`Input`], read by the main thread only.
//!
//! Not crossterm's reader: that one loses what lies beyond 1,024 bytes until the next key (its `epoll` tells of new
//! bytes only), blocks inside half a sequence, and spins when the terminal is gone (crossterm#793, #1104). This one
//! waits with `poll`, which ends early when a signal comes and sees a hang-up, and reads only what is there.

mod parse;
mod report;

use super::out;
use super::wake::Bell;
use crate::ui::Press;
use crate::ui::mouse::{Mouse, MouseKind};
use parse::{Parser, Waits};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

/// Most inputs that one batch takes; the rest is there for the next.
pub const BATCH: usize = 256;

/// Most reads that one batch takes, 4 KiB each, so that an endless stream cannot hold the loop.
const READS: usize = 64;
/// How long after a lone `Esc` its sequence may still arrive.
const ESCAPE: Duration = Duration::from_millis(20);
/// The same while the terminal owes an answer, which begins with one.
const OWED_ESCAPE: Duration = Duration::from_millis(100);
/// How long a sequence that no person types may pause before its rest is taken to be lost.
const SEQUENCE: Duration = Duration::from_secs(1);
/// How long a paste may pause before it is taken to have lost its end.
const PASTE: Duration = Duration::from_secs(1);
/// How long a terminal may take for an answer before it is taken to give none.
const OWED: Duration = Duration::from_secs(2);

/// One thing that the terminal told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key, pressed or repeated.
    Press(Press),
    /// Pasted text: line feeds for line ends, no NUL. Text, never commands.
    Paste(String),
    /// A paste of so many bytes, more than are kept.
    Overflow(usize),
    /// The mouse.
    Mouse(Mouse),
    /// What the terminal answered when it was asked for its background.
    Background {
        /// True for a light one.
        is_light: bool,
    },
    /// The terminal's new columns and rows.
    Resize(u16, u16),
    /// The window got or lost the focus.
    Focus(bool),
}

/// The keyboard, with what it has sent and nobody has taken yet.
#[derive(Debug)]
pub struct Keyboard {
    parser: Parser,
    queue: VecDeque<Input>,
    size: Option<(u16, u16)>,
    /// When the last bytes came.
    heard: Option<Instant>,
    bell: Bell,
    was_woken: bool,
    /// When the terminal was asked for something that it has not answered.
    asked: Option<Instant>,
}

impl Keyboard {
    /// A keyboard on standard input, whose wait also ends with the bell. The terminal's present size is no news.
    pub fn new(bell: Bell) -> Self {
        Self {
            parser: Parser::default(),
            queue: VecDeque::new(),
            size: out::lock().size(),
            heard: None,
            bell,
            was_woken: false,
            asked: None,
        }
    }

    /// Waits for input until `deadline` has passed, then takes all that is there, at most [`BATCH`].
    ///
    /// An empty batch means that the deadline has passed, that a signal came or that the bell rang.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] when the terminal is gone; the caller saves and exits with 129.
    pub fn next_batch(&mut self, deadline: Duration) -> io::Result<Vec<Input>> {
        let deadline = if self.queue.is_empty() { deadline } else { Duration::ZERO };
        let until = Instant::now() + deadline;
        for _ in 0..READS {
            let left = until.saturating_duration_since(Instant::now());
            match wait(&self.bell, self.patience(left))? {
                Woken::Ready => self.read()?,
                // The loop acts on these first; what is not whole is looked at again with the next batch.
                Woken::Signal => break,
                Woken::Bell => {
                    self.was_woken |= self.bell.take();
                    break;
                }
                Woken::Late => {
                    self.give_up_late();
                    break;
                }
            }
            if self.parser.waits() == Waits::Nothing || !self.queue.is_empty() {
                break;
            }
        }
        self.look_at_size();
        let taken = self.queue.len().min(BATCH);
        Ok(self.queue.drain(..taken).collect())
    }

    /// True once after the bell rang: somebody has put something where the main thread finds it.
    pub fn was_woken(&mut self) -> bool {
        std::mem::take(&mut self.was_woken)
    }

    /// The terminal has been asked for its background.
    pub fn expect_answer(&mut self) {
        self.asked = Some(Instant::now());
    }

    /// Before the terminal is given back: an answer that is still owed is read here for at most `limit`, so that the
    /// shell does not get it typed. What else comes meanwhile waits for the next batch.
    pub fn settle_answer(&mut self, limit: Duration) {
        let until = Instant::now() + limit;
        while self.is_answer_owed() {
            let left = until.saturating_duration_since(Instant::now());
            match wait(&self.bell, left) {
                Ok(Woken::Ready) if self.read().is_ok() => {}
                Ok(Woken::Bell) => self.was_woken |= self.bell.take(),
                Ok(Woken::Signal) if !left.is_zero() => {}
                _ => break,
            }
        }
        self.asked = None;
    }

    fn is_answer_owed(&self) -> bool {
        self.asked.is_some_and(|asked| asked.elapsed() < OWED)
    }

    /// Reads once; the terminal has said that something is there.
    fn read(&mut self) -> io::Result<()> {
        let mut buffer = [0; 4096];
        match rustix::io::read(rustix::stdio::stdin(), &mut buffer) {
            Ok(0) | Err(Errno::IO) => Err(gone()),
            Ok(n) => {
                self.heard = Some(Instant::now());
                let mut inputs = Vec::new();
                self.parser.feed(&buffer[..n], &mut inputs);
                self.queue_up(inputs);
                Ok(())
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Of a drag that goes on only the last place counts.
    fn queue_up(&mut self, inputs: Vec<Input>) {
        let is_drag = |input: &Input| matches!(input, Input::Mouse(Mouse { kind: MouseKind::Drag, .. }));
        for input in inputs {
            if matches!(input, Input::Background { .. }) {
                self.asked = None;
            }
            match self.queue.back_mut() {
                Some(last) if is_drag(last) && is_drag(&input) => *last = input,
                _ => self.queue.push_back(input),
            }
        }
    }

    /// How long what is not whole may still wait for its rest; `None` where everything is whole.
    fn limit(&self) -> Option<Duration> {
        match self.parser.waits() {
            Waits::Nothing => None,
            Waits::Escape if self.is_answer_owed() => Some(OWED_ESCAPE),
            Waits::Escape => Some(ESCAPE),
            Waits::Sequence => Some(SEQUENCE),
            Waits::Paste => Some(PASTE),
        }
    }

    /// How long to wait: until the deadline, or until what is not whole is settled.
    fn patience(&self, left: Duration) -> Duration {
        let since = self.heard.map_or(Duration::MAX, |heard| heard.elapsed());
        self.limit().map_or(left, |limit| left.min(limit.saturating_sub(since)))
    }

    /// Settles what has waited for its rest too long.
    fn give_up_late(&mut self) {
        let is_late = |limit| self.heard.is_none_or(|heard| heard.elapsed() >= limit);
        if self.limit().is_some_and(is_late) {
            let mut inputs = Vec::new();
            self.parser.give_up(&mut inputs);
            self.queue_up(inputs);
        }
    }

    /// The kernel knows the size at any time; a SIGWINCH only ends the wait. Of a storm of sizes the last remains.
    fn look_at_size(&mut self) {
        let size = out::lock().size();
        if let (true, Some((columns, rows))) = (size != self.size, size) {
            self.size = size;
            self.queue.push_front(Input::Resize(columns, rows));
        }
    }
}

/// Why a wait has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Woken {
    Ready,
    Late,
    Signal,
    Bell,
}

fn wait(bell: &Bell, deadline: Duration) -> io::Result<Woken> {
    let stdin = rustix::stdio::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(bell, PollFlags::IN)];
    let timeout = Timespec::try_from(deadline).ok();
    match rustix::event::poll(&mut fds, timeout.as_ref()) {
        Ok(0) => Ok(Woken::Late),
        Err(Errno::INTR) => Ok(Woken::Signal),
        Err(error) => Err(error.into()),
        Ok(_) if fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) => Err(gone()),
        Ok(_) if !fds[1].revents().is_empty() => Ok(Woken::Bell),
        Ok(_) => Ok(Woken::Ready),
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the terminal is gone")
}
