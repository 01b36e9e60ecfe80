//! Files in and out: bytes → rows → dialect → [`Parsed`], and items → JSON, CSV, Markdown.
//!
//! One path for every importer, which knows no store and opens no file: the caller hands in bytes with a name.
//! What was guessed and what was odd is counted in [`Parsed::report`]; only a file that can't be read at all is an
//! error. Adding a format: one file here, one line in [`Format`] and one in `parse`.

pub mod answer;
mod cell;
mod column;
mod comment;
pub mod csv;
mod date;
pub mod document;
mod encoding;
pub mod export;
mod format;
pub mod history;
mod jira;
pub mod jira_out;
pub mod json;
mod kind;
mod learned;
mod link;
mod map;
pub mod markdown;
mod markup;
mod row;
pub mod scored;
mod sprint_cell;
mod status;
mod stories;
mod table;
mod tie;

pub use export::{Export, Writer};
pub use format::Format;
pub use map::{MapError, MapRule};

use crate::domain::import::{Parsed, Record, Report};
use crate::domain::score::{Framework, Input, Scoring};
use crate::domain::text;
use link::Gathered;
use map::Rules;
use strum::IntoEnumIterator;

/// A file's contents with the name shown in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name, without folders.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The format; told from the contents where not given.
    pub from: Option<Format>,
    /// Columns and statuses as the person maps them; they go before every guess.
    pub map: Vec<MapRule>,
}

/// Why a file can't be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// No file was given.
    #[error("there is no file to import: name at least one")]
    NoFile,
    /// The watch said stop.
    #[error("the import was cancelled: nothing was changed")]
    Cancelled,
    /// Nothing in it.
    #[error("{name} is empty: nothing to import; is it the right file?")]
    Empty {
        /// The file.
        name: String,
    },
    /// Not text.
    #[error("{name} is {what}, not text with one item a row: {advice}")]
    NotText {
        /// The file.
        name: String,
        /// What it seems to be.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A header and nothing below it.
    #[error("{name} has a header but no row below it: nothing to import; was the export filtered to nothing?")]
    NoRows {
        /// The file.
        name: String,
    },
    /// Cut off before its first row is whole.
    #[error("{name} ends in the middle of its first row (line {line}): it was cut off; export it again")]
    CutOff {
        /// The file.
        name: String,
        /// The line in which the row begins.
        line: usize,
    },
    /// A table whose first row is data.
    #[error("the first row of {name} holds an item and no column names: put a line with the columns' names above it")]
    NoHeader {
        /// The file.
        name: String,
    },
    /// A table in which nothing can be a title.
    #[error("{name} has no column for the title; its columns are {columns}: say which one with --map title=COLUMN")]
    NoTitle {
        /// The file.
        name: String,
        /// Its columns.
        columns: String,
    },
    /// A table of Sprints without one of the columns that it needs.
    #[error(
        "{name} has no column \"{column}\"; its columns are {columns}: name them name, start, end, planned, completed"
    )]
    NoSprintColumn {
        /// The file.
        name: String,
        /// The column that is missing.
        column: &'static str,
        /// Its columns.
        columns: String,
    },
    /// `--map` names a column that isn't there.
    #[error("{name} has no column \"{column}\"; its columns are {columns}: correct --map")]
    NoColumn {
        /// The file.
        name: String,
        /// The column asked for.
        column: String,
        /// Its columns.
        columns: String,
    },
    /// JSON of another program, or broken.
    #[error("{name}, line {line}: {why}; upnext reads its own JSON only: export it again or use CSV")]
    Json {
        /// The file.
        name: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// Written by a newer upnext.
    #[error("{name} was written by a newer upnext (format {found}, this one reads up to {known}): update upnext")]
    Newer {
        /// The file.
        name: String,
        /// The file's version.
        found: u64,
        /// The newest version known here.
        known: u64,
    },
    /// More than fits into memory.
    #[error(
        "{name} holds more than {most} items, which is more than is read at once: split it, and import the parts one after the other; each needs the line with the columns' names"
    )]
    TooMany {
        /// The file.
        name: String,
        /// How many are read.
        most: String,
    },
    /// Several products in one JSON file, or other files beside it.
    #[error("{name} holds several products ({products}): export and import them one at a time")]
    SeveralProducts {
        /// The file.
        name: String,
        /// Their names.
        products: String,
    },
    /// JSON of upnext together with files of other kinds.
    #[error("{name} is upnext's own JSON and can't be imported together with other files: import it alone")]
    Mixed {
        /// The file.
        name: String,
    },
}

/// Reads one or several files as one import. Parents are found across files.
pub fn read(files: &[Source], options: &Options) -> Result<Parsed, ExchangeError> {
    read_watched(files, options, &mut |_| true)
}

/// As [`read`], for big files: `watch` is told now and then how many bytes are read, and says whether to go on.
pub fn read_watched(
    files: &[Source],
    options: &Options,
    watch: &mut dyn FnMut(usize) -> bool,
) -> Result<Parsed, ExchangeError> {
    let mut each = read_each_watched(files, options, watch)?;
    if each.len() == 1 {
        return Ok(each.remove(0));
    }
    let names: Vec<_> = each.iter().filter_map(|p| Some(p.product.as_ref()?.name.as_str())).collect();
    Err(ExchangeError::SeveralProducts { name: name_of(files), products: names.join(", ") })
}

/// As [`read`], with one [`Parsed`] for each product of upnext's own JSON; every other format gives exactly one.
pub fn read_each(files: &[Source], options: &Options) -> Result<Vec<Parsed>, ExchangeError> {
    read_each_watched(files, options, &mut |_| true)
}

fn read_each_watched(
    files: &[Source],
    options: &Options,
    watch: &mut dyn FnMut(usize) -> bool,
) -> Result<Vec<Parsed>, ExchangeError> {
    if files.is_empty() {
        return Err(ExchangeError::NoFile);
    }
    let rules = Rules::new(&options.map);
    let mut gathered = Gathered { watch: Some(watch), ..Gathered::default() };
    for file in files {
        let text = encoding::decode(file, &mut gathered.report)?;
        let format = match options.from {
            Some(format) => format,
            None => format::detect(file, &text)?,
        };
        match format {
            Format::Upnext if files.len() > 1 => return Err(ExchangeError::Mixed { name: file.name.clone() }),
            Format::Upnext => return json::read(&file.name, &text, &gathered.report),
            Format::Stories => stories::read(file, &text, &mut gathered)?,
            Format::Jira => jira::read(file, &text, &rules, &mut gathered)?,
            Format::Csv => csv::read(file, &text, &rules, &mut gathered)?,
        }
        gathered.before += file.bytes.len();
    }
    let Gathered { drafts, mut report, mut products, mut feeds, people, scoring: told, .. } = gathered;
    learned::note(&mut feeds, options.from, &options.map);
    let has_ranks = drafts.iter().any(|draft| !draft.rank.is_empty());
    let mut records = link::link(drafts, &people, &mut report);
    if has_ranks {
        learned::order(&mut feeds, &records);
    }
    let sprints = sprint_cell::gather(&mut records, &mut report);
    let scoring = told.or_else(|| scoring(&records));
    lacking(&records, scoring.as_deref(), &mut report);
    let product = if products.len() == 1 { products.pop() } else { None };
    let name = name_of(files);
    let mut parsed = Parsed { name, product, records, scoring, feeds, report, told: sprints, ..Parsed::default() };
    parsed.propose_told();
    parsed.apply_told();
    Ok(vec![parsed])
}

/// The framework that most of the items have all inputs of. `MoSCoW` is the usual one anyway.
fn scoring(records: &[Record]) -> Option<Box<Scoring>> {
    let by = |framework: Framework| Scoring { framework, ..Scoring::default() };
    let told = |framework: Framework| {
        let inputs = framework.rules().inputs(&by(framework));
        let has_all = |record: &&Record| record.item.inputs.of(&inputs).iter().all(Option::is_some);
        if inputs.is_empty() { 0 } else { records.iter().filter(has_all).count() }
    };
    let counts = Framework::iter().map(|framework| (told(framework), framework));
    // Of equals the first one.
    let best = counts.filter(|(count, _)| *count > 0).rev().max_by_key(|(count, _)| *count)?;
    (best.1 != Framework::default()).then(|| Box::new(by(best.1)))
}

/// Says which frameworks are told in part only: nothing is scored by them.
fn lacking(records: &[Record], scoring: Option<&Scoring>, report: &mut Report) {
    let usual = Scoring::default();
    let scoring = scoring.unwrap_or(&usual);
    let has = |id: &str| records.iter().any(|record| record.item.inputs.get(id).is_some());
    let inputs = |framework: Framework| framework.rules().inputs(scoring);
    let is_whole = |framework: &Framework| inputs(*framework).iter().all(|input| has(&input.id));
    let mut known: Vec<Input> = Framework::iter().filter(is_whole).flat_map(inputs).collect();
    for framework in Framework::iter().filter(|framework| !is_whole(framework)) {
        let (told, missing): (Vec<Input>, Vec<Input>) = inputs(framework).into_iter().partition(|i| has(&i.id));
        // A value beside an effort is no half of value and complexity.
        if told.iter().all(|input| known.contains(input)) {
            continue;
        }
        let names: Vec<&str> = missing.iter().map(|input| &*input.name).collect();
        let (names, verb) = match names.as_slice() {
            [one] => ((*one).to_owned(), "is"),
            [first @ .., last] => (format!("{} and {last}", first.join(", ")), "are"),
            [] => continue,
        };
        let title = framework.rules().title();
        report.note(&format!("{title}: {names} {verb} missing in the file, so nothing is scored by it alone"));
        known.extend(told);
    }
}

fn name_of(files: &[Source]) -> String {
    match files {
        [one] => one.name.clone(),
        many => text::counted(many.len(), "file"),
    }
}
