//! One press of a key, as the keymap spells it: `j`, `J`, `Ctrl-d`, `Space`, `PgUp`.

use crate::domain::spelling;
use serde::Deserialize;
use std::fmt;

/// A key on the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character with Shift already in it: `j`, `J`, `?`.
    Char(char),
    /// A function key.
    F(u8),
    #[expect(missing_docs, reason = "the keys say their names")]
    Enter,
    #[expect(missing_docs, reason = "the keys say their names")]
    Esc,
    #[expect(missing_docs, reason = "the keys say their names")]
    Tab,
    /// Shift-Tab.
    BackTab,
    #[expect(missing_docs, reason = "the keys say their names")]
    Backspace,
    #[expect(missing_docs, reason = "the keys say their names")]
    Delete,
    #[expect(missing_docs, reason = "the keys say their names")]
    Up,
    #[expect(missing_docs, reason = "the keys say their names")]
    Down,
    #[expect(missing_docs, reason = "the keys say their names")]
    Left,
    #[expect(missing_docs, reason = "the keys say their names")]
    Right,
    #[expect(missing_docs, reason = "the keys say their names")]
    Home,
    #[expect(missing_docs, reason = "the keys say their names")]
    End,
    #[expect(missing_docs, reason = "the keys say their names")]
    PageUp,
    #[expect(missing_docs, reason = "the keys say their names")]
    PageDown,
}

/// A key with its modifier. Shift is part of the character; Alt is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Press {
    /// The key.
    pub code: Code,
    /// With Control held.
    pub ctrl: bool,
}

/// A spelling that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no key: write a character, Space, Enter, Esc, Tab, Shift-Tab, Up, Down, Left, Right, Home, End, PgUp, PgDn, Backspace, Delete, F1 to F12, or Ctrl- and a letter"
)]
pub struct PressError(pub String);

const NAMED: &[(&str, Code)] = &[
    ("Space", Code::Char(' ')),
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("Shift-Tab", Code::BackTab),
    ("Backspace", Code::Backspace),
    ("Delete", Code::Delete),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
];

/// Other programs' words for keys.
const MEANT: &[(&str, &str)] = &[
    ("return", "Enter"),
    ("cr", "Enter"),
    ("escape", "Esc"),
    ("spc", "Space"),
    ("backtab", "Shift-Tab"),
    ("s-tab", "Shift-Tab"),
    ("bs", "Backspace"),
    ("del", "Delete"),
    ("pageup", "PgUp"),
    ("page-up", "PgUp"),
    ("pagedown", "PgDn"),
    ("page-down", "PgDn"),
    ("pgdown", "PgDn"),
];

impl Press {
    /// A key without a modifier.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Control and a letter.
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true }
    }

    /// Reads one spelling.
    pub fn parse(text: &str) -> Result<Self, PressError> {
        let fail = || PressError(text.to_owned());
        if let Some(rest) = text.strip_prefix("Ctrl-") {
            let Self { code, .. } = Self::parse(rest).map_err(|_| fail())?;
            // The terminal sends the same for both: Ctrl-D is Ctrl-d.
            let code = if let Code::Char(c) = code { Code::Char(c.to_ascii_lowercase()) } else { code };
            return Ok(Self { code, ctrl: true });
        }
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == text) {
            return Ok(Self::plain(*code));
        }
        if let Some(n) = text.strip_prefix('F').and_then(|n| n.parse().ok()).filter(|n| (1..=12).contains(n)) {
            return Ok(Self::plain(Code::F(n)));
        }
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_whitespace() && !c.is_control() => Ok(Self::char(c)),
            _ => Err(fail()),
        }
    }

    /// The spelling that was meant by one that names no key: `PageUp` is `PgUp`, `C-d` is `Ctrl-d`, `Shift-j` is `J`.
    pub fn meant(text: &str) -> Option<String> {
        let lower = text.trim_matches(['<', '>']).to_lowercase().replace('+', "-");
        let letter = |rest: &str| rest.chars().next().filter(|c| rest.len() == c.len_utf8());
        for start in ["ctrl-", "control-", "c-", "^"] {
            if let Some(rest) = lower.strip_prefix(start).filter(|rest| !rest.is_empty()) {
                let code = Self::parse(rest).ok().map(|press| press.to_string()).or_else(|| Self::meant(rest))?;
                return Some(format!("Ctrl-{code}"));
            }
        }
        if let Some(c) = ["shift-", "s-"].iter().find_map(|start| lower.strip_prefix(start)).and_then(letter) {
            return Some(c.to_uppercase().collect());
        }
        if let Some((_, name)) = MEANT.iter().find(|(word, _)| *word == lower) {
            return Some((*name).to_owned());
        }
        spelling::nearest(&lower, NAMED.iter().map(|(name, _)| *name)).map(str::to_owned)
    }

    /// Reads a sequence with spaces between: `g g`, `m t`.
    pub fn parse_sequence(text: &str) -> Result<Vec<Self>, PressError> {
        let presses: Vec<Self> = text.split_whitespace().map(Self::parse).collect::<Result<_, _>>()?;
        if presses.is_empty() { Err(PressError(text.to_owned())) } else { Ok(presses) }
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, Code::F(n)) => write!(f, "F{n}"),
            (None, _) => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Press {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_reads_back() {
        for text in ["j", "J", "?", ":", "Space", "Ctrl-d", "PgUp", "Shift-Tab", "F5", "é", "-", "Ctrl-Left"] {
            assert_eq!(Press::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "jj", "Alt-x", "F13", "\t", "Ctrl-"] {
            assert!(Press::parse(text).is_err(), "{text}");
        }
        assert_eq!(Press::parse_sequence("g g").unwrap(), [Press::char('g'); 2]);
        assert_eq!(Press::parse("Ctrl-D"), Ok(Press::ctrl('d')));
    }

    #[test]
    fn other_spellings_are_understood_well_enough_to_correct_them() {
        for (text, meant) in [
            ("PageUp", "PgUp"),
            ("<C-d>", "Ctrl-d"),
            ("^D", "Ctrl-d"),
            ("ctrl+o", "Ctrl-o"),
            ("C-PageDown", "Ctrl-PgDn"),
            ("Shift-j", "J"),
            ("<CR>", "Enter"),
            ("enter", "Enter"),
            ("Backspce", "Backspace"),
        ] {
            assert!(Press::parse(text).is_err(), "{text}");
            assert_eq!(Press::meant(text).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(Press::meant("Alt-x"), None);
    }
}
