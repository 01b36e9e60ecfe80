//! Splitting, merging, and what says nearly the same.

use super::{ask, input};
use crate::domain::merge::MergeError;
use crate::domain::similar::{Alike, Like, Wish};
use crate::domain::split as halves;
use crate::domain::text::counted;
use crate::domain::{ItemId, Key};
use crate::ui::action::Refine;
use crate::ui::completion::Row;
use crate::ui::effect::{Effect, Then};
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, alike, merge, split};
use crate::ui::screen::backlog;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Two marked items, the selected one and a marked one, or the selected one and that of a key.
pub(super) fn merge(model: &mut Model, key: Option<&Key>) -> Done {
    if let Some(Overlay::Alike(state)) = model.overlays.last() {
        let (into, from, is_chosen) = state.pair().ok_or("there is no pair here")?;
        model.overlays.push(Overlay::Merge(Box::new(merge::State::new(into, from, is_chosen))));
        return Ok(Vec::new());
    }
    let here = model.backlog.selected().ok_or("no item is selected")?;
    if let Some(key) = key {
        let key = backlog::whole(key.clone(), model.product.as_ref())?;
        if model.backlog.item.as_ref().is_some_and(|item| item.key == key) {
            return Err(MergeError::Itself(key).to_string());
        }
        return Ok(vec![Effect::Find(key, Then::Merge)]);
    }
    let others: Vec<ItemId> = model.backlog.marks.sorted().into_iter().filter(|id| *id != here).collect();
    let is_marked = others.len() < model.backlog.marks.len();
    match (others.as_slice(), is_marked) {
        ([], _) => {
            let prompt = ask::overlay(model, "merge", None).ok_or("there is nothing to ask")?;
            model.overlays.push(prompt);
            Ok(vec![Effect::ListAlike(Some(here))])
        }
        ([other], _) => {
            model.overlays.push(Overlay::Merge(Box::new(merge::State::new(here, *other, false))));
            Ok(Vec::new())
        }
        ([first, second], false) => {
            model.overlays.push(Overlay::Merge(Box::new(merge::State::new(*first, *second, false))));
            Ok(Vec::new())
        }
        _ => {
            let marked = counted(model.backlog.marks.len(), "item");
            Err(format!("{marked} are marked: two are merged at a time"))
        }
    }
}

/// The item of a key that was typed.
pub(super) fn merge_with(model: &mut Model, other: ItemId) {
    let Some(here) = model.backlog.selected() else { return };
    if here == other {
        let key = model.backlog.item.as_ref().map(|item| item.key.clone());
        model.toast = key.map(|key| Toast::failed(MergeError::Itself(key).to_string()));
        return;
    }
    model.overlays.push(Overlay::Merge(Box::new(merge::State::new(here, other, false))));
}

/// Splits the selected item.
pub(super) fn split(model: &mut Model) -> Done {
    let item = model.backlog.item.as_ref().ok_or("no item is selected")?;
    halves::check(item).map_err(|e| e.to_string())?;
    let state = split::State::new(item.id);
    model.overlays.push(Overlay::Split(Box::new(state)));
    Ok(Vec::new())
}

/// What is similar to the selected item.
pub(super) fn similar_here(model: &Model) -> Done {
    let here = model.backlog.selected().ok_or("no item is selected")?;
    Ok(vec![Effect::ListAlike(Some(here))])
}

/// Acts in the topmost pop-up.
pub(super) fn update(model: &mut Model, what: Refine) -> Done {
    let reply = match (model.overlays.last_mut(), what) {
        (Some(Overlay::Merge(state)), Refine::Swap) => merge::update(state, merge::Action::Swap),
        (Some(Overlay::Split(state)), Refine::Pick) => split::update(state, split::Action::Pick),
        (Some(Overlay::Split(state)), Refine::PickBoth) => split::update(state, split::Action::PickBoth),
        (Some(Overlay::Split(state)), Refine::Reword) => split::update(state, split::Action::Reword),
        (Some(Overlay::Split(state)), Refine::AskPattern) => split::update(state, split::Action::Ask),
        (Some(Overlay::Alike(state)), Refine::Apart) => alike::update(state, alike::Action::Apart),
        _ => return Err("this acts in another pop-up".into()),
    };
    Ok(input::take_reply(model, reply))
}

/// What is like the title that is typed.
pub(super) fn liked(model: &mut Model, wish: &Wish, like: Option<&Like>) {
    let now = model.now;
    if let Some(Overlay::Prompt(state)) = model.overlays.last_mut() {
        state.like.take(wish, like, now);
    }
}

/// What is similar: into the prompt that asks for it, else as a pop-up; below what is open, so that no key goes astray.
pub(super) fn alike(model: &mut Model, of: Option<ItemId>, pairs: Vec<Alike>) {
    if let (Some(_), Some(Overlay::Prompt(state))) = (of, model.overlays.last_mut())
        && state.asked == "merge"
    {
        let row = |pair: &Alike| Row::value(pair.b.key.to_string(), format!("{} · {}", pair.score, pair.b.title));
        state.assist.liken(pairs.iter().map(row).collect());
        return;
    }
    let Some(product) = model.product.as_ref().map(|p| p.id) else { return };
    if pairs.is_empty() {
        let none = if of.is_some() { "nothing says nearly the same" } else { "no two items say nearly the same" };
        model.toast = Some(Toast::hint(none));
        return;
    }
    let key = of.and_then(|of| pairs.iter().find(|pair| pair.a.id == of)).map(|pair| pair.a.key.clone());
    let is_covered = !model.overlays.is_empty();
    model.overlays.insert(0, Overlay::Alike(alike::State::new(product, key, pairs)));
    if is_covered {
        model.toast = Some(Toast::hint(keyed(&model.keymap, "what is similar is listed: <leave> leads to it")));
    }
}
