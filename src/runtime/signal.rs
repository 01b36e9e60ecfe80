//! Signals: a thread notes them, the main thread acts.
//!
//! A fatal signal (HUP, TERM, INT, QUIT, and those that would end us without a word: ALRM, USR1, USR2, XCPU) sets a
//! flag and wakes the main thread, whichever thread it reached. The main thread saves the draft, leaves the terminal and
//! exits with 128 + n. If it has not within [`PATIENCE`], this thread restores the terminal and exits in its place:
//! every write is one transaction, so that is safe at any moment.
//!
//! While another program has the terminal ([`Signals::lend`]), INT and QUIT from its Ctrl-C are not for us, and TSTP
//! stops us at once so that the shell gets the terminal, where there is one that could wake us again. A fatal signal goes on to that program, so that it can save
//! too and does not stay behind.
//!
//! XFSZ is caught from the start and nothing more ([`bear_file_limit`]): a write beyond the limit for files then fails
//! as on a full disk, and is told.

use super::wake::Waker;
use super::{editor, out, shell};
use signal_hook::consts::{
    SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGWINCH, SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::Signals as Incoming;
use signal_hook::low_level;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long the main thread has to save and leave.
pub const PATIENCE: Duration = Duration::from_millis(300);

/// What ends us, in order.
const FATAL: [i32; 8] = [SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU];

/// A Ctrl-C that ended an editor reaches this thread a little after the editor's end.
const ECHO: Duration = Duration::from_millis(500);

/// What signals have come.
#[derive(Debug, Clone)]
pub struct Signals {
    noted: Arc<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    fatal: AtomicI32,
    stop: AtomicBool,
    resumed: AtomicBool,
    resized: AtomicBool,
    loan: Mutex<Loan>,
}

/// Whose the terminal is.
#[derive(Debug, Clone, Copy, Default)]
enum Loan {
    #[default]
    Ours,
    Lent,
    BackSince(Instant),
}

impl Noted {
    /// True while INT and QUIT are meant for another program, or were when they were sent.
    fn is_lent(&self) -> bool {
        match *self.loan.lock().unwrap_or_else(PoisonError::into_inner) {
            Loan::Ours => false,
            Loan::Lent => true,
            Loan::BackSince(moment) => moment.elapsed() < ECHO,
        }
    }

    /// True while another program has the terminal.
    fn is_lent_now(&self) -> bool {
        matches!(*self.loan.lock().unwrap_or_else(PoisonError::into_inner), Loan::Lent)
    }

    fn set_loan(&self, loan: Loan) {
        *self.loan.lock().unwrap_or_else(PoisonError::into_inner) = loan;
    }
}

/// The terminal belongs to another program until this is dropped.
#[derive(Debug)]
pub struct Lent(Arc<Noted>);

impl Signals {
    /// Catches the signals from here on, on a thread of its own that sleeps until one comes and then wakes the main
    /// one.
    pub fn install(waker: Waker) -> io::Result<Self> {
        let incoming = Incoming::new(FATAL.into_iter().chain([SIGTSTP, SIGCONT, SIGWINCH]))?;
        let noted = Arc::new(Noted::default());
        let signals = Self { noted: Arc::clone(&noted) };
        std::thread::Builder::new().name("signals".into()).spawn(move || listen(incoming, &noted, &waker))?;
        Ok(signals)
    }

    /// The fatal signal that came first. The caller saves, leaves the terminal and exits with 128 + n.
    pub fn pending(&self) -> Option<i32> {
        Some(self.noted.fatal.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }

    /// True once after someone asked us to stop by `kill -TSTP`: treat it as Ctrl-Z.
    pub fn stop_asked(&self) -> bool {
        self.noted.stop.swap(false, Ordering::SeqCst)
    }

    /// True once after a SIGCONT: take the terminal anew, read size and data.
    pub fn resumed(&self) -> bool {
        self.noted.resumed.swap(false, Ordering::SeqCst)
    }

    /// True once after the terminal got another size, even where it has the old one again by now: what it showed may
    /// have been cut off meanwhile, so the next frame is drawn whole.
    pub fn resized(&self) -> bool {
        self.noted.resized.swap(false, Ordering::SeqCst)
    }

    /// The terminal goes to another program, such as `$EDITOR`, until the answer is dropped.
    #[must_use]
    pub fn lend(&self) -> Lent {
        self.noted.set_loan(Loan::Lent);
        Lent(Arc::clone(&self.noted))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // Whoever lent the terminal takes it anew anyway.
        self.0.resumed.store(false, Ordering::SeqCst);
        self.0.set_loan(Loan::BackSince(Instant::now()));
    }
}

/// A write beyond the limit for files (`ulimit -f`) is to fail, not to end the program in the middle of a frame.
pub fn bear_file_limit() {
    // Where it can't be caught the program ends as any other would.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

fn listen(mut incoming: Incoming, noted: &Noted, waker: &Waker) {
    for signal in incoming.forever() {
        let lent = noted.is_lent();
        match signal {
            SIGCONT => noted.resumed.store(true, Ordering::SeqCst),
            SIGWINCH => noted.resized.store(true, Ordering::SeqCst),
            SIGTSTP if noted.is_lent_now() => {
                if shell::waits() {
                    let _ = low_level::emulate_default_handler(SIGTSTP);
                }
            }
            SIGTSTP => noted.stop.store(true, Ordering::SeqCst),
            SIGINT | SIGQUIT if lent => {}
            fatal => {
                let _ = noted.fatal.compare_exchange(0, fatal, Ordering::SeqCst, Ordering::SeqCst);
                out::give_up();
                editor::end(fatal);
                waker.wake();
                std::thread::sleep(PATIENCE);
                out::restore(Duration::ZERO);
                // Not `process::exit`: what runs at exit may wait for the thread that is stuck.
                low_level::exit(128 + fatal);
            }
        }
        waker.wake();
    }
}
