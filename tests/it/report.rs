//! Documents for people: the stand-up sheet, the review of a Sprint, the page of a backlog.

use crate::store::{Shop, now, size, titled};
use chrono::NaiveDate;
use upnext::domain::audience::Audience;
use upnext::domain::item::{Asked, NewItem};
use upnext::domain::sprint::{Calendar, Fate, Next, ahead};
use upnext::domain::sprint::{Cause, End, Plan};
use upnext::domain::{Change, Kind, List, Now, Points, Row, Spot, SprintId, Standup, State};
use upnext::report::backlog::Page;
use upnext::report::document::Document;
use upnext::report::standup;
use upnext::runtime::transfer;

/// So many days after the day of all tests, a Monday.
pub(crate) fn day(after: u64) -> Now {
    let day: NaiveDate = now().day;
    Now::noon(day.checked_add_days(chrono::Days::new(after)).unwrap())
}

/// Commits on a day, each a moment after the one before.
pub(crate) fn on(shop: &mut Shop, after: u64, change: &Change) {
    let mut now = day(after);
    let seq = shop.store.newest_steps(None, 1).unwrap().first().map_or(0, |step| step.seq.0);
    now.at.0 += seq;
    shop.store.commit(change, now).unwrap_or_else(|e| panic!("{change:?}: {e}"));
}

pub(crate) fn state(shop: &mut Shop, after: u64, title: &str, state: State) {
    let items = vec![shop.id(title)];
    on(shop, after, &Change::SetState { items, state });
}

/// A running Sprint with six items, begun on the day of all tests, and a planned one behind it.
pub(crate) fn running() -> (Shop, SprintId) {
    let mut shop = Shop::new();
    for (title, points) in [("a", "5"), ("b", "3"), ("c", "1"), ("d", "?"), ("e", "2"), ("f", "8"), ("g", "3")] {
        let mut item = titled(title, Kind::Story);
        item.text.estimate = size(points);
        item.text.assignee = "ASSIGNEE".into();
        item.text.note = "NOTE".into();
        shop.add(item, Spot::Bottom);
    }
    let plan = Plan {
        goal: "Returns *without* a call".into(),
        starts: Some(day(0).day),
        ends: Some(day(11).day),
        ..Plan::default()
    };
    shop.commit(&Change::AddSprint { product: shop.product, plan: Box::new(plan) });
    let sprint = shop.store.sprints(shop.product).unwrap()[0].id;
    let items = ["a", "b", "c", "d", "e", "f"].map(|title| shop.id(title)).to_vec();
    shop.commit(&Change::SetSprint { items, sprint: Some(sprint), end: End::Tail, cause: Cause::default() });
    shop.commit(&Change::StartSprint { sprint });
    (shop, sprint)
}

fn pull(shop: &mut Shop, after: u64, title: &str, sprint: Option<SprintId>, reason: &str) {
    let cause = Cause { reason: reason.into(), asked: "ASKED".into() };
    let items = vec![shop.id(title)];
    on(shop, after, &Change::SetSprint { items, sprint, end: End::Tail, cause });
}

#[test]
fn a_stand_up_tells_what_has_happened_since_the_last_working_day() {
    let (mut shop, sprint) = running();
    let question = Asked { text: "Which bank?".into(), asked_on: day(1).day, answer: None };
    let asked = NewItem { questions: vec![question], ..titled("asked", Kind::Story) };
    shop.add(asked, Spot::Bottom);
    state(&mut shop, 1, "b", State::Done);
    state(&mut shop, 1, "c", State::InProgress);
    // Friday is looked at on Monday, Thursday is not.
    state(&mut shop, 4, "a", State::Done);
    state(&mut shop, 4, "c", State::ToAccept);
    state(&mut shop, 4, "d", State::InProgress);
    pull(&mut shop, 4, "asked", Some(sprint), "the fair is earlier");
    pull(&mut shop, 7, "e", None, "too big | after all");
    let items = vec![shop.id("d")];
    on(&mut shop, 4, &Change::SetBlocked { items: items.clone(), reason: Some("no test account".into()) });
    on(&mut shop, 7, &Change::SetEstimate { items, estimate: size("3") });
    let course = shop.store.course(sprint).unwrap().unwrap();
    let posed = shop.store.open_questions(shop.product).unwrap();
    let mut public = course.clone();
    Audience::Everyone.course(&mut public);
    let sheet = Standup::of(&public, &posed, day(4).day, day(7).day);
    let told = standup::markdown(&sheet);
    insta::assert_snapshot!("standup", told);
    assert!(!told.contains("ASKED") && !told.contains("ASSIGNEE") && !told.contains("NOTE"));
    let told = standup::markdown(&Standup::of(&course, &posed, day(4).day, day(7).day));
    assert!(told.contains("asked by ASKED") && told.contains("(ASSIGNEE)") && !told.contains("NOTE"));
}

#[test]
fn a_stand_up_tells_of_what_came_and_went_between_two() {
    let (mut shop, sprint) = running();
    shop.add(titled("h", Kind::Story), Spot::Bottom);
    pull(&mut shop, 4, "g", Some(sprint), "the fair");
    pull(&mut shop, 4, "g", None, "not after all");
    pull(&mut shop, 4, "h", Some(sprint), "");
    let items = vec![shop.id("h")];
    on(&mut shop, 7, &Change::SetEstimate { items, estimate: size("5") });
    let mut course = shop.store.course(sprint).unwrap().unwrap();
    Audience::Everyone.course(&mut course);
    let sheet = Standup::of(&course, &[], day(4).day, day(7).day);
    let said: Vec<&str> = sheet.notes(upnext::domain::standup::Topic::Scope).iter().map(|n| n.said.as_str()).collect();
    assert_eq!(said, ["added; estimated 5 instead of ?", "added: the fair; removed again: not after all"]);
}

/// A closed Sprint with everything a review can tell.
fn closed() -> (Shop, SprintId) {
    let (mut shop, sprint) = running();
    let items = vec![shop.id("a")];
    let value = "Nobody has to <call> us & \"wait\"".into();
    on(&mut shop, 1, &Change::Accept { items, open: vec!["text read by Priya".into()], value });
    state(&mut shop, 2, "b", State::Done);
    pull(&mut shop, 3, "g", Some(sprint), "the fair is earlier");
    pull(&mut shop, 3, "e", None, "too big");
    let items = vec![shop.id("f")];
    on(&mut shop, 4, &Change::SetEstimate { items: items.clone(), estimate: size("13") });
    on(&mut shop, 4, &Change::SetBlocked { items, reason: Some("no test account".into()) });
    state(&mut shop, 7, "c", State::ToAccept);
    let items = vec![shop.id("c")];
    on(&mut shop, 8, &Change::Return { items, reason: "the total is wrong".into(), criterion: None });
    let refusal = upnext::domain::item::Refusal {
        reason: "DECLINED".into(),
        requester: Some("REQUESTER".into()),
        ..Default::default()
    };
    let items = vec![shop.id("d")];
    on(&mut shop, 9, &Change::Decline { items, refusal });
    let mut heard = NewItem { about: Some(shop.id("a")), heard_in: Some(1), ..titled("Print a label", Kind::Story) };
    (heard.state, heard.text.asked) = (State::Inbox, "ASKED".into());
    shop.add(heard, Spot::Bottom);
    let fates = vec![(shop.id("f"), Fate::Next), (shop.id("g"), Fate::Backlog(Spot::Bottom))];
    let next = Next::New(Box::default());
    on(&mut shop, 11, &Change::CloseSprint { sprint, is_goal_met: Some(true), next, fates });
    on(&mut shop, 11, &Change::ReviewSprint { sprint, is_goal_met: Some(true), notes: "Good.\nMore <b>.".into() });
    let said = upnext::domain::sprint::Improvement { text: "RETROSPECTIVE".into(), ..Default::default() };
    on(&mut shop, 11, &Change::Improve { sprint, said });
    (shop, sprint)
}

fn review(shop: &Shop, sprint: SprintId, today: u64, is_private: bool) -> Document {
    let audience = Audience::asked(is_private);
    transfer::review(&shop.store, sprint, &Calendar::default(), day(today).day, audience).unwrap()
}

/// Every element of a page is closed where it must be, nothing is loaded, nothing runs.
fn assert_page(page: &str) {
    const VOID: [&str; 2] = ["meta", "br"];
    let mut open: Vec<&str> = Vec::new();
    let body = page.strip_prefix("<!DOCTYPE html>\n").unwrap();
    for piece in body.split('<').skip(1) {
        let (tag, rest) = piece.split_once('>').unwrap();
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "{tag}");
        assert!(!matches!(name, "script" | "link" | "img" | "iframe" | "object"), "{name}");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{tag} closes nothing");
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
        assert!(!rest.contains('>') || open.last() == Some(&"style"), "{rest}");
        // No attribute loads anything or runs, and every value is quoted.
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
        assert!(!tag.contains(" on") && !tag.contains("src=") && !tag.contains("href="), "{tag}");
    }
    assert_eq!(open, Vec::<&str>::new());
    assert!(!page.contains("url(") && !page.contains("@import") && !page.contains("http:") && !page.contains("https:"));
    assert!(page.contains("<html lang=\"en\">") && page.contains("charset=\"utf-8\"") && page.contains("viewport"));
}

fn assert_public(text: &str) {
    for canary in ["ASKED", "ASSIGNEE", "NOTE", "DECLINED", "REQUESTER", "RETROSPECTIVE"] {
        assert!(!text.contains(canary), "{canary}: {text}");
    }
}

#[test]
fn a_review_tells_what_came_of_a_sprint() {
    let (shop, sprint) = closed();
    let document = review(&shop, sprint, 40, false);
    insta::assert_snapshot!("review", document.markdown());
    let page = document.html();
    insta::assert_snapshot!("review_page", page);
    assert_page(&page);
    [page.as_str(), &document.markdown()].into_iter().for_each(assert_public);
    assert_eq!(document, review(&shop, sprint, 99, false), "the same on any day");
    let private = review(&shop, sprint, 40, true).markdown();
    for told in ["Asked by ASKED", "From ASKED", "By ASSIGNEE", "declined: DECLINED"] {
        assert!(private.contains(told), "{told}: {private}");
    }
    assert!(!private.contains("NOTE") && !private.contains("RETROSPECTIVE"));
}

#[test]
fn a_review_of_a_running_sprint_is_as_of_a_day() {
    let (mut shop, sprint) = running();
    state(&mut shop, 1, "a", State::Done);
    let document = review(&shop, sprint, 3, false);
    assert!(document.subtitle.ends_with("2026-03-02 to 2026-03-13, as of 2026-03-05"), "{}", document.subtitle);
    let page = document.html();
    assert_page(&page);
    assert!(page.contains(">today</text>") && page.contains("in progress</b>"));
    let planned = shop.store.sprints(shop.product).unwrap();
    assert_eq!(planned.len(), 1);
}

#[test]
fn a_sprint_held_elsewhere_tells_what_is_known_of_it() {
    let mut shop = Shop::new();
    let past = upnext::domain::sprint::PastSprint {
        name: "Sprint 3".into(),
        starts: day(0).day,
        ends: day(11).day,
        past: upnext::domain::sprint::Past { planned: None, completed: Some(Points(12_500)) },
    };
    shop.commit(&Change::AddPastSprints { product: shop.product, sprints: vec![past] });
    let sprint = shop.store.sprints(shop.product).unwrap()[0].id;
    let told = review(&shop, sprint, 40, false).markdown();
    assert!(told.contains("- Planned at start: —\n- Completed: 12.5 points\n- Added: —"), "{told}");
    assert!(!told.contains("Burndown"));
}

#[test]
fn the_page_of_a_backlog_shows_its_order_at_any_size() {
    let (mut shop, _) = running();
    state(&mut shop, 1, "b", State::Done);
    let items = vec![shop.id("d")];
    on(&mut shop, 1, &Change::SetBlocked { items, reason: Some("no".into()) });
    let blocks = shop.store.blocks(shop.product).unwrap();
    let product = shop.store.products().unwrap().remove(0);
    let ids: Vec<_> = shop.order(List::Backlog).ids().collect();
    let mut order = shop.store.rows_of(&ids).unwrap();
    let done: Vec<Row> = shop.store.rows_of(&[shop.id("b")]).unwrap();
    let rest = || order.iter().filter(|row| row.sprint.is_none()).map(|row| row.estimate.as_ref()?.points());
    let ahead = ahead::lines(rest(), Points(3000), 3);
    let page = |order: &[Row]| {
        Page { product: &product, blocks: &blocks, done: &done, order, ahead: &ahead, next: 3 }.document().html()
    };
    insta::assert_snapshot!("backlog_page", page(&order));
    let last = order.last().unwrap().clone();
    order.extend((0..10_000).map(|n| Row { title: format!("<{n}>"), ..last.clone() }));
    let large = page(&order);
    assert_page(&large);
    assert_eq!(large.matches("<details>").count(), 20);
    assert!(large.contains("&lt;9999&gt;") && large.len() < 3_000_000, "{}", large.len());
}
