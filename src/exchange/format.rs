//! The formats that can be read, and how a file's contents tell its own.

use super::table::Table;
use super::{ExchangeError, Source, column, markup};
use crate::domain::{story, text};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// CSV as Jira exports it.
    Jira,
    /// One story a line, or a Markdown list.
    Stories,
    /// Any CSV with a header.
    Csv,
    /// upnext's own JSON.
    Upnext,
}

impl Format {
    /// The word shown and typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads a format by its word; `json` is upnext's.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text::fold(text);
        Self::iter().find(|f| f.name() == word).or((word == "json").then_some(Self::Upnext))
    }

    /// All words, for messages and completion.
    pub fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }
}

/// Tells the format from the text.
pub(super) fn detect(file: &Source, text: &str) -> Result<Format, ExchangeError> {
    let start = text.trim_start();
    if start.starts_with('{') || (start.starts_with('[') && start[1..].trim_start().starts_with(['{', ']'])) {
        return Ok(Format::Upnext);
    }
    if start.starts_with("<?xml")
        || start.get(..9).is_some_and(|s| s.eq_ignore_ascii_case("<!doctype"))
        || start.starts_with("<html")
    {
        let advice = "export the items as CSV and import that";
        return Err(ExchangeError::NotText { name: file.name.clone(), what: "a web page or XML", advice });
    }
    let table = Table::new(text);
    // A type of that name looks like the name of a column.
    if table.header.len() > 1 && table.is_headless() {
        return Err(ExchangeError::NoHeader { name: file.name.clone() });
    }
    if column::is_jira(&table.header) {
        return Ok(Format::Jira);
    }
    if column::has_title(&table.header) {
        return Ok(Format::Csv);
    }
    if table.header.len() < 2 || has_stories(text) {
        return Ok(Format::Stories);
    }
    let (same, rows) = table.fit();
    let is_name = |name: &String| name.len() <= 60 && !name.ends_with(['.', '!', '?']);
    let is_table = rows > 0 && same * 10 >= rows * 9 && table.header.iter().all(is_name);
    Ok(if is_table { Format::Csv } else { Format::Stories })
}

/// True where most of the first lines are stories or list lines.
fn has_stories(text: &str) -> bool {
    const LINES: usize = 40;
    let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).filter(|l| !l.is_empty()).take(LINES).collect();
    let is_story = |line: &&&str| {
        let (_, bare) = story::split_set(line);
        markup::list_text(bare).is_some() || bare.starts_with('#') || story::parse(bare).is_some()
    };
    lines.iter().filter(is_story).count() * 2 > lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str) -> &'static str {
        let file = Source { name: "f".into(), bytes: vec![] };
        detect(&file, text).map_or("refused", Format::name)
    }

    #[test]
    fn the_contents_tell_the_format() {
        for (text, format) in [
            ("Summary,Issue key,Issue Type\nx,A-1,Story", "jira"),
            ("\"Résumé\";\"Clé de ticket\";\"Type de ticket\"\nx;A-1;Story", "jira"),
            ("issuekey,title\nA-1,x", "csv"),
            ("what,how\na,b\nc,d", "csv"),
            ("#G1# As a x, I want y, so that z.\n#G1# As a x, I want y", "stories"),
            ("- [ ] one, two\n- [x] three", "stories"),
            ("Fix the login\nPay, later", "stories"),
            ("{\"format\":\"upnext\"}", "upnext"),
            ("<html><body>", "refused"),
            ("Pay,WEB-1,Story,To Do\nShip,WEB-2,Story,Done", "refused"),
            ("what,FY-25\na,b", "csv"),
        ] {
            assert_eq!(is(text), format, "{text}");
        }
        assert_eq!(Format::parse("JSON"), Some(Format::Upnext));
        assert_eq!(Format::parse("trello"), None);
    }
}
