//! What came in with an import and what was changed here: marked in the list, counted in the header, found by a filter,
//! and not marked any more once it was looked at. The story shows what people said at the source, and its columns.

use crate::stage::{Stage, added};
use std::sync::Arc;
use upnext::domain::import::{self, Chosen, Parsed, Record, Target};
use upnext::domain::item::{Comment, Extra, NewItem, Story};
use upnext::domain::query::{News, Question};
use upnext::domain::{Change, Filter, Instant, Item, ItemId, List, Note, Now, ProductId};
use upnext::store::{Store, Undone};
use upnext::ui::{Event, Press, update};

const PRODUCT: ProductId = ProductId(1);

fn now() -> Now {
    crate::stage::today()
}

fn record(key: &str, title: &str) -> Record {
    let text = Story { title: title.into(), ..Story::default() };
    let at = Some(Instant(1_000));
    let item = NewItem { text, created_at: at, updated_at: at, ..NewItem::default() };
    Record { source: "jira".into(), key: key.into(), item, ..Record::default() }
}

/// A record with everything that a source says beside the story.
fn told(key: &str, title: &str) -> Record {
    let mut told = record(key, title);
    let said = |at: &str, author: &str, text: &str| Comment {
        at: Some(Instant::from_day(at.parse().unwrap())),
        author: author.into(),
        text: text.into(),
    };
    told.item.comments = vec![
        said("2025-11-01", "Ada", "Legal must read this first."),
        said("2025-11-03", "Bo", "They did; the clause\nabout refunds changes."),
    ];
    let extra = |column: &str, value: &str| Extra { column: column.into(), value: value.into() };
    told.extra = vec![
        extra("Priority", "High"),
        extra("Fix versions", "2.0"),
        extra("Fix versions", "2.1"),
        extra("Severity", "Major"),
        extra("Environment", "Firefox on Windows"),
    ];
    told
}

fn import(store: &mut Store, records: Vec<Record>) {
    let parsed = Parsed { name: "a.csv".into(), records, ..Parsed::default() };
    let expect = import::plan(&parsed, &store.known(Some(PRODUCT), &parsed).unwrap()).counts();
    let target = Target::Existing(PRODUCT);
    let change = Change::Import { parsed: Arc::new(parsed), target, expect, chosen: Chosen::default() };
    store.commit(&change, now()).unwrap();
}

fn shown(store: &Store, filter: &str) -> Vec<String> {
    let filter = Filter::parse(filter).unwrap();
    let question = Question { product: PRODUCT, list: List::Backlog, filter, sort: None };
    let found = store.shown(&question, now()).unwrap();
    found.into_iter().map(|id| store.item(id).unwrap().unwrap().text.title).collect()
}

fn find(store: &Store, title: &str) -> Item {
    let ids: Vec<ItemId> = store.order(PRODUCT, List::Backlog).unwrap().ids().collect();
    ids.into_iter().filter_map(|id| store.item(id).unwrap()).find(|item| item.text.title == title).unwrap()
}

/// A program with an item typed here and one from a first import, in front of which nothing is marked.
fn stage() -> Stage {
    let mut stage = Stage::with(&["own"]);
    let mut store = stage.store();
    import(&mut store, vec![record("J-1", "old")]);
    store.keep(&Note::Seen { product: PRODUCT, items: None }).unwrap();
    stage.poll();
    stage
}

/// Types a command.
fn run(stage: &mut Stage, command: &str) {
    stage.press(":").type_text(command).press("Enter");
}

fn news(changed: usize, incoming: usize) -> News {
    News { changed, incoming }
}

#[test]
fn the_first_import_marks_nothing_where_there_is_nothing_else() {
    let stage = Stage::with(&[]);
    import(&mut stage.store(), vec![record("J-1", "a"), record("J-2", "b")]);
    assert_eq!(stage.store().news(PRODUCT).unwrap(), news(0, 0));
    import(&mut stage.store(), vec![record("J-1", "a"), record("J-3", "c")]);
    assert_eq!(shown(&stage.store(), "is:incoming"), ["c"], "what was there already did not come in");
}

#[test]
fn what_comes_in_is_marked_until_the_import_is_taken_back_or_it_was_looked_at() {
    let stage = Stage::with(&["own"]);
    let mut store = stage.store();
    import(&mut store, vec![record("J-1", "a"), record("J-2", "b")]);
    assert_eq!(shown(&store, "is:incoming"), ["a", "b"]);
    assert_eq!(shown(&store, "!is:incoming"), ["own"]);
    assert!(matches!(store.undo(Some(PRODUCT), now(), None).unwrap(), Undone::Done(_)));
    assert_eq!(store.news(PRODUCT).unwrap(), news(0, 0));
    assert!(matches!(store.redo(Some(PRODUCT), now()).unwrap(), Undone::Done(_)));
    assert_eq!(shown(&store, "is:incoming"), ["a", "b"]);
    import(&mut store, vec![record("J-2", "b again"), record("J-1", "a")]);
    assert_eq!(shown(&store, "is:incoming"), ["a", "b again"], "nobody looked at either");
    store.keep(&Note::Seen { product: PRODUCT, items: None }).unwrap();
    assert_eq!(store.news(PRODUCT).unwrap(), news(0, 0));
}

#[test]
fn what_is_changed_here_is_marked_and_an_undo_takes_that_back() {
    let stage = stage();
    let mut store = stage.store();
    let old = find(&store, "old");
    assert!(!old.is_changed);
    store.commit(&Change::SetTitle { item: old.id, title: "mine".into() }, now()).unwrap();
    assert_eq!((shown(&store, "is:changed"), store.news(PRODUCT).unwrap()), (vec!["mine".to_owned()], news(1, 0)));
    store.undo(Some(PRODUCT), now(), None).unwrap();
    assert_eq!(store.news(PRODUCT).unwrap(), news(0, 0));
    store.commit(&added("new"), now()).unwrap();
    assert_eq!(shown(&store, "is:changed"), [""; 0], "what comes from nowhere differs from nothing");
}

#[test]
fn what_is_changed_was_looked_at() {
    let stage = stage();
    let mut store = stage.store();
    import(&mut store, vec![record("J-1", "old"), record("J-2", "b"), record("J-3", "c")]);
    let b = find(&store, "b");
    store.commit(&Change::SetTitle { item: b.id, title: "mine".into() }, now()).unwrap();
    assert_eq!(store.news(PRODUCT).unwrap(), news(1, 1));
    assert_eq!(shown(&store, "is:incoming"), ["c"]);
}

/// A press so many milliseconds after the last one.
fn press_after(stage: &mut Stage, key: char, wait: i64) {
    let at = Instant(stage.core.model.now.at.0 + wait);
    let effects = update::update(&mut stage.core.model, Event::Press(Press::char(key)), Now { at, ..now() });
    assert!(effects.is_empty(), "no key waits for a look: {effects:?}");
    stage.core.touch();
    stage.settle();
}

#[test]
fn a_story_that_was_before_ones_eyes_was_looked_at() {
    let mut stage = stage();
    import(&mut stage.store(), vec![record("J-1", "old"), record("J-2", "b"), record("J-3", "c")]);
    stage.poll().press("g g");
    let screen = stage.screen();
    assert!(screen.contains("« b") && screen.contains("« c") && screen.contains("« 2 came in"), "{screen}");
    press_after(&mut stage, 'j', 0);
    press_after(&mut stage, 'j', 0);
    assert_eq!(stage.cursor(), "b");
    assert!(stage.screen().contains("came with the last import"), "{}", stage.screen());
    press_after(&mut stage, 'j', 0);
    assert_eq!(stage.cursor(), "c");
    assert!(stage.screen().contains("« b"), "passed by is not looked at");
    press_after(&mut stage, 'k', 0);
    press_after(&mut stage, 'j', 3000);
    let screen = stage.screen();
    assert!(!screen.contains("« b") && screen.contains("« c") && screen.contains("« 1 came in"), "{screen}");
    assert_eq!(stage.store().news(PRODUCT).unwrap(), news(0, 2), "nothing is written on the way of a key");
    stage.core.keep_view();
    stage.settle();
    assert_eq!(stage.store().news(PRODUCT).unwrap(), news(0, 1));
    assert!(!stage.screen().contains("« b"), "{}", stage.screen());
    let mut stage = stage.again();
    assert!(stage.press("G").screen().contains("« c"), "{}", stage.screen());
}

#[test]
fn where_no_story_is_shown_nothing_is_looked_at() {
    let mut stage = stage();
    stage.resize(80, 24);
    import(&mut stage.store(), vec![record("J-1", "old"), record("J-2", "b"), record("J-3", "c")]);
    stage.poll().press("g g j j");
    press_after(&mut stage, 'j', 5000);
    assert!(stage.screen().contains("« b"), "{}", stage.screen());
    press_after(&mut stage, 'k', 5000);
    stage.press("Enter");
    press_after(&mut stage, 'j', 5000);
    stage.core.keep_view();
    assert_eq!(shown(&stage.store(), "is:incoming"), ["c"]);
}

#[test]
fn everyone_sees_no_marks() {
    let mut stage = stage();
    import(&mut stage.store(), vec![told("J-1", "old"), told("J-2", "b")]);
    stage.poll().press("G");
    assert!(stage.screen().contains("« b") && stage.screen().contains("2 comments"), "{}", stage.screen());
    run(&mut stage, "public");
    let screen = stage.screen();
    assert!(!screen.contains('«') && !screen.contains("came in") && !screen.contains("comment"), "{screen}");
    assert!(!screen.contains("High") && !screen.contains("2.0"), "{screen}");
    stage.press("k");
    stage.core.keep_view();
    assert_eq!(stage.store().news(PRODUCT).unwrap().incoming, 2);
    run(&mut stage, "seen");
    assert!(stage.screen().contains("what came in: not shown in public view"), "{}", stage.screen());
}

#[test]
fn all_of_it_or_what_is_shown_counts_as_looked_at() {
    let mut stage = stage();
    import(&mut stage.store(), vec![record("J-1", "old"), record("J-2", "b"), record("J-3", "c"), record("J-4", "d")]);
    // Without a story nothing is looked at on the way.
    stage.resize(80, 24).poll().press("g g j j Space");
    run(&mut stage, "seen");
    assert_eq!(stage.toast(), "looked at: 2 still marked as come in");
    assert_eq!(shown(&stage.store(), "is:incoming"), ["c", "d"]);
    stage.press("Esc").press("f").type_text("d").press("Enter");
    run(&mut stage, "seen");
    assert_eq!(shown(&stage.store(), "is:incoming"), ["c"], "{}", stage.screen());
    stage.press("Esc");
    run(&mut stage, "seen");
    assert_eq!(stage.toast(), "looked at: nothing is marked as come in any more");
    assert_eq!(stage.store().news(PRODUCT).unwrap(), news(0, 0));
    run(&mut stage, "seen");
    assert!(stage.screen().contains("nothing came in that was not looked at"), "{}", stage.screen());
}

#[test]
fn a_filter_finds_what_people_said_and_the_story_shows_where() {
    let mut stage = stage();
    import(&mut stage.store(), vec![record("J-1", "old"), told("J-2", "b")]);
    let store = stage.store();
    for (filter, found) in [
        ("comment:refunds", "b"),
        ("comment:bo", "b"),
        ("has:comments", "b"),
        ("field:firefox", "b"),
        ("!has:comments", "own,old"),
    ] {
        assert_eq!(shown(&store, filter).join(","), found, "{filter}");
    }
    stage.poll().press("G");
    let folded = stage.screen();
    assert!(folded.contains("▸ 2 comments") && folded.contains("2025-11-03 Bo: They did"), "{folded}");
    assert!(!folded.contains("Legal must"), "{folded}");
    assert!(folded.contains("priority  High") && folded.contains("fix for   2.0, 2.1"), "{folded}");
    assert!(folded.contains("▸ 2 other columns of the source") && !folded.contains("Firefox"), "{folded}");
    stage.press("f").type_text("comment:legal field:firefox").press("Enter");
    let found = stage.screen();
    assert!(found.contains("Legal must read this first.") && found.contains("Firefox on Windows"), "{found}");
    assert!(!found.contains("about refunds") && !found.contains("Major"), "{found}");
    stage.press("Esc").press("G g x");
    let whole = stage.screen();
    assert!(whole.contains("▾ 2 comments") && whole.contains("Severity: Major"), "{whole}");
    let (newest, oldest) = (whole.find("2025-11-03 Bo").unwrap(), whole.find("2025-11-01 Ada").unwrap());
    assert!(newest < oldest, "{whole}");
}

#[test]
fn unfolding_where_the_list_is_shown_alone_leads_to_what_is_unfolded() {
    let mut stage = stage();
    let mut long = told("J-2", "b");
    long.item.text.description = "line\n".repeat(100);
    import(&mut stage.store(), vec![record("J-1", "old"), long]);
    stage.resize(80, 24).poll().press("G g x");
    assert!(stage.screen().contains("▾ 2 comments"), "{}", stage.screen());
    stage.press("g x");
    assert!(stage.screen().contains("▸ 2 comments"), "{}", stage.screen());
}

#[test]
fn unfolding_in_the_whole_story_leads_to_what_is_unfolded() {
    let mut stage = stage();
    for (n, lines) in [(1, 20), (2, 24), (3, 28), (4, 40)] {
        let mut long = told(&format!("J-{n}"), &format!("b{n}"));
        long.item.text.description = "A line of the description that is long enough to be wrapped in a narrow pane. \
                                      It goes on and on and on.\n"
            .repeat(lines);
        let columns = (0..20).map(|n| upnext::domain::item::Extra { column: format!("Column {n}"), value: "x".into() });
        long.extra.extend(columns);
        import(&mut stage.store(), vec![long]);
    }
    for (width, height) in [(120, 40), (80, 24), (60, 18)] {
        for back in ["", " k", " k k", " k k k"] {
            for open in ["", " Enter"] {
                stage.resize(width, height).poll().press(&format!("G{back}{open} g x"));
                assert!(stage.screen().contains("▾ 2 comments"), "{back}{open}: {}", stage.screen());
                stage.press("g x Esc");
            }
        }
    }
}

#[test]
fn in_public_view_there_is_nothing_to_unfold() {
    let mut stage = stage();
    import(&mut stage.store(), vec![told("J-2", "b")]);
    stage.poll().press("G :").type_text("public").press("Enter");
    stage.press("Enter");
    assert!(!stage.screen().contains("unfold"), "{}", stage.screen());
    stage.press("g x");
    assert!(
        stage.toast().contains("comments and columns of the source: not shown in public view"),
        "{}",
        stage.toast()
    );
}
