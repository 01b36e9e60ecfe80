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
    pub fn shown(&self, question: &Question, _now: Now) -> Result<Vec<ItemId>, StoreError> {
        self.reading(|conn| Ok(list::order(conn, question.product, question.list)?.ids().collect()))
    }

    /// Those of `items` that pass a filter.
    pub fn passing(
        &self,
        _product: ProductId,
        _filter: &Filter,
        _now: Now,
        items: &[ItemId],
    ) -> Result<Vec<ItemId>, StoreError> {
        Ok(items.to_vec())
    }
}
