//! What can be done to the program: keys with a weight on what leads somewhere, lines of every verb, text that hurts.

use crate::replay::Dice;
use upnext::ui::keymap::{Keymap, Scope};
use upnext::ui::verb::{Arg, VERBS};
use upnext::ui::{Mouse, MouseKind};

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Keys as the keymap spells them.
    Keys(String),
    /// Letters.
    Text(String),
    /// `:`, a line, Enter.
    Line(String),
    Paste(String),
    Overflow,
    Mouse(Mouse),
    Resize(u16, u16),
    /// Another window writes; the number seeds what.
    Beside(u64),
    Poll,
    Jobs,
    Wait,
    Draft,
    Linger,
    ToastOver,
    Roll,
    Rest,
    Draw,
    /// The program is left and started again.
    Again,
}

/// Keys that are spelled by no map alone: counts, text fields, choices.
const KEYS: &[&str] = &[
    "Enter",
    "Enter",
    "Enter",
    "Esc",
    "Esc",
    "Tab",
    "Shift-Tab",
    "Space",
    "Up",
    "Down",
    "Left",
    "Right",
    "Home",
    "End",
    "PgUp",
    "PgDn",
    "Backspace",
    "Delete",
    "Ctrl-u",
    "Ctrl-w",
    "Ctrl-k",
    "Ctrl-a",
    "Ctrl-e",
    "Ctrl-c",
    "Ctrl-n",
    "Ctrl-p",
    "Ctrl-r",
    "Ctrl-l",
    "Ctrl-x",
    "Ctrl-Left",
    "Ctrl-Right",
    "F1",
    "F5",
    "F12",
    "y",
    "n",
    "0",
    "1",
    "2",
    "3",
    "5",
    "8",
    "9",
    "9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9",
    "j",
    "k",
    "é",
    "ж",
    "ß",
    "Ctrl-Space",
];

/// Text that somebody has, or had to have, in a field.
const TEXTS: &[&str] = &[
    "",
    " ",
    "pay",
    "WEB-3",
    "3",
    "-1",
    "0",
    "18446744073709551616",
    "-9223372036854775808",
    "1e309",
    "NaN",
    "13",
    "XL",
    "?",
    "0.5",
    "none",
    "current",
    "next",
    "new",
    "top",
    "bottom",
    "above WEB-1",
    "below WEB-99999",
    "here",
    "+a -b",
    "+WEB-1 -WEB-2",
    "2026-12-24",
    "9999-12-31",
    "0000-01-01",
    "262143-12-31",
    "+999999999",
    "-999999999",
    "friday",
    "is:blocked & !(tag:a | estimate>5)",
    "((((((((((((((((((((((((((((((((",
    "\"",
    "tag:\"",
    "!!!!!!!",
    "estimate>",
    "created<2020-13-45",
    "csv out.csv",
    "json out.json",
    "html page.html",
    "md notes.md",
    "nowhere/at/all.csv",
    "backlog.db",
    "../",
    "~",
    "jira.csv",
    "stories.md",
    "https://example.org/?q=a%20b",
    "javascript:alert(1)",
    "as a buyer, I want to pay so that it is paid",
    "Given a\nWhen b\nThen c",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦 🇩🇪 ☂️",
    "請求書でのお支払い",
    "שלום עליכם",
    "\u{202e}evil\u{202c}",
    "\u{200b}\u{200d}\u{feff}",
    "ﷺ𒐫",
    "a\u{0}b\u{1b}[31mc\u{7f}\u{9b}2J",
    "\t\t",
    "\r\n\r\n",
    "=1+1",
    "<script>alert(1)</script>",
    "%s%n{}",
];

/// The lines of verbs that are not asked: the sample's way to the end.
const LEFT_OUT: &[&str] = &["suspend"];

/// Draws deeds.
pub(super) struct Source {
    dice: Dice,
    keys: Vec<String>,
    lines: Vec<String>,
}

impl Source {
    /// Deeds that are the same for the same seed.
    pub(super) fn new(seed: u64) -> Self {
        let map = Keymap::built_in().unwrap();
        let mut keys: Vec<String> = Vec::new();
        for scope in scopes() {
            keys.extend(map.bindings(scope).iter().map(upnext::ui::keymap::Binding::spelling));
        }
        keys.retain(|key| key != "Ctrl-z");
        let names = VERBS.iter().filter(|verb| !LEFT_OUT.contains(&verb.name));
        let lines = names.map(|verb| if verb.arg == Arg::None { verb.name.into() } else { format!("{} ", verb.name) });
        Self { dice: Dice(seed.wrapping_mul(2_654_435_761).wrapping_add(seed)), keys, lines: lines.collect() }
    }

    /// The next one.
    pub(super) fn next(&mut self) -> Deed {
        match self.dice.below(100) {
            0..40 => Deed::Keys(self.key()),
            40..52 => Deed::Line(self.line()),
            52..60 => Deed::Text(self.text()),
            60..64 => Deed::Paste(self.long()),
            64..72 => Deed::Mouse(self.mouse()),
            72..77 => self.size(),
            77..80 => Deed::Beside(self.dice.below(1 << 30) as u64),
            80..82 => Deed::Poll,
            82..84 => Deed::Jobs,
            84..86 => Deed::Wait,
            86 => Deed::Draft,
            87 => Deed::Linger,
            88 => Deed::ToastOver,
            89 => Deed::Roll,
            90 => Deed::Rest,
            91 if self.dice.once_in(4) => Deed::Overflow,
            92 if self.dice.once_in(3) => Deed::Again,
            93..97 => Deed::Keys(self.counted()),
            _ => Deed::Draw,
        }
    }

    /// A key of the map or one beside it.
    pub(super) fn key(&mut self) -> String {
        if self.dice.below(3) == 0 {
            KEYS[self.dice.below(KEYS.len())].to_owned()
        } else {
            self.keys[self.dice.below(self.keys.len())].clone()
        }
    }

    fn counted(&mut self) -> String {
        let count: Vec<String> = (0..=self.dice.below(4)).map(|_| self.dice.below(10).to_string()).collect();
        format!("{} {}", count.join(" "), self.key())
    }

    /// A verb with an argument, or something that is none.
    pub(super) fn line(&mut self) -> String {
        let line = self.lines[self.dice.below(self.lines.len())].clone();
        if line.ends_with(' ') && !self.dice.once_in(4) { line + &self.text() } else { line }
    }

    /// Text on one line, or nearly.
    pub(super) fn text(&mut self) -> String {
        let text = TEXTS[self.dice.below(TEXTS.len())];
        match self.dice.below(12) {
            0 => text.repeat(1 + self.dice.below(60)),
            1 => {
                let any = (0..self.dice.below(12)).map(|_| u32::try_from(self.dice.below(0x11_0000)).unwrap());
                any.filter_map(char::from_u32).collect()
            }
            _ => text.to_owned(),
        }
    }

    /// A paste: now and then a book.
    pub(super) fn long(&mut self) -> String {
        let lines = if self.dice.once_in(10) { self.dice.below(3000) } else { self.dice.below(4) };
        let mut said = self.text();
        for _ in 0..lines {
            said.push('\n');
            said.push_str(TEXTS[self.dice.below(TEXTS.len())]);
        }
        said
    }

    fn mouse(&mut self) -> Mouse {
        let kind = match self.dice.below(8) {
            0..3 => MouseKind::Down,
            3 => MouseKind::Drag,
            4 | 5 => MouseKind::Up,
            6 => MouseKind::WheelUp,
            _ => MouseKind::WheelDown,
        };
        let far = self.dice.once_in(12);
        let column = if far { self.dice.below(65536) } else { self.dice.below(140) };
        let row = if far { self.dice.below(65536) } else { self.dice.below(45) };
        Mouse { kind, column: column.try_into().unwrap(), row: row.try_into().unwrap() }
    }

    fn size(&mut self) -> Deed {
        let size = |n: usize| u16::try_from(n).unwrap();
        match self.dice.below(6) {
            0 => Deed::Resize(size(self.dice.below(4)), size(self.dice.below(4))),
            1 => Deed::Resize(size(self.dice.below(301)), size(self.dice.below(101))),
            2 => Deed::Resize(60, 18),
            3 => Deed::Resize(80, 24),
            _ => Deed::Resize(120, 40),
        }
    }
}

/// Every section of the map.
fn scopes() -> impl Iterator<Item = Scope> {
    use strum::IntoEnumIterator;
    Scope::iter()
}
