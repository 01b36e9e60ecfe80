//! A description put together again: the story's sentence, the text, the criteria under their heading, in wiki markup.

use super::{INDENT, Sentence, Unpacked, unboxed, unpack};
use crate::domain::criterion::Line;
use crate::domain::item::Story;
use crate::domain::story;

/// The heading over the criteria.
const HEADING: &str = "*Acceptance Criteria*";

/// A description that [`unpack`] takes apart again into the same. Ticks go with the criteria where `has_ticks` says that
/// the source has them.
pub(in super::super) fn pack(text: &Story, criteria: &[Line], has_ticks: bool) -> String {
    let sentence = story::sentence(text);
    let list = list(criteria, has_ticks);
    let whole = joined(&[&sentence, &text.description, &list]);
    if is_same(&whole, text, criteria) {
        return whole;
    }
    let others = [
        // A text that tells several stories holds the sentence already.
        joined(&[&text.description, &list]),
        // One with a heading over criteria of its own: the first heading counts.
        joined(&[&sentence, &list, &text.description]),
        joined(&[&list, &text.description]),
    ];
    others.into_iter().find(|other| is_same(other, text, criteria)).unwrap_or(whole)
}

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// True where a description says all of it, as it is read.
pub(in super::super) fn is_same(packed: &str, text: &Story, criteria: &[Line]) -> bool {
    let Unpacked { sentence, criteria: lines, rest } = unpack(packed.to_owned());
    let Sentence { persona, want, benefit } = sentence.unwrap_or_default();
    (persona, want, benefit) == (text.persona.clone(), text.want.clone(), text.benefit.clone())
        && rest == text.description
        && lines.iter().map(|line| &line.text).eq(criteria.iter().map(|line| &line.text))
}

/// The criteria as a numbered list; what follows a criterion's first line stands deeper.
fn list(criteria: &[Line], has_ticks: bool) -> String {
    if criteria.is_empty() {
        return String::new();
    }
    let of = |line: &Line| {
        let tick = match has_ticks && line.is_done {
            true => "(/) ",
            // A text that begins like a box keeps its own behind another one.
            false if unboxed(&line.text).1.is_some() => "[ ] ",
            false => "",
        };
        format!("# {tick}{}", line.text.replace('\n', &format!("\n{INDENT}")))
    };
    format!("{HEADING}\n\n{}", criteria.iter().map(of).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str, is_done: bool) -> Line {
        Line { text: text.to_owned(), is_done }
    }

    fn story(persona: &str, want: &str, benefit: &str, description: &str) -> Story {
        let own = str::to_owned;
        Story {
            persona: own(persona),
            want: own(want),
            benefit: own(benefit),
            description: own(description),
            ..Story::default()
        }
    }

    #[test]
    fn a_description_reads_well() {
        let text = story("student", "a backup course", "my schedule stays valid", "*Notes*\n\nAsk Bo.");
        let lines = [line("one", true), line("Given a\nWhen b\nThen c", false)];
        assert_eq!(
            pack(&text, &lines, true),
            "As a student, I want a backup course, so that my schedule stays valid.\n\n*Notes*\n\nAsk Bo.\n\n\
             *Acceptance Criteria*\n\n# (/) one\n# Given a\n  When b\n  Then c"
        );
        assert_eq!(pack(&Story::default(), &[], false), "");
    }

    #[test]
    fn a_text_with_several_stories_does_not_repeat_the_first() {
        let two = "- As a user, I want X\n- As an admin, I want Y";
        let read = unpack(two.into());
        let Sentence { persona, want, benefit } = read.sentence.unwrap();
        assert_eq!(pack(&story(&persona, &want, &benefit, &read.rest), &[], false), two);
    }

    #[test]
    fn marks_and_headings_of_a_text_are_told_from_those_of_the_list() {
        for own in ["# one", "* one", "- one", "1. one", "[x] one", "(/) one", "one\nNotes:", "one\n*Notes*"] {
            let lines = [line(own, false), line("two", true)];
            for has_ticks in [false, true] {
                let read = unpack(pack(&Story::default(), &lines, has_ticks));
                assert_eq!(read.criteria.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), [own, "two"]);
            }
        }
        let text = story("student", "it", "", "Intro\n\nh3. Acceptance Criteria\n# not ours");
        assert!(is_same(&pack(&text, &[line("ours", false)], false), &text, &[line("ours", false)]));
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked_again(
            persona in "(the )?[a-z]{2,6}( [a-z]{2,6})?",
            want in "(I can )?[a-z]{2,8}( [a-z]{2,8}){0,4}",
            benefit in "([a-z]{2,8}( [a-z]{2,8}){0,4})?",
            has_story in any::<bool>(),
            rest in "([A-Z][a-z]{1,6}( [a-z]{1,6}){0,3}\\.?(\n\n?[A-Z][a-z]{1,6}){0,2})?",
            lines in prop::collection::vec(("[A-Za-z0-9]{2,7}( [a-z]{1,7}){0,4}(\n(- |## )?[a-z]{3,7}){0,2}", any::<bool>()), 0..5),
        ) {
            // Words that begin another part of a sentence are no part of these.
            let odd = ["i", "so", "as", "in", "we", "because", "would", "that", "given", "when", "then", "and", "but", "want", "wants"];
            let is_odd = |text: &str| text.split([' ', '\n']).any(|word| odd.contains(&word.to_lowercase().as_str()));
            prop_assume!(![&persona, &benefit, &rest].iter().any(|text| is_odd(text)));
            prop_assume!(!is_odd(want.strip_prefix("I can ").unwrap_or(&want)));
            let text = if has_story { story(&persona, &want, &benefit, &rest) } else { story("", "", "", &rest) };
            let lines: Vec<Line> = lines.iter().map(|(text, is_done)| line(text, *is_done)).collect();
            let read = unpack(pack(&text, &lines, true));
            let Sentence { persona, want, benefit } = read.sentence.unwrap_or_default();
            prop_assert_eq!(story(&persona, &want, &benefit, &read.rest), text);
            prop_assert_eq!(read.criteria, lines);
        }
    }
}
