//! The views beside the lists: going there and through them, and what they show of the selection that all share.
//!
//! What is asked here of a view is answered by its own file, one match a question.

use super::super::screen::{self, View, present};
use super::{prioritize, sprint};
use crate::domain::{ItemId, List, Order};
use crate::ui::action::{Action, Go, Look, Mark, Move};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::mouse::Mouse;
use crate::ui::screen::Turns;
use crate::ui::wording::keyed;
use ratatui::layout::{Position, Rect};

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Goes to a view; the list below it is the Product Backlog.
pub(super) fn go_to(model: &mut Model, view: View) {
    model.backlog.remember();
    if model.backlog.list != List::Backlog {
        model.backlog.show(List::Backlog, None);
    }
    model.backlog.is_open = false;
    show(model, view);
}

/// Shows a view, or the lists, where one is.
pub(super) fn show(model: &mut Model, view: View) {
    model.view = view;
    if view == View::Lists {
        (model.backlog.cards, model.backlog.floor) = (None, None);
    }
}

/// Shows again what was left, by the word that was kept of its part; nothing where that is unknown.
pub(super) fn opened(model: &mut Model, word: &str) {
    if let Some(part) = screen::sprint::Part::parse(word) {
        (model.view, model.sprint.part) = (View::Sprint, part);
    } else if let Some(part) = screen::prioritize::Part::parse(word) {
        (model.view, model.prioritize.part) = (View::Prioritize, part);
    }
}

/// Leaves the view for the lists.
pub(super) fn leave(model: &mut Model) {
    show(model, View::Lists);
}

/// What leads elsewhere leaves the view first; what shows the list another way acts where the list is.
pub(super) fn make_way(model: &mut Model, action: &Action) -> Result<(), String> {
    if model.shows(View::Lists) || !model.overlays.is_empty() {
        return Ok(());
    }
    if leads_away(model, action) {
        leave(model);
    }
    if let Some(reason) = sprint::closed(model, action) {
        return Err(reason);
    }
    if is_narrowing(action) && model.shows(View::Sprint) && model.backlog.cards.is_some() {
        return Err(keyed(&model.keymap, "filters act in the lists: go there first (<go backlog>)"));
    }
    Ok(())
}

/// True for what is not shown in the view.
fn leads_away(model: &mut Model, action: &Action) -> bool {
    match action {
        Action::Go(Go::Item(key)) if sprint::has(model, key) => {
            sprint::go_inside(model);
            false
        }
        Action::Go(go) if model.shows(View::Prioritize) => prioritize::is_left_by(model, go),
        Action::Go(Go::List(_) | Go::Item(_) | Go::NextView | Go::PreviousView | Go::Back) => true,
        Action::Look(Look::Found(list, _)) => *list != List::Backlog,
        Action::Go(_)
        | Action::Look(_)
        | Action::Ask(_)
        | Action::Move(_)
        | Action::Mark(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_)
        | Action::App(_) => false,
    }
}

/// True for what shows the list another way.
fn is_narrowing(action: &Action) -> bool {
    match action {
        Action::Ask(asked) => matches!(*asked, "filter" | "find" | "sort"),
        Action::Look(to) => !matches!(to, Look::Unfold | Look::Seen | Look::Marks | Look::Save(_) | Look::Forget(_)),
        Action::Go(_)
        | Action::Move(_)
        | Action::Mark(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_)
        | Action::App(_) => false,
    }
}

/// A step as the view means it; `None` where it means the same as in the lists.
pub(super) fn go(model: &mut Model, go: &Go, count: Option<usize>) -> Option<Done> {
    match model.view {
        View::Lists => None,
        View::Sprint => sprint::go(model, go, count),
        View::Prioritize => prioritize::go(model, go, count),
    }
}

/// How many parts on a step leads among so many, around the end; `None` for another step.
pub(super) fn parts_on(go: &Go, count: Option<usize>, of: usize) -> Option<usize> {
    let times = count.unwrap_or(1) % of;
    if *go == Go::NextPart {
        Some(times)
    } else if *go == Go::PreviousPart {
        Some(of - times)
    } else {
        None
    }
}

/// True where the view marks for itself.
pub(super) fn marks(model: &mut Model, mark: Mark, count: Option<usize>) -> bool {
    match model.view {
        View::Lists => false,
        View::Sprint => sprint::marks(model, mark, count),
        View::Prioritize => mark == Mark::Toggle && screen::prioritize::mark(model, count.unwrap_or(1)),
    }
}

/// A move as the view means it; `None` where it means the same as in the lists.
pub(super) fn shift(model: &Model, to: &Move, count: Option<usize>, run: &[ItemId]) -> Option<Done> {
    match model.view {
        View::Lists => None,
        View::Sprint => sprint::shift(model, to, count, run),
        View::Prioritize => prioritize::shift(model, to),
    }
}

/// A click on an item of the view selects it, a second one soon after opens it. Nothing is dragged here.
pub(super) fn press(model: &mut Model, pane: Rect, mouse: Mouse) -> Vec<Effect> {
    let at = Position::new(mouse.column, mouse.row);
    if let Some(effects) = sprint::press_plan(model, pane, at) {
        return effects;
    }
    let effects = match model.view.item_at(model, pane, at) {
        Some(id) => {
            screen::prioritize::point(model, at);
            super::mouse::press_row(model, id)
        }
        None => Vec::new(),
    };
    model.pointer.pressed = None;
    effects
}

/// The wheel rolls what is shown.
pub(super) fn roll(model: &mut Model, at: Position, by: usize, is_up: bool) {
    match model.view {
        View::Lists => {}
        View::Sprint => sprint::roll(model, at, by, is_up),
        View::Prioritize => screen::prioritize::roll(model, at, by, is_up),
    }
}

/// Lets the cursor go through what the view shows.
pub(super) fn settle(model: &mut Model) {
    sprint::settle(model);
    if model.shows(View::Prioritize) && prioritize::is_lost(model) {
        leave(model);
    }
    screen::prioritize::matrix::settle_left(model);
    if model.shows(View::Prioritize) {
        screen::prioritize::prepare(model);
    }
    let cards = match &model.present {
        Some(state) => Some(present::sequence(state)),
        None => model.view.sequence(model),
    };
    let is_gone = |cards: &Vec<ItemId>| model.backlog.cursor.is_some_and(|id| !cards.contains(&id));
    let next = cards.as_ref().filter(|cards| is_gone(cards)).and_then(|_| model.view.neighbour(model));
    model.backlog.floor = model.view.floor(model);
    let Some(product) = model.product.as_ref().map(|product| product.id) else { return };
    let is_known = match (&cards, &model.backlog.cards) {
        (Some(new), Some(old)) => old.len() == new.len() && old.ids().eq(new.iter().copied()),
        (None, None) => true,
        _ => false,
    };
    if !is_known {
        let cards = cards.map(|ids: Vec<ItemId>| Order::in_sequence(product, List::Backlog, &ids));
        model.backlog.cards = cards;
        model.backlog.cursor = next.or(model.backlog.cursor);
    }
}

/// Keeps what is shown around the cursor, once that has its place.
pub(super) fn seen(model: &mut Model) {
    sprint::seen(model);
    if model.shows(View::Prioritize) {
        prioritize::seen(model);
    }
}
