//! The figures of Sprints: the worked examples of the field to the digit, and what happens at the edges.

use super::super::Kind;
use super::super::item::{Fact, Row};
use super::*;
use chrono::Days;

pub(super) fn planned(number: i64, starts: Option<NaiveDate>, ends: Option<NaiveDate>) -> Sprint {
    Sprint {
        id: SprintId(number),
        uid: Uuid::nil(),
        product: ProductId(1),
        number,
        plan: Plan { starts, ends, ..Plan::default() },
        phase: Phase::Planned,
        started: None,
        closed: None,
        is_goal_met: None,
        notes: String::new(),
        past: None,
    }
}

fn estimate(word: &str) -> Option<Estimate> {
    Estimate::parse(word).unwrap()
}

fn points(whole: i64) -> Points {
    Points(whole * 1000)
}

/// A Sprint of ten working days from Monday, 2 March 2026; `day(0)` is the first.
fn day(n: i64) -> NaiveDate {
    let monday: NaiveDate = "2026-03-02".parse().unwrap();
    monday.checked_add_signed(chrono::Duration::days(n)).unwrap()
}

fn frozen((item, word, state): (i64, &str, State)) -> Frozen {
    Frozen { item: ItemId(item), state, estimate: estimate(word), serves_goal: false, went: None }
}

fn card((item, word, state): (i64, &str, State)) -> Card {
    let row = Row {
        id: ItemId(item),
        key: Key { prefix: "WEB".into(), number: item },
        kind: if item == 9 { Kind::Bug } else { Kind::Story },
        title: String::new(),
        state,
        estimate: estimate(word),
        is_blocked: false,
        children: None,
        aside: None,
        passes: None,
        asked_on: None,
        snoozed_until: None,
        refused: None,
        sprint: None,
        serves_goal: false,
        is_pinned: false,
        inputs: None,
        is_changed: false,
        is_incoming: false,
    };
    Card {
        row,
        rank: item,
        is_inside: true,
        blocked: None,
        blocked_on: None,
        declined: None,
        criteria: (0, 0),
        questions: 0,
        waits: Vec::new(),
        value: String::new(),
        assignee: String::new(),
        hops: 0,
    }
}

/// A running Sprint 1 with what it started with.
struct Told(Course);

impl Told {
    fn start(items: &[(i64, &str, State)]) -> Self {
        let mut sprint = planned(1, Some(day(0)), Some(day(11)));
        sprint.phase = Phase::Active;
        sprint.started = Some(Moment { at: Instant(0), day: day(0) });
        let start: Vec<Frozen> = items.iter().copied().map(frozen).collect();
        let cards = items.iter().copied().map(card).collect();
        Self(Course { sprint, start, end: Vec::new(), facts: Vec::new(), cards })
    }

    fn open(items: &[(i64, &str)]) -> Self {
        let items: Vec<_> = items.iter().map(|(item, word)| (*item, *word, State::Open)).collect();
        Self::start(&items)
    }

    fn card(&mut self, item: i64) -> &mut Card {
        self.0.cards.iter_mut().find(|card| card.row.id.0 == item).unwrap()
    }

    fn fact(&mut self, on: i64, item: i64, fact: Fact, from: Option<&str>, to: Option<&str>) -> &mut Self {
        let event = Event::plain(fact, from.map(Into::into), to.map(Into::into), Instant(0), day(on));
        let known = self.0.cards.iter().find(|card| card.row.id.0 == item).and_then(|c| c.row.estimate.clone());
        let estimate = known.filter(|_| fact == Fact::Sprint);
        self.0.facts.push(Happened { item: ItemId(item), event, estimate });
        self
    }

    fn state(&mut self, on: i64, item: i64, state: State) -> &mut Self {
        self.card(item).row.state = state;
        self.fact(on, item, Fact::State, None, Some(state.name()))
    }

    fn size(&mut self, on: i64, item: i64, word: &str) -> &mut Self {
        self.card(item).row.estimate = estimate(word);
        self.fact(on, item, Fact::Estimate, None, Some(word))
    }

    fn add(&mut self, on: i64, item: i64, word: &str) -> &mut Self {
        if self.0.cards.iter().all(|card| card.row.id.0 != item) {
            self.0.cards.push(card((item, word, State::Open)));
            self.0.cards.sort_by_key(|card| card.row.id);
        }
        self.card(item).is_inside = true;
        self.card(item).row.estimate = estimate(word);
        self.fact(on, item, Fact::Sprint, None, Some("1"))
    }

    fn remove(&mut self, on: i64, item: i64) -> &mut Self {
        self.card(item).is_inside = false;
        self.fact(on, item, Fact::Sprint, Some("1"), None)
    }

    fn close(&mut self, on: i64) -> &mut Self {
        let end = self.0.cards.iter().filter(|card| card.is_inside);
        let end = end.map(|card| Frozen {
            went: (card.row.state != State::Done).then_some(Went::Next),
            ..frozen((card.row.id.0, card.row.estimate.as_ref().map_or("", Estimate::as_str), card.row.state))
        });
        self.0.end = end.collect();
        self.0.sprint.phase = Phase::Closed;
        self.0.sprint.closed = Some(Moment { at: Instant(1), day: day(on) });
        self
    }

    fn figures(&self) -> Figures {
        Figures::of(&self.0)
    }

    fn detail(&self) -> Detail {
        *self.figures().detail.unwrap()
    }

    fn burn(&self, today: i64) -> Burn {
        Burn::of(&self.0, &Calendar::default(), day(today)).unwrap()
    }

    /// What remains at the end of each day, in points.
    fn remaining(&self, today: i64) -> String {
        let days = self.burn(today).days;
        let shown = |day: &BurnDay| day.stand.map_or("—".into(), |stand| stand.remaining().points.to_string());
        days.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    fn sets(&self) -> String {
        let mut said: Vec<String> = Vec::new();
        for part in sets(&self.0) {
            let star = if part.is_added { "*" } else { "" };
            let size = |e: &Option<Estimate>| e.as_ref().map_or("?".into(), ToString::to_string);
            let sizes = (size(&part.before), size(&part.after));
            said.push(format!("{}{star} {} {}→{}", part.item.0, part.set.name(), sizes.0, sizes.1));
        }
        said.join(", ")
    }
}

/// What is planned, completed and changed adds up to what is there in the end.
fn check_sum(figures: &Figures) {
    let detail = figures.detail.as_ref().unwrap();
    let (planned, completed) = (figures.planned.unwrap(), figures.completed.unwrap());
    let scope = detail.scope;
    assert_eq!(planned.points.0 + scope.net().0, completed.points.0 + detail.open.points.0);
    assert_eq!(planned.count + scope.added.count, completed.count + detail.open.count + scope.removed.count);
}

/// agileangelblog 2016-01-19: 1 + 2 + 5 planned; 1 and 2 done; 10 added; 5 done; 10 done.
#[test]
fn worked_example_with_added_scope() {
    let mut told = Told::open(&[(1, "1"), (2, "2"), (3, "5")]);
    told.state(1, 1, State::Done).state(1, 2, State::Done).add(2, 4, "10");
    told.state(3, 3, State::Done).state(7, 4, State::Done).close(11);
    let figures = told.figures();
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (points(8), points(18)));
    let scope = told.detail().scope;
    assert_eq!((scope.up(), scope.down(), scope.net()), (points(10), points(0), points(10)));
    let (by_points, by_count) = figures.say_do().unwrap();
    assert_eq!((by_points.to_string(), by_count.to_string()), ("100 %".into(), "100 %".into()));
    assert_eq!((by_points.part, by_points.whole, by_count.part, by_count.whole), (8000, 8000, 3, 3));
    let misleading = Share::points(figures.completed.unwrap().points, figures.planned.unwrap().points);
    assert_eq!(misleading.to_string(), "225 %");
    assert_eq!(told.remaining(11), "8 5 15 10 10 10 10 0 0 0 0 0");
    assert_eq!(told.sets(), "1 completed 1→1, 2 completed 2→2, 3 completed 5→5, 4* completed 10→10");
    check_sum(&figures);
}

/// brokenbuild VEL: 32 planned; #4 and #6 rise by 2 each; #6 (3 → 5) is not done.
#[test]
fn worked_example_with_re_estimates() {
    let mut told = Told::open(&[(1, "5"), (2, "8"), (3, "5"), (4, "3"), (5, "8"), (6, "3")]);
    told.size(3, 4, "5").size(4, 6, "5");
    for item in 1..=5 {
        told.state(8, item, State::Done);
    }
    told.close(11);
    let (figures, detail) = (told.figures(), told.detail());
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (points(32), points(31)));
    assert_eq!(Points(figures.planned.unwrap().points.0 + detail.scope.net().0), points(36));
    assert_eq!((detail.kept.points, detail.scope.raised, detail.scope.re_estimated), (points(29), points(4), 2));
    let (by_points, by_count) = figures.say_do().unwrap();
    assert_eq!((by_points.to_string(), by_count.to_string()), ("90.6 %".into(), "83.3 %".into()));
    let (carried, _) = figures.carry_over().unwrap();
    assert_eq!((carried.part, carried.whole, carried.to_string()), (5000, 36000, "13.9 %".into()));
    check_sum(&figures);
}

/// IEEE TSE 2017, definition 1: 19 planned, 2 + 2 + 3 delivered.
#[test]
fn worked_example_with_less_than_planned() {
    let mut told = Told::open(&[(1, "2"), (2, "2"), (3, "3"), (4, "5"), (5, "5"), (6, "2")]);
    for item in 1..=3 {
        told.state(5, item, State::Done);
    }
    told.close(11);
    let figures = told.figures();
    assert_eq!((figures.planned.unwrap().points, figures.completed.unwrap().points), (points(19), points(7)));
    assert_eq!(figures.difference().unwrap(), points(-12));
    check_sum(&figures);
}

#[test]
fn each_item_is_in_one_set() {
    let mut told = Told::start(&[
        (1, "3", State::Done),
        (2, "5", State::Ready),
        (3, "", State::Ready),
        (4, "2", State::Ready),
        (5, "8", State::Ready),
        (6, "1", State::Done),
    ]);
    // 2 goes and comes back bigger; 4 goes; 5 is done and returned; 6 is returned; 7 comes and goes; 8 comes.
    told.remove(1, 2).add(2, 2, "8").remove(3, 4).state(3, 5, State::Done).state(4, 5, State::InProgress);
    told.state(4, 6, State::InProgress).add(5, 7, "3").size(5, 7, "5").remove(6, 7).add(6, 8, "13");
    told.state(7, 3, State::Done).close(11);
    assert_eq!(
        told.sets(),
        "1 completed outside of this Sprint 3→3, 2 not completed 5→8, 3 completed ?→?, 4 removed 2→2, \
         5 not completed 8→8, 6* not completed 1→1, 7* removed 3→5, 8* not completed 13→13"
    );
    let (figures, scope) = (told.figures(), told.detail().scope);
    let planned = Sum { points: points(15), count: 4, unestimated: 1 };
    assert_eq!((figures.planned, figures.completed.unwrap().count), (Some(planned), 1));
    assert_eq!((scope.added.points, scope.removed.points), (points(17), points(7)));
    assert_eq!((scope.re_estimated, scope.raised, scope.lowered), (2, points(5), points(0)));
    check_sum(&figures);
    let (by_points, by_count) = figures.say_do().unwrap();
    assert_eq!((by_points.to_string(), by_count.to_string()), ("0 %".into(), "25 %".into()));
}

#[test]
fn a_running_sprint_is_as_of_now_and_a_planned_one_has_no_figures() {
    let mut told = Told::open(&[(1, "3"), (9, "5")]);
    told.state(1, 9, State::Done);
    let (figures, detail) = (told.figures(), told.detail());
    assert_eq!((figures.completed.unwrap().points, detail.open.points), (points(5), points(3)));
    assert_eq!(detail.completed_kinds.of(Kind::Bug).points, points(5));
    let (by_points, by_count) = detail.planned_kinds.upkeep();
    assert_eq!((by_points.to_string(), by_count.to_string()), ("62.5 %".into(), "50 %".into()));
    assert_eq!(Kinds::present(&told.0).total().count, 2);
    told.0.sprint.started = None;
    told.0.sprint.phase = Phase::Planned;
    assert_eq!((told.figures().planned, told.figures().detail, sets(&told.0).len()), (None, None, 0));
    assert_eq!(Burn::of(&told.0, &Calendar::default(), day(0)), None);
}

#[test]
fn figures_of_what_is_over_stand_where_items_are_purged() {
    let mut told = Told::open(&[(1, "3"), (2, "5")]);
    told.state(1, 1, State::Done).add(2, 3, "2").state(3, 3, State::Done).close(11);
    let before = told.figures();
    // With an item go its facts; what is frozen stays.
    told.0.cards.retain(|card| card.row.id == ItemId(2));
    told.0.facts.clear();
    let after = told.figures();
    assert_eq!((before.planned, before.completed, before.say_do()), (after.planned, after.completed, after.say_do()));
    assert_eq!(after.detail.unwrap().completed_kinds.unknown.count, 2);
    assert_eq!(told.remaining(11), "8 8 8 8 8 8 8 8 8 8 8 5");
}

#[test]
fn the_ideal_line_falls_on_working_days_alone() {
    let mut told = Told::open(&[(1, "10"), (2, "10")]);
    told.state(4, 1, State::Done);
    let burn = told.burn(7);
    let ideal: Vec<String> = burn.days.iter().map(|day| day.ideal.points.to_string()).collect();
    assert_eq!(ideal.join(" "), "18 16 14 12 10 10 10 8 6 4 2 0");
    let items: Vec<String> = burn.days.iter().map(|day| day.ideal_items.to_string()).collect();
    assert_eq!(items.join(" "), "1.8 1.6 1.4 1.2 1 1 1 0.8 0.6 0.4 0.2 0");
    assert_eq!((told.remaining(7).as_str(), burn.today), ("20 20 20 20 10 10 10 10 — — — —", Some(7)));
    let holidays = Calendar { holidays: (0..12).map(day).collect(), ..Calendar::default() };
    let nobody = Burn::of(&told.0, &holidays, day(7)).unwrap();
    assert_eq!(nobody.days[5].ideal.points, points(10));
}

#[test]
fn what_was_returned_on_a_later_day_goes_up_again() {
    let mut told = Told::start(&[(1, "3", State::Done), (2, "5", State::Open)]);
    told.state(1, 2, State::Done).state(3, 2, State::InProgress);
    let burn = told.burn(4);
    assert_eq!((burn.start.scope.points, burn.start.done.points), (points(8), points(3)));
    assert_eq!(told.remaining(4), "5 0 0 5 5 — — — — — — —");
    assert_eq!(burn.days[1].facts, [0]);
}

#[test]
fn what_happens_outside_of_the_dates_stands_at_their_edge() {
    let mut told = Told::open(&[(1, "3"), (2, "5")]);
    told.state(-3, 1, State::Done).state(20, 2, State::Done);
    let (early, late) = (told.burn(-3), told.burn(25));
    assert_eq!((early.days[0].facts.as_slice(), early.today, late.today), ([0].as_slice(), None, None));
    assert_eq!(told.remaining(25), "5 5 5 5 5 5 5 5 5 5 5 0");
    // Closed before its last day: what follows is not drawn.
    let mut told = Told::open(&[(1, "3"), (2, "5")]);
    told.state(1, 1, State::Done).close(2);
    assert_eq!(told.remaining(30), "8 5 5 — — — — — — — — —");
    assert_eq!(told.burn(2).today, None);
}

#[test]
fn a_sprint_without_dates_goes_from_its_start_to_now() {
    let mut told = Told::open(&[(1, "3"), (2, "5")]);
    told.0.sprint.plan = Plan::default();
    told.state(1, 1, State::Done);
    assert_eq!(told.remaining(3), "8 5 5 5");
    // A clock that jumped back reorders nothing, and a day before the start is that of the start.
    told.state(0, 2, State::Done);
    assert_eq!(told.remaining(3), "8 0 0 0");
    assert_eq!(told.remaining(-5), "8 0");
    // A mistyped year.
    told.0.sprint.plan = Plan { starts: Some(day(0)), ends: "9999-12-31".parse().ok(), ..Plan::default() };
    assert_eq!(told.burn(3).days.len(), 3661);
    told.0.sprint.plan = Plan { starts: Some(NaiveDate::MAX), ends: Some(NaiveDate::MAX), ..Plan::default() };
    assert_eq!(told.burn(3).days.len(), 1);
}

#[test]
fn the_change_of_summer_time_makes_no_day_longer() {
    let mut told = Told::open(&[(1, "10")]);
    let first: NaiveDate = "2026-03-23".parse().unwrap();
    told.0.sprint.plan = Plan { starts: Some(first), ends: first.checked_add_days(Days::new(13)), ..Plan::default() };
    told.0.sprint.started = Some(Moment { at: Instant(0), day: first });
    let burn = told.burn(30);
    assert_eq!((burn.days.len(), burn.days.iter().filter(|day| day.is_working).count()), (14, 10));
    assert_eq!(burn.days.iter().filter(|day| day.day == day.day.min("2026-03-29".parse().unwrap())).count(), 7);
}

fn over(number: i64, completed: Option<i64>) -> Figures {
    let mut sprint = planned(number, Some(day(number * 14)), Some(day(number * 14 + 11)));
    sprint.phase = Phase::Closed;
    let completed = completed.map(|whole| Sum { points: points(whole), count: 2, unestimated: 0 });
    Figures { sprint, planned: completed, completed, detail: Some(Box::default()), is_pending: false }
}

#[test]
fn velocity_is_never_one_number() {
    let known = [Some(50), Some(10), Some(30), None, Some(21), Some(24), Some(18), Some(20)];
    let figures: Vec<Figures> = (1..).zip(known).map(|(number, done)| over(number, done)).collect();
    let velocity = Velocity::of(&figures, Measure::Points);
    assert_eq!(velocity.behind.len(), 7);
    assert_eq!(velocity.mean_of_three(), Some(Points(20_667)));
    assert_eq!(velocity.mean_of_all(), Some(Points(24_714)));
    assert_eq!(velocity.range(), Some((points(10), points(30))));
    let suggested = velocity.suggested().unwrap();
    assert_eq!((suggested.mean, suggested.least, suggested.most), (Points(20_667), points(18), points(24)));
    let behind: Vec<&str> = velocity.newest().iter().map(|behind| behind.title.as_str()).collect();
    assert_eq!(behind, ["Sprint 6", "Sprint 7", "Sprint 8"]);
    let by_items = Velocity::of(&figures, Measure::Items);
    assert_eq!(by_items.mean_of_three(), Some(points(2)));
}

#[test]
fn a_sprint_is_named_as_people_know_it() {
    let short = |number: i64, name: &str| {
        let plan = Plan { name: name.into(), ..Plan::default() };
        Sprint { plan, ..planned(number, None, None) }.short()
    };
    assert_eq!((short(14, "").as_str(), short(57, "Sprint 42").as_str()), ("14", "42"));
    assert_eq!(
        (short(57, "The fair").as_str(), short(1, "2026").as_str(), short(1, "ü7").as_str()),
        ("The fair", "2026", "7")
    );
}

#[test]
fn velocity_of_few_says_so() {
    assert_eq!(Velocity::of(&[], Measure::Points).suggested(), None);
    let one = Velocity::of(&[over(1, Some(8))], Measure::Points);
    assert_eq!(
        (one.mean_of_three(), one.range(), one.newest().len()),
        (Some(points(8)), Some((points(8), points(8))), 1)
    );
    // One that is not over doesn't count; one held elsewhere does, with what is known; taken in later, it is older.
    let mut running = over(3, Some(99));
    running.sprint.phase = Phase::Active;
    let mut elsewhere = over(4, Some(5));
    elsewhere.sprint.plan = Plan { starts: Some(day(-20)), ends: Some(day(-9)), ..Plan::default() };
    elsewhere.detail = None;
    let figures = [over(1, Some(8)), running, elsewhere];
    let numbers: Vec<i64> = Velocity::of(&figures, Measure::Points).behind.iter().map(|b| b.number).collect();
    assert_eq!(numbers, [4, 1]);
    assert_eq!(Velocity::of(&figures, Measure::Items).behind.len(), 1);
}

#[test]
fn velocity_without_points_is_not_known_and_is_no_0() {
    let mut without = over(2, Some(0));
    without.completed = Some(Sum { points: Points(0), count: 3, unestimated: 3 });
    let figures = [over(1, Some(8)), without.clone()];
    let velocity = Velocity::of(&figures, Measure::Points);
    assert_eq!((velocity.mean_of_three(), velocity.unestimated), (Some(points(8)), 1));
    assert_eq!(velocity.left_out(), "; 1 Sprint without points left out");
    assert_eq!(Velocity::of(&[without.clone()], Measure::Points).suggested(), None);
    assert_eq!(Velocity::of(&[without], Measure::Items).mean_of_three(), Some(points(3)));
    // Nothing completed is 0, and known.
    let mut nothing = over(3, Some(0));
    nothing.completed = Some(Sum::default());
    assert_eq!(Velocity::of(&[nothing], Measure::Points).mean_of_three(), Some(Points(0)));
}

#[test]
fn a_share_of_nothing_is_not_known() {
    assert_eq!(Share::count(0, 0).to_string(), "—");
    assert_eq!(Share::count(1, 3).to_string(), "33.3 %");
    assert_eq!(Share::count(2, 3).to_string(), "66.7 %");
    assert_eq!(Share::points(Points(-1000), Points(3000)).to_string(), "-33.3 %");
}

#[test]
fn what_is_left_is_told_in_working_days() {
    let mut sprint = planned(14, None, None);
    sprint.phase = Phase::Active;
    // Monday to the Sunday of the week after.
    sprint.plan = Plan {
        starts: NaiveDate::from_ymd_opt(2026, 3, 2),
        ends: NaiveDate::from_ymd_opt(2026, 3, 15),
        ..Plan::default()
    };
    let calendar = Calendar::default();
    let left = |sprint: &Sprint, month, day| {
        let today = NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
        sprint.left(today, &calendar).map(Left::words)
    };
    for (month, day, words) in [
        // Started early.
        (2, 26, "10 working days left"),
        (3, 2, "10 working days left"),
        (3, 13, "1 working day left"),
        (3, 14, "no working day left"),
        (3, 15, "the last day"),
        (3, 16, "1 day over its end"),
        (4, 1, "17 days over its end"),
    ] {
        assert_eq!(left(&sprint, month, day).as_deref(), Some(words), "{month}-{day}");
    }
    sprint.plan.ends = NaiveDate::from_ymd_opt(9999, 12, 31);
    assert_eq!(left(&sprint, 3, 2).as_deref(), Some("running until 9999-12-31"));
    sprint.phase = Phase::Planned;
    assert_eq!(left(&sprint, 3, 2), None);
    let open = Sprint { phase: Phase::Active, ..planned(14, None, None) };
    assert_eq!(left(&open, 3, 2), None);
}
