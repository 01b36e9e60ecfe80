//! Finds words and phrases in a text in one pass, so that many of them cost no more than one.

use std::collections::HashMap;
use std::ops::Range;

/// No first word of a known phrase is longer, in bytes.
const LONGEST: usize = 24;

/// Phrases in ASCII lower case, each with what it stands for.
pub(super) struct Lexicon<T> {
    by_first: HashMap<&'static [u8], Vec<(&'static str, T)>>,
    /// For each first letter, the lengths that a first word has: most words are passed over by it.
    lengths: [u32; 26],
}

impl<T: Copy> Lexicon<T> {
    pub(super) fn new(lists: &[(&[&'static str], T)]) -> Self {
        let (mut by_first, mut lengths) = (HashMap::<_, Vec<_>>::new(), [0; 26]);
        for (phrase, meaning) in lists.iter().flat_map(|(list, meaning)| list.iter().map(move |p| (*p, *meaning))) {
            let first = phrase.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().as_bytes();
            debug_assert!((1..LONGEST).contains(&first.len()) && first[0].is_ascii_lowercase(), "{phrase}");
            lengths[usize::from(first[0] - b'a')] |= 1 << first.len();
            by_first.entry(first).or_default().push((phrase, meaning));
        }
        Self { by_first, lengths }
    }

    /// The first phrase in a text that `takes` agrees to, where it stands, and what it stands for.
    pub(super) fn find(&self, text: &str, takes: impl Fn(&Range<usize>, T) -> bool) -> Option<(Range<usize>, T)> {
        words(text).find_map(|word| {
            let mut folded = [0; LONGEST];
            let bytes = &text.as_bytes()[word.clone()];
            let letter = usize::from(bytes[0].to_ascii_lowercase().wrapping_sub(b'a'));
            if bytes.len() >= LONGEST || self.lengths.get(letter).is_none_or(|l| l & (1 << bytes.len()) == 0) {
                return None;
            }
            for (to, from) in folded.iter_mut().zip(bytes) {
                *to = from.to_ascii_lowercase();
            }
            let known = self.by_first.get(&folded[..bytes.len()])?;
            known.iter().find_map(|(phrase, meaning)| {
                let at = word.start..word.start + length(&text[word.start..], phrase)?;
                takes(&at, *meaning).then_some((at, *meaning))
            })
        })
    }
}

/// Where the words of a text stand: runs of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && width(text, at).is_err() {
            at += width(text, at).unwrap_or_else(|gap| gap);
        }
        let from = at;
        while let Some(Ok(letter)) = (at < bytes.len()).then(|| width(text, at)) {
            at += letter;
        }
        (from < at).then_some(from..at)
    })
}

/// How many bytes the character takes: `Ok` for a letter or a digit.
fn width(text: &str, at: usize) -> Result<usize, usize> {
    let byte = text.as_bytes()[at];
    if byte.is_ascii() {
        return if byte.is_ascii_alphanumeric() { Ok(1) } else { Err(1) };
    }
    let c = text[at..].chars().next().unwrap_or(' ');
    if c.is_alphanumeric() { Ok(c.len_utf8()) } else { Err(c.len_utf8()) }
}

/// Where a phrase stands in a text: whole words, whatever their case; U+2019 counts as an apostrophe. The phrase is in
/// ASCII lower case.
pub(super) fn phrases<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let first = phrase.as_bytes()[0];
    let starts = text.bytes().enumerate().filter(move |(_, b)| b.eq_ignore_ascii_case(&first)).map(|(at, _)| at);
    starts.filter_map(move |at| {
        let end = at + length(&text[at..], phrase)?;
        let is_apart = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '\'');
        is_apart.then_some(at..end)
    })
}

/// How long a phrase is at the beginning of a text, where it stands there and ends with a word.
fn length(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text.chars();
    for want in phrase.chars() {
        let have = rest.next()?;
        let is_same = have.eq_ignore_ascii_case(&want) || (want == '\'' && have == '\u{2019}');
        if !is_same {
            return None;
        }
    }
    let behind = rest.as_str();
    let ends = behind.chars().next().is_none_or(|c| !c.is_alphanumeric());
    ends.then(|| text.len() - behind.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words() {
        let count = |text: &str, phrase: &str| phrases(text, phrase).count();
        assert_eq!(count("so that it's so thatched, So that", "so that"), 2);
        assert_eq!(count("I\u{2019}d like what I'd like", "i'd like"), 2);
        assert_eq!(count("é so that é", "so that"), 1);
    }

    #[test]
    fn a_lexicon_finds_the_first_of_its_phrases() {
        let known = Lexicon::new(&[(&["fast", "and/or", "user friendly"], 1), (&["etc"], 2)]);
        let find = |text: &'static str| known.find(text, |_, _| true).map(|(at, n)| (&text[at], n));
        assert_eq!(find("breakfast AND/OR fast"), Some(("AND/OR", 1)));
        assert_eq!(find("a user, friendly"), None);
        assert_eq!(find("é User Friendly"), Some(("User Friendly", 1)));
        assert_eq!(find("日本etc, —etc."), Some(("etc", 2)));
        assert_eq!(find(""), None);
    }
}
