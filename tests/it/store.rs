//! The store as the other rooms use it: every change, its way back, two windows, bad files.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::Path;
use tempfile::TempDir;
use upnext::domain::item::{NewItem, Refusal, Story};
use upnext::domain::product::NewProduct;
use upnext::domain::query::{Panel, PanelRows, Rows};
use upnext::domain::step::Committed;
use upnext::domain::{Change, Estimate, ItemId, Key, Kind, List, Now, Order, ProductId, Scale, Spot, State, Wanted};
use upnext::store::{Patience, Store, StoreError, Undone, Writer};

/// A fixed day.
pub(crate) fn now() -> Now {
    Now::noon("2026-03-02".parse().unwrap())
}

/// A window of the person `author`.
pub(crate) fn writer(author: &str) -> Writer {
    Writer { author: author.into(), window: format!("window of {author}") }
}

/// A new product.
pub(crate) fn product(name: &str, prefix: &str) -> NewProduct {
    NewProduct { scale: Scale::Fibonacci, ..NewProduct::named(name, prefix) }
}

/// A new item with a title.
pub(crate) fn titled(title: &str, kind: Kind) -> NewItem {
    NewItem { text: Story { title: title.into(), kind, ..Story::default() }, ..NewItem::default() }
}

/// An estimate.
pub(crate) fn size(text: &str) -> Option<Estimate> {
    Estimate::parse(text).unwrap()
}

/// Every row of every journaled table, with all its columns.
pub(crate) fn dump(path: &Path) -> String {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut out = String::new();
    let journaled =
        "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal~_%' ESCAPE '~'
        ORDER BY tbl_name";
    let mut tables = conn.prepare(journaled).unwrap();
    let tables: Vec<String> = tables.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(tables.len() > 15, "{tables:?}");
    for table in tables {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY id")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<String> = (0..columns).map(|c| format!("{:?}", row.get_ref(c).unwrap())).collect();
            writeln!(out, "{table} {}", values.join(" ")).unwrap();
        }
    }
    out
}

/// A file with one product, for a test to work on.
pub(crate) struct Shop {
    pub(crate) dir: TempDir,
    pub(crate) store: Store,
    pub(crate) product: ProductId,
}

impl Shop {
    /// An empty product WEB.
    pub(crate) fn new() -> Self {
        // In memory where there is such a place: thousands of commits wait for no disk.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let mut store = Store::create(&dir.path().join("backlog.db"), writer("Ada")).unwrap();
        store.commit(&Change::AddProduct(product("Webshop", "WEB")), now()).unwrap();
        let product = store.products().unwrap()[0].id;
        Self { dir, store, product }
    }

    /// A product with stories of these titles, in this order.
    pub(crate) fn with(titles: &[&str]) -> Self {
        let mut shop = Self::new();
        for title in titles {
            shop.add(titled(title, Kind::Story), Spot::Bottom);
        }
        shop
    }

    /// Another window on the same file.
    pub(crate) fn window(&self, author: &str) -> Store {
        Store::open(self.store.path(), writer(author), Patience::None).unwrap()
    }

    pub(crate) fn add(&mut self, item: NewItem, spot: Spot) -> ItemId {
        let done = self.commit(&Change::AddItem { product: self.product, item: Box::new(item), spot });
        done.added[0]
    }

    pub(crate) fn commit(&mut self, change: &Change) -> Committed {
        self.store.commit(change, now()).unwrap_or_else(|e| panic!("{change:?}: {e}"))
    }

    pub(crate) fn refused(&mut self, change: &Change) -> String {
        let before = dump(self.store.path());
        let error = self.store.commit(change, now()).unwrap_err();
        assert_eq!(dump(self.store.path()), before, "a refused change left something behind");
        error.to_string()
    }

    /// The item titled so.
    pub(crate) fn id(&self, title: &str) -> ItemId {
        let conn = rusqlite::Connection::open(self.store.path()).unwrap();
        ItemId(conn.query_row("SELECT id FROM item WHERE title = ?1", [title], |r| r.get(0)).unwrap())
    }

    pub(crate) fn order(&self, list: List) -> Order {
        self.store.order(self.product, list).unwrap()
    }

    /// The titles of a list in order, joined.
    pub(crate) fn titles(&self, list: List) -> String {
        let title = |id| self.store.item(id).unwrap().unwrap().text.title;
        self.order(list).ids().map(title).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn shift(&mut self, titles: &[&str], to: Spot) -> Committed {
        let items = titles.iter().map(|t| self.id(t)).collect();
        self.commit(&Change::Move { items, to, is_run: false })
    }

    pub(crate) fn undo(&mut self) -> Undone {
        self.store.undo(Some(self.product), now(), None).unwrap()
    }

    pub(crate) fn redo(&mut self) -> Undone {
        self.store.redo(Some(self.product), now()).unwrap()
    }
}

fn label(undone: Undone) -> String {
    match undone {
        Undone::Done(done) => done.label,
        other => panic!("{other:?}"),
    }
}

/// Commits, undoes, redoes; the file must be as before and as after.
fn round_trip(shop: &mut Shop, change: &Change) {
    let before = dump(shop.store.path());
    shop.commit(change);
    let after = dump(shop.store.path());
    assert_ne!(before, after, "{change:?}");
    assert!(matches!(shop.undo(), Undone::Done(_)));
    assert_eq!(dump(shop.store.path()), before, "undo of {change:?}");
    assert!(matches!(shop.redo(), Undone::Done(_)));
    assert_eq!(dump(shop.store.path()), after, "redo of {change:?}");
}

#[test]
fn every_change_goes_there_and_back() {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let epic = shop.add(titled("e", Kind::Epic), Spot::Bottom);
    let (a, b) = (shop.id("a"), shop.id("b"));
    let items = vec![a, b];
    let story = Story {
        title: "A".into(),
        want: "more".into(),
        tags: vec!["x".into(), "y".into()],
        estimate: size("8"),
        kind: Kind::Bug,
        due: "2026-05-01".parse().ok(),
        ..Story::default()
    };
    let line = |text: &str, is_done| upnext::domain::criterion::Line { text: text.into(), is_done };
    let refusal = Refusal { reason: "no use".into(), alternative: Some("b".into()), requester: None, again: None };
    let mut full = titled("f", Kind::Task);
    full.criteria = vec![line("one", false), line("two", true)];
    full.subtasks = vec![line("sub", true)];
    full.text.tags = vec!["t".into()];
    for change in [
        Change::AddProduct(product("Other", "OTH")),
        Change::EditProduct {
            product: shop.product,
            name: "Shop".into(),
            prefix: "SHO".into(),
            scale: Scale::TShirt,
            sheet: None,
        },
        Change::AddItem { product: shop.product, item: Box::new(full), spot: Spot::Top },
        Change::AddItems {
            product: shop.product,
            items: vec![titled("g", Kind::Bug), titled("h", Kind::Story)],
            spot: Spot::Below(a),
        },
        Change::CloneItem { item: a },
        Change::Move { items: items.clone(), to: Spot::Bottom, is_run: false },
        Change::SetTitle { item: a, title: "a2".into() },
        Change::SetState { items: items.clone(), state: State::Ready },
        Change::SetState { items: items.clone(), state: State::Done },
        Change::SetEstimate { items: items.clone(), estimate: size("5") },
        Change::SetBlocked { items: items.clone(), reason: Some("law".into()) },
        Change::SetKind { items: items.clone(), kind: Kind::Debt },
        Change::SetTags { items: items.clone(), add: vec!["ui".into(), "UX".into()], remove: vec![] },
        Change::SetTags { items: items.clone(), add: vec![], remove: vec!["ux".into()] },
        Change::SetEpic { items: items.clone(), epic: Some(epic) },
        Change::SetAsked { items: items.clone(), asked: "Bo".into() },
        Change::SetDue { items: items.clone(), due: "2026-04-01".parse().ok() },
        Change::Rewrite {
            item: a,
            text: Box::new(story),
            criteria: vec![line("p", false), line("q", true)],
            ties: None,
        },
        Change::Decline { items: items.clone(), refusal },
        Change::Trash { items: items.clone() },
        Change::Restore { items },
    ] {
        if matches!(change, Change::AddProduct(_)) {
            // Belongs to the new product, not to this one.
            shop.commit(&change);
            let other = shop.store.products().unwrap()[1].id;
            assert_eq!(label(shop.store.undo(Some(other), now(), None).unwrap()), "undo: new product Other");
            assert_eq!(label(shop.store.redo(None, now()).unwrap()), "redo: new product Other");
            continue;
        }
        round_trip(&mut shop, &change);
    }
    while matches!(shop.undo(), Undone::Done(_)) {}
    assert!(!dump(shop.store.path()).contains("item"));
}

#[test]
fn items_move_to_every_spot_and_keep_their_order() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e"]);
    let (c, e) = (shop.id("c"), shop.id("e"));
    for (titles, to, order) in [
        (&["d"][..], Spot::Top, "d a b c e"),
        (&["a", "d"], Spot::Bottom, "b c e d a"),
        (&["d", "b"], Spot::Above(c), "b d c e a"),
        (&["a", "b"], Spot::Below(e), "d c e b a"),
        (&["e", "d"], Spot::Place(2), "c d e b a"),
        (&["c"], Spot::Place(99), "d e b a c"),
        (&["c"], Spot::Place(0), "c d e b a"),
        (&["c"], Spot::Place(5), "d e b a c"),
        (&["c"], Spot::Place(2), "d c e b a"),
    ] {
        shop.shift(titles, to);
        assert_eq!(shop.titles(List::Backlog), order, "{titles:?} {to:?}");
    }
    let again = Change::Move { items: vec![c], to: Spot::Place(2), is_run: false };
    assert!(matches!(shop.store.commit(&again, now()), Err(StoreError::Unchanged)));
}

#[test]
fn a_move_writes_one_row_for_each_item() {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let done = shop.shift(&["d", "b"], Spot::Top);
    assert_eq!(done.touched.len(), 2);
    assert!(!done.has_moved_lists && done.are_sprints_kept);
}

#[test]
fn what_a_write_changed_is_told_apart() {
    let mut shop = Shop::with(&["a", "b"]);
    let items = vec![shop.id("a")];
    let mut state = |state| {
        let done = shop.commit(&Change::SetState { items: items.clone(), state });
        (done.has_moved_lists, done.are_sprints_kept)
    };
    assert_eq!(state(State::Ready), (false, true), "still in the order");
    assert_eq!(state(State::Done), (true, true));
    assert_eq!(state(State::Open), (true, true));
    let sized = shop.commit(&Change::SetEstimate { items: items.clone(), estimate: size("5") });
    assert_eq!((sized.has_moved_lists, sized.are_sprints_kept), (false, true));
    let tagged = shop.commit(&Change::SetTags { items: items.clone(), add: vec!["x".into()], remove: vec![] });
    assert!(tagged.are_sprints_kept);
    let product = shop.product;
    shop.commit(&Change::AddSprint { product, plan: Box::default() });
    let sprint = Some(shop.store.sprints(product).unwrap()[0].id);
    let cause = upnext::domain::sprint::Cause::default();
    let end = upnext::domain::sprint::End::Tail;
    let pulled = shop.commit(&Change::SetSprint { items: items.clone(), sprint, end, cause });
    assert!(!pulled.are_sprints_kept, "it is in a Sprint now");
    let ready = shop.commit(&Change::SetState { items: items.clone(), state: State::Ready });
    assert!(!ready.are_sprints_kept, "one in a Sprint changed");
    let tagged = shop.commit(&Change::SetTags { items, add: vec!["y".into()], remove: vec![] });
    assert!(tagged.are_sprints_kept, "no figure of a Sprint has to do with tags");
}

#[test]
fn a_full_gap_is_renumbered_and_never_told() {
    let mut shop = Shop::with(&["a", "y", "x", "b"]);
    let a = shop.id("a");
    let start = dump(shop.store.path());
    for n in 0..60 {
        shop.shift(&[["x", "y"][n % 2]], Spot::Below(a));
        let order = shop.titles(List::Backlog);
        assert_eq!(order, ["a x y b", "a y x b"][n % 2].to_owned(), "after {n}");
    }
    let told = shop.store.tell_history(a).unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    for _ in 0..60 {
        shop.undo();
    }
    assert_eq!(dump(shop.store.path()), start);
}

#[test]
fn an_idea_that_is_moved_is_taken_in() {
    let mut shop = Shop::with(&["a", "b"]);
    let idea = NewItem { state: State::Inbox, ..titled("i", Kind::Story) };
    shop.add(idea, Spot::Bottom);
    assert_eq!((shop.titles(List::Backlog).as_str(), shop.titles(List::Inbox).as_str()), ("a b", "i"));
    let done = shop.shift(&["i"], Spot::Place(2));
    assert!(done.has_moved_lists);
    assert_eq!((shop.titles(List::Backlog).as_str(), shop.titles(List::Inbox).as_str()), ("a i b", ""));
}

#[test]
fn moves_of_one_run_are_one_step() {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let run = |shop: &mut Shop, to| {
        let items = vec![shop.id("d")];
        shop.commit(&Change::Move { items, to, is_run: true })
    };
    let first = run(&mut shop, Spot::Place(3));
    let second = run(&mut shop, Spot::Place(2));
    let third = run(&mut shop, Spot::Place(1));
    assert_eq!((first.step, second.step), (second.step, third.step));
    assert!(first.seq < second.seq && second.seq < third.seq);
    assert_eq!(third.label, "move WEB-4 to place 1");
    assert_eq!(label(shop.undo()), "undo: move WEB-4 to place 1");
    assert_eq!(shop.titles(List::Backlog), "a b c d");
    assert_ne!(run(&mut shop, Spot::Place(3)).step, first.step, "an undo ends the run");
    let mut other = shop.window("Bo");
    let items = vec![shop.id("d")];
    let foreign = other.commit(&Change::Move { items, to: Spot::Place(1), is_run: true }, now()).unwrap();
    assert_ne!(run(&mut shop, Spot::Place(2)).step, foreign.step, "another window ends the run");
}

#[test]
fn redo_ends_where_something_new_was_done() {
    let mut shop = Shop::with(&["a", "b"]);
    shop.shift(&["b"], Spot::Top);
    shop.undo();
    shop.add(titled("c", Kind::Story), Spot::Bottom);
    assert_eq!(shop.redo(), Undone::Nothing);
    assert_eq!(label(shop.undo()), "undo: add \"c\"");
    assert_eq!(label(shop.redo()), "redo: add \"c\"");
    assert_eq!(label(shop.undo()), "undo: add \"c\"");
    assert_eq!(label(shop.undo()), "undo: add \"b\"");
}

#[test]
fn a_foreign_step_is_named_before_it_is_taken_back() {
    let mut shop = Shop::with(&["a"]);
    let mut other = shop.window("Bo");
    let items = vec![shop.id("a")];
    other.commit(&Change::SetEstimate { items, estimate: size("3") }, now()).unwrap();
    let Undone::Foreign(step) = shop.undo() else { panic!() };
    assert_eq!((step.author.as_str(), step.label.as_str(), step.is_own), ("Bo", "estimate WEB-1: 3", false));
    let done = shop.store.undo(Some(shop.product), now(), Some(step.id)).unwrap();
    assert_eq!(label(done), "undo: estimate WEB-1: 3");
}

#[test]
fn one_step_is_taken_back_where_nothing_stands_on_it() {
    let mut shop = Shop::with(&["a"]);
    let a = shop.id("a");
    let estimate = shop.commit(&Change::SetEstimate { items: vec![a], estimate: size("3") });
    let title = shop.commit(&Change::SetTitle { item: a, title: "A".into() });
    shop.store.undo_step(estimate.step, now()).unwrap();
    let item = shop.store.item(a).unwrap().unwrap();
    assert_eq!((item.text.title.as_str(), item.text.estimate), ("A", None));
    assert!(matches!(shop.store.undo_step(estimate.step, now()), Err(StoreError::NotLive(_))));
    shop.commit(&Change::SetTitle { item: a, title: "AA".into() });
    let before = dump(shop.store.path());
    let error = shop.store.undo_step(title.step, now()).unwrap_err().to_string();
    assert!(error.contains("WEB-1 was changed since, by \"title of WEB-1: \"AA\"\" (Ada)"), "{error}");
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn an_item_that_was_changed_since_does_not_vanish() {
    let mut shop = Shop::new();
    let item = Box::new(titled("e", Kind::Epic));
    let added = shop.commit(&Change::AddItem { product: shop.product, item, spot: Spot::Top });
    let b = shop.add(titled("b", Kind::Story), Spot::Top);
    shop.commit(&Change::SetEpic { items: vec![b], epic: Some(added.added[0]) });
    let error = shop.store.undo_step(added.step, now()).unwrap_err().to_string();
    assert!(error.contains("WEB-2") && error.contains("belongs to WEB-1"), "{error}");
    let mut other = shop.window("Bo");
    let moved = Change::Move { items: vec![b], to: Spot::Bottom, is_run: false };
    other.commit(&moved, now()).unwrap();
    let step = shop.store.newest_steps(Some(shop.product), 10).unwrap().into_iter().find(|s| s.label == "add \"b\"");
    let error = shop.store.undo_step(step.unwrap().id, now()).unwrap_err().to_string();
    assert!(error.contains("by \"move WEB-2 to the bottom\" (Bo)"), "{error}");
}

#[test]
fn undo_goes_back_to_a_step_at_once() {
    let mut shop = Shop::with(&["a", "b"]);
    let a = shop.id("a");
    let early = shop.commit(&Change::SetEstimate { items: vec![a], estimate: size("3") });
    let named = shop.commit(&Change::SetTitle { item: a, title: "A".into() });
    let then = dump(shop.store.path());
    shop.shift(&["b"], Spot::Top);
    shop.store.undo_step(early.step, now()).unwrap();
    shop.commit(&Change::SetState { items: vec![a], state: State::Ready });
    shop.undo();
    shop.redo();
    let done = shop.store.undo_back_to(named.step, now()).unwrap();
    assert_eq!(done.len(), 3, "{done:?}");
    assert_eq!(dump(shop.store.path()), then);
    assert!(matches!(shop.store.undo_back_to(named.step, now()), Err(StoreError::Unchanged)));
}

#[test]
fn nothing_comes_back_without_what_it_belongs_to() {
    let mut shop = Shop::with(&["a"]);
    let Undone::Done(undone) = shop.undo() else { panic!() };
    shop.undo();
    let error = shop.store.undo_step(undone.step, now()).unwrap_err();
    assert!(matches!(&error, StoreError::Conflict { .. }), "{error:?}");
    assert!(error.to_string().contains("bring that back first"), "{error}");
    assert_eq!(dump(shop.store.path()), "");
}

#[test]
fn an_undo_that_is_broken_off_changes_nothing() {
    let mut shop = Shop::with(&["a", "b"]);
    let before = dump(shop.store.path());
    let mut halt = |_: usize, _: usize| std::ops::ControlFlow::Break(());
    let error = shop.store.undo_watched(Some(shop.product), now(), None, &mut halt).unwrap_err();
    assert!(matches!(error, StoreError::Cancelled));
    assert_eq!(dump(shop.store.path()), before);
    assert_eq!(label(shop.undo()), "undo: add \"b\"");
}

#[test]
fn impossible_changes_are_refused_in_words() {
    let mut shop = Shop::with(&["a", "b"]);
    let (a, b) = (shop.id("a"), shop.id("b"));
    let epic = shop.add(titled("e", Kind::Epic), Spot::Bottom);
    shop.commit(&Change::AddProduct(product("Other", "OTH")));
    let other = shop.store.products().unwrap()[1].id;
    let item = Box::new(titled("o", Kind::Story));
    let o = shop.commit(&Change::AddItem { product: other, item, spot: Spot::Top }).added[0];
    shop.commit(&Change::SetEpic { items: vec![b], epic: Some(epic) });
    let to = |items: Vec<ItemId>, to| Change::Move { items, to, is_run: false };
    let refusal = Refusal { reason: " ".into(), ..Refusal::default() };
    let cases = [
        (Change::SetTitle { item: a, title: " \n".into() }, "empty"),
        (Change::SetState { items: vec![a], state: State::Declined }, "needs a reason"),
        (Change::Decline { items: vec![a], refusal }, "needs a reason"),
        (to(vec![a], Spot::Above(a)), "next to itself"),
        (to(vec![a], Spot::Above(o)), "another product"),
        (to(vec![a, o], Spot::Top), "another product"),
        (to(vec![], Spot::Top), "no item"),
        (to(vec![ItemId(99)], Spot::Top), "gone"),
        (Change::SetEpic { items: vec![a], epic: Some(b) }, "WEB-2 is not an epic"),
        (Change::SetEpic { items: vec![epic], epic: Some(epic) }, "can't belong to another epic"),
        (Change::SetEpic { items: vec![a], epic: Some(o) }, "another product"),
        (Change::SetKind { items: vec![epic], kind: Kind::Story }, "still has 1 item"),
        (Change::AddProduct(product("Third", "web")), "belongs to the product Webshop"),
        (Change::AddProduct(product("Third", "1")), "can't be a prefix"),
        (Change::AddProduct(product(" ", "T")), "name is empty"),
        (Change::SetEstimate { items: vec![a], estimate: None }, "nothing to change"),
    ];
    for (change, words) in cases {
        let told = shop.refused(&change);
        assert!(told.contains(words), "{change:?}: {told}");
    }
    shop.commit(&Change::Trash { items: vec![a] });
    assert!(shop.refused(&to(vec![a], Spot::Top)).contains("WEB-1 lies in the trash"));
    assert!(shop.refused(&to(vec![b], Spot::Above(a))).contains("WEB-1 lies in the trash"));
    shop.commit(&Change::SetState { items: vec![b], state: State::Done });
    assert!(shop.refused(&to(vec![b], Spot::Top)).contains("WEB-2 is done"));
}

#[test]
fn every_state_and_estimate_leaves_an_event() {
    let mut shop = Shop::with(&["a"]);
    let items = vec![shop.id("a")];
    shop.commit(&Change::SetState { items: items.clone(), state: State::Ready });
    shop.commit(&Change::SetEstimate { items: items.clone(), estimate: size("5") });
    shop.commit(&Change::SetState { items: items.clone(), state: State::Done });
    let done = shop.store.item(items[0]).unwrap().unwrap();
    assert_eq!(done.done_at, Some(now().at));
    shop.commit(&Change::SetState { items, state: State::ToAccept });
    let conn = rusqlite::Connection::open(shop.store.path()).unwrap();
    let mut statement = conn.prepare("SELECT coalesce(was, '-') || '>' || became || '@' || day FROM event").unwrap();
    let events: Vec<String> = statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let day = "2026-03-02";
    assert_eq!(events, ["->open", "open>ready", "->5", "ready>done", "done>to accept"].map(|e| format!("{e}@{day}")));
}

#[test]
fn a_move_is_no_change_of_the_item() {
    let mut shop = Shop::with(&["a", "b"]);
    let later = Now::noon("2026-03-05".parse().unwrap());
    let items = vec![shop.id("b")];
    shop.store.commit(&Change::Move { items: items.clone(), to: Spot::Top, is_run: false }, later).unwrap();
    assert_eq!(shop.store.item(items[0]).unwrap().unwrap().updated_at, now().at);
    shop.store.commit(&Change::SetEstimate { items: items.clone(), estimate: size("1") }, later).unwrap();
    assert_eq!(shop.store.item(items[0]).unwrap().unwrap().updated_at, later.at);
}

#[test]
fn history_is_told_in_sentences() {
    let mut shop = Shop::with(&["a", "b"]);
    let items = vec![shop.id("a")];
    shop.commit(&Change::SetState { items: items.clone(), state: State::Ready });
    shop.commit(&Change::SetBlocked { items: items.clone(), reason: Some("law".into()) });
    shop.commit(&Change::SetTags { items: items.clone(), add: vec!["ui".into()], remove: vec![] });
    shop.shift(&["a"], Spot::Place(2));
    shop.undo();
    let told: Vec<String> = shop.store.tell_history(items[0]).unwrap().into_iter().map(|t| t.sentence()).collect();
    assert_eq!(
        told,
        [
            "undo: move WEB-1 to place 2",
            "move WEB-1 to place 2",
            "tags changed",
            "blocked: \"law\"",
            "state: open → ready",
            "add \"a\""
        ]
    );
}

fn wanted(shop: &Shop, rows: Rows) -> Wanted {
    Wanted {
        product: Some(shop.product),
        list: List::Backlog,
        rows,
        beside: Vec::new(),
        item: None,
        blocks: false,
        ahead: 0,
        course: None,
        past: false,
        counts: true,
        column: None,
        ready: None,
        inputs: false,
        scoring: None,
        matrix: None,
        panel: None,
    }
}

#[test]
fn a_part_is_answered_when_question_or_file_changed() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let a = shop.id("a");
    let mut ask = wanted(&shop, Rows::Around { cursor: None, height: 2 });
    let first = shop.store.read(&ask).unwrap();
    assert_eq!(first.rows.unwrap().rows.len(), 2);
    assert_eq!(first.item.unwrap().unwrap().id, a);
    let counts = first.counts.unwrap();
    assert_eq!((counts.of(List::Inbox), counts.of(List::Backlog)), (0, 0), "the list shown is counted by the screen");
    assert_eq!(first.product.unwrap().unwrap().prefix, "WEB");
    let again = shop.store.read(&ask).unwrap();
    assert_eq!((again.rows, again.item, again.counts, again.product), (None, None, None, None));
    ask.item = Some(shop.id("b"));
    let moved = shop.store.read(&ask).unwrap();
    assert!(moved.rows.is_none() && moved.counts.is_none());
    assert_eq!(moved.item.unwrap().unwrap().text.title, "b");
    shop.commit(&Change::SetTitle { item: a, title: "A".into() });
    let fresh = shop.store.read(&ask).unwrap();
    assert_eq!(fresh.rows.unwrap().rows[0].title, "A");
    assert!(fresh.item.is_some());
    ask.panel = Some(Panel::Journal { limit: 2 });
    let Some(PanelRows::Journal(steps)) = shop.store.read(&ask).unwrap().panel else { panic!() };
    assert_eq!(steps[0].label, "title of WEB-1: \"A\"");
    shop.store.forget_answers();
    assert!(shop.store.read(&ask).unwrap().product.is_some());
}

#[test]
fn a_page_stands_around_the_cursor() {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e", "f", "g"]);
    for (cursor, from, titles) in
        [("a", 0, "a b c"), ("d", 2, "c d e"), ("g", 4, "e f g"), ("f", 4, "e f g"), ("b", 0, "a b c")]
    {
        let cursor = Some(shop.id(cursor));
        let answer = shop.store.read(&wanted(&shop, Rows::Around { cursor, height: 3 })).unwrap();
        let window = answer.rows.unwrap();
        let shown: Vec<_> = window.rows.iter().map(|r| r.title.as_str()).collect();
        assert_eq!((window.from, shown.join(" ").as_str()), (from, titles));
    }
    let ids = vec![shop.id("g"), ItemId(99), shop.id("a")];
    let window = shop.store.read(&wanted(&shop, Rows::These(ids))).unwrap().rows.unwrap();
    assert_eq!(window.rows.iter().map(|r| r.title.as_str()).collect::<Vec<_>>(), ["g", "a"]);
}

#[test]
fn done_declined_and_trash_show_the_newest_first() {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let day = |n: u32| Now::noon(chrono::NaiveDate::from_ymd_opt(2026, 4, n).unwrap());
    for (n, title) in [(1, "b"), (3, "a"), (3, "d"), (2, "c")] {
        let items = vec![shop.id(title)];
        shop.store.commit(&Change::SetState { items, state: State::Done }, day(n)).unwrap();
    }
    assert_eq!(shop.titles(List::Done), "a d c b");
    for (cursor, titles) in [("a", "a d"), ("d", "a d"), ("c", "d c"), ("b", "c b")] {
        let rows = Rows::Around { cursor: Some(shop.id(cursor)), height: 2 };
        let mut ask = wanted(&shop, rows);
        ask.list = List::Done;
        let window = shop.store.read(&ask).unwrap().rows.unwrap();
        let shown: Vec<_> = window.rows.iter().map(|r| r.title.as_str()).collect();
        assert_eq!(shown.join(" "), titles);
        assert_eq!(shop.order(List::Done).at(window.from), Some(window.rows[0].id));
    }
}

#[test]
fn an_order_follows_by_splicing() {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let mut order = shop.order(List::Backlog);
    let items = vec![shop.id("c")];
    for change in [
        Change::Move { items: vec![shop.id("d"), shop.id("b")], to: Spot::Top, is_run: false },
        Change::SetState { items: items.clone(), state: State::Done },
        Change::SetState { items: items.clone(), state: State::Open },
        Change::Trash { items },
        Change::CloneItem { item: shop.id("a") },
    ] {
        let done = shop.commit(&change);
        order.splice(&shop.store.sort_keys(shop.product, List::Backlog, &done.touched).unwrap());
        assert!(order.ids().eq(shop.order(List::Backlog).ids()), "{change:?}");
    }
}

#[test]
fn a_key_is_found_and_never_given_twice() {
    let mut shop = Shop::with(&["a", "b"]);
    let key = |number| Key { prefix: "WEB".into(), number };
    assert_eq!(shop.store.find(&key(2)).unwrap(), Some(shop.id("b")));
    shop.undo();
    assert_eq!(shop.store.find(&key(2)).unwrap(), None);
    shop.add(titled("c", Kind::Story), Spot::Top);
    assert_eq!(shop.store.find(&key(3)).unwrap(), Some(shop.id("c")));
    assert_eq!(shop.store.find(&Key { prefix: "OTH".into(), number: 3 }).unwrap(), None);
}
