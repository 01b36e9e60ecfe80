//! A form as a draft: its fields as they were typed and what they began from, in JSON.

use super::value::Values;
use super::{Entry, State, Subject};
use crate::domain::note::{About, Draft};
use crate::domain::{Kind, ProductId};
use serde::{Deserialize, Serialize};

/// What is kept of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What the border says.
    pub name: String,
    /// What the fields began from.
    pub base: Values,
    /// What they say.
    pub values: Values,
}

impl Kept {
    /// A form as it is.
    pub fn of(state: &State) -> Self {
        Self { name: state.name.clone(), base: state.base(), values: state.values() }
    }

    /// Reads a draft back; `None` where another upnext wrote it in another way.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// As text.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Puts the texts into a form that shows the same fields.
    pub fn restore(self, state: &mut State) {
        for (slot, value) in self.values {
            if let Some(entry) = state.entries.iter_mut().find(|entry| entry.slot == slot) {
                entry.value = value;
            }
        }
        for (slot, base) in self.base {
            if let Some(entry) = state.entries.iter_mut().find(|entry| entry.slot == slot) {
                entry.base = base;
            }
        }
    }
}

/// What a form's text is a draft of; `None` for a part of another form, which that keeps.
pub fn about(subject: &Subject) -> Option<About> {
    match subject {
        Subject::Item(item) => Some(About::Form(*item)),
        Subject::Sheet(product) => Some(About::Sheet(*product)),
        Subject::Part(_) => None,
    }
}

/// The forms that are open, one over the other, as one draft; `None` where nothing was typed.
pub fn of<'a>(forms: impl DoubleEndedIterator<Item = &'a State>, product: Option<ProductId>) -> Option<Draft> {
    let mut over: Option<(Kind, Values)> = None;
    for form in forms.rev() {
        let Some(about) = about(&form.subject) else {
            if let Subject::Part(kind) = form.subject {
                over = Some((kind, form.values()));
            }
            continue;
        };
        let mut kept = Kept::of(form);
        if let Some((kind, values)) = over {
            put_part(&mut kept.values, kind, values);
        }
        let is_changed = kept.values != kept.base;
        return is_changed.then(|| Draft { product, about, text: kept.text() });
    }
    None
}

/// Puts the fields of a template into those of its sheet.
pub fn put_part(values: &mut Values, kind: Kind, part: Values) {
    for (_, value) in values {
        if let super::value::Value::Parts(parts) = value
            && let Some(own) = parts.iter_mut().find(|own| own.name == kind.name())
        {
            own.values = part;
            return;
        }
    }
}

/// A form from a draft, where nothing else is known of what it is about.
pub fn form(subject: Subject, kept: Kept, rules: super::check::Rules) -> State {
    let mut state = State::new(subject, kept.name.clone(), kept.values.clone(), rules);
    kept.restore(&mut state);
    state.has_draft = true;
    let is_changed = |entry: &Entry| entry.value != entry.base;
    state.at.entry = state.entries.iter().position(is_changed).unwrap_or(0);
    state
}

/// The draft that is in the way once the form is written, as it goes with the change.
pub fn typed(state: &State) -> String {
    about(&state.subject).and_then(|about| serde_json::to_string(&about).ok()).unwrap_or_default()
}

/// The inverse of [`typed`].
pub fn dropped(text: &str) -> Option<About> {
    serde_json::from_str(text).ok()
}
