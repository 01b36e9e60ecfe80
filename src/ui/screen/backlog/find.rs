//! Finding in the whole list, with its neighbours around: what is looked for, what was found, and the next jump.

use super::State;
use crate::domain::query::{Question, Shown};
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
    /// Where the last jump ended.
    last: Option<Landing>,
    /// How many pass in other lists, where none does in this one.
    elsewhere: Vec<(List, usize)>,
}

/// A jump that waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Jump {
    /// Towards the top.
    pub is_back: bool,
    /// To which of the hits that follow, from 1.
    pub times: usize,
    /// True where a filter was put aside for it.
    pub is_unhidden: bool,
    /// Where it begins, also where the answer comes late.
    pub from: Option<ItemId>,
}

/// Where a jump ended: on a hit, or nowhere where nothing of the list passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Landing {
    /// Which one of all hits, from 1; 0 for nowhere.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// True where the list's end was passed on the way.
    pub is_round: bool,
    /// True where the filter hid it and was put aside.
    pub is_unhidden: bool,
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

    /// True where what was found is shown.
    pub fn is_lit(&self) -> bool {
        self.is_lit
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
    pub fn take(&mut self, question: &Question, shown: Shown) {
        if self.asked.as_ref() == Some(question) {
            (self.hits, self.elsewhere) = (Some(shown.ids), shown.elsewhere);
        }
    }

    /// How many pass in other lists, where none does in this one.
    pub fn elsewhere(&self) -> &[(List, usize)] {
        &self.elsewhere
    }

    /// Where the last jump ended.
    pub fn last(&self) -> Option<Landing> {
        self.last
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
        self.find.last = None;
        if hits.is_empty() {
            return Some(Landing::default());
        }
        if self.narrow.sort().is_some() && hits.iter().any(|id| self.index_of(*id).is_none()) {
            // What is found stands in the whole list by this column; it must be answered before the jump.
            self.narrow.set_filter(Filter::default());
            self.find.jump = Some(Jump { is_unhidden: true, ..jump });
            return None;
        }
        let at = self.indexes(&hits);
        let (number, is_round) = step(&at, jump.from.and_then(|id| self.place_in_all(id)).unwrap_or(0), jump)?;
        let is_unhidden = self.show_place(at[number]) || jump.is_unhidden;
        self.find.last = Some(Landing { number: number + 1, of: at.len(), is_round, is_unhidden });
        self.find.last
    }

    /// Which of the hits the cursor is on, where it is on one.
    pub fn hit_here(&self) -> Option<Landing> {
        let at = self.indexes(self.find.hits.as_ref()?);
        let here = self.place_in_all(self.cursor?)?;
        let number = at.binary_search(&here).ok()? + 1;
        Some(Landing { number, of: at.len(), is_round: false, is_unhidden: false })
    }

    /// Puts the cursor on an index of the whole list; true where a filter hid it and had to be put aside.
    fn show_place(&mut self, index: usize) -> bool {
        if self.narrow.sort().is_some() {
            self.select(index);
            return false;
        }
        let Some(id) = self.order.as_ref().and_then(|order| order.at(index)) else { return false };
        let is_hidden = self.index_of(id).is_none();
        if is_hidden {
            self.narrow.set_filter(Filter::default());
        }
        if let Some(index) = self.index_of(id) {
            self.select(index);
        }
        is_hidden
    }

    /// The index of an item in the whole list, filtered or not; in what is shown, where a column sorts it.
    fn place_in_all(&self, id: ItemId) -> Option<usize> {
        if self.narrow.sort().is_some() { self.index_of(id) } else { self.order.as_ref()?.index_of(id) }
    }

    fn indexes(&self, hits: &[ItemId]) -> Vec<usize> {
        let mut at: Vec<usize> = hits.iter().filter_map(|id| self.place_in_all(*id)).collect();
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
        let next = |times| Jump { is_back: false, times, ..Jump::default() };
        let back = |times| Jump { is_back: true, times, ..Jump::default() };
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
