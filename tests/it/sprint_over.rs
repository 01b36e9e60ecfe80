//! A Sprint that is over is told as it ended, whatever became of its items since; and what leads there.

use crate::board::{Making, lively};
use upnext::domain::sprint::{Fate, Next, Phase};
use upnext::domain::{Change, Estimate, ItemId, SprintId, State};
use upnext::ui::overlay::Overlay;

/// alpha was done before the start, beta in the Sprint, gamma never; since its end beta is work again, and bigger.
fn over() -> Making {
    let mut made = Making::new();
    made.add("alpha", "3", &[]).add("beta", "5", &[]).add("gamma", "2", &[]).planned(1..=3);
    made.state(1, State::Done, 0).write(&Change::StartSprint { sprint: SprintId(1) }, 1);
    made.state(2, State::Done, 2);
    let fates = vec![(ItemId(3), Fate::Stay)];
    made.write(&Change::CloseSprint { sprint: SprintId(1), is_goal_met: Some(true), next: Next::Nothing, fates }, 11);
    made.state(2, State::InProgress, 12);
    let estimate = Estimate::parse("13").unwrap();
    made.write(&Change::SetEstimate { items: vec![ItemId(2), ItemId(3)], estimate }, 12);
    made
}

fn line<'a>(screen: &'a str, title: &str) -> &'a str {
    screen.lines().find(|line| line.contains(title)).unwrap_or_else(|| panic!("{title}: {screen}"))
}

#[test]
fn what_was_done_before_the_start_is_neither_planned_nor_accepted() {
    let mut stage = over().stage("dark");
    stage.resize(120, 40).press("[");
    let screen = stage.screen();
    assert!(screen.contains("planned at start: 7 points, 2 items"), "{screen}");
    assert!(line(&screen, "alpha").contains("done before it started"), "{screen}");
    stage.press("] ] ]");
    let screen = stage.screen();
    for text in ["planned at start 7", "completed 5", "Accepted 1", "Not done 1", "Done before the Sprint started 1"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
}

#[test]
fn states_and_estimates_are_those_of_the_end() {
    let mut stage = over().stage("dark");
    stage.resize(120, 40).press("]");
    let screen = stage.screen();
    let done = State::Done.sign();
    assert!(line(&screen, "beta").contains(done) && line(&screen, "alpha").contains(done), "{screen}");
    stage.press("]");
    let screen = stage.screen();
    assert!(line(&screen, "beta").contains(done) && line(&screen, "beta").contains(" 5 "), "{screen}");
    assert!(line(&screen, "gamma").contains(" 2 "), "{screen}");
}

#[test]
fn a_sprint_closed_from_its_charts_or_its_review_stays_shown() {
    for (keys, part) in [("]", "[burndown]"), ("] ]", "[review]")] {
        let mut stage = lively().stage("dark");
        stage.resize(120, 40).press(keys).type_text(":close-sprint").press("Enter Enter").settle();
        let sprint = &stage.core.model.sprint.course.as_ref().unwrap().sprint;
        assert_eq!((sprint.number, sprint.phase), (1, Phase::Closed), "{}", stage.screen());
        assert_eq!(stage.core.model.blocks.len(), 1, "what was open is in a new one");
        assert!(stage.screen().contains(part), "{}", stage.screen());
    }
}

#[test]
fn the_page_is_written_as_a_document_and_a_file_is_asked_for() {
    let mut stage = lively().stage("dark");
    stage.resize(120, 40).press("] ] w");
    let screen = stage.screen();
    assert!(screen.contains("a page to be sent") && !screen.contains("for a spreadsheet"), "{screen}");
    stage.type_text("html").press("Enter");
    let screen = stage.screen();
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Prompt(_))), "{screen}");
    assert!(screen.contains("there is no file named") && screen.contains("html ~/review.html"), "{screen}");
}

#[test]
fn what_is_done_is_not_pulled_and_nothing_is_asked() {
    let mut stage = lively().stage("dark");
    stage.press("3 l");
    assert_eq!(stage.state(), State::Done);
    for key in [">", "<"] {
        stage.press(key);
        assert!(stage.toast().contains("is done: it counts in the Sprint"), "{}", stage.toast());
        assert!(stage.core.model.overlays.is_empty());
    }
}

#[test]
fn the_definition_of_done_is_in_sight_below_many_criteria() {
    let mut made = Making::new();
    made.sheet(&["reviewed", "tested", "documented"]);
    let criteria: Vec<String> = (1..=9).map(|n| format!("criterion {n}")).collect();
    let criteria: Vec<&str> = criteria.iter().map(String::as_str).collect();
    made.add("alpha", "3", &criteria).started(1..=1);
    let mut stage = made.stage("dark");
    stage.resize(60, 18).press("+");
    let screen = stage.screen();
    assert!(screen.contains("Definition of Done  0/3") && screen.contains('▼'), "{screen}");
    assert!(screen.contains("* ticks Done"), "{screen}");
    stage.press("*");
    assert!(stage.screen().contains("Definition of Done  3/3"), "{}", stage.screen());
    for n in 1..=9 {
        assert!(stage.screen().contains(&format!("▌ □ criterion {n} ")), "{n}: {}", stage.screen());
        stage.press("j");
    }
    assert!(stage.screen().contains("▌ ✓ reviewed"), "{}", stage.screen());
    stage.press("G");
    assert!(stage.screen().contains("▌ ✓ documented") && stage.screen().contains('▲'), "{}", stage.screen());
}

#[test]
fn the_signs_of_more_leave_the_points_alone() {
    let mut made = Making::new();
    for n in 1..=40 {
        made.add(&format!("card {n}"), "13", &[]);
    }
    made.started(1..=40);
    let mut stage = made.stage("dark");
    stage.resize(60, 18).press("] ] g g 9 j");
    let screen = stage.screen();
    assert!(screen.contains("▲│") && screen.contains("▼│"), "{screen}");
    for line in screen.lines().filter(|line| line.contains("card ")) {
        assert!(line.contains("13"), "{screen}");
    }
}
