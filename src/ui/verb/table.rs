//! The records.

use super::super::action::{Action, App, Clip, Go, Look, Mark, Move, Walk, Write};
use super::parse::{self, VerbError};
use super::{Arg, Count, Door, Group, Needs, Verb};

/// A record in one line; what stands after `=>` makes the action from the argument. Where a number before its key
/// means something, the last word before `=>` says what.
macro_rules! verbs {
    ($($group:ident { $($name:literal $doc:literal [$($syn:literal)*] $arg:expr, $needs:ident, $door:ident $(, $count:ident)? => $make:expr;)* })*) => {
        /// Every verb there is, in the order of the help.
        pub static VERBS: &[Verb] = &[$($(
            Verb { name: $name, doc: $doc, synonyms: &[$($syn),*], arg: $arg, group: Group::$group, needs: Needs::$needs, door: Door::$door, count: count!($($count)?), make: $make },
        )*)*];
    };
}

macro_rules! count {
    () => {
        Count::Nothing
    };
    ($count:ident) => {
        Count::$count
    };
}

/// What a verb does with an argument that keys give it, where its own sentence would say too much.
pub static SENTENCES: &[(&str, &str)] = &[
    ("move top", "Move to the top"),
    ("move bottom", "Move to the bottom"),
    ("move above", "Move above another item"),
    ("move below", "Move below another item"),
    ("move here", "Bring the marked items below the cursor"),
    ("go backlog", "To the backlog"),
    ("go inbox", "To the inbox, where ideas wait"),
    ("go epics", "To the epics"),
    ("go done", "To what is done"),
    ("go declined", "To what was declined, and why"),
    ("go trash", "To the trash"),
];

/// For shell-only verbs: the program never runs them.
fn shell_only(_: &str) -> Result<Action, VerbError> {
    Err(VerbError::ShellOnly)
}

macro_rules! plain {
    ($group:ident $variant:ident) => {
        |_| Ok(Action::$group($group::$variant))
    };
}

verbs! {
    Order {
        "move-up" "Move the item one place up" ["rank" "higher" "priority"] Arg::None, Ranked, Program, Times => plain!(Move Up);
        "move-down" "Move the item one place down" ["rank" "lower" "priority"] Arg::None, Ranked, Program, Times => plain!(Move Down);
        "move" "Move to top, bottom, a place, above KEY or below KEY" ["rank" "priority" "order" "send to"] Arg::Spot, Ranked, Both => parse::spot;
        "add" "Add an item below the cursor" ["new" "create" "issue" "PBI" "story"] Arg::Text("TITLE"), Product, Both => |t| Ok(Action::Write(Write::Add(t.into())));
        "idea" "Add an idea to the inbox" ["capture" "wish" "request"] Arg::Text("TITLE"), Product, Program => |t| Ok(Action::Write(Write::Idea(t.into())));
        "clone" "Copy the item below itself" ["duplicate" "copy"] Arg::None, WritableItem, Program => plain!(Write Clone);
    }
    Item {
        "open" "Show the story in full width, or the list again" ["view" "detail"] Arg::None, Item, Program => plain!(Go Open);
        "title" "Change the title in place" ["rename" "summary"] Arg::Text("TITLE"), WritableItem, Program => |t| Ok(Action::Write(Write::Title(t.into())));
        "editor" "Write the whole item in your editor" ["markdown" "description" "story" "acceptance criteria"] Arg::None, WritableItem, Program => plain!(Write Editor);
        "state" "Set the state" ["status" "workflow" "transition"] Arg::State, WritableItem, Program => parse::state;
        "state-on" "One state on" ["next status" "transition"] Arg::None, WritableItem, Program, Times => plain!(Write StateOn);
        "state-back" "One state back" ["previous status" "reopen"] Arg::None, WritableItem, Program, Times => plain!(Write StateBack);
        "estimate" "Set the estimate on the product's scale" ["story points" "points" "size" "poker"] Arg::Estimate, WritableItem, Program => parse::estimate;
        "block" "Mark as blocked, with the reason" ["flag" "impediment" "waiting"] Arg::Text("REASON"), WritableItem, Program => |t| Ok(Action::Write(Write::Block(t.into())));
        "unblock" "Not blocked any more" ["unflag"] Arg::None, WritableItem, Program => plain!(Write Unblock);
        "kind" "Set the kind: story, bug, debt, spike, task, epic" ["issue type" "type"] Arg::Kind, WritableItem, Program => parse::kind;
        "tag" "Put tags on with +, take them off with -" ["labels" "label" "component"] Arg::Tags, WritableItem, Program => parse::tags;
        "epic" "Set the epic it belongs to" ["parent" "epic link"] Arg::Epic, WritableItem, Program => parse::epic;
        "asked" "Say who asked for it" ["reporter" "requester" "stakeholder"] Arg::Asked, WritableItem, Program => |t| Ok(Action::Write(Write::Asked(parse::none_is_empty(t))));
        "due" "Set the day it is due" ["deadline" "due date"] Arg::Date, WritableItem, Program => parse::date;
        "decline" "Say no, with a reason" ["won't do" "reject" "close" "archive" "refuse"] Arg::Text("REASON"), WritableItem, Program => |t| Ok(Action::Write(Write::Decline(t.into())));
        "trash" "Throw away; the trash keeps it" ["delete" "remove"] Arg::None, WritableItem, Program => plain!(Write Trash);
        "untrash" "Take back out of the trash" ["restore" "undelete"] Arg::None, Trashed, Program => plain!(Write Untrash);
    }
    Mark {
        "mark" "Mark the item and go down" ["select" "tick"] Arg::None, Item, Program, Times => plain!(Mark Toggle);
        "mark-range" "Mark from here to the cursor" ["select range" "visual"] Arg::None, Item, Program => plain!(Mark Range);
        "mark-all" "Mark all items of the list, or none" ["select all"] Arg::None, Item, Program => plain!(Mark All);
        "mark-again" "Bring the last marks back" ["reselect"] Arg::None, Nothing, Program => plain!(Mark Again);
    }
    Go {
        "down" "One item down" ["next"] Arg::None, Nothing, Program, Times => plain!(Go Down);
        "up" "One item up" ["previous"] Arg::None, Nothing, Program, Times => plain!(Go Up);
        "first" "To the first item" ["top" "home"] Arg::None, Nothing, Program, Place => plain!(Go First);
        "last" "To the last item" ["end" "bottom"] Arg::None, Nothing, Program, Place => plain!(Go Last);
        "page-down" "One page down" [] Arg::None, Nothing, Program, Times => plain!(Go PageDown);
        "page-up" "One page up" [] Arg::None, Nothing, Program, Times => plain!(Go PageUp);
        "half-down" "Half a page down" [] Arg::None, Nothing, Program, Times => plain!(Go HalfDown);
        "half-up" "Half a page up" [] Arg::None, Nothing, Program, Times => plain!(Go HalfUp);
        "go" "Go to a list, a place or an item" ["jump" "inbox" "epics" "done" "declined" "trash" "goto"] Arg::Where, Nothing, Program => parse::place_to_go;
        "next-view" "The next list" [] Arg::None, Nothing, Program, Times => plain!(Go NextView);
        "previous-view" "The list before" [] Arg::None, Nothing, Program, Times => plain!(Go PreviousView);
        "jump-back" "Back to where you were before the last jump" [] Arg::None, Nothing, Program, Times => plain!(Go Back);
        "scroll-down" "Scroll the story down" [] Arg::None, Nothing, Program, Times => plain!(Go ScrollDown);
        "scroll-up" "Scroll the story up" [] Arg::None, Nothing, Program, Times => plain!(Go ScrollUp);
    }
    Look {
        "filter" "Show only what passes a filter" ["search" "jql" "query" "narrow"] Arg::Filter, Nothing, Program => |t| Ok(Action::Look(Look::Filter(t.into())));
        "show-all" "Show the whole list again" ["unfilter" "clear filter" "reset"] Arg::None, Nothing, Program => plain!(Look All);
        "filters" "Choose a saved filter" ["quick filter" "favourites"] Arg::None, Nothing, Program => plain!(Look Saved);
        "save-filter" "Save the filter under a name" ["keep filter"] Arg::Text("NAME"), Product, Program => |t| Ok(Action::Look(Look::Save(t.into())));
        "forget-filter" "Forget a saved filter" ["delete filter"] Arg::Saved, Product, Program => |t| Ok(Action::Look(Look::Forget(t.into())));
        "find" "Find in the whole list" ["search" "jump"] Arg::Filter, Nothing, Program => |t| Ok(Action::Look(Look::Find(t.into())));
        "find-next" "To the next one found" ["search again"] Arg::None, Nothing, Program, Times => plain!(Look FindOn);
        "find-back" "To the one found before" ["search backwards"] Arg::None, Nothing, Program, Times => plain!(Look FindBack);
        "sort" "Show the list by a column; the order stays" ["order by" "group"] Arg::Column, Nothing, Program => parse::sort;
        "marks" "Name the marked items, hidden ones too" ["selection"] Arg::None, Nothing, Program => plain!(Look Marks);
        "health" "Show the health of the backlog: a score, and what each check finds" ["hygiene" "smells" "metrics" "DEEP"] Arg::None, Nothing, Both => plain!(App Health);
        "formula" "In the health: show the formula and its parts, or the checks" ["how"] Arg::None, Popup, Program => plain!(App Formula);
        "refine" "Walk through the inbox and what needs attention, one item at a time" ["groom" "grooming" "refinement" "triage" "queue"] Arg::None, Product, Program => |_| Ok(Action::App(App::Walk(Walk::Begin)));
        "refine-next" "In refinement: on to the next item" ["skip"] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Walk(Walk::Next)));
        "refine-back" "In refinement: back to the item before" [] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Walk(Walk::Back)));
        "refine-stop" "In refinement: stop here, with the summary" ["pause"] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Walk(Walk::Stop)));
        "unfold" "Unfold the columns of the source, or fold them" ["custom fields" "jira fields"] Arg::None, Item, Program => plain!(Look Unfold);
    }
    History {
        "undo" "Take the last step back" ["revert"] Arg::None, Writable, Both, Times => plain!(App Undo);
        "redo" "Bring back what was undone" [] Arg::None, Writable, Both, Times => plain!(App Redo);
        "repeat" "Repeat the last change here" ["again"] Arg::None, Writable, Program, Times => plain!(App Repeat);
        "history" "Tell what happened to this item" ["why" "log" "changelog" "activity"] Arg::None, Item, Program => plain!(App History);
        "journal" "Show every step; undo back to one" ["log" "audit"] Arg::None, Nothing, Program => plain!(App Journal);
        "undo-to-here" "In the journal: take back everything after this step" ["revert"] Arg::None, Journal, Program => plain!(App UndoToHere);
        "undo-this" "In the journal: take back this step alone" ["revert"] Arg::None, Journal, Program => plain!(App UndoThis);
        "draft" "Bring back text that was not finished" ["recover"] Arg::None, Nothing, Program => plain!(App Draft);
    }
    Product {
        "product" "Switch to another product" ["project" "board" "switch"] Arg::Product, Nothing, Program => parse::product;
        "new-product" "Begin another product in this file" ["project" "create project"] Arg::Text("NAME"), Writable, Program => |t| Ok(Action::App(App::NewProduct(t.into())));
        "rename" "Give the product another name" [] Arg::Text("NAME"), Product, Program => |t| Ok(Action::App(App::Rename(t.into())));
        "prefix" "Give the keys another prefix" ["project key"] Arg::Text("PREFIX"), Product, Program => |t| Ok(Action::App(App::Prefix(t.into())));
        "scale" "Choose the estimation scale" ["fibonacci" "t-shirt" "poker"] Arg::Scale, Product, Program => parse::scale;
    }
    File {
        "import" "Read items from Jira, CSV, story or upnext files" ["load" "csv" "jira" "migrate"] Arg::File, Writable, Both => |t| Ok(Action::App(App::Import(t.into())));
        "export" "Write the backlog as json, csv or md" ["save" "csv" "json" "markdown"] Arg::Target, Nothing, Both => |t| Ok(Action::App(App::Export(t.into())));
        "export-shown" "Write only what passes the filter in this list as json, csv or md" ["save filter" "export filter"] Arg::Target, Nothing, Program => |t| Ok(Action::App(App::ExportShown(t.into())));
        "backup" "Write a verified copy of the file" ["save"] Arg::None, Nothing, Both => plain!(App Backup);
        "copy-key" "Copy the key" ["yank" "clipboard" "id"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Key)));
        "copy-story" "Copy the whole item as Markdown, without its private note" ["yank" "clipboard" "markdown"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Story)));
        "copy-list" "Copy keys and titles of the marked items, or of the whole list" ["yank" "clipboard"] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Copy(Clip::List)));
        "copy-link" "Copy the address on the web" ["yank" "clipboard" "url" "share"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Link)));
        "copy-report" "In the health or the summary: copy it as Markdown" ["yank" "clipboard"] Arg::None, Popup, Program => plain!(App CopyReport);
        "where" "Say where the file is" ["path" "database"] Arg::None, Nothing, Program => plain!(App WhereIs);
        "list" "List the order, or everything" ["ls" "query"] Arg::None, Nothing, Shell => shell_only;
        "show" "Show one item" ["view" "cat"] Arg::None, Nothing, Shell => shell_only;
        "edit" "Change fields of one item" ["set" "update"] Arg::None, Nothing, Shell => shell_only;
        "restore" "Bring a backup back" ["recover"] Arg::None, Nothing, Shell => shell_only;
        "purge" "Erase the trash and old history for good" ["erase" "vacuum"] Arg::None, Nothing, Shell => shell_only;
        "doctor" "Check the file and tell versions, paths and the terminal" ["check" "version"] Arg::None, Nothing, Shell => shell_only;
        "config" "Tell where your own files lie, and what is wrong with them" ["options"] Arg::None, Nothing, Shell => shell_only;
        "completions" "Print what a shell needs to complete commands" ["completion"] Arg::None, Nothing, Shell => shell_only;
        "man" "Print the manual page" ["manual"] Arg::None, Nothing, Shell => shell_only;
        "demo" "Open a lively sample in a temporary file" ["sample" "try"] Arg::None, Nothing, Shell => shell_only;
    }
    Program {
        "help" "Show all keys and verbs, or what is found by a word" ["keys" "shortcuts"] Arg::Word, Nothing, Program => |t| Ok(Action::App(App::Help(t.into())));
        "command" "Type any verb" ["prompt"] Arg::None, Nothing, Program => plain!(App Command);
        "take" "In a pop-up: take what the cursor is on, or agree" ["choose" "confirm"] Arg::None, Popup, Program => plain!(App Take);
        "leave" "One level up: pop-up, range, story, filter, marks" ["cancel" "close"] Arg::None, Nothing, Program => plain!(App Leave);
        "mouse" "Leave the mouse to the terminal, or take it back" ["select text" "click" "trackpad"] Arg::None, Nothing, Program => plain!(App Mouse);
        "reload" "Read options, keys and theme again" ["config" "settings" "keymap" "theme" "source"] Arg::None, Nothing, Program => plain!(App Reload);
        "suspend" "Back to the shell for a moment" [] Arg::None, Nothing, Program => plain!(App Suspend);
        "save" "Nothing to do: every change is saved at once" ["write"] Arg::None, Nothing, Program => plain!(App Saved);
        "quit" "Leave the program; everything is saved" ["exit" "wq"] Arg::None, Nothing, Program => plain!(App Quit);
    }
}
