//! The program without its terminal: deeds in, frames and a file out. It runs in a process of its own, in a folder of
//! its own, because some deeds write files; and because what hangs can be ended.
#![expect(clippy::print_stdout, reason = "what was done is told")]

use super::deed::{Deed, Source};
use crate::replay::{Dice, assert_whole, folder};
use crate::stage::{Stage, added};
use crate::store::writer;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use upnext::domain::sprint::Plan;
use upnext::domain::{Change, ItemId, ProductId, Spot, State};
use upnext::runtime::core::Asked;
use upnext::store::{Patience, Store};
use upnext::ui::{Event, Press};

const SPAN: &str = "UPNEXT_TEST_CHAOS";
const SEED: &str = "UPNEXT_TEST_SEED";
const ARGS: [&str; 5] = ["--exact", "chaos::inside::program", "--ignored", "--nocapture", "--test-threads=1"];
/// Deeds of one life.
const ROUND: usize = 200;
/// What one key may take of the processor: a second as people have the program, which is several times faster than
/// this build of it.
const SLOW: Duration = Duration::from_secs(5);
/// How often a life is lived again to make a failure small.
const TRIES: usize = 150;
/// A failure that is not made small: it depends on the machine.
const TOO_LONG: &str = "a key took too long";

/// What one deed may take by the clock, however busy the machine: what takes longer hangs.
const HANGS: Duration = Duration::from_secs(120);

/// What is being done, and since when.
static DOING: Mutex<Option<(Instant, String)>> = Mutex::new(None);

/// Where and why the last panic was, as the hook has seen it.
static SEEN: Mutex<String> = Mutex::new(String::new());

/// Starts the program below and fails where it does.
pub(super) fn run(span: Duration, seed: u64) {
    let dir = folder();
    let home = dir.path();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(ARGS).current_dir(home).env("HOME", home).env("TMPDIR", home);
    command.env("EDITOR", "sh -c 'echo \"more of it\" >> \"$1\"' ed").env_remove("VISUAL");
    command.env(SPAN, span.as_millis().to_string()).env(SEED, seed.to_string());
    for own in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env(own, home.join("xdg"));
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "UPNEXT_SEED={seed}: {}\n{said}\n{words}", output.status);
    assert!(said.contains("chaos inside: "), "{said}\n{words}");
}

#[test]
#[ignore = "a program that the chaos starts"]
fn program() {
    let Ok(span) = std::env::var(SPAN) else { return };
    let span = Duration::from_millis(span.parse().unwrap());
    let seed: u64 = std::env::var(SEED).unwrap().parse().unwrap();
    std::panic::set_hook(Box::new(|info| {
        let trace = std::backtrace::Backtrace::force_capture().to_string();
        let ours: Vec<&str> =
            trace.lines().filter(|line| line.contains("./src/") || line.contains(" at src/")).collect();
        *SEEN.lock().unwrap() = format!("{info}\n{}", ours.join("\n"));
    }));
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let doing = DOING.lock().unwrap().clone();
            if let Some((since, what)) = doing.filter(|(since, _)| since.elapsed() > HANGS) {
                println!("chaos inside: hangs for {:?} in {what}", since.elapsed());
                std::process::exit(2);
            }
        }
    });
    let master = Path::new("master.db");
    make(master);
    let start = Instant::now();
    let (mut rounds, mut deeds, mut slowest) = (0_u64, 0, (Duration::ZERO, String::new()));
    while start.elapsed() < span || rounds == 0 {
        let number = seed.wrapping_add(rounds);
        let mut source = Source::new(number);
        let life: Vec<Deed> = (0..ROUND).map(|_| source.next()).collect();
        match live(master, &life) {
            Ok(slow) => slowest = slowest.max(slow),
            Err(why) => fail(master, number, &life, &why),
        }
        deeds += life.len();
        rounds += 1;
    }
    println!(
        "chaos inside: UPNEXT_SEED={seed}, {rounds} lives, {deeds} deeds in {:.1} s; the slowest took {} ms: {}",
        start.elapsed().as_secs_f64(),
        slowest.0.as_millis(),
        slowest.1
    );
}

/// The sample, 300 items and Sprints, and one product more.
pub(super) fn make(path: &Path) {
    let mut store = upnext::cli::demo::create(path, writer("Ada"), upnext::runtime::now()).unwrap();
    for n in 0..300 {
        store.commit(&added(&format!("Item {n} of many, with a title that goes on for a while")), now(0)).unwrap();
    }
    for goal in ["One more", "請求書", ""] {
        let plan = Box::new(Plan { goal: goal.into(), ..Plan::default() });
        store.commit(&Change::AddSprint { product: ProductId(1), plan }, now(0)).unwrap();
    }
    store.commit(&Change::AddProduct(crate::store::product("Second", "SEC")), now(0)).unwrap();
    store.seal();
}

/// Now, and so many days more.
fn now(days: i64) -> upnext::domain::Now {
    let now = upnext::runtime::now();
    let at = upnext::domain::Instant(now.at.0 + days * 86_400_000);
    upnext::domain::Now { at, day: now.day + chrono::TimeDelta::days(days), ..now }
}

/// Lives one life on a copy; answers its slowest deed.
fn live(master: &Path, life: &[Deed]) -> Result<(Duration, String), String> {
    SEEN.lock().unwrap().clear();
    let done = catch_unwind(AssertUnwindSafe(|| {
        let dir = Rc::new(folder());
        let path = dir.path().join("backlog.db");
        std::fs::copy(master, &path).unwrap();
        let mut now = Life { stage: Some(Stage::of(&dir, 1, "dark")), path, slowest: (Duration::ZERO, String::new()) };
        for (n, deed) in life.iter().enumerate() {
            *DOING.lock().unwrap() = Some((Instant::now(), format!("{:.400?}", &life[n.saturating_sub(12)..=n])));
            now.does(deed);
            if now.slowest.0 > SLOW {
                let before = &life[n.saturating_sub(12)..=n];
                println!("a key took {:?} of the processor: {}, with {before:.400?}", now.slowest.0, now.slowest.1);
                panic!("{TOO_LONG}");
            }
        }
        let slowest = now.end();
        *DOING.lock().unwrap() = None;
        slowest
    }));
    let seen = std::mem::take(&mut *SEEN.lock().unwrap());
    // A job's panic is caught there; it is a fault all the same.
    done.map_err(|_| seen.clone()).and_then(|slowest| if seen.is_empty() { Ok(slowest) } else { Err(seen) })
}

/// What this thread has used of the processor.
pub(super) fn used() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

/// A program that is used.
struct Life {
    stage: Option<Stage>,
    path: PathBuf,
    /// The key that took most of the processor's time, and what was done.
    slowest: (Duration, String),
}

impl Life {
    fn stage(&mut self) -> &mut Stage {
        self.stage.as_mut().unwrap()
    }

    fn does(&mut self, deed: &Deed) {
        let stage = self.stage();
        match deed {
            Deed::Keys(keys) => self.keys(keys),
            Deed::Text(text) => self.text(text),
            Deed::Line(line) => {
                self.keys("Esc Esc :");
                self.text(line);
                self.keys("Enter");
            }
            // The reader of the terminal leaves zeros out.
            Deed::Paste(text) => stage.core.take(Event::Paste(text.replace('\0', ""))),
            Deed::Overflow => stage.core.take(Event::Overflow(1 << 30)),
            Deed::Mouse(mouse) => stage.core.point(*mouse),
            Deed::Resize(width, height) => stage.core.take(Event::Resize(*width, *height)),
            Deed::Beside(seed) => beside(&self.path, *seed),
            Deed::Poll => stage.core.poll(),
            Deed::Jobs => stage.core.jobs(),
            Deed::Wait => drop(stage.wait()),
            Deed::Draft => stage.core.take(Event::DraftDue),
            Deed::Linger => stage.core.take(Event::Lingered),
            Deed::ToastOver => stage.core.take(Event::ToastOver),
            Deed::Roll => stage.core.roll(),
            Deed::Rest => {
                stage.core.retry();
                stage.core.world.tidy_up();
                stage.core.keep_view();
            }
            Deed::Draw => drop(stage.screen()),
            Deed::Again => self.again(),
        }
        self.stage().settle();
        self.obey();
        let (cells, model) = (self.stage().buffer(), &self.stage().core.model);
        assert_eq!((cells.area.width, cells.area.height), (model.width, model.height));
        let is_control = |cell: &&ratatui::buffer::Cell| cell.symbol().chars().any(char::is_control);
        assert_eq!(cells.content.iter().find(is_control), None, "a control character is drawn");
    }

    fn keys(&mut self, keys: &str) {
        for press in Press::parse_sequence(keys).unwrap() {
            self.press(press);
            self.obey();
        }
    }

    /// One key and what is read for it, with an eye on the time.
    fn press(&mut self, press: Press) {
        let before = used();
        self.stage().core.press(press);
        self.stage().settle();
        let took = used().saturating_sub(before);
        if took > self.slowest.0 {
            let over = format!("{:?}", self.stage().core.model.overlays.last());
            let view = self.stage().core.model.view;
            self.slowest = (took, format!("{press} in {view:?} under {over:.60}"));
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            // What a terminal sends for the others is a key, or nothing.
            let press = match c {
                '\n' | '\r' => Press::parse("Enter").unwrap(),
                '\t' => Press::parse("Tab").unwrap(),
                c if c.is_control() => continue,
                c => Press::char(c),
            };
            self.press(press);
            self.obey();
        }
    }

    /// Does what the loop would.
    fn obey(&mut self) {
        while let Some(asked) = self.stage().core.asked() {
            let stage = self.stage();
            match asked {
                Asked::Quit => self.again(),
                Asked::Edit(item, text) => {
                    for event in stage.core.world.edit(item, text, &stage.core.model) {
                        stage.core.take(event);
                    }
                }
                Asked::EditText(name, text) => stage.core.edit_text(&name, &text),
                Asked::KeepDemo(_) | Asked::Mouse(_) => {}
                Asked::Suspend => stage.core.poll(),
            }
        }
    }

    fn again(&mut self) {
        let stage = self.stage.take().unwrap();
        self.stage = Some(stage.again());
    }

    /// The end: nothing runs any more, and the file is whole.
    fn end(mut self) -> (Duration, String) {
        self.stage().wait();
        drop(self.stage.take());
        assert_whole(&self.path);
        self.slowest
    }
}

/// Another window writes something, perhaps with another clock.
fn beside(path: &Path, seed: u64) {
    let mut dice = Dice(seed);
    let mut store = Store::open(path, writer("Bob"), Patience::Wait(Duration::from_secs(5))).unwrap();
    for _ in 0..=dice.below(3) {
        let some = |dice: &mut Dice| ItemId(i64::try_from(1 + dice.below(350)).unwrap());
        let (item, near) = (some(&mut dice), some(&mut dice));
        let states = [State::Inbox, State::Open, State::InProgress, State::ToAccept, State::Done];
        let change = match dice.below(9) {
            0 | 1 => Change::Move { items: vec![item], to: Spot::Above(near), is_run: false },
            2 => Change::SetTitle { item, title: format!("Said beside {}", dice.below(1000)) },
            3 => Change::SetState { items: vec![item, near], state: states[dice.below(5)] },
            4 => Change::Trash { items: vec![item] },
            5 => added("One from beside"),
            6 => Change::SetEpic { items: vec![item], epic: None },
            7 => Change::Ask { item, text: "Is it so?".into() },
            _ => {
                // A refusal is as good as a change.
                let _ = store.undo(None, now(0), None);
                continue;
            }
        };
        let days = [0, 0, 0, 1, -1, 400, -4000, 20_000][dice.below(8)];
        let _ = store.commit(&change, now(days));
    }
}

/// Makes a failure as small as it gets in some tries, and says it.
fn fail(master: &Path, seed: u64, life: &[Deed], why: &str) {
    println!("chaos inside: UPNEXT_SEED={seed} fails, and is made small:\n{why}");
    let place = |why: &str| why.lines().next().unwrap_or_default().to_owned();
    let same = |left: &[Deed]| live(master, left).is_err_and(|now| place(&now) == place(why));
    let mut left = life.to_vec();
    let (mut size, mut tries) = (left.len() / 2, 0);
    while size > 0 && tries < TRIES && !why.contains(TOO_LONG) {
        let mut from = 0;
        while from < left.len() && tries < TRIES {
            let mut fewer = left.clone();
            fewer.drain(from..(from + size).min(fewer.len()));
            tries += 1;
            if same(&fewer) { left = fewer } else { from += size }
        }
        size /= 2;
    }
    let mut said = String::new();
    for deed in &left {
        writeln!(said, "    Deed::{deed:?},").unwrap();
    }
    println!("chaos inside: UPNEXT_SEED={seed} fails:\n{why}\nwith {} deeds:\n{said}", left.len());
    std::process::exit(1);
}
