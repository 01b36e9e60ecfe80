//! The terminal's guard: enter, draw, leave, suspend.
//!
//! Leaving is idempotent and the same for every way out: end, error, panic, signal, suspend, `$EDITOR`. The mouse is
//! captured only where it is wanted, and no mode is ever asked for.

use super::out;
use super::screen::Screen;
use super::settings;
use super::shell;
use super::signal::Signals;
use crate::config::look;
use ratatui::layout::Size;
use rustix::process::{Signal, kill_current_process_group};
use std::io;
use std::time::{Duration, Instant};

/// Longest wait for our own stop to take effect.
const STOPPING: Duration = Duration::from_secs(1);

/// The terminal while it is ours. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Terminal {
    inner: ratatui::Terminal<Screen>,
    redraw: bool,
}

/// Why the program cannot have the terminal.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// A standard stream is a file or a pipe.
    #[error(
        "{0} is no terminal: start upnext in a terminal without redirection, or use a shell command such as `upnext list`"
    )]
    NoTerminal(&'static str),
    /// `TERM=dumb`, which shows no screens.
    #[error("this terminal shows plain lines only (TERM=dumb): use a shell command such as `upnext list`")]
    Dumb,
    /// The terminal did not take it.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// What became of a suspension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspended {
    /// The program was stopped, has come back and has the terminal again: read size and data anew.
    Resumed,
    /// No shell waits that could bring it back; nothing happened.
    NoShell,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, cursor hidden.
    pub fn enter() -> Result<Self, TerminalError> {
        if let Some(stream) = out::missing_terminal() {
            return Err(TerminalError::NoTerminal(stream));
        }
        let around = settings::surroundings();
        if around.term == "dumb" {
            return Err(TerminalError::Dumb);
        }
        // crossterm drops modifiers together with colours when NO_COLOR is set; our monochrome theme needs them.
        ratatui::crossterm::style::force_color_output(true);
        let size = {
            let mut out = out::lock();
            out.enter()?;
            out.size().unwrap_or((80, 24))
        };
        let inner = ratatui::Terminal::new(Screen::new(Size::new(size.0, size.1), look::erases_in_color(&around)))?;
        Ok(Self { inner, redraw: false })
    }

    /// Draws one frame in one write between the marks of synchronized output; writes nothing when nothing changed.
    ///
    /// The size is read from the kernel first, so a frame is never made for a size that is gone. The sink is not
    /// locked while `view` runs. An error means that the terminal is gone.
    pub fn draw(&mut self, view: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        if let Some((columns, rows)) = out::lock().size() {
            self.inner.backend_mut().set_size(columns, rows);
        }
        if std::mem::take(&mut self.redraw) {
            self.inner.backend_mut().forget();
            self.inner.clear()?;
        }
        self.inner.draw(view)?;
        let bytes = self.inner.backend_mut().take();
        if bytes.is_empty() {
            return Ok(());
        }
        let mut frame = Vec::with_capacity(bytes.len() + out::SYNC_BEGIN.len() + out::SYNC_END.len());
        frame.extend_from_slice(out::SYNC_BEGIN);
        frame.extend_from_slice(bytes.as_bytes());
        frame.extend_from_slice(out::SYNC_END);
        out::lock().frame(&frame)
    }

    /// Takes the mouse or leaves it to the terminal, where it selects text. Without a call it is the terminal's.
    pub fn want_mouse(&self, is_wanted: bool) -> io::Result<()> {
        out::lock().want_mouse(is_wanted)
    }

    /// Asks once for the background's colour; the answer comes as an input, or never.
    pub fn ask_background(&self) -> io::Result<()> {
        out::lock().frame(out::ASK_BACKGROUND)
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        out::lock().size().unwrap_or((1, 1))
    }

    /// The next frame is drawn whole, as after another program has written to the screen.
    pub fn redraw(&mut self) {
        self.redraw = true;
    }

    /// Gives the terminal back, for the end or for `$EDITOR`. A second call does nothing.
    ///
    /// # Errors
    /// When the terminal is gone; the modes that could be undone are.
    pub fn leave(&mut self) -> io::Result<()> {
        out::lock().leave()
    }

    /// Takes the terminal again after [`leave`](Self::leave), or after a SIGCONT that came without a suspension of
    /// ours: then a shell has changed the modes behind our back, so they are set anew. The next frame is whole.
    pub fn resume(&mut self) -> io::Result<()> {
        let mut out = out::lock();
        out.leave()?;
        out.enter()?;
        drop(out);
        self.redraw = true;
        Ok(())
    }

    /// Ctrl-Z: leaves the screen, stops the whole job, and comes back on SIGCONT.
    ///
    /// SIGSTOP, because a SIGTSTP that a process sends itself can be dropped. Where no shell of the same session waits
    /// (the program is what the terminal window was opened for), nobody could wake it again: then nothing happens.
    pub fn suspend(&mut self, signals: &Signals) -> io::Result<Suspended> {
        if !shell::waits() {
            return Ok(Suspended::NoShell);
        }
        self.leave()?;
        signals.resumed();
        let asked = Instant::now();
        kill_current_process_group(Signal::STOP)?;
        // The stop may take effect a moment after the call; whoever came back too early would paint over the shell.
        while !signals.resumed() && asked.elapsed() < STOPPING {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.resume()?;
        Ok(Suspended::Resumed)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.leave();
    }
}
