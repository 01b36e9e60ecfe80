//! What the lines say, and how they are drawn: as much as has room, the most needed first.

use super::{Line, When};
use crate::domain::Points;
use crate::domain::query::Rest;
use crate::domain::sprint::{Block, Left, Phase, Sum, ahead};
use crate::domain::text::counted;
use crate::ui::widget::glyph::{cut, width};

/// Columns of line behind the words, where there is room.
const BEHIND: usize = 10;
/// Fewer columns of line than these stand nowhere.
const SHORTEST: usize = 2;

/// Where a Sprint would end that is not planned yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// How many items of those in no Sprint stand above its line.
    pub above: usize,
    /// What it says, the most needed first.
    pub words: Vec<String>,
}

/// The line of a Sprint.
pub(super) fn line(at: usize, fence: usize, block: &Block, when: When<'_>) -> Line {
    let (sprint, mut words) = (&block.sprint, vec![block.sprint.title(), sum(block)]);
    let left = sprint.left(when.today, when.calendar);
    if sprint.phase == Phase::Active {
        words.push(left.map_or_else(|| "running".into(), Left::words));
        if block.open.points != block.all.points {
            words.push(format!("{} to go", block.open.points));
        }
    }
    let is_late = matches!(left, Some(Left::Over(_)));
    Line { at, fence: Some(fence), words, is_over: is_late || over(block).is_some() }
}

/// The line of one that is ahead, below `end` items that are in a Sprint.
pub(super) fn below(end: usize, ahead: &Ahead) -> Line {
    Line { at: end + ahead.above, fence: None, words: ahead.words.clone(), is_over: false }
}

/// How many of the last planned Sprints have nothing in them yet: what comes next fills these first, and their lines
/// stand already.
pub fn empty_ahead(blocks: &[Block]) -> usize {
    blocks.iter().rev().take_while(|block| block.sprint.phase == Phase::Planned && block.all.count == 0).count()
}

/// What its line says: the first one also how that is known.
pub fn ahead(rest: &Rest, blocks: &[Block], line: &ahead::Line, is_first: bool) -> Ahead {
    let mut words = vec![ahead::title(rest.next, blocks, line.sprint)];
    if is_first {
        words.extend(rest.pace.map(|pace| format!("at {} points a Sprint", rough(pace.mean()))));
    }
    if line.unestimated > 0 {
        words.push(format!("{} without points above", counted(line.unestimated, "item")));
    }
    Ahead { above: line.above, words }
}

/// As exact as a mean is worth.
fn rough(points: Points) -> Points {
    let unit = if points.0 >= 10_000 { 1000 } else { 100 };
    Points((points.0 + unit / 2) / unit * unit)
}

/// All that is in a Sprint against what fits into it: "21 of 24 points", "27 of 24 points, 3 over".
pub fn sum(block: &Block) -> String {
    let Sum { points, count, unestimated } = block.all;
    let capacity = block.sprint.plan.capacity;
    if count == 0 {
        return capacity.map_or_else(|| "empty".into(), |most| format!("empty, room for {most} points"));
    }
    if unestimated == count {
        return format!("{} without points", counted(count, "item"));
    }
    let unknown = if unestimated == 0 { String::new() } else { format!(" + {unestimated}?") };
    let over = over(block).map_or_else(String::new, |over| format!(", {over} over"));
    match capacity {
        Some(most) => format!("{points} of {most} points{unknown}{over}"),
        None if points.0 == 1000 => format!("1 point{unknown}"),
        None => format!("{points} points{unknown}"),
    }
}

/// The points that are too many.
fn over(block: &Block) -> Option<Points> {
    let most = block.sprint.plan.capacity?;
    (block.all.points > most).then(|| Points(block.all.points.0.saturating_sub(most.0)))
}

/// The dashes before its words, the words and the dashes behind them, together as wide as `columns`.
pub(in super::super) fn fill(line: &Line, columns: usize) -> [String; 3] {
    let dash = if line.fence.is_some() { "─" } else { "┄" };
    let most = columns.saturating_sub(2 * (SHORTEST + 1));
    let mut words = cut(line.words.first().map_or("", String::as_str), most);
    for more in line.words.iter().skip(1) {
        if width(&words) + 3 + width(more) > most {
            break;
        }
        words = format!("{words} · {more}");
    }
    let free = columns.saturating_sub(width(&words) + 2);
    let behind = BEHIND.min(free / 3).max(SHORTEST.min(free));
    [dash.repeat(free.saturating_sub(behind)), format!(" {words} "), dash.repeat(behind)]
}
