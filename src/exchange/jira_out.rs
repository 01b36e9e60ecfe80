//! The way back to Jira: tables in the shape from which its CSV import updates and creates.
//!
//! `Summary` and the key, then the columns that something goes into; a column that has several values comes several
//! times. An empty cell leaves a field as it is, [`CLEAR`] empties it. Nothing is guarded against spreadsheets: what
//! is written is what is to be read.

use super::{column, markup};
use crate::domain::import::{Carried, Feed, Field, Part, Wording};
use ::csv::{Terminator, WriterBuilder};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use strum::IntoEnumIterator;

/// What Jira's import reads as: take away what was there.
pub const CLEAR: &str = "<<!clear!>>";

/// The column that tells the rows of a table of new items apart.
const ROW: &str = "Issue Id";
/// The column that names the row of an epic that is new, too.
const PARENT_ROW: &str = "Parent Id";

/// A table, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// True where it has nothing to say.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes it: RFC 4180, UTF-8.
    ///
    /// # Errors
    /// Where `out` takes no more.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        for row in std::iter::once(&self.header).chain(&self.rows) {
            out.write_record(row).map_err(|error| match error.into_kind() {
                ::csv::ErrorKind::Io(error) => error,
                other => io::Error::other(format!("{other:?}")),
            })?;
        }
        out.flush()
    }
}

/// The items that changed here: a row each of those that a column has something to tell of.
pub fn changed(all: &[Carried], feed: &Feed) -> Sheet {
    let rows: Vec<(&Carried, Cells)> =
        all.iter().map(|one| (one, cells(one))).filter(|(_, cells)| !cells.is_empty()).collect();
    if rows.is_empty() {
        return Sheet::default();
    }
    let columns = columns(rows.iter().map(|row| &row.1), feed);
    let mut header = vec![named(feed, Part::Title), named(feed, Part::Key)];
    header.extend(columns.iter().map(|column| column.name.clone()));
    let row = |(one, cells): &(&Carried, Cells)| {
        let mut row = vec![one.out.item.item.text.title.clone(), one.foreign().to_owned()];
        row.extend(columns.iter().map(|column| column.cell(cells)));
        row
    };
    Sheet { rows: rows.iter().map(row).collect(), header }
}

/// The items that are new here. Those of an epic that is new, too, name its row.
pub fn new(all: &[Carried], feed: &Feed) -> Sheet {
    if all.is_empty() {
        return Sheet::default();
    }
    let rows: Vec<(&Carried, Cells)> = all.iter().map(|one| (one, cells(one))).collect();
    let row_of: HashMap<_, _> =
        all.iter().enumerate().filter_map(|(at, one)| Some((one.out.item.item.uid?, at + 1))).collect();
    let columns = columns(rows.iter().map(|row| &row.1), feed);
    let mut header = vec![named(feed, Part::Title), ROW.to_owned(), PARENT_ROW.to_owned()];
    header.extend(columns.iter().map(|column| column.name.clone()));
    let row = |(at, (one, cells)): (usize, &(&Carried, Cells))| {
        let epic = one.out.item.epic.as_ref().and_then(|epic| row_of.get(&epic.0));
        let epic = epic.map(ToString::to_string).unwrap_or_default();
        let mut row = vec![one.out.item.item.text.title.clone(), (at + 1).to_string(), epic];
        row.extend(columns.iter().map(|column| column.cell(cells)));
        row
    };
    Sheet { rows: rows.iter().enumerate().map(row).collect(), header }
}

/// What a row says, by part; no value means: take it away.
type Cells = BTreeMap<Part, Vec<String>>;

/// What an item says in each part, but its title, which every row has.
fn cells(one: &Carried) -> Cells {
    let mut all = Cells::new();
    let is_titled = one.said.iter().any(|said| said.part == Part::Title);
    for said in one.said.iter().filter(|said| said.part != Part::Title) {
        let values = match &said.wording {
            Wording::Cells(values) => values.clone(),
            Wording::Packed => Some(description(one)).filter(|text| !text.is_empty()).into_iter().collect(),
        };
        all.insert(said.part, values);
    }
    if is_titled {
        // The row is there for its title alone, too.
        all.insert(Part::Title, Vec::new());
    }
    all
}

/// True for an item whose description is not read back as what it says here: a want without a role, criteria that look
/// like a heading.
pub fn is_blurred(one: &Carried) -> bool {
    let is_packed = one.said.iter().any(|said| said.wording == Wording::Packed);
    let item = &one.out.item.item;
    let is_apart = one.said.iter().any(|said| said.part == Part::Criteria);
    let criteria = if is_apart { &[][..] } else { &item.criteria };
    is_packed && !markup::is_same(&description(one), &item.text, criteria)
}

/// The description as a whole. Criteria that have a column of their own at the source are not in it.
fn description(one: &Carried) -> String {
    let (item, origin) = (&one.out.item.item, one.out.item.origin.as_ref());
    let told = origin.and_then(|origin| origin.imported.get(&Field::Criteria));
    let has_ticks = told.is_none_or(|lines| lines.contains("[x] "));
    let is_apart = one.said.iter().any(|said| said.part == Part::Criteria);
    let criteria = if is_apart { &[][..] } else { &item.criteria };
    markup::pack(&item.text, criteria, has_ticks)
}

/// A column of a table.
struct Column {
    name: String,
    part: Part,
    /// Which of the values of its part.
    n: usize,
}

impl Column {
    fn cell(&self, cells: &Cells) -> String {
        match cells.get(&self.part).map(Vec::as_slice) {
            None => String::new(),
            Some([]) if self.n == 0 => CLEAR.to_owned(),
            Some(values) => values.get(self.n).cloned().unwrap_or_default(),
        }
    }
}

/// The columns that these rows need, in the order of the parts.
fn columns<'c>(rows: impl Iterator<Item = &'c Cells>, feed: &Feed) -> Vec<Column> {
    let mut most: BTreeMap<Part, usize> = BTreeMap::new();
    for (part, values) in rows.flatten().filter(|(part, _)| **part != Part::Title) {
        let most = most.entry(*part).or_default();
        *most = (*most).max(values.len()).max(1);
    }
    let mut all = Vec::new();
    for (part, times) in Part::iter().filter_map(|part| Some((part, *most.get(&part)?))) {
        if part == Part::Estimate {
            // Jira has two of them; which one a project uses, the other does not tell.
            all.extend(names(feed, part).into_iter().map(|name| Column { name, part, n: 0 }));
        } else {
            let name = named(feed, part);
            all.extend((0..times).map(|n| Column { name: name.clone(), part, n }));
        }
    }
    all
}

/// What the source calls the column of a part.
fn named(feed: &Feed, part: Part) -> String {
    names(feed, part).swap_remove(0)
}

/// All that the source calls the columns of a part, each once; at least one.
fn names(feed: &Feed, part: Part) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in feed.columns.get(&part).into_iter().flatten().map(|name| heading(name)) {
        if !name.is_empty() && !all.contains(&name) {
            all.push(name);
        }
    }
    if all.is_empty() { vec![usual(part).to_owned()] } else { all }
}

/// A name without the punctuation over which Jira's import stumbles: "Custom field (Story Points)" is "Story Points".
fn heading(name: &str) -> String {
    let plain: String = column::own_name(name).chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What Jira calls a part where the source has no column for it.
fn usual(part: Part) -> &'static str {
    match part {
        Part::Key => "Issue key",
        Part::Id => "Issue id",
        Part::Title => "Summary",
        Part::Kind => "Issue Type",
        Part::Status => "Status",
        Part::Resolution => "Resolution",
        Part::Priority => "Priority",
        Part::Estimate => "Story Points",
        Part::Labels => "Labels",
        Part::Components => "Components",
        Part::ParentId => "Parent",
        Part::ParentKey => "Parent key",
        Part::Epic => "Epic Link",
        Part::Description => "Description",
        Part::Criteria => "Acceptance Criteria",
        Part::Asked => "Reporter",
        Part::Assignee => "Assignee",
        Part::Due => "Due date",
        Part::Blocked => "Flagged",
        Part::Sprint => "Sprint",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::carried_samples::{carried, titled};
    use crate::domain::{Estimate, State};

    fn feed() -> Feed {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Feed {
            source: "jira".into(),
            states: vec![("To Do".into(), State::Open, 3)],
            columns: [
                (Part::Estimate, own(&["Custom field (Story Points)", "Story point estimate"])),
                (Part::Components, own(&["Component/s", "Component/s"])),
            ]
            .into(),
            ..Feed::default()
        }
    }

    fn written(sheet: &Sheet) -> String {
        let mut out = Vec::new();
        sheet.write(&mut out).unwrap();
        String::from_utf8(out).unwrap().replace("\r\n", "\n")
    }

    #[test]
    fn only_rows_and_columns_that_changed() {
        let mut one = titled("Pay, by card");
        one.text.tags = vec!["api".into(), "ux".into()];
        let mut then = titled("Refund");
        then.text.estimate = Estimate::parse("5").unwrap();
        let all = [
            carried(&titled("Pay"), one, "WEB-1", &feed()),
            carried(&then, titled("Refund"), "WEB-2", &feed()),
            carried(&titled("Old"), titled("New"), "WEB-3", &feed()),
        ];
        assert_eq!(
            written(&changed(&all, &feed())),
            "Summary,Issue key,Story Points,Story point estimate,Labels,Labels\n\
             \"Pay, by card\",WEB-1,,,api,ux\nRefund,WEB-2,<<!clear!>>,<<!clear!>>,,\nNew,WEB-3,,,,\n"
        );
        assert!(changed(&[], &feed()).is_empty());
    }

    #[test]
    fn new_items_are_told_whole() {
        let mut one = titled("Pay");
        one.text.description = "a\nb".into();
        assert_eq!(
            written(&new(&[carried(&titled(""), one, "", &feed())], &feed())),
            "Summary,Issue Id,Parent Id,Issue Type,Status,Description\nPay,1,,Story,To Do,\"a\nb\"\n"
        );
        assert_eq!(heading("Component/s"), "Components");
        assert_eq!(heading("Benutzerdefiniertes Feld (Story Points)"), "Story Points");
    }
}
