//! What an import will do, for a person to agree to.

use super::{Field, Gone, Known, Parsed, Placed, Setting, Values, score};
use crate::domain::criterion::Line;
use crate::domain::{Instant, ItemId};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU32;
use std::sync::Arc;

/// What an import would do, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Items that are new here.
    pub created: usize,
    /// Items of which at least one field is taken over.
    pub updated: usize,
    /// Items that stay as they are.
    pub unchanged: usize,
    /// Fields changed both there and here, kept as they are here.
    pub conflicts: usize,
}

/// What an import will do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportPlan {
    /// Indexes into [`Parsed::records`] of the items that are new here, in order.
    pub creates: Vec<usize>,
    /// Items that change.
    pub updates: Vec<Update>,
    /// How many stay as they are.
    pub unchanged: usize,
    /// Changed there and here.
    pub conflicts: Vec<Conflict>,
    /// Changed here only.
    pub kept: Vec<Kept>,
    /// Indexes into [`Parsed::records`] of rows that came before in the same import; they are left out.
    pub duplicates: Vec<usize>,
    /// Rows whose key came before in the same import with other values.
    pub twice: Vec<Twice>,
    /// Items that have another key at their source now: indexes into [`Parsed::records`], with the key before.
    pub renamed: Vec<(usize, String)>,
    /// How many known items stand elsewhere in the order of the files.
    pub displaced: usize,
    /// Where a person takes the order of the files: who takes whose place.
    pub moves: Vec<Placed>,
    /// Items of the same source that the files do not name. They stay as they are.
    pub gone: Vec<Gone>,
    /// Indexes into [`Parsed::records`] of items that changed there and lie in the trash here: they stay as they are.
    pub trashed: Vec<usize>,
    /// What a person must know first.
    pub alarms: Vec<Alarm>,
    /// Indexes into [`Parsed::records`] of items whose parent is known neither to the import nor here.
    pub orphans: Vec<usize>,
    /// Indexes into [`Parsed::records`] of sub-tasks whose parent is known here but not in the files: they are left out.
    pub beneath: Vec<usize>,
    /// Items that are sub-tasks there now: indexes into [`Parsed::records`] of their parents, with their keys.
    pub turned: Vec<(usize, String)>,
    /// What becomes of the way in which the product is scored, and of what was said of pairs.
    pub judged: score::Fate,
}

impl ImportPlan {
    /// The plan in numbers. Every record that another one does not stand for is counted in exactly one of the first
    /// three; an item that only its key changed of is updated.
    pub fn counts(&self) -> Counts {
        let updated = self.updates.iter().filter(|u| !u.take.is_empty() || u.renamed.is_some()).count();
        Counts {
            created: self.creates.len(),
            updated,
            unchanged: self.unchanged + self.updates.len() - updated,
            conflicts: self.conflicts.len(),
        }
    }
}

impl ImportPlan {
    /// What is written, and over what: another number where either is another one. Counts alone don't tell that a text
    /// became another one meanwhile.
    pub fn print(&self, parsed: &Parsed, known: &Known) -> NonZeroU32 {
        let mut print = DefaultHasher::new();
        for update in &self.updates {
            let record = &parsed.records[update.record];
            let here = known.get(&record.source, update.renamed.as_ref().unwrap_or(&record.key)).map(|item| &item.here);
            (update.item, update.take.len()).hash(&mut print);
            for field in &update.take {
                (field.name(), here.and_then(|here| here.get(field))).hash(&mut print);
            }
        }
        u32::try_from(print.finish() >> 32).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN)
    }
}

/// Fields of one item that are taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The item here.
    pub item: ItemId,
    /// Index into [`Parsed::records`].
    pub record: usize,
    /// The fields taken from the record; may be empty where only what the source says is noted.
    pub take: Vec<Field>,
    /// Where the scores are among them: which inputs, with their values from now on.
    pub inputs: Setting,
    /// Lines in which both sides have a part: what they say from now on, instead of what the record says.
    pub merged: Merged,
    /// What the source says now; becomes what was last imported.
    pub imported: Values,
    /// The key it was known by, where its source gave it another one.
    pub renamed: Option<String>,
    /// True where both sides say the same afterwards.
    pub is_agreed: bool,
}

/// Lists of lines in which both sides have a part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merged {
    /// Acceptance criteria.
    pub criteria: Option<Vec<Line>>,
    /// Sub-tasks.
    pub subtasks: Option<Vec<Line>>,
}

/// A field that changed both there and here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The item here.
    pub item: ItemId,
    /// Index into [`Parsed::records`].
    pub record: usize,
    /// Which field.
    pub field: Field,
    /// Of the scores, which input.
    pub input: Option<String>,
    /// What it says here.
    pub here: String,
}

/// A field that changed here only, and is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The item here.
    pub item: ItemId,
    /// Index into [`Parsed::records`].
    pub record: usize,
    /// Which field.
    pub field: Field,
}

/// A row whose key came before in the same import with other values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twice {
    /// Index into [`Parsed::records`] of the row left out.
    pub record: usize,
    /// Index of the row taken.
    pub taken: usize,
    /// The fields that differ.
    pub fields: Vec<Field>,
}

/// What a person must know before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// None of the files' projects was met before, and there were others.
    OtherProject {
        /// The projects of the files.
        there: Vec<String>,
        /// Those of the imports before.
        here: Vec<String>,
    },
    /// The files know of nothing as new as an import before did.
    Older {
        /// The newest change in the files.
        there: Instant,
        /// The newest change that an import before told.
        here: Instant,
    },
    /// A file ends in the middle of a row: it was cut off.
    CutOff {
        /// The file.
        name: String,
        /// The line in which its last row begins.
        line: usize,
    },
    /// Rows are wider than their header: their cells stand under the wrong names.
    Shifted {
        /// The first keys.
        keys: Vec<String>,
        /// How many rows.
        rows: usize,
    },
    /// The files' keys are known here from another source: their items would come in once more.
    Elsewhere {
        /// The source that the files are read as.
        there: String,
        /// The source that the items here came from.
        here: String,
        /// The first keys.
        keys: Vec<String>,
        /// How many are known.
        items: usize,
    },
    /// More than half of the open items of a source are not in the files.
    MostGone {
        /// How many are not.
        gone: usize,
        /// How many there are here.
        open: usize,
    },
}

/// What a person chose where more than one thing is right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chosen {
    /// True where items that are known shall stand in the order of the files, too.
    pub has_order: bool,
    /// Of the fields that changed on both sides those taken from the files.
    pub theirs: BTreeSet<ChosenField>,
    /// What the plan that was agreed to would write over, as [`ImportPlan::print`] tells it; `None` where nobody looked.
    pub over: Option<NonZeroU32>,
}

/// A field that changed on both sides, and is taken from the files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenField {
    /// Index into [`Parsed::records`].
    pub record: usize,
    /// Which field.
    pub field: Field,
    /// Of the scores, which input.
    pub input: Option<String>,
}

impl Conflict {
    /// What to choose, to take it from the files.
    pub fn chosen(&self) -> ChosenField {
        ChosenField { record: self.record, field: self.field, input: self.input.clone() }
    }
}

/// Everything a person sees of an import before agreeing to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// What the files say.
    pub parsed: Arc<Parsed>,
    /// What was known when it was planned.
    pub known: Arc<Known>,
    /// What the import would do.
    pub plan: Arc<ImportPlan>,
    /// Where it goes, in words.
    pub into: String,
    /// True where it goes to a product that is here already.
    pub is_here: bool,
    /// The plan in lines, as the shell tells it.
    pub lines: Vec<String>,
    /// What reading the files met, in lines: nothing of it stands elsewhere in this.
    pub report: Vec<String>,
    /// What was chosen when it was asked for.
    pub chosen: Chosen,
}
