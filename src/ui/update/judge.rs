//! The Product Owner's word on what is done: accepted, or returned; the pop-ups in which it is given.

use super::{ask, input, write};
use crate::domain::note::{About, Draft};
use crate::domain::{Item, ItemId, Kind, Note, State};
use crate::ui::action::{Action, Check, Write};
use crate::ui::effect::{Effect, Typed};
use crate::ui::model::Model;
use crate::ui::overlay::words::{Asked, Words};
use crate::ui::overlay::{Overlay, Reply, accepting, returning};
use crate::ui::verb::Command;
use crate::ui::widget::field::Field;
use ratatui::layout::Rect;
use std::rc::Rc;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// The selected item, where it alone is meant.
fn alone(model: &Model) -> Option<&Item> {
    let item = model.backlog.item.as_deref()?;
    (model.backlog.targets() == [item.id]).then_some(item)
}

/// Says at once where there is nothing to accept or to return, before anything is typed.
pub(super) fn may_ask(model: &Model, asked: &str) -> Result<(), String> {
    let Some(item) = alone(model) else { return Ok(()) };
    let (key, state) = (&item.key, item.state);
    match asked {
        accepting::ASKED if item.text.kind == Kind::Epic => Err(format!("{key} is an epic: its items are accepted")),
        accepting::ASKED if state == State::Done => Err(format!("{key} is done already")),
        accepting::ASKED if !state.is_in_order() => {
            Err(format!("{key} is {}: only what stands in the order can be accepted", state.name()))
        }
        returning::ASKED if !matches!(state, State::ToAccept | State::Done) => {
            Err(format!("{key} is {}: only what waits for acceptance or is done can be returned", state.name()))
        }
        _ => Ok(()),
    }
}

/// The pop-up that accepts.
pub(super) fn accepting(model: &Model, text: Option<&str>) -> Overlay {
    let targets = model.backlog.targets();
    let title = format!("Accept {}?{}", ask::subject(model), ask::hidden(model));
    let item = alone(model);
    let value = text.or(item.map(|item| item.value.as_str())).unwrap_or_default();
    let state = accepting::State::new(targets, title, &model.sheet().done, value);
    Overlay::Accepting(Box::new(match item {
        Some(item) => state.with(item),
        None => state,
    }))
}

/// The pop-up that returns.
pub(super) fn returning(model: &Model, text: Option<&str>) -> Overlay {
    let targets = model.backlog.targets();
    let title = format!("Return {}: why?{}", ask::subject(model), ask::hidden(model));
    let criteria = alone(model).map_or_else(Vec::new, |item| item.criteria.clone());
    Overlay::Returning(Box::new(returning::State::new(targets, title, criteria, text.unwrap_or_default())))
}

/// The pop-up that accepts, in place of a state that would be done by one key: where something is still open, or a
/// Definition of Done is written down.
pub(super) fn instead(model: &Model, write: &Write, count: Option<usize>) -> Option<Overlay> {
    let state = if let Write::State(state) = write {
        *state
    } else if matches!(write, Write::StateOn) {
        write::step(model, true, count.unwrap_or(1)).ok()?
    } else {
        return None;
    };
    let targets = model.backlog.targets();
    let rows = model.backlog.window.rows.iter().filter(|row| targets.contains(&row.id));
    let are_in_order = rows.into_iter().all(|row| row.state.is_in_order() && row.kind != Kind::Epic);
    if state != State::Done || targets.is_empty() || !are_in_order {
        return None;
    }
    let has_open = alone(model).is_some_and(|item| item.criteria.iter().any(|criterion| !criterion.is_met));
    (has_open || !model.sheet().done.is_empty()).then(|| accepting(model, None))
}

/// Does what a key means in the pop-up that accepts.
pub(super) fn check(model: &mut Model, what: Check) -> Done {
    let Some(Overlay::Accepting(state)) = model.overlays.last_mut() else {
        return Err("no item is being accepted".into());
    };
    let action = match what {
        Check::Tick => accepting::Action::Tick,
        Check::TickAll => accepting::Action::TickAll,
        Check::Field => accepting::Action::Field,
    };
    match accepting::update(state, action) {
        Reply::Refuse(reason) => Err(reason),
        reply => Ok(input::take_reply(model, reply)),
    }
}

/// A click ticks a point of what is accepted, or chooses the criterion that is not met.
pub(super) fn click(model: &mut Model, body: Rect, row: usize) -> Vec<Effect> {
    let keymap = Rc::clone(&model.keymap);
    if let Some(Overlay::Accepting(state)) = model.overlays.last_mut() {
        let Some(at) = accepting::point_at(state, body, row).filter(|_| !state.is_typing()) else { return Vec::new() };
        state.cursor.at = at;
        let reply = accepting::update(state, accepting::Action::Tick);
        return input::take_reply(model, reply);
    }
    let Some(Overlay::Returning(state)) = model.overlays.last_mut() else { return Vec::new() };
    let Some(at) = returning::criterion_at(state, body, row) else { return Vec::new() };
    let reply = returning::update(state, returning::Action::Choose(at), &keymap);
    input::typed(model, reply)
}

/// The prompts whose drafts are of one item each.
const OF_ONE: &[&str] = &[accepting::ASKED, returning::ASKED, FEEDBACK];
/// The prompt for what was said of an item.
const FEEDBACK: &str = "feedback";

/// The prompt of a draft that is of one item.
pub(super) fn asked_of(name: &str) -> Option<&'static str> {
    let prompt = name.split('/').next();
    OF_ONE.iter().copied().find(|asked| Some(*asked) == prompt)
}

/// The drafts of an item that were written by what it touched.
pub(super) fn written(typed: &Typed, touched: &[ItemId]) -> Option<Effect> {
    let judged = [accepting::ASKED, returning::ASKED];
    let item = touched.first().filter(|_| touched.len() == 1 && judged.contains(&typed.asked))?;
    Some(Effect::Keep(Note::DropDraft(About::line(typed.asked, Some(*item)))))
}

/// Asks for the text that was left unfinished of what has just been opened.
pub(super) fn seek(model: &Model) -> Vec<Effect> {
    own(model).map(Effect::SeekDraft).into_iter().collect()
}

/// What the topmost pop-up is about, where each item has a draft of its own.
fn own(model: &Model) -> Option<About> {
    let about = match model.overlays.last()?.words()? {
        Words::Asked(asked) => Some(asked.about()),
        Words::Line(state) if state.asked == FEEDBACK => state.about(model.backlog.selected()),
        Words::Line(_) | Words::Form(_) | Words::Half(_) | Words::Pasted(_) | Words::Plan(_) => None,
    };
    about.filter(|about| about.item().is_some())
}

/// Unfinished text of an item comes back into its pop-up; false for that of anything else.
pub(super) fn found(model: &mut Model, draft: &Draft) -> bool {
    if own(model).as_ref() != Some(&draft.about) {
        return draft.about.item().is_some() && !draft.about.is_form();
    }
    if let Some(Overlay::Prompt(state)) = model.overlays.last_mut() {
        if state.field.text().is_empty() {
            state.field = Field::new(&draft.text);
        }
    } else if let Some(asked) = model.overlays.last_mut().and_then(Overlay::asked_mut) {
        asked.take_up(&draft.text);
    }
    true
}

/// What is repeated of a verb: an acceptance is of one item, the next one is looked at again.
pub(super) fn repeated(command: &Command) -> Command {
    let is_judged = matches!(&command.action, Action::Write(Write::Accept(_) | Write::Return(_)));
    let action = if is_judged { Action::Ask(command.verb.name) } else { command.action.clone() };
    Command { action, ..command.clone() }
}
