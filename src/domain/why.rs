//! Why an item stands where it stands: what its score says, what people decided, what holds it, and when it comes.
//!
//! The words are made here once, so that the screen, the text for others and the shell say the same.

mod comes;
mod sway;
mod versus;

pub use comes::Comes;
pub use sway::{Sway, sways};
pub use versus::{Cell, Versus};

use super::item::Tie;
use super::score::{Amount, Framework, Input, Ranking, Scoring};
use super::sprint::Phase;
use super::step::Told;
use super::text::{counted, thousands};
use super::{Item, List};

/// What the file says of an item's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The item.
    pub item: Item,
    /// What people did to its place and nobody took back, the newest first.
    pub moves: Vec<Told>,
    /// By what it was ordered, where nobody took that back, the newest first; each says "by RICE".
    pub ordered: Vec<Told>,
    /// The step that fixed it at its place, where it is fixed.
    pub fixed: Option<Told>,
    /// When it comes; `None` where it stands in no order.
    pub comes: Option<Comes>,
}

/// What a framework says of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The framework.
    pub framework: Framework,
    /// What people call the framework: "RICE".
    pub title: &'static str,
    /// How the score is made, in words.
    pub formula: String,
    /// The formula with the item's numbers; may be empty.
    pub worked: String,
    /// What it takes.
    pub inputs: Vec<Input>,
    /// The item's values, in the order of the inputs.
    pub amounts: Vec<Option<Amount>>,
    /// The score.
    pub score: Option<f64>,
    /// The score as it is shown.
    pub shown: Option<String>,
    /// The place that it alone would give, also where something holds the item; `None` where that is not known.
    pub place: Option<usize>,
    /// What is odd about how is scored, in words.
    pub remarks: Vec<String>,
    /// True where no item is scored at all.
    pub is_unused: bool,
}

/// A fact in words, under its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// One or two words.
    pub label: &'static str,
    /// What is said, a line each.
    pub said: Vec<String>,
    /// True where somebody should look: rank and score disagree, or something holds it up.
    pub is_odd: bool,
}

/// Why an item stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Why<'a> {
    /// What the file says.
    pub ground: &'a Ground,
    /// Its place in the order from 1, and how many there are; `None` where it has none.
    pub place: Option<(usize, usize)>,
    /// What its score says.
    pub scored: Scored,
    /// From how many places on rank and score disagree.
    gap: usize,
}

impl<'a> Why<'a> {
    /// Puts together what the file says and what the scores say. `place` is the one in the order; where all items are
    /// ranked, the ranking knows it.
    pub fn new(
        ground: &'a Ground,
        place: Option<(usize, usize)>,
        ranking: Option<&Ranking>,
        scoring: &Scoring,
    ) -> Self {
        let (item, rules) = (&ground.item, scoring.framework.rules());
        let inputs = rules.inputs(scoring);
        let amounts = item.inputs.of(&inputs);
        let all: Option<Vec<Amount>> = amounts.iter().copied().collect();
        // Judged by itself at once; where it takes the others too, as the ranking has it.
        let own = all.filter(|all| !all.is_empty()).and_then(|all| rules.score(&all, scoring));
        let score = own.filter(|score| score.is_finite()).or_else(|| ranking?.score(item.id));
        let places = ranking.and_then(|ranking| ranking.places(item.id));
        let is_in_order = item.list() == List::Backlog;
        let known = places.zip(ranking).map(|((now, _), ranking)| (now, ranking.total));
        let scored = Scored {
            framework: scoring.framework,
            title: rules.title(),
            formula: rules.formula(scoring),
            worked: rules.worked(&amounts, scoring),
            inputs,
            amounts,
            score,
            shown: score.map(|score| rules.show(score)),
            place: places.map(|places| places.1).filter(|_| score.is_some()),
            remarks: ranking.map(|ranking| ranking.remarks.clone()).unwrap_or_default(),
            is_unused: ranking.is_some_and(|ranking| ranking.scored == 0),
        };
        Self { ground, place: place.or(known).filter(|_| is_in_order), scored, gap: scoring.gap }
    }

    /// By how many places it stands too low (above 0) or too high (below 0); `None` where that is not known.
    pub fn gap(&self) -> Option<isize> {
        let (now, then) = (self.place?.0, self.scored.place?);
        Some(isize::try_from(now).ok()? - isize::try_from(then).ok()?)
    }

    /// All of it in words but the moves, under labels.
    pub fn facts(&self) -> Vec<Fact> {
        let item = &self.ground.item;
        let is_odd = self.gap().is_some_and(|gap| gap.unsigned_abs() > self.gap) && self.held().is_none();
        let fact = |label, said: Vec<String>, is_odd| Fact { label, said, is_odd };
        let waits: Vec<&Tie> = item.needs.iter().filter(|tie| tie.is_open()).collect();
        let needed: Vec<&Tie> = item.needed_by.iter().filter(|tie| tie.is_open()).collect();
        let mut facts = vec![fact("Place", self.place_words(), is_odd), fact("Score", self.score_words(), false)];
        if !self.ground.ordered.is_empty() {
            facts.push(fact("Ordered", self.ground.ordered.iter().take(3).map(ordered).collect(), false));
        }
        facts.extend(self.held().map(|held| fact("Held", vec![held], false)));
        facts.extend(self.blocked().map(|why| fact("Blocked", vec![why.to_owned()], true)));
        if !waits.is_empty() {
            let is_behind = waits.iter().any(|tie| tie.is_below);
            facts.push(fact("Waits for", waits.into_iter().map(|tie| tied(tie, true)).collect(), is_behind));
        }
        if !needed.is_empty() {
            facts.push(fact("Needed by", needed.into_iter().map(|tie| tied(tie, false)).collect(), false));
        }
        let refused = item.decline.as_ref().map(|refusal| refusal.reason.clone());
        facts.extend(refused.map(|reason| fact("Declined", vec![reason], false)));
        // What stands in no order comes at no time.
        facts.extend(self.ground.comes.as_ref().map(|comes| fact("Comes", comes.words(item), false)));
        facts
    }

    /// Why no score moves it; `None` where one may.
    pub fn held(&self) -> Option<String> {
        let Ground { item, fixed, .. } = self.ground;
        if item.list() != List::Backlog {
            return None;
        }
        let runs = item.sprint.as_ref().filter(|sprint| sprint.phase == Phase::Active);
        let told = fixed.as_ref().map_or(String::new(), |told| match told.author.as_str() {
            "" => format!(" ({})", told.day),
            author => format!(" ({}, {author})", told.day),
        });
        let pinned = item.pinned.as_ref().map(|reason| match reason.as_str() {
            "" => format!("fixed at its place by decision{told}"),
            reason => format!("fixed at its place by decision: {reason}{told}"),
        });
        pinned.or_else(|| runs.map(|sprint| format!("{} runs: no score moves what is in it", sprint.title)))
    }

    /// Why it is blocked; `None` where it is not. The reason may be private.
    pub fn blocked(&self) -> Option<&str> {
        let said = self.ground.item.blocked.as_deref()?;
        Some(if said.is_empty() { "yes" } else { said })
    }

    /// "2 of 42; by its score it would be 7: it stands 5 places higher".
    fn place_words(&self) -> Vec<String> {
        let Some((now, of)) = self.place else {
            return vec![format!("none: it is {}", elsewhere(self.ground.item.list()))];
        };
        let now_words = format!("{} of {}", thousands(now), thousands(of));
        let Some(then) = self.scored.place else { return vec![now_words] };
        if self.held().is_some() {
            let how = if self.ground.item.pinned.is_some() { "fixed there" } else { "in the running Sprint" };
            let place = if then == now { "there too".into() } else { format!("at {}", thousands(then)) };
            return vec![format!("{now_words}, {how}; its score alone would put it {place}")];
        }
        let (by, way) = if then < now { (now - then, "lower") } else { (then - now, "higher") };
        vec![match by {
            0 => format!("{now_words}, as its score says"),
            by => {
                let places = counted(by, "place");
                format!("{now_words}; its score would make it {}: it stands {places} {way}", thousands(then))
            }
        }]
    }

    /// The formula in words, then with the item's numbers and the result.
    fn score_words(&self) -> Vec<String> {
        let Scored { title, formula, worked, shown, remarks, .. } = &self.scored;
        let result = match shown {
            Some(shown) if worked.is_empty() || worked == shown => shown.clone(),
            Some(shown) => format!("{worked} = {shown}"),
            None => self.unscored(),
        };
        [format!("{title}: {formula}"), result].into_iter().chain(remarks.iter().cloned()).collect()
    }

    /// Why there is no score.
    fn unscored(&self) -> String {
        let Scored { worked, inputs, amounts, is_unused, .. } = &self.scored;
        let all = inputs.iter().zip(amounts);
        let missing: Vec<&str> = all.filter(|(_, amount)| amount.is_none()).map(|(input, _)| &*input.name).collect();
        match missing.as_slice() {
            _ if *is_unused => "—: no item is scored yet".into(),
            [] if inputs.is_empty() => "—: it was compared with none".into(),
            [] => format!("{worked}: not defined"),
            [one] if inputs.len() == 1 => format!("—: {one} is missing"),
            all if all.len() == inputs.len() => format!("—: {} are missing", all.join(", ")),
            [one] => format!("{worked} = —: {one} is missing"),
            [many @ .., last] => format!("{worked} = —: {} and {last} are missing", many.join(", ")),
        }
    }
}

/// "by RICE on 2026-05-04, because: …".
fn ordered(told: &Told) -> String {
    let because = told.reason.as_ref().map_or(String::new(), |reason| format!(", because: {reason}"));
    format!("{} on {}{because}", told.sentence(), told.day)
}

/// What an item is that stands in no order.
fn elsewhere(list: List) -> &'static str {
    match list {
        List::Backlog => "not in the order yet",
        List::Inbox => "an idea in the inbox",
        List::Epics => "an epic, which stands in no order",
        List::Done => "done",
        List::Declined => "declined",
        List::Trash => "in the trash",
    }
}

/// "WEB-9 Export invoices (open, below it)".
fn tied(tie: &Tie, is_need: bool) -> String {
    let below = if is_need && tie.is_below { ", and stands below it" } else { "" };
    format!("{} {} ({}{below})", tie.key, tie.title, tie.state.name())
}
