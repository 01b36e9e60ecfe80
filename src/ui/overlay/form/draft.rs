//! A form as a draft: its fields as they were typed, what they began from, and what another window wrote there, in
//! JSON.

use super::value::{self, Values};
use super::{Entry, State, Subject};
use crate::domain::note::{About, Draft};
use crate::domain::{Kind, ProductId};
use serde::{Deserialize, Serialize};

/// So many unfinished texts of one thing are kept.
const MOST: usize = 20;

/// What is kept of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What the border says.
    pub name: String,
    /// What the fields began from.
    pub base: Values,
    /// What they say.
    pub values: Values,
    /// What another window wrote, in the fields where a person has not chosen yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub theirs: Values,
    /// Unfinished texts of the same thing from before, the newest first, none with earlier ones of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Kept>,
}

impl Kept {
    /// A form as it is.
    pub fn of(state: &State) -> Self {
        let theirs = state.entries.iter().filter_map(|entry| Some((entry.slot, entry.theirs.clone()?))).collect();
        let earlier = state.kept.clone();
        Self { name: state.name.clone(), base: state.base(), values: state.values(), theirs, earlier }
    }

    /// Several unfinished texts as one, the newest first; `None` for none.
    pub fn together(mut all: Vec<Self>) -> Option<Self> {
        all.truncate(MOST);
        let mut all = all.into_iter();
        let newest = all.next()?;
        Some(Self { earlier: all.collect(), ..newest })
    }

    /// The inverse of [`Kept::together`].
    pub fn apart(mut self) -> Vec<Self> {
        let earlier = std::mem::take(&mut self.earlier);
        let mut all = vec![self];
        all.extend(earlier);
        all.truncate(MOST);
        all
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
        for entry in &mut state.entries {
            let said = |values| value::find(values, entry.slot).cloned();
            let (value, base) = (said(&self.values), said(&self.base));
            entry.theirs = said(&self.theirs);
            entry.value = value.unwrap_or_else(|| entry.value.clone());
            entry.base = base.unwrap_or_else(|| entry.base.clone());
        }
        state.kept = self.earlier;
    }
}

/// What a form's text is a draft of; `None` for a part of another form, which that keeps.
pub fn about(subject: &Subject) -> Option<About> {
    match subject {
        Subject::Item(item) => Some(About::Form(*item)),
        Subject::Sheet(product) => Some(About::Sheet(*product)),
        Subject::Sprint(_, sprint) => Some(About::Sprint(*sprint)),
        Subject::NewSprint(product) => Some(About::NewSprint(*product)),
        Subject::Action(_, action) => Some(About::Improvement(*action)),
        Subject::NewAction(sprint) => Some(About::NewImprovement(*sprint)),
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
        let is_changed = kept.values != kept.base || !kept.theirs.is_empty();
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
    let is_changed = |entry: &Entry| entry.theirs.is_some() || entry.value != entry.base;
    state.at.entry = state.entries.iter().position(is_changed).unwrap_or(0);
    state
}

/// The draft that is in the way once the form is written, as it goes with the change.
pub fn typed(state: &State) -> String {
    if !state.kept.is_empty() {
        // What nobody has looked at yet outlives this change.
        return String::new();
    }
    about(&state.subject).and_then(|about| serde_json::to_string(&about).ok()).unwrap_or_default()
}

/// The inverse of [`typed`].
pub fn dropped(text: &str) -> Option<About> {
    serde_json::from_str(text).ok()
}
