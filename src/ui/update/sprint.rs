//! The Sprint view: its parts, its Sprints, and what a key means in it.

mod life;

use super::super::screen::View;
use super::super::screen::sprint::{self, board, chart, plan, review};
use super::{mouse, view};
use crate::domain::audience::Audience;
use crate::domain::sprint::{Course, Phase};
use crate::domain::{Change, ItemId, Key};
use crate::ui::action::sprint::{Plan, Sprint};
use crate::ui::action::{Action, Go, Mark, Move, Write};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, notes, standup};
use crate::ui::screen::Turns;
use crate::ui::toast::Toast;
use crate::ui::verb::{self, Command};
use crate::ui::wording::keyed;
use ratatui::layout::{Position, Rect};
use strum::EnumCount;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

pub(super) fn update(model: &mut Model, action: &Sprint, count: Option<usize>) -> Done {
    if *action == Sprint::Show {
        view::go_to(model, View::Sprint);
        return Ok(Vec::new());
    }
    if *action == Sprint::Standup {
        return stand_up(model);
    }
    if !model.shows(View::Sprint) {
        return Err(keyed(&model.keymap, "this acts in the Sprint view: go there first (<go sprint>)"));
    }
    let times = count.unwrap_or(1);
    match action {
        Sprint::Show | Sprint::Standup => {}
        Sprint::Later => return walk(model, true, times),
        Sprint::Earlier => return walk(model, false, times),
        Sprint::Life(to) => return life::update(model, to),
        Sprint::Plan(Plan::Warnings) => return life::warnings(model),
        Sprint::Board(to) => return board::update(model, to, count),
        Sprint::Chart(to) => return chart::update(model, to, count),
        Sprint::Review(to) => return review::update(model, to, count),
    }
    Ok(Vec::new())
}

/// Where nothing is in the Sprint whose plan has the keys, what would change an item changes the Sprint.
pub(super) fn instead(model: &Model, command: &Command) -> Option<Command> {
    let is_plan = model.sprint_part() == Some(sprint::Part::Plan) && !plan::is_list(model);
    let is_asked = command.verb.name == "edit" && model.overlays.is_empty();
    let is_empty = is_plan && is_asked && model.backlog.cursor.is_none() && model.sprint.course.is_some();
    if is_empty { verb::parse_line("edit-sprint").ok() } else { None }
}

/// What is pulled into the Sprint beside comes in sight there.
pub(super) fn pulled(model: &mut Model, effects: &[Effect]) {
    if let [Effect::Commit { change: Change::SetSprint { items, sprint: Some(_), .. }, .. }] = effects
        && model.shows(View::Sprint)
    {
        plan::show_end(model, items);
    }
}

/// The board of a Sprint that is over stays as it ended: why a card is not moved there.
pub(super) fn closed(model: &Model, action: &Action) -> Option<String> {
    let course = model.sprint.course.as_ref().filter(|_| model.sprint_part() == Some(sprint::Part::Board))?;
    let moves = match action {
        Action::Move(_) => true,
        Action::Write(write) => {
            matches!(write, Write::State(_) | Write::StateOn | Write::StateBack | Write::Accept(_) | Write::Return(_))
        }
        Action::Ask(asked) => matches!(*asked, "state" | "accept" | "return" | "move" | "move above" | "move below"),
        Action::Go(_)
        | Action::Look(_)
        | Action::Mark(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_)
        | Action::App(_) => false,
    };
    (moves && course.sprint.phase == Phase::Closed).then(|| {
        let title = course.sprint.title();
        format!("{title} is over: its board stays as it ended") + &keyed(&model.keymap, " · <go backlog> has the items")
    })
}

/// True for an item of the Sprint whose plan is shown: to go to it leads nowhere else.
pub(super) fn has(model: &Model, key: &Key) -> bool {
    let course = model.sprint.course.as_ref().filter(|_| model.sprint_part() == Some(sprint::Part::Plan));
    course.is_some_and(|course| course.present().any(|card| card.row.key == *key))
}

/// To the side of the Sprint in its plan.
pub(super) fn go_inside(model: &mut Model) {
    plan::aside(model, true);
}

/// Closes the formulas, where they stand in the place of a chart.
pub(super) fn leave_text(model: &mut Model) -> bool {
    let is_text = chart::is_text(model);
    if is_text {
        model.sprint.chart.form = chart::Form::Drawn;
    }
    is_text
}

/// To another Sprint.
fn walk(model: &mut Model, is_later: bool, times: usize) -> Done {
    let all = sprint::all(model);
    let at = sprint::shown(model).and_then(|id| all.iter().position(|other| *other == id));
    let Some(at) = at else { return Err("there is no Sprint yet".into()) };
    let to = if is_later { at + times } else { at.saturating_sub(times) };
    let to = to.min(all.len() - 1);
    if to == at {
        return Err(if is_later { "this is the last Sprint" } else { "this is the first Sprint" }.into());
    }
    model.sprint.chosen = all.get(to).copied();
    Ok(Vec::new())
}

/// To the side or column beside.
fn aside(model: &mut Model, is_right: bool, times: usize) -> Result<(), String> {
    match model.sprint.part {
        sprint::Part::Plan => plan::aside(model, is_right),
        sprint::Part::Board => board::aside(model, is_right, times)?,
        sprint::Part::Burndown | sprint::Part::Review => {}
    }
    Ok(())
}

/// Opens the stand-up sheet; it is about the Sprint that runs, whichever is shown.
fn stand_up(model: &mut Model) -> Done {
    let is_running = model.blocks.first().is_some_and(|block| block.sprint.phase == Phase::Active);
    if !is_running {
        return Err("no Sprint runs: a stand-up is about the one that does".into());
    }
    model.sprint.chosen = None;
    model.overlays.push(Overlay::Standup(Box::default()));
    Ok(Vec::new())
}

/// A step as the view means it: to a part, to a side, or through a column of the board.
pub(super) fn go(model: &mut Model, go: &Go, count: Option<usize>) -> Option<Done> {
    if !model.overlays.is_empty() {
        return None;
    }
    if let Some(on) = view::parts_on(go, count, sprint::Part::COUNT) {
        // What is gone to is seen, also where the story was open.
        (model.sprint.part, model.backlog.is_open) = (model.sprint.part.step(on), false);
        return Some(Ok(Vec::new()));
    }
    if matches!(go, Go::Left | Go::Right) {
        return Some(aside(model, *go == Go::Right, count.unwrap_or(1)).map(|()| Vec::new()));
    }
    let is_board = model.sprint.part == sprint::Part::Board && !model.backlog.is_open;
    (is_board && board::go(model, go, count)).then(|| Ok(Vec::new()))
}

/// True where the part shown marks for itself: on the board the cursor goes down in its column.
pub(super) fn marks(model: &mut Model, mark: Mark, count: Option<usize>) -> bool {
    if model.sprint.part != sprint::Part::Board || mark != Mark::Toggle {
        return false;
    }
    for _ in 0..count.unwrap_or(1) {
        let Some(id) = model.backlog.selected() else { break };
        model.backlog.marks.toggle(id);
        board::go(model, &Go::Down, None);
        if model.backlog.selected() == Some(id) {
            break;
        }
    }
    true
}

/// A move as the part shown means it; `None` where it means the same as in the lists.
pub(super) fn shift(model: &Model, to: &Move, count: Option<usize>, run: &[ItemId]) -> Option<Done> {
    if model.sprint.part == sprint::Part::Board { board::shift(model, to, count, run) } else { None }
}

/// As [`mouse::press_row`], on a side of the plan; `None` in another part.
pub(super) fn press_plan(model: &mut Model, pane: Rect, at: Position) -> Option<Vec<Effect>> {
    if model.sprint_part() != Some(sprint::Part::Plan) {
        return None;
    }
    let Some((id, is_right)) = sprint::spot_at(model, pane, at) else { return Some(Vec::new()) };
    if model.backlog.cursor == Some(id) {
        let effects = mouse::press_row(model, id);
        model.pointer.pressed = None;
        return Some(effects);
    }
    plan::aside(model, is_right);
    model.backlog.cursor = Some(id);
    (model.pointer.clicked, model.pointer.pressed) = (Some((model.now.at, id)), None);
    Some(Vec::new())
}

/// The wheel rolls the part shown.
pub(super) fn roll(model: &mut Model, at: Position, by: usize, is_up: bool) {
    match model.sprint.part {
        sprint::Part::Board => board::roll(model, at, by, is_up),
        sprint::Part::Plan | sprint::Part::Burndown | sprint::Part::Review => {
            let index = if is_up { model.backlog.index.saturating_sub(by) } else { model.backlog.index + by };
            model.backlog.select(index);
        }
    }
}

/// Keeps what is shown around the cursor, once that has its place.
pub(super) fn seen(model: &mut Model) {
    match model.sprint_part() {
        Some(sprint::Part::Board) => board::settle(model),
        Some(sprint::Part::Review) => review::settle(model),
        Some(sprint::Part::Plan | sprint::Part::Burndown) | None => {}
    }
    if let Some(Overlay::Standup(mut state)) = model.overlays.pop_if(|top| matches!(top, Overlay::Standup(_))) {
        let sheet = standup::sheet(&state, model, model.audience());
        let shared = standup::sheet(&state, model, Audience::Everyone);
        state.make(sheet, shared);
        model.overlays.push(Overlay::Standup(state));
    }
}

/// What feedback is about, in words.
pub(super) fn subject(model: &Model) -> String {
    let item = model.backlog.item.as_ref().filter(|item| model.backlog.selected() == Some(item.id));
    item.map_or_else(|| "the Sprint".into(), |item| item.key.to_string())
}

/// The pop-up for the notes of the Sprint shown, with the text typed so far.
pub(super) fn notes(model: &Model, text: Option<&str>) -> Option<Overlay> {
    let sprint = &model.sprint.course.as_ref()?.sprint;
    let typed = text.unwrap_or(&sprint.notes);
    let state = notes::State::new(sprint.id, sprint.title(), sprint.is_goal_met, &sprint.notes, typed);
    Some(Overlay::Notes(Box::new(state)))
}

/// True while the notes of a review are open.
pub(super) fn is_noting(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Notes(_)))
}

/// The notes came back from the editor.
pub(super) fn edited(model: &mut Model, text: Result<Option<String>, String>) -> Vec<Effect> {
    let Some(Overlay::Notes(state)) = model.overlays.last_mut() else { return Vec::new() };
    match text {
        Ok(Some(text)) => {
            notes::update(state, notes::Action::Put(text));
            model.toast = Some(Toast::hint("as written in the editor: leaving saves it"));
        }
        Ok(None) => model.toast = Some(Toast::hint("nothing was changed in the editor")),
        Err(reason) => {
            state.error = Some(reason.clone());
            model.toast = Some(Toast::failed(reason));
        }
    }
    model.session.is_draft_stale = true;
    Vec::new()
}

/// Takes over the course of the Sprint shown. One that is gone, or was closed on its plan, gives way to the next.
pub(super) fn met(model: &mut Model, course: Option<Box<Course>>) {
    let was_running = |old: &Course| old.sprint.phase == Phase::Active;
    let is_over = |new: &Course| new.sprint.phase == Phase::Closed;
    let (old, new) = (model.sprint.course.as_deref(), course.as_deref());
    let is_closed =
        old.zip(new).is_some_and(|(old, new)| old.sprint.id == new.sprint.id && was_running(old) && is_over(new));
    if course.is_none() || (is_closed && model.sprint.part == sprint::Part::Plan) {
        model.sprint.chosen = None;
    } else if is_closed && model.shows(View::Sprint) {
        // Its charts and its review are looked at next.
        model.sprint.chosen = new.map(|new| new.sprint.id);
    }
    model.sprint.course = course;
}

/// Shows a Sprint that was made just now, once it is known.
fn meet_new(model: &mut Model) {
    let Some(known) = &model.sprint.awaited else { return };
    let new = model.blocks.iter().map(|block| block.sprint.id).find(|id| !known.contains(id));
    if new.is_some() {
        (model.sprint.chosen, model.sprint.awaited) = (new, None);
        plan::aside(model, false);
    }
}

/// Shows the Sprint that there is.
pub(super) fn settle(model: &mut Model) {
    meet_new(model);
    if sprint::shown(model).is_none() {
        model.sprint.course = None;
    }
    life::settle(model);
}
