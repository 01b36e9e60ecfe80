//! The mouse: a click selects, a second one opens, the wheel rolls, a drag moves. Geometry is that of the view.

use super::{act, form, input, judge, view};
use crate::domain::text::counted;
use crate::domain::{Instant, ItemId};
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::layout::{self, Areas};
use crate::ui::model::{Model, Pending};
use crate::ui::mouse::{Drag, Mouse, MouseKind};
use crate::ui::overlay::rows::Cursor;
use crate::ui::overlay::words::Words;
use crate::ui::overlay::{Overlay, Reply, cause, cell, help, plan, prompt, refusal};
use crate::ui::screen::{View, backlog};
use crate::ui::toast::Toast;
use crate::ui::verb;
use crate::ui::view::header;
use ratatui::layout::{Position, Rect};

/// Rows that one notch of the wheel rolls.
const NOTCH: usize = 3;
/// Two clicks within this time are one double click, in milliseconds.
const DOUBLE: i64 = 400;

pub(super) fn update(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    let is_presented = model.present.is_some() && model.overlays.is_empty();
    if !model.is_mouse_on || is_presented || !layout::is_usable(model.width, model.height) {
        return Vec::new();
    }
    let areas = areas(model);
    match mouse.kind {
        MouseKind::Down => return press(model, mouse, &areas),
        MouseKind::Drag => drag(model, mouse, &areas),
        MouseKind::Up => return release(model, mouse, &areas),
        MouseKind::WheelUp => return wheel(model, mouse, &areas, true),
        MouseKind::WheelDown => return wheel(model, mouse, &areas, false),
    }
    Vec::new()
}

/// What was begun ends where what it was about is gone: another list, a pop-up, a list that is read anew.
pub(super) fn settle(model: &mut Model) {
    if model.backlog.order.is_none() || model.awaits_list() || !model.overlays.is_empty() || model.backlog.is_open {
        model.pointer.pressed = None;
        if model.pointer.drag.take().is_some() && model.toast.is_none() {
            model.toast = Some(Toast::hint("put back: the list has changed meanwhile"));
        }
    }
}

/// Puts what is dragged back; true where something was.
pub(super) fn put_back(model: &mut Model) -> bool {
    model.pointer.pressed = None;
    let was_dragging = model.pointer.drag.take().is_some();
    if was_dragging {
        model.toast = Some(Toast::hint("put back: nothing was moved"));
    }
    was_dragging
}

fn areas(model: &Model) -> Areas {
    model.areas(Rect::new(0, 0, model.width, model.height))
}

fn press(model: &mut Model, mouse: Mouse, areas: &Areas) -> Vec<Effect> {
    (model.pointer.pressed, model.pointer.drag) = (None, None);
    if model.pointer.closed.take().is_some_and(|at| is_soon(model, at)) {
        return Vec::new();
    }
    (model.toast, model.pending) = (None, Pending::default());
    if let Some(Overlay::Cell(state)) = model.overlays.last_mut() {
        let reply = cell::update(state, cell::Action::Take);
        return press_from_cell(model, mouse, reply);
    }
    let overlays = model.overlays.len();
    if overlays > 0 {
        let effects = press_overlay(model, mouse, areas.body);
        model.pointer.closed = (model.overlays.len() < overlays).then_some(model.now.at);
        return effects;
    }
    if mouse.row == areas.header.y {
        let Some(list) = header::list_at(model, areas.header, mouse.column) else { return Vec::new() };
        model.backlog.is_open = false;
        return run(model, &format!("go {}", list.name()));
    }
    let Some(pane) = areas.list else { return Vec::new() };
    if !model.shows(View::Lists) {
        return view::press(model, pane, mouse);
    }
    match model.view.item_at(model, pane, Position::new(mouse.column, mouse.row)) {
        Some(id) => press_row(model, id),
        None => Vec::new(),
    }
}

/// What was typed in a cell is taken before something else is pointed at; where it is refused, it stays open.
fn press_from_cell(model: &mut Model, mouse: Mouse, reply: Reply) -> Vec<Effect> {
    let mut effects = input::typed(model, reply);
    if model.overlays.is_empty() {
        let said = model.toast.take();
        effects.extend(press(model, mouse, &areas(model)));
        model.toast = model.toast.take().or(said);
    } else if matches!(model.overlays.last(), Some(Overlay::Cell(_))) {
        let text = "this value is not taken as it is: it stays open";
        model.toast = Some(Toast::hint(text));
    }
    effects
}

/// The first click selects, a second one soon after opens.
pub(super) fn press_row(model: &mut Model, id: ItemId) -> Vec<Effect> {
    if model.pointer.clicked.is_some_and(|(at, clicked)| clicked == id && is_soon(model, at)) {
        model.pointer.clicked = None;
        return run(model, "open");
    }
    model.session.run.clear();
    if let Some(index) = model.backlog.index_of(id) {
        model.backlog.select(index);
    }
    model.pointer.clicked = Some((model.now.at, id));
    model.pointer.pressed = Some(id);
    Vec::new()
}

/// True where a click belongs to one that came before.
fn is_soon(model: &Model, at: Instant) -> bool {
    (0..=DOUBLE).contains(&(model.now.at.0 - at.0))
}

/// Runs a verb as if it were typed.
fn run(model: &mut Model, line: &str) -> Vec<Effect> {
    input::run_line(model, line).unwrap_or_else(|reason| {
        model.toast = Some(Toast::hint(reason));
        Vec::new()
    })
}

/// In a pop-up a click takes or selects a row, or puts it into the line; a second one soon after runs what the help
/// shows there. Beside it, it closes it.
fn press_overlay(model: &mut Model, mouse: Mouse, body: Rect) -> Vec<Effect> {
    let Some(overlay) = model.overlays.last() else { return Vec::new() };
    let area = overlay.area(body);
    if !area.contains(Position::new(mouse.column, mouse.row)) {
        return press_beside(model);
    }
    let rows = usize::from(layout::inside(area).height);
    let Some(row) = layout::row_at(area, mouse.column, mouse.row) else { return Vec::new() };
    let is_second =
        model.pointer.row.take().is_some_and(|(at, place)| place == (mouse.column, mouse.row) && is_soon(model, at));
    match model.overlays.last_mut() {
        Some(Overlay::Help(_)) if is_second => return input::take(model),
        Some(Overlay::Help(state)) => {
            if let Some(verb) = help::verb_at(state, &model.keymap, area, row) {
                state.cursor.at = verb;
                model.pointer.row = Some((model.now.at, (mouse.column, mouse.row)));
            }
        }
        Some(Overlay::Choice(_)) => return press_choice(model, rows, row),
        Some(Overlay::Plan(_)) => press_plan(model, body, row),
        Some(Overlay::Journal(state)) => point(&mut state.cursor, state.steps.len(), rows, row),
        Some(Overlay::Marks(state)) => point(&mut state.cursor, state.rows.len(), rows, row),
        Some(Overlay::Form(_)) => form::click(model, body, row),
        Some(
            Overlay::Prompt(_)
            | Overlay::Refusal(_)
            | Overlay::Cause(_)
            | Overlay::Accepting(_)
            | Overlay::Returning(_),
        ) => return press_asking(model, body, row),
        Some(
            Overlay::Questions(_)
            | Overlay::Confirm(_)
            | Overlay::History(_)
            | Overlay::Arrange(_)
            | Overlay::Why(_)
            | Overlay::Lines(_)
            | Overlay::Merge(_)
            | Overlay::Split(_)
            | Overlay::Alike(_)
            | Overlay::Checks(_)
            | Overlay::Health(_)
            | Overlay::Scope(_)
            | Overlay::Standup(_)
            | Overlay::Notes(_)
            | Overlay::Summary(_)
            | Overlay::Start(_)
            | Overlay::Cell(_)
            | Overlay::Scoring(_)
            | Overlay::Close(_)
            | Overlay::Actions(_),
        )
        | None => {}
    }
    Vec::new()
}

/// A row of the plan that is clicked has the cursor; the head of a group folds it.
fn press_plan(model: &mut Model, body: Rect, row: usize) {
    let Some(Overlay::Plan(state)) = model.overlays.last() else { return };
    let line = plan::line_at(state, model, body, row);
    if let (Some(Overlay::Plan(state)), Some(line)) = (model.overlays.last_mut(), line) {
        plan::update(state, plan::Action::Point(line));
    }
}

/// A value that is clicked is taken.
fn press_choice(model: &mut Model, rows: usize, row: usize) -> Vec<Effect> {
    if let Some(Overlay::Choice(state)) = model.overlays.last_mut()
        && let Some(index) = clicked(&state.cursor, state.options.len(), rows, row)
    {
        state.cursor.at = index;
        return input::take(model);
    }
    Vec::new()
}

/// Where words are asked for a click chooses what is offered, or goes into its field.
fn press_asking(model: &mut Model, body: Rect, row: usize) -> Vec<Effect> {
    let reply = if let Some(Overlay::Prompt(state)) = model.overlays.last_mut() {
        prompt::offer_at(state, body, row).map(|at| prompt::update(state, prompt::Action::Choose(at)))
    } else if let Some(Overlay::Refusal(state)) = model.overlays.last_mut() {
        let chosen = refusal::reason_at(state, body, row);
        chosen.map(|at| refusal::update(state, refusal::Action::Choose(at), &model.keymap))
    } else if let Some(Overlay::Cause(state)) = model.overlays.last_mut() {
        cause::field_at(state, body, row).map(|at| cause::update(state, cause::Action::Field(at)))
    } else {
        return judge::click(model, body, row);
    };
    reply.map_or_else(Vec::new, |reply| input::typed(model, reply))
}

/// Puts the cursor on the row that a click meets.
fn point(cursor: &mut Cursor, count: usize, rows: usize, row: usize) {
    cursor.at = clicked(cursor, count, rows, row).unwrap_or(cursor.at);
}

/// Which of `count` rows a click on the `row`-th of those on the screen meets.
fn clicked(cursor: &Cursor, count: usize, rows: usize, row: usize) -> Option<usize> {
    Some(cursor.top(count, rows) + row).filter(|index| *index < count)
}

/// A click beside a pop-up is like Esc, but never where a text or the program would end with it.
fn press_beside(model: &mut Model) -> Vec<Effect> {
    let does = match model.overlays.last().and_then(Overlay::words) {
        Some(Words::Form(_)) => return Vec::new(),
        Some(Words::Line(state)) if state.asked == "keep-demo" || !state.field.text().trim().is_empty() => None,
        Some(Words::Asked(asked)) if asked.own().is_some() => asked.does(),
        Some(Words::Line(_) | Words::Asked(_) | Words::Half(_) | Words::Pasted(_) | Words::Plan(_)) | None => {
            return input::close(model);
        }
    };
    model.toast = Some(Toast::hint(match does {
        Some(does) => format!("Enter {does}, Esc does not: a click does neither"),
        None => "Enter takes this text, Esc leaves it: a click does neither".to_owned(),
    }));
    Vec::new()
}

fn drag(model: &mut Model, mouse: Mouse, areas: &Areas) {
    let (Some(pane), true) = (areas.list, model.overlays.is_empty()) else { return };
    if let Some(drag) = &mut model.pointer.drag {
        drag.at = mouse;
    } else if let Some(from) = model.pointer.pressed {
        let row = layout::row_at(pane, mouse.column, mouse.row);
        if row.is_some_and(|row| model.backlog.item_on(row) == Some(from)) {
            // Still on the row where it began: a hand that trembles moves nothing.
            return;
        }
        match grab(model, from, mouse) {
            Ok(drag) => (model.pointer.drag, model.pointer.clicked) = (Some(drag), None),
            Err(reason) => {
                model.toast = Some(Toast::hint(reason));
                model.pointer.pressed = None;
            }
        }
    }
    let Some(drag) = &model.pointer.drag else { return };
    if let Some(is_up) = backlog::is_at_edge(&model.backlog, drag, pane) {
        let rows = usize::from(layout::inside(pane).height);
        backlog::roll(&mut model.backlog, 1, is_up, rows, true);
    }
}

/// Begins to drag an item, and all marked ones with it where it is marked.
fn grab(model: &Model, from: ItemId, at: Mouse) -> Result<Drag, String> {
    let verb = verb::find("move-down").ok_or("there is no such verb")?;
    if let Some(reason) = model.disabled(verb) {
        return Err(reason);
    }
    backlog::check_drag(&model.backlog, &model.keymap)?;
    let items = if model.backlog.marks.has(from) { model.backlog.targets() } else { vec![from] };
    let row = model.backlog.window.rows.iter().find(|row| row.id == from);
    let name = match (items.len(), row) {
        (1, Some(row)) => row.key.to_string(),
        (n, _) => counted(n, "item"),
    };
    Ok(Drag { from, items, name, at })
}

/// Where dragged items are let go they land, as one step.
fn release(model: &mut Model, mouse: Mouse, areas: &Areas) -> Vec<Effect> {
    model.pointer.pressed = None;
    let (Some(mut drag), Some(pane)) = (model.pointer.drag.take(), areas.list) else { return Vec::new() };
    drag.at = mouse;
    let Some(landing) = backlog::landing(&model.backlog, &drag, pane) else {
        model.toast = Some(Toast::hint("put back: nothing was moved"));
        return Vec::new();
    };
    if let Some(reason) = verb::find("move-down").and_then(|verb| model.disabled(verb)) {
        model.toast = Some(Toast::hint(reason));
        return Vec::new();
    }
    (model.session.agreed, model.session.run) = (None, Vec::new());
    match backlog::drop(&model.backlog, drag, &landing, &model.keymap) {
        Ok((effects, passed)) => {
            model.backlog.passed = passed;
            effects
        }
        Err(reason) => {
            model.toast = Some(Toast::hint(reason));
            Vec::new()
        }
    }
}

/// The wheel rolls what it is over; over a pop-up the rows of that.
fn wheel(model: &mut Model, mouse: Mouse, areas: &Areas, is_up: bool) -> Vec<Effect> {
    let at = Position::new(mouse.column, mouse.row);
    let is_over = |area: Option<Rect>| area.filter(|area| area.contains(at));
    if !model.overlays.is_empty() {
        let go = if is_up { Go::Up } else { Go::Down };
        return act::go_in_overlay(model, &go, Some(NOTCH));
    }
    if let (true, Some(_)) = (!model.shows(View::Lists), is_over(areas.list)) {
        view::roll(model, at, NOTCH, is_up);
    } else if let Some(pane) = is_over(areas.list) {
        let rows = usize::from(layout::inside(pane).height);
        let stays = model.pointer.drag.is_some();
        backlog::roll(&mut model.backlog, NOTCH, is_up, rows, stays);
    } else if let Some(pane) = is_over(areas.story) {
        let scroll = model.backlog.scroll;
        let scroll = if is_up { scroll.saturating_sub(NOTCH) } else { scroll.saturating_add(NOTCH) };
        model.backlog.scroll =
            backlog::reach(&model.backlog, scroll, pane, model.product.as_ref(), &model.keymap, &model.theme);
    }
    Vec::new()
}
