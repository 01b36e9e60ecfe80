//! `export`: the backlog as JSON, CSV or Markdown, to stdout or into a new file.

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, out};
use crate::exchange::Export;
use crate::runtime::transfer;
use clap::{Arg, ArgMatches, Command, value_parser};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use strum::IntoEnumIterator;

pub(super) const EXPORT: Shell = Shell { name: "export", grammar, run };

fn grammar(command: Command) -> Command {
    let formats: Vec<&str> = Export::iter().map(Export::name).collect();
    let format = Arg::new("format").long("format").short('f').value_name("FORMAT").value_parser(formats);
    let file = Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf));
    command
        .arg(format.help("Left out, the file's ending tells it"))
        .arg(file.help("A new file; left out or -, it is stdout"))
        .after_help("Examples:\n  upnext export --format json > backlog.json\n  upnext export backlog.csv")
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let file = matches.get_one::<PathBuf>("file").filter(|file| *file != Path::new("-"));
    let format = format(matches.get_one::<String>("format"), file.map(PathBuf::as_path))?;
    let store = session.open()?;
    let product = session.needed_product(&store)?.id;
    if let Some(file) = file {
        out::say(transfer::export_to(&store, product, format, file)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = out::stdout();
    transfer::export(&store, product, format, out.writer())?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The format asked for, else the one the file's name ends with.
fn format(word: Option<&String>, file: Option<&Path>) -> Result<Export, ShellError> {
    let ending = || file?.extension()?.to_str().and_then(Export::parse);
    word.and_then(|word| Export::parse(word)).or_else(ending).ok_or_else(|| {
        let names = Export::names();
        ShellError::Usage(format!("say in which format: --format with one of {names}, or a file with such an ending"))
    })
}
