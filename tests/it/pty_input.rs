//! What comes from the terminal beside keys, with the real program and real bytes: the mouse, long pastes, the
//! background's colour; and what goes to its clipboard.

use crate::probe;
use crate::pty::{Home, Session};
use crate::pty_terminal::assert_restored;
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// The answer of a terminal with a light background.
const LIGHT: &[u8] = b"\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\";
const ASKED: &[u8] = b"\x1b]11;?";

/// A file with these items.
fn home(titles: &[&str]) -> Home {
    let home = Home::new();
    for title in titles {
        home.shell(&["--db", &home.db(), "add", title]);
    }
    home
}

fn start(home: &Home, env: &[(&str, &str)]) -> Session {
    let session = Session::start(home.upnext(&["--db", &home.db()], env), (120, 40));
    session.wait_for("Backlog");
    session
}

fn has_mouse(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() == vt100::MouseProtocolMode::ButtonMotion
        && screen.mouse_protocol_encoding() == vt100::MouseProtocolEncoding::Sgr
}

fn count(session: &Session, what: &[u8]) -> usize {
    session.bytes().windows(what.len()).filter(|window| *window == what).count()
}

/// The titles in the order of the list.
fn order(home: &Home) -> String {
    let listed = home.shell(&["--db", &home.db(), "list"]);
    let of = |line: &str| ["Apple", "Banana", "Cherry"].into_iter().find(|title| line.contains(title));
    listed.lines().filter_map(of).collect::<Vec<_>>().join(" ")
}

/// True where the row under the cursor has this title.
fn is_selected(screen: &vt100::Screen, title: &str) -> bool {
    screen.contents().lines().any(|line| line.contains('▌') && line.contains(title))
}

#[test]
fn a_click_selects_and_a_drag_moves() {
    let home = home(&["Apple", "Banana", "Cherry"]);
    let mut session = start(&home, &[]);
    session.wait_for("Cherry");
    session.look(|screen| assert!(has_mouse(screen)));
    session.send(b"\x1b[<0;20;4M\x1b[<0;20;4m");
    session.wait_until("Banana selected", |screen, _| is_selected(screen, "Banana"));
    session.send(b"\x1b[<0;20;5M\x1b[<32;21;4M");
    session.wait_for("MOVING");
    // A report may come in two halves, with a pause that would settle a lone Esc.
    session.send(b"\x1b[<32;2");
    std::thread::sleep(Duration::from_millis(60));
    session.send(b"1;3M\x1b[<0;21;3m");
    session.wait_for(" above ");
    assert_eq!(order(&home), "Cherry Apple Banana");
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_restored(&session);
}

#[test]
fn a_flood_of_motion_keeps_the_program_quick() {
    let home = home(&["Apple", "Banana", "Cherry"]);
    let mut session = start(&home, &[]);
    session.wait_for("Cherry");
    session.send(b"\x1b[<0;20;3M");
    let moves: Vec<String> = (0..20_000).map(|n| format!("\x1b[<32;{};{}M", 10 + n % 40, 3 + n % 4)).collect();
    session.send(moves.concat().as_bytes());
    session.send(b"\x1b[<32;20;5M\x1b[<0;20;5m");
    session.wait_for(" below ");
    assert_eq!(order(&home), "Banana Cherry Apple");
}

#[test]
fn every_way_out_gives_the_mouse_back() {
    let home = home(&["Apple"]);
    let mut session = start(&home, &[]);
    session.signal(Signal::TERM);
    session.exit_status();
    assert_restored(&session);
    let mut session = start(&home, &[("UPNEXT_TEST_PANIC", "input")]);
    session.press("j");
    session.exit_status();
    assert_restored(&session);
    let mut session = start(&home, &[("EDITOR", "bash -c 'read -r line' ed")]);
    session.wait_for("Apple");
    session.press("E");
    session.wait_until("the plain screen", |screen, _| !screen.alternate_screen());
    session.look(|screen| assert!(!has_mouse(screen), "the editor has the mouse to itself"));
    session.type_text("\n");
    session.wait_until("the mouse again", |screen, _| screen.alternate_screen() && has_mouse(screen));
    session.press("g m");
    session.wait_for("mouse off");
    session.wait_until("no mouse", |screen, _| !has_mouse(screen));
    session.press("E");
    session.wait_until("the plain screen", |screen, _| !screen.alternate_screen());
    session.type_text("\n");
    session.wait_until("the screen", |screen, _| screen.alternate_screen());
    session.settle(Duration::from_millis(100));
    session.look(|screen| assert!(!has_mouse(screen), "off stays off"));
    session.press("q");
    session.exit_status();
    assert_restored(&session);
}

#[test]
fn ten_megabytes_are_refused_and_do_no_harm() {
    let home = home(&["Apple"]);
    let mut session = start(&home, &[]);
    session.wait_for("Apple");
    session.send(b"\x1b[200~");
    let chunk = "q delete everything \x1b[201\r".repeat(4000);
    for _ in 0..=10_000_000 / chunk.len() {
        session.send(chunk.as_bytes());
    }
    session.send(b"\x1b[201~");
    session.wait_for("bytes are too much to paste");
    #[cfg(target_os = "linux")]
    {
        let pid = session.pid().as_raw_nonzero();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: usize = peak.trim().trim_end_matches("kB").trim().parse().unwrap();
        assert!(kilobytes < 100_000, "{kilobytes} kB");
    }
    session.press("j");
    session.wait_gone("bytes are too much to paste");
    session.paste("- Banana\r- Cherry\r");
    session.wait_for("New items from 2 pasted lines");
    session.press("Enter");
    session.wait_for("add 2 items");
    assert_eq!(order(&home), "Apple Banana Cherry");
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
}

#[test]
fn a_copied_key_goes_to_the_terminal_in_one_sequence() {
    let home = home(&["Apple"]);
    let mut session = start(&home, &[]);
    session.wait_for("Apple");
    session.press("y y");
    session.wait_for("only the terminal knows");
    let shown = session.screen();
    let key = shown.split_whitespace().find(|word| word.ends_with("-1")).unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".as_bytes();
    let bits: Vec<u8> = key.bytes().flat_map(|b| (0..8).rev().map(move |n| b >> n & 1)).collect();
    let mut code: Vec<u8> = bits
        .chunks(6)
        .map(|six| alphabet[(0..6).fold(0, |n, i| n * 2 + usize::from(*six.get(i).unwrap_or(&0)))])
        .collect();
    code.resize(code.len().div_ceil(4) * 4, b'=');
    let sequence = [b"\x1b]52;c;", code.as_slice(), b"\x1b\\"].concat();
    assert_eq!(count(&session, &sequence), 1, "{key}");
}

#[test]
fn what_is_copied_just_before_the_end_still_goes_out() {
    let home = home(&["Apple"]);
    let mut session = start(&home, &[]);
    session.wait_for("Apple");
    session.send(b"yyq");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_eq!(count(&session, b"\x1b]52;c;"), 1);
    assert_restored(&session);
}

#[test]
fn the_terminals_answer_chooses_the_colours_and_types_nothing() {
    let home = home(&["Apple", "Banana"]);
    let mut session = start(&home, &[]);
    session.wait_for("Banana");
    assert_eq!(count(&session, ASKED), 1, "asked once");
    // The frame that shows it may still be on its way.
    session.settle(Duration::from_millis(100));
    let background = |screen: &vt100::Screen| screen.cell(20, 30).map(vt100::Cell::bgcolor);
    let before = session.look(background);
    for (n, byte) in LIGHT.iter().enumerate() {
        session.send(&[*byte]);
        // Even after its first byte, which alone would be the key Esc soon.
        std::thread::sleep(Duration::from_millis(if n < 2 { 40 } else { 5 }));
    }
    session.wait_until("other colours", |screen, _| background(screen) != before);
    assert!(!session.screen().contains("does nothing here"), "{}", session.screen());
    session.send(b"\x1b]11;rgb:0000/0000/0000\x07");
    session.wait_until("the first colours", |screen, _| background(screen) == before);
    session.press("q");
    session.exit_status();
    assert_restored(&session);
}

#[test]
fn nobody_is_asked_where_it_is_known_or_far_away() {
    for env in [
        [("COLORFGBG", "15;0"), ("A", "")],
        [("SSH_TTY", "/dev/pts/9"), ("A", "")],
        [("NO_COLOR", "1"), ("A", "")],
        [("TERM", "screen-256color"), ("A", "")],
        [("TERM", "linux"), ("A", "")],
    ] {
        let home = home(&["Apple"]);
        let mut session = start(&home, &env);
        session.wait_for("Apple");
        session.press("q");
        session.exit_status();
        assert_eq!(count(&session, ASKED), 0, "{env:?}");
    }
}

#[test]
fn an_answer_that_is_owed_at_the_end_does_not_reach_the_shell() {
    let home = home(&["Apple"]);
    let mut command = home.command("bash");
    let program = format!("'{}' --db '{}'", env!("CARGO_BIN_EXE_upnext"), home.db());
    command.args(["-c", &format!("{program}; read -r -t 0.4 -n 1 typed; echo \"typed:$typed:\"")]);
    let mut session = Session::start(command, (120, 40));
    session.wait_for("Apple");
    session.press("q");
    std::thread::sleep(Duration::from_millis(20));
    session.send(LIGHT);
    session.wait_for("typed::");
    session.exit_status();
    assert_restored(&session);
}

#[cfg(target_os = "linux")]
#[test]
fn an_idle_program_sleeps() {
    let home = home(&["Apple"]);
    let session = start(&home, &[]);
    session.settle(Duration::from_secs(1));
    let pid = session.pid().as_raw_nonzero();
    let wakes = || -> usize {
        let status = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:")).unwrap();
        line.trim().parse().unwrap()
    };
    let (before, begun) = (wakes(), Instant::now());
    session.settle(Duration::from_secs(2));
    let (wakes, seconds) = (wakes() - before, begun.elapsed().as_secs_f64());
    let most = 7.0 * seconds;
    assert!(f64::from(u32::try_from(wakes).unwrap()) <= most, "{wakes} in {seconds} s");
}

#[test]
fn the_probe_gets_the_mouse_as_it_was_sent() {
    let home = Home::new();
    let mut session = probe::start(&home, &[]);
    session.wait_for("presses 0");
    session.send(b"\x1b[<64;7;9M");
    session.wait_for("mouse Mouse { kind: WheelUp, column: 6, row: 8 }");
    session.send(b"\x1b[M !!");
    session.wait_for("mouse Mouse { kind: Down, column: 0, row: 0 }");
}
