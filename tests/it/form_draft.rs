//! Unfinished text of a form: it is asked again, found again, and never written over unseen.

use crate::form::{form, item, store};
use crate::stage::Stage;
use upnext::runtime::core::Asked;
use upnext::ui::overlay::form::slot::Slot;
use upnext::ui::{Event, Model};

fn text(model: &Model, slot: Slot) -> String {
    let open = model.overlays.iter().rev().find_map(|overlay| overlay.as_form()).expect("a form");
    open.of(slot).as_text().to_owned()
}

/// A title that both windows changed; nobody has chosen yet.
fn conflict() -> Stage {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("e i Ctrl-w").type_text("my card").press("Esc");
    stage.beside().press("i Ctrl-u").type_text("Pay by any card").press("Enter");
    stage.press("Esc");
    assert!(stage.screen().contains("the other window wrote: Pay by any card"), "{}", stage.screen());
    stage
}

#[test]
fn a_choice_that_was_not_made_is_asked_again() {
    let mut discarded = conflict();
    discarded.press("X :").type_text("draft").press("Enter");
    let mut killed = conflict();
    killed.core.take(Event::DraftDue);
    let mut killed = killed.again();
    killed.press(":").type_text("draft").press("Enter");
    for stage in [&mut discarded, &mut killed] {
        assert!(stage.screen().contains("the other window wrote: Pay by any card"), "{}", stage.screen());
        stage.press("Esc");
        assert!(stage.toast().contains("choose"), "{}", stage.toast());
        assert_eq!(item(stage, 1).text.title, "Pay by any card", "nothing is written over");
        stage.press("b Esc");
        assert_eq!(item(stage, 1).text.title, "Pay by my card / Pay by any card");
        assert!(store(stage).drafts().unwrap().is_empty());
    }
}

#[test]
fn a_choice_that_is_taken_back_is_asked_again() {
    let mut stage = conflict();
    stage.press("m");
    assert!(form(&stage).entry().unwrap().theirs.is_none());
    stage.press("u Esc");
    assert!(stage.toast().contains("choose"), "{}", stage.toast());
    stage.press("t Esc");
    assert_eq!(item(&stage, 1).text.title, "Pay by any card");
}

#[test]
fn a_change_from_before_is_taken_back_and_takes_nothing_of_the_other_window() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("visitor").press("Tab").type_text("mine").press("Esc");
    let mut beside = stage.beside();
    beside
        .press("i Ctrl-u")
        .type_text("Pay by any card")
        .press("Enter e Tab Tab i")
        .type_text("theirs")
        .press("Esc Esc");
    stage.press("Esc");
    assert!(stage.screen().contains("choose"), "{}", stage.toast());
    stage.press("t u u");
    assert_eq!(text(&stage.core.model, Slot::Title), "Pay by any card");
    stage.press("Esc Esc t Esc");
    let text = item(&stage, 1).text;
    assert_eq!((text.title.as_str(), text.want.as_str()), ("Pay by any card", "theirs"));
}

#[test]
fn unfinished_text_is_offered_where_the_item_is_opened() {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("e Tab i").type_text("visitor").press("Esc X e");
    assert!(stage.toast().contains("unfinished text") && stage.toast().contains('U'), "{}", stage.toast());
    assert_eq!(text(&stage.core.model, Slot::Persona), "");
    stage.press("j k");
    assert!(stage.screen().contains("unfinished text"), "{}", stage.screen());
    stage.press("U");
    assert_eq!(text(&stage.core.model, Slot::Persona), "visitor");
    stage.press("u");
    assert_eq!(text(&stage.core.model, Slot::Persona), "");
    stage.press("U Esc");
    assert_eq!(item(&stage, 1).text.persona, "visitor");
    assert!(store(&stage).drafts().unwrap().is_empty());
    stage.press("j e");
    assert!(!stage.screen().contains("unfinished text"));
}

#[test]
fn unfinished_text_that_was_not_looked_at_outlives_other_changes() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("visitor").press("Esc X");
    // Left as it was.
    stage.press("e Esc");
    assert_eq!(store(&stage).drafts().unwrap().len(), 1);
    // Another change is a draft over it, then it is written.
    stage.press("e Tab Tab i").type_text("to pay");
    stage.core.take(Event::DraftDue);
    stage.press("Esc Esc");
    assert_eq!(item(&stage, 1).text.want, "to pay");
    assert_eq!(store(&stage).drafts().unwrap().len(), 1);
    // Another that is not saved either.
    stage.press("e i").type_text(" now").press("Esc X");
    assert_eq!(store(&stage).drafts().unwrap().len(), 1);
    let mut stage = stage.again();
    stage.press("e U");
    assert_eq!(text(&stage.core.model, Slot::Title), "Pay by card now");
    assert_eq!(text(&stage.core.model, Slot::Persona), "");
    stage.press("U");
    assert_eq!(text(&stage.core.model, Slot::Persona), "visitor");
    assert_eq!(text(&stage.core.model, Slot::Want), "to pay");
    stage.press("Esc");
    let text = item(&stage, 1).text;
    assert_eq!((text.title.as_str(), text.persona.as_str()), ("Pay by card now", "visitor"));
    assert!(store(&stage).drafts().unwrap().is_empty());
}

#[test]
fn unfinished_text_of_another_window_is_found_and_where_both_changed_a_person_chooses() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e i Ctrl-w").type_text("my card");
    stage.core.take(Event::DraftDue);
    let mut stage = stage.again();
    stage.press("i Ctrl-u").type_text("Pay by any card").press("Enter e");
    assert!(stage.toast().contains("unfinished text"), "{}", stage.toast());
    stage.press("U Esc");
    assert!(stage.screen().contains("choose"), "{}", stage.toast());
    stage.press("m Esc");
    assert_eq!(item(&stage, 1).text.title, "Pay by my card");
    assert!(store(&stage).drafts().unwrap().is_empty());
}

#[test]
fn a_product_sheet_finds_its_unfinished_text() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("g P j j j i").type_text("all pay").press("Esc X g P U Esc");
    assert_eq!(stage.core.model.product.clone().unwrap().sheet.vision, "all pay");
}

#[test]
fn a_window_that_is_too_small_swallows_letters_and_keeps_the_text() {
    let mut stage = Stage::with(&["Pay by card"]);
    stage.press("e Tab i").type_text("vis").resize(50, 15).press("q");
    assert_eq!(stage.core.asked(), None, "a letter in a field");
    stage.press("Ctrl-c");
    assert_eq!(stage.core.asked(), Some(Asked::Quit));
    let mut stage = stage.again();
    stage.press("e U");
    assert_eq!(text(&stage.core.model, Slot::Persona), "vis");
    stage.resize(50, 15).press("q");
    assert_eq!(stage.core.asked(), Some(Asked::Quit), "nothing is being typed");
    let mut stage = stage.again();
    stage.press("e U");
    assert_eq!(text(&stage.core.model, Slot::Persona), "vis");
}
