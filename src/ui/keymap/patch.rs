//! A person's own map over the one that the program carries: each row is judged alone, the others stay in force.

use super::{Binding, Command, Keymap, Meaning, Scope, Source, bound_command, scope, spelling};
use crate::domain::{spelling as word, text};
use crate::ui::press::{Code, Press};
use strum::IntoEnumIterator;

/// A row as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line, counted from 1.
    pub line: usize,
    /// The section it stands in.
    pub section: String,
    /// The keys, with a space between those of a sequence.
    pub keys: String,
    /// The verb with its argument; empty takes the keys away.
    pub text: String,
}

/// What is wrong with a row, or deserves a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row's line.
    pub line: usize,
    /// The keys as they are written.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
    /// True where the row is taken all the same.
    pub is_warning: bool,
}

/// A row that can be read.
struct Patch {
    line: usize,
    scope: Scope,
    written: String,
    keys: Vec<Press>,
    /// What they do; `None` for nothing any more.
    what: Option<(String, Command)>,
}

/// What must be reachable, and where: the ways out, and the ways to everything else.
const NEEDED: [(&str, &[Scope]); 11] = [
    ("quit", &[Scope::Backlog, Scope::App]),
    ("leave", &[Scope::Backlog, Scope::App]),
    ("command", &[Scope::Backlog, Scope::App]),
    ("help", &[Scope::Backlog, Scope::App]),
    ("leave", &[Scope::Panel]),
    ("take", &[Scope::Panel]),
    ("leave", &[Scope::Journal, Scope::Panel]),
    ("leave", &[Scope::Questions, Scope::Panel]),
    ("leave", &[Scope::Merge, Scope::Panel]),
    ("leave", &[Scope::Split, Scope::Panel]),
    ("leave", &[Scope::Similar, Scope::Panel]),
];

/// How many sequences a message names.
const NAMED: usize = 3;

impl Keymap {
    /// The map with these rows laid over it, and what is wrong with them in the order of their lines.
    pub fn patched(&self, rows: &[Row]) -> (Self, Vec<Fault>) {
        self.laid(rows, true)
    }

    /// The map of rows that are known not to stand in each other's way, or the first that can't be read.
    pub(super) fn carried(rows: &[Row]) -> Result<Self, Fault> {
        let mut map = Self::default();
        for row in rows {
            let fault = |message| Fault { line: row.line, key: row.keys.clone(), message, is_warning: false };
            let Patch { scope, keys, what, .. } = read_row(row).map_err(fault)?;
            if let Some((line, command)) = what {
                map.bind(scope, Binding { keys, line, command, source: Source::BuiltIn });
            }
        }
        Ok(map)
    }

    /// Binds keys to what they do, whatever they did.
    fn bind(&mut self, scope: Scope, binding: Binding) {
        let bindings = self.scopes.entry(scope).or_default();
        bindings.retain(|known| known.keys != binding.keys);
        bindings.push(binding);
    }

    /// `is_own` is false for the rows of the map that the program carries.
    pub(super) fn laid(&self, rows: &[Row], is_own: bool) -> (Self, Vec<Fault>) {
        let (mut patches, mut refused) = read(rows);
        loop {
            let (map, mut faults) = lay(self, &patches, is_own);
            if let Some((at, message)) = is_own.then(|| bereft(self, &map, &patches)).flatten() {
                let patch = patches.remove(at);
                refused.push(patch.fault(message));
                continue;
            }
            faults.append(&mut refused);
            faults.sort_by_key(|fault| fault.line);
            return (map, faults);
        }
    }
}

impl Patch {
    fn fault(&self, message: String) -> Fault {
        Fault { line: self.line, key: self.written.clone(), message, is_warning: false }
    }
}

/// The rows that can be read, in the order of their lines, and what is wrong with the others.
fn read(rows: &[Row]) -> (Vec<Patch>, Vec<Fault>) {
    let (mut patches, mut faults) = (Vec::<Patch>::new(), Vec::new());
    for row in rows {
        let fault = |message, is_warning| Fault { line: row.line, key: row.keys.clone(), message, is_warning };
        match read_row(row) {
            Err(message) => faults.push(fault(message, false)),
            Ok(patch) => {
                let twin = patches.iter().find(|known| known.scope == patch.scope && known.keys == patch.keys);
                if let Some(twin) = twin {
                    let message = format!("the same keys stand in line {} already: remove one of the two", twin.line);
                    faults.push(fault(message, false));
                    continue;
                }
                if let Some(message) = patch.what.as_ref().and(taken_elsewhere(&patch.keys)) {
                    faults.push(fault(message, true));
                }
                patches.push(patch);
            }
        }
    }
    (patches, faults)
}

fn read_row(row: &Row) -> Result<Patch, String> {
    let scope = scope(&row.section).ok_or_else(|| unknown_section(&row.section))?;
    let mut keys = Vec::new();
    for part in row.keys.split_whitespace() {
        keys.push(Press::parse(part).map_err(|error| match Press::meant(part) {
            Some(meant) => format!("\"{}\" is no key: did you mean {meant}?", text::visible(part)),
            None if part.to_lowercase().starts_with("alt-") => "Alt is not used: choose other keys".to_owned(),
            None => error.to_string(),
        })?);
    }
    match keys.first() {
        None => return Err("no key stands before the =: write one in the quotes".into()),
        Some(Press { code: Code::Char('0'..='9'), ctrl: false }) => {
            return Err("digits are counts, as in 5j: let the keys begin with another one".into());
        }
        Some(_) => {}
    }
    let line = row.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let what = match line.as_str() {
        "" => None,
        line => Some((line.to_owned(), bound_command(line).map_err(|error| error.to_string())?)),
    };
    Ok(Patch { line: row.line, scope, written: row.keys.clone(), keys, what })
}

/// What is wrong with a section's name.
pub(crate) fn unknown_section(name: &str) -> String {
    let names: Vec<&str> = Scope::iter().map(Scope::name).collect();
    let near = word::nearest(name, names.iter().copied()).map_or(String::new(), |n| format!(" did you mean [{n}]?"));
    let names: Vec<String> = names.iter().map(|name| format!("[{name}]")).collect();
    format!("there is no section [{}]:{near} use one of {}", text::visible(name), names.join(", "))
}

/// Why a key may never arrive.
fn taken_elsewhere(keys: &[Press]) -> Option<String> {
    let letter = keys.iter().find_map(|press| match press {
        Press { code: Code::Char(c), ctrl: true } => Some(*c),
        _ => None,
    })?;
    let why = match letter {
        'i' => "the terminal sends the same for Tab: bind Tab instead",
        'm' => "the terminal sends the same for Enter: bind Enter instead",
        'h' => "the terminal sends the same for Backspace: bind Backspace instead",
        '[' => "the terminal sends the same for Esc: bind Esc instead",
        'j' => "some terminals send it for Enter",
        'a' => "GNU screen takes it as its own key",
        'b' => "tmux takes it as its own key",
        's' | 'q' => "zellij takes it, and it stops or starts the output of many terminals",
        'z' => "it is the terminal's own way back to the shell",
        _ => return None,
    };
    Some(format!("Ctrl-{letter} may never arrive: {why}"))
}

/// Lays the rows over the map: first what is taken away, then what is bound.
fn lay(map: &Keymap, patches: &[Patch], is_own: bool) -> (Keymap, Vec<Fault>) {
    let (mut map, mut faults) = (map.clone(), Vec::new());
    for patch in patches.iter().filter(|patch| patch.what.is_none()) {
        let bindings = map.scopes.entry(patch.scope).or_default();
        let before = bindings.len();
        bindings.retain(|binding| binding.keys != patch.keys);
        if bindings.len() == before {
            faults.push(patch.fault(nothing_there(&map, patch)));
        }
    }
    for patch in patches {
        let Some((line, command)) = &patch.what else { continue };
        if let Some(message) = clash(&map, patch) {
            faults.push(patch.fault(message));
            continue;
        }
        let source = if is_own { Source::Line(patch.line) } else { Source::BuiltIn };
        let (keys, line, command) = (patch.keys.clone(), line.clone(), command.clone());
        map.bind(patch.scope, Binding { keys, line, command, source });
    }
    (map, faults)
}

/// Why nothing can be taken away: it is bound nowhere, or in another section.
fn nothing_there(map: &Keymap, patch: &Patch) -> String {
    let elsewhere = Scope::iter().find(|scope| map.bindings(*scope).iter().any(|b| b.keys == patch.keys));
    match elsewhere {
        Some(scope) => {
            format!("nothing is bound to it in [{}]: put the row into [{}]", patch.scope.name(), scope.name())
        }
        None => format!("nothing is bound to it in [{}]: remove the row", patch.scope.name()),
    }
}

/// What acts at once although its key begins sequences of the sections behind its own: they are about another order
/// than what is shown there, and can't be typed there.
const COVERING: (Scope, &str) = (Scope::Matrix, "pick-up");

/// Why the keys can't be typed beside others that are in force at the same time.
fn clash(map: &Keymap, patch: &Patch) -> Option<String> {
    let is_covering = patch.what.as_ref().is_some_and(|(line, _)| (patch.scope, line.as_str()) == COVERING);
    let is_beside = |scope: Scope| scope == patch.scope || !is_covering;
    let others = || {
        let met = Scope::iter().filter(|scope| scope.meets(patch.scope));
        met.flat_map(|scope| map.bindings(scope).iter().map(move |binding| (scope, binding)))
    };
    let longer: Vec<_> = others()
        .filter(|(s, b)| is_beside(*s) && b.keys.len() > patch.keys.len() && b.keys.starts_with(&patch.keys))
        .collect();
    if !longer.is_empty() {
        let named: Vec<String> =
            longer.iter().take(NAMED).map(|(_, b)| format!("\"{}\" ({})", b.spelling(), b.source)).collect();
        let more = if longer.len() > NAMED { format!(" and {} more", longer.len() - NAMED) } else { String::new() };
        return Some(format!(
            "\"{}\" is the beginning of {}{more}, which could never be typed: {}",
            spelling(&patch.keys),
            named.join(", "),
            way_out(&longer)
        ));
    }
    let covers = |scope, b: &Binding| scope != patch.scope && (scope, b.line.as_str()) == COVERING;
    let shorter =
        others().find(|(s, b)| !covers(*s, b) && b.keys.len() < patch.keys.len() && patch.keys.starts_with(&b.keys))?;
    let (_, binding) = shorter;
    Some(format!(
        "\"{}\" begins with \"{}\" ({}), which acts at once: {}",
        spelling(&patch.keys),
        binding.spelling(),
        binding.source,
        way_out(&[shorter])
    ))
}

/// How to free keys that stand in the way.
fn way_out(in_the_way: &[(Scope, &Binding)]) -> String {
    let built_in = in_the_way.iter().find(|(_, binding)| binding.source == Source::BuiltIn);
    match built_in {
        Some((scope, binding)) => {
            let each = if in_the_way.len() > 1 { ", and so for each of them," } else { "" };
            format!(
                "write \"{}\" = \"\" in [{}]{each} to free the keys, or choose others",
                binding.spelling(),
                scope.name()
            )
        }
        None => "remove one of the two rows, or choose other keys".into(),
    }
}

/// The row that takes away the last way to something that must be reachable, and why it is refused.
fn bereft(base: &Keymap, map: &Keymap, patches: &[Patch]) -> Option<(usize, String)> {
    for (verb, scopes) in NEEDED {
        if is_reached(map, verb, scopes) || !is_reached(base, verb, scopes) {
            continue;
        }
        let took = |patch: &Patch| {
            scopes.contains(&patch.scope)
                && matches!(base.exact(scopes, &patch.keys), Meaning::Bound(binding) if binding.verb() == verb)
        };
        let at = patches.iter().rposition(took)?;
        let place = if scopes.contains(&Scope::App) { "" } else { " in pop-ups" };
        let message = format!(
            "this would take away the last key of {verb}{place}, which must have one: bind another key to it in [{}] \
             as well",
            scopes.last().map_or("app", |scope| scope.name())
        );
        return Some((at, message));
    }
    None
}

fn is_reached(map: &Keymap, verb: &str, scopes: &[Scope]) -> bool {
    let bound = scopes.iter().flat_map(|scope| map.bindings(*scope)).filter(|binding| binding.verb() == verb);
    bound.into_iter().any(|b| matches!(map.exact(scopes, &b.keys), Meaning::Bound(found) if found.verb() == verb))
}
