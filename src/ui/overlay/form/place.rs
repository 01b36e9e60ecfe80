//! Where the cursor of a form is, and how it walks.

use super::{Entry, State};
use crate::ui::action::Go;

/// So many rows are a page.
const PAGE: usize = 10;

/// A row of a form: a field, or a line below its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    /// The field, counted from 0.
    pub entry: usize,
    /// The line of it; `None` for the field itself.
    pub row: Option<usize>,
}

impl State {
    /// All rows, from top to bottom.
    pub fn spots(&self) -> Vec<Spot> {
        let rows = |(entry, field): (usize, &Entry)| {
            let below = (0..field.value.rows()).map(move |row| Spot { entry, row: Some(row) });
            std::iter::once(Spot { entry, row: None }).chain(below)
        };
        self.entries.iter().enumerate().flat_map(rows).collect()
    }

    pub(super) fn go(&mut self, go: &Go, count: Option<usize>) {
        let spots = self.spots();
        let at = spots.iter().position(|spot| *spot == self.at).unwrap_or(0);
        let times = count.unwrap_or(1);
        let to = match go {
            Go::Down => at.saturating_add(times),
            Go::Up => at.saturating_sub(times),
            Go::HalfDown => at.saturating_add(times.saturating_mul(PAGE / 2)),
            Go::HalfUp => at.saturating_sub(times.saturating_mul(PAGE / 2)),
            Go::PageDown => at.saturating_add(times.saturating_mul(PAGE)),
            Go::PageUp => at.saturating_sub(times.saturating_mul(PAGE)),
            Go::First => count.map_or(0, |n| n.saturating_sub(1)),
            Go::Last => count.map_or(usize::MAX, |n| n.saturating_sub(1)),
            Go::List(_)
            | Go::Place(_)
            | Go::Item(_)
            | Go::NextView
            | Go::PreviousView
            | Go::Back
            | Go::NextPart
            | Go::PreviousPart
            | Go::Left
            | Go::Right
            | Go::Open
            | Go::ScrollDown
            | Go::ScrollUp => at,
        };
        if let Some(spot) = spots.get(to.min(spots.len().saturating_sub(1))) {
            self.at = *spot;
        }
    }

    /// To the next field, or the one before; false where there is none.
    pub(super) fn next_entry(&mut self, is_next: bool) -> bool {
        let to = if is_next { Some(self.at.entry + 1) } else { self.at.entry.checked_sub(1) };
        let Some(entry) = to.filter(|to| *to < self.entries.len()) else { return false };
        self.at = Spot { entry, row: None };
        true
    }

    /// The cursor stays on a row that there is.
    pub(super) fn stay_in_rows(&mut self) {
        let rows = self.entry().map_or(0, |entry| entry.value.rows());
        self.at.row = self.at.row.filter(|_| rows > 0).map(|row| row.min(rows - 1));
    }
}
