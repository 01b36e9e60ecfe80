//! `import`: files from elsewhere, shown as a plan before anything is written.

mod choice;
mod told;

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, ask, out};
use crate::domain::import::{self, Feed, ImportPlan, Known, Parsed};
use crate::domain::{ProductId, text};
use crate::exchange::Format;
use crate::runtime::now;
use crate::runtime::transfer::{self, Plan, Request};
use crate::store::{Store, StoreError};
use anyhow::bail;
use choice::Choice;
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
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("The files; - is stdin; left out, those of the last import"),
        )
        .arg(Arg::new("from").long("from").value_name("FORMAT").value_parser(formats).help("Instead of what the contents tell"))
        .arg(
            Arg::new("map")
                .long("map")
                .value_name("RULES")
                .action(ArgAction::Append)
                .help("field=column, or status.NAME=state, separated by commas; remembered for the next import"),
        )
        .args(choices())
        .arg(flag("dry-run").help("Only tell what would happen"))
        .arg(flag("yes").short('y').help("Do not ask"))
        .after_help(
            "The plan is shown first; where nobody can be asked, the import follows at once, unless something looks wrong: \
             then it needs --yes. One undo takes it back. What changed here is kept, what changed there is taken; what \
             changed on both sides is listed and stays as it is here, unless chosen otherwise.\n\n\
             Examples:\n  upnext import --dry-run\n  upnext import monday.csv --take WEB-12.title,WEB-15 --order\n  upnext import jira-export.csv --map status.UAT=\"to accept\"\n  \
             upnext import items.csv --map title=summary,points=storypoint --dry-run",
        )
}

/// What is chosen where more than one thing is right.
fn choices() -> [Arg; 6] {
    let flag = |name| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let many = |name, value| Arg::new(name).long(name).value_name(value).action(ArgAction::Append);
    [
        flag("order").help("Let items that are here already stand as in the files, too"),
        flag("theirs").conflicts_with("take").help("Take from the files whatever changed on both sides"),
        many("take", "KEY.FIELD").help("Take these from the files; KEY alone is all of an item"),
        flag("keep")
            .conflicts_with_all(["theirs", "take"])
            .help("Keep whatever changed on both sides, as without a word"),
        many("sprint", "NAME=WORDS")
            .help("What a Sprint is: 'Sprint 3=closed 2025-11-01..2025-11-14', active, planned or out"),
        flag("no-sprints").conflicts_with("sprint").help("Make no Sprints of what the files name"),
    ]
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut parsed = read(session, matches)?;
    let said = matches.get_many::<String>("sprint").unwrap_or_default();
    told::correct(&mut parsed, said, matches.get_flag("no-sprints"))?;
    let choice = Choice::read(matches);
    if matches.get_flag("dry-run") {
        return dry_run(session, &parsed, &choice);
    }
    let is_sure = matches.get_flag("yes");
    let asks = !is_sure && ask::is_anybody_there();
    let mut is_agreed = false;
    if !session.path()?.exists() {
        let (lines, plan) = preview(session, &parsed, &choice)?;
        if asks {
            // Who says no has no new file either.
            lines.iter().for_each(out::say);
            agree(is_odd(&parsed, &plan))?;
            is_agreed = true;
        } else if !is_sure {
            look(&lines, is_odd(&parsed, &plan))?;
        }
    }
    let mut store = session.open_or_create()?;
    let product = target(session, &store)?;
    let mut plan = transfer::plan(&store, parsed, product)?;
    for _ in 0..TRIES {
        choose(&mut plan, &choice)?;
        if !asks && !is_sure {
            look(&plan.lines, is_odd(&plan.parsed, &plan.plan))?;
        }
        if !is_agreed {
            plan.lines.iter().for_each(out::say);
        }
        if asks && !is_agreed {
            agree(is_odd(&plan.parsed, &plan.plan))?;
        }
        match commit(&mut store, &mut plan) {
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

/// Reads the files named, else those of the last import; by its rules, where others are not typed.
fn read(session: &Session, matches: &ArgMatches) -> anyhow::Result<Parsed> {
    let files: Vec<PathBuf> = matches.get_many("files").unwrap_or_default().cloned().collect();
    let from = matches.get_one::<String>("from").and_then(|word| Format::parse(word));
    let map: Vec<String> = matches.get_many::<String>("map").unwrap_or_default().cloned().collect();
    let request = Request::of(files, from, map).recall(&feeds(session)?);
    if request.files.is_empty() {
        let reason = "no files of an import before are known here: name at least one FILE";
        return Err(ShellError::Usage(reason.into()).into());
    }
    let parsed = request.read_watched(&mut |_, _| ControlFlow::Continue(()))?;
    if request.is_again {
        out::say(format_args!("{} read again", request.line()));
    }
    Ok(parsed)
}

/// What is remembered of the product that an import without a word would go to.
fn feeds(session: &Session) -> anyhow::Result<Vec<Feed>> {
    if !session.path()?.exists() {
        return Ok(Vec::new());
    }
    let store = session.open()?;
    let product = match target(session, &store)? {
        Some(product) => Some(product),
        None => store.products()?.first().filter(|_| store.products().is_ok_and(|all| all.len() == 1)).map(|p| p.id),
    };
    Ok(product.map(|product| store.feeds(product)).transpose()?.unwrap_or_default())
}

/// Chooses among what changed on both sides, and plans by it.
fn choose(plan: &mut Plan, choice: &Choice) -> anyhow::Result<()> {
    let chosen = choice.among(&plan.parsed, &plan.plan.conflicts)?;
    Ok(plan.agree(chosen, None, &mut |_, _| ControlFlow::Continue(()))?)
}

/// True where a person must know something before anything is written.
fn is_odd(parsed: &Parsed, plan: &ImportPlan) -> bool {
    !plan.alarms.is_empty() || !parsed.report.alarms.is_empty()
}

/// Where nobody can be asked, nothing that looks wrong is imported.
fn look(lines: &[String], is_odd: bool) -> Result<(), ShellError> {
    if !is_odd {
        return Ok(());
    }
    lines.iter().for_each(out::say);
    let reason = "this import looks wrong, and nobody can be asked: nothing was changed; look at the plan above, then \
                  add --yes to import all the same";
    Err(ShellError::Data(reason.into()))
}

/// Asks whether to go on.
fn agree(is_odd: bool) -> anyhow::Result<()> {
    let question = if is_odd { "This looks wrong. Import it all the same?" } else { "Import this?" };
    if ask::agrees(question)? { Ok(()) } else { bail!("not imported: nothing was changed") }
}

/// Tells what would happen, as data. Writes nothing and makes no file.
fn dry_run(session: &Session, parsed: &Parsed, choice: &Choice) -> anyhow::Result<ExitCode> {
    let (lines, _) = preview(session, parsed, choice)?;
    let mut out = out::stdout();
    for line in lines {
        out.line(line)?;
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// What would happen, in lines, also where there is no backlog yet.
fn preview(session: &Session, parsed: &Parsed, choice: &Choice) -> anyhow::Result<(Vec<String>, Arc<ImportPlan>)> {
    if session.path()?.exists() {
        let store = session.open()?;
        let product = target(session, &store)?;
        let mut plan = transfer::plan(&store, parsed.clone(), product)?;
        choose(&mut plan, choice)?;
        return Ok((plan.lines, plan.plan));
    }
    // Nothing is known of a backlog that is not there: nothing can be chosen.
    choice.among(parsed, &[])?;
    let known = Known::default();
    let plan = import::plan(parsed, &known);
    let mut lines = import::summary(parsed, &plan);
    lines.extend(import::told_lines(parsed, &known));
    Ok((lines, Arc::new(plan)))
}

/// The product that `--product` names; else the files and the backlog decide.
fn target(session: &Session, store: &Store) -> anyhow::Result<Option<ProductId>> {
    match &session.product {
        Some(_) => Ok(session.product(store)?.map(|p| p.id)),
        None => Ok(None),
    }
}

/// Imports what was planned; answers what to say about it.
fn commit(store: &mut Store, plan: &mut Plan) -> Result<String, StoreError> {
    let mut bar = Bar::new();
    let change = plan.change();
    // It is compared again while it is written: once is enough in memory.
    (plan.known, plan.plan) = (Arc::default(), Arc::default());
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
