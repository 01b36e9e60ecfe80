//! What a description holds: the story's sentence and the acceptance criteria, in wiki markup or Markdown.
//!
//! Only what is moved whole leaves the description.

mod pack;

pub(super) use pack::{is_same, pack};

use crate::domain::criterion::Line;
use crate::domain::story::{self, Sentence};
use crate::domain::text;
use std::borrow::Cow;

/// Headings over acceptance criteria, folded, without marks.
const HEADINGS: &str = "acceptance criteria, acceptance criterion, conditions of satisfaction, acceptance tests, \
            akzeptanzkriterien, abnahmekriterien, critères d'acceptation, critères d'acceptance, \
            criterios de aceptación, critérios de aceitação, critérios de aceite, acceptatiecriteria, \
            criteri di accettazione";
/// Headings over the story's sentence.
const STORY_HEADINGS: &str = "user story, story, userstory, user-story";
/// First words of a scenario's lines.
const STEPS: [&str; 8] = ["given ", "when ", "then ", "and ", "but ", "scenario", "example", "background"];

/// What stands before the further lines of a criterion.
const INDENT: &str = "  ";

/// A description taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Unpacked {
    pub(super) sentence: Option<Sentence>,
    pub(super) criteria: Vec<Line>,
    pub(super) rest: String,
}

/// Takes the sentence and the criteria out of a description.
pub(super) fn unpack(description: String) -> Unpacked {
    let (criteria, without) = take_criteria(&description);
    let (sentence, rest) = take_sentence(&without);
    if rest.len() == description.len() {
        return Unpacked { sentence, criteria, rest: description };
    }
    let rest = tidy(&rest);
    Unpacked { sentence, criteria, rest }
}

/// A line without its bullet, number or box; whether the box is ticked, where it has one.
pub(super) fn unmarked(line: &str) -> (&str, Option<bool>) {
    unboxed(list_text(line).unwrap_or(line))
}

/// A text without its box; whether the box is ticked, where it has one.
fn unboxed(bare: &str) -> (&str, Option<bool>) {
    for (mark, is_done) in [("[ ]", false), ("[]", false), ("[x]", true), ("[X]", true), ("(/)", true), ("(x)", false)]
    {
        if let Some(rest) = bare.strip_prefix(mark) {
            return (rest.trim(), Some(is_done));
        }
    }
    (bare.trim(), None)
}

/// The text after a list mark: `- x`, `* x`, `# x`, `1. x`, `2) x`, `• x`.
pub(super) fn list_text(line: &str) -> Option<&str> {
    let line = line.trim_start();
    for mark in ["-", "*", "#", "+", "•", "–"] {
        if let Some(rest) = line.strip_prefix(mark)
            && rest.starts_with([' ', '\t', '\u{a0}'])
        {
            return Some(rest.trim());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    ((1..=3).contains(&digits) && rest.starts_with([' ', '\t'])).then(|| rest.trim())
}

/// How deep a wiki or indented bullet stands: `##` is 2, two spaces before `-` are 2 too.
fn depth(line: &str) -> usize {
    let indent = line.chars().take_while(|c| *c == ' ').count() + 2 * line.chars().take_while(|c| *c == '\t').count();
    let bare = line.trim_start();
    let marks = bare.chars().take_while(|c| matches!(c, '*' | '#' | '-')).count();
    1 + indent / 2 + marks.saturating_sub(1)
}

/// The words of a heading line, folded and without marks; `None` for a line that is too long for one.
fn heading(line: &str) -> Option<String> {
    if line.len() > 80 {
        return None;
    }
    let mut bare = line.trim();
    if bare.len() > 3 && bare.starts_with('h') && bare.as_bytes()[1].is_ascii_digit() && bare.as_bytes()[2] == b'.' {
        bare = &bare[3..];
    }
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || "*_#{}:+=-".contains(c));
    Some(text::fold(bare).replace('\u{2019}', "'"))
}

fn is_heading(line: &str, names: &str) -> bool {
    heading(line).is_some_and(|words| {
        let bare = words.split(" (").next().unwrap_or_default();
        names.split(", ").any(|n| n == bare) || (bare == "ac" && line.trim().len() > 2)
    })
}

/// Refuses most lines cheaply.
fn may_be_heading(line: &str) -> bool {
    let is_box = line.starts_with("- ") || line.starts_with("* ");
    (3..=80).contains(&line.len()) && !is_box && !line.trim_end().ends_with('.')
}

/// The criteria under their heading, and the description without both.
fn take_criteria(description: &str) -> (Vec<Line>, Cow<'_, str>) {
    for (at, _) in
        description.split('\n').enumerate().filter(|(_, row)| may_be_heading(row) && is_heading(row, HEADINGS))
    {
        let rows: Vec<&str> = description.split('\n').collect();
        let (criteria, end) = list_after(&rows, at + 1);
        if !criteria.is_empty() {
            let kept: Vec<&str> = rows[..at].iter().chain(&rows[end..]).copied().collect();
            return (criteria, Cow::Owned(kept.join("\n")));
        }
    }
    (Vec::new(), Cow::Borrowed(description))
}

/// The list that begins at or after a row, and the row after it.
fn list_after(rows: &[&str], from: usize) -> (Vec<Line>, usize) {
    let mut criteria: Vec<Line> = Vec::new();
    let Some(first) = rows[from..].iter().position(|row| !row.trim().is_empty()) else { return (criteria, from) };
    let start = from + first;
    if list_text(rows[start]).is_none() {
        return scenarios_after(rows, start);
    }
    let shallow = depth(rows[start]);
    let mut end = start;
    for (at, row) in rows.iter().enumerate().skip(start) {
        let is_blank = row.trim().is_empty();
        let follows = at > 0 && !rows[at - 1].trim().is_empty();
        let deep = depth(row) > shallow;
        match (deep_or_list(row), criteria.last_mut()) {
            _ if is_blank => continue,
            (Some(bare), _) if !deep => {
                // A second mark is text: `# * x` is a star in a numbered list.
                let (bare, is_done) = unboxed(bare);
                if bare.is_empty() {
                    break;
                }
                criteria.push(Line { text: bare.to_owned(), is_done: is_done.unwrap_or(false) });
            }
            (Some(_), Some(last)) => {
                last.text.push('\n');
                last.text.push_str(row.trim());
            }
            (None, Some(last)) if follows && (row.starts_with(INDENT) || !may_be_label(row)) => {
                last.text.push('\n');
                last.text.push_str(row.trim());
            }
            _ => break,
        }
        end = at + 1;
    }
    (criteria, end)
}

/// The text of a bullet, also of a doubled one (`##`).
fn deep_or_list(row: &str) -> Option<&str> {
    let bare = row.trim_start();
    let inner = bare.trim_start_matches(['*', '#', '-']);
    let marks = bare.len() - inner.len();
    if marks > 1 && inner.starts_with(' ') { Some(inner.trim()) } else { list_text(row) }
}

/// A line that looks like the heading of something else: `*Notes*`, `h3. Notes`, `## Notes`, `Notes:`.
fn may_be_label(row: &str) -> bool {
    let row = row.trim();
    let is_bold = row.len() > 2 && row.starts_with('*') && row.trim_end_matches(':').ends_with('*');
    let is_wiki =
        row.len() > 3 && row.starts_with('h') && row.as_bytes()[1].is_ascii_digit() && row.as_bytes()[2] == b'.';
    is_bold || is_wiki || row.starts_with('#') || row.starts_with("{*}") || (row.len() < 40 && row.ends_with(':'))
}

/// Scenarios in Given/When/Then: each block between blank lines is one criterion.
fn scenarios_after(rows: &[&str], start: usize) -> (Vec<Line>, usize) {
    let is_step = |row: &str| {
        let bare = text::fold(row.trim_matches(['*', '_', ' ', '\t']));
        STEPS.iter().any(|step| bare.starts_with(step))
    };
    let (mut criteria, mut end): (Vec<Line>, usize) = (Vec::new(), start);
    let mut is_new = true;
    for (at, row) in rows.iter().enumerate().skip(start) {
        if row.trim().is_empty() {
            is_new = true;
            continue;
        }
        match criteria.last_mut() {
            Some(last) if !is_new => {
                last.text.push('\n');
                last.text.push_str(row.trim_end());
            }
            _ if is_step(row) => criteria.push(Line { text: row.trim().to_owned(), is_done: false }),
            _ => break,
        }
        is_new = false;
        end = at + 1;
    }
    (criteria, end)
}

/// The sentence, and the description without it, its label and its heading. Where several stories are told, the
/// first fills the fields and the description stays whole.
fn take_sentence(description: &str) -> (Option<Sentence>, Cow<'_, str>) {
    let Some((range, sentence)) = story::find(description) else { return (None, Cow::Borrowed(description)) };
    if story::find(&description[range.end..]).is_some() {
        return (Some(sentence), Cow::Borrowed(description));
    }
    let line_start = description[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let label = &description[line_start..range.start];
    let mut before = &description[..range.start];
    if label.trim().is_empty() || is_heading(label, STORY_HEADINGS) {
        before = description[..line_start].trim_end();
        let last = before.rfind('\n').map_or(0, |at| at + 1);
        if label.trim().is_empty() && is_heading(&before[last..], STORY_HEADINGS) {
            before = &before[..last];
        }
    }
    let (before, after) = (before.trim_end(), &description[range.end..]);
    let rest = if before.is_empty() { Cow::Borrowed(after) } else { Cow::Owned(format!("{before}\n{after}")) };
    (Some(sentence), rest)
}

/// No blank lines at the ends, and at most one between paragraphs where something was taken out.
fn tidy(rest: &str) -> String {
    let mut out = rest.trim_end().trim_start_matches(['\n', ' ']).to_owned();
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn criteria(text: &str) -> Vec<String> {
        unpack(text.into()).criteria.into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn a_jira_description_is_taken_apart() {
        let unpacked = unpack(
            "*User Story* \n\nAs a student, I want X so that Y.\n\n\n\n*Priority*\n\nHIGH\n\n*Acceptance Criteria:*\n\n# one. \n# two\n".into(),
        );
        assert_eq!(unpacked.sentence.map(|s| s.benefit).as_deref(), Some("Y"));
        assert_eq!(unpacked.criteria.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["one.", "two"]);
        assert_eq!(unpacked.rest, "*Priority*\n\nHIGH");
    }

    #[test]
    fn criteria_come_in_many_shapes() {
        for text in [
            "Acceptance Criteria\n* one\n* two",
            "h3. Acceptance Criteria\r\n\n# one\n# two".replace('\r', "").as_str(),
            "## Akzeptanzkriterien\n- [ ] one\n- [ ] two",
            "*AC:*\n1. one\n2. two",
            "{*}Acceptance Criteria{*}:\n- one\n\n- two",
        ] {
            assert_eq!(criteria(text), ["one", "two"], "{text}");
        }
        assert_eq!(
            criteria("Acceptance Criteria:\n# one\n## deeper\n# two\n\n*Notes*\n* three"),
            ["one\n## deeper", "two"]
        );
        assert_eq!(
            criteria("Acceptance criteria\n\nGiven a\nWhen b\nThen c\n\nGiven d\nThen e"),
            ["Given a\nWhen b\nThen c", "Given d\nThen e"]
        );
        assert!(unpack("Acceptance Criteria\n- [x] one".into()).criteria[0].is_done);
    }

    #[test]
    fn what_is_not_moved_stays_as_it_is() {
        for text in ["Acceptance Criteria:\nsome prose", "# a list\n# without heading", "", "  indented\n\n\n\ntext"] {
            assert_eq!(unpack(text.into()), Unpacked { rest: text.into(), ..Unpacked::default() }, "{text}");
        }
        let two = "- As a user, I want X\n- As an admin, I want Y";
        let unpacked = unpack(two.into());
        assert_eq!((unpacked.rest.as_str(), unpacked.sentence.is_some()), (two, true));
        assert_eq!(unpack("Intro\n*Acceptance Criteria*\n# one\n\nOutro".into()).rest, "Intro\n\nOutro");
    }

    proptest! {
        #[test]
        fn any_description_is_taken_apart_without_panic(text in "(As a |I want |\\*|#|\n| |Acceptance Criteria|- |so that |[a-zé]{1,5}){0,30}") {
            let _ = unpack(text);
        }
    }
}
