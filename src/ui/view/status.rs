//! The last line: the mode in words, marks, the latest message, and the keys that matter here.

mod popup;

use crate::domain::List;
use crate::domain::text::thousands;
use crate::ui::keymap::Scope;
use crate::ui::model::{Job, Model};
use crate::ui::overlay::Overlay;
use crate::ui::screen::sprint::{self, Part};
use crate::ui::screen::{Hints, View, prioritize};
use crate::ui::toast::{Toast, Tone};
use crate::ui::update::next_sprint;
use crate::ui::verb;
use crate::ui::widget::glyph;
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Stands for the Sprint that items are pulled into without naming one.
const SPRINT: &str = "into a Sprint";

const LIST: Hints = &[
    (&["help"], "help"),
    (&["filter"], "filter"),
    (&["find"], "find"),
    (&["add"], "add"),
    (&["edit"], "edit"),
    (&["move-down", "move-up"], "move"),
    (&["mark"], "mark"),
    (&["undo"], "undo"),
    (&["pull"], SPRINT),
    (&["state"], "state"),
    (&["estimate"], "size"),
    (&["command"], "all verbs"),
];
const INBOX: Hints = &[
    (&["help"], "help"),
    (&["state"], "state"),
    (&["move top"], "to the top"),
    (&["move"], "to a place"),
    (&["idea"], "add"),
    (&["decline"], "decline"),
    (&["go backlog"], "backlog"),
    (&["filter"], "filter"),
];
const DECLINED: Hints = &[
    (&["help"], "help"),
    (&["reconsider"], "take back"),
    (&["copy-answer"], "copy answer"),
    (&["decline"], "change"),
    (&["filter"], "filter"),
    (&["go backlog"], "backlog"),
];
const TRASH: Hints =
    &[(&["help"], "help"), (&["untrash"], "take back"), (&["filter"], "filter"), (&["go backlog"], "backlog")];
const STORY: Hints = &[
    (&["help"], "help"),
    (&["leave"], "back"),
    (&["edit"], "edit"),
    (&["scroll-down", "scroll-up"], "scroll"),
    (&["state"], "state"),
    (&["estimate"], "size"),
    (&["unfold"], "unfold"),
];
const MARKED: Hints = &[
    (&["help"], "help"),
    (&["leave"], "drop"),
    (&["move top"], "to the top"),
    (&["move bottom"], "to the bottom"),
    (&["move here"], "here"),
    (&["pull"], SPRINT),
    (&["tag"], "tag"),
    (&["state"], "state"),
    (&["copy-list"], "copy"),
    (&["undo"], "undo"),
];
const WALK: Hints = &[
    (&["help"], "help"),
    (&["refine-next"], "skip"),
    (&["state ready"], "ready"),
    (&["leave"], "stop"),
    (&["decline"], "decline"),
    (&["estimate"], "size"),
    (&["edit"], "edit"),
    (&["keep"], "keep"),
    (&["split"], "split"),
    (&["question"], "question"),
    (&["snooze"], "snooze"),
    (&["undo"], "undo"),
];
const BOARD: Hints = &[
    (&["help"], "help"),
    (&["left", "right"], "column"),
    (&["state-back", "state-on"], "state"),
    (&["move-down", "move-up"], "order"),
    (&["accept"], "accept"),
    (&["return"], "return"),
    (&["standup"], "stand-up"),
    (&["next-part"], "next part"),
    (&["undo"], "undo"),
    (&["block"], "block"),
];
const REVIEW: Hints = &[
    (&["help"], "help"),
    (&["accept"], "accept"),
    (&["return"], "return"),
    (&["goal-met"], "goal met?"),
    (&["feedback"], "feedback"),
    (&["review-notes"], "notes"),
    (&["review-page"], "page"),
    (&["previous-part"], "part before"),
    (&["undo"], "undo"),
];
const PLAN: Hints = &[
    (&["help"], "help"),
    (&["pull", "pull-out"], "in, out"),
    (&["left", "right"], "side"),
    (&["start-sprint"], "start"),
    (&["edit-sprint"], "goal, days"),
    (&["new-sprint"], "new Sprint"),
    (&["close-sprint"], "close"),
    (&["sprint-warnings"], "warnings"),
    (&["filter"], "filter"),
    (&["undo"], "undo"),
    (&["next-part"], "next part"),
];
const OVER: Hints = &[
    (&["help"], "help"),
    (&["later-sprint"], "later"),
    (&["earlier-sprint"], "earlier"),
    (&["retrospective"], "retrospective"),
    (&["new-sprint"], "new Sprint"),
    (&["next-part"], "next part"),
];
const RANGE: Hints =
    &[(&["help"], "help"), (&["mark-range"], "mark it"), (&["leave"], "drop"), (&["down", "up"], "further")];

/// True where the plan of a Sprint has the keys.
fn is_plan(model: &Model) -> bool {
    let is_shown = !model.backlog.is_open && model.backlog.walk.is_none();
    is_shown && model.sprint_part() == Some(Part::Plan)
}
const CHART: Hints = &[
    (&["help"], "help"),
    (&["chart"], "next chart"),
    (&["chart-table"], "table"),
    (&["chart-measure"], "points or items"),
    (&["earlier-sprint", "later-sprint"], "Sprint"),
    (&["chart-formula"], "formulas"),
    (&["previous-part", "next-part"], "part"),
    (&["open"], "story"),
];

const FORMULAS: Hints = &[
    (&["help"], "help"),
    (&["leave"], "closes"),
    (&["chart"], "next chart"),
    (&["previous-part", "next-part"], "part"),
];

/// The hints for what is on the screen.
fn hints_for(model: &Model) -> Hints {
    let backlog = &model.backlog;
    if let Some(overlay) = model.overlays.last() {
        return popup::hints(overlay);
    }
    match backlog.list {
        _ if backlog.marks.range.is_some() => RANGE,
        _ if is_plan(model) && sprint::plan::is_over(model) => OVER,
        _ if is_plan(model) => PLAN,
        _ if model.shows(View::Prioritize) && prioritize::covers_moves(model) => prioritize::hints(model),
        _ if !backlog.marks.is_empty() => MARKED,
        _ if backlog.walk.is_some() => WALK,
        _ if backlog.is_open => STORY,
        _ if model.sprint_part() == Some(Part::Board) => BOARD,
        _ if model.sprint_part() == Some(Part::Review) => REVIEW,
        _ if sprint::chart::is_text(model) => FORMULAS,
        _ if model.sprint_part() == Some(Part::Burndown) => CHART,
        _ if model.shows(View::Prioritize) => prioritize::hints(model),
        List::Inbox => INBOX,
        List::Trash => TRASH,
        List::Declined => DECLINED,
        List::Backlog | List::Epics | List::Done => LIST,
    }
}

pub(super) fn view(model: &Model, frame: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let mut spans = vec![Span::styled(format!(" {} ", mode(model)), theme.accent)];
    if let Some(marks) = marks(model) {
        spans.push(Span::styled(format!(" {marks} "), theme.mark));
    }
    let used: usize = spans.iter().map(|s| glyph::width(&s.content)).sum();
    if let Some((text, style)) = message(model, area) {
        spans.push(Span::styled(format!(" {}", glyph::cut(&text, columns.saturating_sub(used + 2))), style));
    }
    let used: usize = spans.iter().map(|s| glyph::width(&s.content)).sum();
    let hints = hints(model, columns.saturating_sub(used + 2));
    let wide: usize = hints.iter().map(|(k, w)| k.len() + w.len() + 3).sum();
    spans.push(Span::styled(" ".repeat(columns.saturating_sub(used + wide)), theme.text));
    for (key, word) in hints {
        spans.push(Span::styled(key, theme.key));
        spans.push(Span::styled(format!(" {word}  "), theme.dim));
    }
    frame.render_widget(Line::from(spans).style(theme.text), area);
}

/// Columns that a message has here.
pub(super) fn room(model: &Model, area: Rect) -> usize {
    let marks = marks(model).map_or(0, |marks| glyph::width(&marks) + 2);
    usize::from(area.width).saturating_sub(glyph::width(&mode(model)) + 2 + marks + 2)
}

/// What the keys mean now, in a word.
fn mode(model: &Model) -> String {
    if let Some(drag) = &model.pointer.drag {
        return format!("MOVING {}", drag.name);
    }
    if model.backlog.marks.range.is_some() && model.overlays.is_empty() {
        return "MARK A RANGE".into();
    }
    if let Some(walk) = model.backlog.walk.as_ref().filter(|_| model.overlays.is_empty()) {
        let (at, of) = walk.progress();
        return format!("REFINE {at} of {of}");
    }
    match model.overlays.last() {
        None if model.backlog.is_open => "STORY".into(),
        None if model.shows(View::Prioritize) && prioritize::mode(model).is_some() => {
            prioritize::mode(model).unwrap_or_default()
        }
        None => model.view.part(model).unwrap_or(model.backlog.list.name()).to_uppercase(),
        Some(overlay) => overlay.mode().into(),
    }
}

/// "12 marked, 3 hidden".
fn marks(model: &Model) -> Option<String> {
    let marks = &model.backlog.marks;
    if marks.is_empty() {
        return None;
    }
    let hidden = match model.backlog.hidden_marks() {
        0 => String::new(),
        n => format!(", {} hidden", thousands(n)),
    };
    Some(format!("{} marked{hidden}", thousands(marks.len())))
}

/// The unfinished keys, else what the last key was answered, else the job, else what is done.
fn message(model: &Model, area: Rect) -> Option<(String, ratatui::style::Style)> {
    let theme = &model.theme;
    if model.pointer.drag.is_some() {
        return Some((keyed(&model.keymap, "release to drop, <leave> puts it back"), theme.key));
    }
    if model.pending.is_begun() {
        let keys: Vec<String> = model.pending.presses.iter().map(ToString::to_string).collect();
        let count = model.pending.count.map_or(String::new(), |n| n.to_string());
        return Some((format!("{count}{} …", keys.join(" ")), theme.key));
    }
    // An answer too long for here stands in a frame; that something is done waits until the job is done, too.
    let is_answer = |toast: &Toast| toast.tone != Tone::Done && glyph::width(&toast.text) <= room(model, area);
    if let Some(job) = model.job.as_ref().filter(|_| !model.toast.as_ref().is_some_and(is_answer)) {
        return Some((progress(model, job), theme.accent));
    }
    let toast = model.toast.as_ref()?;
    let style = match toast.tone {
        Tone::Done => theme.good,
        Tone::Hint | Tone::Misset => theme.warning,
        Tone::Failed => theme.error,
    };
    Some((toast.text.clone(), style))
}

/// "importing jira.csv ▰▰▰▱▱▱▱▱▱▱ 34 % · Esc stops it": the end of it where nothing else takes that key.
fn progress(model: &Model, job: &Job) -> String {
    let stop = if model.stops_job() { keyed(&model.keymap, " · <leave> stops it") } else { String::new() };
    if job.total == 0 {
        return format!("{} …{stop}", job.label);
    }
    let tenths = (job.done * 10 / job.total).min(10);
    let bar = format!("{}{}", "▰".repeat(tenths), "▱".repeat(10 - tenths));
    format!("{} {bar} {} %{stop}", job.label, (job.done * 100 / job.total).min(100))
}

/// True where the verb of a line can act now.
fn is_possible(model: &Model, line: &str) -> bool {
    let name = line.split(' ').next().unwrap_or_default();
    verb::find(name).is_some_and(|verb| model.disabled(verb).is_none())
}

/// "into Sprint 15"; empty where there is none.
fn into_sprint(model: &Model) -> String {
    next_sprint(model).map_or_else(String::new, |block| format!("into {}", glyph::steady(&block.sprint.title())))
}

/// As many hints as fit.
fn hints(model: &Model, columns: usize) -> Vec<(String, String)> {
    let mut shown = Vec::new();
    let mut used = 0;
    if let Some(own) = model.overlays.last().and_then(Overlay::words).and_then(|words| words.keys()) {
        // Keys of a field are its own.
        let fits = |hint: &&(&str, &'static str)| {
            used += hint.0.len() + hint.1.len() + 3;
            used <= columns
        };
        return own.iter().take_while(fits).map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect();
    }
    if model.pointer.drag.is_some() {
        return shown;
    }
    // In a pop-up the keys of its own section are told before those of every pop-up.
    let all = model.scopes();
    let scopes: Vec<&[Scope]> = if model.overlays.is_empty() { vec![all] } else { all.chunks(1).collect() };
    for (lines, word) in hints_for(model) {
        let is_begin = model.product.is_none() && *word == "add" && model.file.read_only.is_none();
        let can = is_begin || lines.iter().all(|line| is_possible(model, line));
        let key = |line: &&str| match *line {
            // Of the keys that leave, the one that all texts name.
            "leave" => Some(keyed(&model.keymap, "<leave>")),
            line => scopes.iter().find_map(|s| model.keymap.keys_of(s, line)),
        };
        let keys: Vec<String> = lines.iter().filter_map(key).collect();
        let keys = keys.join(" ");
        let word = if *word == SPRINT { into_sprint(model) } else { (*word).to_owned() };
        let wide = keys.len() + glyph::width(&word) + 3;
        if can && !keys.is_empty() && !word.is_empty() && used + wide <= columns {
            used += wide;
            shown.push((keys, word));
        }
    }
    // Help is offered first when room is short, and stands last.
    let is_more = usize::from(!shown.is_empty());
    shown.rotate_left(is_more);
    shown
}
