//! The sentence itself: a role, a means, and why.

use super::mend::Mend;
use super::scan::phrases;
use super::{Finding, Place, Rule};
use crate::domain::item::Story;
use crate::domain::story;

/// How a title begins that says what somebody wants.
const MEANS: &[&str] =
    &["i want", "i need", "i would like", "i'd like", "i wish", "i can", "i should be able", "we want", "we need"];

pub(super) fn check(story: &Story, found: &mut Vec<Finding>) {
    let Story { title, persona, want, benefit, .. } = story;
    if let Some((place, why)) = malformed(title, persona, want, benefit) {
        found.push(Finding::new(Rule::WellFormed, place, None, why));
        return;
    }
    if is_blank(persona) && is_blank(want) {
        let (mend, why) = match story::parse(title) {
            Some(_) => {
                (Some(Mend::TakeApart), "The whole sentence stands in the title: its parts have fields of their own.")
            }
            None => (None, "No sentence says who wants what, and why."),
        };
        found.push(Finding::new(Rule::Sentence, Place::Title, None, why).with(mend));
    } else if is_blank(benefit) {
        found.push(no_benefit(want));
    }
}

/// What is missing for a sentence, and where; `None` also for a plain title, which isn't meant to be one.
pub(super) fn malformed(title: &str, persona: &str, want: &str, benefit: &str) -> Option<(Place, &'static str)> {
    match (is_blank(persona), is_blank(want)) {
        (false, false) => None,
        (true, false) => Some((Place::Persona, "Nobody wants it: the sentence has no role.")),
        (false, true) => Some((Place::Want, "The sentence has a role and doesn't say what it wants.")),
        (true, true) if !is_blank(benefit) => Some((Place::Want, "There is a benefit, but nobody who wants anything.")),
        (true, true) => malformed_title(title),
    }
}

/// A title that is a sentence without one of its two parts.
fn malformed_title(title: &str) -> Option<(Place, &'static str)> {
    if MEANS.iter().any(|means| phrase_at_start(title, means)) {
        return Some((Place::Title, "Nobody wants it: the sentence has no role."));
    }
    let is_half = story::begins_role(title) && story::parse(title).is_none();
    is_half.then_some((Place::Title, "The sentence has a role and doesn't say what it wants."))
}

/// Many good stories say no benefit; some say it inside the means.
fn no_benefit(want: &str) -> Finding {
    if let Some(at) = phrases(want, "so that").find(|at| at.start > 0 && !is_blank(&want[at.end..])) {
        let why = "The benefit stands inside the means.";
        return Finding::new(Rule::Benefit, Place::Want, Some(at.clone()), why).with(Some(Mend::Benefit { at }));
    }
    Finding::new(Rule::Benefit, Place::Benefit, None, "It doesn't say why: so that …")
}

/// True for a text without a letter or a digit.
pub(super) fn is_blank(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
}

fn phrase_at_start(text: &str, phrase: &str) -> bool {
    phrases(text.trim_start(), phrase).next().is_some_and(|at| at.start == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_needs_a_role_and_a_means() {
        let place = |title: &str, persona: &str, want: &str| malformed(title, persona, want, "").map(|m| m.0);
        assert_eq!(place("Pay", "buyer", "to pay"), None);
        assert_eq!(place("Pay", "", "to pay"), Some(Place::Persona));
        assert_eq!(place("Pay", "buyer", " — "), Some(Place::Want));
        assert_eq!(place("Pay by card", "", ""), None);
        assert_eq!(place("I want to pay by card", "", ""), Some(Place::Title));
        assert_eq!(place("As a buyer, pay by card", "", ""), Some(Place::Title));
        assert_eq!(place("As a workaround, restart it", "", ""), None);
        assert_eq!(place("As a buyer, I want to pay", "", ""), None);
    }
}
