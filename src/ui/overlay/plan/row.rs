//! What a row of the plan says: the words that are looked for, and its lines whole.

use super::group::Row;
use super::value::{Values, known, record, values};
use crate::domain::import::{Field, Proposal, Record, ToldSprint};
use crate::domain::text::counted;

/// Everything that a row says, to look for words in it.
pub(super) fn said(proposal: &Proposal, told: &[ToldSprint], row: Row) -> String {
    match row {
        Row::Line(n) => proposal.report.get(n).cloned().unwrap_or_default(),
        Row::Gone(n) => proposal.known.gone.get(n).map_or_else(String::new, |gone| {
            format!("{} {} {} {}", gone.key, gone.foreign, gone.state.name(), gone.title)
        }),
        Row::Sprint(n) => told.get(n).map_or_else(String::new, sprint_said),
        Row::New(_) => {
            let estimate = record(proposal, row).and_then(|record| record.item.text.estimate.as_ref());
            format!("{} {}", head(proposal, row), estimate.map_or_else(String::new, ToString::to_string))
        }
        Row::Twice(n) => {
            let fields = proposal.plan.twice.get(n).map(|twice| twice.fields.as_slice()).unwrap_or_default();
            let fields = fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(" ");
            format!("{} {fields}", head(proposal, row))
        }
        Row::Renamed(n) => {
            let before = proposal.plan.renamed.get(n).map_or("", |renamed| &renamed.1);
            format!("{} {before}", head(proposal, row))
        }
        Row::Taken(..) | Row::Conflict(_) | Row::Kept(_) => match values(proposal, row) {
            Some(values) => format!(
                "{} {} {} {} {}",
                head(proposal, row),
                values.name(proposal),
                values.last,
                values.there,
                values.here
            ),
            None => head(proposal, row),
        },
    }
}

/// What a Sprint says, but its days: a number would be found in most of them.
fn sprint_said(told: &ToldSprint) -> String {
    let phase = if told.is_left_out { "left out" } else { told.phase.said() };
    format!("{} {phase} {} points {}, {} done", told.name, told.completed, counted(told.items, "item"), told.done)
}

/// Keys, kind, state and title of the item of a row.
fn head(proposal: &Proposal, row: Row) -> String {
    let Some(record) = record(proposal, row) else { return String::new() };
    let key = key_here(proposal, row).unwrap_or_default();
    let text = &record.item.text;
    format!("{key} {} {} {} {}", record.key, text.kind.name(), record.item.state.name(), text.title)
}

/// The key here of the item of a row, where it is known.
pub(super) fn key_here(proposal: &Proposal, row: Row) -> Option<String> {
    match row {
        Row::Gone(n) => proposal.known.gone.get(n).map(|gone| gone.key.to_string()),
        Row::New(_)
        | Row::Taken(..)
        | Row::Conflict(_)
        | Row::Kept(_)
        | Row::Renamed(_)
        | Row::Twice(_)
        | Row::Sprint(_)
        | Row::Line(_) => known(proposal, row).map(|known| known.key.to_string()),
    }
}

/// The key of a record at its source; nothing where its table has none and one was made of what it says.
pub(super) fn key_there(record: &Record) -> &str {
    const MADE: usize = 16;
    let is_made = record.key.len() >= MADE && record.key.bytes().all(|b| b.is_ascii_hexdigit());
    if is_made { "" } else { &record.key }
}

/// The title of the item of a row: as it is here, where it is known.
pub(super) fn title(proposal: &Proposal, row: Row) -> String {
    let here = known(proposal, row).and_then(|known| known.here.get(&Field::Title).cloned());
    here.or_else(|| record(proposal, row).map(|record| record.item.text.title.clone())).unwrap_or_default()
}

/// True where the item of a row is in the trash.
pub(super) fn is_trashed(proposal: &Proposal, row: Row) -> bool {
    known(proposal, row).is_some_and(|known| known.is_trashed)
}

/// "WEB-12 · JRA-7 Pay with a card": the item of a row.
pub(super) fn named(proposal: &Proposal, row: Row) -> String {
    let there = record(proposal, row).map(key_there).unwrap_or_default();
    let trash = if is_trashed(proposal, row) { " (in the trash here)" } else { "" };
    let title = format!("{}{trash}", title(proposal, row));
    match key_here(proposal, row) {
        Some(here) if there.is_empty() => format!("{here}  {title}"),
        Some(here) => format!("{here} · {there}  {title}"),
        None if there.is_empty() => title,
        None => format!("{there}  {title}"),
    }
}

/// All that is known of a row: headings and texts.
pub(super) fn whole(proposal: &Proposal, told: &[ToldSprint], row: Row) -> Vec<(String, String)> {
    match row {
        Row::Taken(..) | Row::Conflict(_) | Row::Kept(_) => {
            let mut all = vec![(named(proposal, row), String::new())];
            if let Some(values) = values(proposal, row) {
                all.extend(sides(proposal, &values));
            }
            all
        }
        Row::New(_) | Row::Renamed(_) => record_whole(proposal, row),
        Row::Twice(n) => twice(proposal, n),
        Row::Gone(n) => proposal.known.gone.get(n).map_or_else(Vec::new, |gone| {
            let text = format!(
                "{} at {} is not in the files. It stays as it is; decline it here, or delete it, where it is not \
                 wanted any more.",
                gone.foreign, gone.source
            );
            vec![(format!("{}  {}", gone.key, gone.title), text)]
        }),
        Row::Sprint(n) => told.get(n).map_or_else(Vec::new, |told| {
            let done = counted(told.done, "item");
            let text = format!("{} in it, {done} done: {} points", counted(told.items, "item"), told.completed);
            vec![(told.name.clone(), text), ("goal".into(), told.goal.clone())]
        }),
        Row::Line(n) => vec![(String::new(), proposal.report.get(n).cloned().unwrap_or_default())],
    }
}

fn sides(proposal: &Proposal, values: &Values) -> Vec<(String, String)> {
    let name = values.name(proposal);
    let side = |side: &str, value: &str| (format!("{name}, {side}"), values.whole(proposal, value));
    let mut all = vec![
        side("here", &values.here),
        side("there now", &values.there),
        side("there at the last import", &values.last),
    ];
    all.extend(values.after.as_ref().map(|after| side("from now on", after)));
    all
}

/// What the source says of an item, field by field.
fn record_whole(proposal: &Proposal, row: Row) -> Vec<(String, String)> {
    let Some(record) = record(proposal, row) else { return Vec::new() };
    let mut all = vec![(named(proposal, row), String::new())];
    let values = record.values(&|_| true);
    let values = values.into_iter().filter(|(field, _)| *field != Field::Title);
    all.extend(values.map(|(field, value)| {
        let values = Values::new(&record.source, field, ["", &value, ""]);
        (field.name().to_owned(), values.whole(proposal, &value))
    }));
    all
}

/// Both rows of a key.
fn twice(proposal: &Proposal, n: usize) -> Vec<(String, String)> {
    let Some(taken) = proposal.plan.twice.get(n).and_then(|twice| proposal.parsed.records.get(twice.taken)) else {
        return Vec::new();
    };
    let mut all = vec![(format!("{}  {}", key_there(taken), taken.item.text.title), String::new())];
    for values in twice_values(proposal, n) {
        let name = values.name(proposal);
        all.push((format!("{name}, the first row: taken"), values.whole(proposal, &values.there)));
        all.push((format!("{name}, a later row: left out"), values.whole(proposal, &values.here)));
    }
    all
}

/// The fields in which two rows of a key differ: what the one taken says as what is there, what the one left out says
/// as what is here.
pub(super) fn twice_values(proposal: &Proposal, n: usize) -> Vec<Values> {
    let records = &proposal.parsed.records;
    let Some(twice) = proposal.plan.twice.get(n) else { return Vec::new() };
    let (Some(left), Some(taken)) = (records.get(twice.record), records.get(twice.taken)) else { return Vec::new() };
    let (other, first) = (left.values(&|_| true), taken.values(&|_| true));
    let of = |field: &Field| {
        let [there, here] = [&first, &other].map(|all| all.get(field).map(String::as_str).unwrap_or_default());
        Values::new(&taken.source, *field, [there, there, here])
    };
    twice.fields.iter().map(of).collect()
}
