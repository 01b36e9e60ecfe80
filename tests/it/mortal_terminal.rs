//! The ways out of the real program, at any moment: signals, a closed window, a fault of its own. Each time it is gone
//! soon, the terminal is as before, and what was being typed is there at the next start.
#![expect(clippy::print_stdout, reason = "what was done is told")]

use crate::chaos::inhabitant;
use crate::dose::dose;
use crate::pty::{Came, Home, Session};
use crate::pty_terminal::assert_restored;
use crate::replay::{Dice, assert_whole};
use rustix::process::Signal;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the way out may take.
const GONE: Duration = Duration::from_millis(700);
/// The same on a machine that does much else at this moment, where nothing can be said of less.
const LOADED: Duration = Duration::from_secs(8);
/// What is typed and never saved by the person.
const TYPED: &str = "as a buyer I type this";

/// Where the program is when it is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// Anywhere in its start.
    FirstFrame,
    /// On the list.
    List,
    /// In a prompt with text that is only just typed.
    Prompt,
    /// In a form with text that is only just typed.
    Form,
    /// In a pop-up.
    PopUp,
    /// While a job imports.
    Job,
    /// In a paste that has not ended.
    Paste,
    /// In the person's editor, which was opened from a form with typed text.
    Editor,
    /// While the terminal takes no bytes, after text was typed.
    Stuck,
}

const MOMENTS: [Moment; 9] = [
    Moment::FirstFrame,
    Moment::List,
    Moment::Prompt,
    Moment::Form,
    Moment::PopUp,
    Moment::Job,
    Moment::Paste,
    Moment::Editor,
    Moment::Stuck,
];

impl Moment {
    /// True where text was typed that must come back.
    fn has_draft(self) -> bool {
        matches!(self, Self::Prompt | Self::Form | Self::Editor | Self::Stuck)
    }
}

/// A home with a backlog and a file to import.
fn home() -> Home {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
    let rows: Vec<String> = (0..3000).map(|n| format!("Story {n} of an import,5")).collect();
    std::fs::write(home.path("many.csv"), format!("Title,Estimate\n{}\n", rows.join("\n"))).unwrap();
    home
}

fn start(home: &Home) -> Session {
    // It goes on writing: who closes the window reads until something comes.
    let editor = "sh -c 'echo in the editor; while :; do sleep 0.05; printf .; done'";
    Session::start(home.upnext(&["--db", &home.db()], &[("EDITOR", editor)]), (120, 40))
}

/// Brings the program to a moment.
fn come_to(session: &mut Session, moment: Moment, dice: &mut Dice) {
    if moment == Moment::FirstFrame {
        // Taken: from here on a signal is the program's own.
        session.wait_until("the terminal taken", |screen, _| screen.alternate_screen());
        return;
    }
    session.wait_for("Pay with a saved card");
    match moment {
        Moment::FirstFrame | Moment::List => {}
        Moment::Prompt | Moment::Stuck => {
            session.press("a");
            session.type_text(TYPED);
            session.wait_for(TYPED);
        }
        Moment::Form | Moment::Editor => {
            session.press("e j j i");
            session.type_text(TYPED);
            session.wait_for(TYPED);
        }
        Moment::PopUp => session.press("?"),
        Moment::Job => {
            session.press(":");
            session.type_text("import many.csv");
            session.press("Enter");
            session.wait_for("3,000 new");
            session.press("Enter");
        }
        Moment::Paste => session.send(b"\x1b[200~half of a paste"),
    }
    if moment == Moment::Editor {
        session.press("Esc E");
        session.wait_for("in the editor");
    }
    if moment == Moment::Stuck {
        session.stop_reading();
        // Each new size is a whole frame, and nobody takes it: the terminal's buffer fills.
        for n in 0..60 {
            session.resize((120 + n % 2, 40));
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    std::thread::sleep(Duration::from_micros(dice.below(30_000) as u64));
}

/// Waits for the end; fails where it took too long for the machine as it is.
fn gone_in_time(session: &mut Session, what: &str) -> u32 {
    let (status, took) = session.exit();
    let limit = if is_loaded() { LOADED } else { GONE };
    assert!(took < limit, "{what}: gone after {took:?}");
    status.exit_code()
}

/// True where more wants to run than there are processors for.
fn is_loaded() -> bool {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let running = load.split(' ').nth(3).and_then(|part| part.split('/').next()?.parse::<usize>().ok());
    running.unwrap_or(usize::MAX) > std::thread::available_parallelism().map_or(1, usize::from)
}

/// What was typed is there at the next start.
fn assert_draft(home: &Home, what: &str) {
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
    session.wait_for("Pay with a saved card");
    session.run("draft");
    let came = session.comes(Duration::from_secs(20), |screen, _| screen.contents().contains(TYPED));
    assert_eq!(came, Came::Yes, "{what}: the draft is lost; the screen:\n{}", session.screen());
}

/// Nothing is left of it, and the file is whole.
fn assert_left(home: &Home, what: &str) {
    let until = Instant::now() + Duration::from_secs(20);
    while let Some(left) = inhabitant(home) {
        assert!(Instant::now() < until, "{what}: a process is left: {left}");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_whole(Path::new(&home.db()));
}

/// Hit once.
fn hit(way: Option<(Signal, u32)>, moment: Moment, dice: &mut Dice) {
    let what = format!("{way:?} at {moment:?}");
    let home = home();
    let mut session = start(&home);
    come_to(&mut session, moment, dice);
    let expected = if let Some((signal, number)) = way {
        session.signal(signal);
        128 + number
    } else {
        session.close_master();
        129
    };
    let code = gone_in_time(&mut session, &what);
    assert_eq!(code, expected, "{what}");
    if way.is_some() && moment != Moment::Stuck {
        session.exit_status();
        assert_restored(&session);
    }
    if way.is_some() {
        let (before, after) = session.settings();
        assert_eq!(before, after, "{what}");
    }
    assert_left(&home, &what);
    if moment.has_draft() {
        assert_draft(&home, &what);
    }
}

/// The signals that end it, as often as `rounds` says, each at moments in turn.
fn ends(rounds: u64) {
    let ways: [Option<(Signal, u32)>; 9] = [
        Some((Signal::TERM, 15)),
        Some((Signal::HUP, 1)),
        Some((Signal::INT, 2)),
        Some((Signal::QUIT, 3)),
        Some((Signal::USR1, 10)),
        Some((Signal::USR2, 12)),
        Some((Signal::ALARM, 14)),
        Some((Signal::XCPU, 24)),
        None,
    ];
    let mut dice = Dice(dose("SEED", 8));
    let mut hits = 0;
    for round in 0..rounds {
        for (n, way) in ways.into_iter().enumerate() {
            let moment = MOMENTS[(usize::try_from(round).unwrap() + n) % MOMENTS.len()];
            // The editor has the terminal then: Ctrl-C is its own.
            let is_its = matches!(way, Some((Signal::INT | Signal::QUIT, _)));
            // A terminal that is not read can't be closed by the reading thread.
            if (is_its && moment == Moment::Editor) || (way.is_none() && moment == Moment::Stuck) {
                continue;
            }
            hit(way, moment, &mut dice);
            hits += 1;
        }
    }
    println!("mortal terminal: {hits} ends by {} ways at {} moments", ways.len(), MOMENTS.len());
}

#[test]
fn a_signal_at_any_moment_ends_it_in_order() {
    ends(1);
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn a_hundred_of_each_signal() {
    ends(dose("ENDS", 100));
    stops(dose("ENDS", 100));
}

/// What is typed stays typed, however often it is stopped and goes on.
fn stops(rounds: u64) {
    let home = home();
    let mut session = start(&home);
    come_to(&mut session, Moment::Form, &mut Dice(1));
    // A word of its own: joined to the last, a long one is wrapped as one.
    session.type_text(" ");
    for round in 0..rounds {
        session.signal(if round % 2 == 0 { Signal::TSTP } else { Signal::STOP });
        session.signal(Signal::CONT);
        session.type_text("x");
    }
    let typed = "x".repeat(usize::try_from(rounds.min(20)).unwrap());
    session.wait_until("all that was typed", |screen, _| screen.contents().contains(&typed));
    session.signal(Signal::TERM);
    assert_eq!(gone_in_time(&mut session, "TERM after stops"), 143);
    session.exit_status();
    assert_restored(&session);
    assert_draft(&home, "after stops");
    println!("mortal terminal: {rounds} stops");
}

#[test]
fn a_stop_at_any_moment_is_come_back_from() {
    stops(20);
}

#[test]
fn a_fault_anywhere_keeps_what_was_typed() {
    // The number lies behind what is pressed and drawn before: the last letters are typed when it strikes.
    for (place, keys) in [("input", "a"), ("draw", "a"), ("store", "a")] {
        let home = home();
        let times = if place == "input" { 12 } else { 30 };
        let command = home.upnext(&["--db", &home.db()], &[("UPNEXT_TEST_PANIC", &format!("{place}:{times}"))]);
        let mut session = Session::start(command, (120, 40));
        session.wait_for("Pay with a saved card");
        session.press(keys);
        let mut typed = 0;
        for letter in TYPED.chars().chain("z".repeat(200).chars()) {
            if !session.try_send(letter.to_string().as_bytes()) || session.ended().is_some() {
                break;
            }
            typed += 1;
            std::thread::sleep(Duration::from_millis(15));
        }
        assert_eq!(session.exit_status().exit_code(), 101, "{place}, {typed} typed");
        assert_restored(&session);
        let (before, after) = session.settings();
        assert_eq!(before, after);
        let screen = session.screen();
        assert_eq!(screen.matches("a fault of its own").count(), 1, "{place}: {screen}");
        assert!(screen.contains(":draft") && screen.contains("upnext.log"), "{place}: {screen}");
        assert_left(&home, place);
        let mut again = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
        again.wait_for("Pay with a saved card");
        again.run("draft");
        // At the least what was typed before the key at which it struck.
        again.wait_for("as a buy");
    }
}

#[test]
fn a_fault_in_a_job_leaves_the_program_alone() {
    let home = home();
    let command = home.upnext(&["--db", &home.db()], &[("UPNEXT_TEST_PANIC", "job")]);
    let mut session = Session::start(command, (120, 40));
    session.wait_for("Pay with a saved card");
    session.press(":");
    session.type_text("export csv out.csv");
    session.press("Enter");
    session.wait_for("fault of upnext's own");
    session.look(|screen| assert!(screen.alternate_screen()));
    session.press("Esc q");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_restored(&session);
}

#[test]
fn a_fault_with_the_terminal_gone_ends_it_too() {
    let home = home();
    let command = home.upnext(&["--db", &home.db()], &[("UPNEXT_TEST_PANIC", "input:3")]);
    let mut session = Session::start(command, (120, 40));
    session.wait_for("Pay with a saved card");
    session.send(b"jjjjjj");
    session.close_master();
    let code = gone_in_time(&mut session, "a fault and a closed window");
    assert!(code == 101 || code == 129, "{code}");
    assert_left(&home, "a fault and a closed window");
}
