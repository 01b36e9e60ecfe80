//! Filter, find and column: the list under them, by keys against the real store.

use crate::stage::Stage;

const WORDS: &[&str] = &["red apple", "green pear", "red cherry", "blue plum", "green apple", "red plum"];

fn fruit() -> Stage {
    Stage::with(WORDS)
}

#[test]
fn a_filter_narrows_while_it_is_typed_and_escape_gives_the_list_back() {
    let mut stage = fruit();
    stage.press("j f").type_text("re").wait();
    assert_eq!(stage.titles(), "red apple red cherry red plum");
    assert_eq!(stage.cursor(), "red cherry", "the one that followed the hidden green pear");
    stage.type_text("d pl").wait();
    assert_eq!((stage.titles().as_str(), stage.cursor()), ("red plum", "red plum"));
    stage.press("Ctrl-w Ctrl-w");
    assert_eq!(stage.cursor(), "green pear", "the cursor is back where it was before");
    stage.press("p l Esc");
    assert_eq!(stage.titles().split(' ').count(), 12);
    assert_eq!(stage.cursor(), "green pear");
}

#[test]
fn a_kept_filter_shows_places_of_the_whole_order() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("3 of 6 · red"), "{screen}");
    assert!(screen.contains("6  WEB-6"), "{screen}");
    stage.press("G");
    assert_eq!(stage.cursor(), "red plum");
    stage.press("Esc");
    assert_eq!(stage.cursor(), "red plum", "the cursor stays on its item");
    assert!(stage.screen().contains("backlog 6"), "{}", stage.screen());
}

#[test]
fn keys_typed_ahead_act_on_the_filtered_list() {
    let mut stage = fruit();
    stage.core.press(upnext::ui::Press::char('f'));
    for c in "plum".chars() {
        stage.core.press(upnext::ui::Press::char(c));
    }
    for keys in ["Enter", "*", "m", "t"] {
        stage.core.press(upnext::ui::Press::parse(keys).unwrap());
    }
    stage.wait().press("Esc Esc");
    assert!(stage.titles().starts_with("blue plum red plum red apple"), "{}", stage.titles());
}

#[test]
fn a_move_goes_past_visible_neighbours_and_says_what_it_passed() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter G K");
    assert!(stage.toast().contains("past 2 hidden items"), "{}", stage.toast());
    assert_eq!(stage.titles(), "red apple red plum red cherry");
    stage.press("Esc");
    assert_eq!(stage.titles(), "red apple green pear red plum red cherry blue plum green apple");
    stage.press("u");
    assert_eq!(stage.titles(), WORDS.join(" "));
}

#[test]
fn what_stops_matching_by_ones_own_act_stays_in_sight() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter i Ctrl-u").type_text("golden apple").press("Enter");
    assert_eq!(stage.titles(), "golden apple red cherry red plum");
    stage.press("a").type_text("grey grape").press("Enter");
    assert_eq!(stage.cursor(), "grey grape", "a new item is in sight too");
    assert_eq!(stage.titles(), "golden apple grey grape red cherry red plum");
    stage.press("f Enter");
    assert_eq!(stage.titles(), "golden apple grey grape red cherry red plum", "the same filter changes nothing");
    stage.press("f Ctrl-u").type_text("re").press("Enter");
    assert_eq!(stage.titles(), "red cherry red plum");
}

#[test]
fn another_windows_change_is_seen_under_the_filter() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter");
    let mut other = stage.beside();
    other.press("Esc g g j i Ctrl-u").type_text("red pear").press("Enter");
    stage.poll().wait();
    assert_eq!(stage.titles(), "red apple red pear red cherry red plum");
}

#[test]
fn hidden_marks_are_counted_named_and_left_alone() {
    let mut stage = fruit();
    stage.press("Space Space f").type_text("red").press("Enter");
    assert!(stage.screen().contains("2 marked, 1 hidden"), "{}", stage.screen());
    stage.press("g V");
    assert!(stage.screen().contains("green pear"), "{}", stage.screen());
    stage.press("Esc g g D");
    stage.press("Esc");
    assert_eq!(stage.titles(), "green pear red cherry blue plum green apple red plum");
}

#[test]
fn find_jumps_with_its_neighbours_in_sight_and_goes_on() {
    let mut stage = fruit();
    stage.press("/").type_text("apple").press("Enter");
    assert_eq!(stage.cursor(), "green apple");
    assert_eq!(stage.titles().split(' ').count(), 12);
    stage.press("n");
    assert_eq!(stage.cursor(), "red apple");
    assert!(stage.toast().contains("1 of 2 · round the end"), "{}", stage.toast());
    stage.press("N");
    assert_eq!(stage.cursor(), "green apple");
    stage.press("/ Enter");
    assert_eq!(stage.cursor(), "red apple", "nothing typed looks for the same again");
    stage.press("N");
    stage.press("g o g o g o g o g o");
    assert_eq!(stage.cursor(), "red apple");
    stage.press("/").type_text("pl").press("Esc");
    assert_eq!(stage.cursor(), "red apple", "Esc goes back");
    stage.press("/").type_text("mango").press("Enter");
    assert_eq!((stage.cursor(), stage.toast()), ("red apple", "nothing in this list has that"));
    stage.press("n");
    assert_eq!(stage.toast(), "nothing in this list has that");
}

#[test]
fn find_puts_a_filter_aside_that_hides_what_it_found() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter /").type_text("pear").press("Enter");
    assert_eq!(stage.cursor(), "green pear");
    assert_eq!(stage.titles().split(' ').count(), 12);
    assert!(stage.toast().contains("the filter hid it"), "{}", stage.toast());
}

#[test]
fn a_column_shows_and_never_moves() {
    let mut stage = fruit();
    stage.press(":").type_text("sort title down").press("Enter");
    let shown = stage.titles();
    assert_ne!(shown, WORDS.join(" "));
    stage.press("J");
    assert!(stage.toast().contains("shown by title"), "{}", stage.toast());
    assert_eq!(stage.titles(), shown);
    stage.press("Esc");
    assert_eq!(stage.titles(), WORDS.join(" "));
    stage.press("o");
    assert!(stage.screen().contains("Show by"), "{}", stage.screen());
}

#[test]
fn filter_column_and_marks_are_there_after_a_restart() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter j Space");
    let mut stage = stage.again();
    stage.wait();
    assert_eq!(stage.titles(), "red apple red cherry red plum");
    assert_eq!(stage.cursor(), "red plum");
    assert!(stage.screen().contains("1 marked"));
}

#[test]
fn nothing_that_passes_says_so_and_the_way_back() {
    let mut stage = fruit();
    stage.press("j f").type_text("mango").press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("0 of 6") && screen.contains("Esc  shows all again"), "{screen}");
    stage.press("d");
    assert_eq!(stage.toast(), "no item is selected");
    stage.press("Esc");
    assert_eq!(stage.cursor(), "green pear");
}

#[test]
fn an_unfinished_term_leaves_what_stands_before_it() {
    let mut stage = fruit();
    stage.press("f").type_text("red state:rea").wait();
    assert_eq!(stage.titles(), "red apple red cherry red plum");
    assert!(!stage.screen().contains("is no state"), "it may only be unfinished: {}", stage.screen());
    stage.type_text("dy").wait();
    assert_eq!(stage.titles(), "");
    stage.press("Ctrl-u").type_text("red colour:7").wait();
    assert!(stage.screen().contains("there is no field"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.screen().contains("there is no field"), "the prompt stays with the error");
}

#[test]
fn an_item_gone_to_is_shown_whatever_the_filter() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter :").type_text("go WEB-2").press("Enter");
    assert_eq!(stage.cursor(), "green pear");
    assert!(stage.toast().contains("the filter hid"), "{}", stage.toast());
}

#[test]
fn another_list_is_filtered_too() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter g g d").type_text("no").press("Enter g n");
    assert_eq!(stage.titles(), "red apple");
    stage.press("g b");
    assert_eq!(stage.titles(), "red cherry red plum");
}

#[test]
fn what_was_found_is_lit_in_the_titles_until_escape() {
    let lit = |stage: &Stage| {
        let buffer = stage.buffer();
        let cells = buffer.content.iter().filter(|c| c.modifier.contains(ratatui::style::Modifier::UNDERLINED));
        cells.map(ratatui::buffer::Cell::symbol).collect::<String>()
    };
    let mut stage = fruit();
    assert_eq!(lit(&stage), "");
    stage.press("f").type_text("re !gre").press("Enter");
    assert_eq!(lit(&stage), "redredred", "what is left out is not lit");
    stage.press("Esc /").type_text("pl").press("Enter");
    assert_eq!(lit(&stage), "plumplum");
    stage.press("Esc");
    assert_eq!(lit(&stage), "");
    stage.press("n");
    assert_eq!(lit(&stage), "plumplum");
}

#[test]
fn a_column_that_rows_do_not_have_stands_in_them() {
    let mut stage = fruit();
    stage.press("j c d").type_text("2026-12-24").press("Enter :").type_text("sort due").press("Enter");
    assert_eq!(stage.titles(), "green pear red apple red cherry blue plum green apple red plum");
    let screen = stage.screen();
    assert!(screen.lines().nth(2).unwrap().contains("2026-12-24"), "{screen}");
    stage.press(":").type_text("sort created down").press("Enter");
    assert!(stage.screen().lines().nth(2).unwrap().contains("2026-03-02"), "{}", stage.screen());
}

#[test]
fn what_is_shown_can_be_exported() {
    let mut stage = fruit();
    let file = stage.folder().join("red.csv");
    stage.press("f").type_text("red").press("Enter :");
    stage.type_text(&format!("export-shown csv {}", file.display())).press("Enter");
    assert!(stage.toast().contains("exported 3 items"), "{}", stage.toast());
    assert_eq!(std::fs::read_to_string(file).unwrap().matches("red ").count(), 3);
}

#[test]
fn a_term_that_is_being_typed_to_find_leaves_the_cursor_and_the_filter() {
    let mut stage = fruit();
    stage.press("f").type_text("red").press("Enter G /").type_text("state:").wait();
    assert_eq!((stage.cursor(), stage.titles().as_str()), ("red plum", "red apple red cherry red plum"));
    stage.press("Ctrl-u").type_text("pl").wait();
    stage.type_text("um").press("Enter");
    assert!(stage.toast().contains("the filter hid it and is off"), "{}", stage.toast());
}
