//! Similarity as `domain.md` §3.1 has it, and the join against a look at each pair.

use super::*;
use crate::domain::{ProductId, Seq};
use proptest::prelude::*;
use std::ops::ControlFlow;

fn texts<'a>(titles: impl IntoIterator<Item = &'a str>) -> Texts {
    let mut texts = Texts::new(ProductId(1), Seq(1));
    for (n, title) in (0..).zip(titles) {
        texts.add(ItemId(n), title, "");
    }
    texts
}

fn pairs(titles: &[&str], hundredths: u32, most: usize) -> Vec<(i64, i64, u32)> {
    let found = Pool::new(&texts(titles.iter().copied()), |_| true)
        .pairs(hundredths, most, &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    found.into_iter().map(|pair| (pair.a.0, pair.b.0, pair.score.percent())).collect()
}

#[test]
fn the_words_of_the_template_do_not_count() {
    let story = "As a Researcher, I want to get a Data Package into R in seconds, so that I can start.";
    assert_eq!(phrase(story), "get a data package into r in seconds");
    assert_eq!(phrase("I want to get a Data Package"), "get a data package");
    assert_eq!(phrase("I can't log in"), "can t log in");
    assert_eq!(phrase("As-is: Export, PDF!"), "as is export pdf");
    assert_eq!(phrases("Pay by card", "to pay by card"), ("pay by card".into(), None));
    assert_eq!(phrases("Cards", "to pay by card"), ("cards".into(), Some("pay by card".into())));
    assert_eq!(phrases("—", "to pay by card"), (String::new(), Some("pay by card".into())));
}

#[test]
fn whole_sentences_are_alike_and_their_means_are_not() {
    // domain.md §3.1: .96 with the template.
    let r = "as a researcher i want to get a data package into r in seconds so that i can start using the data for \
             doing analysis and visualizations";
    let stata = r.replace(" r ", " stata ");
    assert!((95..=97).contains(&score(r, &stata).percent()), "{}", score(r, &stata));
    let (r, stata) = ("get a data package into r in seconds", "get a data package into stata in seconds");
    assert!(!score(r, stata).is_at_least(LIKE));
    assert_eq!(differing(r, stata), (vec!["r".into()], vec!["stata".into()]));
}

#[test]
fn only_equal_is_a_hundred() {
    assert_eq!(score("pay", "pay").to_string(), "the same words");
    let repeated = score("tatatata", "tatatatata");
    assert_eq!((repeated.common, repeated.all, repeated.percent()), (2, 2, 99));
    assert_eq!(score("ab", "ab").percent(), 100);
    assert_eq!(score("", "").percent(), 0);
}

#[test]
fn what_differs_is_shown_as_it_was_written() {
    let (here, there) = differing("Export the invoice as PDF, please", "Export the Invoice as (CSV) or as XML");
    assert_eq!((here.join(" "), there.join(" ")), ("PDF please".into(), "CSV or as XML".into()));
    assert_eq!(differing("Pay by card", "pay, by card!"), (vec![], vec![]));
    for (own, other) in [("R", "C++"), ("C", "C++"), ("C#", "C"), (".NET", "net"), ("5%", "5"), ("-1", "1")] {
        let (a, b) = (format!("Import into {own}, please"), format!("Import - into \u{201c}{other}\u{201d}. Please!"));
        assert_eq!(differing(&a, &b), (vec![own.to_owned()], vec![other.to_owned()]));
    }
}

#[test]
fn what_was_compared_is_told_as_it_was_written() {
    let twins = matched(("Cards", "to pay by (credit) card"), ("Money", "to pay by credit card!"));
    assert_eq!(twins, ["Pay by (credit) card", "Pay by credit card!"]);
    assert_eq!(matched(("Cards", "to pay"), ("Cards", "to leave")), ["Cards", "Cards"]);
    let sentence = "As a clerk, I want to export invoices, so that I can file them";
    assert_eq!(matched(("Bills", "to export invoices"), (sentence, "")), ["Export invoices", "Export invoices"]);
    assert_eq!(matched(("Pay", ""), ("Pay", "to pay")), ["Pay", "Pay"]);
}

#[test]
fn a_probe_finds_what_is_like_a_typed_text() {
    let mut texts = texts(["Export the invoice as PDF", "Export the orders as CSV", "Pay"]);
    texts.add(ItemId(7), "Bills", "to export the invoice as PDF");
    texts.add(ItemId(8), "As a clerk, I want to export the invoices as PDF, so that I can file them", "");
    let probe = Probe::new("Export the invoices as PDF", HINT).unwrap();
    let near = |except| texts.near(&probe, except, 9, &mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(near(None).iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [8, 7, 0]);
    assert!(near(None)[0].1.is_equal);
    assert_eq!(near(Some(ItemId(8))).len(), 2);
    assert_eq!(texts.near(&probe, None, 9, &mut |_, _| ControlFlow::Break(())), None);
    assert!(Probe::new("Pay", HINT).is_none() && Probe::new("As a clerk, I w", HINT).is_none());
    assert!(Probe::new("請求書出力", HINT).is_some());
}

#[test]
fn equal_items_are_paired_with_the_first_of_them() {
    assert_eq!(pairs(&["Pay by card", "x", "pay by CARD", "Pay, by card."], LIKE, 9), [(0, 2, 100), (0, 3, 100)]);
}

#[test]
fn of_too_many_pairs_the_best_stay() {
    let texts: Vec<String> = (0..400).map(|n| format!("Print the label of the parcel number {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (all, few) = (pairs(&texts, LIKE, usize::MAX / 4), pairs(&texts, LIKE, 50));
    assert_eq!(few.len(), 50);
    let scores = |pairs: &[(i64, i64, u32)]| pairs.iter().map(|p| p.2).collect::<Vec<_>>();
    assert_eq!(scores(&few), scores(&all[..50]));
}

#[test]
fn a_watch_breaks_off() {
    let pool = Pool::new(&texts(["Pay by card"]), |_| true);
    assert_eq!(pool.pairs(LIKE, 9, &mut |_, _| ControlFlow::Break(())), None);
}

/// Titles of few words, so that many are alike.
fn title() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "pay", "by", "card", "cards", "export", "invoice", "invoices", "a", "日本", "é", "7",
    ]);
    prop::collection::vec(word, 0..7).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_score_is_symmetric_and_a_fraction(a in title(), b in ".{0,30}") {
        let (a, b) = (phrase(&a), phrase(&b));
        prop_assert_eq!(score(&a, &b), score(&b, &a));
        prop_assert!(score(&a, &b).common <= score(&a, &b).all && score(&a, &b).percent() <= 100);
        prop_assert_eq!(score(&a, &a).percent() == 100, !a.is_empty());
    }

    #[test]
    fn all_pairs_are_those_that_a_look_at_each_finds(texts in prop::collection::vec(title(), 0..24), least in 50_u32..=100) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut slow = Vec::new();
        let first = |n: usize| texts.iter().position(|t| phrase(t) == phrase(texts[n])).unwrap();
        for b in 0..texts.len() {
            for a in 0..b {
                let score = score(&phrase(texts[a]), &phrase(texts[b]));
                let is_first = first(a) == a && (score.is_equal || first(b) == b);
                if is_first && !phrase(texts[a]).is_empty() && score.is_at_least(least) {
                    slow.push((i64::try_from(a).unwrap(), i64::try_from(b).unwrap(), score.percent()));
                }
            }
        }
        let mut quick = pairs(&texts, least, 100_000);
        quick.sort_unstable();
        slow.sort_unstable();
        prop_assert_eq!(quick, slow);
    }

    #[test]
    fn a_probe_finds_what_the_score_says(typed in title(), other in title()) {
        if let Some(probe) = Probe::new(&typed, HINT) {
            let (typed, other) = (phrase(&typed), phrase(&other));
            prop_assert_eq!(probe.score(&other), Some(score(&typed, &other)).filter(|s| s.is_at_least(HINT)));
        }
    }
}
