//! `export`: the backlog as JSON, CSV, Markdown or a page of HTML, to stdout or into a new file.

mod changes;

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, field, filter, list, out};
use crate::domain::query::Part;
use crate::domain::score::Framework;
use crate::domain::{List, ProductId, text};
use crate::exchange::Export;
use crate::exchange::export::Edition;
use crate::runtime::transfer::{Form, Paper, Table, TransferError};
use crate::runtime::{now, transfer};
use crate::store::Store;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use strum::IntoEnumIterator;

/// The format of tables that go back to Jira.
const JIRA: &str = "jira";

pub(super) const EXPORT: Shell = Shell { name: "export", grammar, run };

fn grammar(command: Command) -> Command {
    let lists: Vec<&str> = List::iter().map(List::name).collect();
    let formats: Vec<&str> = Export::iter().map(Export::name).chain(["html", JIRA]).collect();
    let format = Arg::new("format").long("format").short('f').value_name("FORMAT").value_parser(formats);
    let file = Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf));
    command
        .arg(format.help("Left out, the file's ending tells it"))
        .args(filter::args())
        .arg(Arg::new("list").long("list").value_name("LIST").value_parser(lists).help("One list only"))
        .arg(
            field::option("by")
                .value_name("FRAMEWORK")
                .value_parser(list::frameworks())
                .conflicts_with_all(["list", "private"])
                .help("The scored table: the order by this score, with the formula"),
        )
        .arg(Arg::new("private").long("private").action(ArgAction::SetTrue).help(
            "With names, what was declined and why; left out of CSV and Markdown otherwise",
        ))
        .args(changes::args())
        .arg(file.help("A new file; left out or -, it is stdout"))
        .after_help(
            "With a filter or a list, only these items are written; what lies in the trash is left out then. \
             JSON is loss-free and keeps everything; CSV and Markdown are for others and leave out who asked, who works on an \
             item, and what was declined. --changed writes what was changed here since the last import, to carry it back: for \
             Jira a table from which its CSV import updates, and FILE-new beside it for what is new here; as md \
             a sheet to follow by hand, with names and reasons, and with the order.\n\nExamples:\n  \
             upnext export --format json > backlog.json\n  upnext export backlog.csv\n  \
             upnext export --filter 'state:ready tag:api' ready.md\n  upnext export --by rice scores.csv\n  upnext export backlog.html\n  \
             upnext export --format jira --changed changes.csv\n  upnext export --format md --changed monday.md",
        )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let file = matches.get_one::<PathBuf>("file").filter(|file| *file != Path::new("-"));
    if changes::is_asked(matches) {
        return changes::run(session, matches, file.map(PathBuf::as_path));
    }
    let format = format(matches.get_one::<String>("format"), file.map(PathBuf::as_path))?;
    let list = matches.get_one::<String>("list").map(String::as_str);
    let is_private = matches.get_flag("private");
    if !is_private && format != Form::Data(Export::Json) && list == Some(List::Declined.name()) {
        let reason = "what was declined is private: --private writes it, and names too";
        return Err(ShellError::Usage(reason.into()).into());
    }
    let mut store = session.open()?;
    let product = session.needed_product(&store)?.id;
    let part = part(session, matches, &mut store, product)?;
    if let Some(framework) = matches.get_one::<String>("by").and_then(|word| Framework::parse(word)) {
        let table = Table::read(&store, product, framework, part.as_ref(), now())?;
        return scored(&table, format, file);
    }
    let format = match format {
        Form::Data(format) => format,
        Form::Page if part.is_some() => return Err(TransferError::WholePage.into()),
        Form::Page => return page(&store, product, file),
    };
    let edition = Edition::of(format, is_private);
    if let Some(file) = file {
        out::say(transfer::export_to(&store, product, part.as_ref(), edition, file)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = out::stdout();
    let items = transfer::export(&store, product, part.as_ref(), edition, out.writer())?;
    out.finish()?;
    if part.is_some() {
        out::say(format_args!("exported {}", text::counted(items, "item")));
    }
    Ok(ExitCode::SUCCESS)
}

/// The scored table.
fn scored(table: &Table, form: Form, file: Option<&PathBuf>) -> anyhow::Result<ExitCode> {
    let Form::Data(format) = form else { return Err(TransferError::NoScoredPage.into()) };
    if let Some(file) = file {
        out::say(table.write_to(format, file)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = out::stdout();
    table.write(format, out.writer())?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The page for people without a terminal.
fn page(store: &Store, product: ProductId, file: Option<&PathBuf>) -> anyhow::Result<ExitCode> {
    let document = transfer::backlog(store, product)?;
    if let Some(file) = file {
        out::say(transfer::write_document(&document, Paper::Html, file)?);
    } else {
        let mut out = out::stdout();
        out.raw(&document.html())?;
        out.finish()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is exported, where it is not everything.
fn part(
    session: &Session,
    matches: &ArgMatches,
    store: &mut Store,
    product: ProductId,
) -> anyhow::Result<Option<Part>> {
    let filter = filter::read(matches, store, product, session.options.config.thresholds)?;
    let list = matches.get_one::<String>("list").and_then(|name| List::iter().find(|list| list.name() == name));
    Ok((list.is_some() || !filter.is_all()).then(|| Part { list, filter, now: now() }))
}

/// The format asked for, else the one the file's name ends with.
fn format(word: Option<&String>, file: Option<&Path>) -> Result<Form, ShellError> {
    let ending = || file?.extension()?.to_str().and_then(Form::parse);
    word.and_then(|word| Form::parse(word)).or_else(ending).ok_or_else(|| {
        let names = Form::names();
        ShellError::Usage(format!("say in which format: --format with one of {names}, or a file with such an ending"))
    })
}
