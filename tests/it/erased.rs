//! Erased for good: what the README's Security section says about thrown away text, looked for in every byte that
//! upnext has written.

use crate::pty::{Home, Session};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A word that nothing else has.
const SECRET: &str = "Zanzibar";

/// Every file below a folder whose bytes hold the word, in UTF-8 and whatever its case.
fn holding(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holding(&path, found);
        } else if fs::read(&path)
            .unwrap()
            .windows(SECRET.len())
            .any(|part| part.eq_ignore_ascii_case(SECRET.as_bytes()))
        {
            found.push(path);
        }
    }
}

fn where_is_it(home: &Home) -> Vec<PathBuf> {
    let mut found = Vec::new();
    holding(&home.path(""), &mut found);
    found.sort();
    found
}

/// Works on an item with the word in all that can be typed, and throws it away.
fn write_and_trash(home: &Home) {
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
    session.wait_for("Pay with a saved card");
    for (keys, text, shown) in [
        ("a", SECRET, "add \"Zanzibar\""),
        ("c t", "+zanzibar", "tags of"),
        ("b", "waits for Zanzibar", "Zanzibar · u undo"),
        ("c w", SECRET, "· u undo"),
        ("i", " again", "title of"),
        ("Q", "Where is Zanzibar?", "Where is Zanzibar?"),
    ] {
        session.press(keys);
        session.wait_until("a field", |screen, _| screen.contents().lines().last().is_some_and(|l| l.contains("TYPE")));
        session.type_text(text);
        session.press("Enter");
        session.wait_for(shown);
    }
    session.press("Esc");
    session.press("D");
    session.wait_for("trash ");
    // A filter is kept for the next time, as the view is.
    session.press("f");
    session.type_text("zanzibar");
    session.press("Enter");
    session.wait_for("0 of 1");
    session.press("Esc");
    session.wait_for("backlog 1");
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
}

fn purge(home: &Home) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upnext"));
    command.args(["--db", &home.db(), "purge", "--before", "2100-01-01"]).env_clear().envs(home.env());
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"erase\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_was_purged_is_in_the_backups_alone() {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
    write_and_trash(&home);
    let kept = where_is_it(&home);
    assert!(kept.contains(&home.path("backlog.db")), "the journal keeps what was thrown away: {kept:#?}");
    purge(&home);
    let found = where_is_it(&home);
    let backups = home.path("backlog-backups");
    assert!(!found.is_empty() && found.iter().all(|path| path.starts_with(&backups)), "{found:#?}");
    fs::remove_dir_all(backups).unwrap();
    assert_eq!(where_is_it(&home), Vec::<PathBuf>::new());
    assert!(home.shell(&["--db", &home.db(), "list"]).contains("Pay with a saved card"));
}
