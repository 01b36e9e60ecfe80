//! A filter as a tree, and its one spelling.

use super::super::item::InSprint;
use super::super::score::{Amount, class_word};
use super::super::sprint::Phase;
use super::super::word::Needle;
use super::super::{Estimate, Key, Kind, Points, State, text};
use super::field::{Field, Takes};
use super::parse;
use chrono::NaiveDate;
use std::fmt::{self, Write};
use strum::{EnumIter, IntoStaticStr};

/// A part of a filter. *And* and *or* have two parts or more, and never one of their own kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Term(Term),
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Term {
    /// Words as they were typed: the last one may go on.
    Word(String),
    /// Words in quotes: all of them whole.
    Phrase(String),
    /// A field and what it is compared with: any of several, where it is compared for equality.
    Field { field: Field, op: Op, values: Vec<Value> },
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Op {
    Is,
    Below,
    Most,
    Above,
    Least,
}

impl Op {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Is => ":",
            Self::Below => "<",
            Self::Most => "<=",
            Self::Above => ">",
            Self::Least => ">=",
        }
    }

    /// The numbers from and to which it leads, both included.
    pub(super) fn range(self, n: i64) -> (i64, i64) {
        match self {
            Self::Is => (n, n),
            Self::Below => (i64::MIN, n.saturating_sub(1)),
            Self::Most => (i64::MIN, n),
            Self::Above => (n.saturating_add(1), i64::MAX),
            Self::Least => (n, i64::MAX),
        }
    }
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Value {
    /// Nothing: the field is empty.
    None,
    State(State),
    Kind(Kind),
    Text(String),
    Key(KeyRef),
    Points(Points),
    Estimate(Estimate),
    Place(i64),
    Date(NaiveDate),
    Today,
    Span(Span),
    Has(Has),
    Is(Is),
    Sprint(SprintRef),
    /// A `MoSCoW` class.
    Class(Amount),
}

/// A Sprint as a filter names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SprintRef {
    /// By its number.
    Number(i64),
    /// The one that runs.
    Current,
    /// The planned one that is next in turn.
    Next,
}

impl SprintRef {
    /// True where this is the Sprint that is meant.
    pub fn is(self, sprint: &InSprint) -> bool {
        match self {
            Self::Number(number) => sprint.number == number,
            Self::Current => sprint.phase == Phase::Active,
            Self::Next => sprint.is_next,
        }
    }
}

impl Value {
    /// True where it names what everyone does not see.
    fn is_private(&self) -> bool {
        match self {
            Self::State(state) => *state == State::Declined,
            Self::Has(has) => matches!(has, Has::Note | Has::Asked | Has::Assignee | Has::Fields | Has::Comments),
            Self::Is(is) => matches!(is, Is::Again | Is::Changed | Is::Incoming),
            Self::None
            | Self::Kind(_)
            | Self::Text(_)
            | Self::Key(_)
            | Self::Sprint(_)
            | Self::Class(_)
            | Self::Points(_)
            | Self::Estimate(_)
            | Self::Place(_)
            | Self::Date(_)
            | Self::Today
            | Self::Span(_) => false,
        }
    }
}

/// A key, or a number that is the product's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyRef {
    /// Upper case; `None` for a bare number.
    pub prefix: Option<String>,
    /// Counts from 1.
    pub number: i64,
}

impl KeyRef {
    /// True where this is the key that is meant.
    pub fn is(&self, key: &Key) -> bool {
        self.number == key.number && self.prefix.as_ref().is_none_or(|prefix| *prefix == key.prefix)
    }
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Span {
    pub(super) n: u32,
    pub(super) unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr)]
pub(super) enum Unit {
    #[strum(serialize = "d")]
    Days,
    #[strum(serialize = "w")]
    Weeks,
    #[strum(serialize = "m")]
    Months,
    #[strum(serialize = "y")]
    Years,
}

impl Unit {
    pub(super) fn letter(self) -> &'static str {
        self.into()
    }
}

/// What an item can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Has {
    /// Acceptance criteria.
    Criteria,
    /// An estimate of any kind.
    Estimate,
    /// An estimate in points.
    Points,
    /// A description.
    Description,
    /// A sentence "As a …, I want …".
    Story,
    /// "so that …".
    Benefit,
    /// An epic it belongs to.
    Epic,
    /// Tags.
    Tags,
    /// A day it is due.
    Due,
    /// A private note.
    Note,
    /// Somebody who asked.
    Asked,
    /// Somebody who works on it.
    Assignee,
    /// Sub-tasks.
    Subtasks,
    /// Imported columns without a home.
    Fields,
    /// Comments of its source.
    Comments,
    /// A place in the order.
    Place,
    /// A moment of acceptance.
    Done,
    /// A source it was imported from.
    Source,
    /// Addresses of what belongs to it.
    Links,
    /// Questions of the Developers, answered or not.
    Questions,
    /// Items it depends on.
    Dependencies,
    /// A Sprint it is in.
    Sprint,
    /// A `MoSCoW` class.
    Class,
    /// Anything that a framework was told of it.
    Score,
}

impl Has {
    /// As it is written.
    pub fn name(self) -> &'static str {
        self.into()
    }

    pub(super) fn doc(self) -> &'static str {
        match self {
            Self::Criteria => "acceptance criteria",
            Self::Estimate => "an estimate of any kind",
            Self::Points => "an estimate in points",
            Self::Description => "a description",
            Self::Story => "a sentence As a …, I want …",
            Self::Benefit => "a benefit: so that …",
            Self::Epic => "an epic it belongs to",
            Self::Tags => "tags",
            Self::Due => "a day it is due",
            Self::Note => "a private note",
            Self::Asked => "somebody who asked for it",
            Self::Assignee => "somebody who works on it",
            Self::Subtasks => "sub-tasks",
            Self::Fields => "imported columns without a home here",
            Self::Comments => "comments of its source",
            Self::Place => "a place in the order",
            Self::Done => "a moment of acceptance",
            Self::Source => "a source it was imported from",
            Self::Links => "addresses of what belongs to it",
            Self::Questions => "questions of the Developers, answered or not",
            Self::Dependencies => "items it depends on",
            Self::Sprint => "a Sprint it is in",
            Self::Class => "a MoSCoW class",
            Self::Score => "something that a framework was told of it",
        }
    }
}

/// What an item can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Is {
    Blocked,
    Overdue,
    Stale,
    Imported,
    Question,
    Waiting,
    Snoozed,
    Again,
    Old,
    Unclear,
    Unestimated,
    Big,
    NoCriteria,
    Stuck,
    Orphan,
    Faulty,
    Goal,
    Carried,
    Pinned,
    Similar,
    Changed,
    Incoming,
}

impl Is {
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    pub(super) fn doc(self) -> &'static str {
        match self {
            Self::Blocked => "something holds it",
            Self::Overdue => "due before today, and neither done nor declined",
            Self::Stale => "in the order, and for long neither changed nor kept (stale_days)",
            Self::Imported => "it came with an import",
            Self::Question => "a question of the Developers has no answer yet",
            Self::Waiting => "it depends on an item that is neither done nor declined",
            Self::Snoozed => "refinement passes it over until a day to come",
            Self::Again => "declined, and the day to look at it again has come",
            Self::Old => "written down long ago and never begun (old_days)",
            Self::Unclear => "no description and no acceptance criteria, or near the top a story with an error in it",
            Self::Unestimated => "near the top, and without an estimate (near_top)",
            Self::Big => "near the top, and too big (big_points)",
            Self::NoCriteria => "near the top, and without acceptance criteria",
            Self::Stuck => "near the top, and blocked or in need of an item below it",
            Self::Orphan => "in the order, and in no epic",
            Self::Faulty => "its story has an error in it",
            Self::Goal => "it serves the Sprint Goal",
            Self::Carried => "it was not done in a Sprint, and went on in the next one",
            Self::Pinned => "it stands where it stands by decision",
            Self::Similar => "another open item says nearly the same, as of the last comparison",
            Self::Changed => "changed here since it and its source said the same",
            Self::Incoming => "it came with the last import, and was not looked at since",
        }
    }
}

impl Node {
    /// True where a part of it asks for what everyone does not see.
    pub(super) fn is_private(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::is_private),
            Self::Not(inner) => inner.is_private(),
            Self::Term(Term::Word(_) | Term::Phrase(_)) => false,
            Self::Term(Term::Field { field, op: _, values }) => {
                field.is_private() || values.iter().any(Value::is_private)
            }
        }
    }

    /// The words that an item must have to pass, or may have; those behind a `!` are not among them.
    pub(super) fn needles(&self) -> Vec<Needle> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::needles).collect(),
            Self::Term(Term::Word(typed)) => Needle::new(typed, false).into_iter().collect(),
            Self::Term(Term::Phrase(typed)) => Needle::new(typed, true).into_iter().collect(),
            Self::Not(_) | Self::Term(_) => Vec::new(),
        }
    }

    /// The words that one field must have, or may have.
    pub(super) fn needles_of(&self, wanted: Field) -> Vec<Needle> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(|part| part.needles_of(wanted)).collect(),
            Self::Term(Term::Field { field, values, .. }) if *field == wanted => {
                let typed =
                    |value: &Value| if let Value::Text(typed) = value { Needle::new(typed, false) } else { None };
                values.iter().filter_map(typed).collect()
            }
            Self::Not(_) | Self::Term(_) => Vec::new(),
        }
    }

    /// All of several parts.
    pub(super) fn all(parts: Vec<Self>) -> Option<Self> {
        Self::joined(parts, |node| match node {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
        .map(|parts| match parts {
            Joined::One(node) => node,
            Joined::Many(parts) => Self::And(parts),
        })
    }

    /// Any of several parts.
    pub(super) fn any(parts: Vec<Self>) -> Option<Self> {
        Self::joined(parts, |node| match node {
            Self::Or(inner) => Ok(inner),
            other => Err(other),
        })
        .map(|parts| match parts {
            Joined::One(node) => node,
            Joined::Many(parts) => Self::Or(parts),
        })
    }

    fn joined(parts: Vec<Self>, open: fn(Self) -> Result<Vec<Self>, Self>) -> Option<Joined> {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match open(part) {
                Ok(inner) => flat.extend(inner),
                Err(other) => flat.push(other),
            }
        }
        if flat.len() > 1 { Some(Joined::Many(flat)) } else { flat.pop().map(Joined::One) }
    }
}

/// Parts made into one.
enum Joined {
    One(Node),
    Many(Vec<Node>),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nested = |node: &Self, f: &mut fmt::Formatter<'_>| match node {
            Self::Or(_) => write!(f, "({node})"),
            Self::And(_) | Self::Not(_) | Self::Term(_) => write!(f, "{node}"),
        };
        match self {
            Self::And(parts) => parts.iter().enumerate().try_for_each(|(i, part)| {
                f.write_str(if i == 0 { "" } else { " " })?;
                nested(part, f)
            }),
            Self::Or(parts) => parts.iter().enumerate().try_for_each(|(i, part)| {
                f.write_str(if i == 0 { "" } else { " or " })?;
                write!(f, "{part}")
            }),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) => write!(f, "!({inner})"),
                Self::Not(_) | Self::Term(_) => write!(f, "!{inner}"),
            },
            Self::Term(term) => write!(f, "{term}"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(typed) => f.write_str(typed),
            Self::Phrase(typed) => write!(f, "\"{typed}\""),
            Self::Field { field, op, values } => {
                write!(f, "{}{}", field.name(), op.sign())?;
                values.iter().enumerate().try_for_each(|(i, value)| {
                    f.write_str(if i == 0 { "" } else { "," })?;
                    value.write(field.record().takes, f)
                })
            }
        }
    }
}

impl Value {
    fn write(&self, takes: Takes, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::State(state) => f.write_str(&state.name().replace(' ', "-")),
            Self::Kind(kind) => f.write_str(kind.name()),
            Self::Text(text) if takes == Takes::Epic && parse::key(text).is_some() => write!(f, "\"{text}\""),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Key(KeyRef { prefix: Some(prefix), number }) => write!(f, "{prefix}-{number}"),
            Self::Key(KeyRef { prefix: None, number }) | Self::Sprint(SprintRef::Number(number)) => {
                write!(f, "{number}")
            }
            Self::Points(points) => write!(f, "{points}"),
            Self::Estimate(estimate) => f.write_str(&quoted(estimate.as_str())),
            Self::Place(n) => write!(f, "{n}"),
            Self::Date(day) => write!(f, "{day}"),
            Self::Today => f.write_str("today"),
            Self::Span(span) => write!(f, "{}{}", span.n, span.unit.letter()),
            Self::Has(has) => f.write_str(has.name()),
            Self::Is(is) => f.write_str(is.name()),
            Self::Class(class) => f.write_str(&class_word(*class)),
            Self::Sprint(SprintRef::Current) => f.write_str("current"),
            Self::Sprint(SprintRef::Next) => f.write_str("next"),
        }
    }
}

/// A value as it must be written behind a field, in quotes where it would mean something else without.
pub fn quoted(value: &str) -> String {
    let is_plain = !value.is_empty()
        && text::fold(value) != "none"
        && !value.starts_with([':', '=', '<', '>'])
        && !value.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | ','));
    if is_plain {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len() + 2);
    // A quote inside a value can't be written; words are compared without it.
    let inner = value.replace('"', " ");
    // Writing to a String cannot fail.
    let _ = write!(out, "\"{inner}\"");
    out
}
