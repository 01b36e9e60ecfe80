//! The real program in a pseudo-terminal, under bursts of anything. After each it must answer, and at the end go in
//! order, whichever end that is.
#![expect(clippy::print_stdout, reason = "what was done is told")]

use super::deed::Source;
use super::inside;
use super::noise::{Blow, burst};
use crate::pty::{Came, Home, Session};
use crate::pty_terminal::assert_restored;
use crate::replay::{Dice, assert_whole};
use rustix::process::{Pid, Signal, kill_process};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// What the main thread may use of the processor between a probe and its answer: a second as people have the program,
/// which is several times faster than this build of it.
const SLOW: Duration = Duration::from_secs(5);
/// What it may use until its first answer to a burst, which may be a megabyte pasted, in this build several times slower
/// than the one that people have.
const BUSY: Duration = Duration::from_secs(20);
/// How long an answer may take on a machine that does much else.
const LATE: Duration = Duration::from_secs(90);
/// Longest life; what is not over by then hangs.
const LIFE: Duration = Duration::from_secs(240);
/// For so long after an editor's end, and a little more, an INT or QUIT is the editor's.
const ECHO: Duration = Duration::from_millis(700);
/// Bursts of one life.
const BURSTS: usize = 14;
/// Most memory, in KiB.
const MEMORY: u64 = 400 * 1024;

/// What lives have shown.
#[derive(Debug, Default)]
struct Sum {
    bursts: usize,
    signals: usize,
    ends: [usize; 4],
    slowest: Duration,
    memory: u64,
}

/// Lives for this long, one at least.
pub(super) fn run(span: Duration, seed: u64) {
    let home = Home::new();
    let master = home.path("master.db");
    inside::make(&master);
    let (start, mut lives, mut sum) = (Instant::now(), 0, Sum::default());
    while start.elapsed() < span || lives == 0 {
        let number = seed.wrapping_add(lives);
        println!("chaos outside: UPNEXT_SEED={number}");
        live(&master, number, &mut sum);
        lives += 1;
    }
    let [quit, ended, signalled, closed] = sum.ends;
    println!(
        "chaos outside: UPNEXT_SEED={seed}, {lives} lives, {} bursts, {} signals in {:.1} s; ends: {quit} left, {ended} by \
         keys before, {signalled} by a signal, {closed} by a closed window; the slowest answer used {} ms, most memory {} MB",
        sum.bursts,
        sum.signals,
        start.elapsed().as_secs_f64(),
        sum.slowest.as_millis(),
        sum.memory / 1024
    );
}

/// Lives one life again.
pub(super) fn again(seed: u64) {
    let home = Home::new();
    let master = home.path("master.db");
    inside::make(&master);
    live(&master, seed, &mut Sum::default());
}

/// What kills the program when a life does not end; dropped in time, it does nothing.
fn watch(pid: Pid) -> std::sync::mpsc::Sender<()> {
    let (over, is_over) = channel();
    thread::spawn(move || {
        if is_over.recv_timeout(LIFE) == Err(RecvTimeoutError::Timeout) {
            let _ = kill_process(pid, Signal::KILL);
        }
    });
    over
}

/// One life.
fn live(master: &Path, seed: u64, sum: &mut Sum) {
    let home = Home::new();
    std::fs::copy(master, home.db()).unwrap();
    let (mut source, mut dice) = (Source::new(seed), Dice(seed.wrapping_mul(48_271)));
    let command = home.upnext(&["--db", &home.db()], &[("EDITOR", "true")]);
    let mut session = Session::start(command, (120, 40));
    let watch = watch(session.pid());
    let mut told: Vec<Vec<Blow>> = Vec::new();
    // Some are hit before their first frame.
    if !dice.once_in(4) {
        session.wait_for("Backlog");
    }
    let mut is_over = false;
    for n in 0..BURSTS {
        let blows = burst(&mut source, &mut dice);
        told.push(blows.clone());
        sum.bursts += 1;
        sum.signals += blows.iter().filter(|blow| matches!(blow, Blow::Signal(_))).count();
        for blow in &blows {
            strike(&mut session, blow);
        }
        if !answers(&mut session, n, sum, &told) {
            is_over = true;
            break;
        }
    }
    if !is_over {
        let memory = session.memory().unwrap_or(0);
        sum.memory = sum.memory.max(memory);
        assert!(memory < MEMORY, "{memory} KiB; {told:?}");
    }
    end(&mut session, &mut dice, is_over, sum, &told);
    drop(watch);
    assert_left(&home, &told);
}

fn strike(session: &mut Session, blow: &Blow) {
    match blow {
        // It may have ended.
        Blow::Send(bytes) => drop(session.try_send(bytes)),
        Blow::Pause(time) => thread::sleep(Duration::from_millis(*time)),
        Blow::Size(columns, rows) => session.resize((*columns, *rows)),
        Blow::Signal(signal) => {
            let _ = kill_process(session.pid(), *signal);
        }
    }
}

/// A new size must make a new frame, whatever is still to be done; and then another at once. False where the program has
/// ended.
fn answers(session: &mut Session, n: usize, sum: &mut Sum, told: &[Vec<Blow>]) -> bool {
    let pid = session.pid();
    for (round, limit) in [(0, BUSY), (1, SLOW)] {
        let (written, before) = (session.bytes().len(), used(pid));
        session.resize((1, 1));
        session.resize((100 + u16::try_from(n).unwrap(), 30 + round));
        let is_framed = |_: &vt100::Screen, bytes: &[u8]| {
            bytes.get(written..).is_some_and(|new| new.windows(8).any(|window| window == b"\x1b[?2026l"))
        };
        let came = session.comes(LATE, is_framed);
        let took = used(pid).saturating_sub(before);
        match came {
            Came::Yes => {}
            Came::Ended => return false,
            Came::Late => {
                let (state, screen) = (state(pid), session.screen());
                panic!("no answer within {LATE:?} ({state}, {took:?} of work) after {told:#?}; the screen:\n{screen}");
            }
        }
        if round == 1 {
            sum.slowest = sum.slowest.max(took);
        }
        assert!(took < limit, "answer {round} used {took:?} of the processor after {told:#?}");
    }
    true
}

/// Whether the main thread runs, or wants to: `R`; sleeps: `S`; is gone: `Z`.
fn state(pid: Pid) -> char {
    let pid = pid.as_raw_nonzero();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()).unwrap_or('Z')
}

/// What the main thread has used of the processor.
fn used(pid: Pid) -> Duration {
    let pid = pid.as_raw_nonzero();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/schedstat")).unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

/// It goes: by keys, by a signal, by a closed window; or it has gone already.
fn end(session: &mut Session, dice: &mut Dice, is_over: bool, sum: &mut Sum, told: &[Vec<Blow>]) {
    const SIGNALS: [(Signal, u32); 4] = [(Signal::HUP, 1), (Signal::INT, 2), (Signal::QUIT, 3), (Signal::TERM, 15)];
    let (way, expected) = match dice.below(3) {
        _ if is_over => (1, 0),
        0 => {
            session.close_master();
            (3, 129)
        }
        _ => {
            let (signal, number) = SIGNALS[dice.below(4)];
            session.signal(signal);
            // Right after an editor's end the program takes it for the editor's own: who means it asks again, until no
            // editor comes any more that was asked for before.
            let is_echo = [Signal::INT, Signal::QUIT].contains(&signal);
            let late = Instant::now() + LATE;
            while is_echo && !ends_within(session, ECHO) && Instant::now() < late {
                session.signal(signal);
            }
            (2, 128 + number)
        }
    };
    let status = if way == 3 { session.exit().0 } else { session.exit_status() };
    let (code, bytes) = (status.exit_code(), session.bytes());
    // Before it has begun a signal is the system's, as is a Ctrl-\ that was typed ahead.
    let has_begun = bytes.windows(8).any(|window| window == b"\x1b[?1049h");
    let is_killed = !has_begun && status.signal().is_some();
    let fault = b"a fault of its own";
    assert!(!bytes.windows(fault.len()).any(|window| window == fault), "{told:#?}\n{}", session.screen());
    // A program that was told to go may have been going.
    assert!(
        code == expected || code == 0 || is_killed,
        "it ended with {code}, not {expected}, after {told:#?}\n{}",
        session.screen()
    );
    sum.ends[way] += 1;
    if way != 3 {
        assert_restored(session);
        let (before, after) = session.settings();
        assert_eq!(before, after, "{told:#?}");
    }
}

/// True where the program ends in this time.
fn ends_within(session: &mut Session, time: Duration) -> bool {
    let until = Instant::now() + time;
    while session.ended().is_none() {
        if Instant::now() >= until {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}

/// What it leaves: a whole file, no word of a panic, no process.
fn assert_left(home: &Home, told: &[Vec<Blow>]) {
    let log = std::fs::read_to_string(home.path("state/upnext/upnext.log")).unwrap_or_default();
    assert!(!log.contains("panic"), "{log}\nafter {told:#?}");
    assert_whole(Path::new(&home.db()));
    let until = Instant::now() + LATE;
    while let Some(left) = inhabitant(home) {
        assert!(Instant::now() < until, "a process is left: {left}; after {told:#?}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// A process that lives in this home.
pub(crate) fn inhabitant(home: &Home) -> Option<String> {
    let home = home.path("").canonicalize().unwrap();
    let is_there =
        |pid: &String| std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd.starts_with(&home));
    let pids = std::fs::read_dir("/proc").unwrap().filter_map(|e| e.ok()?.file_name().into_string().ok());
    let found = pids.filter(|name| name.bytes().all(|b| b.is_ascii_digit())).find(is_there)?;
    Some(std::fs::read_to_string(format!("/proc/{found}/cmdline")).unwrap_or(found).replace('\0', " "))
}
