//! `list --by rice`: the order as a framework would have it, beside the order as it is.

use super::{Entry, Sink};
use crate::cli::out;
use crate::domain::Product;
use crate::domain::score::{Ranking, Scoring, Standing};
use crate::domain::text::{self, visible};
use crate::exchange::scored;
use crate::store::{Listed, Store};
use serde::Serialize;
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

/// The rows that are listed, until all of them are there and can be put by score.
pub(super) struct Ranked {
    scoring: Scoring,
    ranking: Ranking,
    rows: Vec<Listed>,
}

/// An item with what the framework says of it.
#[derive(Serialize)]
struct Judged<'a> {
    #[serde(flatten)]
    entry: Entry<'a>,
    #[serde(flatten)]
    judged: Map<String, Value>,
}

impl Ranked {
    /// Ranks the whole order: places are those in it, however few items are listed.
    pub(super) fn new(store: &Store, product: &Product, scoring: Scoring) -> anyhow::Result<Self> {
        let ranking = store.ranking(product.id, &scoring)?;
        Ok(Self { scoring, ranking, rows: Vec::new() })
    }

    pub(super) fn take(&mut self, listed: Listed) {
        self.rows.push(listed);
    }

    /// Writes the rows by score, at most so many.
    pub(super) fn show(mut self, store: &Store, sink: &mut Sink, limit: Option<usize>) -> anyhow::Result<()> {
        let ranking = &self.ranking;
        self.rows.sort_by(|a, b| ranking.by_place(a.row.id, b.row.id).then(a.place.cmp(&b.place)));
        self.rows.truncate(limit.unwrap_or(usize::MAX));
        store.fill_inputs(self.rows.iter_mut().map(|listed| &mut listed.row))?;
        if sink.is_json {
            for listed in &self.rows {
                let judged = scored::judged(&self.ranking, &self.scoring, &listed.row);
                sink.value(&Judged { entry: Entry::of(listed), judged })?;
            }
            return Ok(());
        }
        if self.rows.is_empty() {
            return Ok(());
        }
        let count =
            format!("{} of {}", text::thousands(self.ranking.scored), text::counted(self.ranking.total, "item"));
        out::say(format_args!("{}; {count} scored", scored::formula(&self.scoring)));
        self.ranking.remarks.iter().for_each(out::say);
        let numbers = if self.is_alone() { "" } else { "its numbers, " };
        out::say(format_args!(
            "place by score, place now (= held there: fixed, or in the running Sprint), key, score, {numbers}title"
        ));
        self.lines(sink)
    }

    /// A line an item, its columns below each other.
    fn lines(&self, sink: &mut Sink) -> anyhow::Result<()> {
        let lines: Vec<Vec<String>> = self.rows.iter().map(|listed| self.cells(listed)).collect();
        let widest = |at: usize| lines.iter().filter_map(|cells| Some(cells.get(at)?.width())).max().unwrap_or(0);
        let widths: [usize; 5] = std::array::from_fn(widest);
        for (cells, listed) in lines.iter().zip(&self.rows) {
            let mut line = String::new();
            for (at, cell) in cells.iter().enumerate() {
                let pad = " ".repeat(widths[at] - cell.width());
                // Numbers stand to the right.
                let (left, right) = if matches!(at, 0 | 1 | 3) { (pad.as_str(), "") } else { ("", pad.as_str()) };
                line.extend([left, cell, right, "  "]);
            }
            sink.text(&(line + &visible(&listed.row.title)))?;
        }
        Ok(())
    }

    /// Both places, the key, the score, and the formula with the item's numbers.
    fn cells(&self, listed: &Listed) -> Vec<String> {
        let (row, rules) = (&listed.row, self.scoring.framework.rules());
        let place = |place: Option<usize>| place.map_or_else(|| "—".into(), text::thousands);
        let is_held = self.ranking.standing(row.id).map_or(row.is_pinned, Standing::is_held);
        let fixed = if is_held { "=" } else { "" };
        let then = self.ranking.places(row.id).filter(|_| self.ranking.scored > 0);
        let mut cells = vec![
            place(then.map(|places| places.1)),
            format!("{fixed}{}", place(listed.place)),
            row.key.to_string(),
            self.ranking.score(row.id).map_or_else(|| "—".into(), |score| rules.show(score)),
        ];
        if !self.is_alone() {
            cells.push(rules.worked(&scored::amounts(&self.ranking, row), &self.scoring));
        }
        cells
    }

    /// True where one input is the whole score, as a class is: it stands there already.
    fn is_alone(&self) -> bool {
        self.ranking.inputs.len() < 2
    }
}
