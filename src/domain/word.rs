//! What a word is, for everything that is searched: the index of the file holds these words, and nothing else cuts
//! text into words.
//!
//! A word is a run of letters and digits of any script, in lower case and without diacritics (`Café` is `cafe`, `Łódź`
//! is `lodz`). Scripts that put no spaces between words have words of one character; what is typed without a space
//! is looked for in a row, so a beginning of such a word finds what one would look for.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Longer words are cut, in characters: what is no word of a language is found by its beginning.
const LONGEST: usize = 64;

/// Appends the words of a text, each with a space before it.
pub fn push_words(text: &str, out: &mut String) {
    if text.is_ascii() { push_ascii(text, out) } else { push_any(text, out) }
}

fn push_ascii(text: &str, out: &mut String) {
    let mut length = 0;
    for byte in text.bytes() {
        if !byte.is_ascii_alphanumeric() {
            length = 0;
            continue;
        }
        if length == 0 {
            out.push(' ');
        }
        if length < LONGEST {
            out.push(char::from(byte.to_ascii_lowercase()));
        }
        length += 1;
    }
}

fn push_any(text: &str, out: &mut String) {
    let (mut length, mut is_alone) = (0, false);
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            if length > 0 && length < LONGEST && is_kept(c) {
                out.push(c);
                length += 1;
            }
            continue;
        }
        if !c.is_alphanumeric() {
            length = 0;
            continue;
        }
        let is_own = is_own_word(c);
        if length == 0 || is_own || is_alone {
            out.push(' ');
            length = 0;
        }
        if length < LONGEST {
            push_plain(c, out);
        }
        (length, is_alone) = (length + 1, is_own);
    }
}

/// Marks that are more than an accent: vowels of Indic scripts, the voicing of kana.
fn is_kept(mark: char) -> bool {
    let is_around = matches!(mark, '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}');
    !is_around && matches!(canonical_combining_class(mark), 0 | 8 | 9)
}

/// Letters that only look as if they had a mark.
fn push_plain(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        c => out.push(c),
    }
}

/// Characters of scripts without spaces between words: Han, kana, Thai, Lao, Myanmar, Khmer.
fn is_own_word(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}' |
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' |
        '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Words in a row that are looked for: each whole but the last, of which the beginning is enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Needle(String);

impl Needle {
    /// What finds a text as it was typed; with `is_whole` the last word counts only whole. `None` without any word.
    pub fn new(typed: &str, is_whole: bool) -> Option<Self> {
        let mut pattern = String::new();
        push_words(typed, &mut pattern);
        if pattern.is_empty() {
            return None;
        }
        if is_whole {
            pattern.push(' ');
        }
        Some(Self(pattern))
    }

    /// The words, each with a space before it, and a space behind the last where it counts only whole.
    pub fn pattern(&self) -> &str {
        &self.0
    }

    /// True where the last word counts only whole.
    pub fn is_whole(&self) -> bool {
        self.0.ends_with(' ')
    }

    /// True where the words stand in a row in these texts, read one after the other.
    pub fn is_in(&self, texts: &[&str]) -> bool {
        is_in(&self.0, texts)
    }
}

/// As [`Needle::is_in`], from the needle's pattern.
pub fn is_in(pattern: &str, texts: &[&str]) -> bool {
    // Plain text has no more letters than it has bytes.
    if texts.iter().all(|text| text.is_ascii())
        && texts.iter().map(|t| t.len() + 1).sum::<usize>() < pattern.trim().len()
    {
        return false;
    }
    let mut words = String::new();
    for text in texts {
        push_words(text, &mut words);
    }
    words.push(' ');
    words.contains(pattern)
}

/// The bytes of a text that any of the needles finds, in order; pieces that touch are one.
pub fn found(text: &str, needles: &[Needle]) -> Vec<Range<usize>> {
    let words = placed(text);
    let mut found: Vec<Range<usize>> = needles.iter().flat_map(|needle| find(&words, needle)).collect();
    found.sort_unstable_by_key(|range| range.start);
    found.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    found
}

/// The words of a text with the bytes they stand in.
fn placed(text: &str) -> Vec<(String, Range<usize>)> {
    let mut words = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((from, first)) = rest.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let goes_on = |c: char| is_combining_mark(c) || (!is_own_word(first) && c.is_alphanumeric() && !is_own_word(c));
        while rest.next_if(|(_, c)| goes_on(*c)).is_some() {}
        let range = from..rest.peek().map_or(text.len(), |next| next.0);
        let mut plain = String::new();
        push_words(&text[range.clone()], &mut plain);
        words.extend(plain.split_whitespace().map(|word| (word.to_owned(), range.clone())));
    }
    words
}

fn find(words: &[(String, Range<usize>)], needle: &Needle) -> Vec<Range<usize>> {
    let sought: Vec<&str> = needle.pattern().split_whitespace().collect();
    let Some((last, before)) = sought.split_last() else { return Vec::new() };
    let fits = |row: &&[(String, Range<usize>)]| {
        let end = &row[before.len()].0;
        row.iter().zip(before).all(|(word, sought)| word.0 == *sought)
            && if needle.is_whole() { end == last } else { end.starts_with(last) }
    };
    words.windows(sought.len()).filter(fits).map(|row| row[0].1.start..row[before.len()].1.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> String {
        let mut out = String::new();
        push_words(text, &mut out);
        out.trim_start().to_owned()
    }

    fn finds(typed: &str, text: &str) -> bool {
        Needle::new(typed, false).unwrap().is_in(&[text])
    }

    #[test]
    fn words_are_plain() {
        assert_eq!(words("Don't pay TWICE, 2.5x!"), "don t pay twice 2 5x");
        assert_eq!(words("Café Łódź Straße İstanbul ΣΊΣΥΦΟΣ ёлка"), "cafe lodz strasse istanbul σισυφοσ елка");
        assert_eq!(words("ﬁx ２ km²"), "fix 2 km2");
        assert_eq!(words("請求書 PDF出力"), "請 求 書 pdf 出 力");
        assert_eq!(words("カード"), "カ ー ト\u{3099}");
        assert_eq!(words("👩‍💻 1️⃣ — +"), "1");
        assert_eq!(words(&"x".repeat(100)), "x".repeat(64));
    }

    #[test]
    fn what_was_found_is_known_by_its_place() {
        let marked = |typed: &str, text: &str| {
            let needles: Vec<Needle> = typed.split('/').filter_map(|t| Needle::new(t, false)).collect();
            found(text, &needles).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(marked("inv", "Pay the Invoice, not the invite"), ["Invoice", "invite"]);
        assert_eq!(marked("the inv", "Pay the Invoice, not the invite"), ["the Invoice", "the invite"]);
        assert_eq!(marked("cafe/zu", "Café zum Löwen"), ["Café", "zum"]);
        assert_eq!(marked("求書", "請求書 PDF"), ["求書"]);
        assert_eq!(marked("voice", "Invoice"), [""; 0]);
        assert_eq!(marked("save/saved", "a saved cart"), ["saved"]);
    }

    #[test]
    fn a_beginning_finds_its_word() {
        assert!(finds("inv", "Pay by invoice") && finds("PAY b", "pay by invoice"));
        assert!(!finds("voice", "Pay by invoice") && !finds("pa by", "pay by invoice"));
        assert!(finds("求書", "請求書を送る") && finds("請求", "請求書") && !finds("書請", "請求書"));
        assert!(finds("हिन्दी", "हिन्दी में") && !finds("हाथ", "हिन्दी"));
        assert!(finds("ใบแจ้ง", "ส่งใบแจ้งหนี้"));
        let whole = Needle::new("save the cart", true).unwrap();
        assert!(whole.is_in(&["Save the cart!"]) && !whole.is_in(&["save the carton"]));
        assert_eq!(Needle::new("—", false), None);
    }

    proptest! {
        #[test]
        fn ascii_has_no_words_of_its_own(text in "[ -~]{0,80}") {
            let (mut quick, mut slow) = (String::new(), String::new());
            push_ascii(&text, &mut quick);
            push_any(&text, &mut slow);
            prop_assert_eq!(quick, slow);
        }

        #[test]
        fn every_word_of_a_text_is_found_in_it(text in ".{0,60}") {
            for word in text.split_whitespace() {
                if let Some(needle) = Needle::new(word, false) {
                    prop_assert!(needle.is_in(&[&text]), "{}", word);
                }
            }
        }
    }
}
