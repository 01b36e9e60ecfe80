//! Pasted text. It is text, never commands: a line goes into a prompt, many lines become new items after a look.

use super::{ask, input, look, prioritize};
use crate::domain::item::NewItem;
use crate::domain::text::{self, counted, thousands};
use crate::domain::{List, Spot, State, lines};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::{self, Overlay};
use crate::ui::toast::Toast;
use crate::ui::verb;
use crate::ui::wording::keyed;

/// Most bytes of a paste that is looked at; the reader keeps no more either.
const LIMIT: usize = 1024 * 1024;

pub(super) fn update(model: &mut Model, text: &str) -> Vec<Effect> {
    model.pointer.drag = None;
    if text.len() > LIMIT {
        return refuse(model, text.len());
    }
    if model.present.is_some() && model.overlays.is_empty() {
        return Vec::new();
    }
    if let Some(effects) = prioritize::pasted(model, text) {
        return effects;
    }
    let Some(overlay) = model.overlays.last() else { return into_list(model, text) };
    if matches!(overlay, Overlay::Refusal(_) | Overlay::Cause(_)) {
        return into_prompt(model, text);
    }
    let Overlay::Prompt(open) = overlay else { return into_other(model, text) };
    let is_list = matches!(open.asked, "add" | "idea") && open.field.text().trim().is_empty();
    let state = if open.asked == "idea" { State::Inbox } else { State::Open };
    if is_list && lines::titles(text).len() > 1 { instead(model, text, state) } else { into_prompt(model, text) }
}

/// Says that a paste of so many bytes is too long. Nothing of it is kept.
pub(super) fn refuse(model: &mut Model, size: usize) -> Vec<Effect> {
    model.toast = Some(Toast::failed(format!(
        "{} bytes are too much to paste, at most {} are taken and nothing of it was kept: save it as a file and :import that",
        thousands(size),
        thousands(LIMIT)
    )));
    Vec::new()
}

/// The pop-up that shows what the lines of `text` become; a reason where they can't become items.
pub(super) fn overlay(model: &Model, text: &str, state: State) -> Result<Overlay, String> {
    let product = model.product.as_ref().map(|p| p.id).ok_or("there is no product yet: type its name first")?;
    let verb = verb::find("add").ok_or("there is no such verb")?;
    if let Some(reason) = model.disabled(verb) {
        return Err(reason);
    }
    let titles = lines::titles(text);
    if titles.len() > lines::MOST {
        return Err(format!(
            "{} are too many to paste, at most {} are taken and nothing was kept: save them as a file and :import that",
            counted(titles.len(), "line"),
            thousands(lines::MOST)
        ));
    }
    let item = |(n, title): (usize, String)| {
        let title = text::title("the title", &title).map_err(|e| format!("pasted line {}: {e}", n + 1))?;
        Ok(NewItem { text: lines::story(title), state, ..NewItem::default() })
    };
    let items = titles.into_iter().enumerate().map(item).collect::<Result<Vec<_>, String>>()?;
    let below = model.backlog.selected().filter(|_| model.backlog.list == List::Backlog && state == State::Open);
    let spot = below.map_or(Spot::Bottom, Spot::Below);
    // Kept as a draft, too.
    let text = text::bare(text).into_owned();
    Ok(Overlay::Lines(overlay::lines::State { product, items, spot, text, top: 0 }))
}

/// Into a pop-up that has a place for text.
fn into_other(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(reply) = model.overlays.last_mut().and_then(|overlay| overlay.paste(text, &model.keymap)) {
        return input::typed(model, reply);
    }
    let text = keyed(&model.keymap, "a pasted text has no place here: <leave> first");
    hint(model, &text)
}

/// Where no prompt is open: one line begins an item, several are shown first.
fn into_list(model: &mut Model, text: &str) -> Vec<Effect> {
    if model.product.is_none() {
        return Vec::new();
    }
    let titles = lines::titles(text);
    match titles.as_slice() {
        [] => hint(model, "nothing in the pasted text could be a title"),
        [title] => {
            let prompt = ask::overlay(model, "add", Some(title));
            model.overlays.extend(prompt);
            Vec::new()
        }
        _ => {
            let state = if model.backlog.list == List::Inbox { State::Inbox } else { State::Open };
            open(model, text, state)
        }
    }
}

/// The empty prompt for one item gives way to the pop-up for many.
fn instead(model: &mut Model, text: &str, state: State) -> Vec<Effect> {
    let prompt = model.overlays.pop();
    let effects = open(model, text, state);
    if !matches!(model.overlays.last(), Some(Overlay::Lines(_))) {
        model.overlays.extend(prompt);
    }
    effects
}

fn open(model: &mut Model, text: &str, state: State) -> Vec<Effect> {
    match overlay(model, text, state) {
        Ok(overlay) => {
            model.overlays.push(overlay);
            model.pending = crate::ui::model::Pending::default();
            model.session.is_draft_stale = true;
        }
        Err(reason) => model.toast = Some(Toast::failed(reason)),
    }
    Vec::new()
}

/// A prompt holds one line: the first that says something.
fn into_prompt(model: &mut Model, text: &str) -> Vec<Effect> {
    let said = text.lines().filter(|line| !line.trim().is_empty()).count();
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let taken = if said > 1 || text.contains('\n') { first.trim() } else { first };
    if taken.len() > text::LINE_LIMIT {
        return hint(model, &format!("{} bytes are too long for one line: nothing was taken", thousands(taken.len())));
    }
    let keymap = &model.keymap;
    let Some(reply) = model.overlays.last_mut().and_then(|overlay| overlay.paste(taken, keymap)) else {
        return Vec::new();
    };
    if !matches!(model.overlays.last(), Some(Overlay::Prompt(_))) {
        return input::typed(model, reply);
    }
    model.session.is_draft_stale = true;
    look::typed(model);
    if said > 1 {
        hint(model, &format!("a prompt holds one line: the first of {} was taken", counted(said, "pasted line")));
    }
    input::take_reply(model, reply)
}

fn hint(model: &mut Model, text: &str) -> Vec<Effect> {
    model.toast = Some(Toast::hint(text));
    Vec::new()
}
