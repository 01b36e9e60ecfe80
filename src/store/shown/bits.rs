//! A set of items as one bit each: what several questions answer is put together without asking the file again.

use crate::domain::ItemId;

/// Items by their row's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// None of the items up to a row's number.
    pub(super) fn none(last: usize) -> Self {
        Self(vec![0; last / 64 + 1])
    }

    /// Adds an item; a number beyond the last is none of the file's.
    pub(super) fn add(&mut self, item: ItemId) {
        if let Some(word) = slot(item).and_then(|at| self.0.get_mut(at / 64)) {
            *word |= bit(item);
        }
    }

    /// Makes room up to a row's number.
    pub(super) fn grow(&mut self, last: usize) {
        self.0.resize(self.0.len().max(last / 64 + 1), 0);
    }

    /// Takes an item out.
    pub(super) fn remove(&mut self, item: ItemId) {
        if let Some(word) = slot(item).and_then(|at| self.0.get_mut(at / 64)) {
            *word &= !bit(item);
        }
    }

    /// True where it is there.
    pub(super) fn has(&self, item: ItemId) -> bool {
        slot(item).and_then(|at| self.0.get(at / 64)).is_some_and(|word| word & bit(item) != 0)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// All of them, by number.
    pub(super) fn ids(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.0
            .iter()
            .zip(0_i64..)
            .flat_map(|(word, at)| (0..64).filter(move |n| word >> n & 1 == 1).map(move |n| ItemId(at * 64 + n)))
    }

    /// Keeps those that the other has too.
    pub(super) fn keep(&mut self, other: &Self) {
        let others = other.0.iter().chain(std::iter::repeat(&0));
        self.0.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
    }

    /// Takes in those of the other.
    pub(super) fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Every number that is not there, also those of no item.
    pub(super) fn turn(&mut self) {
        self.0.iter_mut().for_each(|word| *word = !*word);
    }
}

fn slot(item: ItemId) -> Option<usize> {
    usize::try_from(item.0).ok()
}

fn bit(item: ItemId) -> u64 {
    1 << (item.0 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_put_together() {
        let set = |ids: &[i64]| {
            let mut bits = Bits::none(130);
            for id in ids {
                bits.add(ItemId(*id));
            }
            bits
        };
        let told = |bits: &Bits| bits.ids().map(|id| id.0).collect::<Vec<_>>();
        let mut bits = set(&[1, 63, 64, 130, 5000, -1]);
        assert_eq!((told(&bits), bits.count()), (vec![1, 63, 64, 130], 4));
        bits.keep(&set(&[63, 130, 2]));
        bits.join(&set(&[0, 64]));
        assert_eq!(told(&bits), [0, 63, 64, 130]);
        bits.turn();
        assert!(bits.has(ItemId(1)) && !bits.has(ItemId(64)) && !bits.has(ItemId(-1)) && !bits.has(ItemId(9999)));
    }
}
