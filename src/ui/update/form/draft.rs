//! What is typed in a form and not saved yet: kept, found again, let go.

use super::{check_free, forms, push, rules};
use crate::domain::note::{About, Draft};
use crate::domain::{Key, Note};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::form::draft::{self as kept, Kept};
use crate::ui::overlay::form::slot::Slot;
use crate::ui::overlay::form::{self, Subject, value};
use crate::ui::toast::Toast;
use crate::ui::update::Found;
use crate::ui::wording::keyed;
use strum::IntoEnumIterator;

/// A form was closed: what was typed and not saved stays as a draft.
pub(in crate::ui::update) fn closed(model: &mut Model, state: &form::State, effects: &mut Vec<Effect>) {
    model.session.is_draft_stale = false;
    match kept::of(std::iter::once(state), model.product.as_ref().map(|p| p.id)) {
        Some(draft) => {
            effects.push(Effect::Keep(Note::Draft(draft)));
            model.toast = Some(Toast::hint("not saved · :draft brings the text back"));
        }
        None if state.has_draft => effects.extend(let_go(model, &state.subject, state.kept.clone())),
        None => {}
    }
}

/// Puts what is typed where `kill -9` can't reach it.
pub(in crate::ui::update) fn keep_draft(model: &mut Model) -> Vec<Effect> {
    let draft = kept::of(forms(model), model.product.as_ref().map(|p| p.id));
    // The lowest one keeps the draft of all.
    let Some(state) = model.overlays.iter_mut().find_map(Overlay::as_form_mut) else { return Vec::new() };
    let had_draft = std::mem::replace(&mut state.has_draft, draft.is_some());
    let (subject, unseen) = (state.subject.clone(), state.kept.clone());
    match draft {
        Some(draft) => vec![Effect::Keep(Note::Draft(draft))],
        None if had_draft => let_go(model, &subject, unseen),
        None => Vec::new(),
    }
}

/// The text of a form needs no draft any more. What was unfinished from before, and not looked at, stays one.
pub(in crate::ui::update) fn let_go(model: &Model, subject: &Subject, unseen: Vec<Kept>) -> Vec<Effect> {
    let Some(about) = kept::about(subject) else { return Vec::new() };
    let product = model.product.as_ref().map(|p| p.id);
    vec![Effect::Keep(match Kept::together(unseen) {
        Some(unseen) => Note::Draft(Draft { product, about, text: unseen.text() }),
        None => Note::DropDraft(about),
    })]
}

/// Asks for unfinished text of what a form is opened on.
pub(in crate::ui::update) fn seek(subject: &Subject) -> Vec<Effect> {
    kept::about(subject).map(Effect::SeekDraft).into_iter().collect()
}

/// Unfinished text is kept of what the form is about: a key brings it back, and until then nothing replaces it.
pub(in crate::ui::update) fn found(model: &mut Model, draft: &Draft) {
    let Some(unseen) = Kept::read(&draft.text) else { return };
    let private = |kept: &Kept| {
        let of = |slot: Slot| (value::find(&kept.values, slot), value::find(&kept.base, slot));
        Slot::iter().filter(|slot| !slot.is_public()).map(of).any(|(said, from)| said != from)
    };
    if model.is_public && std::iter::once(&unseen).chain(&unseen.earlier).any(private) {
        // The form has no such fields, and what is typed in it would replace the text that has.
        model.overlays.retain(|overlay| overlay.as_form().is_none());
        let text =
            "unfinished text of yours is kept of this, with what public view does not show: <public> leaves it first";
        model.toast = Some(Toast::hint(keyed(&model.keymap, text)));
        return;
    }
    let is_own = |state: &&mut form::State| kept::about(&state.subject).as_ref() == Some(&draft.about);
    let Some(state) = model.overlays.iter_mut().filter_map(Overlay::as_form_mut).find(is_own) else { return };
    state.kept = unseen.apart();
    model.toast = Some(Toast::hint(keyed(&model.keymap, form::KEPT)));
}

/// A form comes back with what was typed in it.
pub(in crate::ui::update) fn restore(model: &mut Model, draft: &Draft, found: Option<Found>) -> Vec<Effect> {
    let (subject, own) = match &draft.about {
        About::Form(item) => (Subject::Item(*item), found.is_some()),
        About::Sheet(product) => (Subject::Sheet(*product), true),
        About::NewSprint(product) => (Subject::NewSprint(*product), true),
        About::NewImprovement(sprint) => (Subject::NewAction(*sprint), true),
        About::Sprint(sprint) => match draft.product {
            Some(product) => (Subject::Sprint(product, *sprint), true),
            None => return Vec::new(),
        },
        About::Improvement(action) => match draft.product {
            Some(product) => (Subject::Action(product, *action), true),
            None => return Vec::new(),
        },
        About::NewItem | About::NewIdea | About::Title(_) | About::Story(_) | About::Line(_) => return Vec::new(),
    };
    if let Err(reason) = check_free(model) {
        model.toast = Some(Toast::hint(reason));
        return Vec::new();
    }
    let Some(text) = Kept::read(&draft.text) else {
        model.toast = Some(Toast::failed("this draft was written by another version of upnext and can't be read here"));
        return Vec::new();
    };
    let key = text.name.split(' ').next().and_then(|key| Key::parse(key, ""));
    let state = kept::form(subject, text, rules(model, key));
    push(model, state);
    if !own {
        model.toast = Some(Toast::hint("the item of this draft is gone; its text is here"));
    }
    model.session.is_draft_stale = true;
    Vec::new()
}
