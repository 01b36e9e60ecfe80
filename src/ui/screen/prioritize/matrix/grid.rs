//! Where the items lie: each scale cut into bands, and the fields that two bands make.

use crate::domain::score::{Amount, Cut};
use crate::domain::{ItemId, Order};
use ratatui::layout::{Position, Rect};

/// The scale, in thousandths.
const LEAST: i64 = 1_000;
const MOST: i64 = 10_000;
/// How many points of the scale a band may have, the fewest first.
const UNITS: [i64; 5] = [1, 2, 3, 5, 9];

/// A scale cut into bands, the lowest first. The cut is always between two of them: what is drawn on one side of it is
/// on that side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bands {
    anchor: i64,
    step: i64,
    /// How many are below the cut.
    pub low: usize,
    /// How many are not.
    pub high: usize,
}

impl Bands {
    /// Bands of so many points each.
    pub(super) fn new(cut: Amount, unit: i64) -> Self {
        let (anchor, step) = (cut.0.clamp(LEAST, MOST + 1), unit.max(1) * 1000);
        let count = |span: i64| usize::try_from(span / step).unwrap_or(0);
        let high = if anchor > MOST { 0 } else { count(MOST - anchor) + 1 };
        Self { anchor, step, low: count(anchor - LEAST + step - 1), high }
    }

    /// As many as there is room for: those of the fewest points of which `fits` is true.
    fn fitting(cut: Amount, fits: impl Fn(&Self) -> bool) -> Self {
        let all = UNITS.map(|unit| Self::new(cut, unit));
        all.iter().find(|bands| fits(bands)).copied().unwrap_or(all[UNITS.len() - 1])
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.low + self.high
    }

    /// True where the cut lies between two of them.
    pub(super) fn is_cut(&self) -> bool {
        self.low > 0 && self.high > 0
    }

    /// The band of a value; one off the scale is in the outermost.
    pub(super) fn of(&self, amount: Amount) -> usize {
        let steps = (amount.0.clamp(LEAST, MOST) - self.anchor).div_euclid(self.step);
        let at = i64::try_from(self.low).unwrap_or(0) + steps;
        usize::try_from(at).unwrap_or(0).min(self.len() - 1)
    }

    /// The whole points of a band: "7", "8–9".
    pub(super) fn label(&self, at: usize) -> String {
        let steps = i64::try_from(at).unwrap_or(0) - i64::try_from(self.low).unwrap_or(0);
        let from = self.anchor + steps * self.step;
        let whole = |thousandths: i64| (thousandths + 999).div_euclid(1000);
        let (first, last) = (whole(from).max(1), (whole(from + self.step) - 1).min(10));
        match first.cmp(&last) {
            std::cmp::Ordering::Less => format!("{first}–{last}"),
            std::cmp::Ordering::Equal => first.to_string(),
            std::cmp::Ordering::Greater => String::new(),
        }
    }
}

/// Where everything of the matrix stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// The bands of the cost, from left to right.
    pub x: Bands,
    /// The bands of the value, from below.
    pub y: Bands,
    /// Columns and lines of a field.
    pub size: (u16, u16),
    /// Columns of a key.
    pub label: u16,
    /// The columns with the points of the value.
    pub gutter: u16,
    /// The fields, with the lines of the cut between them.
    pub plot: Rect,
    /// The names of the fields above the cut.
    pub above: Rect,
    /// The points of the cost.
    pub points: Rect,
    /// The names of the fields below the cut.
    pub below: Rect,
    /// The items of the cursor's field, where there is room.
    pub list: Rect,
    /// What has no place.
    pub tray: Rect,
    /// The item under the cursor.
    pub detail: Rect,
}

/// Lines beside the plot: names, points, names, what has no place, the item.
const BESIDE: u16 = 6;

impl Plan {
    /// As there is room; `label` columns are what a key takes.
    pub(super) fn new(area: Rect, cut: Cut, label: usize) -> Self {
        let gutter = u16::try_from(cut.value.to_string().len().max(3)).unwrap_or(3) + 1;
        let (columns, lines) = (area.width.saturating_sub(gutter), area.height.saturating_sub(BESIDE));
        let need = u16::try_from(label).unwrap_or(u16::MAX).clamp(4, 12) + 1;
        let width = |bands: &Bands| each(columns, bands);
        let x = Bands::fitting(cut.cost, |bands| width(bands) >= need);
        let y = Bands::fitting(cut.value, |bands| each(lines, bands) >= 1);
        let size = (each(columns, &x).max(1), each(lines, &y).max(1));
        let across = |each: u16, bands: &Bands| each * count(bands) + u16::from(bands.is_cut());
        let line = |y: u16, height: u16| Rect { y, height, ..area }.intersection(area);
        let plot = Rect {
            x: area.x + gutter.min(area.width),
            y: area.y + 1,
            width: across(size.0, &x),
            height: across(size.1, &y),
        };
        let plot = plot.intersection(area);
        let under = plot.bottom();
        let tray = area.bottom().saturating_sub(3).max(under + 2);
        Self {
            x,
            y,
            size,
            label: need - 1,
            gutter,
            plot,
            above: line(area.y, 1),
            points: line(under, 1),
            below: line(under + 1, 1),
            // A line stays free above it and below it.
            list: line(under + 3, tray.saturating_sub(under + 4)),
            tray: line(tray, 1),
            detail: line(area.bottom().saturating_sub(2).max(under + 3), 2),
        }
    }

    /// How many keys stand side by side in a field.
    pub(super) fn across(&self) -> usize {
        usize::from(self.size.0 / (self.label + 1)).max(1)
    }

    /// The column of the cut, where it lies in the plot.
    pub(super) fn cut_x(&self) -> Option<u16> {
        self.x.is_cut().then(|| self.plot.x + self.size.0 * u16::try_from(self.x.low).unwrap_or(0))
    }

    /// The line of the cut, where it lies in the plot.
    pub(super) fn cut_y(&self) -> Option<u16> {
        self.y.is_cut().then(|| self.plot.y + self.size.1 * u16::try_from(self.y.high).unwrap_or(0))
    }

    /// The area of a field.
    pub(super) fn field(&self, (x, y): Spot) -> Rect {
        let row = self.y.len() - 1 - y.min(self.y.len() - 1);
        let past = |at: usize, of: usize, is_cut: bool| u16::from(is_cut && at >= of);
        let left = offset(x, self.size.0) + past(x, self.x.low, self.x.is_cut());
        let top = offset(row, self.size.1) + past(row, self.y.high, self.y.is_cut());
        let field = Rect { x: self.plot.x + left, y: self.plot.y + top, width: self.size.0, height: self.size.1 };
        field.intersection(self.plot)
    }

    /// All fields, from the lower left.
    pub(super) fn fields(&self) -> impl Iterator<Item = Spot> + use<> {
        let (width, height) = (self.x.len(), self.y.len());
        (0..height).flat_map(move |y| (0..width).map(move |x| (x, y)))
    }

    /// The field at a place of the screen.
    pub(super) fn at(&self, at: Position) -> Option<Spot> {
        self.fields().find(|spot| self.field(*spot).contains(at))
    }
}

fn count(bands: &Bands) -> u16 {
    u16::try_from(bands.len()).unwrap_or(1)
}

/// What each band has of so much room.
fn each(room: u16, bands: &Bands) -> u16 {
    room.saturating_sub(u16::from(bands.is_cut())) / count(bands)
}

fn offset(at: usize, each: u16) -> u16 {
    u16::try_from(at).unwrap_or(0) * each
}

/// A field: the band of its cost, the band of its value.
pub(super) type Spot = (usize, usize);

/// A way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To a lower cost.
    Left,
    /// To a lower value.
    Down,
    /// To a higher value.
    Up,
    /// To a higher cost.
    Right,
}

/// Where an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a field, the so manieth of it.
    Field(Spot, usize),
    /// Among those that have no place, the so manieth.
    Tray(usize),
}

/// All items by the field they lie in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Grid {
    width: usize,
    fields: Vec<Vec<ItemId>>,
    /// Those without value or cost, in the order shown.
    pub tray: Vec<ItemId>,
}

/// Marks an item that lies in no field.
const NOWHERE: u16 = u16::MAX;

impl Grid {
    /// Puts what is shown into the fields, in its order.
    pub(super) fn new(plan: &Plan, shown: &Order, known: impl Iterator<Item = (ItemId, Amount, Amount)>) -> Self {
        let width = plan.x.len();
        // Ids are small whole numbers: a plain table is the smallest map.
        let mut spots: Vec<u16> = Vec::new();
        for (item, value, cost) in known {
            let Ok(slot) = usize::try_from(item.0) else { continue };
            if slot >= spots.len() {
                spots.resize(slot + 1, NOWHERE);
            }
            spots[slot] = u16::try_from(plan.y.of(value) * width + plan.x.of(cost)).unwrap_or(NOWHERE);
        }
        let mut grid = Self { width, fields: vec![Vec::new(); width * plan.y.len()], tray: Vec::new() };
        for item in shown.ids() {
            let spot = usize::try_from(item.0).ok().and_then(|slot| spots.get(slot)).copied().unwrap_or(NOWHERE);
            grid.fields.get_mut(usize::from(spot)).unwrap_or(&mut grid.tray).push(item);
        }
        grid
    }

    /// The items of a field.
    pub(super) fn field(&self, (x, y): Spot) -> &[ItemId] {
        self.fields.get(y * self.width + x).map_or(&[], Vec::as_slice)
    }

    /// How many items have a place.
    pub(super) fn placed(&self) -> usize {
        self.fields.iter().map(Vec::len).sum()
    }

    /// Where an item is.
    pub(super) fn find(&self, item: ItemId) -> Option<Place> {
        let among = |items: &[ItemId]| items.iter().position(|known| *known == item);
        let field = |(at, items): (usize, &Vec<ItemId>)| {
            let spot = (at % self.width, at / self.width);
            Some(Place::Field(spot, among(items)?))
        };
        self.fields.iter().enumerate().find_map(field).or_else(|| among(&self.tray).map(Place::Tray))
    }

    /// Puts an item elsewhere than it was, before the others there: into a field, or among those that have no place.
    pub(super) fn put(&mut self, item: ItemId, to: Option<Spot>) {
        match self.find(item) {
            Some(Place::Field(spot, _)) if to == Some(spot) => return,
            Some(Place::Tray(_)) if to.is_none() => return,
            Some(Place::Field((x, y), at)) => drop(self.fields[y * self.width + x].remove(at)),
            Some(Place::Tray(at)) => drop(self.tray.remove(at)),
            None => return,
        }
        let field = to.and_then(|(x, y)| self.fields.get_mut(y * self.width + x));
        field.unwrap_or(&mut self.tray).insert(0, item);
    }

    /// The nearest field in a way that has an item: one that lies more that way than to the side first. What lies as
    /// much to the side belongs to one way of the two, by turns, so that hands reach every field from every other.
    pub(super) fn nearest(&self, from: Spot, way: Way) -> Option<Spot> {
        let signed = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        let far = |(x, y): Spot| {
            let (right, up) = (signed(x) - signed(from.0), signed(y) - signed(from.1));
            let (on, side) = match way {
                Way::Left => (-right, -up),
                Way::Right => (right, up),
                Way::Down => (-up, right),
                Way::Up => (up, -right),
            };
            let is_aside = side > on || side <= -on;
            (on > 0).then(|| (is_aside, on * on + side * side, side.abs()))
        };
        let spots = self.fields.iter().enumerate().filter(|(_, items)| !items.is_empty());
        let spots = spots.map(|(at, _)| (at % self.width, at / self.width));
        spots.filter_map(|spot| Some((far(spot)?, spot))).min().map(|(_, spot)| spot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::score::Quadrant;
    use crate::domain::{List, ProductId};
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn area(width: u16, height: u16) -> Rect {
        Rect::new(2, 3, width, height)
    }

    #[test]
    fn a_band_is_a_point_where_there_is_room() {
        let bands = Bands::new(Amount(5500), 1);
        let labels = |bands: &Bands| (0..bands.len()).map(|at| bands.label(at)).collect::<Vec<_>>().join(" ");
        assert_eq!(labels(&bands), "1 2 3 4 5 6 7 8 9 10");
        assert_eq!((bands.low, bands.of(Amount(5500)), bands.of(Amount(5499))), (5, 5, 4));
        assert_eq!(labels(&Bands::new(Amount(5500), 2)), "1 2–3 4–5 6–7 8–9 10");
        assert_eq!(labels(&Bands::new(Amount(3000), 1)), "1 2 3 4 5 6 7 8 9 10");
        assert_eq!(labels(&Bands::new(Amount(20_000), 1)), "1 2 3 4 5 6 7 8 9 10");
    }

    fn grid(spots: &[Spot], plan: &Plan) -> Grid {
        let ids: Vec<ItemId> = (1..).map(ItemId).take(spots.len()).collect();
        let order = Order::in_sequence(ProductId(1), List::Backlog, &ids);
        let mut grid = Grid::new(plan, &order, std::iter::empty());
        for (id, spot) in ids.iter().zip(spots) {
            grid.put(*id, Some(*spot));
        }
        grid
    }

    proptest! {
        #[test]
        fn a_side_of_the_cut_is_the_side_of_the_field(
            cut in 0_i64..12_000, value in LEAST..=MOST, cost in LEAST..=MOST, width in 30_u16..150, height in 8_u16..60
        ) {
            let cut = Cut { value: Amount(cut), cost: Amount(11_000 - cut) };
            let plan = Plan::new(area(width, height), cut, 6);
            let (x, y) = (plan.x.of(Amount(cost)), plan.y.of(Amount(value)));
            let is = (y >= plan.y.low, x >= plan.x.low);
            let quadrant = match is {
                (true, false) => Quadrant::QuickWins,
                (true, true) => Quadrant::BigBets,
                (false, false) => Quadrant::FillIns,
                (false, true) => Quadrant::MoneyPits,
            };
            prop_assert_eq!(quadrant, Quadrant::of(Amount(value), Amount(cost), cut));
        }

        #[test]
        fn fields_lie_apart_in_the_plot_and_are_found_again(
            cut in 500_i64..11_000, width in 30_u16..150, height in 12_u16..60, label in 4_usize..14
        ) {
            let area = area(width, height);
            let plan = Plan::new(area, Cut { value: Amount(cut), cost: Amount(cut) }, label);
            let rects: Vec<Rect> = plan.fields().map(|spot| plan.field(spot)).collect();
            for (spot, field) in plan.fields().zip(&rects) {
                prop_assert!(!field.is_empty() && field.intersection(plan.plot) == *field, "{plan:?}");
                prop_assert_eq!(plan.at(field.as_position()), Some(spot));
                prop_assert!(plan.cut_x().is_none_or(|x| x < field.x || x >= field.right()));
                prop_assert!(plan.cut_y().is_none_or(|y| y < field.y || y >= field.bottom()));
            }
            let lines = [plan.above, plan.points, plan.below, plan.tray, plan.detail];
            prop_assert!(lines.iter().all(|line| !line.is_empty() && !line.intersects(plan.plot)), "{plan:?}");
            prop_assert!(plan.list.is_empty() || (plan.list.y > plan.below.y && plan.list.bottom() < plan.tray.y));
            prop_assert!(lines.is_sorted_by(|a, b| a.bottom() <= b.y), "{plan:?}");
        }

        #[test]
        fn every_item_is_reached_from_every_other(spots in proptest::collection::vec((0_usize..10, 0_usize..10), 1..40)) {
            let plan = Plan::new(area(120, 40), Cut::default(), 6);
            let grid = grid(&spots, &plan);
            let mut seen = HashSet::from([spots[0]]);
            let mut todo = vec![spots[0]];
            while let Some(from) = todo.pop() {
                for way in [Way::Left, Way::Down, Way::Up, Way::Right] {
                    todo.extend(grid.nearest(from, way).filter(|to| seen.insert(*to)));
                }
            }
            prop_assert_eq!(seen, spots.iter().copied().collect::<HashSet<_>>());
        }
    }
}
