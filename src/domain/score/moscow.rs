//! `MoSCoW`: Must, Should, Could, Won't have this time (`domain.md` §1.1).

use super::{Amount, Input, Range, Rules, Scoring, joined};
use crate::domain::Points;

/// The four classes, the highest first.
pub const CLASSES: &[(Amount, &str)] = &[
    (Amount::whole(4), "Must"),
    (Amount::whole(3), "Should"),
    (Amount::whole(2), "Could"),
    (Amount::whole(1), "Won't"),
];

/// The class of an item.
pub const MOSCOW: Input =
    Input::new("moscow", "class", "Must, Should, Could or Won't have this time", Range::Classes(CLASSES));

/// The word of a class as it is typed in a filter: "wont".
pub fn class_word(class: Amount) -> String {
    MOSCOW.shown(Some(class)).to_lowercase().replace('\'', "")
}

/// The most that Must may take of the effort, in percent: above it the plan is at risk (DSDM).
const MUST_MOST: f64 = 60.0;

/// The classes by their order; inside a class the present order stays.
pub(super) struct Moscow;

impl Rules for Moscow {
    fn title(&self) -> &'static str {
        "MoSCoW"
    }

    fn doc(&self) -> &'static str {
        "What must be in, what should, what could, and what won't be this time"
    }

    fn inputs(&self, _: &Scoring) -> Vec<Input> {
        vec![MOSCOW]
    }

    fn formula(&self, _: &Scoring) -> String {
        "Must before Should before Could before Won't".into()
    }

    fn score(&self, amounts: &[Amount], _: &Scoring) -> Option<f64> {
        amounts.first().map(|class| class.get())
    }

    fn worked(&self, amounts: &[Option<Amount>], scoring: &Scoring) -> String {
        joined(&self.inputs(scoring), amounts, "")
    }

    fn show(&self, score: f64) -> String {
        MOSCOW.shown(Amount::near(score))
    }

    fn most(&self, _: &Scoring) -> Option<f64> {
        Some(4.0)
    }
}

/// How the effort of what is planned is shared among the classes. Won't is outside: it is not in this time's effort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shares {
    /// Points of each class, in the order of [`CLASSES`].
    pub points: [Points; 4],
    /// Items of each class.
    pub items: [usize; 4],
    /// How many items that are not Won't have a class and no estimate: they are missing in the shares.
    pub unestimated: usize,
    /// How many items have no class.
    pub unclassed: usize,
}

impl Shares {
    /// Counts one item.
    pub fn add(&mut self, class: Option<Amount>, points: Option<Points>) {
        let Some(at) = class.and_then(|class| CLASSES.iter().position(|(known, _)| *known == class)) else {
            self.unclassed += 1;
            return;
        };
        self.items[at] += 1;
        match points {
            Some(points) => self.points[at].0 = self.points[at].0.saturating_add(points.0),
            None if at < 3 => self.unestimated += 1,
            None => {}
        }
    }

    /// The share of a class in percent of the effort of Must, Should and Could; `None` for Won't, and where nothing is
    /// estimated.
    #[expect(clippy::cast_precision_loss, reason = "sums of points are far below 2^52")]
    pub fn percent(&self, class: usize) -> Option<f64> {
        let whole: i64 = self.points.iter().take(3).map(|points| points.0).sum();
        let part = self.points.get(class).filter(|_| class < 3 && whole > 0)?;
        Some(part.0 as f64 * 100.0 / whole as f64)
    }

    /// True where Must takes more than 60 % of the effort.
    pub fn is_breach(&self) -> bool {
        self.percent(0).is_some_and(|must| must > MUST_MOST)
    }
}
