//! A source is read again: what changed there comes in, what was decided here stays, and both know where they agree.
#![expect(clippy::panic, reason = "a test that cannot go on says so by a panic")]

use crate::store::{Shop, dump, now, size, titled};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use upnext::domain::criterion::Line;
use upnext::domain::import::{
    self, Alarm, Chosen, ChosenField, Counts, Feed, Field, Fields, ImportPlan, Known, Parsed, Part, Record, Target,
};
use upnext::domain::item::{Comment, NewItem, Refusal};
use upnext::domain::product::NewProduct;
use upnext::domain::score::Amount;
use upnext::domain::sprint::{Cause, End, Plan};
use upnext::domain::{Change, CriterionId, Instant, Item, Kind, List, Spot, State};
use upnext::runtime::transfer;
use upnext::store::{StoreError, Undone};

/// What Jira tells of an issue here: no scores, no notes.
const TOLD: [Field; 13] = [
    Field::Title,
    Field::Kind,
    Field::State,
    Field::Estimate,
    Field::Description,
    Field::Criteria,
    Field::Tags,
    Field::Epic,
    Field::Assignee,
    Field::Due,
    Field::Decline,
    Field::Needs,
    Field::Comments,
];

fn record(key: &str, title: &str) -> Record {
    let item = NewItem { created_at: Some(Instant(1_000)), ..titled(title, Kind::Story) };
    Record { source: "jira".into(), key: key.into(), item, tells: Fields::of(&TOLD), ..Record::default() }
}

fn line(text: &str, is_done: bool) -> Line {
    Line { text: text.into(), is_done }
}

/// A source with three states and one kind, as most boards are.
fn feed() -> Feed {
    let states = [("To Do", State::Open), ("In Progress", State::InProgress), ("Done", State::Done)];
    Feed {
        source: "jira".into(),
        states: states.into_iter().map(|(name, state)| (name.to_owned(), state, 1)).collect(),
        kinds: vec![("Story".into(), Kind::Story, 1), ("Epic".into(), Kind::Epic, 1)],
        ..Feed::default()
    }
}

fn parsed(records: &[Record]) -> Parsed {
    Parsed { name: "a.csv".into(), records: records.to_vec(), feeds: vec![feed()], ..Parsed::default() }
}

fn planned(shop: &Shop, parsed: &Parsed, chosen: &Chosen) -> (Known, ImportPlan) {
    let known = shop.store.known(Some(shop.product), parsed).unwrap();
    let mut plan = ImportPlan::default();
    let _ = import::plan_watched(parsed, &known, chosen, &mut plan, &mut || ControlFlow::Continue(()));
    (known, plan)
}

fn plan(shop: &Shop, records: &[Record]) -> ImportPlan {
    planned(shop, &parsed(records), &Chosen::default()).1
}

/// Imports; answers the plan. Nothing to do is nothing done.
fn take_with(shop: &mut Shop, parsed: &Parsed, chosen: Chosen) -> ImportPlan {
    let plan = planned(shop, parsed, &chosen).1;
    let target = Target::Existing(shop.product);
    let change = Change::Import { parsed: Arc::new(parsed.clone()), target, expect: plan.counts(), chosen };
    match shop.store.commit(&change, now()) {
        Ok(_) | Err(StoreError::Unchanged) => plan,
        Err(error) => panic!("{error}"),
    }
}

fn take(shop: &mut Shop, records: &[Record]) -> ImportPlan {
    take_with(shop, &parsed(records), Chosen::default())
}

fn assert_nothing_left(shop: &mut Shop, records: &[Record]) {
    let before = dump(shop.store.path());
    let plan = take(shop, records);
    assert_eq!((plan.creates.len(), plan.updates.len(), plan.conflicts.len()), (0, 0, 0), "{plan:#?}");
    assert_eq!(dump(shop.store.path()), before);
}

fn item(shop: &Shop, title: &str) -> Item {
    shop.store.item(shop.id(title)).unwrap().unwrap()
}

/// True where the item of a key was changed here.
fn is_changed(shop: &Shop, key: &str) -> bool {
    let known = shop.store.known(Some(shop.product), &parsed(&[record(key, "")])).unwrap();
    let column: bool = rusqlite::Connection::open(shop.store.path())
        .unwrap()
        .query_row("SELECT agreed_at IS NOT updated_at FROM item WHERE foreign_key = ?1", [key], |r| r.get(0))
        .unwrap();
    assert_eq!(column, !known.get("jira", key).unwrap().is_agreed);
    column
}

#[test]
fn a_monday_brings_in_what_changed_there_and_keeps_what_was_decided_here() {
    let mut shop = Shop::new();
    let mut rows = [record("A-1", "one"), record("A-2", "two"), record("A-3", "three"), record("A-4", "four")];
    take(&mut shop, &rows);
    assert!(["A-1", "A-2", "A-3", "A-4"].iter().all(|key| !is_changed(&shop, key)));
    let (one, two, three) = (shop.id("one"), shop.id("two"), shop.id("three"));
    shop.commit(&Change::SetTitle { item: one, title: "mine".into() });
    shop.commit(&Change::SetEstimate { items: vec![two, three], estimate: size("5") });
    assert!(["A-1", "A-2", "A-3"].iter().all(|key| is_changed(&shop, key)));
    (rows[0].item.text.title, rows[1].item.text.title) = ("theirs".into(), "two, better".into());
    rows[2].item.text.estimate = size("8");
    rows[3].item.text.estimate = size("3");
    let plan = take(&mut shop, &rows);
    let clashes: Vec<_> = plan.conflicts.iter().map(|c| (c.record, c.field, c.here.as_str())).collect();
    assert_eq!(clashes, [(0, Field::Title, "mine"), (2, Field::Estimate, "5")]);
    assert_eq!(plan.kept.iter().map(|k| (k.record, k.field)).collect::<Vec<_>>(), [(1, Field::Estimate)]);
    assert_eq!(plan.counts(), Counts { created: 0, updated: 2, unchanged: 2, conflicts: 2 });
    assert_eq!(item(&shop, "two, better").text.estimate, size("5"), "taken there, kept here");
    assert_eq!(item(&shop, "mine").text.title, "mine");
    assert!(!is_changed(&shop, "A-4") && is_changed(&shop, "A-2"));
    assert_nothing_left(&mut shop, &rows);
    // Carried back by hand, one after the other.
    rows[0].item.text.title = "mine".into();
    take(&mut shop, &rows);
    assert!(!is_changed(&shop, "A-1") && is_changed(&shop, "A-2"));
    rows[1].item.text.estimate = size("5");
    rows[2].item.text.estimate = size("5");
    take(&mut shop, &rows);
    assert!(["A-1", "A-2", "A-3", "A-4"].iter().all(|key| !is_changed(&shop, key)));
    assert_nothing_left(&mut shop, &rows);
}

#[test]
fn a_conflict_is_decided_one_by_one_and_a_reason_goes_with_its_state() {
    let mut shop = Shop::new();
    let mut rows = [record("A-1", "one"), record("A-2", "two")];
    take(&mut shop, &rows);
    let (one, two) = (shop.id("one"), shop.id("two"));
    shop.commit(&Change::SetTitle { item: one, title: "mine".into() });
    shop.commit(&Change::SetState { items: vec![one, two], state: State::InProgress });
    rows[0].item.text.title = "theirs".into();
    for row in &mut rows {
        row.item.state = State::Declined;
        row.item.decline = Some(Refusal { reason: "Won't Do".into(), ..Refusal::default() });
    }
    let theirs = BTreeSet::from([ChosenField { record: 0, field: Field::State, input: None }]);
    let plan = take_with(&mut shop, &parsed(&rows), Chosen { theirs, ..Chosen::default() });
    assert_eq!(plan.updates[0].take, [Field::State, Field::Decline]);
    assert_eq!(
        plan.conflicts.iter().map(|c| (c.record, c.field)).collect::<Vec<_>>(),
        [(0, Field::Title), (1, Field::State)]
    );
    assert_eq!((item(&shop, "mine").state, item(&shop, "two").state), (State::Declined, State::InProgress));
    assert_eq!(item(&shop, "mine").decline.unwrap().reason, "Won't Do");
    assert_nothing_left(&mut shop, &rows);
}

#[test]
fn what_a_source_has_no_word_for_agrees_with_it() {
    let mut shop = Shop::new();
    let mut rows = [record("A-1", "one"), record("A-2", "two"), record("A-3", "three")];
    take(&mut shop, &rows);
    let (one, two, three) = (shop.id("one"), shop.id("two"), shop.id("three"));
    shop.commit(&Change::SetState { items: vec![one, two], state: State::Ready });
    shop.commit(&Change::SetKind { items: vec![one], kind: Kind::Debt });
    let refusal = Refusal { reason: "too dear".into(), ..Refusal::default() };
    shop.commit(&Change::Decline { items: vec![three], refusal });
    rows[1].item.state = State::InProgress;
    rows[2].item.state = State::Declined;
    rows[2].item.decline = Some(Refusal { reason: "Won't Do".into(), ..Refusal::default() });
    let plan = take(&mut shop, &rows);
    assert!(plan.conflicts.is_empty() && plan.kept.is_empty(), "{plan:#?}");
    assert_eq!(plan.counts().updated, 1);
    let states = ["one", "two", "three"].map(|title| item(&shop, title).state);
    assert_eq!(states, [State::Ready, State::InProgress, State::Declined], "ready here is to do there, until it moves");
    assert_eq!(
        (item(&shop, "one").text.kind, item(&shop, "three").decline.unwrap().reason),
        (Kind::Debt, "too dear".into())
    );
    assert!(["A-1", "A-2", "A-3"].iter().all(|key| !is_changed(&shop, key)));
    assert_nothing_left(&mut shop, &rows);
}

#[test]
fn what_a_source_has_no_word_for_is_a_conflict_where_it_says_something_else_now() {
    let mut shop = Shop::new();
    let mut rows = ["one", "two", "three", "four", "five", "six"].map(|title| record(title, title));
    for (row, kind) in rows.iter_mut().zip([Kind::Task, Kind::Story, Kind::Story, Kind::Story, Kind::Story]) {
        row.item.text.kind = kind;
        row.item.state = State::Open;
    }
    rows[2].item.state = State::InProgress;
    rows[5].item.state = State::InProgress;
    let with_kinds = |rows: &[Record]| {
        let mut told = parsed(rows);
        let more = [("Task", Kind::Task), ("Bug", Kind::Bug)].map(|(name, kind)| (name.to_owned(), kind, 1));
        told.feeds[0].kinds.extend(more);
        told
    };
    take_with(&mut shop, &with_kinds(&rows), Chosen::default());
    let state = |title: &str, state| Change::SetState { items: vec![shop.id(title)], state };
    let deeds = [
        Change::SetKind { items: vec![shop.id("one"), shop.id("two")], kind: Kind::Spike },
        state("three", State::ToAccept),
        state("four", State::Inbox),
        state("five", State::Ready),
        state("six", State::ToAccept),
    ];
    for change in &deeds {
        shop.commit(change);
    }
    rows[0].item.text.kind = Kind::Story;
    rows[1].item.text.kind = Kind::Bug;
    rows[2].item.state = State::Open;
    rows[3].item.state = State::InProgress;
    rows[4].item.state = State::InProgress;
    rows[5].item.state = State::Done;
    let plan = take_with(&mut shop, &with_kinds(&rows), Chosen::default());
    let clashes: Vec<_> = plan.conflicts.iter().map(|c| (c.record, c.field, c.here.as_str())).collect();
    assert_eq!(
        clashes,
        [(1, Field::Kind, "spike"), (2, Field::State, "to accept"), (3, Field::State, "inbox")],
        "a spike is as well a story as a task there"
    );
    assert_eq!(item(&shop, "one").text.kind, Kind::Spike);
    assert_eq!(["three", "four"].map(|title| item(&shop, title).state), [State::ToAccept, State::Inbox]);
    assert_eq!(["five", "six"].map(|title| item(&shop, title).state), [State::InProgress, State::Done], "gone on");
    let changed = rows.iter().map(|row| is_changed(&shop, &row.key)).collect::<Vec<_>>();
    assert_eq!(changed, [false, true, true, true, false, false]);
}

#[test]
fn ticks_stay_where_their_texts_stay() {
    let mut shop = Shop::new();
    let mut row = record("A-1", "one");
    row.item.criteria = vec![line("a", false), line("b", false)];
    take(&mut shop, std::slice::from_ref(&row));
    let id = item(&shop, "one").criteria[0].id;
    shop.commit(&Change::Tick { item: shop.id("one"), criterion: id, is_met: true });
    assert!(!is_changed(&shop, "A-1"), "a tick is not told by a source");
    row.item.criteria = vec![line("b", true), line("a", false), line("c", true)];
    let plan = take(&mut shop, std::slice::from_ref(&row));
    assert_eq!((plan.conflicts.len(), plan.counts().updated), (0, 1));
    let now: Vec<(String, bool)> = item(&shop, "one").criteria.into_iter().map(|c| (c.text, c.is_met)).collect();
    assert_eq!(now, [("b".into(), true), ("a".into(), true), ("c".into(), true)]);
    assert!(!is_changed(&shop, "A-1"));
    assert_nothing_left(&mut shop, std::slice::from_ref(&row));
}

#[test]
fn lines_added_on_both_sides_both_stay_and_one_changed_on_both_is_a_conflict() {
    let mut shop = Shop::new();
    let mut rows = [record("A-1", "one"), record("A-2", "two")];
    for row in &mut rows {
        row.item.criteria = vec![line("a", false), line("b", false)];
    }
    take(&mut shop, &rows);
    let rewrite = |shop: &mut Shop, title: &str, criteria: &[&str]| {
        let text = Box::new(item(shop, title).text);
        let criteria = criteria.iter().map(|text| line(text, false)).collect();
        let item = shop.id(title);
        shop.commit(&Change::Rewrite { item, text, criteria, ties: None });
    };
    rewrite(&mut shop, "one", &["a", "b", "ours"]);
    rewrite(&mut shop, "two", &["a", "b1", "ours"]);
    rows[0].item.criteria.push(line("theirs", false));
    rows[1].item.criteria = ["a", "b2", "theirs"].map(|text| line(text, false)).into();
    let plan = take(&mut shop, &rows);
    let clashes: Vec<_> = plan.conflicts.iter().map(|c| (c.record, c.field)).collect();
    assert_eq!(clashes, [(1, Field::Criteria)]);
    assert_eq!(plan.kept.iter().map(|k| (k.record, k.field)).collect::<Vec<_>>(), [(0, Field::Criteria)]);
    let criteria = |title: &str| item(&shop, title).criteria.into_iter().map(|c| c.text).collect::<Vec<_>>();
    assert_eq!(criteria("one"), ["a", "b", "ours", "theirs"]);
    assert_eq!(criteria("two"), ["a", "b1", "ours", "theirs"], "the line of theirs that clashes with none");
    assert!(is_changed(&shop, "A-1") && is_changed(&shop, "A-2"), "ours are to be carried there");
    assert_nothing_left(&mut shop, &rows);
    for (row, last) in rows.iter_mut().zip(["b", "b1"]) {
        row.item.criteria = ["a", last, "ours", "theirs"].map(|text| line(text, false)).into();
    }
    take(&mut shop, &rows);
    assert!(!is_changed(&shop, "A-1") && !is_changed(&shop, "A-2"));
}

#[test]
fn what_a_source_cannot_tell_apart_makes_no_change_of_here() {
    let mut shop = Shop::new();
    take(&mut shop, &[record("A-1", "one")]);
    let items = || vec![shop.id("one")];
    let quiet = [
        Change::SetState { items: items(), state: State::Ready },
        Change::SetKind { items: items(), kind: Kind::Debt },
        Change::SetKind { items: items(), kind: Kind::Spike },
        Change::SetState { items: items(), state: State::Inbox },
    ];
    let loud = Change::SetKind { items: items(), kind: Kind::Task };
    for change in quiet {
        shop.commit(&change);
        assert!(!is_changed(&shop, "A-1"), "{change:?}");
    }
    shop.commit(&loud);
    assert!(is_changed(&shop, "A-1"), "Jira has a word for it");
}

#[test]
fn a_text_that_was_not_seen_is_not_overwritten() {
    let mut shop = Shop::new();
    let mut rows = [record("A-1", "one")];
    take(&mut shop, &rows);
    let one = shop.id("one");
    shop.commit(&Change::SetTitle { item: one, title: "mine".into() });
    rows[0].item.text.title = "theirs".into();
    let parsed = parsed(&rows);
    let theirs = BTreeSet::from([ChosenField { record: 0, field: Field::Title, input: None }]);
    let chosen = Chosen { theirs, ..Chosen::default() };
    let (known, plan) = planned(&shop, &parsed, &chosen);
    let chosen = Chosen { over: Some(plan.print(&parsed, &known)), ..chosen };
    let target = Target::Existing(shop.product);
    let change = Change::Import { parsed: Arc::new(parsed), target, expect: plan.counts(), chosen };
    shop.commit(&Change::SetTitle { item: one, title: "mine, better".into() });
    assert!(matches!(shop.store.commit(&change, now()), Err(StoreError::PlanChanged { .. })));
    shop.commit(&Change::SetTitle { item: one, title: "mine".into() });
    shop.commit(&change);
    assert_eq!(item(&shop, "theirs").id, one);
}

#[test]
fn of_several_products_the_files_go_to_the_one_that_they_fed_before() {
    let mut shop = Shop::new();
    shop.commit(&Change::AddProduct(NewProduct::named("Other", "OTH")));
    let with_project = |rows: &[Record], project: &str| {
        let mut told = parsed(rows);
        told.feeds[0].projects = vec![project.into()];
        told
    };
    let target = |shop: &Shop, told: &Parsed| transfer::plan(&shop.store, told.clone(), None).unwrap().target;
    let ours = with_project(&[record("WEB-1", "one")], "WEB");
    assert!(matches!(target(&shop, &ours), Target::New(_)), "nobody knows them");
    take_with(&mut shop, &ours, Chosen::default());
    assert_eq!(target(&shop, &ours), Target::Existing(shop.product));
    let theirs = with_project(&[record("APP-1", "one")], "APP");
    assert!(matches!(target(&shop, &theirs), Target::New(_)), "another project");
    let plain = parsed(&[record("17", "plain")]);
    take_with(&mut shop, &plain, Chosen::default());
    assert_eq!(target(&shop, &plain), Target::Existing(shop.product), "keys without a project");
}

#[test]
fn only_what_a_source_can_tell_makes_an_item_changed_here() {
    let mut shop = Shop::new();
    let mut row = record("A-1", "one");
    row.item.criteria = vec![line("a", false)];
    take(&mut shop, &[row.clone(), record("A-2", "two")]);
    let (one, two) = (shop.id("one"), shop.id("two"));
    let criterion: CriterionId = item(&shop, "one").criteria[0].id;
    let mut text = item(&shop, "one").text;
    (text.note, text.links) = ("private".into(), vec!["https://a.example".into()]);
    let items = vec![one];
    let quiet = [
        Change::Ask { item: one, text: "why?".into() },
        Change::Tick { item: one, criterion, is_met: true },
        Change::SetValue { item: one, value: "saves a call".into() },
        Change::SetInputs { items: items.clone(), inputs: vec![("rice.reach".into(), Some(Amount::whole(5)))] },
        Change::SetPinned { items: items.clone(), reason: Some("promised".into()) },
        Change::Snooze { items: items.clone(), until: "2026-04-01".parse().ok() },
        Change::Keep { items: items.clone(), why: "soon".into() },
        Change::SetServes { items: items.clone(), serves: true },
        Change::SetLinks { items: items.clone(), add: vec!["https://a.example".into()], remove: vec![] },
        Change::Rewrite { item: one, text: Box::new(text.clone()), criteria: vec![line("a", false)], ties: None },
        Change::Move { items: vec![two], to: Spot::Top, is_run: false },
    ];
    for change in quiet {
        shop.commit(&change);
        assert!(!is_changed(&shop, "A-1") && !is_changed(&shop, "A-2"), "{change:?}");
    }
    text.want = "more".into();
    let loud = [
        Change::SetTitle { item: one, title: "uno".into() },
        Change::SetEstimate { items: items.clone(), estimate: size("5") },
        Change::SetState { items: items.clone(), state: State::InProgress },
        Change::SetTags { items: items.clone(), add: vec!["x".into()], remove: vec![] },
        Change::SetNeeds { items: items.clone(), add: vec![two], remove: vec![] },
        Change::SetBlocked { items: items.clone(), reason: Some("law".into()) },
        Change::Rewrite { item: one, text: Box::new(text), criteria: vec![line("a", true)], ties: None },
    ];
    for change in loud {
        let before = dump(shop.store.path());
        shop.commit(&change);
        assert!(is_changed(&shop, "A-1"), "{change:?}");
        assert!(matches!(shop.undo(), Undone::Done(_)));
        assert_eq!(dump(shop.store.path()), before);
        assert!(!is_changed(&shop, "A-1"), "{change:?} taken back");
    }
}

#[test]
fn a_sprint_counts_where_the_source_tells_sprints() {
    let mut shop = Shop::new();
    take(&mut shop, &[record("A-1", "one")]);
    shop.commit(&Change::AddSprint {
        product: shop.product,
        plan: Box::new(Plan { name: "S".into(), ..Plan::default() }),
    });
    let sprint = shop.store.sprints(shop.product).unwrap()[0].id;
    let into = |shop: &Shop| Change::SetSprint {
        items: vec![shop.id("one")],
        sprint: Some(sprint),
        end: End::Tail,
        cause: Cause::default(),
    };
    let change = into(&shop);
    shop.commit(&change);
    assert!(!is_changed(&shop, "A-1"), "the source knows no Sprints");
    shop.undo();
    let mut told = parsed(&[record("A-1", "one")]);
    told.feeds[0].columns.insert(Part::Sprint, vec!["Sprint".into()]);
    take_with(&mut shop, &told, Chosen::default());
    shop.commit(&change);
    assert!(is_changed(&shop, "A-1"));
    let known = shop.store.known(Some(shop.product), &told).unwrap();
    assert_eq!(known.get("jira", "A-1").unwrap().here[&Field::Sprint], "#1");
}

#[test]
fn an_item_moved_to_another_project_keeps_its_life() {
    let mut shop = Shop::new();
    let with_id = |key: &str, title: &str, id: &str| Record { id: Some(id.into()), ..record(key, title) };
    let mut epic = with_id("A-9", "epic", "9");
    epic.item.text.kind = Kind::Epic;
    let child = Record { parent: Some("A-9".into()), needs: vec!["A-2".into()], ..with_id("A-1", "one", "1") };
    take(&mut shop, &[epic.clone(), child.clone(), with_id("A-2", "two", "2")]);
    let (before, id) = (dump(shop.store.path()), shop.id("epic"));
    epic.key = "B-7".into();
    let child = Record { parent: Some("B-7".into()), needs: vec!["B-8".into()], ..child };
    let rows = [epic, child, with_id("B-8", "two", "2"), with_id("B-10", "stranger", "77")];
    let plan = take(&mut shop, &rows);
    assert_eq!(plan.renamed, [(0, "A-9".to_owned()), (2, "A-2".to_owned())]);
    assert_eq!((plan.counts().created, plan.counts().updated, plan.counts().unchanged), (1, 2, 1));
    assert!(plan.gone.is_empty() && plan.alarms.is_empty() && plan.kept.is_empty(), "{plan:#?}");
    assert_eq!(item(&shop, "epic").source, Some(("jira".into(), "B-7".into())));
    assert_eq!(item(&shop, "one").epic.unwrap().0, id);
    assert_nothing_left(&mut shop, &rows);
    shop.undo();
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn what_is_gone_there_is_listed_and_stays() {
    let mut shop = Shop::new();
    let rows = ["A-1", "A-2", "A-3", "A-4"].map(|key| record(key, key));
    take(&mut shop, &rows);
    take(&mut shop, &[record("B-1", "of another project")]);
    shop.commit(&Change::SetState { items: vec![shop.id("A-2")], state: State::Done });
    shop.commit(&Change::Trash { items: vec![shop.id("A-4")] });
    let plan = take(&mut shop, &[record("A-1", "A-1")]);
    let gone: Vec<&str> = plan.gone.iter().map(|gone| gone.foreign.as_str()).collect();
    assert_eq!(gone, ["A-3", "A-2"], "what is open first; none of another project, none of the trash");
    assert_eq!(item(&shop, "A-3").state, State::Open);
    let lines = import::summary(&parsed(&[record("A-1", "A-1")]), &plan);
    assert!(
        lines.iter().any(|line| line == "gone there: 2 items not in the files, left as they are (A-3, A-2)"),
        "{lines:#?}"
    );
    assert!(take(&mut Shop::new(), &rows).gone.is_empty());
}

#[test]
fn of_two_rows_with_one_key_the_newer_one_counts() {
    let mut shop = Shop::new();
    let at = |title: &str, at: i64| {
        let mut row = record("A-1", title);
        row.item.updated_at = Some(Instant(at));
        row
    };
    let plan = take(&mut shop, &[at("old", 5), at("new", 9), at("new", 9), at("older", 3)]);
    assert_eq!((plan.creates.as_slice(), plan.duplicates.as_slice()), (&[1][..], &[2][..]));
    let twice: Vec<_> = plan.twice.iter().map(|t| (t.record, t.taken, t.fields.as_slice())).collect();
    assert_eq!(twice, [(0, 1, &[Field::Title][..]), (3, 1, &[Field::Title][..])]);
    assert_eq!(shop.titles(List::Backlog), "new");
}

#[test]
fn another_project_and_an_older_export_are_said_first() {
    let mut shop = Shop::new();
    let mut told = parsed(&[record("WEB-1", "one")]);
    (told.feeds[0].newest, told.feeds[0].projects) = (Some(Instant(60_000)), vec!["WEB".into()]);
    assert!(take_with(&mut shop, &told, Chosen::default()).alarms.is_empty());
    let other = plan(&shop, &[record("APP-1", "two")]);
    let project = Alarm::OtherProject { there: vec!["APP".into()], here: vec!["WEB".into()] };
    let older = Alarm::Older { there: Instant(1_000), here: Instant(60_000) };
    assert_eq!(other.alarms, [project.clone(), older]);
    let lines = import::summary(&parsed(&[record("APP-1", "two")]), &other);
    assert!(lines[0].starts_with("another project: the files are of APP, this product came from WEB"), "{lines:#?}");
    let mut newer = record("WEB-1", "one");
    newer.item.updated_at = Some(Instant(60_000));
    assert!(plan(&shop, &[newer]).alarms.is_empty());
    let kept = shop.store.feeds(shop.product).unwrap();
    assert_eq!((kept.len(), kept[0].newest), (1, Some(Instant(60_000))));
}

#[test]
fn the_order_of_the_files_is_taken_on_purpose_only() {
    let mut shop = Shop::new();
    let mut rows: Vec<Record> = ["a", "b", "c", "d", "e"].map(|title| record(&format!("A-{title}"), title)).into();
    take(&mut shop, &rows);
    shop.add(titled("mine", Kind::Story), Spot::Below(shop.id("b")));
    shop.commit(&Change::SetPinned { items: vec![shop.id("a")], reason: Some("promised".into()) });
    assert_eq!(shop.titles(List::Backlog), "a b mine c d e");
    rows.rotate_right(2);
    let plan = take(&mut shop, &rows);
    assert_eq!((plan.displaced, plan.moves.len()), (2, 0));
    assert_eq!(shop.titles(List::Backlog), "a b mine c d e", "the order here stays");
    let before = dump(shop.store.path());
    let plan = take_with(&mut shop, &parsed(&rows), Chosen { has_order: true, ..Chosen::default() });
    assert_eq!((plan.displaced, plan.moves.len()), (2, 4));
    assert_eq!(shop.titles(List::Backlog), "a d mine e b c", "in the places that they held; what is fixed stays");
    assert!(!is_changed(&shop, "A-d"));
    shop.undo();
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn comments_are_the_sources_and_a_shorter_file_forgets_no_change() {
    let mut shop = Shop::new();
    let mut row = record("A-1", "one");
    row.item.comments = vec![Comment { at: Some(Instant(3)), author: "Di".into(), text: "first".into() }];
    take(&mut shop, std::slice::from_ref(&row));
    row.item.comments.push(Comment { at: None, author: String::new(), text: "second".into() });
    assert_eq!(take(&mut shop, std::slice::from_ref(&row)).updates[0].take, [Field::Comments]);
    assert!(!is_changed(&shop, "A-1"));
    assert_nothing_left(&mut shop, std::slice::from_ref(&row));
    // An estimate was set here; a file without such a column says nothing of it.
    let mut told = parsed(std::slice::from_ref(&row));
    told.feeds[0].columns.insert(Part::Estimate, vec!["Story Points".into()]);
    take_with(&mut shop, &told, Chosen::default());
    shop.commit(&Change::SetEstimate { items: vec![shop.id("one")], estimate: size("5") });
    let short = Record { tells: Fields::of(&[Field::Title]), ..row.clone() };
    take(&mut shop, std::slice::from_ref(&short));
    assert!(is_changed(&shop, "A-1"));
    take(&mut shop, std::slice::from_ref(&row));
    assert!(is_changed(&shop, "A-1"), "kept here");
}

#[test]
fn where_both_agree_leaves_in_json_and_comes_back() {
    let mut shop = Shop::new();
    let with_id = |key: &str, id: &str| Record { id: Some(id.into()), ..record(key, key) };
    let mut told = parsed(&[with_id("A-1", "1"), with_id("A-2", "2"), with_id("A-3", "3")]);
    told.feeds[0].columns.insert(Part::Estimate, vec!["Story Points".into()]);
    take_with(&mut shop, &told, Chosen::default());
    shop.commit(&Change::SetEstimate { items: vec![shop.id("A-2")], estimate: size("5") });
    crate::import::assert_lossless(&shop.store);
    let (dir, mut other) = crate::import::file();
    crate::import::take_json(&mut other, &crate::import::json(&shop.store));
    let product = other.products().unwrap()[0].id;
    let there = Shop { dir, store: other, product };
    assert_eq!(there.store.feeds(product).unwrap(), shop.store.feeds(shop.product).unwrap());
    let keys = ["A-1", "A-2", "A-3"];
    assert_eq!(keys.map(|key| is_changed(&there, key)), [false, true, false]);
    let plan = planned(&there, &told, &Chosen::default()).1;
    assert_eq!((plan.updates.len(), plan.kept.len(), plan.unchanged), (0, 1, 3));
}

#[test]
fn what_an_import_could_not_make_is_no_change_of_here() {
    let mut shop = Shop::new();
    let under = |key: &str, parent: &str| Record { parent: Some(parent.into()), ..record(key, key) };
    let needs = |key: &str, needed: &str| Record { needs: vec![needed.into()], ..record(key, key) };
    let mut rows = [record("A-1", "no epic"), under("A-2", "A-1"), needs("A-3", "A-4"), needs("A-4", "A-3")];
    take(&mut shop, &rows);
    let plan = plan(&shop, &rows);
    assert_eq!((plan.kept.len(), plan.unchanged, plan.updates.len()), (0, 4, 0), "{plan:#?}");
    assert_nothing_left(&mut shop, &rows);
    rows[0].item.text.kind = Kind::Epic;
    take(&mut shop, &rows);
    assert_eq!(item(&shop, "A-2").epic.map(|epic| epic.2).as_deref(), Some("no epic"), "an epic from now on");
    assert_nothing_left(&mut shop, &rows);
    assert!(["A-1", "A-2", "A-3", "A-4"].iter().all(|key| !is_changed(&shop, key)));
}

#[test]
fn an_import_can_be_watched_and_given_up_while_it_is_planned() {
    let mut shop = Shop::new();
    let rows: Vec<Record> = (0..700).map(|n| record(&format!("A-{n}"), "x")).collect();
    take(&mut shop, &rows);
    let parsed = parsed(&rows);
    let mut told = Vec::new();
    let known = shop.store.known_watched(Some(shop.product), &parsed, &mut |done, of| {
        told.push((done, of));
        ControlFlow::Continue(())
    });
    assert_eq!((known.unwrap().items.len(), told.last()), (700, Some(&(700, 700))));
    let broken = shop.store.known_watched(Some(shop.product), &parsed, &mut |done, _| {
        if done > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(broken, Err(StoreError::Cancelled)));
}

#[test]
fn what_lies_in_the_trash_here_stays_as_it_is_and_is_told() {
    let mut shop = Shop::new();
    let mut rows = [record("A-1", "one"), record("A-2", "two")];
    take(&mut shop, &rows);
    let two = shop.id("two");
    shop.commit(&Change::SetTitle { item: two, title: "mine".into() });
    shop.commit(&Change::Trash { items: vec![two] });
    (rows[1].item.text.title, rows[1].item.text.estimate) = ("theirs".into(), size("8"));
    let plan = take(&mut shop, &rows);
    assert_eq!((plan.trashed.as_slice(), plan.conflicts.len()), ([1].as_slice(), 0));
    let lines = import::summary(&parsed(&rows), &plan);
    assert!(
        lines.iter().any(|line| line == "in the trash here: 1 item changed there, left as they are (A-2)"),
        "{lines:#?}"
    );
    assert_eq!(item(&shop, "mine").text.estimate, None);
    shop.commit(&Change::Restore { items: vec![two] });
    let plan = take(&mut shop, &rows);
    assert_eq!(
        plan.conflicts.iter().map(|c| c.field).collect::<Vec<_>>(),
        [Field::Title],
        "whoever brings it back is told"
    );
    assert_eq!(item(&shop, "mine").text.estimate, size("8"));
}
