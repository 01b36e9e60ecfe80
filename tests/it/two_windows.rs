//! Many at one file: programs that write without pause, the shell's commands, backups, checkpoints, a restore. Nothing
//! acknowledged is lost, nobody hears of anything but a busy file, and the journal tells exactly what stands there.

mod screens;

use crate::dose::dose;
use crate::mortal::{Ack, Mode, Mortal};
use crate::pty::Home;
use crate::replay::{Dice, assert_whole, retold, standing};
use crate::shell::{Said, run};
use crate::store::writer;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use upnext::store::{Patience, Store};

const SOURCE: &str = "Summary,Issue key,Issue id,Issue Type,Status,Story Points\n";

/// A home whose file has some items.
fn shop() -> (Home, PathBuf) {
    let home = Home::new();
    for n in 0..8 {
        home.shell(&["--db", &home.db(), "add", &format!("item {n}")]);
    }
    let path = PathBuf::from(home.db());
    (home, path)
}

/// A command and what it came to.
struct Tried {
    args: Vec<String>,
    said: Said,
}

/// Runs random commands until told to stop, or so many; answers the titles that were acknowledged.
fn shell(home: &Home, seed: u64, count: usize, has_restore: bool) -> (Vec<String>, BTreeMap<i32, usize>) {
    let mut dice = Dice(seed * 31 + 5);
    let (mut titles, mut codes) = (Vec::new(), BTreeMap::new());
    for n in 0..count {
        let key = (1 + dice.below(8)).to_string();
        let title = format!("shell {seed} wrote {n}");
        let word = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let args = match dice.below(14) {
            0..=2 => word(&["add", &title]),
            3 | 4 => word(&["edit", &key, "--title", &title]),
            // On the scale that a program may choose as well.
            5 => word(&["edit", &key, "--estimate", ["1", "8", "?"][dice.below(3)]]),
            6 => word(&["edit", &key, "--state", ["open", "ready", "done", "inbox"][dice.below(4)]]),
            7 | 8 => word(&["move", &key, ["top", "bottom", "up", "2"][dice.below(4)]]),
            9 => word(&["undo"]),
            10 => word(&["redo"]),
            11 => {
                let row = |n| format!("{title} {n},S-{n},{n},Story,To Do,{}\n", n % 5);
                let file = home.path(&format!("source-{seed}.csv"));
                std::fs::write(&file, SOURCE.to_owned() + &(0..4).map(row).collect::<String>()).unwrap();
                word(&["import", "--yes", file.to_str().unwrap()])
            }
            12 if has_restore && dice.once_in(3) => word(&["restore", "--yes"]),
            12 => word(&["backup"]),
            _ => word(&["list", "--all", "--json"]),
        };
        let mut all = vec!["--db".to_owned(), home.db()];
        all.extend(args.clone());
        let said = run(home, &all.iter().map(String::as_str).collect::<Vec<_>>());
        *codes.entry(said.code).or_default() += 1;
        let tried = Tried { args, said };
        check(&tried);
        if tried.said.code == 0 && tried.args.contains(&title) {
            titles.push(title);
        }
    }
    (titles, codes)
}

/// Done, busy, or refused for a reason of its own; never a fault.
fn check(tried: &Tried) {
    let (code, err) = (tried.said.code, &tried.said.err);
    let is_fault = ["panicked", "report this", "damaged", "moved, replaced", "can't be used", "disk"];
    let is_good = match code {
        0 | 75 => true,
        1 => !is_fault.iter().any(|word| err.contains(word)),
        _ => false,
    };
    assert!(is_good, "{:?} ended with {code}: {err}", tried.args);
    assert_eq!(code == 75, err.contains("try again in a moment") || err.contains("the backlog changed"), "{err}");
}

/// Where this test keeps every backup: the program removes what it needs no longer.
const KEPT: &str = "kept";

/// Keeps a copy of each backup there is.
fn keep_backups(path: &Path) {
    let kept = path.with_file_name(KEPT);
    std::fs::create_dir_all(&kept).unwrap();
    for backup in Store::backups_of(path, None).unwrap() {
        // It may be removed in this moment, and was kept a round ago then; another one may get its name.
        let Ok(mut file) = File::open(&backup.path) else { continue };
        let meta = file.metadata().unwrap();
        let copy = kept.join(format!("{}-{}-{}.db", meta.ino(), meta.mtime(), meta.mtime_nsec()));
        if !copy.exists() {
            std::io::copy(&mut file, &mut File::create(&copy).unwrap()).unwrap();
        }
    }
}

/// What the steps of a file and of its backups say: who wrote it, its id, its sequence; and their labels.
fn recorded(path: &Path) -> (HashSet<(String, Ack)>, String) {
    keep_backups(path);
    let backups = std::fs::read_dir(path.with_file_name(KEPT)).into_iter().flatten().map(|kept| kept.unwrap().path());
    let (mut steps, mut labels) = (HashSet::new(), String::new());
    for file in backups.chain([path.to_owned()]) {
        let conn = Connection::open(file).unwrap();
        let mut all = conn.prepare("SELECT author, id, seq, label || ' ' || change FROM step").unwrap();
        let all = all.query_map([], |r| Ok(((r.get(0)?, (r.get(1)?, r.get(2)?)), r.get::<_, String>(3)?)));
        for (step, label) in all.unwrap().map(Result::unwrap) {
            steps.insert(step);
            labels.push_str(&label);
        }
    }
    (steps, labels)
}

/// Two programs, the shell and what runs behind the scenes at one file.
#[expect(clippy::print_stdout, reason = "every run says what it did")]
fn crowd(seed: u64, steps: usize, commands: usize, has_restore: bool) -> usize {
    let (home, path) = shop();
    let start = standing(&Connection::open(&path).unwrap());
    let is_over = AtomicBool::new(false);
    let mortals = [1, 2].map(|n| (seed * 10 + n, Mortal::start(&path, seed * 10 + n, Mode::Mix(steps))));
    let (told, written, codes) = std::thread::scope(|scope| {
        let behind = scope.spawn(|| {
            let store = Store::open(&path, writer("Behind"), Patience::None).unwrap();
            let mut rounds = 0;
            while !is_over.load(Ordering::Relaxed) {
                keep_backups(&path);
                match store.checkpoint() {
                    Ok(()) => rounds += 1,
                    Err(error) => assert!(error.is_busy(), "checkpoint: {error:?}"),
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            rounds
        });
        let typed = scope.spawn(|| shell(&home, seed, commands, has_restore));
        let told = mortals.map(|(n, mortal)| (format!("Mortal {n}"), mortal.end()));
        let typed = typed.join();
        is_over.store(true, Ordering::Relaxed);
        let (written, codes) = typed.unwrap();
        assert!(behind.join().unwrap() > 0, "no checkpoint came through");
        (told, written, codes)
    });
    let (steps, labels) = recorded(&path);
    for (author, acks) in &told {
        for ack in acks {
            // Undo goes on with a step's number; what was told may have grown since.
            let is_there = steps.contains(&(author.clone(), *ack))
                || steps.iter().any(|(a, (id, seq))| a == author && *id == ack.0 && *seq >= ack.1);
            assert!(is_there, "{author} was told {ack:?}, nothing has it");
        }
    }
    for title in &written {
        assert!(labels.contains(title.as_str()), "the shell was told that {title:?} is written");
    }
    assert_whole(&path);
    let conn = Connection::open(&path).unwrap();
    assert_eq!(retold(&conn, &start), Vec::<String>::new());
    let acks: usize = told.iter().map(|(_, acks)| acks.len()).sum();
    println!(
        "seed {seed}: {acks} steps of two programs, {} titles of the shell, its exit codes {codes:?}",
        written.len()
    );
    acks + written.len()
}

#[test]
fn a_crowd_at_one_file_loses_nothing() {
    let size = usize::try_from(dose("WINDOWS", 250)).unwrap();
    let done = crowd(1, size, size / 8, false) + crowd(2, size / 2, size / 8, true);
    println!("{done} acknowledged changes, each of them found");
}

#[test]
fn the_story_told_again_would_see_a_silent_write() {
    let (_home, path) = shop();
    let conn = Connection::open(&path).unwrap();
    let start = standing(&conn);
    assert_eq!(retold(&conn, &start), Vec::<String>::new());
    for silent in [
        "DROP TRIGGER journal_item_update; UPDATE item SET asked = 'silent' WHERE id = 1",
        "DROP TRIGGER journal_event_delete; DELETE FROM event WHERE id = 1",
    ] {
        let copy = path.with_file_name("copy.db");
        let _ = std::fs::remove_file(&copy);
        Store::open(&path, writer("Ada"), Patience::None).unwrap().copy_to(&copy).unwrap();
        let conn = Connection::open(&copy).unwrap();
        conn.execute_batch(silent).unwrap();
        assert_ne!(retold(&conn, &start), Vec::<String>::new(), "{silent}");
    }
}
