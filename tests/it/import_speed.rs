//! How long a big import takes against the same rows written bare. Ignored: figures, not a proof.
//!
//! ```text
//! ../shared/tools/gen_backlog.py --count 100000 --format csv --out target/tmp/100k.csv
//! UPNEXT_CSV=target/tmp/100k.csv cargo test --release --test it import_speed -- --ignored --nocapture
//! ```
#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

use crate::store::{now, writer};
use rusqlite::types::Value;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};
use upnext::domain::Change;
use upnext::exchange::{Export, Options};
use upnext::runtime::transfer;
use upnext::store::{Patience, Store};

const TABLES: [&str; 7] = ["product", "item", "criterion", "subtask", "item_tag", "item_extra", "event"];

fn timed<T>(what: &str, act: impl FnOnce() -> T) -> (T, Duration) {
    let (from, cpu) = (Instant::now(), cpu());
    let done = act();
    let took = from.elapsed();
    let (user, system) = self::cpu();
    println!(
        "{what:<24} {:>8.0} ms; busy {:>6} ms, of which the system {:>5} ms",
        took.as_secs_f64() * 1e3,
        user + system - cpu.0 - cpu.1,
        system - cpu.1
    );
    (done, took)
}

/// The processor's time for this process and for the system on its behalf, in milliseconds, where the system tells.
fn cpu() -> (u64, u64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let mut ticks =
        stat.rsplit(')').next().unwrap_or_default().split(' ').skip(12).map(|n| n.parse().unwrap_or(0) * 10);
    (ticks.next().unwrap_or(0), ticks.next().unwrap_or(0))
}

/// A watch that notes the longest silence between two calls, and breaks off after `stop` units.
struct Watch {
    last: Instant,
    longest: Duration,
    stop: usize,
    broke: Option<Instant>,
}

impl Watch {
    fn new(stop: usize) -> Self {
        Self { last: Instant::now(), longest: Duration::ZERO, stop, broke: None }
    }

    fn see(&mut self, done: usize) -> ControlFlow<()> {
        self.longest = self.longest.max(self.last.elapsed());
        self.last = Instant::now();
        if done < self.stop {
            return ControlFlow::Continue(());
        }
        self.broke = Some(Instant::now());
        ControlFlow::Break(())
    }

    fn tell(&self, what: &str) {
        println!("  {what}: longest silence {:.0} ms", self.longest.as_secs_f64() * 1e3);
        if let Some(at) = self.broke {
            println!("  {what}: back {:.0} ms after the cancel", at.elapsed().as_secs_f64() * 1e3);
        }
    }
}

/// Writes the rows of a file into another one with the same tables and indexes, but no triggers.
fn bare(from: &Path, to: &Path) -> Duration {
    drop(Store::create(to, writer("Ada")).unwrap());
    let source = rusqlite::Connection::open(from).unwrap();
    let rows: Vec<(String, Vec<Vec<Value>>)> = TABLES
        .iter()
        .map(|table| {
            let mut all = source.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = all.column_count();
            let marks = vec!["?"; columns].join(",");
            let row = |r: &rusqlite::Row| (0..columns).map(|c| r.get(c)).collect();
            let rows = all.query_map([], row).unwrap().collect::<Result<_, _>>().unwrap();
            (format!("INSERT INTO {table} VALUES ({marks})"), rows)
        })
        .collect();
    let conn = rusqlite::Connection::open(to).unwrap();
    for table in TABLES {
        conn.execute_batch(&format!("DROP TRIGGER journal_{table}_insert")).unwrap();
    }
    conn.execute_batch("DROP TRIGGER words_item_insert").unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON").unwrap();
    let ((), took) = timed("bare", || {
        conn.execute_batch("BEGIN IMMEDIATE").unwrap();
        for (sql, rows) in &rows {
            let mut insert = conn.prepare(sql).unwrap();
            for row in rows {
                insert.execute(rusqlite::params_from_iter(row)).unwrap();
            }
        }
        let sql = "INSERT INTO item_words (rowid, title, story, description)
            SELECT id, title, persona || ' ' || want || ' ' || benefit, description FROM item";
        conn.execute_batch(sql).unwrap();
        conn.execute_batch("COMMIT").unwrap();
    });
    println!("  {} rows", rows.iter().map(|t| t.1.len()).sum::<usize>());
    took
}

#[test]
#[ignore = "figures, not a proof: run it in release with a big file"]
fn a_big_import_against_the_bare_rows() {
    let csv = std::env::var("UPNEXT_CSV").expect("UPNEXT_CSV names a big CSV");
    let dir = tempfile::tempdir().unwrap();
    let (path, other) = (dir.path().join("a.db"), dir.path().join("b.db"));
    drop(Store::create(&path, writer("Ada")).unwrap());
    let mut store = Store::open(&path, writer("Ada"), Patience::Wait(Duration::from_secs(1))).unwrap();
    let read = || transfer::read(&[csv.clone().into()], &Options::default()).unwrap();
    let (parsed, _) = timed("read", read);
    let (plan, _) = timed("plan", || transfer::plan(&store, parsed, None).unwrap());
    let change = Change::Import {
        parsed: plan.parsed,
        target: plan.target,
        expect: plan.counts,
        chosen: upnext::domain::import::Chosen::default(),
    };

    let mut watch = Watch::new(60_000);
    store.commit_watched(&change, now(), &mut |done, _| watch.see(done)).unwrap_err();
    watch.tell("import");
    let mut watch = Watch::new(usize::MAX);
    let (_, import) = timed("import", || store.commit_watched(&change, now(), &mut |done, _| watch.see(done)).unwrap());
    watch.tell("import");
    let bare = bare(&path, &other);
    let size = |path: &Path| std::fs::metadata(path).unwrap().len() / 1_000_000;
    println!(
        "  import / bare = {:.2}; {} MB / {} MB",
        import.as_secs_f64() / bare.as_secs_f64(),
        size(&path),
        size(&other)
    );

    let (plan, _) = timed("plan of all known", || transfer::plan(&store, read(), None).unwrap());
    assert_eq!(plan.counts.created + plan.counts.updated, 0);
    let again = Change::Import {
        parsed: plan.parsed,
        target: plan.target,
        expect: plan.counts,
        chosen: upnext::domain::import::Chosen::default(),
    };
    let mut watch = Watch::new(usize::MAX);
    timed("import of all known", || store.commit_watched(&again, now(), &mut |done, _| watch.see(done)).unwrap_err());
    watch.tell("import of all known");

    let product = store.products().unwrap()[0].id;
    for format in [Export::Json, Export::Csv] {
        let mut out = Vec::new();
        timed(&format!("export {}", format.name()), || {
            transfer::export(&store, product, None, format, &mut out).unwrap()
        });
        println!("  {} MB", out.len() / 1_000_000);
    }

    let mut watch = Watch::new(60_000);
    store.undo_watched(None, now(), None, &mut |done, _| watch.see(done)).unwrap_err();
    watch.tell("undo");
    let mut watch = Watch::new(usize::MAX);
    let (_, undo) = timed("undo", || store.undo_watched(None, now(), None, &mut |done, _| watch.see(done)).unwrap());
    watch.tell("undo");
    println!("  undo / import = {:.2}", undo.as_secs_f64() / import.as_secs_f64());
    let mut watch = Watch::new(usize::MAX);
    timed("redo", || store.redo_watched(None, now(), &mut |done, _| watch.see(done)).unwrap());
    watch.tell("redo");
}

/// The most memory that this process ever had, in MB, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[test]
#[ignore = "figures, not a proof: run it in release with a big file"]
fn a_second_import_with_one_row_in_a_hundred_changed() {
    let csv = std::env::var("UPNEXT_CSV").expect("UPNEXT_CSV names a big CSV");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    drop(Store::create(&path, writer("Ada")).unwrap());
    let mut store = Store::open(&path, writer("Ada"), Patience::Wait(Duration::from_secs(1))).unwrap();
    let mut took = Vec::new();
    for turn in ["first", "second"] {
        let from = Instant::now();
        let (mut parsed, _) = timed("read", || transfer::read(&[csv.clone().into()], &Options::default()).unwrap());
        if turn == "second" {
            for record in parsed.records.iter_mut().step_by(100) {
                record.item.text.title.push_str(", changed");
            }
        }
        let (plan, _) = timed("plan", || transfer::plan(&store, parsed, None).unwrap());
        println!("  {:?}, {} MB at most", plan.counts, peak());
        let change = Change::Import {
            parsed: plan.parsed,
            target: plan.target,
            expect: plan.counts,
            chosen: upnext::domain::import::Chosen::default(),
        };
        let mut watch = Watch::new(usize::MAX);
        timed("import", || store.commit_watched(&change, now(), &mut |done, _| watch.see(done)).unwrap());
        watch.tell("import");
        took.push(from.elapsed());
        println!("  {turn}: {:.0} ms in all, {} MB at most", took[took.len() - 1].as_secs_f64() * 1e3, peak());
    }
    println!("  second / first = {:.2}", took[1].as_secs_f64() / took[0].as_secs_f64());
}
