//! What the file answers to a filter is what the filter says of each item; the index of words is always that of the items.

use crate::filter::{WORDS, random};
use crate::replay::{Dice, assert_whole};
use crate::store::{Shop, now, size, writer};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use upnext::domain::criterion::Line;
use upnext::domain::health::Thresholds;
use upnext::domain::import::{self, Chosen, Parsed, Record, Target};
use upnext::domain::item::{Answered, Asked, Comment, Extra, Kept, NewItem, Refusal, Story};
use upnext::domain::query::Question;
use upnext::domain::score::Amount;
use upnext::domain::similar::Compared;
use upnext::domain::sprint::{Cause, End, Fate, Next};
use upnext::domain::{
    Change, Column, Filter, Instant, Item, ItemId, Kind, List, Note, Now, ProductId, Scene, Seq, Sort, Spot, State,
    word,
};
use upnext::store::{Patience, Store, StoreError};

fn pick<T: Clone>(dice: &mut Dice, from: &[T]) -> T {
    from[dice.below(from.len())].clone()
}

fn phrase(dice: &mut Dice) -> String {
    let n = dice.below(4);
    (0..n).map(|_| pick(dice, &WORDS)).collect::<Vec<_>>().join(pick(dice, &[" ", ", ", "/", "\n"]))
}

fn day(dice: &mut Dice) -> chrono::NaiveDate {
    now().day + chrono::Days::new(40) - chrono::Days::new(dice.below(500) as u64)
}

fn asked(dice: &mut Dice) -> Asked {
    let on = day(dice);
    Asked { text: "why".into(), asked_on: on, answer: dice.once_in(2).then(|| Answered { text: "so".into(), on }) }
}

/// A record with everything left to chance.
fn record(dice: &mut Dice, n: usize) -> Record {
    const STATES: [State; 7] =
        [State::Inbox, State::Open, State::Open, State::Ready, State::InProgress, State::Done, State::Declined];
    const KINDS: [Kind; 5] = [Kind::Story, Kind::Bug, Kind::Task, Kind::Debt, Kind::Spike];
    let is_epic = n < 4;
    let text = Story {
        kind: if is_epic { Kind::Epic } else { pick(dice, &KINDS) },
        title: if is_epic { format!("Check out {n}") } else { format!("t{n} {}", phrase(dice)).replace('\n', " ") },
        persona: phrase(dice),
        want: phrase(dice),
        benefit: phrase(dice),
        description: phrase(dice),
        estimate: size(pick(dice, &["?", "0.5", "3", "5", "8", "XL", "S"])),
        tags: ["api", "UI", "two words", "ÜNÏcode"].into_iter().filter(|_| dice.once_in(4)).map(Into::into).collect(),
        asked: pick(dice, &["", "Sales", "Ann B. Old", "sales office"]).into(),
        assignee: pick(dice, &["", "Ada", "Łukasz"]).into(),
        due: dice.once_in(2).then(|| day(dice)),
        links: if dice.once_in(4) { vec!["https://a.example/b".into()] } else { vec![] },
        note: phrase(dice),
    };
    let state = if is_epic { State::Open } else { pick(dice, &STATES) };
    let refusal = Refusal {
        reason: format!("no {}", phrase(dice)).replace('\n', " ").trim().to_owned(),
        alternative: dice.once_in(2).then(|| format!("then {}", phrase(dice)).replace('\n', " ").trim().to_owned()),
        ..Refusal::default()
    };
    let line = |text: &str| Line { text: text.into(), is_done: false };
    let at = |dice: &mut Dice| {
        Some(Instant(Instant::from_day(day(dice)).0 + i64::try_from(dice.below(86_400_000)).unwrap()))
    };
    let item = NewItem {
        text,
        state,
        decline: (state == State::Declined).then_some(refusal),
        blocked: dice.once_in(5).then(|| "why".to_owned()),
        criteria: if dice.once_in(3) { vec![line("c")] } else { vec![] },
        subtasks: if dice.once_in(3) { vec![line("s")] } else { vec![] },
        created_at: at(dice),
        updated_at: at(dice),
        done_at: if state == State::Done { at(dice) } else { None },
        questions: if dice.once_in(3) { vec![asked(dice)] } else { vec![] },
        snoozed_until: dice.once_in(3).then(|| day(dice)),
        kept: dice.once_in(4).then(|| Kept { on: day(dice), why: String::new() }),
        ..NewItem::default()
    };
    let extra = |column: &str, value: &str| Extra { column: column.into(), value: value.into() };
    let mut found = Vec::new();
    if dice.once_in(3) {
        found = vec![extra("Severity", pick(dice, &["High", "low"])), extra("Fix Version", "2.0")];
    }
    Record {
        source: "jira".into(),
        key: format!("PROJ-{n}"),
        parent: (!is_epic && dice.once_in(2)).then(|| format!("PROJ-{}", dice.below(4))),
        item,
        extra: found,
        ..Record::default()
    }
}

fn import(shop: &mut Shop, records: Vec<Record>) {
    let parsed = Parsed { name: "x".into(), records, ..Parsed::default() };
    let known = shop.store.known(Some(shop.product), &parsed).unwrap();
    let expect = import::plan(&parsed, &known).counts();
    let target = Target::Existing(shop.product);
    shop.commit(&Change::Import { parsed: Arc::new(parsed), target, expect, chosen: Chosen::default() });
}

/// A product full of items left to chance, some of them typed here.
pub(crate) fn shop(seed: u64, count: usize) -> Shop {
    let mut dice = Dice(seed);
    let mut shop = Shop::new();
    import(&mut shop, (0..count).map(|n| record(&mut dice, n)).collect());
    for n in 0..count / 4 {
        let item = record(&mut dice, n + count).item;
        let spot = pick(&mut dice, &[Spot::Top, Spot::Bottom]);
        shop.add(item, spot);
    }
    let waiting: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    for (items, needed) in waiting.iter().zip(&waiting[count / 8..]) {
        shop.commit(&Change::SetNeeds { items: vec![*items], add: vec![*needed], remove: vec![] });
    }
    let finished = waiting.iter().rev().step_by(2).take(count / 8).copied().collect();
    shop.commit(&Change::SetState { items: finished, state: State::Done });
    let trash: Vec<ItemId> = shop.order(List::Inbox).ids().take(3).collect();
    shop.commit(&Change::Trash { items: trash });
    sprints(&mut shop);
    scores(&mut shop);
    twins(&mut shop);
    shop
}

/// A later import: some items are new, some say something else, one of each was looked at.
fn arrive(shop: &mut Shop, seed: u64) {
    let mut dice = Dice(seed + 7);
    let said =
        |n: usize, dice: &mut Dice| Comment { at: None, author: "Ada".into(), text: format!("{n} {}", phrase(dice)) };
    let mut come: Vec<Record> = (0..40).map(|n| record(&mut dice, if n < 20 { n + 10 } else { n + 1000 })).collect();
    for (n, record) in come.iter_mut().enumerate().filter(|(n, _)| n % 3 == 0) {
        record.item.comments = vec![said(n, &mut dice), said(n + 1, &mut dice)];
    }
    import(shop, come);
    let looked: Vec<ItemId> = shop.order(List::Backlog).ids().step_by(5).collect();
    shop.store.keep(&Note::Seen { product: shop.product, items: Some(looked) }).unwrap();
    let changed: Vec<ItemId> = shop.order(List::Backlog).ids().step_by(3).collect();
    shop.commit(&Change::SetEstimate { items: changed, estimate: size("21") });
}

/// Some have a class, some another input, some are fixed where they stand.
fn scores(shop: &mut Shop) {
    let items: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    for (n, item) in items.into_iter().enumerate().take(40).filter(|(n, _)| n % 3 > 0) {
        let class = i64::try_from(n % 4 + 1).ok().map(Amount::whole);
        let input = if n % 5 == 0 { "rice.reach" } else { "moscow" };
        shop.commit(&Change::SetInputs { items: vec![item], inputs: vec![(input.into(), class)] });
        if n % 4 == 0 {
            shop.commit(&Change::SetPinned { items: vec![item], reason: Some("law".into()) });
        }
    }
}

/// One Sprint that is over, one that runs, two that are planned; and items that went on.
fn sprints(shop: &mut Shop) {
    let product = shop.product;
    for _ in 0..4 {
        shop.commit(&Change::AddSprint { product, plan: Box::default() });
    }
    let ids: Vec<_> = shop.store.sprints(product).unwrap().iter().map(|sprint| sprint.id).collect();
    let order: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    if order.len() < 8 {
        return;
    }
    for (n, sprint) in ids.iter().enumerate() {
        let items: Vec<ItemId> = order.iter().skip(n).step_by(5).take(4).copied().collect();
        let cause = Cause::default();
        shop.commit(&Change::SetSprint { items: items.clone(), sprint: Some(*sprint), end: End::Tail, cause });
        shop.commit(&Change::SetServes { items: items[..1].to_vec(), serves: true });
    }
    shop.commit(&Change::StartSprint { sprint: ids[0] });
    shop.commit(&Change::SetState { items: vec![order[0]], state: State::Done });
    let fates = order.iter().skip(5).step_by(5).take(2).map(|item| (*item, Fate::Next)).collect();
    let next = Next::Planned(ids[1]);
    shop.commit(&Change::CloseSprint { sprint: ids[0], is_goal_met: None, next, fates });
    shop.commit(&Change::StartSprint { sprint: ids[1] });
}

/// Pairs that say nearly the same, among them some of what is done or thrown away, and some that were told apart.
fn twins(shop: &mut Shop) {
    let all: Vec<ItemId> = LISTS.into_iter().flat_map(|list| shop.order(list).ids().collect::<Vec<_>>()).collect();
    let step = all.len() / 3;
    let pairs: Vec<_> =
        all.iter().zip(&all[step..]).map(|(a, b)| (*a.min(b), *a.max(b))).filter(|p| p.0 < p.1).collect();
    let (product, apart) = (shop.product, pairs.iter().step_by(3).copied());
    for (a, b) in apart.collect::<Vec<_>>() {
        shop.store.keep(&Note::Apart { product, a, b, is_apart: true }).unwrap();
    }
    let found = Compared { product, seq: Seq(1), day: now().day, pairs };
    shop.store.keep(&Note::Compared(Box::new(found))).unwrap();
}

const LISTS: [List; 6] = [List::Backlog, List::Inbox, List::Epics, List::Done, List::Declined, List::Trash];

fn ask(store: &Store, product: ProductId, list: List, text: &str, now: Now) -> Vec<ItemId> {
    let question = Question { product, list, filter: Filter::parse(text).unwrap(), sort: None };
    store.shown(&question, now).unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

/// The filter's own answer, list by list in order.
fn truth(items: &BTreeMap<List2, Vec<(Item, Option<usize>)>>, list: List, filter: &Filter, now: Now) -> Vec<ItemId> {
    let all = items[&(list as usize)].iter();
    all.filter(|(item, place)| filter.matches(item, &Scene { now, place: *place })).map(|i| i.0.id).collect()
}

type List2 = usize;

fn items(shop: &Shop) -> BTreeMap<List2, Vec<(Item, Option<usize>)>> {
    let of = |list: List| {
        let item = |(n, id)| {
            let place = (list == List::Backlog).then_some(n + 1);
            (shop.store.item(id).unwrap().unwrap(), place)
        };
        (list as usize, shop.order(list).ids().enumerate().map(item).collect())
    };
    LISTS.into_iter().map(of).collect()
}

#[test]
fn the_file_and_the_filter_agree_on_every_item() {
    let mut pairs = 0;
    let mut passed = 0;
    for seed in [1, 77] {
        let mut shop = shop(seed, 200);
        arrive(&mut shop, seed);
        let items = items(&shop);
        let everywhere: Vec<ItemId> = items.values().flatten().map(|i| i.0.id).collect();
        let mut dice = Dice(seed + 1000);
        for n in 0..130 {
            let text = random(&mut dice, n % 4);
            // Bounds that are met by some of these items and not by others.
            let bounds = Thresholds { near_top: 60, big_points: 4, stale_days: 100, ..Thresholds::default() };
            let filter = Filter::parse(&text).unwrap().with(bounds);
            let mut now = now();
            now.ahead = [0, 7200, -34_200][n % 3];
            let mut all = Vec::new();
            for list in LISTS {
                let question = Question { product: shop.product, list, filter: filter.clone(), sort: None };
                let found = shop.store.shown(&question, now).unwrap_or_else(|e| panic!("{text}: {e:?}"));
                let expected = truth(&items, list, &filter, now);
                assert_eq!(found, expected, "seed {seed}: {text} in {list:?}");
                pairs += items[&(list as usize)].len();
                passed += found.len();
                all.extend(found);
            }
            let few = shop.store.passing(shop.product, &filter, now, &everywhere).unwrap();
            let expected: Vec<ItemId> = everywhere.iter().copied().filter(|id| all.contains(id)).collect();
            assert_eq!(few, expected, "seed {seed}: {text}");
        }
    }
    assert!(pairs >= 20_000, "{pairs}");
    assert!(passed * 10 > pairs && passed * 10 < pairs * 9, "{passed} of {pairs} say little");
}

#[test]
fn a_filter_finds_what_people_mean() {
    let mut shop = Shop::new();
    let mut add = |title: &str, change: &dyn Fn(&mut NewItem)| {
        let mut item = NewItem { text: Story { title: title.into(), ..Story::default() }, ..NewItem::default() };
        change(&mut item);
        shop.add(item, Spot::Bottom)
    };
    let pay = add("Pay with a saved card", &|i| i.text.description = "請求書を送る".into());
    let cafe = add("Café invoice", &|i| i.text.estimate = size("5"));
    let two = add("mentions WEB-2 only", &|i| i.text.due = Some("2026-03-31".parse().unwrap()));
    let found = |text: &str| ask(&shop.store, shop.product, List::Backlog, text, now());
    assert_eq!(found("sav CARD"), [pay]);
    assert_eq!(found("\"saved car\""), []);
    assert_eq!(found("\"a saved card\""), [pay]);
    assert_eq!(found("求書"), [pay]);
    assert_eq!(found("cafe"), [cafe]);
    assert_eq!(found("web-2"), [cafe, two], "the item with the key, and what speaks of it");
    assert_eq!(found("pay or cafe"), [pay, cafe]);
    assert_eq!(found("points>4"), [cafe]);
    assert_eq!(found("!points>4"), [pay, two]);
    assert_eq!(found("place<3"), [pay, cafe]);
    assert_eq!((found("due<30d"), found("due<29d")), (vec![two], vec![]));
    assert_eq!(found("voice"), []);
}

#[test]
fn a_log_of_nos_is_found_by_its_reasons() {
    let mut shop = Shop::with(&["Fax the invoice", "Pay by cheque", "Print it"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    for (at, reason, alternative) in [(0, "Nobody has a machine", Some("Mail")), (1, "The bank has stopped it", None)] {
        let refusal = Refusal { reason: reason.into(), alternative: alternative.map(Into::into), ..Refusal::default() };
        shop.commit(&Change::Decline { items: vec![ids[at]], refusal });
    }
    let found = |shop: &Shop, list, text: &str| ask(&shop.store, shop.product, list, text, now());
    assert_eq!(found(&shop, List::Declined, "nobody machine"), [ids[0]]);
    assert_eq!(found(&shop, List::Declined, "\"has stopped\""), [ids[1]]);
    assert_eq!(found(&shop, List::Declined, "mail"), [ids[0]], "what is offered instead");
    assert_eq!(found(&shop, List::Declined, "\"machine mail\""), [], "two texts are no row of words");
    assert_eq!(found(&shop, List::Declined, "!machine"), [ids[1]]);
    assert_eq!(found(&shop, List::Declined, "machine or bank"), [ids[0], ids[1]]);
    assert_eq!(found(&shop, List::Declined, "reason:bank pay"), [ids[1]]);
    shop.commit(&Change::Trash { items: vec![ids[1]] });
    assert_eq!(found(&shop, List::Trash, "bank"), [ids[1]]);
    shop.commit(&Change::Reconsider { items: vec![ids[0]] });
    assert_eq!(found(&shop, List::Backlog, "machine"), [], "it is declined no more");
}

#[test]
fn a_column_sorts_and_what_is_missing_comes_last() {
    let mut shop = Shop::with(&["b", "Á", "c", "d"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    for (at, estimate) in [(0, "13"), (1, "XL"), (3, "2")] {
        shop.commit(&Change::SetEstimate { items: vec![ids[at]], estimate: size(estimate) });
    }
    let by = |by: Column, is_down: bool| {
        let sort = Some(Sort { by, is_down });
        let question = Question { product: shop.product, list: List::Backlog, filter: Filter::default(), sort };
        let shown = shop.store.shown(&question, now()).unwrap();
        shown.iter().map(|id| shop.store.item(*id).unwrap().unwrap().text.title).collect::<String>()
    };
    assert_eq!((by(Column::Estimate, false), by(Column::Estimate, true)), ("dbÁc".into(), "Ábdc".into()));
    assert_eq!((by(Column::Key, true), by(Column::Title, false)), ("dcÁb".into(), "bcdÁ".into()));
    assert_eq!((by(Column::Due, true), by(Column::Epic, false)), ("bÁcd".into(), "bÁcd".into()));
}

#[test]
fn a_list_in_memory_is_as_new_as_the_file() {
    let mut shop = Shop::with(&["a one", "b one", "c"]);
    let mut other = shop.window("Bo");
    let found = |store: &Store, product, text: &str| ask(store, product, List::Backlog, text, now());
    let [a, b, c] = found(&shop.store, shop.product, "")[..] else { panic!() };
    assert_eq!(found(&shop.store, shop.product, "one"), [a, b]);
    other.commit(&Change::Move { items: vec![b], to: Spot::Top, is_run: false }, now()).unwrap();
    assert_eq!(found(&shop.store, shop.product, "one"), [b, a]);
    shop.commit(&Change::SetTitle { item: c, title: "c one".into() });
    assert_eq!(found(&shop.store, shop.product, "one"), [b, a, c]);
    assert_eq!(found(&other, shop.product, "one place>1"), [a, c]);
    shop.store.commit(&Change::Trash { items: vec![a] }, now()).unwrap();
    assert_eq!(found(&other, shop.product, "one"), [b, c]);
}

#[test]
fn a_search_can_be_stopped() {
    let shop = shop(5, 300);
    let stopper = shop.store.stopper();
    let is_over = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let end = Arc::clone(&is_over);
    let thread = std::thread::spawn(move || {
        while !end.load(std::sync::atomic::Ordering::Relaxed) {
            stopper.clone().stop();
            std::thread::yield_now();
        }
    });
    let question = Question {
        product: shop.product,
        list: List::Backlog,
        filter: Filter::parse("field:sev or assignee:a !has:criteria").unwrap(),
        sort: None,
    };
    // Wherever the stop comes, also upon the end of the search before, nothing else goes wrong.
    let mut cancelled = 0;
    for _ in 0..10_000 {
        match shop.store.shown(&question, now()) {
            Ok(_) => {}
            Err(StoreError::Cancelled) => cancelled += 1,
            Err(error) => panic!("{error}"),
        }
        if cancelled == 300 {
            break;
        }
    }
    is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    thread.join().unwrap();
    assert!(cancelled > 0);
    assert!(shop.store.shown(&question, now()).is_ok(), "the next search is a new one");
}

/// Every word that the index has, by item, column and place.
fn indexed(path: &Path) -> Vec<(i64, String, i64, String)> {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, item_words, instance)").unwrap();
    let mut statement = conn.prepare("SELECT doc, col, offset, term FROM temp.v ORDER BY doc, col, offset").unwrap();
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Every word that it should have.
fn should_be(path: &Path) -> Vec<(i64, String, i64, String)> {
    let conn = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT id, title, persona || '\n' || want || '\n' || benefit, description FROM item ORDER BY id";
    let mut statement = conn.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let mut own = Vec::new();
        for (at, column) in [(1, "title"), (2, "story"), (3, "description")] {
            let mut words = String::new();
            word::push_words(&row.get::<_, String>(at).unwrap(), &mut words);
            let words = words.split(' ').skip(1).enumerate();
            own.extend(
                words.map(|(n, w)| (row.get(0).unwrap(), column.to_owned(), i64::try_from(n).unwrap(), w.to_owned())),
            );
        }
        own.sort_by(|a: &(i64, String, i64, String), b| (&a.1, a.2).cmp(&(&b.1, b.2)));
        all.extend(own);
    }
    all
}

/// The index has just the words of the items.
pub(crate) fn assert_indexed(path: &Path) {
    let (is, should) = (indexed(path), should_be(path));
    let odd = is.iter().zip(&should).find(|(a, b)| a != b);
    assert!(is == should, "{} words instead of {}: {odd:?}", is.len(), should.len());
}

#[test]
fn the_index_follows_an_import_its_undo_and_its_redo() {
    let mut dice = Dice(9);
    let mut shop = shop(3, 60);
    let path = shop.store.path().to_owned();
    assert_indexed(&path);
    // Few new among many: the index is brought up, not made anew. Then the same again with other words.
    import(&mut shop, (50..70).map(|n| record(&mut dice, n)).collect());
    assert_indexed(&path);
    import(&mut shop, (0..400).map(|n| record(&mut dice, n)).collect());
    assert_indexed(&path);
    for _ in 0..4 {
        shop.undo();
        assert_indexed(&path);
    }
    for _ in 0..4 {
        shop.redo();
        assert_indexed(&path);
    }
    assert_whole(&path);
}

#[test]
fn the_index_comes_along_with_copies_and_goes_with_what_is_erased() {
    let mut shop = shop(4, 40);
    let secret = shop.add(
        NewItem { text: Story { title: "Zwiebelkuchen".into(), ..Story::default() }, ..NewItem::default() },
        Spot::Top,
    );
    let copy = shop.dir.path().join("copy.db");
    shop.store.copy_to(&copy).unwrap();
    assert_indexed(&copy);
    shop.commit(&Change::Trash { items: vec![secret] });
    let later = Now::noon("2026-05-01".parse().unwrap());
    let purged = shop.store.purge("2026-04-01".parse().unwrap(), None, later).unwrap();
    assert!(purged.items > 0);
    assert_indexed(shop.store.path());
    shop.store.checkpoint().unwrap();
    let bytes = std::fs::read(shop.store.path()).unwrap();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle));
    assert!(!has(b"zwiebelkuchen"), "erased for good, also from the index");
    shop.store.restore(&copy, None, later).unwrap();
    assert_indexed(shop.store.path());
    assert_eq!(ask(&shop.store, shop.product, List::Backlog, "zwiebel", later), [secret]);
    let saved = shop.dir.path().join("saved.db");
    assert!(Store::salvage(&copy, &saved).unwrap().is_whole());
    assert_indexed(&saved);
    assert_whole(&saved);
}

#[test]
fn a_file_of_the_first_format_gets_its_index() {
    let dir = crate::replay::folder();
    let path = dir.path().join("old.db");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1.db");
    std::fs::copy(fixture, &path).unwrap();
    let store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
    assert_indexed(&path);
    let product = store.products().unwrap()[0].id;
    assert_eq!(ask(&store, product, List::Backlog, "invoice 請求", now()).len(), 1);
}

#[test]
fn a_wrong_index_is_seen() {
    let shop = Shop::with(&["one word", "two"]);
    let conn = rusqlite::Connection::open(shop.store.path()).unwrap();
    for (silent, says) in [
        ("DELETE FROM item_words WHERE rowid = 2", "the words of item 2"),
        ("INSERT INTO item_words (rowid, title) VALUES (77, 'x')", "item 77"),
        ("UPDATE item_words SET (title, story, description) = ('one', '', '') WHERE rowid = 1", "item 1"),
        ("DROP TRIGGER words_item_update", "2 of 3 triggers of the search"),
    ] {
        conn.execute_batch(silent).unwrap();
        let found = shop.store.check().unwrap();
        assert!(found.iter().any(|f| f.contains(says)), "{silent}: {found:?}");
    }
}

#[test]
fn a_wrong_index_is_made_anew_and_a_missing_one_names_the_way_out() {
    let mut shop = Shop::with(&["one word", "two"]);
    let path = shop.store.path().to_owned();
    for harm in ["DELETE FROM item_words WHERE rowid = 2", "DROP TRIGGER words_item_insert", "DROP TABLE item_words"] {
        rusqlite::Connection::open(&path).unwrap().execute_batch(harm).unwrap();
        assert_eq!(shop.store.check_mending().unwrap(), (Vec::new(), true), "{harm}");
        assert_indexed(&path);
    }
    assert_eq!(shop.store.check_mending().unwrap(), (Vec::new(), false));
    rusqlite::Connection::open(&path).unwrap().execute_batch("DROP TABLE item_words").unwrap();
    let question =
        Question { product: shop.product, list: List::Backlog, filter: Filter::parse("one").unwrap(), sort: None };
    let error = shop.store.shown(&question, now()).unwrap_err().to_string();
    assert!(error.contains("upnext doctor --mend-search"), "{error}");
}
