//! What all rules of quality find in a product: one walk over its items by rank.

use super::error::StoreError;
use super::write::Watch;
use super::{Store, row, sheet};
use crate::domain::criterion::Line;
use crate::domain::item::Story;
use crate::domain::quality::{self, Gathering, Report};
use crate::domain::{ItemId, ProductId};
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// How often a watch is told, in items.
const EVERY: usize = 256;

/// The items whose text still matters.
const ITEMS: &str = "FROM item WHERE product = ?1 AND trashed_at IS NULL
    AND state IN ('inbox', 'open', 'ready', 'in progress')";

impl Store {
    /// What the rules find in the items of a product that are still to do, in their order; of each rule the first `most`
    /// items are named.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where the watch breaks off; where the file can't be read.
    pub fn check_quality(&self, product: ProductId, most: usize, watch: Watch) -> Result<Report, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            walk(&tx, product, most, watch)
        })
    }
}

fn walk(conn: &Connection, product: ProductId, most: usize, watch: Watch) -> Result<Report, StoreError> {
    let product = sheet::product(conn, product)?.ok_or(StoreError::Gone)?;
    let total: i64 = conn.query_row(&format!("SELECT count(*) {ITEMS}"), [product.id.0], |r| r.get(0))?;
    let total = usize::try_from(total).unwrap_or(0);
    let mut gathering = Gathering::new(&product.prefix, most);
    let sql =
        format!("SELECT id, number, kind, title, persona, want, benefit, description, estimate {ITEMS} ORDER BY rank");
    let mut items = conn.prepare_cached(&sql)?;
    let mut lines = conn.prepare_cached("SELECT text, is_met FROM criterion WHERE item = ?1 ORDER BY n, id")?;
    let mut rows = items.query([product.id.0])?;
    while let Some(r) = rows.next()? {
        if gathering.looked().is_multiple_of(EVERY) && watch(gathering.looked(), total).is_break() {
            return Err(StoreError::Cancelled);
        }
        let (id, story) = (ItemId(r.get(0)?), story(r)?);
        let line = |r: &rusqlite::Row| Ok(Line { text: r.get(0)?, is_done: r.get(1)? });
        let criteria: Vec<Line> = lines.query_map([id.0], line)?.collect::<Result<_, _>>()?;
        let found = quality::check(&story, &criteria, &product.sheet);
        gathering.add(id, r.get(1)?, story, found);
    }
    Ok(gathering.done())
}

/// What the rules look at.
fn story(r: &rusqlite::Row) -> rusqlite::Result<Story> {
    Ok(Story {
        kind: row::kind(r, 2)?,
        title: r.get(3)?,
        persona: r.get(4)?,
        want: r.get(5)?,
        benefit: r.get(6)?,
        description: r.get(7)?,
        estimate: row::estimate(r, 8)?,
        ..Story::default()
    })
}
