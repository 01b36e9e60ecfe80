//! Fields of an item as options: `--state` is the verb `state`, with its description, its words and its messages.

use super::exit::ShellError;
use super::session::Session;
use crate::domain::item::Refusal;
use crate::domain::score::MOSCOW;
use crate::domain::text::{self, BLOCK_LIMIT};
use crate::domain::{Change, Estimate, Item, ItemId, Key, Kind, Product, Scale, State};
use crate::runtime::now;
use crate::store::{Store, StoreError};
use crate::ui::action::{Action, Due, Write};
use crate::ui::verb;
use anyhow::Context;
use chrono::NaiveDate;
use clap::{Arg, ArgMatches};
use std::io::Read;

/// A value that was given: one to set, or none to take the old one away.
pub(super) struct Given<T>(pub(super) Option<T>);

/// Tags put on and taken off.
#[derive(Default)]
pub(super) struct Tags {
    pub(super) add: Vec<String>,
    pub(super) remove: Vec<String>,
}

/// The option of a verb.
pub(super) fn option(name: &'static str) -> Arg {
    let arg = Arg::new(name).long(name).allow_negative_numbers(true);
    match verb::find(name) {
        Some(verb) => arg.value_name(verb.arg.word()).help(verb.doc),
        None => arg.value_name("TEXT"),
    }
}

/// The option for the long text; both commands that write have it.
pub(super) fn description() -> Arg {
    option("description").help("The description; - reads it from stdin")
}

/// What a verb makes of its option.
pub(super) fn action(matches: &ArgMatches, name: &'static str) -> Result<Option<Action>, ShellError> {
    let (Some(typed), Some(verb)) = (matches.get_one::<String>(name), verb::find(name)) else { return Ok(None) };
    make(verb, typed).map(Some)
}

/// What a verb makes of a text.
pub(super) fn make(verb: &verb::Verb, typed: &str) -> Result<Action, ShellError> {
    (verb.make)(typed.trim()).map_err(|e| ShellError::Usage(e.to_string()))
}

/// `--state`. Declining is refused here, because it needs a reason.
pub(super) fn state(matches: &ArgMatches, instead: &str) -> Result<Option<State>, ShellError> {
    match action(matches, "state")? {
        Some(Action::Write(Write::State(state))) => Ok(Some(state)),
        Some(_) => Err(ShellError::Usage(format!("declining needs a reason: {instead}"))),
        None => Ok(None),
    }
}

/// `--kind`.
pub(super) fn kind(matches: &ArgMatches) -> Result<Option<Kind>, ShellError> {
    Ok(match action(matches, "kind")? {
        Some(Action::Write(Write::Kind(kind))) => Some(kind),
        _ => None,
    })
}

/// `--tag`, as often as it is given: what is put on and what is taken off.
pub(super) fn tags(matches: &ArgMatches) -> Result<Option<Tags>, ShellError> {
    let Some(typed) = matches.get_many::<String>("tag") else { return Ok(None) };
    let typed: Vec<&str> = typed.map(String::as_str).collect();
    let verb = verb::find("tag").ok_or_else(|| ShellError::Usage("there are no tags".into()))?;
    match make(verb, &typed.join(","))? {
        Action::Write(Write::Tag { add, remove }) => Ok(Some(Tags { add, remove })),
        _ => Ok(None),
    }
}

/// `--estimate` on the product's scale; `none` and `?` are no estimate.
pub(super) fn estimate(matches: &ArgMatches, scale: Scale) -> anyhow::Result<Option<Given<Estimate>>> {
    let Some(typed) = matches.get_one::<String>("estimate") else { return Ok(None) };
    let typed = if text::fold(typed) == "none" { "" } else { typed.as_str() };
    Ok(Some(Given(scale.read(typed)?)))
}

/// `--asked`.
pub(super) fn asked(matches: &ArgMatches) -> anyhow::Result<Option<String>> {
    Ok(match action(matches, "asked")? {
        Some(Action::Write(Write::Asked(name))) => Some(text::line("the name", &name)?),
        _ => None,
    })
}

/// `--moscow`.
pub(super) fn class(matches: &ArgMatches, item: &Item) -> Result<Option<Change>, ShellError> {
    let Some(typed) = matches.get_one::<String>("moscow") else { return Ok(None) };
    let typed = if text::fold(typed) == "none" { "-" } else { typed.as_str() };
    let class = MOSCOW.read(typed).map_err(|error| ShellError::Usage(format!("--moscow: {error}")))?;
    Ok(Some(Change::SetInputs { items: vec![item.id], inputs: vec![(MOSCOW.id.to_string(), class)] }))
}

/// `--due`.
pub(super) fn due(matches: &ArgMatches) -> Result<Option<Given<NaiveDate>>, ShellError> {
    Ok(match action(matches, "due")? {
        Some(Action::Write(Write::Due(due))) => Some(Given(due.map(|day| day.on(now().day)))),
        _ => None,
    })
}

/// `--snooze`.
pub(super) fn snooze(matches: &ArgMatches) -> anyhow::Result<Option<Given<NaiveDate>>> {
    Ok(match action(matches, "snooze")? {
        Some(Action::Write(Write::Snooze(until))) => Some(Given(later(until)?)),
        _ => None,
    })
}

/// A day as it was typed; `none` is none.
pub(super) fn day(typed: &str) -> Result<Option<NaiveDate>, String> {
    let today = now().day;
    verb::day(typed).map(|day| day.map(|day| day.on(today))).map_err(|error| error.to_string())
}

/// A day to come.
fn later(day: Option<Due>) -> Result<Option<NaiveDate>, ShellError> {
    let today = now().day;
    match day.map(|day| day.on(today)) {
        Some(day) if day <= today => {
            Err(ShellError::Usage(format!("{day} is not to come: name a later day, such as 2w")))
        }
        day => Ok(day),
    }
}

/// `--decline` with what goes along.
pub(super) fn refusal(matches: &ArgMatches, item: &Item) -> anyhow::Result<Option<Refusal>> {
    let given = |name: &str| matches.get_one::<String>(name);
    let Some(reason) = given("decline") else { return Ok(None) };
    let line = |what, name| given(name).map(|text: &String| text::line(what, text)).transpose();
    let full = |text: String| Some(text).filter(|text| !text.is_empty());
    let asked = line("the name", "requester")?.unwrap_or_else(|| item.text.asked.clone());
    let again = given("look-again").map(|day| verb::day(day)).transpose();
    Ok(Some(Refusal {
        reason: text::title("the reason", reason)?,
        alternative: line("the alternative", "alternative")?.and_then(full),
        requester: full(asked),
        again: later(again.map_err(|e| ShellError::Usage(e.to_string()))?.flatten())?,
    }))
}

/// `--link`, as often as it is given.
pub(super) fn links(matches: &ArgMatches, item: &Item) -> Result<Option<Change>, ShellError> {
    let (Some(typed), Some(verb)) = (matches.get_many::<String>("link"), verb::find("link")) else { return Ok(None) };
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for typed in typed {
        match make(verb, typed)? {
            Action::Write(Write::Link(link)) => add.push(link),
            Action::Write(Write::Unlink(part)) => {
                let part = text::fold(&part);
                remove.extend(item.text.links.iter().filter(|link| text::fold(link).contains(&part)).cloned());
            }
            _ => {}
        }
    }
    Ok(Some(Change::SetLinks { items: vec![item.id], add, remove }))
}

/// `--depends`, as often as it is given.
pub(super) fn depends(
    session: &Session,
    store: &Store,
    product: &Product,
    matches: &ArgMatches,
    item: &Item,
) -> anyhow::Result<Option<Change>> {
    let (Some(typed), Some(verb)) = (matches.get_many::<String>("depends"), verb::find("depends")) else {
        return Ok(None);
    };
    let typed: Vec<&str> = typed.map(String::as_str).collect();
    let Action::Write(Write::Depends { add, remove }) = make(verb, &typed.join(" "))? else { return Ok(None) };
    let ids = |keys: Vec<Key>| -> anyhow::Result<Vec<ItemId>> {
        let found = keys.iter().map(|key| session.item(store, &whole(key, &product.prefix).to_string()));
        found.map(|item| item.map(|item| item.id).context("--depends")).collect()
    };
    Ok(Some(Change::SetNeeds { items: vec![item.id], add: ids(add)?, remove: ids(remove)? }))
}

/// `--description`, from stdin where it is `-`.
pub(super) fn long_text(matches: &ArgMatches) -> anyhow::Result<Option<String>> {
    let Some(typed) = matches.get_one::<String>("description") else { return Ok(None) };
    let typed = if typed == "-" { stdin_text()? } else { typed.clone() };
    Ok(Some(text::block("the description", &typed)?))
}

/// All text of stdin, as far as any field could take it.
pub(super) fn stdin_text() -> anyhow::Result<String> {
    // One byte more than fits, so that what is too long is told instead of cut.
    let limit = 4 * BLOCK_LIMIT as u64 + 1;
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(ShellError::Input)?;
    if bytes.len() as u64 == limit {
        let size = bytes.len();
        return Err(text::TextError::TooLong { what: "standard input", size, limit: BLOCK_LIMIT }.into());
    }
    let not_text = "standard input is not UTF-8 text: convert it first, for example with iconv";
    Ok(String::from_utf8(bytes).map_err(|_| ShellError::Data(not_text.into()))?)
}

/// The epic of `--epic`; an error where it is not there or no epic of this product.
pub(super) fn epic(
    session: &Session,
    store: &Store,
    product: &Product,
    matches: &ArgMatches,
) -> anyhow::Result<Option<Given<ItemId>>> {
    let key = match action(matches, "epic")? {
        Some(Action::Write(Write::Epic(Some(key)))) => key,
        Some(_) => return Ok(Some(Given(None))),
        None => return Ok(None),
    };
    let epic = session.item(store, &whole(&key, &product.prefix).to_string())?;
    Err(match epic {
        Item { is_trashed: true, .. } => StoreError::Trashed(epic.key.to_string()),
        Item { product: theirs, .. } if theirs != product.id => StoreError::OtherProduct(epic.key.to_string()),
        Item { text: ref said, .. } if said.kind != Kind::Epic => StoreError::NotAnEpic(epic.key.to_string()),
        epic => return Ok(Some(Given(Some(epic.id)))),
    })
    .context("--epic")
}

/// A key that was typed as a bare number gets the product's prefix.
pub(super) fn whole(key: &Key, prefix: &str) -> Key {
    let prefix = if key.prefix.is_empty() { prefix } else { &key.prefix };
    Key { prefix: prefix.to_owned(), number: key.number }
}
