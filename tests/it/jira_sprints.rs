//! Sprints from the cells of another program: read, guessed, written, told again.

use crate::import::{file, json, take_json};
use crate::store::{Shop, dump, now};
use std::fmt::Write;
use std::sync::Arc;
use upnext::domain::import::{self, Chosen, Field, Parsed, Target, ToldSprint};
use upnext::domain::item::Fact;
use upnext::domain::sprint::{Figures, Measure, Phase, Velocity};
use upnext::domain::{Change, Item, List, ProductId, Sprint};
use upnext::exchange::{self, Options, Source};
use upnext::store::{Store, StoreError, Undone};

fn source(text: &str) -> Source {
    Source { name: "jira.csv".into(), bytes: text.as_bytes().to_vec() }
}

pub(crate) fn read(text: &str) -> Parsed {
    exchange::read(&[source(text)], &Options::default()).unwrap()
}

/// A table in Jira's shape: key, status, Sprints (with `|` between them), points, created, resolved.
pub(crate) fn table(rows: &[(&str, &str, &str, &str, &str, &str)]) -> String {
    let wide = rows.iter().map(|row| row.2.split('|').count()).max().unwrap_or(1);
    let head = vec!["Sprint"; wide].join(",");
    let mut text = format!("Issue key,Summary,Issue Type,Status,{head},Story Points,Created,Resolved\n");
    for (key, status, sprints, points, created, resolved) in rows {
        let mut cells: Vec<&str> = sprints.split('|').collect();
        cells.resize(wide, "");
        let cells = cells.join(",");
        writeln!(text, "{key},Story {key},Story,{status},{cells},{points},{created},{resolved}").unwrap();
    }
    text
}

/// Six Sprints, of which the fourth completes nothing, the fifth less than it began and the sixth has just begun.
pub(crate) fn season() -> String {
    table(&season_rows())
}

type Cells = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

fn season_rows() -> Vec<Cells> {
    vec![
        ("P-1", "Done", "Sprint 1", "8", "2025-11-01", "2025-11-05"),
        ("P-2", "Done", "Sprint 1", "13", "2025-11-01", "2025-11-13"),
        ("P-3", "Done", "Sprint 2", "13", "2025-11-15", "2025-11-20"),
        ("P-4", "Done", "Sprint 2", "5", "2025-11-16", "2025-11-27"),
        ("P-5", "In Progress", "Sprint 3", "13", "2025-12-01", ""),
        ("P-6", "Done", "Sprint 3", "5", "2025-12-01", "2025-12-04"),
        ("P-7", "Done", "Sprint 3", "8", "2025-12-02", "2025-12-11"),
        ("P-8", "To Do", "Sprint 4", "5", "2025-12-15", ""),
        ("P-9", "In Progress", "Sprint 4", "3", "2025-12-16", ""),
        ("P-10", "To Do", "Sprint 5", "8", "2026-01-02", ""),
        ("P-11", "Done", "Sprint 5", "2", "2026-01-02", "2026-01-04"),
        ("P-12", "Done", "Sprint 5", "1", "2026-01-03", "2026-01-07"),
        ("P-13", "In Progress", "Sprint 6", "3", "2026-01-16", ""),
        ("P-14", "To Do", "Sprint 6", "5", "2026-01-17", ""),
    ]
}

/// Imports as a person does: what is known is recalled first.
pub(crate) fn take(shop: &mut Shop, parsed: Parsed) -> import::ImportPlan {
    corrected(shop, parsed, &|_| {})
}

/// As [`take`], after a person corrected the Sprints that are shown.
pub(crate) fn corrected(shop: &mut Shop, mut parsed: Parsed, by: &dyn Fn(&mut ToldSprint)) -> import::ImportPlan {
    let known = shop.store.known(Some(shop.product), &parsed).unwrap();
    parsed.recall_told(&known);
    let mut said = parsed.told.clone();
    said.iter_mut().for_each(by);
    if said != parsed.told {
        parsed.correct_told(said, &known);
    }
    let plan = import::plan(&parsed, &known);
    let change = Change::Import {
        expect: plan.counts(),
        parsed: Arc::new(parsed),
        target: Target::Existing(shop.product),
        chosen: Chosen::default(),
    };
    match shop.store.commit(&change, now()) {
        Ok(_) | Err(StoreError::Unchanged) => plan,
        Err(error) => panic!("{error}"),
    }
}

pub(crate) fn sprints(shop: &Shop) -> Vec<Sprint> {
    shop.store.sprints(shop.product).unwrap()
}

/// "Sprint 1 over 2025-10-31..2025-11-13 21" for each, in the one order of Sprints.
pub(crate) fn told(shop: &Shop) -> Vec<String> {
    told_in(&shop.store, shop.product)
}

fn told_in(store: &Store, product: ProductId) -> Vec<String> {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "—".into(), |day| day.to_string());
    let line = |sprint: &Sprint| {
        let completed = sprint.past.and_then(|past| past.completed).map(|points| format!(" {points}"));
        let (starts, ends) = (day(sprint.plan.starts), day(sprint.plan.ends));
        format!("{} {} {starts}..{ends}{}", sprint.title(), sprint.phase.said(), completed.unwrap_or_default())
    };
    store.sprints(product).unwrap().iter().map(line).collect()
}

pub(crate) fn item(shop: &Shop, key: &str) -> Item {
    shop.store.item(shop.id(&format!("Story {key}"))).unwrap().unwrap()
}

pub(crate) fn sprint_of(shop: &Shop, key: &str) -> Option<String> {
    item(shop, key).sprint.map(|sprint| sprint.title)
}

#[test]
fn six_sprints_become_a_past_one_that_runs_and_a_velocity() {
    let mut shop = Shop::new();
    take(&mut shop, read(&season()));
    assert_eq!(
        told(&shop),
        [
            "Sprint 1 over 2025-10-31..2025-11-13 21",
            "Sprint 2 over 2025-11-14..2025-11-27 18",
            "Sprint 3 over 2025-11-28..2025-12-11 13",
            "Sprint 4 over 2025-12-12..2025-12-24 0",
            "Sprint 5 over 2025-12-25..2026-01-07 3",
            "Sprint 6 running 2026-01-08..2026-01-21",
        ]
    );
    let figures: Vec<Figures> =
        sprints(&shop).iter().map(|sprint| Figures::of(&shop.store.course(sprint.id).unwrap().unwrap())).collect();
    let velocity = Velocity::of(&figures, Measure::Points);
    let completed: Vec<String> = velocity.behind.iter().map(|behind| behind.completed.to_string()).collect();
    assert_eq!(completed, ["21", "18", "13", "0", "3"]);
    assert!(figures[..5].iter().all(|f| f.planned.is_none() && f.say_do().is_none() && f.detail.is_none()));
    // What was not done in one that is over is in none.
    assert_eq!((sprint_of(&shop, "P-5"), sprint_of(&shop, "P-9")), (None, None));
    assert_eq!(
        (sprint_of(&shop, "P-1").as_deref(), sprint_of(&shop, "P-13").as_deref()),
        (Some("Sprint 1"), Some("Sprint 6"))
    );
    // The Sprint that runs stands above the rest.
    assert!(shop.titles(List::Backlog).starts_with("Story P-13 Story P-14 "), "{}", shop.titles(List::Backlog));
}

#[test]
fn the_whole_import_is_one_step_back_and_forth() {
    let mut shop = Shop::new();
    let before = dump(shop.store.path());
    take(&mut shop, read(&season()));
    let after = dump(shop.store.path());
    assert!(matches!(shop.undo(), Undone::Done(_)));
    assert_eq!(dump(shop.store.path()), before);
    shop.redo();
    assert_eq!(dump(shop.store.path()), after);
}

#[test]
fn an_import_told_again_changes_nothing() {
    let mut shop = Shop::new();
    take(&mut shop, read(&season()));
    let before = dump(shop.store.path());
    let mut again = read(&season());
    let known = shop.store.known(Some(shop.product), &again).unwrap();
    again.recall_told(&known);
    assert!(!again.has_sprint_news(&known) && again.has_sprint_news(&import::Known::default()));
    let plan = take(&mut shop, again);
    assert_eq!((plan.counts().unchanged, plan.updates.len(), plan.kept.len()), (14, 0, 0));
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn a_sprint_that_came_in_running_is_closed_and_the_next_one_starts() {
    let mut shop = Shop::new();
    let monday = |rest: &[Cells]| {
        let mut rows = season_rows();
        rows.truncate(12);
        rows.extend(rest);
        read(&table(&rows))
    };
    take(&mut shop, read(&season()));
    // In the middle of it: something done, something new.
    let done = ("P-13", "Done", "Sprint 6", "3", "2026-01-16", "2026-01-19");
    take(
        &mut shop,
        monday(&[
            done,
            ("P-14", "To Do", "Sprint 6", "5", "2026-01-17", ""),
            ("P-15", "To Do", "Sprint 6", "2", "2026-01-19", ""),
        ]),
    );
    assert_eq!(sprint_of(&shop, "P-15").as_deref(), Some("Sprint 6"));
    let six = sprints(&shop).pop().unwrap();
    assert_eq!((six.phase, six.number), (Phase::Active, 6));
    // And then it is over: one item was carried over.
    let over = || {
        monday(&[
            done,
            ("P-14", "In Progress", "Sprint 6|Sprint 7", "5", "2026-01-17", ""),
            ("P-15", "Done", "Sprint 6", "2", "2026-01-19", "2026-01-21"),
        ])
    };
    let closes = |told: &mut ToldSprint| {
        if told.name == "Sprint 6" {
            assert_eq!((told.phase, told.seems()), (Phase::Active, Some(Phase::Closed)), "a guess ends nothing");
            told.phase = Phase::Closed;
        }
    };
    let plan = corrected(&mut shop, over(), &closes);
    assert!(plan.conflicts.is_empty());
    let lines = told(&shop);
    assert_eq!(lines[5..], ["Sprint 6 over 2026-01-08..2026-01-21 5", "Sprint 7 running 2026-01-22..2026-02-04"]);
    let six = sprints(&shop).into_iter().find(|sprint| sprint.number == 6).unwrap();
    // Nobody knows what was planned when it started: it was held elsewhere.
    let figures = Figures::of(&shop.store.course(six.id).unwrap().unwrap());
    assert_eq!(figures.completed.unwrap().points.to_string(), "5");
    assert!(figures.planned.is_none() && figures.say_do().is_none() && figures.detail.is_none());
    assert_eq!(sprint_of(&shop, "P-14").as_deref(), Some("Sprint 7"));
    assert_eq!(item(&shop, "P-14").hops, 1);
    let before = dump(shop.store.path());
    let again = take(&mut shop, over());
    assert_eq!((again.updates.len(), again.kept.len()), (0, 0));
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn what_was_planned_when_a_running_sprint_is_imported_is_its_plan() {
    let server = "\"com.atlassian.greenhopper.service.sprint.Sprint@1[id=9,state=ACTIVE,name=Pay,startDate=2026-01-05T09:00:00.000Z,endDate=2026-01-16T17:00:00.000Z,goal=Pay, once]\"";
    let row = |key: &'static str, status: &'static str, created: &'static str, resolved: &'static str| {
        (key, status, server, "3", created, resolved)
    };
    let mut shop = Shop::new();
    take(
        &mut shop,
        read(&table(&[
            row("A-1", "Done", "2026-01-01", "2026-01-08"),
            row("A-2", "In Progress", "2026-01-01", ""),
            row("A-3", "To Do", "2026-01-07", ""),
            row("A-4", "Done", "2025-12-01", "2026-01-02"),
        ])),
    );
    let pay = sprints(&shop).pop().unwrap();
    assert_eq!((pay.phase, pay.title().as_str(), pay.plan.goal.as_str()), (Phase::Active, "Pay", "Pay, once"));
    assert_eq!(pay.started.map(|started| started.day.to_string()).as_deref(), Some("2026-01-05"));
    let figures = Figures::of(&shop.store.course(pay.id).unwrap().unwrap());
    let detail = figures.detail.clone().unwrap();
    assert_eq!(figures.planned.unwrap().points.to_string(), "6", "what was there on its first day and not done");
    assert_eq!((detail.scope.added.count, detail.outside.count), (1, 1));
    assert_eq!(figures.completed.unwrap().points.to_string(), "3");
    let done = shop.store.course(pay.id).unwrap().unwrap().facts;
    assert!(done.iter().any(|fact| fact.event.fact == Fact::State && fact.event.day.to_string() == "2026-01-08"));
}

#[test]
fn carried_over_is_counted_hop_by_hop() {
    let mut shop = Shop::new();
    let text = table(&[
        ("A-1", "Done", "S 1|S 2|S 3", "5", "2026-01-01", "2026-02-08"),
        ("A-2", "Done", "S 1", "2", "2026-01-01", "2026-01-09"),
        ("A-3", "Done", "S 2", "3", "2026-01-01", "2026-01-22"),
        ("A-4", "To Do", "S 2", "3", "2026-01-01", ""),
        ("A-5", "To Do", "S 4", "3", "2026-01-01", ""),
    ]);
    take(&mut shop, read(&text));
    assert_eq!((item(&shop, "A-1").hops, item(&shop, "A-2").hops, item(&shop, "A-4").hops), (2, 0, 0));
    let lines = told(&shop);
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("S 1 over") && lines[0].ends_with(" 2"), "{lines:?}");
    assert!(lines[1].ends_with(" 3") && lines[2].ends_with(" 5") && lines[3].starts_with("S 4 planned"), "{lines:?}");
}

#[test]
fn a_sprint_of_which_nothing_has_points_has_no_velocity() {
    let mut shop = Shop::new();
    take(
        &mut shop,
        read(&table(&[
            ("A-1", "Done", "S 1", "", "2026-01-01", "2026-01-08"),
            ("A-2", "Done", "S 2", "3", "2026-01-01", "2026-01-22"),
        ])),
    );
    let completed: Vec<_> = sprints(&shop).iter().map(|s| s.past.unwrap().completed.map(|p| p.to_string())).collect();
    assert_eq!(completed, [None, Some("3".to_owned())]);
}

#[test]
fn a_part_of_an_export_takes_no_velocity_away() {
    let mut shop = Shop::new();
    take(&mut shop, read(&season()));
    let part = season().lines().filter(|line| !line.contains("P-2,")).collect::<Vec<_>>().join("\n");
    take(&mut shop, read(&part));
    assert!(told(&shop)[0].ends_with(" 21"), "{:?}", told(&shop));
    // The whole of it with another estimate does.
    take(&mut shop, read(&season().replace("Sprint 1,13,", "Sprint 1,20,")));
    assert!(told(&shop)[0].ends_with(" 28"), "{:?}", told(&shop));
}

#[test]
fn one_that_runs_here_keeps_another_from_starting() {
    let mut shop = Shop::new();
    let own = shop.add(crate::store::titled("own", upnext::domain::Kind::Story), upnext::domain::Spot::Top);
    shop.commit(&Change::PlanSprint {
        product: shop.product,
        plan: Box::default(),
        items: vec![own],
        cause: upnext::domain::sprint::Cause::default(),
    });
    let sprint = sprints(&shop)[0].id;
    shop.commit(&Change::StartSprint { sprint });
    let parsed = read(&season());
    let known = shop.store.known(Some(shop.product), &parsed).unwrap();
    let lines = import::told_lines(&parsed, &known);
    assert_eq!(lines.last().unwrap(), "Sprint 1 runs here: Sprint 6 is taken as planned until that is closed");
    take(&mut shop, parsed);
    let phases: Vec<Phase> = sprints(&shop).iter().map(|sprint| sprint.phase).collect();
    assert_eq!(phases.iter().filter(|phase| **phase == Phase::Active).count(), 1);
    assert_eq!(sprint_of(&shop, "P-13").as_deref(), Some("Sprint 6"));
    // The other one is closed here: on the next Monday the told one runs.
    let close =
        Change::CloseSprint { sprint, is_goal_met: None, next: upnext::domain::sprint::Next::Nothing, fates: vec![] };
    shop.commit(&close);
    corrected(&mut shop, read(&season()), &|told| {
        if told.name == "Sprint 6" {
            assert_eq!((told.phase, told.seems()), (Phase::Planned, Some(Phase::Active)), "a guess starts nothing");
            told.phase = Phase::Active;
        }
    });
    assert!(told(&shop).iter().any(|line| line.starts_with("Sprint 6 running")), "{:?}", told(&shop));
}

#[test]
fn what_a_person_corrects_is_what_is_made_and_stays() {
    let mut shop = Shop::new();
    corrected(&mut shop, read(&season()), &|sprint| match sprint.name.as_str() {
        "Sprint 4" => sprint.is_left_out = true,
        "Sprint 6" => sprint.phase = Phase::Planned,
        "Sprint 1" => sprint.starts = "2025-11-01".parse().ok(),
        _ => {}
    });
    let lines = told(&shop);
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0], "Sprint 1 over 2025-11-01..2025-11-13 21");
    assert_eq!(lines[4], "Sprint 6 planned 2026-01-08..2026-01-21");
    // Told again, the days agreed on stay.
    let mut again = read(&season());
    again.recall_told(&shop.store.known(Some(shop.product), &again).unwrap());
    assert_eq!(again.told[0].starts.unwrap().to_string(), "2025-11-01");
    assert!(again.told.iter().all(|told| told.are_days_told || told.is_left_out), "no guess any more");
    let before = dump(shop.store.path());
    take(&mut shop, again);
    assert_eq!(dump(shop.store.path()), before, "and nothing of it is forgotten");
}

#[test]
fn items_moved_here_stay_and_items_moved_there_follow() {
    let mut shop = Shop::new();
    let text = |sprint: &str| {
        table(&[
            ("A-1", "In Progress", "S 1", "2", "2026-01-01", ""),
            ("A-2", "To Do", sprint, "2", "2026-01-01", ""),
            ("A-3", "To Do", "S 2", "3", "2026-01-01", ""),
        ])
    };
    take(&mut shop, read(&text("S 1")));
    let two = sprints(&shop).iter().find(|s| s.title() == "S 2").unwrap().id;
    let (items, cause) = (vec![shop.id("Story A-1")], upnext::domain::sprint::Cause::default());
    shop.commit(&Change::SetSprint { items, sprint: Some(two), end: upnext::domain::sprint::End::Tail, cause });
    let plan = take(&mut shop, read(&text("S 2")));
    assert_eq!(plan.updates.iter().filter(|u| u.take == [Field::Sprint]).count(), 1);
    assert_eq!((sprint_of(&shop, "A-1").as_deref(), sprint_of(&shop, "A-2").as_deref()), (Some("S 2"), Some("S 2")));
}

#[test]
fn teams_side_by_side_have_lanes_of_their_own() {
    let parsed = read(&table(&[
        ("A-1", "Done", "Alpha 1", "2", "2026-01-01", "2026-01-14"),
        ("A-2", "Done", "Alpha 2", "2", "2026-01-01", "2026-01-28"),
        ("A-3", "In Progress", "Alpha 3", "2", "2026-01-01", ""),
        ("B-1", "Done", "Beta 1", "2", "2026-01-01", "2026-01-16"),
        ("B-2", "Done", "Beta 2", "2", "2026-01-01", "2026-01-30"),
        ("B-3", "In Progress", "Beta 3", "2", "2026-01-01", ""),
        ("B-4", "To Do", "Beta 3", "2", "2026-01-01", ""),
    ]));
    let names: Vec<&str> = parsed.told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["Alpha 1", "Beta 1", "Alpha 2", "Beta 2", "Alpha 3", "Beta 3"]);
    assert_eq!(parsed.sprints.iter().filter(|sprint| sprint.phase == Phase::Active).count(), 1);
    let lines = import::told_lines(&parsed, &import::Known::default());
    assert!(lines.iter().any(|line| line.starts_with("running beside another: 1 Sprint")), "{lines:?}");
    let mut numbers: Vec<i64> = parsed.sprints.iter().map(|sprint| sprint.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 6);
    let mut shop = Shop::new();
    take(&mut shop, parsed);
    assert_eq!(sprints(&shop).len(), 6);
}

#[test]
fn where_they_came_from_goes_along_into_another_file() {
    let mut shop = Shop::new();
    take(&mut shop, read(&season()));
    let written = json(&shop.store);
    let (_dir, mut other) = file();
    take_json(&mut other, &written);
    let product = other.products().unwrap()[0].id;
    assert_eq!(told_in(&other, product), told(&shop));
    let known = other.known(Some(product), &read(&season())).unwrap();
    assert_eq!(known.sprints.iter().filter(|sprint| sprint.source == "jira").count(), 6);
}

/// The course file's and the sample's counts were made by hand.
#[test]
#[ignore = "reads the files that UPNEXT_CORPUS names"]
fn the_sample_completes_what_was_counted_by_hand() {
    let folder = std::path::PathBuf::from(std::env::var_os("UPNEXT_CORPUS").expect("UPNEXT_CORPUS names shared/data"));
    let file = |name: &str| read(&std::fs::read_to_string(folder.join("jira").join(name)).expect(name));
    let sample = file("spektr_sample_jira.csv");
    let completed: Vec<String> = sample.told.iter().map(|told| told.completed.to_string()).collect();
    assert_eq!(completed, ["25", "25", "14", "0", "5", "0"]);
    let phases: Vec<Phase> = sample.told.iter().map(|told| told.phase).collect();
    assert_eq!((&phases[..5], phases[5]), (&[Phase::Closed; 5][..], Phase::Active));
    let mut shop = Shop::new();
    take(&mut shop, sample);
    let past: Vec<_> = sprints(&shop).iter().filter_map(|s| s.past?.completed).map(|p| p.to_string()).collect();
    assert_eq!(past, ["25", "25", "14", "0", "5"]);
    let course = file("jira_course_registration_stories.csv");
    let names: Vec<(&str, usize, Phase)> =
        course.told.iter().map(|told| (told.name.as_str(), told.items, told.phase)).collect();
    assert_eq!(
        names,
        [
            ("TB1 Sprint 1", 13, Phase::Planned),
            ("TB1 Sprint 2", 12, Phase::Planned),
            ("TB1 Sprint 3", 11, Phase::Planned)
        ]
    );
}

/// Figures, not a proof: two hundred Sprints of a hundred items.
#[test]
#[ignore = "figures, not a proof"]
fn two_hundred_sprints_of_a_hundred_items() {
    let mut text = "Issue key,Summary,Issue Type,Status,Sprint,Sprint,Story Points,Created,Resolved\n".to_owned();
    let first: chrono::NaiveDate = "2018-01-01".parse().unwrap();
    for n in 0..20_000_u64 {
        let (sprint, day) = (n / 100 + 1, first + chrono::Days::new(n / 100 * 14 + n % 14));
        let second = if n % 10 == 0 { format!("Sprint {}", sprint + 1) } else { String::new() };
        let (status, done) = if sprint < 198 { ("Done", day.to_string()) } else { ("To Do", String::new()) };
        writeln!(text, "P-{n},Story P-{n},Story,{status},Sprint {sprint},{second},3,2018-01-01,{done}").unwrap();
    }
    let mut shop = Shop::new();
    let started = std::time::Instant::now();
    let lap = |what: &str| println!("{what}: {} ms", started.elapsed().as_millis());
    let mut parsed = read(&text);
    lap("read");
    parsed.apply_told();
    lap("applied again");
    take(&mut shop, parsed);
    lap("imported");
    take(&mut shop, read(&text));
    lap("imported again");
    assert_eq!(sprints(&shop).len(), 201);
}
