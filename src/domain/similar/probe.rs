//! One text against many: what can't be similar is left after a look at a part of its letters.

use super::{Score, each_trigram, of_sets, phrase, story, trigrams};

/// Bits of the filter: a power of two.
const BITS: usize = 1 << 13;

/// A typed text, ready to be compared with many phrases.
#[derive(Debug)]
pub struct Probe {
    phrase: String,
    trigrams: Vec<u64>,
    /// A bit for each trigram: what has none of its bits is none of them.
    bits: Box<[u64; BITS / 64]>,
    /// Trigrams that must be common.
    needed: usize,
    hundredths: u32,
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
        let least = match (phrase.is_ascii(), phrase.contains(' ')) {
            (false, _) => 4,
            (true, true) => 6,
            (true, false) => 8,
        };
        if phrase.chars().count() < least {
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
        Some(Self { phrase, trigrams, bits, needed, hundredths })
    }

    /// How similar a phrase is; `None` where it is less than asked for.
    pub fn score(&self, other: &str) -> Option<Score> {
        if !self.may_be(other) {
            return None;
        }
        let score = of_sets(&self.trigrams, &trigrams(other), self.phrase == *other);
        Some(score).filter(|score| score.is_at_least(self.hundredths))
    }

    /// False where too few trigrams can be common. It stops as soon as the rest of the text can't make up for what is
    /// missing.
    fn may_be(&self, other: &str) -> bool {
        if other.is_ascii() {
            let bytes = other.as_bytes();
            let trigram = |w: &[u8]| u64::from(w[0]) << 42 | u64::from(w[1]) << 21 | u64::from(w[2]);
            let Some(mut allowed) = bytes.len().saturating_sub(2).checked_sub(self.needed) else { return false };
            for window in bytes.windows(3) {
                if !self.has(trigram(window)) {
                    match allowed.checked_sub(1) {
                        Some(less) => allowed = less,
                        None => return false,
                    }
                }
            }
            return true;
        }
        let mut hits = 0;
        each_trigram(other, |trigram| hits += usize::from(self.has(trigram)));
        hits >= self.needed
    }

    fn has(&self, trigram: u64) -> bool {
        let bit = bit(trigram);
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }
}

fn bit(trigram: u64) -> usize {
    let mixed = trigram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS.trailing_zeros());
    usize::try_from(mixed).unwrap_or(0)
}
