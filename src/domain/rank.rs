//! Ranks: one whole number an item, with gaps, so that a move writes one row.
//!
//! The gap is 2^20. Between two neighbours goes the midpoint; a full gap is renumbered in the smallest window around
//! it that gives a spacing of 2^10 (`domain.md` §8). No sum here can overflow: the ends are checked.

use serde::{Deserialize, Serialize};

/// A place in the order as a number: smaller stands higher. Unique in a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rank(pub i64);

/// Distance between neighbours of a fresh list.
pub const GAP: i64 = 1 << 20;
/// Spacing that a renumbering must reach.
pub const SPACING: i64 = 1 << 10;

/// `count` ranks, evenly spread strictly between `above` and `below`, in ascending order; `None` where they don't
/// fit. A missing neighbour is the list's end: there the ranks stand [`GAP`] apart.
pub fn between(above: Option<Rank>, below: Option<Rank>, count: usize) -> Option<Vec<Rank>> {
    let n = i64::try_from(count).ok()?;
    match (above, below) {
        (None, None) => (1..=n).map(|i| GAP.checked_mul(i).map(Rank)).collect(),
        (Some(Rank(a)), None) => (1..=n).map(|i| GAP.checked_mul(i)?.checked_add(a).map(Rank)).collect(),
        (None, Some(Rank(b))) => {
            (0..n).map(|i| GAP.checked_mul(n - i).and_then(|d| b.checked_sub(d)).map(Rank)).collect()
        }
        (Some(Rank(a)), Some(Rank(b))) => {
            let room = i128::from(b) - i128::from(a);
            let parts = i128::from(n) + 1;
            if room < parts {
                return None;
            }
            (1..parts).map(|i| i64::try_from(i128::from(a) + room * i / parts).ok().map(Rank)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_midpoint_lies_between() {
        assert_eq!(between(Some(Rank(0)), Some(Rank(2)), 1), Some(vec![Rank(1)]));
        assert_eq!(between(Some(Rank(0)), Some(Rank(1)), 1), None);
        assert_eq!(between(None, None, 2), Some(vec![Rank(GAP), Rank(2 * GAP)]));
        assert_eq!(between(None, Some(Rank(0)), 2), Some(vec![Rank(-2 * GAP), Rank(-GAP)]));
    }

    #[test]
    fn the_ends_of_the_number_line_are_refused() {
        assert_eq!(between(Some(Rank(i64::MAX - 1)), None, 1), None);
        assert_eq!(between(None, Some(Rank(i64::MIN + 1)), 1), None);
        assert!(between(Some(Rank(i64::MIN)), Some(Rank(i64::MAX)), 3).is_some());
    }

    proptest! {
        #[test]
        fn ranks_are_a_strict_total_order(a: i64, d in 0_i64..5000, n in 0_usize..200) {
            let b = a.saturating_add(d);
            if let Some(ranks) = between(Some(Rank(a)), Some(Rank(b)), n) {
                prop_assert_eq!(ranks.len(), n);
                let all: Vec<i64> = std::iter::once(a).chain(ranks.iter().map(|r| r.0)).chain([b]).collect();
                prop_assert!(all.windows(2).all(|w| w[0] < w[1]) || n == 0);
            } else {
                prop_assert!(i64::try_from(n).is_ok_and(|n| b - a < n + 1));
            }
        }
    }
}
