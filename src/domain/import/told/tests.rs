//! Told Sprints without a store.

use super::*;
use crate::domain::Estimate;
use crate::domain::item::NewItem;
use proptest::prelude::*;

fn told(name: &str) -> ToldSprint {
    ToldSprint { source: "jira".into(), key: name.into(), name: name.into(), ..ToldSprint::default() }
}

fn record(key: usize, state: State, done: Option<i64>, sprints: &[usize]) -> Record {
    let mut item = NewItem { state, done_at: done.map(|day| Instant(day * 86_400_000)), ..NewItem::default() };
    item.text.estimate = Estimate::parse("2").unwrap();
    let sprints = sprints.iter().map(|n| format!("S {n}")).collect();
    Record { source: "jira".into(), key: key.to_string(), item, sprints, ..Record::default() }
}

fn parsed(records: Vec<Record>) -> Parsed {
    let mut names: Vec<String> = Vec::new();
    for name in records.iter().flat_map(|record| &record.sprints) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let mut parsed = Parsed { records, told: names.iter().map(|name| told(name)).collect(), ..Parsed::default() };
    parsed.propose_told();
    parsed.apply_told();
    parsed
}

#[test]
fn a_name_is_a_stem_and_its_last_number() {
    assert_eq!(numbered("TB1 Sprint 14").1, Some(14));
    assert_eq!(numbered("TB1 Sprint 14").0, numbered("tb1 sprint 2").0);
    assert_ne!(numbered("2025 Sprint 3").0, numbered("2026 Sprint 3").0);
    assert_eq!(numbered("Été 7é").1, Some(7));
    assert_eq!(numbered("Kickoff").1, None);
    assert_eq!(numbered("99999999999999999999").1, None);
}

#[test]
fn names_without_numbers_stand_as_items_name_them() {
    let mut records = vec![record(1, State::Open, None, &[]), record(2, State::Done, None, &[])];
    records[0].sprints = ["Oak", "Ash", "Elm"].map(str::to_owned).into();
    records[1].sprints = ["Oak".to_owned()].into();
    let parsed = parsed(records);
    let names: Vec<&str> = parsed.told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["Oak", "Ash", "Elm"]);
}

#[test]
fn one_left_out_is_not_spoken_of() {
    let mut parsed = parsed(vec![record(1, State::Open, None, &[1, 2]), record(2, State::Open, None, &[1])]);
    let place = parsed.told.iter().position(|told| told.name == "S 2").unwrap();
    parsed.told[place].is_left_out = true;
    parsed.apply_told();
    assert!(!parsed.records[0].tells.has(Field::Sprint) && parsed.records[1].tells.has(Field::Sprint));
    assert_eq!((parsed.records[0].item.sprint, parsed.sprints.len()), (None, 1));
    parsed.told[place].is_left_out = false;
    parsed.apply_told();
    assert!(parsed.records[0].tells.has(Field::Sprint) && parsed.records[0].item.sprint.is_some());
}

#[test]
fn a_key_told_twice_and_an_epic_complete_nothing_more() {
    let mut epic = record(2, State::Done, Some(20_000), &[1]);
    epic.item.text.kind = Kind::Epic;
    let one = || record(1, State::Done, Some(20_000), &[1]);
    let parsed = parsed(vec![one(), one(), epic]);
    assert_eq!((parsed.told[0].items, parsed.told[0].completed.to_string().as_str()), (1, "2"));
    assert_eq!(parsed.records[2].item.sprint, None);
}

prop_compose! {
    fn any_record()(key in 0..40_usize, state in 0..4_u8, day in 20_000..20_200_i64,
                    sprints in prop::collection::vec(0..9_usize, 0..4)) -> Record {
        let state = [State::Open, State::InProgress, State::Done, State::Done][usize::from(state)];
        record(key, state, (state == State::Done && day % 3 > 0).then_some(day), &sprints)
    }
}

proptest! {
    #[test]
    fn what_is_made_can_be_so_and_made_again(records in prop::collection::vec(any_record(), 0..60)) {
        let mut parsed = parsed(records);
        let once = parsed.clone();
        parsed.apply_told();
        prop_assert_eq!(&parsed, &once);
        prop_assert!(parsed.sprints.iter().filter(|sprint| sprint.phase == Phase::Active).count() <= 1);
        let numbers: HashSet<i64> = parsed.sprints.iter().map(|sprint| sprint.number).collect();
        prop_assert_eq!(numbers.len(), parsed.told.len());
        for sprint in &parsed.sprints {
            prop_assert!(sprint.plan.starts.zip(sprint.plan.ends).is_none_or(|(starts, ends)| starts <= ends));
        }
        for record in parsed.records.iter().filter(|record| record.item.state != State::Done) {
            let held = parsed.sprints.iter().find(|sprint| Some(sprint.number) == record.item.sprint);
            prop_assert!(held.is_none_or(|sprint| sprint.phase != Phase::Closed));
        }
    }
}
