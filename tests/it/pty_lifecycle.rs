//! The real program's life in a terminal: start, quit, signals, suspend, sizes, panics, two windows.

use crate::pty::{Home, Session};
use crate::pty_terminal::{GONE, assert_restored};
use rustix::process::Signal;
use std::time::Duration;

/// The program on a fresh file with one product, its first frame shown.
fn open(home: &Home) -> Session {
    home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
    let session = start(home, &[]);
    session.wait_for("Pay with a saved card");
    session
}

fn start(home: &Home, env: &[(&str, &str)]) -> Session {
    let session = Session::start(home.upnext(&["--db", &home.db()], env), (120, 40));
    session.wait_for("Backlog");
    session
}

#[test]
fn q_quits_with_status_0_and_the_terminal_as_it_was() {
    let home = Home::new();
    let mut session = open(&home);
    session.look(|screen| assert!(screen.alternate_screen() && screen.bracketed_paste()));
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_restored(&session);
}

#[test]
fn a_signal_ends_the_program_with_its_number_and_restores() {
    for (signal, number) in [(Signal::HUP, 1), (Signal::INT, 2), (Signal::QUIT, 3), (Signal::TERM, 15)] {
        let home = Home::new();
        let mut session = open(&home);
        session.signal(signal);
        let (status, took) = session.exit();
        assert_eq!(status.exit_code(), 128 + number);
        assert!(took < GONE, "{signal:?} took {took:?}");
        session.exit_status();
        assert_restored(&session);
    }
}

#[test]
fn a_closed_window_ends_the_program() {
    let home = Home::new();
    let mut session = open(&home);
    session.close_master();
    let (status, took) = session.exit();
    assert_eq!(status.exit_code(), 129);
    assert!(took < GONE, "{took:?}");
}

#[test]
fn ctrl_z_stops_the_program_and_fg_brings_it_back() {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
    let mut command = home.command("bash");
    let program = format!("'{}' --db '{}'", env!("CARGO_BIN_EXE_upnext"), home.db());
    command
        .args(["-c", &format!("set -m; {program}; echo stopped by the shell; read -r _; fg >/dev/null; echo back $?")]);
    let mut session = Session::start(command, (120, 40));
    session.wait_for("Pay with a saved card");
    session.press("Ctrl-z");
    session.wait_for("stopped by the shell");
    session.look(|screen| assert!(!screen.alternate_screen() && !screen.hide_cursor()));
    // What changed meanwhile is on the screen when it comes back.
    home.shell(&["--db", &home.db(), "add", "Refund without a receipt"]);
    session.type_text("\n");
    session.wait_for("Refund without a receipt");
    session.press("q");
    session.wait_for("back 0");
    session.exit_status();
    assert_restored(&session);
}

#[test]
fn a_storm_of_sizes_down_to_one_cell_is_survived() {
    let home = Home::new();
    let mut session = open(&home);
    for size in [(1, 1), (200, 60), (2, 1), (1, 60), (59, 17), (1, 1), (120, 40)] {
        session.resize(size);
    }
    session.wait_gone("Backlog Backlog");
    session.wait_for("Pay with a saved card");
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_restored(&session);
}

#[test]
fn a_panic_restores_the_screen_before_it_speaks() {
    for place in ["draw", "input", "store"] {
        let home = Home::new();
        home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
        let command = home.upnext(&["--db", &home.db()], &[("UPNEXT_TEST_PANIC", place)]);
        let mut session = Session::start(command, (120, 40));
        session.press("j");
        assert_eq!(session.exit_status().exit_code(), 101, "{place}");
        assert_restored(&session);
        let screen = session.screen();
        assert!(screen.contains("a fault of its own") && screen.contains("upnext.log"), "{place}: {screen}");
    }
}

#[test]
fn an_idle_program_writes_not_one_byte() {
    let home = Home::new();
    let session = open(&home);
    session.settle(Duration::from_millis(500));
    let before = session.bytes().len();
    session.settle(Duration::from_secs(2));
    assert_eq!(session.bytes().len(), before);
}

#[test]
fn another_windows_change_is_seen_while_idle() {
    let home = Home::new();
    let session = open(&home);
    session.settle(Duration::from_millis(300));
    home.shell(&["--db", &home.db(), "add", "Refund without a receipt"]);
    session.wait_for("Refund without a receipt");
}

#[test]
fn a_key_in_a_long_list_makes_few_bytes() {
    let home = Home::new();
    for n in 0..40 {
        home.shell(&["--db", &home.db(), "add", &format!("Item number {n} of the backlog")]);
    }
    let mut session = start(&home, &[]);
    session.wait_for("Item number 5");
    session.settle(Duration::from_millis(300));
    let before = session.bytes().len();
    session.press("j");
    session.wait_until("a frame", |_, bytes| bytes.len() > before);
    session.settle(Duration::from_millis(100));
    let cost = session.bytes().len() - before;
    assert!(cost <= 1500, "{cost} bytes");
}

#[test]
fn without_a_terminal_there_is_a_hint_and_no_escape() {
    let home = Home::new();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_upnext"));
    let command = command.args(["--db", &home.db()]).env_clear().envs(home.env());
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("terminal") && !words.contains('\x1b') && output.stdout.is_empty(), "{words}");
}
