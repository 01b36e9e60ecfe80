//! Pasted text in the whole program: many lines become new items after a look, never commands.

use crate::screens::{SIZES, demo_stage, picture};
use crate::stage::Stage;
use upnext::domain::List;
use upnext::ui::Event;
use upnext::ui::overlay::Overlay;

fn paste(stage: &mut Stage, text: &str) {
    stage.core.take(Event::Paste(text.into()));
    stage.settle();
}

#[test]
fn many_lines_become_items_below_the_cursor_as_one_step() {
    let mut stage = Stage::with(&["a", "b"]);
    paste(&mut stage, "# Ideas\n\n- one\n2. two\n[ ] As a buyer, I want to pay, so that I own it\n");
    let screen = stage.screen();
    assert!(screen.contains("New items from 4 pasted lines"), "{screen}");
    assert!(screen.contains("Enter adds them below WEB-1, as one step"), "{screen}");
    assert!(screen.contains("4  Pay  · buyer"), "{screen}");
    assert_eq!(stage.titles(), "a b", "nothing yet");
    assert_eq!(stage.press("Enter").titles(), "a Ideas one two Pay b");
    assert_eq!(stage.cursor(), "Ideas");
    assert!(stage.toast().contains("add 4 items"), "{}", stage.toast());
    assert_eq!(stage.press("u").titles(), "a b");
    assert_eq!(stage.press("U").titles(), "a Ideas one two Pay b");
}

#[test]
fn escape_keeps_the_lines_as_a_draft() {
    let mut stage = Stage::with(&["a"]);
    paste(&mut stage, "one\ntwo");
    stage.press("Esc");
    assert!(stage.toast().contains(":draft"), "{}", stage.toast());
    assert_eq!(stage.titles(), "a");
    let mut stage = stage.again();
    assert!(stage.toast().contains(":draft"), "{}", stage.toast());
    stage.press(":").type_text("draft").press("Enter");
    assert!(stage.screen().contains("New items from 2 pasted lines"), "{}", stage.screen());
    assert_eq!(stage.press("Enter").titles(), "a one two");
    stage.press(":").type_text("draft").press("Enter");
    assert!(stage.toast().contains("no text was left unfinished"), "{}", stage.toast());
}

#[test]
fn a_draft_of_lines_survives_the_end_without_a_word() {
    let mut stage = Stage::with(&["a"]);
    paste(&mut stage, "one\ntwo");
    stage.core.take(Event::DraftDue);
    let mut stage = stage.again();
    stage.press(":").type_text("draft").press("Enter");
    assert!(stage.screen().contains("New items from 2 pasted lines"), "{}", stage.screen());
}

#[test]
fn in_the_inbox_lines_are_ideas_and_a_table_gives_its_first_column() {
    let mut stage = Stage::with(&["a"]);
    stage.press("g i");
    paste(&mut stage, "one\t5\ttomorrow\r\ntwo\t8\t");
    assert!(stage.screen().contains("Enter adds them to the inbox"), "{}", stage.screen());
    assert_eq!(stage.press("Enter").titles(), "one two");
    assert_eq!(stage.count(List::Inbox), 2);
}

#[test]
fn one_line_begins_an_item_and_a_prompt_takes_one_line() {
    let mut stage = Stage::with(&["a"]);
    paste(&mut stage, "\none line\n\n");
    assert_eq!(stage.press("Enter").titles(), "a one line");
    stage.press(":");
    paste(&mut stage, "quit\nundo\nundo");
    assert!(stage.toast().contains("a prompt holds one line: the first of 3 pasted lines"), "{}", stage.toast());
    assert!(stage.core.asked().is_none(), "a paste is never a command");
    stage.press("Esc a");
    paste(&mut stage, "two\nthree");
    assert!(stage.screen().contains("New items from 2 pasted lines"), "{}", stage.screen());
    stage.press("Esc a").type_text("begun ");
    paste(&mut stage, "two\nthree");
    assert_eq!(stage.press("Enter").titles(), "a one line begun two");
}

#[test]
fn too_much_is_refused_with_a_way_on_and_nothing_is_kept() {
    let mut stage = Stage::with(&["a"]);
    paste(&mut stage, &"line\n".repeat(1001));
    assert!(
        stage.toast().contains("1,001 lines are too many") && stage.toast().contains(":import"),
        "{}",
        stage.toast()
    );
    paste(&mut stage, &"x".repeat(1024 * 1024 + 1));
    assert!(stage.toast().contains(":import"), "{}", stage.toast());
    stage.core.take(Event::Overflow(10_000_000));
    assert!(stage.toast().contains("10,000,000 bytes are too much"), "{}", stage.toast());
    paste(&mut stage, &format!("ok\n{}", "y".repeat(5000)));
    assert!(stage.toast().contains("pasted line 2: the title is 5000 bytes long"), "{}", stage.toast());
    assert!(stage.core.model.overlays.is_empty());
    paste(&mut stage, &"line\n".repeat(1000));
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Lines(lines)) if lines.items.len() == 1000));
    assert!(stage.press("G").screen().contains("1000  line"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.core.model.backlog.len(), 1001);
    assert_eq!(stage.press("u").core.model.backlog.len(), 1);
}

#[test]
fn where_nothing_can_be_written_a_paste_says_why() {
    let mut stage = Stage::with(&["a"]);
    stage.core.model.file.read_only = Some("this file can only be read".into());
    paste(&mut stage, "one\ntwo");
    assert_eq!(stage.toast(), "this file can only be read");
    stage.core.model.file.read_only = None;
    stage.press("g u");
    paste(&mut stage, "one\ntwo");
    assert!(stage.toast().contains("no place here"), "{}", stage.toast());
    paste(&mut Stage::empty(), "one\ntwo");
}

#[test]
fn pasted_lines_at_three_sizes() {
    for (width, height) in SIZES {
        let mut stage = demo_stage("dark");
        stage.resize(width, height);
        let lines: Vec<String> = (1..=30)
            .map(|n| format!("- Line {n} of the notes – 会議のメモ with a long tail that goes on and on"))
            .collect();
        paste(&mut stage, &format!("As a buyer, I want to pay later, so that I can try it\n{}", lines.join("\n")));
        insta::assert_snapshot!(format!("lines_{width}x{height}"), picture(&stage));
    }
}
