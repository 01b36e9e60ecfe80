//! A TOML file as its entries, each with its line. A broken line costs no other line its effect.

use super::Problem;
use crate::domain::text;
use std::collections::BTreeMap;
use toml::de::{DeArray, DeTable, DeValue};

/// What a file says, before anybody judges it.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// What could be read, in the order of the lines.
    pub(super) entries: Vec<Entry>,
    /// The sections with their lines, also empty ones.
    pub(super) sections: Vec<(String, usize)>,
    /// The lines that could not be read; their file is not named yet.
    pub(super) broken: Vec<Problem>,
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Entry {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The section it stands in; empty at the top.
    pub(super) section: String,
    pub(super) key: String,
    pub(super) value: Value,
}

/// A value as far as any of our files has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    Number(i64),
    /// Texts and dates, each as it stands there.
    List(Vec<String>),
    /// Anything else, by the name of its type.
    Other(&'static str),
}

impl Value {
    /// What kind of thing it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Flag(_) => "true or false",
            Self::Number(_) => "a number",
            Self::List(_) => "a list",
            Self::Other(kind) => kind,
        }
    }
}

impl Source {
    /// Reads all that stands on whole lines.
    pub(super) fn read(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut source = Self::default();
        match DeTable::parse(text) {
            Ok(table) => source.take("", table.into_inner(), &Lines::new(text)),
            // A parser that goes on behind an error leaves out what follows it.
            Err(_) => source.read_by_lines(text),
        }
        source.entries.sort_by_key(|entry| entry.line);
        source
    }

    /// Each line for itself, as far as it makes sense alone: none of our files needs a value of several lines.
    fn read_by_lines(&mut self, text: &str) {
        let mut section = String::new();
        let mut seen = BTreeMap::new();
        for (line, text) in (1..).zip(text.split_inclusive('\n')) {
            let text = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
            let is_header = text.trim_start().starts_with('[');
            if is_header {
                let name = text.trim().trim_start_matches('[').split(']').next().unwrap_or_default();
                name.trim().clone_into(&mut section);
            }
            let read =
                DeTable::parse(text).map_err(|error| text::visible(error.message().trim_end()).replace('\n', ", "));
            let mut found = Self::default();
            let in_section = if is_header { "" } else { &section };
            match read {
                Err(said) => self.broken.push(broken(line, &said)),
                Ok(table) => found.take(in_section, table.into_inner(), &Lines::new("")),
            }
            self.sections.extend(found.sections.into_iter().map(|(name, _)| (name, line)));
            for entry in found.entries {
                let known = seen.entry((entry.section.clone(), entry.key.clone())).or_insert(line);
                if *known == line {
                    self.entries.push(Entry { line, ..entry });
                } else {
                    self.broken.push(broken(line, &format!("the same stands in line {known}")));
                }
            }
        }
    }

    fn take(&mut self, section: &str, table: DeTable<'_>, lines: &Lines) {
        for (key, value) in table {
            let line = lines.at(key.span().start);
            let key = key.into_inner().into_owned();
            let value = match value.into_inner() {
                DeValue::Table(inner) if section.is_empty() => {
                    self.sections.push((key.clone(), line));
                    self.take(&key, inner, lines);
                    continue;
                }
                DeValue::String(text) => Value::Text(text.into_owned()),
                DeValue::Boolean(flag) => Value::Flag(flag),
                DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                    .map_or(Value::Other("a number too large"), Value::Number),
                DeValue::Float(_) => Value::Other("a number with a fraction"),
                DeValue::Datetime(_) => Value::Other("a date"),
                DeValue::Array(all) => list(all),
                DeValue::Table(_) => Value::Other("a section"),
            };
            self.entries.push(Entry { line, section: section.to_owned(), key, value });
        }
    }
}

/// A list of texts and dates; one with anything else in it is no value of ours.
fn list(all: DeArray<'_>) -> Value {
    let text = |value: DeValue<'_>| match value {
        DeValue::String(text) => Some(text.into_owned()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Boolean(_) | DeValue::Integer(_) | DeValue::Float(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    };
    let texts: Option<Vec<String>> = all.into_iter().map(|value| text(value.into_inner())).collect();
    texts.map_or(Value::Other("a list with something else than text in it"), Value::List)
}

fn broken(line: usize, said: &str) -> Problem {
    let message = format!("this line can't be read ({said}): correct it, or begin it with # to leave it out");
    Problem { line, message, ..Problem::default() }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, counted from 1.
    fn at(&self, byte: usize) -> usize {
        1 + self.0.partition_point(|end| *end < byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_costs_no_other_line_its_effect() {
        for broken in ["x", "x y", "x =", "= 1", "x = y", "x = 'y", "[s", "}", "x = [1,", "x = {", "\u{1}", "a = 3"] {
            for head in ["", "[s]\n"] {
                let source = Source::read(&format!("{head}a = 1\r\n{broken}\r\nb = 2\r\n"));
                let keys: Vec<&str> = source.entries.iter().map(|entry| entry.key.as_str()).collect();
                let line = if head.is_empty() { 2 } else { 3 };
                assert_eq!(keys, ["a", "b"], "{broken:?}");
                assert_eq!(source.broken.iter().map(|p| p.line).collect::<Vec<_>>(), [line], "{broken:?}");
                assert_eq!(source.sections.len(), usize::from(!head.is_empty()));
                assert!(head.is_empty() || source.entries.iter().all(|entry| entry.section == "s"));
            }
        }
    }

    #[test]
    fn the_same_key_twice_names_the_first() {
        let source = Source::read("a = 1\n[s]\na = 1\na = 2\n");
        assert_eq!(source.entries.len(), 2);
        assert!(source.broken[0].message.contains("the same stands in line 3"));
    }
}
