//! The quality checks on real backlogs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use upnext::domain::ItemId;
use upnext::domain::import::{Parsed, Record};
use upnext::domain::item::Story;
use upnext::domain::product::Sheet;
use upnext::domain::quality::{self, Rule};
use upnext::exchange::{self, Options, Source};

fn read(path: &str) -> Parsed {
    let folder = PathBuf::from(std::env::var_os("UPNEXT_CORPUS").expect("UPNEXT_CORPUS names the folder shared/data"));
    let bytes = std::fs::read(folder.join(path)).expect(path);
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    exchange::read(&[Source { name, bytes }], &Options::default()).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn stories(parsed: &Parsed) -> Vec<(ItemId, &Story)> {
    (1..).map(ItemId).zip(parsed.records.iter().map(|r| &r.item.text)).collect()
}

/// Lines, counted from 1, that each rule names.
fn lines(parsed: &Parsed) -> BTreeMap<Rule, Vec<i64>> {
    let mut lines: BTreeMap<Rule, Vec<i64>> = BTreeMap::new();
    let stories = stories(parsed);
    for (id, story) in &stories {
        for finding in quality::check(story, &[], Sheet::blank()) {
            lines.entry(finding.rule).or_default().push(id.0);
        }
    }
    for found in quality::check_set(&stories) {
        lines.entry(found.finding.rule).or_default().push(found.item.0);
    }
    lines
}

/// Lines that AQUSA labels, by its column.
fn labelled(parsed: &Parsed, column: &str) -> Vec<i64> {
    let is_labelled = |r: &&(usize, &Record)| r.1.extra.iter().any(|e| e.column == column && e.value == "1");
    let records: Vec<(usize, &Record)> = parsed.records.iter().enumerate().collect();
    records.iter().filter(is_labelled).map(|(n, _)| i64::try_from(*n).unwrap() + 1).collect()
}

/// AQUSA's criteria, and the rule that stands for each. A missing role or means is one rule here.
const CRITERIA: [(&str, Rule); 8] = [
    ("aqusa:well_formed.no_role", Rule::WellFormed),
    ("aqusa:well_formed.no_means", Rule::WellFormed),
    ("aqusa:atomic.conjunctions", Rule::Atomic),
    ("aqusa:minimal.punctuation", Rule::Minimal),
    ("aqusa:minimal.brackets", Rule::Brackets),
    ("aqusa:minimal.indicator_repetition", Rule::Repetition),
    ("aqusa:unique.identical", Rule::Unique),
    ("aqusa:uniform.uniform", Rule::Uniform),
];

/// The labels of g14 against what the rules find: per criterion found, missed and extra.
///
/// AQUSA tags words with a model; here a list of verbs and their neighbours decide. What may differ, and why:
///
/// | what | AQUSA | here | because |
/// |---|---|---|---|
/// | two verbs of looking, "browse and find" (51) | – | – | one act; AQUSA's tagger takes "browse" for a noun |
/// | nouns joined, "plan and billing system" (64), "github or google" (4) | – | – | no verb begins behind the conjunction |
/// | a passive pair in a condition, "moved or removed" (16) | yes | yes | rarely two features: one reason why it is a hint |
/// | "…of whether I want this dataset" (24) | yes | yes | a phrase once more, if in another sense: a hint, too |
/// | conjunctions in the benefit (3, 13, 31) | – | – | not looked at by either |
/// | both of a pair that says the same (1, 2) | 2 | 2 | the second is named, with the first |
#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn the_labels_of_g14_are_found() {
    let parsed = read("story_quality/g14_aqusa.csv");
    let ours = lines(&parsed);
    // From the file of stories itself the same comes out.
    assert_eq!(ours, lines(&read("user_stories/g14-datahub.txt")));
    for (column, rule) in CRITERIA {
        let theirs = labelled(&parsed, column);
        let found = ours.get(&rule).cloned().unwrap_or_default();
        let (hit, missed): (Vec<i64>, Vec<i64>) = theirs.iter().partition(|line| found.contains(line));
        let extra: Vec<i64> = found.iter().copied().filter(|line| !theirs.contains(line)).collect();
        println!("{column:36} found {hit:?} missed {missed:?} extra {extra:?}");
        // Of all labels 90 % are found, and at most every fourth finding is none of them.
        assert!(hit.len() * 10 >= theirs.len() * 9, "{column}: missed {missed:?}");
        assert!(extra.len() * 4 <= found.len(), "{column}: extra {extra:?}");
    }
    assert_eq!(ours.get(&Rule::Repetition), Some(&vec![24]));
    let twins: Vec<(i64, Option<i64>)> = quality::check_set(&stories(&parsed))
        .into_iter()
        .filter(|f| f.finding.rule == Rule::Unique)
        .map(|f| (f.item.0, f.other.map(|other| other.0)))
        .collect();
    assert_eq!(twins, [(2, Some(1))]);
}

/// How often each rule speaks on eight backlogs, so that a change that makes one talkative is seen. Each finding was
/// read once; prints them all.
#[test]
#[ignore = "needs UPNEXT_CORPUS=../shared/data"]
fn the_rules_are_calm_on_real_backlogs() {
    let files = [
        "g02-federalspending",
        "g03-loudoun",
        "g05-openspending",
        "g08-frictionless",
        "g11-nsf",
        "g14-datahub",
        "g19-alfred",
        "g21-badcamp",
    ];
    let (mut all, mut counts) = (0, BTreeMap::<Rule, usize>::new());
    for name in files {
        let parsed = read(&format!("user_stories/{name}.txt"));
        all += parsed.records.len();
        for (id, story) in stories(&parsed) {
            for found in quality::check(story, &[], Sheet::blank()) {
                let text = found.place.text(story, &[]).unwrap_or_default();
                println!("{name} {} {}: {} ({text})", id.0, found.rule.name(), found.why);
            }
        }
        for (rule, lines) in lines(&parsed) {
            *counts.entry(rule).or_default() += lines.len();
        }
    }
    let share = |rule: Rule| counts.get(&rule).copied().unwrap_or(0) * 100 / all;
    println!("{all} stories: {counts:?}");
    assert_eq!(share(Rule::WellFormed) + share(Rule::Unfinished) + share(Rule::Sentence), 0);
    // Twins are exact: domain.md counts three pairs in g02 and one in g03; the others have the same means only.
    assert!(share(Rule::Atomic) <= 10 && share(Rule::Vague) <= 10);
    for rule in [Rule::Minimal, Rule::Brackets, Rule::Repetition, Rule::Uniform, Rule::Unique] {
        assert!(share(rule) <= 2, "{} speaks at {} %", rule.name(), share(rule));
    }
}
