//! Every command of the README, run as it is written: each block line by line in a home of its own, with the files
//! that it presupposes.

use crate::pty::{Home, Session};
use crate::stage::today;
use crate::store::writer;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const README: &str = include_str!("../../README.md");

/// Lines that build upnext itself.
const BUILDS: [&str; 2] = ["cargo run --release -- demo", "cargo test"];

/// What Jira gives on two Mondays: a title changed there, too.
const FIRST: &str = "Summary,Issue key,Issue Type,Status,Rank\nPay with a saved card,WEB-12,Story,To Do,0|a\n\
    Refund twice,WEB-13,Bug,UAT,0|b\n";
const SECOND: &str = "Summary,Issue key,Issue Type,Status,Rank\nPay with a card that is known,WEB-12,Story,To Do,0|a\n\
    Refund twice,WEB-13,Bug,UAT,0|b\n";

/// The blocks of the README that hold commands.
fn blocks() -> Vec<Vec<&'static str>> {
    let mut blocks = Vec::new();
    for (at, part) in README.split("\n```").enumerate() {
        if at % 2 == 1 {
            let lines = part.lines().skip(1).filter(|line| !line.is_empty());
            blocks.push(lines.collect());
        }
    }
    blocks
}

/// A home as it is where the README has a reader: a backlog with Sprints, a filter kept, files to be imported.
fn home(is_monday: bool) -> Home {
    let home = Home::new();
    for folder in ["data/upnext", ".local/share/bash-completion/completions", ".local/share/man/man1", "bin"] {
        fs::create_dir_all(home.path(folder)).unwrap();
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_upnext"), home.path("bin/upnext")).unwrap();
    let files = [
        ("jira-export.csv", FIRST),
        ("monday.csv", SECOND),
        ("stories.txt", "As a buyer, I want to pay by invoice, so that my firm can order\n"),
        ("items.csv", "summary,storypoint\nPrint a label,3\n"),
        ("story.txt", "A description from a file.\n"),
        ("history.csv", "name,start,end,planned,completed\nSprint 9,2025-01-06,2025-01-17,20,18\n"),
    ];
    for (name, text) in files {
        fs::write(home.path(name), text).unwrap();
    }
    if is_monday {
        home.shell(&["import", "jira-export.csv", "--yes"]);
        let key = home.shell(&["list"]).split_whitespace().find(|word| word.contains('-')).unwrap().to_owned();
        assert_eq!(key, "WEB-12");
        home.shell(&["edit", "WEB-12", "--title", "Pay with the card of last time"]);
    } else {
        let path = home.path("data/upnext/backlog.db");
        drop(upnext::cli::demo::create(&path, writer("Ada"), today()).unwrap());
    }
    home
}

fn run(home: &Home, line: &str) -> Output {
    let path = format!("{}:{}", home.path("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["-c", line]).env_clear().envs(home.env()).env("PATH", path).current_dir(home.path(""));
    command.stdin(Stdio::null()).output().unwrap()
}

/// Keeps a filter as the README does it.
fn keep_filter(home: &Home) {
    let mut session = Session::start(home.upnext(&[], &[]), (120, 40));
    session.wait_for("WEB-24 · story");
    session.press("f");
    session.type_text("points<3");
    session.press("Enter");
    session.wait_for("J K move");
    session.press(":");
    session.type_text("save-filter quick wins");
    session.press("Enter");
    session.wait_for("quick wins");
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
}

#[test]
fn every_block_runs_as_it_is_written() {
    let mut ran = 0;
    for block in blocks() {
        let is_commands = block.iter().any(|line| line.starts_with("upnext "));
        if !is_commands {
            let is_build = block.iter().all(|line| BUILDS.iter().any(|build| line.starts_with(build)));
            let is_theme = block.iter().all(|line| line.contains(" = \""));
            assert!(is_build || is_theme, "nobody looks at this block: {block:#?}");
            continue;
        }
        let home = home(block[0].starts_with("upnext import  "));
        if block.iter().any(|line| line.contains("import backlog.json")) {
            fs::write(home.path("backlog.json"), home.shell(&["export", "--format", "json"])).unwrap();
        }
        if block.iter().any(|line| line.contains("--saved")) {
            keep_filter(&home);
        }
        for line in &block {
            assert!(line.starts_with("upnext "), "nobody looks at this line: {line}");
            let output = run(&home, line);
            let words = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && !words.contains("upnext: "), "{line}\n{words}");
            ran += 1;
        }
    }
    assert!(ran > 30, "{ran}");
    println!("{ran} lines of the README's blocks ran");
}

#[test]
fn the_theme_of_the_readme_is_one() {
    let theme = blocks().into_iter().find(|block| block[0].starts_with("parent = ")).unwrap();
    let home = home(false);
    fs::create_dir_all(home.path("config/upnext/themes")).unwrap();
    fs::write(home.path("config/upnext/themes/NAME.toml"), theme.join("\n")).unwrap();
    fs::write(home.path("config/upnext/config.toml"), "theme = \"NAME\"\n").unwrap();
    let output = run(&home, "upnext config check");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Commands within the text: understood at least, whatever they then find.
#[test]
fn every_command_in_the_text_is_understood() {
    let spans = README.split('`').skip(1).step_by(2);
    let commands: BTreeSet<&str> = spans.filter(|span| span.starts_with("upnext ") && !span.contains('\n')).collect();
    assert!(commands.len() > 10, "{commands:#?}");
    let home = home(false);
    for command in &commands {
        let line = command.replace("FILE", "backlog.db").replace("DATE", "2026-01-01");
        let output = run(&home, &line);
        let words = String::from_utf8_lossy(&output.stderr);
        assert_ne!(output.status.code(), Some(2), "{command}: {words}");
        assert_ne!(output.status.code(), Some(101), "{command}: {words}");
    }
    println!("{} commands in the README's text understood", commands.len());
}

/// Files that the README points to.
#[test]
fn every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = README.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut looked = 0;
    for target in targets.filter(|target| !target.contains("://") && !target.starts_with('#')) {
        assert!(root.join(target).exists(), "the README links to {target}");
        looked += 1;
    }
    assert!(looked > 3, "{looked}");
}
