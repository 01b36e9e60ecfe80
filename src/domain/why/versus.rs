//! Two items beside each other: what separates them, and what would have to change.

use super::{Sway, Why, sways};
use crate::domain::score::{Amount, Scoring};
use crate::domain::text::thousands;

/// What is said of both under one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// One or two words.
    pub label: String,
    /// What is said of each.
    pub said: [String; 2],
}

/// Two items beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versus {
    /// Their keys.
    pub keys: [String; 2],
    /// Their titles.
    pub titles: [String; 2],
    /// Everything that both have, under labels.
    pub cells: Vec<Cell>,
    /// Which one comes first by score, and which one in fact.
    pub verdict: Vec<String>,
    /// What separates them: the inputs, what counts most first.
    pub apart: Vec<String>,
    /// What would have to change so that the lower one comes first, the smallest change first.
    pub turns: Vec<String>,
}

impl Versus {
    /// Puts them beside each other. Both are judged by the same scoring.
    pub fn of(both: [&Why; 2], scoring: &Scoring) -> Self {
        let keys = both.map(|why| why.ground.item.key.to_string());
        let titles = both.map(|why| why.ground.item.text.title.clone());
        let pair = Pair::of(both, scoring);
        Self { cells: cells(both), verdict: pair.verdict(), apart: pair.apart(), turns: pair.turns(), keys, titles }
    }
}

/// One fact after the other.
fn cells(both: [&Why; 2]) -> Vec<Cell> {
    let cell = |label: &str, said: [String; 2]| Cell { label: label.to_owned(), said };
    let dash = |said: Option<String>| said.unwrap_or_else(|| "—".into());
    let mut cells = vec![
        cell("Place", both.map(|why| dash(why.place.map(|place| thousands(place.0))))),
        cell(both[0].scored.title, both.map(|why| dash(why.scored.shown.clone()))),
    ];
    let places = both.map(|why| why.scored.place);
    // Two that are held may come to the same place, each by itself: their scores tell more.
    if places[0].is_none() || places[0] != places[1] {
        cells.insert(1, cell("By score", places.map(|place| dash(place.map(thousands)))));
    }
    for (at, input) in both[0].scored.inputs.iter().enumerate() {
        let shown = |why: &Why| input.shown(why.scored.amounts.get(at).copied().flatten());
        // Where it is the whole score, it stands there already.
        if both[0].scored.inputs.len() > 1 {
            cells.push(cell(&input.name, both.map(shown)));
        }
    }
    let held = both.map(|why| dash(why.held()));
    if held.iter().any(|held| held != "—") {
        cells.push(cell("Held", held));
    }
    let blocked = both.map(|why| dash(why.blocked().map(str::to_owned)));
    if blocked.iter().any(|blocked| blocked != "—") {
        cells.push(cell("Blocked", blocked));
    }
    let waits = both.map(|why| {
        let open = why.ground.item.needs.iter().filter(|tie| tie.is_open());
        let keys: Vec<String> = open.map(|tie| tie.key.to_string()).collect();
        dash(Some(keys.join(", ")).filter(|keys| !keys.is_empty()))
    });
    if waits.iter().any(|waits| waits != "—") {
        cells.push(cell("Waits for", waits));
    }
    // Why it is not known is told of one item alone.
    let comes = |why: &Why| {
        let said = why.ground.comes.as_ref()?.words(&why.ground.item).into_iter().next()?;
        (!said.starts_with('—')).then_some(said)
    };
    cells.push(cell("Comes", both.map(|why| dash(comes(why)))));
    cells
}

/// The two by their scores.
struct Pair<'a> {
    upper: &'a Why<'a>,
    lower: &'a Why<'a>,
    scoring: &'a Scoring,
}

impl<'a> Pair<'a> {
    fn of([a, b]: [&'a Why<'a>; 2], scoring: &'a Scoring) -> Self {
        let score = |why: &Why| why.scored.score.unwrap_or(f64::NEG_INFINITY);
        let place = |why: &Why| why.place.map_or(usize::MAX, |place| place.0);
        let is_first = score(b).total_cmp(&score(a)).then(place(a).cmp(&place(b))).is_le();
        let (upper, lower) = if is_first { (a, b) } else { (b, a) };
        Self { upper, lower, scoring }
    }

    fn keys(&self) -> (String, String) {
        (self.upper.ground.item.key.to_string(), self.lower.ground.item.key.to_string())
    }

    /// True where the order has them the other way round.
    fn is_turned(&self) -> bool {
        let place = |why: &Why| why.place.map(|place| place.0);
        place(self.upper).zip(place(self.lower)).is_some_and(|(upper, lower)| lower < upper)
    }

    fn verdict(&self) -> Vec<String> {
        let ((upper, lower), title) = (self.keys(), self.upper.scored.title);
        let shown = |why: &Why| why.scored.shown.clone();
        let by = match (shown(self.upper), shown(self.lower)) {
            (Some(more), Some(less)) if self.upper.scored.score == self.lower.scored.score => {
                format!("By {title} they are equal, {more} and {less}: the present order decides.")
            }
            (Some(more), Some(less)) => format!("By {title} {upper} comes before {lower}: {more} and {less}."),
            (Some(more), None) => format!("By {title} {upper} comes before {lower}: {more}, and {lower} has no score."),
            (None, _) => format!("Neither has a score by {title}: the present order decides."),
        };
        let in_fact = if self.is_turned() {
            format!("In the order {lower} stands before {upper}, against their scores.")
        } else {
            let too = if self.upper.scored.score.is_some() { " too" } else { "" };
            format!("In the order {upper} stands before {lower}{too}.")
        };
        let has_places = self.upper.place.is_some() && self.lower.place.is_some();
        [Some(by), has_places.then_some(in_fact)].into_iter().flatten().collect()
    }

    /// The score of the lower one with this value of the upper one.
    fn with(&self, at: usize) -> Option<f64> {
        let mut amounts = self.lower.scored.amounts.clone();
        *amounts.get_mut(at)? = self.upper.scored.amounts.get(at).copied().flatten();
        let all: Option<Vec<Amount>> = amounts.into_iter().collect();
        self.scoring.framework.rules().score(&all?, self.scoring)
    }

    fn apart(&self) -> Vec<String> {
        let (_, lower) = self.keys();
        let inputs = &self.upper.scored.inputs;
        let Some(now) = self.lower.scored.score else { return Vec::new() };
        let mut gains: Vec<(usize, f64)> = (0..inputs.len())
            .filter_map(|at| Some((at, self.with(at)?)))
            .filter(|(_, with)| with.total_cmp(&now).is_ne())
            .collect();
        gains.sort_by(|a, b| b.1.total_cmp(&a.1));
        let rules = self.scoring.framework.rules();
        let shown = |why: &Why, at: usize| inputs[at].shown(why.scored.amounts.get(at).copied().flatten());
        let said = |(at, with): (usize, f64)| {
            let (name, more, less) = (&inputs[at].name, shown(self.upper, at), shown(self.lower, at));
            let way = if with > now { "" } else { ", so this speaks for it" };
            format!("{name} {more} and {less}: with {more} {lower} would have {}{way}", rules.show(with))
        };
        // Of one input alone the score says it.
        if inputs.len() < 2 { Vec::new() } else { gains.into_iter().map(said).collect() }
    }

    fn turns(&self) -> Vec<String> {
        let (upper, lower) = self.keys();
        let Some(target) = self.upper.scored.score else { return Vec::new() };
        let Why { scored, .. } = self.lower;
        if scored.inputs.is_empty() {
            return vec![format!("an answer in the pairs that {lower} is better than {upper}")];
        }
        // Of two that are equal the one that stands above stays above.
        let is_above = self.is_turned();
        let does = move |score: f64| score > target || (is_above && score >= target);
        let found = sways(self.scoring, &scored.inputs, &scored.amounts, &does);
        let said: Vec<String> = found.iter().map(|sway| self.turn(sway)).collect();
        if said.is_empty() && scored.score.is_some_and(&does) {
            return Vec::new();
        }
        if said.is_empty() {
            let now = scored.shown.clone().unwrap_or_else(|| "—".into());
            let than = self.upper.scored.shown.clone().unwrap_or_default();
            return vec![format!(
                "no value of {lower} alone puts it above {upper}: its score is {now}, that of {upper} {than}"
            )];
        }
        said
    }

    /// "confidence 81 % or more puts WEB-12 above (now 50 %)".
    fn turn(&self, sway: &Sway) -> String {
        let Why { scored, ground, .. } = self.lower;
        let input = &scored.inputs[sway.input];
        let now = input.shown(scored.amounts.get(sway.input).copied().flatten());
        let on = match (sway.goes_on, sway.is_more) {
            (false, _) => "",
            (true, true) => " or more",
            (true, false) => " or less",
        };
        let value = input.shown(Some(sway.amount));
        format!("{} {value}{on} puts {} above (now {now})", input.name, ground.item.key)
    }
}
