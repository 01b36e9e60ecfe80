//! Where the next Sprints would end, if they went as the last ones did.

use super::super::Points;

/// Lines in the order of the Product Backlog, below what is planned already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ahead {
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// How many items above the last line have no points: they count 0, so that the lines stand too low.
    pub unestimated: usize,
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

/// Where the next `most` Sprints would end at a velocity: the k-th below the last item with which the sum of points is
/// at most k times the velocity. Where an item is bigger than a Sprint, the lines it swallows fall together: only the
/// last of them is there, and none above the first item.
///
/// `rest` are the points of the items in no Sprint, in order. A line stands only where an item below it says that it is
/// full. No lines where the velocity is 0.
pub fn lines(rest: impl IntoIterator<Item = Option<Points>>, velocity: Points, most: usize) -> Ahead {
    let mut ahead = Ahead::default();
    if velocity.0 <= 0 {
        return ahead;
    }
    let (mut sum, mut unestimated, mut sprint) = (Points(0), 0, 1_usize);
    for (above, points) in rest.into_iter().enumerate() {
        let with = Points(sum.0.saturating_add(points.unwrap_or_default().0));
        let full = |sprint: usize| i128::from(velocity.0) * i128::try_from(sprint).unwrap_or(i128::MAX);
        if i128::from(with.0) > full(sprint) {
            let over = i128::from(with.0) - 1;
            let last = usize::try_from(over / i128::from(velocity.0)).unwrap_or(usize::MAX).min(most);
            if above > 0 {
                ahead.lines.push(Line { sprint: last, above, points: sum, unestimated });
                ahead.unestimated = unestimated;
            }
            sprint = last.saturating_add(1);
            if sprint > most {
                break;
            }
        }
        unestimated += usize::from(points.is_none());
        sum = with;
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
