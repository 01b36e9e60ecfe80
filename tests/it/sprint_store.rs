//! Sprints in the store: their life, their blocks in the order, and the facts that their figures are made of.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::replay::undo;
use crate::store::{Shop, dump, now, size, titled};
use proptest::prelude::*;
use upnext::domain::item::{Fact, Refusal};
use upnext::domain::sprint::{Cause, End, Fate, Figures, Improvement, Next, Phase, Plan, Went};
use upnext::domain::{Change, ItemId, Kind, List, Points, Spot, SprintId, State};
use upnext::store::{StoreError, Undone};

fn plan(shop: &mut Shop) -> SprintId {
    shop.commit(&Change::AddSprint { product: shop.product, plan: Box::default() });
    shop.store.sprints(shop.product).unwrap().last().unwrap().id
}

fn pull(shop: &mut Shop, titles: &[&str], sprint: Option<SprintId>) {
    let items = titles.iter().map(|title| shop.id(title)).collect();
    shop.commit(&Change::SetSprint { items, sprint, end: End::Tail, cause: Cause::default() });
}

fn close(shop: &mut Shop, sprint: SprintId, next: Next, fates: Vec<(ItemId, Fate)>) {
    shop.commit(&Change::CloseSprint { sprint, is_goal_met: Some(true), next, fates });
}

fn state(shop: &mut Shop, title: &str, state: State) {
    let items = vec![shop.id(title)];
    shop.commit(&Change::SetState { items, state });
}

/// The titles of the order, with a bar where the Sprint changes.
fn blocks(shop: &Shop) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut last = None;
    for id in shop.order(List::Backlog).ids() {
        let item = shop.store.item(id).unwrap().unwrap();
        let sprint = item.sprint.map(|sprint| sprint.title);
        if last.as_ref().is_some_and(|last| *last != sprint) {
            said.push("|".into());
        }
        last = Some(sprint);
        said.push(item.text.title);
    }
    said.join(" ")
}

#[test]
fn what_is_in_a_sprint_stands_on_top_of_the_order() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e", "f"]);
    let (one, two) = (plan(&mut shop), plan(&mut shop));
    pull(&mut shop, &["f"], Some(two));
    assert_eq!(blocks(&shop), "f | a b c d e");
    pull(&mut shop, &["c", "b"], Some(one));
    assert_eq!(blocks(&shop), "b c | f | a d e");
    // A planned line is crossed by a move, a new neighbour's Sprint is taken over.
    shop.shift(&["a"], Spot::Above(shop.id("f")));
    assert_eq!(blocks(&shop), "b c | a f | d e");
    shop.shift(&["d"], Spot::Top);
    assert_eq!(blocks(&shop), "d b c | a f | e");
    shop.shift(&["b"], Spot::Bottom);
    assert_eq!(blocks(&shop), "d c | a f | e b");
    // What is started first stands first.
    shop.commit(&Change::StartSprint { sprint: two });
    assert_eq!(blocks(&shop), "a f | d c | e b");
    // Nothing crosses the line of the running Sprint by a move.
    for (title, to) in [("d", Spot::Above(shop.id("f"))), ("a", Spot::Below(shop.id("d"))), ("e", Spot::Place(1))] {
        let change = Change::Move { items: vec![shop.id(title)], to, is_run: false };
        assert!(shop.refused(&change).contains("Sprint 2, which is running"), "{title}");
    }
    shop.shift(&["e"], Spot::Top);
    assert_eq!(blocks(&shop), "a f | e d c | b");
    shop.shift(&["a"], Spot::Bottom);
    assert_eq!(blocks(&shop), "f a | e d c | b");
    // What is added on top of all stands below the Sprints; beside an item of a planned one it joins that.
    shop.add(titled("new", Kind::Story), Spot::Top);
    shop.add(titled("joins", Kind::Story), Spot::Below(shop.id("e")));
    shop.add(titled("not", Kind::Story), Spot::Below(shop.id("f")));
    assert_eq!(blocks(&shop), "f a | e joins d c | not new b");
    pull(&mut shop, &["f"], None);
    assert_eq!(blocks(&shop), "a | e joins d c | not new b f");
    shop.commit(&Change::DropSprint { sprint: one });
    assert_eq!(blocks(&shop), "a | e joins d c not new b f");
}

#[test]
fn an_item_leaves_its_sprint_with_the_order_but_not_when_it_is_done() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e"]);
    let sprint = plan(&mut shop);
    pull(&mut shop, &["b", "c", "d", "e"], Some(sprint));
    shop.commit(&Change::StartSprint { sprint });
    state(&mut shop, "b", State::Done);
    let refusal = Refusal { reason: "no more".into(), ..Refusal::default() };
    shop.commit(&Change::Decline { items: vec![shop.id("c")], refusal });
    shop.commit(&Change::Trash { items: vec![shop.id("d")] });
    state(&mut shop, "e", State::Inbox);
    let course = shop.store.course(sprint).unwrap().unwrap();
    let inside: Vec<&str> = course.present().map(|card| card.row.title.as_str()).collect();
    assert_eq!((inside, course.start.len()), (vec!["b"], 4));
    shop.commit(&Change::Reconsider { items: vec![shop.id("c")] });
    assert_eq!(blocks(&shop), "c a");
    shop.commit(&Change::Restore { items: vec![shop.id("d")] });
    assert_eq!(shop.store.course(sprint).unwrap().unwrap().present().count(), 1);
    // Taken back from done while the Sprint runs, it is in it still; after it closed, it is in none.
    state(&mut shop, "b", State::ToAccept);
    assert!(blocks(&shop).starts_with("b | "));
    state(&mut shop, "b", State::Done);
    close(&mut shop, sprint, Next::Nothing, Vec::new());
    state(&mut shop, "b", State::ToAccept);
    assert_eq!(shop.store.item(shop.id("b")).unwrap().unwrap().sprint, None);
}

#[test]
fn closing_sends_each_open_item_where_it_is_told() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e", "f"]);
    let (one, two) = (plan(&mut shop), plan(&mut shop));
    pull(&mut shop, &["a", "b", "c", "d"], Some(one));
    pull(&mut shop, &["e"], Some(two));
    shop.commit(&Change::StartSprint { sprint: one });
    state(&mut shop, "a", State::Done);
    let fates =
        vec![(shop.id("b"), Fate::Next), (shop.id("c"), Fate::Backlog(Spot::Bottom)), (shop.id("d"), Fate::Stay)];
    let lost = Change::CloseSprint { sprint: one, is_goal_met: None, next: Next::Nothing, fates: fates.clone() };
    assert!(shop.refused(&lost).contains("plan the next Sprint"));
    close(&mut shop, one, Next::Planned(two), fates);
    assert_eq!(blocks(&shop), "b e | d f c");
    let course = shop.store.course(one).unwrap().unwrap();
    let went: Vec<_> = course.end.iter().map(|end| end.went).collect();
    assert_eq!(went, [None, Some(Went::Next), Some(Went::Backlog), Some(Went::Stayed)]);
    assert_eq!(course.sprint.phase, Phase::Closed);
    assert_eq!(shop.store.item(shop.id("b")).unwrap().unwrap().hops, 1);
    // What happens from then on is no fact of it.
    assert_eq!(course.facts.len(), 1);
    let undone = shop.store.undo(Some(shop.product), now(), None).unwrap();
    assert!(matches!(undone, Undone::Done(_)));
    assert_eq!(blocks(&shop), "b c d | e | f");
}

#[test]
fn a_sprint_for_what_is_carried_over_is_made_on_the_way() {
    let mut shop = Shop::with(&["a", "b"]);
    let one = plan(&mut shop);
    pull(&mut shop, &["b"], Some(one));
    shop.commit(&Change::StartSprint { sprint: one });
    let next = Next::New(Box::new(Plan { goal: "go on".into(), ..Plan::default() }));
    let fates = vec![(shop.id("b"), Fate::Next)];
    close(&mut shop, one, next, fates);
    assert_eq!(blocks(&shop), "b | a");
    let blocks = shop.store.blocks(shop.product).unwrap();
    assert_eq!((blocks[0].sprint.number, blocks[0].sprint.plan.goal.as_str()), (2, "go on"));
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    let mut shop = Shop::with(&["a", "b"]);
    shop.add(titled("epic", Kind::Epic), Spot::Bottom);
    let (one, two) = (plan(&mut shop), plan(&mut shop));
    let (a, b, epic) = (shop.id("a"), shop.id("b"), shop.id("epic"));
    let pull_in = |item, sprint| Change::SetSprint {
        items: vec![item],
        sprint: Some(sprint),
        end: End::Tail,
        cause: Cause::default(),
    };
    let close = |sprint| Change::CloseSprint { sprint, is_goal_met: None, next: Next::Nothing, fates: Vec::new() };
    assert!(shop.refused(&Change::StartSprint { sprint: one }).contains("Sprint 1 is empty"));
    assert!(shop.refused(&close(one)).contains("only the running Sprint can be closed"));
    assert!(shop.refused(&pull_in(epic, one)).contains("epic"));
    shop.commit(&pull_in(a, one));
    shop.commit(&pull_in(b, two));
    shop.commit(&Change::StartSprint { sprint: one });
    assert!(shop.refused(&Change::StartSprint { sprint: two }).contains("Sprint 1 is running"));
    assert!(shop.refused(&Change::StartSprint { sprint: one }).contains("only a planned Sprint can be started"));
    shop.commit(&Change::SetState { items: vec![a], state: State::Done });
    assert!(
        shop.refused(&Change::SetSprint { items: vec![a], sprint: None, end: End::Head, cause: Cause::default() })
            .contains("is done")
    );
    shop.commit(&close(one));
    assert!(shop.refused(&pull_in(b, one)).contains("Sprint 1 is closed"));
    assert!(shop.refused(&Change::DropSprint { sprint: one }).contains("only a planned Sprint can be given up"));
    let day = |text: &str| text.parse().ok();
    let ends_before = Plan { starts: day("2026-03-10"), ends: day("2026-03-09"), ..Plan::default() };
    assert!(
        shop.refused(&Change::EditSprint { sprint: two, plan: Box::new(ends_before) }).contains("before it starts")
    );
    let nothing_fits = Plan { capacity: Some(Points(0)), ..Plan::default() };
    assert!(shop.refused(&Change::EditSprint { sprint: two, plan: Box::new(nothing_fits) }).contains("above 0"));
    let none = Change::Return { items: vec![b], reason: "x".into(), criterion: None };
    assert!(shop.refused(&none).contains("only what waits for acceptance"));
    shop.commit(&Change::DropSprint { sprint: two });
    let gone = shop.store.commit(&pull_in(b, two), now());
    assert!(matches!(gone, Err(StoreError::NoSprint)));
    // A number is never given twice.
    plan(&mut shop);
    assert_eq!(shop.store.blocks(shop.product).unwrap()[0].sprint.number, 3);
}

#[test]
fn an_epic_that_moves_along_with_items_joins_no_sprint() {
    let mut shop = Shop::with(&["a", "b"]);
    let epic = shop.add(titled("e", Kind::Epic), Spot::Bottom);
    let sprint = plan(&mut shop);
    pull(&mut shop, &["a"], Some(sprint));
    let items = vec![epic, shop.id("b")];
    shop.commit(&Change::Move { items, to: Spot::Above(shop.id("a")), is_run: false });
    assert_eq!(blocks(&shop), "b a");
    assert!(shop.store.item(epic).unwrap().unwrap().sprint.is_none());
}

#[test]
fn a_step_taken_back_out_of_its_turn_moves_nothing_else() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let (one, two) = (plan(&mut shop), plan(&mut shop));
    pull(&mut shop, &["a"], Some(one));
    pull(&mut shop, &["b"], Some(two));
    let items = vec![shop.id("a")];
    let done = shop.commit(&Change::SetState { items, state: State::Done });
    shop.commit(&Change::StartSprint { sprint: two });
    assert_eq!(blocks(&shop), "b | c");
    // It would stand above the running Sprint.
    let error = shop.store.undo_step(done.step, now()).unwrap_err().to_string();
    assert!(error.contains("outside of their Sprint") && error.contains("start Sprint 2"), "{error}");
    assert_eq!(blocks(&shop), "b | c");
    while undo(&mut shop.store).is_some() {}
    assert_eq!(dump(shop.store.path()), "");
}

#[test]
fn what_was_made_is_not_taken_back_from_under_a_later_change_of_it() {
    let mut shop = Shop::with(&["a"]);
    let made = shop.commit(&Change::AddSprint { product: shop.product, plan: Box::default() });
    let sprint = shop.store.sprints(shop.product).unwrap()[0].id;
    let plan = Box::new(Plan { goal: "ship it".into(), ..Plan::default() });
    shop.commit(&Change::EditSprint { sprint, plan });
    let refused = |shop: &mut Shop| shop.store.undo_step(made.step, now()).unwrap_err().to_string();
    assert!(refused(&mut shop).contains("take that back first"));
    undo(&mut shop.store).unwrap();
    // Nothing is in it any more; but what took the item out would bring it back.
    pull(&mut shop, &["a"], Some(sprint));
    pull(&mut shop, &["a"], None);
    assert!(refused(&mut shop).contains("take that back first"));
    while undo(&mut shop.store).is_some() {}
    assert_eq!(dump(shop.store.path()), "");
}

#[test]
fn a_sprint_put_back_into_plan_can_be_given_up() {
    let mut shop = Shop::with(&["a", "b"]);
    let sprint = plan(&mut shop);
    pull(&mut shop, &["a"], Some(sprint));
    let start = shop.commit(&Change::StartSprint { sprint });
    state(&mut shop, "a", State::InProgress);
    shop.store.undo_step(start.step, now()).unwrap();
    let before = dump(shop.store.path());
    // What was done while it ran names it.
    shop.commit(&Change::DropSprint { sprint });
    let after = dump(shop.store.path());
    assert_eq!(blocks(&shop), "a b");
    undo(&mut shop.store).unwrap();
    assert_eq!(dump(shop.store.path()), before);
    shop.store.redo(None, now()).unwrap();
    assert_eq!(dump(shop.store.path()), after);
}

#[test]
fn the_word_of_the_product_owner_is_kept_as_facts() {
    let mut shop = Shop::with(&["a"]);
    let sprint = plan(&mut shop);
    pull(&mut shop, &["a"], Some(sprint));
    shop.commit(&Change::StartSprint { sprint });
    state(&mut shop, "a", State::ToAccept);
    let items = vec![shop.id("a")];
    shop.commit(&Change::Return { items: items.clone(), reason: "too slow".into(), criterion: None });
    state(&mut shop, "a", State::ToAccept);
    shop.commit(&Change::Accept { items, open: vec!["documented".into()], value: "pay faster".into() });
    let course = shop.store.course(sprint).unwrap().unwrap();
    let facts: Vec<Fact> = course.facts.iter().map(|fact| fact.event.fact).collect();
    assert_eq!(facts, [Fact::State, Fact::Returned, Fact::State, Fact::State, Fact::Accepted, Fact::State]);
    assert_eq!(course.facts[1].event.reason.as_deref(), Some("too slow"));
    assert_eq!(course.facts[4].event.to.as_deref(), Some("documented"));
    assert_eq!(course.cards[0].value, "pay faster");
    shop.commit(&Change::Improve { sprint, said: Improvement { text: "pair more".into(), ..Improvement::default() } });
    assert_eq!(shop.store.improvements(shop.product).unwrap()[0].said.text, "pair more");
}

#[test]
fn the_plan_is_what_was_there_at_the_start() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let estimate = |shop: &mut Shop, title: &str, word: &str| {
        let items = vec![shop.id(title)];
        shop.commit(&Change::SetEstimate { items, estimate: size(word) });
    };
    for (title, word) in [("a", "3"), ("b", "5"), ("c", "2")] {
        estimate(&mut shop, title, word);
    }
    let sprint = plan(&mut shop);
    pull(&mut shop, &["a", "b"], Some(sprint));
    shop.commit(&Change::StartSprint { sprint });
    estimate(&mut shop, "a", "8");
    pull(&mut shop, &["c"], Some(sprint));
    state(&mut shop, "a", State::Done);
    close(&mut shop, sprint, Next::Nothing, Vec::new());
    estimate(&mut shop, "a", "13");
    let figures = Figures::of(&shop.store.course(sprint).unwrap().unwrap());
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (Points(8_000), Points(8_000)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn blocks_hold_whatever_is_done(acts in prop::collection::vec((0..14_usize, 0..8_usize, 0..8_usize), 1..40)) {
        let mut shop = Shop::with(&["a", "b", "c", "d", "e", "f", "g", "h"]);
        let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
        for (act, a, b) in acts {
            let sprints: Vec<SprintId> = shop.store.sprints(shop.product).unwrap().iter().map(|s| s.id).collect();
            let sprint = sprints.get(b % (sprints.len() + 1)).copied();
            let items = vec![ids[a]];
            let set = |state| Change::SetState { items: items.clone(), state };
            let shift = |to| Change::Move { items: items.clone(), to, is_run: false };
            let fates = ids.iter().enumerate().map(|(n, id)| (*id, [Fate::Next, Fate::Stay, Fate::Backlog(Spot::Bottom)][(n + b) % 3]));
            let change = match act {
                0 => Change::AddSprint { product: shop.product, plan: Box::default() },
                1 | 2 => Change::SetSprint { items, sprint, end: if a % 2 == 0 { End::Head } else { End::Tail }, cause: Cause::default() },
                3 => shift(Spot::Below(ids[b])),
                4 => shift(Spot::Place(b + 1)),
                5 => shift(if b % 2 == 0 { Spot::Top } else { Spot::Bottom }),
                6 => set([State::Done, State::Inbox, State::Open, State::Ready][b % 4]),
                7 => match sprint { Some(sprint) => Change::StartSprint { sprint }, None => continue },
                8 => match sprint {
                    Some(sprint) => Change::CloseSprint { sprint, is_goal_met: None, next: Next::New(Box::default()), fates: fates.collect() },
                    None => continue,
                },
                9 => Change::Trash { items },
                10 => Change::Restore { items },
                11 => match sprint { Some(sprint) => Change::DropSprint { sprint }, None => continue },
                12 => {
                    let steps = shop.store.newest_steps(Some(shop.product), 6).unwrap();
                    let Some(step) = steps.iter().filter(|s| s.is_live).nth(b % 3) else { continue };
                    // One taken back out of its turn; refused where something stands on it.
                    let _ = shop.store.undo_step(step.id, now());
                    check(&shop);
                    continue;
                }
                _ => {
                    let _ = shop.store.undo(Some(shop.product), now(), None).unwrap();
                    check(&shop);
                    continue;
                }
            };
            let _ = shop.store.commit(&change, now());
            check(&shop);
        }
    }
}

/// Blocks stand on top, each whole, in their order.
fn check(shop: &Shop) {
    let open: Vec<SprintId> = shop.store.blocks(shop.product).unwrap().iter().map(|b| b.sprint.id).collect();
    let level = |id: ItemId| {
        let sprint = shop.store.item(id).unwrap().unwrap().sprint;
        sprint.map_or(open.len(), |sprint| open.iter().position(|o| *o == sprint.id).unwrap_or(usize::MAX))
    };
    let levels: Vec<usize> = shop.order(List::Backlog).ids().map(level).collect();
    assert!(levels.is_sorted() && levels.iter().all(|level| *level <= open.len()), "{levels:?}");
}
