//! Where the cursor of a form is, and how it walks.

use super::{Entry, State};
use crate::ui::action::Go;
use crate::ui::overlay::rows::Cursor;

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
        let mut cursor = Cursor { at, page: PAGE };
        cursor.go(go, spots.len(), count);
        if let Some(spot) = spots.get(cursor.at) {
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
