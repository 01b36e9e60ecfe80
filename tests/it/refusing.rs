//! Saying no, taking it back, and telling whoever asked: by keys against the real store.

use crate::screens::{SIZES, demo_stage, picture};
use crate::stage::Stage;
use upnext::domain::{Change, Item, ItemId, List, ProductId, State};
use upnext::store::{Patience, Store};

fn shop() -> Stage {
    Stage::with(&["alpha", "beta", "gamma", "delta"])
}

fn store(stage: &Stage) -> Store {
    let writer = upnext::store::Writer { author: "Test".into(), window: "look".into() };
    Store::open(&stage.folder().join("backlog.db"), writer, Patience::None).unwrap()
}

fn item(stage: &Stage, n: i64) -> Item {
    store(stage).item(ItemId(n)).unwrap().unwrap()
}

#[test]
fn a_digit_and_enter_decline() {
    let mut stage = shop();
    stage.press("d 2 Enter");
    assert_eq!((stage.titles().as_str(), stage.count(List::Declined)), ("beta gamma delta", 1));
    assert_eq!(item(&stage, 1).decline.unwrap().reason, "too costly for its value");
    stage.press("u");
    assert_eq!(stage.titles(), "alpha beta gamma delta");
    stage.press("g g d j j k Enter");
    assert_eq!(item(&stage, 1).decline.unwrap().reason, "does not serve the Product Goal");
}

#[test]
fn everything_that_can_be_said_is_kept_and_shown() {
    let mut stage = shop();
    stage.press("c w").type_text("Ada").press("Enter d").type_text("we buy one").press("Tab");
    stage.type_text("the one of Acme").press("Tab Tab").type_text("2w").press("Enter g n");
    let no = item(&stage, 1).decline.unwrap();
    assert_eq!((no.reason.as_str(), no.alternative.as_deref()), ("we buy one", Some("the one of Acme")));
    assert_eq!(no.requester.as_deref(), Some("Ada"));
    let again = (upnext::runtime::now().day + chrono::Days::new(14)).to_string();
    assert_eq!(no.again.unwrap().to_string(), again);
    stage.resize(120, 40);
    let screen = stage.screen();
    for text in ["we buy one", "the one of Acme", "asked by  Ada", "look again", &again] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
}

#[test]
fn no_reason_is_refused_at_the_field_and_what_is_typed_is_kept() {
    let mut stage = shop();
    stage.press("d Tab").type_text("another thing").press("Enter");
    assert!(stage.screen().contains("declining needs a reason"), "{}", stage.screen());
    stage.press("Tab Tab Tab").type_text("never").press("Tab").type_text("x").press("Enter");
    assert!(stage.screen().contains("\"never\" is no day"), "{}", stage.screen());
    stage.press("Esc :").type_text("draft").press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("another thing") && screen.contains("never"), "{screen}");
    stage.press("Tab Tab Tab Ctrl-u Enter");
    assert_eq!(item(&stage, 1).state, State::Declined);
    assert_eq!(item(&stage, 1).decline.unwrap().reason, "x");
}

#[test]
fn the_day_to_look_again_is_still_to_come() {
    let mut stage = shop();
    stage.press("d 1 Shift-Tab").type_text("2020-01-01").press("Enter");
    assert!(stage.screen().contains("not to come"), "{}", stage.screen());
}

#[test]
fn marks_are_declined_as_one_step_and_said_before() {
    let mut stage = shop();
    stage.press("Space Space d");
    assert!(stage.screen().contains("Why not 2 marked items?"), "{}", stage.screen());
    stage.press("3 Enter");
    // The cursor is on gamma, which is not marked.
    assert!(stage.screen().contains("open → declined"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!((stage.titles().as_str(), stage.count(List::Declined)), ("gamma delta", 2));
    stage.press("u");
    assert_eq!(stage.titles(), "alpha beta gamma delta");
}

#[test]
fn one_key_takes_it_back_to_its_rank_and_state() {
    let mut stage = shop();
    stage.press("j L d 1 Enter g n");
    assert_eq!(stage.titles(), "beta");
    stage.press("r g b");
    assert_eq!(stage.titles(), "alpha beta gamma delta");
    let back = item(&stage, 2);
    assert_eq!((back.state, back.decline), (State::Ready, None));
    stage.press("g g j g H");
    let screen = stage.screen();
    assert!(screen.contains("it had been declined: \"does not serve"), "{screen}");
    stage.press("Esc r");
    assert!(stage.toast().contains("WEB-2 is ready"), "{}", stage.toast());
}

#[test]
fn the_log_of_noes_is_filtered_and_asks_again() {
    let mut stage = shop();
    stage.press("d 4 Enter d").type_text("too slow").press("Enter g n f").type_text("reason:slow").press("Enter");
    assert_eq!(stage.titles(), "beta");
    let later = Change::Decline {
        items: vec![ItemId(1)],
        refusal: upnext::domain::item::Refusal {
            reason: "not now".into(),
            again: "2026-03-01".parse().ok(),
            ..Default::default()
        },
    };
    store(&stage).commit(&later, crate::stage::today()).unwrap();
    stage.poll().press("f Ctrl-u").type_text("is:again").press("Enter");
    assert_eq!(stage.titles(), "alpha");
    stage.resize(120, 30);
    let screen = stage.screen();
    assert!(screen.contains("look again · not now") && screen.contains("that day has come"), "{screen}");
}

#[test]
fn an_answer_is_ready_to_be_sent_and_tells_nothing_private() {
    let mut stage = shop();
    stage.press("c w").type_text("Ada").press("Enter d").type_text("duplicate").press("Enter");
    let mut declined = item(&stage, 1);
    declined.text.note = "secret".into();
    let said = upnext::exchange::answer::write(&declined).unwrap();
    assert_eq!(
        said,
        format!(
            "Hello Ada,\n\nthank you for your idea \"alpha\" (WEB-1).\n\n\
             We decided on {} not to do it. The reason: duplicate.\n",
            declined.declined_at.unwrap().utc().date_naive()
        )
    );
    assert_eq!(upnext::exchange::answer::write(&item(&stage, 2)), None);
    let filter = upnext::domain::Filter::parse("reason:dupl").unwrap();
    let test = filter.test(crate::stage::today());
    assert!(test.passes(&declined, None) && !test.passes(&item(&stage, 2), None));
    assert_eq!(declined.product, ProductId(1));
}

#[test]
fn pictures_of_saying_no() {
    for (width, height) in SIZES {
        let mut stage = demo_stage("dark");
        stage.resize(width, height).press("d 2");
        insta::assert_snapshot!(format!("refusal_{width}x{height}"), picture(&stage));
        stage.press("Tab").type_text("the form on the front page").press("Tab Tab").type_text("soon").press("Enter");
        insta::assert_snapshot!(format!("refusal_error_{width}x{height}"), picture(&stage));
    }
    let mut stage = demo_stage("light");
    stage.resize(80, 24).press("Space Space Space d").type_text("too dear");
    insta::assert_snapshot!("refusal_of_marks_80x24", picture(&stage));
}

#[test]
fn a_repeated_no_takes_who_asked_from_each_item() {
    let mut stage = shop();
    stage.press("c w").type_text("Ada").press("Enter j c w").type_text("Bo").press("Enter k d 3 Enter .");
    let asked = |n| item(&stage, n).decline.and_then(|no| no.requester);
    assert_eq!((asked(1).as_deref(), asked(2).as_deref()), (Some("Ada"), Some("Bo")));
}

#[test]
fn a_refusal_is_changed_with_the_same_key() {
    let mut stage = shop();
    stage.press("d").type_text("not yet").press("Tab").type_text("the form").press("Enter g n d");
    assert!(stage.screen().contains("the form"), "{}", stage.screen());
    stage.press("Tab Tab Tab").type_text("1y").press("Enter");
    let no = item(&stage, 1).decline.unwrap();
    assert_eq!(
        (no.reason.as_str(), no.alternative.as_deref(), no.again.is_some()),
        ("not yet", Some("the form"), true)
    );
}

#[test]
fn what_will_be_done_to_marks_out_of_sight_is_said_before() {
    let mut stage = shop();
    stage.press("Space Space f").type_text("beta or gamma").press("Enter G d");
    assert!(stage.screen().contains("Why not 1 marked item?"), "{}", stage.screen());
    stage.press("3 Enter");
    let screen = stage.screen();
    assert!(screen.contains("decline WEB-2: not now") && screen.contains("This changes 1 marked item"), "{screen}");
    assert!(screen.contains("1 marked item out of sight and left"), "{screen}");
    stage.press("Esc");
    assert_eq!(stage.count(List::Declined), 0);
}

#[test]
fn what_is_declined_leaves_no_draft_and_a_past_day_is_told_at_its_field() {
    let mut stage = shop();
    stage.press("d").type_text("nobody asked").press("Tab Tab Tab").type_text("2020-01-01").press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("which is not to come") && screen.contains("nobody asked"), "{screen}");
    stage.press("Ctrl-u");
    // As after a second without a key.
    stage.core.take(upnext::ui::Event::DraftDue);
    assert_eq!(store(&stage).drafts().unwrap().len(), 1);
    stage.press("Enter");
    assert_eq!(stage.count(List::Declined), 1);
    assert_eq!(store(&stage).drafts().unwrap(), vec![]);
}
