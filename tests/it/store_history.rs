//! Random histories of every kind of change, over restarts and two windows: all of it undone is the start, all of it
//! redone is the end, and what is refused leaves nothing behind.
#![expect(clippy::print_stdout, reason = "each run tells what it did")]

use crate::any_change::{self, Stock};
use crate::dose::dose;
use crate::filter_store::assert_indexed;
use crate::replay::{Dice, assert_whole};
use crate::store::{Shop, dump, now, writer};
use std::collections::BTreeMap;
use strum::IntoEnumIterator;
use upnext::domain::change::ChangeKind;
use upnext::domain::step::Committed;
use upnext::domain::{Change, Now, State};
use upnext::store::{Patience, Store, StoreError, Undone};

/// A backlog of two products with a Sprint that runs, and two windows on it.
struct History {
    shop: Shop,
    other: Store,
    dice: Dice,
    at: Now,
    /// How often each kind was done.
    done: BTreeMap<ChangeKind, usize>,
    refused: usize,
    turns: usize,
    seed: u64,
    /// The change that is being tried.
    doing: String,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut shop = any_change::shop();
        let items = vec![shop.id("a")];
        shop.commit(&Change::SetState { items, state: State::ToAccept });
        let other = shop.window("Bo");
        let dice = Dice(seed.wrapping_mul(7919).wrapping_add(11));
        Self { shop, other, dice, at: now(), done: BTreeMap::new(), refused: 0, turns: 0, seed, doing: String::new() }
    }

    /// Both windows are opened again.
    fn restart(&mut self) {
        self.other = self.shop.window("Bo");
        self.shop.store = Store::open(self.shop.store.path(), writer("Ada"), Patience::None).unwrap();
    }

    fn dump(&self) -> String {
        dump(self.shop.store.path())
    }

    /// Does something in either window; what is refused leaves everything as it was.
    fn act(&mut self, act: impl FnOnce(&mut Store, Now) -> Result<(), StoreError>) -> bool {
        let before = self.dump();
        let store = if self.dice.once_in(2) { &mut self.shop.store } else { &mut self.other };
        let done = act(store, self.at);
        let Err(error) = done else { return true };
        let (seed, doing) = (self.seed, &self.doing);
        let is_fault = matches!(error, StoreError::Sql { .. } | StoreError::Damaged { .. });
        assert!(!is_fault, "{seed}: {error}: {error:?}; {doing:.2000}");
        assert_eq!(self.dump(), before, "{seed}: refused with something left behind: {error}");
        self.refused += 1;
        false
    }

    /// A random change; answers the step where one was made.
    fn change(&mut self) -> Option<Committed> {
        let stock = Stock::of(self.shop.store.path());
        let kind = any_change::kind(&mut self.dice);
        let change = if kind == ChangeKind::Import && !stock.products.is_empty() {
            let product = stock.products[self.dice.below(stock.products.len())];
            any_change::import(&self.shop.store, &mut self.dice, product)?
        } else {
            any_change::change(kind, &mut self.dice, &stock)?
        };
        let mut made = None;
        self.doing = format!("{change:?}");
        if self.act(|store, at| store.commit(&change, at).map(|done| made = Some(done))) {
            *self.done.entry(kind).or_default() += 1;
        }
        made
    }

    /// A random turn of what was done: back, forth, one step out of many, or back to one.
    fn turn(&mut self) {
        self.turns += 1;
        let steps = self.shop.store.newest_steps(None, 30).unwrap();
        let some = steps[self.dice.below(steps.len())].id;
        let product = Stock::of(self.shop.store.path()).products.first().copied().filter(|_| self.dice.once_in(2));
        self.doing = format!("a turn of {some:?}");
        match self.dice.below(9) {
            0..=2 => self.act(|store, at| agreed(store, product, at).map(drop)),
            3..=5 => self.act(|store, at| store.redo(product, at).map(drop)),
            6 | 7 => self.act(|store, at| store.undo_step(some, at).map(drop)),
            _ => self.act(|store, at| store.undo_back_to(some, at).map(drop)),
        };
    }

    fn go(&mut self, acts: usize) {
        for _ in 0..acts {
            if self.dice.once_in(12) {
                self.restart();
            }
            if self.dice.once_in(5) {
                self.turn();
            } else {
                self.change();
            }
        }
    }

    /// All undone; answers how many steps that took.
    fn undo_all(&mut self) -> usize {
        for steps in 0.. {
            match agreed(&mut self.shop.store, None, now()) {
                Ok(Undone::Done(_)) => {}
                Ok(_) => return steps,
                Err(error) => panic!("{}: {steps}: {error}", self.seed),
            }
        }
        0
    }

    fn redo_all(&mut self, steps: usize) {
        self.shop.store = Store::open(self.shop.store.path(), writer("Ada"), Patience::None).unwrap();
        for n in 0..steps {
            let done = self.shop.store.redo(None, now()).unwrap_or_else(|e| panic!("{}: {n}: {e}", self.seed));
            assert!(matches!(done, Undone::Done(_)), "{}: {n}: {done:?}", self.seed);
        }
    }
}

/// Undo of the newest step, whoever made it.
fn agreed(store: &mut Store, product: Option<upnext::domain::ProductId>, at: Now) -> Result<Undone, StoreError> {
    match store.undo(product, at, None)? {
        Undone::Foreign(step) => store.undo(product, at, Some(step.id)),
        other => Ok(other),
    }
}

/// One history: there and back and there again.
fn there_and_back(seed: u64, acts: usize) -> History {
    let mut history = History::new(seed);
    history.go(acts);
    let path = history.shop.store.path().to_owned();
    let end = history.dump();
    assert_indexed(&path);
    assert_whole(&path);
    let steps = history.undo_all();
    assert_eq!(history.dump(), "", "seed {seed}");
    history.redo_all(steps);
    assert_eq!(history.dump(), end, "seed {seed}");
    assert_indexed(&path);
    assert_whole(&path);
    history
}

fn histories(first: u64, rounds: u64, acts: usize) -> BTreeMap<ChangeKind, usize> {
    let (mut done, mut refused, mut turns) = (BTreeMap::new(), 0, 0);
    for seed in first..first + rounds {
        let history = there_and_back(seed, acts);
        refused += history.refused;
        turns += history.turns;
        for (kind, times) in history.done {
            *done.entry(kind).or_default() += times;
        }
    }
    let all: usize = done.values().sum();
    println!("{rounds} histories: {all} changes of {} kinds, {turns} turns, {refused} refusals", done.len());
    done
}

#[test]
fn all_undone_is_the_start_and_all_redone_is_the_end() {
    histories(0, dose("HISTORIES", 6), 50);
}

#[test]
#[ignore = "the long run; its command stands in main.rs"]
fn long_histories_of_every_kind() {
    let done = histories(dose("SEED", 1_000), dose("HISTORIES", 300), 150);
    let never: Vec<ChangeKind> = ChangeKind::iter().filter(|kind| !done.contains_key(kind)).collect();
    assert!(never.is_empty(), "never done: {never:?}");
}

/// Only the newest is taken back and brought back: then the file is a stack of states, whichever window acts.
fn stack_of_states(seed: u64, acts: usize) {
    let mut history = History::new(seed);
    // The states before what can be taken back, each with its step, and those that can be brought back.
    let mut back: Vec<(Option<i64>, String)> = Vec::new();
    let mut forth: Vec<String> = Vec::new();
    for _ in 0..acts {
        let before = history.dump();
        match history.dice.below(5) {
            0 if !back.is_empty() => {
                assert!(history.act(|store, at| agreed(store, None, at).map(drop)), "seed {seed}");
                forth.push(before);
                assert_eq!(history.dump(), back.pop().unwrap().1, "seed {seed}");
            }
            1 => {
                let mut brought = None;
                history.act(|store, at| store.redo(None, at).map(|done| brought = Some(done)));
                match (brought.unwrap(), forth.pop()) {
                    (Undone::Nothing, None) => {}
                    (Undone::Done(_), Some(state)) => {
                        assert_eq!(history.dump(), state, "seed {seed}");
                        back.push((None, before));
                    }
                    (done, state) => panic!("seed {seed}: {done:?} where {} was to come", state.is_some()),
                }
            }
            _ => {
                let Some(done) = history.change() else { continue };
                forth.clear();
                // A move that goes on joins the step before.
                if back.last().is_none_or(|last| last.0 != Some(done.step.0)) {
                    back.push((Some(done.step.0), before));
                }
            }
        }
    }
    println!("seed {seed}: {} states behind, {} ahead", back.len(), forth.len());
}

#[test]
fn undo_and_redo_go_along_a_stack_of_states() {
    for seed in 0..dose("HISTORIES", 4) {
        stack_of_states(seed, 50);
    }
}

/// What is left of the history after a purge is taken back and brought back as before.
fn purged(seed: u64, acts: usize) {
    let mut history = History::new(seed);
    for day in 0..4 {
        history.at = Now::noon(now().day + chrono::Days::new(day));
        history.go(acts / 4);
    }
    let path = history.shop.store.path().to_owned();
    history.restart();
    let before = now().day + chrono::Days::new(1 + history.dice.below(3) as u64);
    match history.shop.store.purge(before, None, history.at) {
        Ok(_) | Err(StoreError::Unchanged) => {}
        Err(error) => panic!("seed {seed}: {error}"),
    }
    assert_whole(&path);
    history.restart();
    let end = history.dump();
    let mut steps = 0;
    loop {
        match agreed(&mut history.shop.store, None, history.at) {
            Ok(Undone::Done(_)) => steps += 1,
            Ok(Undone::Nothing) | Err(StoreError::Erased(_)) => break,
            other => panic!("seed {seed}: {other:?}"),
        }
    }
    assert_whole(&path);
    history.redo_all(steps);
    assert_eq!(history.dump(), end, "seed {seed}");
    history.go(10);
    assert_whole(&path);
}

#[test]
fn what_a_purge_leaves_can_be_taken_back() {
    for seed in 0..dose("HISTORIES", 3) {
        purged(seed, 40);
    }
}
