//! Keys in, data out: what a person does, against the real store.

use crate::stage::Stage;
use proptest::prelude::*;
use upnext::domain::{List, State};
use upnext::runtime::core::Asked;

#[test]
fn an_item_moves_with_one_key_and_comes_back_with_one() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    assert_eq!(stage.titles(), "a b c d e");
    assert_eq!(stage.press("j j K").titles(), "a c b d e");
    assert_eq!(stage.cursor(), "c");
    assert_eq!(stage.press("u").titles(), "a b c d e");
    assert_eq!(stage.press("U").titles(), "a c b d e");
    assert_eq!(stage.press("3 J").titles(), "a b d e c");
    assert_eq!(stage.press("m t").titles(), "c a b d e");
    assert_eq!(stage.press("m b").titles(), "a b d e c");
    assert_eq!(stage.press("m 2 Enter").titles(), "a c b d e");
    assert_eq!(stage.press("m j").type_text("5").press("Enter").titles(), "a b d e c");
    assert_eq!(stage.press("m k").type_text("web-1").press("Enter").titles(), "c a b d e");
}

#[test]
fn a_running_key_is_one_step() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    assert_eq!(stage.press("J J J").titles(), "b c d a e");
    assert_eq!(stage.press("u").titles(), "a b c d e", "the run is taken back at once");
    stage.press("G K K k K");
    assert_eq!(stage.press("u").titles(), "a b e c d", "going on with another item began a new step");
}

#[test]
fn a_move_beyond_the_ends_says_so() {
    let mut stage = Stage::with(&["a", "b"]);
    assert!(stage.press("K").toast().contains("already at the top"));
    assert!(stage.press("j J").toast().contains("already at the bottom"));
    assert_eq!(stage.press("m 9 9 Enter").titles(), "a b");
}

#[test]
fn marked_items_move_together_in_their_order() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    stage.press("j j j Space k k k Space");
    assert_eq!(stage.cursor(), "c");
    assert_eq!(stage.press("m t Enter").titles(), "b d a c e", "asked first: the cursor is on another one");
    assert_eq!(stage.press("u").titles(), "a b c d e");
    assert_eq!(stage.press("G m m").titles(), "a c e b d");
    assert_eq!(stage.press("Esc Esc K").titles(), "a e c b d", "without marks the cursor counts");
}

#[test]
fn a_range_is_marked_and_the_last_marks_come_back() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    stage.press("j v j j v");
    assert_eq!(stage.core.model.backlog.marks.len(), 3);
    stage.press("s r");
    assert_eq!(stage.core.model.backlog.window.rows.iter().filter(|r| r.state == State::Ready).count(), 3);
    stage.press("Esc");
    assert!(stage.core.model.backlog.marks.is_empty());
    stage.press("g v");
    assert_eq!(stage.core.model.backlog.marks.len(), 3);
    stage.press("*");
    assert_eq!(stage.core.model.backlog.marks.len(), 5);
}

#[test]
fn states_go_on_and_back() {
    let mut stage = Stage::with(&["a", "b"]);
    assert_eq!(
        {
            stage.press("L");
            stage.state()
        },
        State::Ready
    );
    assert_eq!(
        {
            stage.press("L");
            stage.state()
        },
        State::InProgress
    );
    assert_eq!(
        {
            stage.press("H");
            stage.state()
        },
        State::Ready
    );
    stage.press("L L L");
    assert_eq!(stage.cursor(), "b", "done left the list; the cursor is on the one that followed");
    assert_eq!(stage.count(List::Done), 1);
    stage.press("g d");
    assert_eq!(stage.titles(), "a");
    stage.press("H g b");
    assert_eq!(stage.titles(), "a b", "back at its old place");
}

#[test]
fn an_estimate_is_taken_at_once_where_no_other_begins_so() {
    let mut stage = Stage::with(&["a"]);
    let estimate =
        |stage: &Stage| stage.core.model.backlog.selected_row().unwrap().estimate.as_ref().map(ToString::to_string);
    stage.press("p").type_text("13");
    assert_eq!(estimate(&stage).as_deref(), Some("13"));
    stage.press("p 3 Enter");
    assert_eq!(estimate(&stage).as_deref(), Some("3"));
    stage.press("p 4 Enter");
    assert!(stage.screen().contains("4 is not on the scale"), "{}", stage.screen());
    stage.press("Esc");
    assert_eq!(estimate(&stage).as_deref(), Some("3"));
    stage.press("p ?");
    assert_eq!(estimate(&stage), None);
}

#[test]
fn an_item_is_added_below_the_cursor() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("a").type_text("new one").press("Enter");
    assert_eq!(stage.titles(), "a new one b");
    assert_eq!(stage.cursor(), "new one");
    stage.press("A").type_text("wish").press("Enter");
    assert_eq!(stage.count(List::Inbox), 1);
    stage.press("g i m t g b");
    assert_eq!(stage.titles(), "wish a new one b", "a move takes an idea in");
    stage.press("C");
    assert_eq!(stage.count(List::Backlog), 5);
}

#[test]
fn a_whole_sentence_fills_the_story() {
    let mut stage = Stage::with(&["a"]);
    stage.press("a").type_text("As a buyer, I want to pay by card so that I need no cash").press("Enter");
    let item = stage.core.model.backlog.item.as_ref().unwrap();
    assert_eq!(item.text.title, "Pay by card");
    assert_eq!((item.text.persona.as_str(), item.text.benefit.as_str()), ("buyer", "I need no cash"));
}

#[test]
fn an_empty_title_is_refused_and_the_prompt_stays() {
    let mut stage = Stage::with(&["a"]);
    stage.press("i Ctrl-u Enter");
    assert!(stage.screen().contains("the title is empty"));
    stage.type_text("b").press("Enter");
    assert_eq!(stage.titles(), "b");
}

#[test]
fn a_declined_item_keeps_its_reason_and_comes_back() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("d").type_text("nobody asked").press("Enter");
    assert_eq!(stage.titles(), "b");
    stage.press("g n");
    assert!(stage.screen().contains("nobody asked"));
    stage.press("s o g b");
    assert_eq!(stage.titles(), "a b");
}

#[test]
fn trash_is_restorable_and_says_where_it_went() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("D");
    assert_eq!(stage.titles(), "b");
    stage.press("g t");
    assert_eq!(stage.titles(), "a");
    stage.press("g r g b");
    assert_eq!(stage.titles(), "a b");
    assert!(stage.press("g r").toast().contains("go there first"));
}

#[test]
fn everything_survives_a_restart_and_undo_goes_on() {
    let mut stage = Stage::with(&["a", "b", "c", "d"]);
    stage.press("j K p 5 Enter j j Space s r Enter");
    let mut stage = stage.again();
    assert_eq!(stage.titles(), "b a c d");
    assert_eq!(stage.core.model.backlog.marks.len(), 1, "marks are there again");
    stage.press("Esc u u u");
    assert_eq!(stage.titles(), "a b c d");
    let mut stage = stage.again();
    stage.press("U U U");
    assert_eq!(stage.titles(), "b a c d");
    assert!(stage.press("U").toast().contains("nothing to redo"));
}

#[test]
fn a_long_list_opens_where_it_was_left() {
    let titles: Vec<String> = (1..=200).map(|n| format!("t{n}")).collect();
    let mut stage = Stage::with(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    stage.press("1 5 0 G");
    assert_eq!(stage.cursor(), "t150");
    let mut stage = stage.again();
    assert_eq!(stage.cursor(), "t150");
    assert!(stage.screen().contains("backlog 200"), "{}", stage.screen());
    assert_eq!(stage.press("j").cursor(), "t151");
}

#[test]
fn a_scrolled_list_shows_the_rows_around_its_cursor() {
    let titles: Vec<String> = (1..=200).map(|n| format!("t{n}")).collect();
    let mut stage = Stage::with(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    let rows = |stage: &Stage| {
        let screen = stage.screen();
        let shown = screen.lines().filter_map(|line| line.split(" t").nth(1)?.split(' ').next()?.parse::<usize>().ok());
        shown.collect::<Vec<_>>()
    };
    assert_eq!(rows(&stage), (1..=36).collect::<Vec<_>>());
    stage.press("G");
    assert_eq!(rows(&stage), (165..=200).collect::<Vec<_>>());
    assert!(stage.screen().contains("▌ 200  WEB-200 t200"), "{}", stage.screen());
    stage.press("1 0 0 G");
    assert_eq!(rows(&stage).len(), 36);
    assert!(rows(&stage).contains(&100));
    let stage = stage.again();
    assert!(stage.screen().contains("▌ 100  WEB-100 t100"), "{}", stage.screen());
    assert_eq!(rows(&stage).len(), 36);
}

#[test]
fn another_windows_change_appears_and_its_undo_is_asked() {
    let mut here = Stage::with(&["a", "b", "c"]);
    let mut there = here.beside();
    there.press("G K K");
    assert_eq!(here.titles(), "a b c");
    assert_eq!(here.poll().titles(), "c a b");
    assert!(here.press("u").toast().contains("made elsewhere"));
    assert_eq!(here.titles(), "c a b", "the first u only names it");
    assert_eq!(here.press("u").titles(), "a b c");
    assert_eq!(there.poll().titles(), "a b c");
}

#[test]
fn the_journal_undoes_back_to_a_step() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press("p 1 Enter j p 2 Enter j p 3 Enter");
    stage.press("g u");
    assert!(stage.screen().contains("estimate WEB-3: 3"), "{}", stage.screen());
    stage.press("j j Enter Esc");
    let sizes: Vec<bool> = stage.core.model.backlog.window.rows.iter().map(|r| r.estimate.is_some()).collect();
    assert_eq!(sizes, [true, false, false]);
}

#[test]
fn the_first_run_asks_for_a_name_and_proposes_a_prefix() {
    let mut stage = Stage::empty();
    assert!(stage.screen().contains("Name of your product"), "{}", stage.screen());
    assert!(stage.press("Esc").screen().contains("has no product yet"), "other ways to begin are told");
    stage.press("a");
    stage.type_text("Course Registration");
    assert!(stage.screen().contains("CR-1"), "{}", stage.screen());
    stage.press("Enter a").type_text("first").press("Enter");
    assert!(stage.screen().contains("CR-1"), "{}", stage.screen());
    stage.press(":").type_text("prefix reg").press("Enter");
    assert!(stage.screen().contains("REG-1"), "{}", stage.screen());
}

#[test]
fn a_wrong_command_says_what_would_be_right_and_stays() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("esimate 3").press("Enter");
    assert!(stage.screen().contains("did you mean estimate?"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("estimate 3").press("Enter");
    assert!(stage.toast().contains("estimate WEB-1: 3"));
    assert!(stage.press("Y").toast().contains("does nothing here"));
}

#[test]
fn an_unfinished_title_is_kept_and_offered() {
    let mut stage = Stage::with(&["a"]);
    stage.press("a").type_text("half a thou");
    stage.core.take(upnext::ui::Event::DraftDue);
    let mut stage = stage.beside();
    assert!(stage.toast().contains(":draft"), "{}", stage.toast());
    stage.press(":").type_text("draft").press("Enter");
    assert!(stage.screen().contains("half a thou"), "{}", stage.screen());
    stage.type_text("ght").press("Enter");
    assert_eq!(stage.titles(), "a half a thought");
    assert!(!stage.again().toast().contains(":draft"), "it is an item now");
}

#[test]
fn a_product_can_be_switched() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("new-product Other thing").press("Enter");
    assert_eq!(stage.titles(), "");
    stage.press("a").type_text("x").press("Enter");
    stage.press("g w k k k Enter");
    assert_eq!(stage.titles(), "a");
    stage.press(":").type_text("product ot").press("Enter");
    assert_eq!(stage.titles(), "x");
}

#[test]
fn a_verb_typed_as_the_name_of_a_product_is_told() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("new-product").press("Enter").type_text(":import jira.csv");
    assert!(stage.screen().contains("then : runs a verb"), "{}", stage.screen());
}

#[test]
fn the_last_change_is_repeated_on_another_item() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("c t").type_text("+api").press("Enter j .");
    assert_eq!(stage.core.model.backlog.item.as_ref().unwrap().text.tags, ["api"]);
}

#[test]
fn a_change_that_changes_nothing_says_so_and_asks_nothing_again() {
    let mut stage = Stage::with(&["a"]);
    stage.press("i Enter");
    assert!(stage.core.model.overlays.is_empty(), "{}", stage.screen());
    assert!(stage.toast().contains("it is so already"), "{}", stage.toast());
}

#[test]
fn text_that_could_not_be_written_comes_back_with_the_reason() {
    let mut stage = Stage::with(&["a"]);
    let path = stage.folder().join("backlog.db");
    std::fs::rename(&path, stage.folder().join("moved.db")).unwrap();
    stage.press("a").type_text("a thought").press("Enter");
    assert!(stage.screen().contains("a thought") && stage.screen().contains("moved"), "{}", stage.screen());
    let rescued = stage.folder().join("backlog.rescued.db");
    assert!(rescued.exists(), "all of it is beside its old place");
    std::fs::rename(stage.folder().join("moved.db"), &path).unwrap();
    stage.press("Enter");
    assert_eq!(stage.titles(), "a a thought");
}

#[test]
fn files_are_imported_after_a_look_at_the_plan_and_exported_again() {
    let mut stage = Stage::with(&["a"]);
    let file = stage.folder().join("wishes list.txt");
    std::fs::write(&file, "As a buyer, I want to pay by card, so that I need no cash\nSecond wish\n").unwrap();
    stage.press(":").type_text(&format!("import \"{}\"", file.display())).press("Enter");
    assert!(stage.screen().contains("2 new"), "{}", stage.screen());
    assert_eq!(stage.titles(), "a", "nothing is written before Enter");
    stage.press("Esc");
    stage.press(":").type_text(&format!("import '{}'", file.display())).press("Enter").press("Enter");
    assert_eq!(stage.titles(), "a Pay by card Second wish");
    stage.press(":").type_text(&format!("import '{}'", file.display())).press("Enter");
    assert!(stage.screen().contains("Nothing to do"), "{}", stage.screen());
    stage.press("Enter u");
    assert_eq!(stage.titles(), "a", "one step");
    let out = stage.folder().join("out.md");
    stage.press(":").type_text(&format!("export md {}", out.display())).press("Enter");
    assert!(std::fs::read_to_string(&out).unwrap().contains("Webshop"), "{}", stage.toast());
    stage.press(":").type_text("import /nowhere/at-all.csv").press("Enter");
    assert!(stage.toast().contains("/nowhere/at-all.csv"), "{}", stage.toast());
}

fn run<'a>(stage: &'a mut Stage, line: &str) -> &'a mut Stage {
    stage.press(":").type_text(line).press("Enter")
}

#[test]
fn a_line_goes_where_it_says() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    assert_eq!(run(&mut stage, "go 3").cursor(), "c");
    assert_eq!(run(&mut stage, "go web-2").cursor(), "b");
    assert_eq!(run(&mut stage, "last").cursor(), "c");
    assert_eq!(stage.press("g o").cursor(), "b");
    assert_eq!(run(&mut stage, "go 99").cursor(), "c", "the end is as far as it goes");
    run(&mut stage, "idea later");
    run(&mut stage, "go inbox");
    assert_eq!(stage.titles(), "later");
    run(&mut stage, "go WEB-1");
    assert_eq!((stage.titles().as_str(), stage.cursor()), ("a b c", "a"));
    run(&mut stage, "open");
    assert!(stage.core.model.backlog.is_open);
    assert!(run(&mut stage, "show WEB-1").screen().contains("command of the shell"));
    stage.press("Esc");
    run(&mut stage, "q");
    assert_eq!(stage.core.asked(), Some(Asked::Quit));
}

/// Holds the file for writing until it is dropped.
fn hold(stage: &Stage) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(stage.folder().join("backlog.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[test]
fn writes_wait_for_another_window_in_their_order() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    let held = hold(&stage);
    stage.press("J");
    stage.press("a").type_text("new").press("Enter");
    stage.press("j p 5 Enter");
    assert_eq!(stage.titles(), "a b c", "nothing is written yet");
    assert!(stage.core.world.is_waiting());
    drop(held);
    stage.core.retry();
    stage.press("Esc");
    assert_eq!(stage.titles(), "b a new c");
    assert!(!stage.core.world.is_waiting());
}

#[test]
fn what_still_waits_is_written_when_the_program_ends() {
    let mut stage = Stage::with(&["a", "b"]);
    let held = hold(&stage);
    stage.press("J");
    drop(held);
    assert_eq!(stage.core.world.drain(&stage.core.model), None);
    assert_eq!(stage.again().titles(), "b a");
}

#[test]
fn a_prompt_never_acts_on_another_item_than_it_names() {
    let mut stage = Stage::with(&["a", "b"]);
    let mut other = stage.beside();
    stage.press("i");
    other.press("D");
    stage.poll();
    stage.type_text(" renamed").press("Enter");
    assert!(stage.screen().contains("another window changed the list"), "{}", stage.screen());
    assert_eq!(stage.press("Esc").titles(), "b");
}

#[test]
fn a_long_failure_is_shown_whole() {
    let mut stage = Stage::with(&["a"]);
    stage.resize(60, 18);
    let reason = "the file could not be written because of a long story that ends with the word needed";
    stage.core.take(upnext::ui::Event::Refused(reason.into()));
    assert!(stage.screen().contains("the word needed"), "{}", stage.screen());
    assert!(!stage.press("j").screen().contains("the word needed"));
}

#[test]
fn a_refused_undo_opens_no_prompt() {
    let mut stage = Stage::with(&["a"]);
    stage.press("a Enter Esc");
    stage.press("U");
    assert!(stage.core.model.overlays.is_empty());
    assert!(stage.toast().contains("nothing to redo"), "{}", stage.toast());
}

#[test]
fn a_reason_asked_for_marked_items_comes_back_where_it_is_not_taken() {
    let titles: Vec<String> = (1..=60).map(|n| format!("t{n}")).collect();
    let mut stage = Stage::with(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    // Two of them are far above what is on the screen.
    stage.press("Space Space G d").type_text("too dear").press("Enter");
    assert!(stage.screen().contains("This changes 2 marked items"), "{}", stage.screen());
    assert_eq!(stage.count(List::Declined), 0, "nothing yet");
    stage.press("Enter");
    assert_eq!(stage.count(List::Declined), 2);
}

#[test]
fn a_verb_takes_the_range_that_is_open() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    assert_eq!(stage.press("v j j m b").titles(), "d e a b c");
    stage.press("u Esc Esc g g V j s r");
    assert_eq!(stage.count(List::Backlog), 5);
    assert!(stage.toast().contains("2 items are ready"), "{}", stage.toast());
}

#[test]
fn the_sample_is_a_beginning_and_a_product_that_comes_back_is_shown() {
    let folder = std::rc::Rc::new(tempfile::tempdir().unwrap());
    let writer = upnext::store::Writer { author: "ada".into(), window: "demo".into() };
    drop(upnext::cli::demo::create(&folder.path().join("backlog.db"), writer, crate::stage::today()).unwrap());
    // Opened again, the import is a step like any other.
    let mut stage = Stage::of(&folder, 1, "dark");
    stage.press("f").type_text("tag:returns").press("Enter u");
    assert!(stage.screen().contains("has no product yet"), "{}", stage.screen());
    assert!(!stage.toast().contains("report"), "{}", stage.toast());
    stage.press("Esc U");
    assert!(stage.screen().contains("backlog 36"), "{}", stage.screen());
    assert!(stage.screen().contains("WEB-24"), "{}", stage.screen());
}

#[test]
fn nothing_is_done_unseen_where_the_terminal_is_too_small() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.resize(40, 10).press("D J x");
    assert_eq!(stage.resize(80, 24).titles(), "a b");
}

fn key() -> impl Strategy<Value = String> {
    let plain = "[a-zA-Z0-9:?.*]".prop_map(|s| s);
    let named = prop::sample::select(vec!["Space", "Enter", "Esc", "Ctrl-d", "Ctrl-u", "Ctrl-o", "Tab", "PgDn", "Up"]);
    prop_oneof![8 => plain, 3 => named.prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_keys_at_any_size_never_panic(keys in prop::collection::vec(key(), 0..120), width in 0_u16..150, height in 0_u16..50) {
        let mut stage = Stage::with(&["a", "b", "c", "日本語 🙂", "e\u{301}f"]);
        stage.resize(width, height);
        for key in &keys {
            stage.press(key);
            stage.screen();
        }
    }
}
