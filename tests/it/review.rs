//! The review of a Sprint by keys: whether the goal was met, what is done and what is not, feedback, notes.

use crate::board::{Making, item, lively, writer};
use crate::screens::SIZES;
use crate::stage::{Stage, today};
use upnext::domain::sprint::{Fate, Next};
use upnext::domain::{Change, ItemId, List, Now, Sprint, SprintId, State};
use upnext::store::{Patience, Store};

fn day(n: u64) -> Now {
    Now::noon(today().day + chrono::Days::new(n))
}

fn sprint(stage: &Stage) -> Sprint {
    let store = Store::open(&stage.folder().join("backlog.db"), writer(), Patience::None).unwrap();
    store.course(SprintId(1)).unwrap().unwrap().sprint
}

/// The lively Sprint on its review.
fn review(made: Making) -> Stage {
    let mut stage = made.stage("dark");
    stage.press("] ]");
    stage
}

#[test]
fn the_page_tells_what_was_met_what_is_done_and_what_is_not() {
    let mut made = lively();
    let returned = Change::Return { items: vec![ItemId(1)], reason: "not on a phone".into(), criterion: None };
    made.write(&returned, 2);
    let mut stage = review(made);
    stage.resize(120, 50);
    let screen = stage.screen();
    for text in [
        "Sprint Goal: Customers pay without typing",
        "nobody has said yet",
        "planned at start 36",
        "Accepted 1",
        "“Labels at the counter”",
        "accepted with this open: in the release notes",
        "Not done 6",
        "blocked",
        "no account at the bank",
        "waits for WEB-9",
        "returned on 2026-03-04: not on a phone",
        "open question: For how long is it kept?",
        "What comes next",
        "no Sprint is planned",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
}

#[test]
fn the_goal_is_met_or_not_by_one_key() {
    let mut stage = review(lively());
    stage.press("o");
    assert_eq!(sprint(&stage).is_goal_met, Some(true));
    assert!(stage.screen().contains("✓ the Sprint Goal was met"), "{}", stage.screen());
    stage.press("o");
    assert_eq!(sprint(&stage).is_goal_met, Some(false));
    stage.press("o u u");
    assert_eq!(sprint(&stage).is_goal_met, Some(true));
    stage.press(":").type_text("goal-met no").press("Enter");
    assert_eq!(sprint(&stage).is_goal_met, Some(false));
    stage.press(":").type_text("goal-met perhaps").press("Enter");
    assert!(stage.screen().contains("type yes, no or unsaid"), "{}", stage.screen());
}

#[test]
fn the_cursor_goes_through_the_items_and_every_verb_acts_on_them() {
    let mut stage = review(lively());
    stage.press("g g");
    assert_eq!(stage.cursor(), "Print the label in the shop");
    stage.press("j");
    assert_eq!(stage.cursor(), "Pay with a saved card");
    stage.press("+ Enter");
    assert_eq!(stage.state(), State::Done);
    assert!(stage.screen().contains("Accepted 2"), "{}", stage.screen());
    stage.press("- t o o Space s l o w Enter");
    assert!(stage.screen().contains("Accepted 1"), "{}", stage.screen());
    stage.press("G k k Enter Esc");
    assert!(stage.screen().contains("review"), "{}", stage.screen());
}

#[test]
fn feedback_becomes_an_idea_that_is_tied_to_its_item() {
    let mut stage = review(lively());
    stage.press("g g A");
    assert!(stage.screen().contains("Feedback on WEB-5"), "{}", stage.screen());
    stage.type_text("also for parcels").press("Enter");
    assert_eq!(stage.count(List::Inbox), 1);
    let heard = item(&stage, 10);
    assert_eq!(heard.about.map(|about| about.0), Some(ItemId(5)));
    let mut stage = Stage::again(stage);
    stage.resize(120, 60);
    let screen = stage.screen();
    assert!(screen.contains("Feedback 1") && screen.contains("also for parcels"), "{screen}");
    assert!(screen.contains("on WEB-5"), "{screen}");
    // Left unfinished it comes back.
    stage.press("A").type_text("a thought").press("Esc :").type_text("draft").press("Enter");
    assert!(stage.screen().contains("a thought"), "{}", stage.screen());
}

#[test]
fn notes_are_typed_in_place_and_saved_by_leaving() {
    let mut stage = review(lively());
    stage.press("n").type_text("More shops asked.").press("Enter").type_text("Print more.").press("Esc");
    assert_eq!(sprint(&stage).notes, "More shops asked.\nPrint more.");
    stage.resize(120, 60);
    assert!(stage.screen().contains("  Print more."), "{}", stage.screen());
    stage.press("n Esc");
    assert!(!stage.toast().contains("undo"), "nothing was changed: {}", stage.toast());
    stage.press("u");
    assert_eq!(sprint(&stage).notes, "");
    stage.press("n").type_text("half").press("Ctrl-c :").type_text("draft").press("Enter");
    assert!(stage.screen().contains("half"), "{}", stage.screen());
    stage.press("Esc");
    assert_eq!(sprint(&stage).notes, "half");
}

#[test]
fn a_closed_sprint_is_reviewed_as_it_ended() {
    let mut made = lively();
    let fates = vec![(ItemId(1), Fate::Next), (ItemId(2), Fate::Next)];
    let next = Next::New(Box::default());
    made.write(&Change::CloseSprint { sprint: SprintId(1), is_goal_met: Some(false), next, fates }, 11);
    let mut stage = review(made);
    assert!(stage.screen().contains("has not started"), "{}", stage.screen());
    stage.press("{").resize(120, 60);
    let screen = stage.screen();
    for text in ["✗ the Sprint Goal was not met", "carried over", "left the Sprint", "Sprint 2 · 2 items"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    stage.press("o n x Esc");
    assert_eq!((sprint(&stage).is_goal_met, sprint(&stage).notes.as_str()), (None, "x"));
    stage.press("} o");
    assert!(stage.toast().contains("Sprint 2 has not started"), "{}", stage.toast());
}

#[test]
fn the_review_is_drawn() {
    for (theme, name) in [("dark", "review"), ("light", "review_light")] {
        for (width, height) in SIZES {
            let mut stage = lively().stage(theme);
            stage.resize(width, height).press("] ] g g j");
            let mut model = stage.core.model.clone();
            (model.now, model.backlog.today) = (day(2), day(2).day);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), crate::screens::picture_of(&model));
        }
    }
}

#[test]
fn a_long_review_keeps_the_cursor_in_sight() {
    let mut made = Making::new();
    for n in 1..=200 {
        made.add(&format!("card number {n}"), "1", &["one", "two"]);
    }
    made.started(1..=200);
    let mut stage = review(made);
    for (width, height) in SIZES {
        stage.resize(width, height).press("g g");
        assert!(stage.screen().contains("Sprint Goal"), "{}", stage.screen());
        for _ in 0..30 {
            stage.press("7 j");
            assert!(stage.screen().contains(&format!("{} ", stage.cursor())), "{}: {}", stage.cursor(), stage.screen());
        }
        stage.press("G");
        assert!(stage.screen().contains("Notes"), "{}", stage.screen());
    }
}
