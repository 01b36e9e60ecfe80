//! Benches of what a person waits for, at 1,000 and 100,000 items: `cargo bench`.
#![expect(clippy::unwrap_used, reason = "a bench stops where it fails")]

mod score;
mod sprint;

use divan::Bencher;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, LazyLock, Mutex};
use tempfile::TempDir;
use upnext::config::Config;
use upnext::domain::import::{self, Chosen, Parsed, Record, Target};
use upnext::domain::item::{Extra, NewItem, Story};
use upnext::domain::product::NewProduct;
use upnext::domain::query::{Question, Rows};
use upnext::domain::{
    Change, Column, Estimate, Filter, ItemId, List, Now, ProductId, Scale, Sort, Spot, State, Wanted,
};
use upnext::runtime::effect::World;
use upnext::runtime::{Core, Looks, Options, Places};
use upnext::store::{Patience, Store, Writer};
use upnext::ui::keymap::Keymap;
use upnext::ui::model::File;
use upnext::ui::theme::Theme;
use upnext::ui::{Model, Press, view};

const SIZES: [usize; 2] = [1_000, 100_000];
const PRODUCT: ProductId = ProductId(1);

/// One item in ten has each of them in its title.
const THINGS: [&str; 10] =
    ["invoice", "refund", "coupon", "address", "parcel", "return", "gift", "wallet", "label", "warehouse"];

/// Words that match a tenth, a fifth and all, and one of each kind of term.
const FILTERS: [&str; 22] = [
    "inv",
    "refund",
    "inv or ref",
    "refund page",
    "basket",
    "p",
    "\"the price of\"",
    "!invoice",
    "state:open",
    "!state:done inv",
    "tag:tag3",
    "asked:sales",
    "points>3",
    "points:none",
    "place<20",
    "due<30d",
    "updated>90d",
    "has:criteria",
    "is:stale",
    "epic:none",
    "src:csv",
    "field:severity",
];

fn main() {
    divan::main();
}

fn now() -> Now {
    Now::noon(chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap())
}

fn writer() -> Writer {
    Writer { author: "bench".into(), window: "bench".into() }
}

/// Items with a title, a story and a description, four of five in the order.
fn parsed(count: usize) -> Parsed {
    let record = |n: usize| {
        let text = Story {
            title: format!("Show the price of {} {n} before the basket is paid", THINGS[n % THINGS.len()]),
            persona: "buyer".into(),
            want: "to see what it costs".into(),
            description: format!("The page {n} loads the price late. Show it with the first paint, in all currencies."),
            estimate: Estimate::parse(["1", "2", "3", "5", "8"][n % 5]).unwrap(),
            tags: vec![format!("tag{}", n % 12)],
            asked: ["sales", "Ann B. Old", "the support team"][n % 3].into(),
            due: n.is_multiple_of(4).then(|| now().day + chrono::Days::new(n as u64 % 90)),
            ..Story::default()
        };
        let state = if n % 5 == 4 { State::Done } else { State::Open };
        let item = NewItem { text, state, ..NewItem::default() };
        let extra = vec![Extra { column: "Severity".into(), value: ["High", "Low"][n % 2].into() }];
        Record { source: "csv".into(), key: n.to_string(), item, extra, ..Record::default() }
    };
    Parsed { name: "bench".into(), records: (0..count).map(record).collect(), ..Parsed::default() }
}

fn import_of(parsed: Parsed) -> Change {
    let target = Target::New(NewProduct { scale: Scale::Fibonacci, ..NewProduct::named("Bench", "B") });
    let expect = import::plan(&parsed, &import::Known::default()).counts();
    Change::Import { parsed: Arc::new(parsed), target, expect, chosen: Chosen::default() }
}

/// A file a size, made once.
fn path(count: usize) -> PathBuf {
    static FILES: LazyLock<Mutex<HashMap<usize, TempDir>>> = LazyLock::new(Mutex::default);
    let mut files = FILES.lock().unwrap();
    let folder = files.entry(count).or_insert_with(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("b.db"), writer()).unwrap();
        store.commit(&import_of(parsed(count)), now()).unwrap();
        folder
    });
    folder.path().join("b.db")
}

fn open(count: usize) -> Store {
    Store::open(&path(count), writer(), Patience::None).unwrap()
}

fn core(count: usize) -> Core {
    let keymap = Rc::new(Keymap::built_in().unwrap());
    let theme = Rc::new(Theme::named("dark").unwrap());
    let model = Model::new((120, 40), now(), File::default(), keymap, theme);
    let mut core = Core::new(model, World::new(open(count), writer(), Config::default(), true));
    core.settle();
    core.order();
    core.settle();
    core
}

fn middle(store: &Store) -> ItemId {
    let order = store.order(PRODUCT, List::Backlog).unwrap();
    order.at(order.len() / 2).unwrap()
}

#[divan::bench(args = SIZES)]
fn open_and_first_page(bencher: Bencher, count: usize) {
    path(count);
    let rows = Rows::Around { cursor: None, height: 36 };
    let wanted = Wanted {
        product: None,
        list: List::Backlog,
        rows,
        beside: Vec::new(),
        item: None,
        blocks: false,
        ahead: 0,
        course: None,
        past: false,
        counts: false,
        inputs: false,
        scoring: None,
        matrix: None,
        column: None,
        ready: None,
        panel: None,
    };
    bencher.bench_local(|| open(count).read(&wanted).unwrap());
}

#[divan::bench(args = SIZES)]
fn whole_order(bencher: Bencher, count: usize) {
    let store = open(count);
    bencher.bench_local(|| store.order(PRODUCT, List::Backlog).unwrap());
}

#[divan::bench(args = SIZES)]
fn window_and_item(bencher: Bencher, count: usize) {
    let mut store = open(count);
    let order = store.order(PRODUCT, List::Backlog).unwrap();
    let ids: Vec<ItemId> = order.window(count / 2, 36).collect();
    let wanted = Wanted {
        product: Some(PRODUCT),
        list: List::Backlog,
        item: ids.first().copied(),
        rows: Rows::These(ids),
        beside: Vec::new(),
        blocks: false,
        ahead: 0,
        course: None,
        past: false,
        counts: false,
        inputs: false,
        scoring: None,
        matrix: None,
        panel: None,
        column: None,
        ready: None,
    };
    bencher.bench_local(|| {
        store.forget_answers();
        store.read(&wanted).unwrap()
    });
}

#[divan::bench(args = FILTERS)]
fn filter_100k(bencher: Bencher, text: &str) {
    let store = open(100_000);
    let filter = Filter::parse(text).unwrap();
    let question = Question { product: PRODUCT, list: List::Backlog, filter, sort: None };
    store.shown(&question, now()).unwrap();
    bencher.bench_local(|| store.shown(&question, now()).unwrap());
}

#[divan::bench(args = [Column::Title, Column::Estimate, Column::Changed])]
fn sort_100k(bencher: Bencher, by: Column) {
    let store = open(100_000);
    let sort = Some(Sort { by, is_down: true });
    let question = Question { product: PRODUCT, list: List::Backlog, filter: Filter::default(), sort };
    bencher.bench_local(|| store.shown(&question, now()).unwrap());
}

#[divan::bench(args = ["inv", "points>3 tag:tag3", "place<20"])]
fn passing_of_one_at_100k(bencher: Bencher, text: &str) {
    let store = open(100_000);
    let (filter, item) = (Filter::parse(text).unwrap(), middle(&store));
    bencher.bench_local(|| store.passing(PRODUCT, &filter, now(), &[item]).unwrap());
}

#[divan::bench(args = SIZES)]
fn commit_an_estimate(bencher: Bencher, count: usize) {
    let mut store = open(count);
    let item = middle(&store);
    let mut n = 0;
    bencher.bench_local(|| {
        n += 1;
        let estimate = Estimate::parse(if n % 2 == 0 { "3" } else { "5" }).unwrap();
        store.commit(&Change::SetEstimate { items: vec![item], estimate }, now())
    });
}

#[divan::bench(args = SIZES)]
fn move_and_undo(bencher: Bencher, count: usize) {
    let mut store = open(count);
    let item = middle(&store);
    bencher.bench_local(|| {
        store.commit(&Change::Move { items: vec![item], to: Spot::Top, is_run: false }, now()).unwrap();
        store.undo(Some(PRODUCT), now(), None).unwrap()
    });
}

#[divan::bench(args = SIZES)]
fn move_200_items_and_undo(bencher: Bencher, count: usize) {
    let mut store = open(count);
    let items: Vec<ItemId> =
        store.order(PRODUCT, List::Backlog).unwrap().ids().skip(100).step_by(3).take(200).collect();
    bencher.bench_local(|| {
        store.commit(&Change::Move { items: items.clone(), to: Spot::Top, is_run: false }, now()).unwrap();
        store.undo(Some(PRODUCT), now(), None).unwrap()
    });
}

#[divan::bench(args = SIZES)]
fn one_key(bencher: Bencher, count: usize) {
    let mut core = core(count);
    let mut n = 0;
    bencher.bench_local(|| {
        n += 1;
        core.press(Press::char(if n % 20 < 10 { 'j' } else { 'k' }));
        core.settle()
    });
}

#[divan::bench(args = SIZES)]
fn draw_120x40(bencher: Bencher, count: usize) {
    let core = core(count);
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    bencher.bench_local(|| {
        terminal.draw(|frame| view::view(&core.model, frame)).unwrap();
    });
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn import(bencher: Bencher, count: usize) {
    let change = import_of(parsed(count));
    bencher.with_inputs(|| tempfile::tempdir().unwrap()).bench_local_refs(|folder| {
        let mut store = Store::create(&folder.path().join("b.db"), writer()).unwrap();
        store.commit(&change, now()).unwrap()
    });
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn undo_an_import(bencher: Bencher, count: usize) {
    let change = import_of(parsed(count));
    let filled = || {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("b.db"), writer()).unwrap();
        store.commit(&change, now()).unwrap();
        (folder, store)
    };
    bencher.with_inputs(filled).bench_local_refs(|(_, store)| store.undo(None, now(), None).unwrap());
}

/// Options, a keymap of 60 rows and a theme of one's own, as the start reads them.
#[divan::bench]
fn read_ones_own_files(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("themes")).unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "theme = \"sea\"\ncolors = \"16\"\nlanguage_map = \"russian\"\n").unwrap();
    std::fs::write(folder.path().join("themes/sea.toml"), "base = \"#dddddd on #102030\"\naccent = \"#40c0c0\"\n")
        .unwrap();
    let row = |c: u8| format!("\"Z {0}\" = \"undo\"\n\"X {0}\" = \"redo\"\n", char::from(c));
    let rows = (b'a'..=b'z').map(row).collect::<Vec<_>>().concat();
    std::fs::write(folder.path().join("keymap.toml"), format!("[backlog]\n{rows}")).unwrap();
    let places = Places { config: Some(config), home: None };
    bencher.bench_local(|| {
        let options = Options::read(&places, &Config::default());
        let looks = Looks::read(&places, &options, None);
        assert!(options.problems.is_empty() && looks.problems.is_empty());
        looks
    });
}
