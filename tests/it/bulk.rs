//! What a verb does to marked items is shown before it does, where the cursor is on another one.

use crate::stage::Stage;
use upnext::domain::State;

fn shop() -> Stage {
    let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta"]);
    stage.resize(120, 40);
    stage
}

fn states(stage: &Stage) -> Vec<State> {
    stage.core.model.backlog.window.rows.iter().map(|row| row.state).collect()
}

#[test]
fn each_item_is_named_with_what_changes_and_it_is_one_step() {
    let mut stage = shop();
    stage.press("p 5 Enter Space Space p");
    // A digit is not the end of it, as it is asked once more.
    stage.press("8");
    assert!(stage.screen().contains("Estimate of 2 marked items"), "{}", stage.screen());
    stage.press("Enter");
    let screen = stage.screen();
    for text in ["This changes 2 marked items", "WEB-1", "alpha", "5 → 8", "WEB-2", "beta", "— → 8"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    stage.press("Enter");
    let sizes = |stage: &Stage| -> Vec<Option<String>> {
        stage.core.model.backlog.window.rows.iter().map(|row| row.estimate.as_ref().map(ToString::to_string)).collect()
    };
    assert_eq!(sizes(&stage)[..3], [Some("8".into()), Some("8".into()), None]);
    stage.press("u");
    assert_eq!(sizes(&stage)[..3], [Some("5".into()), None, None], "one step");
}

#[test]
fn on_a_mark_nothing_is_asked_and_leaving_changes_nothing() {
    let mut stage = shop();
    stage.press("Space Space s r");
    assert!(stage.screen().contains("open → ready"), "{}", stage.screen());
    stage.press("Esc");
    assert_eq!(states(&stage), [State::Open; 4]);
    stage.press("g g s r");
    assert_eq!(states(&stage), [State::Ready, State::Ready, State::Open, State::Open]);
    stage.press("G s r");
    assert!(stage.screen().contains("stays ready"), "{}", stage.screen());
}

#[test]
fn a_run_of_moves_is_asked_once() {
    let mut stage = shop();
    stage.press("Space Space G J");
    assert!(stage.screen().contains("move 2 items below WEB-3"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.titles(), "gamma alpha beta delta");
    stage.press("J");
    assert_eq!(stage.titles(), "gamma delta alpha beta", "the same run goes on");
    stage.press("m t");
    assert!(stage.screen().contains("This changes 2 marked items"), "another verb asks");
    stage.press("Enter");
    assert_eq!(stage.titles(), "alpha beta gamma delta");
}

#[test]
fn what_has_no_room_is_counted_and_what_is_hidden_is_said() {
    let titles: Vec<String> = (1..=40).map(|n| format!("item {n}{}", if n % 2 == 0 { " even" } else { "" })).collect();
    let mut stage = Stage::with(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    stage.resize(60, 18);
    stage.press("* g g Space g g s r");
    let screen = stage.screen();
    let named = screen.lines().filter(|line| line.contains("open → ready")).count();
    assert!(named >= 6 && screen.contains(&format!("and {} more", 39 - named)), "{named}: {screen}");
    assert!(screen.contains("Enter does it"), "{screen}");
}

#[test]
fn another_window_that_takes_a_mark_away_is_told() {
    let mut stage = shop();
    stage.press("Space Space D");
    let mut other = stage.beside();
    other.press("g g D");
    stage.poll().wait();
    stage.press("Enter");
    assert!(stage.toast().contains("changed the list meanwhile"), "{}", stage.toast());
    assert_eq!(stage.titles(), "beta gamma delta");
}

#[test]
fn what_is_about_one_item_says_that_the_marks_stay() {
    let mut stage = shop();
    stage.press("Space Space Q");
    assert!(stage.toast().contains("this is about WEB-3 alone; the marked ones stay as before"), "{}", stage.toast());
    stage.press("Esc S");
    assert!(stage.toast().contains("this is about WEB-3 alone"), "{}", stage.toast());
    stage.press("Esc Esc =");
    assert!(stage.screen().contains("Keep 2 marked items as they are: why?"), "{}", stage.screen());
}

#[test]
fn a_pop_up_tells_its_keys_and_its_help_begins_with_them() {
    let mut stage = shop();
    stage.press("Q").type_text("Which tax?").press("Enter Q");
    assert!(stage.screen().lines().last().unwrap().contains("a answers"), "{}", stage.screen());
    stage.press("?");
    let screen = stage.screen();
    let (own, all) = (screen.find("In the pop-up below").unwrap(), screen.find("Order").unwrap());
    assert!(own < all && screen[own..all].contains("reopen-question"), "{screen}");
    stage.press("Esc Esc d");
    assert!(stage.screen().lines().last().unwrap().contains("Enter declines"), "{}", stage.screen());
}
