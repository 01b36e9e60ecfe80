//! Questions, dependencies, links, criteria, keeping and snoozing: by keys against the real store.

use crate::screens::{SIZES, picture_on};
use crate::stage::{Stage, today};
use upnext::domain::criterion::Line;
use upnext::domain::{Change, Item, ItemId, Now};
use upnext::store::{Patience, Store, Writer};

fn shop() -> Stage {
    Stage::with(&["alpha", "beta", "gamma", "delta"])
}

fn store(stage: &Stage) -> Store {
    let writer = Writer { author: "Test".into(), window: "look".into() };
    Store::open(&stage.folder().join("backlog.db"), writer, Patience::None).unwrap()
}

fn item(stage: &Stage, n: i64) -> Item {
    store(stage).item(ItemId(n)).unwrap().unwrap()
}

#[test]
fn a_question_is_asked_seen_answered_and_opened_again() {
    let mut stage = shop();
    stage.resize(120, 30).press("Q").type_text("Which cards?").press("Enter");
    assert!(stage.screen().contains("?0d alpha"), "{}", stage.screen());
    assert!(stage.screen().contains("Questions  0/1 answered"), "{}", stage.screen());
    stage.press("Q n").type_text("And when?").press("Enter");
    assert!(stage.screen().contains("2 open questions"), "{}", stage.screen());
    stage.press("Enter").type_text("All of them").press("Enter");
    assert!(stage.screen().contains("→ All of them"), "{}", stage.screen());
    let said = item(&stage, 1).questions;
    assert_eq!(said.iter().filter(|q| q.said.answer.is_none()).count(), 1);
    stage.press("j o");
    assert_eq!(item(&stage, 1).questions.iter().filter(|q| q.said.answer.is_none()).count(), 2);
    stage.press("x");
    assert_eq!(item(&stage, 1).questions.len(), 1);
    stage.press("u Esc");
    assert_eq!(item(&stage, 1).questions.len(), 2);
}

#[test]
fn all_open_questions_are_walked_and_answered_in_place() {
    let mut stage = shop();
    stage.press("Q").type_text("one?").press("Enter j j Q").type_text("two?").press("Enter g g g q");
    assert!(stage.screen().contains("2 open questions"), "{}", stage.screen());
    stage.press("a").type_text("yes").press("Enter");
    assert!(stage.screen().contains("1 open question"), "{}", stage.screen());
    assert_eq!(item(&stage, 1).questions[0].said.answer.as_ref().unwrap().text, "yes");
    stage.press("Enter");
    assert_eq!(stage.cursor(), "gamma");
    stage.press("g g j g Q");
    assert_eq!(stage.cursor(), "gamma");
    stage.press("f").type_text("is:question").press("Enter");
    assert_eq!(stage.titles(), "gamma");
}

#[test]
fn what_it_depends_on_is_typed_by_key_or_by_title() {
    let mut stage = shop();
    stage.resize(120, 30).press("c p").type_text("3 WEB-4").press("Enter");
    let needs: Vec<i64> = item(&stage, 1).needs.iter().map(|tie| tie.key.number).collect();
    assert_eq!(needs, [3, 4]);
    let screen = stage.screen();
    assert!(screen.contains("Depends on") && screen.contains("○ WEB-3 gamma"), "{screen}");
    stage.press("c p").type_text("-3").press("Enter j c p").type_text("gam").press("Tab Enter");
    assert_eq!(item(&stage, 1).needs.len(), 1);
    assert_eq!(item(&stage, 2).needs[0].title, "gamma");
    stage.press("G c p").type_text("1").press("Enter");
    assert!(stage.screen().contains("WEB-4 → WEB-1 → WEB-4"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("99").press("Enter");
    assert!(stage.screen().contains("there is no item WEB-99"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("4").press("Enter");
    assert!(stage.screen().contains("can't depend on itself"), "{}", stage.screen());
    stage.press("Esc u u u");
    assert!(item(&stage, 1).needs.is_empty());
}

#[test]
fn a_criterion_is_ticked_by_its_digit() {
    let mut stage = shop();
    let text = Box::new(item(&stage, 1).text);
    let criteria = ["one", "two"].map(|text| Line { text: text.into(), is_done: false }).to_vec();
    let rewrite = Change::Rewrite { item: ItemId(1), text, criteria, ties: None };
    store(&stage).commit(&rewrite, crate::stage::today()).unwrap();
    stage.poll().press("x 2");
    assert_eq!(item(&stage, 1).criteria.iter().map(|c| c.is_met).collect::<Vec<_>>(), [false, true]);
    stage.press("x Enter");
    assert!(item(&stage, 1).criteria.iter().all(|c| c.is_met));
    stage.press("u");
    assert!(!item(&stage, 1).criteria[0].is_met);
    stage.press("j x");
    assert!(stage.toast().contains("no acceptance criteria"), "{}", stage.toast());
}

#[test]
fn keeping_and_snoozing_act_on_marks() {
    let mut stage = shop();
    stage.press("Space Space k = Enter");
    assert!(item(&stage, 1).kept.is_some() && item(&stage, 2).kept.is_some());
    stage.press("z").type_text("2w").press("Enter");
    let until = upnext::runtime::now().day + chrono::Days::new(14);
    assert_eq!(item(&stage, 2).snoozed_until, Some(until));
    assert!(stage.screen().contains("z beta"), "{}", stage.screen());
    stage.press("u");
    assert_eq!(item(&stage, 1).snoozed_until, None);
    stage.press("Esc z").type_text("2020-01-01").press("Enter");
    assert!(stage.screen().contains("not to come"), "{}", stage.screen());
    stage.press("Ctrl-u Enter");
    assert!(stage.toast().contains("nothing to change"), "{}", stage.toast());
}

#[test]
fn links_and_assignee_are_set_by_key() {
    let mut stage = shop();
    stage
        .resize(120, 30)
        .press("c l")
        .type_text("https://a.example/x")
        .press("Enter c l")
        .type_text("https://b.example")
        .press("Enter");
    stage.press("c a").type_text("Bo").press("Enter");
    let text = item(&stage, 1).text;
    assert_eq!((text.links.len(), text.assignee.as_str()), (2, "Bo"));
    assert!(stage.screen().contains("link      https://b.example"), "{}", stage.screen());
    stage.press("c l").type_text("-a.ex").press("Enter");
    assert_eq!(item(&stage, 1).text.links, ["https://b.example"]);
    stage.press("c l").type_text("-nothing").press("Enter");
    assert!(stage.screen().contains("no link of WEB-1 has"), "{}", stage.screen());
}

#[test]
fn a_question_marks_its_row_and_a_row_stays_readable_at_60_columns() {
    let mut stage = shop();
    stage.press("Q").type_text("why?").press("Enter").resize(60, 18);
    let screen = stage.screen();
    assert!(screen.contains("?0d alpha") && screen.lines().all(|line| line.chars().count() <= 60), "{screen}");
}

#[test]
fn pictures_of_questions_and_ties() {
    let later = |days: u64| {
        let day = today().day + chrono::Days::new(days);
        Now { day, ..today() }
    };
    let mut shop = shop();
    let mut file = store(&shop);
    let ask = |item: i64, text: &str| Change::Ask { item: ItemId(item), text: text.into() };
    file.commit(&ask(1, "Which cards do we take, and does the bank that we have now take all of them?"), today())
        .unwrap();
    let answered = file.commit(&ask(1, "Who pays the fee?"), today()).is_ok();
    let question = item(&shop, 1).questions[1].id;
    let answer = Change::Answer { item: ItemId(1), question, answer: Some("We do".into()) };
    file.commit(&answer, later(1)).unwrap();
    file.commit(&ask(3, "Is this still wanted?"), later(4)).unwrap();
    let needs = Change::SetNeeds { items: vec![ItemId(1)], add: vec![ItemId(2), ItemId(4)], remove: vec![] };
    file.commit(&needs, today()).unwrap();
    file.commit(&Change::Snooze { items: vec![ItemId(2)], until: Some(later(90).day) }, today()).unwrap();
    shop.poll();
    assert!(answered);
    for (width, height) in SIZES {
        for (name, keys) in [("questions", "Q"), ("questions_open", "g q j"), ("ties", "Enter"), ("remarks", "j")] {
            let mut stage = shop.beside();
            stage.resize(width, height).press(keys);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture_on(&stage, later(12)));
        }
    }
}
