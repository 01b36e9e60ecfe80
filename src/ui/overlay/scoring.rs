//! How is scored, in a form: the criteria with their weights, the cut, the gap, the period; what the framework uses.
//!
//! Every field is text at once. Tab and the arrows go through them, Enter takes all of them as one step. While
//! something is tried out, the rows behind follow each key.

mod draw;
mod field;

pub use draw::{area, view};

use super::Reply;
use super::words::{Asked, Keys};
use crate::domain::ItemId;
use crate::domain::note::About;
use crate::domain::query::Panel;
use crate::domain::score::Scoring;
use crate::ui::action::Action as Deed;
use crate::ui::action::prioritize::Prioritize;
use crate::ui::effect::Typed;
use crate::ui::press::{Code, Press};
use crate::ui::verb::{self, Command};
use field::{Line, Slot};

/// The name under which it is asked for.
pub const ASKED: &str = "scoring";

/// The fields, and what they began with.
#[derive(Debug, Clone)]
pub struct State {
    /// As it was when the form was opened.
    before: Scoring,
    /// The lines, each with its fields.
    lines: Vec<Line>,
    /// The line and the field that keys go to.
    at: (usize, usize),
    /// True while it is tried out: then nothing is written.
    is_tried: bool,
    /// Why it was not taken.
    error: Option<String>,
}

/// A key or pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A key.
    Press(Press),
    /// Pasted text.
    Paste(String),
}

impl State {
    /// Of a way of scoring.
    pub fn new(scoring: &Scoring, is_tried: bool) -> Self {
        let lines = field::lines(scoring);
        // Weights are what is changed most.
        let at = lines.iter().position(Line::is_criterion).map_or((0, 0), |line| (line, 1));
        Self { before: scoring.clone(), lines, at, is_tried, error: None }
    }

    /// What the fields say.
    ///
    /// # Errors
    /// The field that can't be read, and why.
    fn scoring(&self) -> Result<Scoring, (Option<(usize, usize)>, String)> {
        field::read(&self.before, &self.lines)
    }

    /// What is tried out by now; `None` where it is none, or where the fields can't be read.
    pub fn tried(&self) -> Option<Scoring> {
        self.scoring().ok().filter(|_| self.is_tried)
    }

    /// What it was tried out from.
    pub fn before(&self) -> Option<&Scoring> {
        self.is_tried.then_some(&self.before)
    }

    fn slot(&mut self) -> Option<&mut Slot> {
        self.lines.get_mut(self.at.0)?.slots.get_mut(self.at.1)
    }

    /// All fields, each by its line and its place in it.
    fn places(&self) -> Vec<(usize, usize)> {
        let of = |(line, fields): (usize, &Line)| (0..fields.slots.len()).map(move |at| (line, at));
        self.lines.iter().enumerate().flat_map(of).collect()
    }

    /// To the next field, or the one before, around the end.
    fn turn(&mut self, is_back: bool) {
        let places = self.places();
        let at = places.iter().position(|place| *place == self.at).unwrap_or(0);
        let by = if is_back { places.len() - 1 } else { 1 };
        self.at = places.get((at + by) % places.len().max(1)).copied().unwrap_or_default();
    }

    /// To the line below or above; the field that stands there in the same place.
    fn leap(&mut self, is_up: bool) {
        let line = if is_up { self.at.0.saturating_sub(1) } else { (self.at.0 + 1).min(self.lines.len() - 1) };
        self.at = (line, self.at.1.min(self.lines[line].slots.len().saturating_sub(1)));
    }

    fn take(&mut self) -> Reply {
        match self.scoring() {
            Ok(scoring) => match verb::find("scoring") {
                Some(verb) => {
                    let action = Deed::Prioritize(Prioritize::Score(Box::new(scoring)));
                    Reply::Run(Box::new(Command { verb, action, count: None }))
                }
                None => Reply::Stay,
            },
            Err((at, error)) => {
                self.at = at.unwrap_or(self.at);
                self.error = Some(error);
                Reply::Stay
            }
        }
    }
}

impl Asked for State {
    fn targets(&self) -> Option<&[ItemId]> {
        None
    }

    fn typed(&self) -> Typed {
        Typed { asked: ASKED, text: String::new() }
    }

    fn about(&self) -> About {
        About::Line(ASKED.to_owned())
    }

    /// A few numbers are typed again more quickly than they are looked for.
    fn own(&self) -> Option<String> {
        None
    }

    fn blame(&mut self, reason: String) {
        self.error = Some(reason);
    }

    fn keys(&self) -> Keys {
        &[("Enter", "takes it"), ("Tab", "next"), ("Esc", "leaves it as it was")]
    }

    fn left(&self) -> &'static str {
        "scored as before"
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    let mut refused = None;
    match action {
        Action::Paste(text) => {
            if let Some(slot) = state.slot().filter(|slot| !slot.is_turned()) {
                slot.field.paste(text.trim());
            }
        }
        Action::Press(press) => match press {
            Press { code: Code::Esc, .. } => return Reply::Close,
            press if press == Press::ctrl('c') => return Reply::Close,
            Press { code: Code::Enter, .. } => return state.take(),
            Press { code: Code::Tab, .. } => state.turn(false),
            Press { code: Code::BackTab, .. } => state.turn(true),
            Press { code: Code::Down, .. } => state.leap(false),
            Press { code: Code::Up, .. } => state.leap(true),
            press => {
                let done = state.slot().map_or(Ok(()), |slot| slot.press(press));
                refused = done.err().map(str::to_owned);
            }
        },
    }
    state.error = refused;
    field::grow(&mut state.lines);
    Reply::Stay
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}
