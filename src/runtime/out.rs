//! The one way out to the terminal.
//!
//! Every byte goes through one `Mutex<Out>`. It is held for a write only, never while a frame is made, so a panic in a
//! view finds it free. [`restore`] gives the terminal back from any thread: it tries the lock, and when a write is
//! stuck it goes round it by a fresh, non-blocking `/dev/tty`.

use ratatui::crossterm::terminal;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
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
            self.tty = Some(File::from(io::stdout().as_fd().try_clone_to_owned()?));
        }
        terminal::enable_raw_mode()?;
        // From here on something must be undone, even if the next write fails.
        self.entered = true;
        self.write(ENTER)?;
        if self.wants_mouse { self.write(MOUSE_ON) } else { Ok(()) }
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
        let written = self.write(LEAVE);
        terminal::disable_raw_mode()?;
        written
    }

    /// Writes one frame or anything else that is whole by itself, unless the terminal has been given back meanwhile.
    pub fn frame(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.entered { self.write(bytes) } else { Ok(()) }
    }

    /// Columns and rows as the kernel knows them; `None` when it knows none, as after a hang-up.
    pub fn size(&self) -> Option<(u16, u16)> {
        let size = rustix::termios::tcgetwinsize(self.tty.as_ref()?).ok()?;
        (size.ws_col > 0 && size.ws_row > 0).then_some((size.ws_col, size.ws_row))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.tty {
            Some(tty) => tty.write_all(bytes),
            None => Ok(()),
        }
    }
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
    use rustix::fs::{Mode, OFlags};
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
