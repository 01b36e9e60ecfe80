//! Pop-ups over a view, as a stack. Each has five public items: `State`, `Action`, `update`, `wanted`, `view`;
//! `area` beside them says where it stands, for the view and the mouse.
//!
//! What the rest of the program must know of a pop-up is asked of [`Overlay`]: a new pop-up is an arm of its methods.

pub mod accepting;
pub mod actions;
pub mod alike;
mod answer;
pub mod arrange;
pub mod assist;
pub mod cause;
pub mod cell;
pub mod checks;
pub mod choice;
pub mod close;
pub mod confirm;
pub mod form;
mod going;
pub mod health;
pub mod help;
pub mod hint;
pub mod history;
pub mod journal;
pub mod lines;
pub mod marks;
pub mod merge;
pub mod notes;
pub mod plan;
pub mod prompt;
pub mod questions;
pub mod refusal;
pub mod returning;
pub mod rows;
pub mod scope;
pub mod scoring;
pub mod split;
pub mod standup;
pub mod start;
pub mod summary;
pub mod why;
pub mod words;

use super::effect::Effect;
use super::keymap::{Keymap, Scope};
use super::model::Model;
use super::press::{Code, Press};
use super::verb::{Command, Needs};
use crate::domain::query::{Panel, Posed};
use ratatui::Frame;
use ratatui::layout::Rect;
use words::Asked as _;

/// A pop-up.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A line of text for a verb.
    Prompt(Box<prompt::State>),
    /// One of several values for a verb.
    Choice(choice::State),
    /// What a verb will change, before it does.
    Confirm(confirm::State),
    /// All keys and verbs.
    Help(Box<help::State>),
    /// Every step.
    Journal(journal::State),
    /// What happened to an item.
    History(history::State),
    /// What an import would do.
    Plan(Box<plan::State>),
    /// The marked items.
    Marks(marks::State),
    /// New items from pasted lines.
    Lines(lines::State),
    /// Saying no.
    Refusal(Box<refusal::State>),
    /// A change of the running Sprint's scope.
    Cause(Box<cause::State>),
    /// Questions of the Developers.
    Questions(questions::State),
    /// Two items that become one.
    Merge(Box<merge::State>),
    /// An item that becomes two.
    Split(Box<split::State>),
    /// What says nearly the same.
    Alike(alike::State),
    /// What the checks find in the whole backlog.
    Checks(checks::State),
    /// The fields of an item, of the product sheet or of a template.
    Form(Box<form::State>),
    /// The health of the backlog.
    Health(Box<health::State>),
    /// What came of a refinement.
    Summary(Box<summary::State>),
    /// Accepting items.
    Accepting(Box<accepting::State>),
    /// Returning items.
    Returning(Box<returning::State>),
    /// What became of a Sprint's scope.
    Scope(Box<scope::State>),
    /// The stand-up sheet.
    Standup(Box<standup::State>),
    /// What was said in a review.
    Notes(Box<notes::State>),
    /// What the start of a Sprint freezes.
    Start(start::State),
    /// The close of a Sprint.
    Close(Box<close::State>),
    /// What the Sprint Retrospectives agreed on.
    Actions(actions::State),
    /// An order by score, before it is made.
    Arrange(Box<arrange::State>),
    /// Why an item stands where it stands.
    Why(Box<why::State>),
    /// A value of the table.
    Cell(Box<cell::State>),
    /// How is scored.
    Scoring(Box<scoring::State>),
}

/// What a pop-up answers to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nothing more.
    Stay,
    /// It is done with.
    Close,
    /// It is done with, and this is to be done.
    CloseWith(Vec<Effect>),
    /// This is to be done; the pop-up stays.
    Do(Vec<Effect>),
    /// This verb runs; the pop-up stays, below what the verb opens.
    Over(Box<Command>),
    /// It is done with, and this verb runs.
    Run(Box<Command>),
    /// The line typed so far, to be read and run; the pop-up closes if that succeeds.
    Submit(String),
    /// It can't, because.
    Refuse(String),
}

impl Overlay {
    /// The form, where it is one.
    pub fn as_form(&self) -> Option<&form::State> {
        if let Self::Form(state) = self { Some(state) } else { None }
    }

    /// As [`as_form`](Self::as_form), to change it.
    pub fn as_form_mut(&mut self) -> Option<&mut form::State> {
        if let Self::Form(state) = self { Some(state) } else { None }
    }

    /// What the keys mean while it is the topmost, in a word.
    pub fn mode(&self) -> &'static str {
        match self {
            Self::Prompt(_) | Self::Notes(_) | Self::Cell(_) => "TYPE",
            Self::Scoring(_) => "SCORING",
            Self::Choice(_) => "CHOOSE",
            Self::Confirm(_) => "SURE?",
            Self::Help(_) => "HELP",
            Self::Journal(_) => "JOURNAL",
            Self::History(_) => "HISTORY",
            Self::Plan(_) => "IMPORT",
            Self::Marks(_) => "MARKS",
            Self::Lines(_) => "PASTE",
            Self::Refusal(_) => "DECLINE",
            Self::Cause(_) | Self::Scope(_) => "SCOPE",
            Self::Questions(_) => "QUESTIONS",
            Self::Merge(_) => "MERGE",
            Self::Split(_) => "SPLIT",
            Self::Alike(_) => "SIMILAR",
            Self::Checks(_) => "CHECKS",
            Self::Form(state) if state.is_inside() => "TYPE",
            Self::Form(_) => "FORM",
            Self::Health(_) => "HEALTH",
            Self::Summary(_) => "REFINED",
            Self::Accepting(state) if state.is_typing() => "TYPE",
            Self::Accepting(_) => "ACCEPT",
            Self::Returning(_) => "RETURN",
            Self::Standup(_) => "STAND-UP",
            Self::Start(_) => "START",
            Self::Close(_) => "CLOSE",
            Self::Actions(_) => "ACTIONS",
            Self::Arrange(_) => "ORDER",
            Self::Why(_) => "WHY",
        }
    }

    /// The sections of the keymap that count while it is the topmost, the first first.
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::Journal(_) => &[Scope::Journal, Scope::Panel],
            Self::Questions(_) => &[Scope::Questions, Scope::Panel],
            Self::Merge(_) => &[Scope::Merge, Scope::Panel],
            Self::Split(_) => &[Scope::Split, Scope::Panel],
            Self::Alike(_) => &[Scope::Similar, Scope::Panel],
            Self::Form(_) => &[Scope::Form, Scope::Panel],
            Self::Accepting(_) => &[Scope::Accept, Scope::Panel],
            Self::Health(_) | Self::Summary(_) | Self::Standup(_) | Self::Why(_) => &[Scope::Report, Scope::Panel],
            Self::Arrange(_) => &[Scope::Order, Scope::Panel],
            Self::Close(_) => &[Scope::Close, Scope::Panel],
            Self::Actions(_) => &[Scope::Actions, Scope::Panel],
            Self::Plan(_) => &[Scope::Import, Scope::Panel],
            Self::Prompt(_)
            | Self::Choice(_)
            | Self::Confirm(_)
            | Self::Help(_)
            | Self::History(_)
            | Self::Marks(_)
            | Self::Checks(_)
            | Self::Refusal(_)
            | Self::Returning(_)
            | Self::Scope(_)
            | Self::Notes(_)
            | Self::Start(_)
            | Self::Cause(_)
            | Self::Cell(_)
            | Self::Scoring(_)
            | Self::Lines(_) => &[Scope::Panel],
        }
    }

    /// True where verbs with these needs act in it.
    pub fn serves(&self, needs: Needs) -> bool {
        needs == Needs::Popup
            || matches!(
                (self, needs),
                (Self::Journal(_), Needs::Journal)
                    | (Self::Form(_), Needs::Form)
                    | (Self::Questions(_), Needs::Questions)
                    | (Self::Merge(_), Needs::Merge)
                    | (Self::Split(_), Needs::Split)
                    | (Self::Alike(_), Needs::Alike)
                    | (Self::Accepting(_), Needs::Accept)
                    | (Self::Close(_), Needs::Close)
                    | (Self::Actions(_), Needs::Actions)
                    | (Self::Arrange(_), Needs::Order)
                    | (Self::Plan(_), Needs::Import)
            )
    }

    /// Offers it a key before the keymap is asked; `None` where the key is none of its own.
    pub fn press(&mut self, press: Press, keymap: &Keymap) -> Option<Reply> {
        match self {
            Self::Prompt(state) => Some(prompt::update(state, prompt::Action::Press(press))),
            Self::Refusal(state) => Some(refusal::update(state, refusal::Action::Press(press), keymap)),
            Self::Returning(state) => Some(returning::update(state, returning::Action::Press(press), keymap)),
            Self::Notes(state) => Some(notes::update(state, notes::Action::Press(press))),
            Self::Accepting(state) => {
                state.is_typing().then(|| accepting::update(state, accepting::Action::Press(press)))
            }
            Self::Cause(state) => Some(cause::update(state, cause::Action::Press(press))),
            Self::Cell(state) => Some(cell::update(state, cell::Action::Press(press))),
            Self::Scoring(state) => Some(scoring::update(state, scoring::Action::Press(press))),
            Self::Choice(state) => {
                // A letter of another layout means the Latin one of the same key.
                let letter = state.letter(press).or_else(|| state.letter(keymap.latin(press)?));
                letter.map(|letter| choice::update(state, choice::Action::Letter(letter)))
            }
            Self::Help(state) => {
                let is_own = is_typed(press) || (is_edited(press) && !state.field.text().is_empty());
                is_own.then(|| help::update(state, help::Action::Press(press), keymap))
            }
            Self::Split(state) => state.is_typing().then(|| split::update(state, split::Action::Press(press))),
            Self::Plan(state) => state.is_typing().then(|| plan::update(state, plan::Action::Press(press))),
            Self::Form(state) if state.is_inside() => Some(form::update(state, form::Action::Press(press), keymap)),
            Self::Form(_)
            | Self::Confirm(_)
            | Self::Journal(_)
            | Self::History(_)
            | Self::Arrange(_)
            | Self::Why(_)
            | Self::Marks(_)
            | Self::Questions(_)
            | Self::Lines(_)
            | Self::Merge(_)
            | Self::Alike(_)
            | Self::Checks(_)
            | Self::Health(_)
            | Self::Scope(_)
            | Self::Standup(_)
            | Self::Summary(_)
            | Self::Start(_)
            | Self::Close(_)
            | Self::Actions(_) => None,
        }
    }

    /// Offers it pasted text; `None` where it has no place for text.
    pub fn paste(&mut self, text: &str, keymap: &Keymap) -> Option<Reply> {
        match self {
            Self::Prompt(state) => Some(prompt::update(state, prompt::Action::Paste(text.to_owned()))),
            Self::Refusal(state) => Some(refusal::update(state, refusal::Action::Paste(text.to_owned()), keymap)),
            Self::Returning(state) => Some(returning::update(state, returning::Action::Paste(text.to_owned()), keymap)),
            Self::Notes(state) => Some(notes::update(state, notes::Action::Paste(text.to_owned()))),
            Self::Accepting(state) => Some(accepting::update(state, accepting::Action::Paste(text.to_owned()))),
            Self::Cause(state) => Some(cause::update(state, cause::Action::Paste(text.to_owned()))),
            Self::Cell(state) => Some(cell::update(state, cell::Action::Paste(text.to_owned()))),
            Self::Scoring(state) => Some(scoring::update(state, scoring::Action::Paste(text.to_owned()))),
            Self::Help(state) => Some(help::update(state, help::Action::Paste(text.to_owned()), keymap)),
            Self::Split(state) => {
                state.is_typing().then(|| split::update(state, split::Action::Paste(text.to_owned())))
            }
            Self::Form(state) => Some(form::update(state, form::Action::Paste(text.to_owned()), keymap)),
            Self::Plan(state) => Some(plan::update(state, plan::Action::Paste(text.to_owned()))),
            Self::Choice(_)
            | Self::Confirm(_)
            | Self::Journal(_)
            | Self::History(_)
            | Self::Arrange(_)
            | Self::Why(_)
            | Self::Marks(_)
            | Self::Questions(_)
            | Self::Lines(_)
            | Self::Merge(_)
            | Self::Alike(_)
            | Self::Checks(_)
            | Self::Health(_)
            | Self::Scope(_)
            | Self::Standup(_)
            | Self::Summary(_)
            | Self::Start(_)
            | Self::Close(_)
            | Self::Actions(_) => None,
        }
    }

    /// One level up: mostly it closes.
    pub fn leave(&mut self, keymap: &Keymap) -> Reply {
        match self {
            Self::Help(state) => help::update(state, help::Action::Leave, keymap),
            Self::Checks(state) => checks::update(state, checks::Action::Leave),
            Self::Plan(state) => plan::update(state, plan::Action::Leave),
            Self::Prompt(_)
            | Self::Choice(_)
            | Self::Confirm(_)
            | Self::Journal(_)
            | Self::History(_)
            | Self::Arrange(_)
            | Self::Why(_)
            | Self::Marks(_)
            | Self::Form(_)
            | Self::Refusal(_)
            | Self::Cause(_)
            | Self::Cell(_)
            | Self::Scoring(_)
            | Self::Questions(_)
            | Self::Lines(_)
            | Self::Merge(_)
            | Self::Split(_)
            | Self::Alike(_)
            | Self::Health(_)
            | Self::Accepting(_)
            | Self::Returning(_)
            | Self::Scope(_)
            | Self::Standup(_)
            | Self::Notes(_)
            | Self::Start(_)
            | Self::Close(_)
            | Self::Actions(_)
            | Self::Summary(_) => Reply::Close,
        }
    }

    /// The question under its cursor, where it shows questions.
    pub fn posed(&self) -> Option<&Posed> {
        if let Self::Questions(state) = self { state.at() } else { None }
    }

    /// What it needs from the store.
    pub fn wanted(&self) -> Option<Panel> {
        match self {
            Self::Prompt(state) => prompt::wanted(state),
            Self::Choice(state) => choice::wanted(state),
            Self::Confirm(state) => confirm::wanted(state),
            Self::Help(state) => help::wanted(state),
            Self::Journal(state) => journal::wanted(state),
            Self::History(state) => history::wanted(state),
            Self::Plan(state) => plan::wanted(state),
            Self::Marks(state) => marks::wanted(state),
            Self::Lines(state) => lines::wanted(state),
            Self::Refusal(state) => refusal::wanted(state),
            Self::Cause(state) => cause::wanted(state),
            Self::Cell(state) => cell::wanted(state),
            Self::Scoring(state) => scoring::wanted(state),
            Self::Questions(state) => questions::wanted(state),
            Self::Merge(state) => merge::wanted(state),
            Self::Split(state) => split::wanted(state),
            Self::Alike(state) => alike::wanted(state),
            Self::Checks(state) => checks::wanted(state),
            Self::Form(state) => form::wanted(state),
            Self::Health(state) => health::wanted(state),
            Self::Summary(state) => summary::wanted(state),
            Self::Accepting(state) => accepting::wanted(state),
            Self::Returning(state) => returning::wanted(state),
            Self::Scope(state) => scope::wanted(state),
            Self::Standup(state) => standup::wanted(state),
            Self::Notes(state) => notes::wanted(state),
            Self::Start(state) => start::wanted(state),
            Self::Close(state) => close::wanted(state),
            Self::Actions(state) => actions::wanted(state),
            Self::Arrange(state) => arrange::wanted(state),
            Self::Why(state) => why::wanted(state),
        }
    }

    /// True for what leaves nothing of the view to be seen, at any size.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Form(_))
    }

    /// Where it stands over the view.
    pub fn area(&self, body: Rect) -> Rect {
        match self {
            Self::Prompt(state) => prompt::area(state, body),
            Self::Choice(state) => choice::area(state, body),
            Self::Confirm(state) => confirm::area(state, body),
            Self::Help(_) => help::area(body),
            Self::Journal(_) => journal::area(body),
            Self::History(_) => history::area(body),
            Self::Plan(_) => plan::area(body),
            Self::Lines(state) => lines::area(state, body),
            Self::Merge(_) => merge::area(body),
            Self::Split(_) => split::area(body),
            Self::Alike(state) => alike::area(state, body),
            Self::Checks(state) => checks::area(state, body),
            Self::Form(_) => form::area(body),
            Self::Marks(state) => marks::area(state, body),
            Self::Refusal(state) => refusal::area(state, body),
            Self::Cause(state) => cause::area(state, body),
            Self::Cell(state) => cell::area(state, body),
            Self::Scoring(state) => scoring::area(state, body),
            Self::Questions(state) => questions::area(state, body),
            Self::Health(_) => health::area(body),
            Self::Summary(state) => summary::area(state, body),
            Self::Accepting(state) => accepting::area(state, body),
            Self::Returning(state) => returning::area(state, body),
            Self::Scope(state) => scope::area(state, body),
            Self::Standup(state) => standup::area(state, body),
            Self::Notes(state) => notes::area(state, body),
            Self::Start(_) => start::area(body),
            Self::Close(state) => close::area(state, body),
            Self::Actions(state) => actions::area(state, body),
            Self::Arrange(state) => arrange::area(state, body),
            Self::Why(_) => why::area(body),
        }
    }

    /// Draws it over the view.
    pub fn view(&self, model: &Model, frame: &mut Frame, body: Rect) {
        match self {
            Self::Prompt(state) => prompt::view(state, model, frame, body),
            Self::Choice(state) => choice::view(state, model, frame, body),
            Self::Confirm(state) => confirm::view(state, model, frame, body),
            Self::Help(state) => help::view(state, model, frame, body),
            Self::Journal(state) => journal::view(state, model, frame, body),
            Self::History(state) => history::view(state, model, frame, body),
            Self::Plan(state) => plan::view(state, model, frame, body),
            Self::Marks(state) => marks::view(state, model, frame, body),
            Self::Lines(state) => lines::view(state, model, frame, body),
            Self::Refusal(state) => refusal::view(state, model, frame, body),
            Self::Cause(state) => cause::view(state, model, frame, body),
            Self::Cell(state) => cell::view(state, model, frame, body),
            Self::Scoring(state) => scoring::view(state, model, frame, body),
            Self::Questions(state) => questions::view(state, model, frame, body),
            Self::Merge(state) => merge::view(state, model, frame, body),
            Self::Split(state) => split::view(state, model, frame, body),
            Self::Alike(state) => alike::view(state, model, frame, body),
            Self::Checks(state) => checks::view(state, model, frame, body),
            Self::Form(state) => form::view(state, model, frame, body),
            Self::Health(state) => health::view(state, model, frame, body),
            Self::Summary(state) => summary::view(state, model, frame, body),
            Self::Accepting(state) => accepting::view(state, model, frame, body),
            Self::Returning(state) => returning::view(state, model, frame, body),
            Self::Scope(state) => scope::view(state, model, frame, body),
            Self::Standup(state) => standup::view(state, model, frame, body),
            Self::Notes(state) => notes::view(state, model, frame, body),
            Self::Start(state) => start::view(state, model, frame, body),
            Self::Close(state) => close::view(state, model, frame, body),
            Self::Actions(state) => actions::view(state, model, frame, body),
            Self::Arrange(state) => arrange::view(state, model, frame, body),
            Self::Why(state) => why::view(state, model, frame, body),
        }
    }
}

/// True for the keys that write and delete; what else a field knows belongs to the keymap here.
fn is_typed(press: Press) -> bool {
    !press.ctrl && matches!(press.code, Code::Char(_) | Code::Backspace | Code::Delete | Code::Left | Code::Right)
}

/// True for the keys of a shell's line; in a field without text they are the keymap's.
fn is_edited(press: Press) -> bool {
    press.ctrl && matches!(press.code, Code::Char('a' | 'e' | 'k' | 'u' | 'w'))
}
