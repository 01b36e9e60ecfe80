//! Bad files, each refused in words or read with care; whatever stands there stays as it is.

use crate::dose::skipped;
use crate::replay::folder;
use crate::store::{Shop, dump, now, writer};
use std::fs;
use std::path::Path;
use std::process::Command;
use upnext::domain::note::{About, Draft};
use upnext::domain::{Change, ItemId, Note};
use upnext::store::{Patience, Store, StoreError};

fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open(path, writer("Ada"), Patience::None)
}

/// A closed backlog with two items.
fn backlog() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = folder();
    let path = dir.path().join("backlog.db");
    Shop::with(&["a", "b"]).store.copy_to(&path).unwrap();
    (dir, path)
}

/// The error when a file is opened; it and its folder must be as before.
fn refused(path: &Path) -> StoreError {
    let before = fs::read(path).ok();
    let error = open(path).unwrap_err();
    assert_eq!(fs::read(path).ok(), before, "a refused file was touched: {error}");
    error
}

fn retitle(item: i64, title: &str) -> Change {
    Change::SetTitle { item: ItemId(item), title: title.into() }
}

#[test]
fn what_is_no_file_of_ours_is_told_apart() {
    let (dir, path) = backlog();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("empty.db"), "").unwrap();
    fs::write(at("text.db"), "# Backlog\n".repeat(500)).unwrap();
    fs::write(at("short.db"), "xy").unwrap();
    fs::create_dir(at("folder.db")).unwrap();
    assert!(matches!(refused(&at("none.db")), StoreError::Missing(_)));
    assert!(matches!(refused(&at("empty.db")), StoreError::Empty(_)));
    assert!(matches!(refused(&at("text.db")), StoreError::Foreign(_)));
    assert!(matches!(refused(&at("short.db")), StoreError::Foreign(_)));
    assert!(matches!(refused(&at("folder.db")), StoreError::NotAFile(_)));
    let conn = rusqlite::Connection::open(at("other.db")).unwrap();
    conn.execute_batch("PRAGMA application_id = 12345; PRAGMA user_version = 1; CREATE TABLE item (id)").unwrap();
    drop(conn);
    assert!(matches!(refused(&at("other.db")), StoreError::Foreign(_)));
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 98).unwrap();
    assert!(matches!(refused(&path), StoreError::Newer { theirs: 98, ours: 8, .. }));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let dir = folder();
    let path = dir.path().join("pipe.db");
    let made = Command::new("mkfifo").arg(&path).status();
    if !made.is_ok_and(|s| s.success()) {
        skipped("mkfifo", "no pipe can be made here");
        return;
    }
    assert!(matches!(open(&path), Err(StoreError::NotAFile(_))));
}

#[cfg(unix)]
#[test]
fn a_file_with_two_names_is_refused_by_both() {
    let (dir, path) = backlog();
    let second = dir.path().join("second.db");
    fs::hard_link(&path, &second).unwrap();
    for name in [&path, &second] {
        assert!(matches!(refused(name), StoreError::Linked { links: 2, .. }));
    }
    fs::remove_file(&second).unwrap();
    assert!(open(&path).is_ok());
}

#[test]
fn a_file_that_was_cut_off_is_told_and_not_made_worse() {
    let (dir, path) = backlog();
    let whole = fs::read(&path).unwrap();
    for kept in [50, 100, 2000, 4096, 8192, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        let cut = dir.path().join(format!("cut-{kept}.db"));
        fs::write(&cut, &whole[..kept]).unwrap();
        let told = match open(&cut) {
            Err(error) => matches!(error, StoreError::Damaged { .. } | StoreError::Foreign(_)),
            Ok(mut store) => {
                let found = store.check().unwrap();
                if let Some(first) = found.first() {
                    store.turn_read_only(first);
                }
                let error = store.commit(&retitle(1, "A"), now()).unwrap_err();
                matches!(error, StoreError::Damaged { .. })
            }
        };
        assert!(told, "{kept} bytes");
        // Whatever happened: nothing readable of it got lost.
        let into = dir.path().join(format!("saved-{kept}.db"));
        if let Ok(salvage) = Store::salvage(&cut, &into) {
            assert!(Store::open(&into, writer("Ada"), Patience::None).unwrap().check().unwrap().is_empty());
            assert!(!salvage.is_whole() || dump(&into) == dump(&path), "{kept} bytes: {salvage:?}");
        }
    }
}

#[test]
fn a_file_that_moved_keeps_what_was_typed_for_later() {
    let (dir, path) = backlog();
    let mut store = open(&path).unwrap();
    store.commit(&retitle(1, "kept"), now()).unwrap();
    let away = dir.path().join("away.db");
    fs::rename(&path, &away).unwrap();
    let change = retitle(2, "typed");
    let draft = Note::Draft(Draft { product: None, about: About::NewItem, text: "draft".into() });
    for _ in 0..2 {
        assert!(matches!(store.commit(&change, now()), Err(StoreError::Moved(_))));
        assert!(matches!(store.keep(&draft), Err(StoreError::Moved(_))));
        assert!(matches!(store.undo(None, now(), None), Err(StoreError::Moved(_))));
    }
    // All that was there can be taken to another place, from the open window.
    let rescued = dir.path().join("rescued.db");
    store.copy_to(&rescued).unwrap();
    let mut other = open(&rescued).unwrap();
    other.commit(&change, now()).unwrap();
    let titles = |store: &Store| [1, 2].map(|n| store.item(ItemId(n)).unwrap().unwrap().text.title);
    assert_eq!(titles(&other), ["kept", "typed"]);
    // Another file under the old name is not written to either.
    fs::copy(&rescued, &path).unwrap();
    assert!(matches!(store.commit(&change, now()), Err(StoreError::Moved(_))));
    fs::remove_file(&path).unwrap();
    fs::rename(&away, &path).unwrap();
    store.commit(&change, now()).unwrap();
    assert_eq!(titles(&store), ["kept", "typed"]);
}

#[cfg(unix)]
#[test]
fn what_can_only_be_read_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, path) = backlog();
    let allow = |path: &Path, bits| fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
    allow(&path, 0o400);
    if fs::File::options().append(true).open(&path).is_ok() {
        // This user may write files that nobody may write (root): there is nothing to try.
        return;
    }
    for bits in [0o700, 0o500] {
        allow(dir.path(), bits);
        let mut store = open(&path).unwrap();
        assert!(store.is_read_only());
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        assert!(matches!(store.commit(&retitle(1, "A"), now()), Err(StoreError::ReadOnly(_))));
        assert_eq!(store.item(ItemId(1)).unwrap().unwrap().text.title, "a");
        let elsewhere = folder();
        assert!(store.backup(Some(elsewhere.path()), now()).is_ok(), "reading is enough for a backup");
    }
    allow(dir.path(), 0o500);
    allow(&path, 0o600);
    // A file that can be written in a folder that can't.
    let store = open(&path);
    allow(dir.path(), 0o700);
    assert!(matches!(store, Ok(_) | Err(StoreError::ReadOnly(_))), "{store:?}");
}
