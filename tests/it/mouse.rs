//! The mouse in the whole program: clicks, the wheel, drags; what it must never do.

use crate::screens::{SIZES, demo_stage, picture};
use crate::stage::{Stage, place, today};
use proptest::prelude::*;
use upnext::domain::{Instant, List, Now};
use upnext::runtime::core::Asked;
use upnext::ui::update::update;
use upnext::ui::{Event, Mouse, MouseKind};

/// The first row of the list on the screen, its column of titles.
const FIRST: u16 = 2;
const TITLE: u16 = 20;

fn at(stage: &mut Stage, kind: MouseKind, column: u16, row: u16) {
    stage.core.point(Mouse { kind, column, row });
    stage.settle();
}

fn click(stage: &mut Stage, column: u16, row: u16) {
    at(stage, MouseKind::Down, column, row);
    at(stage, MouseKind::Up, column, row);
}

/// What was clicked last was clicked just now, however slow the machine is.
fn soon(stage: &mut Stage) {
    let now = upnext::runtime::now().at;
    let pointer = &mut stage.core.model.pointer;
    pointer.clicked = pointer.clicked.map(|(_, id)| (now, id));
    pointer.closed = pointer.closed.map(|_| now);
}

/// What was clicked last was clicked long ago.
fn later(stage: &mut Stage) {
    let pointer = &mut stage.core.model.pointer;
    (pointer.clicked, pointer.closed) = (None, None);
}

/// Drags from one row of the list to another, both counted from 0.
fn drag(stage: &mut Stage, from: u16, to: u16) {
    later(stage);
    at(stage, MouseKind::Down, TITLE, FIRST + from);
    at(stage, MouseKind::Drag, TITLE, FIRST + to);
    at(stage, MouseKind::Up, TITLE, FIRST + to);
}

fn long() -> Stage {
    let titles: Vec<String> = (1..=100).map(|n| format!("i{n}")).collect();
    Stage::with(&titles.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    click(&mut stage, TITLE, FIRST + 2);
    assert_eq!(stage.cursor(), "c");
    click(&mut stage, TITLE, FIRST + 1);
    assert_eq!((stage.cursor(), stage.core.model.backlog.is_open), ("b", false));
    soon(&mut stage);
    click(&mut stage, TITLE, FIRST + 1);
    assert!(stage.core.model.backlog.is_open);
    click(&mut stage, TITLE, FIRST + 2);
    assert!(stage.core.model.backlog.is_open, "a click in the story does nothing");
    let (column, row) = place(&stage, "backlog 3");
    click(&mut stage, column, row);
    assert!(!stage.core.model.backlog.is_open, "the list's count leads back to it");
    click(&mut stage, TITLE, FIRST + 9);
    assert_eq!((stage.cursor(), stage.toast()), ("b", ""), "below the last row there is nothing");
}

#[test]
fn two_clicks_far_apart_in_time_open_nothing() {
    let mut stage = Stage::with(&["a", "b"]);
    for (ms, is_open) in [(0, false), (401, false), (802, false), (1202, true)] {
        let now = Now { at: Instant(today().at.0 + ms), ..today() };
        let down = Mouse { kind: MouseKind::Down, column: TITLE, row: FIRST };
        assert!(update(&mut stage.core.model, Event::Mouse(down), now).is_empty());
        assert_eq!(stage.core.model.backlog.is_open, is_open, "{ms} ms");
    }
}

#[test]
fn the_wheel_rolls_what_it_is_over() {
    let mut stage = long();
    at(&mut stage, MouseKind::WheelDown, TITLE, 10);
    assert_eq!(stage.core.model.backlog.top, 3);
    assert_eq!(stage.cursor(), "i7", "the cursor stays in sight, as with any key");
    for _ in 0..100 {
        at(&mut stage, MouseKind::WheelDown, TITLE, 10);
    }
    assert!(stage.titles().ends_with("i99 i100"), "{}", stage.titles());
    assert!(stage.core.model.backlog.window.rows.len() == 36, "the last page is full");
    for _ in 0..100 {
        at(&mut stage, MouseKind::WheelUp, TITLE, 10);
    }
    assert_eq!(stage.core.model.backlog.top, 0);
    at(&mut stage, MouseKind::WheelDown, 100, 10);
    assert_eq!(stage.core.model.backlog.top, 0, "over the story the list stands still");
    for _ in 0..100 {
        at(&mut stage, MouseKind::WheelDown, 100, 10);
    }
    assert!(stage.core.model.backlog.scroll < 20, "the story is not scrolled beyond its end");
}

#[test]
fn a_click_in_the_header_goes_to_a_list() {
    let mut stage = Stage::with(&["a"]);
    let (column, row) = place(&stage, "done 0");
    click(&mut stage, column + 1, row);
    assert_eq!(stage.core.model.backlog.list, List::Done);
    let (column, row) = place(&stage, "backlog 1");
    click(&mut stage, column, row);
    assert_eq!(stage.core.model.backlog.list, List::Backlog);
    click(&mut stage, 2, 0);
    assert_eq!(stage.core.model.backlog.list, List::Backlog);
}

#[test]
fn a_dragged_row_lands_beside_the_one_under_the_pointer_as_one_step() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    drag(&mut stage, 0, 2);
    assert_eq!((stage.titles().as_str(), stage.cursor()), ("b c a d e", "a"));
    drag(&mut stage, 4, 1);
    assert_eq!(stage.titles(), "b e c a d");
    assert_eq!(stage.press("u").titles(), "b c a d e");
    assert_eq!(stage.press("u").titles(), "a b c d e");
    drag(&mut stage, 1, 1);
    assert_eq!((stage.titles().as_str(), stage.toast()), ("a b c d e", ""), "a click is no drag");
    assert!(!stage.press("u").toast().contains("move"), "nothing was moved");
}

#[test]
fn a_drag_says_what_moves_and_where_it_lands() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    at(&mut stage, MouseKind::Down, TITLE, FIRST);
    at(&mut stage, MouseKind::Drag, TITLE, FIRST + 1);
    let screen = stage.screen();
    assert!(screen.contains("MOVING WEB-1  release to drop, Esc puts it back"), "{screen}");
    let underlined = |stage: &Stage, row: u16| {
        let buffer = stage.buffer();
        buffer[(TITLE, row)].modifier.contains(ratatui::style::Modifier::UNDERLINED)
    };
    assert!(underlined(&stage, FIRST + 1) && !underlined(&stage, FIRST + 2));
    at(&mut stage, MouseKind::Drag, 100, FIRST + 1);
    assert!(!underlined(&stage, FIRST + 1), "beside the list it lands nowhere");
    at(&mut stage, MouseKind::Up, 100, FIRST + 1);
    assert!(stage.toast().contains("put back"), "{}", stage.toast());
    assert_eq!(stage.titles(), "a b c");
}

#[test]
fn escape_puts_back_what_is_dragged() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press("j j Space");
    at(&mut stage, MouseKind::Down, TITLE, FIRST);
    at(&mut stage, MouseKind::Drag, TITLE, FIRST + 1);
    stage.press("Esc");
    assert!(stage.toast().contains("put back"), "{}", stage.toast());
    assert_eq!(stage.core.model.backlog.marks.len(), 1, "the key did no more than that");
    at(&mut stage, MouseKind::Drag, TITLE, FIRST + 2);
    at(&mut stage, MouseKind::Up, TITLE, FIRST + 2);
    assert_eq!(stage.titles(), "a b c");
}

#[test]
fn marked_rows_are_dragged_together_and_others_alone() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    stage.press("Space j Space");
    drag(&mut stage, 0, 4);
    assert_eq!(stage.titles(), "b d e a c", "a and c stand together below e");
    stage.press("u");
    drag(&mut stage, 1, 3);
    assert_eq!(stage.titles(), "a c d b e", "b is not marked: it goes alone");
    stage.press("u");
    drag(&mut stage, 0, 2);
    assert_eq!((stage.titles().as_str(), stage.toast()), ("a b c d e", "put back: nothing was moved"));
}

#[test]
fn beyond_the_edge_the_list_rolls_on() {
    let mut stage = long();
    at(&mut stage, MouseKind::Down, TITLE, FIRST + 5);
    at(&mut stage, MouseKind::Drag, TITLE, 39);
    assert_eq!(stage.core.model.backlog.top, 1);
    assert!(stage.core.model.is_rolling());
    for _ in 0..9 {
        stage.core.roll();
        stage.settle();
    }
    assert_eq!(stage.core.model.backlog.top, 10, "the cursor does not hold the view");
    assert_eq!(stage.titles().split(' ').next(), Some("i11"));
    at(&mut stage, MouseKind::Up, TITLE, 39);
    assert_eq!(stage.core.model.backlog.index, 45);
    assert!(stage.titles().contains("i46 i6 i47"), "{}", stage.titles());
    assert!(!stage.core.model.is_rolling());
    at(&mut stage, MouseKind::Down, TITLE, FIRST + 20);
    at(&mut stage, MouseKind::Drag, TITLE, 0);
    while stage.core.model.is_rolling() {
        stage.core.roll();
    }
    assert_eq!(stage.core.model.backlog.top, 0, "at the end it rests");
    at(&mut stage, MouseKind::Up, TITLE, 0);
    assert_eq!(stage.core.model.backlog.index, 0);
}

#[test]
fn a_list_that_changes_elsewhere_ends_a_drag() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    at(&mut stage, MouseKind::Down, TITLE, FIRST);
    at(&mut stage, MouseKind::Drag, TITLE, FIRST + 2);
    stage.beside().press("G K");
    stage.poll();
    assert!(stage.toast().contains("put back"), "{}", stage.toast());
    at(&mut stage, MouseKind::Up, TITLE, FIRST + 2);
    assert_eq!(stage.titles(), "a c b");
}

#[test]
fn a_list_without_an_order_says_why_nothing_moves() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("L L L L L L L L g d");
    drag(&mut stage, 0, 1);
    assert!(stage.toast().contains("stands by date"), "{}", stage.toast());
    stage.press("g i A").type_text("x").press("Enter A").type_text("y").press("Enter");
    drag(&mut stage, 0, 1);
    assert!(stage.toast().contains("ideas have no order"), "{}", stage.toast());
}

#[test]
fn in_a_pop_up_a_click_takes_a_row_and_beside_it_it_closes() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("s");
    let (column, row) = place(&stage, "● ready");
    click(&mut stage, column, row);
    assert_eq!(stage.state(), upnext::domain::State::Ready);
    soon(&mut stage);
    click(&mut stage, TITLE, FIRST + 1);
    assert_eq!(stage.cursor(), "a", "the second click of two is not meant for what lies below");
    stage.press("s");
    click(&mut stage, TITLE, FIRST + 1);
    assert!(stage.core.model.overlays.is_empty());
    assert_eq!(stage.cursor(), "a", "the click closed the pop-up and did no more");
    later(&mut stage);
    stage.press("a").type_text("half a thought");
    click(&mut stage, TITLE, FIRST + 1);
    assert_eq!(stage.core.model.overlays.len(), 1, "typed text is not clicked away");
    assert!(stage.toast().contains("Esc leaves it"), "{}", stage.toast());
    stage.press("Esc g u");
    let (column, row) = place(&stage, "add \"a\"");
    click(&mut stage, column, row);
    let steps = |stage: &Stage| match stage.core.model.overlays.last() {
        Some(upnext::ui::overlay::Overlay::Journal(journal)) => journal.cursor.at,
        other => panic!("{other:?}"),
    };
    assert_eq!(steps(&stage), 2);
    at(&mut stage, MouseKind::WheelDown, 60, 20);
    assert_eq!(steps(&stage), 3);
}

#[test]
fn a_key_gives_the_mouse_to_the_terminal_and_takes_it_back() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("g m");
    assert_eq!(stage.toast(), "mouse off: the terminal selects text now · g m brings it back");
    assert_eq!(stage.core.asked(), Some(Asked::Mouse(false)));
    click(&mut stage, TITLE, FIRST + 1);
    assert_eq!(stage.cursor(), "a", "what is still under way does nothing");
    stage.press("g m");
    assert_eq!(stage.core.asked(), Some(Asked::Mouse(true)));
    click(&mut stage, TITLE, FIRST + 1);
    assert_eq!(stage.cursor(), "b");
}

#[test]
fn a_drag_at_three_sizes() {
    for (width, height) in SIZES {
        for theme in ["dark", "mono"] {
            let mut stage = demo_stage(theme);
            stage.resize(width, height);
            at(&mut stage, MouseKind::Down, TITLE, FIRST + 1);
            at(&mut stage, MouseKind::Drag, TITLE, FIRST + 5);
            insta::assert_snapshot!(format!("drag_{theme}_{width}x{height}"), picture(&stage));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mouse_makes_it_fall(
        size in (0_u16..140, 0_u16..50),
        acts in prop::collection::vec((0_usize..16, any::<u16>(), any::<u16>()), 0..40),
    ) {
        const KINDS: [MouseKind; 5] =
            [MouseKind::Down, MouseKind::Drag, MouseKind::Up, MouseKind::WheelUp, MouseKind::WheelDown];
        const KEYS: [&str; 6] = ["Esc", "s", "g u", "a x", "*", "g e"];
        let mut stage = demo_stage("dark");
        stage.resize(size.0, size.1);
        for (act, x, y) in acts {
            match act {
                15 => {
                    stage.resize(x % 140, y % 50);
                }
                n if n >= 10 => {
                    stage.press(KEYS[n % 6]);
                }
                // Mostly on the screen, sometimes far beyond it.
                n => at(&mut stage, KINDS[n % 5], if n < 5 { x % 140 } else { x }, if n < 5 { y % 50 } else { y }),
            }
            stage.screen();
        }
    }
}
