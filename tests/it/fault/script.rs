//! What a child process does to its files while calls fail under it or kill it: this test binary starts itself again
//! with the ignored test below. It prints what it was told is done, and every refusal.
//!
//! It speaks with `writev`, which nothing else here uses, so that no fault meant for a file hits a word.

use crate::mortal::{agreed, change, is_fault, issues};
use crate::replay::Dice;
use crate::store::{now, product, titled, writer};
use std::fs::File;
use std::io::{IoSlice, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use upnext::domain::note::{About, Draft};
use upnext::domain::step::Committed;
use upnext::domain::{Change, ItemId, Kind, List, Note, Now, ProductId, Spot};
use upnext::store::{Patience, Store, StoreError, Undone};

pub(super) const FOLDER: &str = "UPNEXT_TEST_FOLDER";
pub(super) const SCENE: &str = "UPNEXT_TEST_SCENE";
pub(super) const ARGS: [&str; 5] =
    ["--exact", "fault::script::program", "--ignored", "--nocapture", "--test-threads=1"];
/// So many calls of each kind come before the script: what the other thread of this process does has lower numbers.
pub(super) const PRELUDE: usize = 24;
/// How often something is tried while calls fail.
const TRIES: usize = 200;
/// The text that a draft holds.
pub(super) const DRAFT: &str = "half a story";

/// What is done to the files.
pub(super) const SCENES: [&str; 14] = [
    "create",
    "commits",
    "import",
    "backup",
    "restore",
    "replace",
    "purge",
    "salvage",
    "log",
    "migrate 5",
    "migrate 1",
    "migrate 2",
    "migrate 3",
    "migrate 4",
];

/// Does things, however often it takes, and says what came of them.
struct Actor {
    out: File,
    folder: PathBuf,
}

impl Actor {
    fn say(&mut self, line: &str) {
        let line = format!("\n{line}\n");
        assert_eq!(self.out.write_vectored(&[IoSlice::new(line.as_bytes())]).unwrap(), line.len());
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Tries until it is done or can't be for a reason that has nothing to do with the file.
    fn act<T>(&mut self, what: &str, mut act: impl FnMut() -> Result<T, StoreError>) -> Option<T> {
        for _ in 0..TRIES {
            match act() {
                Ok(done) => return Some(done),
                Err(error) if !is_of_file(&error) => return None,
                Err(error) => {
                    let debug = format!("{error:?}");
                    let kind = debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                    self.say(&format!("no|{what}|{kind}|{error}"));
                }
            }
        }
        panic!("{what}: the fault is over, and it still can't be done");
    }

    /// A step: acknowledged once it is done.
    fn step(&mut self, what: &str, act: impl FnMut() -> Result<Committed, StoreError>) -> Option<Committed> {
        let done = self.act(what, act)?;
        self.say(&format!("ack|{what}|{}|{}", done.step.0, done.seq.0));
        Some(done)
    }

    /// Something else than a step.
    fn other<T>(&mut self, what: &str, act: impl FnMut() -> Result<T, StoreError>) -> T {
        let done = self.act(what, act).unwrap();
        self.say(&format!("did|{what}"));
        done
    }

    fn product(&mut self, store: &Store) -> ProductId {
        self.act("read", || store.products()).unwrap()[0].id
    }

    fn items(&mut self, store: &Store, product: ProductId) -> Vec<ItemId> {
        let mut items = Vec::new();
        for list in [List::Backlog, List::Inbox, List::Epics, List::Done, List::Declined, List::Trash] {
            items.extend(self.act("read", || store.order(product, list)).unwrap().ids());
        }
        items
    }

    fn open(&mut self, name: &str) -> Store {
        let path = self.path(name);
        self.other("open", || Store::open(&path, writer("Mortal"), Patience::None))
    }
}

/// True for what is about the file and not about what was asked.
fn is_of_file(error: &StoreError) -> bool {
    use StoreError::{
        BadBackup, BadLog, BadSearch, Busy, Cancelled, Empty, Exists, Foreign, LostLink, Missing, NeedsUpgrade, Newer,
        NoAccess, NoBackup, NotAFile, ReadOnly, Uncopied, Unreadable,
    };
    let is_of_what_stands_there = matches!(
        error,
        BadBackup { .. }
            | Empty(_)
            | Exists(_)
            | Foreign(_)
            | LostLink { .. }
            | Missing(_)
            | Newer { .. }
            | NotAFile(_)
    );
    let is_of_what_can_be_done = matches!(
        error,
        BadLog { .. } | BadSearch { .. } | Busy { .. } | Cancelled | NeedsUpgrade(_) | NoAccess(_) | NoBackup { .. }
    ) || matches!(error, ReadOnly(_) | Uncopied { .. } | Unreadable(_));
    is_fault(error) || is_of_what_stands_there || is_of_what_can_be_done
}

#[test]
#[ignore = "a program that the tests of faults start"]
fn program() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let out = File::from(std::io::stdout().as_fd().try_clone_to_owned().unwrap());
    let mut actor = Actor { out, folder };
    let null = Path::new("/dev/null");
    for _ in 0..PRELUDE {
        assert_eq!(File::open(null).unwrap().read(&mut [0]).unwrap(), 0);
        assert_eq!(File::open(null).unwrap().read_at(&mut [0], 0).unwrap(), 0);
        assert_eq!(File::options().write(true).open(null).unwrap().write(b"x").unwrap(), 1);
    }
    actor.say("begin");
    let scene = std::env::var(SCENE).unwrap();
    match scene.as_str() {
        "create" => create(&mut actor),
        "commits" => commits(&mut actor),
        "import" => import(&mut actor),
        "backup" => backup(&mut actor),
        "restore" => restore(&mut actor),
        "replace" => replace(&mut actor),
        "purge" => purge(&mut actor),
        "salvage" => salvage(&mut actor),
        "log" => log(&mut actor),
        _ => migrate(&mut actor),
    }
    actor.say("end");
}

/// A moment so many seconds later than the others.
fn later(seconds: i64) -> Now {
    let mut at = now();
    at.at.0 += seconds * 1000;
    at
}

/// A new file in a new folder, and its first steps.
fn create(actor: &mut Actor) {
    let path = actor.path("new/backlog.db");
    let mut store =
        actor.other("create", || Store::open_or_create(&path, writer("Mortal"), Patience::None, &mut |_, _| {}));
    actor.step("add", || store.commit(&Change::AddProduct(product("Webshop", "WEB")), now()));
    let product = actor.product(&store);
    let item = || Box::new(titled("first", Kind::Story));
    actor.step("add", || store.commit(&Change::AddItem { product, item: item(), spot: Spot::Bottom }, now()));
}

/// Changes of many kinds, undo and redo, drafts between them, the log tidied.
fn commits(actor: &mut Actor) {
    let mut store = actor.open("backlog.db");
    let product = actor.product(&store);
    let mut dice = Dice(5);
    for n in 0..14 {
        let items = actor.items(&store, product);
        // What is refused for good is none of them.
        loop {
            let next = change(&mut dice, product, &items, false);
            if actor.step("commit", || store.commit(&next, now())).is_some() {
                break;
            }
        }
        if n % 4 == 1 {
            let draft = Draft { product: Some(product), about: About::NewItem, text: format!("{DRAFT} {n}") };
            actor.other("draft", || store.keep(&Note::Draft(draft.clone())));
        }
        if n % 5 == 2 {
            actor.other("checkpoint", || store.checkpoint());
        }
        if n % 6 == 3 {
            for redo in [false, true] {
                let mut act =
                    || if redo { store.redo(Some(product), now()) } else { store.undo(Some(product), now(), None) };
                actor.step("undo", || match act()? {
                    Undone::Done(done) => Ok(done),
                    _ => Err(StoreError::Unchanged),
                });
            }
        }
    }
}

/// A source, read again and again.
fn import(actor: &mut Actor) {
    let mut store = actor.open("backlog.db");
    let product = actor.product(&store);
    let mut dice = Dice(9);
    for _ in 0..5 {
        let parsed = issues(&mut dice);
        let known = actor.act("known", || store.known(Some(product), &parsed)).unwrap();
        let next = agreed(parsed, &known, &mut dice, product);
        actor.step("import", || store.commit(&next, now()));
    }
}

/// Backups beside steps, and a copy under a name of its own.
fn backup(actor: &mut Actor) {
    let mut store = actor.open("backlog.db");
    let product = actor.product(&store);
    for n in 0..2 {
        let item = || Box::new(titled(&format!("new {n}"), Kind::Story));
        actor.step("add", || store.commit(&Change::AddItem { product, item: item(), spot: Spot::Top }, now()));
        actor.other("backup", || store.backup(None, later(n)));
    }
    let copy = actor.path("copy.db");
    actor.other("copy", || store.copy_to(&copy));
}

/// Another state of the file comes back, then the one from before.
fn restore(actor: &mut Actor) {
    let mut store = actor.open("backlog.db");
    for (n, name) in [(1, "one.db"), (2, "two.db")] {
        let from = actor.path(name);
        actor.other(name, || store.restore(&from, None, later(n)));
    }
}

/// A backup takes the place of a file that nobody can open.
fn replace(actor: &mut Actor) {
    let (path, from) = (actor.path("backlog.db"), actor.path("one.db"));
    actor.other("replace", || Store::restore_unopenable(&path, &from, now()));
    drop(actor.open("backlog.db"));
}

/// What lies in the trash is erased for good.
fn purge(actor: &mut Actor) {
    let mut store = actor.open("backlog.db");
    let before = "2026-03-03".parse().unwrap();
    let purged = actor.act("purge", || store.purge(before, None, later(1)));
    actor.say(&format!("did|purge {}", purged.is_some()));
    let product = actor.product(&store);
    let item = || Box::new(titled("after", Kind::Story));
    actor.step("add", || store.commit(&Change::AddItem { product, item: item(), spot: Spot::Top }, now()));
}

/// What can be read of a damaged file goes into another one.
fn salvage(actor: &mut Actor) {
    let (damaged, into) = (actor.path("damaged.db"), actor.path("saved.db"));
    actor.other("salvage", || Store::salvage(&damaged, &into));
    drop(actor.open("saved.db"));
}

/// The file is opened with the log that a kill left, and used.
fn log(actor: &mut Actor) {
    let mut store = actor.open("backlog.db");
    let product = actor.product(&store);
    let item = || Box::new(titled("after", Kind::Story));
    actor.step("add", || store.commit(&Change::AddItem { product, item: item(), spot: Spot::Top }, now()));
    actor.other("checkpoint", || store.checkpoint());
}

/// An old file is brought to this format, and used.
fn migrate(actor: &mut Actor) {
    let mut store = actor.open("backlog.db");
    let product = actor.product(&store);
    let item = || Box::new(titled("after", Kind::Story));
    actor.step("add", || store.commit(&Change::AddItem { product, item: item(), spot: Spot::Top }, now()));
}
