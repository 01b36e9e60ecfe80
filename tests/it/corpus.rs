//! The real files of `../shared/data`: what must come out of them. The counts were made by hand and with Python's
//! csv module, not by this program.

use std::path::PathBuf;
use upnext::domain::import::{self, Field, Known, KnownItem, Parsed, Values};
use upnext::domain::{Instant, ItemId, Kind, State};
use upnext::exchange::{self, Options, Source};

fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("UPNEXT_CORPUS").expect("UPNEXT_CORPUS names the folder shared/data"))
}

fn file(path: &str) -> Source {
    let bytes = std::fs::read(folder().join(path)).expect(path);
    Source { name: path.rsplit('/').next().unwrap_or(path).to_owned(), bytes }
}

fn read(path: &str) -> Parsed {
    let parsed = exchange::read(&[file(path)], &Options::default()).unwrap_or_else(|e| panic!("{path}: {e}"));
    assert_second_import_changes_nothing(&parsed);
    parsed
}

/// What the store would have after the import.
fn known(parsed: &Parsed) -> Known {
    let item = |(n, record): (usize, &import::Record)| {
        // What is no epic is nobody's.
        let is_epic = |key: &str| parsed.records.iter().any(|r| r.key == key && r.item.text.kind == Kind::Epic);
        let mut here: Values =
            import::values_of(&record.item, record.parent.as_deref().filter(|p| is_epic(p)), &record.extra);
        let imported = record.values(&is_epic);
        // Sprints and needs are other rows.
        let beside = imported.iter().filter(|(field, _)| matches!(field, Field::Sprint | Field::Needs));
        here.extend(beside.map(|(field, value)| (*field, value.clone())));
        let known = KnownItem {
            item: ItemId(n.try_into().unwrap()),
            key: upnext::domain::Key { prefix: "WEB".into(), number: 1 },
            here,
            imported,
            created_at: None,
            updated_at: record.item.updated_at,
            is_agreed: true,
            is_trashed: false,
            rank: None,
        };
        ((record.source.clone(), record.key.clone()), known)
    };
    let number = |r: &import::Record| Some(((r.source.clone(), r.id.clone()?), r.key.clone()));
    let numbers = parsed.records.iter().filter_map(number).collect();
    Known { items: parsed.records.iter().enumerate().map(item).collect(), numbers, ..Known::default() }
}

fn assert_second_import_changes_nothing(parsed: &Parsed) {
    let first = import::plan(parsed, &Known::default());
    assert_eq!(first.creates.len(), parsed.records.len(), "{}", parsed.name);
    let second = import::plan(parsed, &known(parsed));
    assert_eq!(second.counts().unchanged, parsed.records.len(), "{}", parsed.name);
    assert!(
        second.updates.is_empty() && second.conflicts.is_empty() && second.creates.is_empty(),
        "{:?}",
        second.updates.first()
    );
}

fn count(parsed: &Parsed, is: impl Fn(&import::Record) -> bool) -> usize {
    parsed.records.iter().filter(|r| is(r)).count()
}

/// n, min, max, mean, median, modes, variance (n − 1), standard deviation; rounded to two places.
fn statistics(parsed: &Parsed) -> (usize, f64, f64, f64, f64, Vec<f64>, f64, f64) {
    let points =
        |r: &import::Record| Some(f64::from(i32::try_from(r.item.text.estimate.as_ref()?.points()?.0).ok()?) / 1000.0);
    let mut all: Vec<f64> = parsed.records.iter().filter_map(points).collect();
    all.sort_by(f64::total_cmp);
    let n = f64::from(u32::try_from(all.len()).unwrap());
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let median = f64::midpoint(all[(all.len() - 1) / 2], all[all.len() / 2]);
    let times = |x: f64| all.iter().filter(|y| (**y - x).abs() < 1e-9).count();
    let most = all.iter().map(|x| times(*x)).max().unwrap();
    let mut modes: Vec<f64> = all.iter().copied().filter(|x| times(*x) == most).collect();
    modes.dedup();
    let round = |x: f64| (x * 100.0).round() / 100.0;
    (all.len(), all[0], all[all.len() - 1], round(mean), median, modes, round(variance), round(variance.sqrt()))
}

#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn the_jira_course_file_has_36_stories_in_rank_order_and_9_epics() {
    let parsed = read("jira/jira_course_registration_stories.csv");
    assert_eq!(
        parsed.product.as_ref().map(|p| (p.name.as_str(), p.prefix.as_str())),
        Some(("INFO 380 Team BB - 16", "TB1"))
    );
    let keys = |kind: Kind| -> Vec<u32> {
        let of_kind = parsed.records.iter().filter(|r| r.item.text.kind == kind);
        of_kind.map(|r| r.key.strip_prefix("TB1-").unwrap().parse().unwrap()).collect()
    };
    assert_eq!(
        keys(Kind::Story),
        [
            5, 9, 17, 18, 22, 23, 24, 25, 8, 19, 38, 30, 32, 39, 6, 27, 28, 29, 31, 34, 35, 36, 37, 40, 41, 42, 33, 47,
            48, 43, 44, 45, 46, 49, 50, 51
        ]
    );
    assert_eq!(keys(Kind::Epic), [1, 2, 3, 4, 13, 14, 15, 16, 20]);
    for record in &parsed.records {
        let expected = match (record.item.text.kind, record.key.as_str()) {
            (Kind::Epic, _) => 0,
            (_, "TB1-47") => 3,
            (_, "TB1-51") => 6,
            _ => 4,
        };
        assert_eq!(record.item.criteria.len(), expected, "{}", record.key);
        let is_story = record.item.text.kind == Kind::Story;
        assert_eq!(
            !record.item.text.persona.is_empty() && !record.item.text.want.is_empty(),
            is_story,
            "{}",
            record.key
        );
        assert_eq!(record.parent.is_some(), is_story, "{}", record.key);
        assert!(record.item.created_at.is_some() && record.item.updated_at.is_some());
    }
    // All but TB1-33 say why.
    assert_eq!(count(&parsed, |r| !r.item.text.benefit.is_empty()), 35);
    assert_eq!(parsed.report.states, [("To Do".to_owned(), State::Open, 45)]);
    let points: i64 = parsed.records.iter().filter_map(|r| Some(r.item.text.estimate.as_ref()?.points()?.0)).sum();
    assert_eq!(points, 207_000);
    let children = |epic: &str| count(&parsed, |r| r.parent.as_deref() == Some(epic));
    let of_epic: Vec<usize> = [1, 2, 3, 4, 13, 14, 15, 16, 20].iter().map(|n| children(&format!("TB1-{n}"))).collect();
    assert_eq!(of_epic, [6, 5, 3, 5, 4, 2, 3, 3, 5]);
    let first = parsed.records.iter().find(|r| r.key == "TB1-5").unwrap();
    assert_eq!(first.item.text.description, "*Priority*\n\nHIGH");
    assert_eq!(first.item.text.want, "to search for courses and see real-time seat availability");
    assert_eq!(first.sprints, ["TB1 Sprint 1"]);
}

#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn the_spektr_file_has_40_rows_by_priority() {
    let parsed = read("jira/spektr_sample_jira.csv");
    assert_eq!(parsed.records.len(), 40);
    let kinds = [Kind::Story, Kind::Bug, Kind::Task].map(|kind| count(&parsed, |r| r.item.text.kind == kind));
    assert_eq!(kinds, [17, 12, 11]);
    let states = [State::Done, State::InProgress, State::Open].map(|state| count(&parsed, |r| r.item.state == state));
    assert_eq!(states, [20, 9, 11]);
    assert!(parsed.report.lines.iter().any(|l| l.0.contains("by priority")));
    // P1 stands above P2; inside, the file's order.
    assert_eq!(parsed.records[0].key, "PROJ-001");
    assert_eq!(parsed.records[1].key, "PROJ-005");
    let first = &parsed.records[0];
    assert_eq!(first.item.text.tags, ["Authentication", "backend", "urgent"]);
    assert_eq!(first.item.done_at.map(Instant::rfc3339).as_deref(), Some("2025-11-05T00:00:00.000Z"));
    assert_eq!((first.item.text.assignee.as_str(), first.item.text.asked.as_str()), ("Alice Chen", "David Kim"));
}

#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn story_points_give_the_published_statistics() {
    let bamboo = read("story_points/bamboo.csv");
    assert_eq!(statistics(&bamboo), (521, 1.0, 20.0, 2.42, 2.0, vec![1.0], 4.6, 2.14));
    assert_eq!(count(&bamboo, |r| r.item.text.description.is_empty()), 147);
    assert_eq!(bamboo.records[0].key, "BAM-65");
    assert!(bamboo.records.iter().all(|r| r.extra.iter().any(|e| e.column == "split_mark")));

    let clover = read("story_points/clover.csv");
    assert_eq!(statistics(&clover), (384, 1.0, 40.0, 4.59, 2.0, vec![1.0], 42.95, 6.55));
    assert_eq!(count(&clover, |r| r.item.text.description.is_empty()), 23);
}

#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn each_backlog_file_gives_its_stories() {
    // File, stories, of these with a benefit ("so that", "in order to" or "so" alone).
    for (name, stories, benefits) in [
        ("g02-federalspending", 98, 50),
        ("g03-loudoun", 58, 58),
        ("g05-openspending", 53, 53),
        ("g08-frictionless", 66, 63),
        ("g11-nsf", 73, 56),
        ("g14-datahub", 67, 67),
        ("g19-alfred", 138, 9),
        ("g21-badcamp", 69, 69),
    ] {
        let parsed = read(&format!("user_stories/{name}.txt"));
        assert_eq!(parsed.records.len(), stories, "{name}");
        assert_eq!(
            count(&parsed, |r| !r.item.text.persona.is_empty() && !r.item.text.want.is_empty()),
            stories,
            "{name}"
        );
        assert_eq!(count(&parsed, |r| !r.item.text.benefit.is_empty()), benefits, "{name}");
        let set = name[..3].to_uppercase();
        assert_eq!(count(&parsed, |r| r.extra.iter().any(|e| e.column == "set" && e.value == set)), stories, "{name}");
        let is_clean =
            |text: &str| !text.starts_with('#') && !text.to_lowercase().starts_with("that ") && !text.starts_with(',');
        assert!(
            parsed.records.iter().all(|r| is_clean(&r.item.text.title) && is_clean(&r.item.text.benefit)),
            "{name}"
        );
        let empty = parsed.report.lines.iter().find(|l| l.0.starts_with("empty stories")).map_or(0, |l| l.1);
        assert_eq!(empty, usize::from(name == "g08-frictionless"), "{name}");
    }
}

#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn the_linear_and_quality_files_are_read_as_tables() {
    let linear = read("linear/linear-export.csv");
    assert_eq!(linear.records.len(), 10);
    assert!(linear.records.iter().all(|r| r.source == "linear"));
    let states = [State::Open, State::InProgress, State::Inbox, State::Done, State::Declined];
    assert_eq!(states.map(|state| count(&linear, |r| r.item.state == state)), [5, 1, 1, 1, 2]);
    assert_eq!(linear.records[0].key, "CLA-1");
    assert_eq!(linear.records[0].item.created_at.map(Instant::rfc3339).as_deref(), Some("2022-08-23T13:54:01.000Z"));
    assert_eq!(linear.records[2].item.text.due.map(|d| d.to_string()).as_deref(), Some("2023-02-28"));

    let quality = read("story_quality/g14_aqusa.csv");
    assert_eq!(quality.records.len(), 67);
    assert_eq!(count(&quality, |r| !r.item.text.persona.is_empty()), 67);
    assert_eq!(quality.records[0].item.text.title, "Publish a dataset");
}

#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn all_files_are_one_import() {
    let files: Vec<Source> =
        ["jira/jira_course_registration_stories.csv", "jira/spektr_sample_jira.csv", "user_stories/g14-datahub.txt"]
            .map(file)
            .into();
    let parsed = exchange::read(&files, &Options::default()).unwrap();
    assert_eq!((parsed.name.as_str(), parsed.records.len()), ("3 files", 45 + 40 + 67));
    assert_second_import_changes_nothing(&parsed);
}
