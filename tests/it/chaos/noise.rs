//! What comes from a terminal in one burst: keys, lines, raw bytes, sequences cut in two, pastes without an end,
//! answers to questions that nobody asked, the mouse far outside, sizes, signals.

use super::deed::Source;
use crate::pty::typed;
use crate::replay::Dice;
use rustix::process::Signal;

/// One thing that is done to the program from outside.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Blow {
    /// Bytes from the terminal.
    Send(Vec<u8>),
    /// Nothing for so many milliseconds: long enough for a cut sequence to be taken for a key, or not.
    Pause(u64),
    /// The terminal's size.
    Size(u16, u16),
    /// A signal.
    Signal(Signal),
}

impl std::fmt::Debug for Blow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Send(bytes) => {
                write!(f, "Send({} bytes b\"{}\")", bytes.len(), bytes[..bytes.len().min(160)].escape_ascii())
            }
            Self::Pause(time) => write!(f, "Pause({time})"),
            Self::Size(columns, rows) => write!(f, "Size({columns}, {rows})"),
            Self::Signal(signal) => write!(f, "Signal({signal:?})"),
        }
    }
}

/// Answers and events of terminals, whole.
const REPLIES: &[&[u8]] = &[
    b"\x1b[?62;22c",
    b"\x1b[>41;377;0c",
    b"\x1b[=0;1c",
    b"\x1bP!|00000000\x1b\\",
    b"\x1b[?2026;2$y",
    b"\x1b[?2004;0$y",
    b"\x1b[?99999999999;4$y",
    b"\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\",
    b"\x1b]11;rgb:0/0/0\x07",
    b"\x1b]11;rgb:zz/\x07",
    b"\x1b]10;rgba:ffff/ffff/ffff/ffff\x1b\\",
    b"\x1b]4;1;rgb:cd/00/00\x07",
    b"\x1b]52;c;aGVsbG8=\x1b\\",
    b"\x1bP>|XTerm(390)\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[?1u",
    b"\x1b[97;5u",
    b"\x1b[97;1:3u",
    b"\x1b[57441;2u",
    b"\x1b[27;5;106~",
    b"\x1b[1114112u",
    b"\x1b[4294967296;4294967296u",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[24;80R",
    b"\x1b[1;1R",
    b"\x1b[?24;80;1R",
    b"\x1b[8;40;120t",
    b"\x1b[4;0;0t",
    b"\x1b[<0;20;4M",
    b"\x1b[<0;20;4m",
    b"\x1b[<32;21;9M",
    b"\x1b[<64;1;1M",
    b"\x1b[<65;65535;65535M",
    b"\x1b[<0;0;0M",
    b"\x1b[<999999999999;1;1M",
    b"\x1b[<0;-1;-1M",
    b"\x1b[<;;M",
    b"\x1b[M !!",
    b"\x1b[M\xff\xff\xff",
    b"\x1b[M\x00\x00\x00",
    b"\x1b[32;10;10M",
    b"\x1b[200~half",
    b"\x1b[201~",
    b"\x1b[200~\x1b[200~nested\x1b[201~\x1b[201~",
    b"\x1b[200~\x1b[31mred\x1b]0;t\x07\x1b[201~",
    b"\x1b[200~\x1b[201\x1b[201~",
    b"\x1b[200~\x00\xff\xfe\xc3\x1b[201~",
    b"\x1bOP\x1bOM\x1bOZ",
    b"\x1b[[A\x1b[[Z",
    b"\x1b[1;5D\x1b[1;2Z",
    b"\x1b\x1b\x1b\x1b[\x1b]\x1bP",
    b"\x9b31m\x90\x9d",
    b"\xf0\x9f\x91",
    b"\xe2\x82",
];

/// The next burst.
pub(super) fn burst(source: &mut Source, dice: &mut Dice) -> Vec<Blow> {
    let many = 1 + dice.below(10);
    match dice.below(13) {
        0..4 => (0..many * 2).map(|_| Blow::Send(typed(&source.key()))).collect(),
        4 | 5 => {
            vec![Blow::Send(format!("\x1b\x1b:{}\r", source.line().replace(['\r', '\n', '\u{1b}'], " ")).into_bytes())]
        }
        6 => vec![Blow::Send(source.text().into_bytes())],
        7 => vec![Blow::Send((0..many * 12).map(|_| u8::try_from(dice.below(256)).unwrap()).collect())],
        8 => (0..many).flat_map(|_| cut(REPLIES[dice.below(REPLIES.len())], dice)).collect(),
        9 => paste(source, dice),
        10 => (0..many * 2).map(|_| size(dice)).collect(),
        11 => signals(dice),
        // Everything at once.
        _ => (0..many).map(|_| if dice.once_in(2) { size(dice) } else { Blow::Send(typed(&source.key())) }).collect(),
    }
}

/// A sequence, whole or in two pieces, with or without a pause between them.
fn cut(bytes: &[u8], dice: &mut Dice) -> Vec<Blow> {
    let at = dice.below(bytes.len());
    if at == 0 {
        return vec![Blow::Send(bytes.to_vec())];
    }
    let mut blows = vec![Blow::Send(bytes[..at].to_vec())];
    if dice.once_in(2) {
        blows.push(Blow::Pause([1, 15, 25, 120][dice.below(4)]));
    }
    // The rest may never come.
    if !dice.once_in(4) {
        blows.push(Blow::Send(bytes[at..].to_vec()));
    }
    blows
}

fn paste(source: &mut Source, dice: &mut Dice) -> Vec<Blow> {
    let mut bytes = b"\x1b[200~".to_vec();
    match dice.below(6) {
        0 => bytes.extend(b"1 MB and more \x1b[A\n".repeat(60_000)),
        1 => bytes.extend(b"x".repeat(100_000)),
        _ => bytes.extend(source.long().into_bytes()),
    }
    if !dice.once_in(3) {
        bytes.extend(b"\x1b[201~");
    }
    vec![Blow::Send(bytes)]
}

fn size(dice: &mut Dice) -> Blow {
    let number = |n: usize| u16::try_from(n).unwrap();
    match dice.below(8) {
        0 => Blow::Size(0, 0),
        1 => Blow::Size(0, number(dice.below(100))),
        2 => Blow::Size(number(dice.below(300)), 0),
        3 => Blow::Size(1, 1),
        4 => Blow::Size(120, 40),
        _ => Blow::Size(number(dice.below(301)), number(dice.below(101))),
    }
}

fn signals(dice: &mut Dice) -> Vec<Blow> {
    match dice.below(5) {
        0 => vec![Blow::Signal(Signal::WINCH); 50],
        1 => vec![Blow::Signal(Signal::CONT); 5],
        2 => vec![Blow::Signal(Signal::TSTP), Blow::Pause(5), Blow::Signal(Signal::CONT)],
        3 => vec![Blow::Signal(Signal::STOP), Blow::Pause(20), Blow::Signal(Signal::CONT)],
        _ => vec![Blow::Signal(Signal::TSTP), Blow::Signal(Signal::CONT), Blow::Signal(Signal::WINCH)],
    }
}
