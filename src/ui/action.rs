//! Everything a key or a command can ask for, nested by group so that every `match` stays short.

pub mod import;
pub mod present;
pub mod prioritize;
pub mod sprint;

use crate::domain::change::OpenPoint;
use crate::domain::score::Amount;
use crate::domain::sprint::Cause;
use crate::domain::text::fold;
use crate::domain::{CriterionId, Estimate, Key, Kind, List, Scale, Sort, State};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Go somewhere; no data changes.
    Go(Go),
    /// Show the list another way; no data changes.
    Look(Look),
    /// Put items at another place in the order.
    Move(Move),
    /// Mark items for the next verb.
    Mark(Mark),
    /// Make, change or remove items.
    Write(Write),
    /// In a form.
    Form(Form),
    /// With a presentation.
    Present(present::Present),
    /// In the Sprint view.
    Sprint(sprint::Sprint),
    /// In Prioritize.
    Prioritize(prioritize::Prioritize),
    /// Anything about the program, the file or the product.
    App(App),
    /// Ask for the argument of this verb, then do it.
    Ask(&'static str),
}

/// Where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Go {
    Down,
    Up,
    First,
    Last,
    PageDown,
    PageUp,
    HalfDown,
    HalfUp,
    /// To a list.
    List(List),
    /// To a place in the list, counted from 1.
    Place(usize),
    /// To an item, wherever it stands.
    Item(Key),
    NextView,
    PreviousView,
    /// The next part of the view, or the one before.
    NextPart,
    PreviousPart,
    /// The side, column or cell to the left, or to the right.
    Left,
    Right,
    Back,
    Open,
    ScrollDown,
    ScrollUp,
}

/// What of a list is shown, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Look {
    /// As typed.
    Filter(String),
    /// Shows all again.
    All,
    /// As typed.
    Find(String),
    FindOn,
    FindBack,
    /// By a column; `None` for the order.
    Sort(Option<Sort>),
    /// Under this name.
    Save(String),
    /// The name of a saved filter.
    Forget(String),
    /// The saved filters, to choose from.
    Saved,
    /// Names the marked items.
    Marks,
    Unfold,
    /// What came in counts as looked at.
    Seen,
    /// Where the next Sprints would end.
    Ahead,
    /// What of a list passes this filter.
    Found(List, String),
}

/// Where items move.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Move {
    Up,
    Down,
    Top,
    Bottom,
    /// To a place in the unfiltered order, counted from 1.
    Place(usize),
    Above(Key),
    Below(Key),
    /// The marked ones below the cursor.
    Here,
}

/// What to mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Mark {
    Toggle,
    Range,
    All,
    Again,
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Write {
    Add(String),
    Idea(String),
    Clone,
    Title(String),
    Editor,
    /// What the checks find.
    Mend,
    State(State),
    StateOn,
    StateBack,
    Estimate(Option<Estimate>),
    Block(String),
    Unblock,
    Kind(Kind),
    Tag {
        add: Vec<String>,
        remove: Vec<String>,
    },
    /// An epic's key; `None` for no epic.
    Epic(Option<Key>),
    Asked(String),
    Assignee(String),
    Due(Option<Due>),
    /// Keys of what it depends on from now on, and of what it does not any more.
    Depends {
        add: Vec<Key>,
        remove: Vec<Key>,
    },
    /// A link put on, as typed.
    Link(String),
    /// Links that have this text in them taken off; all of them, where it is empty.
    Unlink(String),
    /// The criterion of this number, counted from 1; `None` for the only one, or to be chosen.
    Tick(Option<usize>),
    Snooze(Option<Due>),
    /// The reason; may be empty.
    Keep(String),
    /// A question, as typed.
    Criterion(String),
    Ask(String),
    /// The answer to the question under the cursor, else to the first open one.
    Answer(String),
    /// In the questions: open the one under the cursor again.
    Reopen,
    /// In the questions: take off the one under the cursor.
    DropQuestion,
    Decline(Box<No>),
    Accept(Box<Acceptance>),
    Return(Box<Back>),
    Reconsider,
    Trash,
    Untrash,
    /// Into a Sprint or out of one; why, where that changes the scope of the running one and was asked.
    Sprint {
        to: Aim,
        cause: Option<Cause>,
    },
    /// Whether it serves the Sprint Goal: the other way than now.
    Serves,
    /// What it is worth to users, in one line; may be empty.
    Value(String),
    /// At its place by decision, with the reason.
    Fix(String),
    /// A score may move it again.
    Unfix,
    /// What a framework asks, each input by its name in the file; `None` takes a value off.
    Inputs(Vec<(String, Option<Amount>)>),
}

/// Which Sprint is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// The one being planned next, else the running one.
    Pull,
    /// None.
    Out,
    /// The running one.
    Running,
    /// The one being planned next.
    Next,
    /// A new one.
    New,
    /// The one of this number.
    Number(i64),
}

impl Aim {
    /// As it is typed.
    pub fn word(self) -> String {
        match self {
            Self::Pull => "pull".into(),
            Self::Out => "none".into(),
            Self::Running => "current".into(),
            Self::Next => "next".into(),
            Self::New => "new".into(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// Reads it as typed: a number too as it is shown, "Sprint 14".
    pub fn parse(typed: &str) -> Option<Self> {
        Some(match fold(typed.trim()).as_str() {
            "pull" => Self::Pull,
            "none" | "out" | "-" => Self::Out,
            "current" | "running" | "active" => Self::Running,
            "next" | "planned" => Self::Next,
            "new" => Self::New,
            word => {
                let number = word.strip_prefix("sprint").unwrap_or(word).trim().parse().ok();
                Self::Number(number.filter(|number| *number > 0)?)
            }
        })
    }
}

/// What to do in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Form {
    Field,
    Editor,
    Next,
    Previous,
    Add,
    Up,
    Down,
    Tick,
    Drop,
    Fill,
    Template,
    Mend,
    Mine,
    Theirs,
    Both,
    Discard,
}

/// A refusal as it is typed. Empty means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct No {
    /// Why.
    pub reason: String,
    /// What is offered instead.
    pub alternative: String,
    /// Who asked; `None` takes it from each item.
    pub requester: Option<String>,
    /// The day to look at it again.
    pub again: Option<Due>,
}

/// An acceptance as it is made in its pop-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// What was still open.
    pub open: Vec<OpenPoint>,
    /// The line that tells users what it is worth; empty leaves what it says now.
    pub value: String,
}

/// A return as it is made in its pop-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    /// Why.
    pub reason: String,
    /// The criterion that is not met.
    pub criterion: Option<CriterionId>,
}

/// What is done in the pop-up that accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Check {
    Tick,
    TickAll,
    Field,
}

/// A day as people say it; it becomes a date when the action is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// This day.
    Day(NaiveDate),
    /// So many days from today.
    In(u16),
    /// So many months from today.
    Months(u16),
    /// The next such day after today.
    Next(Weekday),
}

impl Due {
    /// The date it means, seen from `today`.
    pub fn on(self, today: NaiveDate) -> NaiveDate {
        let later = |days: u32| today.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX);
        match self {
            Self::Day(day) => day,
            Self::In(days) => later(u32::from(days)),
            Self::Months(months) => today.checked_add_months(Months::new(u32::from(months))).unwrap_or(NaiveDate::MAX),
            Self::Next(weekday) => {
                let ahead = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
                later(if ahead == 0 { 7 } else { ahead })
            }
        }
    }
}

/// How to go through what needs attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    /// Begin, or go on where it was left.
    Begin,
    /// On to the next item.
    Next,
    /// Back to the item before.
    Back,
    /// Stop, with the summary.
    Stop,
}

/// What to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clip {
    /// The keys.
    Key,
    /// All that the items say, without what is private.
    Story,
    /// Keys and titles: of the marked items, else of the whole list.
    List,
    /// Where the items are on the web.
    Link,
    /// What can be told to whoever asked for declined items.
    Answer,
    /// Why they stand where they stand, for others.
    Why,
}

/// What is done in the pop-ups that split, merge and compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Refine {
    Swap,
    Pick,
    PickBoth,
    Reword,
    AskPattern,
    Apart,
}

/// What the program does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum App {
    Undo,
    Redo,
    Repeat,
    History,
    /// Why the item stands where it stands; of two, what separates them.
    Why,
    /// The reason for the last change; in the journal for the step under the cursor.
    Explain(String),
    /// The preview of an order by score.
    Order(prioritize::Order),
    /// In the plan of an import.
    Plan(import::Import),
    /// The questions about the item; where it has none, one is asked for.
    Questions,
    /// All open questions of the product.
    OpenQuestions,
    Journal,
    Health,
    /// In the health: the formula and its parts, or the checks again.
    Formula,
    /// In the health or the summary: as Markdown for the clipboard.
    CopyReport,
    Walk(Walk),
    /// In the journal: take back everything after the step under the cursor.
    UndoToHere,
    /// In the journal: take back the step under the cursor alone.
    UndoThis,
    /// With this looked for; empty for all.
    Help(String),
    Command,
    Products,
    /// By name or prefix.
    Product(String),
    NewProduct(String),
    Rename(String),
    Prefix(String),
    Scale(Scale),
    /// Files, as typed.
    Import(String),
    /// Format and file, as typed.
    Export(String),
    /// As [`Export`](Self::Export), of what is shown.
    ExportShown(String),
    /// Write the review of a Sprint: format and file, as typed.
    ReviewPage(String),
    Backup,
    WhereIs,
    Reload,
    Draft,
    /// Two marked items, or the selected one and another; `None` asks for that one.
    Merge(Option<Key>),
    Split,
    /// Pairs of the whole backlog that read alike.
    Similar,
    /// What reads like the selected item.
    SimilarHere,
    /// What the checks find in the whole backlog.
    Checks,
    /// In a pop-up of refinement.
    Refine(Refine),
    /// In the pop-up that accepts.
    Check(Check),
    /// The item in a form.
    Edit,
    /// The product's own texts in a form.
    Sheet,
    /// Text for the clipboard.
    Copy(Clip),
    /// Take the mouse, or leave it to the terminal.
    Mouse,
    /// Show what is for everyone alone, or everything again.
    Public,
    /// In a pop-up: take what the cursor is on, or agree.
    Take,
    Leave,
    Suspend,
    /// Says that everything is saved.
    Saved,
    Quit,
}
