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
