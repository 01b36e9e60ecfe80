//! Lines under an item: acceptance criteria, and the sub-tasks an import brought.

use super::CriterionId;
use serde::{Deserialize, Serialize};

/// The words that begin a step of Given/When/Then, as they are shown.
pub const KEYWORDS: [&str; 5] = ["Given", "When", "Then", "And", "But"];

/// An acceptance criterion of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its row.
    pub id: CriterionId,
    /// Plain text, or Given/When/Then over several lines.
    pub text: String,
    /// Met, as far as anybody has said.
    pub is_met: bool,
}

/// A criterion or sub-task without a row: as written in an editor or read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its text, cleaned, not empty.
    pub text: String,
    /// Ticked.
    pub is_done: bool,
}

/// A sub-task kept as a line under its item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtask {
    /// What is to be done, with its foreign key where it had one.
    pub text: String,
    /// Done at its source.
    pub is_done: bool,
}

/// A step of a criterion in Given/When/Then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// One of [`KEYWORDS`]; empty for what stands before the first of them, such as a scenario's name.
    pub keyword: &'static str,
    /// What follows it, trimmed, without the comma before the next.
    pub text: &'a str,
}

/// The steps of a criterion in Given/When/Then, also where it was typed in one go; empty where it is plain text.
///
/// A keyword begins a line, follows a comma or the like, or is capitalised in the middle of a sentence. It counts as
/// Given/When/Then where a line begins with Given or When and another of the three words follows.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let marks: Vec<(usize, &'static str)> = starts(text).collect();
    let is_main = |(_, word): &&(usize, &'static str)| matches!(*word, "Given" | "When" | "Then");
    let Some((first, rest)) = marks.split_first() else { return Vec::new() };
    let begins_line =
        text[..first.0].trim().is_empty() || text[..first.0].trim_end_matches([' ', '\t']).ends_with('\n');
    let is_followed = rest.iter().filter(is_main).any(|(_, word)| *word != first.1);
    if !begins_line || !matches!(first.1, "Given" | "When") || !is_followed {
        return Vec::new();
    }
    let lead = text[..first.0].trim();
    let mut parts: Vec<Part> = Vec::with_capacity(marks.len() + 1);
    parts.extend((!lead.is_empty()).then_some(Part { keyword: "", text: lead }));
    for (n, (at, keyword)) in marks.iter().enumerate() {
        let end = marks.get(n + 1).map_or(text.len(), |(next, _)| *next);
        let said = text[at + keyword.len()..end].trim().trim_end_matches([',', ';']).trim_end();
        parts.push(Part { keyword, text: said });
    }
    parts
}

/// True for a line that goes on with the scenario of the line before: it begins with When, Then, And or But.
pub fn goes_on(line: &str) -> bool {
    keyword(line.trim_start()).is_some_and(|word| word != "Given")
}

/// True for a text that a line which [`goes_on`] may follow.
pub fn is_scenario(text: &str) -> bool {
    let first = text.trim_start();
    keyword(first).is_some_and(|word| matches!(word, "Given" | "When"))
        || ["scenario:", "example:"]
            .iter()
            .any(|lead| first.get(..lead.len()).is_some_and(|s| s.eq_ignore_ascii_case(lead)))
}

/// The keyword with which a text begins, as a whole word.
fn keyword(text: &str) -> Option<&'static str> {
    let begins = |word: &&&'static str| {
        text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
            && text[word.len()..].chars().next().is_none_or(|c| c.is_whitespace() || c == ':')
    };
    KEYWORDS.iter().find(begins).copied()
}

/// Where keywords begin steps.
fn starts(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let mut before = '\n';
    let mut is_word_start = true;
    text.char_indices().filter_map(move |(at, c)| {
        let found = (is_word_start && c.is_ascii_alphabetic()).then(|| keyword(&text[at..])).flatten();
        let begins = matches!(before, '\n' | ',' | ';' | '.');
        let is_main = found.is_some_and(|word| matches!(word, "Given" | "When" | "Then"));
        // "and" after a comma goes on with a sentence; "And" in the middle of one, or on its own line, is a step.
        let counts = found.filter(|_| before == '\n' || c.is_ascii_uppercase() || (begins && is_main));
        is_word_start = !c.is_alphanumeric() && c != '\'';
        if !matches!(c, ' ' | '\t') {
            before = c;
        }
        counts.map(|word| (at, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        parts(text).iter().map(|part| format!("{}|{}", part.keyword, part.text)).collect()
    }

    #[test]
    fn a_scenario_typed_in_one_go_is_taken_apart() {
        let whole = ["Given|a cart", "When|I leave", "Then|it is kept", "And|I see it again"];
        assert_eq!(told("Given a cart When I leave Then it is kept And I see it again"), whole);
        assert_eq!(told("given a cart, when I leave, then it is kept\nand I see it again"), whole);
        assert_eq!(told("Given a cart\n  When I leave\n  Then it is kept\n  And I see it again"), whole);
        assert_eq!(told("Scenario: leaving\nWhen I leave\nThen it is kept")[0], "|Scenario: leaving");
    }

    #[test]
    fn plain_text_stays_plain() {
        for text in [
            "The cart is kept when I leave, and then it is shown",
            "When I leave it is kept",
            "Given names are shown",
            "",
            "Then nothing",
            "Whenever I come, then it is there",
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
        }
    }
}
