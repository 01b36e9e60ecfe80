//! The whole state of the program's face. One thread owns it; `update` alone changes it.

use super::action::{Action, App, Go};
use super::keymap::{Keymap, Meaning, Scope};
use super::layout::{self, Areas};
use super::mouse::Pointer;
use super::overlay::Overlay;
use super::press::Press;
use super::public;
use super::screen::backlog::{self, Age};
use super::screen::{View, present, prioritize, sprint};
use super::theme::Theme;
use super::toast::Toast;
use super::update::Crossing;
use super::verb::{Command, Needs, Verb};
use super::wording::keyed;
use crate::domain::health::Thresholds;
use crate::domain::product::Sheet;
use crate::domain::query::{ListCounts, Look, News, Rest};
use crate::domain::score::{Ranked, Ranking, Scoring};
use crate::domain::sprint::ahead::Ahead;
use crate::domain::sprint::{Block, Calendar};
use crate::domain::{Audience, Filter, FilterError, ItemId, List, Now, Product, ProductId, Seq, SprintId, StepId};
use ratatui::layout::Rect;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

/// How long a person who knows the keys needs at most for the next one of a sequence.
const WHICH_KEY: Duration = Duration::from_millis(300);

/// What is on the screen, and what the next key will mean.
#[derive(Debug, Clone)]
pub struct Model {
    /// Columns of the terminal.
    pub width: u16,
    /// Rows of the terminal.
    pub height: u16,
    /// Now, as the runtime last said.
    pub now: Now,
    /// The file it shows.
    pub file: File,
    /// The file's version shown.
    pub seq: Option<Seq>,
    /// The product shown; `None` before the first answer and in a file without one.
    pub product: Option<Product>,
    /// True once the store has answered for the first time.
    pub is_answered: bool,
    /// The lists and the story.
    pub backlog: backlog::State,
    /// What other products' lists were like when they were left.
    pub parked: HashMap<ProductId, backlog::State>,
    /// How many items each list has, once counted.
    pub counts: Option<ListCounts>,
    /// How much differs from its source, and how much came in.
    pub news: News,
    /// What is shown beside the story: the lists, or another view.
    pub view: View,
    /// The Sprint view.
    pub sprint: sprint::State,
    /// Prioritize.
    pub prioritize: prioritize::State,
    /// The Sprints that are not over, as their blocks stand in the order.
    pub blocks: Vec<Block>,
    /// What tells where the next Sprints would end.
    pub rest: Rest,
    /// Where they would.
    pub ahead: Ahead,
    /// Pop-ups, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Keys of an unfinished sequence.
    pub pending: Pending,
    /// The message of the bottom line.
    pub toast: Option<Toast>,
    /// What is going on in the background.
    pub job: Option<Job>,
    /// What the next act depends on.
    pub session: Session,
    /// How long an unfinished sequence waits until its continuations are shown.
    pub which_key: Duration,
    /// From where on a check of the backlog's health finds something.
    pub thresholds: Thresholds,
    /// When people work, and how long a Sprint is.
    pub calendar: Rc<Calendar>,
    /// What the mouse has begun.
    pub pointer: Pointer,
    /// All items by their score, as last worked out; `None` where nothing is scored.
    pub ranked: Option<Rc<Ranked>>,
    /// What is presented instead of everything else.
    pub present: Option<present::State>,
    /// True while everyone sees the screen: what is private does not come into the model then.
    pub is_public: bool,
    /// True where clicks and the wheel come to the program; else the terminal selects text with them.
    pub is_mouse_on: bool,
    /// The keys.
    pub keymap: Rc<Keymap>,
    /// The colours.
    pub theme: Rc<Theme>,
}

/// The file that is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// Its path, safe to show.
    pub path: String,
    /// True for the sample in a temporary file.
    pub is_demo: bool,
    /// Why it can't be written, where it can't.
    pub read_only: Option<String>,
}

/// Keys of an unfinished sequence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pending {
    /// The digits before it.
    pub count: Option<usize>,
    /// The keys so far.
    pub presses: Vec<Press>,
    /// True where its continuations are shown.
    pub is_shown: bool,
}

impl Pending {
    /// True where a key was pressed that is no verb by itself.
    pub fn is_begun(&self) -> bool {
        self.count.is_some() || !self.presses.is_empty()
    }
}

/// A job in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What it does: "importing jira.csv".
    pub label: String,
    /// How far it is.
    pub done: usize,
    /// How far it has to go; 0 where that isn't known.
    pub total: usize,
    /// True where it writes, so that other writes wait.
    pub writes: bool,
}

/// What the next act depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Session {
    /// A step of another window that the next undo may take.
    pub agreed: Option<StepId>,
    /// The last change, for "repeat".
    pub last: Option<(Command, Option<usize>)>,
    /// The filter that public view put aside.
    pub aside: Option<Filter>,
    /// The step that a reason is typed for.
    pub explained: Option<Explained>,
    /// The items that a running `J` or `K` moves.
    pub run: Vec<ItemId>,
    /// What stood where before a change that may move something over a Sprint's line.
    pub crossing: Option<Crossing>,
    /// True where typed text has changed since it was last kept.
    pub is_draft_stale: bool,
    /// True after a value was taken without Enter.
    pub is_settled: bool,
    /// True once the person has been asked whether to keep the demo.
    pub is_bye_asked: bool,
}

/// A step that gets a reason afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The step.
    pub step: StepId,
    /// What it did, in one line.
    pub label: String,
    /// The reason it has; may be empty.
    pub reason: String,
    /// True where this window made it.
    pub is_own: bool,
    /// Who reads the reason.
    pub audience: Audience,
}

impl Model {
    /// The product's own texts; those of one that has said nothing, where there is none.
    pub fn sheet(&self) -> &Sheet {
        self.product.as_ref().map_or(Sheet::blank(), |product| &product.sheet)
    }

    /// A model before the first answer.
    pub fn new(size: (u16, u16), now: Now, file: File, keymap: Rc<Keymap>, theme: Rc<Theme>) -> Self {
        Self {
            width: size.0,
            height: size.1,
            now,
            file,
            seq: None,
            product: None,
            is_answered: false,
            backlog: backlog::State { today: now.day, ..backlog::State::default() },
            parked: HashMap::new(),
            counts: None,
            news: News::default(),
            view: View::default(),
            sprint: sprint::State::default(),
            prioritize: prioritize::State::default(),
            blocks: Vec::new(),
            rest: Rest::default(),
            ahead: Ahead::default(),
            overlays: Vec::new(),
            pending: Pending::default(),
            toast: None,
            job: None,
            session: Session::default(),
            which_key: WHICH_KEY,
            thresholds: Thresholds::default(),
            calendar: Rc::default(),
            pointer: Pointer::default(),
            ranked: None,
            present: None,
            is_public: false,
            is_mouse_on: true,
            keymap,
            theme,
        }
    }

    /// True while this view is shown.
    pub fn shows(&self, view: View) -> bool {
        self.view == view
    }

    /// The part of the Sprint view that is shown; `None` where another view is.
    pub fn sprint_part(&self) -> Option<sprint::Part> {
        self.shows(View::Sprint).then_some(self.sprint.part)
    }

    /// Where everything stands in a frame of this size.
    pub fn areas(&self, frame: Rect) -> Areas {
        if self.view.is_whole(self) {
            layout::whole(frame, self.backlog.is_open)
        } else {
            layout::areas(frame, self.backlog.is_open)
        }
    }

    /// The sections of the keymap that count now, the first first.
    pub fn scopes(&self) -> &'static [Scope] {
        let view: &[Scope] = match self.backlog.walk {
            _ if self.present.is_some() => present::SCOPES,
            Some(_) => &[Scope::Queue, Scope::Backlog, Scope::App],
            None => self.view.scopes(self),
        };
        self.overlays.last().map_or(view, Overlay::scopes)
    }

    /// Rows of what the cursor goes through, as the screen has room for them.
    pub fn list_rows(&self) -> usize {
        let frame = Rect::new(0, 0, self.width, self.height);
        match self.areas(frame).list {
            Some(pane) => self.view.rows(self, pane),
            None => layout::list_rows(self.height),
        }
    }

    /// Who looks at the screen.
    pub fn audience(&self) -> Audience {
        if self.is_public { Audience::Everyone } else { Audience::Owner }
    }

    /// How the items would be scored, where another way than the product's is tried out on the screen.
    pub fn tried(&self) -> Option<&Scoring> {
        let product = self.product.as_ref()?;
        self.scoring().filter(|scoring| **scoring != *product.scoring)
    }

    /// How the items are scored: as the product says, or as it is tried out.
    pub fn scoring(&self) -> Option<&Scoring> {
        let product = self.product.as_ref()?;
        let tried = self.prioritize.table.trial.as_ref().filter(|trial| trial.product == product.id);
        Some(tried.filter(|_| self.shows(View::Prioritize)).map_or(&*product.scoring, |trial| &*trial.scoring))
    }

    /// All items by their score, of this product and in the way it is scored; `None` where nothing is scored or that
    /// is not known yet. It may be of the file as it was a moment ago ([`is_ranking_old`](Self::is_ranking_old)).
    pub fn ranking(&self) -> Option<&Ranking> {
        let ranked = self.ranked.as_ref()?;
        let is_ours = self.product.as_ref().is_some_and(|product| product.id == ranked.product);
        (is_ours && self.scoring() == Some(&*ranked.scoring)).then_some(&ranked.ranking)
    }

    /// True while a newer ranking is worked out: places by score are shown as "…".
    pub fn is_ranking_old(&self) -> bool {
        self.ranked.as_ref().is_some_and(|ranked| Some(ranked.seq) != self.seq || self.ranking().is_none())
    }

    /// What people call a Sprint that is not over.
    pub fn sprint_title(&self, id: SprintId) -> String {
        let block = self.blocks.iter().find(|block| block.sprint.id == id);
        block.map_or_else(|| "the Sprint".into(), |block| block.sprint.title())
    }

    /// A filter as it is typed here, with the thresholds in force.
    pub fn filter(&self, typed: &str) -> Result<Filter, FilterError> {
        let filter = Filter::parse(typed)?.with(self.thresholds);
        if self.is_public && filter.is_private() {
            let message = keyed(&self.keymap, "this asks for what public view does not show: <public> leaves it first");
            return Err(FilterError { at: 0..typed.len(), message });
        }
        Ok(filter)
    }

    /// What the file is called here.
    pub fn file_name(&self) -> &str {
        if self.is_public { "This file" } else { &self.file.path }
    }

    /// A look at the whole backlog now.
    pub fn look(&self) -> Look {
        Look::new(self.now, self.thresholds)
    }

    /// Why a verb can't act now; `None` where it can.
    pub fn disabled(&self, verb: &Verb) -> Option<String> {
        if let Some(reason) = public::closed(self, verb.name) {
            return Some(reason);
        }
        if let (true, Some(reason)) = (verb.needs.writes(), self.unwritable()) {
            return Some(reason);
        }
        self.missing(verb)
    }

    /// Why what a verb acts on is not there, and what brings it.
    fn missing(&self, verb: &Verb) -> Option<String> {
        let list = self.backlog.list;
        let has_item = self.backlog.selected().is_some() || !self.backlog.marks.is_empty();
        let is_open = self.overlays.last().is_some_and(|top| top.serves(verb.needs));
        let (is_there, reason) = match verb.needs {
            Needs::Nothing | Needs::Writable => (true, ""),
            Needs::Product => (self.product.is_some(), "there is no product yet: type its name first"),
            Needs::Ranked if has_item => return self.unranked(verb),
            Needs::Trashed if has_item => {
                (list == List::Trash, "this takes items out of the trash: go there first (<go trash>)")
            }
            Needs::Item | Needs::WritableItem | Needs::Ranked | Needs::Trashed => (has_item, "no item is selected"),
            Needs::Popup => (is_open, "this acts in a pop-up alone"),
            Needs::Journal => (is_open, "this acts in the journal: open it first (<journal>)"),
            Needs::Form => (is_open, "this acts in a form: open one first (<edit>)"),
            Needs::Questions => (is_open, "this acts in the questions: open them first (<question>)"),
            Needs::Merge => (is_open, "this acts in a merge: begin one first (<merge>)"),
            Needs::Split => (is_open, "this acts in a split: begin one first (<split>)"),
            Needs::Alike => (is_open, "this acts among similar items: list them first (<similar>)"),
            Needs::Accept => (is_open, "this acts while an item is accepted: begin that first (<accept>)"),
            Needs::Close => (is_open, "this acts in the preview of a close: open it first (<close-sprint>)"),
            Needs::Order => (is_open, "this acts in the preview of an order by score: open it first (<arrange>)"),
            Needs::Import => (is_open, "this acts in the plan of an import: open one first (<import>)"),
            Needs::Actions => (is_open, "this acts in the retrospective actions: list them first (<retrospective>)"),
        };
        (!is_there).then(|| keyed(&self.keymap, reason))
    }

    /// Why a verb can't change the order of what is listed.
    fn unranked(&self, verb: &Verb) -> Option<String> {
        let list = self.backlog.list;
        if !list.is_by_rank() {
            return Some(format!("{} stands by date, not by rank: there is no order to change", list.name()));
        }
        let nudges = matches!(verb.name, "move-up" | "move-down");
        nudges.then(|| backlog::check_nudge(&self.backlog, &self.keymap).err()).flatten()
    }

    /// Why nothing can be written now.
    fn unwritable(&self) -> Option<String> {
        let job = self
            .job
            .as_ref()
            .filter(|job| job.writes)
            .map(|job| format!("{}: writing waits until it has ended", job.label));
        self.file.read_only.clone().map(|reason| self.audience().message(reason)).or(job)
    }

    /// True for a key that goes up or down and changes nothing, also where it only goes on with a count or sequence.
    pub fn only_goes(&self, press: Press) -> bool {
        let mut presses = self.pending.presses.clone();
        presses.push(press);
        match self.keymap.meaning(self.scopes(), &presses) {
            Meaning::Bound(binding) => matches!(binding.command.action, Action::Go(Go::Down | Go::Up)),
            Meaning::Begun => true,
            Meaning::Unbound => false,
        }
    }

    /// True for a key that goes one level up.
    pub fn leaves(&self, press: Press) -> bool {
        let mut presses = self.pending.presses.clone();
        presses.push(press);
        let meaning = self.keymap.meaning(self.scopes(), &presses);
        matches!(meaning, Meaning::Bound(binding) if binding.command.action == Action::App(App::Leave))
    }

    /// True while something is in the hand that a key which goes one level up drops first: a range, an item.
    pub fn is_holding(&self) -> bool {
        self.backlog.marks.range.is_some() || (self.shows(View::Prioritize) && prioritize::is_holding(self))
    }

    /// True where a key that goes one level up stops the job that is shown.
    pub fn stops_job(&self) -> bool {
        self.job.is_some() && self.overlays.is_empty() && self.present.is_none() && !self.is_holding()
    }

    /// True while keys are text.
    pub fn is_typing(&self) -> bool {
        self.overlays.last().and_then(Overlay::words).is_some_and(|words| words.is_typing())
    }

    /// True while the list shown is not yet the one asked for.
    pub fn awaits_list(&self) -> bool {
        self.awaits_shown() || self.backlog.age != Age::Fresh
    }

    /// True while a filter, a column or a jump waits for its answer; an old list can be gone through meanwhile.
    pub fn awaits_shown(&self) -> bool {
        self.backlog.narrow.is_waiting() || self.backlog.find.is_waiting()
    }

    /// True where a drag waits beyond the edge of the list, so that the list rolls on under it.
    pub fn is_rolling(&self) -> bool {
        let Some(drag) = &self.pointer.drag else { return false };
        let frame = Rect::new(0, 0, self.width, self.height);
        let pane = self.areas(frame).list;
        pane.is_some_and(|pane| backlog::is_at_edge(&self.backlog, drag, pane).is_some())
    }

    /// True where typed text should be kept soon.
    pub fn is_draft_due(&self) -> bool {
        self.session.is_draft_stale
    }
}
