//! The items that need attention, in the order in which refinement walks through them.

use super::super::Store;
use super::super::error::StoreError;
use super::health::{Set, Sets};
use super::{Search, begin};
use crate::domain::health::COMING_UP;
use crate::domain::query::Look;
use crate::domain::{ItemId, List};
use rusqlite::params;
use std::collections::{HashMap, HashSet};

/// What is asked of the items near the top.
const NEAR: [&str; 5] = ["is:stuck", "is:faulty", "is:nocriteria", "is:unestimated", "is:big"];

impl Store {
    /// What needs attention, from what is known of all items: first what stands near the top, that with the most
    /// reasons first; then what was refused and is to be looked at again; then the inbox, the oldest first; then
    /// the rest of the order, that with the most reasons first: what the checks find, and what comes up soon and is
    /// not ready. Left out is what was put off, and what was kept
    /// not long ago.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn needing(&self, sets: &Sets, look: &Look) -> Result<Vec<ItemId>, StoreError> {
        self.reading(|conn| {
            let tx = begin(conn)?;
            let search = Search { conn: &tx, orders: &self.orders, product: sets.product() };
            let resting = search.resting(look)?;
            search.order(sets, look, &resting)
        })
    }
}

impl Search<'_> {
    fn order(&self, sets: &Sets, look: &Look, resting: &HashSet<ItemId>) -> Result<Vec<ItemId>, StoreError> {
        let coming = self.top(i64::from(look.thresholds.near_top) * i64::from(COMING_UP))?;
        let (near, coming) = coming.split_at(coming.len().min(look.thresholds.near_top.into()));
        let mut reasons: HashMap<ItemId, usize> = HashMap::new();
        let mut count = |id: ItemId| *reasons.entry(id).or_default() += 1;
        for filter in NEAR {
            self.near_top(near, filter, look)?.into_iter().for_each(&mut count);
        }
        self.near_top(coming, "state:open (!has:estimate or !has:criteria)", look)?.into_iter().for_each(&mut count);
        for set in [Set::Stale, Set::Old, Set::Bare] {
            sets.ids(set).filter(|id| sets.has(Set::Order, *id)).for_each(&mut count);
        }
        self.ids("SELECT DISTINCT item FROM question WHERE answer IS NULL AND ?1 IS NOT NULL", None)?
            .into_iter()
            .filter(|id| sets.has(Set::Order, *id))
            .for_each(&mut count);
        let places = self.places(List::Backlog)?;
        let by_need = |ids: Vec<ItemId>| {
            let mut sorted = places.sorted(ids);
            sorted.sort_by_key(|id| std::cmp::Reverse(reasons.get(id).copied().unwrap_or(0)));
            sorted
        };
        let first: HashSet<ItemId> = near.iter().copied().collect();
        let (top, rest): (Vec<ItemId>, Vec<ItemId>) = reasons.keys().partition(|id| first.contains(id));
        let mut found = by_need(top);
        found.extend(self.again(look)?);
        found.extend(self.inbox()?);
        found.extend(by_need(rest));
        found.retain(|id| !resting.contains(id));
        Ok(found)
    }

    /// What was put off, and what was kept not long ago.
    fn resting(&self, look: &Look) -> Result<HashSet<ItemId>, StoreError> {
        let day = look.day.to_string();
        let later = "SELECT id FROM item INDEXED BY item_snoozed WHERE product = ?1 AND snoozed_until > ?2";
        let mut resting: HashSet<ItemId> = self.ids(later, Some(&day))?.into_iter().collect();
        let days = chrono::Days::new(look.thresholds.kept_days.into());
        let since = look.day.checked_sub_days(days).unwrap_or(look.day).to_string();
        let kept = "SELECT id FROM item INDEXED BY item_kept WHERE product = ?1 AND kept_on > ?2";
        resting.extend(self.ids(kept, Some(&since))?);
        Ok(resting)
    }

    /// What was refused and is to be looked at again, the longest due first.
    fn again(&self, look: &Look) -> Result<Vec<ItemId>, StoreError> {
        let sql = "SELECT id FROM item INDEXED BY item_declined
            WHERE product = ?1 AND (trashed_at IS NULL AND state = 'declined') = 1 AND decline_again <= ?2
            ORDER BY decline_again, id";
        self.ids(sql, Some(&look.day.to_string()))
    }

    /// The inbox, the oldest first.
    fn inbox(&self) -> Result<Vec<ItemId>, StoreError> {
        let sql = "SELECT id FROM item INDEXED BY item_inbox
            WHERE product = ?1 AND (trashed_at IS NULL AND state = 'inbox') = 1 ORDER BY created_at, rank";
        self.ids(sql, None)
    }

    fn ids(&self, sql: &str, with: Option<&str>) -> Result<Vec<ItemId>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let id = |r: &rusqlite::Row| r.get(0).map(ItemId);
        let found = match with {
            Some(value) => statement.query_map(params![self.product.0, value], id)?.collect::<Result<_, _>>(),
            None => statement.query_map(params![self.product.0], id)?.collect::<Result<_, _>>(),
        };
        Ok(found?)
    }
}
