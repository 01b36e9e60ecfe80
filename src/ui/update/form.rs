//! Forms: opened, left, looked at against what another window wrote meanwhile, written as one step.

mod draft;
mod sprint;

use super::Met;
use crate::domain::item::Ties;
use crate::domain::text::counted;
use crate::domain::{Change, ItemId, Key, Kind, State};
use crate::ui::action::Form;
use crate::ui::completion;
use crate::ui::effect::{Effect, Typed};
use crate::ui::model::Model;
use crate::ui::overlay::form::check::Rules;
use crate::ui::overlay::form::draft as kept;
use crate::ui::overlay::form::slot::Slot;
use crate::ui::overlay::form::value::{self, Part, Values};
use crate::ui::overlay::form::{
    self, ASKED, Action, Subject, Typing, checks, item, sheet as product, sprint as of_sprint,
};
use crate::ui::overlay::{Overlay, Reply};
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;
pub(super) use draft::{closed, found, keep_draft, restore};
use draft::{let_go, seek};
use ratatui::layout::Rect;
pub(super) use sprint::{edit_action, edit_sprint, new_action, new_sprint};
use std::rc::Rc;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// The topmost form, also below other pop-ups.
fn top(model: &mut Model) -> Option<&mut form::State> {
    model.overlays.iter_mut().rev().find_map(Overlay::as_form_mut)
}

/// The forms that are open, the topmost last.
fn forms(model: &Model) -> impl DoubleEndedIterator<Item = &form::State> {
    model.overlays.iter().filter_map(Overlay::as_form)
}

/// True where a form has the keys.
pub(super) fn is_open(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Form(_)))
}

/// True while a form waits for the store.
pub(super) fn is_saving(model: &Model) -> bool {
    forms(model).any(|form| form.saving.is_some())
}

fn rules(model: &Model, own: Option<Key>) -> Rules {
    let product = model.product.as_ref();
    Rules {
        scale: product.map(|p| p.scale).unwrap_or_default(),
        prefix: product.map_or(String::new(), |p| p.prefix.clone()),
        own,
        today: model.now.day,
    }
}

fn push(model: &mut Model, state: form::State) {
    model.overlays.push(Overlay::Form(Box::new(state)));
}

/// Two forms over each other would write over each other.
fn check_free(model: &Model) -> Result<(), String> {
    let is_free = forms(model).next().is_none();
    if is_free { Ok(()) } else { Err(keyed(&model.keymap, "a form is open already: <leave> saves and leaves it")) }
}

/// Opens the item under the cursor.
pub(super) fn edit(model: &mut Model) -> Done {
    check_free(model)?;
    let item = model.backlog.item.as_ref().filter(|item| model.backlog.selected() == Some(item.id));
    let item = item.ok_or("no item is selected")?;
    if item.is_trashed {
        return Err(keyed(&model.keymap, "this item lies in the trash: take it out first (<untrash>)"));
    }
    let name = format!("{} · {}", item.key, item.text.kind.name());
    let rules = rules(model, Some(item.key.clone()));
    let mut state = form::State::new(Subject::Item(item.id), name, shown(model, item::values(item)), rules);
    state.titles = item::titles(item);
    let marks = model.backlog.marks.sorted();
    if !marks.is_empty() && marks != [item.id] {
        let text = format!("{} is edited, under the cursor · marks do nothing to a form", item.key);
        model.toast = Some(Toast::hint(text));
    }
    let sought = seek(&state.subject);
    push(model, state);
    Ok(sought)
}

/// The fields that whoever looks may see.
fn shown(model: &Model, mut values: Values) -> Values {
    values.retain(|(slot, _)| !model.is_public || slot.is_public());
    values
}

/// Opens the product sheet.
pub(super) fn sheet(model: &mut Model) -> Done {
    check_free(model)?;
    let product = model.product.as_ref().ok_or("there is no product yet: type its name first")?;
    let state = form::State::new(
        Subject::Sheet(product.id),
        format!("{} · product sheet", product.name),
        shown(model, product::values(product)),
        rules(model, None),
    );
    let sought = seek(&state.subject);
    push(model, state);
    Ok(sought)
}

/// Does a verb of the form.
pub(super) fn act(model: &mut Model, verb: Form, count: Option<usize>) -> Done {
    let keymap = Rc::clone(&model.keymap);
    let sheet = model.product.as_ref().map(|p| p.sheet.clone()).unwrap_or_default();
    let form = forms(model).next_back().filter(|_| verb == Form::Mend);
    let mended = form.and_then(|state| checks::mended(state, model));
    let Some(state) = top(model) else { return Err("no form is open".into()) };
    match verb {
        Form::Discard => return Ok(discard(model)),
        Form::Editor => {
            let text = state.text_at().ok_or("there is no text here to be written in an editor")?;
            let slot = state.entry().map_or("text".into(), |entry| entry.slot.label().to_lowercase());
            return Ok(vec![Effect::EditText(format!("{slot}.md"), text)]);
        }
        Form::Template => {
            let kind = Kind::parse(state.of(Slot::Kind).as_text()).ok_or("only an item begins with a template")?;
            let none = || {
                format!("there is no template of a {}: {}", kind.name(), keyed(&keymap, "<sheet> has a place for one"))
            };
            let filled = product::fill(&state.values(), sheet.template(kind).ok_or_else(none)?);
            if filled.is_empty() {
                return Err("everything that the template would fill is filled already".into());
            }
            state.put_all(filled);
        }
        Form::Mend => {
            let mended = mended.ok_or("nothing was found here that a key could mend")?;
            let first = mended.first().map(|(slot, _)| *slot);
            state.put_all(mended);
            if let Some(slot) = first {
                state.go_to(slot);
            }
        }
        Form::Field => {
            if let Some(part) = state.part().cloned() {
                open_part(model, part);
                return Ok(Vec::new());
            }
            reply(form::update(state, Action::Do(verb, 1), &keymap))?;
        }
        Form::Next
        | Form::Previous
        | Form::Add
        | Form::Up
        | Form::Down
        | Form::Tick
        | Form::Drop
        | Form::Fill
        | Form::Mine
        | Form::Theirs
        | Form::Both => reply(form::update(state, Action::Do(verb, count.unwrap_or(1)), &keymap))?,
    }
    model.session.is_draft_stale = true;
    Ok(Vec::new())
}

/// Opens a template over its sheet.
fn open_part(model: &mut Model, part: Part) {
    let kind = Kind::parse(&part.name).unwrap_or_default();
    let rules = rules(model, None);
    let article = if kind == Kind::Epic { "an" } else { "a" };
    let name = format!("Template of {article} {}", kind.name());
    push(model, form::State::new(Subject::Part(kind), name, part.values, rules));
}

fn reply(reply: Reply) -> Result<(), String> {
    match reply {
        Reply::Refuse(reason) => Err(reason),
        Reply::Stay
        | Reply::Close
        | Reply::CloseWith(_)
        | Reply::Do(_)
        | Reply::Run(_)
        | Reply::Over(_)
        | Reply::Submit(_) => Ok(()),
    }
}

/// Takes back the last change in the form, or brings it back.
pub(super) fn undo(model: &mut Model, is_back: bool) -> Done {
    let keymap = Rc::clone(&model.keymap);
    if let Some(state) = top(model) {
        reply(form::update(state, if is_back { Action::Undo } else { Action::Redo }, &keymap))?;
    }
    model.session.is_draft_stale = true;
    Ok(Vec::new())
}

/// A click on a row of the form.
pub(super) fn click(model: &mut Model, body: Rect, row: usize) {
    let keymap = Rc::clone(&model.keymap);
    let spot = forms(model).next_back().and_then(|state| form::spot_at(state, model, body, row));
    if let (Some(spot), Some(state)) = (spot, top(model)) {
        if state.at != spot {
            form::update(state, Action::Click(spot), &keymap);
        } else if !state.is_inside() && state.part().is_none() {
            form::update(state, Action::Do(Form::Field, 1), &keymap);
        }
    }
}

/// Saves and leaves; where something is wrong, it is told at its field and nothing is lost.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(state) = top(model) else { return Vec::new() };
    if let Err(reason) = state.settle() {
        model.toast = Some(Toast::hint(reason));
        return Vec::new();
    }
    if let Subject::Part(kind) = state.subject {
        return leave_part(model, kind);
    }
    if !state.is_changed() {
        if matches!(state.subject, Subject::NewSprint(_)) {
            let text = "nothing was typed, so no Sprint was made: a Sprint Goal or other days make one";
            model.toast = Some(Toast::hint(text));
        }
        return super::input::close(model);
    }
    state.saving = Some(state.values());
    let mut keys: Vec<Key> = item::keys(&state.values(), &state.rules).into_iter().map(|(_, key)| key).collect();
    keys.dedup();
    vec![Effect::Meet(state.subject.clone(), keys)]
}

/// The template goes back into the sheet it was opened from.
fn leave_part(model: &mut Model, kind: Kind) -> Vec<Effect> {
    let Some(part) = top(model).map(|state| state.values()) else { return Vec::new() };
    model.overlays.pop();
    if let Some(sheet) = top(model) {
        let mut values = sheet.values();
        kept::put_part(&mut values, kind, part);
        sheet.put(Slot::Templates, value::of(&values, Slot::Templates).clone());
    }
    model.session.is_draft_stale = true;
    Vec::new()
}

/// Leaves without saving; the draft brings it back.
fn discard(model: &mut Model) -> Vec<Effect> {
    if let Some(state) = top(model) {
        state.leave_field();
        if matches!(state.subject, Subject::Part(_)) {
            model.overlays.pop();
            model.toast = Some(Toast::hint("the template stays as it was"));
            return Vec::new();
        }
    }
    super::input::close(model)
}

/// What the form is about has been read: what only the other window changed is taken over, where both did a person
/// chooses, and then it is written.
pub(super) fn met(model: &mut Model, met: &Met) -> Vec<Effect> {
    let Some(state) = top(model).filter(|state| state.saving.is_some()) else { return Vec::new() };
    state.saving = None;
    if state.is_inside() {
        // It waited for another window, and the person went on.
        return Vec::new();
    }
    let theirs = match (&state.subject, &met.item, &met.product) {
        (Subject::Item(_), Some(item), _) if item.is_trashed => {
            let text = "this item was thrown away in another window: take it out of the trash there, or <discard> \
                        keeps your text as a draft";
            return trouble(model, keyed_of(model, text));
        }
        (Subject::Item(_), Some(item), _) => Some(item::values(item)),
        (Subject::Sheet(_), _, Some(product)) => Some(product::values(product)),
        (Subject::Sprint(..), ..) => met.sprint.as_ref().map(|sprint| of_sprint::values(&sprint.plan)),
        (Subject::Action(..), ..) => met.agreed.as_ref().map(|agreed| of_sprint::action_values(&agreed.said)),
        (Subject::NewSprint(_) | Subject::NewAction(_), ..) => Some(Vec::new()),
        _ => None,
    };
    let Some(theirs) = theirs else { return gone(model) };
    if state.meet(&theirs) {
        let count = state.entries.iter().filter(|entry| entry.theirs.is_some()).count();
        let text = format!("{} changed in another window too: choose", counted(count, "field"));
        return trouble(model, text);
    }
    let missing = met.keys.iter().find(|(_, item)| item.is_none());
    if let Some((key, _)) = missing {
        let named = item::keys(&state.values(), &state.rules).into_iter().find(|(_, known)| known == key);
        let text = format!("there is no item {key}: correct it");
        return blame(model, named.map_or(Slot::Needs, |(slot, _)| slot), text);
    }
    write(model, met)
}

/// The change that the form asks for.
fn write(model: &mut Model, met: &Met) -> Vec<Effect> {
    let Some(state) = top(model) else { return Vec::new() };
    let values = state.values();
    let change = match state.subject {
        Subject::Item(item) => {
            let (text, criteria) = item::read(&values, &state.rules);
            let id = |key: &Key| met.keys.iter().find(|(known, _)| known == key).and_then(|(_, id)| *id);
            let of = |slot: Slot| -> Vec<ItemId> {
                let keys = item::keys(&values, &state.rules).into_iter().filter(move |(known, _)| *known == slot);
                keys.filter_map(|(_, key)| id(&key)).collect()
            };
            let state = item::state(&values).unwrap_or(State::Open);
            let epic = of(Slot::Epic).first().copied();
            let ties = Ties { state, epic, needs: of(Slot::Needs), needed_by: of(Slot::NeededBy) };
            Change::Rewrite { item, text: Box::new(text), criteria, ties: Some(Box::new(ties)) }
        }
        Subject::Sheet(product) => {
            let (name, prefix, scale, sheet) = product::read(&values);
            Change::EditProduct { product, name, prefix, scale, sheet: Some(Box::new(sheet)) }
        }
        Subject::Sprint(..) | Subject::NewSprint(_) | Subject::Action(..) | Subject::NewAction(_) => {
            match sprint::change(&state.subject, &values, &state.rules, met) {
                Some(change) => change,
                None => return Vec::new(),
            }
        }
        Subject::Part(_) => return Vec::new(),
    };
    state.saving = Some(values);
    let text = kept::typed(state);
    vec![Effect::Commit { change, typed: Some(Typed { asked: ASKED, text }) }]
}

/// What the form was about is not there any more.
fn gone(model: &mut Model) -> Vec<Effect> {
    let text = "this was erased in another window: <discard> keeps your text as a draft, to be copied from";
    trouble(model, keyed_of(model, text))
}

fn keyed_of(model: &Model, text: &'static str) -> String {
    keyed(&model.keymap, text)
}

/// Something is wrong with the whole; nothing was written and nothing is lost.
fn trouble(model: &mut Model, text: String) -> Vec<Effect> {
    if let Some(state) = top(model) {
        state.trouble = Some(text);
    }
    model.session.is_draft_stale = true;
    model.toast = Some(Toast::failed("not saved"));
    Vec::new()
}

/// The store did not take it: the reason stands at the field it is about.
pub(super) fn rejected(model: &mut Model, reason: String) {
    if let Some(state) = top(model) {
        state.saving = None;
        let about = |words: &[&str]| words.iter().any(|word| reason.contains(word));
        let slot = match state.subject {
            Subject::Sheet(_) if about(&["prefix"]) => Some(Slot::Prefix),
            Subject::Item(_) if about(&["circle", "depend"]) => Some(Slot::Needs),
            Subject::Item(_) if about(&["epic"]) => Some(Slot::Epic),
            Subject::Sprint(..) | Subject::NewSprint(_) if about(&["capacity"]) => Some(Slot::Capacity),
            Subject::Sprint(..) if about(&["was started on"]) => Some(Slot::Starts),
            Subject::Sprint(..) | Subject::NewSprint(_) if about(&["would end"]) => Some(Slot::Ends),
            Subject::Item(_)
            | Subject::Sheet(_)
            | Subject::Part(_)
            | Subject::Sprint(..)
            | Subject::NewSprint(_)
            | Subject::Action(..)
            | Subject::NewAction(_) => None,
        };
        if let Some(slot) = slot {
            blame(model, slot, reason);
            return;
        }
    }
    trouble(model, reason);
}

/// Something is wrong with a field: it is told there.
fn blame(model: &mut Model, slot: Slot, reason: String) -> Vec<Effect> {
    if let Some(state) = top(model) {
        state.blame(slot, reason);
    }
    model.session.is_draft_stale = true;
    model.toast = Some(Toast::failed(format!("not saved · look at {}", slot.label())));
    Vec::new()
}

/// Nothing but the spelling of a field was another: there is nothing to write.
pub(super) fn unchanged(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    saved(model, &mut effects);
    model.toast = Some(Toast::hint("nothing was changed"));
    effects
}

/// It is written: the form closes and its draft goes. Where more was typed meanwhile, it stays. Answers what to add
/// to the message.
pub(super) fn saved(model: &mut Model, effects: &mut Vec<Effect>) -> String {
    let Some(state) = top(model) else { return String::new() };
    let Some(written) = state.saving.take() else { return String::new() };
    let taken = std::mem::take(&mut state.taken);
    if state.values() != written {
        state.begin_from(written);
        model.session.is_draft_stale = true;
        return " · the form stays open: more was typed meanwhile".into();
    }
    let (subject, unseen) = (state.subject.clone(), std::mem::take(&mut state.kept));
    if matches!(subject, Subject::NewSprint(_)) {
        model.sprint.awaited = Some(model.blocks.iter().map(|block| block.sprint.id).collect());
    }
    effects.extend(let_go(model, &subject, unseen));
    let at = model.overlays.iter().rposition(|overlay| overlay.as_form().is_some());
    at.map(|at| model.overlays.remove(at));
    model.session.is_draft_stale = false;
    if taken == 0 {
        String::new()
    } else {
        let them = if taken == 1 { "it" } else { "them" };
        format!(" · {} as the other window wrote {them}", counted(taken, "field"))
    }
}

/// A text came back from the editor, for the field under the cursor.
pub(super) fn edited(model: &mut Model, text: Result<Option<String>, String>) -> Vec<Effect> {
    let told = match (text, top(model)) {
        (_, None) => return Vec::new(),
        (Ok(Some(text)), Some(state)) => state.take_edited(&text).map(Toast::hint),
        (Ok(None), Some(_)) => Some(Toast::hint("nothing was changed in the editor")),
        (Err(reason), Some(state)) => {
            state.fault(reason.clone());
            Some(Toast::failed(reason))
        }
    };
    model.toast = told.or(model.toast.take());
    model.session.is_draft_stale = true;
    Vec::new()
}

/// Makes what completes the line that is being typed.
pub(super) fn settle(model: &mut Model) {
    let offer = match forms(model).next_back().and_then(|state| state.inside.as_ref()).map(|inside| &inside.typing) {
        Some(Typing::Line { field, assist }) if assist.is_stale() => {
            Some(completion::offer(assist.source, field.text(), field.cursor(), model, &assist.known))
        }
        Some(Typing::Line { .. } | Typing::Area(_) | Typing::Pick { .. }) | None => None,
    };
    if let (Some(offer), Some((_, assist))) =
        (offer, top(model).and_then(|state| state.inside.as_mut()).and_then(form::Inside::assist))
    {
        assist.take(offer);
    }
}
