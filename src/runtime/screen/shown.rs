//! What the terminal shows, cell by cell, as far as that is certain.

use super::Look;
use crate::ui::widget::sign;
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::Color;

/// A cell with one character that every terminal gives one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    symbol: char,
    look: Look,
}

impl Seen {
    fn of(cell: &Cell) -> Option<Self> {
        let symbol = certain(cell.symbol())?;
        Some(Self { symbol, look: Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier } })
    }

    /// The background of a blank that shows nothing else.
    fn blank(self) -> Option<Color> {
        (self.symbol == ' ' && !self.look.modifier.intersects(super::SEEN)).then_some(self.look.bg)
    }
}

/// The cells of the screen row by row; `None` where it is not known what is seen.
#[derive(Debug, Default)]
pub(super) struct Shown {
    cells: Vec<Option<Seen>>,
    width: u16,
}

impl Shown {
    /// Nothing is known of a screen of this size.
    pub(super) fn forget(&mut self, size: Size) {
        self.width = size.width;
        self.cells.clear();
        self.cells.resize(usize::from(size.width) * usize::from(size.height), None);
    }

    /// All is blank.
    pub(super) fn clear(&mut self, size: Size) {
        self.forget(size);
        self.cells.fill(Seen::of(&Cell::EMPTY));
    }

    fn index(&self, at: Position) -> usize {
        usize::from(at.y) * usize::from(self.width) + usize::from(at.x)
    }

    /// Notes what a cell shows now.
    pub(super) fn note(&mut self, at: Position, cell: &Cell) {
        let seen = Seen::of(cell);
        // What is not certain may cover its neighbour.
        let covered = if seen.is_some() { 1 } else { 2 };
        let index = self.index(at);
        self.cells.iter_mut().skip(index).take(covered).for_each(|shown| *shown = seen);
    }

    /// The characters in `at.x..until` of a row, where all of them have this look.
    pub(super) fn text(&self, at: Position, until: u16, look: Look) -> Option<impl Iterator<Item = char> + Clone> {
        let index = self.index(at);
        let cells = self.cells.get(index..index + usize::from(until.checked_sub(at.x)?))?;
        let has_look = |seen: &Seen| look.after(seen.symbol == ' ', seen.look) == look;
        cells
            .iter()
            .all(|seen| seen.as_ref().is_some_and(has_look))
            .then(|| cells.iter().flatten().map(|seen| seen.symbol))
    }

    /// How many cells from `at` on to the right are blank in this background.
    pub(super) fn blanks(&self, at: Position, bg: Color) -> u16 {
        let row = self.cells.get(self.index(at)..self.index(Position { x: self.width, y: at.y })).unwrap_or_default();
        let is_blank = |seen: &&Option<Seen>| seen.and_then(Seen::blank) == Some(bg);
        row.iter().take_while(is_blank).map(|_| 1).sum()
    }
}

/// The character of a symbol that every terminal gives one column: a letter of Latin, Greek or Cyrillic, or one of the
/// signs that the program draws with.
pub(super) fn certain(symbol: &str) -> Option<char> {
    let mut chars = symbol.chars();
    let first = chars.next()?;
    let is_known = |c: char| {
        matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{377}' |
            '\u{37a}'..='\u{37f}' | '\u{384}'..='\u{38a}' | '\u{38c}'..='\u{3a1}' | '\u{3a3}'..='\u{482}' |
            '\u{48a}'..='\u{52f}')
            || sign::stand_in(c).is_some()
    };
    (chars.next().is_none() && is_known(first)).then_some(first)
}
