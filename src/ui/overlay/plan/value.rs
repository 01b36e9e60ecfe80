//! The values of a field as they were, are there and are here; long ones by where they differ.

use super::group::Row;
use crate::domain::import::{Field, KnownItem, Proposal, Record, Update};
use crate::domain::score::{Amount, Scoring, named};
use crate::domain::text::counted;
use std::collections::HashSet;

/// What stands for nothing.
pub(super) const NOTHING: &str = "—";
/// What stands for the end of a line.
const BREAK: &str = " ⏎ ";
/// So many characters before the first difference are shown.
const BEFORE: usize = 12;

/// A field of an item.
pub(super) struct Values {
    /// Which.
    pub(super) field: Field,
    /// Of the scores, which input.
    pub(super) input: Option<String>,
    /// What the source said last.
    pub(super) last: String,
    /// What it says now.
    pub(super) there: String,
    /// What it is here.
    pub(super) here: String,
}

/// The record of a row, where it has one.
pub(super) fn record(proposal: &Proposal, row: Row) -> Option<&Record> {
    let plan = &proposal.plan;
    let record = match row {
        Row::New(record) => record,
        Row::Taken(update, _) => plan.updates.get(update)?.record,
        Row::Conflict(n) => plan.conflicts.get(n)?.record,
        Row::Kept(n) => plan.kept.get(n)?.record,
        Row::Renamed(n) => plan.renamed.get(n)?.0,
        Row::Twice(n) => plan.twice.get(n)?.record,
        Row::Gone(_) | Row::Sprint(_) | Row::Line(_) => return None,
    };
    proposal.parsed.records.get(record)
}

/// What is here of the item of a row; nothing for new ones.
pub(super) fn known(proposal: &Proposal, row: Row) -> Option<&KnownItem> {
    let record = record(proposal, row)?;
    let renamed = match row {
        Row::Renamed(n) => proposal.plan.renamed.get(n).map(|renamed| renamed.1.as_str()),
        Row::Taken(n, _) => proposal.plan.updates.get(n)?.renamed.as_deref(),
        Row::Conflict(n) => before(proposal, proposal.plan.conflicts.get(n)?.record),
        Row::Kept(n) => before(proposal, proposal.plan.kept.get(n)?.record),
        Row::New(_) | Row::Gone(_) | Row::Twice(_) | Row::Sprint(_) | Row::Line(_) => None,
    };
    let of = |key: &str| proposal.known.get(&record.source, key);
    renamed.and_then(of).or_else(|| of(&record.key))
}

/// The key that a record was known by, where it has another one now.
fn before(proposal: &Proposal, record: usize) -> Option<&str> {
    proposal.plan.renamed.iter().find(|renamed| renamed.0 == record).map(|renamed| renamed.1.as_str())
}

/// The values of a row that is about a field.
pub(super) fn values(proposal: &Proposal, row: Row) -> Option<Values> {
    let plan = &proposal.plan;
    let (field, input, update) = match row {
        Row::Taken(n, field) => (field, None, plan.updates.get(n)),
        Row::Conflict(n) => {
            let conflict = plan.conflicts.get(n)?;
            (conflict.field, conflict.input.clone(), update_of(proposal, conflict.record))
        }
        Row::Kept(n) => {
            let kept = plan.kept.get(n)?;
            (kept.field, None, update_of(proposal, kept.record))
        }
        Row::New(_) | Row::Renamed(_) | Row::Gone(_) | Row::Twice(_) | Row::Sprint(_) | Row::Line(_) => return None,
    };
    let (record, known) = (record(proposal, row)?, known(proposal, row));
    let there = match update {
        Some(update) => update.imported.get(&field).cloned(),
        None => record.values(&|_| true).remove(&field),
    };
    let one = |all: Option<&String>| match &input {
        Some(input) => line_of(all.map(String::as_str).unwrap_or_default(), input),
        None => all.cloned().unwrap_or_default(),
    };
    let last = one(known.and_then(|known| known.imported.get(&field)));
    let here = one(known.and_then(|known| known.here.get(&field)));
    let there = one(there.as_ref());
    Some(Values { field, input, last, there, here })
}

/// The update of a record; they stand in the order of their records.
fn update_of(proposal: &Proposal, record: usize) -> Option<&Update> {
    let updates = &proposal.plan.updates;
    let at = updates.binary_search_by_key(&record, |update| update.record);
    at.map(|at| &updates[at]).ok().or_else(|| updates.iter().find(|update| update.record == record))
}

/// The value of one input among those of all.
fn line_of(all: &str, input: &str) -> String {
    let of = all.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == input);
    of.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

impl Values {
    /// What the field is called; of the scores the input.
    pub(super) fn name(&self, proposal: &Proposal) -> String {
        match &self.input {
            Some(id) => input_name(proposal, id),
            None => self.field.name().to_owned(),
        }
    }

    /// The three of them on one line each: last, there, here. Long ones begin where they differ.
    pub(super) fn apart(&self, proposal: &Proposal) -> [String; 3] {
        let all = [&self.last, &self.there, &self.here].map(String::as_str);
        if self.field == Field::Comments {
            return all.map(comments);
        }
        if let Some(id) = &self.input {
            return all.map(|value| amount(proposal, id, value));
        }
        if self.field == Field::Scores {
            return all.map(|value| scores(proposal, value));
        }
        let short = if is_list(self.field) { unlike(all) } else { all.map(str::to_owned) };
        let is_long = short.iter().any(|value| value.chars().count() > 2 * BEFORE);
        let short = if is_long { from_difference(short) } else { short };
        let joined = short.map(|value| value.replace('\n', if is_short(self.field) { ", " } else { BREAK }));
        joined.map(|value| if value.is_empty() { NOTHING.to_owned() } else { value })
    }

    /// A value whole, as a person reads it.
    pub(super) fn whole(&self, proposal: &Proposal, value: &str) -> String {
        let said = match (&self.input, self.field) {
            (Some(id), _) => amount(proposal, id, value),
            (None, Field::Comments) => comments(value),
            (None, Field::Scores) => scores(proposal, value),
            (None, _) => value.to_owned(),
        };
        if said.is_empty() { NOTHING.to_owned() } else { said }
    }
}

/// True for fields whose lines are values of their own.
fn is_list(field: Field) -> bool {
    is_short(field)
        || matches!(field, Field::Criteria | Field::Subtasks | Field::Extra | Field::Links | Field::Questions)
}

/// True for lists of words.
fn is_short(field: Field) -> bool {
    matches!(field, Field::Tags | Field::Needs)
}

/// Of lists the lines that not all of them have.
fn unlike(all: [&str; 3]) -> [String; 3] {
    let [a, b, c] = all.map(|value| value.lines().collect::<HashSet<_>>());
    let is_common = |line: &&str| a.contains(line) && b.contains(line) && c.contains(line);
    let own = all.map(|value| value.lines().filter(|line| !is_common(line)).collect::<Vec<_>>().join("\n"));
    // Where no line is missing anywhere, their order differs.
    if own.iter().all(String::is_empty) { all.map(str::to_owned) } else { own }
}

/// Texts from a little before the place where the first of them differs.
fn from_difference(all: [String; 3]) -> [String; 3] {
    let filled: Vec<&String> = all.iter().filter(|value| !value.is_empty()).collect();
    let Some(first) = filled.first() else { return all };
    let common = |other: &&String| first.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let is_same = filled.windows(2).all(|pair| pair[0] == pair[1]);
    let same = filled.iter().skip(1).map(common).min().unwrap_or(0);
    if is_same || same <= 2 * BEFORE {
        return all;
    }
    all.map(|value| {
        if value.is_empty() {
            return value;
        }
        let tail: String = value.chars().skip(same - BEFORE).collect();
        // Not in the middle of a word.
        let at = tail.find([' ', '\n']).filter(|at| *at < BEFORE).map_or(0, |at| at + 1);
        format!("…{}", &tail[at..])
    })
}

fn comments(value: &str) -> String {
    let count = value.split(' ').next().and_then(|count| count.parse::<usize>().ok());
    count.map_or_else(|| NOTHING.to_owned(), |count| counted(count, "comment"))
}

fn input_name(proposal: &Proposal, id: &str) -> String {
    let usual = Scoring::default();
    let input = named(id, proposal.parsed.scoring.as_deref().unwrap_or(&usual));
    input.map_or_else(|| id.to_owned(), |input| input.name.to_string())
}

fn amount(proposal: &Proposal, id: &str, value: &str) -> String {
    let usual = Scoring::default();
    let input = named(id, proposal.parsed.scoring.as_deref().unwrap_or(&usual));
    match (input, Amount::parse(value)) {
        (Some(input), amount) => input.shown(amount),
        (None, Some(amount)) => amount.to_string(),
        (None, None) => NOTHING.to_owned(),
    }
}

/// "reach 2,000, effort 4".
fn scores(proposal: &Proposal, value: &str) -> String {
    let one = |line: &str| {
        let (id, value) = line.split_once(' ')?;
        Some(format!("{} {}", input_name(proposal, id), amount(proposal, id, value)))
    };
    let all: Vec<String> = value.lines().filter_map(one).collect();
    if all.is_empty() { NOTHING.to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(field: Field, last: &str, there: &str, here: &str) -> [String; 3] {
        let values = Values { field, input: None, last: last.into(), there: there.into(), here: here.into() };
        values.apart(&Proposal::default())
    }

    #[test]
    fn a_long_text_begins_where_it_differs() {
        let head = "As a student I want to see my courses on one page, ";
        let [last, there, here] =
            apart(Field::Description, &format!("{head}so old"), &format!("{head}so new"), &format!("{head}so ours"));
        assert_eq!(
            (last.as_str(), there.as_str(), here.as_str()),
            ("…page, so old", "…page, so new", "…page, so ours")
        );
        assert_eq!(apart(Field::Title, "a", "b", "")[2], NOTHING);
    }

    #[test]
    fn of_lists_the_lines_that_differ() {
        assert_eq!(apart(Field::Tags, "api\nold", "api\nnew", "api\nold"), ["old", "new", "old"]);
        assert_eq!(apart(Field::Criteria, "[ ] a\n[ ] b", "[ ] a", "[ ] a\n[x] b")[..2], ["[ ] b", NOTHING]);
        assert_eq!(apart(Field::Comments, "2 00", "3 01", "2 00"), ["2 comments", "3 comments", "2 comments"]);
    }
}
