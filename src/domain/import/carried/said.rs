//! What is to be carried back, in a source's own words: its names of states and types, its way to write days.

use super::{Changed, Outgoing};
use crate::domain::import::feed::usual_kind;
use crate::domain::import::spoken::unbroken;
use crate::domain::import::{DateShape, Feed, Field, Part};
use crate::domain::{Kind, State, text};
use chrono::NaiveDate;
use strum::IntoEnumIterator;

/// What goes into the columns of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The part.
    pub part: Part,
    /// What it says.
    pub wording: Wording,
}

/// What the columns of a part say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// One value a column; none where what was there is taken away.
    Cells(Vec<String>),
    /// The description, made of the story's sentence, the text and the criteria.
    Packed,
}

/// What no column of a source can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// Which field.
    pub field: Field,
    /// Why not, in a few words.
    pub why: &'static str,
}

/// What a part has to say, or why it can't.
type Answer = Result<Vec<Said>, &'static str>;

impl DateShape {
    /// A day as a table of this shape writes it.
    pub fn day(self, day: NaiveDate) -> String {
        let shape = match self {
            Self::Iso => "%Y-%m-%d",
            Self::Jira => "%d/%b/%y 12:00 AM",
            Self::DayFirst => "%d/%m/%Y",
            Self::MonthFirst => "%m/%d/%Y",
        };
        day.format(shape).to_string()
    }
}

/// What goes into which column, in the order of the parts, and what goes into none.
pub(super) fn of(out: &Outgoing, changes: &[Changed], feed: &Feed) -> (Vec<Said>, Vec<Untold>) {
    let (mut all, mut untold): (Vec<Said>, Vec<Untold>) = (Vec::new(), Vec::new());
    for change in changes {
        match field(out, change, feed) {
            Ok(said) => all.extend(said),
            Err(why) => untold.push(Untold { field: change.field, why }),
        }
    }
    let is_new = out.item.origin.is_none();
    let item = &out.item.item;
    let has_reason = item.blocked.as_ref().is_some_and(|reason| !reason.trim().is_empty());
    let was_refused = item.state == State::Declined && changes.iter().any(|change| change.field == Field::State);
    for (field, why, is_so) in [
        (Field::Blocked, "the flag goes without its reason", is_new && has_reason),
        (Field::Links, "no column for them", is_new && !item.text.links.is_empty()),
        (Field::Decline, "choose the resolution there", was_refused && !is_in_english(feed)),
    ] {
        if is_so {
            untold.push(Untold { field, why });
        }
    }
    all.sort_by_key(|said| Part::iter().position(|part| part == said.part));
    // Sentence, text and criteria share a description.
    all.dedup_by_key(|said| said.part);
    (all, untold)
}

fn field(out: &Outgoing, change: &Changed, feed: &Feed) -> Answer {
    let (item, story) = (&out.item.item, &out.item.item.text);
    let one = |part: Part, value: &str| Ok(vec![cells(part, value)]);
    match change.field {
        Field::Title => one(Part::Title, &story.title),
        Field::Kind => kind(story.kind, out.item.origin.is_none(), feed),
        Field::State => state(out, feed),
        Field::Estimate => match &story.estimate {
            Some(estimate) if estimate.points().is_none() => Err("no number"),
            estimate => one(Part::Estimate, &estimate.as_ref().map(ToString::to_string).unwrap_or_default()),
        },
        Field::Criteria if feed.columns.contains_key(&Part::Criteria) => {
            let lines: Vec<String> = item.criteria.iter().map(|line| format!("- {}", line.text)).collect();
            one(Part::Criteria, &lines.join("\n"))
        }
        Field::Persona | Field::Want | Field::Benefit | Field::Description | Field::Criteria => {
            Ok(vec![Said { part: Part::Description, wording: Wording::Packed }])
        }
        Field::Tags => Ok(tags(out, change, feed)),
        Field::Epic => epic(out, feed),
        Field::Asked => one(Part::Asked, &story.asked),
        Field::Assignee => one(Part::Assignee, &story.assignee),
        Field::Due => one(Part::Due, &story.due.map(|day| feed.dates.day(day)).unwrap_or_default()),
        Field::Blocked => one(Part::Blocked, if item.blocked.is_some() { IMPEDIMENT } else { "" }),
        Field::Sprint => sprint(out),
        Field::Subtasks => Err("items of their own there"),
        Field::Needs => Err("links there"),
        Field::Decline
        | Field::Note
        | Field::Extra
        | Field::Links
        | Field::Questions
        | Field::Value
        | Field::Serves
        | Field::Scores
        | Field::Pinned
        | Field::Comments => Err("not told there"),
    }
}

/// The one answer of Jira's field Flagged.
const IMPEDIMENT: &str = "Impediment";

/// One cell, or none for nothing.
fn cells(part: Part, value: &str) -> Said {
    let values = if value.is_empty() { Vec::new() } else { vec![value.to_owned()] };
    Said { part, wording: Wording::Cells(values) }
}

fn kind(kind: Kind, is_new: bool, feed: &Feed) -> Answer {
    let name = feed.kind(kind).or_else(|| feed.kinds.is_empty().then(|| usual_kind(kind)));
    // Jira makes no item without a type.
    let nearest = || [Kind::Task, Kind::Story, Kind::Bug].into_iter().find_map(|kind| feed.kind(kind));
    let name = name.or_else(|| if is_new && kind != Kind::Epic { nearest() } else { None });
    name.map(|name| vec![cells(Part::Kind, name)]).ok_or("no type for it there: choose one")
}

/// A status; for what was declined the status of that, else that of what is done, with a resolution that says so.
fn state(out: &Outgoing, feed: &Feed) -> Answer {
    const UNKNOWN: &str = "no status for it there: choose one";
    let item = &out.item.item;
    let nearest = super::Spoken::by(feed).state(item.state);
    let was_declined = out.item.origin.as_ref().is_some_and(|origin| origin.imported.contains_key(&Field::Decline));
    if item.state == State::Declined {
        let status = feed.status(State::Declined).or_else(|| feed.status(State::Done)).ok_or(UNKNOWN)?;
        let reason = item.decline.as_ref().map(|no| resolution(&no.reason)).unwrap_or_default();
        let mut said = vec![cells(Part::Status, status)];
        said.extend(is_in_english(feed).then(|| cells(Part::Resolution, reason)));
        return Ok(said);
    }
    let status = feed.status(nearest).ok_or(UNKNOWN)?;
    let mut said = vec![cells(Part::Status, status)];
    if was_declined && feed.columns.contains_key(&Part::Resolution) && is_in_english(feed) {
        said.push(cells(Part::Resolution, if item.state == State::Done { "Done" } else { "" }));
    }
    Ok(said)
}

/// True where a source has Jira's English resolutions, as its column of that name says; also where it has none.
fn is_in_english(feed: &Feed) -> bool {
    feed.columns.get(&Part::Resolution).is_none_or(|names| names.iter().any(|name| name == "Resolution"))
}

/// The resolution that Jira has for a reason.
fn resolution(reason: &str) -> &'static str {
    let folded = text::fold(reason);
    let has = |word: &str| folded.contains(word);
    match () {
        () if has("duplicate") => "Duplicate",
        () if has("reproduce") => "Cannot Reproduce",
        () => "Won't Do",
    }
}

/// Labels and components, each written whole where one of its kind came or went.
fn tags(out: &Outgoing, change: &Changed, feed: &Feed) -> Vec<Said> {
    let is_component = |tag: &str| feed.components.iter().any(|name| text::fold(name) == text::fold(tag));
    let now = &out.item.item.text.tags;
    let before: Vec<&str> = change.before.split('\n').filter(|tag| !tag.is_empty()).collect();
    let spelled = |tag: &str, of_components: bool| {
        let own = feed.components.iter().find(|name| text::fold(name) == text::fold(tag));
        if of_components { own.map_or_else(|| tag.to_owned(), Clone::clone) } else { unbroken(tag) }
    };
    let mut all = Vec::new();
    for (part, of_components) in [(Part::Labels, false), (Part::Components, true)] {
        let of = |tags: &[&str]| -> Vec<String> {
            tags.iter()
                .filter(|tag| is_component(tag) == of_components)
                .map(|tag| spelled(tag, of_components))
                .collect()
        };
        let tags: Vec<&str> = now.iter().map(String::as_str).collect();
        let (then, now) = (of(&before), of(&tags));
        let folded = |all: &[String]| all.iter().map(|tag| text::fold(tag)).collect::<std::collections::BTreeSet<_>>();
        if folded(&then) != folded(&now) {
            all.push(Said { part, wording: Wording::Cells(now) });
        }
    }
    all
}

/// The epic in all the ways in which the source's columns name it.
fn epic(out: &Outgoing, feed: &Feed) -> Answer {
    let has = |part: &Part| feed.columns.contains_key(part);
    let named: Vec<Part> = [Part::ParentId, Part::ParentKey, Part::Epic].into_iter().filter(has).collect();
    let parts = if named.is_empty() { vec![Part::ParentKey] } else { named };
    let Some(epic) = &out.epic else {
        let is_gone = out.item.epic.is_none();
        // A new item names the row of an epic that is new, too.
        return if !is_gone && out.item.origin.is_none() {
            Ok(Vec::new())
        } else if is_gone {
            Ok(parts.into_iter().map(|part| cells(part, "")).collect())
        } else {
            Err("not there yet: import the new items first, then choose it")
        };
    };
    let value = |part: Part| match part {
        Part::ParentId => epic.id.as_deref(),
        _ => Some(epic.key.as_str()),
    };
    let said: Vec<Said> = parts.iter().filter_map(|part| Some(cells(*part, value(*part)?))).collect();
    // Only its number would do, and that is not known.
    if said.is_empty() { Ok(vec![cells(Part::ParentKey, &epic.key)]) } else { Ok(said) }
}

fn sprint(out: &Outgoing) -> Answer {
    match out.here.get(&Field::Sprint) {
        None => Ok(vec![cells(Part::Sprint, "")]),
        Some(key) if key.bytes().all(|b| b.is_ascii_digit()) => Ok(vec![cells(Part::Sprint, key)]),
        Some(_) => Err("no number of a Sprint there: move the item there"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Carried;
    use super::super::tests::{feed, item, told};
    use super::*;
    use crate::domain::item::Refusal;
    use crate::domain::{Estimate, NewItem};

    fn said(now: NewItem) -> Vec<String> {
        let carried = Carried::of(item(&told(), now), &feed()).unwrap();
        let line = |said: &Said| format!("{:?} {:?}", said.part, said.wording);
        let untold = carried.untold.iter().map(|untold| format!("{} {}", untold.field.name(), untold.why));
        carried.said.iter().map(line).chain(untold).collect()
    }

    #[test]
    fn a_refusal_is_a_status_and_a_resolution() {
        let mut now = told();
        now.state = State::Declined;
        now.decline = Some(Refusal { reason: "a duplicate of WEB-2".into(), ..Refusal::default() });
        assert_eq!(said(now), ["Status Cells([\"Done\"])", "Resolution Cells([\"Duplicate\"])"]);
    }

    #[test]
    fn a_refusal_leaves_the_sprint_there_as_it_is() {
        let mut now = told();
        now.state = State::Declined;
        now.decline = Some(Refusal { reason: "no".into(), ..Refusal::default() });
        let mut out = item(&told(), now);
        out.item.origin.as_mut().unwrap().imported.insert(Field::Sprint, "5".into());
        let carried = Carried::of(out, &feed()).unwrap();
        let parts: Vec<Part> = carried.said.iter().map(|said| said.part).collect();
        assert_eq!(parts, [Part::Status, Part::Resolution]);
    }

    #[test]
    fn a_refusal_has_no_english_resolution_in_a_german_table() {
        let mut now = told();
        now.state = State::Declined;
        now.decline = Some(Refusal { reason: "no".into(), ..Refusal::default() });
        let feed = Feed { columns: [(Part::Resolution, vec!["Lösung".into()])].into(), ..feed() };
        let carried = Carried::of(item(&told(), now), &feed).unwrap();
        let parts: Vec<Part> = carried.said.iter().map(|said| said.part).collect();
        assert_eq!((parts, carried.untold[0].field), (vec![Part::Status], Field::Decline));
    }

    #[test]
    fn what_a_new_item_has_beyond_a_table_is_counted() {
        let mut now = told();
        now.text.kind = Kind::Spike;
        now.blocked = Some("waits for legal".into());
        now.text.links = vec!["https://example.org".into()];
        let mut out = item(&NewItem::default(), now);
        out.item.origin = None;
        out.here.insert(Field::Sprint, "#3".into());
        let carried = Carried::new(out, &feed());
        let kind = carried.said.iter().find(|said| said.part == Part::Kind).unwrap();
        assert_eq!(kind.wording, Wording::Cells(vec!["Task".into()]), "the nearest");
        let untold: Vec<Field> = carried.untold.iter().map(|untold| untold.field).collect();
        assert_eq!(untold, [Field::Sprint, Field::Blocked, Field::Links]);
    }

    #[test]
    fn labels_and_components_go_apart() {
        let mut now = told();
        now.text.tags = vec!["Needs talk".into(), "payment service".into()];
        assert_eq!(said(now), ["Labels Cells([\"Needs-talk\"])", "Components Cells([\"Payment Service\"])"]);
    }

    #[test]
    fn sentence_text_and_criteria_are_one_cell() {
        let mut now = told();
        now.text.want = "it".into();
        now.text.description = "more".into();
        assert_eq!(said(now), ["Description Packed"]);
    }

    #[test]
    fn what_is_taken_away_has_no_cell_and_a_size_no_column() {
        let mut now = told();
        now.text.estimate = None;
        assert_eq!(said(now), ["Estimate Cells([])"]);
        let mut now = told();
        now.text.estimate = Estimate::parse("XL").unwrap();
        assert!(said(now)[0].starts_with("estimate no number"));
    }
}
