//! A part of a whole: say/do, carry-over and the like, with what it is made of.

use super::super::{Kind, Points};
use super::{Course, Sum};
use std::fmt;
use strum::IntoEnumIterator;

/// Points rounded to one decimal, half up: how a mean is shown.
pub fn tenths(points: Points) -> Points {
    Points((points.0.saturating_add(50)).div_euclid(100) * 100)
}

/// A part of a whole. Shown as a percentage with one decimal; "—" where the whole is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// The part.
    pub part: i64,
    /// The whole.
    pub whole: i64,
}

impl Share {
    /// A share in points.
    pub fn points(part: Points, whole: Points) -> Self {
        Self { part: part.0, whole: whole.0 }
    }

    /// A share of a count.
    pub fn count(part: usize, whole: usize) -> Self {
        let most = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Self { part: most(part), whole: most(whole) }
    }

    /// In thousandths, rounded half up; `None` where the whole is 0 or less.
    pub fn permille(&self) -> Option<i64> {
        let (part, whole) = (i128::from(self.part), i128::from(self.whole));
        let rounded = (self.whole > 0).then(|| (2000 * part + whole).div_euclid(2 * whole))?;
        i64::try_from(rounded).ok()
    }
}

impl fmt::Display for Share {
    /// `90.6 %`, `100 %`, `—`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.permille() {
            None => f.write_str("—"),
            Some(permille) => write!(f, "{} %", Points(permille * 100)),
        }
    }
}

/// Work by kind of item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kinds {
    /// The sum of each kind that is there, in the order of the kinds.
    pub sums: Vec<(Kind, Sum)>,
    /// What is no more in the file: its kind is not known.
    pub unknown: Sum,
}

impl Kinds {
    /// What is in a Sprint now, done or not, by kind.
    pub fn present(course: &Course) -> Self {
        let mut kinds = Self::default();
        for card in course.present() {
            kinds.add(Some(card.row.kind), card.row.estimate.as_ref());
        }
        kinds
    }

    /// With one more item.
    pub fn add(&mut self, kind: Option<Kind>, estimate: Option<&super::super::Estimate>) {
        let Some(kind) = kind else { return self.unknown.add(estimate) };
        if !self.sums.iter().any(|(known, _)| *known == kind) {
            self.sums.push((kind, Sum::default()));
            self.sums.sort_by_key(|(known, _)| Kind::iter().position(|k| k == *known));
        }
        for (_, sum) in self.sums.iter_mut().filter(|(known, _)| *known == kind) {
            sum.add(estimate);
        }
    }

    /// The sum of one kind.
    pub fn of(&self, kind: Kind) -> Sum {
        self.sums.iter().find(|(known, _)| *known == kind).map(|(_, sum)| *sum).unwrap_or_default()
    }

    /// The sum of all.
    pub fn total(&self) -> Sum {
        self.sums.iter().map(|(_, sum)| *sum).fold(self.unknown, Sum::plus)
    }

    /// The share of debt and bugs in points, and in items.
    pub fn upkeep(&self) -> (Share, Share) {
        let (part, whole) = (self.of(Kind::Debt).plus(self.of(Kind::Bug)), self.total());
        (Share::points(part.points, whole.points), Share::count(part.count, whole.count))
    }
}
