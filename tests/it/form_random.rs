//! The form under any keys: it never panics and never loses a text; and what it shows is what it writes.

use crate::stage::{Stage, added, today};
use proptest::prelude::*;
use upnext::domain::criterion::Line;
use upnext::domain::item::Story;
use upnext::domain::note::About;
use upnext::domain::{Change, ItemId, Kind, text};
use upnext::store::{Patience, Store, Writer};
use upnext::ui::overlay::form::draft::Kept;
use upnext::ui::overlay::form::value::Values;
use upnext::ui::overlay::form::{self, item};
use upnext::ui::{Event, Press};

/// Keys that mean something in a form, and some text.
const KEYS: &[&str] = &[
    "Esc",
    "Enter",
    "Enter",
    "Tab",
    "Shift-Tab",
    "i",
    "a",
    "j",
    "j",
    "j",
    "k",
    "G",
    "J",
    "K",
    "x",
    "D",
    "u",
    "U",
    "T",
    "M",
    "y",
    "m",
    "b",
    "Down",
    "Up",
    "Left",
    "Home",
    "Backspace",
    "Delete",
    "Ctrl-w",
    "Ctrl-u",
    "Ctrl-k",
    "Space",
    "w",
    "o",
    "r",
    "é",
    "5",
    ",",
    "Ctrl-c",
    "PgDn",
    "Ctrl-d",
    "Ctrl-Left",
];

fn store(stage: &Stage) -> Store {
    let writer = Writer { author: "bob".into(), window: "test beside".into() };
    Store::open(&stage.folder().join("backlog.db"), writer, Patience::None).unwrap()
}

fn open(stage: &Stage) -> Option<&form::State> {
    stage.core.model.overlays.last().and_then(upnext::ui::overlay::Overlay::as_form)
}

/// What an item says, with the spelling of its fields left out.
fn meant(values: &Values, state: &form::State) -> (Story, Vec<Line>) {
    item::read(values, &state.rules)
}

/// What the store has, or what waits as a draft.
fn kept(stage: &Stage, id: ItemId, open: &form::State) -> Vec<(Story, Vec<Line>)> {
    let store = store(stage);
    let item = store.item(id).unwrap().unwrap();
    let mut kept = vec![meant(&item::values(&item), open)];
    for draft in store.drafts().unwrap() {
        if draft.about == About::Form(id) {
            kept.push(meant(&Kept::read(&draft.text).unwrap().values, open));
        }
    }
    kept
}

fn stage() -> Stage {
    let mut stage = Stage::with(&["Pay by card", "Refund"]);
    stage.press("e j j j j a");
    stage.core.take(Event::Paste("one\ntwo\nGiven a\nWhen b\nThen c\n".into()));
    stage.settle().press("Esc g g");
    stage
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_keep_the_text(keys in proptest::collection::vec(proptest::sample::select(KEYS), 1..80), wide: bool) {
        let mut stage = stage();
        stage.resize(if wide { 120 } else { 60 }, if wide { 40 } else { 18 });
        for (n, key) in keys.iter().enumerate() {
            let before = open(&stage).unwrap().clone();
            stage.core.press(Press::parse(key).unwrap());
            stage.settle();
            if n % 8 == 0 {
                stage.screen();
            }
            let Some(after) = open(&stage) else {
                let said = meant(&before.values(), &before);
                prop_assert!(kept(&stage, ItemId(1), &before).contains(&said), "{keys:?} at {n}: {said:?}");
                return Ok(());
            };
            prop_assert!(after.at.entry < after.entries.len(), "{keys:?}");
        }
        let last = open(&stage).unwrap().clone();
        stage.core.take(Event::DraftDue);
        let said = meant(&last.values(), &last);
        prop_assert!(kept(&stage, ItemId(1), &last).contains(&said), "{keys:?}: {said:?}");
        // The same after the program was killed.
        let mut again = stage.again();
        if last.is_changed() {
            again.press(":").type_text("draft").press("Enter");
            prop_assert_eq!(meant(&open(&again).unwrap().values(), &last), said);
        }
    }

    #[test]
    fn a_form_that_only_was_walked_through_says_what_the_item_says(
        texts in proptest::collection::vec("[a-cé \n\t,\"x-]{0,24}", 10),
        criteria in proptest::collection::vec(("[a-c \n]{1,12}", any::<bool>()), 0..4),
        tags in proptest::collection::vec("[a-c,\" ]{1,6}", 0..3),
        kind in proptest::sample::select(vec![Kind::Story, Kind::Bug, Kind::Spike]),
        estimate in proptest::option::of(proptest::sample::select(vec!["5", "7", "XL", "0.5"])),
    ) {
        let line = |n: usize| text::line("text", &texts[n]).unwrap();
        let block = |n: usize| text::block("text", &texts[n]).unwrap();
        let mut names: Vec<String> = Vec::new();
        for tag in tags.iter().map(|tag| text::line("tag", tag).unwrap()).filter(|tag| !tag.is_empty()) {
            if !names.iter().any(|known| text::fold(known) == text::fold(&tag)) {
                names.push(tag);
            }
        }
        let story = Story {
            kind,
            title: format!("t{}", line(0)).trim().to_owned(),
            persona: block(1).trim().to_owned(),
            want: block(2).trim().to_owned(),
            benefit: block(3).trim().to_owned(),
            description: block(4),
            estimate: estimate.and_then(|e| upnext::domain::Estimate::parse(e).unwrap()),
            tags: names,
            asked: line(5),
            assignee: line(6),
            due: None,
            links: Some(line(7)).filter(|link| !link.is_empty()).into_iter().collect(),
            note: block(8),
        };
        let lines: Vec<Line> = criteria
            .iter()
            .map(|(said, is_done)| Line { text: text::block("criterion", said).unwrap(), is_done: *is_done })
            .filter(|line| !line.text.trim().is_empty())
            .collect();
        let mut stage = Stage::with(&["Pay by card"]);
        let change =
            Change::Rewrite { item: ItemId(1), text: Box::new(story.clone()), criteria: lines.clone(), ties: None };
        store(&stage).commit(&change, today()).unwrap();
        stage.poll().press("e");
        prop_assert_eq!(meant(&open(&stage).unwrap().values(), open(&stage).unwrap()), (story.clone(), lines.clone()));
        // Into each field and out of it again changes nothing.
        let spots = open(&stage).unwrap().spots();
        for spot in spots {
            if spot.row.is_none() && !open(&stage).unwrap().entries[spot.entry].value.as_lines().is_empty() {
                stage.press("j");
                continue;
            }
            stage.press("i Esc j");
        }
        let state = open(&stage).unwrap();
        prop_assert!(!state.is_changed(), "{:?}", state.entries.iter().find(|e| e.value != e.base));
        stage.press("Esc");
        prop_assert!(open(&stage).is_none());
    }
}

#[test]
fn a_form_of_a_thousand_criteria_draws_a_page() {
    let mut stage = Stage::with(&[]);
    store(&stage).commit(&added("Pay by card"), today()).unwrap();
    stage.poll().press("e j j j j a");
    let list = (0..1000).map(|n| format!("- criterion {n}")).collect::<Vec<_>>().join("\n");
    stage.core.take(Event::Paste(list));
    stage.settle().press("Esc");
    assert!(stage.screen().contains("criterion 999"), "{}", stage.screen());
    stage.press("Esc");
    assert_eq!(store(&stage).item(ItemId(1)).unwrap().unwrap().criteria.len(), 1000);
}
