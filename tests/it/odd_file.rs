//! Files that are no files, odd names, things in the way of the log, files that go away while they are open. Each is
//! told in one line that says what to do, at once, and is left as it is.

mod hostile;

use crate::dose::skipped;
use crate::pty::{Home, Session};
use crate::shell::{Said, run};
use crate::store::writer;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use upnext::store::{Patience, Store};

/// A home with a good file of one item.
fn home() -> Home {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay by card"]);
    home
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Every command that opens a file, on this one; each must fail at once with a line that holds `words`.
fn refused(home: &Home, path: &str, code: i32, words: &str) {
    for command in
        [&["list"][..], &["add", "x"], &["edit", "1", "--title", "x"], &["undo"], &["export", "--format", "json"]]
    {
        let said = run(home, &[&["--db", path], command].concat());
        said.fails(code, words);
        assert_eq!(said.err.lines().count(), 1, "{command:?}: {}", said.err);
        assert!(!said.err.contains("report this"), "{command:?}: {}", said.err);
    }
    let doctor = run(home, &["--db", path, "doctor"]);
    assert!(doctor.code == code && doctor.out.contains(words), "doctor: {} {}", doctor.code, doctor.out);
    let mut session = Session::start(home.upnext(&["--db", path], &[]), (80, 24));
    assert_eq!(session.exit_status().exit_code(), u32::try_from(code).unwrap());
    let said = String::from_utf8_lossy(&session.bytes()).into_owned();
    assert!(said.contains(words.split_once('/').map_or(words, |w| w.0)), "the program: {said}");
}

#[test]
fn what_is_no_file_is_told_at_once() {
    let home = home();
    let at = |name: &str| home.path(name).to_str().unwrap().to_owned();
    fs::create_dir(at("folder")).unwrap();
    pipe(&home.path("pipe"));
    let _socket = std::os::unix::net::UnixListener::bind(home.path("socket")).unwrap();
    for name in [at("folder"), at("pipe"), at("socket"), "/dev/null".into(), "/dev/zero".into()] {
        refused(&home, &name, 65, "is not a file");
    }
    symlink(at("nowhere.db"), at("dangling")).unwrap();
    refused(&home, &at("dangling"), 74, "is a link to");
    symlink(at("loop"), at("loop")).unwrap();
    refused(&home, &at("loop"), 74, "symbolic links");
    fs::write(at("text"), "# my backlog\n".repeat(900)).unwrap();
    refused(&home, &at("text"), 65, "was not made by upnext");
    fs::write(at("empty"), "").unwrap();
    refused(&home, &at("empty"), 65, "is empty");
    rusqlite::Connection::open(at("other")).unwrap().execute_batch("CREATE TABLE item (id)").unwrap();
    refused(&home, &at("other"), 65, "was not made by upnext");
    for (name, words) in [("text/below.db", "Not a directory"), (&*"long".repeat(80), "File name too long")] {
        run(&home, &["--db", &at(name), "list"]).fails(74, words);
        run(&home, &["--db", &at(name), "add", "x"]).fails(73, words);
        assert_eq!(run(&home, &["--db", &at(name), "doctor"]).code, 74);
    }
    fs::hard_link(home.db(), at("second")).unwrap();
    refused(&home, &at("second"), 1, "hard links");
    fs::remove_file(at("second")).unwrap();
    rusqlite::Connection::open(home.db()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    refused(&home, &home.db(), 76, "newer upnext");
}

#[test]
fn what_stands_in_the_way_of_the_log_is_told() {
    for end in ["-wal", "-shm", "-journal"] {
        for kind in ["folder", "pipe", "socket", "link"] {
            let home = home();
            let beside = PathBuf::from(format!("{}{end}", home.db()));
            let _ = fs::remove_file(&beside);
            let before = fs::read(home.db()).unwrap();
            let mut socket = None;
            match kind {
                "folder" => fs::create_dir(&beside).unwrap(),
                "pipe" => pipe(&beside),
                "socket" => socket = std::os::unix::net::UnixListener::bind(&beside).ok(),
                _ => symlink(&beside, &beside).unwrap(),
            }
            for command in [&["list"][..], &["add", "x"], &["doctor"]] {
                let said = run(&home, &[&["--db", &home.db()], command].concat());
                let words = format!("{}{}", said.out, said.err);
                assert!(!words.contains("report this") && !words.contains("panicked"), "{end} {kind}: {words}");
                assert!(said.code != 0 || !words.contains("  ! "), "{end} {kind}: {words}");
                assert!([0, 65, 74].contains(&said.code), "{end} {kind} {command:?}: {} {words}", said.code);
                if said.code != 0 {
                    assert!(fs::read(home.db()).unwrap() == before, "{end} {kind}: {words}");
                }
            }
            drop(socket);
            if fs::remove_file(&beside).is_err() {
                let _ = fs::remove_dir(&beside);
            }
            assert_eq!(run(&home, &["--db", &home.db(), "list"]).code, 0, "{end} {kind}");
        }
    }
}

#[test]
fn any_name_is_a_name() {
    let long = "n".repeat(200) + ".db";
    let names =
        ["file:a?mode=memory", "a?b=c#d", "%41%00", " a b ", "two\nlines", "-dash", ":memory:", "ü 請 \u{202e}", &long];
    let mut names: Vec<OsString> = names.into_iter().map(OsString::from).collect();
    names.push(OsString::from_vec(b"not \xff utf-8.db".to_vec()));
    for name in names {
        let home = Home::new();
        let upnext = |args: &[&str]| -> Said {
            let mut command = Command::new(env!("CARGO_BIN_EXE_upnext"));
            let mut db = OsString::from("--db=");
            db.push(&name);
            command.arg(db).args(args).env_clear().envs(home.env()).current_dir(home.path("."));
            let done = command.output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            Said { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
        };
        assert_eq!(upnext(&["add", "Pay by card"]).code, 0, "{name:?}");
        assert_eq!(upnext(&["edit", "1", "--title", "Pay"]).code, 0, "{name:?}");
        let backup = upnext(&["backup"]);
        assert_eq!(backup.code, 0, "{name:?}: {}", backup.err);
        assert_eq!(upnext(&["edit", "1", "--title", "Later"]).code, 0, "{name:?}");
        assert_eq!(upnext(&["doctor"]).code, 0, "{name:?}");
        let restored = upnext(&["restore", "--yes"]);
        assert_eq!(restored.code, 0, "{name:?}: {}", restored.err);
        assert!(upnext(&["list"]).out.contains("Pay\n") || upnext(&["list"]).out.contains("Pay "), "{name:?}");
        assert!(fs::metadata(home.path(".").join(&name)).unwrap().is_file(), "{name:?}");
        // What it says of itself, it says without breaking the terminal.
        fs::write(home.path(".").join(&name), "").unwrap();
        let empty = upnext(&["list"]);
        assert_eq!((empty.code, empty.err.lines().count()), (65, 1), "{name:?}: {}", empty.err);
        let _ = fs::remove_file(home.path(".").join(&name));
    }
}

#[test]
fn what_nobody_may_read_or_write_is_told() {
    let has_tool = Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "true"]).status();
    if !has_tool.is_ok_and(|s| s.success()) {
        skipped("setpriv", "nobody else can be had here to be refused");
        return;
    }
    let home = home();
    let allow = |path: &Path, bits| fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
    let dir = home.path("shelf");
    fs::create_dir(&dir).unwrap();
    let db = dir.join("backlog.db");
    Store::open(Path::new(&home.db()), writer("Ada"), Patience::None).unwrap().copy_to(&db).unwrap();
    let program = home.path("upnext");
    fs::copy(env!("CARGO_BIN_EXE_upnext"), &program).unwrap();
    allow(&home.path("."), 0o755);
    let nobody = |args: &[&str]| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program).arg("--db").arg(&db);
        let done = command.args(args).env_clear().envs(home.env()).output().unwrap();
        let words = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!words.contains("report this") && !words.contains("panicked"), "{args:?}: {words}");
        (done.status.code().unwrap(), words)
    };
    for (file, folder, reads, told) in [
        (0o000, 0o755, 74, "can't be read"),
        (0o644, 0o000, 74, "ermission denied"),
        (0o444, 0o555, 0, "can't be written"),
        (0o666, 0o555, 0, "can't be written"),
        (0o444, 0o777, 0, "can't be written"),
    ] {
        allow(&db, file);
        allow(&dir, folder);
        let (code, words) = nobody(&["list"]);
        assert_eq!(code, reads, "{file:o} in {folder:o}: {words}");
        let (code, words) = nobody(&["edit", "1", "--title", "x"]);
        assert_eq!(code, 74, "{file:o} in {folder:o}: {words}");
        assert!(words.contains(told), "{file:o} in {folder:o}: {words}");
        allow(&dir, 0o755);
    }
}

#[test]
fn a_file_that_goes_away_while_it_is_open_is_told_and_the_program_goes_on() {
    for what in ["deleted", "folder deleted", "replaced", "moved"] {
        let home = Home::new();
        let dir = home.path("shelf");
        let db = dir.join("backlog.db");
        let name = db.to_str().unwrap();
        home.shell(&["--db", name, "add", "Pay by card"]);
        let other = home.path("other.db");
        home.shell(&["--db", other.to_str().unwrap(), "add", "Quite another"]);
        let mut session = Session::start(home.upnext(&["--db", name], &[]), (120, 40));
        session.wait_for("Pay by card");
        match what {
            "deleted" => fs::remove_file(&db).unwrap(),
            "folder deleted" => fs::remove_dir_all(&dir).unwrap(),
            "replaced" => fs::rename(&other, &db).unwrap(),
            _ => fs::rename(&db, home.path("moved.db")).unwrap(),
        }
        let before = fs::read(&db).ok();
        session.press("i Ctrl-u");
        session.type_text("Typed by hand");
        session.press("Enter");
        session.wait_for("was moved, replaced or deleted");
        session.wait_for("Typed by hand");
        session.press("Esc j k");
        session.type_text(":quit\r");
        let status = session.exit_status();
        assert_eq!(status.exit_code(), 0, "{what}");
        if what == "replaced" {
            assert!(fs::read(&db).ok() == before, "what took the file's place was written to");
        }
    }
}

#[test]
fn a_file_that_is_cut_off_while_it_is_open_is_not_written_to() {
    for (kept, is_grown) in [(0, false), (1, false), (50, false), (90, false), (99, true), (50, true), (100, true)] {
        let home = Home::new();
        home.shell(&["--db", &home.db(), "add", "Pay by card"]);
        // What is in the log is written into the file when it is closed.
        let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
        session.wait_for("Pay by card");
        let begun = fs::metadata(home.db()).unwrap().len();
        if is_grown {
            // What was written by a job, and stands in the file and in the log.
            let many = home.path("many.csv");
            let rows: Vec<String> = (0..900).map(|n| format!("Story {n},\"{}\"", "a word ".repeat(60))).collect();
            fs::write(&many, format!("title,description\n{}\n", rows.join("\n"))).unwrap();
            session.type_text(&format!(":import {}\r", many.display()));
            session.wait_for("Enter imports");
            session.press("Enter");
            session.wait_for("backlog 901");
            let until = Instant::now() + Duration::from_secs(30);
            let length = || fs::metadata(home.db()).unwrap().len();
            while length() == begun && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(20));
            }
            // All of the log is to be written back.
            let mut before = 0;
            while before != length() {
                before = length();
                std::thread::sleep(Duration::from_millis(700));
            }
        } else {
            session.press("i Ctrl-u");
            session.type_text("Pay by invoice");
            session.press("Enter");
            session.wait_for("Pay by invoice");
        }
        let length = fs::metadata(home.db()).unwrap().len();
        let left = match kept {
            0 | 1 => kept,
            // As long as it was at first.
            100 => begun,
            _ => length * kept / 100 / 4096 * 4096,
        };
        fs::File::options().write(true).open(home.db()).unwrap().set_len(left).unwrap();
        let cut = fs::read(home.db()).unwrap();
        if kept != 90 {
            session.press("i Ctrl-u");
            session.type_text("Typed by hand");
            session.press("Enter");
            session.wait_for("is damaged");
            // SQLite may come upon it first, where it needs what is missing.
            session.wait_for(if is_grown { "nothing more is written" } else { "its end is missing" });
            session.wait_for("restore");
            session.wait_for("Typed by hand");
            session.press("Esc j k");
        }
        session.type_text(":quit\r");
        assert_eq!(session.exit_status().exit_code(), 0, "{kept}");
        assert!(fs::read(home.db()).unwrap() == cut, "{kept}: what was left was written to");
        // Where nothing is left, a job that was just opening the file has SQLite take the log away.
        let log = fs::metadata(format!("{}-wal", home.db()));
        assert!(kept < 2 || log.is_ok_and(|log| log.len() > 0), "{kept}: the log is kept");
    }
}

#[test]
fn a_file_that_another_window_made_shorter_is_written_to() {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay by card"]);
    let other = rusqlite::Connection::open(home.db()).unwrap();
    other.execute_batch("CREATE TABLE free (x); INSERT INTO free VALUES (zeroblob(300000)); DROP TABLE free").unwrap();
    other.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
    session.wait_for("Pay by card");
    let length = || fs::metadata(home.db()).unwrap().len();
    let before = length();
    other.execute_batch("VACUUM").unwrap();
    other.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    assert!(length() < before);
    session.press("i Ctrl-u");
    session.type_text("Typed by hand");
    session.press("Enter");
    session.wait_for("Typed by hand");
    session.type_text(":quit\r");
    assert_eq!(session.exit_status().exit_code(), 0);
    assert!(home.shell(&["--db", &home.db(), "list"]).contains("Typed by hand"));
}
