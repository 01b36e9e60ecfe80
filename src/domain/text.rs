//! How text enters and how it leaves.
//!
//! Text enters as NFC with LF line ends and without control characters ([`line()`], [`block`]). At every sink outside
//! ratatui it goes through [`Safe`] once more, so that nothing from a title can run in a terminal. Direction
//! overrides and zero-width characters are kept in the data and shown as visible marks ([`visible`]).

use std::borrow::Cow;
use std::fmt::{self, Write};
use unicode_normalization::UnicodeNormalization;

/// Longest one-line text kept, in bytes.
pub const LINE_LIMIT: usize = 4 * 1024;
/// Longest long text kept, in bytes.
pub const BLOCK_LIMIT: usize = 1024 * 1024;
/// Most tags an item may carry.
pub const TAG_LIMIT: usize = 200;

/// Why a text was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space where something is needed.
    #[error("{0} is empty: type at least one character")]
    Empty(&'static str),
    /// A NUL character, which no tool would show.
    #[error("{0} has a NUL character in it: remove it and try again")]
    Nul(&'static str),
    /// Longer than the limit; nothing was cut.
    #[error(
        "{what} is {size} bytes long and at most {limit} are kept: shorten it, or {}", rest(*limit)
    )]
    TooLong {
        /// The field's name.
        what: &'static str,
        /// Its size in bytes.
        size: usize,
        /// The most that is kept, in bytes.
        limit: usize,
    },
    /// More tags than [`TAG_LIMIT`].
    #[error("{0} tags are too many: an item carries at most {TAG_LIMIT}")]
    TooManyTags(usize),
}

/// Where else there is room for what is too long.
fn rest(limit: usize) -> &'static str {
    if limit < BLOCK_LIMIT { "put the rest into the description" } else { "put the rest into a file and link that" }
}

/// The text without escape sequences and control characters; line ends and tabs stay. Answers in words what was left
/// out, where something was.
pub fn printable(text: &str) -> (String, Option<String>) {
    let (mut out, mut sequences, mut signs) = (String::with_capacity(text.len()), 0, 0);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = escape(rest);
        if taken > 0 {
            sequences += 1;
            rest = &rest[taken..];
            continue;
        }
        match c {
            c if c.is_control() && !matches!(c, '\n' | '\t' | '\r') => signs += 1,
            c => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    let told = [(sequences, "escape sequence"), (signs, "control character")];
    let told: Vec<String> = told.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(n, what)).collect();
    let told = (!told.is_empty()).then(|| format!("{} left out", told.join(" and ")));
    (out, told)
}

/// The bytes of the escape sequence (ECMA-48) at the beginning of a text; 0 where there is none that is whole.
fn escape(text: &str) -> usize {
    let (lead, kind) = match text.as_bytes() {
        [0x1b, kind @ (b'[' | b']' | b'P' | b'X' | b'^' | b'_'), ..] => (2, *kind),
        [0x1b, b' '..=b'/', end @ b'0'..=b'~', ..] if *end < 0x7f => return 3,
        [0x1b, b'0'..=b'~', ..] => return 2,
        [0xc2, 0x9b, ..] => (2, b'['),
        _ => return 0,
    };
    let body = &text[lead..];
    let end = if kind == b'[' {
        let end = body.find(|c| !matches!(c, ' '..='?'));
        end.filter(|at| matches!(body.as_bytes()[*at], b'@'..=b'~')).map(|at| at + 1)
    } else {
        // A string ends with BEL or ST, on its own line.
        let end = body.find(['\u{7}', '\u{1b}', '\n']);
        end.and_then(|at| match &body[at..] {
            behind if behind.starts_with('\u{7}') => Some(at + 1),
            behind if behind.starts_with("\u{1b}\\") => Some(at + 2),
            _ => None,
        })
    };
    end.map_or(0, |end| lead + end)
}

/// Cleans a one-line text: NFC, runs of line breaks and tabs become one space, no control characters, trimmed.
/// `what` names the field in the error.
pub fn line(what: &'static str, raw: &str) -> Result<String, TextError> {
    let clean = clean(what, raw, LINE_LIMIT, false)?;
    Ok(clean.trim().to_owned())
}

/// As [`line()`], and at least one character must remain.
pub fn title(what: &'static str, raw: &str) -> Result<String, TextError> {
    let clean = line(what, raw)?;
    if clean.is_empty() { Err(TextError::Empty(what)) } else { Ok(clean) }
}

/// Cleans a long text: NFC, LF line ends, tabs kept, no other control characters, no white space at its end.
pub fn block(what: &'static str, raw: &str) -> Result<String, TextError> {
    let mut clean = clean(what, raw, BLOCK_LIMIT, true)?;
    clean.truncate(clean.trim_end().len());
    Ok(clean)
}

fn clean(what: &'static str, raw: &str, limit: usize, many_lines: bool) -> Result<String, TextError> {
    if raw.contains('\0') {
        return Err(TextError::Nul(what));
    }
    if is_plain(raw, many_lines) {
        return fits(what, raw.to_owned(), limit);
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.nfc().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' if many_lines => out.push('\n'),
            '\t' if many_lines => out.push('\t'),
            '\r' | '\n' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    fits(what, out, limit)
}

/// True for printable ASCII, which needs no cleaning.
fn is_plain(raw: &str, many_lines: bool) -> bool {
    raw.bytes().all(|b| matches!(b, b' '..=b'~') || (many_lines && matches!(b, b'\n' | b'\t')))
}

fn fits(what: &'static str, text: String, limit: usize) -> Result<String, TextError> {
    if text.len() > limit { Err(TextError::TooLong { what, size: text.len(), limit }) } else { Ok(text) }
}

/// The one form in which tags and names are compared: compatibility-composed, lower case, outer space gone.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        text.trim().to_ascii_lowercase()
    } else {
        text.trim().nfkc().flat_map(char::to_lowercase).nfc().collect()
    }
}

/// True for characters that change how their neighbours are shown but have no look of their own: bidi overrides
/// and isolates, zero-width space, no-break space of zero width, soft hyphen, fillers, separators of lines, tag
/// characters, and what Unicode keeps free for more of them.
///
/// The joiners U+200C and U+200D and variation selectors are part of emoji and scripts and are left alone.
#[inline]
pub fn is_invisible(c: char) -> bool {
    // Asked for every letter of a frame: most are below all of these.
    c >= '\u{ad}'
        && matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' |
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' |
        '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' |
        '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// The text without control characters but line feeds and tabs: data on its way to a file that may be shown in a
/// terminal. What entered through the program has none; a file that somebody else made may.
pub fn bare(text: &str) -> Cow<'_, str> {
    let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(is_bad) { Cow::Owned(text.replace(is_bad, "")) } else { Cow::Borrowed(text) }
}

/// JSON with every control character and invisible one as `\uXXXX`: it says the same, and a terminal does nothing.
pub fn json(written: &str) -> Cow<'_, str> {
    let is_odd = |c: char| !c.is_ascii_graphic() && ((c.is_control() && c != '\n') || is_invisible(c));
    if !written.contains(is_odd) {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len() + 32);
    for c in written.chars() {
        if is_odd(c) {
            let mut units = [0; 2];
            // Such a character stands in a string only, where its escape means the same.
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The text with control characters left out and invisible ones as marks such as `<U+202E>`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !c.is_control() && !is_invisible(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Safe(text).to_string().replace(['\n', '\t'], " "))
}

/// Text on its way to a sink that filters nothing: a listing, a window title, a log.
///
/// Line feeds and tabs pass, other control characters are dropped, invisible ones become marks.
#[derive(Debug, Clone, Copy)]
pub struct Safe<'a>(pub &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '\n' | '\t' => f.write_char(c)?,
                c if c.is_control() => {}
                c if is_invisible(c) => write!(f, "<U+{:04X}>", c as u32)?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// `1,310`: a whole number with a comma every three digits.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 item`, `2 items`, `1,310 items`.
pub fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_loses_breaks_and_control_characters() {
        assert_eq!(line("title", " a\r\n\tb\u{1b}[31mc\u{7f}\u{9b}d ").as_deref(), Ok("a b[31mcd"));
        assert_eq!(line("title", "e\u{301}").as_deref(), Ok("é"));
        assert_eq!(line("title", "a\0b"), Err(TextError::Nul("title")));
        assert_eq!(title("title", " \n "), Err(TextError::Empty("title")));
    }

    #[test]
    fn a_block_keeps_lines_and_tabs() {
        assert_eq!(block("description", "a\r\nb\rc\td\n\n").as_deref(), Ok("a\nb\nc\td"));
        assert!(matches!(block("description", &"x".repeat(BLOCK_LIMIT + 1)), Err(TextError::TooLong { .. })));
    }

    #[test]
    fn escape_sequences_go_as_a_whole() {
        let (text, told) = printable("vis\u{1b}[31mitor\u{7}\u{1b}]0;title\u{7}\u{1b}(B\u{1b}[é\r\n");
        assert_eq!(text, "visitor[é\r\n");
        assert_eq!(told.as_deref(), Some("3 escape sequences and 2 control characters left out"));
        assert_eq!(printable("a\tb"), ("a\tb".into(), None));
    }

    #[test]
    fn what_is_too_long_is_never_sent_to_where_it_is() {
        let told = |limit: usize| TextError::TooLong { what: "the text", size: limit + 1, limit }.to_string();
        assert!(told(LINE_LIMIT).ends_with("into the description"));
        assert!(!told(BLOCK_LIMIT).contains("description"));
    }

    #[test]
    fn names_compare_folded() {
        assert_eq!(fold(" ÜBER "), fold("über"));
        assert_eq!(fold("ﬁx"), "fix");
    }

    #[test]
    fn invisible_characters_leave_as_marks() {
        assert_eq!(visible("a\u{202e}b"), "a<U+202E>b");
        assert_eq!(Safe("a\u{1b}]0;x\u{7}\nb").to_string(), "a]0;x\nb");
    }

    #[test]
    fn data_leaves_without_what_a_terminal_acts_on() {
        assert_eq!(bare("a\u{1b}\u{9b}\n\tb\u{202e}"), "a\n\tb\u{202e}");
        assert_eq!(json("[\n\"a\u{7f}\u{9b}\u{202e}\u{e0041}é\"]"), "[\n\"a\\u007f\\u009b\\u202e\\udb40\\udc41é\"]");
    }

    #[test]
    fn numbers_read_easily() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(counted(1, "item"), "1 item");
        assert_eq!(counted(1310, "item"), "1,310 items");
    }
}
