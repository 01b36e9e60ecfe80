//! What was changed here on its way back to where it came from: two tables for Jira's CSV import, and a sheet to
//! follow by hand.

use super::{TransferError, write_new};
use crate::domain::import::{Carried, DateShape, Feed, Field, Moved, Part, Standing, moved};
use crate::domain::{ProductId, text};
use crate::exchange::jira_out::{self, Sheet};
use crate::report::changes::Changes as Sheets;
use crate::store::{Store, StoreError};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The word behind `:export` that asks for what was changed.
const WORD: &str = "changes";
/// What stands behind the name of the file of new items.
const NEW: &str = "-new";
/// The source that a table of changes goes to, where a product has several.
const JIRA: &str = "jira";

/// What was changed here since the last import.
#[derive(Debug)]
pub struct Changes {
    /// The product's name.
    product: String,
    /// How its source calls things.
    feed: Feed,
    /// The items that changed here, as they stand: the order first.
    changed: Vec<Carried>,
    /// The items that are new here.
    new: Vec<Carried>,
    order: Vec<Standing>,
    /// Who stands elsewhere than there; `None` where that is not known.
    moved: Option<Vec<Moved>>,
    /// What lies in the trash here: key there and title.
    thrown: Vec<(String, String)>,
    /// How many ideas and how many done items were made here.
    beside: (usize, usize),
    sprints: HashMap<String, String>,
}

impl Changes {
    /// Reads it for the source that a product comes from: Jira, else the one that was read last.
    ///
    /// # Errors
    /// Where the file can't be read, or the product comes from nowhere.
    pub fn read(store: &Store, product: ProductId) -> Result<Self, TransferError> {
        let name = store.products()?.into_iter().find(|known| known.id == product).ok_or(StoreError::NoProduct)?.name;
        let mut feeds = store.feeds(product)?;
        // A product of an older upnext has items of Jira, and nothing is known of how it calls things.
        let feed = match feeds.iter().position(|feed| feed.source == JIRA) {
            Some(at) => feeds.swap_remove(at),
            None if feeds.is_empty() => Feed { source: JIRA.into(), ..Feed::default() },
            None => feeds.swap_remove(0),
        };
        let (mut changed, mut new) = (Vec::new(), Vec::new());
        let seen = |mut one: Carried| {
            one.is_blurred = jira_out::is_blurred(&one);
            one
        };
        store.changed_here(product, &feed.source, &mut |out| {
            changed.extend(Carried::of(out, &feed).map(seen));
            ControlFlow::Continue(())
        })?;
        store.new_here(product, &feed.source, &mut |out| {
            new.push(seen(Carried::new(out, &feed)));
            ControlFlow::Continue(())
        })?;
        let order = store.placed(product, &feed.source)?;
        if feeds.is_empty() && feed == (Feed { source: JIRA.into(), ..Feed::default() }) {
            let is_from_there = !changed.is_empty() || order.iter().any(|one| one.foreign.is_some());
            if !is_from_there {
                return Err(TransferError::NoSource);
            }
        }
        let places: HashMap<&str, usize> =
            order.iter().enumerate().filter_map(|(at, one)| Some((one.foreign.as_deref()?, at))).collect();
        changed.sort_by_cached_key(|one| {
            (places.get(one.foreign()).copied().unwrap_or(usize::MAX), one.out.item.key.number)
        });
        let sprints = store.sprint_names(product, &feed.source)?;
        let moved = (!feed.order.is_empty()).then(|| moved(&order, &feed.order));
        let thrown = store.thrown_away(product, &feed.source)?;
        let beside = store.own_beside(product)?;
        Ok(Self { product: name, feed, changed, new, order, moved, thrown, beside, sprints })
    }

    /// True where nothing is to be carried back, not even a place in the order.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.new.is_empty() && self.thrown.is_empty() && self.displaced() == 0
    }

    /// How many items of the source stand elsewhere than there.
    fn displaced(&self) -> usize {
        self.moved.iter().flatten().filter(|one| one.from.is_some()).count()
    }

    /// The items that changed, as a table from which Jira's CSV import updates them.
    pub fn table(&self) -> Sheet {
        jira_out::changed(&self.changed, &self.feed)
    }

    /// The items that are new, as a table from which Jira's CSV import makes them.
    pub fn new_table(&self) -> Sheet {
        jira_out::new(&self.new, &self.feed)
    }

    /// The same to follow by hand, with the order.
    pub fn markdown(&self) -> String {
        let source = if self.feed.source == JIRA { "Jira" } else { &self.feed.source };
        Sheets {
            product: &self.product,
            source,
            changed: &self.changed,
            new: &self.new,
            order: &self.order,
            moved: self.moved.as_deref(),
            thrown: &self.thrown,
            beside: self.beside,
            sprints: &self.sprints,
        }
        .markdown()
    }

    /// What is to be carried back, in numbers.
    pub fn told(&self) -> String {
        if self.is_empty() {
            return "nothing was changed here since the last import: there is nothing to carry back".into();
        }
        if self.changed.is_empty() && self.new.is_empty() {
            return "no item was changed here since the last import".into();
        }
        let fields = self.changed.iter().map(|one| one.changes.len()).sum();
        let items = text::counted(self.changed.len(), "item");
        format!("{items} changed here in {}, {} new", text::counted(fields, "field"), text::thousands(self.new.len()))
    }

    /// What no table carries, counted by field; empty where the tables carry all of it.
    pub fn by_hand(&self) -> String {
        let mut counts: BTreeMap<Field, usize> = BTreeMap::new();
        for untold in self.changed.iter().chain(&self.new).flat_map(|one| &one.untold) {
            *counts.entry(untold.field).or_default() += 1;
        }
        let blurred = self.changed.iter().chain(&self.new).filter(|one| one.is_blurred).count();
        let mut all: Vec<String> =
            counts.iter().map(|(field, count)| format!("{} {}", field.name(), text::thousands(*count))).collect();
        if blurred > 0 {
            all.push(format!("{} will be read back in other fields", text::counted(blurred, "description")));
        }
        if self.displaced() > 0 {
            all.push(format!("order of {}", text::counted(self.displaced(), "item")));
        }
        if !self.thrown.is_empty() {
            all.push(format!("{} in the trash here", text::thousands(self.thrown.len())));
        }
        let elsewhere = self.order.iter().filter(|one| one.elsewhere.is_some()).count();
        if elsewhere > 0 {
            all.push(format!("{} from another source", text::counted(elsewhere, "item")));
        }
        all.join(", ")
    }

    /// What stays here, as the end of a sentence.
    fn stays(&self) -> String {
        let (ideas, done) = self.beside;
        let all = [(ideas, "idea"), (done, "done item")].into_iter().filter(|(count, _)| *count > 0);
        let all: Vec<String> = all.map(|(count, name)| text::counted(count, name)).collect();
        if all.is_empty() { String::new() } else { format!("; made here and not carried: {}", all.join(", ")) }
    }

    /// What to tell Jira's import of the days in the tables, as the end of a sentence.
    fn days(&self) -> String {
        let has_days = |one: &Carried| one.said.iter().any(|said| said.part == Part::Due);
        let is_so = self.feed.dates == DateShape::Iso && self.changed.iter().chain(&self.new).any(has_days);
        if is_so { "; its days are written as yyyy-MM-dd: say so to Jira's import".into() } else { String::new() }
    }

    /// Writes both tables and the sheet beside each other; answers a sentence about them. No file that is there is
    /// touched. Where nothing was changed, nothing is written.
    ///
    /// # Errors
    /// Where a file can't be written, or no name is told and none is known.
    pub fn write_beside(&self, path: Option<&Path>, today: NaiveDate) -> Result<String, TransferError> {
        if self.is_empty() {
            return Ok(self.told());
        }
        let files = match path {
            Some(path) => Files::named(path),
            None => Files::after(self.feed.files.first().ok_or(TransferError::NoChangesPath)?, today),
        };
        files.check()?;
        let mut written = Vec::new();
        for (sheet, path) in [(self.table(), &files.changed), (self.new_table(), &files.new)] {
            if !sheet.is_empty() {
                write_new(path, &csv(&sheet))?;
                written.push(path.as_path());
            }
        }
        write_new(&files.sheet, &self.markdown())?;
        written.push(&files.sheet);
        Ok(format!("{}{}: wrote {}", self.told(), self.rest(" (the .md tells how)"), listed(&written)))
    }

    /// Writes the tables only: `path`, and beside it the one of new items.
    ///
    /// # Errors
    /// Where a file can't be written.
    pub fn write_tables(&self, path: &Path) -> Result<String, TransferError> {
        let beside = beside(path, NEW);
        let (changed, new) = (self.table(), self.new_table());
        let all: Vec<_> =
            [(changed, path), (new, &beside)].into_iter().filter(|(sheet, _)| !sheet.is_empty()).collect();
        if let Some((_, there)) = all.iter().find(|(_, path)| std::fs::symlink_metadata(path).is_ok()) {
            return Err(TransferError::Exists(there.to_path_buf()));
        }
        let mut written = Vec::new();
        for (sheet, path) in all {
            write_new(path, &csv(&sheet))?;
            written.push(path);
        }
        let wrote = if written.is_empty() { String::new() } else { format!(": wrote {}", listed(&written)) };
        Ok(format!("{}{}{wrote}", self.told(), self.rest(ASK)))
    }

    /// Writes the sheet only.
    ///
    /// # Errors
    /// Where the file can't be written.
    pub fn write_sheet(&self, path: &Path) -> Result<String, TransferError> {
        write_new(path, &self.markdown())?;
        Ok(format!("{}: wrote {}", self.told(), path.display()))
    }

    /// What the tables don't carry, as the end of a sentence, for one who writes to the output.
    pub fn beside_output(&self) -> String {
        self.rest(ASK)
    }

    /// What goes by hand and how that is found out, what stays here, as the end of a sentence.
    fn rest(&self, how: &str) -> String {
        let by_hand = self.by_hand();
        let by_hand = if by_hand.is_empty() { by_hand } else { format!("; by hand: {by_hand}{how}") };
        format!("{by_hand}{}{}", self.stays(), self.days())
    }
}

/// How to find out what goes by hand.
const ASK: &str = " (--format md --changed tells how)";

/// Files by their names, and their folder once, at the end.
fn listed(files: &[&Path]) -> String {
    let names: Vec<_> =
        files.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect();
    let folder = files.first().and_then(|path| path.parent()).filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map(|folder| format!(" in {}", folder.display())).unwrap_or_default();
    format!("{}{folder}", names.join(", "))
}

/// A table as text.
fn csv(sheet: &Sheet) -> String {
    let mut out = Vec::new();
    // Memory takes all of it, and all of it is text.
    let _ = sheet.write(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// The files that go together.
struct Files {
    changed: PathBuf,
    new: PathBuf,
    sheet: PathBuf,
}

impl Files {
    fn named(path: &Path) -> Self {
        let path = if path.extension().is_some() { path.to_owned() } else { path.with_extension("csv") };
        let is_sheet = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
        let changed = if is_sheet { path.with_extension("csv") } else { path };
        Self { new: beside(&changed, NEW), sheet: changed.with_extension("md"), changed }
    }

    /// Beside a file, named after it and the day; the first name that is free.
    fn after(file: &str, today: NaiveDate) -> Self {
        let file = Path::new(file);
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let named = |tail: &str| Self::named(&file.with_file_name(format!("{stem}-changes-{today}{tail}.csv")));
        let tails = std::iter::once(String::new()).chain((2..100).map(|n| format!("-{n}")));
        tails.map(|tail| named(&tail)).find(|files| files.check().is_ok()).unwrap_or_else(|| named(""))
    }

    /// None of them may be there.
    fn check(&self) -> Result<(), TransferError> {
        match [&self.changed, &self.new, &self.sheet].into_iter().find(|path| std::fs::symlink_metadata(path).is_ok()) {
            Some(there) => Err(TransferError::Exists(there.clone())),
            None => Ok(()),
        }
    }
}

/// A file's name with something between stem and ending.
fn beside(path: &Path, tail: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}{tail}{ending}"))
}

/// Where the changes are to go, if a line behind `:export` asks for them: `changes`, `changes ~/monday.csv`.
///
/// # Errors
/// Where the path can't be read.
pub fn changes_file(line: &str) -> Result<Option<Option<PathBuf>>, TransferError> {
    let line = line.trim();
    let Some(rest) = line.strip_prefix(WORD).filter(|rest| rest.is_empty() || rest.starts_with(' ')) else {
        return Ok(None);
    };
    if rest.trim().is_empty() {
        return Ok(Some(None));
    }
    let mut paths = super::paths(rest)?;
    if paths.len() > 1 {
        return Err(TransferError::Several(rest.trim().to_owned()));
    }
    Ok(Some(paths.pop()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_stand_beside_the_imported_one() {
        let folder = tempfile::tempdir().unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        let file = folder.path().join("jira.csv");
        let named = |files: Files| {
            [files.changed, files.new, files.sheet].map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        };
        let first = Files::after(file.to_str().unwrap(), day);
        std::fs::write(&first.sheet, "").unwrap();
        assert_eq!(
            named(first),
            ["jira-changes-2026-03-09.csv", "jira-changes-2026-03-09-new.csv", "jira-changes-2026-03-09.md"]
        );
        assert_eq!(named(Files::after(file.to_str().unwrap(), day))[0], "jira-changes-2026-03-09-2.csv");
        assert_eq!(named(Files::named(Path::new("a/monday.md"))), ["monday.csv", "monday-new.csv", "monday.md"]);
    }

    #[test]
    fn the_word_changes_is_told_from_a_path() {
        assert_eq!(changes_file("changes").unwrap(), Some(None));
        assert_eq!(changes_file(" changes 'my week.csv'").unwrap(), Some(Some("my week.csv".into())));
        assert_eq!(changes_file("changes.csv").unwrap(), None);
        assert_eq!(changes_file("md ~/a.md").unwrap(), None);
        assert!(changes_file("changes a b").is_err());
    }
}
