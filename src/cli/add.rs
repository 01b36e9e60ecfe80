//! `add`: a new item at the bottom of its list.

use super::exit::ShellError;
use super::field::Tags;
use super::session::Session;
use super::{Shell, field, out};
use crate::domain::item::{NewItem, Story};
use crate::domain::product::NewProduct;
use crate::domain::story::{self, Sentence};
use crate::domain::{Change, Kind, Product, Scale, Spot, key, text};
use crate::runtime::now;
use crate::store::{Store, StoreError};
use crate::ui::action::{Action, Write};
use anyhow::{Context, bail};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::process::ExitCode;

pub(super) const ADD: Shell = Shell { name: "add", grammar, run };

/// What the product is called until somebody says better.
const NAMELESS: &str = "My product";

fn grammar(command: Command) -> Command {
    command
        .about("Add an item to the bottom of the order, and print its key")
        .arg(
            Arg::new("title").value_name("TITLE").required(true).num_args(1..).help("Its title; - reads it from stdin"),
        )
        .args(["kind", "estimate", "state"].map(field::option))
        .args([field::option("epic"), field::option("asked"), field::option("due"), field::description()])
        .arg(field::option("tag").action(ArgAction::Append).allow_hyphen_values(true).help("Tags, separated by commas"))
        .after_help(
            "Examples:\n  upnext add Print the return label in the shop --kind story --tag shop,print\n  \
             upnext add \"As a customer, I want to pay later, so that I can try it first\"",
        )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let title = title(matches)?;
    let state = field::state(matches, "add the item first, then use `upnext edit KEY --decline REASON`")?;
    let kind = field::kind(matches)?.unwrap_or_default();
    let Tags { add: tags, remove: off } = field::tags(matches)?.unwrap_or_default();
    if let Some(tag) = off.first() {
        let tag = text::visible(tag);
        return Err(
            ShellError::Usage(format!("a new item has no tag that could be taken off: leave out -{tag}")).into()
        );
    }
    let (asked, due) = (field::asked(matches)?.unwrap_or_default(), field::due(matches)?.and_then(|due| due.0));
    let description = field::long_text(matches)?.unwrap_or_default();
    if !session.path()?.exists() {
        fits_nothing(matches)?;
    }
    let mut store = session.open_or_create()?;
    let product = product(session, &mut store, matches)?;
    let estimate = field::estimate(matches, product.scale)?.and_then(|estimate| estimate.0);
    let epic = field::epic(session, &store, &product, matches)?.and_then(|epic| epic.0);
    if let (Kind::Epic, Some(_)) = (kind, epic) {
        return Err(StoreError::EpicInEpic("a new epic".into()).into());
    }
    let said = Story { kind, description, estimate, tags, asked, due, ..said(title) };
    let item = NewItem { text: said, state: state.unwrap_or_default(), ..NewItem::default() };
    let change = Change::AddItem { product: product.id, item: Box::new(item), spot: Spot::Bottom };
    let done = store.commit(&change, now())?;
    let added = *done.added.first().ok_or(StoreError::Gone)?;
    if epic.is_some() {
        store.commit(&Change::SetEpic { items: vec![added], epic }, now())?;
    }
    let key = store.item(added)?.ok_or(StoreError::Gone)?.key;
    let mut out = out::stdout();
    out.line(key)?;
    out.finish()?;
    session.back_up(&store);
    Ok(ExitCode::SUCCESS)
}

fn title(matches: &ArgMatches) -> anyhow::Result<String> {
    let words: Vec<&str> = matches.get_many::<String>("title").unwrap_or_default().map(String::as_str).collect();
    if words != ["-"] {
        return Ok(text::title("the title", &words.join(" "))?);
    }
    let typed = field::stdin_text()?;
    if typed.trim().contains('\n') {
        let hint = "standard input has several lines and a title has one: \
                    add them with `upnext import --from stories -`, one item a line";
        return Err(ShellError::Data(hint.into()).into());
    }
    text::title("the title", &typed).context("standard input")
}

/// What a typed line says: a whole story in its three fields, else a title.
fn said(line: String) -> Story {
    match story::parse(&line) {
        Some(Sentence { persona, want, benefit }) => {
            Story { title: story::title(&want), persona, want, benefit, ..Story::default() }
        }
        None => Story { title: line, ..Story::default() },
    }
}

/// What would be refused after the file or the product is made is refused before.
fn fits_nothing(matches: &ArgMatches) -> anyhow::Result<()> {
    field::estimate(matches, Scale::default())?;
    if let Some(Action::Write(Write::Epic(Some(_)))) = field::action(matches, "epic")? {
        bail!("--epic: there is no epic yet: add it first, with --kind epic");
    }
    Ok(())
}

/// The product to add to. A file without one gets it here: nobody should have to open the program first.
fn product(session: &Session, store: &mut Store, matches: &ArgMatches) -> anyhow::Result<Product> {
    if !store.products()?.is_empty() {
        return session.needed_product(store);
    }
    fits_nothing(matches)?;
    let name = text::title("the product's name", session.product.as_deref().unwrap_or(NAMELESS))?;
    let prefix = key::propose_prefix(&name);
    store.commit(&Change::AddProduct(NewProduct::named(name, prefix)), now())?;
    let made = session.needed_product(store)?;
    out::say(format_args!(
        "upnext: this begins the product \"{}\" with keys such as {}-1; :rename and :prefix in the program change that",
        made.name, made.prefix
    ));
    Ok(made)
}
