//! Sprints from the shell: a whole life, documents, history from elsewhere, and what is typed wrong.

use crate::pty::Home;
use crate::shell::{fed, filled, order, run, show};
use serde_json::Value;
use std::fs;

fn sprint(home: &Home, what: &str) -> Value {
    run(home, &["sprint", "show", what, "--json"]).json()
}

fn keys(told: &Value) -> Vec<String> {
    told["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_sprint_lives_from_the_shell_alone() {
    let home = filled(&["a", "b", "c", "d", "e"]);
    for (key, size) in [("1", "5"), ("2", "3"), ("3", "1"), ("4", "2")] {
        run(&home, &["edit", key, "--estimate", size]).good();
    }
    let said =
        run(&home, &["sprint", "add", "--goal", "Pay | quickly", "--capacity", "8", "--starts", "2026-03-02"]).good();
    assert!(said.err.contains("Sprint 1 is planned, 2026-03-02 to 2026-03-13"), "{}", said.err);
    run(&home, &["sprint", "pull", "MP-3", "MP-1", "MP-2", "--sprint", "next"]).good();
    assert_eq!(order(&home), "a b c d e");
    let preview = run(&home, &["sprint", "start", "--dry-run"]).good();
    assert_eq!(
        preview.out,
        "Sprint 1: 9 points in 3 items planned at start\nnote: that is more than the capacity of 8 points\n"
    );
    run(&home, &["sprint", "start"]).good();
    run(&home, &["sprint", "pull", "4", "--sprint", "current", "--reason", "the fair", "--asked-by", "Luc"]).good();
    run(&home, &["edit", "1", "--state", "done"]).good();
    run(&home, &["edit", "2", "--block", "no bank"]).good();
    let told = sprint(&home, "current");
    assert_eq!((told["phase"].as_str(), keys(&told).len()), (Some("active"), 4));
    assert_eq!((told["planned"]["points"].as_i64(), told["completed"]["points"].as_i64()), (Some(9), Some(5)));
    let standup = run(&home, &["standup"]).good().out;
    assert!(standup.contains("## Done\n\n- MP-1 a: 5 points") && standup.contains("no bank"), "{standup}");
    assert!(!standup.contains("Luc") && run(&home, &["standup", "--private"]).good().out.contains("asked by Luc"));
    assert_eq!(run(&home, &["standup", "--json"]).json()["scope"][0]["key"], "MP-4");
    // Nothing is guessed.
    run(&home, &["sprint", "close"]).fails(2, "3 items are still open (MP-2, MP-3, MP-4): say where to with --next");
    run(&home, &["sprint", "close", "--next", "--stay"]).fails(2, "only one of");
    run(&home, &["sprint", "close", "--next=MP-1", "--stay"]).fails(2, "MP-1 is no open item of the Sprint");
    run(&home, &["sprint", "close", "--next=2", "--stay=MP-2"]).fails(2, "MP-2 is sent two ways");
    let args = ["sprint", "close", "--next", "--to-backlog=4", "--place", "bottom", "--stay=3", "--goal-met"];
    let preview = run(&home, &[&args[..], &["--dry-run"]].concat()).good().out;
    assert!(preview.contains("MP-2 b (open): carried over into a new Sprint"), "{preview}");
    assert!(preview.contains("MP-4 d (open): back to the Product Backlog"), "{preview}");
    run(&home, &args).good();
    assert_eq!(order(&home), "b c e d");
    let item = show(&home, "MP-2");
    assert_eq!((item["sprint"]["title"].as_str(), item["carried_over"].as_i64()), (Some("Sprint 2"), Some(1)));
    let rows = run(&home, &["list", "--json"]).json();
    assert_eq!((rows[0]["sprint"].as_i64(), rows[0]["carried_over"].as_i64()), (Some(2), Some(1)));
    assert!(rows[1]["sprint"].is_null() && rows[1]["serves_goal"] == false);
    let list = run(&home, &["sprint", "list", "--json"]).json();
    assert_eq!((list[0]["goal_met"].as_bool(), list[0]["carried_over"]["items"].as_i64()), (Some(true), Some(1)));
    assert_eq!(list[1]["planned"], Value::Null);
    let table = run(&home, &["sprint", "list"]).good().out;
    assert!(
        table.contains("Sprint 1  closed   2026-03-02  2026-03-13        9          5  met: Pay | quickly"),
        "{table}"
    );
    assert!(run(&home, &["sprint", "list", "--md"]).good().out.contains("Pay \\| quickly"));
    // One undo takes the close back, with all it did.
    run(&home, &["undo"]).good();
    assert_eq!(sprint(&home, "1")["phase"], "active");
    run(&home, &["redo"]).good();
    let said = run(&home, &["sprint", "edit", "1", "--notes", "They want more", "--goal-missed"]).good().err;
    assert!(said.contains("review of Sprint 1"), "{said}");
    assert!(run(&home, &["sprint", "report", "last"]).good().out.contains("They want more"));
    run(&home, &["sprint", "out", "MP-2"]).good();
    run(&home, &["sprint", "drop", "2"]).good();
    assert_eq!(run(&home, &["sprint", "list", "--json"]).json().as_array().unwrap().len(), 1);
}

#[test]
fn a_closed_sprint_is_told_as_it_ended() {
    let home = filled(&["a", "b"]);
    run(&home, &["edit", "1", "--estimate", "5"]).good();
    run(&home, &["sprint", "add"]).good();
    run(&home, &["sprint", "pull", "MP-1", "MP-2", "--sprint", "next"]).good();
    run(&home, &["sprint", "edit", "1", "--ends", "+11"]).good();
    run(&home, &["sprint", "start"]).good();
    run(&home, &["edit", "1", "--state", "done"]).good();
    run(&home, &["sprint", "close", "--stay"]).good();
    run(&home, &["edit", "1", "--state", "ready"]).good();
    run(&home, &["edit", "1", "--estimate", "13"]).good();
    run(&home, &["edit", "2", "--estimate", "8", "--block", "no bank"]).good();
    let report = run(&home, &["sprint", "report", "1", "--json"]).json();
    for told in [sprint(&home, "1"), report] {
        let items = told["items"].as_array().unwrap();
        let of = |n: usize| (items[n]["state"].as_str(), items[n]["points"].as_i64(), items[n]["estimate"].as_str());
        assert_eq!((of(0), of(1)), ((Some("done"), Some(5), Some("5")), (Some("open"), None, None)));
        assert!(items[1]["blocked"].is_null());
    }
    let shown = run(&home, &["sprint", "show", "1"]).good().out;
    assert!(shown.contains("done          5  a") && shown.contains("open          ?  b"), "{shown}");
}

#[test]
fn what_is_typed_wrong_is_told_and_changes_nothing() {
    let home = filled(&["a"]);
    run(&home, &["sprint", "show"]).fails(1, "has no Sprint yet: `upnext sprint add` plans one");
    run(&home, &["standup"]).fails(1, "no Sprint of My product runs");
    for capacity in ["0", "-3", "lots", "1e9"] {
        run(&home, &["sprint", "add", "--capacity", capacity]).fails(2, "is no number of points above 0");
    }
    run(&home, &["sprint", "add", "--starts", "2026-03-13", "--ends", "2026-03-02"])
        .fails(1, "would end on 2026-03-02, before it starts on 2026-03-13");
    run(&home, &["sprint", "add", "--starts", "someday"]).fails(2, "--starts: \"someday\" is no day");
    run(&home, &["sprint", "add"]).good();
    run(&home, &["sprint", "add", "--name", "The fair"]).good();
    run(&home, &["sprint", "start"]).fails(1, "Sprint 1");
    run(&home, &["sprint", "close", "--next"]).fails(1, "there is no current Sprint");
    run(&home, &["sprint", "close", "1", "--next"]).fails(1, "only the running Sprint can be closed");
    run(&home, &["sprint", "show", "99"])
        .fails(1, "there is no Sprint \"99\": there are The fair (planned), Sprint 1 (planned)");
    run(&home, &["sprint", "pull", "MP-9", "--sprint", "1"]).fails(1, "there is no item MP-9");
    run(&home, &["sprint", "pull", "MP-1", "--sprint", "the FAIR"]).good();
    run(&home, &["sprint", "start", "the fair"]).good();
    run(&home, &["sprint", "pull", "MP-1", "--sprint", "1"]).good();
    run(&home, &["sprint", "start", "1"]).fails(1, "The fair is running: close it first");
    run(&home, &["edit", "1", "--state", "done"]).good();
    run(&home, &["sprint", "pull", "MP-1", "--sprint", "1"]).fails(1, "MP-1 is done");
    run(&home, &["sprint"]).fails(2, "");
    run(&home, &["sprint", "fly"]).fails(2, "");
}

#[test]
fn documents_leave_the_shell_and_never_replace_a_file() {
    let home = filled(&["a <b>"]);
    run(&home, &["edit", "1", "--estimate", "5", "--assignee", "SECRET", "--asked", "SECRET"]).good();
    run(&home, &["sprint", "add", "--goal", "G"]).good();
    run(&home, &["sprint", "pull", "1", "--sprint", "1"]).good();
    run(&home, &["sprint", "start"]).good();
    let page = run(&home, &["sprint", "report", "--html"]).good().out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("a &lt;b&gt;") && !page.contains("SECRET"), "{page}");
    let said = run(&home, &["sprint", "report", "current", "review.html"]).good().err;
    assert!(said.contains("review.html"), "{said}");
    assert_eq!(fs::read_to_string(home.path("review.html")).unwrap(), page);
    run(&home, &["sprint", "report", "current", "review.html"]).fails(73, "is there already");
    run(&home, &["sprint", "report", "current", "review.txt"]).fails(2, "say how review.txt is to be written");
    run(&home, &["sprint", "report", "--json"]).json();
    let page = run(&home, &["export", "--format", "html"]).good().out;
    assert!(page.contains("Sprint 1: running") && !page.contains("SECRET"), "{page}");
    run(&home, &["export", "backlog.html"]).good();
    assert_eq!(fs::read_to_string(home.path("backlog.html")).unwrap(), page);
    run(&home, &["export", "--filter", "state:ready", "part.html"]).fails(2, "has the whole backlog");
}

#[test]
fn history_from_elsewhere_comes_in_once() {
    let home = filled(&["a"]);
    let table = "completed;planned;Start Date;name;end\n18;21;5.1.2026;Sprint 1;16.1.2026\n;13,5;19.1.2026;Sprint 2;30.1.2026\n—;-;2.2.2026;The fair;13.2.2026\n";
    fs::write(home.path("past.csv"), table).unwrap();
    let preview = run(&home, &["sprint", "import", "past.csv", "--dry-run"]).good().out;
    assert!(preview.contains("Sprint 2, 2026-01-19 to 2026-01-30: planned 13.5, completed —"), "{preview}");
    run(&home, &["sprint", "import", "past.csv"]).good();
    let list = run(&home, &["sprint", "list", "--json"]).json();
    assert_eq!((list[0]["number"].as_i64(), list[0]["completed"]["points"].as_i64()), (Some(1), Some(18)));
    assert_eq!((list[1]["completed"].clone(), list[1]["elsewhere"].as_bool()), (Value::Null, Some(true)));
    assert_eq!(list[2]["title"], "The fair");
    let again = fed(
        &home,
        &["sprint", "import", "-"],
        "name\tstart\tend\nSprint 1\t2026-01-05\t2026-01-16\nSprint 9\t2026-02-16\t2026-02-27\n",
    )
    .good();
    assert!(again.err.contains("here already, left out: Sprint 1"), "{}", again.err);
    assert_eq!(run(&home, &["sprint", "list", "--json"]).json().as_array().unwrap().len(), 4);
    let again = run(&home, &["sprint", "import", "past.csv"]).good();
    assert!(again.err.contains("everything is here already"), "{}", again.err);
    run(&home, &["undo"]).good();
    assert_eq!(run(&home, &["sprint", "list", "--json"]).json().as_array().unwrap().len(), 3);
    let wrong = "name,start,end,planned,completed\nA,2026-01-16,2026-01-05,,\nB,soon,2026-01-05,,\n,2026-01-01,2026-01-05,,\nC,2026-01-01,2026-01-05,many,\nD,2026-01-01,2026-01-05,-3,\nE,2026-01-01,2026-01-05,,\nE,2026-01-01,2026-01-05,,\n";
    let said = fed(&home, &["sprint", "import", "-"], wrong);
    assert_eq!(said.code, 65, "{}", said.err);
    for told in [
        "line 2: A ends on 2026-01-05, before it starts on 2026-01-16",
        "line 3: \"soon\" is no day",
        "line 4: the name is missing",
        "line 5: planned: \"many\" is no number",
        "line 6: planned: \"-3\" is no number",
        "line 8: E came before in the file",
        "6 mistakes in the file: nothing was imported",
    ] {
        assert!(said.err.contains(told), "{told:?} is not in {}", said.err);
    }
    fed(&home, &["sprint", "import", "-"], "name,planned\nA,3\n")
        .fails(65, "has no column \"start\"; its columns are name, planned");
    run(&home, &["sprint", "import", "no.csv"]).fails(74, "there is no file");
}

#[test]
fn a_filter_asks_for_sprints() {
    let home = filled(&["a", "b", "c", "d"]);
    run(&home, &["sprint", "add"]).good();
    run(&home, &["sprint", "add"]).good();
    run(&home, &["sprint", "pull", "1", "2", "--sprint", "1"]).good();
    run(&home, &["sprint", "pull", "3", "--sprint", "2"]).good();
    run(&home, &["sprint", "start", "1"]).good();
    let found = |filter: &str| {
        let rows = run(&home, &["list", "--filter", filter, "--json"]).json();
        rows.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect::<String>()
    };
    for (filter, titles) in [
        ("sprint:1", "ab"),
        ("sprint:\"Sprint 2\"", "c"),
        ("sprint:current", "ab"),
        ("sprint:next", "c"),
        ("sprint:none", "d"),
        ("sprint:1,next", "abc"),
        ("!sprint:current", "cd"),
        ("has:sprint", "abc"),
        ("is:goal", ""),
        ("is:carried", ""),
    ] {
        assert_eq!(found(filter), titles, "{filter}");
    }
    run(&home, &["sprint", "close", "--next"]).good();
    assert_eq!(found("is:carried sprint:next"), "ab");
    run(&home, &["list", "--filter", "sprint:soon"]).fails(2, "\"soon\" is no Sprint: type its number such as 14");
    run(&home, &["list", "--filter", "sprint>3"]).fails(2, "sprint can't be more or less");
}

#[test]
fn history_that_is_told_anew_is_updated_and_can_be_dropped() {
    let home = filled(&["a"]);
    let import =
        |table: &str| fed(&home, &["sprint", "import", "-"], format!("name,start,end,planned,completed\n{table}"));
    let titles = || {
        let list = run(&home, &["sprint", "list", "--json"]).json();
        let titles = list.as_array().unwrap().iter().map(|sprint| sprint["title"].as_str().unwrap().to_owned());
        titles.collect::<Vec<_>>().join(", ")
    };
    import("Sprint 4,2026-01-19,2026-01-30,20,18\nAlpha,2026-02-02,2026-02-13,,7\n").good();
    let said = import("Sprint 4,2026-01-19,2026-01-29,20,21\nAlpha,2026-02-02,2026-02-13,,7\n").good();
    assert!(said.err.contains("updated: Sprint 4, 2026-01-19 to 2026-01-29: planned 20, completed 21"), "{}", said.err);
    assert!(said.err.contains("here already, left out: Alpha"), "{}", said.err);
    // A cell left empty takes nothing away.
    let said = import("Sprint 4,2026-01-19,2026-01-29,,\n").good();
    assert!(said.err.contains("everything is here already"), "{}", said.err);
    assert_eq!(sprint(&home, "4")["completed"]["points"], 21);
    run(&home, &["undo"]).good();
    assert_eq!(
        (sprint(&home, "4")["completed"]["points"].as_i64(), sprint(&home, "4")["ends"].as_str()),
        (Some(18), Some("2026-01-30"))
    );
    // What ended earlier stands earlier, whenever it was taken in; what is planned comes last.
    run(&home, &["sprint", "add"]).good();
    import("Alpha,2026-01-05,2026-01-16,9,9\n").good();
    assert_eq!(titles(), "Alpha, Sprint 4, Alpha, Sprint 6");
    run(&home, &["sprint", "show", "alpha"])
        .fails(1, "2 Sprints are called \"alpha\": name one by its number: 7 (from 2026-01-05), 5 (from 2026-02-02)");
    run(&home, &["sprint", "drop", "7"]).good();
    assert_eq!(titles(), "Sprint 4, Alpha, Sprint 6");
    run(&home, &["undo"]).good();
    let said = import("Later,2026-01-05,9998-12-31,9,9\n");
    assert!(said.code == 65 && said.err.contains("line 2: Later ends on 9998-12-31, in the future"), "{}", said.err);
    // One that was held here knows better.
    run(&home, &["sprint", "pull", "1", "--sprint", "6"]).good();
    run(&home, &["sprint", "start", "6"]).good();
    run(&home, &["sprint", "drop", "6"]).fails(1, "Sprint 6 is running: only a planned Sprint can be given up");
}

#[test]
fn what_is_odd_about_a_sprint_is_told() {
    let home = filled(&["a", "b"]);
    run(&home, &["sprint", "add", "--starts", "2026-03-02", "--ends", "2026-03-13"]).good();
    let said = run(&home, &["sprint", "add", "--starts", "2026-03-13", "--ends", "2026-03-27"]).good().err;
    assert!(said.contains("note: Sprint 2 shares days with Sprint 1, 2026-03-02 to 2026-03-13"), "{said}");
    let said = run(&home, &["sprint", "edit", "2", "--starts", "2026-03-16"]).good().err;
    assert!(!said.contains("shares days"), "{said}");
    let said = run(&home, &["sprint", "edit", "1", "--ends", "2026-03-16"]).good().err;
    assert!(said.contains("note: Sprint 1 shares days with Sprint 2"), "{said}");
    run(&home, &["sprint", "pull", "1", "2", "--sprint", "1"]).good();
    run(&home, &["sprint", "start", "1"]).good();
    let said = run(&home, &["sprint", "pull", "2", "2", "--sprint", "next"]).good().err;
    assert!(said.contains("MP-2 leaves Sprint 1, which is running: its scope changes"), "{said}");
    let said = run(&home, &["sprint", "pull", "2", "--sprint", "current"]).good().err;
    assert!(!said.contains("leaves"), "{said}");
    run(&home, &["sprint", "start", "1"]).fails(1, "Sprint 1 is running: only a planned Sprint can be started");
    run(&home, &["sprint", "report", "review.html"]).fails(2, "the Sprint comes first");
    assert!(!home.path("review.html").exists());
}
