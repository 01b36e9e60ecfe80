//! Sprints in upnext's own JSON: out, in again, and beside what is known already.

use crate::import::{assert_lossless, file, json, take_json};
use crate::report::{day, on, running, state};
use crate::store::{Shop, dump, now, product, size, titled};
use chrono::NaiveDate;
use upnext::domain::item::NewItem;
use upnext::domain::sprint::{Cause, Course, End, Fate, Figures, Improvement, Next, Past, PastSprint, Plan};
use upnext::domain::{Change, Kind, List, Points, ProductId, Spot, SprintId, State};
use upnext::exchange::{self, Options, Source};
use upnext::runtime::transfer;
use upnext::store::{Store, StoreError, Undone};

/// A product with everything that Sprints can have: one held elsewhere, one that is over with a change of scope and
/// items carried over, one that runs, one that is planned.
fn history() -> Shop {
    let (mut shop, one) = running();
    let product = shop.product;
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let past = PastSprint {
        name: "Sprint 77".into(),
        starts: date("2026-01-05"),
        ends: date("2026-01-16"),
        past: Past { planned: Some(Points(21_500)), completed: None },
    };
    on(&mut shop, 1, &Change::AddPastSprints { product, sprints: vec![past] });
    let pull = |shop: &mut Shop, after, title: &str, sprint| {
        let items = vec![shop.id(title)];
        let cause = Cause { reason: "the fair".into(), asked: "Ann".into() };
        on(shop, after, &Change::SetSprint { items, sprint, end: End::Head, cause });
    };
    let items = vec![shop.id("a"), shop.id("c")];
    on(&mut shop, 1, &Change::SetServes { items, serves: true });
    state(&mut shop, 1, "a", State::InProgress);
    state(&mut shop, 2, "a", State::ToAccept);
    pull(&mut shop, 2, "g", Some(one));
    pull(&mut shop, 3, "e", None);
    let items = vec![shop.id("f")];
    on(&mut shop, 3, &Change::SetEstimate { items, estimate: size("13") });
    let items = vec![shop.id("a")];
    let value = "Nobody has to call".into();
    on(&mut shop, 3, &Change::Accept { items, open: vec!["text read".into()], value });
    state(&mut shop, 4, "b", State::ToAccept);
    let items = vec![shop.id("b")];
    on(&mut shop, 5, &Change::Return { items, reason: "the total".into(), criterion: None });
    let items = vec![shop.id("d")];
    on(&mut shop, 5, &Change::Trash { items });
    let heard =
        NewItem { about: Some(shop.id("a")), heard_in: Some(1), state: State::Inbox, ..titled("heard", Kind::Story) };
    shop.add(heard, Spot::Bottom);
    let fates =
        vec![(shop.id("f"), Fate::Next), (shop.id("c"), Fate::Backlog(Spot::Bottom)), (shop.id("b"), Fate::Next)];
    let next = Next::New(Box::new(Plan { name: "The fair".into(), capacity: Some(Points(20_000)), ..Plan::default() }));
    on(&mut shop, 11, &Change::CloseSprint { sprint: one, is_goal_met: Some(false), next, fates });
    let notes = "Good\nbut late".into();
    on(&mut shop, 11, &Change::ReviewSprint { sprint: one, is_goal_met: Some(true), notes });
    let said = Improvement {
        text: "Ask earlier".into(),
        owner: "Mira".into(),
        due: Some(day(20).day),
        done_on: Some(day(12).day),
    };
    on(&mut shop, 11, &Change::Improve { sprint: one, said });
    let two = shop.store.sprints(shop.product).unwrap().last().unwrap().id;
    on(&mut shop, 14, &Change::StartSprint { sprint: two });
    pull(&mut shop, 15, "c", Some(two));
    state(&mut shop, 15, "f", State::Done);
    on(&mut shop, 15, &Change::AddSprint { product, plan: Box::default() });
    let three = shop.store.sprints(shop.product).unwrap().last().unwrap().id;
    pull(&mut shop, 15, "e", Some(three));
    shop
}

/// A course without the rows and days of the file it was read from.
fn told(store: &Store, course: &Course) -> String {
    let key = |id| {
        let item = store.item(id).unwrap();
        item.map_or_else(|| "—".to_owned(), |item| item.key.to_string())
    };
    let frozen = |all: &[upnext::domain::sprint::Frozen]| {
        all.iter()
            .map(|f| format!("{} {:?} {:?} {} {:?}", key(f.item), f.state, f.estimate, f.serves_goal, f.went))
            .collect::<Vec<_>>()
    };
    let facts: Vec<String> = course.facts.iter().map(|h| format!("{} {:?}", key(h.item), h.event)).collect();
    let mut figures = Figures::of(course);
    (figures.sprint.id, figures.sprint.product) = (SprintId(0), ProductId(0));
    format!("{figures:#?}\n{:#?}\n{:#?}\n{facts:#?}", frozen(&course.start), frozen(&course.end))
}

fn courses(store: &Store, product: ProductId) -> Vec<String> {
    let sprints = store.sprints(product).unwrap();
    sprints.iter().map(|sprint| told(store, &store.course(sprint.id).unwrap().unwrap())).collect()
}

fn order(store: &Store, product: ProductId) -> Vec<String> {
    let row = |id| store.item(id).unwrap().unwrap();
    let rows = store.order(product, List::Backlog).unwrap();
    rows.ids().map(|id| format!("{} {:?}", row(id).text.title, row(id).sprint.map(|s| s.title))).collect()
}

fn numbered(store: &Store, product: ProductId, number: i64) -> SprintId {
    store.sprints(product).unwrap().into_iter().find(|sprint| sprint.number == number).unwrap().id
}

#[test]
fn a_file_with_sprints_leaves_and_comes_back_without_a_loss() {
    let shop = history();
    assert_lossless(&shop.store);
    let (dir, mut other) = file();
    take_json(&mut other, &json(&shop.store));
    let there = other.products().unwrap()[0].id;
    assert_eq!(courses(&shop.store, shop.product), courses(&other, there));
    assert_eq!(order(&shop.store, shop.product), order(&other, there));
    let improvements = |store: &Store, product| {
        store.improvements(product).unwrap().into_iter().map(|a| (a.number, a.said)).collect::<Vec<_>>()
    };
    assert_eq!(improvements(&shop.store, shop.product), improvements(&other, there));
    let heard = other.heard(numbered(&other, there, 1)).unwrap();
    assert_eq!(heard[0].about.as_ref().unwrap().1, "a");
    // One step, which one undo takes back.
    let path = dir.path().join("b.db");
    let after = dump(&path);
    assert!(matches!(other.undo(None, now(), None).unwrap(), Undone::Done(_)));
    assert_eq!(dump(&path), "");
    other.redo(None, now()).unwrap();
    assert_eq!(dump(&path), after);
}

#[test]
fn a_second_file_of_the_same_product_doubles_no_sprint() {
    let (mut shop, one) = running();
    let early = json(&shop.store);
    state(&mut shop, 1, "a", State::Done);
    on(&mut shop, 11, &Change::CloseSprint { sprint: one, is_goal_met: None, next: Next::Nothing, fates: vec![] });
    let (_dir, mut other) = file();
    take_json(&mut other, &early);
    let there = other.products().unwrap()[0].id;
    let before = courses(&other, there);
    // The Sprint is known there: it stays as it is.
    take_json(&mut other, &json(&shop.store));
    assert_eq!(other.sprints(there).unwrap().len(), 1);
    assert_eq!(before[0].lines().next(), courses(&other, there)[0].lines().next());
    assert_eq!(other.course(other.sprints(there).unwrap()[0].id).unwrap().unwrap().start.len(), 6);
}

#[test]
fn a_sprint_that_is_new_brings_its_past_to_items_that_are_known() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let early = json(&shop.store);
    let (_dir, mut other) = file();
    take_json(&mut other, &early);
    let there = other.products().unwrap()[0].id;
    // Meanwhile another Sprint is planned there under the same number.
    other.commit(&Change::AddSprint { product: there, plan: Box::default() }, now()).unwrap();
    shop.commit(&Change::AddSprint { product: shop.product, plan: Box::default() });
    let sprint = shop.store.sprints(shop.product).unwrap()[0].id;
    let items = vec![shop.id("b"), shop.id("c")];
    shop.commit(&Change::SetSprint { items, sprint: Some(sprint), end: End::Tail, cause: Cause::default() });
    shop.commit(&Change::StartSprint { sprint });
    let items = vec![shop.id("a")];
    on(&mut shop, 1, &Change::SetSprint { items, sprint: Some(sprint), end: End::Tail, cause: Cause::default() });
    state(&mut shop, 2, "c", State::Done);
    take_json(&mut other, &json(&shop.store));
    assert_eq!(order(&other, there), ["a Some(\"Sprint 2\")", "b Some(\"Sprint 2\")"]);
    let (here, there) = (shop.store.course(sprint).unwrap().unwrap(), {
        let id = numbered(&other, there, 2);
        other.course(id).unwrap().unwrap()
    });
    let frozen = |course: &Course| (course.start.len(), course.end.len(), Figures::of(course).planned);
    assert_eq!(frozen(&here), frozen(&there));
    let facts = |course: &Course| course.facts.iter().map(|h| (h.event.fact, h.event.at)).collect::<Vec<_>>();
    assert_eq!(facts(&here), facts(&there));
    assert_eq!(there.present().count(), 3);
}

#[test]
fn another_running_sprint_is_refused_and_nothing_is_lost() {
    let (shop, _) = running();
    let mut other = Shop::with(&["x"]);
    other.commit(&Change::AddSprint { product: other.product, plan: Box::default() });
    let sprint = other.store.sprints(other.product).unwrap()[0].id;
    let items = vec![other.id("x")];
    other.commit(&Change::SetSprint { items, sprint: Some(sprint), end: End::Tail, cause: Cause::default() });
    other.commit(&Change::StartSprint { sprint });
    let source = Source { name: "b.json".into(), bytes: json(&shop.store).into() };
    let parsed = exchange::read(&[source], &Options::default()).unwrap();
    let plan = transfer::plan(&other.store, parsed, Some(other.product)).unwrap();
    assert!(plan.lines.iter().any(|line| line == "1 Sprint; those that are here already stay as they are"));
    let change = Change::Import {
        parsed: plan.parsed,
        target: plan.target,
        expect: plan.counts,
        chosen: upnext::domain::import::Chosen::default(),
    };
    let before = dump(other.store.path());
    let error = other.store.commit(&change, now()).unwrap_err();
    assert!(matches!(&error, StoreError::OtherRuns(title) if title == "Sprint 1"), "{error}");
    assert_eq!(dump(other.store.path()), before);
}

#[test]
fn a_sprint_in_two_products_is_no_obstacle() {
    let mut shop = history();
    let text = json(&shop.store);
    shop.commit(&Change::AddProduct(product("Twin", "TWI")));
    let twin = shop.store.products().unwrap()[1].id;
    for _ in 0..2 {
        let source = Source { name: "b.json".into(), bytes: text.clone().into() };
        let parsed = exchange::read(&[source], &Options::default()).unwrap();
        let plan = transfer::plan(&shop.store, parsed, Some(twin)).unwrap();
        let change = Change::Import {
            parsed: plan.parsed,
            target: plan.target,
            expect: plan.counts,
            chosen: upnext::domain::import::Chosen::default(),
        };
        match shop.store.commit(&change, now()) {
            Ok(_) | Err(StoreError::Unchanged) => {}
            Err(error) => panic!("{error}"),
        }
        assert_eq!(shop.store.sprints(twin).unwrap().len(), shop.store.sprints(shop.product).unwrap().len());
        assert_eq!(order(&shop.store, twin), order(&shop.store, shop.product));
    }
}

#[test]
fn what_can_not_be_in_a_file_is_mended_and_counted() {
    let (shop, _) = running();
    let text = json(&shop.store);
    let of = |text: String| {
        let source = Source { name: "b.json".into(), bytes: text.into() };
        exchange::read(&[source], &Options::default()).unwrap()
    };
    let odd = of(text.replace("\"ends\":\"2026-03-13\"", "\"ends\":\"2025-03-13\""));
    assert_eq!(odd.sprints[0].plan.ends, None);
    assert!(odd.report.lines.iter().any(|line| line.0.contains("end before they start")), "{:?}", odd.report);
    let odd = of(text.replace("\"phase\":\"active\"", "\"phase\":\"closed\""));
    assert!(odd.report.lines.iter().any(|line| line.0 == "Sprints called closed that are active"), "{:?}", odd.report);
    // An item that the file does not tell is gone: the plan of the Sprint still counts it.
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("\"key\":\"WEB-1\"")).collect();
    let (_dir, mut other) = file();
    take_json(&mut other, &lines.join("\n"));
    let there = other.products().unwrap()[0].id;
    let course = other.course(other.sprints(there).unwrap()[0].id).unwrap().unwrap();
    assert_eq!((course.start.len(), course.cards.len()), (6, 5));
    assert_lossless(&other);
}

#[test]
fn the_review_of_a_sprint_is_written_from_the_program() {
    let mut stage = crate::stage::Stage::with(&["a", "b"]);
    let file = stage.folder().join("review.html");
    let write = |stage: &mut crate::stage::Stage| {
        stage.press(":").type_text(&format!("review-page html {}", file.display())).press("Enter");
    };
    write(&mut stage);
    assert!(stage.toast().contains("no Sprint has been started yet"), "{}", stage.toast());
    let path = stage.folder().join("backlog.db");
    let mut store = Store::open(&path, crate::store::writer("Bo"), upnext::store::Patience::None).unwrap();
    let product = store.products().unwrap()[0].id;
    store.commit(&Change::AddSprint { product, plan: Box::default() }, now()).unwrap();
    let sprint = store.sprints(product).unwrap()[0].id;
    let items = store.order(product, List::Backlog).unwrap().ids().collect();
    store
        .commit(&Change::SetSprint { items, sprint: Some(sprint), end: End::Tail, cause: Cause::default() }, now())
        .unwrap();
    store.commit(&Change::StartSprint { sprint }, now()).unwrap();
    stage.poll();
    write(&mut stage);
    assert!(stage.toast().contains("wrote \"Sprint 1: Sprint Review\" as HTML"), "{}", stage.toast());
    assert!(std::fs::read_to_string(&file).unwrap().contains("<h1>Sprint 1: Sprint Review</h1>"));
    write(&mut stage);
    assert!(stage.toast().contains("is there already"), "{}", stage.toast());
    let page = stage.folder().join("backlog.html");
    stage.press(":").type_text(&format!("export {}", page.display())).press("Enter");
    assert!(std::fs::read_to_string(&page).unwrap().contains("Sprint 1: running"), "{}", stage.toast());
}
