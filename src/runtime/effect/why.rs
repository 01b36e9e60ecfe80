//! Why items stand where they stand: as a text for others, and the reason that a change gets afterwards.

use super::World;
use super::copy::Copied;
use crate::domain::audience::Audience;
use crate::domain::why::{Ground, Why};
use crate::domain::{ItemId, List, ProductId};
use crate::report::document::Document;
use crate::report::why;
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
    let mut grounds = Vec::new();
    for id in items {
        grounds.extend(store.ground(*id).map_err(|e| e.to_string())?);
    }
    Audience::Everyone.grounds(&mut grounds);
    let document = document(store, &grounds).map_err(|e| e.to_string())?;
    let document = document.ok_or("what is declined or gone is nothing to tell others of")?;
    let keys: Vec<String> = grounds.iter().take(2).map(|ground| ground.item.key.to_string()).collect();
    let name = format!("why {} {} there", keys.join(" and "), if keys.len() == 1 { "is" } else { "are" });
    Ok(Copied { text: document.markdown(), name, note: String::new() })
}

/// The text as a document; `None` where there is no item.
///
/// # Errors
/// Where the file can't be read.
pub(crate) fn document(store: &Store, grounds: &[Ground]) -> Result<Option<Document>, StoreError> {
    let Some(first) = grounds.first() else { return Ok(None) };
    let product = first.item.product;
    let scoring = store.products()?.into_iter().find(|known| known.id == product).map(|known| known.scoring);
    let scoring = scoring.unwrap_or_default();
    let ranking = store.ranking(product, &scoring)?;
    let order = store.order(product, List::Backlog)?;
    let why = |ground| {
        let place = |ground: &Ground| Some((order.index_of(ground.item.id)? + 1, order.len()));
        Why::new(ground, place(ground), Some(&ranking), &scoring)
    };
    Ok(Some(match grounds {
        [a, b, ..] => why::beside([&why(a), &why(b)], &scoring),
        _ => why::alone(&why(first)),
    }))
}
