//! `import`: files from elsewhere, shown as a plan before anything is written.

use super::session::Session;
use super::{Shell, ask, out};
use crate::domain::import::{self, Chosen, Known, Parsed};
use crate::domain::{Change, ProductId, text};
use crate::exchange::{Format, MapRule, Options};
use crate::runtime::now;
use crate::runtime::transfer::{self, Plan};
use crate::store::{Store, StoreError};
use anyhow::bail;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use strum::IntoEnumIterator;

pub(super) const IMPORT: Shell = Shell { name: "import", grammar, run };

/// How often is planned anew where somebody else writes in between.
const TRIES: usize = 5;

fn grammar(command: Command) -> Command {
    let formats: Vec<&str> = Format::iter().map(Format::name).collect();
    let flag = |name| Arg::new(name).long(name).action(ArgAction::SetTrue);
    command
        .arg(
            Arg::new("files")
                .value_name("FILE")
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("The files; - is stdin"),
        )
        .arg(Arg::new("from").long("from").value_name("FORMAT").value_parser(formats).help("Instead of what the contents tell"))
        .arg(
            Arg::new("map")
                .long("map")
                .value_name("RULES")
                .action(ArgAction::Append)
                .help("field=column, or status.NAME=state, separated by commas"),
        )
        .arg(flag("dry-run").help("Only tell what would happen"))
        .arg(flag("yes").short('y').help("Do not ask"))
        .after_help(
            "The plan is shown first; where nobody can be asked, the import follows at once. One undo takes it back.\n\n\
             Examples:\n  upnext import jira-export.csv --map status.UAT=\"to accept\"\n  \
             upnext import items.csv --map title=summary,points=storypoint --dry-run",
        )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let files: Vec<PathBuf> = matches.get_many("files").unwrap_or_default().cloned().collect();
    let from = matches.get_one::<String>("from").and_then(|word| Format::parse(word));
    let mut map = Vec::new();
    for rules in matches.get_many::<String>("map").unwrap_or_default() {
        map.extend(MapRule::parse_all(rules)?);
    }
    let parsed = transfer::read(&files, &Options { from, map })?;
    if matches.get_flag("dry-run") {
        return dry_run(session, &parsed);
    }
    let asks = !matches.get_flag("yes") && ask::is_anybody_there();
    let mut is_agreed = false;
    if asks && !session.path()?.exists() {
        // Who says no has no new file either.
        preview(session, &parsed)?.iter().for_each(out::say);
        agree()?;
        is_agreed = true;
    }
    let mut store = session.open_or_create()?;
    let product = target(session, &store)?;
    let mut plan = transfer::plan(&store, parsed, product)?;
    for _ in 0..TRIES {
        if !is_agreed {
            plan.lines.iter().for_each(out::say);
        }
        if asks && !is_agreed {
            agree()?;
        }
        match commit(&mut store, &plan) {
            Err(StoreError::PlanChanged { .. }) => {
                out::say("the backlog changed meanwhile; this is the plan now:");
                plan = transfer::plan(&store, Arc::unwrap_or_clone(plan.parsed), product)?;
                is_agreed = false;
            }
            Ok(said) => {
                out::say(said);
                session.back_up(&store);
                return Ok(ExitCode::SUCCESS);
            }
            Err(error) => return Err(error.into()),
        }
    }
    bail!("the backlog changes all the time: nothing was imported; try again in a moment")
}

/// Asks whether to go on.
fn agree() -> anyhow::Result<()> {
    if ask::agrees("Import this?")? { Ok(()) } else { bail!("not imported: nothing was changed") }
}

/// Tells what would happen, as data. Writes nothing and makes no file.
fn dry_run(session: &Session, parsed: &Parsed) -> anyhow::Result<ExitCode> {
    let lines = preview(session, parsed)?;
    let mut out = out::stdout();
    for line in lines {
        out.line(line)?;
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// What would happen, in lines, also where there is no backlog yet.
fn preview(session: &Session, parsed: &Parsed) -> anyhow::Result<Vec<String>> {
    if session.path()?.exists() {
        let store = session.open()?;
        let product = target(session, &store)?;
        return Ok(transfer::plan(&store, parsed.clone(), product)?.lines);
    }
    let known = Known::default();
    let mut lines = import::summary(parsed, &import::plan(parsed, &known));
    lines.extend(import::told_lines(parsed, &known));
    Ok(lines)
}

/// The product that `--product` names; else the files and the backlog decide.
fn target(session: &Session, store: &Store) -> anyhow::Result<Option<ProductId>> {
    match &session.product {
        Some(_) => Ok(session.product(store)?.map(|p| p.id)),
        None => Ok(None),
    }
}

/// Imports what was planned; answers what to say about it.
fn commit(store: &mut Store, plan: &Plan) -> Result<String, StoreError> {
    let change = Change::Import {
        parsed: Arc::clone(&plan.parsed),
        target: plan.target.clone(),
        expect: plan.counts,
        chosen: Chosen::default(),
    };
    let mut bar = Bar::new();
    let done = store.commit_watched(&change, now(), &mut |done, all| {
        bar.show(done, all);
        ControlFlow::Continue(())
    });
    bar.clear();
    match done {
        Ok(done) => Ok(format!("{}; `upnext undo` takes it back", done.label)),
        Err(StoreError::Unchanged) => Ok("nothing to import: everything is here already".into()),
        Err(error) => Err(error),
    }
}

/// How far a long import is, on a terminal.
struct Bar {
    is_shown: bool,
    next: Instant,
    has_text: bool,
}

impl Bar {
    fn new() -> Self {
        // What is done in the blink of an eye needs no bar.
        Self {
            is_shown: io::stderr().is_terminal(),
            next: Instant::now() + Duration::from_millis(300),
            has_text: false,
        }
    }

    fn show(&mut self, done: usize, all: usize) {
        if self.is_shown && Instant::now() >= self.next {
            self.next = Instant::now() + Duration::from_millis(100);
            self.has_text = true;
            let _ = write!(io::stderr(), "\r{} of {} ", text::thousands(done), text::thousands(all));
        }
    }

    fn clear(&self) {
        if self.has_text {
            let _ = write!(io::stderr(), "\r{:40}\r", "");
        }
    }
}
