//! Lines between the rows of the order: below each Sprint its own, and what of the list stands on the screen.
//!
//! Rows are counted by their index in what is shown, lines stand above one of them. A *place of the screen* counts
//! both, from the first one of the list on. All that scrolls, draws and meets the mouse asks here, so that it agrees.

mod words;

pub(super) use words::fill;
pub use words::{Ahead, ahead, empty_ahead, sum};

use super::State;
use crate::domain::sprint::{Block, Calendar, Phase};
use crate::domain::{ItemId, List, Order, SprintId};
use chrono::NaiveDate;

/// So many next Sprints are shown by the place where they would end.
pub const AHEAD: usize = 6;

/// A Sprint that is not over, and where its block ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The Sprint.
    pub sprint: SprintId,
    /// As people name it.
    pub title: String,
    /// True while it runs.
    pub is_running: bool,
    /// How many items of the whole order stand above its line.
    pub end: usize,
}

/// A line between the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row it stands above, counted from 0; below the last one, how many there are.
    pub at: usize,
    /// The Sprint whose block ends here, by its fence; `None` where a Sprint would end that is not planned yet.
    pub fence: Option<usize>,
    /// What it says, the most needed first.
    pub words: Vec<String>,
    /// True where more is in the Sprint than fits, or where it should be over.
    pub is_over: bool,
}

/// What stands at a place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// The row of this index.
    Row(usize),
    /// The line of this number, counted from 0.
    Line(usize),
}

/// All lines of what is shown, from above.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// The Sprints that are not over, as their blocks stand.
    pub fences: Vec<Fence>,
    drawn: Vec<Line>,
}

impl Lines {
    /// With these lines, from above.
    pub fn new(fences: Vec<Fence>, drawn: Vec<Line>) -> Self {
        Self { fences, drawn }
    }

    /// The lines drawn, from above.
    pub fn drawn(&self) -> &[Line] {
        &self.drawn
    }

    /// The place of a row.
    pub fn place(&self, row: usize) -> usize {
        row + self.drawn.partition_point(|line| line.at <= row)
    }

    /// The place of a line.
    pub fn place_of_line(&self, line: usize) -> usize {
        self.drawn.get(line).map_or(0, |drawn| drawn.at + line)
    }

    /// How many rows stand above a place.
    pub fn rows_above(&self, place: usize) -> usize {
        place - self.lines_above(place)
    }

    /// How many lines stand above a place.
    fn lines_above(&self, place: usize) -> usize {
        let (mut low, mut high) = (0, self.drawn.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.drawn[middle].at + middle < place { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// What stands at a place; rows go on without an end.
    pub fn stands(&self, place: usize) -> Stands {
        let above = self.lines_above(place);
        match self.drawn.get(above) {
            Some(line) if line.at + above == place => Stands::Line(above),
            _ => Stands::Row(place - above),
        }
    }

    /// How many places so many rows take.
    pub fn places(&self, rows: usize) -> usize {
        rows + self.drawn.partition_point(|line| line.at <= rows)
    }

    /// The Sprint whose block has this place of the whole order, counted from 0.
    pub fn fence_at(&self, place: usize) -> Option<&Fence> {
        self.fences.get(self.fences.partition_point(|fence| fence.end <= place))
    }

    /// The Sprint of this row, where it is not over.
    pub fn fence(&self, sprint: SprintId) -> Option<&Fence> {
        self.fences.iter().find(|fence| fence.sprint == sprint)
    }

    /// True where a Sprint is planned that does not run yet.
    pub fn has_planned(&self) -> bool {
        self.fences.iter().any(|fence| !fence.is_running)
    }
}

impl State {
    /// Draws the lines anew: after whatever may have moved rows, Sprints or what of them is shown. `None` where another
    /// view draws the rows.
    pub fn rule(&mut self, blocks: &[Block], ahead: Option<&[Ahead]>, calendar: &Calendar) {
        let fences = fences(blocks);
        let Some(ahead) = ahead else {
            self.lines = Lines::new(fences, Vec::new());
            return;
        };
        let when = When { today: self.today, calendar };
        let is_whole = self.list == List::Backlog && self.is_in_order();
        let drawn = if !is_whole {
            Vec::new()
        } else if self.narrow.filter().is_all() {
            whole(&fences, blocks, ahead, self.known(), when)
        } else {
            self.order
                .as_ref()
                .zip(self.visible())
                .map_or_else(Vec::new, |(order, shown)| part(&fences, blocks, order, shown, when))
        };
        self.lines = Lines::new(fences, drawn);
    }

    /// True where what is shown stands in the order itself, whole or in part.
    fn is_in_order(&self) -> bool {
        self.walk.is_none() && self.cards.is_none() && self.floor.is_none() && self.narrow.sort().is_none()
    }

    /// How many rows of the whole list are known, counted from its first one.
    fn known(&self) -> usize {
        self.order.as_ref().map_or(self.window.from + self.window.rows.len(), Order::len)
    }

    /// The Sprint in whose block an item stands; `None` where it is in none that is not over, or in another list.
    pub fn fence_of(&self, item: ItemId) -> Option<&Fence> {
        if self.list != List::Backlog {
            return None;
        }
        match &self.order {
            Some(order) => self.lines.fence_at(order.index_of(item)?),
            None => self.lines.fence(self.window.rows.iter().find(|row| row.id == item)?.sprint?),
        }
    }

    /// How many places all that is shown takes, lines and rows.
    pub fn places(&self) -> usize {
        self.lines.places(self.span().1)
    }

    /// The item at a place of the screen, counted from its first line; `None` on a line and below the last row.
    pub fn item_on(&self, line: usize) -> Option<ItemId> {
        match self.lines.stands(self.top + line) {
            Stands::Row(row) => self.at(row),
            Stands::Line(_) => None,
        }
    }

    /// The index so many places of the screen further down or up: a page is as many rows as were seen.
    pub fn further(&self, places: usize, is_up: bool) -> usize {
        let place = self.lines.place(self.index);
        if is_up {
            // Where a line stands there, the row below it, so that nothing is passed unseen.
            self.lines.rows_above(place.saturating_sub(places)).min(self.index.saturating_sub(1))
        } else {
            let row = self.lines.rows_above(place.saturating_add(places));
            row.max(self.index + 1)
        }
    }
}

/// True where the lines of the next Sprints are shown.
pub fn shows_ahead(state: &State) -> bool {
    state.list == List::Backlog && !state.hides_ahead
}

/// What the time that is left is counted by.
#[derive(Debug, Clone, Copy)]
struct When<'a> {
    today: NaiveDate,
    calendar: &'a Calendar,
}

fn fences(blocks: &[Block]) -> Vec<Fence> {
    let mut end = 0;
    let fence = |block: &Block| {
        end += block.open.count;
        Fence {
            sprint: block.sprint.id,
            title: block.sprint.title(),
            is_running: block.sprint.phase == Phase::Active,
            end,
        }
    };
    blocks.iter().map(fence).collect()
}

/// In the whole order every Sprint has its line, also one with nothing in it yet. What is below the rows that are known
/// comes with them.
fn whole(fences: &[Fence], blocks: &[Block], ahead: &[Ahead], known: usize, when: When<'_>) -> Vec<Line> {
    let own = fences.iter().zip(blocks).enumerate().filter(|(_, (fence, _))| fence.end <= known);
    let own = own.map(|(n, (fence, block))| words::line(fence.end, n, block, when));
    let end = fences.last().map_or(0, |fence| fence.end);
    // Where a list is being read anew, they may be of another one.
    let below = ahead.iter().filter(|ahead| end + ahead.above < known);
    own.chain(below.map(|ahead| words::below(end, ahead))).collect()
}

/// Of a part of the order, the lines of those Sprints of which something is shown.
fn part(fences: &[Fence], blocks: &[Block], order: &Order, shown: &Order, when: When<'_>) -> Vec<Line> {
    let mut before = 0;
    let mut drawn = Vec::new();
    for (n, (fence, block)) in fences.iter().zip(blocks).enumerate() {
        let next = order.at(fence.end).and_then(|id| order.next_in(shown, id));
        let at = next.unwrap_or(shown.len());
        if at > before {
            drawn.push(words::line(at, n, block, when));
        }
        before = at;
    }
    drawn
}

#[cfg(test)]
mod tests;
