//! The store's proofs with whole processes: killed at any moment, two at once, on a full disk.

use crate::dose::{dose, skipped};
use crate::mortal::{Ack, Mode, Mortal, command};
use crate::replay::{Dice, assert_whole, broken_links, folder, undo, undo_all};
use crate::store::{Shop, dump, now, writer};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use upnext::domain::{Change, ItemId, Spot};
use upnext::store::{Patience, Store, Undone};

/// A backlog in memory, closed.
fn backlog() -> (tempfile::TempDir, PathBuf) {
    let shop = Shop::with(&["a", "b", "c", "d", "e", "f", "g", "h"]);
    let dir = folder();
    let path = dir.path().join("backlog.db");
    shop.store.copy_to(&path).unwrap();
    (dir, path)
}

/// Every step that was acknowledged is in the file, as new as it was said to be.
fn assert_nothing_missing(path: &Path, told: &[Ack]) {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut statement = conn.prepare("SELECT seq FROM step WHERE id = ?1").unwrap();
    for (step, seq) in told {
        let kept: i64 = statement.query_row([step], |r| r.get(0)).unwrap_or(-1);
        assert!(kept >= *seq, "step {step} was acknowledged as {seq}, the file has {kept}");
    }
}

#[test]
fn the_proofs_would_see_a_silent_write() {
    let (dir, path) = backlog();
    assert_whole(&path);
    for (n, silent) in [
        "DROP TRIGGER journal_item_update",
        "DROP TRIGGER journal_item_delete; DROP TRIGGER words_item_delete; DELETE FROM item WHERE id = 1",
        "UPDATE step SET live = 0 WHERE id = 3",
        "DELETE FROM journal WHERE step = 4",
        "DELETE FROM journal WHERE tab = 'event'; DELETE FROM step WHERE id = 5",
        "UPDATE counter SET number = 2",
        "UPDATE journal SET delta = '[[\"title\",\"x\",\"y\"]]', op = 'update' WHERE seq = 4",
        "DROP INDEX item_rank; DROP TRIGGER journal_item_update; UPDATE item SET rank = 5;
         CREATE UNIQUE INDEX item_rank ON item (product, rank, id)",
        "DROP TRIGGER journal_item_update; UPDATE item SET parent = 2 WHERE id = 1",
    ]
    .into_iter()
    .enumerate()
    {
        let copy = dir.path().join(format!("{n}.db"));
        std::fs::copy(&path, &copy).unwrap();
        let conn = rusqlite::Connection::open(&copy).unwrap();
        conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        conn.execute_batch(silent).unwrap();
        let found = Store::open(&copy, writer("Ada"), Patience::None).unwrap().check().unwrap();
        assert!(!found.is_empty() || !broken_links(&conn).is_empty(), "{silent}");
    }
}

/// Kills writers at random moments, thirty times on the same file.
#[expect(clippy::print_stdout, reason = "every run says what it did")]
fn kills(rounds: u64) {
    let mut shop = backlog();
    let mut dice = Dice(42);
    let mut told_in_all = 0;
    for round in 0..rounds {
        if round % 30 == 0 {
            shop = backlog();
        }
        let path = &shop.1;
        let acks = dice.below(40);
        let moment = Duration::from_micros(dice.below(3000) as u64);
        let told = Mortal::start(path, round, Mode::Live).kill_after(acks, moment);
        told_in_all += told.len();
        let mut store = Store::open(path, writer("Ada"), Patience::None).unwrap();
        assert_nothing_missing(path, &told);
        assert_whole(path);
        if undo(&mut store).is_some() {
            assert!(matches!(store.redo(None, now()).unwrap(), Undone::Done(_)), "round {round}");
        }
        for backup in store.backups(None).unwrap().into_iter().take(2) {
            assert_whole(&backup.path);
        }
        if round % 10 == 9 {
            assert_eq!(undo_all(path), "", "round {round}");
        }
    }
    println!("{rounds} kills, {told_in_all} acknowledged steps, none of them lost");
    assert!(told_in_all > 10, "{told_in_all}");
}

#[test]
fn nothing_acknowledged_is_lost_by_a_kill() {
    kills(30);
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn many_kills() {
    kills(dose("KILLS", 500));
}

#[test]
fn a_restore_cut_short_leaves_one_state_or_the_other() {
    let (dir, path) = backlog();
    let mut store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
    let one = dir.path().join("one.db");
    store.copy_to(&one).unwrap();
    for n in 1..40 {
        let change = Change::Move { items: vec![ItemId(n % 8 + 1)], to: Spot::Top, is_run: false };
        store.commit(&change, now()).unwrap();
    }
    let two = dir.path().join("two.db");
    store.copy_to(&two).unwrap();
    drop(store);
    let states = [dump(&one), dump(&two)];
    let mut dice = Dice(7);
    let mut seen = HashSet::new();
    for round in 0..12 {
        let moment = Duration::from_micros(dice.below(20_000) as u64);
        Mortal::start(&path, round, Mode::Restore).kill_after(dice.below(3), moment);
        assert_whole(&path);
        let is = dump(&path);
        assert!(states.contains(&is), "round {round}: neither the one nor the other");
        seen.insert(is);
        for backup in Store::open(&path, writer("Ada"), Patience::None).unwrap().backups(None).unwrap() {
            assert!(states.contains(&dump(&backup.path)));
        }
    }
    assert!(!seen.is_empty());
}

#[test]
fn a_restore_keeps_what_others_wrote_until_then() {
    let (dir, path) = backlog();
    let mut store = Store::open(&path, writer("Ada"), Patience::Wait(Duration::from_secs(10))).unwrap();
    let old = dir.path().join("old.db");
    store.copy_to(&old).unwrap();
    let mortal = Mortal::start(&path, 3, Mode::Write(300));
    let steps = |path: &Path| -> usize {
        let conn = rusqlite::Connection::open(path).unwrap();
        let sql = "SELECT count(*) FROM step WHERE author = 'Mortal 3'";
        conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap().try_into().unwrap()
    };
    // Each step is in one of the backups made before it was replaced, or in the file.
    let (mut kept, mut at) = (0, now());
    for _ in 0..10 {
        at.at.0 += 1000;
        match store.restore(&old, None, at) {
            Ok(done) => kept += steps(&done.kept),
            Err(error) => assert!(error.is_busy(), "{error}"),
        }
    }
    let told = mortal.end();
    assert_eq!((told.len(), kept + steps(&path)), (300, 300));
    assert_whole(&path);
}

#[test]
fn two_processes_lose_nothing_to_each_other() {
    const EACH: usize = 1000;
    let (_dir, path) = backlog();
    let start = undo_all(&path);
    let before = Store::open(&path, writer("Ada"), Patience::None).unwrap().facts().unwrap();
    let writers = [1, 2].map(|seed| Mortal::start(&path, seed, Mode::Write(EACH)));
    let told: Vec<Ack> = writers.into_iter().flat_map(Mortal::end).collect();
    assert_eq!(told.len(), 2 * EACH);
    assert_eq!(told.iter().collect::<HashSet<_>>().len(), told.len(), "no step was given twice");
    let conn = rusqlite::Connection::open(&path).unwrap();
    let sql = "SELECT count(*) FROM step WHERE label LIKE 'import%'";
    assert!(conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap() > 10, "sources are read again");
    assert_nothing_missing(&path, &told);
    let after = Store::open(&path, writer("Ada"), Patience::None).unwrap().facts().unwrap();
    let steps = |facts: &upnext::store::Facts| facts.tables.iter().find(|t| t.0 == "step").unwrap().1;
    assert_eq!(steps(&after) - steps(&before), i64::try_from(told.len()).unwrap(), "no step beside those told");
    assert_whole(&path);
    assert_eq!(undo_all(&path), start);
}

#[test]
fn a_full_disk_loses_nothing_and_is_no_end() {
    let dir = folder();
    let shop = Shop::with(&["a"]);
    let template = dir.path().join("template.db");
    shop.store.copy_to(&template).unwrap();
    let disk = dir.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    // A disk of one megabyte, in a world of its own; a third of it is taken by something that can go.
    let script = "mount -t tmpfs -o size=1m tmpfs \"$1\" && cp \"$2\" \"$1/backlog.db\" \
        && head -c 300000 /dev/zero >\"$1/ballast\" && echo mounted && shift 2 && exec \"$@\"";
    let mortal = command(&disk.join("backlog.db"), 1, Mode::Fill);
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]).arg(&disk).arg(&template);
    unshare.arg(mortal.get_program()).args(mortal.get_args()).stdout(Stdio::piped()).stderr(Stdio::piped());
    unshare.envs(mortal.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let Ok(output) = unshare.output() else {
        skipped("unshare", "there is no `unshare` to make a small disk with");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    if !said.contains("mounted") {
        skipped("unshare", &format!("no small disk can be made here: {}", String::from_utf8_lossy(&output.stderr)));
        return;
    }
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("\nack 1 1\n"));
}
