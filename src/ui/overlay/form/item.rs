//! An item as the fields of a form, and back.

use super::check::{self, Rules};
use super::slot::Slot;
use super::value::{self, Value, Values};
use crate::domain::criterion::Line;
use crate::domain::item::{Story, Tie};
use crate::domain::{Item, Key, Kind, State, text};

/// What the form of an item begins with.
pub fn values(item: &Item) -> Values {
    let story = &item.text;
    let text = |text: &String| Value::Text(text.clone());
    let keys = |ties: &[Tie]| Value::Text(ties.iter().map(|tie| tie.key.to_string()).collect::<Vec<_>>().join(", "));
    let criteria = item.criteria.iter().map(|c| Line { text: c.text.clone(), is_done: c.is_met }).collect();
    vec![
        (Slot::Title, text(&story.title)),
        (Slot::Persona, text(&story.persona)),
        (Slot::Want, text(&story.want)),
        (Slot::Benefit, text(&story.benefit)),
        (Slot::Criteria, Value::List(criteria)),
        (Slot::Description, text(&story.description)),
        (Slot::Kind, Value::text(story.kind.name())),
        (Slot::State, Value::text(item.state.name())),
        (Slot::Estimate, Value::text(story.estimate.as_ref().map_or("", |e| e.as_str()))),
        (Slot::Epic, Value::Text(item.epic.as_ref().map_or(String::new(), |(_, key, _)| key.to_string()))),
        (Slot::Tags, Value::Text(value::join(&story.tags))),
        (Slot::Needs, keys(&item.needs)),
        (Slot::NeededBy, keys(&item.needed_by)),
        (Slot::Asked, text(&story.asked)),
        (Slot::Assignee, text(&story.assignee)),
        (Slot::Due, Value::Text(story.due.map_or(String::new(), |day| day.to_string()))),
        (Slot::Links, Value::lines(&story.links)),
        (Slot::Note, text(&story.note)),
    ]
}

/// What the form says as an item's texts and criteria. What can't be read is left out: a form is checked before it is
/// saved, and what is shown beside it may be wrong for a moment.
pub fn read(values: &Values, rules: &Rules) -> (Story, Vec<Line>) {
    let typed = |slot| value::of(values, slot).as_text();
    let line = |slot: Slot| text::line(slot.what(), typed(slot)).unwrap_or_default();
    let block = |slot: Slot| text::block(slot.what(), typed(slot)).unwrap_or_default();
    let story = Story {
        kind: Kind::parse(typed(Slot::Kind)).unwrap_or_default(),
        title: line(Slot::Title),
        persona: block(Slot::Persona).trim().to_owned(),
        want: block(Slot::Want).trim().to_owned(),
        benefit: block(Slot::Benefit).trim().to_owned(),
        description: block(Slot::Description),
        estimate: check::estimate(typed(Slot::Estimate)),
        tags: check::tags(typed(Slot::Tags)).unwrap_or_default(),
        asked: line(Slot::Asked),
        assignee: line(Slot::Assignee),
        due: check::due(typed(Slot::Due), rules.today).unwrap_or_default(),
        links: links(value::of(values, Slot::Links).as_lines()),
        note: block(Slot::Note),
    };
    (story, value::of(values, Slot::Criteria).as_lines().iter().filter_map(criterion).collect())
}

/// In which row of the form each criterion stands: an empty row is none.
pub fn rows(values: &Values) -> Vec<usize> {
    let lines = value::of(values, Slot::Criteria).as_lines();
    lines.iter().enumerate().filter(|(_, line)| criterion(line).is_some()).map(|(row, _)| row).collect()
}

fn criterion(line: &Line) -> Option<Line> {
    let text = text::block("a criterion", &line.text).ok()?;
    (!text.trim().is_empty()).then_some(Line { text, is_done: line.is_done })
}

/// The state that was chosen.
pub fn state(values: &Values) -> Option<State> {
    State::parse(value::of(values, Slot::State).as_text())
}

/// The titles of the items that it names.
pub fn titles(item: &Item) -> Vec<(Key, String)> {
    let epic = item.epic.iter().map(|(_, key, title)| (key.clone(), title.clone()));
    let ties = item.needs.iter().chain(&item.needed_by).map(|tie| (tie.key.clone(), tie.title.clone()));
    epic.chain(ties).collect()
}

/// Each link as one line, none empty, none twice.
fn links(lines: &[Line]) -> Vec<String> {
    let clean = |line: &Line| text::line(Slot::Links.what(), &line.text).unwrap_or_default();
    value::once(lines.iter().map(clean))
}

/// All keys that the form names, and the fields they stand in.
pub fn keys(values: &Values, rules: &Rules) -> Vec<(Slot, Key)> {
    let of = |slot: Slot| {
        let keys = check::keys(value::of(values, slot).as_text(), rules).unwrap_or_default();
        keys.into_iter().map(move |key| (slot, key))
    };
    [Slot::Epic, Slot::Needs, Slot::NeededBy].into_iter().flat_map(of).collect()
}
