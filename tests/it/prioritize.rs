//! Prioritize: there and back, its parts, and the selection that it shares with the lists.

use crate::screens::{demo_stage, picture};
use crate::stage::{Stage, place};
use upnext::domain::{Filter, List};
use upnext::ui::screen::View;
use upnext::ui::screen::prioritize::Part;
use upnext::ui::{Event, Mouse, MouseKind};

fn five() -> Stage {
    Stage::with(&["alpha", "beta", "gamma", "delta", "epsilon"])
}

fn is_there(stage: &Stage) -> bool {
    stage.core.model.shows(View::Prioritize)
}

fn part(stage: &Stage) -> Part {
    stage.core.model.prioritize.part
}

#[test]
fn one_goes_there_and_through_its_parts() {
    let mut stage = five();
    stage.press("j g p");
    assert!(is_there(&stage) && stage.screen().contains("╭ Prioritize"), "{}", stage.screen());
    assert_eq!((part(&stage), stage.cursor()), (Part::Table, "beta"), "the selection is that of the list");
    stage.press("]");
    assert!(stage.screen().contains("[matrix]"), "{}", stage.screen());
    stage.press("2 ]");
    assert_eq!(part(&stage), Part::Table);
    stage.press("[");
    assert_eq!((part(&stage), stage.cursor()), (Part::Pairs, "beta"));
    stage.press("g b");
    assert!(!is_there(&stage));
    stage.press("g p");
    assert_eq!(part(&stage), Part::Pairs, "the part that was shown last");
    stage.press(":").type_text("matrix").press("Enter");
    assert_eq!(part(&stage), Part::Matrix);
    stage.press("g s");
    assert!(stage.core.model.shows(View::Sprint));
    stage.press("]");
    assert_eq!(part(&stage), Part::Matrix, "each view has its own parts");
    stage.press(":").type_text("score-table").press("Enter");
    assert!(is_there(&stage) && part(&stage) == Part::Table);
}

#[test]
fn a_step_to_a_part_says_where_it_acts() {
    let mut stage = five();
    stage.press(":").type_text("next-part").press("Enter");
    assert!(stage.screen().contains("go there first (g s, g p)"), "{}", stage.screen());
}

#[test]
fn the_cursor_the_marks_and_the_moves_are_those_of_the_list() {
    let mut stage = five();
    stage.press("g p j j");
    assert_eq!(stage.cursor(), "gamma");
    stage.press("Space Space");
    assert_eq!((stage.core.model.backlog.marks.len(), stage.cursor()), (2, "epsilon"));
    stage.press("m t");
    // The cursor is on none of the marked ones: what would be moved is named first.
    stage.press("Enter");
    assert_eq!(stage.titles(), "gamma delta alpha beta epsilon");
    stage.press("u Esc");
    assert_eq!(stage.titles(), "alpha beta gamma delta epsilon");
    assert!(is_there(&stage) && stage.core.model.backlog.marks.is_empty());
    stage.press("g g J");
    assert_eq!((stage.titles().as_str(), stage.cursor()), ("beta alpha gamma delta epsilon", "alpha"));
    stage.press("p 5 Enter");
    assert_eq!(stage.core.model.backlog.item.as_ref().unwrap().text.estimate.as_ref().unwrap().as_str(), "5");
    assert!(is_there(&stage));
}

#[test]
fn filter_find_and_column_act_in_it() {
    let mut stage = five();
    stage.press("g p f").type_text("beta or delta").press("Enter").wait();
    assert!(is_there(&stage), "{}", stage.screen());
    assert_eq!(stage.titles(), "beta delta");
    stage.press("]");
    assert!(stage.screen().contains("delta") && !stage.screen().contains("gamma"), "{}", stage.screen());
    stage.press("[ Esc f").type_text("nothing like this").press("Enter").wait();
    assert!(stage.screen().contains("Nothing of the 5 items here passes"), "{}", stage.screen());
    stage.press("Esc").wait();
    assert!(is_there(&stage) && *stage.core.model.backlog.narrow.filter() == Filter::default());
    stage.press("/").type_text("eps").press("Enter").wait();
    assert_eq!(stage.cursor(), "epsilon");
    stage.press("g g :").type_text("sort title").press("Enter").wait();
    assert_eq!(stage.titles(), "alpha beta delta epsilon gamma");
    assert!(stage.screen().contains("Prioritize by title"), "{}", stage.screen());
    stage.press("Esc").wait();
    assert_eq!(stage.titles(), "alpha beta gamma delta epsilon");
}

#[test]
fn esc_with_nothing_to_leave_stays() {
    let mut stage = five();
    stage.press("g p Esc Esc Esc");
    assert!(is_there(&stage) && stage.toast().contains("quits"), "{}", stage.toast());
}

#[test]
fn jumps_made_in_it_lead_back_inside_it() {
    let mut stage = five();
    stage.press("j g p G");
    assert_eq!(stage.cursor(), "epsilon");
    stage.press("g o");
    assert_eq!((is_there(&stage), stage.cursor()), (true, "beta"));
    stage.press("g o");
    assert_eq!((is_there(&stage), stage.cursor()), (false, "beta"));
}

#[test]
fn an_item_is_gone_to_where_it_stands() {
    let mut stage = five();
    stage.press("A").type_text("an idea").press("Enter");
    stage.press("g p :").type_text("go WEB-4").press("Enter").wait();
    assert_eq!((is_there(&stage), stage.cursor()), (true, "delta"));
    stage.press(":").type_text("go WEB-6").press("Enter").wait();
    assert_eq!((is_there(&stage), stage.core.model.backlog.list), (false, List::Inbox));
    stage.press("g p");
    assert_eq!((is_there(&stage), stage.core.model.backlog.list), (true, List::Backlog));
    stage.press("Tab");
    assert_eq!((is_there(&stage), stage.core.model.backlog.list), (false, List::Inbox));
}

#[test]
fn refinement_goes_through_the_list() {
    let mut stage = five();
    stage.press("A").type_text("an idea").press("Enter");
    stage.press("g p R").wait();
    assert!(stage.core.model.backlog.walk.is_some() && !is_there(&stage), "{}", stage.screen());
    stage.press("g p");
    assert!(is_there(&stage) && stage.core.model.backlog.walk.is_none());
}

#[test]
fn the_next_start_shows_it_again() {
    let mut stage = five();
    stage.press("j j g p ]");
    let mut stage = stage.again();
    stage.wait();
    assert!(is_there(&stage) && part(&stage) == Part::Matrix, "{}", stage.screen());
    assert_eq!(stage.cursor(), "gamma");
    stage.press("g b");
    let stage = stage.again();
    assert!(stage.core.model.shows(View::Lists));
}

#[test]
fn the_story_stands_beside_it_or_one_goes_to_it() {
    let mut stage = five();
    stage.resize(160, 40).press("g p j");
    assert!(stage.screen().contains("╭ WEB-2 · story"), "{}", stage.screen());
    stage.press("[");
    assert!(stage.screen().contains("╭ WEB-2 · story"), "nothing is compared yet: {}", stage.screen());
    stage.press("]").resize(80, 24);
    assert!(!stage.screen().contains("╭ WEB-2 · story"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.screen().contains("╭ WEB-2 · story") && !stage.screen().contains("╭ Prioritize"));
    stage.press("j");
    assert!(stage.screen().contains("╭ WEB-3 · story"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("╭ Prioritize") && is_there(&stage));
    stage.press("Enter ]");
    assert!(stage.screen().contains("[matrix]"), "a part that is gone to is seen: {}", stage.screen());
}

#[test]
fn the_cursor_stays_in_sight_and_a_click_meets_what_is_drawn() {
    let titles: Vec<String> = (1..=60).map(|n| format!("item number {n}.")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    for part in ["", "["] {
        let mut stage = Stage::with(&titles);
        stage.resize(80, 24).press("g p");
        if !part.is_empty() {
            stage.press(part);
        }
        for keys in ["2 0 j", "G", "Ctrl-u", "1 2 k", "PgDn", "g g"] {
            stage.press(keys);
            assert!(stage.screen().contains(&format!(" {} ", stage.cursor())), "{keys}: {}", stage.screen());
        }
        stage.press("3 0 G");
        let (column, row) = place(&stage, "item number 28.");
        let mouse = |kind| Event::Mouse(Mouse { kind, column, row });
        stage.core.take(mouse(MouseKind::Down));
        stage.settle();
        assert_eq!(stage.cursor(), "item number 28.");
        for _ in 0..20 {
            stage.core.take(mouse(MouseKind::WheelDown));
            stage.settle();
        }
        assert!(stage.screen().contains("item number 60."), "{}", stage.screen());
        assert!(stage.screen().contains(&format!(" {} ", stage.cursor())), "{}", stage.screen());
    }
}

#[test]
fn the_table_at_every_size() {
    for (theme, name) in [("dark", "prioritize_table"), ("light", "prioritize_table_light")] {
        for (width, height) in [(120, 40), (80, 24), (60, 18)] {
            let mut stage = demo_stage(theme);
            stage.resize(width, height).press("g p j j Space");
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&stage));
        }
    }
}
