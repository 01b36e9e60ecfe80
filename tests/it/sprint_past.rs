//! The figures of Sprints that are over: where there are many a frame waits for none, and all ends as if it had.

use crate::board::Making;
use upnext::domain::query::Rows;
use upnext::domain::sprint::{Cause, End, Figures, Next, Velocity};
use upnext::domain::{Change, Estimate, ItemId, List, Points, ProductId, SprintId, State, Wanted};
use upnext::store::Store;

const ITEMS: i64 = 70;
const SPRINTS: i64 = 9;

/// Sprints of 70 items, all of them done but so many as the Sprint's number; each is over.
fn season() -> Making {
    let mut made = Making::new();
    for n in 1..=ITEMS {
        made.add(&format!("item {n}"), "2", &[]);
    }
    let all: Vec<ItemId> = (1..=ITEMS).map(ItemId).collect();
    let product = ProductId(1);
    for n in 1..=SPRINTS {
        let (sprint, at) = (SprintId(n), u64::try_from(n * 14).unwrap());
        let done = all[usize::try_from(n).unwrap()..].to_vec();
        let pull =
            Change::SetSprint { items: all.clone(), sprint: Some(sprint), end: End::Tail, cause: Cause::default() };
        made.write(&Change::AddSprint { product, plan: Box::default() }, at).write(&pull, at);
        made.write(&Change::StartSprint { sprint }, at);
        made.write(&Change::SetState { items: all.clone(), state: State::InProgress }, at + 1);
        made.write(&Change::SetState { items: done.clone(), state: State::Done }, at + 5);
        let close = Change::CloseSprint { sprint, is_goal_met: None, next: Next::Nothing, fates: Vec::new() };
        made.write(&close, at + 11).write(&Change::SetState { items: all.clone(), state: State::Open }, at + 12);
    }
    made
}

fn read(store: &mut Store) -> Vec<Figures> {
    store.forget_answers();
    let wanted = Wanted {
        product: Some(ProductId(1)),
        list: List::Backlog,
        rows: Rows::These(Vec::new()),
        beside: Vec::new(),
        item: None,
        blocks: false,
        ahead: 0,
        course: None,
        past: true,
        counts: false,
        column: None,
        ready: None,
        inputs: false,
        matrix: None,
        scoring: None,
        panel: None,
    };
    store.read(&wanted).unwrap().past.unwrap().figures.clone()
}

fn pending(figures: &[Figures]) -> Vec<i64> {
    figures.iter().filter(|figures| figures.is_pending).map(|figures| figures.sprint.number).collect()
}

#[test]
fn a_frame_waits_for_the_newest_alone() {
    let Making { folder: _folder, mut store } = season();
    let first = read(&mut store);
    let waiting = pending(&first);
    assert_eq!((first.len(), waiting.first(), waiting.contains(&(SPRINTS - 2))), (9, Some(&1), false), "{waiting:?}");
    let velocity = Velocity::of(&first, upnext::domain::sprint::Measure::Points);
    assert_eq!((velocity.mean_of_three(), velocity.mean_of_all()), (Some(Points(124_000)), None));
    let path = store.path().to_owned();
    let other = Store::open(&path, crate::board::writer(), upnext::store::Patience::None).unwrap();
    let found = other.work_out(ProductId(1), None, &mut || std::ops::ControlFlow::Continue(())).unwrap();
    store.keep_worked_out(found);
    let whole = read(&mut store);
    assert_eq!((pending(&whole), &whole), (Vec::new(), &store.past(ProductId(1)).unwrap()));
    for figures in &whole {
        let course = store.course(figures.sprint.id).unwrap().unwrap();
        let mut alone = Figures::of(&course);
        assert_eq!(figures.completed.unwrap().points, Points((ITEMS - figures.sprint.number) * 2000));
        assert_eq!(
            figures.detail.as_ref().unwrap().defects.unwrap().done,
            usize::try_from(ITEMS - figures.sprint.number).unwrap()
        );
        alone.detail.as_mut().unwrap().defects = figures.detail.as_ref().unwrap().defects;
        assert_eq!(*figures, alone);
    }
    let stopped = other.work_out(ProductId(1), None, &mut || std::ops::ControlFlow::Break(()));
    assert!(matches!(stopped, Err(upnext::store::StoreError::Cancelled)));
}

#[test]
fn what_is_known_follows_an_undo() {
    let mut made = Making::new();
    made.add("a", "3", &[]).add("b", "5", &[]).add("c", "8", &[]).started(1..=2);
    let pull = |items, sprint| Change::SetSprint { items, sprint, end: End::Tail, cause: Cause::default() };
    made.write(&pull(vec![ItemId(3)], Some(SprintId(1))), 1).write(&pull(vec![ItemId(3)], None), 2);
    made.state(1, State::Done, 3);
    let close = Change::CloseSprint { sprint: SprintId(1), is_goal_met: None, next: Next::Nothing, fates: Vec::new() };
    made.write(&close, 11);
    let step = made.store.newest_steps(None, 3).unwrap()[2].id;
    let removed = |store: &mut Store| read(store)[0].detail.as_ref().unwrap().scope.removed.count;
    assert_eq!(removed(&mut made.store), 1);
    // The facts of a Sprint that is over are taken back: it is worked out anew.
    let now = upnext::domain::Now::noon("2026-12-24".parse().unwrap());
    let undone = made.store.undo_step(step, now);
    let told = made.store.past(ProductId(1)).unwrap()[0].detail.as_ref().unwrap().scope.removed.count;
    assert_eq!(removed(&mut made.store), told, "{undone:?}");
    // Closed again, it is another end.
    let mut other = Making::new();
    other.add("a", "3", &[]).add("b", "5", &[]).started(1..=2).state(1, State::Done, 3).write(&close, 11);
    let completed = |store: &mut Store| read(store)[0].completed.unwrap().points;
    assert_eq!(completed(&mut other.store), Points(3000));
    other.store.undo(Some(ProductId(1)), now, None).unwrap();
    assert!(read(&mut other.store).is_empty());
    other.state(2, State::Done, 10).write(&close, 11);
    assert_eq!(completed(&mut other.store), Points(8000));
    other.write(&Change::SetEstimate { items: vec![ItemId(1)], estimate: Estimate::parse("13").unwrap() }, 12);
    assert_eq!(completed(&mut other.store), Points(8000));
}

#[test]
fn the_view_shows_what_is_known_and_then_the_rest() {
    let made = season();
    drop(made.store);
    let mut stage = crate::stage::Stage::of(&made.folder, 1, "dark");
    stage.resize(160, 40);
    for key in ["g", "s"] {
        let press = upnext::ui::Press::parse_sequence(key).unwrap()[0];
        stage.core.press(press);
    }
    stage.settle();
    assert!(!pending(&stage.core.model.sprint.past.figures).is_empty(), "nothing waits for all of them");
    stage.wait();
    assert_eq!(pending(&stage.core.model.sprint.past.figures), Vec::<i64>::new());
    assert_eq!(stage.core.model.sprint.past.figures[0].completed.unwrap().points, Points(138_000));
}

#[test]
fn the_forecast_names_the_number_that_the_next_sprint_gets() {
    let mut made = Making::new();
    let product = ProductId(1);
    let now = upnext::domain::Now::noon("2026-12-24".parse().unwrap());
    made.add("a", "3", &[]).add("b", "5", &[]).planned(1..=1);
    let add = Change::AddSprint { product, plan: Box::default() };
    let numbers = |store: &Store| store.sprints(product).unwrap().iter().map(|s| s.number).collect::<Vec<_>>();
    made.write(&add, 1);
    assert_eq!((numbers(&made.store), made.store.next_sprint(product).unwrap()), (vec![1, 2], 3));
    // Taken back, its number is free again: for the forecast too.
    made.store.undo(Some(product), now, None).unwrap();
    assert_eq!((numbers(&made.store), made.store.next_sprint(product).unwrap()), (vec![1], 2));
    made.write(&add, 2);
    assert_eq!(numbers(&made.store), [1, 2]);
    // Given up after something was in it, its facts name it still.
    let pull = |sprint| Change::SetSprint { items: vec![ItemId(2)], sprint, end: End::Tail, cause: Cause::default() };
    let second = made.store.sprints(product).unwrap()[1].id;
    made.write(&pull(Some(second)), 2).write(&Change::DropSprint { sprint: second }, 2);
    assert_eq!(made.store.next_sprint(product).unwrap(), 3);
    made.write(&add, 3);
    assert_eq!(numbers(&made.store), [1, 3]);
}

/// What is over where items have these estimates, and so many of them were done.
fn ended(estimates: &[&str], done: i64) -> Making {
    let mut made = Making::new();
    for (estimate, title) in estimates.iter().zip(["alpha", "beta", "gamma"]) {
        made.add(title, estimate, &[]);
    }
    let count = i64::try_from(estimates.len()).unwrap();
    made.started(1..=count);
    (1..=done).for_each(|item| _ = made.state(item, State::Done, 3));
    let close = Change::CloseSprint { sprint: SprintId(1), is_goal_met: None, next: Next::Nothing, fates: Vec::new() };
    made.write(&close, 11);
    made
}

#[test]
fn a_sprint_without_points_is_not_known_and_is_no_0() {
    use upnext::domain::sprint::Measure;
    let points = |estimates: &[&str], done| {
        let made = ended(estimates, done);
        let figures = made.store.past(ProductId(1)).unwrap().remove(0);
        let velocity = Velocity::of(std::slice::from_ref(&figures), Measure::Points);
        assert_eq!(velocity.mean_of_all(), figures.completed_in(Measure::Points));
        assert_eq!(figures.completed_in(Measure::Items), Some(Points(done * 1000)));
        (figures.planned_in(Measure::Points), figures.completed_in(Measure::Points))
    };
    // Nothing is estimated, whether done or not.
    assert_eq!(points(&["", ""], 1), (None, None));
    assert_eq!(points(&["", ""], 0), (None, None));
    // What is done is not; that something else is makes a plan of it.
    assert_eq!(points(&["", "5"], 1), (Some(Points(5000)), None));
    // What is estimated and not done is a true 0.
    assert_eq!(points(&["3", "5"], 0), (Some(Points(8000)), Some(Points(0))));
    assert_eq!(points(&["", "5"], 0), (Some(Points(5000)), Some(Points(0))));
}

#[test]
fn a_sprint_without_points_shows_so_everywhere() {
    let made = ended(&["", ""], 1);
    let calendar = upnext::domain::sprint::Calendar::default();
    let (day, everyone) = ("2026-12-24".parse().unwrap(), upnext::domain::Audience::Everyone);
    let review = upnext::runtime::transfer::review(&made.store, SprintId(1), &calendar, day, everyone).unwrap();
    let written = review.write(upnext::runtime::transfer::Paper::Markdown);
    assert!(written.contains("— points in 2 items, 2 not estimated"), "{written}");
    let mut stage = made.stage("dark");
    stage.resize(140, 40).press("] 2 o T");
    let table = stage.screen();
    let line = table.lines().find(|line| line.contains("▌ Sprint 1")).unwrap_or_default();
    let cells: Vec<&str> = line.split_whitespace().skip_while(|word| *word != "1").skip(1).take(2).collect();
    assert_eq!(cells, ["—", "—"], "{table}");
    assert!(table.contains("completed · 1 item, — points"), "{table}");
}
