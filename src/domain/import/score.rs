//! What the order is judged by, on its way from one file to another. Inputs are compared one by one: a file that tells
//! some of them says nothing of the others.

use super::{Field, Parsed, Record, SprintRecord, Values};
use crate::domain::item::Extra;
use crate::domain::score::{Amount, Inputs, Scoring, Weighed};
use crate::domain::text;
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

/// How the product that an import goes to is scored, and what was said of its pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    /// How it is scored, where somebody said so.
    pub scoring: Option<Box<Scoring>>,
    /// What was said of pairs; asked where the file tells any.
    pub duels: Vec<DuelRecord>,
}

/// What becomes of what a file says of scoring and pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fate {
    /// The product is scored as the file says: nobody had said anything here.
    pub is_taken: bool,
    /// The file says another way than the product's: that is kept.
    pub is_kept: bool,
    /// Pairs of which the file says another thing: what was said here is kept.
    pub pairs: usize,
}

impl Fate {
    pub(super) fn of(parsed: &Parsed, here: &Judged) -> Self {
        let differs = |there: &Scoring, here: &Scoring| Scoring { given: here.given, ..there.clone() } != *here;
        let is_other = match (&parsed.scoring, &here.scoring) {
            (Some(there), Some(here)) => differs(there, here),
            _ => false,
        };
        let better = |duel: &DuelRecord| {
            let pair = (duel.item.min(duel.other), duel.item.max(duel.other));
            (pair, duel.is_won.then_some(duel.item))
        };
        let said: BTreeMap<_, _> = here.duels.iter().map(better).collect();
        let is_against = |duel: &&DuelRecord| {
            let (pair, better) = better(duel);
            said.get(&pair).is_some_and(|known| *known != better)
        };
        Self {
            is_taken: parsed.scoring.is_some() && here.scoring.is_none(),
            // A table tells no way of scoring: it was guessed.
            is_kept: is_other && parsed.is_own(),
            pairs: parsed.duels.iter().filter(is_against).count(),
        }
    }
}

impl Parsed {
    /// True for a file of upnext: it tells the product whole.
    pub fn is_own(&self) -> bool {
        self.product.as_ref().is_some_and(|product| product.uid.is_some())
    }
}

/// Gives values by the criteria of a table those of the product that are called the same. What the product does not
/// weigh is kept beside the item.
pub fn align(parsed: &mut Parsed, here: &Scoring) {
    if parsed.is_own() || *here == Scoring::default() {
        return;
    }
    let Some(there) = parsed.scoring.take_if(|scoring| !scoring.criteria.is_empty()) else { return };
    let same = |told: &Weighed| {
        let known = here.criteria().iter().find(|known| text::fold(&known.name) == text::fold(&told.name));
        known.map(Weighed::input)
    };
    let pairs: Vec<(&Weighed, Option<String>)> = there.criteria.iter().map(|told| (told, same(told))).collect();
    let of = |input: &String| pairs.iter().find(|(told, _)| told.input() == *input);
    for record in &mut parsed.records {
        record.judges =
            record.judges.iter().filter_map(|input| of(input).map_or(Some(input.clone()), |p| p.1.clone())).collect();
        let unread = record.unread.iter().filter_map(|input| of(input).map_or(Some(input.clone()), |p| p.1.clone()));
        record.unread = unread.collect();
        let told = std::mem::take(&mut record.item.inputs);
        for (input, amount) in told.iter() {
            match of(&input.to_owned()) {
                None => record.item.inputs.set(input, Some(amount)),
                Some((_, Some(known))) => record.item.inputs.set(known, Some(amount)),
                Some((told, None)) => record.extra.push(Extra { column: told.name.clone(), value: plain(amount) }),
            }
        }
    }
    for (told, _) in pairs.iter().filter(|(_, known)| known.is_none()) {
        let name = text::visible(&told.name);
        parsed.report.note(&format!("{name} is no criterion of the product: its values are kept beside the items"));
    }
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
    /// Changed on both sides.
    pub(super) clashes: Vec<String>,
    /// What the source says now, with what it said last of inputs that it does not tell this time.
    pub(super) imported: String,
}

/// Compares the inputs that a source tells: those of its columns, and what it gives a value in another way. A value
/// that is no answer says nothing.
pub(super) fn merge(record: &Record, here: Option<&String>, last: Option<&String>) -> Merged {
    let (now, here, last) = (&record.item.inputs, read(here), read(last));
    let columns = record.judges.iter().filter(|input| !record.unread.contains(input)).map(String::as_str);
    let told: BTreeSet<&str> = columns.chain(now.iter().map(|(input, _)| input)).collect();
    let mut merged = Merged { take: Vec::new(), clashes: Vec::new(), imported: String::new() };
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
            () => merged.clashes.push(input.to_owned()),
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|(input, value)| format!("{input} {value}")).collect();
    merged.imported = lines.join("\n");
    merged
}

/// What makes the inputs of here those of there, all of them but those with a value that is no answer.
pub(super) fn difference(record: &Record, here: Option<&String>) -> Setting {
    let (now, here) = (&record.item.inputs, read(here));
    let differs = |(input, amount): &(&str, Amount)| here.get(input).copied() != Some(plain(*amount).as_str());
    let set = now.iter().filter(differs).map(|(input, amount)| (input.to_owned(), Some(amount)));
    let is_told = |input: &&str| !record.unread.iter().any(|unread| unread == input);
    let gone = here.keys().copied().filter(|input| now.get(input).is_none()).filter(is_told);
    set.chain(gone.map(|input| (input.to_owned(), None))).collect()
}

/// Lets a value that is no answer say what is here.
pub(super) fn fill(record: &Record, there: &mut Values, here: &Values) {
    let here = read(here.get(&Field::Scores));
    let mut now = record.item.inputs.clone();
    for input in &record.unread {
        let known = here.get(input.as_str()).and_then(|value| Amount::parse(value));
        if now.get(input).is_none() {
            now.set(input, known);
        }
    }
    there.remove(&Field::Scores);
    if !now.is_empty() {
        there.insert(Field::Scores, spelled(&now));
    }
}

/// The value of one input in the spelling of all.
pub(super) fn one(spelling: Option<&String>, input: &str) -> String {
    read(spelling).get(input).copied().unwrap_or_default().to_owned()
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
        assert_eq!(merged.clashes, ["rice.impact"], "changed on both sides");
        let imported = "ice.ease 4\nmoscow 4\nrice.confidence 80\nrice.impact 0.25\nrice.reach 3000";
        assert_eq!(merged.imported, imported, "what is not told this time was told before");
    }

    #[test]
    fn what_differs_is_set_and_what_is_gone_taken_off() {
        let now = inputs(&[("moscow", 4000), ("rice.reach", 5000)]);
        let here = "rice.impact 2\nrice.reach 5".to_owned();
        let all = [("moscow".to_owned(), Some(Amount(4000))), ("rice.impact".to_owned(), None)];
        let spelling = spelled(&now);
        let mut record = Record::default();
        record.item.inputs = now;
        assert_eq!(difference(&record, Some(&here)), all);
        assert_eq!(difference(&record, Some(&spelling)), []);
        record.unread = vec!["rice.impact".into()];
        assert_eq!(difference(&record, Some(&here)), all[..1]);
    }
}
