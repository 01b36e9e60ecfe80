//! The pop-ups in which text is typed: which they are, and what the rest of the program asks of them.
//!
//! A new one that asks for words before something is done implements [`Asked`] and gets its arms here: what is typed
//! is kept as a draft, comes back with the reason where it was not taken, and its keys are told. Its name stands in
//! `KEPT` of `ui/update/outcome.rs`, so that a draft of it opens it again.

use super::{Overlay, form, lines, plan, prompt, split};
use crate::domain::note::{About, Draft};
use crate::domain::{ItemId, ProductId};
use crate::ui::effect::Typed;
use crate::ui::layout;
use crate::ui::widget::glyph;
use ratatui::layout::Rect;

/// The keys of a field, each with a short word.
pub type Keys = &'static [(&'static str, &'static str)];

/// A pop-up that asks for words before something is done. Where they are not taken it stays, with the reason.
pub trait Asked {
    /// The items it was opened for; `None` where it is about none.
    fn targets(&self) -> Option<&[ItemId]>;

    /// The text as a change is given it.
    fn typed(&self) -> Typed;

    /// What its text is a draft of.
    fn about(&self) -> About;

    /// The text that would be lost; `None` where nothing was typed.
    fn own(&self) -> Option<String>;

    /// That text as a draft.
    fn draft(&self, product: Option<ProductId>) -> Option<Draft> {
        self.own().map(|text| Draft { product, about: self.about(), text })
    }

    /// Takes over the text that was left unfinished, where each item has its own and nothing was typed since.
    fn take_up(&mut self, _text: &str) {}

    /// Shows why it was not taken.
    fn blame(&mut self, reason: String);

    /// True while keys are text.
    fn is_typing(&self) -> bool {
        true
    }

    /// The keys while they are text.
    fn keys(&self) -> Keys;

    /// What Enter does to more than the text: "declines".
    fn does(&self) -> Option<&'static str> {
        None
    }

    /// What is said when it is left: "not declined".
    fn left(&self) -> &'static str;

    /// True where what becomes of the marked items was agreed to before it was opened.
    fn is_agreed(&self) -> bool {
        false
    }
}

/// What is typed in a pop-up, or would be lost with it.
pub enum Words<'a> {
    /// A line for a verb.
    Line(&'a prompt::State),
    /// Words that are asked for before something is done.
    Asked(&'a dyn Asked),
    /// The fields of a form.
    Form(&'a form::State),
    /// The title of a half.
    Half(&'a split::State),
    /// Pasted lines.
    Pasted(&'a lines::State),
    /// The words that narrow the plan of an import, or a day in it.
    Plan(&'a plan::State),
}

impl Words<'_> {
    /// True while keys are text.
    pub fn is_typing(&self) -> bool {
        match self {
            Self::Line(_) => true,
            Self::Asked(asked) => asked.is_typing(),
            Self::Form(state) => state.is_inside(),
            Self::Half(state) => state.is_typing(),
            Self::Plan(state) => state.is_typing(),
            Self::Pasted(_) => false,
        }
    }

    /// The keys while they are text; `None` where the keymap has them, or where they are those of any line.
    pub fn keys(&self) -> Option<Keys> {
        let keys: Keys = match self {
            Self::Asked(asked) => asked.keys(),
            Self::Form(_) => &[("Esc", "leaves the field"), ("Tab", "next"), ("Shift-Tab", "before")],
            Self::Half(_) => &[("Enter", "keeps what is typed")],
            Self::Plan(_) => &[("Enter", "keeps what is typed"), ("Esc", "leaves the field")],
            Self::Line(_) | Self::Pasted(_) => return None,
        };
        self.is_typing().then_some(keys)
    }
}

/// The pop-ups without text and these others, as a pattern: the one place that lists them.
macro_rules! wordless {
    ($($other:pat_param)|*) => {
        $($other |)* Overlay::Choice(_)
            | Overlay::Confirm(_)
            | Overlay::Help(_)
            | Overlay::Journal(_)
            | Overlay::History(_)
            | Overlay::Arrange(_)
            | Overlay::Why(_)
            | Overlay::Marks(_)
            | Overlay::Questions(_)
            | Overlay::Merge(_)
            | Overlay::Alike(_)
            | Overlay::Checks(_)
            | Overlay::Health(_)
            | Overlay::Scope(_)
            | Overlay::Standup(_)
            | Overlay::Summary(_)
            | Overlay::Start(_)
            | Overlay::Close(_)
            | Overlay::Actions(_)
    };
}

impl Overlay {
    /// What is typed in it; `None` where nothing is. A search of the help narrows a list and is no text to keep.
    pub fn words(&self) -> Option<Words<'_>> {
        match self {
            Self::Prompt(state) => Some(Words::Line(state)),
            Self::Refusal(state) => Some(Words::Asked(&**state)),
            Self::Cause(state) => Some(Words::Asked(&**state)),
            Self::Cell(state) => Some(Words::Asked(&**state)),
            Self::Scoring(state) => Some(Words::Asked(&**state)),
            Self::Accepting(state) => Some(Words::Asked(&**state)),
            Self::Returning(state) => Some(Words::Asked(&**state)),
            Self::Notes(state) => Some(Words::Asked(&**state)),
            Self::Form(state) => Some(Words::Form(state)),
            Self::Split(state) => Some(Words::Half(state)),
            Self::Lines(state) => Some(Words::Pasted(state)),
            Self::Plan(state) => Some(Words::Plan(state)),
            wordless!() => None,
        }
    }

    /// Itself, to change it, where it asks for words before something is done.
    pub fn asked_mut(&mut self) -> Option<&mut dyn Asked> {
        match self {
            Self::Refusal(state) => Some(&mut **state),
            Self::Cause(state) => Some(&mut **state),
            Self::Cell(state) => Some(&mut **state),
            Self::Scoring(state) => Some(&mut **state),
            Self::Accepting(state) => Some(&mut **state),
            Self::Returning(state) => Some(&mut **state),
            Self::Notes(state) => Some(&mut **state),
            wordless!(Self::Prompt(_) | Self::Form(_) | Self::Split(_) | Self::Lines(_) | Self::Plan(_)) => None,
        }
    }

    /// Shows why its text was not taken; false where it is not asked for.
    pub fn blame(&mut self, reason: &str) -> bool {
        if let Self::Prompt(state) = self {
            (state.error, state.settles) = (Some(reason.to_owned()), None);
            return true;
        }
        self.asked_mut().map(|asked| asked.blame(reason.to_owned())).is_some()
    }
}

/// What a pop-up over the lower edge says beside its fields, in at most so many lines.
pub fn wrapped(text: &str, body: Rect, most: usize) -> Vec<String> {
    let columns = usize::from(layout::bottom(body, 4).width.saturating_sub(4)).max(1);
    glyph::wrap(text, columns, most)
}
