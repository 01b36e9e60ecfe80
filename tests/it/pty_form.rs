//! The form in the real program: a field in the person's editor, and what was typed after a sudden end.

use crate::pty::{Home, Session};
use rustix::process::Signal;
use std::time::{Duration, Instant};
use upnext::store::{Patience, Store, Writer};

fn start(home: &Home, env: &[(&str, &str)]) -> Session {
    let session = Session::start(home.upnext(&["--db", &home.db()], env), (80, 24));
    session.wait_for("Pay by card");
    session
}

fn home() -> Home {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay by card"]);
    home
}

#[test]
fn a_field_is_written_in_the_editor_and_a_broken_one_is_told_there() {
    let home = home();
    let mut session = start(&home, &[("EDITOR", "sh -c 'printf \"from outside\\n\" > \"$1\"' ed")]);
    session.press("e jjjjj e");
    session.wait_for("from outside");
    session.press("Esc");
    session.wait_for("edit MP-1");
    assert!(home.shell(&["--db", &home.db(), "show", "MP-1"]).contains("from outside"));
    session.press("q");
    session.exit_status();
    let mut session = start(&home, &[("EDITOR", "sh -c 'printf \"\\377\" > \"$1\"' ed")]);
    session.press("e jjjjj e");
    session.wait_for("cannot be read");
    session.look(|screen| assert!(screen.contents().contains("from outside"), "the text is kept"));
    session.press("Esc");
    session.press("q");
    session.exit_status();
}

#[test]
fn what_was_typed_a_second_ago_is_there_after_a_kill() {
    let home = home();
    let mut session = start(&home, &[]);
    session.press("e j i");
    session.type_text("returning visitor");
    session.wait_for("returning visitor");
    let path = std::path::PathBuf::from(home.db());
    let drafts = || {
        let writer = Writer { author: "ada".into(), window: "test".into() };
        let store = Store::open(&path, writer, Patience::Wait(Duration::from_secs(5))).unwrap();
        store.drafts().unwrap()
    };
    let until = Instant::now() + Duration::from_secs(20);
    while !drafts().iter().any(|draft| draft.text.contains("returning visitor")) {
        assert!(Instant::now() < until, "no draft is kept");
        std::thread::yield_now();
    }
    session.signal(Signal::KILL);
    session.exit();
    let mut session = start(&home, &[]);
    session.wait_for(":draft");
    session.run("draft");
    session.wait_for("returning visitor");
    session.press("Esc");
    session.wait_for("edit MP-1");
    assert!(home.shell(&["--db", &home.db(), "show", "MP-1"]).contains("returning visitor"));
    session.press("q");
    session.exit_status();
}
