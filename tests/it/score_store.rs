//! What the order is judged by, in the store: inputs, pairs, pins, an order made from scores, reasons told afterwards.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::store::{Shop, titled};
use upnext::domain::score::{Amount, Direction, Duel, Framework, Scoring, Weighed, Within, arrange};
use upnext::domain::sprint::{Cause, End, Plan};
use upnext::domain::{Change, ItemId, Kind, List, Spot, SprintId, State, StepId};
use upnext::store::Undone;

fn set(shop: &mut Shop, title: &str, inputs: &[(&str, &str)]) {
    let inputs = inputs.iter().map(|(input, amount)| ((*input).to_owned(), Amount::parse(amount))).collect();
    let items = vec![shop.id(title)];
    shop.commit(&Change::SetInputs { items, inputs });
}

fn rice(shop: &mut Shop, title: &str, reach: &str) {
    let inputs = [("rice.reach", reach), ("rice.impact", "2"), ("rice.confidence", "80"), ("rice.effort", "4")];
    set(shop, title, &inputs);
}

fn by(framework: Framework) -> Scoring {
    Scoring { framework, ..Scoring::default() }
}

fn sprint(shop: &mut Shop, titles: &[&str]) -> SprintId {
    shop.commit(&Change::AddSprint { product: shop.product, plan: Box::new(Plan::default()) });
    let sprint = shop.store.sprints(shop.product).unwrap().last().unwrap().id;
    let items = titles.iter().map(|title| shop.id(title)).collect();
    shop.commit(&Change::SetSprint { items, sprint: Some(sprint), end: End::Tail, cause: Cause::default() });
    sprint
}

#[test]
fn inputs_are_kept_and_one_step_takes_them_back() {
    let mut shop = Shop::with(&["a", "b"]);
    rice(&mut shop, "a", "2,000");
    set(&mut shop, "a", &[("rice.reach", "1000")]);
    let inputs = |shop: &Shop| shop.store.item(shop.id("a")).unwrap().unwrap().inputs;
    assert_eq!(inputs(&shop).get("rice.reach"), Some(Amount::whole(1000)));
    assert!(matches!(shop.undo(), Undone::Done { .. }));
    assert_eq!(inputs(&shop).get("rice.reach"), Some(Amount::whole(2000)));
    shop.undo();
    assert!(inputs(&shop).is_empty());
    shop.redo();
    let label = &shop.store.newest_steps(None, 1).unwrap()[0].label;
    assert!(label.contains("reach 2,000, impact 2, confidence 80 %, effort 4"), "{label}");
    let ranking = shop.store.ranking(shop.product, &by(Framework::Rice)).unwrap();
    assert_eq!((ranking.score(shop.id("a")), ranking.scored, ranking.total), (Some(800.0), 1, 2));
    set(&mut shop, "a", &[("rice.effort", "-")]);
    let ranking = shop.store.ranking(shop.product, &by(Framework::Rice)).unwrap();
    assert_eq!((ranking.score(shop.id("a")), ranking.scored), (None, 0));
}

#[test]
fn the_same_again_changes_nothing() {
    let mut shop = Shop::with(&["a"]);
    rice(&mut shop, "a", "5");
    let items = vec![shop.id("a")];
    let inputs = vec![("rice.reach".to_owned(), Amount::parse("5"))];
    assert!(shop.refused(&Change::SetInputs { items, inputs }).contains("nothing"), "unchanged");
}

#[test]
fn an_order_by_score_is_one_step_and_exchanges_places() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e"]);
    for (title, reach) in [("a", "1"), ("b", "2"), ("d", "4"), ("e", "3")] {
        rice(&mut shop, title, reach);
    }
    let items = vec![shop.id("b")];
    shop.commit(&Change::SetPinned { items, reason: Some("promised to the board".into()) });
    let ranking = shop.store.ranking(shop.product, &by(Framework::Rice)).unwrap();
    let proposal = arrange(&ranking, None, Within::All);
    assert_eq!((proposal.pinned, proposal.unscored, proposal.among), (1, 1, 5));
    let items = proposal.items();
    shop.commit(&Change::Arrange { items, by: "RICE".into() });
    assert_eq!(shop.titles(List::Backlog), "d b e a c");
    shop.undo();
    assert_eq!(shop.titles(List::Backlog), "a b c d e");
    shop.redo();
    assert_eq!(shop.titles(List::Backlog), "d b e a c");
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    assert_eq!(
        shop.store.ranking(shop.product, &by(Framework::Rice)).unwrap().by_score(),
        ids,
        "nothing is left to move"
    );
}

#[test]
fn what_is_fixed_or_runs_is_not_rearranged() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let all: Vec<ItemId> = ["c", "b", "a"].iter().map(|title| shop.id(title)).collect();
    let items = vec![shop.id("b")];
    shop.commit(&Change::SetPinned { items: items.clone(), reason: Some("law".into()) });
    let arrange = Change::Arrange { items: all, by: "RICE".into() };
    assert!(shop.refused(&arrange).contains("fixed at its place by decision"));
    shop.commit(&Change::SetPinned { items: items.clone(), reason: None });
    assert!(shop.refused(&Change::SetPinned { items, reason: Some(" ".into()) }).contains("reason"));
    let running = sprint(&mut shop, &["a"]);
    shop.commit(&Change::StartSprint { sprint: running });
    assert!(shop.refused(&arrange).contains("changes its scope"));
}

#[test]
fn who_takes_a_place_in_a_planned_sprint_is_in_it() {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let planned = sprint(&mut shop, &["a", "b"]);
    let items = ["d", "b", "a"].iter().map(|title| shop.id(title)).collect();
    shop.commit(&Change::Arrange { items, by: "RICE".into() });
    assert_eq!(shop.titles(List::Backlog), "d b c a");
    let sprint = |title: &str| shop.store.item(shop.id(title)).unwrap().unwrap().sprint.map(|sprint| sprint.id);
    assert_eq!([sprint("d"), sprint("b"), sprint("c"), sprint("a")], [Some(planned), Some(planned), None, None]);
}

#[test]
fn the_last_word_on_a_pair_counts() {
    let mut shop = Shop::with(&["a", "b"]);
    let (a, b) = (shop.id("a"), shop.id("b"));
    shop.commit(&Change::Compare { item: a, other: b, is_won: Some(true) });
    shop.commit(&Change::Compare { item: b, other: a, is_won: Some(false) });
    assert_eq!(shop.store.duels(shop.product).unwrap(), [Duel { item: b, other: a, is_won: false }]);
    shop.undo();
    assert_eq!(shop.store.duels(shop.product).unwrap(), [Duel { item: a, other: b, is_won: true }]);
    shop.commit(&Change::Compare { item: b, other: a, is_won: None });
    assert_eq!(shop.store.duels(shop.product).unwrap(), []);
    assert!(!shop.refused(&Change::Compare { item: a, other: a, is_won: Some(true) }).is_empty());
}

#[test]
fn a_reason_can_be_told_afterwards() {
    let mut shop = Shop::with(&["a", "b"]);
    shop.shift(&["b"], Spot::Top);
    let step = shop.store.newest_steps(None, 1).unwrap()[0].id;
    shop.commit(&Change::Explain { step, reason: "the fair is in May".into() });
    let told = |shop: &Shop| {
        let steps = shop.store.newest_steps(None, 99).unwrap();
        steps.into_iter().find(|told| told.id == step).unwrap().reason
    };
    assert_eq!(told(&shop).as_deref(), Some("the fair is in May"));
    shop.commit(&Change::Explain { step, reason: "in June".into() });
    assert_eq!(told(&shop).as_deref(), Some("in June"));
    shop.undo();
    shop.undo();
    assert_eq!(told(&shop), None);
    assert!(shop.refused(&Change::Explain { step: StepId(999), reason: "x".into() }).contains("gone"));
}

#[test]
fn a_products_way_of_scoring_is_kept_with_it() {
    let mut shop = Shop::with(&["a"]);
    let weighed = |number, name: &str, weight| Weighed {
        number,
        name: name.into(),
        weight: Amount::whole(weight),
        direction: Direction::More,
    };
    let criteria = vec![weighed(1, "reach", 50), weighed(2, " fit ", 30)];
    let scoring = Scoring { framework: Framework::Weighted, criteria, ..Scoring::default() };
    shop.commit(&Change::SetScoring { product: shop.product, scoring: Box::new(scoring.clone()) });
    let kept = shop.store.products().unwrap()[0].scoring.clone();
    assert_eq!((kept.criteria[1].name.as_str(), kept.given), ("fit", 2));
    let mut less = *kept;
    less.criteria.pop();
    shop.commit(&Change::SetScoring { product: shop.product, scoring: Box::new(less) });
    assert_eq!(shop.store.products().unwrap()[0].scoring.next_number(), 3, "no number is given twice");
    let criteria = vec![weighed(1, "reach", 0)];
    let none = Scoring { criteria, ..scoring };
    let refused = shop.refused(&Change::SetScoring { product: shop.product, scoring: Box::new(none) });
    assert!(refused.contains("no criterion has a weight"), "{refused}");
}

#[test]
fn what_is_done_or_an_epic_is_not_ranked() {
    let mut shop = Shop::with(&["a", "b"]);
    shop.add(titled("epic", Kind::Epic), Spot::Bottom);
    for title in ["a", "b"] {
        rice(&mut shop, title, "1");
    }
    let items = vec![shop.id("epic")];
    let inputs = vec![("rice.reach".to_owned(), Amount::parse("9"))];
    shop.commit(&Change::SetInputs { items, inputs });
    let items = vec![shop.id("a")];
    shop.commit(&Change::SetState { items, state: State::Done });
    let ranking = shop.store.ranking(shop.product, &by(Framework::Rice)).unwrap();
    assert_eq!((ranking.total, ranking.scored), (1, 1));
}

#[test]
fn a_ranking_is_of_one_product_and_of_what_stands_in_its_order() {
    let mut shop = Shop::with(&["a"]);
    let first = shop.product;
    rice(&mut shop, "a", "10");
    shop.commit(&Change::AddProduct(crate::store::product("Other", "OTH")));
    shop.product = shop.store.products().unwrap().iter().find(|product| product.id != first).unwrap().id;
    for title in ["x", "y", "z"] {
        shop.add(titled(title, Kind::Story), Spot::Bottom);
    }
    // The ids of both lie between each other, and one of the judged stands in no order.
    for (title, reach) in [("x", "20"), ("y", "30"), ("z", "40")] {
        rice(&mut shop, title, reach);
    }
    set(&mut shop, "y", &[("moscow", "4")]);
    let gone = vec![shop.id("z")];
    shop.commit(&Change::SetState { items: gone, state: State::Done });
    let other = shop.product;
    shop.product = first;
    shop.add(titled("b", Kind::Story), Spot::Bottom);
    rice(&mut shop, "b", "50");
    let told = |product, framework| {
        let ranking = shop.store.ranking(product, &by(framework)).unwrap();
        (ranking.total, ranking.judged, ranking.scored, ranking.best, ranking.standings().len())
    };
    assert_eq!(told(first, Framework::Rice), (2, 2, 2, 20.0, 2));
    assert_eq!(told(other, Framework::Rice), (2, 2, 2, 12.0, 2));
    assert_eq!(told(first, Framework::Moscow), (2, 0, 0, 0.0, 0), "judged in the other product alone");
    assert_eq!(told(first, Framework::Wsjf), (2, 0, 0, 0.0, 0), "judged nowhere");
    let shares = |product| shop.store.ranking(product, &by(Framework::Moscow)).unwrap().shares.unwrap();
    assert_eq!((shares(other).items, shares(other).unestimated, shares(other).unclassed), ([1, 0, 0, 0], 1, 1));
    assert_eq!(shop.store.ranking(first, &by(Framework::Moscow)).unwrap().shares, None);
}
