//! The three-way merge: what the source says now, what it said last, and what is here.

use super::value::extra_columns;
use super::{
    Chosen, Conflict, Field, ImportPlan, Known, KnownItem, Merged, Parsed, Record, Setting, UPNEXT, Update, Values,
    score,
};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Compares what was read with what is known.
///
/// Field by field of those the source tells: changed only there, it is taken; changed only here, it is kept; changed
/// on both sides, it is a conflict and kept here. Items from another file of upnext have no common past: where they
/// differ, the newer change wins whole; equally old ones are conflicts.
pub fn plan(parsed: &Parsed, known: &Known) -> ImportPlan {
    let mut plan = ImportPlan::default();
    // Nobody breaks off.
    let _ = plan_watched(parsed, known, &Chosen::default(), &mut plan, &mut || ControlFlow::Continue(()));
    plan
}

/// As [`plan`], asking every few hundred records whether to go on; after a `Break` the plan is not whole.
pub fn plan_watched(
    parsed: &Parsed,
    known: &Known,
    _chosen: &Chosen,
    plan: &mut ImportPlan,
    watch: &mut dyn FnMut() -> ControlFlow<()>,
) -> ControlFlow<()> {
    const EVERY: usize = 256;
    let told: HashSet<(&str, &str)> = parsed.records.iter().map(|r| (r.source.as_str(), r.key.as_str())).collect();
    let mut seen: HashSet<(&str, &str)> = HashSet::with_capacity(told.len());
    for (index, record) in parsed.records.iter().enumerate() {
        if index.is_multiple_of(EVERY) {
            watch()?;
        }
        if !seen.insert((&record.source, &record.key)) {
            plan.duplicates.push(index);
            continue;
        }
        let is_known =
            |key: &str| told.contains(&(record.source.as_str(), key)) || known.get(&record.source, key).is_some();
        if record.parent.as_deref().is_some_and(|parent| !is_known(parent)) {
            plan.orphans.push(index);
        }
        match known.get(&record.source, &record.key) {
            None => plan.creates.push(index),
            Some(here) if record.source == UPNEXT => merge_newer(plan, index, record, record.values(&is_known), here),
            Some(here) => merge_fields(plan, index, record, record.values(&is_known), here),
        }
    }
    plan.judged = score::Fate::of(parsed, &known.judged);
    ControlFlow::Continue(())
}

fn merge_fields(plan: &mut ImportPlan, index: usize, record: &Record, mut there: Values, known: &KnownItem) {
    let tells = if is_shorter(record, known) { record.tells.without(Field::Extra) } else { record.tells };
    there.retain(|field, _| tells.has(*field));
    let mut take = Vec::new();
    let mut clashes = Vec::new();
    for field in tells.iter().filter(|field| *field != Field::Scores) {
        let (now, last, here) = (there.get(&field), known.imported.get(&field), known.here.get(&field));
        if now == here || now == last {
            continue;
        }
        if here == last { take.push(field) } else { clashes.push(field) }
    }
    let (inputs, clashing) = merge_scores(record, &mut there, known, &mut take);
    keep_together(&mut take, &mut clashes, &there, known);
    conflicts(plan, index, known, &clashes);
    input_conflicts(plan, index, known, clashing);
    let mut imported: Values = known.imported.clone();
    imported.retain(|field, _| !tells.has(*field));
    imported.extend(there);
    if take.is_empty() && imported == known.imported {
        plan.unchanged += 1;
    } else {
        let (merged, renamed, is_agreed) = (Merged::default(), None, clashes.is_empty());
        plan.updates.push(Update {
            item: known.item,
            record: index,
            take,
            inputs,
            merged,
            imported,
            renamed,
            is_agreed,
        });
    }
}

/// The scores are told input by input. Answers what is taken of them, and which changed on both sides.
fn merge_scores(
    record: &Record,
    there: &mut Values,
    known: &KnownItem,
    take: &mut Vec<Field>,
) -> (Setting, Vec<String>) {
    if !record.tells.has(Field::Scores) {
        return (Setting::new(), Vec::new());
    }
    let (here, last) = (known.here.get(&Field::Scores), known.imported.get(&Field::Scores));
    let merged = score::merge(record, here, last);
    there.remove(&Field::Scores);
    if !merged.imported.is_empty() {
        there.insert(Field::Scores, merged.imported);
    }
    if !merged.take.is_empty() {
        take.push(Field::Scores);
    }
    (merged.take, merged.clashes)
}

/// True where the item has columns here that the source doesn't have this time: it is a shorter export.
fn is_shorter(record: &Record, known: &KnownItem) -> bool {
    let Some(here) = known.here.get(&Field::Extra).filter(|_| !record.columns.is_empty()) else { return false };
    let is_told = |column: &String| record.columns.contains(column) || record.extra.iter().any(|e| e.column == *column);
    !extra_columns(here).all(|column| is_told(&column))
}

/// A state and the reason for declining go together: an item is declined exactly where it has one.
fn keep_together(take: &mut Vec<Field>, clashes: &mut Vec<Field>, there: &Values, known: &KnownItem) {
    let differs = |field| there.get(&field) != known.here.get(&field);
    if !differs(Field::State) {
        return;
    }
    clashes.retain(|field| *field != Field::Decline);
    take.retain(|field| *field != Field::Decline);
    if take.contains(&Field::State) && differs(Field::Decline) {
        take.push(Field::Decline);
        take.sort_unstable();
    }
}

fn merge_newer(plan: &mut ImportPlan, index: usize, record: &Record, mut there: Values, known: &KnownItem) {
    if !record.unread.is_empty() {
        score::fill(record, &mut there, &known.here);
    }
    let differs = |field: &Field| there.get(field) != known.here.get(field);
    let different: Vec<Field> = record.tells.iter().filter(differs).collect();
    if different.is_empty() {
        plan.unchanged += 1;
        return;
    }
    match (record.item.updated_at, known.updated_at) {
        (Some(there_at), Some(here_at)) if there_at > here_at => {
            let inputs = score::difference(record, known.here.get(&Field::Scores));
            let (merged, renamed) = (Merged::default(), None);
            plan.updates.push(Update {
                item: known.item,
                record: index,
                take: different,
                inputs,
                merged,
                imported: there,
                renamed,
                is_agreed: false,
            });
        }
        (Some(there_at), Some(here_at)) if there_at < here_at => plan.unchanged += 1,
        _ => {
            let inputs = score::difference(record, known.here.get(&Field::Scores));
            let others: Vec<Field> = different.into_iter().filter(|field| *field != Field::Scores).collect();
            conflicts(plan, index, known, &others);
            input_conflicts(plan, index, known, inputs.into_iter().map(|(input, _)| input).collect());
            plan.unchanged += 1;
        }
    }
}

fn conflicts(plan: &mut ImportPlan, index: usize, known: &KnownItem, fields: &[Field]) {
    plan.conflicts.extend(fields.iter().map(|field| Conflict {
        item: known.item,
        record: index,
        field: *field,
        input: None,
        here: known.here.get(field).cloned().unwrap_or_default(),
    }));
}

fn input_conflicts(plan: &mut ImportPlan, index: usize, known: &KnownItem, inputs: Vec<String>) {
    plan.conflicts.extend(inputs.into_iter().map(|input| Conflict {
        item: known.item,
        record: index,
        field: Field::Scores,
        here: score::one(known.here.get(&Field::Scores), &input),
        input: Some(input),
    }));
}

#[cfg(test)]
mod tests {
    use super::super::{Fields, Values};
    use super::*;
    use crate::domain::item::{Extra, NewItem, Refusal, Story};
    use crate::domain::{Estimate, Instant, ItemId, Key, State};
    use proptest::prelude::*;

    fn record(key: &str, title: &str) -> Record {
        let text = Story { title: title.into(), ..Story::default() };
        Record {
            source: "jira".into(),
            key: key.into(),
            item: NewItem { text, ..NewItem::default() },
            ..Record::default()
        }
    }

    fn known_of(records: &[Record]) -> Known {
        let item = |(n, r): (usize, &Record)| {
            let values = r.values(&|_| true);
            let known = KnownItem {
                item: ItemId(i64::try_from(n).unwrap()),
                here: values.clone(),
                imported: values,
                updated_at: r.item.updated_at,
                key: Key { prefix: "WEB".into(), number: 1 },
                created_at: None,
                is_agreed: true,
                is_trashed: false,
                rank: None,
            };
            ((r.source.clone(), r.key.clone()), known)
        };
        Known { items: records.iter().enumerate().map(item).collect(), ..Known::default() }
    }

    fn parsed(records: Vec<Record>) -> Parsed {
        Parsed { records, ..Parsed::default() }
    }

    #[test]
    fn a_field_changed_only_there_is_taken_only_here_is_kept_and_both_is_a_conflict() {
        let mut known = known_of(&[record("A-1", "old")]);
        let new = parsed(vec![record("A-1", "new")]);
        assert_eq!(plan(&new, &known).updates[0].take, [Field::Title]);

        let entry = known.items.get_mut(&("jira".to_owned(), "A-1".to_owned())).unwrap();
        entry.here.insert(Field::Title, "mine".into());
        let both = plan(&new, &known);
        assert_eq!((both.conflicts[0].field, both.conflicts[0].here.as_str()), (Field::Title, "mine"));
        assert!(both.updates[0].take.is_empty(), "what the source says now is noted");
        assert_eq!(both.counts().updated, 0);

        let kept = plan(&parsed(vec![record("A-1", "old")]), &known);
        assert_eq!((kept.unchanged, kept.conflicts.len()), (1, 0));
    }

    #[test]
    fn a_shorter_export_clears_no_columns() {
        let columns = |all: &[&str], filled: &[(&str, &str)]| Record {
            columns: all.iter().map(|c| (*c).to_owned()).collect(),
            extra: filled.iter().map(|(c, v)| Extra { column: (*c).into(), value: (*v).into() }).collect(),
            ..record("A-1", "x")
        };
        let known = known_of(&[columns(&["a: b", "c"], &[("a: b", "1\n2"), ("c", "3")])]);
        let take =
            |r: Record| plan(&parsed(vec![r]), &known).updates.iter().map(|u| u.take.clone()).collect::<Vec<_>>();
        assert_eq!(take(columns(&["c"], &[("c", "4")])), Vec::<Vec<Field>>::new());
        assert_eq!(take(columns(&["a: b", "c"], &[("c", "4")])), [[Field::Extra]]);
    }

    #[test]
    fn a_field_that_the_source_does_not_tell_is_never_cleared() {
        let mut full = record("A-1", "x");
        full.item.text.estimate = Estimate::parse("5").unwrap();
        let known = known_of(&[full]);
        let short = Record { tells: Fields::of(&[Field::Title]), ..record("A-1", "x") };
        assert_eq!(plan(&parsed(vec![short]), &known).counts().unchanged, 1);
        let cleared = record("A-1", "x");
        assert_eq!(plan(&parsed(vec![cleared]), &known).updates[0].take, [Field::Estimate]);
    }

    #[test]
    fn declining_takes_its_reason_along() {
        let known = known_of(&[record("A-1", "x")]);
        let mut declined = record("A-1", "x");
        declined.item.state = State::Declined;
        declined.item.decline = Some(Refusal { reason: "Duplicate".into(), ..Refusal::default() });
        assert_eq!(plan(&parsed(vec![declined]), &known).updates[0].take, [Field::State, Field::Decline]);
    }

    #[test]
    fn a_key_met_twice_is_left_out_the_second_time() {
        let twice = plan(&parsed(vec![record("A-1", "x"), record("A-1", "y")]), &Known::default());
        assert_eq!((twice.creates.as_slice(), twice.duplicates.as_slice()), (&[0][..], &[1][..]));
    }

    #[test]
    fn a_parent_that_comes_later_is_taken_then() {
        let child = Record { parent: Some("A-9".into()), ..record("A-1", "x") };
        let alone = parsed(vec![child.clone()]);
        assert_eq!(plan(&alone, &Known::default()).orphans, [0]);
        let mut known = known_of(std::slice::from_ref(&child));
        let entry = known.items.get_mut(&("jira".to_owned(), "A-1".to_owned())).unwrap();
        (entry.here, entry.imported) = (child.values(&|_| false), child.values(&|_| false));
        assert_eq!(plan(&alone, &known).counts().unchanged, 1);
        let both = plan(&parsed(vec![child, record("A-9", "epic")]), &known);
        assert_eq!(both.updates[0].take, [Field::Epic]);
    }

    #[test]
    fn between_files_of_upnext_the_newer_change_wins() {
        let at = |title: &str, ms: i64| {
            let mut r = Record { source: UPNEXT.into(), ..record("uid", title) };
            r.item.updated_at = Some(Instant(ms));
            r
        };
        let known = known_of(&[at("here", 10)]);
        let counts = |r: Record| plan(&parsed(vec![r]), &known).counts();
        assert_eq!(counts(at("there", 11)).updated, 1);
        assert_eq!((counts(at("there", 9)).unchanged, counts(at("there", 9)).conflicts), (1, 0));
        assert_eq!((counts(at("there", 10)).unchanged, counts(at("there", 10)).conflicts), (1, 1));
        assert_eq!(counts(at("here", 99)).unchanged, 1);
    }

    prop_compose! {
        fn any_record()(key in "[A-C]-[1-4]", title in "[a-c]{1,2}", want in "[a-b]{0,1}", points in 0..3_u8,
                        value in "[a-b:\n]{0,3}", tells in prop::collection::vec(0..19_usize, 0..19)) -> Record {
            let mut r = record(&key, &title);
            r.item.text.want = want;
            r.item.text.estimate = Estimate::parse(&points.to_string()).unwrap();
            r.extra = vec![Extra { column: "c".into(), value }];
            let all: Vec<Field> = Fields::ALL.iter().collect();
            r.tells = Fields::of(&tells.iter().map(|n| all[*n]).collect::<Vec<_>>());
            r
        }
    }

    /// What the store does with a plan, in memory.
    fn applied(parsed: &Parsed, known: &Known) -> Known {
        let plan = plan(parsed, known);
        let mut after = known.clone();
        for &index in &plan.creates {
            let r = &parsed.records[index];
            let here: Values = values_here(r);
            let item = KnownItem {
                item: ItemId(0),
                key: Key { prefix: "WEB".into(), number: 1 },
                here,
                imported: r.values(&|_| true),
                created_at: None,
                updated_at: None,
                is_agreed: true,
                is_trashed: false,
                rank: None,
            };
            after.items.insert((r.source.clone(), r.key.clone()), item);
        }
        for update in &plan.updates {
            let r = &parsed.records[update.record];
            let entry = after.items.get_mut(&(r.source.clone(), r.key.clone())).unwrap();
            let there = r.values(&|_| true);
            for field in &update.take {
                match there.get(field) {
                    Some(value) => entry.here.insert(*field, value.clone()),
                    None => entry.here.remove(field),
                };
            }
            entry.imported = update.imported.clone();
        }
        after
    }

    fn values_here(r: &Record) -> Values {
        super::super::values_of(&r.item, None, &r.extra)
    }

    proptest! {
        #[test]
        fn a_second_import_changes_nothing(first in prop::collection::vec(any_record(), 0..12), second in prop::collection::vec(any_record(), 0..12)) {
            let (first, second) = (parsed(first), parsed(second));
            let once = applied(&first, &Known::default());
            let again = plan(&first, &once);
            prop_assert!(again.creates.is_empty() && again.updates.is_empty() && again.conflicts.is_empty());
            let twice = applied(&second, &once);
            let again = plan(&second, &twice);
            prop_assert!(again.creates.is_empty() && again.updates.is_empty() && again.conflicts.is_empty());
        }

        #[test]
        fn every_record_is_counted_once(records in prop::collection::vec(any_record(), 0..12), known in prop::collection::vec(any_record(), 0..6)) {
            let (all, known) = (parsed(records), known_of(&known));
            let plan = plan(&all, &known);
            let counts = plan.counts();
            prop_assert_eq!(counts.created + counts.updated + counts.unchanged + plan.duplicates.len(), all.records.len());
        }
    }
}
