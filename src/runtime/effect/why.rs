//! Why items stand where they stand: as a text for others, and the reason that a change gets afterwards.

use super::World;
use super::copy::Copied;
use crate::domain::audience::Audience;
use crate::domain::{ItemId, ProductId};
use crate::runtime::transfer::why::Grounds;
use crate::store::{Store, StoreError};
use crate::ui::Event;

impl World {
    /// Looks up the last change that nobody took back.
    pub(super) fn last_change(
        &self,
        product: Option<ProductId>,
        reason: Option<&str>,
    ) -> Result<Vec<Event>, StoreError> {
        let step = product.map(|product| self.store.last_change(product)).transpose()?.flatten();
        Ok(vec![Event::LastChange(step.map(Box::new), reason.map(str::to_owned))])
    }
}

/// The text about one item, or about two beside each other, without what is private.
pub(super) fn told(store: &Store, items: &[ItemId]) -> Result<Copied, String> {
    let grounds = Grounds::read(store, items, None, Audience::Everyone).map_err(|e| e.to_string())?;
    let grounds = grounds.ok_or("what is declined or gone is nothing to tell others of")?;
    let keys: Vec<String> = grounds.whys().iter().take(2).map(|why| why.ground.item.key.to_string()).collect();
    let name = format!("why {} {} there", keys.join(" and "), if keys.len() == 1 { "is" } else { "are" });
    Ok(Copied { text: grounds.document().markdown(), name, note: String::new() })
}
