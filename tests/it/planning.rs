//! A Sprint's life from the keyboard: planned, started, closed, learned from; and what is typed wrong on the way.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::screens::{SIZES, demo_stage, picture};
use crate::stage::{Stage, place, today};
use upnext::domain::sprint::{Cause, End, Next, Phase, Plan};
use upnext::domain::{Change, ItemId, List, Points, Sprint, SprintId};
use upnext::ui::overlay::Overlay;
use upnext::ui::screen::View;
use upnext::ui::{Mouse, MouseKind};

/// Items with an estimate of 3 each, and the view of Sprints.
fn shop(titles: &[&str]) -> Stage {
    let mut stage = Stage::with(titles);
    stage.press("* p 3 Enter").press("Esc g g g s");
    stage
}

/// Makes a Sprint with a goal and a capacity, going by the keys that lead there.
fn make(stage: &mut Stage, goal: &str, capacity: &str) {
    stage.press(": n e w - s p r i n t Enter i").type_text(goal);
    stage.press("Esc G i").type_text(capacity).press("Esc Esc");
}

fn sprints(stage: &Stage) -> Vec<Sprint> {
    let past = stage.core.model.sprint.past.figures.iter().map(|figures| figures.sprint.clone());
    past.chain(stage.core.model.blocks.iter().map(|block| block.sprint.clone())).collect()
}

fn inside(stage: &Stage) -> String {
    let course = stage.core.model.sprint.course.as_ref().unwrap();
    course.present().map(|card| card.row.title.as_str()).collect::<Vec<_>>().join(" ")
}

fn said(stage: &Stage) -> String {
    let form = stage.core.model.overlays.last().and_then(Overlay::as_form).expect("a form");
    let errors = form.entries.iter().filter_map(|entry| entry.error.clone());
    errors.chain(form.trouble.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn two_sprints_are_planned_started_closed_and_all_of_it_taken_back() {
    let mut stage = shop(&["a", "b", "c", "d", "e"]);
    make(&mut stage, "Pay", "6");
    assert_eq!(sprints(&stage)[0].plan.capacity, Some(Points(6_000)));
    assert_eq!(sprints(&stage)[0].plan.goal, "Pay");
    // The cursor goes on to what is next in the Product Backlog.
    stage.press("> > >");
    assert_eq!((inside(&stage).as_str(), stage.cursor()), ("a b c", "d"));
    assert!(stage.screen().contains("full at 6 points · 1 item, 3 points below"), "{}", stage.screen());
    make(&mut stage, "Return", "");
    assert_eq!(stage.core.model.sprint.course.as_ref().unwrap().sprint.number, 2);
    stage.press(">");
    assert_eq!(inside(&stage), "d");
    // The first one: out goes what does not fit, to the head of what is in no Sprint.
    stage.press("{ l G <");
    assert_eq!((inside(&stage).as_str(), stage.cursor()), ("a b", "b"));
    stage.press("c b");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Start(_))));
    assert!(stage.screen().contains("6 of 6 points · 2 items"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(sprints(&stage)[0].phase, Phase::Active);
    // One is done; the other is carried over into the second.
    stage.press("g g L L L L c x");
    assert!(stage.screen().contains("Done: 1 of 2 items, 3 of 6 points"), "{}", stage.screen());
    assert!(stage.screen().contains("Carried over into Sprint 2 · then 6 points"), "{}", stage.screen());
    stage.press("y Enter");
    let all = sprints(&stage);
    assert_eq!((all[0].phase, all[0].is_goal_met, all[1].phase), (Phase::Closed, Some(true), Phase::Planned));
    assert_eq!(inside(&stage), "b d");
    stage.press("{");
    assert!(stage.screen().contains("planned at start: 6 points, 2 items"), "{}", stage.screen());
    assert!(stage.screen().contains("carried over"), "{}", stage.screen());
    for _ in 0..30 {
        stage.press("u");
    }
    assert!(sprints(&stage).is_empty());
    assert_eq!(stage.press("g b").titles(), "");
}

#[test]
fn a_close_sends_each_open_item_where_it_is_told() {
    let mut stage = shop(&["a", "b", "c", "d", "x", "y"]);
    make(&mut stage, "Pay", "");
    stage.press("> > > > c b Enter l c x");
    let screen = stage.screen();
    assert!(screen.contains("Carried over into a new Sprint"), "{screen}");
    // a is carried over, b goes to the top, c to the bottom, d to a place.
    stage.press("n t b").type_text("m").press("2 Enter");
    assert!(stage.screen().contains("→ place 2 below the Sprints"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.toast().starts_with("close Sprint 1"), "{}", stage.toast());
    assert_eq!(sprints(&stage).len(), 2);
    stage.press("g b");
    assert_eq!(stage.titles(), "a b d x y c");
    stage.press("u");
    assert_eq!(stage.titles(), "a b c d x y");
}

#[test]
fn what_is_typed_wrong_in_a_sprint_is_told_at_its_field_and_nothing_is_lost() {
    let mut stage = shop(&["a"]);
    stage.press("a i").type_text("Pay").press("Esc");
    stage.press("G i").type_text("many").press("Esc Esc");
    assert!(said(&stage).contains("\"many\" is no capacity"), "{}", said(&stage));
    stage.press("i Ctrl-u").type_text("0").press("Esc Esc");
    assert!(said(&stage).contains("0 points hold nothing"), "{}", said(&stage));
    stage.press("i Ctrl-u Esc k i Ctrl-u").type_text("2026-01-01").press("Esc Esc");
    assert!(said(&stage).contains("lies before the first"), "{}", said(&stage));
    stage.press("i Ctrl-u").type_text("tomorow").press("Esc Esc");
    assert!(said(&stage).contains("is no day"), "{}", said(&stage));
    stage.press("i Ctrl-u").type_text("+20").press("Esc Esc");
    assert!(stage.core.model.overlays.is_empty(), "{}", said(&stage));
    assert_eq!(sprints(&stage)[0].plan.goal, "Pay");
    // Let go without saving, and brought back.
    stage.press("l a i").type_text("Return").press("Esc X").type_text(":draft").press("Enter");
    assert_eq!(stage.core.model.overlays.len(), 1);
    stage.press("Esc");
    assert_eq!(sprints(&stage)[1].plan.goal, "Return");
}

#[test]
fn days_that_two_sprints_share_are_told_and_allowed() {
    let mut stage = shop(&["a"]);
    make(&mut stage, "Pay", "");
    let first = sprints(&stage)[0].clone();
    stage.press("l a j i Ctrl-u").type_text(&first.plan.starts.unwrap().to_string()).press("Esc");
    let screen = stage.screen();
    assert!(screen.contains("shares days with Sprint 1"), "{screen}");
    stage.press("Esc");
    assert_eq!(sprints(&stage).len(), 2);
}

#[test]
fn what_can_not_be_started_or_closed_says_why() {
    let mut stage = shop(&["a", "b"]);
    stage.press("c b");
    assert!(stage.toast().contains("there is no Sprint yet"), "{}", stage.toast());
    make(&mut stage, "Pay", "");
    stage.press("c b");
    assert!(stage.toast().contains("Sprint 1 is empty"), "{}", stage.toast());
    stage.press("c x");
    assert!(stage.toast().contains("no Sprint is running"), "{}", stage.toast());
    stage.press("> c b Enter");
    make(&mut stage, "Return", "");
    stage.press("> c b");
    assert!(stage.toast().contains("Sprint 1 is running"), "{}", stage.toast());
    stage.press("c x");
    assert!(stage.toast().contains("Sprint 1 is running, not Sprint 2"), "{}", stage.toast());
    stage.press("{").type_text(":drop-sprint").press("Enter");
    assert!(stage.screen().contains("only a planned Sprint can be given up"), "{}", stage.screen());
    stage.press("Esc }").type_text(":drop-sprint").press("Enter");
    assert_eq!(sprints(&stage).len(), 1);
}

#[test]
fn a_sprint_without_a_last_day_is_asked_for_it_before_it_starts() {
    let mut stage = shop(&["a"]);
    make(&mut stage, "Pay", "");
    stage.press("> c s j j i Ctrl-u Esc Esc c b");
    assert!(stage.toast().contains("has no last day yet"), "{}", stage.toast());
    stage.press("i").type_text("+30").press("Esc Esc c b Enter");
    assert_eq!(sprints(&stage)[0].phase, Phase::Active);
}

#[test]
fn what_another_window_does_meanwhile_is_met() {
    let mut stage = shop(&["a", "b", "c"]);
    make(&mut stage, "Pay", "");
    stage.press("> > c b Enter l c x");
    let mut other = stage.beside();
    other.press("g b g g D");
    stage.poll();
    let screen = stage.screen();
    assert!(screen.contains("Done: 0 of 1 item,"), "{screen}");
    stage.press("Enter");
    assert_eq!(sprints(&stage)[0].phase, Phase::Closed);
    assert_eq!(inside(&stage), "b");
}

#[test]
fn a_retrospective_action_is_shown_at_the_next_planning_until_it_is_done() {
    let mut stage = shop(&["a", "b"]);
    stage.press("c r");
    assert!(stage.screen().contains("Nothing was agreed on yet"), "{}", stage.screen());
    stage.press("a");
    assert!(stage.toast().contains("no Sprint has been started yet"), "{}", stage.toast());
    stage.press("Esc");
    make(&mut stage, "Pay", "");
    stage.press("> c b Enter c r a i").type_text("Pair on reviews").press("Tab").type_text("Ben").press("Tab");
    stage.type_text("2099-04-01").press("Esc Esc");
    let screen = stage.screen();
    assert!(screen.contains("Pair on reviews") && screen.contains("due 2099-04-01"), "{screen}");
    stage.press("Esc c x Enter");
    assert!(stage.screen().contains("1 retrospective action open"), "{}", stage.screen());
    stage.press("c r x Esc");
    assert!(!stage.screen().contains("retrospective action"), "{}", stage.screen());
    stage.press("u");
    assert!(stage.screen().contains("1 retrospective action open"), "{}", stage.screen());
    stage.press("c r D Esc");
    assert!(!stage.screen().contains("retrospective action"), "{}", stage.screen());
}

#[test]
fn the_product_backlogs_side_filters_marks_and_adds_as_the_list_does() {
    let mut stage = shop(&["alpha", "beta", "gamma", "beth", "delta"]);
    make(&mut stage, "Pay", "");
    stage.press("j >");
    assert_eq!(inside(&stage), "beta");
    stage.press("f").type_text("be").press("Enter");
    assert_eq!(stage.cursor(), "beth");
    // Only what is outside is marked.
    stage.press("* >");
    assert_eq!(inside(&stage), "beta beth");
    assert!(stage.screen().contains("Nothing outside the Sprints passes"), "{}", stage.screen());
    stage.press("Esc Esc a").type_text("new").press("Enter");
    assert_eq!(stage.cursor(), "new");
    stage.press("l e");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Form(_))));
    stage.press("Esc a");
    assert!(stage.screen().contains("New Sprint"), "{}", stage.screen());
}

#[test]
fn warnings_are_listed_and_lead_to_their_items() {
    let mut stage = shop(&["a", "b"]);
    make(&mut stage, "Pay", "");
    stage.press("> > w");
    let screen = stage.screen();
    assert!(screen.contains("3 warnings of Sprint 1"), "{screen}");
    assert!(screen.contains("no item of it serves the Sprint Goal"), "{screen}");
    assert!(screen.contains("WEB-2 b · not ready · no acceptance criteria"), "{screen}");
    stage.press("G Enter");
    assert_eq!(stage.core.model.backlog.item.as_ref().unwrap().text.title, "b");
    assert!(stage.core.model.shows(View::Sprint) && stage.core.model.overlays.is_empty());
}

#[test]
fn a_sprint_of_200_items_is_gone_through_and_stays_in_sight() {
    let titles: Vec<String> =
        (1..=230).map(|n| format!("An item with a long title, number {n}, {}", "x".repeat(80))).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut stage = shop(&titles);
    make(&mut stage, "Pay", "60");
    stage.press("v 1 9 9 j v > l");
    for (width, height) in SIZES {
        stage.resize(width, height).press("g g");
        for _ in 0..5 {
            stage.press("Ctrl-d");
            let cursor = stage.core.model.backlog.item.as_ref().unwrap().key.to_string();
            let line = stage.screen();
            assert!(
                line.lines().any(|line| line.contains('▌') && line.contains(&format!("{cursor} "))),
                "{cursor}\n{line}"
            );
        }
        stage.press("G");
        assert!(stage.screen().contains("WEB-200 "), "{}", stage.screen());
    }
}

#[test]
fn the_running_sprint_is_pulled_into_with_a_reason_and_what_is_done_stays_in_it() {
    let mut stage = shop(&["a", "b", "c"]);
    make(&mut stage, "Pay", "");
    stage.press("> > c b Enter >");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Cause(_))), "{}", stage.screen());
    stage.type_text("a bug at the till").press("Enter Enter");
    assert_eq!(inside(&stage), "a b c");
    // Done: it counts here, and stands below what is open.
    stage.press("l g g L L L L");
    assert_eq!(inside(&stage), "a b c");
    stage.press("G").settle();
    assert_eq!(stage.cursor(), "a");
    let before = stage.core.model.seq;
    stage.press("<");
    assert!(stage.toast().contains("WEB-1 is done: it counts in the Sprint"), "{}", stage.screen());
    assert_eq!(stage.core.model.seq, before);
    // Within it the order is the backlog's; nothing leaves it by a move.
    stage.press("g g K");
    assert!(stage.toast().contains("already at the top"), "{}", stage.toast());
    stage.press("J");
    assert_eq!(inside(&stage), "a c b");
}

#[test]
fn the_cursor_stays_on_its_side_while_steps_are_taken_back() {
    let mut stage = shop(&["a", "b", "c", "d", "e"]);
    make(&mut stage, "Pay", "");
    stage.press("> > j j");
    assert_eq!(stage.cursor(), "e");
    stage.press("l g g < h G");
    assert_eq!((inside(&stage).as_str(), stage.cursor()), ("b", "e"));
    stage.press("u");
    assert_eq!((inside(&stage).as_str(), stage.cursor()), ("a b", "e"));
    stage.press("u");
    assert_eq!((inside(&stage).as_str(), stage.cursor()), ("a", "e"));
}

#[test]
fn without_a_sprint_or_with_an_empty_one_the_keys_lead_on() {
    let mut stage = shop(&["a"]);
    assert!(stage.screen().contains("No Sprint is planned yet. a makes one"), "{}", stage.screen());
    stage.press(">");
    assert!(stage.toast().contains("there is no Sprint to pull into"), "{}", stage.toast());
    stage.press("a Esc");
    assert!(stage.toast().contains("nothing was typed, so no Sprint was made"), "{}", stage.toast());
    assert!(sprints(&stage).is_empty());
    make(&mut stage, "Pay", "");
    // Nothing is under the cursor there: the key of the item's form opens the Sprint's.
    stage.press("l e");
    assert!(stage.screen().contains("╭ Sprint 1 "), "{}", stage.screen());
    assert!(stage.core.model.overlays.last().and_then(Overlay::as_form).is_some());
    stage.press("Esc h e");
    assert!(stage.screen().contains("WEB-1 · story"), "{}", stage.screen());
}

#[test]
fn a_click_selects_on_either_side() {
    let mut stage = shop(&["alpha", "beta", "gamma"]);
    make(&mut stage, "Pay", "3");
    stage.press("> >");
    let click = |stage: &mut Stage, text: &str| {
        let (column, row) = place(stage, text);
        stage.core.point(Mouse { kind: MouseKind::Down, column, row });
        stage.core.point(Mouse { kind: MouseKind::Up, column, row });
        stage.settle();
    };
    click(&mut stage, "beta");
    assert_eq!((stage.cursor(), stage.core.model.sprint.plan.is_inside), ("beta", true));
    click(&mut stage, "gamma");
    assert_eq!((stage.cursor(), stage.core.model.sprint.plan.is_inside), ("gamma", false));
    // The line where it is full is no item.
    click(&mut stage, "full at 3");
    assert_eq!(stage.cursor(), "gamma");
}

#[test]
fn another_product_has_sprints_of_its_own() {
    let mut stage = shop(&["a"]);
    make(&mut stage, "Pay", "");
    stage.press(">").type_text(":new-product Other").press("Enter").press("g s");
    assert!(stage.core.model.sprint.course.is_none(), "{}", stage.screen());
    assert!(stage.screen().contains("No Sprint is planned yet"), "{}", stage.screen());
}

/// The sample after its Sprint was closed, with two planned ones, on days that stay the same.
fn scene(theme: &str) -> Stage {
    let mut stage = demo_stage(theme);
    let mut store = stage.store();
    let product = store.products().unwrap()[0].id;
    let day = |text: &str| text.parse().unwrap();
    let plan = |goal: &str, starts, ends, capacity: i64| {
        let capacity = Some(Points(capacity * 1000));
        let (starts, ends) = (Some(day(starts)), Some(day(ends)));
        Box::new(Plan { goal: goal.into(), starts, ends, capacity, ..Plan::default() })
    };
    let sprints: Vec<SprintId> = store.blocks(product).unwrap().iter().map(|block| block.sprint.id).collect();
    let close = Change::CloseSprint { sprint: sprints[0], is_goal_met: Some(true), next: Next::Nothing, fates: vec![] };
    store.commit(&close, today()).unwrap();
    let goal = "Whoever bought once pays again with two clicks, and nobody has to call to send something back";
    let edit = Change::EditSprint { sprint: sprints[1], plan: plan(goal, "2026-03-02", "2026-03-13", 20) };
    store.commit(&edit, today()).unwrap();
    let next = plan("Fabric by the metre", "2026-03-16", "2026-03-27", 22);
    store.commit(&Change::AddSprint { product, plan: next }, today()).unwrap();
    let order = store.order(product, List::Backlog).unwrap();
    let items: Vec<ItemId> = order.ids().skip(store.blocks(product).unwrap()[0].open.count).take(4).collect();
    let (sprint, cause) = (Some(sprints[1]), Cause::default());
    store.commit(&Change::SetSprint { items, sprint, end: End::Tail, cause }, today()).unwrap();
    stage.poll().press("g s");
    stage
}

fn check(name: &str, theme: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut stage = scene(theme);
        stage.resize(width, height);
        if !keys.is_empty() {
            stage.press(keys);
        }
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn the_plan_of_a_sprint() {
    check("plan_sprint", "dark", "j");
    check("plan_sprint_light", "light", "l 4 j Space");
    check("plan_sprint_mono", "mono", "l 4 j Space");
    check("plan_sprint_over", "dark", "{");
    check("plan_sprint_empty", "dark", "} l");
}

#[test]
fn the_pop_ups_of_a_sprints_life() {
    check("sprint_form", "dark", "c s j j");
    check("sprint_start", "dark", "c b");
    check("sprint_close", "dark", "c b Enter l c x j t y");
    check("sprint_warnings", "dark", "w");
    check("sprint_actions_none", "dark", "c r");
}
