//! Sprints that are here when the cells of another program tell of them again: a guess changes none of them, and what
//! a person says of one wins and is remembered.

use crate::jira_sprints::{corrected, read, season, sprint_of, sprints, table, take, told};
use crate::store::{Shop, dump};
use upnext::domain::import::{self, Field};
use upnext::domain::sprint::{Cause, Figures, Phase};
use upnext::domain::{Change, List};

type Cells = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// Two Sprints of which nothing is begun, but for the rows that `begun` tells otherwise.
fn plain(begun: &[Cells]) -> String {
    let mut rows: Vec<Cells> = vec![
        ("P-1", "To Do", "Sprint 1", "8", "2025-11-01", ""),
        ("P-2", "To Do", "Sprint 1", "5", "2025-11-01", ""),
        ("P-3", "To Do", "Sprint 2", "3", "2025-11-01", ""),
        ("P-4", "To Do", "Sprint 2", "2", "2025-11-01", ""),
        ("P-5", "To Do", "", "2", "2025-11-01", ""),
    ];
    for other in begun {
        if let Some(row) = rows.iter_mut().find(|row| row.0 == other.0) {
            *row = *other;
        }
    }
    table(&rows)
}

/// Sprint 1 was started here; there, something of Sprint 2 was done.
fn running() -> (Shop, String) {
    let mut shop = Shop::new();
    take(&mut shop, read(&plain(&[])));
    let sprint = sprints(&shop)[0].id;
    shop.commit(&Change::StartSprint { sprint });
    (shop, plain(&[("P-3", "Done", "Sprint 2", "3", "2025-11-01", "2025-11-20")]))
}

#[test]
fn a_guess_ends_no_sprint_that_runs_here() {
    let (mut shop, text) = running();
    let order = shop.titles(List::Backlog);
    let own = shop.add(crate::store::titled("own", upnext::domain::Kind::Story), upnext::domain::Spot::Bottom);
    let one = sprints(&shop)[0].id;
    let (items, cause) = (vec![own, shop.id("Story P-5")], Cause::default());
    shop.commit(&Change::SetSprint { items, sprint: Some(one), end: upnext::domain::sprint::End::Tail, cause });
    let mut parsed = read(&text);
    let known = shop.store.known(Some(shop.product), &parsed).unwrap();
    parsed.recall_told(&known);
    let lines = import::told_lines(&parsed, &known);
    let one = lines.iter().find(|line| line.contains("Sprint 1:")).unwrap();
    assert!(one.contains("running,") && one.ends_with(", looks over: correct it where it is"), "{lines:?}");
    let plan = take(&mut shop, parsed);
    let kept: Vec<Field> = plan.kept.iter().map(|kept| kept.field).collect();
    assert_eq!((plan.conflicts.len(), kept.as_slice()), (0, &[Field::Sprint][..]));
    let phases: Vec<Phase> = sprints(&shop).iter().map(|sprint| sprint.phase).collect();
    assert_eq!(phases, [Phase::Active, Phase::Planned], "{:?}", told(&shop));
    for key in ["P-1", "P-2", "P-5"] {
        assert_eq!(sprint_of(&shop, key).as_deref(), Some("Sprint 1"));
    }
    assert_eq!(shop.store.item(own).unwrap().unwrap().sprint.map(|sprint| sprint.number), Some(1));
    let now = shop.titles(List::Backlog);
    assert!(order.split(" Story").next().is_some_and(|first| now.starts_with(first)), "{now}");
    let before = dump(shop.store.path());
    take(&mut shop, read(&text));
    assert_eq!(dump(shop.store.path()), before, "and again nothing");
}

#[test]
fn what_a_person_says_on_the_second_monday_is_written_and_stays() {
    let (mut shop, text) = running();
    corrected(&mut shop, read(&text), &|told| match told.name.as_str() {
        "Sprint 1" => (told.phase, told.ends) = (Phase::Closed, "2026-03-09".parse().ok()),
        "Sprint 2" => {
            (told.phase, told.starts, told.ends) =
                (Phase::Active, "2026-03-10".parse().ok(), "2026-03-23".parse().ok());
        }
        _ => {}
    });
    let lines = told(&shop);
    assert!(lines[0].starts_with("Sprint 1 over ") && lines[0].contains("..2026-03-09"), "{lines:?}");
    assert_eq!(lines[1], "Sprint 2 running 2026-03-10..2026-03-23");
    assert_eq!(sprint_of(&shop, "P-1"), None);
    // It was started here: what was planned is known.
    let one = sprints(&shop)[0].clone();
    let figures = Figures::of(&shop.store.course(one.id).unwrap().unwrap());
    assert_eq!((one.past.is_none(), figures.planned.map(|sum| sum.count)), (true, Some(2)));
    let before = dump(shop.store.path());
    let again = take(&mut shop, read(&text));
    assert_eq!((again.updates.len(), again.conflicts.len(), again.kept.len()), (0, 0, 0));
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn the_days_of_a_past_one_are_corrected_and_it_never_runs_again() {
    let mut shop = Shop::new();
    take(&mut shop, read(&season()));
    let mut parsed = read(&season());
    let known = shop.store.known(Some(shop.product), &parsed).unwrap();
    parsed.recall_told(&known);
    assert!(parsed.told[0].refuses(Phase::Active).is_some_and(|reason| reason.contains("never runs again")));
    let mut said = parsed.told.clone();
    said[0].phase = Phase::Active;
    (said[0].starts, said[0].ends) = ("2025-10-27".parse().ok(), "2025-11-09".parse().ok());
    parsed.correct_told(said, &known);
    assert_eq!(parsed.told[0].phase, Phase::Closed);
    assert!(parsed.has_sprint_news(&known));
    take(&mut shop, parsed);
    assert_eq!(told(&shop)[0], "Sprint 1 over 2025-10-27..2025-11-09 21");
    let before = dump(shop.store.path());
    take(&mut shop, read(&season()));
    assert_eq!(dump(shop.store.path()), before);
}

#[test]
fn what_is_left_out_stays_so_until_it_is_wanted() {
    let mut shop = Shop::new();
    corrected(&mut shop, read(&season()), &|told| told.is_left_out = true);
    assert!(sprints(&shop).is_empty());
    let next = season() + "P-15,Story P-15,Story,To Do,Sprint 7,3,2026-01-20,\n";
    take(&mut shop, read(&next));
    assert!(sprints(&shop).is_empty(), "of the next one nothing is wanted either: {:?}", told(&shop));
    corrected(&mut shop, read(&next), &|told| told.is_left_out &= told.name != "Sprint 2");
    assert_eq!(told(&shop).len(), 1, "{:?}", told(&shop));
    // A file that does not name it makes nobody forget.
    let short = season().lines().filter(|line| !line.contains("Sprint 4")).collect::<Vec<_>>().join("\n");
    take(&mut shop, read(&short));
    take(&mut shop, read(&season()));
    assert_eq!(told(&shop).len(), 1, "{:?}", told(&shop));
}

#[test]
fn an_item_moved_on_here_from_a_sprint_that_is_over_is_no_conflict() {
    let (mut shop, _) = running();
    let all = sprints(&shop);
    let items = vec![shop.id("Story P-1")];
    let close = Change::CloseSprint {
        sprint: all[0].id,
        is_goal_met: None,
        next: upnext::domain::sprint::Next::Nothing,
        fates: vec![],
    };
    shop.commit(&close);
    let (sprint, end, cause) = (Some(all[1].id), upnext::domain::sprint::End::Tail, Cause::default());
    shop.commit(&Change::SetSprint { items, sprint, end, cause });
    let plan = take(&mut shop, read(&plain(&[])));
    assert!(plan.conflicts.is_empty(), "{:?}", plan.conflicts);
    assert_eq!(plan.kept.iter().map(|kept| kept.field).collect::<Vec<_>>(), [Field::Sprint]);
    assert_eq!((sprint_of(&shop, "P-1").as_deref(), sprint_of(&shop, "P-2")), (Some("Sprint 2"), None));
}

#[test]
fn days_that_are_guessed_begin_after_those_that_are_corrected() {
    let mut shop = Shop::new();
    corrected(&mut shop, read(&season()), &|told| {
        if told.name == "Sprint 5" {
            told.ends = "2026-01-12".parse().ok();
        }
    });
    let lines = told(&shop);
    assert_eq!(lines[4..], ["Sprint 5 over 2025-12-25..2026-01-12 3", "Sprint 6 running 2026-01-13..2026-01-26"]);
}

#[test]
fn the_items_of_a_sprint_stand_in_the_files_order_at_once() {
    let text = table(&[
        ("P-1", "To Do", "Sprint 2", "8", "2025-11-01", ""),
        ("P-2", "To Do", "", "5", "2025-11-01", ""),
        ("P-3", "To Do", "Sprint 1", "3", "2025-11-01", ""),
        ("P-4", "To Do", "Sprint 2", "2", "2025-11-01", ""),
        ("P-5", "To Do", "Sprint 1", "2", "2025-11-01", ""),
        ("P-6", "To Do", "Sprint 2", "2", "2025-11-01", ""),
    ]);
    let mut shop = Shop::new();
    take(&mut shop, read(&text));
    assert_eq!(shop.titles(List::Backlog), "Story P-3 Story P-5 Story P-1 Story P-4 Story P-6 Story P-2",);
    assert_eq!(take(&mut shop, read(&text)).displaced, 0);
}
