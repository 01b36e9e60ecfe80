//! No network: the whole program under strace, which writes down every call about a socket. A tour through shell
//! commands, and one through every view and pop-up with `$EDITOR` and the clipboard.

use crate::dose::skipped;
use crate::pty::{Home, Session};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The calls, one a line, with the process's number before them.
const TRACE: [&str; 5] = ["-f", "-e", "trace=network", "-e", "signal=none"];

/// True where strace is there and may trace.
fn can_trace() -> bool {
    let tried = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    tried.is_ok_and(|output| output.status.success())
}

/// What would reach beyond the process: everything about sockets but a pair of them inside it, and what goes through
/// that pair without an address.
fn reaching(trace: &str) -> Vec<&str> {
    let is_inside = |call: &str| {
        let pair = call.starts_with("socketpair(AF_UNIX,") || call.contains("<... socketpair resumed>");
        let through = ["sendto(", "recvfrom(", "<... sendto resumed>", "<... recvfrom resumed>", "shutdown("];
        let goes = through.iter().any(|name| call.starts_with(name)) && !call.contains("sa_family");
        pair || goes || call.starts_with("+++") || call.starts_with("<... exit")
    };
    let call = |line: &&str| line.split_once(' ').map_or(*line, |(_, call)| call).trim_start().to_owned();
    trace.lines().filter(|line| !is_inside(&call(line))).collect()
}

/// Fails if the trace shows a way out; tells how many processes were watched.
fn assert_inside(path: &Path) -> usize {
    let trace = fs::read_to_string(path).unwrap();
    let ends = trace.lines().filter(|line| line.contains("+++ exited")).count();
    assert!(ends > 0, "nothing was traced: {trace}");
    assert_eq!(reaching(&trace), [""; 0], "calls that reach beyond the process");
    ends
}

/// `upnext` under strace, outside any terminal.
fn shell(home: &Home, trace: &Path, args: &[&str]) {
    let mut command = Command::new("strace");
    command.args(TRACE).args(["-A", "-o"]).arg(trace).arg(env!("CARGO_BIN_EXE_upnext")).args(args);
    let output = command.env_clear().envs(home.env()).current_dir(home.path("")).output().unwrap();
    assert!(output.status.success(), "upnext {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_way_out_is_seen() {
    let inside = "7 socketpair(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0, [9, 10]) = 0\n7 recvfrom(9,  <unfinished ...>\n\
        7 <... recvfrom resumed>0x7f, 1024, MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN\n7 +++ exited with 0 +++";
    assert_eq!(reaching(inside), [""; 0]);
    for out in [
        "7 socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 3",
        "7 socket(AF_UNIX, SOCK_STREAM, 0) = 3",
        "7 connect(3, {sa_family=AF_UNIX, sun_path=\"/run/nscd\"}, 110) = -1",
        "7 sendto(3, \"x\", 1, 0, {sa_family=AF_INET, sin_port=htons(53)}, 16) = 1",
        "7 bind(3, {sa_family=AF_INET}, 16) = 0",
    ] {
        assert_eq!(reaching(out), [out]);
    }
}

#[test]
fn shell_commands_speak_no_network() {
    if !can_trace() {
        skipped("strace", "no strace that may trace");
        return;
    }
    let home = Home::new();
    let trace = home.path("calls");
    fs::write(home.path("jira.csv"), "Summary,Issue key,Issue Type,Status\nPay,WEB-1,Story,To Do\n").unwrap();
    let commands = [
        "add Hello --tag shop",
        "import jira.csv",
        "list --json",
        "show 1",
        "why 1",
        "edit 1 --estimate 3",
        "move 1 top",
        "score 1 reach=3 impact=2 confidence=80 effort=4",
        "undo",
        "redo",
        "sprint list",
        "export out.json",
        "export out.csv",
        "export out.md",
        "export out.html",
        "import out.json",
        "export --format md --changed",
        "health",
        "backup",
        "restore --list",
        "restore --yes",
        "doctor",
        "config path",
        "config check",
        "completions bash",
        "man",
        "purge --before 2026-01-01",
        "--help",
        "--version",
    ];
    for command in commands {
        shell(&home, &trace, &command.split(' ').collect::<Vec<_>>());
    }
    let watched = assert_inside(&trace);
    println!("{} commands in {watched} processes and threads: no call that reaches beyond", commands.len());
}

/// Keys, and the word that the bottom line then begins with.
const VIEWS: &[(&str, &str)] = &[
    ("Enter", "STORY"),
    ("Esc", "BACKLOG"),
    ("g i", "INBOX"),
    ("g e", "EPICS"),
    ("g d", "DONE"),
    ("g n", "DECLINED"),
    ("g t", "TRASH"),
    ("g p", "TABLE"),
    ("]", "MATRIX"),
    ("]", "PAIRS"),
    ("g s", "PLAN"),
    ("]", "BOARD"),
    ("]", "BURNDOWN"),
    ("]", "REVIEW"),
    ("g b", "BACKLOG"),
];

/// Keys that open a pop-up over the backlog, and the word that the bottom line then begins with.
const OVERLAYS: &[(&str, &str)] = &[
    ("?", "HELP"),
    (":", "TYPE"),
    ("f", "TYPE"),
    ("F", "CHOOSE"),
    ("/", "TYPE"),
    ("o", "CHOOSE"),
    ("g h", "HEALTH"),
    ("g q", "QUESTIONS"),
    ("g c", "CHECKS"),
    ("g u", "JOURNAL"),
    ("W", "WHY"),
    ("e", "FORM"),
    ("R", "REFINE"),
    ("S", "SPLIT"),
    ("M", "TYPE"),
    ("g P", "FORM"),
    ("g w", "CHOOSE"),
    ("g H", "HISTORY"),
    ("c o", "ORDER"),
    ("a", "TYPE"),
    ("d", "DECLINE"),
    ("s", "CHOOSE"),
    ("p", "TYPE"),
    ("Q", "TYPE"),
    ("c c", "BACKLOG"),
];

/// The word that the bottom line begins with.
fn mode(screen: &vt100::Screen) -> String {
    let text = screen.contents();
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    last.split_whitespace().next().unwrap_or_default().to_owned()
}

fn expect(session: &Session, wanted: &str) {
    session.wait_until(wanted, |screen, _| mode(screen) == wanted);
}

/// Back to the backlog, as many levels up as it takes.
fn leave(session: &mut Session) {
    for _ in 0..5 {
        if session.look(mode) == "BACKLOG" {
            return;
        }
        let before = session.screen();
        session.press("Esc");
        session.wait_until("one level up", |screen, _| {
            screen.contents().lines().map(str::trim_end).collect::<Vec<_>>().join("\n") != before
        });
    }
    expect(session, "BACKLOG");
}

#[test]
fn a_tour_through_every_view_speaks_no_network() {
    if !can_trace() {
        skipped("strace", "no strace that may trace");
        return;
    }
    let home = Home::new();
    let (trace, script) = (home.path("calls"), home.path("editor"));
    fs::write(&script, "#!/bin/sh\necho More. >> \"$1\"\n").unwrap();
    let mut command = home.command("strace");
    command.args(TRACE);
    command.args(["-o", trace.to_str().unwrap(), env!("CARGO_BIN_EXE_upnext"), "demo"]);
    command.env("EDITOR", format!("sh {}", script.display()));
    let mut session = Session::start(command, (120, 40));
    session.wait_for("Start a return");
    for (keys, wanted) in VIEWS {
        session.press(keys);
        expect(&session, wanted);
    }
    for (keys, wanted) in OVERLAYS {
        session.press(keys);
        expect(&session, wanted);
        leave(&mut session);
    }
    session.press("E");
    session.wait_for("edit WEB-28");
    leave(&mut session);
    session.press("y k");
    session.wait_for("OSC 52");
    session.run("export md tour.md");
    session.wait_for("tour.md");
    session.run("present");
    session.wait_for("V I S I O N");
    session.press("q");
    expect(&session, "BACKLOG");
    // Presenting leaves the public view behind, in which no name of a file is asked for.
    session.press("P");
    session.wait_gone("PUBLIC");
    session.press("q");
    session.wait_for("Keep this sample?");
    session.press("Enter");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert!(home.path("tour.md").is_file());
    let watched = assert_inside(&trace);
    println!(
        "{} views, {} pop-ups, {watched} processes and threads: no call that reaches beyond",
        VIEWS.len(),
        OVERLAYS.len()
    );
}
