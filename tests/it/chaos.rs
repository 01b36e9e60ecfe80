//! Chaos: whatever a person, a cat or a broken terminal may send, the program goes on or ends in order, answers
//! within a second of its own time and leaves a whole file.
//!
//! Two kinds. `inside` drives the program without its terminal, thousands of deeds a minute, and makes a failure
//! small by itself. `outside` sends bytes, sizes and signals to the real program in a pseudo-terminal. Each prints
//! its seed; `UPNEXT_SEED` gives it back. The short runs begin with the same lives each time; the long run looks for
//! new ones.

mod deed;
mod inside;
mod noise;
mod outside;

use crate::dose::{dose, skipped};
pub(crate) use outside::inhabitant;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use upnext::ui::verb::{Search, VERBS, by_name};

/// How long, in seconds of this test's dose.
fn span(usual: u64) -> Duration {
    Duration::from_secs(dose("CHAOS", usual))
}

/// The seed that was given, else the usual one.
fn seed(usual: u64) -> u64 {
    dose("SEED", usual)
}

/// The first life of the short runs.
const FIRST: u64 = 1_000_000;

/// Another number each time.
fn fresh() -> u64 {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    u64::try_from(nanos % 1_000_000_000).unwrap()
}

#[test]
fn no_deed_inside_breaks_the_program() {
    inside::run(span(3), seed(FIRST));
}

#[test]
fn no_bytes_sizes_or_signals_break_the_program() {
    outside::run(span(5), seed(FIRST));
}

#[test]
fn a_signal_typed_before_the_start_ends_it_unharmed() {
    outside::again(23);
}

#[test]
fn an_interrupt_right_after_the_editor_may_be_the_editors() {
    outside::again(39);
    // Editors one after another, for longer than it takes to ask again.
    outside::again(238_406_791);
}

#[test]
fn a_long_line_that_begins_with_no_verb_is_answered() {
    outside::again(261_754_580);
}

#[test]
fn a_word_that_is_no_verb_costs_a_key_little() {
    // Each verb compared the word with every other one: up to 175 ms a key in the prompt. The clock of the processor may
    // tick but once in some milliseconds: what is measured takes many of its ticks.
    let word = "abcdefg".repeat(6);
    let named = |times: usize| (0..times).for_each(|_| assert!(by_name(&word).is_err()));
    let Some((rounds, once)) = many(named) else { return };
    let search = |word: &str| {
        let mut search = Search::new(word);
        assert_eq!(VERBS.iter().filter_map(|verb| search.score(verb)).count(), 0);
    };
    for word in [word.clone(), "abcdefg ".repeat(500)] {
        let all = cost(|| (0..=rounds / 20).for_each(|_| search(&word)));
        assert!(all < once * 2, "{all:?} for a twentieth of what took {once:?}");
    }
}

/// What something took of the processor.
fn cost(what: impl FnOnce()) -> Duration {
    let before = inside::used();
    what();
    inside::used().saturating_sub(before)
}

/// So many times that it takes a while, and what that took; `None` where there is no such clock.
fn many(what: impl Fn(usize)) -> Option<(usize, Duration)> {
    let found = (4..24).map(|n| 1 << n).map(|times| (times, cost(|| what(times))));
    let found = found.into_iter().find(|(_, took)| *took >= Duration::from_millis(200));
    if found.is_none() {
        skipped("/proc", "nothing tells what a thread uses of the processor");
    }
    found
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn an_hour_of_each() {
    inside::run(span(3600), seed(fresh()));
    outside::run(span(3600), seed(fresh()));
}
