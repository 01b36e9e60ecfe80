//! What completes a line while it is typed: verbs, and the values of their arguments.
//!
//! [`offer`] is a pure function of the text, the cursor and what is known; what must be read for it, it names. Every
//! prompt that has a [`Source`] shows its rows.

mod argument;
mod file;
mod filter;
mod verb;

use super::model::Model;
use super::verb::Arg;
use crate::domain::query::{Panel, PanelRows, Values};

/// At most so many rows are offered.
pub(super) const MOST: usize = 200;

/// What a line consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// Text of which nothing is known.
    #[default]
    Nothing,
    /// A verb with its argument.
    Line,
    /// The argument of a verb alone.
    Argument(Arg),
    /// One of the values in use.
    Value(Values),
    /// Several of the values in use, with a comma between.
    Values(Values),
    /// Keys of items, with a comma between; a few letters of a title find one.
    Keys,
}

/// What can stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offer {
    /// The byte at which the completed part begins.
    pub from: usize,
    /// The byte behind it.
    pub to: usize,
    /// What can stand there, the best first.
    pub rows: Vec<Row>,
    /// What must be read before more can be said.
    pub wants: Option<Wants>,
    /// What may be typed here: `estimate SIZE · 0 0.5 1 2`.
    pub hint: Option<String>,
    /// True where the first row is what Enter takes if the line is no verb.
    pub is_choice: bool,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// What is put into the line.
    pub text: String,
    /// What is shown for it.
    pub label: String,
    /// The key that does the same.
    pub key: String,
    /// What is worth knowing of it.
    pub doc: String,
    /// Why it can't be done now.
    pub reason: Option<String>,
}

impl Row {
    /// A value that stands for itself.
    pub fn value(text: impl Into<String>, doc: impl Into<String>) -> Self {
        let text = text.into();
        Self { label: text.clone(), text, doc: doc.into(), ..Self::default() }
    }
}

/// What must be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wants {
    /// From the store.
    Panel(Panel),
    /// The names in a folder, as typed: empty for the present one, `~` for the home folder.
    Folder(String),
}

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// True for a folder.
    pub is_folder: bool,
}

/// What has been read so far for a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    panel: Option<(Panel, Vec<Row>)>,
    folder: Option<(String, Vec<Entry>)>,
    alike: Vec<Row>,
}

impl Known {
    /// Takes over what the store answered to a panel's question.
    pub fn answer(&mut self, panel: Panel, rows: &PanelRows) {
        let rows = match rows {
            PanelRows::Values(values) => values.iter().map(|v| Row::value(&v.text, &v.doc)).collect(),
            PanelRows::Filters(filters) => filters.iter().map(|f| Row::value(&f.name, &f.text)).collect(),
            PanelRows::Epics(rows) => rows.iter().map(|r| Row::value(r.key.to_string(), &r.title)).collect(),
            PanelRows::Products(products) => products.iter().map(|p| Row::value(&p.prefix, &p.name)).collect(),
            PanelRows::Near(rows) => rows.iter().map(|r| Row::value(r.key.to_string(), &r.title)).collect(),
            PanelRows::Journal(_)
            | PanelRows::History(_)
            | PanelRows::Items(_)
            | PanelRows::Questions(_)
            | PanelRows::Whole(_)
            | PanelRows::Presentation(_)
            | PanelRows::Health(_)
            | PanelRows::Why(_)
            | PanelRows::Refined(_)
            | PanelRows::Pairs(_)
            | PanelRows::Review(_) => return,
        };
        self.panel = Some((panel, rows));
    }

    /// Takes over the names in a folder.
    pub fn list(&mut self, folder: String, entries: Vec<Entry>) {
        self.folder = Some((folder, entries));
    }

    /// Takes over what is similar to the item that a line is about.
    pub fn liken(&mut self, alike: Vec<Row>) {
        self.alike = alike;
    }

    /// True where this has been read.
    pub fn has(&self, wants: &Wants) -> bool {
        match wants {
            Wants::Panel(panel) => self.panel.as_ref().is_some_and(|(known, _)| known == panel),
            Wants::Folder(folder) => self.folder.as_ref().is_some_and(|(known, _)| known == folder),
        }
    }

    fn rows(&self, panel: &Panel) -> &[Row] {
        self.panel.as_ref().filter(|(known, _)| known == panel).map_or(&[], |(_, rows)| rows)
    }

    fn values(&self, values: Values) -> &[Row] {
        self.rows(&Panel::Values(values))
    }

    fn entries(&self, folder: &str) -> &[Entry] {
        self.folder.as_ref().filter(|(known, _)| known == folder).map_or(&[], |(_, entries)| entries)
    }
}

/// What can stand at the byte `cursor` of a line.
pub fn offer(source: Source, text: &str, cursor: usize, model: &Model, known: &Known) -> Offer {
    match source {
        Source::Nothing => Offer::default(),
        Source::Line => verb::offer(text, cursor, model, known),
        Source::Argument(arg) => argument::offer(arg, text, cursor, model, known),
        Source::Value(values) => argument::value(values, text, known),
        Source::Values(values) => argument::values(values, text, cursor, known),
        Source::Keys => argument::listed(text, cursor, known),
    }
}
