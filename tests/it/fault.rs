//! The disk fails, or the program dies: at every call by which a script of all that is done to a backlog's file writes
//! or reads. The program runs under strace, which makes one call after the other fail or kill.

#![expect(clippy::print_stdout, reason = "it says what was done and what was told")]

mod disk;
mod judge;
mod script;
mod shaky;
mod strace;

use crate::dose::dose;
use crate::replay::Dice;
use judge::{Ground, rests};
use script::SCENES;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use strace::{Point, Said, run};

/// What is done to a call.
const ERRORS: [&str; 3] = ["EIO", "ENOSPC", "EDQUOT"];

/// The calls of all scenes, counted once.
fn stages() -> &'static [(Ground, Vec<Point>)] {
    static STAGES: OnceLock<Vec<(Ground, Vec<Point>)>> = OnceLock::new();
    STAGES.get_or_init(|| {
        let only = std::env::var("UPNEXT_SCENE").ok();
        // The other old formats only in the long run.
        let count = if dose("FAULTS", 0).max(dose("CRASHES", 0)) > 100 { SCENES.len() } else { 11 };
        let scenes =
            SCENES[..count].iter().filter(|scene| only.as_ref().is_none_or(|only| scene.starts_with(only.as_str())));
        let stage = |scene: &&'static str| {
            let ground = Ground::of(scene);
            let laid = ground.laid();
            (ground, strace::points(scene, laid.path()))
        };
        scenes.map(stage).collect()
    })
}

/// So many calls: of each scene and each kind of call some, before any has more; all of them where there are no more.
fn chosen(amount: u64, seed: u64, is_wanted: impl Fn(&Point) -> bool) -> Vec<(usize, Point)> {
    let mut kinds: BTreeMap<(String, usize), Vec<Point>> = BTreeMap::new();
    for (n, (_, points)) in stages().iter().enumerate() {
        for point in points.iter().filter(|p| is_wanted(p)) {
            kinds.entry((point.call.clone(), n)).or_default().push(point.clone());
        }
    }
    let mut dice = Dice(seed);
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    let mut chosen = Vec::new();
    while !kinds.is_empty() && (chosen.len() as u64) < amount {
        // Another order each time round, so that a small amount is not always of the same kind.
        let kind = dice.below(kinds.len());
        let ((_, n), points) = &mut kinds[kind];
        chosen.push((*n, points.swap_remove(dice.below(points.len()))));
        if points.is_empty() {
            kinds.swap_remove(kind);
        }
    }
    chosen
}

/// Runs the scene of a call with something done to it, and judges what is left; answers what is wrong.
fn tried(
    n: usize,
    point: &Point,
    how: &str,
    judge: impl Fn(&Ground, &std::path::Path, &Said),
) -> (Said, Option<String>) {
    let (ground, _) = &stages()[n];
    let laid = ground.laid();
    let said = run(ground.scene(), laid.path(), Some(&format!("{}:{how}", point.call)));
    let judged = catch_unwind(AssertUnwindSafe(|| judge(ground, laid.path(), &said)));
    let wrong = judged.err().map(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default();
        format!("{} · {} · {how}: {words}", ground.scene(), point.shown)
    });
    (said, wrong)
}

/// Kills at a call.
fn killed(n: usize, point: &Point) -> (Said, Option<String>) {
    tried(n, point, &format!("signal=KILL:when={}", point.nth), |ground, folder, said| {
        assert!(!said.is_hit || !said.has_ended, "it was killed and ended well:\n{}", said.all);
        ground.judge(folder, said);
    })
}

/// Lets a call fail, and so many of its kind after it.
fn failed(n: usize, point: &Point, error: &str, more: usize) -> (Said, Option<String>) {
    let how = format!("error={error}:when={}..{}", point.nth, point.nth + more);
    tried(n, point, &how, |ground, folder, said| {
        assert!(said.has_ended, "it did not get over it:\n{}", said.all);
        for refusal in said.refused.iter().filter(|refusal| point.call != "openat" || !is_unknown(refusal)) {
            assert_clear(refusal, error, folder);
        }
        let left = rests(folder);
        assert!(left.is_empty() || point.call.starts_with("unlink"), "left behind: {left:?}");
        ground.judge(folder, said);
    })
}

/// Of a file that can't be opened SQLite keeps the reason to itself, or opens it for reading alone, and by now the disk
/// has room again.
fn is_unknown([_, kind, message]: &[String; 3]) -> bool {
    kind == "ReadOnly" || message.contains("unable to open") || message.contains("attempt to write a readonly")
}

fn kills(amount: u64) {
    if !strace::is_there() {
        return;
    }
    let points = chosen(amount, 3, |p| !p.is_reading());
    let (mut hits, mut wrong) = (0, Vec::new());
    for (n, point) in &points {
        let (said, found) = killed(*n, point);
        hits += usize::from(said.is_hit);
        wrong.extend(found);
    }
    println!("crash: killed at {hits} of {} calls of {} scenes", points.len(), stages().len());
    assert!(wrong.is_empty(), "{} of {hits} kills:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(hits * 10 >= points.len() * 9, "only {hits} of {} calls were reached", points.len());
}

fn faults(amount: u64) {
    if !strace::is_there() {
        return;
    }
    let points = chosen(amount, 5, |p| p.call != "read");
    let mut dice = Dice(11);
    let (mut hits, mut refused, mut wrong, mut words) = (0, 0, Vec::new(), BTreeMap::new());
    for (n, point) in &points {
        let error = if point.is_reading() { "EIO" } else { ERRORS[dice.below(3)] };
        let (said, found) = failed(*n, point, error, [0, 0, 5, 40][dice.below(4)]);
        hits += usize::from(said.is_hit);
        refused += usize::from(!said.refused.is_empty());
        for [what, kind, message] in said.refused {
            words.entry(format!("{what} {kind}")).or_insert(message);
        }
        wrong.extend(found);
    }
    println!("faults: {hits} of {} calls failed, {refused} of them were told", points.len());
    for (what, message) in &words {
        println!("  {what}: {message}");
    }
    assert!(wrong.is_empty(), "{} of {hits} faults:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(hits * 10 >= points.len() * 9, "only {hits} of {} calls were reached", points.len());
}

/// A refusal says what it is about, what it was, and what to do.
fn assert_clear([what, kind, message]: &[String; 3], error: &str, folder: &std::path::Path) {
    let said = format!("{what}, {error}: {kind}: {message}");
    let kinds: &[&str] = match error {
        "EIO" => &["Disk", "NoBackup", "Io", "Uncopied"],
        _ => &["Full", "NoBackup", "Io", "Uncopied"],
    };
    assert!(kinds.contains(&kind.as_str()), "{said}");
    assert!(message.contains(folder.to_str().unwrap()), "it does not say where: {said}");
    assert!(message.contains("try again"), "it does not say what to do: {said}");
    match error {
        "EIO" => assert!(!message.contains("full"), "{said}"),
        "EDQUOT" => assert!(message.contains("quota"), "it does not say why: {said}"),
        _ => assert!(message.contains("full"), "it does not say why: {said}"),
    }
}

/// What once broke: the scene, the first call of that kind that shows this, what is done to it and to so many more.
const CASES: [(&str, &str, &str, &str, usize); 12] = [
    // A page that could not be read for once made the file "damaged".
    ("commits", "pread64", "", "EIO", 0),
    ("backup", "pread64", "", "EIO", 40),
    // A used-up quota, and a full disk that is noticed late, were "disk I/O error".
    ("commits", "fsync", "", "EDQUOT", 0),
    ("commits", "fsync", "", "ENOSPC", 5),
    ("commits", "pwrite64", "", "EDQUOT", 40),
    // What could not be opened was to be reported as a fault of upnext.
    ("create", "openat", "-journal", "EIO", 40),
    // SQLite read on where it could not open for writing, and never wrote again.
    ("commits", "openat", "-shm", "EDQUOT", 40),
    ("migrate 5", "openat", "-wal", "EIO", 40),
    // The system's number stood where a reason belongs.
    ("backup", "mkdir", "", "ENOSPC", 40),
    // A copy had its name and was told as not made.
    ("backup", "unlink", ".new-", "EIO", 0),
    // Between two renames nothing stood under the backlog's name: the next start would have begun anew.
    ("replace", "rename", "-wal", "KILL", 0),
    ("replace", "rename", ".new-", "KILL", 0),
];

#[test]
fn what_once_broke_holds() {
    if !strace::is_there() {
        return;
    }
    let mut wrong = Vec::new();
    for (scene, call, shows, what, more) in CASES {
        let Some(n) = stages().iter().position(|(ground, _)| ground.scene() == scene) else { continue };
        let found = stages()[n].1.iter().find(|p| p.call == call && p.shown.contains(shows));
        let point = found.unwrap_or_else(|| panic!("{scene} has no {call} of {shows:?} any more"));
        let (said, found) = if what == "KILL" { killed(n, point) } else { failed(n, point, what, more) };
        assert!(said.is_hit, "{scene}: {call} of {shows:?} was not reached");
        wrong.extend(found);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_kill_at_any_call_leaves_whole_files() {
    kills(dose("CRASHES", 12));
}

#[test]
fn a_fault_at_any_call_is_told_and_got_over() {
    faults(dose("FAULTS", 12));
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn every_kill() {
    kills(dose("FAULTS", 100_000));
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn every_fault() {
    faults(dose("FAULTS", 100_000));
}
