//! An item that is picked up: shifted in space, it gets another value and cost; kept, that is one step.

use super::super::super::super::model::Model;
use super::super::Done;
use super::grid::Way;
use super::{axes, here, scoring};
use crate::domain::score::{Amount, Range};
use crate::domain::{Change, ItemId};
use crate::ui::effect::Effect;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// The item in the hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    /// The item.
    pub item: ItemId,
    /// What people call it.
    pub key: String,
    /// Its value and its cost before.
    pub was: [Option<Amount>; 2],
    /// Its value and its cost where it is held.
    pub at: [Amount; 2],
}

/// Where an item begins that had no place: in the middle, on the low side of the usual cut.
const MIDDLE: Amount = Amount::whole(5);

/// Picks up the item under the cursor.
pub(super) fn pick_up(model: &mut Model) -> Done {
    if let Some(held) = &model.prioritize.matrix.held {
        let text = keyed(&model.keymap, "<open> keeps it here, <leave> puts it back");
        return Err(format!("{} is picked up: {text}", held.key));
    }
    let item = model.backlog.item.as_ref().filter(|item| Some(item.id) == model.backlog.cursor);
    let Some(item) = item else { return Err("no item is selected".into()) };
    let (id, key) = (item.id, item.key.to_string());
    let was = here(model, id).unwrap_or_default();
    let at = was.map(|known| known.unwrap_or(MIDDLE));
    model.backlog.is_open = false;
    model.prioritize.matrix.held = Some(Held { item: id, key, was, at });
    Ok(Vec::new())
}

/// Shifts what is held by so many points of the scale.
pub(super) fn shift(model: &mut Model, way: Way, times: usize) -> Done {
    let axes = scoring(model).map(|scoring| axes(&scoring));
    let (Some(axes), Some(held)) = (axes, &mut model.prioritize.matrix.held) else { return Ok(Vec::new()) };
    let (which, is_more) = match way {
        Way::Left => (1, false),
        Way::Down => (0, false),
        Way::Up => (0, true),
        Way::Right => (1, true),
    };
    let to = shifted(held.at[which], is_more, times, axes[which].range);
    if to == held.at[which] {
        return Err(format!("{} goes from {}", axes[which].name, axes[which].wanted()));
    }
    held.at[which] = to;
    Ok(Vec::new())
}

/// So many whole points on: from between two of them to the next one first.
fn shifted(from: Amount, is_more: bool, times: usize, range: Range) -> Amount {
    let times = i64::try_from(times).unwrap_or(i64::MAX / 2000).min(1000);
    let to = if is_more {
        Amount::whole(from.0.div_euclid(1000) + times)
    } else {
        Amount::whole((from.0 + 999).div_euclid(1000) - times)
    };
    match range {
        Range::Between(least, most) => to.clamp(least, most),
        Range::AtLeast(least) => to.max(least),
        Range::Classes(_) | Range::Levels(_) | Range::Steps(_) | Range::Above(_) => to,
    }
}

/// Keeps the item where it is held, as one step.
pub(super) fn put_down(model: &mut Model) -> Vec<Effect> {
    let axes = scoring(model).map(|scoring| axes(&scoring));
    let (Some(axes), Some(held)) = (axes, model.prioritize.matrix.held.take()) else { return Vec::new() };
    let changed = |at: &usize| held.was[*at] != Some(held.at[*at]);
    let inputs: Vec<_> =
        (0..2).filter(changed).map(|at| (axes[at].id.clone().into_owned(), Some(held.at[at]))).collect();
    if inputs.is_empty() {
        model.toast = Some(Toast::hint(format!("{} stays where it was", held.key)));
        return Vec::new();
    }
    vec![Effect::commit(Change::SetInputs { items: vec![held.item], inputs })]
}

/// Puts what is held back where it was; false where nothing is held.
pub(super) fn put_back(model: &mut Model) -> bool {
    let Some(held) = model.prioritize.matrix.held.take() else { return false };
    // What has no place stands in its order there.
    model.prioritize.matrix.grid = None;
    model.toast = Some(Toast::hint(format!("{} is back where it was", held.key)));
    true
}

/// Lets go of what is not under the cursor any more.
pub(super) fn settle(model: &mut Model) {
    let is_gone = |held: &Held| model.backlog.cursor != Some(held.item);
    if model.prioritize.matrix.held.as_ref().is_some_and(is_gone) {
        put_back(model);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_goes_to_whole_points_and_stays_on_the_scale() {
        let scale = Range::Between(Amount::whole(1), Amount::whole(10));
        let to = |from: i64, is_more, times| shifted(Amount(from), is_more, times, scale).0;
        assert_eq!([to(5500, true, 1), to(5500, false, 1), to(5000, true, 2)], [6000, 5000, 7000]);
        assert_eq!([to(9000, true, 99), to(2000, false, usize::MAX), to(10_000, true, 1)], [10_000, 1000, 10_000]);
    }
}
