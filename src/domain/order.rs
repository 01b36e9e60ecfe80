//! A list in memory: every id of it with its sort key, so that a place is found without asking the file.
//!
//! Own changes are spliced in ([`Order::splice`]); only changes from elsewhere load it anew. 100,000 items take
//! about 2.4 MB.

use super::{ItemId, List, ProductId, Spot};

/// Marks an id that is not in the list.
const ABSENT: i64 = i64::MIN;

/// All ids of one list of one product, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    product: ProductId,
    list: List,
    /// Ascending by sort key, then id.
    entries: Vec<(i64, ItemId)>,
    /// Sort key by id; ids are small whole numbers, so a plain table is the smallest map.
    keys: Vec<i64>,
}

impl Order {
    /// From all entries of the list; sorted here where they aren't.
    pub fn new(product: ProductId, list: List, mut entries: Vec<(i64, ItemId)>) -> Self {
        if !entries.is_sorted() {
            entries.sort_unstable();
        }
        // A list stays as long as it is shown: no room for what never comes.
        entries.shrink_to_fit();
        let most = entries.iter().filter_map(|e| usize::try_from(e.1.0).ok()).max();
        let mut order = Self { product, list, entries, keys: vec![ABSENT; most.map_or(0, |most| most + 1)] };
        for at in 0..order.entries.len() {
            let (key, id) = order.entries[at];
            order.note(id, key);
        }
        order
    }

    /// A list in another order than its own: as `ids` stand.
    pub fn in_sequence(product: ProductId, list: List, ids: &[ItemId]) -> Self {
        Self::new(product, list, (0..).zip(ids.iter().copied()).collect())
    }

    /// The part of this list that has these items.
    #[must_use]
    pub fn part(&self, ids: impl IntoIterator<Item = ItemId>) -> Self {
        let entries = ids.into_iter().filter_map(|id| Some((self.key(id)?, id)));
        Self::new(self.product, self.list, entries.collect())
    }

    /// The product it belongs to.
    pub fn product(&self) -> ProductId {
        self.product
    }

    /// The list it is.
    pub fn list(&self) -> List {
        self.list
    }

    /// How many items it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True where the list has no item.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The item at an index, counted from 0.
    pub fn at(&self, index: usize) -> Option<ItemId> {
        self.entries.get(index).map(|e| e.1)
    }

    /// The ids of up to `count` items from an index on.
    pub fn window(&self, from: usize, count: usize) -> impl Iterator<Item = ItemId> + '_ {
        self.entries.iter().skip(from).take(count).map(|e| e.1)
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.entries.iter().map(|e| e.1)
    }

    /// The index of an item, counted from 0.
    pub fn index_of(&self, id: ItemId) -> Option<usize> {
        let key = self.key(id)?;
        self.entries.binary_search(&(key, id)).ok()
    }

    /// The index in `part` of the first item that stands at `id`'s place of this list or after it.
    pub fn next_in(&self, part: &Self, id: ItemId) -> Option<usize> {
        let entry = (self.key(id)?, id);
        Some(part.entries.partition_point(|e| *e < entry))
    }

    /// Those of `items` that stand in the list, in its order.
    pub fn sorted(&self, items: impl IntoIterator<Item = ItemId>) -> Vec<ItemId> {
        let mut found: Vec<(i64, ItemId)> = items.into_iter().filter_map(|id| Some((self.key(id)?, id))).collect();
        found.sort_unstable();
        found.into_iter().map(|f| f.1).collect()
    }

    /// Where `items` go when they move past `times` neighbours of this list, together and in their order; `None`
    /// where they stand at its end already.
    ///
    /// On a filtered list the neighbours are the visible ones: the items come to stand directly beside the last one
    /// passed, and hidden items stay directly below the visible one above them.
    pub fn nudge(&self, items: &[ItemId], is_up: bool, times: usize) -> Option<Spot> {
        let mut at: Vec<usize> = items.iter().filter_map(|id| self.index_of(*id)).collect();
        at.sort_unstable();
        let (first, last) = (*at.first()?, *at.last()?);
        let is_other = |index: &usize| at.binary_search(index).is_err();
        let times = times.max(1);
        let anchor = if is_up {
            // The neighbours above the topmost; where there is none, the first gap is closed towards the top.
            let above = first.checked_sub(1).map(|_| first.saturating_sub(times));
            above.or_else(|| (first..last).find(is_other))
        } else {
            let below = (last + 1 < self.len()).then(|| last.saturating_add(times).min(self.len() - 1));
            below.or_else(|| (first..last).rev().find(is_other))
        };
        let anchor = self.at(anchor?)?;
        Some(if is_up { Spot::Above(anchor) } else { Spot::Below(anchor) })
    }

    /// How many items of `self`, the whole list, lie between an item and the one it is moved beside, but are not in
    /// `visible`.
    pub fn hidden_between(&self, visible: &Self, item: ItemId, anchor: ItemId) -> usize {
        let (Some(a), Some(b)) = (self.index_of(item), self.index_of(anchor)) else { return 0 };
        let (low, high) = (a.min(b), a.max(b));
        self.window(low, high - low).filter(|id| visible.index_of(*id).is_none()).count()
    }

    /// Takes over where items stand now: `Some(sort key)`, or `None` for one that left the list.
    ///
    /// Of 100,000 entries only those move that lie between the old place and the new one.
    pub fn splice(&mut self, touched: &[(ItemId, Option<i64>)]) {
        let mut has_left = false;
        for &(id, key) in touched {
            let was = self.index_of(id);
            match (was, key.map(|key| (key, id))) {
                (Some(at), Some(entry)) => self.shift(at, entry),
                (None, Some(entry)) => self.entries.insert(self.entries.partition_point(|e| *e < entry), entry),
                (Some(_), None) => {
                    has_left = true;
                    continue;
                }
                (None, None) => {}
            }
            self.note(id, key.unwrap_or(ABSENT));
        }
        if has_left {
            touched.iter().filter(|(_, key)| key.is_none()).for_each(|(id, _)| self.note(*id, ABSENT));
            let keys = &self.keys;
            self.entries.retain(|(_, id)| usize::try_from(id.0).is_ok_and(|slot| keys[slot] != ABSENT));
        }
    }

    /// Puts another entry for the one at an index, at its own place.
    fn shift(&mut self, at: usize, entry: (i64, ItemId)) {
        let to = self.entries[..at].partition_point(|e| *e < entry);
        let to = if to < at {
            self.entries[to..=at].rotate_right(1);
            to
        } else {
            let to = at + self.entries[at + 1..].partition_point(|e| *e < entry);
            self.entries[at..=to].rotate_left(1);
            to
        };
        self.entries[to] = entry;
    }

    /// Puts an item at the end of a list that stands in a sequence.
    pub fn append(&mut self, id: ItemId) {
        let last = self.entries.last().map_or(0, |e| e.0);
        self.splice(&[(id, Some(last + 1))]);
    }

    /// The sort key of an item, where the list has it.
    pub fn key(&self, id: ItemId) -> Option<i64> {
        let slot = usize::try_from(id.0).ok()?;
        self.keys.get(slot).copied().filter(|k| *k != ABSENT)
    }

    fn note(&mut self, id: ItemId, key: i64) {
        let Ok(slot) = usize::try_from(id.0) else { return };
        if slot >= self.keys.len() {
            self.keys.resize(slot + 1, ABSENT);
        }
        self.keys[slot] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn order(keys: &[(i64, i64)]) -> Order {
        Order::new(ProductId(1), List::Backlog, keys.iter().map(|&(k, id)| (k, ItemId(id))).collect())
    }

    #[test]
    fn a_move_is_a_splice() {
        let mut order = order(&[(10, 1), (20, 2), (30, 3)]);
        order.splice(&[(ItemId(3), Some(15)), (ItemId(2), None), (ItemId(9), Some(5))]);
        assert_eq!(order.ids().map(|i| i.0).collect::<Vec<_>>(), [9, 1, 3]);
        assert_eq!(order.index_of(ItemId(3)), Some(2));
        assert_eq!(order.index_of(ItemId(2)), None);
        assert_eq!(order.index_of(ItemId(77)), None);
    }

    #[test]
    fn a_part_keeps_the_order_and_knows_what_followed() {
        let all = order(&[(10, 1), (20, 2), (30, 3), (40, 4)]);
        let part = all.part([ItemId(4), ItemId(2), ItemId(9)]);
        assert_eq!(part.ids().map(|i| i.0).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(all.next_in(&part, ItemId(3)), Some(1));
        assert_eq!(all.next_in(&part, ItemId(2)), Some(0));
        assert_eq!(all.next_in(&part, ItemId(9)), None);
        let by_title = Order::in_sequence(ProductId(1), List::Backlog, &[ItemId(3), ItemId(1)]);
        assert_eq!(by_title.index_of(ItemId(1)), Some(1));
    }

    #[test]
    fn a_nudge_goes_past_visible_neighbours() {
        let id = ItemId;
        let order = order(&[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
        assert_eq!(order.nudge(&[id(3)], true, 1), Some(Spot::Above(id(2))));
        assert_eq!(order.nudge(&[id(3)], false, 9), Some(Spot::Below(id(5))));
        assert_eq!(order.nudge(&[id(1)], true, 1), None);
        assert_eq!(order.nudge(&[id(1), id(2)], true, 1), None);
        assert_eq!(order.nudge(&[id(4), id(5)], false, 1), None);
        assert_eq!(order.nudge(&[id(1), id(3)], true, 1), Some(Spot::Above(id(2))), "the gap is closed");
        assert_eq!(order.nudge(&[id(2), id(4)], false, 1), Some(Spot::Below(id(5))));
        assert_eq!(order.nudge(&[id(9)], true, 1), None);
    }

    #[test]
    fn hidden_items_passed_are_counted() {
        let all = order(&[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
        let visible = order(&[(1, 1), (4, 4), (5, 5)]);
        assert_eq!(visible.nudge(&[ItemId(4)], true, 1), Some(Spot::Above(ItemId(1))));
        assert_eq!(all.hidden_between(&visible, ItemId(4), ItemId(1)), 2);
        assert_eq!(all.hidden_between(&visible, ItemId(4), ItemId(5)), 0);
    }

    proptest! {
        #[test]
        fn splicing_equals_loading_anew(
            steps in prop::collection::vec(prop::collection::vec((0_i64..30, prop::option::of(-100_i64..100)), 1..9), 0..20)
        ) {
            let mut spliced = order(&[]);
            let mut truth = std::collections::BTreeMap::new();
            for step in steps {
                let step: std::collections::BTreeMap<i64, Option<i64>> = step.into_iter().collect();
                for (id, key) in &step {
                    match key { Some(k) => truth.insert(*id, *k), None => truth.remove(id) };
                }
                spliced.splice(&step.into_iter().map(|(id, key)| (ItemId(id), key)).collect::<Vec<_>>());
                let fresh = order(&truth.iter().map(|(id, k)| (*k, *id)).collect::<Vec<_>>());
                prop_assert_eq!(&spliced.entries, &fresh.entries);
                let is_known = |id: i64| spliced.key(ItemId(id)) == truth.get(&id).copied();
                prop_assert!((0..30).all(is_known));
            }
        }
    }
}
