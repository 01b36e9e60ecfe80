//! What a form said before: a change is taken back and brought again, and so is unfinished text that was kept.

use super::draft::Kept;
use super::merge::{Merged, merge};
use super::value::{self, Value};
use super::{Reply, Spot, State};

/// So many changes can be taken back inside a form.
const STEPS: usize = 50;

/// A field as it was, and what another window had written there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Was {
    value: Value,
    theirs: Option<Value>,
}

/// The states of a form before and behind the present one.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    undone: Vec<Vec<Was>>,
    done: Vec<Vec<Was>>,
}

impl Past {
    /// What another window wrote is known from now on, whatever is taken back: a field that only it changed is its,
    /// and one that both changed is to be chosen again.
    pub(super) fn meet(&mut self, at: usize, base: &Value, now: &Value, theirs: Option<&Value>) {
        for was in self.done.iter_mut().chain(&mut self.undone).filter_map(|all| all.get_mut(at)) {
            if was.value == *base {
                was.value.clone_from(now);
            } else if let Some(theirs) = theirs.filter(|theirs| was.value != **theirs) {
                was.theirs = Some(theirs.clone());
            }
        }
    }
}

impl State {
    fn was(&self) -> Vec<Was> {
        self.entries.iter().map(|entry| Was { value: entry.value.clone(), theirs: entry.theirs.clone() }).collect()
    }

    /// Notes what it says before that changes.
    pub(super) fn note(&mut self) {
        let was = self.was();
        self.past.undone.clear();
        self.past.done.push(was);
        if self.past.done.len() > STEPS {
            self.past.done.remove(0);
        }
    }

    /// One change back, or forward again; unfinished text comes as if it had been taken back.
    pub(super) fn step(&mut self, is_back: bool) -> Reply {
        let was = self.was();
        let past = &mut self.past;
        let (from, to) = if is_back { (&mut past.done, &mut past.undone) } else { (&mut past.undone, &mut past.done) };
        let Some(fields) = from.pop() else {
            return match (is_back, self.kept.is_empty()) {
                (true, _) => Reply::Refuse("nothing was changed in this form yet".into()),
                (false, true) => Reply::Refuse("nothing was taken back in this form".into()),
                (false, false) => self.bring_back(),
            };
        };
        to.push(was);
        let mut changed = None;
        for (at, (entry, was)) in self.entries.iter_mut().zip(fields).enumerate() {
            if entry.value != was.value {
                entry.error = None;
                changed.get_or_insert(at);
            }
            (entry.value, entry.theirs) = (was.value, was.theirs);
        }
        self.show(changed);
        Reply::Stay
    }

    /// The newest unfinished text, as one change. Where the item says something else by now than it began from, a
    /// person chooses.
    fn bring_back(&mut self) -> Reply {
        self.note();
        let Kept { base, values, theirs, .. } = self.kept.remove(0);
        let mut changed = None;
        for (at, entry) in self.entries.iter_mut().enumerate() {
            let (Some(mine), Some(from)) = (value::find(&values, entry.slot), value::find(&base, entry.slot)) else {
                continue;
            };
            let was_asked = value::find(&theirs, entry.slot).is_some();
            if mine == from && !was_asked {
                continue;
            }
            match merge(from, mine, &entry.base) {
                Merged::Theirs => continue,
                Merged::Mine => entry.theirs = Some(entry.base.clone()).filter(|now| was_asked && now != mine),
                Merged::Both => entry.theirs = Some(entry.base.clone()),
            }
            if entry.value != *mine {
                (entry.value, entry.error) = (mine.clone(), None);
                changed.get_or_insert(at);
            }
        }
        self.show(changed);
        Reply::Stay
    }

    /// The cursor to a field that became another.
    fn show(&mut self, changed: Option<usize>) {
        if let Some(at) = changed.filter(|at| *at != self.at.entry) {
            self.at = Spot { entry: at, row: None };
        }
        self.stay_in_rows();
    }
}
