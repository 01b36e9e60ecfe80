//! The real program twice on one file, and the shell beside them.

use crate::pty::{Home, Session};
use rusqlite::Connection;

fn start(home: &Home) -> Session {
    let session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
    session.wait_for("Backlog");
    session
}

#[test]
fn both_screens_come_to_show_what_both_and_the_shell_did() {
    let home = Home::new();
    for n in 0..4 {
        home.shell(&["--db", &home.db(), "add", &format!("item {n}")]);
    }
    let (mut one, mut two) = (start(&home), start(&home));
    for round in 0..5 {
        // Both at once, and a command between them.
        one.press("g g i Ctrl-u");
        one.type_text(&format!("one wrote {round}"));
        two.press("g g j i Ctrl-u");
        two.type_text(&format!("two wrote {round}"));
        one.press("Enter");
        two.press("Enter");
        home.shell(&["--db", &home.db(), "edit", "3", "--title", &format!("the shell wrote {round}")]);
        for window in [&one, &two] {
            for who in ["one", "two", "the shell"] {
                window.wait_for(&format!("{who} wrote {round}"));
            }
        }
    }
    one.press("g g m b");
    two.wait_until("the moved item below the others", |screen, _| {
        let text = screen.contents();
        text.find("item 3").zip(text.find("one wrote 4")).is_some_and(|(other, moved)| other < moved)
    });
    for mut window in [one, two] {
        window.press("q");
        assert_eq!(window.exit_status().exit_code(), 0);
    }
}

#[test]
fn a_busy_file_is_told_and_the_change_comes_through_once_it_is_free() {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay by card"]);
    let (mut one, two) = (start(&home), start(&home));
    one.wait_for("Pay by card");
    let holder = Connection::open(home.db()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    one.press("i Ctrl-u");
    one.type_text("Pay by any card");
    one.press("Enter");
    one.wait_for("is being written by");
    assert!(!two.screen().contains("any card"));
    // A command waits, too, and says that it was busy.
    let said = crate::shell::run(&home, &["--db", &home.db(), "edit", "1", "--estimate", "5"]);
    said.fails(75, "is being written by another window or command");
    holder.execute_batch("COMMIT").unwrap();
    one.wait_gone("is being written by");
    for window in [&one, &two] {
        window.wait_for("Pay by any card");
    }
    assert!(home.shell(&["--db", &home.db(), "show", "1"]).contains("Pay by any card"));
}
