//! Text that somebody might wish us ill with, and text that is merely rare: made from a seed, the same each time.

use crate::replay::Dice;

/// What each text has in it somewhere, so that a look at the screen finds that it is there at all.
pub(crate) const MARK: &str = "hq";

/// Sequences that terminals act on, and signs that change how their neighbours look.
const PIECES: &[&str] = &[
    "\u{1b}[31m",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}[?1049l",
    "\u{1b}]0;owned\u{7}",
    "\u{1b}]52;c;b3duZWQ=\u{1b}\\",
    "\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}P$q\"p\u{1b}\\",
    "\u{1b}_G\u{1b}\\",
    "\u{1b}^pm\u{1b}\\",
    "\u{1b}Xsos\u{1b}\\",
    "\u{1b}c",
    "\u{1b}(0",
    "\u{1b}[",
    "\u{1b}",
    "\u{9b}31m",
    "\u{9b}2J",
    "\u{9d}52;c;b3duZWQ=\u{9c}",
    "\u{90}q\u{9c}",
    "\u{98}\u{9e}\u{9f}\u{85}",
    "\u{7}\u{8}\u{b}\u{c}\u{e}\u{f}\u{7f}",
    "\r",
    "\n",
    "\r\n\t",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}gnp.exe\u{202c}",
    "\u{202a}\u{202b}\u{202d}",
    "\u{2066}\u{2067}\u{2068}\u{2069}",
    "\u{200e}\u{200f}\u{61c}",
    "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{34f}",
    "\u{115f}\u{1160}\u{3164}\u{ffa0}\u{17b4}\u{17b5}\u{180e}\u{180b}",
    "\u{e0001}\u{e0041}\u{e007f}",
    "\u{e0100}\u{e01ef}",
    "\u{fe00}\u{fe0e}\u{fe0f}",
    "\u{fff9}a\u{fffa}b\u{fffb}",
    "\u{1bca0}\u{1d173}\u{1d17a}\u{206a}\u{2065}",
    "👩\u{200d}👩\u{200d}👧\u{200d}👦",
    "🏳\u{fe0f}\u{200d}🌈",
    "👍🏽",
    "🇩🇪🇫",
    "1\u{fe0f}\u{20e3}",
    "❤\u{fe0f}",
    "☠\u{fe0e}",
    "日本語の長い題名",
    "한국어 조합 각\u{1100}\u{1161}\u{11a8}",
    "שלום עולם",
    "السلام عليكم لا",
    "क्षि नमस्ते",
    "ทุ่นระเบิด กำ",
    "ខ្មែរ",
    "ﷺ꧁꧂𒐫⸻",
    "±§×÷°±½…—≤",
    "e\u{301}n\u{303}",
    "\u{301}\u{20dd}\u{1ab2}",
    "\u{fffe}\u{ffff}\u{fdd0}\u{1fffe}",
    "\u{e000}\u{f8ff}\u{f0000}\u{10fffd}",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</style></title><!--",
    "&#x3c;b&#62;&lt;",
    "{{7*7}} ${7*7} <%= 7 %> `id` $(id)",
    "=1+1 @SUM +1 -1 ＝ ＋ － ＠",
    "| a | b |\n---|---",
    "](javascript:alert(1)) ![x](y) <javascript:alert(1)>",
    "%s%n%x {} {0} \\u001b \\x1b",
    "'; DROP TABLE item; --",
    "../../etc/passwd",
];

/// A text of so many pieces at most.
pub(crate) fn text(dice: &mut Dice, most: usize) -> String {
    let mut out = String::new();
    let pieces = 1 + dice.below(most);
    let mark = dice.below(pieces);
    for at in 0..pieces {
        if at == mark {
            out.push_str(MARK);
        }
        piece(dice, &mut out);
    }
    out
}

fn piece(dice: &mut Dice, out: &mut String) {
    match dice.below(10) {
        0 => heap(dice, out),
        1 | 2 => out.extend((0..=dice.below(6)).map(|_| anything(dice))),
        3 => out.push_str(&" plain words".repeat(1 + dice.below(4))),
        _ => out.push_str(PIECES[dice.below(PIECES.len())]),
    }
}

/// A letter under a heap of marks; now and then the heap alone.
fn heap(dice: &mut Dice, out: &mut String) {
    if !dice.once_in(3) {
        out.push('z');
    }
    for _ in 0..200 {
        let mark = 0x300 + u32::try_from(dice.below(0x4f)).unwrap();
        out.extend(char::from_u32(mark));
    }
}

/// Any character of any plane but NUL, which no text has.
fn anything(dice: &mut Dice) -> char {
    loop {
        let below = [0x100, 0x3000, 0x1_0000, 0x11_0000][dice.below(4)];
        let code = u32::try_from(dice.below(below)).unwrap();
        if let Some(c) = char::from_u32(code).filter(|c| *c != '\0') {
            return c;
        }
    }
}

/// True for a character that may reach a terminal or a reader from a text: neither a control character nor one that
/// hides or turns its neighbours. The list is written anew here, so that a gap in the program's own shows.
pub(crate) fn is_harmless(c: char) -> bool {
    !matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' |
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' |
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}' | '\u{1bca0}'..='\u{1bca3}' |
        '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}' | '\u{34f}')
}
