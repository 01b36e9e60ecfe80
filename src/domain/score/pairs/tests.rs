//! The worked example of `domain.md` §1.9, and what must hold of any answers.

use super::*;
use crate::domain::score::{Framework, Standing};
use crate::domain::score::{Ranking, Scoring};
use proptest::prelude::*;
use std::cmp::Ordering;

fn id(n: i64) -> ItemId {
    ItemId(n)
}

fn won(a: i64, b: i64) -> Duel {
    Duel { item: id(a), other: id(b), is_won: true }
}

fn even(a: i64, b: i64) -> Duel {
    Duel { item: id(a), other: id(b), is_won: false }
}

/// Plays a contest to its end; `judge` tells how the first compares with the second.
fn play(contest: &Contest, duels: &mut Vec<Duel>, judge: impl Fn(ItemId, ItemId) -> Ordering) -> Vec<ItemId> {
    for _ in 0..10_000 {
        match contest.next(duels) {
            Next::Done(order) => return order,
            Next::Ask(a, b) => duels.push(match judge(a, b) {
                Ordering::Greater => Duel { item: a, other: b, is_won: true },
                Ordering::Less => Duel { item: b, other: a, is_won: true },
                Ordering::Equal => Duel { item: a, other: b, is_won: false },
            }),
        }
    }
    panic!("it never ends");
}

fn ranking(order: &[i64], duels: &[Duel]) -> Ranking {
    let standing =
        |item: &i64| Standing { item: id(*item), sprint: None, is_running: false, is_pinned: false, class: None };
    let scoring = Scoring { framework: Framework::Pairs, ..Scoring::default() };
    Ranking::of(&scoring, order.len(), order.iter().map(standing), [], duels)
}

#[test]
fn bradley_terry_of_the_worked_example() {
    let won = |item, over, times| Won { item, over, times };
    let table = [
        won(0, 1, 2.0),
        won(0, 3, 1.0),
        won(1, 0, 3.0),
        won(1, 2, 5.0),
        won(2, 1, 3.0),
        won(2, 3, 1.0),
        won(3, 0, 4.0),
        won(3, 2, 3.0),
    ];
    let found = strengths(4, &table, false);
    for (found, wanted) in found.iter().zip([0.640, 1.043, 0.660, 2.270]) {
        assert!((found - wanted).abs() < 0.001, "{found} is not {wanted}");
    }
    let sum: f64 = found.iter().sum();
    for (found, wanted) in found.iter().zip([0.1387, 0.2262, 0.1430, 0.4921]) {
        assert!((found / sum - wanted).abs() < 0.0001, "{} is not {wanted}", found / sum);
    }
}

#[test]
fn a_strength_is_finite_where_one_never_lost() {
    let found = strengths(3, &[Won { item: 0, over: 1, times: 9.0 }], true);
    assert!(found.iter().all(|p| p.is_finite() && *p > 0.0) && found[0] > 1.0 && found[1] < 1.0, "{found:?}");
    assert!((found[2] - 1.0).abs() < 1e-9, "nobody compared it");
}

#[test]
fn twelve_items_are_at_most_thirty_questions() {
    let most: Vec<usize> = (0..=12).map(about).collect();
    assert_eq!(most, [0, 0, 1, 3, 5, 7, 10, 13, 16, 19, 22, 26, 30]);
    assert_eq!((about(20), about(21), about(100)), (62, 66, 534));
    let contest = Contest::new((1..=12).map(id).collect());
    let left = contest.progress(&[]).left;
    assert!((29..=30).contains(&left), "{left}");
}

#[test]
fn nothing_is_asked_twice_nor_what_follows() {
    let contest = Contest::new((1..=5).map(id).collect());
    // Any item with a higher number is better.
    let by_number = |a: ItemId, b: ItemId| a.0.cmp(&b.0);
    let mut duels = Vec::new();
    assert_eq!(play(&contest, &mut duels, by_number), [5, 4, 3, 2, 1].map(id));
    assert!(duels.len() <= 7);
    // The next day one more is there: it is compared with three, not all anew.
    let more = Contest::new([6, 1, 2, 3, 4, 5].map(id).to_vec());
    let before = duels.len();
    assert!(more.progress(&duels).left <= 3);
    assert_eq!(play(&more, &mut duels, by_number), [6, 5, 4, 3, 2, 1].map(id));
    assert!(duels.len() - before <= 3, "{} more", duels.len() - before);
}

#[test]
fn what_is_passed_over_stands_as_it_stood() {
    let mut contest = Contest::new([1, 2].map(id).to_vec());
    assert_eq!(contest.next(&[]), Next::Ask(id(1), id(2)));
    contest.skipped.push(Skip { item: id(2), other: id(1), after: 0 });
    assert_eq!(contest.next(&[]), Next::Done([1, 2].map(id).to_vec()));
    assert_eq!(contest.next(&[won(2, 1)]), Next::Done([2, 1].map(id).to_vec()), "an answer counts before it");
}

#[test]
fn what_is_gone_is_not_asked_about() {
    let contest = Contest::new([1, 2, 3].map(id).to_vec()).without(|item| item != id(2));
    assert_eq!(contest.next(&[won(1, 2)]), Next::Ask(id(1), id(3)));
    let none = Contest::default();
    assert_eq!((none.next(&[]), none.progress(&[])), (Next::Done(Vec::new()), Progress::default()));
}

#[test]
fn answers_that_contradict_each_other_are_named_by_the_shortest_circle() {
    let name = |item: ItemId| char::from(b'A' + u8::try_from(item.0 - 1).unwrap()).to_string();
    let words = |duels: &[Duel]| circle(duels).map(|circle| circle.words(name));
    assert_eq!(words(&[won(1, 2), won(2, 3), won(1, 3)]), None);
    assert_eq!(words(&[won(1, 2), won(2, 3), won(3, 1)]).as_deref(), Some("A > B > C > A"));
    assert_eq!(words(&[even(1, 2), even(2, 3)]), None, "all as good");
    assert_eq!(words(&[won(1, 3), even(1, 2), even(2, 3)]).as_deref(), Some("A > C = B = A"));
    let long = [won(1, 2), won(2, 3), won(3, 4), won(4, 1), won(5, 1), won(3, 5), won(2, 6)];
    assert_eq!(words(&long).as_deref(), Some("A > B > C > D > A"));
    let short = [&long[..], &[won(3, 1)]].concat();
    assert_eq!(words(&short).as_deref(), Some("A > B > C > A"));
    let found = circle(&short).unwrap();
    assert_eq!(found.pairs(), [(id(1), id(2)), (id(2), id(3)), (id(3), id(1))]);
}

#[test]
fn the_score_never_stands_against_an_answer() {
    // 9 won over many; 1 was compared with 9 alone, and is better.
    let mut duels: Vec<Duel> = (2..9).map(|other| won(9, other)).collect();
    duels.push(won(1, 9));
    let ranking = ranking(&[2, 3, 9, 1, 4, 5, 6, 7, 8, 10], &duels);
    assert_eq!(ranking.by_score()[..2], [id(1), id(9)]);
    assert_eq!(ranking.by_score()[9], id(10), "nobody compared it");
    let score = |n: i64| ranking.score(id(n)).unwrap();
    assert!(score(1) > score(9) && score(1) <= 100.0 && score(9) > score(2), "{} {}", score(1), score(9));
    assert_eq!(score(2).to_bits(), score(3).to_bits());
}

#[test]
fn inside_a_circle_the_strength_counts() {
    // 1 > 2 > 3 > 1, and 2 is better than two more.
    let ranking = ranking(&[1, 2, 3, 4, 5], &[won(1, 2), won(2, 3), won(3, 1), won(2, 4), won(2, 5), won(5, 4)]);
    assert_eq!(ranking.by_score(), [2, 1, 3, 5, 4].map(id));
    let torn = super::grade::grades(&[1, 2, 3].map(id), &[even(1, 2), even(2, 3), won(1, 3)]);
    assert!(torn[0] > torn[1] && torn[1] > torn[2], "{torn:?}");
}

#[test]
fn what_is_as_good_has_the_same_score() {
    let ranking = ranking(&[1, 2, 3, 4], &[even(3, 1), won(3, 2), won(4, 1)]);
    assert_eq!(ranking.by_score(), [4, 1, 3, 2].map(id));
    assert_eq!(ranking.score(id(1)), ranking.score(id(3)));
}

proptest! {
    #[test]
    fn it_finds_any_order_within_the_estimate(shuffled in Just((1..=40_i64).collect::<Vec<_>>()).prop_shuffle(), count in 0_usize..=40) {
        let items: Vec<ItemId> = shuffled[..count].iter().copied().map(id).collect();
        let contest = Contest::new(items.clone());
        let mut duels = Vec::new();
        let order = play(&contest, &mut duels, |a, b| b.0.cmp(&a.0));
        let mut wanted = items;
        wanted.sort_unstable();
        prop_assert_eq!(&order, &wanted);
        prop_assert!(duels.len() <= about(count), "{} questions for {}", duels.len(), count);
        prop_assert_eq!(contest.progress(&duels).left, 0);
        // The framework puts them in the same order.
        let ranking = ranking(&shuffled[..count], &duels);
        if count > 1 {
            prop_assert_eq!(ranking.by_score(), wanted);
        }
    }

    #[test]
    fn ties_and_any_answers_come_to_an_end(items in 0_usize..25, said in prop::collection::vec((1_i64..25, 1_i64..25, any::<bool>()), 0..60), levels in 1_i64..5) {
        let contest = Contest::new((1..=25).map(id).take(items).collect());
        let mut duels: Vec<Duel> = Vec::new();
        for (a, b, is_won) in said {
            duels.retain(|duel| !duel.is_of(id(a), id(b)));
            if a != b {
                duels.push(Duel { item: id(a), other: id(b), is_won });
            }
        }
        let order = play(&contest, &mut duels, |a, b| (b.0 % levels).cmp(&(a.0 % levels)));
        let mut sorted = order;
        sorted.sort_unstable();
        prop_assert_eq!(sorted, contest.items);
        // No circle: every answer holds in the scores.
        let order: Vec<i64> = (1..=25).collect();
        let ranking = ranking(&order, &duels);
        if circle(&duels).is_none() {
            for duel in &duels {
                let (a, b) = (ranking.score(duel.item).unwrap(), ranking.score(duel.other).unwrap());
                prop_assert!(if duel.is_won { a > b } else { a.to_bits() == b.to_bits() }, "{:?}: {} {}", duel, a, b);
            }
        }
    }

    #[test]
    fn a_circle_is_one(said in prop::collection::vec((1_i64..9, 1_i64..9, any::<bool>()), 0..30)) {
        let mut duels: Vec<Duel> = Vec::new();
        for (a, b, is_won) in said {
            duels.retain(|duel| !duel.is_of(id(a), id(b)));
            if a != b {
                duels.push(Duel { item: id(a), other: id(b), is_won });
            }
        }
        if let Some(circle) = circle(&duels) {
            for ((a, b), (_, is_better)) in circle.pairs().into_iter().zip(&circle.steps) {
                let is_said = duels.iter().any(|duel| {
                    if *is_better { (duel.item, duel.other, duel.is_won) == (a, b, true) } else { duel.is_of(a, b) && !duel.is_won }
                });
                prop_assert!(is_said);
            }
            prop_assert!(circle.steps.len() >= 3 && circle.steps.iter().any(|step| step.1));
        }
    }
}
