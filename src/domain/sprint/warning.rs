//! What is worth a word before a Sprint starts. Warnings inform; none of them locks (`domain.md` §2.4).

use super::{Card, Sprint, Sum};
use crate::domain::text::counted;
use crate::domain::{Estimate, ItemId, Key, Points, State, ready};

/// What is odd about one item of a Sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// It breaks a rule of the Definition of Ready.
    NotReady,
    /// So many questions about it are open.
    Questions(usize),
    /// Something holds it: why.
    Blocked(String),
    /// It depends on items that are neither done nor in the Sprint.
    Waits(Vec<Key>),
    /// It has more points than [`Limits::big`].
    TooBig,
    /// Nobody knows when it is done.
    NoCriteria,
}

impl Warning {
    /// In a few words.
    pub fn words(&self) -> String {
        match self {
            Self::NotReady => "not ready".into(),
            Self::Questions(n) => counted(*n, "open question"),
            Self::Blocked(why) if why.trim().is_empty() => "blocked".into(),
            Self::Blocked(why) => format!("blocked: {}", why.replace('\n', " ")),
            Self::Waits(keys) => {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                format!("waits for {}, outside the Sprint", keys.join(", "))
            }
            Self::TooBig => "too big".into(),
            Self::NoCriteria => "no acceptance criteria".into(),
        }
    }
}

/// What is odd about a Sprint as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Nothing is in it.
    Empty,
    /// It has no Sprint Goal.
    NoGoal,
    /// It has a Sprint Goal, and no item of it serves that.
    NothingServes,
    /// More points are in it than it has room for: by so many.
    Over(Points),
    /// So many items of it have no points: the sum is too low.
    Unestimated(usize),
}

impl Lack {
    /// In a few words.
    pub fn words(self) -> String {
        match self {
            Self::Empty => "nothing is in it".into(),
            Self::NoGoal => "no Sprint Goal: nobody knows why it is worth doing".into(),
            Self::NothingServes => "no item of it serves the Sprint Goal".into(),
            Self::Over(Points(1000)) => "1 point more than it has room for".into(),
            Self::Over(by) => format!("{by} points more than it has room for"),
            Self::Unestimated(n) => format!("{} without points: the sum is too low", counted(n, "item")),
        }
    }
}

/// From where on an item is too big.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most points an item may have at all.
    pub most: Points,
    /// The mean velocity, where it is known: an item of more than half of it is too big.
    pub velocity: Option<Points>,
}

impl Limits {
    /// The most points an item may have: half the mean velocity, and never more than [`most`](Self::most).
    pub fn big(&self) -> Points {
        let half = self.velocity.filter(|mean| mean.0 > 0).map(|mean| Points(mean.0 / 2));
        half.map_or(self.most, |half| half.min(self.most))
    }
}

/// What is odd about an item of a Sprint; nothing where its work is over.
///
/// Whether it is ready is read from its row, and asked only on its way to being selected.
pub fn of(card: &Card, limits: Limits) -> Vec<Warning> {
    let state = card.row.state;
    if matches!(state, State::ToAccept | State::Done | State::Declined) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if ready::is_asked(card.row.kind, state) && card.row.passes == Some(false) {
        found.push(Warning::NotReady);
    }
    if card.questions > 0 {
        found.push(Warning::Questions(card.questions));
    }
    if let Some(why) = &card.blocked {
        found.push(Warning::Blocked(why.clone()));
    }
    if !card.waits.is_empty() {
        found.push(Warning::Waits(card.waits.clone()));
    }
    let points = card.row.estimate.as_ref().and_then(Estimate::points);
    if points.is_some_and(|points| points > limits.big()) {
        found.push(Warning::TooBig);
    }
    if card.criteria.1 == 0 {
        found.push(Warning::NoCriteria);
    }
    found
}

/// What is odd about a Sprint as a whole, with these items in it; `room` is how many points fit.
pub fn of_sprint(sprint: &Sprint, cards: &[&Card], room: Option<Points>) -> Vec<Lack> {
    let mut found = Vec::new();
    if cards.is_empty() {
        return vec![Lack::Empty];
    }
    if sprint.plan.goal.trim().is_empty() {
        found.push(Lack::NoGoal);
    } else if !cards.iter().any(|card| card.row.serves_goal) {
        found.push(Lack::NothingServes);
    }
    let sum = sum(cards.iter().copied());
    if let Some(room) = room.filter(|room| sum.points > *room) {
        found.push(Lack::Over(Points(sum.points.0.saturating_sub(room.0))));
    }
    if sum.unestimated > 0 && sum.unestimated < sum.count {
        found.push(Lack::Unestimated(sum.unestimated));
    }
    found
}

/// The points of items together.
pub fn sum<'a>(cards: impl Iterator<Item = &'a Card>) -> Sum {
    cards.fold(Sum::default(), |mut sum, card| {
        sum.add(card.row.estimate.as_ref());
        sum
    })
}

/// The running sum of items in their order, and the first of them that does not fit any more.
///
/// What comes behind it does not fit either, however small: what is above is wanted more.
pub fn fill(cards: &[&Card], room: Option<Points>) -> (Vec<Points>, Option<ItemId>) {
    let (mut total, mut sums, mut first) = (Points(0), Vec::with_capacity(cards.len()), None);
    for card in cards {
        let points = card.row.estimate.as_ref().and_then(Estimate::points).unwrap_or_default();
        total = Points(total.0.saturating_add(points.0));
        sums.push(total);
        if first.is_none() && room.is_some_and(|room| total > room) {
            first = Some(card.row.id);
        }
    }
    (sums, first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sprint::{Phase, Plan};
    use crate::domain::{Kind, ProductId, Row, SprintId};

    fn card(id: i64, points: Option<&str>) -> Card {
        Card {
            row: Row {
                id: ItemId(id),
                key: Key { prefix: "WEB".into(), number: id },
                kind: Kind::Story,
                title: String::new(),
                state: State::Ready,
                estimate: points.map(|points| Estimate::parse(points).unwrap().unwrap()),
                is_blocked: false,
                children: None,
                aside: None,
                passes: Some(true),
                asked_on: None,
                snoozed_until: None,
                refused: None,
                sprint: None,
                serves_goal: false,
                is_pinned: false,
                inputs: None,
                is_changed: false,
                is_incoming: false,
            },
            rank: id,
            is_inside: true,
            blocked: None,
            blocked_on: None,
            declined: None,
            criteria: (0, 1),
            questions: 0,
            waits: Vec::new(),
            value: String::new(),
            assignee: String::new(),
            hops: 0,
        }
    }

    fn sprint(goal: &str) -> Sprint {
        Sprint {
            id: SprintId(1),
            uid: uuid::Uuid::nil(),
            product: ProductId(1),
            number: 1,
            plan: Plan { goal: goal.into(), ..Plan::default() },
            phase: Phase::Planned,
            started: None,
            closed: None,
            is_goal_met: None,
            notes: String::new(),
            past: None,
        }
    }

    const LIMITS: Limits = Limits { most: Points(13_000), velocity: Some(Points(20_000)) };

    #[test]
    fn a_good_item_is_not_warned_of_and_a_bad_one_for_all_it_lacks() {
        assert_eq!(of(&card(1, Some("5")), LIMITS), []);
        let mut bad = card(2, Some("13"));
        (bad.row.passes, bad.questions, bad.criteria) = (Some(false), 2, (0, 0));
        bad.blocked = Some("no access\nyet".into());
        bad.waits = vec![Key { prefix: "WEB".into(), number: 9 }];
        let words: Vec<String> = of(&bad, LIMITS).iter().map(Warning::words).collect();
        assert_eq!(
            words,
            [
                "not ready",
                "2 open questions",
                "blocked: no access yet",
                "waits for WEB-9, outside the Sprint",
                "too big",
                "no acceptance criteria"
            ]
        );
        // Its work is over: nothing that could be mended is worth a word.
        bad.row.state = State::ToAccept;
        assert_eq!(of(&bad, LIMITS), []);
        // The Definition of Ready says nothing of what is begun.
        bad.row.state = State::InProgress;
        assert!(!of(&bad, LIMITS).contains(&Warning::NotReady));
    }

    #[test]
    fn too_big_is_more_than_half_the_velocity_and_more_than_the_most() {
        let big = |points: &str, velocity: Option<i64>| {
            let limits = Limits { velocity: velocity.map(|v| Points(v * 1000)), ..LIMITS };
            of(&card(1, Some(points)), limits).contains(&Warning::TooBig)
        };
        assert!(!big("10", Some(20)) && big("13", Some(20)));
        assert!(!big("13", Some(100)) && big("20", Some(100)));
        assert!(!big("13", None) && big("20", None));
        // Nothing was ever completed: half of nothing would make everything too big.
        assert!(!big("1", Some(0)));
        assert!(!big("XL", Some(1)));
    }

    #[test]
    fn a_sprint_lacks_its_goal_or_what_serves_it() {
        let (mut a, b) = (card(1, Some("8")), card(2, None));
        assert_eq!(of_sprint(&sprint(""), &[], None), [Lack::Empty]);
        assert_eq!(of_sprint(&sprint(" "), &[&a], None), [Lack::NoGoal]);
        assert_eq!(of_sprint(&sprint("Pay"), &[&a, &b], None), [Lack::NothingServes, Lack::Unestimated(1)]);
        a.row.serves_goal = true;
        assert_eq!(of_sprint(&sprint("Pay"), &[&a], Some(Points(7_000))), [Lack::Over(Points(1_000))]);
        assert_eq!(of_sprint(&sprint("Pay"), &[&a], Some(Points(8_000))), []);
        // A team that counts items has no sum to worry about.
        assert_eq!(of_sprint(&sprint(""), &[&b], Some(Points(8_000))), [Lack::NoGoal]);
    }

    #[test]
    fn a_sprint_is_full_above_the_first_item_that_does_not_fit() {
        let cards = [card(1, Some("5")), card(2, None), card(3, Some("5")), card(4, Some("0.5"))];
        let cards: Vec<&Card> = cards.iter().collect();
        let points = |all: &[i64]| all.iter().map(|p| Points(*p)).collect::<Vec<_>>();
        let sums = points(&[5_000, 5_000, 10_000, 10_500]);
        assert_eq!(fill(&cards, Some(Points(9_000))), (sums.clone(), Some(ItemId(3))));
        assert_eq!(fill(&cards, Some(Points(10_500))), (sums.clone(), None));
        assert_eq!(fill(&cards, None), (sums, None));
    }
}
