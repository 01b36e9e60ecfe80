//! Finding in the whole list, with its neighbours around: what is looked for, what was found, and the next jump.

use super::State;
use crate::domain::query::Question;
use crate::domain::word::Needle;
use crate::domain::{Filter, ItemId, List, ProductId};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// `None` before anything was looked for.
    filter: Option<Filter>,
    /// Its words, to be shown in titles.
    needles: Vec<Needle>,
    /// True while what was found is shown in the titles.
    is_lit: bool,
    /// Those that pass, in no order; `None` before the answer and after a change.
    hits: Option<Vec<ItemId>>,
    asked: Option<Question>,
    jump: Option<Jump>,
}

/// A jump that waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// Towards the top.
    pub is_back: bool,
    /// To which of the hits that follow, from 1.
    pub times: usize,
}

/// Where a jump ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// On a hit.
    Hit {
        /// Which one of all, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// True where the list's end was passed on the way.
        is_round: bool,
        /// True where the filter hid all of them and was put aside.
        is_unhidden: bool,
    },
    /// Nothing of the list passes.
    Nowhere,
}

impl Find {
    /// Looks for something else.
    pub fn set(&mut self, filter: Option<Filter>) {
        if filter != self.filter {
            self.needles = filter.as_ref().map_or_else(Vec::new, Filter::needles);
            self.filter = filter;
            self.forget();
        }
    }

    /// What is looked for.
    pub fn filter(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }

    /// The words that are looked for.
    pub fn needles(&self) -> &[Needle] {
        if self.is_lit { &self.needles } else { &[] }
    }

    /// What was found is not shown in the titles any more; false where it was not.
    pub fn dim(&mut self) -> bool {
        std::mem::take(&mut self.is_lit)
    }

    /// Asks for a jump.
    pub fn jump(&mut self, jump: Jump) {
        (self.jump, self.is_lit) = (Some(jump), true);
    }

    /// The jump that waits is not wanted any more.
    pub fn stay(&mut self) {
        self.jump = None;
    }

    /// True while a jump waits for its answer.
    pub fn is_waiting(&self) -> bool {
        self.jump.is_some()
    }

    /// The file has changed: what was found may not be so any more.
    pub fn forget(&mut self) {
        (self.hits, self.asked) = (None, None);
    }

    /// Another list is shown.
    pub fn leave_list(&mut self) {
        self.forget();
        (self.jump, self.is_lit) = (None, false);
    }

    /// The question that must be put, once, before the jump.
    pub fn ask(&mut self, product: ProductId, list: List) -> Option<Question> {
        let filter = self.filter.clone()?;
        if self.jump.is_none() || self.hits.is_some() || self.asked.is_some() {
            return None;
        }
        let question = Question { product, list, filter, sort: None };
        self.asked = Some(question.clone());
        Some(question)
    }

    /// Takes an answer; an outdated one is dropped.
    pub fn take(&mut self, question: &Question, ids: Vec<ItemId>) {
        if self.asked.as_ref() == Some(question) {
            self.hits = Some(ids);
        }
    }

    /// Nothing could be answered.
    pub fn give_up(&mut self, question: &Question) {
        if self.asked.as_ref() == Some(question) {
            (self.jump, self.asked) = (None, None);
        }
    }
}

impl State {
    /// Does the jump that waits, where its answer is there.
    pub fn land(&mut self) -> Option<Landing> {
        let (jump, hits) = (self.find.jump?, self.find.hits.clone()?);
        self.find.jump = None;
        if hits.is_empty() {
            return Some(Landing::Nowhere);
        }
        let mut at = self.indexes(&hits);
        let is_unhidden = at.is_empty();
        if is_unhidden {
            self.narrow.set_filter(Filter::default());
            if self.narrow.is_on() {
                // A column sorts the list: it must be answered anew before the jump.
                self.find.jump = Some(jump);
                return None;
            }
            self.index = self.cursor.and_then(|id| self.index_of(id)).unwrap_or(0);
            at = self.indexes(&hits);
        }
        let from = self.before.as_ref().and_then(|b| b.cursor).and_then(|id| self.index_of(id)).unwrap_or(self.index);
        let (number, is_round) = step(&at, from, jump)?;
        self.select(at[number]);
        Some(Landing::Hit { number: number + 1, of: at.len(), is_round, is_unhidden })
    }

    fn indexes(&self, hits: &[ItemId]) -> Vec<usize> {
        let mut at: Vec<usize> = hits.iter().filter_map(|id| self.index_of(*id)).collect();
        at.sort_unstable();
        at
    }
}

/// Which of the ascending indexes comes next, and whether the way led round the end.
fn step(at: &[usize], from: usize, jump: Jump) -> Option<(usize, bool)> {
    let len = at.len();
    let times = jump.times.max(1);
    if len == 0 {
        return None;
    }
    let (ahead, first) = if jump.is_back {
        let before = at.partition_point(|i| *i < from);
        (before, before + len - 1)
    } else {
        let past = at.partition_point(|i| *i <= from);
        (len - past, past)
    };
    let is_round = times > ahead;
    let more = (times - 1) % len;
    let number = if jump.is_back { (first + len - more) % len } else { (first + more) % len };
    Some((number, is_round))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jumps_go_on_from_hit_to_hit_and_round_the_end() {
        let next = |times| Jump { is_back: false, times };
        let back = |times| Jump { is_back: true, times };
        let at = [2, 5, 9];
        assert_eq!(step(&at, 0, next(1)), Some((0, false)));
        assert_eq!(step(&at, 2, next(1)), Some((1, false)));
        assert_eq!(step(&at, 9, next(1)), Some((0, true)));
        assert_eq!(step(&at, 2, next(2)), Some((2, false)));
        assert_eq!(step(&at, 2, next(3)), Some((0, true)));
        assert_eq!(step(&at, 9, back(1)), Some((1, false)));
        assert_eq!(step(&at, 2, back(1)), Some((2, true)));
        assert_eq!(step(&at, 7, back(2)), Some((0, false)));
        assert_eq!(step(&at, 7, back(3)), Some((2, true)));
        assert_eq!(step(&[4], 4, next(1)), Some((0, true)));
        assert_eq!(step(&[], 4, next(1)), None);
    }
}
