//! The way back: what changed here since a source was last read, and how the source would say it.
//!
//! What an item says is compared field by field with what its source said last. A state or a kind that is finer here
//! than the source can tell agrees with it; so do a tick, the reason of a refusal and the reason of a blockade, which
//! the source has no words for.

mod moved;
mod said;

use super::value::read_lines;
use super::{Exported, Feed, Field, Spoken, Values};
use crate::domain::{Key, State};

pub use moved::{Moved, moved};
pub use said::{Said, Untold, Wording};

/// An item on its way back to its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The item whole.
    pub item: Exported,
    /// What it says, with epic, dependencies and Sprint named as its source names them.
    pub here: Values,
    /// Its epic at the source, where that is from there.
    pub epic: Option<Abroad>,
    /// The title of its epic, wherever that is from.
    pub epic_title: String,
}

/// How a source names an item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Abroad {
    /// Its key there.
    pub key: String,
    /// Its number there, where that is known.
    pub id: Option<String>,
}

/// An open item in the order, as its source names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its key here.
    pub key: Key,
    /// Its key at the source; `None` for one that is new there.
    pub foreign: Option<String>,
    /// Its title.
    pub title: String,
    /// The Sprint it is in, by any number that tells Sprints apart.
    pub sprint: Option<i64>,
    /// The name of another source that it came from.
    pub elsewhere: Option<String>,
}

/// A field that says something else here than its source said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which field.
    pub field: Field,
    /// What the source said last; empty for nothing.
    pub before: String,
    /// What it says here; empty for nothing.
    pub after: String,
}

/// An item with what is to be carried back of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The item.
    pub out: Outgoing,
    /// Its fields that differ, in their usual order; all that have a value for an item that is new to the source.
    pub changes: Vec<Changed>,
    /// What goes into which column.
    pub said: Vec<Said>,
    /// What no column of the source can take.
    pub untold: Vec<Untold>,
    /// Its description will be read back in other fields: a text with a heading over criteria, a want without a role.
    pub is_blurred: bool,
}

impl Carried {
    /// The item's key at its source; empty for one that is new there.
    pub fn foreign(&self) -> &str {
        self.out.item.origin.as_ref().map_or("", |origin| origin.key.as_str())
    }

    /// What changed in an item since its source was read; `None` where both say the same.
    pub fn of(out: Outgoing, feed: &Feed) -> Option<Self> {
        let changes = changes(&out, feed);
        if changes.is_empty() {
            return None;
        }
        let (said, untold) = said::of(&out, &changes, feed);
        Some(Self { out, changes, said, untold, is_blurred: false })
    }

    /// An item that its source does not have yet: all that it says.
    pub fn new(out: Outgoing, feed: &Feed) -> Self {
        let changes = changes(&out, feed);
        let (said, untold) = said::of(&out, &changes, feed);
        Self { out, changes, said, untold, is_blurred: false }
    }
}

/// The fields that a source may tell and a person follows by hand. What only upnext knows is not among them.
const FIELDS: [Field; 18] = [
    Field::Title,
    Field::Kind,
    Field::State,
    Field::Estimate,
    Field::Persona,
    Field::Want,
    Field::Benefit,
    Field::Description,
    Field::Criteria,
    Field::Subtasks,
    Field::Tags,
    Field::Epic,
    Field::Asked,
    Field::Assignee,
    Field::Due,
    Field::Blocked,
    Field::Needs,
    Field::Sprint,
];

/// The fields that say something else here than the source said last.
pub fn changes(out: &Outgoing, feed: &Feed) -> Vec<Changed> {
    let nothing = Values::new();
    let last = out.item.origin.as_ref().map_or(&nothing, |origin| &origin.imported);
    let spoken = Spoken::by(feed);
    let differs = |field: &Field| {
        let (here, there) = (out.here.get(field), last.get(field));
        match field {
            Field::State | Field::Kind | Field::Tags => {
                let last = spoken.value(*field, last);
                spoken.beside(*field, &out.here, last.as_deref()) != last
            }
            Field::Criteria | Field::Subtasks => {
                let of = |values: Option<&String>| texts(values.map_or("", String::as_str));
                of(here) != of(there)
            }
            Field::Blocked => here.is_some() != there.is_some(),
            // A refusal leaves the Sprint by itself: nobody asked to empty that there.
            Field::Sprint if out.item.item.state == State::Declined => false,
            _ => here != there,
        }
    };
    let value = |values: &Values, field: Field| values.get(&field).cloned().unwrap_or_default();
    let changed = |field: Field| Changed {
        field,
        before: value(last, field),
        after: said_here(out, field, value(&out.here, field)),
    };
    FIELDS.into_iter().filter(differs).map(changed).collect()
}

/// A value as a person follows it: tags as they are written, an epic by its title where its source has no key for it,
/// a refusal with its reason.
fn said_here(out: &Outgoing, field: Field, value: String) -> String {
    let item = &out.item.item;
    match field {
        Field::Tags => item.text.tags.join("\n"),
        Field::Epic if out.epic.is_none() => out.epic_title.clone(),
        Field::State => match &item.decline {
            Some(no) if item.state == State::Declined => format!("{value}: {}", no.reason),
            _ => value,
        },
        _ => value,
    }
}

/// Lines in canonical spelling without their ticks: those are of no source that is known.
pub fn texts(lines: &str) -> Vec<String> {
    let spelled = Some(lines).filter(|lines| !lines.is_empty());
    read_lines(spelled).into_iter().map(|line| line.text).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::import::{Origin, values_of};
    use crate::domain::item::{NewItem, Refusal};
    use crate::domain::{Estimate, ItemId, Kind};
    use chrono::NaiveDate;

    pub(in super::super) fn item(then: &NewItem, now: NewItem) -> Outgoing {
        outgoing(then, now, "WEB-1")
    }

    /// An item that its source told as `then` under a key, none for one made here, and says `now` here.
    fn outgoing(then: &NewItem, now: NewItem, key: &str) -> Outgoing {
        let imported = values_of(then, None, &[]);
        let here = values_of(&now, None, &[]);
        let origin = Origin { source: "jira".into(), key: key.into(), imported, ..Origin::default() };
        Outgoing {
            item: Exported {
                id: ItemId(1),
                key: Key { prefix: "UP".into(), number: 7 },
                place: None,
                item: now,
                epic: None,
                needs: Vec::new(),
                merged_into: None,
                about: None,
                refused: Vec::new(),
                origin: (!key.is_empty()).then_some(origin),
                extra: Vec::new(),
            },
            here,
            epic: None,
            epic_title: String::new(),
        }
    }

    /// As [`outgoing`], as its source would hear of it.
    pub(crate) fn carried(then: &NewItem, now: NewItem, key: &str, feed: &Feed) -> Carried {
        let out = outgoing(then, now, key);
        if key.is_empty() { Carried::new(out, feed) } else { Carried::of(out, feed).unwrap() }
    }

    /// An item with a title.
    pub(crate) fn titled(title: &str) -> NewItem {
        let mut item = NewItem { state: State::Open, ..NewItem::default() };
        item.text.title = title.into();
        item
    }

    pub(in super::super) fn told() -> NewItem {
        let mut item = NewItem { state: State::Open, ..NewItem::default() };
        item.text.title = "Pay".into();
        item.text.estimate = Estimate::parse("3").unwrap();
        item
    }

    pub(in super::super) fn feed() -> Feed {
        let state = |name: &str, state: State| (name.to_owned(), state, 1);
        Feed {
            source: "jira".into(),
            states: vec![
                state("To Do", State::Open),
                state("In Progress", State::InProgress),
                state("Done", State::Done),
            ],
            kinds: vec![("Story".into(), Kind::Story, 1)],
            components: vec!["Payment Service".into()],
            ..Feed::default()
        }
    }

    #[test]
    fn only_what_the_source_would_say_otherwise_is_a_change() {
        let mut now = told();
        now.state = State::Ready;
        now.text.kind = Kind::Debt;
        now.text.note = "mine".into();
        assert!(Carried::of(item(&told(), now.clone()), &feed()).is_none(), "finer here than it can be told there");
        now.text.title = "Pay by card".into();
        now.text.estimate = None;
        let carried = Carried::of(item(&told(), now), &feed()).unwrap();
        let said: Vec<_> = carried.changes.iter().map(|c| (c.field, c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(said, [(Field::Title, "Pay", "Pay by card"), (Field::Estimate, "3", "")]);
    }

    #[test]
    fn ticks_blanks_in_labels_and_reasons_agree() {
        let mut then = told();
        then.criteria = vec![crate::domain::criterion::Line { text: "a\nb".into(), is_done: false }];
        then.text.tags = vec!["needs-talk".into(), "Payment Service".into()];
        then.blocked = Some("Impediment".into());
        let mut now = then.clone();
        now.criteria[0].is_done = true;
        now.text.tags = vec!["needs talk".into(), "payment service".into()];
        now.blocked = Some("waits for legal".into());
        assert_eq!(changes(&item(&then, now), &feed()), []);
    }

    #[test]
    fn a_refusal_is_told_with_its_reason_once() {
        let mut now = told();
        now.state = State::Declined;
        now.decline = Some(Refusal { reason: "nobody asked".into(), ..Refusal::default() });
        let mut then = now.clone();
        then.decline = Some(Refusal { reason: "Won't Do".into(), ..Refusal::default() });
        assert_eq!(changes(&item(&then, now.clone()), &feed()), []);
        let said = changes(&item(&told(), now), &feed());
        assert_eq!((said.len(), said[0].after.as_str()), (1, "declined: nobody asked"));
    }

    #[test]
    fn a_day_is_written_as_the_file_writes_days() {
        use crate::domain::import::DateShape;
        let day = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        let shapes = [DateShape::Iso, DateShape::Jira, DateShape::DayFirst, DateShape::MonthFirst];
        let said = shapes.map(|shape| shape.day(day));
        assert_eq!(said, ["2026-03-09", "09/Mar/26 12:00 AM", "09/03/2026", "03/09/2026"]);
    }
}
