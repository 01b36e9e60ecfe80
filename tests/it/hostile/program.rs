//! The real program on a planted file, in a pseudo-terminal: of all its bytes each is one that it may send.

use super::{plant, strict, told};
use crate::dose::dose;
use crate::pty::{Home, Session};
use crate::pty_public::decoded;
use crate::public::lines;
use crate::replay::Dice;
use std::time::Duration;

/// How long the program must be silent before the next line.
const QUIET: Duration = Duration::from_millis(15);

#[test]
fn the_terminal_gets_nothing_but_what_is_named() {
    let home = Home::new();
    let folder = home.path("hq\u{1b}[31m\u{202e}\u{9b}2J");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("backlog.db");
    let seed = dose("HOSTILE_SEED", 1);
    plant::plant(&path, seed);
    let mut session = Session::start(home.upnext(&["--db", path.to_str().unwrap()], &[("EDITOR", "true")]), (110, 30));
    session.wait_for("BACKLOG");
    let mut dice = Dice(seed);
    let lines = lines();
    let rounds = dose("HOSTILE_PTY", 12);
    for _ in 0..rounds {
        let line = &lines[dice.below(lines.len())];
        session.run(line);
        session.settle(QUIET);
        if let Err(wrong) = strict::read(&session.bytes()) {
            panic!("seed {seed}, {line:?}: {wrong}");
        }
        session.press("Ctrl-c Ctrl-c Ctrl-c");
    }
    for line in ["copy-story", "copy-key"] {
        session.run(line);
        session.settle(QUIET);
        // Where there is nothing to copy the line stays.
        session.press("Ctrl-c Ctrl-c Ctrl-c");
    }
    session.wait_until("something copied", |_, bytes| bytes.windows(5).any(|five| five == b"\x1b]52;"));
    session.press("q");
    session.settle(QUIET);
    session.press("q");
    assert!(session.exit_status().success());
    let read = strict::read(&session.bytes()).unwrap();
    for copied in &read.copied {
        let text = decoded(copied);
        assert!(!text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{text:?}");
    }
    told(&format!("hostile program: {rounds} lines, {} characters, {} sequences", read.shown, read.sequences));
}
