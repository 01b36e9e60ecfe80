//! What the order is judged by, on its way from one file to another. Inputs are compared one by one: a file that tells
//! some of them says nothing of the others.

use super::{Record, SprintRecord};
use crate::domain::score::{Amount, Inputs};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What was said of two items, as another file of upnext tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuelRecord {
    /// One of them.
    pub item: Uuid,
    /// The other.
    pub other: Uuid,
    /// True where the first one is the better; false where neither is.
    #[serde(rename = "won")]
    pub is_won: bool,
}

/// What a product has beside its items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// Its Sprints, by number.
    pub sprints: Vec<SprintRecord>,
    /// What was said of pairs, the oldest first.
    pub duels: Vec<DuelRecord>,
}

/// Inputs with their values from now on; `None` takes one off.
pub type Setting = Vec<(String, Option<Amount>)>;

/// All inputs in one spelling, one a line: "rice.reach 2000".
pub(super) fn spelled(inputs: &Inputs) -> String {
    let line = |(input, amount): (&str, Amount)| format!("{input} {}", plain(amount));
    inputs.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn plain(amount: Amount) -> String {
    amount.to_string().replace(',', "")
}

/// The values by their inputs.
fn read(spelling: Option<&String>) -> BTreeMap<&str, &str> {
    spelling.map(String::as_str).unwrap_or_default().lines().filter_map(|line| line.split_once(' ')).collect()
}

/// What a source says of inputs, compared with what it said last and what is here.
pub(super) struct Merged {
    /// Changed only there: taken.
    pub(super) take: Setting,
    /// True where one is changed on both sides.
    pub(super) is_clash: bool,
    /// What the source says now, with what it said last of inputs that it does not tell this time.
    pub(super) imported: String,
}

/// Compares the inputs that a source tells: those of its columns, and what it gives a value in another way. A value
/// that is no answer says nothing.
pub(super) fn merge(record: &Record, here: Option<&String>, last: Option<&String>) -> Merged {
    let (now, here, last) = (&record.item.inputs, read(here), read(last));
    let columns = record.judges.iter().filter(|input| !record.unread.contains(input)).map(String::as_str);
    let told: BTreeSet<&str> = columns.chain(now.iter().map(|(input, _)| input)).collect();
    let mut merged = Merged { take: Vec::new(), is_clash: false, imported: String::new() };
    let mut lines: BTreeMap<&str, String> = last.iter().map(|(input, value)| (*input, (*value).to_owned())).collect();
    for input in told {
        let there = now.get(input).map(plain);
        match &there {
            Some(value) => lines.insert(input, value.clone()),
            None => lines.remove(input),
        };
        let (here, last) = (here.get(input).copied(), last.get(input).copied());
        let there = there.as_deref();
        match () {
            () if there == here || there == last => {}
            () if here == last => merged.take.push((input.to_owned(), now.get(input))),
            () => merged.is_clash = true,
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|(input, value)| format!("{input} {value}")).collect();
    merged.imported = lines.join("\n");
    merged
}

/// What makes the inputs of here those of there, all of them.
pub(super) fn difference(now: &Inputs, here: Option<&String>) -> Setting {
    let here = read(here);
    let differs = |(input, amount): &(&str, Amount)| here.get(input).copied() != Some(plain(*amount).as_str());
    let set = now.iter().filter(differs).map(|(input, amount)| (input.to_owned(), Some(amount)));
    let gone = here.keys().filter(|input| now.get(input).is_none()).map(|input| ((*input).to_owned(), None));
    set.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(all: &[(&str, i64)]) -> Inputs {
        let mut inputs = Inputs::default();
        for (input, amount) in all {
            inputs.set(input, Some(Amount(*amount)));
        }
        inputs
    }

    #[test]
    fn each_input_is_merged_by_itself() {
        let told = ["rice.confidence", "rice.effort", "rice.impact", "rice.reach"].map(str::to_owned);
        let mut record = Record { judges: told.into(), unread: vec!["rice.confidence".into()], ..Record::default() };
        record.item.inputs = inputs(&[("rice.reach", 3_000_000), ("rice.impact", 250)]);
        let last = "ice.ease 4\nmoscow 4\nrice.confidence 80\nrice.effort 2\nrice.impact 1\nrice.reach 2000".to_owned();
        let here = "moscow 4\nrice.confidence 80\nrice.effort 2\nrice.impact 2\nrice.reach 2000".to_owned();
        let merged = merge(&record, Some(&here), Some(&last));
        let take = [("rice.effort".to_owned(), None), ("rice.reach".to_owned(), Some(Amount(3_000_000)))];
        assert_eq!(merged.take, take, "changed there only");
        assert!(merged.is_clash, "the impact changed on both sides");
        let imported = "ice.ease 4\nmoscow 4\nrice.confidence 80\nrice.impact 0.25\nrice.reach 3000";
        assert_eq!(merged.imported, imported, "what is not told this time was told before");
    }

    #[test]
    fn what_differs_is_set_and_what_is_gone_taken_off() {
        let now = inputs(&[("moscow", 4000), ("rice.reach", 5000)]);
        let here = "rice.impact 2\nrice.reach 5".to_owned();
        let all = [("moscow".to_owned(), Some(Amount(4000))), ("rice.impact".to_owned(), None)];
        assert_eq!(difference(&now, Some(&here)), all);
        assert_eq!(difference(&now, Some(&spelled(&now))), []);
    }
}
