//! What an event does to the model. No I/O: what is to be done outside comes back as effects.

mod act;
mod arrange;
mod ask;
mod attend;
mod check;
mod crossing;
mod form;
mod input;
mod judge;
mod look;
mod looked;
mod mouse;
mod outcome;
mod paste;
mod present;
mod preview;
mod prioritize;
mod public;
mod pull;
mod refine;
mod sprint;
mod typing;
mod view;
mod walk;
mod why;
mod write;

use super::completion::Entry;
pub use crossing::{Crossing, rule};
pub(in crate::ui) use look::lists;
pub(in crate::ui) use pull::next as next_sprint;

use super::effect::{Aim, Effect, Then, Typed};
use super::model::{Job, Model};
use crate::domain::health::{Queue, Thresholds};
use crate::domain::import::Proposal;
use crate::domain::note::{Draft, ViewState};
use crate::domain::quality::Report;
use crate::domain::query::{Question, Shown};
use crate::domain::score::Ranked;
use crate::domain::similar::{Alike, Like, Wish};
use crate::domain::sprint::{Agreed, Calendar};
use crate::domain::step::Committed;
use crate::domain::{Answer, Item, ItemId, Key, List, Now, Order, Product, ProductId, Sprint, Step};
use crate::ui::keymap::Keymap;
use crate::ui::mouse::Mouse;
use crate::ui::press::Press;
use crate::ui::theme::Theme;
use crate::ui::toast::Toast;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Everything that can happen to the program.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A key.
    Press(Press),
    /// Pasted text: line feeds for line ends, no NUL.
    Paste(String),
    /// A paste of so many bytes, more than are kept.
    Overflow(usize),
    /// The mouse.
    Mouse(Mouse),
    /// The terminal's new size in columns and rows.
    Resize(u16, u16),
    /// Where the file was left, and whether text was left unfinished; the first event.
    Opened {
        /// Where it was left.
        view: Box<ViewState>,
        /// True where a draft waits.
        has_draft: bool,
        /// What opening found odd.
        warning: Option<String>,
    },
    /// The store's answer.
    Answered(Box<Answer>),
    /// A list, whole.
    Ordered(Order),
    /// Which items of a list pass.
    Sought(Box<Sought>),
    /// What needs attention, to be walked through.
    Walk {
        /// The walk.
        queue: Box<Queue>,
        /// How many items need attention, those that the walk leaves for later among them.
        of: usize,
        /// True where an earlier walk goes on.
        is_resumed: bool,
    },
    /// All items by their score.
    Ranked(Box<Ranked>),
    /// All items were looked at; the figures can be asked for.
    Measured,
    /// A change was written.
    Committed(Box<Done>),
    /// There is nothing to undo or redo.
    Exhausted(&'static str),
    /// The newest step was made elsewhere; the next undo takes it.
    Foreign(Box<Step>),
    /// The last change that stands, where there is one, and the reason for it that was typed already.
    LastChange(Option<Box<Step>>, Option<String>),
    /// A key was looked up.
    Found(Then, Option<Found>),
    /// A change was not written; what was typed for it comes back.
    Rejected {
        /// Why.
        reason: String,
        /// The text it was made from.
        typed: Option<Typed>,
    },
    /// A change would have changed nothing.
    Unchanged,
    /// The file does not hold together; nothing is written to it any more.
    Damaged(String),
    /// Something else could not be done.
    Refused(String),
    /// Something was done that needs no more than a word.
    Told(String),
    /// Something is worth knowing.
    Noted(String),
    /// What an import would do.
    Planned(Arc<Proposal>),
    /// What the import that is shown would do with the Sprints as they are corrected.
    Replanned(Arc<Proposal>),
    /// Which files to import is asked for.
    AskFiles {
        /// The files of the last time, as typed.
        line: String,
        /// Why those can't be read.
        reason: Option<String>,
    },
    /// Keys or colours are others from now on.
    Settled(Box<Settled>),
    /// What is like a text that is being typed, where something is.
    Liked(Wish, Option<Box<Like>>),
    /// What is similar to this item; `None`: all pairs of the product.
    Alike(Option<ItemId>, Vec<Alike>),
    /// What the checks find in the whole backlog.
    CheckedAll(Box<Report>),
    /// A job began or went on; `None` ends it.
    Job(Option<Job>),
    /// A product was chosen or made.
    Product(ProductId),
    /// Text that was left unfinished, and where the item stands that it is for.
    Draft(Draft, Option<Found>),
    /// Text that was left unfinished of what the form on the screen is about.
    Unfinished(Draft),
    /// What a form is about, as it is now.
    Met(Box<Met>),
    /// What came back from the editor for a field of a form: `None` where nothing was changed there, else why not.
    Edited(Result<Option<String>, String>),
    /// The sample could not be kept; the program goes on.
    NotKept(String),
    /// The message of the bottom line has been there long enough.
    ToastOver,
    /// Typed text is to be kept now.
    DraftDue,
    /// An unfinished sequence of keys has waited long enough: its continuations are shown.
    Lingered,
    /// The names in a folder, where it could be read.
    Listed {
        /// The folder as typed.
        folder: String,
        /// What is in it, by name.
        entries: Vec<Entry>,
    },
    /// The lines typed before in a prompt, the oldest first.
    Recalled {
        /// The prompt.
        prompt: &'static str,
        /// The lines.
        lines: Vec<String>,
    },
    /// A page of a presentation was turned, here or in another window.
    Turned,
    /// Another window changed the file.
    Changed,
}

/// A change that was written, and where its items stand now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What was written.
    pub committed: Committed,
    /// Where the touched items stand in the list shown: the sort key, or `None` where they are not in it.
    pub places: Vec<(ItemId, Option<i64>)>,
    /// Those of the touched items that pass the filter in force.
    pub passing: Vec<ItemId>,
    /// The item the cursor goes to.
    pub go_to: Option<ItemId>,
    /// True where it took back or brought back another change.
    pub is_replay: bool,
    /// The text it was made from.
    pub typed: Option<Typed>,
}

/// What a question about a list was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// What it was for.
    pub aim: Aim,
    /// The question.
    pub question: Question,
    /// The answer; else why there is none.
    pub found: Result<Shown, String>,
}

/// What the person's own files say, as far as it is another than before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settled {
    /// The keys.
    pub keymap: Option<Rc<Keymap>>,
    /// The colours.
    pub theme: Option<Rc<Theme>>,
    /// True where clicks and the wheel act here from now on, false where they are the terminal's.
    pub is_mouse_on: Option<bool>,
    /// How long an unfinished sequence waits before it shows how it may go on.
    pub which_key: Option<Duration>,
    /// From where on a check of the backlog's health finds something.
    pub thresholds: Option<Thresholds>,
    /// When people work, and how long a Sprint is.
    pub calendar: Option<Rc<Calendar>>,
    /// What to say of it.
    pub toast: Option<Toast>,
}

/// What the store says of what a form is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Met {
    /// The item; `None` where it is gone, or where the form is about none.
    pub item: Option<Box<Item>>,
    /// The product, where the form is about one.
    pub product: Option<Product>,
    /// The Sprint, where the form is about one.
    pub sprint: Option<Sprint>,
    /// The retrospective action, where the form is about one.
    pub agreed: Option<Agreed>,
    /// Which items the keys mean.
    pub keys: Vec<(Key, Option<ItemId>)>,
}

/// An item that was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The item.
    pub item: ItemId,
    /// Its product.
    pub product: ProductId,
    /// The list it stands in.
    pub list: List,
}

/// Takes an event, and answers with what is to be done.
pub fn update(model: &mut Model, event: Event, now: Now) -> Vec<Effect> {
    model.now = now;
    model.backlog.today = now.day;
    let Some(event) = public::seen(model, event) else { return Vec::new() };
    let has_answer = matches!(&event, Event::Answered(_));
    let mut effects = match event {
        Event::Press(press) => input::press(model, press),
        Event::Paste(text) => paste::update(model, &text),
        Event::Overflow(size) => paste::refuse(model, size),
        Event::Mouse(mouse) => mouse::update(model, mouse),
        Event::DraftDue => input::keep_draft(model),
        event => outcome::update(model, event),
    };
    mouse::settle(model);
    present::settle(model);
    view::settle(model);
    let top = model.backlog.top;
    crossing::rule(model);
    let rows = model.list_rows();
    model.backlog.settle(rows);
    if model.pointer.drag.is_some() {
        // The view rolls under what is dragged; the cursor stays with it, in sight or not.
        model.backlog.top = top.min(model.backlog.last_top(rows));
    }
    view::seen(model);
    if has_answer {
        crossing::tell(model);
    }
    crossing::note(model, &effects);
    check::settle(model);
    arrange::settle(model);
    looked::settle(model);
    effects.extend(walk::settle(model));
    effects.extend(look::questions(model));
    effects.extend(typing::settle(model));
    effects
}
