//! Sprints held elsewhere, from a table: name, start, end, planned, completed.

use super::date::{self, Clues};
use super::table::Table;
use super::{ExchangeError, Source, encoding};
use crate::domain::import::{Alarm, Report};
use crate::domain::sprint::{Past, PastSprint};
use crate::domain::{Estimate, Points, text};
use ::csv::StringRecord;
use chrono::NaiveDate;
use std::collections::HashSet;

/// What a table says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// The Sprints, in the order of the table.
    pub sprints: Vec<PastSprint>,
    /// What is worth knowing of how it was read.
    pub notes: Vec<String>,
    /// What can't be taken, each with its line.
    pub wrong: Vec<String>,
}

/// The columns, each with other names it may have; the first three must be there.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("name", &["sprint", "sprintname", "title", "iteration", "iterationpath"]),
    ("start", &["starts", "startdate", "from", "begin", "begins", "started", "firstday"]),
    ("end", &["ends", "enddate", "to", "finish", "finishdate", "completedate", "lastday"]),
    ("planned", &["commitment", "committed", "plannedpoints", "plan", "forecast", "estimated", "plannedatstart"]),
    ("completed", &["done", "velocity", "completedpoints", "delivered", "actual"]),
];

/// Where each column stands.
struct Layout([Option<usize>; 5]);

impl Layout {
    fn of(table: &Table) -> Self {
        let squeezed: Vec<String> =
            table.header.iter().map(|name| text::fold(name).replace([' ', '-', '_'], "")).collect();
        let find = |(name, others): (&str, &[&str])| {
            squeezed.iter().position(|column| column == name || others.contains(&column.as_str()))
        };
        Self(COLUMNS.map(find))
    }

    fn cell<'r>(&self, row: &'r StringRecord, column: usize) -> &'r str {
        self.0[column].and_then(|at| row.get(at)).map_or("", str::trim)
    }
}

/// Reads a table. `today` is the last day on which a Sprint can have ended. What can't be taken is told with its line; the rest is read all the same.
pub fn read(file: &Source, today: NaiveDate) -> Result<History, ExchangeError> {
    let mut report = Report::default();
    let text = encoding::decode(file, &mut report)?;
    let table = Table::new(&text);
    let layout = Layout::of(&table);
    for (at, (name, _)) in COLUMNS.iter().enumerate().take(3) {
        if layout.0[at].is_none() {
            let missing =
                ExchangeError::NoSprintColumn { name: file.name.clone(), column: name, columns: table.columns() };
            return Err(missing);
        }
    }
    let mut clues = Clues::default();
    table.each(|row| [1, 2].into_iter().for_each(|column| clues.see(layout.cell(row, column))));
    let (turn, note) = clues.decide();
    let mut history = History::default();
    history.notes.extend(note);
    let mut seen = HashSet::new();
    let pass = table.each(|row| {
        let line = row.position().map_or(0, ::csv::Position::line);
        match sprint(row, &layout, |cell| date::day(cell, turn)) {
            Ok(sprint) if !seen.insert((text::fold(&sprint.name), sprint.starts)) => {
                history
                    .wrong
                    .push(format!("line {line}: {} came before in the file: leave one of them out", sprint.name));
            }
            Ok(PastSprint { name, ends, .. }) if ends > today => history.wrong.push(format!(
                "line {line}: {name} ends on {ends}, in the future: leave it out until it is over, or plan it here"
            )),
            Ok(sprint) => history.sprints.push(sprint),
            Err(why) => history.wrong.push(format!("line {line}: {why}")),
        }
    });
    table.end(file, pass, &mut report)?;
    history.wrong.extend(report.alarms.iter().filter_map(|alarm| match alarm {
        Alarm::CutOff { line, .. } => Some(format!("line {line}: the file ends in the middle of it: export it again")),
        Alarm::OtherProject { .. }
        | Alarm::Older { .. }
        | Alarm::Shifted { .. }
        | Alarm::Elsewhere { .. }
        | Alarm::MostGone { .. } => None,
    }));
    let told = report.lines.into_iter().map(|(line, times)| if times > 1 { format!("{line}: {times}") } else { line });
    history.notes.extend(told);
    Ok(history)
}

fn sprint(row: &StringRecord, layout: &Layout, day: impl Fn(&str) -> Option<NaiveDate>) -> Result<PastSprint, String> {
    let cell = |column| layout.cell(row, column);
    let name = text::title("the name", cell(0)).map_err(|_| "the name is missing: fill it in".to_owned())?;
    let date = |column: usize, what: &str| match cell(column) {
        "" => Err(format!("the {what} of {name} is missing: fill in a day such as 2026-03-02")),
        typed => {
            day(typed).ok_or_else(|| format!("\"{}\" is no day: write it such as 2026-03-02", text::visible(typed)))
        }
    };
    let (starts, ends) = (date(1, "start")?, date(2, "end")?);
    if ends < starts {
        return Err(format!("{name} ends on {ends}, before it starts on {starts}: correct one of the days"));
    }
    let past = Past { planned: points(cell(3), "planned")?, completed: points(cell(4), "completed")? };
    Ok(PastSprint { name, starts, ends, past })
}

/// Points as tables write them; nothing where the cell says nothing.
fn points(cell: &str, what: &str) -> Result<Option<Points>, String> {
    if matches!(cell, "" | "-" | "–" | "—" | "?") || text::fold(cell) == "n/a" {
        return Ok(None);
    }
    let number = if cell.contains('.') { cell.to_owned() } else { cell.replace(',', ".") };
    let points = Estimate::parse(&number).ok().flatten().and_then(|size| size.points());
    points.map(Some).ok_or_else(|| {
        format!(
            "{what}: \"{}\" is no number of points from 0 up; leave it empty where it is not known",
            text::visible(cell)
        )
    })
}
