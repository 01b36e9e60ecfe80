//! A product on its way out: everything it has, streamed in order.

mod outgoing;
mod sprint;

use super::error::StoreError;
use super::whole::{self, Span, Whole};
use super::{Store, feed, score, shown};
use crate::domain::import::{Beside, Exported};
use crate::domain::query::Part;
use crate::domain::{ItemId, Key, List, ProductId};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::ops::ControlFlow;

/// The lists in the order in which they are handed out.
const LISTS: [List; 6] = [List::Backlog, List::Inbox, List::Epics, List::Done, List::Declined, List::Trash];

impl Store {
    /// Hands out all items of a product, until `each` breaks off: the order, the inbox, epics, what is done, declined
    /// and in the trash, each list as it stands. All of it as it was at one moment.
    pub fn export(
        &self,
        product: ProductId,
        each: &mut dyn FnMut(Exported) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.export_part(product, None, each)
    }

    /// As [`export`](Self::export), and where a part is named, its items only.
    pub fn export_part(
        &self,
        product: ProductId,
        part: Option<&Part>,
        each: &mut dyn FnMut(Exported) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.export_whole(product, part, &mut |_| ControlFlow::Continue(()), each)
    }

    /// As [`export_part`](Self::export_part), and before the items what the product has beside them; a part has none
    /// of it.
    pub fn export_whole(
        &self,
        product: ProductId,
        part: Option<&Part>,
        beside: &mut dyn FnMut(Beside) -> ControlFlow<()>,
        each: &mut dyn FnMut(Exported) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let Some(part) = part else {
                let (sprints, duels) = (sprint::records(&tx, product)?, score::duel_records(&tx, product)?);
                let done = beside(Beside { sprints, duels, feeds: feed::all(&tx, product)? });
                return if done.is_break() { Ok(()) } else { export(&tx, product, each) };
            };
            let chosen = shown::part(self, &tx, product, part)?;
            export(&tx, product, &mut |item| {
                if chosen.contains(&item.id) { each(item) } else { ControlFlow::Continue(()) }
            })
        })
    }
}

fn export(
    conn: &Connection,
    product: ProductId,
    each: &mut dyn FnMut(Exported) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let sql = "SELECT prefix FROM product WHERE id = ?1";
    let prefix: Option<String> = conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
    let prefix = prefix.ok_or(StoreError::NoProduct)?;
    let key = |number: i64| Key { prefix: prefix.clone(), number };
    let epics = whole::epics(conn)?;
    for list in LISTS {
        let mut place = 0;
        let done = whole::each(conn, &Span::list(product, list), &mut |whole: Whole| {
            place += 1;
            let told = |id: ItemId| epics.get(&id).map(|e| (e.uid, key(e.number)));
            let ties = whole.needs.iter().copied().chain(whole.about).chain(whole.parent);
            let refused = ties.filter_map(|id| epics.get(&id)).filter(|tied| tied.is_declined);
            each(Exported {
                id: whole.id,
                key: key(whole.item.number.unwrap_or_default()),
                place: (list == List::Backlog).then_some(place),
                epic: whole.parent.and_then(told),
                needs: whole.needs.iter().copied().filter_map(told).collect(),
                merged_into: whole.merged_into.and_then(told),
                about: whole.about.and_then(told),
                refused: refused.map(|tied| tied.uid).collect(),
                item: whole.item,
                origin: whole.origin,
                extra: whole.extra,
            })
        })?;
        if done.is_break() {
            break;
        }
    }
    Ok(())
}
