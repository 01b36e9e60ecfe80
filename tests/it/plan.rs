//! The plan of an import on screen: counts and alarms first, groups, what a person chooses, and the way to the store.
//! The plans are made by hand, so that every kind of row is met.

use crate::screens::picture;
use crate::stage::{Stage, today};
use chrono::NaiveDate;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};
use upnext::domain::import::{
    Alarm, Chosen, Conflict, Field, Gone, ImportPlan, Kept, Known, KnownItem, Parsed, Proposal, Record, ToldSprint,
    Twice, Update, Values,
};
use upnext::domain::item::{NewItem, Story};
use upnext::domain::sprint::Phase;
use upnext::domain::{Instant, ItemId, Key, Points, State};
use upnext::ui::Event;
use upnext::ui::overlay::Overlay;

fn record(n: usize, title: &str) -> Record {
    let text = Story { title: title.into(), ..Story::default() };
    let item = NewItem { text, state: State::Open, ..NewItem::default() };
    Record { source: "jira".into(), key: format!("JRA-{n}"), item, ..Record::default() }
}

fn values(pairs: &[(Field, &str)]) -> Values {
    pairs.iter().map(|(field, value)| (*field, (*value).to_owned())).collect()
}

/// A plan that grows row by row.
#[derive(Default)]
struct Draft {
    parsed: Parsed,
    known: Known,
    plan: ImportPlan,
}

impl Draft {
    fn fresh(&mut self, title: &str) {
        self.plan.creates.push(self.parsed.records.len());
        self.parsed.records.push(record(self.parsed.records.len() + 1, title));
    }

    /// An item that is here: the field as it was, is there and is here.
    fn known(&mut self, title: &str, field: Field, [last, there, here]: [&str; 3]) -> usize {
        let n = self.parsed.records.len();
        let record = record(n + 1, title);
        let item = KnownItem {
            item: ItemId(i64::try_from(n).unwrap()),
            key: Key { prefix: "WEB".into(), number: i64::try_from(n + 1).unwrap() },
            here: values(&[(Field::Title, title), (field, here)]),
            imported: values(&[(Field::Title, title), (field, last)]),
            created_at: None,
            updated_at: None,
            is_agreed: true,
            is_trashed: false,
            rank: None,
        };
        self.known.items.insert(("jira".into(), record.key.clone()), item);
        self.parsed.records.push(record);
        let imported = values(&[(Field::Title, title), (field, there)]);
        let take = if last == here { vec![field] } else { Vec::new() };
        self.plan.updates.push(Update {
            item: ItemId(i64::try_from(n).unwrap()),
            record: n,
            take,
            inputs: Vec::new(),
            merged: upnext::domain::import::Merged::default(),
            imported,
            renamed: None,
            is_agreed: true,
        });
        n
    }

    fn both(&mut self, title: &str, field: Field, sides: [&str; 3]) {
        let record = self.known(title, field, sides);
        let here = sides[2].to_owned();
        self.plan.conflicts.push(Conflict {
            item: ItemId(i64::try_from(record).unwrap()),
            record,
            field,
            input: None,
            here,
        });
    }

    fn kept(&mut self, title: &str, field: Field, [last, here]: [&str; 2]) {
        let record = self.known(title, field, [last, last, here]);
        self.plan.kept.push(Kept { item: ItemId(i64::try_from(record).unwrap()), record, field });
    }

    fn gone(&mut self, number: i64, title: &str) {
        self.known.gone.push(Gone {
            item: ItemId(number),
            key: Key { prefix: "WEB".into(), number },
            source: "jira".into(),
            foreign: format!("JRA-{number}"),
            title: title.into(),
            state: State::Ready,
        });
    }

    fn sprint(&mut self, name: &str, phase: Phase, from: Option<(u32, u32)>) {
        let day = |(month, day): (u32, u32)| NaiveDate::from_ymd_opt(2026, month, day);
        let starts = from.and_then(day);
        self.parsed.told.push(ToldSprint {
            source: "jira".into(),
            key: name.into(),
            name: name.into(),
            phase,
            starts,
            ends: starts.map(|day| day + chrono::Days::new(13)),
            items: 14,
            done: 11,
            completed: Points(25_000),
            ..ToldSprint::default()
        });
    }

    fn done(self) -> Arc<Proposal> {
        Arc::new(Proposal {
            parsed: Arc::new(Parsed { name: "Jira 2026-03-02.csv".into(), ..self.parsed }),
            known: Arc::new(self.known),
            plan: Arc::new(self.plan),
            into: "into the product Webshop (WEB)".into(),
            is_here: true,
            lines: Vec::new(),
            report: [
                "To Do → open: 214 rows",
                "UAT → to accept: 12 rows",
                "3 dates are not read (first 31/31/25 at row 17)",
            ]
            .map(str::to_owned)
            .to_vec(),
            chosen: Chosen::default(),
        })
    }
}

/// A Monday: some of everything.
fn monday() -> Draft {
    let mut draft = Draft::default();
    for title in ["Ship to Norway", "Gift wrapping for more than one parcel of the same order", "Refund in part"] {
        draft.fresh(title);
    }
    draft.known("Pay with a card", Field::Estimate, ["3", "5", "3"]);
    draft.known("Sign in with a passkey", Field::State, ["open", "in progress", "open"]);
    draft.known("Track the parcel", Field::Tags, ["api\nweb", "api\nmobile\nweb", "api\nweb"]);
    draft.both("See what a return costs", Field::Estimate, ["3", "8", "5"]);
    draft.both(
        "Choose a time for the delivery",
        Field::Description,
        [
            "As a customer I choose when the parcel comes, so that somebody is at home.",
            "As a customer I choose when the parcel comes, so that a neighbour can take it.",
            "As a customer I choose when the parcel comes, and the courier calls before.",
        ],
    );
    draft.kept("Print the label in the shop", Field::Title, ["Print label", "Print the label in the shop"]);
    draft.gone(3, "Fax the invoice");
    draft.parsed.records.push(record(4, "Pay with a card, again"));
    draft.plan.twice.push(Twice { record: 9, taken: 3, fields: vec![Field::Title, Field::Estimate] });
    draft.sprint("Sprint 7", Phase::Closed, Some((1, 19)));
    draft.sprint("Sprint 8", Phase::Active, Some((2, 23)));
    draft.sprint("Sprint 9", Phase::Planned, None);
    draft.plan.displaced = 27;
    draft.plan.unchanged = 1204;
    draft
}

fn shown(proposal: Arc<Proposal>) -> Stage {
    let mut stage = Stage::with(&["alpha"]);
    stage.core.take(Event::Planned(proposal));
    stage.settle();
    stage
}

#[test]
fn a_plan_reads_counts_first_at_every_size() {
    for (width, height) in [(120, 40), (80, 24), (60, 18)] {
        let mut stage = shown(monday().done());
        stage.resize(width, height);
        insta::assert_snapshot!(format!("monday_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn what_alarms_stands_above_all_and_is_asked_once_more() {
    let mut draft = monday();
    draft.plan.alarms = vec![
        Alarm::OtherProject { there: vec!["SHOP".into()], here: vec!["WEB".into()] },
        Alarm::Older { there: Instant(today().at.0 - 864_000_000), here: today().at },
        Alarm::CutOff { name: "Jira.csv".into(), line: 1207 },
    ];
    let proposal = draft.done();
    for (width, height) in [(120, 40), (60, 18)] {
        let mut stage = shown(Arc::clone(&proposal));
        stage.resize(width, height).press("Enter");
        insta::assert_snapshot!(format!("alarms_{width}x{height}"), picture(&stage));
        assert!(stage.screen().contains("! Sure? Enter again imports it"), "{}", stage.screen());
        stage.press("j");
        assert!(!stage.screen().contains("Sure?"), "another key takes it back: {}", stage.screen());
        stage.press("Enter Enter");
        assert!(stage.core.model.overlays.is_empty(), "the second time it is done");
        assert!(stage.toast().contains("no import to do any more"), "this one was made by hand: {}", stage.toast());
    }
}

#[test]
fn a_conflict_is_ours_until_it_is_taken_one_by_one_or_all_at_once() {
    let mut stage = shown(monday().done());
    assert!(stage.screen().contains("▌   WEB-7    estimate    3 → 8 | 5"), "{}", stage.screen());
    stage.press("t");
    assert!(stage.screen().contains("1 theirs, 1 ours"), "{}", stage.screen());
    assert!(stage.screen().contains("▌   WEB-8"), "on to the next: {}", stage.screen());
    stage.press("T");
    assert!(stage.screen().contains("2 theirs, 0 ours"), "{}", stage.screen());
    stage.press("k m");
    assert!(stage.screen().contains("1 theirs, 1 ours"), "{}", stage.screen());
    stage.press("g g t");
    assert!(stage.toast().contains("go to such a field first"), "{}", stage.toast());
    stage.press("M");
    assert!(stage.screen().contains("0 theirs, 2 ours"), "{}", stage.screen());
}

#[test]
fn groups_fold_and_words_narrow_them() {
    let mut stage = shown(monday().done());
    stage.press("g g");
    assert!(stage.screen().contains("▾ New here  3") && stage.screen().contains("Ship to Norway"));
    stage.press("Tab");
    assert!(stage.screen().contains("▸ New here  3") && !stage.screen().contains("Ship to Norway"));
    stage.press("l h Shift-Tab");
    let screen = stage.screen();
    assert!(screen.contains("▸ Sprints  3") && !screen.contains("Pay with a card"), "{screen}");
    stage.press("Shift-Tab /").type_text("PARCEL deliv");
    let screen = stage.screen();
    assert!(screen.contains("Changed on both sides  1 of 2") && !screen.contains("New here"), "{screen}");
    stage.press("Backspace Backspace Backspace Backspace Backspace");
    assert!(stage.screen().contains("New here  1 of 3"), "fewer letters find more: {}", stage.screen());
    stage.press("Enter j k");
    assert!(stage.screen().contains("Shown: PARCEL"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("New here  3"), "{}", stage.screen());
    stage.press("/").type_text("nosuchword");
    assert!(stage.screen().contains("nothing has these words"), "{}", stage.screen());
    stage.press("Esc Esc");
    assert!(stage.core.model.overlays.is_empty());
}

#[test]
fn a_row_is_read_whole() {
    let mut stage = shown(monday().done());
    stage.press("j Space");
    let screen = stage.screen();
    assert!(screen.contains("so that a neighbour can take it."), "{screen}");
    assert!(
        screen.contains("description, there at the last import") && screen.contains("description, here"),
        "{screen}"
    );
    stage.press("Enter");
    assert!(
        !stage.core.model.overlays.is_empty() && stage.screen().contains("Changed on both sides"),
        "back, not done"
    );
}

#[test]
fn the_table_of_sprints_is_corrected_in_its_cells() {
    let mut stage = shown(monday().done());
    stage.press("/").type_text("sprint 9").press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("▌   Sprint 9") && screen.contains("[planned?]"), "{screen}");
    stage.press("l i").type_text("2099-03-09").press("Enter");
    assert!(stage.screen().contains("Sprint 9, last day:"), "on to the next cell: {}", stage.screen());
    stage.type_text("soon").press("Enter");
    assert!(stage.screen().contains("\"soon\" is no day: type 2025-11-14, or 2w"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("2w").press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("2099-03-09") && screen.contains("[2099-03-22]"), "{screen}");
    stage.press("h h i");
    assert!(stage.screen().contains("[over]"), "{}", stage.screen());
    assert!(stage.screen().contains("Sprint 9 is over, yet its last day is 2099-03-22"), "{}", stage.screen());
    stage.press("i");
    let screen = stage.screen();
    assert!(screen.contains("Sprint 8 is over now: one Sprint runs at a time"), "{screen}");
    assert!(screen.contains("[running]"), "{screen}");
    stage.press("x");
    assert!(stage.screen().contains("[left out]") && stage.screen().contains("2 Sprints"), "{}", stage.screen());
    let Some(Overlay::Plan(open)) = stage.core.model.overlays.last() else { panic!() };
    assert!(open.is_at_sprint());
}

#[test]
fn the_order_is_taken_on_purpose() {
    let mut stage = shown(monday().done());
    assert!(
        stage.screen().contains("Order: as here · o takes theirs (27 items stand elsewhere)"),
        "{}",
        stage.screen()
    );
    stage.press("o");
    assert!(stage.screen().contains("Order: theirs · o keeps ours (27 items move)"), "{}", stage.screen());
    let mut none = monday();
    none.plan.displaced = 0;
    let mut stage = shown(none.done());
    stage.press("o");
    assert!(stage.toast().contains("already stand in the order"), "{}", stage.toast());
}

#[test]
fn nothing_to_do_is_said() {
    let mut draft = Draft::default();
    draft.plan.unchanged = 12;
    let mut stage = shown(draft.done());
    assert!(stage.screen().contains("Nothing to do") && stage.screen().contains("12 unchanged"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.core.model.overlays.is_empty() && stage.toast().is_empty(), "{}", stage.toast());
}

#[test]
fn a_plan_of_a_hundred_thousand_new_items_is_quick() {
    let mut draft = Draft::default();
    for n in 0..100_000 {
        draft.fresh(&format!("Item number {n} of very many"));
    }
    for n in 0..300 {
        draft.known(&format!("Changed {n}"), Field::Estimate, ["3", "5", "3"]);
    }
    let mut stage = shown(draft.done());
    let started = Clock::now();
    stage.press("g g Tab G g g Ctrl-d j j j");
    assert!(stage.screen().contains("100,000 new"), "{}", stage.screen());
    let took = started.elapsed();
    // A build without optimisation is given ten times as long.
    assert!(took < Duration::from_secs(3), "nine keys took {took:?}");
    stage.press("/").type_text("99999");
    assert!(stage.screen().contains("New here  2 of 100,000"), "{}", stage.screen());
}

/// Types a line after `:`.
fn line(stage: &mut Stage, text: &str) {
    stage.press(":").type_text(text).press("Enter");
}

fn write(stage: &Stage, name: &str, text: &str) -> String {
    let file = stage.folder().join(name);
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

const FIRST: &str =
    "Issue key,Issue id,Summary,Status,Size\nJRA-1,1001,Ship to Norway,UAT,3\nJRA-2,1002,Gift wrapping,To Do,5\n";
const SECOND: &str = "Issue key,Issue id,Summary,Status,Size\nJRA-2,1002,Gift wrapping,To Do,8\nJRA-1,1001,Ship to Norway,UAT,3\nJRA-3,1003,Refund,To Do,\n";

#[test]
fn monday_is_import_look_enter() {
    let mut stage = Stage::with(&["alpha"]);
    line(&mut stage, "import");
    assert!(stage.screen().contains("Import files"), "nothing is remembered yet: {}", stage.screen());
    stage.press("Esc");
    let path = write(&stage, "my export.csv", FIRST);
    line(&mut stage, &format!("import '{path}' --map 'points=Size,status.UAT=\"to accept\"'"));
    assert!(stage.screen().contains("UAT → to accept: 1 row"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.titles().contains("Ship to Norway"), "{}", stage.toast());
    write(&stage, "my export.csv", SECOND);
    line(&mut stage, "import");
    let screen = stage.screen();
    assert!(screen.contains("1 new · 1 item changed there"), "{screen}");
    assert!(screen.contains("estimate    5 → 8"), "the mapping is remembered: {screen}");
    assert!(screen.contains("mapped as the last time"), "{screen}");
    stage.press("Enter");
    assert!(stage.titles().contains("Refund"), "{}", stage.toast());
    line(&mut stage, "import");
    assert!(stage.screen().contains("Nothing to do"), "{}", stage.screen());
}

#[test]
fn another_file_of_the_same_source_is_mapped_the_same_way() {
    let mut stage = Stage::with(&["alpha"]);
    let path = write(&stage, "a.csv", FIRST);
    line(&mut stage, &format!("import {path} --map points=Size --order"));
    stage.press("Enter");
    let next = write(&stage, "b.csv", SECOND);
    line(&mut stage, &format!("import {next}"));
    assert!(stage.screen().contains("estimate    5 → 8"), "{}", stage.screen());
    stage.press("Enter");
    // Without that column the rules are for other files.
    let other = write(&stage, "c.csv", "Issue key,Summary\nJRA-9,Another\n");
    line(&mut stage, &format!("import {other}"));
    assert!(stage.screen().contains("1 new"), "{}", stage.screen());
}

#[test]
fn a_file_that_is_gone_is_asked_for_with_its_path() {
    let mut stage = Stage::with(&["alpha"]);
    let path = write(&stage, "a b.csv", FIRST);
    line(&mut stage, &format!("import '{path}'"));
    stage.press("Enter");
    std::fs::remove_file(&path).unwrap();
    line(&mut stage, "import");
    let Some(Overlay::Prompt(prompt)) = stage.core.model.overlays.last() else { panic!("{}", stage.screen()) };
    assert_eq!(prompt.field.text(), format!("'{path}'"));
    assert!(prompt.error.as_ref().is_some_and(|error| error.contains("there is no file")), "{:?}", prompt.error);
    stage.press("Esc");
    line(&mut stage, "import no.csv");
    assert!(stage.toast().contains("there is no file no.csv"), "{}", stage.toast());
    line(&mut stage, "import a.csv --rank");
    assert!(stage.toast().contains("takes --map, --from and --order"), "{}", stage.toast());
}

#[test]
fn another_projects_export_goes_into_a_product_of_its_own() {
    let mut stage = Stage::with(&["alpha"]);
    let path = write(&stage, "shop.csv", FIRST);
    line(&mut stage, &format!("import {path}"));
    assert!(stage.screen().contains("into the product Webshop (WEB)"), "{}", stage.screen());
    stage.press("N");
    assert!(stage.screen().contains("into a new product: shop (JRA)"), "{}", stage.screen());
    assert_eq!(stage.core.model.overlays.len(), 1, "the plan is replaced");
    stage.press("N");
    assert!(stage.toast().contains("a product of its own already"), "{}", stage.toast());
    stage.press("Enter");
    assert_eq!(stage.store().products().unwrap().len(), 2, "{}", stage.toast());
}

#[test]
fn what_is_chosen_is_counted_and_done() {
    let mut stage = Stage::with(&["alpha"]);
    let path = write(&stage, "a.csv", FIRST);
    line(&mut stage, &format!("import {path} --map points=Size"));
    stage.press("Enter");
    stage.press("G i Ctrl-u").type_text("Wrap it").press("Enter");
    write(&stage, "a.csv", &SECOND.replace("Gift wrapping", "Gift box"));
    line(&mut stage, "import");
    assert!(stage.screen().contains("Changed on both sides  1"), "{}", stage.screen());
    stage.press("t");
    assert!(stage.screen().contains("1 theirs, 0 ours"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.core.model.overlays.is_empty() && stage.titles().contains("Refund"), "{}", stage.toast());
}

/// A file with Sprints: a running one, and items in it.
const SPRINTS: &str = "Issue key,Issue id,Summary,Status,Resolved,Sprint\n\
    JRA-1,1,Ship to Norway,Done,2026-02-13,Sprint 1\n\
    JRA-2,2,Gift wrapping,Done,2026-02-27,Sprint 2\n\
    JRA-3,3,Refund in part,To Do,,Sprint 2\n\
    JRA-4,4,Track the parcel,To Do,,Sprint 2\n";

#[test]
fn a_corrected_sprint_is_compared_again_and_choices_stay() {
    let mut stage = Stage::with(&["alpha"]);
    let path = write(&stage, "a.csv", SPRINTS);
    line(&mut stage, &format!("import {path}"));
    stage.press("Enter");
    stage.press("G k i Ctrl-u").type_text("Follow it").press("Enter");
    let text = SPRINTS.replace("Track the parcel", "See the parcel") + "JRA-5,5,Late,To Do,,Sprint 3\n";
    write(&stage, "a.csv", &text);
    line(&mut stage, "import");
    let screen = stage.screen();
    assert!(screen.contains("Changed on both sides  1"), "{screen}");
    assert!(!screen.contains("Sprint 2 → —"), "{screen}");
    stage.press("t /").type_text("sprint 2 points").press("Enter");
    assert!(stage.screen().contains("▌   Sprint 2"), "{}", stage.screen());
    // It runs, or it is planned: either way it can be over.
    while !stage.screen().contains("[over]") {
        stage.press("i");
        stage.settle();
    }
    stage.press("Esc");
    let screen = stage.screen();
    assert!(screen.contains("Sprint 2 → —"), "the rows follow: {screen}");
    assert!(screen.contains("1 theirs, 0 ours"), "the choice stays: {screen}");
    stage.press("Esc");
    assert!(stage.screen().contains("Esc again throws away"), "{}", stage.screen());
    stage.press("j Enter");
    stage.settle();
    assert!(stage.core.model.overlays.is_empty() && stage.titles().contains("See the parcel"), "{}", stage.toast());
}

#[test]
fn the_same_sprints_again_are_nothing_to_do() {
    let mut stage = Stage::with(&["alpha"]);
    let path = write(&stage, "a.csv", SPRINTS);
    line(&mut stage, &format!("import {path}"));
    stage.press("Enter");
    line(&mut stage, "import");
    assert!(stage.screen().contains("Nothing to do"), "{}", stage.screen());
    stage.press("Enter");
    assert!(stage.core.model.overlays.is_empty() && !stage.toast().contains("mport"), "no step: {}", stage.toast());
}

#[test]
fn what_was_chosen_is_not_thrown_away_at_once() {
    let mut stage = shown(monday().done());
    stage.press("t Esc");
    assert!(stage.screen().contains("! Sure? Esc again throws away"), "{}", stage.screen());
    stage.press("k");
    assert!(!stage.screen().contains("Sure?") && stage.screen().contains("1 theirs, 1 ours"), "{}", stage.screen());
    stage.press("Esc Esc");
    assert!(stage.core.model.overlays.is_empty());
    let mut stage = shown(monday().done());
    stage.press("t m k m Esc");
    assert!(stage.core.model.overlays.is_empty(), "nothing is chosen: {}", stage.screen());
}

#[test]
fn words_find_groups_and_all_of_a_sprint_and_folds_stay() {
    let mut stage = shown(monday().done());
    stage.press("g g Tab /").type_text("twice");
    assert!(stage.screen().contains("The same key twice: the first row is taken  1"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("11 done");
    assert!(stage.screen().contains("Sprint 8"), "{}", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("▸ New here  3"), "it was folded before: {}", stage.screen());
}

#[test]
fn a_decline_that_is_taken_back_there_stands_apart() {
    let mut draft = monday();
    let n = draft.known("Print the label", Field::State, ["declined", "open", "declined"]);
    draft.plan.updates.last_mut().unwrap().take.push(Field::Decline);
    let known = draft.known.items.get_mut(&("jira".to_owned(), format!("JRA-{}", n + 1))).unwrap();
    known.here.insert(Field::Decline, "Nobody prints".into());
    known.imported.insert(Field::Decline, "Nobody prints".into());
    let mut stage = shown(draft.done());
    let screen = stage.screen();
    assert!(screen.contains("Declined here, open again there: taken  2 fields"), "{screen}");
    assert!(screen.contains("state       declined → open") && screen.contains("Nobody prints → —"), "{screen}");
    assert!(screen.contains("1 of them declined here, open again"), "{screen}");
    assert!(screen.contains("Changed there: taken  3 fields"), "not twice: {screen}");
    stage.resize(60, 18);
    assert!(stage.screen().contains("of them declined here"), "{}", stage.screen());
}

#[test]
fn what_is_in_the_trash_here_is_said() {
    let mut draft = Draft::default();
    draft.both("Fax the invoice", Field::Estimate, ["3", "8", "5"]);
    draft.known.items.values_mut().for_each(|known| known.is_trashed = true);
    let stage = shown(draft.done());
    let screen = stage.screen();
    assert!(screen.contains("in the trash here: 3 → 8 | 5"), "{screen}");
    assert!(screen.contains("Fax the invoice (in the trash here)"), "{screen}");
}

#[test]
fn of_a_key_that_comes_twice_both_rows_are_said() {
    let stage = shown(monday().done());
    assert!(stage.screen().contains("title Pay with a card | Pay with a card, again"), "{}", stage.screen());
}

#[test]
fn a_list_is_shown_as_it_will_be() {
    let mut draft = Draft::default();
    draft.known("Pay", Field::Criteria, ["[ ] a card", "[ ] a card\n[ ] cash", "[x] a card"]);
    let update = &mut draft.plan.updates[0];
    update.take = vec![Field::Criteria];
    let line = |text: &str, is_done| upnext::domain::criterion::Line { text: text.into(), is_done };
    update.merged.criteria = Some(vec![line("a card", true), line("cash", false)]);
    let mut stage = shown(draft.done());
    assert!(stage.screen().contains("[x] a card → [x] a card ⏎ [ ] cash"), "the tick stays: {}", stage.screen());
    stage.press("j Space");
    assert!(stage.screen().contains("criteria, from now on"), "{}", stage.screen());
    assert!(
        stage.screen().contains("Esc goes back") && !stage.screen().contains("Enter imports"),
        "{}",
        stage.screen()
    );
}

#[test]
fn the_last_line_offers_what_can_be_done() {
    let mut stage = shown(monday().done());
    assert!(stage.screen().contains("t theirs"), "{}", stage.screen());
    stage.press("g g");
    assert!(!stage.screen().contains("t theirs"), "not on a new item: {}", stage.screen());
    stage.resize(60, 18);
    assert!(stage.screen().contains("Space whole · Tab folds"), "{}", stage.screen());
    let mut draft = Draft::default();
    draft.plan.unchanged = 12;
    let stage = shown(draft.done());
    assert!(!stage.screen().contains("Enter imports"), "{}", stage.screen());
}

#[test]
fn a_wide_terminal_has_room_for_long_texts() {
    let mut stage = shown(monday().done());
    stage.resize(200, 40);
    assert!(stage.screen().contains("so that somebody is at home."), "{}", stage.screen());
}
