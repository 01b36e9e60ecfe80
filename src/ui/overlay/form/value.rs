//! What stands in the fields of a form: text, lines, and forms inside the form. It is kept as a draft as it is.

use super::slot::Slot;
use crate::domain::criterion::Line;
use crate::domain::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The value of a field, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// A text of one line or of many, or a word of a choice.
    Text(String),
    /// Lines.
    List(Vec<Line>),
    /// Forms of their own.
    Parts(Vec<Part>),
}

/// A form inside a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is for.
    pub name: String,
    /// Its fields.
    pub values: Values,
}

/// The fields of a form with their values, in their order.
pub type Values = Vec<(Slot, Value)>;

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Lines that are not ticked.
    pub fn lines<'a>(lines: impl IntoIterator<Item = &'a String>) -> Self {
        Self::List(lines.into_iter().map(|text| Line { text: text.clone(), is_done: false }).collect())
    }

    /// The text; empty for lines and forms.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::List(_) | Self::Parts(_) => "",
        }
    }

    /// The lines; none for a text.
    pub fn as_lines(&self) -> &[Line] {
        match self {
            Self::List(lines) => lines,
            Self::Text(_) | Self::Parts(_) => &[],
        }
    }

    /// How many rows stand below its label.
    pub fn rows(&self) -> usize {
        match self {
            Self::Text(_) => 0,
            Self::List(lines) => lines.len(),
            Self::Parts(parts) => parts.len(),
        }
    }

    /// True where nothing is said.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::List(lines) => lines.iter().all(|line| line.text.trim().is_empty()),
            Self::Parts(parts) => parts.is_empty(),
        }
    }
}

/// The value of a field among others; an empty text where the form has no such field.
pub fn of(values: &[(Slot, Value)], slot: Slot) -> &Value {
    static NOTHING: Value = Value::Text(String::new());
    values.iter().find(|(known, _)| *known == slot).map_or(&NOTHING, |(_, value)| value)
}

/// The value of a field among others, where it is one of them.
pub fn find(values: &[(Slot, Value)], slot: Slot) -> Option<&Value> {
    values.iter().find(|(known, _)| *known == slot).map(|(_, value)| value)
}

/// Lines in order: none empty, none twice when folded.
pub fn once(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    lines.filter(|line| !line.is_empty() && seen.insert(fold(line))).collect()
}

/// Names as one line, with a comma between; one that has a comma itself stands in quotation marks.
pub fn join(names: &[String]) -> String {
    let quoted = |name: &String| {
        if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.clone() }
    };
    names.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// The inverse of [`join`]: names in order, none twice when folded, none empty.
pub fn split(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let (mut name, mut is_quoted) = (String::new(), false);
    let mut chars = text.chars().peekable();
    let mut take = |name: &mut String| {
        let whole = std::mem::take(name).trim().to_owned();
        if !whole.is_empty() && !names.iter().any(|known| fold(known) == fold(&whole)) {
            names.push(whole);
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.next_if_eq(&'"').is_some() => name.push('"'),
            '"' if is_quoted || name.trim().is_empty() => is_quoted = !is_quoted,
            ',' | '\n' if !is_quoted => take(&mut name),
            c => name.push(c),
        }
    }
    take(&mut name);
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_one_line_and_back() {
        let names = ["api".to_owned(), "check out".to_owned(), "a, \"b\"".to_owned()];
        assert_eq!(join(&names), "api, check out, \"a, \"\"b\"\"\"");
        assert_eq!(split(&join(&names)), names);
        assert_eq!(split(" api,, API ,x"), ["api", "x"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_name_comes_back(name in "[a-c,\" é]{0,12}") {
            let name = name.trim().to_owned();
            let names: Vec<String> = Some(name).into_iter().filter(|n| !n.is_empty()).collect();
            prop_assert_eq!(split(&join(&names)), names);
        }
    }
}
