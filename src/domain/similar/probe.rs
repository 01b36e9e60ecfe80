//! One text against many: what can't be similar is left after one look at its letters.

use super::{Score, each_trigram, of_sets, phrase, push_trimmed, story, trigrams, want_phrase};

/// Bits of the filter: a power of two.
const BITS: usize = 1 << 13;

/// A typed text, ready to be compared with many items.
#[derive(Debug)]
pub struct Probe {
    phrase: String,
    trigrams: Vec<u64>,
    /// A bit for each trigram: what has none of its bits is none of them.
    bits: Box<[u64; BITS / 64]>,
    /// Trigrams that must be common.
    needed: usize,
    hundredths: u32,
    words: String,
}

impl Probe {
    /// Finds what is at least so many hundredths similar; `None` for a text too short to be like anything.
    pub fn new(typed: &str, hundredths: u32) -> Option<Self> {
        let is_story = typed.trim_start().get(..3).is_some_and(|head| head.eq_ignore_ascii_case("as "));
        if is_story && story::parse(typed).is_none() {
            // A sentence that has not come to its point yet is like every other one.
            return None;
        }
        let phrase = phrase(typed);
        let needed = match (phrase.is_ascii(), phrase.contains(' ')) {
            (false, _) => 4,
            (true, true) => 6,
            (true, false) => 8,
        };
        if phrase.chars().count() < needed {
            return None;
        }
        let trigrams = trigrams(&phrase);
        let mut bits = Box::new([0; BITS / 64]);
        for trigram in &trigrams {
            let bit = bit(*trigram);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        let hundred = usize::try_from(hundredths).unwrap_or(100);
        let needed = (trigrams.len() * hundred).div_ceil(100);
        Some(Self { phrase, trigrams, bits, needed, hundredths, words: String::new() })
    }

    /// How similar an item is, by its title or by its want; `None` where it is less than asked for.
    pub fn score(&mut self, title: &str, want: &str) -> Option<Score> {
        let by_title = self.may_be(title).then(|| self.exact(&phrase(title)));
        let by_want = (!want.is_empty() && self.may_be(want)).then(|| self.exact(&want_phrase(want)));
        by_title.into_iter().chain(by_want).max().filter(|score| score.is_at_least(self.hundredths))
    }

    /// False where too few trigrams of the text can be common: the words of a template count as if they were.
    fn may_be(&mut self, text: &str) -> bool {
        if text.len() < self.needed {
            return false;
        }
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        push_trimmed(text, &mut words);
        let mut hits = 0;
        each_trigram(&words, |trigram| {
            let bit = bit(trigram);
            hits += usize::from(self.bits[bit / 64] >> (bit % 64) & 1 == 1);
        });
        self.words = words;
        hits >= self.needed
    }

    fn exact(&self, other: &str) -> Score {
        of_sets(&self.trigrams, &trigrams(other), self.phrase == *other)
    }
}

fn bit(trigram: u64) -> usize {
    let mixed = trigram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS.trailing_zeros());
    usize::try_from(mixed).unwrap_or(0)
}
