//! Every format, frozen: a file as it was written then must be read, and taken back, for ever.
//!
//! The files `tests/fixtures/format-N.db` are never made anew once a version with that format is out. Until then, after
//! a change of the newest migration: `cargo test --test it -- --ignored store_fixture::freeze`, and put the hash that
//! `cargo test` names into `src/store/schema.rs`.

use crate::replay::{assert_whole, folder, undo_all};
use crate::store::{Shop, dump, now, size, titled, writer};
use std::path::{Path, PathBuf};
use upnext::domain::criterion::Line;
use upnext::domain::item::Refusal;
use upnext::domain::note::{About, Draft};
use upnext::domain::score::{Amount, Framework, Scoring};
use upnext::domain::sprint::{Cause, End, Improvement, Phase, Plan};
use upnext::domain::{Change, Kind, List, Note, Spot, State};
use upnext::store::{Patience, Store};

/// The newest format.
const NEWEST: i64 = 8;

fn fixture(format: i64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/format-{format}.db"))
}

/// A little of everything.
fn fill() -> Shop {
    let mut shop = Shop::new();
    let epic = shop.add(titled("Checkout", Kind::Epic), Spot::Bottom);
    let mut pay = titled("Pay by invoice – für Firmen, 請求書", Kind::Story);
    pay.text.persona = "buyer".into();
    pay.text.want = "to pay by invoice".into();
    pay.text.benefit = "my company needs no card".into();
    pay.text.tags = vec!["payment".into(), "B2B".into()];
    pay.criteria = vec![Line { text: "an invoice is sent".into(), is_done: true }];
    pay.subtasks = vec![Line { text: "ask the lawyers".into(), is_done: false }];
    let pay = shop.add(pay, Spot::Bottom);
    let bug = shop.add(titled("Prices are rounded twice", Kind::Bug), Spot::Top);
    let old = shop.add(titled("Fax orders", Kind::Story), Spot::Bottom);
    let gone = shop.add(titled("Thrown away", Kind::Task), Spot::Bottom);
    shop.commit(&Change::SetEpic { items: vec![pay], epic: Some(epic) });
    shop.commit(&Change::SetEstimate { items: vec![pay, bug], estimate: size("5") });
    shop.commit(&Change::SetState { items: vec![bug], state: State::Done });
    shop.commit(&Change::SetBlocked { items: vec![pay], reason: Some("the contract".into()) });
    let refusal =
        Refusal { reason: "nobody has one".into(), alternative: Some("mail".into()), requester: None, again: None };
    shop.commit(&Change::Decline { items: vec![old], refusal });
    shop.commit(&Change::Trash { items: vec![gone] });
    shop.commit(&Change::Move { items: vec![pay], to: Spot::Top, is_run: false });
    shop.commit(&Change::SetTitle { item: epic, title: "Check-out".into() });
    shop.commit(&Change::Ask { item: pay, text: "Which tax?".into() });
    shop.commit(&Change::SetNeeds { items: vec![pay], add: vec![bug], remove: vec![] });
    shop.commit(&Change::AddSprint {
        product: shop.product,
        plan: Box::new(Plan { goal: "Pay".into(), ..Plan::default() }),
    });
    let sprint = shop.store.sprints(shop.product).unwrap()[0].id;
    shop.commit(&Change::SetSprint { items: vec![pay], sprint: Some(sprint), end: End::Tail, cause: Cause::default() });
    shop.commit(&Change::StartSprint { sprint });
    shop.commit(&Change::Improve { sprint, said: Improvement { text: "pair".into(), ..Improvement::default() } });
    let inputs = vec![("rice.reach".into(), Amount::parse("2000")), ("moscow".into(), Amount::parse("4"))];
    shop.commit(&Change::SetInputs { items: vec![pay], inputs });
    shop.commit(&Change::Compare { item: pay, other: bug, is_won: Some(true) });
    shop.commit(&Change::SetPinned { items: vec![pay], reason: Some("the contract".into()) });
    let scoring = Box::new(Scoring { framework: Framework::Rice, ..Scoring::default() });
    shop.commit(&Change::SetScoring { product: shop.product, scoring });
    let step = shop.store.newest_steps(None, 1).unwrap()[0].id;
    shop.commit(&Change::Explain { step, reason: "numbers".into() });
    shop.undo();
    shop.redo();
    shop.commit(&Change::CloneItem { item: pay });
    shop.undo();
    let draft = Draft { product: Some(shop.product), about: About::NewIdea, text: "half a thought".into() };
    shop.store.keep(&Note::Draft(draft)).unwrap();
    shop
}

#[test]
#[ignore = "writes the fixture; the command stands above"]
fn freeze() {
    let shop = fill();
    let path = fixture(shop.store.facts().unwrap().format.1);
    // Best effort: the first time there is none.
    let _ = std::fs::remove_file(&path);
    shop.store.copy_to(&path).unwrap();
    // Small pages make a small file; SQLite reads both.
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA page_size = 1024; VACUUM").unwrap();
    drop(conn);
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert!(bytes < 200_000, "{bytes} bytes");
}

#[test]
fn a_file_of_every_format_is_read_and_taken_back() {
    (1..=NEWEST).for_each(is_read_and_taken_back);
}

fn is_read_and_taken_back(format: i64) {
    let dir = folder();
    let path = dir.path().join("old.db");
    std::fs::copy(fixture(format), &path).unwrap();
    let store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
    let product = store.products().unwrap().remove(0);
    assert_eq!((product.name.as_str(), product.prefix.as_str()), ("Webshop", "WEB"));
    let titles = |list| {
        let order = store.order(product.id, list).unwrap();
        order.ids().map(|id| store.item(id).unwrap().unwrap().text.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(List::Backlog), ["Pay by invoice – für Firmen, 請求書"]);
    assert_eq!(titles(List::Epics), ["Check-out"]);
    assert_eq!(titles(List::Done), ["Prices are rounded twice"]);
    assert_eq!(titles(List::Declined), ["Fax orders"]);
    assert_eq!(titles(List::Trash), ["Thrown away"]);
    let pay = store.order(product.id, List::Backlog).unwrap().ids().next().unwrap();
    let pay = store.item(pay).unwrap().unwrap();
    assert_eq!((pay.key.to_string().as_str(), &pay.text.estimate), ("WEB-2", &size("5")));
    assert_eq!((pay.text.persona.as_str(), pay.text.tags.join(" ").as_str()), ("buyer", "payment B2B"));
    assert_eq!((pay.criteria[0].text.as_str(), pay.criteria[0].is_met), ("an invoice is sent", true));
    assert_eq!((pay.subtasks[0].text.as_str(), pay.blocked.as_deref()), ("ask the lawyers", Some("the contract")));
    assert_eq!(pay.epic.as_ref().map(|e| e.2.as_str()), Some("Check-out"));
    if format >= 3 {
        assert_eq!(pay.questions[0].said.text, "Which tax?");
        assert_eq!(pay.needs[0].title, "Prices are rounded twice");
    }
    if format >= 4 {
        let sprint = store.sprints(product.id).unwrap().remove(0);
        assert_eq!((sprint.title().as_str(), sprint.phase), ("Sprint 1", Phase::Active));
        assert_eq!(pay.sprint.as_ref().map(|sprint| sprint.title.as_str()), Some("Sprint 1"));
        assert_eq!(store.course(sprint.id).unwrap().unwrap().start[0].item, pay.id);
        assert_eq!(store.improvements(product.id).unwrap()[0].said.text, "pair");
    }
    assert_eq!(store.drafts().unwrap()[0].text, "half a thought");
    drop(store);
    assert_whole(&path);
    let mut store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
    assert!(matches!(store.redo(None, now()).unwrap(), upnext::store::Undone::Done(_)), "the clone comes back");
    assert!(!dump(&path).is_empty());
    assert_eq!(undo_all(&path), "");
}

#[test]
fn the_newest_frozen_file_has_the_schema_of_today() {
    let schema = |path: &Path| -> Vec<String> {
        let conn = rusqlite::Connection::open(path).unwrap();
        let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        conn.prepare(sql).unwrap().query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let fresh = Shop::new();
    assert_eq!(fresh.store.facts().unwrap().format.1, NEWEST, "a new format is frozen too: the command stands above");
    assert!(schema(&fixture(NEWEST)) == schema(fresh.store.path()), "a migration changed: the command stands above");
    let dir = folder();
    for format in 1..NEWEST {
        let copy = dir.path().join(format!("{format}.db"));
        std::fs::copy(fixture(format), &copy).unwrap();
        drop(Store::open(&copy, writer("Ada"), Patience::None).unwrap());
        assert!(
            schema(&copy) == schema(fresh.store.path()),
            "format {format} becomes another schema than a new file has"
        );
    }
}

#[test]
fn an_old_backup_comes_back_into_a_file_of_today() {
    let mut shop = Shop::with(&["a"]);
    shop.store.restore(&fixture(1), None, now()).unwrap();
    assert_eq!(shop.store.order(shop.product, List::Done).unwrap().len(), 1);
    assert_whole(shop.store.path());
    assert_eq!(undo_all(shop.store.path()), "");
}
