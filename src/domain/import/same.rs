//! Which row is which item: rows whose key comes more than once, and items with another key at their source.

use super::{Field, ImportPlan, Known, KnownItem, Parsed, Record, Twice, UPNEXT, Values};
use crate::domain::Kind;
use std::collections::{HashMap, HashSet};

/// The rows of an import by source and key: of several with the same key the one that changed last, else the first.
pub(super) struct Rows<'p> {
    taken: HashMap<(&'p str, &'p str), usize>,
}

impl<'p> Rows<'p> {
    pub(super) fn of(parsed: &'p Parsed) -> Self {
        let mut taken: HashMap<(&str, &str), usize> = HashMap::with_capacity(parsed.records.len());
        for (index, record) in parsed.records.iter().enumerate() {
            let first = taken.entry((&record.source, &record.key)).or_insert(index);
            let changed = |at: usize| parsed.records[at].item.updated_at;
            if changed(*first).is_some() && changed(index) > changed(*first) {
                *first = index;
            }
        }
        Self { taken }
    }

    /// True where the files have a row with this key.
    pub(super) fn has(&self, source: &str, key: &str) -> bool {
        self.taken.contains_key(&(source, key))
    }

    /// True where a key names an epic: in the files, else here.
    pub(super) fn is_epic(&self, parsed: &Parsed, known: &Known, source: &str, key: &str) -> bool {
        let told = self.taken.get(&(source, key)).map(|at| &parsed.records[*at]);
        if let Some(told) = told.filter(|told| told.tells.has(Field::Kind) && !told.is_shifted) {
            return told.item.text.kind == Kind::Epic;
        }
        let kind = known.get(source, key).and_then(|item| item.here.get(&Field::Kind));
        kind.is_some_and(|kind| kind == Kind::Epic.name())
    }

    /// True for a row that another one stands for. It is noted: as a duplicate, or with what differs.
    pub(super) fn leave_out(&self, parsed: &Parsed, index: usize, plan: &mut ImportPlan) -> bool {
        let record = &parsed.records[index];
        let taken = self.taken.get(&(record.source.as_str(), record.key.as_str())).copied().unwrap_or(index);
        if taken == index {
            return false;
        }
        let (ours, theirs) = (record.values(&|_| true), parsed.records[taken].values(&|_| true));
        let differs = |field: &Field| ours.get(field) != theirs.get(field);
        let fields: Vec<Field> = record.tells.iter().filter(differs).collect();
        if fields.is_empty() {
            plan.duplicates.push(index);
        } else {
            plan.twice.push(Twice { record: index, taken, fields });
        }
        true
    }
}

/// Items that have another key at their source now.
#[derive(Default)]
pub(super) struct Renames<'p> {
    /// The key before, by the row.
    before: HashMap<usize, &'p str>,
    /// The key now, by source and the key before.
    now: HashMap<(&'p str, &'p str), &'p str>,
}

impl<'p> Renames<'p> {
    /// Finds them: of several rows that could be the same item, the first is it.
    pub(super) fn of(parsed: &'p Parsed, known: &'p Known, rows: &Rows) -> Self {
        let mut renames = Self::default();
        if known.numbers.is_empty() {
            return renames;
        }
        let mut met = HashSet::new();
        for (index, record) in parsed.records.iter().enumerate() {
            let Some((before, item)) = known.before(record) else { continue };
            if !rows.has(&record.source, before) && met.insert(item.item) {
                renames.before.insert(index, before);
                renames.now.insert((&record.source, before), &record.key);
            }
        }
        renames
    }

    /// The key before, of the item of a row.
    pub(super) fn before(&self, index: usize) -> Option<&'p str> {
        self.before.get(&index).copied()
    }

    /// True where items of a source have other keys now.
    pub(super) fn has(&self, source: &str) -> bool {
        self.now.keys().any(|name| name.0 == source)
    }

    /// Names other items in these values as they are called now.
    pub(super) fn bring_up(&self, source: &str, values: &mut Values) {
        let now = |key: &str| (*self.now.get(&(source, key)).unwrap_or(&key)).to_owned();
        if self.now.is_empty() {
            return;
        }
        if let Some(epic) = values.get_mut(&Field::Epic) {
            *epic = now(epic);
        }
        if let Some(needs) = values.get_mut(&Field::Needs) {
            let mut keys: Vec<String> = needs.split('\n').map(now).collect();
            keys.sort_unstable();
            *needs = keys.join("\n");
        }
    }
}

impl Known {
    /// The item of a record whose key is unknown but whose number is known: it was moved at its source. It must have
    /// been made at the same moment, or be called as it was when it was last imported. Answers the key before, too.
    pub fn before(&self, record: &Record) -> Option<(&str, &KnownItem)> {
        if record.source == UPNEXT || self.numbers.is_empty() {
            return None;
        }
        let before = self.numbers.get(&(record.source.clone(), record.id.clone()?))?;
        if *before == record.key || self.get(&record.source, &record.key).is_some() {
            return None;
        }
        let item = self.get(&record.source, before)?;
        let is_as_old = record.item.created_at.is_some() && record.item.created_at == item.created_at;
        let is_called_so = item.imported.get(&Field::Title) == Some(&record.item.text.title);
        (is_as_old || is_called_so).then_some((before, item))
    }
}
