//! Public view: nothing private comes on the screen, into the clipboard or into a file for others, and nothing private
//! is lost by what is written there.
//!
//! A canary stands in every private field. The walk is made from the table of verbs, so a new verb is walked without
//! being named here.

use crate::stage::{Stage, today};
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use strum::IntoEnumIterator;
use upnext::domain::import::{self, Chosen, Target};
use upnext::domain::item::{NewItem, Refusal, Story};
use upnext::domain::note::{About, Draft, SavedFilter, ViewState};
use upnext::domain::product::{NewProduct, Sheet};
use upnext::domain::sprint::{Cause, End, Improvement, Plan};
use upnext::domain::{Change, Filter, Item, ItemId, Key, Kind, List, Note, ProductId, Scale, Spot, SprintId, State};
use upnext::exchange::{self, Export, Options, Source, Writer};
use upnext::store::{Patience, Store, Writer as Author};
use upnext::ui::Event;
use upnext::ui::screen::View;
use upnext::ui::verb::{Arg, VERBS};

/// What every planted text has in it, and nothing else.
pub(crate) const CANARY: &str = "qzx";

/// The person who wrote everything.
fn author() -> Author {
    Author { author: "qzxauthor".into(), window: "qzxwindow".into() }
}

fn find(store: &Store, key: &str) -> Item {
    let found = store.find(&Key::parse(key, "").unwrap()).unwrap().unwrap();
    store.item(found).unwrap().unwrap()
}

fn story(title: &str) -> Story {
    Story {
        title: title.into(),
        persona: "buyer".into(),
        want: "the parcel to be found".into(),
        benefit: "nobody has to look for it".into(),
        description: "As it says.\n\n- one\n- two".into(),
        ..Story::default()
    }
}

/// A story of which everything private is set.
fn planted(title: &str, n: usize) -> Story {
    Story {
        asked: format!("qzxasked{n}"),
        assignee: format!("qzxassignee{n}"),
        note: format!("qzxnote{n}"),
        ..story(title)
    }
}

fn imported(store: &mut Store) {
    let bytes = b"Key,Title,Reporter,Qzxcolumn\nP-1,An imported one,qzxreporter,qzxvalue\n".to_vec();
    let parsed = exchange::read(&[Source { name: "qzxfile.csv".into(), bytes }], &Options::default()).unwrap();
    let product = ProductId(1);
    let expect = import::plan(&parsed, &store.known(Some(product), &parsed).unwrap()).counts();
    let target = Target::Existing(product);
    store
        .commit(&Change::Import { parsed: Arc::new(parsed), target, expect, chosen: Chosen::default() }, today())
        .unwrap();
}

/// A Sprint that runs, with one that asked for more in it, and what a Retrospective agreed on.
fn sprint(store: &mut Store, items: &[ItemId]) {
    let product = ProductId(1);
    let mut commit = |change: Change| store.commit(&change, today()).unwrap();
    let plan = Plan { goal: "Parcels are found".into(), ..Plan::default() };
    commit(Change::AddSprint { product, plan: Box::new(plan) });
    let (sprint, end) = (SprintId(1), End::Tail);
    let into =
        |items: &[ItemId], cause: Cause| Change::SetSprint { items: items.to_vec(), sprint: Some(sprint), end, cause };
    commit(into(&items[..1], Cause::default()));
    commit(Change::StartSprint { sprint });
    commit(into(&items[1..], Cause { reason: "the parcels wait".into(), asked: "qzxcause".into() }));
    let said = Improvement { text: "Test earlier".into(), owner: "qzxowner".into(), ..Improvement::default() };
    commit(Change::Improve { sprint, said });
}

/// Everything that is no data.
fn noted(store: &mut Store, item: &Item) {
    let product = ProductId(1);
    let saved = SavedFilter { name: "qzxsaved".into(), text: "asked:qzxasked".into() };
    let form = r#"{"name":"WEB-2","base":[["note",{"text":""}]],"values":[["note",{"text":"qzxunfinished"}]]}"#;
    let draft = |about, text: &str| Note::Draft(Draft { product: Some(product), about, text: text.into() });
    for note in [
        Note::SaveFilter(product, saved),
        Note::Typed { prompt: "filter".into(), line: "asked:qzxtyped".into() },
        Note::Typed { prompt: "find".into(), line: "reason:qzxtyped".into() },
        Note::Typed { prompt: "command".into(), line: "asked qzxtyped".into() },
        draft(About::Line("decline".into()), "qzxdraft\nqzxdraft\nqzxdraft\n"),
        draft(About::Form(item.id), form),
    ] {
        store.keep(&note).unwrap();
    }
}

/// A file with a canary in every private place, at a path that has one too.
pub(crate) fn plant(path: &Path) {
    let mut store = Store::create(path, author()).unwrap();
    let new = |name: &str, prefix: &str| NewProduct { scale: Scale::Fibonacci, ..NewProduct::named(name, prefix) };
    let mut commit = |change: Change| store.commit(&change, today()).unwrap();
    commit(Change::AddProduct(new("Webshop", "WEB")));
    commit(Change::AddProduct(new("Qzxother", "QZX")));
    let add = |product: i64, state: State, text: Story| {
        let item = Box::new(NewItem { text, state, ..NewItem::default() });
        Change::AddItem { product: ProductId(product), item, spot: Spot::Bottom }
    };
    commit(add(2, State::Open, planted("qzxelsewhere", 0)));
    commit(add(1, State::Open, planted("Save a cart for later", 1)));
    commit(add(1, State::Open, planted("Print the label at home", 2)));
    commit(add(1, State::Done, planted("Pay with a card", 3)));
    commit(add(1, State::Inbox, planted("Gift wrapping", 4)));
    commit(add(1, State::Open, Story { kind: Kind::Epic, ..planted("Paying", 5) }));
    commit(add(1, State::Open, planted("Print the label at night", 6)));
    commit(add(1, State::Open, planted("A thing thrown away", 7)));
    imported(&mut store);
    let id = |key: &str| find(&store, key).id;
    let (cart, label, refused, trashed) = (id("WEB-1"), id("WEB-2"), id("WEB-6"), id("WEB-7"));
    let mut commit = |change: Change| store.commit(&change, today()).unwrap();
    commit(Change::SetNeeds { items: vec![cart], add: vec![refused, label], remove: Vec::new() });
    let refusal = Refusal {
        reason: "qzxreason".into(),
        alternative: Some("qzxinstead".into()),
        requester: Some("qzxrequester".into()),
        again: None,
    };
    commit(Change::Decline { items: vec![refused], refusal });
    commit(Change::Trash { items: vec![trashed] });
    commit(Change::SetAsked { items: vec![label], asked: "qzxlater".into() });
    commit(Change::SetAssignee { items: vec![label], assignee: "qzxlater".into() });
    commit(Change::Ask { item: label, text: "How wide is it?".into() });
    let sheet = Sheet {
        vision: "Buying is easy".into(),
        vision_by: "qzxvisionary".into(),
        reasons: vec!["qzxusual".into()],
        ..Sheet::default()
    };
    let (name, prefix, scale) = ("Webshop".into(), "WEB".into(), Scale::Fibonacci);
    commit(Change::EditProduct { product: ProductId(1), name, prefix, scale, sheet: Some(Box::new(sheet)) });
    sprint(&mut store, &[cart, label]);
    let item = find(&store, "WEB-2");
    noted(&mut store, &item);
    let view = ViewState {
        product: Some(ProductId(1)),
        list: List::Declined,
        filter: "asked:qzxasked".into(),
        ..ViewState::default()
    };
    store.keep(&Note::View(view)).unwrap();
}

/// The planted file, made once.
fn planted_file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backlog.db");
        plant(&path);
        std::fs::read(&path).unwrap()
    })
}

/// The program in public view, on a file of its own.
fn stage() -> Stage {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("backlog.db"), planted_file()).unwrap();
    let mut stage = Stage::of(&folder, 1, "dark");
    stage.core.model.file.path = "/home/qzxhome/backlog.db".into();
    stage.press("P").wait();
    assert!(stage.core.model.is_public, "{}", stage.screen());
    stage
}

/// Fails where a canary is on the screen.
fn look(stage: &Stage, what: &str) {
    let screen = stage.screen().to_lowercase();
    assert!(!screen.contains(CANARY), "{what}:\n{screen}");
}

/// An argument with which a verb acts; none of them private. A verb of a new kind of argument does not compile here.
pub(crate) fn argument(arg: Arg) -> &'static str {
    match arg {
        Arg::None | Arg::Criterion | Arg::Product | Arg::Word => "",
        Arg::State => "ready",
        Arg::Kind => "bug",
        Arg::Class => "should",
        Arg::Scale => "t-shirt",
        Arg::Estimate => "5",
        Arg::Epic => "WEB-5",
        Arg::Other => "WEB-2",
        Arg::Date => "+14",
        Arg::Tags => "+api",
        Arg::Text(_) => "Something",
        Arg::Asked | Arg::Assignee => "somebody",
        Arg::Reason => "no",
        Arg::Keys => "+WEB-2",
        Arg::Link => "https://example.org",
        Arg::Spot => "bottom",
        Arg::Sprint => "none",
        Arg::Met => "yes",
        Arg::Where => "done",
        Arg::File => "no.csv",
        Arg::Target => "json no.json",
        Arg::Paper => "html no.html",
        Arg::Filter => "label",
        Arg::Column => "estimate",
        Arg::Saved => "mine",
        Arg::Framework => "rice",
        Arg::Side => "theirs",
    }
}

/// Every line that the program can be asked to do, made from the table of verbs.
pub(crate) fn lines() -> Vec<String> {
    let own = ["quit", "suspend"];
    let verbs = VERBS.iter().filter(|verb| verb.door.is_program() && !own.contains(&verb.name));
    let of = verbs.flat_map(|verb| {
        let with = format!("{} {}", verb.name, argument(verb.arg));
        [verb.name.to_owned(), with.trim_end().to_owned()]
    });
    let lists = List::iter().map(|list| format!("go {}", list.name()));
    let mut lines: Vec<String> = of.chain(lists).collect();
    lines.extend(["go WEB-6", "go sprint", "go prioritize", "state declined", "filter declined"].map(str::to_owned));
    lines.retain(|line| line != "public");
    lines.dedup();
    lines
}

/// Walks every so many of the lines: types each, takes it, and goes through what it opens.
fn walk(from: usize) {
    for line in lines().into_iter().skip(from).step_by(WALKS) {
        let mut stage = stage();
        stage.resize(110, 30).press(":");
        stage.core.take(Event::Paste(line.clone()));
        stage.wait();
        look(&stage, &format!("{line}, typed"));
        stage.press("Enter");
        look(&stage, &line);
        if stage.core.model.overlays.is_empty() {
            continue;
        }
        for key in ["Tab", "Down", "Enter", "Esc", "Enter", "Esc"] {
            stage.press(key);
            look(&stage, &format!("{line}, then {key}"));
        }
    }
}

/// The lines are walked in so many parts, beside each other.
const WALKS: usize = 3;

#[test]
fn no_verb_shows_what_is_private_1() {
    walk(0);
}

#[test]
fn no_verb_shows_what_is_private_2() {
    walk(1);
}

#[test]
fn no_verb_shows_what_is_private_3() {
    walk(2);
}

#[test]
fn every_part_of_the_sprint_view_is_walked() {
    let mut stage = stage();
    stage.press(":").type_text("go sprint").press("Enter");
    for n in 0..5 {
        look(&stage, &format!("the Sprint, part {n}"));
        for key in ["j", "l", "Enter", "Esc"] {
            stage.press(key);
            look(&stage, &format!("the Sprint, part {n}, then {key}"));
        }
        if !stage.core.model.shows(View::Sprint) {
            stage.press(":").type_text("go sprint").press("Enter");
        }
        stage.press("]");
    }
    let course = stage.core.model.sprint.course.as_ref().unwrap();
    assert!(course.facts.iter().all(|fact| fact.event.asked.is_none()) && !course.facts.is_empty());
    assert!(course.cards.iter().all(|card| card.assignee.is_empty()));
    let agreed = &stage.core.model.sprint.past.agreed;
    assert!(agreed.len() == 1 && agreed[0].said.owner.is_empty());
}

#[test]
fn every_field_of_every_form_is_walked() {
    for line in ["edit", "sheet"] {
        let mut stage = stage();
        stage.press(":").type_text(line).press("Enter");
        for n in 0..40 {
            look(&stage, &format!("{line}, field {n}"));
            stage.press("i");
            look(&stage, &format!("{line}, in field {n}"));
            stage.press("Esc j");
        }
    }
}

/// Types a title that is like a refused one, and waits until that is told; for at most as long as `patience`.
fn typed_like(stage: &mut Stage, patience: Duration) -> Option<String> {
    stage.press("a").type_text("Print the label at night");
    let until = Instant::now() + patience;
    while crate::stage::prompt(stage).like.said().is_none() && Instant::now() < until {
        stage.core.jobs();
        std::thread::yield_now();
    }
    crate::stage::prompt(stage).like.said().map(str::to_owned)
}

#[test]
fn a_title_that_was_refused_before_is_not_told() {
    let mut stage = stage();
    let mut owner = stage.beside();
    owner.press("P");
    let told = typed_like(&mut owner, Duration::from_secs(10)).unwrap();
    assert!(told.contains("qzxreason"), "the owner is told: {told}");
    // What the other window waited for is there by now.
    let said = typed_like(&mut stage, Duration::from_millis(300));
    assert!(said.as_ref().is_none_or(|said| !said.contains("WEB-6")), "{said:?}");
    look(&stage, "while it is typed");
}

#[test]
fn the_owner_sees_each_canary_so_the_walk_can_fail() {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("backlog.db"), planted_file()).unwrap();
    let mut stage = Stage::of(&folder, 1, "dark");
    let mut seen = |keys: &str, what: &str| {
        stage.press(keys);
        let screen = stage.screen().to_lowercase();
        assert!(screen.contains(what), "{what}:\n{screen}");
        stage.press("Esc");
    };
    seen("g n Enter", "qzxreason");
    seen("g b", "qzxnote1");
    seen("g b", "qzxasked1");
    seen("g b", "qzxassignee1");
    seen("g u", "qzxlater");
    seen("g w", "qzxother");
    seen("c w", "qzxasked");
    seen("f Up", "qzxtyped");
}

#[test]
fn public_view_outlives_a_sudden_end() {
    let mut stage = stage().again();
    assert!(stage.core.model.is_public);
    look(&stage, "after a new start");
    stage.press("P");
    assert!(stage.screen().contains("qzxnote1"), "{}", stage.screen());
    assert!(!stage.again().core.model.is_public);
}

#[test]
fn a_filter_for_what_is_private_is_put_aside_and_comes_back() {
    let mut stage = stage();
    assert!(stage.core.model.backlog.narrow.filter().is_all());
    stage.press("f").type_text("asked:somebody").press("Enter");
    assert!(stage.screen().contains("public view does not show"), "{}", stage.screen());
    stage.press("Esc").press("P").wait();
    assert_eq!(stage.core.model.backlog.narrow.filter().to_string(), "asked:qzxasked");
}

#[test]
fn what_a_filter_asks_of_is_told_apart() {
    let is_private = |text: &str| Filter::parse(text).unwrap().is_private();
    for text in [
        "asked:a",
        "!assignee:none",
        "reason:x",
        "field:x",
        "has:note",
        "has:asked",
        "is:again",
        "state:ready,declined",
        "a (b or asked:c)",
    ] {
        assert!(is_private(text), "{text}");
    }
    for text in ["", "cart", "state:ready", "tag:api points>3 is:blocked", "src:jira", "has:criteria"] {
        assert!(!is_private(text), "{text}");
    }
}

/// What a stage's file says of an item.
fn item(stage: &Stage, key: &str) -> Item {
    let store = Store::open(&stage.folder().join("backlog.db"), author(), Patience::None).unwrap();
    find(&store, key)
}

fn private_of(item: &Item) -> (&str, &str, &str) {
    (&item.text.asked, &item.text.assignee, &item.text.note)
}

#[test]
fn a_form_loses_nothing_that_it_does_not_show() {
    let mut stage = stage();
    let before = item(&stage, "WEB-1");
    assert_eq!(before.needs.len(), 2);
    stage.press("e i").type_text(" again").press("Esc Esc");
    let after = item(&stage, "WEB-1");
    assert_eq!(after.text.title, "Save a cart for later again", "{}", stage.screen());
    assert_eq!(private_of(&after), private_of(&before));
    assert_eq!(after.needs.len(), 2, "also what it needs of the declined");
    assert!(!stage.toast().contains("other window"), "{}", stage.toast());
    stage.press(":").type_text("sheet").press("Enter i").type_text("s").press("Esc Esc");
    let store = Store::open(&stage.folder().join("backlog.db"), author(), Patience::None).unwrap();
    let product = store.products().unwrap().remove(0);
    assert_eq!(product.name, "Webshops");
    assert_eq!(product.sheet.vision_by, "qzxvisionary");
    assert_eq!(product.sheet.reasons, ["qzxusual"]);
}

#[test]
fn a_split_and_a_merge_lose_nothing_either() {
    let mut stage = stage();
    stage.press(":").type_text("split").press("Enter Space Enter");
    let old = item(&stage, "WEB-1");
    assert_eq!(private_of(&old), ("qzxasked1", "qzxassignee1", "qzxnote1"), "{}", stage.screen());
    let new = item(&stage, "WEB-9");
    assert_eq!(private_of(&new), ("qzxasked1", "", ""), "as a split does it for the owner");
    stage.press(":").type_text("go WEB-1").press("Enter :").type_text("merge WEB-2").press("Enter Enter");
    let into = item(&stage, "WEB-1");
    assert_eq!(item(&stage, "WEB-2").state, State::Declined, "{}", stage.screen());
    assert_eq!(into.text.asked, "qzxasked1, qzxlater");
    assert!(into.text.note.contains("qzxnote1") && into.text.note.contains("qzxnote2"), "{}", into.text.note);
}

#[test]
fn unfinished_text_with_a_note_in_it_is_left_alone() {
    let mut stage = stage();
    stage.press("j e");
    assert!(stage.core.model.overlays.is_empty() && stage.toast().contains("unfinished text"), "{}", stage.screen());
    stage.press("P Esc j e U");
    assert!(stage.screen().contains("qzxunfinished"), "{}", stage.screen());
}

fn written(store: &Store, format: impl Into<exchange::export::Edition>) -> String {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(format, &mut bytes).unwrap();
    writer.product(&store.products().unwrap()[0]).unwrap();
    store
        .export(ProductId(1), &mut |item| {
            writer.item(&item).unwrap();
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    writer.finish().unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn files_for_others_have_nothing_private() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backlog.db");
    plant(&path);
    let store = Store::open(&path, author(), Patience::None).unwrap();
    for format in Export::iter().filter(|format| *format != Export::Json) {
        let text = written(&store, format).to_lowercase();
        assert!(text.contains("save a cart") && !text.contains(CANARY), "{text}");
        let whole = written(&store, format.private());
        for planted in ["qzxasked1", "qzxassignee1", "qzxreason", "qzxinstead", "qzxrequester"] {
            assert!(whole.contains(planted), "{planted}:\n{whole}");
        }
    }
    assert!(written(&store, Export::Json).contains("qzxnote1"));
}

#[test]
fn a_csv_without_names_is_read_back_and_wipes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backlog.db");
    plant(&path);
    let mut store = Store::open(&path, author(), Patience::None).unwrap();
    let mut take = |name: &str, text: String| {
        let source = Source { name: name.into(), bytes: text.into_bytes() };
        let parsed = exchange::read(&[source], &Options::default()).unwrap();
        let product = store.products().unwrap().iter().find(|p| p.name == "There").map(|p| p.id);
        let expect = import::plan(&parsed, &store.known(product, &parsed).unwrap()).counts();
        let target = product.map_or_else(|| Target::New(NewProduct::named("There", "TH")), Target::Existing);
        _ = store
            .commit(&Change::Import { parsed: Arc::new(parsed), target, expect, chosen: Chosen::default() }, today());
        expect
    };
    let here = Store::open(&path, author(), Patience::None).unwrap();
    take("b.csv", written(&here, Export::Csv.private()));
    let again = take("b.csv", written(&here, Export::Csv).replace("Save a cart for later", "Save a cart"));
    assert_eq!((again.created, again.updated, again.conflicts), (0, 1, 0));
    let there = here.products().unwrap().iter().find(|p| p.name == "There").unwrap().id;
    let items: Vec<Item> =
        here.order(there, List::Backlog).unwrap().ids().map(|id| here.item(id).unwrap().unwrap()).collect();
    let cart = items.iter().find(|item| item.text.title == "Save a cart").unwrap();
    assert_eq!((cart.text.asked.as_str(), cart.text.assignee.as_str()), ("qzxasked1", "qzxassignee1"));
    let refused: Vec<_> = here.order(there, List::Declined).unwrap().ids().collect();
    let no = here.item(refused[0]).unwrap().unwrap().decline.unwrap();
    assert_eq!(no.reason, "qzxreason");
}

#[test]
fn the_form_of_a_retrospective_action_has_no_owner() {
    let mut stage = stage();
    stage.press(":").type_text("go sprint").press("Enter").wait();
    stage.press(":").type_text("retrospective").press("Enter a");
    let screen = stage.screen();
    assert!(screen.contains("New retrospective action") && !screen.contains("Owner"), "{screen}");
}

#[test]
fn what_was_taken_back_says_so() {
    use upnext::domain::step::Committed;
    use upnext::domain::{Audience, StepId};
    let mut committed = Committed {
        step: StepId(1),
        seq: upnext::domain::Seq(1),
        label: "undo: declined WEB-1".into(),
        touched: Vec::new(),
        added: Vec::new(),
        is_large: false,
        has_moved_lists: false,
        are_sprints_kept: false,
        audience: Audience::Owner,
        named: Audience::Everyone,
    };
    Audience::Everyone.committed(&mut committed);
    assert_eq!(committed.label, "undo: a private change");
}

#[test]
fn a_tie_to_what_is_declined_is_in_no_file_for_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backlog.db");
    plant(&path);
    let store = Store::open(&path, author(), Patience::None).unwrap();
    for format in [Export::Csv, Export::Markdown] {
        assert!(!written(&store, format).contains("WEB-6"), "{format:?}");
        assert!(written(&store, format.private()).contains("WEB-6"), "{format:?}");
    }
}

#[test]
fn an_epic_that_was_declined_is_not_named_and_not_lost() {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    let path = folder.path().join("backlog.db");
    std::fs::write(&path, planted_file()).unwrap();
    let mut store = Store::open(&path, author(), Patience::None).unwrap();
    let child = find(&store, "WEB-1").id;
    let new = NewItem { text: Story { kind: Kind::Epic, ..story("qzxepic") }, ..NewItem::default() };
    let epic =
        store.commit(&Change::AddItem { product: ProductId(1), item: Box::new(new), spot: Spot::Bottom }, today());
    let epic = epic.unwrap().added[0];
    store.commit(&Change::SetEpic { items: vec![child], epic: Some(epic) }, today()).unwrap();
    let refusal = Refusal { reason: "qzxnever".into(), ..Refusal::default() };
    store.commit(&Change::Decline { items: vec![epic], refusal }, today()).unwrap();
    drop(store);
    let mut stage = Stage::of(&folder, 1, "dark");
    stage.press("P").wait().press(":").type_text("go WEB-1").press("Enter").wait();
    look(&stage, "the story of its child");
    stage.press("e i").type_text(" again");
    look(&stage, "the form of its child");
    stage.press("Esc Esc");
    let after = item(&stage, "WEB-1");
    assert_eq!(after.text.title, "Save a cart for later again", "{}", stage.screen());
    assert_eq!(after.epic.map(|epic| epic.0), Some(epic));
}
