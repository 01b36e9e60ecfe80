//! Imports through the store: planned, written as one step, taken back, done again, and out again without a loss.
#![expect(clippy::panic, reason = "a test that cannot go on says so by a panic")]

use crate::store::{Shop, dump, now, product, size, titled, writer};
use proptest::prelude::*;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use upnext::cli::demo;
use upnext::domain::criterion::Line;
use upnext::domain::import::{
    self, Beside, Chosen, Counts, DuelRecord, Field, Fields, Known, Origin, Parsed, Record, Target, UPNEXT, Values,
};
use upnext::domain::item::{Asked, Comment, Event, Extra, Fact, Kept, NewItem, Refusal};
use upnext::domain::score::{Amount, Direction, Framework, Inputs, Scoring, Weighed};
use upnext::domain::{Change, Instant, Item, ItemId, Kind, List, ProductId, Spot, State};
use upnext::exchange::{self, Export, Options, Source};
use upnext::runtime::transfer::{self, TransferError};
use upnext::store::{Patience, Store, StoreError, Undone};

fn record(key: &str, title: &str) -> Record {
    let item = NewItem { created_at: Some(Instant(1_000)), ..titled(title, Kind::Story) };
    Record { source: "jira".into(), key: key.into(), item, ..Record::default() }
}

fn epic(key: &str, title: &str) -> Record {
    let mut epic = record(key, title);
    epic.item.text.kind = Kind::Epic;
    epic
}

fn under(key: &str, title: &str, epic: &str) -> Record {
    Record { parent: Some(epic.into()), ..record(key, title) }
}

fn parsed(records: Vec<Record>) -> Parsed {
    Parsed { name: "a.csv".into(), records, ..Parsed::default() }
}

fn change(store: &Store, parsed: &Parsed, product: ProductId) -> Change {
    let known = store.known(Some(product), parsed).unwrap();
    let expect = import::plan(parsed, &known).counts();
    Change::Import {
        parsed: Arc::new(parsed.clone()),
        target: Target::Existing(product),
        expect,
        chosen: Chosen::default(),
    }
}

/// Imports into the shop's product; answers the counts.
fn take(shop: &mut Shop, records: Vec<Record>) -> Counts {
    let parsed = parsed(records);
    let change = change(&shop.store, &parsed, shop.product);
    shop.commit(&change);
    let Change::Import { expect, .. } = change else { panic!() };
    expect
}

fn counts(shop: &Shop, records: Vec<Record>) -> Counts {
    let parsed = parsed(records);
    import::plan(&parsed, &shop.store.known(Some(shop.product), &parsed).unwrap()).counts()
}

fn item(shop: &Shop, title: &str) -> Item {
    shop.store.item(shop.id(title)).unwrap().unwrap()
}

fn epic_of(shop: &Shop, title: &str) -> Option<String> {
    item(shop, title).epic.map(|e| e.2)
}

fn line(text: &str, is_done: bool) -> Line {
    Line { text: text.into(), is_done }
}

/// A record that says something in every field.
fn full(key: &str) -> Record {
    let mut r = under(key, "full", "E-1");
    (r.needs, r.item.text.links) = (vec!["E-1".into()], vec!["https://a.example".into()]);
    r.item.questions = vec![Asked { text: "why?".into(), asked_on: now().day, answer: None }];
    let text = &mut r.item.text;
    (text.kind, text.persona, text.want, text.benefit) = (Kind::Bug, "p".into(), "w".into(), "b".into());
    (text.description, text.estimate) = ("line one\nline two".into(), size("4"));
    (text.tags, text.asked) = (vec!["UX".into(), "api".into()], "Bo".into());
    (text.assignee, text.due, text.note) = ("Cy".into(), "2026-05-01".parse().ok(), "private".into());
    r.item.state = State::Declined;
    r.item.decline =
        Some(Refusal { reason: "no".into(), alternative: Some("x".into()), requester: Some("y".into()), again: None });
    r.item.criteria = vec![line("one", true), line("two\nmore", false)];
    r.item.subtasks = vec![line("S-1 sub", true)];
    r.item.blocked = Some("law".into());
    (r.item.value, r.item.serves_goal) = ("saves a call".into(), true);
    r.item.inputs.set("rice.reach", Some(Amount::whole(2000)));
    (r.judges, r.item.pinned) = (["rice.reach".to_owned()].into(), Some("promised".into()));
    r.item.updated_at = Some(Instant(2_000_000));
    r.item.comments = vec![Comment { at: Some(Instant(3)), author: "Di".into(), text: "a; b".into() }];
    r.extra = vec![
        Extra { column: "Sprint".into(), value: "7".into() },
        Extra { column: "Sprint".into(), value: "8".into() },
    ];
    r
}

#[test]
fn what_a_source_says_is_all_there_and_a_second_import_changes_nothing() {
    let mut shop = Shop::with(&["mine"]);
    let records = || vec![full("A-1"), record("A-2", "second"), epic("E-1", "epic")];
    let counts_of = take(&mut shop, records());
    assert_eq!((counts_of.created, counts_of.updated), (3, 0));
    let parsed_again = parsed(records());
    let known = shop.store.known(Some(shop.product), &parsed_again).unwrap();
    let one = &known.items[&("jira".to_owned(), "A-1".to_owned())];
    assert_eq!(one.here, records()[0].values(&|_| true));
    assert_eq!(one.imported, one.here);
    // Sprints have tests of their own.
    let fields = Fields::ALL.without(Field::Sprint);
    assert_eq!(one.here.len(), fields.iter().count(), "a field is not in the sample");
    let again = change(&shop.store, &parsed_again, shop.product);
    let Change::Import { expect, .. } = &again else { panic!() };
    assert_eq!(*expect, Counts { unchanged: 3, ..Counts::default() });
    assert!(matches!(shop.store.commit(&again, now()), Err(StoreError::Unchanged)));

    let one = item(&shop, "full");
    assert_eq!((one.created_at, one.updated_at), (Instant(1_000), Instant(2_000_000)));
    assert_eq!(one.source, Some(("jira".into(), "A-1".into())));
    assert_eq!(epic_of(&shop, "full").as_deref(), Some("epic"), "an epic that comes later in the file");
    assert_eq!(item(&shop, "second").updated_at, Instant(1_000), "never now");
    assert_eq!(shop.titles(List::Backlog), "mine second", "new items go to the bottom");
}

#[test]
fn an_issue_with_the_products_prefix_keeps_its_number() {
    let mut shop = Shop::with(&["mine", "also mine"]);
    let prefix = item(&shop, "mine").key.prefix;
    let key = |n: i64| format!("{prefix}-{n}");
    take(&mut shop, vec![record(&key(50), "fifty"), record(&key(2), "taken here"), record("A-7", "other project")]);
    let number = |title: &str| item(&shop, title).key.number;
    assert_eq!((number("fifty"), number("mine"), number("also mine")), (50, 1, 2));
    assert_eq!((number("taken here"), number("other project")), (51, 52), "the next that were never used");
}

#[test]
fn items_in_the_trash_and_declined_ones_are_known() {
    let mut shop = Shop::new();
    take(&mut shop, vec![record("A-1", "a"), record("A-2", "b")]);
    let refusal = Refusal { reason: "no".into(), ..Refusal::default() };
    let (a, b) = (shop.id("a"), shop.id("b"));
    shop.commit(&Change::Trash { items: vec![a] });
    shop.commit(&Change::Decline { items: vec![b], refusal });
    let again = counts(&shop, vec![record("A-1", "a"), record("A-2", "b")]);
    assert_eq!(again, Counts { unchanged: 2, ..Counts::default() });
}

#[test]
fn fields_merge_one_by_one() {
    let mut shop = Shop::new();
    take(&mut shop, vec![record("A-1", "a"), record("A-2", "b")]);
    let (a, b) = (shop.id("a"), shop.id("b"));
    shop.commit(&Change::SetEstimate { items: vec![a], estimate: size("3") });
    shop.commit(&Change::SetTitle { item: b, title: "mine".into() });
    shop.shift(&["mine"], Spot::Top);
    let mine = item(&shop, "mine").updated_at;

    let mut one = record("A-1", "theirs");
    one.item.text.tags = vec!["new".into()];
    one.item.updated_at = Some(Instant(5_000));
    let mut two = record("A-2", "theirs too");
    two.item.state = State::Done;
    two.item.done_at = Some(Instant(86_400_000 * 3));
    two.item.updated_at = Some(Instant(mine.0 + 7));
    let records = vec![one, two];
    let before = dump(shop.store.path());
    let found = take(&mut shop, records.clone());
    assert_eq!(found, Counts { created: 0, updated: 2, unchanged: 0, conflicts: 1 });
    let one = item(&shop, "theirs");
    assert_eq!((one.text.estimate, one.text.tags), (size("3"), vec!["new".to_owned()]));
    assert_eq!(one.updated_at, now().at, "the later change is the one here");
    let two = item(&shop, "mine");
    assert_eq!((two.state, two.done_at), (State::Done, Some(Instant(86_400_000 * 3))));
    assert_eq!(two.updated_at, Instant(mine.0 + 7), "the later change is the one there");
    let told = json(&shop.store);
    assert!(told.contains("\"day\":\"1970-01-04\""), "the fact has its day from the source: {told}");
    assert_eq!(counts(&shop, records), Counts { unchanged: 2, ..Counts::default() }, "a conflict is told once");
    shop.undo();
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn every_field_can_be_taken_over() {
    let mut shop = Shop::new();
    let plain = Record { item: NewItem { text: full("A-1").item.text.clone(), ..full("A-1").item }, ..full("A-1") };
    let mut bare = record("A-1", "bare");
    bare.judges = Arc::clone(&plain.judges);
    bare.item.updated_at = Some(Instant(5));
    for (first, second) in [(bare.clone(), plain.clone()), (plain, bare)] {
        take(&mut shop, vec![epic("E-1", "epic"), first.clone()]);
        let before = dump(shop.store.path());
        let found = take(&mut shop, vec![second.clone()]);
        assert_eq!((found.updated, found.conflicts), (1, 0));
        let now_known = shop.store.known(Some(shop.product), &parsed(vec![second.clone()])).unwrap();
        let known = &now_known.items[&("jira".to_owned(), "A-1".to_owned())];
        assert_eq!(known.here, second.values(&|_| true));
        assert_eq!(known.imported, second.values(&|_| true));
        let after = dump(shop.store.path());
        assert!(matches!(shop.undo(), Undone::Done(_)));
        assert_eq!(dump(shop.store.path()), before);
        assert!(matches!(shop.redo(), Undone::Done(_)));
        assert_eq!(dump(shop.store.path()), after);
        shop.undo();
        shop.undo();
    }
}

#[test]
fn kinds_turn_together_with_their_epics() {
    let mut shop = Shop::new();
    take(&mut shop, vec![epic("E-1", "one"), record("E-2", "two"), under("A-1", "a", "E-1")]);
    // The epic becomes a story of what becomes the epic.
    let turned = vec![under("E-1", "one", "E-2"), epic("E-2", "two"), under("A-1", "a", "E-2")];
    assert_eq!(take(&mut shop, turned.clone()).updated, 3);
    assert_eq!((epic_of(&shop, "a"), epic_of(&shop, "one")), (Some("two".into()), Some("two".into())));
    assert_eq!(counts(&shop, turned).unchanged, 3);
    let add = titled("mine", Kind::Story);
    let mine = shop.add(add, Spot::Top);
    let two = shop.id("two");
    shop.commit(&Change::SetEpic { items: vec![mine], epic: Some(two) });
    let parsed = parsed(vec![record("E-2", "two")]);
    let change = change(&shop.store, &parsed, shop.product);
    assert!(shop.refused(&change).contains("still has 3 items"));
}

#[test]
fn epics_are_found_across_files() {
    let mut shop = Shop::new();
    take(&mut shop, vec![epic("E-1", "known")]);
    take(&mut shop, vec![under("A-1", "a", "E-1"), under("A-2", "b", "E-2"), under("A-3", "c", "E-9")]);
    assert_eq!(epic_of(&shop, "a").as_deref(), Some("known"));
    assert_eq!((epic_of(&shop, "b"), epic_of(&shop, "c")), (None, None));
    let both = vec![epic("E-2", "late"), under("A-2", "b", "E-2"), under("A-3", "c", "E-9")];
    let found = take(&mut shop, both);
    assert_eq!((found.created, found.updated, found.unchanged), (1, 1, 1));
    assert_eq!(epic_of(&shop, "b").as_deref(), Some("late"), "taken as soon as it is known");
}

#[test]
fn an_import_is_one_step_there_and_back() {
    let mut shop = Shop::with(&["a", "b"]);
    let before = dump(shop.store.path());
    let mut records: Vec<Record> = (0..700).map(|n| under(&format!("A-{n}"), &format!("t{n}"), "E-1")).collect();
    records.push(epic("E-1", "epic"));
    records.push(full("F-1"));
    let parsed = parsed(records);
    let change = change(&shop.store, &parsed, shop.product);
    let done = shop.commit(&change);
    assert_eq!(done.label, "import a.csv (702 new, 0 updated)");
    assert!(done.is_large && done.has_moved_lists);
    let after = dump(shop.store.path());
    assert_eq!(shop.order(List::Backlog).len(), 702);
    shop.undo();
    assert_eq!(dump(shop.store.path()), before);
    shop.redo();
    assert_eq!(dump(shop.store.path()), after);
    shop.undo();
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let mut shop = Shop::with(&["a"]);
    let parsed = parsed((0..2_000).map(|n| record(&format!("A-{n}"), &format!("t{n}"))).collect());
    let change = change(&shop.store, &parsed, shop.product);
    let before = dump(shop.store.path());
    let (mut told, mut furthest) = (Vec::new(), 0);
    for stop in [0, 1_000] {
        let mut watch = |done: usize, total: usize| {
            told.push(done - furthest.min(done));
            furthest = done;
            assert_eq!(total, 2_000);
            if done >= stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let error = shop.store.commit_watched(&change, now(), &mut watch).unwrap_err();
        assert!(matches!(error, StoreError::Cancelled));
        assert_eq!(dump(shop.store.path()), before);
    }
    assert!(furthest >= 1_000 && told.iter().all(|step| *step <= 500), "{told:?}");
}

#[test]
fn a_plan_that_is_no_longer_true_is_asked_again() {
    let mut shop = Shop::new();
    take(&mut shop, vec![record("A-1", "a")]);
    let parsed = parsed(vec![record("A-1", "a2"), record("A-2", "b")]);
    let change = change(&shop.store, &parsed, shop.product);
    let a = shop.id("a");
    shop.commit(&Change::SetTitle { item: a, title: "mine".into() });
    let told = shop.refused(&change);
    assert!(told.contains("0 updated instead of 1") && told.contains("type :import again"), "{told}");
}

#[test]
fn a_new_product_gets_a_prefix_that_is_free() {
    let mut shop = Shop::new();
    let parsed = Arc::new(parsed(vec![record("A-1", "a")]));
    let expect = Counts { created: 1, ..Counts::default() };
    for prefix in ["WEB2", "WEB3", "WEB4"] {
        let target = Target::New(product("Other", "WEB"));
        shop.commit(&Change::Import { parsed: Arc::clone(&parsed), target, expect, chosen: Chosen::default() });
        assert_eq!(shop.store.products().unwrap().last().unwrap().prefix, prefix);
    }
    let before = shop.store.products().unwrap().len();
    let last = shop.store.products().unwrap()[before - 1].id;
    assert!(matches!(shop.store.undo(Some(last), now(), None).unwrap(), Undone::Done(_)));
    assert_eq!(shop.store.products().unwrap().len(), before - 1, "the undo takes the product too");
}

pub(crate) fn file() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("b.db"), writer("Ada")).unwrap();
    (dir, store)
}

/// All products of a file as JSON.
pub(crate) fn json(store: &Store) -> String {
    let mut out = Vec::new();
    let writer = RefCell::new(exchange::json::Writer::new(&mut out).unwrap());
    for product in store.products().unwrap() {
        writer.borrow_mut().product(&product).unwrap();
        let mut beside = |told: Beside| {
            writer.borrow_mut().beside(&told).unwrap();
            ControlFlow::Continue(())
        };
        store
            .export_whole(product.id, None, &mut beside, &mut |item| {
                writer.borrow_mut().item(&item).unwrap();
                ControlFlow::Continue(())
            })
            .unwrap();
    }
    writer.into_inner().finish().unwrap();
    String::from_utf8(out).unwrap()
}

fn read_json(text: &str) -> Vec<Parsed> {
    let source = Source { name: "b.json".into(), bytes: text.into() };
    exchange::read_each(&[source], &Options::default()).unwrap()
}

/// Imports JSON into a file; answers the sum of the counts.
pub(crate) fn take_json(store: &mut Store, text: &str) -> Counts {
    let mut all = Counts::default();
    for parsed in read_json(text) {
        let plan = transfer::plan(store, parsed, None).unwrap();
        let change =
            Change::Import { parsed: plan.parsed, target: plan.target, expect: plan.counts, chosen: Chosen::default() };
        match store.commit(&change, now()) {
            Ok(_) | Err(StoreError::Unchanged) => {}
            Err(error) => panic!("{error}"),
        }
        all.created += plan.counts.created;
        all.updated += plan.counts.updated;
        all.unchanged += plan.counts.unchanged;
        all.conflicts += plan.counts.conflicts;
    }
    all
}

/// Export → import into an empty file → export gives the same bytes, and a second import changes nothing.
pub(crate) fn assert_lossless(store: &Store) {
    let first = json(store);
    let (_dir, mut other) = file();
    take_json(&mut other, &first);
    let second = json(&other);
    if first != second {
        let odd = first.lines().zip(second.lines()).find(|(a, b)| a != b);
        panic!("{odd:#?}");
    }
    let again = take_json(&mut other, &second);
    assert_eq!((again.created, again.updated, again.conflicts), (0, 0, 0));
    let newest = other.newest_steps(None, 10).unwrap();
    assert_eq!(newest.len(), other.products().unwrap().len(), "the second import made no step");
}

#[test]
fn the_demo_opens_and_leaves_without_a_loss() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.db");
    let mut store = demo::create(&path, writer("Ada"), now()).unwrap();
    let product = store.products().unwrap()[0].id;
    let counts = [List::Backlog, List::Inbox, List::Epics, List::Done, List::Declined, List::Trash]
        .map(|list| store.order(product, list).unwrap().len());
    assert_eq!(counts, [36, 7, 5, 19, 4, 2]);
    assert_lossless(&store);
    let again = transfer::plan(&store, demo::parsed(now()).unwrap(), None).unwrap();
    assert_eq!(again.counts, Counts { unchanged: 73, ..Counts::default() });
    assert_eq!(store.undo(None, now(), None).unwrap(), Undone::Nothing, "the sample is a beginning");
    drop(store);
    let mut store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
    assert!(matches!(store.undo(None, now(), None).unwrap(), Undone::Done(_)));
    assert_eq!(dump(&path), "");
}

#[test]
fn odd_items_leave_and_come_back_without_a_loss() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e", "f"]);
    let one = shop.add(titled("one", Kind::Epic), Spot::Bottom);
    let two = shop.add(titled("two", Kind::Epic), Spot::Bottom);
    let mut records = vec![full("A-1"), epic("E-1", "theirs"), record("A-2", "off"), record("A-3", "both")];
    records[2].item.text.estimate = size("4.5");
    records[2].item.state = State::Inbox;
    records[3].item.is_trashed = true;
    take(&mut shop, records);
    let ids = |titles: &str| titles.split(' ').map(|title| shop.id(title)).collect::<Vec<_>>();
    let renamed = shop.id("d");
    let refusal = |reason: &str| Refusal {
        reason: reason.into(),
        alternative: Some(String::new()),
        requester: None,
        again: None,
    };
    let later = |n: i64| upnext::domain::Now { at: Instant(now().at.0 + n), ..now() };
    for (n, change) in (1..).zip([
        Change::SetEpic { items: ids("a b"), epic: Some(one) },
        Change::SetEpic { items: ids("c"), epic: Some(two) },
        Change::SetState { items: ids("a b"), state: State::Done },
        Change::Decline { items: ids("d"), refusal: refusal("first") },
        Change::Decline { items: ids("c"), refusal: refusal("second") },
        Change::SetTitle { item: renamed, title: "d after".into() },
        Change::Trash { items: ids("f") },
        Change::Trash { items: ids("e full") },
        Change::SetTags { items: ids("b"), add: vec!["Zebra".into(), "ape".into()], remove: vec![] },
        Change::SetEstimate { items: ids("b"), estimate: size("XL") },
        Change::Trash { items: vec![two] },
        Change::AddProduct(product("Second", "SEC")),
        Change::AddProduct(product("Empty", "EMP")),
    ]) {
        shop.store.commit(&change, later(n * 1_000)).unwrap();
    }
    let second = shop.store.products().unwrap()[1].id;
    let item = Box::new(titled("other", Kind::Spike));
    shop.store.commit(&Change::AddItem { product: second, item, spot: Spot::Top }, now()).unwrap();
    assert_lossless(&shop.store);
    let text = json(&shop.store);
    let known = json(&shop.store).matches("\"trashed\":true").count();
    assert_eq!(known, 5, "{text}");
}

#[test]
fn another_file_of_upnext_merges_by_the_newer_change() {
    let mut shop = Shop::with(&["a", "b"]);
    take(&mut shop, vec![record("A-1", "c")]);
    let (_dir, mut other) = file();
    take_json(&mut other, &json(&shop.store));
    let there = other.products().unwrap()[0].id;
    let ids: Vec<ItemId> = other.order(there, List::Backlog).unwrap().ids().collect();
    let later = upnext::domain::Now { at: Instant(now().at.0 + 60_000), day: "2026-03-03".parse().unwrap(), ahead: 0 };
    other.commit(&Change::SetState { items: vec![ids[0]], state: State::Ready }, later).unwrap();
    other.commit(&Change::SetTitle { item: ids[2], title: "c2".into() }, later).unwrap();
    let text = json(&other);
    let found = take_json(&mut shop.store, &text);
    assert_eq!(found, Counts { updated: 2, unchanged: 1, ..Counts::default() });
    let a = item(&shop, "a");
    assert_eq!((a.state, a.updated_at), (State::Ready, later.at));
    assert_eq!(json(&shop.store), text);
    assert_eq!(counts(&shop, vec![record("A-1", "c")]).conflicts, 0, "what Jira said is still known");
}

#[test]
fn an_identity_in_two_products_is_no_obstacle() {
    let mut shop = Shop::with(&["a", "b"]);
    let other = product("Copy", "CPY");
    shop.commit(&Change::AddProduct(other));
    let copy = shop.store.products().unwrap()[1].id;
    let parsed = read_json(&json(&shop.store)).remove(0);
    let first = change(&shop.store, &parsed, copy);
    shop.commit(&first);
    let again = change(&shop.store, &parsed, copy);
    assert!(matches!(shop.store.commit(&again, now()), Err(StoreError::Unchanged)));
    assert_eq!(shop.store.order(copy, List::Backlog).unwrap().len(), 2);
    assert_lossless(&shop.store);
}

#[test]
fn the_same_issue_imported_in_two_files_is_one_item() {
    let mut shop = Shop::new();
    take(&mut shop, vec![epic("E-1", "e"), under("A-1", "a", "E-1")]);
    let (_dir, mut other) = file();
    other.commit(&Change::AddProduct(product("There", "THE")), now()).unwrap();
    let there = other.products().unwrap()[0].id;
    let file = parsed(vec![under("A-1", "a", "E-1"), epic("E-1", "e")]);
    let first = change(&other, &file, there);
    other.commit(&first, now()).unwrap();
    let parsed = read_json(&json(&other)).remove(0);
    let known = shop.store.known(Some(shop.product), &parsed).unwrap();
    let plan = import::plan(&parsed, &known);
    assert_eq!((plan.creates.len(), plan.conflicts.len()), (0, 0));
}

#[test]
fn hostile_values_come_in_clean_and_whole() {
    let tags: Vec<String> = (0..300).map(|n| format!("\"tag {n}\"")).collect();
    let huge = "x".repeat(1 << 20);
    let long = "t".repeat(1 << 20);
    let text = format!(
        "{{\"format\":\"upnext\",\"version\":1,\"products\":[{{\"product\":{{\"name\":\"H\\u001b[31m\",\"prefix\":\"H\"}},\
         \"items\":[{{\"title\":\"n\\u0000ul \\u001b[2J\",\"description\":\"{huge}\",\"tags\":[{}]}},\
         {{\"title\":\"{long}\",\"tags\":[\"A\",\"a\",\"\"],\"number\":-4}},\
         {{\"title\":\"\\u202eright to left\",\"criteria\":[{{\"text\":\"\\u0000\",\"is_done\":true}}],\
           \"state\":\"declined\",\"decline\":{{\"reason\":\" \",\"alternative\":null,\"requester\":null}}}},\
         {{\"title\":\"'; DROP TABLE item; --\",\"number\":1,\"epic\":\"00000000-0000-0000-0000-000000000000\"}}]}}]}}",
        tags.join(",")
    );
    let (_dir, mut store) = file();
    let plan = transfer::plan(&store, read_json(&text).remove(0), None).unwrap();
    assert!(plan.lines.iter().all(|l| !l.contains('\u{1b}')), "{:?}", plan.lines);
    assert!(plan.lines.contains(&"tags over 200 of one item, left out: 100".to_owned()), "{:?}", plan.lines);
    assert_eq!(plan.lines[..2], ["4 new, 0 updated, 0 unchanged, 0 conflicts", "into a new product: H[31m (H)"]);
    take_json(&mut store, &text);
    let product = store.products().unwrap()[0].id;
    let order = store.order(product, List::Backlog).unwrap();
    let items: Vec<Item> = order.ids().map(|id| store.item(id).unwrap().unwrap()).collect();
    assert_eq!(items[0].text.title, "nul [2J");
    assert_eq!((items[0].text.description.len(), items[0].text.tags.len()), (1 << 20, 200));
    assert!(items[1].text.title.len() < 5_000 && items[1].extra[0].value.len() == 1 << 20);
    assert_eq!(items[1].text.tags, ["A"]);
    assert_eq!(
        items.iter().map(|i| i.key.number).collect::<Vec<_>>(),
        [2, 3, 1],
        "the number asked for, then the next"
    );
    assert_lossless(&store);
    let again = take_json(&mut store, &text);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 4), "known by key without an identity");
}

#[test]
fn a_plan_says_where_it_goes() {
    let mut shop = Shop::new();
    let file = || Parsed { name: "orders.csv".into(), ..parsed(vec![record("A-1", "a")]) };
    let plan = transfer::plan(&shop.store, file(), None).unwrap();
    assert_eq!(plan.lines[1], "into the product Webshop (WEB)");
    assert_eq!(plan.target, Target::Existing(shop.product));
    shop.commit(&Change::AddProduct(product("Second", "SEC")));
    let plan = transfer::plan(&shop.store, file(), None).unwrap();
    assert_eq!(plan.lines[1], "into a new product: orders (ORD)");
    let told = Parsed { product: Some(product("Told", "TOL")), ..file() };
    assert_eq!(transfer::plan(&shop.store, told, None).unwrap().lines[1], "into a new product: Told (TOL)");
    let gone = transfer::plan(&shop.store, file(), Some(ProductId(99))).unwrap_err();
    assert!(matches!(gone, TransferError::Store(StoreError::NoProduct)));
}

#[test]
fn files_go_in_and_out() {
    let mut shop = Shop::with(&["a", "b"]);
    let path = |name: &str| shop.dir.path().join(name);
    let said = transfer::export_to(&shop.store, shop.product, None, Export::Json, &path("b.json")).unwrap();
    assert_eq!(said, format!("exported 2 items as JSON to {}", path("b.json").display()));
    let mut out = Vec::new();
    assert_eq!(transfer::export(&shop.store, shop.product, None, Export::Json, &mut out).unwrap(), 2);
    assert_eq!(std::fs::read(path("b.json")).unwrap(), out);
    let there = transfer::export_to(&shop.store, shop.product, None, Export::Csv, &path("b.json")).unwrap_err();
    assert_eq!((there.exit_code(), std::fs::read(path("b.json")).unwrap() == out), (73, true));
    let nowhere = transfer::export_to(&shop.store, shop.product, None, Export::Csv, &path("no/b.csv")).unwrap_err();
    assert_eq!(nowhere.exit_code(), 73, "{nowhere}");
    let left = std::fs::read_dir(shop.dir.path())
        .unwrap()
        .filter(|f| f.as_ref().unwrap().file_name().to_string_lossy().starts_with(".b.json"));
    assert_eq!(left.count(), 0, "the file under its other name is gone");

    let read = transfer::read(&[path("b.json")], &Options::default()).unwrap();
    let plan = transfer::plan(&shop.store, read, None).unwrap();
    assert_eq!(plan.counts, Counts { unchanged: 2, ..Counts::default() });
    let (one, two) = (path("one.txt"), path("two.txt"));
    std::fs::write(&one, "As a user, I want x, so that y").unwrap();
    std::fs::write(&two, "- Buy a server").unwrap();
    let plan = transfer::plan(&shop.store, transfer::read(&[one, two], &Options::default()).unwrap(), None).unwrap();
    assert_eq!((plan.counts.created, plan.parsed.name.as_str()), (2, "2 files"));
    let change =
        Change::Import { parsed: plan.parsed, target: plan.target, expect: plan.counts, chosen: Chosen::default() };
    assert_eq!(shop.commit(&change).label, "import 2 files (2 new, 0 updated)");
}

/// A writer that fails after some bytes.
struct Full(usize, std::io::ErrorKind);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::Error::from(self.1))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_and_a_closed_pipe_is_no_error() {
    let shop = Shop::with(&["a", "b"]);
    let full = &mut Full(10, std::io::ErrorKind::StorageFull);
    let error = transfer::export(&shop.store, shop.product, None, Export::Csv, full).unwrap_err();
    assert_eq!(error.exit_code(), 74, "{error}");
    let closed = &mut Full(10, std::io::ErrorKind::BrokenPipe);
    assert!(transfer::export(&shop.store, shop.product, None, Export::Csv, closed).is_ok());
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-zé\"\\\\ {}\n]{1,12}".prop_map(|t| t.trim().replace('\n', " ")),
        Just("日本 ’x".into())
    ]
}

prop_compose! {
    fn any_text()(title in "[a-z'\"]{1,8}", kind in 0..6_usize, want in text(), description in text(), note in text(),
        estimate in prop_oneof![Just(""), Just("3"), Just("4.25"), Just("XL")],
        tags in prop::collection::vec("[A-Ca-c]{1,2}", 0..4)) -> upnext::domain::item::Story {
        let kind = [Kind::Epic, Kind::Story, Kind::Bug, Kind::Debt, Kind::Spike, Kind::Task][kind];
        let estimate = size(estimate);
        upnext::domain::item::Story { title, kind, want, description, note, estimate, tags, ..Default::default() }
    }
}

prop_compose! {
    fn any_item()(text in any_text(), state in 0..7_usize, is_trashed: bool, dates in prop::collection::vec(prop::option::of(0..4_i64), 5),
        events in prop::collection::vec(0..3_i64, 0..3), blocked in prop::option::of("[a-z]{1,3}"),
        criteria in prop::collection::vec(("[a-z]{1,3}", any::<bool>()), 0..3), uid: u128, number in prop::option::of(1..40_i64)) -> NewItem {
        let state = [State::Inbox, State::Open, State::Ready, State::InProgress, State::ToAccept, State::Done, State::Declined][state];
        let date = |n: usize| dates[n].map(|d| Instant(d * 1_000));
        let day = "2026-02-03".parse().unwrap();
        let mut inputs = Inputs::default();
        // On their scales: what is off it is left out.
        inputs.set("rice.reach", dates[1].map(|n| Amount(n.abs() * 250)));
        inputs.set("moscow", dates[2].map(|n| Amount::whole(1 + n.rem_euclid(4))));
        let event = |at: &i64| Event::plain(Fact::Estimate, None, Some("3".into()), Instant(*at), day);
        NewItem {
            text,
            state,
            criteria: criteria.iter().map(|(t, d)| line(t, *d)).collect(),
            subtasks: criteria.into_iter().rev().map(|(t, d)| line(&t, !d)).collect(),
            blocked,
            decline: (state == State::Declined).then(|| Refusal { reason: "no".into(), ..Refusal::default() }),
            uid: Some(uuid::Uuid::from_u128(uid)),
            number,
            is_trashed,
            created_at: date(0),
            updated_at: date(1),
            done_at: date(2),
            declined_at: date(3),
            trashed_at: date(4),
            events: events.iter().map(event).collect(),
            questions: vec![Asked { text: "why?".into(), asked_on: day, answer: None }],
            snoozed_until: Some(day),
            kept: Some(Kept { on: day, why: "still wanted".into() }),
            inputs,
            pinned: dates[0].map(|n| format!("decided {n}")),
            ..NewItem::default()
        }
    }
}

prop_compose! {
    fn any_records()(items in prop::collection::vec((any_item(), 0..12_usize, any::<bool>()), 1..12)) -> Vec<Record> {
        let keys: Vec<String> = items.iter().map(|i| i.0.uid.unwrap().to_string()).collect();
        let record = |(n, (item, parent, is_ours)): (usize, (NewItem, usize, bool))| {
            let imported = Values::from([(Field::Title, "t".into())]);
            let origin = Origin { source: "jira".into(), key: format!("A-{n}"), imported, ..Origin::default() };
            Record {
                source: if is_ours { UPNEXT.into() } else { "csv".into() },
                key: keys[n].clone(),
                parent: keys.get(parent).cloned(),
                needs: keys.iter().skip(n + 1).step_by(2).cloned().collect(),
                about: keys.first().filter(|_| n > 1 && n % 2 == 0).cloned(),
                merged_into: keys.first().filter(|_| n > 0 && item.state == State::Declined).cloned(),
                origin: (n % 3 == 0).then_some(origin),
                extra: (0..n % 3).map(|n| Extra { column: format!("c{n}"), value: n.to_string() }).collect(),
                item,
                tells: Fields::ALL,
                ..Record::default()
            }
        };
        items.into_iter().enumerate().map(record).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_imported_leaves_without_a_loss(records in any_records()) {
        let (dir, mut store) = file();
        let duels = records.windows(2).map(|two| DuelRecord {
            item: two[0].key.parse().unwrap(),
            other: two[1].key.parse().unwrap(),
            is_won: two[0].needs.len() % 2 == 0,
        });
        let criteria = vec![Weighed { number: 3, name: "fit".into(), weight: Amount(2500), direction: Direction::Less }];
        let scoring = Scoring { framework: Framework::Rice, criteria, given: 3, ..Scoring::default() };
        let parsed = Parsed { duels: duels.collect(), scoring: Some(Box::new(scoring)), ..parsed(records) };
        let expect = import::plan(&parsed, &Known::default()).counts();
        let target = Target::New(product("Any", "ANY"));
        store.commit(&Change::Import { parsed: Arc::new(parsed.clone()), target, expect, chosen: Chosen::default() }, now()).unwrap();
        assert_lossless(&store);
        let path = dir.path().join("b.db");
        let after = dump(&path);
        prop_assert!(matches!(store.undo(None, now(), None).unwrap(), Undone::Done(_)));
        prop_assert_eq!(dump(&path), "");
        store.redo(None, now()).unwrap();
        prop_assert_eq!(dump(&path), after);
        prop_assert_eq!(whole(&path), Vec::<String>::new());
    }
}

/// What SQLite finds wrong in a file.
fn whole(path: &Path) -> Vec<String> {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut check = conn.prepare("PRAGMA foreign_key_check").unwrap();
    check.query_map([], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}
