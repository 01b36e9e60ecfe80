//! What the order is judged by, on its way through files: the sample, tables of other programs, upnext's own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::store::{Shop, now, writer};
use std::sync::Arc;
use upnext::cli::demo;
use upnext::domain::Change;
use upnext::domain::import::{self, Chosen, Parsed, Target};
use upnext::domain::score::{Amount, Framework, Inputs};
use upnext::exchange::{self, Export, MapRule, Options, Source};
use upnext::runtime::transfer::Table;

#[test]
fn the_sample_is_scored_so_that_something_stands_wrong_at_the_top() {
    let dir = tempfile::tempdir().unwrap();
    let store = demo::create(&dir.path().join("demo.db"), writer("ada"), now()).unwrap();
    let product = &store.products().unwrap()[0];
    assert_eq!(product.scoring.framework, Framework::Rice);
    let ranking = store.ranking(product.id, &product.scoring).unwrap();
    assert_eq!((ranking.scored, ranking.judged, ranking.total), (15, 16, 36));
    let title = |item| store.item(item).unwrap().unwrap().text.title;
    let worst = ranking.disagreements(product.scoring.gap);
    assert!(title(worst[0].0).starts_with("Refund is paid twice") && worst[0].1 > 20, "{worst:?}");
    let catalogue = worst.iter().find(|(item, _)| title(*item).starts_with("Move the whole catalogue")).unwrap();
    assert_eq!(ranking.places(catalogue.0).unwrap().0, 8);
    assert!(catalogue.1 < -10, "it stands too high by {}", -catalogue.1);
    assert!(ranking.standings().any(|standing| standing.is_pinned), "somebody decided one place");
}

fn read(text: &str, map: &str) -> Parsed {
    let options = Options { map: MapRule::parse_all(map).unwrap(), ..Options::default() };
    exchange::read(&[Source { name: "t.csv".into(), bytes: text.into() }], &options).unwrap()
}

fn inputs(parsed: &Parsed, at: usize) -> String {
    let shown = |(input, amount): (&str, Amount)| format!("{input}={amount}");
    parsed.records[at].item.inputs.iter().map(shown).collect::<Vec<_>>().join(" ")
}

fn told(parsed: &Parsed, words: &str) -> Option<usize> {
    parsed.report.lines.iter().find(|line| line.0.contains(words)).map(|line| line.1)
}

/// Imports into the shop's product; answers what the plan said.
fn take(shop: &mut Shop, parsed: Parsed) -> Vec<String> {
    let plan = import::plan(&parsed, &shop.store.known(Some(shop.product), &parsed).unwrap());
    let (said, expect) = (import::summary(&parsed, &plan), plan.counts());
    let target = Target::Existing(shop.product);
    let change = Change::Import { parsed: Arc::new(parsed), target, expect, chosen: Chosen::default() };
    if expect.created + expect.updated > 0 {
        shop.commit(&change);
    }
    said
}

fn of(shop: &Shop, title: &str) -> Inputs {
    shop.store.item(shop.id(title)).unwrap().unwrap().inputs
}

#[test]
fn rice_columns_are_known_and_values_off_the_scale_are_counted_and_kept_beside() {
    let parsed = read(
        "Title,Reach,Impact,Confidence,Effort,RICE Score\n\
         Pay,\"2,000\",High,80%,4,800\n\
         Find,500,0.5,low,2,1\n\
         Bad,-1,7,120,0,9\n\
         Half,?,1,,2m,\n",
        "",
    );
    assert_eq!(inputs(&parsed, 0), "rice.confidence=80 rice.effort=4 rice.impact=2 rice.reach=2,000");
    assert_eq!(inputs(&parsed, 1), "rice.confidence=50 rice.effort=2 rice.impact=0.5 rice.reach=500");
    assert_eq!((inputs(&parsed, 2).as_str(), inputs(&parsed, 3).as_str()), ("", "rice.impact=1"));
    assert!(parsed.records[2].extra.iter().any(|e| e.column == "Reach" && e.value == "-1"), "nothing is lost");
    assert_eq!(told(&parsed, "rice.reach is 0 or more: other values left out"), Some(1));
    assert_eq!(told(&parsed, "rice.effort is more than 0: other values left out"), Some(2));
    assert_eq!(told(&parsed, "columns read: title = Title, rice.reach = Reach, rice.impact = Impact"), Some(1));
    assert_eq!(told(&parsed, "columns kept as they are: RICE Score"), Some(1), "results are computed");
    assert_eq!(parsed.scoring.unwrap().framework, Framework::Rice);
}

#[test]
fn jira_tells_frameworks_in_custom_fields_labels_and_epics() {
    let parsed = read(
        "Summary,Issue key,Issue Type,Status,Labels,Parent key,Priority,Custom field (Reach),Custom field (Impact),\
         Custom field (Confidence),Custom field (Effort),Custom field (Story Points)\n\
         Must have,E-1,Epic,To Do,,,Low,,,,,\n\
         One,E-2,Story,To Do,should-have,E-1,Medium,100,1,0.8,2,5\n\
         Two,E-3,Story,To Do,shop,E-1,Medium,100,1,1,2,3\n\
         Three,E-4,Story,To Do,,,Could have,,,0.5,,\n",
        "",
    );
    let find = |key: &str| parsed.records.iter().position(|record| record.key == key).unwrap();
    let rice = |confidence: u32| format!("rice.confidence={confidence} rice.effort=2 rice.impact=1 rice.reach=100");
    assert_eq!(inputs(&parsed, find("E-2")), format!("moscow=3 {}", rice(80)), "a label goes before an epic");
    assert_eq!(inputs(&parsed, find("E-3")), format!("moscow=4 {}", rice(100)));
    assert_eq!(inputs(&parsed, find("E-4")), "moscow=2 rice.confidence=50");
    assert_eq!(inputs(&parsed, find("E-1")), "");
    assert_eq!(parsed.records[find("E-2")].item.text.estimate.as_ref().unwrap().as_str(), "5");
    assert_eq!(parsed.records[find("E-2")].item.text.tags, ["should-have"], "the label stays");
    for from in ["labels", "epics", "priorities"] {
        assert_eq!(told(&parsed, &format!("classes from {from} named Must")), Some(1), "{from}");
    }
}

#[test]
fn the_columns_beside_it_tell_which_framework_asks() {
    let header = |header: &str, row: &str| inputs(&read(&format!("title,{header}\na,{row}\n"), ""), 0);
    assert_eq!(header("Impact,Confidence,Ease", "8,6,3"), "ice.confidence=6 ice.ease=3 ice.impact=8");
    assert_eq!(
        header("Business Value,Time Criticality,RR/OE,Job Size,Size", "13,5,1,8,3"),
        "wsjf.risk=1 wsjf.size=8 wsjf.time=5 wsjf.value=13"
    );
    assert_eq!(header("value,effort", "8,3"), "effort=3 value=8");
    assert_eq!(header("value,complexity,MoSCoW", "8,3,m"), "complexity=3 moscow=4 value=8");
    assert_eq!(header("value,body", "8,x"), "", "a value alone can be anything");
    assert_eq!(header("effort,impact", "8,3"), "");
    assert_eq!(header("#,%", "1,2"), "");
    let mapped =
        read("title,Benefit for all,Size of it\na,13,2\n", "wsjf.value=\"Benefit for all\",wsjf.size=Size of it");
    assert_eq!(inputs(&mapped, 0), "wsjf.size=2 wsjf.value=13");
    let left = read("title,Reach,Impact\na,5,1\n", "rice.impact=");
    assert_eq!(inputs(&left, 0), "rice.reach=5");
    assert!(MapRule::parse_all("speed=x").unwrap_err().to_string().contains("rice.reach"));
    assert!(MapRule::parse_all("impact=x").is_err(), "two frameworks ask for it");
}

#[test]
fn a_second_import_takes_what_changed_there_and_keeps_what_was_set_here() {
    let mut shop = Shop::with(&["mine"]);
    let file = |reach: &str, impact: &str| read(&format!("key,title,reach,impact\nA-1,a,{reach},{impact}\n"), "");
    take(&mut shop, file("100", "1"));
    let set = [("rice.effort", 4), ("moscow", 4), ("rice.impact", 2)];
    let inputs = set.map(|(input, amount)| (input.to_owned(), Some(Amount::whole(amount)))).to_vec();
    let change = Change::SetInputs { items: vec![shop.id("a")], inputs };
    shop.commit(&change);
    let said = take(&mut shop, file("300", "1"));
    assert_eq!(said[0], "0 new, 1 updated, 0 unchanged, 0 conflicts");
    let shown = |shop: &Shop| {
        let inputs = of(shop, "a");
        ["rice.reach", "rice.impact", "rice.effort", "moscow"].map(|input| inputs.get(input).map(|n| n.0 / 1000))
    };
    assert_eq!(shown(&shop), [Some(300), Some(2), Some(4), Some(4)]);
    let said = take(&mut shop, file("300", "3"));
    assert!(said.iter().any(|line| line.contains("A-1: impact changed there and here: 2 kept, there 3")), "{said:?}");
    assert_eq!(shown(&shop), [Some(300), Some(2), Some(4), Some(4)]);
    let shorter = read("key,title\nA-1,a\n", "");
    take(&mut shop, shorter);
    take(&mut shop, file("", "3"));
    assert_eq!(shown(&shop), [None, Some(2), Some(4), Some(4)], "a value that is gone there is gone here");
    shop.undo();
    assert_eq!(shown(&shop)[0], Some(300));
}

#[test]
fn a_scored_table_reads_back_as_what_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let store = demo::create(&dir.path().join("demo.db"), writer("ada"), now()).unwrap();
    let product = store.products().unwrap()[0].id;
    let table = Table::read(&store, product, Framework::Rice, None, now()).unwrap();
    let mut out = Vec::new();
    table.write(Export::Csv, &mut out).unwrap();
    let parsed = read(&String::from_utf8(out).unwrap(), "");
    assert_eq!((parsed.records.len(), table.len()), (36, 36));
    assert_eq!(parsed.scoring.as_ref().unwrap().framework, Framework::Rice);
    for record in parsed.records {
        let Some(id) = store.find(&upnext::domain::Key::parse(&record.key, "WEB").unwrap()).unwrap() else { panic!() };
        let item = store.item(id).unwrap().unwrap();
        for (input, amount) in item.inputs.iter().filter(|(input, _)| input.starts_with("rice.")) {
            assert_eq!(record.item.inputs.get(input), Some(amount), "{} {input}", record.key);
        }
    }
}
