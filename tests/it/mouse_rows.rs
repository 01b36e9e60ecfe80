//! Clicks on rows that help: those of the help, and those that complete a line.

use crate::stage::{Stage, help, place, prompt, today};
use upnext::domain::{Instant, Now};
use upnext::ui::overlay::Overlay;
use upnext::ui::update::update;
use upnext::ui::{Event, Mouse, MouseKind};

fn click(stage: &mut Stage, (column, row): (u16, u16), ms: i64) {
    let now = Now { at: Instant(today().at.0 + ms), ..today() };
    for kind in [MouseKind::Down, MouseKind::Up] {
        // What comes of it is done as by the loop.
        for effect in update(&mut stage.core.model, Event::Mouse(Mouse { kind, column, row }), now) {
            let upnext::runtime::effect::Outcome::Events(events) = stage.core.world.perform(effect, &stage.core.model)
            else {
                panic!("a click waits");
            };
            for event in events {
                stage.core.take(event);
            }
        }
    }
    stage.wait();
}

#[test]
fn a_click_selects_a_row_of_the_help_and_a_second_one_runs_it() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("?");
    let title = place(&stage, "Order");
    click(&mut stage, title, 0);
    assert_eq!(help(&stage).cursor.at, 0, "a section's title is no verb");
    let row = place(&stage, "move bottom");
    click(&mut stage, row, 1_000);
    assert!(
        stage.screen().lines().any(|line| line.contains("│ ▌") && line.contains("move bottom")),
        "{}",
        stage.screen()
    );
    click(&mut stage, row, 2_000);
    assert_eq!(stage.core.model.overlays.len(), 1, "two clicks far apart run nothing");
    click(&mut stage, row, 2_100);
    assert!(stage.core.model.overlays.is_empty());
    assert_eq!(stage.titles(), "b a");
    stage.press("?").type_text("move bottom");
    click(&mut stage, (row.0, 30), 5_000);
    assert_eq!(help(&stage).cursor.at, 0, "below the last row there is nothing");
}

#[test]
fn a_second_click_runs_what_the_first_one_selected_where_the_rows_rolled_on() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.resize(80, 24).press("?");
    let last = place(&stage, "╰");
    let row = (20, last.1 - 1);
    click(&mut stage, row, 0);
    let at = help(&stage).cursor.at;
    assert!(at > 5);
    let name = stage.screen().lines().find(|l| l.contains("│ ▌")).unwrap().to_owned();
    assert!(!name.is_empty());
    click(&mut stage, row, 100);
    assert!(!matches!(stage.core.model.overlays.last(), Some(Overlay::Help(_))), "{name}");
}

#[test]
fn a_click_puts_a_completion_into_the_line() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("s r f").type_text("state:");
    let row = place(&stage, "◐ in progress");
    click(&mut stage, row, 0);
    assert_eq!(prompt(&stage).field.text(), "state:in-progress");
    assert_eq!(stage.titles(), "", "the list follows it");
    stage.press("Esc :").type_text("kind ");
    let row = place(&stage, "spike");
    click(&mut stage, row, 1_000);
    assert_eq!(prompt(&stage).field.text(), "kind spike");
    let line = place(&stage, "kind spike");
    click(&mut stage, (line.0, line.1 + 1), 2_000);
    assert_eq!(prompt(&stage).field.text(), "kind spike", "the hint is no row");
}
