//! The shell's commands as a user or a script runs them: what they print, what they leave behind, their exit codes.

use crate::pty::Home;
use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::process::Stdio;

/// What a command said and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Fails unless the code is the expected one and the words are on stderr.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, words: &str) {
        assert_eq!(self.code, code, "{}", self.err);
        assert!(self.err.contains(words), "{words:?} is not in {:?}", self.err);
        assert!(self.err.starts_with("upnext: "), "{:?}", self.err);
        assert_eq!(self.out, "");
    }

    #[track_caller]
    pub(crate) fn good(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.err);
        self
    }

    #[track_caller]
    pub(crate) fn json(self) -> Value {
        let said = self.good();
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.out))
    }
}

pub(crate) fn command(home: &Home, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upnext"));
    command.args(args).env_clear().envs(home.env()).current_dir(home.path("."));
    command
}

pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
}

pub(crate) fn run(home: &Home, args: &[&str]) -> Said {
    said(&mut command(home, args))
}

pub(crate) fn fed(home: &Home, args: &[&str], input: impl Into<Vec<u8>>) -> Said {
    said(command(home, args).write_stdin(input))
}

/// A home with some items, `MP-1` to `MP-<n>`.
pub(crate) fn filled(titles: &[&str]) -> Home {
    let home = Home::new();
    for title in titles {
        run(&home, &["add", title]).good();
    }
    home
}

/// The titles of the order, joined.
pub(crate) fn order(home: &Home) -> String {
    let rows = run(home, &["list", "--json"]).json();
    let titles = rows.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned());
    titles.collect::<Vec<_>>().join(" ")
}

pub(crate) fn show(home: &Home, key: &str) -> Value {
    run(home, &["show", key, "--json"]).json()
}

/// Everything below the home.
pub(crate) fn files(home: &Home) -> Vec<String> {
    let mut found: Vec<String> =
        fs::read_dir(home.path(".")).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    found.sort();
    found
}

#[test]
fn an_item_is_added_listed_and_shown() {
    let home = Home::new();
    let first =
        run(&home, &["add", "Pay", "with a", "card", "--estimate", "5", "--state", "ready", "--tag", "shop,pay"]);
    assert_eq!(first.good().out, "MP-1\n");
    assert!(home.path("data/upnext/backlog.db").is_file());
    let story = "As a customer, I want to save my cart, so that I can buy later";
    assert_eq!(run(&home, &["add", story]).good().out, "MP-2\n");
    let list = run(&home, &["list"]).good();
    assert_eq!(list.out, "1  MP-1  ● ready        5  Pay with a card\n2  MP-2  ○ open         ?  Save my cart\n");
    assert_eq!(list.err, "");
    let shown = run(&home, &["show", "mp1"]).good().out;
    assert!(shown.starts_with("MP-1 · story · ready · estimate 5 · place 1 of 2\nPay with a card\n"), "{shown}");
    assert!(shown.contains("tags      shop, pay"), "{shown}");
    let story = show(&home, "2");
    assert_eq!((&story["persona"], &story["want"]), (&"customer".into(), &"to save my cart".into()));
    assert_eq!(story["description"], Value::Null);
}

#[test]
fn a_listing_is_an_array_of_objects_with_every_name() {
    let home = filled(&["one"]);
    run(&home, &["add", "Big", "--kind", "epic"]).good();
    run(&home, &["add", "two", "--epic", "2", "--estimate", "½", "--kind", "bug"]).good();
    let rows = run(&home, &["list", "--json"]).json();
    let names: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "key",
            "place",
            "kind",
            "title",
            "state",
            "estimate",
            "points",
            "tags",
            "epic",
            "blocked",
            "sprint",
            "serves_goal",
            "value",
            "carried_over",
            "moscow",
            "pinned"
        ]
    );
    assert_eq!(rows[0]["estimate"], Value::Null);
    assert_eq!(rows[0]["epic"], Value::Null);
    assert_eq!(rows[1]["epic"], "MP-2");
    assert_eq!((&rows[1]["place"], &rows[1]["points"]), (&2.into(), &0.5.into()));
    let all = run(&home, &["list", "--all", "--json"]).json();
    assert_eq!(all.as_array().unwrap().len(), 3);
    assert_eq!((&all[1]["kind"], &all[1]["place"]), (&"epic".into(), &Value::Null));
    assert_eq!(run(&home, &["list", "--kind", "epic", "--json"]).json()[0]["key"], "MP-2");
    assert_eq!(run(&home, &["list", "--kind", "bug,task", "--json"]).json()[0]["key"], "MP-3");
    assert_eq!(run(&home, &["list", "--limit", "1", "--json"]).json().as_array().unwrap().len(), 1);
    let none = run(&home, &["list", "--list", "done", "--json"]).good();
    assert_eq!(none.out, "[]\n");
    assert!(none.err.contains("nothing"), "{}", none.err);
}

#[test]
fn a_state_that_has_no_place_is_found_all_the_same() {
    let home = filled(&["one", "two"]);
    run(&home, &["edit", "1", "--state", "done"]).good();
    run(&home, &["edit", "2", "--decline", "too dear"]).good();
    assert_eq!(run(&home, &["list", "--state", "done,declined"]).good().out.lines().count(), 2);
    assert_eq!(run(&home, &["list", "--state", "Done", "--json"]).json()[0]["title"], "one");
    assert_eq!(show(&home, "2")["declined"]["reason"], "too dear");
    assert!(run(&home, &["list"]).good().err.contains("list --all"));
}

#[test]
fn each_field_can_be_edited() {
    let home = filled(&["one"]);
    run(&home, &["add", "Big", "--kind", "epic"]).good();
    #[rustfmt::skip]
    let args = [
        "edit", "MP-1", "--title", "new", "--kind", "bug", "--state", "in-progress", "--estimate", "8", "--epic", "MP-2",
        "--asked", "Ada", "--assignee", "Bob", "--due", "2027-01-31", "--tag", "+shop,web", "--block", "no key",
        "--description", "-",
    ];
    let edited = fed(&home, &args, "long\ntext\n").good();
    assert_eq!(edited.out, "");
    assert!(edited.err.contains("estimate MP-1: 8"), "{}", edited.err);
    let item = show(&home, "1");
    for (name, value) in [
        ("title", "new"),
        ("kind", "bug"),
        ("state", "in progress"),
        ("estimate", "8"),
        ("epic", "MP-2"),
        ("asked", "Ada"),
        ("assignee", "Bob"),
        ("due", "2027-01-31"),
        ("blocked", "no key"),
        ("description", "long\ntext"),
    ] {
        assert_eq!(item[name], value, "{name}");
    }
    #[rustfmt::skip]
    let args = [
        "edit", "1", "--estimate", "none", "--epic", "none", "--asked", "none", "--assignee", "none", "--due", "none",
        "--tag", "-shop", "--unblock",
    ];
    run(&home, &args).good();
    let item = show(&home, "1");
    for name in ["estimate", "epic", "asked", "assignee", "due", "blocked"] {
        assert_eq!(item[name], Value::Null, "{name}");
    }
    assert_eq!(item["tags"], serde_json::json!(["web"]));
    assert!(run(&home, &["edit", "1", "--unblock"]).good().err.contains("it is so already"));
}

#[test]
fn nothing_is_written_where_one_field_is_wrong() {
    let home = filled(&["one", "two"]);
    let edit = |args: &[&str]| run(&home, &[&["edit", "1", "--title", "new"], args].concat());
    edit(&["--estimate", "4"]).fails(65, "not on the scale");
    edit(&["--state", "doing"]).fails(2, "is no state");
    edit(&["--state", "declined"]).fails(2, "--decline REASON");
    edit(&["--kind", "feature"]).fails(2, "is no kind");
    edit(&["--epic", "MP-2"]).fails(1, "is not an epic");
    edit(&["--epic", "MP-9"]).fails(1, "there is no item MP-9");
    edit(&["--epic", "x"]).fails(2, "is no key");
    edit(&["--due", "soon"]).fails(2, "is no day");
    edit(&["--block", " "]).fails(65, "the reason is empty");
    run(&home, &["edit", "1"]).fails(2, "nothing is to be changed");
    run(&home, &["edit", "MP-7", "--title", "x"]).fails(1, "there is no item MP-7");
    run(&home, &["edit", "one", "--title", "x"]).fails(2, "is no key");
    assert_eq!(order(&home), "one two");
}

#[test]
fn an_item_moves() {
    let home = filled(&["a", "b", "c", "d"]);
    let order_after = |args: &[&str], expected: &str| {
        let moved = run(&home, &[&["move"], args].concat()).good();
        assert_eq!(moved.out, "");
        assert_eq!(order(&home), expected, "{args:?}");
        moved.err
    };
    order_after(&["4", "top"], "d a b c");
    assert!(order_after(&["4", "3"], "a b d c").contains("MP-4 is at place 3 of 4"));
    order_after(&["1", "below", "MP-4"], "b d a c");
    order_after(&["3", "above", "4"], "b c d a");
    order_after(&["2", "bottom"], "c d a b");
    order_after(&["1", "up"], "c a d b");
    assert!(order_after(&["3", "999"], "a d b c").contains("at place 4 of 4"));
    order_after(&["3", "bottom"], "a d b c");
    run(&home, &["move", "3", "down"]).fails(1, "at the bottom already");
    run(&home, &["move", "1", "0"]).fails(2, "is no place");
    run(&home, &["move", "1", "sideways"]).fails(2, "is no place");
    run(&home, &["move", "1", "top", "twice"]).fails(2, "is no place");
    run(&home, &["move", "1", "below", "1"]).fails(1, "next to itself");
    run(&home, &["move", "1", "here"]).fails(2, "above KEY");
    run(&home, &["edit", "1", "--state", "done"]).good();
    run(&home, &["move", "1", "top"]).fails(1, "has no place");
}

#[test]
fn what_was_done_in_another_run_is_undone_and_named() {
    let home = filled(&["one"]);
    run(&home, &["edit", "1", "--title", "two"]).good();
    run(&home, &["edit", "1", "--title", "three"]).good();
    let undone = run(&home, &["undo"]).good();
    assert!(undone.err.contains("undo: title of MP-1: \"three\""), "{}", undone.err);
    assert_eq!(order(&home), "two");
    run(&home, &["redo"]).good();
    assert_eq!(order(&home), "three");
    run(&home, &["redo"]).fails(1, "nothing to bring back");
    assert!(run(&home, &["undo", "10"]).good().err.contains("the last one"));
    run(&home, &["undo"]).fails(1, "nothing to take back");
    assert!(run(&home, &["list"]).good().err.contains("no product yet"));
    assert_eq!(run(&home, &["list", "--json"]).good().out, "[]\n");
    run(&home, &["show", "1"]).fails(1, "no product yet");
    run(&home, &["export", "-f", "md"]).fails(1, "no product yet");
    run(&home, &["redo", "4"]).good();
    assert_eq!(order(&home), "three");
}

#[test]
fn bad_text_is_refused_with_its_reason() {
    let home = filled(&["one"]);
    run(&home, &["add", " "]).fails(65, "the title is empty");
    fed(&home, &["add", "-"], "").fails(65, "the title is empty");
    fed(&home, &["add", "-"], "a\0b").fails(65, "NUL");
    fed(&home, &["add", "-"], "x".repeat(1_000_000)).fails(65, "1000000 bytes");
    fed(&home, &["add", "-"], vec![b'x'; 5_000_000]).fails(65, "at most");
    fed(&home, &["add", "-"], "a\nb").fails(65, "several lines");
    fed(&home, &["add", "-"], vec![0xff, 0xfe]).fails(65, "UTF-8");
    fed(&home, &["edit", "1", "--description", "-"], "a\0b").fails(65, "NUL");
    run(&home, &["add", "x", "--estimate", "-3"]).fails(65, "can't be an estimate");
    run(&home, &["add", "x", "--kind", "epic", "--epic", "1"]).fails(1, "is not an epic");
    run(&home, &["add", "x", "--tag", "-old"]).fails(2, "tag");
    assert_eq!(order(&home), "one");
}

#[test]
fn nothing_in_a_title_runs_in_the_terminal() {
    let home = Home::new();
    let title = "red\u{1b}[31m\u{7}\u{9b}31m \u{202e}left 日本 👩‍💻 e\u{301}";
    run(&home, &["add", title]).good();
    for args in [&["list"][..], &["show", "1"]] {
        let shown = run(&home, args).good().out;
        assert!(shown.contains("red[31m31m <U+202E>left 日本 👩‍💻 é"), "{shown}");
    }
    run(&home, &["show", "\u{1b}]0;x\u{7}"]).fails(2, "is no key");
    let unknown = run(&home, &["\u{1b}[31mlist"]);
    unknown.fails(2, "list");
    assert!(!unknown.err.contains('\u{1b}'), "{:?}", unknown.err);
}

#[test]
fn the_file_may_have_any_name() {
    let home = Home::new();
    for name in ["my backlog.db", "file:x?mode=memory", "100%.db", "日本.db", "sub/folder/b.db"] {
        assert_eq!(run(&home, &["--db", name, "add", "one"]).good().out, "MP-1\n", "{name}");
        assert!(home.path(name).is_file(), "{name}");
        assert_eq!(run(&home, &["list", "--db", name]).good().out.lines().count(), 1);
        assert_eq!(said(command(&home, &["list"]).env("UPNEXT_DB", name)).good().out.lines().count(), 1);
    }
    assert!(!home.path("data").exists());
    let other = said(command(&home, &["--db", "no.db", "list"]).env("UPNEXT_DB", "100%.db"));
    other.fails(74, "there is no backlog at");
    run(&home, &["--db", "", "list"]).fails(2, "--db");
}

#[test]
fn what_only_looks_makes_no_file() {
    let home = Home::new();
    fs::write(home.path("items.csv"), "title\none\n").unwrap();
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["show", "1"],
        &["edit", "1", "--title", "x"],
        &["move", "1", "top"],
        &["undo"],
        &["export", "--format", "md"],
        &["backup"],
        &["purge", "--before", "2026-01-01"],
    ] {
        run(&home, args).fails(74, "there is no backlog at");
    }
    run(&home, &["doctor"]).good();
    run(&home, &["restore", "--list"]).good();
    run(&home, &["import", "items.csv", "--dry-run"]).good();
    run(&home, &["add", "x", "--estimate", "4"]).fails(65, "scale");
    run(&home, &["add", "x", "--epic", "1"]).fails(1, "no epic yet");
    run(&home, &[]).fails(1, "no terminal");
    run(&home, &["demo"]).fails(1, "no terminal");
    assert_eq!(files(&home), ["items.csv"]);
}

#[test]
fn a_file_that_is_no_backlog_is_left_alone() {
    let home = Home::new();
    fs::write(home.path("text.db"), "not a database, but long enough to be looked at".repeat(50)).unwrap();
    fs::write(home.path("empty.db"), "").unwrap();
    let list = |db: &str| run(&home, &["--db", db, "add", "x"]);
    list("text.db").fails(65, "was not made by upnext");
    list("empty.db").fails(65, "is empty");
    list(".").fails(65, "is not a file");
    list("text.db/below/b.db").fails(73, "can't be made");
    assert_eq!(fs::read(home.path("empty.db")).unwrap(), b"");
}

#[test]
fn a_newer_file_and_a_busy_one_have_codes_of_their_own() {
    let home = filled(&["one"]);
    let db = home.path("data/upnext/backlog.db");
    let conn = rusqlite::Connection::open(&db).unwrap();
    conn.execute_batch("BEGIN IMMEDIATE").unwrap();
    run(&home, &["add", "two"]).fails(75, "try again");
    assert_eq!(run(&home, &["list"]).good().out.lines().count(), 1);
    conn.execute_batch("ROLLBACK; PRAGMA user_version = 999").unwrap();
    drop(conn);
    run(&home, &["list"]).fails(76, "newer upnext");
}

#[test]
fn without_a_home_the_file_must_be_named() {
    let home = Home::new();
    let bare = || {
        let mut command = command(&home, &["list"]);
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
            command.env_remove(name);
        }
        command
    };
    said(&mut bare()).fails(1, "--db FILE");
    said(bare().env("HOME", "")).fails(1, "--db FILE");
    said(bare().args(["--db", "b.db"])).fails(74, "there is no backlog");
}

#[test]
fn a_wrong_config_is_told_and_stops_only_what_depends_on_it() {
    let home = filled(&["one"]);
    fs::create_dir_all(home.path("config/upnext")).unwrap();
    let config = home.path("config/upnext/config.toml");
    fs::write(&config, "author = \"Ada\"\nbackup_folder = \"here\"\n").unwrap();
    let list = run(&home, &["list"]).good();
    assert!(
        list.err.starts_with("upnext: warning: ") && list.err.contains("config.toml:2: backup_folder"),
        "{}",
        list.err
    );
    assert_eq!(list.out.lines().count(), 1);
    run(&home, &["edit", "1", "--title", "two"]).good();
    run(&home, &["backup"]).fails(78, "backup_folder");
    fs::write(&config, "backup_folder = \"~/kept\"\n").unwrap();
    run(&home, &["backup"]).good();
    assert!(home.path("kept").is_dir());
    fs::remove_file(&config).unwrap();
    fs::create_dir(&config).unwrap();
    assert!(run(&home, &["list"]).good().err.contains("can't be read"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let home = Home::new();
    let lines: Vec<String> = (0..5000).map(|n| format!("a line that fills the pipe, number {n}")).collect();
    fed(&home, &["import", "--from", "stories", "-"], lines.join("\n")).good();
    for args in [&["list"][..], &["list", "--json"], &["export", "--format", "csv"], &["show", "1"], &["--help"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_upnext"));
        command.args(args).env_clear().envs(home.env()).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut words = String::new();
        child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}: {words}");
        assert_eq!(words, "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_told() {
    let home = filled(&["one"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_upnext"));
    let output = command.arg("list").env_clear().envs(home.env()).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(74));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

#[test]
fn help_and_version_go_to_stdout_and_mistakes_to_stderr() {
    let home = Home::new();
    let help = run(&home, &["--help"]).good().out;
    for word in ["import", "restore", "doctor", "--db", "Examples"] {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(run(&home, &["move", "--help"]).good().out.contains("below KEY"));
    assert_eq!(run(&home, &["--version"]).good().out, format!("upnext {}\n", env!("CARGO_PKG_VERSION")));
    run(&home, &["frobnicate"]).fails(2, "frobnicate");
    run(&home, &["list", "--colour"]).fails(2, "--colour");
    run(&home, &["show"]).fails(2, "KEY");
    run(&home, &["list", "--all", "--list", "done"]).fails(2, "cannot be used with");
    run(&home, &["list", "--list", "sprint"]).fails(2, "possible values");
    run(&home, &["undo", "0"]).fails(2, "0");
}

#[test]
fn other_words_find_the_commands() {
    let home = filled(&["one"]);
    assert_eq!(run(&home, &["ls"]).good().out.lines().count(), 1);
    run(&home, &["new", "two"]).good();
    run(&home, &["set", "1", "--estimate", "3"]).good();
}
