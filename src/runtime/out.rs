//! The one way out to the terminal.
//!
//! Every byte goes through one `Mutex<Out>`. It is held for a write only, never while a frame is made, so a panic in a
//! view finds it free. [`restore`] gives the terminal back from any thread: it tries the lock, and when a write is
//! stuck it goes round it by a fresh, non-blocking `/dev/tty`.
//!
//! The terminal is opened anew for us alone, so that it can be non-blocking without the shell's being so. A write to
//! one that takes nothing waits as ever, until the program must end ([`give_up`]): then it fails, and the main thread
//! is free to save what was being typed.

use ratatui::crossterm::terminal;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// Alternate screen, bracketed paste, cursor hidden, everything cleared.
pub const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[0m\x1b[H\x1b[2J";
/// Undoes [`ENTER`], [`MOUSE_ON`] and whatever a frame may have left: synchronized output, colours.
pub const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l";
/// Clicks and the wheel, motion only while the button is down, numbers without an end.
pub const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// The mouse is the terminal's own: it selects text.
pub const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";
/// What is the background's colour?
pub const ASK_BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\";
/// From here the terminal shows nothing until [`SYNC_END`].
pub const SYNC_BEGIN: &[u8] = b"\x1b[?2026h";
/// The frame is whole.
pub const SYNC_END: &[u8] = b"\x1b[?2026l";

/// The most columns and rows that are drawn. A terminal may say that it has 65,535 of each, and a frame of those takes
/// more memory than there is; what lies beyond stays blank.
pub const MOST: (u16, u16) = (1_000, 500);

/// How often a write that waits looks whether the program must end.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
/// How long a frame may still wait for the terminal once the program must end.
const FRAME: Duration = Duration::from_millis(80);
/// How long the way back may, which matters more.
const BACK: Duration = Duration::from_millis(200);

/// When the program was told to end.
static GIVEN_UP: OnceLock<Instant> = OnceLock::new();

/// The program must end now: from here on no write waits long.
pub fn give_up() {
    let _ = GIVEN_UP.set(Instant::now());
}

/// The terminal as a sink, and whether its modes are ours.
#[derive(Debug)]
pub struct Out {
    tty: Option<File>,
    entered: bool,
    /// True where the mouse is ours whenever the terminal is.
    wants_mouse: bool,
}

static OUT: Mutex<Out> = Mutex::new(Out { tty: None, entered: false, wants_mouse: false });

/// The one sink. A thread that panicked while it held it has written at most half a frame, so its poison is ignored.
pub fn lock() -> MutexGuard<'static, Out> {
    OUT.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Out {
    /// Takes the terminal: raw mode, then [`ENTER`], then the mouse where it is wanted. Does nothing when it is ours already.
    pub fn enter(&mut self) -> io::Result<()> {
        if self.entered {
            return Ok(());
        }
        if self.tty.is_none() {
            self.tty = Some(own().or_else(|_| io::stdout().as_fd().try_clone_to_owned().map(File::from))?);
        }
        terminal::enable_raw_mode()?;
        // From here on something must be undone, even if the next write fails.
        self.entered = true;
        self.write(ENTER, FRAME)?;
        if self.wants_mouse { self.write(MOUSE_ON, FRAME) } else { Ok(()) }
    }

    /// Takes the mouse or leaves it to the terminal, now and whenever the terminal is taken anew.
    pub fn want_mouse(&mut self, is_wanted: bool) -> io::Result<()> {
        if is_wanted == self.wants_mouse {
            return Ok(());
        }
        self.wants_mouse = is_wanted;
        self.frame(if is_wanted { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Gives the terminal back. Does nothing when it is not ours, so it may be called from everywhere.
    pub fn leave(&mut self) -> io::Result<()> {
        if !self.entered {
            return Ok(());
        }
        self.entered = false;
        let written = self.write(LEAVE, BACK);
        terminal::disable_raw_mode()?;
        written
    }

    /// Writes one frame or anything else that is whole by itself, unless the terminal has been given back meanwhile.
    pub fn frame(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.entered { self.write(bytes, FRAME) } else { Ok(()) }
    }

    /// Columns and rows as the kernel knows them, as far as frames are made for them; `None` when it knows none, as
    /// after a hang-up.
    pub fn size(&self) -> Option<(u16, u16)> {
        let size = rustix::termios::tcgetwinsize(self.tty.as_ref()?).ok()?;
        let is_known = size.ws_col > 0 && size.ws_row > 0;
        is_known.then_some((size.ws_col.min(MOST.0), size.ws_row.min(MOST.1)))
    }

    /// Writes all of it. Once the program must end, a terminal that takes nothing is waited for so long only.
    fn write(&mut self, mut bytes: &[u8], grace: Duration) -> io::Result<()> {
        let Some(tty) = &mut self.tty else { return Ok(()) };
        while !bytes.is_empty() {
            match tty.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(taken) => bytes = &bytes[taken..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
                Err(_) if GIVEN_UP.get().is_some_and(|since| since.elapsed() > grace) => {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                // A signal ends the wait early, a hang-up makes the next write fail.
                Err(_) => drop(poll(&mut [PollFd::new(tty, PollFlags::OUT)], Some(&LOOK))),
            }
        }
        Ok(())
    }
}

/// The terminal of standard output, open once more.
fn own() -> io::Result<File> {
    let name = rustix::termios::ttyname(rustix::stdio::stdout(), Vec::new())?;
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(name, flags, Mode::empty())?))
}

/// Gives the terminal back from a panic hook or from the signal thread. Waits for a running write at most `patience`.
pub fn restore(patience: Duration) {
    let until = Instant::now() + patience;
    loop {
        match OUT.try_lock() {
            Ok(out) => return restore_with(out),
            Err(TryLockError::Poisoned(poisoned)) => return restore_with(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => return restore_around(),
        }
    }
}

/// The lock is ours; still the terminal may be stuck, so it is not written to in the blocking way.
fn restore_with(mut out: MutexGuard<'_, Out>) {
    if out.entered {
        out.entered = false;
        restore_around();
    }
}

/// Restores without the lock. What a stuck terminal does not take is lost.
fn restore_around() {
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    if let Ok(tty) = rustix::fs::open("/dev/tty", flags, Mode::empty()) {
        let _ = File::from(tty).write_all(LEAVE);
    }
    let _ = terminal::disable_raw_mode();
}

/// Which of the standard streams is no terminal, if one is not.
pub fn missing_terminal() -> Option<&'static str> {
    if !io::stdin().is_terminal() {
        Some("standard input")
    } else if !io::stdout().is_terminal() {
        Some("standard output")
    } else {
        None
    }
}
