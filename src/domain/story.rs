//! The user story's sentence: "As a …, I want …, so that …" into its three fields and back.
//!
//! Real sentences are messy (`domain.md` §2.1): missing commas and articles, `so` alone, "so that that", "I would
//! like", "I don't want". The fields keep how it was phrased: a want that isn't "I want …" keeps its own beginning
//! ("I can …", "I don't want …"), a benefit that isn't "so that …" too ("in order to …"), a role with another
//! article too ("the site editor"). [`role`], [`means`] and [`ends`] split a field into label and text again.

use super::item::Story;
use std::borrow::Cow;
use std::ops::Range;

/// A sentence in its three parts, each trimmed; only the benefit may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// Who: without "As a".
    pub persona: String,
    /// What: without "I want", or with its own beginning.
    pub want: String,
    /// Why: without "so that", or with its own beginning.
    pub benefit: String,
}

/// Beginnings of a means other than "I want", in folded spelling.
const OTHER_MEANS: &[&str] = &[
    "i would like",
    "i'd like",
    "i don't want",
    "i do not want",
    "i only want",
    "i also want",
    "i just want",
    "i really want",
    "i would love",
    "i'd love",
    "i would want",
    "i wish",
    "i need",
    "i don't need",
    "i do not need",
    "i can",
    "i can't",
    "i cannot",
    "i could",
    "i must",
    "i should",
    "i shall",
    "i will",
    "i may",
    "i expect",
    "i'd want",
    "i like",
    "i have to",
    "i am able",
    "i'm able",
    "we want",
    "we need",
    "we can",
    "we would like",
    "would like",
];
/// Beginnings of an end other than "so that".
const OTHER_ENDS: &[&str] = &["in order to", "in order that", "in order for", "so as to", "because"];
/// What follows a bare "so" that begins the benefit.
const AFTER_SO: &[&str] = &[
    "i", "i'm", "i'll", "we", "they", "he", "she", "it", "it's", "you", "my", "our", "their", "users", "everyone",
    "people", "the", "there", "nobody", "others",
];
/// First words after an "As" without an article that begin no role.
const NO_ROLE: &[&str] = &[
    "soon",
    "long",
    "per",
    "of",
    "far",
    "well",
    "for",
    "if",
    "in",
    "is",
    "it",
    "we",
    "i",
    "you",
    "discussed",
    "mentioned",
    "described",
    "expected",
    "always",
    "to",
    "such",
    "this",
    "that",
    "part",
];
/// What "As a …" may begin instead of a role.
const NO_PERSONA: &[&str] = &[
    "result",
    "consequence",
    "workaround",
    "work around",
    "work-around",
    "side effect",
    "side note",
    "matter",
    "follow up",
    "follow-up",
    "followup",
    "first step",
    "next step",
    "start",
    "starting point",
    "reminder",
    "bonus",
    "rule",
    "reference",
    "test",
    "temporary",
    "whole",
    "example",
    "alternative",
    "reward",
    "precaution",
];
/// The longest title made from a means, in bytes.
const TITLE_LIMIT: usize = 400;

/// Splits a set's mark off the front: `#G14# As a …` → (`G14`, `As a …`).
pub fn split_set(line: &str) -> (Option<&str>, &str) {
    let trimmed = line.trim();
    let Some((set, rest)) = trimmed.strip_prefix('#').and_then(|l| l.split_once('#')) else { return (None, trimmed) };
    let is_mark =
        (1..=24).contains(&set.len()) && set.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if is_mark { (Some(set), rest.trim()) } else { (None, trimmed) }
}

/// Reads one user story; `None` where the text is none. White space and line breaks in it count as one space.
pub fn parse(text: &str) -> Option<Sentence> {
    let text = one_line(text);
    let plain = fold_same_length(&text);
    if let Some(found) = parse_benefit_first(&text, &plain) {
        return Some(found);
    }
    let role_at = role_start(&plain)?;
    let (means_at, want_at) = find_means(&text, &plain, role_at)?;
    let persona = trim_part(&text[role_at..means_at]);
    if NO_PERSONA.iter().any(|word| word_len(&persona, word).is_some()) {
        return None;
    }
    let (want_end, benefit_at) = find_ends(&plain, want_at);
    let want = trim_part(&text[want_at..want_end]);
    let benefit = benefit_at.map_or(String::new(), |at| trim_end_part(&text[at..]));
    let want = if benefit.is_empty() { trim_end_part(&want) } else { want };
    (!persona.is_empty() && !want.is_empty()).then_some(Sentence { persona, want, benefit })
}

/// Finds a user story that begins at the start of a line, as a paragraph of its own or followed by more sentences.
/// Answers where it stands and what it says.
pub fn find(text: &str) -> Option<(Range<usize>, Sentence)> {
    let mut at = 0;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        let from = at + story_offset(&text[at..line_end]);
        if begins_story(&text[from..line_end]) {
            let end = sentence_end(text, from);
            let plain = without_emphasis(&text[from..end]);
            if let Some(sentence) = parse(&plain) {
                return Some((from..end, sentence));
            }
        }
        at = line_end + 1;
    }
    None
}

/// The sentence of a story's three fields; empty where it has none of them.
pub fn sentence(story: &Story) -> String {
    let mut parts = Vec::new();
    if !story.persona.is_empty() {
        let (label, rest) = role(&story.persona);
        parts.push(format!("{label} {rest}"));
    }
    if !story.want.is_empty() {
        let (label, rest) = means(&story.want);
        parts.push(format!("{label} {rest}").trim().to_owned());
    }
    if !story.benefit.is_empty() {
        let (label, rest) = ends(&story.benefit);
        parts.push(format!("{label} {rest}"));
    }
    let mut all = parts.join(", ");
    if !all.is_empty() && !all.ends_with(['.', '!', '?', '…']) {
        all.push('.');
    }
    all
}

/// Label and text of a persona: ("As a", "Visitor"), ("As an", "Admin"), ("As the", "site editor").
pub fn role(persona: &str) -> (&'static str, &str) {
    if let Some(rest) = persona.strip_prefix("the ") {
        return ("As the", rest);
    }
    let is_vowel = persona.starts_with(|c: char| "aeioAEIO".contains(c))
        || persona.get(..2).is_some_and(|p| ["un", "up", "ul", "ur"].contains(&p.to_ascii_lowercase().as_str()));
    (if is_vowel { "As an" } else { "As a" }, persona)
}

/// Label and text of a want: ("I want", "my cart kept"), ("I can", "see my orders"), ("I don't want", "to wait").
pub fn means(want: &str) -> (&str, &str) {
    split_label(want, OTHER_MEANS).unwrap_or(("I want", want))
}

/// Label and text of a benefit: ("so that", "I can pay later"), ("in order to", "study it").
pub fn ends(benefit: &str) -> (&str, &str) {
    split_label(benefit, OTHER_ENDS).unwrap_or(("so that", benefit))
}

/// A title for a story without one: its means, beginning with a capital letter; cut only where it is very long.
pub fn title(want: &str) -> String {
    let (label, rest) = means(want);
    let fold = fold_same_length(label);
    let is_plain = ["want", "need", "can", "like", "love", "wish", "able"].iter().any(|w| fold.ends_with(w))
        && !["don't", "not", "only", "just"].iter().any(|w| fold.contains(w));
    let mut text = if is_plain { rest } else { want.strip_prefix("I ").unwrap_or(want) };
    for lead in ["to be able to ", "to have the ability to ", "to "] {
        if let Some(less) = strip_prefix_folded(text, lead) {
            text = less;
            break;
        }
    }
    let mut title = capital(text.trim());
    if title.len() > TITLE_LIMIT {
        let cut = (0..=TITLE_LIMIT).rev().find(|i| title.is_char_boundary(*i)).unwrap_or(0);
        let word = title[..cut].rfind(' ').filter(|at| *at > TITLE_LIMIT / 2).unwrap_or(cut);
        title.truncate(word);
        title.push('…');
    }
    title
}

/// The text with a capital letter first.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(char::to_uppercase).into_iter().flatten().chain(chars).collect()
}

/// True for a text that begins as a role does: "As a visitor", but not "As a workaround".
pub fn begins_role(text: &str) -> bool {
    let plain = fold_same_length(text);
    let is_named = |at: usize| !NO_PERSONA.iter().any(|word| word_len(&text[at..], word).is_some());
    ["as a ", "as an "].iter().any(|lead| plain.starts_with(lead)) && role_start(&plain).is_some_and(is_named)
}

/// Runs of white space as one space.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// ASCII lower case: every byte keeps its place.
fn fold_same_length(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// `text` begins with the folded `word`, at a word's end; U+2019 counts as an apostrophe. Answers the length.
fn word_len(text: &str, word: &str) -> Option<usize> {
    let mut rest = text;
    for want in word.chars() {
        let have = rest.chars().next()?;
        let same = have.eq_ignore_ascii_case(&want) || (want == '\'' && have == '\u{2019}');
        if !same {
            return None;
        }
        rest = &rest[have.len_utf8()..];
    }
    let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}');
    ends.then(|| text.len() - rest.len())
}

fn strip_prefix_folded<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix)).map(|_| &text[prefix.len()..])
}

fn split_label<'a>(text: &'a str, labels: &[&str]) -> Option<(&'a str, &'a str)> {
    let len = labels.iter().filter_map(|l| word_len(text, l)).max()?;
    let rest = text[len..].trim_start();
    (!rest.is_empty()).then_some((&text[..len], rest))
}

/// Where the role begins: after "As", and after its article "a" or "an".
fn role_start(plain: &str) -> Option<usize> {
    let lead = plain.len() - plain.trim_start_matches(['"', '\u{201c}', '*', '_', ' ']).len();
    let rest = plain[lead..].strip_prefix("as ")?;
    for article in ["a ", "an "] {
        if rest.starts_with(article) {
            return Some(lead + 3 + article.len());
        }
    }
    let first = rest.split([' ', ',']).next().unwrap_or_default();
    (!NO_ROLE.contains(&first)).then_some(lead + 3)
}

/// Where the persona ends and where the want begins.
fn find_means(text: &str, plain: &str, from: usize) -> Option<(usize, usize)> {
    let mut loose = None;
    for (at, _) in plain[from..].match_indices([' ', ',']).map(|(at, gap)| (from + at, gap)) {
        let begin = at + 1;
        let here = &plain[begin..];
        if !here.starts_with(['i', 'w']) {
            continue;
        }
        if let Some(len) = word_len(here, "i want").or_else(|| word_len(here, "i wants")) {
            return Some((at, begin + len));
        }
        let after_comma = plain[..at].ends_with(',') || plain[at..].starts_with(',');
        let is_subject = here.starts_with('i') || after_comma;
        if is_subject && OTHER_MEANS.iter().any(|m| word_len(here, m).is_some()) {
            return Some((at, begin));
        }
        if after_comma && let Some(len) = word_len(here, "want").or_else(|| word_len(here, "wants")) {
            return Some((at, begin + len));
        }
        if loose.is_none() && after_comma && (text[begin..].starts_with("I ") || here.starts_with("i'")) {
            loose = Some((at, begin));
        }
    }
    loose
}

/// Where the want ends, and where the benefit begins, if there is one.
fn find_ends(plain: &str, from: usize) -> (usize, Option<usize>) {
    let may_begin = |at: usize| plain[at + 1..].starts_with(['s', 'i', 'b']);
    let starts = || {
        let gaps = plain[from..].match_indices([' ', ',']).map(|(at, _)| from + at);
        gaps.filter(|at| may_begin(*at)).map(|at| (at, at + 1))
    };
    for (at, begin) in starts() {
        if let Some(len) = word_len(&plain[begin..], "so that") {
            return (at, Some(skip_that(plain, begin + len)));
        }
    }
    for (at, begin) in starts() {
        let here = &plain[begin..];
        if OTHER_ENDS[..4].iter().any(|e| word_len(here, e).is_some()) {
            return (at, Some(begin));
        }
        if let Some(len) = word_len(here, "so") {
            let next = here[len..].trim_start_matches([' ', ',']);
            let after_comma = plain[..at].ends_with(',') || plain[at..].starts_with(',');
            if after_comma || AFTER_SO.iter().any(|w| word_len(next, w).is_some()) {
                return (at, Some(begin + len));
            }
        }
    }
    (plain.len(), None)
}

/// Skips a second "that" after "so that".
fn skip_that(plain: &str, at: usize) -> usize {
    let rest = plain[at..].trim_start();
    let gap = plain.len() - at - rest.len();
    word_len(rest, "that").map_or(at, |len| at + gap + len)
}

/// "In order to B, as a P, I want W."
fn parse_benefit_first(text: &str, plain: &str) -> Option<Sentence> {
    let lead = ["in order to ", "so that "].into_iter().find(|l| plain.starts_with(l))?;
    let at = lead.len() - 1 + plain[lead.len() - 1..].find(" as a")?;
    let story = parse(&text[at..])?;
    let from = if lead == "so that " { lead.len().min(at) } else { 0 };
    let benefit = trim_part(&text[from..at]);
    (story.benefit.is_empty() && !benefit.is_empty()).then_some(Sentence { benefit, ..story })
}

fn trim_part(part: &str) -> String {
    part.trim_matches(|c: char| c.is_whitespace() || c == ',').to_owned()
}

/// As [`trim_part`], and without the sentence's full stop.
fn trim_end_part(part: &str) -> String {
    let part = part.trim_matches(|c: char| c.is_whitespace() || c == ',');
    match part.strip_suffix('.') {
        Some(less) if !less.ends_with('.') && !less.ends_with("etc") => less.trim_end().to_owned(),
        _ => part.to_owned(),
    }
}

/// Where a story may begin in a line: after white space, emphasis, a list mark or a label such as "User Story:".
fn story_offset(line: &str) -> usize {
    let skip = |from: usize| {
        let rest = &line[from..];
        from + rest.len() - rest.trim_start_matches([' ', '\t', '>', '-', '\u{a0}']).len()
    };
    let at = skip(0);
    if let Some(colon) = line.as_bytes()[at..].iter().take(24).position(|b| *b == b':') {
        let label = line[at..at + colon].to_ascii_lowercase();
        if label.contains("story") {
            let after = at + colon + 1;
            let rest = line[after..].trim_start_matches(['*', '_', '}', '{']);
            return skip(line.len() - rest.len());
        }
    }
    at
}

fn begins_story(line: &str) -> bool {
    let bare = line.trim_start_matches(['*', '_', '{', '}', '"', '\u{201c}', ' ']);
    bare.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("as "))
        || ["in order to ", "so that "].iter().any(|l| strip_prefix_folded(bare, l).is_some())
}

/// The end of the sentence: a blank line, a line that begins something else, or a full stop before a new sentence.
fn sentence_end(text: &str, from: usize) -> usize {
    let mut end = from;
    for line in text[from..].split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '*', '_', '{']);
        let begins = |word: &&str| strip_prefix_folded(bare, word).is_some();
        let goes_on = end == from || ["i ", "so ", "in order", "as a"].iter().any(begins);
        if !goes_on || line.trim().is_empty() {
            break;
        }
        let stop = line.match_indices(". ").map(|(at, _)| at).find(|at| {
            line[at + 2..].trim_start().starts_with(char::is_uppercase)
                && !["e.g", "i.e", "etc", "vs"].iter().any(|a| line[..*at].ends_with(a))
        });
        if let Some(stop) = stop {
            return end + stop + 1;
        }
        end += line.len();
    }
    from + text[from..end].trim_end().len()
}

/// Takes emphasis off the sentence's own words: `*As a* user *I want* …`.
fn without_emphasis(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '_']) {
        return Cow::Borrowed(text);
    }
    let mut out = text.replace("{*}", "*").replace("**", "*").replace("__", "_");
    for mark in ['*', '_'] {
        let mut plain = String::with_capacity(out.len());
        let mut rest = out.as_str();
        while let Some((before, after)) = rest.split_once(mark) {
            plain.push_str(before);
            match after.split_once(mark) {
                Some((inside, tail)) if is_story_word(inside) => {
                    plain.push_str(inside);
                    if !tail.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace) {
                        plain.push(' ');
                    }
                    rest = tail;
                }
                _ => {
                    plain.push(mark);
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
        out = plain;
    }
    Cow::Owned(out)
}

fn is_story_word(text: &str) -> bool {
    let word = text.trim_matches([' ', ',', ':']).to_ascii_lowercase();
    ["as", "as a", "as an", "as the", "i want", "i want to", "so", "so that", "in order to"].contains(&word.as_str())
        || OTHER_MEANS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn three(text: &str) -> Option<(String, String, String)> {
        parse(text).map(|s| (s.persona, s.want, s.benefit))
    }

    #[test]
    fn real_sentences_fall_into_three_fields() {
        for (text, persona, want, benefit) in [
            (
                "As a Publisher, I want to publish a dataset, so that I can share it.",
                "Publisher",
                "to publish a dataset",
                "I can share it",
            ),
            (
                "As a Publisher, I want to preview it, so that that I can check it works.",
                "Publisher",
                "to preview it",
                "I can check it works",
            ),
            (
                "As a Developer I want to quickly access data, so that I can investigate.",
                "Developer",
                "to quickly access data",
                "I can investigate",
            ),
            ("As a Developer , I want to log better.", "Developer", "to log better", ""),
            ("As User, I want a cart", "User", "a cart", ""),
            ("As the site editor, I want X so Y", "the site editor", "X so Y", ""),
            (
                "As an Agency user, I want FABS deployed, so I can submit data.",
                "Agency user",
                "FABS deployed",
                "I can submit data",
            ),
            (
                "As a student, I want a design so I can register on my phone. ",
                "student",
                "a design",
                "I can register on my phone",
            ),
            ("As a user, I don't want to see grants.", "user", "I don't want to see grants", ""),
            ("As a user, I don\u{2019}t want to see grants.", "user", "I don\u{2019}t want to see grants", ""),
            (
                "As an owner, I only want padded fields, so that I can justify.",
                "owner",
                "I only want padded fields",
                "I can justify",
            ),
            (
                "As a Researcher, working with data, I want an integration, so that I win.",
                "Researcher, working with data",
                "an integration",
                "I win",
            ),
            (
                "As a RD, would like the ability import, so that I can use it.",
                "RD",
                "would like the ability import",
                "I can use it",
            ),
            ("As a user I can see my orders in order to pay", "user", "I can see my orders", "in order to pay"),
            ("As a trainer, I want to mail all, so that It is easier", "trainer", "to mail all", "It is easier"),
            (
                "In order to pay later, as a buyer, I want a saved card",
                "buyer",
                "a saved card",
                "In order to pay later",
            ),
            ("as a user,i want a cart,so that i can pay", "user", "a cart", "i can pay"),
            ("As a user\nI want a cart\nSo that I can pay", "user", "a cart", "I can pay"),
            ("As a Data Publishing User, I want X, So that I do", "Data Publishing User", "X", "I do"),
        ] {
            assert_eq!(three(text), Some((persona.into(), want.into(), benefit.into())), "{text}");
        }
    }

    #[test]
    fn other_lines_are_no_story() {
        for text in [
            "",
            "Fix the login",
            "As soon as possible, I want this",
            "As discussed, I need it",
            "As a user",
            "I want it",
            "As is",
            "Assets, I want",
            "As a result, I can't log in",
            "As a workaround I can restart",
            "As a , I want , so that ",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_set_is_split_off() {
        assert_eq!(split_set("#G14# As a x"), (Some("G14"), "As a x"));
        assert_eq!(split_set("#1 fix #2"), (None, "#1 fix #2"));
        assert_eq!(split_set("# Heading"), (None, "# Heading"));
        assert_eq!(split_set("#G08# \t"), (Some("G08"), ""));
    }

    #[test]
    fn a_title_is_the_means() {
        for (want, shown) in [
            ("to publish a dataset", "Publish a dataset"),
            ("to be able to edit", "Edit"),
            ("my cart kept", "My cart kept"),
            ("I can see my orders", "See my orders"),
            ("I don't want to see it", "Don't want to see it"),
            ("I would like an integration", "An integration"),
            ("would like the ability", "The ability"),
        ] {
            assert_eq!(title(want), shown);
        }
        assert!(title(&"x".repeat(5000)).len() < 512);
    }

    #[test]
    fn a_sentence_is_found_in_a_description() {
        let found = |text: &str| find(text).map(|(range, s)| (text[range].to_owned(), s.want));
        assert_eq!(
            found("*User Story* \nAs a student, I want X so that Y.\n\n*Priority*\n"),
            Some(("As a student, I want X so that Y.".into(), "X".into()))
        );
        assert_eq!(
            found("*User Story*: As a student, I want X. More follows."),
            Some(("As a student, I want X.".into(), "X".into()))
        );
        assert_eq!(
            found("*As a* student\n*I want* X\n*so that* Y\nNext"),
            Some(("*As a* student\n*I want* X\n*so that* Y".into(), "X".into()))
        );
        assert_eq!(found("Nothing here\nAs you see, all is well"), None);
    }

    #[test]
    fn labels_and_texts_make_the_sentence_again() {
        let of = |text: &str| {
            let s = parse(text).unwrap();
            sentence(&Story { persona: s.persona, want: s.want, benefit: s.benefit, ..Story::default() })
        };
        for text in [
            "As an Admin, I want a cart, so that I can pay.",
            "As a user, I can see it, in order to pay.",
            "As the editor, I don\u{2019}t want to wait.",
            "As a RD, would like the ability.",
        ] {
            assert_eq!(of(text), text);
        }
        assert_eq!(sentence(&Story::default()), "");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,200}", head in "(As an? |In order to |so that )?") {
            let text = format!("{head}{text}");
            let _ = (parse(&text), find(&text), title(&text), split_set(&text), role(&text));
        }

        #[test]
        fn reading_the_sentence_again_gives_the_same(persona in "[A-Z][a-z]{2,8}( [a-z]{4,8})?", want in "to [a-z]{3,9} [a-z]{3,9}", benefit in "(I can [a-z]{3,9})?") {
            // "etc" gets its own full stop.
            prop_assume!(!want.ends_with("etc") && !benefit.ends_with("etc"));
            let story = Story { persona: persona.clone(), want: want.clone(), benefit: benefit.clone(), ..Story::default() };
            prop_assert_eq!(three(&sentence(&story)), Some((persona, want, benefit)));
        }
    }
}
