//! From score to order: the preview, what can be chosen in it, what is fixed by decision, and the way back.

use crate::screens::{SIZES, demo_stage, picture};
use crate::stage::{Stage, prompt, today};
use upnext::domain::score::{Amount, Framework, Scoring};
use upnext::domain::{Change, ItemId, List, ProductId};

/// Scores items in RICE by their reach, in the order in which they stand; 0 leaves one without a score.
pub(crate) fn score(stage: &mut Stage, reaches: &[i64]) {
    let mut store = stage.store();
    let product = store.products().unwrap()[0].id;
    by(stage, &mut store, product, Scoring { framework: Framework::Rice, gap: 2, ..Scoring::default() });
    let order: Vec<ItemId> = store.order(product, List::Backlog).unwrap().ids().collect();
    for (item, reach) in order.into_iter().zip(reaches).filter(|(_, reach)| **reach > 0) {
        let values = [("rice.reach", *reach), ("rice.impact", 2), ("rice.confidence", 80), ("rice.effort", 4)];
        let inputs = values.map(|(input, value)| (input.to_owned(), Some(Amount::whole(value)))).to_vec();
        store.commit(&Change::SetInputs { items: vec![item], inputs }, today()).unwrap();
    }
    drop(store);
    stage.poll();
}

fn by(_: &Stage, store: &mut upnext::store::Store, product: ProductId, scoring: Scoring) {
    store.commit(&Change::SetScoring { product, scoring: Box::new(scoring) }, today()).unwrap();
}

fn five() -> Stage {
    let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta", "epsilon"]);
    score(&mut stage, &[100, 0, 300, 400, 200]);
    stage
}

#[test]
fn a_preview_comes_first_and_one_step_orders_all() {
    let mut stage = five();
    stage.press("c o");
    let screen = stage.screen();
    assert!(screen.contains("Order by RICE") && screen.contains("5 of 5 items change places"), "{screen}");
    assert!(screen.contains("1 without a score last"), "{screen}");
    assert_eq!(stage.titles(), "alpha beta gamma delta epsilon", "nothing moved yet");
    stage.press("Enter");
    assert_eq!(stage.titles(), "delta gamma epsilon alpha beta");
    assert!(stage.toast().contains("order 5 items by RICE") && stage.toast().contains("u undo"), "{}", stage.toast());
    stage.press("c o");
    assert!(stage.screen().contains("Nothing moves"), "{}", stage.screen());
    stage.press("Enter u");
    assert_eq!(stage.titles(), "alpha beta gamma delta epsilon");
}

#[test]
fn the_marked_alone_change_places_among_themselves() {
    let mut stage = five();
    stage.press("Space j Space c o");
    assert!(stage.screen().contains("[the 2 marked]"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.titles(), "gamma beta alpha delta epsilon");
    stage.press("u c o a");
    assert!(stage.screen().contains("[all]"), "{}", stage.screen());
    stage.press("Esc Esc c o m");
    assert!(stage.screen().contains("no item is marked"), "{}", stage.screen());
}

#[test]
fn a_key_always_chooses_the_same() {
    let mut stage = five();
    stage.press("Space j Space c o m m");
    assert!(stage.screen().contains("[the 2 marked]"), "{}", stage.screen());
    stage.press("a a c s");
    let screen = stage.screen();
    assert!(screen.contains("[all]") && screen.contains("[x] within the class  s [x] hold Sprints"), "{screen}");
    stage.press("c");
    assert!(stage.screen().contains("[ ] within the class  s [x] hold Sprints"), "{}", stage.screen());
    stage.press("f");
    assert!(stage.screen().contains("no filter is set"), "{}", stage.screen());
}

#[test]
fn what_the_filter_hides_is_counted_and_those_shown_can_be_ordered_alone() {
    let mut stage = five();
    stage.press("f").type_text("delta").press("Enter c o");
    let screen = stage.screen();
    assert!(
        screen.contains("! Filter delta: 4 items hidden, 4 of them move too")
            && screen.contains("f orders those shown alone"),
        "{screen}"
    );
    stage.press("f");
    let screen = stage.screen();
    assert!(screen.contains("f [the 1 shown]") && screen.contains("Nothing moves among those shown"), "{screen}");
}

#[test]
fn that_nothing_moves_is_said_of_what_was_chosen() {
    let mut stage = five();
    stage.press("g g j j j Space j Space c o");
    assert!(stage.screen().contains("Nothing moves among the 2 marked"), "{}", stage.screen());
    stage.press("Esc Esc g g c f").type_text("law").press("Enter").press("c o").press("Enter").press("c o");
    assert!(stage.screen().contains("Nothing moves: all that is not held stands"), "{}", stage.screen());
}

#[test]
fn a_sprints_line_is_told_and_can_be_held() {
    let mut stage = five();
    stage.press("g g m s n");
    assert!(stage.titles().starts_with("alpha"), "{}", stage.screen());
    stage.press("c o");
    assert!(stage.screen().contains("2 items cross the line of a Sprint"), "{}", stage.screen());
    assert!(stage.screen().contains("out of Sprint 1") && stage.screen().contains("into Sprint 1"));
    stage.press("s");
    let screen = stage.screen();
    assert!(screen.contains("[x] hold Sprints") && !screen.contains("cross the line"), "{screen}");
    stage.press("Enter");
    assert_eq!(stage.titles(), "alpha delta gamma epsilon beta");
}

#[test]
fn what_is_fixed_stays_and_says_why() {
    let mut stage = five();
    stage.press("g g c f").type_text("promised to the board").press("Enter");
    assert!(stage.toast().contains("WEB-1 is fixed"), "{}", stage.toast());
    stage.press("c o");
    assert!(stage.screen().contains("held: 1 by decision"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.titles(), "alpha delta gamma epsilon beta");
    stage.press("g g c f");
    assert!(stage.core.model.overlays.is_empty() && stage.toast().contains("not fixed any more"), "{}", stage.toast());
    stage.press("u c F");
    assert!(stage.toast().contains("not fixed any more"), "the same by its own key: {}", stage.toast());
}

#[test]
fn nothing_is_ordered_where_nothing_is_scored() {
    let mut stage = Stage::with(&["alpha", "beta"]);
    stage.press("c o");
    assert!(stage.toast().contains("no item has a score yet"), "{}", stage.toast());
    stage.press("g i c o");
    assert!(stage.toast().contains("go there first"), "{}", stage.toast());
}

#[test]
fn a_preview_follows_what_another_window_does() {
    let mut stage = five();
    stage.press("c o");
    let mut other = stage.beside();
    other.press("G c f").type_text("law").press("Enter");
    stage.poll();
    assert!(stage.screen().contains("held: 1 by decision"), "{}", stage.screen());
    assert!(stage.screen().contains("! Changed meanwhile: 5 → 4 move"), "{}", stage.screen());
    stage.press("Enter");
    assert!(
        stage.screen().contains("changed meanwhile: 5 → 4 move · the same key again does it"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.titles(), "alpha beta gamma delta epsilon", "it asks once more");
    stage.press("Enter");
    assert_eq!(stage.titles(), "delta gamma alpha beta epsilon");
}

#[test]
fn the_last_change_gets_a_reason_afterwards() {
    let mut stage = five();
    stage.press("c o Enter ;");
    assert!(prompt(&stage).title.contains("order 5 items by RICE"), "{}", prompt(&stage).title);
    stage.type_text("the board wants numbers").press("Enter");
    let reason = |stage: &Stage| stage.store().newest_steps(None, 9).unwrap().into_iter().find_map(|step| step.reason);
    assert_eq!(reason(&stage).as_deref(), Some("the board wants numbers"));
    stage.press(";");
    assert_eq!(prompt(&stage).field.text(), "the board wants numbers", "it is changed rather than typed again");
    stage.press("Esc u ;");
    assert_eq!(prompt(&stage).field.text(), "", "a reason is taken back like everything");
    stage.press("Esc g u j j ;");
    assert!(prompt(&stage).title.contains("order 5 items"), "{}", prompt(&stage).title);
    stage.press("Esc Esc : e x p l a i n Space s o Enter");
    assert_eq!(reason(&stage).as_deref(), Some("so"));
}

#[test]
fn the_preview_is_drawn() {
    for (width, height) in SIZES {
        let mut stage = demo_stage("dark");
        score(&mut stage, &[900, 40, 0, 1200, 300, 2000, 100, 50, 4000, 600]);
        stage.resize(width, height).press("G Space g g c o a j");
        insta::assert_snapshot!(format!("arrange_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn a_badge_tells_the_score_and_where_rank_and_score_disagree() {
    let mut stage = five();
    let row = |stage: &Stage, key: &str| {
        let screen = stage.screen();
        let line = screen.lines().find(|line| line.starts_with('│') && line.contains(key)).expect(&screen);
        line.split('│').nth(1).unwrap().trim_end().to_owned()
    };
    // By its score the last but one would be the first: three places, and two are agreed on.
    assert!(row(&stage, "WEB-4 ").ends_with("160↑"), "{}", stage.screen());
    assert!(row(&stage, "WEB-1 ").ends_with("40↓"), "{}", stage.screen());
    assert!(row(&stage, "WEB-3 ").ends_with("120"), "{}", stage.screen());
    assert!(row(&stage, "WEB-2 ").ends_with('—'), "{}", stage.screen());
    stage.press("g g c f").type_text("law").press("Enter");
    assert!(row(&stage, "WEB-1 ").ends_with("40") && row(&stage, "WEB-1 ").contains("■ alpha"), "{}", stage.screen());
    stage.press("u").resize(60, 18);
    assert!(row(&stage, "WEB-4 ").ends_with('↑'), "{}", stage.screen());
    stage.press("g i");
    assert!(!stage.screen().contains('↑'));
}

#[test]
fn a_large_order_is_made_in_a_job_as_one_step() {
    const MANY: usize = 1100;
    let mut stage = Stage::with(&[]);
    let mut store = stage.store();
    let product = ProductId(1);
    let item = |n: usize| {
        let text = upnext::domain::item::Story { title: format!("t{n}"), ..Default::default() };
        upnext::domain::item::NewItem { text, ..Default::default() }
    };
    let items = (0..MANY).map(item).collect();
    store.commit(&Change::AddItems { product, items, spot: upnext::domain::Spot::Bottom }, today()).unwrap();
    let all: Vec<ItemId> = store.order(product, List::Backlog).unwrap().ids().collect();
    for (items, class) in [(&all[..MANY - 1], 3), (&all[MANY - 1..], 4)] {
        let inputs = vec![("moscow".to_owned(), Some(Amount::whole(class)))];
        store.commit(&Change::SetInputs { items: items.to_vec(), inputs }, today()).unwrap();
    }
    stage.poll().press("c o");
    assert!(stage.screen().contains("1,100 of 1,100 items change places"), "{}", stage.screen());
    stage.press("Enter");
    let first = |stage: &Stage| stage.core.model.backlog.at(0);
    assert_eq!(first(&stage), all.last().copied(), "{}", stage.toast());
    assert!(stage.toast().contains("order 1,100 items by MoSCoW"), "{}", stage.toast());
    stage.press("u");
    assert_eq!(first(&stage), all.first().copied());
}

#[test]
fn what_is_tried_out_orders_nothing() {
    let mut stage = five();
    stage.press("g p t").press("F i c e Enter");
    assert!(stage.screen().contains("WHAT IF"), "{}", stage.screen());
    stage.press("c o");
    assert!(stage.toast().contains("what is tried out orders nothing: keep it first"), "{}", stage.toast());
    stage.press("Esc");
    assert!(stage.toast().contains("nothing was written"), "{}", stage.toast());
    assert_eq!(stage.titles(), "alpha beta gamma delta epsilon");
}

#[test]
fn wont_items_above_unclassed_ones_are_told() {
    let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta"]);
    let mut store = stage.store();
    let product = store.products().unwrap()[0].id;
    let order: Vec<ItemId> = store.order(product, List::Backlog).unwrap().ids().collect();
    for (at, class) in [(1, 1), (2, 4), (3, 1)] {
        let inputs = vec![("moscow".to_owned(), Some(Amount::whole(class)))];
        store.commit(&Change::SetInputs { items: vec![order[at]], inputs }, today()).unwrap();
    }
    drop(store);
    stage.poll().press("c o");
    assert!(stage.screen().contains("! 2 Won't items would stand above 1 without a class"), "{}", stage.screen());
}

#[test]
fn the_cursor_stays_where_an_order_is_taken_back() {
    let mut stage = five();
    stage.press("g g c f").type_text("law").press("Enter").press("c o Enter");
    assert_eq!(stage.titles(), "alpha delta gamma epsilon beta");
    stage.press("g g u");
    assert_eq!(stage.titles(), "alpha beta gamma delta epsilon");
    stage.press("W");
    assert!(stage.screen().contains("Why is WEB-1 here?"), "{}", stage.screen());
    assert!(stage.screen().contains("1 of 5, fixed there; its score alone would put it at 4"), "{}", stage.screen());
}
