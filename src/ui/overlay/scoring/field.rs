//! The fields of the form: from a way of scoring, and back to one.

use crate::domain::score::{Amount, Cut, Direction, Framework, Scoring, Weighed};
use crate::domain::text;
use crate::ui::press::{Code, Press};
use crate::ui::widget::field::Field;

/// The words of a direction.
const MORE: &str = "more is better";
const LESS: &str = "less is better";
/// Why a field with these takes nothing else.
const TURNED: &str =
    "this is \"more is better\" or \"less is better\": a space turns it; the weight is the field before";

/// A line of the form.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// What is asked.
    pub(super) label: &'static str,
    /// What follows the fields: "places".
    pub(super) unit: &'static str,
    /// The fields, from the left.
    pub(super) slots: Vec<Slot>,
    /// What it is about.
    kind: Kind,
}

/// A field.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// The text.
    pub(super) field: Field,
    /// Its columns.
    pub(super) width: u16,
    /// True where it has two words that take turns.
    is_turned: bool,
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Period,
    Value,
    Cost,
    /// A criterion: its number, or none where it is new.
    Criterion(Option<u32>),
    Gap,
}

impl Line {
    fn new(kind: Kind, label: &'static str, text: &str, unit: &'static str) -> Self {
        let width = if kind == Kind::Period { 16 } else { 6 };
        Self { label, unit, slots: vec![Slot::new(text, width)], kind }
    }

    fn criterion(number: Option<u32>, weighed: Option<&Weighed>) -> Self {
        let name = weighed.map_or("", |weighed| &weighed.name);
        let weight = weighed.map_or_else(String::new, |weighed| weighed.weight.to_string().replace(',', ""));
        let is_less = weighed.is_some_and(|weighed| weighed.direction == Direction::Less);
        let way = Slot { is_turned: true, ..Slot::new(if is_less { LESS } else { MORE }, 15) };
        let slots = vec![Slot::new(name, 22), Slot::new(&weight, 7), way];
        Self { label: "", unit: "", slots, kind: Kind::Criterion(number) }
    }

    /// True for a criterion that has a number.
    pub(super) fn is_criterion(&self) -> bool {
        matches!(self.kind, Kind::Criterion(_))
    }

    /// True for the last criterion, which is none before it has a name or a weight.
    pub(super) fn is_blank(&self) -> bool {
        self.is_criterion() && self.slots.iter().take(2).all(|slot| slot.text().is_empty())
    }

    fn text(&self, at: usize) -> &str {
        self.slots.get(at).map_or("", Slot::text)
    }
}

impl Slot {
    fn new(text: &str, width: u16) -> Self {
        Self { field: Field::new(text), width, is_turned: false }
    }

    fn text(&self) -> &str {
        self.field.text().trim()
    }

    /// Takes a key: words that take turns do so with a space and to the side, and each is taken by its first letter.
    ///
    /// # Errors
    /// What such a field takes, where something else was typed.
    pub(super) fn press(&mut self, press: Press) -> Result<(), &'static str> {
        if !self.is_turned {
            self.field.press(press);
            return Ok(());
        }
        let other = if self.text() == MORE { LESS } else { MORE };
        let word = match press {
            Press { code: Code::Char(' ') | Code::Left | Code::Right, ctrl: false } => other,
            Press { code: Code::Char('m' | 'M'), ctrl: false } => MORE,
            Press { code: Code::Char('l' | 'L'), ctrl: false } => LESS,
            Press { code: Code::Char(_), ctrl: false } => return Err(TURNED),
            _ => return Ok(()),
        };
        self.field = Field::new(word);
        Ok(())
    }

    /// True where it has two words that take turns.
    pub(super) fn is_turned(&self) -> bool {
        self.is_turned
    }
}

/// The lines of what a framework uses.
pub(super) fn lines(scoring: &Scoring) -> Vec<Line> {
    let plain = |amount: Amount| amount.to_string().replace(',', "");
    let mut lines = match scoring.framework {
        Framework::Rice => vec![Line::new(Kind::Period, "reach is counted in a", scoring.period(), "")],
        Framework::ValueEffort | Framework::ValueComplexity => {
            let cost = if scoring.framework == Framework::ValueEffort { "effort" } else { "complexity" };
            let cost = if cost == "effort" { "effort is high from" } else { "complexity is high from" };
            vec![
                Line::new(Kind::Value, "value is high from", &plain(scoring.cut.value), ""),
                Line::new(Kind::Cost, cost, &plain(scoring.cut.cost), ""),
            ]
        }
        Framework::Weighted => {
            let known = scoring.criteria().iter();
            known.map(|weighed| Line::criterion(Some(weighed.number), Some(weighed))).collect()
        }
        Framework::Moscow | Framework::Ice | Framework::Wsjf | Framework::Pairs => Vec::new(),
    };
    lines.push(Line::new(Kind::Gap, "told where off by more than", &scoring.gap.to_string(), "places"));
    if scoring.framework == Framework::Weighted {
        grow_at(&mut lines);
    }
    lines
}

/// Below the last criterion there is always room for one more.
pub(super) fn grow(lines: &mut Vec<Line>) {
    if lines.iter().any(Line::is_criterion) && !lines.iter().any(Line::is_blank) {
        grow_at(lines);
    }
}

fn grow_at(lines: &mut Vec<Line>) {
    let behind = lines.iter().rposition(Line::is_criterion).map_or(0, |last| last + 1);
    lines.insert(behind, Line::criterion(None, None));
}

/// Why the fields can't be read, and which of them.
type Wrong = (Option<(usize, usize)>, String);

/// What the fields say.
pub(super) fn read(before: &Scoring, lines: &[Line]) -> Result<Scoring, Wrong> {
    let mut scoring = before.clone();
    let mut criteria = Vec::new();
    let mut next = before.next_number();
    for (at, line) in lines.iter().enumerate() {
        match line.kind {
            Kind::Period => {
                let period =
                    text::title("the period", line.text(0)).map_err(|error| (Some((at, 0)), error.to_string()))?;
                scoring.period = if period == "quarter" { String::new() } else { period };
            }
            Kind::Value => scoring.cut = Cut { value: cut(line, at)?, ..scoring.cut },
            Kind::Cost => scoring.cut = Cut { cost: cut(line, at)?, ..scoring.cut },
            Kind::Criterion(_) if line.is_blank() => {}
            Kind::Criterion(number) => {
                let number = number.unwrap_or(next);
                next = next.max(number + 1);
                criteria.push(criterion(line, at, number)?);
            }
            Kind::Gap => scoring.gap = gap(line, at)?,
        }
    }
    if before.framework == Framework::Weighted {
        if criteria.is_empty() {
            return Err((None, "there is no criterion: type a name and a weight".into()));
        }
        let is_usual = before.criteria.is_empty() && criteria == before.criteria();
        scoring.criteria = if is_usual { Vec::new() } else { criteria };
    }
    scoring.check().map_err(|error| (None, error.to_string()))?;
    Ok(scoring)
}

fn criterion(line: &Line, at: usize, number: u32) -> Result<Weighed, Wrong> {
    let name = text::title("the criterion", line.text(0)).map_err(|error| (Some((at, 0)), error.to_string()))?;
    let weight = Amount::parse(line.text(1)).filter(|weight| (Amount(0)..=Amount::whole(1_000_000)).contains(weight));
    let weight = weight.ok_or_else(|| {
        let shown = text::visible(line.text(1)).into_owned();
        (Some((at, 1)), format!("the weight of {} is a number from 0, not \"{shown}\"", text::visible(&name)))
    })?;
    let direction = if line.text(2) == LESS { Direction::Less } else { Direction::More };
    Ok(Weighed { number, name, weight, direction })
}

fn cut(line: &Line, at: usize) -> Result<Amount, Wrong> {
    let amount = Amount::parse(line.text(0)).filter(|cut| (Amount::whole(1)..=Amount::whole(10)).contains(cut));
    amount.ok_or_else(|| {
        let shown = text::visible(line.text(0)).into_owned();
        (Some((at, 0)), format!("a cut is a number from 1 to 10, such as 5.5, not \"{shown}\""))
    })
}

fn gap(line: &Line, at: usize) -> Result<usize, Wrong> {
    line.text(0).parse().map_err(|_| {
        let shown = text::visible(line.text(0)).into_owned();
        (Some((at, 0)), format!("so many places are a whole number from 0, not \"{shown}\""))
    })
}
