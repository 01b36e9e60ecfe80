//! Finding a verb by a few letters of its name, or by the words of other programs; and the ready-made terms of a
//! filter by what people call them.

use super::{Verb, by_name};
use crate::domain::filter::Ready;
use crate::domain::spelling;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Fewer letters than these are no hint at a word that is misspelt, or that stands in a sentence.
const FUZZY: usize = 3;

/// Words shorter than this are near too many others to be a misspelling.
const LONG: usize = 5;

/// Longer than this, in bytes, is nothing that a verb says of itself.
const SENTENCE: usize = 200;

/// From this score on, what was typed is a name or another word for it, or begins one.
pub const CERTAIN: u32 = 5900;
/// From this score on, what was typed is another word for it, or begins its name.
pub const NAMED: u32 = 7000;

/// Words that say nothing of what is looked for.
const FILLERS: &[&str] =
    &["item", "items", "story", "stories", "issue", "issues", "show", "only", "all", "the", "my", "filter", "list"];

/// What is looked for.
pub struct Search {
    query: String,
    /// What the line would run as it stands. Looked up once: what is no name is compared with every one.
    runs: Option<&'static Verb>,
    fuzzy: Pattern,
    words: Pattern,
    matcher: Matcher,
}

impl Search {
    /// Looks for this; an empty text finds every verb.
    pub fn new(query: &str) -> Self {
        let query = query.trim().to_lowercase();
        let pattern = |kind| Pattern::new(&query, CaseMatching::Ignore, Normalization::Smart, kind);
        let (fuzzy, words) = (pattern(AtomKind::Fuzzy), pattern(AtomKind::Substring));
        let runs = by_name(&query).ok();
        Self { query, runs, fuzzy, words, matcher: Matcher::new(Config::DEFAULT) }
    }

    /// The score of a verb that is called so, by its name or another word for it; at least [`NAMED`].
    pub fn named(&self, verb: &Verb) -> Option<u32> {
        if self.query.is_empty() {
            return None;
        }
        if self.runs.is_some_and(|found| found == verb) {
            return Some(9000);
        }
        if self.query.len() > SENTENCE {
            return None;
        }
        if verb.name.starts_with(&self.query) {
            return Some(8000 - length(verb));
        }
        verb.synonyms.iter().any(|s| s.to_lowercase() == self.query).then_some(NAMED)
    }

    /// How well a verb fits, the best highest; `None` where it does not.
    ///
    /// A name comes before a synonym, a beginning before what stands inside, all of these before a misspelling, and
    /// the words of the sentence last. What the line would run as it stands comes before everything.
    pub fn score(&mut self, verb: &Verb) -> Option<u32> {
        let query = self.query.clone();
        if query.is_empty() {
            return Some(0);
        }
        if let Some(score) = self.named(verb) {
            return Some(score);
        }
        if query.len() > SENTENCE {
            return None;
        }
        let length = length(verb);
        if begins_a_word(verb.name, &query) || verb.synonyms.iter().any(|s| begins_a_word(&s.to_lowercase(), &query)) {
            return Some(CERTAIN + 100 - length);
        }
        if let Some(score) = self.close(verb.name) {
            return Some(3000 + score.min(999));
        }
        if query.len() < FUZZY {
            return None;
        }
        if is_misspelt(&query, &[verb.name]) {
            return Some(3000);
        }
        if let Some(score) = verb.synonyms.iter().filter_map(|s| self.close(s)).max() {
            return Some(2000 + score.min(999));
        }
        if is_misspelt(&query, verb.synonyms) {
            return Some(2000);
        }
        self.inside(&format!("{} {} {}", verb.name, verb.synonyms.join(" "), verb.doc))
    }

    /// How well a term of a filter fits, on the same scale; every word but the fillers must be one for it.
    pub fn score_term(&mut self, term: &Ready) -> Option<u32> {
        let query = self.query.clone();
        let words: Vec<&str> = query.split_whitespace().filter(|word| !FILLERS.contains(word)).collect();
        if words.is_empty() {
            return None;
        }
        if term.text == query || words.iter().all(|word| term.words.contains(word)) {
            return Some(NAMED - 100);
        }
        if query.len() < FUZZY {
            return None;
        }
        let begins = |word: &&str| term.words.iter().any(|own| own.starts_with(word)) || begins_a_word(term.doc, word);
        if term.text.starts_with(&query) || words.iter().all(|word| term.words.iter().any(|w| w.starts_with(word))) {
            return Some(CERTAIN);
        }
        if words.iter().all(begins) {
            return Some(1500);
        }
        is_misspelt(&query, term.words).then_some(1400)
    }

    /// How well letters fit that stand close together in the text, or at the beginnings of its words.
    fn close(&mut self, text: &str) -> Option<u32> {
        let mut buffer = Vec::new();
        let text = Utf32Str::new(text, &mut buffer);
        let mut sum = 0;
        for atom in &self.fuzzy.atoms {
            let mut at = Vec::new();
            sum += u32::from(atom.indices(text, &mut self.matcher, &mut at)?);
            if !is_close(&at, text) {
                return None;
            }
        }
        Some(sum)
    }

    /// How well words fit that stand somewhere in the text as they are.
    fn inside(&mut self, text: &str) -> Option<u32> {
        let mut buffer = Vec::new();
        let score = self.words.score(Utf32Str::new(text, &mut buffer), &mut self.matcher)?;
        Some(1000 + score.min(399))
    }
}

fn length(verb: &Verb) -> u32 {
    u32::try_from(verb.name.len()).unwrap_or(0).min(99)
}

/// True where one of these was probably meant, with as many words: an argument behind a verb is no misspelling.
fn is_misspelt(query: &str, known: &[&str]) -> bool {
    let gaps = |text: &str| text.matches(' ').count();
    query.len() >= LONG
        && spelling::nearest(query, known.iter().copied().filter(|word| gaps(word) == gaps(query))).is_some()
}

/// True for letters with few others between them, or of which each run begins a word: `exsh` in export-shown.
fn is_close(at: &[u32], text: Utf32Str<'_>) -> bool {
    let (Some(first), Some(last)) = (at.first(), at.last()) else { return true };
    let letters = u32::try_from(at.len()).unwrap_or(u32::MAX);
    let is_narrow = last - first < letters + (letters / 3).max(1);
    let begins = |at: u32| at == 0 || matches!(text.get(at - 1), ' ' | '-');
    let is_run = |n: usize| n > 0 && at[n] == at[n - 1] + 1;
    is_narrow || (0..at.len()).all(|n| is_run(n) || begins(at[n]))
}

fn begins_a_word(text: &str, query: &str) -> bool {
    text.match_indices(query).any(|(at, _)| at == 0 || text[..at].ends_with([' ', '-']))
}

#[cfg(test)]
mod tests {
    use super::super::VERBS;
    use super::*;
    use crate::domain::filter::READY;

    fn best(query: &str) -> &'static str {
        let mut search = Search::new(query);
        let mut found: Vec<_> = VERBS.iter().filter_map(|v| Some((search.score(v)?, v.name))).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.first().map_or("", |f| f.1)
    }

    #[test]
    fn the_words_of_other_programs_find_the_verb() {
        for (query, verb) in [
            ("story points", "estimate"),
            ("won't do", "decline"),
            ("issue type", "kind"),
            ("label", "tag"),
            ("reporter", "asked"),
            ("deadline", "due"),
            ("wq", "quit"),
            ("shortcuts", "help"),
            ("Story Points", "estimate"),
            ("exsh", "export-shown"),
            ("esitmate", "estimate"),
            ("imeddiment", "block"),
        ] {
            assert_eq!(best(query), verb, "{query}");
        }
    }

    #[test]
    fn a_name_comes_before_a_word_inside_and_before_a_misspelling() {
        assert_eq!(best("esti"), "estimate");
        assert_eq!(best("esimate"), "estimate");
        assert_eq!(best("q"), "quit");
        assert_eq!(best("und"), "undo");
        assert_eq!(best("deadlne"), "due");
        assert_eq!(best("xyzzy"), "");
    }

    #[test]
    fn letters_that_stand_far_apart_are_no_word() {
        for query in ["overdue", "blocked items"] {
            assert!(VERBS.iter().all(|v| Search::new(query).score(v).is_none_or(|score| score < 1400)), "{query}");
        }
        let found = |query: &str| {
            let found = VERBS.iter().filter(|v| Search::new(query).score(v).is_some());
            found.map(|v| v.name).collect::<Vec<_>>()
        };
        assert!(!found("old").contains(&"scroll-down"));
        assert_eq!(found("stale"), ["state", "scale"], "one letter is wrong; no stakeholder");
        assert!(found("esimate 9").is_empty());
    }

    #[test]
    fn what_people_call_it_finds_a_term_of_a_filter() {
        let best = |query: &str| {
            let found = READY.iter().filter_map(|t| Some((Search::new(query).score_term(t)?, t.text)));
            found.min_by_key(|(score, _)| std::cmp::Reverse(*score)).map_or("", |found| found.1)
        };
        for (query, term) in [
            ("stale", "is:stale"),
            ("stale items", "is:stale"),
            ("old", "is:stale"),
            ("overdue", "is:overdue"),
            ("unestimated", "points:none"),
            ("blocked items", "is:blocked"),
            ("unestimted", "points:none"),
            ("updated<7d", "updated<7d"),
            ("due within 30 days", "due<30d"),
            ("items", ""),
            ("xyzzy", ""),
        ] {
            assert_eq!(best(query), term, "{query}");
        }
    }
}
