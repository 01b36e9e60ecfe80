//! `sprint show` and `sprint report`: one Sprint, for people and for programs.

use super::super::exit::ShellError;
use super::super::list::number;
use super::super::out;
use super::super::session::Session;
use super::list::{object, of, phase};
use super::{find, flag, which};
use crate::domain::audience::Audience;
use crate::domain::sprint::{Card, Course, Figures, Measure, Part, Phase, Set, sets};
use crate::domain::text::{self, Safe, counted};
use crate::domain::{Estimate, ItemId, State};
use crate::runtime::transfer::Paper;
use crate::runtime::{now, transfer};
use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) fn show_grammar(command: Command) -> Command {
    command
        .arg(which("current, else next"))
        .arg(flag("json", "As JSON: one object"))
        .after_help("Examples:\n  upnext sprint show\n  upnext sprint show 14 --json")
}

pub(super) fn show(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = session.open()?;
    let product = session.needed_product(&store)?;
    let sprint = find(&store, &product, matches.get_one("sprint"), &["current", "next", "last"])?;
    let Some(course) = store.course(sprint.id)? else { return Err(crate::store::StoreError::NoSprint.into()) };
    let block = store.blocks(product.id)?.into_iter().find(|block| block.sprint.id == sprint.id);
    let mut out = out::stdout();
    if matches.get_flag("json") {
        let mut told = object(&Figures::of(&course), block.as_ref());
        told["items"] = json!(items(&course));
        out.json(&told)?;
    } else {
        for line in words(&course) {
            out.raw(&Safe(&line).to_string())?;
            out.raw("\n")?;
        }
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// An item as it is told: as it is now, in a Sprint that is over as it was when that closed.
struct Told<'a> {
    card: &'a Card,
    set: Option<Set>,
    state: State,
    estimate: Option<Estimate>,
    serves_goal: bool,
    blocked: Option<&'a str>,
}

impl<'a> Told<'a> {
    fn now(card: &'a Card, part: Option<&Part>) -> Self {
        Self {
            card,
            set: part.map(|part| part.set),
            state: card.row.state,
            estimate: card.row.estimate.clone(),
            serves_goal: card.row.serves_goal,
            blocked: card.blocked.as_deref(),
        }
    }

    fn ended(course: &'a Course, part: &Part) -> Option<Self> {
        let now = Self::now(course.card(part.item)?, Some(part));
        let frozen = course.end.iter().find(|frozen| frozen.item == part.item);
        Some(Self {
            state: frozen.map_or(now.state, |frozen| frozen.state),
            estimate: part.after.clone(),
            serves_goal: frozen.map_or(now.serves_goal, |frozen| frozen.serves_goal),
            blocked: None,
            ..now
        })
    }
}

/// The items: of a Sprint that is not over those in it; of one that is over what became of each.
fn told(course: &Course) -> Vec<Told<'_>> {
    let parts = sets(course);
    match course.sprint.phase {
        Phase::Closed => parts.iter().filter_map(|part| Told::ended(course, part)).collect(),
        Phase::Active | Phase::Planned => {
            let known: HashMap<ItemId, &Part> = parts.iter().map(|part| (part.item, part)).collect();
            course.present().map(|card| Told::now(card, known.get(&card.row.id).copied())).collect()
        }
    }
}

fn items(course: &Course) -> Vec<Value> {
    let object = |told: &Told| {
        let card = told.card;
        json!({
            "key": card.row.key.to_string(),
            "kind": card.row.kind,
            "title": card.row.title,
            "state": told.state,
            "estimate": told.estimate,
            "points": told.estimate.as_ref().and_then(Estimate::points).and_then(number),
            "blocked": told.blocked,
            "serves_goal": told.serves_goal,
            "value": if card.value.is_empty() { None } else { Some(&card.value) },
            "carried_over": card.hops,
            "set": told.set.map(Set::name),
        })
    };
    told(course).iter().map(object).collect()
}

/// The Sprint as a person reads it.
fn words(course: &Course) -> Vec<String> {
    let sprint = &course.sprint;
    let figures = Figures::of(course);
    let days = sprint.plan.starts.zip(sprint.plan.ends);
    let days = days.map(|(from, to)| format!(" · {from} to {to}")).unwrap_or_default();
    let mut lines = vec![format!("{} · {}{days}", sprint.title(), phase(sprint))];
    if !sprint.plan.goal.is_empty() {
        let met = sprint.is_goal_met.map_or("", |met| if met { " (met)" } else { " (not met)" });
        lines.push(format!("Sprint Goal{met}: {}", sprint.plan.goal));
    }
    let points = |points: Option<crate::domain::Points>| {
        points.map_or_else(|| "—".to_owned(), |points| format!("{points} points"))
    };
    if sprint.phase == Phase::Planned {
        let all: crate::domain::Points = course.present().filter_map(|card| card.row.estimate.as_ref()?.points()).sum();
        lines.push(format!("{} points", of(all, sprint.plan.capacity)));
    } else {
        let (planned, completed) = (figures.planned_in(Measure::Points), figures.completed_in(Measure::Points));
        lines.push(format!("planned {}, completed {}", points(planned), points(completed)));
    }
    let items = told(course);
    lines.push(String::new());
    lines.extend(items.iter().map(line));
    if items.is_empty() && sprint.past.is_none() {
        lines.push("nothing is in it: `upnext sprint pull KEY` pulls items in".into());
    }
    lines
}

fn line(told: &Told) -> String {
    let row = &told.card.row;
    let estimate = told.estimate.as_ref().map_or("?", Estimate::as_str);
    let mark = match told.blocked {
        Some(reason) if told.state != State::Done => format!("  blocked: {reason}"),
        _ => String::new(),
    };
    let hops = if told.card.hops > 0 { format!("  carried over {}×", told.card.hops) } else { String::new() };
    let line = format!(
        "{:<9} {} {:<11} {estimate:>3}  {}{mark}{hops}",
        row.key.to_string(),
        told.state.sign(),
        told.state.name(),
        row.title
    );
    line.replace('\n', " ")
}

pub(super) fn report_grammar(command: Command) -> Command {
    command
        .arg(which("current, else last"))
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("A new file; left out or -, it is stdout"),
        )
        .arg(flag("md", "As Markdown; so it is where no file says otherwise").conflicts_with_all(["html", "json"]))
        .arg(flag("html", "As one page of HTML that needs nothing else").conflicts_with("json"))
        .arg(flag("json", "As JSON: one object"))
        .arg(flag("private", "With names of people, and with what was declined"))
        .after_help("Examples:\n  upnext sprint report last review.html\n  upnext sprint report 14 --md | less")
}

pub(super) fn report(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let file = matches.get_one::<PathBuf>("file").filter(|file| *file != Path::new("-"));
    let paper = match (matches.get_flag("html"), matches.get_flag("md"), file) {
        (true, ..) => Paper::Html,
        (_, true, _) | (.., None) => Paper::Markdown,
        (.., Some(file)) => Paper::of(file)
            .ok_or_else(|| ShellError::Usage(format!("say how {} is to be written: --html or --md", file.display())))?,
    };
    let store = session.open()?;
    let product = session.needed_product(&store)?;
    let typed = matches.get_one::<String>("sprint");
    let sprint = match find(&store, &product, typed, &["current", "last", "next"]) {
        Ok(sprint) => sprint,
        Err(error) => return Err(typed.filter(|_| file.is_none()).and_then(|typed| is_file(typed)).unwrap_or(error)),
    };
    if matches.get_flag("json") {
        let Some(course) = store.course(sprint.id)? else { return Err(crate::store::StoreError::NoSprint.into()) };
        let mut told = object(&Figures::of(&course), None);
        told["items"] = json!(items(&course));
        let mut out = out::stdout();
        out.json(&told)?;
        out.finish()?;
        return Ok(ExitCode::SUCCESS);
    }
    let (calendar, audience) = (session.calendar(), Audience::asked(matches.get_flag("private")));
    let text = transfer::review(&store, sprint.id, &calendar, now().day, audience)?.write(paper);
    if let Some(file) = file {
        transfer::write_new(file, &text)?;
        let size = counted(text.lines().count(), "line");
        out::say(format_args!("wrote the review of {} to {} ({size})", sprint.title(), file.display()));
    } else {
        let mut out = out::stdout();
        out.raw(&text)?;
        out.finish()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A file was named where the Sprint is.
fn is_file(typed: &str) -> Option<anyhow::Error> {
    Paper::of(Path::new(typed))?;
    let shown = text::visible(typed);
    let said = format!(
        "\"{shown}\" is a file: the Sprint comes first, as in `upnext sprint report current {shown}`, or last, or 14"
    );
    Some(ShellError::Usage(said).into())
}
