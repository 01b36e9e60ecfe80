//! Any CSV with a header, by guessed or told columns; and upnext's own CSV, out and in again.

use super::cell::{self, guard};
use super::column::{Layout, Role, own};
use super::learned;
use super::link::{Gathered, stopped};
use super::map::Rules;
use super::row::{Dialect, Rows, Shared, style};
use super::table::Table;
use super::{ExchangeError, Source};
use crate::domain::criterion::Line;
use crate::domain::import::Exported;
use crate::domain::{Audience, Instant, story, text};
use ::csv::{Terminator, WriterBuilder};
use std::collections::HashSet;
use std::io::{self, Write};

/// The columns written, in this order.
pub const COLUMNS: [&str; 28] = [
    "key",
    "place",
    "kind",
    "title",
    "state",
    "estimate",
    "tags",
    "epic",
    "persona",
    "want",
    "benefit",
    "description",
    "criteria",
    "subtasks",
    "asked",
    "assignee",
    "due",
    "blocked",
    "declined",
    "created",
    "updated",
    "done",
    "links",
    "depends on",
    "alternative",
    "declined requester",
    "declined on",
    "look again",
];

const ANY: Dialect = Dialect { source: "csv", by_priority: false, is_guarded: false, is_own: false };
const LINEAR: Dialect = Dialect { source: "linear", by_priority: false, is_guarded: true, is_own: false };
const OWN: Dialect = Dialect { source: "csv", by_priority: false, is_guarded: true, is_own: true };

/// Those of [`COLUMNS`] that are the owner's.
const PRIVATE: [&str; 7] =
    ["asked", "assignee", "declined", "alternative", "declined requester", "declined on", "look again"];

/// Reads the rows of a file.
pub(super) fn read(file: &Source, text: &str, rules: &Rules, gathered: &mut Gathered<'_>) -> Result<(), ExchangeError> {
    let Gathered { drafts, keys, people, report, feeds, before, watch, scoring, .. } = gathered;
    let mut stop = None;
    let table = Table::new(text);
    let mut layout = Layout::new(file, &table, rules, false)?;
    let has_title = [Role::Title, Role::Story, Role::Want].into_iter().any(|role| layout.has(role));
    if !has_title && table.header.iter().any(|name| story::parse(name).is_some()) {
        return Err(ExchangeError::NoHeader { name: file.name.clone() });
    }
    let guessed = if has_title { None } else { layout.guess_title(&table) };
    if !has_title && guessed.is_none() {
        return Err(ExchangeError::NoTitle { name: file.name.clone(), columns: table.columns() });
    }
    *scoring = scoring.take().or_else(|| layout.scoring.take());
    let is_lost = give_up_repeated_key(&table, &mut layout);
    layout.tell(report);
    if let Some(name) = guessed {
        report.note(&format!("no column is named as a title: \"{name}\" is taken for it"));
    }
    if is_lost {
        report.note("the key column has many equal values: rows are known again by their title");
    }
    let style = style(&table, &layout, report);
    let shared = Shared { keys, people, report };
    let mut rows = Rows::new(dialect(&table.header), &layout, rules, style, &table, shared);
    let pass = table.each_while(|row, at| {
        drafts.push(rows.read(row));
        stop = stopped(watch, file, drafts.len(), *before + at);
        stop.is_none()
    });
    if let Some(stop) = stop {
        return Err(stop);
    }
    learned::add(feeds, rows.finish());
    table.end(file, pass, report)
}

fn dialect(header: &[String]) -> Dialect {
    let has = |name: &str| header.iter().any(|h| text::fold(h) == name);
    if header.iter().map(String::as_str).take(5).eq(COLUMNS.into_iter().take(5)) || own::is_own(header) {
        OWN
    } else if has("team") && has("title") && has("cycle number") {
        LINEAR
    } else {
        ANY
    }
}

/// A key column must tell rows apart: one in which every tenth value came before is none.
fn give_up_repeated_key(table: &Table, layout: &mut Layout) -> bool {
    let Some(at) = layout.index_of(Role::Key) else { return false };
    let (mut values, mut filled) = (HashSet::new(), 0_usize);
    table.each(|row| {
        if let Some(value) = row.get(at).map(str::trim).filter(|v| !v.is_empty()) {
            filled += 1;
            values.insert(cell::hash(value));
        }
    });
    let is_repeated = values.len() * 10 < filled * 9;
    if is_repeated {
        layout.give_up(Role::Key);
    }
    is_repeated
}

/// Writes items as CSV: RFC 4180, with the guard against formulas that the import takes off again. Items in the
/// trash, private notes and columns of other programs are left out: JSON has them. A file for everyone has no column
/// of what is private, so that one that is read back wipes nothing.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: ::csv::Writer<W>,
    audience: Audience,
    has_header: bool,
}

impl<W: Write> Writer<W> {
    /// Writes to `out`.
    pub fn new(out: W, audience: Audience) -> Self {
        Self { out: WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out), audience, has_header: false }
    }

    /// Writes one item; the header goes before the first.
    pub fn item(&mut self, item: &Exported) -> io::Result<()> {
        self.header()?;
        if item.item.is_trashed {
            return Ok(());
        }
        let cells = cells(item);
        let audience = self.audience;
        let shown = COLUMNS.iter().zip(&cells).filter(|(column, _)| is_for(audience, column));
        self.out.write_record(shown.map(|(_, cell)| guard(&text::bare(cell)).into_owned())).map_err(bare)
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<()> {
        self.header()?;
        self.out.flush()
    }

    fn header(&mut self) -> io::Result<()> {
        if self.has_header {
            return Ok(());
        }
        self.has_header = true;
        let audience = self.audience;
        self.out.write_record(COLUMNS.iter().filter(|column| is_for(audience, column))).map_err(bare)
    }
}

fn is_for(audience: Audience, column: &str) -> bool {
    audience.is_owner() || !PRIVATE.contains(&column)
}

/// The system's error out of the csv crate's, so that a closed pipe is still told as one.
fn bare(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn cells(exported: &Exported) -> [String; 28] {
    let (item, story) = (&exported.item, &exported.item.text);
    let no = item.decline.as_ref();
    let moment = |at: Option<Instant>| at.map(Instant::rfc3339).unwrap_or_default();
    [
        exported.key.to_string(),
        exported.place.map(|p| p.to_string()).unwrap_or_default(),
        story.kind.name().to_owned(),
        story.title.clone(),
        item.state.name().to_owned(),
        story.estimate.as_ref().map(ToString::to_string).unwrap_or_default(),
        cell::told_tags(&story.tags),
        exported.epic.as_ref().map(|e| e.1.to_string()).unwrap_or_default(),
        story.persona.clone(),
        story.want.clone(),
        story.benefit.clone(),
        story.description.clone(),
        checklist(&item.criteria),
        checklist(&item.subtasks),
        story.asked.clone(),
        story.assignee.clone(),
        story.due.map(|d| d.to_string()).unwrap_or_default(),
        item.blocked.clone().unwrap_or_default(),
        item.decline.as_ref().map(|d| d.reason.clone()).unwrap_or_default(),
        moment(item.created_at),
        moment(item.updated_at),
        moment(item.done_at),
        story.links.join("\n"),
        exported.needs.iter().map(|needed| needed.1.to_string()).collect::<Vec<_>>().join(";"),
        no.and_then(|no| no.alternative.clone()).unwrap_or_default(),
        no.and_then(|no| no.requester.clone()).unwrap_or_default(),
        moment(item.declined_at),
        no.and_then(|no| no.again).map(|day| day.to_string()).unwrap_or_default(),
    ]
}

/// Lines as a Markdown checklist.
fn checklist(lines: &[Line]) -> String {
    let of = |line: &Line| format!("- [{}] {}", if line.is_done { 'x' } else { ' ' }, line.text.replace('\n', "\n  "));
    lines.iter().map(of).collect::<Vec<_>>().join("\n")
}
