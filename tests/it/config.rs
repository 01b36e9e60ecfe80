//! The person's own files in the shell: where they lie, what is wrong with them, completions and the manual page.

use crate::pty::Home;
use crate::shell::{command, run};
use std::fs;
use std::io::Read;
use std::process::Stdio;

/// A home with these files in its config folder.
pub(crate) fn home_with(files: &[(&str, &[u8])]) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path("config/upnext/themes")).unwrap();
    for (name, text) in files {
        fs::write(home.path("config/upnext").join(name), text).unwrap();
    }
    home
}

#[test]
fn every_path_is_told_and_whether_it_is_there() {
    let home = home_with(&[("config.toml", b"")]);
    let said = run(&home, &["config", "path"]).good();
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 6, "{}", said.out);
    assert!(lines[0].ends_with("config/upnext/config.toml"), "{}", lines[0]);
    assert!(lines[1].ends_with("config/upnext/keymap.toml (not there)"), "{}", lines[1]);
    assert!(lines[3].contains("data/upnext/backlog.db (not there)"), "{}", lines[3]);
    assert!(lines[4].contains("data/upnext/backlog-backups"), "{}", lines[4]);
    let rows = run(&home, &["config", "path", "--json"]).json();
    assert_eq!((&rows[0]["name"], &rows[0]["exists"]), (&"config".into(), &true.into()));
    assert_eq!(rows[5]["name"], "log");
    let homeless = said_without_home(&home);
    assert!(homeless.contains("HOME is not set"), "{homeless}");
    assert_eq!(run(&home, &["config"]).code, 2);
}

fn said_without_home(home: &Home) -> String {
    let mut command = command(home, &["config", "path"]);
    let said = crate::shell::said(command.env_clear()).good();
    said.out
}

#[test]
fn a_config_without_fault_is_good() {
    let home = Home::new();
    let said = run(&home, &["config", "check"]).good();
    assert_eq!(said.out, "");
    assert!(said.err.contains("there is no config of your own"), "{}", said.err);
    let home = home_with(&[
        ("config.toml", b"theme = \"sea\"\nlanguage_map = \"greek\"\n"),
        ("keymap.toml", b"[app]\nQ = \"quit\"\n"),
        ("themes/sea.toml", b"accent = \"#40c0c0\"\n"),
    ]);
    let said = run(&home, &["config", "check"]).good();
    assert_eq!(said.out, "");
    assert!(said.err.contains("keymap.toml: all is well"), "{}", said.err);
    assert_eq!(run(&home, &["config", "check", "--json"]).good().out, "[]\n");
}

#[test]
fn every_fault_is_told_with_its_line_and_the_exit_code() {
    let home = home_with(&[
        ("config.toml", b"theme = \"sea\"\ntheem = 1\nmouse = \"on\"\n"),
        ("keymap.toml", b"[backlog]\ng = \"undo\"\nCtrl-b = \"undo\"\n"),
        ("themes/sea.toml", b"acent = \"1\"\ndim = \"236\"\n"),
    ]);
    let said = run(&home, &["config", "check"]);
    assert_eq!(said.code, 78);
    let found: Vec<String> = said.out.lines().map(|l| l.replace(home.path("").to_str().unwrap(), "")).collect();
    for start in [
        "config/upnext/config.toml:2: theem: there is no such option: did you mean theme?",
        "config/upnext/config.toml:3: mouse: the value is text",
        "config/upnext/keymap.toml:2: \"g\": \"g\" is the beginning of",
        "config/upnext/keymap.toml:3: warning: \"Ctrl-b\"",
        "config/upnext/themes/sea.toml:1: acent: there is no such role: did you mean accent?",
        "config/upnext/themes/sea.toml:2: warning: dim: the contrast is",
    ] {
        assert!(found.iter().any(|line| line.starts_with(start)), "{start} is not in {found:#?}");
    }
    assert_eq!(found.len(), 6, "{found:#?}");
    // Also where this terminal has no colours, and from the doctor, who warns of nothing.
    let mut colourless = command(&home, &["config", "check"]);
    assert_eq!(crate::shell::said(colourless.env("NO_COLOR", "1")).out, said.out);
    let doctor = run(&home, &["doctor"]);
    assert!(doctor.out.contains("sea.toml:1: acent") && !doctor.out.contains("warning:"), "{}", doctor.out);
    let rows = run(&home, &["config", "check", "--json"]);
    assert_eq!(rows.code, 78);
    assert!(rows.out.contains("\"line\": 2"), "{}", rows.out);
}

#[test]
fn a_named_config_is_checked_with_what_lies_beside_it() {
    let home = home_with(&[("config.toml", b"oops = 1\n")]);
    fs::create_dir(home.path("other")).unwrap();
    fs::write(home.path("other/mine.toml"), "mouse = false\n").unwrap();
    fs::write(home.path("other/keymap.toml"), "[app]\nX = \"no\"\n").unwrap();
    let said = run(&home, &["config", "check", "other/mine.toml"]);
    assert_eq!((said.code, said.out.lines().count()), (78, 1), "{}", said.out);
    assert!(said.out.starts_with("other/keymap.toml:2: "), "{}", said.out);
    run(&home, &["config", "check", "other/none.toml"]).fails(2, "there is no file");
}

#[test]
fn each_shell_gets_its_completions() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = run(&home, &["completions", shell]).good();
        assert!(said.out.contains("upnext") && said.out.contains("completions"), "{shell}");
        assert_eq!(said.err, "", "{shell}");
    }
    run(&home, &["completions", "tcsh"]).fails(2, "bash");
    run(&home, &["completions"]).fails(2, "SHELL");
}

#[test]
fn the_manual_has_every_verb_option_and_exit_code() {
    let page = run(&Home::new(), &["man"]).good().out;
    for heading in
        ["NAME", "COMMANDS", "\"KEYS AND VERBS\"", "CONFIGURATION", "FILES", "ENVIRONMENT", "\"EXIT STATUS\""]
    {
        assert!(page.contains(&format!(".SH {heading}\n")), "{heading}");
    }
    let plain = page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "");
    for verb in upnext::ui::verb::VERBS {
        assert!(plain.contains(verb.name) && plain.contains(&verb.doc.replace('\'', "\\*(Aq")), "{}", verb.name);
    }
    for setting in upnext::config::SETTINGS {
        assert!(plain.contains(&format!("\n{} = ", setting.name)), "{}", setting.name);
    }
    for words in ["UPNEXT_DB", "NO_COLOR", "keymap.toml", "newer upnext", "78"] {
        assert!(plain.contains(words), "{words}");
    }
    assert!(!page.contains('\u{1b}'));
}

#[test]
fn a_reader_that_has_enough_is_no_fault() {
    let home = Home::new();
    for args in [&["man"][..], &["completions", "bash"], &["config", "path"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_upnext"));
        command.args(args).env_clear().envs(home.env()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let mut words = String::new();
        child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
        assert_eq!((child.wait().unwrap().code(), words.as_str()), (Some(0), ""), "{args:?}");
    }
}
