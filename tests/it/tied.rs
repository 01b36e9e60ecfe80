//! What items are tied to, out of one file and into another, and after something they are tied to was erased for good.

use crate::replay::assert_whole;
use crate::store::{Shop, now, writer};
use std::sync::Arc;
use upnext::domain::import::{self, Chosen, Counts, Parsed, Target};
use upnext::domain::item::Refusal;
use upnext::domain::product::{Sheet, Template};
use upnext::domain::{Change, Item, ItemId, Kind, List, Now, ProductId, Scale, State};
use upnext::exchange::{self, Options, Source};
use upnext::store::{Patience, Store, StoreError};

fn day(days: i64) -> Now {
    Now::noon(now().day + chrono::Duration::days(days))
}

fn ids(shop: &Shop) -> Vec<ItemId> {
    shop.order(List::Backlog).ids().collect()
}

fn item(store: &Store, key: &str) -> Item {
    let key = upnext::domain::Key::parse(key, "").unwrap();
    store.item(store.find(&key).unwrap().unwrap()).unwrap().unwrap()
}

/// A little of everything that ties.
fn shop() -> Shop {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let ids = ids(&shop);
    shop.commit(&Change::SetNeeds { items: vec![ids[0]], add: vec![ids[2], ids[1]], remove: vec![] });
    shop.commit(&Change::Ask { item: ids[0], text: "why?".into() });
    shop.commit(&Change::SetLinks { items: vec![ids[0]], add: vec!["https://a.example".into()], remove: vec![] });
    shop.commit(&Change::Keep { items: vec![ids[1]], why: "wanted".into() });
    shop.commit(&Change::Snooze { items: vec![ids[1]], until: "2030-01-02".parse().ok() });
    let text = Box::new(shop.store.item(ids[1]).unwrap().unwrap().text);
    shop.commit(&Change::Merge { into: ids[1], from: ids[3], text, criteria: vec![] });
    shop
}

fn json(store: &Store, product: ProductId) -> String {
    let mut out = Vec::new();
    let mut writer = exchange::json::Writer::new(&mut out).unwrap();
    writer.product(&store.products().unwrap()[0]).unwrap();
    store
        .export(product, &mut |item| {
            writer.item(&item).unwrap();
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    writer.finish().unwrap();
    String::from_utf8(out).unwrap()
}

fn read(text: &str) -> Parsed {
    let file = Source { name: "b.json".into(), bytes: text.as_bytes().to_vec() };
    exchange::read(&[file], &Options::default()).unwrap()
}

fn take(store: &mut Store, text: &str, target: Option<ProductId>) -> Counts {
    let parsed = read(text);
    let known = store.known(target, &parsed).unwrap();
    let expect = import::plan(&parsed, &known).counts();
    let target = target.map_or_else(|| Target::New(parsed.product.clone().unwrap()), Target::Existing);
    match store.commit(&Change::Import { parsed: Arc::new(parsed), target, expect, chosen: Chosen::default() }, now()) {
        Ok(_) | Err(StoreError::Unchanged) => expect,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn ties_go_out_and_in_and_are_not_doubled() {
    let mut shop = shop();
    let told = json(&shop.store, shop.product);
    let dir = tempfile::tempdir().unwrap();
    let mut there = Store::create(&dir.path().join("b.db"), writer("Bo")).unwrap();
    take(&mut there, &told, None);
    let product = there.products().unwrap()[0].id;
    assert_eq!(json(&there, product), told);
    let counts = take(&mut there, &told, Some(product));
    assert_eq!((counts.created, counts.updated, counts.conflicts), (0, 0, 0));
    assert_eq!(json(&there, product), told, "a second import changes nothing");
    let a = item(&there, "WEB-1");
    assert_eq!((a.needs.len(), a.questions.len(), a.text.links.len()), (2, 1, 1));
    let d = item(&there, "WEB-4");
    assert_eq!(d.merged_into.map(|into| into.1.to_string()).as_deref(), Some("WEB-2"));
    // What is changed there since comes along.
    let (a, c) = (shop.id("a"), shop.id("c"));
    let later = Change::SetNeeds { items: vec![a], add: vec![], remove: vec![c] };
    shop.store.commit(&later, day(2)).unwrap();
    let counts = take(&mut there, &json(&shop.store, shop.product), Some(product));
    assert_eq!((counts.created, counts.updated), (0, 1));
    assert_eq!(item(&there, "WEB-1").needs.len(), 1);
    assert!(there.undo(Some(product), now(), None).is_ok());
    assert_eq!(json(&there, product), told);
    assert_whole(&dir.path().join("b.db"));
}

#[test]
fn a_circle_in_a_file_is_left_out() {
    let told = "{\"format\":\"upnext\",\"version\":1,\"products\":[{\"product\":{\"name\":\"A\",\"prefix\":\"A\"},\"items\":[
        {\"title\":\"x\",\"uid\":\"00000000-0000-0000-0000-000000000001\",\"depends_on\":[\"00000000-0000-0000-0000-000000000002\"]},
        {\"title\":\"y\",\"uid\":\"00000000-0000-0000-0000-000000000002\",\"depends_on\":[\"00000000-0000-0000-0000-000000000001\",\"00000000-0000-0000-0000-000000000002\",\"00000000-0000-0000-0000-000000000009\"]}]}]}";
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create(&dir.path().join("b.db"), writer("Bo")).unwrap();
    take(&mut store, told, None);
    assert_eq!(item(&store, "A-1").needs.len(), 1);
    assert!(item(&store, "A-2").needs.is_empty());
}

#[test]
fn the_products_texts_and_questions_are_cleaned_on_reading() {
    let mut shop = Shop::with(&["a"]);
    let sheet = Sheet {
        vision: "two\nlines".into(),
        reasons: vec!["too dear".into()],
        templates: vec![Template { kind: Kind::Bug, title: "Bug:".into(), ..Template::default() }],
        ..Sheet::default()
    };
    let sheet = Some(Box::new(sheet));
    let (name, prefix) = ("Webshop".into(), "WEB".into());
    shop.commit(&Change::EditProduct { product: shop.product, name, prefix, scale: Scale::Fibonacci, sheet });
    let id = ids(&shop)[0];
    shop.commit(&Change::Ask { item: id, text: "why?".into() });
    let told = json(&shop.store, shop.product)
        .replace("too dear", "too\\n dear\\u0007")
        .replace("Bug:", " ")
        .replace("why?", "why?\\u0000 ");
    let parsed = read(&told);
    let sheet = parsed.product.unwrap().sheet;
    assert_eq!((sheet.vision.as_str(), sheet.templates[0].title.as_str()), ("two\nlines", "bug"));
    assert!(!sheet.reasons[0].contains(char::is_control), "{:?}", sheet.reasons);
    assert!(!parsed.records[0].item.questions[0].text.contains('\0'));
}

#[test]
fn what_was_tied_to_something_erased_is_told_and_nothing_breaks() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids = ids(&shop);
    shop.store.commit(&Change::Trash { items: vec![ids[1]] }, day(1)).unwrap();
    shop.store.commit(&Change::Restore { items: vec![ids[1]] }, day(1)).unwrap();
    let needs = |add: Vec<ItemId>, remove: Vec<ItemId>| Change::SetNeeds { items: vec![ids[0]], add, remove };
    shop.store.commit(&needs(vec![ids[1]], vec![]), day(8)).unwrap();
    let taken_off = shop.store.commit(&needs(vec![], vec![ids[1]]), day(8)).unwrap().step;
    let put_on = shop.store.commit(&needs(vec![ids[1]], vec![]), day(8)).unwrap().step;
    let text = Box::new(shop.store.item(ids[1]).unwrap().unwrap().text);
    let merged = Change::Merge { into: ids[1], from: ids[2], text, criteria: vec![] };
    shop.store.commit(&merged, day(8)).unwrap();
    let back = shop.store.commit(&Change::Reconsider { items: vec![ids[2]] }, day(8)).unwrap().step;
    shop.store.commit(&Change::Trash { items: vec![ids[1]] }, day(2)).unwrap();
    let purged = shop.store.purge(day(5).day, None, day(9)).unwrap();
    assert_eq!(purged.items, 1);
    assert!(shop.store.item(ids[0]).unwrap().unwrap().needs.is_empty());
    for step in [taken_off, put_on, back] {
        let error = shop.store.undo_step(step, day(10)).unwrap_err();
        let said = error.to_string();
        assert!(matches!(error, StoreError::Conflict { .. } | StoreError::Erased(_)), "{said}");
    }
    assert_eq!(shop.store.check().unwrap(), Vec::<String>::new());
    assert_whole(shop.store.path());
}

#[test]
fn a_table_has_what_was_refused_and_what_is_needed() {
    let mut shop = shop();
    let id = ids(&shop)[2];
    let refusal = Refusal {
        reason: "not now".into(),
        alternative: Some("the form".into()),
        requester: Some("Ada".into()),
        again: "2027-01-02".parse().ok(),
    };
    shop.commit(&Change::Decline { items: vec![id], refusal: refusal.clone() });
    let path = shop.dir.path().join("b.csv");
    upnext::runtime::transfer::export_to(
        &shop.store,
        shop.product,
        None,
        exchange::export::Export::Csv.private(),
        &path,
    )
    .unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("WEB-3;WEB-2") && text.contains("https://a.example"), "{text}");
    let file = Source { name: "b.csv".into(), bytes: text.into_bytes() };
    let parsed = exchange::read(&[file], &Options::default()).unwrap();
    let of = |key: &str| parsed.records.iter().find(|record| record.key == key).unwrap();
    assert_eq!(of("WEB-3").item.decline, Some(refusal));
    assert!(of("WEB-3").item.declined_at.is_some() && of("WEB-3").extra.is_empty());
    assert_eq!((of("WEB-1").needs.join(" "), of("WEB-1").item.text.links.len()), ("WEB-3 WEB-2".to_owned(), 1));
    let dir = tempfile::tempdir().unwrap();
    let mut there = Store::create(&dir.path().join("b.db"), writer("Bo")).unwrap();
    let expect = import::plan(&parsed, &import::Known::default()).counts();
    let target = Target::New(crate::store::product("Webshop", "WEB"));
    let again = Change::Import { parsed: Arc::new(parsed.clone()), target, expect, chosen: Chosen::default() };
    there.commit(&again, now()).unwrap();
    assert_eq!(item(&there, "WEB-1").needs.len(), 2);
    let product = there.products().unwrap()[0].id;
    let known = there.known(Some(product), &parsed).unwrap();
    let counts = import::plan(&parsed, &known).counts();
    assert_eq!((counts.created, counts.updated, counts.conflicts), (0, 0, 0));
    drop(there);
    let there = Store::open(&dir.path().join("b.db"), writer("Bo"), Patience::None).unwrap();
    assert_eq!(item(&there, "WEB-3").state, State::Declined);
}
