//! Sprints in the Backlog view: lines between the rows, pulling in and out, and moves over the lines.

use crate::screens::picture;
use crate::stage::{Stage, today};
use upnext::domain::sprint::{Cause, End, Fate, Next, Past, PastSprint, Plan};
use upnext::domain::{Change, Estimate, ItemId, Points, ProductId, SprintId};
use upnext::store::{Patience, Store, Writer};

const WEB: ProductId = ProductId(1);

/// What happens beside the program, on a fixed day.
fn elsewhere(stage: &mut Stage, changes: impl FnOnce(&mut Store)) {
    let writer = Writer { author: "ada".into(), window: "elsewhere".into() };
    let mut store = Store::open(&stage.folder().join("backlog.db"), writer, Patience::None).unwrap();
    changes(&mut store);
    drop(store);
    stage.poll();
}

fn plan(capacity: i64) -> Change {
    let capacity = (capacity > 0).then_some(Points(capacity * 1000));
    Change::AddSprint { product: WEB, plan: Box::new(Plan { capacity, ..Plan::default() }) }
}

fn size(item: i64, points: &str) -> Change {
    Change::SetEstimate { items: vec![ItemId(item)], estimate: Estimate::parse(points).unwrap() }
}

fn into(items: &[i64], sprint: i64) -> Change {
    let items = items.iter().copied().map(ItemId).collect();
    Change::SetSprint { items, sprint: Some(SprintId(sprint)), end: End::Tail, cause: Cause::default() }
}

/// Eight items of three points; `a b` in Sprint 1, `c` in Sprint 2, Sprint 3 empty.
fn planned() -> Stage {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e", "f", "g", "h"]);
    elsewhere(&mut stage, |store| {
        for item in 1..=8 {
            store.commit(&size(item, "3"), today()).unwrap();
        }
        for capacity in [5, 8, 0] {
            store.commit(&plan(capacity), today()).unwrap();
        }
        store.commit(&into(&[1, 2], 1), today()).unwrap();
        store.commit(&into(&[3], 2), today()).unwrap();
    });
    stage
}

/// As [`planned`], Sprint 1 running.
fn running() -> Stage {
    let mut stage = planned();
    elsewhere(&mut stage, |store| {
        store.commit(&Change::StartSprint { sprint: SprintId(1) }, today()).unwrap();
    });
    stage
}

/// A Sprint of six points that was held elsewhere, and one of which nothing is known.
fn history(store: &mut Store) {
    let day = |n| chrono::NaiveDate::from_ymd_opt(2026, 1, n).unwrap();
    let past = |completed| Past { planned: None, completed };
    let zero = PastSprint { name: "Zero".into(), starts: day(5), ends: day(16), past: past(Some(Points(6000))) };
    let unknown = PastSprint { name: "Sprint 4".into(), starts: day(19), ends: day(30), past: past(None) };
    let change = Change::AddPastSprints { product: WEB, sprints: vec![zero, unknown] };
    store.commit(&change, today()).unwrap();
}

/// Titles and lines of the list as they stand on the screen: `a b |1 c |2 |3 d`.
fn rows(stage: &Stage) -> String {
    let screen = stage.screen();
    let mut said = Vec::new();
    for line in screen.lines().skip(2) {
        let Some(line) = line.strip_prefix('│') else { break };
        let line = line.split('│').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.iter().position(|word| *word == "Sprint") {
            Some(at) if line.contains("≈") => said.push(format!("~{}", words[at + 1])),
            Some(at) if line.contains("──") => said.push(format!("|{}", words[at + 1])),
            _ => said.extend(words.iter().position(|word| word.starts_with("WEB-")).map(|at| {
                let title =
                    words[at + 1..].iter().find(|word| word.len() == 1 && word.as_bytes()[0].is_ascii_lowercase());
                title.map_or_else(|| words[at].to_owned(), |title| (*title).to_owned())
            })),
        }
    }
    said.join(" ")
}

#[test]
fn items_are_pulled_into_the_sprint_being_planned_and_out_of_it() {
    let mut stage = planned();
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g h");
    stage.press("G K >");
    assert_eq!(rows(&stage), "a b h |1 c |2 |3 d e f g");
    assert_eq!(stage.toast(), "WEB-8 into Sprint 1 · 9 of 5 points, 4 over · u undo");
    assert_eq!(stage.cursor(), "g", "the cursor goes on, so that the next one can be pulled");
    stage.press(".");
    assert_eq!(rows(&stage), "a b h g |1 c |2 |3 d e f");
    stage.press("u u");
    assert_eq!((rows(&stage).as_str(), stage.cursor()), ("a b |1 c |2 |3 d e f h g", "h"));
    stage.press("g g <");
    assert_eq!((rows(&stage).as_str(), stage.cursor()), ("b |1 c |2 |3 a d e f h g", "b"));
    assert_eq!(stage.toast(), "WEB-1 leaves Sprint 1 · u undo");
    stage.press("U u");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f h g");
    // What is there already is left alone, and says so.
    stage.press("g g >");
    assert_eq!(stage.toast(), "WEB-1 is in Sprint 1 already");
    stage.press("G <");
    assert!(stage.toast().ends_with("is in no Sprint, so it can't be taken out"), "{}", stage.toast());
}

#[test]
fn marks_go_together_and_a_preview_names_what_they_do() {
    let mut stage = planned();
    stage.press("5 G Space Space k k k k k Space j j j j >");
    assert!(stage.screen().contains("2 items into Sprint 1"), "{}", stage.screen());
    stage.press("Enter");
    // b stands in Sprint 1 already; it keeps its place and the two others come behind it.
    assert_eq!(rows(&stage), "a b e f |1 c |2 |3 d g h");
    assert!(stage.toast().starts_with("2 items into Sprint 1"), "{}", stage.toast());
    stage.press("u");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g h");
}

#[test]
fn a_sprint_is_chosen_or_named() {
    let mut stage = planned();
    stage.press("G m s");
    assert!(stage.screen().contains("Sprint 2 · 3 of 8 points") && stage.screen().contains("a new Sprint"));
    stage.press("j j Enter");
    assert_eq!(rows(&stage), "a b |1 c |2 h |3 d e f g");
    stage.press(":").type_text("sprint 2").press("Enter");
    assert_eq!(rows(&stage), "a b |1 c g |2 h |3 d e f");
    stage.press(":").type_text("sprint new").press("Enter");
    assert_eq!(rows(&stage), "a b |1 c g |2 h |3 f |4 d e");
    assert_eq!(stage.toast(), "WEB-6 into Sprint 4 · 3 points · u undo");
    stage.press("u");
    assert_eq!(rows(&stage), "a b |1 c g |2 h |3 d e f", "the Sprint goes with the step that made it");
    stage.press(":").type_text("sprint none").press("Enter");
    assert!(stage.screen().contains("WEB-6 is in no Sprint"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("sprint 9").press("Enter");
    assert!(
        stage.screen().contains("Sprint 9 is over, or there is none yet: type one of 1, 2, 3"),
        "{}",
        stage.screen()
    );
    stage.press("Ctrl-u").type_text("sprint soon").press("Enter");
    assert!(stage.screen().contains("type its number, current, next, new, or none"), "{}", stage.screen());
}

#[test]
fn without_a_sprint_it_is_said_how_to_make_one() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press(">");
    assert_eq!(stage.toast(), "there is no Sprint to pull into: :sprint new plans one");
    assert!(!stage.screen().contains("into Sprint"));
    stage.press(":").type_text("sprint new").press("Enter");
    assert_eq!(rows(&stage), "a |1 b");
    stage.press(">");
    assert_eq!(rows(&stage), "a b |1");
    stage.press("k");
    assert!(stage.screen().contains("> into Sprint 1"), "{}", stage.screen());
    stage.press(":").type_text("sprint current").press("Enter");
    assert!(stage.screen().contains("no Sprint runs"), "{}", stage.screen());
}

#[test]
fn planned_lines_are_crossed_without_passing_an_item() {
    let mut stage = planned();
    stage.press("j J");
    assert_eq!(rows(&stage), "a |1 b c |2 |3 d e f g h");
    assert_eq!(stage.toast(), "WEB-2 into Sprint 2 · 6 of 8 points · u undo");
    stage.press("J");
    assert_eq!(rows(&stage), "a |1 c b |2 |3 d e f g h");
    stage.press("J");
    assert_eq!(rows(&stage), "a |1 c |2 b |3 d e f g h", "an empty Sprint is come into");
    stage.press("J");
    assert_eq!(rows(&stage), "a |1 c |2 |3 b d e f g h");
    assert_eq!(stage.toast(), "WEB-2 leaves Sprint 3 · u undo");
    stage.press("K K K");
    assert_eq!((rows(&stage).as_str(), stage.cursor()), ("a |1 b c |2 |3 d e f g h", "b"));
    stage.press("K");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g h");
    // Counts pass rows and lines alike.
    stage.press("6 J");
    assert_eq!(rows(&stage), "a |1 c |2 |3 d e b f g h");
    stage.press("9 K");
    assert_eq!(rows(&stage), "b a |1 c |2 |3 d e f g h");
    stage.press("u");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g h", "running moves are one step, a line crossed is its own");
}

#[test]
fn marks_over_several_blocks_come_together_where_the_first_one_goes() {
    let mut stage = planned();
    stage.press("j Space Space j K Enter");
    assert_eq!(rows(&stage), "b c a |1 |2 |3 d e f g h");
    assert!(stage.toast().contains("1 of them into Sprint 1 · 9 of 5 points"), "{}", stage.toast());
}

#[test]
fn the_line_of_the_running_sprint_stops_a_move_and_names_what_crosses_it() {
    let mut stage = running();
    stage.press("j J");
    assert_eq!(
        stage.toast(),
        "Sprint 1 is running, so a move does not change what is in it: < takes it out, as a change of scope"
    );
    stage.press("j K");
    assert!(stage.toast().contains("is running") && stage.toast().contains("m s takes it in"), "{}", stage.toast());
    stage.press("3 K");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g h");
    for keys in ["m 1 Enter", "m k 1 Enter", "m j 1 Enter"] {
        stage.press(keys);
        assert!(stage.screen().contains("running"), "{keys}: {}", stage.screen());
        stage.press("Esc");
        assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g h", "{keys}");
    }
    // Inside it, and to the top of what may be moved, a move is a move.
    stage.press("g g J G m t");
    assert_eq!(rows(&stage), "b a |1 h c |2 |3 d e f g");
    assert_eq!(stage.toast(), "move WEB-8 to the top · into Sprint 2 · 6 of 8 points · u undo");
    stage.press("g g Space G Space K");
    assert!(stage.toast().contains("some of these are in Sprint 1, which is running"), "{}", stage.toast());
}

#[test]
fn a_change_of_scope_is_asked_for_its_reason() {
    let mut stage = running();
    stage.press("G m s c");
    assert!(stage.screen().contains("this changes its scope"), "{}", stage.screen());
    stage.type_text("the launch").press("Enter").type_text("Ines").press("Enter");
    assert_eq!(rows(&stage), "a b h |1 c |2 |3 d e f g");
    let store = Store::open(
        &stage.folder().join("backlog.db"),
        Writer { author: "ada".into(), window: "reader".into() },
        Patience::None,
    );
    let course = store.unwrap().course(SprintId(1)).unwrap().unwrap();
    let event = &course.facts.last().unwrap().event;
    assert_eq!((event.reason.as_deref(), event.asked.as_deref()), (Some("the launch"), Some("Ines")));
    // Enter twice is enough; Esc changes nothing.
    stage.press("g g < Esc");
    assert_eq!(rows(&stage), "a b h |1 c |2 |3 d e f g");
    stage.press("< Enter Enter");
    assert_eq!(rows(&stage), "b h |1 c |2 |3 a d e f g");
    assert_eq!(stage.toast(), "WEB-1 leaves Sprint 1 · u undo");
    stage.press("u");
    assert_eq!(rows(&stage), "a b h |1 c |2 |3 d e f g");
    // What was typed is brought back.
    stage.press("g g <").type_text("too big").press("Esc");
    assert!(stage.toast().contains(":draft"), "{}", stage.toast());
    stage.press(":").type_text("draft").press("Enter");
    assert!(stage.screen().contains("too big"), "{}", stage.screen());
    stage.press("Enter Enter");
    assert_eq!(rows(&stage), "b h |1 c |2 |3 a d e f g");
}

#[test]
fn with_nothing_planned_items_are_pulled_into_the_running_sprint() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    elsewhere(&mut stage, |store| {
        store.commit(&plan(0), today()).unwrap();
        store.commit(&into(&[1], 1), today()).unwrap();
        store.commit(&Change::StartSprint { sprint: SprintId(1) }, today()).unwrap();
    });
    stage.press("G > Enter").type_text("Ines").press("Enter");
    assert_eq!(rows(&stage), "a c |1 b");
    // What was said is said again where it is repeated.
    stage.press(".");
    assert_eq!(rows(&stage), "a c b |1");
    assert!(stage.core.model.overlays.is_empty());
}

#[test]
fn a_filtered_list_has_the_lines_of_what_it_shows() {
    let mut stage = planned();
    stage.press("j s r G s r").press("f").type_text("state:ready").press("Enter");
    assert_eq!(rows(&stage), "b |1 h");
    stage.press("g g J");
    assert_eq!(rows(&stage), "|1 b h".trim_start_matches("|1 "), "{}", stage.toast());
    stage.press("u Esc");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g h");
    // Sorted by a column there is no order to have lines in.
    stage.press(":").type_text("sort title down").press("Enter");
    assert_eq!(rows(&stage), "h g f e d c b a");
    stage.press("Esc g i");
    assert_eq!(rows(&stage), "");
}

#[test]
fn what_is_added_beside_an_item_of_a_planned_sprint_says_so() {
    let mut stage = planned();
    stage.press("a").type_text("x").press("Enter");
    assert_eq!(rows(&stage), "a x b |1 c |2 |3 d e f g h");
    assert!(stage.toast().contains("into Sprint 1 · 6 of 5 points + 1?, 1 over"), "{}", stage.toast());
    // Nothing joins the running Sprint but on purpose.
    let mut stage = running();
    stage.press("a").type_text("x").press("Enter");
    assert_eq!((rows(&stage).as_str(), stage.cursor()), ("a b |1 c |2 |3 x d e f g h", "x"));
    assert!(stage.toast().contains("not in Sprint 1, which is running"), "{}", stage.toast());
}

#[test]
fn the_next_sprints_are_drawn_where_they_would_end_and_what_falls_behind_is_named() {
    let mut stage = planned();
    elsewhere(&mut stage, history);
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f g ~6 h");
    assert!(stage.screen().contains("≈ Sprint 6 · at 6 points a Sprint"), "{}", stage.screen());
    stage.press("G m t");
    assert_eq!(rows(&stage), "h a b |1 c |2 |3 d e f g");
    stage.press("u G K");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f h ~6 g");
    assert!(stage.toast().contains("WEB-7 falls behind ≈ Sprint 6"), "{}", stage.toast());
    stage.press("g a");
    assert_eq!(rows(&stage), "a b |1 c |2 |3 d e f h g");
    stage.press("g a");
    assert!(rows(&stage).contains("~6"));
}

#[test]
fn a_row_and_its_story_tell_the_sprint() {
    let mut stage = running();
    stage.press("c g");
    assert!(
        stage.screen().contains("◆ a") && stage.screen().contains("◆ serves the Sprint Goal"),
        "{}",
        stage.screen()
    );
    assert!(stage.screen().contains("in Sprint 1, which is running"));
    assert_eq!(stage.toast(), "WEB-1 serves the Sprint Goal · u undo");
    stage.press("c g");
    assert!(!stage.screen().contains('◆'), "{}", stage.screen());
    stage.press("c v").type_text("Carts survive the night").press("Enter");
    assert!(stage.screen().contains("value     Carts survive the night"), "{}", stage.screen());
    stage.press("c v Ctrl-u Enter");
    assert!(!stage.screen().contains("Carts survive"), "{}", stage.screen());
    elsewhere(&mut stage, |store| {
        let close = Change::CloseSprint {
            sprint: SprintId(1),
            is_goal_met: None,
            next: Next::Planned(SprintId(2)),
            fates: vec![(ItemId(1), Fate::Next)],
        };
        store.commit(&close, today()).unwrap();
    });
    assert!(stage.screen().contains("planned for Sprint 2 · carried over 1×"), "{}", stage.screen());
}

#[test]
fn the_first_frame_has_the_lines_already() {
    let mut stage = planned();
    elsewhere(&mut stage, history);
    let mut again = stage.again();
    let lines = rows(&again);
    assert_eq!(lines, "a b |1 c |2 |3 d e f g ~6 h");
    // Before the whole order is known, what is shown stands where it will stand.
    again.core.model.backlog.forget_lists();
    again.core.touch();
    again.core.settle();
    assert!(again.core.model.backlog.order.is_none());
    assert_eq!(rows(&again), lines);
    again.settle();
    assert_eq!(rows(&again), lines);
}

/// A file of many: a click meets the row that is drawn there, and dragged rows land beside the lines.
#[test]
fn the_mouse_meets_what_is_drawn() {
    let mut stage = planned();
    let click = |stage: &mut Stage, row: u16| {
        for kind in [upnext::ui::MouseKind::Down, upnext::ui::MouseKind::Up] {
            stage.core.point(upnext::ui::Mouse { kind, column: 20, row });
            stage.settle();
        }
    };
    let cursors: Vec<String> = (2..13)
        .map(|row| {
            click(&mut stage, row);
            stage.cursor().to_owned()
        })
        .collect();
    assert_eq!(cursors.join(" "), "a b b c c c d e f g h", "on a line the cursor stays");
    let mut drag = |from: u16, to: u16| {
        let steps =
            [(upnext::ui::MouseKind::Down, from), (upnext::ui::MouseKind::Drag, to), (upnext::ui::MouseKind::Up, to)];
        for (kind, row) in steps {
            stage.core.point(upnext::ui::Mouse { kind, column: 20, row });
            stage.settle();
        }
        rows(&stage)
    };
    assert_eq!(drag(3, 4), "a |1 b c |2 |3 d e f g h", "down onto a line: directly below it");
    assert_eq!(drag(4, 3), "a b |1 c |2 |3 d e f g h", "up onto a line: directly above it");
    assert_eq!(drag(2, 6), "b |1 c |2 a |3 d e f g h", "into one that is empty");
    assert_eq!(drag(12, 2), "h b |1 c |2 a |3 d e f g");
}

#[test]
fn sprints_in_the_backlog() {
    for (width, height) in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = running();
        elsewhere(&mut stage, |store| {
            let ends = chrono::NaiveDate::from_ymd_opt(2026, 3, 13);
            let plan = Plan { ends, capacity: Some(Points(13_000)), ..Plan::default() };
            store.commit(&Change::EditSprint { sprint: SprintId(1), plan: Box::new(plan) }, today()).unwrap();
            store.commit(&Change::SetServes { items: vec![ItemId(2)], serves: true }, today()).unwrap();
            history(store);
        });
        stage.resize(width, height).press("j j");
        stage.core.model.toast = None;
        insta::assert_snapshot!(format!("sprints_{width}x{height}"), picture_on_day(&mut stage));
        stage.press("G m s c").type_text("the launch needs it");
        insta::assert_snapshot!(format!("scope_{width}x{height}"), picture_on_day(&mut stage));
    }
}

/// As of the fixed day, the lines among it.
fn picture_on_day(stage: &mut Stage) -> String {
    let model = &mut stage.core.model;
    upnext::ui::update::update(model, upnext::ui::Event::ToastOver, today());
    picture(stage)
}

/// Whatever is pressed, the lines stand where the file says that the Sprints end, and the cursor is in sight.
#[test]
fn random_keys_leave_the_lines_where_the_sprints_end() {
    let keys = [
        "j", "k", "J", "K", "2 J", "3 K", ">", "<", "m t", "m b", "u", "u", "U", "Space", "m m", "Esc", "Enter", "c g",
        "L", "H", "PgDn", "G", "g g", "m s", "z Esc", ".", "C", "D", "g a", "*",
    ];
    for seed in 1_u64..4 {
        let mut stage = if seed % 2 == 0 { planned() } else { running() };
        stage.resize(60, 18);
        let mut random = seed;
        for step in 0..80 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let key = keys[usize::try_from(random >> 33).unwrap() % keys.len()];
            stage.press(key);
            let (model, at) = (&stage.core.model, format!("seed {seed}, step {step}, {key}\n{}", stage.screen()));
            for row in &model.backlog.window.rows {
                let open = row.sprint.filter(|id| model.blocks.iter().any(|block| block.sprint.id == *id));
                assert_eq!(model.backlog.fence_of(row.id).map(|fence| fence.sprint), open, "{} {at}", row.key);
            }
            let (backlog, rows) = (&model.backlog, usize::from(model.height) - 4);
            let cursor = backlog.lines.place(backlog.index);
            assert!(backlog.is_empty() || (backlog.top..backlog.top + rows).contains(&cursor), "{at}");
        }
    }
}
