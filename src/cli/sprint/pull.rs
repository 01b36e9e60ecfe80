//! `sprint pull` and `sprint out`: items into a Sprint and out of theirs.

use super::super::out;
use super::super::session::Session;
use super::{commit, find, flag};
use crate::domain::sprint::{Cause, End, Phase};
use crate::domain::{Change, ItemId, SprintId, text};
use crate::store::Store;
use clap::{Arg, ArgMatches, Command};
use std::process::ExitCode;

fn items_args(command: Command) -> Command {
    let option = |name, value, help| Arg::new(name).long(name).value_name(value).help(help);
    command
        .arg(Arg::new("keys").value_name("KEY").required(true).num_args(1..).help("The items' keys, or their numbers"))
        .arg(option("reason", "TEXT", "Why; kept where the scope of a running Sprint changes"))
        .arg(option("asked-by", "NAME", "Who asked for it; kept in the same way"))
}

pub(super) fn pull_grammar(command: Command) -> Command {
    items_args(command)
        .arg(
            Arg::new("sprint")
                .long("sprint")
                .value_name("SPRINT")
                .required(true)
                .help("Its number or name, current or next"),
        )
        .arg(flag("head", "Above what is in it already, and not below"))
        .after_help(
            "Into the running Sprint it is a change of scope.\n\nExamples:\n  upnext sprint pull WEB-12 WEB-7 --sprint next\n  \
             upnext sprint pull WEB-31 --sprint current --reason 'the fair is earlier' --asked-by Luc",
        )
}

pub(super) fn out_grammar(command: Command) -> Command {
    items_args(command).after_help("They go to the top of what is in no Sprint.")
}

pub(super) fn pull(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    let product = session.needed_product(&store)?;
    let sprint = find(&store, &product, matches.get_one("sprint"), &[])?;
    let end = if matches.get_flag("head") { End::Head } else { End::Tail };
    set(session, matches, &mut store, Some(sprint.id), end)
}

pub(super) fn out(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    set(session, matches, &mut store, None, End::Head)
}

fn set(
    session: &Session,
    matches: &ArgMatches,
    store: &mut Store,
    sprint: Option<SprintId>,
    end: End,
) -> anyhow::Result<ExitCode> {
    let keys = || matches.get_many::<String>("keys").unwrap_or_default();
    let left = left(session, store, keys(), sprint)?;
    let items = items(session, store, keys())?;
    let line = |name: &'static str| text::line(name, matches.get_one::<String>(name).map_or("", String::as_str));
    let cause = Cause { reason: line("reason")?, asked: line("asked-by")? };
    commit(session, store, &Change::SetSprint { items, sprint, end, cause })?;
    if let Some(left) = left {
        out::say(left);
    }
    Ok(ExitCode::SUCCESS)
}

/// What leaves the running Sprint: "WEB-24 leaves Sprint 14, which is running: its scope changes".
fn left<'a>(
    session: &Session,
    store: &Store,
    keys: impl Iterator<Item = &'a String>,
    to: Option<SprintId>,
) -> anyhow::Result<Option<String>> {
    let (mut leaving, mut title): (Vec<String>, _) = (Vec::new(), String::new());
    for key in keys {
        let item = session.item(store, key)?;
        let running = item.sprint.filter(|sprint| sprint.phase == Phase::Active && Some(sprint.id) != to);
        let Some(sprint) = running.filter(|_| !leaving.contains(&item.key.to_string())) else { continue };
        leaving.push(item.key.to_string());
        title = sprint.title;
    }
    let verb = if leaving.len() == 1 { "leaves" } else { "leave" };
    let said = format!("{} {verb} {title}, which is running: its scope changes", leaving.join(", "));
    Ok((!leaving.is_empty()).then_some(said))
}

/// Items by their keys, each once.
pub(super) fn items<'a>(
    session: &Session,
    store: &Store,
    keys: impl Iterator<Item = &'a String>,
) -> anyhow::Result<Vec<ItemId>> {
    let mut items = Vec::new();
    for key in keys {
        let item = session.item(store, key)?.id;
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Ok(items)
}
