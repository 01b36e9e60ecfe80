//! Scores in tables of other programs, as people keep them: other decimal signs, shorter exports, values off the scale.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::store::Shop;
use std::sync::Arc;
use upnext::domain::Change;
use upnext::domain::import::{self, Parsed, Target};
use upnext::domain::score::Amount;
use upnext::exchange::{self, MapRule, Options, Source};

fn read(text: &str, map: &str) -> Parsed {
    let options = Options { map: MapRule::parse_all(map).unwrap(), ..Options::default() };
    exchange::read(&[Source { name: "t.csv".into(), bytes: text.into() }], &options).unwrap()
}

/// The values of an input, row by row; "—" where there is none.
fn column(text: &str, input: &str) -> String {
    let shown = |amount: Option<Amount>| amount.map_or_else(|| "—".into(), |amount| amount.to_string());
    read(text, "").records.iter().map(|r| shown(r.item.inputs.get(input))).collect::<Vec<_>>().join(" ")
}

fn inputs(parsed: &Parsed, at: usize) -> String {
    let shown = |(input, amount): (&str, Amount)| format!("{input}={amount}");
    parsed.records[at].item.inputs.iter().map(shown).collect::<Vec<_>>().join(" ")
}

fn says(parsed: &Parsed, words: &str) -> Option<usize> {
    parsed.report.lines.iter().find(|line| line.0.contains(words)).map(|line| line.1)
}

/// Imports into the shop's product; answers what the plan said.
fn take(shop: &mut Shop, parsed: Parsed) -> Vec<String> {
    let plan = import::plan(&parsed, &shop.store.known(Some(shop.product), &parsed).unwrap());
    let (said, expect) = (import::summary(&parsed, &plan), plan.counts());
    let change = Change::Import { parsed: Arc::new(parsed), target: Target::Existing(shop.product), expect };
    if expect.created + expect.updated > 0 {
        shop.commit(&change);
    }
    said
}

fn of(shop: &Shop, title: &str, input: &str) -> Option<i64> {
    Some(shop.store.item(shop.id(title)).unwrap().unwrap().inputs.get(input)?.0)
}

fn set(shop: &mut Shop, title: &str, input: &str, amount: i64) {
    let inputs = vec![(input.to_owned(), Some(Amount::whole(amount)))];
    let change = Change::SetInputs { items: vec![shop.id(title)], inputs };
    shop.commit(&change);
}

#[test]
fn a_file_without_classes_says_nothing_of_them() {
    let mut shop = Shop::with(&["mine"]);
    take(&mut shop, read("key,title,moscow,labels\nA-1,a,Must,\nA-2,b,,should-have\n", ""));
    let classes = |shop: &Shop| (of(shop, "a", "moscow"), of(shop, "b", "moscow"));
    assert_eq!(classes(&shop), (Some(4000), Some(3000)));
    let said = take(&mut shop, read("key,title,labels\nA-1,a,x\nA-2,b,x\n", ""));
    assert_eq!((classes(&shop), said[0].contains("0 conflicts")), ((Some(4000), Some(3000)), true), "{said:?}");
    set(&mut shop, "a", "moscow", 2);
    let said = take(&mut shop, read("key,title\nA-1,a\nA-2,b\n", ""));
    assert!(said[0].contains("0 conflicts"), "{said:?}");
    assert_eq!(classes(&shop), (Some(2000), Some(3000)));
    // A label that says another class is told, and an empty cell of a column takes it off.
    take(&mut shop, read("key,title,labels\nA-1,a,\nA-2,b,must\n", ""));
    assert_eq!(classes(&shop), (Some(2000), Some(4000)));
    take(&mut shop, read("key,title,moscow\nA-2,b,\n", ""));
    assert_eq!(classes(&shop), (Some(2000), None));
}

#[test]
fn a_value_off_the_scale_keeps_what_was_there() {
    let mut shop = Shop::with(&["mine"]);
    take(&mut shop, read("key,title,reach,impact,moscow\nA-1,a,100,2,Must\n", ""));
    let parsed = read("key,title,reach,impact,moscow\nA-1,a,-5,7,perhaps\n", "");
    assert_eq!(says(&parsed, "rice.reach is 0 or more: other values left out"), Some(1));
    let said = take(&mut shop, parsed);
    assert_eq!((of(&shop, "a", "rice.reach"), of(&shop, "a", "rice.impact")), (Some(100_000), Some(2000)), "{said:?}");
    assert_eq!(of(&shop, "a", "moscow"), Some(4000));
    take(&mut shop, read("key,title,reach,impact,moscow\nA-1,a,300,,Should\n", ""));
    assert_eq!((of(&shop, "a", "rice.reach"), of(&shop, "a", "rice.impact")), (Some(300_000), None));
    assert_eq!(of(&shop, "a", "moscow"), Some(3000));
}

#[test]
fn the_decimal_sign_is_decided_by_the_column() {
    let rice = |separator: &str, reach: &[&str], effort: &[&str]| {
        let rows = reach.iter().zip(effort).map(|(reach, effort)| format!("a{separator}{reach}{separator}{effort}\n"));
        format!("title{separator}reach{separator}effort\n{}", rows.collect::<String>())
    };
    let both = |text: &str| (column(text, "rice.reach"), column(text, "rice.effort"));
    let told = |reach: &str, effort: &str| (reach.to_owned(), effort.to_owned());
    let semicolon = rice(";", &["2.000", "12.500", "1.500,00"], &["0,375", "1,5", "2,125"]);
    assert_eq!(both(&semicolon), told("2,000 12,500 1,500", "0.375 1.5 2.125"));
    let line = "rice.reach: 2.000 read as 2,000: the comma is the decimal sign";
    assert_eq!(says(&read(&semicolon, ""), line), Some(1));
    // In a tab-separated file the columns beside tell it.
    assert_eq!(both(&rice("\t", &["2.000", "500"], &["0,375", "2,125"])), told("2,000 500", "0.375 2.125"));
    let lone = rice(";", &["2.000"], &["3"]);
    assert_eq!(column(&lone, "rice.reach"), "2,000");
    assert_eq!(says(&read(&lone, ""), "where ; stands between cells"), Some(1));
    assert_eq!(column(&rice(";", &["2000"], &["2,125"]), "rice.effort"), "2.125");
    let guessed = rice(",", &["2.000", "12.500"], &["0.375", "1.250"]);
    assert_eq!(both(&guessed), told("2 12.5", "0.375 1.25"));
    // Points set decimals apart in the column beside, so they do here; where nothing tells it, people are thousands.
    let line = "rice.reach: 2.000 read as 2: the point is the decimal sign in the columns beside";
    assert_eq!(says(&read(&guessed, ""), line), Some(1));
    let open = rice(",", &["2.000", "500"], &["3", "1.250"]);
    assert_eq!(both(&open), told("2,000 500", "3 1.25"));
    for line in ["rice.reach: 2.000 read as 2,000: a guess", "rice.effort: 1.250 read as 1.25: a guess"] {
        assert_eq!(says(&read(&open, ""), line), Some(1), "{line}");
    }
    assert_eq!(column(&rice("\t", &["2,000", "1’500"], &["1", "1"]), "rice.reach"), "2,000 1,500");
    assert_eq!(column(&rice(",", &["1"], &["1.3333333333"]), "rice.effort"), "1.333");
    assert_eq!(says(&read(&rice(",", &["1"], &["0.3333"]), ""), "rice.effort: more than 3 decimals, rounded"), Some(1));
}

#[test]
fn percent_and_parts_of_one_stand_in_one_column() {
    let rice = |cells: &[&str]| {
        let rows = cells.iter().map(|cell| format!("a,5,\"{cell}\"\n"));
        format!("title,reach,confidence\n{}", rows.collect::<String>())
    };
    let mixed = rice(&["0.8", "50%", "1", "100", "1 %", "0,25"]);
    assert_eq!(column(&mixed, "rice.confidence"), "80 50 100 100 1 25");
    assert_eq!(says(&read(&mixed, ""), "rice.confidence: numbers up to 1 read as parts of 1"), Some(3));
    let whole = rice(&["1", "50", "High"]);
    assert_eq!(column(&whole, "rice.confidence"), "1 50 100");
    assert_eq!(says(&read(&whole, ""), "1 read as 1 %"), Some(1));
}

#[test]
fn cells_with_a_number_and_its_name_are_read() {
    let text = "title,Reach,Impact,MoSCoW\na,1’500,3 - Massive,1 - Must\nb,1,High (2),2 - Should Have\n\
                c,1,0.25x,Won't have (this time)\nd,1,3 - low,\ne,1,3%,\n";
    assert_eq!(column(text, "rice.impact"), "3 2 0.25 — —");
    assert_eq!(column(text, "moscow"), "4 3 1 — —");
    let parsed = read(text, "");
    let line = "rice.impact is 3 (massive), 2 (high), 1 (medium), 0.5 (low) or 0.25 (minimal): other values left out";
    assert_eq!(says(&parsed, line), Some(2));
    assert_eq!(says(&parsed, "kept beside the item (first 3 - low at d)"), Some(2));
    let keyed = read("key,title,reach\nK-11,a,5\nK-12,b,-1\nK-13,c,x\n", "");
    assert_eq!(says(&keyed, "(first -1 at K-12)"), Some(2));
    assert_eq!(inputs(&keyed, 1), "");
}
