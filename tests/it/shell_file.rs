//! The shell's commands on whole files: import, export, backup, restore, purge, doctor; and several products.

use crate::pty::{Home, Session};
use crate::shell::{fed, files, filled, order, run, said, show};
use serde_json::Value;
use std::fs;

const JIRA: &str = "Summary,Issue key,Issue Type,Status,Story Points\n\
    Pay by card,A-1,Story,UAT,5\nRefunds,A-2,Bug,To Do,\nBig thing,A-3,Epic,To Do,\n";

fn with_jira() -> Home {
    let home = Home::new();
    fs::write(home.path("jira.csv"), JIRA).unwrap();
    home
}

#[test]
fn a_plan_is_shown_then_done_then_undone_in_one_step() {
    let home = with_jira();
    let plan = run(&home, &["import", "jira.csv", "--dry-run"]).good();
    assert!(plan.out.starts_with("3 new, 0 updated"), "{}", plan.out);
    assert_eq!(files(&home), ["jira.csv"]);
    let done = run(&home, &["import", "jira.csv", "--map", "status.UAT=\"to accept\""]).good();
    assert_eq!(done.out, "");
    assert!(done.err.contains("3 new, 0 updated") && done.err.contains("UAT → to accept: 1 row"), "{}", done.err);
    assert_eq!(order(&home), "Pay by card Refunds");
    let rows = run(&home, &["list", "--all", "--json"]).json();
    assert_eq!((&rows[0]["state"], &rows[0]["points"]), (&"to accept".into(), &5.into()));
    let again = run(&home, &["import", "jira.csv", "--map", "status.UAT=\"to accept\""]).good();
    assert!(again.err.contains("everything is here already"), "{}", again.err);
    let plan = run(&home, &["import", "jira.csv", "--dry-run", "--map", "status.UAT=\"to accept\""]).good();
    assert!(plan.out.contains("3 unchanged"), "{}", plan.out);
    run(&home, &["undo"]).good();
    assert_eq!(run(&home, &["list", "--all"]).good().out, "");
    assert_eq!(fs::read_to_string(home.path("jira.csv")).unwrap(), JIRA);
}

#[test]
fn what_can_not_be_imported_says_why() {
    let home = with_jira();
    fs::write(home.path("empty.csv"), "").unwrap();
    fs::write(home.path("page.html"), "<!doctype html><html></html>").unwrap();
    fs::write(home.path("newer.json"), "{\"format\":\"upnext\",\"version\":99,\"products\":[]}").unwrap();
    let import = |args: &[&str]| run(&home, &[&["import"], args].concat());
    import(&["no.csv"]).fails(74, "no.csv");
    import(&["."]).fails(74, "is a folder");
    import(&["empty.csv"]).fails(65, "is empty");
    import(&["page.html"]).fails(65, "export the items as CSV");
    import(&["newer.json"]).fails(76, "newer upnext");
    import(&["jira.csv", "--from", "trello"]).fails(2, "possible values");
    import(&["jira.csv", "--map", "title"]).fails(2, "has no =");
    import(&["jira.csv", "--map", "status.UAT=finished"]).fails(2, "knows no state");
    import(&["jira.csv", "--map", "title=nowhere"]).fails(65, "has no column");
    import(&[]).fails(2, "FILE");
    fed(&home, &["import", "-"], "").fails(65, "is empty");
    assert!(!home.path("data").exists());
}

#[test]
fn stories_come_through_a_pipe() {
    let home = Home::new();
    let stories = "As a customer, I want to pay later, so that I can try it.\nFix the label\n";
    fed(&home, &["import", "--from", "stories", "-"], stories).good();
    assert_eq!(order(&home), "Pay later Fix the label");
}

#[test]
fn an_export_is_data_alone_and_comes_back_whole() {
    let home = with_jira();
    run(&home, &["import", "jira.csv"]).good();
    run(&home, &["edit", "1", "--tag", "shop", "--description", "long"]).good();
    let json = run(&home, &["export", "--format", "json"]).good();
    assert_eq!(json.err, "");
    let whole: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(whole["format"], "upnext");
    fed(&home, &["--db", "other.db", "import", "-"], json.out.clone()).good();
    assert_eq!(run(&home, &["--db", "other.db", "export", "--format", "json"]).good().out, json.out);
    assert!(run(&home, &["export", "--format", "csv"]).good().out.lines().count() > 3);
    let told = run(&home, &["export", "backlog.md"]).good();
    assert!(told.out.is_empty() && told.err.contains("3 items"), "{}", told.err);
    assert!(fs::read_to_string(home.path("backlog.md")).unwrap().starts_with("# "));
    run(&home, &["export", "backlog.md"]).fails(73, "is there already");
    run(&home, &["export", "no/folder/backlog.md"]).fails(73, "can't be made");
    run(&home, &["export"]).fails(2, "which format");
    run(&home, &["export", "backlog.docx"]).fails(2, "which format");
    assert_eq!(run(&home, &["export", "-f", "json", "-"]).good().out, json.out);
}

#[test]
fn a_product_is_chosen_by_prefix_or_name() {
    let home = filled(&["one"]);
    let other = Home::new();
    run(&other, &["--product", "Web shop", "add", "pay"]).good();
    assert_eq!(run(&other, &["list", "--json"]).json()[0]["key"], "WS-1");
    let json = run(&other, &["export", "--format", "json"]).good().out;
    fed(&home, &["import", "-"], json).good();
    for name in ["WS", "ws", "web shop"] {
        assert_eq!(run(&home, &["list", "--product", name, "--json"]).json()[0]["title"], "pay", "{name}");
    }
    run(&home, &["list", "--product", "None"]).fails(1, "it has My product (MP), Web shop (WS)");
    assert_eq!(run(&home, &["add", "two", "--product", "WS"]).good().out, "WS-2\n");
    assert_eq!(show(&home, "WS-2")["title"], "two");
    assert_eq!(order(&home), "one");
    run(&home, &["move", "WS-2", "above", "MP-1"]).fails(1, "another product");
    run(&home, &["edit", "1", "--title", "three"]).good();
    run(&home, &["undo", "--product", "ws"]).good();
    assert_eq!(order(&home), "three");
    run(&home, &["show", "WS-2"]).fails(1, "there is no item WS-2");
}

#[test]
fn a_backup_comes_back() {
    let home = filled(&["one"]);
    let made = run(&home, &["backup"]).good().out;
    assert!(made.starts_with(home.path("data/upnext/backlog-backups").to_str().unwrap()), "{made}");
    run(&home, &["add", "two"]).good();
    let listed = run(&home, &["restore", "--list", "--json"]).json();
    let manual = listed.as_array().unwrap().iter().find(|b| b["kind"] == "manual").unwrap();
    assert_eq!(manual["path"], made.trim_end());
    assert!(manual["bytes"].as_u64().unwrap() > 0);
    for answer in ["", "yes\n", "restored\n"] {
        let no = fed(&home, &["restore"], answer);
        assert!(no.code == 1 && no.err.contains("\nupnext: not restored: nothing was changed"), "{}", no.err);
    }
    assert_eq!(order(&home), "one two");
    let name = made.trim_end().rsplit('/').next().unwrap();
    let done = fed(&home, &["restore", name], "restore\n").good();
    assert!(done.err.contains("what was there before is in"), "{}", done.err);
    assert_eq!(order(&home), "one");
    let kept = done.err.lines().find_map(|line| line.strip_prefix("what was there before is in ")).unwrap();
    run(&home, &["restore", kept, "--yes"]).good();
    assert_eq!(order(&home), "one two");
    run(&home, &["restore", "no.db", "--yes"]).fails(1, "there is no backup no.db");
    fs::write(home.path("text.db"), "text").unwrap();
    run(&home, &["restore", "text.db", "--yes"]).fails(65, "text.db");
    run(&home, &["backup", "elsewhere"]).good();
    assert_eq!(fs::read_dir(home.path("elsewhere")).unwrap().count(), 1);
    fs::write(home.path("file"), "").unwrap();
    run(&home, &["backup", "file/below"]).fails(73, "file");
    assert_eq!(order(&home), "one two");
}

#[test]
fn a_file_that_is_gone_or_emptied_comes_back_from_its_backup() {
    let home = filled(&["one"]);
    run(&home, &["backup"]).good();
    let db = home.path("data/upnext/backlog.db");
    fs::write(&db, "").unwrap();
    run(&home, &["list"]).fails(65, "upnext restore");
    run(&home, &["restore", "--yes"]).good();
    assert_eq!(order(&home), "one");
    fs::remove_file(&db).unwrap();
    run(&home, &["restore", "--yes"]).good();
    assert_eq!(order(&home), "one");
    let bare = Home::new();
    run(&bare, &["restore", "--yes"]).fails(1, "there is no backup");
    assert_eq!(files(&bare), Vec::<String>::new());
}

#[test]
fn nothing_is_erased_without_the_typed_word() {
    let home = filled(&["one", "two"]);
    let day = "2999-01-01";
    run(&home, &["purge"]).fails(2, "--before");
    run(&home, &["purge", "--before", "soon"]).fails(2, "2026-12-24");
    assert!(run(&home, &["purge", "--before", "2000-01-01"]).good().err.contains("nothing to erase"));
    assert_eq!(run(&home, &["purge", "--before", day]).code, 1);
    assert_eq!(fed(&home, &["purge", "--before", day], "y\n").code, 1);
    run(&home, &["undo"]).good();
    run(&home, &["redo"]).good();
    let done = fed(&home, &["purge", "--before", day], "erase\n").good();
    assert!(done.err.contains("steps of the history") && done.err.contains("backlog-backups"), "{}", done.err);
    run(&home, &["undo"]).fails(1, "was erased for good");
    assert_eq!(order(&home), "one two");
}

#[test]
fn the_doctor_tells_what_there_is() {
    let home = filled(&["one"]);
    let report = run(&home, &["doctor", "--json"]).json();
    assert_eq!(report["problems"], serde_json::json!([]));
    assert_eq!(report["versions"]["upnext"], env!("CARGO_PKG_VERSION"));
    assert!(report["versions"]["SQLite"].as_str().unwrap().starts_with("3."));
    assert!(report["paths"]["data"].as_str().unwrap().ends_with("backlog.db"));
    assert_eq!(report["terminal"]["TERM"], "xterm-256color");
    assert_eq!(report["terminal"]["NO_COLOR"], Value::Null);
    assert_eq!(report["terminal"]["locale"], "C.UTF-8");
    assert_eq!(report["rows"]["item"], 1);
    let text = run(&home, &["doctor"]).good().out;
    assert!(text.contains("all is well") && text.contains("config.toml (not there)"), "{text}");
    let bare = Home::new();
    assert!(run(&bare, &["doctor"]).good().out.contains("backlog.db (not there)"));
    fs::write(home.path("data/upnext/backlog.db"), "").unwrap();
    let broken = run(&home, &["doctor"]);
    assert_eq!(broken.code, 65);
    assert!(broken.out.contains("! ") && broken.out.contains("is empty"), "{}", broken.out);
    fs::create_dir_all(bare.path("config/upnext")).unwrap();
    fs::write(bare.path("config/upnext/config.toml"), "theme = 1\n").unwrap();
    let odd = run(&bare, &["doctor"]);
    assert_eq!((odd.code, odd.err.as_str()), (1, ""));
    assert!(odd.out.contains("config.toml:1: theme"), "{}", odd.out);
}

#[test]
fn the_doctor_needs_no_home() {
    let home = Home::new();
    let mut command = crate::shell::command(&home, &["doctor"]);
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
        command.env_remove(name);
    }
    let told = said(&mut command);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("--db FILE"), "{}", told.out);
}

#[test]
fn a_first_change_is_backed_up_and_looking_is_not() {
    let home = filled(&["one"]);
    let folder = home.path("data/upnext/backlog-backups");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    run(&home, &["edit", "1", "--title", "two"]).good();
    run(&home, &["list"]).good();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn on_a_terminal_an_import_asks_first() {
    let home = with_jira();
    let mut session = Session::start(home.upnext(&["import", "jira.csv"], &[]), (100, 30));
    session.wait_for("Import this? [y/N]");
    session.type_text("n\r");
    assert_eq!(session.exit_status().exit_code(), 1);
    assert_eq!(files(&home), ["jira.csv"]);
    let mut session = Session::start(home.upnext(&["import", "jira.csv"], &[]), (100, 30));
    session.wait_for("Import this? [y/N]");
    session.type_text("y\r");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_eq!(order(&home), "Pay by card Refunds");
}

#[test]
fn a_listing_is_cut_to_the_terminal() {
    let home = filled(&["A title that is longer than forty columns, 日本語"]);
    let mut session = Session::start(home.upnext(&["list"], &[]), (40, 10));
    assert_eq!(session.exit_status().exit_code(), 0);
    session.look(|screen| assert!(screen.contents().trim_end().ends_with("A title that…"), "{}", screen.contents()));
}

#[test]
fn the_program_opens_on_the_named_product() {
    let home = filled(&["one"]);
    let other = Home::new();
    run(&other, &["--product", "Web shop", "add", "pay the ferryman"]).good();
    let json = run(&other, &["export", "--format", "json"]).good().out;
    fed(&home, &["import", "-"], json).good();
    let mut session = Session::start(home.upnext(&["--product", "ws"], &[]), (120, 40));
    session.wait_for("pay the ferryman");
    session.press("q");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert_eq!(run(&home, &["list", "--json"]).json()[0]["key"], "WS-1");
}

#[test]
fn a_file_of_an_older_format_is_said_to_be_brought_to_this_one_once() {
    let home = Home::new();
    let old = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1.db");
    fs::copy(old, home.db()).unwrap();
    let first = run(&home, &["list", "--db", &home.db()]).good();
    assert!(
        first.err.starts_with("upnext: bringing backlog.db to format 8 after a backup; this is done once"),
        "{}",
        first.err
    );
    assert!(first.out.contains("Pay by invoice") && !first.out.contains("format"), "{}", first.out);
    assert_eq!(run(&home, &["list", "--db", &home.db()]).good().err, "");
}

#[test]
fn a_wrong_search_is_made_anew() {
    let home = Home::new();
    let db = home.db();
    run(&home, &["--db", &db, "add", "Pay by invoice"]).good();
    let found = || run(&home, &["--db", &db, "list", "--all", "--filter", "invoice"]).good().out;
    for harm in ["DELETE FROM item_words", "DROP TRIGGER words_item_update", "DROP TABLE item_words"] {
        rusqlite::Connection::open(&db).unwrap().execute_batch(harm).unwrap();
        let told = run(&home, &["--db", &db, "doctor"]);
        assert!(told.code == 1 && told.out.contains("upnext doctor --mend-search"), "{harm}: {}", told.out);
        let mended = run(&home, &["--db", &db, "doctor", "--mend-search"]).good();
        assert!(mended.err.contains("the search was made anew from the items"), "{harm}: {}", mended.err);
        assert!(found().contains("Pay by invoice"), "{harm}");
        run(&home, &["--db", &db, "doctor"]).good();
        run(&home, &["--db", &db, "edit", "1", "--title", "Pay by invoice"]);
    }
}
