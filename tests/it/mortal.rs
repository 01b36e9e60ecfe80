//! A program that writes a backlog and can be killed at any moment: this test binary starts itself again with the one
//! ignored test below. What it was told is done, it prints.

use crate::any_change::{self, Stock};
use crate::replay::Dice;
use crate::store::{now, size, titled, writer};
use std::io::{BufRead, BufReader, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use upnext::domain::criterion::Line;
use upnext::domain::import::{self, Chosen, Feed, ImportPlan, Known, Parsed, Record, Target};
use upnext::domain::item::Refusal;
use upnext::domain::{Change, Instant as Moment, ItemId, Kind, List, ProductId, Spot, State};
use upnext::store::{Patience, Store, StoreError, Undone};

const PATH: &str = "UPNEXT_TEST_MORTAL";
const SEED: &str = "UPNEXT_TEST_SEED";
const MODE: &str = "UPNEXT_TEST_MODE";
const ARGS: [&str; 5] = ["--exact", "mortal::program", "--ignored", "--nocapture", "--test-threads=1"];

/// What a mortal does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Random changes without end, undo, redo and a backup now and then.
    Live,
    /// So many random changes of its own, then the end.
    Write(usize),
    /// As `Live`, so many steps; then the end.
    Mix(usize),
    /// Restores the two backups in turn, without end.
    Restore,
    /// Writes until the disk is full, then removes `ballast` beside the file and goes on.
    Fill,
}

/// The command that starts a mortal on a file.
pub(crate) fn command(path: &Path, seed: u64, mode: Mode) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mode = match mode {
        Mode::Live => "live".to_owned(),
        Mode::Write(count) => count.to_string(),
        Mode::Mix(count) => format!("mix {count}"),
        Mode::Restore => "restore".to_owned(),
        Mode::Fill => "fill".to_owned(),
    };
    command.args(ARGS).env(PATH, path).env(SEED, seed.to_string()).env(MODE, mode);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// A running mortal and what it says.
pub(crate) struct Mortal {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
}

/// An acknowledged step: its id, and the file's sequence after it.
pub(crate) type Ack = (i64, i64);

impl Mortal {
    /// Starts it.
    pub(crate) fn start(path: &Path, seed: u64, mode: Mode) -> Self {
        let mut child = command(path, seed, mode).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said }
    }

    /// The next acknowledgement; `None` at the end. A line that was cut off is none.
    fn next(&mut self) -> Option<Ack> {
        loop {
            let mut line = String::new();
            if self.said.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            let Some(words) = line.strip_prefix("ack ").and_then(|l| l.strip_suffix('\n')) else { continue };
            let (step, seq) = words.split_once(' ').unwrap();
            return Some((step.parse().unwrap(), seq.parse().unwrap()));
        }
    }

    /// Kills it after so many acknowledgements and a moment more; answers all it was told.
    pub(crate) fn kill_after(mut self, acks: usize, moment: Duration) -> Vec<Ack> {
        let mut told: Vec<Ack> = (0..acks).map_while(|_| self.next()).collect();
        assert_eq!(told.len(), acks, "it ended by itself: {:?}", self.child.wait());
        let start = Instant::now();
        while start.elapsed() < moment {
            std::hint::spin_loop();
        }
        self.child.kill().unwrap();
        // What it said before it died is still in the pipe.
        told.extend(std::iter::from_fn(|| self.next()));
        self.child.wait().unwrap();
        told
    }

    /// Waits for its end, which must be a good one.
    pub(crate) fn end(mut self) -> Vec<Ack> {
        let told = std::iter::from_fn(|| self.next()).collect();
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
        told
    }
}

#[test]
#[ignore = "a program that the proofs of the store start"]
fn program() {
    let Some(path) = std::env::var_os(PATH).map(PathBuf::from) else { return };
    let number = |name: &str| std::env::var(name).unwrap();
    let seed: u64 = number(SEED).parse().unwrap();
    let mut store = Store::open(&path, writer(&format!("Mortal {seed}")), Patience::None).unwrap();
    let mut dice = Dice(seed.wrapping_mul(7919));
    match number(MODE).as_str() {
        "live" => live(&mut store, &mut dice, usize::MAX),
        "restore" => restore(&mut store),
        "fill" => fill(&mut store),
        mode if mode.starts_with("mix ") => live(&mut store, &mut dice, mode[4..].parse().unwrap()),
        count => write(&mut store, &mut dice, count.parse().unwrap()),
    }
}

fn say(step: i64, seq: i64) {
    // One write a line: a kill never leaves half an acknowledgement that looks whole.
    let line = format!("\nack {step} {seq}\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
    std::io::stdout().flush().unwrap();
}

/// Whatever is refused for good is as good as done; a busy file is asked again.
fn settled<T>(act: &mut dyn FnMut() -> Result<T, StoreError>) -> Option<T> {
    loop {
        match act() {
            Ok(done) => return Some(done),
            Err(e) if e.is_busy() => std::thread::yield_now(),
            Err(e) => {
                assert!(!is_fault(&e), "{e}");
                return None;
            }
        }
    }
}

/// True for what must not happen on a disk that does its work.
pub(crate) fn is_fault(error: &StoreError) -> bool {
    use StoreError::{Damaged, Disk, Full, Io, Moved, Sql, Upgraded};
    matches!(error, Sql { .. } | Damaged { .. } | Disk { .. } | Full(_) | Io { .. } | Moved(_) | Upgraded(_))
}

fn ids(store: &Store, product: ProductId) -> Vec<ItemId> {
    let lists = [List::Backlog, List::Inbox, List::Epics, List::Done, List::Declined, List::Trash];
    let order = |list| settled(&mut || store.order(product, list)).unwrap();
    lists.into_iter().flat_map(|list| order(list).ids().collect::<Vec<_>>()).collect()
}

fn live(store: &mut Store, dice: &mut Dice, count: usize) {
    let product = store.products().unwrap()[0].id;
    let mut items = ids(store, product);
    let (mut hours, mut told) = (0, 0);
    while told < count {
        let done = match dice.below(24) {
            0 | 1 => match settled(&mut || store.undo(Some(product), now(), None)) {
                Some(Undone::Foreign(step)) => settled(&mut || store.undo(Some(product), now(), Some(step.id))),
                other => other,
            },
            2 => settled(&mut || store.redo(Some(product), now())),
            3 if dice.once_in(6) => {
                hours += 1;
                let mut at = now();
                at.at.0 += hours * 3_600_000;
                settled(&mut || store.backup_if_due(None, at));
                continue;
            }
            4 => {
                let change = reimport(store, dice, product);
                settled(&mut || store.commit(&change, now())).map(Undone::Done)
            }
            _ => {
                let change = change(dice, product, &items, true);
                settled(&mut || store.commit(&change, now())).map(Undone::Done)
            }
        };
        if let Some(Undone::Done(done)) = done {
            say(done.step.0, done.seq.0);
            told += 1;
            if !done.added.is_empty() {
                items = ids(store, product);
            }
        }
    }
}

fn write(store: &mut Store, dice: &mut Dice, count: usize) {
    let product = store.products().unwrap()[0].id;
    let mut items = ids(store, product);
    let mut done = 0;
    while done < count {
        let is_import = dice.once_in(20);
        let change = if is_import { reimport(store, dice, product) } else { change(dice, product, &items, false) };
        if let Some(committed) = settled(&mut || store.commit(&change, now())) {
            say(committed.step.0, committed.seq.0);
            done += 1;
            items.extend(committed.added);
        }
    }
}

fn restore(store: &mut Store) {
    let backups: Vec<PathBuf> =
        ["one.db", "two.db"].into_iter().map(|name| store.path().with_file_name(name)).collect();
    for n in 1_usize.. {
        let mut at = now();
        at.at.0 += i64::try_from(n).unwrap() * 1000;
        store.restore(&backups[n % 2], None, at).unwrap();
        say(0, i64::try_from(n).unwrap());
    }
}

fn fill(store: &mut Store) {
    let product = store.products().unwrap()[0].id;
    let before = || crate::store::dump(&PathBuf::from(std::env::var_os(PATH).unwrap()));
    let mut item = titled("heavy", Kind::Story);
    item.text.description = "x".repeat(20_000);
    let change = Change::AddItem { product, item: Box::new(item), spot: Spot::Bottom };
    let mut last = String::new();
    let error = (0..1000).find_map(|_| {
        last = before();
        store.commit(&change, now()).err()
    });
    let error = error.unwrap();
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    assert_eq!(before(), last, "a change that found no room left something behind");
    assert!(matches!(store.commit(&change, now()), Err(StoreError::Full(_))));
    let error = store.backup(None, now()).unwrap_err();
    assert!(matches!(error, StoreError::NoBackup { .. }), "{error:?}");
    std::fs::remove_file(store.path().with_file_name("ballast")).unwrap();
    store.commit(&change, now()).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    say(1, 1);
}

/// A random change of any kind but an import; only `is_bold` ones are moves that go on, which join the step before.
pub(crate) fn change(dice: &mut Dice, product: ProductId, all: &[ItemId], is_bold: bool) -> Change {
    let stock = Stock::guessed(product, all);
    loop {
        let kind = any_change::kind(dice);
        match any_change::change(kind, dice, &stock) {
            Some(Change::Move { items, to, is_run }) => return Change::Move { items, to, is_run: is_run && is_bold },
            Some(made) => return made,
            None => {}
        }
    }
}

/// A source is read once more: some of its issues, some of them changed, one under another key now and then.
fn reimport(store: &Store, dice: &mut Dice, product: ProductId) -> Change {
    let parsed = issues(dice);
    let known = settled(&mut || store.known(Some(product), &parsed)).unwrap();
    agreed(parsed, &known, dice, product)
}

/// What a source tells.
pub(crate) fn issues(dice: &mut Dice) -> Parsed {
    const STATES: [State; 4] = [State::Open, State::InProgress, State::Done, State::Declined];
    let records = (0..dice.below(9)).map(|_| {
        let n = dice.below(12);
        let mut record = Record { source: "jira".into(), key: format!("J-{n}"), ..Record::default() };
        if dice.once_in(8) {
            record.key = format!("K-{n}");
        }
        record.id = dice.once_in(2).then(|| n.to_string());
        record.item = titled(&format!("issue {n}, {}", dice.below(3)), Kind::Story);
        record.item.created_at = Some(Moment(1_000));
        record.item.state = STATES[dice.below(4)];
        let refusal = Refusal { reason: "Won't Do".into(), ..Refusal::default() };
        record.item.decline = Some(refusal).filter(|_| record.item.state == State::Declined);
        record.item.text.estimate = size(["1", "5", "?", "XL"][dice.below(4)]);
        record.item.criteria =
            (0..dice.below(4)).map(|n| Line { text: format!("{n}"), is_done: dice.once_in(3) }).collect();
        record.needs = vec![format!("J-{}", dice.below(12))];
        record
    });
    Parsed {
        records: records.collect(),
        feeds: vec![Feed { source: "jira".into(), ..Feed::default() }],
        ..Parsed::default()
    }
}

/// Its import, as somebody agrees to it.
pub(crate) fn agreed(parsed: Parsed, known: &Known, dice: &mut Dice, product: ProductId) -> Change {
    let mut chosen = Chosen { has_order: dice.once_in(2), ..Chosen::default() };
    let conflicts = import::plan(&parsed, known).conflicts;
    chosen.theirs = conflicts.iter().filter(|_| dice.once_in(2)).map(import::Conflict::chosen).collect();
    let mut plan = ImportPlan::default();
    let _ = import::plan_watched(&parsed, known, &chosen, &mut plan, &mut || ControlFlow::Continue(()));
    Change::Import { parsed: Arc::new(parsed), target: Target::Existing(product), expect: plan.counts(), chosen }
}
