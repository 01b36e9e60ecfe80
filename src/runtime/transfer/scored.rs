//! The scored table on its way out: read, ranked, put by score, written.

use super::{TransferError, paper};
use crate::domain::query::Part;
use crate::domain::score::{Framework, Ranking, Scoring};
use crate::domain::{Filter, List, Now, Product, ProductId, text};
use crate::exchange::Export;
use crate::exchange::scored::{Line, Scored};
use crate::store::{RowQuery, Store, StoreError};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

/// A product's order by a framework.
pub struct Table {
    product: Product,
    scoring: Scoring,
    ranking: Ranking,
    rows: Vec<Line>,
}

impl Table {
    /// Reads it: the whole order, or the items of it that a filter lets pass. Places are those of the whole order.
    pub fn read(
        store: &Store,
        product: ProductId,
        framework: Framework,
        part: Option<&Part>,
        now: Now,
    ) -> Result<Self, StoreError> {
        let product = store.products()?.into_iter().find(|p| p.id == product).ok_or(StoreError::NoProduct)?;
        let scoring = Scoring { framework, ..(*product.scoring).clone() };
        let ranking = store.ranking(product.id, &scoring)?;
        let filter = part.map_or_else(Filter::default, |part| part.filter.clone());
        let (states, kinds) = (Vec::new(), Vec::new());
        let query =
            RowQuery { product: product.id, list: Some(List::Backlog), states, kinds, filter, now, limit: None };
        let mut rows = Vec::new();
        store.rows(&query, &mut |listed| {
            let (row, pinned) = (listed.row, listed.pinned);
            rows.extend(listed.place.map(|place| Line { place, row, pinned }));
            ControlFlow::Continue(())
        })?;
        rows.sort_by(|a: &Line, b: &Line| ranking.by_place(a.row.id, b.row.id).then(a.place.cmp(&b.place)));
        store.fill_inputs(rows.iter_mut().map(|line| &mut line.row))?;
        Ok(Self { product, scoring, ranking, rows })
    }

    /// How many items it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes it to `out`. A pipe that is closed is the reader's way to say that it has seen enough.
    pub fn write(&self, format: Export, out: &mut dyn Write) -> Result<(), TransferError> {
        let Self { product, scoring, ranking, rows } = self;
        let table = Scored { product: &product.name, scoring, ranking, rows };
        match table.write(format, out) {
            Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
                Err(TransferError::Write { name: "the output".into(), source })
            }
            _ => Ok(()),
        }
    }

    /// Writes it into a new file; answers a sentence about it.
    pub fn write_to(&self, format: Export, path: &Path) -> Result<String, TransferError> {
        let mut bytes = Vec::new();
        self.write(format, &mut bytes)?;
        paper::write_new(path, &String::from_utf8_lossy(&bytes))?;
        let (count, title) = (text::counted(self.len(), "item"), self.scoring.framework.rules().title());
        Ok(format!("exported {count} by {title} as {} to {}", format.title(), path.display()))
    }
}
