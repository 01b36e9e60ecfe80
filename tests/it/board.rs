//! A running Sprint by keys: the board, accepting and returning, the stand-up sheet, what became of the scope.

use crate::screens::{SIZES, picture};
use crate::stage::{Stage, added, place, today};
use std::rc::Rc;
use upnext::domain::item::{NewItem, Story};
use upnext::domain::product::{NewProduct, Sheet};
use upnext::domain::sprint::{Cause, End, Phase, Plan};
use upnext::domain::{Change, Estimate, Item, ItemId, List, Now, ProductId, Scale, Spot, SprintId, State};
use upnext::store::{Patience, Store, Writer};

/// A day so many days after the one on which the Sprint starts.
fn day(n: u64) -> Now {
    Now::noon(today().day + chrono::Days::new(n))
}

pub(crate) fn writer() -> Writer {
    Writer { author: "ada".into(), window: "look".into() }
}

/// A store with a product WEB, a Sprint with these items, each with its state; it runs since two days.
pub(crate) struct Making {
    pub(crate) folder: Rc<tempfile::TempDir>,
    pub(crate) store: Store,
}

impl Making {
    pub(crate) fn new() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let mut store = Store::create(&folder.path().join("backlog.db"), writer()).unwrap();
        let new = NewProduct { scale: Scale::Fibonacci, ..NewProduct::named("Webshop", "WEB") };
        store.commit(&Change::AddProduct(new), today()).unwrap();
        Self { folder, store }
    }

    pub(crate) fn write(&mut self, change: &Change, n: u64) -> &mut Self {
        self.store.commit(change, day(n)).unwrap();
        self
    }

    pub(crate) fn add(&mut self, title: &str, points: &str, criteria: &[&str]) -> &mut Self {
        let text = Story { title: title.into(), estimate: Estimate::parse(points).unwrap(), ..Story::default() };
        let line = |text: &&str| upnext::domain::criterion::Line { text: (*text).into(), is_done: false };
        let criteria = criteria.iter().map(line).collect();
        let item = Box::new(NewItem { text, criteria, state: State::Open, ..NewItem::default() });
        self.write(&Change::AddItem { product: ProductId(1), item, spot: Spot::Bottom }, 0)
    }

    pub(crate) fn sheet(&mut self, done: &[&str]) -> &mut Self {
        let sheet = Sheet { done: done.iter().map(|&point| point.into()).collect(), ..Sheet::default() };
        let (name, prefix) = ("Webshop".into(), "WEB".into());
        let sheet = Some(Box::new(sheet));
        self.write(&Change::EditProduct { product: ProductId(1), name, prefix, scale: Scale::Fibonacci, sheet }, 0)
    }

    /// The Sprint of the items up to this one, planned.
    pub(crate) fn planned(&mut self, items: std::ops::RangeInclusive<i64>) -> &mut Self {
        let plan = Plan {
            goal: "Customers pay without typing a card number".into(),
            starts: Some(today().day),
            ends: Some(day(11).day),
            ..Plan::default()
        };
        self.write(&Change::AddSprint { product: ProductId(1), plan: Box::new(plan) }, 0);
        let items = items.map(ItemId).collect();
        let change = Change::SetSprint { items, sprint: Some(SprintId(1)), end: End::Tail, cause: Cause::default() };
        self.write(&change, 0)
    }

    pub(crate) fn started(&mut self, items: std::ops::RangeInclusive<i64>) -> &mut Self {
        self.planned(items).write(&Change::StartSprint { sprint: SprintId(1) }, 0)
    }

    pub(crate) fn state(&mut self, item: i64, state: State, n: u64) -> &mut Self {
        self.write(&Change::SetState { items: vec![ItemId(item)], state }, n)
    }

    /// The program on it, on the board.
    pub(crate) fn stage(self, theme: &str) -> Stage {
        drop(self.store);
        let mut stage = Stage::of(&self.folder, 1, theme);
        stage.press("g s ]");
        stage
    }
}

/// Six cards: two to do, one in progress, one to accept, one done, one to do behind them.
fn six() -> Making {
    let mut made = Making::new();
    made.add("alpha", "3", &["a first", "a second"]).add("beta", "5", &["b first"]).add("gamma", "2", &[]);
    made.add("delta", "1", &[]).add("epsilon", "8", &[]).add("zeta", "", &[]).add("eta", "1", &[]);
    made.started(1..=6);
    made.state(2, State::Ready, 0).state(3, State::InProgress, 1);
    made.state(4, State::ToAccept, 1).state(5, State::Done, 1);
    made
}

pub(crate) fn item(stage: &Stage, n: i64) -> Item {
    let store = Store::open(&stage.folder().join("backlog.db"), writer(), Patience::None).unwrap();
    store.item(ItemId(n)).unwrap().unwrap()
}

/// The title under the cursor and its state.
fn here(stage: &Stage) -> String {
    format!("{} {}", stage.cursor(), stage.state().name())
}

#[test]
fn the_cursor_walks_the_columns_and_remembers_its_row() {
    let mut stage = six().stage("dark");
    stage.press("g g");
    assert_eq!(here(&stage), "alpha open");
    stage.press("j j j j");
    assert_eq!(here(&stage), "zeta open", "within the column it ends at the last card");
    stage.press("l l l");
    assert_eq!(here(&stage), "epsilon done");
    stage.press("l");
    assert!(stage.toast().contains("further right"), "{}", stage.toast());
    stage.press("2 h");
    assert_eq!(here(&stage), "gamma in progress");
    stage.press("h");
    assert_eq!(here(&stage), "zeta open", "the row is remembered");
    stage.press("k");
    assert_eq!(here(&stage), "beta ready");
}

#[test]
fn a_card_goes_through_all_columns_and_comes_back() {
    let mut stage = six().stage("dark");
    stage.press("g g 2 j");
    assert_eq!(here(&stage), "zeta open");
    stage.press("L L L");
    assert_eq!(here(&stage), "zeta to accept", "the cursor goes with its card");
    stage.press("L");
    assert_eq!(here(&stage), "zeta done", "nothing is open: no question");
    stage.press("-").type_text("it does not blink").press("Enter");
    assert_eq!(here(&stage), "zeta in progress");
    assert!(stage.screen().contains("it does not blink"), "{}", stage.screen());
    stage.press("u");
    assert_eq!(here(&stage), "zeta done");
    stage.press("5 u");
    assert_eq!(here(&stage), "zeta open");
    stage.press("5 U");
    assert_eq!(here(&stage), "zeta done");
    stage.press("U");
    assert_eq!(here(&stage), "zeta in progress");
}

#[test]
fn the_order_of_the_board_is_that_of_the_backlog() {
    let mut stage = six().stage("dark");
    stage.press("g g J");
    let order = |stage: &mut Stage| {
        let order = stage.core.model.backlog.order.as_ref().unwrap();
        order.ids().map(|id| id.0.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(order(&mut stage), "2 1 3 4 6 7");
    stage.press("J");
    assert_eq!(order(&mut stage), "2 3 4 6 1 7", "past the next card of the column, whatever stands between");
    stage.press("J");
    assert!(stage.toast().contains("at the bottom of the column"), "{}", stage.toast());
    stage.press("u");
    assert_eq!(order(&mut stage), "1 2 3 4 6 7", "a run is one step");
    stage.press("g g l l l J");
    assert!(stage.toast().contains("WEB-5 is done"), "{}", stage.screen());
    stage.press("m t");
    assert!(stage.toast().contains("WEB-5 is done"), "{}", stage.toast());
    stage.press("h h h g g Space l Space K");
    assert!(stage.toast().contains("several columns"), "{}", stage.toast());
}

#[test]
fn what_is_open_is_asked_before_it_is_done() {
    let mut made = six();
    made.sheet(&["reviewed by another Developer", "in the release notes"]);
    let mut stage = made.stage("dark");
    stage.press("g g 3 L");
    assert_eq!(stage.core.model.overlays.len(), 0);
    stage.press("L");
    let screen = stage.screen();
    for text in ["Accept WEB-1?", "a first", "reviewed by another", "0/2", "4 open points"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    stage.press("x");
    assert!(item(&stage, 1).criteria[0].is_met, "a criterion is ticked at once");
    stage.press("j x *");
    assert!(stage.screen().contains("1 open point,"), "{}", stage.screen());
    stage.press("Tab").type_text("Pay twice as fast").press("Enter");
    let alpha = item(&stage, 1);
    assert_eq!((alpha.state, alpha.value.as_str()), (State::Done, "Pay twice as fast"));
    assert!(stage.toast().contains("accept WEB-1 with 1 open point"), "{}", stage.toast());
    stage.press("u");
    let alpha = item(&stage, 1);
    assert_eq!((alpha.state, alpha.value.as_str()), (State::ToAccept, ""));
}

#[test]
fn an_acceptance_notes_what_was_open_with_each_item() {
    let mut stage = six().stage("dark");
    stage.press("g g Space j Space +");
    assert!(stage.screen().contains("Accept 2 marked items?"), "{}", stage.screen());
    assert!(stage.screen().contains("0/2  WEB-1 alpha"), "{}", stage.screen());
    stage.press("Tab");
    assert!(stage.toast().contains("one item at a time"), "{}", stage.toast());
    stage.press("Enter");
    let store = Store::open(&stage.folder().join("backlog.db"), writer(), Patience::None).unwrap();
    let course = store.course(SprintId(1)).unwrap().unwrap();
    let noted: Vec<(i64, String)> = course
        .facts
        .iter()
        .filter(|h| h.event.fact == upnext::domain::item::Fact::Accepted)
        .map(|h| (h.item.0, h.event.to.clone().unwrap_or_default()))
        .collect();
    assert_eq!(noted, [(1, "a first\na second".into()), (6, String::new())]);
}

#[test]
fn a_return_names_the_criterion_and_needs_a_reason() {
    let mut made = six();
    made.state(1, State::ToAccept, 1);
    let mut stage = made.stage("dark");
    let criterion = item(&stage, 1).criteria[1].id;
    {
        let mut store = Store::open(&stage.folder().join("backlog.db"), writer(), Patience::None).unwrap();
        let tick = Change::Tick { item: ItemId(1), criterion, is_met: true };
        store.commit(&tick, day(1)).unwrap();
    }
    stage.poll().press("-");
    assert!(stage.screen().contains("Return WEB-1: why?"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.screen().contains("returning needs a reason"), "{}", stage.screen());
    stage.press("2").type_text("the second fails on a phone").press("Enter");
    let alpha = item(&stage, 1);
    assert_eq!((alpha.state, alpha.criteria[1].is_met), (State::InProgress, false));
    assert!(stage.screen().contains("the second fails on a phone (a second)"), "{}", stage.screen());
    stage.press("-");
    assert!(stage.toast().contains("WEB-1 is in progress: only what waits"), "{}", stage.toast());
    stage.press("u");
    assert!(item(&stage, 1).criteria[1].is_met);
    // A text that was left comes back.
    stage.press("-").type_text("too slow").press("Esc :").type_text("draft").press("Enter");
    assert!(stage.screen().contains("too slow"), "{}", stage.screen());
}

#[test]
fn accepting_says_what_it_can_not_do() {
    let mut stage = six().stage("dark");
    stage.press("3 l +");
    assert!(stage.toast().contains("WEB-5 is done already"), "{}", stage.toast());
    stage.press("g b g g A").type_text("an idea").press("Enter g i +");
    assert!(stage.toast().contains("only what stands in the order"), "{}", stage.toast());
}

#[test]
fn an_acceptance_is_not_repeated_unseen() {
    let mut stage = six().stage("dark");
    stage.press("g g + Tab").type_text("good").press("Enter h h h g g .");
    assert!(stage.screen().contains("Accept WEB-2?"), "{}", stage.screen());
}

#[test]
fn what_another_window_takes_away_leaves_the_cursor_in_its_column() {
    let mut stage = six().stage("dark");
    stage.press("g g j");
    assert_eq!(here(&stage), "beta ready");
    let mut beside = stage.beside();
    beside.press("g b g g j D");
    stage.poll();
    assert_eq!(here(&stage), "zeta open", "the one that followed in the column");
    beside.press("g g 3 j D");
    stage.poll();
    assert_eq!(here(&stage), "alpha open");
    // Its state is changed there: the cursor goes with it.
    beside.press("g g 3 L");
    stage.poll();
    assert_eq!(here(&stage), "alpha to accept");
    beside.press("g g D j D j D j D");
    stage.poll().press("j k h l J K L H");
    assert!(stage.screen().contains("done"), "{}", stage.screen());
}

#[test]
fn a_planned_and_a_closed_sprint_show_their_boards() {
    let mut made = Making::new();
    made.add("alpha", "3", &[]).add("beta", "5", &[]).planned(1..=2);
    let mut stage = made.stage("dark");
    assert!(stage.screen().contains("not started yet"), "{}", stage.screen());
    stage.press("t");
    assert!(stage.toast().contains("no Sprint runs"), "{}", stage.toast());
    stage.press("g S");
    assert!(stage.toast().contains("has not started"), "{}", stage.toast());

    let mut made = six();
    let fates = vec![(ItemId(1), upnext::domain::sprint::Fate::Next)];
    let next = upnext::domain::sprint::Next::New(Box::default());
    made.write(&Change::CloseSprint { sprint: SprintId(1), is_goal_met: Some(true), next, fates }, 11);
    let mut stage = made.stage("dark");
    stage.press("{ g g");
    let screen = stage.screen();
    assert!(screen.contains("as it ended") && screen.contains("carried over into the next"), "{screen}");
    for keys in ["L", "H", "J", "m t", "s", "+", "-"] {
        stage.press(keys);
        assert!(stage.toast().contains("its board stays as it ended"), "{keys}: {}", stage.toast());
    }
    assert_eq!(stage.core.model.sprint.course.as_ref().unwrap().sprint.phase, Phase::Closed);
}

#[test]
fn a_click_selects_a_card_and_the_wheel_rolls_its_column() {
    let mut made = Making::new();
    for n in 1..=60 {
        made.add(&format!("card {n}"), "1", &[]);
    }
    made.started(1..=60).state(7, State::InProgress, 0);
    let mut stage = made.stage("dark");
    stage.resize(120, 40).press("g g");
    let (column, row) = place(&stage, "card 9");
    let mouse = |kind, column, row| upnext::ui::Mouse { kind, column, row };
    stage.core.point(mouse(upnext::ui::MouseKind::Down, column, row));
    stage.settle();
    assert_eq!(stage.cursor(), "card 9");
    let (far, at) = place(&stage, "card 7");
    stage.core.point(mouse(upnext::ui::MouseKind::Down, far, at));
    stage.settle();
    assert_eq!(here(&stage), "card 7 in progress");
    for _ in 0..40 {
        stage.core.point(mouse(upnext::ui::MouseKind::WheelDown, column, row));
    }
    stage.settle();
    assert!(stage.screen().contains("card 60") && stage.screen().contains("above"), "{}", stage.screen());
    assert_eq!(here(&stage), "card 7 in progress", "another column's wheel leaves the cursor");
}

#[test]
fn a_column_says_how_many_are_out_of_sight() {
    let mut made = Making::new();
    for n in 1..=60 {
        made.add(&format!("card {n}"), "1", &[]);
    }
    made.started(1..=60);
    let mut stage = made.stage("dark");
    for (width, height) in SIZES {
        stage.resize(width, height).press("g g");
        assert!(stage.screen().contains("below"), "{}", stage.screen());
        stage.press("3 0 G");
        assert_eq!(stage.cursor(), "card 30");
        let screen = stage.screen();
        assert!(screen.contains("card 30") && screen.contains("below"), "{screen}");
        stage.press("G");
        assert!(stage.screen().contains("card 60") && !stage.screen().contains("below"), "{}", stage.screen());
    }
}

#[test]
fn the_stand_up_sheet_is_read_and_copied() {
    let mut made = six();
    made.write(&Change::Ask { item: ItemId(1), text: "Which card brands?".into() }, 0);
    let blocked = Change::SetBlocked { items: vec![ItemId(2)], reason: Some("no test account".into()) };
    made.write(&blocked, 1);
    let mut stage = made.stage("dark");
    stage.press("g b t");
    assert!(stage.toast().contains("does nothing here"), "{}", stage.toast());
    stage.press("g s t");
    let screen = stage.screen();
    for text in
        ["Stand-up · Sprint 1", "Waiting for acceptance 1", "WEB-4 delta", "Open questions 1", "Which card brands?"]
    {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    assert!(screen.contains("no test account"), "{screen}");
    stage.press("y");
    assert!(stage.toast().contains("the stand-up sheet"), "{}", stage.toast());
    stage.press("Esc g b :").type_text("standup").press("Enter");
    assert!(stage.screen().contains("Waiting for acceptance 1"), "{}", stage.screen());
}

#[test]
fn what_became_of_the_scope_is_told_with_its_reason() {
    let mut made = six();
    let cause = Cause { reason: "the fair is earlier".into(), asked: "Grace".into() };
    made.write(&Change::SetSprint { items: vec![ItemId(7)], sprint: Some(SprintId(1)), end: End::Tail, cause }, 1);
    let cause = Cause { reason: "can wait".into(), ..Cause::default() };
    made.write(&Change::SetSprint { items: vec![ItemId(3)], sprint: None, end: End::Head, cause }, 2);
    let estimate = Estimate::parse("8").unwrap();
    made.write(&Change::SetEstimate { items: vec![ItemId(2)], estimate }, 2);
    let mut stage = made.stage("dark");
    assert!(stage.screen().contains("scope +4 −2"), "{}", stage.screen());
    stage.press("g S");
    let screen = stage.screen();
    for text in ["WEB-7 eta", "the fair is earlier · Grace asked", "WEB-3 gamma", "can wait", "5 → 8", "3 changes"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    stage.press("j Enter");
    assert_eq!(stage.cursor(), "gamma");
}

/// A Sprint with everything that a card can tell.
pub(crate) fn lively() -> Making {
    let mut made = Making::new();
    made.sheet(&["reviewed by another Developer", "tested on a phone", "in the release notes"]);
    made.add("Pay with a saved card", "5", &["the card is offered", "the number is hidden", "it can be removed"]);
    made.add(
        "Save a cart for later, also on another device and after a new login 購物車",
        "3",
        &["kept at a new login"],
    );
    made.add("Refund without a receipt", "8", &[]).add("Export invoices", "13", &["as PDF", "as CSV"]);
    made.add("Print the label in the shop", "2", &[]).add("Gift wrapping", "", &[]);
    made.add("Show stock per shop", "5", &["counts are right"]).add("Later thing", "3", &[]).add(
        "Needed first",
        "2",
        &[],
    );
    made.started(1..=7);
    made.write(&Change::SetServes { items: vec![ItemId(1), ItemId(2)], serves: true }, 0);
    made.write(&Change::SetAssignee { items: vec![ItemId(2)], assignee: "Ada Lovelace".into() }, 0);
    made.write(&Change::SetNeeds { items: vec![ItemId(4)], add: vec![ItemId(9)], remove: vec![] }, 0);
    made.state(2, State::InProgress, 1).state(3, State::InProgress, 1).state(1, State::ToAccept, 2);
    let reason = Some("no account at the bank".into());
    made.write(&Change::SetBlocked { items: vec![ItemId(3)], reason }, 1);
    made.write(&Change::Ask { item: ItemId(2), text: "For how long is it kept?".into() }, 1);
    made.write(
        &Change::Accept {
            items: vec![ItemId(5)],
            open: vec!["in the release notes".into()],
            value: "Labels at the counter".into(),
        },
        2,
    );
    let criterion = made.store.item(ItemId(1)).unwrap().unwrap().criteria[0].id;
    made.write(&Change::Tick { item: ItemId(1), criterion, is_met: true }, 2);
    made
}

/// Pictures as of the third day.
fn check(name: &str, theme: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut stage = lively().stage(theme);
        stage.resize(width, height).press(keys);
        let mut model = stage.core.model.clone();
        (model.now, model.backlog.today) = (day(2), day(2).day);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), crate::screens::picture_of(&model));
    }
}

#[test]
fn the_board_is_drawn() {
    check("board", "dark", "h h h g g l");
    check("board_light", "light", "h h h g g");
    check("board_mono", "mono", "h h h g g Space");
}

#[test]
fn accepting_and_returning_are_drawn() {
    check("accepting", "dark", "h h h l l g g + j x j");
    check("returning", "dark", "h h h l l g g - 2");
}

#[test]
fn an_empty_board_says_what_to_do() {
    let mut stage = Stage::with(&["alpha"]);
    stage.press("g s ]");
    assert!(stage.screen().contains("There is no Sprint yet"), "{}", stage.screen());
    stage.press("h l j k J + - t g S L H");
    let change = Change::AddSprint { product: ProductId(1), plan: Box::default() };
    let mut store = Store::open(&stage.folder().join("backlog.db"), writer(), Patience::None).unwrap();
    store.commit(&change, today()).unwrap();
    stage.poll();
    assert!(stage.screen().contains("This Sprint has no item yet"), "{}", stage.screen());
    assert_eq!(stage.count(List::Done), 0);
    store.commit(&added("beta"), today()).unwrap();
    let _ = picture(&stage);
}

#[test]
fn keys_in_any_sequence_and_size_do_no_harm() {
    const KEYS: [&str; 34] = [
        "j", "k", "h", "l", "H", "L", "J", "K", "g g", "G", "Ctrl-d", "Space", "v", "*", "+", "-", "x", "Enter", "Esc",
        "Tab", "u", "U", "t", "g S", "]", "[", "{", "}", "o", "A", "n", ".", "D", "m t",
    ];
    let mut stage = lively().stage("dark");
    let mut dice = 20_260_302_u64;
    let mut throw = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((dice >> 33) % sides).unwrap()
    };
    for _ in 0..250 {
        stage.press(KEYS[throw(34)]);
        if throw(20) == 0 {
            let (width, height) = [(120, 40), (80, 24), (60, 18), (200, 50), (61, 19)][throw(5)];
            stage.resize(width, height);
        }
        stage.screen();
    }
}
