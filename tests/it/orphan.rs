//! A log without its file: what was moved away takes nothing along, and what gets the name next must not get the log.

use crate::pty::{Home, Session};
use crate::replay::{assert_whole, folder};
use crate::store::{Shop, dump, now, writer};
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use upnext::store::{Patience, Store};

#[test]
fn nothing_new_is_born_into_an_old_log() {
    let shop = Shop::with(&["a", "b", "c"]);
    let dir = folder();
    let old = shop.store.path();
    let backup = shop.store.backup(None, now()).unwrap();
    let log = |of: &Path| std::path::PathBuf::from(format!("{}-wal", of.display()));
    assert!(fs::metadata(log(old)).unwrap().len() > 0, "there is a log to be afraid of");
    let born = |name: &str, make: &dyn Fn(&Path)| {
        let path = dir.path().join(name);
        fs::copy(log(old), log(&path)).unwrap();
        make(&path);
        assert_whole(&path);
        let is_kept = |entry: fs::DirEntry| {
            let name = entry.file_name().into_string().unwrap();
            name.contains("-left-")
                && name.ends_with("-wal")
                && fs::read(entry.path()).unwrap() == fs::read(log(old)).unwrap()
        };
        assert!(fs::read_dir(dir.path()).unwrap().any(|entry| is_kept(entry.unwrap())), "{name}: the old log is kept");
        let lefts = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path());
        lefts
            .filter(|path| path.display().to_string().contains("-left-"))
            .for_each(|path| fs::remove_file(path).unwrap());
    };
    born("new.db", &|path| drop(Store::create(path, writer("Ada")).unwrap()));
    born("copy.db", &|path| shop.store.copy_to(path).unwrap());
    born("restored.db", &|path| assert_eq!(Store::restore_unopenable(path, &backup, now()).unwrap(), None));
    born("saved.db", &|path| _ = Store::salvage(&backup, path).unwrap());
    assert_eq!(dump(&dir.path().join("restored.db")), dump(&backup));
}

#[test]
fn what_was_saved_before_a_move_is_copied_when_the_program_ends() {
    let home = Home::new();
    let (db, moved) = (home.path("backlog.db"), home.path("moved.db"));
    home.shell(&["--db", &home.db(), "add", "Pay by card"]);
    fs::write(home.path("backlog.rescued.db"), "of another day").unwrap();
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
    session.wait_for("Pay by card");
    session.press("a");
    session.type_text("Saved before the move\r");
    session.wait_for("backlog 2");
    fs::rename(&db, &moved).unwrap();
    session.press("Esc j q");
    assert_eq!(session.exit_status().exit_code(), 0);
    let said = String::from_utf8(session.bytes()).unwrap();
    let copy = home.path("backlog.rescued-2.db");
    assert!(said.contains("was moved") && said.contains(copy.to_str().unwrap()), "{said}");
    let listed = home.shell(&["--db", copy.to_str().unwrap(), "list"]);
    assert!(listed.contains("Saved before the move") && listed.contains("Pay by card"), "{listed}");
    assert!(Store::open(&copy, writer("Ada"), Patience::None).unwrap().check().unwrap().is_empty());
}

#[test]
fn unfinished_text_of_a_moved_file_goes_into_the_copy() {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay by card"]);
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
    session.wait_for("Pay by card");
    fs::rename(home.path("backlog.db"), home.path("moved.db")).unwrap();
    session.press("a");
    session.type_text("Half a thou");
    session.wait_for("Half a thou");
    session.signal(Signal::TERM);
    assert_ne!(session.exit_status().exit_code(), 0);
    let said = String::from_utf8(session.bytes()).unwrap();
    let copy = home.path("backlog.rescued.db");
    assert!(said.contains("with the text that was not saved") && said.contains(copy.to_str().unwrap()), "{said}");
    let mut again = Session::start(home.upnext(&["--db", copy.to_str().unwrap()], &[]), (120, 40));
    again.wait_for("Pay by card");
    again.run("draft");
    again.wait_for("Half a thou");
}
