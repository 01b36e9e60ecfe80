//! Prioritize: going there, its parts, and what a key means in it.

use super::super::screen::prioritize::table::{self, Begun};
use super::super::screen::prioritize::{self, Part};
use super::super::screen::{View, backlog};
use super::{act, input, view};
use crate::domain::List;
use crate::domain::score::{Amount, Input};
use crate::ui::action::prioritize::{Prioritize, Table};
use crate::ui::action::{Action, Go, Move, Write};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::words::Asked;
use crate::ui::overlay::{Overlay, cell, scoring};
use crate::ui::press::Press;
use crate::ui::screen::Turns;
use crate::ui::toast::Toast;
use crate::ui::verb::{self, Command};
use crate::ui::wording::keyed;
use strum::EnumCount;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

pub(super) fn update(model: &mut Model, action: &Prioritize, count: Option<usize>) -> Done {
    if is_way(action) {
        if !model.shows(View::Prioritize) {
            view::go_to(model, View::Prioritize);
            model.prioritize.jumps = model.backlog.back.len();
        }
        model.backlog.is_open = false;
    } else if !model.shows(View::Prioritize) {
        return Err(keyed(&model.keymap, "this acts in Prioritize: go there first (<go prioritize>)"));
    }
    if let (Prioritize::Table(to @ (Table::Edit | Table::Clear)), Some(input)) = (action, table::cell(model)) {
        return if *to == Table::Edit { Ok(open(model, input, None)) } else { clear(model, &input) };
    }
    prioritize::update(model, action, count)
}

/// True for what leads to the view from elsewhere.
fn is_way(action: &Prioritize) -> bool {
    match action {
        Prioritize::Show(_)
        | Prioritize::Framework(_)
        | Prioritize::Scoring
        | Prioritize::WhatIf
        | Prioritize::Worst => true,
        Prioritize::Settle(_)
        | Prioritize::Score(_)
        | Prioritize::Table(_)
        | Prioritize::Matrix(_)
        | Prioritize::Pairs(_) => false,
    }
}

/// A key that begins a value in the cell under the cursor, or that the cell refuses; `None` for every other one.
pub(super) fn begin(model: &mut Model, press: Press) -> Option<Vec<Effect>> {
    let (input, begun) = (cell_at(model)?, table::begun(model, press)?);
    let reason = match begun {
        Begun::Refused(reason) => reason,
        Begun::Text(text) => match closed(model) {
            None => return Some(open(model, input, Some(&text))),
            Some(reason) => reason,
        },
    };
    model.toast = Some(Toast::hint(reason));
    Some(Vec::new())
}

/// Text that is pasted on a cell that takes a value is one; `None` where it is for something else.
pub(super) fn pasted(model: &mut Model, text: &str) -> Option<Vec<Effect>> {
    let input = cell_at(model)?;
    let text = text.trim();
    let several = "one value is pasted at a time: these are several lines";
    let reason = closed(model).or_else(|| text.contains('\n').then(|| several.to_owned()));
    if let Some(reason) = reason {
        model.toast = Some(Toast::hint(reason));
        return Some(Vec::new());
    }
    Some(open(model, input, Some(text)))
}

/// The input of the cell under the cursor, where keys are about it.
fn cell_at(model: &Model) -> Option<Input> {
    let is_here = model.shows(View::Prioritize) && model.present.is_none() && table::has_keys(model);
    let is_free = model.overlays.is_empty() && !model.pending.is_begun();
    table::cell(model).filter(|_| is_here && is_free)
}

/// Why no cell can be changed now.
fn closed(model: &Model) -> Option<String> {
    verb::find("edit-cell").and_then(|verb| model.disabled(verb))
}

/// Opens the cell under the cursor, with the first characters of another value or with the present one.
fn open(model: &mut Model, input: Input, typed: Option<&str>) -> Vec<Effect> {
    backlog::close_range(&mut model.backlog);
    let present = table::present(model);
    let state = cell::State::new(model.backlog.targets(), input, present, typed);
    model.overlays.push(Overlay::Cell(Box::new(state)));
    Vec::new()
}

/// Takes the value of the cell under the cursor off, and those of the marked rows.
fn clear(model: &mut Model, input: &Input) -> Done {
    if model.backlog.marks.is_empty() && table::present(model).is_none() {
        return Err(format!("{} is empty already", input.name));
    }
    set(model, input, None)
}

fn set(model: &mut Model, input: &Input, amount: Option<Amount>) -> Done {
    let verb = verb::find("edit-cell").ok_or("there is no such verb")?;
    let action = Action::Write(Write::Inputs(vec![(input.id.clone().into_owned(), amount)]));
    act::perform(model, &Command { verb, action, count: None }, None)
}

/// Writes what was typed in a cell, and goes on; where it can't be written, it stays with the reason.
pub(super) fn entered(model: &mut Model, mut state: Box<cell::State>, command: &Command) -> Vec<Effect> {
    let is_same = state.is_as_it_was();
    let done = input::aim(model, Some(&state.targets))
        .and_then(|()| if is_same { Ok(Vec::new()) } else { act::perform(model, command, None) });
    match done {
        Ok(effects) => {
            stepped(model, state.step);
            effects
        }
        Err(reason) => {
            state.blame(reason);
            model.overlays.push(Overlay::Cell(state));
            Vec::new()
        }
    }
}

/// The form was left: what is tried out is as before it.
pub(super) fn give_back(model: &mut Model, state: &scoring::State) {
    if let (Some(before), Some(trial)) = (state.before(), &mut model.prioritize.table.trial) {
        *trial.scoring = before.clone();
    }
}

/// Goes on from a cell that was written; where several were, the cursor stays.
fn stepped(model: &mut Model, step: table::Step) {
    if model.overlays.is_empty() && model.backlog.marks.is_empty() {
        table::step(model, step);
    }
}

/// True for a jump back to what was shown before the view; those made in it lead back inside it.
pub(super) fn is_left_by(model: &Model, go: &Go) -> bool {
    let jumps = model.backlog.back.len();
    match go {
        Go::List(_) | Go::NextView | Go::PreviousView => true,
        Go::Back => jumps > 0 && jumps <= model.prioritize.jumps,
        // An item of another list leads there once it is found.
        Go::Item(_)
        | Go::Down
        | Go::Up
        | Go::First
        | Go::Last
        | Go::PageDown
        | Go::PageUp
        | Go::HalfDown
        | Go::HalfUp
        | Go::Place(_)
        | Go::NextPart
        | Go::PreviousPart
        | Go::Left
        | Go::Right
        | Go::Open
        | Go::ScrollDown
        | Go::ScrollUp => false,
    }
}

/// A step as the view means it: to a part, or as the part has it.
pub(super) fn go(model: &mut Model, go: &Go, count: Option<usize>) -> Option<Done> {
    if !model.overlays.is_empty() {
        return None;
    }
    if let Some(on) = view::parts_on(go, count, Part::COUNT) {
        (model.prioritize.part, model.backlog.is_open) = (model.prioritize.part.step(on), false);
        return Some(Ok(Vec::new()));
    }
    let done = prioritize::go(model, go, count);
    if done.is_none() && matches!(go, Go::Left | Go::Right) {
        return Some(Err("nothing stands to the side here".into()));
    }
    done
}

/// A move as the view means it; `None` where it means the same as in the lists. What stands in another sequence is not
/// moved past what is above or below it there.
pub(super) fn shift(model: &Model, to: &Move) -> Option<Done> {
    let is_nudge = matches!(to, Move::Up | Move::Down);
    (is_nudge && model.backlog.cards.is_some()).then(|| {
        let text = "this part shows another sequence than the order: <move> puts the item at a place of that";
        Err(keyed(&model.keymap, text))
    })
}

/// True where something in the part was left, one level up; a range and the story are left before it.
pub(super) fn leave(model: &mut Model) -> bool {
    let is_below = model.backlog.marks.range.is_some() || model.backlog.is_open;
    model.shows(View::Prioritize) && !is_below && prioritize::leave(model)
}

/// Keeps what is shown around the cursor, once that has its place.
pub(super) fn seen(model: &mut Model) {
    prioritize::settle(model);
}

/// True where another list than the Product Backlog came to be shown: the view is about that one alone.
pub(super) fn is_lost(model: &Model) -> bool {
    model.backlog.list != List::Backlog
}
