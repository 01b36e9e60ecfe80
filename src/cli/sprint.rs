//! `sprint`: a Sprint's whole life from the shell: planned, filled, started, closed, reported; and the history of
//! others.

mod close;
mod history;
mod life;
mod list;
mod pull;
mod show;

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, out};
use crate::domain::sprint::Phase;
use crate::domain::{Product, Sprint, text};
use crate::store::{Store, StoreError};
use anyhow::bail;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::process::ExitCode;

pub(super) const SPRINT: Shell = Shell { name: "sprint", grammar, run };

/// A command below `sprint`.
struct Sub {
    name: &'static str,
    about: &'static str,
    grammar: fn(Command) -> Command,
    run: fn(&Session, &ArgMatches) -> anyhow::Result<ExitCode>,
}

const SUBS: [Sub; 11] = [
    Sub { name: "list", about: "List all Sprints with their figures", grammar: list::grammar, run: list::run },
    Sub { name: "show", about: "Show a Sprint with its items", grammar: show::show_grammar, run: show::show },
    Sub { name: "report", about: "Write the review of a Sprint", grammar: show::report_grammar, run: show::report },
    Sub { name: "add", about: "Plan a Sprint", grammar: life::add_grammar, run: life::add },
    Sub { name: "edit", about: "Change what a Sprint says", grammar: life::edit_grammar, run: life::edit },
    Sub {
        name: "drop",
        about: "Give a planned Sprint up, its items stay; or forget one held elsewhere",
        grammar: life::drop_grammar,
        run: life::drop,
    },
    Sub { name: "pull", about: "Pull items into a Sprint", grammar: pull::pull_grammar, run: pull::pull },
    Sub { name: "out", about: "Take items out of their Sprint", grammar: pull::out_grammar, run: pull::out },
    Sub { name: "start", about: "Start a Sprint: its plan is frozen", grammar: life::start_grammar, run: life::start },
    Sub { name: "close", about: "Close the Sprint that runs", grammar: close::grammar, run: close::run },
    Sub { name: "import", about: "Read Sprints held elsewhere from CSV", grammar: history::grammar, run: history::run },
];

fn grammar(command: Command) -> Command {
    let subs = SUBS.iter().map(|sub| (sub.grammar)(Command::new(sub.name).about(sub.about)));
    command
        .about("Plan, fill, start, close and report Sprints")
        .subcommands(subs)
        .subcommand_required(true)
        .subcommand_value_name("WHAT")
        .disable_help_subcommand(true)
        .after_help(
            "A Sprint is named by its number, by its name, or as current, next or last.\n\nExamples:\n  \
             upnext sprint add --goal 'Returns without a call' --capacity 24\n  upnext sprint pull WEB-12 WEB-7 --sprint next\n  \
             upnext sprint start\n  upnext sprint close --next --goal-met\n  upnext sprint report last --html > review.html",
        )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let Some((name, own)) = matches.subcommand() else {
        return Err(ShellError::Usage("say what: upnext sprint --help tells what there is".into()).into());
    };
    match SUBS.iter().find(|sub| sub.name == name) {
        Some(sub) => (sub.run)(session, own),
        None => Err(ShellError::Usage(format!("there is no command sprint {name}")).into()),
    }
}

/// The argument that names a Sprint.
fn which(usual: &'static str) -> Arg {
    Arg::new("sprint")
        .value_name("SPRINT")
        .help(format!("Its number or name, current, next or last [default: {usual}]"))
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

/// The Sprint that is meant; where none is named, the first of these words that means one.
fn find(store: &Store, product: &Product, typed: Option<&String>, usual: &[&str]) -> anyhow::Result<Sprint> {
    let all = store.sprints(product.id)?;
    if all.is_empty() {
        bail!("{} has no Sprint yet: `upnext sprint add` plans one", product.name);
    }
    let Some(typed) = typed else {
        return match usual.iter().find_map(|word| by_word(&all, word)) {
            Some(sprint) => Ok(sprint.clone()),
            None => bail!("there is no {} Sprint: name one; {}", usual.join(" or "), known(&all)),
        };
    };
    let alike: Vec<&Sprint> = all.iter().filter(|sprint| is_called(sprint, typed)).collect();
    if alike.len() > 1 && by_number(&all, typed).is_none() {
        let days = |sprint: &Sprint| sprint.plan.starts.map(|from| format!(" (from {from})")).unwrap_or_default();
        let numbers: Vec<String> = alike.iter().map(|sprint| format!("{}{}", sprint.number, days(sprint))).collect();
        let count = text::counted(alike.len(), "Sprint");
        bail!("{count} are called \"{}\": name one by its number: {}", text::visible(typed), numbers.join(", "));
    }
    match by_word(&all, typed) {
        Some(sprint) => Ok(sprint.clone()),
        None => bail!("there is no Sprint \"{}\": {}", text::visible(typed), known(&all)),
    }
}

/// A Sprint by its number, its name, or a word: current, next, last.
fn by_word<'a>(all: &'a [Sprint], typed: &str) -> Option<&'a Sprint> {
    let word = text::fold(typed);
    let in_phase = |phase: Phase| all.iter().filter(move |sprint| sprint.phase == phase);
    let named = || all.iter().find(|sprint| is_called(sprint, typed));
    by_number(all, typed).or_else(named).or_else(|| match word.as_str() {
        "current" | "running" | "active" => in_phase(Phase::Active).next(),
        "next" | "planned" => in_phase(Phase::Planned).next(),
        "last" | "closed" => in_phase(Phase::Closed).max_by_key(|sprint| (sprint.closed.map(|m| m.day), sprint.number)),
        _ => None,
    })
}

fn by_number<'a>(all: &'a [Sprint], typed: &str) -> Option<&'a Sprint> {
    let number: i64 = text::fold(typed).parse().ok()?;
    all.iter().find(|sprint| sprint.number == number)
}

fn is_called(sprint: &Sprint, typed: &str) -> bool {
    text::fold(&sprint.title()) == text::fold(typed)
}

/// The Sprints that can be named, for a message: the newest few.
fn known(all: &[Sprint]) -> String {
    const NAMED: usize = 8;
    let names: Vec<String> =
        all.iter().rev().take(NAMED).map(|s| format!("{} ({})", s.title(), s.phase.said())).collect();
    let more = if all.len() > NAMED { ", …" } else { "" };
    format!("there are {}{more}", names.join(", "))
}

/// Commits and says what was done; that nothing changed is no error.
fn commit(session: &Session, store: &mut Store, change: &crate::domain::Change) -> anyhow::Result<()> {
    match store.commit(change, crate::runtime::now()) {
        Ok(done) => out::say(done.label),
        Err(StoreError::Unchanged) => out::say(StoreError::Unchanged),
        Err(error) => return Err(error.into()),
    }
    session.back_up(store);
    Ok(())
}
