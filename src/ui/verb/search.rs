//! Finding a verb by a few letters of its name, or by the words of other programs.

use super::{Verb, by_name};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Fewer letters than these are no hint at a synonym that is misspelt.
const FUZZY: usize = 3;

/// What is looked for.
pub struct Search {
    query: String,
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
        Self { query, fuzzy, words, matcher: Matcher::new(Config::DEFAULT) }
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
        if by_name(&query).is_ok_and(|found| found == verb) {
            return Some(9000);
        }
        let length = u32::try_from(verb.name.len()).unwrap_or(0).min(99);
        if verb.name.starts_with(&query) {
            return Some(8000 - length);
        }
        if verb.synonyms.iter().any(|s| s.to_lowercase() == query) {
            return Some(7000);
        }
        if begins_a_word(verb.name, &query) || verb.synonyms.iter().any(|s| begins_a_word(&s.to_lowercase(), &query)) {
            return Some(6000 - length);
        }
        if let Some(score) = self.fits(verb.name, true) {
            return Some(3000 + score.min(999));
        }
        if query.len() >= FUZZY
            && let Some(score) = verb.synonyms.iter().filter_map(|s| self.fits(s, true)).max()
        {
            return Some(2000 + score.min(999));
        }
        let all = format!("{} {} {}", verb.name, verb.synonyms.join(" "), verb.doc);
        self.fits(&all, false).filter(|_| query.len() >= FUZZY).map(|score| 1000 + score.min(999))
    }

    fn fits(&mut self, text: &str, is_fuzzy: bool) -> Option<u32> {
        let mut buffer = Vec::new();
        let pattern = if is_fuzzy { &self.fuzzy } else { &self.words };
        pattern.score(Utf32Str::new(text, &mut buffer), &mut self.matcher)
    }
}

fn begins_a_word(text: &str, query: &str) -> bool {
    text.match_indices(query).any(|(at, _)| at == 0 || text[..at].ends_with([' ', '-']))
}

#[cfg(test)]
mod tests {
    use super::super::VERBS;
    use super::*;

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
}
