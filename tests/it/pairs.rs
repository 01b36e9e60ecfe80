//! Compare in pairs: begin, answer, pass over, go back, leave and take up, and the order that comes of it.

use crate::screens::{SIZES, demo_stage, picture};
use crate::stage::{Stage, place};
use crate::store::Shop;
use upnext::domain::score::pairs::Contest;
use upnext::domain::score::{Framework, Scoring};
use upnext::domain::{Change, Note, State};
use upnext::ui::screen::View;
use upnext::ui::screen::prioritize::Part;
use upnext::ui::{Event, Mouse, MouseKind};

const FIVE: [&str; 5] = ["alpha", "beta", "gamma", "delta", "epsilon"];

fn pairs(titles: &[&str]) -> Stage {
    let mut stage = Stage::with(titles);
    stage.press("g p [");
    stage
}

/// The comparison of all items, begun.
fn begun(titles: &[&str]) -> Stage {
    let mut stage = pairs(titles);
    stage.press("* Enter");
    stage
}

/// The titles of the two that are shown, the left one first.
fn two(stage: &Stage) -> String {
    stage.titles()
}

fn answers(stage: &Stage) -> usize {
    let product = stage.core.model.product.as_ref().unwrap().id;
    stage.store().duels(product).unwrap().len()
}

fn says(stage: &Stage, text: &str) {
    assert!(stage.screen().contains(text), "no {text:?} in\n{}", stage.screen());
}

/// Answers all that is asked: the one is better whose title comes first by the alphabet.
fn by_alphabet(stage: &mut Stage) {
    for _ in 0..200 {
        if stage.screen().contains(" compared · ") {
            return;
        }
        let two = two(stage);
        let (left, right) = two.split_once(' ').unwrap();
        stage.press(if left < right { "h" } else { "l" });
    }
    panic!("it never ends:\n{}", stage.screen());
}

#[test]
fn it_says_what_it_costs_before_it_begins() {
    let titles: Vec<String> = (1..=30).map(|n| format!("item{n}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut stage = pairs(&titles);
    says(&stage, "Mark the items to compare");
    stage.press("Enter");
    assert!(stage.toast().contains("nothing is marked: Space marks"), "{}", stage.toast());
    stage.press("Space");
    says(&stage, "One item can't be compared: Space marks a second one.");
    stage.press("Enter");
    assert!(stage.toast().contains("one item can't be compared"), "{}", stage.toast());
    stage.press("1 1 Space");
    says(&stage, "12 items, about 30 questions · Enter begins");
    stage.press("9 Space");
    says(&stage, "21 items, about 66 questions");
    says(&stage, "That is a long sitting: 20 items or fewer are compared in one go.");
    assert_eq!(answers(&stage), 0, "nothing is written before");
}

#[test]
fn too_many_are_refused_with_what_they_would_cost() {
    let titles: Vec<String> = (1..=110).map(|n| format!("item{n}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut stage = pairs(&titles);
    stage.press("*");
    says(&stage, "110 items would be about 604 questions: mark 100 at most.");
    stage.press("Enter");
    assert!(stage.toast().contains("mark 100 at most"), "{}", stage.toast());
    says(&stage, "110 marked");
}

#[test]
fn two_whole_stories_stand_side_by_side_and_a_key_is_an_answer() {
    let mut stage = begun(&FIVE);
    assert_eq!((two(&stage).as_str(), stage.cursor()), ("alpha beta", "alpha"));
    says(&stage, "Question 1 of about 7 · 5 items");
    says(&stage, "▸ WEB-1 · story");
    says(&stage, "h WEB-1 is better");
    assert!(stage.core.model.backlog.marks.is_empty(), "the marks have done their work");
    stage.press("h");
    assert!(stage.toast().contains("WEB-1 is better than WEB-2 · u undo"), "{}", stage.toast());
    assert_eq!((two(&stage).as_str(), answers(&stage)), ("gamma delta", 1));
    stage.press("u");
    assert_eq!((two(&stage).as_str(), answers(&stage)), ("alpha beta", 0));
    stage.press("Right Left =");
    assert_eq!(answers(&stage), 3);
    let product = stage.core.model.product.as_ref().unwrap().id;
    let said: Vec<bool> = stage.store().duels(product).unwrap().iter().map(|duel| duel.is_won).collect();
    assert_eq!(said, [true, true, false]);
}

#[test]
fn verbs_act_on_the_side_that_is_selected() {
    let mut stage = begun(&FIVE);
    stage.press("j");
    assert_eq!(stage.cursor(), "beta");
    says(&stage, "▸ WEB-2 · story");
    stage.press("p 8 Enter");
    says(&stage, "estimate 8");
    stage.press("k p 3 Enter");
    says(&stage, "estimate 3");
    stage.press("Enter");
    assert!(
        stage.toast().contains("which one is better: h the left one, l the right one, = neither"),
        "{}",
        stage.toast()
    );
    assert_eq!(answers(&stage), 0);
}

#[test]
fn the_order_is_proposed_and_taken_over_in_one_step() {
    let mut stage = begun(&["delta", "alpha", "epsilon", "beta", "gamma"]);
    by_alphabet(&mut stage);
    assert!(answers(&stage) <= 7, "{}", answers(&stage));
    assert_eq!(two(&stage), "alpha beta delta epsilon gamma");
    says(&stage, "5 items compared · 4 would move");
    says(&stage, "→ 1");
    let order =
        |stage: &Stage| -> Vec<i64> { stage.core.model.backlog.order.as_ref().unwrap().ids().map(|id| id.0).collect() };
    let before = order(&stage);
    stage.press("Enter");
    says(&stage, "the order is as you answered");
    assert_ne!(order(&stage), before);
    stage.press("Esc Esc");
    assert_eq!(two(&stage), "alpha beta delta epsilon gamma");
    says(&stage, "5 items are compared · Enter shows the order");
    stage.press("u");
    assert_eq!(order(&stage), before, "one step");
    stage.press("Enter Enter Enter");
    says(&stage, "Mark the items to compare");
}

#[test]
fn it_is_left_and_taken_up_the_next_day() {
    let mut stage = begun(&FIVE);
    stage.press("h s h");
    let next = two(&stage);
    says(&stage, "Question 3 of about 6 · 5 items · 1 passed over");
    stage.press("Esc");
    says(&stage, "Begun: 5 items, 2 answers and about");
    let mut stage = stage.again();
    assert!(stage.core.model.shows(View::Prioritize) && stage.core.model.prioritize.part == Part::Pairs);
    says(&stage, "Begun: 5 items, 2 answers and about");
    stage.press("Enter");
    assert_eq!(two(&stage), next);
    // Meanwhile one of them is done elsewhere.
    let mut other = stage.beside();
    other.press("g b g g s").type_text("done").press("Enter");
    stage.poll().settle();
    stage.wait();
    says(&stage, "· 4 items");
    stage.press("Esc");
    says(&stage, "1 item of it is not in the order any more.");
}

#[test]
fn back_takes_back_what_was_done_last() {
    let mut stage = begun(&FIVE);
    stage.press("b");
    assert!(stage.toast().contains("nothing was answered yet"), "{}", stage.toast());
    stage.press("h s");
    says(&stage, "1 passed over");
    stage.press("b");
    assert_eq!((two(&stage).as_str(), answers(&stage)), ("gamma delta", 1));
    assert!(!stage.screen().contains("passed over"), "{}", stage.screen());
    stage.press("Backspace");
    assert_eq!((two(&stage).as_str(), answers(&stage)), ("alpha beta", 0));
    assert!(stage.toast().contains("WEB-1 and WEB-2 are not compared"), "{}", stage.toast());
    stage.press("u");
    assert_eq!(answers(&stage), 1, "a step like every answer");
    stage.press("h h 3 b");
    assert_eq!((two(&stage).as_str(), answers(&stage)), ("alpha beta", 0));
}

#[test]
fn keys_typed_ahead_answer_what_they_are_meant_for() {
    let mut stage = pairs(&FIVE);
    stage.press("*");
    for key in upnext::ui::Press::parse_sequence("Enter h s h b h").unwrap() {
        stage.core.press(key);
    }
    stage.settle();
    assert_eq!(answers(&stage), 2);
    says(&stage, "Question 3 of about 6 · 5 items · 1 passed over");
}

#[test]
fn answers_that_contradict_each_other_are_told_and_asked_again() {
    let mut stage = Stage::with(&["alpha", "beta", "gamma"]);
    let product = stage.core.model.product.as_ref().unwrap().id;
    let ids: Vec<_> = stage.core.model.backlog.order.as_ref().unwrap().ids().collect();
    let mut store = stage.store();
    for (a, b) in [(0, 1), (1, 2), (2, 0)] {
        let change = Change::Compare { item: ids[a], other: ids[b], is_won: Some(true) };
        store.commit(&change, crate::stage::today()).unwrap();
    }
    stage.poll().settle();
    stage.press("g p [");
    says(&stage, "Answers contradict each other: WEB-1 > WEB-2 > WEB-3 > WEB-1 · r");
    stage.press("r");
    says(&stage, "Once more, 3 pairs left · you said: WEB-1 is better");
    assert_eq!(two(&stage), "alpha beta");
    stage.press("h");
    assert_eq!((two(&stage).as_str(), answers(&stage)), ("beta gamma", 3));
    stage.press("s");
    says(&stage, "you said: WEB-3 is better");
    stage.press("h");
    assert!(!stage.screen().contains("contradict"), "{}", stage.screen());
    says(&stage, "Mark the items to compare");
    let scoring = Scoring { framework: Framework::Pairs, ..Scoring::default() };
    assert_eq!(stage.store().ranking(product, &scoring).unwrap().by_score(), ids);
    stage.press("r");
    assert!(stage.toast().contains("no answers contradict each other"), "{}", stage.toast());
}

#[test]
fn what_is_fixed_stays_and_the_others_go_around_it() {
    let mut stage = Stage::with(&["gamma", "beta", "alpha"]);
    let beta = stage.core.model.backlog.order.as_ref().unwrap().at(0).unwrap();
    let mut store = stage.store();
    let reason = Some("promised".into());
    store.commit(&Change::SetPinned { items: vec![beta], reason }, crate::stage::today()).unwrap();
    stage.poll().settle();
    stage.press("g p [ * Enter");
    by_alphabet(&mut stage);
    says(&stage, "2 would move · 1 held at its place");
    says(&stage, "fixed");
    stage.press("Enter Esc Esc");
    assert_eq!(stage.titles(), "gamma alpha beta");
}

#[test]
fn what_would_cross_a_line_of_a_sprint_is_told() {
    let mut stage = Stage::with(&["beta", "gamma", "alpha"]);
    stage.press(":").type_text("sprint new").press("Enter Esc g p [ * Enter");
    by_alphabet(&mut stage);
    says(&stage, "3 would move · 2 over a Sprint's line");
    says(&stage, "into Sprint 1");
    says(&stage, "out of its Sprint");
}

#[test]
fn a_click_selects_a_side() {
    let mut stage = begun(&FIVE);
    let (column, row) = place(&stage, "WEB-2 · story");
    stage.core.point(Mouse { kind: MouseKind::Down, column, row });
    stage.core.take(Event::Resize(120, 40));
    stage.settle();
    assert_eq!(stage.cursor(), "beta");
}

#[test]
fn what_is_private_is_not_shown_to_everyone() {
    let mut stage = begun(&FIVE);
    stage.press("c w").type_text("the mayor").press("Enter");
    says(&stage, "the mayor");
    stage.press("P").wait();
    assert!(!stage.screen().contains("the mayor"), "{}", stage.screen());
    says(&stage, "WEB-1 is better");
}

#[test]
fn what_is_compared_is_kept_with_its_product() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let contest = Contest::new(["a", "b"].iter().map(|title| shop.id(title)).collect());
    assert_eq!(shop.store.contest(shop.product).unwrap(), None);
    shop.store.keep(&Note::Contest { product: shop.product, was: None, now: Some(Box::new(contest.clone())) }).unwrap();
    assert_eq!(shop.store.contest(shop.product).unwrap().as_ref(), Some(&contest));
    let stale = Note::Contest { product: shop.product, was: None, now: None };
    assert!(shop.store.keep(&stale).is_err(), "another window has begun meanwhile");
    let items = vec![shop.id("a")];
    shop.commit(&Change::SetState { items, state: State::Done });
    assert!(shop.store.contest(shop.product).unwrap().is_some());
    shop.store.keep(&Note::Contest { product: shop.product, was: Some(Box::new(contest)), now: None }).unwrap();
    assert_eq!(shop.store.contest(shop.product).unwrap(), None);
}

#[test]
fn pictures() {
    for (width, height) in SIZES {
        let mut stage = demo_stage("dark");
        stage.resize(width, height);
        stage.press("g p [ 4 j Space Space Space Space Space Space");
        insta::assert_snapshot!(format!("pairs_start_{width}x{height}"), picture(&stage));
        stage.press("Enter l");
        insta::assert_snapshot!(format!("pairs_ask_{width}x{height}"), picture(&stage));
        for _ in 0..20 {
            stage.press("l");
        }
        insta::assert_snapshot!(format!("pairs_result_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn a_comparison_replaced_elsewhere_stops_and_takes_no_answer() {
    let mut stage = pairs(&["a", "b", "c", "d", "e", "f", "g"]);
    stage.press("4 Space Enter h");
    assert_eq!(answers(&stage), 1);
    let mut other = stage.beside();
    other.press("g p [ G V k k Enter");
    assert!(other.toast().contains("a comparison of 4 items runs, here or in another window"), "{}", other.toast());
    assert!(stage.poll().settle().screen().contains("Question 2"), "nothing has changed yet");
    other.press("Enter");
    says(&other, "Question 1 of about 3 · 3 items");
    stage.poll().settle();
    assert!(stage.toast().contains("another window compares 3 other items now"), "{}", stage.toast());
    stage.press("h");
    assert!(stage.toast().contains("Enter begins the comparison"), "{}", stage.toast());
    assert_eq!(answers(&stage), 1, "no answer for a pair that nobody chose here");
    stage.press("Enter");
    says(&stage, "Question 1 of about 3 · 3 items");
    // What one passes over, the other sees.
    let before = two(&other);
    stage.press("s");
    other.poll().settle();
    assert_ne!(two(&other), before);
    says(&other, "1 passed over");
    other.press("h");
    assert!(other.toast().contains("other two are shown now"), "{}", other.toast());
    assert_eq!(answers(&stage), 1);
    other.press("h");
    assert_eq!(answers(&stage), 2);
}

#[test]
fn what_another_window_did_not_see_is_not_written_over() {
    let mut stage = begun(&FIVE);
    let mut other = stage.beside();
    other.press("g p [ Enter s");
    stage.press("s");
    assert!(stage.toast().contains("another window has changed what is compared"), "{}", stage.toast());
    says(&stage, "1 passed over");
}

#[test]
fn an_order_that_changed_elsewhere_is_looked_at_again_and_no_end_is_silent() {
    let mut stage = begun(&["beta", "alpha"]);
    by_alphabet(&mut stage);
    says(&stage, "2 items compared · 2 would move");
    let mut other = stage.beside();
    other.press("g b g g c f").type_text("law").press("Enter");
    stage.poll().settle();
    stage.press("Enter");
    assert!(stage.toast().contains("the backlog has changed: look again"), "{}", stage.toast());
    says(&stage, "nothing would move · 1 held at its place");
    stage.press("Enter");
    assert!(stage.toast().contains("the comparison of 2 items is ended: its answers stay"), "{}", stage.toast());
    assert_eq!(stage.titles(), "beta alpha");
}

#[test]
fn what_the_filter_hides_moves_too_and_is_shown() {
    let mut stage = begun(&["gamma", "beta", "alpha"]);
    by_alphabet(&mut stage);
    stage.press("f").type_text("alpha").press("Enter");
    says(&stage, "2 would move · 1 hidden by the filter moves too");
    assert_eq!(two(&stage), "alpha beta gamma");
}

#[test]
fn an_open_range_counts_as_marked_and_answers_wait_for_the_beginning() {
    let mut stage = pairs(&FIVE);
    stage.press("V 2 j");
    says(&stage, "3 items, about 3 questions · Enter begins");
    for key in ["=", "h", "l", "s", "b"] {
        stage.press(key);
        assert!(stage.toast().contains("Enter begins the comparison"), "{key}: {}", stage.toast());
        assert!(stage.core.model.overlays.is_empty(), "{key}");
    }
    stage.press("Enter");
    says(&stage, "Question 1 of about 3 · 3 items");
}
