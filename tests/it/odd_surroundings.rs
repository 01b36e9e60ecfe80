//! The real program where something of the usual is missing: closed streams, no home, no room for files, a small stack.
//! It works all the same, or says in a line what it lacks.

use crate::pty::{Came, Home, Session};
use crate::pty_terminal::assert_restored;
use crate::replay::assert_whole;
use std::path::Path;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_upnext");

/// A home with one item, and the shell line that starts the program there, with words before and after it.
fn start(home: &Home, before: &str, after: &str, env: &[(&str, Option<&str>)]) -> Session {
    let mut command = home.command("bash");
    for (name, value) in env {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        }
    }
    command.args(["-c", &format!("{before}\n'{PROGRAM}' --db '{}' {after}\necho ended with $?", home.db())]);
    Session::start(command, (120, 40))
}

fn home() -> Home {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
    home
}

#[test]
fn it_works_with_little_around_it() {
    for (before, after, env) in [
        ("", "2>&-", vec![]),
        ("", "", vec![("TERM", None)]),
        ("", "", vec![("HOME", None), ("XDG_STATE_HOME", None), ("XDG_CONFIG_HOME", None)]),
        ("", "", vec![("XDG_STATE_HOME", Some("/proc/none")), ("XDG_CONFIG_HOME", Some("/proc/none"))]),
        ("", "", vec![("LANG", Some("C")), ("LC_ALL", Some("C"))]),
        ("", "", vec![("NO_COLOR", Some("1"))]),
        ("", "", vec![("TMPDIR", Some("/proc/none"))]),
        ("mkdir gone; cd gone; rmdir ../gone", "", vec![]),
        ("ulimit -s 256", "", vec![]),
        ("ulimit -n 24", "", vec![]),
    ] {
        let what = format!("{before} {after} {env:?}");
        let home = home();
        let mut session = start(&home, before, after, &env);
        let came = session.comes(Duration::from_secs(20), |screen, _| screen.contents().contains("Pay with a saved"));
        assert_eq!(came, Came::Yes, "{what}: {}", session.screen());
        session.press("a");
        session.type_text("Refund");
        session.press("Enter ? Esc e Esc q");
        session.wait_for("ended with 0");
        session.exit_status();
        assert_restored(&session);
        assert_whole(Path::new(&home.db()));
        assert!(home.shell(&["--db", &home.db(), "list"]).contains("Refund"), "{what}");
    }
}

#[test]
fn without_a_terminal_it_says_so_in_a_line() {
    for after in ["<&-", "</dev/null", "< <(echo q)", "| cat", ">&-", "<&- >&- 2>&-"] {
        let home = home();
        let mut session = start(&home, "set -o pipefail", after, &[]);
        session.wait_for("ended with 1");
        session.exit_status();
        let screen = session.screen();
        assert!(screen.contains("is no terminal") || after.contains("2>&-"), "{after}: {screen}");
        assert!(!session.bytes().contains(&0x1b), "{after}: {screen}");
    }
}

#[test]
fn a_limit_for_files_is_told_and_survived() {
    let home = home();
    // Room for the shared memory beside the file, and for a few changes.
    let mut session = start(&home, "ulimit -f 80", "", &[]);
    session.wait_for("Pay with a saved card");
    let is_told = |screen: &vt100::Screen, _: &[u8]| screen.contents().contains("was not saved");
    let mut came = Came::Late;
    for _ in 0..40 {
        session.press("a");
        session.type_text("One more that is too many");
        session.press("Enter");
        came = session.comes(Duration::from_millis(300), is_told);
        if came != Came::Late {
            break;
        }
    }
    assert_eq!(came, Came::Yes, "{}", session.screen());
    assert!(session.screen().contains("One more that is too many"), "{}", session.screen());
    session.look(|screen| assert!(screen.alternate_screen()));
    session.press("Esc Esc Esc q");
    session.wait_for("ended with 0");
    session.exit_status();
    assert_restored(&session);
    assert_whole(Path::new(&home.db()));
}

#[test]
fn a_limit_for_files_gives_the_shell_its_code() {
    let home = home();
    let mut command = std::process::Command::new("bash");
    let line = format!("ulimit -f 8; '{PROGRAM}' --db '{}' add 'Too much'", home.path("new.db").display());
    let output = command.args(["-c", &line]).env_clear().envs(home.env()).output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(74), "{words}");
    assert!(words.contains("disk") && words.contains("try again"), "{words}");
    assert!(!home.path("new.db").exists());
}
