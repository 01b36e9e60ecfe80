//! Bytes from the terminal to [`Input`]. Pure: what it has not understood yet waits for more bytes.
//!
//! Legacy key codes, since no other protocol is ever switched on. `Esc` and a key typed in one breath stay two
//! presses, because Alt has no meaning here. A reply to a question somebody else asked is dropped whole.

use super::Input;
use crate::ui::{Code, Press};

/// Longest control sequence that is waited for.
const SEQUENCE: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What came so far and is not whole yet.
#[derive(Debug, Default)]
pub(super) struct Parser {
    waiting: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the front of the bytes is.
enum Front {
    /// Not whole yet.
    Part,
    /// So many bytes, and what they mean, if anything.
    Whole(usize, Option<Input>),
    /// So many bytes that announce a paste.
    Paste(usize),
}

impl Parser {
    /// Takes bytes in; what they complete goes to `inputs`.
    pub(super) fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        self.waiting.extend_from_slice(bytes);
        let waiting = std::mem::take(&mut self.waiting);
        let mut rest = waiting.as_slice();
        while !rest.is_empty() {
            if let Some(paste) = &mut self.paste {
                let (taken, whole) = pasted(rest);
                paste.extend_from_slice(&rest[..taken]);
                rest = &rest[taken..];
                if !whole {
                    break;
                }
                rest = &rest[PASTE_END.len()..];
                self.end_paste(inputs);
                continue;
            }
            match front(rest) {
                Front::Part => break,
                Front::Whole(taken, input) => {
                    inputs.extend(input);
                    rest = &rest[taken..];
                }
                Front::Paste(taken) => {
                    self.paste = Some(Vec::new());
                    rest = &rest[taken..];
                }
            }
        }
        self.waiting = rest.to_vec();
    }

    /// True while something is not whole.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty() || self.paste.is_some()
    }

    /// True inside a paste.
    pub(super) fn is_pasting(&self) -> bool {
        self.paste.is_some()
    }

    /// No more bytes are coming: what waits is taken for what it is, above all a lone `Esc`.
    pub(super) fn give_up(&mut self, inputs: &mut Vec<Input>) {
        let waiting = std::mem::take(&mut self.waiting);
        if let Some(paste) = &mut self.paste {
            paste.extend_from_slice(&waiting);
            self.end_paste(inputs);
            return;
        }
        for byte in waiting {
            inputs.extend(control(byte).or_else(|| plain(byte)).map(Input::Press));
        }
    }

    fn end_paste(&mut self, inputs: &mut Vec<Input>) {
        let bytes = self.paste.take().unwrap_or_default();
        inputs.push(Input::Paste(clean_paste(&String::from_utf8_lossy(&bytes))));
    }
}

/// How many bytes of a paste are here, and whether its end follows them.
fn pasted(bytes: &[u8]) -> (usize, bool) {
    if let Some(at) = bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END) {
        return (at, true);
    }
    // The end itself may be cut in two.
    let kept = (1..PASTE_END.len()).rev().find(|n| bytes.ends_with(&PASTE_END[..*n])).unwrap_or(0);
    (bytes.len() - kept, false)
}

/// Terminals paste line ends as carriage returns.
fn clean_paste(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}

/// Reads the front of `bytes`, which are not empty.
fn front(bytes: &[u8]) -> Front {
    match bytes {
        [0x1b, b'[', ..] => csi(bytes),
        [0x1b] | [0x1b, b'O' | b']'] => Front::Part,
        [0x1b, b'O', last @ (b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S' | b'M'), ..] => {
            let code = if *last == b'M' { Some(Code::Enter) } else { letter(*last) };
            Front::Whole(3, code.map(|code| Input::Press(Press::plain(code))))
        }
        [0x1b, b']', b'0'..=b'9', ..] => reply(bytes),
        [0x1b, ..] => Front::Whole(1, Some(Input::Press(Press::plain(Code::Esc)))),
        [byte @ (0x00..=0x1f | 0x7f), ..] => Front::Whole(1, control(*byte).map(Input::Press)),
        [0x20..=0x7e, ..] => Front::Whole(1, plain(bytes[0]).map(Input::Press)),
        _ => character(bytes),
    }
}

/// A printable ASCII byte.
fn plain(byte: u8) -> Option<Press> {
    (b' '..=b'~').contains(&byte).then(|| Press::char(char::from(byte)))
}

/// A control byte as the key that makes it.
fn control(byte: u8) -> Option<Press> {
    Some(match byte {
        0x00 => Press::ctrl(' '),
        b'\t' => Press::plain(Code::Tab),
        b'\r' => Press::plain(Code::Enter),
        // Many terminals send Ctrl-h for Backspace.
        0x08 | 0x7f => Press::plain(Code::Backspace),
        0x1b => Press::plain(Code::Esc),
        0x01..=0x1a => Press::ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => Press::ctrl(char::from(byte - 0x1c + b'\\')),
        _ => return None,
    })
}

/// A character of several bytes; a byte that begins none is dropped.
fn character(bytes: &[u8]) -> Front {
    let len = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Front::Whole(1, None),
    };
    if bytes.len() < len && bytes[1..].iter().all(|byte| byte & 0xc0 == 0x80) {
        return Front::Part;
    }
    match bytes.get(..len).and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|text| text.chars().next()) {
        Some(c) => Front::Whole(len, (!c.is_control()).then(|| Input::Press(Press::char(c)))),
        None => Front::Whole(1, None),
    }
}

/// A reply such as a colour, up to BEL or ST, dropped.
fn reply(bytes: &[u8]) -> Front {
    for (at, byte) in bytes.iter().enumerate().skip(2) {
        match byte {
            0x07 => return Front::Whole(at + 1, None),
            0x1b => match bytes.get(at + 1) {
                Some(b'\\') => return Front::Whole(at + 2, None),
                Some(_) => return Front::Whole(at, None),
                None => return Front::Part,
            },
            _ => {}
        }
    }
    if bytes.len() > SEQUENCE { Front::Whole(bytes.len(), None) } else { Front::Part }
}

/// A control sequence: `ESC [`, parameters, a final byte.
fn csi(bytes: &[u8]) -> Front {
    if bytes.get(2) == Some(&b'[') {
        // The Linux console's F1 to F5.
        return match bytes.get(3) {
            None => Front::Part,
            Some(last @ b'A'..=b'E') => Front::Whole(4, Some(key(Code::F(last - b'A' + 1), 1))),
            Some(_) => Front::Whole(3, None),
        };
    }
    let Some(at) = bytes.iter().skip(2).position(|byte| !(0x20..=0x3f).contains(byte)).map(|at| at + 2) else {
        return if bytes.len() > SEQUENCE { Front::Whole(bytes.len(), None) } else { Front::Part };
    };
    if !(0x40..=0x7e).contains(&bytes[at]) {
        // Broken off by something else.
        return Front::Whole(at, None);
    }
    if is_release(&bytes[2..at]) {
        return Front::Whole(at + 1, None);
    }
    let numbers = numbers(&bytes[2..at]);
    if bytes[at] == b'~' && numbers.first() == Some(&200) {
        return Front::Paste(at + 1);
    }
    Front::Whole(at + 1, meaning(bytes[at], &numbers))
}

/// True for a key let go, as a terminal tells whose last program left its key protocol switched on.
fn is_release(parameters: &[u8]) -> bool {
    parameters.split(|byte| *byte == b';').nth(1).is_some_and(|modifier| modifier.ends_with(b":3"))
}

/// The parameters; none if there is anything but numbers in them, as in replies. Sub-parameters are cut off.
fn numbers(bytes: &[u8]) -> Vec<u32> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let number = |part: &str| part.split(':').next().unwrap_or_default().parse().unwrap_or(0);
    if text.starts_with(['?', '>', '<', '=']) { vec![u32::MAX] } else { text.split(';').map(number).collect() }
}

/// What a control sequence says, if it is a key or the focus.
fn meaning(last: u8, numbers: &[u32]) -> Option<Input> {
    let first = numbers.first().copied().unwrap_or(0);
    let modifier = numbers.get(1).copied().unwrap_or(1);
    if first == u32::MAX {
        return None;
    }
    match last {
        b'I' => Some(Input::Focus(true)),
        b'O' => Some(Input::Focus(false)),
        b'Z' => Some(Input::Press(Press::plain(Code::BackTab))),
        b'~' if first == 27 => named(numbers.get(2).copied()?, modifier),
        b'~' => numbered(first).map(|code| key(code, modifier)),
        b'u' => named(first, modifier),
        // With two numbers it is a cursor's place, which nobody asked for.
        b'R' if numbers.len() > 1 && first != 1 => None,
        last => letter(last).map(|code| key(code, modifier)),
    }
}

/// A key with the modifier's number: 1 + Shift 1, Alt 2, Control 4. Only Control is kept.
fn key(code: Code, modifier: u32) -> Input {
    let bits = modifier.saturating_sub(1);
    let code = if code == Code::Tab && bits & 1 != 0 { Code::BackTab } else { code };
    Input::Press(Press { code, ctrl: bits & 4 != 0 })
}

/// A key by its character's number, as some terminals send what has no legacy code.
fn named(number: u32, modifier: u32) -> Option<Input> {
    let code = match number {
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        8 | 127 => return Some(Input::Press(Press::plain(Code::Backspace))),
        number => Code::Char(char::from_u32(number).filter(|c| !c.is_control())?),
    };
    Some(key(code, modifier))
}

fn letter(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(u8::try_from(number).ok()? - 10),
        17..=21 => Code::F(u8::try_from(number).ok()? - 11),
        23 | 24 => Code::F(u8::try_from(number).ok()? - 12),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The inputs in their spelling, once no more bytes come.
    fn spelled(chunks: &[&[u8]]) -> String {
        let (mut parser, mut inputs) = (Parser::default(), Vec::new());
        for chunk in chunks {
            parser.feed(chunk, &mut inputs);
        }
        parser.give_up(&mut inputs);
        let words = inputs.into_iter().map(|input| match input {
            Input::Press(press) => press.to_string(),
            Input::Paste(text) => format!("{text:?}"),
            other => format!("{other:?}"),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn keys_arrive_in_our_spelling() {
        assert_eq!(spelled(&[b"jJ \r\t\x7f\x08\x04"]), "j J Space Enter Tab Backspace Backspace Ctrl-d");
        assert_eq!(spelled(&["é漢🎉".as_bytes()]), "é 漢 🎉");
        assert_eq!(
            spelled(&[b"\x1b[A\x1bOB\x1b[1;5C\x1b[H\x1b[4~\x1b[5~\x1b[Z"]),
            "Up Down Ctrl-Right Home End PgUp Shift-Tab"
        );
        assert_eq!(spelled(&[b"\x1bOP\x1b[15~\x1b[24~\x1b[[A"]), "F1 F5 F12 F1");
        assert_eq!(spelled(&[b"\x1b[105;5u\x1b[27;5;106~\x1b[13;2u"]), "Ctrl-i Ctrl-j Enter");
    }

    #[test]
    fn releases_are_dropped_and_repeats_kept() {
        assert_eq!(spelled(&[b"\x1b[106;1:1u\x1b[106;1:2u\x1b[106;1:3u\x1b[1;1:3A"]), "j j");
    }

    #[test]
    fn escape_and_a_key_in_one_breath_are_two_presses() {
        assert_eq!(spelled(&[b"\x1bj"]), "Esc j");
        assert_eq!(spelled(&[b"\x1b\x1b"]), "Esc Esc");
        assert_eq!(spelled(&[b"\x1b"]), "Esc");
        assert_eq!(spelled(&[b"\x1b["]), "Esc [");
        assert_eq!(spelled(&[b"\x1b]"]), "Esc ]");
    }

    #[test]
    fn a_paste_is_text_whatever_stands_in_it() {
        assert_eq!(spelled(&[b"\x1b[200~a\r\nb\rq\x1b[Ac\0\x1b[201~j"]), r#""a\nb\nq\u{1b}[Ac" j"#);
        assert_eq!(spelled(&[b"\x1b[200~never ended"]), r#""never ended""#);
    }

    #[test]
    fn replies_to_nobody_are_dropped_whole() {
        assert_eq!(spelled(&[b"\x1b[?62;4c\x1b[12;40R\x1b[?2026;2$yj"]), "j");
        assert_eq!(spelled(&[b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\j\x1b]11;rgb:0/0/0\x07k"]), "j k");
        assert_eq!(spelled(&[b"\x1b[I\x1b[O"]), "Focus(true) Focus(false)");
    }

    #[test]
    fn broken_bytes_are_dropped() {
        assert_eq!(spelled(&[b"\xff\xc3j\xe2\x82k"]), "j k");
        assert_eq!(spelled(&["\u{9b}j".as_bytes()]), "j");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn bytes_may_be_cut_anywhere(
            words in prop::collection::vec(
                prop::sample::select(vec!["j", "é", "🎉", "\x1b[A", "\x1b[1;5C", "\x1b[200~a\x1b[\rb\x1b[201~", "\x1b]11;x\x07", "\x04"]),
                0..12,
            ),
            cuts in prop::collection::vec(0usize..80, 0..6),
        ) {
            let whole = words.concat().into_bytes();
            let mut cuts: Vec<_> = cuts.into_iter().filter(|cut| *cut < whole.len()).collect();
            cuts.extend([0, whole.len()]);
            cuts.sort_unstable();
            let chunks: Vec<_> = cuts.windows(2).map(|w| &whole[w[0]..w[1]]).collect();
            prop_assert_eq!(spelled(&chunks), spelled(&[&whole]));
        }

        #[test]
        fn no_bytes_make_it_fall(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            spelled(&[&bytes]);
        }
    }
}
