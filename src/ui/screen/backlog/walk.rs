//! Refinement: the list narrowed to the items that need attention, walked through one at a time.
//!
//! The walk is a state of the lists' view: the story pane shows the item as everywhere, and every verb acts on it.
//! What was done to an item is told by the journal, so a step taken back is seen here too.

use super::{Marks, Narrow, State};
use crate::domain::health::{Deeds, Queue, Thresholds, reasons};
use crate::domain::query::{Look, Panel};
use crate::domain::{Filter, ItemId, List, Now, Order, ProductId, Sort};

/// A walk that goes on.
#[derive(Debug, Clone)]
pub struct Walk {
    /// What is walked through, and how far.
    pub queue: Queue,
    /// What was done to its items.
    pub deeds: Deeds,
    /// Why the item under the cursor is here, in words.
    pub why: Vec<String>,
    order: Order,
    before: Left,
    product: ProductId,
    look: Look,
    /// True where the end was reached and only what is yet to be shown follows.
    is_again: bool,
}

/// The view as it was before the walk.
#[derive(Debug, Clone)]
struct Left {
    list: List,
    cursor: Option<ItemId>,
    filter: Filter,
    sort: Option<Sort>,
    marks: Marks,
    is_open: bool,
}

impl Walk {
    /// Where the walk is, counted from 1, and how many items it has.
    pub fn progress(&self) -> (usize, usize) {
        let at = self.queue.cursor.and_then(|id| self.order.index_of(id)).unwrap_or(0);
        (at + 1, self.order.len())
    }

    /// The items as a list.
    pub(super) fn order(&self) -> &Order {
        &self.order
    }

    /// What was done to its items, as the journal has it.
    pub fn wanted(&self) -> Panel {
        Panel::Refined { trail: Box::new(self.queue.trail()), look: self.look, is_scored: false }
    }

    /// Takes an item out that is gone.
    fn forget(&mut self, item: ItemId) {
        self.queue.items.retain(|id| *id != item);
        self.queue.seen.retain(|id| *id != item);
        self.order = Order::in_sequence(self.order.product(), List::Backlog, &self.queue.items);
    }

    /// Its product and its queue, to be kept.
    pub(super) fn walked(&self) -> (ProductId, Box<Queue>) {
        (self.product, Box::new(self.queue.clone()))
    }

    /// Takes over what was done.
    pub fn take(&mut self, deeds: Deeds) {
        self.deeds = deeds;
        self.queue.settle(&self.deeds);
    }

    /// The next item behind the cursor that nothing was decided about; at the end what is yet to be shown before it.
    /// `None` where there is nothing more.
    pub fn go_on(&mut self) -> Option<ItemId> {
        let (at, _) = self.progress();
        let is_due = |id: &ItemId| self.queue.is_due(*id, &self.deeds) && self.queue.cursor != Some(*id);
        let mut behind = self.queue.items.iter().skip(at).copied();
        let next = behind.find(|id| if self.is_again { is_due(id) } else { !self.deeds.is_finished(*id) });
        if next.is_some() {
            return next;
        }
        let before = self.queue.items.iter().copied().find(is_due);
        self.is_again |= before.is_some();
        before
    }

    /// The item before the cursor.
    pub fn previous(&self) -> Option<ItemId> {
        let (at, _) = self.progress();
        self.order.at(at.checked_sub(2)?)
    }

    /// What was decided about an item, as a sign.
    pub(super) fn sign(&self, item: ItemId) -> &'static str {
        if self.deeds.is_finished(item) {
            "✓"
        } else if self.queue.seen.contains(&item) {
            "·"
        } else {
            " "
        }
    }
}

impl State {
    /// Begins a walk; what is shown now comes back after it. `is_wide` where list and story stand side by side.
    pub fn walk_through(&mut self, queue: Queue, product: ProductId, look: Look, is_wide: bool) {
        let before = match self.walk.take() {
            Some(walk) => walk.before,
            None => Left {
                list: self.list,
                cursor: self.cursor,
                filter: self.narrow.filter().clone(),
                sort: self.narrow.sort(),
                marks: std::mem::take(&mut self.marks),
                is_open: self.is_open,
            },
        };
        if self.list != List::Backlog {
            self.show(List::Backlog, None);
        }
        (self.narrow, self.is_open, self.scroll) = (Narrow::default(), !is_wide, 0);
        self.cursor = queue.cursor;
        let order = Order::in_sequence(product, List::Backlog, &queue.items);
        let (deeds, why, is_again) = (Deeds::default(), Vec::new(), false);
        self.walk = Some(Box::new(Walk { queue, deeds, why, order, before, product, look, is_again }));
    }

    /// Ends the walk and shows what was there before it; answers what was walked through.
    pub fn end_walk(&mut self) -> Option<Walk> {
        let walk = *self.walk.take()?;
        self.walked = Some(walk.walked());
        let Left { list, cursor, filter, sort, marks, is_open } = walk.before.clone();
        if list == self.list {
            self.cursor = cursor;
        } else {
            self.show(list, cursor);
        }
        (self.narrow, self.marks, self.is_open) = (Narrow::new(filter, sort), marks, is_open);
        self.scroll = 0;
        Some(walk)
    }

    /// The item under the cursor is gone, as after an undo: it leaves the walk. False where there is no walk, or nothing
    /// of it left.
    pub fn leave_out_of_walk(&mut self, item: ItemId) -> bool {
        let Some(walk) = self.walk.as_mut() else { return false };
        let (at, _) = walk.progress();
        walk.forget(item);
        let next = walk.order.at(at.saturating_sub(1)).or_else(|| walk.queue.items.last().copied());
        walk.queue.cursor = next;
        self.cursor = next;
        next.is_some()
    }

    /// Goes to an item of the walk.
    pub fn walk_to(&mut self, item: ItemId) {
        (self.cursor, self.scroll) = (Some(item), 0);
    }

    /// Notes that the item under the cursor was seen, and why it is here; true where the walk has gone on.
    pub fn settle_walk(&mut self, now: Now, thresholds: Thresholds) -> bool {
        let place = self.cursor.and_then(|id| self.order.as_ref()?.index_of(id)).map(|at| at + 1);
        let Some((walk, cursor)) = self.walk.as_mut().zip(self.cursor) else { return false };
        let is_new = walk.queue.cursor != Some(cursor) || !walk.queue.seen.contains(&cursor);
        walk.queue.see(cursor);
        walk.why = match self.item.as_ref().filter(|item| item.id == cursor) {
            Some(item) => {
                reasons(item, place, now, thresholds).iter().map(crate::domain::health::Reason::text).collect()
            }
            None => Vec::new(),
        };
        is_new
    }
}
