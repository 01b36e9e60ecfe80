//! A terminal that claims a size no frame can be made for: the program draws what it can and goes on.

use crate::pty::{Came, Home, Session};
use std::time::Duration;

/// How long a frame of the most columns and rows may take where much else goes on.
const SLOW: Duration = Duration::from_secs(60);
/// Most memory, in KiB; two frames of the size claimed would take 300 times as much.
const MEMORY: u64 = 400 * 1024;

/// Waits until `code` was written.
fn wait_for_bytes(session: &Session, code: &str) {
    let has = |bytes: &[u8]| bytes.windows(code.len()).any(|window| window == code.as_bytes());
    assert_eq!(session.comes(SLOW, |_, bytes| has(bytes)), Came::Yes, "{code:?} is written");
}

#[test]
fn a_terminal_of_65535_columns_and_rows_is_drawn_as_far_as_it_goes() {
    let home = Home::new();
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (80, 24));
    session.wait_for("Backlog");
    session.claim((u16::MAX, u16::MAX));
    wait_for_bytes(&session, "\x1b[500;");
    session.claim((80, u16::MAX));
    session.press(":");
    session.claim((80, 24));
    session.wait_for("Backlog");
    assert!(session.memory().is_none_or(|most| most < MEMORY), "{:?} KiB", session.memory());
    session.press("Esc q");
    assert_eq!(session.exit_status().exit_code(), 0);
}
