//! A minimal sentence: nothing behind its end, nothing in brackets, no indicator phrase twice.

use super::mend::Mend;
use super::scan::phrases;
use super::sentence::is_blank;
use super::{Finding, Place, Rule};
use crate::domain::item::Story;
use crate::domain::story;
use std::ops::Range;

const BRACKETS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('{', '}'), ('\u{27e8}', '\u{27e9}')];
const DASHES: &[char] = &['-', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}'];
/// What a full stop may stand behind without ending a sentence.
const SHORT: &[&str] = &[
    "e.g", "eg", "i.e", "ie", "etc", "vs", "approx", "no", "nr", "incl", "excl", "dr", "mr", "mrs", "ms", "st", "ca",
    "cf", "resp", "fig", "max", "min", "dept", "inc", "ltd", "corp", "p", "pp", "vol",
];
/// So many brackets of one text are named.
const MOST: usize = 8;

pub(super) fn check(story: &Story, found: &mut Vec<Finding>) {
    let fields = [(Place::Persona, &story.persona), (Place::Want, &story.want), (Place::Benefit, &story.benefit)];
    for (place, text) in fields {
        let brackets = brackets(text);
        found.extend(brackets.iter().take(MOST).map(|at| bracket(place, text, at)));
        found.extend(ends_early(story, place, text).or_else(|| goes_on(place, text, &brackets)));
    }
    found.extend(repeated_role(&story.persona));
    found.extend(repeated_means(&story.want));
    found.extend(repeated_ends(story));
}

/// The outermost pairs of brackets; those of a Markdown link are none.
fn brackets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((from, open)) = text[at..].char_indices().find(|(_, c)| BRACKETS.iter().any(|b| b.0 == *c)) {
        let from = at + from;
        match closing(&text[from..], open) {
            Some(len) => {
                let end = from + len;
                let is_link =
                    (open == '[' && text[end..].starts_with('(')) || (open == '(' && text[..from].ends_with(']'));
                if !is_link && !is_blank(&text[from..end]) {
                    found.push(from..end);
                }
                at = end;
            }
            None => at = from + open.len_utf8(),
        }
    }
    found
}

/// The length up to the bracket that closes the first one.
fn closing(text: &str, open: char) -> Option<usize> {
    let close = BRACKETS.iter().find(|b| b.0 == open)?.1;
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at + c.len_utf8());
            }
        }
    }
    None
}

fn bracket(place: Place, text: &str, at: &Range<usize>) -> Finding {
    let is_glued = text[..at.start].ends_with(char::is_alphanumeric);
    let leaves = !is_blank(&text[..at.start]) || !is_blank(&text[at.end..]);
    let (why, mend) = if is_glued {
        ("Brackets in a word leave open what is meant: say which.", Mend::Cut { place, at: at.clone() })
    } else {
        let inner = at.start + 1..at.end - 1;
        (
            "What stands in brackets is a remark: it belongs in the description.",
            Mend::Describe { place, at: at.clone(), inner },
        )
    };
    // Brackets of more than one byte are too rare to be cut out.
    let is_plain = text.as_bytes()[at.start].is_ascii();
    Finding::new(Rule::Brackets, place, Some(at.clone()), why).with((leaves && is_plain).then_some(mend))
}

/// A full stop between the means and its benefit: "…with a status. So that I can finish it".
fn ends_early(story: &Story, place: Place, text: &str) -> Option<Finding> {
    let goes_on = match place {
        Place::Persona => !is_blank(&story.want),
        Place::Want => !is_blank(&story.benefit),
        _ => false,
    };
    let bare = text.trim_end();
    let sign = bare.chars().next_back().filter(|c| matches!(c, '.' | ';' | ':' | '?' | '!'))?;
    let word = bare.trim_end_matches(['.', ';', ':', '?', '!']);
    if !goes_on || is_blank(word) || (sign == '.' && (is_short(word) || bare.ends_with(".."))) {
        return None;
    }
    // What stands before may have an end of its own.
    if end_of_sentence(word, &[]).is_some() {
        return None;
    }
    let at = word.len()..bare.len();
    let why = "The sentence ends here and goes on behind it.";
    Some(Finding::new(Rule::Minimal, place, Some(at.clone()), why).with(Some(Mend::Cut { place, at })))
}

/// Text behind the sentence's end.
fn goes_on(place: Place, text: &str, brackets: &[Range<usize>]) -> Option<Finding> {
    let (at, sign) = end_of_sentence(text, brackets)?;
    let from = at + sign.len_utf8();
    let is_dash = DASHES.contains(&sign);
    let why = match sign {
        '.' | '?' | '!' => "Text behind the end of the sentence belongs in the description or in a criterion.",
        ':' => "What stands behind the colon is detail: the description or a criterion has room for it.",
        ';' => "What stands behind the semicolon is a sentence of its own.",
        '*' => "A list in a sentence is detail: the description or a criterion has room for it.",
        _ => "What stands behind the dash is a remark: it belongs in the description.",
    };
    // Between two dashes stands a remark, and behind it the sentence goes on.
    let is_pair = is_dash && text[from..].contains(sign);
    let has_tail = !is_blank(&text[from..]) && !is_blank(&text[..at]);
    let mend = (has_tail && !is_pair).then_some(Mend::Describe { place, at: at..text.len(), inner: from..text.len() });
    Some(Finding::new(Rule::Minimal, place, Some(at..text.len()), why).with(mend))
}

/// The sign that ends a sentence before its text ends.
fn end_of_sentence(text: &str, brackets: &[Range<usize>]) -> Option<(usize, char)> {
    text.char_indices().find(|(at, c)| {
        let (before, after) = (&text[..*at], &text[at + c.len_utf8()..]);
        let is_followed = after.starts_with(char::is_whitespace) && !after.trim_start().is_empty();
        let is_inside = || brackets.iter().any(|range| range.contains(at));
        let is_end = match c {
            '.' => is_followed && !is_short(before) && !before.ends_with('.'),
            ';' | '?' | '!' => is_followed,
            // A time or a ratio has no space behind it.
            ':' => is_followed && !before.trim().is_empty(),
            '*' => is_followed && before.ends_with(char::is_whitespace),
            '-' => is_followed && is_apart(before, after),
            c if DASHES.contains(c) => !after.trim_start().is_empty() && !is_range(before, after),
            _ => false,
        };
        is_end && !is_blank(before) && !is_inside()
    })
}

/// A hyphen with space around it that is no minus and no range: "1 - 5".
fn is_apart(before: &str, after: &str) -> bool {
    before.ends_with(char::is_whitespace) && !is_range(before, after)
}

fn is_range(before: &str, after: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    before.trim_end().ends_with(is_digit) && after.trim_start().starts_with(is_digit)
}

/// True behind an abbreviation, or behind a single letter.
fn is_short(before: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | ',' | '/')).next().unwrap_or_default();
    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    is_letter || SHORT.iter().any(|short| short.eq_ignore_ascii_case(word))
}

fn repeated(place: Place, at: Range<usize>, phrase: &str, mend: Option<Mend>) -> Finding {
    let is_reason = at.start > 0 && ["so that", "in order to"].iter().any(|p| phrase.eq_ignore_ascii_case(p));
    let why = if is_reason {
        format!("\"{phrase}\" begins a second reason: one is enough, or it is a story of its own.")
    } else {
        format!("\"{phrase}\" stands there twice.")
    };
    Finding::new(Rule::Repetition, place, Some(at), why).with(mend)
}

/// "As a As a visitor".
fn repeated_role(persona: &str) -> Option<Finding> {
    let at = ["as a", "as an"].iter().find_map(|p| phrases(persona, p).next()).filter(|at| at.start == 0)?;
    let mend = (!is_blank(&persona[at.end..])).then(|| Mend::Cut { place: Place::Persona, at: at.clone() });
    Some(repeated(Place::Persona, at.clone(), &persona[at], mend))
}

/// "I want" once more in the means.
fn repeated_means(want: &str) -> Option<Finding> {
    let (label, rest) = story::means(want);
    let from = want.len() - rest.len();
    let at = again(rest, label)?;
    let (start, end) = (at.start + from, at.end + from);
    let mend = (at.start == 0 && !is_blank(&want[end..])).then_some(Mend::Cut { place: Place::Want, at: start..end });
    Some(repeated(Place::Want, start..end, &want[start..end], mend))
}

/// Where a phrase that says what is wanted stands, with a word behind it: one of the known ones, or the story's own.
fn again(text: &str, own: &str) -> Option<Range<usize>> {
    let own = own.to_ascii_lowercase().replace('\u{2019}', "'");
    let known = ["i want", "i would like", "i'd like", "i wish to", own.as_str()];
    let followed = |at: &Range<usize>| text[at.end..].trim_start().starts_with(char::is_alphanumeric);
    known
        .iter()
        .filter(|p| !p.is_empty())
        .filter_map(|phrase| phrases(text, phrase).find(followed))
        .min_by_key(|at| at.start)
}

/// A second "so that", or "I want" behind the first.
fn repeated_ends(story: &Story) -> Option<Finding> {
    let (want, benefit) = (&story.want, &story.benefit);
    if is_blank(benefit) {
        return None;
    }
    let ends = ["so that", "in order to"];
    if let Some(at) = ends.iter().find_map(|p| phrases(want, p).find(|at| at.start > 0)) {
        return Some(repeated(Place::Want, at.clone(), &want[at], None));
    }
    let (label, rest) = story::ends(benefit);
    let from = benefit.len() - rest.len();
    let first = ends.iter().filter_map(|p| phrases(rest, p).next()).min_by_key(|at| at.start);
    let that = phrases(rest, "that").next().filter(|at| at.start == 0 && label == "so that");
    if let Some(at) = that.filter(|at| phrases(rest[at.end..].trim_start(), "is").next().is_none_or(|is| is.start > 0))
    {
        let at = at.start + from..at.end + from;
        let mend = (!is_blank(&benefit[at.end..])).then(|| Mend::Cut { place: Place::Benefit, at: at.clone() });
        return Some(repeated(Place::Benefit, at, "so that", mend));
    }
    if let Some(at) = first {
        let at = at.start + from..at.end + from;
        let is_first = is_blank(&benefit[..at.start]);
        let mend = match is_blank(&benefit[at.end..]) {
            true => None,
            false if is_first => Some(Mend::Cut { place: Place::Benefit, at: at.clone() }),
            false => {
                let whole = at.start..benefit.len();
                Some(Mend::Describe { place: Place::Benefit, at: whole.clone(), inner: whole })
            }
        };
        return Some(repeated(Place::Benefit, at.clone(), &benefit[at], mend));
    }
    let at = again(rest, story::means(want).0).filter(|at| at.start > 0)?;
    let at = at.start + from..at.end + from;
    Some(repeated(Place::Benefit, at.clone(), &benefit[at], None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(want: &str, benefit: &str) -> Story {
        Story { persona: "user".into(), want: want.into(), benefit: benefit.into(), ..Story::default() }
    }

    fn rules(want: &str, benefit: &str) -> Vec<Rule> {
        let mut found = Vec::new();
        check(&story(want, benefit), &mut found);
        found.iter().map(|f| f.rule).collect()
    }

    #[test]
    fn text_behind_the_end_is_too_much() {
        for want in [
            "to pay. See the mock-up",
            "to pay; and to leave",
            "the fields: name, street",
            "to pay - by card",
            "to pay — by card",
            "to pay? Maybe",
            "to choose * card * cash",
        ] {
            assert_eq!(rules(want, ""), [Rule::Minimal], "{want}");
        }
        assert_eq!(rules("to set a status.", "I can finish"), [Rule::Minimal]);
    }

    #[test]
    fn signs_inside_a_sentence_are_none_of_its_ends() {
        for want in [
            "to pay, e.g. by card",
            "to see v1.1 at 10:30",
            "to see pages 1 - 5",
            "a re-usable pre- and post-check",
            "the years 2019–2021",
            "to pay.",
            "to ask Dr. Who",
            "to open cloud.gov",
            "to wait... and see",
            "to use C++",
            "to see [the page](https://a.b)",
            "to see the smile :) everywhere",
        ] {
            assert_eq!(rules(want, ""), [], "{want}");
        }
        assert_eq!(rules("to send mails etc.", "I save time"), []);
    }

    #[test]
    fn brackets_are_remarks() {
        assert_eq!(rules("to pay (by card) and leave [soon]", ""), [Rule::Brackets, Rule::Brackets]);
        assert_eq!(rules("to see my plan(s)", ""), [Rule::Brackets]);
        assert_eq!(rules("to pay (by card", ""), []);
    }

    #[test]
    fn an_indicator_stands_once() {
        assert_eq!(rules("to view it", "I get a sense of whether I want this dataset or not"), [Rule::Repetition]);
        assert_eq!(rules("I want to pay", ""), [Rule::Repetition]);
        assert_eq!(rules("to pay", "so that I can leave"), [Rule::Repetition]);
        assert_eq!(rules("to pay", "that I can leave"), [Rule::Repetition]);
        assert_eq!(rules("to pay", "I can leave, so that I am home early"), [Rule::Repetition]);
        assert_eq!(rules("to pay", "I can find the one I want."), []);
        assert_eq!(rules("a page where I can filter", "I can see what I can do"), []);
        assert_eq!(rules("to pay", "that is done"), []);
    }
}
