//! The order on its way back: who stands elsewhere than at the source, as few as will do.
//!
//! The items of a Sprint stand among themselves, those in none too: an order says nothing of which Sprint an item is
//! in.

use super::Standing;
use std::collections::{BTreeMap, HashMap};

/// An item that is to be put somewhere else at its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which of the items in the order.
    pub at: usize,
    /// Its place at the source, among those of its Sprint or of none, counted from 1; `None` for one that is new there.
    pub from: Option<usize>,
    /// Its place here, counted alike.
    pub to: usize,
    /// Which of the items in the order stands below it; `None` for the last one.
    pub above: Option<usize>,
}

/// Who stands elsewhere, in the order that holds here. `source` has the keys in the order of the source; nothing is
/// said of items that it does not have, but where those stand that are new.
pub fn moved(order: &[Standing], source: &[String]) -> Vec<Moved> {
    let places: HashMap<&str, usize> = source.iter().enumerate().map(|(at, key)| (key.as_str(), at)).collect();
    let mut groups: BTreeMap<Option<i64>, Vec<(usize, Option<usize>)>> = BTreeMap::new();
    for (at, one) in order.iter().enumerate().filter(|(_, one)| one.elsewhere.is_none()) {
        let place = one.foreign.as_deref().map(|key| places.get(key).copied());
        match place {
            // The source gave it, but not with the others.
            Some(None) => {}
            place => groups.entry(one.sprint).or_default().push((at, place.flatten())),
        }
    }
    let mut all: Vec<Moved> = groups.values().flat_map(|group| of(group)).collect();
    all.sort_by_key(|one| one.at);
    all
}

/// Of those that stand among themselves: which of all, and the place at the source.
fn of(group: &[(usize, Option<usize>)]) -> Vec<Moved> {
    let mut sorted: Vec<usize> = group.iter().filter_map(|one| one.1).collect();
    sorted.sort_unstable();
    let stays = rising(group);
    let is_known_below = |n: usize| group[n + 1..].iter().any(|one| one.1.is_some());
    let moved = |(n, (at, place)): (usize, &(usize, Option<usize>))| Moved {
        at: *at,
        from: place.map(|place| sorted.partition_point(|other| *other < place) + 1),
        to: n + 1,
        above: group.get(n + 1).map(|below| below.0),
    };
    let all = group.iter().enumerate();
    // What is new comes last there by itself.
    all.filter(|(n, one)| if one.1.is_some() { !stays[*n] } else { is_known_below(*n) }).map(moved).collect()
}

/// Which of them may stay: a longest part whose places rise.
fn rising(group: &[(usize, Option<usize>)]) -> Vec<bool> {
    // `ends[n]`: where the part of length n + 1 with the lowest last place ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; group.len()];
    for (n, (_, place)) in group.iter().enumerate().filter(|(_, one)| one.1.is_some()) {
        let length = ends.partition_point(|end| group[*end].1 < *place);
        before[n] = length.checked_sub(1).map(|last| ends[last]);
        match ends.get_mut(length) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut stays = vec![false; group.len()];
    let mut at = ends.last().copied();
    while let Some(n) = at {
        stays[n] = true;
        at = before[n];
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Key;

    fn told(here: &str, source: &str) -> Vec<String> {
        let order: Vec<Standing> = here
            .split(' ')
            .map(|word| {
                let (key, sprint) = word.split_once('/').map_or((word, None), |(key, n)| (key, n.parse().ok()));
                let foreign = (!key.starts_with('+')).then(|| key.to_owned());
                let key = Key { prefix: "UP".into(), number: 1 };
                Standing { key, foreign, title: word.into(), sprint, elsewhere: None }
            })
            .collect();
        let source: Vec<String> = source.split(' ').map(str::to_owned).collect();
        let line = |one: &Moved| {
            let above = one.above.map_or("the end", |at| &order[at].title);
            format!("{} {:?} {} {above}", order[one.at].title, one.from, one.to)
        };
        moved(&order, &source).iter().map(line).collect()
    }

    #[test]
    fn as_few_move_as_will_do() {
        assert_eq!(told("d a b c", "a b c d"), ["d Some(4) 1 a"]);
        assert_eq!(told("b c d a", "a b c d"), ["a Some(1) 4 the end"]);
        assert_eq!(told("a b c", "a b c d"), [""; 0]);
    }

    #[test]
    fn sprints_stand_by_themselves_and_new_items_are_told() {
        assert_eq!(told("c/1 a b d/1", "a b c d"), [""; 0]);
        assert_eq!(told("a +x b +y", "a b"), ["+x None 2 b"], "the last one comes last anyway");
        assert_eq!(told("z a b", "a b"), [""; 0], "nothing is known of where it stands");
    }
}
