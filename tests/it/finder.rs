//! What a newcomer types to find something, and what the fingers of vim's users type: in the `:` line and the help.

use crate::stage::{Stage, help, prompt};

/// The highlighted row of the palette.
fn offered(line: &str) -> String {
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press(":").type_text(line);
    let assist = &prompt(&stage).assist;
    assist.at.map_or(String::new(), |at| assist.offer.rows[at].text.trim_end().to_owned())
}

/// What the help finds first.
fn helped(word: &str) -> String {
    let mut stage = Stage::with(&["a"]);
    stage.press("?").type_text(word);
    let screen = stage.screen();
    screen.lines().find(|line| line.contains("│ ▌")).unwrap_or_default().to_owned()
}

fn run<'a>(stage: &'a mut Stage, line: &str) -> &'a mut Stage {
    stage.press(":").type_text(line).press("Enter")
}

#[test]
fn stale_old_and_blocked_items_are_found_by_these_words() {
    for (word, row) in [
        ("stale", "filter is:stale"),
        ("old", "filter is:stale"),
        ("overdue", "filter is:overdue"),
        ("unestimated", "filter points:none"),
        ("blocked items", "filter is:blocked"),
    ] {
        assert_eq!(offered(word), row, "{word}");
        assert!(helped(word).contains(row), "{word}: {}", helped(word));
    }
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("b").type_text("waits").press("Enter");
    run(&mut stage, "impeded");
    assert_eq!(stage.titles(), "a");
    stage.press("Esc ?").type_text("unestimated").press("Enter");
    assert_eq!(stage.core.model.backlog.narrow.filter().to_string(), "points:none");
}

#[test]
fn a_synonym_takes_the_verbs_argument() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    assert_eq!(offered("points 5"), "estimate 5");
    run(&mut stage, "points 5");
    assert!(stage.toast().contains("estimate WEB-1: 5"), "{}", stage.toast());
    run(&mut stage, "story points 3");
    assert!(stage.toast().contains("estimate WEB-1: 3"), "{}", stage.toast());
    assert_eq!(offered("labels +api"), "tag +api");
    assert_eq!(offered("send to bottom"), "move bottom");
    assert_eq!(offered("story points"), "estimate", "words for the verb come before an argument");
    assert_eq!(offered("points nowhere near it"), "", "what the verb does not take is not offered");
    assert_eq!(offered("delete everything"), "");
}

#[test]
fn a_number_behind_a_verb_is_its_count() {
    let mut stage = Stage::with(&["a", "b", "c", "d"]);
    run(&mut stage, "move-down 2");
    assert_eq!(stage.titles(), "b c a d");
    run(&mut stage, "last 2");
    assert_eq!(stage.cursor(), "c");
    let mut stage = Stage::with(&["a", "b", "c", "d"]);
    for points in ["1", "2", "3"] {
        run(&mut stage, &format!("estimate {points}"));
    }
    run(&mut stage, "undo 3");
    assert!(stage.toast().starts_with("3 steps taken back"), "{}", stage.toast());
    run(&mut stage, "redo 2");
    assert!(stage.toast().starts_with("2 steps brought back"), "{}", stage.toast());
    stage.press(":").type_text("undo 3");
    assert!(stage.screen().contains("undo N · Take the last step back · n times"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("undo x").press("Enter");
    assert!(prompt(&stage).error.as_ref().unwrap().contains("takes a number from 1"));
    stage.press("Ctrl-u").type_text("undo th");
    assert!(prompt(&stage).assist.offer.rows.iter().any(|row| row.text == "undo-this"));
}

#[test]
fn a_counted_change_is_repeated_with_its_count() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e", "f"]);
    run(&mut stage, "move-down 2");
    assert_eq!(stage.press(".").titles(), "b c d e a f");
    assert_eq!(stage.press("u u 3 .").titles(), "b c d a e f", "a number of its own counts");
}

#[test]
fn the_fingers_of_vims_users_are_not_surprised() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    run(&mut stage, "w");
    assert_eq!(stage.toast(), "everything is saved already");
    run(&mut stage, "w!");
    assert_eq!(stage.toast(), "everything is saved already");
    for line in ["q", "q!", "x", "x!", "wq", "wq!", "qa", "qa!"] {
        let mut stage = Stage::with(&["a"]);
        run(&mut stage, line);
        assert_eq!(stage.core.asked(), Some(upnext::runtime::core::Asked::Quit), "{line}");
    }
    let mut error = |line: &str| {
        run(&mut stage, line);
        let error = prompt(&stage).error.clone().unwrap();
        stage.press("Esc");
        error
    };
    assert!(error("e!").contains("there is no verb \"e!\"; :help"), "{}", error("e!"));
    assert!(error("3,5").contains("\"3,5\" is no place"));
    assert!(error("0").contains("places begin at 1"));
    stage.press(":").type_text("5");
    assert!(stage.screen().contains("goes to place 5"), "{}", stage.screen());
    stage.type_text(",000");
    assert!(stage.screen().contains("goes to place 5,000"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("0");
    assert!(stage.screen().contains("places begin at 1"), "{}", stage.screen());
    stage.press("Esc");
    run(&mut stage, "help story points");
    assert_eq!(help(&stage).field.text(), "story points");
    assert!(stage.screen().contains("estimate SIZE"), "{}", stage.screen());
    stage.press("Esc Esc");
    run(&mut stage, "h");
    assert_eq!(help(&stage).field.text(), "");
}

#[test]
fn keys_typed_as_they_are_pressed_find_their_row() {
    for (keys, row) in [
        ("gg", "first"),
        ("g g", "first"),
        ("mt", "move top"),
        ("m7", "move PLACE"),
        ("m3", "move PLACE"),
        ("yy", "copy-key"),
        ("ZZ", "quit"),
        ("gV", "marks"),
        ("gv", "mark-again"),
        ("go", "go backlog"),
    ] {
        assert!(helped(keys).contains(row), "{keys}: {}", helped(keys));
    }
}

#[test]
fn the_keys_of_a_shells_line_edit_what_the_help_looks_for() {
    let mut stage = Stage::with(&["a"]);
    stage.press("?").type_text("story points");
    stage.press("Ctrl-w");
    assert_eq!(help(&stage).field.text(), "story ");
    stage.press("Ctrl-a").type_text("x").press("Ctrl-e").type_text("y");
    assert_eq!(help(&stage).field.text(), "xstory y");
    stage.press("Ctrl-a Ctrl-k");
    assert_eq!(help(&stage).field.text(), "");
    stage.press("Ctrl-d Ctrl-d");
    let at = help(&stage).cursor.at;
    assert!(at > 10);
    assert!(help(stage.press("Ctrl-u")).cursor.at < at, "without text it scrolls");
    stage.type_text("points").press("Ctrl-u");
    assert_eq!(help(&stage).field.text(), "");
}

#[test]
fn a_wrong_term_is_marked_behind_the_verb_too() {
    let mut stage = Stage::with(&["a"]);
    run(&mut stage, "filter  kind:bug stat:x");
    let (text, at) = (prompt(&stage).field.text(), prompt(&stage).at.clone().unwrap());
    assert_eq!(&text[at], "stat");
    stage.press("Ctrl-u").type_text("filter é points>ü").press("Enter");
    let (text, at) = (prompt(&stage).field.text(), prompt(&stage).at.clone().unwrap());
    assert_eq!(&text[at], "ü");
    stage.press("Ctrl-u").type_text("state nowhere").press("Enter");
    assert_eq!(prompt(&stage).at, None);
}

#[test]
fn the_order_and_the_way_of_a_column_are_offered() {
    let rows = |line: &str| {
        let mut stage = Stage::with(&["a"]);
        stage.press(":").type_text(line);
        let rows: Vec<String> = prompt(&stage).assist.offer.rows.iter().map(|row| row.text.clone()).collect();
        rows.join(" ")
    };
    assert!(rows("sort ").starts_with("order key title"), "{}", rows("sort "));
    assert_eq!(rows("sort due "), "down up");
    assert_eq!(rows("sort due d"), "down");
    assert_eq!(rows("sort order "), "order", "the order has no way");
    let mut stage = Stage::with(&["a", "b"]);
    stage.press(":").type_text("sort key d").press("Tab Enter");
    assert_eq!(stage.titles(), "b a");
    stage.press(":").type_text("sort due\u{3000}d");
    assert!(stage.screen().contains("down"), "a wide blank is a blank");
}
