//! The form: an item, the product sheet and templates, by keys against the real store.

use crate::stage::Stage;
use upnext::domain::{Change, Item, Kind, ProductId, State};
use upnext::runtime::Core;
use upnext::store::{Patience, Store, Writer};
use upnext::ui::overlay::{Overlay, form};

pub(crate) fn store(stage: &Stage) -> Store {
    let writer = Writer { author: "bob".into(), window: "test beside".into() };
    Store::open(&stage.folder().join("backlog.db"), writer, Patience::None).unwrap()
}

/// The item with this number, as the store has it.
pub(crate) fn item(stage: &Stage, number: i64) -> Item {
    let store = store(stage);
    let key = upnext::domain::Key { prefix: "WEB".into(), number };
    store.item(store.find(&key).unwrap().unwrap()).unwrap().unwrap()
}

/// The form that is open.
pub(crate) fn form(stage: &Stage) -> &form::State {
    match stage.core.model.overlays.last() {
        Some(Overlay::Form(open)) => open,
        other => panic!("no form, but {other:?}"),
    }
}

fn criteria(item: &Item) -> Vec<(&str, bool)> {
    item.criteria.iter().map(|c| (c.text.as_str(), c.is_met)).collect()
}

fn core(stage: &mut Stage) -> &mut Core {
    &mut stage.core
}

pub(crate) fn paste(stage: &mut Stage, text: &str) {
    core(stage).take(upnext::ui::Event::Paste(text.to_owned()));
    stage.settle();
}

#[test]
fn a_story_is_written_field_by_field_and_saved_as_one_step() {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("e Tab i").type_text("visitor").press("Enter").type_text("to pay by card").press("Enter");
    stage.type_text("I need no cash").press("Enter").type_text("it is paid").press("Enter");
    stage.type_text("a receipt comes").press("Enter Enter").type_text("first").press("Enter").type_text("second");
    stage.press("Esc");
    assert!(stage.screen().contains("FORM"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.toast().contains("edit WEB-1") && stage.toast().contains("u undo"), "{}", stage.toast());
    let text = item(&stage, 1).text;
    assert_eq!((text.persona.as_str(), text.want.as_str()), ("visitor", "to pay by card"));
    assert_eq!((text.benefit.as_str(), text.description.as_str()), ("I need no cash", "first\nsecond"));
    assert_eq!(criteria(&item(&stage, 1)), [("it is paid", false), ("a receipt comes", false)]);
    stage.press("u");
    assert_eq!(item(&stage, 1).text.persona, "", "one step");
    assert!(item(&stage, 1).criteria.is_empty());
}

#[test]
fn all_the_other_fields_are_saved_too() {
    let mut stage = Stage::with(&["Pay by card", "Refund", "Ship"]);
    stage.press("j c k e");
    assert_eq!(item(&stage, 2).text.kind, Kind::Epic);
    stage.press("g b g g e G k k k k k k k k k k k").type_text("");
    let labels = |stage: &Stage| form(stage).entry().unwrap().slot.label();
    assert_eq!(labels(&stage), "Kind");
    stage.press("Enter b");
    assert_eq!(labels(&stage), "Kind");
    stage.press("j Enter r j i").type_text("5").press("Tab").type_text("2").press("Tab").type_text("api, check out");
    stage.press("Tab").type_text("3").press("Tab Tab").type_text("Ada").press("Tab").type_text("Bob");
    stage.press("Tab").type_text("+14").press("Tab").type_text("https://example.org").press("Esc Tab i");
    stage.type_text("hush").press("Esc Esc");
    assert!(stage.toast().contains("edit WEB-1"), "{}", stage.toast());
    let item = item(&stage, 1);
    assert_eq!((item.text.kind, item.state), (Kind::Bug, State::Ready));
    assert_eq!(item.text.estimate.map(|e| e.to_string()).as_deref(), Some("5"));
    assert_eq!(item.epic.map(|e| e.1.to_string()).as_deref(), Some("WEB-2"));
    assert_eq!(item.text.tags, ["api", "check out"]);
    assert_eq!(item.needs.iter().map(|t| t.key.to_string()).collect::<Vec<_>>(), ["WEB-3"]);
    assert_eq!((item.text.asked.as_str(), item.text.assignee.as_str()), ("Ada", "Bob"));
    assert!(item.text.due.is_some());
    assert_eq!(item.text.links, ["https://example.org"]);
    assert_eq!(item.text.note, "hush");
}

#[test]
fn criteria_are_walked_moved_ticked_and_thrown_away() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e j j j j a");
    paste(&mut stage, "- one\n2. two\n[x] three\nGiven a\nWhen b\nThen c\n");
    stage.press("Esc");
    let texts = |stage: &Stage| {
        let lines = form(stage).of(form::slot::Slot::Criteria).as_lines().to_vec();
        lines.into_iter().map(|l| format!("{}{}", if l.is_done { "x " } else { "" }, l.text)).collect::<Vec<_>>()
    };
    assert_eq!(texts(&stage), ["one", "two", "x three", "Given a\nWhen b\nThen c"]);
    stage.press("K K x D");
    assert_eq!(texts(&stage), ["one", "two", "x three"]);
    stage.press("u");
    assert_eq!(texts(&stage), ["one", "x Given a\nWhen b\nThen c", "two", "x three"]);
    stage.press("u U J U");
    assert!(stage.toast().contains("nothing was taken back"), "{}", stage.toast());
    // Enter in the middle of a criterion begins the next one; Backspace at its start joins them again.
    stage.press("g g j j j j j i Home Right Enter");
    assert_eq!(texts(&stage)[..2], ["o", "ne"]);
    stage.press("Backspace Esc");
    assert_eq!(texts(&stage)[0], "o ne");
    stage.press("Esc");
    assert_eq!(item(&stage, 1).criteria.len(), 4);
}

#[test]
fn a_whole_story_as_the_title_fills_the_fields() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e i Ctrl-u").type_text("As a visitor, I want to pay by card, so that I need no cash").press("Enter");
    assert!(stage.screen().contains("a whole story"), "{}", stage.screen());
    stage.press("j");
    assert!(!stage.screen().contains("a whole story"), "any other key leaves it");
    stage.press("k i Enter");
    assert!(!stage.screen().contains("a whole story"), "nothing was typed");
    stage.press("Esc k i").type_text(".").press("Enter y Esc");
    let text = item(&stage, 1).text;
    assert_eq!((text.title.as_str(), text.persona.as_str()), ("Pay by card", "visitor"));
    assert_eq!((text.want.as_str(), text.benefit.as_str()), ("to pay by card", "I need no cash"));
}

#[test]
fn what_is_wrong_is_told_at_its_field_and_kept() {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("e i Ctrl-u Esc");
    assert!(stage.screen().contains("the title is empty"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("FORM"), "an empty title is not saved");
    stage.press("i").type_text("Pay").press("Esc");
    assert!(!stage.screen().contains("the title is empty"));
    for (field, typed, told) in [
        ("Estimate", "7", "not on the scale"),
        ("Due", "soonish", "soonish"),
        ("Depends on", "WEB-x", "no key"),
        ("Depends on", "WEB-1", "itself"),
        ("Epic", "2, 1 3", "itself"),
    ] {
        go_to(&mut stage, field);
        stage.press("i Ctrl-u").type_text(typed).press("Esc");
        assert!(stage.screen().contains(told), "{field}: {}", stage.screen());
        stage.press("Esc");
        assert!(stage.screen().contains("FORM"), "{field}");
        stage.press("i Ctrl-u Esc");
    }
    go_to(&mut stage, "Depends on");
    stage.press("i").type_text("77").press("Esc Esc");
    assert!(stage.screen().contains("there is no item WEB-77"), "{}", stage.screen());
    stage.press("i Ctrl-u").type_text("2").press("Esc Esc j e");
    go_to(&mut stage, "Depends on");
    stage.press("i").type_text("1").press("Esc Esc");
    assert!(stage.screen().contains("circle"), "{}", stage.screen());
    assert_eq!(form(&stage).of(form::slot::Slot::Needs).as_text(), "1");
    stage.press("X");
}

/// The cursor to the field with this label.
pub(crate) fn go_to(stage: &mut Stage, label: &str) {
    stage.press("g g");
    for _ in 0..200 {
        let open = form(stage);
        if open.at.row.is_none() && open.entry().unwrap().slot.label() == label {
            return;
        }
        stage.press("j");
    }
    panic!("no field {label}");
}

#[test]
fn a_discarded_form_comes_back_as_its_draft() {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("e Tab i").type_text("visitor").press("Esc X");
    assert!(stage.toast().contains(":draft"), "{}", stage.toast());
    assert_eq!(item(&stage, 1).text.persona, "");
    stage.press("j :").type_text("draft").press("Enter");
    assert_eq!(form(&stage).of(form::slot::Slot::Persona).as_text(), "visitor");
    stage.press("Esc");
    assert_eq!(item(&stage, 1).text.persona, "visitor");
    assert!(store(&stage).drafts().unwrap().is_empty(), "it is saved");
}

#[test]
fn what_is_being_typed_is_a_draft_and_survives_the_program() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("visi");
    assert!(stage.core.model.is_draft_due());
    stage.core.take(upnext::ui::Event::DraftDue);
    let mut stage = stage.again();
    assert!(stage.toast().contains(":draft"), "{}", stage.toast());
    stage.press(":").type_text("draft").press("Enter");
    assert_eq!(form(&stage).of(form::slot::Slot::Persona).as_text(), "visi");
    stage.press("Esc");
    assert_eq!(item(&stage, 1).text.persona, "visi");
    assert!(store(&stage).drafts().unwrap().is_empty());
}

#[test]
fn a_form_that_is_left_as_it_was_writes_nothing() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e i Esc Tab i Esc Esc");
    assert!(stage.core.model.overlays.is_empty());
    assert!(store(&stage).drafts().unwrap().is_empty());
    stage.press("u");
    assert!(stage.toast().contains("nothing to undo") || stage.count(upnext::domain::List::Backlog) < 2);
}

#[test]
fn fields_that_only_the_other_window_changed_are_taken_over() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("visitor").press("Esc");
    let mut beside = stage.beside();
    beside.press("i Ctrl-u").type_text("Pay by any card").press("Enter p 5 Enter");
    stage.press("Esc");
    assert!(stage.toast().contains("2 fields as the other window"), "{}", stage.toast());
    let item = item(&stage, 1);
    assert_eq!((item.text.title.as_str(), item.text.persona.as_str()), ("Pay by any card", "visitor"));
    assert_eq!(item.text.estimate.unwrap().to_string(), "5");
}

#[test]
fn where_both_changed_a_field_a_person_chooses() {
    for (key, title) in [("m", "Pay by my card"), ("t", "Pay by any card"), ("b", "Pay by my card / Pay by any card")] {
        let mut stage = Stage::with(&["Pay by card"]);
        stage.press("e i Ctrl-w").type_text("my card").press("Tab").type_text("visitor").press("Esc");
        let mut beside = stage.beside();
        beside.press("i Ctrl-u").type_text("Pay by any card").press("Enter");
        stage.press("Esc");
        assert!(stage.screen().contains("the other window wrote: Pay by any card"), "{}", stage.screen());
        stage.press("Esc");
        assert!(stage.toast().contains("choose"), "{}", stage.toast());
        stage.press(key).press("Esc");
        let text = item(&stage, 1).text;
        assert_eq!((text.title.as_str(), text.persona.as_str()), (title, "visitor"), "{key}");
    }
}

#[test]
fn an_item_that_was_thrown_away_or_declined_meanwhile_loses_no_text() {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("e Tab i").type_text("visitor").press("Esc");
    stage.beside().press("d").type_text("no budget").press("Enter");
    stage.press("Esc");
    let declined = item(&stage, 1);
    assert_eq!((declined.state, declined.text.persona.as_str()), (State::Declined, "visitor"));
    assert_eq!(declined.decline.unwrap().reason, "no budget");
    stage.poll().press("g g e Tab i").type_text("clerk").press("Esc");
    stage.beside().press("g g D");
    stage.press("Esc");
    assert!(stage.screen().contains("thrown away"), "{}", stage.screen());
    assert_eq!(form(&stage).of(form::slot::Slot::Persona).as_text(), "clerk");
    stage.press("X");
    assert!(stage.toast().contains(":draft"));
}

#[test]
fn the_product_sheet_is_the_same_form() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("g P");
    go_to(&mut stage, "Vision");
    stage
        .press("i")
        .type_text("everybody pays")
        .press("Tab")
        .type_text("the board")
        .press("Tab")
        .type_text("1000 shops");
    stage.press("Tab").type_text("visitor").press("Enter").type_text("clerk").press("Enter Enter");
    stage.type_text("leverage").press("Esc");
    go_to(&mut stage, "Ready when");
    stage.press("a").type_text("has:criteria # it can be accepted").press("Enter").type_text("stat:open").press("Esc");
    assert!(stage.screen().contains("line 2:"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("FORM"), "a rule that can't be read is not saved");
    go_to(&mut stage, "Ready when");
    stage.press("j j D Esc");
    assert!(stage.toast().contains("edit product Webshop"), "{}", stage.toast());
    let product = stage.core.model.product.clone().unwrap();
    assert_eq!(product.sheet.vision, "everybody pays");
    assert_eq!((product.sheet.vision_by.as_str(), product.sheet.goal.as_str()), ("the board", "1000 shops"));
    assert_eq!(product.sheet.personas, ["visitor", "clerk"]);
    assert_eq!(product.sheet.jargon, ["leverage"]);
    assert_eq!(product.sheet.ready, ["has:criteria # it can be accepted"]);
    stage.press("u");
    assert_eq!(stage.core.model.product.clone().unwrap().sheet.vision, "", "one step");
}

#[test]
fn personas_of_the_sheet_and_of_other_stories_complete_as_a() {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("g P");
    go_to(&mut stage, "Personas");
    stage.press("a").type_text("visitor").press("Esc Esc e Tab i").type_text("clerk").press("Esc Esc j e Tab i");
    assert!(stage.screen().contains("of this product") && stage.screen().contains("clerk"), "{}", stage.screen());
    stage.type_text("vi").press("Down Esc Esc");
    assert_eq!(item(&stage, 2).text.persona, "visitor");
}

#[test]
fn a_template_is_a_form_in_the_sheet_and_fills_what_is_empty() {
    let mut stage = Stage::with(&["Card is refused"]);
    stage.press("c k b e");
    assert!(stage.screen().contains("nothing but a title yet"), "{}", stage.screen());
    stage.press("T");
    assert!(stage.screen().contains("Expected:"), "{}", stage.screen());
    stage.press("T");
    assert!(stage.toast().contains("filled already"), "{}", stage.toast());
    stage.press("X g P");
    go_to(&mut stage, "Templates");
    stage.press("j j Enter i Ctrl-u Esc Esc");
    assert!(stage.screen().contains("the title is empty"), "{}", stage.screen());
    stage.press("i").type_text("Bug").press("Esc G i Ctrl-u Ctrl-u Ctrl-u Ctrl-u");
    stage.press("Ctrl-End Ctrl-u").type_text("What broke?").press("Esc Esc Esc");
    assert!(stage.toast().contains("edit product"), "{}", stage.toast());
    let own = stage.core.model.product.clone().unwrap().sheet.templates;
    assert_eq!(own.len(), 1, "{own:?}");
    assert!(own[0].kind == Kind::Bug && own[0].description.contains("What broke?"));
    stage.press("e T");
    assert!(stage.screen().contains("What broke?"), "{}", stage.screen());
}

#[test]
fn control_characters_are_left_out_and_told() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i");
    paste(&mut stage, "vis\u{1b}[31mitor\u{7}");
    assert!(stage.toast().contains("1 escape sequence and 1 control character"), "{}", stage.toast());
    stage.press("Esc Esc");
    assert_eq!(item(&stage, 1).text.persona, "visitor");
}

#[test]
fn a_text_from_the_editor_goes_into_its_field() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e");
    go_to(&mut stage, "Criteria");
    let back = "- [x] one\n- [ ] Given a\n      When b\n      Then c\ntwo\n";
    stage.core.take(upnext::ui::Event::Edited(Ok(Some(back.into()))));
    stage.settle().press("Esc");
    assert_eq!(criteria(&item(&stage, 1)), [("one", true), ("Given a\nWhen b\nThen c", false), ("two", false)]);
    stage.press("e");
    go_to(&mut stage, "Description");
    stage.core.take(upnext::ui::Event::Edited(Err("the editor `x` did not start".into())));
    assert!(stage.settle().screen().contains("did not start"));
    stage.core.take(upnext::ui::Event::Edited(Ok(Some("a\r\nb\u{1b}\n\n".into()))));
    stage.settle().press("Esc");
    assert_eq!(item(&stage, 1).text.description, "a\nb");
}

#[test]
fn a_long_text_is_shown_and_opened_in_the_editor() {
    let mut stage = Stage::with(&["Pay by card"]);
    let mut store = store(&stage);
    let mut text = item(&stage, 1).text;
    text.description = "word ".repeat(20_000);
    let id = item(&stage, 1).id;
    store
        .commit(
            &Change::Rewrite { item: id, text: Box::new(text), criteria: vec![], ties: None },
            crate::stage::today(),
        )
        .unwrap();
    stage.poll().press("e");
    go_to(&mut stage, "Description");
    stage.press("i");
    assert!(stage.toast().contains("too long"), "{}", stage.toast());
    assert!(stage.screen().contains("word word"));
    assert_eq!(store.products().unwrap()[0].id, ProductId(1));
}

#[test]
fn no_size_is_too_small_to_draw_a_form() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e T j i");
    for (width, height) in [(0, 0), (1, 1), (60, 18), (61, 19), (80, 24), (109, 20), (110, 18), (200, 60)] {
        stage.resize(width, height).screen();
    }
}

#[test]
fn the_checks_stand_beside_the_form_and_a_key_mends() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("visitor").press("Enter").type_text("to pay so that I need no cash");
    let screen = stage.screen();
    assert!(screen.contains("How it reads") && screen.contains("As a visitor, I want to pay"), "{screen}");
    assert!(screen.contains("criteria"), "a story without criteria: {screen}");
    stage.press("Esc M");
    assert_eq!(form(&stage).of(form::slot::Slot::Benefit).as_text(), "I need no cash");
    assert_eq!(form(&stage).of(form::slot::Slot::Want).as_text(), "to pay");
    stage.press("u");
    assert_eq!(form(&stage).of(form::slot::Slot::Benefit).as_text(), "");
    stage.resize(80, 24);
    go_to(&mut stage, "Criteria");
    assert!(stage.screen().contains("criteria: "), "{}", stage.screen());
}

#[test]
fn a_key_mends_the_criterion_that_the_cursor_is_on() {
    let mut stage = Stage::with(&["Pay by card"]);
    let twice = "Given a cart When I pay Then it is paid When I look Then I see it";
    stage.press("e");
    go_to(&mut stage, "Criteria");
    // An empty row is no criterion, and does not put the others out of step.
    stage.press("i").type_text(twice).press("Enter Esc a").type_text(&twice.replace("cart", "list"));
    assert!(stage.screen().contains("Esc M split the criterion"), "{}", stage.screen());
    stage.press("Esc");
    assert!(!stage.screen().contains("Esc M") && stage.screen().contains("M split"), "{}", stage.screen());
    stage.press("M");
    let lines: Vec<&str> =
        form(&stage).of(form::slot::Slot::Criteria).as_lines().iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, [twice, "Given a list When I pay Then it is paid", "Given a list When I look Then I see it"]);
    // Within a list of which two can be mended, the other one by going there.
    stage.press("k k k M");
    assert_eq!(form(&stage).of(form::slot::Slot::Criteria).as_lines().len(), 4);
}

/// Every screen of the form at three sizes.
fn check(name: &str, keys: &str, typed: &str) {
    for (width, height) in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = crate::screens::demo_stage("dark");
        stage.resize(width, height).press(keys).type_text(typed).wait();
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), crate::screens::picture(&stage));
    }
}

#[test]
fn screens_of_the_form() {
    check("story", "j j e", "");
    check("persona", "j j e Tab i Ctrl-u", "re");
    check("criterion", "j j e j j j j j j j i", " and a word more than fits");
    check("kind", "j j e G k k k k k k k k k k k i", "");
    check("error", "j j e i Ctrl-u Esc Esc", "");
    check(
        "title_story",
        "a T i t l e Enter e i Ctrl-u A s Space a Space b u y e r , Space I Space w a n t Space i t Esc",
        "",
    );
    check("sheet", "g P", "");
    check("sheet_templates", "g P G k Enter", "");
}

#[test]
fn a_conflict_and_a_light_form() {
    for (width, height) in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = Stage::with(&["Pay by card"]);
        stage.resize(width, height).press("e i Ctrl-w").type_text("my card").press("Tab").type_text("visitor");
        stage.press("Esc");
        stage.beside().press("i Ctrl-u").type_text("Pay by any card").press("Enter");
        stage.press("Esc");
        insta::assert_snapshot!(format!("conflict_{width}x{height}"), crate::screens::picture(&stage));
        let mut light = crate::screens::demo_stage("light");
        light.resize(width, height).press("j j e j j j j j j");
        insta::assert_snapshot!(format!("light_{width}x{height}"), crate::screens::picture(&light));
    }
}

#[test]
fn the_mouse_goes_to_a_field_and_into_it() {
    use upnext::ui::{Mouse, MouseKind};
    let mut stage = Stage::with(&["Pay by card"]);
    stage.resize(80, 24).press("e");
    let click = |stage: &mut Stage, text: &str, kind: MouseKind| {
        let (column, row) = crate::stage::place(stage, text);
        stage.core.take(upnext::ui::Event::Mouse(Mouse { kind, column, row }));
        stage.settle();
    };
    click(&mut stage, "As a", MouseKind::Down);
    assert_eq!(form(&stage).entry().unwrap().slot.label(), "As a");
    assert!(!form(&stage).is_inside());
    click(&mut stage, "As a", MouseKind::Down);
    stage.type_text("visitor");
    click(&mut stage, "I want", MouseKind::WheelDown);
    assert!(form(&stage).is_inside(), "the wheel leaves what is being typed alone");
    click(&mut stage, "Description", MouseKind::Down);
    assert_eq!(form(&stage).of(form::slot::Slot::Persona).as_text(), "visitor");
    click(&mut stage, "backlog 1", MouseKind::Down);
    assert!(stage.screen().contains("FORM"), "a click beside it closes no form");
}

#[test]
fn a_template_that_is_being_written_is_a_draft_of_its_sheet() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("g P");
    go_to(&mut stage, "Templates");
    stage.press("j Enter G i").type_text("Why now?");
    stage.core.take(upnext::ui::Event::DraftDue);
    let mut stage = stage.again();
    stage.press(":").type_text("draft").press("Enter");
    go_to(&mut stage, "Templates");
    stage.press("j Enter");
    assert!(
        stage.screen().contains("Template of a story") && stage.screen().contains("Why now?"),
        "{}",
        stage.screen()
    );
    stage.press("Esc Esc");
    assert!(stage.toast().contains("edit product"), "{}", stage.toast());
    assert!(store(&stage).drafts().unwrap().is_empty());
}

#[test]
fn two_forms_never_stand_over_each_other() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e ?").type_text("edit").press("Enter");
    assert_eq!(stage.core.model.overlays.iter().filter(|o| o.as_form().is_some()).count(), 1);
}

#[test]
fn a_save_that_waits_for_another_window_loses_nothing_typed_meanwhile() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("visitor").press("Esc");
    let path = stage.folder().join("backlog.db");
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    stage.press("Esc");
    assert!(stage.screen().contains("FORM"), "it waits");
    stage.press("Tab i").type_text("to pay");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    stage.core.retry();
    stage.settle();
    assert_eq!(item(&stage, 1).text.persona, "visitor");
    assert!(stage.toast().contains("more was typed meanwhile"), "{}", stage.toast());
    stage.press("Esc Esc");
    assert_eq!(item(&stage, 1).text.want, "to pay");
}

#[test]
fn what_it_depends_on_is_found_by_its_title() {
    let mut stage = Stage::with(&["Pay by card", "Refund a card", "Ship"]);
    stage.press("e");
    go_to(&mut stage, "Depends on");
    stage.press("i").type_text("ref");
    assert!(stage.screen().contains("Refund a card"), "{}", stage.screen());
    stage.press("Down").type_text(", shi").press("Down Esc Esc");
    let needs: Vec<String> = item(&stage, 1).needs.iter().map(|tie| tie.key.to_string()).collect();
    assert_eq!(needs, ["WEB-2", "WEB-3"]);
}
