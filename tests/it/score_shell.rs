//! Scores from the shell: told, listed, written into files, and what is typed wrong.

use crate::pty::Home;
use crate::shell::{filled, order, run, show};
use serde_json::Value;
use std::fs;

/// Five items, three of them with all that RICE asks; the class of one.
fn judged() -> Home {
    let home = filled(&["a", "b", "c", "d", "e | f"]);
    for (key, reach, effort) in [("1", "100", "4"), ("3", "2,000", "4"), ("5", "1k", "1")] {
        let (reach, effort) = (format!("reach={reach}"), format!("effort={effort}"));
        run(&home, &["score", key, &reach, "impact=2", "confidence=80 %", &effort]).good();
    }
    run(&home, &["score", "2", "reach=9"]).good();
    run(&home, &["edit", "4", "--moscow", "wont"]).good();
    home
}

#[test]
fn a_score_is_told_in_one_step_and_shown_with_its_numbers() {
    let home = filled(&["a", "b"]);
    let said = run(&home, &["score", "MP-1", "reach=2000", "impact=high", "conf=80", "effort=4"]).good();
    assert!(said.err.contains("reach 2,000, impact 2, confidence 80 %, effort 4"), "{}", said.err);
    let shown = "MP-1  RICE 800 = 2,000 × 2 × 80 % ÷ 4\nplace 1 now, 1 by score; 1 of 2 items scored\n";
    assert_eq!(said.out, shown);
    assert_eq!(run(&home, &["score", "1", "--by", "rice"]).good().out, shown);
    let less = run(&home, &["score", "1", "effort=-", "reach=2.5k"]).good().out;
    assert_eq!(less, "MP-1  RICE — = 2,500 × 2 × 80 % ÷ —\nmissing: effort\n");
    run(&home, &["undo"]).good();
    let told = run(&home, &["score", "1", "--by", "rice", "--json"]).json();
    assert_eq!((told["score"].as_f64(), told["inputs"]["confidence"].as_i64()), (Some(800.0), Some(80)));
    assert_eq!((told["place_by_score"].as_i64(), told["worked"].as_str()), (Some(1), Some("2,000 × 2 × 80 % ÷ 4")));
    assert_eq!(run(&home, &["score", "2", "class=m"]).good().out.lines().next(), Some("MP-2  MoSCoW Must"));
    assert_eq!(order(&home), "a b", "a score moves nothing");
}

#[test]
fn what_can_be_no_answer_is_refused_with_what_would_be_one() {
    let home = judged();
    let before = run(&home, &["score", "1", "--by", "rice"]).good().out;
    for (typed, message) in [
        ("reach=-1", "reach is 0 or more, not -1; nothing was changed"),
        ("confidence=0", "confidence is 1 to 100 %, not 0"),
        ("confidence=120 %", "not 120 %"),
        ("effort=0", "effort is more than 0, not 0"),
        ("effort=eight", "not eight"),
        ("reach", "\"reach\" has no value: type INPUT=VALUE"),
        ("speed=3", "has no input \"speed\""),
    ] {
        run(&home, &["score", "1", "--by", "rice", "impact=3", typed]).fails(2, message);
    }
    run(&home, &["score", "1", "impact=2"]).fails(2, "rice, ice ask for that; say which one with --by");
    run(&home, &["score", "1", "reach=1", "reach=2"]).fails(2, "reach=1 and reach=2 are one input");
    run(&home, &["score", "1", "--by", "pairs", "x=1"]).fails(2, "compared in the program");
    run(&home, &["score", "1", "--by", "best"]).fails(2, "invalid value 'best'");
    run(&home, &["edit", "1", "--moscow", "perhaps"]).fails(2, "--moscow: class is Must, Should, Could or Won't");
    assert_eq!(run(&home, &["score", "1", "--by", "rice"]).good().out, before);
}

#[test]
fn the_order_is_listed_by_a_score_beside_its_places() {
    let home = judged();
    let listed = run(&home, &["list", "--by", "rice"]).good();
    assert_eq!(
        listed.out,
        "1  5  MP-5  1,600  1,000 × 2 × 80 % ÷ 1  e | f\n\
         2  3  MP-3    800  2,000 × 2 × 80 % ÷ 4  c\n\
         3  1  MP-1     40  100 × 2 × 80 % ÷ 4    a\n\
         4  2  MP-2      —  9 × — × — ÷ —         b\n\
         5  4  MP-4      —  — × — × — ÷ —         d\n"
    );
    assert!(listed.err.contains("RICE = reach × impact × confidence ÷ effort; 3 of 5 items scored"), "{}", listed.err);
    let rows = run(&home, &["list", "--by", "rice", "--json", "--limit", "4"]).json();
    let keys: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["key"]).collect();
    assert_eq!(keys, ["MP-5", "MP-3", "MP-1", "MP-2"]);
    assert_eq!((rows[0]["score"].as_f64(), rows[0]["place"].as_i64()), (Some(1600.0), Some(5)));
    assert_eq!((rows[0]["place_by_score"].as_i64(), rows[0]["too_low_by"].as_i64()), (Some(1), Some(4)));
    assert_eq!((rows[0]["inputs"]["reach"].as_i64(), rows[3]["score"].is_null()), (Some(1000), true));
    assert!(rows[3]["inputs"]["impact"].is_null());
    // A filter narrows what is listed; the places are those of the whole order.
    let some = run(&home, &["list", "--by", "rice", "--filter", "c"]).good().out;
    assert_eq!(some, "2  3  MP-3  800  2,000 × 2 × 80 % ÷ 4  c\n");
    run(&home, &["list", "--by", "rice", "--all"]).fails(2, "--all");
    let plain = run(&home, &["list", "--json"]).json();
    assert_eq!((plain[3]["moscow"].as_str(), plain[0]["moscow"].is_null()), (Some("Won't"), true));
    assert!(plain[0]["pinned"].is_null());
    assert_eq!(show(&home, "MP-1")["key"], "MP-1");
    assert_eq!(order(&home), "a b c d e | f");
    let none = run(&home, &["list", "--by", "wsjf"]).good();
    assert!(none.err.contains("0 of 5 items scored") && none.out.lines().count() == 5, "{}", none.out);
}

#[test]
fn the_scored_table_names_its_formula_in_every_format() {
    let home = judged();
    let csv = run(&home, &["export", "--by", "rice", "--format", "csv"]).good().out;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "place by score,place,key,title,kind,state,estimate,reach,impact,confidence,effort,\
         RICE = reach × impact × confidence ÷ effort,fixed"
    );
    assert_eq!(lines[1], "1,5,MP-5,e | f,story,open,,1000,2,80,1,1600,");
    assert_eq!(lines[4], "4,2,MP-2,b,story,open,,9,,,,,");
    let file = home.path("scores.md");
    let told = run(&home, &["export", "--by", "rice", "--filter", "!d", file.to_str().unwrap()]).good().err;
    assert!(told.contains("exported 4 items by RICE as Markdown to"), "{told}");
    let page = fs::read_to_string(&file).unwrap();
    assert!(
        page.contains("by RICE\n\nRICE = reach × impact × confidence ÷ effort\n\n3 of 5 items are scored."),
        "{page}"
    );
    assert!(page.contains("\n| 1 | 5 | MP-5 | e \\| f | 1,000 | 2 | 80 % | 1 | 1,600 |\n"), "{page}");
    assert!(page.contains("\n| 4 | 2 | MP-2 | b | 9 | — | — | — | — |\n"), "{page}");
    let told = run(&home, &["export", "--by", "rice", "-f", "json"]).json();
    assert_eq!(
        (told["formula"].as_str(), told["scored"].as_i64()),
        (Some("reach × impact × confidence ÷ effort"), Some(3))
    );
    assert_eq!((told["items"][1]["score"].as_f64(), told["items"].as_array().unwrap().len()), (Some(800.0), 5));
    run(&home, &["export", "--by", "rice", "--format", "html"])
        .fails(2, "the scored table is written as csv, md or json");
    run(&home, &["export", "--by", "rice", "--list", "inbox", "-f", "csv"]).fails(2, "--list");
    run(&home, &["export", "--by", "rice", file.to_str().unwrap()]).fails(73, "is there already");
}

#[test]
fn one_item_tells_its_class_its_inputs_and_its_score() {
    let home = judged();
    let item = show(&home, "MP-3");
    assert_eq!((item["score"].as_f64(), item["framework"].as_str()), (None, Some("moscow")), "{item}");
    assert!(item["moscow"].is_null() && item["pinned"].is_null());
    assert_eq!(show(&home, "MP-4")["moscow"], "Won't");
    let words = run(&home, &["show", "3"]).good().out;
    assert!(words.contains("inputs    RICE: reach 2,000, impact 2, confidence 80 %, effort 4"), "{words}");
    assert!(run(&home, &["show", "4"]).good().out.contains("class     Won't"));
}

#[test]
fn a_class_is_listed_once_and_no_place_where_nothing_is_scored() {
    let home = judged();
    let rows = run(&home, &["list", "--by", "moscow"]).good();
    assert!(rows.out.starts_with("1  4  MP-4  Won't  d\n"), "{}", rows.out);
    assert!(!rows.err.contains("its numbers"), "{}", rows.err);
    let none = run(&home, &["list", "--by", "wsjf", "--limit", "1"]).good().out;
    assert!(none.starts_with("—  1  MP-1"), "{none}");
    assert!(run(&home, &["list", "--by", "wsjf", "--json"]).json()[0]["place_by_score"].is_null());
}

#[test]
fn a_step_names_the_criterion_that_was_judged() {
    let home = judged();
    let told = run(&home, &["score", "1", "--by", "weighted", "user value=9", "effort=3"]).good();
    assert!(told.err.contains("MP-1: user value 9, effort 3"), "{}", told.err);
    let twice = run(&home, &["score", "1", "--by", "weighted", "user value=9", "user=3"]);
    twice.fails(2, "user value=9 and user=3 are one input: say it once");
}
