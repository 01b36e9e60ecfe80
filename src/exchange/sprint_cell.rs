//! Sprint cells: plain names, several of them, or what Jira Server writes of a Sprint with its dates and state.

use super::date::{self, Turn};
use crate::domain::import::{Record, Report, ToldSprint};
use crate::domain::sprint::Phase;
use crate::domain::text;
use chrono::NaiveDate;
use std::collections::HashMap;
use std::rc::Rc;

/// What stands in front of a Sprint of Jira Server.
const SERVER: &str = "com.atlassian.greenhopper.service.sprint.Sprint@";
/// The fields of a Sprint of Jira Server: a value ends where the next of them begins.
const FIELDS: [&str; 14] = [
    "id",
    "rapidViewId",
    "state",
    "name",
    "startDate",
    "endDate",
    "completeDate",
    "activatedDate",
    "sequence",
    "goal",
    "synced",
    "autoStartStop",
    "incompleteIssuesDestinationId",
    "originBoardId",
];

/// One Sprint as a cell tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Cell {
    /// Its number at the source.
    id: String,
    name: String,
    goal: String,
    phase: Option<Phase>,
    starts: Option<NaiveDate>,
    ends: Option<NaiveDate>,
}

/// Turns the cells that records hold as their Sprints into keys; answers the Sprints, each once, as they were first met.
pub(super) fn gather(records: &mut [Record], report: &mut Report) -> Vec<ToldSprint> {
    let mut read: HashMap<String, Rc<[Cell]>> = HashMap::new();
    for raw in records.iter().flat_map(|record| &record.sprints) {
        if !read.contains_key(raw) {
            read.insert(raw.clone(), cells(raw).into());
        }
    }
    let ids = ids(&read, records);
    let mut told: Vec<ToldSprint> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for record in records.iter_mut().filter(|record| !record.sprints.is_empty()) {
        let raw = std::mem::take(&mut record.sprints);
        for cell in raw.iter().filter_map(|raw| read.get(raw)).flat_map(|cells| cells.iter()) {
            let key = match ids.get(&(record.source.clone(), text::fold(&cell.name))) {
                Some(id) if cell.id.is_empty() => id.clone(),
                _ if cell.id.is_empty() => cell.name.clone(),
                _ => cell.id.clone(),
            };
            let at = *places.entry((record.source.clone(), key.clone())).or_insert_with(|| {
                told.push(blank(&record.source, &key, &cell.name));
                told.len() - 1
            });
            learn(&mut told[at], cell);
            if record.sprints.last() != Some(&key) {
                record.sprints.push(key);
            }
        }
    }
    let unread = read.iter().filter(|(raw, cells)| cells.is_empty() && !is_nothing(raw)).count();
    report.count("Sprint cells not understood, left out", unread);
    told
}

/// Numbers of Sprints by their names, where cells tell both: another file may tell the names alone.
fn ids(read: &HashMap<String, Rc<[Cell]>>, records: &[Record]) -> HashMap<(String, String), String> {
    let mut ids: HashMap<(String, String), String> = HashMap::new();
    if !read.values().any(|cells| cells.iter().any(|cell| !cell.id.is_empty())) {
        return ids;
    }
    for record in records {
        for cell in record.sprints.iter().filter_map(|raw| read.get(raw)).flat_map(|cells| cells.iter()) {
            if !cell.id.is_empty() {
                ids.entry((record.source.clone(), text::fold(&cell.name))).or_insert_with(|| cell.id.clone());
            }
        }
    }
    ids
}

fn blank(source: &str, key: &str, name: &str) -> ToldSprint {
    ToldSprint { source: source.to_owned(), key: key.to_owned(), name: name.to_owned(), ..ToldSprint::default() }
}

/// A cell written later may know more: a Sprint goes from planned to running to over.
fn learn(told: &mut ToldSprint, cell: &Cell) {
    let age = |phase: Phase| match phase {
        Phase::Planned => 0,
        Phase::Active => 1,
        Phase::Closed => 2,
    };
    if told.goal.is_empty() {
        told.goal.clone_from(&cell.goal);
    }
    if let Some(phase) = cell.phase.filter(|phase| !told.is_phase_told || age(*phase) > age(told.phase)) {
        (told.phase, told.is_phase_told) = (phase, true);
        told.starts = cell.starts.or(told.starts);
        told.ends = cell.ends.or(told.ends);
    }
    told.starts = told.starts.or(cell.starts);
    told.ends = told.ends.or(cell.ends);
    told.are_days_told = told.starts.is_some() && told.ends.is_some();
}

fn is_nothing(text: &str) -> bool {
    matches!(text::fold(text.trim()).as_str(), "" | "null" | "<null>" | "none" | "-" | "—" | "n/a" | "[]")
}

/// The Sprints in one cell, the oldest first.
fn cells(raw: &str) -> Vec<Cell> {
    if raw.contains(SERVER) {
        return raw.split(SERVER).skip(1).filter_map(server).collect();
    }
    let name = |raw: &str| match text::title("name of the Sprint", raw) {
        Ok(name) if !is_nothing(&name) => {
            let is_number = name.bytes().all(|b| b.is_ascii_digit());
            Some(Cell { name: if is_number { format!("Sprint {name}") } else { name }, ..Cell::default() })
        }
        _ => None,
    };
    parts(raw).into_iter().filter_map(name).collect()
}

/// Several names in one cell: with `;` between them, or with commas where they differ in their number only.
fn parts(raw: &str) -> Vec<&str> {
    if raw.contains(';') {
        return raw.split(';').collect();
    }
    let stem = |name: &str| name.trim().trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let parts: Vec<&str> = raw.split(',').collect();
    let is_numbered = |part: &&str| part.trim().ends_with(|c: char| c.is_ascii_digit());
    let are_alike = parts.iter().all(is_numbered) && parts.windows(2).all(|two| stem(two[0]) == stem(two[1]));
    if are_alike { parts } else { vec![raw] }
}

/// `1a2b[id=12,rapidViewId=3,state=CLOSED,name=Sprint 1,startDate=…]`. Names and goals may hold commas and brackets.
fn server(raw: &str) -> Option<Cell> {
    let inner = &raw[raw.find('[')? + 1..];
    let inner = inner.rfind(']').map_or(inner, |end| &inner[..end]);
    let starts = |at: usize| {
        let rest = &inner[at..];
        FIELDS.iter().find(|name| rest.strip_prefix(**name).is_some_and(|rest| rest.starts_with('=')))
    };
    let places = std::iter::once(0).chain(inner.match_indices(',').map(|(at, _)| at + 1));
    let fields: Vec<(usize, &str)> = places.filter_map(|at| Some((at, *starts(at)?))).collect();
    let ends = fields.iter().skip(1).map(|(at, _)| at - 1).chain([inner.len()]);
    let mut cell = Cell::default();
    let mut completed = None;
    for ((at, name), end) in fields.iter().zip(ends) {
        let value = inner[at + name.len() + 1..end].trim();
        if value.is_empty() || value == "<null>" || value == "null" {
            continue;
        }
        let day = || date::day(value, Turn::DayFirst);
        match *name {
            "id" => value.clone_into(&mut cell.id),
            "name" => cell.name = text::title("name of the Sprint", value).unwrap_or_default(),
            "goal" => cell.goal = text::block("Sprint Goal", value).unwrap_or_default(),
            "state" => cell.phase = phase(value),
            "startDate" => cell.starts = day(),
            "activatedDate" => cell.starts = cell.starts.or_else(day),
            "endDate" => cell.ends = day(),
            "completeDate" => completed = day(),
            _ => {}
        }
    }
    // Its last day is the one that was planned: often it is closed when the next one begins.
    cell.ends = cell.ends.or(completed).filter(|ends| cell.starts.is_none_or(|starts| starts <= *ends));
    if cell.name.is_empty() {
        cell.name = format!("Sprint {}", cell.id);
    }
    (!cell.id.is_empty() || !cell.name.ends_with(' ')).then_some(cell)
}

fn phase(word: &str) -> Option<Phase> {
    match text::fold(word).as_str() {
        "closed" => Some(Phase::Closed),
        "active" => Some(Phase::Active),
        "future" => Some(Phase::Planned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(raw: &str) -> Vec<String> {
        cells(raw).into_iter().map(|cell| cell.name).collect()
    }

    #[test]
    fn names_are_read_one_or_several_in_a_cell() {
        assert_eq!(names("TB1 Sprint 3"), ["TB1 Sprint 3"]);
        assert_eq!(names("Sprint 1; Sprint 2"), ["Sprint 1", "Sprint 2"]);
        assert_eq!(names("Sprint 1, Sprint 2"), ["Sprint 1", "Sprint 2"]);
        assert_eq!(names("Sprint 3, the last"), ["Sprint 3, the last"]);
        assert_eq!(names("7"), ["Sprint 7"]);
        assert!(names("null").is_empty() && names(" ").is_empty());
    }

    #[test]
    fn what_jira_server_writes_is_read_with_commas_in_it() {
        let cell = "com.atlassian.greenhopper.service.sprint.Sprint@1a2b[completeDate=2025-11-15T09:00:00.000Z,\
            endDate=2025-11-14T17:00:00.000Z,goal=pay, then ship [soon],id=12,name=Web, Sprint 1,rapidViewId=3,\
            sequence=12,startDate=2025-11-01T09:00:00.000Z,state=CLOSED]";
        let two = format!(
            "{cell},com.atlassian.greenhopper.service.sprint.Sprint@9[id=13,state=FUTURE,name=Next,startDate=<null>,goal=]"
        );
        let read = cells(&two);
        assert_eq!((read.len(), read[0].id.as_str(), read[0].name.as_str()), (2, "12", "Web, Sprint 1"));
        assert_eq!((read[0].phase, read[0].goal.as_str()), (Some(Phase::Closed), "pay, then ship [soon]"));
        assert_eq!(read[0].ends.map(|day| day.to_string()).as_deref(), Some("2025-11-14"));
        assert_eq!((read[1].phase, read[1].starts, read[1].goal.as_str()), (Some(Phase::Planned), None, ""));
    }

    #[test]
    fn a_name_in_one_file_is_the_number_in_another() {
        let record = |key: &str, cells: &[&str]| Record {
            source: "jira".into(),
            key: key.into(),
            sprints: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            ..Record::default()
        };
        let server = "com.atlassian.greenhopper.service.sprint.Sprint@1[id=12,state=ACTIVE,name=Sprint 1]";
        let mut records = [record("A-1", &["Sprint 1"]), record("A-2", &[server, "Sprint 2"])];
        let told = gather(&mut records, &mut Report::default());
        assert_eq!(told.iter().map(|told| told.key.as_str()).collect::<Vec<_>>(), ["12", "Sprint 2"]);
        assert_eq!(
            (&*records[0].sprints, &*records[1].sprints),
            (&["12".to_owned()][..], &["12".into(), "Sprint 2".into()][..])
        );
        assert_eq!((told[0].phase, told[0].is_phase_told, told[1].is_phase_told), (Phase::Active, true, false));
    }

    proptest! {
        #[test]
        fn any_cell_is_read_without_panic(cell in "\\PC{0,40}", inner in "(id=|name=|goal=|state=|,|\\]|\\[|é|1|a){0,12}") {
            let _ = (cells(&cell), cells(&format!("{SERVER}1[{inner}]")), cells(&format!("{SERVER}{inner}")));
        }
    }
}
