//! `export --changed`: what was changed here since the last import, on its way back.

use super::super::exit::ShellError;
use super::super::out;
use super::super::session::Session;
use super::JIRA;
use crate::runtime::transfer::{Changes, TransferError};
use clap::{Arg, ArgAction, ArgMatches};
use std::path::Path;
use std::process::ExitCode;

/// `--changed` and `--new`.
pub(super) fn args() -> [Arg; 2] {
    let flag = |name| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let apart = ["list", "by", "private", "filter", "saved"];
    [
        flag("changed")
            .conflicts_with_all(apart)
            .help("Only what was changed here since the last import, to carry it back: as jira or md"),
        flag("new")
            .requires("changed")
            .help("With --format jira on stdout: the items that are new here instead of those that changed"),
    ]
}

/// True where changes are meant. The format of Jira has nothing else.
pub(super) fn is_asked(matches: &ArgMatches) -> bool {
    matches.get_flag("changed") || matches.get_one::<String>("format").is_some_and(|format| format == JIRA)
}

pub(super) fn run(session: &Session, matches: &ArgMatches, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    let usage = |reason: &str| Err(ShellError::Usage(reason.into()).into());
    if !matches.get_flag("changed") {
        return usage("Jira gets back what was changed here: add --changed");
    }
    let ending = || file?.extension()?.to_str();
    let word = matches.get_one::<String>("format").map(String::as_str).or_else(ending).unwrap_or(JIRA);
    let is_sheet = word.eq_ignore_ascii_case("md");
    // A table without a word about its format is one for the source.
    let is_table = word == JIRA || (matches.get_one::<String>("format").is_none() && word.eq_ignore_ascii_case("csv"));
    if !is_sheet && !is_table {
        return usage("changes are written for Jira or to read: --format jira or --format md");
    }
    if matches.get_flag("new") && (is_sheet || file.is_some()) {
        return usage("--new is for --format jira on stdout: a file gets the new items beside it, md has them anyway");
    }
    let store = session.open()?;
    let product = session.needed_product(&store)?.id;
    let changes = Changes::read(&store, product)?;
    if let Some(file) = file {
        out::say(if is_sheet { changes.write_sheet(file) } else { changes.write_tables(file) }?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = out::stdout();
    if is_sheet {
        out.raw(&changes.markdown())?;
    } else {
        let sheet = if matches.get_flag("new") { changes.new_table() } else { changes.table() };
        let failed = |source| TransferError::Write { name: "the output".into(), source };
        if !sheet.is_empty() {
            sheet.write(out.writer()).map_err(failed)?;
        }
    }
    out.finish()?;
    out::say(format_args!("{}{}", changes.told(), changes.beside_output()));
    Ok(ExitCode::SUCCESS)
}
