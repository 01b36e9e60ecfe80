//! The health of a backlog as the file tells it: each check at its border, the figures after each edit, what needs
//! attention and in which order, and what was done in a refinement.

use crate::filter_store::shop;
use crate::replay::Dice;
use crate::store::{Shop, now, size};
use chrono::{Days, NaiveDate};
use std::sync::Arc;
use std::time::Instant as Clock;
use upnext::domain::criterion::Line;
use upnext::domain::health::{Check, Day, Report, Sitting, Thresholds, Trail};
use upnext::domain::import::{self, Chosen, Parsed, Record, Target};
use upnext::domain::item::{Extra, Kept, NewItem, Refusal, Story};
use upnext::domain::query::{Look, Panel, PanelRows, Question, Rows};
use upnext::domain::{Change, Filter, Instant, ItemId, Kind, List, Note, Spot, State, StepId, Wanted};
use upnext::store::{Patience, Store, Undone};

fn look() -> Look {
    Look::new(now(), Thresholds::default())
}

/// What is found by looking at everything.
fn cold(shop: &mut Shop, look: &Look) -> Report {
    let sets = shop.store.measure(shop.product, look).unwrap();
    shop.store.keep_sets(sets);
    shop.store.health(shop.product, look).unwrap().unwrap()
}

fn count(report: &Report, check: Check) -> Option<usize> {
    report.finding(check).unwrap().count
}

fn ago(days: u64) -> Instant {
    Instant::from_day(now().day - Days::new(days))
}

fn item(title: &str) -> NewItem {
    NewItem { text: Story { title: title.into(), ..Story::default() }, state: State::Open, ..NewItem::default() }
}

fn line(text: &str) -> Line {
    Line { text: text.into(), is_done: false }
}

/// Each check's count is that of the items its filter shows.
fn assert_shown(shop: &Shop, report: &Report) {
    for finding in &report.findings {
        let Some((count, text)) = finding.count.zip(finding.filter.clone()) else { continue };
        let filter = Filter::parse(&text).unwrap();
        let question = Question { product: shop.product, list: finding.check.list(), filter, sort: None };
        let shown = shop.store.shown(&question, now()).unwrap();
        if finding.check != Check::Churn {
            assert_eq!(shown.len(), count, "{:?}: {text}", finding.check);
        }
    }
}

#[test]
fn each_check_finds_from_its_border_on() {
    let mut shop = Shop::new();
    let add = |shop: &mut Shop, item: NewItem| shop.add(item, Spot::Bottom);
    let aged = |title: &str, created: u64, updated: u64| NewItem {
        created_at: Some(ago(created)),
        updated_at: Some(ago(updated)),
        criteria: vec![line("c")],
        ..item(title)
    };
    let sized = |title: &str, points: &str| NewItem {
        text: Story { estimate: size(points), ..item(title).text },
        criteria: vec![line("c")],
        ..item(title)
    };
    add(&mut shop, aged("just stale", 100, 90));
    add(&mut shop, aged("not yet", 100, 89));
    add(
        &mut shop,
        NewItem { kept: Some(Kept { on: now().day - Days::new(89), why: String::new() }), ..aged("kept", 100, 99) },
    );
    add(
        &mut shop,
        NewItem {
            kept: Some(Kept { on: now().day - Days::new(90), why: String::new() }),
            ..aged("kept long ago", 100, 99)
        },
    );
    add(&mut shop, aged("just old", 180, 1));
    add(&mut shop, aged("not yet old", 179, 1));
    add(&mut shop, NewItem { state: State::InProgress, ..aged("begun", 300, 1) });
    add(&mut shop, NewItem { state: State::Inbox, ..aged("an old idea", 200, 200) });
    add(&mut shop, sized("as big as may be", "13"));
    add(&mut shop, sized("too big", "14"));
    add(&mut shop, item("bare"));
    let faulty = Story { persona: "clerk".into(), kind: Kind::Story, ..item("faulty").text };
    add(&mut shop, NewItem { text: faulty, ..item("") });
    let told = Story { persona: "clerk".into(), want: "to pay".into(), ..item("told").text };
    add(&mut shop, NewItem { text: told, ..item("") });
    add(&mut shop, NewItem { blocked: Some("a contract".into()), ..sized("blocked", "3") });
    let found = cold(&mut shop, &look());
    let of = |check| count(&found, check).unwrap();
    assert_eq!((of(Check::Stale), of(Check::Old), of(Check::OldIdea)), (2, 1, 1));
    assert_eq!((of(Check::Big), of(Check::Unclear), of(Check::NoCriteria)), (1, 3, 3));
    assert_eq!((of(Check::Unestimated), of(Check::Stuck)), (10, 1));
    assert_eq!((count(&found, Check::Orphan), count(&found, Check::Churn)), (None, None));
    assert_eq!((found.in_order, found.in_inbox), (13, 1));
    assert_shown(&shop, &found);
    // Near the top is a place, not a part.
    let narrow = Look { thresholds: Thresholds { near_top: 1, ..Thresholds::default() }, ..look() };
    let near = cold(&mut shop, &narrow);
    assert_eq!((count(&near, Check::Big), count(&near, Check::Unestimated)), (Some(0), Some(1)));
}

#[test]
fn what_it_needs_stands_below_it() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    let needs =
        |item: usize, other: usize| Change::SetNeeds { items: vec![ids[item]], add: vec![ids[other]], remove: vec![] };
    shop.commit(&needs(2, 0));
    let stuck = |shop: &mut Shop| count(&cold(shop, &look()), Check::Stuck);
    assert_eq!(stuck(&mut shop), Some(0));
    shop.commit(&needs(0, 1));
    assert_eq!(stuck(&mut shop), Some(1));
    shop.commit(&Change::Move { items: vec![ids[1]], to: Spot::Top, is_run: false });
    assert_eq!(stuck(&mut shop), Some(0));
    shop.commit(&Change::SetState { items: vec![ids[1]], state: State::Inbox });
    assert_eq!(stuck(&mut shop), Some(1));
    shop.commit(&Change::SetState { items: vec![ids[1]], state: State::Done });
    assert_eq!(stuck(&mut shop), Some(0));
}

fn import(shop: &mut Shop, priorities: &[&str]) {
    let record = |(n, priority): (usize, &&str)| Record {
        source: "jira".into(),
        key: format!("P-{n}"),
        item: item(&format!("t{n}")),
        extra: vec![Extra { column: "Priority".into(), value: (*priority).into() }],
        ..Record::default()
    };
    let records = priorities.iter().enumerate().map(record).collect();
    let parsed = Parsed { name: "x".into(), records, ..Parsed::default() };
    let known = shop.store.known(Some(shop.product), &parsed).unwrap();
    let expect = import::plan(&parsed, &known).counts();
    shop.commit(&Change::Import {
        parsed: Arc::new(parsed),
        target: Target::Existing(shop.product),
        expect,
        chosen: Chosen::default(),
    });
}

#[test]
fn an_imported_priority_that_most_have_says_nothing() {
    let mut shop = Shop::with(&["typed here"]);
    assert_eq!(count(&cold(&mut shop, &look()), Check::Unordered), None);
    import(&mut shop, &["Medium", "High", "High", "purple"]);
    let found = cold(&mut shop, &look());
    let finding = found.finding(Check::Unordered).unwrap();
    assert_eq!((finding.count, finding.of, finding.filter.as_deref()), (Some(2), 4, Some("field:High")));
    assert!(finding.share(&Thresholds::default()).unwrap() > 0.2);
    assert_shown(&shop, &found);
}

#[test]
fn the_very_top_is_compared_with_what_it_was() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    let mut keep = |days: u64, top: &[ItemId]| {
        let day = Day { day: now().day - Days::new(days), score: 50, top: top.to_vec() };
        let note = Note::Health { product: shop.product, day, parts: "{}".into() };
        shop.store.keep(&note).unwrap();
    };
    keep(13, &ids);
    keep(40, &ids);
    assert_eq!(count(&cold(&mut shop, &look()), Check::Churn), None, "too young and too old");
    let mut shop2 = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop2.order(List::Backlog).ids().collect();
    let day = Day { day: now().day - Days::new(14), score: 50, top: vec![ids[0], ItemId(999)] };
    shop2.store.keep(&Note::Health { product: shop2.product, day, parts: "{}".into() }).unwrap();
    let found = cold(&mut shop2, &look());
    let finding = found.finding(Check::Churn).unwrap();
    assert_eq!((finding.count, finding.of, finding.filter.as_deref()), (Some(2), 3, Some("key:WEB-2,WEB-3")));
    assert_eq!(found.history.len(), 1);
}

/// Everything that may happen to an item.
fn act(dice: &mut Dice, ids: &[ItemId]) -> Change {
    let pick = |n: usize| ids[n % ids.len()];
    let (n, item) = (dice.below(1000), vec![pick(dice.below(1000))]);
    match dice.below(10) {
        0 => Change::SetState { items: item, state: [State::Open, State::Ready, State::Inbox, State::Done][n % 4] },
        1 => Change::SetEstimate { items: item, estimate: size(["3", "21", "?"][n % 3]) },
        2 => Change::Keep { items: item, why: String::new() },
        3 => Change::Trash { items: item },
        4 => Change::Restore { items: item },
        5 => Change::Move { items: item, to: Spot::Top, is_run: false },
        6 => Change::SetBlocked { items: item, reason: (n % 2 == 0).then(|| "no".into()) },
        7 => Change::SetTitle { item: item[0], title: format!("other {n}") },
        8 => Change::Snooze { items: item, until: (n % 2 == 0).then_some(now().day) },
        _ => Change::CloneItem { item: item[0] },
    }
}

#[test]
fn the_figures_follow_each_edit() {
    let mut shop = shop(11, 120);
    let look = Look { thresholds: Thresholds { stale_days: 100, ..Thresholds::default() }, ..look() };
    cold(&mut shop, &look);
    let mut dice = Dice(3);
    for n in 0..150 {
        let ids: Vec<ItemId> = [List::Backlog, List::Inbox, List::Trash]
            .iter()
            .flat_map(|l| shop.order(*l).ids().collect::<Vec<_>>())
            .collect();
        let change = act(&mut dice, &ids);
        let is_undone = n % 7 == 6;
        if is_undone {
            assert!(matches!(shop.store.undo(Some(shop.product), now(), None), Ok(Undone::Done(_))));
        } else if shop.store.commit(&change, now()).is_err() {
            continue;
        }
        let followed = shop.store.health(shop.product, &look).unwrap().unwrap();
        let sets = shop.store.measure(shop.product, &look).unwrap();
        shop.store.keep_sets(sets);
        let whole = shop.store.health(shop.product, &look).unwrap().unwrap();
        assert_eq!(followed, whole, "{change:?}");
        if n % 10 == 0 {
            for finding in whole.findings {
                let Some((count, text)) = finding.count.zip(finding.filter) else { continue };
                let filter = Filter::parse(&text).unwrap().with(look.thresholds);
                let question = Question { product: shop.product, list: finding.check.list(), filter, sort: None };
                let shown = shop.store.shown(&question, now()).unwrap().len();
                assert_eq!(shown, count, "{:?}", finding.check);
            }
        }
    }
}

#[test]
fn the_worst_near_the_top_comes_first() {
    let mut shop = Shop::new();
    let told = |title: &str, points: &str| NewItem {
        text: Story { estimate: size(points), ..item(title).text },
        criteria: vec![line("c")],
        ..item(title)
    };
    let fine = shop.add(told("fine", "3"), Spot::Bottom);
    let big = shop.add(told("big", "20"), Spot::Bottom);
    let bare = shop.add(item("bare"), Spot::Bottom);
    let again = Refusal { reason: "no".into(), again: Some(now().day), ..Refusal::default() };
    let declined = NewItem { state: State::Declined, decline: Some(again), ..item("declined") };
    let declined = shop.add(declined, Spot::Bottom);
    let young = shop.add(NewItem { state: State::Inbox, ..item("young") }, Spot::Bottom);
    let old = shop.add(
        NewItem { state: State::Inbox, created_at: Some(ago(9)), updated_at: Some(ago(9)), ..item("old") },
        Spot::Bottom,
    );
    let needing = |shop: &mut Shop| {
        let sets = shop.store.measure(shop.product, &look()).unwrap();
        shop.store.needing(&sets, &look()).unwrap()
    };
    assert_eq!(needing(&mut shop), [bare, big, declined, old, young]);
    shop.commit(&Change::Snooze { items: vec![bare], until: Some(now().day + Days::new(1)) });
    shop.commit(&Change::Keep { items: vec![old], why: "soon".into() });
    assert_eq!(needing(&mut shop), [big, declined, young]);
    shop.commit(&Change::Ask { item: fine, text: "Which?".into() });
    assert_eq!(needing(&mut shop), [fine, big, declined, young]);
}

#[test]
fn what_was_done_is_what_was_not_taken_back() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    let since = shop.store.newest_steps(None, 1).unwrap()[0].id;
    let decline = |item: ItemId| Change::Decline {
        items: vec![item],
        refusal: Refusal { reason: "no".into(), ..Refusal::default() },
    };
    shop.commit(&decline(ids[0]));
    shop.commit(&Change::SetEstimate { items: vec![ids[1]], estimate: size("3") });
    shop.commit(&Change::SetState { items: vec![ids[1]], state: State::Ready });
    shop.commit(&Change::Ask { item: ids[2], text: "Why?".into() });
    shop.commit(&Change::Keep { items: vec![ids[2]], why: String::new() });
    assert_eq!(sums(&mut shop, since, &ids), "readied 1, estimated 1, declined 1, kept 1, questions 1");
    for left in [
        "readied 1, estimated 1, declined 1, questions 1",
        "readied 1, estimated 1, declined 1",
        "estimated 1, declined 1",
        "declined 1",
        "",
    ] {
        assert!(matches!(shop.store.undo(Some(shop.product), now(), None), Ok(Undone::Done(_))));
        assert_eq!(sums(&mut shop, since, &ids), left);
    }
    assert!(matches!(shop.store.redo(Some(shop.product), now()), Ok(Undone::Done(_))));
    assert_eq!(sums(&mut shop, since, &ids), "declined 1");
}

/// The walk of these items in the shop's window since a step.
pub(crate) fn trail(since: StepId, items: &[ItemId]) -> Trail {
    let window = crate::store::writer("Ada").window;
    Trail { items: items.to_vec(), sittings: vec![Sitting { window, after: since, until: None }] }
}

pub(crate) fn sums(shop: &mut Shop, since: StepId, items: &[ItemId]) -> String {
    let wanted = Wanted {
        ready: None,
        product: Some(shop.product),
        list: List::Backlog,
        rows: Rows::These(vec![]),
        column: None,
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
        panel: Some(Panel::Refined { trail: Box::new(trail(since, items)), look: look(), is_scored: false }),
    };
    let Some(PanelRows::Refined(refined)) = shop.store.read(&wanted).unwrap().panel else { panic!("no answer") };
    let sums = refined.deeds.sums();
    sums.iter().map(|(word, n)| format!("{word} {n}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn another_day_asks_anew() {
    let mut shop = Shop::with(&["a"]);
    cold(&mut shop, &look());
    let tomorrow = Look { day: NaiveDate::from_ymd_opt(2031, 1, 1).unwrap(), ..look() };
    assert_eq!(shop.store.health(shop.product, &tomorrow).unwrap(), None);
    assert!(shop.store.health(shop.product, &look()).unwrap().is_some());
}

/// Run with a copy of a big file:
/// `UPNEXT_BIG=target/100k.db cargo test --release --test it -- --ignored --nocapture figures_of_a_big_file`
#[test]
#[ignore = "figures, not a proof: run it in release with a big file"]
fn the_figures_of_a_big_file() {
    let file = std::env::var("UPNEXT_BIG").expect("UPNEXT_BIG names a big file");
    let dir = crate::replay::folder();
    let path = dir.path().join("big.db");
    std::fs::copy(file, &path).unwrap();
    let mut store = Store::open(&path, crate::store::writer("Ada"), Patience::None).unwrap();
    let product = store.products().unwrap()[0].id;
    let begun = Clock::now();
    let sets = store.measure(product, &look()).unwrap();
    let (measured, begun) = (begun.elapsed(), Clock::now());
    let needing = store.needing(&sets, &look()).unwrap();
    let (sorted, ids) = (begun.elapsed(), needing);
    store.keep_sets(sets);
    store.health(product, &look()).unwrap().unwrap();
    let mut edits = Vec::new();
    for (n, id) in ids.iter().take(50).enumerate() {
        let estimate = size(["89", "100"][n % 2]);
        store.commit(&Change::SetEstimate { items: vec![*id], estimate }, now()).unwrap();
        let begun = Clock::now();
        store.health(product, &look()).unwrap().unwrap();
        edits.push(begun.elapsed());
    }
    edits.sort_unstable();
    println!(
        "whole {measured:?}, {} in need in {sorted:?}, after an edit {:?} to {:?}",
        ids.len(),
        edits[25],
        edits[49]
    );
}
