//! Random histories of every kind of change, over restarts and two windows: all of it undone is the start, all of it
//! redone is the end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::filter_store::assert_indexed;
use crate::store::{Shop, dump, now, product, size, titled, writer};
use proptest::prelude::*;
use upnext::domain::criterion::Line;
use upnext::domain::item::{Refusal, Story, Ties};
use upnext::domain::product::{Sheet, Template};
use upnext::domain::score::{Amount, Scoring};
use upnext::domain::sprint::{Cause, End, Fate, Improvement, Next, Plan};
use upnext::domain::{Change, ImprovementId, ItemId, Kind, ProductId, Scale, Spot, SprintId, State, StepId};
use upnext::store::{Patience, Store, StoreError, Undone};

/// One act; numbers choose among what is there.
#[derive(Debug, Clone)]
struct Act {
    verb: u8,
    window: bool,
    picks: Vec<u16>,
    value: u16,
}

fn act() -> impl Strategy<Value = Act> {
    (0_u8..50, any::<bool>(), prop::collection::vec(any::<u16>(), 1..5), any::<u16>())
        .prop_map(|(verb, window, picks, value)| Act { verb, window, picks, value })
}

/// The ids a table has.
fn ids(shop: &Shop, table: &str) -> Vec<i64> {
    let conn = rusqlite::Connection::open(shop.store.path()).unwrap();
    let mut statement = conn.prepare(&format!("SELECT id FROM {table} ORDER BY id")).unwrap();
    statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
}

fn pick(from: &[i64], n: u16) -> i64 {
    if from.is_empty() { 1 } else { from[usize::from(n) % from.len()] }
}

/// A change of a Sprint, or of what is in one.
fn sprint_change(shop: &Shop, act: &Act, items: Vec<ItemId>, product: ProductId) -> Change {
    let n = usize::from(act.value);
    let sprint = SprintId(pick(&ids(shop, "sprint"), act.value / 3));
    let word = format!("w{}", n % 5);
    match (act.verb, n % 3) {
        (40, 0) => Change::StartSprint { sprint },
        (40, _) => Change::AddSprint { product, plan: Box::new(Plan { goal: word, ..Plan::default() }) },
        (41 | 42, _) => {
            let cause = Cause { reason: word, ..Cause::default() };
            let end = if n % 2 == 0 { End::Head } else { End::Tail };
            Change::SetSprint { items, sprint: (n % 5 > 0).then_some(sprint), end, cause }
        }
        (43, 0) => Change::Accept { items, open: vec![word.clone().into()], value: word },
        (43, 1) => Change::Return { items, reason: word, criterion: None },
        (43, _) => Change::SetServes { items, serves: n % 2 == 0 },
        (44, 0) => {
            let fates = items.iter().map(|id| (*id, [Fate::Next, Fate::Stay, Fate::Backlog(Spot::Bottom)][n / 3 % 3]));
            let next = Next::New(Box::default());
            Change::CloseSprint { sprint, is_goal_met: Some(n % 2 == 0), next, fates: fates.collect() }
        }
        (44, 1) => Change::DropSprint { sprint },
        (44, _) => Change::EditSprint { sprint, plan: Box::new(Plan { name: word, ..Plan::default() }) },
        (_, 0) => Change::Improve { sprint, said: Improvement { text: word, ..Improvement::default() } },
        (_, 1) => {
            let improvement = ImprovementId(pick(&ids(shop, "improvement"), act.value));
            Change::DropImprovement { improvement }
        }
        (_, _) => Change::ReviewSprint { sprint, is_goal_met: None, notes: word },
    }
}

/// A change of what the order is judged by, or an order made from it.
fn score_change(shop: &Shop, act: &Act, items: Vec<ItemId>, product: ProductId) -> Change {
    let n = usize::from(act.value);
    let word = format!("w{}", n % 5);
    match (act.verb, n % 3) {
        (46, _) => {
            let amount = (n % 4 > 0).then(|| Amount::whole(i64::from(act.value % 7)));
            let inputs = vec![(["moscow", "rice.reach", "weighted.1"][n % 3].to_owned(), amount)];
            Change::SetInputs { items, inputs }
        }
        (47, 0) => {
            let gap = n % 6;
            Change::SetScoring { product, scoring: Box::new(Scoring { gap, ..Scoring::default() }) }
        }
        (47, 1) => {
            let other = ItemId(pick(&ids(shop, "item"), act.value / 3));
            Change::Compare { item: items[0], other, is_won: [Some(true), Some(false), None][n / 3 % 3] }
        }
        (47, _) => Change::SetPinned { items, reason: (n % 2 == 0).then_some(word) },
        (48, _) => Change::Arrange { items, by: word },
        (_, _) => {
            let reason = if n % 3 == 0 { String::new() } else { word };
            Change::Explain { step: StepId(pick(&ids(shop, "step"), act.value)), reason }
        }
    }
}

fn change(shop: &Shop, act: &Act) -> Change {
    const STATES: [State; 6] =
        [State::Inbox, State::Open, State::Ready, State::InProgress, State::ToAccept, State::Done];
    const KINDS: [Kind; 4] = [Kind::Epic, Kind::Story, Kind::Bug, Kind::Task];
    let all = ids(shop, "item");
    let items: Vec<ItemId> = act.picks.iter().map(|n| ItemId(pick(&all, *n))).collect();
    let item = items[0];
    let n = usize::from(act.value);
    let product = ProductId(pick(&ids(shop, "product"), act.value));
    let word = format!("w{}", n % 5);
    let to = match n % 5 {
        0 => Spot::Top,
        1 => Spot::Bottom,
        2 => Spot::Above(ItemId(pick(&all, act.value / 5))),
        3 => Spot::Below(ItemId(pick(&all, act.value / 5))),
        _ => Spot::Place(n % 9),
    };
    let lines = (0..n % 4).map(|i| Line { text: format!("c{}", (i + n / 4) % 5), is_done: i == n % 3 }).collect();
    match act.verb {
        0 => Change::AddProduct(product_named(n)),
        1 => Change::EditProduct {
            product,
            name: word,
            prefix: format!("P{}", n % 7),
            scale: Scale::Powers,
            sheet: (n % 3 > 0).then(|| sheet(n)),
        },
        2 => Change::CloneItem { item },
        3..=9 => Change::Move { items, to, is_run: n % 2 == 0 },
        10 => Change::SetTitle { item, title: word },
        11 | 12 => Change::SetState { items, state: STATES[n % 6] },
        13 => Change::SetEstimate { items, estimate: size(["?", "1", "5", "XL"][n % 4]) },
        14 => Change::SetBlocked { items, reason: (n % 2 == 0).then_some(word) },
        15 => Change::SetKind { items, kind: KINDS[n % 4] },
        16 => Change::SetTags { items, add: vec![word], remove: vec![format!("w{}", n / 5 % 5)] },
        17 | 18 => Change::SetEpic { items, epic: (n % 4 != 0).then(|| ItemId(pick(&all, act.value / 4))) },
        19 => Change::SetAsked { items, asked: word },
        20 => Change::SetDue { items, due: chrono::NaiveDate::from_ymd_opt(2026, 1, 1 + u32::from(act.value) % 28) },
        21 => {
            let tags = vec![word.clone(), format!("w{}", n / 5 % 5)];
            let kind = KINDS[n / 3 % 4];
            let text = Story { title: word, tags, kind, estimate: size("3"), ..Story::default() };
            let near = |by: u16| ItemId(pick(&all, act.value / by));
            let ties = Ties {
                state: STATES[n / 5 % 6],
                epic: (n % 4 == 0).then(|| near(7)),
                needs: act.picks.iter().skip(1).map(|n| ItemId(pick(&all, *n))).collect(),
                needed_by: (n % 3 == 0).then(|| near(11)).into_iter().collect(),
            };
            let ties = (n % 5 > 1).then(|| Box::new(ties));
            Change::Rewrite { item, text: Box::new(text), criteria: lines, ties }
        }
        22 => Change::Decline { items, refusal: Refusal { reason: word, ..Refusal::default() } },
        29 => Change::SetAssignee { items, assignee: word },
        30 => Change::SetLinks { items, add: vec![word], remove: vec![format!("w{}", n / 5 % 5)] },
        31 => Change::SetNeeds {
            items,
            add: vec![ItemId(pick(&all, act.value / 3))],
            remove: vec![ItemId(pick(&all, act.value / 7))],
        },
        32 => Change::Snooze { items, until: (n % 3 > 0).then(|| now().day + chrono::Days::new(act.value.into())) },
        33 => Change::Keep { items, why: word },
        34 => Change::Ask { item, text: word },
        35 => {
            let question = upnext::domain::QuestionId(pick(&ids(shop, "question"), act.value));
            let answer = (n % 3 > 0).then_some(word);
            if n % 5 == 0 { Change::DropQuestion { item, question } } else { Change::Answer { item, question, answer } }
        }
        36 => {
            let criterion = upnext::domain::CriterionId(pick(&ids(shop, "criterion"), act.value));
            Change::Tick { item, criterion, is_met: n % 2 == 0 }
        }
        37 => {
            let text = Box::new(Story { title: word, ..Story::default() });
            let new = Box::new(titled(&format!("half {n}"), KINDS[1 + n % 3]));
            Change::Split { item, text, criteria: lines, new }
        }
        38 => {
            let text = Box::new(Story { title: word, ..Story::default() });
            Change::Merge { into: item, from: ItemId(pick(&all, act.value)), text, criteria: lines }
        }
        39 => Change::Reconsider { items },
        40..=45 => sprint_change(shop, act, items, product),
        46..=49 => score_change(shop, act, items, product),
        23 => Change::Trash { items },
        24 => Change::Restore { items },
        28 => {
            let new = |i: usize| upnext::domain::item::NewItem {
                state: STATES[(n + i) % 6],
                ..titled(&format!("t{n}-{i}"), KINDS[(n + i) % 4])
            };
            Change::AddItems { product, items: (0..n % 7).map(new).collect(), spot: to }
        }
        _ => {
            let mut new = titled(&format!("t{n}"), KINDS[n % 4]);
            (new.state, new.criteria, new.text.tags) = (STATES[n / 4 % 6], lines, vec![word]);
            Change::AddItem { product, item: Box::new(new), spot: to }
        }
    }
}

/// Some texts of a product, with a template or two.
pub(crate) fn sheet(n: usize) -> Box<Sheet> {
    const KINDS: [Kind; 3] = [Kind::Story, Kind::Bug, Kind::Spike];
    let lines = |of: &str| (0..n % 4).map(|i| format!("{of} {}", (n + i) % 6)).collect::<Vec<_>>();
    let template = |i: usize| Template {
        kind: KINDS[(n + i) % 3],
        title: format!("{} of {n}", KINDS[(n + i) % 3].name()),
        persona: String::new(),
        want: format!("want {n}"),
        benefit: String::new(),
        description: String::new(),
        criteria: lines("criterion"),
    };
    Box::new(Sheet {
        vision: format!("vision {}", n % 3),
        goal: format!("goal {}", n % 5),
        personas: lines("role"),
        reasons: lines("reason"),
        done: lines("done"),
        templates: (0..n % 3).map(template).collect(),
        ..Sheet::default()
    })
}

fn product_named(n: usize) -> upnext::domain::product::NewProduct {
    product(&format!("product {n}"), &format!("Q{}", n % 9))
}

/// Faults are errors of the store itself, never a refusal.
fn must_be_refusal(error: &StoreError, act: &Act) {
    assert!(!matches!(error, StoreError::Sql { .. } | StoreError::Damaged { .. }), "{act:?}: {error}: {error:?}");
}

/// Does something; refusals are fine, faults are not.
fn perform(shop: &mut Shop, other: &mut Store, act: &Act) {
    let change = change(shop, act);
    let steps = shop.store.newest_steps(None, 30).unwrap();
    let some_step = steps[usize::from(act.value) % steps.len()].id;
    let store = if act.window { &mut shop.store } else { other };
    let error = match act.verb {
        26 if act.value.is_multiple_of(3) => store.undo_step(some_step, now()).err(),
        26 if act.value % 3 == 1 => agreed_undo(store).err(),
        26 => store.redo(None, now()).err(),
        27 if act.value.is_multiple_of(8) => store.undo_back_to(some_step, now()).err(),
        _ => store.commit(&change, now()).err(),
    };
    if let Some(error) = error {
        must_be_refusal(&error, act);
    }
}

/// Undo of the newest step, whoever made it.
fn agreed_undo(store: &mut Store) -> Result<Undone, StoreError> {
    match store.undo(None, now(), None)? {
        Undone::Foreign(step) => store.undo(None, now(), Some(step.id)),
        other => Ok(other),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_undone_is_the_start_and_all_redone_is_the_end(acts in prop::collection::vec(act(), 1..60), restart in 1_usize..9) {
        let mut shop = Shop::with(&["a", "b", "c"]);
        let mut other = shop.window("Bo");
        for (n, act) in acts.iter().enumerate() {
            if n % restart == 0 {
                other = shop.window("Bo");
                shop.store = Store::open(shop.store.path(), writer("Ada"), Patience::None).unwrap();
            }
            perform(&mut shop, &mut other, act);
        }
        let path = shop.store.path().to_owned();
        let end = dump(&path);
        assert_indexed(&path);
        let mut steps = 0;
        while let Undone::Done(_) = agreed_undo(&mut shop.store).map_err(|e| TestCaseError::fail(e.to_string()))? {
            steps += 1;
        }
        prop_assert_eq!(dump(&path), "");
        shop.store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
        for _ in 0..steps {
            let done = shop.store.redo(None, now()).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert!(matches!(done, Undone::Done(_)), "{:?}", done);
        }
        prop_assert_eq!(dump(&path), end);
        assert_indexed(&path);
        let conn = rusqlite::Connection::open(&path).unwrap();
        let checked: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
        prop_assert_eq!(checked, "ok");
        prop_assert!(!conn.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap());
    }
}
