//! `export`: the backlog as JSON, CSV or Markdown, to stdout or into a new file.

use super::exit::ShellError;
use super::pending::export;
use super::session::{self, Session};
use super::{Shell, out};
use crate::domain::{Product, text};
use crate::exchange::Export;
use crate::store::Store;
use anyhow::anyhow;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use strum::IntoEnumIterator;

pub(super) const EXPORT: Shell = Shell { name: "export", grammar, run };

fn grammar(command: Command) -> Command {
    let formats: Vec<&str> = Export::iter().map(Export::name).collect();
    command
        .arg(Arg::new("format").long("format").short('f').value_name("FORMAT").value_parser(formats).help("Told by the file's name where it is left out"))
        .arg(Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf)).help("Where to; stdout where it is left out, or -"))
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help("Replace a file that is there"))
        .after_help("Examples:\n  upnext export --format json > backlog.json\n  upnext export backlog.csv")
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let file = matches.get_one::<PathBuf>("file").filter(|file| *file != Path::new("-"));
    let format = format(matches.get_one::<String>("format"), file.map(PathBuf::as_path))?;
    let store = session.open()?;
    let product = session.product(&store)?.ok_or_else(|| anyhow!(session::no_product(&store)))?;
    let Some(file) = file else {
        let mut out = out::stdout();
        export(&store, &product, format, out.writer())?;
        out.finish()?;
        return Ok(ExitCode::SUCCESS);
    };
    let count = into_file(&store, &product, format, file, matches.get_flag("force"))?;
    out::say(format_args!("{} of {} in {}", text::counted(count, "item"), product.name, file.display()));
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

/// Writes beside the file first, so that it is there whole or not at all.
fn into_file(store: &Store, product: &Product, format: Export, file: &Path, is_forced: bool) -> anyhow::Result<usize> {
    let there = fs::metadata(file).ok();
    if there.as_ref().is_some_and(|m| !m.is_file() && !m.is_dir()) {
        // A device or a pipe is written to as it is.
        let open = OpenOptions::new().write(true).open(file).map_err(|e| cant_create(file, &e))?;
        return written(store, product, format, open, file);
    }
    if fs::canonicalize(file).is_ok_and(|real| real == store.path()) {
        return Err(ShellError::CantCreate(format!("{} is the backlog itself: choose another name", file.display())).into());
    }
    if there.is_some() && !is_forced {
        let hint = "is there already: choose another name, or replace it with --force";
        return Err(ShellError::CantCreate(format!("{} {hint}", file.display())).into());
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = file.with_file_name(name);
    let open = OpenOptions::new().write(true).create_new(true).open(&part);
    let open = open.map_err(|e| cant_create(file, &e))?;
    let done = written(store, product, format, open, file)
        .and_then(|count| fs::rename(&part, file).map(|()| count).map_err(|e| cant_create(file, &e).into()));
    if done.is_err() {
        // Best effort: the error to tell is the first one.
        let _ = fs::remove_file(&part);
    }
    done
}

fn written(store: &Store, product: &Product, format: Export, open: File, file: &Path) -> anyhow::Result<usize> {
    let mut out = BufWriter::new(open);
    let count = export(store, product, format, &mut out)?;
    let failed = |e: io::Error| anyhow!(e).context(format!("{} could not be written", file.display()));
    out.flush().map_err(failed)?;
    // A device has nothing to make durable.
    let _ = out.get_ref().sync_all();
    Ok(count)
}

fn cant_create(file: &Path, error: &io::Error) -> ShellError {
    ShellError::CantCreate(format!("{} can't be made: {error}", file.display()))
}
