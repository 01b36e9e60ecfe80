//! The order of a list as small as it can be: for each row's number its place, four bytes. 100,000 items take 0.4 MB.

use super::super::list;
use super::bits::Bits;
use crate::domain::{ItemId, List, ProductId};
use rusqlite::Connection;

/// Where every item of a list stands.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) product: ProductId,
    pub(super) list: List,
    /// The place by row's number, counted from 1; 0 for those that don't stand in the list.
    at: Vec<u32>,
    len: usize,
}

impl Places {
    /// Reads the order of a list; no row has a number beyond `rows`.
    pub(super) fn read(conn: &Connection, product: ProductId, list: List, rows: usize) -> rusqlite::Result<Self> {
        let mut places = Self { product, list, at: vec![0; rows + 1], len: 0 };
        let mut statement = conn.prepare_cached(&list::ids_sql(list))?;
        let mut found = statement.query([product.0])?;
        while let Some(row) = found.next()? {
            places.len += 1;
            let slot = usize::try_from(row.get::<_, i64>(0)?).ok().and_then(|id| places.at.get_mut(id));
            if let (Some(slot), Ok(place)) = (slot, u32::try_from(places.len)) {
                *slot = place;
            }
        }
        Ok(places)
    }

    /// How many items the list has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    fn place(&self, item: ItemId) -> Option<u32> {
        let slot = usize::try_from(item.0).ok()?;
        self.at.get(slot).copied().filter(|place| *place != 0)
    }

    /// All of the list, in its order.
    pub(super) fn ids(&self) -> Vec<ItemId> {
        self.kept(|_| true)
    }

    /// Those of a set that stand in the list, in its order.
    pub(super) fn among(&self, bits: &Bits) -> Vec<ItemId> {
        // A few are sorted sooner than all are gone through.
        if bits.count() * 8 < self.len { self.sorted(bits.ids()) } else { self.kept(|id| bits.has(id)) }
    }

    /// Those of `items` that stand in the list, in its order.
    pub(super) fn sorted(&self, items: impl IntoIterator<Item = ItemId>) -> Vec<ItemId> {
        let mut found: Vec<(u32, ItemId)> = items.into_iter().filter_map(|id| Some((self.place(id)?, id))).collect();
        found.sort_unstable();
        found.into_iter().map(|f| f.1).collect()
    }

    /// Those that stand from and to a place, counted from 1.
    pub(super) fn between(&self, from: i64, to: i64, into: &mut Bits) {
        let all = self.at.iter().zip(0_i64..);
        all.filter(|(place, _)| **place != 0 && (from..=to).contains(&i64::from(**place)))
            .for_each(|(_, id)| into.add(ItemId(id)));
    }

    fn kept(&self, is_kept: impl Fn(ItemId) -> bool) -> Vec<ItemId> {
        const NONE: ItemId = ItemId(0);
        let mut ids = vec![NONE; self.len];
        for (place, id) in self.at.iter().zip(0_i64..).filter(|(place, _)| **place != 0) {
            let index = usize::try_from(*place).unwrap_or(0) - 1;
            if is_kept(ItemId(id)) {
                ids[index] = ItemId(id);
            }
        }
        ids.retain(|id| *id != NONE);
        ids.shrink_to_fit();
        ids
    }
}
