//! What is said at the fields of a form, and how a hand goes on from one to the next.

use crate::form::{form, go_to, item, paste, store};
use crate::stage::{Stage, help};
use upnext::domain::List;
use upnext::ui::keymap::Scope;
use upnext::ui::overlay::form::slot::Slot;

#[test]
fn a_title_that_was_not_changed_is_no_unfinished_text() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("i Left Esc");
    assert!(!stage.toast().contains(":draft"), "{}", stage.toast());
    assert!(store(&stage).drafts().unwrap().is_empty());
    stage.press("i").type_text(" now").press("Esc");
    assert_eq!(store(&stage).drafts().unwrap().len(), 1);
    stage.press(":").type_text("draft").press("Enter");
    assert!(stage.screen().contains("Title of WEB-1"), "{}", stage.screen());
}

#[test]
fn a_finding_is_read_whole_in_a_narrow_form() {
    for (width, height) in [(80, 24), (60, 18)] {
        let mut stage = Stage::with(&["Pay by card"]);
        stage.resize(width, height).press("e Tab i").type_text("visitor").press("Enter").type_text("to pay and to go");
        stage.press("Esc");
        let found = upnext::ui::overlay::form::checks::summary(form(&stage), &stage.core.model).unwrap();
        let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        assert!(squeezed(&stage.screen()).contains(&squeezed(&found)), "{found}\n{}", stage.screen());
    }
}

#[test]
fn help_from_a_form_begins_with_the_form() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e ?");
    let screen = stage.screen();
    let at = |text: &str| screen.find(text).unwrap_or_else(|| panic!("{text}: {screen}"));
    assert!(at("field") < screen.find("move-up").unwrap_or(usize::MAX), "{screen}");
    assert_eq!(help(&stage).scope, Some(Scope::Form));
}

#[test]
fn what_is_left_out_of_a_pasted_text_stands_at_its_field() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i");
    paste(&mut stage, "vis\u{1b}[31mitor\u{1b}]0;x\u{7}");
    stage.press("Esc j j");
    assert!(stage.screen().contains("2 escape sequences left out"), "{}", stage.screen());
    go_to(&mut stage, "Criteria");
    stage.press("a");
    paste(&mut stage, "\u{1b}[1mone\u{1b}[0m\ntwo\u{8}");
    stage.press("Esc");
    assert!(stage.screen().contains("2 escape sequences and 1 control character left out"), "{}", stage.screen());
    stage.press("Esc");
    let item = item(&stage, 1);
    assert_eq!(item.text.persona, "visitor");
    assert_eq!(item.criteria.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn too_much_for_a_field_names_the_way_from_inside() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e");
    go_to(&mut stage, "Description");
    stage.press("i");
    paste(&mut stage, &"word ".repeat(20_000));
    assert!(stage.toast().contains("Esc leaves it, then E opens it"), "{}", stage.toast());
}

#[test]
fn an_estimate_is_told_as_it_was_typed() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e");
    go_to(&mut stage, "Estimate");
    stage.press("i").type_text("huge").press("Esc");
    assert!(stage.screen().contains("huge is not on the scale"), "{}", stage.screen());
}

#[test]
fn a_form_says_that_marks_do_nothing_to_it() {
    let mut stage = Stage::with(&["Pay by card", "Refund", "Ship"]);
    stage.press("Space k k j j e");
    assert!(stage.toast().contains("WEB-3 is edited"), "{}", stage.toast());
    assert_eq!(stage.count(List::Backlog), 3);
}

#[test]
fn a_refused_save_says_the_reason_once() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e");
    go_to(&mut stage, "Depends on");
    stage.press("i").type_text("77").press("Esc Esc");
    assert_eq!(stage.screen().matches("there is no item WEB-77").count(), 1, "{}", stage.screen());
    assert!(stage.toast().contains("not saved · look at Depends on"), "{}", stage.toast());
    stage.press("i Ctrl-u").type_text("x-y-z").press("Esc Esc");
    assert_eq!(stage.screen().matches("is no key").count(), 1, "{}", stage.screen());
}

#[test]
fn a_link_that_is_no_address_and_equal_personas_are_told() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e");
    go_to(&mut stage, "Links");
    stage.press("a").type_text("see Jira").press("Esc");
    assert!(stage.screen().contains("\"see Jira\" is no address"), "{}", stage.screen());
    stage.press("i Ctrl-u").type_text("https://example.org").press("Esc");
    assert!(!stage.screen().contains("is no address"), "{}", stage.screen());
    stage.press("Esc g P");
    go_to(&mut stage, "Personas");
    stage.press("a").type_text("visitor").press("Enter").type_text("Visitor").press("Esc");
    assert!(stage.screen().contains("kept once"), "{}", stage.screen());
    stage.press("Esc");
    assert_eq!(stage.core.model.product.clone().unwrap().sheet.personas, ["visitor"]);
}

#[test]
fn the_next_field_is_gone_into_where_typing_went_out_of_itself() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e");
    go_to(&mut stage, "Kind");
    stage.press("Enter b Tab r Tab").type_text("5").press("Esc Tab");
    assert!(!form(&stage).is_inside(), "after Esc keys are verbs");
    assert_eq!(form(&stage).of(Slot::Kind).as_text(), "bug");
    assert_eq!(form(&stage).of(Slot::State).as_text(), "ready");
    assert_eq!(form(&stage).of(Slot::Estimate).as_text(), "5");
    stage.press("g g i Ctrl-u").type_text("As a visitor, I want to pay").press("Enter y Tab");
    assert!(!form(&stage).is_inside(), "another key came between");
}

#[test]
fn one_field_of_the_other_window_is_one() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("visitor").press("Esc");
    stage.beside().press("p 5 Enter");
    stage.press("Esc");
    assert!(stage.toast().contains("1 field as the other window wrote it"), "{}", stage.toast());
}
