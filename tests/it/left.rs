//! What a clean end leaves beside the file: nothing. Whoever copies the file afterwards has all of it.

use crate::pty::{Home, Session};
use std::fs;

/// Keys before the end, each with what is then on the screen.
const WAYS: &[&[(&str, &str)]] = &[
    &[],
    // A filter is looked through on a connection of its own, which is stopped at the end.
    &[("f", "╭ Filter"), ("saved Enter", "1 of 2"), ("Esc", "backlog 2")],
    &[("/", "╭ Find"), ("card Enter", "1 of 1")],
    &[("R", "Refinement"), ("Esc", "stopped"), ("Esc", "J K move")],
    &[("g h", "HEALTH"), ("Esc", "J K move")],
    &[("?", "╭ Keys and verbs"), ("Esc", "J K move"), ("g =", "nearly the same")],
];

#[test]
fn a_quit_folds_the_log_into_the_file() {
    for (at, way) in WAYS.iter().enumerate() {
        let home = Home::new();
        home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
        home.shell(&["--db", &home.db(), "add", "Refund without a receipt"]);
        let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
        session.wait_for("Pay with a saved card");
        session.press("J");
        session.wait_for("move MP-1");
        for (keys, shown) in *way {
            session.press(keys);
            session.wait_for(shown);
        }
        session.press("q");
        assert_eq!(session.exit_status().exit_code(), 0);
        let beside =
            fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let beside: Vec<_> = beside.filter(|name| name.starts_with("backlog.db-")).collect();
        assert_eq!(beside, [""; 0], "way {at}");
        // A copy of that one file is the whole backlog.
        fs::copy(home.db(), home.path("copy.db")).unwrap();
        let listed = home.shell(&["--db", home.path("copy.db").to_str().unwrap(), "list"]);
        assert!(listed.lines().next().unwrap().contains("Refund"), "way {at}: {listed}");
    }
}
