//! What leaves the program comes back as it was: whole random backlogs as JSON, and what a table carries as CSV.

use crate::any_change::{self, Stock};
use crate::dose::dose;
use crate::import::{assert_lossless, file};
use crate::replay::{Dice, assert_whole};
use crate::store::{Shop, now};
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use upnext::domain::change::ChangeKind;
use upnext::domain::import::Field;
use upnext::domain::{Change, ProductId};
use upnext::exchange::{self, Export, Options, Source};
use upnext::runtime::transfer;
use upnext::store::{Store, StoreError};

/// A backlog that so many random changes made, imports among them.
fn random(seed: u64, acts: usize) -> Shop {
    let mut shop = any_change::shop();
    let mut dice = Dice(seed.wrapping_mul(104_729).wrapping_add(3));
    let mut at = now();
    for _ in 0..acts {
        at.at.0 += 60_000;
        let stock = Stock::of(shop.store.path());
        let kind = if dice.once_in(15) { ChangeKind::Import } else { any_change::kind(&mut dice) };
        let change = if kind == ChangeKind::Import {
            let product = stock.products[dice.below(stock.products.len())];
            any_change::import(&shop.store, &mut dice, product)
        } else {
            any_change::change(kind, &mut dice, &stock)
        };
        if let Some(change) = change {
            let _ = shop.store.commit(&change, at);
        }
    }
    assert_whole(shop.store.path());
    shop
}

#[test]
fn a_random_backlog_leaves_as_json_and_comes_back_the_same() {
    let rounds = dose("TRIPS", 5);
    for seed in 0..rounds {
        println!("seed {seed}");
        assert_lossless(&random(seed, 120).store);
    }
    println!("{rounds} backlogs went out as JSON and came back");
}

fn csv(store: &Store, product: ProductId) -> String {
    let mut out = Vec::new();
    transfer::export(store, product, None, Export::Csv, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn take(store: &mut Store, name: &str, text: &str, product: Option<ProductId>) -> upnext::domain::import::Counts {
    let source = Source { name: name.into(), bytes: text.into() };
    let parsed = exchange::read(&[source], &Options::default()).unwrap_or_else(|e| panic!("{e}: {text}"));
    let plan = transfer::plan(store, parsed, product).unwrap();
    let counts = plan.counts;
    match store.commit_watched(&plan.change(), now(), &mut |_, _| ControlFlow::Continue(())) {
        Ok(_) | Err(StoreError::Unchanged) => counts,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_random_backlog_leaves_as_csv_and_what_that_carries_comes_back_the_same() {
    let rounds = dose("TRIPS", 4);
    for seed in 0..rounds {
        let mut shop = random(seed, 100);
        // A table leaves out what lies in the trash, and what needs that needs nothing.
        for item in Stock::of(shop.store.path()).items {
            let _ = shop.store.commit(&Change::Restore { items: vec![item] }, now());
        }
        for product in shop.store.products().unwrap() {
            let first = csv(&shop.store, product.id);
            if first.lines().count() < 2 {
                continue;
            }
            let (_dir, mut other) = file();
            take(&mut other, "b.csv", &first, None);
            let there = other.products().unwrap()[0].id;
            let second = csv(&other, there);
            if first != second {
                let prefix = &other.products().unwrap()[0].prefix;
                let odd = first.lines().zip(second.lines()).find(|(a, b)| a != b);
                panic!("seed {seed}: {prefix}: {odd:#?}\n{first}");
            }
            let again = take(&mut other, "b.csv", &first, Some(there));
            assert_eq!((again.created, again.updated, again.conflicts), (0, 0, 0), "seed {seed}");
        }
    }
    println!("{rounds} backlogs went out as CSV and came back");
}

#[test]
fn an_epic_that_was_declined_is_named_in_no_table_for_everyone() {
    let mut shop = Shop::with(&["a"]);
    let epic = shop.add(crate::store::titled("Paying", upnext::domain::Kind::Epic), upnext::domain::Spot::Bottom);
    shop.commit(&Change::SetEpic { items: vec![shop.id("a")], epic: Some(epic) });
    let key = shop.store.item(epic).unwrap().unwrap().key.to_string();
    assert!(csv(&shop.store, shop.product).contains(&key), "the epic is told");
    let refusal =
        upnext::domain::item::Refusal { reason: "no".into(), alternative: None, requester: None, again: None };
    shop.commit(&Change::Decline { items: vec![epic], refusal });
    let told = csv(&shop.store, shop.product);
    assert!(!told.contains(&key), "{told}");
}

/// What Jira does with a table of changes: each filled cell replaces those of its name in the row with the key.
fn taken(jira: &str, table: &str) -> String {
    const CLEAR: &str = "<<!clear!>>";
    type Row = BTreeMap<String, Vec<String>>;
    let read = |text: &str| -> (Vec<String>, Vec<Row>) {
        let mut all = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let names: Vec<String> = all.headers().unwrap().iter().map(str::to_owned).collect();
        let row = |cells: csv::StringRecord| {
            let mut row = Row::new();
            for (name, cell) in names.iter().zip(&cells) {
                row.entry(name.clone()).or_default().push(cell.to_owned());
            }
            row
        };
        let rows = all.records().map(|cells| row(cells.unwrap())).collect();
        (names.clone(), rows)
    };
    let ((mut names, rows), (_, changes)) = (read(jira), read(table));
    names.dedup();
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut met = HashSet::new();
    let rows: Vec<Row> = rows
        .into_iter()
        // A Jira has no key and no number twice.
        .filter(|row| met.insert(row["Issue id"].clone()))
        .map(|mut row| {
            let key = row["Issue key"].clone();
            for change in changes.iter().filter(|change| change["Issue key"] == key) {
                for (name, cells) in change {
                    let cells: Vec<String> = cells.iter().filter(|cell| !cell.is_empty()).cloned().collect();
                    if !cells.is_empty() {
                        row.insert(name.clone(), cells.into_iter().filter(|cell| cell != CLEAR).collect());
                    }
                }
            }
            row
        })
        .collect();
    let width = |name: &String| rows.iter().filter_map(|row| row.get(name)).map(Vec::len).max().unwrap_or(1).max(1);
    let columns: Vec<(&String, usize)> =
        names.iter().flat_map(|name| (0..width(name)).map(move |n| (name, n))).collect();
    out.write_record(columns.iter().map(|column| column.0)).unwrap();
    for row in &rows {
        let cell = |(name, n): &(&String, usize)| row.get(*name).and_then(|cells| cells.get(*n)).cloned();
        out.write_record(columns.iter().map(|column| cell(column).unwrap_or_default())).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

#[test]
fn what_changed_here_goes_back_to_jira_and_is_no_news_when_it_comes_again() {
    const KINDS: [ChangeKind; 6] = [
        ChangeKind::SetTitle,
        ChangeKind::SetEstimate,
        ChangeKind::SetState,
        ChangeKind::SetTags,
        ChangeKind::SetDue,
        ChangeKind::SetAssignee,
    ];
    let rounds = dose("TRIPS", 5);
    let mut told = 0;
    for seed in 0..rounds {
        let mut shop = Shop::new();
        let before = taken(&any_change::jira(&mut Dice(seed)), "Issue key\n");
        take(&mut shop.store, "jira.csv", &before, Some(shop.product));
        let mut dice = Dice(seed + 77);
        for _ in 0..20 {
            let stock = Stock::of(shop.store.path());
            let change = any_change::change(KINDS[dice.below(KINDS.len())], &mut dice, &stock).unwrap();
            let _ = shop.store.commit(&change, now());
        }
        let mut out = Vec::new();
        transfer::Changes::read(&shop.store, shop.product).unwrap().table().write(&mut out).unwrap();
        let table = String::from_utf8(out).unwrap();
        if table.is_empty() {
            continue;
        }
        told += table.lines().count() - 1;
        let after = taken(&before, &table);
        let source = Source { name: "jira.csv".into(), bytes: after.clone().into() };
        let parsed = exchange::read(&[source], &Options::default()).unwrap_or_else(|e| panic!("{e}: {after}"));
        let plan = transfer::plan(&shop.store, parsed, Some(shop.product)).unwrap();
        // A resolution that Jira was told stands beside the item from now on, and a Sprint is news for what was declined.
        let is_news = |field: &&Field| !matches!(field, Field::Extra | Field::Sprint);
        let news: Vec<_> = plan.plan.updates.iter().filter(|update| update.take.iter().any(|f| is_news(&f))).collect();
        let clashes = &plan.plan.conflicts;
        assert!(
            news.is_empty() && clashes.is_empty(),
            "seed {seed}: {news:#?} {clashes:#?}\n{before}\n{table}\n{after}"
        );
    }
    println!("{told} rows went back to Jira and came again");
}
