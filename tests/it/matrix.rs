//! The matrix: going through it in space, an item picked up and put down, the same as a table.

use crate::screens::picture;
use crate::stage::{Stage, place, today};
use upnext::domain::score::{Amount, Cut, Framework, Scoring};
use upnext::domain::{Change, ItemId};
use upnext::ui::{Event, Mouse, MouseKind};

/// Items with value and effort, or without where both are 0.
fn stage(items: &[(&str, i64, i64)]) -> Stage {
    let titles: Vec<&str> = items.iter().map(|item| item.0).collect();
    let mut stage = Stage::with(&titles);
    let mut store = stage.store();
    let ids: Vec<ItemId> = stage.core.model.backlog.order.as_ref().unwrap().ids().collect();
    for (id, (_, value, effort)) in ids.into_iter().zip(items) {
        if *value > 0 {
            let inputs = [("value", *value), ("effort", *effort)];
            let inputs = inputs.map(|(input, amount)| (input.to_owned(), Some(Amount::whole(amount)))).to_vec();
            store.commit(&Change::SetInputs { items: vec![id], inputs }, today()).unwrap();
        }
    }
    stage.poll().press("g p ]").wait();
    stage
}

/// One in each corner, two in one field, two without a place.
fn seven() -> Stage {
    stage(&[
        ("quick", 9, 2),
        ("bet", 9, 9),
        ("fill", 2, 2),
        ("pit", 2, 9),
        ("quick too", 9, 2),
        ("unknown", 0, 0),
        ("nobody knows", 0, 0),
    ])
}

fn inputs(stage: &Stage, title: &str) -> [Option<i64>; 2] {
    let rows = &stage.core.model.backlog.window.rows;
    let id = rows.iter().find(|row| row.title == title).unwrap().id;
    let inputs = stage.store().item(id).unwrap().unwrap().inputs;
    ["value", "effort"].map(|input| inputs.get(input).map(|amount| amount.0 / 1000))
}

#[test]
fn the_four_fields_are_named_and_counted() {
    let mut stage = seven();
    for size in [(120, 40), (80, 24), (60, 18)] {
        let screen = stage.resize(size.0, size.1).screen();
        for said in ["Quick Wins 2", "Big Bets 1", "Fill-Ins 1", "Money Pits 1", "value ↑", "effort →", "5.5"] {
            assert!(screen.contains(said), "{said}: {screen}");
        }
        assert!(screen.contains("2 not placed: WEB-6") && screen.contains("value ÷ effort = 9 ÷ 2 = 4.5"), "{screen}");
    }
    let (quick, pit) = (place(&stage, "Quick Wins"), place(&stage, "Money Pits"));
    assert!(quick.0 < pit.0 && quick.1 < pit.1);
}

#[test]
fn one_goes_from_item_to_item_in_space() {
    let mut stage = seven();
    assert_eq!(stage.cursor(), "quick");
    for (keys, title) in [
        ("l", "bet"),
        ("j", "pit"),
        ("h", "fill"),
        ("k", "quick"),
        ("Tab", "quick too"),
        ("Tab", "quick"),
        ("Shift-Tab", "quick too"),
        ("2 j", "unknown"),
        ("l", "nobody knows"),
        ("h", "unknown"),
        ("k", "fill"),
        ("G", "nobody knows"),
    ] {
        stage.press(keys);
        assert_eq!(stage.cursor(), title, "after {keys}: {}", stage.screen());
    }
    stage.press("g g h");
    assert!(stage.toast().contains("no item lies further left"), "{}", stage.toast());
    stage.press("l Tab");
    assert!(stage.toast().contains("no other item lies here"), "{}", stage.toast());
    stage.press("Space h");
    assert_eq!(stage.core.model.backlog.marks.len(), 1);
    assert!(stage.screen().contains("•WEB-2"), "{}", stage.screen());
}

#[test]
fn what_is_picked_up_is_kept_as_one_step() {
    let mut stage = seven();
    stage.press("m");
    assert!(stage.screen().contains("MOVING WEB-1"), "{}", stage.screen());
    stage.press("j 3 l");
    let screen = stage.screen();
    assert!(screen.contains("value 9 → 8 · effort 2 → 5") && screen.contains("Quick Wins 2"), "{screen}");
    assert_eq!(inputs(&stage, "quick"), [Some(9), Some(2)], "nothing is written yet");
    stage.press("l");
    assert!(stage.screen().contains("Big Bets 2") && stage.cursor() == "quick", "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(inputs(&stage, "quick"), [Some(8), Some(6)]);
    assert!(!stage.screen().contains("MOVING") && stage.screen().contains("Big Bets 2"), "{}", stage.screen());
    assert!(stage.screen().contains("8 ÷ 6 = 1.33"), "{}", stage.screen());
    stage.press("u");
    assert_eq!(inputs(&stage, "quick"), [Some(9), Some(2)]);
    assert!(stage.screen().contains("Quick Wins 2"), "{}", stage.screen());
    stage.press("U");
    assert_eq!(inputs(&stage, "quick"), [Some(8), Some(6)]);
}

#[test]
fn what_is_picked_up_is_put_back() {
    let mut stage = seven();
    stage.press("m 2 j Esc");
    assert!(stage.toast().contains("WEB-1 is back where it was"), "{}", stage.toast());
    assert!(!stage.screen().contains("MOVING") && stage.screen().contains("Quick Wins 2"), "{}", stage.screen());
    stage.press("m k k");
    assert!(stage.toast().contains("value goes from 1 to 10"), "{}", stage.toast());
    stage.press("j Enter");
    assert!(stage.toast().contains("stays where it was"), "{}", stage.toast());
    stage.press("m l m");
    assert!(stage.toast().contains("Enter keeps it here"), "{}", stage.toast());
    // Another item under the cursor: nothing is in the hand any more.
    stage.press("G");
    assert!(!stage.screen().contains("MOVING"), "{}", stage.screen());
    assert_eq!(inputs(&stage, "quick"), [Some(9), Some(2)]);
    stage.press("g g m l ] [");
    assert_eq!(inputs(&stage, "quick"), [Some(9), Some(2)]);
}

#[test]
fn what_has_no_place_gets_one() {
    let mut stage = stage(&[("alpha", 0, 0), ("beta", 0, 0)]);
    assert!(stage.screen().contains("Nothing has a place yet") && stage.screen().contains("2 not placed"));
    stage.press("m");
    assert!(stage.screen().contains("value — → 5 · effort — → 5"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("2 not placed:▌WEB-1"), "{}", stage.screen());
    stage.press("m k Enter");
    assert_eq!(inputs(&stage, "alpha"), [Some(6), Some(5)]);
    let screen = stage.screen();
    assert!(screen.contains("Quick Wins 1") && screen.contains("1 not placed"), "{screen}");
    assert!(screen.contains("place 1, by this 1"), "{screen}");
}

#[test]
fn a_cut_and_a_framework_of_the_product_count() {
    let mut stage = seven();
    let product = stage.core.model.product.as_ref().unwrap().id;
    let cut = Cut { value: Amount::whole(10), cost: Amount::whole(2) };
    let scoring = Box::new(Scoring { framework: Framework::ValueEffort, cut, ..Scoring::default() });
    stage.store().commit(&Change::SetScoring { product, scoring }, today()).unwrap();
    stage.poll();
    stage.wait();
    assert!(stage.screen().contains("Money Pits 5"), "ties are high: {}", stage.screen());
    let scoring = Box::new(Scoring { framework: Framework::ValueComplexity, ..Scoring::default() });
    stage.store().commit(&Change::SetScoring { product, scoring }, today()).unwrap();
    stage.poll();
    let screen = stage.screen();
    assert!(screen.contains("complexity →") && screen.contains("7 not placed"), "{screen}");
}

#[test]
fn a_filter_leaves_what_passes() {
    let mut stage = seven();
    stage.press("f").type_text("quick").press("Enter").wait();
    let screen = stage.screen();
    assert!(screen.contains("Quick Wins 2") && screen.contains("Big Bets 0"), "{screen}");
    assert!(!screen.contains("not placed"), "{screen}");
}

#[test]
fn the_same_stands_in_a_table() {
    let mut stage = seven();
    stage.press("t");
    let screen = stage.screen();
    for said in ["ratio  field", "4.5  Quick Wins", "0.22  Money Pits", "—  —"] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    stage.press("j");
    assert_eq!(stage.cursor(), "bet");
    stage.press("m");
    assert!(stage.toast().contains("t draws it"), "{}", stage.toast());
    stage.press("t h");
    assert_eq!(stage.cursor(), "quick");
}

#[test]
fn a_click_meets_what_is_drawn() {
    let mut stage = seven();
    let mut click = |what: &str| {
        let (column, row) = place(&stage, what);
        stage.core.take(Event::Mouse(Mouse { kind: MouseKind::Down, column: column + 1, row }));
        stage.settle();
        stage.cursor().to_owned()
    };
    assert_eq!(click(" WEB-4"), "pit");
    assert_eq!(click(" WEB-7"), "nobody knows");
    assert_eq!(click(" WEB-3"), "fill");
}

#[test]
fn crowds_are_counted() {
    let titles: Vec<String> = (1..=60).map(|n| format!("item {n}")).collect();
    let items: Vec<(&str, i64, i64)> = titles.iter().map(|title| (title.as_str(), 8, 3)).collect();
    let mut stage = stage(&items);
    stage.resize(80, 24);
    let screen = stage.screen();
    assert!(screen.contains("▌60") && screen.contains("1 of 60 here"), "{screen}");
    stage.press("9 Tab");
    assert!(stage.screen().contains("10 of 60 here") && stage.cursor() == "item 10", "{}", stage.screen());
    stage.resize(120, 40);
    assert!(
        stage.screen().contains("▌WEB-10  item 10") && stage.screen().contains("WEB-12  item 12"),
        "{}",
        stage.screen()
    );
    assert!(stage.screen().contains("+59"), "{}", stage.screen());
}

#[test]
fn the_matrix_at_every_size() {
    for (width, height) in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = seven();
        stage.resize(width, height).press("Tab l Space h");
        insta::assert_snapshot!(format!("matrix_{width}x{height}"), picture(&stage));
        stage.press("m 2 l");
        insta::assert_snapshot!(format!("matrix_moving_{width}x{height}"), picture(&stage));
        stage.press("Esc t");
        insta::assert_snapshot!(format!("matrix_table_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn what_is_picked_up_is_put_back_where_the_matrix_is_left() {
    for away in ["g b", "]", "g s"] {
        let mut stage = seven();
        stage.press("m l").press(away).wait();
        assert!(stage.toast().contains("is back where it was"), "{away}: {}", stage.toast());
        assert!(!stage.screen().contains("MOVING"), "{away}: {}", stage.screen());
        stage.press("g p").wait();
        assert!(!stage.screen().contains("MOVING"), "{away}: {}", stage.screen());
        assert_eq!(inputs(&stage, "quick"), [Some(9), Some(2)]);
    }
}

#[test]
fn no_order_is_made_by_another_score_than_is_seen() {
    let mut stage = seven();
    stage.press("F r").wait().press("c o").wait();
    assert!(stage.toast().contains("scored by RICE, this shows"), "{}", stage.toast());
    assert!(stage.core.model.overlays.is_empty());
}
