//! The three-way merge: what the source says now, what it said last, and what is here.

use super::order::Standing;
use super::same::{Renames, Rows};
use super::threeway::{Context, Sides, ThreeWay};
use super::{
    Chosen, ChosenField, Conflict, Field, ImportPlan, Kept, Known, KnownItem, Merged, Parsed, Record, UPNEXT, Update,
    Values, alarm, score,
};
use crate::domain::{Kind, State};
use std::ops::ControlFlow;

/// Compares what was read with what is known.
///
/// Field by field of those the source tells: changed only there, it is taken; changed only here, it is kept; changed
/// on both sides, it is a conflict and kept here, unless a person chose otherwise. Items from another file of upnext
/// have no common past: where they differ, the newer change wins whole; equally old ones are conflicts.
pub fn plan(parsed: &Parsed, known: &Known) -> ImportPlan {
    let mut plan = ImportPlan::default();
    // Nobody breaks off.
    let _ = plan_watched(parsed, known, &Chosen::default(), &mut plan, &mut || ControlFlow::Continue(()));
    plan
}

/// As [`plan`], with what a person chose, asking every few hundred records whether to go on; after a `Break` the plan
/// is not whole.
pub fn plan_watched(
    parsed: &Parsed,
    known: &Known,
    chosen: &Chosen,
    plan: &mut ImportPlan,
    watch: &mut dyn FnMut() -> ControlFlow<()>,
) -> ControlFlow<()> {
    const EVERY: usize = 256;
    let rows = Rows::of(parsed);
    watch()?;
    let renames = Renames::of(parsed, known, &rows);
    let mut planner = Planner { context: Context::of(parsed, known, chosen), renames, standing: Standing::default() };
    for (index, record) in parsed.records.iter().enumerate() {
        if index.is_multiple_of(EVERY) {
            watch()?;
        }
        if rows.leave_out(parsed, index, plan) {
            continue;
        }
        let is_known = |key: &str| rows.has(&record.source, key) || known.get(&record.source, key).is_some();
        if is_beneath(known, record) {
            plan.beneath.push(index);
            continue;
        }
        let turned = record.lines.iter().filter(|key| known.get(&record.source, key).is_some());
        plan.turned.extend(turned.map(|key| (index, key.clone())));
        if record.parent.as_deref().is_some_and(|parent| !is_known(parent)) {
            plan.orphans.push(index);
        }
        let mut there = || {
            let mut there = record.values(&is_known);
            // What is no epic is none here.
            let is_epic = |key: &str| rows.is_epic(parsed, known, &record.source, key);
            if record.source != UPNEXT
                && (record.item.text.kind == Kind::Epic || !record.parent.as_deref().is_some_and(is_epic))
            {
                there.remove(&Field::Epic);
            }
            there
        };
        planner.row(plan, index, record, &mut there);
    }
    plan.displaced = planner.standing.displaced();
    if chosen.has_order {
        plan.moves = planner.standing.moves();
    }
    plan.gone.clone_from(&known.gone);
    plan.alarms = alarm::all(parsed, known, &|source| planner.renames.has(source));
    plan.judged = score::Fate::of(parsed, &known.judged);
    ControlFlow::Continue(())
}

/// True for a sub-task that is no item here and whose parent is one: it would be a line of that.
fn is_beneath(known: &Known, record: &Record) -> bool {
    let parent = record.under.as_deref().and_then(|under| known.get(&record.source, under));
    parent.and_then(|parent| parent.here.get(&Field::Kind)).is_some_and(|kind| kind != Kind::Epic.name())
        && known.get(&record.source, &record.key).is_none()
}

/// A plan in the making.
struct Planner<'p> {
    context: Context<'p>,
    renames: Renames<'p>,
    standing: Standing<'p>,
}

impl<'p> Planner<'p> {
    fn row(&mut self, plan: &mut ImportPlan, index: usize, record: &'p Record, there: &mut dyn FnMut() -> Values) {
        let known = self.context.known;
        let before = self.renames.before(index);
        let Some(here) = known.get(&record.source, before.unwrap_or(&record.key)) else {
            plan.creates.push(index);
            return;
        };
        let there = there();
        if here.is_trashed && record.source != UPNEXT {
            self.leave_in_trash(plan, (index, record), there, here);
            return;
        }
        let (updates, unchanged) = (plan.updates.len(), plan.unchanged);
        if record.source == UPNEXT {
            merge_newer(plan, (index, record), there, here, self.context.chosen);
        } else {
            self.merge_fields(plan, (index, record), there, here);
        }
        debug_assert!(plan.updates.len() + plan.unchanged == updates + unchanged + 1, "each record is counted once");
        let taken = plan.updates.get(updates).map(|update| update.take.as_slice()).unwrap_or_default();
        let stays = |field, is_there: bool| !taken.contains(&field) || is_there;
        let is_in_order = stays(Field::State, record.item.state.is_in_order() && record.item.state != State::Done)
            && stays(Field::Kind, record.item.text.kind != Kind::Epic);
        if let Some(rank) = here.rank.filter(|_| is_in_order) {
            self.standing.add(here.item, rank, &here.here);
        }
    }

    /// What lies in the trash here stays as it is, and what is known of its source with it: whoever brings it back
    /// is told then.
    fn leave_in_trash(
        &mut self,
        plan: &mut ImportPlan,
        told: (usize, &'p Record),
        there: Values,
        known: &'p KnownItem,
    ) {
        let mut aside = ImportPlan::default();
        self.merge_fields(&mut aside, told, there, known);
        let is_other = aside.updates.iter().any(|update| !update.take.is_empty()) || !aside.conflicts.is_empty();
        plan.trashed.extend(is_other.then_some(told.0));
        plan.unchanged += 1;
    }

    fn merge_fields(
        &mut self,
        plan: &mut ImportPlan,
        (index, record): (usize, &'p Record),
        mut there: Values,
        known: &'p KnownItem,
    ) {
        let tells = self.context.tells(record, &there, known);
        there.retain(|field, _| tells.has(*field));
        let sides = Sides::of(&there, known, &|values| {
            self.renames.bring_up(&record.source, values);
            self.context.leave_over(&record.source, &there, values, known);
        });
        let merged = ThreeWay::merge(&self.context, (index, record), &sides, (tells, known.is_agreed));
        let (here, last) = (&sides.here, &sides.last);
        let clashing = merged.clashes.iter().map(|field| clash(known, index, *field, here));
        plan.conflicts.extend(clashing);
        plan.conflicts.extend(merged.clashing.iter().map(|input| input_clash(known, index, input)));
        plan.kept.extend(merged.kept.iter().map(|field| Kept { item: known.item, record: index, field: *field }));
        let imported = merged.imported(&there, last, tells);
        let before = self.renames.before(index);
        plan.renamed.extend(before.map(|key| (index, key.to_owned())));
        let is_agreed = merged.is_agreed(&self.context, &record.source, known, &sides, tells);
        let is_told = imported.as_ref().unwrap_or(last) == &known.imported;
        let is_numbered = record
            .id
            .as_ref()
            .is_none_or(|id| self.context.known.numbers.contains_key(&(record.source.clone(), id.clone())));
        if merged.take.is_empty() && is_told && before.is_none() && is_agreed == known.is_agreed && is_numbered {
            plan.unchanged += 1;
            return;
        }
        plan.updates.push(Update {
            item: known.item,
            record: index,
            take: merged.take,
            inputs: merged.inputs,
            merged: merged.lines,
            imported: imported.unwrap_or_else(|| last.clone().into_owned()),
            renamed: before.map(str::to_owned),
            is_agreed,
        });
    }
}

fn merge_newer(
    plan: &mut ImportPlan,
    (index, record): (usize, &Record),
    mut there: Values,
    known: &KnownItem,
    chosen: &Chosen,
) {
    if !record.unread.is_empty() {
        score::fill(record, &mut there, &known.here);
    }
    let differs = |field: &Field| there.get(field) != known.here.get(field);
    let different: Vec<Field> = record.tells.iter().filter(differs).collect();
    let is_newer = match (record.item.updated_at, known.updated_at) {
        (Some(there_at), Some(here_at)) if there_at != here_at => Some(there_at > here_at),
        _ => None,
    };
    if different.is_empty() || is_newer == Some(false) {
        plan.unchanged += 1;
        return;
    }
    let mut inputs = score::difference(record, known.here.get(&Field::Scores));
    let mut take = different;
    if is_newer.is_none() {
        let is_chosen = |field: Field, input: Option<&String>| chosen.has(index, field, input);
        take.retain(|field| *field != Field::Scores);
        let (theirs, ours): (Vec<Field>, Vec<Field>) = take.iter().partition(|field| is_chosen(**field, None));
        plan.conflicts.extend(ours.iter().map(|field| clash(known, index, *field, &known.here)));
        let kept = inputs.extract_if(.., |(input, _)| !is_chosen(Field::Scores, Some(input)));
        plan.conflicts.extend(kept.map(|(input, _)| input_clash(known, index, &input)));
        take = theirs;
        take.extend((!inputs.is_empty()).then_some(Field::Scores));
        take.sort_unstable();
    }
    if take.is_empty() {
        plan.unchanged += 1;
        return;
    }
    plan.updates.push(Update {
        item: known.item,
        record: index,
        take,
        inputs,
        merged: Merged::default(),
        imported: there,
        renamed: None,
        is_agreed: record.origin.as_ref().is_some_and(|origin| origin.is_agreed),
    });
}

fn clash(known: &KnownItem, index: usize, field: Field, here: &Values) -> Conflict {
    let here = here.get(&field).cloned().unwrap_or_default();
    Conflict { item: known.item, record: index, field, input: None, here }
}

fn input_clash(known: &KnownItem, index: usize, input: &str) -> Conflict {
    let here = score::one(known.here.get(&Field::Scores), input);
    Conflict { item: known.item, record: index, field: Field::Scores, here, input: Some(input.to_owned()) }
}

impl Chosen {
    /// True where a person takes a field from the files.
    pub fn has(&self, record: usize, field: Field, input: Option<&String>) -> bool {
        !self.theirs.is_empty() && self.theirs.contains(&ChosenField { record, field, input: input.cloned() })
    }
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
        entry.is_agreed = false;
        let both = plan(&new, &known);
        assert_eq!((both.conflicts[0].field, both.conflicts[0].here.as_str()), (Field::Title, "mine"));
        assert!(both.updates[0].take.is_empty(), "what the source says now is noted");
        assert_eq!(both.counts().updated, 0);

        let kept = plan(&parsed(vec![record("A-1", "old")]), &known);
        assert_eq!((kept.unchanged, kept.conflicts.len(), kept.kept[0].field), (1, 0, Field::Title));
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
        assert_eq!((twice.creates.as_slice(), twice.twice[0].record, twice.twice[0].taken), (&[0][..], 1, 0));
        assert_eq!(twice.twice[0].fields, [Field::Title]);
        let same = plan(&parsed(vec![record("A-1", "x"), record("A-1", "x")]), &Known::default());
        assert_eq!((same.duplicates.as_slice(), same.twice.len()), (&[1][..], 0));
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
        let mut epic = record("A-9", "epic");
        let story = plan(&parsed(vec![child.clone(), epic.clone()]), &known);
        assert_eq!(story.counts().unchanged, 1, "what is no epic is none");
        epic.item.text.kind = Kind::Epic;
        let both = plan(&parsed(vec![child, epic]), &known);
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
            entry.is_agreed = update.is_agreed;
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
            prop_assert_eq!(counts.created + counts.updated + counts.unchanged + plan.duplicates.len() + plan.twice.len(), all.records.len());
        }
    }
}
