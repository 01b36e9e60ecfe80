//! From score to order: the preview, and what is fixed at its place by decision.

use super::input;
use crate::domain::{Change, ItemId, List, text};
use crate::ui::action::prioritize::Order;
use crate::ui::action::{Action, Write};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, Reply, arrange};
use crate::ui::screen::View;
use crate::ui::screen::backlog::Badges;
use crate::ui::screen::prioritize::{Part, matrix, table};
use crate::ui::verb::{self, Command};
use crate::ui::wording::keyed;
use std::rc::Rc;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Opens the preview, or chooses in it.
pub(super) fn update(model: &mut Model, order: Order) -> Done {
    if order == Order::Preview {
        return open(model);
    }
    let Some(Overlay::Arrange(state)) = model.overlays.last_mut() else {
        return Err(keyed(&model.keymap, "this acts in the preview of an order by score: open it first (<arrange>)"));
    };
    match arrange::update(state, arrange::Action::Choose(order)) {
        Reply::Refuse(reason) => Err(reason),
        reply => Ok(input::take_reply(model, reply)),
    }
}

fn open(model: &mut Model) -> Done {
    if let Some(reason) = other_than_seen(model) {
        return Err(reason);
    }
    if model.backlog.list != List::Backlog {
        return Err(keyed(&model.keymap, "scores order the Product Backlog: go there first (<go backlog>)"));
    }
    if table::is_other(model) {
        let how = "what is tried out orders nothing: keep it first (<what-if>), then order by it";
        return Err(keyed(&model.keymap, how));
    }
    let ranked = match (&model.ranked, model.ranking()) {
        (Some(ranked), Some(ranking)) if ranking.scored > 0 => Rc::clone(ranked),
        (Some(_), None) => return Err("the scores are being worked out: try again in a moment".into()),
        _ => {
            return Err(keyed(&model.keymap, "no item has a score yet: <go prioritize> is where items are scored"));
        }
    };
    let narrow = &model.backlog.narrow;
    let passing = narrow.of(model.backlog.order.as_ref()).filter(|_| !narrow.filter().is_all());
    let filtered = passing.map(|passing| {
        let mut shown: Vec<ItemId> = passing.ids().collect();
        shown.sort_unstable();
        arrange::Filtered { filter: narrow.filter().to_string(), shown }
    });
    let state = arrange::State::new(ranked, model.is_ranking_old(), model.backlog.marks.sorted(), filtered);
    model.overlays.push(Overlay::Arrange(Box::new(state)));
    Ok(Vec::new())
}

/// Why no order is made in the matrix of a product that is scored another way: it would not be the one that is looked
/// at.
fn other_than_seen(model: &Model) -> Option<String> {
    let is_matrix = model.shows(View::Prioritize) && model.prioritize.part == Part::Matrix;
    let (own, seen) = (model.scoring()?.framework, matrix::scoring(model)?.framework);
    (is_matrix && own != seen).then(|| {
        let (own, seen) = (own.rules().title(), seen.rules().title());
        let how = keyed(&model.keymap, "<framework> chooses how, <score-table> shows that score");
        format!("the product is scored by {own}, this shows {seen}: {how}")
    })
}

/// Keeps the badges, and an open preview, as the scores are now.
pub(super) fn settle(model: &mut Model) {
    let ranked = model.ranking().and(model.ranked.as_ref()).cloned();
    let is_old = model.is_ranking_old();
    model.backlog.badges = Badges { ranked: ranked.clone(), is_old };
    if let Some(Overlay::Arrange(state)) = model.overlays.last_mut() {
        state.meet(ranked.as_ref(), is_old);
    }
}

/// What is fixed is freed by the key that fixes.
pub(super) fn instead(model: &Model, command: &Command) -> Option<Command> {
    let is_asked = matches!(command.action, Action::Ask("fix"));
    let item = model.backlog.item.as_ref().filter(|item| model.backlog.targets().contains(&item.id))?;
    let verb = verb::find("unfix").filter(|_| is_asked && item.pinned.is_some())?;
    Some(Command { verb, action: Action::Write(Write::Unfix), count: None })
}

/// Fixes items where they stand, or frees them.
pub(super) fn pin(items: Vec<ItemId>, reason: Option<&str>) -> Result<Change, String> {
    let reason = reason.map(|reason| text::title("the reason", reason)).transpose().map_err(|e| e.to_string())?;
    Ok(Change::SetPinned { items, reason })
}
