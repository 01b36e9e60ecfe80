//! Everything the program can do to the world. `update` answers with these; only `runtime` performs them.

use super::action::Clip;
use super::overlay::form::Subject;
use crate::domain::import::{Chosen, Counts, ToldSprint};
use crate::domain::note::About;
use crate::domain::present::Turn;
use crate::domain::query::{Look, Part, Question};
use crate::domain::similar::Wish;
use crate::domain::{Change, ItemId, Key, Note, SprintId, Standup, StepId};

/// A thing to be done outside the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write data, as one step.
    Commit {
        /// What.
        change: Change,
        /// The text it was made from, to be given back where it can't be written.
        typed: Option<Typed>,
    },
    /// Take the newest live step back; a step of another window only where it is the agreed one.
    Undo {
        /// The step of another window that the person has been shown.
        agreed: Option<StepId>,
        /// How many steps.
        times: usize,
    },
    /// Bring back what was undone last, so many steps of it.
    Redo(usize),
    /// Take back this step alone.
    UndoStep(StepId),
    /// Take back everything after this step.
    UndoBackTo(StepId),
    /// Keep something that is not data.
    Keep(Note),
    /// Read the lines typed before in this prompt.
    Recall(&'static str),
    /// Read the names in a folder, to complete a path; as typed, empty for the present folder.
    ListFolder(String),
    /// Look up which item a key means, then do this with it.
    Find(Key, Then),
    /// Look up what keys mean, and make items depend on it, or not any more, as one step.
    Depend {
        /// Which items.
        items: Vec<ItemId>,
        /// Keys of what they depend on from now on.
        add: Vec<Key>,
        /// Keys of what they don't depend on any more.
        remove: Vec<Key>,
        /// The text it was made from.
        typed: Option<Typed>,
    },
    /// Look up the last change that stands, to give it this reason; `None` asks for one.
    LastChange(Option<String>),
    /// Say which items of a list pass.
    Seek(Aim, Question),
    /// Look for what is like a text that is being typed.
    SeekLike(Wish),
    /// Check all items of the product.
    CheckAll,
    /// List what is similar: to this item, else all pairs of the product.
    ListAlike(Option<ItemId>),
    /// Switch to the product of this name or prefix.
    Product(String),
    /// Write an item in the person's editor.
    Edit(ItemId, Option<String>),
    /// Write a text in the person's editor, under this file name, for the form that is open.
    EditText(String, String),
    /// Read what a form is about as it is now, and which items these keys mean.
    Meet(Subject, Vec<Key>),
    /// Read files and show what importing them would do; where none are named, those of the last import again.
    PlanImport(String),
    /// Show what the import that was shown would do in a product of its own; with the Sprints as they are corrected.
    PlanApart(Option<Vec<ToldSprint>>),
    /// Compare the import that is shown again, with the Sprints as they are corrected.
    PlanAgain(Vec<ToldSprint>),
    /// Do the import that was shown, as the person wishes.
    Import(Box<Agreed>),
    /// Forget the import that was shown.
    DropImport,
    /// Stop the running job; nothing of it stays.
    CancelJob,
    /// Write the backlog, or a part of it: format and file, as typed.
    Export(String, Option<Part>),
    /// Write the review of this Sprint; of the one that runs, else the last, where none is named: format and file.
    ReviewPage(String, Option<SprintId>),
    /// Copy the temporary file of the demo to where it is kept.
    KeepDemo(String),
    /// Write a verified backup.
    Backup,
    /// Read options, keys and colours again.
    Reload,
    /// Bring back text that was not finished.
    OfferDraft,
    /// Look whether text of a form was not finished.
    SeekDraft(About),
    /// Turn the pages of a presentation, here and in other windows.
    Turn(Turn),
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Read everything on the screen anew, and keep who looks at it: it is another audience.
    Reread,
    /// Text for the clipboard.
    Copy(Clip, Vec<ItemId>),
    /// This text for the clipboard.
    CopyText {
        /// What it is: "the summary".
        name: String,
        /// The text.
        text: String,
    },
    /// The stand-up sheet as Markdown for the clipboard.
    CopyStandup(Box<Standup>),
    /// Look what needs attention, and go through it.
    Walk(Look),
    /// Back to the shell until the program is continued.
    Suspend,
    /// End the program.
    Quit,
}

impl Effect {
    /// Writes data that nobody typed.
    pub fn commit(change: Change) -> Self {
        Self::Commit { change, typed: None }
    }
}

/// What a person agreed to of an import that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreed {
    /// The numbers that were shown.
    pub counts: Counts,
    /// What was chosen.
    pub chosen: Chosen,
    /// The Sprints, where they were corrected.
    pub told: Option<Vec<ToldSprint>>,
}

/// What a question about a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumCount, strum::EnumIter)]
pub enum Aim {
    /// To show the items.
    Show,
    /// To jump to one of them.
    Find,
    /// To know the whole list again after a change made elsewhere; the filter lets everything pass.
    Whole,
}

impl Aim {
    /// How many there are.
    pub const COUNT: usize = <Self as strum::EnumCount>::COUNT;
}

/// Text that a change was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// What asked for it, as `Action::Ask` names it.
    pub asked: &'static str,
    /// The text.
    pub text: String,
}

/// What to do with an item that was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Put the cursor on it.
    Go,
    /// Move the targets above it.
    MoveAbove,
    /// Move the targets below it.
    MoveBelow,
    /// Make it the targets' epic.
    SetEpic,
    /// Merge it with the selected item.
    Merge,
}
