//! The formats that can be written, one item at a time.

use super::{csv, json, markdown};
use crate::domain::import::{Beside, Exported};
use crate::domain::product::Product;
use crate::domain::{Audience, text};
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

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Markdown => "Markdown",
        }
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

/// What is written, and for whom. A format alone is for everyone, and JSON keeps everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// The format.
    pub format: Export,
    /// Who may read it.
    pub audience: Audience,
}

impl From<Export> for Edition {
    fn from(format: Export) -> Self {
        let audience = if format == Export::Json { Audience::Owner } else { Audience::Everyone };
        Self { format, audience }
    }
}

impl Edition {
    /// For everyone, or with what is private too.
    pub fn of(format: Export, is_private: bool) -> Self {
        if is_private { format.private() } else { format.into() }
    }
}

impl Export {
    /// With everything that is private too.
    pub fn private(self) -> Edition {
        Edition { format: self, audience: Audience::Owner }
    }
}

/// Writes items in one of the formats: products, each followed by its items in order, then the end.
#[derive(Debug)]
pub struct Writer<W: Write> {
    form: Form<W>,
    audience: Audience,
    count: usize,
}

/// What each format writes with.
#[derive(Debug)]
enum Form<W: Write> {
    Json(json::Writer<W>),
    Csv(Box<csv::Writer<W>>),
    Markdown(markdown::Writer<W>),
}

impl<W: Write> Writer<W> {
    /// Begins to write to `out`, which should be buffered.
    pub fn new(edition: impl Into<Edition>, out: W) -> io::Result<Self> {
        let Edition { format, audience } = edition.into();
        let form = match format {
            Export::Json => Form::Json(json::Writer::new(out)?),
            Export::Csv => Form::Csv(Box::new(csv::Writer::new(out, audience))),
            Export::Markdown => Form::Markdown(markdown::Writer::new(out)),
        };
        Ok(Self { form, audience, count: 0 })
    }

    /// Begins a product. CSV has no place for it.
    pub fn product(&mut self, product: &Product) -> io::Result<()> {
        match &mut self.form {
            Form::Json(writer) => writer.product(product),
            Form::Csv(_) => Ok(()),
            Form::Markdown(writer) => writer.product(product),
        }
    }

    /// Writes what the product begun last has beside its items, before these. Only JSON has a place for it.
    pub fn beside(&mut self, beside: &Beside) -> io::Result<()> {
        match &mut self.form {
            Form::Json(writer) if !self.audience.is_owner() => {
                // Names of files, projects and people's words: private.
                writer.beside(&Beside { feeds: Vec::new(), ..beside.clone() })
            }
            Form::Json(writer) => writer.beside(beside),
            Form::Csv(_) | Form::Markdown(_) => Ok(()),
        }
    }

    /// Writes an item of the product begun last, as far as it is for whoever reads it.
    pub fn item(&mut self, item: &Exported) -> io::Result<()> {
        let masked;
        let item = if self.audience.is_owner() {
            item
        } else {
            let Some(open) = self.audience.exported(item.clone()) else { return Ok(()) };
            masked = open;
            &masked
        };
        self.count += 1;
        match &mut self.form {
            Form::Json(writer) => writer.item(item),
            Form::Csv(writer) => writer.item(item),
            Form::Markdown(writer) => writer.item(item),
        }
    }

    /// How many items were written.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Writes the end and flushes.
    pub fn finish(self) -> io::Result<()> {
        match self.form {
            Form::Json(writer) => writer.finish(),
            Form::Csv(writer) => writer.finish(),
            Form::Markdown(writer) => writer.finish(),
        }
    }
}
