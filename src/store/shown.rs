//! Which items of a list are shown, and in what order.

use super::Store;
use super::error::StoreError;
use super::list;
use crate::domain::query::Question;
use crate::domain::{Filter, ItemId, Now, ProductId};

impl Store {
    /// The items that a question asks for, in the order in which they are shown.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where it was stopped meanwhile.
    pub fn shown(&self, question: &Question, now: Now) -> Result<Vec<ItemId>, StoreError> {
        let ids: Vec<ItemId> =
            self.reading(|conn| Ok(list::order(conn, question.product, question.list)?.ids().collect()))?;
        let mut ids = self.passing(question.product, &question.filter, now, &ids)?;
        if question.sort.is_some_and(|s| s.is_down) {
            ids.reverse();
        }
        Ok(ids)
    }

    /// Those of `items` that pass a filter.
    pub fn passing(
        &self,
        _product: ProductId,
        filter: &Filter,
        _now: Now,
        items: &[ItemId],
    ) -> Result<Vec<ItemId>, StoreError> {
        let words = filter.to_string().to_lowercase();
        let rows = self.reading(|conn| Ok(list::these(conn, items)?))?;
        let has =
            |title: &str| words.split_whitespace().all(|w| title.to_lowercase().split(' ').any(|t| t.starts_with(w)));
        Ok(rows.into_iter().filter(|r| has(&r.title)).map(|r| r.id).collect())
    }
}
