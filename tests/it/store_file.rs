//! The file itself: made, opened, refused, shared between windows, moved away.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::store::{Shop, now, product, size, titled, writer};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use upnext::domain::note::{About, Draft, ViewState};
use upnext::domain::{Change, Kind, List, Note, Spot};
use upnext::store::{Patience, Store, StoreError};

fn open(path: &std::path::Path) -> Result<Store, StoreError> {
    Store::open(path, writer("Ada"), Patience::None)
}

fn folder() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("backlog.db");
    (dir, path)
}

/// Its words when it can't be opened; the file must be as before.
fn refused(path: &std::path::Path) -> String {
    let before = fs::read(path).ok();
    let told = open(path).unwrap_err().to_string();
    assert_eq!(fs::read(path).ok(), before, "a refused file was touched: {told}");
    told
}

#[test]
fn a_new_file_is_private_whole_and_alone() {
    let (dir, path) = folder();
    let store = Store::create(&path, writer("Ada")).unwrap();
    assert!(store.products().unwrap().is_empty());
    assert!(!store.is_read_only() && store.warning().is_none());
    drop(store);
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["backlog.db"]);
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
    assert!(matches!(Store::create(&path, writer("Ada")), Err(StoreError::Exists(_))));
}

#[test]
fn a_missing_folder_is_made_for_its_owner_only() {
    let (dir, _) = folder();
    let path = dir.path().join("a/b/backlog.db");
    let store = Store::open_or_create(&path, writer("Ada"), Patience::None, &mut |_, _| {}).unwrap();
    drop(store);
    #[cfg(unix)]
    for folder in ["a", "a/b"] {
        let meta = fs::metadata(dir.path().join(folder)).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777, 0o700);
    }
    assert!(Store::open_or_create(&path, writer("Ada"), Patience::None, &mut |_, _| {}).is_ok());
}

#[test]
fn bad_files_are_refused_in_words_and_left_alone() {
    let (dir, path) = folder();
    assert!(refused(&path).contains("there is no backlog at"));
    fs::write(&path, "").unwrap();
    assert!(refused(&path).contains("is empty"));
    fs::write(&path, "hello ".repeat(500)).unwrap();
    assert!(refused(&path).contains("was not made by upnext"));
    fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(refused(&path).contains("was not made by upnext"));
    assert!(refused(dir.path()).contains("is not a file"));
}

#[test]
fn a_file_of_a_newer_upnext_is_left_alone() {
    let (_dir, path) = folder();
    drop(Store::create(&path, writer("Ada")).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let told = refused(&path);
    assert!(told.contains("format 99; this one knows 8"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_a_second_name_refused() {
    let (dir, path) = folder();
    drop(Store::create(&path, writer("Ada")).unwrap());
    let link = dir.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(open(&link).unwrap().path(), path.canonicalize().unwrap());
    fs::remove_file(&link).unwrap();
    fs::hard_link(&path, &link).unwrap();
    assert!(refused(&link).contains("is one of 2 names"));
}

#[test]
fn a_strange_name_is_a_name() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["file:a?mode=ro", "a b%20#.db", "ü.db"] {
        let path = dir.path().join(name);
        drop(Store::create(&path, writer("Ada")).unwrap());
        assert!(path.exists(), "{name}");
        assert!(open(&path).is_ok(), "{name}");
    }
}

#[test]
fn nothing_more_is_written_to_a_file_that_moved() {
    let mut shop = Shop::with(&["a"]);
    let change = Change::SetTitle { item: shop.id("a"), title: "A".into() };
    let away = shop.dir.path().join("away.db");
    let path = shop.store.path().to_owned();
    fs::rename(&path, &away).unwrap();
    let error = shop.store.commit(&change, now()).unwrap_err();
    assert!(matches!(error, StoreError::Moved(_)), "{error}");
    fs::rename(&away, &path).unwrap();
    shop.commit(&change);
}

#[test]
fn a_window_that_was_overtaken_by_an_upgrade_stops_writing() {
    let mut shop = Shop::with(&["a"]);
    rusqlite::Connection::open(shop.store.path()).unwrap().pragma_update(None, "user_version", 98).unwrap();
    let change = Change::SetTitle { item: shop.id("a"), title: "A".into() };
    assert!(matches!(shop.store.commit(&change, now()), Err(StoreError::Upgraded(_))));
}

#[test]
fn two_windows_see_each_other() {
    let mut shop = Shop::with(&["a"]);
    let mut other = shop.window("Bo");
    let a = shop.id("a");
    assert_eq!((shop.store.poll().unwrap(), other.poll().unwrap()), (None, None));
    let done = shop.commit(&Change::SetTitle { item: a, title: "A".into() });
    assert_eq!(shop.store.poll().unwrap(), None, "own changes are no news");
    assert_eq!(other.poll().unwrap(), Some(done.seq));
    assert_eq!(other.poll().unwrap(), None);
    other.keep(&Note::View(ViewState::default())).unwrap();
    assert_eq!(shop.store.poll().unwrap(), None, "a note is no change of data");
    let foreign = other.commit(&Change::SetTitle { item: a, title: "B".into() }, now()).unwrap();
    let own = shop.commit(&Change::SetEstimate { items: vec![a], estimate: size("1") });
    assert!(own.seq > foreign.seq);
    assert_eq!(shop.store.poll().unwrap(), Some(own.seq), "a foreign change hidden behind an own one is told");
    assert_eq!(shop.store.poll().unwrap(), None);
}

#[test]
fn a_busy_file_is_told_at_once_or_waited_for() {
    let mut shop = Shop::with(&["a"]);
    let change = Change::SetTitle { item: shop.id("a"), title: "A".into() };
    let holder = rusqlite::Connection::open(shop.store.path()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = shop.store.commit(&change, now()).unwrap_err();
    assert!(error.is_busy(), "{error}");
    assert!(error.to_string().contains("the last to write was Ada (window window of Ada)"), "{error}");
    let path = shop.store.path().to_owned();
    let patient = std::thread::spawn(move || {
        let mut store = Store::open(&path, writer("Bo"), Patience::Wait(Duration::from_secs(20))).unwrap();
        store.commit(&change, now()).map(|d| d.label).map_err(|e| e.to_string())
    });
    holder.execute_batch("COMMIT").unwrap();
    assert_eq!(patient.join().unwrap().as_deref(), Ok("title of WEB-1: \"A\""));
}

#[test]
fn a_write_from_elsewhere_is_refused_by_the_triggers() {
    let shop = Shop::with(&["a"]);
    let conn = rusqlite::Connection::open(shop.store.path()).unwrap();
    assert!(conn.execute("UPDATE item SET title = 'x'", []).is_err());
    assert!(conn.execute("DELETE FROM event", []).is_err());
}

#[test]
fn drafts_and_the_view_are_kept() {
    let mut shop = Shop::with(&["a"]);
    let draft = |text: &str| Draft { product: None, about: About::NewItem, text: text.into() };
    shop.store.keep(&Note::Draft(draft("one"))).unwrap();
    shop.store.keep(&Note::Draft(draft("two"))).unwrap();
    let mut other = shop.window("Bo");
    other.keep(&Note::Draft(draft("three"))).unwrap();
    assert_eq!(other.drafts().unwrap(), [draft("three"), draft("two")]);
    shop.store.keep(&Note::Draft(draft("four"))).unwrap();
    other.keep(&Note::DropDraft(About::NewItem)).unwrap();
    assert_eq!(other.drafts().unwrap(), [draft("four")], "a draft newer than the offer is somebody else's");
    assert_eq!(shop.store.view_state().unwrap(), None);
    let view = ViewState { list: List::Inbox, marks: vec![shop.id("a")], ..ViewState::default() };
    shop.store.keep(&Note::View(view.clone())).unwrap();
    assert_eq!(other.view_state().unwrap(), Some(view));
}

#[test]
fn several_products_live_in_one_file() {
    let mut shop = Shop::with(&["a"]);
    shop.commit(&Change::AddProduct(product("Other", "OTH")));
    let other = shop.store.products().unwrap()[1].id;
    let item = Box::new(titled("o", Kind::Story));
    let o = shop.commit(&Change::AddItem { product: other, item, spot: Spot::Top }).added[0];
    assert_eq!(shop.store.item(o).unwrap().unwrap().key.to_string(), "OTH-1");
    assert_eq!(shop.titles(List::Backlog), "a");
    shop.undo();
    assert_eq!(shop.titles(List::Backlog), "", "undo keeps to its product");
    assert_eq!(shop.store.order(other, List::Backlog).unwrap().len(), 1);
}
