//! Refinement and the health of the backlog, with keys: walk, stop, go on, the summary and the way back.

use crate::screens::{SIZES, picture_of};
use crate::shell::run;
use crate::stage::{Stage, place, today};
use crate::store::dump;
use chrono::{Days, Local};
use upnext::domain::item::{NewItem, Story};
use upnext::domain::product::NewProduct;
use upnext::domain::{Change, ItemId, List, Now, ProductId, Scale, Spot, State};
use upnext::runtime::effect::Outcome;
use upnext::store::{Patience, Store, Writer};
use upnext::ui::overlay::Overlay;
use upnext::ui::{Effect, Event};

fn writer() -> Writer {
    Writer { author: "ada".into(), window: "before".into() }
}

/// Stories written down today, as an import of a plain file of stories has them.
fn stories(count: usize) -> Stage {
    let stage = Stage::with(&[]);
    let file = stage.folder().join("wishes.txt");
    let lines: Vec<String> = (1..=count)
        .map(|n| format!("As a clerk of shop {n}, I want to print label {n}, so that parcel {n} leaves today."))
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let mut stage = stage;
    let keys: Vec<String> = format!("import {}", file.display())
        .chars()
        .map(|c| if c == ' ' { "Space".into() } else { c.to_string() })
        .collect();
    stage.press(&format!(": {} Enter", keys.join(" "))).press("Enter");
    stage
}

/// A change that no key of this program makes yet.
fn act(stage: &mut Stage, change: Change) {
    let outcome = stage.core.world.perform(Effect::commit(change), &stage.core.model);
    let Outcome::Events(events) = outcome else { panic!("it waits") };
    for event in events {
        assert!(!matches!(event, Event::Rejected { .. } | Event::Refused(_)), "{event:?}");
        stage.core.take(event);
    }
    stage.settle().wait();
}

fn at(stage: &Stage) -> (usize, usize) {
    stage.core.model.backlog.walk.as_ref().expect("no walk").progress()
}

fn cursor(stage: &Stage) -> ItemId {
    stage.core.model.backlog.selected().unwrap()
}

#[test]
fn a_session_of_thirty_items_and_all_the_way_back() {
    let mut stage = stories(34);
    let file = stage.folder().join("backlog.db");
    let before = dump(&file);
    stage.press("R");
    assert_eq!(at(&stage), (1, 34));
    let mut steps = 0;
    for n in 0..30 {
        let (item, was) = (cursor(&stage), at(&stage).0);
        assert_eq!(was, n + 1);
        let day = Local::now().date_naive() + Days::new(30);
        // At most four keys each, apart from typed text.
        match n % 6 {
            0 => stage.press("r"),
            1 => stage.press("p 3 Enter").press("r"),
            2 => stage.press("d").type_text("Nobody asked for it").press("Enter"),
            3 => stage.press("n"),
            4 => {
                act(&mut stage, Change::Keep { items: vec![item], why: "soon".into() });
                &mut stage
            }
            _ => {
                act(&mut stage, Change::Ask { item, text: "Which label?".into() });
                assert_eq!(at(&stage).0, was, "a question leaves the item where it is");
                act(&mut stage, Change::Snooze { items: vec![item], until: Some(day) });
                &mut stage
            }
        };
        steps += [1, 2, 1, 0, 1, 2][n % 6];
        assert_eq!(at(&stage).0, was + 1, "{}", stage.screen());
    }
    stage.press("Esc");
    let screen = stage.screen();
    for line in [
        "seen         31 items of 34",
        "readied      10",
        "estimated    5",
        "declined     5",
        "kept         5",
        "snoozed      5",
        "questions    5",
    ] {
        let (word, number) = line.split_once(' ').unwrap();
        let row = screen.lines().find(|row| row.contains(&format!("{word} ")) && row.contains(number.trim()));
        assert!(row.is_some(), "{line}\n{screen}");
    }
    assert!(screen.contains("health") && screen.contains("→"), "{screen}");
    stage.press("Esc");
    assert!(stage.core.model.backlog.walk.is_none() && stage.core.model.overlays.is_empty());
    for _ in 0..steps {
        stage.press("u");
    }
    assert_eq!(dump(&file), before);
    stage.press("R");
    let walk = stage.core.model.backlog.walk.as_ref().unwrap();
    assert_eq!(walk.deeds.sums(), [], "what was taken back is not told");
}

#[test]
fn a_walk_goes_on_the_next_time_and_leaves_out_what_is_gone() {
    let mut stage = stories(6);
    stage.press("R n n");
    let third = cursor(&stage);
    let gone = stage.core.model.backlog.at(3).unwrap();
    let mut stage = stage.again();
    assert!(stage.core.model.backlog.walk.is_none());
    act(&mut stage, Change::Trash { items: vec![gone] });
    stage.press("R");
    assert_eq!((cursor(&stage), at(&stage)), (third, (3, 5)));
    assert!(stage.toast().starts_with("refinement goes on"), "{}", stage.toast());
    stage.press("n n n");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Summary(_))));
    assert!(stage.screen().contains("5 items of 5"), "{}", stage.screen());
    // It is through: the next one begins anew.
    stage.press("Esc R");
    assert_eq!(at(&stage), (1, 5));
}

#[test]
fn an_undo_comes_back_to_the_item() {
    let mut stage = stories(4);
    stage.press("R");
    let first = cursor(&stage);
    stage.press("r");
    assert_eq!(at(&stage).0, 2);
    assert!(stage.screen().contains("✓"), "{}", stage.screen());
    stage.press("u");
    assert_eq!(cursor(&stage), first);
    stage.press("U");
    assert_eq!(at(&stage).0, 2, "brought back, it is decided again");
    stage.press("N");
    assert_eq!(cursor(&stage), first);
}

#[test]
fn what_leads_away_ends_the_walk_and_shows_what_was_there() {
    let mut stage = stories(4);
    stage.press("f").type_text("label").press("Enter").press("j Space");
    let (cursor, marks) = (cursor(&stage), stage.core.model.backlog.marks.len());
    stage.press("R n");
    assert!(stage.core.model.backlog.marks.is_empty());
    stage.press("q Esc");
    let backlog = &stage.core.model.backlog;
    assert_eq!((backlog.selected(), backlog.marks.len()), (Some(cursor), marks));
    assert_eq!(backlog.narrow.filter().to_string(), "label");
    stage.press("R g i");
    assert!(stage.core.model.backlog.walk.is_none());
    assert!(stage.toast().contains("refinement stopped at 2 of 4"), "{}", stage.toast());
    assert_eq!(stage.core.model.backlog.list, List::Inbox);
    stage.press("R K");
    assert!(stage.toast().contains("no neighbour"), "{}", stage.toast());
}

#[test]
fn keys_of_refinement_say_so_where_there_is_none() {
    let mut stage = stories(2);
    stage.press(": r e f i n e - n e x t Enter");
    assert!(stage.screen().contains("this acts in refinement: begin it first (R)"), "{}", stage.screen());
    let mut stage = Stage::with(&[]);
    stage.press("R");
    assert!(stage.toast().contains("nothing needs attention"), "{}", stage.toast());
}

#[test]
fn a_check_shows_its_items() {
    let mut stage = small();
    stage.press("g h");
    let screen = stage.screen();
    assert!(screen.contains("of 100") && screen.contains("Unclear items"), "{screen}");
    let (_, row) = place(&stage, "too big near the top");
    let (_, first) = place(&stage, "▌ stale");
    assert!(row > first);
    stage.press("j j j j j j Enter");
    assert!(stage.core.model.overlays.is_empty(), "{}", stage.screen());
    assert_eq!(stage.core.model.backlog.narrow.filter().to_string(), "is:big");
    assert_eq!(stage.titles(), "Refund without a receipt");
    stage.press("Esc g h f");
    assert!(stage.screen().contains("score = 100"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.screen().contains("nothing is found"), "{}", stage.screen());
}

#[test]
fn an_empty_backlog_has_no_health() {
    let mut stage = Stage::with(&[]);
    stage.press("g h");
    let screen = stage.screen();
    assert!(screen.contains("— of 100") && screen.contains("nothing to judge yet"), "{screen}");
    assert!(!screen.contains(" 0 of 0"), "{screen}");
}

#[test]
fn the_figures_follow_an_edit_of_another_window() {
    let mut stage = small();
    stage.press("g h");
    let found = |stage: &Stage| match stage.core.model.overlays.last() {
        Some(Overlay::Health(open)) => open.report.as_ref().unwrap().in_order,
        other => panic!("{other:?}"),
    };
    assert_eq!(found(&stage), 3);
    let mut other = stage.beside();
    other.press("D");
    stage.poll();
    assert_eq!(found(&stage), 2);
}

/// A few items of today, one of each kind of trouble.
fn small() -> Stage {
    let folder = std::rc::Rc::new(tempfile::tempdir().unwrap());
    let path = folder.path().join("backlog.db");
    let now = Now::noon(Local::now().date_naive());
    let mut store = Store::create(&path, writer()).unwrap();
    let new = NewProduct { scale: Scale::Fibonacci, ..NewProduct::named("Webshop", "WEB") };
    store.commit(&Change::AddProduct(new), now).unwrap();
    let mut add = |title: &str, state: State, points: &str, change: &dyn Fn(&mut NewItem)| {
        let estimate = upnext::domain::Estimate::parse(points).unwrap();
        let text = Story { title: title.into(), estimate, ..Story::default() };
        let mut item = NewItem { text, state, ..NewItem::default() };
        change(&mut item);
        let change = Change::AddItem { product: ProductId(1), item: Box::new(item), spot: Spot::Bottom };
        store.commit(&change, now).unwrap();
    };
    add("Pay with a saved card", State::Open, "?", &|item| {
        item.text.persona = "returning customer".into();
        item.text.want = "to pay with a saved card".into();
    });
    add("Refund without a receipt", State::Open, "21", &|item| {
        item.blocked = Some("the contract is not signed".into());
    });
    add("Export invoices", State::Ready, "3", &|item| item.text.description = "As a file for the tax office.".into());
    add("Gift wrapping", State::Inbox, "?", &|_| {});
    drop(store);
    // The program reads it as another window.
    drop(Store::open(&path, writer(), Patience::None).unwrap());
    Stage::of(&folder, 1, "dark")
}

/// The picture without the dates of today.
fn timeless(stage: &Stage) -> String {
    let mut model = stage.core.model.clone();
    (model.now, model.backlog.today) = (today(), today().day);
    if let Some(item) = &mut model.backlog.item {
        (item.created_at, item.updated_at) = (today().at, today().at);
    }
    picture_of(&model).replace(&Local::now().date_naive().to_string(), "2026-03-02")
}

#[test]
fn the_screens_of_refinement() {
    for (width, height) in SIZES {
        let mut stage = small();
        stage.resize(width, height).press("g h j j j j");
        insta::assert_snapshot!(format!("health_{width}x{height}"), timeless(&stage));
        stage.press("f");
        insta::assert_snapshot!(format!("health_formula_{width}x{height}"), timeless(&stage));
        stage.press("Esc R");
        insta::assert_snapshot!(format!("refine_{width}x{height}"), timeless(&stage));
        stage.press("n r");
        insta::assert_snapshot!(format!("refine_next_{width}x{height}"), timeless(&stage));
        stage.press("Esc");
        insta::assert_snapshot!(format!("refine_summary_{width}x{height}"), timeless(&stage));
    }
}

#[test]
fn the_shell_tells_the_health_with_the_options_in_force() {
    let home = crate::config::home_with(&[("config.toml", b"big_points = 4\nnear_top = 1\n")]);
    assert!(run(&home, &["health"]).code != 0, "there is no backlog yet");
    run(&home, &["add", "Pay with a card"]).good();
    run(&home, &["add", "Gift wrapping"]).good();
    run(&home, &["edit", "MP-1", "--estimate", "5"]).good();
    let told = run(&home, &["health", "--json"]).json();
    let check = |name: &str| {
        let checks = told["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap().clone()
    };
    assert_eq!((check("big")["count"].as_u64(), check("big")["of"].as_u64()), (Some(1), Some(1)));
    assert_eq!((check("unclear")["count"].as_u64(), check("churn")["count"].as_u64()), (Some(2), None));
    assert!(told["score"].as_u64().is_some_and(|score| score < 100), "{told}");
    let said = run(&home, &["health"]).good().out;
    assert!(said.contains("too big near the top      1 of 1            is:big"), "{said}");
    let listed = run(&home, &["list", "--filter", "is:big", "--json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 1, "the same options count for a filter");
}

#[test]
fn another_list_under_a_walk_ends_it() {
    let mut stage = stories(4);
    stage.press("R n").resize(80, 24);
    assert!(stage.core.model.backlog.is_open, "the item stays in sight");
    stage.press(": g o Space i n b o x Enter");
    assert!(stage.core.model.backlog.walk.is_none());
    assert_eq!(stage.core.model.backlog.list, List::Inbox);
}

#[test]
fn a_jump_to_the_end_leaves_the_unseen_items_in_the_walk() {
    let mut stage = stories(5);
    stage.press("R G");
    assert_eq!(at(&stage), (5, 5));
    stage.press("n");
    assert_eq!(at(&stage), (2, 5), "on to the first that was not seen yet");
    stage.press("n n n n");
    assert!(matches!(stage.core.model.overlays.last(), Some(Overlay::Summary(_))));
}

#[test]
fn an_item_whose_making_is_undone_leaves_the_walk() {
    let mut stage = stories(3);
    stage.press("a").type_text("A fourth wish").press("Enter g i");
    stage.press("R G");
    assert_eq!(at(&stage), (4, 4));
    stage.press("u");
    assert_eq!(at(&stage).1, 3);
    assert!(stage.core.model.backlog.item.is_some(), "{}", stage.screen());
}

#[test]
fn a_criterion_is_added_with_two_keys() {
    let mut stage = stories(2);
    stage.press("R c n").type_text("Given a parcel When it is packed Then it has a label").press("Enter");
    let item = stage.core.model.backlog.item.as_ref().unwrap();
    assert_eq!(item.criteria.len(), 1);
    assert_eq!(at(&stage), (1, 2), "it stays until somebody goes on");
}
