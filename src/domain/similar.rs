//! Items that say nearly the same: one against all, and all pairs of a backlog.
//!
//! What is compared is a phrase: the means of a story without the words of its template ("As a …, I want to …, so
//! that …"), or a title, as plain words ([`super::word`]) with one space between. Two phrases are as similar as the
//! sets of their trigrams: what both have, divided by what either has (Jaccard; `domain.md` §3.1). The template must go
//! first: it makes stories alike that want something else.
//!
//! Measured there on 352 real titles that hold 68 twins: from .6 on 78 % of what is found is one and all are found;
//! from .7 on 92 %, from .8 on 99 %, all found; so [`LIKE`] is .8 for a list that is worked through, and [`HINT`] .7
//! where a look costs nothing. Alike is no twin: what differs may be the one word that matters, so [`differing`] shows it.

mod compared;
mod join;
mod probe;
mod texts;

pub use compared::{AsOf, Compared, KEPT};
pub use join::{Pair, Pool};
pub use probe::Probe;
pub use texts::Texts;

use super::{ItemId, Row, story, text, word};
use std::cmp::Ordering;
use std::fmt;

/// The least score of a pair in a list, in hundredths.
pub const LIKE: u32 = 80;
/// The least score of what is named while a title is typed, in hundredths.
pub const HINT: u32 = 70;

/// How similar two phrases are, as the exact fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Trigrams that both have.
    pub common: u32,
    /// Trigrams that either has; at least 1.
    pub all: u32,
    /// True where the phrases are the same to the letter.
    pub is_equal: bool,
}

impl Score {
    /// True from so many hundredths on.
    pub fn is_at_least(self, hundredths: u32) -> bool {
        u64::from(self.common) * 100 >= u64::from(hundredths) * u64::from(self.all)
    }

    /// In whole hundredths; 100 only for equal phrases.
    pub fn percent(self) -> u32 {
        let percent = u64::from(self.common) * 100 / u64::from(self.all.max(1));
        let most = if self.is_equal { 100 } else { 99 };
        u32::try_from(percent).unwrap_or(most).min(most)
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) =
            (u64::from(self.common) * u64::from(other.all), u64::from(other.common) * u64::from(self.all));
        self.is_equal.cmp(&other.is_equal).then(left.cmp(&right)).then(other.all.cmp(&self.all))
    }
}

impl fmt::Display for Score {
    /// `the same words`, or `84 % alike`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_equal { f.write_str("the same words") } else { write!(f, "{} % alike", self.percent()) }
    }
}

/// Two items that say nearly the same, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The one that stands first: higher in its list, or the one asked for.
    pub a: Row,
    /// The other.
    pub b: Row,
    /// How similar they are.
    pub score: Score,
    /// What of each was compared, as it was written: the title, or the means.
    pub said: [String; 2],
    /// True where somebody has said that they are not the same thing.
    pub is_apart: bool,
}

/// An item that says nearly what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// The item.
    pub row: Row,
    /// How similar it is.
    pub score: Score,
    /// For a declined one: since when, and why.
    pub declined: Option<(super::Instant, String)>,
}

/// What was typed, and for which items it is looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Of which product.
    pub product: super::ProductId,
    /// What was typed: a title, or a whole story.
    pub text: String,
    /// The item that it is for, which is like itself.
    pub except: Option<ItemId>,
}

/// The phrase of a title, or of a whole story in one sentence: plain words with one space between.
pub fn phrase(text: &str) -> String {
    let mut phrase = String::new();
    push_phrase(text, &mut phrase);
    phrase
}

/// The phrases an item is known by: that of its title, and that of its want where it is another one. One of them may
/// be empty.
pub fn phrases(title: &str, want: &str) -> (String, Option<String>) {
    let title = phrase(title);
    let want = if want.is_empty() { None } else { Some(want_phrase(want)).filter(|want| *want != title) };
    (title, want)
}

/// Which of what two items say is most alike, as it was written, without the words of the template; each item is its
/// title and its want. Of those that are as alike the titles come first.
pub fn matched(a: (&str, &str), b: (&str, &str)) -> [String; 2] {
    let said = |(title, want): (&str, &str)| {
        let title = means(title).unwrap_or_else(|| title.to_owned());
        let want = (!want.is_empty()).then(|| story::title(want));
        std::iter::once(title).chain(want).map(|text| (trimmed(&text), text)).collect::<Vec<_>>()
    };
    let (left, right) = (said(a), said(b));
    let mut best: Option<(Score, [&String; 2])> = None;
    for (phrase, text) in &left {
        for (other, theirs) in &right {
            let score = score(phrase, other);
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, [text, theirs]));
            }
        }
    }
    best.map_or_else(Default::default, |(_, said)| said.map(Clone::clone))
}

fn trimmed(text: &str) -> String {
    let mut phrase = String::new();
    push_trimmed(text, &mut phrase);
    phrase
}

fn push_phrase(text: &str, out: &mut String) {
    match means(text) {
        Some(means) => push_trimmed(&means, out),
        None => push_trimmed(text, out),
    }
}

fn want_phrase(want: &str) -> String {
    trimmed(&story::title(want))
}

fn push_trimmed(text: &str, out: &mut String) {
    let from = out.len();
    word::push_words(text, out);
    if out[from..].starts_with(' ') {
        out.remove(from);
    }
}

/// What a sentence asks for, without the words of its template; `None` where it has none of them.
fn means(text: &str) -> Option<String> {
    let start = text.trim_start_matches(['"', '\u{201c}', '*', '_', ' ']);
    let begins = |lead: &str| start.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead));
    if ["as ", "in order to ", "so that "].into_iter().any(begins) {
        return story::parse(text).map(|sentence| story::title(&sentence.want));
    }
    if begins("i ") || begins("i'") || begins("i\u{2019}") {
        // Without its role it is no whole story, but the words are those of the template.
        return story::parse(&format!("As a user, {text}")).map(|sentence| story::title(&sentence.want));
    }
    None
}

/// How similar two phrases are.
pub fn score(a: &str, b: &str) -> Score {
    let (left, right) = (trigrams(a), trigrams(b));
    of_sets(&left, &right, a == b)
}

fn of_sets(left: &[u64], right: &[u64], is_equal: bool) -> Score {
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        match a.cmp(b) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    of_counts(common, left.len() + right.len() - common, is_equal)
}

fn of_counts(common: usize, all: usize, is_equal: bool) -> Score {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Score { common: small(common), all: small(all).max(1), is_equal }
}

/// The set of a phrase's trigrams, sorted.
fn trigrams(phrase: &str) -> Vec<u64> {
    let mut all = Vec::with_capacity(phrase.len());
    each_trigram(phrase, |trigram| all.push(trigram));
    all.sort_unstable();
    all.dedup();
    all
}

/// Three characters in a row as one number; a phrase of fewer is one by itself.
fn each_trigram(phrase: &str, mut each: impl FnMut(u64)) {
    const MASK: u64 = (1 << 63) - 1;
    let (mut last, mut count) = (0_u64, 0_usize);
    for c in phrase.chars() {
        last = (last << 21 | u64::from(u32::from(c))) & MASK;
        count += 1;
        if count >= 3 {
            each(last);
        }
    }
    if (1..3).contains(&count) {
        each(last);
    }
}

/// The words that one text has and the other has not, each as often as it is missing, in their order and spelling. A
/// sign that belongs to a word counts: "C" is not "C++".
pub fn differing(a: &str, b: &str) -> (Vec<String>, Vec<String>) {
    (lacking(a, b), lacking(b, a))
}

/// The words of `a` that `b` lacks.
fn lacking(a: &str, b: &str) -> Vec<String> {
    let mut there: Vec<String> = b.split_whitespace().map(|word| text::fold(bare(word))).collect();
    let is_lacking = |word: &&str| match there.iter().position(|other| *other == text::fold(word)) {
        Some(at) => {
            there.swap_remove(at);
            false
        }
        None => !word.is_empty(),
    };
    a.split_whitespace().map(bare).filter(is_lacking).map(str::to_owned).collect()
}

/// A word without what belongs to the sentence: quotes, brackets, emphasis, and the signs that end it. A dash by itself
/// is no word.
fn bare(word: &str) -> &str {
    let is_around = |c: char| {
        matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '*' | '_' | '`')
            || matches!(
                c,
                '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}' | '\u{bf}' | '\u{a1}'
            )
    };
    let ends = |c: char| is_around(c) || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '\u{2026}');
    let bare = word.trim_start_matches(is_around).trim_end_matches(ends);
    let is_mark = |c: char| {
        matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2022}' | '\u{b7}' | ',' | '.' | ';' | ':' | '!' | '?')
    };
    if bare.chars().all(is_mark) { "" } else { bare }
}

#[cfg(test)]
mod tests;
