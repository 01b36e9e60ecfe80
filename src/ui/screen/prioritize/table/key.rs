//! What a key means on a cell that takes a value: it begins one, it is one of those that lead on, or it is refused in
//! place. What changes an item acts on its title alone, so that no word typed on a cell runs verbs by its letters.

use super::cell;
use crate::domain::score::{Input, Range};
use crate::ui::action::{Action, App};
use crate::ui::keymap::Binding;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::verb::{Command, Needs};
use crate::ui::wording::keyed;

/// What a key begins on a cell that takes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is the first character of a value.
    Text(String),
    /// It is none, and would change something else; with what the cell takes.
    Refused(String),
}

/// What a key begins on the cell under the cursor; `None` where it is a verb's.
pub fn begun(model: &Model, press: Press) -> Option<Begun> {
    let input = cell(model)?;
    let Press { code: Code::Char(typed), ctrl: false } = press else { return None };
    let is_number = typed.is_ascii_digit() || matches!(typed, '.' | ',' | '-' | '−');
    if is_number && !matches!(input.range, Range::Classes(_)) {
        return Some(Begun::Text(typed.to_string()));
    }
    let bindings = bindings(model, press);
    let whole = bindings.iter().find(|binding| binding.keys.len() == 1);
    // The steps from cell to cell count before the words that begin with their letters.
    if whole.is_some_and(|binding| matches!(binding.command.action, Action::Go(_))) {
        return None;
    }
    let meant = [Some(press), model.keymap.latin(press)].into_iter().flatten();
    if let Some(letter) = meant.into_iter().find_map(|press| letter(press, &input)) {
        return Some(Begun::Text(letter.to_string()));
    }
    let leads_on = match whole {
        Some(binding) => leads_on(&binding.command),
        None => !bindings.is_empty() && !bindings.iter().any(|of| matches!(of.command.action, Action::Move(_))),
    };
    (!leads_on).then(|| Begun::Refused(refusal(model, &input)))
}

/// What the keymap has for a key: alone, or as the first one of several.
fn bindings(model: &Model, press: Press) -> Vec<&Binding> {
    let of = |press: Press| {
        let all = model.scopes().iter().flat_map(|scope| model.keymap.bindings(*scope));
        all.filter(|binding| binding.keys.first() == Some(&press)).collect::<Vec<_>>()
    };
    let own = of(press);
    if own.is_empty() { model.keymap.latin(press).map(of).unwrap_or_default() } else { own }
}

/// The letter, where the word of a class or of a level begins with it.
fn letter(press: Press, input: &Input) -> Option<char> {
    let Code::Char(typed) = press.code else { return None };
    let (Range::Classes(words) | Range::Levels(words)) = input.range else { return None };
    let is_meant = |word: &str| word.chars().next().is_some_and(|first| first.eq_ignore_ascii_case(&typed));
    words.iter().any(|(_, word)| is_meant(word)).then_some(typed)
}

/// True for what changes no item, and for what takes a step back.
fn leads_on(command: &Command) -> bool {
    let writes = command.verb.needs.writes();
    // What opens on an item, or walks through them, takes the keys that follow.
    let is_on_item = !matches!(command.verb.needs, Needs::Nothing | Needs::Writable);
    match &command.action {
        Action::Go(_)
        | Action::Look(_)
        | Action::Mark(_)
        | Action::Prioritize(_)
        | Action::Sprint(_)
        | Action::App(App::Undo | App::Redo | App::Why) => true,
        Action::App(_) => !writes && !is_on_item,
        Action::Ask(_) => !writes,
        Action::Move(_) | Action::Write(_) | Action::Form(_) | Action::Present(_) => false,
    }
}

/// What the cell takes, and where verbs act.
fn refusal(model: &Model, input: &Input) -> String {
    let wanted = match input.range {
        Range::Classes(_) => format!("{} is {}: type its first letter", input.name, input.wanted()),
        Range::Levels(_) | Range::Steps(_) | Range::Between(..) | Range::AtLeast(_) | Range::Above(_) => {
            format!("{} is {}: type a number", input.name, input.wanted())
        }
    };
    format!("{wanted} · {}", keyed(&model.keymap, "<leave> leaves the cells"))
}
