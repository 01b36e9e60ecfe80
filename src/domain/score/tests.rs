//! The worked examples of `domain.md` §1.

use super::*;
use crate::domain::{Points, SprintId};

fn amounts(numbers: &[&str]) -> Vec<Amount> {
    numbers.iter().map(|number| Amount::parse(number).unwrap()).collect()
}

fn score(framework: Framework, numbers: &[&str]) -> Option<f64> {
    framework.rules().score(&amounts(numbers), &Scoring::default())
}

fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.005
}

fn weighing(weights: &[(i64, Direction)]) -> Scoring {
    let criteria = weights.iter().zip(1..).map(|((weight, direction), number)| Weighed {
        number,
        name: format!("c{number}"),
        weight: Amount::whole(*weight),
        direction: *direction,
    });
    Scoring { criteria: criteria.collect(), ..Scoring::default() }
}

fn weigh(weights: &[i64], numbers: &[&str]) -> f64 {
    let weights: Vec<(i64, Direction)> = weights.iter().map(|weight| (*weight, Direction::More)).collect();
    Framework::Weighted.rules().score(&amounts(numbers), &weighing(&weights)).unwrap()
}

#[test]
fn rice_of_the_worked_example_is_800() {
    assert_eq!(score(Framework::Rice, &["2,000", "2", "80 %", "4"]), Some(800.0));
    assert_eq!(score(Framework::Rice, &["0", "2", "80 %", "4"]), Some(0.0));
    assert_eq!(score(Framework::Rice, &["2,000", "2", "80 %", "0"]), None, "undefined, not infinite");
    let shown: Vec<Option<Amount>> = amounts(&["2000", "0.25", "80", "4"]).into_iter().map(Some).collect();
    assert_eq!(Framework::Rice.rules().worked(&shown, &Scoring::default()), "2,000 × 0.25 × 80 % ÷ 4");
    let shown = [shown[0], None, None, shown[3]];
    assert_eq!(Framework::Rice.rules().worked(&shown, &Scoring::default()), "2,000 × — × — ÷ 4");
}

#[test]
fn ice_of_the_worked_examples_is_144_and_504() {
    assert_eq!(score(Framework::Ice, &["8", "6", "3"]), Some(144.0));
    assert_eq!(score(Framework::Ice, &["8", "7", "9"]), Some(504.0));
}

#[test]
fn the_cost_of_delay_of_the_worked_example_is_9() {
    assert_eq!(score(Framework::Wsjf, &["1", "3", "5", "1"]), Some(9.0));
    assert_eq!(score(Framework::Wsjf, &["1", "3", "5", "2"]), Some(4.5));
    let worked: Vec<Option<Amount>> = amounts(&["1", "3", "5", "2"]).into_iter().map(Some).collect();
    assert_eq!(Framework::Wsjf.rules().worked(&worked, &Scoring::default()), "(1 + 3 + 5) ÷ 2");
}

#[test]
fn every_column_of_wsjf_wants_a_1() {
    let remarks = |all: &[[&str; 4]]| {
        let mut columns = [Column::default(); 4];
        for numbers in all {
            columns.iter_mut().zip(amounts(numbers)).for_each(|(column, amount)| column.add(Some(amount)));
        }
        Framework::Wsjf.rules().remarks(&columns, &Scoring::default())
    };
    let all = [["1", "2", "1", "3"], ["3", "1", "2", "1"]];
    assert!(remarks(&all).is_empty());
    let told = remarks(&all[..1]);
    assert_eq!(told, ["no 1 in time, size: the smallest of each column is a 1"]);
    assert!(remarks(&[]).is_empty());
}

#[test]
fn weighted_scores_of_the_worked_examples() {
    let weights = [40, 25, 20, 15];
    assert!(is_near(weigh(&weights, &["9", "10", "4", "8"]), 8.10));
    assert!(is_near(weigh(&weights, &["7", "6", "5", "5"]), 6.05));
    assert!(is_near(weigh(&weights, &["6", "8", "8", "7"]), 7.05));
    assert!(is_near(weigh(&[40, 35, 25], &["4", "5", "2"]), 3.85));
    assert!(is_near(weigh(&[40, 35, 25], &["5", "3", "1"]), 3.30));
    // A widely copied page prints 3.65.
    assert!(is_near(weigh(&[25, 30, 20, 15, 10], &["4", "3", "5", "2", "4"]), 3.60));
}

#[test]
fn weights_that_do_not_sum_to_100_count_as_parts_of_their_sum() {
    assert!(is_near(weigh(&[80, 70, 50], &["4", "5", "2"]), 3.85));
    assert_eq!(weighing(&[(80, Direction::More)]).odd_sum(), Some(Amount::whole(80)));
    assert_eq!(weighing(&[(60, Direction::More), (40, Direction::More)]).odd_sum(), None);
    let less = weighing(&[(50, Direction::More), (50, Direction::Less)]);
    assert_eq!(Framework::Weighted.rules().score(&amounts(&["8", "1"]), &less), Some(9.0));
    assert_eq!(Framework::Weighted.rules().formula(&less), "50 % c1 + 50 % (11 − c2)");
    assert_eq!(weighing(&[(0, Direction::More)]).check(), Err(ScoringError::NoWeight));
}

#[test]
fn must_of_60_percent_is_allowed_and_more_is_a_breach() {
    let shares = |must| {
        let mut shares = Shares::default();
        for (class, points) in [(4, must), (3, 10_000), (2, 10_000), (1, 50_000)] {
            shares.add(Some(Amount::whole(class)), Some(Points(points)));
        }
        shares
    };
    assert_eq!(shares(30_000).percent(0), Some(60.0));
    assert!(!shares(30_000).is_breach());
    let more = shares(31_000);
    assert!(is_near(more.percent(0).unwrap(), 60.78) && more.is_breach());
    assert_eq!(more.percent(3), None, "Won't is outside");
    let mut open = Shares::default();
    open.add(Some(Amount::whole(4)), None);
    open.add(None, None);
    assert_eq!((open.percent(0), open.unestimated, open.unclassed), (None, 1, 1), "never as 0 effort");
}

#[test]
fn ties_of_the_matrix_are_high() {
    let cut = Cut { value: Amount::whole(5), cost: Amount::whole(5) };
    let of = |value, cost| Quadrant::of(Amount::whole(value), Amount::whole(cost), cut).name();
    assert_eq!([of(5, 4), of(5, 5), of(4, 4), of(4, 5)], ["Quick Wins", "Big Bets", "Fill-Ins", "Money Pits"]);
}

#[test]
fn what_is_no_answer_is_refused_in_words() {
    let inputs = Framework::Rice.rules().inputs(&Scoring::default());
    let told = |at: usize, typed: &str| inputs[at].read(typed).unwrap_err().to_string();
    assert_eq!(told(0, "-1"), "reach is 0 or more, not -1");
    assert_eq!(told(0, "many"), "reach is 0 or more, not many");
    assert!(told(1, "5").ends_with("or 0.25 (minimal), not 5"));
    assert!(told(1, "m").contains("massive"), "not one word begins so");
    assert_eq!(told(2, "0"), "confidence is 1 to 100 %, not 0");
    assert_eq!(told(2, "120 %"), "confidence is 1 to 100 %, not 120 %");
    assert_eq!(told(3, "0"), "effort is more than 0, not 0");
    assert_eq!(inputs[1].read("mas"), Ok(Some(Amount::whole(3))));
    assert_eq!(inputs[2].read("80 %"), Ok(Some(Amount::whole(80))));
    assert_eq!(inputs[0].read(" ? "), Ok(None));
    assert_eq!(MOSCOW.read("s"), Ok(Some(Amount::whole(3))));
    assert!(MOSCOW.read("4").is_err() && MOSCOW.read("5 %").is_err());
    let size = &Framework::Wsjf.rules().inputs(&Scoring::default())[3];
    assert_eq!(size.read("4").unwrap_err().to_string(), "size is 1, 2, 3, 5, 8, 13 or 20, not 4");
}

fn standing(item: i64) -> Standing {
    Standing { item: ItemId(item), sprint: None, is_running: false, is_pinned: false, class: None }
}

fn ice(standings: Vec<Standing>, scores: &[(i64, i64)]) -> Ranking {
    let value = |(item, impact): &(i64, i64)| {
        let one = Amount::whole(1);
        [(ItemId(*item), 0, Amount::whole(*impact)), (ItemId(*item), 1, one), (ItemId(*item), 2, one)]
    };
    let total = standings.len();
    let scoring = Scoring { framework: Framework::Ice, ..Scoring::default() };
    Ranking::of(&scoring, total, standings, scores.iter().flat_map(value), &[])
}

fn ids(items: &[ItemId]) -> Vec<i64> {
    items.iter().map(|item| item.0).collect()
}

#[test]
fn ties_and_what_is_missing_keep_their_order() {
    let ranking = ice((1..=6).map(standing).collect(), &[(5, 9), (3, 4), (2, 4)]);
    assert_eq!(ids(&ranking.by_score()), [5, 2, 3, 1, 4, 6]);
    assert_eq!((ranking.total, ranking.scored), (6, 3));
    assert_eq!(ranking.places(ItemId(5)), Some((5, 1)));
    assert_eq!((ranking.gap(ItemId(5)), ranking.gap(ItemId(1))), (Some(4), None));
    assert_eq!(ranking.disagreements(3), [(ItemId(5), 4)]);
    assert_eq!(ranking.disagreements(0).len(), 1, "2 and 3 stand where their scores put them");
}

#[test]
fn what_is_held_stays_where_it_is() {
    let mut all: Vec<Standing> = (1..=4).map(standing).collect();
    all[0].is_running = true;
    all[2].is_pinned = true;
    let ranking = ice(all, &[(1, 1), (2, 2), (3, 3), (4, 4)]);
    assert_eq!(ids(&ranking.by_score()), [1, 4, 3, 2]);
    let proposal = arrange(&ranking, None, Within::All);
    assert_eq!((proposal.among, proposal.pinned, proposal.running, proposal.unscored), (4, 1, 1, 0));
    let shifts: Vec<_> = proposal.shifts.iter().map(|shift| (shift.item.0, shift.from, shift.to)).collect();
    assert_eq!(shifts, [(2, 2, 4), (4, 4, 2)]);
    assert_eq!(ids(&proposal.items()), [4, 2]);
}

#[test]
fn the_chosen_change_places_among_themselves() {
    let mut all: Vec<Standing> = (1..=4).map(standing).collect();
    (all[0].class, all[1].class) = (Some(Amount::whole(4)), Some(Amount::whole(4)));
    (all[0].sprint, all[3].sprint) = (Some(SprintId(7)), None);
    let ranking = ice(all, &[(1, 1), (2, 2), (3, 3), (4, 4)]);
    let chosen = [ItemId(1), ItemId(3)];
    let proposal = arrange(&ranking, Some(&chosen), Within::All);
    assert_eq!(ids(&proposal.items()), [3, 1]);
    assert_eq!(proposal.shifts[0].crosses, Some((Some(SprintId(7)), None)));
    assert_eq!(ids(&arrange(&ranking, None, Within::Class).items()), [2, 1, 4, 3]);
    assert_eq!(ids(&arrange(&ranking, None, Within::Sprint).items()), [4, 2].to_vec());
    assert_eq!(ids(&arrange(&ranking, None, Within::ClassAndSprint).items()), [4, 3]);
}

#[test]
fn the_setup_of_a_product_survives_its_file() {
    let kept = weighing(&[(40, Direction::More), (60, Direction::Less)]);
    let json = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Scoring>(&json).unwrap(), kept);
    assert_eq!(serde_json::from_str::<Scoring>("{}").unwrap(), Scoring::default());
    assert_eq!(Framework::parse("Value/Effort"), Some(Framework::ValueEffort));
}
