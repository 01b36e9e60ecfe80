//! `sprint close`: the Sprint that runs ends. Where its open items go is said, never guessed.

use super::super::exit::ShellError;
use super::super::session::Session;
use super::super::{field, out};
use super::life::met;
use super::{commit, find, flag, pull, which};
use crate::domain::sprint::{Card, Fate, Next, Phase, Plan};
use crate::domain::{Change, ItemId, Key, Product, Spot, Sprint, State, text};
use crate::store::{Store, StoreError};
use crate::ui::action::{Action, Move};
use crate::ui::verb;
use clap::{Arg, ArgMatches, Command};
use std::process::ExitCode;

/// The three ways an open item can go, as options.
const WAYS: [&str; 3] = ["next", "to-backlog", "stay"];

pub(super) fn grammar(command: Command) -> Command {
    let way = |name, help| {
        Arg::new(name)
            .long(name)
            .value_name("KEY,…")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("")
            .help(help)
    };
    command
        .arg(which("current"))
        .arg(way("next", "Carry open items over into the next Sprint: these, or all that are left"))
        .arg(way("to-backlog", "Back to the Product Backlog, to --place"))
        .arg(way("stay", "Out of the Sprint, at the place they have: on top of what is in no Sprint"))
        .arg(
            Arg::new("place")
                .long("place")
                .value_name("PLACE")
                .requires("to-backlog")
                .help("top, bottom, a place from 1, above KEY, below KEY [default: top of what is in no Sprint]"),
        )
        .arg(flag("goal-met", "The Sprint Goal was met").conflicts_with("goal-missed"))
        .arg(flag("goal-missed", "The Sprint Goal was not met"))
        .arg(flag("dry-run", "Only tell what would go where"))
        .after_help(
            "Where nothing is planned, --next plans a Sprint. One undo takes all of it back.\n\nExamples:\n  \
             upnext sprint close --next --goal-met\n  upnext sprint close --stay=WEB-12 --to-backlog --place bottom",
        )
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    let product = session.needed_product(&store)?;
    let sprint = find(&store, &product, matches.get_one("sprint"), &["current"])?;
    if sprint.phase != Phase::Active {
        return Err(StoreError::NotRunning { title: sprint.title(), phase: sprint.phase.said() }.into());
    }
    let Some(course) = store.course(sprint.id)? else { return Err(StoreError::NoSprint.into()) };
    let open: Vec<Card> = course.present().filter(|card| card.row.state != State::Done).cloned().collect();
    let spot = spot(session, &store, &product, matches)?;
    let fates = fates(session, &store, matches, &open, spot)?;
    let next = next(session, &store, &product, &sprint, &fates)?;
    let lines = told(&open, &fates, &next, &store, &product)?;
    if matches.get_flag("dry-run") {
        return Ok(out::lines(&lines)?);
    }
    lines.iter().for_each(out::say);
    let is_goal_met = met(matches);
    commit(session, &mut store, &Change::CloseSprint { sprint: sprint.id, is_goal_met, next, fates })?;
    if is_goal_met.is_none() && !sprint.plan.goal.is_empty() {
        out::say(format_args!(
            "nobody has said whether the Sprint Goal was met: `upnext sprint edit {} --goal-met` or --goal-missed",
            sprint.number
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Where each open item goes. Each must be named by a way of its own or by one that takes all that are left.
fn fates(
    session: &Session,
    store: &Store,
    matches: &ArgMatches,
    open: &[Card],
    spot: Spot,
) -> anyhow::Result<Vec<(ItemId, Fate)>> {
    let mut fates: Vec<(ItemId, Fate)> = Vec::new();
    let mut rest = None;
    for (way, fate) in WAYS.into_iter().zip([Fate::Next, Fate::Backlog(spot), Fate::Stay]) {
        let Some(typed) = matches.get_one::<String>(way) else { continue };
        let keys: Vec<String> =
            typed.split(',').map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect();
        if keys.is_empty() {
            if rest.replace(fate).is_some() {
                let hint = "only one of --next, --to-backlog and --stay can take all that are left: name keys behind the others, as in --stay=WEB-12";
                return Err(ShellError::Usage(hint.into()).into());
            }
            continue;
        }
        for item in pull::items(session, store, keys.iter())? {
            let Some(card) = open.iter().find(|card| card.row.id == item) else {
                let key = store.item(item)?.map(|item| item.key.to_string()).unwrap_or_default();
                return Err(ShellError::Usage(format!("--{way}: {key} is no open item of the Sprint")).into());
            };
            if fates.iter().any(|(known, _)| *known == item) {
                return Err(ShellError::Usage(format!("{} is sent two ways: name it once", card.row.key)).into());
            }
            fates.push((item, fate));
        }
    }
    let left: Vec<&Card> = open.iter().filter(|card| !fates.iter().any(|(item, _)| *item == card.row.id)).collect();
    match rest {
        Some(fate) => fates.extend(left.iter().map(|card| (card.row.id, fate))),
        None if left.is_empty() => {}
        None => {
            let keys: Vec<String> = left.iter().map(|card| card.row.key.to_string()).collect();
            return Err(ShellError::Usage(format!(
                "{} open ({}): say where to with --next, --to-backlog or --stay",
                if keys.len() == 1 {
                    "one item is still".into()
                } else {
                    format!("{} items are still", text::thousands(keys.len()))
                },
                keys.join(", ")
            ))
            .into());
        }
    }
    // In the order they have, however they were named.
    fates.sort_by_key(|(item, _)| open.iter().position(|card| card.row.id == *item));
    Ok(fates)
}

fn spot(session: &Session, store: &Store, product: &Product, matches: &ArgMatches) -> anyhow::Result<Spot> {
    let Some(typed) = matches.get_one::<String>("place") else { return Ok(Spot::Top) };
    let verb = verb::find("move").ok_or_else(|| ShellError::Usage("there is no move".into()))?;
    let beside = |key: &Key| -> anyhow::Result<ItemId> {
        Ok(session.item(store, &field::whole(key, &product.prefix).to_string())?.id)
    };
    match field::make(verb, typed)? {
        Action::Move(Move::Top) => Ok(Spot::Top),
        Action::Move(Move::Bottom) => Ok(Spot::Bottom),
        Action::Move(Move::Place(place)) => Ok(Spot::Place(place)),
        Action::Move(Move::Above(key)) => Ok(Spot::Above(beside(&key)?)),
        Action::Move(Move::Below(key)) => Ok(Spot::Below(beside(&key)?)),
        _ => Err(ShellError::Usage(format!("--place: \"{}\" is no place here", text::visible(typed))).into()),
    }
}

/// The Sprint that takes what is carried over: the first planned one, else one that is made for it.
fn next(
    session: &Session,
    store: &Store,
    product: &Product,
    sprint: &Sprint,
    fates: &[(ItemId, Fate)],
) -> anyhow::Result<Next> {
    if !fates.iter().any(|(_, fate)| *fate == Fate::Next) {
        return Ok(Next::Nothing);
    }
    let all = store.sprints(product.id)?;
    if let Some(planned) = all.iter().find(|other| other.phase == Phase::Planned) {
        return Ok(Next::Planned(planned.id));
    }
    let today = crate::runtime::now().day;
    let (starts, ends) =
        session.calendar().after(sprint.plan.ends.unwrap_or(today).max(today.pred_opt().unwrap_or(today)));
    Ok(Next::New(Box::new(Plan { starts: Some(starts), ends: Some(ends), ..Plan::default() })))
}

fn told(
    open: &[Card],
    fates: &[(ItemId, Fate)],
    next: &Next,
    store: &Store,
    product: &Product,
) -> anyhow::Result<Vec<String>> {
    let taker = match next {
        Next::Planned(id) => {
            store.sprints(product.id)?.iter().find(|s| s.id == *id).map_or_else(String::new, Sprint::title)
        }
        Next::New(plan) => plan.starts.map_or_else(|| "a new Sprint".into(), |day| format!("a new Sprint from {day}")),
        Next::Nothing => String::new(),
    };
    let line = |(item, fate): &(ItemId, Fate)| {
        let card = open.iter().find(|card| card.row.id == *item)?;
        let to = match fate {
            Fate::Next => format!("carried over into {taker}"),
            Fate::Backlog(_) => "back to the Product Backlog".into(),
            Fate::Stay => "stays on top of what is in no Sprint".into(),
        };
        Some(format!("{} {} ({}): {to}", card.row.key, card.row.title, card.row.state.name()))
    };
    Ok(fates.iter().filter_map(line).collect())
}
