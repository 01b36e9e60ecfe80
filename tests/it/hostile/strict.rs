//! What a terminal may be sent. Everything else is a finding, whatever a terminal would make of it.

use super::corpus::is_harmless;
use unicode_segmentation::UnicodeSegmentation;

/// What the program's bytes were made of.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Characters shown.
    pub(crate) shown: usize,
    /// Escape sequences.
    pub(crate) sequences: usize,
    /// What was sent to the clipboard, in base64.
    pub(crate) copied: Vec<String>,
}

/// The modes that the program switches: alternate screen, paste, cursor, mouse, whole frames.
const MODES: &[&str] = &["1049", "2004", "25", "1000", "1002", "1006", "2026"];

/// True for a character that every terminal gives one column.
fn is_sure(letter: &str) -> bool {
    let mut chars = letter.chars();
    let is_sure = |c: char| matches!(c, ' '..='~' | '\u{a1}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2010}'..='\u{27bf}');
    chars.next().is_some_and(is_sure) && chars.next().is_none()
}

/// After a letter that terminals measure each in its way, the next one is put at its place: the first that is not.
pub(crate) fn shifted(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let runs = text.split('\u{1b}').map(|run| {
        let end = run.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        if run.starts_with('[') { &run[end..] } else { "" }
    });
    for run in runs {
        let letters: Vec<&str> = run.graphemes(true).collect();
        if let Some((_, behind)) = letters.split_last()
            && let Some(bad) = behind.iter().find(|letter| !is_sure(letter))
        {
            return Some(format!("{bad:?} in {run:?}"));
        }
    }
    None
}

/// Reads the bytes of a whole run; the first thing that has no business there is the error.
pub(crate) fn read(bytes: &[u8]) -> Result<Read, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("no UTF-8: {error}"))?;
    let mut read = Read::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if c == '\u{1b}' {
            read.sequences += 1;
            sequence(rest, &mut read)
        } else if is_next_row(rest) {
            Some(1)
        } else {
            read.shown += 1;
            is_harmless(c).then_some(c.len_utf8())
        };
        let Some(taken) = taken else {
            let at = text.len() - rest.len();
            let from = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
            let some: String = rest.chars().take(40).collect();
            return Err(format!("at {at}: {some:?}, behind {:?}", &text[from..at]));
        };
        rest = &rest[taken..];
    }
    Ok(read)
}

/// The way to a column of the next row. No other line feed may reach a terminal that the program draws on.
fn is_next_row(text: &str) -> bool {
    let column = text.strip_prefix("\n\u{1b}[").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    column.is_some_and(|rest| rest.starts_with('G'))
}

/// The length of the sequence at the beginning; `None` for one that is not sent by this program.
fn sequence(text: &str, read: &mut Read) -> Option<usize> {
    let body = &text[1..];
    if let Some(copy) = body.strip_prefix("]52;c;") {
        let end = copy.find("\u{1b}\\")?;
        let is_base64 = copy[..end].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
        read.copied.push(copy[..end].to_owned());
        return is_base64.then_some(1 + 6 + end + 2);
    }
    if body.starts_with("]11;?\u{1b}\\") {
        return Some(8);
    }
    let parameters = body.strip_prefix('[')?;
    let at = parameters.find(|c: char| !matches!(c, '0'..='9' | ';' | '?'))?;
    let (numbers, end) = (&parameters[..at], parameters[at..].chars().next()?);
    let is_plain = !numbers.contains('?');
    let is_known = match end {
        'm' | 'H' | 'C' | 'G' | 'X' => is_plain,
        'J' => numbers == "2",
        'h' | 'l' => numbers.strip_prefix('?').is_some_and(|mode| MODES.contains(&mode)),
        _ => false,
    };
    is_known.then_some(1 + 1 + at + 1)
}

/// Plain output: lines and tabs, and nothing that a terminal acts on.
pub(crate) fn plain(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("no UTF-8: {error}"))?;
    let bad = text.char_indices().find(|(_, c)| !is_harmless(*c) && !matches!(c, '\n' | '\t'));
    bad.map_or(Ok(()), |(at, c)| {
        let from = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
        Err(format!("{c:?} at {at}, behind {:?}", &text[from..at]))
    })
}

#[test]
fn only_what_is_named_passes() {
    for good in [
        "a\u{1b}[1;38;5;3mb\u{1b}[m",
        "\u{1b}[?2026h\u{1b}[3;4H\u{1b}[2Cé日",
        "a\n\u{1b}[5G\u{1b}[4X",
        "\u{1b}]52;c;YQ==\u{1b}\\",
    ] {
        assert!(read(good.as_bytes()).is_ok(), "{good:?}");
    }
    for bad in [
        "\u{1b}[?47h",
        "\u{1b}]0;title\u{7}",
        "\u{1b}]52;p;YQ==\u{1b}\\",
        "\u{1b}]8;;x\u{1b}\\",
        "\u{1b}c",
        "\u{1b}[5n",
        "\u{1b}[>c",
        "\u{9b}31m",
        "\u{7}",
        "a\nb",
        "a\n\u{1b}[5C",
        "\u{1b}[K",
        "\u{202e}",
        "\u{1b}",
    ] {
        assert!(read(bad.as_bytes()).is_err(), "{bad:?}");
    }
    assert!(shifted("\u{1b}[1;1Haé│\u{e01}\u{1b}[1;5Hx".as_bytes()).is_none());
    assert!(shifted("\u{1b}[1;1Ha\u{e01}x".as_bytes()).is_some());
    assert!(read(b"\xff").is_err() && plain(b"a\n\tb").is_ok() && plain("\u{9b}".as_bytes()).is_err());
}
