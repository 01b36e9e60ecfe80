//! Scores in tables of other programs, as people keep them: other decimal signs, shorter exports, values off the scale.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::store::{Shop, now};
use std::sync::Arc;
use strum::IntoEnumIterator;
use upnext::domain::Change;
use upnext::domain::import::{self, Chosen, Parsed, Target};
use upnext::domain::score::{self, Amount, Direction, Framework, Scoring, Weighed};
use upnext::exchange::{self, Export, MapRule, Options, Source};
use upnext::runtime::transfer::{self, Table};

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
    let change = Change::Import {
        parsed: Arc::new(parsed),
        target: Target::Existing(shop.product),
        expect,
        chosen: Chosen::default(),
    };
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
    let alone = rice(";", &["2.000"], &["3"]);
    assert_eq!(column(&alone, "rice.reach"), "2,000");
    assert_eq!(says(&read(&alone, ""), "where ; stands between cells"), Some(1));
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

#[test]
fn columns_that_could_be_estimates_belong_to_their_framework() {
    let first = |header: &str, row: &str| {
        let parsed = read(&format!("title,{header}\na,{row}\n"), "");
        let estimate = parsed.records[0].item.text.estimate.as_ref().map(ToString::to_string);
        (inputs(&parsed, 0), estimate)
    };
    let told = |all: &str, estimate: Option<&str>| (all.to_owned(), estimate.map(str::to_owned));
    let wsjf = "wsjf.risk=1 wsjf.size=2 wsjf.time=5 wsjf.value=13";
    assert_eq!(first("UBV,TC,RR-OE,Size", "13,5,1,2"), told(wsjf, None));
    assert_eq!(first("Business Value,Time Criticality,RR/OE Value,Job Size,Size", "13,5,1,2,3"), told(wsjf, Some("3")));
    assert_eq!(first("Reichweite,Aufwand", "100,3"), told("rice.effort=3 rice.reach=100", None));
    assert_eq!(first("Wert,Aufwand", "8,3"), told("effort=3 value=8", None));
    assert_eq!(first("Aufwand", "3"), told("", Some("3")));
    let mapped = read("title,Wert,Aufwand\na,8,3\n", "points=Aufwand");
    assert!(mapped.records[0].item.text.estimate.is_some() && mapped.records[0].item.inputs.get("effort").is_none());
    assert_eq!(
        first("Reach (users/quarter),Impact Score,Confidence (%),Effort (weeks)", "100,2,80,4").0,
        "rice.confidence=80 rice.effort=4 rice.impact=2 rice.reach=100"
    );
    assert_eq!(first("Impact (1-3),Reach", "3,5").0, "rice.impact=3 rice.reach=5");
}

#[test]
fn half_a_framework_is_told() {
    let half = read("title,Reach,Impact\na,5,1\n", "");
    assert_eq!(
        says(&half, "RICE: confidence and effort are missing in the file, so nothing is scored by it alone"),
        Some(1)
    );
    let whole = read("title,value,effort\na,5,1\n", "");
    assert_eq!(says(&whole, "missing"), None);
    assert_eq!(says(&read("title,points\na,5\n", ""), "missing"), None);
}

#[test]
fn every_scored_table_reads_back() {
    let criterion = |number: u32, name: &str, weight: i64, direction| Weighed {
        number,
        name: name.into(),
        weight: Amount::whole(weight),
        direction,
    };
    let own = vec![criterion(4, "=joy", 60, Direction::More), criterion(7, "cost + risk", 40, Direction::Less)];
    let usual = Scoring::default();
    let weighed = Scoring { framework: Framework::Weighted, criteria: own, given: 7, ..Scoring::default() };
    let frameworks = Framework::iter().filter(|framework| *framework != Framework::Pairs);
    let by = frameworks.map(|framework| Scoring { framework, ..usual.clone() }).chain([weighed]);
    for scoring in by {
        let mut shop = Shop::with(&["a", "b"]);
        let all = scoring.framework.rules().inputs(&scoring);
        let inputs: Vec<_> = all.iter().map(|input| (input.id.to_string(), Some(Amount::whole(2)))).collect();
        let change = Change::SetInputs { items: vec![shop.id("a")], inputs };
        shop.commit(&change);
        let (product, items) = (shop.product, vec![shop.id("a")]);
        shop.commit(&Change::SetScoring { product, scoring: Box::new(scoring.clone()) });
        let table = Table::read(&shop.store, product, scoring.framework, None, now()).unwrap();
        let mut out = Vec::new();
        table.write(Export::Csv, &mut out).unwrap();
        let parsed = read(&String::from_utf8(out).unwrap(), "");
        let plan = transfer::plan(&shop.store, parsed, Some(product)).unwrap();
        let a = plan.parsed.records.iter().find(|record| record.item.text.title == "a").unwrap();
        let here = shop.store.item(items[0]).unwrap().unwrap().inputs;
        assert_eq!(a.item.inputs, here, "{:?}", scoring.framework);
        assert!(a.item.text.estimate.is_none());
        assert!(plan.parsed.records.iter().any(|r| r.item.text.title == "b" && r.item.inputs.is_empty()));
    }
}

/// A product of upnext's own with one item.
fn json(scoring: &str, scores: &str, pairs: &str, at: u8) -> Parsed {
    let uid = |n: u8| format!("00000000-0000-4000-8000-0000000000{n:02}");
    let item = |n: u8, scores: &str| {
        format!(
            "{{\"uid\":\"{}\",\"key\":\"X-{n}\",\"number\":{n},\"kind\":\"story\",\"title\":\"t{n}\",\"state\":\"open\",\
             \"scores\":{{{scores}}},\"updated_at\":\"2026-03-01T10:00:{at:02}.000Z\"}}",
            uid(n)
        )
    };
    let pairs = pairs.replace("$1", &uid(1)).replace("$2", &uid(2));
    let text = format!(
        "{{\"format\":\"upnext\",\"version\":1,\"products\":[{{\"product\":{{\"uid\":\"{}\",\"name\":\"X\",\
         \"prefix\":\"X\"{scoring}}},{pairs}\"items\":[{},{}]}}]}}",
        uid(99),
        item(1, scores),
        item(2, "")
    );
    exchange::read(&[Source { name: "x.json".into(), bytes: text.into() }], &Options::default()).unwrap()
}

#[test]
fn values_off_the_scale_are_left_out_of_json_too() {
    let bad = "\"rice.reach\":-5,\"rice.confidence\":120,\"moscow\":9,\"speed\":3,\"rice.effort\":2";
    let parsed = json("", bad, "", 20);
    let item = parsed.records.iter().position(|record| record.key.ends_with("01")).unwrap();
    assert_eq!(inputs(&parsed, item), "rice.effort=2");
    assert_eq!(says(&parsed, "rice.reach is 0 or more: other values left out"), Some(1));
    assert_eq!(says(&parsed, "(first rice.confidence 120 at X-1)"), Some(1));
    assert_eq!(says(&parsed, "inputs that no framework has: left out"), Some(1));
    assert!(parsed.records[item].extra.iter().any(|extra| extra.column == "speed" && extra.value == "3"));
    let mut shop = Shop::with(&["mine"]);
    take(&mut shop, json("", "\"rice.reach\":7", "", 10));
    take(&mut shop, parsed);
    assert_eq!((of(&shop, "t1", "rice.reach"), of(&shop, "t1", "rice.effort")), (Some(7000), Some(2000)));
    let again = take(&mut shop, json("", bad, "", 20));
    assert_eq!(again[0], "0 new, 0 updated, 2 unchanged, 0 conflicts");
    let said = take(&mut shop, json("", "\"rice.reach\":9,\"moscow\":3", "", 20));
    assert!(
        said.contains(
            &"00000000-0000-4000-8000-000000000001: class changed there and here: — kept, there Should".into()
        ),
        "{said:?}"
    );
}

#[test]
fn another_way_of_scoring_is_told_and_that_of_here_kept() {
    let mut shop = Shop::with(&["mine"]);
    let pair = |won: &str| format!("\"pairs\":[{{\"item\":\"$1\",\"other\":\"$2\",\"won\":{won}}}],");
    let by = |word: &str| format!(",\"scoring\":{{\"framework\":\"{word}\"}}");
    let file = |word: &str, won: &str| json(&by(word), "", &pair(won), 10);
    let first = take(&mut shop, file("rice", "true"));
    assert!(!first.iter().any(|line| line.contains("differs there")), "{first:?}");
    let same = take(&mut shop, file("rice", "true"));
    assert!(!same.iter().any(|line| line.contains("kept as here")), "{same:?}");
    let other = take(&mut shop, file("ice", "false"));
    assert!(other.contains(&"how the product is scored differs there: kept as here".into()), "{other:?}");
    assert!(other.contains(&"1 pair judged otherwise there: kept as here".into()), "{other:?}");
    // A table's framework is a guess, and told only where it is taken.
    let table = "title,Impact,Confidence,Ease\nz,8,6,3\n";
    let said = take(&mut shop, read(table, ""));
    assert!(!said.iter().any(|line| line.contains("scored by") || line.contains("differs")), "{said:?}");
    let mut bare = Shop::with(&["mine"]);
    let said = take(&mut bare, read(table, ""));
    assert!(said.iter().any(|line| line.starts_with("scored by ICE, where")), "{said:?}");
}

#[test]
fn what_is_typed_says_what_is_wrong() {
    let said = |id: &str, typed: &str| match score::named(id, &Scoring::default()).unwrap().read(typed) {
        Ok(amount) => format!("{amount:?}"),
        Err(error) => error.to_string(),
    };
    assert_eq!(said("rice.reach", "2m"), "Some(Amount(2000000000))");
    assert_eq!(said("rice.effort", "2m"), "effort is more than 0, not 2m");
    assert_eq!(said("value", "1k"), "value is 1 to 10, not 1k");
    assert!(said("rice.impact", "3%").ends_with("not 3%"));
    assert_eq!(said("rice.confidence", "80 %"), "Some(Amount(80000))");
    assert_eq!(said("rice.effort", "0.3333"), "effort has at most 3 decimals, not 0.3333");
    assert_eq!(
        said("rice.reach", "9999999999999999"),
        "reach is at most 1,000,000,000,000: 9999999999999999 is too large"
    );
    assert_eq!(said("rice.effort", "0,375"), "Some(Amount(375))");
    assert_eq!(said("rice.reach", "1.500,00"), "Some(Amount(1500000))");
    assert_eq!(said("rice.reach", "2.000"), "Some(Amount(2000))");
}
