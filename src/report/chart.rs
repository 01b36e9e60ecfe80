//! A burndown as a drawing: lines with their names beside them, told apart by their strokes as well as by colours.

use super::html::escaped;
use crate::domain::Points;
use crate::domain::sprint::{Burn, BurnDay, Measure};
use std::fmt::Write;

/// The drawing's size; it is scaled to the page.
const WIDTH: i64 = 480;
const HEIGHT: i64 = 280;
/// Room around the lines: left for values, right for names, below for days.
const LEFT: i64 = 44;
const RIGHT: i64 = 88;
const TOP: i64 = 14;
const BELOW: i64 = 30;
/// How many days and values are named at most.
const NAMED: i64 = 6;

/// A burndown to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What it shows, for those who can't see it.
    pub label: String,
    /// The Sprint day by day.
    pub burn: Burn,
    /// What is counted.
    pub measure: Measure,
}

/// Draws it.
pub(super) fn svg(chart: &Chart) -> String {
    let sketch = Sketch::of(chart);
    let mut out = format!(
        "<figure>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\n",
        escaped(&chart.label)
    );
    sketch.frame(&mut out);
    let days = &chart.burn.days;
    let level = |day: &BurnDay| {
        let ideal = match chart.measure {
            Measure::Points => day.ideal.points,
            Measure::Items => day.ideal_items,
        };
        Some(ideal)
    };
    let start = chart.measure.level(chart.burn.start.remaining());
    let scope = chart.measure.level(chart.burn.start.scope);
    let left = |day: &BurnDay| Some(chart.measure.level(day.stand?.remaining()));
    let all = |day: &BurnDay| Some(chart.measure.level(day.stand?.scope));
    sketch.line(&mut out, "ideal", start, days.iter().map_while(level));
    sketch.line(&mut out, "scope", scope, days.iter().map_while(all));
    sketch.line(&mut out, "main", start, days.iter().map_while(left));
    let end = |count: usize| sketch.x(i64::try_from(count).unwrap_or(0));
    let known = days.iter().map_while(left).count();
    let names = [
        ("ideal", days.last().and_then(level), end(days.len())),
        ("scope", days.iter().map_while(all).last(), end(known)),
        ("remaining", days.iter().map_while(left).last(), end(known)),
    ];
    sketch.names(&mut out, &names);
    out.push_str("</svg>\n</figure>\n");
    out
}

struct Sketch<'a> {
    chart: &'a Chart,
    /// The value at the top, in thousandths.
    top: i64,
    /// The distance of two values that are named, in thousandths.
    step: i64,
}

impl<'a> Sketch<'a> {
    fn of(chart: &'a Chart) -> Self {
        let most = chart.burn.most(chart.measure).0.max(1000);
        let step = step(most);
        let top = (most + step - 1) / step * step;
        Self { chart, top, step }
    }

    fn days(&self) -> i64 {
        i64::try_from(self.chart.burn.days.len()).unwrap_or(1).max(1)
    }

    /// Where a day ends; 0 is the moment of the start.
    fn x(&self, day: i64) -> i64 {
        LEFT + (WIDTH - LEFT - RIGHT) * day / self.days()
    }

    fn y(&self, value: i64) -> i64 {
        let room = HEIGHT - TOP - BELOW;
        TOP + room - room * value.clamp(0, self.top) / self.top
    }

    /// The values and days, and today.
    fn frame(&self, out: &mut String) {
        // Writing to a String can't fail.
        for value in (0..=self.top / self.step).map(|n| n * self.step) {
            let y = self.y(value);
            let end = WIDTH - RIGHT;
            let _ = writeln!(out, "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{end}\" y2=\"{y}\"/>");
            let (x, y) = (LEFT - 6, y + 4);
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{}</text>", Points(value));
        }
        let every = (self.days() + NAMED - 1) / NAMED;
        for (n, day) in (1_i64..).zip(&self.chart.burn.days) {
            if (n - 1) % every == 0 {
                let (x, y) = (i64::midpoint(self.x(n - 1), self.x(n)), HEIGHT - 10);
                let _ = writeln!(
                    out,
                    "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{}</text>",
                    day.day.format("%m-%d")
                );
            }
        }
        if let Some(today) = self.chart.burn.today.and_then(|at| i64::try_from(at).ok()) {
            let (x, y) = (self.x(today + 1), HEIGHT - BELOW);
            let _ = writeln!(out, "<line class=\"today\" x1=\"{x}\" y1=\"{TOP}\" x2=\"{x}\" y2=\"{y}\"/>");
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">today</text>", TOP - 3);
        }
    }

    fn line(&self, out: &mut String, class: &str, start: Points, values: impl Iterator<Item = Points>) {
        let _ = write!(out, "<polyline class=\"{class}\" points=\"");
        for (day, value) in (0_i64..).zip([start].into_iter().chain(values)) {
            let gap = if day == 0 { "" } else { " " };
            let _ = write!(out, "{gap}{},{}", self.x(day), self.y(value.0));
        }
        out.push_str("\"/>\n");
    }

    /// The lines' names at their ends, moved apart where they would lie on each other.
    fn names(&self, out: &mut String, names: &[(&str, Option<Points>, i64)]) {
        let mut placed: Vec<(i64, i64, &str)> =
            names.iter().filter_map(|(name, value, x)| Some((self.y((*value)?.0) + 4, *x, *name))).collect();
        placed.sort_unstable();
        let mut last = i64::MIN / 2;
        for (y, x, name) in placed {
            let y = y.max(last + 14);
            last = y;
            let _ = writeln!(out, "<text x=\"{}\" y=\"{y}\">{name}</text>", x + 8);
        }
    }
}

/// A round distance between named values, so that there are not too many.
fn step(most: i64) -> i64 {
    let mut step = 1000;
    loop {
        for times in [1, 2, 5] {
            if most / (step * times) < NAMED {
                return step * times;
            }
        }
        step *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_round_and_few() {
        let named = |points: i64| Points(step(points * 1000)).to_string();
        assert_eq!([3, 8, 21, 60, 700].map(named), ["1", "2", "5", "20", "200"].map(String::from));
        assert!(step(i64::MAX / 1_000_000) > 0);
    }
}
