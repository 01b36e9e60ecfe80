//! `move`: another place in the order.

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, field, out};
use crate::domain::{Change, Item, Key, Spot, text};
use crate::runtime::now;
use crate::store::{Store, StoreError};
use crate::ui::action::{Action, Move};
use crate::ui::verb;
use anyhow::bail;
use clap::{Arg, ArgMatches, Command};
use std::process::ExitCode;

pub(super) const MOVE: Shell = Shell { name: "move", grammar, run };

fn grammar(command: Command) -> Command {
    command
        .arg(Arg::new("key").value_name("KEY").required(true).help("The item's key, or its number"))
        .arg(
            Arg::new("spot")
                .value_name("PLACE")
                .required(true)
                .num_args(1..=2)
                .help("top, bottom, up, down, a place from 1, above KEY, below KEY"),
        )
        .after_help("Examples:\n  upnext move WEB-12 top\n  upnext move WEB-12 7\n  upnext move WEB-12 below WEB-3")
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let typed = matches.get_one::<String>("key").map_or("", String::as_str);
    let words: Vec<&str> = matches.get_many::<String>("spot").unwrap_or_default().map(String::as_str).collect();
    let verb = verb::find("move").ok_or_else(|| ShellError::Usage("there is no move".into()))?;
    let Action::Move(to) = field::make(verb, &words.join(" "))? else { bail!("this is no move") };
    if words.len() > 1 && !matches!(to, Move::Above(_) | Move::Below(_)) {
        let words = words.join(" ");
        return Err(
            ShellError::Usage(format!("\"{}\" is no place: leave out the second word", text::visible(&words))).into()
        );
    }
    let mut store = session.open()?;
    let item = session.item(&store, typed)?;
    if item.is_trashed {
        return Err(StoreError::Trashed(item.key.to_string()).into());
    }
    let to = spot(session, &store, &item, &to)?;
    match store.commit(&Change::Move { items: vec![item.id], to, is_run: false }, now()) {
        Ok(done) => out::say(done.label),
        Err(StoreError::Unchanged) => {}
        Err(error) => return Err(error.into()),
    }
    let moved = store.item(item.id)?.ok_or(StoreError::Gone)?;
    let order = store.order(moved.product, moved.list())?;
    if let Some(index) = order.index_of(moved.id) {
        let (place, of) = (text::thousands(index + 1), text::thousands(order.len()));
        out::say(format_args!("{} is at place {place} of {of}", moved.key));
    }
    if let Some(said) = crossed(&item, &moved) {
        out::say(said);
    }
    session.back_up(&store);
    Ok(ExitCode::SUCCESS)
}

/// A place beyond a Sprint's line is in another Sprint, or in none.
fn crossed(before: &Item, moved: &Item) -> Option<String> {
    let (from, to) = (before.sprint.as_ref(), moved.sprint.as_ref());
    if from.map(|sprint| sprint.id) == to.map(|sprint| sprint.id) {
        return None;
    }
    let key = &moved.key;
    Some(match (from, to) {
        (Some(from), Some(to)) => format!("{key} goes from {} to {}", from.title, to.title),
        (Some(from), None) => format!("{key} leaves {}", from.title),
        (None, to) => format!("{key} comes into {}", to.map_or("", |to| to.title.as_str())),
    })
}

/// The spot that the words mean for this item.
fn spot(session: &Session, store: &Store, item: &Item, to: &Move) -> anyhow::Result<Spot> {
    let beside = |key: &Key| -> anyhow::Result<_> {
        let other = session.item(store, &field::whole(key, &item.key.prefix).to_string())?;
        match () {
            () if other.id == item.id => Err(StoreError::NextToItself(item.key.to_string()).into()),
            () if other.product != item.product => Err(StoreError::OtherProduct(other.key.to_string()).into()),
            () => Ok(other.id),
        }
    };
    Ok(match to {
        Move::Top => Spot::Top,
        Move::Bottom => Spot::Bottom,
        Move::Place(place) => Spot::Place(*place),
        Move::Above(key) => Spot::Above(beside(key)?),
        Move::Below(key) => Spot::Below(beside(key)?),
        Move::Here => {
            let hint = "here is the program's cursor, which the shell has not: say above KEY or below KEY";
            return Err(ShellError::Usage(hint.into()).into());
        }
        Move::Up | Move::Down => {
            let is_up = *to == Move::Up;
            let order = store.order(item.product, item.list())?;
            match order.nudge(&[item.id], is_up, 1) {
                Some(spot) => spot,
                None if order.index_of(item.id).is_some() => {
                    bail!("{} is at the {} already", item.key, if is_up { "top" } else { "bottom" })
                }
                None => return Err(StoreError::NoPlace { key: item.key.to_string(), state: item.state.name() }.into()),
            }
        }
    })
}
