//! The columns answer as a model does that keeps an item in a row and looks at all rows for each question.

use super::*;
use proptest::prelude::*;
use std::cmp::Ordering;

/// An item of the model.
#[derive(Debug, Clone)]
struct Told {
    standing: Standing,
    amounts: [Option<Amount>; 3],
}

/// The model: all items in their order.
struct Plain {
    framework: Framework,
    all: Vec<Told>,
}

impl Plain {
    fn width(&self) -> usize {
        if self.framework.is_matrix() { 2 } else { 3 }
    }

    fn is_judged(&self, told: &Told) -> bool {
        told.amounts[..self.width()].iter().any(Option::is_some)
    }

    fn is_unjudged(&self) -> bool {
        !self.all.iter().any(|told| self.is_judged(told))
    }

    fn score(&self, told: &Told) -> Option<f64> {
        let known: Option<Vec<f64>> =
            told.amounts[..self.width()].iter().map(|amount| Some((*amount)?.get())).collect();
        let known = known?;
        let score = if self.framework.is_matrix() { known[0] / known[1] } else { known.iter().product() };
        score.is_finite().then_some(score)
    }

    /// The items by score; those stay at their places that `stays` is true of.
    fn sorted(&self, stays: impl Fn(&Told) -> bool) -> Vec<&Told> {
        let mut free: Vec<&Told> = self.all.iter().filter(|told| !stays(told)).collect();
        // Stable: ties keep the present order.
        free.sort_by(|a, b| match (self.score(a), self.score(b)) {
            (Some(a), Some(b)) => b.total_cmp(&a),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        let mut free = free.into_iter();
        self.all.iter().map(|told| if stays(told) { told } else { free.next().unwrap() }).collect()
    }

    /// The place that its score alone gives an item, from 1: with it all others that are held stay.
    fn then(&self, item: ItemId) -> usize {
        let sorted = self.sorted(|told| told.standing.is_held() && told.standing.item != item);
        sorted.iter().position(|told| told.standing.item == item).unwrap() + 1
    }

    /// The place of each and by how much it stands too low, the worst first.
    fn disagreements(&self, gap: usize) -> Vec<(ItemId, isize)> {
        let free = self.all.iter().enumerate().filter(|(_, told)| !told.standing.is_held());
        let scored = free.filter(|(_, told)| self.score(told).is_some());
        let far = |(at, told): (usize, &Told)| {
            (told.standing.item, at.cast_signed() + 1 - self.then(told.standing.item).cast_signed())
        };
        let mut found: Vec<_> = scored.map(far).filter(|(_, by)| by.unsigned_abs() > gap).collect();
        found.sort_by_key(|(_, by)| Reverse(by.unsigned_abs()));
        found
    }
}

fn told() -> impl Strategy<Value = Told> {
    // A class that nobody knows among them, a cost of 0, and amounts of which many are the same.
    let class = prop::option::of(prop::sample::select(vec![1000, 2000, 3000, 4000, 2500, -1]));
    let amount = || prop::option::weighted(0.8, (0_i64..6).prop_map(Amount::whole));
    let amounts = prop_oneof![Just([None; 3]), [amount(), amount(), amount()]];
    let held = (prop::bool::weighted(0.1), prop::bool::weighted(0.2));
    (prop::option::weighted(0.3, 1_i64..4), held, class, amounts).prop_map(|(sprint, held, class, amounts)| Told {
        standing: Standing {
            item: ItemId(0),
            sprint: sprint.map(SprintId),
            is_running: held.0,
            is_pinned: held.1,
            class: class.map(Amount),
        },
        amounts,
    })
}

/// An order of items whose ids have gaps and go another way than they do.
fn order() -> impl Strategy<Value = Vec<Told>> {
    let ids = Just((1..=40_i64).map(|n| n * n).collect::<Vec<_>>()).prop_shuffle();
    (prop::collection::vec(told(), 0..=40), ids).prop_map(|(mut all, ids)| {
        for (told, id) in all.iter_mut().zip(ids) {
            told.standing.item = ItemId(id);
        }
        all
    })
}

/// Its values as a file has them, by item; else as they stand. Some are of what stands in no order.
fn values(plain: &Plain, is_by_item: bool) -> Vec<(ItemId, usize, Amount)> {
    let mut all: Vec<&Told> = plain.all.iter().collect();
    if is_by_item {
        all.sort_by_key(|told| told.standing.item);
    }
    let width = plain.width();
    let value = |told: &Told| {
        let item = told.standing.item;
        told.amounts.into_iter().take(width).enumerate().filter_map(move |(at, amount)| Some((item, at, amount?)))
    };
    let strange = [(ItemId(0), 0, Amount::whole(9)), (ItemId(0), 1, Amount::whole(1))];
    strange.into_iter().chain(all.into_iter().flat_map(value)).chain([(ItemId(i64::MAX), 1, Amount(1))]).collect()
}

proptest! {
    #[test]
    fn columns_answer_as_rows_do(all in order(), is_matrix: bool, is_by_item: bool, gap in 0_usize..6) {
        let framework = if is_matrix { Framework::ValueEffort } else { Framework::Ice };
        let scoring = Scoring { framework, gap, ..Scoring::default() };
        let plain = Plain { framework, all };
        let standing: Vec<Standing> = plain.all.iter().map(|told| told.standing).collect();
        let found = Ranking::of(&scoring, standing.len(), standing.clone(), values(&plain, is_by_item), &[]);

        prop_assert_eq!(found.total, plain.all.len());
        prop_assert_eq!(found.is_empty(), plain.is_unjudged());
        prop_assert_eq!(found.standing(ItemId(0)), None);
        if plain.is_unjudged() {
            // Nothing is known of any.
            prop_assert!(found.by_score().is_empty() && found.standings().len() == 0);
            prop_assert!(plain.all.iter().all(|told| found.places(told.standing.item).is_none()));
            return Ok(());
        }
        let scores: Vec<f64> = plain.all.iter().filter_map(|told| plain.score(told)).collect();
        prop_assert_eq!(found.judged, plain.all.iter().filter(|told| plain.is_judged(told)).count());
        prop_assert_eq!((found.scored, found.best), (scores.len(), scores.iter().copied().fold(0.0, f64::max)));
        prop_assert_eq!(found.standings().collect::<Vec<_>>(), standing);
        let sorted: Vec<ItemId> =
            plain.sorted(|told| told.standing.is_held()).into_iter().map(|told| told.standing.item).collect();
        prop_assert_eq!(found.by_score(), sorted.clone());
        let place = |item: &ItemId| plain.all.iter().position(|told| told.standing.item == *item).unwrap();
        prop_assert_eq!(found.indices_by_score(), sorted.iter().map(place).collect::<Vec<_>>());
        let in_order = found.in_order();
        for (at, told) in plain.all.iter().enumerate() {
            let (item, score) = (told.standing.item, plain.score(told));
            let then = plain.then(item);
            prop_assert_eq!(found.standing(item), Some(told.standing));
            prop_assert_eq!((in_order.standing(at), in_order.is_scored(at)), (told.standing, score.is_some()));
            prop_assert_eq!(found.score(item), score);
            prop_assert_eq!(found.places(item), Some((at + 1, then)));
            prop_assert_eq!(found.gap(item), score.map(|_| at.cast_signed() + 1 - then.cast_signed()));
            for other in &plain.all {
                let (before, its) = (plain.then(other.standing.item), plain.score(other));
                let by_score = its.unwrap_or(f64::NEG_INFINITY).total_cmp(&score.unwrap_or(f64::NEG_INFINITY));
                let wanted: Ordering = then.cmp(&before).then(by_score);
                prop_assert_eq!(found.by_place(item, other.standing.item), wanted);
            }
        }
        prop_assert_eq!(found.disagreements(gap), plain.disagreements(gap));
        prop_assert_eq!(found.apart, plain.disagreements(gap).len());
        let sorted = |items: &mut dyn Iterator<Item = ItemId>| items.collect::<std::collections::BTreeSet<_>>();
        let worst = sorted(&mut plain.disagreements(gap).into_iter().map(|one| one.0));
        prop_assert_eq!(sorted(&mut found.disagreeing(gap)), worst);
        let mut plotted: Vec<(ItemId, [Amount; 2])> = Vec::new();
        for told in plain.all.iter().filter(|_| is_matrix) {
            plotted.extend(told.amounts[0].zip(told.amounts[1]).map(|(a, b)| (told.standing.item, [a, b])));
        }
        plotted.sort_unstable();
        prop_assert_eq!(found.plotted().collect::<Vec<_>>(), plotted);
    }
}

#[test]
fn an_item_takes_few_bytes() {
    let standing = |n| Standing { item: ItemId(n), sprint: None, is_running: false, is_pinned: false, class: None };
    let values = |n| [(ItemId(n), 0, Amount::whole(n)), (ItemId(n), 1, Amount::whole(2))];
    for (framework, most) in [(Framework::Ice, 25), (Framework::ValueEffort, 41)] {
        let scoring = Scoring { framework, ..Scoring::default() };
        let ranking = Ranking::of(&scoring, 1000, (1..=1000).map(standing), (1..=1000).flat_map(values), &[]);
        assert_eq!(ranking.judged, 1000);
        assert_eq!(ranking.columns.bytes(), most * 1000, "{framework:?}");
    }
}
