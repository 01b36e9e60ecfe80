//! Backups, restores, salvage, purge: the ways back of the file itself.

use crate::replay::{assert_whole, broken_links, folder, names, only_backup, undo, undo_all};
use crate::store::{Shop, dump, now, product, size, titled, writer};
use std::fs;
use std::path::Path;
use upnext::domain::query::Rows;
use upnext::domain::sprint::{Cause, End};
use upnext::domain::{Change, ItemId, Kind, List, Now, ProductId, Seq, Spot, Wanted};
use upnext::store::{BackupKind, Patience, Store, StoreError, Undone};

const MINUTE: i64 = 60_000;

/// So many minutes after [`now`].
fn later(minutes: i64) -> Now {
    let mut later = now();
    later.at.0 += minutes * MINUTE;
    later
}

fn rename(shop: &mut Shop, from: &str, to: &str) {
    let change = Change::SetTitle { item: shop.id(from), title: to.into() };
    shop.commit(&change);
}

fn wanted(product: ProductId, rows: Rows, item: Option<ItemId>) -> Wanted {
    Wanted {
        product: Some(product),
        list: List::Backlog,
        rows,
        beside: Vec::new(),
        item,
        blocks: false,
        ahead: 0,
        course: None,
        past: false,
        counts: false,
        column: None,
        ready: None,
        inputs: false,
        scoring: None,
        matrix: None,
        panel: None,
    }
}

#[test]
fn a_backup_is_whole_private_and_named_by_its_time() {
    let shop = Shop::with(&["a", "b"]);
    let path = shop.store.backup(None, now()).unwrap();
    assert!(path.ends_with("backlog-backups/backlog-20260302T120000Z-manual.db"), "{path:?}");
    let twin = shop.store.backup(None, now()).unwrap();
    assert!(twin.ends_with("backlog-20260302T120000Z-manual-2.db"), "{twin:?}");
    assert_eq!(names(path.parent().unwrap()).lines().count(), 2, "no log, no rest beside them");
    #[cfg(unix)]
    for (path, bits) in [(path.as_path(), 0o600), (path.parent().unwrap(), 0o700)] {
        let meta = fs::metadata(path).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777, bits, "{path:?}");
    }
    assert_eq!(dump(&path), dump(shop.store.path()));
    assert_whole(&path);
    let found = shop.store.backups(None).unwrap();
    assert_eq!(found.iter().map(|f| f.path.clone()).collect::<Vec<_>>(), [twin, path.clone()], "newest first");
    assert_eq!((found[1].at, found[1].kind), (now().at, BackupKind::Manual));
    assert_eq!(Store::backups_of(shop.store.path(), None).unwrap(), found);
    let own = shop.dir.path().join("own");
    let elsewhere = shop.store.backup(Some(&own), now()).unwrap();
    assert_eq!(elsewhere.parent(), Some(own.as_path()));
}

#[test]
fn a_backup_is_due_after_half_an_hour_and_a_change() {
    let mut shop = Shop::new();
    let due = |shop: &Shop, minutes| shop.store.backup_if_due(None, later(minutes)).unwrap().is_some();
    let empty = folder();
    let unused = Store::create(&empty.path().join("b.db"), writer("Ada")).unwrap();
    assert_eq!(unused.backup_if_due(None, now()).unwrap(), None, "there is nothing in it");
    assert!(due(&shop, 0));
    assert!(!due(&shop, 500), "nothing was changed");
    shop.add(titled("a", Kind::Story), Spot::Top);
    assert!(!due(&shop, 29));
    assert!(due(&shop, 30));
    assert!(!due(&shop, 500));
    rename(&mut shop, "a", "b");
    assert!(due(&shop, -40), "a clock that went back delays nothing");
    let kinds: Vec<_> = shop.store.backups(None).unwrap().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [BackupKind::Routine; 3]);
    // A backup that can't be read is none.
    fs::write(&shop.store.backups(None).unwrap()[0].path, "x").unwrap();
    assert!(due(&shop, 100));
}

#[test]
fn backups_that_are_no_longer_needed_go() {
    let shop = Shop::with(&["a"]);
    for hour in 0..30 {
        shop.store.backup(None, later(hour * 60)).unwrap();
    }
    let found = shop.store.backups(None).unwrap();
    // The last ten, and the newest of the day before.
    assert_eq!(found.len(), 11);
    assert_eq!(found[0].at, later(29 * 60).at);
    assert_eq!(found[10].at, later(11 * 60).at);
    let strange = found[0].path.with_file_name("letter.txt");
    fs::write(&strange, "x").unwrap();
    // What killed backups and restores left behind goes a day later.
    let rests = [
        found[0].path.with_file_name(".backlog-20260302T120000Z-manual.db.new-0"),
        shop.dir.path().join(".backlog.db.new-0"),
    ];
    let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(90_000);
    for rest in &rests {
        fs::File::create(rest).unwrap().set_modified(yesterday).unwrap();
    }
    let young = shop.dir.path().join(".backlog.db.new-1");
    fs::write(&young, "x").unwrap();
    shop.store.backup(None, later(5000)).unwrap();
    assert!(strange.exists(), "what is no backup stays");
    assert!(!rests.iter().any(|r| r.exists()) && young.exists());
}

#[test]
fn a_backup_stays_though_the_clock_was_set_back() {
    let mut shop = Shop::with(&["a"]);
    for n in 0..12 {
        shop.store.backup(None, later(60 * (n + 1))).unwrap();
        rename(&mut shop, &if n == 0 { "a".to_owned() } else { format!("a{n}") }, &format!("a{}", n + 1));
    }
    // Older by its time than all that are kept, and the only one with the last change.
    let made = shop.store.backup(None, now()).unwrap();
    assert_eq!(dump(&made), dump(shop.store.path()));
}

#[test]
fn a_header_that_forbids_writing_keeps_no_backup_from_coming_back() {
    let shop = Shop::with(&["a"]);
    let (dir, good) = (folder(), dump(shop.store.path()));
    let (path, backup) = (dir.path().join("backlog.db"), dir.path().join("one.db"));
    shop.store.copy_to(&path).unwrap();
    shop.store.copy_to(&backup).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[18] = 9;
    fs::write(&path, bytes).unwrap();
    let error = Store::open(&path, writer("Ada"), Patience::None).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    let kept = Store::restore_over(&path, &backup, None, writer("Ada"), Patience::None, now()).unwrap();
    assert!(kept.is_some_and(|kept| kept.exists()));
    assert_eq!(dump(&path), good);
}

#[test]
fn a_backup_that_cant_be_written_is_told_and_leaves_nothing() {
    let shop = Shop::with(&["a"]);
    let blocked = shop.dir.path().join("blocked");
    fs::write(&blocked, "x").unwrap();
    let error = shop.store.backup(Some(&blocked), now()).unwrap_err();
    assert!(matches!(error, StoreError::NoBackup { .. }), "{error:?}");
    let error = shop.store.backup(Some(&blocked.join("deeper")), now()).unwrap_err();
    assert!(error.to_string().contains("no backup could be made at"), "{error}");
}

#[test]
fn a_copy_lives_on_its_own_and_never_over_another_file() {
    let mut shop = Shop::with(&["a"]);
    let path = shop.dir.path().join("new/kept.db");
    shop.store.copy_to(&path).unwrap();
    assert!(matches!(shop.store.copy_to(&path), Err(StoreError::Exists(_))));
    rename(&mut shop, "a", "A");
    let mut copy = Store::open(&path, writer("Bo"), Patience::None).unwrap();
    assert!(!copy.is_read_only());
    copy.commit(&Change::AddProduct(product("Other", "OTH")), now()).unwrap();
    assert_eq!(undo(&mut copy).as_deref(), Some("undo: new product Other"));
    assert_eq!(undo(&mut copy).as_deref(), Some("undo: add \"a\""));
    assert_eq!((shop.titles(List::Backlog).as_str(), dump(&path).contains("item")), ("A", false));
}

#[test]
fn a_restored_backup_is_seen_by_every_window() {
    let mut shop = Shop::with(&["a", "b"]);
    let old = dump(shop.store.path());
    let mut other = shop.window("Bo");
    let page = Rows::Around { cursor: None, height: 9 };
    let asked = wanted(shop.product, page, None);
    let titles = |answer: upnext::domain::Answer| -> Option<Vec<String>> {
        answer.rows.map(|w| w.rows.into_iter().map(|r| r.title).collect())
    };
    let backup = shop.store.backup(None, now()).unwrap();
    let at_backup = shop.store.seq();
    rename(&mut shop, "a", "A");
    rename(&mut shop, "b", "B");
    let new = dump(shop.store.path());
    assert_eq!(other.poll().unwrap(), Some(shop.store.seq()));
    assert_eq!(titles(other.read(&asked).unwrap()), Some(vec!["A".into(), "B".into()]));
    let restored = shop.store.restore(&backup, None, later(1)).unwrap();
    assert_eq!((restored.seq, restored.is_kept_whole, restored.from_format), (at_backup, true, None));
    assert_eq!(dump(shop.store.path()), old);
    assert_eq!(dump(&restored.kept), new, "what was there is kept");
    assert_eq!(other.poll().unwrap(), Some(at_backup), "the sequence went back");
    assert_eq!(titles(other.read(&asked).unwrap()), Some(vec!["a".into(), "b".into()]));
    assert_eq!(shop.store.poll().unwrap(), None, "an own restore is no news");
    // Both windows go on writing.
    let b = shop.id("b");
    other.commit(&Change::SetEstimate { items: vec![b], estimate: size("5") }, now()).unwrap();
    rename(&mut shop, "a", "again");
    assert_whole(shop.store.path());
    // And back to where it was.
    shop.store.restore(&restored.kept, None, later(2)).unwrap();
    assert_eq!(dump(shop.store.path()), new);
    assert_eq!(undo_all(shop.store.path()), "");
    assert_eq!(names(shop.dir.path()).lines().filter(|n| n.contains(".new-")).count(), 0, "no rest is left");
}

#[test]
fn another_history_of_the_same_length_is_seen() {
    let mut shop = Shop::with(&["a"]);
    let backup = shop.store.backup(None, now()).unwrap();
    let mut other = shop.window("Bo");
    rename(&mut shop, "a", "first");
    let wanted = wanted(shop.product, Rows::These(Vec::new()), Some(shop.id("first")));
    let seq = other.poll().unwrap();
    let title = |store: &mut Store| store.read(&wanted).unwrap().item.flatten().map(|i| i.text.title);
    assert_eq!(title(&mut other).as_deref(), Some("first"));
    shop.store.restore(&backup, None, later(1)).unwrap();
    let change = Change::SetTitle { item: shop.id("a"), title: "second".into() };
    shop.store.commit(&change, later(2)).unwrap();
    assert_eq!((other.poll().unwrap(), Some(shop.store.seq())), (seq, seq));
    assert_eq!(title(&mut other).as_deref(), Some("second"));
}

#[test]
fn what_is_no_good_backup_is_refused_and_nothing_is_touched() {
    let mut shop = Shop::with(&["a"]);
    let backup = shop.store.backup(None, now()).unwrap();
    let before = dump(shop.store.path());
    let at = shop.dir.path().join("bad.db");
    let mut refused = |path: &Path| shop.store.restore(path, None, later(1)).unwrap_err();
    assert!(matches!(refused(&at), StoreError::Missing(_)));
    fs::write(&at, "").unwrap();
    assert!(matches!(refused(&at), StoreError::Empty(_)));
    fs::write(&at, "no database ".repeat(600)).unwrap();
    assert!(matches!(refused(&at), StoreError::Foreign(_)));
    let mut bytes = fs::read(&backup).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(7);
    fs::write(&at, &bytes).unwrap();
    let error = refused(&at);
    assert!(matches!(error, StoreError::BadBackup { .. }), "{error:?}");
    fs::write(&at, &fs::read(&backup).unwrap()[..8192]).unwrap();
    let error = refused(&at);
    assert!(matches!(error, StoreError::BadBackup { .. }), "{error:?}");
    fs::copy(&backup, &at).unwrap();
    rusqlite::Connection::open(&at).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(refused(&at), StoreError::Newer { theirs: 99, .. }));
    let live = shop.store.path().to_owned();
    assert!(matches!(shop.store.restore(&live, None, later(1)), Err(StoreError::SameFile(_))));
    assert_eq!(dump(shop.store.path()), before);
    assert_eq!(only_backup(&shop.store), backup, "nothing was backed up for nothing");
}

#[test]
fn a_backup_with_other_pages_comes_back() {
    let mut shop = Shop::with(&["a"]);
    let backup = shop.store.backup(None, now()).unwrap();
    let conn = rusqlite::Connection::open(&backup).unwrap();
    conn.execute_batch("PRAGMA page_size = 1024; VACUUM").unwrap();
    drop(conn);
    let before = dump(shop.store.path());
    rename(&mut shop, "a", "b");
    shop.store.restore(&backup, None, later(1)).unwrap();
    assert_eq!(dump(shop.store.path()), before);
    assert_whole(shop.store.path());
}

#[test]
fn a_busy_file_is_not_restored() {
    let mut shop = Shop::with(&["a"]);
    let backup = shop.store.backup(None, now()).unwrap();
    rename(&mut shop, "a", "b");
    let holder = rusqlite::Connection::open(shop.store.path()).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = shop.store.restore(&backup, None, later(1)).unwrap_err();
    assert!(error.is_busy(), "{error}");
    holder.execute_batch("COMMIT").unwrap();
    assert_eq!(shop.titles(List::Backlog), "b");
    shop.store.restore(&backup, None, later(2)).unwrap();
    assert_eq!(shop.titles(List::Backlog), "a");
}

#[test]
fn a_file_that_cant_be_opened_is_moved_aside_for_its_backup() {
    let shop = Shop::with(&["a"]);
    let backup = shop.store.backup(None, now()).unwrap();
    let (path, whole) = (shop.store.path().to_owned(), dump(shop.store.path()));
    drop(shop.store);
    for (bad, n) in [("", 1), ("no database at all", 2)] {
        fs::write(&path, bad).unwrap();
        let aside = Store::restore_unopenable(&path, &backup, later(n)).unwrap().unwrap();
        assert_eq!(fs::read_to_string(&aside).unwrap(), bad, "{aside:?}");
        assert_eq!(dump(&path), whole);
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(Store::restore_unopenable(&path, &backup, later(3)).unwrap(), None);
    assert_whole(&path);
}

/// Overwrites the page on which a table's rows with `id` stand, in the closed file.
fn damage(path: &Path, table: &str, nth: usize) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(())).unwrap();
    let root: i64 =
        conn.query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [table], |r| r.get(0)).unwrap();
    drop(conn);
    let mut bytes = fs::read(path).unwrap();
    let page = |n: i64| usize::try_from(n - 1).unwrap() * 4096;
    let at = page(root);
    // An interior page of a table names its children; a small table is its root alone.
    let at = if bytes[at] == 5 {
        let cell = usize::from(u16::from_be_bytes([bytes[at + 12 + 2 * nth], bytes[at + 13 + 2 * nth]]));
        let child = u32::from_be_bytes(bytes[at + cell..at + cell + 4].try_into().unwrap());
        page(child.into())
    } else {
        at
    };
    bytes[at..at + 4096].fill(0);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_file_says_so_and_gives_up_what_can_be_read() {
    let mut shop = Shop::new();
    for n in 0..120 {
        let mut item = titled(&format!("item {n} {}", "x".repeat(200)), Kind::Story);
        item.criteria = vec![upnext::domain::criterion::Line { text: format!("c{n}"), is_done: false }];
        shop.add(item, Spot::Bottom);
    }
    let path = shop.store.path().to_owned();
    assert_eq!(shop.store.check().unwrap(), Vec::<String>::new());
    let backup = shop.store.backup(None, now()).unwrap();
    let whole = dump(&path);
    let dir = std::mem::replace(&mut shop.dir, folder());
    drop(shop);
    damage(&path, "item", 2);
    let bytes = fs::read(&path).unwrap();
    let mut store = Store::open(&path, writer("Ada"), Patience::None).unwrap();
    let found = store.check().unwrap();
    assert!(!found.is_empty());
    store.turn_read_only(&found[0]);
    let error = store.commit(&Change::AddProduct(product("Other", "OTH")), now()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }) && store.is_read_only(), "{error:?}");
    assert!(matches!(store.backup(None, later(1)), Err(StoreError::Damaged { .. } | StoreError::NoBackup { .. })));

    let into = dir.path().join("salvaged.db");
    let salvage = Store::salvage(&path, &into).unwrap();
    assert!(fs::read(&path).unwrap() == bytes, "the damaged file is only read");
    let items = salvage.tables.iter().find(|t| t.table == "item").unwrap();
    assert_eq!((items.gaps, items.rows + salvage.lost_items.len()), (1, 120), "{salvage:?}");
    assert!((1..60).contains(&salvage.lost_items.len()), "{salvage:?}");
    assert!(salvage.orphans >= salvage.lost_items.len() && !salvage.is_history_kept && !salvage.is_whole());
    assert_whole(&into);
    let mut saved = Store::open(&into, writer("Ada"), Patience::None).unwrap();
    let lost = upnext::domain::Key::parse(&salvage.lost_items[0], "WEB").unwrap();
    assert_eq!(saved.find(&lost).unwrap(), None);
    let product = saved.products().unwrap()[0].id;
    let item = Box::new(titled("new", Kind::Story));
    let new = saved.commit(&Change::AddItem { product, item, spot: Spot::Top }, now()).unwrap().added[0];
    assert_eq!(saved.item(new).unwrap().unwrap().key.to_string(), "WEB-121", "no key is given twice");
    assert!(matches!(Store::salvage(&path, &into), Err(StoreError::Exists(_))));

    // The other way out: the backup, over the damaged file, which is copied aside as it is.
    let restored = store.restore(&backup, None, later(2)).unwrap();
    assert!(!restored.is_kept_whole && fs::read(&restored.kept).unwrap() == bytes);
    assert_eq!(dump(&path), whole);
    assert!(!store.is_read_only());
    store.commit(&Change::AddProduct(product_other()), now()).unwrap();
    assert_whole(&path);
}

fn product_other() -> upnext::domain::product::NewProduct {
    product("Other", "OTH")
}

#[test]
fn a_whole_file_is_salvaged_whole_and_a_wreck_is_told() {
    let mut shop = Shop::with(&["a", "b"]);
    rename(&mut shop, "a", "A");
    shop.undo();
    let into = shop.dir.path().join("salvaged.db");
    let salvage = Store::salvage(shop.store.path(), &into).unwrap();
    assert!(salvage.is_whole() && salvage.is_history_kept, "{salvage:?}");
    assert_eq!(dump(&into), dump(shop.store.path()));
    assert_eq!(undo_all(&into), "");
    assert_eq!(names(shop.dir.path()).lines().filter(|n| n.starts_with('.')).count(), 0);
    let wreck = shop.dir.path().join("wreck.db");
    let mut bytes = fs::read(&into).unwrap();
    bytes[..4096].fill(0);
    fs::write(&wreck, bytes).unwrap();
    let error = Store::salvage(&wreck, &shop.dir.path().join("none.db")).unwrap_err();
    assert!(matches!(error, StoreError::Unreadable(_)), "{error:?}");
    assert!(!shop.dir.path().join("none.db").exists());
}

#[test]
fn a_lost_table_costs_only_what_stood_in_it() {
    let mut shop = Shop::with(&["a", "b"]);
    let epic = shop.add(titled("e", Kind::Epic), Spot::Bottom);
    let items = vec![shop.id("a")];
    shop.commit(&Change::SetEpic { items: items.clone(), epic: Some(epic) });
    shop.commit(&Change::AddSprint { product: shop.product, plan: Box::default() });
    let sprint = shop.store.sprints(shop.product).unwrap()[0].id;
    shop.commit(&Change::SetSprint { items, sprint: Some(sprint), end: End::Tail, cause: Cause::default() });
    shop.commit(&Change::StartSprint { sprint });
    let path = shop.dir.path().join("copy.db");
    for (table, kept) in [("product", 3), ("journal", 3), ("note", 3), ("sprint", 3), ("item", 0)] {
        shop.store.copy_to(&path).unwrap();
        damage(&path, table, 0);
        let into = shop.dir.path().join(format!("{table}.db"));
        let salvage = Store::salvage(&path, &into).unwrap();
        assert!(!salvage.is_whole(), "{table}");
        assert_whole(&into);
        let conn = rusqlite::Connection::open(&into).unwrap();
        let items: i64 = conn.query_row("SELECT count(*) FROM item", [], |r| r.get(0)).unwrap();
        assert_eq!(items, kept, "{table}: {salvage:?}");
        fs::remove_file(&path).unwrap();
    }
}

/// A day so many days after [`now`].
fn day(days: i64) -> Now {
    Now::noon(now().day + chrono::Duration::days(days))
}

#[test]
fn a_purge_erases_what_is_old_and_says_so() {
    let mut shop = Shop::with(&["keep", "secret", "later"]);
    let (secret, keep) = (shop.id("secret"), shop.id("keep"));
    let renamed = Change::SetTitle { item: secret, title: "top secret".into() };
    let first = shop.commit(&renamed).step;
    let bin = |items: Vec<ItemId>| Change::Trash { items };
    shop.store.commit(&bin(vec![secret]), day(1)).unwrap();
    let later = shop.id("later");
    shop.store.commit(&bin(vec![later]), day(9)).unwrap();
    shop.store.commit(&Change::SetTitle { item: keep, title: "kept".into() }, day(10)).unwrap();
    let before = day(5).day;
    let steps = shop.store.newest_steps(None, 99).unwrap().len();
    let preview = shop.store.purge_preview(before).unwrap();
    assert_eq!((preview.items, preview.steps, preview.kept_epics), (1, steps - 2, 0));
    assert_eq!(shop.store.newest_steps(None, 99).unwrap().len(), steps, "a preview erases nothing");

    let mut other = shop.window("Bo");
    let all = dump(shop.store.path());
    let purged = shop.store.purge(before, None, day(11)).unwrap();
    assert_eq!((purged.items, purged.steps, purged.is_compact), (1, steps - 2, true));
    assert_eq!(dump(purged.backup.as_ref().unwrap()), all);
    assert_eq!(other.poll().unwrap(), Some(shop.store.seq()), "other windows are told");
    let mut bytes = fs::read(shop.store.path()).unwrap();
    bytes.extend(fs::read(shop.store.path().with_file_name("backlog.db-wal")).unwrap_or_default());
    assert!(!bytes.windows(6).any(|w| w == b"secret"), "not a trace is left in the file");
    assert!(bytes.windows(4).any(|w| w == b"kept"));
    assert_eq!(shop.store.check().unwrap(), Vec::<String>::new());

    assert!(shop.store.item(secret).unwrap().is_none() && shop.store.item(later).unwrap().is_some());
    assert_eq!(undo(&mut shop.store).as_deref(), Some("undo: title of WEB-1: \"kept\""));
    assert_eq!(undo(&mut shop.store).as_deref(), Some("undo: trash WEB-3"));
    let error = shop.store.undo(None, day(12), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the history before 2026-03-07 was erased for good, so nothing older can be taken back"
    );
    assert!(matches!(shop.store.undo_step(first, day(12)), Err(StoreError::Erased(_))));
    assert!(matches!(shop.store.undo_back_to(first, day(12)), Err(StoreError::Erased(_))));
    assert!(matches!(shop.redo(), Undone::Done(_)), "what was taken back since comes back");
    let newest = shop.store.facts().unwrap().purged_before;
    assert_eq!(newest.as_deref(), Some("2026-03-07"));
    assert!(matches!(shop.store.purge(before, None, day(13)), Err(StoreError::Unchanged)));
    // A key that was erased is not given again.
    let product = shop.product;
    let item = Box::new(titled("new", Kind::Story));
    let new = shop.store.commit(&Change::AddItem { product, item, spot: Spot::Top }, day(13)).unwrap().added[0];
    assert_eq!(shop.store.item(new).unwrap().unwrap().key.to_string(), "WEB-4");
    // The way back is the backup.
    shop.store.restore(&purged.backup.unwrap(), None, day(14)).unwrap();
    assert_eq!(dump(shop.store.path()), all);
    assert_eq!(undo_all(shop.store.path()), "");
}

#[test]
fn a_purge_keeps_epics_that_are_needed_and_chains_that_go_on() {
    let mut shop = Shop::with(&["a"]);
    let epic = shop.add(titled("e", Kind::Epic), Spot::Bottom);
    let a = shop.id("a");
    shop.commit(&Change::SetEpic { items: vec![a], epic: Some(epic) });
    shop.commit(&Change::Trash { items: vec![epic] });
    let estimate = shop.commit(&Change::SetEstimate { items: vec![a], estimate: size("3") });
    shop.store.undo_step(estimate.step, day(9)).unwrap();
    let before = day(5).day;
    let purged = shop.store.purge(before, None, day(10)).unwrap();
    assert_eq!((purged.items, purged.kept_epics), (0, 1));
    assert!(shop.store.newest_steps(None, 99).unwrap().iter().any(|s| s.id == estimate.step), "it was undone later");
    assert!(matches!(shop.store.redo(Some(shop.product), day(11)).unwrap(), Undone::Done(_)));
    // Without its item the epic goes; the step that would bring them together says so.
    shop.store.commit(&Change::SetEpic { items: vec![a], epic: None }, day(12)).unwrap();
    let purged = shop.store.purge(before, None, day(13)).unwrap();
    assert_eq!((purged.items, purged.kept_epics), (1, 0));
    let error = shop.store.undo(Some(shop.product), day(14), None).unwrap_err();
    assert!(error.to_string().contains("WEB-1 belonged to an epic that was erased for good"), "{error}");
    assert_eq!(shop.store.check().unwrap(), Vec::<String>::new());
    assert_eq!(broken_links(&rusqlite::Connection::open(shop.store.path()).unwrap()), Vec::<String>::new());
}

#[test]
fn the_facts_of_a_file() {
    let mut shop = Shop::with(&["a"]);
    let facts = shop.store.facts().unwrap();
    assert_eq!((facts.format.0, facts.format.1, facts.mode.as_str()), (8, 8, "wal"));
    assert_eq!(facts.tables.iter().find(|t| t.0 == "item"), Some(&("item".into(), 1)));
    assert_eq!(facts.newest.unwrap().label, "add \"a\"");
    assert!(facts.bytes.1 > 0 && facts.pages.0 == 4096 && facts.free_bytes.is_some_and(|n| n > 0));
    assert_eq!((facts.is_unclean, facts.read_only, facts.warning), (false, None, None));
    #[cfg(unix)]
    assert_eq!(facts.permissions.unwrap().0, 0o600);
    shop.store.turn_read_only("a page is torn");
    assert_eq!(shop.store.facts().unwrap().read_only.as_deref(), Some("a page is torn"));
    assert_eq!(shop.store.seq(), Seq(2));
}
