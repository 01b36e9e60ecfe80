//! All items by their score, in a job of its own: nobody waits for it, and what it found before stands meanwhile.

use super::{Answered, World};
use crate::domain::score::{Ranked, Scoring};
use crate::domain::{Answer, ProductId, Seq, Wanted};
use crate::runtime::log::{self, Level};
use crate::store::{Store, StoreError};
use std::time::Duration;

/// The slots of the rankings: the product's own and the matrix's. The newest question of a slot wins.
const SLOTS: [&str; 2] = ["score", "matrix"];
/// How long a hand must rest before it is worked out again: keys that follow each other quickly ask once.
const REST: Duration = Duration::from_millis(200);

/// What a ranking was made of.
type Basis = (ProductId, Box<Scoring>, Seq);

/// What is known of rankings.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    /// What the last one of each slot was made of, or would have been.
    last: [Option<Basis>; SLOTS.len()],
    /// True once anything was scored.
    has_any: bool,
}

impl World {
    /// Ranks all items where a frame asked for it and something has changed since. The first frame asks for no counts
    /// yet, and nothing is to go on beside it.
    pub(super) fn rank_for(&mut self, wanted: &Wanted, answer: &Answer) {
        let (Some(product), Some(seq)) = (wanted.product.filter(|_| wanted.counts), answer.seq) else { return };
        for (at, scoring) in [&wanted.scoring, &wanted.matrix].into_iter().enumerate() {
            if let Some(scoring) = scoring {
                self.rank(at, (product, scoring.clone(), seq));
            }
        }
    }

    /// Ranks all items for a slot, unless what it knows is made of the same.
    fn rank(&mut self, at: usize, basis: Basis) {
        if self.ranks.last[at].as_ref() == Some(&basis) {
            return;
        }
        let (product, scoring, seq) = basis.clone();
        self.ranks.last[at] = Some(basis);
        let is_first = !self.ranks.has_any;
        if is_first && !self.store.is_scored(product).unwrap_or(true) {
            return;
        }
        self.ranks.has_any = true;
        let open = self.opener();
        self.jobs.start(SLOTS[at], move |progress| {
            if !is_first {
                std::thread::sleep(REST);
            }
            if progress.is_cancelled() {
                return Answered::Quiet;
            }
            let found = open(progress).and_then(Store::lean).and_then(|store| store.ranking(product, &scoring));
            match found {
                Ok(ranking) => Answered::Ranked(Box::new(Ranked { product, scoring, seq, ranking })),
                Err(StoreError::Cancelled) => Answered::Quiet,
                Err(error) => {
                    log::log(Level::Warn, &format!("no ranking: {error}"));
                    Answered::Quiet
                }
            }
        });
    }
}
