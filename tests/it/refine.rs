//! Splitting, merging and finding what says nearly the same, by keys with a real store.

use crate::screens::{SIZES, demo_stage, picture};
use crate::stage::{Stage, added, today};
use crate::store::writer;
use std::rc::Rc;
use upnext::domain::criterion::Line;
use upnext::domain::item::{NewItem, Refusal, Story};
use upnext::domain::product::NewProduct;
use upnext::domain::{Change, Criterion, Item, ItemId, Kind, List, ProductId, Spot, State};
use upnext::store::{Patience, Store};
use upnext::ui::Press;
use upnext::ui::overlay::Overlay;

/// A product WEB with these items in the order.
fn stage(items: Vec<NewItem>) -> Stage {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    let mut store = Store::create(&folder.path().join("backlog.db"), writer("Ada")).unwrap();
    store.commit(&Change::AddProduct(NewProduct::named("Webshop", "WEB")), today()).unwrap();
    for item in items {
        let change = Change::AddItem { product: ProductId(1), item: Box::new(item), spot: Spot::Bottom };
        store.commit(&change, today()).unwrap();
    }
    drop(store);
    Stage::of(&folder, 1, "dark")
}

fn open(title: &str) -> NewItem {
    NewItem { text: Story { title: title.into(), ..Story::default() }, state: State::Open, ..NewItem::default() }
}

fn lines(texts: &[&str]) -> Vec<Line> {
    texts.iter().map(|text| Line { text: (*text).into(), is_done: false }).collect()
}

/// "Manage users" with three criteria and a description.
fn users() -> NewItem {
    let mut item = open("Manage users");
    item.text.persona = "admin".into();
    item.text.want = "to manage users".into();
    item.text.benefit = "nobody waits for me".into();
    item.text.description = "There are many users.\n\n- a list\n- a form".into();
    item.text.estimate = upnext::domain::Estimate::parse("8").unwrap();
    item.text.tags = vec!["api".into()];
    item.text.asked = "Ann".into();
    item.text.links = vec!["https://example.org/1".into()];
    item.criteria = lines(&["a user can be added", "a user can be deleted", "a user gets a mail"]);
    item
}

fn item(stage: &Stage, id: i64) -> Item {
    let path = stage.folder().join("backlog.db");
    let store = Store::open(&path, writer("reader"), Patience::None).unwrap();
    store.item(ItemId(id)).unwrap().unwrap()
}

fn criteria(item: &Item) -> Vec<&str> {
    item.criteria.iter().map(|c: &Criterion| c.text.as_str()).collect()
}

/// All that matters of all items, to see that an undo brings it back.
fn dump(stage: &Stage) -> String {
    crate::store::dump(&stage.folder().join("backlog.db"))
}

/// Waits until the typed title has its answer.
fn hinted(stage: &mut Stage) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while crate::stage::prompt(stage).like.said().is_none() && std::time::Instant::now() < until {
        stage.core.jobs();
        std::thread::yield_now();
    }
}

fn is_open(stage: &Stage, mode: &str) -> bool {
    stage.core.model.overlays.last().is_some_and(|overlay| overlay.mode() == mode)
}

#[test]
fn a_story_is_split_in_four_keys_and_comes_back_with_one() {
    let mut stage = stage(vec![users(), open("next")]);
    let before = dump(&stage);
    // The cursor begins on the first criterion.
    stage.press("S j Space Enter");
    assert_eq!(stage.titles(), "Manage users Manage users: a user can be deleted next");
    assert_eq!(stage.cursor(), "Manage users: a user can be deleted");
    let (old, new) = (item(&stage, 1), item(&stage, 3));
    assert_eq!(criteria(&old), ["a user can be added", "a user gets a mail"]);
    assert_eq!(criteria(&new), ["a user can be deleted"]);
    assert_eq!(old.text.description, "There are many users.\n\n- a list\n- a form");
    assert_eq!((new.text.description.as_str(), new.text.persona.as_str()), ("", "admin"));
    assert_eq!((new.text.tags.clone(), new.text.links.len(), new.text.asked.as_str()), (vec!["api".into()], 1, "Ann"));
    assert_eq!((old.text.estimate.is_some(), new.text.estimate.is_some(), new.state), (true, false, State::Open));
    stage.press("u");
    assert_eq!(stage.titles(), "Manage users next");
    assert_eq!(dump(&stage), before);
}

#[test]
fn both_halves_get_their_own_words() {
    let mut stage = stage(vec![users()]);
    // Up from the first criterion: the new want, then the old one.
    stage.press("S k i Ctrl-u").type_text("to delete users").press("Enter k i Ctrl-u").type_text("to add users");
    stage.press("Enter k i Ctrl-u").type_text("Delete users").press("Enter k i Ctrl-u").type_text("Add users");
    stage.press("Enter j j j j j Space Space Enter");
    let (old, new) = (item(&stage, 1), item(&stage, 2));
    assert_eq!((old.text.title.as_str(), old.text.want.as_str()), ("Add users", "to add users"));
    assert_eq!((new.text.title.as_str(), new.text.want.as_str()), ("Delete users", "to delete users"));
    assert_eq!(criteria(&old), ["a user can be added"]);
    assert_eq!(criteria(&new), ["a user can be deleted", "a user gets a mail"]);
    assert_eq!(stage.toast().split(" · ").next(), Some("split WEB-1: \"Delete users\""));
}

#[test]
fn paragraphs_and_entries_of_a_list_go_over_one_by_one() {
    let mut stage = stage(vec![users()]);
    stage.press("S G Space");
    assert!(stage.screen().contains("Manage users: a form"), "{}", stage.screen());
    stage.press("g g j j j j j j j b Enter");
    let (old, new) = (item(&stage, 1), item(&stage, 2));
    assert_eq!(old.text.description, "There are many users.\n\n- a list");
    assert_eq!(new.text.description, "There are many users.\n- a form");
}

#[test]
fn a_split_that_moves_nothing_is_refused_with_its_reason() {
    let mut stage = stage(vec![users(), open("bare")]);
    stage.press("S Enter");
    assert!(is_open(&stage, "SPLIT"));
    assert!(stage.toast().contains("nothing goes to the new item yet"), "{}", stage.toast());
    stage.press("Space i Ctrl-u").type_text("manage USERS").press("Enter Enter");
    assert!(stage.toast().contains("both would be called"), "{}", stage.toast());
    stage.press("i Ctrl-u Enter Enter");
    assert!(stage.toast().contains("is empty"), "{}", stage.toast());
    stage.press("Esc");
    assert_eq!(stage.titles(), "Manage users bare");
    // An item without parts is split by its title alone.
    stage.press("j S Enter Enter");
    assert!(stage.toast().contains("type a title for the new item"), "{}", stage.toast());
    stage.press("Esc S").type_text("barer").press("Enter Enter");
    assert_eq!(stage.titles(), "Manage users bare barer");
    stage.press("L L L L g d S");
    assert!(!is_open(&stage, "SPLIT") && stage.toast().contains("is done"), "{}", stage.toast());
}

#[test]
fn questions_that_split_stories_come_one_by_one() {
    let mut stage = stage(vec![users()]);
    stage.press("S p");
    assert!(
        stage.screen().contains("1 of 9 · Operations: “Manage users”")
            || stage.screen().contains("1 of 9 · Operations")
    );
    stage.press("p");
    assert!(stage.screen().contains("2 of 9 · Workflow steps"), "{}", stage.screen());
    stage.press("p p p p p p p");
    assert!(stage.screen().contains("9 of 9 · Break out a spike"), "{}", stage.screen());
    stage.press("p");
    assert!(!stage.screen().contains(" of 9 · "), "{}", stage.screen());
}

#[test]
fn another_window_changes_what_is_split() {
    let mut stage = stage(vec![users()]);
    stage.press("S j Space");
    let mut other = stage.beside();
    other.press("i Ctrl-u").type_text("Manage people").press("Enter");
    stage.poll();
    assert!(stage.screen().contains("Manage people: a user can be deleted"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.titles(), "Manage people Manage people: a user can be deleted");
}

/// Two exports that are the same thing.
fn twins() -> Vec<NewItem> {
    let mut first = open("Export the invoice as PDF");
    first.text.asked = "Ann".into();
    first.text.tags = vec!["export".into()];
    first.text.description = "For the tax office.".into();
    first.criteria = lines(&["It is A4.", "It has a number."]);
    let mut second = open("Export the invoices as PDF");
    second.text.asked = "Bo, Ann".into();
    second.text.tags = vec!["Export".into(), "pdf".into()];
    second.text.description = "Customers ask.".into();
    second.text.estimate = upnext::domain::Estimate::parse("5").unwrap();
    second.text.links = vec!["https://example.org/2".into()];
    second.criteria = lines(&["it has a number", "it is sent by mail"]);
    vec![first, open("Pay"), second]
}

#[test]
fn two_marked_items_become_one_and_two_again() {
    let mut stage = stage(twins());
    let before = dump(&stage);
    stage.press("Space j Space k k M");
    assert!(is_open(&stage, "MERGE"), "{}", stage.toast());
    stage.press("Enter");
    assert_eq!(stage.titles(), "Export the invoice as PDF Pay");
    let (into, from) = (item(&stage, 1), item(&stage, 3));
    assert_eq!(criteria(&into), ["It is A4.", "It has a number.", "it is sent by mail"]);
    assert_eq!((into.text.asked.as_str(), into.text.tags.join(" ").as_str()), ("Ann, Bo", "export pdf"));
    assert_eq!(into.text.links, ["https://example.org/2"]);
    assert_eq!(into.text.estimate.as_ref().map(ToString::to_string).as_deref(), Some("5"));
    assert_eq!(
        into.text.description,
        "For the tax office.\n\nFrom WEB-3 “Export the invoices as PDF”:\nCustomers ask."
    );
    assert_eq!((from.state, from.merged_into.map(|m| m.0)), (State::Declined, Some(ItemId(1))));
    assert_eq!(criteria(&item(&stage, 3)).len(), 2, "the other one keeps what it has");
    stage.press("u");
    assert_eq!(dump(&stage), before);
}

#[test]
fn the_other_one_goes_on_with_one_key() {
    let mut stage = stage(twins());
    stage.press("M").type_text("WEB-3").press("Enter x Enter");
    assert_eq!(stage.titles(), "Pay Export the invoices as PDF");
    assert_eq!(item(&stage, 1).merged_into.map(|m| m.0), Some(ItemId(3)));
}

#[test]
fn what_is_similar_is_offered_first() {
    let mut stage = stage(twins());
    stage.press("M").wait();
    assert!(stage.screen().contains("WEB-3"), "{}", stage.screen());
    stage.press("Tab Enter Enter");
    assert_eq!(stage.titles(), "Export the invoice as PDF Pay");
}

#[test]
fn what_can_not_be_merged_says_why() {
    let mut epic = open("Exports");
    epic.text.kind = Kind::Epic;
    let mut items = twins();
    items.push(epic);
    let mut stage = stage(items);
    stage.press("M").type_text("1").press("Enter");
    assert!(stage.screen().contains("WEB-1 can't be merged with itself"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("seven").press("Enter");
    assert!(stage.screen().contains("is no key"), "{}", stage.screen());
    stage.press("Ctrl-u Enter");
    assert!(stage.screen().contains("type the key"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("WEB-4").press("Enter");
    assert!(stage.screen().contains("WEB-4 is an epic and WEB-1 is none"), "{}", stage.screen());
    stage.press("Enter Esc Space Space Space M");
    assert!(stage.toast().contains("3 items are marked"), "{}", stage.toast());
}

#[test]
fn a_done_item_is_the_one_that_goes_on() {
    let mut stage = stage(twins());
    stage.press("G L L L L Enter Tab Tab Tab");
    stage.press("g b g g M").type_text("WEB-3").press("Enter");
    assert!(stage.screen().contains("Merge WEB-1 into WEB-3"), "{}", stage.screen());
    stage.press("x Enter");
    assert!(stage.toast().contains("WEB-3 is done"), "{}", stage.toast());
}

#[test]
fn pairs_of_the_backlog_are_listed_merged_and_told_apart() {
    let mut stage = stage(twins());
    stage.press("g =").wait();
    assert!(is_open(&stage, "SIMILAR"), "{}", stage.toast());
    let screen = stage.screen();
    assert!(screen.contains("What says nearly the same: 1 pair"), "{screen}");
    assert!(screen.contains("“invoice” or “invoices”"), "{screen}");
    stage.press("x");
    assert!(stage.screen().contains("not the same thing ·"), "{}", stage.screen());
    stage.press("Esc g =").wait();
    assert!(stage.screen().contains("not the same thing ·"), "it is kept: {}", stage.screen());
    stage.press("x j M Enter");
    assert!(is_open(&stage, "SIMILAR"));
    assert!(stage.screen().contains("No two items say nearly the same"), "{}", stage.screen());
    assert_eq!(item(&stage, 1).merged_into.map(|m| m.0), Some(ItemId(3)), "the one under the cursor goes on");
    stage.press("u");
    assert!(stage.screen().contains("Export the invoices as PDF"), "an undo brings the pair back: {}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.core.model.overlays.len(), 0);
}

#[test]
fn what_is_similar_to_one_item_is_listed_also_what_was_declined() {
    let mut stage = stage(twins());
    stage.press("G d").type_text("no paper").press("Enter g g g l").wait();
    assert!(stage.screen().contains("Similar to WEB-1: 1 item"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!((stage.cursor(), stage.core.model.backlog.list), ("Export the invoices as PDF", List::Declined));
    stage.press("g b g g j g l").wait();
    assert!(stage.toast().contains("nothing says nearly the same"), "{}", stage.toast());
}

#[test]
fn a_wish_that_resembles_a_declined_one_says_so_while_it_is_typed() {
    let mut stage = stage(twins());
    let refusal = Refusal { reason: "nobody prints".into(), ..Refusal::default() };
    let path = stage.folder().join("backlog.db");
    let mut store = Store::open(&path, writer("Bo"), Patience::None).unwrap();
    store.commit(&Change::Decline { items: vec![ItemId(1)], refusal }, today()).unwrap();
    store.commit(&Change::Trash { items: vec![ItemId(3)] }, today()).unwrap();
    store.commit(&added("Something else"), today()).unwrap();
    drop(store);
    stage.poll();
    stage.press("A").type_text("export invoice as pdf");
    hinted(&mut stage);
    let screen = stage.screen();
    assert!(screen.contains("like WEB-1 “Export the invoice as PDF”, declined"), "{screen}");
    assert!(screen.contains("nobody prints"), "{screen}");
    // The key that goes there keeps the text.
    stage.press("Ctrl-g");
    assert_eq!((stage.cursor(), stage.core.model.backlog.list), ("Export the invoice as PDF", List::Declined));
    stage.type_text(":").type_text("draft").press("Enter");
    assert!(
        matches!(stage.core.model.overlays.last(), Some(Overlay::Prompt(open)) if open.field.text() == "export invoice as pdf")
    );
    stage.wait().press("Enter");
    assert_eq!(stage.count(List::Inbox), 1, "Enter adds it all the same");
}

fn check(name: &str, theme: &str, open: impl Fn(&mut Stage)) {
    for (width, height) in SIZES {
        let mut stage = demo_stage(theme);
        stage.resize(width, height);
        open(&mut stage);
        stage.wait();
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn the_pop_ups_of_refinement() {
    let split = |stage: &mut Stage| {
        stage.press("j j S Space p");
    };
    check("split", "dark", split);
    check("split_light", "light", split);
    check("split_typing", "mono", |stage| {
        stage.press("j j S Space i");
    });
    let merge = |stage: &mut Stage| {
        stage.press("j j Space j Space M");
    };
    check("merge", "dark", merge);
    check("merge_light", "light", merge);
    check("merge_refused", "dark", |stage| {
        stage.press("g e Space g b Space M x");
    });
    check("alike", "dark", |stage| {
        stage.press("j j C C C g g g =");
    });
    check("alike_to", "dark", |stage| {
        stage.press("j j C d").type_text("twice").press("Enter k g l");
    });
    check("alike_prompt", "dark", |stage| {
        stage.press("j j C k M");
    });
    check("like", "dark", |stage| {
        stage.press("a").type_text("Save a cart for later");
        hinted(stage);
    });
}

#[test]
fn what_two_items_come_to_is_said_before_anything_is_written() {
    use crate::store::Shop;
    use upnext::domain::merge::{MergeError, merged, stays_first};
    let mut shop = Shop::new();
    let mut add = |mut item: NewItem| {
        item.state = State::Open;
        let id = shop.add(item, Spot::Bottom);
        shop.store.item(id).unwrap().unwrap()
    };
    let (first, second) = (add(users()), add(twins().remove(2)));
    let both = merged(&first, &second).unwrap();
    assert_eq!((both.gained, both.criteria.len()), (2, 5));
    assert_eq!(both.left, ["title “Export the invoices as PDF”", "estimate 5"]);
    assert_eq!(both.text.asked, "Ann, Bo");
    // A sentence that both have stays as it is; the other one's is told in the description.
    let bare = add(open("Exports"));
    let filled = merged(&bare, &first).unwrap();
    assert_eq!((filled.text.persona.as_str(), filled.text.benefit.as_str()), ("admin", "nobody waits for me"));
    let mut other = first.clone();
    (other.id, other.text.want) = (ItemId(99), "to see users".into());
    let told = merged(&first, &other).unwrap().text.description;
    assert!(told.contains("As an admin, I want to see users, so that nobody waits for me."), "{told}");
    other.text = first.text.clone();
    assert_eq!(merged(&first, &other).unwrap().text, first.text, "the same again adds nothing");
    let refused = |into: &Item, from: &Item| merged(into, from).unwrap_err();
    assert!(matches!(refused(&first, &first), MergeError::Itself(_)));
    let with = |change: fn(&mut Item)| {
        let mut item = second.clone();
        change(&mut item);
        item
    };
    assert!(matches!(refused(&first, &with(|i| i.product = ProductId(9))), MergeError::Products(..)));
    assert!(matches!(refused(&first, &with(|i| i.is_trashed = true)), MergeError::Trashed(_)));
    assert!(matches!(refused(&with(|i| i.state = State::Declined), &first), MergeError::Declined(_)));
    assert!(matches!(refused(&first, &with(|i| i.text.kind = Kind::Epic)), MergeError::Kinds(..)));
    let done = with(|i| i.state = State::Done);
    assert!(matches!(refused(&first, &done), MergeError::Done(_)));
    assert!(merged(&done, &first).is_ok() && stays_first(&done, &first) && !stays_first(&first, &done));
    let (mut long, mut longer) = (first.clone(), second.clone());
    (long.text.description, longer.text.description) = ("a".repeat(1 << 19), "b".repeat(1 << 19));
    let said = refused(&long, &longer).to_string();
    assert!(said.contains("together they are too long: the description"), "{said}");
}

#[test]
fn a_merge_warns_of_an_open_wish_and_says_that_there_is_more() {
    let mut stage = stage(twins());
    stage.press("s d Enter g d");
    let done = stage.core.model.backlog.item.clone().unwrap().key;
    stage.press("g b M").type_text(&done.to_string()).press("Enter");
    let screen = stage.screen();
    assert!(screen.contains(&format!("{done} is done: ")) && screen.contains("nobody will work on it"), "{screen}");
    stage.resize(60, 18);
    let screen = stage.screen();
    assert!(screen.contains("▼ j and k scroll"), "{screen}");
    assert!(screen.contains("stays with"), "{screen}");
    stage.press("G");
    assert!(stage.screen().contains("▲ j and k scroll"), "{}", stage.screen());
}

#[test]
fn what_is_alike_in_its_means_is_shown_by_them() {
    let wants = |title: &str, want: &str| {
        let mut item = open(title);
        (item.text.persona, item.text.want) = ("buyer".into(), want.into());
        item
    };
    let mut stage = stage(vec![
        wants("Cards", "to import the whole address book from R"),
        wants("Bills", "to import the whole address book from C++"),
    ]);
    stage.press("g =");
    let screen = stage.screen();
    assert!(screen.contains("“R” or “C++”"), "{screen}");
    assert!(screen.contains("Cards — Import the whole address book from R"), "{screen}");
}

#[test]
fn a_criterion_of_a_megabyte_can_be_split_off() {
    let mut big = open("Big");
    big.criteria = lines(&["small", &"word ".repeat(200_000)]);
    let mut stage = stage(vec![big]);
    stage.press("S j Space Enter");
    assert_eq!((criteria(&item(&stage, 1)), criteria(&item(&stage, 2)).len()), (vec!["small"], 1));
    assert!(item(&stage, 2).text.title.len() < 100);
}

#[test]
fn a_list_that_comes_late_takes_no_key() {
    let mut stage = stage(twins());
    for press in Press::parse_sequence("g = a").unwrap() {
        stage.core.press(press);
        stage.settle();
    }
    stage.type_text("Pay twice").wait();
    assert_eq!(crate::stage::prompt(&stage).field.text(), "Pay twice");
    stage.press("Esc");
    assert!(is_open(&stage, "SIMILAR"), "the list waited below the prompt");
}
