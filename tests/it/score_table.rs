//! The table of Prioritize: cells are typed as in a spreadsheet, places follow, nothing jumps under the hand.

use crate::screens::{demo_stage, picture};
use crate::stage::{Stage, place};
use upnext::ui::overlay::Overlay;
use upnext::ui::screen::Turns;
use upnext::ui::{Event, Mouse, MouseKind};

/// Items in Prioritize, scored by RICE, the cursor on the first cell.
fn rice(titles: &[&str]) -> Stage {
    let mut stage = Stage::with(titles);
    stage.press("g p F r l");
    stage
}

/// What the items have, each as "reach impact confidence effort" in thousandths; `-` for nothing.
fn values(stage: &Stage) -> Vec<String> {
    let told = |row: &upnext::domain::Row| {
        let inputs = row.inputs.as_ref().unwrap();
        let get = |name: &str| inputs.get(&format!("rice.{name}")).map_or("-".to_owned(), |amount| amount.to_string());
        ["reach", "impact", "confidence", "effort"].map(get).join(" ")
    };
    stage.core.model.backlog.window.rows.iter().map(told).collect()
}

#[test]
fn a_newcomer_scores_ten_items_by_keyboard() {
    let mut stage = demo_stage("dark");
    stage.resize(120, 40).press("g p F");
    assert!(stage.screen().contains("RICE: How many people it helps"), "{}", stage.screen());
    stage.press("r");
    assert!(stage.screen().contains("reach") && stage.screen().contains("l to the cells"), "{}", stage.screen());
    stage.press("l").wait();
    let before = stage.core.model.ranking().unwrap().scored;
    for (reach, confidence, effort) in (1..=10).map(|n| (n * 100, 100 - n, n)) {
        stage.type_text(&reach.to_string()).press("Tab");
        stage.type_text("2").press("Tab");
        stage.type_text(&confidence.to_string()).press("Tab");
        stage.type_text(&effort.to_string()).press("Tab");
    }
    stage.wait();
    let ranking = stage.core.model.ranking().unwrap();
    // The sample has scores of some of them.
    assert!(ranking.scored > before && stage.screen().contains(&format!("{} of 36 scored", ranking.scored)));
    assert_eq!(values(&stage)[0], "100 2 99 1");
    assert_eq!(values(&stage)[9], "1,000 2 90 10");
}

#[test]
fn enter_goes_down_and_each_value_is_one_step() {
    let mut stage = rice(&["alpha", "beta", "gamma"]);
    stage.type_text("2000").press("Enter").type_text("500").press("Enter");
    assert_eq!((values(&stage)[0].as_str(), values(&stage)[1].as_str()), ("2,000 - - -", "500 - - -"));
    assert_eq!(stage.cursor(), "gamma");
    stage.press("u");
    assert_eq!((values(&stage)[0].as_str(), values(&stage)[1].as_str()), ("2,000 - - -", "- - - -"));
    stage.press("U g g l").type_text("3").press("Right").type_text("80%").press("Right").type_text("4").press("Enter");
    stage.wait();
    assert_eq!(values(&stage)[0], "2,000 3 80 4");
    assert!(stage.screen().contains("1,200"), "2,000 × 3 × 80 % ÷ 4: {}", stage.screen());
    assert_eq!(stage.core.model.ranking().unwrap().scored, 1);
    stage.press("g g Delete");
    assert_eq!(values(&stage)[0], "2,000 3 80 -");
    stage.press("Delete");
    assert!(stage.toast().contains("empty already"), "{}", stage.toast());
}

#[test]
fn what_is_no_answer_stays_with_the_reason_and_the_old_value_is_kept() {
    let mut stage = rice(&["alpha", "beta"]);
    stage.type_text("100").press("Tab").type_text("1").press("Tab").type_text("50").press("Tab");
    stage.type_text("2").press("Enter g g h h h");
    let wrong = [("-1", "reach is 0 or more, not -1"), ("12x", "not 12x"), ("1.2345", "not 1.2345")];
    for (typed, said) in wrong {
        stage.type_text(typed).press("Enter");
        assert!(stage.screen().contains(said), "{typed}: {}", stage.screen());
        assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Cell(_))));
        stage.press("Esc");
        assert_eq!(values(&stage)[0], "100 1 50 2", "{typed}");
    }
    stage.press("l").type_text("7").press("Tab");
    assert!(stage.screen().contains("impact is 3 (massive)"), "{}", stage.screen());
    stage.press("Esc l");
    for typed in ["0", "120 %"] {
        stage.type_text(typed).press("Enter");
        assert!(stage.screen().contains("confidence is 1 to 100 %"), "{typed}: {}", stage.screen());
        stage.press("Esc");
    }
    stage.press("l").type_text("0").press("Enter");
    assert!(stage.screen().contains("effort is more than 0, not 0"), "{}", stage.screen());
    // What is wrong can be corrected where it stands.
    stage.press("Backspace").type_text("8").press("Enter");
    assert_eq!(values(&stage)[0], "100 1 50 8");
}

#[test]
fn marked_rows_are_filled_at_once() {
    let mut stage = rice(&["alpha", "beta", "gamma", "delta"]);
    stage.press("l l v j j").type_text("80").press("Enter");
    assert_eq!(values(&stage), ["- - 80 -", "- - 80 -", "- - 80 -", "- - - -"]);
    assert_eq!(stage.cursor(), "gamma", "the cursor stays where several were filled");
    stage.press("u");
    assert_eq!(values(&stage)[0], "- - - -");
    stage.press("Esc").press("G Space");
    stage.press("g g").type_text("50").press("Enter");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Confirm(_))), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(values(&stage), ["- - - -", "- - - -", "- - - -", "- - 50 -"]);
}

#[test]
fn a_class_is_set_by_its_letter_and_enter() {
    let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta"]);
    stage.press("g p l m Enter s Enter c Enter w Enter").wait();
    let class = |row: &upnext::domain::Row| row.inputs.as_ref().unwrap().get("moscow").map_or(0, |amount| amount.0);
    let classes: Vec<i64> = stage.core.model.backlog.window.rows.iter().map(class).collect();
    assert_eq!(classes, [4000, 3000, 2000, 1000]);
    assert!(stage.screen().contains("4 of 4 scored"), "{}", stage.screen());
    // On the title the same letters are what they are in the Backlog.
    stage.press("h g g m b");
    assert_eq!(stage.titles(), "beta gamma delta alpha");
}

#[test]
fn on_the_title_digits_are_counts() {
    let mut stage = rice(&["alpha", "beta", "gamma"]);
    stage.press("h 2 j");
    assert_eq!(stage.cursor(), "gamma");
    stage.press("l i").type_text("9").press("Enter");
    assert_eq!(values(&stage)[2], "9 - - -");
    stage.press("l Tab Tab");
    assert_eq!(stage.core.model.prioritize.part.name(), "table");
}

#[test]
fn rows_stand_still_while_they_are_edited() {
    let mut stage = rice(&["alpha", "beta", "gamma"]);
    for reach in ["10", "20", "30"] {
        stage.type_text(reach).press("Tab").type_text("1").press("Tab").type_text("100").press("Tab");
        stage.type_text("1").press("Tab");
    }
    stage.wait().press("h h h h").press(":").type_text("sort score").press("Enter").wait();
    assert_eq!(stage.titles(), "gamma beta alpha");
    stage.press("G l").type_text("99").press("Enter").wait();
    assert_eq!(stage.titles(), "gamma beta alpha", "{}", stage.screen());
    stage.press(":").type_text("sort score").press("Enter").wait();
    assert_eq!(stage.titles(), "alpha gamma beta");
    stage.press("h J");
    assert!(stage.toast().contains("another sequence"), "{}", stage.toast());
    // What has left the list leaves the rows; the others stay as they stand.
    stage.press("g g D").wait();
    assert_eq!(stage.titles(), "gamma beta");
    stage.press("u").wait();
    assert_eq!(stage.titles(), "gamma beta alpha", "{}", stage.screen());
    stage.press("Esc");
    assert_eq!(stage.titles(), "alpha beta gamma");
}

#[test]
fn another_framework_is_tried_out_and_dropped_or_kept() {
    let mut stage = rice(&["alpha", "beta"]);
    for reach in ["10", "20"] {
        stage.type_text(reach).press("Tab").type_text("1").press("Tab").type_text("100").press("Tab");
        stage.type_text("1").press("Tab");
    }
    stage.press("h h h h h t").wait();
    assert_eq!(stage.titles(), "beta alpha", "today's order is turned: {}", stage.screen());
    assert!(stage.screen().contains("WHAT IF"), "{}", stage.screen());
    stage.press("F i").wait();
    let model = &stage.core.model;
    assert_eq!(model.product.as_ref().unwrap().scoring.framework.name(), "rice");
    assert_eq!(model.scoring().unwrap().framework.name(), "ice");
    stage.press("Esc").wait();
    assert_eq!(stage.core.model.scoring().unwrap().framework.name(), "rice");
    assert_eq!(stage.titles(), "alpha beta");
    stage.press("t F i t s").wait();
    assert_eq!(stage.core.model.product.as_ref().unwrap().scoring.framework.name(), "ice");
    stage.press("u").wait();
    assert_eq!(stage.core.model.product.as_ref().unwrap().scoring.framework.name(), "rice");
}

#[test]
fn the_worst_disagreements_are_one_key_away() {
    let titles: Vec<String> = (1..=15).map(|n| format!("item {n}.")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut stage = rice(&titles);
    for reach in 1..=15 {
        stage.type_text(&reach.to_string()).press("Tab").type_text("1").press("Tab").type_text("100").press("Tab");
        stage.type_text("1").press("Tab");
    }
    stage.wait();
    assert!(stage.screen().contains("4 off by more than 10 places (x)"), "{}", stage.screen());
    stage.press("x").wait();
    assert_eq!(stage.titles(), "item 1. item 15. item 2. item 14.");
    assert_eq!(stage.cursor(), "item 1.");
    stage.press("x").wait();
    assert_eq!(stage.core.model.backlog.len(), 15);
}

#[test]
fn weights_that_do_not_sum_to_100_are_taken_as_parts_and_that_is_told() {
    let mut stage = Stage::with(&["alpha", "beta"]);
    stage.press("g p F e w");
    assert!(stage.screen().contains("user value"), "{}", stage.screen());
    // The cursor begins on the first weight.
    stage.press("Ctrl-u").type_text("60");
    assert!(stage.screen().contains("sum to 120, not 100") && stage.screen().contains("50.0 %"), "{}", stage.screen());
    stage.press("Enter").wait();
    assert!(stage.screen().contains("weights sum to 120"), "{}", stage.screen());
    stage.press("l");
    for _ in 0..2 {
        stage.type_text("10").press("Tab").type_text("8").press("Tab").type_text("3").press("Tab");
    }
    stage.wait();
    // 60/120 × 10 + 30/120 × 8 + 30/120 × (11 − 3).
    assert_eq!(stage.core.model.ranking().unwrap().best.to_string(), "9");
    stage.press("u u u u u u u").wait();
    assert_eq!(stage.core.model.scoring().unwrap().odd_sum(), None);
}

#[test]
fn a_form_that_can_not_be_says_so_and_nothing_is_changed() {
    let mut stage = Stage::with(&["alpha"]);
    stage.press("g p F e w Ctrl-u").type_text("many").press("Enter");
    assert!(stage.screen().contains("the weight of user value is a number from 0, not \"many\""), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("-5").press("Enter");
    assert!(stage.screen().contains("a number from 0"), "{}", stage.screen());
    for _ in 0..3 {
        stage.press("Ctrl-u 0 Down");
    }
    stage.press("Enter");
    assert!(stage.screen().contains("no criterion has a weight"), "{}", stage.screen());
    stage.press("Esc");
    assert_eq!(stage.core.model.scoring().unwrap().criteria().len(), 3);
    // Another criterion, and one less.
    stage
        .press("w Down Down Down Shift-Tab")
        .type_text("risk")
        .press("Tab")
        .type_text("10")
        .press("Tab")
        .press("Space");
    stage.press("Up Up Up Shift-Tab Shift-Tab Ctrl-u Tab Ctrl-u Enter").wait();
    let names: Vec<String> =
        stage.core.model.scoring().unwrap().criteria().iter().map(|weighed| weighed.name.clone()).collect();
    assert_eq!(names, ["goal fit", "effort", "risk"], "{}", stage.screen());
    let risk = &stage.core.model.scoring().unwrap().criteria()[2];
    assert_eq!((risk.number, format!("{:?}", risk.direction).as_str()), (4, "Less"));
}

#[test]
fn weights_are_tried_out_while_they_are_typed() {
    let mut stage = Stage::with(&["alpha", "beta"]);
    stage.press("g p F e l");
    for values in [["9", "1", "5"], ["1", "9", "5"]] {
        for value in values {
            stage.type_text(value).press("Tab");
        }
    }
    stage.wait().press("h h h t").wait();
    assert_eq!(stage.titles(), "alpha beta");
    stage.press("w Ctrl-u 0").wait();
    assert_eq!(stage.titles(), "beta alpha", "behind the form: {}", stage.screen());
    stage.press("Esc").wait();
    assert_eq!(stage.titles(), "alpha beta", "as it was before the form");
    stage.press("w Ctrl-u 0 Enter").wait();
    assert_eq!(stage.titles(), "beta alpha");
    assert_eq!(stage.core.model.product.as_ref().unwrap().scoring.odd_sum(), None, "nothing is written");
    stage.press("t d").wait();
    assert_eq!(stage.titles(), "alpha beta");
    // The gap and the period are those of every framework and of RICE.
    stage.press("F r w").type_text("!").press("Enter").wait();
    assert_eq!(stage.core.model.scoring().unwrap().period(), "quarter!");
    stage.press("w Tab Ctrl-u").type_text("x").press("Enter");
    assert!(stage.screen().contains("a whole number from 0"), "{}", stage.screen());
}

#[test]
fn the_shares_of_the_classes_are_told() {
    let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta"]);
    for estimate in ["3", "1", "1"] {
        stage.press("p").type_text(estimate).press("Enter j");
    }
    stage.press("g g g p l m Enter s Enter c Enter w Enter h").wait();
    assert!(stage.screen().contains("Must 60.0 %"), "{}", stage.screen());
    assert!(!stage.screen().contains("at most 60 %: "), "60 % is the limit, not a breach");
    stage.press("g g p").type_text("5").press("Enter").wait();
    assert!(stage.screen().contains("Must is 71.4 % of the effort, above 60 %"), "{}", stage.screen());
}

#[test]
fn no_number_is_cut_at_any_width() {
    for (framework, columns) in [("r", 4), ("w", 4), ("i", 3), ("v", 2), ("e", 3)] {
        for width in [60, 70, 80, 100, 110, 120, 160, 200] {
            let mut stage = demo_stage("dark");
            stage.resize(width, 24).press("g p F").press(framework).press("l");
            for _ in 0..columns {
                stage.type_text("1").press("Tab");
            }
            stage.press("k h h h h h l").type_text("1").wait();
            let screen = stage.screen();
            let row = screen.lines().find(|line| line.contains("▌")).unwrap().to_owned();
            let numbers = row.split(' ').filter(|word| *word == "1").count();
            assert!(numbers >= 2, "{framework} {width}: {screen}");
        }
    }
}

/// The demo with four items in a planned Sprint and below scored by RICE.
fn scored_demo(theme: &str, (width, height): (u16, u16)) -> Stage {
    let mut stage = demo_stage(theme);
    stage.resize(width, height).press("g p F r 9 j l");
    for (reach, impact, confidence, effort) in
        [("2000", "2", "80", "4"), ("12k", "3", "100", "2"), ("150", "0.25", "50", "8"), ("9000", "1", "80", "1")]
    {
        for value in [reach, impact, confidence, effort] {
            stage.type_text(value).press("Tab");
        }
    }
    stage.wait().press("k").wait();
    stage
}

#[test]
fn the_table_with_scores_at_every_size() {
    for (theme, name) in [("dark", "score_table"), ("light", "score_table_light"), ("mono", "score_table_mono")] {
        for size in [(200, 50), (120, 40), (80, 24), (60, 18)] {
            let stage = scored_demo(theme, size);
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), picture(&stage));
        }
    }
}

#[test]
fn what_is_asked_and_what_is_wrong_at_every_size() {
    for size in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = scored_demo("dark", size);
        stage.press("l").type_text("7").press("Enter");
        insta::assert_snapshot!(format!("score_cell_{}x{}", size.0, size.1), picture(&stage));
        stage.press("Esc h h F e t w Ctrl-u").type_text("70").wait();
        insta::assert_snapshot!(format!("score_form_{}x{}", size.0, size.1), picture(&stage));
        stage.press("Esc Esc F r").wait();
        insta::assert_snapshot!(format!("score_formula_{}x{}", size.0, size.1), picture(&stage));
    }
}

#[test]
fn a_click_meets_a_cell_and_a_paste_is_its_value() {
    let mut stage = rice(&["alpha", "beta"]);
    let (column, _) = place(&stage, "impact");
    let (_, row) = place(&stage, "beta");
    for kind in [MouseKind::Down, MouseKind::Up] {
        stage.core.take(Event::Mouse(Mouse { kind, column: column + 3, row }));
    }
    stage.settle();
    stage.core.take(Event::Paste("0.5\n".into()));
    stage.press("Enter");
    assert_eq!(values(&stage), ["- - - -", "- 0.5 - -"]);
    stage.core.take(Event::Paste("1\n2".into()));
    assert!(stage.toast().contains("one value is pasted at a time"), "{}", stage.toast());
}

#[test]
fn words_and_percent_are_understood() {
    let mut stage = rice(&["alpha"]);
    stage.type_text("2,000").press("Right").press("i").type_text("high").press("Tab");
    stage.type_text("80 %").press("Tab").type_text("0,5").press("Enter");
    assert_eq!(values(&stage), ["2,000 2 80 0.5"]);
    stage.press("i").press("Enter");
    assert!(!stage.toast().contains("nothing to change"), "the same value again is no step: {}", stage.toast());
    // `-` takes a value off.
    stage.type_text("-").press("Enter");
    assert_eq!(values(&stage), ["2,000 2 80 -"]);
}

#[test]
fn the_last_value_is_repeated_on_another_row() {
    let mut stage = rice(&["alpha", "beta", "gamma"]);
    stage.type_text("40").press("Enter h j .");
    assert_eq!(values(&stage), ["40 - - -", "- - - -", "40 - - -"]);
}

#[test]
fn another_product_has_its_own_rows() {
    let mut stage = rice(&["alpha", "beta"]);
    for reach in ["1", "2"] {
        stage.type_text(reach).press("Tab").type_text("1").press("Tab").type_text("50").press("Tab");
        stage.type_text("1").press("Tab");
    }
    stage.wait().press("h h h h h").press(":").type_text("sort score").press("Enter").wait();
    assert_eq!(stage.titles(), "beta alpha");
    stage.press(":").type_text("new-product Shop").press("Enter").wait();
    stage.press("a").type_text("other").press("Enter").wait();
    stage.press("g p").wait();
    assert_eq!(stage.titles(), "other", "{}", stage.screen());
}

#[test]
fn the_worst_and_the_what_if_at_every_size() {
    for size in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = scored_demo("dark", size);
        stage.press("h w Tab Ctrl-u").type_text("2").press("Enter").wait().press("x").wait();
        insta::assert_snapshot!(format!("score_worst_{}x{}", size.0, size.1), picture(&stage));
        assert!(stage.screen().contains("place diff"), "{}", stage.screen());
        stage.press("Esc t").wait();
        insta::assert_snapshot!(format!("score_what_if_{}x{}", size.0, size.1), picture(&stage));
    }
}

#[test]
fn letters_on_a_cell_begin_a_value_or_are_refused_in_place() {
    let mut stage = rice(&["alpha", "beta"]);
    for letter in "a b e p s d D r S M R C A B J K H L m Q z = + > ;".split(' ') {
        stage.press(letter);
        assert!(
            stage.toast().contains("reach is 0 or more: type a number · Esc leaves"),
            "{letter}: {}",
            stage.toast()
        );
        assert!(stage.core.model.overlays.is_empty(), "{letter}: {}", stage.screen());
    }
    // A word of a level is typed whole; that of another cell is refused there.
    stage.press("l").type_text("massive").press("Enter");
    assert_eq!((values(&stage)[0].as_str(), stage.cursor()), ("- 3 - -", "beta"));
    stage.press("i").type_text("low").press("Enter");
    assert_eq!(values(&stage)[1], "- 0.5 - -");
    stage.press("k").type_text("m").press("Enter");
    assert!(stage.screen().contains("impact is 3 (massive)"), "{}", stage.screen());
    stage.press("Esc u u");
    assert_eq!((values(&stage)[0].as_str(), values(&stage)[1].as_str()), ("- - - -", "- - - -"));
    // What leads on does so: marks, sequences, and one level up.
    stage.press("Space g g");
    assert_eq!(stage.core.model.backlog.marks.len(), 1);
    stage.press("Esc Esc p");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Prompt(_))), "the title's: {}", stage.screen());
}

#[test]
fn on_a_class_cell_no_sequence_sets_a_class() {
    let mut stage = Stage::with(&["alpha", "beta"]);
    stage.press("g p l");
    for keys in ["c o", "c m", "w", "m t", "s r"] {
        stage.press(keys);
        assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Cell(_))), "{keys}: {}", stage.screen());
        stage.press("Esc");
    }
    let row = &stage.core.model.backlog.window.rows[0];
    assert!(row.inputs.as_ref().unwrap().get("moscow").is_none());
    stage.press("d 3");
    assert!(stage.toast().contains("Must, Should, Could or Won't: type its first letter"), "{}", stage.toast());
    assert_eq!(stage.titles(), "alpha beta");
}

#[test]
fn a_click_takes_what_is_typed_in_a_cell() {
    let mut stage = rice(&["alpha", "beta"]);
    let (column, _) = place(&stage, "impact");
    let (_, row) = place(&stage, "beta");
    let click = |stage: &mut Stage| {
        for kind in [MouseKind::Down, MouseKind::Up] {
            stage.core.take(Event::Mouse(Mouse { kind, column: column + 3, row }));
        }
        stage.settle();
    };
    stage.type_text("12x");
    click(&mut stage);
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Cell(_))), "{}", stage.screen());
    assert!(stage.screen().contains("not 12x") && stage.toast().contains("stays open"), "{}", stage.screen());
    stage.press("Backspace");
    click(&mut stage);
    assert_eq!((values(&stage)[0].as_str(), stage.cursor()), ("12 - - -", "beta"));
    stage.type_text("3").press("Enter");
    assert_eq!(values(&stage)[1], "- 3 - -", "the cell that was clicked has the cursor");
}

#[test]
fn place_and_difference_are_reached_on_a_narrow_screen() {
    let mut stage = scored_demo("dark", (60, 18));
    assert!(!stage.screen().contains("place  diff") && !stage.screen().contains("place diff"), "{}", stage.screen());
    stage.press("l l l");
    assert!(!stage.screen().contains("diff"), "{}", stage.screen());
    stage.press("l");
    let screen = stage.screen();
    assert!(screen.contains("place") && screen.contains("diff") && screen.contains("RICE"), "{screen}");
    assert!(screen.contains("(x)"), "{screen}");
    insta::assert_snapshot!("score_places_60x18", picture(&stage));
    // No cell is there: keys are those of the title.
    stage.press("j 2 k h").type_text("5").press("Esc l l");
    assert!(stage.screen().contains("diff"), "{}", stage.screen());
    stage.resize(120, 40).press("h l l l");
    assert!(stage.core.model.prioritize.part.name() == "table" && stage.screen().contains("diff"));
}

#[test]
fn a_large_number_takes_no_room_from_others() {
    let mut stage = rice(&["alpha", "beta"]);
    stage.resize(80, 24);
    let before = place(&stage, "impact").0;
    for value in ["123456789", "3", "100", "1"] {
        stage.type_text(value).press("Tab");
    }
    stage.wait();
    let screen = stage.screen();
    assert!(screen.contains(" 123 M") && screen.contains(" 370 M"), "{screen}");
    assert!(place(&stage, "impact").0.abs_diff(before) < 4, "{screen}");
    stage.press("k l l l l");
    stage.press("Esc");
    assert!(stage.screen().contains("123,456,789"), "whole in the formula: {}", stage.screen());
}

#[test]
fn the_shares_stay_while_one_classes() {
    for (width, height) in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta"]);
        stage.resize(width, height).press("p").type_text("3").press("Enter j p").type_text("2").press("Enter g g");
        stage.press("g p l m Enter s Enter").wait();
        let screen = stage.screen();
        assert!(screen.contains("Must 60.0 % · Should 40.0 %") && screen.contains("first letter"), "{screen}");
        let cut = screen.lines().rev().find(|line| line.contains("Must 60.0")).unwrap();
        assert!(width >= 120 || cut.contains('…'), "{screen}");
    }
}

#[test]
fn a_long_text_in_a_cell_shows_that_it_goes_on_to_the_left() {
    let mut stage = rice(&["alpha"]);
    stage.type_text("123456789012345");
    assert!(stage.screen().contains("…") && !stage.screen().contains("123456"), "{}", stage.screen());
}

#[test]
fn words_that_take_turns_take_no_digit() {
    let mut stage = Stage::with(&["alpha"]);
    stage.press("g p F e w Tab");
    assert!(stage.screen().contains("a space turns it"), "{}", stage.screen());
    stage.type_text("5");
    assert!(stage.screen().contains("the weight is the field before"), "{}", stage.screen());
    stage.press("Space Enter").wait();
    let criteria = stage.core.model.scoring().unwrap().criteria();
    assert_eq!(format!("{:?}", criteria[0].direction), "Less");
}

#[test]
fn an_empty_product_has_hints_that_fit() {
    for (width, height) in [(120, 40), (60, 18)] {
        let mut stage = Stage::empty();
        stage.resize(width, height).press("a").type_text("Webshop").press("Enter Esc g p").wait();
        let screen = stage.screen();
        assert!(screen.contains("a add an item") && !screen.contains("disagreements"), "{screen}");
    }
}
