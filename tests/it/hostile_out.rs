//! Hostile text on its way out and in: what commands print, what files for others hold, and what may enter at all.

mod file;
mod page;

use crate::config::home_with;
use crate::dose::dose;
use crate::hostile::{corpus, plant, strict, told};
use crate::pty::Home;
use crate::replay::Dice;
use crate::shell::command;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// A home in which the usual file is planted.
pub(crate) fn home(seed: u64) -> Home {
    let home = Home::new();
    std::fs::create_dir_all(home.path("data/upnext")).unwrap();
    plant::plant(&home.path("data/upnext/backlog.db"), seed);
    home
}

/// The commands that tell something, word by word.
const TOLD: &[&str] = &[
    "list",
    "list --all",
    "list --list inbox",
    "list --list declined",
    "list --list epics",
    "list --list trash",
    "list --list done --limit 5",
    "list --by rice",
    "list --filter tag:hq",
    "list --filter saved:x",
    "list --saved hq",
    "list --json --limit 9",
    "list --all --json",
    "show WEB-24",
    "show WEB-25",
    "show WEB-13",
    "show WEB-1",
    "show WEB-24 --json",
    "show WEB-999",
    "show hq",
    "why WEB-24",
    "why WEB-24 WEB-25",
    "why WEB-24 --md --private",
    "why WEB-24 --json --private",
    "score WEB-24",
    "score WEB-24 --json",
    "score WEB-24 hq=1",
    "move WEB-24 hq",
    "health",
    "health --json",
    "standup --private",
    "standup --json",
    "sprint list",
    "sprint list --md",
    "sprint list --json",
    "sprint show",
    "sprint show 13",
    "sprint show 13 --json",
    "sprint show hq",
    "sprint report 13",
    "sprint report 13 --html",
    "sprint report 13 --json",
    "sprint start",
    "sprint close",
    "doctor",
    "doctor --json",
    "config path",
    "config path --json",
    "config check",
    "completions bash",
    "completions zsh",
    "completions fish",
    "man",
    "--help",
    "--version",
    "list --help",
    "export --format md",
    "export --format md --private",
    "export --format html",
    "export --format json",
    "export --format md --by rice",
    "export --format json --by rice",
    "export --format md --changed",
    "undo 3",
    "redo 3",
    "backup",
    "restore",
    "--product hq list",
];

/// Runs a command and looks at both of its outputs.
fn look(home: &Home, args: &[OsString], what: &str) -> usize {
    let mut command = command(home, &[]);
    let output = command.args(args).output().unwrap();
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if let Err(wrong) = strict::plain(bytes) {
            panic!("{what}, {args:?}, {name}: {wrong}");
        }
    }
    assert!(output.status.code().is_some_and(|code| code != 101), "{what}, {args:?}: {output:?}");
    output.stdout.len() + output.stderr.len()
}

fn words(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

#[test]
fn no_command_prints_what_a_terminal_acts_on() {
    let mut bytes = 0;
    let files = dose("HOSTILE_FILES", 1);
    for seed in 0..files {
        let home = home(77 + seed);
        for line in TOLD {
            bytes += look(&home, &words(line), &format!("seed {}", 77 + seed));
        }
    }
    told(&format!("hostile output: {files} files, {} commands, {bytes} bytes", TOLD.len() as u64 * files));
}

/// A home with a few plain items.
fn clean() -> Home {
    let home = Home::new();
    for title in ["Pay with a card", "Print the label", "Gift wrapping"] {
        home.shell(&["add", title]);
    }
    home
}

/// An argument as a shell hands it over: without NUL.
fn argument(dice: &mut Dice) -> OsString {
    corpus::text(dice, 5).into()
}

#[test]
fn no_message_repeats_what_a_terminal_acts_on() {
    let home = clean();
    let rounds = dose("HOSTILE_WORDS", 1);
    let mut said = 0;
    for round in 0..rounds {
        let mut dice = Dice(1000 + round);
        for line in [
            "list --filter",
            "list --saved",
            "list --state",
            "list",
            "show",
            "why",
            "add",
            "edit MP-1 --title",
            "edit MP-1 --estimate",
            "edit MP-1 --tag",
            "edit MP-1 --link",
            "edit MP-1 --due",
            "edit MP-2 --decline",
            "edit MP-3 --block",
            "edit MP-1 --depends",
            "edit MP-1 --epic",
            "edit MP-1 --ask",
            "edit MP-1 --keep",
            "edit MP-1 --asked",
            "edit MP-1 --description",
            "move MP-1",
            "score MP-1",
            "undo",
            "sprint show",
            "sprint add --goal",
            "sprint add --name",
            "import",
            "import --map",
            "export",
            "export --format",
            "backup",
            "config check",
            "--db",
            "--product",
            "completions",
            "",
        ] {
            let mut args = if line.is_empty() { Vec::new() } else { words(line) };
            args.push(argument(&mut dice));
            if line == "--db" || line == "--product" {
                args.push("list".into());
            }
            said += look(&home, &args, &format!("round {round}"));
        }
        let odd = OsString::from_vec(b"\x1b[31mhq\xff\x9b2J.csv".to_vec());
        for args in [
            vec!["import".into(), odd.clone()],
            vec!["export".into(), odd.clone()],
            vec!["--db".into(), odd, "list".into()],
        ] {
            said += look(&home, &args, &format!("round {round}"));
        }
    }
    let unclean = plant::unclean(&home.path("data/upnext/backlog.db"));
    assert!(unclean.is_empty(), "{unclean:#?}");
    told(&format!("hostile words: {rounds} rounds of arguments, {said} bytes said"));
}

/// A text as TOML has it, whatever is in it.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("\\U{:08X}", c as u32) })
        .collect();
    format!("\"{escaped}\"")
}

#[test]
fn nothing_in_a_persons_own_files_reaches_the_terminal_as_it_is() {
    for round in 0..dose("HOSTILE_CONFIG", 3) {
        let mut dice = Dice(50 + round);
        let mut text = || quoted(&corpus::text(&mut dice, 4));
        let author = format!("author = {}\n", text());
        let config = format!("{author}theme = {}\nlanguage_map = {}\n{} = 1\n", text(), text(), text());
        let keymap = format!("[app]\n{} = \"quit\"\nQ = {}\n[{}]\nx = 1\n", text(), text(), text());
        let theme = format!("accent = {}\n{} = \"#000000\"\n", text(), text());
        let broken = format!("{author}\u{1b}[31m\u{9b}2J = = \u{202e}\n");
        for config in [&config, &format!("{author}theme = \"sea\"\n"), &broken] {
            let files = [("config.toml", config), ("keymap.toml", &keymap), ("themes/sea.toml", &theme)];
            let home = home_with(&files.map(|(name, text)| (name, text.as_bytes())));
            for line in ["config check", "config check --json", "add Pay", "list", "doctor", "sprint add --goal Pay"] {
                look(&home, &words(line), &format!("round {round}"));
            }
            let unclean = plant::unclean(&home.path("data/upnext/backlog.db"));
            assert!(unclean.is_empty(), "{unclean:#?}");
        }
    }
}
