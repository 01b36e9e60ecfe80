//! From presses to an action: the default map is data, in `assets/keymap.toml`; the person's own is laid over it.
//!
//! A row is a sequence of keys and a line as typed after `:`. Scopes are asked from the top pop-up down.

mod language;
mod patch;

use super::action::Action;
use super::press::Press;
use super::verb::{self, Command, VerbError};
use std::collections::BTreeMap;
use std::fmt;
use strum::IntoEnumIterator;

pub use language::Language;
pub(crate) use patch::unknown_section;
pub use patch::{Fault, Row};

/// The map that the program carries.
const DEFAULT: &str = include_str!("../../assets/keymap.toml");

/// A section of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Scope {
    /// Everywhere but in pop-ups.
    App,
    /// The lists and the story.
    Backlog,
    /// Every pop-up with rows.
    Panel,
    /// The journal.
    Journal,
    /// The questions.
    Questions,
    /// The pop-up of a merge.
    Merge,
    /// The pop-up of a split.
    Split,
    /// The list of similar items.
    Similar,
    /// A form.
    Form,
    /// Refinement.
    Queue,
    /// The health, the summary of a refinement and the stand-up sheet.
    Report,
    /// The pop-up that accepts.
    Accept,
    /// The Sprint view.
    Sprint,
    /// A Sprint itself: all of the view but the Product Backlog's side of the plan.
    Inside,
    /// Its plan.
    Plan,
    /// Its board.
    Board,
    /// Its charts.
    Burndown,
    /// Its review.
    Review,
    /// Prioritize.
    Prioritize,
    /// Its table.
    Table,
    /// A cell of the table that takes a value.
    Cell,
    /// Its matrix.
    Matrix,
    /// Its comparison of pairs.
    Pairs,
    /// The preview of an order by score.
    Order,
    /// Two items side by side there, and the order that comes of it.
    Duel,
    /// The preview of a Sprint's close.
    Close,
    /// The retrospective actions.
    Actions,
    /// The plan of an import.
    Import,
    /// The presentation.
    Present,
}

impl Scope {
    /// Its name as a section of the file.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// True for the section of one kind of pop-up.
    pub fn is_of_pop_up(self) -> bool {
        match self {
            Self::App
            | Self::Backlog
            | Self::Panel
            | Self::Queue
            | Self::Sprint
            | Self::Inside
            | Self::Plan
            | Self::Board
            | Self::Burndown
            | Self::Review
            | Self::Prioritize
            | Self::Table
            | Self::Cell
            | Self::Matrix
            | Self::Pairs
            | Self::Duel
            | Self::Present => false,
            Self::Journal
            | Self::Questions
            | Self::Merge
            | Self::Split
            | Self::Similar
            | Self::Form
            | Self::Report
            | Self::Accept
            | Self::Order
            | Self::Close
            | Self::Actions
            | Self::Import => true,
        }
    }

    /// The sections that are in force together somewhere, the first asked first.
    const TOGETHER: [&'static [Self]; 23] = [
        &[Self::Backlog, Self::App],
        &[Self::Panel],
        &[Self::Journal, Self::Panel],
        &[Self::Questions, Self::Panel],
        &[Self::Merge, Self::Panel],
        &[Self::Split, Self::Panel],
        &[Self::Similar, Self::Panel],
        &[Self::Form, Self::Panel],
        &[Self::Queue, Self::Backlog, Self::App],
        &[Self::Report, Self::Panel],
        &[Self::Accept, Self::Panel],
        &[Self::Order, Self::Panel],
        &[Self::Close, Self::Panel],
        &[Self::Actions, Self::Panel],
        &[Self::Import, Self::Panel],
        &[Self::Plan, Self::Inside, Self::Sprint, Self::Backlog, Self::App],
        &[Self::Board, Self::Inside, Self::Sprint, Self::Backlog, Self::App],
        &[Self::Burndown, Self::Inside, Self::Sprint, Self::Backlog, Self::App],
        &[Self::Review, Self::Inside, Self::Sprint, Self::Backlog, Self::App],
        &[Self::Cell, Self::Table, Self::Prioritize, Self::Backlog, Self::App],
        &[Self::Matrix, Self::Prioritize, Self::Backlog, Self::App],
        &[Self::Pairs, Self::Prioritize, Self::Backlog, Self::App],
        &[Self::Duel, Self::Pairs, Self::Prioritize, Self::Backlog, Self::App],
    ];

    /// True where a key of one section may meet a key of the other.
    fn meets(self, other: Self) -> bool {
        self == other || Self::TOGETHER.iter().any(|scopes| scopes.contains(&self) && scopes.contains(&other))
    }
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The map that the program carries.
    BuiltIn,
    /// A line of the person's own file, counted from 1.
    Line(usize),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built in"),
            Self::Line(line) => write!(f, "line {line}"),
        }
    }
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
    /// Where it comes from.
    pub source: Source,
}

impl Binding {
    /// The name of its verb.
    pub fn verb(&self) -> &str {
        self.line.split(' ').next().unwrap_or_default()
    }

    /// The keys as people read them: `m t`, `Ctrl-d`.
    pub fn spelling(&self) -> String {
        spelling(&self.keys)
    }

    /// What the person's own keys come before, and letters before named keys, and short sequences before long ones.
    fn rank(&self) -> (bool, bool, bool, usize) {
        let is_letter = matches!(self.keys.first(), Some(Press { code: super::Code::Char(_), .. }));
        let is_ctrl = self.keys.first().is_some_and(|press| press.ctrl);
        (self.source == Source::BuiltIn, is_ctrl, !is_letter, self.keys.len())
    }
}

fn spelling(keys: &[Press]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Why the map that the program carries was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the keymap can't be read: {0}")]
pub struct KeymapError(String);

impl KeymapError {
    fn of(fault: &Fault) -> Self {
        Self(format!("{}: {}", fault.key, fault.message))
    }
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

/// All bindings by scope, in the map's order, the person's own last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keymap {
    scopes: BTreeMap<Scope, Vec<Binding>>,
    language: Language,
}

impl Keymap {
    /// The map the program carries. That no row stands in another's way is known: a test reads it with
    /// [`read`](Self::read), and comparing all with all is a tenth of a start.
    pub fn built_in() -> Result<Self, KeymapError> {
        Self::carried(&rows(DEFAULT)?).map_err(|fault| KeymapError::of(&fault))
    }

    /// Reads a whole map from TOML; any fault refuses it.
    pub fn read(text: &str) -> Result<Self, KeymapError> {
        let (map, faults) = Self::default().laid(&rows(text)?, false);
        match faults.into_iter().find(|fault| !fault.is_warning) {
            Some(fault) => Err(KeymapError::of(&fault)),
            None => Ok(map),
        }
    }

    /// The names of its sections.
    pub fn sections() -> impl Iterator<Item = &'static str> {
        Scope::iter().map(Scope::name)
    }

    /// The same map for a keyboard of this language.
    #[must_use]
    pub fn with_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// What the presses mean in the first of these scopes that knows them. A key that means nothing itself is asked
    /// for as the Latin key of the same place.
    pub fn meaning(&self, scopes: &[Scope], presses: &[Press]) -> Meaning<'_> {
        if self.language.is_empty() {
            return self.exact(scopes, presses);
        }
        let mut keys = Vec::with_capacity(presses.len());
        for press in presses {
            keys.push(*press);
            if self.exact(scopes, &keys) == Meaning::Unbound
                && let (Some(latin), Some(last)) = (self.language.latin(*press), keys.last_mut())
            {
                *last = latin;
            }
        }
        self.exact(scopes, &keys)
    }

    /// The Latin key of the same place, where the person chose a language; for letters that are not in the map.
    pub fn latin(&self, press: Press) -> Option<Press> {
        self.language.latin(press)
    }

    fn exact(&self, scopes: &[Scope], presses: &[Press]) -> Meaning<'_> {
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

    /// The keys of a line in these scopes, the person's own and the shortest first: `move top` → `m t`.
    pub fn keys_of(&self, scopes: &[Scope], line: &str) -> Option<String> {
        let bound = scopes.iter().flat_map(|s| self.bindings(*s)).filter(|b| b.line == line);
        bound.min_by_key(|b| b.rank()).map(Binding::spelling)
    }

    /// All keys that run a verb with any argument, with the argument where there is one.
    pub fn keys_of_verb(&self, verb: &str) -> Vec<(String, String)> {
        let mut found: Vec<&Binding> = self.scopes.values().flatten().filter(|b| b.verb() == verb).collect();
        found.sort_by_key(|b| (b.line.clone(), b.rank()));
        let mut rows: Vec<(String, String)> =
            found.iter().map(|b| (b.spelling(), b.line.split_once(' ').map_or("", |l| l.1).to_owned())).collect();
        rows.dedup();
        rows
    }
}

/// The rows of a map in TOML.
fn rows(text: &str) -> Result<Vec<Row>, KeymapError> {
    // A table of strings in the file's own order would need another crate; rows are sorted by key instead, and the
    // help shows them by verb.
    let tables: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(text).map_err(|e| KeymapError(e.to_string()))?;
    let row = |section: &str, keys, text| Row { line: 0, section: section.to_owned(), keys, text };
    let rows = tables
        .into_iter()
        .flat_map(|(section, rows)| rows.into_iter().map(move |(keys, text)| row(&section, keys, text)));
    Ok(rows.collect())
}

/// A section by its name.
fn scope(name: &str) -> Option<Scope> {
    Scope::iter().find(|scope| scope.name() == name)
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
        assert_eq!(Keymap::read(DEFAULT).unwrap(), map);
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
        assert!(error("[backlog]\ng = \"quit\"\n\"g g\" = \"first\"").contains("acts at once"));
        assert!(error("[nowhere]\na = \"quit\"").contains("nowhere"));
    }

    #[test]
    fn another_layout_finds_the_same_keys() {
        let map = Keymap::built_in().unwrap().with_language(Language::parse("russian").unwrap());
        let line = |text: &str| match map.meaning(SCOPES, &Press::parse_sequence(text).unwrap()) {
            Meaning::Bound(binding) => binding.line.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(line("о"), "down");
        assert_eq!(line("Л"), "move-up");
        assert_eq!(line("п п"), "first");
        assert_eq!(line("п g"), "first");
        assert_eq!(line("ь е"), "move top");
        assert_eq!(line("Ctrl-в"), "half-down");
        assert_eq!(line("Ж"), "command");
        assert_eq!(line("m t"), "move top");
        // What the map knows itself is not looked up: this layout's full stop is the key of `/`.
        assert_eq!(line("."), "repeat");
        assert_eq!(line("ю"), "repeat");
        assert_eq!(map.meaning(SCOPES, &Press::parse_sequence("п").unwrap()), Meaning::Begun);
        assert_eq!(map.meaning(SCOPES, &Press::parse_sequence("ё").unwrap()), Meaning::Unbound);
    }
}
