//! What is done to a good file.

use crate::replay::{Dice, folder};
use crate::store::{dump, now, writer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use upnext::domain::{Change, ItemId, Spot};
use upnext::store::{Patience, Store};

/// The pages of the patients: small, so that there are many.
const PAGE: usize = 1024;

/// A good file, and what it is without any wound.
pub(super) struct Patient {
    _dir: TempDir,
    /// The file as it is when it was closed.
    closed: Vec<u8>,
    /// The file and its log as they are while it is open.
    open: (Vec<u8>, Vec<u8>),
    /// The log of another file.
    foreign: Vec<u8>,
    pub(super) backup: PathBuf,
    pub(super) dump: String,
    pub(super) titles: BTreeMap<i64, String>,
}

/// The files that are hurt: a small one with a little of everything, and the sample.
pub(super) fn patients() -> Vec<Patient> {
    let small = folder();
    let path = small.path().join("backlog.db");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-6.db");
    std::fs::copy(fixture, &path).unwrap();
    let big = folder();
    let sample = big.path().join("backlog.db");
    drop(upnext::cli::demo::create(&sample, writer("Ada"), now()).unwrap());
    vec![Patient::new(small, &path), Patient::new(big, &sample)]
}

impl Patient {
    fn new(dir: TempDir, path: &Path) -> Self {
        let conn = rusqlite::Connection::open(path).unwrap();
        conn.execute_batch(&format!("PRAGMA journal_mode = DELETE; PRAGMA page_size = {PAGE}; VACUUM")).unwrap();
        drop(conn);
        let open = || Store::open(path, writer("Ada"), Patience::None).unwrap();
        let mut store = open();
        // Pages that were in use and are free now.
        let mut gone = crate::store::titled("long", upnext::domain::Kind::Story);
        gone.text.description = "long ".repeat(2000);
        let product = store.products().unwrap()[0].id;
        let add = Change::AddItem { product, item: Box::new(gone), spot: Spot::Bottom };
        store.commit(&add, now()).unwrap();
        store.undo(None, now(), None).unwrap();
        drop(store);
        let closed = std::fs::read(path).unwrap();
        assert_eq!(closed.len() % PAGE, 0);
        let mut store = open();
        for n in 0..6 {
            let change = Change::SetTitle { item: ItemId(n % 3 + 1), title: format!("in the log {n}") };
            store.commit(&change, now()).unwrap();
        }
        let log = path.with_file_name("backlog.db-wal");
        let lively = (std::fs::read(path).unwrap(), std::fs::read(&log).unwrap());
        drop(store);
        // What everything is compared with is the file before the log.
        std::fs::write(path, &closed).unwrap();
        let backup = dir.path().join("backup.db");
        open().copy_to(&backup).unwrap();
        let conn = rusqlite::Connection::open(&backup).unwrap();
        let mut titles = conn.prepare("SELECT id, title FROM item").unwrap();
        let titles = titles.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect();
        Self { foreign: foreign(), dump: dump(&backup), closed, open: lively, backup, titles, _dir: dir }
    }

    /// Writes the file to `path`, hurt as the dice say; each seed has its kind of wound. Answers the wound's name.
    pub(super) fn wound(&self, dice: &mut Dice, seed: u64, path: &Path) -> String {
        let kind = usize::try_from(seed / 2).unwrap() % WOUNDS.len();
        let (name, hurt) = WOUNDS[kind];
        let mut body = Body { main: self.closed.clone(), log: Vec::new(), shm: Vec::new(), journal: Vec::new() };
        if name.starts_with("log") {
            (body.main, body.log) = self.open.clone();
        }
        hurt(&mut body, dice, self);
        let write = |end: &str, bytes: &[u8]| {
            if !bytes.is_empty() || end.is_empty() {
                std::fs::write(format!("{}{end}", path.display()), bytes).unwrap();
            }
        };
        write("", &body.main);
        write("-wal", &body.log);
        write("-shm", &body.shm);
        write("-journal", &body.journal);
        name.to_owned()
    }
}

/// The log of a file with the same pages that is none of ours.
fn foreign() -> Vec<u8> {
    let dir = folder();
    let path = dir.path().join("other.db");
    let conn = rusqlite::Connection::open(&path).unwrap();
    let sql = format!(
        "PRAGMA page_size = {PAGE}; PRAGMA journal_mode = WAL; CREATE TABLE other (a); PRAGMA user_version = 9"
    );
    conn.execute_batch(&sql).unwrap();
    conn.execute("INSERT INTO other VALUES (zeroblob(9000))", []).unwrap();
    std::fs::read(dir.path().join("other.db-wal")).unwrap()
}

struct Body {
    main: Vec<u8>,
    log: Vec<u8>,
    shm: Vec<u8>,
    journal: Vec<u8>,
}

fn flip(bytes: &mut [u8], dice: &mut Dice, from: usize, to: usize) {
    let at = from + dice.below(to.min(bytes.len()) - from);
    bytes[at] ^= 1 << dice.below(8);
}

/// Where a page other than the first begins.
fn page(main: &[u8], dice: &mut Dice) -> usize {
    (1 + dice.below(main.len() / PAGE - 1)) * PAGE
}

fn noise(dice: &mut Dice, length: usize) -> Vec<u8> {
    (0..length).map(|_| u8::try_from(dice.below(256)).unwrap()).collect()
}

type Hurt = fn(&mut Body, &mut Dice, &Patient);

const WOUNDS: &[(&str, Hurt)] = &[
    ("a bit of the header", |b, d, _| flip(&mut b.main, d, 0, 100)),
    ("a bit of the first page", |b, d, _| flip(&mut b.main, d, 100, PAGE)),
    ("a bit anywhere", |b, d, _| flip(&mut b.main, d, 0, usize::MAX)),
    ("bits of one page", |b, d, _| {
        let at = page(&b.main, d);
        (0..20).for_each(|_| flip(&mut b.main, d, at, at + PAGE));
    }),
    ("the head of a page", |b, d, _| {
        let at = page(&b.main, d);
        flip(&mut b.main, d, at, at + 12);
    }),
    ("cut at a page", |b, d, _| {
        let at = page(&b.main, d);
        b.main.truncate(at);
    }),
    ("cut in a page", |b, d, _| {
        let kept = 1 + d.below(b.main.len() - 1);
        b.main.truncate(kept);
    }),
    ("a page of zeros", |b, d, _| {
        let at = page(&b.main, d);
        b.main[at..at + PAGE].fill(0);
    }),
    ("the first page of zeros", |b, d, _| {
        let from = d.below(PAGE);
        b.main[from..PAGE].fill(0);
    }),
    ("two pages swapped", |b, d, _| {
        let (x, y) = (page(&b.main, d), page(&b.main, d));
        for n in 0..PAGE {
            b.main.swap(x + n, y + n);
        }
    }),
    ("a page twice", |b, d, _| {
        let (x, y) = (page(&b.main, d), page(&b.main, d));
        b.main.copy_within(x..x + PAGE, y);
    }),
    ("a page of noise", |b, d, _| {
        let at = page(&b.main, d);
        let noise = noise(d, PAGE);
        b.main[at..at + PAGE].copy_from_slice(&noise);
    }),
    ("the words of the schema", |b, d, _| {
        let starts: Vec<usize> =
            b.main.windows(7).enumerate().filter(|(_, w)| *w == b"CREATE ").map(|(at, _)| at).collect();
        let at = starts[d.below(starts.len())];
        flip(&mut b.main, d, at, at + 200);
    }),
    ("branches that lead astray", |b, d, _| {
        let count = b.main.len() / PAGE;
        let inner: Vec<usize> = (1..count).map(|n| n * PAGE).filter(|at| [2, 5].contains(&b.main[*at])).collect();
        for _ in 0..4 {
            let at = inner[d.below(inner.len())];
            let cells = usize::from(b.main[at + 3]) * 256 + usize::from(b.main[at + 4]);
            // The rightmost child, or that of a cell.
            let pointer = if cells == 0 || d.once_in(3) {
                at + 8
            } else {
                let cell = at + 12 + 2 * d.below(cells);
                at + (usize::from(b.main[cell]) * 256 + usize::from(b.main[cell + 1])).min(PAGE - 4)
            };
            let to =
                u32::try_from(1 + if d.once_in(2) { at / PAGE } else { inner[d.below(inner.len())] / PAGE }).unwrap();
            b.main[pointer..pointer + 4].copy_from_slice(&to.to_be_bytes());
        }
    }),
    ("something appended", |b, d, _| {
        let length = 1 + d.below(5000);
        b.main.extend(noise(d, length));
    }),
    ("log cut", |b, d, _| {
        let kept = 1 + d.below(b.log.len() - 1);
        b.log.truncate(kept);
    }),
    ("log with a turned bit", |b, d, _| flip(&mut b.log, d, 0, usize::MAX)),
    ("log gone", |b, _, _| b.log.clear()),
    ("log of another file", |b, _, p| b.log.clone_from(&p.foreign)),
    ("log with a false index", |b, d, _| b.shm = noise(d, 32_768)),
    ("log beside a hurt file", |b, d, _| {
        let at = page(&b.main, d);
        let noise = noise(d, PAGE);
        b.main[at..at + PAGE].copy_from_slice(&noise);
    }),
    ("a false journal", |b, d, _| {
        b.journal = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7].to_vec();
        let length = d.below(4000);
        b.journal.extend(noise(d, length));
    }),
    ("an index without its log", |b, d, _| b.shm = noise(d, 32_768)),
];
