//! The charts of the Sprint view: burndown, burnup, velocity, each drawn, as a table and with its formulas.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::screens::{SIZES, picture};
use crate::stage::{Stage, drawn, text, today};
use crate::store::{Shop, size, titled};
use chrono::{Days, NaiveDate};
use std::rc::Rc;
use upnext::domain::sprint::{Cause, End, Fate, Next, Past, PastSprint, Plan};
use upnext::domain::{Change, ItemId, Kind, Now, Points, Spot, SprintId, State};
use upnext::ui::screen::View;
use upnext::ui::theme::Signs;

/// A product whose Sprints pass while it is written: some are over, one runs, one is planned.
pub(crate) struct Season {
    shop: Shop,
    day: NaiveDate,
    count: usize,
}

impl Season {
    /// A season that began so many days before the stage's day.
    pub(crate) fn new(days: u64) -> Self {
        Self { shop: Shop::new(), day: today().day - Days::new(days), count: 0 }
    }

    pub(crate) fn commit(&mut self, change: &Change) {
        self.shop.store.commit(change, Now::noon(self.day)).unwrap_or_else(|e| panic!("{change:?}: {e}"));
    }

    fn pass(&mut self, days: u64) {
        self.day = self.day + Days::new(days);
    }

    fn add(&mut self, word: &str) -> ItemId {
        self.count += 1;
        let kind = [Kind::Story, Kind::Story, Kind::Bug, Kind::Story, Kind::Debt][self.count % 5];
        let subject = ["Pay with a saved card", "Save a cart for later", "Refund without a receipt", "Export invoices"];
        let mut item = titled(&format!("{} {}", subject[self.count % 4], self.count), kind);
        item.text.estimate = size(word);
        let change = Change::AddItem { product: self.shop.product, item: Box::new(item), spot: Spot::Bottom };
        self.shop.store.commit(&change, Now::noon(self.day)).unwrap().added[0]
    }

    fn pull(&mut self, item: ItemId, sprint: Option<SprintId>) {
        let cause = Cause { reason: "the audit is earlier".into(), asked: "Ann".into() };
        self.commit(&Change::SetSprint { items: vec![item], sprint, end: End::Tail, cause });
    }

    fn state(&mut self, item: ItemId, state: State) {
        self.commit(&Change::SetState { items: vec![item], state });
    }

    fn plan(&mut self, items: &[ItemId]) -> SprintId {
        let (starts, ends) = (Some(self.day), Some(self.day + Days::new(11)));
        let plan =
            Plan { starts, ends, capacity: Some(Points(24_000)), goal: "Pay faster".into(), name: String::new() };
        self.commit(&Change::AddSprint { product: self.shop.product, plan: Box::new(plan) });
        let sprint = self.shop.store.sprints(self.shop.product).unwrap().last().unwrap().id;
        for item in items {
            self.pull(*item, Some(sprint));
        }
        sprint
    }

    /// Two weeks in which the first `done` of the items are done, one comes in, and one grows.
    pub(crate) fn sprint(&mut self, sizes: &[&str], done: usize) {
        let items: Vec<ItemId> = sizes.iter().map(|word| self.add(word)).collect();
        let sprint = self.start(&items);
        self.pass(2);
        let late = self.add("2");
        self.pull(late, Some(sprint));
        for item in items.iter().take(done) {
            self.pass(1);
            self.state(*item, State::Done);
        }
        self.pass(9_u64.saturating_sub(done as u64));
        let open: Vec<(ItemId, Fate)> = items[done..].iter().chain([&late]).map(|item| (*item, Fate::Stay)).collect();
        self.close(sprint, open);
        self.pass(3);
    }

    fn start(&mut self, items: &[ItemId]) -> SprintId {
        let sprint = self.plan(items);
        self.commit(&Change::StartSprint { sprint });
        sprint
    }

    fn close(&mut self, sprint: SprintId, mut fates: Vec<(ItemId, Fate)>) {
        let mut next = Next::Nothing;
        if let Some((_, fate)) = fates.first_mut() {
            *fate = Fate::Next;
            next = Next::New(Box::default());
        }
        self.commit(&Change::CloseSprint { sprint, is_goal_met: Some(true), next: next.clone(), fates });
        if let Next::New(_) = next {
            // What was carried over is let go again, so that each Sprint has a number of its own.
            let made = self.shop.store.sprints(self.shop.product).unwrap().last().unwrap().id;
            self.commit(&Change::DropSprint { sprint: made });
        }
    }

    /// The one that runs, a week old on the stage's day: one item done, one returned, one added, one removed.
    pub(crate) fn running(&mut self) -> SprintId {
        self.day = today().day - Days::new(7);
        let items: Vec<ItemId> = ["5", "3", "8", "2", "3", ""].iter().map(|word| self.add(word)).collect();
        let sprint = self.start(&items);
        self.pass(1);
        self.state(items[0], State::Done);
        self.pass(1);
        self.state(items[1], State::Done);
        let late = self.add("5");
        self.pull(late, Some(sprint));
        self.pass(1);
        self.state(items[1], State::InProgress);
        self.commit(&Change::SetEstimate { items: vec![items[2]], estimate: size("13") });
        self.pass(1);
        self.pull(items[3], None);
        self.state(items[4], State::Done);
        sprint
    }

    pub(crate) fn stage(self, theme: &str) -> Stage {
        let Shop { dir, store, .. } = self.shop;
        drop(store);
        Stage::of(&Rc::new(dir), 1, theme)
    }
}

/// Eight Sprints that are over, the oldest held elsewhere, and one that runs.
pub(crate) fn season() -> Season {
    let mut season = Season::new(7 + 7 * 14);
    let product = season.shop.product;
    let elsewhere = PastSprint {
        name: "Before upnext".into(),
        starts: season.day - Days::new(14),
        ends: season.day - Days::new(3),
        past: Past { planned: None, completed: Some(Points(15_000)) },
    };
    season.commit(&Change::AddPastSprints { product, sprints: vec![elsewhere] });
    for (n, done) in [3_usize, 4, 2, 5, 4, 4, 3].into_iter().enumerate() {
        let sizes = ["5", "3", "8", "2", "3", "5"];
        season.sprint(&sizes[..5 + n % 2], done);
    }
    season.running();
    season
}

fn check(name: &str, theme: &str, keys: &str) {
    let season = season();
    let mut stage = season.stage(theme);
    for (width, height) in SIZES {
        stage.resize(width, height);
        if (width, height) == SIZES[0] && !keys.is_empty() {
            stage.press(keys);
        }
        insta::assert_snapshot!(format!("chart_{name}_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn burndown_and_burnup() {
    check("burndown", "dark", "g s ] ]");
    check("burnup", "light", "g s ] ] o");
}

#[test]
fn velocity() {
    check("velocity", "dark", "g s ] ] o o");
    check("velocity_mono", "mono", "g s ] ] 2 o w { {");
}

#[test]
fn tables_and_formulas() {
    check("days", "dark", "g s ] ] T");
    check("sprints", "dark", "g s ] ] 2 o T {");
    check("formulas", "dark", "g s ] ] 2 o f");
}

/// The screen as of the stage's day, whatever the day is.
fn screen(stage: &Stage) -> String {
    let mut model = stage.core.model.clone();
    (model.now, model.backlog.today) = (today(), today().day);
    text(&drawn(&model))
}

fn ascii(stage: &mut Stage) {
    let model = &mut stage.core.model;
    model.theme = Rc::new((*model.theme).clone().with_signs(Signs::Ascii));
}

#[test]
fn in_plain_signs_each_line_is_known_by_its_own() {
    let mut stage = season().stage("mono");
    ascii(&mut stage);
    for (name, keys) in [("ascii_burndown", "g s ] ]"), ("ascii_velocity", "2 o")] {
        stage.resize(80, 24).press(keys);
        let shown = screen(&stage);
        assert!(shown.is_ascii(), "{shown}");
        insta::assert_snapshot!(format!("chart_{name}_80x24"), shown);
    }
    stage.press("2 o 2 o");
    let shown = screen(&stage);
    assert!(shown.contains("@@ remaining  == scope  -- ideal  | today"), "{shown}");
}

#[test]
fn what_there_is_not_is_said() {
    let mut stage = Stage::with(&["Pay with a card"]);
    stage.resize(80, 24).press("g s ] ]");
    assert!(screen(&stage).contains("There is no Sprint yet."), "{}", screen(&stage));
    assert!(screen(stage.press("o o")).contains("No Sprint is over yet."));
    assert!(screen(stage.press("T")).contains("No Sprint is over yet."));
    assert!(screen(stage.press("w f")).contains("never one number alone"));
    // One that is planned.
    let mut season = Season::new(0);
    let item = season.add("5");
    season.plan(&[item]);
    let mut stage = season.stage("dark");
    stage.resize(80, 24).press("g s ] ]");
    let shown = screen(&stage);
    assert!(
        shown.contains("Sprint 1 has not started yet.") && shown.contains("in it now · 1 item, 5 points"),
        "{shown}"
    );
}

#[test]
fn a_sprint_that_runs_over_its_end_says_so() {
    let mut season = Season::new(14);
    let items = [season.add("5"), season.add("3")];
    season.start(&items);
    season.pass(13);
    season.state(items[0], State::Done);
    let mut stage = season.stage("dark");
    stage.resize(80, 24).press("g s ] ]");
    let shown = screen(&stage);
    assert!(shown.contains("3 days over its end") && !shown.contains("today"), "{shown}");
    assert!(screen(stage.press("T")).contains("done WEB-1"), "{}", screen(&stage));
}

#[test]
fn one_sprint_that_is_over_has_no_mean() {
    let mut season = Season::new(14);
    season.sprint(&["5", "3", "8"], 2);
    let mut stage = season.stage("dark");
    stage.resize(120, 40).press("g s ] ] 2 o");
    let shown = screen(&stage);
    assert!(shown.contains("the only Sprint that is over: 8 in Sprint 1"), "{shown}");
    insta::assert_snapshot!("chart_one_sprint_120x40", picture(&stage));
}

#[test]
fn history_from_elsewhere_has_no_days() {
    let mut stage = season().stage("dark");
    stage.resize(80, 24).press("g s ] ] 9 9 {");
    let shown = screen(&stage);
    assert!(shown.contains("Before upnext was held elsewhere"), "{shown}");
    assert!(shown.contains("completed 15 points") && shown.contains("planned at start —"), "{shown}");
}

#[test]
fn the_sprint_shown_is_marked_and_its_items_stand_beside() {
    let mut stage = season().stage("dark");
    stage.resize(120, 40).press("g s ] ] 2 o T");
    assert!(screen(&stage).contains("▌ Sprint 16 so far"), "{}", screen(&stage));
    stage.press("3 {");
    let shown = screen(&stage);
    assert!(shown.contains("▌ Sprint 10") && shown.contains("WEB-32*"), "{shown}");
    // The cursor goes through the items of the sets, and a verb acts on the one under it.
    stage.press("g g");
    let first = stage.core.model.backlog.cursor;
    stage.press("j j k");
    assert_ne!(stage.core.model.backlog.cursor, first);
}

#[test]
fn the_formulas_are_closed_before_the_view_is() {
    let mut stage = season().stage("dark");
    stage.resize(80, 24).press("g s ] ] f");
    assert!(screen(&stage).contains("Esc closes"), "{}", screen(&stage));
    stage.press("Esc");
    assert!(stage.core.model.shows(View::Sprint) && screen(&stage).contains("remaining"), "{}", screen(&stage));
    stage.press("Esc");
    assert!(!stage.core.model.shows(View::Sprint));
}

#[test]
fn the_figures_below_a_chart_follow_what_is_counted() {
    let mut stage = season().stage("dark");
    stage.resize(120, 40).press("g s ] ]");
    assert!(screen(&stage).contains("planned at start 21, completed so far 8 points"), "{}", screen(&stage));
    stage.press("w");
    assert!(screen(&stage).contains("planned at start 6, completed so far 2 items"), "{}", screen(&stage));
    stage.press("2 o w");
    assert!(screen(&stage).contains("mean of the last 3: "), "{}", screen(&stage));
}

#[test]
fn where_columns_are_narrow_no_number_is_cut_short() {
    let mut season = Season::new(14 * 14);
    for done in [3_usize, 4, 2, 5, 4, 4, 3, 3, 4, 2, 5, 4, 4] {
        season.sprint(&["5", "3", "8", "2", "3"], done);
    }
    let mut stage = season.stage("dark");
    stage.resize(120, 40).press("g s ] ] 2 o");
    let cut = |shown: &str| shown.lines().any(|line| line.contains("/…") || line.contains("21/1…"));
    assert!(!cut(&screen(&stage)) && screen(&stage).contains(" 18 "), "{}", screen(&stage));
    stage.resize(60, 18);
    assert!(!cut(&screen(&stage)), "{}", screen(&stage));
}

/// A product with 200 Sprints of one item.
fn long() -> Season {
    let mut season = Season::new(200);
    for n in 0..200_usize {
        let item = season.add(["1", "2", "3", "5", "8"][n % 5]);
        let sprint = season.start(&[item]);
        season.state(item, State::Done);
        season.close(sprint, Vec::new());
        season.pass(1);
    }
    season
}

#[test]
fn of_many_sprints_the_newest_are_drawn_and_the_others_counted() {
    let mut stage = long().stage("dark");
    for (width, height) in [(120, 40), (60, 18)] {
        stage.resize(width, height);
        if width == 120 {
            stage.press("g s ] ] 2 o");
        }
        insta::assert_snapshot!(format!("chart_many_{width}x{height}"), picture(&stage));
    }
    assert!(screen(&stage).contains("of 200 Sprints"), "{}", screen(&stage));
    // One that is long over comes into sight where it is shown.
    stage.resize(120, 40).press("1 5 0 {");
    let shown = screen(&stage);
    assert!(shown.contains(" 50 "), "{shown}");
    assert!(screen(stage.press("T")).contains("▌ Sprint 50"), "{}", screen(&stage));
}
