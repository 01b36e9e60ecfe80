//! Bytes from the terminal to [`Input`]. Pure: what it has not understood yet waits for more bytes.
//!
//! Legacy key codes, since no other protocol is ever switched on. `Esc` and a key typed in one breath stay two
//! presses, because Alt has no meaning here. What a terminal tells is never typed: an answer is understood or dropped
//! whole, however long it is and wherever it was cut in two.

use super::Input;
use super::report;
use crate::ui::{Code, Press};

/// Longest sequence that is kept until it is whole; of a longer one nothing is understood.
const SEQUENCE: usize = 128;
/// Largest paste that is kept, in bytes.
pub(super) const PASTE_LIMIT: usize = 1024 * 1024;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What came so far and is not whole yet.
#[derive(Debug, Default)]
pub(super) struct Parser {
    waiting: Vec<u8>,
    paste: Option<Pasted>,
    skips: Option<Skip>,
}

/// The bytes of a paste, or their number where they are too many.
#[derive(Debug, Default)]
struct Pasted {
    bytes: Vec<u8>,
    size: usize,
}

/// A sequence of which the beginning was dropped, so that its rest must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Skip {
    /// Up to BEL or ST.
    Text,
    /// Up to a final byte.
    Control,
}

/// What the front of the bytes is.
enum Front {
    /// Not whole yet.
    Part,
    /// So many bytes, and what they mean, if anything.
    Whole(usize, Option<Input>),
    /// So many bytes that announce a paste.
    Paste(usize),
    /// So many bytes of a sequence that is too long to mean anything.
    Long(usize, Skip),
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waits {
    /// Nothing: everything is understood.
    Nothing,
    /// Whether something follows an `Esc` that may be a key.
    Escape,
    /// The rest of what no person types.
    Sequence,
    /// The rest of a paste.
    Paste,
}

impl Parser {
    /// Takes bytes in; what they complete goes to `inputs`.
    pub(super) fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        self.waiting.extend_from_slice(bytes);
        let waiting = std::mem::take(&mut self.waiting);
        let mut rest = waiting.as_slice();
        while !rest.is_empty() {
            let taken = match (&mut self.paste, self.skips) {
                (Some(_), _) => self.take_paste(rest, inputs),
                (None, Some(skip)) => self.skip(rest, skip),
                (None, None) => self.take_front(rest, inputs),
            };
            match taken {
                Some(taken) => rest = &rest[taken..],
                None => break,
            }
        }
        self.waiting = rest.to_vec();
    }

    /// What it waits for.
    pub(super) fn waits(&self) -> Waits {
        if self.paste.is_some() {
            Waits::Paste
        } else if self.skips.is_some() || is_begun(&self.waiting) {
            Waits::Sequence
        } else if self.waiting.is_empty() {
            Waits::Nothing
        } else {
            Waits::Escape
        }
    }

    /// No more bytes are coming: what waits is taken for what it is, above all a lone `Esc`.
    pub(super) fn give_up(&mut self, inputs: &mut Vec<Input>) {
        let waits = self.waits();
        let waiting = std::mem::take(&mut self.waiting);
        self.skips = None;
        match waits {
            Waits::Paste => {
                if let Some(paste) = &mut self.paste {
                    paste.add(&waiting);
                }
                self.end_paste(inputs);
            }
            // The rest of an answer got lost; nobody has typed its beginning.
            Waits::Sequence | Waits::Nothing => {}
            Waits::Escape => {
                for byte in waiting {
                    inputs.extend(control(byte).or_else(|| plain(byte)).map(Input::Press));
                }
            }
        }
    }

    /// Takes what the front means; `None` where it is not whole. Answers how many bytes that were.
    fn take_front(&mut self, rest: &[u8], inputs: &mut Vec<Input>) -> Option<usize> {
        match front(rest) {
            Front::Part => None,
            Front::Whole(taken, input) => {
                inputs.extend(input);
                Some(taken)
            }
            Front::Paste(taken) => {
                self.paste = Some(Pasted::default());
                Some(taken)
            }
            Front::Long(taken, skip) => {
                self.skips = Some(skip);
                Some(taken)
            }
        }
    }

    /// Takes what belongs to the paste that goes on.
    fn take_paste(&mut self, rest: &[u8], inputs: &mut Vec<Input>) -> Option<usize> {
        let (taken, is_whole) = pasted(rest);
        self.paste.get_or_insert_default().add(&rest[..taken]);
        if is_whole {
            self.end_paste(inputs);
            return Some(taken + PASTE_END.len());
        }
        (taken > 0).then_some(taken)
    }

    /// Drops what belongs to a sequence that is too long.
    fn skip(&mut self, rest: &[u8], skip: Skip) -> Option<usize> {
        let end = match skip {
            Skip::Text => text_end(rest, 0),
            Skip::Control => control_end(rest, 0),
        };
        match end {
            End::At(taken) => {
                self.skips = None;
                Some(taken)
            }
            End::Open(taken) => (taken > 0).then_some(taken),
        }
    }

    fn end_paste(&mut self, inputs: &mut Vec<Input>) {
        let Pasted { bytes, size } = self.paste.take().unwrap_or_default();
        inputs.push(if size > PASTE_LIMIT {
            Input::Overflow(size)
        } else {
            Input::Paste(clean_paste(&String::from_utf8_lossy(&bytes)))
        });
    }
}

impl Pasted {
    /// More of it. What is too much is counted, not kept.
    fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len();
        if self.size > PASTE_LIMIT {
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }
}

/// True for the beginning of what no person types in one breath: a control sequence with a parameter, an answer.
fn is_begun(bytes: &[u8]) -> bool {
    match bytes {
        [0x1b, b'[', second, ..] => matches!(second, 0x20..=0x3f | b'M'),
        bytes => is_text(bytes),
    }
}

/// True for the beginning of an answer in text: `ESC ]` and a number, or what DCS and APC answers begin with.
fn is_text(bytes: &[u8]) -> bool {
    match bytes {
        [0x1b, b']', second, ..] => second.is_ascii_digit(),
        [0x1b, b'P', second, ..] => matches!(second, b'!' | b'$' | b'+' | 0x30..=0x3f),
        [0x1b, b'_', second, ..] => *second == b'G',
        _ => false,
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
        [0x1b, b'[', b'M', rest @ ..] => match rest {
            [code, column, row, ..] => Front::Whole(6, report::old_mouse(*code, *column, *row)),
            _ => Front::Part,
        },
        [0x1b, b'[', ..] => csi(bytes),
        [0x1b] | [0x1b, b'O' | b']' | b'P' | b'_'] => Front::Part,
        [0x1b, b'O', last @ (b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S' | b'M'), ..] => {
            let code = if *last == b'M' { Some(Code::Enter) } else { letter(*last) };
            Front::Whole(3, code.map(|code| Input::Press(Press::plain(code))))
        }
        bytes if is_text(bytes) => reply(bytes),
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

/// Where a sequence ends.
enum End {
    /// After so many bytes.
    At(usize),
    /// Not here; so many bytes belong to it for certain.
    Open(usize),
}

/// The end of a text: after BEL or ST, before any other control character.
fn text_end(bytes: &[u8], from: usize) -> End {
    let is_control = |byte: &u8| *byte < 0x20 || *byte == 0x7f;
    let Some(at) = bytes.iter().skip(from).position(is_control).map(|at| at + from) else {
        return End::Open(bytes.len());
    };
    match (bytes[at], bytes.get(at + 1)) {
        (0x07, _) => End::At(at + 1),
        (0x1b, None) => End::Open(at),
        (0x1b, Some(b'\\')) => End::At(at + 2),
        _ => End::At(at),
    }
}

/// The end of a control sequence: after its final byte, before what can't belong to it.
fn control_end(bytes: &[u8], from: usize) -> End {
    match bytes.iter().skip(from).position(|byte| !(0x20..=0x3f).contains(byte)).map(|at| at + from) {
        None => End::Open(bytes.len()),
        Some(at) if (0x40..=0x7e).contains(&bytes[at]) => End::At(at + 1),
        Some(at) => End::At(at),
    }
}

/// An answer in text, up to BEL or ST; of all that there are only the background's colour means something here.
fn reply(bytes: &[u8]) -> Front {
    match text_end(bytes, 2) {
        End::At(end) => {
            let body = &bytes[2..end.max(2)];
            let body = body.strip_suffix(b"\x07").or_else(|| body.strip_suffix(b"\x1b\\")).unwrap_or(body);
            Front::Whole(end, if bytes[1] == b']' { report::background(body) } else { None })
        }
        End::Open(known) if known > SEQUENCE => Front::Long(known, Skip::Text),
        End::Open(_) => Front::Part,
    }
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
    let end = match control_end(bytes, 2) {
        End::At(end) => end,
        End::Open(known) if known > SEQUENCE => return Front::Long(known, Skip::Control),
        End::Open(_) => return Front::Part,
    };
    let at = end - 1;
    if !(0x40..=0x7e).contains(&bytes[at]) || at < 2 {
        // Broken off by something else.
        return Front::Whole(end, None);
    }
    if bytes[2] == b'<' && matches!(bytes[at], b'M' | b'm') {
        return Front::Whole(end, report::sgr_mouse(&bytes[3..at], bytes[at]));
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
    use crate::ui::mouse::{Mouse, MouseKind};
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
    fn the_mouse_is_understood_in_both_protocols() {
        let at = |kind, column, row| format!("{:?}", Input::Mouse(Mouse { kind, column, row }));
        assert_eq!(spelled(&[b"\x1b[<0;12;5Mj"]), format!("{} j", at(MouseKind::Down, 11, 4)));
        assert_eq!(spelled(&[b"\x1b[<32;300;5M\x1b[<0;300;6m"]), {
            format!("{} {}", at(MouseKind::Drag, 299, 4), at(MouseKind::Up, 299, 5))
        });
        assert_eq!(spelled(&[b"\x1b[M !!\x1b[M#!!\x1b[M`\xff!"]), {
            let places = [at(MouseKind::Down, 0, 0), at(MouseKind::Up, 0, 0), at(MouseKind::WheelUp, 222, 0)];
            places.join(" ")
        });
        assert_eq!(spelled(&[b"\x1b[<1;1Mj\x1b[<;;mk\x1b[<0;1;1;1Ml"]), "j k l");
    }

    #[test]
    fn the_backgrounds_colour_may_be_cut_anywhere() {
        for answer in ["\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\", "\x1b]11;rgb:fdfd/f6f6/e3e3\x07"] {
            let whole = format!("j{answer}k").into_bytes();
            for cut in 0..=whole.len() {
                let (a, b) = whole.split_at(cut);
                assert_eq!(spelled(&[a, b]), "j Background { is_light: true } k", "{cut}");
            }
            for (n, _) in whole.iter().enumerate().skip(4).take(answer.len() - 4) {
                let (mut parser, mut inputs) = (Parser::default(), Vec::new());
                parser.feed(&whole[..n], &mut inputs);
                assert_eq!(parser.waits(), Waits::Sequence, "{n}: no person types this");
                parser.give_up(&mut inputs);
                assert_eq!(inputs.len(), 1, "{n}: only the j");
            }
        }
    }

    #[test]
    fn answers_of_any_length_are_swallowed_whole() {
        let long = "x".repeat(9000);
        for (begin, end) in
            [("\x1b]4;1;", "\x07"), ("\x1bP1+r", "\x1b\\"), ("\x1b_G", "\x1b\\"), ("\x1b]52;c;", "\x1b\\")]
        {
            let whole = format!("{begin}{long}{end}j").into_bytes();
            let chunks: Vec<_> = whole.chunks(700).collect();
            assert_eq!(spelled(&chunks), "j", "{begin:?}");
        }
        let whole = format!("\x1b[?{}cj", "1;".repeat(500)).into_bytes();
        assert_eq!(spelled(&whole.chunks(33).collect::<Vec<_>>()), "j");
        assert_eq!(spelled(&[format!("\x1b]4;{long}\x1b[Aj").as_bytes()]), "Up j", "a key ends what has no end");
        assert_eq!(spelled(&[format!("\x1b[?{}\rj", "1;".repeat(500)).as_bytes()]), "Enter j");
        assert_eq!(spelled(&[b"\x1bPj\x1b_k"]), "Esc P j Esc _ k");
    }

    #[test]
    fn a_paste_that_is_too_long_is_counted_and_not_kept() {
        let (mut parser, mut inputs) = (Parser::default(), Vec::new());
        parser.feed(b"\x1b[200~", &mut inputs);
        for _ in 0..2600 {
            parser.feed(&[b'x'; 4096], &mut inputs);
            let kept = parser.paste.as_ref().map_or(0, |paste| paste.bytes.len());
            assert!(kept <= PASTE_LIMIT);
        }
        parser.feed(PASTE_END, &mut inputs);
        assert_eq!(inputs, [Input::Overflow(2600 * 4096)]);
    }

    #[test]
    fn replies_to_nobody_are_dropped_whole() {
        assert_eq!(spelled(&[b"\x1b[?62;4c\x1b[12;40R\x1b[?2026;2$yj"]), "j");
        assert_eq!(spelled(&[b"\x1b]10;rgb:1e1e/1e1e/1e1e\x1b\\j\x1b]4;0;rgb:0/0/0\x07k"]), "j k");
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
                prop::sample::select(vec!["j", "é", "🎉", "\x1b[A", "\x1b[1;5C", "\x1b[200~a\x1b[\rb\x1b[201~", "\x1b]11;x\x07", "\x1b[<0;3;4M", "\x1b[M !!", "\x04"]),
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
