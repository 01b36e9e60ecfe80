//! What a clean end leaves beside the file: nothing. Whoever copies the file afterwards has all of it.

use crate::pty::{Home, Session};
use rustix::process::Signal;
use std::fs;
use std::time::Duration;

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

/// What lies beside the file in the folder of its backups.
fn backups(home: &Home) -> Vec<String> {
    let Ok(entries) = fs::read_dir(home.path("backlog-backups")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_backup_that_has_begun_comes_to_its_end_or_leaves_nothing() {
    let home = Home::new();
    // Large enough that it takes a while.
    let rows: Vec<String> = (0..2000).map(|n| format!("Story {n} of an import,{}", "long ".repeat(800))).collect();
    fs::write(home.path("many.csv"), format!("Title,Description\n{}\n", rows.join("\n"))).unwrap();
    home.shell(&["--db", &home.db(), "import", home.path("many.csv").to_str().unwrap(), "--yes"]);
    for round in 0..8 {
        drop(fs::remove_dir_all(home.path("backlog-backups")));
        let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
        session.wait_for("Story 1 of");
        // The first change begins it.
        session.press("J");
        std::thread::sleep(Duration::from_millis(round / 2 * 8));
        let is_asked = round % 2 == 0;
        if is_asked {
            session.press("q");
        } else {
            session.signal(Signal::TERM);
        }
        assert_eq!(session.exit_status().exit_code(), if is_asked { 0 } else { 143 });
        let left = backups(&home);
        assert!(left.iter().all(|name| !name.starts_with('.')), "round {round}: {left:?}");
        assert!(!is_asked || left.len() == 1, "round {round}: {left:?}");
    }
}
