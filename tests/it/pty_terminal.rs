//! The terminal's guard, input and signals in a pseudo-terminal, under the small program in `probe`.

use crate::probe;
use crate::pty::{Home, Session};
use rustix::process::Signal;
use std::time::Duration;

/// The whole way out of a signal or a hang-up.
pub(crate) const GONE: Duration = Duration::from_millis(700);

/// Starts the program and waits for its first frame.
fn probe(home: &Home) -> Session {
    let session = probe::start(home, &[]);
    session.wait_for("presses 0");
    session
}

/// Fails unless every mode is as it was before the program.
pub(crate) fn assert_restored(session: &Session) {
    session.look(|screen| {
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pasting is plain");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse is given back");
    });
    let bytes = session.bytes();
    let count = |code: &str| bytes.windows(code.len()).filter(|window| *window == code.as_bytes()).count();
    assert_eq!(count("\x1b[?2026h"), count("\x1b[?2026l") - count("\x1b[?1049l"), "each frame is closed");
    for query in ["\x1b[6n", "\x1b[c", "\x1b[?u"] {
        assert_eq!(count(query), 0, "the terminal was asked {query:?}");
    }
    // The same two signs may stand in a text.
    let is_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'?' | b';');
    let asks = |rest: &&[u8]| rest.iter().skip(1).skip_while(|byte| is_number(byte)).take(2).eq(b"$p");
    let modes = bytes.split(|byte| *byte == 0x1b).skip(1).filter(|rest| rest.first() == Some(&b'[')).filter(asks);
    assert_eq!(modes.count(), 0, "the terminal was asked for a mode");
    assert!(count("\x1b]11;?") <= 1, "the terminal is asked for its background once at most");
}

#[test]
fn it_takes_the_terminal_and_gives_it_back() {
    let home = Home::new();
    let mut session = probe(&home);
    session.look(|screen| assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste()));
    session.press("jjk q");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_restored(&session);
}

#[test]
fn an_idle_program_writes_no_byte() {
    let home = Home::new();
    let session = probe(&home);
    session.settle(Duration::from_millis(100));
    let before = session.bytes().len();
    // It redraws at every wake-up here, and still the frames are equal.
    session.settle(Duration::from_secs(1));
    assert_eq!(session.bytes().len(), before);
}

#[test]
fn no_key_of_a_burst_is_lost() {
    let home = Home::new();
    let mut session = probe(&home);
    session.press("w");
    session.send(&[b'j'; 3000]);
    session.wait_for("presses 3000");
}

#[test]
fn a_paste_arrives_as_text_in_one_piece() {
    let home = Home::new();
    let mut session = probe(&home);
    session.paste(&"q".repeat(5000));
    session.wait_for("pasted 5000 qqq");
    session.paste("a\rb");
    session.wait_for("pasted 3 a\nb");
}

#[test]
fn a_signal_in_the_middle_of_a_paste_does_not_cut_it() {
    let home = Home::new();
    let mut session = probe(&home);
    session.send(b"\x1b[200~qq");
    session.resize((90, 20));
    session.wait_for("size Size { width: 90, height: 20 }");
    session.send(b"zz\x1b[201~");
    session.wait_for("pasted 4 qqzz");
}

#[test]
fn a_signal_ends_it_with_its_number_and_restores() {
    for (signal, number) in [(Signal::HUP, 1), (Signal::INT, 2), (Signal::QUIT, 3), (Signal::TERM, 15)] {
        let home = Home::new();
        let mut session = probe(&home);
        session.signal(signal);
        let (status, took) = session.exit();
        assert_eq!(status.exit_code(), 128 + number);
        assert!(took < GONE, "{signal:?} took {took:?}");
        session.exit_status();
        assert_restored(&session);
    }
}

#[test]
fn a_stuck_main_thread_does_not_stop_the_way_out() {
    let home = Home::new();
    let mut session = probe(&home);
    session.press("j h");
    session.wait_for("presses 0");
    session.signal(Signal::TERM);
    let (status, took) = session.exit();
    assert_eq!(status.exit_code(), 143);
    assert!(took < GONE, "{took:?}");
    session.exit_status();
    assert_restored(&session);
}

#[test]
fn a_terminal_that_takes_nothing_does_not_stop_the_way_out() {
    let home = Home::new();
    let mut session = probe(&home);
    session.stop_reading();
    session.press("f");
    // The terminal's buffer fills, then the main thread hangs in a write; there is nothing to wait for from outside.
    std::thread::sleep(Duration::from_millis(200));
    session.signal(Signal::TERM);
    let (status, took) = session.exit();
    assert_eq!(status.exit_code(), 143);
    assert!(took < GONE, "{took:?}");
}

#[test]
fn a_closed_window_ends_it() {
    for keys in ["j", "h"] {
        let home = Home::new();
        let mut session = probe(&home);
        session.press("j");
        session.wait_for("presses 1");
        session.press(keys);
        if keys == "j" {
            session.wait_for("presses 2");
            session.close_master();
        } else {
            // Stuck: it draws no more, so the reading thread would hold the window open. Let the signal do it.
            session.signal(Signal::HUP);
        }
        let (status, took) = session.exit();
        assert_eq!(status.exit_code(), 129);
        assert!(took < GONE, "{took:?}");
    }
}

#[test]
fn a_size_storm_is_survived() {
    let home = Home::new();
    let mut session = probe(&home);
    for size in [(1, 1), (200, 60), (2, 1), (1, 60), (80, 24), (1, 1), (90, 20)] {
        session.resize(size);
    }
    session.wait_for("size Size { width: 90, height: 20 }");
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_restored(&session);
}

#[test]
fn a_panic_restores_the_screen_before_it_speaks() {
    let home = Home::new();
    let mut session = probe::start(&home, &[("UPNEXT_TEST_PANIC", "draw")]);
    assert_ne!(session.exit_status().exit_code(), 0);
    assert_restored(&session);
    let screen = session.screen();
    assert!(screen.contains("a fault of its own"), "{screen}");
}

#[test]
fn ctrl_z_stops_the_job_and_fg_brings_it_back() {
    let home = Home::new();
    let mut session = probe::start_in_shell(&home);
    session.wait_for("presses 0");
    session.press("j Ctrl-z");
    session.wait_for("stopped by the shell");
    session.look(|screen| assert!(!screen.alternate_screen() && !screen.hide_cursor()));
    session.type_text("\n");
    session.wait_for("resumed");
    session.press("j");
    session.wait_for("presses 2");
    session.press("q");
    session.wait_for("back 0");
    session.exit_status();
    assert_restored(&session);
}

#[test]
fn a_stop_from_outside_is_recovered_from() {
    let home = Home::new();
    let mut session = probe(&home);
    session.signal(Signal::STOP);
    session.signal(Signal::CONT);
    session.press("j");
    session.wait_for("presses 1");
}

#[test]
fn ctrl_z_without_a_shell_says_so() {
    let home = Home::new();
    let mut session = probe(&home);
    session.press("Ctrl-z");
    session.wait_for("no shell to go back to");
}

#[test]
fn ctrl_z_in_a_script_that_the_window_was_opened_for_stops_nothing() {
    let home = Home::new();
    let mut session = probe::start_in_script(&home);
    session.wait_for("presses 0");
    session.press("Ctrl-z");
    session.wait_for("no shell to go back to");
    session.press("q");
    session.wait_for("the script ends");
    session.exit_status();
    assert_restored(&session);
}

#[test]
fn ctrl_z_in_the_editor_stops_nothing_where_nobody_could_go_on() {
    let home = Home::new();
    let mut session = probe::start(&home, &[("EDITOR", "bash -c 'read -r line; echo \"$line\" >> \"$1\"' ed")]);
    session.wait_for("presses 0");
    session.press("e");
    session.wait_until("the plain screen", |screen, _| !screen.alternate_screen());
    session.type_text("\x1a");
    // The terminal drops what was typed before.
    session.settle(Duration::from_millis(200));
    session.type_text("on\n");
    session.wait_for("edited \"text\\non\\n\"");
    session.press("j");
    session.wait_for("presses 1");
}

#[test]
fn the_editor_has_the_terminal_for_itself() {
    let home = Home::new();
    let mut session =
        probe::start(&home, &[("EDITOR", "bash -c 'read -r line; echo \"$line\" >> \"$1\"; kill -INT $PPID' ed")]);
    session.wait_for("presses 0");
    session.press("e");
    session.wait_until("the plain screen", |screen, _| !screen.alternate_screen());
    session.type_text("quiet q jj\n");
    session.wait_for("edited \"text\\nquiet q jj\\n\"");
    session.press("j");
    session.wait_for("presses 1");
}
