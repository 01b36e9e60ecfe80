//! The loop: draw if something changed, wait for the next deadline, take what came, update, perform, read, draw once.
//!
//! One thread owns the state. A deadline that changes nothing draws nothing.

use super::core::{Asked, Core};
use super::deadline::{Deadline, Deadlines};
use super::fault;
use super::input::{Input, Keyboard};
use super::signal::Signals;
use super::terminal::{Suspended, Terminal};
use super::{clip, panic, settings, wake};
use crate::config;
use crate::domain::ItemId;
use crate::ui::model::Pending;
use crate::ui::theme::color::Rgb;
use crate::ui::{Event, Toast, view};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// How long a message of the bottom line stays.
const TOAST: Duration = Duration::from_secs(8);
/// How long typed text may be nowhere but in memory.
const DRAFT: Duration = Duration::from_millis(700);
/// How long after the start the whole list and the counts are read: the first page is there before, and the first key
/// that needs more gets it at once.
const WHOLE: Duration = Duration::from_millis(40);
/// How soon a write that met another window is tried again.
const RETRY: Duration = Duration::from_millis(25);
/// How soon the list rolls on under what is dragged beyond its edge.
const ROLL: Duration = Duration::from_millis(40);
/// How long nobody must have pressed a key before the log is written back into the file.
const REST: Duration = Duration::from_secs(2);

/// How long the end waits for a backup that has begun: else whoever always leaves soon would never have one.
const BACKUP: Duration = Duration::from_secs(2);
/// After this it says so.
const SAY_BACKUP: Duration = Duration::from_millis(200);
/// How long the end waits for an answer that the terminal still owes.
const OWED: Duration = Duration::from_millis(100);

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As the person wished.
    Quit,
    /// By this signal; the exit code is 128 + n.
    Signal(i32),
}

/// SIGHUP: the terminal is gone.
const GONE: Ending = Ending::Signal(1);

/// The program while it runs.
struct Program {
    core: Core,
    terminal: Terminal,
    keyboard: Keyboard,
    signals: Signals,
    deadlines: Deadlines,
    /// The message whose time is running.
    toast: Option<Toast>,
    /// The unfinished sequence whose time is running.
    pending: Pending,
    /// When the last key came.
    heard: Instant,
    /// The choice of colours for which the background was asked, or need not be.
    asked_for: Option<config::Theme>,
    ending: Option<Ending>,
    /// What is printed once the terminal is the shell's again.
    farewell: Option<String>,
}

/// Runs the program in the terminal until it is left.
pub fn run(mut core: Core) -> anyhow::Result<Ending> {
    let (waker, bell) = wake::bell()?;
    let signals = Signals::install(waker.clone())?;
    core.world.wake_with(waker);
    let terminal = Terminal::enter()?;
    let now = Instant::now();
    let mut program = Program {
        core,
        terminal,
        keyboard: Keyboard::new(bell),
        signals,
        deadlines: Deadlines::new(now),
        toast: None,
        pending: Pending::default(),
        heard: now,
        asked_for: None,
        ending: None,
        farewell: None,
    };
    let (width, height) = program.terminal.size();
    program.core.take(Event::Resize(width, height));
    program.deadlines.set(Deadline::Whole, now + WHOLE);
    program.settle_terminal();
    program.ask_background();
    program.core.world.check();
    let ended = program.turn_or_save();
    if matches!(ended, Ok(Ending::Quit)) {
        program.farewell = program.core.finish_copy(clip::LIMIT).or(program.farewell.take());
        program.finish_backup();
    } else {
        program.save_draft();
    }
    program.keyboard.settle_answer(OWED);
    program.core.keep_view();
    let lost = program.core.world.drain(&program.core.model);
    let farewell = lost.or(program.farewell.take());
    drop(program);
    if let Some(farewell) = farewell {
        // The shell's terminal may be gone as well; then nobody reads it.
        let _ = writeln!(io::stderr(), "{farewell}");
    }
    ended
}

impl Program {
    /// Turns until the end. A fault of ours ends the program, but what was being typed is saved before, where that
    /// still can be done.
    fn turn_or_save(&mut self) -> anyhow::Result<Ending> {
        catch_unwind(AssertUnwindSafe(|| self.turn())).unwrap_or_else(|fault| {
            panic::quietly(|| drop(catch_unwind(AssertUnwindSafe(|| self.save_draft()))));
            resume_unwind(fault)
        })
    }

    /// How it ends without its terminal. A signal that came before is why: from then on a stuck terminal is not waited
    /// for.
    fn gone(&self) -> Ending {
        self.signals.pending().map_or(GONE, Ending::Signal)
    }

    fn turn(&mut self) -> anyhow::Result<Ending> {
        loop {
            if self.core.settle() && self.draw().is_err() {
                return Ok(self.gone());
            }
            if !self.deadlines.is_pending(Deadline::Whole) && self.core.order() {
                self.core.measure_today();
                continue;
            }
            while let Some(asked) = self.core.asked() {
                self.obey(asked);
            }
            if let Some(ending) = self.ending {
                return Ok(ending);
            }
            self.ask_background();
            self.arm();
            match self.keyboard.next_batch(self.deadlines.next_wait(Instant::now())) {
                Ok(batch) => batch.into_iter().for_each(|input| self.input(input)),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(self.gone()),
                Err(error) => return Err(error.into()),
            }
            if self.keyboard.was_woken() {
                self.core.jobs();
            }
            if let Some(signal) = self.signals.pending() {
                return Ok(Ending::Signal(signal));
            }
            if self.signals.resized() {
                self.terminal.redraw();
                self.core.touch();
            }
            if self.signals.resumed() {
                self.come_back();
            }
            if self.signals.stop_asked() {
                self.obey(Asked::Suspend);
            }
            self.due();
        }
    }

    /// Lets a backup come to its end.
    fn finish_backup(&mut self) {
        let begin = Instant::now();
        let mut is_said = false;
        while self.core.world.is_backing_up() && begin.elapsed() < BACKUP && self.signals.pending().is_none() {
            std::thread::sleep(Duration::from_millis(2));
            self.core.jobs();
            if !is_said && begin.elapsed() > SAY_BACKUP {
                is_said = true;
                self.core.take(Event::Told("a moment: a backup is being written".into()));
                let _ = self.core.settle() && self.draw().is_ok();
            }
        }
    }

    /// Saves what was being typed.
    fn save_draft(&mut self) {
        self.core.take(Event::DraftDue);
    }

    fn input(&mut self, input: Input) {
        fault("input");
        self.heard = Instant::now();
        match input {
            Input::Press(press) => self.core.press(press),
            Input::Paste(text) => self.core.take(Event::Paste(text)),
            Input::Resize(width, height) => self.core.take(Event::Resize(width, height)),
            Input::Overflow(size) => self.core.take(Event::Overflow(size)),
            Input::Mouse(mouse) => self.core.point(mouse),
            Input::Background(colour) => self.dress(colour),
            Input::Focus(_) => {}
        }
    }

    /// What the terminal is to do beside showing frames.
    fn settle_terminal(&mut self) {
        // A terminal that does not take these does not take the first frame either, and that is told.
        let _ = self.terminal.want_mouse(self.core.model.is_mouse_on);
    }

    /// Asks once for the background, as soon as the colours depend on it: at the start, or after the options were read
    /// anew.
    fn ask_background(&mut self) {
        let config = &self.core.world.config;
        if self.asked_for.as_ref() == Some(&config.theme) {
            return;
        }
        self.asked_for = Some(config.theme.clone());
        let is_known = self.core.world.background.is_some();
        if !is_known && settings::asks_background(config) && self.terminal.ask_background().is_ok() {
            self.keyboard.expect_answer();
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let model = &self.core.model;
        self.terminal.draw(|frame| {
            fault("draw");
            view::view(model, frame);
        })
    }

    fn obey(&mut self, asked: Asked) {
        match asked {
            Asked::Quit => self.ending = Some(Ending::Quit),
            Asked::Suspend => self.suspend(),
            Asked::Edit(item, text) => self.edit(item, text),
            Asked::EditText(name, text) => self.edit_text(&name, &text),
            Asked::KeepDemo(name) => self.keep_demo(&name),
            // A terminal that is gone is noticed by the next read.
            Asked::Mouse(is_on) => drop(self.terminal.want_mouse(is_on)),
        }
    }

    /// Sets the deadlines that are pending now.
    fn arm(&mut self) {
        let now = Instant::now();
        self.deadlines.job_running(self.core.world.is_busy(), now);
        if self.toast != self.core.model.toast {
            self.toast.clone_from(&self.core.model.toast);
            match &self.toast {
                Some(toast) if !toast.stays() => self.deadlines.set(Deadline::Toast, now + TOAST),
                // What failed stays until the next key.
                Some(_) | None => self.deadlines.clear(Deadline::Toast),
            }
        }
        if self.pending != self.core.model.pending {
            self.pending.clone_from(&self.core.model.pending);
            self.deadlines.clear(Deadline::WhichKey);
            if self.pending.is_begun() && !self.pending.is_shown {
                self.deadlines.set(Deadline::WhichKey, now + self.core.model.which_key);
            }
        }
        if self.core.model.is_draft_due() {
            self.deadlines.set_if_idle(Deadline::Draft, now + DRAFT);
        }
        if self.core.world.is_waiting() {
            self.deadlines.set_if_idle(Deadline::Retry, now + RETRY);
        }
        if self.core.model.is_rolling() {
            self.deadlines.set_if_idle(Deadline::Drag, now + ROLL);
        }
    }

    /// Does what is due.
    fn due(&mut self) {
        let now = Instant::now();
        if self.deadlines.due(Deadline::Poll, now) {
            self.core.poll();
            if self.heard.elapsed() > REST {
                self.core.world.tidy_up();
                self.core.keep_view();
            }
        }
        // What was due is read by the next turn.
        self.deadlines.due(Deadline::Whole, now);
        if self.deadlines.due(Deadline::Job, now) {
            self.core.jobs();
        }
        if self.deadlines.due(Deadline::Toast, now) {
            self.core.take(Event::ToastOver);
        }
        if self.deadlines.due(Deadline::WhichKey, now) {
            self.core.take(Event::Lingered);
        }
        if self.deadlines.due(Deadline::Draft, now) {
            self.core.take(Event::DraftDue);
        }
        if self.deadlines.due(Deadline::Retry, now) {
            self.core.retry();
        }
        if self.deadlines.due(Deadline::Drag, now) {
            self.core.roll();
        }
    }

    /// The terminal has told its background.
    fn dress(&mut self, background: Rgb) {
        if let Some(event) = self.core.world.take_background(background, &self.core.model) {
            self.core.take(event);
        }
    }

    fn suspend(&mut self) {
        self.core.keep_view();
        self.keyboard.settle_answer(OWED);
        match self.terminal.suspend(&self.signals) {
            Ok(Suspended::Resumed) => self.come_back(),
            Ok(Suspended::NoShell) => {
                self.core.take(Event::Refused("there is no shell to go back to: :quit ends the program".into()));
            }
            Err(_) => self.ending = Some(self.gone()),
        }
    }

    /// The terminal is ours again: everything may have changed meanwhile.
    fn come_back(&mut self) {
        if self.terminal.resume().is_err() {
            self.ending = Some(self.gone());
        }
        let (width, height) = self.terminal.size();
        self.core.take(Event::Resize(width, height));
        self.core.poll();
    }

    fn edit(&mut self, item: ItemId, text: Option<String>) {
        self.keyboard.settle_answer(OWED);
        let lent = self.signals.lend();
        let is_left = self.terminal.leave().is_ok();
        let events = self.core.world.edit(item, text, &self.core.model);
        drop(lent);
        if !is_left {
            self.ending = Some(self.gone());
        }
        for event in events {
            self.core.take(event);
        }
        self.come_back();
    }

    /// A field of a form in the person's editor.
    fn edit_text(&mut self, name: &str, text: &str) {
        // The editor may be the last that this program sees.
        self.save_draft();
        self.keyboard.settle_answer(OWED);
        let lent = self.signals.lend();
        let is_left = self.terminal.leave().is_ok();
        self.core.edit_text(name, text);
        drop(lent);
        if !is_left {
            self.ending = Some(self.gone());
        }
        self.come_back();
    }

    /// Keeps the sample under a name; the program ends with a word on where it is.
    fn keep_demo(&mut self, name: &str) {
        match self.core.world.keep_demo(name) {
            Ok(farewell) => (self.farewell, self.ending) = (Some(farewell), Some(Ending::Quit)),
            Err(reason) => {
                self.core.take(Event::NotKept(reason));
            }
        }
    }
}
