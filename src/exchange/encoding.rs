//! Bytes → text: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252.

use super::{ExchangeError, Source};
use crate::domain::import::Report;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// How much of a file is looked at to tell text from other things, in bytes.
const SAMPLE: usize = 64 * 1024;
/// Beginnings of files that are not text: what they are, what to do.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"PK\x03\x04", "an Excel workbook or a zip file", "save it as CSV and import that"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save it as CSV and import that"),
    (b"SQLite format 3\0", "a SQLite database", "open it with --db, or export it as JSON first"),
    (b"%PDF", "a PDF", "export the items as CSV and import that"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
];
/// What is said of bytes without a known beginning.
const BINARY: (&str, &str) = ("a binary file", "export the items as CSV and import that");

/// The file as text. A mark at the start or at a line's start (files joined together) is left out.
pub(super) fn decode<'a>(file: &'a Source, report: &mut Report) -> Result<Cow<'a, str>, ExchangeError> {
    let not_text = |(what, advice)| ExchangeError::NotText { name: file.name.clone(), what, advice };
    if let Some((_, what, advice)) = MAGIC.iter().find(|m| file.bytes.starts_with(m.0)) {
        return Err(not_text((what, advice)));
    }
    let text = match Encoding::for_bom(&file.bytes) {
        Some((encoding, skip)) if encoding != UTF_8 => {
            report.note(&format!("read as {}, as its first bytes say", encoding.name()));
            encoding.decode_without_bom_handling(&file.bytes[skip..]).0
        }
        bom => {
            let bytes = &file.bytes[bom.map_or(0, |b| b.1)..];
            if is_binary(bytes) {
                return Err(not_text(BINARY));
            }
            decode_bytes(bytes, report)
        }
    };
    let text = without_marks(text, report);
    if text.trim().is_empty() { Err(ExchangeError::Empty { name: file.name.clone() }) } else { Ok(text) }
}

/// True where more than one byte in ten is a control character that text doesn't have.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let odd = sample.iter().filter(|b| matches!(b, 0..=8 | 0x0e..=0x1f | 0x7f)).count();
    odd * 10 > sample.len()
}

fn decode_bytes<'a>(bytes: &'a [u8], report: &mut Report) -> Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let letters = |chunk: std::str::Utf8Chunk<'_>| chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    let good: usize = bytes.utf8_chunks().map(letters).sum();
    if good > broken {
        report.count("bytes that are not UTF-8, replaced by \u{fffd}", broken);
        return String::from_utf8_lossy(bytes);
    }
    report.note("read as Windows-1252, because it is not UTF-8");
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

fn without_marks<'a>(text: Cow<'a, str>, report: &mut Report) -> Cow<'a, str> {
    let is_mark = |at: usize| at == 0 || matches!(text.as_bytes()[at - 1], b'\n' | b'\r');
    if !text.as_bytes().contains(&0xef) {
        return text;
    }
    let marks: Vec<usize> = text.match_indices('\u{feff}').map(|m| m.0).filter(|at| is_mark(*at)).collect();
    if marks.is_empty() {
        return text;
    }
    report.count("byte-order marks in the middle of the file, left out", marks.len());
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in marks {
        out.push_str(&text[from..at]);
        from = at + '\u{feff}'.len_utf8();
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Result<String, ExchangeError>, Vec<String>) {
        let file = Source { name: "f".into(), bytes: bytes.to_vec() };
        let mut report = Report::default();
        let text = decode(&file, &mut report).map(Cow::into_owned);
        (text, report.lines.into_iter().map(|l| l.0).collect())
    }

    #[test]
    fn text_comes_in_several_encodings() {
        assert_eq!(decoded(b"\xef\xbb\xbfa,b").0.as_deref(), Ok("a,b"));
        assert_eq!(decoded("größe".as_bytes()), (Ok("größe".into()), vec![]));
        assert_eq!(
            decoded(b"gr\xf6\xdfe \x80"),
            (Ok("größe €".into()), vec!["read as Windows-1252, because it is not UTF-8".into()])
        );
        assert_eq!(decoded(b"\xff\xfea\0b\0").0.as_deref(), Ok("ab"));
        assert!(
            decoded("äöü\u{e9}".as_bytes().iter().copied().chain([0xff]).collect::<Vec<_>>().as_slice())
                .0
                .unwrap()
                .ends_with('\u{fffd}')
        );
    }

    #[test]
    fn a_mark_in_the_middle_is_left_out_and_counted() {
        let (text, report) = decoded("a,b\n\u{feff}a,b\nx\u{feff}y".as_bytes());
        assert_eq!(text.as_deref(), Ok("a,b\na,b\nx\u{feff}y"));
        assert_eq!(report.len(), 1);
    }

    #[test]
    fn what_is_no_text_is_refused_with_advice() {
        let said = |bytes: &[u8]| decoded(bytes).0.unwrap_err().to_string();
        assert!(said(b"PK\x03\x04rest").contains("save it as CSV"));
        assert!(said(&[0, 1, 2, 3, 4, 5]).contains("binary"));
        assert!(said(b"").contains("empty"));
        assert!(said(b"\xef\xbb\xbf \n").contains("empty"));
    }
}
