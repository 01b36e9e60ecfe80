//! An item as a Markdown document for `$EDITOR`, and back without a loss.
//!
//! One-line values stand in the front matter, longer ones in sections. Only the seven headings written here are
//! structure; a line of a text that looks like one of them, or would get lost as a blank first line, carries a `\`.

use crate::domain::criterion::Line;
use crate::domain::item::Story;
use crate::domain::{Audience, Estimate, Kind, text};
use chrono::NaiveDate;
use strum::{EnumIter, IntoEnumIterator};

/// Why a document can't be read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}; {advice}")]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
    /// What to do.
    pub advice: String,
}

/// The line around the front matter.
const FENCE: &str = "---";
/// The names in the front matter.
const NAMES: [&str; 8] = ["title", "kind", "estimate", "tags", "asked", "assignee", "due", "links"];

/// The sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
enum Section {
    AsA,
    IWant,
    SoThat,
    Description,
    Criteria,
    Note,
}

impl Section {
    fn heading(self) -> &'static str {
        match self {
            Self::AsA => "## As a",
            Self::IWant => "## I want",
            Self::SoThat => "## So that",
            Self::Description => "## Description",
            Self::Criteria => "## Acceptance criteria",
            Self::Note => "## Private note",
        }
    }

    fn of(line: &str) -> Option<Self> {
        let line = line.starts_with("## ").then(|| text::fold(line))?;
        Self::iter().find(|s| text::fold(s.heading()) == line)
    }
}

/// Writes an item's texts as a document.
pub fn write(story: &Story, criteria: &[Line]) -> String {
    compose(story, criteria, false)
}

/// As [`write()`], but to be given to others: without what is private and without what is empty.
pub fn share(story: &Story, criteria: &[Line]) -> String {
    let mut story = story.clone();
    Audience::Everyone.story(&mut story);
    compose(&story, criteria, true)
}

/// `is_sparse` leaves out what is empty.
fn compose(story: &Story, criteria: &[Line], is_sparse: bool) -> String {
    let values = [
        story.title.clone(),
        story.kind.name().to_owned(),
        story.estimate.as_ref().map(ToString::to_string).unwrap_or_default(),
        story.tags.iter().map(|tag| quoted(tag)).collect::<Vec<_>>().join(", "),
        story.asked.clone(),
        story.assignee.clone(),
        story.due.map(|day| day.to_string()).unwrap_or_default(),
        story.links.iter().map(|link| quoted(link)).collect::<Vec<_>>().join(", "),
    ];
    let mut out = format!("{FENCE}\n");
    for (name, value) in NAMES.iter().zip(values).filter(|(_, value)| !(is_sparse && value.is_empty())) {
        out.push_str(format!("{name}: {value}").trim_end());
        out.push('\n');
    }
    out.push_str(FENCE);
    out.push('\n');
    for section in Section::iter() {
        let body = match section {
            Section::AsA => escaped(&story.persona),
            Section::IWant => escaped(&story.want),
            Section::SoThat => escaped(&story.benefit),
            Section::Description => escaped(&story.description),
            Section::Criteria => criteria.iter().map(written).collect::<Vec<_>>().join("\n"),
            Section::Note => escaped(&story.note),
        };
        if is_sparse && body.is_empty() {
            continue;
        }
        let gap = if body.is_empty() { "" } else { "\n" };
        out = format!("{out}\n{}\n{gap}{body}{gap}", section.heading());
    }
    out
}

/// Reads a document back. Anything that isn't understood is a problem with its line, never left out.
pub fn read(document: &str) -> Result<(Story, Vec<Line>), Problem> {
    let document = document.strip_prefix('\u{feff}').unwrap_or(document).replace("\r\n", "\n");
    let lines: Vec<&str> = document.split('\n').collect();
    let (mut story, body) = front_matter(&lines)?;
    let mut criteria = Vec::new();
    let mut seen = Vec::new();
    let mut at = body;
    while at < lines.len() {
        if lines[at].trim().is_empty() {
            at += 1;
            continue;
        }
        let headings = || Section::iter().map(Section::heading).collect::<Vec<_>>().join(", ");
        let Some(section) = Section::of(lines[at]) else {
            let why = format!("\"{}\" stands outside every section", short(lines[at]));
            return Err(problem(at, why, format!("put it under one of {}", headings())));
        };
        if seen.contains(&section) {
            let why = format!("\"{}\" comes a second time", section.heading());
            return Err(problem(at, why, "put a \\ before it where it is text, or remove it".into()));
        }
        seen.push(section);
        let end = (at + 1..lines.len()).find(|n| Section::of(lines[*n]).is_some()).unwrap_or(lines.len());
        take_section(section, &lines, at + 1..end, &mut story, &mut criteria)?;
        at = end;
    }
    Ok((story, criteria))
}

fn take_section(
    section: Section,
    lines: &[&str],
    range: std::ops::Range<usize>,
    story: &mut Story,
    criteria: &mut Vec<Line>,
) -> Result<(), Problem> {
    let line = range.start.saturating_sub(1);
    let block = |what| {
        text::block(what, &unescaped(&lines[range.clone()]))
            .map_err(|e| problem(line, e.to_string(), "change this section".into()))
    };
    match section {
        Section::AsA => story.persona = block("As a")?,
        Section::IWant => story.want = block("I want")?,
        Section::SoThat => story.benefit = block("So that")?,
        Section::Description => story.description = block("description")?,
        Section::Note => story.note = block("private note")?,
        Section::Criteria => *criteria = read_criteria(lines, range)?,
    }
    Ok(())
}

fn front_matter(lines: &[&str]) -> Result<(Story, usize), Problem> {
    let start = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
    if lines[start].trim() != FENCE {
        return Err(problem(
            start,
            "the document doesn't begin with ---".into(),
            "write --- and title: … above the text".into(),
        ));
    }
    let mut story = Story::default();
    for (at, line) in lines.iter().enumerate().skip(start + 1) {
        if line.trim() == FENCE {
            if story.title.is_empty() {
                return Err(problem(
                    at,
                    "there is no title".into(),
                    "write a line title: … between the two ---".into(),
                ));
            }
            return Ok((story, at + 1));
        }
        if line.trim().is_empty() {
            continue;
        }
        let known = || format!("known are {}", NAMES.join(", "));
        let Some((name, value)) = line.split_once(':') else {
            return Err(problem(at, format!("\"{}\" has no name in front", short(line)), known()));
        };
        let done = take_value(name.trim(), value.trim(), &mut story)
            .map_err(|why| problem(at, why, "correct this line".into()))?;
        if !done {
            return Err(problem(at, format!("\"{}\" is not known here", short(name)), known()));
        }
    }
    let at = lines.len() - 1;
    Err(problem(at, "the second --- is missing".into(), "write --- on a line of its own after the last value".into()))
}

/// Takes one value; false where the name is unknown.
fn take_value(name: &str, value: &str, story: &mut Story) -> Result<bool, String> {
    match text::fold(name).as_str() {
        "title" => story.title = text::title("title", value).map_err(|e| e.to_string())?,
        "kind" if value.is_empty() => {}
        "kind" => story.kind = Kind::parse(value).ok_or(format!("\"{value}\" is no kind, one of {}", Kind::names()))?,
        "estimate" => story.estimate = Estimate::parse(value).map_err(|e| e.to_string())?,
        "tags" => story.tags = read_tags(value)?,
        "links" => {
            let links = entries(value)?.into_iter().map(|link| text::line("link", &link).map_err(|e| e.to_string()));
            story.links = links.collect::<Result<_, _>>()?;
            story.links.retain(|link| !link.is_empty());
        }
        "asked" => story.asked = text::line("asked", value).map_err(|e| e.to_string())?,
        "assignee" => story.assignee = text::line("assignee", value).map_err(|e| e.to_string())?,
        "due" if value.is_empty() => story.due = None,
        "due" => {
            let day = NaiveDate::parse_from_str(value, "%Y-%m-%d");
            story.due = Some(day.map_err(|_| format!("\"{value}\" is no day such as 2026-12-31"))?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// A tag, in quotation marks where it would be read as something else.
fn quoted(tag: &str) -> String {
    if tag.contains([',', '"', '\\']) {
        format!("\"{}\"", tag.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        tag.to_owned()
    }
}

fn read_tags(value: &str) -> Result<Vec<String>, String> {
    let mut tags: Vec<String> = Vec::new();
    for raw in entries(value)? {
        let tag = text::line("tag", &raw).map_err(|e| e.to_string())?;
        if !tag.is_empty() && !tags.iter().any(|t| text::fold(t) == text::fold(&tag)) {
            tags.push(tag);
        }
    }
    if tags.len() > text::TAG_LIMIT { Err(text::TextError::TooManyTags(tags.len()).to_string()) } else { Ok(tags) }
}

/// Values with a comma between them, in quotation marks where one has a comma of its own.
fn entries(value: &str) -> Result<Vec<String>, String> {
    let mut entries = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('"') {
            let (entry, after) = read_quoted(inner).ok_or("a quotation mark is not closed")?;
            entries.push(entry);
            rest = after.trim_start().trim_start_matches(',');
        } else {
            let (entry, after) = rest.split_once(',').unwrap_or((rest, ""));
            entries.push(entry.to_owned());
            rest = after;
        }
        rest = rest.trim_start();
    }
    Ok(entries)
}

/// The text up to the closing mark, and what follows it.
fn read_quoted(inner: &str) -> Option<(String, &str)> {
    let mut tag = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((tag, &inner[at + 1..])),
            '\\' => tag.push(chars.next()?.1),
            c => tag.push(c),
        }
    }
    None
}

/// A text's lines with a `\` where one would be read as a heading or get lost.
fn escaped(body: &str) -> String {
    let escape = |(n, line): (usize, &str)| {
        let bare = line.trim_start_matches('\\');
        let is_marked = bare.len() < line.len();
        let is_blank = bare.trim().is_empty();
        let needs = Section::of(bare).is_some() || (is_blank && (is_marked || n == 0));
        if needs { format!("\\{line}") } else { line.to_owned() }
    };
    if body.is_empty() {
        String::new()
    } else {
        body.split('\n').enumerate().map(escape).collect::<Vec<_>>().join("\n")
    }
}

/// The inverse of [`escaped`], without the blank lines around the text.
fn unescaped(lines: &[&str]) -> String {
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    let plain = |line: &&str| {
        let bare = line.trim_start_matches('\\');
        let is_marked = bare.len() < line.len() && (bare.trim().is_empty() || Section::of(bare).is_some());
        if is_marked { line[1..].to_owned() } else { (*line).to_owned() }
    };
    let body: Vec<String> = lines[first..].iter().map(plain).collect();
    body.join("\n").trim_end().to_owned()
}

/// A criterion as a box; its further lines stand six spaces deep.
fn written(line: &Line) -> String {
    let mark = if line.is_done { 'x' } else { ' ' };
    format!("- [{mark}] {}", line.text.replace('\n', "\n      "))
}

fn read_criteria(lines: &[&str], range: std::ops::Range<usize>) -> Result<Vec<Line>, Problem> {
    let mut criteria: Vec<(usize, Line)> = Vec::new();
    for at in range {
        let line = lines[at];
        let is_deeper = line.starts_with([' ', '\t']) || line.is_empty();
        match criteria.last_mut() {
            None if line.trim().is_empty() => {}
            Some((_, last)) if is_deeper => {
                let more = line.strip_prefix("      ").unwrap_or(line.trim_start());
                last.text.push('\n');
                last.text.push_str(more);
            }
            _ => criteria.push((at, begun(line))),
        }
    }
    let clean = |(at, line): (usize, Line)| match text::block("criterion", &line.text) {
        Ok(text) => Ok(Line { text, ..line }),
        Err(error) => Err(problem(at, error.to_string(), "shorten this criterion".into())),
    };
    let all: Result<Vec<Line>, Problem> = criteria.into_iter().map(clean).collect();
    Ok(all?.into_iter().filter(|line| !line.text.trim().is_empty()).collect())
}

/// A criterion's first line: `- [ ] text`, `- [x] text`, `- text`, or text alone.
fn begun(line: &str) -> Line {
    let bare = line.trim_start();
    for (mark, is_done) in [("- [ ]", false), ("- [x]", true), ("- [X]", true), ("* [ ]", false), ("* [x]", true)] {
        if let Some(rest) = bare.strip_prefix(mark) {
            return Line { text: rest.strip_prefix(' ').unwrap_or(rest).to_owned(), is_done };
        }
    }
    let rest = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")).unwrap_or(bare);
    Line { text: rest.to_owned(), is_done: false }
}

fn problem(at: usize, why: String, advice: String) -> Problem {
    Problem { line: at + 1, why, advice }
}

fn short(line: &str) -> String {
    text::visible(line.trim()).chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(document: &str) -> String {
        read(document).unwrap_err().to_string()
    }

    #[test]
    fn a_document_is_easy_to_read_and_write() {
        let story = Story {
            title: "Save a cart".into(),
            persona: "buyer".into(),
            tags: vec!["a".into(), "b, c".into()],
            ..Story::default()
        };
        let lines = [Line { text: "one\ntwo".into(), is_done: true }];
        let document = write(&story, &lines);
        assert!(document.starts_with("---\ntitle: Save a cart\nkind: story\nestimate:\ntags: a, \"b, c\"\nasked:\n"));
        assert!(document.contains("## As a\n\nbuyer\n\n## I want\n\n## So that"));
        assert!(document.contains("- [x] one\n      two\n"));
        assert_eq!(read(&document), Ok((story, lines.to_vec())));
    }

    #[test]
    fn people_may_write_less() {
        let (story, criteria) =
            read("---\nTitle: x\n---\n\n\n## acceptance criteria\n- one\n* [x] two\nthree\n").unwrap();
        assert_eq!(story.title, "x");
        assert_eq!(
            criteria.iter().map(|l| (l.text.as_str(), l.is_done)).collect::<Vec<_>>(),
            [("one", false), ("two", true), ("three", false)]
        );
    }

    #[test]
    fn a_broken_document_is_explained_with_its_line() {
        assert!(said("").starts_with("line 1: the document doesn't begin with ---"));
        assert!(said("---\ntitle: x\n").contains("second --- is missing"));
        assert!(said("---\nkind: story\n---\n").contains("no title"));
        assert!(said("---\ntitle: x\ncolour: red\n---\n").starts_with("line 3: \"colour\" is not known"));
        assert!(said("---\ntitle: x\nestimate: a lot of work\n---\n").starts_with("line 3"));
        assert!(said("---\ntitle: x\ndue: soon\n---\n").contains("no day"));
        assert!(said("---\ntitle: x\n---\ntext").starts_with("line 4: \"text\" stands outside"));
        assert!(said("---\ntitle: x\n---\n## Description\na\n## Description\n").starts_with("line 6"));
    }

    fn tricky() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("\n"),
            Just("---"),
            Just("## Description"),
            Just("\\## Description"),
            Just("\\"),
            Just("## as a "),
            Just("- [ ] x"),
            Just("title: y"),
            Just(" "),
            Just("      "),
            Just("\t"),
            Just("# h"),
            Just("é"),
            Just("```"),
            Just("\"")
        ];
        prop_oneof![prop::collection::vec(part, 0..12).prop_map(|all| all.concat()), "\\PC{0,20}", "(\\PC|\n|\r){0,30}"]
    }

    fn block() -> impl Strategy<Value = String> {
        tricky().prop_map(|raw| text::block("x", &raw).unwrap_or_default())
    }

    fn line() -> impl Strategy<Value = String> {
        tricky().prop_map(|raw| text::line("x", &raw).unwrap_or_default())
    }

    prop_compose! {
        fn story()(title in line(), persona in block(), want in block(), benefit in block(), description in block(), note in block(),
                   tags in prop::collection::vec(line(), 0..4), asked in line(), assignee in line(), points in "[0-9]{0,2}", days in 0_i32..4000) -> Story {
            let mut all: Vec<String> = Vec::new();
            for tag in tags {
                if !tag.is_empty() && !all.iter().any(|t| text::fold(t) == text::fold(&tag)) {
                    all.push(tag);
                }
            }
            Story {
                title: if title.is_empty() { "t".into() } else { title },
                persona, want, benefit, description, note, tags: all, asked, assignee,
                estimate: Estimate::parse(&points).unwrap(),
                due: NaiveDate::from_num_days_from_ce_opt(730_000 + days).filter(|_| days % 2 == 0),
                ..Story::default()
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn reading_back_gives_the_same(story in story(), lines in prop::collection::vec((block(), any::<bool>()), 0..4)) {
            let lines: Vec<Line> = lines.into_iter().filter(|l| !l.0.trim().is_empty()).map(|(text, is_done)| Line { text, is_done }).collect();
            prop_assert_eq!(read(&write(&story, &lines)), Ok((story, lines)));
        }

        #[test]
        fn any_document_is_read_without_panic(text in tricky(), head in "(---\ntitle: x\n---\n)?") {
            let _ = read(&format!("{head}{text}"));
        }
    }
}
