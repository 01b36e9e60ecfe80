//! A cursor over rows of a pop-up: the same keys as in the list.

use crate::ui::action::{Action, Go};
use crate::ui::keymap::{Keymap, Meaning, Scope};
use crate::ui::press::Press;

/// So many lines without a cursor are a page.
const LINES: usize = 10;

/// Where the cursor is, and how far the rows are scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The row under it, counted from 0.
    pub at: usize,
    /// Rows of the pop-up on the screen when it was last drawn or moved.
    pub page: usize,
}

impl Cursor {
    /// Goes as the list does; false for what means nothing here.
    pub fn go(&mut self, go: &Go, len: usize, count: Option<usize>) -> bool {
        let times = count.unwrap_or(1);
        let page = self.page.max(1);
        let at = match go {
            Go::Down => self.at.saturating_add(times),
            Go::Up => self.at.saturating_sub(times),
            Go::PageDown => self.at.saturating_add(page.saturating_mul(times)),
            Go::PageUp => self.at.saturating_sub(page.saturating_mul(times)),
            Go::HalfDown => self.at.saturating_add((page / 2).max(1).saturating_mul(times)),
            Go::HalfUp => self.at.saturating_sub((page / 2).max(1).saturating_mul(times)),
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
            | Go::ScrollUp => return false,
        };
        self.at = at.min(len.saturating_sub(1));
        true
    }

    /// The first row to draw so that the cursor is among `rows`, in the middle where there is room.
    pub fn top(&self, len: usize, rows: usize) -> usize {
        self.at.saturating_sub(rows / 2).min(len.saturating_sub(rows))
    }
}

/// Goes through lines that have no cursor: `top` is the first on the screen.
pub fn scroll(top: &mut usize, go: &Go, len: usize, count: Option<usize>) {
    let mut cursor = Cursor { at: *top, page: LINES };
    cursor.go(go, len, count);
    *top = cursor.at;
}

/// Where a key goes in a pop-up with rows: for those that ask for keys themselves, as some are text to them.
pub fn way(press: Press, keymap: &Keymap) -> Option<Go> {
    let Meaning::Bound(binding) = keymap.meaning(&[Scope::Panel], &[press]) else { return None };
    if let Action::Go(go) = &binding.command.action { Some(go.clone()) } else { None }
}
