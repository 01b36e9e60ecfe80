//! From presses to an action: the default map is data, in `assets/keymap.toml`.
//!
//! A row is a sequence of keys and a line as typed after `:`. Scopes are asked from the top pop-up down.

use super::action::Action;
use super::press::{Press, PressError};
use super::verb::{self, Command, VerbError};
use std::collections::BTreeMap;

/// The map that the program carries.
const DEFAULT: &str = include_str!("../../assets/keymap.toml");

/// A section of the map.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr, serde::Deserialize,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Everywhere but in pop-ups.
    App,
    /// The lists and the story.
    Backlog,
    /// Every pop-up with rows.
    Panel,
    /// The journal.
    Journal,
}

/// A row of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The keys.
    pub keys: Vec<Press>,
    /// The line: a verb's name and its argument.
    pub line: String,
    /// What the line does.
    pub command: Command,
}

impl Binding {
    /// The name of its verb.
    pub fn verb(&self) -> &str {
        self.line.split(' ').next().unwrap_or_default()
    }

    /// The keys as people read them: `m t`, `Ctrl-d`.
    pub fn spelling(&self) -> String {
        self.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// Why a map was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No TOML, or no table of texts.
    #[error("the keymap can't be read: {0}")]
    Shape(String),
    /// A key that doesn't exist.
    #[error("[{0}] {1}")]
    Key(&'static str, PressError),
    /// A verb or argument that doesn't exist.
    #[error("[{0}] \"{1}\": {2}")]
    Verb(&'static str, String, VerbError),
    /// A sequence that begins another one: the longer could never be typed.
    #[error("[{0}] \"{1}\" is the beginning of \"{2}\": one of them can never be typed")]
    Swallowed(&'static str, String, String),
}

/// What a sequence of presses means so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// This binding.
    Bound(&'a Binding),
    /// The beginning of longer ones.
    Begun,
    /// Nothing.
    Unbound,
}

/// All bindings by scope, in the map's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    scopes: BTreeMap<Scope, Vec<Binding>>,
}

impl Keymap {
    /// The map the program carries.
    pub fn built_in() -> Result<Self, KeymapError> {
        Self::read(DEFAULT)
    }

    /// Reads a map from TOML.
    pub fn read(text: &str) -> Result<Self, KeymapError> {
        // A table of strings in the file's own order would need another crate; rows are sorted by key instead, and
        // the help shows them by verb.
        let tables: BTreeMap<Scope, BTreeMap<String, String>> =
            toml::from_str(text).map_err(|e| KeymapError::Shape(e.to_string()))?;
        let scopes = tables.into_iter().map(|(scope, rows)| Ok((scope, read_rows(scope.into(), rows)?)));
        Ok(Self { scopes: scopes.collect::<Result<_, _>>()? })
    }

    /// What the presses mean in the first of these scopes that knows them.
    pub fn meaning(&self, scopes: &[Scope], presses: &[Press]) -> Meaning<'_> {
        let mut meaning = Meaning::Unbound;
        for binding in scopes.iter().flat_map(|s| self.bindings(*s)) {
            if binding.keys == presses {
                return Meaning::Bound(binding);
            }
            if binding.keys.starts_with(presses) {
                meaning = Meaning::Begun;
            }
        }
        meaning
    }

    /// The bindings of a scope.
    pub fn bindings(&self, scope: Scope) -> &[Binding] {
        self.scopes.get(&scope).map_or(&[], Vec::as_slice)
    }

    /// The keys of a line in these scopes, shortest first: `move top` → `m t`.
    pub fn keys_of(&self, scopes: &[Scope], line: &str) -> Option<String> {
        let bound = scopes.iter().flat_map(|s| self.bindings(*s)).filter(|b| b.line == line);
        bound
            .min_by_key(|b| (b.keys[0].ctrl, !matches!(b.keys[0].code, super::Code::Char(_)), b.keys.len()))
            .map(Binding::spelling)
    }

    /// All keys that run a verb with any argument, with the argument where there is one.
    pub fn keys_of_verb(&self, verb: &str) -> Vec<(String, String)> {
        let mut found: Vec<&Binding> = self.scopes.values().flatten().filter(|b| b.verb() == verb).collect();
        found.sort_by_key(|b| {
            (b.line.clone(), b.keys[0].ctrl, !matches!(b.keys[0].code, super::Code::Char(_)), b.keys.len())
        });
        let mut rows: Vec<(String, String)> =
            found.iter().map(|b| (b.spelling(), b.line.split_once(' ').map_or("", |l| l.1).to_owned())).collect();
        rows.dedup();
        rows
    }
}

fn read_rows(scope: &'static str, rows: BTreeMap<String, String>) -> Result<Vec<Binding>, KeymapError> {
    let mut bindings = Vec::with_capacity(rows.len());
    for (keys, line) in rows {
        let keys = Press::parse_sequence(&keys).map_err(|e| KeymapError::Key(scope, e))?;
        let command = bound_command(&line).map_err(|e| KeymapError::Verb(scope, line.clone(), e))?;
        bindings.push(Binding { keys, line, command });
    }
    for (a, b) in bindings.iter().flat_map(|a| bindings.iter().map(move |b| (a, b))) {
        if a.keys.len() < b.keys.len() && b.keys.starts_with(&a.keys) {
            return Err(KeymapError::Swallowed(scope, a.spelling(), b.spelling()));
        }
    }
    Ok(bindings)
}

/// A line of the map; `move below` and `move above` alone ask for the key.
fn bound_command(line: &str) -> Result<Command, VerbError> {
    match line {
        "move below" => verb::parse_line("move").map(|c| Command { action: Action::Ask("move below"), ..c }),
        "move above" => verb::parse_line("move").map(|c| Command { action: Action::Ask("move above"), ..c }),
        line => verb::parse_line(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPES: &[Scope] = &[Scope::Backlog, Scope::App];

    #[test]
    fn the_built_in_map_reads() {
        let map = Keymap::built_in().unwrap();
        let press = |text: &str| Press::parse_sequence(text).unwrap();
        assert!(matches!(map.meaning(SCOPES, &press("m t")), Meaning::Bound(b) if b.line == "move top"));
        assert_eq!(map.meaning(SCOPES, &press("m")), Meaning::Begun);
        assert_eq!(map.meaning(SCOPES, &press("m z")), Meaning::Unbound);
        assert_eq!(map.keys_of(SCOPES, "down").as_deref(), Some("j"));
    }

    #[test]
    fn no_key_that_shells_and_multiplexers_take_is_bound() {
        let map = Keymap::built_in().unwrap();
        for binding in map.scopes.values().flatten() {
            for press in &binding.keys {
                // Ctrl-z is the terminal's own way to the shell and does just that.
                let taken = press.ctrl
                    && matches!(press.code, super::super::Code::Char('a' | 'b' | 's' | 'i' | 'm' | 'h' | 'j'));
                assert!(!taken, "{}", binding.spelling());
            }
        }
    }

    #[test]
    fn a_bad_row_is_named() {
        let error = |text: &str| Keymap::read(text).unwrap_err().to_string();
        assert!(error("[backlog]\n\"Alt-x\" = \"quit\"").contains("Alt-x"));
        assert!(error("[backlog]\nx = \"explode\"").contains("no verb \"explode\""));
        assert!(error("[backlog]\ng = \"quit\"\n\"g g\" = \"first\"").contains("beginning of"));
        assert!(error("[nowhere]\n").contains("nowhere"));
    }
}
