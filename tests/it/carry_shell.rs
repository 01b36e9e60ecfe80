//! The way back, from the shell: what was changed here as a table for Jira and as a sheet; the last files read again.

use crate::pty::Home;
use crate::shell::{files, run};
use std::fs;

const JIRA: &str = "Summary,Issue key,Issue id,Issue Type,Status,Story Points,Due date,Sprint\n\
    Pay by card,A-1,1,Story,UAT,5,,A 1\nRefunds,A-2,2,Bug,To Do,3,,\nBig thing,A-3,3,Epic,To Do,,,\nOld,A-4,4,Story,Done,,,A 1\n";

fn imported() -> Home {
    let home = Home::new();
    fs::write(home.path("jira.csv"), JIRA).unwrap();
    run(&home, &["import", "jira.csv", "--map", "status.UAT=\"to accept\""]).good();
    home
}

#[test]
fn the_last_files_are_read_again_by_their_rules() {
    let home = imported();
    let again = run(&home, &["import"]).good();
    assert!(
        again.err.contains("jira.csv read again") && again.err.contains("everything is here already"),
        "{}",
        again.err
    );
    fs::rename(home.path("jira.csv"), home.path("next.csv")).unwrap();
    run(&home, &["import"]).fails(74, "jira.csv");
    let next = run(&home, &["import", "next.csv"]).good();
    assert!(
        next.err.contains("mapped as the last time") && next.err.contains("0 new, 0 updated, 4 unchanged"),
        "{}",
        next.err
    );
    let moved = run(&home, &["import"]).good();
    assert!(moved.err.contains("everything is here already"), "{}", moved.err);
}

#[test]
fn changes_go_out_as_tables_and_as_a_sheet() {
    let home = imported();
    let none = run(&home, &["export", "--format", "jira", "--changed"]).good();
    assert_eq!((none.out.as_str(), none.err.contains("nothing was changed here")), ("", true), "{}", none.err);
    let refunds = run(&home, &["list", "--json", "--filter", "refunds"]).json()[0]["key"].as_str().unwrap().to_owned();
    run(&home, &["edit", &refunds, "--title", "Refunds, in cash", "--estimate", "?"]).good();
    run(&home, &["add", "Pay later"]).good();
    let table = run(&home, &["export", "--format", "jira", "--changed"]).good();
    let lines: Vec<&str> = table.out.lines().collect();
    assert_eq!(lines, ["Summary,Issue key,Story Points", "\"Refunds, in cash\",A-2,<<!clear!>>"], "{}", table.err);
    assert!(table.err.contains("1 item changed here in 2 fields, 1 new"), "{}", table.err);
    let new = run(&home, &["export", "--format", "jira", "--changed", "--new"]).good();
    let lines: Vec<&str> = new.out.lines().collect();
    assert!(lines[0].starts_with("Summary,Issue Id,Parent Id,Issue Type"), "{}", new.out);
    assert!(lines.len() == 2 && lines[1].starts_with("Pay later,1,,Story"), "{}", new.out);
    let sheet = run(&home, &["export", "--format", "md", "--changed"]).good().out;
    for line in [
        format!("### A-2 Refunds, in cash ({refunds})"),
        "- title: Refunds → Refunds, in cash".to_owned(),
        "- estimate: 3 → —".to_owned(),
        "## New (1)".to_owned(),
        "1. A-1 Pay by card".to_owned(),
    ] {
        assert!(sheet.lines().any(|one| one == line), "{line} is not in {sheet}");
    }
    let wrote = run(&home, &["export", "--format", "jira", "--changed", "monday.csv"]).good();
    assert!(wrote.err.contains("monday.csv, ") && wrote.err.contains("monday-new.csv"), "{}", wrote.err);
    assert!(files(&home).contains(&"monday-new.csv".to_owned()));
    run(&home, &["export", "--changed", "monday.csv"]).fails(73, "is there already");
    run(&home, &["export", "--format", "md", "--changed", "monday.md"]).good();
}

#[test]
fn what_makes_no_sense_says_why() {
    let home = Home::new();
    fs::write(home.path("jira.csv"), JIRA).unwrap();
    run(&home, &["import", "jira.csv"]).good();
    run(&home, &["export", "--format", "jira"]).fails(2, "add --changed");
    run(&home, &["export", "--format", "json", "--changed"]).fails(2, "--format jira or --format md");
    run(&home, &["export", "--format", "md", "--changed", "--new"]).fails(2, "--new is for --format jira");
    run(&home, &["import", "jira.csv", "--take", "A-1.title"]).fails(2, "nothing changed on both sides");
    run(&home, &["import", "jira.csv", "--sprint", "B 9=closed"]).fails(2, "name no Sprint");
    run(&home, &["import", "jira.csv", "--theirs", "--take", "A-1"]).fails(2, "cannot be used with");
    let fresh = Home::new();
    run(&fresh, &["add", "One"]).good();
    run(&fresh, &["export", "--format", "md", "--changed"]).fails(1, "was imported from nowhere");
    run(&fresh, &["import"]).fails(2, "name at least one FILE");
}

#[test]
fn both_sides_are_settled_on_the_command_line() {
    let home = imported();
    let refunds = run(&home, &["list", "--json", "--filter", "refunds"]).json()[0]["key"].as_str().unwrap().to_owned();
    run(&home, &["edit", &refunds, "--title", "Mine", "--estimate", "8"]).good();
    let there = JIRA.replace("Refunds,", "Theirs,").replace(",3,", ",5,");
    fs::write(home.path("jira.csv"), there).unwrap();
    let plan = run(&home, &["import", "--dry-run"]).good();
    assert!(plan.out.contains("2 conflicts"), "{}", plan.out);
    run(&home, &["import", "--take", "A-2.estimate"]).good();
    let row = run(&home, &["list", "--json", "--filter", "mine"]).json();
    assert_eq!((&row[0]["title"], &row[0]["points"]), (&"Mine".into(), &5.into()));
}
