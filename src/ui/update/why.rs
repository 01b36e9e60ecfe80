//! Why an item stands where it stands, and the reason that a step is given afterwards.

use super::ask;
use crate::domain::{Change, ItemId, Step};
use crate::ui::effect::Effect;
use crate::ui::model::{Explained, Model};
use crate::ui::overlay::{Overlay, why};
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// What is asked about: two marked items, the marked one and the selected one, else the selected one.
pub(super) fn items(model: &Model) -> Vec<ItemId> {
    let Some(here) = model.backlog.selected() else { return Vec::new() };
    let marked = model.backlog.targets();
    match marked.as_slice() {
        [_, _] if !model.backlog.marks.is_empty() => marked,
        [one] if *one != here && !model.backlog.marks.is_empty() => vec![*one, here],
        _ => vec![here],
    }
}

/// Why nothing is copied: what others get is how it is, not what is tried out.
pub(super) fn not_copied(model: &Model) -> Option<String> {
    model.tried().map(|_| {
        keyed(&model.keymap, "what is tried out is not told to others: keep it or drop it first (<what-if>), then copy")
    })
}

/// Opens the answer.
pub(super) fn open(model: &mut Model) -> Done {
    let items = items(model);
    if items.is_empty() {
        return Err("no item is selected".into());
    }
    model.overlays.push(Overlay::Why(Box::new(why::State::new(items))));
    Ok(Vec::new())
}

/// Asks for the reason of the step under the journal's cursor, else of the last change.
pub(super) fn ask(model: &mut Model) -> Done {
    let Some(Overlay::Journal(state)) = model.overlays.last() else { return Ok(vec![Effect::LastChange(None)]) };
    let step = state.at().cloned().ok_or("there is no step here")?;
    ask_of(model, &step, None);
    Ok(Vec::new())
}

fn ask_of(model: &mut Model, step: &Step, typed: Option<&str>) {
    let (label, reason) = (step.label.clone(), step.reason.clone().unwrap_or_default());
    let (is_own, audience) = (step.is_own, step.audience);
    model.session.explained = Some(Explained { step: step.id, label, reason, is_own, audience });
    let prompt = ask::overlay(model, "explain", typed);
    model.overlays.extend(prompt);
}

/// The last change is known: it gets the reason that was typed, or is asked for one. One that was made elsewhere is
/// named first.
pub(super) fn known(model: &mut Model, step: Option<&Step>, reason: Option<String>) -> Vec<Effect> {
    match (step, reason) {
        (None, _) => model.toast = Some(Toast::hint("nothing was changed yet that could have a reason")),
        (Some(step), Some(reason)) if step.is_own => {
            return vec![Effect::commit(Change::Explain { step: step.id, reason })];
        }
        (Some(step), typed) => ask_of(model, step, typed.as_deref()),
    }
    Vec::new()
}

/// The reason was typed.
pub(super) fn answered(model: &mut Model, reason: &str) -> Vec<Effect> {
    let reason = reason.to_owned();
    match model.session.explained.take() {
        Some(explained) => vec![Effect::commit(Change::Explain { step: explained.step, reason })],
        None => vec![Effect::LastChange(Some(reason))],
    }
}
