//! The program without a terminal: events in, effects performed, answers read. The loop drives it with keys and
//! deadlines, tests with keys alone.

use super::editor::{self, Edited};
use super::effect::{Outcome, World};
use super::{clock, fault};
use crate::domain::note::ViewState;
use crate::domain::{ItemId, Note};
use crate::ui::screen::present;
use crate::ui::toast::Tone;
use crate::ui::{Effect, Event, Model, Mouse, MouseKind, Press, update, wanted};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Longest wait of a key for the list it acts on.
const SEEKING: Duration = Duration::from_secs(2);

/// Model and world, and what goes between them.
#[derive(Debug)]
pub struct Core {
    /// What is on the screen.
    pub model: Model,
    /// The file, and everything else outside the model.
    pub world: World,
    /// Events that have not been taken yet.
    events: VecDeque<Event>,
    /// What only the loop can do, in order.
    asked: VecDeque<Asked>,
    /// True where the next frame may differ.
    is_dirty: bool,
    /// True where something was written after the selected item was read.
    is_item_old: bool,
    /// Where the file was left, as it was kept last.
    kept: Option<ViewState>,
}

/// What needs the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// End the program.
    Quit,
    /// Keep the sample under this name, then end the program.
    KeepDemo(String),
    /// Back to the shell until the program is continued.
    Suspend,
    /// An item, or a draft of it, in the person's editor.
    Edit(ItemId, Option<String>),
    /// A text for the form that is open, in the person's editor, under this file name.
    EditText(String, String),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
}

impl Core {
    /// A program that has not shown anything yet.
    pub fn new(model: Model, world: World) -> Self {
        let mut core = Self {
            model,
            world,
            events: VecDeque::new(),
            asked: VecDeque::new(),
            is_dirty: true,
            is_item_old: false,
            kept: None,
        };
        core.take(core.world.opened());
        core
    }

    /// Gives an event to the model and performs what it answers, and so on until nothing is left.
    pub fn take(&mut self, event: Event) {
        self.events.push_back(event);
        while let Some(event) = self.events.pop_front() {
            self.is_item_old |= matches!(event, Event::Committed(_));
            let effects = update::update(&mut self.model, event, clock::now());
            self.is_dirty = true;
            for effect in effects {
                // No version of the file tells of it: a key typed ahead first sees which two come next.
                self.is_item_old |= matches!(effect, Effect::Keep(Note::Contest { .. }));
                self.perform(effect);
            }
        }
    }

    fn perform(&mut self, effect: Effect) {
        if matches!(effect, Effect::Seek(..) | Effect::Keep(Note::Seen { .. })) {
            self.keep_looked();
        }
        match effect {
            Effect::Quit => self.asked.push_back(Asked::Quit),
            Effect::KeepDemo(name) => self.asked.push_back(Asked::KeepDemo(name)),
            Effect::Mouse(is_on) => self.asked.push_back(Asked::Mouse(is_on)),
            Effect::Suspend => self.asked.push_back(Asked::Suspend),
            Effect::EditText(name, text) => self.asked.push_back(Asked::EditText(name, text)),
            Effect::Edit(item, text) => self.asked.push_back(Asked::Edit(item, text)),
            Effect::Reread => {
                let outcome = self.world.perform(Effect::Reread, &self.model);
                self.after(outcome);
                // At once: whoever starts it again after a sudden end has the same people before the screen.
                self.keep_view();
            }
            effect => {
                let outcome = self.world.perform(effect, &self.model);
                self.after(outcome);
            }
        }
    }

    fn after(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Events(events) => self.events.extend(events),
            Outcome::Later => {}
        }
    }

    /// What only the loop can do next.
    pub fn asked(&mut self) -> Option<Asked> {
        self.asked.pop_front()
    }

    /// Reads what the next frame shows; true where there is one to draw.
    pub fn settle(&mut self) -> bool {
        self.is_item_old = false;
        // An answer may move the cursor and so ask for more: the next round is the last that can find something.
        for _ in 0..3 {
            if !self.is_dirty {
                break;
            }
            fault("store");
            match self.world.read(&wanted::wanted(&self.model)) {
                Ok(Some(answer)) => self.take(Event::Answered(Box::new(answer))),
                Ok(None) => break,
                Err(event) => {
                    self.take(event);
                    break;
                }
            }
        }
        std::mem::take(&mut self.is_dirty)
    }

    /// Takes a key. A key that acts on the selected item first sees it read; one that only goes on does not wait.
    pub fn press(&mut self, press: Press) {
        let is_stale = (self.is_behind() || self.is_item_old) && !self.model.only_goes(press);
        if is_stale || self.model.backlog.order.is_none() {
            self.catch_up();
        }
        // One that stops the job is for the search itself, not for the walk that it would begin.
        if !(self.model.stops_job() && self.model.leaves(press)) {
            self.walk();
        }
        let awaits = if self.model.only_goes(press) { self.model.awaits_shown() } else { self.model.awaits_list() };
        if !self.model.is_typing() && awaits {
            self.sought();
        }
        self.take(Event::Press(press));
    }

    /// Waits for what refinement walks through, so that a key typed ahead acts on the first of it.
    fn walk(&mut self) {
        let until = Instant::now() + SEEKING;
        while self.world.is_refining() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
            self.jobs();
            self.settle();
            self.is_dirty = true;
        }
    }

    /// Waits for the list that was asked for, so that a key typed ahead acts on what it is meant for.
    fn sought(&mut self) {
        for event in self.world.sought(SEEKING) {
            self.take(event);
        }
        self.settle();
        self.is_dirty = true;
    }

    /// Takes what the mouse did. A button acts on what is shown, so all of it is read first.
    pub fn point(&mut self, mouse: Mouse) {
        let is_button = matches!(mouse.kind, MouseKind::Down | MouseKind::Up);
        let is_unread = self.model.product.is_some() && self.model.backlog.order.is_none();
        if (is_button && self.is_behind()) || is_unread {
            self.catch_up();
        }
        self.take(Event::Mouse(mouse));
    }

    /// The mouse waits with what it drags beyond the edge of the list.
    pub fn roll(&mut self) {
        if let Some(drag) = self.model.pointer.drag.as_ref().filter(|_| self.model.is_rolling()) {
            self.take(Event::Mouse(drag.at));
        }
    }

    /// True where the selected item has not been read yet.
    fn is_behind(&self) -> bool {
        self.model.backlog.item.as_ref().map(|item| item.id) != self.model.backlog.selected()
    }

    fn catch_up(&mut self) {
        self.settle();
        if self.order() {
            self.settle();
        }
        self.is_dirty = true;
    }

    /// After the first frame of a list: all of it, so that every place is known. No key is taken before.
    pub fn order(&mut self) -> bool {
        let Some(product) = self.model.product.as_ref().map(|p| p.id) else { return false };
        if self.model.backlog.order.as_ref().is_some_and(|o| o.product() == product) {
            return false;
        }
        let event = self.world.order(product, self.model.backlog.list);
        // A failure is told once; the next look at the file tries again.
        let is_read = matches!(event, Event::Ordered(_));
        if is_read || self.model.toast.is_none() {
            self.take(event);
        }
        if is_read && self.kept.is_none() {
            self.kept = Some(self.view());
        }
        is_read
    }

    /// Behind the first frame of a day: how healthy the backlog is, for its history.
    pub fn measure_today(&mut self) {
        self.world.measure_today(&self.model);
    }

    /// Looks whether another window has written.
    pub fn poll(&mut self) {
        if let Some(event) = self.world.poll() {
            self.take(event);
        }
    }

    /// Takes what jobs have answered.
    pub fn jobs(&mut self) {
        for event in self.world.finished(&self.model) {
            self.take(event);
        }
    }

    /// The program is left: what was just copied still goes its way, for at most `limit`. Answers why it could not.
    pub fn finish_copy(&mut self, limit: Duration) -> Option<String> {
        let until = Instant::now() + limit;
        if !self.world.is_copying() {
            return None;
        }
        while self.world.is_copying() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
            self.jobs();
        }
        self.model.toast.take().filter(|toast| toast.tone == Tone::Failed).map(|toast| toast.text)
    }

    /// Tries again what waits for another window.
    pub fn retry(&mut self) {
        match self.world.retry(&self.model) {
            Outcome::Events(events) => {
                for event in events {
                    self.take(event);
                }
            }
            Outcome::Later => {}
        }
    }

    /// The next frame is drawn whatever happens.
    pub fn touch(&mut self) {
        self.is_dirty = true;
    }

    /// A text in the person's editor and back into the form that is open. The terminal has been left before. The file
    /// goes once the draft of the form has the text.
    pub fn edit_text(&mut self, name: &str, text: &str) {
        let (answer, edited) = match editor::edit(text, name, self.world.config.editor.as_deref()) {
            Ok(Edited::Changed(edited)) => (Ok(Some(edited.text.clone())), Some(edited)),
            Ok(Edited::Unchanged) => (Ok(None), None),
            Err(error) => (Err(error.to_string()), None),
        };
        self.take(Event::Edited(answer));
        self.take(Event::DraftDue);
        if let Some(edited) = edited.filter(|_| !self.world.is_waiting()) {
            edited.used();
        }
    }

    /// Keeps where the file is left, for the next start, also one after a sudden end; writes nothing where that is as
    /// before.
    pub fn keep_view(&mut self) {
        // A window that only presents is nobody's place of work.
        if self.model.present.as_ref().is_some_and(present::State::is_alone) {
            return;
        }
        self.keep_looked();
        let view = self.view();
        if self.kept.as_ref() != Some(&view) {
            self.world.keep_quietly(&Note::View(view.clone()));
            self.kept = Some(view);
        }
    }

    /// Keeps which items that came in were looked at; what another window is in the way of is tried again.
    fn keep_looked(&mut self) {
        let Some(shown) = self.model.product.as_ref().map(|p| p.id) else { return };
        let parked = self.model.parked.iter_mut().map(|(product, backlog)| (*product, backlog));
        for (product, backlog) in parked.chain([(shown, &mut self.model.backlog)]) {
            if backlog.looked.is_empty() {
                continue;
            }
            let items = backlog.looked.take();
            let note = Note::Seen { product, items: Some(items.clone()) };
            if self.world.keep_unless_busy(&note) {
                self.is_dirty = true;
            } else {
                backlog.looked.give_back(items);
            }
        }
    }

    fn view(&self) -> ViewState {
        let backlog = &self.model.backlog;
        ViewState {
            product: self.model.product.as_ref().map(|p| p.id),
            list: backlog.list,
            cursor: backlog.cursor,
            marks: backlog.marks.sorted(),
            filter: backlog.narrow.filter().to_string(),
            sort: backlog.narrow.sort(),
            is_public: self.model.is_public,
            part: self.model.view.part(&self.model).map(str::to_owned),
        }
    }
}
