//! `score`: what a framework is told of an item, and what it makes of it.

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, field, list, out};
use crate::domain::score::{Amount, Framework, Input, Ranking, Scoring, Standing};
use crate::domain::text::{self, fold, visible};
use crate::domain::{Change, Item, Product};
use crate::exchange::scored;
use crate::runtime::now;
use crate::store::{Store, StoreError};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};
use std::process::ExitCode;
use strum::IntoEnumIterator;

pub(super) const SCORE: Shell = Shell { name: "score", grammar, run };

fn grammar(command: Command) -> Command {
    let by = field::option("by").value_name("FRAMEWORK").value_parser(list::frameworks());
    command
        .arg(Arg::new("key").value_name("KEY").required(true).help("The item's key, or its number"))
        .arg(
            Arg::new("input")
                .value_name("INPUT=VALUE")
                .num_args(0..)
                .help("An input and its value; INPUT=- takes it off. Without any, the score is shown"),
        )
        .arg(by.help("By which framework [default: the product's, else the one that asks for these inputs]"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("As JSON"))
        .after_help(
            "All values given are one step for undo.\n\nExamples:\n  \
             upnext score WEB-12 reach=2000 impact=2 confidence=80% effort=4\n  \
             upnext score WEB-12 impact=high effort=-\n  upnext score WEB-12 --by moscow class=must\n  \
             upnext score WEB-12",
        )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let key = matches.get_one::<String>("key").map_or("", String::as_str);
    let typed: Vec<&String> = matches.get_many("input").unwrap_or_default().collect();
    let told = typed.into_iter().map(|typed| part(typed)).collect::<Result<Vec<_>, _>>()?;
    let mut store = session.open()?;
    let item = session.item(&store, key)?;
    let product = store.products()?.into_iter().find(|p| p.id == item.product).ok_or(StoreError::NoProduct)?;
    let names: Vec<&str> = told.iter().map(|told| told.0).collect();
    let scoring = match list::by(matches, &product) {
        Some(scoring) => scoring,
        None => meant(&product, &names)?,
    };
    let inputs = scoring.framework.rules().inputs(&scoring);
    if !told.is_empty() {
        if item.is_trashed {
            return Err(StoreError::Trashed(item.key.to_string()).into());
        }
        once(&told, &inputs)?;
        let inputs = told.iter().map(|told| setting(told, &inputs, &scoring)).collect::<Result<Vec<_>, _>>()?;
        match store.commit(&Change::SetInputs { items: vec![item.id], inputs }, now()) {
            Ok(committed) => out::say(committed.label),
            Err(error @ StoreError::Unchanged) => out::say(error),
            Err(error) => return Err(error.into()),
        }
    }
    let item = store.item(item.id)?.ok_or(StoreError::Gone)?;
    tell(&store, &item, &scoring, matches.get_flag("json"))?;
    session.back_up(&store);
    Ok(ExitCode::SUCCESS)
}

/// A name and a value, as they are typed.
fn part(typed: &str) -> Result<(&str, &str), ShellError> {
    let (name, value) = typed.split_once('=').ok_or_else(|| {
        ShellError::Usage(format!("\"{}\" has no value: type INPUT=VALUE, such as reach=2000", visible(typed)))
    })?;
    Ok((name.trim(), value.trim()))
}

/// How a name is compared: "user value", "User-Value" and `user_value` are one.
fn plain(name: &str) -> String {
    fold(name).replace(['-', '_'], " ")
}

/// The input that a name means among these: its own name, its name in the file, else the only one that begins so.
fn find<'a>(inputs: &'a [Input], name: &str) -> Option<&'a Input> {
    let word = plain(name);
    let is_it = |input: &&Input| plain(&input.name) == word || plain(&input.id) == word;
    let mut begun = inputs.iter().filter(|input| !word.is_empty() && plain(&input.name).starts_with(&word));
    inputs.iter().find(is_it).or_else(|| begun.next().filter(|_| begun.next().is_none()))
}

/// The product's framework where it asks for these inputs, else the only one that does.
fn meant(product: &Product, names: &[&str]) -> Result<Scoring, ShellError> {
    let by = |framework| Scoring { framework, ..(*product.scoring).clone() };
    let asks = |scoring: &Scoring| {
        let inputs = scoring.framework.rules().inputs(scoring);
        names.iter().all(|name| find(&inputs, name).is_some())
    };
    if asks(&product.scoring) {
        return Ok((*product.scoring).clone());
    }
    let others: Vec<Scoring> = Framework::iter().map(by).filter(asks).collect();
    match others.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let inputs = product.scoring.framework.rules().inputs(&product.scoring);
            let unknown = names.iter().find(|name| find(&inputs, name).is_none()).copied().unwrap_or_default();
            Err(no_input(unknown, &inputs, &product.scoring))
        }
        several => {
            let several: Vec<&str> = several.iter().map(|scoring| scoring.framework.name()).collect();
            let (names, several) = (visible(&names.join(", ")).into_owned(), several.join(", "));
            Err(ShellError::Usage(format!("{names}: {several} ask for that; say which one with --by")))
        }
    }
}

fn no_input(name: &str, inputs: &[Input], scoring: &Scoring) -> ShellError {
    let (name, title) = (visible(name), scoring.framework.rules().title());
    let names: Vec<&str> = inputs.iter().map(|input| &*input.name).collect();
    ShellError::Usage(match names.as_slice() {
        [] => format!("{title} has no inputs to be set: items are compared in the program"),
        names => {
            format!("{title} has no input \"{name}\": it asks for {}; --by names another framework", names.join(", "))
        }
    })
}

/// An input with its value from now on.
fn setting(
    (name, value): &(&str, &str),
    inputs: &[Input],
    scoring: &Scoring,
) -> Result<(String, Option<Amount>), ShellError> {
    let input = find(inputs, name).ok_or_else(|| no_input(name, inputs, scoring))?;
    let value = if fold(value) == "none" { "-" } else { value };
    let amount = input.read(value).map_err(|error| ShellError::Usage(format!("{error}; nothing was changed")))?;
    Ok((input.id.to_string(), amount))
}

/// Each input is told once; what was typed for it is named.
fn once(told: &[(&str, &str)], inputs: &[Input]) -> Result<(), ShellError> {
    let known = |name: &str| find(inputs, name).map(|input| &input.id);
    for (at, (name, value)) in told.iter().enumerate() {
        let is_it = |(other, _): &&(&str, &str)| known(name).is_some() && known(other) == known(name);
        if let Some((first, before)) = told[..at].iter().find(is_it) {
            let both =
                [(first, before), (name, value)].map(|(name, value)| visible(&format!("{name}={value}")).into_owned());
            return Err(ShellError::Usage(format!("{} and {} are one input: say it once", both[0], both[1])));
        }
    }
    Ok(())
}

/// Says what the framework makes of the item, and where that would put it.
fn tell(store: &Store, item: &Item, scoring: &Scoring, is_json: bool) -> anyhow::Result<()> {
    let rules = scoring.framework.rules();
    let inputs = rules.inputs(scoring);
    let ranking = store.ranking(item.product, scoring)?;
    let amounts = item.inputs.of(&inputs);
    let missing: Vec<&str> =
        inputs.iter().zip(&amounts).filter(|(_, amount)| amount.is_none()).map(|(input, _)| &*input.name).collect();
    let all: Option<Vec<Amount>> = amounts.iter().copied().collect();
    let own = all.filter(|all| !all.is_empty()).and_then(|all| rules.score(&all, scoring));
    let result = ranking.score(item.id).or(own);
    let mut out = out::stdout();
    if is_json {
        let values = inputs.iter().zip(&amounts).map(|(input, amount)| (input.name.to_string(), json!(amount)));
        let told = json!({
            "key": item.key.to_string(),
            "framework": scoring.framework.name(),
            "formula": rules.formula(scoring),
            "inputs": values.collect::<serde_json::Map<String, Value>>(),
            "remarks": ranking.remarks,
            "worked": rules.worked(&amounts, scoring),
            "score": result.map(scored::rounded),
            "place": ranking.places(item.id).map(|places| places.0),
            "place_by_score": ranking.places(item.id).map(|places| places.1).filter(|_| ranking.scored > 0),
            "too_low_by": ranking.gap(item.id),
            "pinned": item.pinned,
        });
        out.line(told)?;
    } else {
        let shown = result.map_or_else(|| "—".into(), |score| rules.show(score));
        let worked = rules.worked(&amounts, scoring);
        let worked = if worked.is_empty() || worked == shown { String::new() } else { format!(" = {worked}") };
        out.line(format_args!("{}  {} {shown}{worked}", item.key, rules.title()))?;
        if !missing.is_empty() {
            out.line(format_args!("missing: {}", missing.join(", ")))?;
        }
        if let Some(line) = places(item, &ranking, result) {
            out.line(line)?;
        }
        ranking.remarks.iter().try_for_each(|remark| out.line(remark))?;
    }
    Ok(out.finish()?)
}

/// "place 12 now, 3 by score; 7 of 42 items scored"; of what is held, why, and the place that its score alone would give.
fn places(item: &Item, ranking: &Ranking, score: Option<f64>) -> Option<String> {
    score?;
    let (now, then) = ranking.places(item.id)?;
    let standing = ranking.standing(item.id);
    let held = match (&item.pinned, standing.is_some_and(|standing| standing.is_running)) {
        (Some(reason), _) => format!(", fixed: {reason}; its score alone:"),
        (None, true) => ", in the running Sprint; its score alone:".into(),
        (None, false) => ",".into(),
    };
    let by = if standing.is_some_and(Standing::is_held) { "" } else { " by score" };
    let (now, then) = (text::thousands(now), text::thousands(then));
    let scored = text::thousands(ranking.scored);
    Some(format!("place {now} now{held} {then}{by}; {scored} of {} scored", text::counted(ranking.total, "item")))
}
