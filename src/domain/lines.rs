//! Pasted lines as titles: one item a line, without the marks that lists, quotes and tables put around a text.

use super::criterion::{self, Line};
use super::item::Story;
use super::story::{self, Sentence};
use super::text;

/// Most lines that become items at once.
pub const MOST: usize = 1000;

/// The titles in a text, in order: list marks, boxes, headings' `#` and quotes are stripped; of a row of a table its
/// first column counts; blank lines and rules are left out.
pub fn titles(text: &str) -> Vec<String> {
    let mut titles = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (cell, taken) = first_cell(rest);
        rest = &rest[taken..];
        let title = bare(&cell);
        if !title.is_empty() && !is_rule(title) {
            titles.push(title.to_owned());
        }
    }
    titles
}

/// The criteria in a text, one a line without its mark; a ticked box is a met one. The steps of a scenario stay together.
pub fn criteria(text: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    for raw in text.lines() {
        let line = bare(raw);
        if line.is_empty() || is_rule(line) {
            continue;
        }
        match found.last_mut() {
            Some(last) if criterion::goes_on(line) && criterion::is_scenario(&last.text) => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            Some(last) if begins_scenario(&last.text) && criterion::is_scenario(line) => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            _ => found.push(Line { text: line.to_owned(), is_done: is_ticked(raw) }),
        }
    }
    found
}

/// A scenario of which only the name has come so far.
fn begins_scenario(text: &str) -> bool {
    criterion::is_scenario(text) && !text.contains('\n') && text.trim_end().contains(':') && !criterion::goes_on(text)
}

/// True where the box before a text is ticked.
fn is_ticked(line: &str) -> bool {
    let mut line = line.trim();
    for _ in 0..8 {
        if ["[x]", "[X]", "☑", "☒", "✓"].iter().any(|mark| line.starts_with(mark)) {
            return true;
        }
        line = without_mark(line).trim();
    }
    false
}

/// What a title says: a whole story in its three fields, else the title alone.
pub fn story(title: String) -> Story {
    match story::parse(&title) {
        Some(Sentence { persona, want, benefit }) => {
            Story { title: story::title(&want), persona, want, benefit, ..Story::default() }
        }
        None => Story { title, ..Story::default() },
    }
}

/// The first cell of the first line, as one line, and how many bytes that line takes with its end.
fn first_cell(text: &str) -> (String, usize) {
    if let Some((cell, at)) = quoted_cell(text) {
        return (cell, line_end(text, at));
    }
    let end = line_end(text, 0);
    let line = text[..end].trim();
    (line.split('\t').next().unwrap_or_default().to_owned(), end)
}

/// Where the line ends that `at` stands in.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |n| at + n + 1)
}

/// A cell as spreadsheets copy one with line breaks or quotes in it: `"two ""lines"""`, up to a tab or the line's end.
/// Answers where it ends.
fn quoted_cell(text: &str) -> Option<(String, usize)> {
    let mut cell = String::new();
    let mut chars = text.char_indices().peekable();
    chars.next_if(|(_, c)| *c == '"')?;
    while let Some((at, c)) = chars.next() {
        match (c, chars.peek().map(|next| next.1)) {
            ('"', Some('"')) => {
                chars.next();
                cell.push('"');
            }
            ('"', None | Some('\t' | '\n')) => return Some((cell, at + 1)),
            ('"', Some(_)) => return None,
            ('\n' | '\t', _) => cell.push(' '),
            _ => cell.push(c),
        }
        if cell.len() > text::LINE_LIMIT {
            return None;
        }
    }
    None
}

/// The text without what stands before and around it.
fn bare(line: &str) -> &str {
    let mut line = line.trim();
    // `> - [ ] 1. "text"` has a few; no text has many.
    for _ in 0..8 {
        let less = without_mark(line).trim();
        if less == line {
            break;
        }
        line = less;
    }
    without_quotes(line)
}

fn without_mark(line: &str) -> &str {
    const BOXES: [&str; 8] = ["[ ]", "[]", "[x]", "[X]", "☐", "☑", "☒", "✓"];
    const BULLETS: [char; 12] = ['-', '*', '+', '•', '–', '—', '◦', '▪', '‣', '·', '●', '○'];
    if let Some(rest) = line.strip_prefix('>') {
        return rest;
    }
    if let Some(rest) = BOXES.iter().find_map(|mark| line.strip_prefix(mark)) {
        return rest;
    }
    let is_apart = |rest: &&str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let bullet = line.strip_prefix(BULLETS).filter(is_apart);
    let heading = || Some(line.trim_start_matches('#')).filter(|rest| rest.len() < line.len()).filter(is_apart);
    let number = || {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let rest = line[digits..].strip_prefix(['.', ')']).filter(|_| (1..=4).contains(&digits));
        rest.filter(is_apart)
    };
    bullet.or_else(heading).or_else(number).unwrap_or(line)
}

/// The text in quotes that hold all of it.
fn without_quotes(line: &str) -> &str {
    const PAIRS: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('«', '»'), ('`', '`')];
    let inside = |(open, close): &(char, char)| {
        let inside = line.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inside.contains([*open, *close])).then(|| inside.trim())
    };
    PAIRS.iter().find_map(inside).unwrap_or(line)
}

/// A line of nothing but dashes and the like, as between the parts of a text.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '#' | '~' | '—' | '–' | '|' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_around_a_title_are_stripped() {
        let text = "# Ideas\n\n- one\n* two\n  + three\n1. four\n12) five\n- [ ] six\n- [x] seven\n> quoted\n> - eight\n\
                    \"nine\"\n“ten”\n• eleven\n☐ twelve\n---\n===\n\n";
        assert_eq!(
            titles(text),
            [
                "Ideas", "one", "two", "three", "four", "five", "six", "seven", "quoted", "eight", "nine", "ten",
                "eleven", "twelve"
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_mark_stays() {
        let text =
            "-5 degrees\n#123 fix it\n1.5 is wrong\n*bold* words\n\"Add\" and \"Remove\"\n2026 plan\n[link] text\n";
        assert_eq!(titles(text), text.lines().collect::<Vec<_>>());
    }

    #[test]
    fn of_a_table_the_first_column_counts() {
        assert_eq!(titles("Pay by card\t5\topen\r\nRefund\t\t\n\t- indented\n"), ["Pay by card", "Refund", "indented"]);
        assert_eq!(
            titles("\"Two\nlines and a \"\"quote\"\"\"\t5\nnext\n\"last\""),
            ["Two lines and a \"quote\"", "next", "last"]
        );
        assert_eq!(titles("\"open\nnext"), ["\"open", "next"]);
    }

    #[test]
    fn a_pasted_list_is_criteria_and_a_scenario_stays_one() {
        let text = "1. it is kept\n- [x] it is shown\n\n* Given a cart\n  When I leave\n  Then it is kept\n- Scenario: \
                    again\nGiven two\nThen three\nAnd four\nlast";
        let said: Vec<(String, bool)> = criteria(text).into_iter().map(|line| (line.text, line.is_done)).collect();
        let line = |text: &str, is_done| (text.to_owned(), is_done);
        assert_eq!(
            said,
            [
                line("it is kept", false),
                line("it is shown", true),
                line("Given a cart\nWhen I leave\nThen it is kept", false),
                line("Scenario: again\nGiven two\nThen three\nAnd four", false),
                line("last", false),
            ]
        );
    }

    #[test]
    fn a_sentence_is_taken_apart() {
        let said = story("As a buyer, I want to pay by card, so that I need no cash".into());
        assert_eq!((said.title.as_str(), said.persona.as_str()), ("Pay by card", "buyer"));
        assert_eq!(story("Pay by card".into()).title, "Pay by card");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_title_is_one_line_of_the_text(text in "[-*>#\"\\[\\] a-c0-3.\t\n“é]{0,80}") {
            for title in titles(&text) {
                prop_assert!(!title.is_empty() && !title.contains(['\n', '\t']) && title.trim() == title);
            }
        }
    }
}
