//! The keys that matter in a pop-up. Where it tells them itself, the last line stays free for what is said.

use super::Hints;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::form::Subject;

const FORM: Hints = &[
    (&["help"], "help"),
    (&["leave"], "saves"),
    (&["field"], "types"),
    (&["line-add"], "adds a line"),
    (&["line-down", "line-up"], "move it"),
    (&["line-tick"], "ticks"),
    (&["field-editor"], "editor"),
    (&["undo"], "undo"),
    (&["discard"], "discards"),
];
const SHEET: Hints = &[
    (&["help"], "help"),
    (&["leave"], "saves"),
    (&["field"], "types"),
    (&["line-add"], "adds a line"),
    (&["line-down", "line-up"], "move it"),
    (&["field-editor"], "editor"),
    (&["undo"], "undo"),
    (&["discard"], "discards"),
];

const SHORT: Hints = &[
    (&["help"], "help"),
    (&["leave"], "saves"),
    (&["field"], "types"),
    (&["undo"], "undo"),
    (&["field-editor"], "editor"),
    (&["discard"], "discards"),
];
const SPLIT: Hints = &[
    (&["help"], "help"),
    (&["take"], "splits"),
    (&["pick"], "goes along"),
    (&["pick-both"], "both"),
    (&["reword"], "types"),
    (&["ask-pattern"], "asks"),
    (&["leave"], "leaves"),
];
const MERGE: Hints = &[(&["help"], "help"), (&["take"], "merges"), (&["swap"], "swaps"), (&["leave"], "leaves both")];
const SIMILAR: Hints = &[
    (&["help"], "help"),
    (&["take"], "goes there"),
    (&["merge"], "merges"),
    (&["apart"], "not alike"),
    (&["undo"], "undo"),
    (&["leave"], "leaves"),
];
const QUESTIONS: Hints = &[
    (&["help"], "help"),
    (&["answer"], "answers"),
    (&["ask"], "asks"),
    (&["reopen-question"], "opens again"),
    (&["drop-question"], "takes off"),
    (&["undo"], "undo"),
    (&["leave"], "leaves"),
];
const OPEN_QUESTIONS: Hints = &[
    (&["help"], "help"),
    (&["take"], "goes there"),
    (&["answer"], "answers"),
    (&["ask"], "asks"),
    (&["drop-question"], "takes off"),
    (&["undo"], "undo"),
    (&["leave"], "leaves"),
];
const HEALTH: Hints = &[
    (&["help"], "help"),
    (&["take"], "lists them"),
    (&["down", "up"], "choose"),
    (&["formula"], "formula"),
    (&["copy-report"], "copy"),
    (&["leave"], "leaves"),
];
const SUMMARY: Hints = &[(&["help"], "help"), (&["copy-report"], "copy"), (&["leave"], "leaves")];
const CHECKS: Hints =
    &[(&["help"], "help"), (&["take"], "goes on"), (&["down", "up"], "choose"), (&["leave"], "goes back")];
const ACCEPT: Hints = &[
    (&["help"], "help"),
    (&["take"], "accepts"),
    (&["check"], "ticks"),
    (&["check-done"], "ticks Done"),
    (&["value-field"], "value"),
    (&["undo"], "undo"),
    (&["leave"], "leaves"),
];
const STANDUP: Hints = &[
    (&["help"], "help"),
    (&["copy-report"], "copy"),
    (&["take"], "goes there"),
    (&["down", "up"], "choose"),
    (&["leave"], "leaves"),
];
const SCOPE: Hints =
    &[(&["help"], "help"), (&["take"], "goes there"), (&["down", "up"], "choose"), (&["leave"], "leaves")];
const CLOSE: Hints = &[
    (&["help"], "help"),
    (&["take"], "closes it"),
    (&["carry next"], "next Sprint"),
    (&["carry top"], "top"),
    (&["carry stay"], "stays"),
    (&["close-met"], "goal met"),
    (&["taker"], "into another"),
    (&["leave"], "leaves it open"),
];
const ACTIONS: Hints = &[
    (&["help"], "help"),
    (&["agree"], "adds"),
    (&["reword-action"], "changes"),
    (&["check-action"], "done"),
    (&["drop-action"], "takes off"),
    (&["undo"], "undo"),
    (&["leave"], "leaves"),
];
const ORDER_MARKED: Hints = &[
    (&["help"], "help"),
    (&["take"], "does it"),
    (&["arrange-all"], "all"),
    (&["arrange-marked"], "marked"),
    (&["arrange-shown"], "shown"),
    (&["arrange-class"], "class"),
    (&["arrange-sprints"], "Sprints"),
    (&["leave"], "leaves it"),
];
const ORDER: Hints = &[
    (&["help"], "help"),
    (&["take"], "does it"),
    (&["arrange-class"], "class"),
    (&["arrange-sprints"], "Sprints"),
    (&["leave"], "leaves it"),
];
const WHY: Hints =
    &[(&["help"], "help"), (&["copy-report"], "copies it"), (&["down", "up"], "scroll"), (&["leave"], "leaves")];
const PLAN: Hints = &[
    (&["help"], "help"),
    (&["take"], "imports"),
    (&["whole"], "whole"),
    (&["fold-group"], "folds"),
    (&["narrow-plan"], "finds"),
    (&["leave"], "leaves it"),
];
const PLAN_NOTHING: Hints = &[
    (&["help"], "help"),
    (&["leave"], "leaves it"),
    (&["whole"], "whole"),
    (&["fold-group"], "folds"),
    (&["narrow-plan"], "finds"),
];
const PLAN_WHOLE: Hints = &[(&["help"], "help"), (&["leave"], "goes back"), (&["down", "up"], "scroll")];
const PLAN_BOTH: Hints = &[
    (&["help"], "help"),
    (&["take"], "imports"),
    (&["resolve theirs"], "theirs"),
    (&["resolve ours"], "ours"),
    (&["whole"], "whole"),
    (&["fold-group"], "folds"),
    (&["resolve-all theirs"], "all theirs"),
    (&["narrow-plan"], "finds"),
    (&["leave"], "leaves it"),
];
const PLAN_SPRINT: Hints = &[
    (&["help"], "help"),
    (&["take"], "imports"),
    (&["edit-told"], "changes"),
    (&["left", "right"], "cell"),
    (&["skip-told"], "leaves it out"),
    (&["fold-group"], "folds"),
    (&["leave"], "leaves it"),
];
const CONFIRM: Hints = &[(&["take"], "does it"), (&["leave"], "changes nothing")];

/// The hints of a pop-up; none for those that tell their keys themselves.
pub(super) fn hints(overlay: &Overlay) -> Hints {
    match overlay {
        Overlay::Form(state) if matches!(state.subject, Subject::Item(_)) => FORM,
        Overlay::Form(state) if state.subject.is_of_sprint() => SHORT,
        Overlay::Form(_) => SHEET,
        Overlay::Split(_) => SPLIT,
        Overlay::Merge(_) => MERGE,
        Overlay::Alike(_) => SIMILAR,
        Overlay::Questions(state) if state.item.is_some() => QUESTIONS,
        Overlay::Questions(_) => OPEN_QUESTIONS,
        Overlay::Health(_) => HEALTH,
        Overlay::Summary(_) => SUMMARY,
        Overlay::Close(_) => CLOSE,
        Overlay::Actions(_) => ACTIONS,
        Overlay::Plan(state) if state.is_reading() => PLAN_WHOLE,
        Overlay::Plan(state) if state.is_at_sprint() => PLAN_SPRINT,
        Overlay::Plan(state) if state.is_at_conflict() => PLAN_BOTH,
        Overlay::Plan(state) if state.is_nothing() => PLAN_NOTHING,
        Overlay::Plan(_) => PLAN,
        Overlay::Arrange(state) if state.has_marked() => ORDER_MARKED,
        Overlay::Arrange(_) => ORDER,
        Overlay::Why(_) => WHY,
        Overlay::Confirm(_) => CONFIRM,
        Overlay::Checks(_) => CHECKS,
        Overlay::Accepting(_) => ACCEPT,
        Overlay::Standup(_) => STANDUP,
        Overlay::Scope(_) => SCOPE,
        Overlay::Prompt(_)
        | Overlay::Choice(_)
        | Overlay::Help(_)
        | Overlay::Journal(_)
        | Overlay::History(_)
        | Overlay::Marks(_)
        | Overlay::Lines(_)
        | Overlay::Returning(_)
        | Overlay::Notes(_)
        | Overlay::Start(_)
        | Overlay::Refusal(_)
        | Overlay::Cell(_)
        | Overlay::Scoring(_)
        | Overlay::Cause(_) => &[],
    }
}
