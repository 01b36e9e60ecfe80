//! The Sprint view: going there and through it, and what it shows of the selection that it shares with the lists.

use super::super::screen::present;
use super::super::screen::sprint::{self, board, chart, plan, review};
use crate::domain::{ItemId, List, Order};
use crate::ui::action::sprint::Sprint;
use crate::ui::action::{Action, Go, Look};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::wording::keyed;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

pub(super) fn update(model: &mut Model, action: &Sprint, count: Option<usize>) -> Done {
    if *action == Sprint::Show {
        show(model);
        return Ok(Vec::new());
    }
    if !model.sprint.is_on {
        return Err(keyed(&model.keymap, "this acts in the Sprint view: go there first (<go sprint>)"));
    }
    let times = count.unwrap_or(1);
    match action {
        Sprint::Show => {}
        Sprint::NextPart => model.sprint.part = model.sprint.part.step(times),
        Sprint::PreviousPart => model.sprint.part = model.sprint.part.step(3 * times),
        Sprint::Later => return walk(model, true, times),
        Sprint::Earlier => return walk(model, false, times),
        Sprint::Left => aside(model, false, times),
        Sprint::Right => aside(model, true, times),
        Sprint::Life(life) => return plan::live(model, life, count),
        Sprint::Plan(to) => return plan::update(model, to, count),
        Sprint::Board(to) => return board::update(model, to, count),
        Sprint::Chart(to) => return chart::update(model, to, count),
        Sprint::Review(to) => return review::update(model, to, count),
    }
    Ok(Vec::new())
}

/// Goes to the view; the list below it is the Product Backlog.
fn show(model: &mut Model) {
    model.backlog.remember();
    if model.backlog.list != List::Backlog {
        model.backlog.show(List::Backlog, None);
    }
    model.backlog.is_open = false;
    model.sprint.is_on = true;
}

/// What leads elsewhere leaves the view first; what shows the list another way acts where the list is.
pub(super) fn make_way(model: &mut Model, action: &Action) -> Result<(), String> {
    if !model.sprint.is_on || !model.overlays.is_empty() {
        return Ok(());
    }
    let is_narrowing = match action {
        Action::Go(Go::List(_) | Go::Item(_) | Go::NextView | Go::PreviousView | Go::Back) => {
            leave(model);
            false
        }
        Action::Ask(asked) => matches!(*asked, "filter" | "find" | "sort"),
        Action::Look(to) => !matches!(to, Look::Unfold | Look::Marks | Look::Save(_) | Look::Forget(_)),
        Action::Go(_)
        | Action::Move(_)
        | Action::Mark(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Present(_)
        | Action::App(_) => false,
    };
    if is_narrowing && model.backlog.cards.is_some() {
        return Err(keyed(&model.keymap, "filters act in the lists: go there first (<go backlog>)"));
    }
    Ok(())
}

/// Leaves the view for the lists.
pub(super) fn leave(model: &mut Model) {
    model.sprint.is_on = false;
    model.backlog.cards = None;
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
fn aside(model: &mut Model, is_right: bool, times: usize) {
    match model.sprint.part {
        sprint::Part::Plan => plan::aside(model, is_right),
        sprint::Part::Board => board::aside(model, is_right, times),
        sprint::Part::Burndown | sprint::Part::Review => {}
    }
}

/// Lets the cursor go through what the view shows.
pub(super) fn settle(model: &mut Model) {
    let cards = match &model.present {
        Some(state) => Some(present::sequence(state)),
        None if model.sprint.is_on => sprint::sequence(model),
        None => None,
    };
    let Some(product) = model.product.as_ref().map(|product| product.id) else { return };
    let is_known = match (&cards, &model.backlog.cards) {
        (Some(new), Some(old)) => old.len() == new.len() && old.ids().eq(new.iter().copied()),
        (None, None) => true,
        _ => false,
    };
    if !is_known {
        let cards = cards.map(|ids: Vec<ItemId>| Order::in_sequence(product, List::Backlog, &ids));
        model.backlog.cards = cards;
    }
}
