//! What the screen needs from the store, by anchor.

use super::layout;
use super::model::Model;
use super::overlay::Overlay;
use super::screen::{View, backlog, present, prioritize, sprint};
use crate::domain::Wanted;
use crate::domain::query::Panel;

/// Says what must be read for the next frame.
pub fn wanted(model: &Model) -> Wanted {
    let rows = model.list_rows().max(layout::list_rows(model.height));
    Wanted {
        product: model.product.as_ref().map(|p| p.id),
        list: model.backlog.list,
        rows: backlog::wanted(&model.backlog, rows),
        beside: model.view.beside(model),
        column: model.backlog.narrow.sort().map(|sort| sort.by),
        ready: model.backlog.checked.test(model.backlog.list, model.now),
        item: model.backlog.selected(),
        blocks: true,
        ahead: if backlog::shows_ahead(&model.backlog) { backlog::AHEAD } else { 0 },
        course: sprint::shown(model).filter(|_| model.shows(View::Sprint) || is_standup(model)),
        past: model.shows(View::Sprint),
        counts: model.backlog.order.is_some(),
        inputs: model.shows(View::Prioritize),
        scoring: model.scoring().cloned().map(Box::new),
        panel: panel(model),
    }
}

fn is_review(model: &Model) -> bool {
    model.sprint_part() == Some(sprint::Part::Review)
}

/// True while a stand-up sheet is open: it is about the running Sprint, wherever one is.
fn is_standup(model: &Model) -> bool {
    model.overlays.iter().any(|overlay| matches!(overlay, Overlay::Standup(_)))
}

/// What the topmost pop-up shows that shows anything of the store, else what refinement must know.
fn panel(model: &Model) -> Option<Panel> {
    let shown = model.overlays.iter().rev().find_map(Overlay::wanted);
    let review = || sprint::review::wanted(model).filter(|_| is_review(model));
    let prioritized = || prioritize::wanted(model).filter(|_| model.shows(View::Prioritize));
    let shown = shown.filter(|panel| match panel {
        Panel::Values(values) => model.audience().may_complete(*values),
        _ => true,
    });
    let shown = shown.or_else(|| model.present.as_ref().map(present::wanted));
    shown.or_else(|| model.backlog.walk.as_ref().map(|walk| walk.wanted())).or_else(review).or_else(prioritized)
}
