//! What cells leave open of their Sprints: which came first, which are over, and when they were.

use super::super::Record;
use super::lane::{self, Known, later};
use super::{ToldSprint, numbered};
use crate::domain::State;
use crate::domain::sprint::Phase;
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};

/// What the items of a Sprint show of it.
#[derive(Debug, Clone, Default)]
struct Signs {
    /// When items were done in it.
    done: Vec<NaiveDate>,
    /// Items that name it last and are not done.
    open: usize,
    /// True where an item that names it last is done or being worked on.
    is_begun: bool,
    /// True where an item names a later one, too.
    is_left: bool,
}

/// The number in a name, and whose it is.
type Numbered = (Option<i64>, usize);

/// Names that differ in their number only, by that.
type Series = Vec<usize>;

/// Guesses phases and days; answers the order of time, as indexes.
pub(super) fn guess(told: &mut [ToldSprint], records: &[Record], members: &[(usize, Vec<usize>)]) -> Vec<usize> {
    let signs = signs(told.len(), records, members);
    let known: Vec<Known> = told.iter().zip(&signs).map(|(sprint, signs)| known(sprint, signs)).collect();
    let day = |at: Option<crate::domain::Instant>| at.map(|at| at.utc().date_naive());
    let newest =
        records.iter().flat_map(|r| [r.item.created_at, r.item.updated_at, r.item.done_at]).filter_map(day).max();
    let mut order: Vec<(Option<NaiveDate>, usize, usize, usize)> = Vec::with_capacity(told.len());
    for (number, lane) in lanes(told, &known, members).into_iter().enumerate() {
        guess_lane(told, &lane, &signs, &known, newest);
        order.extend(lane.iter().enumerate().map(|(n, at)| (told[*at].ends.or(told[*at].starts), number, n, *at)));
    }
    order.sort_by_key(|(ends, lane, n, _)| (ends.is_none(), *ends, *lane, *n));
    order.into_iter().map(|(_, _, _, at)| at).collect()
}

fn signs(count: usize, records: &[Record], members: &[(usize, Vec<usize>)]) -> Vec<Signs> {
    let mut signs = vec![Signs::default(); count];
    for (at, named) in members {
        let item = &records[*at].item;
        let Some((newest, before)) = named.split_last() else { continue };
        for place in before {
            signs[*place].is_left = true;
        }
        let last = &mut signs[*newest];
        match item.state {
            State::Done => {
                last.is_begun = true;
                last.done.extend(item.done_at.map(|at| at.utc().date_naive()));
            }
            State::InProgress | State::ToAccept => {
                last.is_begun = true;
                last.open += 1;
            }
            State::Open | State::Ready => last.open += 1,
            State::Inbox | State::Declined => {}
        }
    }
    signs
}

/// What is known of the days of a Sprint: of ten things done the last one may be a straggler.
fn known(told: &ToldSprint, signs: &Signs) -> Known {
    let mut done = signs.done.clone();
    done.sort_unstable();
    let rank = (done.len() * 9).div_ceil(10).saturating_sub(1);
    let (starts, ends) = told.days();
    Known { starts, ends, done: done.get(rank).copied() }
}

/// The Sprints in lanes, each in the order of time. Names that differ in their number only follow each other; other
/// names do where their days, or the order in which items name them, allow it; teams that work side by side do not.
fn lanes(told: &[ToldSprint], known: &[Known], members: &[(usize, Vec<usize>)]) -> Vec<Vec<usize>> {
    let series = series(told, known);
    let anchors = |series: &Series| series.iter().filter_map(|at| known[*at].anchor()).collect::<Vec<_>>();
    let mut lanes: Vec<(Vec<usize>, Option<NaiveDate>)> = Vec::new();
    for at in in_order(&series, told, known, members) {
        let days = anchors(&series[at]);
        let (first, last) = (days.iter().min().copied(), days.iter().max().copied());
        let source = &told[series[at][0]].source;
        let follows = |lane: &&mut (Vec<usize>, Option<NaiveDate>)| {
            told[lane.0[0]].source == *source && first.is_none_or(|first| lane.1.is_none_or(|before| before < first))
        };
        match lanes.iter_mut().find(follows) {
            Some(lane) => {
                lane.0.extend(&series[at]);
                lane.1 = last.max(lane.1);
            }
            None => lanes.push((series[at].clone(), last)),
        }
    }
    lanes.into_iter().map(|lane| lane.0).collect()
}

fn series(told: &[ToldSprint], known: &[Known]) -> Vec<Series> {
    let mut series: BTreeMap<(&str, String, bool), Vec<Numbered>> = BTreeMap::new();
    for (at, sprint) in told.iter().enumerate() {
        let (stem, number) = numbered(&sprint.name);
        series.entry((&sprint.source, stem, number.is_some())).or_default().push((number, at));
    }
    let sorted = |mut all: Vec<Numbered>| {
        all.sort_by_key(|(number, at)| (*number, known[*at].anchor(), *at));
        all.into_iter().map(|(_, at)| at).collect()
    };
    series.into_values().map(sorted).collect()
}

/// The series in the order of time: by their first day, by which items name first, and by name.
fn in_order(series: &[Series], told: &[ToldSprint], known: &[Known], members: &[(usize, Vec<usize>)]) -> Vec<usize> {
    let mut of = vec![0; told.len()];
    series.iter().enumerate().for_each(|(n, all)| all.iter().for_each(|at| of[*at] = n));
    let mut edges: HashSet<(usize, usize)> = HashSet::new();
    for (_, named) in members {
        edges.extend(named.windows(2).map(|two| (of[two[0]], of[two[1]])).filter(|(from, to)| from != to));
    }
    // Of teams that hand items to each other neither is first.
    let edges: Vec<(usize, usize)> =
        edges.iter().filter(|(from, to)| !edges.contains(&(*to, *from))).copied().collect();
    let mut waits = vec![0_usize; series.len()];
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); series.len()];
    for (from, to) in edges {
        waits[to] += 1;
        next[from].push(to);
    }
    let first = |n: usize| series[n].iter().filter_map(|at| known[*at].anchor()).min();
    let ease = |n: usize| (first(n).is_none(), first(n), told[series[n][0]].name.as_str(), n);
    let all: Vec<_> = (0..series.len()).map(ease).collect();
    let mut by_ease = all.clone();
    by_ease.sort_unstable();
    let mut rest = by_ease.into_iter().map(|(.., n)| n);
    let mut free: BinaryHeap<_> = all.iter().filter(|ease| waits[ease.3] == 0).map(|ease| Reverse(*ease)).collect();
    let mut is_taken = vec![false; series.len()];
    let mut order = Vec::with_capacity(series.len());
    // In a circle the first one begins.
    while let Some(at) = free.pop().map(|Reverse((.., n))| n).or_else(|| rest.find(|n| !is_taken[*n])) {
        if std::mem::replace(&mut is_taken[at], true) {
            continue;
        }
        order.push(at);
        for to in &next[at] {
            waits[*to] = waits[*to].saturating_sub(1);
            if waits[*to] == 0 && !is_taken[*to] {
                free.push(Reverse(all[*to]));
            }
        }
    }
    order
}

/// Phases and days of Sprints that follow each other. `newest` is the newest day that the files speak of.
fn guess_lane(told: &mut [ToldSprint], lane: &[usize], signs: &[Signs], known: &[Known], newest: Option<NaiveDate>) {
    let is_begun = |at: usize| {
        let is_told = told[at].is_phase_told && told[at].phase != Phase::Planned;
        is_told || signs[at].is_begun || signs[at].is_left
    };
    let last = lane.iter().rposition(|at| is_begun(*at));
    // What was done so far in one that may still run says nothing of its end.
    let runs = last.filter(|n| {
        let (sprint, signs) = (&told[lane[*n]], &signs[lane[*n]]);
        signs.open > 0 && !signs.is_left && !(sprint.is_phase_told && sprint.phase == Phase::Closed)
    });
    let mut ahead: Vec<Known> = lane.iter().map(|at| known[*at]).collect();
    if let Some(n) = runs.filter(|n| ahead[..*n].iter().any(|before| before.anchor().is_some())) {
        ahead[n].done = None;
    }
    let mut days = lane::days(&ahead);
    if let Some(n) = runs.filter(|n| ahead[*n].ends.is_none() && ahead[*n].starts.is_none()) {
        days[n].1 = days[n].1.max(known[lane[n]].done);
        push_on(&mut days[n..], &ahead[n..]);
    }
    for (n, (at, (starts, ends))) in lane.iter().zip(days).enumerate() {
        let is_over = ends.zip(newest).is_some_and(|(ends, newest)| ends < newest);
        let sprint = &mut told[*at];
        (sprint.starts, sprint.ends) = (starts, ends);
        if sprint.is_phase_told {
            continue;
        }
        sprint.phase = match last {
            Some(last) if n > last => Phase::Planned,
            Some(_) if runs == Some(n) && !is_over => Phase::Active,
            Some(_) => Phase::Closed,
            None => Phase::Planned,
        };
    }
}

/// Moves the days of what follows the first one behind it, as far as they are no told ones.
fn push_on(days: &mut [(Option<NaiveDate>, Option<NaiveDate>)], known: &[Known]) {
    for n in 1..days.len() {
        let (Some(before), (Some(starts), Some(ends))) = (days[n - 1].1, days[n]) else { continue };
        let by = (before - starts).num_days() + 1;
        if by <= 0 || known[n].starts.is_some() || known[n].ends.is_some() {
            return;
        }
        days[n] = (later(starts, by), later(ends, by));
    }
}
