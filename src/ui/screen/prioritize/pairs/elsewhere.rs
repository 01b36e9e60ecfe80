//! What another window does to what is compared here: it is told, and no key counts for what came up under the finger.

use super::{Page, page, result};
use crate::domain::ItemId;
use crate::domain::query::Paired;
use crate::domain::text::counted;
use crate::ui::model::Model;
use crate::ui::screen::View;
use crate::ui::screen::prioritize::Part;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// What a key is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// Two side by side.
    Pair(ItemId, ItemId),
    /// The items that would move, as they would stand.
    Order(Vec<ItemId>),
}

/// Takes what the store has told. Where another window ended or replaced what is compared here, that is said.
pub fn take(model: &mut Model, known: Option<&Paired>) {
    let state = &mut model.prioritize.pairs;
    state.known = known.map(|known| Box::new(known.clone()));
    let Some((product, items)) = state.of.as_ref().filter(|_| state.is_going) else { return };
    let Some(known) = known.filter(|known| known.product == *product) else { return };
    let now = known.begun.as_ref().map(|begun| &begun.kept.items);
    if now == Some(items) {
        return;
    }
    let text = match now.map(Vec::len) {
        None => "the comparison was ended in another window: its answers stay".into(),
        Some(others) => {
            let others = counted(others, "other item");
            let joins = keyed(&model.keymap, "<compare> joins");
            format!("another window compares {others} now: this ends here, its answers stay · {joins}")
        }
    };
    state.stop();
    model.toast = Some(Toast::hint(text));
}

/// Another window has written: a key that is on its way is meant for what is shown by now.
pub fn elsewhere(model: &mut Model) {
    let is_shown = model.shows(View::Prioritize) && model.prioritize.part == Part::Pairs;
    if is_shown && model.prioritize.pairs.seen.is_none() {
        model.prioritize.pairs.seen = seen(model);
    }
}

fn seen(model: &Model) -> Option<Seen> {
    match page(model) {
        Page::Start => None,
        Page::Ask(pair) => Some(Seen::Pair(pair.left.id, pair.right.id)),
        Page::Result(begun, order) => Some(Seen::Order(result::moved(model, begun, order))),
    }
}

/// Refuses a key that is meant for what another window has changed under the finger, once.
pub(super) fn still_seen(model: &mut Model) -> Result<(), String> {
    let Some(before) = model.prioritize.pairs.seen.take() else { return Ok(()) };
    match seen(model) {
        None => Ok(()),
        Some(now) if now == before => Ok(()),
        Some(Seen::Pair(..)) => Err("another window has answered: other two are shown now, look again".into()),
        Some(Seen::Order(_)) => Err("the backlog has changed: look again".into()),
    }
}
