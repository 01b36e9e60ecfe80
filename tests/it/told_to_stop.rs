//! What a job reads ends when it is told to stop, wherever it is then, and leaves nothing behind.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::stage::Stage;
use crate::store::{Shop, now, titled, writer};
use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use upnext::domain::health::Thresholds;
use upnext::domain::query::Look;
use upnext::domain::score::{Amount, Framework, Scoring};
use upnext::domain::{Change, ItemId, Kind, Spot};
use upnext::exchange::Export;
use upnext::runtime::transfer::{self, TransferError};
use upnext::store::{Patience, Store, StoreError};
use upnext::ui::Press;

const COUNT: usize = 500;

fn shop() -> Shop {
    let mut shop = Shop::new();
    let items: Vec<ItemId> =
        (0..COUNT).map(|n| shop.add(titled(&format!("story {n}"), Kind::Story), Spot::Bottom)).collect();
    for input in ["rice.reach", "rice.impact", "rice.confidence", "rice.effort"] {
        let inputs = vec![(input.to_owned(), Amount::parse("2"))];
        shop.commit(&Change::SetInputs { items: items.clone(), inputs });
    }
    shop
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            all.extend(files(&entry.path()));
        } else {
            all.insert(entry.path().display().to_string());
        }
    }
    all
}

/// Does it over and over, stopped a little later each time, until it comes to its end.
fn stopped_everywhere(shop: &Shop, what: &str, read: impl Fn(&Store) -> Result<(), StoreError>) {
    let (mut at, mut stops) = (0, 0);
    loop {
        let left = Arc::new(AtomicUsize::new(at));
        let ask = move || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err();
        let store = Store::open(shop.store.path(), writer("Bo"), Patience::None).unwrap();
        let store = store.until(ask).unwrap();
        let before = files(shop.dir.path());
        match read(&store) {
            Ok(()) => break,
            Err(StoreError::Cancelled) => stops += 1,
            Err(error) => panic!("{what}, stopped at {at}: {error}"),
        }
        assert_eq!(files(shop.dir.path()), before, "{what}, stopped at {at}");
        at += 1 + at / 8;
    }
    assert!(stops > 2, "{what} was stopped {stops} times");
}

fn told(done: Result<String, TransferError>) -> Result<(), StoreError> {
    match done {
        Ok(_) => Ok(()),
        Err(TransferError::Store(error)) => Err(error),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_ranking_ends_where_it_is_told_to() {
    let (shop, scoring) = (shop(), Scoring { framework: Framework::Rice, ..Scoring::default() });
    stopped_everywhere(&shop, "a ranking", |store| store.ranking(shop.product, &scoring).map(drop));
}

#[test]
fn a_look_at_the_health_ends_where_it_is_told_to() {
    let shop = shop();
    let look = Look { day: now().day, ahead: 0, thresholds: Thresholds::default() };
    stopped_everywhere(&shop, "a look", |store| store.measure(shop.product, &look).map(drop));
}

#[test]
fn no_export_that_is_stopped_leaves_a_file() {
    let shop = shop();
    for format in [Export::Json, Export::Csv] {
        let path = shop.dir.path().join(format!("out.{format:?}"));
        let export = |store: &Store| told(transfer::export_to(store, shop.product, None, format, &path));
        stopped_everywhere(&shop, "an export", export);
        assert!(path.is_file());
    }
}

#[test]
fn no_backup_that_is_stopped_leaves_a_file() {
    let shop = shop();
    stopped_everywhere(&shop, "a backup", |store| store.backup(None, now()).map(drop));
    assert_eq!(shop.store.backups(None).unwrap().len(), 1);
}

#[test]
fn what_runs_behind_ones_back_goes_on() {
    let Shop { dir, mut store, .. } = shop();
    let mut stage = Stage::of(&Rc::new(dir), 1, "dark");
    stage.press("g p").wait();
    assert!(stage.core.model.ranking().is_some() && !stage.core.model.is_ranking_old());
    store.commit(&Change::SetTitle { item: ItemId(1), title: "new".into() }, now()).unwrap();
    stage.core.poll();
    stage.type_text(":backup");
    stage.core.press(Press::parse("Enter").unwrap());
    assert!(stage.core.model.job.is_some() && stage.core.model.is_ranking_old());
    stage.core.press(Press::parse("Esc").unwrap());
    stage.wait();
    assert_eq!(stage.toast(), "stopped: no file was written");
    assert!(!stage.core.model.is_ranking_old(), "the ranking was stopped, too");
}

#[test]
fn a_file_that_is_written_is_not_given_up_for_the_next() {
    let Shop { dir, .. } = shop();
    let dir = Rc::new(dir);
    let mut stage = Stage::of(&dir, 1, "dark");
    let path = dir.path().join("out.json");
    stage.type_text(&format!(":export {}", path.display()));
    stage.core.press(Press::parse("Enter").unwrap());
    stage.type_text(":backup");
    stage.core.press(Press::parse("Enter").unwrap());
    assert!(stage.toast().starts_with("exporting is not done yet"), "{}", stage.toast());
    assert!(stage.screen().contains("exporting is not done yet"), "the job hides the answer");
    stage.type_text("j");
    assert!(stage.screen().contains("exporting …"), "the answer stays before the job");
    stage.wait();
    assert!(path.is_file(), "{}", stage.toast());
    stage.type_text(":backup").press("Enter");
    assert!(stage.toast().starts_with("backup written"), "{}", stage.toast());
}

#[test]
fn an_import_that_was_left_does_not_come_back() {
    let Shop { dir, .. } = shop();
    let path = dir.path().join("a.csv");
    std::fs::write(&path, "title,kind\nfirst,story\nsecond,story\n").unwrap();
    let mut stage = Stage::of(&Rc::new(dir), 1, "dark");
    stage.type_text(&format!(":import {}", path.display())).press("Enter");
    assert!(stage.screen().contains("imports"), "{}", stage.screen());
    stage.core.press(Press::parse("N").unwrap());
    assert!(stage.core.model.job.is_some(), "{}", stage.screen());
    stage.core.press(Press::parse("Esc").unwrap());
    stage.wait();
    assert!(stage.core.model.overlays.is_empty() && stage.core.model.job.is_none(), "{}", stage.screen());
}

/// Takes a key as the program does, without waiting for what it starts.
fn press(stage: &mut Stage, key: &str) {
    stage.core.press(Press::parse(key).unwrap());
}

#[test]
fn the_search_for_a_walk_is_stopped_and_not_the_walk() {
    let Shop { dir, .. } = shop();
    let mut stage = Stage::of(&Rc::new(dir), 1, "dark");
    stage.type_text(":refine");
    press(&mut stage, "Enter");
    assert!(stage.core.model.job.is_some());
    press(&mut stage, "Esc");
    stage.wait();
    assert_eq!(stage.toast(), "stopped: refinement was not begun");
    assert!(stage.core.model.backlog.walk.is_none() && stage.core.model.overlays.is_empty(), "{}", stage.screen());
    // Any other key typed ahead waits for the first item of the walk.
    stage.type_text(":refine");
    press(&mut stage, "Enter");
    press(&mut stage, "j");
    assert!(stage.core.model.backlog.walk.is_some(), "{}", stage.screen());
}

#[test]
fn what_is_in_the_hand_is_put_back_before_a_job_is_stopped() {
    let Shop { dir, .. } = shop();
    let dir = Rc::new(dir);
    let path = dir.path().join("out.json");
    let mut stage = Stage::of(&dir, 1, "dark");
    stage.press("v j").type_text(&format!(":export {}", path.display()));
    press(&mut stage, "Enter");
    assert!(stage.core.model.is_holding() && stage.core.model.job.is_some(), "{}", stage.screen());
    assert!(!stage.screen().contains("Esc stops it"), "{}", stage.screen());
    press(&mut stage, "Esc");
    assert!(!stage.core.model.is_holding());
    stage.wait();
    assert!(path.is_file(), "{}", stage.toast());
}
