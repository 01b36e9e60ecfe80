//! What helps while a line is typed: its rows are made after each event, and what they need is asked for.

use crate::ui::completion::{self, Entry};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::assist::Needs;

/// Makes the rows of the topmost prompt where they may be others, and asks for what they need.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Prompt(state)) = model.overlays.last() else { return Vec::new() };
    let assist = &state.assist;
    let offer = assist
        .is_stale()
        .then(|| completion::offer(assist.source, state.field.text(), state.field.cursor(), model, &assist.known));
    let Some(Overlay::Prompt(state)) = model.overlays.last_mut() else { return Vec::new() };
    if let Some(offer) = offer {
        state.assist.take(offer);
    }
    let effect = state.assist.needs().map(|needs| match needs {
        Needs::Folder(folder) => Effect::ListFolder(folder),
        Needs::Lines(prompt) => Effect::Recall(prompt),
    });
    effect.into_iter().chain(like(model)).collect()
}

/// The question what is like the title that is typed.
fn like(model: &mut Model) -> Option<Effect> {
    let (product, item) = (model.product.as_ref().map(|p| p.id), model.backlog.selected());
    let Some(Overlay::Prompt(state)) = model.overlays.last_mut() else { return None };
    let except = match state.asked {
        "add" | "idea" => None,
        "title" => item,
        _ => return None,
    };
    state.like.ask(product, state.field.text(), except)
}

/// The names in a folder, for the prompt that asked for them.
pub(super) fn listed(model: &mut Model, folder: String, entries: Vec<Entry>) {
    if let Some(Overlay::Prompt(state)) = model.overlays.last_mut() {
        state.assist.list(folder, entries);
    }
}

/// The lines typed before in a prompt.
pub(super) fn recalled(model: &mut Model, prompt: &str, lines: Vec<String>) {
    if let Some(Overlay::Prompt(state)) = model.overlays.last_mut()
        && state.asked == prompt
    {
        let state = &mut **state;
        state.assist.recall(&mut state.field, lines);
    }
}
