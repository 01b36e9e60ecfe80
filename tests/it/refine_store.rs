//! What refinement writes: dependencies, questions, splitting and merging, the product's own texts. Each is one step
//! that one undo takes back.

use crate::replay::assert_whole;
use crate::store::{Shop, now, titled};
use upnext::domain::criterion::Line;
use upnext::domain::item::{NewItem, Story, Ties};
use upnext::domain::product::{Sheet, Template};
use upnext::domain::{Change, Item, ItemId, Kind, List, Scale, Spot, State};
use upnext::store::{StoreError, Undone};

fn item(shop: &Shop, id: ItemId) -> Item {
    shop.store.item(id).unwrap().unwrap()
}

fn refused(shop: &mut Shop, change: &Change) -> StoreError {
    shop.store.commit(change, now()).unwrap_err()
}

fn undo(shop: &mut Shop) {
    assert!(matches!(shop.store.undo(Some(shop.product), now(), None), Ok(Undone::Done(_))));
}

fn needs(items: &[ItemId], add: &[ItemId]) -> Change {
    Change::SetNeeds { items: items.to_vec(), add: add.to_vec(), remove: vec![] }
}

fn line(text: &str) -> Line {
    Line { text: text.into(), is_done: false }
}

#[test]
fn a_circle_of_dependencies_is_refused_by_name() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    shop.commit(&needs(&[ids[0]], &[ids[1]]));
    shop.commit(&needs(&[ids[1]], &[ids[2]]));
    let said = refused(&mut shop, &needs(&[ids[2]], &[ids[0]])).to_string();
    assert!(said.contains("WEB-3 → WEB-1 → WEB-2 → WEB-3"), "{said}");
    let said = refused(&mut shop, &needs(&[ids[0]], &[ids[0]])).to_string();
    assert!(said.contains("WEB-1 can't depend on itself"), "{said}");
    assert_eq!(item(&shop, ids[1]).needs[0].key.number, 3);
    assert_eq!(item(&shop, ids[1]).needed_by[0].title, "a");
    undo(&mut shop);
    assert!(item(&shop, ids[1]).needs.is_empty());
}

#[test]
fn a_form_writes_texts_state_and_ties_as_one_step() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    let epic = shop.add(
        NewItem {
            text: Story { title: "Pay".into(), kind: Kind::Epic, ..Story::default() },
            state: State::Open,
            ..NewItem::default()
        },
        Spot::Top,
    );
    let links = vec!["https://a.example".to_owned()];
    let text = Box::new(Story { title: "A".into(), links: links.clone(), ..Story::default() });
    let ties = Ties { state: State::Ready, epic: Some(epic), needs: vec![ids[1]], needed_by: vec![ids[2]] };
    shop.commit(&Change::Rewrite { item: ids[0], text, criteria: vec![line("x")], ties: Some(Box::new(ties)) });
    let now_is = item(&shop, ids[0]);
    assert_eq!((now_is.state, now_is.text.links, now_is.criteria.len()), (State::Ready, links, 1));
    assert_eq!(now_is.epic.unwrap().0, epic);
    assert_eq!((now_is.needs[0].id, now_is.needed_by[0].id), (ids[1], ids[2]));
    undo(&mut shop);
    let was = item(&shop, ids[0]);
    assert_eq!((was.state, was.epic, was.needs, was.text.title.as_str()), (State::Open, None, vec![], "a"));
    assert_whole(&shop.dir.path().join("backlog.db"));
}

#[test]
fn questions_are_asked_answered_and_opened_again() {
    let mut shop = Shop::with(&["a"]);
    let id = shop.order(List::Backlog).ids().next().unwrap();
    shop.commit(&Change::Ask { item: id, text: "Which cards?".into() });
    let question = item(&shop, id).questions[0].clone();
    assert_eq!((question.said.text.as_str(), question.said.asked_on), ("Which cards?", now().day));
    let answer = |text: Option<&str>| Change::Answer { item: id, question: question.id, answer: text.map(Into::into) };
    assert!(matches!(refused(&mut shop, &answer(Some(" "))), StoreError::EmptyAnswer));
    shop.commit(&answer(Some("All of them")));
    assert_eq!(item(&shop, id).questions[0].said.answer.as_ref().unwrap().text, "All of them");
    shop.commit(&answer(None));
    assert!(item(&shop, id).questions[0].said.answer.is_none());
    shop.commit(&Change::DropQuestion { item: id, question: question.id });
    assert!(item(&shop, id).questions.is_empty());
    undo(&mut shop);
    assert_eq!(item(&shop, id).questions.len(), 1);
    assert!(matches!(refused(&mut shop, &Change::Ask { item: id, text: "\n".into() }), StoreError::EmptyQuestion));
}

#[test]
fn a_split_keeps_epic_ties_and_neighbours() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    shop.commit(&needs(&[ids[1]], &[ids[0]]));
    shop.commit(&needs(&[ids[2]], &[ids[1]]));
    let text = Box::new(Story { title: "b1".into(), ..Story::default() });
    let other = Story { title: "b2".into(), ..Story::default() };
    let new = Box::new(NewItem { text: other, state: State::Open, criteria: vec![line("two")], ..NewItem::default() });
    shop.commit(&Change::Split { item: ids[1], text, criteria: vec![line("one")], new });
    let order: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    let titles: Vec<String> = order.iter().map(|id| item(&shop, *id).text.title).collect();
    assert_eq!(titles, ["a", "b1", "b2", "c"]);
    let half = item(&shop, order[2]);
    assert_eq!((half.needs[0].id, half.needed_by[0].id, half.criteria[0].text.as_str()), (ids[0], ids[2], "two"));
    undo(&mut shop);
    assert_eq!(shop.order(List::Backlog).ids().collect::<Vec<_>>(), ids);
    assert_whole(&shop.dir.path().join("backlog.db"));
}

#[test]
fn a_merge_hands_everything_over_and_says_where_it_went() {
    let mut shop = Shop::with(&["a", "b", "c"]);
    let ids: Vec<ItemId> = shop.order(List::Backlog).ids().collect();
    shop.commit(&Change::SetAsked { items: vec![ids[1]], asked: "Sales".into() });
    shop.commit(&Change::Ask { item: ids[1], text: "why?".into() });
    shop.commit(&needs(&[ids[1]], &[ids[0]]));
    shop.commit(&needs(&[ids[1]], &[ids[2]]));
    let text = || Box::new(Story { title: "a and b".into(), ..Story::default() });
    let merge = |into: ItemId, from: ItemId| Change::Merge { into, from, text: text(), criteria: vec![line("x")] };
    assert!(matches!(refused(&mut shop, &merge(ids[0], ids[0])), StoreError::MergedWithItself(_)));
    shop.commit(&merge(ids[0], ids[1]));
    let (kept, gone) = (item(&shop, ids[0]), item(&shop, ids[1]));
    assert_eq!((kept.questions.len(), kept.needs[0].id, kept.needs.len()), (1, ids[2], 1));
    assert_eq!(kept.extra[0].value, "WEB-2");
    assert_eq!(gone.state, State::Declined);
    assert_eq!(gone.merged_into.as_ref().map(|into| (into.0, into.2.as_str())), Some((ids[0], "a and b")));
    let refusal = gone.decline.unwrap();
    assert_eq!((refusal.reason.as_str(), refusal.requester.as_deref()), ("merged into WEB-1", Some("Sales")));
    assert!(matches!(refused(&mut shop, &merge(ids[1], ids[2])), StoreError::MergedIntoDeclined(_)));
    undo(&mut shop);
    assert_eq!(item(&shop, ids[1]).state, State::Open);
    assert_eq!(item(&shop, ids[1]).needs.len(), 2);
    assert_whole(&shop.dir.path().join("backlog.db"));
}

#[test]
fn an_epic_whose_items_go_along_is_merged_into_an_epic_alone() {
    let mut shop = Shop::with(&["a"]);
    let [into, from] = ["Paying", "Payment"].map(|title| shop.add(titled(title, Kind::Epic), Spot::Bottom));
    let child = shop.id("a");
    shop.commit(&Change::SetEpic { items: vec![child], epic: Some(from) });
    let merge = |kind| {
        let text = Box::new(Story { title: "Paying".into(), kind, ..Story::default() });
        Change::Merge { into, from, text, criteria: vec![] }
    };
    assert!(matches!(refused(&mut shop, &merge(Kind::Story)), StoreError::HasChildren { .. }));
    shop.commit(&merge(Kind::Epic));
    assert_eq!(item(&shop, child).epic.map(|epic| epic.0), Some(into));
    assert_whole(&shop.dir.path().join("backlog.db"));
}

#[test]
fn a_sheet_is_kept_and_taken_back() {
    let mut shop = Shop::with(&["a"]);
    let bug = Template { kind: Kind::Bug, title: "Bug:".into(), criteria: vec!["x".into()], ..Template::default() };
    let sheet = Sheet {
        vision: "Everybody pays\nin a minute.".into(),
        personas: vec!["visitor".into(), "clerk".into()],
        ready: vec!["has:benefit # says why".into()],
        templates: vec![bug.clone()],
        ..Sheet::default()
    };
    let edit = |sheet: Sheet| Change::EditProduct {
        product: shop.product,
        name: "Webshop".into(),
        prefix: "WEB".into(),
        scale: Scale::Fibonacci,
        sheet: Some(Box::new(sheet)),
    };
    let (set, bad) = (edit(sheet.clone()), edit(Sheet { templates: vec![Template::default()], ..Sheet::default() }));
    shop.commit(&set);
    let product = |shop: &Shop| shop.store.products().unwrap().remove(0);
    assert_eq!(*product(&shop).sheet, sheet);
    assert_eq!(product(&shop).sheet.template(Kind::Bug), Some(bug));
    let said = refused(&mut shop, &bad).to_string();
    assert!(said.contains("title of the template"), "{said}");
    undo(&mut shop);
    assert_eq!(*product(&shop).sheet, Sheet::default());
    assert!(product(&shop).sheet.template(Kind::Bug).is_some_and(|usual| usual.description.contains("Steps")));
}

#[test]
fn keeping_and_snoozing_change_nothing_that_is_said() {
    let mut shop = Shop::with(&["a"]);
    let id = shop.order(List::Backlog).ids().next().unwrap();
    let before = item(&shop, id).updated_at;
    let day = "2030-01-02".parse().unwrap();
    shop.commit(&Change::Snooze { items: vec![id], until: Some(day) });
    shop.commit(&Change::Keep { items: vec![id], why: "still wanted".into() });
    let now_is = item(&shop, id);
    assert_eq!((now_is.updated_at, now_is.snoozed_until), (before, Some(day)));
    assert_eq!(now_is.kept.as_ref().map(|kept| (kept.on, kept.why.as_str())), Some((now().day, "still wanted")));
    undo(&mut shop);
    undo(&mut shop);
    assert_eq!((item(&shop, id).kept, item(&shop, id).snoozed_until), (None, None));
}
