//! Where the next Sprints would end, if they went as the last ones did.

use super::super::Points;
use super::burn::round;
use super::{Block, Phase};

/// Lines in the order of the Product Backlog, below what is planned already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ahead {
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// How many items above the last line have no points: they count 0, so that the lines stand too low.
    pub unestimated: usize,
    /// The Sprint that holds what stands below the last line, down to the last item with points, without filling it;
    /// `None` where nothing does, or where no Sprint asked for holds it.
    pub last: Option<Line>,
}

/// How fast work is completed: so many points in so many Sprints. A mean alone would be rounded, and three times 24.333
/// does not hold the 73 points that three Sprints did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// What was completed in all of them.
    pub points: Points,
    /// How many Sprints; 0 where none is over.
    pub sprints: usize,
}

impl Pace {
    /// What is completed in one Sprint, in thousandths, rounded; 0 where none is over.
    pub fn mean(self) -> Points {
        let count = i128::try_from(self.sprints).unwrap_or(i128::MAX).max(1);
        Points(round(i128::from(self.points.0), count))
    }

    /// True where so many points fit into so many Sprints, compared exactly.
    pub fn holds(self, points: Points, sprints: usize) -> bool {
        let wide = |n: usize| i128::try_from(n).unwrap_or(i128::MAX);
        i128::from(points.0).saturating_mul(wide(self.sprints))
            <= i128::from(self.points.0).saturating_mul(wide(sprints))
    }

    /// How many Sprints are full before so many points, above 0, are completed.
    fn filled_by(self, points: Points) -> usize {
        let all = i128::from(points.0).saturating_mul(i128::try_from(self.sprints).unwrap_or(i128::MAX));
        usize::try_from((all - 1) / i128::from(self.points.0.max(1))).unwrap_or(usize::MAX)
    }
}

/// The same in every Sprint.
impl From<Points> for Pace {
    fn from(points: Points) -> Self {
        Self { points, sprints: 1 }
    }
}

/// What people call the Sprint that is so many ahead, counted from 1: the last planned ones are filled first, where
/// nothing is in them yet. `next` is the number that the next new Sprint gets.
pub fn title(next: i64, blocks: &[Block], ahead: usize) -> String {
    let empty = blocks.iter().rev().take_while(|block| block.sprint.phase == Phase::Planned && block.all.count == 0);
    let empty = empty.count();
    match blocks.get(blocks.len() - empty..).and_then(|empty| empty.get(ahead.saturating_sub(1))) {
        Some(block) => format!("≈ {}", block.sprint.title()),
        None => {
            format!("≈ Sprint {}", next.saturating_sub(1).saturating_add_unsigned(ahead.saturating_sub(empty) as u64))
        }
    }
}

/// Where a Sprint would end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// How many Sprints from now: 1 is the next one.
    pub sprint: usize,
    /// How many of the items given stand above it.
    pub above: usize,
    /// The points of all above it.
    pub points: Points,
    /// How many above it have no points.
    pub unestimated: usize,
}

/// Where the next `most` Sprints would end at a pace: the k-th below the last item with which the sum of points is
/// at most k times the velocity. Where an item is bigger than a Sprint, the lines it swallows fall together: only the
/// last of them is there, and none above the first item.
///
/// `rest` are the points of the items in no Sprint, in order. A line stands only where an item below it says that it is
/// full. No lines where the velocity is 0.
pub fn lines(rest: impl IntoIterator<Item = Option<Points>>, pace: impl Into<Pace>, most: usize) -> Ahead {
    let (mut ahead, pace) = (Ahead::default(), pace.into());
    if pace.points.0 <= 0 || pace.sprints == 0 {
        return ahead;
    }
    let (mut sum, mut unestimated, mut sprint) = (Points(0), 0, 1_usize);
    for (above, points) in rest.into_iter().enumerate() {
        let with = Points(sum.0.saturating_add(points.unwrap_or_default().0));
        if !pace.holds(with, sprint) {
            let last = pace.filled_by(with).min(most);
            if above > 0 {
                ahead.lines.push(Line { sprint: last, above, points: sum, unestimated });
                ahead.unestimated = unestimated;
            }
            sprint = last.saturating_add(1);
            if sprint > most {
                ahead.last = None;
                return ahead;
            }
        }
        unestimated += usize::from(points.is_none());
        sum = with;
        if points.is_some() && sprint <= most {
            ahead.last = Some(Line { sprint, above: above + 1, points: sum, unestimated });
        }
    }
    ahead
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sizes: &[i64], velocity: i64, most: usize) -> String {
        let rest = sizes.iter().map(|size| (*size >= 0).then_some(Points(*size * 1000)));
        let ahead = lines(rest, Points(velocity * 1000), most);
        let lines: Vec<String> = ahead.lines.iter().map(|l| format!("{}@{}={}", l.sprint, l.above, l.points)).collect();
        format!("{} ?{}", lines.join(" "), ahead.unestimated)
    }

    #[test]
    fn a_mean_is_never_rounded() {
        // 23, 28 and 22 in three Sprints: 73, and not 3 × 24.333.
        let pace = Pace { points: Points(73_000), sprints: 3 };
        assert_eq!(pace.mean(), Points(24_333));
        let ahead = |sizes: &[i64]| lines(sizes.iter().map(|size| Some(Points(size * 1000))), pace, 6);
        let full = ahead(&[24, 24, 25, 1]);
        assert_eq!(full.lines.last().map(|line| (line.sprint, line.above)), Some((3, 3)));
        assert_eq!(
            (ahead(&[24, 24, 26]).lines.last().map(|line| line.above), full.last.map(|line| line.sprint)),
            (Some(2), Some(4))
        );
    }

    #[test]
    fn what_fills_no_sprint_is_in_the_one_after_the_last_line() {
        let last = |sizes: &[i64], most| {
            lines(sizes.iter().map(|n| Some(Points(*n))), Points(10), most).last.map(|line| line.sprint)
        };
        assert_eq!((last(&[5, 5], 9), last(&[5, 5, 1], 9), last(&[5, 5, 1], 1)), (Some(1), Some(2), None));
        assert_eq!((last(&[], 9), last(&[25], 9), last(&[25], 2), last(&[25], 3)), (None, Some(3), None, Some(3)));
    }

    #[test]
    fn a_line_stands_where_the_velocity_is_used_up() {
        assert_eq!(shown(&[5, 5, 3, 8, 2, 8], 10, 9), "1@2=10 2@3=13 3@5=23 ?0");
        assert_eq!(shown(&[5, 5, 3, 8, 2, 8], 10, 1), "1@2=10 ?0");
        // What is left fills no Sprint.
        assert_eq!(shown(&[5, 5], 10, 9), " ?0");
        assert_eq!(shown(&[], 10, 9), " ?0");
        assert_eq!(shown(&[5, 5], 0, 9), " ?0");
    }

    #[test]
    fn an_item_bigger_than_a_sprint_takes_several() {
        assert_eq!(shown(&[25, 5, 5, 1], 10, 9), "3@2=30 ?0");
        assert_eq!(shown(&[1, 1000], 10, 3), "3@1=1 ?0");
    }

    #[test]
    fn what_has_no_points_is_counted_apart() {
        assert_eq!(shown(&[5, -1, 5, -1, 5, -1], 10, 9), "1@4=10 ?2");
    }
}
