//! What an item lacks, as people see and mend it.

use crate::screens::{SIZES, picture};
use crate::stage::{Stage, today};
use upnext::domain::criterion::Line;
use upnext::domain::item::{NewItem, Story};
use upnext::domain::product::{NewProduct, Sheet};
use upnext::domain::quality::Rule;
use upnext::domain::{Change, Estimate, ItemId, Kind, ProductId, Spot, State};
use upnext::store::{Patience, Store, Writer};
use upnext::ui::overlay::Overlay;

fn line(text: &str) -> Line {
    Line { text: text.into(), is_done: false }
}

fn story(title: &str, want: &str, benefit: &str, points: &str) -> Story {
    Story {
        title: title.into(),
        persona: "buyer".into(),
        want: want.into(),
        benefit: benefit.into(),
        estimate: Estimate::parse(points).unwrap(),
        ..Story::default()
    }
}

fn add(stage: &mut Stage, text: Story, criteria: &[&str], at: State) {
    let criteria = criteria.iter().map(|text| line(text)).collect();
    let item = Box::new(NewItem { text, state: at, criteria, ..NewItem::default() });
    write(stage, &Change::AddItem { product: ProductId(1), item, spot: Spot::Bottom });
}

/// Another window writes.
fn write(stage: &mut Stage, change: &Change) {
    let writer = Writer { author: "bob".into(), window: "other".into() };
    let mut store = Store::open(&stage.folder().join("backlog.db"), writer, Patience::None).unwrap();
    store.commit(change, today()).unwrap();
    drop(store);
    stage.poll();
}

/// Four items: whole, whole and open, ready with gaps, and one with much to be found.
fn refinement() -> Stage {
    let mut stage = Stage::with(&[]);
    let whole = story("Pay by card", "to pay by card", "I need no cash", "5");
    add(&mut stage, whole.clone(), &["a receipt is sent"], State::Ready);
    add(
        &mut stage,
        Story { title: "Pay by phone".into(), want: "to pay by phone".into(), ..whole },
        &["a receipt is sent"],
        State::Open,
    );
    add(&mut stage, story("Pay later", "to pay later", "", ""), &[], State::Ready);
    let want = "to see my orders (all of them) and cancel them";
    let faulty = story("See my orders (all of them) and cancel them", want, "I can plan", "20");
    let criteria = [
        "Given an order\nWhen I cancel it\nThen it is gone\nWhen I look again\nThen it stays gone",
        "it is shown fast",
    ];
    add(&mut stage, faulty, &criteria, State::Open);
    stage.press("G");
    stage
}

fn lines_with(stage: &Stage, text: &str) -> Vec<String> {
    stage.screen().lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
}

#[test]
fn the_story_pane_says_what_is_missing_and_what_was_found() {
    let mut stage = refinement();
    let screen = stage.screen();
    for said in [
        "Ready  5/6",
        "✗ is small enough: at most 13 points",
        "✓ says why · has acceptance criteria",
        "Checks  5",
        "! want: What stands in brackets",
        "→ c c: move it to the description",
        "! criterion 1: A second When",
        "→ then: split the criterion",
        "! criterion 2: \"fast\" has no measure",
        "· want: \"and\": two features?",
    ] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    stage.press("g g");
    assert!(stage.screen().contains("Ready  6/6") && !stage.screen().contains("Checks"), "{}", stage.screen());
    stage.press("j");
    assert!(stage.screen().contains("› passes every rule: L makes it ready"), "{}", stage.screen());
    stage.press("L");
    assert!(!stage.screen().contains("passes every rule"), "{}", stage.screen());
}

#[test]
fn one_key_mends_one_finding_and_one_takes_it_back() {
    let mut stage = refinement();
    stage.press("c c");
    assert!(stage.toast().starts_with("mended WEB-4: brackets in want · u undo"), "{}", stage.toast());
    let item = stage.core.model.backlog.item.clone().unwrap();
    assert_eq!(item.text.want, "to see my orders and cancel them");
    assert_eq!(
        (item.text.title.as_str(), item.text.description.as_str()),
        ("See my orders and cancel them", "All of them")
    );
    assert_eq!(item.criteria.len(), 2);
    stage.press("c c");
    let texts: Vec<String> =
        stage.core.model.backlog.item.as_ref().unwrap().criteria.iter().map(|c| c.text.clone()).collect();
    assert_eq!(
        texts,
        [
            "Given an order\nWhen I cancel it\nThen it is gone",
            "Given an order\nWhen I look again\nThen it stays gone",
            "it is shown fast"
        ]
    );
    stage.press("c c");
    assert!(stage.toast().contains("can be mended by a key: E opens"), "{}", stage.toast());
    stage.press("u u");
    assert_eq!(stage.core.model.backlog.item.as_ref().unwrap().criteria.len(), 2);
    assert!(stage.cursor().contains("(all of them)"));
    // So many at once are one step.
    stage.press("2 c c");
    assert!(stage.toast().contains("brackets in want, two-whens in criterion 1 · u"), "{}", stage.toast());
    assert_eq!(stage.core.model.backlog.item.as_ref().unwrap().criteria.len(), 3);
    stage.press("u");
    assert!(stage.screen().contains("Checks  5"), "{}", stage.screen());
    stage.press("g g c c");
    assert!(stage.toast().contains("nothing here that could be mended"), "{}", stage.toast());
}

#[test]
fn what_nobody_but_its_author_can_mend_is_left() {
    let mut stage = refinement();
    add(&mut stage, story("Pay", "to pay", "I can go", "5"), &["When I pay When I click it is fast"], State::Open);
    stage.press("G c c");
    assert!(stage.toast().contains("can be mended by a key"), "{}", stage.toast());
    let screen = stage.screen();
    assert!(screen.contains("it has no Then") && screen.contains("A second When"), "{screen}");
}

#[test]
fn the_list_says_where_state_and_rules_differ() {
    let mut stage = refinement();
    assert!(lines_with(&stage, "  WEB-1 ")[0].contains("● ready         5"), "{}", stage.screen());
    assert!(lines_with(&stage, "  WEB-2 ")[0].contains("○ open  ›       5"), "{}", stage.screen());
    assert!(lines_with(&stage, "  WEB-3 ")[0].contains("● ready ‹       —"), "{}", stage.screen());
    assert!(lines_with(&stage, "  WEB-4 ")[0].contains("○ open         20"), "{}", stage.screen());
    stage.resize(60, 18);
    assert!(lines_with(&stage, "  WEB-2 ")[0].contains("○›  5"), "{}", stage.screen());
    stage.resize(120, 40);
    // A question of the Developers stands in the way; an answer takes it out.
    write(&mut stage, &Change::Ask { item: ItemId(2), text: "Which phones?".into() });
    assert!(lines_with(&stage, "  WEB-2 ")[0].contains("○ open          5"), "{}", stage.screen());
    // So does an item that must be done before.
    write(&mut stage, &Change::SetNeeds { items: vec![ItemId(1)], add: vec![ItemId(4)], remove: Vec::new() });
    assert!(lines_with(&stage, "  WEB-1 ")[0].contains("● ready ‹       5"), "{}", stage.screen());
}

#[test]
fn a_product_has_its_own_rules_and_words() {
    let mut stage = refinement();
    let ready = ["kind:bug or has:asked # somebody asked for it", "no such:field", "points<=3"].map(str::to_owned);
    let sheet = Sheet { ready: ready.into(), jargon: vec!["cancel".into()], ..Sheet::default() };
    write(
        &mut stage,
        &Change::EditProduct {
            product: ProductId(1),
            name: "Webshop".into(),
            prefix: "WEB".into(),
            scale: upnext::domain::Scale::Fibonacci,
            sheet: Some(Box::new(sheet)),
        },
    );
    let screen = stage.screen();
    for said in ["Ready  0/2", "✗ somebody asked for it", "✗ points<=3", "! want: \"cancel\" is a word"] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    assert!(lines_with(&stage, "  WEB-2 ")[0].contains("○ open          5"), "{screen}");
}

#[test]
fn a_template_that_nobody_filled_in_is_found() {
    let mut stage = refinement();
    stage.resize(200, 50);
    let template = Sheet::blank().template(Kind::Bug).unwrap();
    let bug = |description: &str| Story {
        kind: Kind::Bug,
        title: "Broken login".into(),
        description: description.into(),
        ..Story::default()
    };
    let criteria: Vec<&str> = template.criteria.iter().map(String::as_str).collect();
    add(&mut stage, bug(&template.description), &criteria, State::Open);
    stage.press("G");
    let screen = stage.screen();
    for said in ["✗ description: Nothing stands under", "✗ criterion 1: It is still as the template has it."] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    stage.press("e");
    assert!(!stage.screen().contains("nothing found"), "{}", stage.screen());
    stage.press("Esc");
    add(&mut stage, bug("Steps:\n1. log in\n\nExpected:\nI am in\n\nActual:\nan error"), &criteria, State::Open);
    stage.press("G");
    assert!(!stage.screen().contains("Checks"), "{}", stage.screen());
}

/// Four items as above, and below them one that says the same as the first.
fn twins() -> Stage {
    let mut stage = refinement();
    let twin = Story {
        title: "Card payment".into(),
        persona: "Buyer".into(),
        ..story("", "to be able to pay by card", "", "3")
    };
    add(&mut stage, twin, &["the sum is shown"], State::Open);
    stage.press("G");
    stage
}

#[test]
fn the_story_pane_names_the_story_that_says_the_same() {
    let mut stage = twins();
    stage.resize(200, 50);
    let twin = |key: &str| format!("! want: The same role and the same means as {key}.");
    assert!(stage.screen().contains(&twin("WEB-1")), "{}", stage.screen());
    stage.press("g g");
    assert!(stage.screen().contains(&twin("WEB-5")), "{}", stage.screen());
    stage.press("j");
    assert!(!stage.screen().contains("The same role"), "{}", stage.screen());
    // What is accepted or refused is no twin; nor is what wants something else.
    stage.press("G s d Enter");
    stage.press("g g");
    assert!(!stage.screen().contains("The same role"), "{}", stage.screen());
    stage.press("u g g");
    assert!(stage.screen().contains(&twin("WEB-5")), "{}", stage.screen());
    let text = Box::new(story("Card payment", "to pay by card later", "", "3"));
    write(&mut stage, &Change::Rewrite { item: ItemId(5), text, criteria: Vec::new(), ties: None });
    assert!(!stage.screen().contains("The same role"), "{}", stage.screen());
}

#[test]
fn what_the_rules_find_in_the_whole_backlog_is_listed_by_rule() {
    let mut stage = twins();
    stage.press("g c").wait();
    let screen = stage.screen();
    for said in ["What the checks find in 5 items", "! two-whens", "! unique", "· criteria", "! too-big"] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    // The rules stand by weight, and the cursor goes to the items of one and back.
    let Some(Overlay::Checks(list)) = stage.core.model.overlays.last() else { panic!("no list") };
    let at = list.report.groups.iter().position(|group| group.rule == Rule::Unique).unwrap();
    stage.press(&"j ".repeat(at)).press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("unique: 1 item") && screen.contains("as WEB-1."), "{screen}");
    stage.press("Esc");
    assert!(stage.screen().contains("What the checks find in 5 items"), "{}", stage.screen());
    stage.press("g g Enter Esc").press(&"j ".repeat(at)).press("Enter Enter");
    assert_eq!((stage.cursor(), stage.core.model.overlays.len()), ("Card payment", 0));
}

#[test]
fn another_template_than_most_is_listed() {
    let mut stage = Stage::with(&[]);
    for n in 0..3 {
        add(&mut stage, story(&format!("Pay {n}"), &format!("to pay {n}"), "", ""), &[], State::Open);
    }
    add(&mut stage, story("Leave", "I would like to leave", "", ""), &[], State::Open);
    stage.press("g c").wait();
    let Some(Overlay::Checks(list)) = stage.core.model.overlays.last() else { panic!("{}", stage.toast()) };
    let uniform = list.report.groups.iter().find(|group| group.rule == Rule::Uniform).unwrap();
    assert_eq!(uniform.found.iter().map(|found| found.title.as_str()).collect::<Vec<_>>(), ["Leave"]);
}

#[test]
fn pictures_of_what_the_rules_find() {
    for (width, height) in SIZES {
        let mut stage = twins();
        stage.resize(width, height).press("g c").wait();
        insta::assert_snapshot!(format!("rules_{width}x{height}"), picture(&stage));
        stage.press("Enter");
        insta::assert_snapshot!(format!("found_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn what_is_done_or_an_epic_is_not_asked() {
    let mut stage = refinement();
    stage.press("s d");
    stage.press("g d");
    assert!(!stage.screen().contains("Ready  ") && !stage.screen().contains("Checks"), "{}", stage.screen());
    let mut stage = refinement();
    write(&mut stage, &Change::SetKind { items: vec![ItemId(4)], kind: Kind::Epic });
    stage.press("g e");
    assert!(!stage.screen().contains("Ready  "), "{}", stage.screen());
}

#[test]
fn a_product_without_rules_has_the_usual_ones() {
    let new = NewProduct::named("Webshop", "WEB");
    assert!(new.sheet.ready.is_empty());
    let usual = upnext::domain::ready::Definition::of(&new.sheet.ready);
    assert_eq!(usual, upnext::domain::ready::Definition::parse(&upnext::domain::ready::USUAL).unwrap());
}

#[test]
fn pictures_of_the_checks() {
    for (width, height) in SIZES {
        let mut stage = refinement();
        stage.resize(width, height);
        if width < 110 {
            stage.press("Enter");
        }
        insta::assert_snapshot!(format!("faulty_{width}x{height}"), picture(&stage));
    }
}
