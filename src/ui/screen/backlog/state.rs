//! Where the cursor is, what is marked, and what the store has told of it.

use super::badge::Badges;
use super::checked::Checked;
use super::find::Find;
use super::line::Lines;
use super::looked::Looked;
use super::narrow::Narrow;
use super::walk::Walk;
use crate::domain::health::Queue;
use crate::domain::query::{Question, Shown, Window};
use crate::domain::{Filter, Item, ItemId, List, Order, ProductId, Row};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// The state of the view.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The list shown.
    pub list: List,
    /// All of it, once known.
    pub order: Option<Order>,
    /// Whether what is known of it is as the file has it.
    pub age: Age,
    /// The part of it that is shown.
    pub narrow: Narrow,
    /// What another view goes through instead of the list.
    pub cards: Option<Order>,
    /// Where the list stands beside a Sprint: so many rows at its top are in Sprints, and the cursor passes them over.
    /// Lines are not drawn there.
    pub floor: Option<usize>,
    /// What is looked for in it.
    pub find: Find,
    /// The selected item.
    pub cursor: Option<ItemId>,
    /// Where the cursor is, counted from 0; kept when its item leaves.
    pub index: usize,
    /// The lines between its rows.
    pub lines: Lines,
    /// The first place of the list on the screen; lines count as rows do.
    pub top: usize,
    /// The rows on the screen.
    pub window: Window,
    /// The selected item, whole.
    pub item: Option<Box<Item>>,
    /// The marked items.
    pub marks: Marks,
    /// Lines the story is scrolled down.
    pub scroll: usize,
    /// True where the story has the whole width.
    pub is_open: bool,
    /// Where the cursor was before each jump, the latest last.
    pub back: Vec<(List, Option<ItemId>)>,
    /// Where the cursor was in the other lists.
    pub left: HashMap<List, ItemId>,
    /// What it was like before a filter or something to find was typed.
    pub before: Option<Before>,
    /// The item that had the cursor last; brought back where nothing was shown in between.
    pub lost: Option<ItemId>,
    /// Where the cursor goes once the write that is under way is made; `None` where it stays with its item.
    pub next: Option<ItemId>,
    /// How many hidden items the last move passed.
    pub passed: usize,
    /// What the write that is under way mends, to be told once it is made.
    pub mended: Option<String>,
    /// True where the lines of the next Sprints are hidden.
    pub hides_ahead: bool,
    /// True where the columns of the source are shown whole.
    pub is_unfolded: bool,
    /// What came in and was looked at.
    pub looked: Looked,
    /// What the checks say of the selected item.
    pub checked: Checked,
    /// The scores beside the rows.
    pub badges: Badges,
    /// The day it is, as the runtime last said; ages are told by it.
    pub today: NaiveDate,
    /// The refinement that goes on.
    pub walk: Option<Box<Walk>>,
    /// A walk that was left just now, until that is kept.
    pub walked: Option<(ProductId, Box<Queue>)>,
}

/// Whether the list in memory is as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Age {
    /// As far as known.
    #[default]
    Fresh,
    /// The file was changed elsewhere; the old list stays on the screen until the new one is read.
    Old,
    /// As [`Old`](Self::Old), and asked for.
    Asked,
}

/// What the list was like before something was typed that changes it letter by letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The filter.
    pub filter: Filter,
    /// The cursor.
    pub cursor: Option<ItemId>,
    /// What was looked for.
    pub find: Option<Filter>,
}

/// Marked items, held by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    set: HashSet<ItemId>,
    /// The marks before they were last cleared.
    last: Vec<ItemId>,
    /// The other end of a range that is being marked.
    pub range: Option<ItemId>,
}

impl Marks {
    /// Marks brought back from an earlier run.
    pub fn of(ids: &[ItemId]) -> Self {
        Self { set: ids.iter().copied().collect(), ..Self::default() }
    }

    /// True where nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// How many are marked.
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// True where this item is marked.
    pub fn has(&self, id: ItemId) -> bool {
        self.set.contains(&id)
    }

    /// All marked items, in no order.
    pub fn ids(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.set.iter().copied()
    }

    /// All marked items by id.
    pub fn sorted(&self) -> Vec<ItemId> {
        let mut ids: Vec<ItemId> = self.ids().collect();
        ids.sort_unstable();
        ids
    }

    /// Marks an item, or unmarks it.
    pub fn toggle(&mut self, id: ItemId) {
        if !self.set.remove(&id) {
            self.set.insert(id);
        }
    }

    /// Marks items.
    pub fn add(&mut self, ids: impl IntoIterator<Item = ItemId>) {
        self.set.extend(ids);
    }

    /// Forgets items that are gone.
    pub fn forget(&mut self, id: ItemId) {
        self.set.remove(&id);
    }

    /// Clears the marks, remembering them.
    pub fn clear(&mut self) {
        if !self.set.is_empty() {
            self.last = self.set.drain().collect();
        }
        self.range = None;
    }

    /// Brings the last marks back; false where there were none.
    pub fn again(&mut self) -> bool {
        self.set.extend(self.last.iter().copied());
        !self.set.is_empty()
    }
}

/// Rows that stay in sight above and below the cursor.
pub(super) fn margin(rows: usize) -> usize {
    (rows / 5).min(3)
}

impl State {
    /// The selected item, where the list has one.
    pub fn selected(&self) -> Option<ItemId> {
        self.cursor
    }

    /// True where an item came in and was not looked at since.
    pub fn is_incoming(&self, row: &Row) -> bool {
        row.is_incoming && !self.looked.has(row.id)
    }

    /// The row under the cursor, where it is on the screen.
    pub fn selected_row(&self) -> Option<&Row> {
        self.window.rows.iter().find(|r| Some(r.id) == self.cursor)
    }

    /// What is shown: the whole list, or a part of it; `None` before it is known.
    pub fn visible(&self) -> Option<&Order> {
        match (&self.walk, &self.cards) {
            (Some(walk), _) => Some(walk.order()),
            (None, Some(cards)) => Some(cards),
            (None, None) => self.narrow.of(self.order.as_ref()),
        }
    }

    /// How many items are shown, as far as known.
    pub fn len(&self) -> usize {
        self.visible().map_or(self.window.rows.len(), Order::len)
    }

    /// How many items the list has, shown or not; `None` before it is known.
    pub fn total(&self) -> Option<usize> {
        self.order.as_ref().map(Order::len)
    }

    /// The place of an item in the whole list, counted from 1; `None` before it is known.
    pub fn place_of(&self, id: ItemId) -> Option<usize> {
        self.order.as_ref()?.index_of(id).map(|at| at + 1)
    }

    /// True where no item is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index of what is shown, as far as known.
    pub fn at(&self, index: usize) -> Option<ItemId> {
        match self.visible() {
            Some(order) => order.at(index),
            None => self.window.rows.get(index.checked_sub(self.window.from)?).map(|r| r.id),
        }
    }

    /// The first index of what is shown and the one behind its last, as far as known.
    pub(super) fn span(&self) -> (usize, usize) {
        match self.visible() {
            Some(order) => (self.floor.unwrap_or(0).min(order.len()), order.len()),
            // The page that was answered is all there is.
            None => (self.window.from, self.window.from + self.window.rows.len()),
        }
    }

    /// Puts the cursor on an index, or on the nearest one that is known.
    pub fn select(&mut self, index: usize) {
        let (first, end) = self.span();
        let index = index.clamp(first, end.saturating_sub(1).max(first));
        let cursor = self.at(index);
        if cursor != self.cursor {
            self.scroll = 0;
            self.lost = self.cursor.or(self.lost);
        }
        (self.index, self.cursor) = (index, cursor);
    }

    /// Puts the cursor back on its item, or on the one that followed where it left; then scrolls to it.
    pub fn settle(&mut self, rows: usize) {
        if self.visible().is_none() && (self.window.rows.is_empty() || self.narrow.is_on()) {
            // Nothing is known yet: the cursor waits for its page.
            return;
        }
        let found = self.cursor.and_then(|id| self.index_of(id));
        self.select(found.unwrap_or(self.index));
        let (at, last) = (self.lines.place(self.index), self.last_top(rows));
        let (first, end) = self.span();
        let margin = margin(rows);
        // The lines above the first row and below the last one are shown with them.
        let lowest = if self.index + 1 == end { last.min(at) } else { (at + margin + 1).saturating_sub(rows) };
        let highest = if self.index == 0 { (at + 1).saturating_sub(rows) } else { at.saturating_sub(margin) };
        self.top = self.top.clamp(lowest, highest.max(lowest)).min(last);
        if first > 0 {
            self.top = self.top.max(self.lines.place(first));
        }
    }

    /// The last place that can be the first one on the screen.
    pub fn last_top(&self, rows: usize) -> usize {
        self.places().saturating_sub(rows)
    }

    /// The index of an item in what is shown, as far as known.
    pub fn index_of(&self, id: ItemId) -> Option<usize> {
        match self.visible() {
            Some(order) => order.index_of(id),
            None => self.window.rows.iter().position(|r| r.id == id).map(|at| at + self.window.from),
        }
    }

    /// Shows another list, the cursor where it was left there, else on `cursor`.
    pub fn show(&mut self, list: List, cursor: Option<ItemId>) {
        if let Some(id) = self.cursor {
            self.left.insert(self.list, id);
        }
        (self.marks.range, self.cards, self.floor) = (None, None, None);
        // What is shown of another list is no part of a walk.
        if let Some(walk) = self.walk.take() {
            self.walked = Some(walk.walked());
        }
        self.cursor = cursor.or_else(|| self.left.get(&list).copied());
        (self.list, self.order) = (list, None);
        self.age = Age::Fresh;
        self.narrow.leave_list();
        self.find.leave_list();
        (self.window, self.index, self.top, self.scroll) = (Window::default(), 0, 0, 0);
    }

    /// Nothing is known of the list any more; what is shown of it is asked anew.
    pub fn forget_lists(&mut self) {
        (self.order, self.age, self.window) = (None, Age::Fresh, Window::default());
        self.narrow.leave_list();
        self.find.leave_list();
    }

    /// Remembers the cursor before a jump.
    pub fn remember(&mut self) {
        const MOST: usize = 50;
        self.back.push((self.list, self.cursor));
        if self.back.len() > MOST {
            self.back.remove(0);
        }
    }

    /// What a verb acts on: the marks among what is shown, in its order; where there is none, the item under the cursor.
    pub fn targets(&self) -> Vec<ItemId> {
        let mut targets: Vec<(usize, ItemId)> =
            self.marks.ids().filter_map(|id| Some((self.index_of(id)?, id))).collect();
        targets.sort_unstable();
        if targets.is_empty() {
            return self.cursor.into_iter().collect();
        }
        targets.into_iter().map(|t| t.1).collect()
    }

    /// True where verbs act on marked items that the cursor is not among.
    pub fn is_off_marks(&self) -> bool {
        !self.marks.is_empty() && self.cursor.is_some_and(|id| !self.targets().contains(&id))
    }

    /// How many marked items are not in the list shown.
    pub fn hidden_marks(&self) -> usize {
        self.marks.ids().filter(|id| self.index_of(*id).is_none()).count()
    }

    /// Takes over the whole list.
    pub fn take_order(&mut self, order: Order) {
        self.narrow.know(&order);
        (self.order, self.age) = (Some(order), Age::Fresh);
    }

    /// Takes over what is to be shown; the cursor stays on its item, else goes to the one that followed it.
    pub fn take_shown(&mut self, question: &Question, shown: Shown) {
        if !self.narrow.take(question, shown, self.order.as_ref()) {
            return;
        }
        let (Some(shown), Some(order)) = (self.narrow.of(None), &self.order) else { return };
        let anchor = self.before.as_ref().and_then(|b| b.cursor);
        let cursor = anchor.filter(|id| shown.index_of(*id).is_some()).or(self.cursor).or(self.lost);
        let next = cursor.filter(|_| self.narrow.sort().is_none()).and_then(|id| order.next_in(shown, id));
        (self.cursor, self.index) = (cursor, next.unwrap_or(0));
    }

    /// Shows another part of the list; the cursor stays where it can.
    pub fn set_filter(&mut self, filter: Filter) {
        let anchor = self.before.as_ref().and_then(|b| b.cursor);
        self.cursor = anchor.filter(|_| filter.is_all()).or(self.cursor).or(self.lost);
        self.narrow.set_filter(filter);
        if let (false, Some(index)) = (self.narrow.is_on(), self.cursor.and_then(|id| self.index_of(id))) {
            self.index = index;
        }
    }

    /// Takes over the rows of the screen; before the order is known they also say where the cursor is.
    pub fn take_window(&mut self, window: Window) {
        self.window = window;
        if self.order.is_none() && !self.narrow.is_on() {
            let at = self.window.rows.iter().position(|r| Some(r.id) == self.cursor).unwrap_or(0);
            self.cursor = self.window.rows.get(at).map(|r| r.id);
            self.index = self.window.from + at;
            self.top = self.window.from;
        }
    }
}
