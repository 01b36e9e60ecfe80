//! `sprint import`: Sprints that were held elsewhere, for their velocity.

use super::super::exit::ShellError;
use super::super::out;
use super::super::session::Session;
use super::{commit, flag};
use crate::domain::sprint::PastSprint;
use crate::domain::{Change, Points, Sprint, text};
use crate::exchange::history;
use crate::runtime::now;
use crate::runtime::transfer::{self, TransferError};
use clap::{Arg, ArgMatches, Command, value_parser};
use std::path::PathBuf;
use std::process::ExitCode;

/// So many mistakes are told one by one.
const TOLD: usize = 20;

pub(super) fn grammar(command: Command) -> Command {
    command
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("A table with the columns name, start, end, planned, completed; - is stdin"),
        )
        .arg(flag("dry-run", "Only tell what would happen"))
        .after_help(
            "The header names the columns, in any order; planned and completed may be empty. Separators , ; and TAB, dates \
             such as 2026-03-02 or 2.3.2026. A Sprint that was imported before, by name and start, is updated by what the file tells; one that was \
             held here is left as it is. One undo takes all of it back.\n\n\
             Example:\n  upnext sprint import velocity.csv --dry-run",
        )
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let path: &PathBuf = matches.get_one("file").ok_or_else(|| ShellError::Usage("name a file".into()))?;
    let read = history::read(&transfer::load(path)?, now().day).map_err(TransferError::from)?;
    if !read.wrong.is_empty() {
        read.wrong.iter().take(TOLD).for_each(out::say);
        if read.wrong.len() > TOLD {
            out::say(format_args!("and {} more", text::counted(read.wrong.len() - TOLD, "mistake")));
        }
        let count = text::counted(read.wrong.len(), "mistake");
        return Err(
            ShellError::Data(format!("{count} in the file: nothing was imported; correct them and try again")).into()
        );
    }
    read.notes.iter().for_each(out::say);
    let mut store = session.open()?;
    let product = session.needed_product(&store)?;
    let here = store.sprints(product.id)?;
    let (known, mut new): (Vec<PastSprint>, Vec<PastSprint>) =
        read.sprints.into_iter().partition(|past| here.iter().any(|sprint| is_same(sprint, past)));
    let mut lines: Vec<String> = new.iter().map(line).collect();
    // What the file says of one that was held elsewhere is newer; one that was held here knows better.
    let is_told_anew = |past: &PastSprint| {
        here.iter().any(|sprint| {
            let Some(known) = sprint.past.filter(|_| is_same(sprint, past)) else { return false };
            // A cell left empty takes nothing away.
            let is_new = |told: Option<Points>, known: Option<Points>| told.is_some() && told != known;
            let is_figure = is_new(past.past.planned, known.planned) || is_new(past.past.completed, known.completed);
            is_figure || sprint.plan.ends != Some(past.ends)
        })
    };
    let (anew, known): (Vec<PastSprint>, Vec<PastSprint>) = known.into_iter().partition(is_told_anew);
    lines.extend(anew.iter().map(|past| format!("updated: {}", line(past))));
    new.extend(anew);
    if !known.is_empty() {
        let names: Vec<&str> = known.iter().map(|past| past.name.as_str()).collect();
        lines.push(format!("here already, left out: {}", names.join(", ")));
    }
    if matches.get_flag("dry-run") {
        return Ok(out::lines(&lines)?);
    }
    lines.iter().for_each(out::say);
    if new.is_empty() {
        out::say("nothing to import: everything is here already");
        return Ok(ExitCode::SUCCESS);
    }
    commit(session, &mut store, &Change::AddPastSprints { product: product.id, sprints: new })?;
    Ok(ExitCode::SUCCESS)
}

/// As the store knows them again: by name and first day.
fn is_same(sprint: &Sprint, past: &PastSprint) -> bool {
    sprint.plan.starts == Some(past.starts) && sprint.title() == past.name
}

fn line(past: &PastSprint) -> String {
    let points = |points: Option<Points>| points.map_or_else(|| "—".to_owned(), |p| p.to_string());
    let (planned, completed) = (points(past.past.planned), points(past.past.completed));
    format!("{}, {} to {}: planned {planned}, completed {completed}", past.name, past.starts, past.ends)
}
