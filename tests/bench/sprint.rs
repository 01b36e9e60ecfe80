//! Sprints: 200 of 200 items each, on a backlog of 100,000.

use super::{PRODUCT, now, open, path, writer};
use divan::Bencher;
use std::path::PathBuf;
use std::sync::OnceLock;
use tempfile::TempDir;
use upnext::domain::query::Rows;
use upnext::domain::sprint::{Burn, Calendar, Cause, Course, End, Figures, Next, Plan};
use upnext::domain::{Change, Estimate, ItemId, List, Now, State, Wanted};
use upnext::store::{Patience, Store};

const SPRINTS: usize = 200;
const ITEMS: usize = 200;

fn day(n: usize) -> Now {
    Now::noon(now().day + chrono::Days::new(n as u64))
}

/// A file with Sprints that are over, made once. Of each item five facts: in progress, estimated, to accept, done, and
/// one in ten was returned.
fn season() -> PathBuf {
    static FILE: OnceLock<TempDir> = OnceLock::new();
    let folder = FILE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(path(100_000), folder.path().join("b.db")).unwrap();
        let mut store = Store::open(&folder.path().join("b.db"), writer(), Patience::None).unwrap();
        (0..SPRINTS).for_each(|n| hold(&mut store, n * 14));
        folder
    });
    folder.path().join("b.db")
}

fn hold(store: &mut Store, first: usize) {
    let mut commit = |change: &Change, on: usize| store.commit(change, day(first + on)).unwrap();
    let plan = Plan { starts: Some(day(first).day), ends: Some(day(first + 11).day), ..Plan::default() };
    commit(&Change::AddSprint { product: PRODUCT, plan: Box::new(plan) }, 0);
    let sprint = store.sprints(PRODUCT).unwrap().last().unwrap().id;
    let items: Vec<ItemId> = store.order(PRODUCT, List::Backlog).unwrap().window(0, ITEMS).collect();
    let mut commit = |change: &Change, on: usize| store.commit(change, day(first + on)).unwrap();
    let pull = |items: &[ItemId]| Change::SetSprint {
        items: items.to_vec(),
        sprint: Some(sprint),
        end: End::Tail,
        cause: Cause::default(),
    };
    commit(&pull(&items[..ITEMS - 20]), 0);
    commit(&Change::StartSprint { sprint }, 0);
    commit(&pull(&items[ITEMS - 20..]), 2);
    let state = |items: &[ItemId], state| Change::SetState { items: items.to_vec(), state };
    commit(&state(&items, State::InProgress), 3);
    commit(&Change::SetEstimate { items: items.clone(), estimate: Estimate::parse("13").unwrap() }, 4);
    commit(&state(&items, State::ToAccept), 5);
    commit(&state(&items[..ITEMS - 10], State::Done), 6);
    commit(&state(&items[..20], State::InProgress), 7);
    commit(&state(&items[..20], State::Done), 8);
    commit(&Change::CloseSprint { sprint, is_goal_met: None, next: Next::Nothing, fates: Vec::new() }, 11);
    commit(&state(&items[ITEMS - 10..], State::Done), 12);
}

fn courses() -> Vec<Course> {
    let store = Store::open(&season(), writer(), Patience::None).unwrap();
    let sprints = store.sprints(PRODUCT).unwrap();
    sprints.iter().filter_map(|sprint| store.course(sprint.id).unwrap()).collect()
}

#[divan::bench]
fn burndown_of_200_sprints(bencher: Bencher) {
    let (courses, calendar) = (courses(), Calendar::default());
    bencher.bench_local(|| courses.iter().filter_map(|course| Burn::of(course, &calendar, now().day)).count());
}

#[divan::bench]
fn figures_of_200_sprints(bencher: Bencher) {
    let courses = courses();
    bencher.bench_local(|| courses.iter().map(Figures::of).filter(|figures| figures.completed.is_some()).count());
}

fn wanted() -> Wanted {
    Wanted {
        product: Some(PRODUCT),
        list: List::Backlog,
        rows: Rows::These(Vec::new()),
        item: None,
        blocks: false,
        ahead: 0,
        beside: Vec::new(),
        course: None,
        past: false,
        counts: false,
        inputs: false,
        scoring: None,
        matrix: None,
        column: None,
        ready: None,
        panel: None,
    }
}

/// As the Sprint view asks for it at first: later, what is over stands as it was worked out.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_what_is_over(bencher: Bencher) {
    let file = season();
    let fresh = || Store::open(&file, writer(), Patience::None).unwrap();
    let wanted = Wanted { past: true, ..wanted() };
    bencher.with_inputs(fresh).bench_local_refs(|store| store.read(&wanted).unwrap());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn read_one_course(bencher: Bencher) {
    let mut store = Store::open(&season(), writer(), Patience::None).unwrap();
    let course = store.sprints(PRODUCT).unwrap().get(SPRINTS / 2).map(|sprint| sprint.id);
    let wanted = Wanted { course, ..wanted() };
    bencher.bench_local(|| {
        store.forget_answers();
        store.read(&wanted).unwrap()
    });
}

/// Without a Sprint there is nothing to read.
#[divan::bench]
fn read_no_sprint(bencher: Bencher) {
    let mut store = open(100_000);
    let wanted = Wanted { past: true, blocks: true, ..wanted() };
    bencher.bench_local(|| {
        store.forget_answers();
        store.read(&wanted).unwrap()
    });
}
