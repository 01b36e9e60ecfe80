//! The worked examples of the field through the real store: figures, sets, burndown and velocity to the digit.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::store::{Shop, size, titled};
use upnext::domain::query::Rows;
use upnext::domain::sprint::{
    Burn, Calendar, Cause, Course, End, Figures, Measure, Next, Past, PastSprint, Plan, Share, Velocity, sets,
};
use upnext::domain::{Change, ItemId, Kind, List, Now, Points, Spot, SprintId, State, Wanted};

fn points(whole: i64) -> Points {
    Points(whole * 1000)
}

/// A file in which days pass: day 0 is Monday, 2 March 2026.
struct Time {
    shop: Shop,
    day: u64,
}

impl Time {
    fn new(items: &[(&str, &str)]) -> Self {
        let mut time = Self { shop: Shop::new(), day: 0 };
        for (title, word) in items {
            time.add(title, word);
        }
        time
    }

    fn now(&self) -> Now {
        let monday: chrono::NaiveDate = "2026-03-02".parse().unwrap();
        Now::noon(monday + chrono::Days::new(self.day))
    }

    fn commit(&mut self, change: &Change) {
        let now = self.now();
        self.shop.store.commit(change, now).unwrap_or_else(|error| panic!("{change:?}: {error}"));
    }

    fn add(&mut self, title: &str, word: &str) {
        let mut item = titled(title, if title.starts_with("bug") { Kind::Bug } else { Kind::Story });
        item.text.estimate = size(word);
        let product = self.shop.product;
        self.commit(&Change::AddItem { product, item: Box::new(item), spot: Spot::Bottom });
    }

    fn id(&self, title: &str) -> ItemId {
        self.shop.id(title)
    }

    fn ids(&self, titles: &str) -> Vec<ItemId> {
        titles.split(' ').map(|title| self.id(title)).collect()
    }

    fn estimate(&mut self, title: &str, word: &str) {
        let items = self.ids(title);
        self.commit(&Change::SetEstimate { items, estimate: size(word) });
    }

    fn state(&mut self, titles: &str, state: State) {
        let items = self.ids(titles);
        self.commit(&Change::SetState { items, state });
    }

    fn pull(&mut self, titles: &str, sprint: Option<SprintId>) {
        let items = self.ids(titles);
        self.commit(&Change::SetSprint { items, sprint, end: End::Tail, cause: Cause::default() });
    }

    /// Starts a Sprint of two weeks with these items.
    fn start(&mut self, titles: &str) -> SprintId {
        let (starts, ends) = (self.now().day, self.now().day + chrono::Days::new(11));
        let plan = Plan { starts: Some(starts), ends: Some(ends), ..Plan::default() };
        self.commit(&Change::AddSprint { product: self.shop.product, plan: Box::new(plan) });
        let sprint = self.shop.store.sprints(self.shop.product).unwrap().last().unwrap().id;
        self.pull(titles, Some(sprint));
        self.commit(&Change::StartSprint { sprint });
        sprint
    }

    fn close(&mut self, sprint: SprintId) {
        self.commit(&Change::CloseSprint { sprint, is_goal_met: Some(true), next: Next::Nothing, fates: Vec::new() });
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            product: Some(self.shop.product),
            list: List::Backlog,
            rows: Rows::These(Vec::new()),
            beside: Vec::new(),
            column: None,
            ready: None,
            item: None,
            blocks: false,
            ahead: 0,
            course: None,
            past: false,
            counts: false,
            inputs: false,
            scoring: None,
            matrix: None,
            panel: None,
        }
    }

    fn course(&self, sprint: SprintId) -> Course {
        self.shop.store.course(sprint).unwrap().unwrap()
    }

    /// What remains at the end of each day, in points.
    fn remaining(&self, sprint: SprintId) -> String {
        let burn = Burn::of(&self.course(sprint), &Calendar::default(), self.now().day).unwrap();
        let shown = burn.days.iter().map(|day| day.stand.map_or("—".into(), |s| s.remaining().points.to_string()));
        shown.collect::<Vec<_>>().join(" ")
    }

    fn sets(&self, sprint: SprintId) -> String {
        let course = self.course(sprint);
        let shown = sets(&course).into_iter().map(|part| {
            let star = if part.is_added { "*" } else { "" };
            let size = |e: &Option<_>| e.as_ref().map_or("?".to_owned(), ToString::to_string);
            let title = course.card(part.item).map_or("gone", |card| card.row.title.as_str());
            format!("{title}{star} {} {}→{}", part.set.name(), size(&part.before), size(&part.after))
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

#[test]
fn worked_example_with_added_scope() {
    let mut time = Time::new(&[("a", "1"), ("b", "2"), ("c", "5"), ("d", "10")]);
    let sprint = time.start("a b c");
    time.day = 1;
    time.state("a b", State::Done);
    time.day = 2;
    time.pull("d", Some(sprint));
    time.day = 3;
    time.state("c", State::Done);
    time.day = 7;
    time.state("d", State::Done);
    time.day = 11;
    time.close(sprint);
    let figures = Figures::of(&time.course(sprint));
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (points(8), points(18)));
    assert_eq!(figures.detail.as_ref().unwrap().scope.net(), points(10));
    let (by_points, by_count) = figures.say_do().unwrap();
    assert_eq!((by_points, by_count), (Share { part: 8000, whole: 8000 }, Share { part: 3, whole: 3 }));
    assert_eq!(time.remaining(sprint), "8 5 15 10 10 10 10 0 0 0 0 0");
}

#[test]
fn worked_example_with_re_estimates() {
    let mut time = Time::new(&[("a", "5"), ("b", "8"), ("c", "5"), ("d", "3"), ("e", "8"), ("f", "3")]);
    let sprint = time.start("a b c d e f");
    time.day = 3;
    time.estimate("d", "5");
    time.estimate("f", "5");
    time.day = 9;
    time.state("a b c d e", State::Done);
    time.close(sprint);
    // What is learned later changes nothing.
    time.estimate("f", "40");
    time.state("a", State::InProgress);
    let figures = Figures::of(&time.course(sprint));
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (points(32), points(31)));
    assert_eq!(figures.detail.as_ref().unwrap().kept.points, points(29));
    assert_eq!(figures.say_do().unwrap().0.to_string(), "90.6 %");
}

#[test]
fn worked_example_with_less_than_planned() {
    let mut time = Time::new(&[("a", "2"), ("b", "2"), ("c", "3"), ("d", "5"), ("e", "5"), ("f", "2")]);
    let sprint = time.start("a b c d e f");
    time.state("a b c", State::Done);
    time.close(sprint);
    let figures = Figures::of(&time.course(sprint));
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (points(19), points(7)));
    assert_eq!(figures.difference(), Some(points(-12)));
}

#[test]
fn what_came_and_went_is_as_it_was_then() {
    let mut time = Time::new(&[("a", "3"), ("b", "5"), ("c", "2"), ("d", "8"), ("e", "1")]);
    time.estimate("d", "13");
    let sprint = time.start("a b");
    time.day = 1;
    time.pull("c d e", Some(sprint));
    time.day = 2;
    time.pull("c d b", None);
    time.estimate("c", "40");
    time.estimate("d", "40");
    time.day = 3;
    time.pull("b", Some(sprint));
    time.state("e", State::Done);
    time.state("e", State::InProgress);
    time.day = 4;
    time.close(sprint);
    time.estimate("e", "20");
    let told = "a not completed 3→3, b not completed 5→5, c* removed 2→2, d* removed 13→13, e* not completed 1→1";
    assert_eq!(time.sets(sprint), told);
    let figures = Figures::of(&time.course(sprint));
    let scope = figures.detail.unwrap().scope;
    assert_eq!((scope.added.points, scope.removed.points, scope.re_estimated), (points(16), points(15), 0));
    assert_eq!(time.remaining(sprint), "8 24 4 9 9 — — — — — — —");
}

#[test]
fn done_before_the_start_is_completed_outside() {
    let mut time = Time::new(&[("a", "3"), ("b", "5")]);
    let product = time.shop.product;
    time.commit(&Change::AddSprint { product, plan: Box::default() });
    let sprint = time.shop.store.sprints(product).unwrap()[0].id;
    time.pull("a b", Some(sprint));
    time.state("a", State::Done);
    time.commit(&Change::StartSprint { sprint });
    time.day = 2;
    time.state("b", State::Done);
    let figures = Figures::of(&time.course(sprint));
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (points(5), points(5)));
    assert_eq!(time.sets(sprint), "a completed outside of this Sprint 3→3, b completed 5→5");
    // Started without dates: to today.
    assert_eq!(time.remaining(sprint), "5 5 0");
}

#[test]
fn history_from_elsewhere_gives_velocity_and_nothing_more() {
    let mut time = Time::new(&[("a", "3"), ("b", "5")]);
    let product = time.shop.product;
    let past = |name: &str, starts: &str, ends: &str, completed| PastSprint {
        name: name.into(),
        starts: starts.parse().unwrap(),
        ends: ends.parse().unwrap(),
        past: Past { planned: None, completed },
    };
    let sprints = vec![
        past("Sprint 1", "2026-02-02", "2026-02-13", Some(points(20))),
        past("Sprint 2", "2026-02-16", "2026-02-27", None),
    ];
    time.commit(&Change::AddPastSprints { product, sprints });
    let sprint = time.start("a b");
    time.state("a b", State::Done);
    time.close(sprint);
    let all = time.shop.store.sprints(product).unwrap();
    let figures: Vec<Figures> = all.iter().map(|s| Figures::of(&time.course(s.id))).collect();
    assert_eq!((figures[0].planned, figures[0].say_do(), figures[1].completed), (None, None, None));
    let velocity = Velocity::of(&figures, Measure::Points);
    assert_eq!((velocity.mean_of_all(), velocity.behind.len()), (Some(points(14)), 2));
}

#[test]
fn the_defect_rate_counts_what_came_up_while_the_sprint_ran() {
    let mut time = Time::new(&[("bug-old", "1"), ("a", "3"), ("b", "5")]);
    time.day = 1;
    let sprint = time.start("a bug-old");
    time.day = 2;
    time.add("bug-one", "1");
    time.add("bug-two", "1");
    time.state("a bug-old b bug-one", State::Done);
    time.state("a", State::InProgress);
    time.day = 3;
    time.state("a", State::Done);
    time.day = 9;
    time.close(sprint);
    time.day = 10;
    time.add("bug-later", "1");
    let wanted = Wanted { past: true, ..time.wanted() };
    let past = time.shop.store.read(&wanted).unwrap().past.unwrap();
    let defects = past.figures[0].detail.as_ref().unwrap().defects.unwrap();
    // Also outside of the Sprint; what was done twice counts once.
    assert_eq!((defects.created, defects.done, defects.bugs_done), (2, 4, 2));
    assert_eq!((defects.rate().to_string(), defects.bug_share().to_string()), ("50 %".into(), "50 %".into()));
    assert_eq!(past.figures[0], {
        let mut again = Figures::of(&time.course(sprint));
        again.detail.as_mut().unwrap().defects = Some(defects);
        again
    });
}

#[test]
fn what_comes_after_the_sprints_is_read_once_it_can_be_seen() {
    let mut time = Time::new(&[("a", "1"), ("b", "2"), ("c", "5"), ("d", "10")]);
    let done = time.start("a b");
    time.state("a b", State::Done);
    time.close(done);
    for title in ["e", "f", "g"] {
        time.add(title, "1");
    }
    time.start("c d e");
    let page = |height| Wanted { rows: Rows::Around { cursor: None, height }, blocks: true, ahead: 2, ..time.wanted() };
    let (two, five) = (page(2), page(5));
    let whole = Wanted { rows: Rows::These(time.ids("c d")), ..two.clone() };
    // The running Sprint fills the first page; the next question brings the rest.
    assert_eq!(time.shop.store.read(&two).unwrap().rest, None);
    assert_eq!(time.shop.store.read(&two).unwrap().rest, None, "asked again");
    let rest = time.shop.store.read(&whole).unwrap().rest.unwrap();
    assert_eq!((rest.next, rest.items.len()), (3, 2));
    time.shop.store.forget_answers();
    assert_eq!(time.shop.store.read(&five).unwrap().rest.as_ref(), Some(&rest));
}
