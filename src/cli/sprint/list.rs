//! `sprint list`: all Sprints with their figures: those over as they ended, the one that runs, those planned.

use super::super::list::number;
use super::super::out;
use super::super::session::{self, Session};
use super::flag;
use crate::domain::markdown;
use crate::domain::sprint::{Block, Detail, Figures, Measure, Phase, Sum};
use crate::domain::text::visible;
use crate::domain::{Points, Sprint};
use crate::store::Store;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) fn grammar(command: Command) -> Command {
    command
        .arg(flag("json", "As JSON: an array of objects"))
        .arg(flag("md", "As a table in Markdown").conflicts_with("json"))
        .after_help("What can't be known of a Sprint held elsewhere is —, in JSON null.")
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = session.open()?;
    let mut out = out::stdout();
    let Some(product) = session.product(&store)? else {
        out::say(session::no_product(&store));
        out.raw(if matches.get_flag("json") { "[]\n" } else { "" })?;
        out.finish()?;
        return Ok(ExitCode::SUCCESS);
    };
    let rows = rows(&store, product.id)?;
    if matches.get_flag("json") {
        let objects: Vec<Value> = rows.iter().map(|row| object(&row.0, row.1.as_ref())).collect();
        out.json(&objects)?;
    } else if matches.get_flag("md") {
        out.raw("| Sprint | Phase | From | To | Planned | Completed | Goal |\n|---|---|---|---|---:|---:|---|\n")?;
        for row in &rows {
            let cells = cells(&row.0, row.1.as_ref()).map(|cell| markdown::plain(&cell));
            out.line(format_args!("| {} |", cells.join(" | ")))?;
        }
    } else {
        for line in table(&rows) {
            out.line(line)?;
        }
    }
    out.finish()?;
    if rows.is_empty() {
        out::say(format_args!("{} has no Sprint yet: `upnext sprint add` plans one", product.name));
    }
    Ok(ExitCode::SUCCESS)
}

/// Every Sprint with its figures, and with what is in it while it is not over.
fn rows(store: &Store, product: crate::domain::ProductId) -> anyhow::Result<Vec<(Figures, Option<Block>)>> {
    let blocks = store.blocks(product)?;
    let over = store.past(product)?.into_iter().map(|figures| (figures, None));
    let mut rows: Vec<(Figures, Option<Block>)> = over.collect();
    for block in blocks {
        if let Some(course) = store.course(block.sprint.id)? {
            rows.push((Figures::of(&course), Some(block)));
        }
    }
    // Others may have written in between.
    rows.sort_by_key(|(figures, _)| figures.sprint.place());
    Ok(rows)
}

/// A Sprint as JSON has it; what is not known is null.
pub(super) fn object(figures: &Figures, block: Option<&Block>) -> Value {
    let sprint = &figures.sprint;
    let detail = figures.detail.as_deref();
    let sum = |sum: &Sum| json!({ "points": sum.known().and_then(number), "items": sum.count, "unestimated": sum.unestimated });
    // Of one held elsewhere only the points are known.
    let known = |value: &Option<Sum>| match (value, sprint.past) {
        (None, _) => Value::Null,
        (Some(value), Some(_)) => json!({ "points": number(value.points), "items": null, "unestimated": null }),
        (Some(value), None) => sum(value),
    };
    let of = |read: fn(&Detail) -> &Sum| detail.map(|detail| sum(read(detail)));
    let full = |text: &String| (!text.is_empty()).then(|| text.clone());
    json!({
        "number": sprint.number,
        "title": sprint.title(),
        "name": full(&sprint.plan.name),
        "phase": sprint.phase,
        "goal": full(&sprint.plan.goal),
        "goal_met": sprint.is_goal_met,
        "starts": sprint.plan.starts,
        "ends": sprint.plan.ends,
        "started": sprint.started.map(|moment| moment.at.rfc3339()),
        "closed": sprint.closed.map(|moment| moment.at.rfc3339()),
        "capacity": sprint.plan.capacity.and_then(number),
        "elsewhere": sprint.past.is_some(),
        "now": block.map(|block| sum(&block.all)),
        "planned": known(&figures.planned),
        "completed": known(&figures.completed),
        "added": of(|detail| &detail.scope.added),
        "removed": of(|detail| &detail.scope.removed),
        "re_estimated": detail.map(|detail| detail.scope.re_estimated),
        "raised": detail.and_then(|detail| number(detail.scope.raised)),
        "lowered": detail.and_then(|detail| number(detail.scope.lowered)),
        "not_completed": of(|detail| &detail.open),
        "carried_over": of(|detail| &detail.carried),
        "uid": sprint.uid,
    })
}

const UNKNOWN: &str = "—";

/// Title, phase, days, planned, completed, goal.
fn cells(figures: &Figures, block: Option<&Block>) -> [String; 7] {
    let sprint = &figures.sprint;
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| UNKNOWN.to_owned(), |day| day.to_string());
    let points = |points: Option<Points>| points.map_or_else(|| UNKNOWN.to_owned(), |points| points.to_string());
    let (planned, completed) = match (sprint.phase, block) {
        (Phase::Planned, Some(block)) => (of(block.all.points, sprint.plan.capacity), UNKNOWN.to_owned()),
        _ => (points(figures.planned_in(Measure::Points)), points(figures.completed_in(Measure::Points))),
    };
    let met = match sprint.is_goal_met {
        Some(true) => "met: ",
        Some(false) => "not met: ",
        None => "",
    };
    [
        visible(&sprint.title()).into_owned(),
        phase(sprint).to_owned(),
        day(sprint.plan.starts),
        day(sprint.plan.ends),
        planned,
        completed,
        if sprint.plan.goal.is_empty() { String::new() } else { format!("{met}{}", visible(&sprint.plan.goal)) },
    ]
}

/// "21 of 24": what is planned, of the capacity.
pub(super) fn of(points: Points, capacity: Option<Points>) -> String {
    capacity.map_or_else(|| points.to_string(), |capacity| format!("{points} of {capacity}"))
}

/// The word for where it is in its life.
pub(super) fn phase(sprint: &Sprint) -> &'static str {
    match (sprint.phase, sprint.past) {
        (Phase::Closed, Some(_)) => "elsewhere",
        (Phase::Closed, None) => "closed",
        (phase, _) => phase.said(),
    }
}

/// Lines whose columns stand below each other.
fn table(rows: &[(Figures, Option<Block>)]) -> Vec<String> {
    use unicode_width::UnicodeWidthStr;
    let head = ["Sprint", "Phase", "From", "To", "Planned", "Completed", "Goal"].map(String::from);
    let body = rows.iter().map(|row| cells(&row.0, row.1.as_ref()));
    let all: Vec<[String; 7]> = if rows.is_empty() { Vec::new() } else { [head].into_iter().chain(body).collect() };
    let widest = |at: usize| all.iter().map(|cells| cells[at].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(widest).collect();
    let line = |cells: &[String; 7]| {
        let cell = |(at, cell): (usize, &String)| {
            let gap = " ".repeat(widths[at] - cell.width());
            if at == 4 || at == 5 { gap + cell } else { cell.clone() + &gap }
        };
        cells.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all.iter().map(line).collect()
}
