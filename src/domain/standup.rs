//! The stand-up sheet: what has happened in a running Sprint since the last working day, what holds it up, and what is
//! next. A value and its words; a pop-up and a document show the same.

use super::item::{Event, Fact};
use super::query::Posed;
use super::sprint::{Card, Course, Happened};
use super::time::age;
use super::{Estimate, ItemId, Key, Kind, State};
use chrono::NaiveDate;
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// How many items are named as the next ones.
const NEXT: usize = 5;

/// What a stand-up looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standup {
    /// The Sprint, as people name it.
    pub title: String,
    /// The Sprint Goal; empty where there is none.
    pub goal: String,
    /// The first day that is looked at: the last working day before today.
    pub since: NaiveDate,
    /// Today.
    pub day: NaiveDate,
    /// Every topic in its order, also those of which there is nothing to tell.
    pub parts: Vec<Part>,
}

/// A topic and what there is to tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub topic: Topic,
    /// What there is to tell.
    pub notes: Vec<Note>,
}

/// What is told of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The item.
    pub item: ItemId,
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: String,
    /// What is told: "open → in progress", "for 3d: no test account". May be empty.
    pub said: String,
    /// Who works on it; empty in what is made for others.
    pub who: String,
}

/// What a stand-up talks about, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Topic {
    /// Accepted since the last working day.
    Done,
    /// In another state since then.
    Moved,
    /// Held up by something.
    Blocked,
    /// Added to the Sprint, removed from it, or estimated anew.
    Scope,
    /// Waits for the Product Owner.
    Waits,
    /// What the Developers asked and nobody has answered.
    Asked,
    /// Not begun yet, from the top of the Sprint.
    Next,
}

impl Topic {
    /// Its word in JSON.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Moved => "Moved",
            Self::Blocked => "Blocked",
            Self::Scope => "Scope changed",
            Self::Waits => "Waiting for acceptance",
            Self::Asked => "Open questions",
            Self::Next => "Next",
        }
    }

    /// What is said where there is nothing to tell.
    pub fn nothing(self) -> &'static str {
        match self {
            Self::Done => "nothing yet",
            Self::Moved | Self::Waits => "nothing",
            Self::Blocked => "nothing is blocked",
            Self::Scope => "no change",
            Self::Asked => "none",
            Self::Next => "everything is begun",
        }
    }
}

impl Standup {
    /// The sheet of a Sprint. `posed` are the open questions of the product; those about other items are left out.
    /// `since` is the last working day. It tells all that the course tells: whom it is for has been minded before
    /// ([`Audience::course`](super::audience::Audience::course)).
    pub fn of(course: &Course, posed: &[Posed], since: NaiveDate, day: NaiveDate) -> Self {
        let look = Look { course, since, day };
        let parts = Topic::iter().map(|topic| Part { topic, notes: look.notes(topic, posed) }).collect();
        let sprint = &course.sprint;
        Self { title: sprint.title(), goal: sprint.plan.goal.clone(), since, day, parts }
    }

    /// What there is to tell of a topic.
    pub fn notes(&self, topic: Topic) -> &[Note] {
        self.parts.iter().find(|part| part.topic == topic).map_or(&[], |part| &part.notes)
    }
}

struct Look<'a> {
    course: &'a Course,
    since: NaiveDate,
    day: NaiveDate,
}

impl Look<'_> {
    fn notes(&self, topic: Topic, posed: &[Posed]) -> Vec<Note> {
        match topic {
            Topic::Done => self.cards(|card| self.done(card)),
            Topic::Moved => self.cards(|card| self.moved(card)),
            Topic::Blocked => self.cards(|card| self.blocked(card)),
            Topic::Scope => self.scope(),
            Topic::Waits => self.cards(|card| self.waits(card)),
            Topic::Asked => self.asked(posed),
            Topic::Next => {
                let mut next = self.cards(|card| is_to_begin(card).then(|| points(card.row.estimate.as_ref())));
                next.truncate(NEXT);
                next
            }
        }
    }

    /// The items of the Sprint, in its order, of which something is told.
    fn cards(&self, said: impl Fn(&Card) -> Option<String>) -> Vec<Note> {
        self.course.present().filter_map(|card| Some(note(card, said(card)?))).collect()
    }

    /// What happened to an item since the last working day, of one kind.
    fn facts(&self, item: ItemId, fact: Fact) -> impl DoubleEndedIterator<Item = &Event> {
        let is_meant = move |h: &&Happened| h.item == item && h.event.fact == fact && h.event.day >= self.since;
        self.course.facts.iter().filter(is_meant).map(|happened| &happened.event)
    }

    fn done(&self, card: &Card) -> Option<String> {
        let is_new = self.facts(card.row.id, Fact::State).any(|event| event.to.as_deref() == Some(State::Done.name()));
        (card.row.state == State::Done && is_new).then(|| points(card.row.estimate.as_ref()))
    }

    fn moved(&self, card: &Card) -> Option<String> {
        if card.row.state == State::Done {
            return None;
        }
        if let Some(returned) = self.facts(card.row.id, Fact::Returned).next_back() {
            return Some(format!("returned: {}", returned.reason.as_deref().unwrap_or_default()));
        }
        let from = self.facts(card.row.id, Fact::State).next()?.from.clone()?;
        (from != card.row.state.name()).then(|| format!("{from} → {}", card.row.state.name()))
    }

    fn blocked(&self, card: &Card) -> Option<String> {
        let reason = card.blocked.as_ref().filter(|_| card.row.state != State::Done)?;
        Some(match card.blocked_on {
            Some(on) if on < self.day => format!("for {}: {reason}", age(on, self.day)),
            Some(_) => format!("since today: {reason}"),
            None => reason.clone(),
        })
    }

    fn waits(&self, card: &Card) -> Option<String> {
        if card.row.state != State::ToAccept {
            return None;
        }
        let is_there = |h: &&Happened| {
            h.item == card.row.id
                && h.event.fact == Fact::State
                && h.event.to.as_deref() == Some(State::ToAccept.name())
        };
        let since = self.course.facts.iter().rfind(is_there).map(|happened| happened.event.day);
        let waits = match since {
            Some(on) if on < self.day => format!("for {}", age(on, self.day)),
            Some(_) => "since today".into(),
            None => String::new(),
        };
        let criteria = match card.criteria {
            (_, 0) => "no acceptance criteria".into(),
            (met, all) => format!("{met} of {all} criteria met"),
        };
        Some(if waits.is_empty() { criteria } else { format!("{waits}, {criteria}") })
    }

    /// What came into the Sprint, left it or has another size: each item once, as it was before and is now.
    fn scope(&self) -> Vec<Note> {
        let number = self.course.sprint.number.to_string();
        let mut told = Vec::new();
        for card in &self.course.cards {
            let is_own = |value: &Option<String>| value.as_deref() == Some(number.as_str());
            let crossed: Vec<&Event> = self.facts(card.row.id, Fact::Sprint).collect();
            let was_inside = crossed.first().map_or(card.is_inside, |event| is_own(&event.from));
            let is_inside = crossed.last().map_or(card.is_inside, |event| is_own(&event.to));
            let came = crossed.iter().copied().find(|event| is_own(&event.to));
            let said = match (was_inside, is_inside) {
                (false, true) => {
                    let resized = self.resized(card).map(|said| format!("; {said}")).unwrap_or_default();
                    format!("added{}{resized}", why(crossed.last().copied()))
                }
                (true, false) => format!("removed{}", why(crossed.last().copied())),
                (true, true) => match self.resized(card) {
                    Some(said) => said,
                    None => continue,
                },
                // It came and went since then.
                (false, false) if came.is_some() => {
                    format!("added{}; removed again{}", why(came), why(crossed.last().copied()))
                }
                (false, false) => continue,
            };
            told.push((card.rank, note(card, said)));
        }
        told.sort_by_key(|(rank, note)| (*rank, note.item));
        told.into_iter().map(|(_, note)| note).collect()
    }

    fn resized(&self, card: &Card) -> Option<String> {
        let before = self.facts(card.row.id, Fact::Estimate).next()?.from.clone();
        let now = card.row.estimate.as_ref().map(ToString::to_string);
        let shown = |size: &Option<String>| size.clone().unwrap_or_else(|| "?".into());
        (before != now).then(|| format!("estimated {} instead of {}", shown(&now), shown(&before)))
    }

    fn asked(&self, posed: &[Posed]) -> Vec<Note> {
        let mut asked = Vec::new();
        for posed in posed.iter().filter(|posed| posed.question.said.answer.is_none()) {
            let Some(card) = self.course.card(posed.item).filter(|card| card.is_inside) else { continue };
            let said = &posed.question.said;
            let ago = age(said.asked_on, self.day);
            asked.push(note(card, format!("{} (asked {ago} ago)", said.text.replace('\n', " "))));
        }
        asked
    }
}

fn note(card: &Card, said: String) -> Note {
    let Card { row, assignee, .. } = card;
    Note { item: row.id, key: row.key.clone(), title: row.title.clone(), said, who: assignee.clone() }
}

/// ": the fair is earlier, asked by Ada" behind a change of scope.
fn why(event: Option<&Event>) -> String {
    let reason = event.and_then(|event| event.reason.as_ref()).map(|reason| format!(": {reason}"));
    let asked = event.and_then(|event| event.asked.as_ref());
    let asked = asked.map(|asked| format!(", asked by {asked}"));
    reason.unwrap_or_default() + &asked.unwrap_or_default()
}

fn is_to_begin(card: &Card) -> bool {
    matches!(card.row.state, State::Open | State::Ready) && card.row.kind != Kind::Epic
}

fn points(estimate: Option<&Estimate>) -> String {
    match estimate {
        None => "not estimated".into(),
        Some(size) if size.points().is_none() => size.to_string(),
        Some(size) if size.as_str() == "1" => "1 point".into(),
        Some(size) => format!("{size} points"),
    }
}
