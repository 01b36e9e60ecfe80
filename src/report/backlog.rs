//! A backlog on one page, for people without a terminal: what the product is for, the Sprint that runs, and the order.

use super::document::{Document, Entry, Part};
use super::review::size;
use crate::domain::item::Row;
use crate::domain::product::Product;
use crate::domain::sprint::ahead::{self, Ahead};
use crate::domain::sprint::{Block, Phase, Sum};
use crate::domain::{Estimate, Points, SprintId, State, text};

/// So many items in no Sprint are shown at once; the others are folded, a few hundred at a time.
const OPEN: usize = 100;
/// So many items a fold has.
const FOLD: usize = 500;

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The product.
    pub product: &'a Product,
    /// The Sprints that are not over, as their blocks stand.
    pub blocks: &'a [Block],
    /// What is done in the Sprint that runs, by rank.
    pub done: &'a [Row],
    /// The order.
    pub order: &'a [Row],
    /// Where the next Sprints would end, counted among the items in no Sprint.
    pub ahead: &'a Ahead,
    /// The number that the next new Sprint gets.
    pub next: i64,
}

impl Page<'_> {
    /// The whole document.
    pub fn document(&self) -> Document {
        let sheet = &self.product.sheet;
        let mut parts = Vec::new();
        for (name, text) in [("Vision", &sheet.vision), ("Product Goal", &sheet.goal)] {
            if !text.is_empty() {
                parts.push(Part::Goal { name, text: text.clone(), mark: String::new() });
            }
        }
        let mut place = 0;
        for block in self.blocks {
            self.block(block, &mut place, &mut parts);
        }
        self.rest(&mut place, &mut parts);
        let subtitle = format!("{} in the order", text::counted(self.order.len(), "item"));
        Document { title: format!("{}: Product Backlog", self.product.name), subtitle, parts }
    }

    fn of(&self, sprint: Option<SprintId>) -> impl Iterator<Item = &Row> {
        let is_known = |id: &SprintId| self.blocks.iter().any(|block| block.sprint.id == *id);
        self.order.iter().filter(move |row| row.sprint.filter(is_known) == sprint)
    }

    fn block(&self, block: &Block, place: &mut usize, parts: &mut Vec<Part>) {
        let sprint = &block.sprint;
        let runs = sprint.phase == Phase::Active;
        parts.push(Part::Section(format!("{}: {}", sprint.title(), if runs { "running" } else { "planned" })));
        if !sprint.plan.goal.is_empty() {
            parts.push(Part::Goal { name: "Sprint Goal", text: sprint.plan.goal.clone(), mark: String::new() });
        }
        let days = match (sprint.plan.starts, sprint.plan.ends) {
            (Some(from), Some(to)) => format!("{from} to {to}. "),
            (Some(from), None) => format!("From {from}. "),
            (None, Some(to)) => format!("Until {to}. "),
            (None, None) => String::new(),
        };
        let sum = if runs { running(block) } else { format!("Planned: {}.", amount(&block.all)) };
        parts.push(Part::Text(days + &sum));
        let mut entries: Vec<Entry> = self.of(Some(sprint.id)).map(|row| entry(row, place)).collect();
        if runs {
            entries.extend(self.done.iter().map(|row| Entry { place: None, ..entry(row, &mut 0) }));
        }
        if !entries.is_empty() {
            parts.push(Part::Items(entries));
        }
    }

    /// What is in no Sprint, with the Sprints in which it would be done at the usual velocity.
    fn rest(&self, place: &mut usize, parts: &mut Vec<Part>) {
        let rest: Vec<&Row> = self.of(None).collect();
        parts.push(Part::Section("Next in the order".into()));
        if rest.is_empty() {
            parts.push(Part::Text("Nothing else is in the order.".into()));
            return;
        }
        let title = |ahead: usize| ahead::title(self.next, self.blocks, ahead);
        let mut ends: Vec<(usize, usize)> = self.ahead.lines.iter().map(|line| (line.sprint, line.above)).collect();
        ends.extend(self.ahead.last.map(|line| (line.sprint, line.above)));
        if !ends.is_empty() {
            let text = format!("\"{}\" is a forecast at the velocity of the last Sprints, not a promise.", title(1));
            parts.push(Part::Text(text));
        }
        let (mut at, mut before) = (0, 0);
        for (sprint, above) in ends {
            let until = above.clamp(at, rest.len());
            // What is bigger than a Sprint takes several.
            let from = if before + 1 < sprint { format!("{} to ", title(before + 1)) } else { String::new() };
            if at < until {
                let name = format!("Forecast: {from}{} ({})", title(sprint), points(&rest[at..until]));
                parts.push(Part::Text(name));
                parts.push(Part::Items(rest[at..until].iter().map(|row| entry(row, place)).collect()));
            }
            (at, before) = (until, sprint);
        }
        if at > 0 && at < rest.len() {
            parts.push(Part::Text("Later, without a forecast".into()));
        }
        let open = rest.len().min((at).max(OPEN));
        if at < open {
            parts.push(Part::Items(rest[at..open].iter().map(|row| entry(row, place)).collect()));
        }
        for some in rest[open..].chunks(FOLD) {
            let (first, last) = (*place + 1, *place + some.len());
            let summary = format!("Places {} to {}", text::thousands(first), text::thousands(last));
            parts.push(Part::Folded { summary, items: some.iter().map(|row| entry(row, place)).collect() });
        }
    }
}

fn running(block: &Block) -> String {
    let done = Sum {
        points: Points(block.all.points.0 - block.open.points.0),
        count: block.all.count - block.open.count,
        unestimated: block.all.unestimated - block.open.unestimated,
    };
    format!("Done: {} of {}.", amount(&done), amount(&block.all))
}

/// "21 points, 2 items without points".
fn points(rows: &[&Row]) -> String {
    let known = || rows.iter().filter_map(|row| row.estimate.as_ref().and_then(Estimate::points));
    let sum: Points = known().sum();
    match rows.len() - known().count() {
        0 => format!("{sum} points"),
        unknown => format!("{sum} points, {} without points", text::counted(unknown, "item")),
    }
}

/// "21 points in 6 items".
fn amount(sum: &Sum) -> String {
    match sum.count {
        0 => "nothing".into(),
        n => format!("{} points in {}", sum.points, text::counted(n, "item")),
    }
}

fn entry(row: &Row, place: &mut usize) -> Entry {
    *place += 1;
    let blocked = (row.is_blocked && row.state != State::Done).then(|| "Blocked".to_owned());
    Entry {
        place: Some(*place),
        key: Some(row.key.clone()),
        title: row.title.clone(),
        state: Some(row.state),
        size: size(row.estimate.as_ref()),
        said: blocked.into_iter().collect(),
    }
}
