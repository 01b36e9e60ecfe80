//! Why items stand where they stand: what the file and the scores say of them, for an audience.

use crate::domain::audience::Audience;
use crate::domain::score::{Framework, Ranking, Scoring};
use crate::domain::why::{Ground, Why};
use crate::domain::{ItemId, List, Order};
use crate::report::document::Document;
use crate::report::why;
use crate::store::{Store, StoreError};

/// What is known of why items stand where they stand.
#[derive(Debug)]
pub struct Grounds {
    /// What the file says of each.
    all: Vec<Ground>,
    /// How their product is scored.
    pub scoring: Box<Scoring>,
    ranking: Ranking,
    order: Order,
}

impl Grounds {
    /// Reads it; `None` where none of the items is there for this audience. All are of the first one's product, judged
    /// by this framework, else by the product's.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn read(
        store: &Store,
        items: &[ItemId],
        by: Option<Framework>,
        audience: Audience,
    ) -> Result<Option<Self>, StoreError> {
        let mut all = Vec::new();
        for id in items {
            all.extend(store.ground(*id)?);
        }
        audience.grounds(&mut all);
        let Some(product) = all.first().map(|ground| ground.item.product) else { return Ok(None) };
        all.retain(|ground| ground.item.product == product);
        let known = store.products()?.into_iter().find(|known| known.id == product);
        let mut scoring = known.map(|known| known.scoring).unwrap_or_default();
        scoring.framework = by.unwrap_or(scoring.framework);
        let ranking = store.ranking(product, &scoring)?;
        let order = store.order(product, List::Backlog)?;
        Ok(Some(Self { all, scoring, ranking, order }))
    }

    /// For each item, why it stands where it stands.
    pub fn whys(&self) -> Vec<Why<'_>> {
        let place = |ground: &Ground| Some((self.order.index_of(ground.item.id)? + 1, self.order.len()));
        let why = |ground| Why::new(ground, place(ground), Some(&self.ranking), &self.scoring);
        self.all.iter().map(why).collect()
    }

    /// The first item alone, or the first two beside each other, as a text for others.
    pub fn document(&self) -> Document {
        match self.whys().as_slice() {
            [a, b, ..] => why::beside([a, b], &self.scoring),
            [one] => why::alone(one),
            [] => Document::default(),
        }
    }
}
