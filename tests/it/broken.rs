//! Files that are not what they were last week: rows of another width, fewer columns, sub-tasks in files of their own,
//! another way of reading them. Nothing that is known is lost by them, and what is odd is said.

use crate::store::{Shop, now};
use std::sync::Arc;
use upnext::domain::import::{self, Alarm, Chosen, Field, ImportPlan, Parsed, Target};
use upnext::domain::{Change, Item, Kind, State};
use upnext::exchange::{self, Options, Source};
use upnext::store::StoreError;

const HEADER: &str = "Summary,Issue key,Issue id,Issue Type,Status,Story Points,Labels,Description,Parent,Due date\n";
const SHOP: &str = "Shop,WEB-1,100,Epic,To Do,,,,,\n";
const PAY: &str = "Pay,WEB-2,101,Story,To Do,5,web,how,100,2026-05-01\n";
const SHIP: &str = "Ship,WEB-3,102,Story,In Progress,8,web,where,100,2026-05-02\n";
const FORM: &str = "Form,WEB-4,103,Sub-task,To Do,,,,101,\n";
const CARD: &str = "Card,WEB-5,104,Sub-task,To Do,,,,101,\n";

fn sheet(rows: &[&str]) -> String {
    HEADER.to_owned() + &rows.concat()
}

fn read(files: &[&str]) -> Parsed {
    let source = |text: &&str| Source { name: "jira.csv".into(), bytes: text.as_bytes().to_vec() };
    let files: Vec<Source> = files.iter().map(source).collect();
    exchange::read(&files, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn plan(shop: &Shop, parsed: &Parsed) -> ImportPlan {
    import::plan(parsed, &shop.store.known(Some(shop.product), parsed).unwrap())
}

fn take(shop: &mut Shop, files: &[&str]) -> (Parsed, ImportPlan) {
    let parsed = read(files);
    let plan = plan(shop, &parsed);
    let target = Target::Existing(shop.product);
    let change =
        Change::Import { parsed: Arc::new(parsed.clone()), target, expect: plan.counts(), chosen: Chosen::default() };
    match shop.store.commit(&change, now()) {
        Ok(_) | Err(StoreError::Unchanged) => (parsed, plan),
        Err(error) => panic!("{error}"),
    }
}

fn shop(rows: &[&str]) -> Shop {
    let mut shop = Shop::new();
    take(&mut shop, &[&sheet(rows)]);
    shop
}

fn item(shop: &Shop, title: &str) -> Item {
    shop.store.item(shop.id(title)).unwrap().unwrap()
}

fn said(parsed: &Parsed, plan: &ImportPlan, part: &str) -> bool {
    import::summary(parsed, plan).iter().any(|line| line.contains(part))
}

/// The lines under an item, as its source told them last.
fn lines(shop: &Shop) -> String {
    let known = shop.store.known(Some(shop.product), &read(&[&sheet(&[PAY])])).unwrap();
    known.get("jira", "WEB-2").unwrap().here.get(&Field::Subtasks).cloned().unwrap_or_default()
}

#[test]
fn a_short_row_says_nothing_of_the_cells_it_lacks() {
    let mut shop = shop(&[SHOP, PAY, SHIP]);
    let (parsed, plan) = take(&mut shop, &[&sheet(&[SHOP, "Pay,WEB-2,101,Story,Done\n", SHIP])]);
    assert_eq!(plan.updates.iter().map(|u| u.take.clone()).collect::<Vec<_>>(), [[Field::State]]);
    let pay = item(&shop, "Pay");
    assert_eq!((pay.state, pay.text.description.as_str(), pay.text.tags.len()), (State::Done, "how", 1));
    assert!(pay.epic.is_some() && pay.text.due.is_some() && pay.text.estimate.is_some());
    assert!(said(&parsed, &plan, "rows shorter than the header") && said(&parsed, &plan, "(WEB-2)"));
    assert!(parsed.report.alarms.is_empty() && plan.alarms.is_empty(), "{:?}", plan.alarms);
    assert_eq!(plan_again(&shop, &[SHOP, "Pay,WEB-2,101,Story,Done\n", SHIP]), (0, 0));
}

fn plan_again(shop: &Shop, rows: &[&str]) -> (usize, usize) {
    let plan = plan(shop, &read(&[&sheet(rows)]));
    (plan.creates.len(), plan.updates.len())
}

#[test]
fn a_wide_row_changes_nothing_on_a_known_item_and_is_an_alarm() {
    let mut shop = shop(&[SHOP, PAY, SHIP]);
    let wide = "Ship,WEB-3,102,Story,In Progress,8,web,where, to,100,2026-05-02\n";
    let (parsed, plan) = take(&mut shop, &[&sheet(&[SHOP, PAY, wide])]);
    assert!(plan.updates.is_empty() && plan.creates.is_empty() && plan.gone.is_empty(), "{plan:#?}");
    assert_eq!(plan.alarms, [Alarm::Shifted { keys: vec!["WEB-3".into()], rows: 1 }]);
    assert!(said(&parsed, &plan, "rows wider than the header"));
    let known = item(&shop, "Ship");
    assert_eq!((known.text.description.as_str(), known.epic.is_some()), ("where", true));
    let trailing = sheet(&[SHOP, PAY, SHIP]).replace('\n', ",\n").replacen(",\n", "\n", 1);
    assert!(plan_of(&shop, &trailing).alarms.is_empty(), "a separator at the end of every line");
}

fn plan_of(shop: &Shop, text: &str) -> ImportPlan {
    plan(shop, &read(&[text]))
}

#[test]
fn sub_tasks_are_brought_up_to_date_and_stay_where_a_file_leaves_them_out() {
    let mut shop = shop(&[SHOP, PAY, SHIP, FORM]);
    assert_eq!(lines(&shop), "[ ] WEB-4 Form");
    take(&mut shop, &[&sheet(&[SHOP, PAY, SHIP, &FORM.replace("To Do", "Done"), CARD])]);
    assert_eq!(lines(&shop), "[x] WEB-4 Form\n[ ] WEB-5 Card");
    take(&mut shop, &[&sheet(&[SHOP, PAY, SHIP])]);
    take(&mut shop, &[&sheet(&[SHOP, PAY, CARD])]);
    assert_eq!(lines(&shop), "[x] WEB-4 Form\n[ ] WEB-5 Card", "other items are left out, too");
    take(&mut shop, &[&sheet(&[SHOP, PAY, SHIP, CARD])]);
    assert_eq!(lines(&shop), "[ ] WEB-5 Card", "a whole file lacks it");
    take(&mut shop, &[&sheet(&[SHOP, PAY, SHIP, &CARD.replace("To Do", "In Progress")])]);
    take(&mut shop, &[&sheet(&[SHOP, PAY, SHIP, CARD])]);
    let full = shop.store.known(Some(shop.product), &read(&[&sheet(&[PAY])])).unwrap();
    let beside = full.get("jira", "WEB-2").unwrap().here.get(&Field::Extra).cloned().unwrap_or_default();
    assert!(!beside.contains("in progress"), "what is not there any more goes: {beside}");
}

#[test]
fn sub_tasks_of_a_file_of_their_own_become_no_items() {
    let mut shop = shop(&[SHOP, PAY, SHIP]);
    let (parsed, plan) = take(&mut shop, &[&sheet(&[&FORM.replace(",101,", ",WEB-2,")])]);
    assert_eq!((plan.creates.len(), plan.beneath.as_slice()), (0, &[0][..]));
    assert!(said(&parsed, &plan, "WEB-4 of WEB-2"));
    let (_, plan) = take(&mut shop, &[&sheet(&[SHOP, PAY, SHIP]), &sheet(&[FORM])]);
    assert!(plan.creates.is_empty() && plan.gone.is_empty() && lines(&shop).contains("WEB-4 Form"));
}

#[test]
fn a_story_that_became_a_sub_task_is_not_gone() {
    let mut shop = shop(&[SHOP, PAY, SHIP]);
    let turned = SHIP.replace("Story", "Sub-task").replace(",100,", ",101,");
    let (parsed, plan) = take(&mut shop, &[&sheet(&[SHOP, PAY, &turned])]);
    assert!(plan.gone.is_empty(), "{:?}", plan.gone);
    assert!(said(&parsed, &plan, "1 item here is a sub-task there now"));
}

#[test]
fn a_file_with_few_columns_is_jiras_and_keeps_epics() {
    let mut shop = shop(&[SHOP, PAY, SHIP]);
    let few =
        "Summary,Issue key,Status,Parent key\nShop,WEB-1,To Do,\nPay,WEB-2,Done,WEB-1\nShip,WEB-3,In Progress,WEB-1\n";
    let (_, plan) = take(&mut shop, &[few]);
    assert_eq!((plan.creates.len(), plan.updates.len(), plan.gone.len()), (0, 1, 0), "{plan:#?}");
    let pay = item(&shop, "Pay");
    assert!(pay.epic.is_some() && pay.text.kind == Kind::Story && pay.state == State::Done);
}

#[test]
fn keys_known_from_another_source_are_an_alarm() {
    let shop = shop(&[SHOP, PAY, SHIP]);
    let plan = plan_of(&shop, "key,title\nWEB-2,Pay\nWEB-9,New\n");
    let keys = vec!["WEB-2".to_owned()];
    assert_eq!(plan.alarms, [Alarm::Elsewhere { there: "csv".into(), here: "jira".into(), keys, items: 1 }]);
}

#[test]
fn a_file_without_most_of_what_is_open_is_an_alarm() {
    let rows: Vec<String> = (1..=8).map(|n| format!("T{n},WEB-{n},{n},Story,To Do,,,,,\n")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let shop = shop(&rows);
    assert_eq!(plan_of(&shop, &sheet(&rows[..3])).alarms, [Alarm::MostGone { gone: 5, open: 8 }]);
    assert!(plan_of(&shop, &sheet(&rows[..4])).alarms.is_empty(), "half of it");
}
