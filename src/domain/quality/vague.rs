//! Words that everybody measures differently, and words that say that something is still missing.

use super::scan::{Lexicon, phrases};
use super::{Finding, Place, Rule};
use crate::domain::item::Story;
use std::ops::Range;
use std::sync::LazyLock;

/// How good something has to be, without a measure.
const UNMEASURED: &[&str] = &[
    "acceptable",
    "adequate",
    "adequately",
    "appealing",
    "appropriate",
    "appropriately",
    "asap",
    "attractive",
    "beautiful",
    "comfortable",
    "comfortably",
    "convenient",
    "conveniently",
    "easier",
    "easily",
    "easy",
    "effectively",
    "efficient",
    "efficiently",
    "elegant",
    "fast",
    "faster",
    "flexible",
    "flexibly",
    "intuitive",
    "intuitively",
    "modern",
    "nice",
    "nicely",
    "optimal",
    "optimally",
    "performant",
    "quick",
    "quicker",
    "quickly",
    "reasonable",
    "reasonably",
    "robust",
    "scalable",
    "seamless",
    "seamlessly",
    "simple",
    "simpler",
    "slick",
    "slow",
    "smooth",
    "smoothly",
    "straightforward",
    "sufficient",
    "sufficiently",
    "swiftly",
    "timely",
    "user-friendly",
];
/// The same in several words.
const UNMEASURED_PHRASES: &[&str] = &[
    "user friendly",
    "state of the art",
    "high quality",
    "as soon as possible",
    "as fast as possible",
    "if possible",
    "where possible",
    "when possible",
    "as needed",
    "if needed",
    "as necessary",
    "if necessary",
    "as required",
    "as appropriate",
    "if applicable",
    "best practices",
    "look and feel",
];
/// A list that doesn't end.
const OPEN: &[&str] =
    &["etc", "and so on", "and so forth", "and the like", "or similar", "among others", "and more", "and others"];
/// Something is left to be filled in.
const UNFINISHED: &[&str] = &[
    "tbd",
    "tbc",
    "tba",
    "fixme",
    "to be defined",
    "to be determined",
    "to be decided",
    "to be confirmed",
    "lorem ipsum",
];

/// Words in the means without a measure; of the benefit only lists without an end, for it says why and not what.
pub(super) fn sentence(story: &Story, found: &mut Vec<Finding>) {
    unfinished(
        found,
        &[(Place::Persona, &story.persona), (Place::Want, &story.want), (Place::Benefit, &story.benefit)],
    );
    let texts = [(Place::Want, vague(&story.want, true)), (Place::Benefit, vague(&story.benefit, false))];
    for (place, at) in texts {
        if let Some((at, why)) = at {
            found.push(Finding::new(Rule::Vague, place, Some(at), why));
        }
    }
}

/// Words in a criterion that can't be tested.
pub(super) fn criterion(n: usize, text: &str, found: &mut Vec<Finding>) {
    let place = Place::Criterion(n);
    unfinished(found, &[(place, text)]);
    if let Some((at, why)) = vague(text, true) {
        found.push(Finding::new(Rule::VagueCriterion, place, Some(at), why));
    }
}

pub(super) fn unfinished(found: &mut Vec<Finding>, texts: &[(Place, &str)]) {
    for (place, text) in texts {
        if let Some(at) = find_unfinished(text) {
            let why = format!("\"{}\" says that something is still missing.", &text[at.clone()]);
            found.push(Finding::new(Rule::Unfinished, *place, Some(at), why));
        }
    }
}

pub(super) fn is_unfinished(text: &str) -> bool {
    find_unfinished(text).is_some()
}

fn find_unfinished(text: &str) -> Option<Range<usize>> {
    static KNOWN: LazyLock<Lexicon<bool>> = LazyLock::new(|| Lexicon::new(&[(UNFINISHED, false), (&["todo"], true)]));
    // A to-do list is a thing; TODO is a note to oneself, unless it is the name of one.
    let is_note = |at: &Range<usize>| {
        let next = text[at.end..].trim_start();
        let is_named = |word: &&str| phrases(next, word).next().is_some_and(|at| at.start == 0);
        &text[at.clone()] == "TODO" && !["list", "app", "item"].iter().any(is_named)
    };
    let word = KNOWN.find(text, |at, is_todo| !is_todo || is_note(at)).map(|(at, _)| at);
    word.or_else(|| text.find("???").map(|at| at..at + 3))
}

/// What is vague about a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vague {
    /// It has no measure; several words have none either.
    Word,
    Phrase,
    /// It leaves open which.
    Which,
    /// It leaves open what else.
    Else,
}

/// The first vague word and why it is one.
fn vague(text: &str, is_measured: bool) -> Option<(Range<usize>, String)> {
    static KNOWN: LazyLock<Lexicon<Vague>> = LazyLock::new(|| {
        let which = &["and/or", "or/and"];
        let lists = [(UNMEASURED, Vague::Word), (UNMEASURED_PHRASES, Vague::Phrase), (OPEN, Vague::Else)];
        Lexicon::new(&[lists[0], lists[1], lists[2], (which, Vague::Which)])
    });
    let first = text.find(char::is_alphanumeric);
    let takes = |at: &Range<usize>, what| match what {
        // In the middle of a text a capital letter begins a name: Fast Track.
        Vague::Word => {
            let is_name = text[at.clone()].starts_with(char::is_uppercase) && Some(at.start) != first;
            is_measured && !is_name && !is_joined(text, at)
        }
        Vague::Phrase => is_measured,
        Vague::Which | Vague::Else => true,
    };
    let (at, what) = KNOWN.find(text, takes)?;
    let why = match what {
        Vague::Word | Vague::Phrase => "has no measure: how would one see that it is reached?",
        Vague::Which => "leaves open which: both, or one of them?",
        Vague::Else => "leaves open what else.",
    };
    let why = format!("\"{}\" {why}", &text[at.clone()]);
    Some((at, why))
}

/// True for a part of a word with a hyphen: "easy-going".
fn is_joined(text: &str, at: &Range<usize>) -> bool {
    let mut behind = text[at.end..].chars();
    let goes_on = behind.next() == Some('-') && behind.next().is_some_and(char::is_alphanumeric);
    let mut before = text[..at.start].chars().rev();
    goes_on || (before.next() == Some('-') && before.next().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Option<&str> {
        vague(text, true).map(|(at, _)| &text[at])
    }

    #[test]
    fn a_word_without_a_measure_is_vague() {
        assert_eq!(word("the page loads fast"), Some("fast"));
        assert_eq!(word("a user-friendly page"), Some("user-friendly"));
        assert_eq!(word("User friendly page"), Some("User friendly"));
        assert_eq!(word("plans and/or documents"), Some("and/or"));
        assert_eq!(word("name, street etc."), Some("etc"));
        assert_eq!(word("the Fast Track shows within 2 s"), None);
        assert_eq!(word("breakfast is served"), None);
        assert_eq!(word("an easy-going re-fast"), None);
    }

    #[test]
    fn what_is_to_be_filled_in_is_an_error() {
        assert!(is_unfinished("Price TBD") && is_unfinished("TODO: ask Ann") && is_unfinished("the limit is ???"));
        assert!(!is_unfinished("Show my todo list") && !is_unfinished("A TODO list app") && !is_unfinished("Why??"));
    }
}
