//! Filters in the shell, saved filters, values to complete with, and what epics say of their items.

use crate::shell::{fed, filled, run};
use crate::store::{Shop, size, titled};
use serde_json::json;
use upnext::domain::note::SavedFilter;
use upnext::domain::query::{Panel, PanelRows, Rows, Value, Values};
use upnext::domain::{Change, Kind, List, Note, Points, Spot, State, Wanted};
use upnext::store::StoreError;

#[test]
fn a_filter_narrows_a_listing() {
    let home = filled(&["Pay by invoice", "Pay by card", "Ship the parcel"]);
    run(&home, &["edit", "MP-2", "--state", "ready", "--estimate", "8"]).good();
    let titles = |args: &[&str]| {
        let rows = run(&home, &[&["list", "--json"], args].concat()).json();
        rows.as_array().unwrap().iter().map(|r| r["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(titles(&["--filter", "pay"]), "Pay by invoice, Pay by card");
    assert_eq!(titles(&["--filter", "pay !points>5"]), "Pay by invoice");
    assert_eq!(titles(&["--filter", "pay", "--state", "ready"]), "Pay by card");
    assert_eq!(titles(&["--filter", "mp-3 or place<2", "--limit", "1"]), "Pay by invoice");
    let one = run(&home, &["list", "--json", "--filter", "parcel"]).json();
    assert_eq!((&one[0]["place"], &one[0]["key"]), (&json!(3), &json!("MP-3")), "the place in the whole order");
    let none = run(&home, &["list", "--filter", "is:blocked"]).good();
    assert!(none.out.is_empty() && none.err.contains("is like this"), "{}", none.err);
}

#[test]
fn a_bad_filter_is_shown_with_its_place() {
    let home = filled(&["a"]);
    let said = run(&home, &["list", "--filter", "pay stat:open"]);
    said.fails(2, "upnext: there is no field \"stat\": did you mean state?\n  pay stat:open\n      ^^^^\n");
    run(&home, &["export", "--format", "csv", "--filter", "(a"]).fails(2, "this bracket is not closed");
    run(&home, &["list", "--saved", "x"]).fails(2, "there is no saved filter \"x\": none is saved yet");
}

#[test]
fn an_export_with_a_filter_has_just_these_items() {
    let home = filled(&["Pay by invoice", "Pay by card", "Ship the parcel", "Thrown away pay"]);
    run(&home, &["edit", "MP-2", "--state", "done"]).good();
    let csv = run(&home, &["export", "--format", "csv", "--filter", "pay !thrown"]).good();
    assert_eq!(csv.out.lines().count(), 3, "{}", csv.out);
    assert!(csv.out.contains("Pay by invoice") && csv.out.contains("Pay by card"), "{}", csv.out);
    let json = run(&home, &["export", "--format", "json", "--list", "done"]).json();
    assert_eq!(json["products"][0]["items"].as_array().unwrap().len(), 1);
    let said = run(&home, &["export", "--filter", "parcel", "parcel.md"]).good();
    assert!(said.err.contains("exported 1 item as Markdown"), "{}", said.err);
    let text = std::fs::read_to_string(home.path("parcel.md")).unwrap();
    assert!(text.contains("Ship the parcel") && !text.contains("Pay by"), "{text}");
    assert!(
        fed(&home, &["export", "--format", "json"], "").json()["products"][0]["items"].as_array().unwrap().len() == 4
    );
}

fn save(shop: &mut Shop, name: &str, text: &str) -> Result<(), StoreError> {
    let saved = SavedFilter { name: name.into(), text: text.into() };
    shop.store.keep(&Note::SaveFilter(shop.product, saved))
}

/// What an open panel shows, where it is new.
fn panel(shop: &mut Shop, panel: Panel) -> Option<PanelRows> {
    let rows = Rows::Around { cursor: None, height: 5 };
    let wanted = Wanted {
        column: None,
        ready: None,
        product: Some(shop.product),
        list: List::Backlog,
        rows,
        beside: Vec::new(),
        item: None,
        blocks: false,
        ahead: 0,
        course: None,
        past: false,
        counts: false,
        inputs: false,
        scoring: None,
        matrix: None,
        panel: Some(panel),
    };
    shop.store.read(&wanted).unwrap().panel
}

#[test]
fn filters_are_kept_by_name() {
    let mut shop = Shop::with(&["a", "b"]);
    let names = |rows: Option<PanelRows>| match rows {
        Some(PanelRows::Filters(all)) => {
            all.iter().map(|f| format!("{}={}", f.name, f.text)).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?}"),
    };
    save(&mut shop, "Über", "state:ready").unwrap();
    save(&mut shop, "old", "is:stale").unwrap();
    assert_eq!(names(panel(&mut shop, Panel::Filters)), "old=is:stale Über=state:ready");
    assert_eq!(panel(&mut shop, Panel::Filters), None, "as before");
    save(&mut shop, " ÜBER", "a or b").unwrap();
    assert_eq!(names(panel(&mut shop, Panel::Filters)), "old=is:stale ÜBER=a or b");
    shop.store.keep(&Note::DropFilter(shop.product, "OLD".into())).unwrap();
    assert_eq!(names(panel(&mut shop, Panel::Filters)), "ÜBER=a or b");
    assert!(save(&mut shop, " ", "a").unwrap_err().to_string().contains("name is empty"));
    shop.commit(&Change::AddProduct(crate::store::product("Other", "OTH")));
    let other = shop.store.products().unwrap()[1].id;
    assert_eq!(shop.store.filters(other).unwrap(), []);
}

#[test]
fn a_saved_filter_is_named_in_the_shell() {
    let home = filled(&["one", "two"]);
    let file = home.path("data/upnext/backlog.db");
    let mut store =
        upnext::store::Store::open(&file, crate::store::writer("Ada"), upnext::store::Patience::None).unwrap();
    let product = store.products().unwrap()[0].id;
    let saved = SavedFilter { name: "Second".into(), text: "two".into() };
    store.keep(&Note::SaveFilter(product, saved)).unwrap();
    drop(store);
    let rows = run(&home, &["list", "--json", "--saved", "second"]).json();
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["title"]), (1, &json!("two")));
    assert_eq!(run(&home, &["list", "--json", "--saved", "second", "--filter", "one"]).json(), json!([]));
    run(&home, &["list", "--saved", "third"]).fails(2, "there are Second");
}

#[test]
fn values_in_use_are_offered_the_most_used_first() {
    let mut shop = Shop::with(&["a", "b", "c", "gone"]);
    let ids: Vec<_> = shop.order(List::Backlog).ids().collect();
    let tag = |tags: &[&str]| tags.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    shop.commit(&Change::SetTags { items: ids[..1].to_vec(), add: tag(&["api", "Rare"]), remove: vec![] });
    shop.commit(&Change::SetTags { items: ids[1..].to_vec(), add: tag(&["API"]), remove: vec![] });
    shop.commit(&Change::SetAsked { items: ids[..2].to_vec(), asked: "Sales".into() });
    shop.commit(&Change::SetAsked { items: ids[2..3].to_vec(), asked: "Ann".into() });
    shop.commit(&Change::Trash { items: ids[3..].to_vec() });
    let [few, many] = ["Few", "Many"].map(|title| shop.add(titled(title, Kind::Epic), Spot::Bottom));
    shop.commit(&Change::SetEpic { items: ids[..1].to_vec(), epic: Some(few) });
    shop.commit(&Change::SetEpic { items: ids[1..3].to_vec(), epic: Some(many) });
    let mut told = |values| match panel(&mut shop, Panel::Values(values)) {
        Some(PanelRows::Values(all)) => {
            all.into_iter().map(|Value { text, doc }| format!("{text} ({doc})")).collect::<Vec<_>>().join(", ")
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(told(Values::Tags), "API (3 items), Rare (1 item)");
    assert_eq!(told(Values::Asked), "Sales (2 items), Ann (1 item)");
    assert_eq!(told(Values::Epics), "WEB-6 (Many), WEB-5 (Few)");
    assert_eq!((told(Values::Assignees), told(Values::Sources), told(Values::Columns)), Default::default());
}

#[test]
fn an_epic_tells_what_its_items_come_to() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "refused"]);
    let epic = shop.add(titled("Epic", Kind::Epic), Spot::Bottom);
    let empty = shop.add(titled("Empty", Kind::Epic), Spot::Bottom);
    let ids: Vec<_> = shop.order(List::Backlog).ids().collect();
    shop.commit(&Change::SetEpic { items: ids.clone(), epic: Some(epic) });
    for (at, estimate) in [(0, "5"), (1, "0.5"), (2, "XL"), (4, "8")] {
        shop.commit(&Change::SetEstimate { items: vec![ids[at]], estimate: size(estimate) });
    }
    shop.commit(&Change::SetState { items: vec![ids[0]], state: State::Done });
    let refusal = upnext::domain::item::Refusal { reason: "no".into(), ..Default::default() };
    shop.commit(&Change::Decline { items: vec![ids[4]], refusal });
    shop.commit(&Change::Trash { items: vec![ids[3]] });
    let rows = Rows::These(vec![epic, empty, ids[1]]);
    let wanted = Wanted {
        product: Some(shop.product),
        list: List::Epics,
        rows,
        beside: Vec::new(),
        item: Some(epic),
        blocks: false,
        ahead: 0,
        course: None,
        past: false,
        counts: false,
        column: None,
        ready: None,
        inputs: false,
        scoring: None,
        matrix: None,
        panel: None,
    };
    let answer = shop.store.read(&wanted).unwrap();
    let rows = answer.rows.unwrap().rows;
    let children = rows[0].children.unwrap();
    assert_eq!((children.count, children.done, children.unestimated), (3, 1, 1));
    assert_eq!((children.points, children.done_points), (Points(5500), Points(5000)));
    assert_eq!(children.points_text(), "5.5+");
    assert_eq!(answer.item.unwrap().unwrap().children, Some(children));
    assert_eq!(rows[1].children, Some(upnext::domain::Children::default()));
    assert_eq!(rows[2].children, None);
}

#[test]
fn a_listing_of_epics_has_their_figures() {
    let home = filled(&["one", "two"]);
    run(&home, &["add", "Checkout", "--kind", "epic"]).good();
    run(&home, &["edit", "MP-1", "--epic", "MP-3", "--estimate", "5", "--state", "done"]).good();
    run(&home, &["edit", "MP-2", "--epic", "MP-3"]).good();
    let said = run(&home, &["list", "--list", "epics"]).good();
    assert!(said.out.contains("1/2 done") && said.out.contains("5+"), "{}", said.out);
    let rows = run(&home, &["list", "--list", "epics", "--json"]).json();
    let figures = json!({ "all": 2, "done": 1, "points": 5, "done_points": 5, "unestimated": 1 });
    assert_eq!(rows[0]["children"], figures);
    assert_eq!(run(&home, &["show", "MP-3", "--json"]).json()["children"], figures);
    assert!(run(&home, &["list", "--json"]).json()[0].get("children").is_none());
}
