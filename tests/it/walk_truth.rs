//! What a refinement tells is true: steps are counted once and only where they were made in it, and what is finished
//! is so still.

use crate::health_store::{sums, trail};
use crate::stage::Stage;
use crate::store::{Shop, now, writer};
use chrono::Days;
use upnext::domain::health::{Thresholds, Trail};
use upnext::domain::item::{NewItem, Story};
use upnext::domain::query::Look;
use upnext::domain::{Change, ItemId, List, State, StepId};
use upnext::store::{Patience, Store, Undone};

fn newest(shop: &Shop) -> StepId {
    shop.store.newest_steps(None, 1).unwrap()[0].id
}

fn text(title: &str) -> Box<Story> {
    Box::new(Story { title: title.into(), ..Story::default() })
}

fn split(item: ItemId, title: &str, half: &str) -> Change {
    let new = NewItem { text: *text(half), state: State::Open, ..NewItem::default() };
    Change::Split { item, text: text(title), criteria: vec![], new: Box::new(new) }
}

fn is_finished(shop: &Shop, trail: &Trail, day: u64, item: ItemId) -> bool {
    let mut look = Look::new(now(), Thresholds::default());
    look.day = look.day + Days::new(day);
    shop.store.deeds(trail, &look).unwrap().is_finished(item)
}

#[test]
fn a_split_and_a_merge_are_one_step_each() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    let since = newest(&shop);
    // Nothing but the new half's title was typed: the original has no row of it.
    shop.commit(&split(ids[0], "a", "a, the other half"));
    assert_eq!(sums(&mut shop, since, &ids), "split 1");
    shop.commit(&Change::Merge { into: ids[1], from: ids[2], text: text("b"), criteria: vec![] });
    assert_eq!(sums(&mut shop, since, &ids), "split 1, merged 1");
    let trail = trail(since, &ids);
    assert!(is_finished(&shop, &trail, 0, ids[2]) && !is_finished(&shop, &trail, 0, ids[1]));
    assert!(matches!(shop.store.undo(Some(shop.product), now(), None), Ok(Undone::Done(_))));
    assert!(matches!(shop.store.undo(Some(shop.product), now(), None), Ok(Undone::Done(_))));
    assert_eq!(sums(&mut shop, since, &ids), "");
    assert!(matches!(shop.store.redo(Some(shop.product), now()), Ok(Undone::Done(_))));
    assert_eq!(sums(&mut shop, since, &ids), "split 1");
}

#[test]
fn finished_is_what_is_so_still() {
    let mut shop = Shop::with(&["a", "b", "c", "d"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    let trail = trail(newest(&shop), &ids);
    shop.commit(&Change::Snooze { items: vec![ids[0]], until: Some(now().day + Days::new(3)) });
    shop.commit(&Change::Keep { items: vec![ids[1]], why: String::new() });
    shop.commit(&Change::SetState { items: vec![ids[2]], state: State::Ready });
    shop.commit(&Change::SetEstimate { items: vec![ids[3]], estimate: crate::store::size("3") });
    let finished = |shop: &Shop, day| ids.iter().map(|id| is_finished(shop, &trail, day, *id)).collect::<Vec<_>>();
    assert_eq!(finished(&shop, 0), [true, true, true, false]);
    assert_eq!(finished(&shop, 3), [false, true, true, false], "put off until then");
    assert_eq!(finished(&shop, 14), [false, false, true, false], "kept long ago");
    shop.commit(&Change::Ask { item: ids[2], text: "Which?".into() });
    assert_eq!(finished(&shop, 0), [true, true, false, false], "a question calls for it");
}

#[test]
fn what_was_done_while_the_walk_was_left_is_not_its_own() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press("R r Esc");
    assert!(stage.screen().contains("readied     1"), "{}", stage.screen());
    stage.press("Esc");
    // In the list between two sittings, and in another window during the second one.
    stage.press("G p 3 Enter R");
    let mut other = stage.beside();
    other.press("G d").type_text("No").press("Enter");
    stage.poll();
    stage.press("Esc");
    let screen = stage.screen();
    assert!(screen.contains("readied     1"), "{screen}");
    assert!(!screen.contains("│ estimated ") && !screen.contains("│ declined "), "{screen}");
}

#[test]
fn what_leads_away_closes_the_sitting() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press("R n g i g b G p 3 Enter");
    let store = Store::open(&stage.folder().join("backlog.db"), writer("x"), Patience::None).unwrap();
    let queue = store.queue(stage.core.model.product.as_ref().unwrap().id).unwrap().unwrap();
    assert_eq!((queue.sittings.len(), queue.seen.len()), (1, 2));
    assert!(queue.sittings[0].until.is_some_and(|until| until < store.newest_steps(None, 1).unwrap()[0].id));
}

#[test]
fn what_is_opened_again_is_shown_again() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press("R");
    let first = stage.core.model.backlog.selected().unwrap();
    stage.press("r n Esc");
    assert!(stage.screen().contains("Refinement stopped"), "{}", stage.screen());
    // Taken back after it: the walk that goes on has it again, behind where it was left.
    stage.press("Esc u R");
    let walk = stage.core.model.backlog.walk.as_ref().unwrap();
    assert!(walk.queue.items.contains(&first) && !walk.queue.seen.contains(&first), "{:?}", walk.queue);
    assert_ne!(stage.core.model.backlog.selected(), Some(first));
    stage.press("n");
    assert_eq!(stage.core.model.backlog.selected(), Some(first), "{}", stage.screen());
    stage.press("n");
    assert!(stage.screen().contains("Refined") && stage.screen().contains("3 items of 3"), "{}", stage.screen());
}

#[test]
fn the_end_does_not_come_before_all_were_shown() {
    let mut stage = Stage::with(&["a", "b", "c", "d"]);
    stage.press("R G n");
    assert_eq!(stage.core.model.backlog.walk.as_ref().unwrap().progress(), (2, 4), "{}", stage.screen());
    stage.press("n n");
    assert!(stage.screen().contains("Refined"), "{}", stage.screen());
}
