//! The files as a script needs them, and whether they are whole after it.

use super::script::DRAFT;
use super::strace::Said;
use crate::replay::{assert_whole, folder, names, undo_all};
use crate::store::{Shop, dump, now, titled, writer};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use upnext::domain::{Change, Kind, Spot};
use upnext::store::{Patience, Store};

/// What a scene begins with.
pub(super) struct Ground {
    scene: &'static str,
    template: TempDir,
    /// The states in which the file may be found, where there are but some.
    states: HashSet<String>,
    /// What is left once all is taken back.
    undone: String,
    /// How many steps the file has.
    steps: i64,
    /// The bytes of what must not be touched.
    untouched: Option<Vec<u8>>,
}

fn fixture(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/format-{format}.db"))
}

/// Copies the files of a folder.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(to.join(entry.file_name())).unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn open(path: &Path) -> Store {
    Store::open(path, writer("Ada"), Patience::None).unwrap_or_else(|e| panic!("it can't be opened: {e}"))
}

fn steps(path: &Path) -> i64 {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.query_row("SELECT count(*) FROM step", [], |r| r.get(0)).unwrap()
}

impl Ground {
    /// What it is called.
    pub(super) fn scene(&self) -> &'static str {
        self.scene
    }

    /// Makes the files of a scene.
    pub(super) fn of(scene: &'static str) -> Self {
        let template = folder();
        let path = template.path().join("backlog.db");
        let mut ground =
            Self { scene, states: HashSet::new(), undone: String::new(), steps: 0, untouched: None, template };
        if scene == "create" {
            return ground;
        }
        if let Some(format) = scene.strip_prefix("migrate ") {
            fs::copy(fixture(format), &path).unwrap();
            let scratch = folder();
            let copied = scratch.path().join("backlog.db");
            fs::copy(&path, &copied).unwrap();
            drop(open(&copied));
            (ground.undone, ground.steps) = (undo_all(&copied), steps(&copied));
            return ground;
        }
        ground.fill(&path);
        ground
    }

    fn fill(&mut self, path: &Path) {
        let mut shop = Shop::with(&["a", "b", "c", "d", "e", "f", "g", "h"]);
        let beside = |name: &str| path.with_file_name(name);
        shop.store.copy_to(&beside("one.db")).unwrap();
        let gone = shop.id("g");
        shop.commit(&Change::Trash { items: vec![gone] });
        shop.store.copy_to(path).unwrap();
        shop.store.copy_to(&beside("two.db")).unwrap();
        (self.undone, self.steps) = (undo_all(path), steps(path));
        self.states = [dump(&beside("one.db")), dump(path)].into();
        match self.scene {
            "log" => {
                // As a kill leaves it: with a log that is not in the file yet.
                let item = Box::new(titled("in the log", Kind::Story));
                shop.commit(&Change::AddItem { product: shop.product, item, spot: Spot::Top });
                for end in ["", "-wal"] {
                    let from = shop.dir.path().join(format!("backlog.db{end}"));
                    fs::copy(from, beside(&format!("backlog.db{end}"))).unwrap();
                }
                self.steps += 1;
            }
            "replace" => {
                fs::write(path, "no database at all ".repeat(400)).unwrap();
                fs::write(beside("backlog.db-wal"), "nor a log of one ".repeat(400)).unwrap();
            }
            "salvage" => {
                let damaged = beside("damaged.db");
                let mut bytes = fs::read(path).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle..middle + 4096].fill(0x55);
                fs::write(&damaged, &bytes).unwrap();
                self.untouched = Some(bytes);
            }
            _ => {}
        }
    }

    /// The files, fresh, for a script to work on.
    pub(super) fn laid(&self) -> TempDir {
        let fresh = folder();
        copy(self.template.path(), fresh.path());
        fresh
    }

    /// The files are whole, whatever happened; what was acknowledged is in them, and nothing else.
    pub(super) fn judge(&self, folder: &Path, said: &Said) {
        match self.scene {
            "create" => self.judge_create(folder, said),
            "salvage" => self.judge_salvage(folder, said),
            "replace" => self.judge_replaced(folder, said),
            "restore" => self.judge_restored(folder, said),
            _ => self.judge_steps(folder, said),
        }
        for (name, path) in backups(folder) {
            // Older ones are brought to this format elsewhere.
            let scratch = crate::replay::folder();
            let copied = scratch.path().join("copy.db");
            fs::copy(&path, &copied).unwrap_or_else(|e| panic!("{name}: {e}"));
            drop(open(&copied));
            assert_whole(&copied);
        }
    }

    fn judge_create(&self, folder: &Path, said: &Said) {
        let path = folder.join("new/backlog.db");
        if !said.did.is_empty() {
            assert!(path.exists(), "what was made is not there");
        }
        drop(Store::open_or_create(&path, writer("Ada"), Patience::None, &mut |_, _| {}).unwrap());
        self.assert_steps(&path, said);
        assert_whole(&path);
        undo_all(&path);
        assert_swept(&path, folder);
    }

    fn judge_steps(&self, folder: &Path, said: &Said) {
        let path = folder.join("backlog.db");
        drop(open(&path));
        if self.scene.starts_with("migrate") {
            let kinds: Vec<String> = backups(folder).into_iter().map(|(name, _)| name).collect();
            assert!(kinds.iter().any(|name| name.contains("-migration")), "no backup before the upgrade: {kinds:?}");
        }
        if self.scene == "purge" {
            let is_purged = steps(&path) < self.steps;
            let has_backup = backups(folder).iter().any(|(name, _)| name.contains("-purge"));
            assert!(has_backup || !is_purged, "erased without a backup");
            assert!(!said.did.iter().any(|d| d == "purge true") || is_purged, "not erased");
            assert_whole(&path);
            assert_acknowledged(&path, said);
        } else {
            self.assert_steps(&path, said);
            assert_whole(&path);
            assert_eq!(undo_all(&path), self.undone, "not all can be taken back");
        }
        let drafts = said.did.iter().filter(|d| *d == "draft").count();
        let kept = open(&path).drafts().unwrap();
        assert!(drafts == 0 || kept.iter().any(|d| d.text.starts_with(DRAFT)), "the draft is gone: {kept:?}");
        for copy in ["copy.db"].map(|name| folder.join(name)).into_iter().filter(|p| p.exists()) {
            assert_whole(&copy);
        }
        assert_swept(&path, folder);
    }

    fn judge_restored(&self, folder: &Path, said: &Said) {
        let path = folder.join("backlog.db");
        drop(open(&path));
        assert_whole(&path);
        let is = dump(&path);
        assert!(self.states.contains(&is), "neither the one state nor the other");
        let asked = if said.has_ended { "two.db" } else { return assert_swept(&path, folder) };
        assert_eq!(is, dump(&folder.join(asked)), "not what was restored last");
        assert_swept(&path, folder);
    }

    fn judge_replaced(&self, folder: &Path, said: &Said) {
        let path = folder.join("backlog.db");
        assert!(path.exists(), "nothing stands under the name: the next start would begin anew");
        if said.did.iter().any(|d| d == "replace") {
            assert!(self.states.contains(&dump(&path)), "not what was restored");
        }
        if Store::open(&path, writer("Ada"), Patience::None).is_err() {
            let done = Store::restore_unopenable(&path, &folder.join("one.db"), now());
            done.unwrap_or_else(|e| panic!("it can't be restored any more: {e}"));
        }
        assert_whole(&path);
        assert_eq!(dump(&path), dump(&folder.join("one.db")), "what came is not what was restored");
        let asides = names(folder).lines().filter(|n| n.ends_with("-damaged.db")).count();
        assert!(asides >= 1, "what stood there is gone: {}", names(folder));
        assert_swept(&path, folder);
    }

    fn judge_salvage(&self, folder: &Path, said: &Said) {
        assert_eq!(fs::read(folder.join("damaged.db")).ok(), self.untouched, "the damaged file was touched");
        let path = folder.join("saved.db");
        assert!(path.exists() || !said.did.iter().any(|d| d == "salvage"), "what was saved is not there");
        if !path.exists() {
            Store::salvage(&folder.join("damaged.db"), &path).unwrap_or_else(|e| panic!("it can't be salvaged: {e}"));
        }
        let store = open(&path);
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        drop(store);
        assert_swept(&path, folder);
    }

    /// No acknowledged step is missing, and none is there that was not acknowledged, but the last of a program that died.
    fn assert_steps(&self, path: &Path, said: &Said) {
        assert_acknowledged(path, said);
        let (is, told) = (steps(path) - self.steps, i64::try_from(said.acks.len()).unwrap());
        let is_right = if said.has_ended { is == told } else { (told..=told + 1).contains(&is) };
        assert!(is_right, "{is} new steps in the file, {told} were acknowledged");
    }
}

/// Every acknowledged step is in the file, as new as it was said to be.
fn assert_acknowledged(path: &Path, said: &Said) {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut statement = conn.prepare("SELECT seq FROM step WHERE id = ?1").unwrap();
    for (step, seq) in &said.acks {
        let kept: i64 = statement.query_row([step], |r| r.get(0)).unwrap_or(-1);
        assert!(kept >= *seq, "step {step} was acknowledged as {seq}, the file has {kept}");
    }
}

/// What carries a backup's name.
fn backups(folder: &Path) -> Vec<(String, PathBuf)> {
    let found = Store::backups_of(&folder.join("backlog.db"), None).unwrap();
    found.into_iter().map(|b| (b.path.file_name().unwrap().to_string_lossy().into_owned(), b.path)).collect()
}

/// Every path below a folder that has no name of its own yet.
pub(super) fn rests(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(rests(&entry.path()));
        } else if entry.file_name().to_string_lossy().contains(".new-") {
            found.push(entry.path());
        }
    }
    found
}

/// What a kill left is gone two days and a backup later.
fn assert_swept(path: &Path, folder: &Path) {
    for rest in rests(folder) {
        let file = fs::File::options().write(true).open(&rest).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(50 * 60 * 60)).unwrap();
    }
    open(path).backup(None, now()).unwrap_or_else(|e| panic!("no backup can be made any more: {e}"));
    let left: Vec<PathBuf> = rests(folder).into_iter().filter(|rest| !is_of_another(rest)).collect();
    assert!(left.is_empty(), "left behind for ever: {left:?}");
}

/// A copy under a name that nobody backs up.
fn is_of_another(rest: &Path) -> bool {
    rest.file_name().unwrap().to_string_lossy().starts_with(".copy.db.new-")
}
