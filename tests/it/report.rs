//! Documents for people: the stand-up sheet, the review of a Sprint, the page of a backlog.

use crate::store::{Shop, now, size, titled};
use chrono::NaiveDate;
use upnext::domain::item::{Asked, NewItem};
use upnext::domain::sprint::{Cause, End, Plan};
use upnext::domain::{Change, Kind, Now, Spot, SprintId, Standup, State};
use upnext::report::standup;

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
    let sheet = Standup::of(&course, &posed, day(4).day, day(7).day, false);
    let told = standup::markdown(&sheet);
    insta::assert_snapshot!("standup", told);
    assert!(!told.contains("ASKED") && !told.contains("ASSIGNEE") && !told.contains("NOTE"));
    let told = standup::markdown(&Standup::of(&course, &posed, day(4).day, day(7).day, true));
    assert!(told.contains("asked by ASKED") && told.contains("(ASSIGNEE)") && !told.contains("NOTE"));
}
