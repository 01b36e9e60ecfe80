//! The items of a ranking in columns. An order may have 100,000 of them, and a ranking stays as long as the program
//! runs: 25 bytes each, and a little more for what only some have.

use super::Standing;
use crate::domain::score::{Amount, CLASSES};
use crate::domain::{ItemId, SprintId};
use std::cmp::Ordering;

/// What stands in the column of scores where there is none: below all that can be given.
const NONE: f64 = f64::NEG_INFINITY;

/// What holds an item, and what is known of it besides, in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark(u8);

impl Mark {
    const RUNNING: u8 = 1;
    const PINNED: u8 = 2;
    /// Its class, from 1 in the order of [`CLASSES`]; 0 where it has none.
    const CLASS: u8 = 0b111 << Self::SHIFT;
    const SHIFT: u32 = 2;
    /// It has both axes of a matrix.
    const PLOTTED: u8 = 1 << 5;
    /// It has a class that nobody knows: it stands in a table of its own.
    const ODD: u8 = 7;

    fn of(standing: &Standing) -> Self {
        let code = |class: Amount| {
            let known = CLASSES.iter().position(|(known, _)| *known == class);
            known.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(Self::ODD)
        };
        let held = u8::from(standing.is_running) * Self::RUNNING + u8::from(standing.is_pinned) * Self::PINNED;
        Self(held | standing.class.map_or(0, code) << Self::SHIFT)
    }

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// The number of its class.
    fn class(self) -> u8 {
        (self.0 & Self::CLASS) >> Self::SHIFT
    }
}

/// All items of an order, by item. What stands at an index of one column is about what stands there in the others.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Columns {
    /// The items, ascending.
    items: Vec<ItemId>,
    /// The place of each in the order, from 0.
    now: Vec<u32>,
    /// The place that its score gives it.
    then: Vec<u32>,
    /// Its score.
    scores: Vec<f64>,
    marks: Vec<Mark>,
    /// Those that are in a Sprint, by item.
    sprints: Vec<(ItemId, SprintId)>,
    /// Those with a class that nobody knows, by item.
    odd: Vec<(ItemId, Amount)>,
    /// Both axes of those that are plotted, by item.
    axes: Vec<[Amount; 2]>,
    /// Where those stand that these are of, as they came; empty once all have come.
    came: Vec<u32>,
}

impl Columns {
    /// From the order. All room is taken before anything is asked of it, and never more: about `count` items.
    pub(super) fn new(count: usize, order: impl IntoIterator<Item = Standing>) -> Self {
        let mut all = Self {
            items: Vec::with_capacity(count),
            now: Vec::with_capacity(count),
            then: Vec::with_capacity(count),
            scores: Vec::with_capacity(count),
            marks: Vec::with_capacity(count),
            ..Self::default()
        };
        let mut marks = Vec::with_capacity(count);
        for standing in order {
            let mark = Mark::of(&standing);
            all.items.push(standing.item);
            marks.push(mark);
            all.sprints.extend(standing.sprint.map(|sprint| (standing.item, sprint)));
            all.odd.extend(standing.class.filter(|_| mark.class() == Mark::ODD).map(|class| (standing.item, class)));
        }
        // Sorted by item, the places are what the column is.
        all.now.extend((0..).take(all.items.len()));
        all.now.sort_unstable_by_key(|place| all.items[*place as usize]);
        all.items.sort_unstable();
        all.marks.extend(all.now.iter().map(|place| marks[*place as usize]));
        all.sprints.sort_unstable();
        all.odd.sort_unstable();
        all.sprints.shrink_to_fit();
        all.odd.shrink_to_fit();
        all.scores.resize(all.items.len(), NONE);
        all
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The room that it takes, in bytes.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        fn room<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        let whole = room(&self.items) + room(&self.now) + room(&self.then) + room(&self.scores) + room(&self.marks);
        whole + room(&self.sprints) + room(&self.odd) + room(&self.axes) + room(&self.came)
    }

    /// Where an item stands in the columns.
    pub(super) fn index(&self, item: ItemId) -> Option<usize> {
        self.items.binary_search(&item).ok()
    }

    /// The item at an index.
    pub(super) fn item(&self, at: usize) -> ItemId {
        self.items[at]
    }

    /// Its score.
    pub(super) fn score(&self, at: usize) -> Option<f64> {
        (self.scores[at] > NONE).then(|| self.scores[at])
    }

    /// Sets its score: a finite one.
    pub(super) fn set_score(&mut self, at: usize, score: f64) {
        self.scores[at] = score;
    }

    /// The place in the order and the one that its score gives, both from 0.
    pub(super) fn places(&self, at: usize) -> (usize, usize) {
        (self.now[at] as usize, self.then[at] as usize)
    }

    /// By how many places its score would put it higher (above 0) or lower (below 0); `None` where it has no score.
    pub(super) fn gap(&self, at: usize) -> Option<isize> {
        self.score(at)?;
        let (now, then) = self.places(at);
        Some(now.cast_signed() - then.cast_signed())
    }

    /// True where no score moves it.
    pub(super) fn is_held(&self, at: usize) -> bool {
        self.marks[at].has(Mark::RUNNING | Mark::PINNED)
    }

    /// How it stands.
    pub(super) fn standing(&self, at: usize) -> Standing {
        let (item, mark) = (self.items[at], self.marks[at]);
        let class = match mark.class() {
            0 => None,
            Mark::ODD => found(&self.odd, item),
            code => CLASSES.get(usize::from(code) - 1).map(|(class, _)| *class),
        };
        Standing {
            item,
            sprint: found(&self.sprints, item),
            is_running: mark.has(Mark::RUNNING),
            is_pinned: mark.has(Mark::PINNED),
            class,
        }
    }

    /// Takes room for what is plotted.
    pub(super) fn reserve_plot(&mut self) {
        self.axes.reserve_exact(self.len());
        self.came.reserve_exact(self.len());
    }

    /// Keeps both axes of an item.
    pub(super) fn plot(&mut self, at: usize, axes: [Amount; 2]) {
        if let Ok(index) = u32::try_from(at) {
            self.marks[at].0 |= Mark::PLOTTED;
            self.axes.push(axes);
            self.came.push(index);
        }
    }

    /// All that are plotted, by item.
    pub(super) fn plotted(&self) -> impl Iterator<Item = (ItemId, [Amount; 2])> {
        let plotted = self.items.iter().zip(&self.marks).filter(|(_, mark)| mark.has(Mark::PLOTTED));
        plotted.zip(&self.axes).map(|((item, _), axes)| (*item, *axes))
    }

    /// Puts what is plotted by item, where it didn't come so, and gives back the room that it doesn't need.
    fn settle_plot(&mut self) {
        let came = std::mem::take(&mut self.came);
        if !came.is_sorted() {
            let mut both: Vec<(u32, [Amount; 2])> = came.into_iter().zip(self.axes.drain(..)).collect();
            both.sort_unstable();
            self.axes.extend(both.into_iter().map(|(_, axes)| axes));
        }
        self.axes.shrink_to_fit();
    }

    /// The indices of all items in their order.
    pub(super) fn in_order(&self) -> Vec<u32> {
        self.inverse(|at| self.now[at])
    }

    /// The indices of all items by score; what is held stays where it stands.
    pub(super) fn by_score(&self) -> Vec<u32> {
        self.inverse(|at| if self.is_held(at) { self.now[at] } else { self.then[at] })
    }

    /// The indices by a place that no two share.
    fn inverse(&self, place: impl Fn(usize) -> u32) -> Vec<u32> {
        let mut indices = vec![0; self.len()];
        for (at, index) in (0..self.len()).zip(0_u32..) {
            indices[place(at) as usize] = index;
        }
        indices
    }

    /// Works out which place each score gives: once all that is known was told.
    pub(super) fn rank(&mut self) {
        let order = self.in_order();
        // Where free ones stand, and these by score.
        let is_free = |place: &u32| !self.is_held(order[*place as usize] as usize);
        let count = (0..self.len()).filter(|at| !self.is_held(*at)).count();
        let mut free = Vec::with_capacity(count);
        free.extend((0..).take(self.len()).filter(is_free));
        let mut sorted: Vec<u32> = free.iter().map(|place| order[*place as usize]).collect();
        drop(order);
        sorted.sort_unstable_by(|a, b| self.compare(*a as usize, *b as usize));
        let mut then = std::mem::take(&mut self.then);
        then.resize(self.len(), 0);
        for (place, index) in free.iter().zip(&sorted) {
            then[*index as usize] = *place;
        }
        for at in (0..self.len()).filter(|at| self.is_held(*at)) {
            then[at] = self.alone(at, &free, &sorted);
        }
        self.then = then;
        self.settle_plot();
    }

    /// Which of two comes first by score alone: the higher one; ties keep the present order.
    fn compare(&self, a: usize, b: usize) -> Ordering {
        self.scores[b].total_cmp(&self.scores[a]).then(self.now[a].cmp(&self.now[b]))
    }

    /// The place at which what is held would stand by its score alone: were it free, and all else held as it is. `free`
    /// are the places of what is free, `sorted` the indices of the same by score.
    fn alone(&self, at: usize, free: &[u32], sorted: &[u32]) -> u32 {
        let now = self.now[at];
        let above = sorted.partition_point(|other| self.compare(*other as usize, at).is_lt());
        let own = free.partition_point(|place| *place < now);
        match above.cmp(&own) {
            Ordering::Less => free[above],
            Ordering::Equal => now,
            Ordering::Greater => free[above - 1],
        }
    }
}

/// What a small table by item says of one.
fn found<T: Copy>(table: &[(ItemId, T)], item: ItemId) -> Option<T> {
    let at = table.binary_search_by_key(&item, |one| one.0).ok()?;
    table.get(at).map(|one| one.1)
}
