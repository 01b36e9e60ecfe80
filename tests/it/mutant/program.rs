//! A sample of the mutants before the real program: the commands that read, the ways out, the start in a terminal.

use super::Ward;
use super::wound::patients;
use crate::dose::dose;
use crate::pty::{Home, Session};
use crate::shell::run;
use crate::store::dump;

/// What no command ever says.
const FAULTS: [&str; 3] = ["panicked", "fault of", "report this"];

/// The commands named in a message, as they stand between the ticks.
fn named(words: &str) -> Vec<String> {
    words.split('`').skip(1).step_by(2).filter(|w| w.starts_with("upnext ")).map(str::to_owned).collect()
}

/// Types a line as a person does, into a shell that finds this `upnext`; answers the exit code and the words.
fn typed(home: &Home, line: &str) -> (i32, String) {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_upnext"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", line]).env_clear().envs(home.env()).env("PATH", path).current_dir(home.path("."));
    let done = shell.output().unwrap();
    (done.status.code().unwrap_or(-1), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn every_way_out_that_a_message_names_can_be_typed() {
    let patients = patients();
    let rounds = dose("MUTANT_PROGRAMS", 6);
    let (mut refused, mut ways, mut saved) = (0, 0, 0);
    // In each run some of the wounds; a round of 23 has them all.
    for seed in (0..rounds).map(|n| n * 5) {
        let patient = &patients[usize::try_from(seed).unwrap() % 2];
        let (ward, name) = Ward::new(patient, seed * 2);
        let home = Home::new();
        let db = ward.path.to_str().unwrap();
        let before = ward.bytes();
        for command in [&["list", "--all"][..], &["doctor"], &["show", "1"], &["export", "--format", "json"]] {
            let said = run(&home, &[&["--db", db], command].concat());
            assert!(!FAULTS.iter().any(|f| said.err.contains(f)), "{seed} {name}, {command:?}: {}", said.err);
            if said.code == 0 {
                continue;
            }
            assert!(ward.bytes() == before, "{seed} {name}: {command:?} wrote to it and failed: {}", said.err);
            for way in named(&said.err) {
                ways += 1;
                // What is asked for a word is answered.
                let line = if way.contains("restore") { format!("{way} --yes") } else { way.clone() };
                let (fresh, _) = Ward::new(patient, seed * 2);
                let line = line.replace(db, fresh.path.to_str().unwrap());
                let (code, err) = typed(&home, &line);
                if way.contains("salvage") && code == 0 {
                    saved += usize::from(is_saved(&home, &format!("{seed} {name}: {line}")));
                }
                let is_plain = code == 0 || (way.contains("salvage") && err.contains("nothing in"));
                assert!(is_plain, "{seed} {name}: {line}: {code} {err}");
                if way.contains("restore") {
                    assert_eq!(dump(&fresh.path), patient.dump, "{line}");
                }
            }
            refused += 1;
        }
        start(&home, &ward, &format!("{seed} {name}"));
    }
    println!(
        "{rounds} mutants before the program: {refused} commands failed, {ways} ways out were typed, {saved} salvaged files were read"
    );
    assert!(refused > 0 && ways > 0 && saved > 0);
}

/// The file that `--salvage` wrote can be listed, and nothing is wrong with it. Takes it away.
fn is_saved(home: &Home, name: &str) -> bool {
    let path = home.path("saved.db");
    let saved = path.to_str().unwrap();
    for command in [&["list", "--all"][..], &["doctor"]] {
        let said = run(home, &[&["--db", saved], command].concat());
        assert_eq!(said.code, 0, "{name}, then {command:?}: {} {}", said.out, said.err);
    }
    std::fs::remove_file(path).is_ok()
}

/// The program starts on it, shows something or says why not, takes keys and ends.
fn start(home: &Home, ward: &Ward, name: &str) {
    let mut session = Session::start(home.upnext(&["--db", ward.path.to_str().unwrap()], &[]), (100, 30));
    session.wait_some();
    for keys in ["g g j j", "Enter Esc", "g e", "g i", "g d", "g s", "g p", "g u"] {
        if session.has_ended() {
            break;
        }
        session.press_if_open(keys);
        session.settle(std::time::Duration::from_millis(60));
    }
    session.press_if_open("Esc Esc Esc : q u i t Enter");
    let status = session.exit_status();
    let said = String::from_utf8_lossy(&session.bytes()).into_owned();
    assert!(!FAULTS.iter().any(|f| said.contains(f)), "{name}: {status:?} {said}");
    assert!([0, 65, 74, 76].contains(&status.exit_code()), "{name}: {status:?} {said}");
}
