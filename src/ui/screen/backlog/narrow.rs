//! The part of a list that is shown, and in what order: what was asked, what was answered, and what stays in sight
//! although it does not pass any more.

use crate::domain::query::{Question, Shown};
use crate::domain::word::Needle;
use crate::domain::{Filter, ItemId, List, Order, ProductId, Sort};
use std::collections::HashSet;

/// A filter and a column, and the list they leave.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    filter: Filter,
    /// Its words, to be shown in titles.
    needles: Vec<Needle>,
    sort: Option<Sort>,
    /// The items shown: by the list's own sort keys, or by their sequence where a column sorts them.
    shown: Option<Order>,
    /// Items that stay in sight although they don't pass: changed by one's own act, or new.
    kept: HashSet<ItemId>,
    asked: Option<Question>,
    is_answered: bool,
    /// True where the whole list was shown before: it stays until the first answer.
    shows_whole: bool,
    /// Where nothing passes: how many do in other lists.
    elsewhere: Vec<(List, usize)>,
    /// Where nothing passes: what the filter names that isn't there.
    unknown: Vec<String>,
}

impl Narrow {
    /// As it was left.
    pub fn new(filter: Filter, sort: Option<Sort>) -> Self {
        Self { needles: filter.needles(), filter, sort, ..Self::default() }
    }

    /// True where the list is not shown whole in its own order.
    pub fn is_on(&self) -> bool {
        !self.filter.is_all() || self.sort.is_some()
    }

    /// The filter; it lets everything pass where none is set.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The words of the filter.
    pub fn needles(&self) -> &[Needle] {
        &self.needles
    }

    /// The column.
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }

    /// What is shown of a whole list: all of it, what was answered, or what stood there before; `None` before anything
    /// is known.
    pub fn of<'a>(&'a self, whole: Option<&'a Order>) -> Option<&'a Order> {
        if !self.is_on() || (self.shown.is_none() && self.shows_whole) { whole } else { self.shown.as_ref() }
    }

    /// True where an item is shown although it does not pass.
    pub fn is_kept(&self, id: ItemId) -> bool {
        self.kept.contains(&id)
    }

    /// How many items are shown although they don't pass.
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// True while what is shown is not yet what was asked last.
    pub fn is_waiting(&self) -> bool {
        self.is_on() && !self.is_answered
    }

    /// Sets another filter; what was kept in sight goes. The list shown stays until the answer comes.
    pub fn set_filter(&mut self, filter: Filter) {
        if filter != self.filter {
            self.shows_whole |= !self.is_on();
            (self.needles, self.filter) = (filter.needles(), filter);
            self.kept.clear();
            self.turn();
        }
    }

    /// Sets another column, or the list's own order.
    pub fn set_sort(&mut self, sort: Option<Sort>) {
        if sort != self.sort {
            self.shows_whole |= !self.is_on();
            self.sort = sort;
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.ask_again();
        if !self.is_on() {
            (self.shown, self.shows_whole) = (None, false);
            self.kept.clear();
        }
    }

    /// Another list is shown: nothing of the old one is.
    pub fn leave_list(&mut self) {
        self.kept.clear();
        (self.shown, self.shows_whole) = (None, false);
        self.ask_again();
    }

    /// The file has changed elsewhere: what is shown stays until the answer comes.
    pub fn ask_again(&mut self) {
        self.asked = None;
        self.is_answered = false;
    }

    /// The question that must be put, once.
    pub fn ask(&mut self, product: ProductId, list: List) -> Option<Question> {
        if !self.is_on() {
            return None;
        }
        let question = Question { product, list, filter: self.filter.clone(), sort: self.sort };
        if self.asked.as_ref() == Some(&question) {
            return None;
        }
        (self.asked, self.is_answered) = (Some(question.clone()), false);
        Some(question)
    }

    /// Takes an answer; false where another question was put meanwhile. `whole` is the whole list, where known.
    pub fn take(&mut self, question: &Question, shown: Shown, whole: Option<&Order>) -> bool {
        if self.asked.as_ref() != Some(question) {
            return false;
        }
        (self.is_answered, self.shows_whole) = (true, false);
        (self.elsewhere, self.unknown) = (shown.elsewhere, shown.unknown);
        let ids = shown.ids;
        for id in &ids {
            self.kept.remove(id);
        }
        // What has left the list meanwhile is not kept either.
        self.kept.retain(|id| whole.is_none_or(|whole| whole.key(*id).is_some()));
        let kept = self.kept.iter().copied();
        let ids: Vec<ItemId> = ids.into_iter().chain(kept).collect();
        self.shown = Some(match whole.filter(|_| self.sort.is_none()) {
            Some(whole) => whole.part(ids),
            None => Order::in_sequence(question.product, question.list, &ids),
        });
        true
    }

    /// Where nothing passes: how many do in other lists.
    pub fn elsewhere(&self) -> &[(List, usize)] {
        &self.elsewhere
    }

    /// Where nothing passes: what the filter names that isn't there, each in words.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Nothing could be answered; the list shown stays.
    pub fn give_up(&mut self, question: &Question) {
        if self.asked.as_ref() == Some(question) {
            self.is_answered = true;
        }
    }

    /// The whole list became known: from now on what is shown has its sort keys.
    pub fn know(&mut self, whole: &Order) {
        if self.sort.is_none()
            && let Some(shown) = &self.shown
        {
            self.shown = Some(whole.part(shown.ids()));
        }
    }

    /// Takes over an own change: where the touched items stand now, which of them pass, and which are new.
    pub fn splice(&mut self, places: &[(ItemId, Option<i64>)], passing: &[ItemId], added: &[ItemId]) {
        let is_sorted = self.sort.is_some();
        let Some(shown) = &mut self.shown else { return };
        for &(id, key) in places {
            let was_shown = shown.index_of(id).is_some();
            let passes = passing.contains(&id);
            if key.is_none() {
                self.kept.remove(&id);
                shown.splice(&[(id, None)]);
            } else if was_shown || passes || added.contains(&id) {
                if passes {
                    self.kept.remove(&id)
                } else {
                    self.kept.insert(id)
                };
                match (is_sorted, was_shown) {
                    // By a column nothing jumps away under the hands.
                    (true, true) => {}
                    (true, false) => shown.append(id),
                    (false, _) => shown.splice(&[(id, key)]),
                }
            }
        }
    }
}
