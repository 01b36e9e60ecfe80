//! The records.

use super::super::action::import::Import;
use super::super::action::present::Present;
use super::super::action::prioritize::{Matrix, Order, Pairs, Prioritize, Table, Verdict};
use super::super::action::sprint::{Board, Chart, Hand, Life, Plan, Review, Sprint};
use super::super::action::{Action, Aim, App, Check, Clip, Form, Go, Look, Mark, Move, Refine, Walk, Write};
use super::parse::{self, VerbError};
use super::{Arg, Count, Door, Group, Needs, Verb};
use crate::ui::screen::prioritize::Part;

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
    ("sprint new", "Into a new Sprint, which is planned behind all others"),
    ("move here", "Bring the marked items below the cursor"),
    ("go backlog", "To the backlog"),
    ("go inbox", "To the inbox, where ideas wait"),
    ("go epics", "To the epics"),
    ("go done", "To what is done"),
    ("go declined", "To what was declined, and why"),
    ("go trash", "To the trash"),
    ("go prioritize", "To what is scored and compared: table, matrix, pairs"),
    ("go sprint", "To the Sprint: plan, board, burndown, review"),
    ("find is:question", "To the next item with an open question"),
    ("resolve theirs", "In the plan of an import: take theirs where both sides changed"),
    ("resolve ours", "In the plan of an import: keep what is here where both sides changed"),
    ("resolve-all theirs", "In the plan of an import: take theirs in all that are shown"),
    ("resolve-all ours", "In the plan of an import: keep what is here in all that are shown"),
];

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
fn life(life: Life) -> Result<Action, VerbError> {
    Ok(Action::Sprint(Sprint::Life(life)))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
fn prioritize(part: Option<Part>) -> Result<Action, VerbError> {
    Ok(Action::Prioritize(Prioritize::Show(part)))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
fn order(order: Order) -> Result<Action, VerbError> {
    Ok(Action::App(App::Order(order)))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
fn plan(deed: Import) -> Result<Action, VerbError> {
    Ok(Action::App(App::Plan(deed)))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
fn pairs(to: Pairs) -> Result<Action, VerbError> {
    Ok(Action::Prioritize(Prioritize::Pairs(to)))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
fn matrix(to: Matrix) -> Result<Action, VerbError> {
    Ok(Action::Prioritize(Prioritize::Matrix(to)))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
fn table(to: Table) -> Result<Action, VerbError> {
    Ok(Action::Prioritize(Prioritize::Table(to)))
}

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
        "pull" "Pull into the Sprint being planned, else the running one" ["sprint" "commit" "plan" "add to sprint"] Arg::None, WritableItem, Program => |_| Ok(Action::Write(Write::Sprint { to: Aim::Pull, cause: None }));
        "pull-out" "Take out of its Sprint, back on top of the rest" ["sprint" "backlog" "remove from sprint" "punt"] Arg::None, WritableItem, Program => |_| Ok(Action::Write(Write::Sprint { to: Aim::Out, cause: None }));
        "sprint" "Into a Sprint: its number, current, next, new, or none" ["iteration" "plan" "add to sprint" "move to sprint"] Arg::Sprint, WritableItem, Both => parse::sprint;
        "arrange" "Put the items into the order of their scores, after a preview" ["apply" "sort by score" "auto-rank" "reorder"] Arg::None, Product, Program => |_| order(Order::Preview);
        "arrange-all" "In the preview of an order by score: all items" [] Arg::None, Order, Program => |_| order(Order::All);
        "arrange-marked" "In the preview of an order by score: the marked items alone, among themselves" [] Arg::None, Order, Program => |_| order(Order::Marked);
        "arrange-shown" "In the preview of an order by score: the items that the filter leaves, among themselves" [] Arg::None, Order, Program => |_| order(Order::Shown);
        "arrange-class" "In the preview of an order by score: each item within its MoSCoW class, or anywhere" [] Arg::None, Order, Program => |_| order(Order::Class);
        "arrange-sprints" "In the preview of an order by score: hold the lines of Sprints, or let items cross" [] Arg::None, Order, Program => |_| order(Order::Sprints);
        "fix" "Fix the item at its place by decision, with the reason: no score moves it" ["pin" "lock" "freeze" "hold"] Arg::Text("REASON"), Ranked, Program => |t| Ok(Action::Write(Write::Fix(t.into())));
        "unfix" "Not fixed at its place any more: a score may move it" ["unpin" "unlock" "free"] Arg::None, Ranked, Program => plain!(Write Unfix);
        "clone" "Copy the item below itself" ["duplicate" "copy"] Arg::None, WritableItem, Program => plain!(Write Clone);
    }
    Item {
        "open" "Show the story in full width, or the list again" ["view" "detail"] Arg::None, Item, Program => plain!(Go Open);
        "title" "Change the title in place" ["rename" "summary"] Arg::Text("TITLE"), WritableItem, Program => |t| Ok(Action::Write(Write::Title(t.into())));
        "edit" "Change the fields of an item" ["form" "set" "update" "refine" "acceptance criteria"] Arg::None, WritableItem, Both => plain!(App Edit);
        "editor" "Write the whole item in your editor" ["markdown" "description" "story" "acceptance criteria"] Arg::None, WritableItem, Program => plain!(Write Editor);
        "mend" "Mend what the checks find first" ["fix" "lint" "quality" "correct"] Arg::None, WritableItem, Program, Times => plain!(Write Mend);
        "state" "Set the state" ["status" "workflow" "transition"] Arg::State, WritableItem, Program => parse::state;
        "state-on" "One state on" ["next status" "transition"] Arg::None, WritableItem, Program, Times => plain!(Write StateOn);
        "state-back" "One state back" ["previous status" "reopen"] Arg::None, WritableItem, Program, Times => plain!(Write StateBack);
        "estimate" "Set the estimate on the product's scale" ["story points" "points" "size" "poker"] Arg::Estimate, WritableItem, Program => parse::estimate;
        "block" "Mark as blocked, with the reason" ["flag" "impediment" "waiting"] Arg::Text("REASON"), WritableItem, Program => |t| Ok(Action::Write(Write::Block(t.into())));
        "unblock" "Not blocked any more" ["unflag"] Arg::None, WritableItem, Program => plain!(Write Unblock);
        "moscow" "Set the class: Must, Should, Could, Won't have this time, or none" ["priority" "MoSCoW" "must have" "class" "importance"] Arg::Class, WritableItem, Program => parse::class;
        "kind" "Set the kind: story, bug, debt, spike, task, epic" ["issue type" "type"] Arg::Kind, WritableItem, Program => parse::kind;
        "tag" "Put tags on with +, take them off with -" ["labels" "label" "component"] Arg::Tags, WritableItem, Program => parse::tags;
        "epic" "Set the epic it belongs to" ["parent" "epic link"] Arg::Epic, WritableItem, Program => parse::epic;
        "asked" "Say who asked for it" ["reporter" "requester" "stakeholder"] Arg::Asked, WritableItem, Program => |t| Ok(Action::Write(Write::Asked(parse::none_is_empty(t))));
        "due" "Set the day it is due" ["deadline" "due date"] Arg::Date, WritableItem, Program => parse::date;
        "assignee" "Say who works on it" ["assign" "owner" "developer"] Arg::Assignee, WritableItem, Program => |t| Ok(Action::Write(Write::Assignee(parse::none_is_empty(t))));
        "depends" "Say what it depends on with +, what no more with -" ["needs" "blocked by" "issue links" "dependency" "predecessor"] Arg::Keys, WritableItem, Program => parse::depends;
        "link" "Put a link on; - and a part of one takes it off" ["url" "web link" "attachment" "remote link"] Arg::Link, WritableItem, Program => parse::link;
        "tick" "Tick an acceptance criterion, or untick it" ["check" "criterion met" "acceptance criteria"] Arg::Criterion, WritableItem, Program => parse::tick;
        "question" "Show the questions about the item, or ask the first one" ["comment" "unclear" "clarify"] Arg::None, Item, Program => plain!(App Questions);
        "serves" "Say that it serves the Sprint Goal, or that it does not" ["sprint goal" "commitment"] Arg::None, WritableItem, Program => plain!(Write Serves);
        "value" "Say in one line what it is worth to users" ["release note" "benefit" "outcome"] Arg::Text("LINE"), WritableItem, Program => |t| Ok(Action::Write(Write::Value(parse::none_is_empty(t))));
        "criterion" "Add an acceptance criterion" ["acceptance criteria" "AC" "given when then" "condition"] Arg::Text("CRITERION"), WritableItem, Program => |t| Ok(Action::Write(Write::Criterion(t.into())));
        "ask" "Note a question of the Developers" ["question" "comment"] Arg::Text("QUESTION"), WritableItem, Program => |t| Ok(Action::Write(Write::Ask(t.into())));
        "answer" "Answer the question under the cursor, or the first open one" ["reply" "comment"] Arg::Text("ANSWER"), WritableItem, Program => |t| Ok(Action::Write(Write::Answer(t.into())));
        "reopen-question" "In the questions: open this one again" ["unanswered"] Arg::None, Questions, Program => plain!(Write Reopen);
        "drop-question" "In the questions: take this one off" ["delete question"] Arg::None, Questions, Program => plain!(Write DropQuestion);
        "keep" "Looked at and kept as it is, with a reason or none" ["confirm" "still wanted" "reviewed"] Arg::Text("REASON"), WritableItem, Program => |t| Ok(Action::Write(Write::Keep(t.into())));
        "snooze" "Not to be looked at in refinement before a day" ["later" "defer" "postpone" "remind"] Arg::Date, WritableItem, Program => parse::snooze;
        "decline" "Say no, with a reason" ["won't do" "reject" "close" "archive" "refuse"] Arg::Reason, WritableItem, Program => parse::decline;
        "accept" "Accept the item, with its criteria and the Definition of Done looked at" ["approve" "done" "sign off" "resolve"] Arg::None, WritableItem, Program => |_| Ok(Action::Ask("accept"));
        "return" "Return the item to the Developers, with the reason" ["reject" "reopen" "send back" "not accepted"] Arg::None, WritableItem, Program => |_| Ok(Action::Ask("return"));
        "reconsider" "Take a declined item back, in the state it had" ["undecline" "reopen" "take back"] Arg::None, WritableItem, Program => plain!(Write Reconsider);
        "split" "Split the item in two" ["break down" "slice" "divide" "spidr"] Arg::None, WritableItem, Program => plain!(App Split);
        "merge" "Merge two items: the marked ones, or this one and KEY" ["duplicate" "join" "combine" "duplicates"] Arg::Other, WritableItem, Program => parse::merge;
        "trash" "Throw away; the trash keeps it" ["delete" "remove"] Arg::None, WritableItem, Program => plain!(Write Trash);
        "untrash" "Take back out of the trash" ["restore" "undelete"] Arg::None, Trashed, Program => plain!(Write Untrash);
    }
    Form {
        "field" "Go into the field, to type" ["type" "insert"] Arg::None, Form, Program => plain!(Form Field);
        "field-editor" "Write the field in your editor" ["external editor"] Arg::None, Form, Program => plain!(Form Editor);
        "next-field" "To the next field" [] Arg::None, Form, Program => plain!(Form Next);
        "previous-field" "To the field before" [] Arg::None, Form, Program => plain!(Form Previous);
        "line-add" "Add a line, such as an acceptance criterion" ["new criterion"] Arg::None, Form, Program => plain!(Form Add);
        "line-up" "Move the line up" [] Arg::None, Form, Program, Times => plain!(Form Up);
        "line-down" "Move the line down" [] Arg::None, Form, Program, Times => plain!(Form Down);
        "line-tick" "Tick the acceptance criterion" ["met" "check"] Arg::None, Form, Program => plain!(Form Tick);
        "line-drop" "Take the line out" ["delete line"] Arg::None, Form, Program, Times => plain!(Form Drop);
        "fill" "Take what the form offers: the fields of a whole story" ["accept"] Arg::None, Form, Program => plain!(Form Fill);
        "template" "Fill what is empty from the template of the kind" ["boilerplate"] Arg::None, Form, Program => plain!(Form Template);
        "mend-field" "In a form: mend what the checks found, where that is safe" ["fix" "autofix" "lint"] Arg::None, Form, Program => plain!(Form Mend);
        "mine" "Where another window changed the field too: keep yours" ["ours" "conflict"] Arg::None, Form, Program => plain!(Form Mine);
        "theirs" "Where another window changed the field too: take that" ["conflict"] Arg::None, Form, Program => plain!(Form Theirs);
        "both" "Where another window changed the field too: take both" ["conflict"] Arg::None, Form, Program => plain!(Form Both);
        "discard" "Leave the form without saving; the draft is kept" ["cancel" "abandon"] Arg::None, Form, Program => plain!(Form Discard);
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
        "next-part" "The next part of the view: plan, board, burndown, review; table, matrix, pairs" ["tab"] Arg::None, Nothing, Program, Times => plain!(Go NextPart);
        "previous-part" "The part of the view before" ["tab"] Arg::None, Nothing, Program, Times => plain!(Go PreviousPart);
        "left" "To the side, column or cell to the left" ["column"] Arg::None, Nothing, Program, Times => plain!(Go Left);
        "right" "To the side, column or cell to the right" ["column"] Arg::None, Nothing, Program, Times => plain!(Go Right);
        "jump-back" "Back to where you were before the last jump" [] Arg::None, Nothing, Program, Times => plain!(Go Back);
        "scroll-down" "Scroll the story down" [] Arg::None, Nothing, Program, Times => plain!(Go ScrollDown);
        "scroll-up" "Scroll the story up" [] Arg::None, Nothing, Program, Times => plain!(Go ScrollUp);
    }
    Sprint {
        "later-sprint" "In the Sprint: the Sprint after this one" ["next sprint"] Arg::None, Nothing, Program, Times => plain!(Sprint Later);
        "earlier-sprint" "In the Sprint: the Sprint before this one" ["previous sprint" "last sprint"] Arg::None, Nothing, Program, Times => plain!(Sprint Earlier);
        "new-sprint" "Make a Sprint: goal, dates, capacity" ["create sprint" "iteration" "plan sprint"] Arg::None, Product, Program => |_| life(Life::New);
        "edit-sprint" "Change the Sprint shown: name, goal, dates, capacity" ["sprint goal" "sprint dates" "capacity" "commitment"] Arg::None, Product, Program => |_| life(Life::Edit);
        "drop-sprint" "Give the planned Sprint shown up; its items stay in the backlog" ["delete sprint" "remove sprint" "cancel sprint"] Arg::None, Product, Program => |_| life(Life::Drop);
        "start-sprint" "Start the Sprint shown: its plan is frozen, after a preview" ["begin sprint" "commit" "freeze"] Arg::None, Product, Program => |_| life(Life::Start);
        "close-sprint" "Close the running Sprint: where its open items go, after a preview" ["end sprint" "complete sprint" "finish sprint" "carry over" "spillover"] Arg::None, Product, Program => |_| life(Life::Close);
        "retrospective" "List what the Sprint Retrospectives agreed on" ["actions" "improvements" "retro" "action items"] Arg::None, Product, Program => |_| life(Life::Retrospective);
        "sprint-warnings" "In the plan: list all that is odd about the Sprint" ["risks" "lint" "not ready"] Arg::None, Nothing, Program => |_| Ok(Action::Sprint(Sprint::Plan(Plan::Warnings)));
        "carry" "In a close: send the item to next, top, bottom, a place, or let it stay" ["carry over" "move to sprint"] Arg::Text("WHERE"), Close, Program => |t| parse::way(t, false);
        "carry-all" "In a close: send all open items to next, top, bottom, a place, or let them stay" ["carry over"] Arg::Text("WHERE"), Close, Program => |t| parse::way(t, true);
        "close-met" "In a close: the Sprint Goal was met, was not, or nobody says" ["sprint goal"] Arg::None, Close, Program => |_| life(Life::Met);
        "taker" "In a close: another Sprint takes what is carried over" ["next sprint"] Arg::None, Close, Program => |_| life(Life::Taker);
        "agree" "In the retrospective actions: add one" ["new action"] Arg::None, Actions, Program => |_| life(Life::Agree);
        "reword-action" "In the retrospective actions: change text, owner, day" ["edit action"] Arg::None, Actions, Program => |_| life(Life::Reword);
        "check-action" "In the retrospective actions: done, or not done after all" ["complete action"] Arg::None, Actions, Program => |_| life(Life::Check);
        "drop-action" "In the retrospective actions: take one off" ["delete action"] Arg::None, Actions, Program => |_| life(Life::Unagree);
        "scope" "In the Sprint: what its scope became after the start, when, why and who asked" ["added" "removed" "scope change" "creep"] Arg::None, Nothing, Program => |_| Ok(Action::Sprint(Sprint::Board(Board::Scope)));
        "standup" "Show the stand-up sheet of the running Sprint" ["daily" "Daily Scrum" "yesterday"] Arg::None, Nothing, Both => plain!(Sprint Standup);
        "goal-met" "In the Sprint: say whether the Sprint Goal was met: yes, no or unsaid" ["Sprint Goal" "outcome"] Arg::Met, Writable, Program => parse::met;
        "review-notes" "In the Sprint: write what was said in the review" ["minutes" "summary"] Arg::None, Writable, Program => |_| Ok(Action::Sprint(Sprint::Review(Review::Notes(Hand::InPlace))));
        "review-editor" "In the Sprint: write the notes of the review in your editor" ["minutes" "external editor"] Arg::None, Writable, Program => |_| Ok(Action::Sprint(Sprint::Review(Review::Notes(Hand::Editor))));
        "feedback" "In the Sprint: put feedback on the item into the inbox" ["comment" "stakeholder" "idea"] Arg::Text("WHAT WAS SAID"), Product, Program => |t| Ok(Action::Sprint(Sprint::Review(Review::Feedback(t.into()))));
        "chart" "In the burndown: burndown, burnup, velocity in turn" ["velocity" "burnup" "report"] Arg::None, Nothing, Program, Times => |_| Ok(Action::Sprint(Sprint::Chart(Chart::Next)));
        "chart-table" "In the burndown: the chart as a table, or drawn again" ["figures" "numbers"] Arg::None, Nothing, Program => |_| Ok(Action::Sprint(Sprint::Chart(Chart::Table)));
        "chart-measure" "In the burndown: count points, or items" ["story points" "issue count"] Arg::None, Nothing, Program => |_| Ok(Action::Sprint(Sprint::Chart(Chart::Measure)));
        "chart-formula" "In the burndown: how each figure is worked out" ["formula" "definition" "say/do" "commitment"] Arg::None, Nothing, Program => |_| Ok(Action::Sprint(Sprint::Chart(Chart::Formula)));
    }
    Prioritize {
        "prioritize" "Score items and compare them: table, matrix, pairs" ["score" "framework" "RICE" "ICE" "WSJF" "MoSCoW" "value" "scoring"] Arg::None, Nothing, Program => |_| prioritize(None);
        "score-table" "In Prioritize: the table of the inputs and the score" ["spreadsheet" "weighted scoring"] Arg::None, Nothing, Program => |_| prioritize(Some(Part::Table));
        "matrix" "In Prioritize: the matrix of value against effort" ["quadrant" "Quick Wins" "Big Bets" "2x2"] Arg::None, Nothing, Program => |_| prioritize(Some(Part::Matrix));
        "pick-up" "In the matrix: pick the item up, to shift it and so set value and effort" ["drag" "drop" "reposition"] Arg::None, WritableItem, Program => |_| matrix(Matrix::PickUp);
        "field-next" "In the matrix: the next item of the same field" [] Arg::None, Item, Program, Times => |_| matrix(Matrix::Next);
        "field-back" "In the matrix: the item of the same field before this one" [] Arg::None, Item, Program, Times => |_| matrix(Matrix::Back);
        "matrix-table" "In the matrix: the same as a table, or drawn again" ["figures" "numbers" "quadrant"] Arg::None, Nothing, Program => |_| matrix(Matrix::Table);
        "pairs" "In Prioritize: two items at a time, the better one first" ["pairwise" "duel" "compare"] Arg::None, Nothing, Program => |_| prioritize(Some(Part::Pairs));
        "framework" "Choose by what items are scored: RICE, ICE, WSJF, MoSCoW, value and effort" ["RICE" "ICE" "WSJF" "MoSCoW" "scoring"] Arg::Framework, Nothing, Program => parse::framework;
        "scoring" "How is scored: weights, cuts, the gap that is told, the period of reach" ["weights" "criteria" "period" "cut"] Arg::None, Nothing, Program => plain!(Prioritize Scoring);
        "what-if" "Try weights or a framework out and see the order; nothing is written" ["simulate" "scenario" "try"] Arg::None, Nothing, Program => plain!(Prioritize WhatIf);
        "what-if-keep" "Keep the way of scoring that was tried out" ["what if"] Arg::None, Nothing, Program => |_| Ok(Action::Prioritize(Prioritize::Settle(true)));
        "what-if-drop" "Drop the way of scoring that was tried out" ["what if"] Arg::None, Nothing, Program => |_| Ok(Action::Prioritize(Prioritize::Settle(false)));
        "disagreements" "List where rank and score disagree most, or all items again" ["outliers" "badges" "differences" "gap"] Arg::None, Nothing, Program => plain!(Prioritize Worst);
        "edit-cell" "In the table: change the value of the cell" ["type" "input"] Arg::None, WritableItem, Program => |_| table(Table::Edit);
        "clear-cell" "In the table: take the value of the cell off" ["delete" "empty"] Arg::None, WritableItem, Program => |_| table(Table::Clear);
        "next-cell" "In the table: to the next cell, at the end of a row to the row below" [] Arg::None, Nothing, Program, Times => |_| table(Table::Next);
        "previous-cell" "In the table: to the cell before" [] Arg::None, Nothing, Program, Times => |_| table(Table::Back);
        "compare" "In the pairs: begin with the marked items, go on, or take the order over" ["start comparing" "vote"] Arg::None, Writable, Program => |_| pairs(Pairs::Go);
        "left-better" "In the pairs: the left one is better" ["prefer" "winner" "vote"] Arg::None, Writable, Program => |_| pairs(Pairs::Judge(Verdict::Left));
        "right-better" "In the pairs: the right one is better" ["prefer" "winner" "vote"] Arg::None, Writable, Program => |_| pairs(Pairs::Judge(Verdict::Right));
        "as-good" "In the pairs: one is as good as the other" ["equal" "tie" "draw"] Arg::None, Writable, Program => |_| pairs(Pairs::Judge(Verdict::Equal));
        "skip-pair" "In the pairs: pass these two over, they stay as they stand" ["don't know" "next"] Arg::None, Writable, Program => |_| pairs(Pairs::Skip);
        "pair-back" "In the pairs: take the last answer back" ["undo answer" "previous"] Arg::None, Writable, Program, Times => |_| pairs(Pairs::Back);
        "compare-again" "In the pairs: compare again what contradicts itself" ["inconsistent" "circle" "cycle"] Arg::None, Writable, Program => |_| pairs(Pairs::Again);
    }
    Present {
        "present" "Present the Sprint Review on a shared screen, in public view" ["demo" "slides" "sprint review" "show" "beamer" "projector"] Arg::None, Product, Both => |_| Ok(Action::Present(Present::Begin));
        "present-next" "In a presentation, also of another window: the next page" ["next slide"] Arg::None, Nothing, Program, Times => plain!(Present Next);
        "present-back" "In a presentation: the page before" ["previous slide"] Arg::None, Nothing, Program, Times => plain!(Present Back);
        "present-page" "In a presentation: to a page by its name, or to an item by its key" ["slide"] Arg::Text("PAGE"), Nothing, Program => |t| Ok(Action::Present(Present::Page(t.into())));
        "present-pages" "In a presentation: all pages, to go to one or to bring one back" ["slides" "outline" "agenda"] Arg::None, Nothing, Program => plain!(Present Pages);
        "present-blank" "In a presentation: blank the screen, or show the page again" ["black" "freeze"] Arg::None, Nothing, Program => plain!(Present Blank);
        "present-drop" "In a presentation: drop this page" ["hide slide" "skip"] Arg::None, Nothing, Program => plain!(Present Drop);
        "present-earlier" "In a presentation: put this page before the one before it" ["move slide"] Arg::None, Nothing, Program, Times => plain!(Present Earlier);
        "present-later" "In a presentation: put this page behind the next one" ["move slide"] Arg::None, Nothing, Program, Times => plain!(Present Later);
        "present-down" "In a presentation: scroll a long page down" [] Arg::None, Nothing, Program, Times => plain!(Present Down);
        "present-up" "In a presentation: scroll a long page up" [] Arg::None, Nothing, Program, Times => plain!(Present Up);
        "present-unlock" "In a presentation: let every key act, or only those of a review" ["edit" "lock"] Arg::None, Nothing, Program => plain!(Present Unlock);
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
        "questions" "List all open questions, the oldest first" ["unanswered" "unclear"] Arg::None, Nothing, Program => plain!(App OpenQuestions);
        "similar" "List what says nearly the same, in the whole backlog" ["duplicates" "duplicate" "alike"] Arg::None, Product, Program => plain!(App Similar);
        "similar-here" "List what is similar to this item" ["duplicates" "duplicate" "alike"] Arg::None, Item, Program => plain!(App SimilarHere);
        "checks" "List what the checks find in the whole backlog, by rule" ["quality" "lint" "smells" "unique" "uniform"] Arg::None, Product, Program => plain!(App Checks);
        "marks" "Name the marked items, hidden ones too" ["selection"] Arg::None, Nothing, Program => plain!(Look Marks);
        "health" "Show the health of the backlog: a score, and what each check finds" ["hygiene" "smells" "metrics" "DEEP"] Arg::None, Nothing, Both => plain!(App Health);
        "formula" "In the health: show the formula and its parts, or the checks" ["how"] Arg::None, Popup, Program => plain!(App Formula);
        "refine" "Walk through the inbox and what needs attention, one item at a time" ["groom" "grooming" "refinement" "triage" "queue"] Arg::None, Product, Program => |_| Ok(Action::App(App::Walk(Walk::Begin)));
        "refine-next" "In refinement: on to the next item" ["skip"] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Walk(Walk::Next)));
        "refine-back" "In refinement: back to the item before" [] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Walk(Walk::Back)));
        "refine-stop" "In refinement: stop here, with the summary" ["pause"] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Walk(Walk::Stop)));
        "ahead" "Show where the next Sprints would end at the usual velocity, or hide it" ["forecast" "velocity" "lines"] Arg::None, Nothing, Program => plain!(Look Ahead);
        "seen" "What came in counts as looked at: marked items, else what the filter shows, else all" ["read" "mark as read" "incoming" "new"] Arg::None, Product, Program => plain!(Look Seen);
        "unfold" "Unfold comments and columns of the source, or fold them" ["custom fields" "jira fields" "comments" "activity"] Arg::None, Item, Program => plain!(Look Unfold);
    }
    History {
        "undo" "Take the last step back" ["revert"] Arg::None, Writable, Both, Times => plain!(App Undo);
        "redo" "Bring back what was undone" [] Arg::None, Writable, Both, Times => plain!(App Redo);
        "repeat" "Repeat the last change here" ["again"] Arg::None, Writable, Program, Times => plain!(App Repeat);
        "why" "Tell why the item is here; two marked items beside each other" ["explanation" "defend" "justify" "rationale"] Arg::None, Item, Both => plain!(App Why);
        "explain" "Give the last change a reason; in the journal, the step under the cursor" ["reason" "because" "comment"] Arg::Text("REASON"), Writable, Program => |t| Ok(Action::App(App::Explain(t.into())));
        "history" "Tell what happened to this item" ["log" "changelog" "activity"] Arg::None, Item, Program => plain!(App History);
        "journal" "Show every step; undo back to one" ["log" "audit"] Arg::None, Nothing, Program => plain!(App Journal);
        "undo-to-here" "In the journal: take back everything after this step" ["revert"] Arg::None, Journal, Program => plain!(App UndoToHere);
        "undo-this" "In the journal: take back this step alone" ["revert"] Arg::None, Journal, Program => plain!(App UndoThis);
        "draft" "Bring back text that was not finished" ["recover"] Arg::None, Nothing, Program => plain!(App Draft);
    }
    Product {
        "sheet" "The product sheet: vision, Product Goal, personas, Ready and Done, templates" ["settings" "vision" "product goal" "definition of ready" "definition of done" "personas" "templates"] Arg::None, Product, Program => plain!(App Sheet);
        "product" "Switch to another product" ["project" "board" "switch"] Arg::Product, Nothing, Program => parse::product;
        "new-product" "Begin another product in this file" ["project" "create project"] Arg::Text("NAME"), Writable, Program => |t| Ok(Action::App(App::NewProduct(t.into())));
        "rename" "Give the product another name" [] Arg::Text("NAME"), Product, Program => |t| Ok(Action::App(App::Rename(t.into())));
        "prefix" "Give the keys another prefix" ["project key"] Arg::Text("PREFIX"), Product, Program => |t| Ok(Action::App(App::Prefix(t.into())));
        "scale" "Choose the estimation scale" ["fibonacci" "t-shirt" "poker"] Arg::Scale, Product, Program => parse::scale;
    }
    File {
        "import" "Read items from Jira, CSV, story or upnext files; without a file those of the last import" ["load" "csv" "jira" "migrate" "re-import" "sync"] Arg::File, Writable, Both => |t| Ok(Action::App(App::Import(t.into())));
        "resolve" "In the plan of an import: take theirs or keep ours where both sides changed" ["conflict" "merge"] Arg::Side, Import, Program => |t| parse::resolve(t, false);
        "resolve-all" "In the plan of an import: the same for all that are shown" ["conflicts"] Arg::Side, Import, Program => |t| parse::resolve(t, true);
        "fold-group" "In the plan of an import: fold or unfold the group" ["collapse" "expand"] Arg::None, Import, Program => |_| plan(Import::Fold);
        "fold-groups" "In the plan of an import: fold or unfold all groups" ["collapse all" "expand all"] Arg::None, Import, Program => |_| plan(Import::FoldAll);
        "narrow-plan" "In the plan of an import: type words that rows must have" ["search"] Arg::None, Import, Program => |_| plan(Import::Narrow);
        "whole" "In the plan of an import: read whole what the row is about" ["diff" "details"] Arg::None, Import, Program => |_| plan(Import::Whole);
        "their-order" "In the plan of an import: take the order of the files, or leave the one here" ["rank"] Arg::None, Import, Program => |_| plan(Import::Order);
        "other-product" "In the plan of an import: into a product of its own" ["another project"] Arg::None, Import, Program => |_| plan(Import::Apart);
        "edit-told" "In the plan of an import: change the phase or a day of a Sprint" ["sprint dates"] Arg::None, Import, Program => |_| plan(Import::Cell);
        "skip-told" "In the plan of an import: leave a Sprint out, or take it in" [] Arg::None, Import, Program => |_| plan(Import::LeaveOut);
        "export" "Write the backlog as json, csv, md or html, or the changes for Jira" ["save" "csv" "json" "markdown" "web page" "changes" "jira"] Arg::Target, Nothing, Both => |t| Ok(Action::App(App::Export(t.into())));
        "export-shown" "Write only what passes the filter in this list as json, csv or md" ["save filter" "export filter"] Arg::Target, Nothing, Program => |t| Ok(Action::App(App::ExportShown(t.into())));
        "review-page" "Write the review of the Sprint as html or md, to be sent" ["report" "Sprint Review" "web page" "sprint report"] Arg::Paper, Product, Program => parse::review_page;
        "backup" "Write a verified copy of the file" ["save"] Arg::None, Nothing, Both => plain!(App Backup);
        "copy-key" "Copy the key" ["yank" "clipboard" "id"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Key)));
        "copy-story" "Copy the whole item as Markdown, without what is private" ["yank" "clipboard" "markdown"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Story)));
        "copy-list" "Copy keys and titles of the marked items, or of the whole list" ["yank" "clipboard"] Arg::None, Nothing, Program => |_| Ok(Action::App(App::Copy(Clip::List)));
        "copy-link" "Copy the address on the web" ["yank" "clipboard" "url" "share"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Link)));
        "copy-answer" "Copy what to tell whoever asked for a declined item" ["yank" "clipboard" "reply" "mail"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Answer)));
"copy-why" "Copy why the item is here, for others: without what is private" ["yank" "clipboard" "stakeholder" "reason"] Arg::None, Item, Program => |_| Ok(Action::App(App::Copy(Clip::Why)));
        "copy-report" "In the health or the summary: copy it as Markdown" ["yank" "clipboard"] Arg::None, Popup, Program => plain!(App CopyReport);
        "where" "Say where the file is" ["path" "database"] Arg::None, Nothing, Program => plain!(App WhereIs);
        "list" "List the order, or everything" ["ls" "query"] Arg::None, Nothing, Shell => shell_only;
        "show" "Show one item" ["view" "cat"] Arg::None, Nothing, Shell => shell_only;
        "score" "Tell a framework what it asks of an item, or show its score" ["rice" "wsjf" "ice"] Arg::None, Nothing, Shell => shell_only;
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
        "swap" "In a merge: let the other item go on" ["survivor"] Arg::None, Merge, Program => |_| Ok(Action::App(App::Refine(Refine::Swap)));
        "pick" "In a split: give this part to the other half" ["move part"] Arg::None, Split, Program => |_| Ok(Action::App(App::Refine(Refine::Pick)));
        "pick-both" "In a split: give this part to both halves" ["copy part"] Arg::None, Split, Program => |_| Ok(Action::App(App::Refine(Refine::PickBoth)));
        "reword" "In a split: type the title or want of a half" ["rename"] Arg::None, Split, Program => |_| Ok(Action::App(App::Refine(Refine::Reword)));
        "ask-pattern" "In a split: ask the next question that splits stories" ["spidr" "lawrence" "patterns"] Arg::None, Split, Program => |_| Ok(Action::App(App::Refine(Refine::AskPattern)));
        "apart" "Among similar items: say that two are not the same thing, or may be" ["no duplicate" "distinct"] Arg::None, Alike, Program => |_| Ok(Action::App(App::Refine(Refine::Apart)));
        "check" "While an item is accepted: tick the point under the cursor" ["tick"] Arg::None, Accept, Program => |_| Ok(Action::App(App::Check(Check::Tick)));
        "check-done" "While an item is accepted: tick all of the Definition of Done" ["tick all" "DoD"] Arg::None, Accept, Program => |_| Ok(Action::App(App::Check(Check::TickAll)));
        "value-field" "While an item is accepted: type the line for users, or leave it" ["release notes"] Arg::None, Accept, Program => |_| Ok(Action::App(App::Check(Check::Field)));
        "leave" "One level up: pop-up, job, range, story, filter, marks" ["cancel" "close"] Arg::None, Nothing, Program => plain!(App Leave);
        "public" "Public view: leave out what is private, or show it again" ["share" "screen sharing" "privacy" "hide" "audience"] Arg::None, Nothing, Program => plain!(App Public);
        "mouse" "Leave the mouse to the terminal, or take it back" ["select text" "click" "trackpad"] Arg::None, Nothing, Program => plain!(App Mouse);
        "reload" "Read options, keys and theme again" ["config" "settings" "keymap" "theme" "source"] Arg::None, Nothing, Program => plain!(App Reload);
        "suspend" "Back to the shell for a moment" [] Arg::None, Nothing, Program => plain!(App Suspend);
        "save" "Nothing to do: every change is saved at once" ["write"] Arg::None, Nothing, Program => plain!(App Saved);
        "quit" "Leave the program; everything is saved" ["exit" "wq"] Arg::None, Nothing, Program => plain!(App Quit);
    }
}
