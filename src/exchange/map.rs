//! `--map title=summary,points=storypoint,status.UAT="to accept"`: what a person says about columns and statuses.

use super::column::{self, Role};
use crate::domain::score::Input;
use crate::domain::{State, text};
use std::borrow::Cow;
use std::fmt;

/// One rule of `--map`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapRule {
    /// A field is told by a column; no name means: by none, whatever was guessed.
    Column {
        /// The field's name, known.
        field: String,
        /// The column's name in the file.
        column: String,
    },
    /// A status of the source is a state here.
    Status {
        /// The status as the source writes it.
        status: String,
        /// The state here.
        state: State,
    },
}

/// Why a rule was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// No `=` in it.
    #[error("\"{0}\" in --map has no =: write field=column or status.NAME=state")]
    NoEquals(String),
    /// No such field.
    #[error("--map knows no field \"{field}\"; it knows {known}, and status.NAME=state")]
    UnknownField {
        /// What was typed.
        field: String,
        /// The fields' names.
        known: String,
    },
    /// No such state.
    #[error("--map knows no state \"{state}\" for status {status}; it knows {known}")]
    UnknownState {
        /// The status.
        status: String,
        /// What was typed.
        state: String,
        /// The states' names.
        known: String,
    },
}

impl MapRule {
    /// Reads rules separated by commas. A value with a comma in it stands in quotation marks.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, MapError> {
        split_outside_quotes(text, ',').into_iter().filter(|part| !part.trim().is_empty()).map(Self::parse).collect()
    }

    /// A rule from one piece between commas.
    fn parse(part: &str) -> Result<Self, MapError> {
        let sides = split_outside_quotes(part, '=');
        let [field, value @ ..] = sides.as_slice() else { return Err(MapError::NoEquals(part.trim().into())) };
        if value.is_empty() {
            return Err(MapError::NoEquals(part.trim().into()));
        }
        let (field, value) = (field.trim(), unquoted(&value.join("=")));
        if let Some((head, status)) = field.split_once('.')
            && matches!(text::fold(head).as_str(), "status" | "state")
        {
            let status = unquoted(status);
            return match State::parse(&value) {
                Some(state) => Ok(Self::Status { status, state }),
                None => Err(MapError::UnknownState { status, state: value, known: State::names() }),
            };
        }
        let name = unquoted(field);
        let role = column::role_named(&name).map(|role| role.name().to_owned());
        match role.or_else(|| Some(column::score::named(&name)?.id.into_owned())) {
            Some(field) => Ok(Self::Column { field, column: value }),
            None => Err(MapError::UnknownField { field: field.to_owned(), known: column::role_names() }),
        }
    }
}

/// As it is typed.
impl fmt::Display for MapRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column { field, column } => write!(f, "{field}={}", quoted(column)),
            Self::Status { status, state } => write!(f, "status.{}={}", quoted(status), quoted(state.name())),
        }
    }
}

/// In quotation marks, where it would be taken for more than one thing.
fn quoted(text: &str) -> Cow<'_, str> {
    let is_plain = !text.contains([',', '=', '.', ' ']);
    if is_plain { Cow::Borrowed(text) } else { Cow::Owned(format!("\"{text}\"")) }
}

fn split_outside_quotes(text: &str, at: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(move |c| {
        is_quoted ^= c == '"';
        c == at && !is_quoted
    })
    .collect()
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    inner.unwrap_or(text).trim().to_owned()
}

/// The rules, ready to ask.
#[derive(Debug)]
pub(super) struct Rules {
    columns: Vec<(Role, String)>,
    inputs: Vec<(Input, String)>,
    statuses: Vec<(String, State)>,
}

impl Rules {
    pub(super) fn new(rules: &[MapRule]) -> Self {
        let mut all = Self { columns: Vec::new(), inputs: Vec::new(), statuses: Vec::new() };
        for rule in rules {
            match rule {
                MapRule::Column { field, column } => {
                    let role = column::role_named(field);
                    let input = if role.is_some() { None } else { column::score::named(field) };
                    all.columns.extend(role.map(|role| (role, column.clone())));
                    all.inputs.extend(input.map(|input| (input, column.clone())));
                }
                MapRule::Status { status, state } => all.statuses.push((text::fold(status), *state)),
            }
        }
        all
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = (Role, &str)> {
        self.columns.iter().map(|(role, column)| (*role, column.as_str()))
    }

    /// The inputs of frameworks that a person gave columns.
    pub(super) fn inputs(&self) -> impl Iterator<Item = (&Input, &str)> {
        self.inputs.iter().map(|(input, column)| (input, column.as_str()))
    }

    /// The state that a person gave a status; the last rule counts.
    pub(super) fn state(&self, status: &str) -> Option<State> {
        let status = text::fold(status);
        self.statuses.iter().rev().find(|s| s.0 == status).map(|s| s.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_people_type_them() {
        let rules = MapRule::parse_all(
            "title=summary, points=\"Size, really\",status.UAT=\"to accept\",status.\"In QA\"=ready",
        )
        .unwrap();
        assert_eq!(rules[0], MapRule::Column { field: "title".into(), column: "summary".into() });
        assert_eq!(rules[1], MapRule::Column { field: "estimate".into(), column: "Size, really".into() });
        assert_eq!(rules[2], MapRule::Status { status: "UAT".into(), state: State::ToAccept });
        assert_eq!(rules[3], MapRule::Status { status: "In QA".into(), state: State::Ready });
        assert_eq!(MapRule::parse_all(" "), Ok(vec![]));
        let typed: Vec<String> = rules.iter().map(ToString::to_string).collect();
        assert_eq!(MapRule::parse_all(&typed.join(",")), Ok(rules), "{typed:?}");
        let none = MapRule::parse_all("points=").unwrap();
        assert_eq!(none[0].to_string(), "estimate=");
    }

    #[test]
    fn a_wrong_rule_names_what_is_known() {
        let said = |text: &str| MapRule::parse_all(text).unwrap_err().to_string();
        assert!(said("colour=red").contains("title"));
        assert!(said("status.UAT=finished").contains("to accept"));
        assert!(said("title").contains("no ="));
    }
}
