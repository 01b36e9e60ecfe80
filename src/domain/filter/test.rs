//! A filter on a given day: every threshold worked out once, so that the file and this room compare with the same.

use super::super::health::Thresholds;
use super::super::item::Tie;
use super::super::quality;
use super::super::score::{Amount, MOSCOW};
use super::super::text::fold;
use super::super::word::Needle;
use super::super::{Estimate, Instant, Item, Kind, Now, State};
use super::field::Field;
use super::tree::{Has, Is, KeyRef, Node, Op, Span, SprintRef, Term, Unit, Value};
use chrono::{Days, Months, NaiveDate};

/// The first and the last day of which the text sorts as the day does.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

/// A question whose answer depends on the item alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Every one of them; true where there is none.
    All(Vec<Test>),
    /// One of them at least.
    Any(Vec<Test>),
    /// The opposite.
    Not(Box<Test>),
    /// Words in a row in the title, the story or the description; of what is declined also in the reason or in what is
    /// offered instead.
    Words(Needle),
    /// Its key.
    Key(KeyRef),
    /// One of these states.
    State(Vec<State>),
    /// One of these kinds.
    Kind(Vec<Kind>),
    /// A tag, folded.
    Tag(String),
    /// The key of its epic.
    EpicKey(KeyRef),
    /// Words in the title of its epic.
    EpicTitle(Needle),
    /// Words in the name of who asked.
    Asked(Needle),
    /// Words in the name of who works on it.
    Assignee(Needle),
    /// Its source's name or its foreign key, folded.
    Source(String),
    /// Words in the name or the value of an imported column without a home.
    Extra(Needle),
    /// Words in a comment of its source, or in the name of who wrote it.
    Comment(Needle),
    /// Its estimate as it is written.
    Estimate(Estimate),
    /// From and to so many thousandths of a point.
    Points(i64, i64),
    /// From and to a place in the order, counted from 1.
    Place(i64, i64),
    /// Due from a day on and before another.
    Due(NaiveDate, NaiveDate),
    /// Something happened from a moment on and before another.
    Moment(Happening, Instant, Instant),
    /// Something is filled in.
    Has(Has),
    /// Something holds it.
    Blocked,
    /// A question has no answer yet.
    Questioned,
    /// It depends on an item that is neither done nor declined.
    Waiting,
    /// Another open item says nearly the same, and so does this one, as of the last comparison of all.
    Similar,
    /// Refinement passes it over until a day after this one.
    Snoozed(NaiveDate),
    /// Words in the reason for declining.
    Reason(Needle),
    /// Declined, and to be looked at again by this day.
    Again(NaiveDate),
    /// It was kept as it is on a day after this one.
    Kept(NaiveDate),
    /// It needs an open item that stands below it or in the inbox.
    Ahead,
    /// Its story has an error in it.
    Faulty,
    /// It is in this Sprint.
    Sprint(SprintRef),
    /// It has this `MoSCoW` class.
    Class(Amount),
    /// It stands where it stands by decision.
    Pinned,
    /// It serves the Sprint Goal.
    Serves,
    /// It was carried over into another Sprint once at least.
    Carried,
    /// It was changed here since it and its source said the same.
    Changed,
    /// It came with the last import and was not looked at since.
    Incoming,
}

/// What happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// Its last change.
    Updated,
    /// It was written down.
    Created,
    /// It was accepted.
    Done,
}

impl Test {
    /// The node on a day.
    pub(super) fn of(node: &Node, now: Now, thresholds: &Thresholds) -> Self {
        match node {
            Node::And(parts) => Self::All(parts.iter().map(|part| Self::of(part, now, thresholds)).collect()),
            Node::Or(parts) => Self::Any(parts.iter().map(|part| Self::of(part, now, thresholds)).collect()),
            Node::Not(inner) => Self::Not(Box::new(Self::of(inner, now, thresholds))),
            Node::Term(Term::Word(typed)) => {
                let words = Needle::new(typed, false).map_or(Self::All(Vec::new()), Self::Words);
                match super::parse::whole_key(typed) {
                    Some(key) => Self::Any(vec![words, Self::Key(key)]),
                    None => words,
                }
            }
            Node::Term(Term::Phrase(typed)) => Needle::new(typed, true).map_or(Self::All(Vec::new()), Self::Words),
            Node::Term(Term::Field { field: Field::State, values, .. }) => Self::State(
                values.iter().filter_map(|v| if let Value::State(s) = v { Some(*s) } else { None }).collect(),
            ),
            Node::Term(Term::Field { field: Field::Kind, values, .. }) => {
                Self::Kind(values.iter().filter_map(|v| if let Value::Kind(k) = v { Some(*k) } else { None }).collect())
            }
            Node::Term(Term::Field { field, op, values }) => match values.as_slice() {
                [value] => leaf(*field, *op, value, now, thresholds),
                values => Self::Any(values.iter().map(|value| leaf(*field, *op, value, now, thresholds)).collect()),
            },
        }
    }

    /// The same question put to items that stand at every place that is asked about.
    #[must_use]
    pub fn at_place(self) -> Self {
        match self {
            Self::All(parts) => Self::All(parts.into_iter().map(Self::at_place).collect()),
            Self::Any(parts) => Self::Any(parts.into_iter().map(Self::at_place).collect()),
            Self::Not(inner) => Self::Not(Box::new(inner.at_place())),
            Self::Place(..) => Self::All(Vec::new()),
            leaf => leaf,
        }
    }

    /// True where it is asked what says nearly the same: that takes a comparison of all items.
    pub fn asks_similar(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::asks_similar),
            Self::Not(inner) => inner.asks_similar(),
            leaf => *leaf == Self::Similar,
        }
    }

    /// True where an item passes; `place` is its place in the whole order, counted from 1.
    pub fn passes(&self, item: &Item, place: Option<usize>) -> bool {
        let story = &item.text;
        match self {
            Self::All(parts) => parts.iter().all(|part| part.passes(item, place)),
            Self::Any(parts) => parts.iter().any(|part| part.passes(item, place)),
            Self::Not(inner) => !inner.passes(item, place),
            Self::Words(needle) => says(item, needle),
            Self::Key(key) => key.is(&item.key),
            Self::State(states) => states.contains(&item.state),
            Self::Kind(kinds) => kinds.contains(&story.kind),
            Self::Tag(tag) => story.tags.iter().any(|t| fold(t) == *tag),
            Self::EpicKey(key) => item.epic.as_ref().is_some_and(|epic| key.is(&epic.1)),
            Self::EpicTitle(needle) => item.epic.as_ref().is_some_and(|epic| needle.is_in(&[&epic.2])),
            Self::Asked(needle) => needle.is_in(&[&story.asked]),
            Self::Assignee(needle) => needle.is_in(&[&story.assignee]),
            Self::Source(name) => item.source.as_ref().is_some_and(|s| fold(&s.0) == *name || fold(&s.1) == *name),
            Self::Extra(needle) => item.extra.iter().any(|e| needle.is_in(&[&e.column]) || needle.is_in(&[&e.value])),
            Self::Comment(needle) => {
                item.comments.iter().any(|said| needle.is_in(&[&said.author]) || needle.is_in(&[&said.text]))
            }
            Self::Estimate(estimate) => story.estimate.as_ref() == Some(estimate),
            Self::Points(from, to) => {
                story.estimate.as_ref().and_then(Estimate::points).is_some_and(|p| (*from..=*to).contains(&p.0))
            }
            Self::Place(from, to) => {
                place.and_then(|p| i64::try_from(p).ok()).is_some_and(|p| (*from..=*to).contains(&p))
            }
            Self::Due(from, until) => story.due.is_some_and(|due| (*from..*until).contains(&due)),
            Self::Moment(what, from, until) => {
                let at = match what {
                    Happening::Updated => Some(item.updated_at),
                    Happening::Created => Some(item.created_at),
                    Happening::Done => item.done_at,
                };
                at.is_some_and(|at| (*from..*until).contains(&at))
            }
            Self::Has(has) => has.is_true(item, place),
            Self::Blocked => item.blocked.is_some(),
            Self::Questioned => item.questions.iter().any(|question| question.said.answer.is_none()),
            Self::Waiting => item.needs.iter().any(Tie::is_open),
            Self::Similar => {
                let is_to_do = !item.is_trashed && !matches!(item.state, State::Done | State::Declined);
                is_to_do && item.alike.iter().any(Tie::is_open)
            }
            Self::Snoozed(day) => item.snoozed_until.is_some_and(|until| until > *day),
            Self::Reason(needle) => item.decline.as_ref().is_some_and(|no| needle.is_in(&[&no.reason])),
            Self::Again(day) => item.decline.as_ref().and_then(|no| no.again).is_some_and(|again| again <= *day),
            Self::Kept(day) => item.kept.as_ref().is_some_and(|kept| kept.on > *day),
            Self::Ahead => item.needs.iter().any(|tie| tie.is_open() && tie.is_below),
            Self::Sprint(which) => item.sprint.as_ref().is_some_and(|sprint| which.is(sprint)),
            Self::Class(class) => item.inputs.get(&MOSCOW.id) == Some(*class),
            Self::Pinned => item.pinned.is_some(),
            Self::Serves => item.serves_goal,
            Self::Carried => item.hops > 0,
            Self::Changed => item.is_changed,
            Self::Incoming => item.is_incoming,
            Self::Faulty => quality::has_errors(story.kind, &story.title, &story.persona, &story.want, &story.benefit),
        }
    }
}

/// True where an item has these words in what it says, or in why it was declined.
fn says(item: &Item, needle: &Needle) -> bool {
    let story = &item.text;
    needle.is_in(&[&story.title])
        || needle.is_in(&[&story.persona, &story.want, &story.benefit])
        || needle.is_in(&[&story.description])
        || item.decline.as_ref().is_some_and(|no| {
            needle.is_in(&[&no.reason]) || no.alternative.as_ref().is_some_and(|a| needle.is_in(&[a]))
        })
}

impl Has {
    fn is_true(self, item: &Item, place: Option<usize>) -> bool {
        let story = &item.text;
        match self {
            Self::Criteria => !item.criteria.is_empty(),
            Self::Estimate => story.estimate.is_some(),
            Self::Points => story.estimate.as_ref().and_then(Estimate::points).is_some(),
            Self::Description => !story.description.is_empty(),
            Self::Story => [&story.persona, &story.want, &story.benefit].iter().any(|part| !part.is_empty()),
            Self::Benefit => !story.benefit.is_empty(),
            Self::Epic => item.epic.is_some(),
            Self::Tags => !story.tags.is_empty(),
            Self::Due => story.due.is_some(),
            Self::Note => !story.note.is_empty(),
            Self::Asked => !story.asked.is_empty(),
            Self::Assignee => !story.assignee.is_empty(),
            Self::Subtasks => !item.subtasks.is_empty(),
            Self::Fields => !item.extra.is_empty(),
            Self::Comments => !item.comments.is_empty(),
            Self::Place => place.is_some(),
            Self::Done => item.done_at.is_some(),
            Self::Source => item.source.is_some(),
            Self::Links => !story.links.is_empty(),
            Self::Questions => !item.questions.is_empty(),
            Self::Dependencies => !item.needs.is_empty(),
            Self::Sprint => item.sprint.is_some(),
            Self::Class => item.inputs.get(&MOSCOW.id).is_some(),
            Self::Score => !item.inputs.is_empty(),
        }
    }
}

/// A field compared with one value.
fn leaf(field: Field, op: Op, value: &Value, now: Now, thresholds: &Thresholds) -> Test {
    let nothing = || Test::Any(Vec::new());
    let words = |typed: &str, leaf: fn(Needle) -> Test| Needle::new(typed, false).map_or_else(nothing, leaf);
    match (field, value) {
        (_, Value::None) => Test::Not(Box::new(Test::Has(part(field)))),
        (Field::Tag, Value::Text(typed)) => Test::Tag(fold(typed)),
        (Field::Source, Value::Text(typed)) => Test::Source(fold(typed)),
        (Field::Epic, Value::Text(typed)) => words(typed, Test::EpicTitle),
        (Field::Asked, Value::Text(typed)) => words(typed, Test::Asked),
        (Field::Assignee, Value::Text(typed)) => words(typed, Test::Assignee),
        (Field::Reason, Value::Text(typed)) => words(typed, Test::Reason),
        (Field::Comment, Value::Text(typed)) => words(typed, Test::Comment),
        (_, Value::Text(typed)) => words(typed, Test::Extra),
        (Field::Epic, Value::Key(key)) => Test::EpicKey(key.clone()),
        (_, Value::Key(key)) => Test::Key(key.clone()),
        (_, Value::State(state)) => Test::State(vec![*state]),
        (_, Value::Kind(kind)) => Test::Kind(vec![*kind]),
        (_, Value::Estimate(estimate)) => Test::Estimate(estimate.clone()),
        (_, Value::Points(points)) => {
            let (from, to) = op.range(points.0);
            Test::Points(from, to)
        }
        (_, Value::Place(n)) => {
            let (from, to) = op.range(*n);
            Test::Place(from, to)
        }
        (_, Value::Date(_) | Value::Today | Value::Span(_)) => days(field, op, value, now),
        (_, Value::Has(has)) => Test::Has(*has),
        (_, Value::Sprint(which)) => Test::Sprint(*which),
        (_, Value::Class(class)) => Test::Class(*class),
        (_, Value::Is(is)) => state_of_things(*is, now, thresholds),
    }
}

/// What `none` says is missing.
fn part(field: Field) -> Has {
    match field {
        Field::Tag => Has::Tags,
        Field::Epic => Has::Epic,
        Field::Asked => Has::Asked,
        Field::Assignee => Has::Assignee,
        Field::Source => Has::Source,
        Field::Points => Has::Points,
        Field::Estimate => Has::Estimate,
        Field::Due => Has::Due,
        Field::Done => Has::Done,
        Field::Extra => Has::Fields,
        Field::Comment => Has::Comments,
        Field::Sprint => Has::Sprint,
        Field::Moscow => Has::Class,
        // The others are never without a value, and never read with `none`.
        Field::Place
        | Field::State
        | Field::Kind
        | Field::Key
        | Field::Reason
        | Field::Updated
        | Field::Created
        | Field::Has
        | Field::Is => Has::Place,
    }
}

fn state_of_things(is: Is, now: Now, thresholds: &Thresholds) -> Test {
    let not = |test: Test| Test::Not(Box::new(test));
    let near_top = |test: Test| Test::All(vec![Test::Place(1, i64::from(thresholds.near_top)), test]);
    match is {
        Is::Blocked => Test::Blocked,
        Is::Pinned => Test::Pinned,
        Is::Question => Test::Questioned,
        Is::Waiting => Test::Waiting,
        Is::Snoozed => Test::Snoozed(now.day.clamp(FIRST, LAST)),
        Is::Again => Test::Again(now.day.clamp(FIRST, LAST)),
        Is::Imported => Test::Has(Has::Source),
        Is::Overdue => {
            let states = [State::Inbox, State::Open, State::Ready, State::InProgress, State::ToAccept];
            Test::All(vec![Test::Due(FIRST, now.day), Test::State(states.to_vec())])
        }
        Is::Stale => {
            let states = [State::Open, State::Ready, State::InProgress, State::ToAccept];
            left_alone(Field::Updated, &states, thresholds.stale_days, now)
        }
        Is::Old => left_alone(Field::Created, &[State::Inbox, State::Open, State::Ready], thresholds.old_days, now),
        Is::Unclear => Test::Any(vec![bare(), near_top(Test::Faulty)]),
        Is::Unestimated => near_top(not(Test::Has(Has::Estimate))),
        Is::Big => near_top(Test::Points(i64::from(thresholds.big_points) * 1000 + 1, i64::MAX)),
        Is::NoCriteria => near_top(not(Test::Has(Has::Criteria))),
        Is::Stuck => near_top(Test::Any(vec![Test::Blocked, Test::Ahead])),
        Is::Orphan => Test::All(vec![Test::Has(Has::Place), not(Test::Has(Has::Epic))]),
        Is::Faulty => Test::Faulty,
        Is::Goal => Test::Serves,
        Is::Carried => Test::Carried,
        Is::Similar => Test::Similar,
        Is::Changed => Test::Changed,
        Is::Incoming => Test::Incoming,
    }
}

/// In one of these states, and for so many days neither the one nor kept as it is.
fn left_alone(field: Field, states: &[State], n: u16, now: Now) -> Test {
    let span = Span { n: n.into(), unit: Unit::Days };
    let kept = Test::Kept(moved(now.day, span, false).clamp(FIRST, LAST));
    let since = days(field, Op::Least, &Value::Span(span), now);
    Test::All(vec![Test::State(states.to_vec()), since, Test::Not(Box::new(kept))])
}

/// An item of the order without a description and without acceptance criteria: a story sentence is neither.
fn bare() -> Test {
    let said = [Has::Description, Has::Criteria].map(Test::Has);
    Test::All(vec![Test::Has(Has::Place), Test::Not(Box::new(Test::Any(said.to_vec())))])
}

/// A comparison with a day. A stretch of time lies ahead for what is due and behind for what happened, so the longer
/// one ago is the earlier day.
fn days(field: Field, op: Op, value: &Value, now: Now) -> Test {
    let (day, op) = match (field, value) {
        (_, Value::Date(day)) => (*day, op),
        (Field::Due, Value::Span(span)) => (moved(now.day, *span, true), op),
        (_, Value::Span(span)) => (moved(now.day, *span, false), reversed(op)),
        _ => (now.day, op),
    };
    let day = day.clamp(FIRST, LAST);
    let next = day.succ_opt().unwrap_or(day).min(LAST);
    let (from, until) = match op {
        Op::Is => (day, next),
        Op::Below => (FIRST, day),
        Op::Most => (FIRST, next),
        Op::Above => (next, LAST),
        Op::Least => (day, LAST),
    };
    let happening = match field {
        Field::Created => Happening::Created,
        Field::Done => Happening::Done,
        Field::Updated => Happening::Updated,
        _ => return Test::Due(from, until),
    };
    // The writer's midnight, as a moment.
    let midnight = |day: NaiveDate| Instant(Instant::from_day(day).0 - i64::from(now.ahead) * 1000);
    Test::Moment(happening, midnight(from), midnight(until))
}

fn reversed(op: Op) -> Op {
    match op {
        Op::Is => Op::Is,
        Op::Below => Op::Above,
        Op::Most => Op::Least,
        Op::Above => Op::Below,
        Op::Least => Op::Most,
    }
}

fn moved(day: NaiveDate, span: Span, is_ahead: bool) -> NaiveDate {
    let n = span.n;
    let (days, months) = match span.unit {
        Unit::Days => (n, 0),
        Unit::Weeks => (n * 7, 0),
        Unit::Months => (0, n),
        Unit::Years => (0, n * 12),
    };
    let (days, months) = (Days::new(days.into()), Months::new(months));
    if is_ahead {
        day.checked_add_months(months).and_then(|d| d.checked_add_days(days)).unwrap_or(LAST)
    } else {
        day.checked_sub_months(months).and_then(|d| d.checked_sub_days(days)).unwrap_or(FIRST)
    }
}
