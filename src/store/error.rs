//! What can go wrong with a backlog's file, each with what to do about it.

mod told;
mod words;

use super::trouble::{self, NoRoom, Trouble};
use crate::domain::import::Counts;
use crate::domain::key::PrefixError;
use crate::domain::score::ScoringError;
use crate::domain::{StepId, TextError, text};
use std::path::PathBuf;
pub(super) use words::{is_about_search, is_plausible};
use words::{or_damaged, restore_of};
pub use words::{salvage_of, typed};

/// Why the store did not do what was asked. Whatever it is, nothing was half done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What is compared in pairs is not what it was.
    #[error("another window has changed what is compared: look again")]
    ComparedElsewhere,
    /// No such Sprint.
    #[error("this Sprint is gone: somebody gave it up")]
    NoSprint,
    /// Another Sprint runs.
    #[error("{0} is running: close it first; one Scrum Team works at one Sprint Goal at a time")]
    OtherRuns(String),
    /// Only a planned Sprint can be started; only that and one held elsewhere can be given up.
    #[error("{title} is {phase}: only a planned Sprint can be {what}")]
    NotPlanned {
        /// The Sprint.
        title: String,
        /// Where it is in its life, as it is said.
        phase: &'static str,
        /// What was asked: "started".
        what: &'static str,
    },
    /// Only the running Sprint can be closed.
    #[error("{title} is {phase}: only the running Sprint can be closed")]
    NotRunning {
        /// The Sprint.
        title: String,
        /// Where it is in its life, as it is said.
        phase: &'static str,
    },
    /// It is over: its figures stay as they are.
    #[error("{0} is closed: what it planned and completed stays as it was")]
    SprintClosed(String),
    /// Nothing in it.
    #[error("{0} is empty: pull items into it first, then start it")]
    EmptySprint(String),
    /// The end lies before the start.
    #[error("the Sprint would end on {ends}, before it starts on {starts}: give it a later end")]
    EndsBeforeStart {
        /// The first day.
        starts: chrono::NaiveDate,
        /// The last day.
        ends: chrono::NaiveDate,
    },
    /// A running Sprint would begin after the day it was started on.
    #[error("{title} was started on {started}: its first day can't be {starts}, after that; type {started} or earlier")]
    FirstDayAfterStart {
        /// What people call it.
        title: String,
        /// The first day asked for.
        starts: chrono::NaiveDate,
        /// The day it was started on.
        started: chrono::NaiveDate,
    },
    /// Nothing or less fits into it.
    #[error("a capacity is a number of points above 0; leave it empty where it is not known")]
    NoCapacity,
    /// Fixed by decision.
    #[error("{0} is fixed at its place by decision: free it first, or leave it out")]
    Pinned(String),
    /// No such step.
    #[error("this step is gone: its history was erased")]
    NoStep,
    /// Across the line of the running Sprint.
    #[error(
        "{key} would cross the line of {title}, which is running: that changes its scope, so pull it in or out instead"
    )]
    SprintRuns {
        /// The item.
        key: String,
        /// The Sprint.
        title: String,
    },
    /// Done items stay in their Sprint.
    #[error("{0} is done: it counts in the Sprint it was done in; take it back first")]
    DoneItem(String),
    /// Epics have no place in a Sprint.
    #[error("{0} is an epic: pull the items of it into the Sprint")]
    EpicInSprint(String),
    /// Nothing to accept.
    #[error("{key} is {state}: only what stands in the order can be accepted")]
    NotToAccept {
        /// The item.
        key: String,
        /// Its state.
        state: &'static str,
    },
    /// Nothing to return.
    #[error("{key} is {state}: only what waits for acceptance or is done can be returned")]
    NotReturnable {
        /// The item.
        key: String,
        /// Its state.
        state: &'static str,
    },
    /// What was agreed is gone.
    #[error("this retrospective action is gone")]
    NoImprovement,
    /// What is carried over needs a Sprint to go to.
    #[error("nothing takes what is carried over: plan the next Sprint, or let the items stay in the Product Backlog")]
    NoNextSprint,
    /// There is no file.
    #[error("there is no backlog at {}: check the path, or begin one there with `upnext add`", .0.display())]
    Missing(PathBuf),
    /// A file is there already.
    #[error("{} is there already: choose another name, or open it as it is", .0.display())]
    Exists(PathBuf),
    /// A folder, a device, a socket.
    #[error("{} is not a file: name the backlog's file itself", .0.display())]
    NotAFile(PathBuf),
    /// A file of no bytes: what a failed copy or a full disk leaves behind.
    #[error(
        "{} is empty, so the backlog that stood here is not in it; nothing was written to it: \
         restore the newest backup with {}, or remove the file to begin anew", .0.display(), restore_of(.0)
    )]
    Empty(PathBuf),
    /// A link that leads nowhere.
    #[error("{} is a link to {}, and nothing is there: put the file back, or remove the link", .path.display(), .to.display())]
    LostLink {
        /// The link.
        path: PathBuf,
        /// What it names.
        to: PathBuf,
    },
    /// The file can't even be read.
    #[error("{} can't be read (no permission): ask whoever owns it, or name another file with --db FILE", .0.display())]
    NoAccess(PathBuf),
    /// What SQLite keeps beside the file can't be used.
    #[error(
        "{} can't be opened, because SQLite's log beside it can't be used ({detail}): move away what has the log's name, \
         or allow upnext to write there, then try again", .path.display()
    )]
    BadLog {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// Known under several names, where SQLite could not find its own log.
    #[error(
        "{} is one of {links} names (hard links) of the same file, and changes made through two names get lost: \
         remove the other names, or copy the file and open the copy", .path.display()
    )]
    Linked {
        /// The name it was opened by.
        path: PathBuf,
        /// How many names it has.
        links: u64,
    },
    /// Not made by upnext.
    #[error(
        "{} was not made by upnext, or is damaged at its beginning, and is left as it is: choose another file; if it was \
         your backlog, {} brings its newest backup back", .0.display(), restore_of(.0)
    )]
    Foreign(PathBuf),
    /// Made by a newer upnext.
    #[error(
        "{} was written by a newer upnext (format {theirs}; this one knows {ours}) and is left as it is: update upnext{}",
        .path.display(), or_damaged(path, *theirs, *ours)
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        theirs: i64,
        /// The newest format known here.
        ours: i64,
    },
    /// Another upnext brought the file to a newer format while it was open here.
    #[error("{} was upgraded by another window: restart upnext; nothing was lost", .0.display())]
    Upgraded(PathBuf),
    /// The file was moved, replaced or deleted while it was open.
    #[error(
        "{} was moved, replaced or deleted while it was open, so nothing more is written to it: \
         put it back; elsewhere it lacks what the log beside its old place has", .0.display()
    )]
    Moved(PathBuf),
    /// Somebody else is writing.
    #[error("{} is being written by {holder}: try again in a moment", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// Who, as far as can be known.
        holder: String,
    },
    /// The file or its folder cannot be written.
    #[error(
        "{} can't be written (no permission, or a read-only disk): nothing was changed; allow writing to it and its \
         folder, or open a copy in a place of your own", .0.display()
    )]
    ReadOnly(PathBuf),
    /// No room left.
    #[error("{0}: the change was not saved and everything before it is; make room and try again")]
    Full(NoRoom),
    /// The disk did not do its work.
    #[error(
        "the disk of {} failed ({detail}): the change was not saved and everything before it is; check the disk, \
         then try again", .path.display()
    )]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// The file's contents don't hold together.
    #[error(
        "{} is damaged ({detail}): nothing more is written to it; quit, and {} brings the newest backup back and keeps \
         this file; {} takes out of it what can be read", .path.display(), restore_of(path), salvage_of(path)
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// The index of words is not there, or not as it should be.
    #[error(
        "the search of {} can't be used ({detail}), everything else is there: quit, and `upnext doctor --mend-search \
         --db {}` makes it anew", .path.display(), typed(path)
    )]
    BadSearch {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// No backup could be made, so what should have come after it was not done either.
    #[error(
        "no backup could be made at {} ({why}), and so nothing was changed: make room or allow upnext to write there, \
         then try again", .path.display()
    )]
    NoBackup {
        /// Where it should have been.
        path: PathBuf,
        /// What was in the way.
        why: String,
    },
    /// A backup is damaged itself.
    #[error(
        "{} can't be restored, it is damaged ({detail}); the backlog is as it was: choose an older backup",
        .path.display()
    )]
    BadBackup {
        /// The backup.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A file was to be restored over itself.
    #[error("{} is the backlog that is open, not a backup of it: choose one of its backups", .0.display())]
    SameFile(PathBuf),
    /// An older file that can't be written can't be brought to this format.
    #[error(
        "{} was written by an older upnext and must be brought to this one's format, but it can only be read: copy it \
         to a place where it can be written, and open the copy", .0.display()
    )]
    NeedsUpgrade(PathBuf),
    /// There is nothing to salvage.
    #[error(
        "nothing in {} can be read any more, not even its table of contents; it was left as it is: restore a backup \
         with {}", .0.display(), restore_of(.0)
    )]
    Unreadable(PathBuf),
    /// A step that was erased by a purge.
    #[error("the history before {0} was erased for good, so nothing older can be taken back")]
    Erased(String),
    /// A backup could not be copied to the disk of the file that it was to replace.
    #[error(
        "{} could not be copied to the disk of {} ({why}), and so the backlog is as it was: put that right and try again",
        .from.display(), .path.display()
    )]
    Uncopied {
        /// The backup.
        from: PathBuf,
        /// The backlog.
        path: PathBuf,
        /// What was in the way.
        why: String,
    },
    /// A folder or file could not be made, read or opened.
    #[error("{}", trouble::told(path, source))]
    Io {
        /// What it was about.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The bundled SQLite is too old to be trusted.
    #[error("this upnext was built with SQLite {0}, which can damage files: build it with 3.51.3 or newer")]
    OldSqlite(&'static str),

    /// The act was broken off; nothing of it was kept.
    #[error("cancelled: nothing was changed")]
    Cancelled,
    /// Everything is already as asked.
    #[error("nothing to change: it is so already")]
    Unchanged,
    /// The product is not there (any more).
    #[error("the product is gone: choose another one")]
    NoProduct,
    /// An item is not there (any more).
    #[error("an item is gone, another window may have undone its making: the list is shown anew")]
    Gone,
    /// An item lies in the trash.
    #[error("{0} lies in the trash: restore it first")]
    Trashed(String),
    /// A change names no item.
    #[error("no item is chosen: choose one and try again")]
    NoItem,
    /// No Sprint whose review could be held.
    #[error("there is no Sprint to present yet: plan one in the Sprint view, then present it")]
    NothingToPresent,
    /// Items of several products in one change.
    #[error("{0} belongs to another product: change the items of one product at a time")]
    OtherProduct(String),
    /// A move relative to an item that is moved itself.
    #[error("{0} can't be moved next to itself: choose another place")]
    NextToItself(String),
    /// A move of an item that has no place.
    #[error("{key} is {state} and has no place in the order: give it the state open first")]
    NoPlace {
        /// Its key.
        key: String,
        /// Its state.
        state: &'static str,
    },
    /// Declining without a reason.
    #[error("declining needs a reason: say why, so that whoever asked can be told")]
    NeedsReason,
    /// Only what is declined can be taken back from there.
    #[error("{0} is not declined: there is nothing to take back")]
    NotDeclined(String),
    /// An item was to wait for itself.
    #[error("{0} can't depend on itself: choose another item")]
    NeedsItself(String),
    /// Items would wait for each other; the keys on the way round.
    #[error(
        "that would go round in a circle: {0}, where each needs the next; take one of these dependencies off first"
    )]
    Cycle(String),
    /// A question without text.
    #[error("the question is empty: say what the Developers want to know")]
    EmptyQuestion,
    /// An answer without text.
    #[error("the answer is empty: say what was answered")]
    EmptyAnswer,
    /// An item was to be merged with itself.
    #[error("{0} can't be merged with itself: choose another item")]
    MergedWithItself(String),
    /// An epic and another item.
    #[error("{key} and {other}: an epic can be merged with an epic only; change the kind of one of them first")]
    MergedWithEpic {
        /// The item that was to go on.
        key: String,
        /// The other.
        other: String,
    },
    /// What is done can't be declined as merged.
    #[error("{0} is done: it can't be merged away; merge the other one into it, or take it back first")]
    MergedDone(String),
    /// The item that was to go on was declined.
    #[error("{0} is declined: let the other item go on, or bring this one back first")]
    MergedIntoDeclined(String),
    /// The parent is no epic.
    #[error("{0} is not an epic: choose an epic, or make it one first")]
    NotAnEpic(String),
    /// An epic was to be put into an epic.
    #[error("{0} is an epic and can't belong to another epic: choose items of other kinds")]
    EpicInEpic(String),
    /// An epic with items was to become something else.
    #[error("{key} still has {count}: move them out of the epic first")]
    HasChildren {
        /// Its key.
        key: String,
        /// "3 items".
        count: String,
    },
    /// Two products with one prefix.
    #[error("the prefix {prefix} belongs to the product {name}: choose another one")]
    PrefixTaken {
        /// The prefix.
        prefix: String,
        /// Whose it is.
        name: String,
    },
    /// The backlog changed between the plan of an import and its writing.
    #[error(
        "the backlog changed since the plan was shown ({}): nothing was imported; type :import again to see the new plan",
        differences(*.expected, *.found)
    )]
    PlanChanged {
        /// What was agreed to.
        expected: Counts,
        /// What it would be now.
        found: Counts,
    },
    /// Two items with one identity.
    #[error("\"{0}\" is in this file already: import it as a file instead of adding it")]
    SameIdentity(String),
    /// Not a prefix.
    #[error(transparent)]
    Prefix(#[from] PrefixError),
    /// Not a text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// No way of scoring.
    #[error(transparent)]
    Scoring(#[from] ScoringError),
    /// The ranks have come to the end of the numbers.
    #[error("there is no room left at this end of the order: move the item to a place inside it")]
    NoRoom,
    /// The step is not there or was taken back already.
    #[error("step {} was taken back already: look at the journal anew", .0.0)]
    NotLive(StepId),
    /// What the step wrote was changed since.
    #[error("can't take back \"{label}\": {why}. Nothing was changed")]
    Conflict {
        /// The step that was to be taken back.
        label: String,
        /// What is in the way.
        why: String,
    },
    /// Anything else SQLite says: a fault of upnext.
    #[error("{} could not be used ({source}): nothing was changed; please report this with the words in brackets", .path.display())]
    Sql {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
        /// What the system says of the disk.
        trouble: Option<Trouble>,
    },
}

/// "3 new instead of 5, 1 conflict instead of 0".
fn differences(expected: Counts, found: Counts) -> String {
    let pairs = [
        ("new", expected.created, found.created),
        ("updated", expected.updated, found.updated),
        ("unchanged", expected.unchanged, found.unchanged),
        ("in conflict", expected.conflicts, found.conflicts),
    ];
    let told = pairs.into_iter().filter(|(_, expected, found)| expected != found);
    let told = told.map(|(what, expected, found)| {
        format!("{} {what} instead of {}", text::thousands(found), text::thousands(expected))
    });
    let told = told.collect::<Vec<_>>().join(", ");
    if told.is_empty() { "what it would write over is another text now".into() } else { told }
}
