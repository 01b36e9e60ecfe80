//! The quality checks on any text: they never fail, say where, and what they offer to mend gets better.

use proptest::prelude::*;
use upnext::domain::criterion::Line;
use upnext::domain::item::Story;
use upnext::domain::product::Sheet;
use upnext::domain::quality::{self, Finding, Mend, Place, Rule};
use upnext::domain::{Estimate, Kind, story};

/// Pieces of real stories, and what breaks a naive reader.
const PIECES: &[&str] = &[
    "to pay",
    "I want",
    "I want to",
    "so that",
    "in order to",
    "that",
    "as a",
    "As an",
    "and",
    "or",
    "and/or",
    "&",
    "/",
    "+",
    "(",
    ")",
    "[",
    "]",
    "(s)",
    "{x}",
    "⟨",
    "⟩",
    ".",
    "; ",
    ": ",
    " - ",
    " — ",
    "?",
    "* ",
    "...",
    "e.g. ",
    "etc",
    "fast",
    "Given",
    "When",
    "Then",
    "And",
    "given",
    "when",
    "then",
    "\n",
    "\nGiven ",
    "\nWhen ",
    "\nThen ",
    "Scenario:",
    "\nExamples:\n| a |",
    "<n>",
    "\"\"\"",
    "TBD",
    "TODO",
    "???",
    "list",
    "filter the",
    "é",
    "日本",
    "👩‍💻",
    "’",
    "I’d like",
    "synergy",
    ",",
    " ",
    "what is",
    "it does",
    "moved",
    "been",
    "1",
    "2",
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.join(" "));
    prop_oneof![4 => pieces, 1 => ".{0,60}"]
}

fn stories() -> impl Strategy<Value = (Story, Vec<Line>)> {
    let one_line = || texts().prop_map(|text| text.replace('\n', " ").trim().to_owned());
    let fields = (one_line(), one_line(), one_line(), one_line(), texts());
    let lines = prop::collection::vec(texts(), 0..3);
    (fields, lines, any::<bool>()).prop_map(|((title, persona, want, benefit, description), lines, is_story)| {
        let kind = if is_story { Kind::Story } else { Kind::Bug };
        let text = Story { kind, title, persona, want, benefit, description, ..Story::default() };
        (text, lines.into_iter().map(|text| Line { text, is_done: false }).collect())
    })
}

fn jargon() -> Vec<String> {
    vec!["synergy".into(), "—".into(), String::new()]
}

fn check(story: &Story, criteria: &[Line]) -> Vec<Finding> {
    quality::check(story, criteria, &Sheet { jargon: jargon(), ..Sheet::default() })
}

fn count(found: &[Finding], rule: Rule) -> usize {
    found.iter().filter(|f| f.rule == rule).count()
}

/// What else is wrong with a scenario is still found once it is mended, but for what was in the words that went.
fn hides_nothing(mend: &Mend, before: &[Finding], after: &[Finding]) -> bool {
    let of_scenarios = [Rule::Unfinished, Rule::NoThen, Rule::ThenFirst, Rule::Examples, Rule::VagueCriterion];
    let is_of_scenario = match mend {
        Mend::Split { .. } => true,
        Mend::Put { place, .. } | Mend::Cut { place, .. } => matches!(place, Place::Criterion(_)),
        Mend::Describe { .. } | Mend::TakeApart | Mend::Benefit { .. } => false,
    };
    !is_of_scenario || of_scenarios.iter().all(|rule| count(after, *rule) >= count(before, *rule))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn every_finding_says_where_and_why((story, criteria) in stories()) {
        for finding in check(&story, &criteria) {
            prop_assert!(!finding.why.is_empty());
            let Some(at) = finding.at else { continue };
            let text = finding.place.text(&story, &criteria).expect("a range is one of a text");
            prop_assert!(!at.is_empty() && text.get(at.clone()).is_some(), "{:?} {at:?} of {text:?}", finding.rule);
        }
        let sentence = [&story.title, &story.persona, &story.want, &story.benefit];
        let found = quality::check(&Story { description: String::new(), ..story.clone() }, &[], Sheet::blank());
        let has_errors = found.iter().any(|f| f.rule.severity() == quality::Severity::Error);
        let [title, persona, want, benefit] = sentence;
        prop_assert_eq!(quality::has_errors(story.kind, title, persona, want, benefit), has_errors);
    }

    #[test]
    fn what_is_mended_gets_no_worse_and_comes_to_an_end((story, criteria) in stories()) {
        let (mut story, mut criteria) = (story, criteria);
        for _ in 0..100 {
            let found = check(&story, &criteria);
            let Some(finding) = found.iter().find(|f| f.mend.is_some()) else { return Ok(()) };
            let mend = finding.mend.as_ref().unwrap();
            let Some(next) = mend.apply(&story, &criteria) else {
                return Err(TestCaseError::fail(format!("{mend:?} can't be made in {story:?} {criteria:?}")));
            };
            prop_assert!(next != (story.clone(), criteria.clone()), "{mend:?} changes nothing");
            let (before, after) = (count(&found, finding.rule), count(&check(&next.0, &next.1), finding.rule));
            prop_assert!(after <= before, "{:?}: {before} before, {after} after {mend:?}\n{story:?}\n{criteria:?}", finding.rule);
            prop_assert!(hides_nothing(mend, &found, &check(&next.0, &next.1)), "{mend:?}\n{story:?}\n{criteria:?}");
            (story, criteria) = next;
        }
        prop_assert!(false, "{story:?} is never done with");
    }
}

#[test]
fn no_sentence_is_asked_of_what_is_no_story() {
    for kind in [Kind::Bug, Kind::Debt, Kind::Spike, Kind::Task, Kind::Epic] {
        let item = Story { kind, title: "I want it fast and/or easy (really)".into(), ..Story::default() };
        assert_eq!(check(&item, &[]), [], "{kind:?}");
    }
}

#[test]
fn a_real_story_has_its_findings_errors_first() {
    let said = story::parse("As a buyer, I want to pay fast (by card), so that I can go.").unwrap();
    let item = Story {
        title: "Pay, price TBD".into(),
        persona: said.persona,
        want: said.want,
        benefit: said.benefit,
        estimate: Estimate::parse("20").unwrap(),
        ..Story::default()
    };
    let criteria = [Line { text: "Given a cart\nWhen I pay\nThen it loads quickly".into(), is_done: false }];
    let found: Vec<String> =
        check(&item, &criteria).iter().map(|f| format!("{} in {}", f.rule.name(), f.place.words())).collect();
    assert_eq!(
        found,
        [
            "unfinished in title",
            "brackets in want",
            "vague-criterion in criterion 1",
            "too-big in estimate",
            "vague in want"
        ]
    );
}

#[test]
fn long_texts_are_looked_at_in_part() {
    let item = Story { title: "t".into(), description: "x synergy ".repeat(100_000), ..Story::default() };
    let lines: Vec<Line> = (0..5000).map(|_| Line { text: "it is fast".into(), is_done: false }).collect();
    let started = std::time::Instant::now();
    assert_eq!(count(&check(&item, &lines), Rule::VagueCriterion), 200);
    let whole = Line { text: "Given a\n".repeat(10_000), is_done: false };
    assert_eq!(count(&check(&item, &[whole]), Rule::NoThen), 0);
    println!("{:?}", started.elapsed());
}
