//! The plan of an import in lines that a person reads: the same in the shell and on the screen.

use super::{Alarm, Conflict, ImportPlan, Parsed};
use crate::domain::score::{self, Amount, Scoring};
use crate::domain::{Instant, List, text};
use strum::IntoEnumIterator;

/// How many conflicts are listed before "and more".
const SHOWN: usize = 20;

/// How many keys are named before "…".
const NAMED: usize = 5;

/// The plan in lines: what must be known first, the counts, what is not as it was, the table status → state → rows,
/// where every row goes, what was odd, and what changed on both sides. Control characters are gone from it.
pub fn summary(parsed: &Parsed, plan: &ImportPlan) -> Vec<String> {
    let mut lines: Vec<String> = plan.alarms.iter().map(Alarm::words).collect();
    lines.push(totals(plan));
    lines.extend(again(parsed, plan));
    lines.extend(met(parsed, plan));
    lines.extend(plan.conflicts.iter().take(SHOWN).map(|conflict| clash(parsed, conflict)));
    if plan.conflicts.len() > SHOWN {
        lines.push(format!("and {} more", text::counted(plan.conflicts.len() - SHOWN, "conflict")));
    }
    lines.iter().map(|line| text::visible(line).into_owned()).collect()
}

/// What reading the files met, in lines: the table status → state → rows, where every row goes, what was odd.
pub fn met(parsed: &Parsed, plan: &ImportPlan) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(parsed.report.states.iter().map(|(status, state, rows)| {
        let status = if status.is_empty() { "no status" } else { status };
        format!("{status} → {}: {}", state.name(), text::counted(*rows, "row"))
    }));
    lines.extend(places(parsed));
    lines.extend(parsed.report.lines.iter().map(|(line, times)| match times {
        0 | 1 => line.clone(),
        many => format!("{line}: {}", text::thousands(*many)),
    }));
    lines.extend(judged(parsed, plan));
    lines.extend(odd(parsed, plan));
    lines.iter().map(|line| text::visible(line).into_owned()).collect()
}

impl Alarm {
    /// What a person must know first, and what to do.
    pub fn words(&self) -> String {
        let moment = |at: &Instant| at.utc().format("%Y-%m-%d %H:%M").to_string();
        match self {
            Self::OtherProject { there, here } => format!(
                "another project: the files are of {}, this product came from {}; import them as a product of their \
                 own, or go on where they belong here",
                there.join(", "),
                here.join(", ")
            ),
            Self::Older { there, here } => format!(
                "older than the last import: the newest change in the files is of {}, the last ones had one of {}; \
                 export them anew, or go on where the old values are wanted",
                moment(there),
                moment(here)
            ),
            Self::CutOff { name, line } => {
                format!("{name} is cut off: its last row, in line {line}, is left out; export it anew")
            }
            Self::Shifted { keys, rows } => format!(
                "{} wider than the header, with the cells under the wrong names: of known items nothing is taken ({}); \
                 export anew, or go on without them",
                text::counted(*rows, "row"),
                named(keys.iter().map(String::as_str), *rows)
            ),
            Self::Elsewhere { there, here, keys, items } => format!(
                "{} known here from {here}, but the files are read as {there}: the items would come in once more \
                 ({}); read the files with --from {here}, or go on where they are others",
                text::counted(*items, "key"),
                named(keys.iter().map(String::as_str), *items)
            ),
            Self::MostGone { gone, open } => format!(
                "{} of {} are not in the files: is the export whole? Export anew, or go on: they stay as they are",
                text::thousands(*gone),
                text::counted(*open, "open item")
            ),
        }
    }
}

/// What is not as it was at the import before.
fn again(parsed: &Parsed, plan: &ImportPlan) -> Vec<String> {
    let mut lines = Vec::new();
    if !plan.kept.is_empty() {
        let mut items: Vec<_> = plan.kept.iter().map(|kept| kept.item).collect();
        items.sort_unstable();
        items.dedup();
        let (fields, items) = (text::counted(plan.kept.len(), "field"), text::counted(items.len(), "item"));
        lines.push(format!("kept here: {fields} of {items}, changed here only"));
    }
    if !plan.gone.is_empty() {
        let count = text::counted(plan.gone.len(), "item");
        let keys = named(plan.gone.iter().map(|gone| gone.foreign.as_str()), plan.gone.len());
        lines.push(format!("gone there: {count} not in the files, left as they are ({keys})"));
    }
    if !plan.renamed.is_empty() {
        let count = text::counted(plan.renamed.len(), "item");
        let pairs = plan.renamed.iter().map(|(at, before)| format!("{before} → {}", parsed.records[*at].key));
        let pairs: Vec<String> = pairs.take(NAMED).collect();
        let keys = named(pairs.iter().map(String::as_str), plan.renamed.len());
        lines.push(format!("{count} with another key there ({keys})"));
    }
    if plan.displaced > 0 {
        let count = text::counted(plan.displaced, "known item");
        lines.push(if plan.moves.is_empty() {
            format!(
                "{count} elsewhere in the order of the files: the order here stays (--order takes that of the files)"
            )
        } else {
            format!("{count} moved: the order of the files is taken")
        });
    }
    lines
}

/// The first of some names.
fn named<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    let tail = if count > NAMED { ", …" } else { "" };
    names.take(NAMED).collect::<Vec<_>>().join(", ") + tail
}

/// What changed on both sides, with both values; of the scores the input that differs.
fn clash(parsed: &Parsed, conflict: &Conflict) -> String {
    let record = &parsed.records[conflict.record];
    if let Some(id) = &conflict.input {
        let usual = Scoring::default();
        let input = score::named(id, parsed.scoring.as_deref().unwrap_or(&usual));
        let name = input.as_ref().map_or(id.as_str(), |input| &input.name);
        let shown = |amount: Option<Amount>| match &input {
            Some(input) => input.shown(amount),
            None => amount.map_or_else(|| "—".into(), |amount| amount.to_string()),
        };
        let (here, there) = (shown(Amount::parse(&conflict.here)), shown(record.item.inputs.get(id)));
        return format!("{}: {name} changed there and here: {here} kept, there {there}", record.key);
    }
    let there = record.values(&|_| true).remove(&conflict.field).unwrap_or_default();
    format!(
        "{}: {} changed there and here; kept \"{}\", there \"{}\"",
        record.key,
        conflict.field.name(),
        short(&conflict.here),
        short(&there)
    )
}

/// How the product is scored from now on, where the files say something of it.
fn judged(parsed: &Parsed, plan: &ImportPlan) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(scoring) = parsed.scoring.as_ref().filter(|_| plan.judged.is_taken && !parsed.is_own()) {
        let title = scoring.framework.rules().title();
        lines.push(format!("scored by {title}, where the product has no framework of its own yet"));
    }
    if plan.judged.is_kept {
        lines.push("how the product is scored differs there: kept as here".into());
    }
    if plan.judged.pairs > 0 {
        let count = text::counted(plan.judged.pairs, "pair");
        lines.push(format!("{count} judged otherwise there: kept as here"));
    }
    lines
}

fn totals(plan: &ImportPlan) -> String {
    let counts = plan.counts();
    format!(
        "{} new, {} updated, {} unchanged, {}",
        text::thousands(counts.created),
        text::thousands(counts.updated),
        text::thousands(counts.unchanged),
        text::counted(counts.conflicts, "conflict")
    )
}

/// Where the rows go: lists, and lines under a story.
fn places(parsed: &Parsed) -> Vec<String> {
    let mut lines = Vec::new();
    for list in List::iter() {
        let goes = |r: &&super::Record| List::of(r.item.text.kind, r.item.state, r.item.is_trashed) == list;
        let count = parsed.records.iter().filter(goes).count();
        if count > 0 {
            let name = match list {
                List::Backlog => "in the order",
                List::Inbox => "in the inbox",
                List::Epics => "among the epics",
                List::Done => "done",
                List::Declined => "declined",
                List::Trash => "in the trash",
            };
            lines.push(format!("{} {name}", text::counted(count, "item")));
        }
    }
    if !parsed.sprints.is_empty() && parsed.told.is_empty() {
        let count = text::counted(parsed.sprints.len(), "Sprint");
        lines.push(format!("{count}; those that are here already stay as they are"));
    }
    let subtasks = parsed.records.iter().map(|r| r.item.subtasks.len()).sum();
    if subtasks > 0 {
        lines.push(format!("{} as lines under their items", text::counted(subtasks, "sub-task")));
    }
    let criteria = parsed.records.iter().map(|r| r.item.criteria.len()).sum();
    if criteria > 0 {
        let noun = if criteria == 1 { "acceptance criterion" } else { "acceptance criteria" };
        lines.push(format!("{} {noun}", text::thousands(criteria)));
    }
    lines
}

fn odd(parsed: &Parsed, plan: &ImportPlan) -> Vec<String> {
    let mut lines = Vec::new();
    let key = |index: &usize| parsed.records[*index].key.as_str();
    if let Some(first) = plan.duplicates.first() {
        let count = text::counted(plan.duplicates.len(), "row");
        lines.push(format!("{count} left out: the key came before ({})", key(first)));
    }
    if let Some(first) = plan.twice.first() {
        let count = text::counted(plan.twice.len(), "row");
        let fields: Vec<&str> = first.fields.iter().map(|field| field.name()).collect();
        let (key, fields) = (key(&first.record), fields.join(", "));
        lines.push(format!("{count} left out: another row with the same key says other things ({key}: {fields})"));
    }
    if let Some(first) = plan.trashed.first() {
        let count = text::counted(plan.trashed.len(), "item");
        lines.push(format!("in the trash here: {count} changed there, left as they are ({})", key(first)));
    }
    if let Some(first) = plan.orphans.first() {
        let count = text::counted(plan.orphans.len(), "item");
        lines.push(format!("{count} with an epic that is not in the files ({})", key(first)));
    }
    if let Some(first) = plan.beneath.first() {
        let count = text::counted(plan.beneath.len(), "sub-task");
        let parent = parsed.records[*first].under.as_deref().unwrap_or_default();
        let why = "the items they belong to are not in the files; export both together";
        lines.push(format!("{count} left out: {why} ({} of {parent})", key(first)));
    }
    if let Some((at, first)) = plan.turned.first() {
        let count = text::counted(plan.turned.len(), "item");
        let verb = if plan.turned.len() == 1 { "is a sub-task" } else { "are sub-tasks" };
        lines.push(format!("{count} here {verb} there now: a line, and the item as it is ({first} of {})", key(at)));
    }
    lines
}

fn short(value: &str) -> String {
    const MOST: usize = 60;
    let value = value.replace('\n', " ");
    if value.chars().count() <= MOST { value } else { value.chars().take(MOST - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::{Field, Record, Report};
    use super::*;
    use crate::domain::{ItemId, Kind, State};

    #[test]
    fn a_plan_reads_counts_first() {
        let mut epic = Record { key: "A-1".into(), ..Record::default() };
        epic.item.text.kind = Kind::Epic;
        let mut report = Report::default();
        report.status("UAT", State::ToAccept);
        report.count("rows shorter than the header", 2);
        let parsed = Parsed { records: vec![epic, Record::default()], report, ..Parsed::default() };
        let conflict =
            Conflict { item: ItemId(1), record: 0, field: Field::Title, input: None, here: "mi\u{1b}ne".into() };
        let plan = ImportPlan { creates: vec![0, 1], conflicts: vec![conflict], ..ImportPlan::default() };
        assert_eq!(
            summary(&parsed, &plan),
            [
                "2 new, 0 updated, 0 unchanged, 1 conflict",
                "UAT → to accept: 1 row",
                "1 item in the order",
                "1 item among the epics",
                "rows shorter than the header: 2",
                "A-1: title changed there and here; kept \"mine\", there \"\"",
            ]
        );
    }
}
