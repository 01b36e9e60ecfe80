//! The fields of a filter: one record each, from which parsing, messages and completion are made.

use super::super::query::Values;
use super::super::spelling::nearest;
use strum::{EnumIter, IntoEnumIterator};

/// What a term asks about, beside words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter)]
pub enum Field {
    /// Where it is on its way.
    State,
    /// What it is.
    Kind,
    /// A tag it carries.
    Tag,
    /// The epic it belongs to.
    Epic,
    /// Who asked for it.
    Asked,
    /// Who works on it.
    Assignee,
    /// Where it was imported from.
    Source,
    /// The Sprint it is in.
    Sprint,
    /// Its `MoSCoW` class.
    Moscow,
    /// Its key.
    Key,
    /// Its size in points.
    Points,
    /// Its estimate as a word.
    Estimate,
    /// Its place in the order.
    Place,
    /// Why it was declined.
    Reason,
    /// The day it is due.
    Due,
    /// Its last change.
    Updated,
    /// When it was written down.
    Created,
    /// When it was accepted.
    Done,
    /// What it must have.
    Has,
    /// What it must be.
    Is,
    /// Imported columns that have no home.
    Extra,
    /// What people said at the source.
    Comment,
}

/// What can be written behind a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    State,
    Kind,
    /// A tag, whole.
    Tag,
    /// A key, its number, or words of the epic's title.
    Epic,
    /// Words of a name.
    Words,
    /// A Sprint's number, current or next.
    Sprint,
    /// A `MoSCoW` class by its word.
    Class,
    /// A source's name or a foreign key, whole.
    Origin,
    Key,
    Points,
    Estimate,
    Place,
    /// A day ahead: `due<30d`.
    Ahead,
    /// A day gone by: `updated>90d`.
    Ago,
    Has,
    Is,
}

/// Everything about a field.
pub(super) struct Record {
    pub(super) field: Field,
    /// As it is written.
    pub(super) name: &'static str,
    /// Other words for it.
    pub(super) synonyms: &'static [&'static str],
    pub(super) takes: Takes,
    /// What follows the name when it is offered.
    pub(super) op: &'static str,
    pub(super) doc: &'static str,
    pub(super) example: &'static str,
    /// What of the store can be offered behind it.
    pub(super) values: Option<Values>,
    /// True where `none` can be asked for.
    pub(super) has_none: bool,
}

impl Field {
    /// As it is written.
    pub fn name(self) -> &'static str {
        self.record().name
    }

    /// True where it asks for what everyone does not see.
    pub(super) fn is_private(self) -> bool {
        match self {
            Self::Asked | Self::Assignee | Self::Reason | Self::Extra | Self::Comment => true,
            Self::State
            | Self::Kind
            | Self::Tag
            | Self::Epic
            | Self::Sprint
            | Self::Moscow
            | Self::Source
            | Self::Key
            | Self::Points
            | Self::Estimate
            | Self::Place
            | Self::Due
            | Self::Updated
            | Self::Created
            | Self::Done
            | Self::Has
            | Self::Is => false,
        }
    }

    /// Everything about it.
    pub(super) fn record(self) -> &'static Record {
        // The table has a record for each; a test holds it.
        RECORDS.iter().find(|r| r.field == self).unwrap_or(&RECORDS[0])
    }

    /// Reads a field by its name or another word for it.
    pub(super) fn parse(word: &str) -> Option<Self> {
        let word = squeeze(word);
        let found = RECORDS.iter().find(|r| r.name == word || r.synonyms.contains(&word.as_str()));
        found.map(|r| r.field)
    }

    /// The names, for messages.
    pub(super) fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }

    /// The field that was probably meant.
    pub(super) fn near(word: &str) -> Option<Self> {
        let word = squeeze(word);
        let names = || RECORDS.iter().flat_map(|r| r.synonyms.iter().chain([&r.name]).copied());
        let begun = names().find(|name| word.len() >= 2 && name.starts_with(&word));
        begun.or_else(|| nearest(&word, names())).and_then(Self::parse)
    }
}

/// Lower case, without the hyphens that some people write.
fn squeeze(word: &str) -> String {
    super::super::text::fold(word).replace(['-', '_'], "")
}

/// Shortens the table below.
const fn record(
    field: Field,
    name: &'static str,
    synonyms: &'static [&'static str],
    takes: Takes,
    (op, doc, example): (&'static str, &'static str, &'static str),
    values: Option<Values>,
) -> Record {
    let has_none = !matches!(takes, Takes::State | Takes::Kind | Takes::Key | Takes::Has | Takes::Is)
        && !matches!(field, Field::Updated | Field::Created | Field::Reason);
    Record { field, name, synonyms, takes, op, doc, example, values, has_none }
}

/// Every field, in the order in which they are offered.
pub(super) const RECORDS: &[Record] = &[
    record(
        Field::State,
        "state",
        &["status", "stage", "column"],
        Takes::State,
        (":", "where it is on its way", "state:ready,open"),
        None,
    ),
    record(
        Field::Kind,
        "kind",
        &["type", "issuetype", "workitemtype"],
        Takes::Kind,
        (":", "what it is", "kind:bug"),
        None,
    ),
    record(
        Field::Tag,
        "tag",
        &["tags", "label", "labels", "component", "components"],
        Takes::Tag,
        (":", "a tag it carries", "tag:api"),
        Some(Values::Tags),
    ),
    record(
        Field::Epic,
        "epic",
        &["parent", "epiclink", "feature", "theme"],
        Takes::Epic,
        (":", "the epic it belongs to", "epic:WEB-3"),
        Some(Values::Epics),
    ),
    record(
        Field::Sprint,
        "sprint",
        &["sprints", "iteration", "iterationpath", "cycle"],
        Takes::Sprint,
        (":", "the Sprint it is in, also where that is over", "sprint:14"),
        None,
    ),
    record(
        Field::Moscow,
        "moscow",
        &["class", "must", "priority"],
        Takes::Class,
        (":", "its MoSCoW class: must, should, could, wont", "moscow:must"),
        None,
    ),
    record(
        Field::Asked,
        "asked",
        &["askedby", "reporter", "requester", "requestedby", "creator", "author", "stakeholder", "customer", "who"],
        Takes::Words,
        (":", "who asked for it", "asked:sales"),
        Some(Values::Asked),
    ),
    record(
        Field::Assignee,
        "assignee",
        &["assigned", "assignedto", "owner", "developer"],
        Takes::Words,
        (":", "who works on it", "assignee:ada"),
        Some(Values::Assignees),
    ),
    record(
        Field::Points,
        "points",
        &["point", "sp", "pts", "storypoint", "storypoints"],
        Takes::Points,
        (">", "its size in points", "points>5"),
        None,
    ),
    record(
        Field::Estimate,
        "estimate",
        &["estimates", "size", "tshirt", "effort"],
        Takes::Estimate,
        (":", "its estimate as it is written", "estimate:XL"),
        None,
    ),
    record(
        Field::Place,
        "place",
        &["rank", "position", "order", "pos"],
        Takes::Place,
        ("<", "its place in the order", "place<20"),
        None,
    ),
    record(
        Field::Reason,
        "reason",
        &["why", "declined", "refusal"],
        Takes::Words,
        (":", "why it was declined", "reason:duplicate"),
        Some(Values::Reasons),
    ),
    record(
        Field::Due,
        "due",
        &["duedate", "deadline", "duein", "target"],
        Takes::Ahead,
        ("<", "the day it is due", "due<30d"),
        None,
    ),
    record(
        Field::Updated,
        "updated",
        &["changed", "modified", "edited", "touched", "lastchange"],
        Takes::Ago,
        (">", "its last change", "updated>90d"),
        None,
    ),
    record(
        Field::Created,
        "created",
        &["added", "opened", "age", "written"],
        Takes::Ago,
        ("<", "when it was written down", "created<7d"),
        None,
    ),
    record(
        Field::Done,
        "done",
        &["accepted", "finished", "resolved", "closed", "completed"],
        Takes::Ago,
        ("<", "when it was accepted", "done<14d"),
        None,
    ),
    record(Field::Has, "has", &["with"], Takes::Has, (":", "something is filled in", "has:criteria"), None),
    record(
        Field::Is,
        "is",
        &[],
        Takes::Is,
        (":", "blocked, overdue, stale, carried, imported, changed, incoming", "is:blocked"),
        None,
    ),
    record(
        Field::Key,
        "key",
        &["id", "number", "issue", "issuekey", "ticket"],
        Takes::Key,
        (":", "its key", "key:WEB-12"),
        None,
    ),
    record(
        Field::Source,
        "src",
        &["source", "origin", "from", "foreignkey", "jira", "imported"],
        Takes::Origin,
        (":", "where it was imported from", "src:PROJ-7"),
        Some(Values::Sources),
    ),
    record(
        Field::Extra,
        "field",
        &["fields", "extra", "customfield", "other"],
        Takes::Words,
        (":", "imported columns without a home here", "field:severity"),
        Some(Values::Columns),
    ),
    record(
        Field::Comment,
        "comment",
        &["comments", "said", "discussion"],
        Takes::Words,
        (":", "what people said about it at its source", "comment:legal"),
        None,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_field_has_one_record_and_every_word_one_field() {
        let mut words = HashSet::new();
        for field in Field::iter() {
            assert_eq!(RECORDS.iter().filter(|r| r.field == field).count(), 1, "{field:?}");
            assert_eq!(Field::parse(field.name()), Some(field));
        }
        for record in RECORDS {
            assert!(words.insert(record.name), "{}", record.name);
            record.synonyms.iter().for_each(|word| assert!(words.insert(word), "{word}"));
        }
    }

    #[test]
    fn a_misspelt_field_is_guessed() {
        for (typed, field) in
            [("stat", "state"), ("staet", "state"), ("asignee", "assignee"), ("lable", "tag"), ("upd", "updated")]
        {
            assert_eq!(Field::near(typed).map(Field::name), Some(field), "{typed}");
        }
        assert_eq!(Field::parse("Story-Points"), Some(Field::Points));
        assert_eq!(Field::near("qqqq"), None);
        assert_eq!(nearest("reday", ["open", "ready"]), Some("ready"));
    }
}
