//! What a document is made of, whatever it is written as.

use super::chart::Chart;
use super::{html, markdown};
use crate::domain::{Key, State};
use std::path::Path;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// A line below it: the product, the days.
    pub subtitle: String,
    /// What follows.
    pub parts: Vec<Part>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A heading.
    Section(String),
    /// A paragraph; its lines are kept.
    Text(String),
    /// A goal, with its name and what became of it.
    Goal {
        /// "Sprint Goal".
        name: &'static str,
        /// What it says.
        text: String,
        /// "met"; empty where there is nothing to say.
        mark: String,
    },
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// Items, each with what is told of it.
    Items(Vec<Entry>),
    /// Items that are shown when they are asked for, below a line that says what they are.
    Folded {
        /// What they are, and how many.
        summary: String,
        /// The items.
        items: Vec<Entry>,
    },
    /// A table; its first column is a text, the others are numbers.
    Table {
        /// The names of the columns.
        head: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
    /// A chart. Where none can be drawn, the table that follows it tells the same.
    Chart(Chart),
}

/// An item in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Its place in the order, where that is told.
    pub place: Option<usize>,
    /// Its key; `None` for an item that is no longer there.
    pub key: Option<Key>,
    /// Its title.
    pub title: String,
    /// Its state, where that is told.
    pub state: Option<State>,
    /// Its size in words: "5 points". May be empty.
    pub size: String,
    /// What else is told, a line each.
    pub said: Vec<String>,
}

/// What a document is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Markdown.
    Markdown,
    /// One page of HTML.
    Html,
}

impl Paper {
    /// The one that the ending of a file's name tells.
    pub fn of(path: &Path) -> Option<Self> {
        Self::parse(path.extension()?.to_str()?)
    }

    /// Reads one by its word.
    pub fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
        }
    }
}

impl Document {
    /// As one of the two.
    pub fn write(&self, paper: Paper) -> String {
        match paper {
            Paper::Markdown => self.markdown(),
            Paper::Html => self.html(),
        }
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// As one page of HTML that needs nothing else.
    pub fn html(&self) -> String {
        html::write(self)
    }
}
