//! The formats that can be written, one item at a time.

use super::{csv, json, markdown};
use crate::domain::import::{Exported, SprintRecord};
use crate::domain::product::Product;
use crate::domain::text;
use std::io::{self, Write};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Export {
    /// Everything, without a loss.
    Json,
    /// A table for spreadsheets, with the guard against formulas.
    Csv,
    /// A backlog to read.
    #[strum(serialize = "md")]
    Markdown,
}

impl Export {
    /// The word shown and typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads a format by its word.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text::fold(text);
        Self::iter().find(|f| f.name() == word).or((word == "markdown").then_some(Self::Markdown))
    }

    /// All words, for messages and completion.
    pub fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }
}

/// Writes items in one of the formats: products, each followed by its items in order, then the end.
#[derive(Debug)]
pub enum Writer<W: Write> {
    /// As [`Export::Json`].
    Json(json::Writer<W>),
    /// As [`Export::Csv`].
    Csv(Box<csv::Writer<W>>),
    /// As [`Export::Markdown`].
    Markdown(markdown::Writer<W>),
}

impl<W: Write> Writer<W> {
    /// Begins to write to `out`, which should be buffered.
    pub fn new(format: Export, out: W) -> io::Result<Self> {
        Ok(match format {
            Export::Json => Self::Json(json::Writer::new(out)?),
            Export::Csv => Self::Csv(Box::new(csv::Writer::new(out))),
            Export::Markdown => Self::Markdown(markdown::Writer::new(out)),
        })
    }

    /// Begins a product. CSV has no place for it.
    pub fn product(&mut self, product: &Product) -> io::Result<()> {
        match self {
            Self::Json(writer) => writer.product(product),
            Self::Csv(_) => Ok(()),
            Self::Markdown(writer) => writer.product(product),
        }
    }

    /// Writes the Sprints of the product begun last, before its items. Only JSON has a place for them.
    pub fn sprints(&mut self, sprints: &[SprintRecord]) -> io::Result<()> {
        match self {
            Self::Json(writer) => writer.sprints(sprints),
            Self::Csv(_) | Self::Markdown(_) => Ok(()),
        }
    }

    /// Writes an item of the product begun last.
    pub fn item(&mut self, item: &Exported) -> io::Result<()> {
        match self {
            Self::Json(writer) => writer.item(item),
            Self::Csv(writer) => writer.item(item),
            Self::Markdown(writer) => writer.item(item),
        }
    }

    /// Writes the end and flushes.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Json(writer) => writer.finish(),
            Self::Csv(writer) => writer.finish(),
            Self::Markdown(writer) => writer.finish(),
        }
    }
}
