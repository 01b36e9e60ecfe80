//! Prioritize: going there, its parts, and what a key means in it.

use super::super::screen::View;
use super::super::screen::prioritize::{self, Part};
use super::view;
use crate::domain::List;
use crate::ui::action::prioritize::Prioritize;
use crate::ui::action::{Go, Move};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::wording::keyed;
use strum::EnumCount;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

pub(super) fn update(model: &mut Model, action: &Prioritize, count: Option<usize>) -> Done {
    if let Prioritize::Show(_) = action {
        if !model.shows(View::Prioritize) {
            view::go_to(model, View::Prioritize);
            model.prioritize.jumps = model.backlog.back.len();
        }
        model.backlog.is_open = false;
    } else if !model.shows(View::Prioritize) {
        return Err(keyed(&model.keymap, "this acts in Prioritize: go there first (<go prioritize>)"));
    }
    prioritize::update(model, action, count)
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
