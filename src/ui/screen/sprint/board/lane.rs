//! The columns of the board: which cards stand in which, in which sequence, and where each is drawn.

use crate::domain::sprint::{Card, Course, Phase, Sum, Went};
use crate::domain::{Estimate, ItemId, State};
use ratatui::layout::Rect;

/// From this width on the columns stand side by side.
const WIDE: u16 = 96;
/// From this width on open and ready have a column each.
const APART: u16 = 150;
/// From this width on all that is known of a card stands in its first line.
pub(super) const ROOMY: u16 = 54;
/// Columns between two lanes.
const GAP: u16 = 1;

/// The most lanes there are.
pub(super) const MOST: usize = 5;

/// A card where it stands: as it is now, or as it was when its Sprint closed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'a> {
    /// The item as it is now.
    pub(super) card: &'a Card,
    /// The state by which it stands here.
    pub(super) state: State,
    /// The estimate that counts here.
    pub(super) estimate: Option<&'a Estimate>,
    /// Where it went when its Sprint closed.
    pub(super) went: Option<Went>,
}

impl Placed<'_> {
    pub(super) fn id(&self) -> ItemId {
        self.card.row.id
    }

    /// True where it is blocked and still to do.
    pub(super) fn is_blocked(&self) -> bool {
        self.card.blocked.is_some() && self.state != State::Done
    }

    /// True where something holds it up, or it went somewhere.
    pub(super) fn has_remark(&self) -> bool {
        let is_waiting = !self.card.waits.is_empty() && self.state != State::Done;
        self.is_blocked() || is_waiting || self.went.is_some()
    }
}

/// A column of the board.
#[derive(Debug, Clone)]
pub(super) struct Lane<'a> {
    /// Its heading.
    pub(super) name: &'static str,
    /// The states that stand in it.
    pub(super) states: &'static [State],
    /// Its cards, in the order of the backlog.
    pub(super) cards: Vec<Placed<'a>>,
    /// Their points.
    pub(super) sum: Sum,
}

impl Lane<'_> {
    /// The row of a card.
    pub(super) fn row_of(&self, id: ItemId) -> Option<usize> {
        self.cards.iter().position(|card| card.id() == id)
    }

    /// The ids of its cards.
    pub(super) fn ids(&self) -> Vec<ItemId> {
        self.cards.iter().map(Placed::id).collect()
    }
}

const TOGETHER: [(&str, &[State]); 4] = [
    ("to do", &[State::Open, State::Ready]),
    ("in progress", &[State::InProgress]),
    ("to accept", &[State::ToAccept]),
    ("done", &[State::Done]),
];
const EACH: [(&str, &[State]); MOST] = [
    ("open", &[State::Open]),
    ("ready", &[State::Ready]),
    ("in progress", &[State::InProgress]),
    ("to accept", &[State::ToAccept]),
    ("done", &[State::Done]),
];

/// The columns of a board of this width.
pub(super) fn lanes(course: &Course, width: u16) -> Vec<Lane<'_>> {
    let kinds: &[(&'static str, &'static [State])] = if width >= APART { &EACH } else { &TOGETHER };
    let empty = |(name, states): &(&'static str, &'static [State])| Lane {
        name,
        states,
        cards: Vec::new(),
        sum: Sum::default(),
    };
    let mut lanes: Vec<Lane> = kinds.iter().map(empty).collect();
    for placed in placed(course) {
        if let Some(lane) = lanes.iter_mut().find(|lane| lane.states.contains(&placed.state)) {
            lane.sum.add(placed.estimate);
            lane.cards.push(placed);
        }
    }
    lanes
}

/// Every card of the board. What is over stays as it ended.
pub(super) fn placed(course: &Course) -> Vec<Placed<'_>> {
    if course.sprint.phase == Phase::Closed {
        let end = course.end.iter().filter_map(|end| {
            let card = course.card(end.item)?;
            Some(Placed { card, state: end.state, estimate: end.estimate.as_ref(), went: end.went })
        });
        return end.collect();
    }
    let now = |card| Placed { card, state: card.row.state, estimate: card.row.estimate.as_ref(), went: None };
    course.present().map(now).collect()
}

/// How the board divides its area.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// What is said of the Sprint as a whole.
    pub(super) head: Rect,
    /// The headings.
    pub(super) names: Rect,
    /// Where each lane's cards stand; of a narrow board only the one with the cursor has an area.
    pub(super) lanes: Vec<Rect>,
    /// Where the card under the cursor is told whole.
    pub(super) detail: Rect,
    /// True where one lane at a time is shown.
    pub(super) is_single: bool,
}

impl Plan {
    /// Divides an area for so many lanes; `at` is the one with the cursor.
    pub(super) fn new(area: Rect, count: usize, at: usize) -> Self {
        let head = if area.height >= 16 { 2 } else { 1 }.min(area.height);
        let names = u16::from(area.height > head);
        let rest = area.height - head - names;
        // With its line above it.
        let detail = if rest >= 20 { 5 } else { 3 }.min(rest / 2);
        let cards = Rect { y: area.y + head + names, height: rest - detail, ..area };
        let is_single = area.width < WIDE;
        let nothing = Rect { width: 0, ..cards };
        let lanes = (0..count).map(|n| match (is_single, n == at) {
            (true, true) => cards,
            (true, false) => nothing,
            (false, _) => beside(cards, count, n),
        });
        Self {
            head: Rect { height: head, ..area },
            names: Rect { y: area.y + head, height: names, ..area },
            lanes: lanes.collect(),
            detail: Rect { y: cards.bottom(), height: detail, ..area },
            is_single,
        }
    }

    /// Where the heading of a lane stands.
    pub(super) fn name(&self, lane: usize) -> Rect {
        let cards = self.lanes.get(lane).copied().unwrap_or_default();
        Rect { y: self.names.y, height: self.names.height, ..cards }
    }
}

/// The n-th of so many areas side by side.
fn beside(area: Rect, count: usize, n: usize) -> Rect {
    let count = u16::try_from(count.max(1)).unwrap_or(1);
    let n = u16::try_from(n).unwrap_or(0);
    let free = area.width.saturating_sub(GAP * (count - 1));
    let (each, more) = (free / count, free % count);
    // What can't be divided goes to the first lanes.
    let x = area.x + n * (each + GAP) + n.min(more);
    Rect { x, width: each + u16::from(n < more), ..area }
}

/// How the cards of a lane stand in its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    /// Rows a card.
    pub(super) each: usize,
    /// How many cards are in sight.
    pub(super) seen: usize,
    /// True where the last row says how many are not.
    pub(super) has_more: bool,
}

impl Fit {
    /// So many cards in so many rows; each has at most `most`, as many as all of them have room for.
    pub(super) fn new(cards: usize, rows: usize, most: usize) -> Self {
        match (1..=most).rev().find(|each| cards * each <= rows) {
            Some(each) => Self { each, seen: cards, has_more: false },
            None => Self { each: 1, seen: rows.saturating_sub(1), has_more: true },
        }
    }

    /// Those of a column in its area.
    pub(super) fn of(lane: &Lane, area: Rect) -> Self {
        let most = match (area.width >= ROOMY, lane.cards.iter().any(Placed::has_remark)) {
            // A title takes two lines, below it stands what is known of the card, and then nothing.
            (false, _) => 4,
            (true, true) => 2,
            (true, false) => 1,
        };
        Self::new(lane.cards.len(), usize::from(area.height), most)
    }

    /// The first card shown: as near to `top` as keeps the one in this row in sight.
    pub(super) fn top(self, cards: usize, top: usize, row: Option<usize>) -> usize {
        let last = cards.saturating_sub(self.seen);
        let Some(row) = row else { return top.min(last) };
        let lowest = (row + 1).saturating_sub(self.seen);
        top.clamp(lowest, row.max(lowest)).min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_part_lies_in_the_area(w in 0_u16..220, h in 0_u16..60, count in 4_usize..=5, at in 0_usize..5) {
            let area = Rect::new(3, 2, w, h);
            let plan = Plan::new(area, count, at);
            for part in plan.lanes.iter().chain([&plan.head, &plan.names, &plan.detail]) {
                prop_assert_eq!(part.intersection(area), *part);
            }
            for two in plan.lanes.windows(2).filter(|_| !plan.is_single) {
                prop_assert!(two[0].right() < two[1].x || two[1].width == 0);
            }
        }

        #[test]
        fn the_cursor_is_in_sight(cards in 1_usize..300, rows in 2_usize..50, top in 0_usize..400, row in 0_usize..300) {
            let row = row.min(cards - 1);
            let fit = Fit::new(cards, rows, 3);
            let top = fit.top(cards, top, Some(row));
            prop_assert!(top <= row && row < top + fit.seen);
            prop_assert!(top + fit.seen <= cards);
            prop_assert!(fit.each * fit.seen + usize::from(fit.has_more) <= rows);
        }
    }

    #[test]
    fn a_card_has_as_many_lines_as_there_is_room_for() {
        assert_eq!(Fit::new(3, 10, 3), Fit { each: 3, seen: 3, has_more: false });
        assert_eq!(Fit::new(5, 10, 3), Fit { each: 2, seen: 5, has_more: false });
        assert_eq!(Fit::new(5, 10, 1), Fit { each: 1, seen: 5, has_more: false });
        assert_eq!(Fit::new(6, 10, 3), Fit { each: 1, seen: 6, has_more: false });
        assert_eq!(Fit::new(60, 10, 3), Fit { each: 1, seen: 9, has_more: true });
    }
}
