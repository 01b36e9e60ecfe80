//! `undo` and `redo`. Each run of the shell is a window of its own, so every earlier step is another window's; it
//! is taken back all the same, and named with who made it and when.

use super::session::Session;
use super::{Shell, out};
use crate::domain::{ProductId, Step, StepId};
use crate::runtime::now;
use crate::store::{Store, StoreError, Undone};
use anyhow::bail;
use chrono::Local;
use clap::{Arg, ArgMatches, Command, value_parser};
use std::process::ExitCode;

pub(super) const UNDO: Shell =
    Shell { name: "undo", grammar, run: |session, matches| run(session, matches, undo, "take back") };
pub(super) const REDO: Shell =
    Shell { name: "redo", grammar, run: |session, matches| run(session, matches, redo, "bring back") };

/// How often a step is tried that other windows keep changing.
const TRIES: usize = 10;
/// Among so many steps the one taken back is looked for, to tell who made it.
const NEWEST: usize = 200;

/// Turns one step round: says what it was, or that there is none.
type Turn = fn(&mut Store, Option<ProductId>) -> Result<Option<String>, StoreError>;

fn grammar(command: Command) -> Command {
    let many = value_parser!(u16).range(1..=1000);
    command
        .arg(Arg::new("times").value_name("TIMES").value_parser(many).default_value("1").help("How many steps"))
        .after_help("The newest step of the file is meant, whoever made it; with --product, of that product.")
}

fn run(session: &Session, matches: &ArgMatches, turn: Turn, words: &str) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    let product = match &session.product {
        Some(_) => session.product(&store)?.map(|p| p.id),
        None => None,
    };
    let times = *matches.get_one::<u16>("times").unwrap_or(&1);
    for done in 0..times {
        match turn(&mut store, product)? {
            Some(said) => out::say(said),
            None if done == 0 => bail!("there is nothing to {words}"),
            None => {
                out::say("that was the last one");
                break;
            }
        }
    }
    session.back_up(&store);
    Ok(ExitCode::SUCCESS)
}

fn undo(store: &mut Store, product: Option<ProductId>) -> Result<Option<String>, StoreError> {
    // Only another window can come between the question and the answer; a few times is often enough.
    let mut agreed = None;
    for _ in 0..TRIES {
        match store.undo(product, now(), agreed)? {
            Undone::Nothing => return Ok(None),
            Undone::Foreign(step) => agreed = Some(step.id),
            Undone::Done(done) => {
                let by = maker(store, product, done.step)?.map(|step| {
                    let at = step.at.utc().with_timezone(&Local).format("%Y-%m-%d %H:%M");
                    format!(" (by {}, {at})", step.author)
                });
                return Ok(Some(done.label + &by.unwrap_or_default()));
            }
        }
    }
    let holder = "another window, which writes step after step".into();
    Err(StoreError::Busy { path: store.path().to_owned(), holder })
}

/// The step that was taken back by this one, where it is one of the newest.
fn maker(store: &Store, product: Option<ProductId>, by: StepId) -> Result<Option<Step>, StoreError> {
    let mut steps = store.newest_steps(product, NEWEST)?;
    let undone = steps.iter().find(|step| step.id == by).and_then(|step| step.undoes);
    Ok(steps.iter().position(|step| Some(step.id) == undone).map(|at| steps.swap_remove(at)))
}

fn redo(store: &mut Store, product: Option<ProductId>) -> Result<Option<String>, StoreError> {
    match store.redo(product, now())? {
        Undone::Done(done) => Ok(Some(done.label)),
        Undone::Nothing | Undone::Foreign(_) => Ok(None),
    }
}
