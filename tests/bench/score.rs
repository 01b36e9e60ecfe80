//! Scores: 100,000 items judged, ranked in memory and from a file, and drawn as a matrix.

use super::{PRODUCT, now, path, writer};
use divan::Bencher;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::OnceLock;
use tempfile::TempDir;
use upnext::config::Config;
use upnext::domain::score::{Amount, Framework, Ranking, Scoring, Standing};
use upnext::domain::{Change, ItemId, List};
use upnext::runtime::Core;
use upnext::runtime::effect::World;
use upnext::store::{Patience, Store};
use upnext::ui::keymap::Keymap;
use upnext::ui::model::File;
use upnext::ui::theme::Theme;
use upnext::ui::{Model, Press, view};

const COUNT: usize = 100_000;
/// Items that are told the same in one step.
const ALIKE: usize = 1_000;

fn by(framework: Framework) -> Scoring {
    Scoring { framework, ..Scoring::default() }
}

/// A file whose items all have the inputs of RICE, value and effort, made once.
fn scored() -> PathBuf {
    static FILE: OnceLock<TempDir> = OnceLock::new();
    let folder = FILE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(path(COUNT), folder.path().join("b.db")).unwrap();
        let mut store = Store::open(&folder.path().join("b.db"), writer(), Patience::None).unwrap();
        let ids: Vec<ItemId> = store.order(PRODUCT, List::Backlog).unwrap().ids().collect();
        for (n, items) in (0_i64..).zip(ids.chunks(ALIKE)) {
            let inputs = [
                ("rice.reach", 1 + n * 37 % 100),
                ("rice.impact", 1 + n % 3),
                ("rice.confidence", 80),
                ("rice.effort", 1 + n % 7),
                ("value", 1 + n * 7 % 10),
                ("effort", 1 + n / 10 % 10),
            ];
            let inputs = inputs.map(|(input, whole)| (input.to_owned(), Some(Amount::whole(whole)))).to_vec();
            store.commit(&Change::SetInputs { items: items.to_vec(), inputs }, now()).unwrap();
        }
        folder
    });
    folder.path().join("b.db")
}

/// At most 100 ms.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn score_and_sort_100k_in_memory(bencher: Bencher) {
    let ids = || (1..).map(ItemId).take(COUNT);
    let standing = |item| Standing { item, sprint: None, is_running: false, is_pinned: false, class: None };
    let amount = |item: ItemId, at: usize| match at {
        0 => Amount::whole(1 + item.0 * 7919 % 5000),
        1 => Amount::whole(1 + item.0 % 3),
        2 => Amount::whole(80),
        _ => Amount::whole(1 + item.0 % 9),
    };
    let values: Vec<_> = ids().flat_map(|item| (0..4).map(move |at| (item, at, amount(item, at)))).collect();
    let (scoring, standing) = (by(Framework::Rice), ids().map(standing).collect::<Vec<_>>());
    bencher
        .with_inputs(|| (standing.clone(), values.clone()))
        .bench_local_values(|(standing, values)| Ranking::of(&scoring, COUNT, standing, values, &[]));
}

/// At most 400 ms.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn ranking_of_100k_from_a_file(bencher: Bencher) {
    let store = Store::open(&scored(), writer(), Patience::None).unwrap();
    let scoring = by(Framework::Rice);
    bencher.bench_local(|| store.ranking(PRODUCT, &scoring).unwrap());
}

/// The program in the matrix, all items in their fields.
fn in_matrix() -> Core {
    let keymap = Rc::new(Keymap::built_in().unwrap());
    let theme = Rc::new(Theme::named("dark").unwrap());
    let model = Model::new((120, 40), now(), File::default(), keymap, theme);
    let store = Store::open(&scored(), writer(), Patience::None).unwrap();
    let mut core = Core::new(model, World::new(store, writer(), Config::default(), true));
    core.settle();
    core.order();
    core.settle();
    for press in Press::parse_sequence("g p ]").unwrap() {
        core.press(press);
        core.settle();
    }
    while core.world.is_busy() {
        core.jobs();
        core.settle();
    }
    core
}

/// Within the bound of a key.
#[divan::bench]
fn matrix_score_100k_drawn(bencher: Bencher) {
    let core = in_matrix();
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    bencher.bench_local(|| terminal.draw(|frame| view::view(&core.model, frame)).unwrap().area);
}

/// As above, from field to field: what is asked of the store, and the frame.
#[divan::bench]
fn matrix_score_100k_key(bencher: Bencher) {
    let mut core = in_matrix();
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    let mut keys = "lhjk".chars().cycle();
    bencher.bench_local(|| {
        core.press(Press::char(keys.next().unwrap()));
        core.settle();
        terminal.draw(|frame| view::view(&core.model, frame)).unwrap().area
    });
}
