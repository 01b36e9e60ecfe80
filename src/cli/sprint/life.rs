//! A Sprint's life from the shell: planned, changed, given up, started.

use super::super::exit::ShellError;
use super::super::session::Session;
use super::super::{field, out};
use super::{commit, find, flag, which};
use crate::domain::sprint::{Calendar, Course, Phase, Plan};
use crate::domain::{Change, Estimate, Points, Sprint, State, text};
use crate::runtime::now;
use crate::store::{Store, StoreError};
use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use std::process::ExitCode;

/// The options that say something of a Sprint.
fn plan_args() -> [Arg; 5] {
    let option = |name, value, help| Arg::new(name).long(name).value_name(value).help(help);
    [
        option("goal", "TEXT", "The Sprint Goal; none takes it away"),
        option("name", "NAME", "Another name than \"Sprint 14\"; none takes it away"),
        option("starts", "DAY", "Its first day: 2026-12-24, +14, friday, none").allow_negative_numbers(true),
        option("ends", "DAY", "Its last day").allow_negative_numbers(true),
        option("capacity", "POINTS", "How much fits into it; none takes it away").allow_negative_numbers(true),
    ]
}

/// What the options say, over what was said before.
fn plan(matches: &ArgMatches, before: Plan, calendar: &Calendar) -> anyhow::Result<Plan> {
    let given = |name: &str| matches.get_one::<String>(name).map(|typed| typed.trim());
    let said = |name: &str, before: String| match given(name) {
        Some("none") => String::new(),
        Some(typed) => typed.to_owned(),
        None => before,
    };
    let starts = day(given("starts"), "--starts", before.starts)?;
    // A Sprint that begins on another day ends on another one too, unless it is said.
    let ends = match (given("ends"), given("starts"), starts) {
        (None, Some(_), Some(starts)) => Some(calendar.end_of(starts)),
        (typed, ..) => day(typed, "--ends", before.ends)?,
    };
    Ok(Plan {
        name: text::line("name of the Sprint", &said("name", before.name))?,
        goal: text::block("Sprint Goal", &said("goal", before.goal))?,
        starts,
        ends,
        capacity: match given("capacity") {
            None => before.capacity,
            Some("none") => None,
            Some(typed) => Some(capacity(typed)?),
        },
    })
}

fn day(typed: Option<&str>, option: &str, before: Option<NaiveDate>) -> Result<Option<NaiveDate>, ShellError> {
    match typed {
        None => Ok(before),
        Some(typed) => field::day(typed).map_err(|error| ShellError::Usage(format!("{option}: {error}"))),
    }
}

fn capacity(typed: &str) -> Result<Points, ShellError> {
    let points = Estimate::parse(typed).ok().flatten().and_then(|size| size.points());
    points.filter(|points| points.0 > 0).ok_or_else(|| {
        ShellError::Usage(format!(
            "--capacity: \"{}\" is no number of points above 0; type one such as 24, or none",
            text::visible(typed)
        ))
    })
}

pub(super) fn add_grammar(command: Command) -> Command {
    command.args(plan_args()).after_help(
        "Left out, it begins after the Sprint that ends last and is as long as Sprints are here.\n\nExample:\n  \
         upnext sprint add --goal 'Returns without a call' --capacity 24",
    )
}

pub(super) fn add(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let calendar = session.calendar();
    let mut store = session.open()?;
    let product = session.needed_product(&store)?;
    let (starts, ends) = calendar.next(&store.sprints(product.id)?, now().day);
    let before = Plan { starts: Some(starts), ends: Some(ends), ..Plan::default() };
    let plan = Box::new(plan(matches, before, &calendar)?);
    commit(session, &mut store, &Change::AddSprint { product: product.id, plan })?;
    if let Some(made) = store.sprints(product.id)?.last() {
        let days = made.plan.starts.zip(made.plan.ends);
        let days = days.map(|(from, to)| format!(", {from} to {to}")).unwrap_or_default();
        out::say(format_args!(
            "{} is planned{days}; `upnext sprint pull KEY --sprint {}` fills it",
            made.title(),
            made.number
        ));
        warn_of_days(&store, made)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn edit_grammar(command: Command) -> Command {
    let word = |name, help| flag(name, help);
    command
        .arg(which("current, else next"))
        .args(plan_args())
        .arg(word("goal-met", "The Sprint Goal was met").conflicts_with("goal-missed"))
        .arg(word("goal-missed", "The Sprint Goal was not met"))
        .arg(
            Arg::new("notes")
                .long("notes")
                .value_name("TEXT")
                .help("What was said in the Sprint Review; none takes it away"),
        )
        .after_help("Example:\n  upnext sprint edit 14 --capacity 21 --ends friday")
}

pub(super) fn edit(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    let product = session.needed_product(&store)?;
    let sprint = find(&store, &product, matches.get_one("sprint"), &["current", "next", "last"])?;
    let said = plan(matches, sprint.plan.clone(), &session.calendar())?;
    let met = met(matches).or(sprint.is_goal_met);
    let notes = match matches.get_one::<String>("notes").map(String::as_str) {
        Some("none") => String::new(),
        Some(typed) => text::block("review notes", typed)?,
        None => sprint.notes.clone(),
    };
    let is_review = met != sprint.is_goal_met || notes != sprint.notes;
    let is_plan = said != sprint.plan;
    if is_plan {
        let after = Sprint { plan: said.clone(), ..sprint.clone() };
        commit(session, &mut store, &Change::EditSprint { sprint: sprint.id, plan: Box::new(said) })?;
        warn_of_days(&store, &after)?;
    }
    if is_review {
        commit(session, &mut store, &Change::ReviewSprint { sprint: sprint.id, is_goal_met: met, notes })?;
    }
    if !is_plan && !is_review {
        out::say(StoreError::Unchanged);
    }
    Ok(ExitCode::SUCCESS)
}

/// Two open Sprints on one day are allowed, and told.
fn warn_of_days(store: &Store, sprint: &Sprint) -> anyhow::Result<()> {
    for other in store.sprints(sprint.product)? {
        let is_other = other.id != sprint.id && other.phase != Phase::Closed && other.overlaps(sprint);
        if let Some((from, to)) = other.plan.starts.zip(other.plan.ends).filter(|_| is_other) {
            out::say(format_args!(
                "note: {} shares days with {}, {from} to {to}: one Scrum Team works at one Sprint at a time",
                sprint.title(),
                other.title()
            ));
        }
    }
    Ok(())
}

/// Whether the Sprint Goal was met, where that is said.
pub(super) fn met(matches: &ArgMatches) -> Option<bool> {
    match (matches.get_flag("goal-met"), matches.get_flag("goal-missed")) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

pub(super) fn drop_grammar(command: Command) -> Command {
    command.arg(which("").required(true))
}

pub(super) fn drop(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    let product = session.needed_product(&store)?;
    let sprint = find(&store, &product, matches.get_one("sprint"), &[])?;
    commit(session, &mut store, &Change::DropSprint { sprint: sprint.id })?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn start_grammar(command: Command) -> Command {
    command.arg(which("next")).arg(flag("dry-run", "Only tell what would be frozen, and what is odd about it"))
}

pub(super) fn start(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    let product = session.needed_product(&store)?;
    let sprint = find(&store, &product, matches.get_one("sprint"), &["next"])?;
    let Some(course) = store.course(sprint.id)? else { return Err(StoreError::NoSprint.into()) };
    let lines = frozen(&course);
    if matches.get_flag("dry-run") {
        return Ok(out::lines(&lines)?);
    }
    commit(session, &mut store, &Change::StartSprint { sprint: sprint.id })?;
    lines.iter().for_each(out::say);
    Ok(ExitCode::SUCCESS)
}

/// What would be frozen, and what is odd about it. Nothing of it locks.
fn frozen(course: &Course) -> Vec<String> {
    let plan = &course.sprint.plan;
    let open = || course.present().filter(|card| card.row.state != State::Done);
    let points: Points = open().filter_map(|card| card.row.estimate.as_ref()?.points()).sum();
    let count = open().count();
    let mut lines = vec![format!(
        "{}: {points} points in {} planned at start",
        course.sprint.title(),
        text::counted(count, "item")
    )];
    let keys = |is: &dyn Fn(&crate::domain::sprint::Card) -> bool| {
        open().filter(|card| is(card)).map(|card| card.row.key.to_string()).collect::<Vec<_>>()
    };
    let mut odd = |what: &str, keys: Vec<String>| {
        if !keys.is_empty() {
            lines.push(format!("note: {what}: {}", keys.join(", ")));
        }
    };
    odd("without an estimate", keys(&|card| card.row.estimate.is_none()));
    odd("blocked", keys(&|card| card.blocked.is_some()));
    odd("with open questions", keys(&|card| card.questions > 0));
    odd("waiting for items outside the Sprint", keys(&|card| !card.waits.is_empty()));
    if plan.goal.is_empty() {
        lines.push("note: there is no Sprint Goal; `upnext sprint edit --goal TEXT` writes one".into());
    }
    if let Some(capacity) = plan.capacity.filter(|capacity| points > *capacity) {
        lines.push(format!("note: that is more than the capacity of {capacity} points"));
    }
    lines
}
