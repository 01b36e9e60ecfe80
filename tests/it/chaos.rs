//! Chaos: whatever a person, a cat or a broken terminal may send, the program goes on or ends in order, answers
//! within a second of its own time and leaves a whole file.
//!
//! Two kinds. `inside` drives the program without its terminal, thousands of deeds a minute, and makes a failure
//! small by itself. `outside` sends bytes, sizes and signals to the real program in a pseudo-terminal. Each prints
//! its seed; `UPNEXT_SEED` gives it back.

mod deed;
mod inside;
mod noise;
mod outside;

use crate::dose::dose;
pub(crate) use outside::inhabitant;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use upnext::ui::verb::{Search, VERBS, by_name};

/// How long, in seconds of this test's dose.
fn span(usual: u64) -> Duration {
    Duration::from_secs(dose("CHAOS", usual))
}

/// The seed that was given, else another one each time.
fn seed() -> u64 {
    let fresh = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() % 1_000_000_000;
    dose("SEED", u64::try_from(fresh).unwrap())
}

#[test]
fn no_deed_inside_breaks_the_program() {
    inside::run(span(3), seed());
}

#[test]
fn no_bytes_sizes_or_signals_break_the_program() {
    outside::run(span(5), seed());
}

#[test]
fn a_word_that_is_no_verb_costs_a_key_little() {
    // Each verb compared the word with every other one: up to 175 ms a key in the prompt.
    let cost = |what: &dyn Fn()| {
        let before = inside::used();
        (0..4).for_each(|_| what());
        inside::used().saturating_sub(before)
    };
    let word = "abcdefg".repeat(6);
    let once = cost(&|| assert!(by_name(&word).is_err()));
    let search = |word: &str| {
        let mut search = Search::new(word);
        assert_eq!(VERBS.iter().filter_map(|verb| search.score(verb)).count(), 0);
    };
    for word in [word.clone(), "abcdefg ".repeat(500)] {
        let all = cost(&|| search(&word));
        assert!(all < once * 40, "{all:?} against {once:?}");
    }
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn an_hour_of_each() {
    inside::run(span(3600), seed());
    outside::run(span(3600), seed());
}
