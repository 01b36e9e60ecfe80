//! What says nearly the same, kept: the filter and the health of the backlog know it.

use crate::stage::Stage;
use crate::store::{Shop, now, titled};
use upnext::domain::health::{Check, Thresholds};
use upnext::domain::item::NewItem;
use upnext::domain::query::{Look, Question};
use upnext::domain::{Change, Filter, ItemId, Kind, List, Note, ProductId, Spot, State};
use upnext::store::{Patience, Store, Writer};

const TITLES: [&str; 4] = ["Print the label", "Print the labels", "Pay by card", "Print the label"];

fn shop() -> Shop {
    let mut shop = Shop::new();
    for title in TITLES {
        shop.add(NewItem { state: State::Open, ..titled(title, Kind::Story) }, Spot::Bottom);
    }
    shop
}

fn similar(store: &Store, product: ProductId) -> Vec<i64> {
    let filter = Filter::parse("is:similar").unwrap();
    let question = Question { product, list: List::Backlog, filter, sort: None };
    store.shown(&question, now()).unwrap().into_iter().map(|id| id.0).collect()
}

/// What the health counts, and whether that is as of an older version; nothing where it is not known.
fn counted(shop: &mut Shop) -> Option<(usize, bool)> {
    let look = Look::new(now(), Thresholds::default());
    let sets = shop.store.measure(shop.product, &look).unwrap();
    shop.store.keep_sets(sets);
    let report = shop.store.health(shop.product, &look).unwrap().unwrap();
    let finding = report.finding(Check::Similar).unwrap();
    assert_eq!(finding.filter.as_deref(), Some("is:similar"));
    finding.count.zip(report.compared.map(|found| found.is_older))
}

#[test]
fn a_comparison_is_kept_until_the_next_one() {
    let mut shop = shop();
    assert_eq!((similar(&shop.store, shop.product), counted(&mut shop)), (vec![], None));
    shop.store.compare_again(shop.product, now()).unwrap();
    assert_eq!(similar(&shop.store, shop.product), [1, 2, 4]);
    assert_eq!(counted(&mut shop), Some((3, false)));
    let item = shop.store.item(ItemId(2)).unwrap().unwrap();
    assert_eq!(item.alike.iter().map(|tie| tie.id.0).collect::<Vec<_>>(), [1]);
    // What was told apart is no pair; what is done is none either.
    let apart = |is_apart| Note::Apart { product: shop.product, a: ItemId(2), b: ItemId(1), is_apart };
    let (yes, no) = (apart(true), apart(false));
    shop.store.keep(&yes).unwrap();
    assert_eq!(similar(&shop.store, shop.product), [1, 4]);
    assert_eq!(shop.store.item(ItemId(2)).unwrap().unwrap().alike, []);
    shop.store.keep(&no).unwrap();
    shop.commit(&Change::SetState { items: vec![ItemId(4)], state: State::Done });
    assert_eq!(similar(&shop.store, shop.product), [1, 2]);
    assert_eq!(counted(&mut shop), Some((2, true)));
    shop.commit(&Change::Trash { items: vec![ItemId(1)] });
    assert!(similar(&shop.store, shop.product).is_empty());
    // Another product has pairs of its own.
    assert!(similar(&shop.store, ProductId(9)).is_empty());
    shop.store.compare_again(shop.product, now()).unwrap();
    assert_eq!(counted(&mut shop), Some((0, false)));
}

#[test]
fn what_is_erased_for_good_leaves_no_pair() {
    let mut shop = shop();
    shop.store.compare_again(shop.product, now()).unwrap();
    shop.commit(&Change::Trash { items: vec![ItemId(1)] });
    let tomorrow = now().day + chrono::Days::new(2);
    shop.store.purge(tomorrow, None, now()).unwrap();
    let conn = rusqlite::Connection::open(shop.store.path()).unwrap();
    let left: i64 = conn.query_row("SELECT count(*) FROM alike WHERE a = 1 OR b = 1", [], |r| r.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn a_filter_and_the_health_compare_what_was_never_compared() {
    let mut stage = Stage::with(&TITLES);
    stage.press("f").type_text("is:similar").press("Enter");
    assert_eq!(stage.titles(), "Print the label Print the labels Print the label");
    let mut stage = Stage::with(&TITLES);
    stage.press("g h");
    let screen = stage.screen();
    let line = screen.lines().find(|line| line.contains("similar")).unwrap();
    assert!(line.contains("3 of 4"), "{screen}");
    // A write of another window makes it older; a look at the health compares again.
    let writer = Writer { author: "bob".into(), window: "other".into() };
    let mut store = Store::open(&stage.folder().join("backlog.db"), writer, Patience::None).unwrap();
    store.commit(&Change::SetState { items: vec![ItemId(3)], state: State::Ready }, crate::stage::today()).unwrap();
    assert!(store.compared(ProductId(1)).unwrap().unwrap().is_older);
    stage.poll();
    assert!(!store.compared(ProductId(1)).unwrap().unwrap().is_older);
}

#[test]
fn what_was_never_compared_is_not_said_to_be_unlike() {
    let mut shop = shop();
    let filter = Filter::parse("is:similar").unwrap();
    let question = Question { product: shop.product, list: List::Backlog, filter, sort: None };
    let said = shop.store.unknown(&question, now()).unwrap();
    assert_eq!(said, ["What is similar is not known yet: all items are being compared."]);
    shop.store.compare_again(shop.product, now()).unwrap();
    assert!(shop.store.unknown(&question, now()).unwrap().is_empty());
}
