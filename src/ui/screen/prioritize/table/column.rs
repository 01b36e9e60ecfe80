//! The columns of the table: which fit, and how wide they are. No number is cut: what has no room is left out, or
//! rolls away to the side; one from a million on is shortened, and stands whole where it is typed.

use super::super::row::Lead;
use crate::domain::Row;
use crate::domain::score::{Amount, Input, Range, Rules, Scoring};
use crate::domain::text::thousands;
use crate::ui::model::Model;
use crate::ui::widget::glyph::width;

/// A name is not given more than this.
const NAME: usize = 12;
/// Where room is short, a name is cut to this.
const SHORT: usize = 6;
/// The bar of a score.
const BAR: usize = 8;
/// What stands between two columns.
const GAP: usize = 1;

/// The columns for one page; a width of 0 leaves one out.
pub(super) struct Columns {
    /// Place and key.
    pub(super) lead: Lead,
    /// The column of the cursor: 0 is the title.
    pub(super) at: usize,
    /// The title.
    pub(super) title: usize,
    /// What the framework asks.
    pub(super) inputs: Vec<Input>,
    /// The inputs that are shown, each with its width.
    pub(super) shown: Vec<(usize, usize)>,
    /// The score.
    pub(super) score: usize,
    /// Its bar.
    pub(super) bar: usize,
    /// The place it would give.
    pub(super) place: usize,
    /// By how much that is another one.
    pub(super) gap: usize,
}

/// What is shown besides the inputs.
#[derive(Clone, Copy)]
struct Beside {
    has_long_names: bool,
    bar: usize,
    gap: usize,
    place: usize,
}

impl Columns {
    /// For the rows on the screen, in so many columns.
    pub(super) fn new(model: &Model, columns: usize) -> Self {
        let lead = Lead::new(model);
        let room = columns.saturating_sub(lead.width());
        let inputs = super::inputs(model);
        let least = if columns >= 100 { 24 } else { columns / 7 };
        let at = super::at(model);
        let mut table = Self { lead, at, title: 0, inputs, shown: Vec::new(), score: 0, bar: 0, place: 0, gap: 0 };
        let Some(scoring) = model.scoring() else { return Self { title: room, ..table } };
        table.score = score_width(model, &table.inputs, scoring);
        let digits = thousands(model.backlog.total().unwrap_or(0)).len();
        let (place, gap) = (digits.max("place".len()), digits.max(3) + 1);
        let all = Beside { has_long_names: true, bar: BAR, gap, place };
        let tries = [
            (all, least + 10),
            (Beside { bar: BAR / 2, ..all }, least + 2),
            (Beside { bar: 0, ..all }, least),
            (Beside { has_long_names: false, bar: 0, ..all }, least),
            (Beside { has_long_names: false, bar: 0, gap: 0, ..all }, least),
            (Beside { has_long_names: false, bar: 0, gap: 0, place: 0 }, least),
        ];
        // What the rows stand by is worth more than what it is made of.
        let is_behind = at > table.inputs.len();
        let tries = if super::is_about_places(model) || is_behind { &tries[..4] } else { &tries[..] };
        for (beside, least) in tries {
            table.shown = table.widths(model, beside.has_long_names).into_iter().enumerate().collect();
            let bar = if table.score > 0 { beside.bar } else { 0 };
            (table.bar, table.gap, table.place) = (bar, beside.gap, beside.place);
            table.title = room.saturating_sub(table.beside_title());
            if table.title >= *least {
                return table;
            }
        }
        table.roll(room, least, at.min(table.inputs.len()).saturating_sub(1));
        table
    }

    /// How wide each input is.
    fn widths(&self, model: &Model, has_long_names: bool) -> Vec<usize> {
        let most = if has_long_names { NAME } else { SHORT };
        let widest = |input: &Input| {
            let values = model.backlog.window.rows.iter().map(|row| width(&brief(row, input)));
            values.max().unwrap_or(0).max(room_to_type(input))
        };
        self.inputs.iter().map(|input| widest(input).max(width(&input.name).min(most))).collect()
    }

    /// Columns of all but the title, the gaps with them.
    fn beside_title(&self) -> usize {
        let inputs: usize = self.shown.iter().map(|(_, width)| width + GAP).sum();
        let others = [self.score, self.bar, self.place, self.gap];
        inputs + others.iter().filter(|width| **width > 0).map(|width| width + GAP).sum::<usize>()
    }

    /// Where not all inputs have room: those around the cursor.
    fn roll(&mut self, room: usize, least: usize, at: usize) {
        let all = std::mem::take(&mut self.shown);
        let mut from = 0;
        loop {
            self.shown.clear();
            for column in &all[from..] {
                self.shown.push(*column);
                if room.saturating_sub(self.beside_title()) < least && self.shown.len() > 1 {
                    self.shown.pop();
                    break;
                }
            }
            let is_in_sight = self.shown.last().is_none_or(|(last, _)| *last >= at);
            if is_in_sight || from + 1 >= all.len() {
                break;
            }
            from += 1;
        }
        self.title = room.saturating_sub(self.beside_title());
    }

    /// True where place or difference has no room beside what is shown now.
    pub(super) fn lacks_places(&self, model: &Model) -> bool {
        model.scoring().is_some() && (self.place == 0 || self.gap == 0)
    }

    /// True where inputs at the left, or at the right, are not shown.
    pub(super) fn is_cut(&self) -> (bool, bool) {
        let (first, last) = (self.shown.first(), self.shown.last());
        (first.is_some_and(|(at, _)| *at > 0), last.is_some_and(|(at, _)| at + 1 < self.inputs.len()))
    }

    /// Where an input begins, counted from the left edge of the rows, and how wide it is.
    pub(super) fn place_of(&self, input: usize) -> Option<(usize, usize)> {
        let mut from = self.lead.width() + self.title;
        for (at, width) in &self.shown {
            from += GAP;
            if *at == input {
                return Some((from, *width));
            }
            from += width;
        }
        None
    }

    /// The input that is drawn in a column of the rows.
    pub(super) fn input_at(&self, offset: usize) -> Option<usize> {
        let is_there = |(from, width): (usize, usize)| (from..=from + width).contains(&offset);
        let mut shown = self.shown.iter().map(|(at, _)| *at);
        shown.rfind(|at| self.place_of(*at).is_some_and(is_there))
    }
}

/// What an item has of an input, as it is shown.
pub(super) fn shown(row: &Row, input: &Input) -> String {
    input.shown(row.inputs.as_ref().and_then(|inputs| inputs.get(&input.id)))
}

/// The same in the room of a column: a number from a million on is shortened rather than to take room from all rows.
pub(super) fn brief(row: &Row, input: &Input) -> String {
    let amount = row.inputs.as_ref().and_then(|inputs| inputs.get(&input.id));
    let short = amount.filter(|_| !matches!(input.range, Range::Classes(_))).and_then(|amount| large(amount.get()));
    short.unwrap_or_else(|| input.shown(amount))
}

/// "123 M", "1.5 bn": a number from a million on in three digits; `None` for a lower one.
pub(super) fn large(number: f64) -> Option<String> {
    let size = number.abs();
    let units = [(1e12, "tn"), (1e9, "bn"), (1e6, "M")];
    // What rounds up to a thousand of a unit is one of the next.
    let (unit, name) = units.into_iter().find(|(unit, _)| size >= unit * 0.9995 && size >= 1e6)?;
    let times = number / unit;
    let decimals = match times.abs() {
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    let text = format!("{times:.decimals$}");
    let text = if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Some(format!("{text} {name}"))
}

/// A score in the room of its column.
pub(super) fn brief_score(rules: &dyn Rules, score: f64) -> String {
    large(score).unwrap_or_else(|| rules.show(score))
}

/// What a person needs to type a value of this range.
fn room_to_type(input: &Input) -> usize {
    match input.range {
        Range::Classes(classes) => classes.iter().map(|(_, word)| width(word)).max().unwrap_or(4),
        Range::Between(..) if input.is_percent => 5,
        Range::Levels(_) | Range::Steps(_) | Range::Above(_) | Range::Between(..) => 4,
        Range::AtLeast(_) => 6,
    }
}

/// The width of the scores; 0 where the class is the score.
fn score_width(model: &Model, inputs: &[Input], scoring: &Scoring) -> usize {
    if let [Input { range: Range::Classes(_), .. }] = inputs {
        return 0;
    }
    let rules = scoring.framework.rules();
    let shown = model.backlog.window.rows.iter().filter_map(|row| score(model, row, inputs, scoring));
    let widest = shown.map(|score| width(&brief_score(rules, score))).max().unwrap_or(0);
    widest.max(width(name(rules))).max(5)
}

/// What the column of the score is called.
pub(super) fn name(rules: &dyn Rules) -> &'static str {
    if rules.title().len() <= 7 { rules.title() } else { "score" }
}

/// The score of a row, from its own values: it is known before the places are.
pub(super) fn score(model: &Model, row: &Row, inputs: &[Input], scoring: &Scoring) -> Option<f64> {
    let Some(known) = row.inputs.as_ref().filter(|_| !inputs.is_empty()) else {
        return model.ranking()?.score(row.id);
    };
    let amounts: Option<Vec<Amount>> = known.of(inputs).into_iter().collect();
    scoring.framework.rules().score(&amounts?, scoring).filter(|score| score.is_finite())
}
