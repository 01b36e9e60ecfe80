//! Words that everybody measures differently, and words that say that something is still missing.

use super::sentence::phrases;
use super::token::{Sort, Token, tokens};
use super::{Finding, Place, Rule};
use crate::domain::item::Story;
use std::ops::Range;

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
    // A to-do list is a thing; TODO is a note to oneself, unless it is the name of one.
    let todo = || {
        let is_note = |at: &Range<usize>| {
            let next = text[at.end..].trim_start();
            &text[at.clone()] == "TODO"
                && !["list", "app", "item"].iter().any(|w| phrases(next, w).any(|at| at.start == 0))
        };
        phrases(text, "todo").find(is_note)
    };
    let words = UNFINISHED.iter().filter_map(|word| phrases(text, word).next()).min_by_key(|at| at.start);
    words.or_else(todo).or_else(|| text.find("???").map(|at| at..at + 3))
}

/// The first vague word and why it is one.
fn vague(text: &str, is_measured: bool) -> Option<(Range<usize>, String)> {
    let said = |at: Range<usize>, why: &str| Some((at.clone(), format!("\"{}\" {why}", &text[at])));
    let measured = if is_measured { unmeasured(text) } else { None };
    if let Some(at) = measured {
        return said(at, "has no measure: how would one see that it is reached?");
    }
    if let Some(at) = and_or(text) {
        return said(at, "leaves open which: both, or one of them?");
    }
    let open = OPEN.iter().filter_map(|phrase| phrases(text, phrase).next()).min_by_key(|at| at.start)?;
    said(open, "leaves open what else.")
}

fn unmeasured(text: &str) -> Option<Range<usize>> {
    let words = tokens(text);
    let is_vague = |(n, token): &(usize, &Token)| {
        // In the middle of a text a capital letter begins a name: Fast Track.
        let is_name = token.is_capital && *n > 0;
        token.sort == Sort::Word && !is_name && UNMEASURED.binary_search(&token.text.as_str()).is_ok()
    };
    let word = words.iter().enumerate().find(is_vague).map(|(_, token)| token.at.clone());
    let phrase = UNMEASURED_PHRASES.iter().filter_map(|phrase| phrases(text, phrase).next());
    word.into_iter().chain(phrase).min_by_key(|at| at.start)
}

fn and_or(text: &str) -> Option<Range<usize>> {
    phrases(text, "and/or").next().or_else(|| phrases(text, "or/and").next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Option<&str> {
        vague(text, true).map(|(at, _)| &text[at])
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(UNMEASURED.is_sorted());
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
    }

    #[test]
    fn what_is_to_be_filled_in_is_an_error() {
        assert!(is_unfinished("Price TBD") && is_unfinished("TODO: ask Ann") && is_unfinished("the limit is ???"));
        assert!(!is_unfinished("Show my todo list") && !is_unfinished("A TODO list app") && !is_unfinished("Why??"));
    }
}
