//! Reasons of what was done to the order: who sees them, whose step gets one, and what is told as a move.

use crate::arrange::score;
use crate::pty::Home;
use crate::shell::run;
use crate::stage::{Stage, added, prompt, text, today};
use upnext::domain::audience::Audience;
use upnext::domain::item::Refusal;
use upnext::domain::sprint::{Cause, End, Plan};
use upnext::domain::why::{Versus, Why};
use upnext::domain::{Change, ItemId, List, ProductId, Spot, SprintId};
use upnext::report;

fn five() -> Stage {
    let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta", "epsilon"]);
    score(&mut stage, &[100, 0, 300, 400, 200]);
    stage
}

fn ids(stage: &Stage) -> Vec<ItemId> {
    stage.store().order(ProductId(1), List::Backlog).unwrap().ids().collect()
}

/// As Markdown for everyone.
fn told(stage: &Stage, item: ItemId) -> String {
    let store = stage.store();
    let product = store.products().unwrap()[0].clone();
    let mut grounds = vec![store.ground(item).unwrap().unwrap()];
    Audience::Everyone.grounds(&mut grounds);
    let ranking = store.ranking(product.id, &product.scoring).unwrap();
    report::why::alone(&Why::new(&grounds[0], None, Some(&ranking), &product.scoring)).markdown()
}

#[test]
fn a_reason_that_names_who_asked_is_left_out_for_others() {
    let mut stage = five();
    let all = ids(&stage);
    let mut store = stage.store();
    let mut commit = |change: Change| store.commit(&change, today()).unwrap();
    commit(Change::SetAsked { items: vec![all[0]], asked: "Luc Berger".into() });
    let pinned = |item: ItemId, why: &str| Change::SetPinned { items: vec![item], reason: Some(why.into()) };
    commit(pinned(all[0], "Luc insisted"));
    commit(pinned(all[1], "the law is from May"));
    commit(Change::SetBlocked { items: vec![all[0]], reason: Some("luc is away".into()) });
    let moved = commit(Change::Move { items: vec![all[0]], to: Spot::Below(all[2]), is_run: false }).step;
    commit(Change::Explain { step: moved, reason: "as BERGER wanted it".into() });
    let (named, open) = (told(&stage, all[0]), told(&stage, all[1]));
    for private in ["Luc", "luc", "BERGER"] {
        assert!(!named.contains(private), "{private}: {named}");
    }
    for said in ["fixed at its place by decision", "Blocked", "fixed at its place", "move WEB-1 below WEB-3"] {
        assert!(named.contains(said), "{said}: {named}");
    }
    assert!(open.contains("by decision: the law is from May"), "{open}");
    let home = Home::new();
    let db = stage.folder().join("backlog.db");
    let why = |args: &[&str]| run(&home, &[&["--db", db.to_str().unwrap(), "why", "1"], args].concat());
    assert!(!why(&[]).good().out.contains("Luc") && why(&["--private"]).good().out.contains("Luc insisted"));
    assert_eq!(why(&["--public"]).good().out, why(&[]).good().out);
    why(&["--public", "--private"]).fails(1, "name one of them");
    assert_eq!(why(&["--private", "--json"]).json()["blocked"], "luc is away");
    // On the screen, and in the journal there.
    stage.poll().press("P :").type_text("journal").press("Enter");
    let screen = stage.screen();
    assert!(screen.contains("WEB-2 is fixed: the law is from May") && screen.contains("WEB-1 is fixed"), "{screen}");
    assert!(screen.contains("move WEB-1 below WEB-3"), "{screen}");
    for private in ["Luc", "BERGER"] {
        assert!(!screen.contains(private), "{private}: {screen}");
    }
    stage.press("Esc :").type_text("fix Luc again").press("Enter u");
    assert!(!stage.screen().contains("Luc"), "{}", stage.screen());
    assert!(stage.toast().contains("is fixed"), "{}", stage.toast());
}

#[test]
fn who_types_a_reason_is_told_who_reads_it() {
    let mut stage = five();
    stage.press("g g c f");
    assert!(prompt(&stage).hint.contains("others see it in public view and in copies"));
    stage.press("Esc G K ;");
    assert!(prompt(&stage).hint.contains("others see it in public view and in copies"));
    stage.press("Esc c w").type_text("Zora").press("Enter ;");
    assert!(!prompt(&stage).hint.contains("others see it"), "who asked stays private, and why too");
}

#[test]
fn a_step_of_this_window_gets_the_reason() {
    let mut stage = five();
    stage.press("G K");
    let own = stage.store().newest_steps(None, 1).unwrap()[0].label.clone();
    let mut other = stage.beside();
    other.store().commit(&added("zeta"), today()).unwrap();
    stage.poll().press(";");
    assert_eq!(prompt(&stage).title, format!("Why: {own}?"));
    // Where this window has done nothing, it is said.
    other.poll().press(";");
    assert!(prompt(&other).title.ends_with("? (made elsewhere)"), "{}", prompt(&other).title);
    other.press("Esc :").type_text("explain the fair").press("Enter");
    assert!(prompt(&other).title.ends_with("(made elsewhere)"), "it is named before it is written");
    assert!(other.screen().contains("the fair"));
}

#[test]
fn a_refusal_is_no_move() {
    let stage = five();
    let item = ids(&stage)[1];
    let mut store = stage.store();
    let mut commit = |change: Change| store.commit(&change, today()).unwrap();
    commit(Change::AddSprint { product: ProductId(1), plan: Box::new(Plan::default()) });
    let (end, cause) = (End::Tail, Cause::default());
    commit(Change::SetSprint { items: vec![item], sprint: Some(SprintId(1)), end, cause });
    let refusal = Refusal { reason: "canary".into(), ..Refusal::default() };
    commit(Change::Decline { items: vec![item], refusal });
    commit(Change::Reconsider { items: vec![item] });
    let said = told(&stage, item);
    assert!(said.contains("out of Sprint 1"), "{said}");
    for left_out in ["declined", "canary", "take WEB", "state:"] {
        assert!(!said.contains(left_out), "{left_out}: {said}");
    }
}

#[test]
fn what_is_brought_back_is_told_as_it_was_and_an_order_by_score_apart() {
    let mut stage = five();
    stage.press("G K u U");
    let moved = told(&stage, ids(&stage)[3]);
    assert!(moved.contains("move WEB-5") && !moved.contains("redo"), "{moved}");
    let all = ids(&stage);
    stage.store().commit(&Change::Arrange { items: vec![all[2], all[0]], by: "RICE".into() }, today()).unwrap();
    let said = told(&stage, all[0]);
    assert!(said.contains(&format!("by RICE on {}", today().day)), "{said}");
    assert!(!said.contains("Moved by hand"), "{said}");
    stage.poll().press("g g W");
    let screen = stage.screen();
    assert!(screen.contains("Ordered    by RICE on") && screen.contains("Nobody moved it: a score did."), "{screen}");
}

#[test]
fn what_is_tried_out_is_named_and_not_copied() {
    let mut stage = five();
    stage.press("g p t F").type_text("value-effort").press("Enter W");
    let screen = stage.screen();
    assert!(screen.contains("tried out: Value/Effort"), "{screen}");
    assert!(!screen.contains("copies it for others"), "{screen}");
    stage.press("y");
    assert!(stage.toast().contains("what is tried out"), "{}", stage.toast());
}

#[test]
fn what_is_declined_meanwhile_is_nothing_to_copy() {
    let mut stage = five();
    stage.press("g g W");
    assert!(stage.screen().contains("copies it for others"));
    let refusal = Refusal { reason: "no".into(), ..Refusal::default() };
    stage.store().commit(&Change::Decline { items: vec![ids(&stage)[0]], refusal }, today()).unwrap();
    stage.poll();
    let screen = text(&stage.buffer());
    assert!(screen.contains("none: it is declined"), "{screen}");
    assert!(!screen.contains("Nobody moved it") && !screen.contains("copies it for others"), "{screen}");
}

#[test]
fn two_without_a_score_are_in_an_order_alone() {
    let stage = Stage::with(&["alpha", "beta"]);
    let store = stage.store();
    let product = store.products().unwrap()[0].clone();
    let grounds: Vec<_> = ids(&stage).iter().map(|item| store.ground(*item).unwrap().unwrap()).collect();
    let why = |n: usize| Why::new(&grounds[n], Some((n + 1, 2)), None, &product.scoring);
    let verdict = Versus::of([&why(0), &why(1)], &product.scoring).verdict;
    assert_eq!(verdict.last().unwrap(), "In the order WEB-1 stands before WEB-2.");
}
