//! Why an item is here: score, decisions, what holds it, when it comes; two items beside each other; the text for others.

use crate::arrange::score;
use crate::pty::Home;
use crate::screens::{SIZES, demo_stage, picture};
use crate::shell::run;
use crate::stage::{Stage, today};
use upnext::domain::why::Why;
use upnext::domain::{Audience, Change, List, ProductId, Spot};
use upnext::report;

fn five() -> Stage {
    let mut stage = Stage::with(&["alpha", "beta", "gamma", "delta", "epsilon"]);
    score(&mut stage, &[100, 0, 300, 400, 200]);
    stage
}

#[test]
fn the_formula_the_places_and_the_moves_are_told() {
    let mut stage = five();
    stage.press("G K ;").type_text("the fair is in May").press("Enter W");
    let screen = stage.screen();
    for said in [
        "Why is WEB-5 here?",
        "4 of 5; its score would make it 3: it stands 1 place lower",
        "RICE: reach × impact × confidence ÷ effort",
        "200 × 2 × 80 % ÷ 4 = 80",
        "no Sprint is over yet",
        "move WEB-5 above WEB-4 (ada)",
        "why: the fair is in May",
    ] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    stage.press("Esc u u W");
    assert!(stage.screen().contains("Nobody moved it"), "what was taken back is no move: {}", stage.screen());
    stage.press("Esc g g j W");
    assert!(stage.screen().contains("—: reach, impact, confidence, effort are missing"));
}

#[test]
fn what_holds_it_is_told() {
    let mut stage = five();
    stage.press("g g c p + W E B - 5 Enter").press("c f").type_text("law").press("Enter W");
    let screen = stage.screen();
    assert!(screen.contains("fixed at its place by decision: law"), "{screen}");
    assert!(screen.contains("WEB-5 epsilon (open, and stands below it)"), "{screen}");
    stage.press("Esc G W");
    assert!(stage.screen().contains("Needed by  WEB-1 alpha (open)"), "{}", stage.screen());
}

#[test]
fn two_marked_items_stand_beside_each_other() {
    let mut stage = five();
    stage.press("Space j Space W");
    let screen = stage.screen();
    for said in [
        "WEB-1 or WEB-3",
        "By RICE WEB-3 comes before WEB-1: 120 and 40.",
        "In the order WEB-1 stands before WEB-3, against their scores.",
        "reach 300 and 100: with 300 WEB-1 would have 120",
        "effort 1.3 or less puts WEB-1 above (now 4)",
        "reach 300 or more puts WEB-1 above (now 100)",
    ] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    stage.press("Esc Esc g g j j j W");
    assert!(stage.screen().contains("Why is WEB-4 here?"), "{}", stage.screen());
}

#[test]
fn the_history_is_still_there() {
    let mut stage = five();
    stage.press("g H");
    assert!(stage.screen().contains("History of WEB-1"), "{}", stage.screen());
}

#[test]
fn the_text_for_others_leaves_out_what_is_private() {
    let mut stage = five();
    stage.press("g g c w").type_text("Zora").press("Enter").press("J ;").type_text("because *x*").press("Enter");
    let mut store = stage.store();
    let product = store.products().unwrap()[0].clone();
    let item = store.order(product.id, List::Backlog).unwrap().ids().nth(1).unwrap();
    let text = upnext::domain::item::Story {
        title: "alpha".into(),
        note: "canary".into(),
        asked: "Zora".into(),
        ..Default::default()
    };
    store.commit(&Change::Rewrite { item, text: Box::new(text), criteria: Vec::new(), ties: None }, today()).unwrap();
    let mut grounds = vec![store.ground(item).unwrap().unwrap()];
    Audience::Everyone.grounds(&mut grounds);
    let ranking = store.ranking(product.id, &product.scoring).unwrap();
    let why = Why::new(&grounds[0], None, Some(&ranking), &product.scoring);
    let text = report::why::alone(&why).markdown();
    assert!(text.contains("100 × 2 × 80 % ÷ 4 = 40") && text.contains(r"because \*x\*"), "{text}");
    for private in ["Zora", "canary", "ada"] {
        assert!(!text.contains(private), "{private}: {text}");
    }
}

#[test]
fn it_is_drawn() {
    for (width, height) in SIZES {
        let mut stage = demo_stage("dark");
        score(&mut stage, &[900, 40, 0, 1200, 300, 2000, 100, 50, 4000, 600]);
        // By the store, so that no real time is drawn.
        let mut store = stage.store();
        let order: Vec<_> = store.order(ProductId(1), List::Backlog).unwrap().ids().collect();
        store
            .commit(&Change::Move { items: vec![order[11]], to: Spot::Above(order[9]), is_run: false }, today())
            .unwrap();
        let step = store.newest_steps(None, 1).unwrap()[0].id;
        store.commit(&Change::Explain { step, reason: "the fair is in May".into() }, today()).unwrap();
        stage.poll().resize(width, height).press("1 0 G W");
        insta::assert_snapshot!(format!("why_{width}x{height}"), picture(&stage));
        stage.press("Esc g g Space 6 G Space W");
        insta::assert_snapshot!(format!("why_two_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn y_w_copies_it_for_others() {
    let mut stage = five();
    stage.press("y w");
    assert!(stage.toast().contains("why WEB-1 is there"), "{}", stage.toast());
    stage.press("W y");
    assert!(stage.toast().contains("why WEB-1 is there"), "{}", stage.toast());
}

#[test]
fn the_shell_tells_it_too() {
    let home = Home::new();
    let mut stage = five();
    stage.press("g g c f").type_text("law").press("Enter");
    let db = stage.folder().join("backlog.db");
    let db = db.to_str().unwrap();
    let why = |args: &[&str]| run(&home, &[&["--db", db, "why"], args].concat());
    let words = why(&["1"]).good().out;
    assert!(words.starts_with("WEB-1 alpha\n"), "{words}");
    for said in
        ["1 of 5, fixed there; its score alone would put it at 4", "100 × 2 × 80 % ÷ 4 = 40", "by decision: law"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert_eq!(words.matches("law").count(), 1, "told once, and fixing is no move: {words}");
    assert!(
        !words.contains("Moved") && !words.contains("ada") && why(&["1", "--private"]).good().out.contains(", ada)"),
        "{words}"
    );
    let first = why(&["1", "--json"]).json();
    assert_eq!((&first["place_by_score"], &first["too_low_by"]), (&4.into(), &(-3).into()), "as if it were free");
    assert_eq!((&first["framework"], &first["pinned"]), (&"rice".into(), &"law".into()));
    let scored = run(&home, &["--db", db, "score", "1"]).good().out;
    assert!(scored.contains("place 1 now, fixed: law; its score alone: 4; 4 of 5 items scored"), "{scored}");
    let other = why(&["1", "--by", "wsjf"]).good().out;
    assert!(other.contains("WSJF: (value + time + risk) ÷ size"), "{other}");
    let told = why(&["WEB-4", "--json"]).json();
    assert_eq!(told["score"], 160.0);
    assert_eq!((&told["place"], &told["place_by_score"], &told["too_low_by"]), (&4.into(), &2.into(), &2.into()));
    assert_eq!(told["inputs"]["reach"], 400);
    assert!(told["comes"]["earliest"].is_null() && told["pinned"].is_null(), "{told}");
    let two = why(&["1", "4"]).good().out;
    assert!(two.contains("By RICE WEB-4 comes before WEB-1: 160 and 40."), "{two}");
    assert!(two.contains("What would have to change:\n  reach 400 or more puts WEB-1 above (now 100)"), "{two}");
    let text = why(&["1", "4", "--md"]).good().out;
    assert!(text.starts_with("# WEB-1 or WEB-4\n") && text.contains("| reach | 100 | 400 |"), "{text}");
    assert_eq!(why(&["1", "4", "--json"]).json()["items"][1]["key"], "WEB-4");
    why(&["1", "1"]).fails(1, "named twice");
    assert_ne!(why(&["99"]).code, 0);
}

#[test]
fn when_it_comes_is_told_as_a_range_of_sprints() {
    let mut stage = demo_stage("dark");
    stage.press("1 8 G W");
    let screen = stage.screen();
    assert!(screen.contains("points down to it, at 28 to 22 a Sprint (the last 3: 23, 28, 22)"), "{screen}");
    assert!(screen.contains("≈ Sprint 17"), "{screen}");
    stage.press("Esc g g W");
    assert!(stage.screen().contains("Sprint 14, which runs"), "{}", stage.screen());
    stage.press("Esc g d W");
    assert!(stage.screen().contains("none: it is done"), "{}", stage.screen());
    assert!(!stage.screen().contains("runs: no score moves"), "{}", stage.screen());
    stage.press("Esc g e W");
    assert!(stage.screen().contains("none: it is an epic"), "{}", stage.screen());
}

#[test]
fn both_forms_tell_the_same_sprint() {
    let home = Home::new();
    let stage = demo_stage("dark");
    let db = stage.folder().join("backlog.db");
    let db = db.to_str().unwrap();
    let store = stage.store();
    for id in store.order(ProductId(1), List::Backlog).unwrap().ids().take(14) {
        let item = store.item(id).unwrap().unwrap();
        let Some(sprint) = item.sprint else { continue };
        let told = run(&home, &["--db", db, "why", &item.key.to_string(), "--json"]).json();
        assert_eq!((&told["comes"]["earliest"], &told["comes"]["latest"]), (&told["sprint"], &told["sprint"]));
        assert_eq!(told["sprint"], sprint.title);
    }
}

#[test]
fn what_is_declined_says_why_to_the_owner() {
    let home = Home::new();
    let mut stage = five();
    stage.press("g g d").type_text("no room").press("Enter");
    let db = stage.folder().join("backlog.db");
    let told = run(&home, &["--db", db.to_str().unwrap(), "why", "1", "--private"]).good().out;
    assert!(told.contains("Declined    no room") && !told.contains("Comes"), "{told}");
}
