//! Files that want too much: shapes whose reading takes minutes where the work grows with the square, any bytes at all,
//! and how much memory a big file takes. What grows is measured in the processor's time of the thread, which a loaded
//! machine doesn't lengthen much.
#![expect(clippy::print_stdout, reason = "each run tells what it did")]

use crate::dose::{dose, skipped};
use crate::pty::Home;
use crate::replay::Dice;
use crate::store::{now, writer};
use std::fmt::Write;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use upnext::domain::import::{self, Known, Parsed};
use upnext::exchange::{self, Format, Options, Source};
use upnext::runtime::transfer;
use upnext::store::{Store, StoreError};

/// The processor's time of this thread; the wall's where the system doesn't tell.
fn busy(since: Instant) -> Duration {
    let Ok(stat) = fs::read_to_string("/proc/thread-self/stat") else { return since.elapsed() };
    let ticks = stat.rsplit(')').next().unwrap().split(' ').skip(12).take(2).map(|n| n.parse::<u64>().unwrap());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let since = Instant::now();
    let before = busy(since);
    let done = act();
    (done, busy(since).saturating_sub(before))
}

/// Rows of a table, each made of its number.
fn rows(header: &str, n: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{header}\n");
    for at in 0..n {
        writeln!(text, "{}", row(at)).unwrap();
    }
    text
}

const JIRA: &str = "Summary,Issue key,Issue Type";

/// A name, how many of it are asked for, and the file with so many.
type Shape = (&'static str, usize, fn(usize) -> String);

/// Shapes in which each of the many is an item cost what items cost: in `cargo test` there is a tenth of them.
const ITEMS: usize = 30_000;

/// Shapes that are cheap to make and dear to read for who reads carelessly.
const SHAPES: &[Shape] = &[
    ("quotes", 200_000, |n| format!("title,key\n{}\n", "\"".repeat(n))),
    ("a quote a row", 50_000, |n| rows("title,key", n, |_| "a,\"".into())),
    ("quotes in a cell", 200_000, |n| format!("title,description\nx,\"{}\"\n", "\"\"".repeat(n))),
    ("one big cell", 8_000_000, |n| format!("title,description\nx,\"{}\"\ny,z\n", "word and, ".repeat(n / 10))),
    ("one big list in a cell", 1_000_000, |n| format!("title,criteria\nx,\"{}\"\n", "- [ ] a\n".repeat(n / 8))),
    ("one long title", 2_000_000, |n| format!("title\n{}\n", "w".repeat(n))),
    ("one long line", 2_000_000, |n| "word ".repeat(n / 5)),
    ("separators", 1_000_000, |n| "|".repeat(n)),
    ("columns", 100_000, |n| {
        let names: String = (0..n).fold(String::new(), |all, at| all + &format!(",c{at}"));
        format!("title{names}\nx{}\n", ",v".repeat(n))
    }),
    ("columns of one name", 100_000, |n| format!("title{}\nx{}\n", ",c".repeat(n), ",v".repeat(n))),
    ("columns of links", 20_000, |n| {
        let name = ",Inward issue link (Blocks)";
        let keys: String = (0..n).fold(String::new(), |all, at| all + &format!(",L-{at}"));
        format!("{JIRA}{}\nx,K-1,Story{keys}\n", name.repeat(n))
    }),
    ("empty lines", 1_000_000, |n| format!("title,key\n{}a,b\n", "\n".repeat(n))),
    ("rows without a value", 200_000, |n| format!("title,key\n{}a,b\n", ",\n".repeat(n))),
    ("equal keys", 50_000, |n| rows(JIRA, n, |at| format!("t{at},K-1,Story"))),
    ("equal titles", 30_000, |n| rows("title,kind", n, |_| "t,story".into())),
    ("sub-tasks of one parent", 20_000, |n| {
        let head = format!("{JIRA},Parent");
        rows(&head, n, |at| if at == 0 { "P,K-0,Story,".into() } else { format!("s{at},K-{at},Sub-task,K-0") })
    }),
    ("a chain of parents", 20_000, |n| {
        rows(&format!("{JIRA},Parent"), n, |at| format!("s{at},K-{},Epic,K-{at}", at + 1))
    }),
    ("a ring of parents", 20_000, |n| {
        rows(&format!("{JIRA},Parent"), n, |at| format!("s{at},K-{at},Sub-task,K-{}", (at + 1) % 20_000))
    }),
    ("Sprints", 10_000, |n| rows(&format!("{JIRA},Sprint"), n, |at| format!("s{at},K-{at},Story,Sprint {at}"))),
    ("Sprints in a cell", 10_000, |n| {
        let names = (0..n).fold(String::new(), |all, at| all + &format!("Sprint {at}, "));
        format!("{JIRA},Sprint\ns,K-1,Story,\"{}\"\n", names.trim_end_matches(", "))
    }),
    ("links of one item", 100_000, |n| {
        let keys = (0..n).fold(String::new(), |all, at| all + &format!("L-{at},"));
        format!("{JIRA},Inward issue link (Blocks)\ns,K-1,Story,\"{keys}\"\n")
    }),
    ("items that block one", 30_000, |n| {
        rows(&format!("{JIRA},Outward issue link (Blocks)"), n, |at| format!("s{at},K-{at},Story,K-1"))
    }),
    ("tags of one item", 100_000, |n| {
        let tags = (0..n).fold(String::new(), |all, at| all + &format!("t{at},"));
        format!("title,tags\ns,\"{tags}\"\n")
    }),
    ("components", 30_000, |n| rows(&format!("{JIRA},Component/s"), n, |at| format!("s{at},K-{at},Story,c{at}"))),
    ("statuses", 30_000, |n| rows(&format!("{JIRA},Status"), n, |at| format!("s{at},K-{at},Story,status{at}"))),
    ("types", 30_000, |n| rows(JIRA, n, |at| format!("s{at},K-{at},Type{at}"))),
    ("projects", 30_000, |n| rows(JIRA, n, |at| format!("s{at},P{at}-{at},Story"))),
    ("accounts", 20_000, |n| {
        rows(&format!("{JIRA},Comment"), n, |at| format!("s{at},K-{at},Story,\"01/Jan/26 10:00 AM;acc{at};hi\""))
    }),
    ("values that are none", 20_000, |n| {
        rows("title,key,estimate,due,value", n, |at| format!("s{at},K-{at},bad{at},xx{at},zz{at}"))
    }),
    ("stories", 30_000, |n| rows("# S", n, |at| format!("As a user, I want x{at}, so that y{at}."))),
    ("a story that goes on", 100_000, |n| format!("As a buyer,\n{}", "I want a cart\n".repeat(n))),
    ("beginnings of story rows", 50_000, |n| "As a buyer\n".repeat(n)),
    ("criteria of a story", 50_000, |n| format!("# S\n\n- a story\n{}", "  - [ ] a line\n".repeat(n))),
    ("headings", 30_000, |n| rows("# S", n, |at| format!("## head {at}\n- x{at}"))),
    ("marks of order", 100_000, |n| "\u{feff}a\n".repeat(n)),
    ("markup", 500_000, |n| format!("title,description\nx,\"{}\"\ny,\"{}\"\n", "*".repeat(n), "{code}".repeat(n / 6))),
    ("sentences in a description", 20_000, |n| {
        format!("title,description\nx,\"{}\"\n", "As a x, I want y, so that ".repeat(n))
    }),
    ("scenarios in a description", 20_000, |n| {
        format!("title,description\nx,\"{}\"\n", "Given a\nWhen b\nThen c\n".repeat(n))
    }),
    ("a Sprint of a server", 100_000, |n| {
        format!(
            "{JIRA},Sprint\ns,K-1,Story,\"com.atlassian.greenhopper.service.sprint.Sprint@1[id=1,{}]\"\n",
            "name=,".repeat(n)
        )
    }),
    ("brackets", 1_000_000, |n| "[".repeat(n)),
    ("open objects", 500_000, |n| "{\"a\":".repeat(n)),
    ("nested lists", 200_000, |n| {
        format!("{{\"format\":\"upnext\",\"version\":1,\"x\":{}{}}}", "[".repeat(n), "]".repeat(n))
    }),
    ("products", 5_000, |n| {
        own(n, |at| (format!("{{\"name\":\"P{at}\",\"prefix\":\"P{at}\",\"scale\":\"free\"}}"), String::new()))
    }),
    ("own items of one key", 10_000, |n| {
        one(n, |_| "{\"key\":\"W-1\",\"number\":1,\"kind\":\"story\",\"title\":\"t\",\"state\":\"open\"}".into())
    }),
    ("own items", 10_000, |n| {
        one(n, |at| {
            format!("{{\"key\":\"W-{at}\",\"number\":{at},\"kind\":\"story\",\"title\":\"t\",\"state\":\"open\"}}")
        })
    }),
];

/// upnext's own JSON with so many products.
fn own(n: usize, product: impl Fn(usize) -> (String, String)) -> String {
    let all: Vec<String> = (0..n)
        .map(|at| {
            let (product, items) = product(at);
            format!("{{\"product\":{product},\"items\":[{items}]}}")
        })
        .collect();
    format!("{{\"format\":\"upnext\",\"version\":1,\"products\":[{}]}}", all.join(",\n"))
}

/// upnext's own JSON with so many items.
fn one(n: usize, item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..n).map(item).collect();
    own(1, |_| ("{\"name\":\"W\",\"prefix\":\"W\",\"scale\":\"free\"}".into(), items.join(",\n")))
}

/// Reads a file and plans it into an empty product: everything that happens before a person is asked.
fn read(text: &str) -> Option<Parsed> {
    let source = Source { name: "greedy".into(), bytes: text.as_bytes().to_vec() };
    let parsed = exchange::read(&[source], &Options::default()).ok()?;
    let plan = import::plan(&parsed, &Known::default());
    let lines = import::summary(&parsed, &plan);
    assert!(lines.len() < 2000, "{} lines are told", lines.len());
    Some(parsed)
}

/// The most that any of the shapes may take here in a debug build; the square takes longer. Of shapes with so many
/// items the long run tells more.
const MOST: Duration = Duration::from_secs(6);

#[test]
fn no_shape_of_a_file_takes_the_square_of_its_size() {
    let tenths = usize::try_from(dose("GREED", 1)).unwrap();
    let (mut all, mut slowest) = (Duration::ZERO, (Duration::ZERO, ""));
    for (name, usual, make) in SHAPES {
        let has_items = *usual <= ITEMS || name.contains("row") || name.contains("equal") || name.contains("order");
        let text = make(if has_items { usual * tenths / 10 } else { usual / 3 });
        let (_, took) = timed(|| read(&text));
        assert!(took < MOST, "{name}: {took:?} for {} bytes", text.len());
        all += took;
        slowest = slowest.max((took, name));
    }
    println!("{} shapes in {all:?}; the slowest is {} with {:?}", SHAPES.len(), slowest.1, slowest.0);
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn twice_the_file_is_twice_the_work() {
    const MOST_RATIO: f64 = 2.8;
    let tenths = usize::try_from(dose("GREED", 8)).unwrap();
    let mut steep = Vec::new();
    for (name, usual, make) in SHAPES {
        let [small, big] = [usual * tenths / 20, usual * tenths / 10].map(make);
        // Of three the middle one; time that is too short to be measured is none.
        let middle = |text: &str| {
            let mut all = [0; 3].map(|_| timed(|| read(text)).1);
            all.sort_unstable();
            all[1]
        };
        let (one, two) = (middle(&small), middle(&big));
        let ratio = two.as_secs_f64() / one.as_secs_f64().max(0.03);
        println!("{name:<28} {:>9} bytes {two:>8.2?}  ratio {ratio:.2}", big.len());
        if ratio > MOST_RATIO {
            steep.push(format!("{name}: {ratio:.2}"));
        }
    }
    assert!(steep.is_empty(), "{steep:?}");
}

/// Takes a file into a new one.
fn imported(text: &str) -> (tempfile::TempDir, Store, usize) {
    let dir = crate::replay::folder();
    let mut store = Store::create(&dir.path().join("b.db"), writer("Ada")).unwrap();
    let source = Source { name: "greedy.csv".into(), bytes: text.as_bytes().to_vec() };
    let parsed = exchange::read(&[source], &Options::default()).unwrap();
    let plan = transfer::plan(&store, parsed, None).unwrap();
    let created = plan.counts.created;
    store.commit(&plan.change(), now()).unwrap();
    (dir, store, created)
}

#[test]
fn chains_and_rings_of_dependencies_are_written_in_a_straight_line() {
    let head = format!("{JIRA},Inward issue link (Blocks)");
    let n = 1_000 * usize::try_from(dose("GREED", 1)).unwrap();
    let down = rows(&head, n, |at| format!("s{at},K-{at},Story,K-{}", at.wrapping_sub(1)));
    // What a ring costs has a bound: beyond it more is left out than the one that closes it.
    let ring =
        rows(&head, n.min(1_000), |at| format!("s{at},K-{at},Story,K-{}", (at + n.min(1_000) - 1) % n.min(1_000)));
    let all =
        rows(
            &head,
            n,
            |at| if at == 0 { format!("s,K-0,Story,\"{}\"", keys(n)) } else { format!("s{at},K-{at},Story,") },
        );
    for (name, text, n) in [("chain", down, n), ("ring", ring, n.min(1_000)), ("star", all, n)] {
        let ((_dir, store, created), took) = timed(|| imported(&text));
        let conn = rusqlite::Connection::open(store.path()).unwrap();
        let count: i64 = conn.query_row("SELECT count(*) FROM dependency", [], |r| r.get(0)).unwrap();
        assert_eq!((created, usize::try_from(count).unwrap()), (n, n - 1), "{name}");
        assert!(took < MOST, "{name}: {took:?}");
        println!("{name} of {n}: {took:?}");
    }
}

fn keys(n: usize) -> String {
    (0..n).map(|at| format!("K-{at}")).collect::<Vec<_>>().join(",")
}

/// Pieces that mean something to one reader or another.
const PIECES: &[&str] = &[
    "title",
    "Summary",
    "Issue key",
    "Issue Type",
    "Parent",
    "Sprint",
    "Comment",
    "Status",
    "Due date",
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    "'",
    "=1+1",
    "\u{feff}",
    "\u{0}",
    "\u{1b}[2J",
    "é",
    "日本",
    "🙂",
    "\u{202e}",
    "- [ ] ",
    "- [x] ",
    "  - ",
    "# ",
    "## ",
    "#G1# ",
    "As a ",
    "I want ",
    "so that ",
    "h3. Acceptance Criteria\n",
    "Given ",
    "{code}",
    "{",
    "}",
    "[",
    "]",
    ":",
    "\"format\":\"upnext\"",
    "\"version\":1",
    "\"products\":[",
    "\"items\":[",
    "\"title\":",
    "null",
    "01/Jan/26 10:00 AM",
    "2026-13-45",
    "99999999999999999999",
    "-1",
    "1e308",
    "NaN",
    "A-1",
    "A-2",
    "Sub-task",
    "Epic",
    "com.atlassian.greenhopper.service.sprint.Sprint@1[",
    "id=1",
    "name=",
    "state=ACTIVE",
    "startDate=",
    "sep=;\n",
    "null",
    "<<!clear!>>",
    "Inward issue link (Blocks)",
    "Story Points",
    "reach",
    "0|i0001:",
    "\u{a0}",
];

/// Anything at all, made of pieces that readers know, of bytes, or of a file that was good.
fn anything(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = match dice.below(4) {
        0 => (0..dice.below(400)).map(|_| u8::try_from(dice.below(256)).unwrap()).collect(),
        1 => crate::any_change::jira(dice).into_bytes(),
        _ => (0..dice.below(60)).flat_map(|_| PIECES[dice.below(PIECES.len())].bytes()).collect::<Vec<u8>>(),
    };
    for _ in 0..dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        match dice.below(4) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes.truncate(at),
            2 => bytes.splice(at..at, PIECES[dice.below(PIECES.len())].bytes()).for_each(drop),
            _ => bytes.extend_from_within(at..),
        }
    }
    bytes
}

#[test]
fn any_bytes_are_read_or_refused_by_every_reader() {
    let rounds = dose("BYTES", 400);
    let (mut read, mut refused, mut written) = (0, 0, 0);
    let mut dice = Dice(5);
    let formats = [None, Some(Format::Csv), Some(Format::Jira), Some(Format::Stories), Some(Format::Upnext)];
    for round in 0..rounds {
        let bytes = anything(&mut dice);
        for from in formats {
            let source = Source { name: "any".into(), bytes: bytes.clone() };
            let done = std::panic::catch_unwind(|| exchange::read_each(&[source], &Options { from, map: vec![] }));
            let shown = || String::from_utf8_lossy(&bytes).into_owned();
            let Ok(done) = done else { panic!("round {round} {from:?}: {:?}", shown()) };
            let Ok(all) = done else {
                refused += 1;
                continue;
            };
            read += 1;
            // What can be read can be written.
            if round.is_multiple_of(20) {
                let dir = crate::replay::folder();
                let mut store = Store::create(&dir.path().join("b.db"), writer("Ada")).unwrap();
                for parsed in all {
                    let plan = transfer::plan(&store, parsed, None).unwrap();
                    match store.commit(&plan.change(), now()) {
                        Ok(_) | Err(StoreError::Unchanged | StoreError::OtherRuns(_)) => written += 1,
                        Err(error) => panic!("round {round} {from:?}: {error}: {:?}", shown()),
                    }
                }
            }
        }
    }
    println!("{rounds} files by {} readers: {read} read, {refused} refused, {written} written", formats.len());
}

#[test]
fn an_import_that_is_cancelled_anywhere_leaves_nothing() {
    let text =
        crate::any_change::jira(&mut Dice(3)) + &rows("", 1_500, |at| format!("more {at},M-{at},{at},Story,To Do"));
    let dir = crate::replay::folder();
    let mut store = Store::create(&dir.path().join("b.db"), writer("Ada")).unwrap();
    let before = crate::store::dump(store.path());
    let source = Source { name: "jira.csv".into(), bytes: text.into_bytes() };
    let parsed = exchange::read(&[source], &Options::default()).unwrap();
    let change = transfer::plan(&store, parsed, None).unwrap().change();
    let (mut stop, mut cancelled) = (0, 0);
    loop {
        let mut asked = 0;
        let done = store.commit_watched(&change, now(), &mut |_, _| {
            asked += 1;
            if asked > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match done {
            Ok(_) => break,
            Err(StoreError::Cancelled) => cancelled += 1,
            Err(error) => panic!("{stop}: {error}"),
        }
        assert_eq!(crate::store::dump(store.path()), before, "cancelled at {stop}");
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        stop += 1 + stop / 8;
    }
    assert!(cancelled > 5, "{cancelled}");
    println!("cancelled at {cancelled} moments");
}

/// The longest time of work between two words to a watch.
struct Silence {
    last: Duration,
    longest: Duration,
    since: Instant,
}

impl Silence {
    fn new() -> Self {
        let since = Instant::now();
        Self { last: busy(since), longest: Duration::ZERO, since }
    }

    fn hear(&mut self) {
        let now = busy(self.since);
        self.longest = self.longest.max(now.saturating_sub(self.last));
        self.last = now;
    }
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn a_big_import_is_never_silent_for_long() {
    let n = 10_000 * usize::try_from(dose("GREED", 8)).unwrap();
    let head = format!("{JIRA},Issue id,Labels,Sprint,Parent,Inward issue link (Blocks),Description");
    let text = rows(&head, n, |at| {
        format!("said {at},K-{at},Story,{at},web,Sprint {},,K-{},\"what is said of {at}\"", at % 7, at / 2)
    });
    let dir = crate::replay::folder();
    let mut store = Store::create(&dir.path().join("b.db"), writer("Ada")).unwrap();
    let source = Source { name: "big.csv".into(), bytes: text.into_bytes() };
    let mut told = Vec::new();
    for round in ["new", "again"] {
        let mut silence = Silence::new();
        let parsed = exchange::read_watched(std::slice::from_ref(&source), &Options::default(), &mut |_| {
            silence.hear();
            true
        });
        silence.hear();
        told.push((format!("{round}: reading"), silence.longest));
        let mut silence = Silence::new();
        let mut listen = |_, _| {
            silence.hear();
            ControlFlow::Continue(())
        };
        let chosen = import::Chosen::default();
        let plan = transfer::plan_watched(&store, parsed.unwrap(), None, chosen, &mut listen).unwrap();
        silence.hear();
        told.push((format!("{round}: planning"), silence.longest));
        let mut silence = Silence::new();
        let done = store.commit_watched(&plan.change(), now(), &mut |_, _| {
            silence.hear();
            ControlFlow::Continue(())
        });
        assert!(matches!(done, Ok(_) | Err(StoreError::Unchanged)), "{done:?}");
        silence.hear();
        told.push((format!("{round}: writing"), silence.longest));
    }
    for (what, longest) in &told {
        println!("{what} {n} rows: silent for {longest:?} at most");
    }
    let most = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 250 });
    assert!(told.iter().all(|(_, longest)| *longest < most), "{told:?}");
}

/// The most memory that a program had, in bytes, where the system tells; it must end well.
fn peak(home: &Home, file: &Path) -> Option<u64> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upnext"));
    command.args(["--db", "b.db", "import", "--yes"]).arg(file).current_dir(home.path("")).env("HOME", home.path(""));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = None;
    loop {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let size = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(size.map(|size| size * 1024));
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success(), "{}", file.display());
            return most;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A table of so many bytes, of rows of a usual length.
fn usual(bytes: usize) -> String {
    let mut text = String::from("key,title,kind,state,estimate,tags,description,criteria\n");
    let said = "the account of a customer keeps what was in the cart ".repeat(8);
    for n in 1.. {
        if text.len() >= bytes {
            break;
        }
        let row = format!(
            "S-{n},Keep the cart of visitor {n},story,open,3,web;shop,\"{said}{n}\",\"- [ ] one {n}\n- [x] two\"\n"
        );
        text.push_str(&row);
    }
    text
}

fn fits(bytes: usize, most: u64) {
    let home = Home::new();
    let file = home.path("big.csv");
    fs::write(&file, usual(bytes)).unwrap();
    let Some(peak) = peak(&home, &file) else {
        skipped("/proc", "the system does not tell how much memory a program has");
        return;
    };
    println!("{} MB of rows: {} MB of memory at most", bytes >> 20, peak >> 20);
    assert!(peak < most, "{} MB of memory for {} MB of rows", peak >> 20, bytes >> 20);
}

#[test]
fn a_small_file_takes_little_memory() {
    fits(2 << 20, 60 << 20);
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn a_file_of_64_mb_takes_less_than_512_mb() {
    fits(64 << 20, 512 << 20);
}
