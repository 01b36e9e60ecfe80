//! The values of a field as they were, are there and are here; long ones by where they differ.

use super::group::Row;
use crate::domain::criterion::Line;
use crate::domain::import::{Field, KnownItem, Proposal, Record, Update, values_of};
use crate::domain::item::NewItem;
use crate::domain::score::{Amount, Scoring, named};
use crate::domain::text::counted;
use std::collections::{BTreeSet, HashSet};

/// What stands for nothing.
pub(super) const NOTHING: &str = "—";
/// What stands for the end of a line.
const BREAK: &str = " ⏎ ";
/// So many characters before the first difference are shown.
const BEFORE: usize = 12;

/// A field of an item.
pub(super) struct Values {
    /// The source of the item.
    pub(super) source: String,
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
    /// What it is from now on, where both sides have a part in it.
    pub(super) after: Option<String>,
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
    let merged = match row {
        Row::Taken(..) => update.and_then(|update| after(update, field)),
        _ => None,
    };
    Some(Values { source: record.source.clone(), field, input, last, there, here, after: merged })
}

/// What a list of lines says from now on, where both sides have a part in it.
fn after(update: &Update, field: Field) -> Option<String> {
    let lines = |lines: &Option<Vec<Line>>| lines.clone();
    let item = match field {
        Field::Criteria => NewItem { criteria: lines(&update.merged.criteria)?, ..NewItem::default() },
        Field::Subtasks => NewItem { subtasks: lines(&update.merged.subtasks)?, ..NewItem::default() },
        _ => return None,
    };
    Some(values_of(&item, None, &[]).remove(&field).unwrap_or_default())
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
    /// What a field says: last, there, here.
    pub(super) fn new(source: &str, field: Field, [last, there, here]: [&str; 3]) -> Self {
        let [last, there, here] = [last, there, here].map(str::to_owned);
        Self { source: source.to_owned(), field, input: None, last, there, here, after: None }
    }

    /// What the field is called; of the scores the input, of what has no home the column.
    pub(super) fn name(&self, proposal: &Proposal) -> String {
        match &self.input {
            Some(id) => input_name(proposal, id),
            None if self.field == Field::Extra => {
                let columns = self.columns();
                match columns.iter().next() {
                    Some(column) if columns.len() == 1 => column.clone(),
                    _ => counted(columns.len(), "column"),
                }
            }
            None => self.field.name().to_owned(),
        }
    }

    /// The columns without a home that are not the same everywhere.
    fn columns(&self) -> BTreeSet<String> {
        let unlike = unlike([self.last.as_str(), &self.there, &self.here]);
        unlike.iter().flat_map(|lines| lines.lines()).filter_map(|line| Some(column(line)?.0)).collect()
    }

    /// The four of them on one line each: last, there, here, and from now on where the field is taken. Long ones begin
    /// where they differ.
    pub(super) fn apart(&self, proposal: &Proposal) -> [String; 4] {
        let after = self.after.as_ref().unwrap_or(&self.there);
        let all = [&self.last, &self.there, &self.here, after].map(String::as_str);
        if self.field == Field::Comments {
            return all.map(comments);
        }
        if let Some(id) = &self.input {
            return all.map(|value| amount(proposal, id, value));
        }
        if self.field == Field::Scores {
            return all.map(|value| scores(proposal, value));
        }
        if self.field == Field::Epic {
            return all.map(|key| epic(proposal, &self.source, key));
        }
        let short = if is_list(self.field) { unlike(all) } else { all.map(str::to_owned) };
        let short = if self.field == Field::Extra { self.plain(short) } else { short };
        let is_long = short.iter().any(|value| value.chars().count() > 2 * BEFORE);
        let short = if is_long { from_difference(short) } else { short };
        let joined = short.map(|value| value.replace('\n', if is_short(self.field) { ", " } else { BREAK }));
        joined.map(|value| if value.is_empty() { NOTHING.to_owned() } else { value })
    }

    /// Values of a column that is named beside them; of several, the priority first.
    fn plain(&self, all: [String; 4]) -> [String; 4] {
        let is_one = self.columns().len() == 1;
        all.map(|lines| {
            let mut read: Vec<(String, &str)> = lines.lines().filter_map(column).collect();
            read.sort_by_key(|(name, _)| !name.eq_ignore_ascii_case("priority"));
            let one = |(name, value): (String, &str)| if is_one { value.into() } else { format!("{name}: {value}") };
            read.into_iter().map(one).collect::<Vec<_>>().join("\n")
        })
    }

    /// A value whole, as a person reads it.
    pub(super) fn whole(&self, proposal: &Proposal, value: &str) -> String {
        let said = match (&self.input, self.field) {
            (Some(id), _) => amount(proposal, id, value),
            (None, Field::Comments) => comments(value),
            (None, Field::Scores) => scores(proposal, value),
            (None, Field::Epic) => epic(proposal, &self.source, value),
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
fn unlike<const N: usize>(all: [&str; N]) -> [String; N] {
    let sets = all.map(|value| value.lines().collect::<HashSet<_>>());
    let is_common = |line: &&str| sets.iter().all(|set| set.contains(line));
    let own = all.map(|value| value.lines().filter(|line| !is_common(line)).collect::<Vec<_>>().join("\n"));
    // Where no line is missing anywhere, their order differs.
    if own.iter().all(String::is_empty) { all.map(str::to_owned) } else { own }
}

/// Texts from a little before the place where the first of them differs.
fn from_difference(all: [String; 4]) -> [String; 4] {
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

/// A column without a home and its value, of a line that begins with its name.
fn column(line: &str) -> Option<(String, &str)> {
    // A colon in a name stands twice.
    let colon = line.match_indices(": ").map(|(at, _)| at).find(|at| {
        let colons = line[..=*at].bytes().rev().take_while(|byte| *byte == b':').count();
        colons % 2 == 1
    })?;
    let is_first = !line.starts_with(' ');
    is_first.then(|| (line[..colon].replace("::", ":"), &line[colon + 2..]))
}

/// An epic by its title, where it is known.
fn epic(proposal: &Proposal, source: &str, key: &str) -> String {
    if key.is_empty() {
        return NOTHING.to_owned();
    }
    let here = proposal.known.get(source, key).and_then(|known| known.here.get(&Field::Title));
    let there = || {
        let mut records = proposal.parsed.records.iter();
        let record = records.find(|record| record.key == key && record.source == source)?;
        Some(&record.item.text.title)
    };
    here.or_else(there).cloned().unwrap_or_else(|| key.to_owned())
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

    fn values(field: Field, last: &str, there: &str, here: &str) -> Values {
        Values::new("jira", field, [last, there, here])
    }

    fn apart(field: Field, last: &str, there: &str, here: &str) -> [String; 3] {
        let [last, there, here, _] = values(field, last, there, here).apart(&Proposal::default());
        [last, there, here]
    }

    #[test]
    fn what_has_no_home_is_called_as_its_column() {
        let proposal = Proposal::default();
        let one = values(Field::Extra, "Rank: a\nCustom:: x: To Do", "Rank: a\nCustom:: x: Done", "Rank: a");
        assert_eq!(one.name(&proposal), "Custom: x");
        assert_eq!(one.apart(&proposal)[..3], ["To Do", "Done", NOTHING]);
        let two = values(Field::Extra, "Area: a\nPriority: Low", "Area: b\nPriority: High", "Area: a\nPriority: Low");
        assert_eq!(two.name(&proposal), "2 columns");
        assert_eq!(two.apart(&proposal)[1], "Priority: High ⏎ Area: b");
    }

    #[test]
    fn a_tick_that_stays_is_not_taken_off() {
        let all =
            Values { after: Some("[x] a\n[ ] b".into()), ..values(Field::Criteria, "[ ] a", "[ ] a\n[ ] b", "[x] a") };
        let [_, _, here, after] = all.apart(&Proposal::default());
        assert_eq!((here.as_str(), after.as_str()), ("[x] a", "[x] a ⏎ [ ] b"));
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
