//! Keys and pasted text: to the topmost prompt as text, else through the keymap to a verb.

use super::{act, ask, form, look, mouse, prioritize};
use crate::domain::note::{About, Draft};
use crate::domain::{ItemId, Note, ProductId};
use crate::ui::action::{Action, App};
use crate::ui::effect::{Effect, Typed};
use crate::ui::keymap::{Meaning, Scope};
use crate::ui::layout;
use crate::ui::model::{Model, Pending};
use crate::ui::overlay::words::{Asked, Words};
use crate::ui::overlay::{Overlay, Reply, prompt};
use crate::ui::press::{Code, Press};
use crate::ui::screen::prioritize::table;
use crate::ui::toast::Toast;
use crate::ui::verb::{self, Command};
use crate::ui::view;
use crate::ui::wording::keyed;
use std::ops::Range;

/// No line of a prompt is longer, in bytes.
const LINE: usize = 4096;

pub(super) fn press(model: &mut Model, press: Press) -> Vec<Effect> {
    if !layout::is_usable(model.width, model.height) {
        return press_blind(model, press);
    }
    let had_note = model.toast.is_some() && view::has_note(model);
    model.toast = None;
    let was_settled = std::mem::take(&mut model.session.is_settled);
    if was_settled && press == Press::plain(Code::Enter) {
        // The value was taken with its last digit; the Enter that a hand types after it is not meant for the list.
        return Vec::new();
    }
    if mouse::put_back(model) {
        return Vec::new();
    }
    if model.is_typing() {
        model.pending = Pending::default();
        if is_suspend(model, press) {
            return vec![Effect::Suspend];
        }
    }
    if had_note && model.overlays.is_empty() && !model.pending.is_begun() && is_leave(model, press) {
        // What stands in a frame over all else goes first.
        return Vec::new();
    }
    let own = model.overlays.last_mut().filter(|_| !model.pending.is_begun());
    if let Some(reply) = own.and_then(|overlay| overlay.press(press, &model.keymap)) {
        table::follow(model);
        model.session.is_settled = matches!(reply, Reply::Submit(_)) && press != Press::plain(Code::Enter);
        return typed(model, reply);
    }
    if let Some(effects) = prioritize::begin(model, press) {
        return effects;
    }
    sequence(model, press)
}

/// The way back to the shell is open while text is typed too.
fn is_suspend(model: &Model, press: Press) -> bool {
    let meaning = model.keymap.meaning(&[Scope::App], &[press]);
    press.ctrl && matches!(meaning, Meaning::Bound(binding) if binding.command.action == Action::App(App::Suspend))
}

/// One level up is meant.
fn is_leave(model: &Model, press: Press) -> bool {
    let meaning = model.keymap.meaning(&[Scope::App], &[press]);
    matches!(meaning, Meaning::Bound(binding) if binding.command.action == Action::App(App::Leave))
}

/// What came of a key or a text that a pop-up took for itself.
pub(super) fn typed(model: &mut Model, reply: Reply) -> Vec<Effect> {
    if model.is_typing() || matches!(model.overlays.last(), Some(Overlay::Form(_))) {
        model.session.is_draft_stale = true;
        if reply == Reply::Stay {
            look::typed(model);
        }
    }
    take_reply(model, reply)
}

/// Where nothing is shown, nothing can be done unseen but going away.
fn press_blind(model: &mut Model, press: Press) -> Vec<Effect> {
    let keymap = std::rc::Rc::clone(&model.keymap);
    match keymap.meaning(&[Scope::App], &[press]) {
        Meaning::Bound(binding) if binding.command.action == Action::App(App::Suspend) => vec![Effect::Suspend],
        Meaning::Bound(binding) if binding.command.action == Action::App(App::Quit) && model.job.is_none() => {
            // A letter may have been meant for the text that is typed below.
            if model.is_typing() && !press.ctrl { Vec::new() } else { quit_blind(model) }
        }
        Meaning::Bound(binding) if binding.command.action == Action::App(App::Leave) && press.ctrl => {
            // What is no letter leaves a text too; here there is nothing else to leave.
            if model.job.is_none() { quit_blind(model) } else { Vec::new() }
        }
        Meaning::Bound(_) | Meaning::Begun | Meaning::Unbound => Vec::new(),
    }
}

/// Goes away with what is typed kept.
fn quit_blind(model: &mut Model) -> Vec<Effect> {
    let mut effects = if model.session.is_draft_stale { keep_draft(model) } else { Vec::new() };
    effects.push(Effect::Quit);
    effects
}

/// A key of a count or of a sequence.
fn sequence(model: &mut Model, press: Press) -> Vec<Effect> {
    if let Some(digit) =
        digit(press).filter(|d| model.pending.presses.is_empty() && (*d > 0 || model.pending.count.is_some()))
    {
        let count = model.pending.count.unwrap_or(0).saturating_mul(10).saturating_add(digit);
        model.pending.count = Some(count.min(9_999_999));
        return Vec::new();
    }
    if model.pending.is_begun() && take_back(&mut model.pending, press.code) {
        return Vec::new();
    }
    model.pending.presses.push(press);
    let keymap = std::rc::Rc::clone(&model.keymap);
    match keymap.meaning(model.scopes(), &model.pending.presses) {
        Meaning::Begun => Vec::new(),
        Meaning::Unbound if model.present.is_some() && model.overlays.is_empty() => {
            // Whatever a clicker sends besides.
            model.pending = Pending::default();
            Vec::new()
        }
        Meaning::Unbound => {
            let pending = std::mem::take(&mut model.pending);
            let keys: Vec<String> = pending.presses.iter().map(ToString::to_string).collect();
            model.toast = Some(Toast::hint(format!(
                "{} does nothing here · {}",
                keys.join(" "),
                keyed(&model.keymap, "<help> shows all keys")
            )));
            Vec::new()
        }
        Meaning::Bound(binding) => {
            let pending = std::mem::take(&mut model.pending);
            run(model, &binding.command, pending.count, press)
        }
    }
}

/// Esc drops a sequence, Backspace its last key; false for the keys that go on with it.
fn take_back(pending: &mut Pending, code: Code) -> bool {
    match code {
        Code::Esc => *pending = Pending::default(),
        Code::Backspace if pending.presses.pop().is_none() => {
            pending.count = pending.count.map(|n| n / 10).filter(|n| *n > 0);
        }
        Code::Backspace => {}
        _ => return false,
    }
    pending.is_shown &= pending.is_begun();
    true
}

/// Runs a bound verb; `m 7` begins the prompt for a place with the digit.
fn run(model: &mut Model, command: &Command, count: Option<usize>, last: Press) -> Vec<Effect> {
    if let (Action::Ask(asked @ "move"), Some(digit)) = (&command.action, digit(last)) {
        if let Some(reason) = model.disabled(command.verb) {
            return refuse(model, reason);
        }
        let prompt = ask::overlay(model, asked, Some(&digit.to_string()));
        model.overlays.extend(prompt);
        return Vec::new();
    }
    match act::perform(model, command, count) {
        Ok(effects) => effects,
        Err(reason) => refuse(model, reason),
    }
}

fn refuse(model: &mut Model, reason: String) -> Vec<Effect> {
    model.toast = Some(Toast::hint(reason));
    Vec::new()
}

fn digit(press: Press) -> Option<usize> {
    match press {
        Press { code: Code::Char(c @ '0'..='9'), ctrl: false } => Some(usize::from(c as u8 - b'0')),
        _ => None,
    }
}

/// Takes what the cursor of the topmost pop-up is on.
pub(super) fn take(model: &mut Model) -> Vec<Effect> {
    let reply = model.overlays.last_mut().map_or(Reply::Stay, |overlay| overlay.take(&model.keymap));
    take_reply(model, reply)
}

/// Does what a pop-up answered.
pub(super) fn take_reply(model: &mut Model, reply: Reply) -> Vec<Effect> {
    match reply {
        Reply::Stay => Vec::new(),
        Reply::Close => close(model),
        Reply::Do(effects) => effects,
        Reply::Over(command) => act::perform(model, &command, None).unwrap_or_else(|reason| refuse(model, reason)),
        Reply::CloseWith(effects) => {
            model.overlays.pop();
            effects
        }
        Reply::Run(command) if matches!(model.overlays.last(), Some(Overlay::Prompt(_))) => {
            // What was typed stays a draft.
            let mut effects = close(model);
            effects.extend(act::perform(model, &command, None).unwrap_or_else(|reason| refuse(model, reason)));
            effects
        }
        Reply::Run(command) => run_from(model, &command),
        Reply::Submit(text) => submit(model, &text),
        Reply::Refuse(reason) => refuse(model, reason),
    }
}

/// Does what the topmost pop-up was about, and closes it.
fn run_from(model: &mut Model, command: &Command) -> Vec<Effect> {
    let mut overlay = model.overlays.pop();
    if let Some(Overlay::Cell(state)) = overlay {
        return prioritize::entered(model, state, command);
    }
    if let Some(asked) = overlay.as_mut().and_then(Overlay::asked_mut) {
        return match run_asked(model, asked, command) {
            Ok(effects) => effects,
            Err(reason) => {
                asked.blame(reason);
                model.overlays.extend(overlay);
                Vec::new()
            }
        };
    }
    let done = if let Some(Overlay::Confirm(state)) = overlay {
        let done = aim(model, Some(&state.targets)).and_then(|()| act::perform_agreed(model, command, state.count));
        done.map(|effects| with_text(effects, state.typed.as_ref()))
    } else if let Some(Overlay::Choice(state)) = overlay {
        aim(model, state.targets.as_deref()).and_then(|()| act::perform(model, command, None))
    } else {
        act::perform(model, command, None)
    };
    done.unwrap_or_else(|reason| refuse(model, reason))
}

/// Does what words were asked for, and gives them along.
fn run_asked(model: &mut Model, asked: &dyn Asked, command: &Command) -> Result<Vec<Effect>, String> {
    aim(model, asked.targets())?;
    let effects =
        if asked.is_agreed() { act::perform_agreed(model, command, None) } else { act::perform(model, command, None) }?;
    Ok(taken(model, effects, &asked.typed()))
}

/// What was typed is no draft any more: it goes with the change, also where it is asked whether that is meant.
fn taken(model: &mut Model, effects: Vec<Effect>, typed: &Typed) -> Vec<Effect> {
    model.session.is_draft_stale = false;
    if let Some(Overlay::Confirm(question)) = model.overlays.last_mut() {
        question.typed = Some(typed.clone());
    }
    with_text(effects, Some(typed))
}

/// Closes the topmost pop-up; its draft is kept until another replaces it.
pub(super) fn close(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    let Some(overlay) = model.overlays.pop() else { return effects };
    if let Overlay::Scoring(state) = &overlay {
        prioritize::give_back(model, state);
    }
    match overlay.words() {
        Some(Words::Line(state)) => close_prompt(model, state, &mut effects),
        Some(Words::Asked(asked)) => unfinished(model, asked.draft(product(model)), asked.left(), &mut effects),
        Some(Words::Form(state)) => form::closed(model, state, &mut effects),
        Some(Words::Pasted(state)) => {
            effects.push(Effect::Keep(Note::Draft(state.draft())));
            model.toast = Some(Toast::hint("nothing was added · :draft brings the lines back"));
            model.session.is_draft_stale = false;
        }
        Some(Words::Half(_) | Words::Plan(_)) | None => {}
    }
    if matches!(overlay, Overlay::Plan(_)) {
        effects.push(Effect::DropImport);
    }
    effects
}

fn product(model: &Model) -> Option<ProductId> {
    model.product.as_ref().map(|product| product.id)
}

/// What was typed in a pop-up that was left stays a draft; `what` tells what was not done.
fn unfinished(model: &mut Model, draft: Option<Draft>, what: &str, effects: &mut Vec<Effect>) {
    if let Some(draft) = draft {
        effects.push(Effect::Keep(Note::Draft(draft)));
        model.toast = Some(Toast::hint(format!("{what} · :draft brings the text back")));
    }
    model.session.is_draft_stale = false;
}

/// What was typed in a prompt stays a draft.
fn close_prompt(model: &mut Model, state: &prompt::State, effects: &mut Vec<Effect>) {
    let about = state.about(model.backlog.selected());
    let is_own = !state.field.text().trim().is_empty() && !is_as_it_was(model, state);
    if let Some(about) = about.filter(|_| is_own) {
        let draft = Draft { product: product(model), about, text: state.field.text().into() };
        effects.push(Effect::Keep(Note::Draft(draft)));
        model.toast = Some(Toast::hint("not saved · :draft brings the text back"));
    }
    model.session.is_draft_stale = false;
    look::left(model, state.asked);
    if state.asked == "keep-demo" {
        model.session.is_bye_asked = false;
    }
}

/// True where a title stands in its prompt as the item has it: that is no text of its own.
fn is_as_it_was(model: &Model, state: &prompt::State) -> bool {
    let item = model.backlog.item.as_ref().filter(|item| model.backlog.selected() == Some(item.id));
    state.asked == "title" && item.is_some_and(|item| item.text.title == state.field.text())
}

/// Reads the typed line and runs it; where that fails the prompt stays with the text and the reason.
fn submit(model: &mut Model, text: &str) -> Vec<Effect> {
    let Some(Overlay::Prompt(mut state)) = model.overlays.pop() else { return Vec::new() };
    if text.len() > LINE {
        state.error = Some(format!("this line is longer than {LINE} bytes: shorten it"));
        model.overlays.push(Overlay::Prompt(state));
        return Vec::new();
    }
    let typed = Typed { asked: state.asked, text: text.to_owned() };
    let about =
        state.about(model.backlog.selected()).filter(|about| matches!(about, About::Line(_)) && about.item().is_some());
    let done = aim(model, state.targets.as_deref()).and_then(|()| ask::answered(model, state.asked, text));
    match done {
        Ok(mut effects) => {
            if state.remembers() && !text.trim().is_empty() {
                let line = text.trim().to_owned();
                effects.insert(0, Effect::Keep(Note::Typed { prompt: state.asked.to_owned(), line }));
            }
            // Where it is not taken it comes back, and is kept again.
            effects.extend(about.map(|about| Effect::Keep(Note::DropDraft(about))));
            taken(model, effects, &typed)
        }
        Err(reason) => {
            (state.error, state.settles) = (Some(reason), None);
            state.at = wrong(&state, text);
            model.overlays.push(Overlay::Prompt(state));
            Vec::new()
        }
    }
}

/// The part of a typed line that can't be read, also where it stands behind the name of a verb.
fn wrong(state: &prompt::State, text: &str) -> Option<Range<usize>> {
    if state.field.text() != text {
        return None;
    }
    match verb::behind_name(text).filter(|_| state.asked == "command") {
        Some((verb, from)) => look::wrong(verb.name, text[from..].trim_end()).map(|at| at.start + from..at.end + from),
        None => look::wrong(state.asked, text),
    }
}

/// Gives changes the text they were made from.
fn with_text(mut effects: Vec<Effect>, text: Option<&Typed>) -> Vec<Effect> {
    for effect in &mut effects {
        if let Effect::Commit { typed, .. } | Effect::Depend { typed, .. } = effect {
            *typed = text.cloned();
        }
    }
    effects
}

/// A pop-up acts on what it was opened for: another window may have taken that away meanwhile.
pub(super) fn aim(model: &Model, targets: Option<&[ItemId]>) -> Result<(), String> {
    if targets.is_none_or(|targets| model.backlog.targets() == targets) {
        return Ok(());
    }
    Err(keyed(&model.keymap, "another window changed the list meanwhile: <leave> closes this, then look again"))
}

/// Puts the text of the topmost pop-up where `kill -9` can't reach it.
pub(super) fn keep_draft(model: &mut Model) -> Vec<Effect> {
    model.session.is_draft_stale = false;
    let product = product(model);
    let draft = match model.overlays.last().and_then(Overlay::words) {
        Some(Words::Line(state)) if is_as_it_was(model, state) => None,
        Some(Words::Line(state)) => {
            let about = state.about(model.backlog.selected());
            about.map(|about| Draft { product, about, text: state.field.text().to_owned() })
        }
        Some(Words::Asked(asked)) => asked.draft(product),
        Some(Words::Form(_)) => return form::keep_draft(model),
        Some(Words::Pasted(state)) => return vec![Effect::Keep(Note::Draft(state.draft()))],
        Some(Words::Half(_) | Words::Plan(_)) | None => None,
    };
    let is_empty = |draft: &Draft| draft.text.trim().is_empty();
    let note = draft.map(|draft| if is_empty(&draft) { Note::DropDraft(draft.about) } else { Note::Draft(draft) });
    note.map(Effect::Keep).into_iter().collect()
}

/// Reads a line typed after `:` and runs it.
pub(super) fn run_line(model: &mut Model, line: &str) -> Result<Vec<Effect>, String> {
    let command = verb::parse_line(line).map_err(|e| e.to_string())?;
    act::perform(model, &command, None)
}
