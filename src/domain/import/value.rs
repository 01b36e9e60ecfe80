//! One canonical spelling for each field's value, so that values compare as text.

use super::{Field, Values, score};
use crate::domain::criterion::Line;
use crate::domain::item::{Asked, Comment, Extra, NewItem, Refusal};
use crate::domain::text;

/// What an item says, field by field; a missing value is not in the map.
///
/// `epic_key` is the foreign key of its epic in the source compared with; for an epic that is not from there, any text
/// that identifies it here. `extra` are its columns without a home. Spellings are readable, and two different values
/// never share one; tags compare folded and without their order.
pub fn values_of(item: &NewItem, epic_key: Option<&str>, extra: &[Extra]) -> Values {
    let mut values = Values::new();
    let mut set = |field, value: String| {
        if !value.is_empty() {
            values.insert(field, value);
        }
    };
    let story = &item.text;
    set(Field::Title, story.title.clone());
    set(Field::Kind, story.kind.name().to_owned());
    set(Field::State, item.state.name().to_owned());
    set(Field::Estimate, story.estimate.as_ref().map(ToString::to_string).unwrap_or_default());
    set(Field::Persona, story.persona.clone());
    set(Field::Want, story.want.clone());
    set(Field::Benefit, story.benefit.clone());
    set(Field::Description, story.description.clone());
    set(Field::Criteria, lines(&item.criteria));
    set(Field::Subtasks, lines(&item.subtasks));
    set(Field::Tags, tags(&story.tags));
    set(Field::Epic, epic_key.unwrap_or_default().to_owned());
    set(Field::Asked, story.asked.clone());
    set(Field::Assignee, story.assignee.clone());
    set(Field::Due, story.due.map(|day| day.to_string()).unwrap_or_default());
    set(Field::Blocked, item.blocked.clone().unwrap_or_default());
    set(Field::Decline, item.decline.as_ref().map(refusal).unwrap_or_default());
    set(Field::Note, story.note.clone());
    set(Field::Extra, extras(extra));
    set(Field::Links, story.links.join("\n"));
    set(Field::Value, item.value.clone());
    set(Field::Serves, if item.serves_goal { "yes".into() } else { String::new() });
    set(Field::Scores, score::spelled(&item.inputs));
    set(Field::Pinned, item.pinned.clone().unwrap_or_default());
    set(Field::Comments, comments(&item.comments));
    set(Field::Questions, item.questions.iter().map(question).collect::<Vec<_>>().join("\n"));
    values
}

/// What it depends on, by foreign keys in any order; `None` for nothing.
pub fn needs_of<'a>(keys: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut keys: Vec<&str> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    (!keys.is_empty()).then(|| keys.join("\n"))
}

/// How many there are and a sum of what they say (FNV-1a, 64 bits): they are long, and never changed here.
fn comments(comments: &[Comment]) -> String {
    if comments.is_empty() {
        return String::new();
    }
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    for comment in comments {
        add(&comment.at.map(|at| at.0.to_string()).unwrap_or_default());
        add(&comment.author);
        add(&comment.text);
    }
    format!("{} {sum:016x}", comments.len())
}

fn question(asked: &Asked) -> String {
    let answer = asked.answer.as_ref().map(|a| format!("\n  {} {}", a.on, indented(&a.text))).unwrap_or_default();
    format!("{} {}{answer}", asked.asked_on, indented(&asked.text))
}

fn lines(lines: &[Line]) -> String {
    let of = |line: &Line| format!("[{}] {}", if line.is_done { 'x' } else { ' ' }, indented(&line.text));
    lines.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// Reads [`lines`] back.
pub(super) fn read_lines(spelling: Option<&str>) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    for line in spelling.into_iter().flat_map(|spelling| spelling.split('\n')) {
        if let (Some(more), Some(last)) = (line.strip_prefix(DEEPER), all.last_mut()) {
            last.text.extend(["\n", more]);
        } else {
            let text = line.get("[ ] ".len()..).unwrap_or_default().to_owned();
            all.push(Line { text, is_done: line.starts_with("[x]") });
        }
    }
    all
}

fn tags(tags: &[String]) -> String {
    let mut folded: Vec<String> = tags.iter().map(|tag| text::fold(tag)).collect();
    folded.sort_unstable();
    folded.dedup();
    folded.join("\n")
}

fn refusal(refusal: &Refusal) -> String {
    let mut all = indented(&refusal.reason);
    for (label, part) in [("instead", &refusal.alternative), ("asked", &refusal.requester)] {
        if let Some(part) = part {
            all = format!("{all}\n{label}: {}", indented(part));
        }
    }
    if let Some(again) = refusal.again {
        all = format!("{all}\nagain: {again}");
    }
    all
}

fn extras(extra: &[Extra]) -> String {
    let of = |e: &Extra| format!("{}: {}", e.column.replace(':', "::"), indented(&e.value));
    extra.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// The columns named in the canonical spelling of [`Field::Extra`].
pub(super) fn extra_columns(spelling: &str) -> impl Iterator<Item = String> + '_ {
    let is_start = |line: &&str| !line.starts_with(DEEPER);
    let name = |line: &str| Some(line.replace("::", "\u{0}").split_once(": ")?.0.replace('\u{0}', ":"));
    spelling.split('\n').filter(is_start).filter_map(name)
}

/// What lines after the first begin with.
const DEEPER: &str = "    ";

/// Lines after the first stand deeper, so that a value never looks like the next one.
fn indented(text: &str) -> String {
    if text.contains('\n') { text.replace('\n', &format!("\n{DEEPER}")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_read_as_they_were_spelled(all in prop::collection::vec(("[a\\[\\] x]{0,3}(\n[ \\[x]{0,5}){0,2}", any::<bool>()), 0..4)) {
            let all: Vec<Line> = all.into_iter().map(|(text, is_done)| Line { text, is_done }).collect();
            let spelled = lines(&all);
            prop_assert_eq!(read_lines(Some(spelled.as_str()).filter(|s| !s.is_empty())), all);
        }
    }
}
