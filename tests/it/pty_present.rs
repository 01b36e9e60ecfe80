//! The presentation in pseudo-terminals: a window of its own that follows the one that is worked in, and shows nothing
//! private.

use crate::present::reviewed;
use crate::pty::{Home, Session};
use crate::pty_public::written;

fn window(home: &Home, size: (u16, u16), args: &[&str]) -> Session {
    let db = home.db();
    let args = [&["--db", db.as_str()], args].concat();
    Session::start(home.upnext(&args, &[]), size)
}

#[test]
fn the_shared_window_follows_the_one_that_is_worked_in() {
    let home = Home::new();
    reviewed(std::path::Path::new(&home.db()));
    let mut shared = window(&home, (60, 18), &["present"]);
    shared.wait_for("Fitting out a room");
    let mut driver = window(&home, (120, 40), &[]);
    driver.wait_for("WEB-1");
    driver.run("present-next 2");
    shared.wait_for("nothing in it is reserved");
    driver.run("go WEB-1");
    driver.wait_for("BACKLOG");
    driver.press("x j Enter");
    shared.wait_for("✓ nothing in it is reserved");
    // The other way round: the clicker turns it for both.
    shared.press("PgDn");
    shared.wait_for("Pay with a saved card");
    driver.run("present-back");
    shared.wait_for("Save a cart for later");
    shared.press("q");
    assert!(shared.exit_status().success());
    assert!(!written(&shared).contains("qzx"));
    // It was nobody's place of work: the next window opens as the other one was left.
    driver.press("q");
    driver.exit_status();
    let again = window(&home, (120, 40), &[]);
    again.wait_for("qzxnote");
}

#[test]
fn the_whole_presentation_has_nothing_private() {
    let home = Home::new();
    reviewed(std::path::Path::new(&home.db()));
    let mut session = window(&home, (80, 24), &["present"]);
    for text in [
        "Fitting out",
        "A return needs",
        "Save a cart",
        "Pay with a saved",
        "Print the label",
        "What do you think",
        "Money comes back",
    ] {
        session.wait_for(text);
        session.press("Space");
    }
    session.press("p");
    session.wait_for("□ velocity");
    session.press("G Enter");
    session.wait_for("No Sprint is over yet.");
    session.press("Ctrl-c");
    session.wait_for("again leaves");
    session.press("Ctrl-c");
    assert!(session.exit_status().success());
    assert!(!written(&session).contains("qzx"));
}

#[test]
fn without_a_sprint_it_says_so() {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "a"]);
    let mut session = window(&home, (80, 24), &["present"]);
    assert!(!session.exit_status().success());
    assert!(session.screen().contains("there is no Sprint to present yet"), "{}", session.screen());
}
