//! The presentation of a Sprint Review: its pages, what acts on them, and that nothing of it is a step.

use crate::screens::{SIZES, picture};
use crate::stage::{Stage, today};
use std::path::Path;
use std::rc::Rc;
use upnext::domain::criterion::Line;
use upnext::domain::item::{NewItem, Story};
use upnext::domain::product::{NewProduct, Sheet};
use upnext::domain::sprint::{Cause, End, Plan};
use upnext::domain::{Change, Estimate, ItemId, Key, ProductId, Scale, Spot, SprintId, State};
use upnext::store::{Store, Writer};
use upnext::ui::screen::View;

/// The keys of an item's row.
fn id(store: &Store, key: &str) -> ItemId {
    store.find(&Key::parse(key, "").unwrap()).unwrap().unwrap()
}

fn item(title: &str, state: State, points: &str, criteria: &[(&str, bool)]) -> Box<NewItem> {
    let text = Story {
        title: title.into(),
        persona: "returning customer".into(),
        want: "my cart kept when I leave".into(),
        benefit: "I can finish the order at home".into(),
        estimate: Estimate::parse(points).unwrap(),
        asked: "qzxasked".into(),
        assignee: "qzxassignee".into(),
        note: "qzxnote".into(),
        ..Story::default()
    };
    let criteria = criteria.iter().map(|(text, is_done)| Line { text: (*text).into(), is_done: *is_done }).collect();
    Box::new(NewItem { text, state, criteria, ..NewItem::default() })
}

/// A product in the middle of its first Sprint, with a second one planned.
pub(crate) fn reviewed(path: &Path) {
    let mut store = Store::create(path, Writer { author: "ada".into(), window: "review".into() }).unwrap();
    let product = ProductId(1);
    let new = NewProduct { scale: Scale::Fibonacci, ..NewProduct::named("Webshop", "WEB") };
    store.commit(&Change::AddProduct(new), today()).unwrap();
    let sheet = Sheet {
        vision: "Fitting out a room is as easy as walking through it.".into(),
        goal: "Nobody has to call us to return a lamp.".into(),
        ..Sheet::default()
    };
    let (name, prefix, scale) = ("Webshop".into(), "WEB".into(), Scale::Fibonacci);
    let change = Change::EditProduct { product, name, prefix, scale, sheet: Some(Box::new(sheet)) };
    store.commit(&change, today()).unwrap();
    let cart = [("the cart is there after a new login", true), ("nothing in it is reserved", false)];
    let all = [
        item("Save a cart for later", State::ToAccept, "3", &cart),
        item("Print the label at home", State::InProgress, "5", &[]),
        item("Refund to the card it was paid with", State::Ready, "8", &[]),
        item("Exchange for another size", State::Open, "13", &[]),
        item("Pay with a saved card", State::ToAccept, "5", &[("the card is masked", true)]),
    ];
    for item in all {
        store.commit(&Change::AddItem { product, item, spot: Spot::Bottom }, today()).unwrap();
    }
    let ids: Vec<ItemId> = (1..=5).map(|n| id(&store, &format!("WEB-{n}"))).collect();
    let sprints = [
        ("A return needs no phone call.", "2026-03-02", "2026-03-13"),
        ("Money comes back by itself.", "2026-03-16", "2026-03-27"),
    ];
    for (goal, starts, ends) in sprints {
        let plan = Plan { goal: goal.into(), starts: starts.parse().ok(), ends: ends.parse().ok(), ..Plan::default() };
        store.commit(&Change::AddSprint { product, plan: Box::new(plan) }, today()).unwrap();
    }
    let into = |items: &[ItemId], sprint: i64| Change::SetSprint {
        items: items.to_vec(),
        sprint: Some(SprintId(sprint)),
        end: End::Tail,
        cause: Cause::default(),
    };
    let serves = Change::SetServes { items: vec![ids[0]], serves: true };
    let blocked = Change::SetBlocked { items: vec![ids[1]], reason: Some("the printer's driver".into()) };
    let accepted = Change::Accept {
        items: vec![ids[4]],
        open: Vec::new(),
        value: "Pay with the card you paid with last time.".into(),
    };
    let changes = [into(&[ids[0], ids[1], ids[4]], 1), into(&ids[2..3], 2), serves];
    for change in changes.iter().chain([&Change::StartSprint { sprint: SprintId(1) }, &blocked, &accepted]) {
        store.commit(change, today()).unwrap();
    }
}

/// The program in the middle of a review.
fn stage(theme: &str) -> Stage {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    reviewed(&folder.path().join("backlog.db"));
    Stage::of(&folder, 1, theme)
}

fn presenting(theme: &str) -> Stage {
    let mut stage = stage(theme);
    stage.press(":").type_text("present").press("Enter").wait();
    stage
}

fn pages(stage: &mut Stage) -> Vec<String> {
    let mut pages = vec![stage.screen()];
    loop {
        stage.press("Space");
        let screen = stage.screen();
        if pages.last() == Some(&screen) {
            return pages;
        }
        pages.push(screen);
    }
}

#[test]
fn the_pages_follow_each_other() {
    let mut stage = presenting("dark");
    let pages = pages(&mut stage);
    let first = |page: &String| page.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    let heads: Vec<String> = pages.iter().map(first).collect();
    assert_eq!(heads.len(), 7, "{heads:?}");
    for (page, text) in pages.iter().zip([
        "Fitting out a room",
        "A return needs no phone call.",
        "Save a cart for later",
        "Pay with a saved card",
        "Print the label at home",
        "What do you think?",
        "Money comes back by itself.",
    ]) {
        assert!(page.contains(text), "{text}:\n{page}");
        assert!(!page.contains("qzx"), "{page}");
    }
    assert!(pages[3].contains("✓ accepted") && pages[3].contains("Pay with the card you paid with last time."));
    assert!(pages[4].contains("blocked: the printer's driver"), "{}", pages[4]);
    stage.press("PgUp Up Left");
    assert!(stage.screen().contains("Pay with a saved card"), "{}", stage.screen());
}

#[test]
fn every_page_is_calm_at_every_size() {
    for (width, height) in SIZES {
        let mut stage = presenting("dark");
        stage.resize(width, height);
        for name in ["vision", "goal", "item", "accepted", "open", "feedback", "next"] {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&stage));
            stage.press("PgDn");
        }
    }
}

#[test]
fn a_tick_acts_on_the_story_shown_and_a_page_is_no_step() {
    let mut stage = presenting("dark");
    let before = stage.core.model.seq;
    stage.press("Space Space");
    assert_eq!(stage.core.model.seq, before);
    assert!(stage.screen().contains("□ nothing in it is reserved"), "{}", stage.screen());
    stage.press("x j Enter");
    assert!(stage.screen().contains("✓ nothing in it is reserved"), "{}", stage.screen());
    stage.press("Space Space u");
    assert!(stage.screen().contains("Print the label at home"), "u turns no page:\n{}", stage.screen());
    stage.press("PgUp PgUp");
    assert!(stage.screen().contains("□ nothing in it is reserved"), "{}", stage.screen());
}

#[test]
fn everything_else_waits_until_it_is_unlocked() {
    let mut stage = presenting("dark");
    stage.press("Space Space m t");
    assert!(stage.toast().contains("read-only while it is presented"), "{}", stage.toast());
    stage.press("e");
    assert!(stage.core.model.overlays.is_empty());
    stage.press("F5");
    assert!(stage.core.model.toast.is_none(), "{}", stage.toast());
    stage.press("L e");
    assert!(!stage.core.model.overlays.is_empty());
    assert!(!stage.screen().contains("qzx"), "{}", stage.screen());
}

#[test]
fn the_screen_goes_blank_and_comes_back() {
    let mut stage = presenting("dark");
    let shown = stage.screen();
    for keys in [". .", "b b", ". Space"] {
        let (off, on) = keys.split_once(' ').unwrap();
        stage.press(off);
        assert_eq!(stage.screen().trim(), "");
        stage.press(on);
        assert_eq!(stage.screen(), shown);
    }
}

#[test]
fn it_is_left_by_two_keys_and_public_view_stays() {
    let mut stage = presenting("dark");
    stage.press("Esc");
    assert!(stage.core.model.present.is_some() && stage.toast().contains("again leaves"), "{}", stage.toast());
    stage.press("Space Esc");
    assert!(stage.core.model.present.is_some(), "a page in between is no part of it");
    stage.press("Esc");
    assert!(stage.core.model.present.is_none() && stage.core.model.is_public);
    stage.press(":").type_text("present").press("Enter q");
    assert!(stage.core.model.present.is_none());
}

#[test]
fn pages_are_dropped_moved_and_brought_back_and_kept_for_the_sprint() {
    let mut stage = presenting("dark");
    stage.press("d");
    assert!(stage.screen().contains("A return needs no phone call."), "{}", stage.screen());
    stage.press("J");
    let mut stage = stage.again();
    stage.press(":").type_text("present").press("Enter");
    let shown = pages(&mut stage);
    assert_eq!(shown.len(), 5, "the second page is where it was left");
    stage.press("p");
    let screen = stage.screen();
    assert!(
        screen.contains("□ vision") && screen.contains("□ burndown") && screen.contains("■ WEB-1 Save a cart"),
        "{screen}"
    );
    stage.press("g g Enter");
    assert!(stage.screen().contains("Fitting out a room"), "{}", stage.screen());
    stage.press("p G Enter");
    assert!(stage.screen().contains("No Sprint is over yet."), "{}", stage.screen());
}

#[test]
fn another_window_is_followed_and_can_turn_the_page() {
    let mut shared = presenting("dark");
    let mut driver = shared.beside();
    driver.press("P :").type_text("present-next 2").press("Enter");
    assert_eq!(driver.toast(), "page 3 of 7: WEB-1 Save a cart for later");
    shared.poll();
    assert!(shared.screen().contains("Save a cart for later"), "{}", shared.screen());
    driver.press(":").type_text("go WEB-1").press("Enter x j Enter");
    shared.poll();
    assert!(shared.screen().contains("✓ nothing in it is reserved"), "{}", shared.screen());
    shared.press("Space");
    driver.press(":").type_text("present-blank").press("Enter");
    shared.poll();
    assert_eq!(shared.screen().trim(), "");
}

#[test]
fn without_a_sprint_there_is_nothing_to_present() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("present").press("Enter").wait();
    assert!(stage.screen().contains("there is no Sprint to present yet"), "{}", stage.screen());
}

#[test]
fn public_view_stays_on_while_it_is_presented() {
    let mut stage = presenting("dark");
    stage.press("L P");
    assert!(stage.core.model.is_public && stage.toast().contains("stays on while"), "{}", stage.toast());
    stage.press(":").type_text("public").press("Enter");
    assert!(stage.core.model.is_public, "{}", stage.screen());
}

#[test]
fn only_what_was_done_in_it_is_taken_back() {
    let mut stage = stage("dark");
    stage.press("g b j i 1 3 Enter");
    let before = stage.core.model.seq;
    stage.press(":").type_text("present").press("Enter").wait();
    let begun = stage.core.model.seq;
    stage.press("u");
    assert!(stage.toast().contains("not of this presentation"), "{}", stage.toast());
    stage.press("Space Space x j Enter u");
    assert!(stage.screen().contains("□ nothing in it is reserved"), "{}", stage.screen());
    stage.press("Ctrl-r");
    stage.press("u u");
    assert!(stage.toast().contains("not of this presentation"), "{}", stage.toast());
    assert_eq!(before, begun);
}

#[test]
fn a_key_on_a_blank_screen_shows_the_page_and_nothing_else() {
    let mut stage = presenting("dark");
    stage.press("Space Space");
    let shown = stage.screen();
    for key in ["d", "J", "+", "p", "Esc"] {
        stage.press(".").press(key);
        assert_eq!(stage.screen(), shown, "{key}");
        assert!(stage.core.model.overlays.is_empty(), "{key}");
    }
}

#[test]
fn it_comes_back_to_the_view_and_the_marks_it_began_from() {
    let mut stage = stage("dark");
    stage.press("g b Space j");
    let (marks, cursor) = (stage.core.model.backlog.marks.sorted(), stage.core.model.backlog.cursor);
    assert!(!marks.is_empty() && !stage.core.model.shows(View::Sprint));
    stage.press(":").type_text("present").press("Enter").wait();
    assert!(stage.core.model.backlog.marks.sorted().is_empty());
    stage.press("Space q");
    assert_eq!(stage.core.model.backlog.marks.sorted(), marks);
    assert_eq!(stage.core.model.backlog.cursor, cursor);
    assert!(!stage.core.model.shows(View::Sprint));
}

#[test]
fn help_and_the_line_work_in_it() {
    let mut stage = presenting("dark");
    stage.press("?");
    assert!(!stage.core.model.overlays.is_empty(), "{}", stage.toast());
    stage.press("Esc :").type_text("present-page goal").press("Enter");
    assert!(stage.core.model.overlays.is_empty(), "{}", stage.screen());
    assert!(stage.screen().contains("A return needs no phone call."), "{}", stage.screen());
    stage.press(":").type_text("top").press("Enter");
    assert!(stage.screen().contains("read-only while it is presented"), "{}", stage.screen());
}

#[test]
fn where_the_story_shown_leaves_the_page_that_followed_is_shown() {
    let mut stage = presenting("dark");
    stage.press("Space Space");
    let mut store = Store::open(
        &stage.folder().join("backlog.db"),
        Writer { author: "bob".into(), window: "other".into() },
        upnext::store::Patience::None,
    )
    .unwrap();
    let cart = id(&store, "WEB-1");
    let out = Change::SetSprint { items: vec![cart], sprint: None, end: End::Tail, cause: Cause::default() };
    store.commit(&out, today()).unwrap();
    stage.poll();
    assert!(stage.screen().contains("Pay with a saved card"), "{}", stage.screen());
    stage.press("Space");
    assert!(stage.screen().contains("1 item taken out of the Sprint"), "{}", stage.screen());
}

#[test]
fn a_draft_is_of_its_item() {
    let mut stage = presenting("dark");
    stage.press("Space Space - ").type_text("the cart is lost").press("Esc");
    stage.press("Space -");
    assert!(!stage.screen().contains("the cart is lost"), "another item:\n{}", stage.screen());
    stage.type_text("a wrong card").press("Esc PgUp -");
    assert!(stage.screen().contains("the cart is lost"), "{}", stage.screen());
    stage.press("Esc PgDn -");
    assert!(stage.screen().contains("a wrong card"), "{}", stage.screen());
    stage.press("Enter PgUp -").press("Enter");
    let path = stage.folder().join("backlog.db");
    let writer = Writer { author: "bob".into(), window: "other".into() };
    let store = Store::open(&path, writer, upnext::store::Patience::None).unwrap();
    assert_eq!(store.drafts().unwrap(), [], "what is written is no draft");
}
