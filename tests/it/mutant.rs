//! Damaged files by the thousand: a good file with bits turned, pages lost, logs of somebody else. Whatever is done to
//! it, nothing panics or goes on for ever, a file in which damage was found is not written to, what can be read is
//! salvaged and a backup comes back.

mod program;
mod wound;

use crate::dose::dose;
use crate::replay::{Dice, folder};
use crate::store::{dump, now, writer};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;
use upnext::domain::{Change, ItemId, List};
use upnext::store::{Patience, Store, StoreError};
use wound::Patient;

/// No mutant takes so long, however much else the machine does.
const ENDLESS: Duration = Duration::from_secs(120);

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// Not opened.
    Refused,
    /// Opened; reading or checking found the damage.
    Noticed,
    /// Nothing that anybody could see is wrong with it.
    Sound,
}

/// A folder with a mutant and the backup of what it was.
struct Ward {
    dir: TempDir,
    path: PathBuf,
    backup: PathBuf,
}

impl Ward {
    fn new(patient: &Patient, seed: u64) -> (Self, String) {
        let dir = folder();
        let path = dir.path().join("backlog.db");
        let name = patient.wound(&mut Dice(seed.wrapping_mul(7919) + 1), seed, &path);
        let backups = dir.path().join("backlog-backups");
        std::fs::create_dir(&backups).unwrap();
        let backup = backups.join("backlog-20260301T090000Z-manual.db");
        std::fs::copy(&patient.backup, &backup).unwrap();
        (Self { dir, path, backup }, name)
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.path, writer("Ada"), Patience::None)
    }
}

/// True where the words are those for damage, or for a file that is none of ours.
pub(crate) fn is_told(error: &StoreError) -> bool {
    use StoreError::{BadSearch, Damaged, Empty, Foreign, Newer};
    matches!(error, Damaged { .. } | Foreign(_) | Newer { .. } | Empty(_) | BadSearch { .. })
}

/// Reads all there is, as the screens, the listings and the exports do; the errors that came.
pub(crate) fn read_all(store: &mut Store) -> Vec<StoreError> {
    let mut errors = Vec::new();
    let mut note = |error: Option<StoreError>| errors.extend(error);
    note(store.facts().err());
    note(store.drafts().err());
    note(store.view_state().err());
    note(store.typed("find").err());
    note(store.newest_steps(None, 500).err());
    let products = store.products();
    let ids: Vec<_> = products.iter().flatten().map(|p| p.id).collect();
    note(products.err());
    for product in ids {
        for list in [List::Backlog, List::Inbox, List::Epics, List::Done, List::Declined, List::Trash] {
            match store.order(product, list) {
                Ok(order) => {
                    let all: Vec<_> = order.ids().collect();
                    note(store.rows_of(&all).err());
                    for id in all.into_iter().take(40) {
                        note(store.item(id).err());
                        note(store.tell_history(id).err());
                        note(store.ground(id).err());
                    }
                }
                Err(error) => note(Some(error)),
            }
        }
        let mut take = |_| ControlFlow::Continue(());
        note(store.export_whole(product, None, &mut take, &mut |_| ControlFlow::Continue(())).err());
        note(store.check_quality(product, 100, &mut |_, _| ControlFlow::Continue(())).err());
        note(store.past(product).err());
        note(store.blocks(product).err());
        note(store.improvements(product).err());
        note(store.filters(product).err());
        note(store.queue(product).err());
        note(store.contest(product).err());
        note(store.duels(product).err());
        note(store.feeds(product).err());
        note(store.open_questions(product).err());
        note(store.texts(product, None, &mut |_, _| ControlFlow::Continue(())).err());
    }
    errors
}

/// Lives with a mutant as a window does; answers what became of it.
fn live(ward: &Ward) -> Fate {
    let before = ward.bytes();
    let mut store = match ward.open() {
        Ok(store) => store,
        Err(error) => {
            assert!(is_told(&error), "opened: {error:?}");
            assert!(ward.bytes() == before, "a file that was refused was written to: {error}");
            return Fate::Refused;
        }
    };
    let errors = read_all(&mut store);
    for error in &errors {
        assert!(is_told(error), "read: {error:?}");
    }
    let found = store.check().unwrap_or_else(|error| panic!("checked: {error:?}"));
    let change = Change::SetTitle { item: ItemId(2), title: "written in spite of it".into() };
    let is_search_only = found.iter().all(|fault| fault.ends_with("makes it anew"));
    if is_search_only && errors.iter().all(|error| matches!(error, StoreError::BadSearch { .. })) {
        // What nobody can see is no damage. A write may still meet what reading did not.
        if let Err(error) = store.commit(&change, now()) {
            assert!(is_told(&error) || matches!(error, StoreError::Unchanged | StoreError::Gone), "{error:?}");
        }
        return Fate::Sound;
    }
    let was_stopped = store.is_read_only();
    if let Some(first) = found.first() {
        store.turn_read_only(first);
    }
    assert!(store.is_read_only(), "{errors:?} {found:?}: goes on writing");
    let error = store.commit(&change, now()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?} (stopped by reading: {was_stopped})");
    store.checkpoint().unwrap();
    drop(store);
    assert!(ward.bytes() == before, "a damaged file was written to: {found:?}");
    Fate::Noticed
}

/// Title by id of the items that can be read one by one, where the table itself can be asked.
fn readable(path: &Path) -> BTreeMap<i64, String> {
    let dir = folder();
    let copy = dir.path().join("copy.db");
    for end in ["", "-wal", "-journal"] {
        let from = PathBuf::from(format!("{}{end}", path.display()));
        if from.exists() {
            std::fs::copy(&from, format!("{}{end}", copy.display())).unwrap();
        }
    }
    let conn = rusqlite::Connection::open(&copy).unwrap();
    let mut found = BTreeMap::new();
    for id in 1..100 {
        // Every column must be readable, as it was in the good file.
        let sql = "SELECT title, uid, product, number, kind, state, rank, updated_at, note, description, id
            FROM item NOT INDEXED WHERE id = ?1";
        let row = conn.query_row(sql, [id], |r| {
            let _: (String, i64, i64) = (r.get(1)?, r.get(2)?, r.get(3)?);
            let _: (String, String, i64, i64) = (r.get(4)?, r.get(5)?, r.get(6)?, r.get(7)?);
            let _: (String, String) = (r.get(8)?, r.get(9)?);
            Ok((r.get::<_, i64>(10)?, r.get::<_, String>(0)?))
        });
        if let Ok((is, title)) = row
            && is == id
        {
            found.insert(id, title);
        }
    }
    found
}

/// What was salvaged is whole, and has what can be read. Answers how many items.
fn salvage(ward: &Ward, good: &BTreeMap<i64, String>) -> usize {
    let before = ward.bytes();
    let into = ward.dir.path().join("saved.db");
    let readable = readable(&ward.path);
    let salvaged = Store::salvage(&ward.path, &into);
    assert!(ward.bytes() == before, "salvage wrote to the damaged file");
    let report = match salvaged {
        Ok(report) => report,
        Err(error) => {
            let is_plain = matches!(error, StoreError::Unreadable(_) | StoreError::Newer { .. } | StoreError::Empty(_));
            assert!(is_plain, "salvage: {error:?}");
            let is_newer = matches!(error, StoreError::Newer { .. });
            assert!(readable.is_empty() || is_newer, "{} items can be read, but: {error}", readable.len());
            return 0;
        }
    };
    let mut store = Store::open(&into, writer("Ada"), Patience::None).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new(), "{report:?}");
    let errors = read_all(&mut store);
    assert!(errors.is_empty(), "what was salvaged can't be read: {errors:?} {report:?}");
    drop(store);
    let conn = rusqlite::Connection::open(&into).unwrap();
    let mut statement = conn.prepare("SELECT id, title FROM item").unwrap();
    let saved = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    let saved: BTreeMap<i64, String> = saved.map(Result::unwrap).collect();
    // What is as it was before the damage must arrive; what the damage made up need not.
    let known = readable.iter().filter(|(id, title)| good.get(id) == Some(title));
    let missed: Vec<_> = known.filter(|(id, title)| saved.get(id) != Some(title)).collect();
    // A row with a value in it that can't be true is left out, and counted.
    let left_out = report.tables.iter().find(|t| t.table == "item").map_or(0, |t| t.refused);
    assert!(missed.len() <= left_out, "these can be read but were not salvaged: {missed:?} {report:?}");
    saved.len()
}

/// The backup comes back, and what was there is kept.
fn restore(ward: &Ward, good: &str) {
    let before = ward.bytes();
    let brought = Store::restore_over(&ward.path, &ward.backup, None, writer("Ada"), Patience::None, now());
    let kept = match brought {
        Ok(done) => done.expect("something was there"),
        // An upnext that knows this format might read it.
        Err(StoreError::Newer { .. }) => {
            assert!(ward.bytes() == before);
            return;
        }
        Err(error) => panic!("restore: {error:?}"),
    };
    assert_eq!(dump(&ward.path), good, "the backup is not what is there");
    assert!(kept.exists());
    let store = ward.open().unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

/// One mutant, from its wound to its recovery.
fn treat(patient: &Patient, seed: u64) -> (String, Fate, usize) {
    let (ward, name) = Ward::new(patient, seed);
    let fate = live(&ward);
    // A window may have written to what nobody found damaged.
    let (ward, _) = if fate == Fate::Sound { Ward::new(patient, seed) } else { (ward, String::new()) };
    let saved = salvage(&ward, &patient.titles);
    restore(&ward, &patient.dump);
    (name, fate, saved)
}

/// Treats mutants; tells what became of them.
#[expect(clippy::print_stdout, reason = "every run says what it did")]
fn mutants(seeds: std::ops::Range<u64>) {
    let (tell, told) = mpsc::channel();
    let all = seeds.clone();
    let work = std::thread::spawn(move || {
        let patients = wound::patients();
        for seed in all {
            let patient = &patients[usize::try_from(seed).unwrap() % patients.len()];
            let treated = catch_unwind(AssertUnwindSafe(|| treat(patient, seed)));
            let treated = treated.map_err(|panic| {
                let text = panic.downcast_ref::<String>().cloned();
                text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default()
            });
            if tell.send((seed, treated)).is_err() {
                return;
            }
        }
    });
    let mut counts: BTreeMap<(String, Fate), usize> = BTreeMap::new();
    let mut failed = Vec::new();
    for seed in seeds.clone() {
        let answer = told.recv_timeout(ENDLESS).unwrap_or_else(|_| panic!("mutant {seed} does not come to an end"));
        match answer.1 {
            Ok((name, fate, _)) => *counts.entry((name, fate)).or_default() += 1,
            Err(words) => failed.push(format!("mutant {seed}: {words}")),
        }
    }
    work.join().unwrap();
    for ((name, fate), count) in &counts {
        println!("{name:<24} {fate:?} {count}");
    }
    println!("{} mutants, {} failed", seeds.end - seeds.start, failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let seen = |fate| counts.iter().filter(|((_, f), _)| *f == fate).map(|(_, n)| n).sum::<usize>();
    assert!(seen(Fate::Refused) > 0 && seen(Fate::Noticed) > 0, "nothing was hurt: {counts:?}");
}

/// Mutants that did harm once, and how.
const FOUND: &[(u64, &str)] = &[
    (5, "a hurt search kept a backup from coming back"),
    (12, "half a history was left behind by a salvage, and its rescue called damaged"),
    (53, "a schema that can't be read was called a matter of the search"),
    (67, "items between two gaps were not looked for"),
    (107, "a search that can't be set up kept the check from telling anything"),
    (138, "an unknown format of the schema was called a fault of upnext"),
    (143, "an item with one impossible value was left out whole"),
    (340, "a table that read as empty kept a backup from coming back"),
    (973, "an item of which one column could not be read was left out whole"),
    (1247, "an item of which one column could not be read was left out whole"),
    (2535, "an item of which one column could not be read was left out whole"),
    (3227, "an item of which one column could not be read was left out whole"),
];

#[test]
fn what_did_harm_once_does_none() {
    let patients = wound::patients();
    for (seed, what) in FOUND {
        let patient = &patients[usize::try_from(*seed).unwrap() % patients.len()];
        let treated = catch_unwind(AssertUnwindSafe(|| treat(patient, *seed)));
        assert!(treated.is_ok(), "mutant {seed}: {what}");
    }
}

#[test]
fn a_stray_log_does_not_get_into_the_file() {
    let dir = folder();
    let path = dir.path().join("backlog.db");
    crate::store::Shop::with(&["a", "b"]).store.copy_to(&path).unwrap();
    let old = dir.path().join("old.db");
    std::fs::copy(&path, &old).unwrap();
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    let rename = |title: &str| Change::SetTitle { item: ItemId(1), title: title.into() };
    let open = |path: &Path| Store::open(path, writer("Ada"), Patience::None).unwrap();
    let mut store = open(&path);
    store.commit(&rename("newer"), now()).unwrap();
    let left = std::fs::read(log(&path)).unwrap();
    drop(store);
    // An older copy was put in its place, and the log of what was there before is still beside it.
    std::fs::copy(&old, &path).unwrap();
    std::fs::write(log(&path), &left).unwrap();
    let before = std::fs::read(&path).unwrap();
    let store = open(&path);
    assert!(store.is_unclean() && !store.is_trusted());
    store.products().unwrap();
    drop(store);
    assert!(std::fs::read(&path).unwrap() == before, "reading wrote the log of somebody else into the file");
    // Once it was looked at and found whole, it goes where it belongs.
    let store = open(&path);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    assert!(store.is_trusted());
    drop(store);
    assert!(!log(&path).exists());
}

#[test]
fn a_damaged_file_is_told_left_alone_salvaged_and_restored() {
    mutants(0..dose("MUTANTS", 46));
}
