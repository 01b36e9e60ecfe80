//! How long a filter takes in a big file. Ignored: figures, not a proof.
//!
//! ```text
//! upnext --db target/tmp/big.db import target/tmp/100k.csv --yes
//! UPNEXT_BIG=target/tmp/big.db cargo test --release --test it filter_speed -- --ignored --nocapture
//! ```

use crate::store::{now, writer};
use std::time::{Duration, Instant};
use upnext::domain::query::Question;
use upnext::domain::{Column, Filter, List, Sort};
use upnext::store::{Patience, Store};

const TERMS: &[&str] = &[
    "",
    "p",
    "inv",
    "invoice pay",
    "!inv",
    "inv state:open",
    "!inv state:open",
    "inv or kind:bug",
    "web-77",
    "state:ready,open",
    "points>5",
    "due<30d",
    "updated>90d",
    "tag:api",
    "asked:sales",
    "assignee:ada",
    "src:jira",
    "src:PROJ-7",
    "field:sprint",
    "field:severity",
    "epic:WEB-3",
    "epic:check",
    "place<20",
    "place>500",
    "key:WEB-77",
    "has:criteria",
    "has:subtasks",
    "has:description",
    "has:story",
    "has:benefit",
    "has:note",
    "has:tags",
    "has:fields",
    "has:source",
    "has:epic",
    "!has:criteria",
    "is:stale",
];

#[test]
#[ignore = "figures, not a proof: run it in release with a big file"]
fn every_term_in_a_big_file() {
    let path = std::env::var("UPNEXT_BIG").expect("UPNEXT_BIG names a big file");
    let store = Store::open(path.as_ref(), writer("Ada"), Patience::Wait(Duration::from_secs(1))).unwrap();
    let product = store.products().unwrap()[0].id;
    let sorts = [Column::Title, Column::Estimate, Column::Due, Column::Changed, Column::Epic];
    let sorts = sorts.map(|by| ("", Some(Sort { by, is_down: false })));
    for (term, sort) in TERMS.iter().map(|term| (*term, None)).chain(sorts) {
        let question = Question { product, list: List::Backlog, filter: Filter::parse(term).unwrap(), sort };
        let mut found = 0;
        let mut times: Vec<f64> = (0..21)
            .map(|_| {
                let from = Instant::now();
                found = store.shown(&question, now()).unwrap().len();
                from.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let name = sort.map_or_else(|| term.to_string(), |sort| format!("by {:?}", sort.by));
        println!("{name:<20} {found:>7} found   median {:>6.1} ms   p95 {:>6.1} ms", times[10], times[19]);
    }
}
