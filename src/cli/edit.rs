//! `edit`: other values for an item's fields. Everything is checked before anything is written; each field is a step.

use super::exit::ShellError;
use super::field::{Given, Tags};
use super::session::Session;
use super::{Shell, field, out};
use crate::domain::criterion::Line;
use crate::domain::{Change, Item, Kind, text};
use crate::runtime::now;
use crate::store::{Store, StoreError};
use anyhow::Context;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::process::ExitCode;

pub(super) const EDIT: Shell = Shell { name: "edit", grammar, run };

/// The options that change something.
const FIELDS: [&str; 20] = [
    "title",
    "kind",
    "state",
    "estimate",
    "epic",
    "asked",
    "assignee",
    "due",
    "tag",
    "description",
    "block",
    "unblock",
    "decline",
    "link",
    "depends",
    "ask",
    "keep",
    "snooze",
    "reconsider",
    "moscow",
];

fn grammar(command: Command) -> Command {
    command
        .arg(Arg::new("key").value_name("KEY").required(true).help("The item's key, or its number"))
        .arg(field::option("title").help("Its title"))
        .args(["kind", "state", "estimate", "epic", "asked", "due"].map(field::option))
        .arg(field::option("assignee").value_name("NAME").help("Say who works on it"))
        .arg(field::option("tag").action(ArgAction::Append).allow_hyphen_values(true).value_name("+TAG,-TAG"))
        .arg(field::description())
        .arg(field::option("block").conflicts_with("unblock"))
        .arg(Arg::new("unblock").long("unblock").action(ArgAction::SetTrue).help("Not blocked any more"))
        .arg(field::option("decline").conflicts_with("state"))
        .arg(refusal("alternative", "What is offered instead"))
        .arg(refusal("requester", "Who is to be told; else whoever asked"))
        .arg(refusal("look-again", "The day to look at it again").value_name("DAY"))
        .arg(
            Arg::new("reconsider")
                .long("reconsider")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["decline", "state"])
                .help("Take it back from the declined, in the state it had"),
        )
        .args(["link", "depends"].map(|name| field::option(name).action(ArgAction::Append).allow_hyphen_values(true)))
        .args(["ask", "keep", "snooze"].map(field::option))
        .arg(field::option("moscow").value_name("CLASS").help("Its class: must, should, could or won't"))
        .override_usage("upnext edit <KEY> <OPTIONS>")
        .after_help(
            "none takes a value away. Several fields are several steps for undo.\n\nExamples:\n  \
             upnext edit WEB-12 --estimate 5 --state ready\n  upnext edit WEB-12 --tag +shop,-old --due +14\n  \
             upnext edit WEB-12 --depends +WEB-3 --link https://wiki.example/pay --snooze 2w\n  \
             upnext edit WEB-12 --decline 'not now' --alternative 'use the form' --look-again 3m",
        )
}

/// An option that goes with `--decline`.
fn refusal(name: &'static str, help: &'static str) -> Arg {
    field::option(name).requires("decline").help(help)
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let typed = matches.get_one::<String>("key").map_or("", String::as_str);
    let is_given = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
    if !FIELDS.iter().any(|name| is_given(name)) {
        let hint = "nothing is to be changed: name at least one field, such as --estimate 5; --help lists them";
        return Err(ShellError::Usage(hint.into()).into());
    }
    let description = field::long_text(matches)?;
    let mut store = session.open()?;
    let item = session.item(&store, typed)?;
    if item.is_trashed {
        return Err(StoreError::Trashed(item.key.to_string()).into());
    }
    let changes = changes(session, &store, &item, matches, description)?;
    let (mut done, all) = (Vec::new(), changes.len());
    for change in changes {
        match store.commit(&change, now()) {
            Ok(committed) => done.push(committed.label),
            Err(StoreError::Unchanged) => {}
            Err(error) if done.is_empty() => return Err(error.into()),
            Err(error) => {
                let was = text::counted(done.len(), "change");
                return Err(error).with_context(|| format!("{was} of {all} made ({}), then", done.join("; ")));
            }
        }
    }
    match done.as_slice() {
        [] => out::say(StoreError::Unchanged),
        done => done.iter().for_each(out::say),
    }
    session.back_up(&store);
    Ok(ExitCode::SUCCESS)
}

/// What the options ask for, checked as far as it can be known before.
fn changes(
    session: &Session,
    store: &Store,
    item: &Item,
    matches: &ArgMatches,
    description: Option<String>,
) -> anyhow::Result<Vec<Change>> {
    let product = store.products()?.into_iter().find(|p| p.id == item.product).ok_or(StoreError::NoProduct)?;
    let (id, items) = (item.id, || vec![item.id]);
    let given = |name: &str| matches.get_one::<String>(name);
    // A rewrite says everything anew, as it is now; so it goes first.
    let mut changes: Vec<Change> = rewrite(item, description).into_iter().collect();
    if let Some(name) = given("assignee") {
        let name = if matches!(name.as_str(), "none" | "-") { "" } else { name };
        changes.push(Change::SetAssignee { items: items(), assignee: text::line("the name", name)? });
    }
    if let Some(title) = given("title") {
        changes.push(Change::SetTitle { item: id, title: text::title("the title", title)? });
    }
    let kind = field::kind(matches)?;
    changes.extend(kind.map(|kind| Change::SetKind { items: items(), kind }));
    changes.extend(
        field::estimate(matches, product.scale)?
            .map(|Given(estimate)| Change::SetEstimate { items: items(), estimate }),
    );
    let epic = field::epic(session, store, &product, matches)?;
    fits(item, kind, epic.as_ref().is_some_and(|epic| epic.0.is_some()))?;
    changes.extend(epic.map(|Given(epic)| Change::SetEpic { items: items(), epic }));
    changes.extend(field::asked(matches)?.map(|asked| Change::SetAsked { items: items(), asked }));
    changes.extend(field::due(matches)?.map(|Given(due)| Change::SetDue { items: items(), due }));
    let tags = field::tags(matches)?;
    changes.extend(tags.map(|Tags { add, remove }| Change::SetTags { items: items(), add, remove }));
    if let Some(reason) = given("block") {
        let reason = Some(text::title("the reason", reason)?);
        changes.push(Change::SetBlocked { items: items(), reason });
    } else if matches.get_flag("unblock") {
        changes.push(Change::SetBlocked { items: items(), reason: None });
    }
    changes.extend(field::links(matches, item)?);
    changes.extend(field::depends(session, store, &product, matches, item)?);
    if let Some(question) = given("ask") {
        changes.push(Change::Ask { item: id, text: text::title("the question", question)? });
    }
    changes.extend(field::class(matches, item)?);
    changes.extend(field::snooze(matches)?.map(|Given(until)| Change::Snooze { items: items(), until }));
    if let Some(why) = given("keep") {
        changes.push(Change::Keep { items: items(), why: text::line("the reason", why)? });
    }
    changes.extend(field::refusal(matches, item)?.map(|refusal| Change::Decline { items: items(), refusal }));
    if matches.get_flag("reconsider") {
        changes.push(Change::Reconsider { items: items() });
    }
    let state = field::state(matches, "use --decline REASON")?;
    changes.extend(state.map(|state| Change::SetState { items: items(), state }));
    // What makes the item fit into an epic goes first, what makes it an epic comes last.
    let is_late = |change: &Change| matches!(change, Change::SetKind { kind: Kind::Epic, .. });
    changes.sort_by_key(is_late);
    Ok(changes)
}

/// The description, which has no change of its own.
fn rewrite(item: &Item, description: Option<String>) -> Option<Change> {
    let mut said = item.text.clone();
    said.description = description?;
    let line = |c: &crate::domain::Criterion| Line { text: c.text.clone(), is_done: c.is_met };
    let criteria = item.criteria.iter().map(line).collect();
    Some(Change::Rewrite { item: item.id, text: Box::new(said), criteria, ties: None })
}

/// Whether kind and epic go together afterwards. `in_epic`: `--epic` names one.
fn fits(item: &Item, kind: Option<Kind>, in_epic: bool) -> Result<(), StoreError> {
    let stays_epic = kind.unwrap_or(item.text.kind) == Kind::Epic;
    let key = item.key.to_string();
    if stays_epic && in_epic {
        return Err(StoreError::EpicInEpic(key));
    }
    match item.children {
        Some(children) if children.count > 0 && !stays_epic => {
            Err(StoreError::HasChildren { key, count: text::counted(children.count, "item") })
        }
        _ => Ok(()),
    }
}
