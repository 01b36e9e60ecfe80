//! A Sprint's life beside other windows, and at its edges: what is closed elsewhere, places, numbers, first days.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::stage::{Stage, today};
use upnext::domain::Change;
use upnext::domain::sprint::{Phase, Plan};
use upnext::ui::overlay::Overlay;
use upnext::ui::screen::View;

/// Items with an estimate of 3 each, a Sprint, and the view of Sprints.
fn shop(titles: &[&str]) -> Stage {
    let mut stage = Stage::with(titles);
    stage.press("* p 3 Enter").press("Esc g g g s");
    make(&mut stage, "Pay");
    stage
}

fn make(stage: &mut Stage, goal: &str) {
    stage.press(": n e w - s p r i n t Enter i").type_text(goal).press("Esc Esc");
}

fn numbers(stage: &Stage) -> Vec<i64> {
    stage.core.model.blocks.iter().map(|block| block.sprint.number).collect()
}

#[test]
fn a_sprint_closed_or_started_in_another_window_is_told_and_left() {
    let mut stage = shop(&["a", "b"]);
    stage.press("> c b");
    let mut other = stage.beside();
    other.press("g s c b Enter");
    stage.poll();
    assert!(stage.screen().contains("it was started in another window"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.core.model.overlays.is_empty());
    stage.press("l c x");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Close(_))), "{}", stage.screen());
    other.press("c x Enter");
    stage.poll();
    let screen = stage.screen();
    assert!(screen.contains("Sprint 1: it was closed in another window"), "{screen}");
    assert!(!screen.contains("all of it is done"), "{screen}");
    let before = stage.core.model.seq;
    stage.press("Enter");
    assert!(stage.core.model.overlays.is_empty());
    assert_eq!(stage.core.model.seq, before);
}

#[test]
fn a_place_in_a_close_is_that_below_the_sprints() {
    let mut stage = shop(&["a", "b", "c", "d", "x", "y", "z"]);
    stage.press("> > > > c b Enter");
    make(&mut stage, "Return");
    stage.press("> { l c x");
    // a stays, b to place 2, c to place 4, d far beyond the end.
    stage.press("s").type_text("m").press("2 Enter").type_text("m").press("4 Enter").type_text("m").press("9 9 Enter");
    let screen = stage.screen();
    assert!(screen.contains("→ place 2 below") && screen.contains("→ place 6 below"), "{screen}");
    stage.press("Enter g b");
    assert_eq!(stage.titles(), "x a b y c z d");
}

#[test]
fn one_taken_back_leaves_its_number_free() {
    let mut stage = shop(&["a"]);
    make(&mut stage, "Return");
    assert_eq!(numbers(&stage), [1, 2]);
    stage.press("u");
    make(&mut stage, "Search");
    assert_eq!(numbers(&stage), [1, 2]);
}

#[test]
fn a_running_sprint_does_not_begin_after_it_was_started() {
    let mut stage = shop(&["a"]);
    stage.press("> c b Enter");
    let sprint = stage.core.model.blocks[0].sprint.clone();
    assert_eq!(sprint.phase, Phase::Active);
    let starts = Some("2199-01-01".parse().unwrap());
    let plan = Plan { starts, ends: Some("2199-01-10".parse().unwrap()), ..sprint.plan };
    let refused = stage.store().commit(&Change::EditSprint { sprint: sprint.id, plan: Box::new(plan) }, today());
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("Sprint 1 was started on") && said.contains("or earlier"), "{said}");
    stage.press("c s j i Ctrl-u").type_text("2199-01-01").press("Tab Ctrl-u").type_text("2199-01-10").press("Esc");
    assert!(stage.screen().contains("day can't be after that"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("not saved"), "{}", stage.screen());
    assert_ne!(stage.core.model.blocks[0].sprint.plan.starts, starts);
}

#[test]
fn a_sprint_is_chosen_by_its_number_and_a_new_one_has_days() {
    let mut stage = shop(&["a", "b", "c"]);
    make(&mut stage, "Return");
    stage.press("g b g g m s 2");
    assert!(stage.core.model.overlays.is_empty(), "{}", stage.screen());
    assert!(stage.toast().contains("WEB-1 into Sprint 2"), "{}", stage.toast());
    stage.press("G m s n");
    let new = stage.core.model.blocks.last().unwrap().sprint.clone();
    assert_eq!(new.number, 3);
    assert!(new.plan.starts.is_some() && new.plan.ends.is_some());
}

#[test]
fn the_end_of_the_running_sprint_is_named_as_what_it_is() {
    let mut stage = shop(&["a", "b", "c"]);
    stage.press("> > c b Enter g b g g m b");
    assert_eq!(stage.titles(), "b a c");
    assert!(stage.toast().contains("move WEB-1 to the end of Sprint 1"), "{}", stage.toast());
}

#[test]
fn a_retrospective_action_is_met_where_it_was_noted_and_named_where_it_is_dropped() {
    let mut stage = shop(&["a"]);
    stage.press("> c b Enter c r a i").type_text("Pair").press("Tab Tab").type_text("2020-01-01").press("Esc Esc");
    assert!(stage.screen().contains("! due 2020-01-01 Sprint 1"), "{}", stage.screen());
    stage.press("a i").type_text("Write").press("Esc Esc D");
    assert!(stage.toast().contains("drop a retrospective action: Write"), "{}", stage.toast());
}

#[test]
fn a_framed_message_is_left_before_the_view() {
    let mut stage = shop(&["a"]);
    stage.resize(60, 18).press("c x");
    assert!(stage.screen().contains("╭ Note"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.core.model.shows(View::Sprint) && !stage.screen().contains("╭ Note"), "{}", stage.screen());
    stage.press("Esc");
    assert!(!stage.core.model.shows(View::Sprint));
}
