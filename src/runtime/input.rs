//! The terminal's bytes as [`Input`], read by the main thread only.
//!
//! Not crossterm's reader: that one loses what lies beyond 1,024 bytes until the next key (its `epoll` tells of new
//! bytes only), blocks inside half a sequence, and spins when the terminal is gone (crossterm#793, #1104). This one
//! waits with `poll`, which ends early when a signal comes and sees a hang-up, and reads only what is there.

mod parse;

use super::out;
use crate::ui::Press;
use parse::Parser;
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
/// How long a paste may pause before it is taken to have lost its end.
const PASTE: Duration = Duration::from_secs(1);

/// One thing that the terminal told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key, pressed or repeated.
    Press(Press),
    /// Pasted text: line feeds for line ends, no NUL. Text, never commands.
    Paste(String),
    /// The terminal's new columns and rows.
    Resize(u16, u16),
    /// The window got or lost the focus.
    Focus(bool),
}

/// The keyboard, with what it has sent and nobody has taken yet.
#[derive(Debug, Default)]
pub struct Keyboard {
    parser: Parser,
    queue: VecDeque<Input>,
    size: Option<(u16, u16)>,
    /// When the last bytes came.
    heard: Option<Instant>,
}

impl Keyboard {
    /// A keyboard on standard input. The terminal's present size is no news.
    pub fn new() -> Self {
        Self { size: out::lock().size(), ..Self::default() }
    }

    /// Waits for input until `deadline` has passed, then takes all that is there, at most [`BATCH`].
    ///
    /// An empty batch means that the deadline has passed or that a signal came.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] when the terminal is gone; the caller saves and exits with 129.
    pub fn next_batch(&mut self, deadline: Duration) -> io::Result<Vec<Input>> {
        let deadline = if self.queue.is_empty() { deadline } else { Duration::ZERO };
        let until = Instant::now() + deadline;
        for _ in 0..READS {
            let left = until.saturating_duration_since(Instant::now());
            match wait(self.patience(left))? {
                Woken::Ready => self.read()?,
                // The loop acts on the signal first; what is not whole is looked at again with the next batch.
                Woken::Signal => break,
                Woken::Late => {
                    self.give_up_late();
                    break;
                }
            }
            if !self.parser.is_waiting() || self.queue.len() >= BATCH {
                break;
            }
        }
        self.look_at_size();
        let taken = self.queue.len().min(BATCH);
        Ok(self.queue.drain(..taken).collect())
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
                self.queue.extend(inputs);
                Ok(())
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// How long to wait: a lone `Esc` is settled soon, a paste may go on in the next batch.
    fn patience(&self, left: Duration) -> Duration {
        if self.parser.is_waiting() && !self.parser.is_pasting() { ESCAPE } else { left }
    }

    /// Settles what has waited for its rest too long.
    fn give_up_late(&mut self) {
        let limit = if self.parser.is_pasting() { PASTE } else { ESCAPE };
        if self.parser.is_waiting() && self.heard.is_none_or(|heard| heard.elapsed() >= limit) {
            let mut inputs = Vec::new();
            self.parser.give_up(&mut inputs);
            self.queue.extend(inputs);
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
}

fn wait(deadline: Duration) -> io::Result<Woken> {
    let stdin = rustix::stdio::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let timeout = Timespec::try_from(deadline).ok();
    match rustix::event::poll(&mut fds, timeout.as_ref()) {
        Ok(0) => Ok(Woken::Late),
        Err(Errno::INTR) => Ok(Woken::Signal),
        Err(error) => Err(error.into()),
        Ok(_) if fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) => Err(gone()),
        Ok(_) => Ok(Woken::Ready),
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the terminal is gone")
}
